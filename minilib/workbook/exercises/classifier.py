"""Exercises of chapter 10: what is the largest object."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from minilib import classifier, training
from minilib.workbook.exercises import Call, Exercise, Made, call
from minilib.workbook.exercises.slips import drop, put, swap

# -- what is looked at ----------------------------------------------------------------------------


def _groups_seen(result: object, args: list) -> dict:
    """Show the groups' layers, the list after the call, and the outputs for a fixed input."""
    if not isinstance(result, nn.Sequential):
        return {"groups": f"no chain, but a {type(result).__name__}"}
    layers, _, head = args
    free = head.weight.requires_grad
    groups = ["the head" if part is head and free else _named(part) for part in result]
    seen = {"groups": groups, "layers afterwards": [_named(layer) for layer in layers]}
    with torch.no_grad():
        try:
            seen["outputs"] = result(torch.ones(1, next(result.parameters()).shape[1]))
        except Exception as error:
            seen["outputs"] = type(error).__name__
    return seen


def _named(layer: nn.Module) -> str | list:
    if isinstance(layer, nn.Sequential):
        return [_named(one) for one in layer]
    frozen = "" if layer.weight.requires_grad else "frozen "
    return f"{frozen}Linear({layer.in_features}, {layer.out_features})"


def _single_precision(result: object, _: list) -> object:
    """Show the result in float32, since the exercise does not ask for a certain width."""
    floats = isinstance(result, torch.Tensor) and result.is_floating_point()
    return result.float() if floats else result


def _step_seen(result: object, args: list) -> dict:
    model, opt = args[0], args[2]
    weights = [weight.detach().flatten() for weight in model.parameters()]
    modes = ["train" if layer.training else "eval" for layer in model.modules()]
    seen = {"loss": result, "weights after it": torch.cat(weights), "steps of opt": opt.steps}
    return seen | {"mode of each layer": modes, "forward passes": len(model.passes)}


# -- small data -----------------------------------------------------------------------------------


def _linear(*sizes: int) -> list[nn.Module]:
    """Make linear layers whose weights are the same on every machine."""
    layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    for number, layer in enumerate(layers, 1):
        with torch.no_grad():
            layer.weight.copy_(torch.linspace(-1, 1, layer.weight.numel()).view_as(layer.weight))
            layer.bias.fill_(number / 4)
    return layers


def _chain(cut: int, *sizes: int) -> Call:
    *layers, head = _linear(*sizes)
    shown = ", ".join(map(_named, layers))
    return call(layers, cut, head, text=f"layer_groups([{shown}], {cut}, {_named(head)})")


class _CountingSGD(torch.optim.SGD):
    """Plain SGD that counts its steps."""

    steps = 0

    def step(self, closure: object = None) -> object:
        self.steps += 1
        return super().step(closure)


class _Together:
    """A model, and an optimizer of *its* weights: made together for every run.

    An optimizer that is copied apart from its model would change the weights of another one.
    """

    def __init__(self, *sizes: int, lr: float = 0.5, weight_decay: float = 0.0, left: float = 0.0):
        self.sizes, self.lr, self.weight_decay, self.left = sizes, lr, weight_decay, left

    def model(self, _temporary: Path) -> nn.Module:
        """Make a model with its body in eval mode and its head in train mode, as in the chapter."""
        self.made = nn.Sequential(*_linear(*self.sizes)).eval()
        self.made[-1].train()
        self.made.passes = []
        self.made[0].register_forward_pre_hook(lambda *_: self.made.passes.append(1))
        return self.made

    def opt(self, _temporary: Path) -> torch.optim.Optimizer:
        weights = list(self.made.parameters())
        for weight in weights:
            if self.left:  # as a batch before this one has left them
                weight.grad = torch.full_like(weight, self.left)
        return _CountingSGD(weights, lr=self.lr, weight_decay=self.weight_decay)


