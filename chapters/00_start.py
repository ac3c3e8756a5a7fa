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
# # 00 · Start: what we are going to build
#
# **After this chapter you can** say what object detection is and in which three stages we get there, run a cell, check
# an answer, ask for a hint, and tell which data and which device your workbook uses.
#
# About 15 minutes.
#
# <!-- map -->
# **00 start** · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## How to use a page like this
#
# This page is a **notebook**. It consists of cells. A grey cell holds Python. Click on it and press **Shift + Enter**:
# the cell runs, its result appears below it, and the next cell is chosen.
#
# The results that you see at first were there before you: they came with the page. So how can you tell that a cell has really
# run? By the brackets to its left. While it runs they show a star, `[*]`; then the number of runs since Python was started.
#
# Try it with this one. Then change the numbers and run it again. You can't break anything.

# %%
3 * 7

# %% [markdown]
# A dot on the tab at the top, where the cross was, means that something is not saved yet. **Ctrl + S** saves (on a Mac, Cmd + S).
#
# Run the cells in their order, from the top. A cell may use what a cell above it has made; when it says `NameError`, a
# cell further up has not been run yet. *Kernel > Restart Kernel and Run All Cells* puts everything in order again.
#
# What the workbook itself offers is imported first. Three names are all you need.

# %%
from minilib.workbook import check, hint, open_data

# %% [markdown]
# ## The data
#
# `open_data()` says which pictures we work with, and where they are. At first these are **drawn** scenes: they are made on
# your own computer, so that everything works without a network and without a GPU. The real photographs of *Pascal VOC
# 2007* can take their place later; every chapter then runs on them just as it is.

# %%
PATH = open_data()
PATH

# %% [markdown]
# `PATH` is where the data lie. Chapter 01 takes such paths apart. For now we only look at one of the pictures. The file with
# the boxes is read first (chapter 03 explains how).

# %%
import json

annotations = json.loads((PATH / "pascal_train2007.json").read_text())
list(annotations)

# %% [markdown]
# We choose the first picture that shows two or three objects, so that there is something to see.

# %%
boxes_of = {image["id"]: [] for image in annotations["images"]}
for annotation in annotations["annotations"]:
    boxes_of[annotation["image_id"]].append(annotation)

image = next(
    image
    for image in annotations["images"]
    if len(boxes_of[image["id"]]) in (2, 3) and not any(o["ignore"] for o in boxes_of[image["id"]])
)
image

# %%
import matplotlib.pyplot as plt

picture = plt.imread(PATH / "VOCdevkit/VOC2007/JPEGImages" / image["file_name"])
fig, ax = plt.subplots(figsize=(7, 5))
ax.imshow(picture)
ax.axis("off")
ax.set_title(f"One of the pictures: {image['file_name']}")
plt.show()

# %% [markdown]
# ## What we are going to build
#
# A network that *classifies* answers one question about a picture: what is it? But this picture shows more than one
# thing. **Object detection** answers two questions, for each thing: **what** is it, and **where** is it? The "where" is a
# *bounding box*: a rectangle that has the whole object inside and is no bigger than it needs to be.
#
# Doing all that at once is a lot. We take it in three stages, and each of them is a network that works:
#
# 1. **What** is the largest object? (chapters 07 to 10)
# 2. **Where** is it? (chapters 11 and 12)
# 3. What and where, **both at once**, by one network. (chapter 13)
#
# Here are the three answers for the picture above.

# %%
from matplotlib.patches import Rectangle

names = {category["id"]: category["name"] for category in annotations["categories"]}
largest = max(boxes_of[image["id"]], key=lambda annotation: annotation["area"])
name = names[largest["category_id"]]

fig, axes = plt.subplots(1, 3, figsize=(13, 4))
titles = [f"1. what: {name}", "2. where: a box", f"3. both: {name}, and its box"]
for number, (ax, title) in enumerate(zip(axes, titles, strict=True)):
    ax.imshow(picture)
    ax.axis("off")
    ax.set_title(title)
    if number > 0:
        x, y, width, height = largest["bbox"]
        frame = Rectangle((x, y), width, height, fill=False, edgecolor="yellow", linewidth=3)
        ax.add_patch(frame)
