# ruff: noqa
"""Answers for chapter 09: split_rows, encode_labels, text_bb, squish_box, denorm."""

import cv2
import numpy as np
import torch

from minilib.data import read_rgb
from minilib.transforms import IMAGENET_MEAN, IMAGENET_STD, squish_box

# --- split_rows -----------------------------------------------------------------------------


def split_rows__wrong__training_rounded_down(n, valid=0.2, seed=42):
    """rounds the training share down, so that the validation share is rounded up"""
    order = np.random.default_rng(seed).permutation(n)
    k = n - int(n * (1 - valid))
    return np.sort(order[k:]), np.sort(order[:k])


def split_rows__wrong__no_chance(n, valid=0.2, seed=42):
    """no random order at all: the first rows are for validation"""
    k = int(n * valid)
    rows = np.arange(n)
    return rows[k:], rows[:k]


# --- encode_labels --------------------------------------------------------------------------


def encode_labels__wrong__from_one(names, classes):
    """counts positions from 1, as VOC does"""
    number = {name: i for i, name in enumerate(classes, 1)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: no class {name}")
    return [number[name] for name in names]


def encode_labels__wrong__minus_one(names, classes):
    """an unknown name gets -1 and no error"""
    number = {name: i for i, name in enumerate(classes)}
    return [number.get(name, -1) for name in names]


def encode_labels__wrong__none(names, classes):
    """an unknown name gets None and no error"""
    number = {name: i for i, name in enumerate(classes)}
    return [number.get(name) for name in names]


def encode_labels__wrong__array(names, classes):
    """gives an array, not a list"""
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row}: {name}")
    return np.array([classes.index(name) for name in names])


def encode_labels__right__unknown_first(names, classes):
    bad = [(i, n) for i, n in enumerate(names) if n not in classes]
    if bad:
        raise ValueError("; ".join(f"row {i}: '{n}'" for i, n in bad))
    lookup = dict(zip(classes, range(len(classes)), strict=True))
    return list(map(lookup.__getitem__, names))


def encode_labels__right__key_error_caught(names, classes):
    number = {name: i for i, name in enumerate(classes)}
    answer = []
    try:
        for name in names:
            answer += [number[name]]
    except KeyError as error:
        raise ValueError(f"row {len(answer)}: unknown name {error}") from None
    return answer


# --- text_bb --------------------------------------------------------------------------------


def parse_box__wrong__cuts_to_four(text):
    """takes the first four of five instead of refusing them"""
    box = np.array(str(text).split(), dtype=np.float32)[:4]
    if len(box) != 4:
        raise ValueError("not four numbers")
    return box


def parse_box__wrong__returns_error(text):
    """returns the error instead of raising it"""
    box = np.array(str(text).split(), dtype=np.float32)
    if box.shape != (4,):
        return ValueError("not four numbers")
    return box


def parse_box__right__reshape(text):
    return np.asarray(f"{text}".split(), dtype="float32").reshape(4)


# --- squish_box ------------------------------------------------------------------------------


def squish_box__wrong__no_edges(bb, size, new_size):
    """multiplies pixels, not edges: the far corner lacks + 1 and - 1"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, bottom * ky, right * kx], dtype=np.float32)


def squish_box__wrong__one_factor(bb, size, new_size):
    """one factor, that of the height, for rows and columns"""
    k = new_size[0] / size[0]
    top, left, bottom, right = bb
    return np.array([top * k, left * k, (bottom + 1) * k - 1, (right + 1) * k - 1], np.float32)


def squish_box__wrong__inverse(bb, size, new_size):
    """the factor upside down: old size by new size"""
    ky, kx = size[0] / new_size[0], size[1] / new_size[1]
    top, left, bottom, right = bb
    return np.array(
        [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], dtype=np.float32
    )


def squish_box__wrong__changes_bb(bb, size, new_size):
    """np.asarray does not copy: the caller's float32 box is changed"""
    bb = np.asarray(bb, dtype=np.float32)
    bb[2:] += 1
    bb *= np.array([new_size[0] / size[0], new_size[1] / size[1]] * 2, dtype=np.float32)
    bb[2:] -= 1
    return bb


