"""Exercises of chapter 14: parts of PyTorch, written again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import torch
from torch import nn

from minilib import source
from minilib.workbook.exercises import Exercise, Made, call
from minilib.workbook.exercises.slips import Slip, drop, put

# -- what is looked at ----------------------------------------------------------------------------


def which_parameters(result, args):
    """Each name with the shape of its parameter, and whether it is the module's own Tensor."""
    if not isinstance(result, dict):
        return result
    own = {id(p) for p in args[0].parameters()}
    words = {
        n: f"{[*p.shape]}" if id(p) in own else f"another {type(p).__name__}"
        for n, p in result.items()
    }
    return words | {"order": " ".join(map(str, result))}


def to_the_bit(result, args):
    """Weights, m and v, and which of them PyTorch's own operations would not give to the bit."""
    p, _, _, _, step, lr, beta1, beta2, eps = args
    weights, m, v = result
    _, real_m, real_v = source.adam_step(*args)
    denominator = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    real = p.addcdiv(m, denominator, value=-lr / (1 - beta1**step)), real_m, real_v
    seen = {"weights": weights, "m": m, "v": v}
    other = [n for n, one in zip(seen, real, strict=True) if not torch.equal(seen[n], one)]
    return seen | {"last bits": f"differ in {' and '.join(other)}" if other else "PyTorch's"}


def epoch(result, args):
    """The batches, whether they were yielded, and what the generator gives next."""
    batches = list(itertools.islice(result, 40))
    how = "yielded" if isinstance(result, Iterator) else f"in a {type(result).__name__}"
    after = torch.randint(10**6, (), generator=args[2]).item()
    return {"batches": batches, "they are": how, "drawn next": after}


# -- small data -----------------------------------------------------------------------------------


