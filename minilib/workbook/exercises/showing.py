"""How a value and its type are shown to a learner."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import PurePath

import numpy as np

_METHOD = re.compile(r"<bound method ([\w.]+) of .*?>+")
ADDRESS = re.compile(r" +a ?t +0 ?x(?: ?[0-9a-fA-F])+(?![\w.])")
_NOISE = re.compile(r"-?\d+\.\d{8,}(?:e[+-]?\d+)?")


def type_name(value: object) -> str:
    """The type in words a learner knows: ``'a NumPy array'``, ``'a list'``, ``'None'``."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return "a NumPy array"
    if isinstance(value, PurePath):
        return "a Path"
    if isinstance(value, bool | np.bool_):
        return "True or False (a bool)"
    if isinstance(value, int | np.integer):
        return "a whole number (int)"
    if isinstance(value, float | np.floating):
        return "a float"
    if isinstance(value, Iterator):
        return "an iterator"
    if isinstance(value, bytes):
        return "bytes"
    if inspect.isroutine(value):
        return "a function that was not called (are its () missing?)"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def show(value: object, limit: int = 400) -> str:
    """``repr`` as it can be printed on every machine: no addresses, no system's own Path class.

    Of a method its name is enough, of a float seven digits.
    """
    value = value.item() if isinstance(value, np.generic) else value
    with np.printoptions(precision=6, suppress=True):
        text = _text(value)
    text = _NOISE.sub(lambda found: f"{float(found[0]):.7g}", text)
    text = re.sub(r"\b(?:Pure)?(?:Posix|Windows)Path\(", "Path(", text)
    text = _METHOD.sub(r"<method \1>", text)
    text = ADDRESS.sub("", text)
    text = re.sub(r"defaultdict\(<function .*?>, ", "defaultdict(<function>, ", text)
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} ... {text[-half:]}"


def _text(value: object) -> str:
    """``repr``, but sets are in an order that is the same in every process."""
    try:
        return _ordered(value)
    except RecursionError:  # a list that contains itself
        return repr(value)


def _ordered(value: object) -> str:
    if type(value) in (set, frozenset) and value:
        inside = f"{{{', '.join(sorted(map(_ordered, value)))}}}"
        return inside if isinstance(value, set) else f"frozenset({inside})"
    if type(value) is list:
        return f"[{', '.join(map(_ordered, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(_ordered, value))}{',' * (len(value) == 1)})"
    if type(value) is dict:
        return f"{{{', '.join(f'{_ordered(k)}: {_ordered(v)}' for k, v in value.items())}}}"
    return repr(value)
