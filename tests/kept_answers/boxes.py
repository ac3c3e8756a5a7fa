# ruff: noqa
"""Answers for chapter 04: hw_bb, bb_hw, hw_bbs, xml_bb."""

import numpy as np

from minilib.boxes import hw_bb

# --- hw_bb ----------------------------------------------------------------------------------


def hw_bb__wrong__far_corner_swapped(bb):
    """top, left, then right, bottom"""
    return np.array([bb[1], bb[0], bb[0] + bb[2] - 1, bb[1] + bb[3] - 1])


def hw_bb__wrong__list(bb):
    """a list, no array"""
    return [bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1]


def hw_bb__wrong__size_kept(bb):
    """only swaps the pairs: height and width are kept as they are"""
    return np.array([bb[1], bb[0], bb[3], bb[2]])


def hw_bb__wrong__all_minus_one(bb):
    """takes 1 away from all four"""
    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]]) - 1


def hw_bb__wrong__small_sheet(hw):
    """draws the box on a sheet of fixed size, which is too small for some"""
    paper = np.zeros((500, 500), dtype=int)
    x, y, w, h = hw
    paper[y : y + h, x : x + w] = 1
    pixels = np.argwhere(paper)
    return np.concatenate([pixels[0], pixels[-1]])


# --- bb_hw ----------------------------------------------------------------------------------


def bb_hw__wrong__height_first(a):
    """height before width"""
    return np.array([a[1], a[0], a[2] - a[0] + 1, a[3] - a[1] + 1])


def bb_hw__wrong__negative(a):
    """left - right: negative sizes"""
    return np.array([a[1], a[0], a[1] - a[3] + 1, a[0] - a[2] + 1])


def bb_hw__wrong__adds(a):
    """adds in place of subtracting"""
    return np.array([a[1], a[0], a[3] + a[1] - 1, a[2] + a[0] - 1])


def bb_hw__wrong__list(a):
    """a list, no array"""
    return [a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1]


def bb_hw__wrong__corner(a):
    """keeps the far corner: x, y, right, bottom"""
    return np.array([a[1], a[0], a[3], a[2]])


def bb_hw__right__fancy(a):
    a = np.array(a)[[1, 0, 3, 2]]
    a[2:] += 1 - a[:2]
    return a


# --- hw_bbs ---------------------------------------------------------------------------------


def hw_bbs__wrong__no_axis(boxes):
    """axis=1 is forgotten: shape (4, n)"""
    x, y, w, h = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + h - 1, x + w - 1])


def hw_bbs__wrong__only_first(boxes):
    """return in the loop: only the first box"""
    for x, y, w, h in boxes:
        return np.array([[y, x, y + h - 1, x + w - 1]])


def hw_bbs__wrong__list_of_lists(boxes):
    """a list, no array"""
    return [[y, x, y + h - 1, x + w - 1] for x, y, w, h in boxes]


def hw_bbs__wrong__loop_empty(boxes):
    """np.array of a list: for n = 0 the shape is (0,)"""
    return np.array([[y, x, y + h - 1, x + w - 1] for x, y, w, h in boxes])


def hw_bbs__wrong__reshape(boxes):
    """reshape in place of axis=1 / transpose: numbers are mixed"""
    x, y, w, h = boxes.T
    return np.stack([y, x, y + h - 1, x + w - 1]).reshape(-1, 4)


# --- xml_bb ---------------------------------------------------------------------------------


def xml_bb__wrong__order(xmin, ymin, xmax, ymax):
    """order is not changed: columns first"""
    return np.array([xmin - 1, ymin - 1, xmax - 1, ymax - 1])


def xml_bb__wrong__minus_two(xmin, ymin, xmax, ymax):
    """far corner -2: takes it for the pixel outside"""
    return np.array([ymin - 1, xmin - 1, ymax - 2, xmax - 2])


def xml_bb__wrong__hw_bb_of_it(xmin, ymin, xmax, ymax):
    """takes xmax, ymax for width and height (hw_bb formula)"""
    return np.array([ymin, xmin, ymin + ymax - 1, xmin + xmax - 1])


def xml_bb__wrong__minus_on_list(xmin, ymin, xmax, ymax):
    """takes 1 from a list: TypeError"""
    return [ymin, xmin, ymax, xmax] - 1


def xml_bb__wrong__float(xmin, ymin, xmax, ymax):
    """an array of floats"""
    return np.array([ymin, xmin, ymax, xmax]) - 1.0


def hw_bb__wrong__uint8(bb):
    """dtype uint8: numbers above 255 don't fit"""
    return (np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1]) % 256).astype(np.uint8)


def bb_hw__wrong__is_hw_bb(a):
    """the formula of hw_bb, unchanged"""
    return np.array([a[1], a[0], a[1] + a[3] - 1, a[0] + a[2] - 1])


