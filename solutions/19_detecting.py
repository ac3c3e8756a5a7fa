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
# # 19 · Detecting: a box around every key object
#
# **After this chapter you can** build and train a detector that finds every object in an image, in one pass of one network, and
# say what each cell of its grid has to answer, and why.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · **19 detecting**
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# "Our goal is to draw a box around *every* key object", the lesson announces. Then it draws one box, around the largest, and so
# did we. Most images hold more than one object. In some of them two objects are nearly the same size, and which one is "the
# largest" is a coin toss.
#
# The output of a network always has the same length. How can it return a list that is one box long for this image and six for
# the next? The answer is a **grid**. The image is divided into cells, and *every* cell answers the same two questions: what kind
# of object are you in, and how far away are its four edges? Most cells answer "none". The rest give many boxes, with many
# duplicates. Chapter 18 has the tool that removes the duplicates, and the number that says how good the remaining boxes are.
#
# This is the idea of **FCOS** (Tian et al., 2019), here with one grid instead of five.

# %% tags=["export"]
"""A detector of every object: the cells of one grid give a class and distances to four edges."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.ops import generalized_box_iou_loss

from minilib.measuring import Found, areas, nms

# %%
import zlib

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torchvision
from torch.fx.experimental.optimization import fuse
from torch.utils.data import DataLoader, Dataset

from minilib.annotations import load_annotations
from minilib.boxes import hw_bb
from minilib.data import ModelData, read_rgb, split_rows
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.multitask import HeadLearner
from minilib.measuring import edges, mean_ap
from minilib.paths import image_path
from minilib.transforms import normalize, to_device
from minilib.workbook import check, hint, open_data
from minilib.workbook.datasets.layout import annotation_file
from minilib.workbook.training.recipes import examination_split, recipe

# %%
PATH = open_data()

# %% tags=["nbval-ignore-output"]
r = recipe(full=True)

# %% [markdown]
# ## Step 1: small images, and all their boxes
#
# The network sees squares of `SZ` pixels. We resize every image once and keep it in memory as `uint8`, one byte for each
# number.

# %%
SZ, STRIDE = 224, 8
annotations = load_annotations(PATH / "pascal_train2007.json")
cats = [category["id"] for category in annotations["categories"]]
names = [category["name"] for category in annotations["categories"]]


def small_image(entry):
    size = (entry["height"], entry["width"])
    im = read_rgb(image_path(PATH, entry["file_name"]), size, 2 * SZ)  # small objects stay sharp
    return torch.from_numpy(cv2.resize(im, (SZ, SZ), interpolation=cv2.INTER_AREA))


# %% [markdown]
# An image's boxes are resized with it, rows by one factor and columns by another. They are given by their edges, as in
# chapter 18: top, left, bottom, right. **Rows before columns** holds for everything in this chapter, including points.


# %%
def small_truth(entry, own):
    boxes = torch.tensor(np.array([hw_bb(o["bbox"]) for o in own]).reshape(-1, 4)).float()
    factors = torch.tensor([SZ / entry["height"], SZ / entry["width"]]).repeat(2)
    numbers = torch.tensor([cats.index(o["category_id"]) for o in own], dtype=torch.int64)
    ignored = torch.tensor([bool(o["ignore"]) for o in own], dtype=torch.bool)
    return edges(boxes) * factors, numbers, ignored


def read_all(trn_j):
    entries = trn_j["images"][: r.limit]
    own = {entry["id"]: [] for entry in trn_j["images"]}
    for o in trn_j["annotations"]:
        own[o["image_id"]].append(o)
    truths = [small_truth(entry, own[entry["id"]]) for entry in entries]
    return torch.stack([small_image(entry) for entry in entries]), truths


images, truths = read_all(annotations)
tuple(images.shape[1:]), images.dtype

# %% [markdown]
# We look for an image with three or four objects and follow it through the chapter.

# %%
trn_rows, val_rows = split_rows(len(images))
chosen = next(i for i in val_rows if 3 <= len(truths[i][0]) <= 4 and not truths[i][2].any())
boxes, numbers, _ = truths[chosen]
[names[number] for number in numbers]

# %%
COLORS = ["tab:orange", "tab:cyan", "tab:pink", "tab:olive", "tab:red", "tab:blue"]


def show_boxes(i, boxes, texts, title, ax, image=None):
    show_img((images if image is None else image)[i].numpy(), ax=ax)
    for row, (box, text) in enumerate(zip(boxes.tolist(), texts, strict=True)):
        top, left, bottom, right = box
        draw_rect(ax, [left, top, right - left, bottom - top], COLORS[row % len(COLORS)])
        draw_text(ax, [left, top + 10 * (row % 2)], text, sz=9)  # two names in one place stay apart
    ax.set_title(title, fontsize=10)


_, ax = plt.subplots(figsize=(5, 5))
show_boxes(chosen, boxes, [names[number] for number in numbers], "the truth", ax)
plt.show()

# %% [markdown]
# ## Step 2: a grid
#
# A body such as ours halves the image again and again. After three halvings, one place in its features stands for 8 x 8 pixels:
# a **stride** of 8. These squares are our cells, and each cell speaks for its **centre**. In an image of 32 pixels there are
# four cells in a row. The first one goes from edge 0 to edge 8, so its centre is at 4; the next centre is one stride further
# on.

# %%
torch.arange(4, 32, 8)

# %% [markdown]
# A centre is a pair, row and column. `torch.cartesian_prod` lists all pairs; the last number changes fastest:

# %%
torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([5, 6]))


# %% [markdown]
# ### Exercise: `cell_centres` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-cell_centres-(5-minutes,-difficulty-2-of-5)>)


# %% tags=["export"]
def cell_centres(size: int, stride: int) -> Tensor:
    """Centres of the cells of a square image, row by row from the top left: float32 (n, 2).

    Each is (row, column), counted in edges: the first centre is at half a stride.
    ``size`` is a multiple of ``stride``.
    """
    ### BEGIN SOLUTION
    middles = torch.arange(size // stride) * stride + stride / 2
    return torch.cartesian_prod(middles, middles)
    ### END SOLUTION


# %%
cell_centres = check(cell_centres)

# %%
centres = cell_centres(SZ, STRIDE)
len(centres) == (SZ // STRIDE) ** 2

# %%
_, ax = plt.subplots(figsize=(5, 5))
show_boxes(chosen, boxes, [""] * len(boxes), "the grid, and the centres of its cells", ax)
for edge in range(0, SZ + 1, STRIDE):
    ax.plot([edge - 0.5] * 2, [-0.5, SZ - 0.5], "w", lw=0.4)
    ax.plot([-0.5, SZ - 0.5], [edge - 0.5] * 2, "w", lw=0.4)
ax.plot(centres[:, 1] - 0.5, centres[:, 0] - 0.5, "w.", ms=2)
plt.show()

# %% [markdown]
# (The half pixel: matplotlib puts the *middle* of the first pixel at 0, so its edge is at -0.5.)
#
# ## Step 3: a box, seen from a cell
#
# A cell does not say where in the image the box is. It does not even know where it is itself, for every cell is computed with
# the same weights. It says how far away the edges are: up, to the left, down, to the right. Take one centre and one box:

# %%
centre, box = torch.tensor([20.0, 36.0]), torch.tensor([4.0, 30.0, 44.0, 46.0])

# %% [markdown]
# Up and left: the centre minus the near edges.

# %%
centre - box[:2]

# %% [markdown]
# Down and right: the far edges minus the centre.

# %%
box[2:] - centre


# %% [markdown]
# ### Exercise: `distances` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-distances-(5-minutes,-difficulty-2-of-5)>)
#
# Do the same for n centres and n boxes. `torch.cat([a, b], dim=1)` puts columns beside columns.


# %% tags=["export"]
def distances(centres: Tensor, boxes: Tensor) -> Tensor:
    """How far the edges of box i (n, 4) are from centre i (n, 2): up, left, down, right.

    Shape (n, 4). All are positive if the centre lies inside the box, and some negative if not.
    """
    ### BEGIN SOLUTION
    return torch.cat([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=1)
    ### END SOLUTION


# %%
distances = check(distances)

# %%
distances(centre[None], box[None])


# %% [markdown]
# The way back turns the network's answers into boxes. The network gives distances for a *batch*: (images, cells, 4). The
# centres, (cells, 2), are the same for every image, and broadcasting repeats them. With `...` in an index, all axes before the
# last are kept, however many there are. In the same way `dim=-1` means the last axis, as in `torch.cat([a, b], dim=-1)`.

# %%
torch.zeros(16, 784, 4)[..., :2].shape


# %% [markdown]
# ### Exercise: `decode_boxes` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-decode_boxes-(6-minutes,-difficulty-2-of-5)>)


# %% tags=["export"]
def decode_boxes(centres: Tensor, away: Tensor) -> Tensor:
    """The boxes whose edges are ``away`` (..., n, 4) from centres (n, 2): shape (..., n, 4).

    It undoes :func:`distances`. Gradients flow through it.
    """
    ### BEGIN SOLUTION
    return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=-1)
    ### END SOLUTION


# %%
decode_boxes = check(decode_boxes)

# %%
decode_boxes(centre[None], distances(centre[None], box[None]))

# %% [markdown]
# ## Step 4: which cell answers for which object?
#
# For training we need the right answer of each cell. A cell whose centre lies in no box answers "none". A cell whose centre
# lies in one box answers for that box. And if two boxes overlap there? FCOS has a rule: the **smaller** box gets the cell,
# since the large one has many others.
#
# Is a centre inside a box? It has to lie past the near edges and before the far ones. A table of all pairs needs
# broadcasting, as in chapter 18. Here are two centres and three boxes, compared by the near edges only:

# %%
two = torch.tensor([[4.0, 4.0], [12.0, 12.0]])
three = torch.tensor([[0.0, 0.0, 20.0, 20.0], [2.0, 2.0, 8.0, 8.0], [30.0, 30.0, 40.0, 40.0]])
(two[:, None] > three[:, :2]).all(dim=2)

# %% [markdown]
# The table has a row for each centre and a column for each box. Now suppose that all four edges have been compared, and that
# there is a third centre, which lies in no box. We make a table of areas, with "infinitely large" where the centre is not
# inside:

# %%
table = torch.tensor([[True, True, False], [True, False, False], [False, False, False]])
torch.where(table, areas(three), torch.inf)

# %% [markdown]
# `min(dim=1)` gives the smallest value of each row and its column number. The last row holds only `inf` and gets a number all
# the same. There the answer has to be -1.

# %%
torch.where(table, areas(three), torch.inf).min(dim=1)


# %% [markdown]
# ### Exercise: `match_cells` (12 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-match_cells-(12-minutes,-difficulty-4-of-5)>)
#
# With no box at all, `min` has nothing to choose from and raises an error. Deal with that case first.


# %% tags=["export"]
def match_cells(centres: Tensor, boxes: Tensor) -> Tensor:
    """For each centre (n, 2) the number of the smallest box (m, 4) it lies in, or -1: int64 (n,).

    A centre on an edge is not inside. Among equally small boxes the first counts; m may be 0.
    """
    ### BEGIN SOLUTION
    if not len(boxes):
        return torch.full((len(centres),), -1)
    after = (centres[:, None] > boxes[:, :2]).all(dim=2)
    before = (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(after & before, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)
    ### END SOLUTION


# %%
match_cells = check(match_cells)


# %% [markdown]
# We draw the matching. Each cell has the colour of the object that it answers for.


# %%
def show_matching(owners, title, ax):
    show_boxes(chosen, boxes, [names[number] for number in numbers], title, ax)
    for row in range(len(boxes)):
        own = centres[owners == row] - 0.5
        ax.plot(own[:, 1], own[:, 0], "s", ms=4, color=COLORS[row % len(COLORS)], mec="black")


owners = match_cells(centres, boxes)
_, ax = plt.subplots(figsize=(5, 5))
show_matching(owners, "which cell answers for which object", ax)
plt.show()

# %% [markdown]
# Look at the corners of the boxes: many of these cells see only background and would still have to answer for the object.
# They are also far from some of its edges, so their boxes are poor. It is better if only the cells in the **middle** of an
# object answer. We shrink the boxes to half their height and width and match with those. (FCOS learns a fifth number for
# this, the *centre-ness*, which lowers the scores of cells near an edge.)
#
# Half of a small object may be smaller than a cell, and then perhaps no cell answers for it. So the middle is never smaller
# than `least`.


# %% tags=["export"]
def shrink(boxes: Tensor, share: float = 0.5, least: float = 0.0) -> Tensor:
    """Boxes (n, 4) with the same middle and a share of the sides, which are at least ``least``."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (share * (boxes[:, 2:] - boxes[:, :2])).clamp(min=least) / 2
    return torch.cat([middles - half, middles + half], dim=1)


