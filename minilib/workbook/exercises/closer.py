"""Exercises of chapter 15: a closer look."""

from __future__ import annotations

import torch

from minilib import closer
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put, swap


def _t(*rows):
    return torch.tensor(rows, dtype=torch.float32)


_MIDDLE, _CORNER = [30, 40, 69, 59], [0, 0, 39, 19]
_MANY = _t([0.3, 0, 0.8, 0.5], [0.1, 0.2, 0.15, 0.9], [0, 0, 1, 1])
_OUTPUTS = _t([0.5, -1, 2, 1, 2, 0, 1], [-3, 0, 0, 4, -1, 1, 0.5])
_MIRRORED = _t([0.2, -0.4, 1, 2, 3, -2, 0], [-2, 0.1, 1.5, -0.6, 1, 1, 4])
_BOTH = "shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]"
_BEGIN = "torch.arange(count, device=boxes.device) / count"
_MIDDLES = "(abs(far + near - 2 * begin[:, None] - 1 / count) < far - near).float().T"
_OTHER, _SAME = "split_outputs(mirrored, sz)", "(flip_boxes(boxes, sz), scores)"
_FLIP, _MEAN = "flip_boxes(other_boxes, sz)", "(boxes + flip_boxes(other_boxes, sz)) / 2"
_PROBS = "scores.softmax(dim=1) + other_scores.softmax(dim=1)"
_CUT = "[begin.clamp(min=0), (begin + side - 1).clamp(max=sz - 1)]"
_CENTRED = "(begin + end - side) / 2"
_MOVED = f"({_CENTRED}).clamp(min=0).minimum(sz - side)"

