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
# # 13 · Box regression: where is the largest object?
#
# **After this chapter you can** train a network that predicts a box, measure in two ways how good the box is, choose the device
# that computes, and train in cycles and stages.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · **13 regression** · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# The classifier of chapters 10 and 11 predicts *what* the largest object is. Now we want to know *where* it is. A box is four
# numbers: top, left, bottom, right. Predicting numbers rather than classes is called **regression**.
#
# It sounds like a new subject, but only two things change:
#
# | question | classification | regression |
# |---|---|---|
# | what does the last layer give? | 20 numbers, one per class | 4 numbers, the box |
# | what does the loss compare it with? | the right class: cross-entropy | the right box: L1 |
#
# The body, the batches, the training loop and the way to choose learning rates stay the same.

# %% tags=["export"]
"""Box regression: L1 and IoU of boxes, heads that do not pool, devices, and cyclic rates."""

import torch
from torch import Tensor, nn

# %%
import math
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from minilib.augment import Augment
from minilib.boxes import bb_hw
from minilib.classifier import ConcatPool, body_layers, layer_groups, feature_shape
from minilib.drawing import draw_rect, load_pascal, show_img
from minilib.learner import Learner
from minilib.data import model_data, read_rgb, show_batch, write_tables
from minilib.transforms import squish_box
from minilib.summary import summary
from minilib.workbook import check, hint, open_data, recipe

# %%
PATH = open_data()
run = recipe()

# %% [markdown]
# ## Step 1: where to compute
#
# Before any training, there is one short question: which device computes? A GPU multiplies large tables of numbers many times
# faster than a CPU. The lesson's notebook begins with `torch.cuda.set_device(3)`: its author had at least four GPUs, counted
# from 0, and took number 3. Anyone who runs it on a computer with one GPU gets an error in the first cell. Here we ask for a
# GPU that does not exist:

# %%
gpus = torch.cuda.device_count()
try:
    torch.cuda.set_device(max(3, gpus))
    print("it is there")
except Exception:
    print("An error: this computer has no such GPU.")

# %% [markdown]
# The number of a GPU in someone else's computer does not belong in a notebook. Find out what is there, and decide once, at the
# top. A device is named by a string: `"cpu"`, `"cuda:1"` (GPU number 1), or `"cuda"`, which means number 0. The next cell takes
# such names apart. An empty string counts as False, so `or` gives what follows it:

# %%
[int(name.removeprefix("cuda").removeprefix(":") or 0) for name in ("cuda:1", "cuda")]


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `choose_device` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/13_regression.ipynb#Exercise:-choose_device-(8-minutes,-difficulty-3-of-5)>)
#
# Return the name of the device to use. `wanted` is the device that was asked for, or None for the best there is; `gpus` is the
# number of GPUs. Raise a `ValueError` for a GPU that does not exist.


# %% tags=["export"]
def choose_device(wanted: str | None, gpus: int) -> str:
    """Return ``'cpu'`` or ``'cuda:N'``: what is wanted; for None the first GPU, or else the CPU.

    ``gpus`` is ``torch.cuda.device_count()``. A GPU that does not exist raises a ValueError with
    the number of GPUs.
    """
    ### BEGIN SOLUTION
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there is no {wanted}: this computer has {gpus} GPUs, counted from 0")
    return f"cuda:{number}"
    ### END SOLUTION


# %%
choose_device = check(choose_device)

# %% [markdown]
# `to` moves a batch or a whole model to a device. Both must be on the same device; otherwise PyTorch complains that it
# "expected all tensors to be on the same device".

# %%
device = choose_device(None, gpus)
layer, batch = nn.Linear(4, 2).to(device), torch.zeros(3, 4).to(device)
device == ("cuda:0" if gpus else "cpu"), layer(batch).to("cpu").shape

# %% [markdown]
# From here on you need not think about it: the `Learner` of chapter 11 moves both for you. It takes the best device there is,
# including Apple's `mps`. To choose another one, pass `device=` or, for these notebooks, set the variable `WORKBOOK_DEVICE`.
#
# <details><summary>If you train on a GPU: pinned memory, 16 bits, and a memory that is full</summary>
#
# **Pinned memory.** The CPU makes a batch, which then has to travel to the GPU. Ordinary memory is first copied to a place that
# the system promises not to move. A batch that is in such *pinned* memory from the start can travel while the GPU is still
# computing. Our loaders ask for it whenever there is a GPU (`pin_memory`).
#
# **16 bits.** Usually a number takes 32 bits. With 16 bits, a GPU computes faster, and twice as many numbers fit into its
# memory. There are two kinds. `bfloat16` has the range of `float32` but only two or three digits; `float16` has one digit more,
# but large numbers become infinite and very small ones 0. So **mixed precision** (`Learner(..., mixed=True)`) multiplies in 16
# bits but keeps the weights and the loss in 32; `torch.autocast` decides this for each operation.
#
# **Out of memory.** What fills the memory is not so much the weights as the outputs of all layers, which training must keep
# until the gradients are computed. Try these remedies, in this order: a smaller batch (`bs`); smaller images (half the side
# takes a quarter of the memory); freezing the body, whose outputs then need not be kept; mixed precision.
# `torch.cuda.empty_cache()` does **not** help, although it is often recommended: it returns memory that PyTorch has reserved
# but is not using, and PyTorch would have used that itself before it complained. If an old model is still in memory, delete it
# (`del learn`) or restart the kernel.
# </details>
#
# ## Step 2: images with boxes
#
# Chapter 07 wrote the table of boxes, chapter 09 makes batches from it, and chapter 12 changes the training images and moves
# their boxes along. Besides turning the images gently, we now also enlarge or shrink them by a factor of up to 1.2 (`zoom`),
# and shift them by up to a tenth of the side (`move`). Both give the network boxes that it has not seen before. As in chapter 11,
# `cache` keeps the decoded files. In a batch, `y` has a row of four numbers for each image:

# %%
pascal = load_pascal(PATH)
_, BB_CSV = write_tables(PATH, pascal)
tfm = Augment(run.sz, degrees=3, zoom=0.2, move=0.1)
data = model_data(PATH, bb_csv=BB_CSV, tfm=tfm, **{"read": cache(read_rgb)} | run.data)

x, y = next(iter(data.val_dl))
x.shape, y.shape, y[0]

# %%
axes = show_batch(x, y, rows=2, cols=4, figsize=(12, 6))
axes.flat[0].figure.tight_layout()
plt.show()

# %% [markdown]
# The images are squares, and the boxes are in pixels of these squares (chapter 09).
#
# ## Step 3: how wrong is a box?
#
# Here are the right box and the box that a network predicted. All four predicted numbers are wrong: some are too large, some
# too small.

# %%
right_box = torch.tensor([[20.0, 30, 90, 110]])
answer = torch.tensor([[25.0, 28, 80, 113]])
answer - right_box

# %% [markdown]
# `abs()` removes the sign (it gives the *absolute value*), and the mean tells us that on average an edge of the box is five
# pixels off:

# %%
(answer - right_box).abs(), (answer - right_box).abs().mean()


# %% [markdown]
# This number is called **L1**. A loss must be one number for the whole batch, and it must stay a Tensor, since PyTorch
# remembers how a Tensor was computed and uses that to find out how to change the weights.
#
# ## Exercise 2
#
# ### Exercise: `l1` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/13_regression.ipynb#Exercise:-l1-(4-minutes,-difficulty-1-of-5)>)
#
# Compute the mean of the absolute errors over all numbers of all boxes. Return a Tensor with one number.


