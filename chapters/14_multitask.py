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
# # 14 · Both at once: what and where, by one network
#
# **After this chapter you can** give a network a head of your own that answers two questions at once, join two losses into
# one, explain what that gains and what it costs, and find the largest object in any image of yours.
#
# About 90 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](12_augment.ipynb) · [12 regression](13_regression.ipynb) · **13 multitask** · [14 source](16_source.ipynb) · [15 measuring](18_measuring.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Chapter 10 has a network that predicts *what* the largest object is. Chapter 13 has one that predicts *where* it is. To use
# them you run both, one after the other, and nearly all of their work is the same: edges, colours, fur, wheels. Only the last
# layers differ, the head.
#
# So let one body look at the image, and let the head answer both questions. That costs half. And there is a hope: to draw a
# box around the dog, the network must know which part of the image *is* the dog. What one task learns may help the other. The
# lesson says that it does. We will measure it.

# %% tags=["export:heads"]
"""Heads that predict box and class: the lesson's, one with two branches, box first then class."""

import torch
from torch import Tensor, nn

from minilib.regression import deep_box_head

# %% tags=["export"]
"""Box and class by one network: its loss and metrics, detection in a file, a closer look."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from minilib.boxes import bb_hw
from minilib.classifier import accuracy
from minilib.data import show_batch
from minilib.drawing import draw_rect
from minilib.learner import Learner
from minilib.regression import iou, l1

#: Boxes (n, 4) and class numbers or scores, of the same images.
Pair = tuple[Tensor, Tensor]

# %%
import time
from functools import partial

import matplotlib.pyplot as plt
import pandas as pd
from torch import nn

from minilib.augment import Augment
from minilib.classifier import class_head, layer_groups, feature_shape
from minilib.drawing import draw_object, load_pascal, show_img
from minilib.data import model_data, write_tables
from minilib.transforms import normalize
from minilib.training import train_step
from minilib.workbook import check, hint, open_data, recipe

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())

# %% [markdown]
# ## Step 1: one data set with both labels
#
# Chapter 07 wrote two tables: one with the class of each image's largest object, one with its box. Row by row they list the
# same images. `model_data` takes both. The training images are flipped, turned, zoomed, moved, and made lighter or darker
# (chapter 12), and their boxes move along.

# %%
LRG_CSV, BB_CSV = write_tables(PATH, pascal)
tfm = Augment(run.sz, flip=0.5, degrees=3, zoom=0.2, move=0.1, lighting=0.1)
md = model_data(PATH, LRG_CSV, BB_CSV, classes=classes, tfm=tfm, **run.data)

# %% [markdown]
# A batch is a pair, x and y, as always. But now y is itself a pair.

# %%
torch.manual_seed(0)
x, y = next(iter(md.trn_dl))
len(y)

# %% [markdown]
# First the boxes, four numbers for each image. Then the classes, one whole number for each image.

# %%
y[0].shape, y[0].dtype

# %%
y[1].shape, y[1].dtype

# %% [markdown]
# Remember the order: `y[0]` is *where*, `y[1]` is *what*. The images with both:

# %%
show_batch(x, y[0], [classes[number] for number in y[1]])
plt.show()

# %% [markdown]
# Later we compare this network with those of chapters 10 and 13. That is only fair if all are tested on the same images, and
# if none has seen a test image in training. `model_data` splits by a fixed seed. So data with one label has the very same
# validation images as data with both. Is that so? Compare the lists of files:

# %%
only_class = model_data(PATH, LRG_CSV, classes=classes, **run.data)
only_box = model_data(PATH, None, BB_CSV, **run.data)
md.val_ds.files == only_class.val_ds.files, md.val_ds.files == only_box.val_ds.files

# %% [markdown]
# ## Step 2: what comes into the head
#
# The body turns an image into features: many channels, each with a few rows and columns (chapter 13).

# %%
layers, cut = run.body()
features = feature_shape(layers, md.sz)
features

# %% [markdown]
# ## Step 3: the lesson's head, layer by layer
#
# A small example goes through it: features of two images, three channels of 2 x 2. Some numbers are above 0, some below.

# %%
torch.manual_seed(0)
small = torch.randn(2, 3, 2, 2)
small[0]

# %% [markdown]
# **Flatten** puts the numbers of each image into one row. Nothing is lost: every channel at every place has its own
# column.

# %%
flat = nn.Flatten()(small)
flat.shape

# %% [markdown]
# **ReLU** turns whatever is below 0 into 0. It looks at each number by itself.

# %%
positive = nn.ReLU()(flat)
flat[0, :4], positive[0, :4]

# %% [markdown]
# **Dropout** with 0.5 sets about half of the numbers to 0, at random, a different half each time. What is left is doubled, so
# that the sum stays about the same. The next layer can't rely on any single number: that works against learning by
# heart (chapter 10).

# %%
nn.Dropout(0.5)(torch.ones(12))

# %% [markdown]
# It does so in training only. In `eval` mode, when we want an answer, all numbers pass.

# %%
nn.Dropout(0.5).eval()(torch.ones(12))

# %% [markdown]
# **Linear** computes 256 new numbers from each row. Each is a weighted sum of all the numbers before.

# %%
hidden = nn.Linear(12, 256)(positive)
hidden.shape

# %% [markdown]
# **ReLU** again. Without it two Linear layers in a row would be no more than one: sums of sums are sums.
#
# **BatchNorm** brings each of the 256 numbers, over the images of a batch, to a mean of 0 and a spread of 1. Training is
# faster when all numbers have a similar size. Here are 100 rows with a mean of 50 and a spread of 10:

# %%
torch.manual_seed(0)
rows = 50 + 10 * torch.randn(100, 256)
normed = nn.BatchNorm1d(256)(rows).detach()
round(rows.mean().item()), round(rows.std().item())

# %%
round(abs(normed.mean().item())), round(normed.std().item())

# %% [markdown]
# **Dropout** once more. And a last **Linear** layer gives what we want: 4 numbers for the box, and one for each class.
# With 20 classes that is 24.
#
# For the real features only the first Linear layer is different: it gets channels x rows x columns numbers.

# %%
channels, rows, columns = features
channels * rows * columns


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `detection_head` (8 minutes, difficulty 2 of 5)
#
# The eight layers, in the order of step 3, in one `nn.Sequential`. Both dropouts take 0.5.


# %% tags=["export:heads"]
def detection_head(features: tuple[int, int, int], n_classes: int) -> nn.Sequential:
    """The lesson's head: (n, channels, rows, columns) becomes (n, 4 + n_classes).

    One ``nn.Sequential`` of eight layers: Flatten, ReLU, Dropout, Linear to 256, ReLU, BatchNorm,
    Dropout, Linear.
    """
    ...  # your answer here


# %%
detection_head = check(detection_head)

# %% [markdown]
# A batch goes through it, layer by layer. Watch the shapes.

# %%
torch.manual_seed(0)
head = detection_head(features, len(classes))
numbers = torch.randn(8, *features)
print(f"{'in':12} {tuple(numbers.shape)}")
for layer in head:
    numbers = layer(numbers)
    print(f"{type(layer).__name__:12} {tuple(numbers.shape)}")

# %% [markdown]
# The lesson's network, ResNet34 at 224 pixels, gives features of 512 x 7 x 7. How many parameters does the first Linear layer
# have there? 25088 weights for each of 256 numbers, and 256 to add.

# %%
lesson_head = detection_head((512, 7, 7), 20)
sum(weight.numel() for weight in lesson_head[3].parameters()), 25088 * 256 + 256

# %% [markdown]
# Six million, in this one layer. That is why there is so much dropout.
#
# ## Step 4: what do the 24 numbers mean?
#
# Nothing, so far. A Linear layer can give any numbers, large or small, above or below 0. *We* decide what they mean. Then the
# loss measures them by that meaning, and training makes it true.
#
# The classes are easy: the largest of their outputs is the answer. `cross_entropy` takes them as they are (chapter 10).
#
# The box should be in pixels, and inside the image: from 0 to the image's size. The **sigmoid** helps. It takes any number
# and gives one between 0 and 1: `1 / (1 + e^-x)`.

# %%
[round(torch.sigmoid(torch.tensor(number)).item(), 3) for number in (-5.0, -1.0, 0.0, 1.0, 5.0)]

# %%
outputs = torch.linspace(-8, 8, 200)
fig, ax = plt.subplots(figsize=(7, 3.5))
ax.plot(outputs, torch.sigmoid(outputs) * md.sz)
for pixels in (0, md.sz):
    ax.axhline(pixels, color="grey", lw=1, ls="--")
ax.set(xlabel="what the network gives", ylabel="pixels")
ax.set_title("sigmoid x size: whatever comes out, it is inside the image")
plt.show()

# %% [markdown]
# 0 means the middle. The farther from 0, the flatter the curve: near the edge of the image the network need not be exact.
# Chapter 13 did the same with `ToPixels`.
#
# Here are the outputs for two images, with three classes. `[:, :4]` takes all rows and the first four columns. `[:, 4:]` takes
# all rows and the columns from number 4 on.

# %%
example = torch.tensor(
    [[-1.0, -1.0, 1.0, 1.0, 0.2, 5.0, 0.1], [-3.0, 0.0, 3.0, 2.0, 4.0, 0.0, 1.0]]
)
example[:, :4]

# %%
example[:, 4:]


# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `split_outputs` (6 minutes, difficulty 2 of 5)
#
# Return two things: the boxes in pixels (sigmoid, then times `sz`), and the class outputs as they are.


# %% tags=["export"]
def split_outputs(outputs: Tensor, sz: int) -> tuple[Tensor, Tensor]:
    """Split outputs (n, 4 + classes) into boxes (n, 4) and class scores (n, classes).

    A sigmoid brings the boxes to pixels, from 0 to ``sz``, the side of the image.
    """
    ...  # your answer here


# %%
split_outputs = check(split_outputs)

# %%
boxes, scores = split_outputs(example, 128)
boxes.round(), scores.argmax(dim=1)


# %% [markdown]
# The first row: a box in the middle, class number 1. The second: a tall box, class number 0.
#
# ## Step 5: two losses
#
# How wrong are the boxes? L1, the mean distance in pixels (chapter 13). How wrong are the classes? Cross-entropy (chapter
# 10). Both are known. Here they are side by side.


# %% tags=["export"]
def loss_terms(outputs: Tensor, y: Pair, sz: int) -> Pair:
    """The two terms of the loss: L1 of the boxes in pixels, cross-entropy of the classes."""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]), F.cross_entropy(scores, y[1])


# %% [markdown]
# The true answers to the two examples: boxes and class numbers. The second class is wrong on purpose.

# %%
truth = torch.tensor([[30.0, 35.0, 90.0, 95.0], [10.0, 60.0, 120.0, 110.0]]), torch.tensor([1, 2])
box, cls = loss_terms(example, truth, 128)
f"boxes {box:.1f} pixels off, classes {cls:.2f}"

# %% [markdown]
# Training follows *one* number downhill. So we must make one number out of the two. Add them? Look first how large each of
# them is, for a network whose head has learned nothing yet. (`no_grad`: we only look and don't train. `zip` with `range(8)`
# ends after eight batches.)

# %% tags=["nbval-ignore-output"]
fresh = nn.Sequential(*layers, head).eval()
box_losses, class_losses = [], []
with torch.no_grad():
    for _, (x, y) in zip(range(8), md.trn_dl, strict=False):
        box, cls = loss_terms(fresh(normalize(x)), y, md.sz)
        box_losses.append(box.item())
        class_losses.append(cls.item())
        print(f"boxes {box:5.1f}   classes {cls:5.2f}")

# %%
min(box_losses) > 5 * max(class_losses)

# %% [markdown]
# Pixels and cross-entropy are different things, like metres and kilograms. It is mere coincidence that one is so much larger
# than the other: at twice the image size the loss of the boxes would be twice as large.
#
# Where do the numbers come from? The box is guessed to be in the middle, so its edges are off by about a quarter of the
# image. And a network that knows nothing about 20 classes gives each of them a probability of 1/20, which costs `log(20)`:

# %%
round(np.log(20).item(), 2)


# %% [markdown]
# If we just added the two, a network whose boxes get better by one pixel might get much worse at the classes and still have a
# smaller loss. So the lesson multiplies the classes' loss by a **factor** that makes both about the same. The lesson's is 20,
# at 224 pixels. Ours?
#
# ## Exercise 3
#
# ### Exercise: `balance_factor` (4 minutes, difficulty 1 of 5)
#
# Take the mean of each list. By what must the second be multiplied to equal the first?


# %% tags=["export"]
def balance_factor(box_losses: list[float], class_losses: list[float]) -> float:
    """The factor that makes the classes' mean loss as large as the boxes'."""
    ...  # your answer here


# %%
balance_factor = check(balance_factor)

# %% tags=["nbval-ignore-output"]
# With a single class in the data set the classes' loss is always 0: there is nothing to balance.
factor = round(balance_factor(box_losses, class_losses)) if len(classes) > 1 else 1
print(f"The factor at {md.sz} pixels: {factor}")

# %%
0.5 < factor / (20 * md.sz / 224) < 2


# %% [markdown]
# (The last line compares: the lesson's 20, shrunk as the images are. It is about the same.)
#
# ## Exercise 4
#
# ### Exercise: `detection_loss` (6 minutes, difficulty 2 of 5)
#
# Make one number out of both: the loss of the boxes, plus `factor` times that of the classes. Use `loss_terms`.


# %% tags=["export"]
def detection_loss(outputs: Tensor, y: Pair, sz: int, factor: float = 20.0) -> Tensor:
    """L1 of the boxes in pixels plus ``factor`` times the cross-entropy of the classes.

    ``outputs`` as in :func:`split_outputs`; ``y`` is boxes in pixels (n, 4) and class numbers (n,).
    The lesson's factor is 20.
    """
    ...  # your answer here


# %%
detection_loss = check(detection_loss)

# %% [markdown]
# What matters in training is not the loss itself but its *gradient*: how hard it pulls. Both tasks pull on the same body. We
# measure how hard each pulls on the features, where the two paths divide. `torch.autograd.grad` gives the gradient of one
# thing with respect to another; `norm()` is its length.

# %% tags=["nbval-ignore-output"]
with torch.no_grad():
    at_the_parting = nn.Sequential(*layers).eval()(normalize(x))
at_the_parting.requires_grad_()
box, cls = loss_terms(head.eval()(at_the_parting), y, md.sz)
pull_box = torch.autograd.grad(box, at_the_parting, retain_graph=True)[0].norm().item()
pull_class = torch.autograd.grad(cls, at_the_parting)[0].norm().item()
print(f"the boxes pull with {pull_box:.3f}, the classes with {pull_class:.3f}, ")
print(f"and with the factor {factor} with {factor * pull_class:.3f}")

# %% [markdown]
# Without the factor the body would learn for the boxes alone. With it both tasks count:

# %%
pull_box > 3 * pull_class, pull_box < 5 * factor * pull_class


# %% [markdown]
# ## Step 6: metrics, one for each half
#
# One number is right for training. For *us* it is not: a loss of 31 does not show whether the boxes are good. So we look at
# each half by itself: accuracy (chapter 10), L1 and IoU (chapter 13).
#
# A metric gets outputs and y, nothing else. But to turn the outputs into pixels it needs the size. So we write a function that
# *makes* the metrics: the functions inside remember the `sz` with which they were made.


# %% tags=["export"]
def detn_metrics(sz: int) -> list[Callable]:
    """Metrics that look at one half of the outputs each: accuracy, L1 in pixels, and IoU."""

    def detn_acc(outputs, y):
        return accuracy(split_outputs(outputs, sz)[1], y[1])

    def detn_l1(outputs, y):
        return l1(split_outputs(outputs, sz)[0], y[0])

    def detn_iou(outputs, y):
        return iou(split_outputs(outputs, sz)[0], y[0]).mean()

    return [detn_acc, detn_l1, detn_iou]


# %%
detn_acc, detn_l1, detn_iou = detn_metrics(128)
f"accuracy {detn_acc(example, truth):.2f}, L1 {detn_l1(example, truth):.1f}, IoU {detn_iou(example, truth):.2f}"

# %% [markdown]
# ## Step 7: a head for each question
#
# The lesson's head has one hidden layer for both questions. But they need different things.
#
# - *What?* A dog is a dog, wherever it stands. `class_head` (chapter 10) takes, for each channel, the mean and the maximum over
#   all places. Few numbers are left, so few weights, and it can't learn by heart what stood where.
# - *Where?* The place is the answer, so `deep_box_head` (chapter 13) keeps all places apart.
#
# So we send the features both ways, and put the results side by side. `torch.cat` with `dim=1` joins columns.

# %%
torch.cat([torch.zeros(2, 4), torch.ones(2, 3)], dim=1)


# %% tags=["export:heads"]
class TwoHeads(nn.Module):
    """A head with two branches: one keeps the places, for the box; one pools, for the class.

    Each takes the body's features; ``box`` gives (n, 4), ``cls`` gives (n, classes).
    """

    def __init__(self, box: nn.Module, cls: nn.Module):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        return torch.cat([self.box(x), self.cls(x)], dim=1)


# %% [markdown]
# It gives what the lesson's head gives, so loss and metrics stay as they are. Its size:

# %%
two_heads = TwoHeads(deep_box_head(features), class_head(features[0], len(classes)))
two_heads(torch.randn(8, *features)).shape

# %%
for name, one in {"the lesson's head": head, "two heads": two_heads}.items():
    print(f"{name:18} {sum(weight.numel() for weight in one.parameters()):>10,} parameters")

# %% [markdown]
# ## Step 8: look where the box is
#
# The class branch takes the mean over *all* places: the dog, and the lawn, and the fence. But next to it there is a branch
# that knows where the dog is! So: first the box, then the class from the places inside it.
#
# The features have few rows and columns, and a box may cover only part of a place. How much of each row is covered by a box
# that goes from 0.3 to 0.8 of the height? With 4 rows, they begin here:

# %%
begin = torch.arange(4) / 4
begin

# %% [markdown]
# Each ends a quarter further on. The part that the box and a row have in common begins at the larger of the two beginnings
# and ends at the smaller of the two ends, as with `iou` (chapter 13). Times 4 it is a share of the row. If it is below 0,
# they have nothing in common.

# %%
common = (begin + 1 / 4).clamp(max=0.8) - begin.clamp(min=0.3)
(4 * common).clamp(min=0)


# %% [markdown]
# Row 0 is not touched, row 1 by eight tenths, row 2 is covered, row 3 by a fifth. The same for columns; and a place is
# covered by the share of its row times the share of its column. For all boxes of a batch at once (`None` makes an axis of
# one, so that rows and columns multiply into a table, chapter 04):


# %% tags=["export:heads"]
def box_coverage(boxes: Tensor, rows: int, columns: int) -> Tensor:
    """What share of each cell of a grid lies inside each box: (n, rows, columns), from 0 to 1.

    ``boxes`` are (n, 4), ``[top, left, bottom, right]`` as shares of the image's height and width;
    the grid covers the image. A box whose corners are in the wrong order covers nothing.
    """

    def shares(near, far, count):
        begin = torch.arange(count, device=boxes.device) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        common = common - torch.maximum(near[:, None], begin)
        return (count * common).clamp(0, 1)

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]


# %%
box_coverage(torch.tensor([[0.3, 0.0, 0.8, 0.5]]), 4, 4)

# %% [markdown]
# Here is an image with its true box, and how much each place of the features counts:

# %%
x, (box, number) = md.val_ds[min(4, len(md.val_ds) - 1)]
covered = box_coverage(box[None] / md.sz, rows, columns)[0]
fig, axes = plt.subplots(1, 2, figsize=(8, 4))
for ax in axes:
    show_img(x.numpy(), ax=ax)
    draw_rect(ax, bb_hw(box.tolist()))
axes[1].imshow(covered, extent=(-0.5, md.sz - 0.5, md.sz - 0.5, -0.5), cmap="gray", alpha=0.6)
axes[0].set_title(classes[number])
axes[1].set_title("light: counts")
plt.show()


# %% [markdown]
# In the head, the box is the one that the box branch predicts. Two lines need an explanation:
#
# - `detach()` takes the numbers of the box without the record of how they were computed. Otherwise the class loss would pull
#   on the box, so that it holds what is easy to name and not what is there.
# - `+ 1e-3` lets every place count a little. A network that has learned nothing may predict a box upside down, which covers
#   nothing, and a mean over nothing is not a number.
#
# This is *RoI pooling* (region of interest; Girshick, Fast R-CNN, 2015) with soft edges.


# %% tags=["export:heads"]
class BoxThenClass(nn.Module):
    """A head that predicts the box first, then the class from the features inside that box.

    ``features`` is (channels, rows, columns) of what the body gives. A deep branch gives the box
    (its sigmoid is in shares of the image), a linear one the class, from each channel's mean in it.
    """

    def __init__(self, features: tuple[int, int, int], n_classes: int):
        super().__init__()
        c = features[0]
        self.box = deep_box_head(features)
        self.cls = nn.Sequential(nn.BatchNorm1d(c), nn.Dropout(0.5), nn.Linear(c, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        box = self.box(x)
        weights = box_coverage(box.detach().float().sigmoid(), *x.shape[2:]) + 1e-3
        weights = weights / weights.sum(dim=(1, 2), keepdim=True)
        inside = (x * weights[:, None]).sum(dim=(2, 3))
        return torch.cat([box, self.cls(inside)], dim=1)


# %%
our_head = BoxThenClass(features, len(classes))
our_head(torch.randn(8, *features)).shape

# %% [markdown]
# Is it worth it? On the photographs, with three seeds each (ResNet18, body frozen, 8 epochs): accuracy .769 with two heads,
# .787 with the class looked for inside the box. Expect a smaller gain on the drawn scenes: there the features have no more
# than 5 x 5 places, and nearly every box covers a part of the middle ones. With the *true* boxes, moved at random by some
# 20 pixels, the photographs reach .83: the better the boxes, the better the class.
#
# ## Step 9: train it
#
# A learner needs a loss of two arguments, outputs and y. Ours has four. `partial` (from Python's `functools`) makes a new
# function in which some arguments are filled in already:

# %%
loss_func = partial(detection_loss, sz=md.sz, factor=factor)
torch.manual_seed(0)
layers, cut = run.body()
model = layer_groups(layers, cut, BoxThenClass(features, len(classes)))
learn = Learner(md, model, loss_func, detn_metrics(md.sz), **run.learner)

# %% [markdown]
# How good is it before it has learned anything? We keep the result for comparison.

# %%
before = learn.validate()

# %% [markdown]
# As in chapters 10 and 13: first the head alone (`freeze_to(-1)`), with one cycle up and down.

# %% tags=["nbval-ignore-output"]
learn.freeze_to(-1)
learn.fit_one_cycle(3e-3, 2, resume=run.resume("both-1"))

# %%
first = learn.validate()
first["detn_acc"] > before["detn_acc"], first["detn_l1"] < before["detn_l1"]

# %% [markdown]
# Then the late layers too, and the earlier, the slower: a hundredth, a tenth, and the full rate. The body's BatchNorm stays
# as it was pretrained (`bn_freeze`).

# %% tags=["nbval-ignore-output"]
lr = 1e-3
learn.bn_freeze(True)
learn.freeze_to(-2)
learn.fit_one_cycle([lr / 100, lr / 10, lr], run.pick(6, 20), resume=run.resume("both-2"))

# %%
second = learn.validate()
second["detn_l1"] < first["detn_l1"], second["detn_iou"] > first["detn_iou"]

# %% [markdown]
# Finally all layers, briefly, with a fifth of the rates: what has been learned should not be disturbed too much.

# %% tags=["nbval-ignore-output"]
learn.unfreeze()
learn.fit_one_cycle([lr / 500, lr / 50, lr / 5], run.pick(1, 2), resume=run.resume("both-3"))
_ = learn.save("both")

# %%
last = learn.validate()
last["val_loss"] < first["val_loss"]


# %% [markdown]
# On photographs, with ResNet34 at 224 pixels, the lesson's one network has an accuracy of .82 and an L1 of 18.55; its two
# separate networks have .833 and 19.9. The cells above, with the smaller ResNet18, 22 minutes on the two cores of a CPU:
#
# | after | accuracy | L1 in pixels | IoU |
# |---|---|---|---|
# | the head, 2 epochs | .758 | 23.5 | .50 |
# | the late layers too, 20 epochs | .810 | 18.47 | .57 |
# | all layers, 2 epochs | .808 | 18.42 | .57 |
#
# So the boxes are better than the lesson's, with a network of half the depth, and the classes are nearly as good. The last
# stage gains next to nothing; with rates five times as high it did harm.
#
# ## Step 10: look at it
#
# A function that draws images with both boxes: the true one green, the network's white, with the predicted class and
# its confidence (the softmax of chapter 10). Above each image is its true class, in red where the prediction is different.


# %% tags=["export"]
def show_detections(
    x: Tensor, y: Pair, outputs: Tensor, classes: list[str], sz: int, rows: int = 3, cols: int = 4,
    figsize: tuple[float, float] = (12, 9.5),
) -> np.ndarray:  # fmt: skip
    """Show images with the true box (green), the predicted one (white), class and confidence.

    ``x`` is uint8 (n, sz, sz, 3). The title is the true class, in red if another is predicted.
    Gives the Axes, shape (rows, cols).
    """
    boxes, scores = split_outputs(outputs, sz)
    confidences, predicted = scores.softmax(dim=1).max(dim=1)
    names = [f"{classes[i]} {c:.2f}" for i, c in zip(predicted, confidences, strict=True)]
    axes = show_batch(x, boxes, names, rows, cols, figsize)
    for ax, box, actual, answer in zip(axes.flat, *y, predicted, strict=False):
        draw_rect(ax, bb_hw(box.tolist()), color="limegreen")
        ax.set_title(classes[actual], color="black" if answer == actual else "red")
    return axes


# %%
outputs, y = learn.predict()
x = torch.stack([md.val_ds[i][0] for i in range(min(12, len(md.val_ds)))])
show_detections(x, [y[0], y[1]], outputs, classes, md.sz)
plt.show()

# %% [markdown]
# Where does it fail? We sort the validation images by IoU and look at the twelve worst boxes. `argsort` gives the numbers of
# the rows, smallest value first.

# %%
boxes, scores = split_outputs(outputs, md.sz)
overlap = iou(boxes, y[0])
worst = overlap.argsort()[:12]
x = torch.stack([md.val_ds[i][0] for i in worst.tolist()])
show_detections(x, [y[0][worst], y[1][worst]], outputs[worst], classes, md.sz)
plt.show()

# %% [markdown]
# Look at each of them and ask: would *I* have known? Most objects are small, and lie away from the middle. If the box misses
# a small object by a few pixels, the two have nothing in common. Where the network does not see the object, it plays safe and
# predicts the box that is least wrong on average: a medium-sized one, near the middle. With two objects of nearly the same
# size it is a matter of luck which of them is "the largest", and a box somewhere between the two has the smallest mean
# distance, though it holds neither.
#
# What makes an image hard: many objects, or small ones? Here are the mean IoU and the accuracy for each kind. (`median` is
# the value in the middle: half of the boxes are smaller. `~` means not.)

# %% tags=["nbval-ignore-output"]
numbers = {name: i for i, name in pascal.trn_fns.items()}
files = [Path(file).name for file in md.val_ds.files]
alone = torch.tensor([len(pascal.trn_anno[numbers[file]]) == 1 for file in files])
areas = (y[0][:, 2:] - y[0][:, :2] + 1).prod(dim=1)
small = areas < areas.median()
right = (scores.argmax(dim=1) == y[1]).float()
kinds = {"one object": alone, "several": ~alone, "largest is small": small, "is not small": ~small}
rows = {
    kind: [int(k.sum()), overlap[k].mean().item(), right[k].mean().item()]
    for kind, k in kinds.items()
}
pd.DataFrame(rows, index=["pictures", "IoU", "accuracy"]).T.round(2)

# %%
by_size = rows["is not small"][1] - rows["largest is small"][1]
by_number = rows["one object"][1] - rows["several"][1]
by_size > 0, by_size > abs(by_number)

# %% [markdown]
# It is above all the size.
#
# ## Step 11: ask twice
#
# A dog in a mirror is a dog. Yet the network's predictions for an image and for its mirror image differ a little: it makes
# different mistakes in each. So ask it about both, and take the mean of the two answers. That costs a second prediction and
# no training at all. (Its name is *test-time augmentation*, TTA: augmentation not when the network learns but when it is
# asked.)
#
# Mirror the validation images. The axes of `x` are image, row, column, colour; `flip(2)` reverses axis number 2, the columns.
# A list of batches is all that `predict` needs.

# %%
mirrored_dl = [(x.flip(2), y) for x, y in md.val_dl]
mirrored, _ = learn.predict(mirrored_dl)
mirrored.shape == outputs.shape


# %% [markdown]
# The classes need nothing more. But the boxes are mirrored too. What was the left edge is now the right one, counted from the
# other side (chapter 12). `unbind(dim=1)` takes the four columns apart, `stack` puts them together again.


# %% tags=["export"]
def flip_boxes(boxes: Tensor, sz: int) -> Tensor:
    """Exchange left and right of boxes (n, 4) in images of side ``sz`` pixels."""
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)


# %%
flip_boxes(torch.tensor([[10.0, 0.0, 50.0, 30.0]]), 128)


# %% [markdown]
# Now the mean of both answers: of the boxes in pixels, and of the probabilities of the classes (softmax, chapter 10).


# %% tags=["export"]
def average_flipped(outputs: Tensor, mirrored: Tensor, sz: int) -> Pair:
    """The mean of a network's outputs (n, 4 + classes) for images and for their mirror images.

    Gives boxes of the images in pixels (n, 4) and probabilities of the classes (n, classes).
    """
    boxes, scores = split_outputs(outputs, sz)
    other_boxes, other_scores = split_outputs(mirrored, sz)
    probs = scores.softmax(dim=1) + other_scores.softmax(dim=1)
    return (boxes + flip_boxes(other_boxes, sz)) / 2, probs / 2


# %% tags=["nbval-ignore-output"]
answers = {
    "picture": split_outputs(outputs, md.sz),
    "mirror image": split_outputs(mirrored, md.sz),
    "mean of both": average_flipped(outputs, mirrored, md.sz),
}
answers["mirror image"] = (
    flip_boxes(answers["mirror image"][0], md.sz),
    answers["mirror image"][1],
)
twice = {
    name: [accuracy(said, y[1]).item(), l1(found, y[0]).item(), iou(found, y[0]).mean().item()]
    for name, (found, said) in answers.items()
}
pd.DataFrame(twice, index=["accuracy", "L1", "IoU"]).T.round(3)

# %%
off = {name: values[1] for name, values in twice.items()}
off["mean of both"] <= (off["picture"] + off["mirror image"]) / 2

# %% [markdown]
# The mean of two boxes can't be further off than the two are on average. Where one is too far left and the other too far
# right, the errors cancel; where both are off to the same side, nothing is lost. For the classes there is no such rule, but
# there, too, it usually helps a little. On photographs, with the ResNet18 from above: .814 instead of .808, 17.9 pixels
# instead of 18.4.
#
# ## Step 12: one network or two?
#
# Now the question of the lesson: is one network with both tasks as good as two networks with one task each? Or even better?
#
# A fair comparison needs the same body, the same head, the same number of steps and the same images. Only the loss differs:
#
# - **box only**: L1 of the boxes. The class outputs are there, but nobody trains them.
# - **class only**: cross-entropy.
# - **both**: the sum with the factor.
#
# And a single run proves nothing: another seed gives another result. So each is trained three times. Nine trainings would
# take long. But if the body is frozen and the images are not augmented, the body gives the same features for an image every
# time. So we run it *once*, keep the features, and train heads on them.
#
# (The small network's last layer only spreads 96 channels out to 576. We leave it off here: fewer features, faster heads.)

# %%
layers, _ = run.body()
body = nn.Sequential(*layers).to(run.device).eval()
seeing = body[: run.pick(-1, len(body))]


def features_of(dl):
    """What the body says of all pictures of a loader, and their boxes and classes."""
    with torch.no_grad():
        parts = [(seeing(normalize(x.to(run.device))), *y) for x, y in dl]
    seen, boxes, numbers = (torch.cat(part).to(run.device) for part in zip(*parts, strict=True))
    return seen, (boxes, numbers)


# %%
plain = model_data(PATH, LRG_CSV, BB_CSV, classes=classes, **run.data)
trn_x, trn_y = features_of(plain.trn_dl)
val_x, val_y = features_of(plain.val_dl)
len(trn_x), len(val_x)


# %% [markdown]
# `train_head` makes a head, trains it on these features and gives its outputs for the validation images. Every step is chapter 10's
# `train_step`. `randperm` shuffles the rows, `split` cuts them into batches.
# (`fused=True` does the same arithmetic in one go, which is faster.)


# %%
def train_head(make_head, loss_func, seed, epochs=8, lr=5e-3):
    """Train a new head on the kept features; its outputs for the validation pictures."""
    torch.manual_seed(seed)
    new = make_head().to(run.device).train()
    opt = torch.optim.AdamW(new.parameters(), lr=lr, fused=True)
    for _ in range(epochs):
        for rows in torch.randperm(len(trn_x)).split(64):
            train_step(new, loss_func, opt, trn_x[rows], [one[rows] for one in trn_y])
    with torch.no_grad():
        return new.eval()(val_x)


# %% [markdown]
# The three losses. (`lambda`, chapter 03: a function without a name.)

# %%
losses = {
    "box only": lambda outputs, y: loss_terms(outputs, y, md.sz)[0],
    "class only": lambda outputs, y: loss_terms(outputs, y, md.sz)[1],
    "both": loss_func,
}
seen = trn_x.shape[1:]


# %% [markdown]
# First our two heads. Train them for the box only, then for both, from the same seed. Are the boxes different?


# %%
def make_two():
    return TwoHeads(deep_box_head(seen), class_head(seen[0], len(classes)))


alone_boxes = train_head(make_two, losses["box only"], seed=0, epochs=3)[:, :4]
both_boxes = train_head(make_two, losses["both"], seed=0, epochs=3)[:, :4]
torch.allclose(alone_boxes, both_boxes, atol=1e-4)

# %% [markdown]
# They are the same! Of course: the two branches share nothing that is trained. The body is frozen, and what the class branch
# learns never reaches the box branch. **One task can only help the other through weights that both of them train**, or by
# telling it where to look, as in step 8.
#
# The lesson's head has such weights: its 256 numbers are for both. So we take that head for the comparison.

# %% tags=["nbval-ignore-output"]
begun = time.perf_counter()
found = []
for seed in range(3):
    for name, loss in losses.items():
        out = train_head(lambda: detection_head(seen, len(classes)), loss, seed)
        values = {metric.__name__: metric(out, val_y).item() for metric in detn_metrics(md.sz)}
        found.append({"trained for": name, "seed": seed, **values})
print(f"{time.perf_counter() - begun:.1f} s for {len(found)} trainings")
table = pd.DataFrame(found).set_index(["trained for", "seed"])
table.round(3)

# %%
mean = table.groupby("trained for").mean()
acc, off = mean["detn_acc"].to_dict(), mean["detn_l1"].to_dict()
acc["box only"] < acc["both"], off["class only"] > off["both"]

# %% [markdown]
# And one network does about as well as each of the two. (In a quick trial on 240 photographs this can be False: 48 images are
# too few to judge by. With all photographs it was True.)

# %%
acc["both"] > 0.75 * acc["class only"], off["both"] < 1.25 * off["box only"]

# %% [markdown]
# Of course a network that is trained for one task knows nothing about the other. One that is trained for both is about as
# good at each as the two that do nothing else. Each dot is a seed, each line a mean:

# %%
fig, axes = plt.subplots(1, 2, figsize=(10, 3))
pairs = [("class only", "detn_acc", "accuracy"), ("box only", "detn_l1", "L1 in pixels")]
for ax, (single, metric, title) in zip(axes, pairs, strict=True):
    for place, name in enumerate((single, "both")):
        values = table.loc[name][metric]
        ax.scatter(values, [place] * len(values), s=60, alpha=0.6)
        ax.plot([values.mean()] * 2, [place - 0.25, place + 0.25], color="black")
    ax.set_yticks([0, 1], [single, "both"])
    ax.set_ylim(1.6, -0.6)
    ax.set_xlim(0, 1.2 * table.loc[[single, "both"], metric].max())
    ax.set_xlabel(title)
axes[0].set_title("more is better")
axes[1].set_title("less is better")
fig.tight_layout()
plt.show()

# %% [markdown]
# With fewer than a hundred validation images, one more right answer is .01 of accuracy, so look at how far apart the seeds
# are before you believe in a difference. **On drawn scenes one network does not predict clearly better boxes than two do; it
# is about as good.** What matters far more is the head. Here are step 7's two branches, trained for both, with the same three
# seeds:

# %%
branches = [train_head(make_two, losses["both"], seed) for seed in range(3)]
off_branches = sum(loss_terms(out, val_y, md.sz)[0].item() for out in branches) / len(branches)
off_branches < off["both"], off_branches < off["box only"]


# %% [markdown]
# Their boxes are better than those of the lesson's head, even when it is trained for the box alone.
#
# Why does the second task not help? A likely reason: a drawn thing stands out so clearly that one can find it without knowing
# what it is, so the class task has nothing to add. A brown dog before brown grass is another matter. On photographs the
# lesson got better boxes with both tasks (18.55 pixels against 19.9) and a little less accuracy (.82 against .833). That is
# one run each, though, and its head for both was larger and deeper than its head for the box. Our results on photographs,
# with a frozen ResNet18 (means of three seeds):
#
# | trained for | accuracy | L1, pixels | IoU |
# |---|---|---|---|
# | box only | | 24.4 | .48 |
# | class only | .741 | | |
# | both | .749 | 24.7 | .48 |
#
# So with a body that can't change, the second task does not help on photographs either. But there only the head's 256 numbers
# are shared: this proves nothing about a body that is trained for both, as the lesson's was.
#
# ## What it costs
#
# This part holds everywhere. Two networks are two bodies; one network is one:


# %%
def count(module):
    """How many parameters a module has."""
    return sum(weight.numel() for weight in module.parameters())


size_body, size_box, size_class = count(body), count(two_heads.box), count(two_heads.cls)
pd.DataFrame(
    {
        "body": [2 * size_body, size_body],
        "heads": [size_box + size_class] * 2,
        "together": [2 * size_body + size_box + size_class, size_body + size_box + size_class],
    },
    index=["two networks", "one network"],
)

# %% [markdown]
# And the time for a prediction. Each is measured five times; the shortest time counts, since it was disturbed least by other
# programs.

# %% tags=["nbval-ignore-output"]
one = nn.Sequential(body, two_heads).to(run.device).eval()
for_box = nn.Sequential(body, two_heads.box).eval()
for_class = nn.Sequential(body, two_heads.cls).eval()
pictures = normalize(x.to(run.device))


def seconds(*networks):
    """The shortest of five times for all networks to answer, one after the other."""
    times = []
    with torch.no_grad():
        for _ in range(5):
            begun = time.perf_counter()
            for network in networks:
                network(pictures).sum().item()  # item waits until a GPU is done
            times.append(time.perf_counter() - begun)
    return min(times)


time_two, time_one = seconds(for_box, for_class), seconds(one)
print(f"two networks {1000 * time_two:.1f} ms, one network {1000 * time_one:.1f} ms")

# %%
time_one < time_two

# %% [markdown]
# One body does the work of two. That is reason enough to do both at once, even where nothing else is gained.
#
# ## What if the factor is wrong?
#
# Let us try a factor that is far too small and one that is far too large: one run each, with the lesson's head.

# %% tags=["nbval-ignore-output"]
results = {}
for wrong in (factor / 1000, 20 * factor):
    loss = partial(detection_loss, sz=md.sz, factor=wrong)
    out = train_head(lambda: detection_head(seen, len(classes)), loss, seed=0)
    results[wrong] = {metric.__name__: metric(out, val_y).item() for metric in detn_metrics(md.sz)}
results[factor] = table.loc["both", 0].to_dict()  # this one was trained above
pd.DataFrame(results).T.rename_axis("factor").sort_index().round(3)

# %%
off_by = {wrong: values["detn_l1"] for wrong, values in results.items()}
off_by[20 * factor] > off_by[factor], off_by[20 * factor] > off_by[factor / 1000]

# %% [markdown]
# If it is too large, the shared numbers serve the classes; the boxes are poor, and no error reveals it. If it is too small,
# that does less harm here than you might think. The reason is the optimizer: AdamW divides each weight's gradient by its
# usual size (chapter 10), so the weights of the class outputs, which only the class loss moves, learn just as fast with a
# small loss. The stronger one wins only where both pull on the *same* weights. With a plain optimizer, such as SGD, the
# weaker one would have hardly any effect.
#
# ## Use it: any image
#
# The network gives its box in pixels of the square. You want it in pixels of *your* image. So squish backwards: `squish_box`
# (chapter 09) takes a box from any size to any other. Sizes are (height, width).

# %%
from minilib.transforms import squish_box

squish_box([32, 32, 95, 95], (128, 128), (256, 512))

# %% [markdown]
# The sigmoid may give up to `sz` itself, but the last pixel is `sz - 1`. And pixels are whole numbers. So the box must be
# rounded, and clipped to the image. `np.clip` keeps numbers between a minimum and a maximum. The maximum may be different for
# each:

# %%
np.clip(np.array([-3, 100, 240, 517]), 0, np.array([255, 511, 255, 511]))

# %% [markdown]
# The maxima for an image of size (256, 512): last row, last column, last row, last column. A star unpacks a tuple:

# %%
size = (256, 512)
np.array((*size, *size)) - 1

# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `to_image_pixels` (7 minutes, difficulty 3 of 5)
#
# Turn a box in the square into a box in the image's own pixels: stretch, round (`np.round(...).astype(int)`), clip. Return a
# plain list: `tolist()`.

# %% tags=["export"]
from minilib.data import image_size, read_rgb
from minilib.transforms import Squish, squish_box


# %% tags=["export"]
def to_image_pixels(bb: Sequence[float], sz: int, size: Sequence[int]) -> list[int]:
    """Bring a box from a square of side ``sz`` back to its image of (height, width) ``size``.

    ``[top, left, bottom, right]`` as Python's ints, in pixels, rounded and clipped to the image.
    """
    ...  # your answer here


# %%
to_image_pixels = check(to_image_pixels)


# %% [markdown]
# Now the function that all chapters lead to. It takes any image file: read it (chapter 05), squish it (09), let the network
# predict (10), split its outputs, and stretch the box back.


# %% tags=["export"]
def detect(
    learn: Learner, file: Path | str, classes: list[str], sz: int
) -> tuple[list[int], str, float]:
    """Predict box, class name and confidence (0 to 1) of the largest object in any image file.

    The model gives four numbers for the box, then one for each of ``classes``; ``sz`` is the side
    that it was trained with. The box is ``[top, left, bottom, right]`` in pixels of the image,
    upright. A file that is missing, or not an image, raises an OSError.
    """
    size = image_size(file)
    square, _ = Squish(sz)(read_rgb(file, size, sz), (0, 0, 0, 0))
    learn.model.eval()
    with torch.no_grad():
        outputs = learn.predict_batch(torch.from_numpy(square)[None]).cpu()
    boxes, scores = split_outputs(outputs, sz)
    confidence, number = scores.softmax(dim=1)[0].max(dim=0)
    return to_image_pixels(boxes[0].tolist(), sz, size), classes[int(number)], float(confidence)


# %% [markdown]
# An image that the network has never seen, in its own size:

# %%
file = md.val_ds.files[:3][-1]
own_box, name, confidence = detect(learn, file, classes, md.sz)
len(own_box), name in classes, 0 <= confidence <= 1

# %%
from minilib.images import open_image

ax = show_img(open_image(file), figsize=(7, 5))
draw_object(ax, bb_hw(own_box), f"{name} {confidence:.2f}")
plt.show()


# %% [markdown]
# **Try your own photograph.** Put its path in place of `file` above, as a string: `file = "holiday.jpg"`. Three things to know:
#
# - The network knows what it was trained on. Trained on drawn scenes it has never seen a photograph; train it on photographs
#   (`WORKBOOK_DATA=voc2007`) for yours. And for an object of none of the 20 classes it will predict the most similar one,
#   perhaps with high confidence: "none of them" is not among its answers.
# - Train it on your own: `chapters/OWN_DATA.md` leads from twenty photographs to this chapter.
# - A phone's portrait may be stored lying on its side, with a note on how to turn it (chapter 05). We read it upright, and the box
#   is in upright pixels. Where the note is missing or wrong, turn the image in an image program and save it.
#
# ## Look closer
#
# You see a bird far away. First you find out where it is, then you go nearer and look again. The network can do that, too:
# the image on the disk has more pixels than the square that the network was given. So: ask it where the object is, cut out a
# *window* round that box, squish the window to the square, and ask again.
#
# How large should the window be? Larger than the box. The box may be a little off, and the network must see where the object
# ends. We make it half as wide and half as high again, and at least two fifths of the image's side: a small window round a
# wrong box shows nothing useful. It must stay inside the image; if it does not, we move it in.
#
# `clamp` is torch's `np.clip`: numbers below the minimum become the minimum, numbers above the maximum the maximum. `boxes[:,
# :2]` is top and left, and `boxes[:, 2:] + 1` is where the box *ends*, one pixel after the last.


# %% tags=["export"]
def crop_window(boxes: Tensor, sz: int, margin: float = 1.5, least: float = 0.4) -> Tensor:
    """A window around each box (n, 4), centered on it where the image's edge allows that.

    It is ``margin`` times as high and as wide as the box, but at least the share ``least`` of the
    side ``sz``. Boxes and windows are ``[top, left, bottom, right]`` in pixels.
    """
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    begin = ((begin + end - side) / 2).clamp(min=0).minimum(sz - side)
    return torch.cat([begin, begin + side - 1], dim=1)


# %% [markdown]
# A box of 40 x 20 pixels in the middle, and one in the corner, in an image of 100 x 100:

# %%
crop_window(torch.tensor([[30.0, 40.0, 69.0, 59.0], [0.0, 0.0, 39.0, 19.0]]), 100)


# %% [markdown]
# 60 high, and not 30 wide but 40, the minimum.
#
# The window is cut out of the file's own pixels, so we need it in these: that is your `to_image_pixels`. After rounding it is
# no longer quite the window that we asked for. So we return the window as it really is.


# %% tags=["export"]
def read_crop(file: Path | str, window: Sequence[float], sz: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut a window out of an image file and resize it to ``sz`` x ``sz`` (uint8).

    ``window`` is in pixels of the image squished to a side of ``sz``; the second result is where it
    lies after rounding to whole pixels of the file (float32). A file that is missing, or not an
    image, raises an OSError.
    """
    im = read_rgb(file, image_size(file), 3 * sz)  # sharper than the whole need be
    size = im.shape[:2]
    top, left, bottom, right = to_image_pixels(window, sz, size)
    square, _ = Squish(sz)(im[top : bottom + 1, left : right + 1], (0, 0, 0, 0))
    return square, squish_box([top, left, bottom, right], size, (sz, sz))


