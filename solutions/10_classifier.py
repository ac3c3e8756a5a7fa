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
# # 10 · Classifier: what is the largest object?
#
# **After this chapter you can** train a network that predicts what the largest object of an image is: begin with a pretrained
# body, find a learning rate, train the head first and then the rest gently, save the network, and look at what it gets wrong.
#
# About 110 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · **10 classifier** · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb) · [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [18 measuring](18_measuring.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Chapter 09 made batches: images, and the class of the largest object in each. Now a network will learn to predict the class.
# A network that begins with nothing needs a million images for that. We have a few hundred, or a few thousand. The way out is
# to begin with a network that can already see, and to teach it only what is new.
#
# A program that trains is short. This chapter builds it from nothing, one idea a cell: at the end it is a class `Learner`
# of less than 250 lines, and you have seen every one of them.
#
# First the imports. In minilib the pieces of this chapter lie in five small modules, so there are five cells of imports. Two of
# them fetch pieces that you will build below: as soon as you have run their cells, your own versions are used.

# %% tags=["export:training"]
"""The training step, the search for a learning rate, and the device to train on."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

# %% tags=["export:saving"]
"""Weights and the state of a training in files: written completely or not at all, checked, safe."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import psutil
import torch
from torch import nn

# %% tags=["export:summary"]
"""A table of a model's layers and of the shapes that pass through them."""

import pandas as pd
import torch
from torch import nn

# %% tags=["export:learner"]
"""The Learner: train a model on data, validate it, find a learning rate, save and load."""

import copy
import math
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader
from tqdm import tqdm

from minilib.data import ModelData

from minilib.transforms import normalize, to_device
from minilib.saving import Checkpoint, load_weights, read_file, write_file
from minilib.summary import summary
from minilib.training import best_device, growing_rates, has_diverged

# %% tags=["export"]
"""A pretrained body, a head that predicts the class, and how well it does."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torchvision
from safetensors.torch import load_file
from torch import Tensor, nn

from minilib.saving import load_weights
from minilib.transforms import Squish

# %%
from torch.nn import functional as F

from minilib.drawing import draw_text, load_pascal, show_img
from minilib.data import model_data, write_tables
from minilib.transforms import denorm
from minilib.workbook import check, hint, open_data, recipe

# %% [markdown]
# `recipe` gives the network and the image size for this data set. On drawn scenes that is a small network,
# so that each training takes seconds on a laptop; on photographs it is the lesson's ResNet34.

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)


# %% [markdown]
# ## Step 1: the data, and a flip
#
# A bus seen in a mirror is still a bus. So an image with left and right exchanged is a new example that costs nothing, and
# its class stays. Each time an image is read we toss a coin: flip it, or not. The network then never learns that
# cars look to the left.
#
# `Squish` (chapter 09) makes an image square. This one then flips it half of the time. (It moves the box along as
# well: what was 10 pixels from the left is now 10 pixels from the right. The classifier has no box; chapter 12 takes
# this up.)


# %% tags=["export"]
class FlipSquish(Squish):
    """Resize an image to a square and flip it every second time; the box moves along."""

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """An image (uint8, (h, w, 3)) and its box: now (sz, sz, 3), and float32."""
        im, bb = super().__call__(im, bb)
        if torch.rand(()).item() < 0.5:
            top, left, bottom, right = bb
            last = self.sz - 1
            im, bb = cv2.flip(im, 1), np.array([top, last - right, bottom, last - left], bb.dtype)
        return im, bb


# %% [markdown]
# The tables of chapter 07, and model data from the table of classes. `**run.data` passes size, batch size and so on as named
# arguments.

# %%
classes = list(pascal.cats.values())
CAT_CSV, _ = write_tables(PATH, pascal)
md = model_data(PATH, CAT_CSV, classes=classes, tfm=FlipSquish(run.data["sz"]), **run.data)
len(md.trn_ds), len(md.val_ds), len(classes)

# %% [markdown]
# The same image, read six times:

# %%
torch.manual_seed(0)
fig, axes = plt.subplots(1, 6, figsize=(13, 2.5))
for ax in axes:
    x, y = md.trn_ds[1]
    show_img(x.numpy(), ax=ax)
    ax.set_title(classes[y])
fig.tight_layout()
plt.show()

# %% [markdown]
# ## Step 2: what is a good result?
#
# Before we train anything: how good is a guess that does not look at the image at all, and always takes the most frequent
# class? `bincount` counts how often each number comes.

# %%
frequent = int(np.bincount(md.trn_ds.classes).argmax())
classes[frequent]

# %%
guess = (md.val_ds.classes == frequent).mean()
f"'{classes[frequent]}' every time is right for {guess:.0%} of the validation pictures"

# %% [markdown]
# A network must do better than that. With twenty classes you might think that anything above one in twenty is good: always
# look at the plain guess first.
#
# ## Step 3: a body that can see, and a new head
#
# A network for images is a chain of layers. The first ones find edges and colours, later ones find textures and parts, the
# last ones find things: wheels, legs, wings. Only the very last layer predicts *which of my classes* it is. So anyone who
# wants other classes removes the last layer (the **head**), keeps all the rest (the **body**), and puts a new head on it.
# This is called **transfer learning**. The body has been trained on very many images; the head has to be trained on ours.
#
# torchvision has networks as classes. `children()` gives the layers of one, in order.

# %%
net = torchvision.models.mobilenet_v3_small()
[type(layer).__name__ for layer in net.children()]

# %% [markdown]
# (MobileNet is a network for phones: small and fast.) The last, a `Sequential`, is its own head: two linear layers, which give
# 1000 classes of ImageNet. The body is everything before the pooling: a chain that torchvision calls `features`. (Other
# networks, such as ResNet, have no such chain: there the layers of the body are children of the network itself.)

# %%
[type(layer).__name__ for layer in net.features]

# %% [markdown]
# Thirteen layers, most of them chains themselves. The first nine are the early ones, which need the least change. For each
# network that we use, two numbers record this:

# %% tags=["export"]
#: Torchvision's networks that can be a body: how many layers stand before its own head (pooling
#: and classes), and how many of those are the early ones.
BODIES = {"resnet18": (8, 6), "resnet34": (8, 6), "mobilenet_v3_small": (13, 9)}
#: How the weights of those networks' own heads are called.
OWN_HEAD = ("fc.", "classifier.")

# %%
count, cut = BODIES["mobilenet_v3_small"]
count == len(net.features), [type(layer).__name__ for layer in net.features[cut:]]


# %% [markdown]
# The weights of a trained body come from torchvision, or from a file. A file may be damaged, or belong to another network; so
# names and shapes are compared before anything is copied. (`weights_only=True` and the format safetensors both read numbers
# and nothing else: no program hidden in the file is run.)


# %% tags=["export"]
def load_body_weights(net: nn.Module, file: Path) -> None:
    """Put weights from a file into a network; those of its own head stay as they are.

    A missing file raises a FileNotFoundError; a damaged one, or weights that do not fit, a
    ValueError that names the first.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file of weights {file.name}")
    try:
        if file.suffix == ".safetensors":
            saved = load_file(file)
        else:
            saved = torch.load(file, map_location="cpu", weights_only=True)
        saved = {k: v for k, v in saved.items() if not k.startswith(OWN_HEAD) and v.shape}
    except Exception as error:
        raise ValueError(f"{file.name}: damaged, or not a file of weights") from error
    # Older files lack BatchNorm's counters, which have the shape () and are used for nothing.
    own = {k: v for k, v in net.state_dict().items() if k.startswith(OWN_HEAD) or not v.shape}
    load_weights(net, {"model": saved | own}, file.name)


# %% tags=["export"]
def body_layers(name: str, weights: str | Path | None = "DEFAULT") -> tuple[list[nn.Module], int]:
    """The layers of a pretrained network without its own head, and how many are early ones.

    ``name`` is one of ``BODIES``. ``'DEFAULT'`` takes ImageNet's weights from torchvision (which
    downloads them once), None random ones; a file is ``.pth`` or ``.safetensors``. A ValueError
    for an unknown name or weights that do not fit, an OSError if they can't be had.
    """
    if name not in BODIES:
        raise ValueError(f"there is no body '{name}'; there are {', '.join(BODIES)}")
    from_torchvision = weights if weights == "DEFAULT" else None
    net = torchvision.models.get_model(name, weights=from_torchvision, norm_layer=nn.BatchNorm2d)
    count, cut = BODIES[name]
    if weights is not None and not from_torchvision:
        load_body_weights(net, Path(weights))
    return list(getattr(net, "features", net).children())[:count], cut


