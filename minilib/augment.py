"""Augmentation: the picture changes, and its box with it (chapter 11).

Made from solutions/11_augment.py by ``workbook build``: change it there.
"""

import cv2
import numpy as np
import torch

from minilib.modeldata import squish_bb

__all__ = [
    "Augment",
    "about_middle",
    "box_round",
    "corners",
    "flip_lr",
    "growth",
    "light",
    "rotate",
    "rotation",
    "scale",
    "shift",
    "warp",
]


def flip_lr(im, bb):
    """Exchange left and right, in the picture and in the box.

    Parameters
    ----------
    im : ndarray, shape (height, width, 3)
        Not changed.
    bb : ndarray, shape (4,)
        ``[top, left, bottom, right]`` in pixels; both corners belong to the box.

    Returns
    -------
    tuple of ndarray
        Picture and box, of the same shapes and dtypes.
    """
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def light(im, brightness=0.0, contrast=1.0):
    """Change the light of a picture.

    Parameters
    ----------
    im : ndarray of uint8
        Any shape; not changed.
    brightness : float
        Is added, as a share of white: 0.1 adds 25.5.
    contrast : float
        Factor by which each colour moves away from middle grey (127.5); 1 leaves it.

    Returns
    -------
    ndarray of uint8, of the same shape
        Rounded (a half may go either way); what would be below 0 or above 255 stays there.
    """
    # (im - 127.5) * contrast + 127.5 + 255 * brightness, with the part without im first.
    added = 255 * brightness + 127.5 * (1 - contrast)
    return cv2.addWeighted(im, contrast, im, 0, added)


def shift(dx, dy):
    """The matrix (3, 3) that moves by ``dx`` to the right and ``dy`` down, in pixels."""
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]])


def scale(kx, ky):
    """The matrix (3, 3) that stretches by ``kx`` and ``ky``, away from the top left corner."""
    return np.diag([kx, ky, 1.0])


def about_middle(matrix, sz):
    """Let a matrix (3, 3) work about the middle of a square picture, not about its corner."""
    return shift(sz / 2, sz / 2) @ matrix @ shift(-sz / 2, -sz / 2)


def rotation(degrees, sz):
    """The matrix that turns a square picture about its middle.

    Parameters
    ----------
    degrees : float
        Against the clock, as one sees the picture.
    sz : int
        Side of the square in pixels.

    Returns
    -------
    ndarray of float64, shape (3, 3)
        Takes a point (x, y, 1) to its new place. Points are places, not pixels: the picture goes
        from 0 to ``sz``, and the middle of its first pixel is at 0.5.
    """
    angle = np.deg2rad(degrees)
    c, s = np.cos(angle), np.sin(angle)
    return about_middle(np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]), sz)


def corners(bb):
    """The four corners of a box as places (x, y, 1), one a column: ndarray of shape (3, 4).

    The box's last row and column belong to it, so it ends one pixel further.
    """
    top, left, bottom, right = bb
    xs, ys = [left, right + 1, right + 1, left], [top, top, bottom + 1, bottom + 1]
    return np.array([xs, ys, [1, 1, 1, 1]], dtype=float)


def box_round(points, sz):
    """The smallest upright box that holds all points, cut off at the picture's edge.

    Parameters
    ----------
    points : ndarray, shape (3, n)
        Places (x, y, 1), one a column.
    sz : int
        Side of the square picture in pixels.

    Returns
    -------
    ndarray of float32, shape (4,)
        ``[top, left, bottom, right]`` in pixels; both corners belong to the box. It is at least one
        pixel wide and high; where all points are outside, it is the pixel at the nearest edge.
    """
    xs, ys = points[0], points[1]
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def warp(im, matrix, sz):
    """Draw a picture as a matrix says.

    Parameters
    ----------
    im : ndarray of uint8, shape (height, width, 3)
        The picture.
    matrix : ndarray, shape (3, 3)
        Takes places of ``im`` to places of the result.
    sz : int
        Side of the result in pixels.

    Returns
    -------
    ndarray of uint8, shape (sz, sz, 3)
        Where there is nothing to draw it is grey.
    """
    # OpenCV counts from the middle of the first pixel, places count from its corner.
    pixels = shift(-0.5, -0.5) @ matrix @ shift(0.5, 0.5)
    return cv2.warpAffine(im, pixels[:2], (sz, sz), borderValue=(124, 116, 104))


def rotate(im, bb, degrees):
    """Turn a square picture about its middle, and give the box round the turned box.

    Parameters
    ----------
    im : ndarray of uint8, shape (sz, sz, 3)
        Not changed.
    bb : ndarray of float, shape (4,)
        ``[top, left, bottom, right]`` in its pixels; both corners belong to the box.
    degrees : float
        Against the clock.

    Returns
    -------
    tuple of ndarray
        Picture (uint8, the same shape) and box (float32, shape (4,)).
    """
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), box_round(matrix @ corners(bb), sz)


def growth(bb, degrees):
    """How many times larger (in pixels) the box round the turned box is, edges not cut off.

    Parameters
    ----------
    bb : ndarray, shape (4,)
        ``[top, left, bottom, right]`` in pixels; both corners belong to the box.
    degrees : float
        How far it is turned; below 0 is with the clock.

    Returns
    -------
    float
        1.0 when it is as large as before.
    """
    top, left, bottom, right = bb
    height, width = bottom - top + 1, right - left + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((height * c + width * s) * (width * c + height * s) / (height * width))


class Augment:
    """Squish, flip, turn, zoom, shift and light a picture, all geometry in one step.

    Parameters
    ----------
    sz : int
        Side of the square in pixels.
    flip : float
        How often left and right are exchanged, from 0 to 1.
    degrees : float
        It is turned by up to so many, to both sides.
    zoom : float
        0.2 makes things up to a fifth larger or smaller.
    move : float
        It is shifted by up to this share of the side.
    lighting : float
        Brightness changes by up to this share of white, contrast by up to this share.
    box : bool
        False leaves the box where it was, which is wrong; for comparison only.
    """

    def __init__(self, sz, *, flip=0.5, degrees=3, zoom=0.0, move=0.0, lighting=0.1, box=True):
        self.sz, self.flip, self.degrees, self.zoom = sz, flip, degrees, zoom
        self.move, self.lighting, self.box = move, lighting, box

    def __call__(self, im, bb):
        """``im`` (uint8, (h, w, 3)) and ``bb`` in its pixels become both of the square."""
        sz = self.sz
        # PyTorch's random numbers: a data loader gives each of its workers others.
        chance, turn, zoom, dx, dy, bright, contrast = (2 * torch.rand(7) - 1).tolist()
        matrix = scale(sz / im.shape[1], sz / im.shape[0])
        if (chance + 1) / 2 < self.flip:
            matrix = shift(sz, 0) @ scale(-1, 1) @ matrix
        factor = (1 + self.zoom) ** zoom
        matrix = (
            about_middle(scale(factor, factor), sz) @ rotation(turn * self.degrees, sz) @ matrix
        )
        matrix = shift(dx * self.move * sz, dy * self.move * sz) @ matrix
        picture = light(warp(im, matrix, sz), self.lighting * bright, 1 + self.lighting * contrast)
        if not self.box:
            return picture, squish_bb(bb, im.shape[:2], (sz, sz))
        return picture, box_round(matrix @ corners(bb), sz)
