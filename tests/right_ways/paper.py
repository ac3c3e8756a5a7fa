"""Other right answers to the exercises of chapter 17, and mutants that are right as well."""

import math

import torch
import torchvision

from minilib.losses import EPS, aspect_term, distance_term, enclosing, iou_union, sizes


def enclosing_columns(a, b):
    top, left = torch.min(a[:, 0], b[:, 0]), torch.min(a[:, 1], b[:, 1])
    bottom, right = torch.max(a[:, 2], b[:, 2]), torch.max(a[:, 3], b[:, 3])
    return torch.stack([top, left, bottom, right], dim=1)


def enclosing_where(a, b):
    both = torch.stack([a, b])
    return torch.cat([both.amin(dim=0)[:, :2], both.amax(dim=0)[:, 2:]], dim=-1)


def enclosing_written_into(a, b):
    result = torch.maximum(a, b)
    result[:, :2] = torch.minimum(a, b)[:, :2]
    return result


def enclosing_loop(a, b):
    rows = []
    for one, other in zip(a, b, strict=True):
        near = [min(one[i], other[i]) for i in (0, 1)]
        far = [max(one[i], other[i]) for i in (2, 3)]
        rows.append(torch.stack(near + far))
    return torch.stack(rows) if rows else torch.zeros_like(a)


def giou_loss_torchvision(a, b):
    return torchvision.ops.generalized_box_iou_loss(a, b)


def giou_loss_by_the_paper(a, b):
    iou, union = iou_union(a, b)
    height, width = sizes(enclosing(a, b)).unbind(dim=1)
    c = height * width
    giou = iou - (c - union) / c.clamp(min=EPS)
    return 1 - giou


