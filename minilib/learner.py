"""The Learner: train a model on data, validate it, find a learning rate, save and load.

Made from solutions/11_learner.py (chapter 11) by ``workbook build``: change it there.
"""

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
from minilib.saving import Checkpoint, load_weights, read_file, write_file
from minilib.summary import summary
from minilib.training import best_device
from minilib.transforms import normalize, to_device

__all__ = ["Learner", "Rates", "diagnose", "group_rates", "growing_rates", "has_diverged"]


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

    def freeze_to(self, n: int) -> None:
        """Train only the layer groups from ``n`` on; -1 is the last one, the head."""
        self.model.requires_grad_(False)
        for group in self.groups[n:]:
            group.requires_grad_(True)

    def unfreeze(self) -> None:
        """Train all layer groups."""
        self.freeze_to(0)

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

    def _optimizer(self, lr: Rates) -> torch.optim.Optimizer:
        n = len(self.groups)
        try:
            rates = np.broadcast_to(np.asarray(lr, dtype=float), n).tolist()
        except (TypeError, ValueError) as error:
            raise ValueError(f"lr is {lr}; give one rate, or {n}, one for each group") from error
        sets = [[w for w in group.parameters() if w.requires_grad] for group in self.groups]
        sets = [{"params": own, "lr": r} for own, r in zip(sets, rates, strict=True) if own]
        return self.opt_fn(sets, lr=rates[-1])

    def predict_batch(self, x: Tensor) -> Tensor:
        """Return the outputs (float32) for a batch of uint8 pixels."""
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(normalize(to_device(x, self.device))).float()

    def _bits(self) -> torch.dtype:
        old = self.device.type == "cuda" and not torch.cuda.is_bf16_supported(False)
        return torch.float16 if old else torch.bfloat16

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

    def summary(self) -> pd.DataFrame:
        """Return a table of the layers, see :func:`minilib.summary.summary`."""
        return summary(self.model, (3, self.data.sz, self.data.sz))

    def save(self, name: str) -> Path:
        """Write all weights to ``path/name.pth``, or nothing; return the file."""
        return write_file({"model": self.model.state_dict()}, self.path / f"{name}.pth")

    def load(self, name: str) -> None:
        """Read weights that :meth:`save` has written; raise ValueError if they do not fit."""
        load_weights(self.model, read_file(self.path / f"{name}.pth"), f"{name}.pth")


def growing_rates(start_lr: float, end_lr: float, steps: int) -> list[float]:
    """Return ``steps`` rates (2 or more), each the same factor larger than the one before."""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def has_diverged(losses: list[float], factor: float = 4) -> bool:
    """Tell whether the newest loss is not finite or more than ``factor`` times the smallest."""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)


def group_rates(lr: float, groups: int = 3, factor: float = 10) -> list[float]:
    """Return one rate per group: ``lr`` for the last, ``factor`` times less for each before it."""
    return [lr / factor ** (groups - 1 - group) for group in range(groups)]


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
    holds = {
        "pixels": abs(pixel_mean) > 3,
        "frozen head": head_gradient == 0,
        "rate too high": not one_batch <= first_loss,
        "rate too low": one_batch > 0.9 * first_loss,
        "labels": val_loss >= math.log(n_classes),
    }
    return next((cause for cause in holds if holds[cause]), None)
