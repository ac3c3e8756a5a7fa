"""Exercises of chapter 11: a Learner, learning rates, and trainings that do not learn."""

from __future__ import annotations

import math

from minilib import learner
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put

_RATES = (1, 100, 3), (1, 16, 5), (0.01, 10, 4), (0.5, 8, 2), (0.001, 10, 9), (1.4e-6, 14, 8)
_LOSSES = ([3.0, 2.0, 2.5], [3.0, 1.0, 4.5], [3.0, 1.0, 4.0], [3.0, 2.0, math.nan])
_LOSSES += ([1.0, 2.0, 3.0, 4.5], [1.0, 9.0, 2.0], [2.0, 0.25, 1.5, 0.5], [10.0, 2.0, 9.0], [2.0])
_LOSSES += ([math.inf], [0.1, *[0.3] * 20, 0.9], [math.inf, 20.0, 70.0], [20.0, 81.0])

_GROUPS = (1.0,), (0.003, 3), (0.004, 4, 14), (8.0, 4, 2), (6.0, 1, 3), (0.01, 5, 1), (9.0, 3, 0.5)
#: Measurements: pixel mean, head gradient, first loss, one batch, validation loss, n classes.
_MEASURED = (
    (0.2, 0.6, 1.44, 0.35, 1.4, 4), (0.2, 0.6, 1.44, 0.35, 0.1, 4),
    (138.2, 125.0, 40.6, 1.3, 1.4, 4), (0.2, 0.0, 1.44, 1.41, 1.31, 4),
    (0.2, 0.6, 1.44, 512.0, 9e9, 4), (0.2, 0.6, 1.44, 1.4399, 1.41, 4),
    (-0.1, 2.0, 3.1, math.nan, math.nan, 20), (-3.0, 2.0, 3.1, math.inf, 3.0, 20),
    (0.0, 1.0, 2.0, 1.8, 1.0, 20), (0.0, 1.0, 2.0, 1.81, 1.0, 20), (0.0, 1.0, 2.0, 2.0, 4.0, 20),
    (3.0, 1.0, 3.0, 0.1, 2.5, 20), (-3.5, 0.0, 3.0, 9.0, 5.0, 20), (0.0, 0.0, 3.0, 9.0, 5.0, 20),
    (0.0, 1.0, 3.0, 0.1, math.log(20), 20), (0.0, 1.0, 0.5, 0.4, 0.6, 2),
    (0.0, 1.0, 0.8, 0.1, 0.8, 2), (0.0, 1e-9, 3.0, 0.1, 2.0, 20), (2.5, 1.0, 3.0, 0.1, 1.5, 20),
    (120.0, 1.0, 30.0, 90.0, 50.0, 20), (-5.0, 1.0, 3.0, 0.1, 2.0, 20),
)  # fmt: skip


def _against(result: object, args: list) -> str:
    """Show a diagnosis, and the measurement that contradicts it."""
    mean, gradient, first, batch, val, n = args
    right = learner.diagnose(*args)
    facts = {
        "pixels": f"the pixels' mean is {mean}",
        "frozen head": f"the head has a gradient of {gradient}",
        "rate too high": f"the loss of one batch went from {first} to {batch}",
        "rate too low": f"the loss of one batch went from {first} to {batch}",
        "labels": f"the validation loss is {val:.4g}, a blind guess of {n} has {math.log(n):.4g}",
    }
    if result == right:
        return f"{result!r}, which fits the measurements"
    if result is not None and result not in facts:
        return f"{result!r}, which is not one of the five causes"
    causes = [*facts, None]
    # A cause that comes too late in the order is refuted by the earlier one.
    shown = right if causes.index(right) < causes.index(result) else result
    return f"{result!r}, but {facts[shown]}"


# Pieces of the references that slips change.
_FINITE, _FROZEN = "not math.isfinite(losses[-1])", "'frozen head': head_gradient == 0, "
_LINE = "start_lr + (end_lr - start_lr) / (steps - 1) * step"

