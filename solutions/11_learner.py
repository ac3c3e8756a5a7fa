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
# # 11 · Learner: train the whole network, gently
#
# **After this chapter you can** find a learning rate, train the head first and then the rest gently, give each group of layers
# a rate of its own, and find out why a network does not learn.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · **11 learner** · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# Chapter 10 trained a head with a plain loop. What follows is always the same: find a learning rate, freeze some layers, train,
# keep a record, lower the rate, train the rest, save. If you wrote all this out each time, the loop would grow long, and long
# loops hide mistakes. So you turn it into a class, `Learner`. It has fewer than 250 lines, and you will have seen every one of
# them.
#
# Its methods have the names that the lesson uses: `freeze_to`, `lr_find`, `fit`, `bn_freeze`, `save`. The last part of the
# chapter is for the day when a network does not learn: what to measure, and in which order.
#
# First the imports. The code of this chapter goes into two modules of minilib, `learner` and the small `summary`.

# %% tags=["export:summary"]
"""A table of a model's layers and of the shapes that pass through them."""

import pandas as pd
import torch
from torch import nn

# %% tags=["export"]
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
from minilib.training import best_device

# %%
from functools import cache

from torch.nn import functional as F

from minilib.classifier import FlipSquish, accuracy, body_layers, class_head, feature_shape
from minilib.classifier import layer_groups
from minilib.data import model_data, read_rgb, write_tables
from minilib.drawing import load_pascal
from minilib.workbook import check, hint, open_data, recipe

# %% [markdown]
# Every epoch needs the same images. `cache` (from Python's `functools`) keeps what a function returns, so each file is decoded
# only once. (For photographs, `run.data` has a reader of its own, which keeps them on the disk.)

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())
CAT_CSV, _ = write_tables(PATH, pascal)
data = {"read": cache(read_rgb)} | run.data
md = model_data(PATH, CAT_CSV, classes=classes, tfm=FlipSquish(data["sz"]), **data)
frequent = int(np.bincount(md.trn_ds.classes).argmax())
guess = (md.val_ds.classes == frequent).mean()
len(md.trn_ds), len(md.val_ds), len(classes)

# %% [markdown]
# ## Step 1: a Learner, piece by piece
#
# We build the class over several cells. `class Learner(Learner):` means the class as it is so far, with more methods. In
# minilib all methods are in one class.
#
# **What it knows.** It knows the data, the model, the loss function and the metrics. A **metric** is a number for people to
# read, such as accuracy. The model is moved to the device. (`channels_last` is an order of the pixels in memory that is usually
# the fastest for images. `Rates` is a name for a type: one learning rate, or one for each layer group.)

# %% tags=["export"]
Rates = float | Sequence[float]


class Learner:
    """Train a model on data: a plain loop, with the lesson's names for the methods.

    The children of ``model`` are the layer groups, from the input to the head. ``loss_func(outputs,
    y)`` returns a Tensor of shape (), and so does each metric, for the whole validation set. The
    default device is :func:`minilib.training.best_device`. ``mixed`` computes in 16 bits where
    that is safe, ``path`` is the folder of :meth:`save`, ``progress`` shows a bar for each epoch.

    ``history`` has a dict for each epoch (losses and metrics), ``losses`` and ``lrs`` have the loss
    and the rate (of the last group) of every batch, ``found`` has the rates and the losses of the
    last search.
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
# **Which groups learn.** After `freeze_to(-1)` only the last group, the head, is trained; after `freeze_to(-2)` the last two;
# after `unfreeze` all of them. Why freeze at all? The new head begins with random weights, so the first gradients say little
# about what the body should change. If the body followed them, it would lose much of what it has learned. So the head learns
# first, until its answers make sense.


# %% tags=["export"]
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
# We will need several learners, each with a new head, so we write a function that makes one. `run.learner` holds the arguments
# for this data set, such as the device.


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
    print(f"freeze_to({n}): {trainable():>10,} weights are trained")

# %% [markdown]
# **Train mode, and what frozen means for BatchNorm.** A BatchNorm layer keeps a running mean and spread of what went through
# it. In eval mode it uses these. In train mode it uses the mean and spread of the batch instead, *and updates the running
# ones*. That has nothing to do with gradients, so `requires_grad_(False)` does not stop it. A "frozen" body in train mode
# changes with every batch. Look at the first BatchNorm layer before and after one batch:

# %%
x, y = next(iter(md.trn_dl))
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
# `False`: it has changed, although no optimizer was called. So frozen groups must stay in eval mode. `bn_freeze` asks for the
# same in a body that *is* trained: its weights learn, but its running means and spreads stay as they were after pretraining.
# That helps when the batches or the data set are small, since a mean over few images is a poor estimate.


# %% tags=["export"]
class Learner(Learner):
    def bn_freeze(self, frozen: bool = True) -> None:
        """Keep the running statistics of the body's BatchNorm layers, even when it is trained."""
        self.norm_frozen = frozen

    def _train_mode(self) -> None:
        self.model.train()
        for group in self.groups[:-1]:
            frozen = not any(weight.requires_grad for weight in group.parameters())
            for layer in group.modules():
                # In train mode BatchNorm updates its running means: a frozen group would change.
                if frozen or (self.norm_frozen and isinstance(layer, nn.BatchNorm2d)):
                    layer.training = False


