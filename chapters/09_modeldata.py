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
# # 09 · Model data: from a table to batches
#
# **After this chapter you can** set images aside for an honest validation, write a data set for PyTorch, squish an image
# together with its box, normalise pixels and undo it, and load everything in batches.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · **09 modeldata** · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# We have a table: in each row the name of an image's file and what is in the image. A network can't read that: it
# takes *batches*: blocks of numbers, many images at once, all of the same size, and beside them the answers, as numbers too.
#
# The lesson makes these with one line of a library:
#
# ```python
# md = ImageClassifierData.from_csv(PATH, JPEGS, CSV, tfms=tfms, bs=bs)
# ```
#
# `md` stands for *model data*. A lot happens inside this line, and each part of it can fail silently. So we
# build our own, part by part:
#
# 1. from the table, choose the rows that are set aside for validation;
# 2. names and texts become numbers;
# 3. a *data set* gives the image and the label with the number i;
# 4. every image gets the same size, and its box moves along;
# 5. a *loader* puts them together in batches;
# 6. the pixels get the scale that the network knows.
#
# In minilib the pieces of this chapter lie in two small modules: `transforms`, what is done to an image and its box, and
# `data`, what makes batches of them. So the imports stand in two cells. The second one imports two pieces
# that you will build below; as soon as you have run their cells, your own are used.

# %% tags=["export:transforms"]
"""Resize an image together with its box, and scale its pixels for the network, and back."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor

# %% tags=["export:data"]
"""From a table to batches: read it, split it, a data set of its images, loaders, one batch shown."""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from minilib.boxes import bb_hw
from minilib.drawing import Pascal, draw_object, draw_rect, draw_text, show_img
from minilib.largest import bb_frame, get_trn_lrg_anno, lrg_frame, write_csv
from minilib.paths import image_path, tmp_folder
from minilib.transforms import Squish, squish_box

# %%
import io

from torch.utils.data import default_collate

from minilib.drawing import load_pascal
from minilib.images import open_image
from minilib.largest import bb_area
from minilib.workbook import check, hint, open_data, recipe

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)

# %% [markdown]
# ## Step 1: the tables
#
# Why a table at all, when the JSON file has everything? The lesson says: "Often it's easiest to simply create a CSV of the
# data you want to model, rather than trying to create a custom dataset." A table is easy to look at, easy to fix, and any
# other data set can be written as one: then all that follows works for it too.
#
# Chapter 07 wrote two of them. Each chapter runs alone, so here they are written again, with the functions that you know.


# %% tags=["export:data"]
def write_tables(path: Path, pascal: Pascal) -> tuple[Path, Path]:
    """Write the tables of chapter 07, ``tmp/lrg.csv`` (classes) and ``tmp/bb.csv`` (boxes).

    ``path`` is the data set's folder. Both tables list the same images in the same order.
    """
    trn_lrg_anno = get_trn_lrg_anno(pascal.trn_anno)
    lrg = write_csv(lrg_frame(pascal, trn_lrg_anno), tmp_folder(path) / "lrg.csv")
    return lrg, write_csv(bb_frame(pascal, trn_lrg_anno), tmp_folder(path) / "bb.csv")


# %%
LRG_CSV, BB_CSV = write_tables(PATH, pascal)
LRG_CSV.name, BB_CSV.name

# %% [markdown]
# `pd.read_csv` reads a table back. It guesses what each column holds: a class named "7" would become a number, and one named
# "None" an empty field. `dtype=str` and `keep_default_na=False` leave all text as it is. And in
# countries that write 0,5 for a half, Excel puts semicolons between the columns.


# %% tags=["export:data"]
def read_table(csv: Path, *columns: str) -> pd.DataFrame:
    """Read a table as text, with commas or (from Excel) semicolons; a ValueError if it can't be."""
    try:
        head = Path(csv).read_text(encoding="utf-8").partition("\n")[0]
    except UnicodeDecodeError as error:
        raise ValueError(f"{Path(csv).name}: save it from Excel as 'CSV UTF-8'") from error
    sep = ";" if ";" in head and "," not in head else ","
    table = pd.read_csv(csv, sep=sep, dtype=str, keep_default_na=False)
    if not {*columns} <= {*table}:
        needed, found = " and ".join(columns), ", ".join(table)
        raise ValueError(f"{Path(csv).name}: the columns are {found}; {needed} are needed")
    return table


# %% [markdown]
# The first table says *what* the largest object is, the second *where* it is. We will rely on it that their rows list the same images in the same
# order, so we check it. `merge` shows both side by side.

# %%
lrg, box_table = read_table(LRG_CSV), pd.read_csv(BB_CSV)
lrg.merge(box_table, on="fn").head()

# %%
list(lrg["fn"]) == list(box_table["fn"])

# %% [markdown]
# ## Step 2: an honest examination
#
# A student who knows the questions before an examination can learn the answers by heart. Only *other* questions show whether
# the student has understood anything. Networks are the same: they can learn thousands of images by heart. So some images are
# set aside. The network never learns from them; they only serve to test it. This is called *validation*, and they are the
# *validation set*.
#
# Which ones? Not simply the last ones: a data set is often sorted by place or by day. They are drawn at random. NumPy has
# generators of random numbers, and `permutation(10)` gives the numbers 0 to 9 in random order.

# %%
np.random.default_rng(42).permutation(10)

# %% [markdown]
# The 42 is the *seed*: where the generator begins. The same seed gives the same order, today, tomorrow and on every computer. Another seed
# gives another order. Which seed it is does not matter, as long as it never changes:

# %%
np.random.default_rng(42).permutation(10), np.random.default_rng(7).permutation(10)

# %% [markdown]
# Why must it not change? Suppose you train today, and go on tomorrow with another split. Then tomorrow's validation set
# contains images that were learned today. The trap at the end of this chapter shows what happens then.
#
# And why the same split for **both** tables? Chapters 11 and 13 train one network for "what" and one for "where", and
# chapter 14 one for both. Which is better? The comparison is only fair if all of them are validated on the same images.
# Our two tables have the same rows, so the same row numbers serve both.
#
# How many? A fifth is usual. `int` rounds down. We take the first of the random order, and put each part in rising order
# with `np.sort`, since that is easier to read:

