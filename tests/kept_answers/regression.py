# ruff: noqa
"""Answers for chapter 13: l1, iou, box_head, choose_device, cosine_rates."""

import math
from collections import OrderedDict
from functools import cache

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


def l1__wrong__no_mean(outputs, y):
    """no mean at all: one error for each number"""
    return (outputs - y).abs()


def l1__wrong__half(outputs, y):
    """divides by 2 for no reason, as some write MSE"""
    return (outputs - y).abs().mean() / 2


def l1__wrong__numpy(outputs, y):
    """works in NumPy, so it is no tensor and has no gradient"""
    return np.abs(outputs.detach().numpy() - y.numpy()).mean()


def l1__wrong__in_place(outputs, y):
    """subtracts in place, so y is changed"""
    y -= outputs
    return y.abs().mean()


def l1__wrong__largest(outputs, y):
    """the largest error, not the mean"""
    return (outputs - y).abs().max()


def l1__wrong__per_row_divided_by_four(outputs, y):
    """adds everything and divides by four, not by the number of all errors"""
    return (outputs - y).abs().sum() / 4


def l1__wrong__len(outputs, y):
    """divides by the number of boxes only"""
    return (outputs - y).abs().sum() / len(y)


def l1__wrong__abs_of_each(outputs, y):
    """takes the sign off outputs and y before the difference"""
    return (outputs.abs() - y.abs()).mean()


def l1__wrong__new_tensor(outputs, y):
    """makes a new tensor of the number, which has no history"""
    return torch.tensor((outputs - y).abs().mean().item())


def l1__wrong__smooth(outputs, y):
    """smooth L1, which squares errors below 1"""
    return F.smooth_l1_loss(outputs, y)


def l1__wrong__relu(outputs, y):
    """counts only errors that are too large, relu for abs"""
    return torch.relu(outputs - y).mean()


def l1__right__where(outputs, y):
    d = outputs - y
    return torch.where(d < 0, -d, d).mean()


def l1__right__function(outputs, y):
    return torch.mean(torch.abs(torch.sub(outputs, y)))


def _parts(a, b):
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both, area_a, area_b


def iou__wrong__union_over(a, b):
    """upside down: union over intersection"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return (area_a + area_b - both) / both.clamp(min=1e-9)


def iou__wrong__dice(a, b):
    """twice the intersection over the sum of areas: Dice, not IoU"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return 2 * both / (area_a + area_b).clamp(min=1e-9)


def iou__wrong__dim_0(a, b):
    """prod over dim 0, down the columns"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=0)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=0)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=0)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__clamp_1(a, b):
    """clamps the sides at 1 instead of 0: boxes apart have a pixel in common"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=1).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__clamp_before_one(a, b):
    """clamps before it adds 1, so boxes apart share a pixel"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = ((far - near).clamp(min=0) + 1).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__columns_mixed(a, b):
    """takes the columns 0, 2 for one axis and 1, 3 for the other: x1, x2, y1, y2"""
    near, far = torch.maximum(a[:, ::2], b[:, ::2]), torch.minimum(a[:, 1::2], b[:, 1::2])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 1::2] - a[:, ::2] + 1).prod(dim=1)
    area_b = (b[:, 1::2] - b[:, ::2] + 1).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__area_a_twice(a, b):
    """uses the first area twice"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / (area_a + area_a - both).clamp(min=1e-9)


def iou__wrong__python_zero(a, b):
    """gives plain zeros for boxes apart, so there is no gradient to ask for"""
    result = []
    for p, q in zip(a.tolist(), b.tolist()):
        h = min(p[2], q[2]) - max(p[0], q[0]) + 1
        w = min(p[3], q[3]) - max(p[1], q[1]) + 1
        both = max(h, 0) * max(w, 0)
        union = (p[2] - p[0] + 1) * (p[3] - p[1] + 1) + (q[2] - q[0] + 1) * (q[3] - q[1] + 1) - both
        result.append(both / max(union, 1e-9))
    return torch.tensor(result)


