"""Exercises of chapter 07: the largest object."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from minilib import largest
from minilib.drawing import Pascal
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put


def in_order(result, args):
    """The dictionary itself; in words when its keys are in another order than the argument's."""
    ids = [i for i in args[0] if isinstance(result, dict) and i in result]
    if len(ids) > 1 and len(ids) == len(result) and list(result) != ids:
        return f"a dictionary in the order {', '.join(map(str, result))}"
    return result


# -- small data ---------------------------------------------------------------------------------


def _bb(*numbers):
    return np.array(numbers)


_CAR, _PERSON, _HORSE = (_bb(10, 10, 19, 29), 7), (_bb(0, 0, 4, 4), 15), (_bb(5, 5, 34, 24), 13)
_THIN, _SQUARE = (_bb(10, 30, 59, 30), 5), (_bb(0, 0, 6, 6), 7)
_TALL, _BLOCK, _WIDE = (_bb(0, 0, 59, 0), 5), (_bb(5, 5, 14, 14), 1), (_bb(3, 0, 3, 59), 6)
_TWIN, _THIRD = (_bb(40, 40, 49, 59), 2), (_bb(20, 20, 29, 39), 20)

_PASCAL = Pascal(
    img_path=Path("photos"),
    trn_fns={12: "000012.jpg", 17: "000017.jpg", 23: "000023.jpg", 26: "26b.jpg"},
    trn_ids=[12, 17, 23, 26],
    trn_anno={},
    cats={2: "bicycle", 7: "car", 13: "horse", 15: "person"},
)


def _boxes(*boxes):
    return tuple(call(np.array(bb)) for bb in boxes)


def _table(ids, objects, text):
    return call(_PASCAL._replace(trn_ids=ids), objects, text=f"lrg_frame({text})")


# Expressions of the references that slips change.
_SORTED = "sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]"
_JOINED = "' '.join((str(number) for number in bb))"