plt.show()

# %% [markdown]
# One would think that a network for one task is better at it than a network that has to do two. The lesson says that it is the
# other way round: what helps to say *where* helps to say *what*. Chapter 13 measures whether that is so.
#
# ## What you should know already
#
# The lesson that this workbook follows opens the second part of a course. The first part was about things that work in
# practice. If you have met these five ideas before, you are well prepared. If not, go on all the same: each is explained
# again where it is needed.
#
# | idea | in one sentence |
# |---|---|
# | differentiable layers | a network is a chain of functions, and each can tell how a change of its numbers changes the result |
# | transfer learning | begin with a network that has learned from a million pictures, and teach it your task |
# | architecture design | which layers, in which order, of which size |
# | overfitting | good on the pictures it has seen, bad on others; and what to do about it |
# | embeddings | a list of learned numbers that stands for a thing, such as a word |
#
# The second part goes to the edge of what is known. There the best settings are often not known to anybody, and one reads
# **research papers**. Papers look hard: Greek letters, formulas as long as a page. Often the same small expression
# stands in such a formula eight times. Take it apart, write it as code, and look at the numbers. That is what we do
# with every step here.
#
# ## Beware of sample code
#
# Code that comes with a paper or a blog often has a serious mistake in it. The lesson warns of this, and then it happens to
# the lesson itself: its notes contain several mistakes. You will find them with a debugger in chapter 08.
#
# One of them is this line, left behind by somebody who had four GPUs:
#
# ```python
# torch.cuda.set_device(3)      # GPUs are counted from 0: this is the fourth
# ```
#
# On a computer with one GPU it stops with an error. The cure is to *ask* which device there is. This cell asks PyTorch,
# in a second Python of its own, since PyTorch needs a lot of memory and this chapter does not train. It can take some
# seconds. What it prints depends on your computer.

# %% tags=["nbval-ignore-output"]
from minilib.workbook.training.devices import find_device

device = find_device()
print(device)

# %% [markdown]
# Whatever it was, it is one of three. Without a GPU (`cpu`) everything in this workbook still runs, on the drawn data, in
# minutes.

# %%
device.name in {"cuda", "mps", "cpu"}

# %% [markdown]
# ## How an exercise works
#
# In every chapter you write small functions. Here is one from chapter 04, with a wrong answer in it, so that you see what
# happens. (You need not understand the task yet.)

# %%
import numpy as np


def hw_bb(bb):
    """Turn x, y, width, height into top, left, bottom, right."""
    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])


# %% [markdown]
# `check` runs your function on several inputs and compares. It tells you the call, your result, the expected one, where they
# first differ, and, if it knows the mistake, what the mistake is.

# %%
hw_bb = check(hw_bb)

# %% [markdown]
# Note the `hw_bb =` in front. When your answer is right, `check` gives your function back, and the chapter goes on with
# yours. When it is not right yet, you get the workbook's own function. So a mistake in one exercise never spoils the
# rest of the chapter, and you can come back later.
#
# If you are stuck, ask for a hint. The first is only a nudge. Ask again for the next; there are three.

# %%
hint("hw_bb")

# %% [markdown]
# The complete answers are in the folder `solutions/`: the same chapters, solved. Open the one beside the other to compare.
#
# Every function that you write or see explained becomes part of **minilib**, the small library that grows from chapter to
# chapter. In the end you know every line of it.
#
# ## Ask yourself
#
# <details><summary>1. What does object detection answer that classification does not?</summary>
#
# Where each thing is, and it answers for several things in one picture.
# </details>
#
# <details><summary>2. Why do we write <code>hw_bb = check(hw_bb)</code> and not just <code>check(hw_bb)</code>?</summary>
#
# So that the chapter goes on with a function that works: yours if it is right, the workbook's own if not.
# </details>
#
# <details><summary>3. What is wrong with <code>torch.cuda.set_device(3)</code> in a program for others?</summary>
#
# It assumes a computer with at least four GPUs. Ask which devices there are instead.
# </details>
#
# Now go on to [chapter 01](01_paths.ipynb).
