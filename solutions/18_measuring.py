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
# **After this chapter you can** compare every box with every other in one step, remove boxes that say the same thing twice,
# and compute by hand the number by which detectors are compared: average precision.
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
# So far a network gave *one* box for an image, and there was one true box. One IoU told how good it was (chapter 13).
#
# A detector of every object gives a list of boxes, each with a class and a **score**: how confident it is. The image has a
# list of true boxes. The lists differ in length. Which box is to be compared with which? What does a box cost that is not
# there? And one that is given twice? "The mean IoU" has no answer. Detectors are compared by another number, **average
# precision**. Nearly everybody has it computed by a program, and few could say what it means. Here you build it, in five
# small functions, and then hold it against the program that everybody uses.

# %% tags=["export"]
"""Measuring detectors: IoU of all pairs, non-maximum suppression, average precision."""

import numpy as np
import torch
from torch import Tensor

#: What is found in an image: boxes (n, 4), scores (n,), class numbers (n,).
Found = tuple[Tensor, Tensor, Tensor]
#: What is in it: boxes (n, 4), class numbers (n,), and whether each is to be ignored, bool (n,).
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
# **edges**, the lines between the pixels. A box of the rows 1, 2, 3 begins at edge 1 and ends at edge 4, like the slice
# `1:4`. Here is the box on paper from chapter 04 as pixels:

# %%
pixels = torch.tensor([[1.0, 2.0, 3.0, 5.0]])
pixels


# %% [markdown]
# The far edges lie one further. Nothing else changes, and the order stays: top, left, bottom, right.


# %% tags=["export"]
def edges(boxes: Tensor) -> Tensor:
    """Boxes (n, 4) given by their first and last pixels become boxes given by their edges.

    ``[top, left, bottom, right]`` both; the far edges are those after the last pixel.
    """
    return boxes + torch.tensor([0, 0, 1, 1], dtype=boxes.dtype, device=boxes.device)


# %%
edges(pixels)

# %% [markdown]
# Now a side is simply a difference, and a box may end anywhere, also in the middle of a pixel. From here on all boxes are
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
# Two detected boxes, `a`, and three true ones, `b`. We want a table of 2 rows and 3 columns: the IoU of each pair.

# %%
a = torch.tensor([[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 40.0, 30.0]])
b = torch.tensor([[0.0, 5.0, 10.0, 15.0], [20.0, 20.0, 40.0, 30.0], [8.0, 8.0, 22.0, 22.0]])

# %%
fig, ax = plt.subplots(figsize=(4.5, 4.5))
ax.set(xlim=(-2, 45), ylim=(45, -2), aspect="equal", title="a (solid) and b (dashed)")
for boxes, style in ((a, "-"), (b, "--")):
    for number, (top, left, bottom, right) in enumerate(boxes.tolist()):
        ax.plot([left, right, right, left, left], [top, top, bottom, bottom, top], style)
        ax.text(left, top, f"{'a' if style == '-' else 'b'}{number}", va="bottom")
plt.show()

# %% [markdown]
# Two loops would do, but slowly. Take one number of each box first, the left edges:

# %%
a[:, 1], b[:, 1]

# %% [markdown]
# `None` in an index puts in a new axis of length 1. The two left edges of `a` become a column:

# %%
a[:, None, 1]

# %% [markdown]
# A column and a row: PyTorch stretches both to the same table. This is **broadcasting**. Entry (i, j) is the larger one of
# `a`'s number i and `b`'s number j.

# %%
torch.maximum(a[:, None, 1], b[:, 1])

# %% [markdown]
# It works with both near edges at once: the shapes (2, 1, 2) and (3, 2) become (2, 3, 2).

# %%
near = torch.maximum(a[:, None, :2], b[:, :2])
near.shape

# %% [markdown]
# The far edges likewise, with the smaller number. The difference is the size of the part in both, and it is negative where
# two boxes lie apart. There, they have nothing in common: `clamp(min=0)`.

# %%
far = torch.minimum(a[:, None, 2:], b[:, 2:])
(far - near).clamp(min=0)


# %% [markdown]
# `prod(dim=2)` multiplies height and width: the area of the part in both, for every pair.


# %% tags=["export"]
def intersections(a: Tensor, b: Tensor) -> Tensor:
    """Area in both boxes, of each of ``a`` (n, 4) with each of ``b`` (m, 4): shape (n, m)."""
    near = torch.maximum(a[:, None, :2], b[:, :2])
    far = torch.minimum(a[:, None, 2:], b[:, 2:])
    return (far - near).clamp(min=0).prod(dim=2)


# %%
intersections(a, b)

# %% [markdown]
# For the union we need both areas, in a table too. A column and a row again:

# %%
areas(a)[:, None] + areas(b)

