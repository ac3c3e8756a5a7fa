# ruff: noqa
"""Held-out answers for chapter 07: bb_area, get_lrg, get_trn_lrg_anno, lrg_frame, bbox_text."""

import numpy as np
import pandas as pd

from minilib.boxes import bb_hw
from minilib.largest import bb_area, get_lrg

# --- bb_area --------------------------------------------------------------------------------


def bb_area__wrong__hw_of_hw(bb):
    """takes the box for x, y, width, height: multiplies places 2 and 3"""
    return int(bb[2] * bb[3])


def bb_area__wrong__abs_no_plus(bb):
    """no + 1 on the sides, with names"""
    top, left, bottom, right = bb
    height = abs(bottom - top)
    width = abs(right - left)
    return int(height * width)


def bb_area__wrong__plus_two(bb):
    """adds 1 at both ends, so 2 to each side"""
    top, left, bottom, right = bb
    return int((bottom + 1 - (top - 1)) * (right + 1 - (left - 1)))


def bb_area__wrong__minus_one(bb):
    """takes 1 away where it has to be added"""
    return int(np.prod(bb[-2:] - bb[:2] - 1))


def bb_area__wrong__perimeter(bb):
    """gives the perimeter"""
    h, w = bb[-2:] - bb[:2] + 1
    return int(2 * (h + w))


def bb_area__wrong__printed(bb):
    """prints the area and returns nothing"""
    print(int(np.prod(bb[-2:] - bb[:2] + 1)))


def bb_area__wrong__string(bb):
    """returns a string"""
    return str(np.prod(bb[-2:] - bb[:2] + 1))


def bb_area__wrong__only_height(bb):
    """squares the height: the width is never used"""
    side = bb[2] - bb[0] + 1
    return int(side * side)


def bb_area__wrong__slice_middle(bb):
    """bb[1:3] in place of bb[:2]: the near corner is wrong"""
    return int(np.prod(bb[-2:] - bb[1:3] + 1))


def bb_area__wrong__in_place(bb):
    """writes into the caller's box"""
    bb[2:] = bb[2:] - bb[:2] + 1
    return int(np.prod(bb[2:]))


def bb_area__wrong__float(bb):
    """a float"""
    return float(np.prod(bb[-2:] - bb[:2] + 1))


def bb_area__wrong__size(bb):
    """bb.size is how many numbers the array has"""
    return int(bb.size)


def bb_area__right__named(bb):
    top, left, bottom, right = bb
    rows = bottom - top + 1
    columns = right - left + 1
    return int(rows * columns)


def bb_area__right__hw(bb):
    return int(np.prod(bb_hw(bb)[2:]))


def bb_area__right__loop(bb):
    area = 1
    for near, far in zip(bb[:2], bb[2:], strict=True):
        area *= int(far - near) + 1
    return area


# --- get_lrg --------------------------------------------------------------------------------


def get_lrg__wrong__index(b):
    """returns the position of the largest, not the object"""
    if not b:
        raise ValueError("no objects")
    areas = [bb_area(x[0]) for x in b]
    return areas.index(max(areas))


def get_lrg__wrong__greater_equal(b):
    """>= takes the last of equally large ones"""
    if len(b) == 0:
        raise ValueError("empty")
    best = b[0]
    for x in b:
        if bb_area(x[0]) >= bb_area(best[0]):
            best = x
    return best


def get_lrg__wrong__min(b):
    """min in place of max: the smallest"""
    if not b:
        raise ValueError("no objects")
    return min(b, key=lambda x: bb_area(x[0]))


def get_lrg__wrong__height_only(b):
    """the key is the height of the box only"""
    if not b:
        raise ValueError("no objects")
    return max(b, key=lambda x: x[0][2] - x[0][0] + 1)


def get_lrg__wrong__sum_of_sides(b):
    """the key adds the sides instead of multiplying them"""
    if not b:
        raise ValueError("no objects")
    return max(b, key=lambda x: np.sum(x[0][-2:] - x[0][:2] + 1))


