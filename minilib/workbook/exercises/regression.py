"""Exercises of chapter 12: where the largest object is."""

from __future__ import annotations

import math

import torch
from torch import nn

from minilib import regression
from minilib.workbook.exercises import Exercise, Made, Mistake, call

# -- l1: wrong ways -----------------------------------------------------------------------------


def squared(outputs, y):
    return ((outputs - y) ** 2).mean()


def root_of_squared(outputs, y):
    return ((outputs - y) ** 2).mean().sqrt()


def signs_kept(outputs, y):
    return (outputs - y).mean()


def absolute_too_late(outputs, y):
    return (outputs - y).mean().abs()


def summed(outputs, y):
    return (outputs - y).abs().sum()


def one_a_picture(outputs, y):
    return (outputs - y).abs().mean(dim=1)


def boxes_added_up(outputs, y):
    return (outputs - y).abs().sum(dim=1).mean()


def plain_number(outputs, y):
    return (outputs - y).abs().mean().item()


def without_its_past(outputs, y):
    return (outputs - y).abs().mean().detach()


# -- iou: wrong ways ----------------------------------------------------------------------------


def _iou(a, b, one=1.0, in_both=1.0, clamp=True, safe=True, over="union"):
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    sides = far - near + in_both
    both = (sides.clamp(min=0) if clamp else sides).prod(dim=1)
    first, second = ((box[:, 2:] - box[:, :2] + one).prod(dim=1) for box in (a, b))
    below = {
        "union": first + second - both,
        "sum": first + second,
        "first": first,
        "second": second,
        "smaller": torch.minimum(first, second),
    }[over]
    return both / (below.clamp(min=1e-9) if safe else below)


def steps_everywhere(a, b):
    return _iou(a, b, one=0.0, in_both=0.0)


def steps_in_the_intersection(a, b):
    return _iou(a, b, in_both=0.0)


def steps_in_the_areas(a, b):
    return _iou(a, b, one=0.0)


def not_clamped(a, b):
    return _iou(a, b, clamp=False)


def clamped_after_the_product(a, b):
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).prod(dim=1).clamp(min=0)
    areas = [(box[:, 2:] - box[:, :2] + 1).prod(dim=1) for box in (a, b)]
    return both / (areas[0] + areas[1] - both).clamp(min=1e-9)


def both_counted_twice(a, b):
    return _iou(a, b, over="sum")


def over_the_first(a, b):
    return _iou(a, b, over="first")


def over_the_second(a, b):
    return _iou(a, b, over="second")


def over_the_smaller(a, b):
    return _iou(a, b, over="smaller")


def nothing_by_nothing(a, b):
    return _iou(a, b, safe=False)


def box_round_both(a, b):
    near, far = torch.minimum(a[:, :2], b[:, :2]), torch.maximum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).clamp(min=0).prod(dim=1)
    areas = [(box[:, 2:] - box[:, :2] + 1).prod(dim=1) for box in (a, b)]
    return both / (areas[0] + areas[1] - both).clamp(min=1e-9)


def every_with_every(a, b):
    return torch.stack([regression.iou(a, one.expand_as(a)) for one in b], dim=1)


def mean_of_all(a, b):
    return regression.iou(a, b).mean()


def made_anew(a, b):
    return torch.tensor(regression.iou(a, b).tolist())


# -- box_head: wrong ways -----------------------------------------------------------------------


def pooled(features, n_out=4):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features[0], n_out))


def pooled_by_the_largest(features, n_out=4):
    return nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(features[0], n_out))


def not_flattened(features, n_out=4):
    return nn.Sequential(nn.Linear(math.prod(features), n_out))


def batch_flattened_too(features, n_out=4):
    return nn.Sequential(nn.Flatten(0), nn.Linear(math.prod(features), n_out))


def columns_forgotten(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(features[0] * features[1], n_out))


def sizes_added(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(sum(features), n_out))


def seven_by_seven(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(features[0] * 7 * 7, n_out))


