"""The training step, and the device to train on.

Made from solutions/10_classifier.py (chapter 10) by ``workbook build``: change it there.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

__all__ = ["best_device", "train_step"]


def train_step(
    model: nn.Module, loss_func: Callable, opt: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> float:
    """Let a model learn from one batch, and return the loss before the step.

    ``loss_func(outputs, y)`` returns a Tensor of shape (); ``opt`` has the model's parameters.
    """
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def best_device() -> str:
    """Name a GPU that works, such as ``'cuda'`` or ``'mps'``; ``'cpu'`` if there is none."""
    return str(torch.accelerator.current_accelerator(check_available=True) or "cpu")