def _step(loss: object, y: object, *sizes: int, text: str = "", **opt: float) -> Call:
    pair = _Together(*sizes, **opt)
    args = Made(pair.model, "model"), loss, Made(pair.opt, "opt"), _X, y
    shown = text or f"F.{loss.__name__}"
    return call(*args, text=f"train_step(model, {shown}, opt, x, y)")


def _twice_off(outputs: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """A loss that changes when outputs and y are swapped."""
    return (outputs - 2 * y).pow(2).mean()


def _of_both(outputs: torch.Tensor, y: list[torch.Tensor]) -> torch.Tensor:
    """A loss for boxes and classes at once, as chapter 14 has one."""
    return _twice_off(outputs, y[0]) + _twice_off(outputs, y[1])


def _t(*numbers: object) -> torch.Tensor:
    return torch.tensor(numbers)


_SCORES = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.1, 3.0], [1.0, 1.5, 0.75], [0.0, -1.0, -2.0]])
_X = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])

_CHAINS = (2, 2, 3, 2, 4, 2), (1, 2, 3, 2, 4, 2), (3, 1, 2, 3, 2, 1, 2), (1, 2, 2, 2, 2)
_CHAINS += ((2, 3, 2, 3, 2, 3, 2, 1),)

# Pieces of the references that slips change.
_EARLY, _LATE = "nn.Sequential(*layers[:cut])", "nn.Sequential(*layers[cut:])"
_PARTS = f"{_EARLY}, {_LATE}"
_ZIP = "zip(actual.tolist(), predicted.tolist(), strict=True)"

