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
# an answer, ask for a hint, and find out which data and which device your workbook uses.
#
# About 15 minutes.
#
# <!-- map -->
# **00 start** · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb) · [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [18 measuring](18_measuring.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Where we are going
#
# This is what it is all about: an image, and for every object in it a box and a name. You need not read the code yet.
# You will build these functions yourself in the next chapters.

# %%
import matplotlib.pyplot as plt

from minilib.drawing import draw_idx, load_pascal
from minilib.workbook import open_data

pascal = load_pascal(open_data(quiet=True))


def number_of_classes(i):
    return len({class_id for _, class_id in pascal.trn_anno.get(i, [])})


draw_idx(max(pascal.trn_ids, key=number_of_classes), pascal, figsize=(9, 7))
plt.show()

# %% [markdown]
# The boxes and names here come with the data. By the end of the workbook, a network that you have built and trained
# predicts them for images it has never seen: at first for one object in each image, the largest.
#
# ## How to use a page like this
#
# This page is a **notebook**. It consists of cells. A grey cell holds Python. Click on it and press **Shift + Enter**:
# the cell runs, its result appears below it, and the next cell is selected.
#
# The results that you see at first came with the page. So how can you tell whether you have really run a cell? By the brackets
# to its left. While it runs they show a star, `[*]`; then they show the number of runs since Python was started.
#
# Try it with this one. Then change the numbers and run it again. You can't break anything.

# %%
3 * 7

# %% [markdown]
# A dot on the tab at the top, in place of the cross, means that something is not saved yet. **Ctrl + S** saves (on a Mac,
# Cmd + S).
#
# Run the cells in order, from the top. A cell may use what a cell above it has made; if it raises a `NameError`, a
# cell further up has probably not been run yet. *Kernel > Restart Kernel and Run All Cells* puts everything in order again.
#
# Each chapter begins with an import. These three names are all you need from the workbook.

# %%
from minilib.workbook import check, hint, open_data

# %% [markdown]
# ## The data
#
# `open_data()` prints which images we work with, and returns where they are. At first these are **drawn** scenes: they are made
# on your own computer, so that everything works without an internet connection and without a GPU. The real photographs of
# *Pascal VOC 2007* can take their place later; every chapter then runs on them just as it is.

# %%
PATH = open_data()
PATH

# %% [markdown]
# `PATH` is the folder of the data. Chapter 01 takes such paths apart. Here is one of the images, the first with objects of two
# classes.

# %%
from minilib.drawing import show_img
from minilib.images import open_image

chosen = next(i for i in pascal.trn_ids if number_of_classes(i) == 2)
image = open_image(pascal.img_path / pascal.trn_fns[chosen])
ax = show_img(image, figsize=(7, 5))
ax.set_title(f"One of the images: {pascal.trn_fns[chosen]}")
plt.show()

# %% [markdown]
# ## What we are going to build
#
# A network that *classifies* answers one question about an image: what is it? But this image shows more than one
# thing. **Object detection** answers two questions about each thing: **what** is it, and **where** is it? The "where" is a
# *bounding box*: a rectangle that has the whole object inside and is no bigger than it needs to be.
#
# Doing all that at once is a lot. We take it in three stages, and each of them is a network that works:
#
# 1. **What** is the largest object? (chapters 07 to 10)
# 2. **Where** is it? (chapters 12 and 13)
# 3. What and where, **both at once**, by one network. (chapter 14)
#
# Here are the three answers for the image above.

# %%
from minilib.boxes import bb_hw
from minilib.drawing import draw_object, draw_rect, draw_text
from minilib.largest import get_lrg

bb, class_id = get_lrg(pascal.trn_anno[chosen])
box, name = bb_hw(bb), pascal.cats[class_id]

fig, axes = plt.subplots(1, 3, figsize=(13, 4))
for ax, title in zip(axes, ["1. what", "2. where", "3. both"], strict=True):
    show_img(image, ax=ax)
    ax.set_title(title)
draw_text(axes[0], (8, 8), name)
draw_rect(axes[1], box)
draw_object(axes[2], box, name)
plt.show()

