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
# # 18 · Measuring: how good is a detector of every object?
#
# **After this chapter you can** compare every box with every other in one step, remove duplicates, and compute by hand the
# number by which detectors are compared: average precision.
#
# About 75 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · **18 measuring** · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# So far a network has predicted *one* box for an image, and there was one true box to compare it with. A single IoU told us how
# good it was (chapter 13).
#
# A detector of every object returns a list of boxes, each with a class and a **score**, which says how confident the detector
# is. The image has a list of true boxes, often of another length. Which box should be compared with which? What does
# a box cost if there is no object there? What does it cost to report an object twice? "The mean IoU" can't answer any of this.
# Detectors are compared by another number, **average precision**. Nearly everyone lets a program compute it, and few could say
# what it means. Here you build it yourself, from small functions, and then check it against the program that everyone uses.

# %% tags=["export"]
"""Measuring detectors: IoU of all pairs, non-maximum suppression, average precision."""

import numpy as np
import torch
from torch import Tensor

#: What is found in an image: boxes (n, 4), scores (n,), class ids (n,).
Found = tuple[Tensor, Tensor, Tensor]
#: What is in it: boxes (n, 4), class ids (n,), and whether each is to be ignored, bool (n,).
Truth = tuple[Tensor, Tensor, Tensor]

# %%
import contextlib
import io

import matplotlib.pyplot as plt
import pandas as pd
import torchvision

from minilib.annotations import load_annotations
from minilib.boxes import hw_bb
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.images import open_image
from minilib.paths import image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: edges instead of pixels
#
# Chapter 04 wrote a box as its first and its last pixel, and every side needed a `+ 1`. torchvision and most papers count
# **edges**, the lines between the pixels. A box that covers rows 1, 2 and 3 begins at edge 1 and ends at edge 4, like the slice
# `1:4`. Here is the box that chapter 04 drew on paper, still as pixels:

# %%
pixels = torch.tensor([[1.0, 2.0, 3.0, 5.0]])
pixels


# %% [markdown]
# The far edges lie one further on. Nothing else changes, and the order is still top, left, bottom, right.


# %% tags=["export"]
def edges(boxes: Tensor) -> Tensor:
    """Turn boxes (n, 4) given by their first and last pixels into boxes given by their edges.

    Both are ``[top, left, bottom, right]``; the far edges are those after the last pixel.
    """
    return boxes + torch.tensor([0, 0, 1, 1], dtype=boxes.dtype, device=boxes.device)


# %%
edges(pixels)

# %% [markdown]
# Now a side is simply a difference, and a box may end anywhere, even in the middle of a pixel. From here on all boxes are
# written as edges. The areas of several boxes:


# %% tags=["export"]
def areas(boxes: Tensor) -> Tensor:
    """Areas (n,) of boxes (n, 4) given by their edges."""
    return (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)


# %%
areas(edges(pixels))

# %% [markdown]
# 3 rows of 4 pixels: 12.
#
# ## Step 2: every box with every other
#
# Take two detected boxes, `a`, and three true ones, `b`. We want a table with 2 rows and 3 columns: the IoU of each pair.

# %%
a = torch.tensor([[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 40.0, 30.0]])
b = torch.tensor([[0.0, 5.0, 10.0, 15.0], [20.0, 20.0, 40.0, 30.0], [8.0, 8.0, 22.0, 22.0]])

# %%
fig, ax = plt.subplots(figsize=(4.5, 4.5))
ax.set(xlim=(-2, 45), ylim=(45, -2), aspect="equal", title="a (solid) and b (dashed)")
for boxes, style in ((a, "-"), (b, "--")):
    for number, (top, left, bottom, right) in enumerate(boxes.tolist()):
        ax.plot([left, right, right, left, left], [top, top, bottom, bottom, top], style)
        if style == "-":
            ax.text(left, top, f"a{number}", va="bottom")
        else:
            ax.text(right, top, f"b{number}", va="bottom", ha="right")
plt.show()

# %% [markdown]
# Two loops would do it, but slowly. Start with a single number of each box, the left edge:

# %%
a[:, 1], b[:, 1]

