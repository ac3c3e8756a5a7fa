"""Largest: the one object to begin with (chapter 07).

Made from solutions/07_largest.py by ``workbook build``: change it there.
"""

import os

import numpy as np
import pandas as pd

from minilib.boxes import bb_hw
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.images import open_image

__all__ = [
    "bb_area",
    "bb_frame",
    "bbox_text",
    "draw_largest_bbox",
    "get_lrg",
    "get_trn_lrg_anno",
    "lrg_frame",
    "write_csv",
]


def bb_area(bb):
    """Count the pixels of a box.

    Parameters
    ----------
    bb : ndarray of int, shape (4,)
        ``[top, left, bottom, right]`` in pixels; both corners belong to the box.

    Returns
    -------
    int
        Rows times columns, at least 1.

    Examples
    --------
    >>> bb_area(np.array([96, 155, 269, 350]))
    34104
    """
    return int(np.prod(bb[-2:] - bb[:2] + 1))


def get_lrg(b):
    """Choose the largest of a picture's objects.

    Parameters
    ----------
    b : list of (box, class id)
        Boxes as ``[top, left, bottom, right]`` in pixels. The list is not changed.

    Returns
    -------
    tuple
        (box, class id) of the object with the most pixels; of equal ones the first.

    Raises
    ------
    ValueError
        The list is empty.
    """
    if not b:
        raise ValueError("no objects, so none of them is the largest")
    return sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]


def get_trn_lrg_anno(trn_anno):
    """Choose the largest object of every picture.

    Parameters
    ----------
    trn_anno : dict
        Image id -> list of (box, class id), as :func:`minilib.boxes.get_trn_anno` gives it.

    Returns
    -------
    dict
        Image id -> (box, class id), in the same order; pictures without objects are left out.
    """
    return {i: get_lrg(b) for i, b in trn_anno.items() if b}


def draw_largest_bbox(img_id, pascal, trn_lrg_anno, figsize=(7, 5), ax=None):
    """Show a picture with its largest object.

    Parameters
    ----------
    img_id : int
        The image's id.
    pascal : Pascal
        The data set, see :func:`minilib.drawing.load_pascal`.
    trn_lrg_anno : dict
        Image id -> (box, class id), see :func:`get_trn_lrg_anno`.
    figsize, ax
        As for :func:`minilib.drawing.show_img`.

    Returns
    -------
    Axes
        With one rectangle and one name.
    """
    bb, class_id = trn_lrg_anno[img_id]
    b = bb_hw(bb)
    im = open_image(pascal.img_path / pascal.trn_fns[img_id])
    ax = show_img(im, figsize=figsize, ax=ax)
    draw_rect(ax, b)
    draw_text(ax, b[:2], pascal.cats[class_id], sz=16)
    return ax


def lrg_frame(pascal, trn_lrg_anno):
    """Make the table from which the classifier of the largest object learns.

    Parameters
    ----------
    pascal : Pascal
        The data set; ``trn_ids`` gives the order.
    trn_lrg_anno : dict
        Image id -> (box, class id) of the largest object.

    Returns
    -------
    DataFrame
        Columns ``fn`` (file name) and ``cat`` (class name), rows numbered from 0.
    """
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = [pascal.trn_fns[i] for i in ids]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": files, "cat": names})


def bbox_text(bb):
    """Write a box as a string, for one column of a CSV file.

    Parameters
    ----------
    bb : ndarray of int, shape (4,)
        ``[top, left, bottom, right]`` in pixels.

    Returns
    -------
    str
        The four numbers with single spaces between them.

    Examples
    --------
    >>> bbox_text(np.array([96, 155, 269, 350]))
    '96 155 269 350'
    """
    return " ".join(str(number) for number in bb)


def bb_frame(pascal, trn_lrg_anno):
    """Make the table of the largest objects' boxes: columns ``fn`` and ``bbox`` (one string)."""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    boxes = [bbox_text(trn_lrg_anno[i][0]) for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "bbox": boxes})


def write_csv(frame, file):
    """Write a table to ``file`` (Path) without its index, whole or not at all."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.part")
    frame.to_csv(beside, index=False)
    beside.replace(file)
    return file
