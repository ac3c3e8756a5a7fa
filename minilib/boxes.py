"""Boxes: one rectangle, many ways to write it.

Made from solutions/04_boxes.py (chapter 04) by ``workbook build``: change it there.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from minilib.annotations import ANNOTATIONS, BBOX, CAT_ID, IMG_ID

__all__ = ["Anno", "bb_hw", "bb_hws", "get_trn_anno", "hw_bb", "hw_bbs", "xml_bb"]


def hw_bb(hw: Sequence[int]) -> np.ndarray:
    """Turn a box given by its size into one given by its corners.

    Parameters
    ----------
    hw
        COCO's form ``[x, y, width, height]`` in pixels: column and row of the top left pixel,
        counted from 0, then the numbers of columns and rows.

    Returns
    -------
    ndarray of int, shape (4,)
        ``[top, left, bottom, right]``: row and column of the first pixel, then of the last. Both
        corners belong to the box.

    Examples
    --------
    >>> hw_bb([155, 96, 196, 174])
    array([ 96, 155, 269, 350])
    """
    return np.array([hw[1], hw[0], hw[1] + hw[3] - 1, hw[0] + hw[2] - 1])


def bb_hw(a: Sequence[int]) -> np.ndarray:
    """Turn a box given by its corners back into one given by its size.

    Parameters
    ----------
    a
        ``[top, left, bottom, right]`` in pixels, counted from 0, as :func:`hw_bb` returns it.

    Returns
    -------
    ndarray of int, shape (4,)
        ``[x, y, width, height]``.

    Examples
    --------
    >>> bb_hw([96, 155, 269, 350])
    array([155,  96, 196, 174])
    """
    return np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1])


def bb_hws(boxes: np.ndarray) -> np.ndarray:
    """Turn boxes given by their corners, shape (n, 4), into boxes given by their sizes, (n, 4).

    The rows are as for :func:`bb_hw`; n may be 0.

    Examples
    --------
    >>> bb_hws(np.array([[96, 155, 269, 350], [1, 2, 3, 5]]))
    array([[155,  96, 196, 174],
           [  2,   1,   4,   3]])
    """
    top, left, bottom, right = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([left, top, right - left + 1, bottom - top + 1], axis=1)


def hw_bbs(boxes: np.ndarray) -> np.ndarray:
    """Turn boxes given by their sizes, shape (n, 4), into boxes given by their corners, (n, 4).

    The rows are as for :func:`hw_bb`; n may be 0. ``boxes`` itself is not changed.

    Examples
    --------
    >>> hw_bbs(np.array([[155, 96, 196, 174], [2, 1, 4, 3]]))
    array([[ 96, 155, 269, 350],
           [  1,   2,   3,   5]])
    """
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def xml_bb(xmin: int, ymin: int, xmax: int, ymax: int) -> np.ndarray:
    """Turn the four numbers of a VOC XML file into ``[top, left, bottom, right]``.

    VOC gives the first column, first row, last column and last row, in pixels counted from 1; in
    the result they are counted from 0. The last column and row belong to the box in both.

    Examples
    --------
    >>> xml_bb(156, 97, 351, 270)
    array([ 96, 155, 269, 350])
    """
    return np.array([ymin - 1, xmin - 1, ymax - 1, xmax - 1])


# A box, [top, left, bottom, right] in pixels, and a class id.
Anno = tuple[np.ndarray, int]


def get_trn_anno(trn_j: dict) -> defaultdict[int, list[Anno]]:
    """Return a lookup from image id to the image's objects, without those marked ``ignore``."""
    trn_anno = defaultdict(lambda: [])
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            trn_anno[o[IMG_ID]].append((hw_bb(o[BBOX]), o[CAT_ID]))
    return trn_anno
