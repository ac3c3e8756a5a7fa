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
# **After this chapter you can** say what object detection is and name the three stages that lead to it, run a cell,
# check an answer, ask for a hint, and find out which data and which device your workbook uses.
#
# About 15 minutes.
#
# <!-- map -->
#
# Part I, the lesson: **00 start** · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Where we are going
#
# This is the goal: an image in which every object has a box and a name. Don't worry about the code yet; you will
# build these functions yourself in the next chapters.

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
# The boxes and names here come with the data. Later, a network that you have built and trained predicts them for
# images it has never seen: in Part I for the largest object of each image, in Part II for every object.
#
# ## How to use this page
#
# This page is a **notebook**. It consists of cells. A grey cell holds Python code. Click on it and press **Shift +
# Enter**: the cell runs, its result appears below it, and the next cell is selected.
#
# The results you see at first came with the page. To tell whether you have run a cell yourself, look at the brackets
# to its left: while it runs they show a star, `[*]`, and then a number that counts the cells run since Python was
# started.
#
# Try it with this one. Then change the numbers and run it again. You can't break anything.

# %%
3 * 7

# %% [markdown]
# A dot instead of a cross on the tab at the top means that there are unsaved changes. **Ctrl + S** saves them (on a
# Mac, Cmd + S).
#
# Run the cells in order, from the top. A cell often uses what a cell above it has defined, so a `NameError` usually
# means that a cell further up has not been run yet. *Kernel > Restart Kernel and Run All Cells* runs the page afresh
# from the top.
#
# Each chapter begins by importing what it needs. These three names come from the workbook, and you will use them in
# every chapter.

# %%
from minilib.workbook import check, hint, open_data

# %% [markdown]
# ## The data
#
# `open_data()` prints which data set we are using and returns the folder it is in. To begin with, that is a set of
# **drawn** scenes, made on your own computer, so everything works without an internet connection and without a GPU.
# Later you can switch to the photographs of *Pascal VOC 2007*; every chapter runs on them unchanged.

# %%
PATH = open_data()
PATH

# %% [markdown]
# `PATH` is the data set's folder. Chapter 01 takes such paths apart. Here is one of the images, the first that shows
# objects of two classes.

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
# thing. **Object detection** answers two questions about each thing: **what** is it, and **where** is it? The "where"
# is a *bounding box*: a rectangle that contains all that can be seen of the object and is no bigger than it needs to be.
#
# That is a lot to do at once, so we take it in three stages. Each stage ends with a working network:
#
# 1. **What** is the largest object? (chapters 07 to 11)
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
# You might expect a network with one task to do it better than a network with two. The lesson that this workbook follows
# (lesson 8 of fast.ai's course of 2018, *Object Detection*) claims the opposite: what helps to find *where* an object is also
# helps to find *what* it is. Chapter 14 puts this claim to the test.
#
# ## What you should know already
#
# The lesson opens the second part of its course. The first part was about methods that work
# in practice. If you have met these five ideas before, you are well prepared. If not, go ahead anyway: whatever we use of
# them is explained where it is needed.
#
# | idea | in one sentence |
# |---|---|
# | differentiable layers | a network is a chain of functions, and for each we can compute how a change in its numbers changes the result |
# | transfer learning | begin with a network that has learned from a million images, and teach it your task |
# | architecture design | which layers, in which order, and how large |
# | overfitting | doing well on the training images and badly on new ones, and what to do about it |
# | embeddings | a list of learned numbers that stands for a thing, such as a word |
#
# The second part works at the edge of what is known. Nobody can tell you the best settings there, so you read
# **research papers**. Papers look hard: Greek letters, formulas that fill a page. But often such a formula only
# repeats one small expression eight times. Take it apart, write it as code, and look at the numbers: that is what we
# do with every step here.
#
# ## Be wary of sample code
#
# The code that comes with a paper or a blog post often contains a serious mistake. The lesson warns about this, and
# then falls into the same trap: its own notes contain several. You will meet one in chapter 04, and more in chapter 08, where
# a debugger helps to find them.
#
# Another is this line, left behind by someone with four GPUs:
#
# ```python
# torch.cuda.set_device(3)      # GPUs are counted from 0: this is the fourth
# ```
#
# On a computer with one GPU it raises an error. The cure is to *ask* which devices there are. The next cell asks
# PyTorch, in a second Python process, because PyTorch needs a lot of memory and this chapter does not train anything.
# It may take a few seconds, and what it prints depends on your computer.

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
# happens. (You don't need to understand the task yet.)

# %%
import numpy as np


def hw_bb(hw):
    """Turn x, y, width, height into top, left, bottom, right."""
    return np.array([hw[1], hw[0], hw[1] + hw[3], hw[0] + hw[2]])


# %% [markdown]
# `check` runs your function on several inputs and compares the results with the expected ones. It shows you the call,
# your result, the expected result, where they first differ and, if it can find out, what the mistake is.

# %%
hw_bb = check(hw_bb)

# %% [markdown]
# Note the `hw_bb =` in front. If your answer is right, `check` returns your function, and the chapter goes on with
# it. If it is not right yet, `check` returns the workbook's own function. So a mistake in one exercise never spoils the
# rest of the chapter, and you can come back later.
#
# If you are stuck, ask for a hint. The first is only a nudge. Ask again for the next one; there are three. (This one speaks of
# cells that you will see in chapter 04.)

# %%
hint("hw_bb")

# %% [markdown]
# The complete answers are in the folder `solutions/`: the same chapters, solved. Open the two side by side to compare.
#
# The functions that you write, and some that you only read, become part of **minilib**, the small library that grows from
# chapter to chapter. At its end, each chapter lists what it has added.
#
# ## Ask yourself
#
# <details><summary>1. What does object detection answer that classification does not?</summary>
#
# Where each object is. And it answers for every object in an image, not just for one.
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
