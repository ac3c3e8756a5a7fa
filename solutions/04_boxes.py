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
# # 04 · Boxes: one rectangle, many ways to write it
#
# **After this chapter you can** read a bounding box in whichever form a data set writes it, turn it into the form
# that fits NumPy, turn it back without losing a pixel, and do so for a thousand boxes at once.
#
# About 50 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · **04 boxes** · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# A bounding box is a rectangle around an object: all that can be seen of the object is inside, and the box is no bigger than
# it needs to be. Four numbers say where it is. *Which* four numbers is a matter of taste, and every data set and every
# library has a taste of its own.
#
# Our annotation file gives the column of the left edge, the row of the top edge, the width and the height. NumPy, which
# holds our images, wants the row first and then the column. If you mix the two up, nothing crashes. The box is simply in
# the wrong place, and a network trained on such boxes learns nonsense. So before anything else we settle on **one** way
# to write a box, and write the two functions that go there and back.

# %% tags=["export"]
from collections.abc import Sequence

import numpy as np

# %%
import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from minilib.annotations import load_annotations
from minilib.paths import image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: a box on paper
#
# We begin with an image so small that you can count its pixels: 6 rows and 8 columns, all zero.

# %%
paper = np.zeros((6, 8), dtype=int)
paper

# %% [markdown]
# `shape` is the size, with the **rows first**. An image that is 8 wide and 6 high has the shape `(6, 8)`.

# %%
paper.shape

# %% [markdown]
# Now an object. It covers rows 1, 2, 3 and columns 2, 3, 4, 5. A slice `1:4` means 1, 2, 3: the end of a slice is
# left out.

# %%
paper[1:4, 2:6] = 1
paper

# %% [markdown]
# The same as a picture. The numbers along the axes count the pixels. Note where 0 is: at the **top** left. Rows are
# counted downwards.

# %%
fig, ax = plt.subplots(figsize=(5, 3.8))
ax.imshow(paper, cmap="Blues", vmin=0, vmax=2)
ax.set_xticks(np.arange(-0.5, 8), minor=True)
ax.set_yticks(np.arange(-0.5, 6), minor=True)
ax.grid(which="minor", color="gray", linewidth=0.5)
ax.tick_params(which="minor", length=0)
ax.set_xlabel("column (x)")
ax.set_ylabel("row (y)")
ax.set_title("An object on paper: rows 1 to 3, columns 2 to 5")
plt.show()

# %% [markdown]
# How do we write this box as four numbers? Our JSON file uses the form of the COCO data set: **x, y, width, height**. x is
# the column of the left edge, y is the row of the top edge. We call a box in this form `hw`, short for height and width.

# %%
hw = [2, 1, 4, 3]
hw

# %% [markdown]
# Check it against the picture. The object is 4 columns wide and 3 rows high, and its first pixel is in column 2, row 1.

# %% [markdown]
# ## Step 2: from a width to a corner
#
# We want **top, left, bottom, right**: the row and the column of the first pixel, then the row and the column of the
# last pixel. Rows come first, as in NumPy.
#
# Top and left are there already, only the other way round: `hw[1]` is the row, `hw[0]` the column.

# %%
hw[1], hw[0]

# %% [markdown]
# Now the bottom. The object begins at row 1 and is 3 rows high. Adding the two gives 4:

# %%
hw[1] + hw[3]

# %% [markdown]
# But look at the picture: row 4 is empty. The object covers rows 1, 2 and 3. Three rows that begin at row 1 end at
# row 1 + 3 **- 1**. The first row is one of the three, so we have to go only two rows further.
#
# This is the old fence-post problem: with 3 posts there are only 2 steps from the first to the last.

# %%
hw[1] + hw[3] - 1

# %% [markdown]
# The right edge works the same way, with the column and the width.

# %%
hw[0] + hw[2] - 1

# %% [markdown]
# All four together: top, left, bottom, right.