# %%
order = np.random.default_rng(42).permutation(10)
n_valid = int(10 * 0.2)
np.sort(order[:n_valid]), np.sort(order[n_valid:])

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `split_rows` (5 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-split_rows-(5-minutes,-difficulty-2-of-5)>)
#
# Return the row numbers to train on, then those to validate on. As above: the first `int(n * valid)` of the random order are
# for validation.


# %% tags=["export:data"]
def split_rows(n: int, valid: float = 0.2, seed: int = 42) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of a table to train on and to validate on, each in rising order.

    ``valid`` is the share to validate on, rounded down to whole rows. The same ``seed`` gives the
    same split on every computer.

    >>> split_rows(5)
    (array([0, 1, 2, 3]), array([4]))
    """
    ...  # your answer here


# %%
split_rows = check(split_rows)

# %% [markdown]
# No row is in both parts, and together they are all. (A `set` holds each of its elements only once. `&` gives what two sets
# share, `|` what is in either of them.)

# %%
trn_rows, val_rows = split_rows(len(lrg))
(
    len(trn_rows),
    len(val_rows),
    set(trn_rows) & set(val_rows),
    len(set(trn_rows) | set(val_rows)) == len(lrg),
)

# %% [markdown]
# ## Step 3: names become numbers
#
# The answer of a classifier is a number: "class 6". So each name needs a number. We take the names in the order in which the
# data set lists them. The **position** in this list is the number.
#
# `enumerate` gives position and element together, and a dictionary comprehension turns that round: from the name to its
# position. Positions count from 0. (VOC's own numbers count from 1: its 7 is our 6.
# A network with 20 outputs numbers them from 0, so we need positions.)

# %%
classes = list(pascal.cats.values())
list(enumerate(classes[:3])), {name: position for position, name in enumerate(classes[:3])}

# %% [markdown]
# Why not number the names as they come in the table? Because another table would then get other numbers, and a network that
# was trained with one table would predict nonsense for the other. The list of classes belongs to the *model*, not to the
# table.
#
# And a name that the list does not have, a misspelt one perhaps? Then there is no right number, and a `ValueError` should
# say which name it is and in which row.
#
# ## Exercise 2
#
# ### Exercise: `encode_labels` (7 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-encode_labels-(7-minutes,-difficulty-2-of-5)>)
#
# Return a list of numbers, one for each name. For an unknown name raise a `ValueError`.


# %% tags=["export:data"]
def encode_labels(names: list[str], classes: list[str]) -> list[int]:
    """Turn class names into numbers: the position of each in ``classes``, from 0.

    A name that is not in ``classes`` raises a ValueError that gives the name and its row (from 0).

    >>> encode_labels(["dog", "cat", "dog"], ["cat", "dog"])
    [1, 0, 1]
    """
    ...  # your answer here


# %%
encode_labels = check(encode_labels)

# %%
numbers = encode_labels(list(lrg["cat"]), classes)
list(zip(lrg["cat"], numbers, strict=True))[:5]

# %% [markdown]
# ## Step 4: the text becomes a box
#
# In the second table a box is one text, "96 155 269 350". `split()` cuts it at the spaces (chapter 07). `np.array` with a
# `dtype` turns the strings into numbers:

# %%
text = "96 155 269 350"
np.array(text.split(), dtype=np.float32)

# %% [markdown]
# Why floats, when pixels are whole numbers? When the image shrinks, the box shrinks with it, and its edges fall between pixels.
#
# Somebody may have left a field of the table empty. What does pandas make of it? (`io.StringIO` is a string that can be read
# like a file.) The result is `nan`, "not a number": a **float**, which has no `split`. `str(...)` first turns whatever it is into a string. Then
# "nan" is one word instead of four, and is refused like any other text that is not four numbers. The shape shows how many there are:

# %%
with_a_gap = pd.read_csv(io.StringIO("fn,bbox\na.jpg,1 2 3 4\nb.jpg,\n"))
empty = with_a_gap["bbox"][1]
empty, np.array(str(empty).split(), dtype=np.float32).shape

# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `parse_box` (5 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-parse_box-(5-minutes,-difficulty-2-of-5)>)
#
# Return the four numbers of a text; raise a `ValueError` if there are not four.


# %% tags=["export:data"]
def parse_box(text: str | float) -> np.ndarray:
    """Read ``[top, left, bottom, right]`` (float32, in pixels) from a field of a table.

    Anything but four numbers separated by spaces raises a ValueError, also the nan that pandas
    gives for an empty field.

    >>> parse_box("96 155 269 350")
    array([ 96., 155., 269., 350.], dtype=float32)
    """
    ...  # your answer here


# %%
parse_box = check(parse_box)

# %%
# One array of all boxes, a row for each (chapter 04).
boxes = np.stack([parse_box(text) for text in box_table["bbox"]])
boxes.shape, boxes[0]

# %% [markdown]
# ## Step 5: what a Tensor is
#
# Now PyTorch comes in. Its Python name is `torch`. Its arrays are called **Tensor**. A Tensor has a shape and a dtype, just as a NumPy array has.

# %%
t = torch.tensor([[1.5, 2.0, 3.0], [4.0, 5.0, 6.0]])
t, t.shape, t.dtype

# %% [markdown]
# What can a Tensor do that an array can't? It can lie in the memory of a GPU, which then does the arithmetic. And it can
# remember how it was computed; from that PyTorch finds out how a network has to change. That comes in chapter 10.
#
# The dtype matters more than in NumPy: PyTorch refuses to mix most of them. We need only three:
#
# | dtype | what it holds | used for |
# |---|---|---|
# | `float32` | numbers with a decimal point, 4 bytes | everything that a network computes; boxes |
# | `int64` | whole numbers, 8 bytes | class ids |
# | `uint8` | whole numbers from 0 to 255, 1 byte | pixels, until they reach the network |
#
# `torch.from_numpy` turns an array into a Tensor. It keeps the dtype.

# %%
array = np.array([96, 155, 269, 350], dtype=np.float32)
tensor = torch.from_numpy(array)
tensor

# %% [markdown]
# Nothing is copied. Array and Tensor are two views of the same memory: change one, and the other changes too. The way back is
# `.numpy()`, and for a single number `.item()`.

# %%
array[0] = -1
tensor, tensor.numpy(), tensor[3].item()

# %% [markdown]
# ## Step 6: what a Dataset is
#
# For PyTorch a *data set* is anything that can answer two questions: how many elements does it have, `len(data)`, and what is
# element number i, `data[i]`? Python calls the methods `__len__` and `__getitem__` for that (two underscores on each side).
# Here is a tiny one, written by hand. Its `data[i]` is a pair: an image as a Tensor, called **x**, and its class id,
# called **y**.
#
# (`__init__` runs when one is made: it keeps the files and the numbers. `Dataset` in parentheses says that ours is one of
# PyTorch's data sets.)


# %%
class TinyData(Dataset):
    """The first pictures of the table, as they are."""

    def __init__(self, files, numbers):
        self.files, self.numbers = files, numbers

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return torch.from_numpy(open_image(self.files[i])), self.numbers[i]


# %%
files = [image_path(PATH, name) for name in lrg["fn"]]
tiny = TinyData(files[:100], numbers[:100])
x, y = tiny[0]
len(tiny), x.shape, x.dtype, classes[y]

# %% [markdown]
# Note what has *not* happened: when `tiny` was made, no image was read. An image is read when it is asked for. So a data set
# may have more images than fit into memory.
#
# Now we put two of them into one batch. `torch.stack` stacks Tensors as `np.stack` stacks arrays. We look for an image whose
# shape differs from the first one's:

# %%
other = next((i for i in range(len(tiny)) if tiny[i][0].shape != x.shape), 0)
tiny[0][0].shape, tiny[other][0].shape

# %% tags=["raises-exception"]
torch.stack([tiny[0][0], tiny[other][0]])

# %% [markdown]
# A batch is **one** block of numbers, so all images in it must have the same shape. That is why all images are brought to the
# same size.
#
# ## Step 7: squish, never crop
#
# There are two ways to make an image square. You can **crop** it: cut out the square in the middle. Or you can
# **squish** it (squash it): shrink the long side until it is as long as the short one. A cropped image looks better. For
# networks that predict what a photograph shows it is the usual way: the object is mostly in the middle, and large.
#
# Our objects are not. How much of each box lies in the middle square?
#
# For that we need each image's height and width. They are in the first bytes of the file, and the library Pillow reads only those. It gives
# (width, height), of the pixels as they are stored. If the camera's note says 5 to 8 (chapter 05), the image lies on its side.


# %% tags=["export:data"]
def image_size(file: Path | str) -> tuple[int, int]:
    """(height, width) of an image in pixels, upright, read from the file's first bytes only."""
    with Image.open(file) as picture:
        on_its_side = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        return picture.size if on_its_side else picture.size[::-1]


