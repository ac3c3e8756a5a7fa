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
# # 03 · Annotations: what is in each picture
#
# **After this chapter you can** read a JSON file, find your way through its lists and dictionaries, build lookups with
# comprehensions, group things with a `defaultdict`, and draw the boxes of a picture.
#
# About 60 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · **03 annotations** · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# A network learns from examples: a picture, and with it the right answer. Somebody has looked at every picture and written
# down what is in it and where. These notes are called **annotations**. They all stand in one file, as three long lists that
# refer to each other by numbers.
#
# What we need in the end is one question answered quickly: *picture number 12, what is in it?* The file can't answer that as
# it is. This chapter reads it, understands it, and sorts it so that it can.

# %%
import json

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from minilib.paths import JPEGS, image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: JSON
#
# The file's name ends with `.json`. JSON is a way to write lists and dictionaries as plain text, so that every
# programming language can read them. Here is a little of it, as a string:

# %%
text = '{"name": "car", "id": 7, "bbox": [155, 96, 196, 174], "moving": true, "owner": null}'
text

# %% [markdown]
# It looks much like Python, but it is only text: a string of characters. `json.loads` ("load from a string") makes
# Python's own things out of it.

# %%
thing = json.loads(text)
thing

# %% [markdown]
# Compare the two: `true` has become `True`, and `null` has become `None`. The rest is alike. Now it is a dictionary, and can be
# asked:

# %%
thing["bbox"]

# %%
thing["bbox"][2]

# %% [markdown]
# ## Step 2: read the file
#
# For a file there is `json.load`, without the s. It takes a file object, as `open()` gives it (chapter 01).

# %%
with (PATH / "pascal_train2007.json").open(encoding="utf-8") as opened:
    trn_j = json.load(opened)
type(trn_j)

# %% [markdown]
# (`encoding` says how letters are written as bytes. JSON is always `utf-8`, but Windows would guess another one.)
#
# The lesson calls the result `trn_j`: the *train* set, from *JSON*. We shall need these lines in every chapter from now on,
# so they become a function. There is nothing for you to write in it; this is a function that only shows.

# %% tags=["export"]
import json


# %% tags=["export"]
def load_annotations(file):
    """Read an annotation file.

    Parameters
    ----------
    file : Path
        A JSON file laid out like COCO's, such as ``PATH / 'pascal_train2007.json'``.

    Returns
    -------
    dict
        With the lists ``'images'``, ``'annotations'`` and ``'categories'``.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    json.JSONDecodeError
        The file is not complete, or not JSON.
    """
    with file.open(encoding="utf-8") as opened:
        return json.load(opened)


# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")

# %% [markdown]
# A big dictionary. Don't print all of it! Ask first which keys it has.

# %%
list(trn_j)

# %% [markdown]
# And what is behind each key? A loop over `items()` gives the key and the value together.

# %%
for key, value in trn_j.items():
    print(f"{key:12} {type(value).__name__:5} {len(value)}")

# %% [markdown]
# Three lists, and a string that says `instances`. (The real VOC 2007 train set has 2501 images and 7844 annotations: so
# about three objects a picture.)
#
# ## Step 3: constants instead of strings
#
# We shall write these keys often. A typing mistake in a string is found late, when the line runs, and the message is
# short:

# %% tags=["raises-exception"]
trn_j["anotations"]

# %% [markdown]
# Worse, when such a mistake happens while *writing* into a dictionary, there is no message at all, only a new key. So we
# give each key a name, once. If a *name* is misspelt, the editor marks it and Python says `NameError`. And the editor can
# complete it for you: type `ANN` and press Tab.

# %% tags=["export"]
IMAGES, ANNOTATIONS, CATEGORIES = "images", "annotations", "categories"
FILE_NAME, ID, IMG_ID, CAT_ID, BBOX = "file_name", "id", "image_id", "category_id", "bbox"

# %% [markdown]
# (Several names and several values in one line: the first name gets the first value, and so on.)
#
# ## Step 4: the three lists
#
# **Images.** `[:5]` takes the first five of a list.

# %%
trn_j[IMAGES][:5]

# %% [markdown]
# Each image is a dictionary: the name of its file, its size in pixels, and a number, its `id`. On the real data the ids are
# 12, 17, 23, 26, 32: there are gaps, because the pictures in between belong to other parts of the data set.
#
# **Annotations.** Two are enough.

# %%
trn_j[ANNOTATIONS][:2]

