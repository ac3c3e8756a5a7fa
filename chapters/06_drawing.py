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
# # 06 · Drawing: boxes and names on any picture
#
# **After this chapter you can** draw boxes and names that are readable on every background, put several pictures into a grid,
# and explore a whole data set with one short call.
#
# About 55 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · **06 drawing** · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# When you work with a new data set, the first hours decide a lot. Whoever can look at any picture with its boxes in a second
# finds what is wrong with the data: boxes beside the object, exchanged names, objects that nobody has marked. Whoever needs
# ten lines for each picture looks at three of them and hopes.
#
# In chapters 03 and 04 we needed about ten lines. Here they become small functions, and the functions become **one**
# call: `draw_idx(i, ...)`.

# %% tags=["export"]
import matplotlib.pyplot as plt
from matplotlib import patches, patheffects

# %%
import numpy as np

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
# There are two ways to use Matplotlib. In the one that most examples show, `plt.something()` draws "wherever we are just
# now". With more than one picture that is hard to follow. In the other, the *object-oriented* one, you hold the things
# in your hand and say to **which** you mean. We use only that one.
#
# `plt.subplots` gives two things: the *figure*, which is the whole sheet, and the *axes*, the area in which one draws.

# %%
fig, ax = plt.subplots(figsize=(4, 3))
plt.show()

# %% [markdown]
# `figsize` is width and height in inches, width first this time. The axes have methods: `ax.imshow(...)` shows a picture,
# `ax.set_title(...)` writes above it, and so on.

# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")
first = trn_j["images"][0]
im = open_image(image_path(PATH, first["file_name"]))

# %%
fig, ax = plt.subplots(figsize=(5, 4))
ax.imshow(im)
plt.show()

# %% [markdown]
# With two numbers `subplots` makes a grid: so many rows, so many columns. `axes` is then an array of axes, and `axes.flat`
# gives them one after the other.

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
# The ticks on the edges count pixels. They are useful when you read off a place, but for many pictures in a grid they are in
# the way. `ax.axis("off")` removes them.
#
# ## Exercise 1
#
# ### Exercise: `show_img` (6 minutes, difficulty 2 of 5)
#
# Show a picture, without ticks, on the axes that are given. When none are given, make new ones, of the size that is wanted.
# Return the axes, so that the caller can draw on them.


# %% tags=["export"]
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
    ...  # your answer here


# %%
show_img = check(show_img)

# %%
ax = show_img(im, figsize=(5, 4))
ax.set_title(first["file_name"])
plt.show()

# %% [markdown]
# ## Step 2: readable everywhere
#
# White text is readable on a dark picture and disappears on a white one. Black text is the opposite. What colour is
# readable everywhere? None. But **white with a black outline** is. Look at three backgrounds:

# %%
rng = np.random.default_rng(0)
backgrounds = {
    "black": np.zeros((60, 160, 3)),
    "white": np.ones((60, 160, 3)),
    "noise": rng.random((60, 160, 3)),
}
fig, axes = plt.subplots(1, 3, figsize=(11, 2))
for ax, (name, background) in zip(axes, backgrounds.items(), strict=True):
    show_img(background, ax=ax)
    ax.text(80, 30, "person", color="white", fontsize=20, ha="center", va="center")
    ax.set_title(name)
plt.show()

# %% [markdown]
# (`ha` and `va` say which point of the text lies at (80, 30): here its centre, horizontally and vertically.)
#
# The outline is made with *path effects*. Everything that is drawn, letters and lines alike, follows a path. A path effect
# says how to draw along it. We want two, one after the other: first a thick black stroke, then the normal drawing on
# top.

# %%
effects = [patheffects.Stroke(linewidth=4, foreground="black"), patheffects.Normal()]
len(effects)

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 2))
for ax, (name, background) in zip(axes, backgrounds.items(), strict=True):
    show_img(background, ax=ax)
    text = ax.text(80, 30, "person", color="white", fontsize=20, ha="center", va="center")
    text.set_path_effects(effects)
    ax.set_title(name)
