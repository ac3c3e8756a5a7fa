"""Largest: the largest object in each image.

Made from solutions/07_largest.py (chapter 07) by ``workbook build``: change it there.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from minilib.boxes import Anno, bb_hw
from minilib.drawing import Pascal, draw_object, show_img
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


def bb_area(bb: np.ndarray) -> int:
    """Count the pixels of a box ``[top, left, bottom, right]``, rows times columns.

    Both corners belong to the box, so there is at least one pixel. The area must fit into the
    dtype of ``bb``; the int64 of :func:`minilib.boxes.hw_bb` holds that of any image.

    Examples
    --------
    >>> bb_area(np.array([96, 155, 269, 350]))
    34104
    """
    return int(np.prod(bb[-2:] - bb[:2] + 1))


def get_lrg(b: list[Anno]) -> Anno:
    """Return the largest of an image's objects; if several are equally large, the first of them.

    The list is not changed.

    Raises
    ------
    ValueError
        The list is empty.
    """
    if not b:
        raise ValueError("no objects, so none of them is the largest")
    return sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]


def get_trn_lrg_anno(trn_anno: dict[int, list[Anno]]) -> dict[int, Anno]:
    """Return a lookup from image id to the image's largest object, in the same order.

    Images without objects are left out.
    """
    return {i: get_lrg(b) for i, b in trn_anno.items() if b}


def draw_largest_bbox(
    img_id: int,
    pascal: Pascal,
    trn_lrg_anno: dict[int, Anno],
    figsize: tuple[float, float] = (7, 5),
    ax: Axes | None = None,
) -> Axes:
    """Show an image with its largest object; see :func:`minilib.drawing.show_img`."""
    bb, class_id = trn_lrg_anno[img_id]
    im = open_image(pascal.img_path / pascal.trn_fns[img_id])
    ax = show_img(im, figsize=figsize, ax=ax)
    draw_object(ax, bb_hw(bb), pascal.cats[class_id], sz=16)
    return ax


def lrg_frame(pascal: Pascal, trn_lrg_anno: dict[int, Anno]) -> pd.DataFrame:
    """Make the table that the classifier of the largest object learns from.

    Its columns are ``fn`` (file name) and ``cat`` (class name), its rows are in the order of
    ``pascal.trn_ids`` and numbered from 0. Images without an object are left out.
    """
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = [pascal.trn_fns[i] for i in ids]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": files, "cat": names})


def bbox_text(bb: np.ndarray) -> str:
    """Write a box as one string, its four numbers with single spaces between them.

    Examples
    --------
    >>> bbox_text(np.array([96, 155, 269, 350]))
    '96 155 269 350'
    """
    return " ".join(str(number) for number in bb)


def bb_frame(pascal: Pascal, trn_lrg_anno: dict[int, Anno]) -> pd.DataFrame:
    """Make the table of the largest objects' boxes: columns ``fn`` and ``bbox`` (one string)."""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    boxes = [bbox_text(trn_lrg_anno[i][0]) for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "bbox": boxes})


def write_csv(frame: pd.DataFrame, file: Path) -> Path:
    """Write a table, without its index, atomically to ``file``, and return ``file``."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.part")
    frame.to_csv(beside, index=False)
    beside.replace(file)
    return file
