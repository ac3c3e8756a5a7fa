# ruff: noqa
"""Answers for chapter 10: layer_groups, accuracy, train_step, find_rates, should_stop, confusion."""

import math
from collections import Counter, OrderedDict
from functools import reduce
from itertools import accumulate, islice, repeat

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.modeldata import normalize

# --- layer_groups ---------------------------------------------------------------------------


def layer_groups__wrong__layer_twice(layers, cut, head):
    """the late group begins one too early, so a layer stands in both groups"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut - 1 :]), head)


def layer_groups__wrong__layer_lost(layers, cut, head):
    """layer number cut is left out"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut + 1 :]), head)


def layer_groups__wrong__from_the_end(layers, cut, head):
    """cut is counted from the end"""
    return nn.Sequential(nn.Sequential(*layers[:-cut]), nn.Sequential(*layers[-cut:]), head)


def layer_groups__wrong__tuple(layers, cut, head):
    """a tuple of three, not one chain"""
    return nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head


def layer_groups__wrong__no_head(layers, cut, head):
    """forgets the head"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]))


def layer_groups__wrong__pops(layers, cut, head):
    """takes the layers out of the caller's list"""
    early = nn.Sequential(*[layers.pop(0) for _ in range(cut)])
    return nn.Sequential(early, nn.Sequential(*layers), head)


def layer_groups__wrong__three_in_body(layers, cut, head):
    """body as one chain, cut forgotten, and the head in a chain"""
    return nn.Sequential(nn.Sequential(*layers), head)


def layer_groups__right__islice(layers, cut, head):
    rest = iter(layers)
    early = nn.Sequential(*islice(rest, cut))
    return nn.Sequential(early, nn.Sequential(*rest), head)


# --- accuracy -------------------------------------------------------------------------------


def accuracy__wrong__no_dim(outputs, y):
    """argmax without dim gives one position in the whole table"""
    return (outputs.argmax() == y).float().mean()


def accuracy__wrong__sum(outputs, y):
    """counts the right ones instead of giving their share"""
    return (outputs.argmax(dim=1) == y).float().sum()


# --- train_step -----------------------------------------------------------------------------


def train_step__wrong__zero_after_backward(model, loss_func, opt, x, y):
    """zero_grad stands between backward and step and throws the gradients away"""
    loss = loss_func(model(x), y)
    loss.backward()
    opt.zero_grad()
    opt.step()
    return loss.item()


def train_step__wrong__no_backward(model, loss_func, opt, x, y):
    """forgets backward"""
    loss = loss_func(model(x), y)
    opt.zero_grad()
    opt.step()
    return loss.item()


def train_step__wrong__swapped(model, loss_func, opt, x, y):
    """loss_func(y, outputs): the arguments are exchanged"""
    loss = loss_func(y, model(x))
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__no_grad(model, loss_func, opt, x, y):
    """computes the outputs under no_grad, so there is nothing to walk back through"""
    with torch.no_grad():
        outputs = model(x)
    loss = loss_func(outputs, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__normalizes(model, loss_func, opt, x, y):
    """normalises the batch once more"""
    loss = loss_func(model(normalize(x)), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__eval_mode(model, loss_func, opt, x, y):
    """switches the model to eval mode, so it trains without dropout"""
    model.eval()
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


# --- find_rates -----------------------------------------------------------------------------


def find_rates__wrong__logspace(start_lr, end_lr, steps):
    """logspace wants exponents, not rates"""
    return np.logspace(start_lr, end_lr, steps).tolist()


def find_rates__wrong__without_start(start_lr, end_lr, steps):
    """forgets to multiply by the first rate: begins at 1"""
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [factor**step for step in range(steps)]


def find_rates__wrong__times_ten(start_lr, end_lr, steps):
    """always the factor 10, as in the example"""
    return [start_lr * 10**step for step in range(steps)]


# --- should_stop ----------------------------------------------------------------------------


def should_stop__wrong__equals_nan(losses, factor=4):
    """compares with nan by ==, which is never True"""
    newest = losses[-1]
    return newest == math.nan or newest == math.inf or newest > factor * min(losses)


def should_stop__wrong__greater_equal(losses, factor=4):
    """stops at exactly factor times the best too"""
    return not math.isfinite(losses[-1]) or losses[-1] >= factor * min(losses)


def should_stop__wrong__previous(losses, factor=4):
    """compares with the loss before, not with the smallest"""
    if not math.isfinite(losses[-1]):
        return True
    return len(losses) > 1 and losses[-1] > factor * losses[-2]


def should_stop__wrong__largest(losses, factor=4):
    """compares the largest loss, not the newest"""
    return not math.isfinite(losses[-1]) or max(losses) > factor * min(losses)


def should_stop__wrong__inverse(losses, factor=4):
    """True and False exchanged: says whether to go on"""
    return math.isfinite(losses[-1]) and losses[-1] <= factor * min(losses)


def should_stop__wrong__best_without_newest(losses, factor=4):
    """leaves the newest out of the smallest: fails with one loss"""
    return not math.isfinite(losses[-1]) or losses[-1] > factor * min(losses[:-1])


# --- confusion ------------------------------------------------------------------------------


def confusion__wrong__fancy_index(actual, predicted, n):
    """table[actual, predicted] += 1 counts equal pairs only once"""
    table = torch.zeros(n, n, dtype=torch.int64)
    table[actual, predicted] += 1
    return table


def confusion__wrong__float(actual, predicted, n):
    """the table is float, since dtype is missing"""
    table = torch.zeros(n, n)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion__wrong__ignores_n(actual, predicted, n):
    """as many rows as the largest number needs, not n"""
    n = int(max(actual.max(), predicted.max())) + 1
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion__wrong__lists(actual, predicted, n):
    """lists of lists, not a Tensor"""
    table = [[0] * n for _ in range(n)]
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a][p] += 1
    return table


def confusion__right__index_put(actual, predicted, n):
    table = torch.zeros((n, n), dtype=torch.long)
    table.index_put_((actual.long(), predicted.long()), torch.tensor(1), accumulate=True)
    return table
