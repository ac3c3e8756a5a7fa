"""Box regression: L1 and IoU of boxes, heads that do not pool, devices, and cyclic rates.

Made from solutions/13_regression.py (chapter 13) by ``workbook build``: change it there.
"""

import torch
from torch import Tensor, nn

__all__ = [
    "ToPixels",
    "box_head",
    "choose_device",
    "cosine_rates",
    "deep_box_head",
    "iou",
    "l1",
    "mean_iou",
]


def choose_device(wanted: str | None, gpus: int) -> str:
    """Return ``'cpu'`` or ``'cuda:N'``: what is wanted; for None the first GPU, or else the CPU.

    ``gpus`` is ``torch.cuda.device_count()``. A GPU that does not exist raises a ValueError with
    the number of GPUs.
    """
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there is no {wanted}: this computer has {gpus} GPUs, counted from 0")
    return f"cuda:{number}"


def l1(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the mean absolute error of boxes (n, 4), over all their numbers, in pixels: shape ().

    If ``outputs`` or ``y`` is a single box of shape (4,), it is compared with every row.
    """
    return (outputs - y).abs().mean()


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union of boxes (n, 4), pair by pair: shape (n,), from 0 to 1.

    A box is ``[top, left, bottom, right]`` in pixels, and both corners belong to it. A box whose
    corners are in the wrong order has no pixels. Everingham et al., The PASCAL Visual Object
    Classes Challenge, IJCV 2010, section 4.2.
    """
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    areas = [(box[:, 2:] - box[:, :2] + 1).prod(dim=1) for box in (a, b)]
    return both / (areas[0] + areas[1] - both).clamp(min=1e-9)


def mean_iou(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the mean of :func:`iou`."""
    return iou(outputs, y).mean()


def box_head(features: tuple[int, int, int], n_out: int = 4) -> nn.Sequential:
    """Make a head that does not pool: (n, channels, rows, columns) becomes (n, n_out).

    ``features`` is (channels, rows, columns). Two layers in one ``nn.Sequential``: Flatten, and a
    Linear that sees every feature of every place.
    """
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, n_out))


def cosine_rates(lr: float, lengths: list[int], steps: int) -> list[float]:
    """Return a rate for each batch: cycles that fall from ``lr`` along a cosine and begin again.

    ``lengths`` are the cycles' numbers of epochs; an epoch has ``steps`` batches. The rate is
    ``lr / 2 * (1 + cos(pi * t / T))`` for batch t (from 0) of the T in its cycle (Loshchilov and
    Hutter, SGDR, 2017, formula 5).
    """
    rates = []
    for length in lengths:
        t = torch.arange(length * steps) / (length * steps)
        rates += (lr / 2 * (1 + torch.cos(torch.pi * t))).tolist()
    return rates


class ToPixels(nn.Module):
    """Turn any four numbers into a box in pixels with a sigmoid: (n, 4), from 0 to ``sz``."""

    def __init__(self, sz: int):
        super().__init__()
        self.sz = sz

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(x) * self.sz


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
