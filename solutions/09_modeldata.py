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
# together with its box, normalise pixels and undo that, and load everything in batches.
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
# We have a table. Each row gives the name of an image file and what is in the image. A network can't read that. It takes
# *batches*: blocks of numbers with many images at once, all of the same size, and beside them the answers, which are numbers
# too.
#
# The lesson makes these with a single call of its library:
#
# ```python
# md = ImageClassifierData.from_csv(PATH, JPEGS, CSV, tfms=tfms, bs=bs)
# ```
#
# `md` stands for *model data*. A lot happens inside this call, and each part of it can fail silently. So we build our own, part
# by part:
#
# 1. choose the rows of the table that are set aside for validation;
# 2. turn names and texts into numbers;
# 3. write a *data set* that returns image and label number i;
# 4. bring every image to the same size, and move its box along;
# 5. let a *loader* put them together in batches;
# 6. bring the pixels to the scale that the network knows.
#
# The code of this chapter goes into two small modules of minilib: `transforms` changes an image and its box, and `data` makes
# batches of them. So there are two cells of imports for them. The second one imports two pieces that you will build below; as
# soon as you have run their cells, your own are used.

# %% tags=["export:transforms"]
"""Resize an image together with its box; scale its pixels for the network, and back."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor

# %% tags=["export:data"]
"""From a table to batches: read it, split it, load its images in batches, show a batch."""

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
# Why a table at all, when the JSON file has everything? The lesson says: "Often it's easiest to simply create a CSV of the data
# you want to model, rather than trying to create a custom dataset." A table is easy to look at and easy to fix, and any other
# data set can be written as one. Then everything that follows works for it too.
#
# Chapter 07 wrote two tables. Since each chapter runs on its own, we write them again here, with the functions that you know.


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
# `pd.read_csv` reads a table. It guesses what each column holds: a class named "7" would become a number, and one named "None"
# an empty field. `dtype=str` and `keep_default_na=False` leave all text as it is. One more thing to know: in countries that
# write 0,5 for a half, Excel puts semicolons between the columns.


# %% tags=["export:data"]
def read_table(csv: Path, *columns: str) -> pd.DataFrame:
    """Read a table as text, with commas, semicolons or tabs between its columns.

    Raises ValueError if the file is not UTF-8, is no table, or if one of ``columns`` is missing.
    """
    try:
        head = Path(csv).read_text(encoding="utf-8").partition("\n")[0]
    except UnicodeDecodeError as error:
        raise ValueError(f"{Path(csv).name}: save it from Excel as 'CSV UTF-8'") from error
    sep = max(",;\t", key=head.count)
    try:
        table = pd.read_csv(csv, sep=sep, dtype=str, keep_default_na=False, skipinitialspace=True)
    except ValueError as error:
        raise ValueError(f"{Path(csv).name} is no table: {str(error).strip()}") from error
    if not {*columns} <= {*table}:
        needed, found = " and ".join(columns), ", ".join(table)
        raise ValueError(f"{Path(csv).name}: the columns are {found}; {needed} are needed")
    return table


# %% [markdown]
# The first table tells *what* the largest object is, the second *where* it is. `merge` shows both side by side;
# the cell after it checks that both list the same images in the same order, which we will rely on.

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
# set aside. The network never learns from them; they only serve to test it. This test is called *validation*, and the images
# are the *validation set*.
#
# Which images? Not simply the last ones, since a data set is often sorted by place or by day. They are drawn at random. NumPy
# has generators of random numbers, and `permutation(10)` gives the numbers 0 to 9 in random order. The 42 is the *seed*: it
# determines where the generator begins. The same seed gives the same order, today, tomorrow and on every computer. Another seed
# gives another order. Which seed you choose does not matter, as long as it never changes.

# %%
np.random.default_rng(42).permutation(10), np.random.default_rng(7).permutation(10)

# %% [markdown]
# Why must it not change? Suppose that you train today and go on tomorrow with another split. Then tomorrow's validation set
# contains images that the network learned today. The trap at the end of this chapter shows what happens then.
#
# And why the same split for **both** tables? Chapters 11 and 13 train one network for "what" and one for "where", and chapter
# 14 trains one for both. Which way is better? The comparison is only fair if all three are validated on the same images. Our
# two tables list the same images, so the same row numbers serve both.
#
# How many? A fifth is usual; `int` rounds down. We take the first numbers of the random order for validation. `np.sort` puts
# each part in rising order, which is easier to read:

# %%
order = np.random.default_rng(42).permutation(10)
n_valid = int(10 * 0.2)
np.sort(order[:n_valid]), np.sort(order[n_valid:])

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `split_rows` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-split_rows-(5-minutes,-difficulty-2-of-5)>)
#
# Return the row numbers to train on, then those to validate on. As above, the first `int(n * valid)` numbers of the random
# order are for validation.


# %% tags=["export:data"]
def split_rows(n: int, valid: float = 0.2, seed: int = 42) -> tuple[np.ndarray, np.ndarray]:
    """Draw the row numbers to train on and those to validate on, each in rising order.

    ``valid`` is the share to validate on, rounded down to whole rows. The same ``seed`` gives the
    same split on every computer.

    >>> split_rows(5)
    (array([0, 1, 2, 3]), array([4]))
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(n)
    n_valid = int(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])
    ### END SOLUTION


# %%
split_rows = check(split_rows)

