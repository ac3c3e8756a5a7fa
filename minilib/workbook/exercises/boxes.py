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


def only_right_corrected(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2] - 1])


def corners_in_a_tuple(bb):
    return bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1


def corners_in_a_list(bb):
    return [bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1]


def tuple_one_too_far(bb):
    return bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]


def list_one_too_far(bb):
    return [bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]]


def corners_as_floats(bb):
    return boxes.hw_bb(bb).astype(float)


def brackets_mixed_up(bb):
    return np.array(bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1)


def size_counted_from_one(bb):
    return np.array([bb[2], bb[1], bb[2] + bb[4] - 1, bb[1] + bb[3] - 1])


def always_the_paper(bb):
    return np.array([1, 2, 3, 5])


def left_as_it_was(bb):
    return np.array(bb)


def x_first_one_too_far(bb):
    return np.array([bb[0], bb[1], bb[0] + bb[2], bb[1] + bb[3]])


def swapped_one_too_far(bb):
    return np.array([bb[1], bb[0], bb[1] + bb[2], bb[0] + bb[3]])


def x_first_in_near_corner(bb):
    return np.array([bb[0], bb[1], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])


def x_first_in_near_corner_one_too_far(bb):
    return np.array([bb[0], bb[1], bb[1] + bb[3], bb[0] + bb[2]])


def x_first_in_far_corner(bb):
    return np.array([bb[1], bb[0], bb[0] + bb[2] - 1, bb[1] + bb[3] - 1])


def begun_at_the_other_edge(bb):
    return np.array([bb[1], bb[0], bb[0] + bb[3] - 1, bb[1] + bb[2] - 1])


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


def place_not_swapped_back(a):
    return np.array([a[0], a[1], a[3] - a[1] + 1, a[2] - a[0] + 1])


def place_not_swapped_back_and_too_small(a):
    return np.array([a[0], a[1], a[3] - a[1], a[2] - a[0]])


def row_first_and_too_small(a):
    return np.array([a[0], a[1], a[2] - a[0], a[3] - a[1]])


def height_first_and_too_small(a):
    return np.array([a[1], a[0], a[2] - a[0], a[3] - a[1]])


def only_width_corrected(a):
    return np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0]])


def only_height_corrected(a):
    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0] + 1])


def near_less_far(a):
    return np.array([a[1], a[0], a[1] - a[3] + 1, a[0] - a[2] + 1])


def edges_mixed_up(a):
    return np.array([a[1], a[0], a[3] - a[0] + 1, a[2] - a[1] + 1])


def near_corner_moved_back(a):
    return np.array([a[1] + 1, a[0] + 1, a[3] - a[1] + 1, a[2] - a[0] + 1])


def one_too_much_added(a):
    return np.array([a[1], a[0], a[3] - a[1] + 2, a[2] - a[0] + 2])


def way_there_once_more(a):
    return boxes.hw_bb(a)


def size_in_a_tuple(a):
    return a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1


def size_in_a_list(a):
    return [a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1]


def tuple_one_too_small(a):
    return a[1], a[0], a[3] - a[1], a[2] - a[0]


def size_as_floats(a):
    return boxes.bb_hw(a).astype(float)


def always_the_paper_size(a):
    return np.array([2, 1, 4, 3])


def corners_counted_from_one(a):
    return np.array([a[2], a[1], a[4] - a[2] + 1, a[3] - a[1] + 1])


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


def _stacked(y, x, bottom, right, axis=1):
    return np.stack([y, x, bottom, right], axis=axis)


def formula_of_one_box(many):
    return boxes.hw_bb(many)


def taken_apart_by_rows(boxes):
    x, y, width, height = boxes
    return _stacked(y, x, y + height - 1, x + width - 1)


def taken_apart_and_stacked_as_rows(boxes):
    x, y, width, height = boxes
    return _stacked(y, x, y + height - 1, x + width - 1, axis=0)


def stacked_as_rows_and_too_far(boxes):
    x, y, width, height = boxes.T
    return _stacked(y, x, y + height, x + width, axis=0)


def not_swapped_and_too_far(boxes):
    x, y, width, height = boxes.T
    return _stacked(x, y, x + width, y + height)


def sizes_swapped(boxes):
    x, y, width, height = boxes.T
    return _stacked(y, x, y + width - 1, x + height - 1)


def only_bottoms_corrected(boxes):
    x, y, width, height = boxes.T
    return _stacked(y, x, y + height - 1, x + width)


