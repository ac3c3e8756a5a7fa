"""Exercises of chapter 04: boxes."""

from __future__ import annotations

import numpy as np

from minilib import boxes
from minilib.workbook.exercises import Exercise, Mistake, call

# -- hw_bb: wrong ways ------------------------------------------------------------------------


def far_corner_one_too_far(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])


def x_first(bb):
    return np.array([bb[0], bb[1], bb[0] + bb[2] - 1, bb[1] + bb[3] - 1])


def near_corner_moved(bb):
    return np.array([bb[1] - 1, bb[0] - 1, bb[1] + bb[3], bb[0] + bb[2]])


def near_corner_moved_too(bb):
    return np.array([bb[1] - 1, bb[0] - 1, bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])


def width_and_height_swapped(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[2] - 1, bb[0] + bb[3] - 1])


def size_taken_as_corner(bb):
    return np.array([bb[1], bb[0], bb[3], bb[2]])


def size_less_one_taken_as_corner(bb):
    return np.array([bb[1], bb[0], bb[3] - 1, bb[2] - 1])


def only_bottom_corrected(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2]])


def one_added(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[3] + 1, bb[0] + bb[2] + 1])


# -- bb_hw: wrong ways ------------------------------------------------------------------------


def size_one_too_small(a):
    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0]])


def row_first(a):
    return np.array([a[0], a[1], a[2] - a[0] + 1, a[3] - a[1] + 1])


def height_first(a):
    return np.array([a[1], a[0], a[2] - a[0] + 1, a[3] - a[1] + 1])


def corner_kept_as_size(a):
    return np.array([a[1], a[0], a[3], a[2]])


def corner_plus_one_as_size(a):
    return np.array([a[1], a[0], a[3] + 1, a[2] + 1])


def one_taken_off_again(a):
    return np.array([a[1], a[0], a[3] - a[1] - 1, a[2] - a[0] - 1])


# -- hw_bbs: wrong ways -----------------------------------------------------------------------


def rows_for_columns(boxes):
    x, y, width, height = boxes[0], boxes[1], boxes[2], boxes[3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def stacked_as_rows(boxes):
    x, y, width, height = boxes.T
    return np.stack([y, x, y + height - 1, x + width - 1])


def only_the_first(many):
    return boxes.hw_bb(many[0])


def looped(many):
    return np.array([boxes.hw_bb(box) for box in many])


def far_corners_one_too_far(boxes):
    x, y, width, height = boxes.T
    return np.stack([y, x, y + height, x + width], axis=1)


def columns_not_swapped(boxes):
    x, y, width, height = boxes.T
    return np.stack([x, y, x + width - 1, y + height - 1], axis=1)


def overwrites_its_argument(boxes):
    boxes[:, 2] += boxes[:, 0] - 1
    boxes[:, 3] += boxes[:, 1] - 1
    return boxes[:, [1, 0, 3, 2]]


# -- xml_bb: wrong ways -----------------------------------------------------------------------


def counted_from_one(xmin, ymin, xmax, ymax):
    return np.array([ymin, xmin, ymax, xmax])


def only_far_corner_shifted(xmin, ymin, xmax, ymax):
    return np.array([ymin, xmin, ymax - 1, xmax - 1])


def only_near_corner_shifted(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin - 1, ymax, xmax])


def xml_x_first(xmin, ymin, xmax, ymax):
    return np.array([xmin - 1, ymin - 1, xmax - 1, ymax - 1])


def shifted_the_wrong_way(xmin, ymin, xmax, ymax):
    return np.array([ymin + 1, xmin + 1, ymax + 1, xmax + 1])


def far_corner_shifted_twice(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin - 1, ymax - 2, xmax - 2])


