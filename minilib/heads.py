"""Heads that predict box and class: the lesson's, one with two branches, one whose places vote.

Made from solutions/14_multitask.py (chapter 14) by ``workbook build``: change it there.
"""

import torch
from torch import Tensor, nn

__all__ = ["PlacesVote", "TwoHeads", "detection_head", "middles"]


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

    Each takes the body's features; ``box`` returns (n, 4), ``cls`` returns (n, classes).
    """

    def __init__(self, box: nn.Module, cls: nn.Module):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        return torch.cat([self.box(x), self.cls(x)], dim=1)


def middles(rows: int, columns: int) -> Tensor:
    """The middle of each place of a grid, as a box without extent: (4, rows, columns)."""
    y = ((torch.arange(rows) + 0.5) / rows)[:, None].expand(rows, columns)
    x = ((torch.arange(columns) + 0.5) / columns).expand(rows, columns)
    return torch.stack([y, x, y, x])


class PlacesVote(nn.Module):
    """A head in which each place of the features proposes a box, and how much its vote counts.

    Box and class come from means over the places, weighted by these shares, which add up to 1.
    ``features`` is (channels, rows, columns); the sigmoid of the box is in shares of the image.
    """

    def __init__(self, features: tuple[int, int, int], n_classes: int):
        super().__init__()
        c = features[0]
        self.places = nn.Sequential(
            nn.Conv2d(c, 128, kernel_size=1),
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.Conv2d(128, 5, kernel_size=1),
        )
        self.cls = nn.Sequential(nn.BatchNorm1d(c), nn.Dropout(0.5), nn.Linear(c, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        numbers = self.places(x)
        proposals = (numbers[:, :4] + middles(*x.shape[2:]).to(x.device)).flatten(2)
        shares = numbers[:, 4:].flatten(2).softmax(dim=2)
        box = torch.logit((proposals * shares).sum(dim=2), eps=1e-3)
        return torch.cat([box, self.cls((x.flatten(2) * shares).sum(dim=2))], dim=1)
