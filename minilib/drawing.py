"""Drawing: boxes and names on any image.

Made from solutions/06_drawing.py (chapter 06) by ``workbook build``: change it there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patches, patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text

from minilib.annotations import (
    get_cats,
    get_trn_fns,
    get_trn_ids,
    load_annotations,
)
from minilib.boxes import Anno, bb_hw, get_trn_anno
from minilib.images import open_image
from minilib.paths import JPEGS

__all__ = [
    "Pascal",
    "draw_idx",
    "draw_im",
    "draw_object",
    "draw_outline",
    "draw_rect",
    "draw_text",
    "load_pascal",
    "show_img",
]


def show_img(
    im: np.ndarray, figsize: tuple[float, float] | None = None, ax: Axes | None = None
) -> Axes:
    """Show an image without ticks on the axes given, and return them.

    Parameters
    ----------
    im
        Shape (h, w, 3), red, green, blue from 0 to 1. It is not changed.
    figsize
        Width and height in inches of the new figure that is made when no axes are given.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax


def draw_outline(o: Artist, lw: float) -> None:
    """Give a text, rectangle or other artist a black outline that is visible on any background.

    ``lw`` is the width of the stroke in points (1/72 inch): half of it on each side of the edge.
    """
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    o.set_path_effects([stroke, patheffects.Normal()])


def draw_rect(
    ax: Axes, b: Sequence[float], color: str | tuple[float, ...] = "white"
) -> patches.Rectangle:
    """Draw a box, with a black outline, on axes that show an image.

    Parameters
    ----------
    b
        ``[x, y, width, height]`` in pixels: the top left pixel, counted from 0, and the size. It
        is not changed.

    Returns
    -------
    Rectangle
        From half a pixel before the centre of the first pixel to half a pixel after the last one's.
    """
    corner = (b[0] - 0.5, b[1] - 0.5)
    rectangle = patches.Rectangle(corner, b[2], b[3], fill=False, edgecolor=color, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_text(ax: Axes, xy: Sequence[float], txt: str, sz: float = 14) -> Text:
    """Write white, bold letters with a black outline on axes that show an image.

    Parameters
    ----------
    xy
        Position of the text's top left corner in pixels, x first.
    sz
        Size of the letters in points.
    """
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_object(ax: Axes, b: Sequence[float], name: str, sz: float = 14) -> None:
    """Draw a box, ``[x, y, width, height]`` in pixels, with its name at the top left corner.

    The name is above the box where there is room, so that it does not hide the object, and inside
    it elsewhere.
    """
    draw_rect(ax, b)
    text = draw_text(ax, b[:2], name, sz)
    if b[1] > ax.get_ylim()[0] / 10:
        text.set_va("bottom")


def draw_im(
    im: np.ndarray,
    anno: list[Anno],
    cats: dict[int, str],
    figsize: tuple[float, float] = (8, 6),
    ax: Axes | None = None,
) -> Axes:
    """Show an image with a box and a name for each object; see :func:`show_img`.

    ``cats`` gives the name for a class id.
    """
    ax = show_img(im, figsize=figsize, ax=ax)
    for bb, class_id in anno:
        draw_object(ax, bb_hw(bb), cats[class_id])
    return ax


class Pascal(NamedTuple):
    """Everything about the data set that is needed to look at it."""

    img_path: Path  # the folder of the images
    trn_fns: dict[int, str]  # image id -> file name
    trn_ids: list[int]  # in the order of the annotation file
    trn_anno: dict[int, list[Anno]]  # image id -> objects, without those marked ignore
    cats: dict[int, str]  # class id -> name


def load_pascal(path: Path) -> Pascal:
    """Read the data set in folder ``path``."""
    trn_j = load_annotations(path / "pascal_train2007.json")
    return Pascal(
        img_path=path / JPEGS,
        trn_fns=get_trn_fns(trn_j),
        trn_ids=get_trn_ids(trn_j),
        trn_anno=get_trn_anno(trn_j),
        cats=get_cats(trn_j),
    )


def draw_idx(
    i: int, pascal: Pascal, figsize: tuple[float, float] = (8, 6), ax: Axes | None = None
) -> Axes:
    """Show the image with id ``i`` and all its objects; see :func:`draw_im`.

    ``pascal`` is not changed.

    Raises
    ------
    KeyError
        There is no image with this id.
    """
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    anno = pascal.trn_anno.get(i, [])
    return draw_im(im, anno, pascal.cats, figsize=figsize, ax=ax)
