"""Exercises of chapter 09: from a table to batches."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from minilib import data, transforms
from minilib.workbook.exercises import Call, Exercise, Made, call
from minilib.workbook.exercises.slips import drop, put, swap


def _item_read(result: object, args: list) -> object:
    """Show the item; in words if the next reading would give another one."""
    same = map(np.array_equal, (args[0].boxes, args[0].sizes), args[0].known)
    return result if all(same) else "an item, but data.boxes or data.sizes has changed"


# -- small data ---------------------------------------------------------------------------------

_KNOWN = ["person", "bicycle", "car", "dog"]
#: Fields of a table: boxes and other things.
_FIELDS = ("96 155 269 350", "0 0 0 0", "10.5 -3 2.25 7", "1 2 3", "1 2 3 4 5", "a box of cats")
_FIELDS += (float("nan"), "1  22  333  4444", "1, 2, 3, 4", "")


def _batch(n, height, width):
    """Make a normalised batch in which no two numbers are the same."""
    count = n * height * width * 3
    pixels = torch.arange(count).mul(37).remainder(256).to(torch.uint8)
    return transforms.normalize(pixels.reshape(n, height, width, 3))


class _OnGPU(torch.Tensor):
    """As on a GPU: no array before it is on the CPU, unless somebody has asked where it is."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        result, more = super().__torch_function__(function, types, args, kwargs), kwargs or {}
        cls.asked |= function in (torch.Tensor.device.__get__, torch.Tensor.is_cuda.__get__)
        if isinstance(result, np.ndarray) and not (cls.asked or more.get("force")):
            raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu()")
        to = (*args[1:], *more.values()) if function is torch.Tensor.to else ()
        there = any(type(one) is torch.Tensor or str(one) == "cpu" for one in to)
        home = there or function is torch.Tensor.cpu
        return result.as_subclass(torch.Tensor) if home else result


def _on_gpu(_: Path) -> torch.Tensor:
    return _batch(1, 2, 3).as_subclass(type("OnGPU", (_OnGPU,), {"asked": False}))


class _Inverting(transforms.Squish):
    def __call__(self, im, bb):
        square, bb = super().__call__(im, bb)
        return 255 - square, bb


def _two_pixels():
    pixels = torch.tensor([[[[255, 255, 255], [0, 0, 0]]]], dtype=torch.uint8)
    return transforms.normalize(pixels).contiguous()