# %% [markdown]
# One thing is left. A box without any area and another one: 0 / 0 is `nan`, "not a number", and one `nan` spoils every mean.
# `nan_to_num(0)` writes 0 for it.

# %%
nothing = torch.zeros(1) / torch.zeros(1)
nothing, nothing.nan_to_num(0)


# %% [markdown]
# ### Exercise: `iou_matrix` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-iou_matrix-(8-minutes,-difficulty-3-of-5)>)
#
# Use `intersections` and `areas`. The area in both must not be counted twice (chapter 13).


# %% tags=["export"]
def iou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of each of ``a`` (n, 4) with each of ``b`` (m, 4): shape (n, m).

    Boxes are given by their edges; n and m may be 0. Two boxes without area have 0.
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
# torchvision has the same function. It expects x first, but an IoU does not care how the axes are called.

# %%
torch.equal(iou_matrix(a, b), torchvision.ops.box_iou(a, b))

# %% [markdown]
# ## Step 3: the same object, found several times
#
# A detector looks at many places, and neighbouring places find the same dog. The boxes differ by a few pixels. Here are the true
# boxes of an image. Each annotation says, too, whether it is to be ignored; we come to that in step 7.

# %%
trn_j = load_annotations(PATH / "pascal_train2007.json")
cats = [category["id"] for category in trn_j["categories"]]
names = [category["name"] for category in trn_j["categories"]]


def truth_of(image_id):
    own = [o for o in trn_j["annotations"] if o["image_id"] == image_id]
    boxes = torch.tensor(np.array([hw_bb(o["bbox"]) for o in own]).reshape(-1, 4)).double()
    numbers = torch.tensor([cats.index(o["category_id"]) for o in own])
    return edges(boxes), numbers, torch.tensor([bool(o["ignore"]) for o in own])


# %% [markdown]
# We take the first 60 images, and of the first that has at least three objects the boxes:

# %%
images = trn_j["images"][:60]
truths = [truth_of(image["id"]) for image in images]
chosen = next(i for i, truth in enumerate(truths) if len(truth[0]) >= 3)
true_boxes = truths[chosen][0]
len(true_boxes) >= 3

# %% [markdown]
# We have no detector yet. To learn measuring, a **pretended** one is even better, since we know
# its mistakes. It gives every true box three times, each time moved a little, with a random score.

# %%
rng = torch.Generator().manual_seed(0)
sides = (true_boxes[:, 2:] - true_boxes[:, :2]).repeat(3, 2)
moved = true_boxes.repeat(3, 1) + sides * (torch.rand(len(sides), 4, generator=rng) - 0.5) * 0.2
scores = torch.rand(len(moved), generator=rng, dtype=torch.float64)


# %%
def show_boxes(boxes, scores, title, ax):
    show_img(open_image(image_path(PATH, images[chosen]["file_name"])), ax=ax)
    for (top, left, bottom, right), score in zip(boxes.tolist(), scores.tolist(), strict=True):
        draw_rect(ax, [left, top, right - left, bottom - top])
        draw_text(ax, [left, top], f"{score:.2f}", sz=9)
    ax.set_title(title)


fig, ax = plt.subplots(figsize=(6, 5))
show_boxes(moved, scores, "three boxes for each object", ax)
plt.show()

# %% [markdown]
# **Non-maximum suppression** (NMS) keeps the best box of each cluster:
#
# 1. Go through the boxes, from the highest score to the lowest.
# 2. Keep a box, unless it overlaps one that is already kept by more than a limit.
#
# The order first. `stable=True`: boxes with equal scores stay in the order in which they came.

# %%
order = scores.argsort(descending=True, stable=True)
scores[order][:4]

# %% [markdown]
# All overlaps at once, from step 2. `overlap[i, kept]` picks, of row i, the columns of those that are kept. `any` says whether
# at least one of them is too large.

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
# The loop above. A detail: `iou_matrix(...).double()` makes the overlaps as exact as the limit is. (0.3 in 32 bits is not the
# 0.3 of Python: a box that overlaps by exactly the limit could be kept here and dropped by torchvision.)