def squish_box__wrong__list(bb, size, new_size):
    """gives a list, not an array"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1]


# --- denorm ---------------------------------------------------------------------------------


def denorm__wrong__same_permute(x):
    """the same permute(0, 3, 1, 2) as in normalize, not the one that undoes it"""
    x = x.detach().cpu().permute(0, 3, 1, 2)
    return (x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()


def denorm__wrong__to_255(x):
    """white is 255 in the result, not 1"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * (255 * torch.tensor(IMAGENET_STD)) + 255 * torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 255).numpy()


def denorm__wrong__clamped_255(x):
    """mean and spread times 255, then cut off at 1: nearly all white"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * (255 * torch.tensor(IMAGENET_STD)) + 255 * torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 1).numpy()


def denorm__wrong__subtracts_mean(x):
    """takes the mean away instead of adding it"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * torch.tensor(IMAGENET_STD) - torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()


def split_rows__wrong__no_seed(n, valid=0.2, seed=42):
    """forgets to hand over the seed, so every call gives another split"""
    order = np.random.default_rng().permutation(n)
    k = int(n * valid)
    return np.sort(order[k:]), np.sort(order[:k])


def split_rows__wrong__hard_ten(n, valid=0.2, seed=42):
    """still permutes 10 rows, as in the example"""
    order = np.random.default_rng(seed).permutation(10)
    k = int(n * valid)
    return np.sort(order[k:]), np.sort(order[:k])


def split_rows__wrong__one_short(n, valid=0.2, seed=42):
    """the training part begins one row too late, a row is lost"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return np.sort(order[k + 1 :]), np.sort(order[:k])


def split_rows__wrong__only_val(n, valid=0.2, seed=42):
    """returns the rows to validate on only"""
    order = np.random.default_rng(seed).permutation(n)
    return np.sort(order[: int(n * valid)])


def split_rows__wrong__sorted_first(n, valid=0.2, seed=42):
    """sorts the whole order before cutting it, so nothing is random"""
    order = np.sort(np.random.default_rng(seed).permutation(n))
    k = int(n * valid)
    return order[k:], order[:k]


def split_rows__wrong__one_array(n, valid=0.2, seed=42):
    """puts both parts into one array, one after the other"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return np.concatenate([np.sort(order[k:]), np.sort(order[:k])])


def split_rows__wrong__at_least_one(n, valid=0.2, seed=42):
    """always keeps at least one row to validate on"""
    order = np.random.default_rng(seed).permutation(n)
    k = max(1, int(n * valid))
    return np.sort(order[k:]), np.sort(order[:k])


def split_rows__wrong__minus_end(n, valid=0.2, seed=42):
    """takes the last of the order for validation; -0 takes everything"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return np.sort(order[:-k]), np.sort(order[-k:])


def split_rows__wrong__sort_in_place(n, valid=0.2, seed=42):
    """sort() returns None, and that is returned"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return order[k:].sort(), order[:k].sort()


def split_rows__wrong__mask(n, valid=0.2, seed=42):
    """each row is drawn by itself with the probability valid"""
    mask = np.random.default_rng(seed).random(n) < valid
    return np.flatnonzero(~mask), np.flatnonzero(mask)


def split_rows__right__range(n, valid=0.2, seed=42):
    order = np.random.default_rng(seed).permutation(list(range(n)))
    k = int(valid * n)
    first, rest = sorted(order[:k]), sorted(order[k:])
    return np.array(rest, dtype=np.int64), np.array(first, dtype=np.int64)


def split_rows__right__isin(n, valid=0.2, seed=42):
    rows = np.arange(n)
    chosen = np.isin(rows, np.random.default_rng(seed).permutation(n)[: int(n * valid)])
    return rows[~chosen], rows[chosen]


def encode_labels__wrong__name_by_number(names, classes):
    """the dictionary is the wrong way round: from position to name"""
    number = {position: name for position, name in enumerate(classes)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: {name}")
    return [number[name] for name in names]


def encode_labels__wrong__rows(names, classes):
    """gives the row, not the number of the class"""
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row}: {name}")
    return [row for row, name in enumerate(names)]


def encode_labels__wrong__return_in_loop(names, classes):
    """return stands inside the loop: only the first name is encoded"""
    numbers = []
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row}: {name}")
        numbers.append(classes.index(name))
        return numbers


