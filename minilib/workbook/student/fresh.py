"""Cases that an exercise does not list, made from those that it does."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np

from minilib.workbook.exercises import Call, Exercise, find
from minilib.workbook.feedback.runner import expected

MOST = 4


def with_fresh_cases(name: str, seed: int) -> tuple[Exercise, int]:
    """An exercise with up to four more cases, made from a seed, and how many they are.

    Numbers in arrays grow by the same amount: a box moves. A longer list is turned round. What is
    asked stays as it was; a case on which the reference fails, or gives nothing new, is left out.
    """
    exercise, numbers = find(name), random.Random(f"{name} {seed}")
    plain = [one for one in exercise.cases if not (one.raises or one.says or one.text)]
    made = [one for case in plain if (one := _changed(case, numbers)) is not None]
    for first, second in pairwise(numbers.sample(plain, len(plain))):
        one_kind = [*map(_kind, first.args)] == [*map(_kind, second.args)]
        if one_kind and first.args[1:] and first.kwargs == second.kwargs:
            made.append(replace(first, args=(*first.args[:-1], second.args[-1])))
    if len(made) < 2:
        return exercise, 0
    numbers.shuffle(made)
    tried = replace(exercise, cases=tuple(made))
    good = [one for n, one in enumerate(made) if expected(tried, n).error is None][:MOST]
    return replace(exercise, cases=(*exercise.cases, *good)), len(good)


def _changed(case: Call, numbers: random.Random) -> Call | None:
    by = numbers.randint(1, 9)
    args = tuple(_moved(one, by) for one in case.args)
    same = all(new is old for new, old in zip(args, case.args, strict=True))
    return None if same else replace(case, args=args)


def _kind(value: object) -> object:
    """What two values must have in common for one to stand in the other's place."""
    if isinstance(value, int | float) or hasattr(value, "shape"):
        return id(value)  # numbers may belong together: an image's size and its cells'
    return type(value), len(value) if hasattr(value, "__len__") else 0


def _moved(value: object, by: int) -> object:
    shape = getattr(value, "shape", ())
    if isinstance(value, np.ndarray) and value.dtype.kind == "i" and shape[-1:] == (4,):
        return value + by
    if len(shape) > 1 and shape[0] > 1:  # an array or a tensor, from its last row to its first
        return value[::-1].copy() if isinstance(value, np.ndarray) else value.flip(0)
    if (
        isinstance(value, list)
        and len(value) > 1
        and not any(isinstance(one, float) for one in value)
    ):
        if len(value) == 4 and all(type(one) is int for one in value):
            return [one + by for one in value]
        return value[::-1]
    return value