# %% [markdown]
# The image with the smallest box: the box of step 11 (white) and the window (yellow), and beside it what the network sees.

# %%
far_boxes, _ = answers["mean of both"]
windows = crop_window(far_boxes, md.sz)
number = int((far_boxes[:, 2:] - far_boxes[:, :2]).prod(dim=1).argmin())
square, place = read_crop(md.val_ds.files[number], windows[number].tolist(), md.sz)
fig, axes = plt.subplots(1, 2, figsize=(8, 4))
show_img(md.val_ds[number][0].numpy(), ax=axes[0])
draw_rect(axes[0], bb_hw(far_boxes[number].tolist()))
draw_rect(axes[0], bb_hw(place), color="yellow")
show_img(square, ax=axes[1])
plt.show()

# %% [markdown]
# Now all validation images, and their mirror images as in step 11. The results are boxes in pixels of the *windows*.

# %%
cut = [read_crop(*one, md.sz) for one in zip(md.val_ds.files, windows.tolist(), strict=True)]
squares, places = (torch.from_numpy(np.stack(part)) for part in zip(*cut, strict=True))
squares.shape, places.shape

# %%
rows = torch.arange(len(squares)).split(64)
near_dl = [(squares[some], [one[some] for one in y]) for some in rows]
near, _ = learn.predict(near_dl)
near_mirrored, _ = learn.predict([(x.flip(2), y) for x, y in near_dl])
near_boxes, near_probs = average_flipped(near, near_mirrored, md.sz)