# %% [markdown]
# `None` in an index inserts a new axis of length 1, which turns the two left edges of `a` into a column:

# %%
a[:, None, 1]

# %% [markdown]
# When a column meets a row, PyTorch stretches both to the same table. This is **broadcasting**. Entry (i, j) is the larger of
# two left edges, that of `a[i]` and that of `b[j]`.

# %%
torch.maximum(a[:, None, 1], b[:, 1])

# %% [markdown]
# It works for both near edges, top and left, at once: the shapes (2, 1, 2) and (3, 2) become (2, 3, 2).

# %%
near = torch.maximum(a[:, None, :2], b[:, :2])
near.shape

# %% [markdown]
# The far edges work in the same way, with the smaller number. The difference is the height and the width of the part that two
# boxes share. It is negative where they lie apart: they share nothing there, so `clamp(min=0)` raises it to 0.

# %%
far = torch.minimum(a[:, None, 2:], b[:, 2:])
(far - near).clamp(min=0)


# %% [markdown]
# `prod(dim=2)` multiplies height by width, which gives the shared area of every pair.


# %% tags=["export"]
def intersections(a: Tensor, b: Tensor) -> Tensor:
    """Area that each of ``a`` (n, 4) shares with each of ``b`` (m, 4): shape (n, m)."""
    near = torch.maximum(a[:, None, :2], b[:, :2])
    far = torch.minimum(a[:, None, 2:], b[:, 2:])
    return (far - near).clamp(min=0).prod(dim=2)


# %%
intersections(a, b)

# %% [markdown]
# For the union we need the sum of both areas, for every pair. Again a column meets a row:

# %%
areas(a)[:, None] + areas(b)

# %% [markdown]
# One thing is left. Two boxes without any area give 0 / 0, which is `nan`, "not a number", and a single `nan` spoils every
# mean. `nan_to_num(0)` replaces it with 0.

# %%
nothing = torch.zeros(1) / torch.zeros(1)
nothing, nothing.nan_to_num(0)


# %% [markdown]
# ### Exercise: `iou_matrix` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-iou_matrix-(8-minutes,-difficulty-3-of-5)>)
#
# Use `intersections` and `areas`. The shared area must not be counted twice (chapter 13).


