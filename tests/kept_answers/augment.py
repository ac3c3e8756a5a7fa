# ruff: noqa
"""Answers for chapter 11: flip_lr, light, box_round, rotate, growth."""

import cmath
import math

import cv2
import numpy as np
import torch

from minilib.augment import about_middle, box_round, corners, rotation, scale, shift, warp

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


def light__wrong__clip_between(im, brightness=0.0, contrast=1.0):
    """cuts off after the contrast already, before the brightness"""
    x = np.clip((im.astype(float) - 127.5) * contrast + 127.5, 0, 255)
    return np.clip(np.round(x + 255 * brightness), 0, 255).astype(np.uint8)


def light__wrong__uint8_first(im, brightness=0.0, contrast=1.0):
    """computes in 8 bits: differences below 0 begin again at 255"""
    x = (im - np.uint8(127)) * contrast + 127.5 + 255 * brightness
    return np.clip(np.round(x), 0, 255).astype(np.uint8)


# --- box_round ------------------------------------------------------------------------------


def box_round__wrong__float64(points, sz):
    """float64 instead of float32"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.clip(np.array([points[1].max(), points[0].max()]) - 1, near, sz - 1)
    return np.concatenate([near, far])


def box_round__wrong__two_corners(points, sz):
    """takes the first and the third point only, as in a box that was not turned"""
    near = np.clip([points[1, 0], points[0, 0]], 0, sz - 1)
    far = np.clip(np.array([points[1, 2], points[0, 2]]) - 1, near, sz - 1)
    return np.concatenate([near, far]).astype(np.float32)


def box_round__wrong__width_height(points, sz):
    """gives height and width in place of the far corner"""
    near = np.clip([points[1].min(), points[0].min()], 0, sz - 1)
    far = np.clip(np.array([points[1].max(), points[0].max()]) - 1, near, sz - 1)
    return np.concatenate([near, far - near + 1]).astype(np.float32)


def box_round__right__sorted(points, sz):
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
    return warp(im, matrix, sz), box_round(matrix @ corners(bb), sz)


def rotate__wrong__half_pixel(im, bb, degrees):
    """OpenCV's own matrix about sz / 2: the picture is half a pixel off"""
    sz = im.shape[0]
    own = cv2.getRotationMatrix2D((sz / 2, sz / 2), degrees, 1)
    picture = cv2.warpAffine(im, own, (sz, sz), borderValue=(124, 116, 104))
    return picture, box_round(rotation(degrees, sz) @ corners(bb), sz)


def rotate__wrong__four_points(im, bb, degrees):
    """returns the turned corners, not the box round them"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), matrix @ corners(bb)


def rotate__wrong__corners_pixels(im, bb, degrees):
    """puts the pixels of the corners through the matrix, without + 1 at the far ones"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    top, left, bottom, right = bb
    points = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]], float)
    return warp(im, matrix, sz), box_round(matrix @ points, sz)


def rotate__wrong__matrix_right(im, bb, degrees):
    """the matrix stands on the wrong side of the points"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), box_round(corners(bb) @ matrix, sz)


def rotate__wrong__swapped(im, bb, degrees):
    """returns the box first"""
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return box_round(matrix @ corners(bb), sz), warp(im, matrix, sz)


# --- growth ---------------------------------------------------------------------------------


def growth__wrong__width_twice(bb, degrees):
    """the new height is computed with the formula of the width"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((w * c + h * s) ** 2 / (h * w))


def growth__wrong__cut_off(bb, degrees):
    """measures in a picture of 200 pixels, where the turned box may be cut off"""
    t, le, b, r = box_round(rotation(degrees, 200) @ corners(bb), 200)
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    return float((b - t + 1) * (r - le + 1) / (h * w))


def growth__wrong__sum_of_sides(bb, degrees):
    """compares the sums of the sides, not the pixels"""
    h, w = bb[2] - bb[0] + 1, bb[3] - bb[1] + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float(((w * c + h * s) + (h * c + w * s)) / (h + w))