def hw_bbs__wrong__one_minus_missing(boxes):
    """the -1 of the right edge is missing"""
    x, y, w, h = boxes.T
    return np.stack([y, x, y + h - 1, x + w], axis=1)


def hw_bbs__wrong__far_swapped(boxes):
    """far corner with the column first"""
    x, y, w, h = boxes.T
    return np.stack([y, x, x + w - 1, y + h - 1], axis=1)


def xml_bb__wrong__order_no_minus_once(xmin, ymin, xmax, ymax):
    """columns first, and -1 for the near corner only"""
    return np.array([xmin - 1, ymin - 1, xmax, ymax])


def xml_bb__wrong__no_return(xmin, ymin, xmax, ymax):
    """prints in place of return"""
    print(np.array([ymin - 1, xmin - 1, ymax - 1, xmax - 1]))


def hw_bb__wrong__no_minus(bb):
    """the - 1 is missing"""
    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])


def hw_bb__wrong__only_bottom(bb):
    """- 1 for the bottom only"""
    return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2]])


def hw_bb__wrong__columns_first(bb):
    """left, top, right, bottom"""
    x, y, width, height = bb
    return np.array([x, y, x + width - 1, y + height - 1])


def hw_bb__wrong__unpacked_wrong(bb):
    """takes the numbers for y, x, height, width"""
    y, x, height, width = bb
    return np.array([y, x, y + height - 1, x + width - 1])


def hw_bb__wrong__sizes_swapped(bb):
    """the width is added to the row"""
    return np.array([bb[1], bb[0], bb[1] + bb[2] - 1, bb[0] + bb[3] - 1])


def hw_bb__wrong__tuple(bb):
    """a tuple"""
    return bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1


def hw_bb__wrong__pairs(bb):
    """an array of two corners, shape (2, 2)"""
    return np.array([[bb[1], bb[0]], [bb[1] + bb[3] - 1, bb[0] + bb[2] - 1]])


def hw_bb__wrong__floats(bb):
    """np.zeros makes floats"""
    result = np.zeros(4)
    result[0], result[1] = bb[1], bb[0]
    result[2], result[3] = bb[1] + bb[3] - 1, bb[0] + bb[2] - 1
    return result


def hw_bb__wrong__from_one(bb):
    """picks from 1: bb[4] does not exist"""
    return np.array([bb[2], bb[1], bb[2] + bb[4] - 1, bb[1] + bb[3] - 1])


def hw_bb__wrong__in_place(bb):
    """changes the box that was given"""
    bb[2] = bb[0] + bb[2] - 1
    bb[3] = bb[1] + bb[3] - 1
    return np.array([bb[1], bb[0], bb[3], bb[2]])


def hw_bb__wrong__constant(bb):
    """the numbers of the paper"""
    return np.array([1, 2, 1 + 3 - 1, 2 + 4 - 1])


def hw_bb__wrong__bottom_from_left(bb):
    """the bottom begins at the left edge"""
    return np.array([bb[1], bb[0], bb[0] + bb[3] - 1, bb[0] + bb[2] - 1])


def hw_bb__right__named(bb):
    x, y, width, height = bb
    top, left = y, x
    bottom, right = y + height - 1, x + width - 1
    return np.array([top, left, bottom, right])


def hw_bb__right__argwhere(bb):
    paper = np.zeros((bb[1] + bb[3], bb[0] + bb[2]), dtype=int)
    paper[bb[1] :, bb[0] :] = 1
    pixels = np.argwhere(paper)
    return np.array([*pixels[0], *pixels[-1]])


def bb_hw__wrong__no_plus(a):
    """the + 1 is missing"""
    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0]])


def bb_hw__wrong__minus(a):
    """- 1 in place of + 1"""
    return np.array([a[1], a[0], a[3] - a[1] - 1, a[2] - a[0] - 1])


def bb_hw__wrong__only_width(a):
    """+ 1 for the width only"""
    return np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0]])


def bb_hw__wrong__rows_first(a):
    """y, x, height, width"""
    return np.array([a[0], a[1], a[2] - a[0] + 1, a[3] - a[1] + 1])


def bb_hw__wrong__x_not_swapped(a):
    """the first two are not exchanged"""
    return np.array([a[0], a[1], a[3] - a[1] + 1, a[2] - a[0] + 1])


def bb_hw__wrong__mixed(a):
    """takes rows from columns"""
    return np.array([a[1], a[0], a[3] - a[0] + 1, a[2] - a[1] + 1])


def bb_hw__wrong__precedence(a):
    """a[3] - (a[1] + 1): parentheses in the wrong place"""
    return np.array([a[1], a[0], a[3] - (a[1] + 1), a[2] - (a[0] + 1)])


