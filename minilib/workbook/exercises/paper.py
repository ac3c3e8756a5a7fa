"""Exercises of chapter 17: losses for boxes, from a paper."""

from __future__ import annotations

from functools import partial

import torch

from minilib import losses
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.regression import with_gradient
from minilib.workbook.exercises.slips import drop, put, swap

# -- what is looked at ----------------------------------------------------------------------------


def downhill(result, args):
    """The losses, and where the first boxes ask for it the gradient; if flat, only if it is finite.

    In a box without height or width several slopes are right, as at every kink.
    """
    seen = with_gradient(result, args)
    if isinstance(seen, dict) and isinstance(seen["gradient"], torch.Tensor):
        flat = any((losses.sizes(box.detach()) <= 0).any() for box in args)
        if flat:
            finite = bool(seen["gradient"].isfinite().all())
            seen["gradient"] = "finite" if finite else "nan or infinite"
    return seen


# -- small data -----------------------------------------------------------------------------------


def _boxes(*rows, dtype=torch.float32):
    return torch.tensor(rows, dtype=dtype).reshape(-1, 4)


def _random(n, seed, dtype=torch.float32):
    rng = torch.Generator().manual_seed(seed)
    near = torch.rand(n, 2, generator=rng) * 60
    return torch.cat([near, near + 1 + torch.rand(n, 2, generator=rng) * 40], dim=1).to(dtype)


def _learning(boxes):
    return boxes.clone().requires_grad_()


_TRIES = _boxes([30, 45, 70, 75], [40, 25, 80, 55], [5, 5, 45, 35])
_TARGETS = _boxes([40, 60, 80, 90]).repeat(3, 1)
_HOLDING = _boxes([30, 45, 90, 105], [40, 60, 100, 120], [50, 65, 60, 85])
_WIDE = torch.float64
#: Two equal points, a point and a box, two lines one beside the other.
_FLAT = _boxes([5, 5, 5, 5], [3, 3, 3, 3], [1, 0, 1, 8])
_FLAT_TOO = _boxes([5, 5, 5, 5], [0, 2, 7, 9], [4, 0, 4, 8])
#: A line in a box, an upright line beside one, two boxes round one centre, two equal points.
_ROPES = _boxes([50, 10, 50, 90], [10, 30, 60, 30], [50, 70, 70, 80], [5, 5, 5, 5])
_ROPES_TRUE = _boxes([40, 20, 70, 60], [10, 40, 60, 70], [40, 60, 80, 90], [5, 5, 5, 5])

#: A wide and a flat prediction, and true boxes of other shapes.
_SHAPES = call(_boxes([0, 0, 20, 30], [10, 10, 20, 50]), _boxes([0, 0, 40, 30], [5, 15, 25, 45]))
_PAIRS = (
    call(_TRIES, _TARGETS),
    call(_HOLDING, _TARGETS),
    call(_TARGETS, _TARGETS),
    call(_random(4, 1), _random(4, 2)),
    call(_learning(_random(3, 6)), _random(3, 7)),
    call(_random(2, 5, _WIDE), _random(2, 6, _WIDE)),
    call(_FLAT, _FLAT_TOO),
    call(_learning(_ROPES), _ROPES_TRUE),
    call(_boxes(), _boxes()),
)

_loss = partial(Exercise, minutes=8, difficulty=3, tolerance=1e-5, observe=downhill)

# Expressions of the references that slips change.
_PENALTY = "(hull - union) / (hull + EPS)"
_PAIR, _TWO = "iou_union(a, b)", "iou_union returns two things, IoU and union: take them apart."
_NUMBERS = "Python numbers carry no gradient and no dtype: calculate with the Tensors."
_FACTOR = "4 / torch.pi ** 2 * "
_APART = "(a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2"
_HALF_SIZES = "(a[:, 2:] - a[:, :2] - b[:, 2:] + b[:, :2]) / 2"