# %% [markdown]
# (`norm_layer=nn.BatchNorm2d`: torchvision's MobileNet averages mean and spread over some hundred batches, ResNet over some
# ten. Our trainings are short, so all networks take the quicker one.)
#
# `run.body()` calls it with the network and the weights of this data set.
#
# - On drawn scenes: the small network. It was trained on *other* drawn scenes (no image of our data set was among them) to
#   predict which classes can be seen at each place of an image, and the box of the object there. It has never been asked for
#   the *largest*.
# - On photographs: ResNet34 with ImageNet's weights, trained on 1.3 million photographs of 1000 classes.

# %%
layers, cut = run.body()
len(layers), cut


# %% [markdown]
# What comes out of the body? Send an empty image through it and look at the shape.


# %% tags=["export"]
def feature_shape(layers: list[nn.Module], sz: int) -> tuple[int, int, int]:
    """(channels, rows, columns) of what the layers give for an image of ``sz`` x ``sz``."""
    body = nn.Sequential(*layers).eval()
    with torch.no_grad():
        return tuple(body(torch.zeros(1, 3, sz, sz)).shape[1:])


# %%
features = feature_shape(layers, md.sz)
features

# %% [markdown]
# Channels, rows, columns. Each **channel** is a small map: it is high where the body sees one particular thing.
# (`nn.Sequential` chains layers: what comes out of one goes into the next. `torch.no_grad()` tells PyTorch that we do not
# train here, which saves work.)
#
# Let us look at some of these maps, for one image. We take the three channels that are highest somewhere.

# %%
x, y = next(iter(md.val_dl))
body = nn.Sequential(*layers).eval()
with torch.no_grad():
    maps = body(normalize(x[:1]))[0]
maps.shape == features

# %%
highest = maps.amax(dim=(1, 2)).argsort(descending=True)[:3].tolist()
fig, axes = plt.subplots(1, 4, figsize=(13, 3.8))
show_img(x[0].numpy(), ax=axes[0])
axes[0].set_title(f"picture\n{classes[y[0]]}", fontsize=11)
for ax, channel in zip(axes[1:], highest, strict=True):
    one = maps[channel]
    ax.imshow(one, cmap="viridis")
    ax.set(xticks=[], yticks=[])
    ax.set_title(f"channel {channel}\nmean {one.mean():.1f}, maximum {one.amax():.1f}", fontsize=11)
fig.tight_layout()
plt.show()

# %% [markdown]
# To predict *what* is in an image, a network need not know *where* it is. So each map is reduced to two numbers: its mean (is
# there much of it?) and its maximum (is it anywhere?). That is called pooling. The mean of a map with four places, by hand:

# %%
tiny = torch.tensor([[0.0, 0.0], [1.0, 3.0]])
tiny.mean(), tiny.amax()


# %% [markdown]
# A layer of our own is a class with a method `forward`. Deriving it from `nn.Module` makes it a layer. `dim=(2, 3)` pools
# over rows and columns (dimensions 2 and 3), for each image and each channel separately; `cat` puts means and maxima side by
# side.


# %% tags=["export"]
class ConcatPool(nn.Module):
    """The mean and the maximum of each channel: (n, c, h, w) becomes (n, 2c)."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)


# %%
ConcatPool()(tiny.reshape(1, 1, 2, 2))


# %% [markdown]
# After pooling, one linear layer computes a number for each class from all the features: a **score**. Two more layers help
# it. `BatchNorm1d` brings all features to a similar scale. During training, `Dropout(0.5)` sets half of them to 0, chosen at
# random each time: then the head can't rely on a single feature that happened to be right, and must learn from many.


# %% tags=["export"]
def class_head(channels: int, n_classes: int) -> nn.Sequential:
    """A head that predicts what is in an image, not where: it pools over all places."""
    return nn.Sequential(
        ConcatPool(),
        nn.BatchNorm1d(2 * channels),
        nn.Dropout(0.5),
        nn.Linear(2 * channels, n_classes),
    )


# %% [markdown]
# Follow the shapes of a batch of two images through the head:

# %%
head = class_head(features[0], len(classes)).eval()
step = torch.zeros(2, *features)
shapes = [("from the body", tuple(step.shape))]
for layer in head:
    step = layer(step)
    shapes.append((type(layer).__name__, tuple(step.shape)))
shapes


# %% [markdown]
# ## Exercise 1
#
# Body and head become one model. Its layers form **three groups**: early layers, late layers, head. They will be trained at
# different speeds, so we must be able to address each of them. `nn.Sequential(*list_of_layers)` chains a list (the star
# passes its elements one by one); a chain can be part of a chain.
#
# ### Exercise: `layer_groups` (5 minutes, difficulty 2 of 5)
#
# A chain of three: the first `cut` layers as one chain, the other layers as one chain, and the head.


# %% tags=["export"]
def layer_groups(layers: list[nn.Module], cut: int, head: nn.Module) -> nn.Sequential:
    """Chain a body and a head as three groups: the first ``cut`` layers, the others, the head."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)
    ### END SOLUTION


# %%
layer_groups = check(layer_groups)

# %%
model = layer_groups(layers, cut, head)
[sum(weights.numel() for weights in group.parameters()) for group in model]

# %% [markdown]
# How many numbers does each group have? (`numel` counts the numbers in a Tensor.)
#
# ## Step 4: from scores to an answer
#
# The head gives one score for each class. Say there are three classes, and these are the scores of one image:

# %%
scores = torch.tensor([2.0, 1.0, -1.0])
scores

# %% [markdown]
# Which class is it? The one with the largest score. `argmax` gives not the largest number but its *position*:

# %%
scores.max(), scores.argmax()

# %% [markdown]
# How confident is it? For that we want numbers above 0 that add up to 1, as probabilities do. First, `exp` makes every number
# positive and keeps the order:

# %%
scores.exp()

# %% [markdown]
# Then divide by their sum. That is all there is to **softmax**:

# %%
probs = scores.exp() / scores.exp().sum()
probs

# %%
probs.sum(), torch.allclose(probs, F.softmax(scores, dim=0))

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 2.8))
steps = [("scores", scores), ("exp: all positive", scores.exp()), ("divided by the sum", probs)]
for ax, (title, values) in zip(axes, steps, strict=True):
    bars = ax.bar(["cat", "dog", "cow"], values)
    ax.bar_label(bars, fmt="%.2f", padding=2)
    ax.set_title(title)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.margins(y=0.2)
fig.tight_layout()
plt.show()

# %% [markdown]
# A score that is larger by 1 gives a probability that is 2.7 times as large. The class with the largest score is the most
# probable as well, so for the *answer* softmax is not needed; it gives the network's *confidence*.
#
# A batch has a row of scores for each image. `argmax(dim=1)` looks along each row.

# %%
outputs = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.1, 3.0], [1.0, 1.5, 0.0]])
y3 = torch.tensor([0, 2, 0])
outputs.argmax(dim=1), y3

# %%
outputs.argmax(dim=1) == y3


# %% [markdown]
# Two of three are right. `True` counts as 1; but `mean()` needs floats, so `float()` comes first.
#
# ## Exercise 2
#
# ### Exercise: `accuracy` (4 minutes, difficulty 2 of 5)
#
# Return the share of images whose right class has the largest score, as a Tensor.


# %% tags=["export"]
def accuracy(outputs: Tensor, y: Tensor) -> Tensor:
    """Share of images whose right class has the largest score: a Tensor of shape ().

    ``outputs`` are scores, (n, classes), without a softmax; ``y`` are class numbers, (n,).
    """
    ### BEGIN SOLUTION
    return (outputs.argmax(dim=1) == y).float().mean()
    ### END SOLUTION


# %%
accuracy = check(accuracy)

# %%
accuracy(outputs, y3)

