"""Exercises of chapter 07: the largest object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from minilib import largest
from minilib.drawing import Pascal
from minilib.workbook.exercises import Exercise, Mistake, call, images

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


def products_subtracted(bb):
    return int(np.prod(bb[2:]) - np.prod(bb[:2]))


def sum_of_steps(bb):
    return int(np.sum(bb[-2:] - bb[:2]))


def sides_mixed_up(bb):
    return int((bb[1] - bb[0] + 1) * (bb[3] - bb[2] + 1))


def one_side_corrected(bb):
    return int((bb[2] - bb[0] + 1) * (bb[3] - bb[1]))


def other_side_corrected(bb):
    return int((bb[2] - bb[0]) * (bb[3] - bb[1] + 1))


def precedence_forgotten(bb):
    return int(bb[2] - bb[0] + 1 * bb[3] - bb[1] + 1)


def area_as_float(bb):
    return float(np.prod(bb[-2:] - bb[:2] + 1))


def area_as_text(bb):
    return str(largest.bb_area(bb))


def corrected_twice(bb):
    return int(np.prod(bb[-2:] - bb[:2] + 2))


def argument_moved(bb):
    bb[-2:] += 1
    return int(np.prod(bb[-2:] - bb[:2]))


def both_sides_made_int(bb):
    return int(bb[-2:] - bb[:2] + 1)


def all_four_multiplied(bb):
    return int(np.prod(bb))


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


def sorted_by_the_pair(b):
    _empty_refused(b)
    return sorted(b, reverse=True)[0]


def area_of_the_pair(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: largest.bb_area(x), reverse=True)[0]


def first_as_a_list(b):
    return [largest.get_lrg(b)]


def class_alone(b):
    return largest.get_lrg(b)[1]


def area_alone(b):
    return largest.bb_area(largest.get_lrg(b)[0])


def last_and_index_error(b):
    return sorted(b, key=lambda x: largest.bb_area(x[0]))[-1]


def smallest_and_index_error(b):
    return sorted(b, key=lambda x: largest.bb_area(x[0]))[0]


def second(b):
    _empty_refused(b)
    return sorted(b, key=lambda x: largest.bb_area(x[0]), reverse=True)[1]


def lesson_and_index_error(b):
    return sorted(b, key=lambda x: np.prod(x[0][-2:] - x[0][:2]), reverse=True)[0]


def sorted_in_place_and_index_error(b):
    b.sort(key=lambda x: largest.bb_area(x[0]), reverse=True)
    return b[0]


def first_that_is_larger(b):
    _empty_refused(b)
    best = b[0]
    for one in b:
        if largest.bb_area(one[0]) > largest.bb_area(best[0]):
            return one
    return best


def key_error_for_none(b):
    if not b:
        raise KeyError("empty")
    return largest.get_lrg(b)


def all_of_them_unchecked(b):
    return sorted(b, key=lambda x: largest.bb_area(x[0]), reverse=True)


def sliced_and_unchecked(b):
    return all_of_them_unchecked(b)[:1]


def box_alone_unchecked(b):
    return all_of_them_unchecked(b)[0][0]


def class_number_unchecked(b):
    return sorted(b, key=lambda x: x[1], reverse=True)[0]


def area_of_the_pair_unchecked(b):
    return sorted(b, key=largest.bb_area, reverse=True)[0]


def pairs_sorted_unchecked(b):
    return sorted(b, reverse=True)[0]


def first_given_unchecked(b):
    return b[0]


def full_lists_refused(b):
    if b:
        raise ValueError("empty")
    return b[0]


def key_without_its_name(b):
    return sorted(b, lambda x: largest.bb_area(x[0]))[0]


def largest_area_only(b):
    return max((largest.bb_area(bb) for bb, _ in b), default=0)


def lrg_error_returned(b):
    return largest.get_lrg(b) if b else ValueError("empty")


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


def turned_the_other_way(trn_anno):
    return {i: largest.get_lrg(b) for i, b in trn_anno.items() if not b}


def whole_lists_kept(trn_anno):
    return {i: b for i, b in trn_anno.items() if b}


def get_lrg_of_the_number(trn_anno):
    return {i: largest.get_lrg(i) for i, b in trn_anno.items() if b}


def gone_through_without_items(trn_anno):
    return {i: largest.get_lrg(b) for i, b in trn_anno if b}


def returned_in_the_loop(trn_anno):
    found = {}
    for i, b in trn_anno.items():
        if b:
            found[i] = largest.get_lrg(b)
        return found


def list_around_each(trn_anno):
    return {i: [largest.get_lrg(b)] for i, b in trn_anno.items() if b}


def pairs_in_a_list(trn_anno):
    return [(i, largest.get_lrg(b)) for i, b in trn_anno.items() if b]


def largest_of_all(trn_anno):
    return largest.get_lrg([one for b in trn_anno.values() for one in b])


def entries_deleted(trn_anno):
    for i in [i for i, b in trn_anno.items() if not b]:
        del trn_anno[i]
    return {i: largest.get_lrg(b) for i, b in trn_anno.items()}


def plain_max(trn_anno):
    return {i: max(b) for i, b in trn_anno.items() if b}


def last_of_each(trn_anno):
    return {i: b[-1] for i, b in trn_anno.items() if b}


def kept_when_more_than_one(trn_anno):
    return {i: largest.get_lrg(b) for i, b in trn_anno.items() if len(b) > 1}


def items_not_called(trn_anno):
    return {i: largest.get_lrg(b) for i, b in trn_anno.items if b}


def set_of_objects(trn_anno):
    return {largest.get_lrg(b) for b in trn_anno.values() if b}


def returned_with_the_first(trn_anno):
    for i, b in trn_anno.items():
        if b:
            return {i: largest.get_lrg(b)}


def overwritten_each_time(trn_anno):
    found = {}
    for b in trn_anno.values():
        if b:
            found = largest.get_lrg(b)
    return found


def boxes_alone_and_empty_lists(trn_anno):
    return {i: largest.get_lrg(b)[0] for i, b in trn_anno.items()}


def function_not_called(trn_anno):
    return {i: largest.get_lrg for i, b in trn_anno.items() if b}


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


def boxes_for_names(pascal, trn_lrg_anno):
    columns = _columns(pascal, trn_lrg_anno)
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(columns | {"cat": [trn_lrg_anno[i][0] for i in ids]})


def other_column_names(pascal, trn_lrg_anno):
    columns = _columns(pascal, trn_lrg_anno)
    return pd.DataFrame({"file": columns["fn"], "class": columns["cat"]})


def columns_without_names(pascal, trn_lrg_anno):
    return pd.DataFrame(list(zip(*_columns(pascal, trn_lrg_anno).values(), strict=True)))


def name_of_the_image_number(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame({"fn": ids, "cat": [pascal.cats[i] for i in ids]})


def name_of_the_pair(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame({"fn": ids, "cat": [pascal.cats[trn_lrg_anno[i]] for i in ids]})


def all_files(pascal, trn_lrg_anno):
    columns = _columns(pascal, trn_lrg_anno)
    return pd.DataFrame(columns | {"fn": [pascal.trn_fns[i] for i in pascal.trn_ids]})


def all_file_names_there_are(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno) | {"fn": list(pascal.trn_fns.values())})


def numbers_and_names_swapped(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame({"fn": ids, "cat": [trn_lrg_anno[i][1] for i in ids]})


def numbers_in_the_dictionarys_order(pascal, trn_lrg_anno):
    files = [pascal.trn_fns[i] for i in trn_lrg_anno]
    return pd.DataFrame({"fn": files, "cat": [one[1] for one in trn_lrg_anno.values()]})


def sorted_by_number(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno, sorted(trn_lrg_anno)))


def path_in_front(pascal, trn_lrg_anno):
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = [pascal.img_path / pascal.trn_fns[i] for i in ids]
    return pd.DataFrame(_columns(pascal, trn_lrg_anno) | {"fn": files})


def index_as_a_column(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno)).reset_index()


def as_csv_text(pascal, trn_lrg_anno):
    return pd.DataFrame(_columns(pascal, trn_lrg_anno)).to_csv(index=False)


def lists_without_a_dictionary(pascal, trn_lrg_anno):
    columns = _columns(pascal, trn_lrg_anno)
    return pd.DataFrame(columns["fn"], columns["cat"])


def one_row_only(pascal, trn_lrg_anno):
    for i in pascal.trn_ids:
        if i in trn_lrg_anno:
            return pd.DataFrame(_columns(pascal, trn_lrg_anno, [i]))


def last_row_without_lists(pascal, trn_lrg_anno):
    for i in pascal.trn_ids:
        if i in trn_lrg_anno:
            row = {"fn": pascal.trn_fns[i], "cat": pascal.cats[trn_lrg_anno[i][1]]}
    return pd.DataFrame(row)


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


def commas_and_spaces(bb):
    return ", ".join(str(number) for number in bb)


def two_spaces(bb):
    return "  ".join(str(number) for number in bb)


def a_space_in_front(bb):
    return "".join(f" {number}" for number in bb)


def numbers_joined(bb):
    return " ".join(bb)


def letters_joined(bb):
    return " ".join(str(bb))


def list_letters_joined(bb):
    return " ".join(str(bb.tolist()))


def only_brackets_taken(bb):
    return str(bb)[1:-1]


def with_points(bb):
    return " ".join(str(float(number)) for number in bb)


def as_repr(bb):
    return " ".join(repr(number) for number in bb)


def returned_in_the_first_round(bb):
    for number in bb:
        return str(number)


def last_left_out(bb):
    return " ".join(str(number) for number in bb[:3])


def as_size(bb):
    top, left, bottom, right = bb
    return f"{left} {top} {right - left + 1} {bottom - top + 1}"


def added_up(bb):
    return bb[0] + " " + bb[1] + " " + bb[2] + " " + bb[3]


def join_of_a_list(bb):
    return [str(number) for number in bb].join(" ")


def always_the_car(bb):
    return "96 155 269 350"


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
            Mistake(
                corners_exchanged,
                "Both sides come out wrong. Either near and far corner have changed places, or "
                "1 is taken away where it has to be added.",
            ),
            Mistake(sides_for_area, "These are the two sides. Multiply them: np.prod."),
            Mistake(
                products_subtracted,
                "Take the near corner from the far one first, number by number, and multiply then.",
            ),
            Mistake(
                sum_of_steps,
                "Two things: an area is a product, not a sum; and you count steps, not pixels "
                "(+ 1 for both sides).",
            ),
            Mistake(
                sides_mixed_up,
                "You take rows from columns: top and bottom belong together (0 and 2), left and "
                "right (1 and 3).",
            ),
            Mistake(one_side_corrected, "The rows have their + 1, the columns need it too."),
            Mistake(other_side_corrected, "The columns have their + 1, the rows need it too."),
            Mistake(
                precedence_forgotten,
                "Times comes before plus and minus. Put each side into parentheses before you "
                "multiply.",
            ),
            Mistake(
                area_as_float,
                "The number is right, but it is a float. Pixels are counted in whole numbers: "
                "int(...).",
            ),
            Mistake(area_as_text, "You return a string. A number is wanted: int(...)."),
            Mistake(
                corrected_twice,
                "You add 2 to both sides: one pixel more than there are steps is 1.",
            ),
            Mistake(
                argument_moved,
                "bb[-2:] += 1 writes into the caller's box. Calculate with + instead.",
            ),
            Mistake(
                both_sides_made_int,
                "int takes one number. Here are two, the sides: multiply them first, with np.prod.",
            ),
            Mistake(
                all_four_multiplied,
                "You multiply all four numbers. First take the near corner from the far one.",
            ),
        ),
        why="Rows times columns, each with the one pixel more than there are steps.",
    ),
    "get_lrg": Exercise(
        answer=largest.get_lrg,
        minutes=8,
        difficulty=3,
        observe=images.returned,
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
            Mistake(
                smallest,
                "This is the smallest: sorted begins with it, and with reverse=True it ends "
                "with it.",
            ),
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
            Mistake(
                sorted_by_the_pair,
                "Without a key Python compares the pairs, so it compares arrays, and that has "
                "no single answer. Give key= the area.",
            ),
            Mistake(
                area_of_the_pair,
                "Read the error's text. Does bb_area get the pair? Its box is x[0]. Or does "
                "b.sort(), which returns None, stand where sorted(b) should?",
            ),
            Mistake(
                first_as_a_list,
                "You return a list with the object in it. [0] gives the object; [:1] or a list "
                "around it is one thing too many.",
            ),
            Mistake(class_alone, "You return the class alone. Its box belongs to it."),
            Mistake(area_alone, "You return how large it is. Return the object: box and class."),
            Mistake(
                last_and_index_error,
                "Two things: of equally large ones [-1] takes the last (sort with reverse=True "
                "and take [0]). And an empty list needs a ValueError.",
            ),
            Mistake(
                smallest_and_index_error,
                "Two things: sorted begins with the smallest (reverse=True). And an empty list "
                "needs a ValueError.",
            ),
            Mistake(second, "[1] is the second. Counting begins at 0."),
            Mistake(
                lesson_and_index_error,
                "Two things: you compare steps instead of pixels (bb_area does it right). And "
                "an empty list needs a ValueError.",
            ),
            Mistake(
                sorted_in_place_and_index_error,
                "Two things: b.sort() changes the caller's list (sorted(b) makes a new one). "
                "And an empty list needs a ValueError.",
            ),
            Mistake(
                first_that_is_larger,
                "You stop at the first that is larger than the one in front. A still larger one "
                "may follow: return after the loop.",
            ),
            Mistake(
                key_error_for_none,
                "For an empty list a ValueError is promised, not another kind of error.",
            ),
            Mistake(
                all_of_them_unchecked,
                "Two things: you return all, sorted, and only the first is wanted. And an empty "
                "list needs a ValueError.",
            ),
            Mistake(
                sliced_and_unchecked,
                "Two things: [:1] gives a list with one object in it, [0] the object. And an "
                "empty list needs a ValueError.",
            ),
            Mistake(
                box_alone_unchecked,
                "Two things: you return the box alone, and its class belongs to it. And an "
                "empty list needs a ValueError.",
            ),
            Mistake(
                class_number_unchecked,
                "Two things: you sort by class number (the box is x[0], and its area counts). "
                "And an empty list needs a ValueError.",
            ),
            Mistake(
                area_of_the_pair_unchecked,
                "Two things: bb_area wants a box, and gets the pair (a lambda can give it "
                "x[0]). And an empty list needs a ValueError.",
            ),
            Mistake(
                pairs_sorted_unchecked,
                "Two things: without a key Python compares arrays, which has no single answer. "
                "And an empty list needs a ValueError.",
            ),
            Mistake(
                first_given_unchecked,
                "Two things: you take the first as it comes, without sorting. And an empty list "
                "needs a ValueError.",
            ),
            Mistake(
                full_lists_refused,
                "Your if refuses the lists that have objects. An empty one is to be refused: if "
                "not b.",
            ),
            Mistake(
                key_without_its_name,
                "sorted takes the key by its name only, key=..., and b.sort() returns None.",
            ),
            Mistake(
                largest_area_only,
                "You return how large it is. Return the object: box and class. And an empty "
                "list needs a ValueError.",
            ),
            Mistake(
                lrg_error_returned,
                "You return the error as if it were a result. An error is raised: raise "
                "ValueError(...).",
            ),
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
            Mistake(
                turned_the_other_way,
                "Your if keeps the empty lists. Those with objects are wanted: if b.",
            ),
            Mistake(
                whole_lists_kept,
                "You keep all objects of each picture. get_lrg chooses one of them.",
            ),
            Mistake(
                get_lrg_of_the_number,
                "Look at what stands before and behind the colon: the number is the key, the "
                "value is get_lrg of the list b. (A box can't be a key.)",
            ),
            Mistake(
                gone_through_without_items,
                "A dictionary gives only its keys, and those are numbers, not lists of objects. "
                "items() gives key and value together.",
            ),
            Mistake(
                returned_in_the_loop,
                "return stands inside the loop, so there is at most one picture in it.",
            ),
            Mistake(
                list_around_each,
                "Each object is in a list of its own. The pair itself is wanted: get_lrg(b).",
            ),
            Mistake(
                pairs_in_a_list,
                "This is a list of pairs. A dictionary is wanted: {number: object for ...}.",
            ),
            Mistake(
                largest_of_all,
                "You choose one object of all pictures together. One for each picture is wanted.",
            ),
            Mistake(
                entries_deleted,
                "You delete entries of the caller's dictionary. Leave them out of your own with "
                "an if.",
            ),
            Mistake(
                plain_max,
                "max without a key compares pairs, and so arrays, which has no single answer. "
                "get_lrg does it right.",
            ),
            Mistake(last_of_each, "You take the last object of each picture, not the largest."),
            Mistake(
                kept_when_more_than_one,
                "Pictures with one object are left out too. Only those with none should be: if b.",
            ),
            Mistake(items_not_called, "A method needs its (): items()."),
            Mistake(
                set_of_objects,
                "Braces without a colon make a set. A dictionary has a key and a value: "
                "{number: object for ...}.",
            ),
            Mistake(
                returned_with_the_first,
                "return stands inside the loop, so the first picture is also the last. It "
                "belongs behind the loop.",
            ),
            Mistake(
                overwritten_each_time,
                "Each object overwrites the one before. Give it its place in the dictionary: "
                "found[i] = ...",
            ),
            Mistake(
                boxes_alone_and_empty_lists,
                "Two things: only the boxes are kept (the class belongs to them), and empty "
                "lists are not left out.",
            ),
            Mistake(
                function_not_called, "The values are the function itself. Call it: get_lrg(b)."
            ),
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
            Mistake(
                boxes_for_names,
                "The column cat holds boxes. The class number is the second of the pair, and "
                "pascal.cats has its name.",
            ),
            Mistake(other_column_names, "The columns have other names. They should be fn and cat."),
            Mistake(
                columns_without_names,
                'The columns have no names. Give DataFrame a dictionary, {"fn": ..., "cat": '
                "...}, or columns=.",
            ),
            Mistake(
                name_of_the_image_number,
                "pascal.cats is looked up with the image's number. The class number is "
                "trn_lrg_anno[i][1].",
            ),
            Mistake(
                name_of_the_pair,
                "pascal.cats is looked up with the pair of box and class. The class number is "
                "its second part, [1].",
            ),
            Mistake(
                all_files,
                "The two columns are not of equal length when a picture has no object: fn needs "
                "the same if as cat.",
            ),
            Mistake(
                all_file_names_there_are,
                "fn holds all files there are, in their own order. Look up one for each image "
                "number: trn_fns[i].",
            ),
            Mistake(
                numbers_and_names_swapped,
                "Both columns hold numbers. Look up the file in trn_fns and the name in cats.",
            ),
            Mistake(
                numbers_in_the_dictionarys_order,
                "Two things: cat holds numbers (pascal.cats has the names), and the rows follow "
                "the dictionary, not pascal.trn_ids.",
            ),
            Mistake(
                sorted_by_number,
                "The rows are sorted by image number. The order of pascal.trn_ids is wanted.",
            ),
            Mistake(
                path_in_front, "The column fn holds whole paths. The file's name alone is wanted."
            ),
            Mistake(index_as_a_column, "The index has become a column. Leave reset_index away."),
            Mistake(
                as_csv_text,
                "You return the text of a CSV. The table itself is wanted; writing it comes later.",
            ),
            Mistake(
                lists_without_a_dictionary,
                "DataFrame takes the second list as names of the rows. Give it one dictionary, "
                '{"fn": ..., "cat": ...}.',
            ),
            Mistake(
                one_row_only,
                "return stands inside the loop, so there is one row at most. Collect first, and "
                "make the table at the end.",
            ),
            Mistake(
                last_row_without_lists,
                "Each round overwrites the row before, and single values make no table. Collect "
                "two lists, then make the table.",
            ),
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
            Mistake(
                commas_and_spaces,
                "Commas divide the columns of a CSV. Spaces alone stand between the numbers.",
            ),
            Mistake(two_spaces, "There are two spaces between the numbers. One is wanted."),
            Mistake(
                a_space_in_front,
                "There is a space before the first number. join puts it only between.",
            ),
            Mistake(
                numbers_joined, "join takes strings, not numbers: str(number) for each of them."
            ),
            Mistake(
                letters_joined,
                "str(bb) is one string already, so join takes it apart into letters. Make a "
                "string of each number.",
            ),
            Mistake(
                list_letters_joined,
                "str of a list is one string already, so join takes it apart into letters. Make "
                "a string of each number.",
            ),
            Mistake(
                only_brackets_taken,
                "str(array) puts in as many spaces as look nice. Join the numbers yourself.",
            ),
            Mistake(
                with_points,
                "The numbers have become floats. Pixels are whole numbers: 96, not 96.0.",
            ),
            Mistake(as_repr, "repr of NumPy's numbers tells their type as well. Take str(number)."),
            Mistake(
                returned_in_the_first_round,
                "return stands inside the loop, so only the first number comes out.",
            ),
            Mistake(last_left_out, "The last number is missing: a slice's end is left out."),
            Mistake(
                as_size,
                "This is x, y, width, height. The box stays as it is: top, left, bottom, right.",
            ),
            Mistake(
                added_up,
                "A number and a string can't be added. join puts strings together; str(number) "
                "makes one.",
            ),
            Mistake(
                join_of_a_list, 'join is a method of the string that comes between: " ".join(...).'
            ),
            Mistake(
                always_the_car,
                "Whatever box comes in, you give the one of the example. Take the numbers from bb.",
            ),
        ),
        why="One column, one string; split() takes it apart again.",
    ),
}
