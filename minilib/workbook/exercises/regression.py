"""Exercises of chapter 12: where the largest object is."""

from __future__ import annotations

import torch
from torch import nn

from minilib import regression
from minilib.workbook.exercises import Exercise, Made, call
from minilib.workbook.exercises.slips import Slip, drop, put, swap

# -- what is looked at ----------------------------------------------------------------------------


def with_gradient(result, args):
    """The result; where the first argument asks for it, with the gradient that comes to it."""
    outputs = args[0]
    if not isinstance(result, torch.Tensor) or not outputs.requires_grad:
        return result
    gradient = None
    if result.requires_grad:
        (gradient,) = torch.autograd.grad(result.sum(), outputs, allow_unused=True)
    return {"value": result.detach(), "gradient": "there is none" if gradient is None else gradient}


def chain(head, args):
    """A head's layers with their sizes, what it gives, and whether it leaves its input alone."""
    if not isinstance(head, nn.Sequential):
        return {"it is": type(head).__name__}
    features = torch.linspace(-1, 1, 2 * args[0][0] * args[0][1] * args[0][2])
    features = features.reshape(2, *args[0])
    before = features.clone()
    with torch.no_grad():
        try:
            shape = str(tuple(head.eval()(features).shape))
        except Exception as error:
            shape = f"nothing: {type(error).__name__}"
    seen = {"layers": [_named(layer) for layer in head], "output shape": shape}
    return seen | {"features stay as they are": torch.equal(features, before)}


def _named(layer):
    """A layer as one writes it; what is as usual is left out, and that it works in place."""
    if isinstance(layer, nn.Sequential):
        return [_named(one) for one in layer]
    name = type(layer).__name__
    if type(layer) is nn.Linear:
        bias = ", bias=False" if layer.bias is None else ""
        return f"{name}({layer.in_features}, {layer.out_features}{bias})"
    if type(layer) is nn.BatchNorm1d and layer.affine and layer.track_running_stats:
        return f"{name}({layer.num_features})"
    if type(layer) is nn.Dropout:
        return f"{name}({layer.p})"
    usual = type(layer) is nn.Flatten and (layer.start_dim, layer.end_dim) in {(1, -1), (1, 3)}
    return f"{name}()" if usual or type(layer) is nn.ReLU else str(layer).splitlines()[0]


# -- small data -----------------------------------------------------------------------------------


def _learning(*rows):
    """Outputs as a network gives them: PyTorch remembers how they were computed."""
    return Made(lambda _: torch.tensor(rows, requires_grad=True), f"<outputs {list(rows)}>")


def _pairs(*pairs):
    """Boxes and as many others."""
    return call(*(torch.tensor(boxes) for boxes in zip(*pairs, strict=True)))


_TWO = torch.tensor([[12.0, 18, 33, 40], [5, 5, 45, 20]])
_A, _B = [[0.0, 0, 9, 9], [10, 20, 29, 59]], [[0.0, 5, 9, 14], [15, 20, 34, 59]]
_SQUARE, _OTHER = [0.0, 0, 9, 9], [5.0, 5, 45, 50]

# Expressions of the references that more than one slip changes.
_ERRORS = "(outputs - y).abs()"
_UNION = "(areas[0] + areas[1] - both)"
_RATIO = f"both / {_UNION}.clamp(min=1e-09)"
_NEAR, _FAR = "(a[:, :2], b[:, :2])", "(a[:, 2:], b[:, 2:])"
_IN = "channels * rows * columns"
_LAYERS = f"nn.Flatten(), nn.Linear({_IN}, n_out)"
_BEST = "'cuda:0' if gpus else 'cpu'"
_NUMBER = "int(wanted.removeprefix('cuda').removeprefix(':') or 0)"
_REFUSED = (
    "raise ValueError(f'there is no {wanted}: this computer has {gpus} GPUs, counted from 0')"
)
_COUNT, _LENGTH = "torch.arange(length * steps) / ", "/ (length * steps)"
_WAVE = "lr / 2 * (1 + torch.cos(torch.pi * t))"