def iou__wrong__not_over_union(a, b):
    """the number of common pixels only, not divided"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    return (far - near + 1).clamp(min=0).prod(dim=1)


def iou__wrong__whole_division(a, b):
    """// instead of /"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both // (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__plus_both(a, b):
    """adds the common part once more"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / (area_a + area_b + both).clamp(min=1e-9)


def iou__right__helper(a, b):
    def pixels(corners):
        return (corners[:, 2:] - corners[:, :2] + 1).clamp(min=0).prod(dim=1)

    common = torch.cat([torch.maximum(a, b)[:, :2], torch.minimum(a, b)[:, 2:]], dim=1)
    both = pixels(common)
    return both / (pixels(a) + pixels(b) - both).clamp(min=1e-9)


def iou__right__sides(a, b):
    high = (torch.min(a[:, 2], b[:, 2]) - torch.max(a[:, 0], b[:, 0]) + 1).clamp(min=0)
    wide = (torch.min(a[:, 3], b[:, 3]) - torch.max(a[:, 1], b[:, 1]) + 1).clamp(min=0)
    both = high * wide
    area_a = (a[:, 2] - a[:, 0] + 1) * (a[:, 3] - a[:, 1] + 1)
    area_b = (b[:, 2] - b[:, 0] + 1) * (b[:, 3] - b[:, 1] + 1)
    union = area_a + area_b - both
    return both / torch.clamp(union, min=0.000000001)


def box_head__wrong__linear_only_rows(features, n_out=4):
    """forgets the channels"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(rows * columns, n_out))


def box_head__wrong__order(features, n_out=4):
    """Flatten after Linear"""
    channels, rows, columns = features
    return nn.Sequential(nn.Linear(channels * rows * columns, n_out), nn.Flatten())


def box_head__wrong__list(features, n_out=4):
    """a list in Sequential, star forgotten"""
    channels, rows, columns = features
    return nn.Sequential([nn.Flatten(), nn.Linear(channels * rows * columns, n_out)])


def box_head__wrong__concat_pool(features, n_out=4):
    """the classifier's pooling head"""
    from minilib.classifier import ConcatPool

    return nn.Sequential(ConcatPool(), nn.Linear(2 * features[0], n_out))


def box_head__wrong__linear_alone(features, n_out=4):
    """no Sequential: only the linear layer"""
    channels, rows, columns = features
    return nn.Linear(channels * rows * columns, n_out)


def box_head__wrong__512(features, n_out=4):
    """the lesson's numbers written out"""
    return nn.Sequential(nn.Flatten(), nn.Linear(512 * 7 * 7, n_out))


def box_head__wrong__batch(features, n_out=4):
    """flattens from dim 2: channels stay apart"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(2), nn.Linear(rows * columns, n_out))


def box_head__wrong__norm(features, n_out=4):
    """BatchNorm behind the linear layer"""
    channels, rows, columns = features
    return nn.Sequential(
        nn.Flatten(), nn.Linear(channels * rows * columns, n_out), nn.BatchNorm1d(n_out)
    )


def box_head__wrong__relu_before(features, n_out=4):
    """a ReLU between Flatten and Linear"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Linear(channels * rows * columns, n_out))


def box_head__wrong__class_not_called(features, n_out=4):
    """nn.Flatten without parentheses"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten, nn.Linear(channels * rows * columns, n_out))


def box_head__wrong__n_out_plus(features, n_out=4):
    """four numbers more than n_out"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, 4 + n_out))


def box_head__right__star(features, n_out=4):
    n_in = 1
    for size in features:
        n_in *= size
    layers = [nn.Flatten(), nn.Linear(n_in, n_out)]
    return nn.Sequential(*layers)


def box_head__right__ordered(features, n_out=4):
    c, r, k = features
    return nn.Sequential(
        OrderedDict([("flatten", nn.Flatten()), ("linear", nn.Linear(r * k * c, n_out))])
    )


def choose_device__wrong__none_cuda(wanted, gpus):
    """'cuda' for None, without a number"""
    if wanted is None:
        return "cuda" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return f"cuda:{number}"


def choose_device__wrong__not_wanted(wanted, gpus):
    """takes no account of what is wanted"""
    return "cuda:0" if gpus > 0 else "cpu"


def choose_device__wrong__number(wanted, gpus):
    """returns the number, not the name"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return number


def choose_device__wrong__prints(wanted, gpus):
    """prints a message instead of raising"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        print(f"there are only {gpus} GPUs")
        return None
    return f"cuda:{number}"


def choose_device__wrong__last_char(wanted, gpus):
    """takes the last character for the number"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = 0 if wanted == "cuda" else int(wanted[5])
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return f"cuda:{number}"


def choose_device__wrong__text_compared(wanted, gpus):
    """compares the number as text"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = wanted.removeprefix("cuda").removeprefix(":") or "0"
    if number >= str(gpus):
        raise ValueError(f"only {gpus}")
    return f"cuda:{number}"


