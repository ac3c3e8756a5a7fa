"""Other right answers to the exercises of chapter 19, and mutants that are right as well."""

import torch
import torchvision

from minilib.measuring import areas


def cell_centres_loop(size, stride):
    rows = [stride / 2 + stride * i for i in range(size // stride)]
    return torch.tensor([[row, column] for row in rows for column in rows])


def cell_centres_meshgrid(size, stride):
    middles = torch.arange(stride / 2, size, stride)
    return torch.stack(torch.meshgrid(middles, middles, indexing="ij"), dim=-1).reshape(-1, 2)


def distances_columns(centres, boxes):
    (row, column), (top, left, bottom, right) = centres.T, boxes.T
    return torch.stack([row - top, column - left, bottom - row, right - column], dim=1)


def distances_signs(centres, boxes):
    return (boxes - centres.repeat(1, 2)) * torch.tensor([-1, -1, 1, 1])


def decode_boxes_chunks(centres, away):
    near, far = away.chunk(2, dim=-1)
    return torch.cat((centres - near, far + centres), dim=-1)


def decode_boxes_signs(centres, away):
    return centres.repeat(1, 2) + away * torch.tensor([-1.0, -1.0, 1.0, 1.0])


def match_cells_loop(centres, boxes):
    owners = []
    for row, column in centres.tolist():
        best, owner = float("inf"), -1
        for number, (top, left, bottom, right) in enumerate(boxes.tolist()):
            area = (bottom - top) * (right - left)
            if top < row < bottom and left < column < right and area < best:
                best, owner = area, number
        owners.append(owner)
    return torch.tensor(owners)


def match_cells_painted(centres, boxes):
    owner = torch.full((len(centres),), -1)
    for number in areas(boxes).argsort(descending=True, stable=True).tolist()[::1]:
        near, far = boxes[number, :2], boxes[number, 2:]
        owner[((centres > near) & (centres < far)).all(dim=1)] = number
    equal = areas(boxes)
    for number in range(len(boxes) - 1, -1, -1):  # of equal ones the first
        near, far = boxes[number, :2], boxes[number, 2:]
        inside = ((centres > near) & (centres < far)).all(dim=1)
        same = torch.tensor([o >= 0 and bool(equal[o] == equal[number]) for o in owner.tolist()])
        owner[inside & same] = number
    return owner


def focal_loss_torchvision(scores, y, alpha=0.25, gamma=2.0):
    return torchvision.ops.sigmoid_focal_loss(scores, y, alpha, gamma, reduction="sum")


def focal_loss_logsigmoid(scores, y, alpha=0.25, gamma=2.0):
    signed = torch.where(y > 0, scores, -scores)
    weight = alpha * y + (1 - alpha) * (1 - y)
    wrong = torch.sigmoid(-signed)
    return -(weight * wrong**gamma * torch.nn.functional.logsigmoid(signed)).sum()


def find_objects_torchvision(probs, boxes, least=0.05, top=100, limit=0.5):
    values, places = torch.sort(probs.reshape(-1), descending=True, stable=True)
    values, places = values[:top], places[:top]
    places, values = places[values >= least], values[values >= least]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    kept = torchvision.ops.batched_nms(boxes[cells], values, numbers, limit)
    return boxes[cells[kept]], values[kept], numbers[kept]


def cell_centres_counted(size, stride):
    cells = torch.arange((size // stride) ** 2)
    rows = torch.div(cells, size // stride, rounding_mode="floor")
    return (torch.stack([rows, cells % (size // stride)], dim=1) + 0.5) * stride


def cell_centres_repeated(size, stride):
    count = size // stride
    middles = stride * (torch.arange(count) + 0.5)
    return torch.stack([middles.repeat_interleave(count), middles.repeat(count)], dim=1)


def distances_twice(centres, boxes):
    away = boxes - torch.cat([centres, centres], dim=1)
    return torch.cat([-away[:, :2], away[:, 2:]], dim=1)


def distances_filled(centres, boxes):
    away = torch.empty_like(boxes)
    away[:, 0], away[:, 1] = centres[:, 0] - boxes[:, 0], centres[:, 1] - boxes[:, 1]
    away[:, 2], away[:, 3] = boxes[:, 2] - centres[:, 0], boxes[:, 3] - centres[:, 1]
    return away


def decode_boxes_columns(centres, away):
    (row, column), (up, left, down, right) = centres.T, away.unbind(dim=-1)
    return torch.stack([row - up, column - left, row + down, column + right], dim=-1)


def decode_boxes_twice(centres, away):
    both = torch.cat([centres, centres], dim=1)
    return torch.cat([(both - away)[..., :2], (both + away)[..., 2:]], dim=-1)


def match_cells_table(centres, boxes):
    table = torch.full((len(centres), len(boxes) + 1), torch.inf)
    row, column = centres[:, :1], centres[:, 1:]
    top, left, bottom, right = boxes.T
    inside = (row > top) & (row < bottom) & (column > left) & (column < right)
    table[:, :-1] = areas(boxes).expand_as(inside).masked_fill(~inside, torch.inf)
    best = table.argmin(dim=1)
    return best.masked_fill(table.min(dim=1).values.isinf(), -1)


def match_cells_each(centres, boxes):
    sizes = areas(boxes)
    owners = []
    for centre in centres:
        near, far = (boxes[:, :2] < centre).all(dim=1), (centre < boxes[:, 2:]).all(dim=1)
        numbers = (near & far).nonzero().flatten().tolist()
        owners.append(min(numbers, key=lambda number: sizes[number].item(), default=-1))
    return torch.tensor(owners, dtype=torch.int64)


def focal_loss_two_sums(scores, y, alpha=0.25, gamma=2.0):
    yes, no = scores[y == 1], scores[y == 0]
    log = torch.nn.functional.logsigmoid
    found = -(alpha * (1 - yes.sigmoid()) ** gamma * log(yes)).sum()
    return found - ((1 - alpha) * no.sigmoid() ** gamma * log(-no)).sum()


def focal_loss_softplus(scores, y, alpha=0.25, gamma=2.0):
    sign = 1 - 2 * y
    loss = torch.nn.functional.softplus(sign * scores)
    weight = alpha * y + (1 - alpha) * (1 - y)
    return (weight * (sign * scores).sigmoid().pow(gamma) * loss).sum()


def find_objects_each_class(probs, boxes, least=0.05, top=100, limit=0.5):
    values, places = probs.flatten().topk(min(top, probs.numel()))
    values, places = values[values >= least], places[values >= least]
    cells, numbers = places // probs.shape[1], places % probs.shape[1]
    keep = torch.zeros(len(values), dtype=torch.bool)
    for number in numbers.unique():
        own = (numbers == number).nonzero().flatten()
        keep[own[torchvision.ops.nms(boxes[cells[own]], values[own], limit)]] = True
    return boxes[cells[keep]], values[keep], numbers[keep]


def find_objects_divmod(probs, boxes, least=0.05, top=100, limit=0.5):
    n_classes = probs.shape[1]
    order = probs.flatten().argsort(descending=True, stable=True)[:top]
    order = [place for place in order.tolist() if probs.flatten()[place] >= least]
    cells = torch.tensor([place // n_classes for place in order], dtype=torch.int64)
    numbers = torch.tensor([place % n_classes for place in order], dtype=torch.int64)
    scores = probs[cells, numbers]
    kept = torchvision.ops.batched_nms(boxes[cells], scores, numbers, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


def find_objects_masked(probs, boxes, least=0.05, top=100, limit=0.5):
    cells, numbers = (probs >= least).nonzero(as_tuple=True)
    scores = probs[cells, numbers]
    order = scores.argsort(descending=True, stable=True)[:top]
    cells, numbers, scores = cells[order], numbers[order], scores[order]
    kept = torchvision.ops.batched_nms(boxes[cells], scores, numbers, limit)
    return boxes[cells][kept], scores[kept], numbers[kept]


RIGHT_WAYS = {
    "cell_centres": [
        cell_centres_loop, cell_centres_meshgrid, cell_centres_counted, cell_centres_repeated,
    ],
    "distances": [distances_columns, distances_signs, distances_twice, distances_filled],
    "decode_boxes": [
        decode_boxes_chunks, decode_boxes_signs, decode_boxes_columns, decode_boxes_twice,
    ],
    "match_cells": [match_cells_loop, match_cells_painted, match_cells_table, match_cells_each],
    "focal_loss": [
        focal_loss_torchvision, focal_loss_logsigmoid, focal_loss_two_sums, focal_loss_softplus,
    ],
    "find_objects": [
        find_objects_torchvision, find_objects_each_class, find_objects_divmod,
        find_objects_masked,
    ],
}  # fmt: skip

_FAR = "any offset that is larger than an image keeps the classes apart"
EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "find_objects": {
        "min(top, probs.numel()) -> min(probs.numel(), top)": "the smaller of two is the same",
        "boxes[cells] + 10000.0 * numbers[:, None] -> boxes[cells] - 10000.0 * numbers[:, None]": (
            _FAR
        ),
        "10000.0 -> 20000.0": _FAR,
        "10000.0 -> 10001.0": _FAR,
    },
}
