"""Exercises of chapter 18: how good a detector is."""

from __future__ import annotations

import numpy as np
import torch

from minilib import measuring
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put


def _boxes(*rows):
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, 4)


_A = _boxes([0, 0, 10, 10], [20, 20, 40, 30])
_B = _boxes([0, 5, 10, 15], [20, 20, 40, 30], [8, 8, 22, 22])
_HEAP = _boxes([0, 0, 10, 10], [1, 0, 11, 10], [0, 0, 10, 9], [30, 30, 50, 60], [32, 30, 50, 62])
_CHAIN = _boxes([0, 0, 10, 10], [0, 3, 10, 13], [0, 6, 10, 16], [0, 9, 10, 19])
#: The second is half of the first; the third shares more than half of its area with the first.
_HALVES = _boxes([0, 0, 10, 10], [0, 0, 10, 5], [0, 4.5, 10, 14.5])
_SUM = "areas(a)[:, None] + areas(b)"
_ORDER = "scores.argsort(descending=True, stable=True)"
_BEST = "np.maximum.accumulate(precision[::-1])[::-1]"
_KEPT = "torch.tensor(kept, dtype=torch.int64)"
_NTH = "np.arange(1, len(hits) + 1)"
_BY_TRUTHS = "[c.index(max(c)) for c in overlap.T.tolist() if max(c, default=-1) >= limit]"
_SHARE = "intersections(boxes, boxes) / torch.minimum(areas(boxes)[:, None], areas(boxes))"
_LINES = "(np.interp(np.linspace(0, 1, 101), recall, best[:-1], right=0) if len(recall) else best)"
_TAKEN, _ENOUGH = "truth not in taken and ", "if max(free)[0] >= limit"


def _table(*rows):
    return torch.tensor(rows)


def _hits(text, n):
    return [one == "+" for one in text], n


def _curve(text, n):
    return call(*measuring.precision_recall(*_hits(text, n)))


