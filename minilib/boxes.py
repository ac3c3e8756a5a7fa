"""Boxes: one rectangle, many ways to write it (chapter 04).

Made from solutions/04_boxes.py by ``workbook build``: change it there.
"""

from collections import defaultdict

import numpy as np

from minilib.annotations import ANNOTATIONS, BBOX, CAT_ID, IMG_ID

__all__ = ["bb_hw", "bb_hws", "get_trn_anno", "hw_bb", "hw_bbs", "xml_bb"]


def hw_bb(bb):
    """Turn a box given by its size into one given by its corners.

    Parameters
    ----------
    bb
        VOC's and COCO's form ``[x, y, width, height]`` in pixels: the column and the row of the top
        left pixel, counted from 0, then the numbers of columns and rows.

    Returns
    -------
    ndarray of int, shape (4,)
        ``[top, left, bottom, right]``: row and column of the first pixel, row and column of the
        last pixel. Both corners belong to the box.

    Examples
    --------
    >>> hw_bb([155, 96, 196, 174])
    array([ 96, 155, 269, 350])
    """
    return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])


def bb_hw(a):
    """Turn a box given by its corners back into one given by its size.

    Parameters
    ----------
    a
        ``[top, left, bottom, right]`` in pixels, as :func:`hw_bb` gives it: rows before columns,
        counted from 0, both corners belong to the box.

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


def bb_hws(boxes):
    """Turn many boxes given by their corners into boxes given by their sizes.

    Parameters
    ----------
    boxes : ndarray, shape (n, 4)
        One ``[top, left, bottom, right]`` a row, in pixels; n may be 0.

    Returns
    -------
    ndarray, shape (n, 4)
        One ``[x, y, width, height]`` a row.

    Examples
    --------
    >>> bb_hws(np.array([[96, 155, 269, 350], [1, 2, 3, 5]]))
    array([[155,  96, 196, 174],
           [  2,   1,   4,   3]])
    """
    top, left, bottom, right = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([left, top, right - left + 1, bottom - top + 1], axis=1)


def hw_bbs(boxes):
    """Turn many boxes given by their sizes into boxes given by their corners.

    Parameters
    ----------
    boxes : ndarray, shape (n, 4)
        One ``[x, y, width, height]`` a row, in pixels; n may be 0.

    Returns
    -------
    ndarray, shape (n, 4)
        One ``[top, left, bottom, right]`` a row, as :func:`hw_bb` gives it for one box. The array
        given is left as it was.

    Examples
    --------
    >>> hw_bbs(np.array([[155, 96, 196, 174], [2, 1, 4, 3]]))
    array([[ 96, 155, 269, 350],
           [  1,   2,   3,   5]])
    """
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)


def xml_bb(xmin, ymin, xmax, ymax):
    """Turn the four numbers of a VOC XML file into a box given by its corners.

    Parameters
    ----------
    xmin, ymin, xmax, ymax : int
        First column, first row, last column, last row, in pixels, counted from 1. The last column
        and the last row belong to the box.

    Returns
    -------
    ndarray of int, shape (4,)
        ``[top, left, bottom, right]``, counted from 0.

    Examples
    --------
    >>> xml_bb(156, 97, 351, 270)
    array([ 96, 155, 269, 350])
    """
    return np.array([ymin - 1, xmin - 1, ymax - 1, xmax - 1])


def get_trn_anno(trn_j):
    """Collect the boxes of every image.

    Parameters
    ----------
    trn_j : dict
        The parsed annotation file, with its list of annotations under ``'annotations'``.

    Returns
    -------
    defaultdict
        Image id (int) -> list of (box, class id). A box is an int array of shape (4,),
        ``[top, left, bottom, right]`` in pixels. Annotations marked ``ignore`` are left out.
    """
    trn_anno = defaultdict(lambda: [])
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            trn_anno[o[IMG_ID]].append((hw_bb(o[BBOX]), o[CAT_ID]))
    return trn_anno
