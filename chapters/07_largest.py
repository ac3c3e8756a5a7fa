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
# # 07 · Largest: the one object to begin with
#
# **After this chapter you can** find the largest object of every picture, sort things by whatever you like, and write the
# two tables from which the networks of the later chapters learn.
#
# About 50 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · **07 largest** · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Most pictures show several objects. A network that answers with *one* class and *one* box needs pictures with one
# object. So we make the task smaller: of each picture we keep the largest object only. It is not the whole truth, but it
# is a task that we can solve, and the next step builds on it. Small steps that work, one after the other: that is the
# lesson's way through a hard problem.

# %% tags=["export"]
import numpy as np

# %%
import matplotlib.pyplot as plt

from minilib.drawing import draw_idx, load_pascal
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()
pascal = load_pascal(PATH)

# %% [markdown]
# A picture with five objects is a good one to think about.

# %%
busy = next(i for i in pascal.trn_ids if len(pascal.trn_anno[i]) == 5)
draw_idx(busy, pascal)
plt.show()

# %% [markdown]
# Its objects: pairs of a box and a class number.

# %%
objects = pascal.trn_anno[busy]
objects[:3]

# %% [markdown]
# ## Step 1: how large is a box?
#
# Take one box: top, left, bottom, right.

# %%
bb = np.array([96, 155, 269, 350])
bb

# %% [markdown]
# A slice takes a part. `[:2]` is the first two, the near corner. `[-2:]` is the last two, the far corner.

# %%
bb[:2], bb[-2:]

# %% [markdown]
# NumPy subtracts them number by number: bottom - top, right - left.

# %%
bb[-2:] - bb[:2]

# %% [markdown]
# And `np.prod` multiplies all numbers of an array with each other.

# %%
int(np.prod(bb[-2:] - bb[:2]))

# %% [markdown]
# That is how the lesson measures a box. (It writes `np.product`, an old name that NumPy 2 has removed. `hasattr` asks
# whether something is there.)

# %%
hasattr(np, "product"), hasattr(np, "prod")

# %% [markdown]
# But wait. 173 and 195 are *steps* from the first pixel to the last. The box has one row and one column more (chapter 04).
# The annotations say 196 wide, 174 high, area 34104. So add 1 to both:

# %%
int(np.prod(bb[-2:] - bb[:2] + 1))

# %% [markdown]
# Does it matter? Think of a bottle seen from afar: a box one pixel wide and 50 high. Without the + 1 its size is nothing at
# all:

# %%
thin = np.array([10, 30, 59, 30])
int(np.prod(thin[-2:] - thin[:2])), int(np.prod(thin[-2:] - thin[:2] + 1))

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `bb_area` (4 minutes, difficulty 1 of 5)
#
# The number of pixels in a box. `int(...)` makes an ordinary whole number of NumPy's.


# %% tags=["export"]
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
    ...  # your answer here


# %%
bb_area = check(bb_area)

# %%
[(bb_area(bb), pascal.cats[class_id]) for bb, class_id in objects]

# %% [markdown]
# ## Step 2: sort by what you like
#
# `sorted` puts things in order, smallest first, and gives a new list.

# %%
sorted([30, 5, 200])

# %% [markdown]
# By what should *objects* be sorted? `key` takes a function that gives, for each, the number to sort by. A lambda (chapter
# 03) is handy: for `x`, the area of `x[0]`, its box. Here are only the classes and areas of the result:

# %%
by_area = sorted(objects, key=lambda x: bb_area(x[0]))
[(pascal.cats[c], bb_area(bb)) for bb, c in by_area]

# %% [markdown]
# `reverse=True` puts the largest first.

# %%
by_area = sorted(objects, key=lambda x: bb_area(x[0]), reverse=True)
[(pascal.cats[c], bb_area(bb)) for bb, c in by_area]

# %% [markdown]
# And the first of them is the one we look for.

# %%
by_area[0]

# %% [markdown]
# What if two are equally large? `sorted` keeps the order in which they came, also with `reverse=True`. So the first one
# given wins, on every computer. You can rely on that:

# %%
sorted(["cat", "dog", "bus", "horse"], key=len, reverse=True)

# %% [markdown]
# And if there is no object at all? An empty list has no first element. `[0]` would raise an `IndexError`, which tells
# nobody what the matter is. A `ValueError` with a sentence does.
#
# ## Exercise 2
#
# ### Exercise: `get_lrg` (8 minutes, difficulty 3 of 5)
#
# Of a list of objects, give the largest, box and class together. For an empty list raise a `ValueError`.


# %% tags=["export"]
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
    ...  # your answer here


# %%
get_lrg = check(get_lrg)

# %%
get_lrg(objects)

# %% [markdown]
# By the way: to find the largest one need not sort all of them. `max` takes a key as well, and it too gives the first of
# equal ones:

# %%
box, class_id = max(objects, key=lambda x: bb_area(x[0]))
box is get_lrg(objects)[0]

# %% [markdown]
# (`box, class_id = ...` takes the pair apart. `is` asks whether it is the very same thing.)
#
# ## Step 3: for every picture
#
# A dictionary comprehension (chapter 03) does it for all pictures. `items()` gives key and value together.

# %%
small = {12: [3, 9, 4], 17: [5]}
{number: max(values) for number, values in small.items()}

# %% [markdown]
# One thing to mind: `trn_anno` is a defaultdict. Somebody may have looked up a number that is not there, and then there
# is an empty list. Leave such entries out; an `if` at the end of a comprehension does that.
#
# ## Exercise 3
#
# ### Exercise: `get_trn_lrg_anno` (4 minutes, difficulty 2 of 5)
#
# From image id to its largest object.


# %% tags=["export"]
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
    ...  # your answer here


# %%
get_trn_lrg_anno = check(get_trn_lrg_anno)

# %%
trn_lrg_anno = get_trn_lrg_anno(pascal.trn_anno)
first = pascal.trn_ids[0]
trn_lrg_anno[first]

# %% [markdown]
# ## Step 4: look at it
#
# As in chapter 06, but for one object. The box goes back to x, y, width, height for drawing: `bb_hw`.

# %% tags=["export"]
from minilib.boxes import bb_hw
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.images import open_image


# %% tags=["export"]
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


# %% [markdown]
# The lesson takes image 23. The drawn data set may not have it; then we take the one from above.

# %%
chosen = 23 if 23 in trn_lrg_anno else busy
bb, class_id = trn_lrg_anno[chosen]
bb.tolist(), class_id

# %%
ax = draw_largest_bbox(chosen, pascal, trn_lrg_anno)
ax.set_title(pascal.trn_fns[chosen])
plt.show()

# %% [markdown]
# How large is the largest? If it usually fills most of the picture, "what is in the picture" and "what is the largest
# object" are nearly the same question. Its share of the picture, for all of them:

# %%
from minilib.annotations import IMAGES, load_annotations

images = load_annotations(PATH / "pascal_train2007.json")[IMAGES]
pixels = {image["id"]: image["height"] * image["width"] for image in images}
shares = [bb_area(bb) / pixels[i] for i, (bb, _) in trn_lrg_anno.items()]

fig, ax = plt.subplots(figsize=(8, 3.5))
ax.hist(shares, bins=np.linspace(0, 1, 21), edgecolor="white")
ax.set_xlabel("share of the picture that the largest object covers")
ax.set_ylabel("pictures")
ax.set_title("The largest object is often not large")
plt.show()

# %% [markdown]
# ## Step 5: a table
#
# To train a classifier we need pairs: a picture's file, and what is in it. Often the simplest data set is a plain table in a
# CSV file ("comma-separated values"): every program can read it, and you can look at it in an editor.
#
# **pandas** is Python's library for tables. Its table is called `DataFrame`. It is made of a dictionary: the names of
# the columns, and for each a list of what stands in it.

# %% tags=["export"]
import pandas as pd

# %%
table = pd.DataFrame({"fn": ["000012.jpg", "000017.jpg"], "cat": ["car", "person"]})
table

# %% [markdown]
# On the left are numbers that we did not ask for: pandas numbers the rows. The number is called *index*.
#
# ## Exercise 4
#
# ### Exercise: `lrg_frame` (7 minutes, difficulty 2 of 5)
#
# The table for the classifier: the file name in the column `fn`, the *name* of the largest object's class in the column
# `cat`; the rows in the order of `pascal.trn_ids`. Pictures without an object are left out.


# %% tags=["export"]
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
    ...  # your answer here


# %%
lrg_frame = check(lrg_frame)

# %%
lrg = lrg_frame(pascal, trn_lrg_anno)
lrg.head()

# %% [markdown]
# `to_csv` writes it. Without a file name it gives the text, so that we can look. Watch the first column:

# %%
print(lrg.head(3).to_csv())

# %% [markdown]
# The index has been written too, as a column without a name. Whoever reads the file gets a column "Unnamed: 0". We do not
# want that:

# %%
print(lrg.head(3).to_csv(index=False))

# %% [markdown]
# ## Step 6: the second table
#
# Chapter 11 needs the box instead of the class. A CSV has one value in each column, and a box has four numbers. The lesson
# writes them into **one** column, with spaces between: `96 155 269 350`.
#
# `join` puts strings together, with another string between them. It wants strings, so numbers go through `str` first.

# %%
" ".join(["96", "155", "269", "350"])

# %%
[str(number) for number in [96, 155]]

# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `bbox_text` (4 minutes, difficulty 1 of 5)
#
# A box as one string, in the order of the box, with a single space between the numbers.


# %% tags=["export"]
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
    ...  # your answer here


