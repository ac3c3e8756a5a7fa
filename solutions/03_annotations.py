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
# # 03 · Annotations: what is in each image
#
# **After this chapter you can** read a JSON file, find your way through its lists and dictionaries, build lookups with
# comprehensions, group things with a `defaultdict`, and draw the boxes of an image.
#
# About 60 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · **03 annotations** · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# A network learns from examples: an image together with the right answer. Someone has looked at every image and written
# down what is in it and where. These notes are called **annotations**. Those of the training set are all in one file. It holds
# three lists: images, annotations and categories. An annotation refers to the other two lists by numbers.
#
# We need a quick answer to one question: *what is in image 12?* The file as it stands does not give one. In this
# chapter we read the file, find out what it contains, and rearrange it so that it does.

# %%
import json

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from minilib.paths import image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: JSON
#
# The file's name ends with `.json`. JSON is a way to write lists and dictionaries as plain text, so that every
# programming language can read them. Here is a small example, as a string:

# %%
text = '{"name": "car", "id": 7, "bbox": [155, 96, 196, 174], "moving": true, "owner": null}'
text

# %% [markdown]
# It looks much like Python, but it is only text: a string of characters. `json.loads` ("load from a string") turns it into
# Python objects.

# %%
thing = json.loads(text)
thing

# %% [markdown]
# Compare the two: `true` has become `True`, and `null` has become `None`. The rest looks the same. But now it is a dictionary,
# and we can look things up in it:

# %%
thing["bbox"]

# %%
thing["bbox"][2]

# %% [markdown]
# ## Step 2: read the file
#
# For a file there is `json.load`, without the s. It takes a file object, which `open()` returns (chapter 01).

# %%
with (PATH / "pascal_train2007.json").open(encoding="utf-8") as opened:
    trn_j = json.load(opened)
type(trn_j)

# %% [markdown]
# (`encoding` says how letters are written as bytes. JSON files are in `utf-8`, but on Windows, without this argument, Python may
# assume another encoding.)
#
# The lesson calls the result `trn_j`: the *training* set, from *JSON*. We will need these lines in many chapters, so they
# become a function. There is nothing for you to write this time; just read it. (COCO, "Common Objects in Context", is a larger
# data set than VOC. Many data sets are stored in its layout, and so is ours.)

# %% tags=["export"]
import json
from pathlib import Path


# %% tags=["export"]
def load_annotations(file: Path) -> dict:
    """Read a JSON file laid out like COCO's: lists of images, annotations and categories.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    json.JSONDecodeError
        The file is incomplete, or not JSON.
    """
    with file.open(encoding="utf-8") as opened:
        return json.load(opened)


# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")

# %% [markdown]
# A big dictionary. Don't print all of it! First see which keys it has.

# %%
list(trn_j)

# %% [markdown]
# And what is stored under each key? A loop over `items()` gives the key and the value together.

# %%
for key, value in trn_j.items():
    print(f"{key:12} {type(value).__name__:5} {len(value)}")

# %% [markdown]
# Three lists, and a string of nine letters. (The real VOC 2007 training set has 2501 images and 7844 annotations, about three
# objects per image.)
#
# ## Step 3: constants instead of strings
#
# We will write these keys often. A typo in a string is found late, when the line runs, and the message is short:

# %% tags=["raises-exception"]
trn_j["anotations"]

# %% [markdown]
# Worse, when the typo is in a line that *writes* into a dictionary, there is no message at all, only a new key. So we
# give each key a name, once. If a *name* is misspelt, the editor marks it and Python raises a `NameError`. And the editor can
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
# Each image is a dictionary: the name of its file, its size in pixels, and a number, its `id`. In the real data the first ids
# are 12, 17, 23, 26 and 32. There are gaps because the images in between belong to other parts of the data set.
#
# **Annotations.** Two of them will do.

# %%
trn_j[ANNOTATIONS][:2]

