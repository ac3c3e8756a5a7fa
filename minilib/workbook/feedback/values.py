"""What the search for relations asks of single values, whatever their kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

import numpy as np

from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.feedback.difference import difference
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
        near = max(tolerance, 1e-6)
        close = {"rtol": near, "atol": near, "equal_nan": True}
        return first.shape != second.shape or not np.allclose(first, second, **close)
    return type(made) is not type(actual) or differ(made, actual, tolerance)


def keys_of(value: object) -> object:
    named = isinstance(value, dict) and all(isinstance(key, str) for key in value)
    return tuple(value) if named else type(value)


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


def is_part(few: list, many: list) -> bool:
    """Whether all items of ``few`` are in ``many``, in the same order."""
    rest = iter(many)
    return len(few) <= len(many) and all(any(not differ(a, b) for b in rest) for a in few)


def beyond(few: list, many: list) -> object:
    """An item that ``many`` has more than its part ``few``: the first that is not there at all."""
    new = [one for one in many if all(differ(one, other) for other in few)]
    both = enumerate(zip(few, many, strict=False))
    return (new or many[next((n for n, two in both if differ(*two)), len(few)) :])[0]


def fixed_keys(triples: Triples) -> list:
    """The places of a result that has the same parts in every case; else none."""
    first = triples[0].expected
    results = [x for one in triples for x in one[:2]]
    if isinstance(first, dict):
        alike = all(isinstance(x, dict) and list(x) == list(first) for x in results)
        return list(first) if alike else []
    if isinstance(first, list | tuple) and len(first) < 6:
        alike = all(isinstance(x, list | tuple) and len(x) == len(first) for x in results)
        return list(range(len(first))) if alike else []
    if isinstance(first, np.ndarray) and first.ndim in (1, 2) and 1 < first.shape[-1] <= PARTS:
        width, axes = first.shape[-1], first.ndim
        alike = all(
            isinstance(x, np.ndarray) and x.ndim == axes and x.shape[-1] == width for x in results
        )
        return [(axes, place) for place in range(width)] if alike else []
    return []


def at(result: object, key: object) -> object:
    return result[..., key[1]] if isinstance(result, np.ndarray) else result[key]


def capital(text: str) -> str:
    """A text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def agreeing(text: str, it: str) -> str:
    """A text whose first verb agrees with ``it``, where it begins with that and it is several."""
    if text.startswith(it) and re.search(r" and |[^aius]s$", it):
        text = it + re.sub("^ has ", " have ", re.sub("^ is ", " are ", text.removeprefix(it)))
    return text


def sentence(fact: str, it: str) -> str:
    """A fact about ``it`` as a sentence."""
    text = agreeing(fact.format(it=it), it)
    return f"{capital(text)}{'' if text.endswith('?') else '.'}"


def path_parts(wrong: Triples, it: str) -> str:
    """What a path has in excess, and what it lacks, if that is the same in every case."""
    if all(a.is_absolute() and not e.is_absolute() for e, a, _ in wrong):
        if all(e.parts[1 - len(a.parts) :] == a.parts[1:] for e, a, _ in wrong):
            return sentence(
                "{it} begins with a slash and has lost what should come before it: "
                "a part with a slash in front discards the path that it is joined to",
                it,
            )
        return sentence("{it} is absolute, even where what was given is not", it)
    lacks = {"/".join(part for part in e.parts if part not in a.parts) for e, a, _ in wrong}
    extra = {"/".join(part for part in a.parts if part not in e.parts) for e, a, _ in wrong}
    if len(lacks) > 1 or len(extra) > 1:
        return ""
    lacking, more = lacks.pop(), extra.pop()
    if lacking:
        what = f"{{it}} has {more} where {lacking} should be"
        return sentence(what if more else f"{lacking} is missing from {{it}}", it)
    return sentence(f"{more} should not be in {{it}}", it) if more else ""


def converted(expected: object, actual: object) -> tuple[object, str]:
    """The learner's result as the expected type, and in words what type it was ('' if that one).

    None where it can't be converted.
    """
    e, a = expected, actual
    kinds = f"{type_name(a)}, not {type_name(e)}"
    if isinstance(e, np.ndarray) and not isinstance(a, np.ndarray):
        made = numbers(a)
        fits = made is not None and made.ndim == e.ndim
        return (made.astype(e.dtype), kinds) if fits else (None, "")
    if isinstance(e, np.ndarray):
        if a.shape != e.shape and np.squeeze(a).shape == np.squeeze(e).shape:
            many = "many" if a.ndim > e.ndim else "few"
            return a.reshape(e.shape), f"of shape {a.shape}: an axis of length 1 too {many}"
        if a.dtype == e.dtype or numbers(e) is None:
            return a, ""
        if a.dtype.kind == "U" and a.shape == e.shape:
            made = a.astype(float)
            return made.astype(e.dtype), "made of strings, not of numbers"
        alike = a.dtype.kind == e.dtype.kind == "i"
        made = numbers(a)
        made = made if made is None or unlike(made.astype(e.dtype), made, 0) else a.astype(e.dtype)
        return made, "" if alike else f"of dtype {a.dtype}, not {e.dtype}"
    if isinstance(a, np.ndarray) and isinstance(e, list | tuple):
        made = type(e)(a if any(hasattr(one, "dtype") for one in e) else a.tolist())
        return made, f"an array or a tensor, not {type_name(e)}"
    if isinstance(a, np.ndarray) and a.ndim == 0:
        return a.item(), f"an array or a tensor, not {type_name(e)}"
    if isinstance(e, bool) or isinstance(a, bool):
        return a, ""
    if isinstance(e, int) and isinstance(a, float):
        return (int(a) if a == int(a) else None), "a float, not a whole number"
    if isinstance(e, list | tuple) and isinstance(a, list | tuple) and type(e) is not type(a):
        return type(e)(a), kinds
    if isinstance(e, PurePath) and isinstance(a, str):
        return type(e)(a), "a string, not a Path"
    if isinstance(e, str) and isinstance(a, PurePath | int | float):
        return str(a), f"{type_name(a)}, not a string"
    if isinstance(e, int | float) and isinstance(a, str):
        try:
            return type(e)(float(a)), "a string, not a number"
        except ValueError:
            return None, ""
    return a, ""
