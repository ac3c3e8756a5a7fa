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
# # 17 · Paper: read one without being overwhelmed by its notation
#
# **After this chapter you can** take a paper full of Greek letters, say its formulas aloud, write them as code, check that they
# do what they promise, and find the place where paper and code disagree.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · **17 paper** · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# The lesson says: "It's time to start reading papers." It also warns you that people love Greek letters and hate to refactor.
# You will see a formula as long as a page, and when you look closely, "the same sub equation appears 8 times".
#
# We will read one paper, and one that is useful to us: **Distance-IoU Loss** (Zheng and others, 2019). It is about our own
# problem. Chapter 13 trained boxes with L1, the mean distance of their four numbers. But nobody judges a box by L1. Boxes are
# judged by IoU. Why not train with what you are judged by? There is a difficulty in that, and the paper is about it.
#
# Have the paper beside you: [arxiv.org/abs/1911.08287](https://arxiv.org/abs/1911.08287), "View PDF". (The chapter works
# without it.) We will read it the way chapter 16 read source code: with a question, a few lines at a time, rewriting it until
# it agrees with a witness. Here the witness is torchvision, which has all these losses.

# %% tags=["export:losses"]
"""Losses for boxes: GIoU, Distance-IoU and Complete-IoU. Boxes are given by their edges."""

import torch
from torch import Tensor

#: Added to denominators, so that nothing is divided by 0; the same value as in torchvision.
EPS = 1e-7

# %%
import math

import matplotlib.pyplot as plt
import pandas as pd
import sympy
from torch import nn
from torch.utils.data import DataLoader
from torchvision import ops

from minilib.boxes import bb_hw
from minilib.data import model_data, write_tables
from minilib.drawing import draw_rect, load_pascal, show_img
from minilib.regression import deep_box_head
from minilib.training import train_step
from minilib.transforms import normalize
from minilib.workbook import check, hint, open_data, recipe

# %%
PATH = open_data()
run = recipe()

# %% [markdown]
# ## Step 1: what IoU can't tell
#
# First, how are boxes written here? Chapter 04 wrote a box as its first and its last pixel, and every side needed a `+ 1`.
# Papers and torchvision count **edges**, the lines between the pixels. A box that covers rows 1, 2 and 3 begins at edge 1 and
# ends at edge 4, like the slice `1:4`. So from pixels to edges, the far corner moves by one:

# %%
pixels = torch.tensor([[1.0, 2.0, 3.0, 5.0]])
pixels + torch.tensor([0, 0, 1, 1])

# %% [markdown]
# The order is still top, left, bottom, right. In this chapter **all boxes are written as edges**. Then a side is simply a
# difference. In the result, column 0 is the height and column 1 is the width:


# %% tags=["export:losses"]
def sizes(boxes: Tensor) -> Tensor:
    """Heights and widths, (n, 2), of boxes (n, 4) given by their edges: top left bottom right."""
    return boxes[:, 2:] - boxes[:, :2]


# %%
sizes(torch.tensor([[1.0, 2.0, 4.0, 6.0]]))

# %% [markdown]
# IoU itself you know from chapter 13: the area in both boxes, divided by the area in at least one. Row 0 of `a` is compared with row
# 0 of `b`, row 1 with row 1, and so on. The function returns the union as well, since we need it soon. Adding `EPS`, a very
# small number, to the denominator means that two boxes without area don't end in 0 / 0.