# %% [markdown]
# (A name that begins with `_` is meant for use inside the class.) We try the same again with `_train_mode`:

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
# **One optimizer, a rate for each group.** Late layers have to change more than early ones, since edges are edges in every data
# set. So each group may have its own learning rate (**differential learning rates**). A single number is the rate of all
# groups. Frozen groups are left out.


# %% tags=["export"]
class Learner(Learner):
    def _optimizer(self, lr: Rates) -> torch.optim.Optimizer:
        n = len(self.groups)
        try:
            rates = np.broadcast_to(np.asarray(lr, dtype=float), n).tolist()
        except (TypeError, ValueError) as error:
            raise ValueError(f"lr is {lr}; give one rate, or {n}, one for each group") from error
        sets = [[w for w in group.parameters() if w.requires_grad] for group in self.groups]
        sets = [{"params": own, "lr": r} for own, r in zip(sets, rates, strict=True) if own]
        return self.opt_fn(sets, lr=rates[-1])


# %%
learn = new_learner(md)
for n in (0, -2, -1):
    learn.freeze_to(n)
    print(n, [group["lr"] for group in learn._optimizer([1e-5, 1e-4, 1e-3]).param_groups])

# %% [markdown]
# **One batch forward.** The pixels are moved to the device, normalised there, and sent through the model. `autocast` switches
# **mixed precision** on: where it is safe, the GPU computes in 16 bits instead of 32, which is faster (chapter 13 says more).


# %% tags=["export"]
class Learner(Learner):
    def predict_batch(self, x: Tensor) -> Tensor:
        """Return the outputs (float32) for a batch of uint8 pixels."""
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(normalize(to_device(x, self.device))).float()

    def _bits(self) -> torch.dtype:
        old = self.device.type == "cuda" and not torch.cuda.is_bf16_supported(False)
        return torch.float16 if old else torch.bfloat16


# %% [markdown]
# **One step.** These are your five lines again, with two additions. If the loss is not a finite number (because the rate was
# far too high), no step is made. And on older GPUs a *scaler* multiplies the loss before `backward`, since small gradients
# would become 0 in the 16-bit format of those GPUs; on other devices it does nothing.


# %% tags=["export"]
class Learner(Learner):
    def _step(self, x, y, opt, scaler):
        """Make one step, unless the loss is not finite; return the loss before it."""
        try:
            outputs = self.predict_batch(x)
        except ValueError as error:
            if len(x) > 1 or "more than 1 value per channel" not in str(error):
                raise
            # BatchNorm has nothing to average over.
            raise ValueError("a batch of one image is too small; use bs=2 or more") from error
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
# **Validation.** `predict` switches to eval mode, sends all batches through the model, and joins the outputs and the right
# answers. `validate` computes the loss and the metrics from them. (`y` may be one Tensor or, in chapter 14, two.)


# %% tags=["export"]
class Learner(Learner):
    def predict(self, dl: DataLoader | None = None) -> tuple[Tensor, Tensor | list[Tensor]]:
        """Return outputs and y (on the CPU) for all batches of a loader, by default validation."""
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
        """Return the loss and the metrics of the whole validation set, by name."""
        outputs, y = self.predict()
        values = {"val_loss": self.loss_func(outputs, y)}
        values |= {metric.__name__: metric(outputs, y) for metric in self.metrics}
        return {name: float(value) for name, value in values.items()}


# %% [markdown]
# Again the loss of an untrained head should be near that of a blind guess, `log(20)`, which is 3.0.

# %%
learn = new_learner(md)
untrained = learn.validate()
list(untrained), 2 < untrained["val_loss"] < 5

# %% [markdown]
# **The loop.** Each epoch switches to train mode, makes one step for each batch, validates, and prints a row of the table. The
# *schedule* changes the rate after each batch. `Checkpoint` saves the state in a file after each epoch if we ask for it (the
# [appendix](20_appendix.ipynb) takes it apart). If the loss is no longer a finite number, training stops at once with a message
# instead of going on for an hour.


