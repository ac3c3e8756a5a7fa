"""Other right answers to the exercises of chapter 09, and mutants that are right as well."""

import numpy as np
import torch

from minilib.transforms import IMAGENET_MEAN, IMAGENET_STD, squish_box


def split_rows_shuffled(n, valid=0.2, seed=42):
    rows = np.arange(n)
    np.random.default_rng(seed).shuffle(rows)
    n_valid = int(valid * n)
    val, trn = rows[:n_valid], rows[n_valid:]
    val.sort()
    trn.sort()
    return trn, val


def split_rows_mask(n, valid=0.2, seed=42):
    kept = np.zeros(n, dtype=bool)
    kept[np.random.default_rng(seed).permutation(n)[: int(n * valid)]] = True
    return np.flatnonzero(~kept), np.flatnonzero(kept)


def split_rows_difference(n, valid=0.2, seed=42):
    rng = np.random.default_rng(seed)
    val = sorted(rng.permutation(n)[: int(n * valid)].tolist())
    trn = [row for row in range(n) if row not in val]
    return np.array(trn, dtype=int), np.array(val, dtype=int)


def split_rows_cut(n, valid=0.2, seed=42):
    val, trn = np.split(np.random.default_rng(seed).permutation(n), [int(n * valid)])
    return np.sort(trn), np.sort(val)


def split_rows_setdiff(n, valid=0.2, seed=42):
    val = np.random.default_rng(seed).permutation(np.arange(n))[: int(np.floor(n * valid))]
    return np.setdiff1d(np.arange(n), val), np.unique(val)


def encode_labels_looked_up(names, classes):
    numbers = []
    for row, name in enumerate(names):
        try:
            numbers.append(classes.index(name))
        except ValueError:
            raise ValueError(f"{name!r} in row {row} is not a class") from None
    return numbers


def encode_labels_pairs(names, classes):
    number = dict(zip(classes, range(len(classes)), strict=True))
    unknown = [(name, row) for row, name in enumerate(names) if name not in number]
    if unknown:
        raise ValueError(f"unknown (name, row): {unknown}")
    return list(map(number.get, names))


def encode_labels_loop(names, classes):
    numbers = []
    for row in range(len(names)):
        if names[row] not in classes:
            raise ValueError(f"row {row}: {names[row]}")
        numbers.append(classes.index(names[row]))
    return numbers


def parse_box_unpacked(text):
    top, left, bottom, right = str(text).split()
    return np.array([top, left, bottom, right]).astype(np.float32)


def parse_box_map(text):
    numbers = list(map(float, str(text).split()))
    if len(numbers) != 4:
        raise ValueError(f"{text}: {len(numbers)} numbers")
    return np.float32(numbers)


def parse_box_isinstance(text):
    if not isinstance(text, str) or len(text.split()) != 4:
        raise ValueError("not a box")
    return np.asarray([float(part) for part in text.split()], dtype="float32")


def parse_box_reshaped(text):
    return np.array(f"{text}".split(), dtype=np.float32).reshape(4)


def squish_box_arrays(bb, size, new_size):
    k = np.array([*new_size, *new_size]) / np.array([*size, *size])
    step = np.array([0, 0, 1, 1])
    return ((np.array(bb) + step) * k - step).astype(np.float32)


def squish_box_halves(bb, size, new_size):
    k = np.divide(new_size, size)
    near, far = np.array(bb[:2]) * k, (np.array(bb[2:]) + 1) * k - 1
    return np.concatenate([near, far]).astype("float32")


def squish_box_sizes(bb, size, new_size):
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    top, left = bb[0] * ky, bb[1] * kx
    height, width = (bb[2] - bb[0] + 1) * ky, (bb[3] - bb[1] + 1) * kx
    return np.array([top, left, top + height - 1, left + width - 1], dtype=np.float32)


