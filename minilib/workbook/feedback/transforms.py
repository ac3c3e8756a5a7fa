"""What may have been done to a right result: in words, and as a function that does it."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

#: What may have been done to the expected result: in words, and as a function.
DONE: tuple[tuple[str, Callable], ...] = (
    ("{it} runs backwards", lambda e: e[::-1] if getattr(e, "ndim", 1) == 1 else None),
    ("{it} is sorted, and the order should stay as it is", lambda e: _like(e, sorted(e))),
    ("{it} is sorted the other way round", lambda e: _like(e, sorted(e, reverse=True))),
    ("{it} is without the first item", lambda e: e[1:]),
    ("{it} is without the last item", lambda e: e[:-1]),
    ("{it} is only the first item: is return or yield inside the loop?", lambda e: e[:1]),
    ("{it} is only the last item: is it begun anew in every turn of the loop?", lambda e: e[-1:]),
    ("{it} is the first item itself: does return stand inside the loop?", lambda e: e[0]),
    ("{it} is the last item itself", lambda e: e[-1]),
    ("{it} is without the first and the last item", lambda e: e[1:-1]),
    ("equal items are in it only once", lambda e: _like(e, dict.fromkeys(e))),
    ("every item is in it twice", lambda e: e + e if isinstance(e, list | str) else None),
    ("{it} has the positions, not the items", lambda e: _like(e, range(len(e)))),
    ("{it} has the positions from 1, not the items", lambda e: _like(e, range(1, len(e) + 1))),
    ("{it} has pairs of position and item, as enumerate gives them", lambda e: list(enumerate(e))),
    (
        "{it} has pairs of position and item, as enumerate gives them",
        lambda e: list(enumerate(e, 1)),
    ),
    ("the groups are dissolved into one sequence", lambda e: list(itertools.chain(*e))),
    ("{it} is nested once too deep", lambda e: [e]),
    ("{it} is nested once too deep: is there a comma too many?", lambda e: (e,)),
    ("{it} has each item in a list of its own", lambda e: [[one] for one in e]),
    ("{it} is a set, not a sequence", lambda e: set(e) if isinstance(e, list | tuple) else None),
    ("{it} is the number of items, not the items", len),
    ("{it} is the list of keys, without the values", lambda e: list(e.keys())),
    ("{it} is the list of values, without the keys", lambda e: list(e.values())),
    ("{it} is a list of pairs, not a dictionary", lambda e: list(e.items())),
    ("{it} is a set of pairs: a dictionary has a colon between", lambda e: set(e.items())),
    ("keys and values are exchanged", lambda e: {value: key for key, value in e.items()}),
    (
        "only the first entry is there: does return stand inside the loop?",
        lambda e: dict(list(e.items())[:1]),
    ),
    (
        "only the last entry is there: is the dictionary begun anew in every turn of the loop?",
        lambda e: dict(list(e.items())[-1:]),
    ),
    ("True and False are exchanged", lambda e: not e if isinstance(e, bool | np.bool_) else None),
    ("{it} is in capital letters", lambda e: e.upper()),
    ("{it} is in small letters", lambda e: e.lower()),
    ("{it} is only the name, without the folders", lambda e: type(e)(e.name)),
    ("{it} is the folder, without the file's name", lambda e: e.parent),
    ("{it} is without its suffix", lambda e: e.with_suffix("")),
    ("{it} is transposed: rows and columns are exchanged", lambda e: np.swapaxes(e, 0, 1)),
    (
        "{it} is transposed: the last two axes are exchanged",
        lambda e: np.swapaxes(e, -1, -2) if np.ndim(e) > 2 else None,
    ),
    ("{it} is upside down", lambda e: np.flip(e, 0) if np.ndim(e) > 1 else None),
    ("left and right are exchanged in it", lambda e: np.flip(e, 1) if np.ndim(e) > 1 else None),
    ("the last axis runs backwards", lambda e: np.flip(e, -1) if np.ndim(e) > 2 else None),
    (
        "the numbers are right, but mixed up among the rows: reshape does not transpose",
        lambda e: np.asarray(e).T.reshape(np.shape(e)) if np.ndim(e) == 2 else None,
    ),
    (
        "{it} is one row of numbers, without its axes",
        lambda e: np.asarray(e).T.ravel() if np.ndim(e) > 1 else None,
    ),
    (
        "{it} is one row of numbers, without its axes",
        lambda e: np.ravel(e) if np.ndim(e) > 1 else None,
    ),
    ("{it} is without its first column", lambda e: e[..., 1:] if np.ndim(e) > 1 else None),
    ("{it} is without its last column", lambda e: e[..., :-1] if np.ndim(e) > 1 else None),
    ("{it} has only the first row", lambda e: e[:1] if np.ndim(e) > 1 else None),
    ("{it} is the sum of what is expected", lambda e: np.sum(e)),
    ("{it} is the mean of what is expected: one number for all", lambda e: _several(e, np.mean)),
    ("{it} is the largest of what is expected", lambda e: _several(e, np.max)),
)


def in_order(value: object) -> object:
    """The items in an order that depends on nothing but them."""
    return type(value)(sorted(value, key=repr)) if isinstance(value, list | tuple) else None


#: What would make the expected result of the learner's: what is missing.
UNDONE: tuple[tuple[str, Callable], ...] = (
    ("{it} has an item too many at its beginning", lambda a: _cut(a)[1:]),
    ("{it} has an item too many at its end", lambda a: _cut(a)[:-1]),
    ("{it} has a column too many at its beginning", lambda a: a[..., 1:]),
    ("{it} has a column too many at its end", lambda a: a[..., :-1]),
    ("{it} holds the items themselves, not their number", lambda a: len(_cut(a))),
    ("{it} is made of pairs; a dictionary is expected", lambda a: dict(_cut(a))),
    (
        "{it} has the right items in another order",
        in_order,
    ),
    ("upper and lower case differ from what is expected", lambda a: a.lower()),
    ("{it} has blanks at its ends", lambda a: a.strip()),
    (
        "{it} has the right value for each part; their mean is still to be taken",
        lambda a: np.mean(a),
    ),
    ("{it} has the right values; their sum is still to be taken", lambda a: np.sum(a)),
    (
        "{it} compares every row with every row; only its diagonal is expected",
        lambda a: np.diagonal(a) if np.ndim(a) == 2 and np.shape(a)[0] == np.shape(a)[1] else None,
    ),
    ("{it} is true or false in the right cases, but not True or False itself", lambda a: bool(a)),
)


def _like(model: object, items: object) -> object:
    """The items in a container of the model's kind."""
    if isinstance(model, np.ndarray):
        return np.array(list(items), dtype=model.dtype)
    return "".join(items) if isinstance(model, str) else type(model)(items)


def _cut(value: object) -> object:
    """A sequence, to be cut; anything else is refused."""
    if not isinstance(value, list | tuple | set) and np.ndim(value) != 1:
        raise TypeError
    return value


def _several(e: object, function: Callable) -> object:
    return function(e) if np.size(e) > 1 else None


#: What a learner may have returned of an argument.
LOOKS: tuple[tuple[str, Callable], ...] = (
    ("{it} is {name}, as it was given", lambda x: x),
    ("{it} is {name} upside down", lambda x: x[::-1] if np.ndim(x) > 1 else None),
    ("{it} is {name} with left and right exchanged", lambda x: x[:, ::-1]),
    ("{it} is {name}.name", lambda x: x.name),
    ("{it} is {name}.stem", lambda x: x.stem),
    ("{it} is {name}.suffix", lambda x: x.suffix),
    ("{it} is the first item of {name}", lambda x: x[0]),
    ("{it} is the last item of {name}", lambda x: x[-1]),
    ("{it} has all items of {name}: nothing is left out", lambda x: list(x)),
    ("{it} is the length of {name}", lambda x: len(x)),
    ("{it} is the largest of {name}", lambda x: max(x)),
    ("{it} is the smallest of {name}", lambda x: min(x)),
)
