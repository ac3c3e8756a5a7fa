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
# # 07 · Largest: the largest object in each image
#
# **After this chapter you can** find the largest object in every image, sort things by whatever you like, and write the
# two tables that the networks of the later chapters learn from.
#
# About 50 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · **07 largest** · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Many images show several objects. A network that answers with *one* class and *one* box needs one object per image to
# learn from. So we make the task smaller: in each image we keep only the largest object. It is not the whole truth, but it
# is a task that we can solve, and the next step builds on it. Small steps that work, one after the other: that is the
# lesson's way through a hard problem.

# %% tags=["export"]
import numpy as np

from minilib.boxes import Anno

# %%
import matplotlib.pyplot as plt

from minilib.drawing import draw_idx, load_pascal
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()
pascal = load_pascal(PATH)

# %% [markdown]
# An image with five objects gives us something to think about.

# %%
most = min(5, max(len(objects) for objects in pascal.trn_anno.values()))
busy = next(i for i in pascal.trn_anno if len(pascal.trn_anno[i]) >= most)
draw_idx(busy, pascal)
plt.show()

# %% [markdown]
# Its objects are pairs of a box and a class id, the type that chapter 04 called `Anno`.

# %%
objects = pascal.trn_anno[busy]
objects[:3]

# %% [markdown]
# ## Step 1: how large is a box?
#
# Take one box, that of the car in chapter 04: top, left, bottom, right.

# %%
bb = np.array([96, 155, 269, 350])
bb

# %% [markdown]
# A slice takes a part. `[:2]` is the first two numbers, the top left corner. `[-2:]` is the last two, the bottom right corner.

# %%
bb[:2], bb[-2:]

# %% [markdown]
# NumPy subtracts them number by number: bottom - top, right - left.

# %%
bb[-2:] - bb[:2]

# %% [markdown]
# And `np.prod` multiplies all numbers of an array.

# %%
int(np.prod(bb[-2:] - bb[:2]))

# %% [markdown]
# That is how the lesson measures a box. (It writes `np.product`, an old name that NumPy 2 has removed. `hasattr` asks
# whether an object has something of that name.)

# %%
hasattr(np, "product"), hasattr(np, "prod")

# %% [markdown]
# But wait. 173 and 195 are *steps* from the first pixel to the last. The box has one more row and one more column (chapter 04).
# VOC's annotation of this car says 196 wide, 174 high, area 34104. So add 1 to both:

# %%
int(np.prod(bb[-2:] - bb[:2] + 1))

# %% [markdown]
# Does it matter? Think of a pole far away: a box one pixel wide and 50 high. Without the + 1 its area is zero:

# %%
thin = np.array([10, 30, 59, 30])
int(np.prod(thin[-2:] - thin[:2])), int(np.prod(thin[-2:] - thin[:2] + 1))


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `bb_area` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/07_largest.ipynb#Exercise:-bb_area-(4-minutes,-difficulty-1-of-5)>)
#
# Return the number of pixels in a box. `int(...)` turns NumPy's integer into an ordinary one.


# %% tags=["export"]
def bb_area(bb: np.ndarray) -> int:
    """Count the pixels of a box ``[top, left, bottom, right]``, rows times columns.

    Both corners belong to the box, so there is at least one pixel. The area must fit into the
    dtype of ``bb``; the int64 of :func:`minilib.boxes.hw_bb` holds that of any image.

    Examples
    --------
    >>> bb_area(np.array([96, 155, 269, 350]))
    34104
    """
    ### BEGIN SOLUTION
    return int(np.prod(bb[-2:] - bb[:2] + 1))
    ### END SOLUTION


# %%
bb_area = check(bb_area)

# %%
[(bb_area(bb), pascal.cats[class_id]) for bb, class_id in objects]

# %% [markdown]
# ## Step 2: sort by whatever you like
#
# `sorted` puts things in order, smallest first, and returns a new list.

# %%
sorted([30, 5, 200])

# %% [markdown]
# What should *objects* be sorted by? `key` takes a function that returns, for each object, the value to sort by. A
# lambda (chapter 03) is handy: for `x`, the area of `x[0]`, its box. Here are only the classes and areas of the
# result:

# %%
by_area = sorted(objects, key=lambda x: bb_area(x[0]))
[(pascal.cats[c], bb_area(bb)) for bb, c in by_area]

# %% [markdown]
# `reverse=True` puts the largest first.

# %%
by_area = sorted(objects, key=lambda x: bb_area(x[0]), reverse=True)
[(pascal.cats[c], bb_area(bb)) for bb, c in by_area]