def squish_box_shares(bb, size, new_size):
    shares = [bb[0] / size[0], bb[1] / size[1], (bb[2] + 1) / size[0], (bb[3] + 1) / size[1]]
    height, width = new_size
    places = [shares[0] * height, shares[1] * width, shares[2] * height, shares[3] * width]
    return np.array([places[0], places[1], places[2] - 1, places[3] - 1], dtype=np.float32)


def squish_box_middles(bb, size, new_size):
    """From the middles of pixels: a pixel's middle is half a pixel behind its edge."""
    k = [new / old for new, old in zip(new_size * 2, size * 2, strict=True)]
    out = [bb[0] * k[0], bb[1] * k[1]]
    out += [(bb[n] + 0.5 + 0.5) * k[n] - 0.5 - 0.5 for n in (2, 3)]
    return np.float32(out)


def denorm_colours_first(x):
    mean = torch.tensor(IMAGENET_MEAN)[:, None, None]
    std = torch.tensor(IMAGENET_STD)[:, None, None]
    return (x.cpu().detach() * std + mean).clamp(0, 1).permute(0, 2, 3, 1).numpy()


def denorm_numpy(x):
    pictures = np.moveaxis(x.detach().cpu().numpy(), 1, -1)
    pictures = pictures * np.array(IMAGENET_STD) + np.array(IMAGENET_MEAN)
    return np.clip(pictures, 0, 1).astype(np.float32)


def denorm_no_grad(x):
    with torch.no_grad():
        mean, std = x.new_tensor(IMAGENET_MEAN), x.new_tensor(IMAGENET_STD)
        pictures = torch.einsum("nchw->nhwc", x) * std + mean
        return pictures.clip(0, 1).cpu().numpy()


def denorm_data(x):
    pictures = x.data.cpu().numpy().transpose(0, 2, 3, 1)
    out = np.empty(pictures.shape, dtype=np.float32)
    for c in range(3):
        out[..., c] = pictures[..., c] * IMAGENET_STD[c] + IMAGENET_MEAN[c]
    return np.minimum(np.maximum(out, 0), 1)


def denorm_255(x):
    mean, std = 255 * torch.tensor(IMAGENET_MEAN), 255 * torch.tensor(IMAGENET_STD)
    pixels = x.detach().cpu().movedim(1, 3) * std + mean
    return pixels.div(255).clamp(min=0, max=1).numpy()


def encode_labels_unknown_first(names, classes):
    bad = [(i, n) for i, n in enumerate(names) if n not in classes]
    if bad:
        raise ValueError("; ".join(f"row {i}: '{n}'" for i, n in bad))
    lookup = dict(zip(classes, range(len(classes)), strict=True))
    return list(map(lookup.__getitem__, names))


def encode_labels_key_error_caught(names, classes):
    number = {name: i for i, name in enumerate(classes)}
    answer = []
    try:
        for name in names:
            answer += [number[name]]
    except KeyError as error:
        raise ValueError(f"row {len(answer)}: unknown name {error}") from None
    return answer


def split_rows_isin(n, valid=0.2, seed=42):
    rows = np.arange(n)
    chosen = np.isin(rows, np.random.default_rng(seed).permutation(n)[: int(n * valid)])
    return rows[~chosen], rows[chosen]


def parse_box_list(text):
    parts = [np.float32(part) for part in str(text).split()]
    if len(parts) != 4:
        raise ValueError(f"{len(parts)} numbers in '{text}'")
    return np.array(parts)


def parse_box_empty(text):
    box = np.empty(4, dtype=np.float32)
    box[0], box[1], box[2], box[3] = str(text).split()
    return box


def squish_box_loop(bb, size, new_size):
    out = np.zeros(4, dtype=np.float32)
    for i, value in enumerate(bb):
        k = new_size[i % 2] / size[i % 2]
        out[i] = value * k if i < 2 else (value + 1) * k - 1
    return out


def denorm_channel_by_channel(x):
    x = x.detach().cpu()
    channels = [x[:, c] * IMAGENET_STD[c] + IMAGENET_MEAN[c] for c in range(3)]
    return torch.stack(channels, dim=-1).clamp(0, 1).numpy()


