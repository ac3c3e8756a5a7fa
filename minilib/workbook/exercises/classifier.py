"""Exercises of chapter 10: what is the largest object."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from minilib import classifier, training
from minilib.workbook.exercises import Call, Exercise, Made, Mistake, call

# -- layer_groups: wrong ways -------------------------------------------------------------------


def one_chain_of_all(layers, cut, head):
    return nn.Sequential(*layers, head)


def body_in_one_group(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers), head)


def head_among_the_late_ones(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:], head))


def head_first(layers, cut, head):
    return nn.Sequential(head, nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]))


def star_forgotten(layers, cut, head):
    return nn.Sequential(nn.Sequential(layers[:cut]), nn.Sequential(layers[cut:]), head)


def layer_at_cut_twice(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers[: cut + 1]), nn.Sequential(*layers[cut:]), head)


def layer_at_cut_lost(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut + 1 :]), head)


def counted_from_the_end(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers[:-cut]), nn.Sequential(*layers[-cut:]), head)


def head_forgotten(layers, cut, head):
    return nn.Sequential(nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]))


def plain_list(layers, cut, head):
    return [nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:]), head]


def _groups_seen(result: object, args: list) -> dict:
    """The groups' layers by kind, and what comes out for a fixed input."""
    if not isinstance(result, nn.Module):
        return {"it is": type(result).__name__}
    head = args[2]
    groups = [
        "the head" if group is head else [str(layer) for layer in group]
        for group in result.children()
        if group is head or isinstance(group, nn.Sequential)
    ]
    seen = {"it is": type(result).__name__, "groups": groups, "layers given": len(args[0])}
    with torch.no_grad():
        try:
            seen["for ones it gives"] = result(torch.ones(1, args[0][0].in_features))
        except Exception as error:
            seen["for ones it gives"] = type(error).__name__
    return seen


def _linear(*sizes: int) -> list[nn.Module]:
    """Linear layers whose weights are the same on every machine."""
    layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    for number, layer in enumerate(layers, 1):
        with torch.no_grad():
            layer.weight.copy_(torch.linspace(-1, 1, layer.weight.numel()).view_as(layer.weight))
            layer.bias.fill_(number / 4)
    return layers


def _chain(cut: int, *sizes: int) -> Call:
    *layers, head = _linear(*sizes)
    shown = ", ".join(f"Linear({a}, {b})" for a, b in pairwise(sizes[:-1]))
    text = f"layer_groups([{shown}], {cut}, Linear({sizes[-2]}, {sizes[-1]}))"
    return call(layers, cut, head, text=text)


# -- accuracy: wrong ways -----------------------------------------------------------------------


def down_the_columns(outputs, y):
    return (outputs.argmax(dim=0) == y[: outputs.shape[1]]).float().mean()


def largest_of_all(outputs, y):
    return (outputs.argmax() == y).float().mean()


def number_right(outputs, y):
    return (outputs.argmax(dim=1) == y).float().sum()


def in_percent(outputs, y):
    return 100 * (outputs.argmax(dim=1) == y).float().mean()


def share_wrong(outputs, y):
    return (outputs.argmax(dim=1) != y).float().mean()


def smallest_output(outputs, y):
    return (outputs.argmin(dim=1) == y).float().mean()


def each_by_itself(outputs, y):
    return outputs.argmax(dim=1) == y


def mean_of_booleans(outputs, y):
    return (outputs.argmax(dim=1) == y).mean()


def outputs_rather_than_positions(outputs, y):
    return (outputs.max(dim=1).values == y).float().mean()


def plain_number(outputs, y):
    return (outputs.argmax(dim=1) == y).float().mean().item()


# -- train_step: wrong ways ---------------------------------------------------------------------


def no_zero_grad(model, loss_func, opt, x, y):
    loss = loss_func(model(x), y)
    loss.backward()
    opt.step()
    return loss.item()


def zero_grad_too_late(model, loss_func, opt, x, y):
    loss = loss_func(model(x), y)
    loss.backward()
    opt.zero_grad()
    opt.step()
    return loss.item()


def no_step(model, loss_func, opt, x, y):
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    return loss.item()


