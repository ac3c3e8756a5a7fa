"""Augmentation: flip, turn, zoom and shift an image and its box, and change the light.

Made from solutions/12_augment.py (chapter 12) by ``workbook build``: change it there.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch

from minilib.transforms import squish_box

__all__ = [
    "Augment",
    "about_center",
    "adjust_lighting",
    "box_corners",
    "box_growth",
    "enclosing_box",
    "flip_lr",
    "rotate",
    "rotation",
    "scale",
    "shift",
    "warp",
]


def flip_lr(im: np.ndarray, bb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Swap left and right in an image (height, width, 3) and its box; the dtypes stay the same.

    The box is ``[top, left, bottom, right]`` in pixels, and both corners belong to it.
    """
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], np.array([top, last - right, bottom, last - left], dtype=bb.dtype)


def adjust_lighting(im: np.ndarray, brightness: float = 0.0, contrast: float = 1.0) -> np.ndarray:
    """Change brightness and contrast of an image (uint8, any shape).

    ``brightness`` is added, as a share of white: 0.1 adds 25.5. ``contrast`` is the factor by which
    each colour moves away from middle grey, 127.5. The result is rounded (a half may go either
    way) and clipped to the range from 0 to 255.
    """
    # (im - 127.5) * contrast + 127.5 + 255 * brightness, with the part without im first.
    added = 255 * brightness + 127.5 * (1 - contrast)
    return cv2.addWeighted(im, contrast, im, 0, added)


def shift(dx: float, dy: float) -> np.ndarray:
    """Return the matrix (3, 3) that moves by ``dx`` to the right and ``dy`` down, in pixels."""
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]])


def scale(kx: float, ky: float) -> np.ndarray:
    """Return the matrix (3, 3) that stretches by ``kx`` and ``ky`` from the top left corner."""
    return np.diag([kx, ky, 1.0])


def about_center(matrix: np.ndarray, sz: int) -> np.ndarray:
    """Make a matrix (3, 3) work about the centre of a square image instead of its corner."""
    return shift(sz / 2, sz / 2) @ matrix @ shift(-sz / 2, -sz / 2)


def rotation(degrees: float, sz: int) -> np.ndarray:
    """Return the matrix (3, 3) that turns a square of side ``sz`` counterclockwise.

    It turns about the centre, and takes a point (x, y, 1) to its new place. Points are places, not
    pixels: the image goes from 0 to ``sz``, and the middle of its first pixel is at 0.5.
    """
    angle = np.deg2rad(degrees)
    c, s = np.cos(angle), np.sin(angle)
    return about_center(np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]), sz)


def box_corners(bb: Sequence[float]) -> np.ndarray:
    """Return the four corners of a box as places (x, y, 1), one per column: shape (3, 4).

    The last row and column belong to the box, so it ends where they end, one further.
    """
    top, left, bottom, right = bb
    xs, ys = [left, right + 1, right + 1, left], [top, top, bottom + 1, bottom + 1]
    return np.array([xs, ys, [1, 1, 1, 1]], dtype=float)


def enclosing_box(points: np.ndarray, sz: int) -> np.ndarray:
    """Find the smallest upright box around places (x, y, 1), one per column, clipped to the image.

    It is ``[top, left, bottom, right]`` in pixels (float32); both corners belong to the box. It is
    at least one pixel wide and high; if all points are outside, it is at the edge nearest to them.
    """
    xs, ys = points[0], points[1]
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def warp(im: np.ndarray, matrix: np.ndarray, sz: int) -> np.ndarray:
    """Draw an image (uint8, (h, w, 3)) on a square of side ``sz``, grey outside the image.

    ``matrix`` (3, 3) takes places of ``im`` to places of the result.
    """
    # OpenCV counts from the middle of the first pixel, places count from its corner.
    pixels = shift(-0.5, -0.5) @ matrix @ shift(0.5, 0.5)
    return cv2.warpAffine(im, pixels[:2], (sz, sz), borderValue=(124, 116, 104))


def rotate(im: np.ndarray, bb: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Turn a square image counterclockwise about its centre; the box encloses the turned box.

    Takes and returns uint8 of shape (sz, sz, 3) and ``[top, left, bottom, right]`` in pixels
    (float32); both corners belong to the box.
    """
    sz = im.shape[0]
    matrix = rotation(degrees, sz)
    return warp(im, matrix, sz), enclosing_box(matrix @ box_corners(bb), sz)


def box_growth(bb: Sequence[float], degrees: float) -> float:
    """Return the factor by which a box's area grows when it is turned and enclosed again.

    ``bb`` is ``[top, left, bottom, right]`` in pixels, and both corners belong to the box; nothing
    is clipped.
    """
    top, left, bottom, right = bb
    height, width = bottom - top + 1, right - left + 1
    c, s = abs(np.cos(np.deg2rad(degrees))), abs(np.sin(np.deg2rad(degrees)))
    return float((height * c + width * s) * (width * c + height * s) / (height * width))


class Augment:
    """Squash, flip, turn, zoom, shift and light an image at random, drawing it only once.

    ``flip`` is the probability of a flip, ``degrees`` the largest rotation to either side. A
    ``zoom`` of 0.2 enlarges or shrinks by a factor of up to 1.2; ``move`` is the largest shift as a
    share of the side ``sz``; ``lighting`` is the largest change of brightness, as a share of white,
    and of contrast. ``box=False`` leaves the box where it was: wrong, and only for comparison.
    """

    def __init__(
        self, sz: int, *, flip: float = 0.5, degrees: float = 3, zoom: float = 0.0,
        move: float = 0.0, lighting: float = 0.1, box: bool = True,
    ):  # fmt: skip
        self.sz, self.flip, self.degrees, self.zoom = sz, flip, degrees, zoom
        self.move, self.lighting, self.box = move, lighting, box

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Transform an image (uint8, (h, w, 3)) to (sz, sz, 3), and its box to float32."""
        sz = self.sz
        # PyTorch's random numbers: they differ between the workers of a data loader.
        coin, turn, zoom, dx, dy, bright, contrast = (2 * torch.rand(7) - 1).tolist()
        matrix = scale(sz / im.shape[1], sz / im.shape[0])
        if (coin + 1) / 2 < self.flip:
            matrix = shift(sz, 0) @ scale(-1, 1) @ matrix
        factor = (1 + self.zoom) ** zoom
        turned = rotation(turn * self.degrees, sz) @ matrix
        matrix = about_center(scale(factor, factor), sz) @ turned
        matrix = shift(dx * self.move * sz, dy * self.move * sz) @ matrix
        picture = adjust_lighting(
            warp(im, matrix, sz), self.lighting * bright, 1 + self.lighting * contrast
        )
        if not self.box:
            return picture, squish_box(bb, im.shape[:2], (sz, sz))
        return picture, enclosing_box(matrix @ box_corners(bb), sz)