def read_item_named(data, i):
    height, width = data.sizes[i]
    im = data.read(data.files[i], (height, width), data.tfm.sz)
    if data.boxes is None:
        im, _ = data.tfm(im, [0, 0, 0, 0])
        return torch.from_numpy(im), torch.tensor(data.classes[i])
    im, bb = data.tfm(im, squish_box(data.boxes[i], (height, width), im.shape[:2]))
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    return x, (bb, torch.tensor(data.classes[i]))


def read_item_tensors(data, i):
    im = data.read(data.files[i], data.sizes[i], data.tfm.sz)
    bb = np.zeros(4)
    if data.boxes is not None:
        bb = squish_box(data.boxes[i], data.sizes[i], im.shape)
    im, bb = data.tfm(im, bb)
    y = []
    if data.boxes is not None:
        y.append(torch.tensor(bb))
    if data.classes is not None:
        y.append(torch.as_tensor(data.classes[i]))
    return torch.tensor(im), y[0] if len(y) == 1 else tuple(y)


def read_item_by_hand(data, i):
    rows, columns = data.sizes[i]
    im = data.read(data.files[i], (rows, columns), data.tfm.sz)
    corners = np.zeros(4, dtype=np.float32)
    if data.boxes is not None:
        ky, kx = im.shape[0] / rows, im.shape[1] / columns
        top, left, bottom, right = data.boxes[i]
        corners[:] = top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1
    x, bb = map(torch.as_tensor, data.tfm(im, corners))
    if data.boxes is None:
        return x, torch.tensor(int(data.classes[i]))
    return x, bb if data.classes is None else (bb, torch.tensor(int(data.classes[i])))


def read_item_ifs(data, i):
    size = data.sizes[i]
    im = data.read(data.files[i], size, data.tfm.sz)
    box = [0, 0, 0, 0] if data.boxes is None else data.boxes[i]
    im, bb = data.tfm(im, squish_box(box, size, im.shape[:2]))
    x = torch.from_numpy(im)
    if data.boxes is None:
        return x, torch.from_numpy(data.classes)[i]
    if data.classes is None:
        return x, torch.from_numpy(bb)
    return x, (torch.from_numpy(bb), torch.from_numpy(data.classes)[i])


RIGHT_WAYS = {
    "read_item": [read_item_named, read_item_tensors, read_item_by_hand, read_item_ifs],
    "split_rows": [
        split_rows_shuffled,
        split_rows_mask,
        split_rows_difference,
        split_rows_cut,
        split_rows_setdiff,
        split_rows_isin,
    ],
    "encode_labels": [
        encode_labels_looked_up,
        encode_labels_pairs,
        encode_labels_loop,
        encode_labels_unknown_first,
        encode_labels_key_error_caught,
    ],
    "parse_box": [
        parse_box_unpacked,
        parse_box_map,
        parse_box_isinstance,
        parse_box_reshaped,
        parse_box_list,
        parse_box_empty,
    ],
    "squish_box": [
        squish_box_arrays,
        squish_box_halves,
        squish_box_sizes,
        squish_box_shares,
        squish_box_middles,
        squish_box_loop,
    ],
    "denorm": [
        denorm_colours_first,
        denorm_numpy,
        denorm_no_grad,
        denorm_data,
        denorm_255,
        denorm_channel_by_channel,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "read_item": {
        "0 -> 1": "without boxes nothing becomes of the box",
        "0 -> -1": "without boxes nothing becomes of the box",
        "0 -> 1 (2)": "without boxes nothing becomes of the box",
        "0 -> -1 (2)": "without boxes nothing becomes of the box",
        "0 -> 1 (3)": "without boxes nothing becomes of the box",
        "0 -> -1 (3)": "without boxes nothing becomes of the box",
        "0 -> 1 (4)": "without boxes nothing becomes of the box",
        "0 -> -1 (4)": "without boxes nothing becomes of the box",
        "2 -> 3": "squish_box looks at the first two of the shape only",
    },
}