# %%
hw[1], hw[0], hw[1] + hw[3] - 1, hw[0] + hw[2] - 1

# %% [markdown]
# Is that right? We can ask the paper itself. `np.argwhere` lists the row and the column of every pixel that is not
# zero. The first of them is the top left corner, the last is the bottom right corner.

# %%
pixels = np.argwhere(paper)
pixels[0], pixels[-1]


# %% [markdown]
# The same four numbers. We call a box in this form `bb`, and the function that turns `hw` into `bb` is called `hw_bb`: the
# old form comes first in the name, the new form second. (The lesson uses the same short names.)
#
# ## Exercise 1
#
# ### Exercise: `hw_bb` (5 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/04_boxes.ipynb#Exercise:-hw_bb-(5-minutes,-difficulty-1-of-5)>)
#
# Write the step that you have just seen as a function. Return a NumPy array, `np.array([...])`, so that we can calculate
# with boxes later on. (The type hint `Sequence` means: several things in an order, such as a list or a tuple. `np.ndarray` is
# the type of NumPy's arrays.)
#
# Stuck? Make a new cell with `hint("hw_bb")` in it and run it. Run it again for a second and a third hint.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    return np.array([hw[1], hw[0], hw[1] + hw[3] - 1, hw[0] + hw[2] - 1])
    ### END SOLUTION


# %%
hw_bb = check(hw_bb)

# %% [markdown]
# `check` ran your function on several boxes and compared each result with the expected one. As long as your answer is
# not right, the chapter continues with the workbook's own `hw_bb`, so nothing below breaks.
#
# The first box of the real Pascal VOC 2007 is a car. This is what the lesson prints for it:

# %%
hw_bb([155, 96, 196, 174])

# %% [markdown]
# You can also look at an answer. `show=True` draws the box that your function returns and the expected one.

# %%
hw_bb = check(hw_bb, show=True)

# %% [markdown]
# ## Step 3: and back
#
# Some libraries want x, y, width, height. Matplotlib's `Rectangle`, which we draw with, is one of them. So we need the
# way back too. Take the box on paper:

# %%
a = hw_bb([2, 1, 4, 3])
a

# %% [markdown]
# `a` is top, left, bottom, right. x is the left column, `a[1]`. y is the top row, `a[0]`.

# %%
a[1], a[0]

# %% [markdown]
# `np.int64(2)` is simply the number 2. NumPy also shows what kind of number it is: an integer that takes up 64 bits.
#
# Width: from column 2 to column 5. The difference of the two numbers is 3.

# %%
a[3] - a[1]

# %% [markdown]
# Yet the object covers *four* columns: 2, 3, 4 and 5. This is the fence again, from the other side: 3 steps, so 4
# posts. On the way out we subtracted 1. On the way back we have to add it again.

# %%
a[3] - a[1] + 1


# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `bb_hw` (5 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/04_boxes.ipynb#Exercise:-bb_hw-(5-minutes,-difficulty-1-of-5)>)
#
# The way back. Compute both width and height, and mind the order: x comes first now.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    return np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1])
    ### END SOLUTION


# %%
bb_hw = check(bb_hw)

# %% [markdown]
# ## Step 4: the round trip
#
# Two functions that undo each other are easy to test: go there, come back, and you must be where you started.

# %%
start = [155, 96, 196, 174]
there = hw_bb(start)
there

# %%
back = bb_hw(there)
back

# %%
np.array_equal(start, back)

# %% [markdown]
# One box proves little. The data set has plenty, so let us take them all. First the annotations, as in chapter 03.

# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")
annotations = trn_j["annotations"]
annotations[0]["bbox"]

# %% [markdown]
# Every box goes there and back; we list the ones that do not return to where they started.

# %%
lost = [o["bbox"] for o in annotations if not np.array_equal(bb_hw(hw_bb(o["bbox"])), o["bbox"])]
lost