# %% tags=["export"]
class Learner(Learner):
    def _train(self, lr, epochs, make_schedule, resume):
        opt, scaler = self._optimizer(lr), self._scaler()
        schedule = make_schedule(opt, len(self.data.trn_dl))
        known = len(self.history)
        run = Checkpoint(self, (opt, schedule, scaler), epochs, resume)
        self._print(self.history[known:], known)  # the epochs done before
        for epoch in range(run.done, epochs):
            self._train_mode()
            first = len(self.losses)
            bar = {"leave": False, "mininterval": 1, "disable": not self.progress}
            for x, y in tqdm(self.data.trn_dl, f"epoch {epoch}", **bar):
                rate, loss = opt.param_groups[-1]["lr"], self._step(x, y, opt, scaler)
                if not math.isfinite(loss):
                    raise FloatingPointError(
                        f"the loss became {loss} in epoch {epoch}: the learning rate {rate:.2g} "
                        "is too high; load saved weights and train with a tenth of it"
                    )
                schedule.step()
                self.lrs.append(rate)
                self.losses.append(loss)
            trn_loss = sum(self.losses[first:]) / len(self.data.trn_dl)
            self.history.append({"epoch": known + epoch, "trn_loss": trn_loss, **self.validate()})
            self._print(self.history[-1:], known)
            run.keep(epoch + 1)

    def _print(self, rows, known):
        for epoch, *values in map(dict.values, rows):
            if epoch == known:
                print("".join(f"{name:>12}" for name in rows[0]))
            print(f"{epoch:>12}" + "".join(f"{value:>12.4f}" for value in values))


# %% [markdown]
# **How the rate changes.** The steps should be long at first, while the goal is far away, and short at the end, when it is
# near. `fit` keeps the rate as it is, or, with a `cycle_len`, lets it fall to 0 again and again (chapter 13 has the details).
# `fit_one_cycle` begins with a low rate, so that the first gradients do little harm, raises it for three tenths of the time, and then lets it fall to 0.


# %% tags=["export"]
class Learner(Learner):
    def fit(
        self, lr: Rates, n_cycle: int, cycle_len: int | None = None, cycle_mult: int = 1, *,
        resume: Path | None = None,
    ) -> None:  # fmt: skip
        """Train in cycles, each from ``lr`` (one, or one per group) down to 0 along a cosine.

        The first cycle has ``cycle_len`` epochs, each later one ``cycle_mult`` times as many as the
        one before; without ``cycle_len``, train for ``n_cycle`` epochs at the rate ``lr``.
        ``resume`` is the file of a :class:`minilib.saving.Checkpoint`.
        """
        epochs = sum((cycle_len or 1) * cycle_mult**cycle for cycle in range(n_cycle))

        def schedule(opt, steps):
            if cycle_len is None:
                return lr_scheduler.ConstantLR(opt, factor=1)
            return lr_scheduler.CosineAnnealingWarmRestarts(opt, cycle_len * steps, cycle_mult)

        self._train(lr, epochs, schedule, resume)

    def fit_one_cycle(self, lr: Rates, epochs: int, *, resume: Path | None = None) -> None:
        """Train in one cycle: up to ``lr`` in three tenths of the time, then down to 0."""

        def schedule(opt, steps):
            top = [group["lr"] for group in opt.param_groups]
            return lr_scheduler.OneCycleLR(opt, top, total_steps=epochs * steps)

        self._train(lr, epochs, schedule, resume)

    def plot_lr(self) -> plt.Axes:
        """Draw the learning rate of every batch so far."""
        _, ax = plt.subplots(figsize=(6, 3))
        ax.plot(self.lrs)
        ax.set(xlabel="batch", ylabel="learning rate")
        return ax


# %% [markdown]
# Now it can train. We begin with one epoch for the head alone. (On photographs, `run.resume` names a file in which the state is
# saved after each epoch. If you stop the kernel and run the chapter again, training continues from there. On drawn scenes it is
# `None`, and nothing is saved.) The numbers differ a little from computer to computer.

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
# ## Step 2: which learning rate?
#
# If the rate is too low, hardly anything happens; if it is too high, the loss explodes. There is a clever way to find a good
# one: train for some batches while the rate grows from batch to batch, from tiny to far too large. Then look where the loss
# fell and where it exploded.
#
# The rates grow by the same *factor* each time, since there is as much to find out between 0.001 and 0.01 as between 0.1
# and 1. Take three rates from 1 to 100. They have two gaps, so the factor, multiplied by itself, must give 100. It is the
# *second* root of 100 (`a ** (1 / 2)` is the second root of `a`):