# %% [markdown]
# Bring them back to the whole image. A window's pixel is smaller than a pixel of the whole image by the factor `(end - begin)
# / sz`, and the window begins at `begin`.


# %% tags=["export"]
def from_crop_pixels(boxes: Tensor, windows: Tensor, sz: int) -> Tensor:
    """Bring boxes (n, 4) in pixels of windows of side ``sz`` back to the whole images.

    ``windows`` (n, 4) says where they lie, in pixels of the whole images.
    """
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    first, last = boxes[:, :2], boxes[:, 2:] + 1
    return torch.cat([begin + first * scale, begin + last * scale - 1], dim=1)


# %% [markdown]
# A window from 20 to 69, squished to 100 pixels: two of its pixels are one pixel of the image. A box that fills it is the
# window itself:

# %%
from_crop_pixels(
    torch.tensor([[0.0, 0.0, 99.0, 99.0]]), torch.tensor([[20.0, 20.0, 69.0, 69.0]]), 100
)

# %% [markdown]
# And the mean of the far and the near look:

# %% tags=["nbval-ignore-output"]
answers["closer"] = (from_crop_pixels(near_boxes, places, md.sz), near_probs)
pairs = zip(answers["mean of both"], answers["closer"], strict=True)
answers["far and closer"] = tuple((far + near) / 2 for far, near in pairs)
looks = {
    name: [accuracy(said, y[1]).item(), l1(found, y[0]).item(), iou(found, y[0]).mean().item()]
    for name, (found, said) in answers.items()
}
pd.DataFrame(looks, index=["accuracy", "L1", "IoU"]).T.round(3)