plt.show()

# %% [markdown]
# Readable on all three. If you leave out `Normal()`, only the black stroke is drawn; in the other order the stroke covers the
# letters.
#
# ## Exercise 2
#
# ### Exercise: `draw_outline` (4 minutes, difficulty 2 of 5)
#
# Give a drawn thing (a text or a rectangle) a black outline of width `lw`.


# %% tags=["export"]
def draw_outline(o, lw):
    """Draw a black outline round something, so that it stands out from any background.

    Parameters
    ----------
    o : Artist
        A text, a rectangle or another drawn thing.
    lw : float
        Width of the black stroke in points (1/72 inch). Half of it shows on each side.
    """
    ...  # your answer here


# %%
draw_outline = check(draw_outline)

# %% [markdown]
# ## Step 3: the rectangle and the half pixel
#
# `patches.Rectangle` takes the corner (x, y), the width and the height: the form `hw` of chapter 04.
#
# One detail. A pixel is a small square, and Matplotlib puts its **middle** at the whole number. So pixel 0 goes from -0.5 to
# 0.5, and a picture 6 pixels wide goes from -0.5 to 5.5. Look at the limits of the axes, left, right, bottom, top:

# %%
paper = np.zeros((4, 6))
paper[1:3, 2:5] = 1
fig, ax = plt.subplots(figsize=(5, 3.5))
ax.imshow(paper, cmap="Blues", vmax=2)
plt.show()

# %%
[float(limit) for limit in (*ax.get_xlim(), *ax.get_ylim())]

# %% [markdown]
# The object covers the columns 2, 3, 4 and the rows 1, 2: x = 2, y = 1, width 3, height 2. We draw the rectangle twice: red
# with the corner at (x, y), and green half a pixel further to the left and up.

# %%
x, y, width, height = 2, 1, 3, 2
ax.add_patch(patches.Rectangle((x, y), width, height, fill=False, edgecolor="red", lw=3))
ax.add_patch(
    patches.Rectangle((x - 0.5, y - 0.5), width, height, fill=False, edgecolor="green", lw=3)
)
ax.set_title("red: corner at (x, y); green: half a pixel before")
fig

# %% [markdown]
# Green is right: its edge runs where the object ends. On a photograph nobody sees half a pixel. But on a picture of 7 x 7
# numbers, such as we meet in chapter 12, it is a lot.
#
# (The y-axis goes from 3.5 to -0.5: from below to above, since rows are counted downwards.)
#
# ## Exercise 3
#
# ### Exercise: `draw_rect` (6 minutes, difficulty 2 of 5)
#
# Draw the rectangle of a box, not filled, with lines of width 2 and an outline of width 4. Return the rectangle, as
# Matplotlib's own functions do: then the caller can change it.


# %% tags=["export"]
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
    ...  # your answer here


# %%
draw_rect = check(draw_rect)

# %% [markdown]
# ## Step 4: the name
#
# The name stands in the corner of the box: its top left corner at the place given, so `va="top"` (and `ha="left"`, which
# is the rule anyway). Bold letters are easier to read. What is on top when things overlap? That with the larger `zorder`;
# Matplotlib gives 1 to rectangles and 3 to texts, so names lie above lines without our doing.

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
# Write a word with its top left corner at `xy`: white, bold, of size `sz`, with an outline of width 2. Return the text.


# %% tags=["export"]
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
    ...  # your answer here


# %%
draw_text = check(draw_text)

# %% [markdown]
# ## Step 5: packaging it all up
#
# A picture with all its objects. From chapter 04 we have `get_trn_anno`: image number to a list of (box, class number), with
# boxes as top, left, bottom, right.

# %% tags=["export"]
from minilib.annotations import (
    get_cats,
    get_trn_fns,
    get_trn_ids,
    load_annotations,
)
from minilib.boxes import bb_hw, get_trn_anno