# %% tags=["export:losses"]
def iou_union(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and area of the union, (n,) each, of boxes (n, 4) pair by pair."""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near).clamp(min=0).prod(dim=1)
    union = sizes(a).prod(dim=1) + sizes(b).prod(dim=1) - both
    return both / (union + EPS), union


# %% [markdown]
# Here are a target and three predictions. The first overlaps the target, the second just misses it, and the third is far away.

# %%
target = torch.tensor([[40.0, 60.0, 80.0, 90.0]])
tries = torch.tensor([[30.0, 45, 70, 75], [40, 25, 80, 55], [5, 5, 45, 35]])


# %%
def outline(ax, box, color, **style):
    """Draw a box, given by its edges."""
    top, left, bottom, right = (float(number) for number in box)
    ax.plot([left, right, right, left, left], [top, top, bottom, bottom, top], color, **style)


def square(ax, title, side=100):
    """Rows run downwards, as in an image."""
    ax.set(xlim=(0, side), ylim=(side, 0), aspect="equal", title=title)


fig, axes = plt.subplots(1, 3, figsize=(11, 3.8))
for ax, box in zip(axes, tries, strict=True):
    square(ax, f"IoU {iou_union(box[None], target)[0].item():.2f}")
    outline(ax, target[0], "green", linewidth=3)
    outline(ax, box, "blue")
plt.show()

# %% [markdown]
# The second is clearly better than the third, but IoU is 0 for both. Now take `1 - IoU` as a loss and ask for the **gradient**:
# in which direction should each of the four numbers of a prediction move? (`expand` repeats the target's row three times.)

# %%
moving = tries.clone().requires_grad_()
loss = 1 - iou_union(moving, target.expand(3, 4))[0]
torch.autograd.grad(loss.sum(), moving)[0].round(decimals=4)

# %% [markdown]
# For the boxes that miss, the gradient is **all zeros**. Move them a little in any direction, and IoU stays 0. They never
# learn. That is the difficulty, since a network begins with boxes that miss.
#
# ## Step 2: a warm-up, GIoU
#
# An earlier paper (Rezatofighi and others, 2019: *Generalized IoU*) has an idea. Draw the smallest box that holds both, the
# **enclosing box**. The nearer the two boxes are to each other, the less *empty* space it contains.

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 3.8))
for ax, box in zip(axes, tries[1:], strict=True):
    square(ax, "grey: empty space")
    near, far = torch.minimum(box, target[0])[:2], torch.maximum(box, target[0])[2:]
    corner = (near[1].item(), near[0].item())
    height, width = (far - near).tolist()
    ax.add_patch(plt.Rectangle(corner, width, height, color="lightgrey"))
    for one, color in ((box, "blue"), (target[0], "green")):
        height, width = sizes(one[None])[0].tolist()
        corner = (one[1].item(), one[0].item())
        ax.add_patch(plt.Rectangle(corner, width, height, facecolor="white", edgecolor=color))
plt.show()

# %% [markdown]
# The near edges of the enclosing box are the smaller of the two boxes' near edges. `torch.minimum` compares number by number; `torch.cat(...,
# dim=1)` puts columns side by side:

# %%
near = torch.minimum(tries[:, :2], target[:, :2])
torch.cat([near, near], dim=1)


# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `enclosing` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/17_paper.ipynb#Exercise:-enclosing-(4-minutes,-difficulty-1-of-5)>)
#
# The near edges are done above. The far edges work in the same way; then put both side by side.


# %% tags=["export:losses"]
def enclosing(a: Tensor, b: Tensor) -> Tensor:
    """The smallest boxes (n, 4) that hold both of each pair of boxes (n, 4). Gradients flow."""
    ### BEGIN SOLUTION
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    return torch.cat([near, far], dim=1)
    ### END SOLUTION


# %%
enclosing = check(enclosing)

# %% [markdown]
# GIoU subtracts from IoU the share of the enclosing box that is empty. With *C* for the enclosing box and *U* for the union, both as
# areas:
#
#     GIoU = IoU - (C - U) / C                 L = 1 - GIoU
#
# (*L* is the usual letter for a loss.) `1 - (IoU - x)` is the same as `1 - IoU + x`.
#
# ## Exercise 2
#
# ### Exercise: `giou_loss` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/17_paper.ipynb#Exercise:-giou_loss-(8-minutes,-difficulty-3-of-5)>)
#
# Use `iou_union`, `enclosing` and `sizes`. Add `EPS` to *C* in the denominator, as above, so that you never divide by 0.


# %% tags=["export:losses"]
def giou_loss(a: Tensor, b: Tensor) -> Tensor:
    """Generalized-IoU losses (n,) of boxes (n, 4), pair by pair: from 0 to 2, and 0 if equal.

    Two boxes without area have a finite loss and gradient. Rezatofighi et al., Generalized
    Intersection over Union, 2019.
    """
    ### BEGIN SOLUTION
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + (hull - union) / (hull + EPS)
    ### END SOLUTION


# %%
giou_loss = check(giou_loss)

# %%
targets = target.expand(3, 4)
giou_loss(tries, targets)

# %% [markdown]
# The farther away, the larger the loss. And what is the gradient of the box that just misses? Its four numbers are for top,
# left, bottom and right. A step goes *against* the gradient.

# %%
moving = tries.clone().requires_grad_()
torch.autograd.grad(giou_loss(moving, targets)[1], moving)[0][1].round(decimals=4)

# %% [markdown]
# The right edge has a negative gradient, so it moves to the right, towards the target. (The left edge moves a little to the *left*: the
# box grows. Step 9 comes back to this.) The witness agrees:

# %%
torch.allclose(giou_loss(tries, targets), ops.generalized_box_iou_loss(tries, targets))

# %% [markdown]
# (torchvision wants x first, and we have rows first. For *this* loss it makes no difference which axis comes first. Keep the
# question in mind for step 6.)
#
# GIoU has a weakness of its own. Here is a large prediction that holds the target, once in its middle and once in its corner:

# %%
holding = torch.tensor([[30.0, 45.0, 90.0, 105.0], [40.0, 60.0, 100.0, 120.0]])
giou_loss(holding, target.expand(2, 4))

# %% [markdown]
# The loss is the same, though the first prediction fits better. The enclosing box *is* the prediction, and so is the union.
# Nothing is empty, so GIoU says no more than IoU. This is where the paper begins.
#
# ## Step 3: figure and abstract first
#
# Nobody reads a paper from the first word to the last. A good order:
#
# 1. **Title, abstract, figures.** What is claimed? Most papers are put aside here.
# 2. **The formula.** Where does it say what the authors *do*? In our field that is the training objective, the quantity that is minimised.
# 3. **The symbols of that formula**, and nothing else of the mathematics.
# 4. **Write it as code and try it** on cases whose answer you know.
# 5. Only then the experiments, and the rest as you need it.
#
# Read the abstract now (half a minute). It claims three things:
#
# | claim | how we could find out |
# |---|---|
# | a loss with a normalised distance of the centres learns much faster than IoU and GIoU | let boxes go downhill with each of them: step 9 |
# | three things matter: overlap, distance of the centres, aspect ratio. A loss with all three is better still | compare the curves of DIoU and CIoU: step 9; train with it, against GIoU and L1: step 10 |
# | the same distance helps in non-maximum suppression | not here: chapter 18 explains what that is |
#
# If you can't fill in the second column for a single one of its claims, a paper is not worth your evening.
#
# ## Step 4: where the objective stands, and how to say it
#
# Scroll until you see a numbered line that begins with a curly **L**. There are several. Two of them are the paper's own.
# Together with two more lines, which say what α and v are, they are all that you need:
#
#     L_DIoU = 1 - IoU + ρ²(b, b_gt) / c²
#
#     L_CIoU = 1 - IoU + ρ²(b, b_gt) / c² + α v
#
#     v = 4/π² · (arctan(w_gt / h_gt) - arctan(w / h))²
#
#     α = v / ((1 - IoU) + v)
#
# A formula that you can't say aloud is only a picture to you, and you will skip it. So learn to **speak** it. For each symbol:
# how is it spoken, what is it, what is its shape, and what is it called in our code? (n is the number of boxes.)
#
# | symbol | spoken | what it is | shape | in code |
# |---|---|---|---|---|
# | L | "L", or "the loss" | what is minimised | (n,) | the result |
# | B, B_gt | "B", "B g t" | predicted box; *ground truth*, the true box | (n, 4) | `a`, `b` |
# | **b**, **b**_gt (bold) | "b", "b g t" | their centres | (n, 2) | the mean of two corners |
# | ρ | "rho" | Euclidean distance, in a straight line | (n,) | root of a sum of squares |
# | ρ² | "rho squared" | the same without the root | (n,) | `.square().sum(dim=1)` |
# | c | "c" | the length of the enclosing box's diagonal | (n,) | from `enclosing` |
# | w, h | "w", "h" | width and height | (n,) | columns of `sizes` |
# | v | "v" | how different the aspect ratios are | (n,) | `v` |
# | α | "alpha" | weight of v, a trade-off | (n,) | `alpha` |
# | π | "pi" | half a turn, 3.14159 | () | `math.pi` |
# | arctan | "arc tangent" | the angle that belongs to a slope | as its input | `torch.atan` |
# | ∂v/∂w | "d v by d w" | how fast v changes when only w changes: the gradient of v with respect to w | (n,) | `torch.autograd.grad` |
#
# So the first line is: "The Distance-IoU loss is one minus IoU, plus rho squared of b and b g t, over c squared."
#
# Three habits of papers:
#
# - A function's square is written at its *name*: ρ²(x, y) is the square of ρ(x, y).
# - **The same letter, another meaning.** In chapter 16, α was Adam's learning rate and v its average of squares. A letter means
#   something only within its paper. And look twice: v (Latin) and ν (Greek, "nu") look alike, and so do p and ρ.
# - **One letter, two typefaces.** B is a box, and bold **b** is its centre. Here case and typeface make all the difference.
#
# Here is a picture of it. The blue line is ρ, the dashed one is c:


# %%
def centres(boxes):
    return (boxes[:, :2] + boxes[:, 2:]) / 2


fig, ax = plt.subplots(figsize=(5, 5))
square(ax, r"$\rho$ (blue) over c (dashed)")
prediction = tries[2:]
outline(ax, target[0], "green", linewidth=3)
outline(ax, prediction[0], "blue")
hull = enclosing(prediction, target)
outline(ax, hull[0], "grey", linewidth=1)
(y0, x0), (y1, x1) = centres(prediction)[0].tolist(), centres(target)[0].tolist()
ax.plot([x0, x1], [y0, y1], "bo-", linewidth=2)
ax.text((x0 + x1) / 2 + 3, (y0 + y1) / 2 - 3, r"$\rho$", fontsize=18, color="blue")
top, left, bottom, right = hull[0].tolist()
ax.plot([left, right], [top, bottom], "k--")
ax.text(left + 13, top + 5, "c", fontsize=18)
plt.show()

# %% [markdown]
# ## Step 5: the formula, literally
#
# Piece by piece, for the three predictions. First b, the centres (row, column):

# %%
centres(tries), centres(target)

# %% [markdown]
# ρ², "rho squared": the differences of the two coordinates, squared and added. No root is needed, since the square is what we want.

# %%
(centres(tries) - centres(target)).square().sum(dim=1)

# %% [markdown]
# c² comes from the two sides of the enclosing box: height squared plus width squared (Pythagoras). Why divide by it? The same
# picture with twice as many pixels on each side must not have a larger loss. So a squared length is divided by a squared
# length, and the result has no unit. The abstract calls this *normalised*.
#
# ## Exercise 3
#
# ### Exercise: `distance_term` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/17_paper.ipynb#Exercise:-distance_term-(8-minutes,-difficulty-3-of-5)>)
#
# Only the fraction ρ²/c². Add `EPS` to c²: two boxes may be one and the same point.


# %% tags=["export:losses"]
def distance_term(a: Tensor, b: Tensor) -> Tensor:
    """The squared distance of the centres over the squared diagonal of the enclosing box, (n,).

    Of boxes (n, 4), pair by pair; from 0 (the same centre) to below 1; finite, as its gradient is,
    for two boxes with one centre or at one point. Zheng et al., Distance-IoU Loss, 2019.
    """
    ### BEGIN SOLUTION
    apart = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2
    diagonal = sizes(enclosing(a, b))
    return apart.square().sum(dim=1) / (diagonal.square().sum(dim=1) + EPS)
    ### END SOLUTION


# %%
distance_term = check(distance_term)

# %% [markdown]
# Before you trust a formula, look at its **limits**: cases where you know what must come out.
#
# 1. The same centre: 0, whatever the sizes.
# 2. Very far apart: nearly 1.
# 3. Everything twice as large: the same.

# %%
same_centre = torch.tensor([[50.0, 70.0, 70.0, 80.0]])
far_away = target + 100_000
pairs = [(same_centre, target), (far_away, target), (2 * tries[1:2], 2 * target)]
[round(distance_term(*pair).item(), 3) for pair in pairs], distance_term(tries[1:2], target)

# %% [markdown]
# And the two predictions that GIoU could not tell apart?

# %%
distance_term(holding, target.expand(2, 4))

# %% [markdown]
# The one with the target in its middle is better now. Here is our L_DIoU, and the witness:

# %%
diou = 1 - iou_union(tries, targets)[0] + distance_term(tries, targets)
diou, torch.allclose(diou, ops.distance_box_iou_loss(tries, targets))

# %% [markdown]
# ## Step 6: angles instead of ratios
#
# The next piece is v. What is "arctan of w over h"? Put a corner of the box at 0: its diagonal has an angle. A wide box has a
# flat diagonal and a tall one a steep one. Measured from the vertical, the angle says how wide a box is *for its height*: from
# 0 (a vertical line) to a quarter of a turn, π/2 (a horizontal line).

# %%
fig, ax = plt.subplots(figsize=(7, 2.6))
for width, color in ((10, "tab:blue"), (20, "tab:orange"), (40, "tab:green")):
    outline(ax, (0, 0, 20, width), color)
    ax.plot([0, width], [0, 20], "--", color=color)
    share = math.atan(width / 20) / (math.pi / 2)
    ax.text(width, 20, f" {share:.2f}", color=color, va="top")
ax.set(xlim=(-1, 48), ylim=(24, -1), aspect="equal", title="the wider, the larger the angle")
plt.show()
wide = torch.tensor([0.0, 10.0, 20.0, 40.0, 1000.0])
torch.atan(wide / 20) / (math.pi / 2)

# %% [markdown]
# As fractions of π/2, as in the picture, the angles go from 0 to 1; a square has 0.5. Why not simply take w / h? A ratio goes
# to infinity for flat boxes, and an angle never does. And what is 4/π² good for? It is the square of 2/π: it measures the
# *difference* between two angles in quarters of a turn. So v goes from 0 to 1. A constant often explains itself when you ask for the
# limits.
#
# The formula, literally:


# %%
def v_by_the_paper(h, w, h_gt, w_gt):
    return 4 / math.pi**2 * (torch.atan(w_gt / h_gt) - torch.atan(w / h)) ** 2


number = torch.tensor
v_by_the_paper(number(20.0), number(30.0), number(40.0), number(30.0))

# %% [markdown]
# Its limits:
#
# 1. The same shape, twice as large: 0. (v knows nothing of size. IoU does.)
# 2. A flat line against a steep one: 1.
# 3. Swap w and h in *both* boxes. What do you expect?

# %%
cases = [(40.0, 60.0, 20.0, 30.0), (1e-6, 30.0, 40.0, 1e-6), (30.0, 20.0, 30.0, 40.0)]
[round(v_by_the_paper(*map(number, case)).item(), 4) for case in cases]

# %% [markdown]
# The last number is the one from above: the same v. If arctan(w / h) is the angle to one axis, arctan(h / w) is the angle to
# the *other*. Together they make a quarter turn, so the size of the difference stays the same. That is why it makes no
# difference to torchvision whether x or y comes first. (Swapping them in only one of the two boxes is a mistake, and no error
# tells you.)
#
# One last limit: a box without height. The value is fine. Look at the gradient, too: it is what you will train with.

# %%
flat = torch.tensor(0.0, requires_grad=True)
v = v_by_the_paper(flat, number(30.0), number(40.0), number(30.0))
round(v.item(), 3), torch.autograd.grad(v, flat)[0]

# %% [markdown]
# **nan**, "not a number". The computation goes through w / h, which is infinite here. On the way back, autograd multiplies 0 by
# ∞, and that is nan. The loss itself looks fine. But all boxes share the network's weights, so one nan in the gradient
# spoils the gradients of the weights, and one step later the weights are nan.
#
# `torch.atan2(w, h)` takes both numbers and computes the angle that belongs to w / h *without dividing*. The angle is the same,
# and there is no nan:

# %%
flat = torch.tensor(0.0, requires_grad=True)
angle = torch.atan2(number(30.0), flat)
round(angle.item() / (math.pi / 2), 3), torch.autograd.grad(angle, flat)[0]


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `aspect_term` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/17_paper.ipynb#Exercise:-aspect_term-(8-minutes,-difficulty-3-of-5)>)
#
# The v of the paper for many boxes, with `torch.atan2`. `sizes(a)` has the heights in column 0 and the widths in column 1;
# `.unbind(dim=1)` takes it apart into its columns.


# %% tags=["export:losses"]
def aspect_term(a: Tensor, b: Tensor) -> Tensor:
    """How different the aspect ratios of boxes (n, 4) are, pair by pair: (n,), from 0 to 1.

    The v of Zheng et al., Distance-IoU Loss, 2019. A box without height or width has a finite value
    and a finite gradient as well.
    """
    ### BEGIN SOLUTION
    (height, width), (true_height, true_width) = (sizes(box).unbind(dim=1) for box in (a, b))
    turned = torch.atan2(true_width, true_height) - torch.atan2(width, height)
    return 4 / torch.pi**2 * turned.square()
    ### END SOLUTION


# %%
aspect_term = check(aspect_term)

# %% [markdown]
# And α? Say it: "alpha equals v over one minus IoU plus v". This is what it does at its limits:
#
# - v = 0, the right shape: α = 0, and nothing is added.
# - no overlap, IoU = 0: α = v / (1 + v), at most a half. The shape counts for less.
# - a good overlap, IoU near 1: α is near 1. The shape counts fully.
#
# So first overlap, then shape: that is the trade-off.

# %%
v = 0.1
[round(v / ((1 - iou) + v), 2) for iou in (0.0, 0.5, 0.9, 1.0)]

# %% [markdown]
# ## Step 7: the same thing, eight times
#
# Suppose that the authors had not given anything a name. This is L_CIoU written out in coordinates: a0, a1, a2, a3 are top,
# left, bottom and right of the prediction, and b0 to b3 those of the true box. **sympy** is a library that computes with
# formulas instead of numbers.

# %%
symbols = sympy.symbols("a0 a1 a2 a3 b0 b1 b2 b3", real=True)


def written_out(a0, a1, a2, a3, b0, b1, b2, b3):
    rows = sympy.Max(0, sympy.Min(a2, b2) - sympy.Max(a0, b0))
    columns = sympy.Max(0, sympy.Min(a3, b3) - sympy.Max(a1, b1))
    areas = (a2 - a0) * (a3 - a1) + (b2 - b0) * (b3 - b1)
    iou = rows * columns / (areas - rows * columns)
    rho2 = ((a0 + a2 - b0 - b2) / 2) ** 2 + ((a1 + a3 - b1 - b3) / 2) ** 2
    height, width = sympy.Max(a2, b2) - sympy.Min(a0, b0), sympy.Max(a3, b3) - sympy.Min(a1, b1)
    delta = sympy.atan((b3 - b1) / (b2 - b0)) - sympy.atan((a3 - a1) / (a2 - a0))
    v = 4 / sympy.pi**2 * delta**2
    alpha = v / ((1 - iou) + v)
    return 1 - iou + rho2 / (height**2 + width**2) + alpha * v


formula = written_out(*symbols)

# %% tags=["nbval-ignore-output"]
print(formula)

# %% [markdown]
# That is the lesson's page-long formula. `Max(0, ...)` is an overlap, of rows or of columns. How many times does it occur? Guess,
# then count:

# %%
str(formula).count("Max(0")

# %% [markdown]
# **Eight times**, the lesson's very number. Why? IoU has the shared area in the numerator, and again inside the union in the
# denominator: 2. IoU itself occurs in the loss and in α: 4. And the shared area is a product of two overlaps: 8.
#
# So how do you read such a formula? Not from left to right. **Look for what occurs several times, and give it a name.** A
# program can do this, too. `sympy.cse` finds *common sub-expressions*:

# %% tags=["nbval-ignore-output"]
names, (short,) = sympy.cse(formula)
for name, expression in names:
    print(name, "=", expression)
print("loss =", short)

# %% [markdown]
# Look at what it has named. Four of the names stand for widths and heights. One is the difference of the angles, one the shared
# area, and one is 1 - IoU: the very things that a person would name. How many operations are saved?

# %%
after = sum(sympy.count_ops(expression) for _, expression in names) + sympy.count_ops(short)
saved = 1 - after / sympy.count_ops(formula)
counts = [str(e).count("Max(0") for _, e in names]
sum(counts), str(short).count("Max(0"), bool(saved > 1 / 3)

# %% [markdown]
# Each overlap is now written once, two in all, and more than a third of the operations are gone.
#
# It did not find everything: ρ² and c² stay as they are. They occur only once, so a program sees no reason to name them. A
# person does, because a name says what a thing *is*. You do better than `cse`, for you have the names already.
#
# ## Exercise 5
#
# ### Exercise: `ciou_loss` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/17_paper.ipynb#Exercise:-ciou_loss-(8-minutes,-difficulty-3-of-5)>)
#
# L_CIoU, refactored: three names, `iou`, `v` and `alpha`, and one line with the formula of step 4. α is only a *weight*, so let no
# gradient flow through it: `.detach()` returns the same values as a Tensor that autograd does not follow. (Step 8 says why.) Add
# `EPS` to α's denominator: for equal boxes it would be 0 / 0.


# %% tags=["export:losses"]
def ciou_loss(a: Tensor, b: Tensor) -> Tensor:
    """Complete-IoU losses (n,) of boxes (n, 4), pair by pair; 0 if equal.

    ``1 - IoU + distance_term + alpha * aspect_term``, where alpha is a number through which no
    gradient flows. Zheng et al., Distance-IoU Loss, 2019.
    """
    ### BEGIN SOLUTION
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (1 - iou + v + EPS)).detach()
    return 1 - iou + distance_term(a, b) + alpha * v
    ### END SOLUTION


# %%
ciou_loss = check(ciou_loss)

# %% [markdown]
# Is it still the same formula? sympy can replace the letters with numbers:

# %%
values = dict(zip(symbols, tries[0].tolist() + target[0].tolist(), strict=True))
mine = ciou_loss(tries[:1].double(), target.double()).item()
round(float(formula.subs(values)), 6), round(mine, 6)

# %% [markdown]
# It is. And does the witness agree, on 1000 random pairs?

# %%
rng = torch.Generator().manual_seed(0)


def random_boxes(n):
    near = torch.rand(n, 2, generator=rng) * 60
    return torch.cat([near, near + 1 + torch.rand(n, 2, generator=rng) * 40], dim=1)


some, others = random_boxes(1000), random_boxes(1000)
torch.allclose(ciou_loss(some, others), ops.complete_box_iou_loss(some, others), atol=1e-5)

# %% [markdown]
# ## Step 8: where paper and code disagree
#
# "Be aware of sample codes", the lesson warns: in code that comes with a paper there is nearly always some critical flaw. How
# would you notice? The values agree. But values do not train a network: the **gradient** does. So compare the gradients.
#
# The paper states the gradient of v in its Equation 12. With Δ ("delta", a difference) for arctan(w_gt / h_gt) - arctan(w / h):
#
#     ∂v/∂w =   8/π² · Δ · h / (w² + h²)
#
#     ∂v/∂h = - 8/π² · Δ · w / (w² + h²)
#
# ("d v by d w".) Again, we write it literally:


# %%
def equation_12(h, w, h_gt, w_gt):
    delta = torch.atan(w_gt / h_gt) - torch.atan(w / h)
    factor = 8 / math.pi**2 * delta / (w**2 + h**2)
    return factor * h, -factor * w


# %% [markdown]
# We need no calculus to check it. autograd computes the gradient of v from v itself. The prediction is 3 wide and 4 high, the target
# is 8 by 4, wider:

# %%
h, w = (number(value, requires_grad=True) for value in (4.0, 3.0))
h_gt, w_gt = number(4.0), number(8.0)
printed = equation_12(h.detach(), w.detach(), h_gt, w_gt)
found = torch.autograd.grad(v_by_the_paper(h, w, h_gt, w_gt), (w, h))
pd.DataFrame({"Equation 12": [float(x) for x in printed], "autograd": [float(x) for x in found]},
             index=["by w", "by h"]).round(4)  # fmt: skip

# %% [markdown]
# The numbers are the same, **with the opposite sign**. Which is right? Think: the target is wider. If w grows, the shapes
# become more alike and v falls. So ∂v/∂w must be negative, and autograd is right. (This is where the sign is lost: Δ has a
# *minus* before arctan(w / h).)
#
# You are not the first to find it. Readers asked the authors
# ([issue 19 of Zzh-tju/DIoU](https://github.com/Zzh-tju/DIoU/issues/19)). One of them found an explanation: the
# authors' implementation in C *adds* the vector to the box. So what is printed is the direction of the step, downhill, with the minus
# already in it. Used as a gradient in PyTorch, which subtracts, it would make each shape worse.
#
# There is a second difference, and this one the paper tells you about. Just after Equation 12 it says that w² + h² is small if
# w and h are fractions of the image's sides, so the gradient explodes. The authors' code therefore replaces the factor 1 / (w² +
# h²) with 1. Which of the two does torchvision do? Here w² + h² is 25. CIoU is DIoU plus α v, so the gradient of CIoU
# minus the gradient of DIoU is α times that of v:

# %%
predicted = torch.tensor([[0.0, 0.0, 4.0, 3.0]], requires_grad=True)
true = torch.tensor([[0.0, 0.0, 4.0, 8.0]])


def gradient_of(loss_function):
    return torch.autograd.grad(loss_function(predicted, true).sum(), predicted)[0][0]


part = (gradient_of(ops.complete_box_iou_loss) - gradient_of(ops.distance_box_iou_loss))[3]
iou = iou_union(predicted, true)[0].detach()
v = aspect_term(predicted, true).detach()
alpha = v / (1 - iou + v)
by_w = float(found[0])
round((part / alpha / by_w).item(), 3), round((part / alpha / (25 * by_w)).item(), 3)

# %% [markdown]
# (Index 3 is the right edge, which makes w grow.) Divided by α, the difference is exactly autograd's gradient of v: the quotient is 1. It is
# only 0.04 = 1/25 of the gradient without the factor. So
# **torchvision keeps the factor**: it computes v and leaves the rest to autograd. And the authors? In 2020 one of them wrote that their
# latest version had dropped the handwritten gradient, too, as they had not seen it explode
# ([issue 16 of Zzh-tju/DIoU-SSD-pytorch](https://github.com/Zzh-tju/DIoU-SSD-pytorch/issues/16)).
#
# The last question is α. It is made of v and IoU, which depend on the box. Does a gradient flow through it? Equation 12 is about v
# alone. Try both:


# %%
def with_gradient_through_alpha(a, b):
    iou, v = iou_union(a, b)[0], aspect_term(a, b)
    return 1 - iou + distance_term(a, b) + v / (1 - iou + v + EPS) * v


theirs = gradient_of(ops.complete_box_iou_loss)
[
    torch.allclose(gradient_of(f), theirs, atol=1e-6)
    for f in (ciou_loss, with_gradient_through_alpha)
]

# %% [markdown]
# For torchvision, α is a plain number: `lines_with("alpha", ...)` of chapter 16 would show you its `torch.no_grad()`. Others
# did it differently. mmdetection, a large collection of detectors, changed it in 2021
# ([pull request 5835](https://github.com/open-mmlab/mmdetection/pull/5835)). No *value* had been wrong. So "the CIoU
# loss" may be any of several things, depending on whose code you took, and when.
#
# This is what the lesson means. Nobody here is careless: the formula is right, the code runs, and the results are good. But
# only a check can tell you which version is in front of you, and two lines of autograd are enough.
#
# ## Step 9: let boxes go downhill
#
# Now for the first claim: faster. The simplest experiment needs no network. Take a box, and let its four numbers go downhill.
# Here they are the centre and the size, as in the paper.


# %%
def from_centre(centred):
    """Row and column of the centre, height, width become edges: (n, 4) both."""
    centre, size = centred[:, :2], centred[:, 2:]
    return torch.cat([centre - size / 2, centre + size / 2], dim=1)


def downhill(loss_function, start, goal, rate, steps):
    """Boxes after 0, 1, ..., steps: (steps + 1, n, 4)."""
    centred, way = start, []
    for _ in range(steps + 1):
        centred = centred.detach().requires_grad_()
        boxes = from_centre(centred)
        way.append(boxes.detach())
        gradient = torch.autograd.grad(loss_function(boxes, goal).sum(), centred)[0]
        size = (centred - rate * gradient)[:, 2:].clamp(min=1e-3)  # no size is negative
        centred = torch.cat([(centred - rate * gradient)[:, :2], size], dim=1)
    return torch.stack(way)


# %% [markdown]
# The losses to compare. `lambda` (chapter 03) makes a function without a name.

# %%
losses = {
    "IoU": lambda a, b: 1 - iou_union(a, b)[0],
    "GIoU": giou_loss,
    "DIoU": lambda a, b: 1 - iou_union(a, b)[0] + distance_term(a, b),
    "CIoU": ciou_loss,
}

# %% [markdown]
# A box starts at the left, and the target is at the right. Every sixth step is drawn, early ones pale.

# %%
start, goal = torch.tensor([[60.0, 20, 20, 30]]).double(), target.double()
ways = {name: downhill(loss, start, goal, 100, 60) for name, loss in losses.items()}
fig, axes = plt.subplots(1, 4, figsize=(13, 3.8))
for ax, (name, way) in zip(axes, ways.items(), strict=True):
    outline(ax, target[0], "green", linewidth=3)
    shown = way[:61:6, 0]
    for number_of_step, box in enumerate(shown, 1):
        outline(ax, box, "blue", alpha=number_of_step / len(shown))
    row, column = centres(way[:, 0]).T
    ax.plot(column, row, "r.-", markersize=3)
    square(ax, name)
plt.show()

# %% [markdown]
# With IoU the box stays where it is. GIoU first makes it *larger* until it touches the target: that is the quickest way to have
# less empty space. DIoU and CIoU move the centre (red). How tall does the box get before it reaches the target?

# %%
untouched = {
    name: way[:, 0][iou_union(way[:, 0], goal.expand(61, 4))[0] == 0] for name, way in ways.items()
}
{name: round(sizes(boxes)[:, 0].max().item()) for name, boxes in untouched.items()}

# %% [markdown]
# It began with a height of 20, and the target's is 40. So GIoU blew it up to the target's height before they ever touched. The
# paper's own pictures, of boxes on their way to the target, show the same.
#
# One example proves little. Here are 500 pairs: targets with an area of 1, and boxes that start up to 3 away from them, all in
# seven aspect ratios. (The paper has a simulation of this kind, a far larger one.)

# %%
rng = torch.Generator().manual_seed(0)
ratios = torch.tensor([1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4]).double()


def shapes(n, area):
    """Heights and widths (n, 2) of this area, with random aspect ratios."""
    ratio = ratios[torch.randint(7, (n,), generator=rng)]
    return torch.stack([(area * ratio).sqrt(), (area / ratio).sqrt()], dim=1)


n = 500
angle = 2 * math.pi * torch.rand(n, generator=rng).double()
away = 3 * torch.rand(n, generator=rng).double().sqrt()
centre = torch.stack([away * angle.sin(), away * angle.cos()], dim=1)
starts = torch.cat([centre, shapes(n, torch.rand(n, generator=rng).double() * 1.5 + 0.5)], dim=1)
goals = from_centre(
    torch.cat([torch.zeros(n, 2).double(), shapes(n, torch.ones(n).double())], dim=1)
)

curves = {}
for name, loss in losses.items():
    way = downhill(loss, starts, goals, 0.2, 200)
    curves[name] = [iou_union(boxes, goals)[0].mean().item() for boxes in way]

# %%
fig, ax = plt.subplots(figsize=(7, 4))
for name, curve in curves.items():
    ax.plot(curve, label=name)
ax.set(xlabel="step", ylabel="mean IoU", title="500 boxes go downhill", ylim=(0, 1))
ax.legend()
plt.show()

# %% [markdown]
# At step 30, and at the end:

# %%
end = {name: curve[200] for name, curve in curves.items()}
curves["GIoU"][30] > curves["DIoU"][30], end["CIoU"] > end["GIoU"], end["CIoU"] > end["DIoU"]

# %% [markdown]
# So what about the claim? **IoU alone fails**, as expected: most boxes never move. GIoU is the *fastest at first*, and that is
# not what the abstract led us to expect. DIoU and CIoU are slower and end higher. With a smaller rate GIoU stays ahead for
# longer. "Faster" depends on when you stop, and on the rate. And "better still"? At this rate CIoU does not end above DIoU: the
# third term gains nothing.
#
# ## Step 10: train with it
#
# Boxes that go downhill freely are one thing; a network is another. It can't move each box independently, since all images share
# its weights. We train the deep head of chapter 13 on the largest object, with three losses and two seeds each.
#
# As in chapter 14, the body is frozen and the images are not augmented, so its features are computed **once**. (The small network's
# last layer is left off, as there. A loader of our own, without shuffling, gives them in the same order each time.)

# %%
pascal = load_pascal(PATH)
_, BB_CSV = write_tables(PATH, pascal)
md = model_data(PATH, bb_csv=BB_CSV, **run.data)
layers, _ = run.body()
body = nn.Sequential(*layers).to(run.device).eval()
seeing = body[: run.pick(-1, len(body))]


def features_of(dl):
    """The body's features of all images of a loader, and their boxes as edges."""
    with torch.no_grad():
        parts = [(seeing(normalize(x.to(run.device))), y) for x, y in dl]
    seen, boxes = (torch.cat(part).to(run.device) for part in zip(*parts, strict=True))
    return seen, boxes + torch.tensor([0, 0, 1, 1], device=run.device)


trn_x, trn_y = features_of(DataLoader(md.trn_ds, batch_size=run.bs))
val_x, val_y = features_of(md.val_dl)
trn_x.shape[1:] == val_x.shape[1:], val_y.shape[1]


# %% [markdown]
# One thing has to be settled first. All these formulas expect the near edge *before* the far edge. Four free numbers don't
# guarantee that: a bottom edge above the top one gives a negative height, and "area" and "angle" lose their meaning. So the
# head predicts a centre and a size, each between 0 and the side of the image (a sigmoid, chapter 13):


# %%
class CentredBox(nn.Module):
    def forward(self, x):
        return from_centre(torch.sigmoid(x) * run.sz)


sides = sizes(CentredBox()(torch.randn(1000, 4) * 5))
bool((sides >= 0).all())


# %%
def train_head(loss_function, seed, epochs=20, lr=3e-3):
    """Train a new head on the kept features; its boxes for the validation images."""
    torch.manual_seed(seed)
    head = nn.Sequential(deep_box_head(trn_x.shape[1:]), CentredBox()).to(run.device).train()
    opt = torch.optim.AdamW(head.parameters(), lr=lr, fused=True)
    for epoch in range(epochs):
        for group in opt.param_groups:
            group["lr"] = lr * (1 - epoch / epochs)  # large steps first
        for rows in torch.randperm(len(trn_x)).split(64):
            if len(rows) > 1:  # BatchNorm can't learn from a single image
                train_step(head, loss_function, opt, trn_x[rows], trn_y[rows])
    with torch.no_grad():
        return head.eval()(val_x)


trained_for = {
    "L1": lambda a, b: (a - b).abs().mean(),
    "GIoU": lambda a, b: giou_loss(a, b).mean(),
    "CIoU": lambda a, b: ciou_loss(a, b).mean(),
}

# %% [markdown]
# Six training runs. For each we measure what it was trained for, and what it was not: mean IoU, the share of boxes with an IoU of at least
# 0.75, and the distance in pixels. No setting is chosen on these images; all runs have the same ones.

# %% tags=["nbval-ignore-output"]
SEEDS = range(2)
rows, boxes_of, ious = [], {}, {}
for name, loss in trained_for.items():
    for seed in SEEDS:
        out = boxes_of[name, seed] = train_head(loss, seed)
        overlap = ious[name, seed] = iou_union(out, val_y)[0]
        rows.append({"trained for": name, "seed": seed, "mean IoU": overlap.mean().item(),
                     "IoU >= 0.75": (overlap >= 0.75).float().mean().item(),
                     "pixels off": (out - val_y).abs().mean().item()})  # fmt: skip
results = pd.DataFrame(rows).set_index(["trained for", "seed"])
results.round(3)

# %% [markdown]
# For comparison, always guess the same box (the mean of all training boxes). Is every run better than that, by more than 0.1?

# %%
guess = iou_union(trn_y.mean(dim=0).expand(len(val_y), 4), val_y)[0].mean().item()
bool(results["mean IoU"].min() > guess + 0.1)

# %%
fig, axes = plt.subplots(1, 3, figsize=(12, 3.5))
for ax, column in zip(axes, results, strict=True):
    for place, name in enumerate(trained_for):
        values = results.loc[name, column]
        ax.plot([place] * len(SEEDS), values, "o", color="tab:blue")
        ax.plot([place - 0.2, place + 0.2], [values.mean()] * 2, "k")
    ax.set_xticks(range(3), list(trained_for))
    ax.set_title(column)
fig.tight_layout()
plt.show()

# %% [markdown]
# Each dot is a seed, each line a mean. CIoU has the highest mean IoU. But is that more than luck? The seeds show one kind of luck, that of
# the training. There is another: all six networks are judged by the same few images, and other images would give other means.
# So compare two losses **image by image**, and divide the standard deviation of these differences by √n: that is the *standard
# error* of the mean difference. If a difference is less than two standard errors, don't report it as a gain.


# %%
def compare(one, other):
    """How much larger the IoU is, and the standard error of that."""
    gains = torch.stack([ious[one, seed] - ious[other, seed] for seed in SEEDS]).mean(dim=0)
    return gains.mean().item(), (gains.std() / len(gains) ** 0.5).item()


# %% tags=["nbval-ignore-output"]
duels = [("CIoU", "GIoU"), ("CIoU", "L1"), ("L1", "GIoU")]
columns = {f"{one} - {other}": compare(one, other) for one, other in duels}
pd.DataFrame(columns, index=["difference in mean IoU", "standard error"]).round(3)

# %%
mean = results.groupby("trained for").mean()
off, overlap = mean["pixels off"], mean["mean IoU"]
gain, error = compare("CIoU", "GIoU")
bool(off["L1"] < off["GIoU"]), gain > error, bool(overlap.max() - overlap.min() < 0.05)

# %% [markdown]
# (On the drawn scenes all three are True.) What holds:
#
# - **You get what you ask for.** Trained for L1, the boxes are fewer pixels off than with GIoU.
# - In the mean IoU, CIoU is ahead of GIoU, as the paper claims. By more than two standard errors? Look at the table.
# - For L1 against each of the two, the table decides as well. Below two standard errors, a difference is a hint at most.
# - And all three lie within 0.05 of each other.
#
# The paper reports its gains for complete detectors, judged on thousands of images. Our small experiment neither proves nor
# refutes them. It says something more modest: *here*, with one large object in each image, the loss is not what holds the
# network back. Its boxes soon overlap the true ones, and then L1 and IoU mostly pull in the same direction.

# %%
fig, axes = plt.subplots(2, 4, figsize=(12, 6.4))
for column in range(4):
    for ax, name in zip(axes[:, column], ("L1", "CIoU"), strict=True):
        show_img(md.val_ds[column][0].numpy(), ax=ax)
        last = torch.tensor([0, 0, 1, 1])
        draw_rect(ax, bb_hw((val_y[column].cpu() - last).tolist()), color="lime")
        draw_rect(ax, bb_hw((boxes_of[name, 0][column].cpu() - last).tolist()))
        value = iou_union(boxes_of[name, 0][column : column + 1], val_y[column : column + 1])[0]
        ax.set_title(f"{name}: IoU {value.item():.2f}")
fig.tight_layout()
plt.show()

# %% [markdown]
# Green is the true box, white the network's.
#
# ## Trap: pixels where edges belong
#
# Someone takes boxes as chapter 13 has them, by their first and last pixels, and passes them to torchvision unchanged. Every
# box loses one row and one column, and nobody notices. But one object is a flagpole: a single column, from column 50 to column
# 50.

# %%
annotated = torch.tensor([[10.0, 10, 60, 40], [20.0, 55, 90, 80], [10.0, 50, 90, 50]])

# %% [markdown]
# Now suppose that the network has learned all three boxes perfectly. These are the losses:

# %%
predictions = annotated.clone().requires_grad_()
loss = ops.complete_box_iou_loss(predictions, annotated)
loss.detach().round(decimals=3)

# %% [markdown]
# The perfect flagpole costs 1, as much as a miss: a box without width has no area, so it overlaps nothing, not even itself. And the
# gradient?

# %%
torch.autograd.grad(loss.mean(), predictions)[0].isnan().any(dim=1)

# %% [markdown]
# There is the nan from step 6. In a network all boxes share the same weights, and a nan in one box is a nan in all weights:

# %%
layer = nn.Linear(2, 4)
outputs = 0 * layer(torch.ones(3, 2)) + annotated
ops.complete_box_iou_loss(outputs, annotated, reduction="mean").backward()
bool(layer.weight.grad.isnan().any())

# %% [markdown]
# As *edges*, the flagpole is one column wide, and all is well:

# %%
far_corner = torch.tensor([0, 0, 1, 1])
predictions = (annotated + far_corner).requires_grad_()
loss = ops.complete_box_iou_loss(predictions, annotated + far_corner)
gradient = torch.autograd.grad(loss.mean(), predictions)[0]
loss.detach().round(decimals=3).abs(), bool(gradient.isfinite().all())

# %% [markdown]
# (A rope that lies flat, a single row, would have passed: torchvision takes x first, so its h is *our* width. Here, for once,
# it matters which axis comes first.)
#
# This teaches two lessons. Ask of every function what its four numbers mean: pixels or edges, and which axis comes first. And
# ask of every formula with a division what happens when it divides by 0, in its value *and* in its gradient. Your own, with
# `atan2`, stays finite even for the wrong boxes:

# %%
predictions = annotated.clone().requires_grad_()
bool(torch.autograd.grad(ciou_loss(predictions, annotated).mean(), predictions)[0].isfinite().all())

# %%
from minilib.workbook import how_far

how_far("paper")

# %% [markdown]
# ## What minilib gained
#
# `minilib/losses.py`: `sizes`, `iou_union`, `enclosing`, `giou_loss`, `distance_term`, `aspect_term`, `ciou_loss`.
#
# ## Ask yourself
#
# <details><summary>1. Say this aloud, and give the shape of the result: 1 - IoU + ρ²(b, b_gt) / c², for 32 pairs of boxes.</summary>
#
# "One minus IoU, plus rho squared of b and b g t, over c squared." ρ takes two centres and returns a length, so everything has the
# shape (32,).
# </details>
#
# <details><summary>2. The predicted box has the right centre and the right aspect ratio, and half the height. Which of the three terms
# notices?</summary>
#
# Only IoU: 0.25. The distance is 0, and v is 0, as it knows nothing of size.
# </details>
#
# <details><summary>3. Your version of a loss gives the paper's values to the last digit. Is it right?</summary>
#
# Not yet. A network learns from the gradient, and the values don't show a detached part or a handwritten gradient. Compare the
# gradients as well.
# </details>
#
# <details><summary>4. A paper reports a gain of 0.4 points. What do you look for?</summary>
#
# How much of it may be luck: how far apart are two runs that differ only in their seed, and what is the standard error? And
# were the settings chosen on the images that the result is reported on?
# </details>
#
# Now go on to [chapter 18](18_measuring.ipynb).
