"""Exercises of chapter 13: where the largest object is."""

from __future__ import annotations

import weakref

import torch
from torch import nn

from minilib import regression
from minilib.classifier import ConcatPool
from minilib.workbook.exercises import Exercise, Made, call
from minilib.workbook.exercises.slips import drop, put, swap

# -- what is looked at ----------------------------------------------------------------------------


def with_gradient(result, args):
    """Show the result, and the gradient of the first argument if it needs one."""
    outputs = args[0]
    if not outputs.requires_grad:
        return result
    if not isinstance(result, torch.Tensor):
        return {"value": result}
    gradient = None
    if result.requires_grad:
        (gradient,) = torch.autograd.grad(result.sum(), outputs, allow_unused=True)
    return {"value": result.detach(), "gradient": "there is none" if gradient is None else gradient}


def _sloped(result, args):
    """Do the same for errors; if one is 0, any finite slope is as good as another."""
    seen = with_gradient(result, args)
    if isinstance(seen, dict) and isinstance(seen.get("gradient"), torch.Tensor):
        level = (args[0] == args[1]) & seen["gradient"].isfinite()
        seen["gradient"] = seen["gradient"].masked_fill(level, 0)
    return seen


_SEEN = weakref.WeakSet()  # the layers of the heads looked at, while somebody keeps them


def chain(head, args):
    """Show a head's layers with their sizes, its output, and whether its input is unchanged."""
    if not isinstance(head, nn.Sequential):
        kind = "list or tuple" if isinstance(head, list | tuple) else type(head).__name__
        return {"head": f"a {kind}, no nn.Sequential"}
    before = torch.stack([-torch.ones(args[0]), torch.ones(args[0])])
    features = before.clone()
    layers = [_named(layer) for layer in head]  # what is lazy has its size only after a call
    with torch.no_grad():
        try:
            shape = str(tuple(head.eval()(features).shape))
        except Exception as error:
            shape = f"none, since it raises a {type(error).__name__}"
    after = "unchanged" if torch.equal(features, before) else "changed"
    own = "those of an earlier head" if any(one in _SEEN for one in head.modules()) else "new"
    own = own if all(one.requires_grad for one in head.parameters()) else "frozen"
    _SEEN.update(head.modules())
    return {"layers": layers, "output shape": shape, "input afterwards": after, "weights": own}


def _named(layer):
    """Write a layer as in code, without default arguments and without ``inplace``."""
    if isinstance(layer, nn.Sequential):
        return [_named(one) for one in layer]
    name = type(layer).__name__
    if type(layer) is nn.Linear:
        bias = ", bias=False" if layer.bias is None else ""
        return f"{name}({layer.in_features}, {layer.out_features}{bias})"
    if (
        type(layer) in {nn.BatchNorm1d, nn.BatchNorm2d}
        and layer.affine
        and layer.track_running_stats
    ):
        return f"{name}({layer.num_features})"
    if type(layer) is nn.Dropout:
        return f"{name}({layer.p})"
    usual = type(layer) is nn.Flatten and (layer.start_dim, layer.end_dim) in {(1, -1), (1, 3)}
    return f"{name}()" if usual or type(layer) is nn.ReLU else str(layer).splitlines()[0]


# -- small data -----------------------------------------------------------------------------------


def learning(*rows):
    """Make outputs like those of a network: PyTorch remembers how they were computed."""
    return Made(lambda _: torch.tensor(rows, requires_grad=True), f"<outputs {list(rows)}>")


def _pairs(*pairs):
    """Make a case from pairs of boxes."""
    return call(*(torch.tensor(boxes) for boxes in zip(*pairs, strict=True)))


def _concat_pool(features, n_out=4):
    channels, _, _ = features
    return nn.Sequential(ConcatPool(), nn.Linear(2 * channels, n_out))


def _first_length_for_all(lr, lengths, steps):
    one = lengths[0] * steps
    t = torch.arange(sum(lengths) * steps) % one / one
    return (lr / 2 * (1 + torch.cos(torch.pi * t))).tolist()


_TWO = torch.tensor([[12.0, 18, 33, 40], [5, 5, 45, 20]])
_A, _B = [[0.0, 0, 9, 9], [10, 20, 29, 59]], [[0.0, 5, 9, 14], [15, 20, 34, 59]]
_SQUARE, _OTHER = [0.0, 0, 9, 9], [5.0, 5, 45, 50]