# %% [markdown]
# One annotation is one object in one image. Field by field:
#
# | field | meaning |
# |---|---|
# | `image_id` | in which image: the `id` of one of the images |
# | `category_id` | what it is: the `id` of one of the categories |
# | `bbox` | where it is: x and y of its top left corner, width, height, in pixels |
# | `area` | width times height |
# | `segmentation` | its outline: lists of x, y, x, y, ...; here one, of the box's four corners |
# | `ignore` | 1: hard to recognise, so it does not count |
# | `iscrowd` | 1: not one object but a crowd of them; never in VOC |
# | `id` | the id of the annotation itself |
#
# **Categories.** What `category_id` means:

# %%
trn_j[CATEGORIES][:3]

# %%
len(trn_j[CATEGORIES])

# %% [markdown]
# Twenty, from aeroplane to tvmonitor. "Category" and "class" mean the same here.
#
# Each file name is stored only once: an annotation does not repeat it but refers to the image by its id. To
# get from the id to the name, you look it up. (Databases work the same way.) Unlike a position in a list, an id stays
# the same when the list is sorted or shortened.
#
# ## Step 5: see a box
#
# Enough numbers. We take the first annotation and its box. (`o`, short for "object", is the lesson's name for
# an entry of any of these lists.)

# %%
o = trn_j[ANNOTATIONS][0]
x, y, width, height = o[BBOX]
x, y, width, height

# %% [markdown]
# To find its image, go through the images until the id matches. `next` takes the first item of a generator (chapter
# 02).

# %%
image = next(image for image in trn_j[IMAGES] if image[ID] == o[IMG_ID])
image

# %% [markdown]
# Matplotlib draws. `plt.subplots()` makes a figure and an area to draw in, called *axes*; `imshow` shows the image there.
# `Rectangle` takes the corner (x, y), the width and the height: just what `bbox` holds. `fill=False` leaves its inside empty.
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
# And the segmentation? It goes x, y, x, y, ... Every second number, beginning at index 0, is an x: `[0::2]`. We write
# the index of each point at its place, and zoom in to see it clearly: `set_xlim` and `set_ylim` choose the part of
# the image that is shown. (`set_ylim` gets the lower edge first. As y counts from the top, that is the larger number.)

# %%
corners = o["segmentation"][0]
corners

# %%
fig, ax = plt.subplots(figsize=(7, 5))
ax.imshow(plt.imread(image_path(PATH, image[FILE_NAME])))
for number, (cx, cy) in enumerate(zip(corners[0::2], corners[1::2], strict=True)):
    ax.text(cx, cy, number, color="black", backgroundcolor="yellow", ha="center", va="center")
ax.set_xlim(x - width / 2, x + 1.5 * width)
ax.set_ylim(y + 1.5 * height, y - height / 2)
ax.set_title("Its segmentation: four points, counted from 0")
plt.show()

# %% [markdown]
# The four corners of the same box. They tell us nothing new, so we leave them aside. Real outlines, which follow the object
# closely, belong to another task, *segmentation*.
#
# ## Step 6: comprehensions
#
# To turn a class id into a name we want a dictionary: `{1: 'aeroplane', 2: 'bicycle', ...}`. We get there in small
# steps. First a list of all names, with a loop:

# %%
names = []
for o in trn_j[CATEGORIES]:
    names.append(o["name"])
names[:3]

# %% [markdown]
# Here is the same as a **list comprehension**. What was appended comes first, and the `for` follows:

# %%
names = [o["name"] for o in trn_j[CATEGORIES]]
names[:3]

# %% [markdown]
# With an `if` at the end, only some items are taken. Which class names contain the letter y?

# %%
[o["name"] for o in trn_j[CATEGORIES] if "y" in o["name"]]

# %% [markdown]
# A **dictionary comprehension** has curly brackets and begins with `key: value`. Here is a small example: words and their
# lengths.

# %%
{word: len(word) for word in ["car", "horse", "cat"]}


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `get_cats` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/03_annotations.ipynb#Exercise:-get_cats-(4-minutes,-difficulty-1-of-5)>)
#
# Make a dictionary from class id to class name. Use the constants of step 3 where one fits.


# %% tags=["export"]
def get_cats(trn_j: dict) -> dict[int, str]:
    """Return a lookup from class id to class name.

    Examples
    --------
    >>> get_cats({"categories": [{"supercategory": "none", "id": 7, "name": "car"}]})
    {7: 'car'}
    """
    ### BEGIN SOLUTION
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    ### END SOLUTION


