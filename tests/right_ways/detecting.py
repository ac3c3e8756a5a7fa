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


RIGHT_WAYS = {
    "cell_centres": [cell_centres_loop, cell_centres_meshgrid],
    "distances": [distances_columns, distances_signs],
    "decode_boxes": [decode_boxes_chunks, decode_boxes_signs],
    "match_cells": [match_cells_loop, match_cells_painted],
    "focal_loss": [focal_loss_torchvision, focal_loss_logsigmoid],
    "find_objects": [find_objects_torchvision],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