# %%
def share_kept(bb, size):
    """The share of a box that is left when the middle square is cut out of its picture."""
    top, left, bottom, right = bb
    side = min(size)
    first_row, first_column = (size[0] - side) // 2, (size[1] - side) // 2
    rows = min(bottom + 1, first_row + side) - max(top, first_row)
    columns = min(right + 1, first_column + side) - max(left, first_column)
    whole = (bottom + 1 - top) * (right + 1 - left)
    return float(max(rows, 0) * max(columns, 0) / whole)


sizes = [image_size(file) for file in files]
shares = np.array([share_kept(bb, size) for bb, size in zip(boxes, sizes, strict=True)])
len(shares), int((shares < 1).sum()), int((shares < 0.5).sum()), int((shares == 0).sum())

# %% [markdown]
# The four numbers: all images; those that lose a part of their largest object; those that lose more than half of it; and
# those that lose all of it. The last ones are the worst: the label says "boat", and there is no boat to be seen. Here is a large
# object of which less than a quarter is left:

# %%
worst = max(np.flatnonzero(shares <= max(0.25, shares.min())), key=lambda row: bb_area(boxes[row]))
im, size, bb = open_image(files[worst]), sizes[worst], boxes[worst]
side = min(size)
y0, x0 = (size[0] - side) // 2, (size[1] - side) // 2

fig, axes = plt.subplots(1, 2, figsize=(10, 4.5))
show_img(im, ax=axes[0])
draw_rect(axes[0], bb_hw(bb))
draw_rect(axes[0], [x0, y0, side, side], color="orange")
axes[0].set_title(f"{lrg['cat'][worst]} (white), middle square (orange)")
show_img(im[y0 : y0 + side, x0 : x0 + side], ax=axes[1])
axes[1].set_title(f"cropped: {shares[worst]:.0%} of the box is left")
fig.tight_layout()
plt.show()

# %% [markdown]
# On the photographs of VOC 2007 the picture is much the same: of 2500 images, 1596 lose a part of the object, 92 more than half, and 17 all of it.
#
# So we squish. OpenCV's `resize` does it. It wants the new size as **(width, height)**, the other way round than `shape`.
# `INTER_AREA` means: each new pixel is the mean of the old ones below it. That is the right choice for shrinking an image.
# (We go back to whole numbers first, as they are in the file; step 12 explains why.)

# %%
im = np.uint8(np.round(255 * im))
squished = cv2.resize(im, (128, 128), interpolation=cv2.INTER_AREA)
im.shape, squished.shape

# %% [markdown]
# ## Step 8: the box moves along
#
# The image has become smaller, so the box's numbers are no longer right. By how much does each side shrink? Say, from 400 by 500 to 128 by
# 128. Is it enough to multiply the rows by `ky` and the columns by `kx`? Nearly. Take the box that covers the whole image, `[0, 0, 399, 499]`.
# It should cover the whole new image, `[0, 0, 127, 127]`:

# %%
size, new_size = (400, 500), (128, 128)
ky, kx = new_size[0] / size[0], new_size[1] / size[1]
(ky, kx), (399 * ky, 499 * kx)

