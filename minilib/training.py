"""The training step, the search for a learning rate, and the device to train on.

Made from solutions/10_classifier.py (chapter 10) by ``workbook build``: change it there.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

__all__ = ["best_device", "growing_rates", "has_diverged", "train_step"]


def train_step(
    model: nn.Module, loss_func: Callable, opt: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> float:
    """Let a model learn from one batch; the loss before the step.

    ``loss_func(outputs, y)`` gives a Tensor of shape (); ``opt`` has the model's parameters.
    """
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def best_device() -> str:
    """A GPU, ``'cuda'`` or ``'mps'``, where there is one that works; else ``'cpu'``."""
    return str(torch.accelerator.current_accelerator(check_available=True) or "cpu")


def growing_rates(start_lr: float, end_lr: float, steps: int) -> list[float]:
    """At least two learning rates, each larger than the one before by the same factor."""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor**step for step in range(steps)]


def has_diverged(losses: list[float], factor: float = 4) -> bool:
    """Whether the newest loss is not finite, or more than ``factor`` times the smallest so far."""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses)