# %% [markdown]
# No row is in both parts, and together they are all the rows. (A `set` holds each of its elements only once. `&` gives what two
# sets share, `|` what is in either of them.)

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
# A classifier's answer is a number: "class 6". So each name needs a number. We list the names in the order in which the data
# set has them. The **position** in this list is the number.
#
# `enumerate` gives position and element together, and a dictionary comprehension maps each name to its position. Positions
# begin with 0. (VOC's own ids begin with 1: its 7 is our 6. A network with 20 outputs numbers them from 0, so we need
# positions.)

# %%
classes = list(pascal.cats.values())
list(enumerate(classes[:3])), {name: position for position, name in enumerate(classes[:3])}

# %% [markdown]
# Why not number the names in the order in which they occur in the table? Because then another table would get other numbers,
# and a network trained with one table would predict nonsense for the other. The list of classes belongs to the *model*, not to
# the table.
#
# And what about a name that is not in the list, perhaps a misspelt one? There is no right number for it, so we want a
# `ValueError` with the name and its row.
#
# ## Exercise 2
#
# ### Exercise: `encode_labels` (7 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-encode_labels-(7-minutes,-difficulty-2-of-5)>)
#
# Return a list of numbers, one for each name. For an unknown name, raise a `ValueError`.


# %% tags=["export:data"]
def encode_labels(names: list[str], classes: list[str]) -> list[int]:
    """Turn class names into numbers: the position of each in ``classes``, from 0.

    A name that is not in ``classes`` raises a ValueError with the name and its row (from 0).

    >>> encode_labels(["dog", "cat", "dog"], ["cat", "dog"])
    [1, 0, 1]
    """
    ### BEGIN SOLUTION
    number = {name: position for position, name in enumerate(classes)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: '{name}' is not one of the {len(classes)} classes")
    return [number[name] for name in names]
    ### END SOLUTION


# %%
encode_labels = check(encode_labels)

# %%
numbers = encode_labels(list(lrg["cat"]), classes)
list(zip(lrg["cat"], numbers, strict=True))[:5]

# %% [markdown]
# ## Step 4: the text becomes a box
#
# In the second table a box is a single text, "96 155 269 350". `split()` cuts it at the spaces (chapter 07). `np.array` with a
# `dtype` turns the strings into numbers:

# %%
text = "96 155 269 350"
np.array(text.split(), dtype=np.float32)

# %% [markdown]
# Why floats, if pixels are whole numbers? When the image shrinks, the box shrinks with it, and then its edges fall between
# pixels.
#
# Someone may have left a field of the table empty. What does pandas make of it? (`io.StringIO` is a string that can be read
# like a file.) The result is `nan`, "not a number". It is a **float**, which has no `split`, so `str(...)` first turns whatever
# we get into a string. Then "nan" is one number instead of four, as the shape shows, and can be rejected like any other text
# that is not four numbers:

# %%
with_a_gap = pd.read_csv(io.StringIO("fn,bbox\na.jpg,1 2 3 4\nb.jpg,\n"))
empty = with_a_gap["bbox"][1]
empty, np.array(str(empty).split(), dtype=np.float32).shape

# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `parse_box` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-parse_box-(5-minutes,-difficulty-2-of-5)>)
#
# Return the four numbers of a text. If there are not four, raise a `ValueError`.


# %% tags=["export:data"]
def parse_box(text: str | float) -> np.ndarray:
    """Read ``[top, left, bottom, right]`` (float32, in pixels) from a field of a table.

    Anything but four numbers separated by spaces raises a ValueError; so does the nan that pandas
    makes of an empty field.

    >>> parse_box("96 155 269 350")
    array([ 96., 155., 269., 350.], dtype=float32)
    """
    ### BEGIN SOLUTION
    try:
        numbers = np.array(str(text).split(), dtype=np.float32)
    except ValueError:
        numbers = np.array([])
    if numbers.shape != (4,):
        raise ValueError(f"a box is four numbers separated by spaces, not '{text}'")
    return numbers
    ### END SOLUTION


# %%
parse_box = check(parse_box)

# %%
# One array of all boxes, a row for each (chapter 04).
boxes = np.stack([parse_box(text) for text in box_table["bbox"]])
boxes.shape, boxes[0]

# %% [markdown]
# ## Step 5: what a Tensor is
#
# Now PyTorch comes in. You import it as `torch`. Its arrays are called **Tensors**. Like a NumPy array, a Tensor has a shape
# and a dtype.

# %%
t = torch.tensor([[1.5, 2.0, 3.0], [4.0, 5.0, 6.0]])
t, t.shape, t.dtype

# %% [markdown]
# What can a Tensor do that an array can't? It can be kept in the memory of a GPU, which then does the arithmetic. And it can
# remember how it was computed, which PyTorch uses to find out how a network has to change. You will see that in chapter 10.
#
# The dtype matters more than in NumPy: a network's layers refuse numbers of another dtype than their own. We need only three:
#
# | dtype | what it holds | used for |
# |---|---|---|
# | `float32` | numbers with a decimal point, 4 bytes | everything that a network computes; boxes |
# | `int64` | whole numbers, 8 bytes | class ids |
# | `uint8` | whole numbers from 0 to 255, 1 byte | pixels, until they reach the network |
#
# `torch.from_numpy` turns an array into a Tensor of the same dtype. Nothing is copied: array and Tensor are two views of the
# same memory. Change one, and the other changes too. The way back is `.numpy()`, and for a single number `.item()`.

# %%
array = np.array([96, 155, 269, 350], dtype=np.float32)
tensor = torch.from_numpy(array)
array[0] = -1
tensor, tensor.numpy(), tensor[3].item()

# %% [markdown]
# ## Step 6: what a Dataset is
#
# To PyTorch, a *data set* is anything that can answer two questions: how many elements does it have, `len(data)`, and what is
# element number i, `data[i]`? To answer them, Python calls the methods `__len__` and `__getitem__` (with two underscores on
# each side). Here is a tiny data set, written by hand. Its `data[i]` is a pair: an image as a Tensor, called **x**, and its
# class id, called **y**.
#
# (`__init__` runs when a `TinyData` is made, and keeps the files and the numbers. `Dataset` in parentheses means that it is a
# PyTorch data set.)


# %%
class TinyData(Dataset):
    """Images of the table as they are, and their class ids."""

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
# Note what has *not* happened: when `tiny` was made, no image was read. An image is read only when it is asked for. So a data
# set may have more images than fit into memory.
#
# Now we try to put two of them into one batch. `torch.stack` stacks Tensors as `np.stack` stacks arrays. We look for an image
# whose shape differs from that of the first one:

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
# There are two ways to make an image square. You can **crop** it, that is, cut out the square in the middle. Or you can
# **squish** it (squash it): shrink the long side until it is as long as the short one. A cropped image looks better, and for
# networks that predict what a photograph shows, cropping is the usual way, since the object is usually large and in the middle.
#
# Ours often is not. How much of each box is inside the middle square?
#
# To find out, we need each image's height and width. They are in the first bytes of the file, and the library Pillow reads only
# those. Its `size` is (width, height) of the pixels as they are stored. If the camera's orientation note is 5 to 8 (chapter
# 05), the stored image lies on its side.


# %% tags=["export:data"]
def image_size(file: Path | str) -> tuple[int, int]:
    """Return (height, width) of an image, upright, reading only the file's first bytes."""
    with Image.open(file) as picture:
        on_its_side = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        return picture.size if on_its_side else picture.size[::-1]


# %%
def share_kept(bb, size):
    """Return the share of a box that is left when its image is cropped to the middle square."""
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
# The four numbers count all images, those that lose a part of their largest object's box, those that lose more than half of it,
# and those that lose all of it. The last are the worst: the label is "boat", and there is no boat to be seen. Here is a large
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
# It is much the same for the photographs of VOC 2007: of 2500 images, 1596 lose a part of the box, 92 lose more than half, and
# 17 lose all of it.
#
# So we squish. OpenCV's `resize` does it. It wants the new size as **(width, height)**, the reverse of `shape`. With
# `INTER_AREA`, each new pixel is the mean of the old pixels that it covers, which is the right choice for shrinking an image.
# (First we go back to whole numbers, as they are in the file; step 12 explains why.)

# %%
im = np.uint8(np.round(255 * im))
squished = cv2.resize(im, (128, 128), interpolation=cv2.INTER_AREA)
im.shape, squished.shape

# %% [markdown]
# ## Step 8: the box moves along
#
# The image has become smaller, so the box's numbers are no longer right. Suppose that it shrinks from 400 by 500 to 128 by 128
# pixels. Is it enough to multiply the rows by `ky` and the columns by `kx`? Nearly. Take the box that covers the whole image,
# `[0, 0, 399, 499]`. It should cover the whole new image, `[0, 0, 127, 127]`:

# %%
size, new_size = (400, 500), (128, 128)
ky, kx = new_size[0] / size[0], new_size[1] / size[1]
(ky, kx), (399 * ky, 499 * kx)

# %% [markdown]
# Both are too large, and by different amounts. It is the distinction of chapter 04 again, between *pixels* and *edges*. The
# box's last row is 399, and that row's lower **edge** is at 400. It is the edges that are scaled. So go to the edge (+ 1),
# multiply, and go back to the pixel (- 1):

# %%
(399 + 1) * ky - 1, (499 + 1) * kx - 1

# %% [markdown]
# For the top left corner there is nothing to add: the upper edge of row 0 is at 0.
#
# ## Exercise 4
#
# ### Exercise: `squish_box` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-squish_box-(8-minutes,-difficulty-3-of-5)>)
#
# Return the box in the resized image, as an array of `float32`, not rounded.


# %% tags=["export:transforms"]
def squish_box(bb: Sequence[float], size: Sequence[int], new_size: Sequence[int]) -> np.ndarray:
    """Move a box along when its image of (height, width) ``size`` is resized to ``new_size``.

    Takes ``[top, left, bottom, right]`` in pixels and returns it as float32. Both corners belong to
    the box, so one that covers the whole old image covers the whole new one.

    >>> squish_box([0, 0, 399, 499], (400, 500), (128, 128))
    array([  0.,   0., 127., 127.], dtype=float32)
    """
    ### BEGIN SOLUTION
    top, left, bottom, right = bb
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    corners = [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1]
    return np.array(corners, dtype=np.float32)
    ### END SOLUTION


# %%
squish_box = check(squish_box)

# %% [markdown]
# Here are three pictures at the same scale. In the middle, the image has been squished and the box forgotten: it is still where
# the object was before. On the right, both have been squished.

# %%
moved = squish_box(bb, sizes[worst], (128, 128))
panels = {
    "the image and its box": (im, bb),
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
# The object looks thinner than it is. Does that not confuse the network? A little. But all images are squished, including those
# of the validation set, so the network learns what a squished car looks like. It can't learn from a car that has been cut off.
#
# Image and box are transformed together by a class whose objects can be called like functions. For such a call, Python runs the
# method `__call__`.


# %% tags=["export:transforms"]
class Squish:
    """Squash any image to a square of side ``sz``, and move its box along. Nothing is cut off."""

    def __init__(self, sz: int):
        self.sz = sz

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Transform an image (uint8, (h, w, 3)) to (sz, sz, 3), and its box to float32."""
        square = (self.sz, self.sz)
        squished = cv2.resize(im, square, interpolation=cv2.INTER_AREA)
        return squished, squish_box(bb, im.shape[:2], square)


# %% [markdown]
# We call such an object `tfm`, the lesson's short name for *transform*: what is done to an image before the network sees it.
#
# ## Step 9: the data set
#
# In each epoch (once through all images), thousands of files are decoded, so this should be fast. If a JPEG is much larger than
# needed, `read_rgb` decodes it at a half, a quarter or an eighth of its size, which takes a fraction of the time. The
# [appendix](20_appendix.ipynb) shows how, and measures it; here it is enough to know that the image may come out smaller than
# `size`.

# %% tags=["export:data"]
#: OpenCV's flags for decoding a JPEG at a fraction of its size, which is faster.
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


def read_rgb(file: Path | str, size: Sequence[int], sz: int) -> np.ndarray:
    """Read an image of (height, width) ``size`` that will be resized to ``sz`` x ``sz``.

    A much larger one is decoded at a half, a quarter or an eighth of its size; its shorter side
    keeps at least seven tenths of ``sz``. Returns uint8 of shape (height, width, 3). A file that
    can't be read, or is not an image, raises an OSError.
    """
    part = next((part for part in _REDUCED if min(size) / part >= 0.7 * sz), 1)
    data = np.fromfile(file, dtype=np.uint8)
    im = cv2.imdecode(data, _REDUCED[part]) if data.size else None
    if im is None:
        raise OSError(f"{Path(file).name}: not an image that OpenCV can read")
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


# %% [markdown]
# Now we write the real data set. It is made from a list of files, a transform, and class ids or boxes or both. It checks
# everything **when it is made**: does each file exist, is each box inside its image, has the transform a side? An error after
# an hour of training would be bad; a wrong box that nobody notices would be worse.
#
# It is a long class, so we write it in three cells. `class ImageDataset(ImageDataset)` takes the class as it is so far and adds
# to it.


# %% tags=["export:data"]
def checked_transform(tfm: Callable) -> Callable:
    """Return ``tfm`` if it is an object such as ``Squish(128)``; anything else is a TypeError."""
    if isinstance(tfm, type) or not callable(tfm) or not hasattr(tfm, "sz"):
        name = getattr(tfm, "__name__", repr(tfm))
        raise TypeError(f"tfm is {name}, but must be an object with a side sz, as Squish(128) is")
    return tfm


class ImageDataset(Dataset):
    """Images with their labels: ``data[i]`` is a pair (x, y).

    x is a uint8 Tensor of shape (sz, sz, 3). y is the box (float32, shape (4,), in pixels of the
    square) if there are only boxes, the class (int64) if there are only classes, else the tuple
    (box, class).

    ``tfm(im, bb)`` makes an image square and moves its box along, and ``tfm.sz`` is the side, as
    in :class:`minilib.transforms.Squish`. ``boxes`` has shape (n, 4), each in pixels of its image.

    A missing file raises a FileNotFoundError; a box that is not inside its image, or whose corners
    are in the wrong order, raises a ValueError. Both errors name the row (from 0) and the file. A
    ``tfm`` of another kind, such as a plain function, raises a TypeError.
    """

    def __init__(
        self, files: Sequence[Path], tfm: Callable,
        classes: Sequence[int] | None = None, boxes: Sequence | None = None,
        read: Callable = read_rgb,
    ):  # fmt: skip
        self.tfm, self.read = checked_transform(tfm), read
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
# All boxes are checked at once. `self.boxes.T` is the array with its rows and columns swapped: its first row has all tops, its
# second all lefts. `&` means "and", element by element; `~` means "not". `np.flatnonzero` gives the positions of the elements
# that are True.


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
# Now we come to the heart of it: item number i. A method is a function whose first argument is the object, so you can write it
# as a plain function `read_item(data, i)`, which the class then calls in `__getitem__`.
#
# Follow the box. It is in pixels of the original image. `data.read(file, size, sz)` may return a smaller image, so `squish_box`
# scales the box a first time, from the original size, `data.sizes[i]`, to that of the image that was read. The transform
# `data.tfm` scales it a second time; `data.tfm.sz` is the side of the square that it makes.
#
# If there are no boxes, pass `(0, 0, 0, 0)` to the transform, since it always needs a box.
#
# ## Exercise 5
#
# ### Exercise: `read_item` (10 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-read_item-(10-minutes,-difficulty-3-of-5)>)
#
# Read the image, scale the box, transform both, and turn them into Tensors. y is the box, the class (a Tensor too), or the pair
# (box, class). `torch.from_numpy` wants an array; `torch.tensor` makes a Tensor of a single number.


# %% tags=["export:data"]
def read_item(data: "ImageDataset", i: int) -> tuple:
    """Return item number ``i`` of a data set, a pair (x, y) as in :class:`ImageDataset`.

    ``data.read(file, size, sz)`` returns an image that may be smaller than ``size``, which is
    (height, width).
    """
    ### BEGIN SOLUTION
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size, data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))
    ### END SOLUTION


# %%
read_item = check(read_item)

# %% [markdown]
# These methods complete the class. `rows` makes a data set of some of its rows: `copy.copy` makes a second object with the same
# contents, which are then replaced by those of the chosen rows.


# %% tags=["export:data"]
class ImageDataset(ImageDataset):
    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, i: int) -> tuple:
        return read_item(self, i)

    def rows(self, chosen: Sequence[int], tfm: Callable) -> "ImageDataset":
        """Return a data set of the ``chosen`` rows only, with a transform of its own."""
        part = copy.copy(self)
        part.tfm = checked_transform(tfm)
        part.files, part.sizes = self.files[chosen], self.sizes[chosen]
        part.classes = None if self.classes is None else self.classes[chosen]
        part.boxes = None if self.boxes is None else self.boxes[chosen]
        return part


# %%
data = ImageDataset(files, Squish(128), classes=numbers, boxes=boxes)
x, (bb, number) = data[0]
len(data), x.shape, x.dtype, bb, classes[number]

# %% [markdown]
# Now the whole table is a data set, and all images have the same shape, so they can be stacked.
#
# ## Step 10: a loader gives batches
#
# `DataLoader` makes batches from a data set. To see what it does, we give it the simplest data set of all: a list. A list has a
# length and an element number i, and that is all a data set needs.

# %%
ten = list(range(10))
list(DataLoader(ten, batch_size=4))

# %% [markdown]
# There are three batches, each of which has become a Tensor. You can loop over a loader with `for`. To get just one batch, the
# lesson writes `next(iter(...))` (chapter 02): `iter` begins a pass, and `next` asks for its first batch.
#
# The last batch above has only two elements. In training we drop it, with `drop_last=True`: a batch of one or two images is a
# poor sample, and some layers of a network can't learn from a batch of one at all.

# %%
next(iter(DataLoader(ten, batch_size=4))), list(DataLoader(ten, batch_size=4, drop_last=True))

# %% [markdown]
# Does the network then never see 8 and 9? It does, since `shuffle=True` makes a new order for each epoch. Shuffling also mixes
# the batches: without it, the same images would always be learned together, and in a table that is sorted by class a batch
# would hold a single class. `torch.manual_seed` sets PyTorch's seed.

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
# What if `data[i]` is a pair? The loader puts all x into one Tensor and all y into another. This is called *collating*. You can
# call PyTorch's function for it yourself:

# %%
pairs = [data[0], data[1], data[2]]
x, (bb, number) = default_collate(pairs)
x.shape, bb.shape, number

# %% [markdown]
# The first number of each shape is now the number of images in the batch. Image and answer belong together, since they came
# from the same `data[i]`. Never shuffle x and y separately: there would be no error, and every image would get the label of
# another.
#
# Validation differs from training in two ways: the order does not matter, so we leave it as it is, and no image may be left
# out. So we need two loaders. (If a batch were larger than the training set, it would be dropped, and training would silently
# do nothing. So that is an error.) `workers` are other processes that load the next batches while the network learns. They need
# some lines of plumbing, which the appendix explains; skip them for now. (`pin_memory`: a GPU can fetch memory by itself only
# if the system promises not to move it; such memory is called *pinned*.)

# %% tags=["export:data"]
import copyreg
import pickle
import sys
from importlib import import_module
from multiprocessing import set_forkserver_preload
from multiprocessing.reduction import ForkingPickler

import cloudpickle
from torch._utils import ExceptionWrapper

#: How workers start. A fork would lack the threads that OpenCV and PyTorch wait for.
START = "forkserver" if sys.platform == "linux" else "spawn"


def receive(sent: bytes) -> Dataset:
    """Unpack a data set in a worker; an error there comes back with its class, likewise."""
    ForkingPickler.register(ExceptionWrapper, lambda one: (pickle.loads, (cloudpickle.dumps(one),)))
    return pickle.loads(sent)


def send(ds: Dataset) -> tuple[Callable, tuple[bytes]]:
    """Pack a data set for a worker, with the classes that it uses from a notebook.

    One that holds what stays in its process, such as an open file, raises a TypeError.
    """
    try:
        sent = cloudpickle.dumps(ds)
        pickle.loads(sent)  # here an error is one line; a worker would end without a word
    except Exception as error:
        raise TypeError(f"workers can't be sent this data set ({error}); use workers=0") from None
    return receive, (sent,)


def make_loaders(
    trn_ds: Dataset, val_ds: Dataset, bs: int, workers: int = 0
) -> tuple[DataLoader, DataLoader]:
    """Make loaders for training (shuffled, full batches only) and validation (in order, all).

    ``bs`` is the number of images in a batch; fewer images to train on raise a ValueError.
    ``workers`` is the number of processes that load images; 0 loads them in this one. Data sets
    that can't be sent to them raise a TypeError.
    """
    if bs > len(trn_ds):
        raise ValueError(
            f"a batch of {bs} is larger than the {len(trn_ds)} images to train on; "
            f"use bs={len(trn_ds)} or less"
        )
    # Pinned memory is copied to a GPU faster, while the GPU computes.
    common = {"num_workers": workers, "pin_memory": torch.cuda.is_available()}
    if workers:
        common["multiprocessing_context"] = START
        set_forkserver_preload(["minilib.data"])  # PyTorch is imported once, not by each worker
        for module in (torch.classes, torch.ops):
            # The attribute `classes` makes these look like a part of it: send only their names.
            copyreg.pickle(type(module), lambda one: (import_module, (one.__name__,)))
        for ds in (trn_ds, val_ds):
            send(ds)  # so that what can't be sent is said here
            ForkingPickler.register(type(ds), send)
    trn_dl = DataLoader(trn_ds, batch_size=bs, shuffle=True, drop_last=True, **common)
    return trn_dl, DataLoader(val_ds, batch_size=bs, **common)


# %% [markdown]
# ## Step 11: model data
#
# All of this together is the lesson's `md`. A `NamedTuple` (chapter 06) holds its parts: `trn_ds` is the data set to train on,
# `val_dl` is the loader to validate with, and so on.


# %% tags=["export:data"]
class ModelData(NamedTuple):
    """Data sets and loaders for training and validation: the lesson's ``md``.

    ``classes`` are the class names in the order of their ids (empty if there are only boxes);
    ``sz`` is the side of the square images in pixels.
    """

    trn_ds: Dataset
    val_ds: Dataset
    trn_dl: DataLoader
    val_dl: DataLoader
    classes: list[str]
    sz: int


# %% [markdown]
# `model_data` takes one table or both. Read it from the top: tables, files, numbers, boxes, then the split, then the loaders.
# You know every step of it from this chapter. Three pieces of Python in it are new:
#
# - a lone `*` among the arguments: those after it must be passed by name, as in `bs=32`;
# - `limit or 10**9`: the limit, or a very large number if there is none;
# - `{tuple(table["fn"]) for ...}`: a set of the tables' lists of files, which has one element if they are all the same.
#
# `read_table(csv, "fn", column)` raises an error if one of these two columns is missing, and `parse_boxes` says in which row of
# which table there is no box.
#
# Note that *all* rows are first checked as one data set and split afterwards. That is why an error can name the row of the
# table.


# %% tags=["export:data"]
def parse_boxes(texts: Sequence[str], table: str) -> list[np.ndarray]:
    """Read the boxes of a table; a ValueError names the table and the row (from 0)."""
    boxes = []
    for row, text in enumerate(texts):
        try:
            boxes.append(parse_box(text))
        except ValueError as error:
            raise ValueError(f"{table}, row {row}: {error}") from None
    return boxes


def model_data(
    path: Path, cat_csv: Path | None = None, bb_csv: Path | None = None, *,
    classes: Sequence[str] = (), sz: int = 128, bs: int = 32, tfm: Callable | None = None,
    workers: int = 0, limit: int | None = None, read: Callable = read_rgb,
) -> ModelData:  # fmt: skip
    """Make model data from the data set's folder and one or two tables.

    The tables have the columns ``fn, cat`` and ``fn, bbox``; with both, y is (box, class).
    ``classes`` are all class names that the model knows. ``tfm`` transforms the images to train on
    (default: ``Squish(sz)``); those to validate on are only squashed. With ``limit``, only that
    many rows are used, the first ones; ``read`` replaces :func:`read_rgb`. Tables that do not fit
    together raise a ValueError.
    """
    wanted = [(csv, column) for csv, column in ((cat_csv, "cat"), (bb_csv, "bbox")) if csv]
    tables = [read_table(csv, "fn", column).head(limit or 10**9) for csv, column in wanted]
    if len({tuple(table["fn"]) for table in tables}) != 1:
        raise ValueError("give one table, or two that list the same images in the same order")
    files = [image_path(path, name) for name in tables[0]["fn"]]
    classes = list(classes)
    numbers = encode_labels(list(tables[0]["cat"]), classes) if cat_csv else None
    boxes = parse_boxes(tables[-1]["bbox"], Path(bb_csv).name) if bb_csv else None
    data = ImageDataset(files, Squish(sz), numbers, boxes, read)

    trn_rows, val_rows = split_rows(len(data))
    if not len(val_rows):
        raise ValueError(f"{len(data)} images leave none to validate on; use 5 or more")
    trn_ds, val_ds = data.rows(trn_rows, tfm or Squish(sz)), data.rows(val_rows, Squish(sz))
    return ModelData(trn_ds, val_ds, *make_loaders(trn_ds, val_ds, bs, workers), classes, sz)


# %% [markdown]
# At the top of this chapter, `recipe()` chose the sizes of images and batches: small ones for the drawn scenes, the lesson's
# 224 and 64 for photographs on a GPU. The network that it names comes in chapter 10.
#
# `run.data` is a dictionary of these settings. `|` joins two dictionaries; if both have a key, the value on the right counts.
# `**` passes a dictionary on as keyword arguments. In this chapter, `workers=0`: all loading happens in this process.

# %%
settings = run.data | {"workers": 0}
md = model_data(PATH, LRG_CSV, BB_CSV, classes=classes, **settings)
x, (bb, number) = next(iter(md.val_dl))
len(md.trn_ds), len(md.val_ds), x.shape, bb.shape, number.shape

# %% [markdown]
# With the first table alone, y is the class; with the second alone, it is the box. The validation images are the same in
# all three:

# %%
md_lrg = model_data(PATH, LRG_CSV, classes=classes, **settings)
md_bb = model_data(PATH, bb_csv=BB_CSV, **settings)
list(md_lrg.val_ds.files) == list(md_bb.val_ds.files) == list(md.val_ds.files)

# %% [markdown]
# ## Step 12: the scale that the network knows
#
# Our pixels go from 0 to 255. The lesson's networks were trained on *ImageNet*, more than a million photographs, and there each
# colour was *normalised*: the mean over all images was subtracted, and the result divided by the spread (the *standard
# deviation*, which tells you how far from the mean the values typically are). After that the values have a mean near 0 and a spread
# near 1. A network does not know what "red 200" means; it only knows numbers on the scale that it was trained with. So it must
# get the same scale from us.
#
# These are ImageNet's means and spreads for red, green and blue, with white as 1.

# %% tags=["export:transforms"]
#: Mean and spread of the three colours over ImageNet's images, with white as 1.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

# %% [markdown]
# We try it on two pixels, a white one and a black one. Our white is 255, so mean and spread are multiplied by 255.

# %%
pixels = torch.tensor([[255, 255, 255], [0, 0, 0]], dtype=torch.uint8)
mean = 255 * torch.tensor(IMAGENET_MEAN)
std = 255 * torch.tensor(IMAGENET_STD)
(pixels - mean) / std

# %% [markdown]
# White has become 2.2 to 2.6, and black about -2. You can't simply show such numbers as an image, since some are below 0.
#
# One more thing is different. Our axes are rows, columns, colours; PyTorch's networks want colours, rows, columns. `permute`
# puts the axes in a different order. For each new place, you give the old axis that goes there.

# %%
torch.zeros(2, 4, 5, 3).permute(0, 3, 1, 2).shape


# %% tags=["export:transforms"]
def normalize(x: Tensor) -> Tensor:
    """Turn pixels, uint8 (n, height, width, 3), into float32 (n, 3, height, width).

    Subtracts ImageNet's mean and divides by its standard deviation, channel by channel. In memory
    the three channels of a pixel stay together ("channels last"), which is fastest.
    """
    numbers = 255 * torch.tensor([IMAGENET_MEAN, IMAGENET_STD], device=x.device)
    mean, std = numbers.repeat(1, x.shape[2])  # for whole rows of pixels, which is faster
    rows = x.to(torch.float32, copy=True).flatten(2)  # a copy, changed in place: faster than two
    return rows.sub_(mean).div_(std).view(x.shape).permute(0, 3, 1, 2)


# %%
normal = normalize(x)
normal.shape, normal.dtype, normal.nbytes // x.nbytes

# %% [markdown]
# Why does the data set not do this at once, for each image? As the last number shows, a batch of floats takes four times as
# much memory, and a batch has to travel: from a worker to this process, and from here to the GPU. The arithmetic can be done
# where it arrives, and costs a GPU next to nothing. So **pixels travel as `uint8` and are normalised on the device.**
# `to_device` moves a batch there, whether it is one Tensor or several.


# %% tags=["export:transforms"]
def to_device(batch: Tensor | Sequence, device: torch.device | str) -> Tensor | list:
    """Move a batch (a Tensor, or a list of them) to a device; pinned memory without waiting."""
    if isinstance(batch, list | tuple):
        return [to_device(one, device) for one in batch]
    return batch.to(device, non_blocking=True)


# %% [markdown]
# Now we want the way back, from what the network gets to a picture that we can look at. The lesson calls it `denorm`.
# Everything is undone in reverse order: axes, spread, mean. Which axes does `permute` need? Ask which old axis should go to
# each place: from (n, colours, rows, columns) we want (n, rows, columns, colours). Do this first, since the three means are
# lined up with the *last* axis, as with the two pixels above.
#
# Four more steps are needed, since the batch may come from the middle of training: `detach()` drops the record of how it was
# computed, `cpu()` fetches it from the device (before it meets the means, which are on the CPU), `clamp(0, 1)` turns what is below 0 into 0 and what is above 1 into 1, and
# `numpy()` makes an array.
#
# ## Exercise 6
#
# ### Exercise: `denorm` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/09_modeldata.ipynb#Exercise:-denorm-(8-minutes,-difficulty-3-of-5)>)
#
# Undo `normalize`, except that white is 1 in the result, which is an array for `show_img`.


# %% tags=["export:transforms"]
def denorm(x: Tensor) -> np.ndarray:
    """Turn a normalised batch, (n, 3, height, width) on any device, back into images to show.

    Returns float32 of shape (n, height, width, 3) from 0 to 1. ``x`` may need gradients and is not
    changed.
    """
    ### BEGIN SOLUTION
    mean, std = torch.tensor(IMAGENET_MEAN), torch.tensor(IMAGENET_STD)
    return (x.detach().cpu().permute(0, 2, 3, 1) * std + mean).clamp(0, 1).numpy()
    ### END SOLUTION


# %%
denorm = check(denorm)

# %% [markdown]
# Here is the same image three times. In the middle is what the network sees. (Matplotlib can't show numbers below 0 or above 1,
# so `clip` cuts them off: everything below the mean looks black.) But nothing is lost: `denorm` makes every pixel what it was,
# as the comparison under the picture confirms.

# %%
sight = normal[0].permute(1, 2, 0).numpy()
fig, axes = plt.subplots(1, 3, figsize=(11, 4))
show_img(x[0].numpy(), ax=axes[0])
axes[0].set_title("uint8, 0 to 255")
show_img(np.clip(sight, 0, 1), ax=axes[1])
axes[1].set_title(f"normalised, {sight.min():.1f} to {sight.max():.1f}")
show_img(denorm(normal)[0], ax=axes[2])
axes[2].set_title("after denorm, 0 to 1")
fig.tight_layout()
plt.show()
bool(np.allclose(denorm(normal), x.numpy() / 255, atol=1e-6))

# %% [markdown]
# ## Use it: look at a batch
#
# Always look at what the network gets, **after** everything has been done to it. Many mistakes can be seen at a glance: a box
# in the wrong place, swapped colours, labels shifted by one. So we write a function for it, with the drawing functions of
# chapter 06.


# %% tags=["export:data"]
def show_batch(
    x: Tensor, boxes: Tensor | None = None, names: list[str] | None = None,
    rows: int = 3, cols: int = 4, figsize: tuple[float, float] = (11, 8),
) -> np.ndarray:  # fmt: skip
    """Show the first images of a batch, uint8 (n, sz, sz, 3), on a grid of ``rows`` x ``cols``.

    ``boxes``, (n, 4) in pixels of the square, are drawn, and ``names`` written beside them.
    Returns the Axes, shape (rows, cols).
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
# Here is what the classifier gets: a shuffled training batch, with class names.

# %%
torch.manual_seed(0)
x, y = next(iter(md_lrg.trn_dl))
show_batch(x, names=[classes[number] for number in y])
plt.tight_layout()
plt.show()

# %% [markdown]
# You see how hard the task is: only the *largest* object counts, and often there are others.
#
# And here is a validation batch from both tables, with boxes and names. Is each box where it should be, after all the
# squishing?

# %%
x, (bb, number) = next(iter(md.val_dl))
show_batch(x, bb, [classes[one] for one in number])
plt.tight_layout()
plt.show()

# %% [markdown]
# And what if a table is wrong? Each of these four mistakes raises an error that tells you where to look. `complaint` calls a
# function and prints the error.


# %%
def complaint(make):
    """Call a function, and print the error that it raises."""
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
# Suppose that the split has no seed. In the morning you train and save the network. In the afternoon you restart the kernel,
# the rows are drawn anew, and you validate. There is no error and no warning. What is the result?
#
# To see it without training, take the worst student there is: one who understands nothing but has a perfect memory. It keeps a
# small copy of every image that it was shown, with the class. Asked about an image, it looks for the most similar one in its
# memory and answers with that one's class.
#
# The copies have 16 rows of 16 pixels with 3 colours, which makes 768 numbers for each image. The most similar image is the one
# with the smallest sum of differences.

# %%
part = ImageDataset(files[:480], Squish(16), classes=numbers[:480])
pictures = np.stack([part[i][0].numpy() for i in range(len(part))]).reshape(len(part), -1)
pictures = pictures.astype(np.float32)


def most_similar(asked, known):
    """Return, for each asked row, the known row whose image differs least."""
    return np.array([known[np.abs(pictures[known] - pictures[i]).sum(1).argmin()] for i in asked])


def score(asked, known):
    """Return the share of the asked rows that get the right class from memory."""
    return float((part.classes[most_similar(asked, known)] == part.classes[asked]).mean())


pictures.shape

# %% [markdown]
# In the morning it memorises the rows to train on. Then it is asked about the rows that were set aside in the morning (the
# honest validation), and about those that the new split of the afternoon has set aside.

# %% tags=["nbval-ignore-output"]
morning_trn, morning_val = split_rows(len(part), seed=1)
_, afternoon_val = split_rows(len(part), seed=2)
scores = {
    "same split": score(morning_val, morning_trn),
    "new split": score(afternoon_val, morning_trn),
}
{name: round(value, 2) for name, value in scores.items()}

# %%
known = np.isin(afternoon_val, morning_trn)
scores["same split"] < 0.5, scores["new split"] > 0.7, f"knew {known.sum()} of {len(known)}"

# %% [markdown]
# With the new split, a student who has understood nothing gets most of the answers right! It knew most of the afternoon's
# questions from the morning. (For the first 480 photographs of VOC 2007 the shares are 0.1 and 0.8.)
#
# Here are four questions from each validation (top row), and what the student found in its memory (bottom row).

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
# In the right half, question and memory are the same image: it was learned by heart. This is called a *leak*. Leaks are
# frequent, and they are hard to notice, since everything looks wonderful. There are other ways to get one: the same photograph
# is in the data set twice, perhaps in another size; two photographs of the same moment are on different sides of the split; or
# VOC 2007 and 2012 are put together, as the lesson warns, so that training images of the one are validation images of the
# other. (The appendix shows how to find a photograph that was saved twice.)
#
# So use **one split, with a seed, for everything.** And if a result looks too good to be true, look for a leak first.
#
# ## Catch the impostors
#
# `encode_labels` is easy to get right for the names that you have in mind. The test case below has the names in the order of
# the classes, each of them once, and half of the impostors pass it. Add cases that expose the others, one for each promise of
# the docstring.

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
#   `ImageDataset`, `make_loaders`, `ModelData`, `model_data`, `show_batch`.
# - `minilib/transforms.py`: `squish_box`, `Squish`, `normalize`, `denorm`, `to_device`.
#
# ## Ask yourself
#
# <details><summary>1. Why do we squish images instead of cropping them?</summary>
#
# Some objects are at the edge. A crop cuts them off, and then the label or the box describes something that is not in the image.
# </details>
#
# <details><summary>2. What does <code>x, y = next(iter(dl))</code> do?</summary>
#
# iter begins a pass through the loader, and next asks for its first batch: all images in one Tensor, all labels in another.
# </details>
#
# <details><summary>3. Why does a batch travel as <code>uint8</code>, to be normalised on the device?</summary>
#
# It takes a quarter of the memory, so it arrives sooner, and the arithmetic costs a GPU next to nothing.
# </details>
#
# Now go on to [chapter 10](10_classifier.ipynb).