# %% [markdown]
# One annotation is one object in one picture. Field by field:
#
# | field | what it says |
# |---|---|
# | `image_id` | in which picture: the `id` of one of the images |
# | `category_id` | what it is: the `id` of one of the categories |
# | `bbox` | where it is: x and y of its top left corner, width, height, in pixels |
# | `area` | width times height |
# | `segmentation` | its outline as a list of x, y, x, y, ...; here only the four corners of the box |
# | `ignore` | 1: hard to recognise, so it shall not count |
# | `iscrowd` | 1: not one object but a crowd of them; never in VOC |
# | `id` | a number of its own |
#
# **Categories.** What `category_id` means:

# %%
trn_j[CATEGORIES][:3]

# %%
len(trn_j[CATEGORIES])

# %% [markdown]
# Twenty, from aeroplane to tvmonitor. "Category" and "class" mean the same here.
#
# Nothing is told twice: an annotation does not repeat the file's name but gives the number of the image. To get from the
# number to the name one has to look it up. (It is the same in databases.)
#
# ## Step 5: see a box
#
# Enough numbers. We take the first annotation and its box.

# %%
o = trn_j[ANNOTATIONS][0]
x, y, width, height = o[BBOX]
x, y, width, height

# %% [markdown]
# Its picture: go through the images until the number fits. `next` takes the first that a generator gives (chapter 02).

# %%
image = next(image for image in trn_j[IMAGES] if image[ID] == o[IMG_ID])
image

# %% [markdown]
# Matplotlib draws. `plt.subplots()` makes a figure and an area to draw in, called *axes*; `imshow` puts the picture there.
# `Rectangle` takes the corner (x, y), the width and the height: just what `bbox` has. `fill=False` leaves it open.
# `add_patch` puts it on the axes.

# %%
fig, ax = plt.subplots(figsize=(7, 5))
ax.imshow(plt.imread(image_path(PATH, image[FILE_NAME])))
ax.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor="yellow", linewidth=3))
ax.set_title(f"{image[FILE_NAME]}: one annotation of class {o[CAT_ID]}")
plt.show()

# %% [markdown]
# The numbers on the edges count pixels: x from the left, y from the **top**. Find x and y of the corner in the picture.
#
# And the segmentation? It goes x, y, x, y, ... Every second number, beginning with number 0, is an x: `[0::2]`. We draw
# the points on top.

# %%
corners = o["segmentation"][0]
corners

# %%
fig, ax = plt.subplots(figsize=(7, 5))
ax.imshow(plt.imread(image_path(PATH, image[FILE_NAME])))
ax.plot(corners[0::2], corners[1::2], "o", color="red", markersize=9)
for number, (cx, cy) in enumerate(zip(corners[0::2], corners[1::2], strict=True)):
    ax.text(cx, cy, f"  {number}", color="red", fontsize=13)
ax.set_title("Its segmentation: four points, counted from 0")
plt.show()

# %% [markdown]
# The four corners of the same box. It tells us nothing new, so we leave it aside. Real outlines, which follow the object
# closely, are the matter of another task, *segmentation*.
#
# ## Step 6: comprehensions
#
# To turn a class number into a name we want a dictionary: `{1: 'aeroplane', 2: 'bicycle', ...}`. Here is the way to it in
# small steps. First a list of all names, with a loop:

# %%
names = []
for o in trn_j[CATEGORIES]:
    names.append(o["name"])
names[:3]

# %% [markdown]
# The same as a **list comprehension**. What was appended comes first, the `for` follows:

# %%
names = [o["name"] for o in trn_j[CATEGORIES]]
names[:3]

# %% [markdown]
# With an `if` at the end, only some are taken. Which class names have the letter y in them?

# %%
[o["name"] for o in trn_j[CATEGORIES] if "y" in o["name"]]

# %% [markdown]
# A **dictionary comprehension** has curly brackets, and `key: value` in front. To see its form, a smaller example: words and
# their lengths.

# %%
{word: len(word) for word in ["car", "horse", "cat"]}

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `get_cats` (4 minutes, difficulty 1 of 5)
#
# From the number of a class to its name. Use the constants where there is one.


# %% tags=["export"]
def get_cats(trn_j):
    """Look-up from class id to class name.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Class id (int) -> name (str).

    Examples
    --------
    >>> get_cats({"categories": [{"supercategory": "none", "id": 7, "name": "car"}]})
    {7: 'car'}
    """
    ...  # your answer here


# %%
get_cats = check(get_cats)

# %%
cats = get_cats(trn_j)
cats[7], cats[15]

# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `get_trn_fns` (3 minutes, difficulty 1 of 5)
#
# From the number of an image to its file name. (The lesson's name: the file names, *fns*, of the train set.)