def loss_as_tensor(model, loss_func, opt, x, y):
    loss = loss_func(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss


def loss_after_the_step(model, loss_func, opt, x, y):
    no_result = loss_func(model(x), y)
    opt.zero_grad()
    no_result.backward()
    opt.step()
    return loss_func(model(x), y).item()


def no_return(model, loss_func, opt, x, y):
    loss_as_tensor(model, loss_func, opt, x, y)


def two_steps(model, loss_func, opt, x, y):
    loss = train_step_right(model, loss_func, opt, x, y)
    train_step_right(model, loss_func, opt, x, y)
    return loss


def loss_exchanged(model, loss_func, opt, x, y):
    return train_step_right(model, lambda outputs, y: loss_func(y, outputs), opt, x, y)


def train_step_right(model, loss_func, opt, x, y):
    return training.train_step(model, loss_func, opt, x, y)


class _CountingSGD(torch.optim.SGD):
    """Plain SGD that counts its steps."""

    steps = 0

    def step(self, closure: Callable | None = None) -> object:
        self.steps += 1
        return super().step(closure)


class _Together:
    """A model, and an optimizer of *its* weights: made together for every run.

    An optimizer that is copied apart from its model would change the weights of another one.
    """

    def __init__(self, *sizes: int, lr: float = 0.5, weight_decay: float = 0.0, left: float = 0.0):
        self.sizes, self.lr, self.weight_decay, self.left = sizes, lr, weight_decay, left

    def model(self, _temporary: Path) -> nn.Module:
        layers = _linear(*self.sizes)
        self.made = nn.Sequential(*layers) if len(layers) > 1 else layers[0]
        return self.made

    def opt(self, _temporary: Path) -> torch.optim.Optimizer:
        weights = list(self.made.parameters())
        for weight in weights:
            if self.left:  # as a batch before this one has left them
                weight.grad = torch.full_like(weight, self.left)
        return _CountingSGD(weights, lr=self.lr, weight_decay=self.weight_decay)


def _step(text: str, x: torch.Tensor, y: torch.Tensor, loss: Callable, *sizes: int, **opt: float):
    pair = _Together(*sizes, **opt)
    args = Made(pair.model, "model"), loss, Made(pair.opt, "opt"), x, y
    return call(*args, text=f"train_step(model, {text}, opt, x, y)")


def _weights_seen(result: object, args: list) -> dict:
    model, opt = args[0], args[2]
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    return {"result": result, "weights after it": weights, "steps of opt": opt.steps}


def _twice_off(outputs: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """A loss that is not the same when outputs and y are exchanged."""
    return (outputs - 2 * y).pow(2).mean()


# -- growing_rates: wrong ways ---------------------------------------------------------------------


def same_distance(start_lr, end_lr, steps):
    distance = (end_lr - start_lr) / (steps - 1)
    return [start_lr + distance * step for step in range(steps)]


def root_of_steps(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / steps)
    return [start_lr * factor**step for step in range(steps)]


def begins_one_later(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor ** (step + 1) for step in range(steps)]


def one_rate_less(start_lr, end_lr, steps):
    return training.growing_rates(start_lr, end_lr, steps)[:-1]


def from_one(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [factor**step for step in range(steps)]


def factor_divided(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) / (steps - 1)
    return [start_lr * factor**step for step in range(steps)]


def times_the_step(start_lr, end_lr, steps):
    factor = (end_lr / start_lr) ** (1 / (steps - 1))
    return [start_lr * factor * step for step in range(steps)]


def as_a_tensor(start_lr, end_lr, steps):
    return torch.tensor(training.growing_rates(start_lr, end_lr, steps))


# -- has_diverged: wrong ways --------------------------------------------------------------------


def nan_forgotten(losses, factor=4):
    return losses[-1] > factor * min(losses)


def infinite_forgotten(losses, factor=4):
    return math.isnan(losses[-1]) or losses[-1] > factor * min(losses)


def equal_is_enough(losses, factor=4):
    return not math.isfinite(losses[-1]) or losses[-1] >= factor * min(losses)


def against_the_first(losses, factor=4):
    return not math.isfinite(losses[-1]) or losses[-1] > factor * losses[0]


def against_the_one_before(losses, factor=4):
    return not math.isfinite(losses[-1]) or losses[-1] > factor * losses[-2:][0]


def always_four(losses, factor=4):
    return not math.isfinite(losses[-1]) or losses[-1] > 4 * min(losses)


def any_of_them(losses, factor=4):
    return any(not math.isfinite(loss) or loss > factor * min(losses) for loss in losses)


def go_on_rather_than_stop(losses, factor=4):
    return not training.has_diverged(losses, factor)


def above_by_factor(losses, factor=4):
    return not math.isfinite(losses[-1]) or losses[-1] > factor + min(losses)


# -- confusion: wrong ways ----------------------------------------------------------------------


def rows_and_columns_exchanged(actual, predicted, n):
    return classifier.confusion_matrix(predicted, actual, n)


def one_for_many(actual, predicted, n):
    table = torch.zeros(n, n, dtype=torch.int64)
    table[actual, predicted] = 1
    return table


def with_a_point(actual, predicted, n):
    return classifier.confusion_matrix(actual, predicted, n).float()


def shares_of_rows(actual, predicted, n):
    table = classifier.confusion_matrix(actual, predicted, n)
    return table / table.sum(dim=1, keepdim=True).clamp(min=1)


def classes_that_occur(actual, predicted, n):
    last = max([*actual.tolist(), *predicted.tolist()], default=-1)
    return classifier.confusion_matrix(actual, predicted, last + 1)


def wrong_ones_only(actual, predicted, n):
    table = classifier.confusion_matrix(actual, predicted, n)
    return table - torch.diag(table.diagonal())


def right_ones_only(actual, predicted, n):
    return torch.diag(classifier.confusion_matrix(actual, predicted, n).diagonal())


def lists(actual, predicted, n):
    return classifier.confusion_matrix(actual, predicted, n).tolist()


# -- small data ---------------------------------------------------------------------------------


def _t(*numbers: object) -> torch.Tensor:
    return torch.tensor(numbers)


_SCORES = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.1, 3.0], [1.0, 1.5, 0.0], [0.0, -1.0, -2.0]])
_X = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])

