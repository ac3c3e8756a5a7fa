"""Compare two results, and show them: what a learner reads when an answer is wrong."""

from __future__ import annotations

import inspect
from collections import defaultdict
from dataclasses import dataclass
from numbers import Number
from pathlib import PurePath

import numpy as np

from minilib.workbook.exercises.showing import show, type_name


@dataclass(frozen=True)
class Difference:
    """Where two results first differ.

    ``kind`` is ``'type'``, ``'shape'`` (length, keys and dtype too) or ``'value'``; ``text`` is for
    the learner. It is made when it is asked for; most who compare only want to know whether.
    """

    kind: str
    where: str
    words: str
    values: tuple = ()

    @property
    def text(self) -> str:
        """The difference in words."""
        return self.where + self.words.format(*map(show, self.values))


def difference(
    expected: object, actual: object, tolerance: float = 1e-6, where: str = ""
) -> Difference | None:
    """The first difference between two results; None where there is none.

    Numbers compare by value whatever their width; floats within ``tolerance``; arrays, tensors and
    tables by type, shape, dtype (signed whole numbers of any width are alike) and content;
    dictionaries without regard to order.
    """
    if expected is actual:
        return None
    if not fits(expected, actual):
        words = f"it is {type_name(actual)}, expected {type_name(expected)}"
        return Difference("type", _at(where), words)
    if expected is None or isinstance(expected, str | bytes | PurePath):
        return None if expected == actual else _values(expected, actual, where)
    if isinstance(expected, Number | np.generic):
        return None if _close(expected, actual, tolerance) else _values(expected, actual, where)
    for kind, compare in _COMPARE:
        if isinstance(expected, kind):
            return compare(expected, actual, tolerance, where)
    if _is_tensor(expected):
        return _tensors(expected, actual, tolerance, where)
    if _is_table(expected):
        return _tables(expected, actual, where)
    if isinstance(expected, BaseException):
        same = type(expected) is type(actual) and expected.args == actual.args
        return None if same else _values(expected, actual, where)
    return None if expected == actual else _values(expected, actual, where)


def _at(where: str) -> str:
    return f"{where}: " if where else ""


def _values(expected: object, actual: object, where: str) -> Difference:
    return Difference("value", where or "it", " is {}, expected {}", (actual, expected))


def close(first: np.ndarray, second: np.ndarray, tolerance: float) -> np.ndarray:
    """Which numbers are the same within a tolerance: what ``np.isclose`` says, but sooner."""
    with np.errstate(invalid="ignore"):
        near = np.abs(first - second) <= tolerance + tolerance * np.abs(second)
    same = (first == second) | (first != first) & (second != second)
    return same | near & np.isfinite(second)


def fits(expected: object, actual: object) -> bool:
    """Whether a result has the right type, or one that is as good."""
    if type(expected) is type(actual):
        return True
    if isinstance(expected, bool | np.bool_):
        return isinstance(actual, bool | np.bool_)
    if isinstance(expected, int | np.integer):
        return isinstance(actual, int | np.integer) and not isinstance(actual, bool | np.bool_)
    if isinstance(expected, float | np.floating):
        number = isinstance(actual, int | float | np.integer | np.floating)
        return number and not isinstance(actual, bool | np.bool_)
    for kind in (str, bytes, PurePath, np.ndarray, defaultdict, dict, list, tuple, set, frozenset):
        if isinstance(expected, kind):
            return isinstance(actual, kind)
    if isinstance(expected, type) or callable(expected):
        return callable(actual)
    return isinstance(actual, type(expected))


def _close(expected: object, actual: object, tolerance: float) -> bool:
    if isinstance(expected, float | complex | np.floating) and expected != actual:
        return bool(close(actual, expected, tolerance))
    return bool(expected == actual)


def _arrays(expected, actual, tolerance, where) -> Difference | None:
    if expected.shape != actual.shape:
        words = f"its shape is {actual.shape}, expected {expected.shape}"
        return Difference("shape", _at(where), words)
    # An image's uint8 is no uint16, a float32 no float64; but int32 is Windows' int64.
    exact = expected.dtype.kind in "fu" and expected.dtype != actual.dtype
    if exact or expected.dtype.kind != actual.dtype.kind:
        words = f"its dtype is {actual.dtype}, expected {expected.dtype}"
        return Difference("shape", _at(where), words)
    if expected.dtype == object:
        return difference(expected.tolist(), actual.tolist(), tolerance, where)
    same = np.asarray(expected == actual)
    if same.all():
        return None
    if expected.dtype.kind in "fc":
        same = close(actual, expected, tolerance)
        if same.all():
            return None
    index = tuple(int(i) for i in np.argwhere(~same)[0])
    place = where + (f"[{', '.join(map(str, index))}]" if index else "")
    return _values(expected[index], actual[index], place)