EXERCISES = {
    "layer_groups": Exercise(
        answer=classifier.layer_groups,
        minutes=5,
        difficulty=2,
        may_change_arguments=True,  # a layer equals no copy of it; _groups_seen looks at the list
        observe=_groups_seen,
        cases=tuple(_chain(*one) for one in _CHAINS),
        hints=(
            "Slices take a list apart: the first cut layers, and those from cut on.",
            "Chain layers[:cut], chain layers[cut:], and chain these two and the head.",
            "return nn.Sequential(nn.Sequential(*...), nn.Sequential(*...), head)",
        ),
        slips={
            put(_PARTS, "*layers"): "All layers are in one chain, so there are no groups.",
            put(_PARTS, "nn.Sequential(*layers)"): "The body is one group. Cut it into two.",
            put("[cut:]), head", "[cut:], head)"): "The head shares a group with others.",
            put("), head)", "), *head)"): "The head is one group: pass it without a star.",
            put("*layers", "layers"): "A chain takes layers, not a list. A star unpacks it.",
        },
        why="A chain of chains computes the same as one long chain, and each group has an index.",
    ),
    "accuracy": Exercise(
        answer=classifier.accuracy,
        minutes=4,
        difficulty=2,
        observe=_single_precision,
        cases=(
            call(_SCORES[:3], _t(0, 2, 0)),
            call(_SCORES, _t(0, 2, 1, 0)),
            call(_SCORES, _t(1, 0, 2, 0)),
            call(_SCORES[:2], _t(1, 0)),
            call(torch.tensor([[-5.0, -3.0], [-2.0, -4.0], [-1.0, -9.0]]), _t(1, 0, 1)),
            call(torch.tensor([[10.0, 20, 30, 40]]), _t(3)),
        ),
        hints=(
            "Three steps, all shown above: the answers, which of them are right, and the mean.",
            "argmax along each row gives one answer for each image. == compares them with y.",
            "return (outputs.argmax(dim=...) == y).float()....",
        ),
        slips={
            put("dim=1", "dim=0"): "You look down the columns: the best image of each class.",
            put("dim=1", ""): "Without dim, argmax looks at all images at once.",
            put("outputs.", "outputs.softmax(0)."): "dim=0 takes softmax over the images.",
            drop(".float()"): "mean() needs floats, not True and False: float() comes first.",
            drop(".float().mean()"): "This is True or False for each image. Take the mean.",
            put("argmax(dim=1)", "max(dim=1).values"): "The class is the score's position.",
            put("mean()", "mean().item()"): "This is a plain number. Return a Tensor.",
        },
        why="The position of the largest score is the answer. True counts as 1, so the mean of "
        "the comparisons is the share of right answers.",
    ),
    "train_step": Exercise(
        answer=training.train_step,
        minutes=7,
        difficulty=3,
        may_change_arguments=True,
        observe=_step_seen,
        tolerance=1e-5,
        cases=(
            _step(F.cross_entropy, _t(0, 1, 1), 2, 2),
            _step(F.cross_entropy, _t(1, 1, 0), 2, 2, left=3.0),
            _step(F.mse_loss, _X[:, :1], 2, 1, lr=0.1),
            _step(_twice_off, _X[:, :1], 2, 1, text="<a loss>", lr=0.1, weight_decay=0.1),
            _step(F.cross_entropy, _t(2, 0, 1), 2, 2, 3, left=-1.0),
            _step(_of_both, [_X[:, :1], _X[:, 1:]], 2, 1, text="<a loss for pairs>", lr=0.1),
        ),
        hints=(
            "It is the five lines of step 6, in order: forward, loss, zero, backward, step.",
            "Pass the model's outputs for x, and y, to loss_func. Zero the gradients before "
            "backward, and let the optimizer step after it.",
            "loss = ...; opt....(); loss....(); opt....(); return loss.item()",
        ),
        slips={
            drop("opt.zero_grad()"): "Old gradients are added to new ones: zero them first.",
            swap("opt.zero_grad()", "loss.backward()"): "When the optimizer steps, there are no "
            "gradients, so nothing changes. The order is zero, backward, step.",
            put("n loss", "n loss_func(model(x), y)"): "You return the loss after the step.",
            put("x), y)", "x), y).item()"): "A plain number has no backward: item() comes last.",
            put("loss = ", "model.eval()\n    loss = "): "You switch the model to eval mode. "
            "Whether Dropout is on is the caller's choice.",
            put("loss = ", "model.train()\n    loss = "): "You switch all layers to train mode, "
            "so BatchNorm in a frozen body would change.",
        },
        why="Forward, loss, zero, backward, step: all training in PyTorch is built on these lines.",
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
            call(_t(1, 0, 1, 1), _t(1, 1, 0, 1), 2),
            call(_t(3), _t(0), 5),
        ),
        hints=(
            "Begin with zeros, go through the images, and add 1 to one cell for each.",
            "The row is an image's actual class, the column its predicted class: use zip.",
            "table = torch.zeros(n, n, dtype=torch.int64); for row, column in zip(...): "
            "table[..., ...] += 1; return table",
        ),
        slips={
            put("[row, column]", "[column, row]"): "Rows and columns are swapped: each row "
            "belongs to an actual class.",
            put("+= 1", "= 1"): "Several images in one cell count only once. Add them up.",
            put("n table", "n table / table.sum(1, True)"): "You return shares. The table holds "
            "counts.",
            put("table = ", "n = int(max(actual.max(), predicted.max())) + 1\n    table = "): (
                "The table only goes up to the largest class id that occurs. Use n."
            ),
            put(_ZIP, "[(a, p) for a in actual for p in predicted]"): (
                "You pair images with each other. zip pairs the two classes of one image."
            ),
            put(_ZIP, "((actual[i], predicted[i]) for i in range(n))"): (
                "n is the number of classes, so range(n) is not all images."
            ),
            put("+= 1", "+= row == column"): "You count only the right answers.",
            put("n table", "n torch.bincount(actual * n + predicted).reshape(n, n)"): (
                "bincount stops at the largest number there is: give it minlength=n * n."
            ),
            put("n table", "n table.sum(0).repeat(n, 1)"): "Each row counts every image. (In [[0] "
            "* n] * n all rows are one list.)",
        },
        why="The diagonal counts the right answers; all other cells show what was confused.",
    ),
}