def giou_loss_two_shares(a, b):
    iou, union = iou_union(a, b)
    box = enclosing(a, b)
    c = (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    return 2 - iou - (union + EPS) / (c + EPS)


def giou_loss_hull_by_hand(a, b):
    iou, union = iou_union(a, b)
    sides = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    hull = sides[:, 0] * sides[:, 1]
    empty = hull - union
    return 1 - (iou - empty / (hull + 1e-7))


def distance_term_torchvision(a, b):
    return torchvision.ops.distance_box_iou_loss(a, b) - 1 + iou_union(a, b)[0]


def distance_term_columns(a, b):
    rows = (a[:, 0] + a[:, 2]) / 2 - (b[:, 0] + b[:, 2]) / 2
    columns = (a[:, 1] + a[:, 3]) / 2 - (b[:, 1] + b[:, 3]) / 2
    box = enclosing(a, b)
    c2 = (box[:, 2] - box[:, 0]) ** 2 + (box[:, 3] - box[:, 1]) ** 2
    return (rows**2 + columns**2) / (c2 + EPS)


def distance_term_means(a, b):
    rho = a.reshape(-1, 2, 2).mean(dim=1) - b.reshape(-1, 2, 2).mean(dim=1)
    return (rho * rho).sum(dim=1) / (sizes(enclosing(a, b)) ** 2).sum(dim=1).clamp(min=EPS)


def distance_term_pow(a, b):
    rho = (a[:, :2] + a[:, 2:]) / 2 - (b[:, :2] + b[:, 2:]) / 2
    return rho.pow(2).sum(-1) / (sizes(enclosing(a, b)).pow(2).sum(-1) + EPS)


def aspect_term_columns(a, b):
    h, w = a[:, 2] - a[:, 0], a[:, 3] - a[:, 1]
    h_gt, w_gt = b[:, 2] - b[:, 0], b[:, 3] - b[:, 1]
    return 4 / math.pi**2 * (torch.atan2(w_gt, h_gt) - torch.atan2(w, h)) ** 2


def aspect_term_other_axis(a, b):
    angle, true_angle = torch.atan2(*sizes(a).T), torch.atan2(*sizes(b).T)
    return ((true_angle - angle) / (math.pi / 2)).square()


def aspect_term_kept_apart(a, b):
    angles = [torch.atan2(sizes(box)[:, 1], sizes(box)[:, 0]) for box in (a, b)]
    return (2 / torch.pi * (angles[0] - angles[1])).pow(2)


def aspect_term_heights(a, b):
    (h, w), (h_gt, w_gt) = sizes(a).T, sizes(b).T
    return 4 / torch.pi**2 * torch.square(torch.atan2(h, w) - torch.atan2(h_gt, w_gt))


def ciou_loss_no_grad(a, b):
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    with torch.no_grad():
        alpha = v / ((1 - iou) + v + EPS)
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss_clamped(a, b):
    iou = iou_union(a, b)[0]
    v = aspect_term(a, b)
    fixed_iou, fixed_v = iou.detach(), v.detach()
    alpha = fixed_v / (1 - fixed_iou + fixed_v).clamp(min=EPS)
    return (1 - iou) + distance_term(a, b) + v * alpha


def ciou_loss_by_diou(a, b):
    loss = torchvision.ops.distance_box_iou_loss(a, b)
    v = aspect_term(a, b)
    return loss + (v / (1 - iou_union(a, b)[0] + v + EPS)).detach() * v


def ciou_loss_one_line(a, b):
    iou, v = iou_union(a, b)[0], aspect_term(a, b)
    return 1 - iou + distance_term(a, b) + (v / (1 - iou + v + EPS)).detach() * v


RIGHT_WAYS = {
    "enclosing": [enclosing_columns, enclosing_where, enclosing_written_into, enclosing_loop],
    "giou_loss": [
        giou_loss_torchvision,
        giou_loss_by_the_paper,
        giou_loss_two_shares,
        giou_loss_hull_by_hand,
    ],
    "distance_term": [
        distance_term_torchvision,
        distance_term_columns,
        distance_term_means,
        distance_term_pow,
    ],
    "aspect_term": [
        aspect_term_columns,
        aspect_term_other_axis,
        aspect_term_kept_apart,
        aspect_term_heights,
    ],
    "ciou_loss": [ciou_loss_no_grad, ciou_loss_clamped, ciou_loss_by_diou, ciou_loss_one_line],
}

_SYMMETRIC = "the two boxes of a pair may change places"
_TINY = "where the rest is 0, what stands above it is 0 too; elsewhere EPS is too small to be seen"
EQUIVALENT: dict[str, dict[str, str]] = {
    "enclosing": {
        "torch.minimum(a[:, :2], b[:, :2]) -> torch.minimum(b[:, :2], a[:, :2])": _SYMMETRIC,
        "torch.maximum(a[:, 2:], b[:, 2:]) -> torch.maximum(b[:, 2:], a[:, 2:])": _SYMMETRIC,
    },
    "giou_loss": {
        "iou_union(a, b) -> iou_union(b, a)": _SYMMETRIC,
        "enclosing(a, b) -> enclosing(b, a)": _SYMMETRIC,
        "hull + EPS -> hull - EPS": _TINY,
    },
    "distance_term": {
        "enclosing(a, b) -> enclosing(b, a)": _SYMMETRIC,
        "diagonal.square().sum(dim=1) + EPS -> diagonal.square().sum(dim=1) - EPS": _TINY,
    },
    "aspect_term": {
        "((height, width), (true_height, true_width)) -> "
        "((true_height, true_width), (height, width))": "a square: the sign of the difference goes",
        "(a, b) -> (b, a)": "a square: the sign of the difference goes",
    },
    "ciou_loss": {
        "iou_union(a, b) -> iou_union(b, a)": _SYMMETRIC,
        "aspect_term(a, b) -> aspect_term(b, a)": _SYMMETRIC,
        "distance_term(a, b) -> distance_term(b, a)": _SYMMETRIC,
        "1 - iou + v + EPS -> 1 - iou + v - EPS": _TINY,
    },
}
