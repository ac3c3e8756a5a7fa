"""Exercises of chapter 16: parts of PyTorch, written again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from operator import index

import torch
from torch import nn
from torch.utils.data import Dataset

from minilib import source
from minilib.workbook.exercises import Exercise, Made, call
from minilib.workbook.exercises.slips import drop, put

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
    beyond = sorted(vars(args[0]).keys() - vars(nn.Module()).keys())
    return words | {"order": " ".join(map(str, result)), "attributes afterwards": beyond}


def to_the_bit(result, args):
    """Weights, m and v, and which of them differ in the last bits from PyTorch's operations."""
    p, _, old_m, old_v, step, lr, beta1, beta2, eps = args
    _, m, v = result
    if m is old_m or v is old_v:
        return *result, "changed in place, so not compared"
    denominator = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    weights = p.addcdiv(m, denominator, value=-lr / (1 - beta1**step))
    pairs = zip(result, (weights, *source.adam_step(*args)[1:]), ("weights", "m", "v"), strict=True)
    other = [name for one, real, name in pairs if not torch.equal(one, real)]
    return *result, f"last bits unlike PyTorch's: {', '.join(other) or 'none'}"


def epoch(result, args):
    """The batches, how they came, an error if there is one, and the generator's next numbers.

    After the first batch they count only if it is full: PyTorch draws on for one that is not.
    """
    how = "an iterator" if isinstance(result, Iterator) else f"of type {type(result).__name__}"
    items = iter(() if isinstance(result, int | float) else result)  # None is told as None
    batches, draws, read = [], [], []
    try:
        for batch in itertools.islice(items, 40):
            batches.append(batch)
            read.append(f"{len(args[0].read)} of {len(args[0])} items")
            draws.append(torch.rand((), generator=args[2].clone_state()).item())
    except Exception as error:
        how = f"{how}, which ends with {type(error).__name__}: {error}"
    early = draws[:1] if len(args[0]) > args[1] else []
    first = read[:1] if how == "an iterator" else []
    seen = {"returned": how, "batches": batches, "read for the first batch": first}
    return seen | {"a draw after one": early, "at the end": torch.rand((), generator=args[2])}


# -- small data -----------------------------------------------------------------------------------


