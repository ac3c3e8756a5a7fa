# ruff: noqa
"""Answers for chapter 12: flip_lr, light, enclosing_box, rotate, growth."""

import math

import cv2
import numpy as np

from minilib.augment import about_center, box_corners, enclosing_box, rotation, warp

# --- flip_lr --------------------------------------------------------------------------------


def flip_lr__wrong__width(im, bb):
    """takes the width, not the last column"""
    width = im.shape[1]
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, width - right, bottom, width - left], dtype=bb.dtype)


def flip_lr__wrong__picture_upside_down(im, bb):
    """the picture's rows run backwards, the box goes left to right"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[::-1], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__changes_bb(im, bb):
    """writes into the box that was given"""
    last = im.shape[1] - 1
    bb[1], bb[3] = last - bb[3], last - bb[1]
    return im[:, ::-1], bb


def flip_lr__wrong__view_trouble(im, bb):
    """the second line uses the left that the first has overwritten"""
    last = im.shape[1] - 1
    bb = bb.copy()
    bb[1] = last - bb[3]
    bb[3] = last - bb[1]
    return im[:, ::-1], bb


# --- light ----------------------------------------------------------------------------------


def adjust_lighting__wrong__clip_between(im, brightness=0.0, contrast=1.0):
    """cuts off after the contrast already, before the brightness"""
    x = np.clip((im.astype(float) - 127.5) * contrast + 127.5, 0, 255)
    return np.clip(np.round(x + 255 * brightness), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__uint8_first(im, brightness=0.0, contrast=1.0):
    """computes in 8 bits: differences below 0 begin again at 255"""
    x = (im - np.uint8(127)) * contrast + 127.5 + 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


# --- enclosing_box ------------------------------------------------------------------------------


def enclosing_box__wrong__float64(points, sz):
    """float64 instead of float32"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.clip(np.array([points[1].max(), points[0].max()]) - 1, near, sz - 1)
    return np.concatenate([near, far])


def enclosing_box__wrong__two_corners(points, sz):
    """takes the first and the third point only, as in a box that was not turned"""
    near = np.clip([points[1, 0], points[0, 0]], 0, sz - 1)
    far = np.clip(np.array([points[1, 2], points[0, 2]]) - 1, near, sz - 1)
    return np.concatenate([near, far]).astype(np.float32)


def enclosing_box__wrong__width_height(points, sz):
    """gives height and width in place of the far corner"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.clip(np.array([points[1].max(), points[0].max()]) - 1, near, sz - 1)
    return np.concatenate([near, far - near + 1]).astype(np.float32)


def enclosing_box__right__sorted(points, sz):
    (left, *_, right), (top, *_, bottom) = np.sort(points[:2], axis=1)
    top, left = (sorted([0, v, sz - 1])[1] for v in (top, left))
    bottom, right = sorted([top, bottom - 1, sz - 1])[1], sorted([left, right - 1, sz - 1])[1]
    return np.array([top, left, bottom, right]).astype(np.float32)


# --- rotate ---------------------------------------------------------------------------------


def rotate__wrong__box_stays(im, bb, degrees):
    """the box is not turned"""
    sz = im.shape[0]
    return warp(im, rotation(degrees, sz), sz), bb.astype(np.float32)


def rotate__wrong__radians(im, bb, degrees):
    """converts the angle to radians, though rotation wants degrees"""
    sz = im.shape[0]
    matrix = rotation(np.deg2rad(degrees), sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__wrong__half_pixel(im, bb, degrees):
    """OpenCV's own matrix about sz / 2: the picture is half a pixel off"""
    sz = im.shape[0]
    own = cv2.getRotationMatrix2D((sz / 2, sz / 2), degrees, 1)
    picture = cv2.warpAffine(im, own, (sz, sz), borderValue=(124, 116, 104))
    return picture, enclosing_box(rotation(degrees, sz) @ box_corners(bb), sz)