def always_four(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), 4))


def sigmoid_at_the_end(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out), nn.Sigmoid())


def relu_at_the_end(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out), nn.ReLU())


def softmax_at_the_end(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out), nn.Softmax(dim=1))


def without_bias(features, n_out=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(features), n_out, bias=False))


# -- cosine_rates: wrong ways -------------------------------------------------------------------


def _cosine(lr, length):
    return [lr / 2 * (1 + math.cos(math.pi * t / length)) for t in range(length)]


def never_restarted(lr, lengths, steps):
    return _cosine(lr, sum(lengths) * steps)


def once_an_epoch(lr, lengths, steps):
    return [rate for length in lengths for rate in _cosine(lr, length) for _ in range(steps)]


def one_rate_an_epoch(lr, lengths, steps):
    return [rate for length in lengths for rate in _cosine(lr, length)]


def one_epoch_a_cycle(lr, lengths, steps):
    return [rate for _ in lengths for rate in _cosine(lr, steps)]


def down_to_zero(lr, lengths, steps):
    rates = []
    for length in lengths:
        last = max(length * steps - 1, 1)
        rates += [lr / 2 * (1 + math.cos(math.pi * t / last)) for t in range(length * steps)]
    return rates


def counted_from_one(lr, lengths, steps):
    rates = []
    for length in lengths:
        n = length * steps
        rates += [lr / 2 * (1 + math.cos(math.pi * t / n)) for t in range(1, n + 1)]
    return rates


def twice_as_high(lr, lengths, steps):
    return [2 * rate for length in lengths for rate in _cosine(lr, length * steps)]


def upwards(lr, lengths, steps):
    return [lr - rate for length in lengths for rate in _cosine(lr, length * steps)]


def straight_down(lr, lengths, steps):
    return [lr * (1 - t / (n * steps)) for n in lengths for t in range(n * steps)]


def whole_wave(lr, lengths, steps):
    rates = []
    for length in lengths:
        n = length * steps
        rates += [lr / 2 * (1 + math.cos(2 * math.pi * t / n)) for t in range(n)]
    return rates


def list_of_cycles(lr, lengths, steps):
    return [_cosine(lr, length * steps) for length in lengths]


def degrees_for_radians(lr, lengths, steps):
    rates = []
    for length in lengths:
        n = length * steps
        rates += [lr / 2 * (1 + math.cos(180 * t / n)) for t in range(n)]
    return rates


# -- choose_device: wrong ways ------------------------------------------------------------------


def cuda_without_asking(wanted, gpus):
    return "cuda:0" if wanted is None else regression.choose_device(wanted, gpus)


def always_cpu_by_itself(wanted, gpus):
    return "cpu" if wanted is None else regression.choose_device(wanted, gpus)


def whatever_is_wanted(wanted, gpus):
    return regression.choose_device(None, gpus) if wanted is None else wanted


def counted_one_too_far(wanted, gpus):
    if wanted is None or wanted == "cpu":
        return regression.choose_device(wanted, gpus)
    number = int(wanted[5:] or 0)
    if number > gpus:
        raise ValueError("not there")
    return f"cuda:{number}"


def number_left_out(wanted, gpus):
    regression.choose_device(wanted, gpus)
    return "cpu" if wanted == "cpu" or gpus == 0 else "cuda"


def always_the_first(wanted, gpus):
    regression.choose_device(wanted, gpus)
    return "cpu" if wanted == "cpu" or gpus == 0 else "cuda:0"


def quietly_cpu(wanted, gpus):
    try:
        return regression.choose_device(wanted, gpus)
    except ValueError:
        return "cpu"


def quietly_the_first(wanted, gpus):
    try:
        return regression.choose_device(wanted, gpus)
    except ValueError:
        return regression.choose_device(None, gpus)


def gpu_although_cpu_is_wanted(wanted, gpus):
    return regression.choose_device(None if wanted == "cpu" else wanted, gpus)