def encode_labels__wrong__index_error(names, classes):
    """raises a KeyError with a text"""
    for row, name in enumerate(names):
        if name not in classes:
            raise KeyError(f"row {row}: unknown class {name}")
    return [classes.index(name) for name in names]


def encode_labels__wrong__assert(names, classes):
    """an assert instead of a ValueError"""
    for row, name in enumerate(names):
        assert name in classes, f"row {row}: {name}"
    return [classes.index(name) for name in names]


def encode_labels__wrong__lower(names, classes):
    """ignores capitals, so 'Car' passes as car"""
    number = {name.lower(): position for position, name in enumerate(classes)}
    out = []
    for row, name in enumerate(names):
        if name.lower() not in number:
            raise ValueError(f"row {row}: {name}")
        out.append(number[name.lower()])
    return out


def encode_labels__wrong__grows(names, classes):
    """an unknown name gets a new number and is added to the caller's list"""
    out = []
    for name in names:
        if name not in classes:
            classes.append(name)
        out.append(classes.index(name))
    return out


def encode_labels__wrong__strings(names, classes):
    """the numbers are strings"""
    number = {name: str(position) for position, name in enumerate(classes)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: {name}")
    return [number[name] for name in names]


def encode_labels__wrong__prefix(names, classes):
    """takes the first class whose name is in the name: 'dogs' passes as dog"""
    out = []
    for row, name in enumerate(names):
        found = [i for i, known in enumerate(classes) if known in name]
        if not found:
            raise ValueError(f"row {row}: {name}")
        out.append(found[0])
    return out


def encode_labels__wrong__one_hot(names, classes):
    """a list of zeros and a one for each name"""
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row}: {name}")
    return [[int(name == known) for known in classes] for name in names]


def encode_labels__right__setdefault(names, classes):
    number = {}
    for name in classes:
        number.setdefault(name, len(number))
    result = []
    for row, name in enumerate(names):
        position = number.get(name)
        if position is None:
            raise ValueError(f"{name!r} in row {row} is unknown")
        result.append(position)
    return result


def encode_labels__right__try(names, classes):
    numbers = []
    for row, name in enumerate(names):
        try:
            numbers.append(classes.index(name))
        except ValueError:
            raise ValueError(f"row {row}: no class is called {name}") from None
    return numbers