# %% [markdown]
# ## Step 5: how wrong is it?
#
# Accuracy is for people. You can't train with it: nudge a weight a little, and nearly always no answer changes, so accuracy
# does not show whether the nudge was good. For training we need a number that responds to every nudge: the **loss**.
#
# For classes it is the **cross-entropy**: take the logarithm of the probability that the network gave to the *right* class,
# with a minus sign. Confident and right: nearly 0. Confident and wrong: large, and the more confident, the larger.

# %%
[(prob, round(-math.log(prob), 2)) for prob in (0.99, 0.7, 0.5, 0.05, 0.001)]

# %%
prob = np.linspace(0.005, 1, 200)
fig, ax = plt.subplots(figsize=(6, 3.2))
ax.plot(prob, -np.log(prob))
ax.set(
    xlabel="probability given to the right class", ylabel="loss", title="Sure but wrong costs most"
)
plt.show()

# %% [markdown]
# A network that knows nothing gives each of 20 classes the probability 1/20. That is the loss at the beginning:

# %%
round(-math.log(1 / 20), 2)

# %% [markdown]
# `F.cross_entropy` takes the scores (it does softmax itself) and the right class numbers, and gives the mean over the
# batch. By hand, for the three images above, it is the same:

# %%
right = F.softmax(outputs, dim=1)[[0, 1, 2], y3]
right

# %%
(-right.log()).mean(), F.cross_entropy(outputs, y3)

# %% [markdown]
# ## Step 6: one step of training, line by line
#
# Training repeats five lines, thousands of times. Here they are, one in each cell, for one batch. We train the head only: for
# all other weights we tell PyTorch not to compute gradients.

# %%
torch.manual_seed(0)
layers, cut = run.body()
model = layer_groups(layers, cut, class_head(features[0], len(classes)))
model.eval()
model[-1].train()
model.requires_grad_(False)
_ = model[-1].requires_grad_(True)

# %% [markdown]
# (`train()` and `eval()` switch Dropout and BatchNorm between training and use; more about that soon.)
#
# The **optimizer** is what changes the weights. Each weight has a **gradient**: how much the loss grows when this weight
# grows a little. So a step in the other direction makes the loss smaller. The **learning rate** sets how long the step is.
# The plainest optimizer takes rate times gradient. **Adam** takes, for each weight, a running mean of its last gradients, and
# divides it by their usual size. So every weight moves at about the same speed, whether its gradients are large or tiny, and
# noise from batch to batch cancels out. (`AdamW` is Adam that also pulls all weights gently to 0.)

# %%
opt = torch.optim.AdamW(model[-1].parameters(), lr=3e-3)
x, y = next(iter(md.trn_dl))
x.shape, y.shape

# %% [markdown]
# **Forward**: the batch goes through the model.

# %%
outputs = model(normalize(x))
outputs.shape

# %% [markdown]
# **Loss**: how wrong is that? One number. It differs a little from computer to computer.

# %% tags=["nbval-ignore-output"]
loss = F.cross_entropy(outputs, y)
loss

# %%
loss.shape == () and 1 < loss.item() < 8

# %% [markdown]
# `grad_fn` in the output means that this number knows how it was computed. PyTorch has recorded every step from the weights to it.
#
# **Zero the gradients**: those of an earlier batch would still be there, and new ones are *added*.

# %%
opt.zero_grad()
last = model[-1][-1]
last.weight.grad is None

# %% [markdown]
# **Backward**: PyTorch goes back through everything it has recorded, and stores each weight's gradient with it.

# %%
loss.backward()
last.weight.shape, last.weight.grad.shape

# %% [markdown]
# The body has none, as we asked:

# %%
all(weight.grad is None for weight in model[0].parameters())

# %% [markdown]
# **Step**: the optimizer changes the weights.

# %%
before = last.weight.detach().clone()
opt.step()
torch.equal(before, last.weight)

# %% [markdown]
# Did it help? The same batch once more, and then ten steps on it:

# %% tags=["nbval-ignore-output"]
losses = [loss.item()]
for _ in range(10):
    outputs = model(normalize(x))
    loss = F.cross_entropy(outputs, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
[round(value, 2) for value in losses]

# %%
losses[-1] < 0.8 * losses[0]

# %%
fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(losses, marker="o")
ax.set(xlabel="step", ylabel="loss of this batch", title="Ten steps on one batch")
ax.set_ylim(bottom=0)
plt.show()


# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `train_step` (7 minutes, difficulty 3 of 5)
#
# The five lines as a function, for any model. It returns the loss before the step as an ordinary number: `loss.item()`.


# %% tags=["export:training"]
def train_step(
    model: nn.Module, loss_func: Callable, opt: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> float:
    """Let a model learn from one batch; the loss before the step.

    ``loss_func(outputs, y)`` gives a Tensor of shape (); ``opt`` has the model's parameters.
    """
    ### BEGIN SOLUTION
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()
    ### END SOLUTION


# %%
train_step = check(train_step)

# %% tags=["nbval-ignore-output"]
before = train_step(model, F.cross_entropy, opt, normalize(x), y)
before

# %%
isinstance(before, float) and before < losses[0]


# %% [markdown]
# ## Step 7: a Learner, piece by piece
#
# Now the class that does this for a whole data set. We build it over several cells. `class Learner(Learner):` means: the
# class as it is so far, with more methods; in minilib all methods are in one class.
#
# **What it knows.** The data, the model, the loss, and the metrics: functions for people, such as accuracy. The model goes to
# the *device*: a GPU where there is one, else the CPU. PyTorch calls a GPU of any make an *accelerator*:


# %% tags=["export:training"]
def best_device() -> str:
    """A GPU, ``'cuda'`` or ``'mps'``, where there is one that works; else ``'cpu'``."""
    return str(torch.accelerator.current_accelerator(check_available=True) or "cpu")


# %% [markdown]
# (`channels_last` is an order of the pixels in memory; it is the fastest one. `Rates` is only a name for the reader: one
# learning rate, or one for each layer group.)

# %% tags=["export:learner"]
Rates = float | Sequence[float]


class Learner:
    """Train a model on data: a plain loop, with the lesson's verbs.

    The children of ``model`` are the layer groups, from the input to the head. ``loss_func(outputs,
    y)`` gives a Tensor of shape (), and so does each metric, for the whole validation set. The
    default device is :func:`minilib.training.best_device`. ``mixed`` computes in 16 bits where
    that is safe, ``path`` is the folder of :meth:`save`, ``progress`` shows a bar for each epoch.

    ``history`` gets a dict an epoch (losses and metrics), ``losses`` and ``lrs`` the loss and the
    rate (of the last group) of every batch, ``found`` the rates and losses of the last search.
    """

    def __init__(
        self, data: ModelData, model: nn.Sequential, loss_func: Callable,
        metrics: Sequence[Callable] = (), *, device: str | None = None, mixed: bool = False,
        path: Path | str = "models", progress: bool = False,
    ):  # fmt: skip
        self.data, self.loss_func, self.metrics = data, loss_func, tuple(metrics)
        self.device = torch.device(device or best_device())
        self.model = model.to(self.device, memory_format=torch.channels_last)
        self.groups = list(model.children())
        self.mixed, self.path, self.progress = mixed, Path(path), progress
        self.opt_fn, self.norm_frozen = torch.optim.AdamW, False
        self.history, self.losses, self.lrs, self.found = [], [], [], ([], [])


# %% [markdown]
# **Which groups learn.** `freeze_to(-1)` trains the last group only, the head. `freeze_to(-2)` trains the last two.
# `unfreeze` trains all. Why freeze at all? The new head begins with random weights, so its first gradients are wild. If the
# body followed them, it would forget what it has learned. So the head learns first, until its answers make sense.


# %% tags=["export:learner"]
class Learner(Learner):
    def freeze_to(self, n: int) -> None:
        """Train only the layer groups from ``n`` on; -1 is the last one, the head."""
        self.model.requires_grad_(False)
        for group in self.groups[n:]:
            group.requires_grad_(True)

    def unfreeze(self) -> None:
        """Train all layer groups."""
        self.freeze_to(0)


# %% [markdown]
# A function makes a new learner each time, with a new head; we need several. `run.learner` knows which device to use.


# %%
def new_learner(data, pretrained=True):
    layers, cut = run.body(pretrained)
    channels = feature_shape(layers, data.sz)[0]
    model = layer_groups(layers, cut, class_head(channels, len(data.classes)))
    return Learner(data, model, F.cross_entropy, [accuracy], **run.learner)


# %%
learn = new_learner(md)


def trainable():
    return sum(weight.numel() for weight in learn.model.parameters() if weight.requires_grad)


for n in (-1, -2, 0):
    learn.freeze_to(n)
    print(f"freeze_to({n}): {trainable():>10,} numbers are trained")

# %% [markdown]
# **Train mode, and what frozen means for BatchNorm.** A BatchNorm layer keeps a running mean and spread of what went through
# it. In eval mode it uses these. In train mode it takes mean and spread of the batch instead, *and goes on averaging*. That
# has nothing to do with gradients: `requires_grad_(False)` does not stop it. So a "frozen" body in train mode changes with
# every batch. Look at the first BatchNorm layer before and after one batch:

# %%
norm = next(layer for layer in learn.model.modules() if isinstance(layer, nn.BatchNorm2d))
learn.freeze_to(-1)
learn.model.train()
before = norm.running_mean.clone()

# %% tags=["nbval-ignore-output"]
with torch.no_grad():
    learn.model(normalize(x.to(learn.device)))
before[:3].tolist(), norm.running_mean[:3].tolist()

# %%
torch.equal(before, norm.running_mean)


# %% [markdown]
# `False`: it has changed, though nobody called an optimizer. So frozen groups are left in eval mode. `bn_freeze` asks for the same
# in a body that *is* trained: its weights learn, but its means and spreads stay as they were pretrained. That helps when
# batches or the data set are small: a mean over few images is a poor mean.


# %% tags=["export:learner"]
class Learner(Learner):
    def bn_freeze(self, frozen: bool = True) -> None:
        """Keep the body's BatchNorm layers as they were pretrained, also when it is trained."""
        self.norm_frozen = frozen

    def _train_mode(self) -> None:
        self.model.train()
        for group in self.groups[:-1]:
            frozen = not any(weight.requires_grad for weight in group.parameters())
            for layer in group.modules():
                # In train mode BatchNorm goes on averaging: what is frozen would change.
                if frozen or (self.norm_frozen and isinstance(layer, nn.BatchNorm2d)):
                    layer.training = False


# %% [markdown]
# (A name that begins with `_` is meant for use inside the class.) The same again, with `_train_mode`:

# %%
learn = new_learner(md)
norm = next(layer for layer in learn.model.modules() if isinstance(layer, nn.BatchNorm2d))
learn.freeze_to(-1)
learn._train_mode()
before = norm.running_mean.clone()
with torch.no_grad():
    learn.model(normalize(x.to(learn.device)))
torch.equal(before, norm.running_mean)


# %% [markdown]
# **One optimizer, a rate for each group.** Late layers have to change more than early ones: edges are edges in every data set. So
# each group may have its own learning rate (**differential learning rates**). One number means the same for all. Groups that
# are frozen are left out.


# %% tags=["export:learner"]
class Learner(Learner):
    def _optimizer(self, lr: Rates) -> torch.optim.Optimizer:
        rates = np.broadcast_to(np.asarray(lr, dtype=float), len(self.groups)).tolist()
        sets = [[w for w in group.parameters() if w.requires_grad] for group in self.groups]
        sets = [{"params": own, "lr": r} for own, r in zip(sets, rates, strict=True) if own]
        return self.opt_fn(sets, lr=rates[-1])


# %%
learn = new_learner(md)
for n in (0, -2, -1):
    learn.freeze_to(n)
    print(n, [group["lr"] for group in learn._optimizer([1e-5, 1e-4, 1e-3]).param_groups])


# %% [markdown]
# **One batch forward.** Pixels go to the device, are normalised there, and go through the model. `autocast` is mixed precision:
# where it is switched on and safe, the GPU computes in 16 bits instead of 32, about twice as fast (chapter 13 measures it).


# %% tags=["export:learner"]
class Learner(Learner):
    def predict_batch(self, x: Tensor) -> Tensor:
        """Outputs (float32) for a batch of uint8 pixels."""
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(normalize(to_device(x, self.device))).float()

    def _bits(self) -> torch.dtype:
        old = self.device.type == "cuda" and not torch.cuda.is_bf16_supported(False)
        return torch.float16 if old else torch.bfloat16


# %% [markdown]
# **One step.** Your five lines again. Two things are new. A loss that is not a number (the rate was far too high) changes
# nothing: no step is made. And on older GPUs a *scaler* multiplies the loss before `backward`, since small gradients would
# become 0 in their 16 bits; elsewhere it changes nothing.


# %% tags=["export:learner"]
class Learner(Learner):
    def _step(self, x, y, opt, scaler):
        """One step; the loss before it. A loss that is no number changes nothing."""
        try:
            outputs = self.predict_batch(x)
        except ValueError as error:
            if len(x) == 1:  # BatchNorm has nothing to average over
                raise ValueError(
                    f"a batch of one image is too small; take bs=2: {error}"
                ) from error
            raise
        loss = self.loss_func(outputs, to_device(y, self.device))
        value = loss.item()
        if math.isfinite(value):
            opt.zero_grad()
            scaler.scale(loss).backward()
            scaler.step(opt)
            scaler.update()
        return value

    def _scaler(self):
        on = self.mixed and self._bits() is torch.float16  # or small gradients become 0
        return torch.amp.GradScaler(self.device.type, enabled=on)


# %% [markdown]
# **Look at the validation set.** `predict` switches to eval mode, sends all batches through, and puts outputs and right answers
# together. `validate` computes the loss and the metrics from them. (y may be one Tensor or, in chapter 14, two.)


# %% tags=["export:learner"]
class Learner(Learner):
    def predict(self, dl: DataLoader | None = None) -> tuple[Tensor, Tensor | list[Tensor]]:
        """Outputs and y (on the CPU) for all batches of a loader; default: validation."""
        self.model.eval()
        outputs, ys = [], []
        with torch.no_grad():
            for x, y in self.data.val_dl if dl is None else dl:
                outputs.append(self.predict_batch(x).cpu())
                ys.append(y)
        several = isinstance(ys[0], list | tuple)
        y = [torch.cat(one) for one in zip(*ys, strict=True)] if several else torch.cat(ys)
        return torch.cat(outputs), y

    def validate(self) -> dict[str, float]:
        """Loss and metrics of the whole validation set, by name."""
        outputs, y = self.predict()
        values = {"val_loss": self.loss_func(outputs, y)}
        values |= {metric.__name__: metric(outputs, y) for metric in self.metrics}
        return {name: float(value) for name, value in values.items()}


# %% [markdown]
# A head that has learned nothing: its loss is near that of a blind guess, `log(20)`, which is 3.0.

# %%
learn = new_learner(md)
untrained = learn.validate()
list(untrained), 2 < untrained["val_loss"] < 5


# %% [markdown]
# **The loop.** For each epoch: train mode, all batches, a step each; then the validation set, and a line of the table. The
# *schedule* changes the rate after each batch. `run` saves the state in a file if we wish (step 10). If the loss is no longer
# a number, training stops at once with a message, instead of going on for an hour.


# %% tags=["export:learner"]
class Learner(Learner):
    def _train(self, lr, epochs, make_schedule, resume):
        opt, scaler = self._optimizer(lr), self._scaler()
        schedule = make_schedule(opt, len(self.data.trn_dl))
        run = Checkpoint(self, (opt, schedule, scaler), epochs, resume)
        for epoch in range(run.done, epochs):
            self._train_mode()
            first = len(self.losses)
            bar = {"leave": False, "mininterval": 1, "disable": not self.progress}
            for x, y in tqdm(self.data.trn_dl, f"epoch {epoch}", **bar):
                rate, loss = opt.param_groups[-1]["lr"], self._step(x, y, opt, scaler)
                if not math.isfinite(loss):
                    raise FloatingPointError(
                        f"the loss became {loss} in epoch {epoch}: the learning rate {rate:.2g} "
                        "is too high; load saved weights and take a tenth of it"
                    )
                schedule.step()
                self.lrs.append(rate)
                self.losses.append(loss)
            trn_loss = sum(self.losses[first:]) / len(self.data.trn_dl)
            self._note({"trn_loss": trn_loss, **self.validate()})
            run.keep(epoch + 1)

    def _note(self, values):
        row = {"epoch": len(self.history), **values}
        if not self.history:
            print("".join(f"{name:>12}" for name in row))
        print(f"{row['epoch']:>12}" + "".join(f"{value:>12.4f}" for value in values.values()))
        self.history.append(row)


# %% [markdown]
# **How the rate changes.** First long steps, while the goal is far away; short steps at the end, when it is near. `fit`
# trains in cycles, each of which goes from the rate down to 0 (chapter 13 has the details). `fit_one_cycle` begins low, so
# that the first wild gradients do little harm, rises for three tenths of the time, and then falls to 0.


# %% tags=["export:learner"]
class Learner(Learner):
    def fit(
        self, lr: Rates, n_cycle: int, cycle_len: int | None = None, cycle_mult: int = 1, *,
        resume: Path | None = None,
    ) -> None:  # fmt: skip
        """Train in cycles, each from ``lr`` (one, or one a group) down to 0 along a cosine.

        The first cycle has ``cycle_len`` epochs, each next one ``cycle_mult`` times as many;
        without it, train for ``n_cycle`` epochs at the rate ``lr``. ``resume`` is a file that keeps
        the state after each epoch, see :class:`minilib.saving.Checkpoint`.
        """
        epochs = sum((cycle_len or 1) * cycle_mult**cycle for cycle in range(n_cycle))

        def schedule(opt, steps):
            if cycle_len is None:
                return lr_scheduler.ConstantLR(opt, factor=1)
            return lr_scheduler.CosineAnnealingWarmRestarts(opt, cycle_len * steps, cycle_mult)

        self._train(lr, epochs, schedule, resume)

    def fit_one_cycle(self, lr: Rates, epochs: int, *, resume: Path | None = None) -> None:
        """Train in one cycle: for three tenths of the time up to ``lr``, then down to 0."""

        def schedule(opt, steps):
            top = [group["lr"] for group in opt.param_groups]
            return lr_scheduler.OneCycleLR(opt, top, total_steps=epochs * steps)

        self._train(lr, epochs, schedule, resume)

    def plot_lr(self) -> plt.Axes:
        """Draw the rate of every batch trained on."""
        _, ax = plt.subplots(figsize=(6, 3))
        ax.plot(self.lrs)
        ax.set(xlabel="batch", ylabel="learning rate")
        return ax


# %% [markdown]
# Now it can train. One epoch, the head alone. (`resume` is for photographs; step 10 explains it.) The numbers differ a little
# from computer to computer.

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
learn = new_learner(md)
learn.freeze_to(-1)
learn.fit_one_cycle(3e-3, 1, resume=run.resume("clas-try"))

# %%
learn.history[-1]["val_loss"] < untrained["val_loss"]

# %%
learn.plot_lr().set_title("One cycle: the rate of every batch")
plt.show()

# %% [markdown]
# ## Step 8: which learning rate?
#
# If it is too low, nothing happens; if it is too high, the loss explodes. There is a clever way to find a good one: train for
# some batches, and let the rate grow from batch to batch, from tiny to far too large. Then look where the loss fell, and
# where it exploded.
#
# The rates grow by the same *factor* each time, since between 0.001 and 0.01 there is as much to find out as between 0.1 and
# 1. From 1 to 100 in 3 steps: the factor is 10.

# %%
factor = (100 / 1) ** (1 / 2)
[1 * factor**step for step in range(3)]


# %% [markdown]
# Three rates have two gaps, so the factor is the *second* root of 100. (`a ** (1 / 2)` is the second root of a.)
#
# ## Exercise 4
#
# ### Exercise: `growing_rates` (6 minutes, difficulty 3 of 5)
#
# Return `steps` rates, from the first to the last, each larger than the one before by the same factor.


# %% tags=["export:training"]
def growing_rates(start_lr: float, end_lr: float, steps: int) -> list[float]:
    """At least two learning rates, each larger than the one before by the same factor."""
    ### BEGIN SOLUTION
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]
    ### END SOLUTION


# %%
growing_rates = check(growing_rates)

# %%
[round(rate, 6) for rate in growing_rates(1e-5, 10, 7)]

# %% [markdown]
# When is it enough? When the newest loss is more than four times the best so far. Or when it is not a number any more: a
# number that has grown too large becomes `inf` (infinite), and what is computed from it `nan` (not a number). Comparing with
# `nan` always gives `False`, so it needs a test of its own. `math.isfinite` does that:

# %%
math.nan > 4, math.isfinite(math.nan), math.isfinite(math.inf), math.isfinite(2.5)


# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `has_diverged` (5 minutes, difficulty 2 of 5)
#
# `True` when the newest loss (the last in the list) is not a finite number, or is more than `factor` times the smallest.


# %% tags=["export:training"]
def has_diverged(losses: list[float], factor: float = 4) -> bool:
    """Whether the newest loss is not finite, or more than ``factor`` times the smallest so far."""
    ### BEGIN SOLUTION
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)
    ### END SOLUTION