# %% [markdown]
# Too much, and different for rows and columns. It is the distinction of chapter 04 again: *pixels* and *edges*. The box's
# last row is 399, and the row's lower **edge** is at 400. It is the edges that are stretched. So: go to the edge (+ 1),
# multiply, and go back to the pixel (- 1).

# %%
(399 + 1) * ky - 1, (499 + 1) * kx - 1

# %% [markdown]
# For the near corner there is nothing to add: the upper edge of row 0 is at 0.
#
# ## Exercise 4
#
# ### Exercise: `squish_box` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-squish_box-(8-minutes,-difficulty-3-of-5)>)
#
# Move a box along. The result is an array of `float32`, not rounded.


# %% tags=["export:transforms"]
def squish_box(bb: Sequence[float], size: Sequence[int], new_size: Sequence[int]) -> np.ndarray:
    """Move a box along when its image of (height, width) ``size`` is resized to ``new_size``.

    Takes and gives ``[top, left, bottom, right]`` in pixels, gives float32. Both corners belong to
    the box, so one that covers the whole old image covers the whole new one.

    >>> squish_box([0, 0, 399, 499], (400, 500), (128, 128))
    array([  0.,   0., 127., 127.], dtype=float32)
    """
    ...  # your answer here


# %%
squish_box = check(squish_box)

# %% [markdown]
# Here are all three, at the same scale. In the middle the image has been squished and the box forgotten: it is still where
# the object was before. On the right both have moved.

# %%
moved = squish_box(bb, sizes[worst], (128, 128))
panels = {
    "the picture and its box": (im, bb),
    "squished, the box forgotten": (squished, bb),
    "squished, the box too": (squished, moved),
}

fig, axes = plt.subplots(1, 3, figsize=(13, 3.6))
for ax, (title, (picture, box)) in zip(axes, panels.items(), strict=True):
    show_img(picture, ax=ax)
    draw_rect(ax, bb_hw(box))
    ax.set_xlim(-5, im.shape[1] + 5)
    ax.set_ylim(im.shape[0] + 5, -5)
    ax.set_title(title, loc="left")
fig.tight_layout()
plt.show()

# %% [markdown]
# The object looks thinner than it is. Does that not confuse the network? A little. But all images are squished, also those of
# the validation set, and the network learns what a squished car looks like. It can't learn a car that has been cut off.
#
# Image and box are transformed together, by a class whose objects can be called like a function. For such a call Python runs
# `__call__`.


# %% tags=["export:transforms"]
class Squish:
    """Resize any image to a square of side ``sz``, and move its box along. Nothing is cut off."""

    def __init__(self, sz: int):
        self.sz = sz

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """An image (uint8, (h, w, 3)) and its box: now (sz, sz, 3), and float32."""
        square = (self.sz, self.sz)
        squished = cv2.resize(im, square, interpolation=cv2.INTER_AREA)
        return squished, squish_box(bb, im.shape[:2], square)


# %% [markdown]
# `tfm`, as we call such an object, is the lesson's short name for *transform*: what is done to an image before the network sees it.
#
# ## Step 9: the data set
#
# Thousands of files are decoded in each epoch (once through all images), so this should be fast. `read_rgb` decodes a JPEG that is much larger than
# needed at a half, a quarter or an eighth of its size, which takes a fraction of the time. The [appendix](20_appendix.ipynb) shows how and measures it;
# here it is enough to know that the image may come out smaller than `size` says.

# %% tags=["export:data"]
#: How OpenCV is asked to decode a JPEG at a part of its size, which is faster.
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


def read_rgb(file: Path | str, size: Sequence[int], sz: int) -> np.ndarray:
    """Read an image of (height, width) ``size`` that will be resized to ``sz`` x ``sz``.

    A much larger one is decoded at a half, a quarter or an eighth of its size; its shorter side
    keeps at least seven tenths of ``sz``. Gives uint8 of shape (height, width, 3); a file that
    can't be read, or is not an image, raises an OSError.
    """
    part = next((part for part in _REDUCED if min(size) / part >= 0.7 * sz), 1)
    data = np.fromfile(file, dtype=np.uint8)
    im = cv2.imdecode(data, _REDUCED[part]) if data.size else None
    if im is None:
        raise OSError(f"{Path(file).name}: not an image that OpenCV can read")
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


# %% [markdown]
# Now the real data set. It is made of a list of files, a transform, and class ids or boxes or both. It looks at
# everything **when it is made**, in the first second: is each file there, is each box inside its image? An error after an
# hour of training would be bad; a wrong box that nobody notices would be worse.
#
# It is a long class, so we write it in three cells. `class ImageDataset(ImageDataset)` takes what we have so far and adds to it.


# %% tags=["export:data"]
class ImageDataset(Dataset):
    """Images with their labels: ``data[i]`` is a pair (x, y).

    x is a uint8 Tensor of shape (sz, sz, 3). y is the box (float32, shape (4,), in pixels of the
    square) if there are only boxes, the class (int64) if there are only classes, else the tuple
    (box, class).

    ``tfm(im, bb)`` makes an image square and moves its box along, and ``tfm.sz`` is the side, as
    in :class:`minilib.transforms.Squish`. ``boxes`` has shape (n, 4), each in pixels of its image.

    A missing file raises a FileNotFoundError, a box that is not inside its image or whose corners
    are in the wrong order a ValueError; both give the row (from 0) and the file.
    """

    def __init__(
        self, files: Sequence[Path], tfm: Callable,
        classes: Sequence[int] | None = None, boxes: Sequence | None = None,
        read: Callable = read_rgb,
    ):  # fmt: skip
        self.tfm, self.read = tfm, read
        for row, file in enumerate(files):
            if not Path(file).is_file():
                raise FileNotFoundError(f"row {row}: there is no image {Path(file).name}")
        # Arrays rather than lists of objects: they are sent to a worker in one piece.
        self.files = np.array([str(file) for file in files], dtype=str)
        self.sizes = np.array([image_size(file) for file in files]).reshape(-1, 2)
        self.classes = None if classes is None else np.array(classes, dtype=np.int64)
        self.boxes = None if boxes is None else np.array(boxes, dtype=np.float32).reshape(-1, 4)
        if self.boxes is not None:
            self._check_boxes()