def last_digit_only(wanted, gpus):
    if wanted is None or wanted == "cpu":
        return regression.choose_device(wanted, gpus)
    number = int(wanted[-1]) if wanted[-1].isdigit() else 0
    if number >= gpus:
        raise ValueError("not there")
    return f"cuda:{number}"


def bare_cuda_not_understood(wanted, gpus):
    if wanted == "cuda":
        return int(wanted.split(":")[1])
    return regression.choose_device(wanted, gpus)


def device_of_torch(wanted, gpus):
    return torch.device(regression.choose_device(wanted, gpus))


# -- what is compared ---------------------------------------------------------------------------


def _value_or_gradient(result, args):
    """The result itself; its gradient where the case asks for one: a loss must have it."""
    outputs = args[0]
    if not isinstance(result, torch.Tensor) or not outputs.requires_grad:
        return result
    if not result.requires_grad:
        return {"gradient": "none"}
    return {"gradient": torch.autograd.grad(result.sum(), outputs)[0]}


def _learning(*rows):
    """Outputs as a network gives them: PyTorch remembers how they came about."""
    return Made(lambda _: torch.tensor(rows, requires_grad=True), "outputs")


def _behaviour(head, args):
    """What a head makes of features, whatever it is built of: plain words, easy to read."""
    features = args[0]
    if not isinstance(head, nn.Module):
        return {"output shape": f"{type(head).__name__}, not a layer"}
    head.eval()
    x = 10 * torch.cos(torch.arange(math.prod(features)) ** 2 / 3).reshape(1, *features)
    x = torch.cat([x, -x, 0 * x])
    try:
        with torch.no_grad():
            head(x)  # lazy layers get their size here
            _number(head)
            shape = tuple(head(x).shape)
    except (RuntimeError, ValueError, IndexError) as error:
        line = str(error).splitlines()[0][:60]
        return {"output shape": f"{type(error).__name__}: {line}"}
    seen = {"output shape": str(shape)}
    seen["parameters"] = sum(one.numel() for one in head.parameters())
    if len(shape) != 2:
        return seen
    # How much each output changes with each feature: as many different numbers as weights.
    slopes = torch.autograd.functional.jacobian(lambda one: head(one)[0], x[2:])
    seen["places with weights of their own"] = len(slopes.flatten().unique())
    with torch.no_grad():
        plus, minus, zero = outputs = head(x)
    seen["can be below 0, and above 1"] = bool(outputs.min() < 0), bool(outputs.max() > 1)
    seen["straight, without activation"] = bool(torch.allclose(plus - zero, zero - minus))
    return seen


def _number(head):
    """Give all weights different values, the same for every head of as many."""
    count = sum(weight.numel() for weight in head.parameters())
    values = 10 * torch.sin(torch.arange(count) ** 2 + 1.0)
    first = 0
    for weight in head.parameters():
        weight.copy_(values[first : first + weight.numel()].reshape(weight.shape))
        first += weight.numel()


_A = torch.tensor([[0.0, 0, 9, 9], [10, 20, 29, 59]])
_B = torch.tensor([[0.0, 5, 9, 14], [15, 20, 34, 59]])