# %%
get_cats = check(get_cats)

# %%
cats = get_cats(trn_j)
cats.get(7), cats.get(15)

# %% [markdown]
# (`cats[7]` returns the same. A data set of your own may have no class 7: then `get` returns None, and brackets raise
# a `KeyError`.)


# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `get_trn_fns` (3 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/03_annotations.ipynb#Exercise:-get_trn_fns-(3-minutes,-difficulty-1-of-5)>)
#
# Make a dictionary from image id to file name. (The lesson's name is short for the file names, *fns*, of the training
# set.)


# %% tags=["export"]
def get_trn_fns(trn_j: dict) -> dict[int, str]:
    """Return a lookup from image id to file name.

    Examples
    --------
    >>> get_trn_fns({"images": [{"file_name": "000012.jpg", "id": 12}]})
    {12: '000012.jpg'}
    """
    ### BEGIN SOLUTION
    return {o[ID]: o[FILE_NAME] for o in trn_j[IMAGES]}
    ### END SOLUTION


# %%
get_trn_fns = check(get_trn_fns)


# %% [markdown]
# We also need the ids alone, as a list in the file's order. This function goes into minilib as it is.


# %% tags=["export"]
def get_trn_ids(trn_j: dict) -> list[int]:
    """List the image ids in the order of the file."""
    return [o[ID] for o in trn_j[IMAGES]]


# %%
trn_fns = get_trn_fns(trn_j)
trn_ids = get_trn_ids(trn_j)
trn_ids[:5], trn_fns[trn_ids[0]]

# %% [markdown]
# ## Step 7: a list for every image
#
# Now to the question from the beginning: what is in image 12? We want a dictionary from image id to the **list** of
# the image's annotations. Let us first build one from three pairs of an image id and an object:

# %%
pairs = [(12, "car"), (17, "person"), (17, "horse")]

# %% [markdown]
# Our first attempt stops at the very first pair: for image 12 there is no list yet to append to.

# %% tags=["raises-exception"]
of_image = {}
for image_id, name in pairs:
    of_image[image_id].append(name)

# %% [markdown]
# So we have to ask first:

# %%
of_image = {}
for image_id, name in pairs:
    if image_id not in of_image:
        of_image[image_id] = []
    of_image[image_id].append(name)
of_image

# %% [markdown]
# That is right, but the two lines with the question are a nuisance. `setdefault` does their work in one call: it returns what
# is stored under the key; if there is nothing, it first stores the empty list.

# %%
of_image = {}
for image_id, name in pairs:
    of_image.setdefault(image_id, []).append(name)
of_image


# %% [markdown]
# Still, every line that uses the dictionary has to do this. A **defaultdict** is a dictionary that is told *once* what to do
# about a missing key: call a function, and store what it returns.
#
# Which function? One that returns a new empty list:


# %%
def new_list():
    return []


new_list()

# %% [markdown]
# Such a tiny function can be written without `def` and without a name: `lambda: []`. The arguments come before the colon
# (here there are none), and what it returns comes after.

# %%
new_list = lambda: []
new_list()

# %% tags=["export"]
from collections import defaultdict

# %%
of_image = defaultdict(lambda: [])
for image_id, name in pairs:
    of_image[image_id].append(name)
dict(of_image)


# %% [markdown]
# The loop is now as short as our first attempt, and it works. (`list` itself also returns a new empty list when it is called:
# `list()`. So `defaultdict(list)` does the same; you will see both.)
#
# ## Exercise 3
#
# ### Exercise: `group_by_image` (8 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/03_annotations.ipynb#Exercise:-group_by_image-(8-minutes,-difficulty-2-of-5)>)
#
# Collect the annotations of each image in a `defaultdict`. Leave out those that are marked `ignore`: objects that even a
# person finds hard to recognise.


# %% tags=["export"]
def group_by_image(annotations: list[dict]) -> defaultdict[int, list[dict]]:
    """Group annotations, in the order given, by image id; leave out those marked ``ignore``.

    The annotations are dictionaries with at least ``'image_id'`` and ``'ignore'``, and are kept
    as they are. A missing image id gets a new empty list.
    """
    ### BEGIN SOLUTION
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image
    ### END SOLUTION