# %% tags=["export"]
def iou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of each of ``a`` (n, 4) with each of ``b`` (m, 4): shape (n, m).

    Boxes are given by their edges; n and m may be 0. For two boxes without area it is 0. It has the
    dtype of the boxes.
    """
    ### BEGIN SOLUTION
    both = intersections(a, b)
    return (both / (areas(a)[:, None] + areas(b) - both)).nan_to_num(0)
    ### END SOLUTION


# %%
iou_matrix = check(iou_matrix)

# %%
iou_matrix(a, b)

# %% [markdown]
# torchvision has the same function. It expects x first, but an IoU does not depend on which axis comes first.

# %%
torch.equal(iou_matrix(a, b), torchvision.ops.box_iou(a, b))

# %% [markdown]
# ## Step 3: the same object, found several times
#
# A detector looks at many places, and neighbouring places find the same dog. Their boxes differ by a few pixels. To see this,
# we need the true boxes of an image. Each annotation also says whether its object is to be ignored; step 7 explains why.

# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")
cats = [category["id"] for category in trn_j["categories"]]


def truth_of(image_id):
    own = [o for o in trn_j["annotations"] if o["image_id"] == image_id]
    boxes = torch.tensor(np.array([hw_bb(o["bbox"]) for o in own]).reshape(-1, 4)).double()
    numbers = torch.tensor([cats.index(o["category_id"]) for o in own])
    return edges(boxes), numbers, torch.tensor([bool(o["ignore"]) for o in own])


# %% [markdown]
# We take the first 60 images, and from the first one with exactly three objects we take the boxes:

# %%
images = trn_j["images"][:60]
truths = [truth_of(image["id"]) for image in images]
chosen = next(i for i, truth in enumerate(truths) if len(truth[0]) == 3)
true_boxes = truths[chosen][0]
true_boxes.shape

# %% [markdown]
# We have no detector yet. For learning how to measure, a **simulated** one is even better, since we know its mistakes. It
# reports every true box three times, each time with a random score and with its four edges moved a little, each on its own.

# %%
rng = torch.Generator().manual_seed(0)
sides = (true_boxes[:, 2:] - true_boxes[:, :2]).repeat(3, 2)
moved = true_boxes.repeat(3, 1) + sides * (torch.rand(len(sides), 4, generator=rng) - 0.5) * 0.2
scores = torch.rand(len(moved), generator=rng, dtype=torch.float64)


# %%
def show_boxes(boxes, scores, title, ax):
    show_img(open_image(image_path(PATH, images[chosen]["file_name"])), ax=ax)
    for row, (top, left, bottom, right) in enumerate(boxes.tolist()):
        draw_rect(ax, [left, top, right - left, bottom - top])
        lower = row // 3 * 22  # an object's three scores stand one below the other
        draw_text(ax, [max(left, 0) + 4, max(top, 0) + lower + 4], f"{scores[row]:.2f}", sz=9)
    ax.set_title(title)


fig, ax = plt.subplots(figsize=(6, 5))
show_boxes(moved, scores, "three boxes for each object", ax)
plt.show()

# %% [markdown]
# **Non-maximum suppression** (NMS) keeps the best box of each cluster:
#
# 1. Go through the boxes, from the highest score to the lowest.
# 2. Keep a box unless its IoU with a box that is already kept is above a limit.
#
# First the order. `stable=True` means that boxes with equal scores stay in the order in which they came.

# %%
order = scores.argsort(descending=True, stable=True)
scores[order][:4]

# %% [markdown]
# `iou_matrix` gives all overlaps at once. `overlap[i, kept]` picks from row i the columns of the boxes that are kept so far, and
# `any` says whether at least one of these overlaps is too large.

# %%
overlap = iou_matrix(moved, moved)
best = order[0].item()
(overlap[order[1], [best]] > 0.5).any()

# %% [markdown]
# With an empty list nothing can be too large, so the first box is always kept:

# %%
(overlap[best, []] > 0.5).any()


# %% [markdown]
# ### Exercise: `nms` (10 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-nms-(10-minutes,-difficulty-3-of-5)>)
#
# Write the two steps above as a loop. One detail: use `iou_matrix(...).double()`, since torchvision compares with the limit in 64
# bits. (An IoU of 0.3 in 32 bits is a little larger than the 0.3 of Python. torchvision drops such a box; a comparison in 32 bits
# would keep it.)


# %% tags=["export"]
def nms(boxes: Tensor, scores: Tensor, limit: float = 0.5) -> Tensor:
    """Row numbers of the boxes to keep, from the highest score down: int64, shape (k,).

    A box (n, 4) is kept unless its IoU with a kept one of a higher score is above ``limit``. Among
    equal scores the earlier row comes first. ``scores`` may have a dtype of their own.
    """
    ### BEGIN SOLUTION
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)
    ### END SOLUTION


# %%
nms = check(nms)

# %%
keep = nms(moved, scores)
fig, axes = plt.subplots(1, 2, figsize=(11, 4.5))
show_boxes(moved, scores, f"before: {len(moved)}", axes[0])
show_boxes(moved[keep], scores[keep], f"after: {len(keep)}", axes[1])
plt.show()

# %%
torch.equal(keep, torchvision.ops.nms(moved, scores, 0.5))

# %% [markdown]
# NMS has a price. Two real objects that overlap by more than the limit look like one object found twice. How many objects would
# even a *perfect* detector lose? We give NMS the true boxes themselves, one class at a time, with equal scores and a limit of
# 0.5.

# %%
lost = total = 0
for boxes, numbers, _ in truths:
    for number in numbers.unique():
        own = boxes[numbers == number]
        total += len(own)
        lost += len(own) - len(nms(own, torch.ones(len(own))))
lost / total < 0.1

# %% [markdown]
# Fewer than one in ten, here. In a picture of a crowd it would be many.
#
# ## Step 4: hit or miss
#
# Now compare the detections with the truth. A detection is a **hit** if its IoU with a true box of its class is at least a
# limit, usually 0.5. But each true box counts only once: the first detection takes it, and a second one on the same dog is a
# miss. The most confident detection chooses first.
#
# Here is a small table of IoUs. It has three detections, the most confident first, and two true boxes.

# %%
table = torch.tensor([[0.8, 0.1], [0.7, 0.6], [0.9, 0.0]], dtype=torch.float64)
table

# %% [markdown]
# Go through it by hand. Detection 0 takes truth 0. Detection 1 overlaps truth 0 most, but that one is taken. Truth 1 is still
# free, and 0.6 is enough: a hit. Detection 2 overlaps truth 0 by as much as 0.9, but it comes too late: a miss.
#
# In code, a set holds the column numbers of the truths that are taken. Row 1 then has these candidates (`enumerate` counts the
# columns):

# %%
taken = {0}
row = table[1].tolist()
[(value, truth) for truth, value in enumerate(row) if truth not in taken]


# %% [markdown]
# `max` of several pairs is the one with the largest first number. An empty list has no largest element: `max` raises a
# ValueError.
#
# ### Exercise: `find_hits` (12 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-find_hits-(12-minutes,-difficulty-4-of-5)>)


# %% tags=["export"]
def find_hits(overlap: Tensor, limit: float = 0.5) -> list[bool]:
    """Whether each detection, from the highest score down, is a hit.

    ``overlap`` (n, m) is the IoU of n detections with m truths. Of the truths that are still free,
    a detection takes the one that it overlaps most, provided that the IoU is at least ``limit``.
    """
    ### BEGIN SOLUTION
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, truth) for truth, v in enumerate(row) if truth not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
        hits.append(bool(free))
    return hits
    ### END SOLUTION


# %%
find_hits = check(find_hits)

# %%
find_hits(table)

# %% [markdown]
# ## Step 5: precision and recall
#
# Two questions matter, and each of them alone is easy to satisfy:
#
# - **Precision**: what share of the detections is right? (Report one object that you are sure of, and it is 1.)
# - **Recall**: what share of the objects was found? (Report everything everywhere, and it is 1.)
#
# Take six detections, from the highest score down, and four true boxes:

# %%
hits = [True, True, False, True, False, False]
n_truths = 4

# %% [markdown]
# How many detections do we accept? If we accept only the first, we have one hit. `np.cumsum` adds up as it goes along: the hits
# among the first 1, 2, 3, ... detections.

# %%
found = np.cumsum(hits)
found

# %% [markdown]
# And this is how many detections have been accepted each time:

# %%
np.arange(1, len(hits) + 1)


# %% [markdown]
# ### Exercise: `precision_recall` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-precision_recall-(5-minutes,-difficulty-2-of-5)>)


# %% tags=["export"]
def precision_recall(hits: list[bool], n_truths: int) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall, each (n,), of the first 1, 2, ..., n detections.

    ``hits`` are in order of falling score; ``n_truths``, at least 1, is the number of true boxes.
    """
    ### BEGIN SOLUTION
    found = np.cumsum(np.array(hits, dtype=int))
    return found / np.arange(1, len(hits) + 1), found / n_truths
    ### END SOLUTION