# %%
looks["far and closer"][2] > looks["mean of both"][2]

# %% [markdown]
# The boxes gain more by the closer look than by the mirror image. And nothing was trained for it: the network knows objects
# of all sizes, because the images were zoomed in training. On photographs, with the ResNet18 of step 9:
#
# | asked about | accuracy | L1 in pixels | IoU |
# |---|---|---|---|
# | the image | .808 | 18.4 | .57 |
# | image and mirror image | .814 | 17.9 | .58 |
# | the window and its mirror image | .820 | 17.3 | .60 |
# | all four | .832 | 17.2 | .60 |
#
# That is better than the lesson's network, twice as deep, when asked once (.82 and 18.55). Are `margin` and `least` chosen to
# fit these images? We tried twelve pairs, margins from 1.2 to 2.5 and least sides from 0 to .6: accuracy .818 to .832, L1
# 16.9 to 17.6. So they matter little. The price is four predictions instead of one.
#
# Finding a place first and then looking at what is in it is the idea of the *two-stage* detectors (Girshick and others,
# R-CNN, 2014).
#
# ## Trap: numbers without their meaning
#
# The validation images once more, by hand this time. The first four outputs are the box, so draw them:

# %%
x = torch.stack([md.val_ds[i][0] for i in range(min(4, len(md.val_ds)))])
learn.model.eval()
with torch.no_grad():
    outputs = learn.predict_batch(x).cpu()