# %%
_, ax = plt.subplots(figsize=(5, 5))
LEAST = 1.01 * STRIDE  # a little more than a cell, so that a centre lies in it wherever it is
show_matching(match_cells(centres, shrink(boxes, least=LEAST)), "only the middle answers", ax)
plt.show()

# %% [markdown]
# An object can't be learned if no cell answers for it. Does that happen to fewer than 2 objects in 100? And does it happen
# to more of them without `least`?


# %%
def share_without(least):
    """The share of all objects that no cell answers for."""
    lost = 0
    for own, _, _ in truths:
        owners = set(match_cells(centres, shrink(own, least=least)).tolist()) - {-1}
        lost += len(own) - len(owners)
    return lost / sum(len(own) for own, _, _ in truths)


lost = share_without(LEAST)
lost < 0.02, lost < share_without(0)

# %% [markdown]
# Where it still happens, smaller middles of other objects have taken all of its cells. (`match_cells` now compares the middles.
# It does not know which object is in front.)
#
# Now we can write down the right answers of all cells in an image: the class, or -1 for "none", and the box. (For a cell
# without an object the box can be anything.)


# %% tags=["export"]
def cell_answers(centres: Tensor, boxes: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor]:
    """Class id, or -1, and box of each cell: int64 (n,) and float32 (n, 4)."""
    stride = 2 * centres[0, 0].item()  # the first centre is at half a stride
    owner = match_cells(centres, shrink(boxes, least=1.01 * stride))
    if not len(boxes):
        return owner, torch.zeros(len(centres), 4)
    return torch.where(owner < 0, -1, numbers[owner]), boxes[owner]