# Expressions of the references that slips change.
_ERRORS = "(outputs - y).abs()"
_SMOOTH = f"torch.where({_ERRORS} < 1, {_ERRORS} ** 2 / 2, {_ERRORS} - 0.5)"
_UNION = "(areas[0] + areas[1] - both)"
_AROUND = "(torch.maximum(a, b)[:, 2:] - torch.minimum(a, b)[:, :2] + 1).prod(dim=1)"
_OWN_SIDES = put(".prod(dim=1) for", ".clamp(min=0).prod(dim=1) for")
_BY_UNION = f"both / {_UNION}.clamp(min=1e-09)"
_IN = "channels * rows * columns"
_LAYERS = f"nn.Flatten(), nn.Linear({_IN}, n_out)"
_NUMBER = "int(wanted.removeprefix('cuda').removeprefix(':') or 0)"
_COUNT, _LENGTH = "torch.arange(length * steps) / ", "/ (length * steps)"

EXERCISES = {
    "choose_device": Exercise(
        answer=regression.choose_device,
        minutes=8,
        difficulty=3,
        cases=(
            *(call(None, gpus) for gpus in (0, 1, 4)),
            *(call("cpu", gpus) for gpus in (0, 2)),
            *(call(f"cuda:{n}", gpus) for n, gpus in ((0, 1), (1, 2), (3, 4), (9, 16), (12, 16))),
            *(call("cuda", gpus, says=says) for gpus, says in ((1, ()), (0, "0"))),
            *(call(f"cuda:{n}", gpus, says=str(gpus)) for n, gpus in ((3, 1), (1, 1), (7, 4))),
        ),
        hints=(
            "Handle the three kinds of wanted one after the other: None, 'cpu', and the rest.",
            "The number follows the colon; plain 'cuda' means number 0. GPUs count from 0, so a "
            "computer with one GPU has only number 0.",
            "if wanted is None: ...; if wanted == 'cpu': ...; number = ...; if number >= gpus: "
            "raise ValueError(...); return f'cuda:{number}'",
        ),
        slips={
            put("'cuda:0' if gpus else 'cpu'", "'cpu'"): "None means 'cuda:0' if gpus > 0.",
            (drop("number = "), drop("if number"), put("f'cuda:{number}'", "wanted")): (
                "You return what is wanted, whether the computer has it or not."
            ),
            put(">=", ">"): "GPUs count from 0: a computer with one has no cuda:1.",
            put("if wanted is None", "if wanted is None or wanted == 'cpu'"): (
                "'cpu' was asked for explicitly. You treat it like None and choose a GPU."
            ),
            put(_NUMBER, "int(wanted[-1]) if wanted[-1].isdigit() else 0"): (
                "You read only one digit, but a number may have two: cuda:12 becomes cuda:2."
            ),
            put(_NUMBER, "int(wanted.split(':')[1])"): "'cuda' has no colon, so there is nothing "
            "after it. It means number 0.",
            put("f'cuda:{number}'", "wanted"): "'cuda' means number 0: return 'cuda:0'.",
        },
        why="The device is chosen once, at the top, and a missing GPU is reported.",
    ),
    "l1": Exercise(
        answer=regression.l1,
        minutes=4,
        difficulty=1,
        observe=_sloped,
        cases=(
            call(torch.tensor([[1.0, 2, 3, 4]]), torch.tensor([[4.0, 2, 2, 4]])),
            call(torch.tensor([[1.0, -2, 3, 100], [0, 0, 9, 9]]), torch.zeros(4)),
            call(torch.tensor([[10.0, 20, 30, 40], [0, 0, 50, 60]]), _TWO),
            call(torch.tensor([[7.5, 8, 9, 10]]), torch.tensor([[7.5, 8, 9, 10]])),
            call(torch.tensor([10.0, 15, 35, 40]), _TWO),
            call(
                learning([10.0, 20, 30, 40], [0.0, 0, 50, 60]),
                torch.tensor([[12.0, 18, 33, 45], [5, 5, 45, 20]]),
                text="l1(outputs, y).backward(), and then outputs.grad",
            ),
            call(
                learning([10.0, 20, 30, 40]),
                torch.tensor([[12.0, 20, 33, 40]]),
                text="l1(outputs, y).backward(), and then outputs.grad; two numbers are right",
            ),
        ),
        hints=(
            "Three steps: what are the errors, how large are they, and how large on average?",
            "outputs - y are the errors with their signs. One method removes the signs, another "
            "takes the mean over everything.",
            "return (... - ...).abs()....",
        ),
        slips={
            put(_ERRORS, "((outputs - y) ** 2)"): "You square the errors. That is MSE, in which "
            "one bad miss outweighs all others.",
            put(_ERRORS, "((outputs - y) ** 2).sqrt()"): "If an error is 0, the slope of the "
            "square root is infinite and the gradient nan.",
            drop(".abs()"): "Errors in opposite directions cancel out: remove the signs.",
            put(".mean()", ".sum() / outputs.numel()"): "If one box is compared with many, there "
            "are more errors than outputs.",
            put(".mean()", ".sum() / 4"): "Divide by the number of errors, not always by 4.",
            put(_ERRORS, _SMOOTH): "This is smooth L1, which squares errors below 1. Here all "
            "pixels count the same.",
            put(".mean()", ".mean().detach()"): "Your result is detached: no gradient flows.",
        },
        why="Every pixel counts the same, whether it belongs to a near miss or to a bad one.",
    ),
    "iou": Exercise(
        answer=regression.iou,
        minutes=12,
        difficulty=4,
        observe=with_gradient,
        tolerance=1e-5,
        cases=(
            call(torch.tensor(_A), torch.tensor(_B)),
            call(torch.tensor(_A), torch.tensor(_A)),
            _pairs((_SQUARE, [20.0, 30, 29, 39])),
            _pairs((_SQUARE, [0.0, 20, 9, 29]), (_SQUARE, [10.0, 0, 19, 9])),
            _pairs(
                (_SQUARE, [2.0, 3, 4, 5]), ([2.0, 3, 4, 5], _SQUARE), (_SQUARE, [9.0, 9, 18, 18])
            ),
            _pairs(([5.0, 5, 5, 5], [5.0, 5, 5, 6])),
            _pairs(([1.5, 2, 20.25, 30], [3.0, 1.5, 25, 18.5])),
            _pairs(([30.0, 40, 10, 20], _OTHER), (_OTHER, [30.0, 20, 10, 40])),
            _pairs(([10.0, 20, 9, 40], [10.0, 20, 9, 40])),
            call(
                learning([1.0, 2, 20, 30]),
                torch.tensor([[3.0, 0, 25, 18]]),
                text="iou(outputs, y).sum().backward(), and then outputs.grad",
            ),
            call(
                learning(_SQUARE),
                torch.tensor([[50.0, 50, 59, 59]]),
                text="iou(outputs, y).sum().backward(), and then outputs.grad; boxes far apart",
            ),
        ),
        hints=(
            "Draw two boxes on paper. Where are the corners of the part that is in both?",
            "Compare the near corners, then the far ones, number by number. No side of the part in "
            "both may be negative. The sum of the two areas counts that part twice.",
            "near, far = torch.maximum(...), torch.minimum(...); both = (far - near + 1).clamp("
            "min=0).prod(dim=1); areas the same way; return both / (... - both).clamp(min=1e-9)",
        ),
        slips={
            drop(" + 1"): "You count steps, not pixels. Both corners belong to a box.",
            drop(" + 1", 1): "The part in both lacks the + 1: it is a box, too.",
            drop(" + 1", 2): "The boxes' sides lack the + 1 that the part in both has.",
            drop(".clamp(min=0)"): "For boxes that are apart, two negative sides have a positive "
            "product. Clamp them.",
            (drop(".clamp(min=0)"), _OWN_SIDES): "Clamp the sides of the part in both, too: minus "
            "times minus is plus.",
            drop(" - both"): "The sum of the areas counts the part in both twice.",
            put(_UNION, "areas[0]"): "You divide by the first box alone, not by the union.",
            put(_UNION, "areas[1]"): "You divide by the second box alone, not by the union.",
            put(_UNION, "torch.minimum(*areas)"): "You divide by the smaller of the two boxes.",
            put(_UNION, "torch.maximum(*areas)"): "You divide by the larger of the two boxes.",
            put(_UNION, _AROUND): "You divide by the box around both, which holds more than the "
            "union.",
            put(_BY_UNION, f"{_UNION} / both.clamp(min=1e-09)"): "Upside down: you divide the "
            "union by the part in both.",
            put(_BY_UNION, "2 * both / (areas[0] + areas[1]).clamp(min=1e-09)"): (
                "This is the Dice coefficient. For the IoU, divide the part in both by the union."
            ),
            put(_BY_UNION, "both"): "You return the pixels in both. Divide by the union.",
            put("dim=1", "dim=0"): "dim=0 multiplies down the columns, over all boxes. Each box "
            "is a row, so dim=1.",
            (put("[:, :2]", "[:, ::2]"), put("[:, 2:]", "[:, 1::2]")): (
                "A row is top, left, bottom, right: the near corner is its first two numbers."
            ),
            drop(".clamp(min=1e-09)"): "If neither box has pixels, 0 is divided by 0, and one nan "
            "spoils every mean.",
            swap("maximum", "minimum"): "You compute the box around both. The part in both is "
            "never larger than either.",
            (swap("maximum", "minimum"), _OWN_SIDES): "The part in both goes from the larger near "
            "corner to the smaller far one.",
            put(_BY_UNION, f"({_BY_UNION}).detach()"): "The values are cut off from the boxes (as "
            "by tolist), so no gradient flows.",
        },
        why="It is 1 for equal boxes and 0 for boxes that are apart, whatever the object's size.",
    ),
    "box_head": Exercise(
        answer=regression.box_head,
        minutes=6,
        difficulty=2,
        observe=chain,
        cases=(
            *map(call, ((2, 3, 3), (5, 2, 4), (5, 2, 4))),
            call((8, 4, 4), 6),
            call((3, 7, 7), n_out=1),
        ),
        hints=(
            "Put two layers in an nn.Sequential. Both are in the cells above.",
            "The first takes no argument. nn.Linear needs to know how many numbers come in (all "
            "channels at all places) and how many go out.",
            "return nn.Sequential(nn.Flatten(), nn.Linear(... * ... * ..., ...))",
        ),
        slips={
            put(
                f"nn.Flatten(), nn.Linear({_IN}",
                "nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels",
            ): "You pool over all places, so an object gives the same numbers wherever it is.",
            _concat_pool: "ConcatPool keeps what was found, but not where. Do not pool.",
            put(f"nn.Sequential({_LAYERS})", f"[{_LAYERS}]"): "A list or tuple can't be called. "
            "nn.Sequential makes one module from the layers.",
            drop("nn.Flatten(), "): "The features still have rows and columns. Linear takes one "
            "row for each image.",
            put(_IN, "channels"): "A channel has a number at every place, not just one.",
            put(
                _LAYERS, f"nn.Flatten(), nn.Linear({_IN}, 256), nn.ReLU(), nn.Linear(256, n_out)"
            ): "Leave out the hidden layer: only Flatten and one Linear.",
            put(_LAYERS, f"{_LAYERS}, nn.ReLU()"): "A ReLU makes negative outputs and their "
            "gradients 0, so nothing is learned there.",
        },
        why="Every channel has its own weight at every place, so the head can tell where it is.",
    ),
    "cosine_rates": Exercise(
        answer=regression.cosine_rates,
        minutes=8,
        difficulty=3,
        cases=(
            *(call(1.0, *given) for given in (([1], 4), ([1, 2], 3), ([1, 2, 4], 2))),
            call(0.5, [2, 1], 2),
            call(0.02, [3, 2], 5),
            call(2.0, [1, 1, 1], 1),
        ),
        hints=(
            "First write one cycle of T batches, then a loop over the cycles.",
            "A cycle of `length` epochs has length * steps batches; t counts them from 0. "
            "rates += [...] appends the rates of a cycle to the list.",
            "for length in lengths: T = ...; rates += [lr / 2 * (1 + math.cos(math.pi * ...)) "
            "for t in range(T)]",
        ),
        slips={
            put("in lengths", "in [sum(lengths)]"): "Your rate falls once and never restarts.",
            put("in lengths", "in [1] * sum(lengths)"): "Your rate starts again with every epoch. "
            "A cycle may have several epochs.",
            put(_COUNT + "(length * steps)", "torch.arange(length * steps) // steps / length"): (
                "Your rate stays the same for a whole epoch. It should change with every batch."
            ),
            put(_LENGTH, "/ max(length * steps - 1, 1)"): "The last batch of each cycle has the "
            "rate 0 and learns nothing.",
            put("torch.arange(length * steps)", "torch.arange(1, length * steps + 1)"): (
                "You count t from 1, so the first rate is already below lr, and the last is 0."
            ),
            put(_COUNT, "torch.arange(steps) / "): "You make only the first epoch of each cycle. "
            "It has length * steps batches.",
            put("torch.arange(", "torch.arange(len(rates), len(rates) + "): (
                "Your t counts on from cycle to cycle. It begins at 0 in each."
            ),
            put(_LENGTH, "/ (sum(lengths) * steps)"): "You divide by the batches of all cycles. T "
            "is the number of batches in this one.",
            _first_length_for_all: "Your cycles are all as long as the first. Each has its own T.",
            put("torch.pi * t", "180 * t"): "Half a turn is pi radians, not 180.",
            put("lr / 2 * (1 + torch.cos(torch.pi * t))", "lr * torch.cos(torch.pi * t / 2)"): (
                "You use a quarter of a turn. The formula uses half a turn, moved up by 1."
            ),
            put("lr / 2 * (1 + torch.cos(torch.pi * t))", "lr * (1 - t)"): (
                "Your rate falls along a straight line. A cosine falls slowly, fast, then slowly."
            ),
        },
        why="Large steps leave a poor place, small steps settle in a good one, again and again.",
    ),
}