class _Tree(nn.Module):
    """Parameters of its own behind its children, and entries that are None."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 3)))
        self.head = nn.Linear(3, 1, bias=False)
        self.scale = nn.Parameter(torch.ones(2))
        self.register_parameter("shift", None)


def _net(make, text, *more):
    with torch.device("meta"):  # shapes alone: no random numbers are drawn
        return call(make(), *more, text=f"named_parameters({text})")


def _numbers(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _layer(rows, k, out):
    given = _numbers(rows, out), _numbers(rows, k, seed=1), _numbers(out, k, seed=2)
    return call(*given, text=f"linear_backward(grad, x, weight), {rows} rows, {k} to {out}")


def _step(n, step, *more):
    """Step number ``step`` of ``n`` weights; before the first one m and v are 0."""
    later = float(step > 1)
    m, v = later * _numbers(n, seed=3), later * _numbers(n, seed=4).square()
    settings = (*more, *(1e-3, 0.9, 0.999, 1e-8)[len(more) :])
    shown = "".join(f", {one}" for one in more)
    given = _numbers(n), _numbers(n, seed=5), m, v, step
    return call(*given, *settings, text=f"adam_step(<{n} weights>, ..., {step}{shown})")


def _random(seed):
    return Made(lambda _: torch.Generator().manual_seed(seed), f"<generator, seed {seed}>")


def _items(n):
    return [(torch.tensor([i, 10 * i]), (torch.tensor([float(i)]), i)) for i in range(n)]


_PAIRS, _THREE = [(torch.tensor([1.0, 2.0]), 7), (torch.tensor([3.0, 4.0]), 0)], _items(3)

# Expressions of the references that slips change.
_RATE = "-lr / (1 - beta1 ** step)"
_LAST = "\n    torch.randperm(len(data), generator=generator)"
_SEED = "torch.empty((), dtype=torch.int64).random_(generator=generator)"
_M, _V = "torch.lerp(m, grad, 1 - beta1)", "(v * beta2).addcmul(grad, grad, value=1 - beta2)"
_WEIGHTS, _ROOT = f"p.addcdiv(m, denominator, value={_RATE})", "(1 - beta2 ** step) ** 0.5"

EXERCISES = {
    "collate": Exercise(
        answer=source.collate,
        minutes=10,
        difficulty=3,
        cases=(
            call(_PAIRS),
            *map(call, (list(torch.ones(3, 2, 3)), [7, 0, 5], _THREE, [torch.tensor(4)])),
            call([(1, 2, 3), (4, 5, 6)]),
            call([(1, 2), (3, 4, 5)], raises=ValueError),
        ),
        hints=(
            "Three kinds, three returns. isinstance(items[0], ...) tells which kind it is.",
            "torch.stack, torch.tensor; and of tuples zip(*items) gives the places: collate each.",
            "return [collate(list(place)) for place in zip(*items, strict=True)]",
        ),
        slips=(
            Slip(put("stack", "cat"), "cat lengthens an axis. The batch needs a new one: stack."),
            Slip(
                put("zip(*items, strict=True)", "items"),
                "Items are no places: zip(*items) turns it.",
            ),
            Slip(drop(", strict=True"), "zip silently drops the end of a longer tuple."),
            Slip(
                put("collate(list", "(list"), "Each place is to be collated: call collate itself."
            ),
        ),
        why="It does the simple kinds itself, and leaves what is in tuples to calls of itself.",
    ),
    "named_parameters": Exercise(
        answer=source.named_parameters,
        minutes=10,
        difficulty=3,
        observe=which_parameters,
        may_change_arguments=True,  # a copied module is never equal to the first
        cases=(
            _net(lambda: nn.Linear(3, 2), "nn.Linear(3, 2)"),
            _net(lambda: nn.Sequential(nn.Linear(3, 2), nn.ReLU()), "nn.Sequential(...)"),
            _net(_Tree, "<a module with scale, body and head>"),
            _net(_Tree, "<a module with scale, body and head>, 'net.'", "net."),
            _net(lambda: nn.Linear(3, 2, bias=False), "nn.Linear(3, 2, bias=False), 'a.'", "a."),
            _net(nn.ReLU, "nn.ReLU()"),
        ),
        hints=(
            "First the module's own parameters. Then, for each child, the same question again.",
            "Loop over module._parameters.items(), with an if for None; and over module._modules.",
            'found = found | named_parameters(child, f"{prefix}{name}.")',
        ),
        slips=(
            Slip(drop(" if p is not None"), "A layer without a bias has an entry that is None."),
            Slip(
                put("{prefix}{name}.", "{name}."), "Deep in the tree the way's beginning is lost."
            ),
            Slip(put("{name}.", "{name}"), "Between the parts of a name belongs a dot."),
            Slip(put("prefix + name: p", "name: p"), "The prefix is missing in front of names."),
        ),
        why="A network is a tree, and one function that calls itself walks through all of it.",
    ),
    "linear_backward": Exercise(
        answer=source.linear_backward,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        parts="grad_x grad_weight grad_bias",
        cases=tuple(
            _layer(*sizes) for sizes in ((5, 3, 2), (1, 2, 3), (4, 4, 4), (3, 1, 1), (2, 5, 3))
        ),
        hints=(
            "Write down the shapes of grad, x and weight, and of what is wanted.",
            "weight[o, k] goes to y[i, o] with the factor x[i, k], for every row i: the sum over i "
            "of grad[i, o] * x[i, k]. For the bias the factor is 1.",
            "return grad @ weight, grad.T @ ..., grad.sum(dim=...)",
        ),
        slips=(
            Slip(
                put("sum", "mean"), "The bias goes into every row, and all ways are added: no mean."
            ),
            Slip(
                put("grad.T @ x", "x.T @ grad"), "The gradient of weight has the shape of weight."
            ),
            Slip(put("dim=0", "dim=1"), "There is one bias for each output: sum over the rows."),
            Slip(drop(".sum(dim=0)"), "One bias serves all rows, so the rows are to be added."),
        ),
        why="Each number acts in several ways, which are added: over the outputs for x, over the "
        "rows for weight and bias.",
    ),
    "adam_step": Exercise(
        answer=source.adam_step,
        minutes=12,
        difficulty=4,
        tolerance=1e-5,
        observe=to_the_bit,
        cases=(
            _step(1000, 1),
            _step(1000, 2),
            _step(1000, 10, 0.01),
            _step(999, 7, 0.1, 0.8, 0.99),
            _step(1000, 3, 0.01, 0.9, 0.999, 0.1),
            _step(1000, 1000, 0.5, 0.5, 0.9, 1e-4),
        ),
        hints=(
            "Four lines: m, v, the denominator, the weights. The words above have them in order.",
            "v times beta2 first, then .addcmul(grad, grad, value=...). The denominator is "
            "v.sqrt() divided by (1 - beta2**step) ** 0.5, plus eps.",
            "return p.addcdiv(m, denominator, value=-lr / (1 - beta1**step)), m, v",
        ),
        slips=(
            Slip(
                put(_M, "beta1 * m + (1 - beta1) * grad"),
                "m is right as a formula, but rounded otherwise: PyTorch uses lerp.",
            ),
            Slip(
                put(_V, "beta2 * v + (1 - beta2) * grad ** 2"),
                "v is right as a formula, but rounded otherwise: PyTorch uses addcmul.",
            ),
            Slip(
                put(_WEIGHTS, "p - lr * (m / (1 - beta1 ** step)) / denominator"),
                "The weights are right as a formula, but rounded otherwise: PyTorch uses addcdiv.",
            ),
            Slip(put("1 - beta1)", "beta1)"), "m goes a tenth towards the gradient, not more."),
            Slip(drop(f"/ {_ROOT} "), "At first v is too small: nothing makes up for it yet."),
            Slip(put(_RATE, "-lr"), "At first m is too small: nothing makes up for it yet."),
        ),
        why="The same operations in the same order round in the same way: equal to the last bit.",
    ),
    "load_batches": Exercise(
        answer=source.load_batches,
        minutes=10,
        difficulty=3,
        observe=epoch,
        may_change_arguments=True,  # the generator moves on
        cases=(
            *(call(_items(n), size, _random(n)) for n, size in ((6, 3), (7, 3), (4, 1))),
            *(call(list(range(n)), size, _random(n)) for n, size in ((10, 4), (5, 5), (3, 8))),
        ),
        hints=(
            "Two draws, as in step 5; a loop with a yield; and the third draw behind the loop.",
            "range(0, len(data), batch_size) gives the beginnings, as in the cell above.",
            "for start in range(...): yield collate([data[i] for i in order[start : ...]])",
        ),
        slips=(
            Slip(drop(_SEED), "Before the order, the loader draws a base seed (step 5)."),
            Slip(drop(_LAST), "The next epoch will differ: at the end an order is drawn (step 5)."),
            Slip(
                (put("collate([", "["), put("batch_size]])", "batch_size]]")),
                "These are lists of items, not yet batches: collate them.",
            ),
            Slip(
                put("len(order), b", "len(order) - batch_size + 1, b"),
                "A last batch that is not full is left out. By default the loader keeps it.",
            ),
        ),
        why="Positions, items, collate: that is all of a loader. What is left over is kept.",
    ),
}