# %% tags=["export"]
def l1(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the mean absolute error of boxes (n, 4), over all their numbers, in pixels: shape ().

    If ``outputs`` or ``y`` is a single box of shape (4,), it is compared with every row.
    """
    ### BEGIN SOLUTION
    return (outputs - y).abs().mean()
    ### END SOLUTION


# %%
l1 = check(l1)

# %% [markdown]
# (PyTorch has it too, as `nn.L1Loss()`.)
#
# ### Why not the square?
#
# For regression, many people use the mean of the *squared* errors, **MSE** ("mean squared error"). The lesson prefers L1. Here
# is why. Take four errors, the last of which is a bad miss; almost every batch has one. What share of the loss is due to the
# bad miss alone, first with L1, then with MSE?

# %%
errors = torch.tensor([1.0, 2, 3, 100])
errors[-1] / errors.sum(), errors[-1] ** 2 / (errors**2).sum()

# %% [markdown]
# The bad miss makes up most of both losses. But with squares almost *nothing else* is left: the three other errors make up
# about a thousandth. A network learns from the slope of the loss, its gradient, which tells you how fast the loss changes when the
# error changes a little. `backward()` computes it for Tensors that ask for it (`requires_grad=True`) and puts it into `grad`.
# Here it is, first for L1, then for MSE. (We take sums instead of means, which only changes the scale.)

# %%
for power in (1, 2):
    e = torch.tensor([1.0, 2, 3, 100], requires_grad=True)
    (e.abs() ** power).sum().backward()
    print(e.grad.tolist())

# %% [markdown]
# With L1, every error pulls equally hard. With MSE, the bad miss pulls a hundred times as hard as an error of one pixel. Here
# are both in a picture:

# %%
e, half = np.linspace(-10, 10, 201), np.array([0, 10])
fig, axes = plt.subplots(1, 2, figsize=(11, 3.5))
axes[0].plot(e, abs(e), label="L1: |error|")
axes[0].plot(e, e**2, "--", label="MSE: error²")
axes[0].set(xlabel="error in pixels", ylabel="loss", title="How much an error costs", ylim=(0, 60))
axes[1].plot(half, [1, 1], color="C0", label="L1")
axes[1].plot(-half, [-1, -1], color="C0")
axes[1].plot([0, 0], [1, -1], "o", color="C0", mfc="white")  # the jump: no slope at 0 itself
axes[1].plot(e, 2 * e, "--", color="C1", label="MSE")
axes[1].set(xlabel="error in pixels", ylabel="slope", title="How hard it pulls", ylim=(-8, 8))
for ax in axes:
    ax.legend()
fig.tight_layout()
plt.show()

# %% [markdown]
# (At an error of exactly 0, L1's slope jumps from -1 to 1; PyTorch takes 0 there.)
#
# Here is another way to see the difference. Five boxes begin at the columns below, and the last one is unusual. We must predict
# *one* number for all five. Which is best?

# %%
lefts = torch.tensor([10.0, 12, 13, 15, 100])
guesses = torch.arange(0, 101)
cost_l1 = torch.stack([(lefts - guess).abs().mean() for guess in guesses])
cost_mse = torch.stack([((lefts - guess) ** 2).mean() for guess in guesses])
best = guesses[cost_l1.argmin()].item(), guesses[cost_mse.argmin()].item()
best, (lefts.median().item(), lefts.mean().item())

# %% [markdown]
# The best answer under L1 is the **median**, 13: the one in the middle when the five columns are sorted. Under MSE it is the
# **mean**, 30, which is close to none of them, since the unusual column has pulled it away.

# %%
fig, axes = plt.subplots(1, 2, figsize=(11, 3.5))
for ax, cost, name in zip(axes, (cost_l1, cost_mse), ("L1", "MSE"), strict=True):
    best = int(cost.argmin())
    ax.plot(guesses, cost)
    ax.plot(lefts, torch.zeros(5), "k|", markersize=14, label="the five columns")
    ax.plot(best, cost[best], "o", color="tab:red", label=f"best answer: {best}")
    ax.set(xlabel="answer", ylabel=name, title=f"{name} of one answer for all five", ylim=(0, None))
    ax.legend(loc="upper left")
fig.tight_layout()
plt.show()


# %% [markdown]
# L1 has one more advantage: it is in **pixels**. You can picture an error of 20 pixels, but hardly one of 400 square pixels.
# Mind the size of the square, though: in a larger square, the same error is more pixels. Divide it by the side, and you can
# compare squares of different sizes.
#
# ### A blind guess
#
# How good must a network be to be worth anything? It must do better than always guessing the same box. Under L1, the
# best such box is the median of each number over the training images. (`median(dim=0)` gives values and positions; we want the
# values.)


# %%
def square_boxes(ds):
    sides = (run.sz, run.sz)
    boxes = [squish_box(bb, size, sides) for bb, size in zip(ds.boxes, ds.sizes, strict=True)]
    return torch.tensor(np.stack(boxes))


trn_boxes, val_boxes = square_boxes(data.trn_ds), square_boxes(data.val_ds)
constant = trn_boxes.median(dim=0).values
constant_l1 = l1(constant, val_boxes).item()
print(f"{constant_l1:.1f} pixels of {run.sz}, which is {constant_l1 / run.sz:.0%} of the side")

# %% [markdown]
# This is the number to beat, measured on the validation images. (The constant box has shape (4,), the others have (n, 4), and
# PyTorch compares it with every row.)
#
# ## Step 4: how good is a box?
#
# L1 does not know how large the object is. Here are two objects, each with a prediction that is shifted by ten pixels to the
# right and down. The L1 is the same for both, but look:


# %%
def draw_overlap(ax, right, answer, title):
    near = max(right[0], answer[0]), max(right[1], answer[1])
    far = min(right[2], answer[2]), min(right[3], answer[3])
    boxes = [
        ([*near, *far], {"facecolor": "gold", "hatch": "//"}, "in both"),
        (right, {"fill": False, "edgecolor": "tab:green", "lw": 3}, "right box"),
        (answer, {"fill": False, "edgecolor": "tab:blue", "lw": 3, "ls": "--"}, "predicted"),
    ]
    for box, how, label in boxes:
        x, y, width, height = bb_hw(np.array(box))
        ax.add_patch(plt.Rectangle((x, y), width, height, label=label, **how))
    ax.set(xlim=(0, 128), ylim=(128, 0), aspect="equal", title=title)


large, small = torch.tensor([[10.0, 10, 109, 109]]), torch.tensor([[40.0, 40, 59, 59]])
fig, axes = plt.subplots(1, 2, figsize=(9, 4.5))
for ax, box, name in zip(axes, (large, small), ("large", "small"), strict=True):
    title = f"{name} object, L1 is {l1(box + 10, box):.0f}"
    draw_overlap(ax, box[0].tolist(), (box[0] + 10).tolist(), title)
axes[1].legend(loc="lower right")
fig.tight_layout()
plt.show()

# %% [markdown]
# For the large object the prediction is good; for the small one it is poor. The usual measure for this is **intersection over
# union**, IoU: the number of pixels in *both* boxes (the hatched part), divided by the number of pixels in *at least one* of
# them. It is 1 for two equal boxes and 0 for boxes that do not overlap. The VOC challenge counted an object as found if the IoU
# was over one half.
#
# ### By hand
#
# Take the small object. The part in both boxes is a box as well. Its near corner is the *larger* of the two near corners, and
# its far corner the *smaller* of the two far ones. `[:, :2]` takes the near corner of every row; `torch.maximum` and
# `torch.minimum` compare number by number. From 50 to 59 there are ten pixels, since both corners belong to the box (chapter
# 04), so we add 1:

# %%
a, b = small, small + 10
near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
near, far, far - near + 1

# %% [markdown]
# `prod(dim=1)` multiplies the numbers of each row: rows times columns. The areas of the two boxes are computed in the same way.
# Together they count the part in both twice, so the union is their sum minus that part:

# %%
both = (far - near + 1).prod(dim=1)
area_a, area_b = (a[:, 2:] - a[:, :2] + 1).prod(dim=1), (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
both, area_a, area_b, both / (area_a + area_b - both)

# %% [markdown]
# Two things can go wrong. **Boxes that are apart**: the near corner is beyond the far one, and the sides are negative. Minus
# times minus is plus, so two boxes that do not even touch would have 200 pixels in common. `clamp(min=0)` turns everything
# below 0 into 0:

# %%
a, b = torch.tensor([[0.0, 0, 9, 9]]), torch.tensor([[20.0, 30, 29, 39]])
near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
far - near + 1, (far - near + 1).prod(dim=1), (far - near + 1).clamp(min=0)

# %% [markdown]
# **Boxes without pixels**: a network can output any four numbers, even a bottom above the top. Such a box has no pixels, and none
# in common with any other: no side of the part in both is longer than the box's own, so the same `clamp(min=0)` makes that part
# 0, whatever number comes out as the box's area. But if neither box has pixels, 0 may be divided by 0, which is `nan`, "not a
# number", and a single nan in a batch makes the mean nan. So we don't let the union be smaller than a tiny number:

# %%
nothing = torch.tensor([0.0])
nothing / nothing, nothing / nothing.clamp(min=1e-9)


# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `iou` (12 minutes, difficulty 4 of 5)
#
# [To the exercise](<../chapters/13_regression.ipynb#Exercise:-iou-(12-minutes,-difficulty-4-of-5)>)
#
# Compute the intersection over union for each pair of rows of `a` and `b`. The result has shape (n,). Use Tensors from
# beginning to end, so that a network could learn from the result.


# %% tags=["export"]
def iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union of boxes (n, 4), pair by pair: shape (n,), from 0 to 1.

    A box is ``[top, left, bottom, right]`` in pixels, and both corners belong to it. A box whose
    corners are in the wrong order has no pixels. Everingham et al., The PASCAL Visual Object
    Classes Challenge, IJCV 2010, section 4.2.
    """
    ### BEGIN SOLUTION
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    areas = [(box[:, 2:] - box[:, :2] + 1).prod(dim=1) for box in (a, b)]
    return both / (areas[0] + areas[1] - both).clamp(min=1e-9)
    ### END SOLUTION


# %%
iou = check(iou)

# %%
iou(large + 10, large), iou(small + 10, small)

# %% [markdown]
# These are the large and the small object from above, whose L1 was the same. Why, then, do we train with L1 and only *report*
# the IoU? The reason is boxes that do not overlap. Their IoU is 0, whether they are near or far, and its gradient is 0 as well,
# so nothing tells the network in which direction to move the box. L1 does. Here are both gradients, first that of the IoU:

# %%
for loss in (iou, l1):
    start = torch.tensor([[0.0, 0, 9, 9]], requires_grad=True)
    loss(start, torch.tensor([[50.0, 50, 59, 59]])).sum().backward()
    print(start.grad.tolist())


# %% [markdown]
# For the whole validation set we report the mean. (`expand_as` repeats the constant box, one row for each image, since `iou`
# goes pair by pair.)


# %% tags=["export"]
def mean_iou(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the mean of :func:`iou`."""
    return iou(outputs, y).mean()


# %%
constant_iou = mean_iou(constant.expand_as(val_boxes), val_boxes).item()
print(f"the constant box: IoU {constant_iou:.2f}")

# %% [markdown]
# ## Step 5: a head that knows where
#
# The classifier's head **pooled**: for each channel it took the mean and the maximum over all places. That is right for *what*,
# since a dog is a dog, wherever it is. For *where*, it is exactly wrong. Here is a tiny example: a channel of 4 rows and 4
# columns that detects wheels, say, and has found one on the left, or one on the right. `nn.Flatten` does not pool. It puts all
# numbers of an image into a single row, and loses none:

# %%
left, right = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
left[0, 0, 2, 0] = 1
right[0, 0, 2, 3] = 1
fig, axes = plt.subplots(2, 3, figsize=(11, 4.2), width_ratios=(2, 2, 6))
for row, (name, found) in zip(axes, (("left", left), ("right", right)), strict=True):
    row[0].imshow(found[0, 0], cmap="Blues", vmin=0, vmax=1.3)
    row[1].imshow(ConcatPool()(found).reshape(1, 2), cmap="Blues", vmin=0, vmax=1.3)
    row[2].imshow(found.reshape(1, -1), cmap="Blues", vmin=0, vmax=1.3)
    for ax, title in zip(row, (f"found on the {name}", "pooled", "flattened"), strict=True):
        ax.set(title=title, xticks=[], yticks=[])
fig.tight_layout()
plt.show()
torch.equal(ConcatPool()(left), ConcatPool()(right)), nn.Flatten()(left)

# %% [markdown]
# Pooling gives the same two numbers for both. Whatever comes after that can't tell left from right: that information is lost.
# After `Flatten` comes one linear layer. It has a weight for every place, so it can read off the place. If each weight is the
# number of its column, the output *is* the column. (`@` multiplies number by number and adds up, which is what a linear layer
# does.)

# %%
columns = torch.arange(4.0).repeat(4)
nn.Flatten()(left) @ columns, nn.Flatten()(right) @ columns

# %% [markdown]
# Of course, nobody writes such weights by hand; they are learned. The point is that they exist.
#
# How many weights are there? The lesson's body, ResNet, turns an image of 224 x 224 into 512 channels of 7 rows and 7 columns. A
# linear layer has a weight for each pair of input and output, and for each output one number that is added (the *bias*):

# %%
512 * 7 * 7, 512 * 7 * 7 * 4 + 4, [w.numel() for w in nn.Linear(512 * 7 * 7, 4).parameters()]


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `box_head` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/13_regression.ipynb#Exercise:-box_head-(6-minutes,-difficulty-2-of-5)>)
#
# Build the lesson's head for a body of any size: `features` is (channels, rows, columns). Return the two layers as one
# module. Nothing comes after the linear layer: the head may output any four numbers.


# %% tags=["export"]
def box_head(features: tuple[int, int, int], n_out: int = 4) -> nn.Sequential:
    """Make a head that does not pool: (n, channels, rows, columns) becomes (n, n_out).

    ``features`` is (channels, rows, columns). Two layers in one ``nn.Sequential``: Flatten, and a
    Linear that sees every feature of every place.
    """
    ### BEGIN SOLUTION
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, n_out))
    ### END SOLUTION


# %%
box_head = check(box_head)

# %% [markdown]
# ### Read the whole network, line by line
#
# The lesson puts this head on a ResNet and prints a **summary** (chapter 11). We do the same with ResNet18, with all layers
# frozen except the head. (To read the table, we need no pretrained weights, hence `None`.) These are its first and last rows:

# %%
layers, cut = body_layers("resnet18", None)
resnet = layer_groups(layers, cut, box_head((512, 7, 7)))
for group in list(resnet.children())[:-1]:
    group.requires_grad_(False)

table = summary(resnet, (3, 224, 224))
table.iloc[[0, 1, 2, 3, -3, -2, -1]]

# %% [markdown]
# The first convolution gets images of 224 x 224 with 3 colour channels. (The -1 stands for the batch, which may have any
# number of images.) It makes 64 output channels, with a window of 7 x 7 weights for each pair of input and output channel: 64
# · 3 · 7 · 7 weights. It keeps only every second row and column. The layer is frozen, so `trainable` is False. ReLU and
# pooling have nothing to learn, so for them it is None. At the end, `Flatten` makes one row of 25088 numbers, and the **new
# layer** turns that row into 4. It alone is trainable. The lesson prints the same numbers of weights:

# %%
first, last = table.iloc[0], table.iloc[-1]
trainable = table["trainable"].tolist().count(True)
int(first["nb_params"]) == 64 * 3 * 7 * 7 == 9408, int(last["nb_params"]) == 100356, trainable == 1

# %% [markdown]
# ## Step 6: rates in cycles
#
# Chapter 11 trained in one cycle, in which the rate rises and then falls. The lesson trains its box model in another way: it
# starts with a high rate, lets it fall along a cosine, and then *starts again*. These new starts are called **warm restarts**. At a high
# rate, the weights jump about and can leave a poor solution; at a low rate, they settle. Since each cycle begins with a better
# solution than the one before, it may be longer.
#
# `cycle_len=1` means that the first cycle has one epoch, and `cycle_mult=2` that each cycle is twice as long as the one before.
# How many epochs do two cycles have?

# %%
cycle_len, cycle_mult, n_cycle = 1, 2, 2
lengths = [cycle_len * cycle_mult**cycle for cycle in range(n_cycle)]
lengths

# %% [markdown]
# They have three epochs in all. Now take one cycle. Suppose that it has T batches, and that t counts them from 0. The cosine
# falls from 1 to -1 while its angle goes from 0 to pi (half a turn). If we add 1, it falls from 2 to 0, and if we multiply that
# by half the rate, it falls from `lr` to 0. (We leave out the last value, where t is T, since a batch with a rate of 0 would
# learn nothing.)

# %%
T, lr = 8, 0.5
print([round(math.cos(math.pi * t / T), 2) for t in range(T + 1)])
print([round(lr / 2 * (1 + math.cos(math.pi * t / T)), 3) for t in range(T)])


# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `cosine_rates` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/13_regression.ipynb#Exercise:-cosine_rates-(8-minutes,-difficulty-3-of-5)>)
#
# Return the rates of all batches of several cycles, one after the other, in one list. `lengths` holds the number of epochs of
# each cycle; `steps` is the number of batches in an epoch.


# %% tags=["export"]
def cosine_rates(lr: float, lengths: list[int], steps: int) -> list[float]:
    """Return a rate for each batch: cycles that fall from ``lr`` along a cosine and begin again.

    ``lengths`` are the cycles' numbers of epochs; an epoch has ``steps`` batches. The rate is
    ``lr / 2 * (1 + cos(pi * t / T))`` for batch t (from 0) of the T in its cycle (Loshchilov and
    Hutter, SGDR, 2017, formula 5).
    """
    ### BEGIN SOLUTION
    rates = []
    for length in lengths:
        t = torch.arange(length * steps) / (length * steps)
        rates += (lr / 2 * (1 + torch.cos(torch.pi * t))).tolist()
    return rates
    ### END SOLUTION


# %%
cosine_rates = check(cosine_rates)

# %%
[round(rate, 2) for rate in cosine_rates(1.0, [1, 2], 4)]

# %% [markdown]
# ## Step 7: train the lesson's head
#
# The pretrained body comes from `recipe`. `feature_shape` gives the shape of its output, and the head is made to fit. Apart
# from the head, only the loss function changes from classification to regression: it is our `l1`. At first only the head is
# trained.

# %%
torch.manual_seed(0)
layers, cut = run.body()
features = feature_shape(layers, run.sz)
learn = Learner(data, layer_groups(layers, cut, box_head(features)), l1, [mean_iou], **run.learner)
learn.freeze_to(-1)
learn.summary().tail(2)

# %% [markdown]
# We train for two cycles, that is, for three epochs.

# %% tags=["nbval-ignore-output"]
lr = 2e-3
learn.fit(lr, n_cycle, cycle_len=cycle_len, cycle_mult=cycle_mult, resume=run.resume("line4-1"))

# %% [markdown]
# Has the loss fallen? And are the rates that were used, batch by batch, those of your function?

# %%
frozen = [epoch["val_loss"] for epoch in learn.history]
ax = learn.plot_lr()
ax.set_title("Two cycles: one epoch, then two")
plt.show()
frozen[-1] < frozen[0], np.allclose(learn.lrs, cosine_rates(lr, lengths, len(data.trn_dl)))

# %% [markdown]
# ### Stages: unfreeze from the end
#
# So far the head has learned while the body stayed as it was. Now the body may change too, but carefully. As in chapter 11,
# each group of layers gets its own rate (**differential learning rates**): a hundredth of the rate, a tenth of it, and all of
# it. First we train the last two groups:

# %% tags=["nbval-ignore-output"]
learn.freeze_to(-2)
lrs = [lr / 100, lr / 10, lr]
n_cycle = run.pick(1, 2)
learn.fit(lrs, n_cycle, cycle_len=cycle_len, cycle_mult=cycle_mult, resume=run.resume("line4-2"))

# %%
learn.history[-1]["val_loss"] < frozen[-1]

# %% [markdown]
# Then we train all three. (The lesson writes `freeze_to(-3)`; with three groups, `unfreeze()` does the same.) Is the result
# still better than with a frozen body?

# %% tags=["nbval-ignore-output"]
learn.unfreeze()
learn.fit(lrs, 1, cycle_len=run.pick(1, 2), resume=run.resume("line4-3"))

# %%
linear = learn.history[-1]
linear["val_loss"] < frozen[-1]

# %% [markdown]
# ## Step 8: a better head
#
# Two things about this head can be improved.
#
# **The range.** The linear layer can output any number, even -500. But we know that a box is inside the square. A *sigmoid*
# turns any number into one between 0 and 1; multiplied by the side, it is a place in the square:

# %%
numbers = torch.tensor([-500.0, -2, 0, 2, 500])
torch.sigmoid(numbers) * 128


# %% [markdown]
# A network that knows nothing yet has outputs near 0. With the sigmoid, it begins in the middle of the image instead of in the
# top left corner, and none of its predictions are outside the image.


# %% tags=["export"]
class ToPixels(nn.Module):
    """Turn any four numbers into a box in pixels with a sigmoid: (n, 4), from 0 to ``sz``."""

    def __init__(self, sz: int):
        super().__init__()
        self.sz = sz

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(x) * self.sz


# %% [markdown]
# **A second layer.** A single linear layer can only add up. To detect "a wheel here *and* a window there", we need a
# second layer. But a layer of 256 outputs directly after the 25088 features would have over six million weights, far too many
# for 2000 images: it would learn the training images by heart. So we **reduce the channels first**. A convolution of 1 x 1,
# which is a small linear layer applied at every place with the same weights, turns 512 channels into 128. How many weights do
# these three have: the large layer, the convolution, and the layer after the convolution?

# %%
25088 * 256, 512 * 128, 128 * 7 * 7 * 256


# %% [markdown]
# The convolution and the layer after it together have about a quarter of the weights of the large layer. As in chapter 10,
# `Dropout` sets randomly chosen numbers to 0 during training, so that nothing relies on a single number, and `BatchNorm` keeps
# the numbers in a good range. (Their order matters: chapter [16](16_source.ipynb) measures both.)


# %% tags=["export"]
def deep_box_head(features: tuple[int, int, int]) -> nn.Sequential:
    """Make a head with two more layers, which reduces the channels first to save weights.

    (n, channels, rows, columns) becomes (n, 4): numbers of any size, see :class:`ToPixels`.
    """
    channels, rows, columns = features
    return nn.Sequential(
        nn.Conv2d(channels, 128, kernel_size=1),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(128 * rows * columns, 256),
        nn.BatchNorm1d(256),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(256, 4),
    )


# %%
summary(nn.Sequential(deep_box_head((512, 7, 7)), ToPixels(224)), (512, 7, 7))


# %% [markdown]
# ## Use it: train, look, judge
#
# We start again from the beginning, with the pretrained body. A function makes the learner, since we will need a second one
# below.


# %%
def box_learner():
    layers, cut = run.body()
    head = nn.Sequential(deep_box_head(features), ToPixels(run.sz))
    return Learner(data, layer_groups(layers, cut, head), l1, [mean_iou], **run.learner)


torch.manual_seed(0)
learn = box_learner()
learn.freeze_to(-1)
before = learn.validate()["val_loss"]

# %% [markdown]
# We train the head alone for one epoch, then the head and the late layers together in one cycle. `bn_freeze` keeps the running
# means and spreads of the body's BatchNorm layers (chapter 11).

# %% tags=["nbval-ignore-output"]
learn.fit_one_cycle(3e-3, 1, resume=run.resume("reg4-1"))
learn.bn_freeze(True)
learn.freeze_to(-2)
lr = run.pick(5e-3, 1e-3)
learn.fit_one_cycle([lr / 100, lr / 10, lr], run.pick(4, 8), resume=run.resume("reg4-2"))

# %%
deep = learn.history[-1]
deep["val_loss"] < before

# %% [markdown]
# Here are both heads and the blind guess:

# %% tags=["nbval-ignore-output"]
pixels = np.array([constant_l1, linear["val_loss"], deep["val_loss"]])
ious = [constant_iou, linear["mean_iou"], deep["mean_iou"]]
pd.DataFrame(
    {"L1 in pixels": pixels, "L1 in % of the side": 100 * pixels / run.sz, "mean IoU": ious},
    index=["always the same box", "the lesson's head", "the deep head"],
).round(2)

# %% [markdown]
# On the drawn scenes, both heads were trained for five epochs. Is the L1 of the deep head lower than that of the lesson's head,
# and at least a fifth lower than that of the blind guess? And is its IoU higher than that of the blind guess?

# %%
(
    deep["val_loss"] < linear["val_loss"],
    deep["val_loss"] < 0.8 * constant_l1,
    deep["mean_iou"] > constant_iou,
)

# %% [markdown]
# And on photographs, at 224 x 224? The lesson trained a ResNet34 with the linear head and printed the L1 after each epoch.
# Beside it is the L1 of the cells above with the smaller ResNet18 and `WORKBOOK_DATA=voc2007`:
#
# | stage | the lesson | this chapter |
# |---|---|---|
# | head alone, `fit(lr, 2, cycle_len=1, cycle_mult=2)` | 35.8, 29.6, 29.0 | 29.1, 27.4, 26.4 |
# | `freeze_to(-2)`, differential rates, the same cycles | 25.1, 22.9, 21.2 | 23.8, 24.7, 21.7 |
# | all layers, `fit(lrs, 1, cycle_len=2)` | 22.0, 20.93 (a later run: 19.9) | 22.1, 20.84 |
# | the deep head | | 18.77 |
#
# With the deep head, the small network beats the lesson's larger one. The next cell must show True for both data sets (for the
# photographs, the bound is the lesson's best result):

# %%
deep["val_loss"] < run.pick(0.8 * constant_l1, 19.9)

# %% [markdown]
# A trained network is worth keeping. `save` writes its weights. A new learner, whose head is random at first, loads them and
# then predicts the very same boxes:

# %%
learn.save("reg4")
again = box_learner()
again.load("reg4")
outputs, y = learn.predict()
torch.equal(again.predict()[0], outputs)


# %% [markdown]
# ### Look at the boxes
#
# The right box is solid and green, the network's box is dashed and white. The IoU is above each image.


# %%
def show_predicted(ax, row):
    picture, _ = data.val_ds[row]
    show_img(picture.numpy(), ax=ax)
    draw_rect(ax, bb_hw(y[row].tolist()), color="lime")
    draw_rect(ax, bb_hw(outputs[row].tolist())).set_linestyle("--")
    ax.set_title(f"IoU {overlaps[row]:.2f}")


overlaps = iou(outputs, y)
fig, axes = plt.subplots(3, 4, figsize=(12, 9.5))
for ax, row in zip(axes.flat, range(len(y)), strict=False):
    show_predicted(ax, row)
fig.tight_layout()
plt.show()


# %% [markdown]
# ### Where it looks poor
#
# In some images the white box is around the wrong thing, or around nothing. According to the lesson, this happens if there is
# more than one object. Is that so? We expect trouble from a **rival**: a second object with more than half as many pixels as
# the largest. For each image we look up its objects: from the file name to the image id, and from there to the list of objects
# from chapter 03. How well does the network's box fit the largest object? And how well does it fit the box around *all*
# objects?


# %%
def has_rival(boxes):
    areas = np.sort(np.prod(boxes[:, 2:] - boxes[:, :2] + 1, axis=1))
    return len(areas) > 1 and areas[-2] > 0.5 * areas[-1]


def around_all(boxes):
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


number_of = {name: i for i, name in pascal.trn_fns.items()}
squares = []
for file, size in zip(data.val_ds.files, data.val_ds.sizes, strict=True):
    objects = pascal.trn_anno[number_of[Path(file).name]]
    squares.append(np.stack([squish_box(bb, size, (run.sz, run.sz)) for bb, _ in objects]))
rival = torch.tensor([bool(has_rival(boxes)) for boxes in squares])
with_all = iou(outputs, torch.tensor(np.stack([around_all(boxes) for boxes in squares])))
(
    bool(overlaps[rival].mean() < overlaps[~rival].mean()),
    bool(with_all[rival].mean() > overlaps[rival].mean()),
)

# %% [markdown]
# (`~` swaps True and False.) Yes: in images with a rival, the network's box fits the largest object less well than in the
# others, and it fits the box around all objects better than the largest object. But a rival is not the only cause: some of the
# worst boxes above are around a single, small object. Take the images without a rival. Is the IoU lower there for objects that
# cover less than a tenth of the image?

# %%
areas = (val_boxes[:, 2:] - val_boxes[:, :2] + 1).prod(dim=1)
tiny = areas < 0.1 * run.sz**2
bool(overlaps[~rival & tiny].mean() < overlaps[~rival & ~tiny].mean())

# %% [markdown]
# Yes: a few pixels are a large part of a small box (step 4). Back to the rivals. Here are four images with one, those with the
# lowest IoU. The boxes of the other objects are orange and dotted:

# %%
worst = sorted(np.flatnonzero(rival).tolist(), key=lambda row: overlaps[row].item())[:4]
fig, axes = plt.subplots(1, 4, figsize=(13, 3.8))
for ax in axes:
    ax.axis("off")
for ax, row in zip(axes, worst, strict=False):
    for box in squares[row]:
        draw_rect(ax, bb_hw(box.tolist()), color="orange").set_linestyle(":")
    show_predicted(ax, row)
fig.tight_layout()
plt.show()

# %% [markdown]
# The white box is often *between* the objects, or around several of them. Why? Think of images with two objects of equal size,
# one of which begins at column 10 and the other at column 90. Which one is larger is almost random, so the right answer is 10
# half of the time, and 90 otherwise. What does each answer cost?

# %%
truth = torch.tensor([10.0, 90])
{guess: (truth - guess).abs().mean().item() for guess in (0, 10, 30, 50, 70, 90, 100)}

# %% [markdown]
# From 10 to 90, every answer costs the same, even the middle, where there is nothing at all. Under MSE the middle would even be
# the best. The network is not to blame: it was asked for *one* box, and for these images there is no good answer. Chapter
# [19](19_detecting.ipynb) builds a network with a box for every object.
#
# ## Trap: right boxes in the wrong numbers
#
# Four numbers are four numbers: there is no error if they mean something else. Two mistakes of this kind are common.
#
# **The pixels of another image.** The table holds boxes in the pixels of the *original* images, but the network sees squares.
# `ImageDataset` converts the boxes. If you forget that, you train with these:

# %%
raw_boxes = torch.tensor(data.val_ds.boxes)
end = raw_boxes.max().item() + 20
fig, axes = plt.subplots(1, 4, figsize=(13, 3.6))
for ax, picture, bb in zip(axes, x, raw_boxes, strict=False):
    show_img(picture.numpy(), ax=ax)
    draw_rect(ax, bb_hw(bb.tolist()), color="orange")
    ax.set(xlim=(0, end), ylim=(end, 0))
    ax.axis("on")
fig.tight_layout()
plt.show()
print(f"a perfect box: L1 {l1(val_boxes, raw_boxes):.0f} pixels")
print(f"inside the square: L1 {l1(raw_boxes.clamp(0, run.sz), raw_boxes):.0f} pixels at best")

# %% [markdown]
# The image fills only a corner of each plot, and the boxes lie mostly beyond it. A perfect box now counts as far off. The
# loss would still fall, since a network can learn to output large numbers, too; but its boxes would never fit the images that
# it sees. And a head with `ToPixels` can't even reach such boxes: the last number is the best that it can do.
#
# **Another order.** COCO's boxes are x, y, width, height; ours are top, left, bottom, right. This is the very same box, the
# car of chapter 03:

# %%
as_corners, as_size = torch.tensor([[96.0, 155, 269, 350]]), torch.tensor([[155.0, 96, 196, 174]])
l1(as_size, as_corners), iou(as_size, as_corners)

# %% [markdown]
# A perfect answer has an L1 of 92 pixels. If you draw the boxes, you see the mistake at once. So before any training:
#
# 1. **draw** a batch with its boxes, as the loader gives it (step 2);
# 2. compare the right boxes with **themselves**: L1 must be 0 and IoU 1;
# 3. look at the smallest and the largest number of a whole batch: are they inside the square?

# %%
l1(y, y).item(), bool((iou(y, y) > 0.999).all()), bool(y.min() >= 0), bool(y.max() < run.sz)

# %% [markdown]
# ## Catch the impostors
#
# A test may also be a function: `impostors` calls it with each impostor, and a failed `assert` exposes the impostor. So you can
# test what must hold for *all* boxes, without computing any result by hand. There are two such properties below: the IoU of a
# box with itself is 1, and the order of the two boxes does not matter. Which properties, or which plain cases, are missing?

# %%
from minilib.workbook import impostors


def test_iou(iou):
    a, b = torch.tensor([[0.0, 0.0, 9.0, 9.0]]), torch.tensor([[0.0, 5.0, 9.0, 14.0]])
    assert iou(a, a) == 1
    assert iou(a, b) == iou(b, a)


impostors("iou", test_iou)

# %%
from minilib.workbook import how_far

how_far("regression")

# %% [markdown]
# ## What minilib gained
#
# `minilib/regression.py`: `choose_device`, `l1`, `iou`, `mean_iou`, `box_head`, `cosine_rates`, `ToPixels`, `deep_box_head`.
#
# ## Ask yourself
#
# <details><summary>1. What changes from classification to box regression, and what stays the same?</summary>
#
# The head (4 outputs, and no pooling before them), the loss (L1 instead of cross-entropy) and the metric change. The body, the
# batches, the training loop and the way to choose learning rates stay the same.
# </details>
#
# <details><summary>2. Why is L1 less sensitive to bad misses than MSE?</summary>
#
# Its slope is the same for every error, so a miss of 100 pixels pulls as hard as one of 1 pixel. With squares it pulls a
# hundred times as hard, and the network learns mostly from the few bad misses.
# </details>
#
# <details><summary>3. The L1 is small, but the IoU is poor. What kind of object is it?</summary>
#
# A small one, for which a few pixels are a large part of the box. L1 does not know how large the object is.
# </details>
#
# Now go on to [chapter 14](14_multitask.ipynb).