# %%
factor = (100 / 1) ** (1 / 2)
[1 * factor**step for step in range(3)]

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `growing_rates` (6 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/11_learner.ipynb#Exercise:-growing_rates-(6-minutes,-difficulty-3-of-5)>)
#
# Return `steps` rates from `start_lr` to `end_lr`, each larger than the one before by the same factor.


# %% tags=["export"]
def growing_rates(start_lr: float, end_lr: float, steps: int) -> list[float]:
    """Return ``steps`` rates (2 or more), each the same factor larger than the one before."""
    ### BEGIN SOLUTION
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]
    ### END SOLUTION


# %%
growing_rates = check(growing_rates)

# %%
[round(rate, 6) for rate in growing_rates(1e-5, 10, 7)]

# %% [markdown]
# When should the search stop? When the newest loss is more than four times the smallest so far, or when it is no longer a
# finite number. A number that has grown too large becomes `inf` (infinite), and computing with it can give `nan` (not a
# number). `nan > 4` is `False`, as is `nan < 4`, so it needs a test of its own, `math.isfinite`:

# %%
math.nan > 4, math.isfinite(math.nan), math.isfinite(math.inf), math.isfinite(2.5)

# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `has_diverged` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/11_learner.ipynb#Exercise:-has_diverged-(5-minutes,-difficulty-2-of-5)>)
#
# Return `True` if the newest loss (the last in the list) is not a finite number or is more than `factor` times the smallest.


# %% tags=["export"]
def has_diverged(losses: list[float], factor: float = 4) -> bool:
    """Tell whether the newest loss is not finite or more than ``factor`` times the smallest."""
    ### BEGIN SOLUTION
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)
    ### END SOLUTION


# %%
has_diverged = check(has_diverged)

# %% [markdown]
# Now the search itself. It really trains, so it spoils the weights. That is why they are copied first and restored at the end,
# whatever happens: `finally` runs even when you interrupt the kernel. The state of the random numbers is restored as well, so
# that a search has no effect on what comes after it.


# %% tags=["export"]
class Learner(Learner):
    def lr_find(
        self, start_lr: Rates = 1e-5, end_lr: float = 10, steps: int = 100
    ) -> tuple[list[float], list[float]]:
        """Train with growing rates until the loss explodes; return the rates and the losses.

        All weights are restored afterwards. ``start_lr`` may have one rate for each layer group;
        they keep their ratios, and ``end_lr`` is the last group's.
        """
        if steps < 2:
            raise ValueError(f"steps={steps} is no search; try 2 or more")
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
                # "Four times as large" means nothing once a loss has been negative.
                if has_diverged(losses) and (min(losses) > 0 or not math.isfinite(losses[-1])):
                    break
        finally:
            self.model.load_state_dict(before)
            torch.set_rng_state(rng)
        self.found = rates[: len(losses)], losses
        return self.found

    def plot_lr_find(self, n_skip: int = 10, n_skip_end: int = 5) -> plt.Axes:
        """Draw loss against rate (of :meth:`lr_find`), without the first and the last points.

        A search that is too short for that is drawn in full.
        """
        end = len(self.found[0]) - n_skip_end
        shown = slice(n_skip, end) if end > n_skip + 1 else slice(None)
        rates, losses = (one[shown] for one in self.found)
        _, ax = plt.subplots(figsize=(6, 4))
        ax.plot(rates, losses)
        ax.set(xscale="log", xlabel="learning rate", ylabel="loss")
        return ax


# %% [markdown]
# (`chain.from_iterable(repeat(dl))` gives the batches of the loader one by one, and begins again when they are used up. Like
# the generators of chapter 02, it makes only what is asked for.)

# %%
torch.manual_seed(0)
learn = new_learner(md)
learn.freeze_to(-1)
before = copy.deepcopy(learn.model.state_dict())
rates, losses = learn.lr_find(1e-4, 10, steps=run.pick(40, 100))

# %% [markdown]
# All weights are what they were before:

# %%
after = learn.model.state_dict()
all(torch.equal(before[name], after[name]) for name in before)

# %% [markdown]
# The plot can leave out the first points, which mean little, and the last ones, which may be so high that they flatten the
# rest. Here we keep the last one, to see the loss explode.

# %%
learn.plot_lr_find(n_skip=3, n_skip_end=0).set_title("The search for a learning rate, head only")
plt.show()

# %% [markdown]
# The rate grows from left to right. At first the loss hardly falls. Then it falls quickly: with these rates, training works.
# Then it becomes restless, reaches its lowest point, and jumps up. **Do not take a rate near the jump**, where each step is too
# long. Take about a tenth of the rate at which it jumps; there the loss should still be falling. For this head we take 0.003.
# (The curve is never smooth, since each point comes from a different batch. Look at its overall shape.)