# %%
precision_recall = check(precision_recall)

# %%
precision, recall = precision_recall(hits, n_truths)
pd.DataFrame({"hit": hits, "precision": precision.round(2), "recall": recall})

# %%
fig, ax = plt.subplots(figsize=(5, 4))
ax.plot(recall, precision, "o-")
ax.set(xlabel="recall", ylabel="precision", xlim=(0, 1.05), ylim=(0, 1.05))
ax.set_title("More is found, and more is wrong")
plt.show()

# %% [markdown]
# ## Step 6: one number
#
# **Average precision** is the area under this curve. We compute it as COCO does, which adds two conventions.
#
# First, the curve has teeth. At a recall of 0.5 the precision drops to 0.67, and at a recall of 0.75 it is back at 0.75. Nobody
# would stop after the third detection: with the fourth, both recall and precision are better. So at each place the
# best precision *from there on* counts. `np.maximum.accumulate` gives the largest value so far, from the front to the back:

# %%
teeth = np.array([1.0, 0.5, 0.67, 0.6, 0.5])
np.maximum.accumulate(teeth)

# %% [markdown]
# To go from the back to the front, reverse the array before and after:

# %%
np.maximum.accumulate(teeth[::-1])[::-1]

# %% [markdown]
# Second, the area is approximated by the mean over 101 recalls: 0, 0.01, ..., 1. `np.searchsorted` says how many of our recalls
# are smaller than each of these, which is the index of the first one that reaches it.

