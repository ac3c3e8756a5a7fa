# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 06 · Drawing: boxes and names on any image
#
# **After this chapter you can** draw boxes and names that are readable on every background, show several images in a grid,
# and explore a whole data set with one short call.
#
# About 55 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · **06 drawing** · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# With a new data set, a lot depends on the first few hours. If you can look at any image with its boxes in a second,
# you find out what is wrong with the data: boxes next to their object, swapped names, objects that nobody has marked. If you
# need ten lines for each image, you look at three of them and hope.
#
# In chapters 03 and 04 we needed about ten lines. Here they become small functions, and the functions become **one**
# call: `draw_idx(i, ...)`.

# %% tags=["export"]
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patches, patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text

# %%
from minilib.annotations import load_annotations
from minilib.boxes import bb_hw
from minilib.images import open_image
from minilib.paths import image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: a figure and its axes
#
# There are two ways to use Matplotlib. In the one that most examples show, `plt.something()` draws "wherever we happen to
# be". With more than one picture that is hard to follow. In the other, the *object-oriented* one, you have the axes in a
# variable and call their methods, so it is always clear **where** you draw. We use only that one. (`plt` still makes the figure,
# with `plt.subplots`, and shows it, with `plt.show`; but it draws nothing.)
#
# `plt.subplots` returns two things: the *figure*, which is the whole sheet, and the *axes*, the area in which you draw.

# %%
fig, ax = plt.subplots(figsize=(4, 3))
plt.show()

# %% [markdown]
# `figsize` is width and height in inches, width first this time. The axes have methods: `ax.imshow(...)` shows an image,
# `ax.set_title(...)` writes a title above it, and so on.

# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")
first = trn_j["images"][0]
im = open_image(image_path(PATH, first["file_name"]))

# %%
fig, ax = plt.subplots(figsize=(5, 4))
ax.imshow(im)
plt.show()

# %% [markdown]
# With two numbers, rows and columns, `subplots` makes a grid. `axes` is then an array of axes, and `axes.flat` gives them one
# after the other.

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3))
axes.shape, [ax is axes.flat[n] for n, ax in enumerate(axes)]

# %%
for ax, title in zip(axes.flat, ["as it is", "upside down"], strict=True):
    ax.set_title(title)
axes[0].imshow(im)
axes[1].imshow(im[::-1])
fig


# %% [markdown]
# (Naming the figure at the end of a cell shows it once more.)
#
# The ticks along the edges count pixels. They are useful for reading off a position, but in a grid of many images
# they are in the way. `ax.axis("off")` removes them.
#
# ## Exercise 1
#
# ### Exercise: `show_img` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/06_drawing.ipynb#Exercise:-show_img-(6-minutes,-difficulty-2-of-5)>)
#
# Show an image, without ticks, on the axes that are given. If none are given, make a new figure of the given size. Return the
# axes, so that the caller can draw on them.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax
    ### END SOLUTION


# %%
show_img = check(show_img)

# %%
ax = show_img(im, figsize=(5, 4))
ax.set_title(first["file_name"])
plt.show()

# %% [markdown]
# ## Step 2: readable everywhere
#
# White text is readable on a dark image and disappears on a white one. With black text it is the other way round. Which
# colour is readable everywhere? None. But **white with a black outline** is. First, white alone on three backgrounds:

# %%
rng = np.random.default_rng(0)
backgrounds = {
    "black": np.zeros((60, 160, 3)),
    "white": np.ones((60, 160, 3)),
    "noise": rng.random((60, 160, 3)),
}
fig, axes = plt.subplots(1, 3, figsize=(11, 2), facecolor="lightgrey")
for ax, (name, background) in zip(axes, backgrounds.items(), strict=True):
    show_img(background, ax=ax)
    ax.text(80, 30, "person", color="white", fontsize=20, ha="center", va="center")
    ax.set_title(name)
plt.show()

