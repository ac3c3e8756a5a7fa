"""Other right answers to the exercises of chapter 13, and mutants that are right as well."""

import math
from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.ops import box_iou

# -- l1 -----------------------------------------------------------------------------------------


def l1_torch(outputs, y):
    return F.l1_loss(outputs, y)


def l1_module(outputs, y):
    return nn.L1Loss()(outputs, y)


def l1_parts(outputs, y):
    total = 0
    for n in range(4):
        total = total + torch.abs(outputs[..., n] - y[..., n]).mean()
    return total / 4


def l1_sum(outputs, y):
    errors = (y - outputs).abs()
    return errors.sum() / errors.numel()


def l1_max(outputs, y):
    return torch.mean(torch.maximum(outputs, y) - torch.minimum(outputs, y))


def l1_difference(outputs, y):
    return torch.mean(torch.max(outputs - y, y - outputs))


def l1_where(outputs, y):
    error = outputs - y
    return torch.where(error < 0, -error, error).mean()


# -- iou ----------------------------------------------------------------------------------------


def iou_named(a, b):
    top, left = torch.max(a[:, 0], b[:, 0]), torch.max(a[:, 1], b[:, 1])
    bottom, right = torch.min(a[:, 2], b[:, 2]), torch.min(a[:, 3], b[:, 3])
    both = F.relu(bottom - top + 1) * F.relu(right - left + 1)

    def area(box):
        return F.relu(box[:, 2] - box[:, 0] + 1) * F.relu(box[:, 3] - box[:, 1] + 1)

    union = area(a) + area(b) - both
    return torch.where(union > 0, both / union.clamp(min=1e-9), torch.zeros_like(union))


def iou_loop(a, b):
    results = []
    for first, second in zip(a, b, strict=True):
        height = torch.minimum(first[2], second[2]) - torch.maximum(first[0], second[0]) + 1
        width = torch.minimum(first[3], second[3]) - torch.maximum(first[1], second[1]) + 1
        both = height * width if height > 0 and width > 0 else 0 * height
        sizes = []
        for box in (first, second):
            rows, columns = box[2] - box[0] + 1, box[3] - box[1] + 1
            sizes.append(rows * columns if rows > 0 and columns > 0 else 0 * rows)
        union = sizes[0] + sizes[1] - both
        results.append(both / union if union > 0 else both)
    return torch.stack(results)


def iou_torchvision(a, b):
    pixels = torch.tensor([0.0, 0, 1, 1])
    a, b = a + pixels, b + pixels
    empty = [((box[:, 2:] - box[:, :2]) <= 0).any(dim=1) for box in (a, b)]
    result = box_iou(a, b).diagonal()
    return torch.where(empty[0] | empty[1], torch.zeros_like(result), result)


def iou_at_least_one(a, b):
    corners = torch.stack([a, b])
    near, far = corners[:, :, :2].amax(dim=0), corners[:, :, 2:].amin(dim=0)
    both = torch.clamp(far - near + 1, min=0).prod(-1)
    areas = torch.clamp(corners[:, :, 2:] - corners[:, :, :2] + 1, min=0).prod(-1)
    return both / torch.clamp(areas.sum(dim=0) - both, min=1)


def iou_unbound(a, b):
    t1, l1, b1, r1 = a.unbind(dim=1)
    t2, l2, b2, r2 = b.unbind(dim=1)

    def count(top, left, bottom, right):
        return (bottom + 1 - top).clamp(0) * (right + 1 - left).clamp(0)

    both = count(
        torch.maximum(t1, t2), torch.maximum(l1, l2), torch.minimum(b1, b2), torch.minimum(r1, r2)
    )
    return both / (count(t1, l1, b1, r1) + count(t2, l2, b2, r2) - both + 1e-9)


# -- box_head -----------------------------------------------------------------------------------


def box_head_product(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out))


def box_head_explicit(features, n_out=4):
    c, h, w = features
    head = nn.Sequential()
    head.append(nn.Flatten(start_dim=1, end_dim=-1))
    head.append(nn.Linear(in_features=c * h * w, out_features=n_out, bias=True))
    return head


def box_head_named(features, n_out=4):
    last = nn.Linear(int(np.prod(features)), n_out)
    return nn.Sequential(OrderedDict(flat=nn.Flatten(), box=last))


def box_head_measured(features, n_out=4):
    flatten = nn.Flatten()
    width = flatten(torch.zeros(1, *features)).shape[1]
    return nn.Sequential(*[flatten, nn.Linear(width, n_out)])


