# ruff: noqa
"""Answers for chapter 17: enclosing, giou_loss, distance_term, aspect_term, ciou_loss."""

import math

import torch

from minilib.losses import EPS, aspect_term, distance_term, enclosing, iou_union, sizes

# --- enclosing ------------------------------------------------------------------------------


def enclosing__wrong__overlap(a, b):
    """the part in both"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    return torch.cat([near, far], dim=1)


def enclosing__wrong__minimum_of_all(a, b):
    """the smaller number everywhere"""
    return torch.minimum(a, b)


def enclosing__wrong__below(a, b):
    """far edges below the near ones"""
    return torch.cat([torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])])


def enclosing__wrong__far_first(a, b):
    """far edges first"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    return torch.cat([far, near], dim=1)


def enclosing__wrong__pair(a, b):
    """a tuple of near and far"""
    return torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])


def enclosing__wrong__size(a, b):
    """size instead of far edges"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    return torch.cat([near, far - near], dim=1)


def enclosing__wrong__no_return(a, b):
    """forgets return"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    torch.cat([near, far], dim=1)


def enclosing__right__stack(a, b):
    first, second = torch.minimum(a, b), torch.maximum(a, b)
    return torch.stack([first[:, 0], first[:, 1], second[:, 2], second[:, 3]], dim=1)


# --- giou_loss ------------------------------------------------------------------------------


def giou_loss__wrong__giou(a, b):
    """GIoU, not the loss"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return iou - (hull - union) / (hull + EPS)


def giou_loss__wrong__sign(a, b):
    """the brackets of 1 - (...) lost"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou - (hull - union) / (hull + EPS)


def giou_loss__wrong__by_union(a, b):
    """divides by the union"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + (hull - union) / (union + EPS)


def giou_loss__wrong__sum_of_sides(a, b):
    """height plus width"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).sum(dim=1)
    return 1 - iou + (hull - union) / (hull + EPS)


def giou_loss__wrong__mean(a, b):
    """one loss for all boxes"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return (1 - iou + (hull - union) / (hull + EPS)).mean()


def giou_loss__wrong__no_eps(a, b):
    """0 / 0 for two points"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + (hull - union) / hull


def giou_loss__wrong__detached(a, b):
    """the empty part without a gradient"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + ((hull - union) / (hull + EPS)).detach()


def giou_loss__right__giou_named(a, b):
    iou, union = iou_union(a, b)
    c = torch.prod(sizes(enclosing(a, b)), dim=1)
    giou = iou - (c - union) / (c + EPS)
    return 1 - giou


# --- distance_term --------------------------------------------------------------------------


def distance_term__wrong__near_corners(a, b):
    """near corners instead of centres"""
    rho = a[:, :2] - b[:, :2]
    return rho.square().sum(dim=1) / (sizes(enclosing(a, b)).square().sum(dim=1) + EPS)


def distance_term__wrong__not_halved(a, b):
    """the sum of the corners, not their mean"""
    rho = a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]
    return rho.square().sum(dim=1) / (sizes(enclosing(a, b)).square().sum(dim=1) + EPS)


def distance_term__wrong__half_size(a, b):
    """half the size for the centre"""
    rho = (a[:, 2:] - a[:, :2]) / 2 - (b[:, 2:] - b[:, :2]) / 2
    return rho.square().sum(dim=1) / (sizes(enclosing(a, b)).square().sum(dim=1) + EPS)


def distance_term__wrong__rooted(a, b):
    """rho over c, without the squares"""
    rho = (a[:, :2] + a[:, 2:]) / 2 - (b[:, :2] + b[:, 2:]) / 2
    c = sizes(enclosing(a, b)).square().sum(dim=1).sqrt()
    return rho.square().sum(dim=1).sqrt() / (c + EPS)


def distance_term__wrong__area(a, b):
    """the area of the enclosing box for c squared"""
    rho = (a[:, :2] + a[:, 2:]) / 2 - (b[:, :2] + b[:, 2:]) / 2
    return rho.square().sum(dim=1) / (sizes(enclosing(a, b)).prod(dim=1) + EPS)


def distance_term__wrong__sum_first(a, b):
    """the square of the sum"""
    rho = (a[:, :2] + a[:, 2:]) / 2 - (b[:, :2] + b[:, 2:]) / 2
    return rho.sum(dim=1).square() / (sizes(enclosing(a, b)).sum(dim=1).square() + EPS)


def distance_term__wrong__not_summed(a, b):
    """two numbers for each pair"""
    rho = (a[:, :2] + a[:, 2:]) / 2 - (b[:, :2] + b[:, 2:]) / 2
    return rho.square() / (sizes(enclosing(a, b)).square() + EPS)


def distance_term__right__norm(a, b):
    rho = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2
    return (rho**2).sum(1) / ((sizes(enclosing(a, b)) ** 2).sum(1) + EPS)


# --- aspect_term ----------------------------------------------------------------------------


def aspect_term__wrong__divides(a, b):
    """the formula as printed: nan for a flat box"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi**2 * (torch.atan(w_gt / h_gt) - torch.atan(w / h)) ** 2


