"""Other right answers to the exercises of chapter 12, and mutants that are right as well."""

import math

import cv2
import numpy as np

from minilib.augment import box_corners, enclosing_box, rotation, scale, shift, warp


def flip_lr_fliplr(im, bb):
    box = bb.copy()
    box[1] = im.shape[1] - 1 - bb[3]
    box[3] = im.shape[1] - 1 - bb[1]
    return np.fliplr(im), box


def flip_lr_opencv(im, bb):
    _, width, _ = im.shape
    flipped = cv2.flip(np.ascontiguousarray(im), 1).reshape(im.shape)
    return flipped, np.array([bb[0], width - bb[3] - 1, bb[2], width - bb[1] - 1])


def flip_lr_matrix(im, bb):
    width = im.shape[1]
    points = shift(width, 0) @ scale(-1, 1) @ box_corners(bb)
    box = [points[1].min(), points[0].min(), points[1].max() - 1, points[0].max() - 1]
    return im[:, ::-1, :], np.array(box).astype(bb.dtype)


def flip_lr_list_of_columns(im, bb):
    columns = list(range(im.shape[1]))[::-1]
    last = columns[0]
    return im[:, columns], np.array([bb[0], last, bb[2], last], bb.dtype) - np.array(
        [0, bb[3], 0, bb[1]], bb.dtype
    )


def flip_lr_inside_out(im, bb):
    box = bb[[0, 3, 2, 1]]
    box[1::2] = im.shape[1] - 1 - box[1::2]
    return np.flip(im, axis=1), box


def adjust_lighting_plain(im, brightness=0.0, contrast=1.0):
    numbers = (im.astype(float) - 127.5) * contrast + 127.5 + brightness * 255
    return np.clip(np.round(numbers), 0, 255).astype(np.uint8)


def adjust_lighting_clip_first(im, brightness=0.0, contrast=1.0):
    numbers = contrast * im + (1 - contrast) * 127.5 + brightness * 255
    return (np.clip(numbers, 0, 255) + 0.5).astype("uint8")


def adjust_lighting_float32(im, brightness=0.0, contrast=1.0):
    unit = im.astype(np.float32) / 255
    unit = (unit - 0.5) * contrast + 0.5 + brightness
    return (unit * 255).round().clip(0, 255).astype(np.uint8)


def adjust_lighting_table(im, brightness=0.0, contrast=1.0):
    table = [(n - 127.5) * contrast + 127.5 + 255 * brightness for n in range(256)]
    table = np.array([min(max(round(n), 0), 255) for n in table], dtype=np.uint8)
    return table[im]


def adjust_lighting_in_place(im, brightness=0.0, contrast=1.0):
    new = im.astype(np.float64)
    new -= 127.5
    new *= contrast
    new += 127.5 + 255 * brightness
    new[new < 0] = 0
    new[new > 255] = 255
    return np.rint(new).astype(np.uint8)


def enclosing_box_plain(points, sz):
    x, y, _ = points
    left = min(max(min(x), 0), sz - 1)
    top = min(max(min(y), 0), sz - 1)
    right = max(min(max(x) - 1, sz - 1), left)
    bottom = max(min(max(y) - 1, sz - 1), top)
    return np.array([top, left, bottom, right], dtype=np.float32)


def enclosing_box_sizes(points, sz):
    xs, ys = np.clip(points[0], 0, sz), np.clip(points[1], 0, sz)
    left, top = min(xs.min(), sz - 1), min(ys.min(), sz - 1)
    width, height = max(xs.max() - left, 1), max(ys.max() - top, 1)
    return np.float32([top, left, top + height - 1, left + width - 1])


def enclosing_box_axis(points, sz):
    near = points[1::-1].min(axis=1).clip(0, sz - 1)
    far = (points[1::-1].max(axis=1) - 1).clip(0, sz - 1)
    return np.concatenate([near, np.maximum(near, far)]).astype(np.float32)


def enclosing_box_sorted(points, sz):
    xs, ys = sorted(points[0]), sorted(points[1])
    near = np.minimum(np.maximum([ys[0], xs[0]], 0), sz - 1)
    far = np.maximum(np.minimum([ys[-1] - 1, xs[-1] - 1], sz - 1), near)
    return np.hstack([near, far]).astype("float32")


def rotate_opencv(im, bb, degrees):
    sz = im.shape[0]
    middle = ((sz - 1) / 2, (sz - 1) / 2)
    matrix = cv2.getRotationMatrix2D(middle, degrees, 1)
    picture = cv2.warpAffine(im, matrix, (sz, sz), borderValue=(124, 116, 104))
    return picture, enclosing_box(rotation(degrees, sz) @ box_corners(bb), sz)


def rotate_steps(im, bb, degrees):
    sz = len(im)
    points = []
    for place in box_corners(bb).T:
        points.append(rotation(degrees, sz) @ place)
    box = enclosing_box(np.array(points).T, sz)
    picture = warp(im, rotation(degrees, sz), sz)
    return picture, box


def rotate_by_hand(im, bb, degrees):
    height, _width = im.shape[:2]
    a = np.deg2rad(degrees)
    x, y, _ = box_corners(bb) - height / 2
    new_x = np.cos(a) * x + np.sin(a) * y + height / 2
    new_y = np.cos(a) * y - np.sin(a) * x + height / 2
    return warp(im, rotation(degrees, height), height), enclosing_box(
        np.stack([new_x, new_y]), height
    )


def rotate_two_halves(im, bb, degrees):
    sz = im.shape[1]
    half = rotation(degrees / 2, sz)
    return warp(im, half @ half, sz), enclosing_box(half @ (half @ box_corners(bb)), sz)


