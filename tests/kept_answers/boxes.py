# ruff: noqa
"""Answers for chapter 04: hw_bb, bb_hw, hw_bbs, xml_bb."""

import numpy as np

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
