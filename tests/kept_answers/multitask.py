# ruff: noqa
"""Answers for chapter 13: detection_head, split_outputs, choose_factor, detection_loss, own_pixels."""

import math
import statistics
from collections import OrderedDict
from functools import reduce

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.modeldata import squish_bb
from minilib.multitask import loss_parts, split_outputs
from minilib.regression import l1

# --- detection_head -------------------------------------------------------------------------


def detection_head__wrong__norm_before_relu(features, n_classes):
    """BatchNorm stands before the second ReLU"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__nested(features, n_classes):
    """two chains in a chain, not eight layers in one Sequential"""
    return nn.Sequential(
        nn.Sequential(
            nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256)
        ),
        nn.Sequential(
            nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes)
        ),
    )


# --- split_outputs --------------------------------------------------------------------------


def split_outputs__wrong__off_by_one(outputs, sz):
    """five columns for the box"""
    return torch.sigmoid(outputs[:, :5]) * sz, outputs[:, 5:]


def split_outputs__wrong__column_lost(outputs, sz):
    """the classes begin at column 5, so class 0 is lost"""
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 5:]


def split_outputs__wrong__swapped(outputs, sz):
    """gives the class outputs first"""
    return outputs[:, 4:], torch.sigmoid(outputs[:, :4]) * sz


def split_outputs__wrong__clamp(outputs, sz):
    """cuts off at 0 and sz instead of a sigmoid"""
    return outputs[:, :4].clamp(0, sz), outputs[:, 4:]


def split_outputs__wrong__tanh(outputs, sz):
    """tanh in place of the sigmoid: -sz to sz"""
    return torch.tanh(outputs[:, :4]) * sz, outputs[:, 4:]


def split_outputs__wrong__rounded(outputs, sz):
    """rounds to whole pixels, which has no slope"""
    return (torch.sigmoid(outputs[:, :4]) * sz).round(), outputs[:, 4:]


def split_outputs__right__formula(outputs, sz):
    return sz / (1 + torch.exp(-outputs[..., 0:4])), outputs[..., 4:]


# --- choose_factor --------------------------------------------------------------------------


def choose_factor__wrong__difference(box_losses, class_losses):
    """the difference of the means"""
    return float(np.mean(box_losses) - np.mean(class_losses))


def choose_factor__wrong__last_only(box_losses, class_losses):
    """the last batch only"""
    return box_losses[-1] / class_losses[-1]


def choose_factor__wrong__median(box_losses, class_losses):
    """medians, not means"""
    return statistics.median(box_losses) / statistics.median(class_losses)


def choose_factor__wrong__largest(box_losses, class_losses):
    """the largest losses, not the means"""
    return max(box_losses) / max(class_losses)


def choose_factor__wrong__len_once(box_losses, class_losses):
    """divides only the first sum by the number of batches"""
    return sum(box_losses) / len(box_losses) / sum(class_losses)


def choose_factor__wrong__twenty(box_losses, class_losses):
    """always the lesson's 20"""
    return 20.0


def choose_factor__right__torch(box_losses, class_losses):
    both = torch.tensor([box_losses, class_losses], dtype=torch.float64).mean(dim=1)
    return (both[0] / both[1]).item()


# --- detection_loss -------------------------------------------------------------------------


def detection_loss__wrong__factor_on_both(outputs, y, sz, factor=20.0):
    """the factor multiplies the sum"""
    box, cls = loss_parts(outputs, y, sz)
    return factor * (box + cls)


def detection_loss__wrong__no_factor(outputs, y, sz, factor=20.0):
    """forgets the factor"""
    box, cls = loss_parts(outputs, y, sz)
    return box + cls


def detection_loss__wrong__box_divided(outputs, y, sz, factor=20.0):
    """divides the boxes' loss by the factor instead"""
    box, cls = loss_parts(outputs, y, sz)
    return box / factor + cls


def detection_loss__wrong__swapped(outputs, y, sz, factor=20.0):
    """takes the parts in the wrong order"""
    cls, box = loss_parts(outputs, y, sz)
    return box + factor * cls


def detection_loss__wrong__size_128(outputs, y, sz, factor=20.0):
    """writes 128 in place of sz"""
    box, cls = loss_parts(outputs, y, 128)
    return box + factor * cls


def detection_loss__wrong__softmax_twice(outputs, y, sz, factor=20.0):
    """softmax before cross_entropy, which does it itself"""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]) + factor * F.cross_entropy(scores.softmax(dim=1), y[1])


def detection_loss__wrong__square(outputs, y, sz, factor=20.0):
    """squared errors for the boxes"""
    boxes, scores = split_outputs(outputs, sz)
    return F.mse_loss(boxes, y[0]) + factor * F.cross_entropy(scores, y[1])


# --- own_pixels -----------------------------------------------------------------------------


def own_pixels__wrong__size_swapped(bb, sz, size):
    """takes the size for (width, height) when it cuts off"""
    height, width = size
    box = np.round(squish_bb(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, [width - 1, height - 1, width - 1, height - 1]).tolist()


def own_pixels__wrong__array(bb, sz, size):
    """an array, not a list"""
    box = np.round(squish_bb(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, np.array([*size, *size]) - 1)


def own_pixels__wrong__sz_not_a_pair(bb, sz, size):
    """hands over sz where a size (height, width) is wanted"""
    box = np.round(squish_bb(bb, sz, size)).astype(int)
    return np.clip(box, 0, np.array([*size, *size]) - 1).tolist()


def own_pixels__wrong__list_of_numpy(bb, sz, size):
    """list() of an array holds NumPy's numbers, not Python's"""
    box = np.round(squish_bb(bb, (sz, sz), size)).astype(int)
    return list(np.clip(box, 0, np.array([*size, *size]) - 1))