def _item(i: int, sz: int, *sizes: tuple[int, int], **labels: list) -> Call:
    """Make a case: item ``i`` of a data set with images of these sizes, read at a reduced size."""

    def make(temporary: Path) -> data.ImageDataset:
        files = []
        for number, (height, width) in enumerate(sizes):
            pixels = np.arange(height * width * 3).reshape(height, width, 3)
            im = np.uint8(pixels * (37 + number) // 16 % 256)
            files.append(temporary / f"{number}.png")
            cv2.imwrite(str(files[-1]), im)
        made = data.ImageDataset(files, _Inverting(sz), **labels, read=upside_down)
        made.known = np.array(made.boxes), made.sizes.copy()
        return made

    def upside_down(file, size, sz):
        return cv2.flip(data.read_rgb(file, size, sz), 0) + np.uint8(size[0])

    what = " and ".join(labels)
    shown = f"<a data set with {what}>"
    return call(Made(make, shown), i, text=f"read_item({shown}, {i})")


_FOUR_BOXES = [[1, 2, 3, 4], [0, 0, 5, 7], [2, 1, 20, 31], [8, 4, 19, 15]]
_FOUR_SIZES = (6, 8), (6, 8), (24, 36), (40, 16)

# Pieces of the references that slips change, and what some of them become.
_ORDER, _TRN = "np.random.default_rng(seed).permutation(n)", "np.sort(order[n_valid:])"
_DRAWN = "np.random.default_rng(seed).choice(n, int(n * valid), replace=False)"
_UNASKED = drop("for row, name")
_FACTORS = "new_size[0] / size[0], new_size[1] / size[1]"
_STEPS = "(new_size[0] - 1) / (size[0] - 1), (new_size[1] - 1) / (size[1] - 1)"
_NO_EDGES = (put("(bottom + 1) * ky - 1", "bottom * ky"), put("(right + 1) * kx - 1", "right * kx"))
_MOVED = "return np.array(corners, dtype=np.float32)"
_WRITTEN = "bb = {}\n    bb[:] = corners\n    return bb.astype(np.float32, copy=False)"
_AXES = "x.detach().cpu().permute(0, 2, 3, 1)"

EXERCISES = {
    "split_rows": Exercise(
        answer=data.split_rows,
        minutes=5,
        difficulty=2,
        cases=(*map(call, (10, 5, 8, 4)), call(12, valid=0.3), call(10, seed=0), call(9, 0.5, 3)),
        hints=(
            "The cell above does everything, for 10 rows.",
            "Replace 10 by n, 0.2 by valid and 42 by seed. Mind the order of the two results: "
            "the rows to train on come first.",
            "order = ...; n_valid = ...; return np.sort(order[n_valid:]), np.sort(...)",
        ),
        slips={
            swap("order[n_valid:]", "order[:n_valid]"): "The rows to train on come first.",
            (put("[n_valid:]", "[:n - n_valid]"), put("[:n_valid]", "[n - n_valid:]")): (
                "You validate on the last rows of the random order. Take the first ones."
            ),
            (put(_TRN, "order[n_valid:]"), put("np.sort(", "(")): "The rows of each part are "
            "still in random order. Sort them.",
            (put(_TRN, "None"), put("np.sort(order[:n_valid])", "None")): (
                "The method sort works in place and returns None. np.sort returns an array."
            ),
            put(_ORDER, "np.arange(n)"): "Data is often sorted, so draw at random, and "
            "sort only what you have drawn: each part by itself.",
            put("int(", "round("): "You round to the nearest number; int rounds down.",
            put("default_rng", "RandomState"): "The old generator draws in another order.",
            put(_ORDER, f"np.r_[{_DRAWN}, np.setdiff1d(np.arange(n), {_DRAWN})]"): (
                "choice draws other rows. Take the first ones of the permutation."
            ),
        },
        why="The split is random, so that both parts are alike, and it has a seed, so that no "
        "image ever changes sides.",
    ),
    "encode_labels": Exercise(
        answer=data.encode_labels,
        minutes=7,
        difficulty=2,
        cases=(
            *(
                call(names.split(), _KNOWN)
                for names in ("car dog car", "person", "dog bicycle car")
            ),
            call(["b", "a"], ["b", "a"]),
            call(["car", "unicorn", "dog"], _KNOWN, says=("unicorn", "1")),
            call(["Car"], _KNOWN, says=("Car", "0")),
            call(["dog", "car", "dogs"], _KNOWN, says=("dogs", "2")),
        ),
        hints=(
            "Make a dictionary from name to position first. Then look up every name in it.",
            "The cell above makes such a dictionary. Before you look up a name, test whether it "
            "is in there; if not, raise a ValueError with the name and its row.",
            "number = {...}; for row, name in enumerate(names): if ...: raise ValueError(...); "
            "return [number[name] for name in names]",
        ),
        slips={
            (_UNASKED, put("number[name] for", "number.get(name, -1) for")): (
                "An unknown name becomes -1: no error now, nonsense later. Raise a ValueError."
            ),
            _UNASKED: "An unknown name should raise a ValueError, not a KeyError.",
            (_UNASKED, put("in names]", "in names if name in number]")): (
                "An unknown name is left out, so all later numbers belong to the wrong images."
            ),
            put("e(classes)", "e(sorted(classes))"): "Keep the order of `classes`.",
            put("e(classes)", "e(dict.fromkeys(names))"): "You number the names as they occur. "
            "The position in classes is the number.",
        },
        why="The list of classes belongs to the model, so 'car' always has the same number.",
    ),
    "parse_box": Exercise(
        answer=data.parse_box,
        minutes=5,
        difficulty=2,
        parts="top left bottom right",
        cases=tuple(map(call, _FIELDS)),
        hints=(
            "Three steps: make a string, make an array, check its shape.",
            "Step 4 shows all the parts. The shape of four numbers is (4,), with a comma.",
            "numbers = np.array(str(text).split(), dtype=...); if numbers.shape != ...: raise ...; "
            "return numbers",
        ),
        slips={
            (drop("if numbers.shape"), put("numbers = np.array([])", "raise")): (
                "Nothing checks for four numbers: three or five pass, too."
            ),
            (put("!= (4,)", "< (4,)"), put("return numbers", "return numbers[:4]")): (
                "Five numbers are no box, either. There have to be exactly four."
            ),
            put("np.float32", "int"): "You reject 10.5, but an edge may be between pixels.",
            put("str(text)", "text"): "An empty field is nan, a float: it has no split.",
        },
        why="Four numbers or an error: a box with three would cause trouble much later.",
    ),
    "squish_box": Exercise(
        answer=transforms.squish_box,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        parts="top left bottom right",
        box="bb",
        cases=(
            call([0, 0, 399, 499], (400, 500), (128, 128)),
            call([96, 155, 269, 350], (333, 500), (224, 224)),
            call([10, 20, 29, 59], (100, 200), (50, 100)),
            call(np.array([10, 20, 29, 59], dtype=np.float32), (100, 150), (64, 64)),
            call(np.array([4, 8, 15, 16]), (30, 40), (64, 64)),
            call((7, 7, 7, 7), (10, 20), (30, 20)),
            call([5, 6, 7, 8], (64, 64), (64, 64)),
            call([0.5, 1.5, 30.25, 40.75], (60, 50), (128, 64)),
        ),
        hints=(
            "You need two factors, one for rows and one for columns. Then scale each corner.",
            "Multiply the near corner as it is. Add 1 to the far one, which takes it to its "
            "edge, multiply, and subtract 1 again.",
            "corners = [top * ky, left * kx, (bottom + 1) * ky - 1, ...]; "
            "return np.array(corners, dtype=np.float32)",
        ),
        slips={
            _NO_EDGES: "You scale pixel numbers, but it is the edges that scale: take the far "
            "corner to its edge, multiply, and go back to the pixel.",
            (*_NO_EDGES, put(_FACTORS, _STEPS)): "You map the last pixel to the last pixel. Use "
            "the ratio of the whole sizes.",
            put("[top * ky, left * kx", "[(top + 1) * ky - 1, (left + 1) * kx - 1"): (
                "The near corner is at its edge already. Only the far one is taken there and back."
            ),
            put("ky, kx", "kx, ky"): "Sizes are (height, width), and boxes begin with rows.",
            put("new_size[1] / size[1]", "new_size[0] / size[0]"): "Rows and columns have a "
            "factor each: heights give the one, widths the other.",
            (put("(bottom + 1)", "bottom + 1"), put("(right + 1)", "right + 1")): (
                "Python multiplies before it adds: put bottom + 1 and right + 1 in parentheses."
            ),
            put(_MOVED, _WRITTEN.format("np.asarray(bb, dtype=np.float32)")): (
                "You write into the box that was passed in, since an array of the right dtype is "
                "not copied. It would shrink each time its image is read. Make a new array."
            ),
            put(_MOVED, _WRITTEN.format("np.array(bb)")): "An array of whole numbers cuts off the "
            "fractions that you write into it.",
        },
        why="Edges scale; pixels are what is between them. So a box around the whole image "
        "stays one.",
    ),
    "read_item": Exercise(
        answer=data.read_item,
        minutes=10,
        difficulty=3,
        may_change_arguments=True,  # a data set equals no copy of it
        observe=_item_read,
        tolerance=1e-5,
        cases=(
            _item(0, 4, *_FOUR_SIZES, classes=[6, 1, 0, 14], boxes=_FOUR_BOXES),
            _item(1, 4, *_FOUR_SIZES, boxes=_FOUR_BOXES),
            _item(2, 4, *_FOUR_SIZES, classes=[6, 1, 0, 14], boxes=_FOUR_BOXES),
            _item(2, 4, *_FOUR_SIZES, boxes=_FOUR_BOXES),
            _item(3, 3, *_FOUR_SIZES, classes=[6, 1, 0, 14], boxes=_FOUR_BOXES),
            _item(1, 5, *_FOUR_SIZES[1:], classes=[3, 19, 7]),
        ),
        hints=(
            "There are five steps: size, image, box, transform, Tensors. Then y is one of three.",
            "data.read(data.files[i], size, data.tfm.sz) returns im; squish_box scales the box "
            "from size to im.shape[:2]; data.tfm(im, bb) returns both for the square. "
            "Use torch.from_numpy for image and box, torch.tensor for the class.",
            "size = tuple(data.sizes[i]); im = data.read(...); bb = ...; im, bb = ...; "
            "...; return (x, number) if data.boxes is None else (x, (bb, number))",
        ),
        slips={
            put("squish_box(data.boxes[i], size, im.shape[:2])", "data.boxes[i]"): (
                "read may return an image smaller than size. Scale the box to that image first."
            ),
            put("im.shape[:2]", "(data.tfm.sz, data.tfm.sz)"): "The box is scaled to the square "
            "twice. Scale it to im.shape[:2]; data.tfm does the rest.",
            drop("if data.classes is None"): "Without classes, data.classes is None: ask before "
            "you take number i.",
            put("size, im.shape[:2]", "im.shape[:2], size"): "squish_box takes the old size "
            "first, so from size to im.shape[:2].",
            put("torch.tensor(data.classes[i])", "int(data.classes[i])"): (
                "Your class is a plain number. Make it a Tensor, like the box."
            ),
            put("torch.from_numpy(bb)", "bb"): "The box is still an array. Make it a Tensor.",
            put("data.boxes is None", "not data.boxes"): "As a condition, an array is neither "
            "true nor false: ask whether it is None.",
            put("(bb, number)", "(number, bb)"): "In the pair y the box comes first.",
            put("(x, (bb, number))", "(x, number)"): "With both, y is a pair (box, class).",
            put("(x, (bb, number))", "(x, bb, number)"): "An item is a pair (x, y): box and class "
            "together are y, a pair of their own.",
            (
                put("im, bb = data.tfm(im, bb)", "im, _ = data.tfm(im, bb)"),
                put("from_numpy(bb)", "from_numpy(np.float32(bb))"),
            ): "The transform returns the box as well as the image: use that box.",
            put("data.tfm.sz", "min(size)"): "The third argument of read is the side that the "
            "image will have: data.tfm.sz.",
        },
        why="The box follows its image through both changes of size, in read and in tfm.",
    ),
    "denorm": Exercise(
        answer=transforms.denorm,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            call(_two_pixels(), text="denorm(normalize(<a white and a black pixel>))"),
            call(_batch(1, 2, 4), text="denorm(normalize(<2 rows of 4 pixels>))"),
            call(_batch(2, 3, 1).contiguous(), text="denorm(normalize(<2 images of 3 pixels>))"),
            call(
                torch.tensor([[[[3.0]], [[-3.0]], [[0.5]]]]),
                text="denorm(<one pixel, too much red, too little green>)",
            ),
            call(Made(_on_gpu, "<2 rows of 3 pixels on a GPU>")),
            call(Made(lambda _: _batch(1, 1, 2).requires_grad_() * 1, "<2 pixels from a model>")),
        ),
        hints=(
            "Undo the steps of normalize, last one first: axes, spread, mean.",
            "First detach, cpu and permute. Then multiply by the spread and add the mean, both "
            "without 255, since white is now 1. clamp and numpy come last.",
            "pictures = x.detach().cpu().permute(0, 2, 3, 1) * ... + ...; "
            "return pictures.clamp(0, 1).numpy()",
        ),
        slips={
            drop(".clamp(0, 1)"): "Some numbers are below 0 or above 1: they need a clamp.",
            put(f"{_AXES} * std + mean", f"({_AXES} + mean) * std"): "normalize subtracts the "
            "mean and then divides. So multiply first, add last.",
            put("permute(0, 2, 3, 1)", "permute(0, 2, 3, 1).clamp(0, 1)"): (
                "Clamp last: in the normalised batch, black is below 0 and white above 1."
            ),
            put(" * std + mean", ".sub(x.min().item()) / (x.max() - x.min()).item()"): (
                "You stretch from the batch's minimum to its maximum. Undo spread and mean."
            ),
            put("clamp(0, 1)", "clamp(0, 1).mul(255).round().to(torch.uint8)"): (
                "You return pixels from 0 to 255. The docstring promises floats from 0 to 1."
            ),
            put("permute(0, 2, 3, 1)", "reshape(x.shape[0], *x.shape[2:], 3)"): (
                "reshape does not move axes. It only cuts the same row of numbers in different "
                "places, so it mixes up the channels."
            ),
            put(" * std + mean", ".mul_(std).add_(mean)"): "permute gives a view of the batch: *= "
            "and methods that end in _ change it.",
        },
        why="Everything is undone in reverse order, so people can look at what the network sees.",
    ),
}