# %% [markdown]
# The boxes are compared all at once. `self.boxes.T` is the array with rows and columns exchanged: its first row has all tops,
# its second all lefts. `&` means "and", row by row; `~` means "not". `np.flatnonzero` gives the numbers of the rows where
# something is True.


# %% tags=["export:data"]
class ImageDataset(ImageDataset):
    def _check_boxes(self) -> None:
        top, left, bottom, right = self.boxes.T
        height, width = self.sizes.T
        ordered = (top >= 0) & (left >= 0) & (top <= bottom) & (left <= right)
        for row in np.flatnonzero(~(ordered & (bottom < height) & (right < width))):
            box = " ".join(f"{number:g}" for number in self.boxes[row])
            raise ValueError(
                f"row {row}, {Path(self.files[row]).name}: the box {box} (top left bottom right) "
                f"is not inside the image, {height[row]} rows of {width[row]} pixels"
            )


# %% [markdown]
# Now the heart of it: item number i. A method is a function whose first argument is the object. So you can write it as a plain function `read_item(data,
# i)`; the class then calls it in `__getitem__`.
#
# Follow the box. It is in pixels of the original image. `read` may give a smaller one: then `squish_box` scales the box a first time, from the
# original `size` to that of `im`. The transform scales it a second time.
#
# If there are no boxes, hand `(0, 0, 0, 0)` to the transform: it wants one.
#
# ## Exercise 5
#
# ### Exercise: `read_item` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-read_item-(10-minutes,-difficulty-3-of-5)>)
#
# Read, scale the box, transform, turn image and box into Tensors. y is the box, the class, or the pair (box, class).


# %% tags=["export:data"]
def read_item(data: "ImageDataset", i: int) -> tuple:
    """Item number ``i`` of a data set, a pair (x, y), as :class:`ImageDataset` describes it.

    ``data.read(file, size, sz)`` gives an image that may be smaller than ``size``, (height, width).
    """
    ...  # your answer here


# %%
read_item = check(read_item)

# %% [markdown]
# Now the methods that make it a data set. `rows` takes a part of one: `copy.copy` makes a second object with the same contents, which are then
# replaced by those of the chosen rows.


# %% tags=["export:data"]
class ImageDataset(ImageDataset):
    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, i: int) -> tuple:
        return read_item(self, i)

    def rows(self, chosen: Sequence[int], tfm: Callable) -> "ImageDataset":
        """The data set of the ``chosen`` row numbers only, with a transform of its own."""
        part = copy.copy(self)
        part.tfm, part.files, part.sizes = tfm, self.files[chosen], self.sizes[chosen]
        part.classes = None if self.classes is None else self.classes[chosen]
        part.boxes = None if self.boxes is None else self.boxes[chosen]
        return part


# %%
data = ImageDataset(files, Squish(128), classes=numbers, boxes=boxes)
x, (bb, number) = data[0]
len(data), x.shape, x.dtype, bb, classes[number]

# %% [markdown]
# Now the whole table is in it, and all images have the same shape: they can be stacked.
#
# ## Step 10: a loader gives batches
#
# `DataLoader` takes a data set and makes batches of it. To see what it does, give it the smallest data set of all: a list. A
# list has a length and an element number i, and that is all a data set needs.

# %%
ten = list(range(10))
list(DataLoader(ten, batch_size=4))

# %% [markdown]
# Three batches, and each has become a Tensor. You can loop over a loader with `for`. To get just one batch, the lesson
# writes `next(iter(...))` (chapter 02): `iter` begins a pass, `next` asks for its first batch.
#
# The last batch above has only two. In training we drop it: `drop_last=True`. A batch of one or two images is a poor sample,
# and some layers of a network can't work with a batch of one at all.

# %%
next(iter(DataLoader(ten, batch_size=4))), list(DataLoader(ten, batch_size=4, drop_last=True))

# %% [markdown]
# But does the network never see 8 and 9 then? It does, since `shuffle=True` makes a new order for each epoch. Without
# shuffling it would see the images in the same order every time, and it could learn the order. `torch.manual_seed` is
# PyTorch's seed.

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
dl = DataLoader(ten, batch_size=4, drop_last=True, shuffle=True)
first_epoch, second_epoch = list(dl), list(dl)
first_epoch, second_epoch

# %%
torch.cat(first_epoch).tolist() != torch.cat(second_epoch).tolist(), len(first_epoch)

# %% [markdown]
# (`torch.cat` joins Tensors, one after the other, into one.)
#
# What if `data[i]` is a pair? The loader sorts: all x into one Tensor, all y into another. This is called *collating*.
# PyTorch's own function for it can be called by hand:

# %%
pairs = [data[0], data[1], data[2]]
x, (bb, number) = default_collate(pairs)
x.shape, bb.shape, number

# %% [markdown]
# The first number of a shape is now the number of images in the batch. Image and answer belong together, since they came
# out of the same `data[i]`. Never shuffle x and y apart: nothing would complain, and every image would get another's label.
#
# Validation differs from training in two ways: the order does not matter, so it stays; and no image may be left out. So here
# are two loaders. (A batch larger than the data would be dropped, and training would silently do nothing. So it is refused.)
# `workers` are other processes that load the next batches while
# the network learns. What they need takes some lines of plumbing; skip them, the appendix explains them.

# %% tags=["export:data"]
import copyreg
import pickle
import sys
from importlib import import_module
from multiprocessing import set_forkserver_preload
from multiprocessing.reduction import ForkingPickler

import cloudpickle

#: How workers start. A fork would lack the threads that OpenCV and PyTorch wait for.
START = "forkserver" if sys.platform == "linux" else "spawn"