# %% [markdown]
# You might expect a network for one task to be better at it than a network that has to do two. The lesson claims that it is the
# other way round: what helps to find *where* an object is also helps to find *what* it is. Chapter 14 measures whether that is
# so.
#
# ## What you should know already
#
# The lesson that this workbook follows opens the second part of a course. The first part was about methods that work in
# practice. If you have met these five ideas before, you are well prepared. If not, go on all the same: each is explained
# again where it is needed.
#
# | idea | in one sentence |
# |---|---|
# | differentiable layers | a network is a chain of functions, and for each we can compute how a change of its numbers changes the result |
# | transfer learning | begin with a network that has learned from a million images, and teach it your task |
# | architecture design | which layers, in which order, of which size |
# | overfitting | good on the images it has seen, bad on others; and what to do about it |
# | embeddings | a list of learned numbers that stands for a thing, such as a word |
#
# The second part goes to the edge of what is known. There, often nobody knows the best settings, and people read
# **research papers**. Papers look hard: Greek letters, formulas as long as a page. Often the same small expression
# appears in such a formula eight times. Take it apart, write it as code, and look at the numbers. That is what we do
# with every step here.
#
# ## Be wary of sample code
#
# Code that comes with a paper or a blog post often contains a serious mistake. The lesson warns about this, and then it happens
# to the lesson itself: its notes contain several mistakes. You will find them with a debugger in chapter 08.
#
# One of them is this line, left behind by somebody who had four GPUs:
#
# ```python
# torch.cuda.set_device(3)      # GPUs are counted from 0: this is the fourth
# ```
#
# On a computer with one GPU it raises an error. The cure is to *ask* which device there is. This cell asks PyTorch,
# in a second Python process, because PyTorch needs a lot of memory and this chapter does not train. It can take a few
# seconds. What it prints depends on your computer.

# %% tags=["nbval-ignore-output"]
from minilib.workbook.training.devices import find_device

device = find_device()
print(device)

# %% [markdown]
# Whatever yours is, it is one of three: an NVIDIA GPU (`cuda`), an Apple GPU (`mps`) or the processor (`cpu`). Everything in this
# workbook also runs without a GPU, on the drawn data.

# %%
device.name in {"cuda", "mps", "cpu"}

# %% [markdown]
# ## How an exercise works
#
# In every chapter you write small functions. Here is one from chapter 04 with a wrong answer, to show you what
# happens. (You need not understand the task yet.)

# %%
import numpy as np


def hw_bb(hw):
    """Turn x, y, width, height into top, left, bottom, right."""
    return np.array([hw[1], hw[0], hw[1] + hw[3], hw[0] + hw[2]])


# %% [markdown]
# `check` runs your function on several inputs and compares the results with the expected ones. It shows you the call, your
# result, the expected result, where they first differ and, if it can find it, what the mistake is.

# %%
hw_bb = check(hw_bb)

# %% [markdown]
# Note the `hw_bb =` in front. If your answer is right, `check` returns your function, and the chapter goes on with
# it. If it is not right yet, `check` returns the workbook's own function. So a mistake in one exercise never spoils the
# rest of the chapter, and you can come back later.
#
# If you are stuck, ask for a hint. The first is only a nudge. Ask again for the next one; there are three.

# %%
hint("hw_bb")

# %% [markdown]
# The complete answers are in the folder `solutions/`: the same chapters, solved. Open the two side by side to compare.
#
# Every function that you write or see explained becomes part of **minilib**, the small library that grows from chapter to
# chapter. In the end you will know every line of it.
#
# ## Ask yourself
#
# <details><summary>1. What does object detection answer that classification does not?</summary>
#
# Where each object is; and it answers for every object in an image, not just for one.
# </details>
#
# <details><summary>2. Why do we write <code>hw_bb = check(hw_bb)</code> and not just <code>check(hw_bb)</code>?</summary>
#
# So that the chapter goes on with a function that works: yours if it is right, the workbook's own if not.
# </details>
#
# <details><summary>3. What is wrong with <code>torch.cuda.set_device(3)</code> in a program for others?</summary>
#
# It assumes a computer with at least four GPUs. Instead, ask which devices there are.
# </details>
#
# Now go on to [chapter 01](01_paths.ipynb).
