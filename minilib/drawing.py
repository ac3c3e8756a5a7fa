"""Drawing: boxes and names on any picture (chapter 06).

Made from solutions/06_drawing.py by ``workbook build``: change it there.
"""

from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
from matplotlib import patches, patheffects

from minilib.annotations import (
    get_cats,
    get_trn_fns,
    get_trn_ids,
    load_annotations,
)
from minilib.boxes import bb_hw, get_trn_anno
from minilib.images import open_image
from minilib.paths import JPEGS

__all__ = [
    "Pascal",
    "draw_idx",
    "draw_im",
    "draw_outline",
    "draw_rect",
    "draw_text",
    "load_pascal",
    "show_img",
]


def show_img(im, figsize=None, ax=None):
    """Show a picture without ticks.

    Parameters
    ----------
    im : ndarray, shape (h, w, 3)
        As :func:`minilib.images.open_image` gives it.
    figsize : tuple of float, optional
        Width and height of a new figure in inches; only used when there are no axes yet.
    ax : Axes, optional
        Where to draw; without it a new figure is made.

    Returns
    -------
    Axes
        On which the picture is now.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax


def draw_outline(o, lw):
    """Draw a black outline round something, so that it stands out from any background.

    Parameters
    ----------
    o : Artist
        A text, a rectangle or another drawn thing.
    lw : float
        Width of the black stroke in points (1/72 inch). Half of it shows on each side.
    """
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    o.set_path_effects([stroke, patheffects.Normal()])


def draw_rect(ax, b, color="white"):
    """Draw a box on axes that show a picture.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    b : sequence of four numbers
        ``[x, y, width, height]`` in pixels: the top left pixel, counted from 0, and the size.
    color : str or tuple
        Of the line; it gets a black outline.

    Returns
    -------
    Rectangle
        From half a pixel before the first pixel's middle to half a pixel behind the last one's.
    """
    corner = (b[0] - 0.5, b[1] - 0.5)
    rectangle = patches.Rectangle(corner, b[2], b[3], fill=False, edgecolor=color, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_text(ax, xy, txt, sz=14):
    """Write on axes that show a picture.

    Parameters
    ----------
    ax : Axes
        Where to write.
    xy : sequence of two numbers
        Where the text's top left corner goes, in pixels, x first.
    txt : str
        What to write.
    sz : float
        Size of the letters in points.

    Returns
    -------
    Text
        White and bold with a black outline; Matplotlib draws texts above rectangles.
    """
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_im(im, anno, cats, figsize=(8, 6), ax=None):
    """Show a picture with all its objects.

    Parameters
    ----------
    im : ndarray, shape (h, w, 3)
        The picture.
    anno : list of (box, class id)
        Boxes as ``[top, left, bottom, right]``, see :func:`minilib.boxes.get_trn_anno`.
    cats : dict
        Class id -> name.
    figsize, ax
        As for :func:`show_img`.

    Returns
    -------
    Axes
        With a rectangle and a name for each object, in the order of ``anno``.
    """
    ax = show_img(im, figsize=figsize, ax=ax)
    for bb, class_id in anno:
        b = bb_hw(bb)
        draw_rect(ax, b)
        draw_text(ax, b[:2], cats[class_id])
    return ax


class Pascal(NamedTuple):
    """Everything about the data set that is needed to look at it.

    Attributes
    ----------
    img_path
        The folder of the pictures.
    trn_fns
        Image id -> file name.
    trn_ids
        Image ids in the order of the annotation file.
    trn_anno
        Image id -> list of (box, class id), those marked ``ignore`` left out.
    cats
        Class id -> name.
    """

    img_path: Path
    trn_fns: dict
    trn_ids: list
    trn_anno: dict
    cats: dict


def load_pascal(path):
    """Read the data set in folder ``path`` (Path) into a :class:`Pascal`."""
    trn_j = load_annotations(path / "pascal_train2007.json")
    return Pascal(
        img_path=path / JPEGS,
        trn_fns=get_trn_fns(trn_j),
        trn_ids=get_trn_ids(trn_j),
        trn_anno=get_trn_anno(trn_j),
        cats=get_cats(trn_j),
    )


def draw_idx(i, pascal, figsize=(8, 6), ax=None):
    """Show any picture of the data set with all its objects.

    Parameters
    ----------
    i : int
        The image's id.
    pascal : Pascal
        The data set; it is not changed.
    figsize, ax
        As for :func:`show_img`.

    Returns
    -------
    Axes
        As :func:`draw_im` gives them.

    Raises
    ------
    KeyError
        There is no image of this id.
    """
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    anno = pascal.trn_anno.get(i, [])
    return draw_im(im, anno, pascal.cats, figsize=figsize, ax=ax)