def box_head_numpy(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(int(np.prod(features)), n_out))


# -- cosine_rates -------------------------------------------------------------------------------


def cosine_rates_math(lr, lengths, steps):
    rates = []
    for length in lengths:
        n = length * steps
        for t in range(n):
            rates.append(lr / 2 * (1 + math.cos(math.pi * t / n)))
    return rates


def cosine_rates_comprehension(lr, lengths, steps):
    return [
        lr * (math.cos(math.pi * t / (length * steps)) + 1) * 0.5
        for length in lengths
        for t in range(length * steps)
    ]


def cosine_rates_linspace(lr, lengths, steps):
    cycles = [torch.linspace(0, math.pi, n * steps + 1)[:-1] for n in lengths]
    return [rate for t in cycles for rate in (lr / 2 + lr / 2 * t.cos()).tolist()]


def cosine_rates_half_angle(lr, lengths, steps):
    rates = []
    for n in (length * steps for length in lengths):
        rates.extend(lr * math.cos(math.pi * t / n / 2) ** 2 for t in range(n))
    return rates


def cosine_rates_torch(lr, lengths, steps):
    rates = []
    for length in lengths:
        opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=length * steps)
        for _ in range(length * steps):
            rates.append(schedule.get_last_lr()[0])
            opt.step()
            schedule.step()
    return rates


# -- choose_device ------------------------------------------------------------------------------


def choose_device_split(wanted, gpus):
    if wanted is None:
        wanted = "cuda" if gpus > 0 else "cpu"
    if wanted == "cpu":
        return "cpu"
    parts = wanted.split(":")
    number = int(parts[1]) if len(parts) == 2 else 0
    if number >= gpus:
        raise ValueError(f"no {wanted} among {gpus} GPUs")
    return f"cuda:{number}"


def choose_device_list(wanted, gpus):
    there = ["cpu"] + [f"cuda:{n}" for n in range(gpus)]
    if wanted is None:
        return there[min(1, gpus)]
    name = "cuda:0" if wanted == "cuda" else wanted
    if name not in there:
        raise ValueError(f"{wanted} is not there, only {gpus}")
    return name


def choose_device_torch(wanted, gpus):
    if wanted is None:
        return "cuda:0" if gpus >= 1 else "cpu"
    device = torch.device(wanted)
    if device.type == "cpu":
        return "cpu"
    number = device.index or 0
    if not number < gpus:
        raise ValueError(f"not there among {gpus}")
    return "cuda:" + str(number)


def choose_device_match(wanted, gpus):
    match wanted:
        case "cpu":
            return "cpu"
        case None if gpus == 0:
            return "cpu"
        case None | "cuda":
            number = 0
        case _:
            number = int(wanted.partition(":")[2])
    if number in range(gpus):
        return f"cuda:{number}"
    raise ValueError(f"there are {gpus}")


RIGHT_WAYS = {
    "l1": [l1_torch, l1_module, l1_parts, l1_sum, l1_max, l1_difference, l1_where],
    "iou": [iou_named, iou_loop, iou_torchvision, iou_at_least_one, iou_unbound],
    "box_head": [
        box_head_product,
        box_head_explicit,
        box_head_named,
        box_head_measured,
        box_head_numpy,
    ],
    "choose_device": [
        choose_device_split,
        choose_device_list,
        choose_device_torch,
        choose_device_match,
    ],
    "cosine_rates": [
        cosine_rates_math,
        cosine_rates_comprehension,
        cosine_rates_linspace,
        cosine_rates_half_angle,
        cosine_rates_torch,
    ],
}

_MAX = ("torch.maximum(a[:, :2], b[:, :2])", "torch.maximum(b[:, :2], a[:, :2])")
_MIN = ("torch.minimum(a[:, 2:], b[:, 2:])", "torch.minimum(b[:, 2:], a[:, 2:])")

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "iou": {
        " -> ".join(_MAX): "the same maximum",
        " -> ".join(_MIN): "the same minimum",
        "(a, b) -> (b, a)": "both areas are added, in whichever order",
        "1e-09 -> 2e-09": "any tiny number does",
        "1e-09 -> 1.000000001": "a union of less than one pixel is nothing that anybody draws",
    },
    "box_head": {
        "(channels, rows, columns) -> (rows, channels, columns)": "the product is the same",
        "(channels, rows, columns) -> (channels, columns, rows)": "the product is the same",
    },
}