# %%
answers, _ = cell_answers(centres, boxes, numbers)
set(answers.tolist()) == {-1, *numbers.tolist()}

# %% [markdown]
# In each epoch, about half of the training images are mirrored, together with their boxes: the new left edge is `SZ` minus
# the right one. (Edges need no `- 1`.)


# %%
def mirrored(boxes):
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, SZ - right, bottom, SZ - left], dim=1)


class GridData(Dataset):
    def __init__(self, rows, train, images=images, truths=truths):
        self.rows, self.train, self.images = rows, train, images
        views = [[t[0] for t in truths], [mirrored(t[0]) for t in truths]]
        self.answers = [
            {int(i): cell_answers(centres, view[i], truths[i][1]) for i in rows} for view in views
        ]

    def __len__(self):
        return len(self.rows)

    def image(self, place, flipped):
        image = self.images[int(self.rows[place])]
        return image.flip(1) if flipped else image

    def answer(self, place, flipped):
        return self.answers[flipped][int(self.rows[place])]

    def __getitem__(self, place):
        flipped = self.train and torch.rand(()).item() < 0.5
        return self.image(place, flipped), self.answer(place, flipped)


# %%
trn_ds, val_ds = GridData(trn_rows, train=True), GridData(val_rows, train=False)
trn_dl = DataLoader(trn_ds, batch_size=16, shuffle=True, drop_last=True)
md = ModelData(trn_ds, val_ds, trn_dl, DataLoader(val_ds, batch_size=32), names, SZ)
x, y = next(iter(md.val_dl))
[tuple(one.shape[1:]) for one in (x, *y)]

