"""Losses for boxes: GIoU, Distance-IoU and Complete-IoU. Boxes are given by their edges.

Made from solutions/17_paper.py (chapter 17) by ``workbook build``: change it there.
"""

import torch
from torch import Tensor

__all__ = [
    "EPS",
    "aspect_term",
    "ciou_loss",
    "distance_term",
    "enclosing",
    "giou_loss",
    "iou_union",
    "sizes",
]


#: Added to denominators, so that nothing is divided by 0; the same value as in torchvision.
EPS = 1e-7


def sizes(boxes: Tensor) -> Tensor:
    """Heights and widths, (n, 2), of boxes (n, 4) given by their edges: top left bottom right."""
    return boxes[:, 2:] - boxes[:, :2]


def iou_union(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and area of the union, (n,) each, of boxes (n, 4) pair by pair."""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near).clamp(min=0).prod(dim=1)
    union = sizes(a).prod(dim=1) + sizes(b).prod(dim=1) - both
    return both / (union + EPS), union


def enclosing(a: Tensor, b: Tensor) -> Tensor:
    """The smallest boxes (n, 4) that hold both of each pair of boxes (n, 4). Gradients flow."""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    return torch.cat([near, far], dim=1)


def giou_loss(a: Tensor, b: Tensor) -> Tensor:
    """Generalized-IoU losses (n,) of boxes (n, 4), pair by pair: from 0 to 2, and 0 if equal.

    Two boxes without area have a finite loss and gradient. Rezatofighi et al., Generalized
    Intersection over Union, 2019.
    """
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + (hull - union) / (hull + EPS)


def distance_term(a: Tensor, b: Tensor) -> Tensor:
    """The squared distance of the centres over the squared diagonal of the enclosing box, (n,).

    Of boxes (n, 4), pair by pair; from 0 (the same centre) to below 1; finite, as its gradient is,
    for two boxes with one centre or at one point. Zheng et al., Distance-IoU Loss, 2019.
    """
    apart = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2
    diagonal = sizes(enclosing(a, b))
    return apart.square().sum(dim=1) / (diagonal.square().sum(dim=1) + EPS)


def aspect_term(a: Tensor, b: Tensor) -> Tensor:
    """How different the aspect ratios of boxes (n, 4) are, pair by pair: (n,), from 0 to 1.

    The v of Zheng et al., Distance-IoU Loss, 2019. A box without height or width has a finite value
    and a finite gradient as well.
    """
    (height, width), (true_height, true_width) = (sizes(box).unbind(dim=1) for box in (a, b))
    turned = torch.atan2(true_width, true_height) - torch.atan2(width, height)
    return 4 / torch.pi**2 * turned.square()


def ciou_loss(a: Tensor, b: Tensor) -> Tensor:
    """Complete-IoU losses (n,) of boxes (n, 4), pair by pair; 0 if equal.

    ``1 - IoU + distance_term + alpha * aspect_term``, where alpha is a number through which no
    gradient flows. Zheng et al., Distance-IoU Loss, 2019.
    """
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (1 - iou + v + EPS)).detach()
    return 1 - iou + distance_term(a, b) + alpha * v