fig, axes = plt.subplots(1, 4, figsize=(12, 3.2))
for ax, picture, box in zip(axes, x, outputs[:, :4], strict=False):
    show_img(picture.numpy(), ax=ax)
    draw_rect(ax, bb_hw(box.tolist()), color="red")
    ax.set(xlim=(-10, md.sz), ylim=(md.sz, -10))
plt.show()

# %% [markdown]
# Tiny boxes in the top left corner. Is the network broken? Its metrics were fine! Look at the numbers:

# %%
abs(outputs[:, :4]).max().item() < 20

# %% [markdown]
# They are small: these are not pixels at all. In chapter 13 the *network* ended in `ToPixels`, so pixels came out of it. Here
# the sigmoid is in the *loss* (and in the metrics, and in `show_detections`), not in the network. Anyone who uses the network
# alone gets bare numbers.
#
# It is a good habit to have **one** function that knows what the outputs mean, and always to go through it:

# %%
fig, axes = plt.subplots(1, 4, figsize=(12, 3.2))
for ax, picture, box in zip(axes, x, split_outputs(outputs, md.sz)[0], strict=False):
    show_img(picture.numpy(), ax=ax)
    draw_rect(ax, bb_hw(box.tolist()))
plt.show()

# %% [markdown]
# ## The whole way
#
# From a file on the disk to a box and a name: thirteen chapters, each one step.

