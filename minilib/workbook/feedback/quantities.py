"""Relations between numbers: between all of them, or those of one part, and the right ones.

All cases are looked at together, as columns: one for each part of a result (top, left, ...), with a
row for each result. A part may come from another part, from an argument, from two of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

#: So many numbers make a result with parts; more are a list of equals.
_PARTS = 8
_TOLERANCE = 1e-5


class Columns(NamedTuple):
    """Numbers of all cases: a row for each result, a column for each part."""

    expected: np.ndarray
    actual: np.ndarray
    sources: Mapping[str, np.ndarray]


def numbers(value: object) -> np.ndarray | None:
    """A value as an array of floats; None where it isn't made of numbers."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, str | bytes | dict | set) or value is None:
        return None
    try:
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "iuf" else None
    except (TypeError, ValueError):
        return None


def columns(triples: list) -> Columns | None:
    """The results as columns; None where they aren't numbers with the same parts in every case."""
    rows = [(numbers(e), numbers(a), given) for e, a, given in triples]
    if any(e is None or a is None or e.shape != a.shape or e.ndim > 2 for e, a, _ in rows):
        return None
    widths = {e.shape[-1] if e.ndim else 1 for e, _, _ in rows}
    if len(widths) != 1 or not 1 <= min(widths) <= _PARTS:
        return None
    width = widths.pop()
    lengths = [e.size // width for e, _, _ in rows]
    expected, actual = (
        np.concatenate([row[i].reshape(-1, width) for row in rows]) for i in range(2)
    )
    gathered: list[dict[str, np.ndarray]] = [
        dict(_sources(given, length)) for (_, _, given), length in zip(rows, lengths, strict=True)
    ]
    shared = [name for name in gathered[0] if all(name in one for one in gathered)]
    sources = {name: np.concatenate([one[name] for one in gathered]) for name in shared}
    return Columns(expected, actual, sources)


def _sources(given: Mapping[str, object], rows: int) -> Iterator[tuple[str, np.ndarray]]:
    """Numbers that a result may have been taken from, one for each row."""
    for name, value in given.items():
        if isinstance(value, bool):
            continue
        array = numbers(value)
        if array is None:
            if isinstance(value, str | list | tuple | dict):
                yield f"len({name})", np.full(rows, len(value))
            continue
        if array.ndim == 0:
            yield name, np.full(rows, array)
        elif array.ndim == 1:
            if 1 <= len(array) <= _PARTS:
                for place, number in enumerate(array):
                    yield f"{name}[{place}]", np.full(rows, number)
            for word, function in _SUMMARIES.items():
                if array.size:
                    yield word.format(name), np.full(rows, function(array))
        elif array.ndim == 2 and len(array) == rows and array.shape[1] <= _PARTS:
            for place in range(array.shape[1]):
                yield f"{name}[:, {place}]", array[:, place]
        elif array.ndim == 3:
            yield f"{name}.shape[0]", np.full(rows, array.shape[0])
            yield f"{name}.shape[1]", np.full(rows, array.shape[1])


_SUMMARIES = {
    "len({})": len,
    "sum({})": np.sum,
    "max({})": np.max,
    "min({})": np.min,
    "the mean of {}": np.mean,
    "the median of {}": np.median,
    "{}[-1]": lambda array: array[-1],
    "{}[-2]": lambda array: array[-2] if len(array) > 1 else np.nan,
}


def same(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether all numbers are the same, as near as single precision is."""
    return bool(np.allclose(first, second, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True))


def spread(column: np.ndarray) -> int:
    """How many different numbers there are."""
    return len(np.unique(np.round(column, 6)))


def parts_explained(table: Columns, names: list[str], it: str) -> list[str]:
    """A sentence on the parts that are wrong; [] where one of them stays unexplained."""
    expected, actual, sources = table
    if len(expected) < 2:
        return []
    wrong = [j for j in range(len(names)) if not same(expected[:, j], actual[:, j])]
    order = _order(table, names, wrong)
    if order:
        return [order]
    found: dict[str, list[str]] = {}
    for j in wrong:
        others = {
            f"what the {names[k]} should be".replace("the number", "number"): expected[:, k]
            for k in range(len(names))
            if k != j
        }
        fact = column_explained(expected[:, j], actual[:, j], others | dict(sources))
        if not fact:
            return []
        found.setdefault(fact, []).append(names[j])
    return [_sentence(parts, fact, len(names), it) for fact, parts in found.items()]


def _order(table: Columns, names: list[str], wrong: list[int]) -> str:
    """In words, when the numbers of all parts are right and stand in another order."""
    if not len(wrong) >= 2:
        return ""
    expected, actual, _ = table
    came_from = []
    for j in range(len(names)):
        fits = [k for k in range(len(names)) if same(expected[:, k], actual[:, j])]
        if not fits:
            return ""
        came_from.append(j if j in fits else fits[0])
    if sorted(came_from) != list(range(len(names))):
        return ""
    swaps = [(j, k) for j, k in enumerate(came_from) if j < k and came_from[k] == j]
    if 2 * len(swaps) == len(wrong):
        pairs = [f"{names[j]} and {names[k]}" for j, k in swaps]
        return f"{_and(pairs)} have changed places.".capitalize()
    is_now, should = (
        ", ".join(names[k] for k in order) for order in (came_from, range(len(names)))
    )
    return f"The numbers are right, but they stand in the order {is_now}; expected is {should}."


def _sentence(parts: list[str], fact: str, many: int, it: str) -> str:
    """``fact`` about these parts: ``'{is} 1 too large'`` gets its verb."""
    if len(parts) == many > 2:
        subject, plural = f"Every number in {it}", False
    else:
        named = [one if one[-1].isdigit() else f"the {one}" for one in parts]
        subject, plural = _and(named), len(parts) > 1
    text = fact.format(**{"is": "are" if plural else "is", "has": "have" if plural else "has"})
    return f"{subject[0].upper()}{subject[1:]} {text}."


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def column_explained(e: np.ndarray, a: np.ndarray, sources: Mapping[str, np.ndarray]) -> str:
    """What makes ``a`` of ``e`` in every row: ``'{is} 1 too large'``; or ''."""
    e, a = np.asarray(e, float), np.asarray(a, float)
    wrong = ~np.isclose(e, a, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
    if len(e) < 2 or not wrong.any() or not np.isfinite(e).all():
        return ""
    tests = (_shifted, _taken, _negative, _scaled, _constant, _function, _cut, _combined)
    return next((fact for test in tests if (fact := test(e, a, wrong, sources))), "")


def number_text(number: float) -> str:
    """A number as one writes it."""
    return f"{number:.6g}"


def _shifted(e, a, wrong, sources) -> str:
    step = a - e
    if spread(e) < 2 or not same(step, np.full_like(step, step[0])):
        return ""
    how = "large" if step[0] > 0 else "small"
    return f"{{is}} {number_text(abs(step[0]))} too {how} in every case"


def _taken(e, a, wrong, sources) -> str:
    if spread(a) < 2:
        return ""
    for name, source in sources.items():
        if same(a, source):
            return f"{{is}} {name}" if "should be" in name else f"{{is}} just {name}"
    for name, source in sources.items():
        step = a - source
        if spread(a) >= 3 and abs(step[0]) in (1, 2) and same(step, np.full_like(step, step[0])):
            return f"{{is}} {name} {'+' if step[0] > 0 else '-'} {number_text(abs(step[0]))}"
    return ""


def _negative(e, a, wrong, sources) -> str:
    return "{has} the wrong sign" if same(a, -e) and spread(e) > 1 else ""


def _scaled(e, a, wrong, sources) -> str:
    usable = np.abs(e) > _TOLERANCE
    if usable.sum() < 2 or spread(e[usable]) < 2 or not same(a[~usable], e[~usable]):
        return ""
    ratio = a[usable] / e[usable]
    if same(ratio, np.full_like(ratio, ratio[0])) and abs(ratio[0]) > _TOLERANCE:
        if abs(ratio[0]) >= 1:
            return f"{{is}} {number_text(ratio[0])} times what it should be, in every case"
        return f"{{is}} what it should be divided by {number_text(1 / ratio[0])}, in every case"
    for name, source in sources.items():
        values = source[usable]
        if spread(values) < 2 or (np.abs(values) < _TOLERANCE).any():
            continue
        if same(ratio, values):
            return f"{{is}} {name} times what it should be"
        if same(ratio, 1 / values):
            return f"{{is}} what it should be, divided by {name}"
    return ""


def _constant(e, a, wrong, sources) -> str:
    if spread(a) == 1 and spread(e) > 1 and np.isfinite(a).all() and wrong.sum() > 1:
        return f"{{is}} always {number_text(a[0])}"
    return ""


_FUNCTIONS: dict[str, Callable] = {
    "{is} rounded, and should not be": np.round,
    "{is} rounded down, and should not be": np.floor,
    "{is} rounded up, and should not be": np.ceil,
    "{is} cut to whole numbers, and should not be": np.trunc,
    "{is} the square of what it should be": np.square,
    "{is} the square root of what it should be": lambda e: np.sqrt(np.abs(e)),
    "{is} 1 divided by what it should be": lambda e: 1 / e,
    "{is} 1 less what it should be (1 - x)": lambda e: 1 - e,
    "{is} without its sign": np.abs,
    "{is} the logarithm of what it should be": lambda e: np.log(np.abs(e)),
    "{is} exp() of what it should be": np.exp,
    "{has} gone through a sigmoid once more": lambda e: 1 / (1 + np.exp(-e)),
    "{has} begun again at 0 above 255, as 8 bits do": lambda e: np.mod(np.floor(e), 256),
}
_UNDONE: dict[str, Callable] = {
    "{is} not rounded": np.round,
    "{is} not rounded down": np.floor,
    "{is} not rounded up": np.ceil,
    "{is} not cut to whole numbers": np.trunc,
    "{is} not squared": np.square,
    "{has} its square root missing": lambda a: np.sqrt(np.abs(a)),
    "{has} a sign that abs() should take away": np.abs,
    "{is} a logarithm; exp() is missing": np.exp,
}


def _function(e, a, wrong, sources) -> str:
    if wrong.sum() < 2 or spread(e[wrong]) < 2 or spread(a) < 3:
        return ""
    with np.errstate(all="ignore"):
        for fact, function in _FUNCTIONS.items():
            if same(function(e), a):
                return fact
        for fact, function in _UNDONE.items():
            if same(function(a), e):
                return fact
    return ""


def _cut(e, a, wrong, sources) -> str:
    """A limit that is missing, or one too many; what lies within the limits is right."""
    if wrong.sum() < 2 or wrong.all():
        return ""
    for low, missing, other in ((True, e, a), (False, e, a), (True, a, e), (False, a, e)):
        # ``missing`` stands at the limit wherever the two differ, the other lies beyond it.
        beyond = other[wrong] < missing[wrong] if low else other[wrong] > missing[wrong]
        if not beyond.all():
            continue
        limits = {number_text(missing[wrong][0]): np.full_like(e, missing[wrong][0])}
        for name, source in sources.items():
            limits |= {name: source, f"{name} - 1": source - 1}
        for name, limit in limits.items():
            cut = np.maximum(other, limit) if low else np.minimum(other, limit)
            if same(cut, missing) and spread(other[wrong]) > 1:
                side = "below" if low else "above"
                if missing is e:
                    return f"{{is}} not cut off {side} {name}"
                return f"{{is}} cut off {side} {name}, and should not be"
    return ""


def _combined(e, a, wrong, sources) -> str:
    """One source too many or too few, added or subtracted."""
    if spread(a - e) < 3 or len(e) < 4:
        return ""
    sources = dict(itertools.islice(sources.items(), 40))
    for name, source in sources.items():
        for sign, c in itertools.product((1, -1), (0, 1, -1)):
            if spread(source) > 2 and same(a - e, sign * source + c):
                rest = f" {'+' if c * sign > 0 else '-'} 1" if c else ""
                return f"{{is}} too {'large' if sign > 0 else 'small'} by {name}{rest}"
    if spread(a) < 4:
        return ""
    for (first, x), (second, y) in itertools.permutations(sources.items(), 2):
        if spread(x) < 3 or spread(y) < 3:
            continue
        with np.errstate(all="ignore"):
            made = {"+": x + y, "-": x - y, "*": x * y, "/": x / y}
        for sign, values in made.items():
            if np.isfinite(values).all() and same(a, values):
                return f"{{is}} {first} {sign} {second}"
    return ""