# %% tags=["export:data"]
def make_loaders(
    trn_ds: Dataset, val_ds: Dataset, bs: int, workers: int = 0
) -> tuple[DataLoader, DataLoader]:
    """Loaders for training (shuffled, full batches only) and for validation (in order, all).

    ``bs`` images make a batch; a ValueError if there are fewer to train on. ``workers`` is the
    number of processes that load images; 0 loads them in this one.
    """
    if bs > len(trn_ds):
        raise ValueError(
            f"a batch of {bs} is larger than the {len(trn_ds)} images to train on; "
            f"take bs={len(trn_ds)} or less"
        )
    # Pinned memory is copied to a GPU faster, while the GPU computes.
    common = {"num_workers": workers, "pin_memory": torch.cuda.is_available()}
    if workers:
        common["multiprocessing_context"] = START
        set_forkserver_preload(["minilib.data"])  # PyTorch is imported once, not by each worker
        for kind in {type(trn_ds), type(val_ds)}:
            # A data set takes along the classes that it uses and that a notebook has defined.
            ForkingPickler.register(kind, lambda ds: (pickle.loads, (cloudpickle.dumps(ds),)))
        for module in (torch.classes, torch.ops):
            # A data set with the word `classes` seems to use these; they can be packed by name.
            copyreg.pickle(type(module), lambda one: (import_module, (one.__name__,)))
    trn_dl = DataLoader(trn_ds, batch_size=bs, shuffle=True, drop_last=True, **common)
    return trn_dl, DataLoader(val_ds, batch_size=bs, **common)


# %% [markdown]
# `pin_memory`: a GPU can fetch memory by itself only if the system promises not to move it; such memory is called pinned.
#
# ## Step 11: model data
#
# All of this together is the lesson's `md`. A `NamedTuple` (chapter 06) holds the parts: `trn_ds` is the data set to
# train on, `val_dl` the loader to validate with, and so on.


# %% tags=["export:data"]
class ModelData(NamedTuple):
    """Data sets and loaders for training and validation: the lesson's ``md``.

    ``classes`` are the names in the order of their numbers, empty without classes; ``sz`` is the
    side of the square images in pixels.
    """

    trn_ds: Dataset
    val_ds: Dataset
    trn_dl: DataLoader
    val_dl: DataLoader
    classes: list[str]
    sz: int


# %% [markdown]
# `model_data` takes one table or both. Read it from the top: tables, files, numbers, boxes, then the split, then the
# loaders. Each line is a step of this chapter. Three things in it are new:
#
# - a lone `*` among the arguments: those behind it must be given by name, `bs=32`;
# - `limit or 10**9`: the limit, or if there is none a very large number;
# - `{tuple(table["fn"]) for ...}`: a set of the tables' lists of files. If they are all the same, it has one element.
#
# `read_table(csv, "fn", column)` raises an error where one of these two columns is missing.
#
# Note that *all* rows are checked first, as one data set, and split afterwards. So an error names the row of the table.


# %% tags=["export:data"]
def model_data(
    path: Path, cat_csv: Path | None = None, bb_csv: Path | None = None, *,
    classes: Sequence[str] = (), sz: int = 128, bs: int = 32, tfm: Callable | None = None,
    workers: int = 0, limit: int | None = None, read: Callable = read_rgb,
) -> ModelData:  # fmt: skip
    """Make model data from the data set's folder and one table or two.

    The tables have the columns ``fn, cat`` and ``fn, bbox``; with both, y is (box, class).
    ``classes`` are all names that the model knows. ``tfm`` transforms the images to train on
    (default: ``Squish(sz)``), those to validate on are only squished. ``limit`` takes the first
    rows only, ``read`` stands in for :func:`read_rgb`. Tables that do not fit together raise a
    ValueError.
    """
    wanted = [(csv, column) for csv, column in ((cat_csv, "cat"), (bb_csv, "bbox")) if csv]
    tables = [read_table(csv, "fn", column).head(limit or 10**9) for csv, column in wanted]
    if len({tuple(table["fn"]) for table in tables}) != 1:
        raise ValueError("give one table, or two that list the same images in the same order")
    files = [image_path(path, name) for name in tables[0]["fn"]]
    classes = list(classes)
    numbers = encode_labels(list(tables[0]["cat"]), classes) if cat_csv else None
    boxes = [parse_box(text) for text in tables[-1]["bbox"]] if bb_csv else None
    data = ImageDataset(files, Squish(sz), numbers, boxes, read)

    trn_rows, val_rows = split_rows(len(data))
    if not len(val_rows):
        raise ValueError(f"{len(data)} images leave none to validate on; take 5 or more")
    trn_ds, val_ds = data.rows(trn_rows, tfm or Squish(sz)), data.rows(val_rows, Squish(sz))
    return ModelData(trn_ds, val_ds, *make_loaders(trn_ds, val_ds, bs, workers), classes, sz)


# %% [markdown]
# `recipe()` gave the sizes of images and batches for this workbook: small ones for the drawn scenes, the lesson's 224 and
# 64 for photographs on a GPU. The network that it names comes in chapter 10.
#
# `run.data` is a dictionary of these settings. `|` joins two dictionaries; where both have a key, the value on the right
# counts. `**` passes a dictionary on as keyword arguments. In this chapter all loading happens in this process, `workers=0`.

# %%
settings = run.data | {"workers": 0}
md = model_data(PATH, LRG_CSV, BB_CSV, classes=classes, **settings)
x, (bb, number) = next(iter(md.val_dl))
len(md.trn_ds), len(md.val_ds), x.shape, bb.shape, number.shape

# %% [markdown]
# With the first table alone, y is the class. With the second alone, it is the box. The images to validate on are the same:

# %%
md_lrg = model_data(PATH, LRG_CSV, classes=classes, **settings)
md_bb = model_data(PATH, bb_csv=BB_CSV, **settings)
list(md_lrg.val_ds.files) == list(md_bb.val_ds.files) == list(md.val_ds.files)

# %% [markdown]
# ## Step 12: the scale that the network knows
#
# Our pixels go from 0 to 255. The networks that we will begin with have been trained on *ImageNet*, more than a million
# photographs, and there each colour was *normalised*: the mean of all images was subtracted, and the result divided by the
# spread (the *standard deviation*: how far from the mean the values typically are). So the typical value is near 0, and the
# typical distance from it is near 1. A network does not know what "red 200" is; it knows the numbers that it was trained on.
# It must get the same ones from us.
#
# These are ImageNet's means and spreads for red, green, blue. White is 1 here.