EXERCISES = {
    "bb_area": Exercise(
        answer=largest.bb_area,
        minutes=4,
        difficulty=1,
        cases=_boxes(
            (96, 155, 269, 350), (3, 1, 4, 8), (10, 30, 1059, 30), (5, 2, 5, 901), (7, 7, 7, 7)
        ),
        hints=(
            "Step 1 has every piece, one per cell. First the two sides, then the area.",
            "The far corner minus the near one, plus 1: both sides at once. np.prod multiplies.",
            "return int(np.prod(bb[...] - bb[...] + ...))",
        ),
        slips={
            drop("+ 1"): "You count steps, not pixels: a 1-pixel box would have no area.",
            put(" - bb[:2] + 1", ""): "You use only the far corner, not the near one.",
            (drop("+ 1"), put("bb[:2] ))", "bb[:2])) + 1")): "Add 1 to each side before you "
            "multiply the two.",
            put("bb[-2:] - bb[:2]", "bb[1::2] - bb[::2]"): "You subtract rows from columns. Top "
            "goes with bottom, and left with right.",
            put("bb[:2]", "bb[1::-1]"): "You mix the sides: rows are bottom - top + 1.",
            put("np.prod(bb[-2:] - bb[:2] + 1)", "bb[2] - bb[0] + 1 * bb[3] - bb[1] + 1"): (
                "Python multiplies before it adds: put each side in parentheses."
            ),
        },
        why="Rows times columns, each one pixel more than there are steps.",
    ),
    "get_lrg": Exercise(
        answer=largest.get_lrg,
        minutes=8,
        difficulty=3,
        parts="box class",
        cases=(
            call([_PERSON, _CAR, _HORSE]),
            call([_HORSE, _PERSON, _CAR]),
            call([_PERSON]),
            call([_TALL, _BLOCK, _WIDE]),
            call([_PERSON, _CAR, _THIRD, _TWIN]),
            call([_TWIN, _CAR, _PERSON]),
            call([_SQUARE, _THIN]),
            call([]),
        ),
        hints=(
            "If the objects were sorted by area, largest first: which one would you take?",
            "sorted takes key= and reverse=. The key gets one object x, a pair, and returns the "
            "area of its box. Deal with the empty list first.",
            "if not b: raise ValueError(...); return sorted(b, key=..., reverse=True)[0]",
        ),
        slips={
            drop("if not b"): "For an empty list the docstring promises a ValueError.",
            put(", reverse=True)[0]", ")[-1]"): "Of equally large ones you take the last.",
            put("bb_area(x[0])", "np.prod(x[0][-2:] - x[0][:2])"): "You compare steps, not "
            "pixels, so thin boxes count for too little.",
            put("bb_area(x[0])", "x[1]"): "You sort by class id, which says nothing of size.",
            put("bb_area(x[0]), ", "(bb_area(x[0]), x[1]), "): "Of equally large objects, your "
            "key takes the largest class id, not the first.",
            put(_SORTED, "next((x for x in b if bb_area(x[0]) > bb_area(b[0][0])), b[0])"): (
                "You stop at the first object that is larger. A still larger one may follow."
            ),
        },
        why="The key says what counts, and because sorting is stable, the first of equal ones wins "
        "on every computer.",
    ),
    "get_trn_lrg_anno": Exercise(
        answer=largest.get_trn_lrg_anno,
        minutes=4,
        difficulty=2,
        observe=in_order,
        cases=(
            call({12: [_PERSON, _CAR], 17: [_HORSE]}),
            call({17: [_HORSE], 12: [_PERSON, _CAR], 26: [_THIN]}),
            call({23: [_PERSON, _CAR, _HORSE], 12: [_THIN, _SQUARE]}),
            call({12: [_PERSON, _CAR, _HORSE], 99: [], 23: [_THIN]}),
            call(defaultdict(list, {5: [_TWIN, _CAR], 7: []})),
            call({5: []}),
            call({}),
        ),
        hints=(
            "Start from the comprehension above and replace max.",
            "items() gives each id i with its list b. The id stays the key, get_lrg(b) is the "
            "value, and an if at the end leaves empty lists out.",
            "return {i: ... for i, b in trn_anno.items() if ...}",
        ),
        slips={
            drop("if b"): "An empty list reaches get_lrg, which refuses it. Leave it out.",
            (put("get_lrg(b)", "get_lrg(b) if b else None"), put(" if b}", "}")): (
                "Images without objects are in the result with None. They should be left out."
            ),
            put("get_lrg(b)", "b[0]"): "You take the first object of each image, which need not "
            "be the largest.",
        },
        why="Look up an image's id, and there is the one object that matters now.",
    ),
    "lrg_frame": Exercise(
        answer=largest.lrg_frame,
        minutes=7,
        difficulty=2,
        cases=(
            _table([12, 17], {12: _CAR, 17: _PERSON}, "pascal, {12: <a car>, 17: <a person>}"),
            _table([12, 17, 23], {12: _CAR, 17: _HORSE, 23: _SQUARE}, "pascal, <three objects>"),
            _table([17, 12, 26], {26: _CAR, 12: _HORSE, 17: _PERSON}, "<ids 17, 12, 26>, ..."),
            _table([12, 17, 23], {12: _CAR, 23: _PERSON}, "pascal, <nothing for image 17>"),
            _table([12, 17], {17: _TWIN}, "pascal, <nothing for image 12>"),
        ),
        hints=(
            "First a list for each column, both in the same order; then the table.",
            "Begin with the ids: those of pascal.trn_ids that are in trn_lrg_anno. The class "
            "id of image i is trn_lrg_anno[i][1]; pascal.cats knows its name.",
            'pd.DataFrame({"fn": [... for i in ids], "cat": [... for i in ids]})',
        ),
        slips={
            drop("if i in trn_lrg_anno"): "Some images have no object: leave them out.",
            put("[i for i in pascal.trn_ids if i in trn_lrg_anno]", "list(trn_lrg_anno)"): (
                "The rows follow the dictionary. The data set has an order of its own: trn_ids."
            ),
            put("pascal.cats[trn_lrg_anno[i][1]]", "trn_lrg_anno[i][1]"): (
                "The column cat holds class ids. pascal.cats knows their names."
            ),
            put("})", "}, index=ids)"): "Number the rows from 0, not by image id.",
            put("})", "}, index=map(pascal.trn_ids.index, ids))"): "The row numbers have gaps: "
            "count only the images that have an object.",
        },
        why="Two columns, one row for each image: every tool can read that.",
    ),
    "bbox_text": Exercise(
        answer=largest.bbox_text,
        minutes=4,
        difficulty=1,
        cases=_boxes(
            (96, 155, 269, 350), (1, 2, 46, 24), (5, 1000, 70, 1200), (7, 7, 8, 9), (0, 0, 0, 0)
        ),
        hints=(
            "Two steps: turn each number into a string, then join the four.",
            'join puts a string, here " ", between other strings; str turns a number into one.',
            'return " ".join(... for number in bb)',
        ),
        slips={
            put("' '", "','"): "A comma ends a column of a CSV file: this makes four.",
            put(_JOINED, "str(bb)"): "The string of an array has brackets, and more spaces.",
            put(_JOINED, "str(bb)[1:-1]"): "NumPy pads the numbers of an array with spaces to the "
            "same width.",
            put("(str(number) for number in bb)", "bb"): "join takes strings, not numbers.",
            put("(str(number) for number in bb)", "str(bb)"): "The whole array has become one "
            "string, and its items are single characters.",
            put("in bb", "in (bb[1], bb[0], bb[3] - bb[1] + 1, bb[2] - bb[0] + 1)"): (
                "This is x, y, width and height. The box keeps its form: top, left, bottom, right."
            ),
            put("in bb", "in bb[[1, 0, 3, 2]]"): "Top comes before left, as in the box.",
        },
        why="One column, one string; split() takes it apart again.",
    ),
}