def rotate__wrong__four_points(im, bb, degrees):
    """returns the turned box_corners, not the box round them"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), matrix @ box_corners(bb)


def rotate__wrong__corners_pixels(im, bb, degrees):
    """puts the pixels of the corners through the matrix, without + 1 at the far ones"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    top, left, bottom, right = bb
    points = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]], float)
    return warp(im, matrix, sz), enclosing_box(matrix @ points, sz)


def rotate__wrong__matrix_right(im, bb, degrees):
    """the matrix stands on the wrong side of the points"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(box_corners(bb) @ matrix, sz)


def rotate__wrong__swapped(im, bb, degrees):
    """returns the box first"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return enclosing_box(matrix @ box_corners(bb), sz), warp(im, matrix, sz)


# --- growth ---------------------------------------------------------------------------------


def box_growth__wrong__width_twice(bb, degrees):
    """the new height is computed with the formula of the width"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((w * c + h * s) ** 2 / (h * w))


def box_growth__wrong__cut_off(bb, degrees):
    """measures in a picture of 200 pixels, where the turned box may be cut off"""
    t, le, b, r = enclosing_box(rotation(degrees, 200) @ box_corners(bb), 200)
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    return float((b - t + 1) * (r - le + 1) / (h * w))


def box_growth__wrong__sum_of_sides(bb, degrees):
    """compares the sums of the sides, not the pixels"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float(((w * c + h * s) + (h * c + w * s)) / (h + w))


def flip_lr__wrong__float64(im, bb):
    """a float64 box made of zeros"""
    last = im.shape[1] - 1
    box = np.zeros(4)
    box[:] = bb[0], last - bb[3], bb[2], last - bb[1]
    return im[:, ::-1], box


def flip_lr__wrong__int_box(im, bb):
    """makes whole numbers of the box"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, last - right, bottom, last - left], dtype=int)


def flip_lr__wrong__list(im, bb):
    """the box is a list"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], [top, last - right, bottom, last - left]