EXERCISES = {
    "layer_groups": Exercise(
        answer=classifier.layer_groups,
        minutes=5,
        difficulty=2,
        cases=(
            _chain(2, 2, 3, 2, 4, 2),
            _chain(1, 2, 3, 2, 4, 2),
            _chain(3, 1, 2, 3, 2, 1, 2),
            _chain(2, 3, 2, 3, 2, 3, 2, 1),
            _chain(1, 2, 2, 2, 2),
        ),
        hints=(
            "Slices take a list apart: the first cut layers, and those from cut on.",
            "Three chains: one of layers[:cut], one of layers[cut:], and one of both and the head.",
            "return nn.Sequential(nn.Sequential(*...), nn.Sequential(*...), head)",
        ),
        mistakes=(
            Mistake(
                one_chain_of_all,
                "All layers stand in one row. It computes the same, but no group can be named.",
            ),
            Mistake(body_in_one_group, "The body is one group. Part it at cut, into two."),
            Mistake(
                head_among_the_late_ones,
                "The head is inside the second group; it must be a group of its own.",
            ),
            Mistake(head_first, "The head comes first. Data go in at the early layers."),
            Mistake(
                star_forgotten,
                "nn.Sequential takes layers, not a list of them. A star hands over the elements: "
                "nn.Sequential(*layers[:cut]).",
            ),
            Mistake(
                layer_at_cut_twice,
                "The layer at cut is in both groups. layers[:cut] ends before it.",
            ),
            Mistake(layer_at_cut_lost, "The layer at cut is in no group. layers[cut:] has it."),
            Mistake(
                counted_from_the_end, "cut counts from the front; layers[-cut:] is from the end."
            ),
            Mistake(head_forgotten, "The head is missing: it is the third group."),
            Mistake(plain_list, "This is a list. Chain the three groups: nn.Sequential."),
        ),
        why="A chain of chains computes what one long chain does, and each group has a number.",
        may_change_arguments=True,  # a layer equals no copy of it; _groups_seen looks at the list
        observe=_groups_seen,
    ),
    "accuracy": Exercise(
        answer=classifier.accuracy,
        minutes=4,
        difficulty=2,
        cases=(
            call(_SCORES[:3], _t(0, 2, 0)),
            call(_SCORES, _t(0, 2, 1, 0)),
            call(_SCORES, _t(1, 0, 2, 0)),
            call(_SCORES[:2], _t(1, 0)),
            call(torch.tensor([[-5.0, -3.0], [-2.0, -4.0], [-1.0, -9.0]]), _t(1, 0, 1)),
            call(torch.tensor([[0.1, 0.2, 0.3, 7.0]]), _t(3)),
        ),
        hints=(
            "Three steps, all in single cells above: the answers, right or not, the mean.",
            "outputs.argmax(dim=1) are the answers, one for each picture. == y compares them.",
            "return (outputs.argmax(dim=...) == y).float()....",
        ),
        mistakes=(
            Mistake(
                down_the_columns,
                "dim=0 looks down the columns: for each class the picture that has most of it. "
                "dim=1.",
            ),
            Mistake(largest_of_all, "argmax without dim looks at all pictures at once: dim=1."),
            Mistake(number_right, "You count the right ones. Their share is wanted: mean."),
            Mistake(in_percent, "This is in percent; from 0 to 1 is wanted."),
            Mistake(share_wrong, "This is the share of wrong answers: == rather than !=."),
            Mistake(smallest_output, "argmin takes the smallest output; the largest counts."),
            Mistake(
                each_by_itself, "This says for each picture whether it is right. Take the mean."
            ),
            Mistake(
                mean_of_booleans, "True and False have no mean in PyTorch: .float() before .mean()."
            ),
            Mistake(
                outputs_rather_than_positions,
                "max gives the largest output; its position is the class: argmax.",
            ),
            Mistake(
                plain_number,
                "This is a plain number. Leave it a Tensor: on a GPU, .item() waits for it.",
            ),
        ),
        why="The position of the largest output is the answer; True counts as 1, so the mean "
        "of right or not is the share of right ones.",
    ),
    "train_step": Exercise(
        answer=training.train_step,
        minutes=7,
        difficulty=3,
        cases=(
            _step("F.cross_entropy", _X, _t(0, 1, 1), F.cross_entropy, 2, 2),
            _step("F.cross_entropy", _X, _t(1, 1, 0), F.cross_entropy, 2, 2, left=3.0),
            _step("F.mse_loss", _X, _X[:, :1], F.mse_loss, 2, 1, lr=0.1),
            _step("<a loss>", _X, _X[:, :1], _twice_off, 2, 1, lr=0.1, weight_decay=0.1),
            _step("F.cross_entropy", _X, _t(2, 0, 1), F.cross_entropy, 2, 2, 3, left=-1.0),
        ),
        hints=(
            "The five lines of step 6, in their order: forward, loss, zero, backward, step.",
            "loss_func(model(x), y) is forward and loss. Then opt.zero_grad(), loss.backward(), "
            "opt.step().",
            "loss = ...; opt....(); loss....(); opt....(); return loss.item()",
        ),
        mistakes=(
            Mistake(
                no_zero_grad,
                "Gradients of an earlier batch are still there, and yours are added to them: "
                "opt.zero_grad() before backward.",
            ),
            Mistake(
                zero_grad_too_late,
                "When opt.step() comes there are no gradients: backward is missing, or zero_grad "
                "stands behind it.",
            ),
            Mistake(no_step, "Nothing has changed the weights: opt.step() is missing."),
            Mistake(loss_as_tensor, "The loss is a Tensor. A plain number is wanted: loss.item()."),
            Mistake(
                loss_after_the_step,
                "This is the loss after the step. Keep the one from which you went back.",
            ),
            Mistake(no_return, "The step is right, but nothing is returned."),
            Mistake(two_steps, "Two steps are made with one batch; one is wanted."),
            Mistake(
                loss_exchanged, "The loss gets its arguments the wrong way round: outputs, then y."
            ),
        ),
        why="Forward, loss, zero, backward, step: every training in PyTorch is this.",
        may_change_arguments=True,
        observe=_weights_seen,
        tolerance=1e-5,
    ),
    "growing_rates": Exercise(
        answer=training.growing_rates,
        minutes=6,
        difficulty=3,
        cases=(
            call(1, 100, 3),
            call(1, 16, 5),
            call(0.01, 10, 4),
            call(0.5, 8, 2),
            call(3, 0.75, 3),
            call(0.001, 10, 9),
        ),
        hints=(
            "By what factor does a rate grow in all? And in how many gaps?",
            "steps rates have steps - 1 gaps; the factor of one gap is that root of end_lr / "
            "start_lr: ** (1 / (steps - 1)).",
            "factor = ...; return [start_lr * factor**... for step in range(steps)]",
        ),
        mistakes=(
            Mistake(same_distance, "These grow by the same amount. The same factor is wanted."),
            Mistake(
                root_of_steps,
                "The last rate is never reached: steps rates have steps - 1 gaps between them.",
            ),
            Mistake(begins_one_later, "The first should be start_lr itself: factor**0 is 1."),
            Mistake(one_rate_less, "One rate is missing: range(steps) gives as many as steps."),
            Mistake(from_one, "These begin at 1: start_lr is to be multiplied."),
            Mistake(factor_divided, "A factor is parted by a root, not by division."),
            Mistake(times_the_step, "Take the factor to the power of the step: factor**step."),
            Mistake(as_a_tensor, "This is a Tensor. A list of plain numbers is wanted."),
        ),
        why="The same factor each time: each tenth of the scale gets as many tries.",
    ),
    "has_diverged": Exercise(
        answer=training.has_diverged,
        minutes=5,
        difficulty=2,
        cases=(
            call([3.0, 2.0, 2.5]),
            call([3.0, 1.0, 4.5]),
            call([3.0, 1.0, 4.0]),
            call([3.0, 2.0, math.nan]),
            call([math.inf]),
            call([3.0, 1.0, 2.5], factor=2),
            call([3.0, 1.0, 4.5], factor=10),
            call([1.0, 2.0, 3.0, 4.5]),
            call([1.0, 9.0, 2.0]),
            call([2.0, 0.25, 1.5, 0.5]),
        ),
        hints=(
            "Two reasons to stop, with `or` between them.",
            "losses[-1] is the newest, min(losses) the best. math.isfinite(...) is False for nan "
            "and inf.",
            "return not math.isfinite(...) or losses[-1] > factor * ...",
        ),
        mistakes=(
            Mistake(nan_forgotten, "nan > 4 is False, so nan never stops it: math.isfinite."),
            Mistake(infinite_forgotten, "inf should stop it as well: math.isfinite asks for both."),
            Mistake(equal_is_enough, "Exactly factor times the best is not yet *more* than that."),
            Mistake(against_the_first, "Compare with the best so far, not with the first."),
            Mistake(
                against_the_one_before, "Compare with the best so far, not with the one before."
            ),
            Mistake(always_four, "You have written 4; the caller's factor counts."),
            Mistake(any_of_them, "Only the newest loss counts, not any of them."),
            Mistake(go_on_rather_than_stop, "It is the wrong way round: True means stop."),
            Mistake(above_by_factor, "Factor times the best, not factor more than the best."),
        ),
        why="Far above the best it will not come back; and nan has to be asked for by itself.",
    ),
    "confusion_matrix": Exercise(
        answer=classifier.confusion_matrix,
        minutes=6,
        difficulty=2,
        cases=(
            call(_t(0, 0, 1, 2, 0), _t(0, 2, 1, 2, 2), 3),
            call(_t(1, 1, 1), _t(0, 0, 1), 2),
            call(_t(2, 0), _t(1, 1), 4),
            call(_t(0, 1, 2), _t(0, 1, 2), 3),
            call(torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=torch.int64), 2),
            call(_t(1, 0, 1, 1), _t(1, 1, 0, 1), 2),
        ),
        hints=(
            "Begin with zeros, go through the pictures, add 1 to one cell each.",
            "zip(actual.tolist(), predicted.tolist()) gives row and column of each picture.",
            "table = torch.zeros(n, n, dtype=torch.int64); for row, column in zip(...): "
            "table[..., ...] += 1; return table",
        ),
        mistakes=(
            Mistake(
                rows_and_columns_exchanged,
                "Rows and columns are exchanged: row is the right class, column the answer.",
            ),
            Mistake(one_for_many, "You set cells to 1. Several pictures in one cell must add up."),
            Mistake(with_a_point, "These are numbers with a point. Counts: dtype=torch.int64."),
            Mistake(shares_of_rows, "These are shares of each row. Counts are wanted."),
            Mistake(
                classes_that_occur,
                "The table is as large as the largest number. It should be n times n, whatever "
                "occurs.",
            ),
            Mistake(wrong_ones_only, "The diagonal is empty: right answers count as well."),
            Mistake(right_ones_only, "Only the diagonal is counted: wrong answers are missing."),
            Mistake(lists, "This is a list of lists. A Tensor is wanted."),
        ),
        why="The diagonal is what it got right; everything beside it says what was taken for what.",
    ),
}
