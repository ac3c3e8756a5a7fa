"""Exercises of chapter 07: the largest object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from minilib import largest
from minilib.drawing import Pascal
from minilib.workbook.exercises import Exercise, Mistake, call

# -- bb_area: wrong ways ------------------------------------------------------------------------


def steps_for_pixels(bb):
    return int(np.prod(bb[-2:] - bb[:2]))


def sum_of_sides(bb):
    return int(np.sum(bb[-2:] - bb[:2] + 1))


def far_corner_multiplied(bb):
    return int(np.prod(bb[-2:]))


def one_added_at_the_end(bb):
    return int(np.prod(bb[-2:] - bb[:2])) + 1


def corners_exchanged(bb):
    return int(np.prod(bb[:2] - bb[-2:] + 1))


def sides_for_area(bb):
    return bb[-2:] - bb[:2] + 1


# -- get_lrg: wrong ways ------------------------------------------------------------------------


def _empty_refused(b):
    if not b:
        raise ValueError("empty")


def smallest(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: largest.bb_area(x[0]))[0]


def all_of_them(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: largest.bb_area(x[0]), reverse=True)


def box_alone(b):
    return largest.get_lrg(b)[0]


def index_error_for_none(b):
    return sorted(b, key=lambda x: largest.bb_area(x[0]), reverse=True)[0]


def none_for_none(b):
    return largest.get_lrg(b) if b else None


def last_of_equal_ones(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: largest.bb_area(x[0]))[-1]


def as_the_lesson_measures(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: np.prod(x[0][-2:] - x[0][:2]), reverse=True)[0]


def sorted_in_place(b):
    _empty_refused(b)
    b.sort(key=lambda x: largest.bb_area(x[0]), reverse=True)
    return b[0]


def by_class_number(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: x[1], reverse=True)[0]


def first_given(b):
    _empty_refused(b)
    return b[0]


# -- get_trn_lrg_anno: wrong ways ---------------------------------------------------------------


def empty_lists_not_left_out(trn_anno):
    return {i: largest.get_lrg(b) for i, b in trn_anno.items()}


def without_numbers(trn_anno):
    return [largest.get_lrg(b) for b in trn_anno.values() if b]


def boxes_alone(trn_anno):
    return {i: largest.get_lrg(b)[0] for i, b in trn_anno.items() if b}


def classes_alone(trn_anno):
    return {i: largest.get_lrg(b)[1] for i, b in trn_anno.items() if b}


def first_of_each(trn_anno):
    return {i: b[0] for i, b in trn_anno.items() if b}


def none_for_empty(trn_anno):
    return {i: largest.get_lrg(b) if b else None for i, b in trn_anno.items()}


# -- lrg_frame: wrong ways ----------------------------------------------------------------------


def _columns(pascal, trn_lrg_anno, ids=None):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno] if ids is None else ids
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return {"fn": [pascal.trn_fns[i] for i in ids], "cat": names}


def class_numbers(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = [pascal.trn_fns[i] for i in ids]
    return pd.DataFrame({"fn": files, "cat": [trn_lrg_anno[i][1] for i in ids]})


def image_numbers(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(_columns(pascal, trn_lrg_anno) | {"fn": ids})


def columns_exchanged(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno))[["cat", "fn"]]


def order_of_the_dictionary(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno, list(trn_lrg_anno)))


def pictures_without_objects_too(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno, pascal.trn_ids))


def files_as_index(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno)).set_index("fn")


def numbered_by_image(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(_columns(pascal, trn_lrg_anno), index=ids)


def dictionary_returned(pascal, trn_lrg_anno):
    return _columns(pascal, trn_lrg_anno)


# -- bbox_text: wrong ways ----------------------------------------------------------------------


def commas(bb):
    return ",".join(str(number) for number in bb)


def with_brackets(bb):
    return str(list(map(int, bb)))


def as_numpy_shows_it(bb):
    return str(bb)


def x_first_in_text(bb):
    return " ".join(str(bb[n]) for n in (1, 0, 3, 2))


def a_space_behind(bb):
    return "".join(f"{number} " for number in bb)


def numbers_not_joined(bb):
    return [str(number) for number in bb]


def glued(bb):
    return "".join(str(number) for number in bb)


# -- small data ---------------------------------------------------------------------------------


def _bb(*numbers):
    return np.array(numbers)


_CAR, _PERSON, _HORSE = (_bb(10, 10, 19, 29), 7), (_bb(0, 0, 4, 4), 15), (_bb(5, 5, 34, 24), 13)
_THIN, _SQUARE = (_bb(10, 30, 59, 30), 5), (_bb(0, 0, 6, 6), 7)
_TWIN = (_bb(40, 40, 49, 59), 2)

_PASCAL = Pascal(
    img_path=Path("photos"),
    trn_fns={12: "000012.jpg", 17: "000017.jpg", 23: "000023.jpg", 26: "000026.jpg"},
    trn_ids=[12, 17, 23, 26],
    trn_anno={},
    cats={2: "bicycle", 7: "car", 13: "horse", 15: "person"},
)


def _of_some(*ids):
    return _PASCAL._replace(trn_ids=list(ids))


EXERCISES = {
    "bb_area": Exercise(
        answer=largest.bb_area,
        minutes=4,
        difficulty=1,
        cases=(
            call(_bb(96, 155, 269, 350)),
            call(_bb(10, 30, 59, 30)),
            call(_bb(7, 7, 7, 7)),
            call(_bb(0, 0, 332, 499)),
            call(_bb(3, 1, 4, 8)),
        ),
        hints=(
            "Everything stands in step 1, in single cells.",
            "Far corner less near corner, plus 1, gives rows and columns. np.prod multiplies them.",
            "return int(np.prod(bb[...] - bb[...] + ...))",
        ),
        mistakes=(
            Mistake(
                steps_for_pixels,
                "You count steps, not pixels: a box one pixel wide would have no area. Add 1 to "
                "both sides. (The lesson leaves it out.)",
            ),
            Mistake(sum_of_sides, "You add the sides; an area is their product."),
            Mistake(
                far_corner_multiplied, "You multiply the far corner; the near one is left out."
            ),
            Mistake(
                one_added_at_the_end,
                "The 1 belongs to each side, before they are multiplied, not to the result.",
            ),
            Mistake(corners_exchanged, "Near corner less far corner is the wrong way round."),
            Mistake(sides_for_area, "These are the two sides. Multiply them: np.prod."),
        ),
        why="Rows times columns, each with the one pixel more than there are steps.",
    ),
    "get_lrg": Exercise(
        answer=largest.get_lrg,
        minutes=8,
        difficulty=3,
        cases=(
            call([_PERSON, _CAR, _HORSE]),
            call([_HORSE, _CAR]),
            call([_PERSON]),
            call([_PERSON, _CAR, _TWIN]),
            call([_SQUARE, _THIN]),
            call([_TWIN, _CAR, _PERSON]),
            call([]),
        ),
        hints=(
            "Sort by area, largest first. What is the first then?",
            "sorted takes key= and reverse=. The key of one object x is bb_area(x[0]). Ask about "
            "the empty list before.",
            "if not b: raise ValueError(...); return sorted(b, key=..., reverse=True)[0]",
        ),
        mistakes=(
            Mistake(smallest, "This is the smallest: sorted begins with it. reverse=True."),
            Mistake(all_of_them, "You return all, sorted. Only the first is wanted."),
            Mistake(box_alone, "You return the box alone. Its class belongs to it."),
            Mistake(
                index_error_for_none,
                "For an empty list an IndexError comes out. Ask first and raise a ValueError.",
            ),
            Mistake(none_for_none, "For an empty list you return None. Raise a ValueError."),
            Mistake(
                last_of_equal_ones,
                "Of two equally large ones you take the last. sorted(...)[-1] does that; sort with "
                "reverse=True and take [0].",
            ),
            Mistake(
                as_the_lesson_measures,
                "You compare steps instead of pixels, so thin boxes come out too small: bb_area "
                "does it right.",
            ),
            Mistake(sorted_in_place, "b.sort() changes the caller's list. sorted(b) makes a copy."),
            Mistake(by_class_number, "You sort by class number: x[1]. The box is x[0]."),
            Mistake(first_given, "You take the first as it comes, without sorting."),
        ),
        why="The key says what counts, and since sorting is stable, of equal ones the first wins "
        "on every computer.",
    ),
    "get_trn_lrg_anno": Exercise(
        answer=largest.get_trn_lrg_anno,
        minutes=4,
        difficulty=2,
        cases=(
            call({12: [_PERSON, _CAR], 17: [_HORSE]}),
            call({12: [_PERSON, _CAR, _HORSE], 99: [], 23: [_THIN]}),
            call({5: [_TWIN, _CAR]}),
            call({5: []}),
            call({}),
        ),
        hints=(
            "The comprehension above, with get_lrg in place of max.",
            "for i, b in trn_anno.items(): key i, value get_lrg(b). And an if for empty lists.",
            "return {i: ... for i, b in trn_anno.items() if ...}",
        ),
        mistakes=(
            Mistake(
                empty_lists_not_left_out,
                "An empty list comes to get_lrg, which refuses it: leave it out with an if.",
            ),
            Mistake(without_numbers, "This is a list: which picture is which is lost."),
            Mistake(boxes_alone, "Only the boxes are kept; the class belongs to them."),
            Mistake(classes_alone, "Only the classes are kept; the box belongs to them."),
            Mistake(first_of_each, "You take the first object of each picture, not the largest."),
            Mistake(none_for_empty, "Pictures without objects are there with None: leave them out"),
        ),
        why="A number is looked up, and there is the one object that matters now.",
    ),
    "lrg_frame": Exercise(
        answer=largest.lrg_frame,
        minutes=7,
        difficulty=2,
        cases=(
            call(_of_some(12, 17), {12: _CAR, 17: _PERSON}, text="lrg_frame(pascal, {...})"),
            call(
                _of_some(12, 17, 23, 26),
                {12: _CAR, 17: _HORSE, 23: _PERSON, 26: _TWIN},
                text="lrg_frame(pascal, <4 objects>)",
            ),
            call(
                _of_some(17, 12, 26),
                {26: _CAR, 12: _HORSE, 17: _PERSON},
                text="lrg_frame(pascal with trn_ids [17, 12, 26], <in another order>)",
            ),
            call(
                _of_some(12, 17, 23),
                {12: _CAR, 23: _PERSON},
                text="lrg_frame(pascal, <image 17 has no object>)",
            ),
            call(_of_some(), {}, text="lrg_frame(<no pictures>, {})"),
        ),
        hints=(
            "Make two lists of equal length first, then the table.",
            "ids = those of pascal.trn_ids that are in trn_lrg_anno. The class number of image i "
            "is trn_lrg_anno[i][1]; pascal.cats has its name.",
            'pd.DataFrame({"fn": [... for i in ids], "cat": [... for i in ids]})',
        ),
        mistakes=(
            Mistake(class_numbers, "The column cat holds numbers. Look up the names: pascal.cats."),
            Mistake(image_numbers, "The column fn holds image numbers. File names are wanted."),
            Mistake(columns_exchanged, "The columns are the other way round: fn, then cat."),
            Mistake(
                order_of_the_dictionary,
                "The rows follow the dictionary. The order of pascal.trn_ids is wanted.",
            ),
            Mistake(
                pictures_without_objects_too,
                "A picture without an object is looked up, and that is a KeyError: leave it out.",
            ),
            Mistake(files_as_index, "fn has become the index. It should be a column."),
            Mistake(numbered_by_image, "The rows are numbered by image; from 0 is wanted."),
            Mistake(dictionary_returned, "This is the dictionary. Make a DataFrame of it."),
        ),
        why="Two columns, a row for each picture: every tool can read that.",
    ),
    "bbox_text": Exercise(
        answer=largest.bbox_text,
        minutes=4,
        difficulty=1,
        cases=(
            call(_bb(96, 155, 269, 350)),
            call(_bb(0, 0, 0, 0)),
            call(_bb(1, 2, 461, 242)),
            call(_bb(186, 450, 226, 496)),
            call(_bb(5, 1000, 70, 1200)),
        ),
        hints=(
            "Two steps: a string of each number, then one string of all.",
            '" ".join(...) takes strings: str(number) for each number of bb.',
            'return " ".join(... for number in bb)',
        ),
        mistakes=(
            Mistake(commas, "Commas divide the columns of a CSV. Put spaces between the numbers."),
            Mistake(with_brackets, "The list's brackets and commas are in it: join the numbers."),
            Mistake(
                as_numpy_shows_it,
                "str(array) has brackets, and as many spaces as look nice. Join the numbers.",
            ),
            Mistake(x_first_in_text, "The order has changed: top, left, bottom, right."),
            Mistake(a_space_behind, "There is a space behind the last number. join puts between."),
            Mistake(numbers_not_joined, "These are four strings. Join them to one."),
            Mistake(glued, "Without a space between them nobody can tell the numbers apart."),
        ),
        why="One column, one string; split() takes it apart again.",
    ),
}