# %%
min(losses) < losses[0] and rates[losses.index(min(losses))] > 3e-4

# %% [markdown]
# ## Step 3: all layers in a table
#
# What happens to an image on its way through the network? PyTorch lets us attach a function, a **hook**, to a layer. It is
# called each time the layer has run, with what went in and what came out. `summary` attaches a hook to each layer, sends an
# empty image through the network, and removes the hooks again.


# %% tags=["export:summary"]
def summary(model: nn.Module, shape: tuple[int, ...]) -> pd.DataFrame:
    """List the innermost layers of a model, in the order in which an input passes them.

    ``shape`` is that of one input, without the batch; the model is not changed. The columns are
    ``layer`` (its class), ``input_shape``, ``output_shape`` (-1 is the batch), ``trainable`` (None
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


# %% tags=["export"]
class Learner(Learner):
    def summary(self) -> pd.DataFrame:
        """Return a table of the layers, see :func:`minilib.summary.summary`."""
        return summary(self.model, (3, self.data.sz, self.data.sz))


# %%
learn = new_learner(md)
learn.freeze_to(-1)
table = learn.summary()
table.head(5)

# %%
table.tail(5)

# %% [markdown]
# From layer to layer there are fewer rows and columns but more channels, until the head pools over all rows and columns. `-1` stands
# for the batch, which may have any size. `trainable` is `None` for a layer that has nothing to train.
#
# ## Step 4: save
#
# Hours of training should not be lost. `write_file` writes a file completely or not at all, `read_file` notices a damaged file,
# and `load_weights` copies weights only if all of them fit. The appendix takes these three apart.


# %% tags=["export"]
class Learner(Learner):
    def save(self, name: str) -> Path:
        """Write all weights to ``path/name.pth``, or nothing; return the file."""
        return write_file({"model": self.model.state_dict()}, self.path / f"{name}.pth")

    def load(self, name: str) -> None:
        """Read weights that :meth:`save` has written; raise ValueError if they do not fit."""
        load_weights(self.model, read_file(self.path / f"{name}.pth"), f"{name}.pth")


# %% [markdown]
# A second learner has a head with other random weights. After `load` it has the weights of the first.

# %%
import tempfile

vanishes = tempfile.TemporaryDirectory()
learn, other = new_learner(md), new_learner(md)
learn.path = other.path = Path(vanishes.name)
here, there = learn.model[-1][-1].weight, other.model[-1][-1].weight
torch.equal(here, there), learn.save("try_out").name

# %%
other.load("try_out")
torch.equal(here, there)

# %% [markdown]
# ## Step 5: train, head first
#
# First we train the head, with the rate that we found, for one cycle of one epoch.

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
learn = new_learner(md)
learn.freeze_to(-1)
learn.fit_one_cycle(3e-3, 1, resume=run.resume("clas-head"))

# %%
head_only = learn.history[-1]
head_only["val_loss"] < untrained["val_loss"]

# %% [markdown]
# Next come the late layers. They need a lower rate than the head. Why, and how much lower? In each step, Adam moves each weight
# by about the learning rate, whatever the size of its gradient (chapter 10). So in all, a weight can move by about the rate
# times the number of steps. Compare that with how large the weights are:


# %% tags=["nbval-ignore-output"]
def typical_weight(group):
    """Return the median size of the weights in a group's linear and convolutional layers."""
    sizes = [w.detach().abs().flatten() for w in group.parameters() if w.ndim > 1]
    return torch.cat(sizes).median().item()


names = ["early", "late", "head"]
pd.DataFrame(
    {
        "typical weight": [typical_weight(group) for group in learn.groups],
        "can move by": 3 * len(md.trn_dl) * 3e-3,  # three epochs at the head's rate
    },
    index=names,
).round(4)

# %%
3 * len(md.trn_dl) * 3e-3 > typical_weight(learn.groups[0])

# %% [markdown]
# At the head's rate, three epochs can move an early weight by more than its own typical size, so what was learned in
# pretraining could be wiped out. With a tenth of the rate for the late layers and a hundredth for the early ones, the weights
# are adjusted, not replaced. Here the **factor** between groups is 10. The lesson uses `[lr/1000, lr/100, lr]`.
#
# When should you change the factor? The more your images resemble those used in pretraining, the larger it may be, since there
# is little to adjust; freezing is the extreme case. If they differ (X-rays, satellite images, drawings), the early layers have
# to learn too, and a factor of 2 or 3 is a good first try. Without pretraining there is nothing to protect, and the factor is
# 1.
#
# ## Exercise 3
#
# ### Exercise: `group_rates` (5 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/11_learner.ipynb#Exercise:-group_rates-(5-minutes,-difficulty-2-of-5)>)
#
# Return a rate for each group, in the order of the groups. The last group, the head, gets `lr`, the one before it `lr /
# factor`, the one before that `lr / factor**2`, and so on.