# %% tags=["export:transforms"]
#: Mean and spread of the three colours over ImageNet's pictures, where white is 1.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

# %% [markdown]
# On two pixels, a white one and a black one. Our white is 255, so mean and spread are multiplied by 255.

# %%
pixels = torch.tensor([[255, 255, 255], [0, 0, 0]], dtype=torch.uint8)
mean = 255 * torch.tensor(IMAGENET_MEAN)
std = 255 * torch.tensor(IMAGENET_STD)
(pixels - mean) / std

# %% [markdown]
# White has become about 2.2 to 2.6, black about -2. You can't simply show such numbers as an image: some are below 0.
#
# One more thing differs. We have rows, columns, colours. PyTorch's networks want colours, rows, columns. `permute` puts the
# axes in another order; for each new place you give the old axis that goes there.

# %%
torch.zeros(2, 4, 5, 3).permute(0, 3, 1, 2).shape


# %% tags=["export:transforms"]
def normalize(x: Tensor) -> Tensor:
    """Turn pixels, uint8 (n, height, width, 3), into float32 (n, 3, height, width).

    Subtracts ImageNet's mean and divides by its standard deviation, channel by channel. In memory
    the three channels of a pixel stay together ("channels last"), which is fastest.
    """
    mean = 255 * torch.tensor(IMAGENET_MEAN, device=x.device)
    std = 255 * torch.tensor(IMAGENET_STD, device=x.device)
    # A copy, changed in place: twice as fast as two new tensors.
    return x.to(torch.float32, copy=True).sub_(mean).div_(std).permute(0, 3, 1, 2)


# %%
normal = normalize(x)
normal.shape, normal.dtype

# %% [markdown]
# Why does the data set not do this at once, for each image? Look at the memory that a batch takes, in bytes. As floats it takes four times as
# much, and a batch has to travel: from a worker to this process, from here to the GPU. The arithmetic is done where it arrives; for a GPU it is next
# to nothing. So: **pixels travel as `uint8` and are normalised on the device.** `to_device` brings a batch there, whatever it is made of.

# %%
x.nbytes, normal.nbytes, normal.nbytes // x.nbytes


# %% tags=["export:transforms"]
def to_device(batch: Tensor | Sequence, device: torch.device | str) -> Tensor | list:
    """Move a batch (a Tensor, or a list of them) to a device; pinned memory without waiting."""
    if isinstance(batch, list | tuple):
        return [to_device(one, device) for one in batch]
    return batch.to(device, non_blocking=True)


# %% [markdown]
# Now the way back: turn what the network gets into a picture that we can look at. The lesson calls it `denorm`. Everything is
# undone, in reverse order: axes, spread, mean. Which order for `permute`? Ask which old axis should stand at each place: after
# (n, colours, rows, columns) we want (n, rows, columns, colours). And do this first: the three means are lined up with the
# *last* axis, as with the two pixels above.
#
# Four more steps are needed, since it may come from the middle of training: `detach()` cuts off the memory of how it was computed;
# `cpu()` fetches it from the device; `clamp(0, 1)` moves what lies a little below 0 or above 1 to the edge; `numpy()` turns
# it into an array.
#
# ## Exercise 6
#
# ### Exercise: `denorm` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/09_modeldata.ipynb#Exercise:-denorm-(8-minutes,-difficulty-3-of-5)>)
#
# Undo `normalize`, except that white is 1 in the result: an array for `show_img`.


# %% tags=["export:transforms"]
def denorm(x: Tensor) -> np.ndarray:
    """Turn a normalised batch, (n, 3, height, width) on any device, back into images to show.

    Gives float32 of shape (n, height, width, 3) from 0 to 1. ``x`` may need gradients and is not
    changed.
    """
    ...  # your answer here


# %%
denorm = check(denorm)

# %% [markdown]
# The same image three times. In the middle is what the network sees. (Matplotlib can't show numbers below 0 or above 1; we
# cut them off, `clip`.) All dark places have become black, and light ones white. Nothing is lost, though: `denorm` returns every pixel as it was.

# %%
sight = normal[0].permute(1, 2, 0).numpy()
fig, axes = plt.subplots(1, 3, figsize=(11, 4))
show_img(x[0].numpy(), ax=axes[0])
axes[0].set_title("uint8, 0 to 255")
show_img(np.clip(sight, 0, 1), ax=axes[1])
axes[1].set_title(f"normalised, {sight.min():.1f} to {sight.max():.1f}")
show_img(denorm(normal)[0], ax=axes[2])
axes[2].set_title("denorm: back again")
fig.tight_layout()
plt.show()

# %%
bool(np.allclose(denorm(normal), x.numpy() / 255, atol=1e-6))

# %% [markdown]
# ## Use it: look at a batch
#
# Always look at what the network gets, **after** everything has been done to it. You see half of all mistakes at a glance: a
# box in the wrong place, colours exchanged, labels shifted by one. So we write a function for it, with chapter 06's drawing
# functions.