# %%
trn_anno = get_trn_anno(trn_j)
cats = get_cats(trn_j)
busy = next(number for number in trn_anno if len(trn_anno[number]) == 5)
trn_anno[busy][:2]

# %% [markdown]
# For each of them: the box in Matplotlib's form, a rectangle, and the class's name in the corner. `b[:2]` is x and y.


# %% tags=["export"]
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


# %%
trn_fns = get_trn_fns(trn_j)
draw_im(open_image(image_path(PATH, trn_fns[busy])), trn_anno[busy], cats)
plt.show()

# %% [markdown]
# It still takes an image, its annotations and the names. For exploring we would like to say one number. Everything that
# belongs to the data set goes into one thing, a *named tuple*: a tuple whose places have names. Here is a small one:

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


# %% tags=["export"]
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


# %%
pascal = load_pascal(PATH)
pascal.trn_ids[:3], pascal._fields

# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `draw_idx` (6 minutes, difficulty 2 of 5)
#
# Draw the picture with number `i`, an image id such as 12, with all its objects. Pass `figsize` and `ax` on, and return the
# axes. A picture of which all objects are ignored has no boxes; but looking it up must not add an entry to `trn_anno`
# (do you remember the trap of chapter 03?).


# %% tags=["export"]
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
    ...  # your answer here


# %%
draw_idx = check(draw_idx)

# %% [markdown]
# That is the one call. Try numbers of your own in it: any of `pascal.trn_ids`.

# %%
draw_idx(pascal.trn_ids[1], pascal)
plt.show()

# %% [markdown]
# ## Use it: a page of pictures
#
# With `ax=` the same function fills a grid. Nine pictures at one glance:

# %%
fig, axes = plt.subplots(3, 3, figsize=(13, 11))
for ax, i in zip(axes.flat, pascal.trn_ids[:9], strict=True):
    draw_idx(i, pascal, ax=ax)
    ax.set_title(pascal.trn_fns[i])
fig.tight_layout()
plt.show()

# %% [markdown]
# Change `[:9]` to `[9:18]` and run it again. Do you find an object that nobody has marked? Those marked `ignore` are left
# out here, on purpose.
#
# ## Trap: drawing on the wrong axes
#
# Here somebody wants two pictures side by side, each with its box, and mixes the two ways to use Matplotlib.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2))
for ax, i in zip(axes, pascal.trn_ids[:2], strict=True):
    show_img(open_image(pascal.img_path / pascal.trn_fns[i]), ax=ax)
    for bb, _ in pascal.trn_anno[i]:
        draw_rect(plt.gca(), bb_hw(bb))
plt.show()

# %% [markdown]
# All boxes are on the second picture. `plt.gca()` means "the axes where we are just now" (*get current axes*), and after
# `subplots` that is the last one. No error, only wrong. How many boxes has each?

# %%
boxes_drawn = [len(ax.patches) for ax in axes]
boxes_wanted = [len(pascal.trn_anno[i]) for i in pascal.trn_ids[:2]]
boxes_drawn[0], sum(boxes_drawn) == sum(boxes_wanted)

# %% [markdown]
# That is also how a figure can be *tested*: ask the axes what is on them. Say `ax`, not `plt`, and this mistake can't happen.
#
# ## What minilib gained
#
# `minilib/drawing.py`: `show_img`, `draw_outline`, `draw_rect`, `draw_text`, `draw_im`, `Pascal`, `load_pascal`, `draw_idx`.
#
# ## Ask yourself
#
# <details><summary>1. Why do these functions return axes, or what they drew?</summary>
#
# So that the caller can go on drawing there, set a title, or ask what is on them.
# </details>
#
# <details><summary>2. Why two path effects and not just the stroke?</summary>
#
# The stroke alone is only black. The normal drawing has to come on top of it.
# </details>
#
# <details><summary>3. From where to where does the rectangle of the box x = 0, y = 0, width 1, height 1 go?</summary>
#
# From -0.5 to 0.5 in both directions: one whole pixel, the first one.
# </details>
#
# Now go on to [chapter 07](07_largest.ipynb).