def only_rights_corrected(boxes):
    x, y, width, height = boxes.T
    return _stacked(y, x, y + height, x + width - 1)


def sizes_as_corners(boxes):
    _, _, width, height = boxes.T
    return _stacked(boxes[:, 1], boxes[:, 0], height - 1, width - 1)


def way_back_copied(many):
    return boxes.bb_hws(many)


def glued_together(boxes):
    x, y, width, height = boxes.T
    return np.concatenate([y, x, y + height - 1, x + width - 1])


def columns_without_a_list(boxes):
    x, y, width, height = boxes.T
    return np.stack(y, x, y + height - 1, x + width - 1, axis=1)


def columns_in_a_tuple(boxes):
    x, y, width, height = boxes.T
    return y, x, y + height - 1, x + width - 1


def list_of_arrays(many):
    return [boxes.hw_bb(box) for box in many]


def list_of_lists(many):
    return [[y, x, y + height - 1, x + width - 1] for x, y, width, height in many]


def returned_inside_the_loop(many):
    for box in many:
        return boxes.hw_bb(box)


def returned_after_one_row(many):
    rows = []
    for box in many:
        rows.append(boxes.hw_bb(box))
        return np.array(rows)


def swapped_in_place(boxes):
    boxes[:, 0], boxes[:, 1] = boxes[:, 1], boxes[:, 0]
    boxes[:, 2], boxes[:, 3] = boxes[:, 0] + boxes[:, 3] - 1, boxes[:, 1] + boxes[:, 2] - 1
    return boxes


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


def xml_left_as_it_was(xmin, ymin, xmax, ymax):
    return np.array([xmin, ymin, xmax, ymax])


def xml_in_a_tuple(xmin, ymin, xmax, ymax):
    return ymin - 1, xmin - 1, ymax - 1, xmax - 1


def xml_in_a_list(xmin, ymin, xmax, ymax):
    return [ymin - 1, xmin - 1, ymax - 1, xmax - 1]


def x_first_the_wrong_way(xmin, ymin, xmax, ymax):
    return np.array([xmin + 1, ymin + 1, xmax + 1, ymax + 1])


def x_first_only_near_shifted(xmin, ymin, xmax, ymax):
    return np.array([xmin - 1, ymin - 1, xmax, ymax])


def x_first_in_far_corner_of_xml(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin - 1, xmax - 1, ymax - 1])


def position_taken_as_size(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin - 1, ymin + ymax - 1, xmin + xmax - 1])


def given_to_hw_bb(xmin, ymin, xmax, ymax):
    return boxes.hw_bb([xmin, ymin, xmax, ymax])


def shifted_and_given_to_hw_bb(xmin, ymin, xmax, ymax):
    return boxes.hw_bb([xmin - 1, ymin - 1, xmax - 1, ymax - 1])


def size_in_place_of_corner(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin - 1, ymax - ymin + 1, xmax - xmin + 1])


def form_of_the_json_file(xmin, ymin, xmax, ymax):
    return np.array([xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1])


def rows_then_columns(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, ymax - 1, xmin - 1, xmax - 1])


def columns_then_rows(xmin, ymin, xmax, ymax):
    return np.array([xmin - 1, xmax - 1, ymin - 1, ymax - 1])


def far_corner_first(xmin, ymin, xmax, ymax):
    return np.array([ymax - 1, xmax - 1, ymin - 1, xmin - 1])