# %%
np.searchsorted(recall, [0, 0.25, 0.26, 0.75, 0.76])

# %% [markdown]
# A recall of 0.76 is never reached: index 6 is past the last detection. There the precision counts as 0, so we append a 0
# to the precisions:

# %%
np.append(precision, 0.0)[[5, 6]]


# %% [markdown]
# ### Exercise: `average_precision` (10 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-average_precision-(10-minutes,-difficulty-4-of-5)>)
#
# Three steps: the best precision from each place on, its values at the 101 recalls, and their mean.


# %% tags=["export"]
def average_precision(precision: np.ndarray, recall: np.ndarray) -> float:
    """The mean, over the recalls 0, 0.01, ..., 1, of the best precision at that recall or above.

    A recall that is never reached counts as a precision of 0. Both are (n,), ``recall`` never
    falls, and n may be 0. COCO's evaluation program computes the same (Lin et al., Microsoft COCO,
    2014).
    """
    ### BEGIN SOLUTION
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    places = np.searchsorted(recall, np.linspace(0, 1, 101))
    return float(best[places].mean())
    ### END SOLUTION


# %%
average_precision = check(average_precision)

# %%
round(average_precision(precision, recall), 3)

# %% [markdown]
# As a picture: the teeth are filled up, and the grey area is the average precision.

# %%
fig, ax = plt.subplots(figsize=(5, 4))
points = np.linspace(0, 1, 101)
best = [precision[recall >= point].max(initial=0) for point in points]
ax.fill_between(points, best, color="lightgrey", label="best precision from there on")
ax.plot(recall, precision, "o-", label="precision")
ax.set(xlabel="recall", ylabel="precision", xlim=(0, 1.05), ylim=(0, 1.05))
ax.set_title("The area under the curve")
ax.legend(loc="lower left")
plt.show()

# %% [markdown]
# ## Step 7: all classes, all images
#
# Each class has an average precision of its own, computed from the detections in all images, sorted by score. The mean over the
# classes is what papers call AP, or mAP. *AP50* is this mean when a hit needs an IoU of at least 0.5. COCO's plain *AP* is the
# mean over ten such limits, from 0.5 to 0.95.
#
# Then there are the objects marked `ignore`: too small or too hidden to be a fair test. A detector need not find them, but
# finding them is not a mistake either. So a detection that is not a hit but lies on an ignored object is left out altogether. "Lies on"
# is not measured by IoU: in COCO, what is ignored may be a whole crowd under one large box, and a detection of one person in it
# has a small IoU with that box. What counts is the share of the *detection* that is inside.


# %% tags=["export"]
def class_hits(found: Found, truth: Truth, number: int, limit: float) -> list[tuple[float, bool]]:
    """Score and hit of each detection of one class in one image; see :func:`mean_ap`."""
    boxes, scores = (one[found[2] == number].double() for one in found[:2])
    own, ignored = (truth[0][(truth[1] == number) & (truth[2] == flag)].double() for flag in (0, 1))
    order = scores.argsort(descending=True, stable=True)
    boxes, scores = boxes[order], scores[order].tolist()
    hits = find_hits(iou_matrix(boxes, own), limit)
    inside = (intersections(boxes, ignored) / areas(boxes)[:, None]).nan_to_num(0)
    beside = (inside < limit).all(dim=1).tolist()
    return [(s, h) for s, h, b in zip(scores, hits, beside, strict=True) if h or b]


# %% [markdown]
# One object of class 3 to find, another one to ignore, and three detections. The first is a hit. The second lies on the ignored object
# and disappears from the list. The third lies on nothing: a miss.

