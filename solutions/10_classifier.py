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
# **After this chapter you can** turn a pretrained network into a classifier of your own, train it with a loop of five lines,
# and find out what it gets wrong.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · **10 classifier** · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Chapter 09 made batches: images, and the class of the largest object in each. Now you train a network that predicts this
# class. A network that starts from nothing would need far more images than we have: ImageNet, which such networks are usually
# trained on, has more than a million, and we have a few hundred or a few thousand. The way out is to start with a network that
# can already see, and to teach it only what is new.
#
# A training program is short. This chapter writes it line by line: the data, a body and a head, the loss, one training step,
# and a plain loop around it. Then you look at the network's answers, which tell you more than any single number. Chapter 11
# turns the loop into a tool and trains the whole network with it.
#
# First the imports. The code of this chapter goes into two small modules of minilib, so there are two cells of imports for
# them, and one for the chapter itself.

# %% tags=["export:training"]
"""The training step, and the device to train on."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

# %% tags=["export"]
"""A pretrained body, a head that predicts the class, and how well it does."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torchvision
from torch import Tensor, nn

from minilib.saving import load_body_weights
from minilib.transforms import Squish

# %%
import copy
import math

import matplotlib.pyplot as plt
from torch.nn import functional as F

from minilib.data import model_data, write_tables
from minilib.drawing import draw_text, load_pascal, show_img
from minilib.transforms import normalize, to_device
from minilib.workbook import check, hint, open_data, recipe

# %% [markdown]
# `recipe` chooses the network and the image size for this data set. For drawn scenes that is a small network, so that
# training takes seconds on a laptop; for photographs it is the lesson's ResNet34.

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)

# %% [markdown]
# ## Step 1: the data, and a flip
#
# A bus seen in a mirror is still a bus. So an image with left and right swapped is a new example that costs nothing and keeps
# its class. Each time an image is read, we toss a coin: flip it, or not. Then the network cannot learn that cars always face
# left.
#
# `Squish` (chapter 09) makes an image square. `FlipSquish` is derived from it: it has all that `Squish` has, and `super()` calls
# the method of `Squish` that it replaces. Then it flips the result half of the time. (It flips the box as well: what was
# 10 pixels from the left is now 10 pixels from the right. The classifier needs no box; chapter 12 comes back to this.)