EXERCISES = {
    "growing_rates": Exercise(
        answer=learner.growing_rates,
        minutes=6,
        difficulty=3,
        tolerance=2e-7,  # the smallest rates are 1.4e-6
        cases=tuple(call(*one) for one in _RATES),
        hints=(
            "By what factor does the rate grow from first to last, and over how many gaps?",
            "There are steps - 1 gaps. Multiplying by the factor once per gap must give "
            "end_lr / start_lr, so it is a root of that: use ** (1 / ...).",
            "factor = ...; return [start_lr * factor**... for step in range(steps)]",
        ),
        slips={
            put("start_lr * factor ** step", _LINE): "Your rates grow by the same amount. They "
            "should grow by the same factor.",
            put("(steps - 1)", "steps"): "end_lr is never reached: count the gaps.",
            put("range(steps)", "range(1, steps + 1)"): "The first rate should be start_lr.",
            put("** (1 / (steps - 1))", "/ (steps - 1)"): "You divide the factor by the number of "
            "gaps. Factors multiply, so take a root.",
            put("factor ** step", "10 ** step"): "Your factor is always 10, as in the cell.",
            put("start_lr * factor ** step", f"10.0 ** ({_LINE})"): "start_lr and end_lr are "
            "exponents here, as in logspace. They should be rates.",
        },
        why="With the same factor each time, every power of ten gets the same number of tries.",
    ),
    "has_diverged": Exercise(
        answer=learner.has_diverged,
        minutes=5,
        difficulty=2,
        cases=(
            *map(call, _LOSSES),
            call([3.0, 1.0, 2.5], factor=2),
            call([3.0, 1.0, 4.5], factor=10),
            call([1.0, 1.0, 1.0, 5.0], factor=2),
        ),
        hints=(
            "There are two reasons to stop: put `or` between them.",
            "losses[-1] is the newest loss, min(losses) the smallest. math.isfinite is False for "
            "nan and inf.",
            "return not math.isfinite(...) or losses[-1] > factor * ...",
        ),
        slips={
            drop(f"{_FINITE} or "): "Comparing with nan is always False: test for it first.",
            put(_FINITE, "math.isnan(losses[-1])"): "You test only for nan; inf is missing.",
            put(_FINITE, "losses[-1] == math.inf"): "You test only for inf; nan is missing.",
            put(" or ", " and "): "One of the two reasons is enough to stop.",
            put(" > ", " >= "): "Exactly factor times the smallest is not more than that.",
            put("losses[-1] >", "max(losses) >"): "Only the newest loss counts, losses[-1].",
            put("min(losses)", "losses[0]"): "Compare with the smallest loss, not the first.",
            put("min(losses)", "min(losses[:-1])"): "A single loss has none before it.",
        },
        why="A loss far above the smallest rarely comes down again, and nan needs its own test.",
    ),
    "group_rates": Exercise(
        answer=learner.group_rates,
        minutes=5,
        difficulty=2,
        tolerance=2e-7,
        cases=(*(call(*one) for one in _GROUPS), call(1.0, factor=4), call(0.5, groups=4)),
        hints=(
            "The last group gets lr itself. How many times is it divided for each earlier group?",
            "Group 0 is groups - 1 steps away from the last. Dividing by the factor several "
            "times is dividing by a power of it: use **.",
            "return [lr / factor ** (...) for group in range(groups)]",
        ),
        slips={
            put("groups - 1 - group", "group"): "The order is reversed: the head, which comes "
            "last, needs the highest rate.",
            put("groups - 1 - group", "groups - group"): "The last group should get lr.",
            put("factor ** (groups - 1 - group)", "(factor * (groups - 1 - group) or 1)"): (
                "Each rate is the next one divided by factor: use powers of factor, not multiples."
            ),
        },
        why="One rate for the head, and one factor by which each earlier group learns more slowly.",
    ),
    "diagnose": Exercise(
        answer=learner.diagnose,
        minutes=9,
        difficulty=3,
        observe=_against,
        cases=tuple(call(*one) for one in _MEASURED),
        hints=(
            "Ask the five questions in the docstring's order; the first yes decides.",
            "Write an if with a return for each of the five, and return None at the end. To catch "
            "nan, ask whether one_batch is *not* lower than or equal to first_loss.",
            "if abs(pixel_mean) > 3: return 'pixels'; ...; "
            "if not one_batch <= first_loss: return 'rate too high'; ...; return None",
        ),
        slips={
            put("not one_batch <= first_loss", "one_batch > first_loss"): (
                "Comparing with nan, even ==, gives False, so the worst loss goes unnoticed."
            ),
            put("abs(pixel_mean)", "pixel_mean"): "A mean below -3 is wrong, too: use abs.",
            put("math.log(n_classes)", "math.log(4)"): "A blind guess depends on n_classes.",
            put("math.log(n_classes)", "1 / n_classes"): "1 / n is the probability that a blind "
            "guess gives each class. Its loss is log(n).",
            put("val_loss >= math.log(n_classes)", "val_loss >= first_loss"): (
                "Compare val_loss with the loss of a blind guess, not with first_loss."
            ),
            put("0.9 * first_loss", "0.9"): "The limit is 0.9 of first_loss, not 0.9.",
            put("'pixels'", f"{_FROZEN}'rate too high': not one_batch <= first_loss, 'pixels'"): (
                "Test the pixels first: with the wrong scale, the other numbers mean little."
            ),
            put("'pixels'", f"{_FROZEN}'pixels'"): "Ask about the pixels before the head.",
            put(", None)", ", 'None')"): "None without quotes: 'None' is a string.",
            put("for cause in holds", "for cause in reversed(holds)"): (
                "You return the last cause that holds. The first one decides: return it at once."
            ),
            put("'pixels'", "'labels': val_loss >= math.log(n_classes), 'pixels'"): (
                "Test the labels last: every other cause makes the validation loss bad, too."
            ),
            put("'rate too high'", "'rate too low': None, 'rate too high'"): (
                "Ask first whether the loss rose: a loss that rose is above nine tenths, too."
            ),
            put("0.9 * first_loss", "0.1 * first_loss"): "A loss that fell by half did move. Only "
            "above nine tenths is the rate too low.",
            drop(_FROZEN): "A head whose gradient is 0 is frozen. Test for that before the rate.",
        },
        why="Pixels, gradient, rate, labels: each answer can be trusted only if the questions "
        "before it found nothing.",
    ),
}
