# ruff: noqa
"""Answers for chapter 19: cell_centres, distances, decode_boxes, match_cells, focal_loss and
find_objects."""

import torch
import torchvision
from torch.nn import functional as F

from minilib.measuring import areas, nms

# --- cell_centres ---------------------------------------------------------------------------


def cell_centres__wrong__near_edges(size, stride):
    """begins at 0"""
    middles = torch.arange(0, size, stride).float()
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__far_edges(size, stride):
    """begins a whole stride in"""
    middles = torch.arange(stride, size + 1, stride).float()
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__whole_numbers(size, stride):
    """// and int64"""
    middles = torch.arange(stride // 2, size, stride)
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__floor_half(size, stride):
    """half of an odd stride is cut off"""
    middles = torch.arange(stride // 2, size, stride).float()
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__one_row(size, stride):
    """centres of one row only, not pairs"""
    return torch.arange(size // stride) * stride + stride / 2


def cell_centres__wrong__columns_first(size, stride):
    """(column, row)"""
    middles = torch.arange(size // stride) * stride + stride / 2
    return torch.cartesian_prod(middles, middles)[:, [1, 0]]


def cell_centres__wrong__table(size, stride):
    """(rows, columns, 2)"""
    middles = torch.arange(size // stride) * stride + stride / 2
    n = len(middles)
    return torch.cartesian_prod(middles, middles).reshape(n, n, 2)


def cell_centres__wrong__diagonal(size, stride):
    """only the diagonal"""
    middles = torch.arange(size // stride) * stride + stride / 2
    return torch.stack([middles, middles], dim=1)


def cell_centres__wrong__middle_pixel(size, stride):
    """the middle pixel, counted from 0"""
    middles = torch.arange(size // stride) * stride + (stride - 1) / 2
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__counted_in_cells(size, stride):
    """in cells, not in pixels"""
    middles = torch.arange(size // stride) + 0.5
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__one_cell_too_many(size, stride):
    """an edge more than there are cells"""
    middles = torch.arange(size // stride + 1) * stride + stride / 2
    return torch.cartesian_prod(middles, middles)


def cell_centres__wrong__example(size, stride):
    """begins at 4, as in the example"""
    middles = torch.arange(4, size, stride).float()
    return torch.cartesian_prod(middles, middles)


def cell_centres__right__arange(size, stride):
    middles = torch.arange(stride / 2, size, stride)
    return torch.cartesian_prod(middles, middles)


def cell_centres__right__loops(size, stride):
    n = size // stride
    return torch.tensor(
        [[(r + 0.5) * stride, (c + 0.5) * stride] for r in range(n) for c in range(n)]
    )


# --- distances ------------------------------------------------------------------------------


def distances__wrong__all_minus_centre(centres, boxes):
    """edges minus centre, all four"""
    return torch.cat([boxes[:, :2] - centres, boxes[:, 2:] - centres], dim=1)


def distances__wrong__centre_minus_all(centres, boxes):
    """centre minus edges, all four"""
    return torch.cat([centres - boxes[:, :2], centres - boxes[:, 2:]], dim=1)


def distances__wrong__below(centres, boxes):
    """dim=0: below each other"""
    return torch.cat([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=0)


def distances__wrong__stacked(centres, boxes):
    """stack instead of cat"""
    return torch.stack([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=1)


def distances__wrong__absolute(centres, boxes):
    """abs: a centre outside looks as if it were inside"""
    return torch.cat([(centres - boxes[:, :2]).abs(), (boxes[:, 2:] - centres).abs()], dim=1)


def distances__wrong__far_first(centres, boxes):
    """down and right first"""
    return torch.cat([boxes[:, 2:] - centres, centres - boxes[:, :2]], dim=1)


def distances__wrong__left_up(centres, boxes):
    """left, up, right, down"""
    up, left = (centres - boxes[:, :2]).unbind(dim=1)
    down, right = (boxes[:, 2:] - centres).unbind(dim=1)
    return torch.stack([left, up, right, down], dim=1)


def distances__wrong__up_down(centres, boxes):
    """up, down, left, right"""
    up, left = (centres - boxes[:, :2]).unbind(dim=1)
    down, right = (boxes[:, 2:] - centres).unbind(dim=1)
    return torch.stack([up, down, left, right], dim=1)


def distances__wrong__pair(centres, boxes):
    """a tuple"""
    return centres - boxes[:, :2], boxes[:, 2:] - centres


def distances__wrong__clamped(centres, boxes):
    """never negative"""
    return torch.cat([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=1).clamp(min=0)


def distances__wrong__centres_swapped(centres, boxes):
    """the centres taken as (column, row)"""
    centres = centres.flip(1)
    return torch.cat([centres - boxes[:, :2], boxes[:, 2:] - centres], dim=1)


def distances__wrong__near_twice(centres, boxes):
    """the near edges in both halves"""
    return torch.cat([centres - boxes[:, :2], boxes[:, :2] - centres], dim=1)


def distances__right__columns(centres, boxes):
    row, column = centres.T
    top, left, bottom, right = boxes.T
    return torch.stack([row - top, column - left, bottom - row, right - column], dim=1)


def distances__right__signs(centres, boxes):
    return (boxes - centres.repeat(1, 2)) * torch.tensor([-1.0, -1.0, 1.0, 1.0])


# --- decode_boxes ---------------------------------------------------------------------------


def decode_boxes__wrong__all_added(centres, away):
    """adds all four"""
    return torch.cat([centres + away[..., :2], centres + away[..., 2:]], dim=-1)


def decode_boxes__wrong__as_distances(centres, away):
    """the far edges as in distances"""
    return torch.cat([centres - away[..., :2], away[..., 2:] - centres], dim=-1)


def decode_boxes__wrong__no_batch(centres, away):
    """columns of the second axis"""
    return torch.cat([centres - away[:, :2], centres + away[:, 2:]], dim=1)


def decode_boxes__wrong__dim_one(centres, away):
    """dim=1: with a batch, below each other"""
    return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=1)


def decode_boxes__wrong__far_first(centres, away):
    """far edges first"""
    return torch.cat([centres + away[..., 2:], centres - away[..., :2]], dim=-1)


def decode_boxes__wrong__detached(centres, away):
    """no gradient"""
    return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=-1).detach()


def decode_boxes__wrong__no_grad(centres, away):
    """computed under no_grad"""
    with torch.no_grad():
        return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=-1)


def decode_boxes__wrong__signs_turned(centres, away):
    """both signs wrong"""
    return torch.cat([centres + away[..., :2], centres - away[..., 2:]], dim=-1)


def decode_boxes__wrong__height_width(centres, away):
    """far edges as a size"""
    return torch.cat([centres - away[..., :2], away[..., :2] + away[..., 2:]], dim=-1)


def decode_boxes__wrong__columns_first(centres, away):
    """the centres taken as (column, row)"""
    c = centres[:, [1, 0]]
    return torch.cat([c - away[..., :2], c + away[..., 2:]], dim=-1)


def decode_boxes__wrong__interleaved(centres, away):
    """away taken as up, down, left, right"""
    return torch.cat([centres - away[..., [0, 2]], centres + away[..., [1, 3]]], dim=-1)


def decode_boxes__wrong__halved(centres, away):
    """half of each distance"""
    return torch.cat([centres - away[..., :2] / 2, centres + away[..., 2:] / 2], dim=-1)


def decode_boxes__right__signs(centres, away):
    return torch.cat([centres, centres], dim=1) + away * torch.tensor([-1.0, -1.0, 1.0, 1.0])


def decode_boxes__right__unbound(centres, away):
    up, left, down, right = away.unbind(-1)
    row, column = centres.unbind(-1)
    return torch.stack([row - up, column - left, row + down, column + right], dim=-1)


# --- match_cells ----------------------------------------------------------------------------


def match_cells__wrong__largest(centres, boxes):
    """the largest box"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    most, owner = torch.where(inside, areas(boxes), -torch.inf).max(dim=1)
    return torch.where(most.isinf(), -1, owner)


def match_cells__wrong__first(centres, boxes):
    """the first box that holds the centre"""
    out = torch.full((len(centres),), -1)
    for i, (row, column) in enumerate(centres.tolist()):
        for j, (top, left, bottom, right) in enumerate(boxes.tolist()):
            if top < row < bottom and left < column < right:
                out[i] = j
                break
    return out


def match_cells__wrong__last(centres, boxes):
    """the last box that holds the centre overwrites"""
    out = torch.full((len(centres),), -1)
    for i, (row, column) in enumerate(centres.tolist()):
        for j, (top, left, bottom, right) in enumerate(boxes.tolist()):
            if top < row < bottom and left < column < right:
                out[i] = j
    return out


def match_cells__wrong__no_minus_one(centres, boxes):
    """0 where no box is"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    return torch.where(inside, areas(boxes), torch.inf).min(dim=1).indices


def match_cells__wrong__near_only(centres, boxes):
    """only the near edges are asked"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__any(centres, boxes):
    """any instead of all"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).any(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).any(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__edges_inside(centres, boxes):
    """on the edge counts as inside"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] >= boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] <= boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__no_empty_case(centres, boxes):
    """no box at all: min raises"""
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__zeros_when_empty(centres, boxes):
    """0 for all cells where there is no box"""
    if not len(boxes):
        return torch.zeros(len(centres), dtype=torch.int64)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__returns_areas(centres, boxes):
    """the area, not the number of the box"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least = torch.where(inside, areas(boxes), torch.inf).min(dim=1).values
    return torch.where(least.isinf(), -1, least)


def match_cells__wrong__zero_area_outside(centres, boxes):
    """0 instead of infinity where the centre is outside"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), 0.0).min(dim=1)
    return torch.where(least == 0, -1, owner)


def match_cells__wrong__empty_list(centres, boxes):
    """no box at all: an empty answer"""
    if not len(boxes):
        return torch.tensor([], dtype=torch.int64)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=1)
    return torch.where(least.isinf(), -1, owner)


def match_cells__wrong__boxes_first(centres, boxes):
    """min over the centres"""
    if not len(boxes):
        return torch.full((len(centres),), -1)
    inside = (centres[:, None] > boxes[:, :2]).all(dim=2)
    inside &= (centres[:, None] < boxes[:, 2:]).all(dim=2)
    least, owner = torch.where(inside, areas(boxes), torch.inf).min(dim=0)
    return torch.where(least.isinf(), -1, owner)


def match_cells__right__loops(centres, boxes):
    out = []
    for row, column in centres.tolist():
        best, owner = float("inf"), -1
        for number, (top, left, bottom, right) in enumerate(boxes.tolist()):
            area = (bottom - top) * (right - left)
            if top < row < bottom and left < column < right and area < best:
                best, owner = area, number
        out.append(owner)
    return torch.tensor(out)


def match_cells__right__four_distances(centres, boxes):
    n, m = len(centres), len(boxes)
    if m == 0:
        return -torch.ones(n, dtype=torch.int64)
    up_left = centres[:, None] - boxes[None, :, :2]
    down_right = boxes[None, :, 2:] - centres[:, None]
    inside = torch.cat([up_left, down_right], dim=2).amin(dim=2) > 0
    table = areas(boxes).repeat(n, 1)
    table[~inside] = torch.inf
    owner = table.argmin(dim=1)
    owner[~inside.any(dim=1)] = -1
    return owner


# --- focal_loss -----------------------------------------------------------------------------


def focal_loss__wrong__p_to_gamma(scores, y, alpha=0.25, gamma=2.0):
    """p_right ** gamma"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * p_right**gamma * loss).sum()


def focal_loss__wrong__mean(scores, y, alpha=0.25, gamma=2.0):
    """mean instead of sum"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).mean()


def focal_loss__wrong__not_reduced(scores, y, alpha=0.25, gamma=2.0):
    """one number for each question"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return weight * (1 - p_right) ** gamma * loss


def focal_loss__wrong__log_of_probabilities(scores, y, alpha=0.25, gamma=2.0):
    """the formula literally: log(0)"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    return (-weight * (1 - p_right) ** gamma * p_right.log()).sum()


def focal_loss__wrong__alpha_everywhere(scores, y, alpha=0.25, gamma=2.0):
    """alpha for a no, too"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (alpha * (1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__alpha_swapped(scores, y, alpha=0.25, gamma=2.0):
    """1 - alpha for a yes"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, 1 - alpha, alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__scores_for_probabilities(scores, y, alpha=0.25, gamma=2.0):
    """the sigmoid forgotten"""
    p_right = torch.where(y == 1, scores, 1 - scores)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__sigmoid_twice(scores, y, alpha=0.25, gamma=2.0):
    """probabilities handed to the function that takes scores"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(p, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__no_focus(scores, y, alpha=0.25, gamma=2.0):
    """the factor with gamma is missing"""
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * loss).sum()


def focal_loss__wrong__yes_only(scores, y, alpha=0.25, gamma=2.0):
    """p for both answers"""
    p = scores.sigmoid()
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p) ** gamma * loss).sum()


def focal_loss__wrong__detached(scores, y, alpha=0.25, gamma=2.0):
    """the factor without a gradient"""
    p = scores.sigmoid().detach()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__fixed_gamma(scores, y, alpha=0.25, gamma=2.0):
    """2 written into the body"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** 2 * loss).sum()


def focal_loss__wrong__no_alpha(scores, y, alpha=0.25, gamma=2.0):
    """the weight is missing"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return ((1 - p_right) ** gamma * loss).sum()


def focal_loss__wrong__times_gamma(scores, y, alpha=0.25, gamma=2.0):
    """times gamma, not to the power of gamma"""
    p = scores.sigmoid()
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) * gamma * loss).sum()


def focal_loss__right__two_sums(scores, y, alpha=0.25, gamma=2.0):
    p = torch.sigmoid(scores)
    yes = -alpha * (1 - p) ** gamma * F.logsigmoid(scores) * y
    no = -(1 - alpha) * p**gamma * F.logsigmoid(-scores) * (1 - y)
    return yes.sum() + no.sum()


def focal_loss__right__blend(scores, y, alpha=0.25, gamma=2.0):
    ce = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    p = scores.sigmoid()
    p_right = p * y + (1 - p) * (1 - y)
    return ((alpha * y + (1 - alpha) * (1 - y)) * (1 - p_right).pow(gamma) * ce).sum()


# --- find_objects ---------------------------------------------------------------------------


def find_objects__wrong__classes_together(probs, boxes, least=0.05, top=100, limit=0.5):
    """NMS over all classes at once"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__top_too_large(probs, boxes, least=0.05, top=100, limit=0.5):
    """topk of more than there are"""
    best = probs.flatten().topk(top)
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__moved_boxes(probs, boxes, least=0.05, top=100, limit=0.5):
    """the moved boxes are returned"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    moved = boxes[cells] + 10_000.0 * numbers[:, None]
    kept = nms(moved, scores, limit)
    return moved[kept], scores[kept], numbers[kept]


def find_objects__wrong__divided_by_cells(probs, boxes, least=0.05, top=100, limit=0.5):
    """divides by the number of cells"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // len(probs), places % len(probs)
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__two_classes(probs, boxes, least=0.05, top=100, limit=0.5):
    """// 2, as in the example"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // 2, places % 2
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__more_than_least(probs, boxes, least=0.05, top=100, limit=0.5):
    """> least"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values > least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__no_least(probs, boxes, least=0.05, top=100, limit=0.5):
    """least is not used"""
    best = probs.flatten().topk(min(top, probs.numel()))
    scores, places = best.values, best.indices
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__default_limit(probs, boxes, least=0.05, top=100, limit=0.5):
    """limit is not passed on"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__best_class_only(probs, boxes, least=0.05, top=100, limit=0.5):
    """each cell gives its best class only"""
    values, numbers = probs.max(dim=1)
    best = values.topk(min(top, len(values)))
    enough = best.values >= least
    scores, cells = best.values[enough], best.indices[enough]
    numbers = numbers[cells]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__top_after_nms(probs, boxes, least=0.05, top=100, limit=0.5):
    """the top highest are taken after NMS"""
    best = probs.flatten().sort(descending=True)
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)[:top]
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__boxes_by_kept(probs, boxes, least=0.05, top=100, limit=0.5):
    """boxes[kept]: rows of the list used for the cells"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells], scores[kept], numbers[kept]


def find_objects__wrong__classes_second(probs, boxes, least=0.05, top=100, limit=0.5):
    """boxes, classes, scores"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], numbers[kept], scores[kept]


def find_objects__wrong__swapped_parts(probs, boxes, least=0.05, top=100, limit=0.5):
    """remainder for the cell, quotient for the class"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    numbers, cells = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + 10_000.0 * numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__wrong__moved_too_little(probs, boxes, least=0.05, top=100, limit=0.5):
    """classes are moved by one pixel only"""
    best = probs.flatten().topk(min(top, probs.numel()))
    enough = best.values >= least
    scores, places = best.values[enough], best.indices[enough]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + numbers[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects__right__batched(probs, boxes, least=0.05, top=100, limit=0.5):
    values, places = probs.flatten().sort(descending=True, stable=True)
    values, places = values[:top], places[:top]
    values, places = values[values >= least], places[values >= least]
    cells = torch.div(places, probs.shape[1], rounding_mode="floor")
    classes = places - cells * probs.shape[1]
    keep = torchvision.ops.batched_nms(boxes[cells], values, classes, limit)
    return boxes[cells[keep]], values[keep], classes[keep]


def find_objects__right__class_by_class(probs, boxes, least=0.05, top=100, limit=0.5):
    n_classes = probs.shape[1]
    best = torch.topk(probs.reshape(-1), k=min(top, probs.numel()))
    found = [(v, p) for v, p in zip(best.values, best.indices) if v >= least]
    scores = torch.stack([v for v, _ in found]) if found else torch.zeros(0)
    places = torch.stack([p for _, p in found]) if found else torch.zeros(0, dtype=torch.int64)
    cells, classes = places // n_classes, places % n_classes
    rows = []
    for one in classes.unique():
        own = (classes == one).nonzero().flatten()
        rows.append(own[nms(boxes[cells[own]], scores[own], limit)])
    kept = torch.cat(rows).sort().values if rows else torch.zeros(0, dtype=torch.int64)
    return boxes[cells[kept]], scores[kept], classes[kept]


# --- written after the chapter had been read once more ------------------------------------------


def _matched(centres, boxes, sizes, without=torch.inf):
    """match_cells, but for what is compared and what stands for 'not inside'"""
    if len(boxes) == 0:
        return torch.full((len(centres),), -1)
    c = centres[:, None]
    inside = ((c > boxes[:, :2]) & (c < boxes[:, 2:])).all(dim=2)
    least, owner = torch.where(inside, sizes, without).min(dim=1)
    owner[least >= without] = -1
    return owner


def match_cells__wrong__lowest(centres, boxes):
    """the box with the least height"""
    return _matched(centres, boxes, boxes[:, 2] - boxes[:, 0])


def match_cells__wrong__narrowest(centres, boxes):
    """the box with the least width"""
    return _matched(centres, boxes, boxes[:, 3] - boxes[:, 1])


def match_cells__wrong__nearest_middle(centres, boxes):
    """the box whose middle is nearest"""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    return _matched(centres, boxes, ((centres[:, None] - middles) ** 2).sum(dim=2))


def match_cells__wrong__finite(centres, boxes):
    """10000 for infinity: less than a large box has"""
    return _matched(centres, boxes, areas(boxes), 1e4)


def match_cells__wrong__last_of_equals(centres, boxes):
    """<= lets a later box of the same area win"""
    owner = torch.full((len(centres),), -1)
    best = torch.full((len(centres),), torch.inf)
    for i, box in enumerate(boxes):
        y, x = centres[:, 0], centres[:, 1]
        area = (box[2] - box[0]) * (box[3] - box[1])
        hit = (y > box[0]) & (y < box[2]) & (x > box[1]) & (x < box[3]) & (area <= best)
        owner[hit] = i
        best[hit] = area
    return owner


def match_cells__wrong__nothing_for_no_box(centres, boxes):
    """an empty result if there is no box"""
    if len(boxes) == 0:
        return torch.tensor([])
    return _matched(centres, boxes, areas(boxes))


def match_cells__right__argmin(centres, boxes):
    if boxes.numel() == 0:
        return torch.zeros(len(centres), dtype=torch.int64) - 1
    c = centres[:, None]
    inside = (c > boxes[:, :2]).all(2) & (c < boxes[:, 2:]).all(2)
    sizes = torch.where(inside, areas(boxes)[None], torch.tensor(float("inf")))
    return sizes.argmin(1).masked_fill(~inside.any(1), -1)


def focal_loss__wrong__softmax(scores, y, alpha=0.25, gamma=2.0):
    """softmax for sigmoid"""
    p = scores.softmax(dim=-1)
    p_right = torch.where(y == 1, p, 1 - p)
    weight = torch.where(y == 1, alpha, 1 - alpha)
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    return (weight * (1 - p_right) ** gamma * loss).sum()


def find_objects__wrong__moved_by_100(probs, boxes, least=0.05, top=100, limit=0.5):
    """moved by less than the image is wide"""
    values, places = probs.flatten().topk(min(top, probs.numel()))
    places, values = places[values >= least], values[values >= least]
    rows, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[rows] + 100.0 * numbers[:, None], values, limit)
    return boxes[rows][kept], values[kept], numbers[kept]


def find_objects__wrong__top_of_each_class(probs, boxes, least=0.05, top=100, limit=0.5):
    """the highest of each class, not of all"""
    found = []
    for number in range(probs.shape[1]):
        values, rows = probs[:, number].topk(min(top, len(probs)))
        rows, values = rows[values >= least], values[values >= least]
        kept = nms(boxes[rows], values, limit)
        found.append((boxes[rows][kept], values[kept], torch.full((len(kept),), number)))
    all_boxes, values, numbers = (torch.cat(part) for part in zip(*found))
    order = values.argsort(descending=True)
    return all_boxes[order], values[order], numbers[order]


def match_cells__wrong__large_number(centres, boxes):
    """a big number instead of infinity: boxes of more than 100 000 are never matched"""
    if len(boxes) == 0:
        return torch.full((len(centres),), -1)
    c = centres[:, None]
    inside = ((c > boxes[:, :2]) & (c < boxes[:, 2:])).all(dim=2)
    smallest, owner = torch.where(inside, areas(boxes), 1e5).min(dim=1)
    owner[smallest >= 1e5] = -1
    return owner


def decode_boxes__wrong__clamped(centres, away):
    """negative distances, of a centre outside its box, become 0"""
    away = away.clamp(min=0)
    return torch.cat([centres - away[..., :2], centres + away[..., 2:]], dim=-1)


def find_objects__wrong__moved_by_1000(probs, boxes, least=0.05, top=100, limit=0.5):
    """moved by less than boxes may be apart"""
    best = probs.flatten().topk(min(top, probs.numel()))
    good = best.values >= least
    scores, places = best.values[good], best.indices[good]
    cells, classes = places // probs.shape[1], places % probs.shape[1]
    own = boxes[cells]
    kept = nms(own + 1000 * classes[:, None], scores, limit)
    return own[kept], scores[kept], classes[kept]


def find_objects__right__moved_by_the_largest_edge(probs, boxes, least=0.05, top=100, limit=0.5):
    best = probs.flatten().topk(min(top, probs.numel()))
    scores, places = best.values[best.values >= least], best.indices[best.values >= least]
    cells, classes = places // probs.shape[1], places % probs.shape[1]
    kept = nms(boxes[cells] + (boxes.max() + 1) * classes[:, None], scores, limit)
    return boxes[cells][kept], scores[kept], classes[kept]