class _Tree(nn.Module):
    """Parameters of its own, one frozen, behind its children, and an entry that is None."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 3)))
        self.head = nn.Linear(3, 1, bias=False)
        self.scale = nn.Parameter(torch.ones(2), requires_grad=False)
        self.register_parameter("shift", None)


class _Items(Dataset):
    """Items by their numbers; ``read`` are those that have been asked for."""

    def __init__(self, items):
        self.items, self.read = dict(enumerate(items)), set()

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        self.read.add(index(i))
        return self.items[index(i)]

    def __repr__(self):
        return repr([*self.items.values()])


def _net(make, text, *more):
    with torch.device("meta"):  # shapes alone: no random numbers are drawn
        return call(make(), *more, text=f"named_parameters({text})")


def _numbers(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def _layer(rows, k, out, dtype=torch.float32):
    sizes = (rows, out), (rows, k), (out, k)
    given = [_numbers(*size, seed=seed).to(dtype) for seed, size in enumerate(sizes)]
    return call(*given, text=f"linear_backward(grad, x, weight), {rows} rows, {k} to {out}")


def _step(n, step, *more):
    """Step number ``step`` of ``n`` weights; before the first one m and v are 0."""
    later = float(step > 1)
    m, v = later * _numbers(n, seed=3), later * _numbers(n, seed=4).square()
    given = _numbers(n), _numbers(n, seed=5), m, v, step, *more, *_SETTINGS[len(more) :]
    return call(*given, text=f"adam_step(<{n} weights>, ..., {', '.join(map(str, (step, *more)))})")


def _random(seed):
    return Made(lambda _: torch.Generator().manual_seed(seed), f"<generator, seed {seed}>")


def _items(n):
    return [(torch.tensor([i, 10 * i]), (torch.tensor([float(i)]), i)) for i in range(n)]


_SHAPES = (5, 3, 2), (1, 2, 3), (4, 4, 4), (3, 1, 1)
_SETTINGS = (1e-3, 0.9, 0.999, 1e-8)
_PAIRS = [(torch.tensor([1.0, 2.0]), 7), (torch.tensor([3.0, 4.0]), 0)]

# Expressions of the references that slips change.
_BELOW = "named_parameters(child, f'{prefix}{name}.')"
_ONE_DEEP = "{f'{prefix}{name}.{n}': p for n, p in child._parameters.items() if p is not None}"
_FOR, _OWN = "    for name, child", ("return found", "return found | own")
_RATE = "-lr / (1 - beta1 ** step)"
_LAST = "\n    torch.randperm(len(data), generator=generator)"
_ITEMS = "[data[i] for i in order[start:start + batch_size]]"
_BATCH, _ORDER = f"collate({_ITEMS})", _ITEMS[18:-1]
_ZIP = "zip(*items, strict=True)"
_FLAT = "torch.stack(place) if isinstance(place[0], Tensor) else torch.tensor(place)"
_PARTS = f"[collate(list(place)) for place in {_ZIP}]"
_SEED = "torch.empty((), dtype=torch.int64).random_(generator=generator)"
_M, _V = "torch.lerp(m, grad, 1 - beta1)", "(v * beta2).addcmul(grad, grad, value=1 - beta2)"
_M_PAPER, _V_PAPER = "beta1 * m + (1 - beta1) * grad", "beta2 * v + (1 - beta2) * grad ** 2"
_STEP = "p - lr * (m / (1 - beta1 ** step)) / denominator"
_WEIGHTS, _ROOT = f"p.addcdiv(m, denominator, value={_RATE})", "(1 - beta2 ** step) ** 0.5"
_PAPER = (put(_WEIGHTS, _STEP), put(_V, _V_PAPER), put(_M, _M_PAPER))

EXERCISES = {
    "collate": Exercise(
        answer=source.collate,
        minutes=10,
        difficulty=3,
        cases=(
            *map(call, (_PAIRS, list(torch.ones(3, 2, 3)), [7, 0, 5], _items(3))),
            *map(call, ([torch.tensor(4)], [(1, 2, 3), (4, 5, 6)])),
            call([(1, 2), (3, 4), (5, 6, 7), (8, 9), (0, 1), (2, 3)], raises=ValueError),
        ),
        hints=(
            "Three kinds, three returns. isinstance(items[0], ...) tells you which kind it is.",
            "torch.stack, torch.tensor; for tuples zip(*items) gives the parts: collate each one.",
            "return [collate(list(place)) for place in zip(*items, strict=True)]",
        ),
        slips={
            put("stack", "cat"): "cat lengthens an axis. The batch needs a new one: stack.",
            put(_ZIP, "items"): "You collate item by item, not part by part: zip(*items).",
            drop(", strict=True"): "zip silently drops the end of a longer tuple.",
            put("first, tu", "items, tu"): "Ask about the first item: items[0], not items.",
            put("collate(list(place))", _FLAT): "A part may be a tuple: call collate again.",
            put(_PARTS, f"tuple({_PARTS})"): "Tuples become a list here, not a tuple.",
            put("torch.tensor", "Tensor"): "Whole numbers must stay whole; these are floats.",
        },
        why="It handles the simple kinds itself, and calls itself for the parts of tuples.",
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
            _net(_Tree, "<scale, body and head>"),
            _net(_Tree, "<scale, body and head>, 'net.'", "net."),
            _net(lambda: nn.Linear(3, 2, bias=False), "nn.Linear(3, 2, bias=False), 'a.'", "a."),
            _net(nn.ReLU, "nn.ReLU()"),
        ),
        hints=(
            "First the module's own parameters. Then, for each child, the same question again.",
            "Loop over module._parameters.items(), with an if for None; and over module._modules.",
            'found = found | named_parameters(child, f"{prefix}{name}.")',
        ),
        slips={
            drop(" if p is not None"): "A layer without a bias has an entry that is None.",
            put(_BELOW, "{}"): "The parameters of its children are missing.",
            put(_BELOW, _ONE_DEEP): "Children have children: the function must call itself.",
            put("{prefix}{name}.", "{name}."): "Deep in the tree, names lose their start.",
            put("{name}.", "{name}"): "A dot joins the parts of a name.",
            (put("prefix + name: p", "f'{prefix}.{name}': p"), put("}{name}.", "}.{name}")): (
                "The prefix ends in a dot already; you add another one."
            ),
            put("prefix + name: p", "name: p"): "The module's own names lack the prefix.",
            put("found | n", "n"): "Each child replaces what has been found before it.",
            put("found = found |", "return found |"): "return ends the loop after one child.",
            (put("found = {", "own = {"), put(_FOR, f"    found = {{}}\n{_FOR}"), put(*_OWN)): (
                "The module's own parameters come first, then those of its children."
            ),
        },
        why="A network is a tree, and one function that calls itself walks through all of it.",
    ),
    "linear_backward": Exercise(
        answer=source.linear_backward,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        parts="gradient_of_x gradient_of_weight gradient_of_bias",
        cases=(*map(_layer, *zip(*_SHAPES, strict=True)), _layer(2, 5, 3, torch.float64)),
        hints=(
            "Write down the shapes of grad, x and weight, and of what is wanted.",
            "weight[o, k] enters each y[i, o] with the factor x[i, k], and bias[o] with 1.",
            "return grad @ weight, grad.T @ ..., grad.sum(dim=...)",
        ),
        slips={
            put("sum", "mean"): "Each row adds to the bias gradient: take the sum.",
            put(".T @ x", "[-1:].T @ x[-1:]"): "That is the last row alone. Add up all rows.",
            put("grad.T @ x", "x.T @ grad"): "weight's gradient has the shape of weight.",
            put("dim=0", "dim=1"): "There is one bias for each output: sum over the rows.",
            drop(".sum(dim=0)"): "One bias serves all rows, so add up the rows.",
        },
        why="Contributions add up: over the outputs for x, over the rows for weight and bias.",
    ),
    "adam_step": Exercise(
        answer=source.adam_step,
        minutes=12,
        difficulty=4,
        tolerance=1e-5,
        observe=to_the_bit,
        parts="weights new_m new_v last_bits",
        cases=(
            *(_step(1000, 1), _step(1000, 2), _step(1000, 10, 0.01), _step(999, 7, 0.1, 0.8, 0.99)),
            _step(1000, 3, 0.01, 0.9, 0.999, 0.1),
            _step(1000, 1000, 0.5, 0.5, 0.9, 1e-4),
        ),
        hints=(
            "Four lines: m, v, the denominator, the weights, in the order of the text above.",
            "v is (v * beta2).addcmul(...); then v.sqrt() / (1 - beta2**step) ** 0.5 + eps.",
            "return p.addcdiv(m, denominator, value=-lr / (1 - beta1**step)), m, v",
        ),
        slips={
            put(_M, _M_PAPER): "m is right but rounds differently: PyTorch uses lerp.",
            put(_V, _V_PAPER): "v is right but rounds differently: PyTorch uses addcmul.",
            put(_WEIGHTS, _STEP): "The weights round differently: follow the text's order.",
            _PAPER: "This is the paper's formula: right, but it rounds differently.",
            put("1 - beta1)", "beta1)", 1): "m moves towards grad by 1 - beta1, not beta1.",
            put("torch.lerp(m, ", "m.lerp_("): "lerp_ changes m itself. Leave out the _.",
            drop(f"/ {_ROOT} "): "At first v is too small, and you do not correct it.",
            put("-lr", "lr"): "This goes uphill: the value is -step_size.",
            drop(" * beta2"): "The old v has to be multiplied by beta2.",
            put(_RATE, "-lr"): "At first m is too small, and you do not correct it.",
            put(_ROOT, _ROOT[:-7]): "Divide the root of v by the root of 1 - beta2**step.",
            put("+ eps", f"+ eps / {_ROOT}"): "eps is added last, after the division.",
        },
        why="The same operations in the same order round alike: equal to the last bit.",
    ),
    "load_batches": Exercise(
        answer=source.load_batches,
        minutes=10,
        difficulty=3,
        observe=epoch,
        may_change_arguments=True,  # the generator moves on
        cases=(
            *(call(_Items(_items(n)), k, _random(n)) for n, k in ((6, 3), (7, 3), (4, 1))),
            *(call(_Items(range(n)), k, _random(n)) for n, k in ((10, 4), (5, 5), (3, 8))),
        ),
        hints=(
            "Two draws, as in step 5; a loop with a yield; and the third draw after the loop.",
            "range(0, len(data), batch_size) gives the starts, as in the cell above.",
            "for start in range(...): yield collate([data[i] for i in order[start : ...]])",
        ),
        slips={
            drop(_SEED): "Before the order, a base seed is drawn from generator.",
            put(_SEED, "torch.rand((), generator=generator)"): "The base seed has 64 bits.",
            drop(_LAST): "The next epoch differs: the draw at the end is missing (step 5).",
            put(_BATCH, _ITEMS): "These are lists of items: collate them.",
            put(_ITEMS, f"[[*map(data.__getitem__, range(len(data)))][j] for j in {_ORDER}]"): (
                "You read the whole data set for one batch."
            ),
            put(_ITEMS, f"data[{_ORDER}]"): "data[i] takes one number, not a list.",
            put(_ITEMS, _ORDER): "You collate positions. Fetch the items: data[i].",
            put(_BATCH, _ORDER): "These are positions: fetch the items, and collate them.",
            (drop(_LAST), put("    for s", f"{_LAST[1:]}\n    for s")): (
                "The draw at the end comes too early: it follows the last batch."
            ),
            put("yield", "return"): "return gives one batch and ends; yield goes on.",
            put("order[start", "range(len(data))[start"): "Nothing is shuffled: take the items in "
            "the order of `order`.",
            put("), b", ") - batch_size + 1, b"): "You leave out the last, shorter batch.",
        },
        why="Positions, items, collate: that is all a loader does. The last batch may be short.",
    ),
}