# %%
has_diverged = check(has_diverged)


# %% [markdown]
# Now the search itself. It trains in earnest, so it spoils the weights. Therefore they are copied first, and put back at the
# end whatever happens: `finally` runs even when you press stop. The state of the random numbers is put back as well, so that
# a search has no effect on what comes after it.


# %% tags=["export:learner"]
class Learner(Learner):
    def lr_find(
        self, start_lr: Rates = 1e-5, end_lr: float = 10, steps: int = 100
    ) -> tuple[list[float], list[float]]:
        """Rates and losses of a training with growing rates, until the loss explodes.

        All weights are put back afterwards. ``start_lr`` may have one rate for each layer group;
        they keep their ratios, and ``end_lr`` is the last group's.
        """
        before, rng = copy.deepcopy(self.model.state_dict()), torch.get_rng_state()
        opt, scaler = self._optimizer(start_lr), self._scaler()
        first = [group["lr"] for group in opt.param_groups]
        batches = chain.from_iterable(repeat(self.data.trn_dl))
        rates, losses = growing_rates(first[-1], end_lr, steps), []
        self._train_mode()
        try:
            for rate, (x, y) in zip(rates, batches, strict=False):
                for group, own in zip(opt.param_groups, first, strict=True):
                    group["lr"] = own * rate / first[-1]
                losses.append(self._step(x, y, opt, scaler))
                # "Four times as large" means nothing once a loss was negative.
                if has_diverged(losses) and (min(losses) > 0 or not math.isfinite(losses[-1])):
                    break
        finally:
            self.model.load_state_dict(before)
            torch.set_rng_state(rng)
        self.found = rates[: len(losses)], losses
        return self.found

    def plot_lr_find(self, n_skip: int = 10, n_skip_end: int = 5) -> plt.Axes:
        """Draw loss against rate (of :meth:`lr_find`), without the first and the last points.

        A search too short for that is drawn in full.
        """
        end = len(self.found[0]) - n_skip_end
        shown = slice(n_skip, end) if end > n_skip + 1 else slice(None)
        rates, losses = (one[shown] for one in self.found)
        _, ax = plt.subplots(figsize=(6, 4))
        ax.plot(rates, losses)
        ax.set(xscale="log", xlabel="learning rate", ylabel="loss")
        return ax


# %% [markdown]
# (`chain.from_iterable(repeat(dl))` gives the batches of the loader, and starts again from the beginning when they are used
# up. The loader is a relative of the generators of chapter 02.)

# %%
torch.manual_seed(0)
learn = new_learner(md)
learn.freeze_to(-1)
before = copy.deepcopy(learn.model.state_dict())
rates, losses = learn.lr_find(1e-4, 10, steps=run.pick(40, 100))

# %% [markdown]
# All weights are as before:

# %%
after = learn.model.state_dict()
all(torch.equal(before[name], after[name]) for name in before)

# %% [markdown]
# The plot leaves out the first points, which mean little, and the last ones, which are so high that they would flatten the
# rest.

