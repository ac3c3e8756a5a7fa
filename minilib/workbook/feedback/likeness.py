"""What relates results to expected ones, of whatever kind they are; the same in every case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

import numpy as np

from minilib.workbook.exercises import Exercise
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.feedback.difference import difference
from minilib.workbook.feedback.quantities import (
    column_explained,
    columns,
    numbers,
    parts_explained,
)
from minilib.workbook.feedback.transforms import DONE, LOOKS, UNDONE, in_order

#: So deep results are taken apart.
_DEPTH = 3
_IS = {"is": "is", "has": "has"}


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


class Explainer:
    """Finds what relates results to expected ones; ``explain`` is the way in."""

    def __init__(self, exercise: Exercise) -> None:
        self.tolerance = exercise.tolerance
        self.names = exercise.parts.split()
        self.observed = exercise.observe is not None

    def explain(self, triples: Triples, it: str, depth: int = 0) -> str:
        """A sentence or several that hold in every case; '' where there is none."""
        triples = [Triple(plain(e), plain(a), given) for e, a, given in triples]
        wrong = [one for one in triples if self._differ(one.expected, one.actual)]
        if not wrong or depth > _DEPTH:
            return ""
        ways = (self._none, self._done, self._undone, self._given, self._constant, self._kinds)
        ways = (*ways, self._numbers, self._keys, self._selection, self._texts)
        ways = (*ways, self._parts, self._items)
        kind = _kind(wrong[0].expected)  # a loss here, its gradient there: one kind at a time
        triples = [one for one in triples if _kind(one.expected) == kind]
        wrong = [one for one in wrong if _kind(one.expected) == kind]
        for way in ways:
            fact = way(triples, wrong, it, depth)
            if fact:
                return fact
        return ""

    def _differ(self, expected: object, actual: object) -> bool:
        return differ(expected, actual, self.tolerance)

    def _holds(self, triples: Triples, function: Callable, turned: bool = False) -> bool:
        """Whether ``function`` makes the learner's result of the expected one in every case.

        ``turned``: the expected one of the learner's. At least two cases must show it, or one whose
        result is large.
        """
        weight = cases = 0
        for e, a, _ in triples:
            source, target = (a, e) if turned else (e, a)
            try:
                made = function(source)
            except Exception:
                made = None
            if made is None:
                if self._differ(e, a):
                    return False
                continue
            if function is in_order:
                target = in_order(target)
            if _unlike(made, target, self.tolerance):
                return False
            if self._differ(e, a):
                cases += 1
                weight += _size(e) + _size(a)
        return cases >= 2 or (cases == 1 and (weight >= 6 or len(triples) <= 2))

    # -- ways, in their order ---------------------------------------------------------------------

    def _none(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        if all(a is None for _, a, _ in triples) and depth == 0:
            return "It returns None in every case: is return missing?"
        return ""

    def _done(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        for fact, function in DONE:
            if self._holds(triples, function):
                return _sentence(fact, it)
        return ""

    def _undone(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        for fact, function in UNDONE:
            if self._holds(triples, function, turned=True):
                return _sentence(fact, it)
        return ""

    def _given(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """The argument, or what can be seen of it, in place of the result."""
        if len(wrong) < 2 and _size(wrong[0].actual) < 4:
            return ""
        if not _vary(a for _, a, _ in triples):
            return ""
        for name in triples[0].given:
            for words, look in LOOKS:
                if all(
                    _matches(look, given.get(name), a, self.tolerance) for _, a, given in triples
                ):
                    return _sentence(words.format(name=name, it="{it}"), it)
        return ""

    def _constant(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        if len(wrong) < 2 or _vary(a for _, a, _ in triples):
            return ""
        if not _vary(e for e, _, _ in triples):
            if depth == 0:
                return ""
            e, a = triples[0].expected, triples[0].actual
            if max(len(show(e)), len(show(a))) > 60:
                return ""
            return _sentence(f"{{it}} is always {_safe(a)}, and should be {_safe(e)}", it)
        a = triples[0].actual
        if isinstance(a, dict) and list(a) == ["it is"]:
            return f"It is {_article(a['it is'])} in every case."
        return _sentence(f"{{it}} is {_safe(a)} in every case", it)

    def _kinds(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """The right content of another type, alone or with what is wrong besides."""
        notes, converted = [], []
        for e, a, given in triples:
            made, note = _converted(e, a)
            if made is None and e is not None:
                return ""
            converted.append(Triple(e, made, given))
            if note:
                notes.append(note)
        kinds = list(dict.fromkeys(notes))
        if len(kinds) != 1:
            return ""
        fact = _sentence(f"{{it}} is {kinds[0]}", it)
        if not any(self._differ(e, a) for e, a, _ in converted):
            return f"{fact[:-1]}; apart from that it is right."
        rest = self.explain(converted, it, depth + 1)
        return f"{fact} {rest}" if rest else ""

    def _numbers(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        table = columns(triples)
        shapes = [np.ndim(numbers(e)) if numbers(e) is not None else -1 for e, _, _ in triples]
        if table is not None:
            width = table.expected.shape[1]
            if width == 1:
                fact = column_explained(table.expected[:, 0], table.actual[:, 0], table.sources)
                if fact:
                    return _sentence(f"{{it}} {fact.format(**_IS)}", it)
            else:
                named = len(self.names) == width
                flat = set(shapes) == {2}
                places = [f"column {j}" if flat else f"number {j}" for j in range(width)]
                names = self.names if named else places
                found = parts_explained(table, names, it)
                if found:
                    return " ".join(found)
        if fact := self._cropped(triples, it):
            return fact
        if max(shapes) < 1 or min(shapes) < 0:
            return ""
        pairs = [(numbers(e), numbers(a), given) for e, a, given in triples]
        if any(a is None or e.shape != a.shape for e, a, _ in pairs):
            return ""
        e, a = (np.concatenate([pair[i].ravel() for pair in pairs]) for i in range(2))
        single = {k: v for k, v in triples[0].given.items() if all(k in t.given for t in triples)}
        sources = {
            name: np.concatenate([np.full(p[0].size, float(p[2][name])) for p in pairs])
            for name in single
            if all(_scalar(pair[2][name]) for pair in pairs)
        }
        fact = column_explained(e, a, sources)
        return _sentence(f"every number in {it} {fact.format(**_IS)}", it) if fact else ""

    def _cropped(self, triples: Triples, it: str) -> str:
        """Arrays with too few or too many rows and columns, right where both have some."""
        pairs = [(numbers(e), numbers(a)) for e, a, _ in triples]
        if any(e is None or a is None or e.ndim != a.ndim or e.ndim < 2 for e, a in pairs):
            return ""
        for fewer, more, fact in (
            (1, 0, "{it} lacks rows or columns at its end; what is there is right"),
            (0, 1, "{it} has rows or columns too many at its end; the others are right"),
        ):
            cut = [pair[more][tuple(map(slice, pair[fewer].shape))] for pair in pairs]
            same = all(
                not _unlike(c, p[fewer], self.tolerance) for c, p in zip(cut, pairs, strict=True)
            )
            if same and sum(e.shape != a.shape for e, a in pairs) > 1:
                return _sentence(fact, it)
        return ""

    def _keys(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Dictionaries whose keys, or whose values, are right."""
        if not all(isinstance(e, dict) and isinstance(a, dict) for e, a, _ in triples):
            return ""
        if all(set(e) == set(a) for e, a, _ in triples):
            fixed = len({tuple(sorted(map(repr, e))) for e, _, _ in triples}) == 1
            if fixed and depth == 0:
                return ""  # the keys name parts, which are looked at one by one
            inner = [
                Triple(value, a[key], given) for e, a, given in triples for key, value in e.items()
            ]
            return self.explain(inner, "every value" if depth == 0 else it, depth + 1)
        missing = [_only(e, a) for e, a, _ in triples]
        extra = [_only(a, e) for e, a, _ in triples]
        common = all(not self._differ(e[k], a[k]) for e, a, _ in triples for k in e if k in a)
        if common and not any(extra) and sum(map(bool, missing)) > 1:
            return _sentence(
                f"{{it}} lacks keys, such as {_safe(next(filter(None, missing))[0])}", it
            )
        if common and not any(missing) and sum(map(bool, extra)) > 1:
            key = next(filter(None, extra))[0]
            return _sentence(f"{{it}} has keys that should not be there, such as {_safe(key)}", it)
        if all(list(e.values()) == list(a.values()) for e, a, _ in triples):
            inner = [
                Triple(key, other, given)
                for e, a, given in triples
                for key, other in zip(e, a, strict=True)
            ]
            return self.explain(inner, "every key", depth + 1)
        return ""

    def _selection(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Sequences that have too many of the argument's items, or too few, or the others."""
        if not all(isinstance(x, list | tuple) for t in triples for x in t[:2]):
            return ""
        if all(_is_part(e, a) for e, a, _ in triples) and len(wrong) > 1:
            extra = next(one for e, a, _ in wrong for one in _beyond(e, a))
            return _sentence(
                f"what is expected is in {{it}}, but so are other items, such as {_safe(extra)}",
                it,
            )
        if all(_is_part(a, e) for e, a, _ in triples) and len(wrong) > 1:
            lost = next(one for e, a, _ in wrong for one in _beyond(a, e))
            return _sentence(f"items are missing from {{it}}, such as {_safe(lost)}", it)
        return ""

    def _texts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Strings and paths: what is too much or missing at an end or between."""
        kind = str if isinstance(triples[0].expected, str) else PurePath
        if not all(isinstance(x, kind) for t in triples for x in t[:2]):
            return ""
        if len(wrong) > 1 and all(_unslashed(e) == _unslashed(a) for e, a, _ in wrong):
            return _sentence("slashes are missing from {it}, or are too many", it)
        if not _vary(e for e, _, _ in triples) or len(wrong) < 2:
            return ""
        if isinstance(triples[0].expected, PurePath):
            return _path_parts(wrong, it)
        ends = {(a.removesuffix(e) if a.endswith(e) else None) for e, a, _ in wrong}
        if len(ends) == 1 and None not in ends:
            return _sentence(f"{{it}} ends with {_safe(ends.pop())}, which is too much", it)
        begins = {(a.removesuffix(e), a.removeprefix(e)) for e, a, _ in wrong}
        if len(begins) == 1 and all(a.endswith(e) for e, a, _ in wrong):
            return _sentence(f"{{it}} begins with {_safe(begins.pop()[0])}, which is too much", it)
        ends = {(e.removeprefix(a) if e.startswith(a) else None) for e, a, _ in wrong}
        if len(ends) == 1 and None not in ends:
            return _sentence(f"{_safe(ends.pop())} is missing at the end of {{it}}", it)
        if all(e.startswith(a) and len({len(e) - len(a)}) == 1 for e, a, _ in wrong):
            less = {len(e) - len(a) for e, a, _ in wrong}
            if len(less) == 1:
                return _sentence(f"{{it}} is without its last {less.pop()} characters", it)
        begins = {(e.removesuffix(a) if e.endswith(a) else None) for e, a, _ in wrong}
        if len(begins) == 1 and None not in begins:
            return _sentence(f"{_safe(begins.pop())} is missing at the beginning of {{it}}", it)
        return ""

    def _parts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Results of fixed parts, each looked at by itself."""
        keys = _fixed_keys(triples)
        if not keys:
            return ""
        sentences = []
        for place, key in enumerate(keys):
            inner = [Triple(e[key], a[key], given) for e, a, given in triples]
            if not any(self._differ(e, a) for e, a, _ in inner):
                continue
            fact = self.explain(inner, self._part_name(key, place, len(keys), it), depth + 1)
            if not fact:
                return ""
            sentences.append(fact)
            if self.observed and depth == 0 and isinstance(key, str):
                break  # what else is seen to differ may follow from this
        return " ".join(dict.fromkeys(sentences))

    def _part_name(self, key: object, place: int, many: int, it: str) -> str:
        if len(self.names) == many:
            return f"the {self.names[place]}"
        if isinstance(key, str):
            return f"'{key}'" if " " in key else f"the {key}"
        nth = ("first", "second", "third", "fourth", "fifth")[place]
        return f"the {nth} part" if it == "the result" else f"the {nth} of {it}"

    def _items(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Sequences of any length, all of whose items are wrong in the same way."""
        inner = []
        for e, a, given in triples:
            if not isinstance(e, list | tuple) or not isinstance(a, list | tuple):
                return ""
            if len(e) != len(a):
                return ""
            inner += [Triple(*both, given) for both in zip(e, a, strict=True)]
        return self.explain(inner, "every item", depth + 1) if len(inner) > 1 else ""


def _matches(look: Callable, given: object, actual: object, tolerance: float) -> bool:
    try:
        return not _unlike(look(given), actual, tolerance)
    except Exception:
        return False


def _kind(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, dict) and "gradient" in value else dict


def plain(value: object) -> object:
    """Tensors as arrays; a defaultdict as a dictionary, which no look into it can change."""
    if isinstance(value, defaultdict):
        return dict(value)
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().cpu().numpy()
    return value


def _unlike(made: object, actual: object, tolerance: float) -> bool:
    """Whether two values differ, whatever their containers and widths are, if they are numbers."""
    first, second = numbers(made), numbers(actual)
    if first is not None and second is not None and not isinstance(actual, bool):
        if first.ndim and type(actual) is not type(made):
            return True
        return first.shape != second.shape or not np.allclose(
            first, second, rtol=max(tolerance, 1e-6), atol=max(tolerance, 1e-6), equal_nan=True
        )
    return type(made) is not type(actual) or differ(made, actual, tolerance)


def _size(value: object) -> int:
    """Roughly how much a value says."""
    if isinstance(value, dict):
        return sum(1 + _size(one) for one in value.values())
    if isinstance(value, list | tuple | set):
        return sum(_size(one) for one in value)
    return int(value.size) if isinstance(value, np.ndarray) else 1


def _vary(values: Iterator) -> bool:
    first, *rest = values
    return any(differ(first, one) for one in rest)


def _scalar(value: object) -> bool:
    array = numbers(value)
    return array is not None and array.ndim == 0


def _safe(value: object) -> str:
    """A value as text in a sentence that is still to be formatted."""
    return show(value, 80).replace("{", "{{").replace("}", "}}")


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def _only(first: dict, second: dict) -> list:
    return [key for key in first if key not in second]


def _beyond(few: list, many: list) -> list:
    left = list(few)
    extra = []
    for one in many:
        place = next((n for n, other in enumerate(left) if not differ(other, one)), None)
        if place is None:
            extra.append(one)
        else:
            del left[place]
    return extra


def _is_part(few: list, many: list) -> bool:
    """Whether all items of ``few`` are in ``many``, in the same order."""
    rest = iter(many)
    return len(few) <= len(many) and all(any(not differ(a, b) for b in rest) for a in few)


def _fixed_keys(triples: Triples) -> list:
    """The places of a result that has the same parts in every case; else none."""
    first = triples[0].expected
    if isinstance(first, dict):
        alike = all(isinstance(x, dict) and list(x) == list(first) for t in triples for x in t[:2])
        return list(first) if alike else []
    if isinstance(first, list | tuple) and len(first) < 6:
        alike = all(
            isinstance(x, list | tuple) and len(x) == len(first) for t in triples for x in t[:2]
        )
        return list(range(len(first))) if alike else []
    return []


def _unslashed(value: object) -> str:
    return str(value).replace("/", "").replace("\\", "")


def _path_parts(wrong: Triples, it: str) -> str:
    """What a path has too much, and what it lacks, if that is the same in every case."""
    if all(a.is_absolute() and not e.is_absolute() for e, a, _ in wrong):
        if all(e.parts[1 - len(a.parts) :] == a.parts[1:] for e, a, _ in wrong):
            return _sentence(
                "{it} begins with a slash and has lost what should stand before it: "
                "a part with a slash in front throws the path away that it is joined to",
                it,
            )
        return _sentence("{it} is absolute, also where what was given is not", it)
    lacks = {tuple(part for part in e.parts if part not in a.parts) for e, a, _ in wrong}
    extra = {tuple(part for part in a.parts if part not in e.parts) for e, a, _ in wrong}
    if len(lacks) > 1 or len(extra) > 1:
        return ""
    lacking, more = "/".join(lacks.pop()), "/".join(extra.pop())
    if lacking and more:
        return _sentence(f"{{it}} has {more} where {lacking} should be", it)
    if lacking:
        return _sentence(f"{lacking} is missing from {{it}}", it)
    return _sentence(f"{more} should not be in {{it}}", it) if more else ""


def _converted(expected: object, actual: object) -> tuple[object, str]:
    """The learner's result as the expected type, and in words what type it was; ('' if that).

    None where it can't be converted.
    """
    e, a = expected, actual
    if isinstance(e, np.ndarray):
        if not isinstance(a, np.ndarray):
            made = numbers(a)
            if made is None or made.ndim != e.ndim:
                return None, ""
            return made.astype(e.dtype), f"{type_name(a)}, not {type_name(e)}"
        if a.dtype != e.dtype and numbers(a) is not None and numbers(e) is not None:
            kinds = a.dtype.kind == e.dtype.kind != "f"
            note = "" if kinds else f"of dtype {a.dtype}, not {e.dtype}"
            return numbers(a) if numbers(e).dtype == e.dtype else a.astype(e.dtype), note
        if a.shape != e.shape and np.squeeze(a).shape == np.squeeze(e).shape:
            return a.reshape(e.shape), f"of shape with an axis of length 1 too {_more(a, e)}"
        return a, ""
    if isinstance(a, np.ndarray) and isinstance(e, list | tuple):
        return type(e)(a.tolist()), f"{type_name(a)}, not {type_name(e)}"
    if isinstance(a, np.ndarray) and a.ndim == 0:
        return a.item(), f"{type_name(a)}, not {type_name(e)}"
    if isinstance(e, bool) or isinstance(a, bool):
        return a, ""
    if isinstance(e, int) and isinstance(a, float):
        return (int(a) if a == int(a) else None), "a float, not a whole number"
    if isinstance(e, list | tuple) and isinstance(a, list | tuple) and type(e) is not type(a):
        return type(e)(a), f"{type_name(a)}, not {type_name(e)}"
    if isinstance(e, PurePath) and isinstance(a, str):
        return type(e)(a), "a string, not a Path"
    if isinstance(e, str) and isinstance(a, PurePath):
        return str(a), "a Path, not a string"
    if isinstance(e, str) and isinstance(a, int | float):
        return str(a), f"{type_name(a)}, not a string"
    if isinstance(e, dict) and isinstance(a, dict) and type(e) is not type(a):
        return a, ""
    return a, ""


def _more(actual: np.ndarray, expected: np.ndarray) -> str:
    return "many" if actual.ndim > expected.ndim else "few"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sentence(fact: str, it: str) -> str:
    text = fact.format(it=it)
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"
