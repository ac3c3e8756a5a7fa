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
# one, explain what that gains and what it costs, find the largest object in any image of yours, and examine a
# network honestly.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · **14 multitask**
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Chapter 10 trained a network that predicts *what* the largest object is, chapter 13 one that predicts *where* it is. To use
# them you run both, one after the other, and nearly all of their work is the same: edges, colours, fur, wheels. Only the last
# layers differ, the head.
#
# So let one body look at the image, and let the head answer both questions. That costs only about half as much. There is also
# a hope: to draw a box around the dog, the network must know which part of the image *is* the dog. What it learns for one
# task may help with the other. The lesson says that it does. We will measure it.

# %% tags=["export:heads"]
"""Heads that predict box and class: the lesson's, one with two branches, one whose places vote."""

import torch
from torch import Tensor, nn

from minilib.regression import deep_box_head

# %% tags=["export"]
"""Box and class by one network: its loss and metrics, precomputed features, detection in a file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.fx.experimental.optimization import fuse
from torch.nn import functional as F
from torch.utils.data import DataLoader, StackDataset

from minilib.boxes import bb_hw
from minilib.classifier import accuracy
from minilib.data import ImageDataset, ModelData, image_size, make_loaders, read_rgb, show_batch
from minilib.drawing import draw_rect
from minilib.learner import Learner
from minilib.regression import iou, l1
from minilib.transforms import Squish, normalize, squish_box, to_device

#: Boxes (n, 4) and class ids or scores, of the same images.
Pair = tuple[Tensor, Tensor]

# %%
import math
import time
from functools import partial

import matplotlib.pyplot as plt
import pandas as pd
from torch import nn

from minilib.augment import Augment
from minilib.classifier import class_head, layer_groups, feature_shape
from minilib.drawing import draw_object, load_pascal, show_img
from minilib.data import model_data, write_tables
from minilib.training import train_step
from minilib.workbook import check, hint, open_data, recipe

# %%
PATH = open_data()
run = recipe(full=True)
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())

# %% [markdown]
# ## Step 1: one data set with both labels
#
# Chapter 07 wrote two tables: one with the class of each image's largest object, one with its box. Row by row they list the
# same images. `model_data` takes both. This time we use all drawn scenes, at the lesson's 224 pixels. Photographs are
# augmented in training (chapter 12), and their boxes move with them. Drawn scenes are not; step 9 explains why.

# %%
LRG_CSV, BB_CSV = write_tables(PATH, pascal)
varied = Augment(run.sz, flip=0.5, degrees=3, zoom=0.2, move=0.1, lighting=0.1)
tfm = run.pick(Squish(run.sz), varied)
md = model_data(PATH, LRG_CSV, BB_CSV, classes=classes, tfm=tfm, **run.data)

# %% [markdown]
# A batch is a pair, x and y, as always. But now y is itself a pair: first the boxes, four numbers for each image, then the
# classes, one whole number for each image.

# %%
torch.manual_seed(0)
x, y = next(iter(md.trn_dl))
len(y), y[0].shape, y[0].dtype, y[1].shape, y[1].dtype

# %% [markdown]
# Remember the order: `y[0]` is *where*, `y[1]` is *what*. Here are the images with both:

# %%
show_batch(x, y[0], [classes[number] for number in y[1]])
plt.show()

# %% [markdown]
# ## Step 2: what goes into the head
#
# The body turns an image into features: many channels, each with a few rows and columns (chapter 10).

# %%
layers, cut = run.body()
features = feature_shape(layers, md.sz)
features

# %% [markdown]
# ## Step 3: the lesson's head, layer by layer
#
# We send a small example through it: the features of two images, three channels of 2 x 2. Some numbers are above 0, some below.

# %%
torch.manual_seed(0)
small = torch.randn(2, 3, 2, 2)
small[0]

# %% [markdown]
# **Flatten** puts the numbers of each image into one row. Nothing is lost: every channel at every place has its own
# column.
#
# **ReLU** turns whatever is below 0 into 0. It treats each number separately.

# %%
flat = nn.Flatten()(small)
positive = nn.ReLU()(flat)
flat.shape, flat[0, :4], positive[0, :4]

# %% [markdown]
# **Dropout** with 0.5 sets about half of the numbers to 0, at random, a different half each time. What is left is doubled, so
# that the sum stays about the same. The next layer can't rely on any single number, which makes it harder to learn images by
# heart (chapter 10). This happens in training only: in `eval` mode, when we want an answer, all numbers pass unchanged.

# %%
nn.Dropout(0.5)(torch.ones(12)), nn.Dropout(0.5).eval()(torch.ones(12))

# %% [markdown]
# **Linear** computes 256 new numbers from each row. Each of them is a weighted sum of all the numbers that go in.

# %%
hidden = nn.Linear(12, 256)(positive)
hidden.shape

# %% [markdown]
# **ReLU** again. Without it two Linear layers in a row would be no more than one: sums of sums are sums.
#
# **BatchNorm** brings each of the 256 numbers, over the images of a batch, to a mean of 0 and a spread of 1. Training is
# faster when all numbers are on a similar scale. Here are 100 rows with a mean of 50 and a spread of 10. The cell shows the mean before
# and after, and then the spread before and after:

# %%
torch.manual_seed(0)
rows = 50 + 10 * torch.randn(100, 256)
normed = nn.BatchNorm1d(256)(rows).detach()
(
    [round(abs(one.mean().item())) for one in (rows, normed)],
    [round(one.std().item()) for one in (rows, normed)],
)

# %% [markdown]
# **Dropout** once more. Then a last **Linear** layer computes what we want: 4 numbers for the box, and one for each class.
# With 20 classes that is 24.
#
# For the real features only the first Linear layer is different: its input has channels x rows x columns numbers.

# %%
channels, rows, columns = features
channels * rows * columns


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `detection_head` (8 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/14_multitask.ipynb#Exercise:-detection_head-(8-minutes,-difficulty-2-of-5)>)
#
# Return the eight layers, in the order of step 3, in one `nn.Sequential`. Both Dropout layers take 0.5.


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
# Send a batch through it, layer by layer, and watch the shapes.

# %%
torch.manual_seed(0)
head = detection_head(features, len(classes))
numbers = torch.randn(8, *features)
print(f"{'in':12} {tuple(numbers.shape)}")
for layer in head:
    numbers = layer(numbers)
    print(f"{type(layer).__name__:12} {tuple(numbers.shape)}")

# %% [markdown]
# The body of the lesson's network, ResNet34 at 224 pixels, returns features of 512 x 7 x 7, which are 25088 numbers. How many parameters does
# the first Linear layer have there? 25088 weights for each of its 256 outputs, and 256 numbers to add.

# %%
lesson_head = detection_head((512, 7, 7), 20)
sum(weight.numel() for weight in lesson_head[3].parameters()), 25088 * 256 + 256

# %% [markdown]
# More than six million, in this one layer. That is why there is so much dropout.
#
# ## Step 4: what do the 24 numbers mean?
#
# Nothing, so far. The outputs of a Linear layer can be any numbers, large or small, above or below 0. *We* decide what they mean. Then the
# loss measures them by that meaning, and training makes it true.
#
# The classes are easy: the largest of their outputs is the answer. `cross_entropy` takes them as they are (chapter 10).
#
# The box should be in pixels, and inside the image: from 0 to the image's size. The **sigmoid** helps. It turns any number
# into one between 0 and 1: `1 / (1 + e^-x)`.

# %%
outputs = torch.linspace(-8, 8, 200)
fig, ax = plt.subplots(figsize=(7, 3.5))
ax.plot(outputs, torch.sigmoid(outputs) * md.sz)
for pixels in (0, md.sz):
    ax.axhline(pixels, color="grey", lw=1, ls="--")
ax.set(xlabel="output of the network", ylabel="pixels")
ax.set_title("sigmoid x size: always inside the image")
plt.show()

# %% [markdown]
# An output of 0 means the middle of the image. The farther from 0, the flatter the curve: near the edge of the image the output need not be exact.
# Chapter 13 did the same with `ToPixels`.
#
# Here are the outputs for two images, with three classes. `[:, :4]` takes all rows and the first four columns, `[:, 4:]`
# all rows and the columns from number 4 on.

# %%
example = torch.tensor(
    [[-1.0, -1.0, 1.0, 1.0, 0.2, 5.0, 0.1], [-3.0, 0.0, 3.0, 2.0, 4.0, 0.0, 1.0]]
)
example[:, :4], example[:, 4:]

# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `split_outputs` (6 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/14_multitask.ipynb#Exercise:-split_outputs-(6-minutes,-difficulty-2-of-5)>)
#
# Return two things: the boxes in pixels (sigmoid, then times `sz`), and the class scores, unchanged.


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
# The first row is a box in the middle with class id 1, the second a tall box with class id 0.
#
# ## Step 5: two losses
#
# How wrong are the boxes? L1 measures that, the mean error in pixels (chapter 13). How wrong are the classes? That is the cross-entropy (chapter
# 10). You know both; here they are side by side.


# %% tags=["export"]
def loss_terms(outputs: Tensor, y: Pair, sz: int) -> Pair:
    """The two terms of the loss: L1 of the boxes in pixels, cross-entropy of the classes."""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]), F.cross_entropy(scores, y[1])


# %% [markdown]
# Here are true boxes and class ids for the two examples. The class predicted for the second is wrong on purpose.

# %%
truth = torch.tensor([[30.0, 35.0, 90.0, 95.0], [10.0, 60.0, 120.0, 110.0]]), torch.tensor([1, 2])
box, cls = loss_terms(example, truth, 128)
f"boxes {box:.1f} pixels off, classes {cls:.2f}"

# %% [markdown]
# Training follows *one* number downhill, so the two must become one. Can we add them? First see how large each of
# them is, for a network whose head has learned nothing yet. (`no_grad`: we only look and don't train. `zip` with `range(4)`
# ends after four batches.)

# %% tags=["nbval-ignore-output"]
fresh = nn.Sequential(*layers, head).eval()
box_losses, class_losses = [], []
with torch.no_grad():
    for _, (x, y) in zip(range(4), md.trn_dl, strict=False):
        box, cls = loss_terms(fresh(normalize(x)), y, md.sz)
        box_losses.append(box.item())
        class_losses.append(cls.item())
        print(f"boxes {box:5.1f}   classes {cls:5.2f}")

# %%
min(box_losses) > 5 * max(class_losses)

# %% [markdown]
# The two losses are in different units, like metres and kilograms. That one number is larger than the other means
# nothing: at twice the image size the loss of the boxes would be twice as large.
#
# Where do the numbers come from? The outputs are near 0, so all four edges are predicted near the middle, and are off by
# about 65 of the 224 pixels. And a network that knows nothing about 20 classes gives each of them a probability of 1/20; its
# cross-entropy is `log(20)`, about 3.
#
# If we just added the two, the boxes would drown out the classes: a network whose boxes get better by one pixel could get
# much worse at the classes and still have a smaller loss. So the lesson multiplies the classes' loss by a **factor** that
# makes both about equal. The lesson's factor is 20, at 224 pixels. What is ours?
#
# ## Exercise 3
#
# ### Exercise: `balance_factor` (4 minutes, difficulty 1 of 5)
#
# [The solution](<../solutions/14_multitask.ipynb#Exercise:-balance_factor-(4-minutes,-difficulty-1-of-5)>)
#
# Take the mean of each list. Return the factor by which the second mean must be multiplied to equal the first.


# %% tags=["export"]
def balance_factor(box_losses: list[float], class_losses: list[float]) -> float:
    """The factor that makes the classes' mean loss as large as the boxes', in the same batches."""
    ...  # your answer here


# %%
balance_factor = check(balance_factor)

# %% tags=["nbval-ignore-output"]
# With a single class in the data set its loss is always 0: there is nothing to balance.
factor = round(balance_factor(box_losses, class_losses)) if len(classes) > 1 else 1
print(f"The factor at {md.sz} pixels: {factor}")

# %%
0.5 < factor / (20 * md.sz / 224) < 2


# %% [markdown]
# The last line compares our factor with the lesson's 20, scaled by the size of our images. They differ by less than a factor of two.
#
# ## Exercise 4
#
# ### Exercise: `detection_loss` (6 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/14_multitask.ipynb#Exercise:-detection_loss-(6-minutes,-difficulty-2-of-5)>)
#
# Return one number: the loss of the boxes, plus `factor` times that of the classes. Use `loss_terms`.


# %% tags=["export"]
def detection_loss(outputs: Tensor, y: Pair, sz: int, factor: float = 20.0) -> Tensor:
    """L1 of the boxes in pixels plus ``factor`` times the cross-entropy of the classes.

    ``outputs`` as in :func:`split_outputs`; ``y`` is boxes in pixels (n, 4) and class ids (n,).
    The lesson's factor is 20.
    """
    ...  # your answer here


# %%
detection_loss = check(detection_loss)

# %% [markdown]
# ## Step 6: metrics, one for each half
#
# Training needs one number. *We* need more: a loss of 31 does not show whether the boxes are good. So we look at
# each half by itself: accuracy (chapter 10), L1 and IoU (chapter 13).
#
# A metric is called with outputs and y, nothing else. But to turn the outputs into pixels it needs the size. So we write a function that
# *makes* the metrics: the functions inside it remember the `sz` that they were made with.


# %% tags=["export"]
def detn_metrics(sz: int) -> list[Callable]:
    """Metrics, each for one half of the outputs: accuracy, L1 in pixels, and IoU."""

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
#   all places. Few numbers are left, so it needs few weights, and it can't learn by heart what stood where.
# - *Where?* The place is the answer, so `deep_box_head` (chapter 13) keeps all places apart.
#
# So we send the features through both branches, and put the results side by side. `torch.cat` with `dim=1` joins columns.


# %% tags=["export:heads"]
class TwoHeads(nn.Module):
    """A head with two branches: one keeps the places, for the box; one pools, for the class.

    Each takes the body's features; ``box`` returns (n, 4), ``cls`` returns (n, classes).
    """

    def __init__(self, box: nn.Module, cls: nn.Module):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        return torch.cat([self.box(x), self.cls(x)], dim=1)


# %%
two_heads = TwoHeads(deep_box_head(features), class_head(features[0], len(classes)))
print(two_heads(torch.randn(8, *features)).shape)
for name, one in {"the lesson's head": head, "two heads": two_heads}.items():
    print(f"{name:18} {sum(weight.numel() for weight in one.parameters()):>10,} parameters")

# %% [markdown]
# ## Step 8: each place votes
#
# `deep_box_head` learns the box from *all* numbers at once, hundreds of channels at 49 places. That takes more than a million weights, and an object
# in the top left corner teaches it nothing about the bottom right. But each place already sees a part of the image. Let it predict
# two things: a **box** ("the object that I see a part of reaches from here to there"), and a fifth number, how much its vote **counts**
# ("I see the largest object", or "I see only grass"). The same few weights serve every place: this is a convolution with a kernel of 1.
#
# Then the places vote. A softmax over the places turns the fifth numbers into shares that add up to 1, and the box is the mean of
# all proposals, weighted by these shares. Here are three places: the top edge that each proposes, and how much each counts:

# %%
proposals = torch.tensor([0.9, 0.2, 0.3])
shares = torch.tensor([-3.0, 2.0, 2.0]).softmax(dim=0)
[round(share, 3) for share in shares.tolist()], round((proposals * shares).sum().item(), 2)

# %% [markdown]
# The first place is outvoted. Nobody tells the network which place is right: a larger share for a better proposal makes the loss of the
# box smaller, so training finds the shares by itself. (Such shares are called *attention*.)
#
# And *what*? The places that won the vote see the object. So the class is predicted from the mean of the features, weighted by the same
# shares, and neither the lawn nor the fence has a say.
#
# A place does not know where it is, since a convolution does the same everywhere. So it proposes how far the edges are from its own middle, in
# shares of the image, and we add the middle. `logit` is the inverse of the sigmoid: `split_outputs` will apply a sigmoid, and that returns
# the box.


# %% tags=["export:heads"]
def middles(rows: int, columns: int) -> Tensor:
    """The middle of each place of a grid, as a box without extent: (4, rows, columns)."""
    y = ((torch.arange(rows) + 0.5) / rows)[:, None].expand(rows, columns)
    x = ((torch.arange(columns) + 0.5) / columns).expand(rows, columns)
    return torch.stack([y, x, y, x])


class PlacesVote(nn.Module):
    """A head in which each place of the features proposes a box, and how much its vote counts.

    Box and class come from means over the places, weighted by these shares, which add up to 1.
    ``features`` is (channels, rows, columns); the sigmoid of the box is in shares of the image.
    """

    def __init__(self, features: tuple[int, int, int], n_classes: int):
        super().__init__()
        c = features[0]
        self.places = nn.Sequential(
            nn.Conv2d(c, 128, kernel_size=1),
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.Conv2d(128, 5, kernel_size=1),
        )
        self.cls = nn.Sequential(nn.BatchNorm1d(c), nn.Dropout(0.5), nn.Linear(c, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        numbers = self.places(x)
        proposals = (numbers[:, :4] + middles(*x.shape[2:]).to(x.device)).flatten(2)
        shares = numbers[:, 4:].flatten(2).softmax(dim=2)
        box = torch.logit((proposals * shares).sum(dim=2), eps=1e-3)
        return torch.cat([box, self.cls((x.flatten(2) * shares).sum(dim=2))], dim=1)


# %%
voting = PlacesVote(features, len(classes))
print(voting(torch.randn(8, *features)).shape)
sum(weight.numel() for weight in voting.parameters()) < 150_000

# %% [markdown]
# ## Step 9: train it
#
# A learner needs a loss with two arguments, outputs and y. Ours has four. `partial` (from Python's `functools`) makes a new
# function in which some arguments are filled in already. On photographs we take the two branches of step 7: objects fill
# larger parts of those images, and the box branch has 2000 images to learn from.

# %%
loss_func = partial(detection_loss, sz=md.sz, factor=factor)
torch.manual_seed(0)
layers, cut = run.body()
branches = TwoHeads(deep_box_head(features), class_head(features[0], len(classes)))
model = layer_groups(layers, cut, run.pick(PlacesVote(features, len(classes)), branches))
learn = Learner(md, model, loss_func, detn_metrics(md.sz), **run.learner)

# %% [markdown]
# First the head alone. The body is frozen, so it computes the same features for an image in every epoch. So let it look at each
# image **once**, and keep the features: fastai 0.7 calls this `precompute=True`. An epoch of the head alone then takes a second or so
# instead of a minute. The price is that the images can't be augmented, since a changed image has other features. One change is cheap, though: mirroring
# only doubles the number of features to keep. The box is mirrored too: what was the left edge is now the right one,
# counted from the other side (chapter 12). `unbind(dim=1)` takes the four columns apart, and `stack` puts them together again.


# %% tags=["export"]
def flip_boxes(boxes: Tensor, sz: int) -> Tensor:
    """Exchange left and right of boxes (n, 4) in images of side ``sz`` pixels."""
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)


# %%
flip_boxes(torch.tensor([[10.0, 0.0, 50.0, 30.0]]), 128)


# %% [markdown]
# A frozen body can be made faster, too. In `eval` mode a BatchNorm layer multiplies each channel by one fixed number and adds
# another. A convolution can do that itself, with other weights. PyTorch's `fuse` makes a copy in which each BatchNorm layer is
# merged into the convolution before it. The features are the same, except for rounding, and take about a third less time. How
# many BatchNorm layers are left?

# %%
body = nn.Sequential(model[0], model[1]).eval()
fused = fuse(body)
with torch.no_grad():
    seen = [one(normalize(x[:2].to(run.device))) for one in (body, fused)]
norms = [layer for layer in fused.modules() if isinstance(layer, nn.BatchNorm2d)]
len(norms), torch.allclose(*seen, atol=1e-3)

# %% [markdown]
# Now we compute the features of all images. `x.flip(2)` reverses axis 2 of (image, row, column, colour), the columns.
# `StackDataset` puts Tensors of the same length side by side: its item i is a tuple of their items i. One inside another
# gives (x, (box, class)).


# %% tags=["export"]
def precompute(
    body: nn.Module, data: ModelData, device: torch.device | str = "cpu", *, mirror: bool = True
) -> ModelData:
    """Model data of the features of a frozen body, for images with boxes and classes.

    The images to train on are not augmented; with ``mirror`` their mirror images are added. Batches
    are (x, y) as before, of 64, where x is float32 (n, channels, rows, columns).
    """
    body = fuse(body.eval()).to(device, memory_format=torch.channels_last)

    def keep(ds: ImageDataset, mirrors: list[bool]) -> StackDataset:
        parts = []
        with torch.no_grad():
            for x, (boxes, numbers) in DataLoader(ds, batch_size=64):
                for mirror in mirrors:
                    seen = body(normalize((x.flip(2) if mirror else x).to(device)))
                    own = flip_boxes(boxes, data.sz) if mirror else boxes
                    parts.append((seen.float().cpu(), own, numbers))
        features, boxes, numbers = (torch.cat(part) for part in zip(*parts, strict=True))
        return StackDataset(features, StackDataset(boxes, numbers))

    plain = data.trn_ds.rows(range(len(data.trn_ds)), Squish(data.sz))
    trn_ds, val_ds = keep(plain, [False, True] if mirror else [False]), keep(data.val_ds, [False])
    loaders = make_loaders(trn_ds, val_ds, min(64, len(trn_ds)))
    return data._replace(trn_ds=trn_ds, val_ds=val_ds, trn_dl=loaders[0], val_dl=loaders[1])


class HeadLearner(Learner):
    """A learner of a head alone, on the features that :func:`precompute` has kept."""

    def predict_batch(self, x: Tensor) -> Tensor:
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(to_device(x, self.device)).float()


# %% [markdown]
# On drawn scenes this is all the training there is: the body was pretrained on scenes of the same kind, so it need not change. The
# head trains for 20 epochs in one cycle. On photographs the head trains on augmented images instead, as in chapter 13.

# %% tags=["nbval-ignore-output"]
if run.photographs:
    before = learn.validate()
    learn.freeze_to(-1)
    learn.fit_one_cycle(3e-3, 2, resume=run.resume("both-1"))
else:
    kept = precompute(body, md, run.device)
    head_learn = HeadLearner(
        kept, nn.Sequential(model[2]), loss_func, detn_metrics(md.sz), device=run.device
    )
    before = head_learn.validate()
    head_learn.fit_one_cycle(3e-3, 20)

# %% [markdown]
# The head that we trained *is* the third group of the model, so the model has learned too. We ask it about the validation images
# themselves, keep its outputs, and measure them. Is it better than it was `before` this training?


# %%
def measure(outputs, y):
    return {metric.__name__: metric(outputs, y).item() for metric in learn.metrics}


outputs, y = learn.predict()
first = measure(outputs, y)
first["detn_acc"] > before["detn_acc"], first["detn_l1"] < before["detn_l1"]

# %% [markdown]
# On photographs the body learns as well, since ImageNet's task was a different one: first its late layers, with a tenth of the head's
# rate. Its BatchNorm layers keep their pretrained means and spreads (`bn_freeze`). Then all layers train briefly, with a fifth of
# the rates.

# %% tags=["nbval-ignore-output"]
lr = 1e-3
if run.photographs:
    learn.bn_freeze(True)
    learn.freeze_to(-2)
    learn.fit_one_cycle([lr / 100, lr / 10, lr], 20, resume=run.resume("both-2"))
    learn.unfreeze()
    learn.fit_one_cycle([lr / 500, lr / 50, lr / 5], 2, resume=run.resume("both-3"))
    outputs, y = learn.predict()
_ = learn.save(run.pick("places", "both"))

# %%
last = measure(outputs, y)
(
    last["detn_l1"] <= first["detn_l1"],
    last["detn_acc"] > run.pick(0.85, 0),
    last["detn_iou"] > run.pick(0.7, 0),
)

# %% [markdown]
# On photographs, with ResNet34 at 224 pixels, the lesson's one network has an accuracy of .82 and an L1 of 18.55; its two
# separate networks have .833 and 19.9.
#
# ## Step 10: look at it
#
# This function draws images with both boxes: the true one green, the network's white, with the predicted class and
# its confidence (the softmax of chapter 10). Above each image is its true class, in red where the prediction differs.


# %% tags=["export"]
def show_detections(
    x: Tensor, y: Pair, outputs: Tensor, classes: list[str], sz: int, rows: int = 3, cols: int = 4,
    figsize: tuple[float, float] = (12, 9.5),
) -> np.ndarray:  # fmt: skip
    """Show images with the true box (green), the predicted one (white), class and confidence.

    ``x`` is uint8 (n, sz, sz, 3). The title is the true class, in red if another is predicted.
    Returns the Axes, shape (rows, cols).
    """
    boxes, scores = split_outputs(outputs, sz)
    confidences, predicted = scores.softmax(dim=1).max(dim=1)
    names = [f"{classes[i]} {c:.2f}" for i, c in zip(predicted, confidences, strict=True)]
    axes = show_batch(x, boxes, names, rows, cols, figsize)
    for ax, box, actual, answer in zip(axes.flat, *y, predicted, strict=False):
        draw_rect(ax, bb_hw(box.tolist()), color="limegreen")
        for text in ax.texts:
            if text.get_position()[0] > 0.4 * sz:  # it would run into the next image
                text.set(x=sz - 1, ha="right")
        ax.set_title(classes[actual], color="black" if answer == actual else "red")
    return axes


# %%
x = torch.stack([md.val_ds[i][0] for i in range(min(12, len(md.val_ds)))])
show_detections(x, [y[0], y[1]], outputs, classes, md.sz)
plt.show()

# %% [markdown]
# Where does it fail? We sort the validation images by IoU and look at the twelve worst boxes. `argsort` returns row
# numbers, the row with the smallest value first.

# %%
boxes, scores = split_outputs(outputs, md.sz)
overlap = iou(boxes, y[0])
worst = overlap.argsort()[:12]
x = torch.stack([md.val_ds[i][0] for i in worst.tolist()])
show_detections(x, [y[0][worst], y[1][worst]], outputs[worst], classes, md.sz)
plt.show()

# %% [markdown]
# Look at each of them and ask: would *I* have known? In many of these images two objects have nearly the same size, and it is
# a matter of luck which of them is "the largest". The network then picks the other one, or it hedges and predicts a box
# between the two, which fits neither. Others show a small object. If the box misses it by a few pixels, the two do not
# overlap at all, and the IoU is 0.
#
# ## Step 11: the examination
#
# How good is the network? The figures above were measured on validation images, which it was not trained on. But these images were used all
# the same. The authors of this chapter tried several heads, rates and numbers of epochs, and kept what did best *on these very images*. Some
# of the gain is real, and some is luck: a setting that happened to suit these few images. So there are three kinds of images:
#
# - **Training** images: the weights are fitted to them.
# - **Validation** images: the settings are chosen on them.
# - **Test** images: nothing is chosen on them. The finished network is examined on them **once**, and that figure is reported.
#
# Anyone who looks at the test figure and goes back to change a setting has turned the test images into validation images.
#
# With drawn scenes, the images of the examination come from another random seed; with photographs, they are VOC 2007's test or validation set, if you have
# one of the two. `examination` finds them, and returns their name and a data set. Was the network
# trained on any of its images?

# %%
from torch.utils.data import DataLoader

from minilib.workbook.training.train import examination

split, exam_ds = examination(PATH, "both", classes, md.sz) or ("validation again", md.val_ds)
exam_outputs, exam_y = learn.predict(DataLoader(exam_ds, batch_size=64))
set(exam_ds.files) & set(md.trn_ds.files)

# %% [markdown]
# None was: the two sets of files have nothing in common. The result:

# %% tags=["nbval-ignore-output"]
exam = measure(exam_outputs, exam_y)
pd.DataFrame({"validation": last, "examination": exam}).T.round(3)

# %% [markdown]
# The two rows differ a little. How large a difference can be mere luck? If the network is right with probability p, the
# share of right answers among n images varies from set to set by about the square root of p (1 - p) / n, its *standard error*.
# For p = 0.9 and sets of four sizes:


# %%
def standard_error(n, p=0.9):
    return (p * (1 - p) / n) ** 0.5


[round(standard_error(n), 3) for n in (96, 320, 400, 4952)]

# %% [markdown]
# With 96 images, the number on which the earlier chapters validate, a difference of three hundredths means nothing; with 320, two hundredths
# mean nothing. When two shares are compared, both of them vary, and the standard error of their difference is the square root of
# the sum of the two squares. Luck alone seldom accounts for more than twice that. Is our difference in accuracy below that limit, and
# the difference in IoU below 0.03?

# %%
luck = math.hypot(standard_error(len(md.val_ds)), standard_error(len(exam_ds)))
abs(last["detn_acc"] - exam["detn_acc"]) < 2 * luck, abs(last["detn_iou"] - exam["detn_iou"]) < 0.03

# %% [markdown]
# A difference much larger than the standard error would be a warning: either the settings were fitted to the validation images, or
# the test images are of another kind. On photographs, the settings of a ResNet18 (with chapter 15's `BoxThenClass`) were chosen on 500
# validation images. On VOC 2007's 4952 test images, on which nothing was chosen, it has .804 and 19.5 pixels, where the validation figures
# are .808 and 18.4. The boxes looked a whole pixel better than they are.
#
# ## Step 12: one network or two?
#
# Now the question of the lesson: is one network for both tasks as good as two networks with one task each? Or even better?
#
# A fair comparison needs the same body, the same head, the same number of steps and the same images. Only the loss differs:
#
# - **box only**: L1 of the boxes. The class outputs are there, but nothing trains them.
# - **class only**: cross-entropy.
# - **both**: the sum with the factor.
#
# A single run proves nothing, since another seed gives another result. So we train each of them three times. Training nine
# whole networks would take long, so we freeze the body, keep its features as in step 9, and train only heads. All are
# validated on the same images: the split has a fixed seed.
#
# (The last layer of the small network only expands 96 channels to 576. We leave it out here: fewer features make faster heads.)
# Of the drawn training images, 480 are enough for a comparison, so we take one large batch of them; of the validation images, all.

# %%
body = nn.Sequential(*layers)
seeing = body[: run.pick(-1, len(body))]
enough = min(run.pick(480, len(md.trn_ds)), len(md.trn_ds))
few = md._replace(trn_ds=md.trn_ds.rows(range(enough), md.trn_ds.tfm))
plain = precompute(seeing, few, run.device, mirror=False)
trn_x, trn_y = next(iter(DataLoader(plain.trn_ds, batch_size=len(plain.trn_ds))))
val_x, val_y = next(iter(DataLoader(plain.val_ds, batch_size=len(plain.val_ds))))
len(trn_x), len(val_x)

# %% [markdown]
# `train_head` makes a head, trains it on these features and returns its outputs for the validation images. Each step is chapter 10's
# `train_step`. `randperm` shuffles the rows, `split` cuts them into batches. (`fused=True` does the same arithmetic in one go, which is
# faster.) Below it are the three losses. (`lambda`, chapter 03: a function without a name.)


# %%
def train_head(make_head, loss_func, seed, epochs=8, lr=5e-3):
    """Train a new head on the kept features; return its outputs for the validation images."""
    torch.manual_seed(seed)
    new = make_head().to(run.device).train()
    opt = torch.optim.AdamW(new.parameters(), lr=lr, fused=True)
    for _ in range(epochs):
        for rows in torch.randperm(len(trn_x)).split(64):
            x, y = trn_x[rows].to(run.device), [one[rows].to(run.device) for one in trn_y]
            train_step(new, loss_func, opt, x, y)
    with torch.no_grad():
        return new.eval()(val_x.to(run.device)).cpu()


losses = {
    "box only": lambda outputs, y: loss_terms(outputs, y, md.sz)[0],
    "class only": lambda outputs, y: loss_terms(outputs, y, md.sz)[1],
    "both": loss_func,
}
seen = trn_x.shape[1:]

# %% [markdown]
# Begin with the two branches of step 7. Train them for the box only, then for both, from the same seed. Are the boxes the same?


# %%
def make_two():
    return TwoHeads(deep_box_head(seen), class_head(seen[0], len(classes)))


alone_boxes = train_head(make_two, losses["box only"], seed=0, epochs=1)[:, :4]
both_boxes = train_head(make_two, losses["both"], seed=0, epochs=1)[:, :4]
torch.allclose(alone_boxes, both_boxes, atol=1e-4)

# %% [markdown]
# They are! No wonder: the two branches share nothing that is trained. The body is frozen, and what the class branch
# learns never reaches the box branch. **One task can help the other only through weights that both of them train**, or by
# telling it where to look, as in step 8.
#
# The lesson's head has such weights: its 256 hidden numbers serve both tasks. So we take that head for the comparison.

# %% tags=["nbval-ignore-output"]
begun = time.perf_counter()
found = []
for seed in range(3):
    for name, loss in losses.items():
        out = train_head(lambda: detection_head(seen, len(classes)), loss, seed)
        found.append({"trained for": name, "seed": seed, **measure(out, val_y)})
print(f"{time.perf_counter() - begun:.1f} s for {len(found)} training runs")
table = pd.DataFrame(found).set_index(["trained for", "seed"])
table.round(3)

# %% [markdown]
# A network that is trained for one task should be worse at the other (the first two checks below). And one network for both should do
# about as well as each of the two (the last two). (In a quick trial on 160 photographs these last two can be False: 32 validation images are
# too few to judge by. With all photographs they were True.)

# %%
mean = table.groupby("trained for").mean()
acc, off = mean["detn_acc"].to_dict(), mean["detn_l1"].to_dict()
print(acc["box only"] < acc["both"], off["class only"] > off["both"])
print(acc["both"] > 0.75 * acc["class only"], off["both"] < 1.25 * off["box only"])

# %% [markdown]
# Before you believe in a difference, look at how far apart the three seeds are. **On drawn scenes
# one network for both tasks is nearly as good as two, and no better.** The head matters far more. Here
# are step 7's two branches, trained for both, with the same three seeds:

# %%
branches = [train_head(make_two, losses["both"], seed) for seed in range(3)]
off_branches = sum(loss_terms(out, val_y, md.sz)[0].item() for out in branches) / len(branches)
off_branches < off["both"], off_branches < off["box only"]


# %% [markdown]
# Their boxes are better than those of the lesson's head, even when it is trained for the box alone.
#
# Why does the second task not help? A likely reason is that a drawn object stands out so clearly that the network can find it without knowing
# what it is, so the class task has nothing to add. A brown dog in brown grass is another matter. On photographs the
# lesson got better boxes with both tasks (18.55 pixels against 19.9) and a slightly lower accuracy (.82 against .833). That is
# one run each, though, and its head for both was larger and deeper than its head for the box. Our results on photographs,
# with a frozen ResNet18 (means of three seeds):
#
# | trained for | accuracy | L1, pixels | IoU |
# |---|---|---|---|
# | box only | | 24.4 | .48 |
# | class only | .741 | | |
# | both | .749 | 24.7 | .48 |
#
# So with a frozen body, the second task does not help on photographs either. But here the tasks share only the head's 256 numbers, so
# this proves nothing about a body that is trained for both, as the lesson's was.
#
# ## What it costs
#
# One thing is sure, whatever the data: two networks have two bodies, and one network has one. Here are the numbers of parameters:


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
# The number of parameters is only one part of the cost, and not the most important one. The time goes into the body: step 9 computed its features once, and then an epoch
# of the head took a second or so. With one network, the body looks at each image once instead of twice. That is reason enough to do both at once,
# even where nothing else is gained.
#
# ## Use it: any image
#
# The network predicts the box in pixels of the square. You want it in pixels of *your* image. So undo the squish: `squish_box`
# (chapter 09) takes a box from any size to any other. Sizes are (height, width).

# %%
squish_box([32, 32, 95, 95], (128, 128), (256, 512))

# %% [markdown]
# The predicted box may reach up to `sz` itself, but the last pixel is `sz - 1`. And pixels are whole numbers. So the box must be
# rounded, and clipped to the image. `np.clip` keeps numbers between a minimum and a maximum, and each number may have a maximum of its
# own. For an image of size (256, 512) these are last row, last column, last row, last column; a star unpacks the size:

# %%
size = (256, 512)
np.clip(np.array([-3, 100, 240, 517]), 0, np.array((*size, *size)) - 1)

# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `to_image_pixels` (7 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/14_multitask.ipynb#Exercise:-to_image_pixels-(7-minutes,-difficulty-3-of-5)>)
#
# Convert a box in pixels of the square to the image's own pixels: stretch it, round (`np.round(...).astype(int)`), and clip. Return a
# plain list: `tolist()`.


# %% tags=["export"]
def to_image_pixels(bb: Sequence[float], sz: int, size: Sequence[int]) -> list[int]:
    """Bring a box from a square of side ``sz`` back to its image of (height, width) ``size``.

    Returns ``[top, left, bottom, right]`` as ints, in pixels, rounded and clipped to the image.
    """
    ...  # your answer here


# %%
to_image_pixels = check(to_image_pixels)


# %% [markdown]
# Now the function to which all chapters have led. It takes any image file, reads it (chapter 05), squishes it (09), lets the network
# predict (10), splits the outputs, and stretches the box back.


# %% tags=["export"]
def detect(
    learn: Learner, file: Path | str, classes: list[str], sz: int
) -> tuple[list[int], str, float]:
    """Predict box, class name and confidence (0 to 1) of the largest object in any image file.

    The model returns four numbers for the box, then one for each of ``classes``; ``sz`` is the side
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
# Try it on an image that the network was not trained on. The box is in pixels of the original image:

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
# - The network knows only what it was trained on. After training on drawn scenes it has never seen a photograph; for your photographs, train it
#   on photographs (`WORKBOOK_DATA=voc2007`). And for an object that belongs to none of the 20 classes it still has to name one of
#   the 20, perhaps with high confidence: "none of them" is not among its answers.
# - You can train it on your own images: `chapters/OWN_DATA.md` leads from twenty photographs to this chapter.
# - A phone may store a portrait on its side, with a note on how to turn it (chapter 05). We read it upright, and the box
#   is in upright pixels. If the note is missing or wrong, rotate the image in an image editor and save it.
#
# ## Trap: numbers without their meaning
#
# Take the validation images once more, this time by hand. The first four outputs are the box, so we draw them:

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
abs(outputs[:, :4]).max().item() < 20

