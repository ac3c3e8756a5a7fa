"""Other right answers to the exercises of chapter 10, and mutants that are right as well."""

from collections import OrderedDict
from itertools import islice

import torch
from torch import nn
from torch.nn import functional as F


def layer_groups_named(layers, cut, head):
    early, late = layers[:cut], layers[cut:]
    return nn.Sequential(nn.Sequential(*early), nn.Sequential(*late), head)


def layer_groups_appended(layers, cut, head):
    groups = nn.Sequential(nn.Sequential(), nn.Sequential(), head)
    for number, layer in enumerate(layers):
        groups[0 if number < cut else 1].append(layer)
    return groups


def layer_groups_with_names(layers, cut, head):
    parts = OrderedDict()
    parts["early"] = nn.Sequential(*layers[:cut])
    parts["late"] = nn.Sequential(*layers[cut : len(layers)])
    parts["head"] = head
    return nn.Sequential(parts)


def layer_groups_map(layers, cut, head):
    chains = [nn.Sequential(*part) for part in (layers[:cut], layers[cut:])]
    return nn.Sequential(*chains, head)


def accuracy_max(outputs, y):
    _, answers = outputs.max(dim=-1)
    return torch.eq(answers, y).to(torch.float32).mean()


def accuracy_count(outputs, y):
    right = (torch.argmax(outputs, 1) == y).sum()
    return right / len(y)


def accuracy_softmax(outputs, y):
    return (outputs.softmax(dim=1).argmax(dim=1) == y).float().mean()


def accuracy_loop(outputs, y):
    right = [float(row.argmax() == number) for row, number in zip(outputs, y, strict=True)]
    return torch.tensor(right).mean()


def train_step_named(model, loss_func, opt, x, y):
    opt.zero_grad()
    outputs = model(x)
    loss = loss_func(outputs, y)
    loss.backward()
    opt.step()
    return float(loss.detach())


def train_step_zeros_kept(model, loss_func, opt, x, y):
    loss = loss_func(model(x), y)
    opt.zero_grad(set_to_none=False)
    loss.backward()
    opt.step()
    return loss.detach().cpu().item()


def train_step_model_zeroed(model, loss_func, opt, x, y):
    model.zero_grad()
    loss = loss_func(model(x), y)
    value = loss.item()
    loss.backward()
    opt.step()
    opt.zero_grad()
    return value


def train_step_by_hand(model, loss_func, opt, x, y):
    for weight in model.parameters():
        weight.grad = None
    loss = loss_func(model.forward(x), y)
    torch.autograd.backward(loss)
    opt.step()
    return loss.tolist()


def confusion_matrix_range(actual, predicted, n):
    table = torch.zeros((n, n), dtype=torch.long)
    for i in range(len(actual)):
        table[actual[i], predicted[i]] = table[actual[i], predicted[i]] + 1
    return table


def confusion_matrix_bincount(actual, predicted, n):
    return torch.bincount(actual * n + predicted, minlength=n * n).reshape(n, n)


def confusion_matrix_accumulate(actual, predicted, n):
    table = torch.zeros(n, n, dtype=torch.int64)
    ones = torch.ones_like(actual)
    return table.index_put_((actual, predicted), ones, accumulate=True)


def confusion_matrix_compare(actual, predicted, n):
    rows = [
        [int(((actual == row) & (predicted == column)).sum()) for column in range(n)]
        for row in range(n)
    ]
    return torch.tensor(rows)


def layer_groups_islice(layers, cut, head):
    rest = iter(layers)
    early = nn.Sequential(*islice(rest, cut))
    return nn.Sequential(early, nn.Sequential(*rest), head)


def confusion_matrix_index_put(actual, predicted, n):
    table = torch.zeros((n, n), dtype=torch.long)
    table.index_put_((actual.long(), predicted.long()), torch.tensor(1), accumulate=True)
    return table


def accuracy_double(outputs, y):
    return outputs.argmax(1).eq(y).double().mean()


def train_step_gradients(model, loss_func, opt, x, y):
    parameters = list(model.parameters())
    loss = loss_func(model(x), y)
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    opt.step()
    return loss.item()


def train_step_closure(model, loss_func, opt, x, y):
    def loss():
        opt.zero_grad()
        lost = loss_func(model(x), y)
        lost.backward()
        return lost

    return opt.step(loss).item()


def confusion_matrix_one_hot(actual, predicted, n):
    rows = F.one_hot(actual, n)
    columns = F.one_hot(predicted, n)
    return rows.T @ columns


RIGHT_WAYS = {
    "layer_groups": [
        layer_groups_named,
        layer_groups_appended,
        layer_groups_with_names,
        layer_groups_map,
        layer_groups_islice,
    ],
    "accuracy": [accuracy_max, accuracy_count, accuracy_softmax, accuracy_loop, accuracy_double],
    "train_step": [
        train_step_named,
        train_step_zeros_kept,
        train_step_model_zeroed,
        train_step_by_hand,
        train_step_gradients,
        train_step_closure,
    ],
    "confusion_matrix": [
        confusion_matrix_range,
        confusion_matrix_bincount,
        confusion_matrix_accumulate,
        confusion_matrix_compare,
        confusion_matrix_index_put,
        confusion_matrix_one_hot,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "confusion_matrix": {
        "zip(actual.tolist(), predicted.tolist(), strict=True) -> "
        "zip(actual.tolist(), predicted.tolist())": "both are of the same length",
        "True -> False": "both are of the same length",
        "actual.tolist() -> actual": "a Tensor with one number is an index as well",
        "predicted.tolist() -> predicted": "a Tensor with one number is an index as well",
    },
}