def bb_hw__wrong__all_plus_one(a):
    """1 is added to all four"""
    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0]]) + 1


def bb_hw__wrong__print(a):
    """prints"""
    print(np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1]))


def bb_hw__wrong__unpacked(a):
    """unpacks as left, top, right, bottom"""
    left, top, right, bottom = a
    return np.array([left, top, right - left + 1, bottom - top + 1])


def bb_hw__wrong__no_list(a):
    """np.array without the list"""
    return np.array(a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1)


def bb_hw__wrong__in_place(a):
    """changes the box that was given"""
    a[2] = a[2] - a[0] + 1
    a[3] = a[3] - a[1] + 1
    return np.array([a[1], a[0], a[3], a[2]])


def bb_hw__right__named(a):
    top, left, bottom, right = a
    width = right - left + 1
    height = bottom - top + 1
    return np.array([left, top, width, height])


def bb_hw__right__minus_minus(a):
    return np.array([a[1], a[0], a[3] - (a[1] - 1), a[2] - (a[0] - 1)])


def hw_bbs__wrong__no_minus(boxes):
    """the - 1 is missing"""
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + height, x + width], axis=1)


def hw_bbs__wrong__rows(boxes):
    """boxes[0] is a row, not a column"""
    x, y, width, height = boxes[0], boxes[1], boxes[2], boxes[3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def hw_bbs__wrong__unpacked_rows(boxes):
    """unpacking gives rows"""
    x, y, width, height = boxes
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def hw_bbs__wrong__bb_hws_copied(boxes):
    """bb_hws copied, names exchanged only"""
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, height - y + 1, width - x + 1], axis=1)


def hw_bbs__wrong__one_too_much(boxes):
    """- 1 on the whole array"""
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + height, x + width], axis=1) - 1


def hw_bbs__wrong__view(boxes):
    """writes into the array that was given: result is a view"""
    result = boxes
    result[:, 2] = boxes[:, 0] + boxes[:, 2] - 1
    result[:, 3] = boxes[:, 1] + boxes[:, 3] - 1
    return result[:, [1, 0, 3, 2]]


def hw_bbs__wrong__order(boxes):
    """columns first"""
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([x, y, x + width - 1, y + height - 1], axis=1)


def hw_bbs__wrong__slice_one(boxes):
    """boxes[:1] in place of boxes[:, 1]"""
    x, y, width, height = boxes[:0], boxes[:1], boxes[:2], boxes[:3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def hw_bbs__wrong__list_loop(boxes):
    """a list of arrays"""
    result = []
    for bb in boxes:
        result.append(np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1]))
    return result


def hw_bbs__wrong__array_loop(boxes):
    """np.array of a loop's list: wrong shape for no boxes"""
    result = []
    for bb in boxes:
        result.append([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])
    return np.array(result)


def hw_bbs__wrong__stack_loop(boxes):
    """np.stack of no boxes is an error"""
    return np.stack([np.array([y, x, y + h - 1, x + w - 1]) for x, y, w, h in boxes])


def hw_bbs__wrong__two_columns(boxes):
    """only the near corner, as in the step before"""
    return np.stack([boxes[:, 1], boxes[:, 0]], axis=1)


def hw_bbs__wrong__floats(boxes):
    """np.zeros makes floats"""
    result = np.zeros(boxes.shape)
    result[:, 0], result[:, 1] = boxes[:, 1], boxes[:, 0]
    result[:, 2] = boxes[:, 1] + boxes[:, 3] - 1
    result[:, 3] = boxes[:, 0] + boxes[:, 2] - 1
    return result


def hw_bbs__right__four(boxes):
    top, left = boxes[:, 1], boxes[:, 0]
    bottom = top + boxes[:, 3] - 1
    right = left + boxes[:, 2] - 1
    return np.stack([top, left, bottom, right], axis=1)


def hw_bbs__right__copy(boxes):
    result = boxes.copy()
    result[:, 0], result[:, 1] = boxes[:, 1], boxes[:, 0]
    result[:, 2] = result[:, 0] + boxes[:, 3] - 1
    result[:, 3] = result[:, 1] + boxes[:, 2] - 1
    return result


def xml_bb__wrong__no_minus(xmin, ymin, xmax, ymax):
    """still counts from 1"""
    return np.array([ymin, xmin, ymax, xmax])


def xml_bb__wrong__near_only(xmin, ymin, xmax, ymax):
    """- 1 for the near corner only"""
    return np.array([ymin - 1, xmin - 1, ymax, xmax])


def xml_bb__wrong__far_only(xmin, ymin, xmax, ymax):
    """- 1 for the far corner only"""
    return np.array([ymin, xmin, ymax - 1, xmax - 1])