EXERCISES = {
    "l1": Exercise(
        answer=regression.l1,
        minutes=4,
        difficulty=1,
        observe=_value_or_gradient,
        cases=(
            call(torch.tensor([[1.0, 2, 3, 4]]), torch.tensor([[4.0, 2, 2, 4]])),
            call(torch.tensor([[1.0, -2, 3, 100]]), torch.zeros(1, 4)),
            call(
                torch.tensor([[10.0, 20, 30, 40], [0, 0, 50, 60]]),
                torch.tensor([[12.0, 18, 33, 40], [5, 5, 45, 20]]),
            ),
            call(torch.tensor([[7.5, 8, 9, 10]]), torch.tensor([[7.5, 8, 9, 10]])),
            call(
                _learning([10.0, 20, 30, 40], [0, 0, 50, 60]),
                torch.tensor([[12.0, 18, 33, 45], [5, 5, 45, 20]]),
                text="l1(outputs, y).backward(), and then outputs.grad",
            ),
        ),
        hints=(
            "Three steps: what is the error, how large is it, and how large on average?",
            "outputs - y is the error with its sign; .abs() takes the sign away; .mean() of all.",
            "return (... - ...).abs()....",
        ),
        mistakes=(
            Mistake(squared, "You square the errors: that is MSE. L1 takes abs()."),
            Mistake(
                root_of_squared,
                "This is the root of the mean square: large errors still weigh more. Take abs().",
            ),
            Mistake(
                signs_kept, "Errors to both sides cancel out, and it can be negative: abs() first."
            ),
            Mistake(
                absolute_too_late,
                "abs() comes too late: errors to both sides have cancelled out in the mean.",
            ),
            Mistake(summed, "You add all errors up: a larger batch would have a larger loss."),
            Mistake(
                one_a_picture, "You give one number a picture. A loss is one number for the batch."
            ),
            Mistake(
                boxes_added_up, "You add the four errors of a box: it comes out four times too big."
            ),
            Mistake(plain_number, ".item() gives a bare number: from that nothing can be learned."),
            Mistake(
                without_its_past,
                "The value is right, but detach() makes it forget where it came from: no gradient.",
            ),
        ),
        why="Every pixel counts the same, whether it belongs to a near miss or a bad one.",
    ),
    "iou": Exercise(
        answer=regression.iou,
        minutes=12,
        difficulty=4,
        observe=_value_or_gradient,
        cases=(
            call(_A, _B),
            call(_A, _A),
            call(torch.tensor([[0.0, 0, 9, 9]]), torch.tensor([[20.0, 30, 29, 39]])),
            call(
                torch.tensor([[0.0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9]]),
                torch.tensor([[0.0, 20, 9, 29], [10, 0, 19, 9], [2, 3, 4, 5]]),
            ),
            call(torch.tensor([[5.0, 5, 5, 5]]), torch.tensor([[5.0, 5, 5, 6]])),
            call(torch.tensor([[1.5, 2, 20.25, 30]]), torch.tensor([[3.0, 1.5, 25, 18.5]])),
            call(torch.tensor([[30.0, 40, 10, 20]]), torch.tensor([[5.0, 5, 45, 50]])),
            call(torch.tensor([[30.0, 20, 10, 40]]), torch.tensor([[5.0, 5, 45, 50]])),
            call(torch.tensor([[10.0, 20, 9, 40]]), torch.tensor([[10.0, 20, 9, 40]])),
            call(
                _learning([1.0, 2, 20, 30]),
                torch.tensor([[3.0, 0, 25, 18]]),
                text="iou(outputs, y).sum().backward(), and then outputs.grad",
            ),
        ),
        hints=(
            "Draw two boxes on paper. Which corners does the part in both have?",
            "Its near corner is the larger of both near corners, its far corner the smaller of "
            "both far ones. Sides: far - near + 1, not below 0 (clamp), then prod(dim=1). Union: "
            "area + area - both.",
            "near, far = torch.maximum(...), torch.minimum(...); both = (far - near + 1).clamp("
            "min=0).prod(dim=1); areas the same way; return both / (... - both).clamp(min=1e-9)",
        ),
        mistakes=(
            Mistake(
                steps_everywhere,
                "You count steps, not pixels: both corners belong to the box, so every side has "
                "one more. Add 1.",
            ),
            Mistake(
                steps_in_the_intersection,
                "The part in both is counted in steps, the boxes in pixels: + 1 there as well.",
            ),
            Mistake(
                steps_in_the_areas,
                "The boxes are counted in steps, the part in both in pixels: + 1 there as well.",
            ),
            Mistake(
                not_clamped,
                "Boxes that are apart have sides below 0, and minus times minus is plus: clamp "
                "the sides of the part in both at 0.",
            ),
            Mistake(
                clamped_after_the_product,
                "You clamp the product; two negative sides have made it positive by then. Clamp "
                "the sides first.",
            ),
            Mistake(
                both_counted_twice,
                "area + area counts what is in both twice, so equal boxes get 1/2: take it away "
                "once.",
            ),
            Mistake(over_the_first, "You divide by the first box alone, not by the union."),
            Mistake(over_the_second, "You divide by the second box alone, not by the union."),
            Mistake(
                over_the_smaller,
                "You divide by the smaller box: a box inside another would get 1.",
            ),
            Mistake(
                nothing_by_nothing,
                "Two boxes without pixels: 0 / 0 is nan, and one nan spoils every mean. Let the "
                "union not be less than a tiny number: clamp(min=1e-9).",
            ),
            Mistake(
                box_round_both,
                "You take the box round both. For the part in both: the larger near corner, the "
                "smaller far corner.",
            ),
            Mistake(
                every_with_every,
                "You compare every box with every other. Pair by pair is wanted: n numbers.",
            ),
            Mistake(mean_of_all, "This is the mean. One number for each pair is wanted."),
            Mistake(
                made_anew,
                "The values are right, but torch.tensor(...) makes them anew: they forget where "
                "they came from, and there is no gradient.",
            ),
        ),
        why="1 for the same box, 0 for boxes apart, and it does not matter how large the box is.",
    ),
    "box_head": Exercise(
        answer=regression.box_head,
        minutes=6,
        difficulty=2,
        observe=_behaviour,
        cases=(
            call((2, 3, 3)),
            call((5, 2, 4)),
            call((1, 1, 1)),
            call((8, 4, 4), 6),
            call((3, 7, 7), n_out=1),
        ),
        hints=(
            "Two layers in an nn.Sequential. Both stand in the cells above.",
            "nn.Flatten() needs nothing. nn.Linear wants how many numbers come in (channels times "
            "rows times columns) and how many go out (n_out).",
            "return nn.Sequential(nn.Flatten(), nn.Linear(... * ... * ..., ...))",
        ),
        mistakes=(
            Mistake(
                pooled, "The mean of all places is the same wherever a thing stands: do not pool."
            ),
            Mistake(
                pooled_by_the_largest,
                "The largest of all places is the same number wherever it stands: do not pool.",
            ),
            Mistake(
                not_flattened,
                "nn.Linear gets features with rows and columns: nn.Flatten() comes first.",
            ),
            Mistake(
                batch_flattened_too,
                "nn.Flatten(0) puts the whole batch in one row. nn.Flatten() keeps the pictures.",
            ),
            Mistake(columns_forgotten, "channels * rows: the columns are missing."),
            Mistake(sizes_added, "You add the three sizes. A row that holds all has their product"),
            Mistake(seven_by_seven, "7 * 7 is right at 224 only. Use rows and columns."),
            Mistake(always_four, "Four numbers come out always. n_out says how many."),
            Mistake(
                sigmoid_at_the_end, "Behind nn.Sigmoid nothing is above 1: no box of 100 pixels."
            ),
            Mistake(
                relu_at_the_end,
                "Behind nn.ReLU nothing is below 0, and there it learns no more: end with Linear.",
            ),
            Mistake(softmax_at_the_end, "Softmax is for classes: it makes shares that sum to 1."),
            Mistake(
                without_bias, "bias=False: the four numbers that are added to the sums are missing."
            ),
        ),
        why="Every feature at every place has its own weight: that is how it can tell where.",
    ),
    "choose_device": Exercise(
        answer=regression.choose_device,
        minutes=8,
        difficulty=3,
        cases=(
            call(None, 0),
            call(None, 1),
            call(None, 4),
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
            "The number stands behind the colon: wanted.split(':') or removeprefix('cuda:'); plain "
            "'cuda' means 0. GPUs count from 0, so with 1 GPU only number 0 is there.",
            "if wanted is None: ...; if wanted == 'cpu': ...; number = ...; if number >= gpus: "
            "raise ValueError(...); return f'cuda:{number}'",
        ),
        mistakes=(
            Mistake(
                cuda_without_asking, "None means the best there is. Without a GPU that is 'cpu'."
            ),
            Mistake(
                always_cpu_by_itself, "None means the best there is. With a GPU that is 'cuda:0'."
            ),
            Mistake(
                whatever_is_wanted,
                "You give back what is wanted without looking whether it is there.",
            ),
            Mistake(
                counted_one_too_far,
                "GPUs count from 0: with 1 GPU there is no cuda:1. Refuse when number >= gpus.",
            ),
            Mistake(number_left_out, "'cuda' does not say which GPU: 'cuda:N' is wanted."),
            Mistake(always_the_first, "You give the first GPU, whichever was wanted."),
            Mistake(
                quietly_cpu,
                "A GPU that is not there becomes 'cpu' without a word: the training would be 50 "
                "times slower and nobody knows why. Raise a ValueError.",
            ),
            Mistake(
                quietly_the_first,
                "A GPU that is not there becomes another without a word. Raise a ValueError.",
            ),
            Mistake(gpu_although_cpu_is_wanted, "'cpu' is wanted, and you take a GPU."),
            Mistake(last_digit_only, "You read the last digit only: cuda:12 becomes cuda:2."),
            Mistake(
                bare_cuda_not_understood,
                "'cuda' has no colon, so there is no second part: it means number 0.",
            ),
            Mistake(device_of_torch, "This is a torch.device. A string is wanted."),
        ),
        why="It is decided once, at the top, and a GPU that is not there is said to be not there.",
    ),
    "cosine_rates": Exercise(
        answer=regression.cosine_rates,
        minutes=8,
        difficulty=3,
        cases=(
            call(1.0, [1], 4),
            call(1.0, [1, 2], 3),
            call(0.5, [2, 1], 2),
            call(2.0, [1, 1, 1], 1),
            call(1.0, [1, 2, 4], 2),
            call(1.0, [], 5),
        ),
        hints=(
            "First one cycle of n batches, then a loop over the cycles.",
            "A cycle of `length` epochs has T = length * steps batches; t goes from 0 to T - 1. "
            "rates += [...] puts a cycle's rates behind those that are there.",
            "for length in lengths: T = ...; rates += [lr / 2 * (1 + math.cos(math.pi * ...)) "
            "for t in range(T)]",
        ),
        mistakes=(
            Mistake(never_restarted, "It falls only once. Each cycle begins at lr again."),
            Mistake(
                once_an_epoch,
                "The rate stays the same for a whole epoch. It changes with every batch.",
            ),
            Mistake(one_rate_an_epoch, "There is one rate an epoch. Every batch has its own."),
            Mistake(
                one_epoch_a_cycle, "Each cycle is one epoch long: lengths says how many it has."
            ),
            Mistake(
                down_to_zero,
                "The last batch gets rate 0 and learns nothing. T is the number of batches, not "
                "one less.",
            ),
            Mistake(counted_from_one, "t counts from 0: the first batch gets lr itself."),
            Mistake(twice_as_high, "It begins at twice lr: 1 + cos begins at 2. Take lr / 2."),
            Mistake(upwards, "It rises: that is 1 - cos. The rate falls in a cycle: 1 + cos."),
            Mistake(straight_down, "It falls in a straight line. A cosine falls slowly at first."),
            Mistake(
                whole_wave,
                "Within a cycle it falls and rises again: 2 pi is a whole wave, pi is half of it.",
            ),
            Mistake(list_of_cycles, "This is one list for each cycle. One list of all is wanted."),
            Mistake(
                degrees_for_radians,
                "cos counts angles so that half a turn is pi. You count in degrees: 180.",
            ),
        ),
        why="Large steps to get out of a poor place, then small ones to settle; and again.",
    ),
}