# %% tags=["export"]
def nms(boxes: Tensor, scores: Tensor, limit: float = 0.5) -> Tensor:
    """Row numbers of the boxes to keep, from the highest score down: int64, shape (k,).

    A box (n, 4) is kept unless its IoU with a kept one of a higher score is above ``limit``. Of
    equal scores the earlier row is first.
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
# NMS has a price. Two real objects that overlap by more than the limit look like one found twice. How many objects of one
# class are lost, even by a *perfect* detector? We give it the true boxes themselves, with equal scores, and a limit of 0.5.

# %%
lost = total = 0
for boxes, numbers, _ in truths:
    for number in numbers.unique():
        own = boxes[numbers == number]
        total += len(own)
        lost += len(own) - len(nms(own, torch.ones(len(own))))
lost / total < 0.1

# %% [markdown]
# Few, here. In a picture of a crowd it would be many.
#
# ## Step 4: hit or miss
#
# Now compare with the truth. A detection is a **hit** if it overlaps a true box of its class by at least a limit, usually 0.5.
# But each true box counts only once: the first detection takes it, the second one on the same dog is a miss. The more
# confident detection comes first.
#
# A small table: three detections, the most confident first, and two true boxes.

# %%
table = torch.tensor([[0.8, 0.1], [0.7, 0.6], [0.9, 0.0]])
table

# %% [markdown]
# By hand. Detection 0 takes truth 0. Detection 1 would overlap truth 0 best, but that one is taken. Truth 1 is still free and
# 0.6 is enough: a hit. Detection 2 overlaps truth 0 even by 0.9, but it comes too late: a miss.
#
# In code, keep the numbers of what is taken in a set. Row 1 has these candidates (`enumerate` counts the columns):

# %%
taken = {0}
row = table[1].tolist()
[(value, truth) for truth, value in enumerate(row) if truth not in taken]


# %% [markdown]
# Of several pairs, `max` takes the one with the largest first number.
#
# ### Exercise: `find_hits` (12 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-find_hits-(12-minutes,-difficulty-4-of-5)>)


# %% tags=["export"]
def find_hits(overlap: Tensor, limit: float = 0.5) -> list[bool]:
    """Whether each detection, from the highest score down, is a hit.

    ``overlap`` (n, m) is the IoU of n detections with m truths. A detection takes, of the truths
    that are still free, the one that it overlaps most, if that is at least ``limit``.
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
# Two questions, and each alone is easy to please:
#
# - **Precision**: of what was detected, which share is right? (Detect one sure thing, and it is 1.)
# - **Recall**: of what is there, which share was found? (Detect everything everywhere, and it is 1.)
#
# Six detections from the highest score down, and four true boxes:

# %%
hits = [True, True, False, True, False, False]
n_truths = 4

# %% [markdown]
# How many do we take? If only the first: one hit. `np.cumsum` adds up as it goes: hits among the first 1, 2, 3, ...

# %%
found = np.cumsum(hits)
found

# %% [markdown]
# After each of them we have taken 1, 2, 3, ... detections:

# %%
np.arange(1, len(hits) + 1)


# %% [markdown]
# ### Exercise: `precision_recall` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-precision_recall-(5-minutes,-difficulty-2-of-5)>)


# %% tags=["export"]
def precision_recall(hits: list[bool], n_truths: int) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall, each (n,), of the first 1, 2, ..., n detections.

    ``hits`` are in falling order of score. ``n_truths``, at least 1, is how many there are to find.
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
ax.set_title("The more we take, the more we find, and the more is wrong")
plt.show()

# %% [markdown]
# ## Step 6: one number
#
# **Average precision** is the area under this curve, with two agreements of COCO's.
#
# First, the curve has teeth. A recall of 0.75 can be had with a precision of 0.75. So nobody needs to accept less at a recall of
# 0.6. At each place we take the best precision *from there on*. `np.maximum.accumulate` gives the largest so far, from the
# front; turned round twice, from behind.

# %%
teeth = np.array([1.0, 0.5, 0.67, 0.6, 0.5])
np.maximum.accumulate(teeth)

# %%
np.maximum.accumulate(teeth[::-1])[::-1]

# %% [markdown]
# Second, the area is read off at 101 points: recall 0, 0.01, ..., 1. `np.searchsorted` says how many recalls are smaller than
# each point. That is the place of the first one that reaches it.

# %%
np.searchsorted(recall, [0, 0.25, 0.26, 0.75, 0.76])

# %% [markdown]
# A recall of 0.76 is reached nowhere: place 6 lies behind the last. There, the precision is 0. A 0 that is put behind all
# precisions says just that.

# %%
np.append(precision, 0.0)[[5, 6]]


# %% [markdown]
# ### Exercise: `average_precision` (10 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/18_measuring.ipynb#Exercise:-average_precision-(10-minutes,-difficulty-4-of-5)>)
#
# Three steps: from behind, 101 points, the mean.