# %% [markdown]
# ## Step 5: nearly all cells say "none"
#
# A cell gives a score for each class, and the sigmoid turns each of them into a probability. (There is no softmax: "none"
# simply means that all of them are low.) How many of these yes-or-no questions have the answer yes?

# %%
share = (y[0] >= 0).float().mean().item() / len(names)
share < 0.02

# %% [markdown]
# Fewer than two in a hundred. Binary cross-entropy is small for an easy "no", but a great many of these add up. **Focal
# loss** (Lin et al., 2017) gives less weight to every question that is already answered correctly. Let p_right be the
# probability that the network assigns to the right answer:
#
# $$ -\,\alpha\,(1 - p_\text{right})^\gamma\,\log p_\text{right} $$
#
# The last part is cross-entropy. With $\gamma$ ("gamma") = 2, a question whose right answer has a probability of 0.9 counts
# for only a hundredth of that:

# %%
p_right = torch.tensor([0.1, 0.5, 0.9, 0.99])
pd.DataFrame(
    {"p_right": p_right, "cross-entropy": -p_right.log(), "factor": (1 - p_right) ** 2}
).round(4)

# %% [markdown]
# $\alpha$ ("alpha") is 0.25 for a yes and 0.75 for a no. That looks the wrong way round, since "yes" is rare. But $\gamma$
# has already taken so much weight from the "no" questions that they get a little of it back.
#
# Cross-entropy itself is computed from the scores and not from the probabilities, since a probability that has been rounded to
# 0 has no logarithm. `reduction="none"` keeps one value for each question.

# %%
scores = torch.tensor([-2.0, 0.0, 200.0])
F.binary_cross_entropy_with_logits(scores, torch.tensor([0.0, 1.0, 0.0]), reduction="none")


# %% [markdown]
# ### Exercise: `focal_loss` (10 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-focal_loss-(10-minutes,-difficulty-3-of-5)>)
#
# `torch.where(y == 1, a, b)` takes `a` where the answer is yes, and `b` elsewhere.


# %% tags=["export"]
def focal_loss(scores: Tensor, y: Tensor, alpha: float = 0.25, gamma: float = 2.0) -> Tensor:
    """Focal loss, summed over all questions: shape ().

    ``scores`` have no sigmoid yet, ``y`` is 1 for yes and 0 for no (float32), both of any shape.
    Yes is weighted by ``alpha``, no by 1 - ``alpha``. Gradients flow.
    """
    ### BEGIN SOLUTION
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()
    ### END SOLUTION


# %%
focal_loss = check(focal_loss)

# %%
y_some = torch.tensor([0.0, 1.0, 0.0])
theirs = torchvision.ops.sigmoid_focal_loss(scores, y_some, reduction="sum")
torch.allclose(focal_loss(scores, y_some), theirs)

# %% [markdown]
# ## Step 6: the network
#
# The grid of stride 8 is fine, but its features know little: they see edges and patches. The features of stride 32 know much,
# but their grid is coarse. So we combine them. A 1 x 1 convolution brings each of them to 64 channels; the coarse ones are
# enlarged to the next finer grid (`F.interpolate`) and added. This is a **feature pyramid** (Lin et al., 2016). Then three
# layers look at the neighbours, and a last convolution gives four numbers for the box and one for each class, in every cell.
#
# There are 784 cells, so these layers must be cheap. A 3 x 3 convolution from 64 channels to 64 has 9 x 64 x 64 weights, and each
# of them is used in every cell. We take its work apart, as the layers of a MobileNet do: with `groups=width`, a 3 x 3 convolution
# looks at the neighbours in each channel by itself, and a 1 x 1 convolution then mixes the channels. By what factor does
# that reduce the number of weights?

# %%
whole = nn.Conv2d(64, 64, 3, padding=1, bias=False)
apart = nn.Sequential(
    nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False), nn.Conv2d(64, 64, 1, bias=False)
)
sizes = [sum(weight.numel() for weight in one.parameters()) for one in (whole, apart)]
sizes, round(sizes[0] / sizes[1], 1)