# %% tags=["export"]
def group_rates(lr: float, groups: int = 3, factor: float = 10) -> list[float]:
    """Return one rate per group: ``lr`` for the last, ``factor`` times less for each before it."""
    ### BEGIN SOLUTION
    return [lr / factor ** (groups - 1 - group) for group in range(groups)]
    ### END SOLUTION


# %%
group_rates = check(group_rates)

# %%
group_rates(1.0), group_rates(1.0, factor=2)

# %% [markdown]
# Now we train the late layers together with the head; the early ones are still frozen. `bn_freeze` keeps the body's running
# means and spreads as they are.

# %% tags=["nbval-ignore-output"]
lr = run.pick(3e-3, 1e-3)
lrs = group_rates(lr)
learn.freeze_to(-2)
learn.bn_freeze(True)
learn.fit_one_cycle(lrs, run.pick(2, 6), resume=run.resume("clas-late"))

# %%
learn.history[-1]["trn_loss"] < head_only["trn_loss"]

# %% [markdown]
# Finally we train all layers, with rates that are lower still. `fit` trains for one cycle, which has one epoch on drawn scenes
# and two on photographs.

# %% tags=["nbval-ignore-output"]
learn.unfreeze()
learn.fit([rate / 5 for rate in lrs], 1, cycle_len=run.pick(1, 2), resume=run.resume("clas-all"))

# %%
result = learn.history[-1]
bool(result["accuracy"] > guess), result["val_loss"] < untrained["val_loss"]

# %%
_ = learn.save("clas_one")

# %% [markdown]
# Here are all epochs in a picture. At first, training loss and validation loss fall together. When only the training loss goes
# on falling, the network is learning its images by heart. This is called *overfitting*, and more epochs do not help.

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
axes[1].legend(loc="lower right")
for ax in axes:
    ax.set_xticks(history["epoch"])
fig.tight_layout()
plt.show()

# %% [markdown]
# The lesson's accuracy on VOC 2007, with ResNet34, was 0.788 after the head and 0.794 at the end; in a later version of the lesson
# it was 0.807, 0.821 and 0.833. The cells above, with the smaller ResNet18 on the two cores of a CPU, reached 0.762 after the head,
# 0.784 after the late layers (6 epochs) and 0.788 after all layers. By then the training loss was down to 0.04: the network had
# learned its images by heart. Chapters 12 and 14 do something about it.

# %% [markdown]
# ## Step 6: does the trained body help?
#
# We could have begun with random weights, that is, *from scratch*. Is a pretrained body worth the trouble? We measure it on
# equal terms: the same images, the same number of epochs, all layers trained, the same rate for all. And since luck plays a
# part, we do it with several **seeds**, starting points of the random numbers. We use small images, and fewer of the drawn
# scenes, so that it takes seconds (on photographs a few minutes).

# %% tags=["nbval-ignore-output"]
SEEDS, EPOCHS = range(run.pick(2, 3)), 3
fewer = data | run.pick({"sz": 64, "limit": 240}, {"sz": 128})
small_md = model_data(PATH, CAT_CSV, classes=classes, tfm=FlipSquish(fewer["sz"]), **fewer)

curves = {"pretrained": [], "scratch": []}
for seed in SEEDS:
    for name in curves:
        torch.manual_seed(seed)
        one = new_learner(small_md, pretrained=name == "pretrained")
        print(f"{name}, seed {seed}")
        one.fit_one_cycle(run.pick(2e-3, 5e-4), EPOCHS, resume=run.resume(f"clas-{name}-{seed}"))
        curves[name].append([row["accuracy"] for row in one.history])

final = {name: [round(curve[-1], 3) for curve in of] for name, of in curves.items()}
pd.DataFrame(final, index=[f"seed {seed}" for seed in SEEDS])

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
ax.set(
    xlabel="epochs",
    ylabel="accuracy",
    ylim=(0, 1),
    title=f"With and without pretraining, {len(SEEDS)} seeds each",
)
ax.set_xticks(range(1, EPOCHS + 1))
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# From scratch, three epochs are only a beginning. The network has to learn edges first, and its BatchNorm layers begin with
# running means of 0, which take many batches to become those of its images. It would learn with many more epochs and many more
# images. A pretrained body saves you both.
#
# It is the same on photographs. This is the accuracy of a ResNet18 after three epochs on 2000 photographs of 128 pixels, with
# the seeds 0, 1 and 2:
#
# | pretrained | scratch |
# |---|---|
# | .636, .674, .644 | .322, .364, .314 |