# %%
learn.plot_lr_find(n_skip=3, n_skip_end=1).set_title("The search for a learning rate, head only")
plt.show()

# %% [markdown]
# How to read it: from left to right the rate grows. First the loss hardly falls. Then it falls: here training works. Then it
# is lowest, becomes restless, and jumps up. **Do not take a rate near the jump**: there each step is too long. Take about a
# tenth of the rate where it jumps; there the loss should still be falling. For this head that is about 0.003. (The curve is
# restless anyway, since each point is another batch. Look at its overall shape.)

# %%
min(losses) < losses[0] and rates[losses.index(min(losses))] > 3e-4


# %% [markdown]
# ## Step 9: all layers in a table
#
# What happens to an image on its way through the network? PyTorch lets us attach a function to a layer (a **hook**): it is
# called each time the layer has run, with what went in and what came out. `summary` attaches one to each layer, sends an
# empty image through, and removes them again.


# %% tags=["export:summary"]
def summary(model: nn.Module, shape: tuple[int, ...]) -> pd.DataFrame:
    """The innermost layers of a model, in the order in which an example input passes them.

    ``shape`` is that of one input, without the batch; the model is not changed. The columns are
    ``layer`` (its kind), ``input_shape``, ``output_shape`` (-1 is the batch), ``trainable`` (None
    for a layer without parameters) and ``nb_params``.
    """
    rows = []

    def note(layer, inputs, output):
        own = list(layer.parameters())
        rows.append(
            {
                "layer": type(layer).__name__,
                "input_shape": (-1, *inputs[0].shape[1:]),
                "output_shape": (-1, *output.shape[1:]),
                "trainable": any(weight.requires_grad for weight in own) if own else None,
                "nb_params": sum(weight.numel() for weight in own),
            }
        )

    leaves = [layer for layer in model.modules() if not list(layer.children())]
    hooks = [layer.register_forward_hook(note) for layer in leaves]
    modes = {layer: layer.training for layer in model.modules()}
    device = next(model.parameters()).device
    try:
        model.eval()  # BatchNorm would learn from the example
        with torch.no_grad():
            model(torch.zeros(1, *shape, device=device))
    finally:
        for hook in hooks:
            hook.remove()
        for layer, training in modes.items():
            layer.training = training
    return pd.DataFrame(rows)


# %% tags=["export:learner"]
class Learner(Learner):
    def summary(self) -> pd.DataFrame:
        """A table of the layers, see :func:`minilib.summary.summary`."""
        return summary(self.model, (3, self.data.sz, self.data.sz))


# %%
learn = new_learner(md)
learn.freeze_to(-1)
table = learn.summary()
table.head(5)

# %%
table.tail(5)

# %% [markdown]
# Rows and columns become fewer, channels more, until the head pools all places. `-1` stands for the batch, which may have any size.
# `trainable` is `None` where there is nothing to train.
#
# ## Step 10: save, and go on
#
# Hours of training should not be lost. Two things can go wrong with files. The computer may stop while a file is being
# written: then there is half a file. Or a file is damaged later. So we write to a second file beside it, and rename that when
# it is complete (chapter 07). And the file ends with a **checksum**, 32 bytes that are computed from all the others. If a
# single byte changes, the checksum no longer fits.

# %%
[hashlib.sha256(text).hexdigest()[:16] for text in (b"weights", b"weightt")]


# %% [markdown]
# A program that is killed can't tidy up. So the next program that writes removes what killed ones have left: the file's name
# shows which program it belonged to.


# %% tags=["export:saving"]
def write_file(content: dict, file: Path) -> Path:
    """Save tensors, numbers, strings, lists and dicts in ``file``, all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(file)
    written = io.BytesIO()
    torch.save(content, written)
    data = written.getvalue()
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as opened:
            opened.write(data)
            opened.write(hashlib.sha256(data).digest())
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return file


def _clear_leftovers(file: Path) -> None:
    """Remove what killed programs have left beside ``file``; not what is being written now."""
    for left in file.parent.glob(".*.part"):
        number = left.name.removeprefix(f".{file.name}.").removesuffix(".part")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            left.unlink(missing_ok=True)


# %% [markdown]
# Now reading. PyTorch's files are *pickles*, Python's own format, and a pickle can hold a program that runs when it is read. With
# `weights_only=True` nothing in a file is ever run as a program.


# %% tags=["export:saving"]
def read_file(file: Path) -> dict:
    """Read what :func:`write_file` has saved. Nothing in the file is ever run as code.

    A missing file raises a FileNotFoundError, one that is damaged or holds something else a
    ValueError.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file.name}: there is no such file in {file.parent.name}/")
    data = file.read_bytes()
    data, mark = data[:-32], data[-32:]
    try:
        sound = hashlib.sha256(data).digest() == mark
        content = torch.load(io.BytesIO(data), "cpu", weights_only=True) if sound else None
    except Exception:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        raise ValueError(
            f"{file.name}: damaged, or not saved by a learner; delete it and save anew"
        )
    return content


# %% [markdown]
# Weights are copied into a model only when all of them fit.


# %% tags=["export:saving"]
def load_weights(model: nn.Module, content: dict, name: str) -> None:
    """Put the weights ``content['model']`` into a model, all of them or none.

    Weights of another model raise a ValueError that names the first that does not fit, and the
    file, which is called ``name``.
    """
    saved, own = content["model"], model.state_dict()
    shapes = [{key: tuple(value.shape) for key, value in one.items()} for one in (saved, own)]
    for key in [*own, *saved]:
        there, here = (shape.get(key, "nothing") for shape in shapes)
        if there != here:
            raise ValueError(f"{name} is of another model: {key} is {there} there and {here} here")
    model.load_state_dict(saved)


# %% tags=["export:learner"]
class Learner(Learner):
    def save(self, name: str) -> Path:
        """Write the weights to ``path/name.pth``, all of them or nothing; the file."""
        return write_file({"model": self.model.state_dict()}, self.path / f"{name}.pth")

    def load(self, name: str) -> None:
        """Read weights that :meth:`save` has written; a ValueError if they do not fit."""
        load_weights(self.model, read_file(self.path / f"{name}.pth"), f"{name}.pth")


# %% [markdown]
# Try it, in a folder that vanishes when the kernel ends:

# %%
import tempfile

vanishes = tempfile.TemporaryDirectory()
learn = new_learner(md)
learn.path = Path(vanishes.name)
learn.save("try_out").name

# %% [markdown]
# Another learner has another head, with other random weights; after `load` it is the same one.

# %%
other = new_learner(md)
other.path = learn.path
here, there = learn.model[-1][-1].weight, other.model[-1][-1].weight
torch.equal(here, there)

# %%
other.load("try_out")
torch.equal(here, there)

# %% [markdown]
# Now damage it: one byte in the middle.

