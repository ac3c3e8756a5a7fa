"""When an answer is wrong: what the cases have in common that are, and no other case has.

That is no cause, but a fact which narrows the search; it is told where nothing better is known.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping
from pathlib import PurePath

import numpy as np

from minilib.workbook.exercises.showing import type_name
from minilib.workbook.feedback.quantities import numbers
from minilib.workbook.feedback.values import capital

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
    (
        "{0} has capital letters",
        lambda x: isinstance(x, str | PurePath) and str(x) != str(x).lower(),
    ),
    ("{0} is an absolute path", lambda x: x.is_absolute()),
)


def circumstances(given: list[Mapping[str, object]], wrong: list[bool]) -> str:
    """What is so in the cases that are wrong and in no other; '' where there is nothing."""
    if not 0 < sum(wrong) <= len(wrong) / 2:
        return ""

    def only_there(look: Callable, *names: str) -> bool:
        there = (_is_so(look, *map(one.get, names)) for one in given)
        return all(so == bad for so, bad in zip(there, wrong, strict=True))

    found = itertools.chain(
        (
            words.format(name)
            for name in given[0]
            for words, look in _FEATURES
            if only_there(look, name)
        ),
        (
            f"{first} is {words} {second}"
            for first, second in itertools.permutations(given[0], 2)
            for words, look in (("larger than", operator.gt), ("equal to", operator.eq))
            if only_there(look, first, second)
        ),
    )
    so = next(found, "")
    return f"It is wrong exactly in the cases where {so}." if so else ""


def kinds(expected: list[object], actual: list[object], it: str = "the result") -> str:
    """The results' type, where it is another than the expected one in every case; or ''.

    Of sequences with the right type: that of their parts or items.
    """
    if not expected or not actual:
        return ""
    wanted, found = ({type_name(value) for value in values} for values in (expected, actual))
    if len(wanted) == len(found) == 1 and wanted != found:
        return f"{capital(it)} is {found.pop()} in every case; {wanted.pop()} is expected."
    if not all(isinstance(value, list | tuple) for value in (*expected, *actual)):
        return ""
    if isinstance(expected[0], tuple) and len({len(one) for one in (*expected, *actual)}) == 1:
        columns = zip(zip(*expected, strict=True), zip(*actual, strict=True), strict=True)
        facts = (kinds(*both, f"part {n} of {it}") for n, both in enumerate(columns, 1))
        return next((fact for fact in facts if fact), "")
    items = ([*itertools.chain(*values)] for values in (expected, actual))
    return kinds(*items, f"every item of {it}")


def _is_so(look: Callable, *values: object) -> bool:
    try:
        return bool(look(*values))
    except Exception:
        return False