def aspect_term__wrong__mixed_axes(a, b):
    """h over w in one box only"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi**2 * (torch.atan2(w_gt, h_gt) - torch.atan2(h, w)) ** 2


def aspect_term__wrong__no_square(a, b):
    """no square"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi**2 * (torch.atan2(w_gt, h_gt) - torch.atan2(w, h))


def aspect_term__wrong__pi(a, b):
    """4 / pi"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi * (torch.atan2(w_gt, h_gt) - torch.atan2(w, h)) ** 2


def aspect_term__wrong__no_factor(a, b):
    """the factor forgotten"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return (torch.atan2(w_gt, h_gt) - torch.atan2(w, h)) ** 2


def aspect_term__wrong__ratios(a, b):
    """ratios, with EPS, instead of angles"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi**2 * (w_gt / (h_gt + EPS) - w / (h + EPS)) ** 2


def aspect_term__wrong__square_of_each(a, b):
    """squares first, then the difference"""
    (h, w), (h_gt, w_gt) = sizes(a).unbind(dim=1), sizes(b).unbind(dim=1)
    return 4 / math.pi**2 * (torch.atan2(w_gt, h_gt) ** 2 - torch.atan2(w, h) ** 2)


def aspect_term__right__quarters(a, b):
    first, second = sizes(a), sizes(b)
    quarter = math.pi / 2
    mine = torch.atan2(first[:, 1], first[:, 0]) / quarter
    return (torch.atan2(second[:, 1], second[:, 0]) / quarter - mine) ** 2


# --- ciou_loss ------------------------------------------------------------------------------


def ciou_loss__wrong__gradient_through_alpha(a, b):
    """alpha is not detached"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = v / (1 - iou + v + EPS)
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__wrong__all_detached(a, b):
    """alpha times v is detached"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = v / (1 - iou + v + EPS)
    return 1 - iou + distance_term(a, b) + (alpha * v).detach()


def ciou_loss__wrong__no_alpha(a, b):
    """v without its weight"""
    iou, _ = iou_union(a, b)
    return 1 - iou + distance_term(a, b) + aspect_term(a, b)


def ciou_loss__wrong__brackets(a, b):
    """v is added behind the fraction"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (1 - iou + EPS) + v).detach()
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__wrong__iou_below(a, b):
    """IoU below alpha's line, not 1 - IoU"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (iou + v + EPS)).detach()
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__wrong__subtracted(a, b):
    """the penalties have the sign that they have in CIoU"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (1 - iou + v + EPS)).detach()
    return 1 - iou - distance_term(a, b) - alpha * v


def ciou_loss__wrong__no_eps(a, b):
    """0 / 0 for equal boxes"""
    iou, _ = iou_union(a, b)
    v = aspect_term(a, b)
    alpha = (v / (1 - iou + v)).detach()
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__right__no_grad(a, b):
    iou, v = iou_union(a, b)[0], aspect_term(a, b)
    with torch.no_grad():
        alpha = v / (1 - iou + v + EPS)
    return 1 - iou + distance_term(a, b) + v * alpha


def enclosing__wrong__sizes(a, b):
    """sizes added to the near edges"""
    near = torch.minimum(a[:, :2], b[:, :2])
    return torch.cat([near, near + torch.maximum(sizes(a), sizes(b))], dim=1)