# %% [markdown]
# And the first of them is the one we are looking for.

# %%
by_area[0]

# %% [markdown]
# What if two are equally large? `sorted` keeps them in the order in which they came, even with `reverse=True`. So the one that
# comes first wins, on every computer. You can rely on that:

# %%
sorted(["cat", "dog", "bus", "horse"], key=len, reverse=True)


# %% [markdown]
# And if there is no object at all? An empty list has no first element. `[0]` would raise an `IndexError`, which tells
# nobody what is wrong. A `ValueError` with a clear message does.
#
# ## Exercise 2
#
# ### Exercise: `get_lrg` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/07_largest.ipynb#Exercise:-get_lrg-(8-minutes,-difficulty-3-of-5)>)
#
# Return the largest of a list of objects, box and class together. For an empty list raise a `ValueError`.


# %% tags=["export"]
def get_lrg(b: list[Anno]) -> Anno:
    """Return the largest of an image's objects; if several are equally large, the first of them.

    The list is not changed.

    Raises
    ------
    ValueError
        The list is empty.
    """
    ### BEGIN SOLUTION
    if not b:
        raise ValueError("no objects, so none of them is the largest")
    return sorted(b, key=lambda x: bb_area(x[0]), reverse=True)[0]
    ### END SOLUTION


# %%
get_lrg = check(get_lrg)

# %%
get_lrg(objects)

# %% [markdown]
# By the way, you don't have to sort all of them to find the largest. `max` takes a key as well, and it too returns
# the first if several are equal:

# %%
box, class_id = max(objects, key=lambda x: bb_area(x[0]))
box is get_lrg(objects)[0]

# %% [markdown]
# (`box, class_id = ...` takes the pair apart. `is` asks whether it is the very same object.)
#
# ## Step 3: for every image
#
# A dictionary comprehension (chapter 03) does it for all images. `items()` gives key and value together.

# %%
small = {12: [3, 9, 4], 17: [5]}
{number: max(values) for number, values in small.items()}


# %% [markdown]
# One thing to watch out for: `trn_anno` is a defaultdict. If someone has looked up an id that was not there, it now
# holds an empty list for it. Leave such entries out; an `if` at the end of a comprehension does that.
#
# ## Exercise 3
#
# ### Exercise: `get_trn_lrg_anno` (4 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/07_largest.ipynb#Exercise:-get_trn_lrg_anno-(4-minutes,-difficulty-2-of-5)>)
#
# Make a dictionary from the id of an image to its largest object.


# %% tags=["export"]
def get_trn_lrg_anno(trn_anno: dict[int, list[Anno]]) -> dict[int, Anno]:
    """Return a lookup from image id to the image's largest object, in the same order.

    Images without objects are left out.
    """
    ### BEGIN SOLUTION
    return {i: get_lrg(b) for i, b in trn_anno.items() if b}
    ### END SOLUTION


# %%
get_trn_lrg_anno = check(get_trn_lrg_anno)

# %%
trn_lrg_anno = get_trn_lrg_anno(pascal.trn_anno)
first = pascal.trn_ids[0]
trn_lrg_anno[first]

# %% [markdown]
# ## Step 4: look at it
#
# As in chapter 06, but for one object. `bb_hw` turns its box back into x, y, width, height for drawing.

# %% tags=["export"]
from matplotlib.axes import Axes

from minilib.boxes import bb_hw
from minilib.drawing import Pascal, draw_object, show_img
from minilib.images import open_image


# %% tags=["export"]
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


# %% [markdown]
# The lesson takes image 23. The drawn data set may not have it; in that case we take the one from above.

# %%
chosen = 23 if 23 in trn_lrg_anno else busy
bb, class_id = trn_lrg_anno[chosen]
bb.tolist(), class_id

# %%
ax = draw_largest_bbox(chosen, pascal, trn_lrg_anno)
ax.set_title(pascal.trn_fns[chosen])
plt.show()

# %% [markdown]
# How large is the largest? If it usually fills most of the image, "what is in the image" and "what is the largest
# object" are nearly the same question. Here is its share of the image, for all images:

# %%
from minilib.annotations import IMAGES, load_annotations

images = load_annotations(PATH / "pascal_train2007.json")[IMAGES]
pixels = {image["id"]: image["height"] * image["width"] for image in images}
shares = [bb_area(bb) / pixels[i] for i, (bb, _) in trn_lrg_anno.items()]

