"""Exercises of chapter 04: boxes."""

from __future__ import annotations

import numpy as np

from minilib import boxes
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put

_COLUMNS = "(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])"
_STACK = "np.stack([y, x, y + height - 1, x + width - 1], axis=1)"


EXERCISES = {
    "hw_bb": Exercise(
        answer=boxes.hw_bb,
        minutes=5,
        difficulty=1,
        box="bb",
        parts="top left bottom right",
        cases=(
            *map(call, ([2, 1, 4, 3], [155, 96, 196, 174], [3184, 2061, 95, 138])),
            *map(call, ([0, 0, 500, 333], (7, 7, 1, 1), [3, 200, 9, 1])),
            call(np.array([30, 20, 50, 40])),
        ),
        hints=(
            "Work out by hand what the result for [2, 1, 4, 3] must be. The cells above do it in "
            "four steps.",
            "The array holds four numbers: first row, first column, last row, last column. hw[1] "
            "and hw[3] belong to the rows, hw[0] and hw[2] to the columns.",
            "np.array([row, column, row + height - 1, column + width - 1]), each with hw[...]",
        ),
        slips={
            put("])", "])[[1, 0, 3, 2]]"): "You put columns before rows. NumPy's order is rows "
            "first: top, left, bottom, right.",
            drop(" - 1"): "Your far corner is one pixel too far, downwards and to the right: 3 "
            "rows that begin at row 1 end at row 3, not at row 4.",
            (put("hw[1] + hw[3]", "hw[1] + hw[2]"), put("hw[0] + hw[2]", "hw[0] + hw[3]")): (
                "The height, hw[3], belongs to the rows, and the width, hw[2], to the columns."
            ),
            put("hw[1] + hw[3] - 1, hw[0] + hw[2] - 1", "hw[3], hw[2]"): (
                "Height and width are kept as if they were a corner. The far corner is the "
                "beginning plus the size, minus 1."
            ),
        },
        why="Both corners belong to the box, so from the first of n pixels to the last there are "
        "n - 1 steps. Rows come first because they do in NumPy's arrays.",
    ),
    "bb_hw": Exercise(
        answer=boxes.bb_hw,
        minutes=5,
        difficulty=1,
        box="hw",
        parts="x y width height",
        cases=(
            *map(call, ([1, 2, 3, 5], [96, 155, 269, 350], [2061, 3184, 2198, 3278])),
            *map(call, ([0, 0, 332, 499], (7, 7, 7, 7), [200, 3, 200, 11])),
            call(np.array([20, 30, 59, 79])),
        ),
        hints=(
            "Do it by hand for [1, 2, 3, 5]: which columns does the box cover, and how many are "
            "there?",
            "x is the left column, a[1]; y is the top row, a[0]. The width comes from a[3] and "
            "a[1], the height from a[2] and a[0].",
            "np.array([left, top, right - left + 1, bottom - top + 1]), each with a[...]",
        ),
        slips={
            put("])", "])[[1, 0, 3, 2]]"): "You put rows before columns. In this form columns are "
            "first: x, y, width, height.",
            drop(" + 1"): "Width and height are one too small: from column 2 to column 5 there "
            "are 3 steps, but 4 columns. (The lesson's own first version had this mistake.)",
            put("a[3] - a[1] + 1, a[2] - a[0] + 1", "a[1] + a[3] - 1, a[0] + a[2] - 1"): (
                "This is what hw_bb does. On the way back a size is a difference, not a sum."
            ),
        },
        why="What hw_bb subtracts, bb_hw adds: so a box can go there and back as often as you "
        "like.",
    ),
    "hw_bbs": Exercise(
        answer=boxes.hw_bbs,
        minutes=8,
        difficulty=2,
        cases=(
            call(np.array([[155, 96, 196, 174], [2, 1, 4, 3]])),
            call(np.array([[2, 1, 4, 3]])),
            call(np.array([[0, 0, 10, 20], [5, 6, 1, 1], [9, 3, 30, 2], [4000, 50, 60, 3070]])),
            call(np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])),
            call(np.zeros((0, 4), dtype=int)),
        ),
        hints=(
            "bb_hws just above is the model: it names the four columns first.",
            "The columns of your argument are x, y, width and height: boxes[:, 0] to boxes[:, 3]. "
            "Each of the four new columns is a part of hw_bb's formula, with columns in it.",
            "Name the four columns, then return np.stack([y, x, ..., ...], axis=1).",
        ),
        slips={
            drop(", axis=1"): "Your array lies on its side, with one box in each column. axis=1 "
            "makes np.stack put columns side by side.",
            put("[:, ", "["): "You take rows, which are boxes, and need columns: boxes[0] is the "
            "first box, and boxes[:, 0] the first column.",
            put(_COLUMNS, "boxes"): "Unpacking an array yields its rows, so x becomes the first "
            "box. You need its columns.",
            put(_STACK, "np.array([hw_bb(box) for box in boxes])"): "A loop over no boxes knows "
            "nothing of columns: the shape is (0,), not (0, 4). Arithmetic on columns gets it "
            "right by itself.",
        },
        why="Arithmetic on columns does for all boxes what the formula does for one: the same "
        "code serves one box and a million.",
    ),
    "xml_bb": Exercise(
        answer=boxes.xml_bb,
        minutes=6,
        difficulty=2,
        box="bb",
        parts="top left bottom right",
        cases=(
            *(call(*box) for box in ((3, 2, 6, 4), (156, 97, 351, 270), (3185, 2062, 3279, 2199))),
            *(call(*box) for box in ((1, 1, 500, 333), (8, 8, 8, 8), (30, 2, 40, 300))),
        ),
        hints=(
            "Find the rows for VOC's XML and for the lesson in the table, and compare them number "
            "by number.",
            "The order changes (rows first), and so does the counting (from 0, not from 1). The "
            "far corner belongs to the box in both.",
            "np.array([ymin - 1, ..., ..., ...]), where each of the four numbers is 1 less.",
        ),
        slips={
            drop(" - 1"): "Your numbers still count from 1. VOC's first pixel has number 1, "
            "NumPy's has 0.",
            put("ymax - 1, xmax - 1", "ymin + ymax - 3, xmin + xmax - 3"): (
                "Counting from 0 is right, but xmax and ymax are then positions, not a width and a "
                "height as hw_bb takes them."
            ),
            put("ymax - 1, xmax - 1", "ymax - ymin + 1, xmax - xmin + 1"): (
                "The last two numbers are a height and a width. The last row and the last column "
                "are wanted."
            ),
        },
        why="Both forms name the same two pixels, the first and the last; only the order and the "
        "number where counting begins differ.",
    ),
}