# %% tags=["export"]
def get_trn_fns(trn_j):
    """Look-up from image id to file name.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Image id (int) -> file name (str).

    Examples
    --------
    >>> get_trn_fns({"images": [{"file_name": "000012.jpg", "id": 12}]})
    {12: '000012.jpg'}
    """
    ...  # your answer here


# %%
get_trn_fns = check(get_trn_fns)

# %% [markdown]
# And the numbers alone, in the file's order, as a list. It goes into minilib as it is.


# %% tags=["export"]
def get_trn_ids(trn_j):
    """List the image ids (int), in the order of the file."""
    return [o[ID] for o in trn_j[IMAGES]]


# %%
trn_fns = get_trn_fns(trn_j)
trn_ids = get_trn_ids(trn_j)
trn_ids[:5], trn_fns[trn_ids[0]]

# %% [markdown]
# ## Step 7: a list for every image
#
# Now the question from the beginning: image number so-and-so, what is in it? We want a dictionary from the image's number to
# the **list** of its annotations. Let us build it, at first with three pairs that stand for image and object:

# %%
pairs = [(12, "car"), (17, "person"), (17, "horse")]

# %% [markdown]
# The first try. It stops at the very first pair: for number 12 there is no list yet to which one could append.

# %% tags=["raises-exception"]
of_image = {}
for number, name in pairs:
    of_image[number].append(name)

# %% [markdown]
# So one has to ask first:

# %%
of_image = {}
for number, name in pairs:
    if number not in of_image:
        of_image[number] = []
    of_image[number].append(name)
of_image

# %% [markdown]
# That is right, but the two lines with the question are a nuisance. `setdefault` does them in one: give what is there; if
# nothing is there, put the empty list there and give it.

# %%
of_image = {}
for number, name in pairs:
    of_image.setdefault(number, []).append(name)
of_image

# %% [markdown]
# Still, the question is asked at every place where the dictionary is used. A **defaultdict** is a dictionary that has been
# told *once* what to do about a missing key: call a function, and put there what it returns.
#
# What function? One that returns a new empty list:


# %%
def new_list():
    return []


new_list()

# %% [markdown]
# Such a tiny function can be written without `def` and without a name: `lambda: []`. Before the colon stand the
# arguments (here there are none), behind it what is returned.

# %%
new_list = lambda: []
new_list()

# %% tags=["export"]
from collections import defaultdict

# %%
of_image = defaultdict(lambda: [])
for number, name in pairs:
    of_image[number].append(name)
dict(of_image)

# %% [markdown]
# The loop is now as short as our first try, and it works. (`list` itself is also a function that returns a new empty list
# when it is called: `list()`. So `defaultdict(list)` does the same; you will see both.)
#
# ## Exercise 3
#
# ### Exercise: `group_by_image` (8 minutes, difficulty 2 of 5)
#
# Collect the annotations of each image in a `defaultdict`. Leave out those that are marked `ignore`: objects that even a
# person hardly recognises.


# %% tags=["export"]
def group_by_image(annotations):
    """Collect the annotations of each image.

    Parameters
    ----------
    annotations : list of dict
        Each with at least ``'image_id'`` and ``'ignore'``.

    Returns
    -------
    defaultdict
        Image id (int) -> list of its annotations, whole dictionaries, in the order given.
        Those marked ``ignore`` are left out. A missing key gives a new empty list.
    """
    ...  # your answer here


# %%
group_by_image = check(group_by_image)

# %% [markdown]
# Now the question can be asked. What is in the first image?

# %%
of_image = group_by_image(trn_j[ANNOTATIONS])
[(cats[o[CAT_ID]], o[BBOX]) for o in of_image[trn_ids[0]]]

# %% [markdown]
# How many annotations are there, and how many of them count? (On the real train set: 7844, and 6301 of them are not ignored.)

# %%
counted = sum(len(group) for group in of_image.values())
len(trn_j[ANNOTATIONS]), counted

# %% [markdown]
# ## Step 8: see them all
#
# With this we can draw a whole picture with all its boxes. We take the first with five objects: `next` gives the first
# number for which the condition holds.

# %%
busy = next(number for number in trn_ids if len(of_image[number]) == 5)
trn_fns[busy]

# %% [markdown]
# A colour for each class: Matplotlib has a list of twenty, `tab20`, as if made for VOC.

# %%
colors = plt.get_cmap("tab20").colors
len(colors)

# %%
fig, ax = plt.subplots(figsize=(8, 6))
ax.imshow(plt.imread(image_path(PATH, trn_fns[busy])))
for o in of_image[busy]:
    x, y, width, height = o[BBOX]
    color = colors[o[CAT_ID] - 1]
    ax.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=3))
    ax.text(x + 4, y + 4, cats[o[CAT_ID]], color="black", backgroundcolor=color, va="top")