# %%
bbox_text = check(bbox_text)

# %% [markdown]
# The table of boxes, and a function that writes a table. It writes beside the file first and then gives it its name, so
# that nobody ever reads half a table, even if two notebooks do this at the same time.

# %% tags=["export"]
import os


# %% tags=["export"]
def bb_frame(pascal, trn_lrg_anno):
    """Make the table of the largest objects' boxes: columns ``fn`` and ``bbox`` (one string)."""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    boxes = [bbox_text(trn_lrg_anno[i][0]) for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "bbox": boxes})


# %% tags=["export"]
def write_csv(frame, file):
    """Write a table to ``file`` (Path) without its index, whole or not at all."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.part")
    frame.to_csv(beside, index=False)
    beside.replace(file)
    return file


# %% [markdown]
# Both tables go into the folder `tmp` of the data set (chapter 01).

# %%
from minilib.paths import tmp_folder

LRG_CSV = write_csv(lrg, tmp_folder(PATH) / "lrg.csv")
BB_CSV = write_csv(bb_frame(pascal, trn_lrg_anno), tmp_folder(PATH) / "bb.csv")
LRG_CSV.name, BB_CSV.name

# %% [markdown]
# ## Use it: read the tables back
#
# What was written must come back as it was. For the boxes, `split()` takes the string apart at the spaces, and `int` makes
# numbers again.

# %%
pd.read_csv(LRG_CSV).equals(lrg)

# %%
boxes = pd.read_csv(BB_CSV)
boxes.head()

# %%
back = [[int(number) for number in text.split()] for text in boxes["bbox"]]
there = [trn_lrg_anno[i][0].tolist() for i in pascal.trn_ids if i in trn_lrg_anno]
back == there

# %% [markdown]
# The lesson prints four rows of this file. Are they in ours? On the real VOC 2007 they are: `186 450 226 496`, `84 363 374
# 498`, `110 190 371 457`, `187 37 359 303`. The drawn data set has other pictures, so there the table may be empty.

# %%
wanted = ["008197.jpg", "008199.jpg", "008202.jpg", "008203.jpg"]
boxes[boxes["fn"].isin(wanted)].to_dict("records")

# %% [markdown]
# (`isin` asks for each row whether its name is one of those wanted; square brackets with True and False keep the rows with
# True.)
#
# And a page to look at: twelve pictures, each with its largest object. In which of them would *you* have chosen
# another one?

# %%
fig, axes = plt.subplots(3, 4, figsize=(13, 9))
for ax, i in zip(axes.flat, trn_lrg_anno, strict=False):
    draw_largest_bbox(i, pascal, trn_lrg_anno, ax=ax)
fig.tight_layout()
plt.show()

# %% [markdown]
# ## Trap: sorting without a key
#
# Pairs can be compared: Python looks at the first part, and if these are equal at the second. So why not leave out the key?

# %%
max([(3, "car"), (7, "bus"), (5, "cat")])

# %% [markdown]
# It works with numbers. With boxes, which are arrays, it fails:

# %% tags=["raises-exception"]
max(objects)

# %% [markdown]
# To compare two pairs Python asks: are the first parts equal? For two arrays the answer is not yes or no, but four answers,
# one for each number. "The truth value is ambiguous": is it True when one is True, or when all are? Python refuses to guess.
#
# An error is the good case. This one is worse, since nothing is said. Whole numbers in NumPy have a size, and `uint8` ends
# at 255:

# %%
sides = np.array([[200, 150], [20, 10]], dtype=np.uint8)
sides[:, 0] * sides[:, 1]

# %%
np.argmax(sides[:, 0] * sides[:, 1]).item()

# %% [markdown]
# 200 times 150 is 30000, which does not fit, so what was left over is 48; and suddenly the small box is the larger one. Boxes
# from our JSON file are Python's numbers, which have no such limit. When boxes come from somewhere else, look at their
# `dtype`.
#
# ## What minilib gained
#
# `minilib/largest.py`: `bb_area`, `get_lrg`, `get_trn_lrg_anno`, `draw_largest_bbox`, `lrg_frame`, `bbox_text`, `bb_frame`,
# `write_csv`.
#
# ## Ask yourself
#
# <details><summary>1. What does <code>key=</code> get, and what should it return?</summary>
#
# A function. It gets one element and returns what it shall be compared by.
# </details>
#
# <details><summary>2. The lesson leaves out the + 1 when it compares areas. When does that change the answer?</summary>
#
# Seldom: when two boxes are nearly of the same size, or one is very thin. Among the 2501 pictures of the real train set
# it changes a choice in about one.
# </details>
#
# <details><summary>3. Why is <code>index=False</code> written when a table is saved?</summary>
#
# Otherwise the row numbers become a column of the file, which comes back as data.
# </details>
#
# Now go on to [chapter 08](08_debugging.ipynb).