def xml_bb__wrong__plus(xmin, ymin, xmax, ymax):
    """adds 1"""
    return np.array([ymin + 1, xmin + 1, ymax + 1, xmax + 1])


def xml_bb__wrong__sizes(xmin, ymin, xmax, ymax):
    """gives height and width in place of the far corner"""
    return np.array([ymin - 1, xmin - 1, ymax - ymin + 1, xmax - xmin + 1])


def xml_bb__wrong__rows_together(xmin, ymin, xmax, ymax):
    """both rows, then both columns"""
    return np.array([ymin - 1, ymax - 1, xmin - 1, xmax - 1])


def xml_bb__wrong__far_swapped(xmin, ymin, xmax, ymax):
    """the far corner has its column first"""
    return np.array([ymin - 1, xmin - 1, xmax - 1, ymax - 1])


def xml_bb__wrong__list(xmin, ymin, xmax, ymax):
    """a list"""
    return [ymin - 1, xmin - 1, ymax - 1, xmax - 1]


def xml_bb__wrong__one_forgotten(xmin, ymin, xmax, ymax):
    """the - 1 of the bottom is missing"""
    return np.array([ymin - 1, xmin - 1, ymax, xmax - 1])


def xml_bb__wrong__far_first(xmin, ymin, xmax, ymax):
    """the far corner stands first"""
    return np.array([ymax - 1, xmax - 1, ymin - 1, xmin - 1])


def xml_bb__wrong__hw_form(xmin, ymin, xmax, ymax):
    """gives x, y, width, height"""
    return np.array([xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1])


def xml_bb__wrong__strings(xmin, ymin, xmax, ymax):
    """numbers as strings, as they stand in the XML"""
    return np.array([str(ymin - 1), str(xmin - 1), str(ymax - 1), str(xmax - 1)])


def xml_bb__right__minus_array(xmin, ymin, xmax, ymax):
    return np.array([ymin, xmin, ymax, xmax]) - 1


def xml_bb__right__through_hw(xmin, ymin, xmax, ymax):
    bb = [xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1]
    return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])


# --- more, written from the chapters alone ---------------------------------------------------


def hw_bb__wrong__width_to_bottom(bb):
    """adds the width to the row and the height to the column"""
    x, y, w, h = bb
    return np.array([y, x, y + w - 1, x + h - 1])


def hw_bb__wrong__minus_everywhere(bb):
    """counts from 1: takes 1 away at the near corner, too"""
    x, y, w, h = bb
    return np.array([y - 1, x - 1, y + h - 2, x + w - 2])


def hw_bb__right__names(bb):
    x, y, w, h = (int(n) for n in bb)
    near = np.array([y, x])
    return np.concatenate([near, near + [h, w] - 1])


def bb_hw__wrong__half(a):
    """the middle, not the corner"""
    h, w = a[2] - a[0] + 1, a[3] - a[1] + 1
    return np.array([a[1] + w // 2, a[0] + h // 2, w, h])


def hw_bbs__wrong__hstack(boxes):
    """one long row of numbers"""
    x, y, w, h = boxes.T
    return np.hstack([y, x, y + h - 1, x + w - 1])


def hw_bbs__wrong__minus_two(boxes):
    """takes 2 away at the far corner"""
    x, y, w, h = boxes.T
    return np.stack([y, x, y + h - 2, x + w - 2], axis=1)


def hw_bbs__right__transposed(boxes):
    x, y, w, h = boxes.T
    return np.array([y, x, y + h - 1, x + w - 1]).T


def xml_bb__wrong__x_from_y(xmin, ymin, xmax, ymax):
    """left is taken from ymin"""
    return np.array([ymin - 1, ymin - 1, ymax - 1, xmax - 1])


def hw_bb__wrong__size_minus_start(hw):
    """h - y instead of y + h"""
    x, y, w, h = hw
    return np.array([y, x, abs(h - y) - 1, abs(w - x) - 1])


def bb_hw__wrong__from_wrong_corner(a):
    """begins at the bottom right corner"""
    t, l, b, r = a
    return np.array([r, b, r - l + 1, b - t + 1])


def xml_bb__wrong__as_size(xmin, ymin, xmax, ymax):
    """takes the far corner for a size"""
    return hw_bb([xmin - 1, ymin - 1, xmax, ymax])


def bb_hw__right__stacked(a):
    t, l, b, r = (int(v) for v in a)
    return np.hstack(([l, t], [len(range(l, r + 1)), len(range(t, b + 1))]))


def hw_bbs__wrong__columns_of_transposed(boxes):
    """columns of the transposed array, which are rows"""
    b = boxes.T
    return np.stack([b[:, 1], b[:, 0], b[:, 1] + b[:, 3] - 1, b[:, 0] + b[:, 2] - 1], axis=1)