# %%
group_by_image = check(group_by_image)

# %% [markdown]
# Now we can ask our question. What is in the first image?

# %%
of_image = group_by_image(trn_j[ANNOTATIONS])
[(cats[o[CAT_ID]], o[BBOX]) for o in of_image[trn_ids[0]]]

# %% [markdown]
# How many annotations are there, and how many of them count? (In the real training set there are 7844, and 6301 of them are
# not ignored.)

# %%
counted = sum(len(group) for group in of_image.values())
len(trn_j[ANNOTATIONS]), counted

# %% [markdown]
# ### The same with pandas
#
# Grouping is so common that libraries for tables have it built in. **pandas** is Python's best-known one. Its table is
# called `DataFrame`; a list of dictionaries becomes one row each, with the keys as columns. `query` keeps the rows for
# which a condition holds.

# %%
import pandas as pd

table = pd.DataFrame(trn_j[ANNOTATIONS]).query("ignore == 0")
table[[IMG_ID, CAT_ID, BBOX, "area"]].head(3)

# %% [markdown]
# `groupby` collects the rows of each image. In a loop it hands out pairs of an image id and a smaller table. These are the
# groups that our `defaultdict` holds:

# %%
by_pandas = {image_id: list(group[BBOX]) for image_id, group in table.groupby(IMG_ID)}
by_pandas == {
    image_id: [o[BBOX] for o in objects] for image_id, objects in of_image.items() if objects
}

# %% [markdown]
# What is each good for? The dictionary gives you each image's *list*, without a library. `groupby` is for *summaries*, one
# value for each group, without a loop. Here is the area of each image's largest object, in pixels (`head(3)` shows the first
# three rows):

# %%
table.groupby(IMG_ID)["area"].max().head(3)

# %% [markdown]
# ## Step 8: see them all
#
# Now we can draw an image with all its boxes. We take the first with at least five objects (or, if there is none, the
# first with the most): `next` returns the first id for which the condition holds.

# %%
most = min(5, max(len(group) for group in of_image.values()))
busy = next(image_id for image_id in trn_ids if len(of_image[image_id]) >= most)
trn_fns[busy]

# %% [markdown]
# Each class gets a colour of its own: Matplotlib has a list of twenty, `tab20`, as if made for VOC. (Class ids begin at 1 and
# lists at 0, hence the `- 1` below. With more than twenty classes, `% 20` starts again at the first colour.)

# %%
colors = plt.get_cmap("tab20").colors
len(colors)

# %%
fig, ax = plt.subplots(figsize=(8, 6))
ax.imshow(plt.imread(image_path(PATH, trn_fns[busy])))
for o in of_image[busy]:
    x, y, width, height = o[BBOX]
    color = colors[o[CAT_ID] % 20 - 1]
    for edge, thick in [("white", 6), (color, 3)]:
        ax.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=edge, linewidth=thick))
    label = {"facecolor": "white", "edgecolor": color, "linewidth": 2}
    ax.text(x + 6, y + 6, cats[o[CAT_ID]], color="black", bbox=label, va="top")
ax.set_title(f"{trn_fns[busy]}, number of objects: {len(of_image[busy])}")
plt.show()

# %% [markdown]
# (Each rectangle is drawn twice, first thicker and in white, so that it stands out on any image. `bbox` here is the box around the
# *text*: white, with an edge in the colour of the class.) Chapter 06 turns these lines into functions.
#
# ## Step 9: count
#
# Before you train on a data set, you should know what is in it. If nine out of ten objects were persons, a network that
# always answers "person" would be right nine times out of ten, and would have learned nothing.
#
# A `defaultdict` can also count. Called without an argument, `int()` returns 0:

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
# [To the exercise](<../chapters/03_annotations.ipynb#Exercise:-count_classes-(8-minutes,-difficulty-3-of-5)>)
#
# How many objects of each class are there? Leave out those marked `ignore`. A class without any objects must still be in the
# result, with 0: a chart without it would hide that it is missing.