# %% [markdown]
# An empty list: not one box was lost or moved.
#
# ## Step 5: all boxes at once
#
# A loop over boxes in Python is slow, and a network gets its boxes in batches anyway. NumPy does arithmetic on whole
# arrays. So let us put the boxes into one array, one box per row.

# %%
hws = np.array([o["bbox"] for o in annotations])
hws[:3]

# %% [markdown]
# The shape is (number of boxes, 4). We write that as (n, 4).

# %%
hws.shape == (len(annotations), 4)

# %% [markdown]
# A single index in the square brackets picks a row: one box.

# %%
hws[0]

# %% [markdown]
# A colon means "all of them". `hws[:, 0]` reads "all rows, column 0": the x of every box. Here are the first three.

# %%
hws[:, 0][:3]

# %% [markdown]
# What we did to one number we can now do to a whole column. The right edge of every box, in one line:

# %%
right = hws[:, 0] + hws[:, 2] - 1
right[:3]

# %% [markdown]
# `np.stack` puts columns side by side again. `axis=1` makes each of them a column.

# %%
columns = np.stack([hws[:, 1], hws[:, 0]], axis=1)
columns[:3]

# %% [markdown]
# Without `axis=1` they become rows, and the shape is the wrong way round. (`hws[:3, 1]` takes column 1 of the first three rows.)

# %%
np.stack([hws[:3, 1], hws[:3, 0]])


# %% [markdown]
# With this we can write the way back, `bb_hw`, for many boxes. Its name is the plural: `bb_hws`.


# %% tags=["export"]
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


# %%
bb_hws(np.array([[96, 155, 269, 350], [1, 2, 3, 5]]))


# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `hw_bbs` (8 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/04_boxes.ipynb#Exercise:-hw_bbs-(8-minutes,-difficulty-2-of-5)>)
#
# Now `hw_bb` for many boxes, without a loop.


# %% tags=["export"]
def hw_bbs(boxes: np.ndarray) -> np.ndarray:
    """Turn boxes given by their sizes, shape (n, 4), into boxes given by their corners, (n, 4).

    The rows are as for :func:`hw_bb`; n may be 0. ``boxes`` itself is not changed.

    Examples
    --------
    >>> hw_bbs(np.array([[155, 96, 196, 174], [2, 1, 4, 3]]))
    array([[ 96, 155, 269, 350],
           [  1,   2,   3,   5]])
    """
    ### BEGIN SOLUTION
    x, y, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + height - 1, x + width - 1], axis=1)
    ### END SOLUTION


# %%
hw_bbs = check(hw_bbs)

# %% [markdown]
# Whether one at a time or all at once, the result must be the same:

# %%
one_by_one = np.array([hw_bb(hw) for hw in hws])
np.array_equal(hw_bbs(hws), one_by_one)

# %% [markdown]
# ## Step 6: other tastes
#
# You will meet at least these five ways to write the same rectangle. The numbers are those of the car, the first box
# of VOC 2007.
#
# | used by | order | counted from | the far corner | the car |
# |---|---|---|---|---|
# | the lesson, and this workbook: `bb` | top, left, bottom, right | 0 | belongs to the box | 96, 155, 269, 350 |
# | VOC's XML files | xmin, ymin, xmax, ymax | **1** | belongs to the box | 156, 97, 351, 270 |
# | COCO, our JSON file, torchvision `xywh`: `hw` | x, y, width, height | 0 | is not given | 155, 96, 196, 174 |
# | torchvision `xyxy` | x1, y1, x2, y2 | 0 | is the first pixel **outside** | 155, 96, 351, 270 |
# | torchvision `cxcywh` | centre x, centre y, width, height | 0 | is not given | 253, 183, 196, 174 |
#
# The differences are small enough to go unnoticed and large enough to spoil a result. Two rows of the table even
# share the numbers 351 and 270, for different reasons: VOC's XML counts from 1, and torchvision's `xyxy` gives the first
# pixel after the last.
#
# A table can be wrong. So let us call a witness: torchvision, PyTorch's library for images. It has a function for this,
# `box_convert`, and it knows nothing about our code. (torchvision needs a lot of memory, and this chapter needs it only
# once. So the cell starts a second Python, asks it, and prints its answer. This takes a few seconds.)

