"""Box regression: where is the largest object? (chapter 12).

Made from solutions/12_regression.py by ``workbook build``: change it there.
"""

import torch
from torch import nn

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


def l1(outputs, y):
    """How far boxes are off, in pixels, on average over their four numbers.

    Parameters
    ----------
    outputs, y : Tensor of float, shape (n, 4)
        Boxes in pixels, ``[top, left, bottom, right]``.

    Returns
    -------
    Tensor of float, shape ()
        Knows how it came about, so that a network can learn from it.
    """
    return (outputs - y).abs().mean()


def iou(a, b):
    """Intersection over union of boxes, pair by pair.

    Parameters
    ----------
    a, b : Tensor of float, shape (n, 4)
        ``[top, left, bottom, right]`` in pixels; both corners belong to the box.

    Returns
    -------
    Tensor of float, shape (n,)
        Pixels in both over pixels in one or both: 1 for the same box, 0 for boxes apart. A box
        whose corners are in the wrong order has no pixels.

    Notes
    -----
    Everingham et al., The PASCAL Visual Object Classes Challenge, IJCV 2010, section 4.2.
    """
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    areas = [(box[:, 2:] - box[:, :2] + 1).prod(dim=1) for box in (a, b)]
    return both / (areas[0] + areas[1] - both).clamp(min=1e-9)


def mean_iou(outputs, y):
    """The mean of :func:`iou`."""
    return iou(outputs, y).mean()


def box_head(features, n_out=4):
    """A head that knows where things are: it does not pool.

    Parameters
    ----------
    features : tuple of int
        (channels, rows, columns) of what the body gives.
    n_out : int
        How many numbers come out.

    Returns
    -------
    Module
        Every feature of every place, in one row, and one linear layer: (n, channels, rows, columns)
        becomes (n, n_out).
    """
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, n_out))


def choose_device(wanted, gpus):
    """Choose where to compute, and never a GPU that is not there.

    Parameters
    ----------
    wanted : str or None
        ``'cpu'``, ``'cuda'``, ``'cuda:1'``; None for the best there is.
    gpus : int
        How many GPUs there are (``torch.cuda.device_count()``).

    Returns
    -------
    str
        ``'cpu'`` or ``'cuda:N'``.

    Raises
    ------
    ValueError
        A GPU is wanted that is not there; the message says how many there are.
    """
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there is no {wanted}: this computer has {gpus} GPUs, counted from 0")
    return f"cuda:{number}"


def cosine_rates(lr, lengths, steps):
    """Learning rates of cycles that fall along a cosine and begin again (warm restarts).

    Parameters
    ----------
    lr : float
        The rate at the beginning of each cycle.
    lengths : list of int
        Epochs of each cycle.
    steps : int
        Batches of an epoch.

    Returns
    -------
    list of float
        A rate for each batch: ``lr / 2 * (1 + cos(pi * t / T))``, where t counts the batches of a
        cycle from 0 and T is how many it has (Loshchilov and Hutter 2017, formula 5).
    """
    rates = []
    for length in lengths:
        t = torch.arange(length * steps) / (length * steps)
        rates += (lr / 2 * (1 + torch.cos(torch.pi * t))).tolist()
    return rates


class ToPixels(nn.Module):
    """Any four numbers become a box inside a picture: (n, 4) to (n, 4) from 0 to ``sz``."""

    def __init__(self, sz):
        super().__init__()
        self.sz = sz

    def forward(self, x):
        return torch.sigmoid(x) * self.sz


def deep_box_head(features):
    """A head with two layers more: few channels first, so that it can't learn by heart.

    Parameters
    ----------
    features : tuple of int
        (channels, rows, columns) of what the body gives.

    Returns
    -------
    Sequential
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