def get_lrg__wrong__empty_string(b):
    """returns a message for an empty list instead of raising"""
    if not b:
        return "ValueError: empty list"
    return sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]


def get_lrg__wrong__area_and_class(b):
    """returns the area with the class, not the box"""
    if not b:
        raise ValueError("no objects")
    return max(((bb_area(bb), c) for bb, c in b), key=lambda x: x[0])


def get_lrg__wrong__box_only(b):
    """returns the box without its class"""
    if not b:
        raise ValueError("no objects")
    box, _ = sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]
    return box


def get_lrg__wrong__reverse_after(b):
    """reversed(sorted(...)) gives the last of equal ones first"""
    if not b:
        raise ValueError("no objects")
    return next(iter(reversed(sorted(b, key=lambda x: bb_area(x[0])))))


def get_lrg__wrong__type_error(b):
    """raises a TypeError for an empty list; a ValueError is promised"""
    if not b:
        raise TypeError("the list is empty")
    return sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]


def get_lrg__wrong__return_in_loop(b):
    """return inside the loop: the first object comes back"""
    if not b:
        raise ValueError("no objects")
    largest, area = None, -1
    for x in b:
        if bb_area(x[0]) > area:
            largest, area = x, bb_area(x[0])
        return largest


def get_lrg__wrong__popped(b):
    """takes objects out of the caller's list"""
    if not b:
        raise ValueError("no objects")
    best = b.pop(0)
    while b:
        x = b.pop(0)
        if bb_area(x[0]) > bb_area(best[0]):
            best = x
    return best


def get_lrg__right__loop(b):
    if not b:
        raise ValueError("an empty list has no largest object")
    best, area = None, 0
    for bb, class_id in b:
        if bb_area(bb) > area:
            best, area = (bb, class_id), bb_area(bb)
    return best


def get_lrg__right__indices(b):
    if not b:
        raise ValueError("no objects")
    order = sorted(range(len(b)), key=lambda i: -bb_area(b[i][0]))
    return b[order[0]]


def get_lrg__right__copy(b):
    if b == []:
        raise ValueError("nothing to choose from")
    copied = list(b)
    copied.sort(key=lambda pair: bb_area(pair[0]), reverse=True)
    return copied[0]


# --- get_trn_lrg_anno -----------------------------------------------------------------------


def get_trn_lrg_anno__wrong__if_i(trn_anno):
    """asks whether the id is true, not the list"""
    return {i: get_lrg(b) for i, b in trn_anno.items() if i}


def get_trn_lrg_anno__wrong__key_value(trn_anno):
    """key and value exchanged: an object can't be a key"""
    return {get_lrg(b): i for i, b in trn_anno.items() if b}


def get_trn_lrg_anno__wrong__is_none(trn_anno):
    """an empty list is not None, so it is not left out"""
    return {i: get_lrg(b) for i, b in trn_anno.items() if b is not None}


def get_trn_lrg_anno__wrong__empty_kept(trn_anno):
    """empty lists are kept as empty lists"""
    return {i: (get_lrg(b) if b else []) for i, b in trn_anno.items()}


def get_trn_lrg_anno__wrong__one_lost(trn_anno):
    """range(len) used as ids"""
    return {i: get_lrg(trn_anno[i]) for i in range(len(trn_anno)) if trn_anno[i]}


def get_trn_lrg_anno__wrong__last(trn_anno):
    """takes the last object of each list"""
    return {i: b[-1] for i, b in trn_anno.items() if b}


def get_trn_lrg_anno__wrong__tuple_list(trn_anno):
    """a list of (id, object) pairs, no dictionary"""
    return [(i, get_lrg(b)) for i, b in trn_anno.items() if b]


def get_trn_lrg_anno__wrong__class_only(trn_anno):
    """keeps only the class"""
    return {i: get_lrg(b)[1] for i, b in trn_anno.items() if b}