# %% tags=["export"]
class GridHead(nn.Module):
    """From features of several strides, fine ones first, to the answers of the finest grid's cells.

    ``channels`` are those of the features. Gives (n, cells, 4 + classes).
    """

    def __init__(self, channels: Sequence[int], n_classes: int, width: int = 64):
        super().__init__()
        self.narrow = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels)
        look = []
        for _ in range(3):
            look += [nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)]
            look += [nn.Conv2d(width, width, 1), nn.BatchNorm2d(width), nn.ReLU()]
        self.look = nn.Sequential(*look)
        self.answer = nn.Conv2d(width, 4 + n_classes, 1)
        nn.init.normal_(self.answer.weight, std=0.01)
        nn.init.constant_(self.answer.bias, -4.6)  # a probability of 0.01: most cells say none
        nn.init.constant_(self.answer.bias[:4], 1.0)

    def forward(self, features: list[Tensor]) -> Tensor:
        """One map of features for each number of channels."""
        narrow = [layer(own) for layer, own in zip(self.narrow, features, strict=True)]
        total = narrow.pop()
        while narrow:
            finer = narrow.pop()
            total = finer + F.interpolate(total, size=finer.shape[2:])
        return self.answer(self.look(total)).flatten(2).transpose(1, 2)


# %% [markdown]
# Which layers' features do we take? Those of the last layer before each halving, and of the last layer of all, since no other
# layer knows more at that stride. So we go through the layers and begin a new map whenever the grid gets coarser.


# %% tags=["export"]
class Detector(nn.Module):
    """A body in two parts, cut at the finest stride that counts, and a head on all its strides."""

    def __init__(self, layers: list[nn.Module], cut: int, head: nn.Module):
        super().__init__()
        self.early, self.late = nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:])
        self.head = head

    def features(self, x: Tensor) -> list[Tensor]:
        """The last map of each stride, fine ones first."""
        maps = [self.early(x)]
        for layer in self.late:
            x = layer(maps[-1])
            if x.shape[2] == maps[-1].shape[2]:
                maps.pop()
            maps.append(x)
        return maps

    def forward(self, x: Tensor) -> Tensor:
        """Images (n, 3, h, w) become (n, cells, 4 + classes)."""
        return self.head(self.features(x))


# %% [markdown]
# To find out where to cut and how many channels there are, we send an empty image through the layers:

# %%
layers, _ = r.body()
x, rows = torch.zeros(1, 3, SZ, SZ), []
with torch.no_grad():
    for layer in layers:
        x = layer.eval()(x)
        rows.append(x.shape[2])