fig, ax = plt.subplots(figsize=(8, 3.5))
ax.hist(shares, bins=np.linspace(0, 1, 21), edgecolor="white")
ax.set_xlabel("share of the image that the largest object covers")
ax.set_ylabel("images")
ax.set_title("The largest object is often not large")
plt.show()

# %% [markdown]
# In more than half of the images, the largest object covers less than half of the image:

# %%
np.median(shares).item() < 0.5

# %% [markdown]
# ## Step 5: a table
#
# To train a classifier we need pairs: the file of an image, and what is in it. Often the simplest data set is a plain table in
# a CSV file ("comma-separated values"): every program can read it, and you can look at it in an editor.
#
# **pandas** makes such tables. You met its `DataFrame` in chapter 03. You can also make one from a dictionary: the
# keys are the names of the columns, and each value is a list with the contents of that column.

# %% tags=["export"]
import pandas as pd

# %%
table = pd.DataFrame({"fn": ["000012.jpg", "000017.jpg"], "cat": ["car", "person"]})
table


# %% [markdown]
# On the left are numbers that we did not ask for: pandas numbers the rows. This column is called the *index*.
#
# ## Exercise 4
#
# ### Exercise: `lrg_frame` (7 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/07_largest.ipynb#Exercise:-lrg_frame-(7-minutes,-difficulty-2-of-5)>)
#
# Make the table for the classifier: the file name in the column `fn`, the *name* of the largest object's class in the column
# `cat`, and the rows in the order of `pascal.trn_ids`. Leave out images without an object.


# %% tags=["export"]
def lrg_frame(pascal: Pascal, trn_lrg_anno: dict[int, Anno]) -> pd.DataFrame:
    """Make the table that the classifier of the largest object learns from.

    Its columns are ``fn`` (file name) and ``cat`` (class name), its rows are in the order of
    ``pascal.trn_ids`` and numbered from 0. Images without an object are left out.
    """
    ### BEGIN SOLUTION
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    files = [pascal.trn_fns[i] for i in ids]
    names = [pascal.cats[trn_lrg_anno[i][1]] for i in ids]
    return pd.DataFrame({"fn": files, "cat": names})
    ### END SOLUTION


# %%
lrg_frame = check(lrg_frame)

# %%
lrg = lrg_frame(pascal, trn_lrg_anno)
lrg.head()

# %% [markdown]
# `to_csv` writes it. Without a file name it returns the text, so that we can have a look. Note the first column:

# %%
print(lrg.head(3).to_csv())

# %% [markdown]
# The index has been written too, as a column without a name. Anyone who reads the file gets a column "Unnamed: 0". We do not
# want that:

# %%
print(lrg.head(3).to_csv(index=False))

# %% [markdown]
# ## Step 6: the second table
#
# Chapter 13 needs the box instead of the class. A row of a CSV file has one value in each column, and a box has four numbers.
# The lesson writes them into **one** column, separated by spaces: `96 155 269 350`.
#
# `join` puts strings together, with another string between them. It accepts only strings, so numbers go through `str` first.

# %%
" ".join(["96", "155", "269", "350"])

# %%
[str(number) for number in [96, 155]]


# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `bbox_text` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/07_largest.ipynb#Exercise:-bbox_text-(4-minutes,-difficulty-1-of-5)>)
#
# Return a box as one string: its four numbers in their order, with a single space between them.


# %% tags=["export"]
def bbox_text(bb: np.ndarray) -> str:
    """Write a box as one string, its four numbers with single spaces between them.

    Examples
    --------
    >>> bbox_text(np.array([96, 155, 269, 350]))
    '96 155 269 350'
    """
    ### BEGIN SOLUTION
    return " ".join(str(number) for number in bb)
    ### END SOLUTION


# %%
bbox_text = check(bbox_text)

# %% [markdown]
# Now the table of boxes, and a function that writes a table. It first writes a file under another name next to the
# real one and then renames it, so that nobody ever reads half a table, even if two notebooks do this at the same
# time.

# %% tags=["export"]
import os
from pathlib import Path


# %% tags=["export"]
def bb_frame(pascal: Pascal, trn_lrg_anno: dict[int, Anno]) -> pd.DataFrame:
    """Make the table of the largest objects' boxes: columns ``fn`` and ``bbox`` (one string)."""
    ids = [i for i in pascal.trn_ids if i in trn_lrg_anno]
    boxes = [bbox_text(trn_lrg_anno[i][0]) for i in ids]
    return pd.DataFrame({"fn": [pascal.trn_fns[i] for i in ids], "bbox": boxes})