# %%
file = learn.path / "try_out.pth"
damaged = bytearray(file.read_bytes())
damaged[len(damaged) // 2] ^= 1
_ = file.write_bytes(damaged)

# %% tags=["raises-exception"]
other.load("try_out")


# %% [markdown]
# **A training that was killed goes on.** Weights alone are not enough for that. The optimizer has its running means, the
# schedule has its position, and the random numbers decide the order of the images. `Checkpoint` writes all of this to a file
# after each epoch. If the file exists when training starts, it is read, and the epochs that are done are not repeated.


# %% tags=["export:saving"]
class Checkpoint:
    """The state of a training, kept in a file after each epoch, so that it can be resumed.

    It holds weights, optimizer, schedule, random numbers and the record. A training that was killed
    and starts again with the same file continues after its last complete epoch, and on a CPU ends
    with the same numbers as without a break. A finished one is loaded, not trained again.

    ``parts`` are the learner's optimizer, schedule and gradient scaler; without a ``file`` nothing
    is kept. ``done`` is the number of epochs done. A file that is damaged, or of another training,
    raises a ValueError.
    """

    def __init__(self, learn: Any, parts: tuple, epochs: int, file: Path | str | None):
        self.learn, self.parts, self.epochs, self.done = learn, parts, epochs, 0
        self.file = None if file is None else Path(file)
        rates = [group["initial_lr"] for group in parts[0].param_groups]
        first, longer = (getattr(parts[1], name, None) for name in ("T_0", "T_mult"))
        cycles = f" ({first} batches, x{longer})" if first else ""
        self.settings = f"{epochs} epochs of {len(learn.data.trn_dl)} batches, rates {rates}, "
        self.settings += f"{type(parts[1]).__name__}{cycles}, after {len(learn.history)} epochs"
        if self.file and self.file.exists():
            self._resume(read_file(self.file))

    def keep(self, done: int) -> None:
        """Write the state after ``done`` epochs."""
        if self.file is None:
            return
        learn = self.learn
        state = {
            "settings": self.settings,
            "done": done,
            "model": learn.model.state_dict(),
            "parts": [part.state_dict() for part in self.parts],
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            "record": [learn.history, learn.losses, learn.lrs],
        }
        write_file(state, self.file)


# %% tags=["export:saving"]
class Checkpoint(Checkpoint):
    def _resume(self, state: dict) -> None:
        if state.get("settings") != self.settings:
            raise ValueError(
                f"{self.file.name} is of another training ({state.get('settings')}; this one: "
                f"{self.settings}); delete it, or give this one another file"
            )
        load_weights(self.learn.model, state, self.file.name)
        for part, own in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(own)
        torch.set_rng_state(state["rng"])
        if state["cuda_rng"] and torch.cuda.is_available():
            torch.cuda.set_rng_state_all(state["cuda_rng"])
        self.learn.history, self.learn.losses, self.learn.lrs = state["record"]
        self.done = state["done"]
        print(f"{self.done} of {self.epochs} epochs were done already ({self.file.name})")


# %% [markdown]
# On photographs, where training takes long, the cells below name such a file: `resume=run.resume("head")`. If you stop the
# kernel half-way and run the chapter again, the epochs that are done come from the file. On drawn scenes it is `None`:
# nothing is saved.
#
# ## Use it: train
#
# First the head, with the rate that we found, for one cycle of one epoch.

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
learn = new_learner(md)
learn.freeze_to(-1)
learn.fit_one_cycle(3e-3, 1, resume=run.resume("clas-head"))

# %%
head_only = learn.history[-1]
head_only["val_loss"] < untrained["val_loss"]

# %% [markdown]
# Then the late layers too, gently: a tenth of the rate for them, a hundredth for the early ones (which are still frozen). The
# lesson takes `[lr/1000, lr/100, lr]`: the same idea. `bn_freeze` keeps the body's running means and spreads as they are.

# %% tags=["nbval-ignore-output"]
lr = run.pick(3e-3, 1e-3)
lrs = [lr / 100, lr / 10, lr]
learn.freeze_to(-2)
learn.bn_freeze(True)
learn.fit_one_cycle(lrs, run.pick(2, 6), resume=run.resume("clas-late"))

# %%
learn.history[-1]["trn_loss"] < head_only["trn_loss"]

# %% [markdown]
# Finally all layers, more gently still. Here `fit` trains for one cycle of several epochs.

# %% tags=["nbval-ignore-output"]
learn.unfreeze()
learn.fit([rate / 5 for rate in lrs], 1, cycle_len=run.pick(1, 2), resume=run.resume("clas-all"))

# %%
result = learn.history[-1]
bool(result["accuracy"] > guess), result["val_loss"] < untrained["val_loss"]

# %%
_ = learn.save("clas_one")

# %% [markdown]
# The table of epochs, drawn. Training loss and validation loss fall together at first. When only the training loss goes on
# falling, the network learns its images by heart: that is called *overfitting*, and more epochs do not help.

# %%
history = pd.DataFrame(learn.history)
fig, axes = plt.subplots(1, 2, figsize=(11, 3.4))
axes[0].plot(history["epoch"], history["trn_loss"], marker="o", label="training")
axes[0].plot(history["epoch"], history["val_loss"], marker="o", label="validation")
axes[0].set(xlabel="epoch", ylabel="loss")
axes[0].legend()
axes[1].plot(history["epoch"], history["accuracy"], marker="o", label="network")
axes[1].axhline(guess, color="gray", linestyle="--", label=f"always '{classes[frequent]}'")
axes[1].set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1))
axes[1].legend(loc="upper left")
for ax in axes:
    ax.set_xticks(history["epoch"])
fig.tight_layout()
plt.show()

# %% [markdown]
# The lesson's results on VOC 2007 with ResNet34: 0.788 after the head, 0.794 at the end; a later version of it has 0.807,
# 0.821 and 0.833. The cells above, with the smaller ResNet18 on the two cores of a CPU, gave 0.762 after the head, 0.784 with
# the late layers (6 epochs) and 0.788 with all. By then the training loss was down to 0.04: the network had learned its
# images by heart. Chapters 12 and 14 do something about it.
#
# ## Use it: look at the answers
#
# Twelve images of the validation set, with the class that the network predicts and its confidence.

# %%
outputs, y = learn.predict()
probs = F.softmax(outputs, dim=1)
confidence, preds = probs.max(dim=1)
probs.shape == outputs.shape, preds.shape == y.shape


# %% [markdown]
# (`max(dim=1)` gives both, the largest probability of each row and its position.)