cut = max(i for i, size in enumerate(rows) if size == SZ // STRIDE) + 1
rows[cut - 1] == SZ // STRIDE

# %%
with torch.no_grad():
    maps = Detector(layers, cut, nn.Identity()).eval().features(torch.zeros(1, 3, SZ, SZ))
channels = [one.shape[1] for one in maps]
[SZ // one.shape[2] for one in maps]

# %%
torch.manual_seed(0)
net = Detector(layers, cut, GridHead(channels, len(names)))

# %% [markdown]
# ## Step 7: the loss
#
# Inside a box all distances are positive. So the network predicts the logarithm of each distance, counted in strides, and
# `exp` undoes that: 0 means one stride away, and 1, where the biases for the box begin, about 22 pixels. (`clamp(max=6)` keeps
# an untrained network's distances finite. Because of `least`, a few centres lie just outside the tiny box that they answer for.
# Then some distance is not positive, and the network can only come close to that box.)


# %% tags=["export"]
def split_answers(outputs: Tensor, centres: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Class scores (..., n, classes) and boxes (..., n, 4) from what a head gives."""
    return outputs[..., 4:], decode_boxes(centres, stride * outputs[..., :4].clamp(max=6).exp())


# %% [markdown]
# Every cell learns its class. Only cells with an object learn a box, from the GIoU loss of chapter 17. (torchvision wants x
# first, but GIoU does not depend on which axis comes first.) As in its paper, the focal loss is divided by the number of
# cells with an object, because the many easy cells add next to nothing to it.


# %% tags=["export"]
def grid_loss(outputs: Tensor, y: Sequence[Tensor], centres: Tensor, stride: int) -> Tensor:
    """Focal loss of the classes plus GIoU loss of the boxes; ``y`` is from :func:`cell_answers`."""
    numbers, boxes = y
    scores, found = split_answers(outputs, centres.to(outputs.device), stride)
    some = numbers >= 0
    yes = F.one_hot(numbers.clamp(min=0), scores.shape[-1]) * some[..., None]
    count = some.sum().clamp(min=1)
    box_loss = generalized_box_iou_loss(found[some], boxes[some], reduction="sum")
    return (focal_loss(scores, yes.float()) + box_loss) / count


# %%
def loss_func(outputs, y):
    return grid_loss(outputs, y, centres, STRIDE)


# %% [markdown]
# The body stays frozen, as in chapter 14. So its features of an image never change and are computed only **once**: when an
# image is first asked for, and for 32 images together, which is faster than one at a time. `fuse` of chapter 14 merges the body's
# BatchNorm layers into its convolutions, and `channels_last` is the order in memory of chapter 11, which is faster. Half precision
# (two bytes for each number) halves the memory.


# %%
class KeptMaps(Dataset):
    def __init__(self, data):
        self.data, self.kept = data, {}

    def __len__(self):
        return len(self.data)

    def maps(self, block, flipped):
        if (block, flipped) not in self.kept:
            places = range(32 * block, min(32 * block + 32, len(self)))
            x = torch.stack([self.data.image(place, flipped) for place in places])
            with torch.no_grad():
                maps = net.features(normalize(x.to(r.device)))
            self.kept[block, flipped] = [one.half().cpu() for one in maps]
        return self.kept[block, flipped]

    def __getitem__(self, place):
        flipped = self.data.train and torch.rand(()).item() < 0.5
        block, number = divmod(place, 32)
        maps = [one[number].float() for one in self.maps(block, flipped)]
        return maps, self.data.answer(place, flipped)


net = net.to(r.device, memory_format=torch.channels_last).eval()
net.early = fuse(net.early)
net.late = nn.Sequential(*(fuse(nn.Sequential(layer)) for layer in net.late))
trn_ds, val_ds = KeptMaps(md.trn_ds), KeptMaps(md.val_ds)
trn_dl = DataLoader(trn_ds, batch_size=8, shuffle=True, drop_last=True)
kept = md._replace(
    trn_ds=trn_ds, val_ds=val_ds, trn_dl=trn_dl, val_dl=DataLoader(val_ds, batch_size=16)
)
[tuple(one.shape) for one in kept.val_ds[0][0]] == [tuple(one.shape[1:]) for one in maps]

# %% [markdown]
# Training the head takes one to two minutes the first time. The result is kept in a file, and when you run the chapter
# again it is read from there. (The file's name holds a checksum of the images' annotations, the body's weights and the loss
# before training. So after a change to the network or to its loss, the head is trained again.)

# %%
EPOCHS = 12
learn = HeadLearner(kept, net.head, loss_func, **r.learner)
begun = [
    (PATH / "pascal_train2007.json").read_bytes(),
    f"{learn.validate()['val_loss']:.4f}".encode(),
]
begun += [r.weights.read_bytes()] if hasattr(r.weights, "read_bytes") else []
key = zlib.crc32(b"".join(begun))
state = learn.path / f"detecting-{r.name}-{len(images)}-{SZ}-{EPOCHS}-{key:08x}.state"

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
learn.fit_one_cycle(4e-3, EPOCHS, resume=state)

# %%
learn.losses[-1] < learn.losses[0]

# %% [markdown]
# ## Step 8: from answers to boxes
#
# What does the network say about our image? Here is the highest probability of each cell, as a heat map:

# %%
outputs, _ = learn.predict()
place = list(val_rows).index(chosen)
scores, said = split_answers(outputs[place], centres, STRIDE)
heat = scores.sigmoid().amax(dim=1).reshape(SZ // STRIDE, SZ // STRIDE)

# %%
_, axes = plt.subplots(1, 2, figsize=(10, 5))
show_boxes(chosen, boxes, [names[number] for number in numbers], "the truth", axes[0])
show_img(images[chosen].numpy(), ax=axes[1])
extent = (-0.5, SZ - 0.5, SZ - 0.5, -0.5)
axes[1].imshow(heat, extent=extent, cmap="magma", alpha=0.7, vmin=0, vmax=1)
axes[1].set_title("how confident each cell is", fontsize=10)
plt.show()

# %% [markdown]
# Now we turn a table of probabilities, with a row for each cell, into a list. `flatten` and `topk` give the highest of them all
# and their places. (`topk` raises an error if it is asked for more than there are.)

# %%
small = torch.tensor([[0.1, 0.8], [0.3, 0.2], [0.7, 0.6]])
best = small.flatten().topk(3)
best

# %% [markdown]
# Place 4 of the flattened table is row 2, column 0, since there are two columns:

# %%
best.indices // 2, best.indices % 2

# %% [markdown]
# `nms(boxes, scores, limit)` of chapter 18 gives the rows to keep. It must not let a dog remove the person who holds it, so
# it has to treat each class by itself. A trick does this in one call: move the boxes of class 1 far away, and those of class
# 2 twice as far. If "far" is further than the boxes spread, boxes of different classes never overlap. (In `find_objects`, 10 000
# is far enough: by step 7, an edge is at most 8 * exp(6), about 3200 pixels, away from its cell's centre.)

# %%
far = torch.tensor([[0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 10.0]])
(
    nms(far, torch.tensor([0.9, 0.8])),
    nms(far + torch.tensor([[0.0], [1000.0]]), torch.tensor([0.9, 0.8])),
)


# %% [markdown]
# ### Exercise: `find_objects` (12 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/19_detecting.ipynb#Exercise:-find_objects-(12-minutes,-difficulty-4-of-5)>)
#
# Three steps: the `top` highest probabilities, if they are at least `least`; their boxes and classes; NMS within each class.


# %% tags=["export"]
def find_objects(
    probs: Tensor, boxes: Tensor, least: float = 0.05, top: int = 100, limit: float = 0.5
) -> Found:
    """Boxes (k, 4), scores (k,) and class ids (k,), from the highest score down.

    Of the probabilities (n, classes) of n cells with boxes (n, 4), the ``top`` highest that are at
    least ``least``, after NMS with ``limit`` within each class. ``top`` may be more than there are.
    """
    ### BEGIN SOLUTION
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    apart = boxes[cells] + 10_000.0 * numbers[:, None]
    kept = nms(apart, scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]
    ### END SOLUTION


# %%
find_objects = check(find_objects)

# %% [markdown]
# Here are the boxes before NMS (a limit of 1 removes nothing) and after it. For the picture we keep only those with a
# confidence of at least 0.3:

# %%
SHOWN = 0.3


def texts_of(found):
    return [
        f"{names[n]} {s:.2f}" for s, n in zip(found[1].tolist(), found[2].tolist(), strict=True)
    ]


_, axes = plt.subplots(1, 2, figsize=(10, 5))
before = find_objects(scores.sigmoid(), said, least=SHOWN, limit=1.0)
after = find_objects(scores.sigmoid(), said, least=SHOWN)
show_boxes(chosen, before[0], [""] * len(before[0]), "before NMS", axes[0])
show_boxes(chosen, after[0], texts_of(after), "after NMS", axes[1])
plt.show()

# %%
len(after[0]) < len(before[0])

# %% [markdown]
# If two boxes of different classes remain on one object, that is the price of NMS within each class: it never compares them.


# %% [markdown]
# ## Step 9: how good is it?
#
# We take all validation images, a low `least` and a long list, since average precision itself takes care of boxes with low
# scores.


# %%
def find_all(outputs):
    found = []
    for one in outputs:
        scores, said = split_answers(one, centres, STRIDE)
        found.append(find_objects(scores.sigmoid(), said.clamp(0, SZ), least=0.01, top=200))
    return found


founds = find_all(outputs)
ap50 = mean_ap(founds, [truths[i] for i in val_rows], len(names))

# %% tags=["nbval-ignore-output"]
print(f"AP50 on validation images: {ap50:.3f}")

# %%
ap50 >= r.pick(0.70, 0.0)

# %% [markdown]
# ### Does the focal loss help?
#
# Take the first validation images, and call a question *easy* if its right answer is no and the network gives "yes" a
# probability below 0.1. What share of the questions is easy, and what share of each loss comes from them?

# %% tags=["nbval-ignore-output"]
_, (answers, _) = next(iter(kept.val_dl))
scores = outputs[: len(answers), :, 4:]
yes = F.one_hot(answers.clamp(min=0), len(names)) * (answers >= 0)[..., None]
easy = (yes == 0) & (scores.sigmoid() < 0.1)
plain = F.binary_cross_entropy_with_logits(scores, yes.float(), reduction="none")
focal = torch.where(yes == 1, 0.25, 0.75) * (scores.sigmoid() - yes).abs() ** 2 * plain
shares = [(loss[easy].sum() / loss.sum()).item() for loss in (plain, focal)]
f"easy: {easy.float().mean():.3f} of the questions, {shares[0]:.2f} of cross-entropy, {shares[1]:.2f} of focal loss"

# %%
easy.float().mean().item() > 0.9, shares[1] < shares[0] / 2

# %% [markdown]
# Nearly all questions are easy, and focal loss all but ignores them. Does that make a better detector? This was measured
# once, on the drawn scenes, with everything else equal, and is not repeated here. (The head was an earlier one, with two whole
# 3 x 3 convolutions.) After 4 epochs, with three seeds each, AP50 on the validation images was 0.57 to 0.64 with focal loss, and
# 0.46 to 0.51 with plain cross-entropy. After 12 epochs, with one seed, it was 0.72 against 0.70. With a quarter of the scenes
# and 4 epochs, the seeds differed more than the losses. So focal loss clearly helped in one of the three comparisons: all
# scenes, 4 epochs. After 12 epochs most of its lead is gone, and with one seed we can't tell what is left of it from luck.

# %% [markdown]
# The settings of this chapter were chosen by looking at validation images. So there is an **examination**, with images from
# another file, which played no part in any choice. It was used more than once, though: six earlier versions of this detector
# were measured on it as well. (If a data set has neither test nor val images, its training images take their place. That is not
# an examination; it shows only that the cells run.) Does AP50 differ there by less than 0.08 from that on the validation images?

# %%
exam_file = PATH / annotation_file(examination_split(PATH) or "train")
exam_images, exam_truths = read_all(load_annotations(exam_file))
exam_ds = KeptMaps(GridData(range(len(exam_images)), False, exam_images, exam_truths))
exam_outputs, _ = learn.predict(DataLoader(exam_ds, batch_size=16))
exam_founds = find_all(exam_outputs)
exam_ap50 = mean_ap(exam_founds, exam_truths, len(names))

# %% tags=["nbval-ignore-output"]
print(f"AP50 in the examination: {exam_ap50:.3f}")

# %%
abs(exam_ap50 - ap50) < 0.08


# %% [markdown]
# ## Step 10: a box for every object
#
# Numbers don't show what goes wrong. Look at the images of the examination themselves:


# %%
def show_found(rows, founds, image, title):
    fig, axes = plt.subplots(2, 4, figsize=(14, 7.4))
    for i, ax in zip(rows, axes.flat, strict=False):
        found = tuple(part[founds[i][1] >= SHOWN] for part in founds[i])
        show_boxes(i, found[0], texts_of(found), "", ax, image)
    for ax in axes.flat:
        ax.axis("off")
    fig.suptitle(title)
    fig.tight_layout()
    plt.show()


show_found(range(8), exam_founds, exam_images, "the first eight images of the examination")

# %% [markdown]
# Look for what is missing, too: objects far away are easily overlooked. Other mistakes are plain to see: some objects get two
# boxes, and some boxes cover parts of two objects.
#
# ### The lesson's own failures, looked at again
#
# "Which one is the largest?" has no good answer if two objects are nearly the same size. The networks of Part I had to choose,
# and sometimes their box lay between the two. We pick the images in which the second largest object has at least nine tenths
# of the largest one's area.


# %%
def is_ambiguous(truth):
    own = areas(truth[0][~truth[2]]).sort(descending=True).values
    return len(own) > 1 and (own[1] >= 0.9 * own[0]).item()


ambiguous = [i for i, truth in enumerate(exam_truths) if is_ambiguous(truth)]
show_found(
    ambiguous[:8],
    exam_founds,
    exam_images,
    "two objects of nearly the same size: both may have a box",
)

# %% [markdown]
# The detector does not have to choose. Is its AP50 on these images at most 0.2 lower than on all of them? (They are few, so the
# number is a rough one.)

# %%
hard = mean_ap([exam_founds[i] for i in ambiguous], [exam_truths[i] for i in ambiguous], len(names))
hard > exam_ap50 - 0.2

# %% [markdown]
# ## Trap: a network that begins by saying "perhaps"
#
# For the classes, the last layer's bias begins at -4.6, so that each probability begins at 0.01. That looks like a detail. What
# if the bias begins at 0? Then every cell says about 0.5 for each class.

# %%
torch.manual_seed(0)
heads = [GridHead(channels, len(names)).to(r.device).eval() for _ in range(2)]
nn.init.zeros_(heads[1].answer.bias[4:])
x, y = to_device(next(iter(kept.val_dl)), r.device)
with torch.no_grad():
    losses = [loss_func(head(x), y).item() for head in heads]
losses[1] > 5 * losses[0]

# %% [markdown]
# The loss begins many times larger, and nearly all of it comes from questions whose right answer is no. The first steps teach
# the network only to say "no", with gradients so large that they drown everything else. It may recover, or it may not, and no
# error tells you. Before you train, compute by hand the loss of a network that knows nothing except how rare a "yes" is, and
# compare it with the first loss that you see.

# %%
from minilib.workbook import how_far

how_far("detecting")

# %% [markdown]
# ## What minilib gained
#
# `minilib/detecting.py`: `cell_centres`, `distances`, `decode_boxes`, `match_cells`, `shrink`, `cell_answers`, `focal_loss`, `GridHead`,
# `Detector`, `split_answers`, `grid_loss`, `find_objects`.
#
# ## Ask yourself
#
# <details><summary>1. One dog stands exactly behind another, so that their boxes are equal. How many dogs does the detector
# find?</summary>
#
# One. All cells in the middle answer for the first box, and NMS would remove a second one as well.
# </details>
#
# <details><summary>2. Why does a small object in front of a large one get any cells at all?</summary>
#
# Where the middles of both boxes contain the centre of a cell, the smaller one gets it. The large object still has all its
# other cells.
# </details>
#
# <details><summary>3. The network gives logarithms of distances. What would go wrong if it gave the distances
# themselves?</summary>
#
# They could be negative, and then the far edge of a box may lie before the near one. And the same change of an output would
# move an edge by the same number of *pixels* for a small object, where that is a lot, as for a large one, where it is next to
# nothing. With logarithms it changes the distance by the same *ratio*.
# </details>
#
# ## Where to go on
#
# - **More images.** COCO has about 118 000 training images with 80 classes. Its annotation files have the form that you know
#   from chapter 03.
# - **torchvision's detectors.** `torchvision.models.detection.fcos_resnet50_fpn` is this chapter with five grids, centre-ness, and
#   weights trained on COCO. You can read its source now (chapter 16), and you will know most of it.
# - **YOLO** (Redmon et al., 2016) made detection by a grid in one pass fast enough for video. Its many successors differ in
#   body, matching and loss, three words that now mean something to you.
# - **DETR** (Carion et al., 2020) has no grid of answers and no NMS: a transformer gives a fixed number of boxes, and each true
#   object is matched with exactly one of them. The matching follows what the network predicts, instead of being fixed
#   beforehand.
#
# You began with a path to a file. Now a network of your own looks for every object in an image, and you have written each
# part of it, or read it.
