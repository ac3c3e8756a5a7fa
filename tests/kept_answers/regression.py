# ruff: noqa
"""Answers for chapter 12: l1, iou, box_head, choose_device, cosine_rates."""

import math
import re
from collections import OrderedDict
from itertools import chain

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

# --- l1 -------------------------------------------------------------------------------------


def l1__wrong__per_box(outputs, y):
    """a mean for each box (dim=1), not one for all"""
    return (outputs - y).abs().mean(dim=1)


def l1__wrong__per_side(outputs, y):
    """a mean for each of the four numbers (dim=0), not one for all"""
    return (outputs - y).abs().mean(dim=0)


def l1__wrong__square(outputs, y):
    """squared errors (MSE)"""
    return ((outputs - y) ** 2).mean()


def l1__wrong__item(outputs, y):
    """a plain number, from which nothing can be learned"""
    return (outputs - y).abs().mean().item()


def l1__wrong__detached(outputs, y):
    """detach cuts off how the number came about"""
    return (outputs.detach() - y).abs().mean()


def l1__right__maximum(outputs, y):
    error = torch.sub(y, outputs)
    return torch.maximum(error, -error).mean()


# --- iou ------------------------------------------------------------------------------------


def iou__wrong__no_clamp(a, b):
    """does not cut the sides off at 0: boxes apart get minus times minus"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__union_not_less(a, b):
    """adds the areas and forgets to take the common part away once"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b).clamp(min=1e-9)


def iou__wrong__mean(a, b):
    """one mean, not one number for each pair"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return (both / (area_a + area_b - both).clamp(min=1e-9)).mean()


def iou__wrong__sum_of_sides(a, b):
    """adds height and width instead of multiplying"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).sum(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).sum(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).sum(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__all_pairs(a, b):
    """every row with every row: (n, n) instead of pair by pair"""
    near = torch.maximum(a[:, None, :2], b[None, :, :2])
    far = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=2)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a[:, None] + area_b - both).clamp(min=1e-9)


def iou__wrong__changes_arguments(a, b):
    """adds the 1 in place, so the boxes that were given change"""
    a[:, 2:] += 1
    b[:, 2:] += 1
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2]).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2]).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__torchvision(a, b):
    """torchvision's boxes end where the last pixel begins: no + 1"""
    return torchvision.ops.box_iou(a, b).diagonal()


def iou__wrong__one_added(a, b):
    """adds 1 to the union against division by 0: every value is a little too small"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b - both + 1)


# --- box_head -------------------------------------------------------------------------------


def box_head__wrong__pools(features, n_out=4):
    """pools over all places before the linear layer"""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features[0], n_out))


def box_head__wrong__sigmoid(features, n_out=4):
    """a sigmoid behind the linear layer"""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out), nn.Sigmoid())


def box_head__wrong__swapped(features, n_out=4):
    """outputs and inputs of Linear exchanged"""
    return nn.Sequential(nn.Flatten(), nn.Linear(n_out, math.prod(features)))


def box_head__wrong__two_layers(features, n_out=4):
    """two linear layers instead of one"""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), 256), nn.Linear(256, n_out))


def box_head__wrong__dropout(features, n_out=4):
    """a Dropout between, which is not asked for"""
    return nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(math.prod(features), n_out))


# --- choose_device --------------------------------------------------------------------------


def choose_device__wrong__none_is_cpu(wanted, gpus):
    """None always gives the CPU"""
    if wanted is None or wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there are {gpus} GPUs")
    return f"cuda:{number}"


def choose_device__wrong__other_error(wanted, gpus):
    """raises a RuntimeError, not a ValueError"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise RuntimeError(f"there are {gpus} GPUs")
    return f"cuda:{number}"


def choose_device__wrong__cpu_is_none(wanted, gpus):
    """treats 'cpu' like None: gives a GPU where there is one"""
    if wanted is None or wanted == "cpu":
        return "cuda:0" if gpus else "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there are {gpus} GPUs")
    return f"cuda:{number}"


def choose_device__wrong__cpu_refused(wanted, gpus):
    """forgets 'cpu': takes it for a GPU"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"there are {gpus} GPUs")
    return f"cuda:{number}"


# --- cosine_rates ---------------------------------------------------------------------------


def cosine_rates__wrong__t_from_one(lr, lengths, steps):
    """counts t from 1: the first rate is below lr, the last is 0"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(1, T + 1)]
    return rates


def cosine_rates__wrong__one_more(lr, lengths, steps):
    """T + 1 rates in each cycle"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T + 1)]
    return rates


def cosine_rates__wrong__steps_forgotten(lr, lengths, steps):
    """T is the number of epochs: steps is not used"""
    rates = []
    for length in lengths:
        rates += [lr / 2 * (1 + math.cos(math.pi * t / length)) for t in range(length)]
    return rates


def cosine_rates__wrong__degrees(lr, lengths, steps):
    """180 degrees, though math.cos wants radians"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.cos(180 * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__rising(lr, lengths, steps):
    """1 - cos: rises from 0 to lr"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 - math.cos(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__first_length(lr, lengths, steps):
    """T is that of the first cycle for all cycles"""
    T = lengths[0] * steps
    return [lr / 2 * (1 + math.cos(math.pi * (t % T) / T)) for t in range(sum(lengths) * steps)]