def flip_lr__wrong__box_first(im, bb):
    """box first, then image"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return np.array([top, last - right, bottom, last - left], dtype=bb.dtype), im[:, ::-1]


def flip_lr__wrong__last_column(im, bb):
    """-1 for the last column's number"""
    last = -1
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__step_two(im, bb):
    """every second column, backwards"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-2], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__right_is_left_plus_width(im, bb):
    """takes the fourth number for a width"""
    last = im.shape[1] - 1
    top, left, bottom, width = bb
    return im[:, ::-1], np.array([top, last - left - width, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__image_in_place(im, bb):
    """writes the columns into the image that was given"""
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    im[:] = im[:, ::-1].copy()
    return im, np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__five(im, bb):
    """the width 5 of the example"""
    last = 4
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def flip_lr__wrong__transposed(im, bb):
    """exchanges rows and columns"""
    top, left, bottom, right = bb
    return im.transpose(1, 0, 2), np.array([left, top, right, bottom], dtype=bb.dtype)


def flip_lr__right__astype(im, bb):
    width = im.shape[1]
    flipped = bb.astype(float)
    flipped[1], flipped[3] = width - 1 - bb[3], width - 1 - bb[1]
    return im[:, ::-1].copy(), flipped.astype(bb.dtype)


def flip_lr__right__signs(im, bb):
    last = im.shape[1] - 1
    box = bb[[0, 3, 2, 1]] * np.array([1, -1, 1, -1], dtype=bb.dtype)
    return im[:, ::-1], box + np.array([0, last, 0, last], dtype=bb.dtype)


def adjust_lighting__wrong__adds_uint8(im, brightness=0.0, contrast=1.0):
    """adds the brightness in 8 bits"""
    x = np.clip(np.round((im - 127.5) * contrast + 127.5), 0, 255).astype(np.uint8)
    return x + np.uint8(int(255 * brightness) % 256)


def adjust_lighting__wrong__scaled(im, brightness=0.0, contrast=1.0):
    """multiplies by 1 + brightness"""
    x = (im - 127.5) * contrast + 127.5
    return np.clip(np.round(x * (1 + brightness)), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__rounds_up(im, brightness=0.0, contrast=1.0):
    """rounds up"""
    x = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.clip(np.ceil(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__limit_1(im, brightness=0.0, contrast=1.0):
    """clips to 0 and 1"""
    x = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.clip(np.round(x), 0, 1).astype(np.uint8)


def adjust_lighting__wrong__only_above(im, brightness=0.0, contrast=1.0):
    """clips at 255 only, and negative numbers wrap"""
    x = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.minimum(np.round(x), 255).astype(np.int64).astype(np.uint8)


def adjust_lighting__wrong__normalised(im, brightness=0.0, contrast=1.0):
    """stays at 0 to 1"""
    x = (im / 255 - 0.5) * contrast + 0.5 + brightness
    return np.clip(x, 0, 1)


def adjust_lighting__wrong__contrast_plus_one(im, brightness=0.0, contrast=1.0):
    """takes contrast for a change: the factor is 1 + contrast"""
    x = (im - 127.5) * (1 + contrast) + 127.5 + 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__subtracts(im, brightness=0.0, contrast=1.0):
    """subtracts the brightness"""
    x = (im - 127.5) * contrast + 127.5 - 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__in_place(im, brightness=0.0, contrast=1.0):
    """writes into the image that was given"""
    im[:] = np.clip(np.round((im - 127.5) * contrast + 127.5 + 255 * brightness), 0, 255)
    return im


def adjust_lighting__wrong__modulo(im, brightness=0.0, contrast=1.0):
    """takes the remainder by 256"""
    x = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return (np.round(x) % 256).astype(np.uint8)


def adjust_lighting__right__where(im, brightness=0.0, contrast=1.0):
    x = im * float(contrast) - 127.5 * contrast + 127.5 + brightness * 255
    x = np.where(x > 255, 255, np.where(x < 0, 0, x))
    return np.around(x).astype("uint8")


def adjust_lighting__right__int16(im, brightness=0.0, contrast=1.0):
    steps = np.floor((im - 127.5) * contrast + 127.5 + 255 * brightness + 0.5).astype(np.int16)
    return np.minimum(np.maximum(steps, 0), 255).astype(np.uint8)


def enclosing_box__wrong__max_for_min(points, sz):
    """exchanges near and far"""
    xs, ys = points[0], points[1]
    near = np.clip([ys.max(), xs.max()], 0, sz - 1)
    far = np.clip([ys.min() - 1, xs.min() - 1], 0, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__near_minus_one(points, sz):
    """subtracts 1 from the near corner too"""
    xs, ys = points[0] - 1, points[1] - 1
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max(), xs.max()], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__homogeneous(points, sz):
    """takes the third row, the ones, for y"""
    xs, ys = points[0], points[2]
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__rounded(points, sz):
    """rounds to whole pixels"""
    xs, ys = np.round(points[0]), np.round(points[1])
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__outward(points, sz):
    """rounds outward: floor and ceil"""
    xs, ys = points[0], points[1]
    near = np.clip(np.floor([ys.min(), xs.min()]), 0, sz - 1)
    far = np.clip(np.ceil([ys.max() - 1, xs.max() - 1]), near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__global_min(points, sz):
    """the smallest of all numbers for both"""
    near = np.clip([points[:2].min(), points[:2].min()], 0, sz - 1)
    far = np.clip([points[:2].max() - 1, points[:2].max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__whole_image(points, sz):
    """an object that is outside gets the whole image"""
    xs, ys = points[0], points[1]
    if xs.max() <= 0 or ys.max() <= 0 or xs.min() >= sz or ys.min() >= sz:
        return np.array([0, 0, sz - 1, sz - 1], dtype=np.float32)
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__points_clipped_first(points, sz):
    """clips the places to sz - 1 and then subtracts 1"""
    xs, ys = np.clip(points[0], 0, sz - 1), np.clip(points[1], 0, sz - 1)
    box = [ys.min(), xs.min(), max(ys.max() - 1, ys.min()), max(xs.max() - 1, xs.min())]
    return np.array(box, dtype=np.float32)


def enclosing_box__wrong__tuple(points, sz):
    """a tuple"""
    xs, ys = points[0], points[1]
    top, left = np.clip([ys.min(), xs.min()], 0, sz - 1)
    bottom, right = np.clip([ys.max() - 1, xs.max() - 1], [top, left], sz - 1)
    return top, left, bottom, right


def enclosing_box__wrong__only_far_clipped(points, sz):
    """clips the far corner only"""
    xs, ys = points[0], points[1]
    near = np.array([ys.min(), xs.min()])
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__right__amin(points, sz):
    low, high = np.amin(points[:2], axis=1), np.amax(points[:2], axis=1) - 1
    low = np.clip(low, 0, sz - 1)
    high = np.clip(high, low, sz - 1)
    return np.float32([low[1], low[0], high[1], high[0]])


def enclosing_box__right__loop(points, sz):
    box = []
    for row in (1, 0):
        box.append(min(max(float(points[row].min()), 0), sz - 1))
    for row in (1, 0):
        box.append(min(max(float(points[row].max()) - 1, box[1 - row]), sz - 1))
    return np.array(box, np.float32)


def rotate__wrong__box_from_image_matrix_twice(im, bb, degrees):
    """the box goes through the matrix twice"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ matrix @ box_corners(bb), sz)