EXERCISES = {
    "box_coverage": Exercise(
        answer=closer.box_coverage,
        minutes=12,
        difficulty=4,
        tolerance=1e-5,
        cases=(
            call(_t([0.3, 0, 0.8, 0.5]), 4, 4),
            call(_t([0.25, 0.35, 0.75, 1]), 4, 2),
            call(_MANY, 3, 5),
            call(_t([0.8, 0.1, 0.2, 0.9], [0.1, 0.9, 0.9, 0.1]), 3, 4),
            call(_t([-0.2, 0.4, 1.3, 0.6]), 2, 3),
            call(_t([0.41, 0.41, 0.44, 0.59]), 1, 7),
        ),
        hints=(
            "Begin with one axis: what share of each row does a box from top to bottom cover?",
            "Rows begin at arange(count) / count. The share: smaller end minus larger beginning, "
            "times count, clamped to 0..1. ends[:, None] gives each box a row of its own.",
            "return shares(top, bottom, rows)[:, :, None] * shares(...)[:, None, :]",
        ),
        slips={
            put("(0, 1", "(max=1"): "Where box and place share nothing, this is negative.",
            drop("count * "): "A share is the common length over a place's side, 1 / count.",
            put("(count * common).clamp(0, 1)", _MIDDLES): "A place that is covered in part "
            "counts in part; yours count all or nothing.",
            put(_BEGIN, "torch.linspace(0, 1, count)"): "No place begins at 1, the end.",
            put(_BOTH, f"({_BOTH.replace(' * ', ' + ')}) / 2"): "Half of its row and half of its "
            "column are a quarter of a place: multiply.",
            put("begin + 1 / count", "begin"): "A place ends 1 / count after its beginning.",
            swap("top, bottom, rows", "left, right, columns"): "Rows come before columns.",
            (drop(".clamp(0, 1)"), put(_BOTH, f"({_BOTH}).clamp(min=0)")): (
                "Two negative shares have a positive product: clamp each axis before you multiply."
            ),
        },
        why="Row and column are covered independently, so one small function serves both axes.",
    ),
    "average_flipped": Exercise(
        answer=closer.average_flipped,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        parts="boxes probabilities",
        cases=(
            call(_OUTPUTS, _MIRRORED, 100),
            call(_OUTPUTS, _OUTPUTS, 128),
            call(_MIRRORED, _OUTPUTS, 64),
            call(torch.zeros(1, 6), torch.zeros(1, 6), 224),
            call(_t([0, 0, 0, 0, 9, -9, 3]), _t([1, 1, 2, 2, -1, 2, 0]), 10),
        ),
        hints=(
            "Split both outputs. Which of the four halves is mirrored and must be mirrored back?",
            "flip_boxes mirrors the boxes back; both scores need a softmax; a mean is a sum / 2.",
            "return (boxes + flip_boxes(..., sz)) / 2, (scores.softmax(dim=1) + ...) / 2",
        ),
        slips={
            put(_FLIP, "other_boxes"): "The mirror image's boxes are still mirrored.",
            put(_PROBS, "2 * ((scores + other_scores) / 2).softmax(dim=1)"): (
                "You average the scores. Average the probabilities: softmax first, then the mean."
            ),
            (put("(outputs, sz", "((outputs + mirrored) / 2, sz"), put(_OTHER, _SAME)): (
                "You average raw outputs. Mirror boxes back, make probabilities, then average."
            ),
            put(_PROBS, "scores + other_scores"): "These are scores: the softmax is missing.",
            put("probs / 2", "probs"): "The probabilities of an image add up to 2.",
            put(_MEAN, "flip_boxes((boxes + other_boxes) / 2, sz)"): "You mirror the mean. Mirror "
            "only the boxes of the mirror images.",
            put(_MEAN, "(flip_boxes(boxes, sz) + other_boxes) / 2"): "You mirror the boxes of the "
            "images. Mirror those of the mirror images.",
            put("sz))", "sz + 1))"): "In the mirror, column x is sz - 1 - x, not sz - x.",
            put("dim=1", "dim=0"): "The softmax goes over the classes of each image: dim=1.",
        },
        why="A mean only makes sense for numbers in the same frame and on the same scale.",
    ),
    "crop_window": Exercise(
        answer=closer.crop_window,
        minutes=10,
        difficulty=4,
        tolerance=1e-5,
        parts="top left bottom right",
        cases=(
            *(call(_t(_MIDDLE), 100), call(_t(_CORNER), 100)),
            call(_t(_MIDDLE, _CORNER, [60, 70, 99, 99]), 100),
            call(_t([0, 0, 99, 99], [10, 5, 94, 80]), 100),
            call(_t([100.25, 20.5, 139.5, 200], _MIDDLE), 224, 2.0, 0.25),
            call(_t([50, 50, 50, 50]), 128, 1.5, 0.0),
        ),
        hints=(
            "A box 20 columns wide begins at 40. How wide is its window? Where does that begin?",
            "Clamp the side. The window shares the box's middle: it begins at (begin + end - "
            "side) / 2; but at least at 0, and at most at sz - side.",
            "begin = ((begin + end - side) / 2).clamp(min=0).minimum(...); "
            "return torch.cat([begin, begin + side - 1], dim=1)",
        ),
        slips={
            drop(" + 1"): "A box ends one after its last pixel, so it is one pixel larger.",
            put("side - 1", "side"): "A window's last pixel is one less than its end.",
            put(_MOVED, _CENTRED): "The window around a box at the edge leaves the image.",
            put(".minimum(sz - side)", ""): "At the far edges the window leaves the image.",
            put("least * sz, sz", "max=sz"): "A window's side must not be below least * sz.",
            put(_CENTRED, "begin"): "The window begins with the box. Centre it on the box.",
            put("(end - begin))", "(end - begin)).amax(dim=1, keepdim=True)"): (
                "Your windows are square: the longer side counts twice. Treat each on its own."
            ),
            put("least * sz, sz", "min=least * sz"): "A window's side is at most sz.",
            put("margin *", "(1 + 2 * margin) *"): "The whole side is margin times the box; you "
            "add margin at each end.",
            (put(_MOVED, _CENTRED), put("[begin, begin + side - 1]", _CUT)): (
                "You cut off what lies outside. Move the window: it keeps its size."
            ),
            put("d - s", "d - 1 - s"): "The middle is halfway from the box's beginning to its "
            "end, one after its last pixel.",
        },
        why="The size comes first, then the place: centred on the box, then moved into the image.",
    ),
    "from_crop_pixels": Exercise(
        answer=closer.from_crop_pixels,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        parts="top left bottom right",
        cases=(
            call(_t([0, 0, 99, 99]), _t([20, 20, 69, 69]), 100),
            call(_t([10, 20, 49, 79]), _t([20, 30, 69, 79]), 100),
            call(_t([0, 0, 63, 31], [5, 6, 20, 40]), _t([0, 0, 127, 63], [10, 40, 59, 119]), 128),
            call(_t([0, -1, 224, 224]), _t([10, 0, 89, 223]), 224),
            call(_t([4.5, 3.2, 90.1, 60.7]), _t([30.5, 2, 99, 200.25]), 224),
        ),
        hints=(
            "How many pixels of the whole image is one pixel of the window?",
            "The scale is (end - begin) / sz. Scale where a box begins and where it "
            "ends, one after its last pixel; then add where the window begins.",
            "return torch.cat([begin + first * scale, begin + last * ... - 1], dim=1)",
        ),
        slips={
            (drop(" + 1", 2), drop(" - 1")): "Scale the point where the box ends: add 1 before, "
            "and subtract 1 afterwards.",
            drop(" + 1", 1): "A window, too, ends one after its last pixel.",
            put("* scale", "/ scale"): "This is upside down: multiply by (end - begin) / sz.",
            (drop(" + 1"), drop(" - 1"), put("/ sz", "/ (sz - 1)")): "From the first pixel to the "
            "last there are sz - 1 steps, but a window is sz pixels long: scale where a box "
            "begins and where it ends.",
            put("windows[:,", "windows[:1,"): "You use the first window for all boxes.",
            put(") / sz", ")[:, :1] / sz"): "You scale columns by the window's height.",
            put("begin + ", ""): "Move the boxes, too: the window does not begin at 0.",
            (put("+ first *", "* scale + first *"), put("+ last *", "* scale + last *")): (
                "You scale where the window begins, too. That is in the image's pixels already."
            ),
        },
        why="Undo the squish and then the cut: scale first, then move.",
    ),
}