def choose_device__wrong__colon_lost(wanted, gpus):
    """forgets the colon in the result"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return f"cuda{number}"


def choose_device__wrong__real_gpus(wanted, gpus):
    """asks torch for the number of GPUs instead of using the argument"""
    count = torch.cuda.device_count()
    if wanted is None:
        return "cuda:0" if count else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= count:
        raise ValueError(f"only {count}")
    return f"cuda:{number}"


def choose_device__wrong__cpu_when_none(wanted, gpus):
    """refuses when there is no GPU, even if the CPU is wanted"""
    if gpus == 0:
        raise ValueError("no GPU")
    if wanted is None:
        return "cuda:0"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return f"cuda:{number}"


def choose_device__wrong__one_gpu(wanted, gpus):
    """asks only whether there is a GPU at all"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    if gpus == 0:
        raise ValueError("no GPU")
    return f"cuda:{int(wanted.removeprefix('cuda').removeprefix(':') or 0)}"


def choose_device__wrong__returns_error(wanted, gpus):
    """returns the error"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        return ValueError(f"only {gpus}")
    return f"cuda:{number}"


def choose_device__right__partition(wanted, gpus):
    if wanted is None:
        wanted = "cuda:0" if gpus else "cpu"
    kind, _, number = wanted.partition(":")
    if kind == "cpu":
        return "cpu"
    number = int(number or "0")
    if number > gpus - 1:
        raise ValueError(f"{wanted}: this computer has {gpus} GPUs")
    return f"{kind}:{number}"


def choose_device__right__names(wanted, gpus):
    names = [f"cuda:{i}" for i in range(gpus)]
    if wanted is None:
        return (names + ["cpu"])[0]
    if wanted == "cpu":
        return wanted
    if wanted == "cuda":
        wanted = "cuda:0"
    if wanted in names:
        return wanted
    raise ValueError(f"{wanted} is not among the {gpus} GPUs of this computer")


def cosine_rates__wrong__return_inside(lr, lengths, steps):
    """return inside the loop: only the first cycle"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T)]
        return rates


def cosine_rates__wrong__rounded(lr, lengths, steps):
    """rounds as the chapter's printed cells do"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [round(lr / 2 * (1 + math.cos(math.pi * t / T)), 3) for t in range(T)]
    return rates


def cosine_rates__wrong__sine(lr, lengths, steps):
    """sin instead of cos"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.sin(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__no_one(lr, lengths, steps):
    """forgets 1 +: rates go below 0"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * math.cos(math.pi * t / T) for t in range(T)]
    return rates


def cosine_rates__wrong__lr_forgotten(lr, lengths, steps):
    """lr is not used"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [1 / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__overwritten(lr, lengths, steps):
    """= for +=: only the last cycle is left"""
    rates = []
    for length in lengths:
        T = length * steps
        rates = [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__decaying(lr, lengths, steps):
    """halves lr after each cycle"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T)]
        lr = lr / 2
    return rates


def cosine_rates__wrong__total(lr, lengths, steps):
    """T is the sum of all cycles' batches, though each cycle begins anew"""
    rates = []
    T = sum(lengths) * steps
    for length in lengths:
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(length * steps)]
    return rates


def cosine_rates__wrong__tensors(lr, lengths, steps):
    """a list of tensors, not of numbers"""
    rates = []
    for length in lengths:
        t = torch.arange(length * steps) / (length * steps)
        rates += list(lr / 2 * (1 + torch.cos(torch.pi * t)))
    return rates


def cosine_rates__wrong__length_plus_steps(lr, lengths, steps):
    """length + steps for length * steps"""
    rates = []
    for length in lengths:
        T = length + steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__wrong__halved_twice(lr, lengths, steps):
    """cos of the half angle without the square"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr * math.cos(math.pi * t / T / 2) for t in range(T)]
    return rates


def cosine_rates__right__generator(lr, lengths, steps):
    def one(T):
        for t in range(T):
            yield lr / 2 * (1 + math.cos(math.pi * t / T))

    return [rate for length in lengths for rate in one(length * steps)]


def cosine_rates__right__numpy(lr, lengths, steps):
    rates = []
    for length in lengths:
        T = length * steps
        rates.extend((lr / 2 * (1 + np.cos(np.pi * np.arange(T) / T))).tolist())
    return rates


# --- more, written from the chapters alone ---------------------------------------------------


def l1__wrong__sum(outputs, y):
    """the sum, not the mean"""
    return (outputs - y).abs().sum()


def l1__wrong__signed(outputs, y):
    """without abs"""
    return (outputs - y).mean()


def l1__right__torch(outputs, y):
    return torch.mean(torch.abs(y - outputs))


def iou__wrong__smaller_area(a, b):
    """divides by the smaller of the two areas"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / torch.minimum(area_a, area_b).clamp(min=1e-9)