def distance_term__wrong__root(a, b):
    """distance, not squared"""
    d = ((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2).pow(2).sum(1).sqrt()
    return d / (sizes(enclosing(a, b)).pow(2).sum(1) + EPS)


def enclosing__wrong__near_columns_twice(a, b):
    """the far edges from the near columns"""
    near = torch.minimum(a[:, :2], b[:, :2])
    far = torch.maximum(a[:, :2], b[:, :2])
    return torch.cat([near, far], dim=1)


def giou_loss__wrong__no_brackets(a, b):
    """C - U without brackets"""
    iou, union = iou_union(a, b)
    c = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + c - union / (c + EPS)


def giou_loss__wrong__pair(a, b):
    """iou_union's pair is not taken apart"""
    iou = iou_union(a, b)
    c = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + (c - iou[1]) / (c + EPS)


def giou_loss__wrong__product_of_edges(a, b):
    """multiplies edges"""
    iou, union = iou_union(a, b)
    c = enclosing(a, b).prod(dim=1)
    return 1 - iou + (c - union) / (c + EPS)


def distance_term__wrong__squares_of_edges(a, b):
    """squares edges"""
    rho2 = ((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2).square().sum(dim=1)
    c2 = enclosing(a, b).square().sum(dim=1)
    return rho2 / (c2 + EPS)


def aspect_term__wrong__factor_squared(a, b):
    """4 / pi ** 2 is squared as well"""
    h, w = sizes(a).unbind(dim=1)
    h_gt, w_gt = sizes(b).unbind(dim=1)
    return (4 / math.pi**2 * (torch.atan2(w_gt, h_gt) - torch.atan2(w, h))) ** 2


def ciou_loss__wrong__iou_in_alpha(a, b):
    """a gradient flows through the IoU in alpha"""
    iou = iou_union(a, b)[0]
    v = aspect_term(a, b)
    alpha = v.detach() / (1 - iou + v.detach() + EPS)
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__wrong__v_detached(a, b):
    """v is detached, and alpha is not"""
    iou = iou_union(a, b)[0]
    v = aspect_term(a, b).detach()
    alpha = v / (1 - iou + v + EPS)
    return 1 - iou + distance_term(a, b) + alpha * v


def ciou_loss__wrong__eps_outside(a, b):
    """v and EPS stand after the fraction"""
    iou = iou_union(a, b)[0]
    v = aspect_term(a, b)
    alpha = (v / (1 - iou) + v + EPS).detach()
    return 1 - iou + distance_term(a, b) + alpha * v


def enclosing__wrong__through_numbers(a, b):
    """goes through Python numbers: no gradient flows"""
    rows = []
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        near = [min(one[k], other[k]) for k in (0, 1)]
        far = [max(one[k], other[k]) for k in (2, 3)]
        rows.append(near + far)
    return torch.tensor(rows, dtype=a.dtype).reshape(-1, 4)


def distance_term__wrong__root_and_square(a, b):
    """takes a root and squares it again: right values, but the gradient is nan where the centres are equal"""
    dy = (a[:, 0] + a[:, 2] - b[:, 0] - b[:, 2]) / 2
    dx = (a[:, 1] + a[:, 3] - b[:, 1] - b[:, 3]) / 2
    rho = torch.sqrt(dx**2 + dy**2)
    hull = sizes(enclosing(a, b))
    c2 = hull[:, 0] ** 2 + hull[:, 1] ** 2
    return rho**2 / (c2 + EPS)


def giou_loss__wrong__nan_mended_afterwards(a, b):
    """0 / 0 mended afterwards: the value is finite, the gradient is nan"""
    iou, union = iou_union(a, b)
    hull = sizes(enclosing(a, b)).prod(dim=1)
    return 1 - iou + ((hull - union) / hull).nan_to_num(0)


def ciou_loss__wrong__iou_detached(a, b):
    """IoU itself is detached: overlap is not learned"""
    iou = iou_union(a, b)[0].detach()
    v = aspect_term(a, b)
    alpha = v.detach() / (1 - iou + v.detach() + EPS)
    return 1 - iou + distance_term(a, b) + alpha * v


def enclosing__wrong__new_tensor(a, b):
    """a new Tensor of Python numbers: neither gradient nor dtype"""
    out = []
    for (t1, l1, b1, r1), (t2, l2, b2, r2) in zip(a.tolist(), b.tolist(), strict=True):
        out.append([min(t1, t2), min(l1, l2), max(b1, b2), max(r1, r2)])
    return torch.tensor(out)


def aspect_term__wrong__through_items(a, b):
    """item() cuts the gradient off"""
    result = []
    for one, other in zip(sizes(a), sizes(b)):
        turned = torch.atan2(other[1], other[0]) - torch.atan2(one[1], one[0])
        result.append((4 / math.pi**2 * turned**2).item())
    return torch.tensor(result)