# %%
import subprocess
import sys

question = """
import torch
from torchvision.ops import box_convert

car = torch.tensor([155.0, 96.0, 196.0, 174.0])
print("xyxy  ", box_convert(car, "xywh", "xyxy").tolist())
print("cxcywh", box_convert(car, "xywh", "cxcywh").tolist())
"""
witness = subprocess.run(
    [sys.executable, "-c", question], capture_output=True, text=True, check=True
).stdout
print(witness)

# %% [markdown]
# Compare that with our own corners. torchvision's far corner is one pixel further in both directions, because it is the
# first pixel outside:

# %%
top, left, bottom, right = hw_bb([155, 96, 196, 174])
[int(left), int(top), int(right) + 1, int(bottom) + 1]


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `xml_bb` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/04_boxes.ipynb#Exercise:-xml_bb-(6-minutes,-difficulty-2-of-5)>)
#
# VOC's own files are not JSON but XML. An object in them looks like this:
#
# ```xml
# <bndbox><xmin>156</xmin><ymin>97</ymin><xmax>351</xmax><ymax>270</ymax></bndbox>
# ```
#
# Turn these four numbers into our `bb`. Look at the table: two things change.


# %% tags=["export"]
def xml_bb(xmin: int, ymin: int, xmax: int, ymax: int) -> np.ndarray:
    """Turn the four numbers of a VOC XML file into ``[top, left, bottom, right]``.

    VOC gives the first column, first row, last column and last row, in pixels counted from 1; in
    the result they are counted from 0. The last column and row belong to the box in both.

    Examples
    --------
    >>> xml_bb(156, 97, 351, 270)
    array([ 96, 155, 269, 350])
    """
    ### BEGIN SOLUTION
    return np.array([ymin - 1, xmin - 1, ymax - 1, xmax - 1])
    ### END SOLUTION


# %%
xml_bb = check(xml_bb)

# %% [markdown]
# ## Use it: the boxes of one image
#
# In chapter 03 you grouped the annotations by image. The lesson groups and converts in one go. Its dictionary leads
# from an image id to a list of pairs (box, class id), without the objects marked `ignore`. We will pass such pairs
# around a lot, so their type gets a name, `Anno`. Then comes the loop, with our `hw_bb` in it.

# %% tags=["export"]
from collections import defaultdict

from minilib.annotations import ANNOTATIONS, BBOX, CAT_ID, IMG_ID

# A box, [top, left, bottom, right] in pixels, and a class id.
Anno = tuple[np.ndarray, int]


# %% tags=["export"]
def get_trn_anno(trn_j: dict) -> defaultdict[int, list[Anno]]:
    """Return a lookup from image id to the image's objects, without those marked ``ignore``."""
    trn_anno = defaultdict(lambda: [])
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            trn_anno[o[IMG_ID]].append((hw_bb(o[BBOX]), o[CAT_ID]))
    return trn_anno


# %%
trn_anno = get_trn_anno(trn_j)
first = trn_j["images"][0]
trn_anno[first["id"]]

# %% [markdown]
# And now we look. Matplotlib's `Rectangle` wants the corner (x, y), the width and the height: just what `bb_hw` returns.
# A pixel is a small square, and Matplotlib puts its *centre* at the whole number. So the left edge of pixel 0 is at -0.5, and
# the rectangle begins half a pixel before the number of its first pixel.

# %%
image = plt.imread(image_path(PATH, first["file_name"]))
fig, ax = plt.subplots(figsize=(7, 5))
ax.imshow(image)
for box, _ in trn_anno[first["id"]]:
    x, y, width, height = bb_hw(box)
    ax.add_patch(
        Rectangle((x - 0.5, y - 0.5), width, height, fill=False, edgecolor="yellow", linewidth=3)
    )