# %% tags=["export"]
class FlipSquish(Squish):
    """Squash an image to a square and flip it half of the time; the box moves along."""

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Transform an image (uint8, (h, w, 3)) to (sz, sz, 3), and its box to float32."""
        im, bb = super().__call__(im, bb)
        if torch.rand(()).item() < 0.5:
            top, left, bottom, right = bb
            last = self.sz - 1
            im, bb = cv2.flip(im, 1), np.array([top, last - right, bottom, last - left], bb.dtype)
        return im, bb


# %% [markdown]
# We write the tables of chapter 07 and make model data from the table of classes. `**run.data` passes the image size, the batch
# size and so on as named arguments. (One of them is a limit: of the drawn scenes only the first 480 are used here, so that
# training is quick. A fifth of them is for validation.)

# %%
classes = list(pascal.cats.values())
CAT_CSV, _ = write_tables(PATH, pascal)
md = model_data(PATH, CAT_CSV, classes=classes, tfm=FlipSquish(run.data["sz"]), **run.data)
len(md.trn_ds), len(md.val_ds), len(classes)

# %% [markdown]
# Here is one image, read six times:

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
# Before we train anything: how good is a guess that does not look at the image at all, but always names the most frequent
# class? `bincount` counts how often each class id occurs.

# %%
frequent = int(np.bincount(md.trn_ds.classes).argmax())
guess = (md.val_ds.classes == frequent).mean()
f"always '{classes[frequent]}': right for {guess:.0%} of the validation images"

# %% [markdown]
# A network must do better than that. With twenty classes you might think that anything better than one in twenty is good, so
# always find out first how far a plain guess gets.
#
# ## Step 3: a body that can see, and a new head
#
# A network for images is a chain of layers. The first ones find edges and colours, later ones find textures, and the last ones
# find things: wheels, legs, wings. Only what comes at the very end predicts *which of the classes* it is. So if you want other
# classes, remove the end (the **head**), keep all the rest (the **body**), and put a new head on it. This is called **transfer
# learning**. The body has already been trained on very many images; only the head has to be trained from the beginning, on
# ours.
#
# torchvision offers many networks ready-made. `children()` gives the layers of a network, in order.

# %%
net = torchvision.models.mobilenet_v3_small()
[type(layer).__name__ for layer in net.children()]

# %% [markdown]
# (MobileNet is a network for phones, small and fast.) The last child, a `Sequential`, is the network's own head. It has two
# linear layers and predicts the 1000 classes of ImageNet. The second child, `AdaptiveAvgPool2d`, is a *pooling* layer (explained
# below). The body is everything before it: a chain that torchvision calls `features`. (Other networks, such as ResNet, have no
# such chain; the layers of their bodies are children of the network itself.)

# %%
[type(layer).__name__ for layer in net.features]

# %% [markdown]
# These are thirteen layers, most of them chains themselves. We call the first nine the early ones: what they find is useful for
# any image, so they need to change the least. For each network that we use, two numbers record this:

# %% tags=["export"]
#: Torchvision's networks that can be a body: how many layers come before the network's own head
#: (pooling and classes), and how many of those are early ones.
BODIES = {"resnet18": (8, 6), "resnet34": (8, 6), "mobilenet_v3_small": (13, 9)}
#: What the names of the weights of those networks' own heads begin with.
OWN_HEAD = ("fc.", "classifier.")

# %%
count, cut = BODIES["mobilenet_v3_small"]
count == len(net.features), [type(layer).__name__ for layer in net.features[cut:]]

# %% [markdown]
# The weights of a trained body come from torchvision or from a file. A file may be damaged, or belong to another network, so
# `load_body_weights` compares all names and shapes before it copies anything. The [appendix](20_appendix.ipynb) takes it apart.


# %% tags=["export"]
def body_layers(name: str, weights: str | Path | None = "DEFAULT") -> tuple[list[nn.Module], int]:
    """Return the layers of a network without its own head, and how many of them are early ones.

    ``name`` is one of ``BODIES``. ``weights`` is ``'DEFAULT'`` for ImageNet's weights from
    torchvision (which downloads them once), None for random ones, or a ``.pth`` or
    ``.safetensors`` file. Raises ValueError for an unknown name or weights that do not fit, and
    OSError if the weights can't be read or downloaded.
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
# (Why `norm_layer=nn.BatchNorm2d`? A BatchNorm layer keeps a running mean of what it sees: over about a hundred batches in
# torchvision's MobileNet, over about ten in its ResNet. We train for a short time only, so all networks get the quicker one.
# What BatchNorm is for comes with the head, below.)
#
# `run.body()` calls `body_layers` with the network and the weights for this data set.
#
# - For drawn scenes this is the small network. It was trained on *other* drawn scenes (none of them is in our data set) to
#   predict which classes can be seen at each place of an image, and the box of the object there. It was never asked which
#   object is the *largest*.
# - For photographs this is ResNet34 with ImageNet's weights, trained on 1.3 million photographs of 1000 classes.

# %%
layers, cut = run.body()
len(layers), cut

# %% [markdown]
# What comes out of the body? Send an empty image through it and look at the shape of the result.


# %% tags=["export"]
def feature_shape(layers: list[nn.Module], sz: int) -> tuple[int, int, int]:
    """Return (channels, rows, columns) of the layers' output for an image of ``sz`` x ``sz``."""
    body = nn.Sequential(*layers).eval()
    with torch.no_grad():
        return tuple(body(torch.zeros(1, 3, sz, sz)).shape[1:])


# %%
features = feature_shape(layers, md.sz)
features

# %% [markdown]
# These are channels, rows and columns. Each **channel** is a small map, with high numbers where the body sees one particular
# thing. (`nn.Sequential` chains layers: what comes out of one goes into the next. `torch.no_grad()` tells PyTorch that we are
# not training here, which saves work.)
#
# Let us look at some of these maps for one image. We take the three channels with the highest numbers anywhere; yellow is high,
# dark blue is low.

