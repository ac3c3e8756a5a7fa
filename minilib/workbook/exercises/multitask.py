"""Exercises of chapter 14: both at once."""

from __future__ import annotations

import numpy as np
import torch

from minilib import heads, multitask
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.regression import chain, learning, with_gradient
from minilib.workbook.exercises.slips import drop, put

# -- what is looked at ----------------------------------------------------------------------------


def halves(result, args):
    """Boxes and scores; where the outputs come from a network, with the gradient of each."""
    outputs = args[0]
    if not outputs.requires_grad or not isinstance(result, tuple) or len(result) != 2:
        return result
    names = ("the boxes'", "the scores'")
    seen = zip(names, (with_gradient(half, args) for half in result), strict=True)
    return {f"{name} {key}": value for name, half in seen for key, value in half.items()}


def plain_list(result, args):
    """The list itself; in words when it holds NumPy's numbers."""
    own = isinstance(result, list) and any(isinstance(number, np.generic) for number in result)
    return "a list of NumPy numbers, not of Python numbers" if own else result


# -- small data -----------------------------------------------------------------------------------

_TWO = torch.tensor([[0.5, -1.0, 2.0, 1.0, 2.0, 0.0, 1.0], [-3.0, 0.0, 0.0, 4.0, -1.0, 1.0, 0.5]])
_FIVE = torch.linspace(-3, 3, 30).reshape(5, 6)

_GIVEN = learning([0.0, 0.1, 2.0, -2.0, 1.0, 3.0, -1.0])
_PAIR = learning([0.5, -1.0, 2.0, 1.0, 2.0, 0.0], [-3.0, 0.1, 0.2, 4.0, -1.0, 1.0])
_ROWS = learning(
    [0.2, -0.4, 1.0, 2.0, 3.0, -2.0, 0.0],
    [1.2, 0.4, -1.0, 0.3, 0.0, 0.5, 0.1],
    [-2.0, 0.1, 1.5, -0.6, 1.0, 1.0, 4.0],
)


def _y(boxes, numbers):
    return torch.tensor(boxes), torch.tensor(numbers)


_Y_ONE = _y([[60.0, 70, 100, 30]], [1])
_Y_TWO = _y([[80.0, 30, 120, 90], [3, 60, 70, 127]], [0, 1])
_Y_THREE = _y([[10.0, 20, 90, 110], [0, 0, 64, 127], [5, 70, 100, 80]], [2, 0, 1])


def _loss(images, outputs, y, sz, *factor):
    given = "".join(f", {number}" for number in (sz, *factor))
    return call(outputs, y, sz, *factor, text=f"detection_loss(<{images}>, y{given})")


# Expressions of the references that slips change.
_IN, _OUT, _NORM = "channels * rows * columns", "4 + n_classes", "nn.BatchNorm1d(256)"
_BOXES, _SCORES = "torch.sigmoid(outputs[:, :4]) * sz", "outputs[:, 4:]"
_CLASS = "sum(class_losses) / len(class_losses)"
_RATIO = f"sum(box_losses) / len(box_losses) / ({_CLASS})"
_TERMS, _SUM = "loss_terms(outputs, y, sz)", "box + factor * cls"
_STRETCHED, _SIZES = "squish_box(bb, (sz, sz), size)", "(*size, *size)"

