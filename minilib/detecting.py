"""A detector of every object: the cells of one grid give a class and distances to four edges.

Made from solutions/19_detecting.py (chapter 19) by ``workbook build``: change it there.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.ops import generalized_box_iou_loss

from minilib.measuring import Found, areas, nms

__all__ = [
    "Detector",
    "GridHead",
    "cell_answers",
    "cell_centres",
    "decode_boxes",
    "distances",
    "find_objects",
    "focal_loss",
    "grid_loss",
    "match_cells",
    "shrink",
    "split_answers",
]


def cell_centres(size: int, stride: int) -> Tensor:
    """Centres of the cells of a square image, row by row from the top left: float32 (n, 2).

    Each is (row, column), counted in edges: the first centre is at half a stride.
    ``size`` is a multiple of ``stride``.
    """
    middles = torch.arange(size // stride) * stride + stride / 2
    return torch.cartesian_prod(middles, middles)


def distances(centres: Tensor, boxes: Tensor) -> Tensor:
    """How far the edges of box i (n, 4) are from centre i (n, 2): up, left, down, right.

    Shape (n, 4). All are positive if the centre lies inside the box, and some negative if not.
    """
    return torch.cat([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=1)


def decode_boxes(centres: Tensor, away: Tensor) -> Tensor:
    """The boxes whose edges are ``away`` (..., n, 4) from centres (n, 2): shape (..., n, 4).

    It undoes :func:`distances`. Gradients flow through it.
    """
    return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=-1)


def match_cells(centres: Tensor, boxes: Tensor) -> Tensor:
    """For each centre (n, 2) the number of the smallest box (m, 4) it lies in, or -1: int64 (n,).

    A centre on an edge is not inside. Among equally small boxes the first counts; m may be 0.
    """
    if not len(boxes):
        return torch.full((len(centres),), -1)
    after = (centres[:, None] > boxes[:, :2]).all(dim=2)
    before = (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(after & before, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def shrink(boxes: Tensor, share: float = 0.5, least: float = 0.0) -> Tensor:
    """Boxes (n, 4) with the same middle and a share of the sides, which are at least ``least``."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (share * (boxes[:, 2:] - boxes[:, :2])).clamp(min=least) / 2
    return torch.cat([middles - half, middles + half], dim=1)


def cell_answers(centres: Tensor, boxes: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor]:
    """Class id, or -1, and box of each cell: int64 (n,) and float32 (n, 4)."""
    stride = 2 * centres[0, 0].item()  # the first centre is at half a stride
    owner = match_cells(centres, shrink(boxes, least=1.01 * stride))
    if not len(boxes):
        return owner, torch.zeros(len(centres), 4)
    return torch.where(owner < 0, -1, numbers[owner]), boxes[owner]


def focal_loss(scores: Tensor, y: Tensor, alpha: float = 0.25, gamma: float = 2.0) -> Tensor:
    """Focal loss, summed over all questions: shape ().

    ``scores`` have no sigmoid yet, ``y`` is 1 for yes and 0 for no (float32), both of any shape.
    Yes is weighted by ``alpha``, no by 1 - ``alpha``. Gradients flow.
    """
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


class GridHead(nn.Module):
    """From features of several strides, fine ones first, to the answers of the finest grid's cells.

    ``channels`` are those of the features. Gives (n, cells, 4 + classes).
    """

    def __init__(self, channels: Sequence[int], n_classes: int, width: int = 64):
        super().__init__()
        self.narrow = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels)
        look = []
        for _ in range(3):
            look += [nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)]
            look += [nn.Conv2d(width, width, 1), nn.BatchNorm2d(width), nn.ReLU()]
        self.look = nn.Sequential(*look)
        self.answer = nn.Conv2d(width, 4 + n_classes, 1)
        nn.init.normal_(self.answer.weight, std=0.01)
        nn.init.constant_(self.answer.bias, -4.6)  # a probability of 0.01: most cells say none
        nn.init.constant_(self.answer.bias[:4], 1.0)

    def forward(self, features: list[Tensor]) -> Tensor:
        """One map of features for each number of channels."""
        narrow = [layer(own) for layer, own in zip(self.narrow, features, strict=True)]
        total = narrow.pop()
        while narrow:
            finer = narrow.pop()
            total = finer + F.interpolate(total, size=finer.shape[2:])
        return self.answer(self.look(total)).flatten(2).transpose(1, 2)


class Detector(nn.Module):
    """A body in two parts, cut at the finest stride that counts, and a head on all its strides."""

    def __init__(self, layers: list[nn.Module], cut: int, head: nn.Module):
        super().__init__()
        self.early, self.late = nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:])
        self.head = head

    def features(self, x: Tensor) -> list[Tensor]:
        """The last map of each stride, fine ones first."""
        maps = [self.early(x)]
        for layer in self.late:
            x = layer(maps[-1])
            if x.shape[2] == maps[-1].shape[2]:
                maps.pop()
            maps.append(x)
        return maps

    def forward(self, x: Tensor) -> Tensor:
        """Images (n, 3, h, w) become (n, cells, 4 + classes)."""
        return self.head(self.features(x))


def split_answers(outputs: Tensor, centres: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Class scores (..., n, classes) and boxes (..., n, 4) from what a head gives."""
    return outputs[..., 4:], decode_boxes(centres, stride * outputs[..., :4].clamp(max=6).exp())


def grid_loss(outputs: Tensor, y: Sequence[Tensor], centres: Tensor, stride: int) -> Tensor:
    """Focal loss of the classes plus GIoU loss of the boxes; ``y`` is from :func:`cell_answers`."""
    numbers, boxes = y
    scores, found = split_answers(outputs, centres.to(outputs.device), stride)
    some = numbers >= 0
    yes = F.one_hot(numbers.clamp(min=0), scores.shape[-1]) * some[..., None]
    count = some.sum().clamp(min=1)
    box_loss = generalized_box_iou_loss(found[some], boxes[some], reduction="sum")
    return (focal_loss(scores, yes.float()) + box_loss) / count


def find_objects(
    probs: Tensor, boxes: Tensor, least: float = 0.05, top: int = 100, limit: float = 0.5
) -> Found:
    """Boxes (k, 4), scores (k,) and class ids (k,), from the highest score down.

    Of the probabilities (n, classes) of n cells with boxes (n, 4), the ``top`` highest that are at
    least ``least``, after NMS with ``limit`` within each class. ``top`` may be more than there are.
    """
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    apart = boxes[cells] + 10_000.0 * numbers[:, None]
    kept = nms(apart, scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]
