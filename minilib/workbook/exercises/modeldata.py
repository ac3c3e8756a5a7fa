"""Exercises of chapter 09: from a table to batches."""

from __future__ import annotations

import numpy as np
import torch

from minilib import data, transforms
from minilib.transforms import IMAGENET_MEAN, IMAGENET_STD
from minilib.workbook.exercises import Exercise, Mistake, call

# -- split_rows: wrong ways ---------------------------------------------------------------------


def parts_exchanged(n, valid=0.2, seed=42):
    trn, val = data.split_rows(n, valid, seed)
    return val, trn


def left_unsorted(n, valid=0.2, seed=42):
    order = np.random.default_rng(seed).permutation(n)
    n_valid = int(n * valid)
    return order[n_valid:], order[:n_valid]


def seed_ignored(n, valid=0.2, seed=42):
    return data.split_rows(n, valid)


def share_ignored(n, valid=0.2, seed=42):
    return data.split_rows(n, seed=seed)


def the_last_rows(n, valid=0.2, seed=42):
    n_trn = n - int(n * valid)
    return np.arange(n_trn), np.arange(n_trn, n)


def the_first_rows(n, valid=0.2, seed=42):
    n_valid = int(n * valid)
    return np.arange(n_valid, n), np.arange(n_valid)


def rounded_to_the_nearest(n, valid=0.2, seed=42):
    order = np.random.default_rng(seed).permutation(n)
    n_valid = round(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def the_old_generator(n, valid=0.2, seed=42):
    order = np.random.RandomState(seed).permutation(n)
    n_valid = int(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def drawn_with_repetition(n, valid=0.2, seed=42):
    val = np.sort(np.random.default_rng(seed).integers(0, n, int(n * valid)))
    return np.setdiff1d(np.arange(n), val), val


def first_for_training(n, valid=0.2, seed=42):
    order = np.random.default_rng(seed).permutation(n)
    n_trn = n - int(n * valid)
    return np.sort(order[:n_trn]), np.sort(order[n_trn:])


def all_to_train_on(n, valid=0.2, seed=42):
    order = np.random.default_rng(seed).permutation(n)
    return np.sort(order), np.sort(order[: int(n * valid)])


# -- encode_labels: wrong ways ------------------------------------------------------------------


def counted_from_one(names, classes):
    return [number + 1 for number in data.encode_labels(names, classes)]


def minus_one_for_unknown(names, classes):
    return [classes.index(name) if name in classes else -1 for name in names]


def key_error_for_unknown(names, classes):
    number = {name: position for position, name in enumerate(classes)}
    return [number[name] for name in names]


def unknown_left_out(names, classes):
    return [classes.index(name) for name in names if name in classes]


def in_the_alphabet(names, classes):
    return data.encode_labels(names, sorted(classes))


def as_they_come(names, classes):
    data.encode_labels(names, classes)
    seen = list(dict.fromkeys(names))
    return [seen.index(name) for name in names]


def the_dictionary(names, classes):
    data.encode_labels(names, classes)
    return {name: position for position, name in enumerate(classes)}


def none_for_unknown(names, classes):
    number = {name: position for position, name in enumerate(classes)}
    return [number.get(name) for name in names]


# -- parse_box: wrong ways ------------------------------------------------------------------------


def any_number_of_numbers(text):
    return np.array(str(text).split(), dtype=np.float32)


def whole_numbers(text):
    return np.array([int(part) for part in _four(text)])


def numbers_of_8_bytes(text):
    return np.array(_four(text), dtype=float)


def strings_kept(text):
    return np.array(_four(text))


def a_list_of_floats(text):
    return data.parse_box(text).tolist()


def nan_has_no_split(text):
    numbers = np.array(text.split(), dtype=np.float32)
    if len(numbers) != 4:
        raise ValueError("not four numbers")
    return numbers


def cut_at_commas(text):
    return np.array(str(text).split(","), dtype=np.float32)


def cut_at_single_spaces(text):
    numbers = np.array(str(text).split(" "), dtype=np.float32)
    if len(numbers) != 4:
        raise ValueError("not four numbers")
    return numbers


def first_four(text):
    numbers = np.array(str(text).split(), dtype=np.float32)
    if len(numbers) < 4:
        raise ValueError("not four numbers")
    return numbers[:4]


def _four(text):
    data.parse_box(text)
    return text.split()


# -- squish_box: wrong ways ----------------------------------------------------------------------


def _factors(size, new_size):
    return new_size[0] / size[0], new_size[1] / size[1]


def pixels_stretched(bb, size, new_size):
    ky, kx = _factors(size, new_size)
    return np.array(bb * np.array([ky, kx, ky, kx]), dtype=np.float32)


def rows_for_columns(bb, size, new_size):
    return transforms.squish_box(bb, size[::-1], new_size[::-1])


def one_factor(bb, size, new_size):
    return transforms.squish_box(bb, (size[0], size[0]), (new_size[0], new_size[0]))


def factors_upside_down(bb, size, new_size):
    return transforms.squish_box(bb, new_size, size)


def rounded_to_pixels(bb, size, new_size):
    return np.round(transforms.squish_box(bb, size, new_size))


def not_back_from_the_edge(bb, size, new_size):
    return transforms.squish_box(bb, size, new_size) + np.array([0, 0, 1, 1], dtype=np.float32)


def near_corner_too(bb, size, new_size):
    ky, kx = _factors(size, new_size)
    moved = (np.array(bb) + 1) * np.array([ky, kx, ky, kx]) - 1
    return moved.astype(np.float32)


def one_added_behind(bb, size, new_size):
    ky, kx = _factors(size, new_size)
    top, left, bottom, right = bb
    corners = [top * ky, left * kx, bottom * ky + 1, right * kx + 1]
    return np.array(corners, dtype=np.float32)


def last_pixel_to_last_pixel(bb, size, new_size):
    size, new_size = [max(n - 1, 1) for n in size], [max(n - 1, 1) for n in new_size]
    return pixels_stretched(bb, size, new_size)


def x_comes_first(bb, size, new_size):
    top, left, bottom, right = transforms.squish_box(bb, size, new_size)
    return np.array([left, top, right, bottom])


def box_of_8_bytes(bb, size, new_size):
    return transforms.squish_box(bb, size, new_size).astype(float)


def plain_list(bb, size, new_size):
    return transforms.squish_box(bb, size, new_size).tolist()


# -- denorm: wrong ways -------------------------------------------------------------------------

_MEAN, _STD = torch.tensor(IMAGENET_MEAN), torch.tensor(IMAGENET_STD)


def _colours_last(x):
    return x.detach().cpu().permute(0, 2, 3, 1)


def not_clamped(x):
    return (_colours_last(x) * _STD + _MEAN).numpy()


def mean_before_spread(x):
    return ((_colours_last(x) + _MEAN) * _STD).clamp(0, 1).numpy()


def spread_forgotten(x):
    return (_colours_last(x) + _MEAN).clamp(0, 1).numpy()


def mean_forgotten(x):
    return (_colours_last(x) * _STD).clamp(0, 1).numpy()


def only_the_axes(x):
    return _colours_last(x).clamp(0, 1).numpy()


def normalised_again(x):
    return ((_colours_last(x) - _MEAN) / _STD).clamp(0, 1).numpy()


def colours_left_in_front(x):
    return np.ascontiguousarray(transforms.denorm(x).transpose(0, 3, 1, 2))


def columns_before_rows(x):
    return np.ascontiguousarray(transforms.denorm(x).transpose(0, 2, 1, 3))


def reshaped(x):
    n, colours, height, width = x.shape
    pictures = x.detach().cpu().reshape(n, height, width, colours) * _STD + _MEAN
    return pictures.clamp(0, 1).numpy()


def same_permute_again(x):
    return (x.detach().cpu().permute(0, 3, 1, 2) * _STD + _MEAN).clamp(0, 1).numpy()


def not_detached(x):
    return (x.cpu().permute(0, 2, 3, 1) * _STD + _MEAN).clamp(0, 1).numpy()


def still_a_tensor(x):
    return (_colours_last(x) * _STD + _MEAN).clamp(0, 1)


def up_to_255(x):
    return 255 * transforms.denorm(x)


def pixels_of_8_bits(x):
    return (255 * transforms.denorm(x)).round().astype(np.uint8)


def written_into_the_batch(x):
    pictures = x.detach().permute(0, 2, 3, 1)
    return pictures.mul_(_STD).add_(_MEAN).clamp_(0, 1).numpy()


# -- small data ---------------------------------------------------------------------------------

_KNOWN = ["person", "bicycle", "car", "dog"]


def _batch(n, height, width):
    """A normalised batch in which no two numbers are the same."""
    count = n * height * width * 3
    pixels = torch.arange(count).mul(251).remainder(256).to(torch.uint8)
    return transforms.normalize(pixels.reshape(n, height, width, 3)).contiguous()


def _two_pixels():
    pixels = torch.tensor([[[[255, 255, 255], [0, 0, 0]]]], dtype=torch.uint8)
    return transforms.normalize(pixels).contiguous()


EXERCISES = {
    "split_rows": Exercise(
        answer=data.split_rows,
        minutes=5,
        difficulty=2,
        cases=(
            call(10),
            call(5),
            call(8),
            call(12, valid=0.25),
            call(10, seed=7),
            call(9, 0.5, 3),
            call(4),
        ),
        hints=(
            "Everything stands in the cells above, for 10 rows.",
            "n in place of 10, valid in place of 0.2, seed in place of 42. Mind the order of the "
            "two results: to train on comes first.",
            "order = ...; n_valid = ...; return np.sort(order[n_valid:]), np.sort(...)",
        ),
        mistakes=(
            Mistake(parts_exchanged, "The parts are exchanged: first those to train on."),
            Mistake(left_unsorted, "The rows are left in random order. np.sort each part."),
            Mistake(
                seed_ignored,
                "Another seed gives the same split: the seed that is given is not used.",
            ),
            Mistake(
                share_ignored, "The share is always a fifth: the one that is given is not used."
            ),
            Mistake(
                the_last_rows,
                "You keep the last rows. Data are often sorted: draw by chance, with permutation.",
            ),
            Mistake(
                the_first_rows,
                "You keep the first rows. Data are often sorted: draw by chance, with permutation.",
            ),
            Mistake(rounded_to_the_nearest, "You round to the nearest: int(n * valid) rounds down"),
            Mistake(
                the_old_generator,
                "This is NumPy's old generator (np.random.seed, RandomState); it gives another "
                "order. Take np.random.default_rng(seed).",
            ),
            Mistake(
                drawn_with_repetition,
                "integers may draw a row twice. permutation gives every row once.",
            ),
            Mistake(
                first_for_training,
                "The first of the random order are for validation; you give them to training.",
            ),
            Mistake(
                all_to_train_on,
                "The rows to validate on are among those to train on: a leak. Leave them out.",
            ),
        ),
        why="By chance, so that both parts are alike; with a seed, so that no picture ever changes "
        "sides.",
    ),
    "encode_labels": Exercise(
        answer=data.encode_labels,
        minutes=7,
        difficulty=2,
        cases=(
            call(["car", "dog", "car"], _KNOWN),
            call(["person"], _KNOWN),
            call(["dog", "bicycle", "person", "car"], _KNOWN),
            call([], _KNOWN),
            call(["car", "unicorn", "dog"], _KNOWN),
            call(["Car"], _KNOWN),
            call(["b", "a"], ["b", "a"]),
        ),
        hints=(
            "Make a dictionary from name to position first. Then look every name up in it.",
            "The dictionary stands above. Ask 'if name not in number' before you look up, and "
            "raise a ValueError.",
            "number = {...}; for row, name in enumerate(names): if ...: raise ValueError(...); "
            "return [number[name] for name in names]",
        ),
        mistakes=(
            Mistake(counted_from_one, "Your numbers begin with 1. Positions begin with 0."),
            Mistake(
                minus_one_for_unknown,
                "An unknown name becomes -1: no error now, nonsense later. Raise a ValueError.",
            ),
            Mistake(
                key_error_for_unknown,
                "An unknown name gives a KeyError. Ask first, and raise a ValueError that says "
                "what is wrong.",
            ),
            Mistake(
                unknown_left_out,
                "An unknown name is left out, so all later numbers move to the wrong picture.",
            ),
            Mistake(
                in_the_alphabet,
                "You number the classes in the order of the alphabet. Their own order counts.",
            ),
            Mistake(
                as_they_come,
                "You number the names as they come. The position in classes is the number.",
            ),
            Mistake(the_dictionary, "This is the dictionary. Look each name up in it."),
            Mistake(none_for_unknown, "An unknown name becomes None. Raise a ValueError."),
        ),
        why="The list of classes belongs to the model: whatever the table, 'car' is always the "
        "same number.",
    ),
    "parse_box": Exercise(
        answer=data.parse_box,
        minutes=5,
        difficulty=2,
        cases=(
            call("96 155 269 350"),
            call("0 0 0 0"),
            call("10.5 3 20.25 7"),
            call("1  22  333  4444"),
            call("1 2 3"),
            call("1 2 3 4 5"),
            call("a box of cats"),
            call(float("nan"), text="parse_box(nan)"),
        ),
        hints=(
            "Three steps: a string, an array, a look at its shape.",
            "Everything stands in step 4. The shape of four numbers is (4,), with a comma.",
            "numbers = np.array(str(text).split(), dtype=...); if numbers.shape != ...: raise ...",
        ),
        mistakes=(
            Mistake(
                any_number_of_numbers,
                "Three or five numbers pass too. Look at the shape and raise a ValueError.",
            ),
            Mistake(whole_numbers, "These are whole numbers; a box may lie between pixels."),
            Mistake(numbers_of_8_bytes, "These are floats of 8 bytes: dtype=np.float32."),
            Mistake(strings_kept, "These are still strings. A dtype makes numbers of them."),
            Mistake(a_list_of_floats, "This is a list. An array is wanted."),
            Mistake(
                nan_has_no_split,
                "An empty field comes as nan, a float, which has no split: str(text) first.",
            ),
            Mistake(cut_at_commas, "You cut at commas. Between the numbers there are spaces."),
            Mistake(
                cut_at_single_spaces,
                "split(' ') cuts at each single space; of two in a row it makes an empty string. "
                "split() takes any number of them.",
            ),
            Mistake(first_four, "Of five numbers you take four. Which is the wrong one? Refuse."),
        ),
        why="Four numbers or an error: a box with three would be found out much later.",
    ),
    "squish_box": Exercise(
        answer=transforms.squish_box,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            call([0, 0, 399, 499], (400, 500), (128, 128)),
            call([96, 155, 269, 350], (333, 500), (224, 224)),
            call([10, 20, 29, 59], (100, 200), (50, 100)),
            call([7, 7, 7, 7], (10, 20), (30, 20)),
            call([5, 6, 7, 8], (64, 64), (64, 64)),
            call([0.5, 1.5, 30.25, 40.75], (60, 50), (128, 64)),
        ),
        hints=(
            "Two factors, one for rows and one for columns. Then each corner by itself.",
            "top * ky; but for the far corner: to the edge, multiply, back to the pixel.",
            "corners = [top * ky, left * kx, (bottom + 1) * ky - 1, ...]; "
            "return np.array(corners, dtype=np.float32)",
        ),
        mistakes=(
            Mistake(
                pixels_stretched,
                "You stretch pixel numbers. It is the edges that stretch: + 1 before, - 1 behind, "
                "for the far corner.",
            ),
            Mistake(
                rows_for_columns,
                "Rows and columns are exchanged: sizes are (height, width), boxes begin with rows.",
            ),
            Mistake(one_factor, "You use one factor for all. Columns have their own."),
            Mistake(
                factors_upside_down,
                "Your factors are upside down: new size divided by old size.",
            ),
            Mistake(rounded_to_pixels, "You round. The box may lie between pixels."),
            Mistake(
                not_back_from_the_edge,
                "The far corner is one too large: you went to the edge and did not come back (- 1)",
            ),
            Mistake(
                near_corner_too,
                "The near corner needs no + 1: the upper edge of row 0 is at 0.",
            ),
            Mistake(
                one_added_behind,
                "The 1 is added after stretching. Before it: (bottom + 1) * ky - 1.",
            ),
            Mistake(
                last_pixel_to_last_pixel,
                "Your factors are (new - 1) / (old - 1). The sizes themselves are what stretches.",
            ),
            Mistake(x_comes_first, "The order has changed: top, left, bottom, right."),
            Mistake(box_of_8_bytes, "These are floats of 8 bytes: dtype=np.float32."),
            Mistake(plain_list, "This is a list. Make an array of it: np.array(...)."),
        ),
        why="Edges stretch, pixels are what lies between them. So the whole picture's box stays "
        "the whole picture's box.",
    ),
    "denorm": Exercise(
        answer=transforms.denorm,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            call(_two_pixels(), text="denorm(normalize(<a white and a black pixel>))"),
            call(_batch(1, 2, 4), text="denorm(normalize(<2 rows of 4 pixels>))"),
            call(_batch(2, 3, 1), text="denorm(normalize(<2 pictures, 3 rows of 1 pixel>))"),
            call(
                torch.tensor([[[[3.0]], [[-3.0]], [[0.5]]]]),
                text="denorm(<one pixel, too much red, too little green>)",
            ),
            call(_batch(1, 2, 3), text="denorm(normalize(<2 rows of 3 pixels>))"),
            call(
                _batch(1, 1, 2).requires_grad_(),
                text="denorm(normalize(<1 row of 2 pixels>) from a training, with gradients)",
            ),
        ),
        hints=(
            "Undo normalize from its end to its beginning: axes, spread, mean.",
            "x.detach().cpu().permute(...) * std + mean, where white is 1, so without 255. Then "
            "clamp and numpy.",
            "pictures = x.detach().cpu().permute(0, 2, 3, 1) * ... + ...; "
            "return pictures.clamp(0, 1).numpy()",
        ),
        mistakes=(
            Mistake(not_clamped, "Some numbers are below 0 or above 1: clamp(0, 1)."),
            Mistake(
                mean_before_spread,
                "normalize takes the mean away first and divides last. So multiply first, and add "
                "the mean last.",
            ),
            Mistake(spread_forgotten, "The spread is forgotten: multiply by std."),
            Mistake(mean_forgotten, "The mean is forgotten: add it."),
            Mistake(only_the_axes, "Only the axes are put back. Spread and mean are missing."),
            Mistake(normalised_again, "You normalise once more. Undo it: times std, plus mean."),
            Mistake(
                colours_left_in_front,
                "The colours stand before rows and columns. show_img wants them last: permute.",
            ),
            Mistake(columns_before_rows, "Rows and columns are exchanged: permute(0, 2, 3, 1)."),
            Mistake(
                reshaped,
                "reshape only cuts the same row of numbers at other places, so colours get mixed. "
                "permute moves the axes.",
            ),
            Mistake(
                same_permute_again,
                "permute(0, 3, 1, 2) is normalize's; doing it again does not undo it: (0, 2, 3, 1)",
            ),
            Mistake(
                not_detached,
                "A Tensor from a training remembers how it was made, and numpy() refuses it: "
                "detach() first.",
            ),
            Mistake(still_a_tensor, "This is still a Tensor: numpy() at the end."),
            Mistake(up_to_255, "White is 255 in your result. It should be 1."),
            Mistake(pixels_of_8_bits, "These are pixels from 0 to 255. Floats from 0 to 1, please"),
            Mistake(
                written_into_the_batch,
                "Methods that end in _ change the Tensor itself, so the batch is spoilt.",
            ),
        ),
        why="Everything undone, in reverse order: now people can look at what the network sees.",
    ),
}