EXERCISES = {
    "detection_head": Exercise(
        answer=heads.detection_head,
        minutes=8,
        difficulty=2,
        observe=chain,
        cases=(
            *(call(features, 20) for features in ((8, 2, 2), (3, 4, 4))),
            *(call(*given) for given in (((6, 2, 3), 5), ((16, 1, 1), 1), ((6, 2, 3), 5))),
        ),
        hints=(
            "The eight layers of step 3, in that order, with the sizes of these features.",
            "You have to work out two numbers: how many inputs the first Linear layer has, and "
            "how many outputs the last one has, for the box and all classes together.",
            "return nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(..., 256), "
            "nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, ...))",
        ),
        slips={
            put(_OUT, "n_classes"): "There are outputs for the classes, but none for the box.",
            drop("nn.Flatten(), "): "The features still have rows and columns. Linear needs one "
            "row for each image.",
            put(_IN, "channels"): "A channel has a number at every place, not just one.",
            put("nn.Flatten()", "[nn.Flatten()]"): "Pass the layers one by one, not a list.",
            put("nn.ReLU()", "nn.ReLU(inplace=True)", 1): "The first ReLU works in place, and "
            "Flatten makes no copy: the features change.",
            drop("nn.ReLU(), ", 2): "Without a ReLU between, two Linear layers can do no more "
            "than one.",
            put(f"nn.ReLU(), {_NORM}", f"{_NORM}, nn.ReLU()"): "In the lesson's head BatchNorm "
            "comes after the second ReLU, not before it.",
        },
        why="Eight layers in a chain. Only two sizes depend on the data: the numbers of inputs and "
        "of outputs.",
    ),
    "split_outputs": Exercise(
        answer=multitask.split_outputs,
        minutes=6,
        difficulty=2,
        observe=halves,
        tolerance=1e-5,
        parts="boxes scores",
        cases=(
            call(torch.tensor([[0.0, 0.0, 2.0, -2.0, 1.0, 3.0, -1.0]]), 100),
            call(_TWO, 128),
            call(_FIVE, 224, text="split_outputs(<5 rows of 6 outputs>, 224)"),
            call(torch.zeros(2, 24), 224, text="split_outputs(torch.zeros(2, 24), 224)"),
            call(torch.tensor([[50.0, -50.0, 3.0, 0.0, 50.0]]), 64),
            call(_PAIR, 128, text="split_outputs(outputs, 128), and the gradients of both"),
        ),
        hints=(
            "Take all rows and some columns: two slices. Only the first needs a sigmoid.",
            "The box's numbers are the first four columns, the classes' are all the others. A "
            "sigmoid gives numbers from 0 to 1; pixels go from 0 to sz.",
            "return torch.sigmoid(...) * ..., outputs[...]",
        ),
        slips={
            put(_BOXES, "outputs[:, :4] * sz"): "Without a sigmoid a box may lie anywhere.",
            put(_BOXES, f"({_BOXES}).round()"): "Rounded boxes have no gradient, so nothing can "
            "be learned.",
            drop(" * sz"): "The boxes go from 0 to 1: they are shares, not yet pixels.",
            put("[:, :4]) * sz", "[:, :4] * sz)"): "You multiply before the sigmoid, so the "
            "result is still between 0 and 1.",
            put(_BOXES, "outputs[:, :4].clamp(0, sz)"): "Where an output is clamped, it has no "
            "gradient: nothing is learned there.",
            (put("[:, :4]", "[:4]"), put("[:, 4:]", "[4:]")): "One slice alone takes rows, the "
            "first four images. You need columns.",
            (put("[:, :4]", "[:, -4:]"), put("[:, 4:]", "[:, :-4]")): (
                "The box is in the first four columns, not in the last four."
            ),
            put(_SCORES, f"{_SCORES}.softmax(dim=1)"): "cross_entropy applies a softmax itself. "
            "Leave the scores as they are.",
            put(_SCORES, "torch.sigmoid(outputs[:, 4:])"): "The sigmoid is for the box only; the "
            "class scores stay as they are.",
        },
        why="The network gives numbers without a meaning. We decide what they mean, and the loss "
        "teaches the network to mean the same.",
    ),
    "balance_factor": Exercise(
        answer=multitask.balance_factor,
        minutes=4,
        difficulty=1,
        cases=(
            call([30.0, 34.0], [3.0, 3.4]),
            call([60.0], [3.0]),
            call([50.0, 40.0, 60.0], [2.0, 4.0, 3.0]),
            call([12.0, 8.0, 13.0, 19.0], [3.1, 2.9, 3.3, 4.7]),
            call([1.0, 2.0], [4.0, 1.0]),
            call([31.0, 29.0, 90.0, 30.0, 33.0], [3.0, 2.9, 3.1, 2.5, 7.5]),
        ),
        hints=(
            "What factor turns the mean of the second list into that of the first?",
            "A mean is a sum divided by the number of items. Compute both means, then divide.",
            "return (sum(...) / len(...)) / (sum(...) / len(...))",
        ),
        slips={
            put(_RATIO, f"1 / ({_RATIO})"): "This is the factor for the boxes' loss.",
            put(_RATIO, "np.divide(box_losses, class_losses).mean()"): (
                "You take the mean of ratios: one batch with a tiny class loss dominates it."
            ),
            put(_RATIO, "box_losses.mean() / class_losses.mean()"): "A list has no mean().",
            put(f"({_CLASS})", _CLASS): "The second mean needs parentheses.",
            put(f"({_CLASS})", _CLASS[:17]): "You divide by the second sum, not by its mean.",
        },
        why="The factor makes the two losses of a fresh network equally large.",
    ),
    "detection_loss": Exercise(
        answer=multitask.detection_loss,
        minutes=6,
        difficulty=2,
        observe=with_gradient,
        tolerance=1e-4,
        cases=(
            _loss("1 image", _GIVEN, _Y_ONE, 128, 20.0),
            _loss("2 images", _PAIR, _Y_TWO, 128, 10.0),
            _loss("3 images", _ROWS, _Y_THREE, 128, 1.0),
            _loss("2 images", _PAIR, list(_Y_TWO), 224),
            _loss("3 images", _ROWS, _Y_THREE, 224, 0.0),
            _loss("1 image", _GIVEN, _Y_ONE, 64, 3.5),
        ),
        hints=(
            "loss_terms computes both terms.",
            "box, cls = loss_terms(outputs, y, sz). One of the two is much larger than the other; "
            "the factor is there to make up for that.",
            "return box + ... * ...",
        ),
        slips={
            put(_SUM, "factor * box + cls"): "You multiply the boxes' loss, the larger one. (It "
            "is the first of loss_terms.)",
            put(_SUM, "factor * (box + cls)"): "You multiply both losses, so their ratio stays "
            "the same.",
            put(_TERMS, "(l1(outputs[:, :4], y[0]), F.cross_entropy(outputs[:, 4:], y[1]))"): (
                "You treat the box outputs as pixels. They need the sigmoid and the size first."
            ),
            put(_TERMS, "loss_terms(split_outputs(outputs, sz)[0], y, sz)"): (
                "loss_terms splits the outputs itself. Pass them as they are."
            ),
            put(_SUM, "(box, factor * cls)"): "These are two numbers. Add them up.",
            put(_SUM, "box + cls / factor"): "You divide by the factor. Multiply by it.",
            put(_TERMS, f"[one.item() for one in {_TERMS}]"): "A plain number has no gradient, so "
            "nothing is learned from it.",
            put(_SUM, f"({_SUM}).detach()"): "The value is cut off from outputs (as by "
            "torch.tensor), so no gradient flows.",
        },
        why="One number, in which both tasks count about equally.",
    ),
    "to_image_pixels": Exercise(
        answer=multitask.to_image_pixels,
        minutes=7,
        difficulty=3,
        observe=plain_list,
        parts="top left bottom right",
        cases=(
            call([32.0, 32.0, 95.0, 95.0], 128, (256, 512)),
            call([0.0, 0.0, 128.0, 128.0], 128, (333, 500)),
            call([10.3, 20.6, 99.2, 111.1], 128, (375, 501)),
            call([100.0, 3.0, 120.0, 60.0], 224, (500, 281)),
            call([5.2, 5.2, 40.4, 63.9], 64, (33, 97)),
            call([-4.0, 8.0, 130.0, 60.0], 128, (128, 128)),
            call([-3.0, -6.0, 140.0, 131.0], 128, (500, 333)),
            call([127.8, 60.0, 127.9, 128.0], 128, (256, 512)),
        ),
        hints=(
            "Three steps: stretch, round, clip. The first is a function of chapter 09.",
            "squish_box takes a box from any size to any other. np.clip keeps numbers between a "
            "minimum and a maximum; the maxima are last row, last column, last row, last column.",
            "corners = ...; last = np.array((*size, *size)) - 1; "
            "return np.clip(corners, 0, last).tolist()",
        ),
        slips={
            put("(sz, sz), size)", "(sz, sz), size[::-1])"): "You stretch rows by the width. A "
            "size is (height, width).",
            put(_SIZES, "(*size[::-1], *size[::-1])"): "You clip rows by the width and columns by "
            "the height. A size is (height, width).",
            put("(sz, sz), size)", "size, (sz, sz))"): "You squish the box once more. It goes "
            "from the square to the image.",
            put(_STRETCHED, f"(np.array(bb) * np.array({_SIZES}) / sz)"): (
                "The far corner's pixel belongs to the box, so its far edge has to be stretched."
            ),
            put("np.clip(corners, 0, last)", "corners"): "The box may still reach beyond the "
            "image: it has to be clipped.",
            put("np.round", "np.floor"): "You round down. Round to the nearest number.",
            put("(sz, sz)", "sz"): "A size is a height and a width: (sz, sz) for the square.",
            drop(" - 1"): "You clip at the size, but the last pixel is one less.",
            put("corners = ", "size = size[::-1]; corners = "): "A size is (height, width).",
            put(f"np.round({_STRETCHED})", _STRETCHED.replace("bb", "np.round(bb)")): (
                "You round before you stretch, so the error is stretched too. Stretch first."
            ),
        },
        why="What was squished on the way in is stretched on the way out, so the box fits the "
        "image that you have.",
    ),
}