# %%
boxes = torch.tensor([[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 40.0, 40.0], [60.0, 60.0, 70.0, 70.0]])
scores, threes = torch.tensor([0.75, 0.5, 0.25]), torch.tensor([3, 3, 3])
class_hits(
    (boxes, scores, threes), (boxes[:2], threes[:2], torch.tensor([False, True])), 3, limit=0.5
)

# %% [markdown]
# Collect these pairs from all images, sort them by score, and the functions from above do the rest:


# %% tags=["export"]
def class_ap(founds: list[Found], truths: list[Truth], number: int, limit: float = 0.5) -> float:
    """Average precision of one class over all images; nan if there is nothing of it to find."""
    n_truths = sum(int(((t[1] == number) & ~t[2]).sum()) for t in truths)
    if not n_truths:
        return float("nan")
    scored = []
    for found, truth in zip(founds, truths, strict=True):
        if number in found[2]:
            scored += class_hits(found, truth, number, limit)
    scored.sort(key=lambda pair: -pair[0])
    return average_precision(*precision_recall([hit for _, hit in scored], n_truths))


def mean_ap(
    founds: list[Found], truths: list[Truth], n_classes: int, limits: tuple[float, ...] = (0.5,)
) -> float:
    """Mean of the average precisions of all classes that occur, and of all limits.

    One of ``founds`` and one of ``truths`` for each image. What is marked to be ignored need not be
    found; a detection with at least ``limit`` of its area on it is neither a hit nor a miss.
    """
    aps = [class_ap(founds, truths, number, at) for number in range(n_classes) for at in limits]
    return float(np.nanmean(aps))


# %% [markdown]
# Now a simulated detector looks at our 60 images. It moves every edge by up to a fifth of the box's side. It misses one object
# in four (and of the ignored ones, which are hard to see, four in five), gives one in ten a random class, and adds two boxes at
# random places. It is more confident when it is right, though not always.


# %%
def pretend(truth, rng):
    boxes, numbers, ignored = truth
    n = len(boxes)
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    boxes = boxes + (sides * (torch.rand(n, 4, generator=rng) - 0.5) * 0.4).round()
    wrong = torch.rand(n, generator=rng) < 0.1
    numbers = torch.where(wrong, torch.randint(0, 20, (n,), generator=rng), numbers)
    scores = torch.rand(n, generator=rng) * 0.5 + torch.where(wrong, 0.2, 0.5)
    seen = torch.rand(n, generator=rng) < torch.where(ignored, 0.2, 0.75)
    corner = torch.randint(0, 100, (2, 2), generator=rng)
    false = torch.cat([corner, corner + torch.randint(20, 90, (2, 2), generator=rng)], dim=1)
    guesses = torch.rand(2, generator=rng) * 0.7, torch.randint(0, 20, (2,), generator=rng)
    return (
        torch.cat([boxes[seen], false.double()]),
        torch.cat([scores[seen], guesses[0]]),
        torch.cat([numbers[seen], guesses[1]]),
    )


rng = torch.Generator().manual_seed(1)
founds = [pretend(truth, rng) for truth in truths]
ap50 = mean_ap(founds, truths, len(cats))
0 < ap50 < 1

# %%
limits = tuple(np.linspace(0.5, 0.95, 10))
by_limit = [mean_ap(founds, truths, len(cats), (limit,)) for limit in limits]
fig, ax = plt.subplots(figsize=(6, 3.5))
ax.plot(limits, by_limit, "o-")
ax.set(xlabel="least IoU of a hit", ylabel="AP", title="The stricter, the lower")
plt.show()

# %% [markdown]
# At the strictest limit, less than a tenth of AP50 is left:

# %%
by_limit[-1] < by_limit[0] / 10

# %% [markdown]
# ## Step 8: the witness
#
# `pycocotools` is the program that COCO's authors wrote, and nearly every paper's AP comes from it. It takes the true boxes in
# the form of chapter 03, and the detections as a list of dictionaries. COCO marks what is to be ignored in the field `iscrowd`,
# since there it is an area with a crowd of objects. With `crowd=True` we pass on our `ignore` in that field; the trap below shows
# why. The program prints a lot, which `redirect_stdout` keeps out of sight.


# %%
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def to_hw(box):
    top, left, bottom, right = box
    return [left, top, right - left, bottom - top]