def get_trn_lrg_anno__wrong__popped(trn_anno):
    """takes the empty entries out of the caller's dictionary"""
    for i in list(trn_anno):
        if not trn_anno[i]:
            trn_anno.pop(i)
    return {i: get_lrg(b) for i, b in trn_anno.items()}


def get_trn_lrg_anno__wrong__break(trn_anno):
    """break at the first empty list: what follows is lost"""
    found = {}
    for i, b in trn_anno.items():
        if not b:
            break
        found[i] = get_lrg(b)
    return found


def get_trn_lrg_anno__wrong__area(trn_anno):
    """the largest area of each image, not the object"""
    return {i: max(bb_area(bb) for bb, _ in b) for i, b in trn_anno.items() if b}


def get_trn_lrg_anno__wrong__more_than_one(trn_anno):
    """leaves out images with one object"""
    return {i: get_lrg(b) for i, b in trn_anno.items() if len(b) >= 2}


def get_trn_lrg_anno__right__keys(trn_anno):
    return {i: get_lrg(trn_anno[i]) for i in trn_anno if len(trn_anno[i]) != 0}


def get_trn_lrg_anno__right__filter(trn_anno):
    full = filter(lambda item: item[1], trn_anno.items())
    return {i: get_lrg(b) for i, b in full}


def get_trn_lrg_anno__right__continue(trn_anno):
    result = dict()
    for i, b in trn_anno.items():
        if not b:
            continue
        result[i] = get_lrg(b)
    return result


# --- lrg_frame ------------------------------------------------------------------------------


def lrg_frame__wrong__columns_cat_fn(pascal, trn_lrg_anno):
    """columns named file and class"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(
        {
            "file": [pascal.trn_fns[i] for i in ids],
            "class": [pascal.cats[trn_lrg_anno[i][1]] for i in ids],
        }
    )


def lrg_frame__wrong__all_ids(pascal, trn_lrg_anno):
    """images without an object get None"""
    ids = pascal.trn_ids
    names = [pascal.cats[trn_lrg_anno[i][1]] if i in trn_lrg_anno else None for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "cat": names})


def lrg_frame__wrong__items(pascal, trn_lrg_anno):
    """rows in the dictionary's order"""
    rows = [(pascal.trn_fns[i], pascal.cats[c]) for i, (_, c) in trn_lrg_anno.items()]
    return pd.DataFrame(rows, columns=["fn", "cat"])


def lrg_frame__wrong__sorted_files(pascal, trn_lrg_anno):
    """the files are sorted, the names are not"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = sorted(pascal.trn_fns[i] for i in ids)
    return pd.DataFrame({"fn": files, "cat": [pascal.cats[trn_lrg_anno[i][1]] for i in ids]})


def lrg_frame__wrong__list(pascal, trn_lrg_anno):
    """a list of rows, no DataFrame"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return [(pascal.trn_fns[i], pascal.cats[trn_lrg_anno[i][1]]) for i in ids]


def lrg_frame__wrong__three_columns(pascal, trn_lrg_anno):
    """an additional column id"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"id": ids, "fn": [pascal.trn_fns[i] for i in ids], "cat": names})


def lrg_frame__wrong__transposed(pascal, trn_lrg_anno):
    """rows and columns exchanged"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "cat": names}).T


def lrg_frame__wrong__stem(pascal, trn_lrg_anno):
    """the file name without its suffix"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i].split(".")[0] for i in ids], "cat": names})


def lrg_frame__wrong__whole_pair(pascal, trn_lrg_anno):
    """the column cat holds the pair of box and class"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(
        {"fn": [pascal.trn_fns[i] for i in ids], "cat": [trn_lrg_anno[i] for i in ids]}
    )


