"""A pretrained body, a head that predicts the class, and how well it does.

Made from solutions/10_classifier.py (chapter 10) by ``workbook build``: change it there.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torchvision
from torch import Tensor, nn

from minilib.saving import load_body_weights
from minilib.transforms import Squish

__all__ = [
    "BODIES",
    "OWN_HEAD",
    "ConcatPool",
    "FlipSquish",
    "accuracy",
    "body_layers",
    "class_head",
    "confusion_matrix",
    "feature_shape",
    "layer_groups",
]


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


#: Torchvision's networks that can be a body: how many layers come before the network's own head
#: (pooling and classes), and how many of those are early ones.
BODIES = {"resnet18": (8, 6), "resnet34": (8, 6), "mobilenet_v3_small": (13, 9)}
#: What the names of the weights of those networks' own heads begin with.
OWN_HEAD = ("fc.", "classifier.")


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


def feature_shape(layers: list[nn.Module], sz: int) -> tuple[int, int, int]:
    """Return (channels, rows, columns) of the layers' output for an image of ``sz`` x ``sz``."""
    body = nn.Sequential(*layers).eval()
    with torch.no_grad():
        return tuple(body(torch.zeros(1, 3, sz, sz)).shape[1:])


class ConcatPool(nn.Module):
    """Take the mean and the maximum of each channel: (n, c, h, w) becomes (n, 2c)."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)


def class_head(channels: int, n_classes: int) -> nn.Sequential:
    """Make a head that predicts what is in an image, not where: it pools over all places."""
    return nn.Sequential(
        ConcatPool(),
        nn.BatchNorm1d(2 * channels),
        nn.Dropout(0.5),
        nn.Linear(2 * channels, n_classes),
    )


def layer_groups(layers: list[nn.Module], cut: int, head: nn.Module) -> nn.Sequential:
    """Chain a body and a head as three groups: the first ``cut`` layers, the others, the head."""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)


def accuracy(outputs: Tensor, y: Tensor) -> Tensor:
    """Return the share of images whose right class has the largest score: a Tensor of shape ().

    ``outputs`` are scores, (n, classes), without a softmax; ``y`` are class ids, (n,).
    """
    return (outputs.argmax(dim=1) == y).float().mean()


def confusion_matrix(actual: Tensor, predicted: Tensor, n: int) -> Tensor:
    """Count how often each of ``n`` classes was taken for each other: int64 of shape (n, n).

    A row for each actual class, a column for each predicted one; right answers are on the
    diagonal. ``actual`` and ``predicted`` are class ids, one for each image.
    """
    table = torch.zeros(n, n, dtype=torch.int64)
    for row, column in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[row, column] += 1
    return table