ax.set_title(f"{trn_fns[busy]}: {len(of_image[busy])} objects")
plt.show()

# %% [markdown]
# Chapter 06 makes such pictures more readable.
#
# ## Step 9: count
#
# Before one trains on a data set, one should know what is in it. If nine of ten objects were persons, a network that
# always answers "person" would be right nine times out of ten, and would have learned nothing.
#
# A `defaultdict` can also count. `int()` called without anything gives 0:

# %%
int()

# %%
letters = defaultdict(int)
for letter in "banana":
    letters[letter] += 1
dict(letters)

# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `count_classes` (8 minutes, difficulty 3 of 5)
#
# How many objects of each class are there? Leave out those marked `ignore`. A class of which there is none shall be
# there all the same, with 0: a chart without it would hide that it is missing.


# %% tags=["export"]
def count_classes(trn_j):
    """Count the objects of each class.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Class name (str) -> number of annotations that are not marked ``ignore`` (int), for every
        class of the file, also where it is 0.
    """
    ...  # your answer here


# %%
count_classes = check(count_classes)

# %%
counts = count_classes(trn_j)
sum(counts.values()) == counted

# %% [markdown]
# A bar chart shows it best. Sorted, with the most frequent class on top.

# %%
names = sorted(counts, key=lambda name: counts[name])
fig, ax = plt.subplots(figsize=(8, 5.5))
bars = ax.barh(names, [counts[name] for name in names], color="tab:blue")
ax.bar_label(bars, padding=3)
ax.set_xlabel("objects (without those marked ignore)")
ax.set_title("How often each class occurs")
ax.margins(x=0.1)
fig.tight_layout()
plt.show()

# %% [markdown]
# The classes are far from equal. In the real VOC 2007 there are more than 2000 persons and about a hundred buses. A network
# will know persons better than buses. When you read "83 percent right", ask: right on what?
#
# And how many objects has a picture? The stages 1 and 2 of this workbook look at one object only, the largest. For how
# many pictures is that the whole truth?

# %%
sizes = [len(of_image[number]) for number in trn_ids]
fig, ax = plt.subplots(figsize=(8, 4))
ax.hist(sizes, bins=[n - 0.5 for n in range(max(sizes) + 2)], edgecolor="white")
ax.set_xlabel("objects in a picture")
ax.set_ylabel("pictures")
ax.set_title("How many objects a picture has")
ax.xaxis.get_major_locator().set_params(integer=True)
plt.show()

# %%
share = sum(size == 1 for size in sizes) / len(sizes)
print(f"Pictures with exactly one object: {share:.0%}")

# %% [markdown]
# (`size == 1` is True or False; in a sum, True counts as 1.)
#
# ## Trap: looking makes it exist
#
# A defaultdict makes a missing key when you *read* it. Usually that is what we want. But see what a careless look does:

# %%
lookup = group_by_image(trn_j[ANNOTATIONS])
before = len(lookup)
before

# %%
lookup[-1]

# %%
len(lookup) - before

# %% [markdown]
# We asked for image -1. There is no such image. There was no error, and now there is one entry more. A loop over
# `lookup` would come across it and look for the picture of image -1. Ask with `in` or `get`, which make nothing:

# %%
-2 in lookup, lookup.get(-2), len(lookup) - before

# %% [markdown]
# There is a second trap close by. `dict.fromkeys` makes a dictionary with the same value for every key. Really the
# **same** one:

# %%
shared = dict.fromkeys([12, 17, 23], [])
shared[12].append("car")
shared

# %% [markdown]
# One list, three names for it. The car is in all three pictures. The lambda of a defaultdict makes a *new* list at every
# call; that is why it takes a function and not a list.
#
# ## What minilib gained
#
# `minilib/annotations.py`: the constants, `load_annotations`, `get_cats`, `get_trn_fns`, `get_trn_ids`, `group_by_image`,
# `count_classes`.
#
# ## Ask yourself
#
# <details><summary>1. Why <code>json.load</code> here and <code>json.loads</code> there?</summary>
#
# load reads from an open file, loads from a string (the s stands for string).
# </details>
#
# <details><summary>2. Image ids begin at 12 and have gaps. Why not simply use the position in the list?</summary>
#
# The annotations refer to images by id. A position changes when a list is sorted or shortened, an id stays.
# </details>
#
# <details><summary>3. What does <code>d = defaultdict(list)</code> hold after <code>d["a"]</code> alone?</summary>
#
# The key "a" with an empty list: reading made it.
# </details>
#
# Now go on to [chapter 04](04_boxes.ipynb).
