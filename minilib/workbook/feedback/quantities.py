"""Relations between numbers: all numbers of all cases are one column beside the right ones.

What a result is too large by, or comes from: an argument, a place in it, or two of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter

import numpy as np

from minilib.workbook.feedback.difference import close
from minilib.workbook.feedback.transforms import NUMBERS_DONE

#: So many numbers make a result or argument with parts; more are a list of equals.
PARTS = 8
_TOLERANCE = 1e-5


def numbers(value: object) -> np.ndarray | None:
    """A value as an array of floats; None where it isn't made of numbers."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, str | bytes | dict | set | bool) or value is None:
        return None
    try:
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "iuf" else None
    except (TypeError, ValueError):
        return None


def numbers_explained(triples: list) -> str:
    """What holds for every number: ``'is 1 too large in every case'``; or ''."""
    rows = [(numbers(e), numbers(a), given) for e, a, given in triples]
    if any(e is None or a is None or e.shape != a.shape for e, a, _ in rows):
        return ""
    expected, actual = (np.concatenate([row[i].ravel() for row in rows]) for i in range(2))
    wrong = ~close(expected, actual, _TOLERANCE)
    if len(expected) < 2 or not wrong.any() or not np.isfinite(expected).all():
        return ""
    gathered = [dict(_sources(given, e.shape)) for e, _, given in rows]
    shared = [name for name in gathered[0] if all(name in one for one in gathered)]
    sources = {name: np.concatenate([one[name] for one in gathered]) for name in shared}
    tests = (_shifted, _taken, _scaled, _changed, _cut, _combined)
    with np.errstate(all="ignore"):
        found = (test(expected, actual, wrong, sources) for test in tests)
        return next((fact for fact in found if fact), "")


_SUMMARIES: dict[str, Callable] = {
    "len({})": len,
    "sum({})": np.sum,
    "max({})": np.max,
    "min({})": np.min,
    "the mean of {}": np.mean,
    "the median of {}": np.median,
    "{}[-1]": itemgetter(-1),
}


def _sources(given: Mapping[str, object], shape: tuple) -> Iterator[tuple[str, np.ndarray]]:
    """The numbers of a case that a result may come from, one for each number of the result."""
    size = int(np.prod(shape))
    for name, value in given.items():
        array = numbers(value)
        if array is None:
            if isinstance(value, str | list | tuple | dict):
                yield f"len({name})", np.full(size, len(value))
        elif array.ndim == 0:
            yield name, np.full(size, array)
        elif array.ndim == 1 and array.size:
            if len(array) <= PARTS:
                for place, number in enumerate(array):
                    yield f"{name}[{place}]", np.full(size, number)
            for word, function in _SUMMARIES.items():
                yield word.format(name), np.full(size, function(array))
        elif array.ndim == 2 and len(shape) == 1 and len(array) == size:
            for place in range(min(array.shape[1], PARTS)):
                yield f"{name}[:, {place}]", array[:, place]
        elif array.ndim == 3:
            yield f"{name}.shape[0]", np.full(size, array.shape[0])
            yield f"{name}.shape[1]", np.full(size, array.shape[1])
        if np.ndim(array):
            yield f"the number of elements in {name}", np.full(size, array.size)


def _same(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether all numbers are the same, as near as single precision is."""
    return bool(close(first, second, _TOLERANCE).all())


def _spread(column: np.ndarray) -> int:
    """How many different numbers there are."""
    return len(np.unique(np.round(column, 6)))


def _level(column: np.ndarray) -> bool:
    return np.isfinite(column).all() and _same(column, np.full_like(column, column[0]))


def _text(number: float) -> str:
    return f"{number:.6g}"


def _shifted(e, a, wrong, sources) -> str:
    step = a - e
    if _spread(e) < 2 or not _level(step):
        return ""
    return f"is {_text(abs(step[0]))} too {'large' if step[0] > 0 else 'small'} in every case"


def _taken(e, a, wrong, sources) -> str:
    if _spread(a) < 2:
        return ""
    return next((f"is just {name}" for name, source in sources.items() if _same(a, source)), "")


def _scaled(e, a, wrong, sources) -> str:
    usable = np.abs(e) > _TOLERANCE
    if usable.sum() < 2 or _spread(e[usable]) < 2 or not _same(a[~usable], e[~usable]):
        return ""
    ratio = a[usable] / e[usable]
    if _level(ratio) and abs(ratio[0]) > _TOLERANCE:
        if _same(a, -e):
            return "has the wrong sign"
        if abs(ratio[0]) >= 1:
            return f"is {_text(ratio[0])} times what it should be, in every case"
        return f"is what it should be, but divided by {_text(1 / ratio[0])}, in every case"
    return ""


def _changed(e, a, wrong, sources) -> str:
    """A function of the numbers that is too much."""
    if wrong.sum() < 2 or _spread(e[wrong]) < 2 or _spread(a) < 3:
        return ""
    fact = next((fact for fact, function in NUMBERS_DONE if _same(function(e), a)), "")
    return fact or ("has the wrong sign in some places" if _same(np.abs(e), np.abs(a)) else "")


def _cut(e, a, wrong, sources) -> str:
    """A limit that is missing, or one too many; what is within the limits is right."""
    if wrong.sum() < 2 or wrong.all():
        return ""
    for low, (at_limit, other) in itertools.product((True, False), ((e, a), (a, e))):
        # ``at_limit`` stands at the limit wherever the two differ, ``other`` lies beyond it.
        limits = {_text(at_limit[wrong][0]): np.full_like(e, at_limit[wrong][0])}
        for name, source in sources.items():
            if "expected" not in name:
                limits |= {name: source, f"{name} - 1": source - 1}
        for name, limit in limits.items():
            cut = np.maximum(other, limit) if low else np.minimum(other, limit)
            if _same(cut, at_limit) and not _same(limit, at_limit) and _spread(other[wrong]) > 1:
                if at_limit is e:
                    return f"should be at {'least' if low else 'most'} {name}"
                most, more = ("least", "less") if low else ("most", "more")
                return f"is at {most} {name}, and should be {more} in some places"
    return ""


#: How two columns of numbers are combined; what is said if the first of them is the right one.
_COMBINED = {
    "+": (np.add, "is too large by {}"),
    "-": (np.subtract, "is too small by {}"),
    "*": (np.multiply, "is {} times what it should be"),
    "/": (np.divide, "is what it should be, divided by {}"),
}


def _combined(e, a, wrong, sources) -> str:
    """The right number and a source that is too much; or two sources and nothing else."""
    columns = {name: x for name, x in sources.items() if _spread(x) > 1}
    few = [(name, x) for name, x in columns.items() if _spread(x) > 2][:30]
    pairs = [*itertools.product([("", e)], columns.items()), *itertools.permutations(few, 2)]
    for (first, x), (second, y) in pairs if _spread(a) > 2 else ():
        for sign, (function, words) in _COMBINED.items():
            made = function(x, y)
            step = a[0] - made[0]
            c = round(step) if sign in "+-" and abs(step) < 1.5 else 0
            far = abs(step - c) > 1e-3 * (1 + abs(a[0]))  # a first look, at one number
            if not far and _same(a, made + c):
                if first:
                    return f"is {first} {sign} {second}{_ONE[c]} in your answer"
                return words.format(f"{second}{_ONE[-c if sign == '-' else c]}")
    return ""


_ONE = ("", " + 1", " - 1")