# %% tags=["export"]
def write_csv(frame: pd.DataFrame, file: Path) -> Path:
    """Write a table, without its index, atomically to ``file``, and return ``file``."""
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
# What was written must come back as it was. (`dtype=str` keeps text: without it a class that is named "7" would come back as a
# number.) For the boxes, `split()` takes the string apart at the spaces, and `int` makes
# numbers again.

# %%
pd.read_csv(LRG_CSV, dtype=str).equals(lrg)

# %%
boxes = pd.read_csv(BB_CSV)
boxes.head()

# %%
back = [[int(number) for number in text.split()] for text in boxes["bbox"]]
there = [trn_lrg_anno[i][0].tolist() for i in pascal.trn_ids if i in trn_lrg_anno]
back == there

# %% [markdown]
# The lesson prints four rows of this file. Are they in ours? With the real VOC 2007 they are: `186 450 226 496`, `84 363 374
# 498`, `110 190 371 457`, `187 37 359 303`. The drawn data set has other images, so with it the list below may be empty.

# %%
wanted = ["008197.jpg", "008199.jpg", "008202.jpg", "008203.jpg"]
boxes[boxes["fn"].isin(wanted)].to_dict("records")

# %% [markdown]
# (`isin` tells you, for each row, whether its name is one of those wanted; a column of True and False in square brackets keeps
# the rows with True; `to_dict("records")` makes a list of them, with a dictionary for each row.)
#
# And a page to look at: twelve images, each with its largest object. In which of them would *you* have chosen another one?

# %%
fig, axes = plt.subplots(3, 4, figsize=(13, 9))
for ax, i in zip(axes.flat, trn_lrg_anno, strict=False):
    draw_largest_bbox(i, pascal, trn_lrg_anno, ax=ax)
fig.tight_layout()
plt.show()

# %% [markdown]
# ## Trap: sorting without a key
#
# Pairs can be compared: Python looks at their first parts and, if these are equal, at the second. So why not leave out the key?

# %%
max([(3, "car"), (7, "bus"), (5, "cat")])

# %% [markdown]
# It works with numbers. With boxes, which are arrays, it fails:

# %% tags=["raises-exception"]
max(objects)

# %% [markdown]
# To compare two pairs Python asks: are the first parts equal? For two arrays there is not one answer but four, one for each
# number. "The truth value is ambiguous": is it True if one of them is True, or only if all are? NumPy refuses to guess.
#
# An error is the good case. The next mistake is worse, because it is silent. Integers in NumPy have a fixed size, and `uint8`
# ends at 255:

# %%
sides = np.array([[200, 150], [20, 10]], dtype=np.uint8)
sides[:, 0] * sides[:, 1]

# %%
np.argmax(sides[:, 0] * sides[:, 1]).item()

# %% [markdown]
# 200 times 150 is 30000, which does not fit into `uint8`. What is left is the remainder after division by 256, which is 48, and
# suddenly the small box is the larger one. `hw_bb` makes arrays of 64-bit integers, which are large enough for any image. When
# boxes come from somewhere else, look at their `dtype`.
#
# ## Catch the impostors
#
# The largest of two boxes, the largest of one: two cases for `get_lrg`, and most impostors are exposed. The rest need a list that is
# out of the ordinary. Think of its length, of equal areas, of the order, and of boxes that are long and thin. Add such lists until
# nobody gets through.

# %%
from minilib.workbook import impostors

small, large = (np.array([0, 0, 4, 4]), 15), (np.array([10, 10, 29, 39]), 7)
impostors("get_lrg", [([small, large],), ([large],)])

# %%
from minilib.workbook import how_far

how_far("largest")

# %% [markdown]
# ## What minilib gained
#
# `minilib/largest.py`: `bb_area`, `get_lrg`, `get_trn_lrg_anno`, `draw_largest_bbox`, `lrg_frame`, `bbox_text`, `bb_frame`,
# `write_csv`.
#
# ## Ask yourself
#
# <details><summary>1. What do you pass as <code>key=</code>, and what does it do?</summary>
#
# A function. It takes one element and returns the value to compare by.
# </details>
#
# <details><summary>2. The lesson leaves out the + 1 when it compares areas. When does that change the answer?</summary>
#
# Rarely: when two boxes are nearly the same size, or one of them is very thin. It can turn two areas that differ into equal
# ones, or change which of them is larger.
# </details>
#
# <details><summary>3. Why do you pass <code>index=False</code> when you save a table?</summary>
#
# Otherwise the row numbers become a column of the file, and come back as data.
# </details>
#
# Now go on to [chapter 08](08_debugging.ipynb).