# %% [markdown]
# ## Step 7: a network that does not learn
#
# Some day a loss will not fall, and there will be no error message. Guessing takes hours, because a wrong learning rate, wrong
# labels and a frozen head can look alike in a table of losses. Measuring takes minutes. Here are five short measurements, each
# of which can rule out a cause. Their order matters: each one only means something if those before it were in order.
#
# We try them on problems so small that training takes a fraction of a second: images of 8 by 8 pixels, in which one quarter is
# brighter. The class says which quarter it is. `training("healthy")` learns; `training("A")` to `training("E")` have one
# mistake each, and you will find out which.

# %%
from minilib.classifier import confusion_matrix
from minilib.training import train_step
from minilib.workbook.exercises.trainings import CLASSES, training

model, opt, (x, y), (x_val, y_val) = training("healthy")
x.shape, [type(group).__name__ for group in model], CLASSES

# %% [markdown]
# **First: look at what goes in**, just before it reaches the network: the images with their labels, and the scale of the
# pixels. A network expects pixels whose mean is near 0 and whose spread is not far from 1 (chapter 09). Wrong labels show here
# too, if you look at enough images.

# %%
fig, axes = plt.subplots(1, 5, figsize=(11, 2.6))
for ax, image, number in zip(axes, x, y, strict=False):
    ax.imshow(image.mean(dim=0), cmap="gray")
    ax.set(xticks=[], yticks=[], title=CLASSES[number])
plt.show()

# %%
pixels = x.mean().item()
round(pixels, 1), round(x.std().item(), 1)

# %% [markdown]
# **Second: the loss before the first step.** A new head can only guess blindly, so its loss should be near `log(n)` for n
# classes. A much larger loss means confident nonsense: the numbers that go in have the wrong scale, or the head's weights do.

# %%
first_loss = F.cross_entropy(model(x[:16]), y[:16])
round(first_loss.item(), 1), round(math.log(len(CLASSES)), 1)

# %% [markdown]
# **Third: the size of the gradients, group by group.** The size of a vector is called its *norm*. A group without gradients is
# not trained: it is frozen, or the loss does not depend on it. A loss that falls a little does not prove that all groups learn,
# since one of them may do it alone.


# %%
def gradient_norm(group):
    """Return the norm of all gradients of a group together; 0 if it has none."""
    squares = [w.grad.pow(2).sum() for w in group.parameters() if w.grad is not None]
    return float(sum(squares)) ** 0.5


first_loss.backward()
[round(gradient_norm(group), 1) for group in model]

# %% [markdown]
# **Fourth: learn one batch by heart.** Train on the same 16 images again and again. A network that can learn at all can learn
# these, so the loss must fall clearly below its first value. If it *rises*, each step is too long. If it hardly moves, each
# step is too short.

# %%
losses = [train_step(model, F.cross_entropy, opt, x[:16], y[:16]) for _ in range(60)]
losses[-1] < 0.8 * losses[0]

# %% [markdown]
# **Fifth: the loss on the validation set**, after training. Suppose that the pixels, the head and the rate are all in order,
# and one batch is learned by heart. If the validation loss is still no better than a blind guess, then the labels probably do
# not belong to their images. A network can learn shuffled labels by heart, but they follow no rule that would hold for other
# images.
#
# The next cell makes all five measurements. Of the pixels it keeps only the mean, and of the gradients only the head's:


# %%
def evidence(name):
    """Return all five measurements of a training, and its confusion matrix."""
    found = {"n_classes": len(CLASSES)}
    model, _, (x, y), _ = training(name)
    loss = F.cross_entropy(model(x[:16]), y[:16])
    loss.backward()
    found |= {"pixel_mean": x.mean().item(), "first_loss": loss.item()}
    found["head_gradient"] = gradient_norm(model[-1])
    model, opt, _, _ = training(name)
    for _ in range(60):
        found["one_batch"] = train_step(model, F.cross_entropy, opt, x[:16], y[:16])
    model, opt, _, (x_val, y_val) = training(name)
    for _ in range(60):
        for rows in torch.arange(len(x)).split(16):
            train_step(model, F.cross_entropy, opt, x[rows], y[rows])
    with torch.no_grad():
        outputs = model(x_val)
    found["val_loss"] = F.cross_entropy(outputs, y_val).item()
    return found, confusion_matrix(y_val, outputs.argmax(dim=1), len(CLASSES))


# %% tags=["nbval-ignore-output"]
names = ["healthy", *"ABCDE"]
measured = {name: evidence(name) for name in names}
pd.DataFrame({name: found for name, (found, _) in measured.items()}).T.round(2)