def rotate__wrong__image_twice(im, bb, degrees):
    """the image is turned twice"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix @ matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__wrong__elementwise(im, bb, degrees):
    """* instead of @"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(matrix * box_corners(bb), sz)


def rotate__wrong__no_corners(im, bb, degrees):
    """the box itself goes through the matrix"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ bb, sz)


def rotate__wrong__corners_of_result(im, bb, degrees):
    """encloses before turning"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(box_corners(bb), sz)


def rotate__wrong__middle_minus_half(im, bb, degrees):
    """turns about (sz - 1) / 2"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz - 1)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__wrong__about_twice(im, bb, degrees):
    """shifts to the center once more"""
    sz = im.shape[0]
    matrix = about_center(rotation(degrees, sz), sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__wrong__only_box(im, bb, degrees):
    """gives the box only"""
    sz = im.shape[0]
    return enclosing_box(rotation(degrees, sz) @ box_corners(bb), sz)


def rotate__wrong__thirty(im, bb, degrees):
    """always 30 degrees, as in the cell"""
    sz = im.shape[0]
    matrix = rotation(30, sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__wrong__rot90(im, bb, degrees):
    """quarter turns only"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return np.rot90(im, round(degrees / 90)), enclosing_box(matrix @ box_corners(bb), sz)


def rotate__right__dot(im, bb, degrees):
    size = min(im.shape[:2])
    turning = rotation(degrees, size)
    points = np.dot(turning, box_corners(bb))
    picture = warp(im, turning, size)
    return picture, enclosing_box(points, size)


def rotate__right__two_calls(im, bb, degrees):
    height = im.shape[0]
    turned = rotation(degrees, height) @ np.vstack([*box_corners(bb)])
    return warp(im, rotation(degrees, height), height), enclosing_box(turned, height)


def box_growth__wrong__degrees_of_rad(bb, degrees):
    """converts to degrees, not to radians"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.rad2deg(degrees))), abs(np.sin(np.rad2deg(degrees)))
    return float((h * c + w * s) * (w * c + h * s) / (h * w))


def box_growth__wrong__minus(bb, degrees):
    """subtracts the part of the other side"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c - w * s) * (w * c - h * s) / (h * w))