# %% tags=["export"]
def count_classes(trn_j: dict) -> dict[str, int]:
    """Count the objects of each class by name, without those marked ``ignore``.

    Every class of the file is in the result, even if its count is 0.
    """
    ### BEGIN SOLUTION
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts
    ### END SOLUTION


# %%
count_classes = check(count_classes)

# %%
counts = count_classes(trn_j)
sum(counts.values()) == counted

# %% [markdown]
# A bar chart shows it best, sorted, with the most frequent class at the top.

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
# The classes are far from balanced, and the real VOC 2007 is no different. A network will learn persons better than buses.
# When you read "83 percent right", ask: right on what?

# %%
max(counts.values()) > 10 * min(counts.values())

# %% [markdown]
# And how many objects does an image have? All three stages of Part I look at only one object, the largest. For how many
# images is that the whole truth?

# %%
sizes = [len(of_image[image_id]) for image_id in trn_ids]
fig, ax = plt.subplots(figsize=(8, 4))
ax.hist(sizes, bins=[n - 0.5 for n in range(max(sizes) + 2)], edgecolor="white")
ax.set_xlabel("objects in an image")
ax.set_ylabel("images")
ax.set_title("How many objects an image has")
ax.xaxis.get_major_locator().set_params(integer=True)
plt.show()

# %%
share = sum(size == 1 for size in sizes) / len(sizes)
print(f"Images with exactly one object: {share:.0%}")

# %% [markdown]
# (`size == 1` is True or False; in a sum, True counts as 1.)
#
# ## Trap: looking makes it exist
#
# A defaultdict creates a missing key when you *read* it. Usually that is what we want. But see what a careless look does:

# %%
lookup = group_by_image(trn_j[ANNOTATIONS])
before = len(lookup)
before

# %%
lookup[-1]

# %%
len(lookup) - before

# %% [markdown]
# We asked for image -1. There is no such image. There was no error, and now there is one more entry. A loop over
# `lookup` would come across it and look for the file of image -1. Ask with `in` or `get`, which add nothing:

# %%
before = len(lookup)
-2 in lookup, lookup.get(-2), len(lookup) - before

# %% [markdown]
# There is a second trap close by. `dict.fromkeys` makes a dictionary with the same value for every key. Really the
# **same** one:

# %%
shared = dict.fromkeys([12, 17, 23], [])
shared[12].append("car")
shared

# %% [markdown]
# One list under three keys. The car is in all three images. The lambda of a defaultdict makes a *new* list at every call;
# that is why a defaultdict takes a function and not a list.
#
# ## Catch the impostors
#
# A test needs no large file. `count_classes` uses only a few keys of the annotations, so a dictionary that you can check in your head is
# enough, and better: you know the right answer before you run it. This one has two classes and one object of each. Which impostors
# does it let through, and what must the dictionary contain to expose them? Change it, or add a second one to the list.

# %%
from minilib.workbook import impostors

dog, person = {"id": 12, "name": "dog"}, {"id": 15, "name": "person"}
annotations = [{"category_id": 12, "ignore": 0}, {"category_id": 15, "ignore": 0}]

impostors("count_classes", [({"categories": [dog, person], "annotations": annotations},)])

# %%
from minilib.workbook import how_far

how_far("annotations")

# %% [markdown]
# ## What minilib gained
#
# `minilib/annotations.py`: the constants, `load_annotations`, `get_cats`, `get_trn_fns`, `get_trn_ids`, `group_by_image`,
# `count_classes`.
#
# ## Ask yourself
#
# <details><summary>1. Why <code>json.load</code> here and <code>json.loads</code> there?</summary>
#
# <code>load</code> reads from an open file, <code>loads</code> from a string (the s stands for string).
# </details>
#
# <details><summary>2. Image ids begin at 12 and have gaps. Why not simply use the position in the list?</summary>
#
# The annotations refer to images by id. A position changes when a list is sorted or shortened; an id stays the same.
# </details>
#
# <details><summary>3. What does <code>d = defaultdict(list)</code> hold after <code>d["a"]</code> alone?</summary>
#
# The key "a" with an empty list: reading it was enough to create it.
# </details>
#
# Now go on to [chapter 04](04_boxes.ipynb).