# %% [markdown]
# (`ha` and `va` are the horizontal and vertical alignment: here the centre of the text is at (80, 30). `facecolor` makes the
# sheet grey, so that the white image stands out.)
#
# The outline is made with *path effects*. Everything that is drawn, letters and lines alike, follows a path. A path effect
# defines how to draw along it. We want two, one after the other: first a thick black stroke, then the normal drawing on
# top.

# %%
effects = [patheffects.Stroke(linewidth=4, foreground="black"), patheffects.Normal()]
len(effects)

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 2), facecolor="lightgrey")
for ax, (name, background) in zip(axes, backgrounds.items(), strict=True):
    show_img(background, ax=ax)
    text = ax.text(80, 30, "person", color="white", fontsize=20, ha="center", va="center")
    text.set_path_effects(effects)
    ax.set_title(name)
plt.show()


# %% [markdown]
# Readable on all three. If you leave out `Normal()`, or put it first, the black stroke is on top and covers most of the letters.
#
# ## Exercise 2
#
# ### Exercise: `draw_outline` (4 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/06_drawing.ipynb#Exercise:-draw_outline-(4-minutes,-difficulty-2-of-5)>)
#
# Give a text or a rectangle a black outline of width `lw`. (Matplotlib calls everything that can be drawn an `Artist`.)


# %% tags=["export"]
def draw_outline(o: Artist, lw: float) -> None:
    """Give a text, rectangle or other artist a black outline that is visible on any background.

    ``lw`` is the width of the stroke in points (1/72 inch): half of it on each side of the edge.
    """
    ### BEGIN SOLUTION
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    o.set_path_effects([stroke, patheffects.Normal()])
    ### END SOLUTION


# %%
draw_outline = check(draw_outline)

# %% [markdown]
# ## Step 3: the rectangle and the half pixel
#
# `patches.Rectangle` takes the corner (x, y), the width and the height: the form `hw` of chapter 04.
#
# One detail. A pixel is a small square, and Matplotlib puts its **centre** at the whole number. So pixel 0 goes from -0.5 to
# 0.5, and an image that is 6 pixels wide goes from -0.5 to 5.5. Look at the limits of the axes, left, right, bottom, top:

# %%
paper = np.zeros((4, 6))
paper[1:3, 2:5] = 1
fig, ax = plt.subplots(figsize=(5, 3.5))
ax.imshow(paper, cmap="Blues", vmax=2)
ax.set_yticks(range(4))
plt.show()

# %%
[float(limit) for limit in (*ax.get_xlim(), *ax.get_ylim())]

# %% [markdown]
# The object covers the columns 2, 3, 4 and the rows 1, 2: x = 2, y = 1, width 3, height 2. We draw the rectangle twice: dashed
# and red with its corner at (x, y), and solid and green half a pixel further to the left and up.

# %%
x, y, width, height = 2, 1, 3, 2
at_corner = patches.Rectangle((x, y), width, height, fill=False, edgecolor="red", lw=3, ls="--")
ax.add_patch(at_corner)
half_before = patches.Rectangle((x - 0.5, y - 0.5), width, height, fill=False, lw=3)
half_before.set_edgecolor("green")
ax.add_patch(half_before)
ax.set_title("dashed: corner at (x, y); solid: half a pixel less")
fig


