"""Heads that predict box and class: the lesson's, one with two branches, box first then class.

Made from solutions/14_multitask.py (chapter 14) by ``workbook build``: change it there.
"""

import torch
from torch import Tensor, nn

from minilib.regression import deep_box_head

__all__ = ["BoxThenClass", "TwoHeads", "box_coverage", "detection_head"]


def detection_head(features: tuple[int, int, int], n_classes: int) -> nn.Sequential:
    """The lesson's head: (n, channels, rows, columns) becomes (n, 4 + n_classes).

    One ``nn.Sequential`` of eight layers: Flatten, ReLU, Dropout, Linear to 256, ReLU, BatchNorm,
    Dropout, Linear.
    """
    channels, rows, columns = features
    return nn.Sequential(
        nn.Flatten(),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(channels * rows * columns, 256),
        nn.ReLU(),
        nn.BatchNorm1d(256),
        nn.Dropout(0.5),
        nn.Linear(256, 4 + n_classes),
    )


class TwoHeads(nn.Module):
    """A head with two branches: one keeps the places, for the box; one pools, for the class.

    Each takes the body's features; ``box`` gives (n, 4), ``cls`` gives (n, classes).
    """

    def __init__(self, box: nn.Module, cls: nn.Module):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        return torch.cat([self.box(x), self.cls(x)], dim=1)


def box_coverage(boxes: Tensor, rows: int, columns: int) -> Tensor:
    """What share of each cell of a grid lies inside each box: (n, rows, columns), from 0 to 1.

    ``boxes`` are (n, 4), ``[top, left, bottom, right]`` as shares of the image's height and width;
    the grid covers the image. A box whose corners are in the wrong order covers nothing.
    """

    def shares(near, far, count):
        begin = torch.arange(count, device=boxes.device) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        common = common - torch.maximum(near[:, None], begin)
        return (count * common).clamp(0, 1)

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]


class BoxThenClass(nn.Module):
    """A head that predicts the box first, then the class from the features inside that box.

    ``features`` is (channels, rows, columns) of what the body gives. A deep branch gives the box
    (its sigmoid is in shares of the image), a linear one the class, from each channel's mean in it.
    """

    def __init__(self, features: tuple[int, int, int], n_classes: int):
        super().__init__()
        c = features[0]
        self.box = deep_box_head(features)
        self.cls = nn.Sequential(nn.BatchNorm1d(c), nn.Dropout(0.5), nn.Linear(c, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        box = self.box(x)
        weights = box_coverage(box.detach().float().sigmoid(), *x.shape[2:]) + 1e-3
        weights = weights / weights.sum(dim=(1, 2), keepdim=True)
        inside = (x * weights[:, None]).sum(dim=(2, 3))
        return torch.cat([box, self.cls(inside)], dim=1)