# %% tags=["export"]
def average_precision(precision: np.ndarray, recall: np.ndarray) -> float:
    """The mean, over the recalls 0, 0.01, ..., 1, of the best precision at that recall or above.

    Where no recall is so high it is 0. Both are (n,), ``recall`` never falls, and n may be 0. This
    is what COCO's evaluation program computes (Lin et al., Microsoft COCO, 2014).
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
# ## Step 7: a whole data set
#
# Each class has its own average precision: the hits of all images, sorted by score. The mean over the classes is what papers
# call AP, or mAP. *AP50* is that with an IoU of at least 0.5. Plain *AP*, for COCO, is the mean over ten limits from
# 0.5 to 0.95.
#
# And the objects that are marked `ignore`: too small or too hidden to be fair. Nobody has to find them, but it is no mistake to find
# them, either. So a detection that hits nothing else, and lies on an ignored object, is left out altogether. "Lies on" is measured
# otherwise: an ignored area may hold several objects, so what counts is the share of the *detection* that is inside.


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


# %% tags=["export"]
def class_ap(founds: list[Found], truths: list[Truth], number: int, limit: float = 0.5) -> float:
    """Average precision of one class over all images; nan if there is nothing of it to find."""
    n_truths = sum(int(((t[1] == number) & ~t[2]).sum()) for t in truths)
    if not n_truths:
        return float("nan")
    pairs = zip(founds, truths, strict=True)
    scored = [pair for found, truth in pairs for pair in class_hits(found, truth, number, limit)]
    scored.sort(key=lambda pair: -pair[0])
    return average_precision(*precision_recall([hit for _, hit in scored], n_truths))


def mean_ap(
    founds: list[Found], truths: list[Truth], n_classes: int, limits: tuple[float, ...] = (0.5,)
) -> float:
    """Mean of the average precisions of all classes that occur, and of all limits.

    One of ``founds`` and one of ``truths`` for each image. What is marked to be ignored need not be
    found, and what lies on it (of its area, at least the limit) is neither a hit nor a miss.
    """
    aps = [class_ap(founds, truths, number, at) for number in range(n_classes) for at in limits]
    return float(np.nanmean(aps))


# %% [markdown]
# Our pretended detector, for 60 images: it moves every true box by up to a fifth, misses each fourth (of the ignored ones, which
# are hard to see, four of five), calls each tenth by a wrong class, and adds two boxes where nothing is. It is more confident
# when it is right, though not always.


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

# %%
by_limit[0] > 2 * by_limit[-1]

# %% [markdown]
# ## Step 8: the witness
#
# `pycocotools` is the program that COCO's authors wrote, and nearly every paper's AP comes out of it. It takes the truth in the
# form of chapter 03, and detections in a list of dictionaries. It prints a lot; `redirect_stdout` keeps that away.


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
# Is it our number?

# %%
abs(theirs[1] - ap50) < 1e-9

# %%
abs(theirs[0] - mean_ap(founds, truths, len(cats), limits)) < 1e-9

# %% [markdown]
# To the last digit, both.
#
# ## Trap: an `ignore` that is ignored
#
# Our annotation file has a field `ignore`, and so has pycocotools. Hand it over as it is, and nothing complains:

# %%
unmapped = coco_ap(founds, truths, crowd=False)
unmapped[1] < theirs[1]

# %% [markdown]
# The same detections, and a lower number. Look at the source: what happens to `ignore`?

# %%
import inspect

[line.strip() for line in inspect.getsource(COCOeval._prepare).splitlines() if "'ignore'" in line][
    :2
]

# %% [markdown]
# The first line reads the field, and the second one throws it away: `ignore` is overwritten by `iscrowd`. So an object that
# nobody has to find counts as missed. Is that really all of it? We count the ignored ones as ordinary in our own program:

# %%
nothing_ignored = [(boxes, numbers, torch.zeros_like(flags)) for boxes, numbers, flags in truths]
abs(mean_ap(founds, nothing_ignored, len(cats)) - unmapped[1]) < 1e-9

# %% [markdown]
# It is. The fix is the one above: pass `ignore` as `iscrowd`. How much is lost by not doing so?

# %%
print(f"mapped {theirs[1]:.3f}, unmapped {unmapped[1]:.3f}")

# %% [markdown]
# Nobody would suspect the *measure*. One would look for the mistake in the network, for days. A number that you can compute
# yourself, at least on a small example, protects you from that.
#
# The number need not fall. A detector that finds most of the ignored objects would even gain, as each of them counts as a hit.
# Either way it is another number than the one that others report.

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
# <details><summary>1. A detector gives every box twice. What becomes of its precision, and what of its recall?</summary>
#
# Recall stays: each object is found. Precision falls to about a half: every second box comes too late.
# </details>
#
# <details><summary>2. All scores are divided by 10. What happens to AP?</summary>
#
# Nothing. Only the order of the scores counts.
# </details>
#
# <details><summary>3. Why is a lower limit of NMS not always better?</summary>
#
# It removes more boxes that say the same thing twice, but also real neighbours that overlap.
# </details>
#
# Chapter 19 builds a detector that is worth measuring.
#
# Now go on to [chapter 19](19_detecting.ipynb).