# %% [markdown]
# Tiny boxes in the top left corner. Is the network broken? Its metrics were fine! But look at the numbers: none of them is as large as 20.
# These are not pixels at all. In chapter 13 the *network* ended in `ToPixels`, so pixels came out of it. Here
# the sigmoid is in the *loss* (and in the metrics, and in `show_detections`), not in the network. Anyone who uses the network
# alone gets numbers without their meaning.
#
# It is a good habit to have **one** function that knows what the outputs mean, and always to use it:

# %%
fig, axes = plt.subplots(1, 4, figsize=(12, 3.2))
for ax, picture, box in zip(axes, x, split_outputs(outputs, md.sz)[0], strict=False):
    show_img(picture.numpy(), ax=ax)
    draw_rect(ax, bb_hw(box.tolist()))
plt.show()

# %% [markdown]
# ## The whole way
#
# Fourteen chapters lead from a file on the disk to a box and a name:

# %%
steps = [
    ("find files", "01 paths, 02 generators"),
    ("read labels", "03 annotations, 04 boxes"),
    ("show images", "05 images, 06 drawing"),
    ("one object", "07 largest"),
    ("read code", "08 debugging"),
    ("batches", "09 modeldata, 12 augment"),
    ("the body", "10 classifier"),
    ("what?", "10 classifier, 11 learner"),
    ("where?", "13 regression"),
    ("both at once", "14 multitask"),
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
# The two boxes below are in square images, so some mistakes make no difference there. Add cases for `to_image_pixels` until
# every impostor is exposed. In your own projects nobody counts the impostors for you, but by now you can guess what they would try.

# %%
from minilib.workbook import impostors

impostors(
    "to_image_pixels",
    [([0, 0, 128, 128], 128, (128, 128)), ([32, 32, 95, 95], 128, (256, 256))],
)

# %% [markdown]
# ## Where to go on
#
# We looked for *one* object, the largest. The next step is to find all of them, with a network that predicts many boxes and classes at once,
# one for each cell of a grid over the image, as the SSD of the next lesson does. You already have its body, a head with
# numbers for boxes and classes, the combined loss, and IoU. The one new question is which of the many boxes belongs to which
# object. Chapters 18 and 19 answer it.

# %%
from minilib.workbook import how_far

how_far("multitask")

# %% [markdown]
# ## What minilib gained
#
# `minilib/heads.py`: `detection_head`, `TwoHeads`, `PlacesVote`.
#
# `minilib/multitask.py`: `split_outputs`, `loss_terms`, `balance_factor`, `detection_loss`, `detn_metrics`, `flip_boxes`,
# `precompute`, `HeadLearner`, `show_detections`, `to_image_pixels`, `detect`.
#
# ## Ask yourself
#
# <details><summary>1. Why does the loss need a factor when the metrics do not?</summary>
#
# Training makes one number smaller, in which pixels and cross-entropy must be balanced. We look at the metrics one by one, so
# nothing needs balancing.
# </details>
#
# <details><summary>2. With the body frozen and a head for each task, can one task help the other?</summary>
#
# Not through shared weights: none that they share is trained. That takes a shared layer in the head, or a body that is trained as well. But
# the box can tell the class branch where to look, as in step 8 and in chapter 15.
# </details>
#
# <details><summary>3. Why does the class branch pool, and the box branch not?</summary>
#
# For the class it does not matter where an object is, so the places can be averaged, and few weights are left to learn. For the
# box, the place is the answer.
# </details>
#
# This was the last chapter of the lesson. Part II goes beyond it. It begins with a second, closer look at each image.
#
# Now go on to [chapter 15](15_closer.ipynb).
