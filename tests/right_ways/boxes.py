"""Other right answers to the exercises of chapter 04, and mutants that are right as well."""

import operator

import numpy as np


def hw_bb_named(bb):
    x, y, width, height = bb
    return np.array((y, x, y + height - 1, x + width - 1))


def hw_bb_fancy(bb):
    bb = np.asarray(bb)
    first = bb[[1, 0]]
    return np.concatenate([first, first + bb[[3, 2]] - 1])


def hw_bb_matrix(bb):
    change = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0]])
    return change @ np.asarray(bb) - np.array([0, 0, 1, 1])


def hw_bb_filled(bb):
    corners = np.empty(4, dtype=int)
    corners[0], corners[1] = bb[1], bb[0]
    corners[2] = bb[3] + corners[0]
    corners[3] = bb[2] + corners[1]
    corners[2:] -= 1
    return corners


def hw_bb_range(bb):
    rows = range(bb[1], bb[1] + bb[3])
    columns = range(bb[0], bb[0] + bb[2])
    return np.array([rows[0], columns[0], rows[-1], columns[-1]])


def hw_bb_slices(bb):
    near = np.array(bb[:2])[::-1]
    far = near + np.array(bb[2:])[::-1] - 1
    return np.append(near, far)


def hw_bb_last(bb):
    last_row = bb[1] - 1 + bb[3]
    last_column = bb[0] + (bb[2] - 1)
    return np.asarray([bb[1], bb[0], last_row, last_column])


def bb_hw_named(a):
    top, left, bottom, right = a
    return np.array([left, top, 1 + right - left, 1 + bottom - top])


def bb_hw_fancy(a):
    a = np.asarray(a)
    return np.hstack([a[1::-1], (a[2:] - a[:2] + 1)[::-1]])


def bb_hw_counted(a):
    return np.array([a[1], a[0], len(range(a[1], a[3] + 1)), len(range(a[0], a[2] + 1))])


def bb_hw_steps(a):
    height, width = map(operator.sub, a[2:], a[:2])
    result = [a[1], a[0], width, height]
    result[2] += 1
    result[3] += 1
    return np.array(result)


def bb_hw_in_place(a):
    a = np.array(a)[[1, 0, 3, 2]]
    a[2:] += 1 - a[:2]
    return a


def bb_hw_outside(a):
    top, left, below, beside = a[0], a[1], a[2] + 1, a[3] + 1
    return np.array([left, top, beside - left, below - top])


def hw_bbs_fancy(boxes):
    result = boxes[:, [1, 0, 3, 2]].copy()
    result[:, 2:] += result[:, :2] - 1
    return result


def hw_bbs_transposed(boxes):
    x, y, width, height = boxes.T
    return np.array([y, x, y + height - 1, x + width - 1]).T


def hw_bbs_columns(boxes):
    near = boxes[:, 1::-1]
    return np.column_stack([near, near + boxes[:, :1:-1] - 1])


def hw_bbs_loop(boxes):
    result = np.empty_like(boxes)
    for row, (x, y, width, height) in enumerate(boxes):
        result[row] = y, x, y + height - 1, x + width - 1
    return result


def hw_bbs_split(boxes):
    x, y, width, height = np.split(boxes, 4, axis=1)
    return np.hstack([y, x, y + height - 1, x + width - 1])


def hw_bbs_listed(boxes):
    rows = [[y, x, y + height - 1, x + width - 1] for x, y, width, height in boxes]
    return np.array(rows, dtype=int).reshape(-1, 4)


def xml_bb_after(xmin, ymin, xmax, ymax):
    return np.array([ymin, xmin, ymax, xmax]) - 1


def xml_bb_loop(xmin, ymin, xmax, ymax):
    return np.array([one - 1 for one in (ymin, xmin, ymax, xmax)])


def xml_bb_reshaped(xmin, ymin, xmax, ymax):
    return (np.array([[xmin, ymin], [xmax, ymax]])[:, ::-1] - 1).ravel()


def xml_bb_through_sizes(xmin, ymin, xmax, ymax):
    x, y, width, height = xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1
    return np.array([y, x, y + height - 1, x + width - 1])


def xml_bb_sorted_names(xmin, ymin, xmax, ymax):
    top, left = ymin - 1, xmin - 1
    bottom, right = ymax - 1, xmax - 1
    return np.array([top, left, bottom, right])


def xml_bb_subtracted(xmin, ymin, xmax, ymax):
    box = np.array([ymin, xmin, ymax, xmax])
    box -= np.ones(4, dtype=int)
    return box


RIGHT_WAYS = {
    "hw_bb": [
        hw_bb_named,
        hw_bb_fancy,
        hw_bb_matrix,
        hw_bb_filled,
        hw_bb_range,
        hw_bb_slices,
        hw_bb_last,
    ],
    "bb_hw": [
        bb_hw_named,
        bb_hw_fancy,
        bb_hw_counted,
        bb_hw_steps,
        bb_hw_in_place,
        bb_hw_outside,
    ],
    "hw_bbs": [
        hw_bbs_fancy,
        hw_bbs_transposed,
        hw_bbs_columns,
        hw_bbs_loop,
        hw_bbs_split,
        hw_bbs_listed,
    ],
    "xml_bb": [
        xml_bb_after,
        xml_bb_loop,
        xml_bb_reshaped,
        xml_bb_through_sizes,
        xml_bb_sorted_names,
        xml_bb_subtracted,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