# %%
measured["healthy"][0]["val_loss"] < 0.5 < math.log(4) - 0.5

# %% [markdown]
# Take your time with this table. What is wrong with A, B, C, D and E? Write down your five guesses before you go on.
#
# ## Exercise 4
#
# Now write a function that judges the measurements as you did. Ask the questions in the order of the docstring, and return the
# first cause that holds. Beware of a loss that is `nan`: `<`, `>`, `<=` and `>=` are all `False` with it.
#
# ### Exercise: `diagnose` (9 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/11_learner.ipynb#Exercise:-diagnose-(9-minutes,-difficulty-3-of-5)>)
#
# Return the name of the first cause that the measurements show, or `None` if there is none.


# %% tags=["export"]
def diagnose(
    pixel_mean: float, head_gradient: float, first_loss: float, one_batch: float,
    val_loss: float, n_classes: int,
) -> str | None:  # fmt: skip
    """Find out why a classifier does not learn: the first of these five that holds, else None.

    ``'pixels'``: their mean is more than 3 away from 0. ``'frozen head'``: its gradient is 0.
    ``'rate too high'``: training on one batch took its loss from ``first_loss`` to ``one_batch``,
    which is higher or not a number. ``'rate too low'``: ``one_batch`` is above nine tenths of
    ``first_loss``. ``'labels'``: ``val_loss`` is at least that of a blind guess.
    """
    ### BEGIN SOLUTION
    holds = {
        "pixels": abs(pixel_mean) > 3,
        "frozen head": head_gradient == 0,
        "rate too high": not one_batch <= first_loss,
        "rate too low": one_batch > 0.9 * first_loss,
        "labels": val_loss >= math.log(n_classes),
    }
    return next((cause for cause in holds if holds[cause]), None)
    ### END SOLUTION


# %%
diagnose = check(diagnose)

# %% [markdown]
# What does it find in the six training runs? Does it agree with your guesses?

# %%
causes = {name: diagnose(**found) for name, (found, _) in measured.items()}
causes

# %% [markdown]
# Here are the confusion matrices (chapter 10) of the same six. Only the healthy one has all its counts on the diagonal.

# %%
fig, axes = plt.subplots(1, 6, figsize=(13, 2.8))
for ax, (name, (_, counts)) in zip(axes, measured.items(), strict=True):
    ax.imshow(counts, cmap="Blues")
    ax.set(
        xticks=[], yticks=[], title=f"{name}: {causes[name]}", xlabel="predicted", ylabel="it is"
    )
fig.tight_layout()
plt.show()

# %% [markdown]
# Each cause has its remedy: normalise the pixels; unfreeze the head, or give the optimizer the head that is really in the
# model; take a rate from `lr_find`; compare images and labels where the table is made.
#
# One mistake leaves no trace in any of these numbers: boxes with their **numbers in the wrong order**, left before top. The
# network learns the wrong order perfectly well, the loss falls, and the validation set has the same mistake. Only a picture
# shows it. That is why chapter 13 draws the predicted boxes before it trusts any loss.

# %% [markdown]
# ## Catch the impostors
#
# A function that decides something, such as `has_diverged`, is most often wrong at the edges: *exactly* four times the smallest
# loss, the very first loss, a loss that is not a number (`float("nan")`). The two test cases below are far from any edge. Add
# cases that are not.

# %%
from minilib.workbook import impostors

impostors("has_diverged", [([3.0, 2.0],), ([1.0, 9.0],)])

# %%
from minilib.workbook import how_far

how_far("learner")

# %% [markdown]
# ## What minilib gained
#
# - `minilib/learner.py`: `Learner`, `growing_rates`, `has_diverged`, `group_rates`, `diagnose`.
# - `minilib/summary.py`: `summary`.
#
# ## Ask yourself
#
# <details><summary>1. The body is frozen and has no gradients. Why must its BatchNorm layers be in eval mode as well?</summary>
#
# In train mode they update their running means, without any gradient. The body would change, and would use means that its
# weights were not trained with.
# </details>
#
# <details><summary>2. In the plot of the search for a learning rate, why not take the rate with the lowest loss?</summary>
#
# The lowest point is near the jump: with a slightly higher rate the loss explodes. About a tenth of the rate at the jump is safe.
# </details>
#
# <details><summary>3. Why do early layers get a lower rate than late ones?</summary>
#
# Early layers find edges and colours, which every data set has, so they are good as they are. Late layers find things, and ours
# differ from those that the body was trained on.
# </details>
#
# Now go on to [chapter 12](12_augment.ipynb).