def iou__wrong__max_min_exchanged(a, b):
    """maximum and minimum exchanged"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__right__sides(a, b):
    top, left = torch.max(a[:, 0], b[:, 0]), torch.max(a[:, 1], b[:, 1])
    bottom, right = torch.min(a[:, 2], b[:, 2]), torch.min(a[:, 3], b[:, 3])
    common = (bottom - top + 1).clamp(min=0) * (right - left + 1).clamp(min=0)
    one = (a[:, 2] - a[:, 0] + 1) * (a[:, 3] - a[:, 1] + 1)
    two = (b[:, 2] - b[:, 0] + 1) * (b[:, 3] - b[:, 1] + 1)
    return common / (one + two - common).clamp(min=1e-9)


def box_head__wrong__relu_behind(features, n_out=4):
    """a ReLU behind the linear layer"""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out), nn.ReLU())


def box_head__wrong__lazy(features, n_out=4):
    """leaves the number of inputs open: there are no weights yet for an optimizer"""
    return nn.Sequential(nn.Flatten(), nn.LazyLinear(n_out))


def choose_device__wrong__one_more(wanted, gpus):
    """> for >=: the first GPU that is not there passes"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number > gpus:
        raise ValueError(f"no {wanted}")
    return f"cuda:{number}"


def cosine_rates__wrong__half_missing(lr, lengths, steps):
    """twice the rate"""
    rates = []
    for length in lengths:
        T = length * steps
        rates += [lr * (1 + math.cos(math.pi * t / T)) for t in range(T)]
    return rates


def cosine_rates__right__list(lr, lengths, steps):
    return [
        lr * (1 + math.cos(math.pi * t / (length * steps))) / 2
        for length in lengths
        for t in range(length * steps)
    ]


# --- another formula -------------------------------------------------------------------------


def iou__wrong__larger_area(a, b):
    """divides by the larger of the two areas"""
    both, area_a, area_b = _parts(a, b)
    return both / torch.maximum(area_a, area_b).clamp(min=1e-9)


def iou__wrong__second_area(a, b):
    """divides by the second area"""
    both, _, area_b = _parts(a, b)
    return both / area_b.clamp(min=1e-9)


def iou__wrong__mean_area(a, b):
    """divides by the mean of the areas"""
    both, area_a, area_b = _parts(a, b)
    return both / ((area_a + area_b) / 2).clamp(min=1e-9)


def iou__wrong__box_around_both(a, b):
    """divides by the box around both"""
    both, _, _ = _parts(a, b)
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    return both / (far - near + 1).prod(dim=1).clamp(min=1e-9)


def iou__wrong__one_minus(a, b):
    """1 - IoU, as a loss has it"""
    both, area_a, area_b = _parts(a, b)
    return 1 - both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__percent(a, b):
    """in percent"""
    both, area_a, area_b = _parts(a, b)
    return 100 * both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__product_of_areas(a, b):
    """multiplies the areas instead of adding them"""
    both, area_a, area_b = _parts(a, b)
    return both / (area_a * area_b - both).clamp(min=1e-9)


def iou__wrong__root(a, b):
    """divides by the root of the product of the areas"""
    both, area_a, area_b = _parts(a, b)
    return both / (area_a * area_b).clamp(min=1e-9).sqrt()


def iou__wrong__as_sizes(a, b):
    """takes the last two numbers for height and width"""
    near = torch.maximum(a[:, :2], b[:, :2])
    far = torch.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    both = (far - near).clamp(min=0).prod(dim=1)
    return both / (a[:, 2:].prod(dim=1) + b[:, 2:].prod(dim=1) - both).clamp(min=1e-9)


def iou__wrong__clamped_union(a, b):
    """clamps the union at 1 instead of a tiny number"""
    both, area_a, area_b = _parts(a, b)
    return both / (area_a + area_b).clamp(min=1)


def cosine_rates__wrong__line(lr, lengths, steps):
    """along a straight line"""
    return [lr * (1 - t / (n * steps)) for n in lengths for t in range(n * steps)]


