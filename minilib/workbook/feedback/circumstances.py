"""When an answer is wrong: what the cases have in common that are, and no other case has.

That is no cause, but a fact which narrows the search; it is told where nothing better is known.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import PurePath

import numpy as np

from minilib.workbook.exercises.showing import type_name
from minilib.workbook.feedback.quantities import numbers

#: What may be said of one argument.
_FEATURES: tuple[tuple[str, Callable], ...] = (
    ("{0} is empty", lambda x: len(x) == 0),
    ("{0} has exactly one item", lambda x: len(x) == 1),
    ("{0} is None", lambda x: x is None),
    ("{0} is not None", lambda x: x is not None),
    ("{0} is 0", lambda x: x == 0 and not isinstance(x, bool)),
    ("{0} is negative", lambda x: x < 0),
    ("{0} contains nan", lambda x: bool(np.isnan(numbers(x)).any())),
    ("{0} contains inf", lambda x: bool(np.isinf(numbers(x)).any())),
    ("{0} contains nan or inf", lambda x: not np.isfinite(numbers(x)).all()),
    ("{0} contains negative numbers", lambda x: bool((numbers(x) < 0).any())),
    ("{0} has a number more than once", lambda x: len(np.unique(numbers(x))) < np.size(x)),
    ("{0} has capital letters", lambda x: str(x) != str(x).lower() if _is_text(x) else False),
    ("{0} is an absolute path", lambda x: x.is_absolute()),
)


def circumstances(given: list[Mapping[str, object]], wrong: list[bool]) -> str:
    """What is so in the cases that are wrong and in no other; '' where there is nothing."""
    if not 0 < sum(wrong) <= len(wrong) / 2:
        return ""
    for name in given[0]:
        for words, look in _FEATURES:
            if all(
                _is_so(look, one.get(name)) == bad for one, bad in zip(given, wrong, strict=True)
            ):
                return f"It is wrong exactly in the cases where {words.format(name)}."
    for first, second in itertools.permutations(given[0], 2):
        for words, look in (("larger than", lambda x, y: x > y), ("equal to", lambda x, y: x == y)):
            if all(
                _is_so(look, one.get(first), one.get(second)) == bad
                for one, bad in zip(given, wrong, strict=True)
            ):
                return f"It is wrong exactly in the cases where {first} is {words} {second}."
    return ""


def kinds(expected: list[object], actual: list[object]) -> str:
    """The results' type, where it is another than the expected one in every case; or ''."""
    wanted, found = ({type_name(value) for value in values} for values in (expected, actual))
    if len(wanted) == len(found) == 1 and wanted != found:
        return f"The result is {found.pop()} in every case; {wanted.pop()} is expected."
    return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str | PurePath)


def _is_so(look: Callable, *values: object) -> bool:
    try:
        return bool(look(*values))
    except Exception:
        return False