def only_rows_shifted(xmin, ymin, xmax, ymax):
    return np.array([ymin - 1, xmin, ymax - 1, xmax])


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
            Mistake(
                only_right_corrected,
                "The right edge is right, but the bottom is one too far: the rows need the - 1 "
                "as much as the columns.",
            ),
            Mistake(
                corners_in_a_tuple,
                "The numbers are right, but they are in a tuple. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                corners_in_a_list,
                "The numbers are right, but they are in a list. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                tuple_one_too_far,
                "Two things: numbers with commas between them are a tuple, so put them into "
                "np.array([...]). And your far corner is one pixel too far.",
            ),
            Mistake(
                list_one_too_far,
                "Two things: square brackets alone make a list, so put it into np.array([...]). "
                "And your far corner is one pixel too far.",
            ),
            Mistake(
                corners_as_floats,
                "The numbers are right, but they are floats (with a point). Pixels are counted "
                "in whole numbers; np.zeros, for one, makes floats.",
            ),
            Mistake(
                brackets_mixed_up,
                "Look at the brackets: np.array takes one list, np.array([...]), and a number of "
                "the box is picked with square brackets, bb[1].",
            ),
            Mistake(
                size_counted_from_one,
                "Counting begins at 0: the four numbers are bb[0] to bb[3], and there is no bb[4].",
            ),
            Mistake(
                always_the_paper,
                "Whatever box comes in, you give the corners of the box on paper. Take the "
                "numbers from bb.",
            ),
            Mistake(
                left_as_it_was,
                "The four numbers come out as they came in. Nothing is swapped, and nothing is "
                "added.",
            ),
            Mistake(
                x_first_one_too_far,
                "Two things: columns stand before rows, and your far corner is one pixel too far.",
            ),
            Mistake(
                swapped_one_too_far,
                "Two things: the height (bb[3]) belongs to the rows and the width (bb[2]) to the "
                "columns, and your far corner is one pixel too far.",
            ),
            Mistake(
                x_first_in_near_corner,
                "The far corner is right; in the near corner the column stands before the row.",
            ),
            Mistake(
                x_first_in_near_corner_one_too_far,
                "Two things: in the near corner the column stands before the row, and your far "
                "corner is one pixel too far.",
            ),
            Mistake(
                x_first_in_far_corner,
                "The near corner is right; in the far corner the column stands before the row.",
            ),
            Mistake(
                begun_at_the_other_edge,
                "The bottom begins at the top edge, which is bb[1], and the right edge at the "
                "left one, bb[0]. You have these two the other way round.",
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
            Mistake(
                place_not_swapped_back,
                "Width and height are right, but the row still stands before the column. x comes "
                "first: it is the left column, a[1].",
            ),
            Mistake(
                place_not_swapped_back_and_too_small,
                "Two things: x comes first (the left column, a[1]), and width and height are one "
                "too small.",
            ),
            Mistake(
                row_first_and_too_small,
                "Two things: you give rows before columns in both pairs, and width and height "
                "are one too small.",
            ),
            Mistake(
                height_first_and_too_small,
                "Two things: the width comes before the height, and both are one too small.",
            ),
            Mistake(
                only_width_corrected,
                "The width is right, the height is one too small: rows are counted as columns are.",
            ),
            Mistake(
                only_height_corrected,
                "The height is right, the width is one too small: columns are counted as rows are.",
            ),
            Mistake(
                near_less_far,
                "The sizes come out negative: you take the far corner from the near one. It is the "
                "other way round.",
            ),
            Mistake(
                edges_mixed_up,
                "You take rows from columns. The width is made of two columns, a[3] and a[1]; "
                "the height of two rows.",
            ),
            Mistake(
                near_corner_moved_back,
                "x and y are one too large. hw_bb did not move the near corner, so there is "
                "nothing to give back.",
            ),
            Mistake(
                one_too_much_added,
                "Width and height are one too large: from column 2 to column 5 there are 4 "
                "columns.",
            ),
            Mistake(
                way_there_once_more,
                "This is what hw_bb does. On the way back nothing is added up: a width is a "
                "difference of two columns.",
            ),
            Mistake(
                size_in_a_tuple,
                "The numbers are right, but they are in a tuple. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                size_in_a_list,
                "The numbers are right, but they are in a list. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                tuple_one_too_small,
                "Two things: numbers with commas between them are a tuple, so put them into "
                "np.array([...]). And width and height are one too small.",
            ),
            Mistake(
                size_as_floats,
                "The numbers are right, but they are floats (with a point). Pixels are counted "
                "in whole numbers.",
            ),
            Mistake(
                always_the_paper_size,
                "Whatever box comes in, you give the box on paper. Take the numbers from a.",
            ),
            Mistake(
                brackets_mixed_up,
                "Look at the brackets: np.array takes one list, np.array([...]), and a number of "
                "the box is picked with square brackets, a[1].",
            ),
            Mistake(
                corners_counted_from_one,
                "Counting begins at 0: the four numbers are a[0] to a[3], and there is no a[4].",
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
            Mistake(
                formula_of_one_box,
                "This is the formula for one box. In an array of many, boxes[1] is a whole box; "
                "the column y is boxes[:, 1].",
            ),
            Mistake(
                taken_apart_by_rows,
                "x, y, width, height = boxes takes the rows apart: x gets the first box. You "
                "need the columns, boxes[:, 0] and so on.",
            ),
            Mistake(
                taken_apart_and_stacked_as_rows,
                "Two things: x, y, width, height = boxes takes the rows apart, not the columns. "
                "And np.stack needs axis=1.",
            ),
            Mistake(
                stacked_as_rows_and_too_far,
                "Two things: your array lies on its side (np.stack needs axis=1), and the far "
                "corners are one pixel too far.",
            ),
            Mistake(
                not_swapped_and_too_far,
                "Two things: columns stand before rows, and the far corners are one pixel too far.",
            ),
            Mistake(
                sizes_swapped,
                "Width and height have changed places: the height belongs to the rows, the width "
                "to the columns.",
            ),
            Mistake(
                only_bottoms_corrected,
                "The bottoms are right, the right edges are one too far: both need the - 1.",
            ),
            Mistake(
                only_rights_corrected,
                "The right edges are right, the bottoms are one too far: both need the - 1.",
            ),
            Mistake(
                sizes_as_corners,
                "Your last two columns do not say where the box begins. The far corner is the "
                "near one plus the size (less 1).",
            ),
            Mistake(
                way_back_copied,
                "This is what bb_hws does. Your columns are x, y, width, height; only a sum "
                "gives a far corner.",
            ),
            Mistake(
                glued_together,
                "All numbers have come into one long row. np.stack with axis=1 puts columns side "
                "by side.",
            ),
            Mistake(
                columns_without_a_list,
                "np.stack takes one list with the columns in it: np.stack([...], axis=1).",
            ),
            Mistake(
                columns_in_a_tuple,
                "The four columns are right, but they are loose, in a tuple. np.stack puts them "
                "side by side.",
            ),
            Mistake(
                list_of_arrays,
                "You return a list of boxes. One array of shape (n, 4) is wanted, and no loop is "
                "needed for it.",
            ),
            Mistake(
                list_of_lists,
                "You return a list of lists. One array of shape (n, 4) is wanted, and no loop is "
                "needed for it.",
            ),
            Mistake(
                returned_inside_the_loop,
                "return stands inside the loop, so it ends with the first box. No loop is needed "
                "here.",
            ),
            Mistake(
                returned_after_one_row,
                "return stands inside the loop, so there is only one row. Move it out, or use no "
                "loop at all.",
            ),
            Mistake(
                swapped_in_place,
                "boxes[:, 0] is a view into the array: once you write there, the old x is gone, "
                "for the caller too. Make new columns.",
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
            call(3, 2, 6, 4),
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
            Mistake(
                xml_left_as_it_was,
                "The four numbers come out as they came in: the order has to change, and the "
                "counting from 1.",
            ),
            Mistake(
                xml_in_a_tuple,
                "The numbers are right, but they are in a tuple. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                xml_in_a_list,
                "The numbers are right, but they are in a list. Put them into an array: "
                "np.array([...]).",
            ),
            Mistake(
                x_first_the_wrong_way,
                "Two things: columns stand before rows, and you add 1 where it has to be taken "
                "away.",
            ),
            Mistake(
                x_first_only_near_shifted,
                "Two things: columns stand before rows, and only the near corner is moved.",
            ),
            Mistake(
                x_first_in_far_corner_of_xml,
                "The near corner is right; in the far corner the column stands before the row.",
            ),
            Mistake(
                position_taken_as_size,
                "xmax and ymax are positions already, not sizes: nothing is added to them.",
            ),
            Mistake(
                given_to_hw_bb,
                "hw_bb wants a width and a height. xmax and ymax are positions, counted from 1.",
            ),
            Mistake(
                shifted_and_given_to_hw_bb,
                "Taking 1 away is right, but hw_bb wants a width and a height, and xmax and ymax "
                "are positions.",
            ),
            Mistake(
                size_in_place_of_corner,
                "Your last two numbers are a height and a width. Wanted are the last row and the "
                "last column.",
            ),
            Mistake(
                form_of_the_json_file,
                "This is x, y, width, height. Wanted is top, left, bottom, right.",
            ),
            Mistake(
                rows_then_columns,
                "You give both rows, then both columns. The order is corner by corner: top, "
                "left, bottom, right.",
            ),
            Mistake(
                columns_then_rows,
                "You give both columns, then both rows. The order is corner by corner: top, "
                "left, bottom, right.",
            ),
            Mistake(
                far_corner_first,
                "The far corner stands in front. The order is top, left, bottom, right.",
            ),
            Mistake(only_rows_shifted, "The rows are right. The columns still count from 1."),
        ),
        why="Both forms name the same two pixels, the first and the last; they only start to count "
        "at different numbers and in a different order.",
    ),
}