def lrg_frame__wrong__from_one(pascal, trn_lrg_anno):
    """rows numbered from 1"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    table = pd.DataFrame(
        {
            "fn": [pascal.trn_fns[i] for i in ids],
            "cat": [pascal.cats[trn_lrg_anno[i][1]] for i in ids],
        }
    )
    table.index += 1
    return table


def lrg_frame__wrong__not_in(pascal, trn_lrg_anno):
    """the filter is turned round"""
    ids = [i for i in pascal.trn_ids if i not in trn_lrg_anno]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "cat": names})


def lrg_frame__wrong__returned_inside(pascal, trn_lrg_anno):
    """return inside the loop: one row"""
    files, names = [], []
    for i in pascal.trn_ids:
        if i in trn_lrg_anno:
            files.append(pascal.trn_fns[i])
            names.append(pascal.cats[trn_lrg_anno[i][1]])
            return pd.DataFrame({"fn": files, "cat": names})


def lrg_frame__right__lists(pascal, trn_lrg_anno):
    files, names = [], []
    for i in pascal.trn_ids:
        if i in trn_lrg_anno:
            bb, class_id = trn_lrg_anno[i]
            files.append(pascal.trn_fns[i])
            names.append(pascal.cats[class_id])
    return pd.DataFrame({"fn": files, "cat": names})


def lrg_frame__right__records(pascal, trn_lrg_anno):
    return pd.DataFrame(
        [
            {"fn": pascal.trn_fns[i], "cat": pascal.cats[trn_lrg_anno[i][1]]}
            for i in pascal.trn_ids
            if i in trn_lrg_anno
        ]
    )


def lrg_frame__right__reset(pascal, trn_lrg_anno):
    found = {
        pascal.trn_fns[i]: pascal.cats[trn_lrg_anno[i][1]]
        for i in pascal.trn_ids
        if i in trn_lrg_anno
    }
    return pd.DataFrame({"fn": list(found), "cat": list(found.values())})


# --- bbox_text ------------------------------------------------------------------------------


def bbox_text__wrong__newlines(bb):
    """line ends between the numbers"""
    return "\n".join(str(number) for number in bb)


def bbox_text__wrong__reversed(bb):
    """the numbers in reverse order"""
    return " ".join(str(number) for number in reversed(bb))


def bbox_text__wrong__tuple(bb):
    """a tuple of strings, not joined"""
    return tuple(str(number) for number in bb)


def bbox_text__wrong__fstring_list(bb):
    """the brackets and commas of a list"""
    return f"{list(bb)}"


def bbox_text__wrong__printed(bb):
    """prints the numbers and returns nothing"""
    print(*bb)


def bbox_text__wrong__tab(bb):
    """tabs between the numbers"""
    return "\t".join(map(str, bb))


def bbox_text__wrong__three(bb):
    """the last number is lost: [:-1]"""
    return " ".join(str(number) for number in bb[:-1])


def bbox_text__wrong__padded(bb):
    """numbers padded to three digits"""
    return " ".join(f"{number:03d}" for number in bb)


def bbox_text__wrong__quoted(bb):
    """quotes around the string"""
    return '"' + " ".join(str(number) for number in bb) + '"'


def bbox_text__wrong__glued(bb):
    """the numbers are glued together"""
    text = ""
    for number in bb:
        text += str(number)
    return text


def bbox_text__wrong__joined_map(bb):
    """str is called on the generator, so its address comes out"""
    return " ".join(str(number for number in bb))


def bbox_text__wrong__overwritten(bb):
    """= in place of +=: only the last number"""
    text = ""
    for number in bb:
        text = str(number) + " "
    return text.strip()


def bbox_text__right__percent(bb):
    return "%d %d %d %d" % tuple(bb)


def bbox_text__right__replace(bb):
    return str(bb.tolist()).strip("[]").replace(",", "")


def bbox_text__right__list(bb):
    words = []
    for number in bb:
        words.append(f"{number}")
    return " ".join(words)


# --- more, written from the chapters alone ---------------------------------------------------


def bb_area__wrong__sum(bb):
    """adds the sides"""
    return int(np.sum(bb[2:] - bb[:2] + 1))


def bb_area__wrong__no_minus_near(bb):
    """the near corner is not taken away from the columns"""
    return int((bb[2] - bb[0] + 1) * (bb[3] + 1))


def bb_area__right__plain(bb):
    top, left, bottom, right = (int(n) for n in bb)
    return (bottom + 1 - top) * (right + 1 - left)


def get_lrg__wrong__last_of_sorted(b):
    """sorted upwards, and the first is taken"""
    if not b:
        raise ValueError("empty")
    return sorted(b, key=lambda x: bb_area(x[0]))[0]


def get_lrg__wrong__by_class(b):
    """compares the class numbers"""
    if not b:
        raise ValueError("empty")
    return max(b, key=lambda x: x[1])


def get_trn_lrg_anno__wrong__first_object(trn_anno):
    """the first object of each image"""
    return {i: b[0] for i, b in trn_anno.items() if b}


def lrg_frame__wrong__class_number(pascal, trn_lrg_anno):
    """the number of the class, not its name"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    return pd.DataFrame(
        {"fn": [pascal.trn_fns[i] for i in ids], "cat": [trn_lrg_anno[i][1] for i in ids]}
    )