def choose_device__wrong__cuda_without_number(wanted, gpus):
    """gives 'cuda' back as it is, without its number"""
    if wanted is None:
        return "cuda:0" if gpus else "cpu"
    if wanted == "cpu":
        return "cpu"
    number = int(wanted.removeprefix("cuda").removeprefix(":") or 0)
    if number >= gpus:
        raise ValueError(f"only {gpus}")
    return wanted


def iou__wrong__clamp_product(a, b):
    """two negative sides multiply to a positive area"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    inter = (far - near + 1).prod(1).clamp(min=0)
    area = lambda t: (t[:, 2:] - t[:, :2] + 1).clamp(min=0).prod(1)
    return inter / (area(a) + area(b) - inter).clamp(min=1)


def l1__right__norm(outputs, y):
    d = outputs - y
    return torch.where(d < 0, -d, d).mean()


def iou__wrong__boxes_in_steps(a, b):
    """+ 1 for the part in both, but not for the boxes"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a, area_b = ((box[:, 2:] - box[:, :2]).prod(dim=1) for box in (a, b))
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__around_both_clamped(a, b):
    """maximum and minimum exchanged, and all sides clamped"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a, area_b = ((box[:, 2:] - box[:, :2] + 1).clamp(min=0).prod(dim=1) for box in (a, b))
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__right__boxes_clamped_too(a, b):
    area = lambda box: (box[:, 2:] - box[:, :2] + 1).clamp(min=0).prod(dim=1)
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = area(torch.cat([near, far], dim=1))
    return both / (area(a) + area(b) - both).clamp(min=1e-9)


def cosine_rates__wrong__every_epoch(lr, lengths, steps):
    """falls in every epoch, however long the cycle is"""
    one = [lr / 2 * (1 + math.cos(math.pi * t / steps)) for t in range(steps)]
    return one * sum(lengths)


def cosine_rates__right__whole_cycles(lr, lengths, steps):
    rates = []
    for length in lengths:
        angles = np.linspace(0, np.pi, length * steps + 1)[:-1]
        rates.extend((lr * (1 + np.cos(angles)) / 2).tolist())
    return rates


def l1__wrong__expanded(outputs, y):
    """only outputs may be a single box"""
    return (outputs.expand_as(y) - y).abs().mean()


@cache
def box_head__wrong__cached(features, n_out=4):
    """one head for all: two calls share their weights"""
    channels, rows, columns = features
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, n_out))


def iou__wrong__part_in_both_not_clamped(a, b):
    """clamps the boxes' sides and the union, not the part in both"""
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__corners_exchanged(a, b):
    """minimum of the near corners, maximum of the far ones; clamps every side"""
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2] + 1).clamp(min=0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2] + 1).clamp(min=0).prod(dim=1)
    return both / (area_a + area_b - both).clamp(min=1e-9)


def iou__wrong__plain_numbers(a, b):
    """plain numbers inside, so no gradient flows"""
    result = []
    for (t1, l1, b1, r1), (t2, l2, b2, r2) in zip(a.tolist(), b.tolist()):
        h = max(min(b1, b2) - max(t1, t2) + 1, 0)
        w = max(min(r1, r2) - max(l1, l2) + 1, 0)
        area1 = max(b1 - t1 + 1, 0) * max(r1 - l1 + 1, 0)
        area2 = max(b2 - t2 + 1, 0) * max(r2 - l2 + 1, 0)
        result.append(h * w / max(area1 + area2 - h * w, 1e-9))
    return torch.tensor(result)


def box_head__wrong__hidden_layer(features, n_out=4):
    """a hidden layer that nobody asked for"""
    n = features[0] * features[1] * features[2]
    return nn.Sequential(nn.Flatten(), nn.Linear(n, 256), nn.ReLU(), nn.Linear(256, n_out))


def cosine_rates__wrong__first_epoch_only(lr, lengths, steps):
    """only the first epoch of each cycle"""
    rates = []
    for length in lengths:
        T = length * steps
        for t in range(steps):
            rates.append(lr / 2 * (1 + math.cos(math.pi * t / T)))
    return rates


def box_head__wrong__frozen(features, n_out=4):
    """a head that cannot learn"""
    channels, rows, columns = features
    head = nn.Sequential(nn.Flatten(), nn.Linear(channels * rows * columns, n_out))
    return head.requires_grad_(False)