def box_growth__wrong__abs_sum(bb, degrees):
    """abs of the product at the end only"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return float(abs((h * c + w * s) * (w * c + h * s)) / (h * w))


def box_growth__wrong__inverse(bb, degrees):
    """old by new"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * w) / ((h * c + w * s) * (w * c + h * s)))


def box_growth__wrong__sides_of_corner(bb, degrees):
    """takes bottom and right for height and width"""
    h, w = bb[2] + 1, bb[3] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) * (w * c + h * s) / (h * w))


def box_growth__wrong__example(bb, degrees):
    """the box of the example"""
    h, w = 40, 20
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) * (w * c + h * s) / (h * w))


def box_growth__wrong__rounded(bb, degrees):
    """rounds to two decimals"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return round(float((h * c + w * s) * (w * c + h * s) / (h * w)), 2)


def box_growth__wrong__percent(bb, degrees):
    """in percent"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return 100 * float((h * c + w * s) * (w * c + h * s) / (h * w))


def box_growth__wrong__precedence(bb, degrees):
    """no parentheses around the old area"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) * (w * c + h * s) / h * w)


def box_growth__wrong__diagonal(bb, degrees):
    """takes the diagonal for both new sides"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    return float((h * h + w * w) / (h * w))


def box_growth__right__matrix(bb, degrees):
    top, left, bottom, right = bb
    sides = np.array([bottom + 1 - top, right + 1 - left], dtype=float)
    a = math.radians(degrees)
    new = np.abs([[math.cos(a), math.sin(a)], [math.sin(a), math.cos(a)]]) @ sides
    return float(new.prod() / sides.prod())


def box_growth__right__turned(bb, degrees):
    xs, ys, _ = rotation(degrees, 0) @ box_corners(bb)
    area = (xs.max() - xs.min()) * (ys.max() - ys.min())
    xs, ys, _ = box_corners(bb)
    return area / ((xs.max() - xs.min()) * (ys.max() - ys.min()))


# --- more, written from the chapters alone ---------------------------------------------------


def flip_lr__wrong__left_right_kept(im, bb):
    """left and right are not exchanged after mirroring"""
    last = im.shape[1] - 1
    return im[:, ::-1], np.array([bb[0], last - bb[1], bb[2], last - bb[3]], dtype=bb.dtype)


def flip_lr__wrong__height(im, bb):
    """takes the height for the width"""
    last = im.shape[0] - 1
    return im[:, ::-1], np.array([bb[0], last - bb[3], bb[2], last - bb[1]], dtype=bb.dtype)


def adjust_lighting__wrong__contrast_about_zero(im, brightness=0.0, contrast=1.0):
    """stretches from 0, not from the middle"""
    x = im * contrast + 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__brightness_in_steps(im, brightness=0.0, contrast=1.0):
    """adds the brightness itself, not its share of 255"""
    x = (im - 127.5) * contrast + 127.5 + brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def enclosing_box__wrong__no_minus(points, sz):
    """the far corner is one pixel too far"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.clip([points[1].max(), points[0].max()], near, sz - 1)
    return np.concatenate([near, far]).astype(np.float32)


def rotate__wrong__minus_degrees(im, bb, degrees):
    """the image turns the other way"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, rotation(-degrees, sz), sz), enclosing_box(matrix @ box_corners(bb), sz)