# %%
x, y = next(iter(md.val_dl))
body = nn.Sequential(*layers).eval()
with torch.no_grad():
    maps = body(normalize(x[:1]))[0]
highest = maps.amax(dim=(1, 2)).argsort(descending=True)[:3].tolist()
fig, axes = plt.subplots(1, 4, figsize=(13, 3.8))
show_img(x[0].numpy(), ax=axes[0])
axes[0].set_title(f"the image\n{classes[y[0]]}", fontsize=11)
for ax, channel in zip(axes[1:], highest, strict=True):
    one = maps[channel]
    ax.imshow(one, cmap="viridis")
    ax.set(xticks=[], yticks=[])
    ax.set_title(f"channel {channel}\nmean {one.mean():.1f}, maximum {one.amax():.1f}", fontsize=11)
fig.tight_layout()
plt.show()

# %% [markdown]
# To predict *what* is in an image, a network need not know *where* it is. So each map is reduced to two numbers: its mean (is
# there much of this thing?) and its maximum (is it anywhere at all?). This is called **pooling**. Here it is for a map with
# only four places:

# %%
tiny = torch.tensor([[0.0, 0.0], [1.0, 3.0]])
tiny.mean(), tiny.amax()

# %% [markdown]
# To write a layer of your own, derive a class from `nn.Module` and give it a method `forward`. `dim=(2, 3)` pools over rows and
# columns (dimensions 2 and 3), separately for each image and each channel; `cat` puts means and maxima side by side.


# %% tags=["export"]
class ConcatPool(nn.Module):
    """Take the mean and the maximum of each channel: (n, c, h, w) becomes (n, 2c)."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)


# %%
ConcatPool()(tiny.reshape(1, 1, 2, 2))

# %% [markdown]
# The means and maxima are the **features** of the image. From all of them, one **linear** layer computes a number for each class,
# a **score**: it multiplies each feature by a weight and adds everything up. Two more layers help it. `BatchNorm1d` brings all
# features to a similar scale. During training, `Dropout(0.5)` sets about half of them to 0, chosen
# at random each time, so that the head can't rely on a single feature that happened to be right, but must learn from many.


# %% tags=["export"]
def class_head(channels: int, n_classes: int) -> nn.Sequential:
    """Make a head that predicts what is in an image, not where: it pools over all places."""
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
# Body and head become one model. Its layers form **three groups**: early layers, late layers and head. Chapter 11 trains them
# at different speeds, so we must be able to address each of them. `nn.Sequential(*list_of_layers)` chains the layers of a list
# (the star passes its elements one by one), and a chain can be part of another chain.
#
# ### Exercise: `layer_groups` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/10_classifier.ipynb#Exercise:-layer_groups-(5-minutes,-difficulty-2-of-5)>)
#
# Return a chain of three parts: a chain of the first `cut` layers, a chain of the other layers, and the head.


# %% tags=["export"]
def layer_groups(layers: list[nn.Module], cut: int, head: nn.Module) -> nn.Sequential:
    """Chain a body and a head as three groups: the first ``cut`` layers, the others, the head."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)
    ### END SOLUTION


# %%
layer_groups = check(layer_groups)

# %% [markdown]
# How many weights does each group have? (`numel` is the number of elements of a Tensor.)

# %%
model = layer_groups(layers, cut, head)
[sum(weights.numel() for weights in group.parameters()) for group in model]

# %% [markdown]
# ## Step 4: from scores to an answer
#
# The head gives one score for each class. Suppose that there are three classes, and that these are the scores for one image:

# %%
scores = torch.tensor([2.0, 1.0, -1.0])
scores

# %% [markdown]
# Which class is it? The one with the largest score. While `max` gives the largest number, `argmax` gives its *position*:

# %%
scores.max(), scores.argmax()

# %% [markdown]
# How confident is the network? To answer that, we want positive numbers that add up to 1, as probabilities do. First, `exp`
# makes every number positive and keeps their order:

# %%
scores.exp()

# %% [markdown]
# Then we divide by their sum. That is all there is to **softmax**:

# %%
probs = scores.exp() / scores.exp().sum()
probs, probs.sum(), torch.allclose(probs, F.softmax(scores, dim=0))

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
# A score that is larger by 1 means a probability that is 2.7 times as large. The class with the largest score also has the
# largest probability, so softmax is not needed for the *answer*, only for the network's *confidence* in it.
#
# For a batch, the outputs have a row of scores for each image. `argmax(dim=1)` looks along each row.

# %%
outputs = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.1, 3.0], [1.0, 1.5, 0.0]])
y3 = torch.tensor([0, 2, 0])
outputs.argmax(dim=1), y3, outputs.argmax(dim=1) == y3

# %% [markdown]
# Two of the three answers are right. We want the share of right answers, which is the mean of these values, with `True` as 1
# and `False` as 0. `mean()` needs floats, so `float()` comes first.
#
# ## Exercise 2
#
# ### Exercise: `accuracy` (4 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/10_classifier.ipynb#Exercise:-accuracy-(4-minutes,-difficulty-2-of-5)>)
#
# Return the share of images whose right class has the largest score, as a Tensor.


# %% tags=["export"]
def accuracy(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the share of images whose right class has the largest score: a Tensor of shape ().

    ``outputs`` are scores, (n, classes), without a softmax; ``y`` are class ids, (n,).
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
# Accuracy is for people. You can't train with it: if you nudge a weight a little, usually no answer changes, so accuracy does
# not show whether the nudge was good. For training we need a number that responds to every nudge: the **loss**.
#
# For classes it is the **cross-entropy**: the logarithm of the probability that the network gave to the *right* class, with a
# minus sign. If the network is confident and right, the loss is nearly 0. If it is confident and wrong, the loss is large; the
# more confident, the larger.

# %%
[(prob, round(-math.log(prob), 2)) for prob in (0.99, 0.7, 0.5, 0.05, 0.001)]

# %%
prob = np.linspace(0.005, 1, 200)
fig, ax = plt.subplots(figsize=(6, 3.2))
ax.plot(prob, -np.log(prob))
ax.set(
    xlabel="probability given to the right class",
    ylabel="loss",
    title="Being confident and wrong costs most",
)
plt.show()

# %% [markdown]
# A network that knows nothing gives each of 20 classes the probability 1/20. So this is about what the loss is at the
# beginning:

# %%
round(-math.log(1 / 20), 2)

# %% [markdown]
# `F.cross_entropy` takes the scores (it applies softmax itself) and the right class ids, and returns the mean over the batch.
# Let us check this by hand for the three images above. The indices pick the probability of the right class from each row; then
# we take the mean of the negative logarithms:

# %%
right = F.softmax(outputs, dim=1)[[0, 1, 2], y3]
right, (-right.log()).mean(), F.cross_entropy(outputs, y3)

# %% [markdown]
# ## Step 6: one step of training, line by line
#
# Training repeats five lines, thousands of times. Here they are, one in each cell, for one batch. We train only the head;
# `requires_grad_(False)` tells PyTorch to compute no gradients for the other weights.

# %%
torch.manual_seed(0)
layers, cut = run.body()
model = layer_groups(layers, cut, class_head(features[0], len(classes)))
model.eval()
model[-1].train()
model.requires_grad_(False)
_ = model[-1].requires_grad_(True)

# %% [markdown]
# (`train()` and `eval()` switch Dropout and BatchNorm between training and use; the trap at the end of this chapter shows why
# that matters.)
#
# The **optimizer** is what changes the weights. Each weight has a **gradient**, which tells you how fast the loss grows when
# this weight grows a little. So a small step in the opposite direction makes the loss smaller. The **learning rate** sets how
# long the step is. In the plainest optimizer, a step is the learning rate times the gradient. **Adam** takes a running mean
# of each weight's recent gradients instead, and divides it by their usual size. So every weight moves at about the same
# speed, whether its gradients are large or tiny, and much of the noise from batch to batch cancels out. (`AdamW` is a variant
# of Adam that also pulls all weights gently towards 0.)

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
# **Loss**: one number that tells you how wrong the outputs are. It differs a little from computer to computer.

# %% tags=["nbval-ignore-output"]
loss = F.cross_entropy(outputs, y)
loss

# %%
loss.shape == () and 1 < loss.item() < 8

# %% [markdown]
# `grad_fn` in the output means that this number knows how it was computed: PyTorch has recorded every step on the way from the
# weights to the loss.
#
# **Zero the gradients**: those of an earlier batch would still be there, and new ones are *added* to them. Here there are none
# yet.

# %%
opt.zero_grad()
last = model[-1][-1]
last.weight.grad is None

# %% [markdown]
# **Backward**: PyTorch goes back through everything it has recorded, and stores each weight's gradient with it. The body's weights
# get none, as we asked.

# %%
loss.backward()
no_gradients = all(weight.grad is None for weight in model[0].parameters())
last.weight.shape, last.weight.grad.shape, no_gradients

# %% [markdown]
# **Step**: the optimizer changes the weights. Are they still what they were?

# %%
before = last.weight.detach().clone()
opt.step()
torch.equal(before, last.weight)

# %% [markdown]
# Did it help? We take ten more steps on the same batch and keep each loss:

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
fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(losses, marker="o")
ax.set(xlabel="step", ylabel="loss of this batch", title="Ten steps on one batch")
ax.set_ylim(bottom=0)
plt.show()
losses[-1] < 0.8 * losses[0]

# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `train_step` (7 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/10_classifier.ipynb#Exercise:-train_step-(7-minutes,-difficulty-3-of-5)>)
#
# Write the five lines as a function for any model. It returns the loss before the step as an ordinary number: `loss.item()`.


# %% tags=["export:training"]
def train_step(
    model: nn.Module, loss_func: Callable, opt: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> float:
    """Let a model learn from one batch, and return the loss before the step.

    ``loss_func(outputs, y)`` returns a Tensor of shape (); ``opt`` has the model's parameters.
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
# ## Step 7: the training loop, plain and complete
#
# One step learns from one batch. Training repeats the step for all batches of the training set; once through all of them is an
# **epoch**. After each epoch, the validation set shows how well the network does.
#
# Training should run on a GPU if there is one, and on the CPU otherwise. PyTorch calls a GPU of any make an *accelerator*:


# %% tags=["export:training"]
def best_device() -> str:
    """Name a GPU that works, such as ``'cuda'`` or ``'mps'``; ``'cpu'`` if there is none."""
    return str(torch.accelerator.current_accelerator(check_available=True) or "cpu")


# %%
device = run.device
device in {best_device(), "cpu"}

# %% [markdown]
# (`run.device` is `best_device()`, unless you have set `WORKBOOK_DEVICE`.) `to_device` (chapter 09) moves a batch there.
#
# To validate, we send all validation batches through the network in eval mode, without recording anything for gradients, and
# join the outputs and the right answers of all batches:


# %%
def predict(model, dl):
    """Return the outputs and the right answers for all batches of a loader."""
    model.eval()
    with torch.no_grad():
        pairs = [(model(normalize(to_device(x, device))).cpu(), y) for x, y in dl]
    outputs, ys = zip(*pairs, strict=True)
    return torch.cat(outputs), torch.cat(ys)


# %% [markdown]
# A new head knows nothing, so its loss is near that of a blind guess, log(20):

# %%
torch.manual_seed(0)
layers, cut = run.body()
model = layer_groups(layers, cut, class_head(features[0], len(classes))).to(device)
outputs, y = predict(model, md.val_dl)
untrained = F.cross_entropy(outputs, y).item()
abs(untrained - math.log(len(classes))) < 1

# %% [markdown]
# Now we train. The body is **frozen**: its weights do not change, and it stays in eval mode. Only the head learns, in train
# mode. `predict` switches everything to eval mode, so each epoch switches the head back first. (`run.pick(3, 2)` is 3 on drawn
# scenes and 2 on photographs.)

# %% tags=["nbval-ignore-output"]
model[:2].requires_grad_(False)
opt = torch.optim.AdamW(model[2].parameters(), lr=3e-3)
losses, EPOCHS = [], run.pick(3, 2)

for epoch in range(EPOCHS):
    model[2].train()
    for x, y in md.trn_dl:
        x, y = normalize(to_device(x, device)), to_device(y, device)
        losses.append(train_step(model, F.cross_entropy, opt, x, y))
    outputs, y = predict(model, md.val_dl)
    val_loss, right = F.cross_entropy(outputs, y).item(), accuracy(outputs, y).item()
    print(f"epoch {epoch}: validation loss {val_loss:.3f}, accuracy {right:.3f}")

# %%
val_loss < untrained, bool(right > guess)

# %% [markdown]
# That is all there is to training a network. Here is the loss of each batch, and a mean over ten of them:

# %%
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(losses, alpha=0.4, label="each batch")
smooth = np.convolve(losses, np.ones(10) / 10, mode="valid")
ax.plot(range(9, len(losses)), smooth, label="mean of ten batches")
ax.set(xlabel="step", ylabel="loss", ylim=(0, None), title="Training the head on a frozen body")
ax.legend()
plt.show()

# %% [markdown]
# ## Step 8: look at the answers
#
# Let us look at twelve images of the validation set, with the class that the network predicts and its confidence. `max(dim=1)`
# gives both at once: the largest probability of each row, and its position.

# %%
probs = F.softmax(outputs, dim=1)
confidence, preds = probs.max(dim=1)
probs.shape == outputs.shape, preds.shape == y.shape


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
# ## Exercise 4
#
# Which classes does the network confuse? We count in a table, with a row for each right class and a column for each predicted
# class. Say that there are three classes and these five images:
#
# | right | predicted |
# |---|---|
# | 0 | 0 |
# | 0 | 2 |
# | 1 | 1 |
# | 2 | 2 |
# | 0 | 2 |
#
# Three images are of class 0. So row 0 has a 1 in column 0 and a 2 in column 2. Begin with a table of zeros, `torch.zeros(n, n,
# dtype=torch.int64)`, and add 1 to one cell for each image. `zip` goes through two lists side by side (chapter 02), and
# `tolist()` turns a Tensor into a list.
#
# ### Exercise: `confusion_matrix` (6 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/10_classifier.ipynb#Exercise:-confusion_matrix-(6-minutes,-difficulty-2-of-5)>)
#
# Return this table, which is called a *confusion matrix*.


# %% tags=["export"]
def confusion_matrix(actual: Tensor, predicted: Tensor, n: int) -> Tensor:
    """Count how often each of ``n`` classes was taken for each other: int64 of shape (n, n).

    A row for each actual class, a column for each predicted one; right answers are on the
    diagonal. ``actual`` and ``predicted`` are class ids, one for each image.
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
share = counts.diagonal().sum() / counts.sum()
counts.sum().item() == len(md.val_ds), bool(torch.isclose(share, accuracy(outputs, y)))

# %% [markdown]
# The right answers are on the diagonal, so its sum, divided by the number of images, is the accuracy. Here is the table for the
# classes that occur:

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
# And here are the wrong answers in which the network is most confident. The right class is above each image, the prediction
# inside.

# %%
wrong = (preds != y).nonzero().flatten()
surest = wrong[confidence[wrong].argsort(descending=True)][:8].tolist()
_ = show_answers(surest)
plt.show()

# %% [markdown]
# Look closely: many of these answers are far from silly. Often the network names a thing that *is* in the image but is not
# the largest, or only just not. If two objects are of nearly the same size, a few pixels decide, and even a person could not
# be sure. How many images are like that? We count the validation images that contain an object of *another* class with at
# least 70% of the area of the largest object.

# %%
from minilib.largest import bb_area

number_of = {name: i for i, name in pascal.trn_fns.items()}


def is_close(row, share=0.7):
    objects = pascal.trn_anno[number_of[Path(md.val_ds.files[row]).name]]
    areas = sorted(((bb_area(bb), c) for bb, c in objects), reverse=True)
    return any(area >= share * areas[0][0] and c != areas[0][1] for area, c in areas[1:])


close = torch.tensor([is_close(row) for row in range(len(md.val_ds))])
f"{close.float().mean():.0%} of the images are close calls"

# %% tags=["nbval-ignore-output"]
right = (preds == y).float()
f"right: {right[~close].mean():.0%} of the clear images, {right[close].mean():.0%} of the close ones"

# %%
bool(right[close].mean() < right[~close].mean())

# %% [markdown]
# So no network can be expected to be right every time. What we really want is not the largest object but *all* objects; finding
# the largest one is a first step. Chapter 19 finds them all.
#
# ## Trap: forgetting `eval()`
#
# We give the same model the same batch twice. In eval mode the answers are equal, as they should be:

# %%
x = normalize(to_device(next(iter(md.val_dl))[0], device))
model.eval()
with torch.no_grad():
    once, again = model(x), model(x)
torch.equal(once, again)

# %% [markdown]
# Now imagine that you have trained a model and want to use it, but forget `eval()`. It is still in train mode. (First we keep a
# copy of its `state_dict`: all weights, and BatchNorm's running means.)

# %%
kept = copy.deepcopy(model.state_dict())
torch.manual_seed(0)
model.train()
with torch.no_grad():
    once, again = model(x), model(x)
torch.equal(once, again)

# %% [markdown]
# How confident is the network in its answer for *one* image of this batch, the one it was least sure of? We ask four times:

# %% tags=["nbval-ignore-output"]
unsure = confidence[: len(x)].argmin()
with torch.no_grad():
    several = [F.softmax(model(x), dim=1)[unsure].max().item() for _ in range(4)]
[f"{value:.1%}" for value in several]

# %%
len(set(several)) == 4

# %% [markdown]
# The image is the same all four times, yet the confidence is different each time. **Dropout** causes this: it drops half of the
# features, a different half each time. **BatchNorm** does harm that you do not see here. In train mode it uses the mean and the
# spread of the *batch* instead of the running ones, so the answer for one image depends on which other images happen to be in its
# batch (here they were the same four times). Moreover, its running means move with every batch, so merely using the model changes
# it. There is no error and no warning; the results are just worse than they should be.
#
# `predict` calls `eval()` itself. If you call `model(x)` yourself, you have to remember it. Since using the model has changed
# it, we restore the copy that we kept:

# %%
model.load_state_dict(kept)
same, _ = predict(model, md.val_dl)
torch.equal(same, outputs)

# %% [markdown]
# A similar mistake is to forget `opt.zero_grad()`: the gradients of all batches so far add up, and the steps go in a direction
# that no batch asked for. Again there is no error. `check(train_step)` looks for it.

# %%
from minilib.workbook import how_far

how_far("classifier")

# %% [markdown]
# ## What minilib gained
#
# - `minilib/classifier.py`: `FlipSquish`, `BODIES`, `body_layers`, `feature_shape`, `ConcatPool`, `class_head`, `layer_groups`,
#   `accuracy`, `confusion_matrix`.
# - `minilib/training.py`: `train_step`, `best_device`.
#
# ## Ask yourself
#
# <details><summary>1. Why is the head trained alone first?</summary>
#
# It starts with random weights, so the first gradients say little about what the body should change. A body that followed them
# would lose much of what it has learned.
# </details>
#
# <details><summary>2. Why is accuracy not the loss?</summary>
#
# A small change of a weight usually changes no answer, so accuracy stays the same and gives no direction. The loss responds to every
# change.
# </details>
#
# <details><summary>3. The loss at the start is 3.0 for 20 classes. What would 9.0 tell you?</summary>
#
# A blind guess has a loss of log(20), which is 3.0. A much larger loss means confident wrong answers: perhaps the images were not
# normalised, so that the network gets numbers on a scale that it has never seen, or the last layer's weights are far too large.
# </details>
#
# Now go on to [chapter 11](11_learner.ipynb).