def parse_box__wrong__float_of_all(text):
    """forgets to split: makes one number of the whole text"""
    numbers = np.array(str(text), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__shape_four(text):
    """compares the shape with 4, not with (4,)"""
    numbers = np.array(str(text).split(), dtype=np.float32)
    if numbers.shape != 4:
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__zeros_for_nan(text):
    """an empty field becomes a box of zeros"""
    if isinstance(text, float):
        return np.zeros(4, dtype=np.float32)
    numbers = np.array(text.split(), dtype=np.float32)
    if len(numbers) != 4:
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__none(text):
    """gives None where it should raise"""
    parts = str(text).split()
    if len(parts) != 4:
        return None
    return np.array(parts, dtype=np.float32)


def parse_box__wrong__type_error(text):
    """raises a TypeError for what is not a string"""
    if not isinstance(text, str):
        raise TypeError("not a text")
    numbers = np.array(text.split(), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__hw(text):
    """turns it into x, y, width, height"""
    numbers = np.array(str(text).split(), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    top, left, bottom, right = numbers
    return np.array([left, top, right - left + 1, bottom - top + 1], dtype=np.float32)


def parse_box__wrong__inverse(text):
    """the condition is turned round"""
    numbers = np.array(str(text).split(), dtype=np.float32)
    if numbers.shape == (4,):
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__row(text):
    """a table with one row, shape (1, 4)"""
    numbers = np.array(str(text).split(), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers.reshape(1, 4)


def parse_box__wrong__uint8(text):
    """dtype uint8: numbers above 255 do not fit"""
    numbers = np.array([float(part) for part in str(text).split()])
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers.astype(np.uint8).astype(np.float32)


def parse_box__wrong__digits(text):
    """takes all numbers that it finds, whatever stands between them"""
    import re

    numbers = np.array(re.findall(r"[\d.]+", str(text)), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__right__list(text):
    parts = [np.float32(part) for part in str(text).split()]
    if len(parts) != 4:
        raise ValueError(f"{len(parts)} numbers in '{text}'")
    return np.array(parts)


def parse_box__right__empty(text):
    box = np.empty(4, dtype=np.float32)
    box[0], box[1], box[2], box[3] = str(text).split()
    return box


def squish_box__wrong__floor(bb, size, new_size):
    """integer division: the factors are whole numbers"""
    ky, kx = new_size[0] // size[0], new_size[1] // size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], np.float32)


def squish_box__wrong__only_bottom(bb, size, new_size):
    """the edge is thought of for the bottom, forgotten for the right"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, (bottom + 1) * ky - 1, right * kx], np.float32)


def squish_box__wrong__top_by_kx(bb, size, new_size):
    """left is multiplied with the factor of the rows"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * ky, (bottom + 1) * ky - 1, (right + 1) * kx - 1], np.float32)


def squish_box__wrong__clipped(bb, size, new_size):
    """rounds down to whole pixels"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.floor(
        np.array([top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], np.float32)
    )


def squish_box__wrong__subtracts(bb, size, new_size):
    """goes to the edge the wrong way: - 1, multiply, + 1"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, (bottom - 1) * ky + 1, (right - 1) * kx + 1], np.float32)


def squish_box__wrong__fixed_128(bb, size, new_size):
    """always the new size 128 of the example"""
    ky, kx = 128 / size[0], 128 / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], np.float32)


def squish_box__wrong__one_by_minus(bb, size, new_size):
    """precedence: (ky - 1) in parentheses"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array(
        [top * ky, left * kx, (bottom + 1) * (ky - 1), (right + 1) * (kx - 1)], np.float32
    )


def squish_box__wrong__size_kept(bb, size, new_size):
    """moves the near corner only, the box keeps its height and width"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    y, x = top * ky, left * kx
    return np.array([y, x, y + bottom - top, x + right - left], np.float32)


def squish_box__wrong__tuple(bb, size, new_size):
    """a tuple of four"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1


def squish_box__wrong__plus_times(bb, size, new_size):
    """repeats the list instead of multiplying: bb is not an array"""
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    corners = bb * [ky, kx, ky, kx]
    return np.array(corners, dtype=np.float32)


def squish_box__right__loop(bb, size, new_size):
    out = np.zeros(4, dtype=np.float32)
    for i, value in enumerate(bb):
        k = new_size[i % 2] / size[i % 2]
        out[i] = value * k if i < 2 else (value + 1) * k - 1
    return out


def squish_box__right__exact(bb, size, new_size):
    (old_h, old_w), (new_h, new_w) = size, new_size
    top, left, bottom, right = (float(one) for one in bb)
    box = [
        top / old_h * new_h,
        left / old_w * new_w,
        bottom * new_h / old_h + new_h / old_h - 1,
        right * new_w / old_w + new_w / old_w - 1,
    ]
    return np.asarray(box, dtype="float32")


def denorm__wrong__swapped_constants(x):
    """multiplies by the mean and adds the spread"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * torch.tensor(IMAGENET_MEAN) + torch.tensor(IMAGENET_STD)).clamp(0, 1).numpy()


def denorm__wrong__no_permute(x):
    """forgets the axes"""
    mean = torch.tensor(IMAGENET_MEAN)[:, None, None]
    std = torch.tensor(IMAGENET_STD)[:, None, None]
    return (x.detach().cpu() * std + mean).clamp(0, 1).numpy()


def denorm__wrong__first_only(x):
    """gives the first image only"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()[0]


def denorm__wrong__mean_after_clamp(x):
    """clamps before the mean is added"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return ((x * torch.tensor(IMAGENET_STD)).clamp(0, 1) + torch.tensor(IMAGENET_MEAN)).numpy()


def denorm__wrong__divided(x):
    """divides by 255 as well"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)
    return (x / 255).clamp(0, 1).numpy()


def denorm__wrong__rescaled(x):
    """stretches what there is to 0 to 1 instead of undoing"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return ((x - x.min()) / (x.max() - x.min())).numpy()


def denorm__wrong__no_broadcast(x):
    """mean and spread before permute: they line up with the wrong axis"""
    x = x.detach().cpu() * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)
    return x.permute(0, 2, 3, 1).clamp(0, 1).numpy()


def denorm__wrong__abs(x):
    """makes negative numbers positive instead of clamping them"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)
    return x.abs().clamp(max=1).numpy()


def denorm__wrong__red_for_all(x):
    """one mean and one spread for all channels"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * IMAGENET_STD[0] + IMAGENET_MEAN[0]).clamp(0, 1).numpy()


def denorm__wrong__bgr(x):
    """exchanges red and blue, as OpenCV would want it"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x = (x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)).clamp(0, 1).numpy()
    return x[..., ::-1]


def denorm__right__split(x):
    x = x.detach().cpu()
    channels = [x[:, c] * IMAGENET_STD[c] + IMAGENET_MEAN[c] for c in range(3)]
    return torch.stack(channels, dim=-1).clamp(0, 1).numpy()


def denorm__right__transposes(x):
    x = x.detach().cpu().transpose(1, 2).transpose(2, 3)
    back = torch.addcmul(torch.tensor(IMAGENET_MEAN), x, torch.tensor(IMAGENET_STD))
    return np.clip(back.numpy(), 0.0, 1.0)


# --- more, written from the chapters alone ---------------------------------------------------


def split_rows__wrong__exchanged(n, valid=0.2, seed=42):
    """validation rows first"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return np.sort(order[:k]), np.sort(order[k:])


def split_rows__wrong__unsorted(n, valid=0.2, seed=42):
    """the rows are not sorted"""
    order = np.random.default_rng(seed).permutation(n)
    k = int(n * valid)
    return order[k:], order[:k]


def encode_labels__wrong__alphabet(names, classes):
    """numbers the classes in the order of the alphabet"""
    number = {name: k for k, name in enumerate(sorted(classes))}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: {name}")
    return [number[name] for name in names]


def encode_labels__right__index(names, classes):
    found = []
    for row, name in enumerate(names):
        if name not in classes:
            raise ValueError(f"row {row} has the unknown class {name}")
        found.append(list(classes).index(name))
    return found


def parse_box__wrong__float64(text):
    """float64"""
    numbers = np.array(str(text).split(), dtype=np.float64)
    if numbers.shape != (4,):
        raise ValueError(f"no box: {text}")
    return numbers


def parse_box__wrong__at_least_four(text):
    """five numbers pass"""
    numbers = np.array(str(text).split(), dtype=np.float32)
    if len(numbers) < 4:
        raise ValueError(f"no box: {text}")
    return numbers


def squish_box__wrong__swapped_sizes(bb, size, new_size):
    """the width belongs to the rows"""
    kx, ky = new_size[0] / size[0], new_size[1] / size[1]
    top, left, bottom, right = bb
    return np.array([top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1], np.float32)


def squish_box__right__edges(bb, size, new_size):
    k = np.array(new_size) / np.array(size)
    near, far = np.array(bb[:2]) * k, (np.array(bb[2:]) + 1) * k - 1
    return np.concatenate([near, far]).astype(np.float32)


def denorm__wrong__no_clamp(x):
    """nothing is cut off"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    return (x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)).numpy()


def read_item__wrong__box_once(data, i):
    """the box is not taken along to the image that was decoded small"""
    im = data.read(data.files[i], data.sizes[i], data.tfm.sz)
    im, bb = data.tfm(im, (0, 0, 0, 0) if data.boxes is None else data.boxes[i])
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


def read_item__wrong__always_both(data, i):
    """gives box and class even where there is only one of them"""
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size, data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    number = None if data.classes is None else torch.tensor(data.classes[i])
    return torch.from_numpy(im), (torch.from_numpy(bb), number)


def read_item__wrong__numpy(data, i):
    """arrays, not Tensors"""
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size, data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    x, bb = data.tfm(im, bb)
    if data.classes is None:
        return x, bb
    return (x, data.classes[i]) if data.boxes is None else (x, (bb, data.classes[i]))


def squish_box__wrong__one_scale(bb, size, new_size):
    """one factor for both axes"""
    s = new_size[0] / size[0]
    bb = np.asarray(bb, dtype=float)
    return np.concatenate([bb[:2] * s, (bb[2:] + 1) * s - 1]).astype(np.float32)


def read_item__wrong__stored_in_the_data_set(data, i):
    """stores the scaled box in the data set: wrong from the second reading on"""
    im = data.read(data.files[i], data.sizes[i], data.tfm.sz)
    bb = (0, 0, 0, 0)
    if data.boxes is not None:
        data.boxes[i] = squish_box(data.boxes[i], data.sizes[i], im.shape[:2])
        bb = data.boxes[i]
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


def read_item__wrong__no_transform_without_boxes(data, i):
    """without boxes the transform is skipped and the image resized by hand"""
    sz = data.tfm.sz
    im = data.read(data.files[i], data.sizes[i], sz)
    if data.boxes is None:
        im = cv2.resize(im, (sz, sz), interpolation=cv2.INTER_AREA)
        return torch.from_numpy(im), torch.tensor(data.classes[i])
    im, bb = data.tfm(im, squish_box(data.boxes[i], data.sizes[i], im.shape[:2]))
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    return (x, bb) if data.classes is None else (x, (bb, torch.tensor(data.classes[i])))


def read_item__wrong__own_reader_ignored(data, i):
    """read_rgb instead of data.read"""
    im = read_rgb(data.files[i], data.sizes[i], data.tfm.sz)
    bb = (
        (0, 0, 0, 0)
        if data.boxes is None
        else squish_box(data.boxes[i], data.sizes[i], im.shape[:2])
    )
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


def denorm__wrong__times_in_place(x):
    """in place on a view: changes x"""
    x = x.detach().cpu().permute(0, 2, 3, 1)
    x *= torch.tensor(IMAGENET_STD)
    x += torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 1).numpy()


def denorm__wrong__left_on_the_gpu(x):
    """no cpu(): fails for a batch on a GPU"""
    x = x.detach().permute(0, 2, 3, 1)
    x = x * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)
    return x.clamp(0, 1).numpy()


def denorm__wrong__gradients_switched_off(x):
    """requires_grad_(False) changes x"""
    x.requires_grad_(False)
    pictures = x.cpu().permute(0, 2, 3, 1)
    pictures = pictures * torch.tensor(IMAGENET_STD) + torch.tensor(IMAGENET_MEAN)
    return pictures.clamp(0, 1).numpy()


def split_rows__wrong__trn_first(n, valid=0.2, seed=42):
    """the size of the training part is rounded down, so validation is rounded up"""
    order = np.random.default_rng(seed).permutation(n)
    n_train = int(n * (1 - valid))
    trn, val = order[-n_train:], order[:-n_train]
    return np.sort(trn), np.sort(val)


def split_rows__wrong__choice(n, valid=0.2, seed=42):
    """choice: another draw"""
    rng = np.random.default_rng(seed)
    val = np.sort(rng.choice(n, size=int(n * valid), replace=False))
    return np.setdiff1d(np.arange(n), val), val


def read_item__wrong__classes_not_asked_for(data, i):
    """there may be no classes"""
    size = data.sizes[i]
    im = data.read(data.files[i], size, data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    x = torch.from_numpy(im)
    bb = torch.from_numpy(bb)
    number = torch.tensor(data.classes[i])
    if data.boxes is None:
        return x, number
    return x, (bb, number)


def read_item__wrong__scaled_to_the_square_twice(data, i):
    """squish_box goes to the square, and the transform does so again"""
    size, sz = data.sizes[i], data.tfm.sz
    im = data.read(data.files[i], size, sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, (sz, sz))
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    if data.boxes is None:
        return x, number
    return x, (bb, number)


def read_item__wrong__size_turned_for_read(data, i):
    """read gets (width, height)"""
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size[::-1], data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


def read_item__wrong__sizes_changed(data, i):
    """the size of the image that was read replaces that of the file"""
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size, data.tfm.sz)
    data.sizes[i] = im.shape[:2]
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


def split_rows__wrong__seed_0_taken_for_none(n, valid=0.2, seed=42):
    """a seed of 0 counts as none"""
    order = np.random.default_rng(seed or 42).permutation(n)
    n_valid = int(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def split_rows__wrong__every_fifth(n, valid=0.2, seed=42):
    """1 / valid is rounded to a whole number"""
    order = np.random.default_rng(seed).permutation(n)
    n_valid = n // round(1 / valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def parse_box__wrong__order_checked(text):
    """refuses corners in another order, which are four numbers as well"""
    box = np.array(str(text).split(), dtype=np.float32)
    if box.shape != (4,) or box[2] < box[0] or box[3] < box[1]:
        raise ValueError(f"{text!r} is not a box")
    return box
