"""Exercises of chapter 19: a box around every object."""

from __future__ import annotations

import torch

from minilib import detecting
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.regression import with_gradient
from minilib.workbook.exercises.slips import drop, put, swap


def _rows(*rows, n=4):
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, n)


_CENTRES = _rows([4, 4], [4, 12], [12, 4], [12, 12], n=2)
_NESTED = _rows([0, 0, 16, 16], [1, 2, 7, 9], [8, 8, 16, 16])
_BOXES = _rows([0, 1, 16, 14], [2, 4, 9, 20], [10, 2, 13, 7], [5, 6, 30, 40])
_AWAY = _rows([4, 3, 12, 10], [2, 8, 5, 8], [2, 2, 1, 3], [7, 6, 18, 28])
_BATCH = torch.stack([_AWAY, _AWAY + 1, 2 * _AWAY])
_SCORES = torch.tensor([[-3.0, 0.0, 2.0], [1.0, -1.0, 4.0]])
_YES = torch.tensor([[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
_IS_BEST = "probs == probs.amax(dim=1, keepdim=True)"
_RANK = "areas(boxes).argsort(stable=True).argsort()"
_LOG = "-p_right.log()"
_OF_EACH = "probs = probs * (probs.argsort(0).argsort(0) >= len(probs) - top)\n    best = p"
_PROBS = torch.tensor([[0.9, 0.1], [0.8, 0.02], [0.3, 0.7], [0.01, 0.6]])
_SAID = _rows([0, 0, 10, 10], [0, 1, 10, 11], [0, 0, 10, 10], [-30, 30, 50, 40])
#: What is moved by too little meets: by 50, 100, 224, 448, 500, 1000.
_FAR = _rows(*([n, n, n + 100, n + 100] for n in (100, 0, 448, 500, 1000)))
#: Round (100, 100): the lowest, the narrowest, the most central; what is smaller comes as a fifth.
_LARGE = ([0, 0, 220, 210], [90, 0, 110, 200], [0, 98, 220, 106], [75, 75, 115, 115])


EXERCISES = {
    "cell_centres": Exercise(
        answer=detecting.cell_centres,
        minutes=5,
        difficulty=2,
        cases=(call(32, 8), call(12, 4), call(64, 32), call(16, 16), call(6, 2), call(9, 3)),
        hints=(
            "Take one row of cells: where is the middle of the first cell, and of the next?",
            "Half a stride, then one more stride each time. torch.cartesian_prod makes all pairs.",
            "middles = torch.arange(...) * stride + ...; return torch.cartesian_prod(middles, ...)",
        ),
        slips={
            put("/ 2", "* 0.0"): "These are near edges: a centre is half a stride further.",
            put("stride / 2", "(stride - 1) / 2"): "In edges, the middle of 0 to 8 is 4.",
            put("middles)", "middles).flip(1)"): "Go row by row, and put the row first.",
            put("torch.cartesian_prod(middles, middles)", "torch.stack([middles] * 2, dim=1)"): (
                "This is only the diagonal. Every row goes with every column."
            ),
        },
        why="All cells are alike; only their centres say where they are.",
    ),
    "distances": Exercise(
        answer=detecting.distances,
        minutes=5,
        difficulty=2,
        parts="up left down right",
        cases=(
            call(_CENTRES, _BOXES),
            call(_CENTRES[:1], _BOXES[3:]),
            call(_CENTRES[1:3], _BOXES[:2]),
            call(_rows(n=2), _rows()),
            call(_CENTRES.flip(0), _BOXES),
        ),
        hints=(
            "Two differences, one for the near edges, one for the far ones.",
            "boxes[:, :2] are the near edges, boxes[:, 2:] the far ones; torch.cat with dim=1.",
            "return torch.cat([centres - boxes[...], boxes[...] - centres], dim=1)",
        ),
        slips={
            put("boxes[:, 2:] - centres", "centres - boxes[:, 2:]"): "Inside the box all four are "
            "positive: the far edges lie beyond the centre.",
            put("centres - boxes[:, :2]", "boxes[:, :2] - centres"): "Inside the box all four are "
            "positive: the near edges lie before the centre.",
            put("dim=1)", "dim=1).abs()"): "If the centre lies outside the box, some distances "
            "are negative: no abs.",
            (
                put("centres - boxes[:, :2]", "centres.flip(1) - boxes[:, :2]"),
                put("boxes[:, 2:] - centres", "boxes[:, 2:] - centres.flip(1)"),
            ): "Rows before columns holds for the centres as well: (row, column).",
        },
        why="Seen from its own centre, a cell can describe a box without knowing where it is.",
    ),
    "decode_boxes": Exercise(
        answer=detecting.decode_boxes,
        minutes=6,
        difficulty=2,
        observe=lambda result, args: with_gradient(result, args[::-1]),
        parts="top left bottom right",
        cases=(
            *(call(_CENTRES, away) for away in (_AWAY, _BATCH, _BATCH[None])),
            call(_CENTRES[:1], _rows([-1, 6, 26, -2])),
            call(_CENTRES, _AWAY.clone().requires_grad_()),
        ),
        hints=(
            "Up and left are subtracted from the centre; down and right are added to it.",
            "away[..., :2] and away[..., 2:] work with and without a batch; so does dim=-1.",
            "return torch.cat([centres - away[...], centres + away[...]], dim=...)",
        ),
        slips={
            put("centres - away[..., :2]", "centres + away[..., :2]"): (
                "The near edges lie before the centre: subtract the distance."
            ),
            put("centres + away[..., 2:]", "centres - away[..., 2:]"): (
                "The far edges lie beyond the centre: add the distance."
            ),
            (put("away[..., :2]", "away[:, :2]"), put("away[..., 2:]", "away[:, 2:]")): (
                "A batch adds an axis in front: count from the end, with `...`."
            ),
            put("centres + away[..., 2:]", "away[..., :2] + away[..., 2:]"): (
                "That is height and width. Return the far edges: centre plus distance."
            ),
            (put("..., :2", "..., [0, 2]"), put("..., 2:", "..., [1, 3]")): (
                "The order is up, left, down, right: the first two belong to the near edges."
            ),
        },
        why="It undoes `distances`, for a whole batch: broadcasting repeats the centres.",
    ),
    "match_cells": Exercise(
        answer=detecting.match_cells,
        minutes=12,
        difficulty=4,
        cases=(
            *(call(_CENTRES, boxes) for boxes in (_NESTED, _NESTED.flip(0), _rows())),
            call(_CENTRES, _rows([0, 0, 4, 16], [12, 5, 20, 20], [3, 12, 9, 20])),
            call(_CENTRES, _rows([1, 1, 9, 9], [0, 0, 8, 8], [10, 10, 14, 14], [11, 11, 15, 15])),
            call(_rows([3, 15], [15, 3], n=2), _rows([0, 10, 8, 20], [0, 0, 1e3, 1e3])),
            call(_rows([100, 100], [200, 5], n=2), _rows(*_LARGE, [40, 94, 140, 104])),
        ),
        hints=(
            "Do it by hand for one centre: which boxes is it in, and which of those is smallest?",
            "A table of True where inside; areas there and inf elsewhere; min(dim=1); -1 where the "
            "least is inf. No box at all is a case of its own.",
            "least, owner = torch.where(... & ..., areas(boxes), torch.inf).min(dim=1); return "
            "torch.where(least.isinf(), ..., ...)",
        ),
        slips={
            put("areas(boxes), torch.inf).min(dim=1)", "-areas(boxes), torch.inf).min(dim=1)"): (
                "The largest box gets the cell. It has many others: take the smallest."
            ),
            put("areas(boxes), torch.inf)", "torch.arange(len(boxes)).float(), torch.inf)"): (
                "You take the first box that the centre is in. Take the smallest."
            ),
            put("areas(boxes), torch.inf)", "-torch.arange(len(boxes)).float(), torch.inf)"): (
                "You take the last box that the centre is in. Take the smallest."
            ),
            put("torch.where(least.isinf(), -1, owner)", "owner"): "A centre that is in no box "
            "still gets a box's number; it should get -1.",
            (put("> ", ">= "), put("< ", "<= ")): "A centre on an edge is not inside.",
            drop("if not len"): "With no box, min has nothing to choose from: return all -1.",
            put(".all(dim=2)", "[..., 0]"): "You compare only the rows, not the columns.",
            put(".all(dim=2)", ".any(dim=2)"): "Row and column both have to be inside: all.",
            drop(" & before"): "You ask only whether the centre is past the near edges.",
            drop("after & "): "You ask only whether the centre is before the far edges.",
            put(", -1)", ", 0)"): "With no box, every cell gets -1; 0 is the first box.",
            put("(len(centres),)", "(0,)"): "With no box there are still cells: all get -1.",
            put("(len(centres),), -1", "(0,), -1.0"): "Even with no box, each cell gets -1.",
            put("owner)", f"{_RANK}[owner])"): "This numbers the sorted list, not `boxes`.",
            (put("inf).min", "inf).flip(1).min"), put("1, owner", "1, len(boxes) - 1 - owner")): (
                "Among equally small boxes the first counts."
            ),
            put("-1, owner)", "-1, least)"): "This is the area; return the box's number.",
            (put("torch.inf)", "0.0)"), put("least.isinf()", "least == 0")): (
                "0 is smaller than any area. What is outside must count as infinitely large."
            ),
        },
        why="The rule decides what each cell learns; a small object needs all of its few cells.",
    ),
    "focal_loss": Exercise(
        answer=detecting.focal_loss,
        minutes=10,
        difficulty=3,
        tolerance=1e-5,
        observe=with_gradient,
        cases=(
            *(call(_SCORES, _YES, *more) for more in ((), (0.6, 1.0), (0.5, 0.0))),
            call(torch.tensor([-2.0, 0.0, 200.0]), torch.tensor([0.0, 1.0, 0.0])),
            call(torch.tensor([3.0]), torch.tensor([0.0]), gamma=3.0),
            call(_SCORES.clone().requires_grad_(), _YES),
        ),
        hints=(
            "Three factors for each question: weight, how wrong it is, cross-entropy.",
            "p_right is p where y is 1, and 1 - p elsewhere; the weight is alpha or 1 - alpha.",
            "return (weight * (1 - p_right) ** gamma * F.binary_cross_entropy_with_logits(..., "
            "..., reduction='none')).sum()",
        ),
        slips={
            put("(1 - p_right) ** gamma", "p_right ** gamma"): "You give most weight to what is "
            "already right. It should count least.",
            put("torch.where(y == 1, p, 1 - p)", "p"): "Where the answer is no, the right answer "
            "has the probability 1 - p.",
            put("torch.where(y == 1, alpha, 1 - alpha)", "alpha"): "Only a yes is weighted by "
            "alpha; a no by 1 - alpha.",
            put("alpha, 1 - alpha", "1 - alpha, alpha"): "The weights are swapped: a yes is "
            "weighted by alpha.",
            put(".sum()", ".mean()"): "The docstring promises the sum, not the mean.",
            put("'none'", "'mean'"): "You average before weighting: reduction='none'.",
            put("sigmoid()", "softmax(dim=-1)"): "Each class is a question of its own, yes or no: "
            "sigmoid, not softmax.",
            drop(" * (1 - p_right) ** gamma"): "The factor (1 - p_right)**gamma is missing, so "
            "easy answers count as much as hard ones.",
            put("F.binary_cross_entropy_with_logits(scores, y, reduction='none')", _LOG): (
                "A probability rounded to 0 has no logarithm: take cross-entropy from the scores."
            ),
            drop(".sigmoid()"): "Scores are not probabilities yet: p needs a sigmoid.",
            put("** gamma", "* gamma"): "gamma is a power, not a factor.",
            put("scores.sigmoid()", "scores.sigmoid().detach()"): "The value is right. But the "
            "factor has a gradient as well: no detach.",
        },
        why="A hundred easy questions no longer drown out the one with something to teach.",
    ),
    "find_objects": Exercise(
        answer=detecting.find_objects,
        minutes=12,
        difficulty=4,
        parts="boxes scores classes",
        cases=(
            *(call(_PROBS, _SAID, **d) for d in ({}, {"least": 0.6}, {"top": 2}, {"limit": 0.9})),
            call(_PROBS.flip(1), _SAID, 0.3, 5, 0.2),
            call(_PROBS, _SAID, least=0.95),
            call(torch.full((3, 1), 0.5), _SAID[[0, 3, 1]]),
            call(torch.tensor([*range(15, 5, -1), 20, 19, 18, 17, 16]).reshape(5, 3) / 20, _FAR),
        ),
        hints=(
            "First a list of (probability, cell, class), then leave out the low ones, then NMS.",
            "flatten and topk give values and places; // and % give cell and class. Move the boxes "
            "of each class far away for NMS only.",
            "best = probs.flatten().topk(min(top, ...)); enough = best.values >= ...; kept = nms("
            "boxes[cells] + 10_000 * ..., scores, limit)",
        ),
        slips={
            drop(" + 10000.0 * numbers[:, None]"): "Apply NMS within each class.",
            put("return (boxes[cells][kept]", "return (apart[kept]"): (
                "You return the boxes that were moved for NMS."
            ),
            put("probs.shape[1]", "len(probs)"): "A row of the table has one number per class: "
            "divide by how many there are.",
            swap("//", "%"): "// gives the table's row, the cell; % its column, the class.",
            put("best.values >= least", "best.values > least"): "Exactly `least` is enough.",
            put("min(top, probs.numel())", "top"): "topk can't take more than there are.",
            put("probs.shape[1]", "2"): "There may be more than two classes: probs knows.",
            put("best = probs", f"probs = probs * ({_IS_BEST})\n    best = probs"): (
                "You take only the best class of each cell; a cell may answer for several."
            ),
            (put("min(top, probs.numel())", "probs.numel()"), put("limit)", "limit)[:top]")): (
                "The `top` highest come first, and NMS after that."
            ),
            (put("min(top, probs.numel())", "probs.numel()"), put("best = p", _OF_EACH)): (
                "The `top` are the highest of all classes together; you take `top` of each."
            ),
            put("boxes[cells][kept]", "boxes[kept]"): "kept indexes boxes[cells].",
            put("10000.0", "1000.0"): "The boxes are moved too little: two of different classes "
            "may still overlap.",
            put("10000.0", "1.0"): "Moved too little: boxes of two classes still overlap.",
        },
        why="Cells know nothing of each other: only here do their answers become one list.",
    ),
}