def coco_ap(founds, truths, crowd):
    """AP and AP50 by pycocotools; ``crowd``: whether ignore is handed over as iscrowd."""
    gts, dts = [], []
    for image_id, (found, truth) in enumerate(zip(founds, truths, strict=True)):
        for box, number, ignore in zip(*(one.tolist() for one in truth), strict=True):
            hw = to_hw(box)
            flags = {"ignore": int(ignore), "iscrowd": int(ignore and crowd)}
            gts.append({"bbox": hw, "area": hw[2] * hw[3], "image_id": image_id} | flags)
            gts[-1] |= {"id": len(gts), "category_id": number}
        for box, score, number in zip(*(one.tolist() for one in found), strict=True):
            dts.append({"bbox": to_hw(box), "score": score, "image_id": image_id})
            dts[-1] |= {"category_id": number}
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": i} for i in range(len(truths))],
            "annotations": gts,
            "categories": [{"id": n} for n in range(len(cats))],
        }
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(dts), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats[0], evaluation.stats[1]


theirs = coco_ap(founds, truths, crowd=True)

# %% [markdown]
# Does it get the same AP50?

# %%
bool(abs(theirs[1] - ap50) < 1e-9)

# %% [markdown]
# And the same AP, over all ten limits?

# %%
bool(abs(theirs[0] - mean_ap(founds, truths, len(cats), limits)) < 1e-9)

# %% [markdown]
# The two programs agree, to nine decimal places.
#
# ## Trap: an `ignore` that is ignored
#
# Our annotation file has a field `ignore`, and pycocotools knows a field of this name, too. Pass it on as it is, and nothing
# complains:

# %%
unmapped = coco_ap(founds, truths, crowd=False)
bool(unmapped[1] < theirs[1])

# %% [markdown]
# The detections are the same, and yet the number is lower. Look at the source: what happens to `ignore`?

# %%
import inspect

[line.strip() for line in inspect.getsource(COCOeval._prepare).splitlines() if "'ignore'" in line][
    :2
]

# %% [markdown]
# The first line reads the field, and the second one throws the result away: `ignore` is overwritten by `iscrowd`. So an object
# that need not be found has to be found after all. Is that the whole difference? Let our own program treat the ignored objects as
# ordinary ones:

# %%
nothing_ignored = [(boxes, numbers, torch.zeros_like(flags)) for boxes, numbers, flags in truths]
bool(abs(mean_ap(founds, nothing_ignored, len(cats)) - unmapped[1]) < 1e-9)

# %% [markdown]
# It is. The fix is the one from step 8: pass `ignore` as `iscrowd`. How much does it cost to forget that?

# %%
print(f"mapped {theirs[1]:.3f}, unmapped {unmapped[1]:.3f}")

# %% [markdown]
# Hardly anyone would suspect the *measure*. You would look for the mistake in the network, for days. A number that you can
# compute yourself, at least on a small example, protects you from that.
#
# The number does not always fall. A detector that finds most of the ignored objects would even gain, since each of them counts
# as a hit. Either way, it is not the number that others report.

# %%
from minilib.workbook import how_far

how_far("measuring")

# %% [markdown]
# ## What minilib gained
#
# `minilib/measuring.py`: `edges`, `areas`, `intersections`, `iou_matrix`, `nms`, `find_hits`, `precision_recall`,
# `average_precision`, `class_hits`, `class_ap`, `mean_ap`.
#
# ## Ask yourself
#
# <details><summary>1. A detector reports every box twice. What happens to its precision, and what to its recall?</summary>
#
# Recall stays the same: it finds the same objects. Precision falls to about half of what it was, since the second box on each object
# is a miss.
# </details>
#
# <details><summary>2. All scores are divided by 10. What happens to AP?</summary>
#
# Nothing. Only the order of the scores counts.
# </details>
#
# <details><summary>3. Why is a lower limit for NMS not always better?</summary>
#
# It removes more duplicates, but also more real neighbours that overlap.
# </details>
#
# Chapter 19 builds a detector that is worth measuring.
#
# Now go on to [chapter 19](19_detecting.ipynb).