EXERCISES = {
    "iou_matrix": Exercise(
        answer=measuring.iou_matrix,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            *(call(_A, _B), call(_B, _A)),
            call(_A.double() / 20, _A.double() / 20),
            call(_boxes([0, 0, 10, 10]), _boxes([0, 0, 10, 10], [2, 3, 4, 5], [0, 0, 20, 10])),
            call(_boxes([5, 5, 5, 9], [1, 1, 2, 2]), _boxes([5, 5, 5, 9], [3, 3, 3, 3])),
            *(call(_boxes(), _B), call(_A, _boxes())),
        ),
        hints=(
            "Intersection over union: what is each of the two, for every pair?",
            "The union is both areas, a column plus a row, without the part that is counted twice. "
            "And 0 / 0 has to become 0.",
            "both = intersections(...); return (both / (areas(a)[:, None] + ... - ...)).nan_to_num("
            "0)",
        ),
        slips={
            drop(" - both"): "Both areas together count the part in both twice.",
            put(f"{_SUM} - both", "torch.maximum(areas(a)[:, None], areas(b))"): (
                "The larger box is not the union: the rest of the other one belongs to it as well."
            ),
            put(f"({_SUM} - both)", "torch.minimum(areas(a)[:, None], areas(b))"): (
                "You divide by the smaller area: a box inside another one would count as a perfect "
                "match."
            ),
            drop(".nan_to_num(0)"): "Two boxes without area: 0 / 0 is nan and must become 0.",
            drop("[:, None]"): "Two rows make no table: the areas of `a` must be a column.",
            put(_SUM, "areas(a) + areas(b)[:, None]"): "Each box of `a` has a row, so the areas "
            "of `a` are the column, not those of `b`.",
            put(f"(both / ({_SUM} - both))", "both"): "Divide the intersection by the union.",
            drop("both / "): "This is the union alone. Divide the intersection by it.",
        },
        why="A column and a row make a table: every pair at once, and no loop.",
    ),
    "nms": Exercise(
        answer=measuring.nms,
        minutes=10,
        difficulty=3,
        cases=(
            call(_HEAP, torch.tensor([0.6, 0.8, 0.3, 0.5, 0.9])),
            call(_HEAP, torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])),
            call(_CHAIN, torch.tensor([0.9, 0.8, 0.7, 0.6])),
            call(_CHAIN, torch.tensor([0.6, 0.9, 0.8, 0.7]), 0.25 - 1e-9),
            call(_HEAP.double(), torch.full((5,), 0.5)),
            call(_HALVES, torch.tensor([0.9, 0.8, 0.7]), 0.5),
            call(_HEAP, torch.tensor([0.3, 0.1, 0.5, 0.2, 0.4]), 0.95),
            call(_boxes(), torch.zeros(0)),
        ),
        hints=(
            "Go through the boxes, the best first. What do you have to know about a box to keep "
            "it, and which boxes does it have to be compared with?",
            "Compare it only with those that are kept already: overlap[i, kept] > limit, and any.",
            "for i in scores.argsort(...).tolist(): if not (overlap[i, kept] > limit).any(): "
            "kept.append(...)",
        ),
        slips={
            put("descending=True", "descending=False"): "You begin with the lowest score.",
            put(f"{_ORDER}.tolist()", "range(len(boxes))"): "Start with the highest score.",
            put("iou_matrix(boxes, boxes)", _SHARE): "Shares of the smaller box are not IoU.",
            put("> limit", ">= limit"): "Exactly at the limit, a box is still kept.",
            drop(".double()"): "In 32 bits, limit is rounded: use iou_matrix(...).double().",
            put("> limit", "> 0.5"): "Compare with `limit`, whatever it is, not with 0.5.",
            put("(descending=True, stable=True)", "(stable=True).flip(0)"): (
                "Reversing the order reverses equal scores, too: the earlier row comes first."
            ),
            (
                put("iou_matrix(boxes, boxes)", f"iou_matrix(*2 * (boxes[{_ORDER}],))"),
                put(f"{_ORDER}.tolist()", "range(len(boxes))"),
            ): "These are positions in the sorted order. Return the row numbers of `boxes`.",
            put("i, kept]", f"i, (order := {_ORDER}.tolist())[:order.index(i)]]"): (
                "A box that was removed still removes others. Compare only with the kept ones."
            ),
            put("r(kept", "r(sorted(kept)"): "From the highest score down, not row by row.",
            put(_KEPT, "torch.tensor([i in kept for i in range(len(boxes))]).bool()"): (
                "This is a mask; return the row numbers."
            ),
            drop("not "): "Nothing is kept. The first box overlaps no kept one, so it stays.",
            put(_KEPT, "boxes[kept]"): "These are the boxes; return their row numbers.",
            put("i, kept]", "i, kept[-1:]]"): "Check every kept box, not just the last.",
            put("i, kept]", "i, kept[:1]]"): "Check every kept box, not just the best.",
        },
        why="The most confident box of a cluster stands for it; removed boxes remove nothing.",
    ),
    "find_hits": Exercise(
        answer=measuring.find_hits,
        minutes=12,
        difficulty=4,
        cases=(
            call(_table([0.8, 0.1], [0.7, 0.6], [0.9, 0.0])),
            call(_table([0.6, 0.7], [0.8, 0.1], [0.2, 0.9])),
            call(_table([0.6, 0.9], [0.2, 0.8])),
            call(_table([0.6, 0.5, 0.9], [0.7, 0.0, 0.0], [0.0, 0.8, 0.0])),
            call(_table([0.5, 0.1], [0.1, 0.49])),
            call(_table([0.5, 0.1], [0.1, 0.8]), 0.75),
            call(_table([0.55, 0.6, 0.7], [0.9, 0.8, 0.95], [0.9, 0.1, 0.6], [0.7, 0.2, 0.9])),
            call(_table([0.4, 0.1], [0.9, 0.2]), 0.3),
            call(_table([0.9, 0.0, 0.0], [0.1, 0.8, 0.2], [0.1, 0.7, 0.2])),
            call(_table([0.6, 0.1], [0.6, 0.6], [0.0, 0.7])),
            call(_table([0.1, 0.2], [0.8, 0.1], [0.3, 0.7])),
            *map(call, (torch.zeros(3, 0), torch.zeros(0, 2))),
        ),
        hints=(
            "Do it by hand for the table above, row after row. What do you have to remember from "
            "the rows before?",
            "For each row, list the truths that are free and overlap enough. If there are any, "
            "take the best of them, and remember it.",
            "free = [(value, truth) for truth, value in enumerate(row) if ... and ...]; if free: "
            "taken.add(max(free)[1]); hits.append(...)",
        ),
        slips={
            drop(_TAKEN): "Each truth counts once: a second detection of it is a miss.",
            put("max(free)", "min(free)"): "You take the truth that overlaps least.",
            put("max(free)[1]", "len(hits)"): "Remember the truth, not the detection.",
            put("tolist()", "T.tolist()"): "You go through the truths, not the detections.",
            put("max(free)[1]", "free.index(max(free))"): "Store the truth's own number.",
            put("max(free)", "free[0]"): "You take the first that is enough, not the best.",
            put("return hits", f"return [i in {_BY_TRUTHS} for i in range(len(hits))]"): (
                "You let the truths choose. Detections should, the most confident first."
            ),
            put(">= limit", "> limit"): "An IoU of exactly the limit is enough.",
            put(_TAKEN, f"{_TAKEN}(v, truth) == max(zip(row, range(9))) and "): (
                "If the best truth is taken, the next best that is free may still be enough."
            ),
            (drop(" and v >= limit"), put("(free))", "(free) and max(free)[0] >= limit)")): (
                "A detection that overlaps too little takes nothing: that truth stays free."
            ),
            (drop(" and v >= limit"), put("if free", _ENOUGH), put("bool(free)", _ENOUGH[3:])): (
                "When every truth is taken, max has nothing to choose from: that is a miss."
            ),
            put("add(max(free)[1])", "update(truth for _, truth in free)"): (
                "One detection takes one truth, the best; you take all that are enough."
            ),
            put("return hits", "return [t in taken for t in range(overlap.shape[1])]"): (
                "You answer for each truth. Answer for each *detection*."
            ),
        },
        why="Every object counts once, for its most confident detection: the rest are misses.",
    ),
    "precision_recall": Exercise(
        answer=measuring.precision_recall,
        minutes=5,
        difficulty=2,
        parts="precision recall",
        cases=(
            *(call(*_hits("++-+--", 4)), call(*_hits("-++", 2)), call(*_hits("+", 10))),
            *(call(*_hits("--", 3)), call(*_hits("+++", 3)), call([], 5)),
        ),
        hints=(
            "Both are shares: the hits so far, divided by something. By what?",
            "Precision: of the first 1, 2, 3, ... detections. Recall: of all truths. "
            "np.cumsum adds up the hits.",
            "found = np.cumsum(...); return found / np.arange(1, ...), found / ...",
        ),
        slips={
            put(_NTH, "np.maximum(found[-1:], 1)"): "Divide by the *detections* so far.",
            put(_NTH, "max(len(hits), 1)"): "The k-th precision is a share of k, not of all.",
            put("/ n_truths", "/ np.maximum(found[-1:], 1)"): "Recall is the share of what is "
            "there, found or not: it need not end at 1.",
            put("np.cumsum(", "("): "The hits have to be added up as you go: np.cumsum.",
            put(_NTH, "n_truths"): "Divide by the *detections* so far, not by the truths.",
        },
        why="Every further detection may raise recall, and puts precision at risk.",
    ),
    "average_precision": Exercise(
        answer=measuring.average_precision,
        minutes=10,
        difficulty=4,
        cases=(
            *(_curve("++-+--", 4), _curve("-+-++", 5), _curve("+++", 3), _curve("--", 3)),
            _curve("+--++-+", 9),
            call(np.array([1.0, 0.5, 0.6, 0.5]), np.array([0.25, 0.25, 0.5, 0.9])),
            call(np.zeros(0), np.zeros(0)),
        ),
        hints=(
            "Three steps: take away the teeth, read off at 101 points, take the mean.",
            "np.maximum.accumulate from the end; np.searchsorted for np.linspace(0, 1, 101); and a "
            "0 after the precisions, where recall never gets that high.",
            "best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0); places = "
            "np.searchsorted(..., ...); return float(best[...].mean())",
        ),
        slips={
            put(_BEST, "precision"): "The curve has teeth: the best from there on counts.",
            drop("[::-1]"): "The best *from there on* counts; you take the best so far.",
            drop("[::-1]", 2): "The best precisions run backwards: reverse them once more.",
            put("101", "11"): "You read off at 11 points. COCO takes 101: 0, 0.01, ..., 1.",
            put("best[places]", _LINES): "Don't interpolate between two recalls: the value at the "
            "next one counts.",
            put("101))", "101), side='right')"): "A recall that equals a point is enough.",
            put(", 0.0)", ", precision[-1:] if len(precision) else 0.0)"): (
                "Where recall never gets that high, the precision is 0, not the last one."
            ),
            put("].mean", "][places < max(1, len(recall))].mean"): "A recall that is never "
            "reached counts as 0 in the mean; you leave it out.",
            put("np.linspace(0, 1, 101)", "np.arange(0, 1, 0.01)"): "Your recalls stop before 1.",
            put("best[places].mean()", "(best[:-1] * np.diff(recall, prepend=0.0)).sum()"): (
                "This is the exact area. COCO takes the mean at 101 points."
            ),
        },
        why="The area under the curve: high only if much is found and little of it is wrong.",
    ),
}
