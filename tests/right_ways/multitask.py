"""Other right answers to the exercises of chapter 14, and mutants that are right as well."""

import math
from collections import OrderedDict
from statistics import mean

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.multitask import loss_terms, split_outputs
from minilib.transforms import squish_box


def detection_head_ordered(features, n_classes):
    layers = OrderedDict()
    layers["flat"] = nn.Flatten()
    layers["relu"] = nn.ReLU()
    layers["drop"] = nn.Dropout()
    layers["first"] = nn.Linear(math.prod(features), 256)
    layers["relu2"] = nn.ReLU(inplace=True)
    layers["norm"] = nn.BatchNorm1d(256)
    layers["drop2"] = nn.Dropout()
    layers["last"] = nn.Linear(256, n_classes + 4)
    return nn.Sequential(layers)


def detection_head_starred(features, n_classes):
    c, h, w = features
    before = [nn.Flatten(start_dim=1), nn.ReLU(), nn.Dropout(p=0.5)]
    middle = [nn.Linear(c * h * w, 256), nn.ReLU(), nn.BatchNorm1d(num_features=256)]
    return nn.Sequential(*before, *middle, nn.Dropout(p=0.5), nn.Linear(256, n_classes + 4))


def detection_head_listed(features, n_classes):
    hidden = 256
    layers = [
        nn.Flatten(),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(int(np.prod(features)), hidden),
        nn.ReLU(),
        nn.BatchNorm1d(hidden),
        nn.Dropout(0.5),
        nn.Linear(hidden, 4 + n_classes),
    ]
    return nn.Sequential(*layers)


def detection_head_appended(features, n_classes):
    net = nn.Sequential(nn.Flatten())
    widths = [features[0] * features[1] * features[2], 256, 4 + n_classes]
    for number in range(2):
        net.append(nn.ReLU())
        if number:
            net.append(nn.BatchNorm1d(256))
        net.append(nn.Dropout(0.5))
        net.append(nn.Linear(widths[number], widths[number + 1]))
    return net


def split_outputs_split(outputs, sz):
    box, scores = outputs.split([4, outputs.shape[1] - 4], dim=1)
    return box.sigmoid() * sz, scores


def split_outputs_tensor_split(outputs, sz):
    box, scores = torch.tensor_split(outputs, [4], dim=1)
    return sz * torch.sigmoid(box), scores


def split_outputs_formula(outputs, sz):
    return sz / (1 + torch.exp(-outputs[:, 0:4])), outputs[:, 4:]


def split_outputs_narrow(outputs, sz):
    n = outputs.size(1) - 4
    return F.sigmoid(outputs.narrow(1, 0, 4)).mul(sz), outputs.narrow(1, 4, n)


def split_outputs_dots(outputs, sz):
    return outputs[..., :4].sigmoid() * sz, outputs[..., 4:]


def balance_factor_mean(box_losses, class_losses):
    return mean(box_losses) / mean(class_losses)


def balance_factor_numpy(box_losses, class_losses):
    return np.mean(box_losses) / np.mean(class_losses)


def balance_factor_sums(box_losses, class_losses):
    return sum(box_losses) / sum(class_losses)


def balance_factor_tensor(box_losses, class_losses):
    both = torch.tensor([box_losses, class_losses], dtype=torch.float64).mean(dim=1)
    return (both[0] / both[1]).item()


def balance_factor_loop(box_losses, class_losses):
    box = cls = 0
    for b, c in zip(box_losses, class_losses, strict=True):
        box, cls = box + b, cls + c
    return box / cls


def detection_loss_split(outputs, y, sz, factor=20.0):
    boxes, scores = split_outputs(outputs, sz)
    box_y, class_y = y
    return F.l1_loss(boxes, box_y) + factor * F.cross_entropy(scores, class_y)


def detection_loss_modules(outputs, y, sz, factor=20.0):
    boxes, scores = split_outputs(outputs, sz)
    return nn.CrossEntropyLoss()(scores, y[1]) * factor + nn.L1Loss()(boxes, y[0])


def detection_loss_parts(outputs, y, sz, factor=20.0):
    parts = loss_terms(outputs, y, sz)
    return parts[0] + parts[1] * factor


def detection_loss_by_hand(outputs, y, sz, factor=20.0):
    boxes = sz * torch.sigmoid(outputs[:, :4])
    log_probs = F.log_softmax(outputs[:, 4:], dim=1)
    right = log_probs[torch.arange(len(log_probs)), y[1]]
    return (boxes - y[0]).abs().mean() - factor * right.mean()


def detection_loss_sum(outputs, y, sz, factor=20.0):
    weights = (1, factor)
    return sum(w * part for w, part in zip(weights, loss_terms(outputs, y, sz), strict=True))


def to_image_pixels_loop(bb, sz, size):
    corners = squish_box(bb, (sz, sz), size).tolist()
    return [min(max(round(number), 0), size[axis % 2] - 1) for axis, number in enumerate(corners)]


def to_image_pixels_named(bb, sz, size):
    top, left, bottom, right = squish_box(bb, (sz, sz), size)
    rows = np.clip(np.round([top, bottom]), 0, size[0] - 1)
    columns = np.clip(np.round([left, right]), 0, size[1] - 1)
    return [int(rows[0]), int(columns[0]), int(rows[1]), int(columns[1])]


def to_image_pixels_torch(bb, sz, size):
    corners = torch.from_numpy(squish_box(bb, (sz, sz), size)).round().long()
    most = torch.tensor([*size, *size]) - 1
    return corners.clamp(min=torch.zeros(4, dtype=torch.long), max=most).tolist()


def to_image_pixels_by_hand(bb, sz, size):
    height, width = size
    ky, kx = height / sz, width / sz
    top, left = bb[0] * ky, bb[1] * kx
    bottom, right = (bb[2] + 1) * ky - 1, (bb[3] + 1) * kx - 1
    rows = [max(0, min(height - 1, round(row))) for row in (top, bottom)]
    columns = [max(0, min(width - 1, round(column))) for column in (left, right)]
    return [rows[0], columns[0], rows[1], columns[1]]


RIGHT_WAYS = {
    "detection_head": [
        detection_head_ordered,
        detection_head_starred,
        detection_head_listed,
        detection_head_appended,
    ],
    "split_outputs": [
        split_outputs_split,
        split_outputs_tensor_split,
        split_outputs_formula,
        split_outputs_narrow,
        split_outputs_dots,
    ],
    "balance_factor": [
        balance_factor_mean,
        balance_factor_numpy,
        balance_factor_sums,
        balance_factor_tensor,
        balance_factor_loop,
    ],
    "detection_loss": [
        detection_loss_split,
        detection_loss_modules,
        detection_loss_parts,
        detection_loss_by_hand,
        detection_loss_sum,
    ],
    "to_image_pixels": [
        to_image_pixels_loop,
        to_image_pixels_named,
        to_image_pixels_torch,
        to_image_pixels_by_hand,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "detection_head": {
        "(channels, rows, columns) -> (rows, channels, columns)": "only the product is used",
        "(channels, rows, columns) -> (channels, columns, rows)": "only the product is used",
    },
    "to_image_pixels": {
        "np.clip(corners, 0, last) -> np.clip(0, corners, last)": "0 kept between corners and last "
        "is the larger of 0 and the corner, at most last: the same",
    },
}