def _sequences(expected, actual, tolerance, where) -> Difference | None:
    if len(expected) != len(actual):
        words = f"its length is {len(actual)}, expected {len(expected)}"
        return Difference("shape", _at(where), words)
    pairs = enumerate(zip(expected, actual, strict=True))
    found = (difference(e, a, tolerance, f"{where}[{i}]") for i, (e, a) in pairs)
    return next(filter(None, found), None)


def _mappings(expected, actual, tolerance, where) -> Difference | None:
    if any(callable(key) and inspect.isroutine(key) for key in actual):
        return Difference("shape", _at(where), f"a key is {type_name(len)}")
    for key in expected:
        if key not in actual:
            return Difference("shape", _at(where), "the key {} is missing", (key,))
    for key in actual:
        if key not in expected:
            return Difference("shape", _at(where), "the key {} should not be there", (key,))
    each = (difference(e, actual[k], tolerance, f"{where}[{k!r}]") for k, e in expected.items())
    found = next(filter(None, each), None)
    if found or not isinstance(expected, defaultdict):
        return found
    return _factories(expected, actual, tolerance, where)


def _factories(expected: defaultdict, actual: defaultdict, tolerance, where) -> Difference | None:
    """What two defaultdicts make for a missing key, without adding one."""
    (wanted, first), (found, second) = _made(expected), _made(actual)
    if found == wanted:
        return difference(first, second, tolerance, f"{where or 'it'}[a missing key]")
    words = {
        "nothing": "a missing key is an error, expected a default",
        "the same": f"all missing keys get one and the same {type(second).__name__}",
        "new": "a missing key gets {}",
    }
    return Difference("value", _at(where), words[found], (second,))


def _made(table: defaultdict) -> tuple[str, object]:
    """Whether a defaultdict makes nothing, the same, or something new each time; and what."""
    if table.default_factory is None:
        return "nothing", None
    made = table.default_factory()
    same = isinstance(made, list | dict | set) and made is table.default_factory()
    return "the same" if same else "new", made


def _sets(expected, actual, tolerance, where) -> Difference | None:
    for missing in sorted(expected - actual, key=repr):
        return Difference("value", _at(where), "{} is missing", (missing,))
    for extra in sorted(actual - expected, key=repr):
        return Difference("value", _at(where), "{} should not be there", (extra,))
    return None


def _is_tensor(value: object) -> bool:
    return type(value).__module__.startswith("torch") and hasattr(value, "detach")


def _tensors(expected, actual, tolerance, where) -> Difference | None:
    if expected.dtype != actual.dtype:
        words = f"its dtype is {actual.dtype}, expected {expected.dtype}"
        return Difference("shape", _at(where), words)
    plain = [tensor.detach().cpu().numpy() for tensor in (expected, actual)]
    return _arrays(*plain, tolerance, where)


def _is_table(value: object) -> bool:
    return hasattr(value, "columns") and hasattr(value, "equals")


def _tables(expected, actual, where) -> Difference | None:
    names = [[str(column) for column in table.columns] for table in (expected, actual)]
    if names[0] != names[1]:
        words = "its columns are {}, expected {}"
        return Difference("shape", _at(where), words, (names[1], names[0]))
    if len(expected) != len(actual):
        words = f"it has {len(actual)} rows, expected {len(expected)}"
        return Difference("shape", _at(where), words)
    rows = [table.reset_index(drop=True).to_dict("records") for table in (expected, actual)]
    return _sequences(*rows, 1e-9, f"{where}row ") or (
        None
        if list(expected.index) == list(actual.index)
        else Difference("value", _at(where), "the rows are numbered differently")
    )


_COMPARE = (
    (np.ndarray, _arrays),
    (dict, _mappings),
    (list | tuple, _sequences),
    (set | frozenset, _sets),
)