# %%
def show_answers(rows, ncols=4):
    nrows = max(1, -(-len(rows) // ncols))
    fig, axes = plt.subplots(nrows, ncols, figsize=(3.2 * ncols, 3.4 * nrows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, row in zip(axes.flat, rows, strict=False):
        show_img(md.val_ds[row][0].numpy(), ax=ax)
        draw_text(ax, (3, 3), f"{classes[preds[row]]} {confidence[row]:.0%}", sz=12)
        right = preds[row] == y[row]
        ax.set_title("right" if right else f"it is: {classes[y[row]]}", fontsize=11)
    fig.tight_layout()
    return axes


# %%
_ = show_answers(range(min(12, len(md.val_ds))))
plt.show()


# %% [markdown]
# ## Exercise 6
#
# Which classes does it confuse? Count: one row for each right class, one column for each prediction. With three classes and
# five images:
#
# | right | answer |
# |---|---|
# | 0 | 0 |
# | 0 | 2 |
# | 1 | 1 |
# | 2 | 2 |
# | 0 | 2 |
#
# Row 0 (it is class 0) gets 1 in column 0 and 2 in column 2. Begin with a table of zeros, `torch.zeros(n, n,
# dtype=torch.int64)`, and add 1 to one cell for each image. `zip` goes through two lists side by side (chapter 02), and
# `tolist()` turns Tensors into lists.
#
# ### Exercise: `confusion_matrix` (6 minutes, difficulty 2 of 5)
#
# Count which class was taken for which: the *confusion matrix*.


# %% tags=["export"]
def confusion_matrix(actual: Tensor, predicted: Tensor, n: int) -> Tensor:
    """Count how often each of ``n`` classes was taken for each other: int64 of shape (n, n).

    A row for each actual class, a column for each predicted one; right answers are on the
    diagonal. ``actual`` and ``predicted`` are class numbers, one for each image.
    """
    ### BEGIN SOLUTION
    table = torch.zeros(n, n, dtype=torch.int64)
    for row, column in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[row, column] += 1
    return table
    ### END SOLUTION


# %%
confusion_matrix = check(confusion_matrix)

# %%
counts = confusion_matrix(y, preds, len(classes))
counts.sum().item() == len(md.val_ds)

# %% [markdown]
# The diagonal, added up, is accuracy:

# %%
torch.isclose(counts.diagonal().sum() / counts.sum(), accuracy(outputs, y))

# %% [markdown]
# As a picture, with the classes that occur:

# %%
there = ((counts.sum(dim=0) + counts.sum(dim=1)) > 0).nonzero().flatten()
part, names = counts[there][:, there], [classes[i] for i in there]
fig, ax = plt.subplots(figsize=(8.5, 7.5))
ax.imshow(part, cmap="Blues", vmax=max(4, int(part.max() * 0.6)))
for row, column in part.nonzero().tolist():
    number = int(part[row, column])
    dark = number > part.max() * 0.35
    ax.text(column, row, number, ha="center", va="center", color="white" if dark else "black")
ax.set_xticks(range(len(names)), names, rotation=60, ha="right", rotation_mode="anchor")
ax.set_yticks(range(len(names)), names)
ax.set(xlabel="the network predicts", ylabel="it is")
fig.tight_layout()
plt.show()

# %% [markdown]
# Here is what it gets wrong, the most confident first. Above each image is the right class; inside it is the prediction.

# %%
wrong = (preds != y).nonzero().flatten()
surest = wrong[confidence[wrong].argsort(descending=True)][:8].tolist()
_ = show_answers(surest)
plt.show()

# %% [markdown]
# Look closely: many of these answers are not silly. Some rely on what usually surrounds an object: sea, so a boat; a street,
# so a car. Others name a thing that *is* in the image, but is not the largest, or only just not. Where two objects are nearly
# of the same size, a few pixels decide, and nobody could decide from the image alone. How many images are like that? Count
# those of the validation set whose second largest object, of *another* class, has at least 70 % of the area of the largest.

# %%
from minilib.largest import bb_area

number_of = {name: i for i, name in pascal.trn_fns.items()}


def is_close(row, share=0.7):
    objects = pascal.trn_anno[number_of[Path(md.val_ds.files[row]).name]]
    areas = sorted(((bb_area(bb), c) for bb, c in objects), reverse=True)
    return any(area >= share * areas[0][0] and c != areas[0][1] for area, c in areas[1:])


close = torch.tensor([is_close(row) for row in range(len(md.val_ds))])
f"{close.float().mean():.0%} of the pictures are close"

# %% tags=["nbval-ignore-output"]
right = (preds == y).float()
f"right: {right[~close].mean():.0%} of the clear pictures, {right[close].mean():.0%} of the close ones"

# %%
0 < close.sum().item() < len(close)

# %% [markdown]
# So no network can be right every time here. A label "the largest" hides what we really want: all objects. It is an exercise,
# and the last chapters go on from here.
#
# ## Use it: does the trained body help?
#
# We could have begun with random weights: *from scratch*. Is a pretrained body worth the trouble? Measure it, on equal terms:
# the same images, the same number of epochs, all layers trained, the same rate for all. And since luck plays a part, do it
# with three **seeds**, three starting points of the random numbers. We take small images, and fewer of the drawn scenes, so
# that it takes seconds (on photographs some minutes).

# %% tags=["nbval-ignore-output"]
SEEDS, EPOCHS = range(3), 3
fewer = run.data | run.pick({"sz": 64, "limit": 240}, {"sz": 128})
small_md = model_data(PATH, CAT_CSV, classes=classes, tfm=FlipSquish(fewer["sz"]), **fewer)

curves = {"pretrained": [], "scratch": []}
for seed in SEEDS:
    for name in curves:
        torch.manual_seed(seed)
        one = new_learner(small_md, pretrained=name == "pretrained")
        print(f"{name}, seed {seed}")
        one.fit_one_cycle(run.pick(2e-3, 5e-4), EPOCHS, resume=run.resume(f"clas-{name}-{seed}"))
        curves[name].append([row["accuracy"] for row in one.history])

# %%
means = {name: np.mean([curve[-1] for curve in of]) for name, of in curves.items()}
bool(means["pretrained"] > means["scratch"])

# %%
fig, ax = plt.subplots(figsize=(7, 3.6))
for name, color in (("pretrained", "tab:blue"), ("scratch", "tab:orange")):
    for number, curve in enumerate(curves[name]):
        label = name if number == 0 else None
        ax.plot(range(1, EPOCHS + 1), curve, marker="o", color=color, alpha=0.7, label=label)
plain = (small_md.val_ds.classes == frequent).mean()
ax.axhline(plain, color="gray", linestyle="--", label=f"always '{classes[frequent]}'")
ax.set(xlabel="epochs", ylabel="accuracy", ylim=(0, 1), title="A line for each seed")
ax.set_xticks(range(1, EPOCHS + 1))
ax.legend(loc="upper left")
plt.show()

# %% tags=["nbval-ignore-output"]
final = {name: [round(curve[-1], 3) for curve in of] for name, of in curves.items()}
pd.DataFrame(final, index=[f"seed {seed}" for seed in SEEDS])

# %%
list(final) == ["pretrained", "scratch"]

# %% [markdown]
# From scratch, so few epochs are only a beginning. The network has to learn edges first, and its BatchNorm layers begin with
# means of 0, which take many batches to become those of its images. It would learn, with many more epochs and many more
# images. The trained body saves both.
#
# On photographs it is the same. A ResNet18, 2000 photographs of 128 pixels, three epochs, accuracy at the end with the seeds 0, 1, 2:
#
# | pretrained | scratch |
# |---|---|
# | .636, .674, .644 | .322, .364, .314 |
#
# ## Trap: forgetting `eval()`
#
# Give the same model the same image twice. In eval mode the answers are equal, as they should be:

# %%
x, _ = next(iter(md.val_dl))
learn.model.eval()
with torch.no_grad():
    once, again = learn.predict_batch(x), learn.predict_batch(x)
torch.equal(once, again)

# %% [markdown]
# Now somebody has trained, wants to use the model, and forgets `eval()`. It is still in train mode. (We keep a copy of the weights
# first.)

# %%
kept = copy.deepcopy(learn.model.state_dict())
torch.manual_seed(0)
learn.model.train()
with torch.no_grad():
    once, again = learn.predict_batch(x), learn.predict_batch(x)
torch.equal(once, again)

# %% tags=["nbval-ignore-output"]
several = [F.softmax(learn.predict_batch(x), dim=1)[0].max().item() for _ in range(4)]
[f"{value:.0%}" for value in several]

# %%
len(set(several)) == 4

# %% [markdown]
# The same image, four times, and each time the confidence is different. Two layers do that. **Dropout** throws away half of
# the features, a different half each time. **BatchNorm** takes mean and spread of the *batch*: so the answer for one image
# depends on which other images happen to be in its batch. And with every batch its running means move: using the model
# changes it. There is no error and no warning; the results are just worse than they should be.
#
# `predict` calls `eval()` itself, and `_train_mode` switches back. Anyone who calls `model(x)` by hand has to remember it. We
# put back the weights that we kept, since using the model has changed it:

# %%
learn.model.load_state_dict(kept)
same, _ = learn.predict()
torch.equal(same, outputs)

# %% [markdown]
# Its cousin is a forgotten `opt.zero_grad()`: the gradients of all batches so far add up, and the steps go in a direction
# that no batch asked for. Again there is no error. `check(train_step)` looks for it.
#
# ## Catch the impostors
#
# A function that decides something, such as `has_diverged`, is wrong most often at the border: *exactly* four times the smallest loss,
# the first loss of all, a loss that is no number (`float("nan")`). The two cases below are far from any border. Add cases that are not.

# %%
from minilib.workbook import impostors

impostors("has_diverged", [([3.0, 2.0],), ([1.0, 9.0],)])

# %% [markdown]
# ## What minilib gained
#
# - `minilib/classifier.py`: `FlipSquish`, `BODIES`, `load_body_weights`, `body_layers`, `feature_shape`, `ConcatPool`,
#   `class_head`, `layer_groups`, `accuracy`, `confusion_matrix`.
# - `minilib/training.py`: `train_step`, `growing_rates`, `has_diverged`, `best_device`.
# - `minilib/learner.py`: `Learner`.
# - `minilib/summary.py`: `summary`.
# - `minilib/saving.py`: `write_file`, `read_file`, `load_weights`, `Checkpoint`.
#
# ## Ask yourself
#
# <details><summary>1. Why is the head trained alone first?</summary>
#
# It begins with random weights, so its first gradients are wild. A body that followed them would forget what it has learned.
# </details>
#
# <details><summary>2. The body is frozen: no gradients. Why must its BatchNorm layers be in eval mode as well?</summary>
#
# In train mode they go on averaging what they see, without any gradient. The body would change, and would use means that its
# weights were not trained with.
# </details>
#
# <details><summary>3. In the plot of the search for a learning rate, why not take the rate with the lowest loss?</summary>
#
# The lowest point is near the jump: with a slightly larger rate the loss explodes. About a tenth of the rate where it jumps is safe.
# </details>
#
# Now go on to [chapter 12](12_augment.ipynb).