# %% tags=["export:data"]
def show_batch(
    x: Tensor, boxes: Tensor | None = None, names: list[str] | None = None,
    rows: int = 3, cols: int = 4, figsize: tuple[float, float] = (11, 8),
) -> np.ndarray:  # fmt: skip
    """Show the first images of a batch, uint8 (n, sz, sz, 3), on a grid of ``rows`` x ``cols``.

    ``boxes``, (n, 4) in pixels of the square, are drawn, and ``names`` written beside them.
    Gives the Axes, shape (rows, cols).
    """
    _, axes = plt.subplots(rows, cols, figsize=figsize, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for i, ax in enumerate(axes.flat[: len(x)]):
        show_img(x[i].numpy(), ax=ax)
        if boxes is not None:
            draw_object(ax, bb_hw(boxes[i].tolist()), "" if names is None else names[i])
        elif names is not None:
            draw_text(ax, (0, 0), names[i])
    return axes


# %% [markdown]
# The classifier's data: a batch to train on, shuffled, with class names.

# %%
torch.manual_seed(0)
x, y = next(iter(md_lrg.trn_dl))
show_batch(x, names=[classes[number] for number in y])
plt.tight_layout()
plt.show()

# %% [markdown]
# Without the boxes you see how hard the task is: only the *largest* object counts, and often there are others.
#
# Both tables: a batch to validate on, with box and name. Does each box sit where it should, after all the squishing?

# %%
x, (bb, number) = next(iter(md.val_dl))
show_batch(x, bb, [classes[one] for one in number])
plt.tight_layout()
plt.show()

# %% [markdown]
# And tables that are wrong? Each of these four mistakes gives one line that says where it is. `complaint` calls
# a function and prints the error.


# %%
def complaint(make):
    """Print what is wrong when something is made."""
    try:
        make()
    except (ValueError, OSError) as error:
        print(f"{type(error).__name__}: {error}")


complaint(lambda: encode_labels(["car", "unicorn"], classes))
complaint(lambda: ImageDataset([Path("999999.jpg")], Squish(128), classes=[0]))
complaint(lambda: ImageDataset(files[:1], Squish(128), boxes=[[0, 0, 600, 100]]))
complaint(lambda: make_loaders(ten[:8], ten[8:], bs=32))

# %% [markdown]
# ## Trap: a new split every day
#
# Suppose the split has no seed. In the morning you train, and save the network. In the afternoon you restart the kernel, the
# rows are drawn anew, and you validate. No error, no warning. What is the result?
#
# To see it without training, take the worst student there is: one that understands nothing and has a perfect memory. It keeps
# all images it was shown, very small, with their classes. Asked about an image, it looks for the most similar one in its
# memory and answers with the class of that one.
#
# (16 rows of 16 pixels with 3 colours are 768 numbers for each image.) The most similar image is the one with the smallest sum
# of differences.

# %%
part = ImageDataset(files[:480], Squish(16), classes=numbers[:480])
pictures = np.stack([part[i][0].numpy() for i in range(len(part))]).reshape(len(part), -1)
pictures = pictures.astype(np.float32)


def most_similar(asked, known):
    """For each asked row, the known row whose picture differs least."""
    return np.array([known[np.abs(pictures[known] - pictures[i]).sum(1).argmin()] for i in asked])


def score(asked, known):
    """Which share of the asked rows gets the right class from memory."""
    return float((part.classes[most_similar(asked, known)] == part.classes[asked]).mean())


pictures.shape

# %% [markdown]
# In the morning it memorises the rows to train on. Then it is asked about the rows that were set aside in the morning (the
# honest validation), and about those that the afternoon's new split has set aside.

# %%
morning_trn, morning_val = split_rows(len(part), seed=1)
_, afternoon_val = split_rows(len(part), seed=2)
scores = {
    "same split": score(morning_val, morning_trn),
    "new split": score(afternoon_val, morning_trn),
}

# %% tags=["nbval-ignore-output"]
{name: round(value, 2) for name, value in scores.items()}

# %%
scores["same split"] < 0.5, scores["new split"] > 0.7

# %%
known = np.isin(afternoon_val, morning_trn)
f"{known.sum()} of {len(known)}"

# %% [markdown]
# A student that has understood nothing gets most of them right! (On the first 480 photographs of VOC 2007: 0.1 of the honest
# questions, 0.8 of the others.) So many of the afternoon's questions it knew from the
# morning.
#
# Here are four questions of each validation (above), and what the student found in its memory (below).

# %%
fig = plt.figure(figsize=(14, 4.6), layout="constrained")
halves = {
    "same split: it has never seen these": morning_val[:4],
    "new split: it knows them from the morning": afternoon_val[known][:4],
}
for half, (title, asked) in zip(fig.subfigures(1, 2), halves.items(), strict=True):
    half.suptitle(title, weight="bold")
    axes = half.subplots(2, 4)
    found = most_similar(asked, morning_trn)
    for column, (question, answer) in enumerate(zip(asked, found, strict=True)):
        for ax, row in zip(axes[:, column], (question, answer), strict=True):
            show_img(part.rows([row], Squish(128))[0][0].numpy(), ax=ax)
            ax.set_title(classes[part.classes[row]], fontsize=11)
plt.show()

# %% [markdown]
# The right half shows the same image twice: it was learned by heart. This is called a *leak*. It is frequent, and it is hard
# to notice, since everything looks wonderful. Other ways into it: the same photograph twice in a data set, perhaps in another size; two photographs
# of the same moment, one on each side of the split; VOC 2007 and 2012 put together, as the lesson warns, so that images to train
# on in the one are validation images in the other. (The appendix shows how to find a photograph that was saved twice.)
#
# So: **one split, with a seed, for everything.** And when a result is too good, look for the leak first.
#
# ## Catch the impostors
#
# `encode_labels` is easy to get right for the names you have in mind. The case below gives the names in the order of the classes, each
# of them once, and half of the impostors pass. Add cases that expose the others, one for each promise of the docstring.

# %%
from minilib.workbook import impostors

impostors("encode_labels", [(["cat", "dog"], ["cat", "dog"])])

# %%
from minilib.workbook import how_far

how_far("modeldata")

# %% [markdown]
# ## What minilib gained
#
# - `minilib/data.py`: `write_tables`, `read_table`, `split_rows`, `encode_labels`, `parse_box`, `image_size`, `read_rgb`, `read_item`,
#   `ImageDataset`,   `make_loaders`, `ModelData`, `model_data`, `show_batch`.
# - `minilib/transforms.py`: `squish_box`, `Squish`, `normalize`, `denorm`, `to_device`.
#
# ## Ask yourself
#
# <details><summary>1. Why do we squish images and not crop them?</summary>
#
# Some objects lie at the edge. A crop cuts them off, and then the label or the box describes something that is not in the image.
# </details>
#
# <details><summary>2. What does <code>x, y = next(iter(dl))</code> do?</summary>
#
# iter begins a pass through the loader, next asks for its first batch: all images in one Tensor, all labels in another.
# </details>
#
# <details><summary>3. Why does a batch travel as <code>uint8</code> and get normalised on the device?</summary>
#
# It takes a quarter of the memory, so it arrives sooner; and for a GPU the arithmetic is next to nothing.
# </details>
#
# Now go on to [chapter 10](10_classifier.ipynb).
