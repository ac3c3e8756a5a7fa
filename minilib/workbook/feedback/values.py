"""What the search for relations asks of single values, whatever their kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

import numpy as np

from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.feedback.difference import close, difference, fits
from minilib.workbook.feedback.quantities import PARTS, numbers


class Triple(NamedTuple):
    """Two results, and the arguments by their names."""

    expected: object
    actual: object
    given: Mapping[str, object]


Triples = list[Triple]


def differ(expected: object, actual: object, tolerance: float = 1e-6) -> bool:
    """Whether two results differ, or can't even be compared."""
    try:
        return difference(expected, actual, tolerance) is not None
    except Exception:
        return True


def plain(value: object) -> object:
    """Tensors as arrays, tables as columns; a defaultdict as what no look into it can change."""
    if isinstance(value, defaultdict):
        return dict(value)
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().cpu().numpy()
    if hasattr(value, "columns") and hasattr(value, "to_dict"):
        return {**value.to_dict("list"), "number of each row": list(value.index)}
    return value


def unlike(made: object, actual: object, tolerance: float) -> bool:
    """Whether two values differ, whatever their containers and widths are, if they are numbers."""
    first, second = numbers(made), numbers(actual)
    if first is not None and second is not None:
        if first.ndim and type(actual) is not type(made):
            return True
        return first.shape != second.shape or not close(first, second, max(tolerance, 1e-6)).all()
    return type(made) is not type(actual) or differ(made, actual, tolerance)


def size(value: object) -> int:
    """Roughly how much a value says."""
    if isinstance(value, dict):
        return sum(1 + size(one) for one in value.values())
    if isinstance(value, list | tuple | set):
        return sum(size(one) for one in value)
    return int(value.size) if isinstance(value, np.ndarray) else 1


def vary(values: Iterator) -> bool:
    first, *rest = values
    return any(differ(first, one) for one in rest)


def safe(value: object) -> str:
    """A value as text in a sentence that is still to be formatted."""
    value = value.item() if np.ndim(value) == 0 and hasattr(value, "item") else value
    return show(value, 80).replace("{", "{{").replace("}", "}}")


def article(word: str) -> str:
    """A word with ``a`` or ``an``."""
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def fixed_keys(triples: Triples) -> list:
    """The places of a result that has the same parts in every case; else none."""
    each = [parts(x) for one in triples for x in one[:2]]
    return each[0] if all(keys == each[0] for keys in each) else []


def parts(value: object, most: int = 5) -> list:
    """The places of a value's parts, for :func:`part`; none where a sequence has more than that."""
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, list | tuple):
        return list(range(len(value))) if len(value) <= most else []
    axes = value.ndim if isinstance(value, np.ndarray) else 0
    few = axes in (1, 2) and 1 < value.shape[-1] <= PARTS
    return [(axes, place) for place in range(value.shape[-1])] if few else []


def part(value: object, key: object) -> object:
    """What is at a place: a column of a table of numbers."""
    return value[..., key[1]] if isinstance(value, np.ndarray) else value[key]


def capital(text: str) -> str:
    """A text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def agreeing(text: str, it: str) -> str:
    """A text whose first verb agrees with ``it``, where it begins with that and it is several."""
    if text.startswith(it) and re.search(r" and |[^aius]s$", it) and it != "what it returns":
        text = it + re.sub("^ has ", " have ", re.sub("^ is ", " are ", text.removeprefix(it)))
    return text


def sentence(fact: str, it: str) -> str:
    """A fact about ``it`` as a sentence."""
    text = agreeing(fact.format(it=it), it)
    return f"{capital(text)}{'' if text.endswith('?') else '.'}"


def path_parts(wrong: Triples, it: str) -> str:
    """What a path has in excess, and what it lacks, if that is the same in every case."""
    if all(a.is_absolute() and not e.is_absolute() for e, a, _ in wrong):
        return sentence("{it} is absolute, even where what was given is not", it)
    lacks = {"/".join(part for part in e.parts if part not in a.parts) for e, a, _ in wrong}
    extra = {"/".join(part for part in a.parts if part not in e.parts) for e, a, _ in wrong}
    if len(lacks) > 1 or len(extra) > 1 or lacks == {""}:
        return ""
    (lacking,), (more,) = lacks, extra
    what = f"{{it}} has '{more}' where '{lacking}' should be"
    return sentence(what if more else f"'{lacking}' is missing from {{it}}", it)


def bare(value: object) -> object:
    """A value without its type: numbers as an array, paths as texts, sequences as lists."""
    if isinstance(value, str | PurePath) or getattr(value, "dtype", np.dtype(int)).kind == "U":
        try:
            value = np.array(value if isinstance(value, np.ndarray) else str(value), dtype=float)
        except ValueError:
            return str(value)
    made = numbers(value)
    if made is not None:
        return np.squeeze(made)
    return [bare(one) for one in value] if isinstance(value, list | tuple) else value


def wrong_kind(e: object, a: object) -> str:
    """What type, shape or dtype a result has in place of the right one; or ''."""
    if not fits(e, a):
        array = isinstance(a, np.ndarray) and not hasattr(e, "detach")
        return f"{'an array or a tensor' if array else type_name(a)}, not {type_name(e)}"
    if not isinstance(e, np.ndarray):
        return ""
    if a.shape != e.shape and np.squeeze(a).shape == np.squeeze(e).shape:
        return f"of shape {a.shape}, not {e.shape}"
    if a.dtype.kind == "U" != e.dtype.kind:
        return "made of strings, not of numbers"
    same = a.dtype == e.dtype or a.dtype.kind == e.dtype.kind == "i"
    return "" if same else f"of dtype {a.dtype}, not {e.dtype}"