# %%
steps = [
    ("find files", "01 paths, 02 generators"),
    ("read labels", "03 annotations, 04 boxes"),
    ("see pictures", "05 images, 06 drawing"),
    ("one object", "07 largest"),
    ("read code", "08 debugging"),
    ("batches", "09 modeldata, 11 augment"),
    ("the body", "10 classifier"),
    ("what?", "10 classifier"),
    ("where?", "12 regression"),
    ("both at once", "13 multitask"),
]
fig, ax = plt.subplots(figsize=(12, 4))
ax.set(xlim=(0, 6), ylim=(0, 2))
ax.axis("off")
for number, (what, where) in enumerate(steps):
    row, column = divmod(number, 5)
    left, bottom = column + 1 - row, 1.1 - row
    ax.add_patch(
        plt.Rectangle((left + 0.08, bottom), 0.84, 0.8, facecolor="whitesmoke", edgecolor="grey")
    )
    ax.text(left + 0.5, bottom + 0.58, what, ha="center", va="center", weight="bold")
    ax.text(left + 0.5, bottom + 0.25, where.replace(", ", chr(10)), ha="center", va="center")
    ax.text(left, bottom + 0.4, ">" if left else "", ha="center", va="center", fontsize=16)
ax.text(5, 0.5, ">", ha="center", va="center", fontsize=16)
for left, bottom in ((0.04, 1.1), (5.08, 0.1)):
    picture = show_img(
        open_image(file), ax=ax.inset_axes([left, bottom, 0.88, 0.8], transform=ax.transData)
    )