# %% [markdown]
# The solid one is right: it runs exactly where the object ends. In a photograph nobody notices half a pixel. But in a
# grid of 7 x 7 numbers, such as you will meet in chapter 13, it is a lot.
#
# (The y-axis goes from 3.5 at the bottom to -0.5 at the top, because rows are counted downwards.)
#
# ## Exercise 3
#
# ### Exercise: `draw_rect` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/06_drawing.ipynb#Exercise:-draw_rect-(6-minutes,-difficulty-2-of-5)>)
#
# Draw the rectangle of a box, not filled, with lines of width 2 and an outline of width 4. Return the rectangle, as
# Matplotlib's own functions do, so that the caller can change it.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    corner = (b[0] - 0.5, b[1] - 0.5)
    rectangle = patches.Rectangle(corner, b[2], b[3], fill=False, edgecolor=color, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle
    ### END SOLUTION


# %%
draw_rect = check(draw_rect)

# %% [markdown]
# ## Step 4: the name
#
# The name goes into the corner of the box: the top left corner of the text is at the given position, so `va="top"` (and
# `ha="left"`, which is the default anyway). Bold letters are easier to read. What is on top when things overlap? Whatever has
# the larger `zorder`; Matplotlib gives 1 to rectangles and 3 to texts, so names are above lines without our help.

# %%
ax = show_img(im, figsize=(5, 4))
text = ax.text(40, 40, "here", va="top", color="white", fontsize=14, weight="bold")
draw_outline(text, 2)
plt.show()


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `draw_text` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/06_drawing.ipynb#Exercise:-draw_text-(5-minutes,-difficulty-2-of-5)>)
#
# Write a text with its top left corner at `xy`: white, bold, of size `sz`, with an outline of width 2. Return the text.


# %% tags=["export"]
def draw_text(ax: Axes, xy: Sequence[float], txt: str, sz: float = 14) -> Text:
    """Write white, bold letters with a black outline on axes that show an image.

    Parameters
    ----------
    xy
        Position of the text's top left corner in pixels, x first.
    sz
        Size of the letters in points.
    """
    ### BEGIN SOLUTION
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text
    ### END SOLUTION


# %%
draw_text = check(draw_text)

# %% [markdown]
# ## Step 5: packaging it all up
#
# Now to an image with all its objects. From chapter 04 we have `get_trn_anno`: it returns, for each image id, a list
# of pairs (box, class id), with boxes as top, left, bottom, right. We look for a busy image: the first with at least five
# objects (or, if no image has so many, with as many as there are in any).

# %% tags=["export"]
from minilib.annotations import (
    get_cats,
    get_trn_fns,
    get_trn_ids,
    load_annotations,
)
from minilib.boxes import Anno, bb_hw, get_trn_anno

# %%
trn_anno = get_trn_anno(trn_j)
cats = get_cats(trn_j)
most = min(5, max(len(objects) for objects in trn_anno.values()))
busy = next(number for number in trn_anno if len(trn_anno[number]) >= most)
trn_anno[busy][:2]


# %% [markdown]
# Each object gets a rectangle and the name of its class at the corner. But a name inside the box covers the object, a
# face for instance. So if there is room above the box, the name goes there: `set_va("bottom")` puts the *bottom* left
# corner of the text at the same place. `b[:2]` is x and y. `ax.get_ylim()[0]` is the bottom edge of the
# image; a tenth of that is room enough.


# %% tags=["export"]
def draw_object(ax: Axes, b: Sequence[float], name: str, sz: float = 14) -> None:
    """Draw a box, ``[x, y, width, height]`` in pixels, with its name at the top left corner.

    The name is above the box where there is room, so that it does not hide the object, and inside
    it elsewhere.
    """
    draw_rect(ax, b)
    text = draw_text(ax, b[:2], name, sz)
    if b[1] > ax.get_ylim()[0] / 10:
        text.set_va("bottom")


# %% [markdown]
# And for all objects: `bb_hw` turns each box into Matplotlib's form.


# %% tags=["export"]
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


# %%
trn_fns = get_trn_fns(trn_j)
draw_im(open_image(image_path(PATH, trn_fns[busy])), trn_anno[busy], cats)
plt.show()

# %% [markdown]
# This call still takes an image, its annotations and the names. For exploring we would like to pass just an image id.
# Everything that belongs to the data set goes into one object, a *named tuple*: a tuple whose elements have names (`_fields`
# lists them). Here is a small one:

# %%
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int


point = Point(3, 5)
point, point.y, point[1]

# %% tags=["export"]
from pathlib import Path
from typing import NamedTuple

from minilib.images import open_image
from minilib.paths import JPEGS


# %% tags=["export"]
class Pascal(NamedTuple):
    """Everything about the data set that is needed to look at it."""

    img_path: Path  # the folder of the images
    trn_fns: dict[int, str]  # image id -> file name
    trn_ids: list[int]  # in the order of the annotation file
    trn_anno: dict[int, list[Anno]]  # image id -> objects, without those marked ignore
    cats: dict[int, str]  # class id -> name


# %% tags=["export"]
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


# %%
pascal = load_pascal(PATH)
pascal.trn_ids[:3], pascal._fields


# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `draw_idx` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/06_drawing.ipynb#Exercise:-draw_idx-(6-minutes,-difficulty-2-of-5)>)
#
# Draw the image with id `i`, such as 12, with all its objects. Pass on `figsize` and `ax`, and return the axes. An
# image whose objects are all ignored has no boxes; but looking it up must not add an entry to `trn_anno` (remember
# the trap in chapter 03?).


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    anno = pascal.trn_anno.get(i, [])
    return draw_im(im, anno, pascal.cats, figsize=figsize, ax=ax)
    ### END SOLUTION


# %%
draw_idx = check(draw_idx)

# %% [markdown]
# That is the one call. Try it with other ids: any of `pascal.trn_ids`.

# %%
draw_idx(pascal.trn_ids[3], pascal)
plt.show()

# %% [markdown]
# ## Use it: a page of images
#
# With `ax=` the same function fills a grid. Nine images at a glance:

# %%
fig, axes = plt.subplots(3, 3, figsize=(13, 11))
for ax, i in zip(axes.flat, pascal.trn_ids[:9], strict=True):
    draw_idx(i, pascal, ax=ax)
    ax.set_title(pascal.trn_fns[i])
fig.tight_layout()
plt.show()

# %% [markdown]
# Change `[:9]` to `[9:18]` and run it again. Can you find an object without a box? Those marked `ignore` have none here, on
# purpose.
#
# ## Trap: drawing on the wrong axes
#
# Here someone wants two images side by side, each with its boxes, and mixes the two ways to use Matplotlib.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2))
for ax, i in zip(axes, pascal.trn_ids[:2], strict=True):
    show_img(open_image(pascal.img_path / pascal.trn_fns[i]), ax=ax)
    for bb, _ in pascal.trn_anno[i]:
        draw_rect(plt.gca(), bb_hw(bb))
plt.show()

# %% [markdown]
# All boxes are on the second image. `plt.gca()` means "the axes we happen to be on" (*get current axes*), and after
# `subplots` those are the last ones. No error, but the picture is wrong. How many boxes are on the first image, and are all of
# them somewhere?

# %%
boxes_drawn = [len(ax.patches) for ax in axes]
boxes_wanted = [len(pascal.trn_anno[i]) for i in pascal.trn_ids[:2]]
boxes_drawn[0], sum(boxes_drawn) == sum(boxes_wanted)

# %% [markdown]
# That is also how you can *test* a figure: ask the axes what is on them. Use `ax`, not `plt`, and this mistake can't happen.

# %%
from minilib.workbook import how_far

how_far("drawing")

# %% [markdown]
# ## What minilib gained
#
# `minilib/drawing.py`: `show_img`, `draw_outline`, `draw_rect`, `draw_text`, `draw_object`, `draw_im`, `Pascal`, `load_pascal`,
# `draw_idx`.
#
# ## Ask yourself
#
# <details><summary>1. Why do these functions return axes, or what they drew?</summary>
#
# So that the caller can draw more on them, set a title, or ask what is there.
# </details>
#
# <details><summary>2. Why two path effects and not just the stroke?</summary>
#
# Half of the stroke is inside the edge of a letter, so on its own it covers most of the white; of a thin line it covers all. The
# normal drawing has to come on top of it.
# </details>
#
# <details><summary>3. Where does the rectangle of the box x = 0, y = 0, width 1, height 1 begin and end?</summary>
#
# It goes from -0.5 to 0.5 in both directions: exactly one pixel, the first.
# </details>
#
# Now go on to [chapter 07](07_largest.ipynb).