EXERCISES = {
    "l1": Exercise(
        answer=regression.l1,
        minutes=4,
        difficulty=1,
        observe=with_gradient,
        cases=(
            call(torch.tensor([[1.0, 2, 3, 4]]), torch.tensor([[4.0, 2, 2, 4]])),
            call(torch.tensor([[1.0, -2, 3, 100]]), torch.zeros(1, 4)),
            call(torch.tensor([[10.0, 20, 30, 40], [0, 0, 50, 60]]), _TWO),
            call(torch.tensor([[7.5, 8, 9, 10]]), torch.tensor([[7.5, 8, 9, 10]])),
            call(torch.tensor([10.0, 15, 35, 40]), _TWO),
            call(
                _learning([10.0, 20, 30, 40], [0.0, 0, 50, 60]),
                torch.tensor([[12.0, 18, 33, 45], [5, 5, 45, 20]]),
                text="l1(outputs, y).backward(), and then outputs.grad",
            ),
            call(
                _learning([10.0, 20, 30, 40]),
                torch.tensor([[12.0, 20, 33, 40]]),
                text="l1(outputs, y).backward(), and then outputs.grad; two numbers are right",
            ),
        ),
        hints=(
            "Three steps: what is the error, how large is it, and how large on average?",
            "outputs - y is the error with its sign. One method takes the sign away, another one "
            "takes the mean over everything.",
            "return (... - ...).abs()....",
        ),
        slips=(
            Slip(
                put(_ERRORS, "((outputs - y) ** 2)"),
                "You square the errors: this is MSE, in which one bad miss outweighs all the rest. "
                "L1 takes the errors as they are, without their signs.",
            ),
            Slip(
                put(f"{_ERRORS}.mean()", "((outputs - y) ** 2).mean().sqrt()"),
                "This is the root of the mean square, in which large errors still weigh more.",
            ),
            Slip(
                put(_ERRORS, "((outputs - y) ** 2).sqrt()"),
                "The values are right, but where an error is 0 the slope of a root is infinite, "
                "and the gradient becomes nan. One nan spoils every weight.",
            ),
            Slip(
                drop(".abs()"),
                "Errors in opposite directions cancel out, and the result can even be negative. "
                "Their signs have to go.",
            ),
            Slip(
                put(".abs().mean()", ".mean().abs()"),
                "The signs are taken away too late: in the mean, errors in opposite directions "
                "have already cancelled out.",
            ),
            Slip(
                put(".mean()", ".sum()"),
                "You add up all errors, so a larger batch has a larger loss.",
            ),
            Slip(
                put(".mean()", ".sum(dim=-1).mean()"),
                "You add the four errors of a box, so the loss is four times too large.",
            ),
            Slip(
                put(".mean()", ".sum() / outputs.numel()"),
                "You divide by how many numbers outputs has. When one box is compared with many, "
                "there are more errors than that.",
            ),
            Slip(
                put(".mean()", ".mean(dim=-1)"),
                "This is one number for each box. A loss is a single number for the whole batch.",
            ),
            Slip(
                put(".mean()", ".mean(dim=0)"),
                "This is one number for each of the four sides, averaged over the boxes. A loss is "
                "a single number.",
            ),
            Slip(
                put(".mean()", ".mean().item()"),
                "This is a plain Python number. It no longer knows how it was computed, so nothing "
                "can be learned from it.",
            ),
            Slip(
                put(".mean()", ".mean().detach()"),
                "The value is right, but it has lost how it was computed: there is no gradient.",
            ),
            Slip(
                put(".mean()", ".median()"),
                "This is the error in the middle. The median ignores how bad the bad misses are.",
            ),
        ),
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
                _learning([1.0, 2, 20, 30]),
                torch.tensor([[3.0, 0, 25, 18]]),
                text="iou(outputs, y).sum().backward(), and then outputs.grad",
            ),
            call(
                _learning(_SQUARE),
                torch.tensor([[50.0, 50, 59, 59]]),
                text="iou(outputs, y).sum().backward(), and then outputs.grad; boxes far apart",
            ),
        ),
        hints=(
            "Draw two boxes on paper. Which corners does the part in both have?",
            "Its near corner is the larger of both near corners, its far corner the smaller of "
            "both far ones. No side of it may be negative. The union is both areas less what they "
            "have in common.",
            "near, far = torch.maximum(...), torch.minimum(...); both = (far - near + 1).clamp("
            "min=0).prod(dim=1); areas the same way; return both / (... - both).clamp(min=1e-9)",
        ),
        slips=(
            Slip(
                drop(" + 1"),
                "You count steps, not pixels. Both corners belong to a box, so each of its sides "
                "is one longer.",
            ),
            Slip(
                drop(" + 1", 1),
                "The part in both is counted in steps, the boxes in pixels. It is a box as well, "
                "and its corners belong to it.",
            ),
            Slip(
                drop(" + 1", 2),
                "The boxes are counted in steps, the part in both in pixels. A box's corners "
                "belong to it.",
            ),
            Slip(
                drop(".clamp(min=0)"),
                "For boxes that are apart both sides of the common part are negative, and minus "
                "times minus is plus. No side may be less than 0.",
            ),
            Slip(
                put(".clamp(min=0).prod(dim=1)", ".prod(dim=1).clamp(min=0)"),
                "You clamp the product, but two negative sides have made it positive by then.",
            ),
            Slip(
                drop(" - both"),
                "Both areas together count the common part twice, so a box has no more than 1/2 "
                "with itself.",
            ),
            Slip(put(_UNION, "areas[0]"), "You divide by the first box alone, not by the union."),
            Slip(put(_UNION, "areas[1]"), "You divide by the second box alone, not by the union."),
            Slip(
                put(_UNION, "torch.minimum(*areas)"),
                "You divide by the smaller box, so any box inside another one gets 1.",
            ),
            Slip(
                drop(".clamp(min=1e-09)"),
                "When neither box has pixels, 0 is divided by 0: the result is nan, and one nan "
                "spoils every mean.",
            ),
            Slip(
                put(".clamp(min=1e-09)", ".add(1)"),
                "The union is one pixel too large, always, so even a box with itself has less than "
                "1. Only a union of 0 needs protection.",
            ),
            Slip(
                swap("maximum", "minimum"),
                "This is the box around both. What they have in common begins where the later one "
                "begins, and ends where the first one ends.",
            ),
            Slip(put("prod", "sum"), "You add the sides; the number of pixels is their product."),
            Slip(
                (
                    put(_NEAR, "(a[:, None, :2], b[:, :2])"),
                    put(_FAR, "(a[:, None, 2:], b[:, 2:])"),
                    put("prod(dim=1)", "prod(dim=-1)"),
                    put("areas[0]", "areas[0][:, None]"),
                ),
                "You compare every box with every other. The boxes come in pairs, row by row.",
            ),
            Slip(
                put(_RATIO, f"({_RATIO}).mean()"),
                "This is the mean of all pairs. Each pair should keep its own number.",
            ),
            Slip(
                put(_RATIO, f"({_RATIO}).detach()"),
                "The values are right, but they have lost how they were computed, so there is no "
                "gradient.",
            ),
        ),
        why="1 for the same box, 0 for boxes apart, and it does not matter how large the box is.",
    ),
    "box_head": Exercise(
        answer=regression.box_head,
        minutes=6,
        difficulty=2,
        observe=chain,
        cases=(
            call((2, 3, 3)),
            call((5, 2, 4)),
            call((1, 1, 1)),
            call((8, 4, 4), 6),
            call((3, 7, 7), n_out=1),
        ),
        hints=(
            "Two layers in an nn.Sequential. Both stand in the cells above.",
            "The first takes no argument. nn.Linear has to know how many numbers come in (all "
            "features at all places) and how many go out.",
            "return nn.Sequential(nn.Flatten(), nn.Linear(... * ... * ..., ...))",
        ),
        slips=(
            Slip(
                put(
                    f"nn.Flatten(), nn.Linear({_IN}",
                    "nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels",
                ),
                "The mean over all places is the same wherever an object is. A box needs to know "
                "the place, so don't pool.",
            ),
            Slip(
                put(
                    f"nn.Flatten(), nn.Linear({_IN}",
                    "nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(channels",
                ),
                "The maximum over all places is the same wherever an object is. A box needs to "
                "know the place, so don't pool.",
            ),
            Slip(
                drop("nn.Flatten(), "),
                "nn.Linear gets features with rows and columns. It takes one row for each image.",
            ),
            Slip(
                put("nn.Flatten()", "nn.Flatten(0)"),
                "Flatten(0) puts the whole batch into one row. Each image should keep its own.",
            ),
            Slip(
                put(f"({_IN}", "(channels"), "A channel has a number at every place, not just one."
            ),
            Slip(drop(" * columns"), "The row holds every column too, so it is longer than that."),
            Slip(
                put(_IN, "channels + rows + columns"),
                "You add the three sizes. How many numbers there are is their product.",
            ),
            Slip(
                put("rows * columns", "7 * 7"),
                "7 x 7 places are those of one size of image. This body's are in features.",
            ),
            Slip(put(", n_out))", ", 4))"), "Always four numbers come out: n_out is not used."),
            Slip(swap(_IN, "n_out)"), "Inputs and outputs of nn.Linear have changed places."),
            Slip(
                put(_LAYERS, f"{_LAYERS}, nn.Sigmoid()"),
                "After a sigmoid no number is above 1, and a box in pixels is far beyond that.",
            ),
            Slip(
                put(_LAYERS, f"{_LAYERS}, nn.ReLU()"),
                "A ReLU at the end turns every negative output into 0, and there its slope is 0: "
                "nothing is learned.",
            ),
            Slip(
                put(_LAYERS, f"{_LAYERS}, nn.Softmax(dim=1)"),
                "Softmax is for classes: it makes shares that add up to 1. A box is no share.",
            ),
            Slip(
                put("n_out))", "n_out, bias=False))"),
                "Without a bias nothing is added to the sums, so features of 0 always give a box "
                "of 0.",
            ),
            Slip(
                put("nn.Flatten(), ", "nn.Flatten(), nn.Dropout(0.5), "),
                "This head has no dropout: Flatten and one linear layer are all there is.",
            ),
        ),
        why="Every feature at every place has its own weight: so the head can work out where.",
    ),
    "choose_device": Exercise(
        answer=regression.choose_device,
        minutes=8,
        difficulty=3,
        cases=(
            *(call(None, gpus) for gpus in (0, 1, 4)),
            call("cpu", 0),
            call("cpu", 2),
            call("cuda", 1),
            call("cuda:0", 1),
            call("cuda:1", 2),
            call("cuda:3", 4),
            call("cuda:12", 16),
            call("cuda", 0),
            call("cuda:3", 1),
            call("cuda:1", 1),
        ),
        hints=(
            "Take the three kinds of wanted one after the other: None, 'cpu', and the rest.",
            "The number follows the colon; plain 'cuda' means number 0. GPUs count from 0, so a "
            "computer with one GPU has only number 0.",
            "if wanted is None: ...; if wanted == 'cpu': ...; number = ...; if number >= gpus: "
            "raise ValueError(...); return f'cuda:{number}'",
        ),
        slips=(
            Slip(
                put(_BEST, "'cuda:0'"),
                "None asks for the best there is. On a computer without a GPU that is the CPU.",
            ),
            Slip(
                put(_BEST, "'cpu'"),
                "None asks for the best there is. On a computer with a GPU that is the GPU.",
            ),
            Slip(
                put(_BEST, "f'cuda:{gpus - 1}' if gpus else 'cpu'"),
                "For None you take the last GPU, which is the lesson's habit. Take the first.",
            ),
            Slip(
                (drop("number = "), drop("if number"), put("f'cuda:{number}'", "wanted")),
                "You give back what is wanted without looking whether the computer has it.",
            ),
            Slip(
                put("f'cuda:{number}'", "wanted"),
                "'cuda' leaves open which GPU it is. The result always has a number.",
            ),
            Slip(
                put(">=", ">"),
                "GPUs count from 0, so a computer with one GPU has no cuda:1.",
            ),
            Slip(
                put("f'cuda:{number}'", "'cuda:0'"),
                "This is always the first GPU, whichever is wanted.",
            ),
            Slip(
                put(_REFUSED, "return 'cpu'"),
                "A GPU that is not there silently becomes the CPU: training is fifty times slower, "
                "and nobody knows why. Raise a ValueError.",
            ),
            Slip(
                put(_REFUSED, f"return {_BEST}"),
                "A GPU that is not there silently becomes another device. Raise a ValueError.",
            ),
            Slip(
                put("if wanted is None", "if wanted is None or wanted == 'cpu'"),
                "'cpu' is an explicit wish. You treat it like None, and take a GPU.",
            ),
            Slip(
                drop("if wanted == 'cpu'"),
                "'cpu' goes the way of the GPUs, but it has no number that could be read.",
            ),
            Slip(
                drop("if wanted is None"),
                "None is no string, so it can't be taken apart. It needs an answer of its own.",
            ),
            Slip(
                put(_NUMBER, "int(wanted[-1]) if wanted[-1].isdigit() else 0"),
                "You read a single digit, but a number may have two: cuda:12 becomes cuda:2.",
            ),
            Slip(
                put(_NUMBER, "int(wanted.split(':')[1])"),
                "'cuda' has no colon, so nothing follows it. It means number 0.",
            ),
            Slip(
                drop(" or 0"),
                "Of 'cuda' an empty string is left, and that is no number. It means number 0.",
            ),
        ),
        why="The device is decided once, at the top, and a missing GPU is reported as missing.",
    ),
    "cosine_rates": Exercise(
        answer=regression.cosine_rates,
        minutes=8,
        difficulty=3,
        cases=(
            call(1.0, [1], 4),
            call(1.0, [1, 2], 3),
            call(0.5, [2, 1], 2),
            call(1.0, [1, 2, 4], 2),
            call(0.02, [3, 2], 5),
            call(2.0, [1, 1, 1], 1),
        ),
        hints=(
            "First one cycle of T batches, then a loop over the cycles.",
            "A cycle of `length` epochs has length * steps batches; t counts them from 0. "
            "rates += [...] puts a cycle's rates after those that are there.",
            "for length in lengths: T = ...; rates += [lr / 2 * (1 + math.cos(math.pi * ...)) "
            "for t in range(T)]",
        ),
        slips=(
            Slip(
                put("in lengths", "in [sum(lengths)]"),
                "The rate falls only once. Each cycle begins at lr again.",
            ),
            Slip(
                put(_COUNT + "(length * steps)", "torch.arange(length * steps) // steps / length"),
                "The rate stays the same for a whole epoch. It changes with every batch.",
            ),
            Slip(
                put("length * steps", "length"),
                "There is one rate for each epoch. Every batch has its own.",
            ),
            Slip(
                put("length * steps", "steps"),
                "Every cycle lasts one epoch. How many epochs each has is in lengths.",
            ),
            Slip(
                put(_LENGTH, "/ max(length * steps - 1, 1)"),
                "The last batch of a cycle has the rate 0 and learns nothing. You divide by one "
                "less than the number of batches.",
            ),
            Slip(
                put(_COUNT, "torch.arange(1, length * steps + 1) / "),
                "You count batches from 1, so no cycle begins at lr itself.",
            ),
            Slip(
                put(_COUNT, "torch.arange(length * steps + 1) / "),
                "Each cycle has one rate too many: where t is T, the next cycle begins.",
            ),
            Slip(
                put("lr / 2", "lr"),
                "Each cycle begins at twice lr, since 1 + cos begins at 2.",
            ),
            Slip(put("1 + torch", "1 - torch"), "The rate rises within a cycle. It should fall."),
            Slip(
                put(_WAVE, "lr * (1 - t)"),
                "The rate falls along a straight line. A cosine falls slowly at first and at last.",
            ),
            Slip(
                put("torch.pi", "2 * torch.pi"),
                "Within a cycle the rate falls and rises again. Half a turn of the cosine is "
                "enough.",
            ),
            Slip(
                put(f"({_WAVE}).tolist()", f"[({_WAVE}).tolist()]"),
                "Each cycle is a list of its own. All rates belong in one list.",
            ),
            Slip(
                put("torch.pi", "180"),
                "You count the angle in degrees. For a cosine half a turn is pi.",
            ),
            Slip(
                put(
                    _COUNT + "(length",
                    "torch.arange(length * steps) % (lengths[0] * steps) / (lengths[0]",
                ),
                "Every cycle is as long as the first. Each has a length of its own.",
            ),
        ),
        why="Large steps to get out of a poor place, then small ones to settle; and again.",
    ),
}