draw_object(picture, bb_hw(own_box), name, sz=10)
plt.show()

# %% [markdown]
# ## Catch the impostors
#
# One last time: the two boxes below are in square images, so some mistakes make no difference. Add cases for `to_image_pixels` until
# every impostor is exposed. In your own projects nobody counts them for you; by now you can guess what they would try.

# %%
from minilib.workbook import impostors

impostors(
    "to_image_pixels",
    [([0, 0, 128, 128], 128, (128, 128)), ([32, 32, 95, 95], 128, (256, 256))],
)

# %% [markdown]
# ## Where to go on
#
# We looked for *one* object, the largest. The next step is all of them: a network that gives many boxes and classes at once,
# one for each cell of a grid over the image, as the SSD of the next lesson does. You already have its body, its head with
# numbers for boxes and classes, its combined loss, and IoU; the only new question is which of the many boxes belongs to which
# object.
#
# ## What minilib gained
#
# `minilib/heads.py`: `detection_head`, `TwoHeads`, `box_coverage`, `BoxThenClass`.
#
# `minilib/multitask.py`: `split_outputs`, `loss_terms`, `balance_factor`, `detection_loss`, `detn_metrics`,
# `show_detections`, `flip_boxes`, `average_flipped`, `to_image_pixels`, `detect`, `crop_window`, `read_crop`,
# `from_crop_pixels`. It is complete.
#
# ## Ask yourself
#
# <details><summary>1. Why does the loss need a factor, and the metrics do not?</summary>
#
# Training goes downhill on one number, in which pixels and cross-entropy must be balanced. We look at metrics one by one, so
# nothing needs balancing.
# </details>
#
# <details><summary>2. With the body frozen and a head for each task, can one task help the other?</summary>
#
# Not in training: they share no weight that is trained. It takes a shared layer in the head, or a body that is trained as well. But
# the box can tell the class branch where to look.
# </details>
#
# <details><summary>3. Why does the class branch pool, and the box branch not?</summary>
#
# For the class it does not matter where a thing is, so the places can be averaged, and few weights are left to learn. For the
# box the place is the answer.
# </details>
#
# This was the last chapter. [Chapter 00](00_start.ipynb) has the map, if you want to see something again.