ax.set_title(f"{first['file_name']}, number of boxes: {len(trn_anno[first['id']])}")
plt.show()


# %% [markdown]
# Does each box hold its object, and no more? Then every box has come through both conversions unharmed. Looking
# at pictures is a test that every box should pass: make it a habit. But it does not show everything, as you will see next.
#
# ## Trap: the box that shrinks
#
# The lesson's own first version of `bb_hw` forgot the `+ 1`. Here it is under another name.


# %%
def bb_hw_first_version(a):
    """As the lesson first had it: width and height are one too small."""
    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0]])


# %% [markdown]
# One pixel of 196. Who would see that in a picture?

# %%
bb_hw_first_version(hw_bb([155, 96, 196, 174]))

# %% [markdown]
# But programs convert boxes more than once: when they load them, draw them, or save them, and when they turn or cut an image.
# Let us go there and back 60 times with a smaller box.

# %%
box = [100, 100, 120, 90]
sizes = [box[2:]]
for _ in range(60):
    box = bb_hw_first_version(hw_bb(box)).tolist()
    sizes.append(box[2:])
sizes[:3], sizes[-1]

# %% [markdown]
# Half of the width and two thirds of the height are gone.

# %%
sizes[-1][0] / sizes[0][0] == 1 / 2, sizes[-1][1] / sizes[0][1] == 1 / 3

# %% [markdown]
# Here is the box after every twelfth round trip:

# %%
fig, ax = plt.subplots(figsize=(6, 4.5))
for turns in range(0, 61, 12):
    width, height = sizes[turns]
    shade = str(0.7 * (1 - turns / 60))
    ax.add_patch(Rectangle((100, 100), width, height, fill=False, edgecolor=shade, linewidth=2))
    ax.text(100 + width, 100 + height, f" {turns}", va="center")
ax.set_xlim(90, 235)
ax.set_ylim(200, 92)
ax.set_aspect("equal")
ax.set_xlabel("column (x)")
ax.set_ylabel("row (y)")
ax.set_title("The same box after 0, 12, 24, ... 60 round trips")
plt.show()

# %% [markdown]
# No error message, no crash; only a result that is a little worse than it could be, forever. That is why the round
# trip is worth a test, and why you should be wary of sample code, wherever it comes from.
#
# ## Catch the impostors
#
# "A little worse, forever" is what a test should catch. Here are two tests for `hw_bb`, two boxes that are easy to convert in your head.
# They are *too* easy: one wrong version in three passes. What do the two boxes have in common? Find boxes that no impostor gets
# past. (One is enough, if you choose it well.)

# %%
from minilib.workbook import impostors

impostors("hw_bb", [([2, 2, 3, 3],), ([5, 5, 1, 1],)])

# %%
from minilib.workbook import how_far

how_far("boxes")

# %% [markdown]
# ## What minilib gained
#
# `minilib/boxes.py`: `hw_bb`, `bb_hw`, `hw_bbs`, `bb_hws`, `xml_bb`, `Anno`, `get_trn_anno`. Open it: it holds the
# workbook's versions of what you have written, and the functions that this chapter gave you.
#
# ## Ask yourself
#
# <details><summary>1. Why does <code>hw_bb</code> subtract 1, and why does torchvision's <code>xyxy</code> not?</summary>
#
# Our far corner is the last pixel that belongs to the object. torchvision's is the first that does not, so the width is
# simply x2 - x1.
# </details>
#
# <details><summary>2. An image has the shape (333, 500, 3). Is it wider than it is high?</summary>
#
# Yes: 333 rows, 500 columns. Rows come first. (The 3 stands for the colours of a pixel: red, green and blue.)
# </details>
#
# <details><summary>3. What is the area of the box [0, 0, 0, 0]?</summary>
#
# One pixel: its first row is also its last row, and its first column is also its last. When both corners belong to the box,
# no box is empty.
# </details>
#
# Now go on to [chapter 05](05_images.ipynb).
