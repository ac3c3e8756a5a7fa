# ruff: noqa
"""Answers for chapter 10: layer_groups, accuracy, train_step, find_rates, should_stop, confusion."""

import math
from itertools import islice

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.transforms import normalize

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


# --- confusion ------------------------------------------------------------------------------


def confusion_matrix__wrong__fancy_index(actual, predicted, n):
    """table[actual, predicted] += 1 counts equal pairs only once"""
    table = torch.zeros(n, n, dtype=torch.int64)
    table[actual, predicted] += 1
    return table


def confusion_matrix__wrong__float(actual, predicted, n):
    """the table is float, since dtype is missing"""
    table = torch.zeros(n, n)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion_matrix__wrong__ignores_n(actual, predicted, n):
    """as many rows as the largest number needs, not n"""
    n = int(max(actual.max(), predicted.max())) + 1
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion_matrix__wrong__lists(actual, predicted, n):
    """lists of lists, not a Tensor"""
    table = [[0] * n for _ in range(n)]
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a][p] += 1
    return table


def confusion_matrix__right__index_put(actual, predicted, n):
    table = torch.zeros((n, n), dtype=torch.long)
    table.index_put_((actual.long(), predicted.long()), torch.tensor(1), accumulate=True)
    return table


def layer_groups__wrong__nested_twice(layers, cut, head):
    """one chain around everything too much"""
    chain = nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)
    return nn.Sequential(chain)


def layer_groups__wrong__late_first(layers, cut, head):
    """late layers before the early ones"""
    return nn.Sequential(nn.Sequential(*layers[cut:]), nn.Sequential(*layers[:cut]), head)


def layer_groups__wrong__body_and_head(layers, cut, head):
    """early and late are a chain of their own, and the head beside them"""
    body = nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]))
    return nn.Sequential(body, head)


def layer_groups__wrong__one_layer_each(layers, cut, head):
    """only the layers at 0 and at cut"""
    return nn.Sequential(nn.Sequential(layers[0]), nn.Sequential(layers[cut]), head)


def layer_groups__wrong__module_list(layers, cut, head):
    """a ModuleList, which can't be called"""
    return nn.ModuleList([nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head])


def layer_groups__wrong__half(layers, cut, head):
    """cuts in the middle; cut is not used"""
    cut = len(layers) // 2
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head)


def layer_groups__wrong__relu_added(layers, cut, head):
    """puts a ReLU before the head"""
    return nn.Sequential(
        nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), nn.ReLU(), head
    )


def layer_groups__wrong__head_twice(layers, cut, head):
    """the head is in the late group and a group of its own"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:], head), head)


def layer_groups__wrong__append(layers, cut, head):
    """appends the head to the caller's list"""
    layers.append(head)
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:-1]), head)


def layer_groups__wrong__list_in_chain(layers, cut, head):
    """hands over one list of three"""
    groups = [nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head]
    return nn.Sequential(groups)


def layer_groups__right__add_module(layers, cut, head):
    model = nn.Sequential()
    for name, part in (("early", layers[:cut]), ("late", layers[cut:])):
        model.add_module(name, nn.Sequential(*part))
    model.add_module("head", head)
    return model


def layer_groups__right__comprehension(layers, cut, head):
    early = [layers[i] for i in range(cut)]
    late = [layers[i] for i in range(cut, len(layers))]
    return nn.Sequential(*[nn.Sequential(*group) for group in (early, late)], head)


def accuracy__wrong__max_pair(outputs, y):
    """max(dim=1) gives a pair, which is compared as it is"""
    return (outputs.max(dim=1) == y).float().mean()


def accuracy__wrong__divided_by_classes(outputs, y):
    """divides by the number of classes, not of images"""
    return (outputs.argmax(dim=1) == y).float().sum() / outputs.shape[1]


def accuracy__wrong__chance(outputs, y):
    """the mean chance given to the right class"""
    return F.softmax(outputs, dim=1)[torch.arange(len(y)), y].mean()


def accuracy__wrong__keepdim(outputs, y):
    """keepdim makes a column, so every answer is compared with every class"""
    return (outputs.argmax(dim=1, keepdim=True) == y).float().mean()


def accuracy__wrong__int(outputs, y):
    """int() cuts the share off to 0 or 1"""
    return (outputs.argmax(dim=1) == y).float().mean().int()


def accuracy__wrong__loss(outputs, y):
    """gives the cross-entropy"""
    return F.cross_entropy(outputs, y)


def accuracy__wrong__rounded(outputs, y):
    """rounds to whole percents"""
    return ((outputs.argmax(dim=1) == y).float().mean() * 100).round() / 100


def accuracy__wrong__all(outputs, y):
    """1 only if all of them are right"""
    return (outputs.argmax(dim=1) == y).all().float()


