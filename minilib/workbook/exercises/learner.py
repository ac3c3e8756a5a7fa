"""Exercises of chapter 11: a Learner, learning rates, and trainings that do not learn."""

from __future__ import annotations

import math

from minilib import learner
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import Slip, drop, put

_RATES = (1, 100, 3), (1, 16, 5), (0.01, 10, 4), (0.5, 8, 2), (0.001, 10, 9), (1e-5, 10, 7)
_LOSSES = ([3.0, 2.0, 2.5], [3.0, 1.0, 4.5], [3.0, 1.0, 4.0], [3.0, 2.0, math.nan])
_LOSSES += ([1.0, 2.0, 3.0, 4.5], [1.0, 9.0, 2.0], [2.0, 0.25, 1.5, 0.5], [10.0, 2.0, 9.0])
_LOSSES += ([2.0], [math.inf], [0.1, 0.2, 0.9], [30.0, 20.0, 50.0, 70.0], [30.0, 20.0, 25.0, 81.0])

# Pieces of the references that slips change.
_FINITE = "not math.isfinite(losses[-1])"

EXERCISES = {
    "growing_rates": Exercise(
        answer=learner.growing_rates,
        minutes=6,
        difficulty=3,
        cases=tuple(call(*one) for one in _RATES),
        hints=(
            "By what factor does the rate grow from the first to the last? In how many gaps?",
            "steps rates have steps - 1 gaps, and the factor of one gap is the root of that number "
            "of end_lr / start_lr. A root is a power: ** (1 / ...).",
            "factor = ...; return [start_lr * factor**... for step in range(steps)]",
        ),
        slips=(
            Slip(
                put("* factor ** step", "+ (end_lr - start_lr) / (steps - 1) * step"),
                "These rates grow by the same amount. The same factor is asked for.",
            ),
            Slip(put("(steps - 1)", "steps"), "end_lr is never reached: count the gaps."),
            Slip(put("range(steps)", "range(1, steps + 1)"), "The first rate should be start_lr."),
            Slip(
                put("** (1 / (steps - 1))", "/ (steps - 1)"),
                "You divide the whole factor among the gaps. What is multiplied needs a root.",
            ),
            Slip(put("factor ** step", "10 ** step"), "The factor is always 10, as in the cell."),
        ),
        why="The same factor each time: each power of ten gets as many tries.",
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
            "Two reasons to stop, with `or` between them.",
            "The last of the list is the newest, its min the smallest. math.isfinite is False for "
            "nan and inf.",
            "return not math.isfinite(...) or losses[-1] > factor * ...",
        ),
        slips=(
            Slip(drop(f"{_FINITE} or "), "Comparing with nan is always False; ask for it first."),
            Slip(put(_FINITE, "math.isnan(losses[-1])"), "Only nan is asked for: inf is missing."),
            Slip(put(" or ", " and "), "One of the two reasons is enough to stop."),
            Slip(put(" > ", " >= "), "Exactly factor times the smallest is not more than that."),
            Slip(put("min(losses)", "losses[0]"), "Compare with the smallest loss, not the first."),
            Slip(put("min(losses)", "min(losses[:-1])"), "The first loss has none before it."),
            Slip(put("> factor", "> 4"), "It is always 4 times; the caller's factor counts."),
        ),
        why="Far above the smallest it will not come back; and nan has to be asked for by itself.",
    ),
}