EXERCISES = {
    "enclosing": Exercise(
        answer=losses.enclosing,
        minutes=4,
        difficulty=1,
        observe=downhill,
        cases=(_PAIRS[0], *_PAIRS[4:]),
        hints=(
            "The near edges are shown above. Which are the far edges of a box that holds both?",
            "torch.maximum of columns 2 and 3; then put near and far side by side.",
            "return torch.cat([torch.minimum(...), torch.maximum(...)], dim=1)",
        ),
        slips={
            swap("torch.minimum", "torch.maximum"): "This is the part that both boxes share. The "
            "enclosing box holds both entirely.",
            put("torch.maximum", "torch.minimum"): "The far edges are the larger of the two.",
            put("[:, 2:]", "[:, :2]"): "The far edges are columns 2 and 3: [:, 2:].",
            put("dim=1)", "dim=1).detach()"): "The edges are right, but no gradient flows.",
            (put("return ", "return torch.tensor("), put("=1)", "=1).tolist())")): _NUMBERS,
            put("dim=1", "dim=0"): "dim=0 puts far below near. A box is one row: dim=1.",
        },
        why="The smaller of the near edges and the larger of the far ones: both boxes fit in.",
    ),
    "giou_loss": _loss(
        answer=losses.giou_loss,
        cases=_PAIRS,
        hints=(
            "Three numbers for each pair: IoU, the union U, and the area C of the enclosing box.",
            "C is the product of the two sizes of the enclosing box: .prod(dim=1). The loss is 1 - "
            "IoU + (C - U) / C.",
            "iou, union = ...; hull = sizes(...).prod(dim=1); return 1 - iou + (... - ...) / (hull "
            "+ EPS)",
        ),
        slips={
            put(f"1 - iou + {_PENALTY}", f"iou - {_PENALTY}"): "This is GIoU itself. It is best "
            "when large; a loss is best when small: 1 - GIoU.",
            put(f"+ {_PENALTY}", f"- {_PENALTY}"): "Empty space must make the loss larger: 1 - "
            "(IoU - x) is 1 - IoU + x.",
            put("/ (hull + EPS)", "/ (union + EPS)"): "Divide by C, not by the union.",
            put("(hull - union) /", "hull - union /"): "Without parentheses, only U is divided by "
            "C, not the difference C - U.",
            put("sizes(enclosing(a, b))", "enclosing(a, b)"): "These are edges, not sizes.",
            put("union)", "(1 + iou) * union)"): "The shared part counts twice.",
            put("iou, union = iou_union(a, b)", f"iou = union = {_PAIR}"): _TWO,
            drop(" + EPS"): "Two boxes at one point: C is 0, and 0 / 0 is nan. Add EPS to C.",
        },
        why="Boxes that miss each other leave empty space between them, and that has a gradient.",
    ),
    "distance_term": _loss(
        answer=losses.distance_term,
        cases=_PAIRS,
        hints=(
            "Say it: rho squared of b and b g t, over c squared. Which two points, which diagonal?",
            "A centre is the mean of two corners. rho squared and c squared are both a sum of two "
            "squares: .square().sum(dim=1).",
            "apart = ... / 2; return apart.square().sum(dim=1) / (sizes(...).square().sum(dim=1) + "
            "EPS)",
        ),
        slips={
            drop(" / 2"): "A centre is the mean of two corners: the sum has to be halved.",
            put(_APART, "a[:, :2] - b[:, :2]"): "You compare near corners, not centres.",
            put(_APART, _HALF_SIZES): "Half a size is not a centre's position.",
            put("diagonal.square().sum(dim=1)", "diagonal.prod(dim=1)"): (
                "You divide by the area of the enclosing box. c is its diagonal (Pythagoras)."
            ),
            put("enclosing(a, b)", "b"): "c is the diagonal of the box that holds *both*.",
            put("sizes(enclosing(a, b))", "enclosing(a, b)"): "These are edges, not sizes.",
            (put("apart.square().sum(", "apart.norm("), put("l.square().sum(", "l.norm(")): (
                "This is rho over c. The paper has the squares of both, without any root."
            ),
            put("apart.square().sum(dim=1)", "apart.square().sum(dim=1).sqrt().square()"): (
                "The values are right. But the root of 0 has an infinite slope; leave it out."
            ),
            drop(" + EPS"): "Two boxes at one point: 0 / 0 is nan. Add EPS to c squared.",
        },
        why="A length over a length: it has no unit, so it is the same for a photo twice as large.",
    ),
    "aspect_term": _loss(
        answer=losses.aspect_term,
        cases=(_SHAPES, *_PAIRS),
        hints=(
            "Two angles for each pair, one of each box; then the formula, from inside to outside.",
            "height, width = sizes(a).unbind(dim=1); the angle is torch.atan2(width, height). The "
            "square is of the difference.",
            "return 4 / math.pi**2 * (torch.atan2(..., ...) - torch.atan2(..., ...)).square()",
        ),
        slips={
            put("torch.atan2(width, height)", "torch.atan(width / height)"): (
                "A box without height: w / 0, and a gradient of nan. atan2(w, h) never divides."
            ),
            put("torch.atan2(width, height)", "torch.atan2(height, width)"): (
                "One box has h over w, the other w over h: these are angles to different axes."
            ),
            put("(box)", "(box).detach()"): "The values are right, but no gradient flows.",
            put("turned.square()", "torch.tensor(turned.square().tolist())"): _NUMBERS,
            put("sizes(box)", "box[:, 2:]"): "These are the far edges, not height and width.",
            (drop(".square()"), put("t)", "t)**2")): "Square the difference, not each angle.",
            drop(".square()"): "v is a square: as it is, it could be negative.",
            put("torch.pi ** 2", "torch.pi"): "pi has to be squared: 4 / pi ** 2.",
            drop(_FACTOR): "The factor 4 / pi ** 2 is missing: with it, v is at most 1.",
            put(_FACTOR, 2 * _FACTOR): "Square only the difference, not 4 / pi ** 2 as well.",
            (put("torch.atan2", "torch.div"), put("height)", "height + EPS)")): (
                "This is a difference of ratios, and a ratio can be infinite. Take their angles."
            ),
        },
        why="An angle is never infinite, as a ratio may be, and atan2 never divides by 0.",
    ),
    "ciou_loss": _loss(
        answer=losses.ciou_loss,
        cases=(_SHAPES, *_PAIRS),
        hints=(
            "Give each of the four parts a name. You have functions for all of them but alpha.",
            "alpha is v over the sum of 1 - IoU, v and EPS, in parentheses, and detached. Then: 1 "
            "- IoU + distance + alpha times v.",
            "iou, _ = ...; v = ...; alpha = (v / (... + EPS)).detach(); return 1 - iou + ... + "
            "alpha * v",
        ),
        slips={
            drop(".detach()"): "The values are right, but a gradient flows through alpha.",
            put("v = aspect_term(a, b)", "v = aspect_term(a, b).detach()"): (
                "The values are right. But v is detached, too, so the network learns no shape."
            ),
            put(_PAIR, f"{_PAIR}[0].detach(), 0"): "The values are right; IoU is detached.",
            put("alpha * v", "v"): "The weight is missing: alpha times v.",
            put("+ alpha * v", "+ alpha"): "alpha is only a weight: add alpha times v.",
            put("(1 - iou + v + EPS)", "(1 - iou) + v + EPS"): "alpha is v over the sum: 1 - IoU "
            "+ v + EPS needs parentheses.",
            put(
                "(v / (1 - iou + v + EPS)).detach()", "v.detach() / (1 - iou + v.detach() + EPS)"
            ): "The values are right. But a gradient still flows through the IoU inside alpha.",
            put("iou, _ = iou_union(a, b)", f"iou = {_PAIR}"): _TWO,
            drop(" + distance_term(a, b)"): "The distance of the centres is missing.",
            drop(" + EPS"): "Equal boxes: v and 1 - IoU are 0, and 0 / 0 is nan. Add EPS.",
        },
        why="Every part has a name and is written once; the page-long formula has become a line.",
    ),
}
