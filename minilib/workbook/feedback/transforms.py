"""What may have been done to a right result: in words, and as a function that does it.

``{it}`` stands for the result or its part. A function that does not apply raises or gives None.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

Transforms = tuple[tuple[str, Callable], ...]


def itself(value: object) -> object:
    """The value."""
    return value


def _like(model: object, items: object) -> object:
    """The items in a container of the model's kind."""
    if isinstance(model, np.ndarray):
        return np.array(list(items), dtype=model.dtype)
    return "".join(items) if isinstance(model, str) else type(model)(items)


def _cut(start: int | None, end: int | None) -> Callable:
    """Some items of a sequence or a dictionary; nothing of a text."""

    def cut(value: object) -> object:
        if isinstance(value, dict):
            return dict([*value.items()][start:end])
        return None if isinstance(value, str | bytes) else value[start:end]

    return cut


def _in_order(value: object) -> object:
    """The items in an order that depends on nothing but them."""
    if not isinstance(value, list | tuple) or any(hasattr(one, "detach") for one in value):
        return None
    return type(value)(sorted(value, key=repr))


def _rows(value: object) -> object:
    """The rows of a table, or of columns side by side, in an order that depends on nothing else."""
    columns = [*map(np.asarray, value)] if isinstance(value, tuple) else [value]
    if columns[0].ndim < 2 - (len(columns) > 1):
        return None
    table = np.concatenate([np.reshape(one, (len(one), -1)) for one in columns], axis=1)
    return table[np.lexsort(table.T[::-1])]


def _flat(value: object) -> list | None:
    """A list in which no lists are, at any depth."""
    if not isinstance(value, list):
        return None
    return [inner for one in value for inner in (_flat(one) if isinstance(one, list) else [one])]


def _array(function: Callable, axes: int = 2) -> Callable:
    """``function`` for arrays of so many axes and more, but not for a single number."""
    return lambda e: function(e) if np.ndim(e) >= axes and np.size(e) != 1 else None


def _only(value: list | tuple) -> object:
    """The item of a list or tuple that has no other."""
    (item,) = value
    return item if isinstance(value, list | tuple) else None


_LOOP = "is return inside the loop?"

#: What may have been done to the expected result.
DONE: Transforms = (
    ("{it} runs backwards", lambda e: e[::-1] if np.ndim(e) < 2 and type(e) is not tuple else None),
    ("{it} is sorted, and the order should stay as it is", lambda e: _like(e, sorted(e))),
    ("{it} is without the first item", _cut(1, None)),
    ("{it} is without the last item", _cut(None, -1)),
    ("{it} is only the first item: is return or yield inside the loop?", _cut(0, 1)),
    ("{it} is only the last item: does every pass of the loop begin again?", _cut(-1, None)),
    (f"{{it}} is the first item itself: {_LOOP}", lambda e: e[0]),
    ("{it} is only the last item, not a list", lambda e: e[-1]),
    ("{it} has the positions, not the items", lambda e: _like(e, range(len(e)))),
    ("{it} is the list of values, without the keys", lambda e: list(e.values())),
    ("{it} is a set of pairs: a dictionary has a colon between", lambda e: set(e.items())),
    ("{it} has keys and values swapped", lambda e: {v: k for k, v in e.items()}),
    ("True and False are swapped", lambda e: not e if isinstance(e, bool | np.bool_) else None),
    ("{it} is in upper case", lambda e: e.upper()),
    ("{it} is without its suffix", lambda e: e.with_suffix("")),
    ("{it} is transposed: rows and columns are swapped", lambda e: np.swapaxes(e, 0, 1)),
    ("the last axis of {it} runs backwards", _array(lambda e: np.flip(e, -1), 3)),
    (
        "the numbers are right, but mixed up among the rows: reshape does not transpose",
        _array(lambda e: np.asarray(e).T.reshape(np.shape(e)) if np.ndim(e) == 2 else None),
    ),
    ("{it} is one row of numbers, without its axes", _array(lambda e: np.asarray(e).T.ravel())),
    ("{it} has only the first two columns", _array(lambda e: e[..., :2])),
    ("{it} is the mean of what is expected along the last axis", _array(lambda e: np.mean(e, -1))),
    ("{it} is the mean of what is expected: one number for all", _array(np.mean, 1)),
)

#: What would make the expected result of the learner's: what is missing.
UNDONE: Transforms = (
    ("{it} is nested once too deep", _only),
    ("{it} has one item too many at its end", _cut(None, -1)),
    ("{it} holds the items themselves, not their number", lambda a: len([*a])),
    ("{it} is made of pairs; a dictionary is expected", dict),
    ("{it} has groups in it; one sequence is expected", _flat),
    ("{it} has the right values, but their mean is not taken", _array(np.mean, 1)),
    (
        "{it} compares every row with every row; only its diagonal is expected",
        _array(lambda a: np.diagonal(a) if len(set(np.shape(a))) == 1 else None),
    ),
    ("{it} is true or false in the right cases, but not True or False itself", bool),
)

#: What the expected result and the learner's have in common.
SHARED: Transforms = (
    ("{it} has the right items in a different order", _in_order),
    ("{it} has the right rows in a different order", _rows),
    ("{it} has the right parts in a different order", lambda path: sorted(path.parts)),
)

#: The same in words, as two functions: of the expected result, and of the learner's.
RELATED: tuple[tuple[str, Callable, Callable], ...] = (
    *((words, function, itself) for words, function in DONE),
    *((words, itself, function) for words, function in UNDONE),
    *((words, function, function) for words, function in SHARED),
)

_ROUNDED = "is rounded to {} decimal place{}, and should not be"
#: What may have been done to every number.
NUMBERS_DONE: Transforms = (
    ("is rounded, and should not be", np.round),
    *((_ROUNDED.format(n, "s" * (n > 1)), partial(np.round, decimals=n)) for n in (1, 2, 3, 4)),
    ("is rounded down, and should not be", np.floor),
    ("is cut to whole numbers, and should not be", np.trunc),
    ("is 1 divided by what it should be", lambda e: 1 / e),
    ("is 1 minus what it should be", lambda e: 1 - e),
    ("begins again at 0 above 255, as 8 bits do", lambda e: np.floor(e) % 256),
)