def box_growth_measured(bb, degrees):
    points = shift(5000, 5000) @ rotation(degrees, 10) @ box_corners(bb)
    width, height = np.ptp(points[0]), np.ptp(points[1])
    return float(width * height / ((bb[2] - bb[0] + 1) * (bb[3] - bb[1] + 1)))


def box_growth_ratio(bb, degrees):
    ratio = (bb[3] - bb[1] + 1.0) / (bb[2] - bb[0] + 1.0)
    s2 = abs(np.sin(2 * np.radians(degrees)))
    return 1 + s2 / 2 * (ratio + 1 / ratio)


def box_growth_complex(bb, degrees):
    height, width = bb[2:] - bb[:2] + 1
    a = np.exp(1j * np.radians(degrees))
    c, s = abs(a.real), abs(a.imag)
    return (c + s * height / width) * (c + s * width / height)


def box_growth_math(bb, degrees):
    top, left, bottom, right = (float(number) for number in bb)
    h, w = bottom + 1 - top, right + 1 - left
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    new_h, new_w = math.fabs(h * c) + math.fabs(w * s), math.fabs(w * c) + math.fabs(h * s)
    return new_h / h * new_w / w


def enclosing_box_middle_of_three(points, sz):
    (left, *_, right), (top, *_, bottom) = np.sort(points[:2], axis=1)
    top, left = (sorted([0, v, sz - 1])[1] for v in (top, left))
    bottom, right = sorted([top, bottom - 1, sz - 1])[1], sorted([left, right - 1, sz - 1])[1]
    return np.array([top, left, bottom, right]).astype(np.float32)


def flip_lr_signs(im, bb):
    last = im.shape[1] - 1
    box = bb[[0, 3, 2, 1]] * np.array([1, -1, 1, -1], dtype=bb.dtype)
    return im[:, ::-1], box + np.array([0, last, 0, last], dtype=bb.dtype)


def adjust_lighting_int16(im, brightness=0.0, contrast=1.0):
    steps = np.floor((im - 127.5) * contrast + 127.5 + 255 * brightness + 0.5).astype(np.int16)
    return np.minimum(np.maximum(steps, 0), 255).astype(np.uint8)


def rotate_dot(im, bb, degrees):
    size = min(im.shape[:2])
    turning = rotation(degrees, size)
    points = np.dot(turning, box_corners(bb))
    picture = warp(im, turning, size)
    return picture, enclosing_box(points, size)


def box_growth_matrix(bb, degrees):
    top, left, bottom, right = bb
    sides = np.array([bottom + 1 - top, right + 1 - left], dtype=float)
    a = math.radians(degrees)
    new = np.abs([[math.cos(a), math.sin(a)], [math.sin(a), math.cos(a)]]) @ sides
    return float(new.prod() / sides.prod())


def enclosing_box_loop(points, sz):
    box = []
    for row in (1, 0):
        box.append(min(max(float(points[row].min()), 0), sz - 1))
    for row in (1, 0):
        box.append(min(max(float(points[row].max()) - 1, box[1 - row]), sz - 1))
    return np.array(box, np.float32)


RIGHT_WAYS = {
    "flip_lr": [
        flip_lr_fliplr,
        flip_lr_opencv,
        flip_lr_matrix,
        flip_lr_list_of_columns,
        flip_lr_inside_out,
        flip_lr_signs,
    ],
    "adjust_lighting": [
        adjust_lighting_plain,
        adjust_lighting_clip_first,
        adjust_lighting_float32,
        adjust_lighting_table,
        adjust_lighting_in_place,
        adjust_lighting_int16,
    ],
    "enclosing_box": [
        enclosing_box_plain,
        enclosing_box_sizes,
        enclosing_box_axis,
        enclosing_box_sorted,
        enclosing_box_middle_of_three,
        enclosing_box_loop,
    ],
    "rotate": [rotate_opencv, rotate_steps, rotate_by_hand, rotate_two_halves, rotate_dot],
    "box_growth": [
        box_growth_measured,
        box_growth_ratio,
        box_growth_complex,
        box_growth_math,
        box_growth_matrix,
    ],
}

_SAME_PRODUCT = "the two sides of the new box are exchanged, which does not change their product"
_CLIPPED = "the larger of two, whichever is named first, and then the smaller"

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "flip_lr": {
        "np.array([top, last - right, bottom, last - left], dtype=bb.dtype) -> "
        "np.array([top, last - right, bottom, last - left])": (
            "NumPy keeps the dtype of the numbers by itself"
        ),
    },
    "enclosing_box": {
        "np.clip([ys.min(), xs.min()], 0, sz - 1) -> np.clip(0, [ys.min(), xs.min()], sz - 1)": (
            _CLIPPED
        ),
        "np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1) -> "
        "np.clip(near, [ys.max() - 1, xs.max() - 1], sz - 1)": _CLIPPED,
    },
    "rotate": {"0 -> 1": "the picture is a square, so height and width are the same"},
    "box_growth": {
        "(height, width) -> (width, height)": _SAME_PRODUCT,
        "(bottom - top + 1, right - left + 1) -> (right - left + 1, bottom - top + 1)": (
            _SAME_PRODUCT
        ),
        "(c, s) -> (s, c)": _SAME_PRODUCT,
        "(abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))) -> "
        "(abs(np.sin(np.deg2rad(degrees))), abs(np.cos(np.deg2rad(degrees))))": _SAME_PRODUCT,
    },
}