def box_growth__wrong__no_abs(bb, degrees):
    """no abs: wrong above 90 degrees"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return float((h * c + w * s) * (w * c + h * s) / (h * w))


def box_growth__right__math(bb, degrees):
    h, w = float(bb[2] - bb[0] + 1), float(bb[3] - bb[1] + 1)
    c, s = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    return (h * c + w * s) * (w * c + h * s) / (h * w)


# --- another formula -------------------------------------------------------------------------


def adjust_lighting__wrong__only_below(im, brightness=0.0, contrast=1.0):
    """clips at 0 only, and large numbers start again at 0"""
    x = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.maximum(np.round(x), 0).astype(np.int64).astype(np.uint8)


def adjust_lighting__wrong__brightness_first(im, brightness=0.0, contrast=1.0):
    """adds the brightness, and then stretches it too"""
    x = (im + 255 * brightness - 127.5) * contrast + 127.5
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__brightness_cut(im, brightness=0.0, contrast=1.0):
    """makes a whole number of the brightness first"""
    added = int(brightness * 255)
    x = (im.astype(float) - 127.5) * contrast + 127.5 + added
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__multiplied(im, brightness=0.0, contrast=1.0):
    """multiplies the image by 1 + brightness, before the contrast"""
    x = (im.astype(float) * (1 + brightness) - 127.5) * contrast + 127.5
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def adjust_lighting__wrong__middle_128(im, brightness=0.0, contrast=1.0):
    """takes 128 for the middle"""
    x = (im - 128.0) * contrast + 128 + 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def box_growth__wrong__steps(bb, degrees):
    """counts steps, not pixels"""
    h, w = float(bb[2] - bb[0]), float(bb[3] - bb[1])
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return (w * c + h * s) * (h * c + w * s) / (w * h)


def box_growth__wrong__height_twice(bb, degrees):
    """the new width is computed with the formula of the height"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) ** 2 / (h * w))


def box_growth__wrong__added(bb, degrees):
    """what was added, not the factor"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float(((h * c + w * s) * (w * c + h * s) - h * w) / (h * w))


def box_growth__wrong__new_area(bb, degrees):
    """the new area, not divided by the old"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) * (w * c + h * s))


def box_growth__wrong__root(bb, degrees):
    """the growth of a side, a root of the area's"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float(np.sqrt((h * c + w * s) * (w * c + h * s) / (h * w)))


def box_growth__wrong__own_side(bb, degrees):
    """each side takes a part of itself: h * c + h * s"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + h * s) * (w * c + w * s) / (h * w))


def box_growth__wrong__only_height(bb, degrees):
    """counts the growth of the height alone"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((h * c + w * s) / h)


def enclosing_box__wrong__x_first(points, sz):
    """left and top have changed places, as right and bottom have"""
    near, far = points[:2].min(axis=1), points[:2].max(axis=1) - 1
    near = np.clip(near, 0, sz - 1)
    return np.array([*near, *np.clip(far, near, sz - 1)], dtype=np.float32)


def enclosing_box__wrong__clipped_to_sz(points, sz):
    """the last pixel is sz - 1, not sz"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz)
    far = np.clip([points[1].max() - 1, points[0].max() - 1], near, sz)
    return np.array([*near, *far], dtype=np.float32)


def enclosing_box__wrong__only_near_clipped(points, sz):
    """clips the near corner only"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.maximum([points[1].max() - 1, points[0].max() - 1], near)
    return np.array([*near, *far], dtype=np.float32)


def rotate__wrong__matmul_order(im, bb, degrees):
    """elementwise product"""
    sz = len(im)
    m = rotation(degrees, sz)
    return warp(im, m, sz), enclosing_box(box_corners(bb).T @ m, sz)


def flip_lr__wrong__x_first(im, bb):
    """takes x to be first in a box"""
    last = im.shape[1] - 1
    left, top, right, bottom = bb
    return im[:, ::-1], np.array([last - right, top, last - left, bottom], dtype=bb.dtype)


def adjust_lighting__wrong__middle_not_added(im, brightness=0.0, contrast=1.0):
    """subtracts the middle and forgets to add it again"""
    x = (im.astype(float) - 127.5) * contrast + brightness * 255
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


def enclosing_box__wrong__one_less_after_clipping(points, sz):
    """clips the far corner as a place, then takes 1 off"""
    x, y = points[0], points[1]
    near = np.clip([y.min(), x.min()], 0, sz - 1)
    far = np.clip([y.max(), x.max()], near, sz - 1) - 1
    return np.concatenate([near, far]).astype(np.float32)


def enclosing_box__wrong__one_less_at_last(points, sz):
    """lets the far corner go to sz, then takes 1 off"""
    x, y = points[0], points[1]
    near = np.clip([y.min(), x.min()], 0, sz - 1)
    far = np.clip([y.max(), x.max()], 0, sz) - 1
    return np.concatenate([near, far]).astype(np.float32)


def rotate__wrong__two_corners(im, bb, degrees):
    """turns the near and the far corner only, as pixels"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    top, left, bottom, right = bb
    corners = np.array([[left, right], [top, bottom], [1, 1]])
    return warp(im, matrix, sz), enclosing_box(matrix @ corners, sz)


