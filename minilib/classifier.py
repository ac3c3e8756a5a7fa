"""Classifier: what is the largest object? (chapter 10).

Made from solutions/10_classifier.py by ``workbook build``: change it there.
"""

from pathlib import Path

import cv2
import numpy as np
import torch
import torchvision
from safetensors.torch import load_file
from torch import nn

from minilib.modeldata import Squish

__all__ = [
    "BODIES",
    "ConcatPool",
    "FlipSquish",
    "accuracy",
    "body_layers",
    "class_head",
    "confusion",
    "layer_groups",
    "load_body",
    "n_features",
]


class FlipSquish(Squish):
    """Squish a picture, and every second time exchange left and right; the box moves along."""

    def __call__(self, im, bb):
        """``im`` (uint8, (h, w, 3)) and ``bb`` in its pixels become both of the square."""
        im, bb = super().__call__(im, bb)
        if torch.rand(()).item() < 0.5:
            top, left, bottom, right = bb
            last = self.sz - 1
            im, bb = cv2.flip(im, 1), np.array([top, last - right, bottom, last - left], bb.dtype)
        return im, bb


#: Torchvision's networks that can be a body: how many layers stand before its own head (pooling
#: and classes), and how many of those are the early ones.
BODIES = {"resnet18": (8, 6), "resnet34": (8, 6), "shufflenet_v2_x0_5": (6, 3)}


def load_body(net, file):
    """Put weights from a file into a network; those of its own head may be missing.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is damaged, or its weights do not fit; the message names the first.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file of weights {file.name}")
    try:
        if file.suffix == ".safetensors":
            saved = load_file(file)
        else:
            saved = torch.load(file, map_location="cpu", weights_only=True)
        shapes = {key: tuple(value.shape) for key, value in saved.items()}
    except Exception as error:
        raise ValueError(f"{file.name}: damaged, or not a file of weights") from error
    for key in sorted(shapes.keys() - net.state_dict().keys()):
        raise ValueError(f"{file.name} does not fit {type(net).__name__}: it has {key} besides")
    for key, own in net.state_dict().items():
        if key.startswith("fc."):
            continue
        there = shapes.get(key, "missing")
        if there != tuple(own.shape) and not key.endswith("num_batches_tracked"):
            raise ValueError(
                f"{file.name} does not fit {type(net).__name__}: {key} is {there}, "
                f"expected {tuple(own.shape)}"
            )
    net.load_state_dict({k: v for k, v in saved.items() if not k.startswith("fc.")}, strict=False)


def body_layers(name, weights="DEFAULT"):
    """The layers of a pretrained network without its own head.

    Parameters
    ----------
    name : str
        One of ``BODIES``.
    weights : str, Path or None
        ``'DEFAULT'`` takes ImageNet's from torchvision (which downloads them once), None takes
        random ones, a file (``.pth`` or ``.safetensors``) is read; nothing in it is run as code.

    Returns
    -------
    tuple of (list of Module, int)
        The layers, and how many of them are early ones.

    Raises
    ------
    ValueError
        An unknown name, or weights that do not fit the network.
    OSError
        The file can't be read, or the weights can't be downloaded.
    """
    if name not in BODIES:
        raise ValueError(f"there is no body '{name}'; there are {', '.join(BODIES)}")
    from_torchvision = weights if weights == "DEFAULT" else None
    net = torchvision.models.get_model(name, weights=from_torchvision)
    count, cut = BODIES[name]
    if weights is not None and not from_torchvision:
        load_body(net, Path(weights))
    return list(net.children())[:count], cut


def n_features(layers, sz):
    """(channels, rows, columns) of what the layers give for a picture of ``sz`` x ``sz``."""
    body = nn.Sequential(*layers).eval()
    with torch.no_grad():
        return tuple(body(torch.zeros(1, 3, sz, sz)).shape[1:])


class ConcatPool(nn.Module):
    """The mean and the maximum of each channel: (n, c, h, w) becomes (n, 2c)."""

    def forward(self, x):
        return torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)


def class_head(channels, n_classes):
    """A head that says what is in a picture, not where: it pools over all places."""
    return nn.Sequential(
        ConcatPool(),
        nn.BatchNorm1d(2 * channels),
        nn.Dropout(0.5),
        nn.Linear(2 * channels, n_classes),
    )


def layer_groups(layers, cut, head):
    """Chain the layers of a body and a head as three groups.

    Parameters
    ----------
    layers : list of Module
        The body's layers, in order.
    cut : int
        How many of them belong to the first group.
    head : Module
        What comes last.

    Returns
    -------
    Sequential
        Of three: early layers, late layers, head.
    """
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)


def accuracy(outputs, y):
    """Share of pictures whose class has the largest output.

    Parameters
    ----------
    outputs : Tensor of float, shape (n, classes)
        One number for each class; no softmax is needed.
    y : Tensor of int, shape (n,)
        The right class numbers.

    Returns
    -------
    Tensor of float, shape ()
        From 0 to 1.
    """
    return (outputs.argmax(dim=1) == y).float().mean()


def confusion(actual, predicted, n):
    """Count which class was taken for which.

    Parameters
    ----------
    actual, predicted : Tensor of int, shape (pictures,)
        Right class numbers, and those that the model gave.
    n : int
        How many classes there are.

    Returns
    -------
    Tensor of int64, shape (n, n)
        Row: the right class; column: what the model said. The diagonal is what it got right.
    """
    table = torch.zeros(n, n, dtype=torch.int64)
    for row, column in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[row, column] += 1
    return table
