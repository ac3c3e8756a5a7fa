"""The puzzle of chapter 11: small trainings that do not learn. The causes are named only here."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

#: The classes: the quarter of the image that is brighter.
CLASSES = ("top left", "top right", "bottom left", "bottom right")
_CAUSES = {"A": "labels", "B": "rate too high", "C": "pixels", "D": "frozen head"}
_CAUSES |= {"E": "rate too low", "healthy": None}


class Training(NamedTuple):
    """A model (body and head), its optimizer, and a training and a validation set as (x, y).

    x is what the model gets, (n, 3, 8, 8); y are class ids.
    """

    model: nn.Sequential
    opt: torch.optim.Optimizer
    trn: tuple[Tensor, Tensor]
    val: tuple[Tensor, Tensor]


def training(name: str) -> Training:
    """Return one of the trainings ``'A'`` to ``'E'``, each with one mistake, or ``'healthy'``."""
    cause = _CAUSES[name]
    rng = torch.Generator().manual_seed(0)
    (x, y), val = _images(128, rng), _images(128, rng)
    if cause == "labels":
        y = y[torch.randperm(len(y), generator=rng)]
    if cause != "pixels":
        x, val = (x - 128) / 64, ((val[0] - 128) / 64, val[1])
    with torch.random.fork_rng():
        torch.manual_seed(0)
        body = nn.Sequential(nn.Flatten(), nn.Linear(192, 32), nn.ReLU())
        model = nn.Sequential(body, nn.Linear(32, len(CLASSES)))
    lr = {"rate too high": 300.0, "rate too low": 1e-5}.get(cause, 0.1)
    model[1].requires_grad_(cause != "frozen head")
    groups = [{"params": model[0].parameters(), "lr": lr / 100}, {"params": model[1].parameters()}]
    return Training(model, torch.optim.SGD(groups, lr=lr), (x, y), val)


def _images(n: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    y = torch.randint(len(CLASSES), (n,), generator=rng)
    x = 80 + 96 * torch.rand(n, 3, 8, 8, generator=rng)
    for one, number in zip(x, y.tolist(), strict=True):
        row, column = 4 * (number // 2), 4 * (number % 2)
        one[:, row : row + 4, column : column + 4] += 40
    return x, y