def bbox_text__wrong__commas(bb):
    """commas between the numbers"""
    return ", ".join(str(number) for number in bb)


def bbox_text__right__format(bb):
    return "{} {} {} {}".format(*bb)


def bb_area__wrong__precedence(bb):
    """parentheses are missing around the second side"""
    return int((bb[2] - bb[0] + 1) * bb[3] - bb[1] + 1)


def get_lrg__wrong__taller(b):
    """compares heights"""
    if not b:
        raise ValueError("no objects")
    return max(b, key=lambda o: o[0][2] - o[0][0])


def get_lrg__wrong__tie_by_class(b):
    """ties decided by class id"""
    if not b:
        raise ValueError("the list is empty")
    return max(b, key=lambda x: (bb_area(x[0]), x[1]))


def bb_area__wrong__small_canvas(bb):
    """paints the box on a 500 x 500 image: larger ones are cut"""
    canvas = np.zeros((500, 500), dtype=int)
    top, left, bottom, right = bb
    canvas[top : bottom + 1, left : right + 1] = 1
    return int(canvas.sum())


def bbox_text__wrong__padded_by_numpy(bb):
    """NumPy's own text pads the numbers"""
    return str(bb).strip("[]")


def bb_area__wrong__sides_mixed(bb):
    """bottom minus left, right minus top"""
    top, left, bottom, right = [int(n) for n in bb]
    rows = right - top + 1
    columns = bottom - left + 1
    return rows * columns


def lrg_frame__wrong__gaps_in_the_row_numbers(pascal, trn_lrg_anno):
    """dropna leaves gaps in the row numbers"""
    fn = [pascal.trn_fns[i] for i in pascal.trn_ids]
    cat = [pascal.cats[trn_lrg_anno[i][1]] if i in trn_lrg_anno else None for i in pascal.trn_ids]
    return pd.DataFrame({"fn": fn, "cat": cat}).dropna()


def lrg_frame__wrong__names_made_of_ids(pascal, trn_lrg_anno):
    """the file names are made of the ids, not looked up"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    cat = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": [f"{i:06d}.jpg" for i in ids], "cat": cat})


def get_lrg__wrong__neighbours_compared(b):
    """each object is compared with the one before it, not with the largest so far"""
    if not b:
        raise ValueError("no objects")
    best = b[0]
    for before, here in zip(b, b[1:]):
        if bb_area(here[0]) > bb_area(before[0]):
            best = here
    return best


def lrg_frame__wrong__one_row_for_each_class(pascal, trn_lrg_anno):
    """rows with the same class are taken for duplicates"""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    cat = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    table = pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "cat": cat})
    return table.drop_duplicates("cat").reset_index(drop=True)