EXERCISES = {
    "hw_bb": Exercise(
        answer=boxes.hw_bb,
        minutes=5,
        difficulty=1,
        box="bb",
        cases=(
            call([2, 1, 4, 3]),
            call([155, 96, 196, 174]),
            call([184, 61, 95, 138]),
            call([0, 0, 500, 333]),
            call([7, 7, 1, 1]),
            call(np.array([30, 20, 50, 40])),
        ),
        hints=(
            "Write down by hand what must come out for [2, 1, 4, 3]. The four single steps stand "
            "in the cells above.",
            "Four numbers go into the array: the row, the column, then the last row, the last "
            "column. bb[1] and bb[3] belong to the rows, bb[0] and bb[2] to the columns.",
            "np.array([row, column, row + height - 1, column + width - 1]), each with bb[...].",
        ),
        mistakes=(
            Mistake(
                far_corner_one_too_far,
                "Your far corner is one pixel too far, down and to the right: 3 rows that begin at "
                "row 1 end at row 3, not at row 4.",
            ),
            Mistake(
                x_first,
                "You give columns before rows. NumPy counts rows first: top, left, bottom, right.",
            ),
            Mistake(
                near_corner_moved,
                "The 1 is taken from the wrong corner: the near corner stays as it is, the far one "
                "is moved.",
            ),
            Mistake(
                near_corner_moved_too,
                "You take 1 from the near corner as well. Its numbers are right as they are; only "
                "the far corner needs the 1 taken away.",
            ),
            Mistake(
                width_and_height_swapped,
                "Width and height have changed places: the height (bb[3]) belongs to the rows, the "
                "width (bb[2]) to the columns.",
            ),
            Mistake(
                size_taken_as_corner,
                "You return the height and the width as if they were a corner. The corner is where "
                "the box begins plus how far it goes.",
            ),
            Mistake(
                size_less_one_taken_as_corner,
                "Your last two numbers do not say where the box begins: the far corner is counted "
                "from the picture's corner, not from the box's.",
            ),
            Mistake(
                only_bottom_corrected,
                "The bottom is right, but the right edge is one too far: the columns need the - 1 "
                "as much as the rows.",
            ),
            Mistake(
                one_added,
                "You add 1 where it has to be taken away: the first pixel is one of the pixels.",
            ),
        ),
        why="Both corners belong to the box, so from the first to the last pixel it is one step "
        "less than there are pixels. Rows come first because NumPy's arrays do so.",
    ),
    "bb_hw": Exercise(
        answer=boxes.bb_hw,
        minutes=5,
        difficulty=1,
        box="hw",
        cases=(
            call([1, 2, 3, 5]),
            call([96, 155, 269, 350]),
            call([61, 184, 198, 278]),
            call([0, 0, 332, 499]),
            call([7, 7, 7, 7]),
            call(np.array([20, 30, 59, 79])),
        ),
        hints=(
            "Do it by hand for [1, 2, 3, 5]: which columns does the box cover? How many are they?",
            "x is the left column a[1], y is the top row a[0]. The width is made of a[3] and a[1], "
            "the height of a[2] and a[0].",
            "np.array([left, top, right - left + 1, bottom - top + 1]), each written with a[...].",
        ),
        mistakes=(
            Mistake(
                size_one_too_small,
                "Width and height are one too small. From column 2 to column 5 there are 3 steps "
                "but 4 columns. (The lesson's own first version had this very mistake.)",
            ),
            Mistake(
                row_first,
                "You give rows before columns. This form is x, y, width, height: columns first.",
            ),
            Mistake(
                height_first,
                "x and y are right; height and width have changed places. The width comes first.",
            ),
            Mistake(
                corner_kept_as_size,
                "You return the far corner as if it were the size. The size is the far corner less "
                "the near one (and a step more).",
            ),
            Mistake(
                corner_plus_one_as_size,
                "Your last two numbers are counted from the edge of the picture. A width is "
                "counted from the left edge of the box.",
            ),
            Mistake(
                one_taken_off_again,
                "You take 1 away once more. hw_bb took it away; on the way back it is added.",
            ),
        ),
        why="What hw_bb takes away, bb_hw gives back: so a box can go there and back as often as "
        "you like.",
    ),
    "hw_bbs": Exercise(
        answer=boxes.hw_bbs,
        minutes=8,
        difficulty=2,
        cases=(
            call(np.array([[155, 96, 196, 174], [2, 1, 4, 3]])),
            call(np.array([[2, 1, 4, 3]])),
            call(np.array([[0, 0, 10, 20], [5, 6, 1, 1], [9, 3, 30, 2], [40, 50, 60, 70]])),
            call(np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])),
            call(np.zeros((0, 4), dtype=int)),
        ),
        hints=(
            "Take bb_hws just above as a model: it names the four columns first.",
            "The columns of your argument are x, y, width, height: boxes[:, 0] to boxes[:, 3]. "
            "Each of the four new columns is the formula of hw_bb, with columns in it.",
            "np.stack([y, x, y + height - 1, x + width - 1], axis=1).",
        ),
        mistakes=(
            Mistake(
                rows_for_columns,
                "boxes[0] is the first box, not the first column. Columns are boxes[:, 0], "
                "boxes[:, 1], ...",
            ),
            Mistake(
                stacked_as_rows,
                "Your array lies on its side: one box a column. np.stack needs axis=1 to put "
                "columns side by side.",
            ),
            Mistake(only_the_first, "Only the first box is converted; all rows are wanted."),
            Mistake(
                looped,
                "A loop over no boxes knows nothing of columns: its shape is (0,), not (0, 4). "
                "Without a loop, with columns such as boxes[:, 0], it comes out by itself.",
            ),
            Mistake(
                far_corners_one_too_far,
                "Your far corners are one pixel too far: the - 1 of hw_bb is missing.",
            ),
            Mistake(
                columns_not_swapped,
                "Columns before rows: the new order is top, left, bottom, right.",
            ),
            Mistake(
                overwrites_its_argument,
                "boxes[:, 2] += ... writes into the caller's array. Make new columns instead.",
            ),
        ),
        why="Arithmetic on a column does for all boxes what the formula does for one, without a "
        "loop: the same code serves one box and a million.",
    ),
    "xml_bb": Exercise(
        answer=boxes.xml_bb,
        minutes=6,
        difficulty=2,
        box="bb",
        cases=(
            call(156, 97, 351, 270),
            call(185, 62, 279, 199),
            call(1, 1, 500, 333),
            call(8, 8, 8, 8),
            call(30, 2, 40, 300),
        ),
        hints=(
            "Find the two rows of the table for VOC's XML and for the lesson, and compare them "
            "number by number.",
            "The order changes (rows first), and the counting changes (from 1 to from 0). The far "
            "corner belongs to the box in both.",
            "np.array([ymin - 1, ..., ..., ...]): all four numbers get 1 less.",
        ),
        mistakes=(
            Mistake(
                counted_from_one,
                "Your numbers still count from 1. VOC's first pixel is 1, NumPy's is 0.",
            ),
            Mistake(
                only_far_corner_shifted,
                "Only the far corner is moved. This time nothing is added to anything: all four "
                "numbers are positions, counted from 1.",
            ),
            Mistake(
                only_near_corner_shifted,
                "Only the near corner is moved. The last column is a position too, counted from 1.",
            ),
            Mistake(xml_x_first, "Columns before rows: the new order is top, left, bottom, right."),
            Mistake(
                shifted_the_wrong_way,
                "You add 1 where it has to be taken away: pixel 1 of the XML is pixel 0 here.",
            ),
            Mistake(
                far_corner_shifted_twice,
                "You take 1 from the far corner twice. It is given as a position, not as a size: "
                "once is enough.",
            ),
        ),
        why="Both forms name the same two pixels, the first and the last; they only start to count "
        "at different numbers and in a different order.",
    ),
}