def accuracy__wrong__top_two(outputs, y):
    """counts a class among the two largest as right"""
    best = outputs.topk(2, dim=1).indices
    return (best == y[:, None]).any(dim=1).float().mean()


def accuracy__wrong__numpy(outputs, y):
    """gives a NumPy number"""
    return (outputs.numpy().argmax(axis=1) == y.numpy()).mean()


def accuracy__right__where(outputs, y):
    best = torch.argmax(outputs, dim=-1)
    hits = torch.where(best == y, 1.0, 0.0)
    return hits.sum() / hits.numel()


def accuracy__right__double(outputs, y):
    return outputs.argmax(1).eq(y).double().mean()


def train_step__wrong__softmax_first(model, loss_func, opt, x, y):
    """softmax before the loss, which does it itself"""
    loss = loss_func(model(x).softmax(dim=1), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__step_before_backward(model, loss_func, opt, x, y):
    """steps before backward"""
    loss = loss_func(model(x), y)
    opt.zero_grad()
    opt.step()
    loss.backward()
    return loss.item()


def train_step__wrong__detached(model, loss_func, opt, x, y):
    """detaches the outputs"""
    loss = loss_func(model(x).detach(), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__new_optimizer(model, loss_func, opt, x, y):
    """makes an optimizer of its own, as in the chapter"""
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3)
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__cross_entropy(model, loss_func, opt, x, y):
    """always cross-entropy; the given loss is not used"""
    loss = F.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__returns_outputs(model, loss_func, opt, x, y):
    """returns the outputs"""
    outputs = model(x)
    loss = loss_func(outputs, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return outputs


def train_step__wrong__ten_steps(model, loss_func, opt, x, y):
    """ten steps, as in the cell of the chapter"""
    for _ in range(10):
        loss = loss_func(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


def train_step__wrong__eval_then_train(model, loss_func, opt, x, y):
    """puts the model into train mode at the end"""
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    model.train()
    return loss.item()


def train_step__wrong__frozen_body(model, loss_func, opt, x, y):
    """freezes all but the last layer"""
    model.requires_grad_(False)
    model[-1].requires_grad_(True)
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__wrong__long(model, loss_func, opt, x, y):
    """makes class numbers of y, which may be boxes or a list"""
    loss = loss_func(model(x), y.long())
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def train_step__right__grad_none(model, loss_func, opt, x, y):
    opt.zero_grad(set_to_none=True)
    loss = loss_func(model(x), y)
    value = float(loss)
    loss.backward()
    opt.step()
    return value


def train_step__right__gradients(model, loss_func, opt, x, y):
    parameters = list(model.parameters())
    loss = loss_func(model(x), y)
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    opt.step()
    return loss.item()


def confusion_matrix__wrong__ones(actual, predicted, n):
    """begins with ones"""
    table = torch.ones(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion_matrix__wrong__one_axis(actual, predicted, n):
    """adds to a whole row: table[a][p] is right, table[a] is not"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, _p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a] += 1
    return table


def confusion_matrix__wrong__return_in_loop(actual, predicted, n):
    """return stands inside the loop"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
        return table


def confusion_matrix__wrong__range_n(actual, predicted, n):
    """looks at the first n images only"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for i in range(min(n, len(actual))):
        table[actual[i], predicted[i]] += 1
    return table


def confusion_matrix__wrong__three(actual, predicted, n):
    """always three classes, as in the example"""
    table = torch.zeros(3, 3, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        if a < 3 and p < 3:
            table[a, p] += 1
    return table


def confusion_matrix__wrong__pairs(actual, predicted, n):
    """every actual class with every predicted one"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a in actual.tolist():
        for p in predicted.tolist():
            table[a, p] += 1
    return table


def confusion_matrix__wrong__shares(actual, predicted, n):
    """divides by the number of images"""
    table = torch.zeros(n, n)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table / len(actual)


def confusion_matrix__wrong__numpy(actual, predicted, n):
    """gives a NumPy array"""
    table = np.zeros((n, n), dtype=np.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
    return table


def confusion_matrix__wrong__from_one(actual, predicted, n):
    """thinks that classes count from 1"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a - 1, p - 1] += 1
    return table


def confusion_matrix__wrong__symmetric(actual, predicted, n):
    """counts each confusion in both directions"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist(), strict=True):
        table[a, p] += 1
        if a != p:
            table[p, a] += 1
    return table


def confusion_matrix__right__one_hot(actual, predicted, n):
    rows = F.one_hot(actual, n)
    columns = F.one_hot(predicted, n)
    return rows.T @ columns


def confusion_matrix__right__stacked(actual, predicted, n):
    table = torch.zeros(n, n, dtype=torch.int64)
    for pair in torch.stack([actual, predicted], dim=1):
        row, column = pair
        table[row][column] += 1
    return table


# --- more, written from the chapters alone ---------------------------------------------------


def layer_groups__wrong__reversed_layers(layers, cut, head):
    """the layers of the late group backwards"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:][::-1]), head)


def accuracy__wrong__argmin(outputs, y):
    """the smallest output"""
    return (outputs.argmin(dim=1) == y).float().mean()


def accuracy__wrong__errors(outputs, y):
    """the share of the wrong ones"""
    return (outputs.argmax(dim=1) != y).float().mean()


def accuracy__right__sum(outputs, y):
    right = outputs.argmax(1).eq(y).sum()
    return right.float() / len(y)


def train_step__wrong__no_step(model, loss_func, opt, x, y):
    """forgets the step"""
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    return loss.item()


def train_step__wrong__loss_after(model, loss_func, opt, x, y):
    """gives the loss after the step"""
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss_func(model(x), y).item()


def confusion_matrix__wrong__transposed(actual, predicted, n):
    """rows are the predictions"""
    table = torch.zeros(n, n, dtype=torch.int64)
    for a, p in zip(actual.tolist(), predicted.tolist()):
        table[p, a] += 1
    return table


def confusion_matrix__right__bincount(actual, predicted, n):
    return torch.bincount(actual * n + predicted, minlength=n * n).reshape(n, n)


def layer_groups__wrong__cut_plus(layers, cut, head):
    """one layer is in both groups"""
    return nn.Sequential(nn.Sequential(*layers[: cut + 1]), nn.Sequential(*layers[cut:]), head)


def layer_groups__wrong__star_before_head(layers, cut, head):
    """unpacks the head, too"""
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), *head)


def accuracy__wrong__no_float(outputs, y):
    """takes the mean of True and False"""
    return (outputs.argmax(dim=1) == y).mean()


def train_step__wrong__zero_after_step(model, loss_func, opt, x, y):
    """tidies up after itself, but not before"""
    loss = loss_func(model(x), y)
    loss.backward()
    opt.step()
    opt.zero_grad()
    return loss.item()


def train_step__wrong__item_first(model, loss_func, opt, x, y):
    """turns the loss into a number before backward"""
    loss = loss_func(model(x), y).item()
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss


def confusion_matrix__wrong__loop_in_loop(actual, predicted, n):
    """pairs each image with every image"""
    counts = torch.zeros(n, n, dtype=torch.int64)
    for a in actual.tolist():
        for p in predicted.tolist():
            counts[a, p] += 1
    return counts


def layer_groups__wrong__frozen(layers, cut, head):
    """freezes the body"""
    body = nn.Sequential(*layers)
    body.requires_grad_(False)
    return nn.Sequential(body[:cut], body[cut:], head)


def accuracy__wrong__confident_only(outputs, y):
    """only confident answers count"""
    probs = F.softmax(outputs, dim=1)
    confidence, preds = probs.max(dim=1)
    return ((preds == y) & (confidence > 0.5)).float().mean()


def accuracy__wrong__plain_number(outputs, y):
    """a number, not a Tensor"""
    right = 0
    for scores, answer in zip(outputs, y):
        if scores.argmax() == answer:
            right += 1
    return right / len(y)


def train_step__wrong__two_passes(model, loss_func, opt, x, y):
    """the loss comes from a second forward pass (BatchNorm moves twice, Dropout differs)"""
    before = loss_func(model(x), y).item()
    opt.zero_grad()
    loss_func(model(x), y).backward()
    opt.step()
    return before


def confusion_matrix__wrong__range_of_classes(actual, predicted, n):
    """loops over n images instead of all"""
    counts = torch.zeros(n, n, dtype=torch.int64)
    for i in range(n):
        counts[actual[i], predicted[i]] += 1
    return counts


def confusion_matrix__wrong__shares_of_rows(actual, predicted, n):
    """shares of each row"""
    counts = torch.zeros(n, n)
    for a, p in zip(actual.tolist(), predicted.tolist()):
        counts[a, p] += 1
    return counts / counts.sum(dim=1, keepdim=True)


def confusion_matrix__wrong__bincount(actual, predicted, n):
    """bincount without minlength: too short where the last cells are empty"""
    return torch.bincount(actual * n + predicted).reshape(n, n)


def confusion_matrix__wrong__one_list(actual, predicted, n):
    """all rows are the same list"""
    table = [[0] * n] * n
    for a, p in zip(actual.tolist(), predicted.tolist()):
        table[a][p] += 1
    return torch.tensor(table)


def accuracy__wrong__sigmoid(outputs, y):
    """sigmoid first, which is 1 for every large score"""
    return (outputs.sigmoid().argmax(dim=1) == y).float().mean()