def rotate__wrong__two_places(im, bb, degrees):
    """turns the near and the far corner only"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    turned = matrix @ box_corners(bb)
    return warp(im, matrix, sz), enclosing_box(turned[:, [0, 2]], sz)


def enclosing_box__wrong__each_edge_at_one_end(points, sz):
    """near edges at 0 only, far edges at the last pixel only"""
    top, left = max(0, points[1].min()), max(0, points[0].min())
    bottom, right = min(sz - 1, points[1].max() - 1), min(sz - 1, points[0].max() - 1)
    return np.array([top, left, bottom, right], dtype=np.float32)


def enclosing_box__right__as_a_place(points, sz):
    """clips the far corner as a place, one after the near one at least"""
    x, y = points[0], points[1]
    near = np.clip([y.min(), x.min()], 0, sz - 1)
    far = np.clip([y.max(), x.max()], near + 1, sz) - 1
    return np.concatenate([near, far]).astype(np.float32)


def enclosing_box__wrong__two_rows(points, sz):
    """at least two rows high"""
    left, top = points[:2].min(axis=1).clip(0, sz - 1)
    right, bottom = (points[:2].max(axis=1) - 1).clip(0, sz - 1)
    right, bottom = max(right, left), max(bottom, top + 1)
    return np.array([top, left, bottom, right], dtype=np.float32)


def enclosing_box__wrong__near_row_back(points, sz):
    """pulls the near row back to the far one"""
    xs, ys, _ = points
    left = np.clip(xs.min(), 0, sz - 1)
    right = np.clip(xs.max() - 1, left, sz - 1)
    bottom = np.clip(ys.max() - 1, 0, sz - 1)
    top = np.clip(ys.min(), 0, bottom)
    return np.array([top, left, bottom, right], dtype=np.float32)


def rotate__wrong__shortcut(im, bb, degrees):
    """hands back the box for 0 degrees, beyond the image"""
    if degrees == 0:
        return im, bb
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


_kept = {}


def rotate__wrong__matrix_kept(im, bb, degrees):
    """keeps a matrix for each angle, whatever the size"""
    sz = len(im)
    if degrees not in _kept:
        _kept[degrees] = rotation(degrees, sz)
    matrix = _kept[degrees]
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def adjust_lighting__wrong__sign_lost(im, brightness=0.0, contrast=1.0):
    """convertScaleAbs takes the sign away instead of clipping at 0"""
    add = 127.5 - 127.5 * contrast + 255 * brightness
    return cv2.convertScaleAbs(im, alpha=contrast, beta=add)


def enclosing_box__wrong__axis_0(points, sz):
    """the smallest and the largest number of each point"""
    left, top = points.min(axis=0)[:2]
    right, bottom = points.max(axis=0)[:2]
    near = np.clip([top, left], 0, sz - 1)
    far = np.clip([bottom - 1, right - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def box_growth__wrong__old_area_in_steps(bb, degrees):
    """+ 1 only for the new area"""
    top, left, bottom, right = bb
    h, w = bottom - top + 1, right - left + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return (w * c + h * s) * (h * c + w * s) / ((bottom - top) * (right - left))
