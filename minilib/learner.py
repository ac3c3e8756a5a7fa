"""Learner, a part of Classifier: what is the largest object? (chapter 10).

Made from solutions/10_classifier.py by ``workbook build``: change it there.
"""

import copy
import math
from itertools import chain, repeat
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.optim import lr_scheduler
from tqdm import tqdm

from minilib.modeldata import normalize, to_device
from minilib.saving import Run, load_weights, read_file, write_file
from minilib.summary import summary
from minilib.training import find_rates, should_stop

__all__ = ["Learner"]


class Learner:
    """Train a model on data: a plain loop, with the lesson's verbs.

    Parameters
    ----------
    data : ModelData
        Has the loaders ``trn_dl`` and ``val_dl``; x is uint8 pixels.
    model : Sequential
        Its children are the layer groups, from the input to the head.
    loss_func : callable
        ``loss_func(outputs, y)``, a Tensor with one number.
    metrics : sequence of callable
        ``metric(outputs, y)`` of the whole validation set, shown by its ``__name__``.
    device : str, optional
        Default: a GPU where there is one.
    mixed : bool
        Compute in 16 bits where that is safe (mixed precision).
    path : Path
        The folder of ``save`` and ``load``.
    progress : bool
        Show a bar for each epoch.

    Attributes
    ----------
    history, losses, lrs, found
        One dict an epoch (losses and metrics); loss and rate (of the last group) of every batch
        trained on; rates and losses of the last search.
    """

    def __init__(self, data, model, loss_func, metrics=(), *, device=None, mixed=False,
                 path="models", progress=False):  # fmt: skip
        self.data, self.loss_func, self.metrics = data, loss_func, tuple(metrics)
        best = torch.accelerator.current_accelerator(check_available=True) or "cpu"
        self.device = torch.device(device or best)
        self.model = model.to(self.device, memory_format=torch.channels_last)
        self.groups = list(model.children())
        self.mixed, self.path, self.progress = mixed, Path(path), progress
        self.opt_fn, self.norm_frozen = torch.optim.AdamW, False
        self.history, self.losses, self.lrs, self.found = [], [], [], ([], [])

    def freeze_to(self, n):
        """Train only the layer groups from ``n`` on; -1 is the last one, the head."""
        self.model.requires_grad_(False)
        for group in self.groups[n:]:
            group.requires_grad_(True)

    def unfreeze(self):
        """Train all layer groups."""
        self.freeze_to(0)

    def bn_freeze(self, frozen=True):
        """Keep the body's BatchNorm layers as they were pretrained, also when it is trained."""
        self.norm_frozen = frozen

    def _train_mode(self):
        self.model.train()
        for group in self.groups[:-1]:
            frozen = not any(weight.requires_grad for weight in group.parameters())
            for layer in group.modules():
                # In train mode BatchNorm goes on averaging: what is frozen would change.
                if frozen or (self.norm_frozen and isinstance(layer, nn.BatchNorm2d)):
                    layer.training = False

    def _optimizer(self, lr):
        rates = np.broadcast_to(np.asarray(lr, dtype=float), len(self.groups)).tolist()
        sets = [[w for w in group.parameters() if w.requires_grad] for group in self.groups]
        sets = [{"params": own, "lr": r} for own, r in zip(sets, rates, strict=True) if own]
        return self.opt_fn(sets, lr=rates[-1])

    def predict_batch(self, x):
        """Outputs (float32) for a batch of uint8 pixels."""
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(normalize(to_device(x, self.device))).float()

    def _bits(self):
        old = self.device.type == "cuda" and not torch.cuda.is_bf16_supported(False)
        return torch.float16 if old else torch.bfloat16

    def _step(self, x, y, opt, scaler):
        """One step; the loss before it. A loss that is no number changes nothing."""
        loss = self.loss_func(self.predict_batch(x), to_device(y, self.device))
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

    def predict(self, dl=None):
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

    def validate(self):
        """Loss and metrics of the whole validation set, by name."""
        outputs, y = self.predict()
        values = {"val_loss": self.loss_func(outputs, y)}
        values |= {metric.__name__: metric(outputs, y) for metric in self.metrics}
        return {name: float(value) for name, value in values.items()}

    def _train(self, lr, epochs, make_schedule, resume):
        opt, scaler = self._optimizer(lr), self._scaler()
        schedule = make_schedule(opt, len(self.data.trn_dl))
        run = Run(self, (opt, schedule, scaler), epochs, resume)
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

    def fit(self, lr, n_cycle, cycle_len=None, cycle_mult=1, *, resume=None):
        """Train in cycles, each from ``lr`` down to 0 along a cosine (warm restarts).

        Parameters
        ----------
        lr : float or sequence of float
            The rate, or one for each layer group.
        n_cycle : int
            Cycles; without ``cycle_len`` it is the number of epochs, all at the rate ``lr``.
        cycle_len, cycle_mult : int
            Epochs of the first cycle; how much longer each next one is.
        resume : Path, optional
            A file that keeps the state after each epoch, see :class:`minilib.saving.Run`.
        """
        epochs = sum((cycle_len or 1) * cycle_mult**cycle for cycle in range(n_cycle))

        def schedule(opt, steps):
            if cycle_len is None:
                return lr_scheduler.ConstantLR(opt, factor=1)
            return lr_scheduler.CosineAnnealingWarmRestarts(opt, cycle_len * steps, cycle_mult)

        self._train(lr, epochs, schedule, resume)

    def fit_one_cycle(self, lr, epochs, *, resume=None):
        """Train in one cycle: for three tenths of the time up to ``lr``, then down to 0."""

        def schedule(opt, steps):
            top = [group["lr"] for group in opt.param_groups]
            return lr_scheduler.OneCycleLR(opt, top, total_steps=epochs * steps)

        self._train(lr, epochs, schedule, resume)

    def plot_lr(self):
        """Draw the rate of every batch trained on."""
        _, ax = plt.subplots(figsize=(6, 3))
        ax.plot(self.lrs)
        ax.set(xlabel="batch", ylabel="learning rate")
        return ax

    def lr_find(self, start_lr=1e-5, end_lr=10, steps=100):
        """Train with growing rates until the loss explodes; then put all weights back.

        ``start_lr`` may have one rate for each layer group; they keep their ratios, and ``end_lr``
        is the last group's. Gives the rates and losses, which :meth:`plot_lr_find` draws.
        """
        before, rng = copy.deepcopy(self.model.state_dict()), torch.get_rng_state()
        opt, scaler = self._optimizer(start_lr), self._scaler()
        first = [group["lr"] for group in opt.param_groups]
        batches = chain.from_iterable(repeat(self.data.trn_dl))
        rates, losses = find_rates(first[-1], end_lr, steps), []
        self._train_mode()
        try:
            for rate, (x, y) in zip(rates, batches, strict=False):
                for group, own in zip(opt.param_groups, first, strict=True):
                    group["lr"] = own * rate / first[-1]
                losses.append(self._step(x, y, opt, scaler))
                if should_stop(losses):
                    break
        finally:
            self.model.load_state_dict(before)
            torch.set_rng_state(rng)
        self.found = rates[: len(losses)], losses
        return self.found

    def plot_lr_find(self, n_skip=10, n_skip_end=5):
        """Draw loss against rate (of :meth:`lr_find`), without the first and the last points."""
        rates, losses = (one[n_skip : len(one) - n_skip_end] for one in self.found)
        _, ax = plt.subplots(figsize=(6, 4))
        ax.plot(rates, losses)
        ax.set(xscale="log", xlabel="learning rate", ylabel="loss")
        return ax

    def summary(self):
        """A table of the layers, see :func:`minilib.summary.summary`."""
        return summary(self.model, (3, self.data.sz, self.data.sz))

    def save(self, name):
        """Write the weights to ``path/name.pth``, whole or not at all; the file."""
        return write_file({"model": self.model.state_dict()}, self.path / f"{name}.pth")

    def load(self, name):
        """Read weights that :meth:`save` has written, or refuse with one line."""
        load_weights(self.model, read_file(self.path / f"{name}.pth"), f"{name}.pth")
