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
from minilib.workbook.feedback.quantities import PARTS, numbers, numbers_explained
from minilib.workbook.feedback.transforms import DONE, LOOKS, UNDONE, in_order

#: So deep results are taken apart.
_DEPTH = 3


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
    """Tensors as arrays; a defaultdict as a dictionary, which no look into it can change."""
    if isinstance(value, defaultdict):
        return dict(value)
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().cpu().numpy()
    return value


class Explainer:
    """Finds what relates results to expected ones; ``explain`` is the way in."""

    def __init__(self, exercise: Exercise) -> None:
        self.tolerance = exercise.tolerance
        self.names = exercise.parts.split()
        self.observed = exercise.observe is not None

    def explain(self, triples: Triples, it: str = "the result", depth: int = 0) -> str:
        """A sentence or several that hold in every case; '' where there is none."""
        triples = [Triple(plain(e), plain(a), given) for e, a, given in triples]
        wrong = [one for one in triples if self._differ(one)]
        if not wrong or depth > _DEPTH:
            return ""
        if self.observed:  # a loss here, its gradient there: one kind at a time
            kind = _keys_of(wrong[0].expected)
            triples, wrong = (
                [one for one in some if _keys_of(one.expected) == kind] for some in (triples, wrong)
            )
        given = (self._numbers, self._given) if depth else (self._given, self._kinds, self._numbers)
        ways = (self._constant, self._transformed, *given, self._kinds)
        ways = (*ways, self._keys, self._selection, self._texts, self._parts, self._items)
        for way in ways:
            fact = way(triples, wrong, it, depth)
            if fact:
                return fact
        return ""

    def _differ(self, one: Triple) -> bool:
        return differ(one.expected, one.actual, self.tolerance)

    def _holds(self, triples: Triples, function: Callable, turned: bool = False) -> bool:
        """Whether ``function`` makes the learner's result of the expected one in every case.

        ``turned``: the expected one of the learner's. At least two cases must show it, or one whose
        result is large.
        """
        weight = cases = 0
        for one in triples:
            source, target = one[1::-1] if turned else one[:2]
            differs = self._differ(one)
            try:
                with np.errstate(all="ignore"):
                    made = function(source)
            except Exception:
                made = None
            if made is None and not differs:
                continue
            if made is None or self._unlike(made, target, function):
                return False
            if differs and unlike(made, source, self.tolerance):
                cases += 1
                weight += _size(one.expected) + _size(one.actual)
        return cases >= 2 or (cases == 1 and (weight >= 6 or len(triples) <= 2))

    def _unlike(self, made: object, target: object, function: Callable) -> bool:
        return unlike(made, in_order(target) if function is in_order else target, self.tolerance)

    # -- ways, in their order ---------------------------------------------------------------------

    def _constant(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        e, a, _ = triples[0]
        if a is None and depth == 0 and not _vary(a for _, a, _ in triples):
            return "It returns None in every case: is return missing?"
        if len(wrong) < 2 or _vary(a for _, a, _ in triples):
            return ""
        if isinstance(a, dict) and list(a) == ["it is"]:
            return f"It is {article(a['it is'])} in every case."
        if depth == 0 and self.observed and isinstance(a, dict):
            return ""  # its parts are more to the point
        shown = _safe(a)
        if _vary(e for e, _, _ in triples):
            return "" if "\n" in shown else _sentence(f"{{it}} is {shown} in every case", it)
        if depth == 0 or max(len(show(e)), len(show(a))) > 90:
            return ""
        return _sentence(f"{{it}} is always {shown}, and should be {_safe(e)}", it)

    def _transformed(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        for table, turned in ((DONE, False), (UNDONE, True)):
            for fact, function in table:
                if self._holds(triples, function, turned):
                    return _sentence(fact, it)
        return ""

    def _given(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """The argument, or what can be seen of it, in place of the result."""
        if len(wrong) < 2 and _size(wrong[0].actual) < 4:
            return ""
        if not _vary(a for _, a, _ in triples):
            return ""

        def matches(look: Callable, given: object, actual: object) -> bool:
            try:
                return not unlike(look(given), actual, self.tolerance)
            except Exception:
                return False

        for name in triples[0].given:
            for words, look in LOOKS:
                if all(matches(look, given.get(name), a) for _, a, given in triples):
                    return _sentence(words.format(name=name, it="{it}"), it)
        return ""

    def _kinds(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """The right content of another type, alone or with what is wrong besides."""
        notes, converted = [], []
        for e, a, given in triples:
            made, note = _converted(e, a)
            if made is None and e is not None:
                return ""
            converted.append(Triple(e, made, given))
            notes += [note] if note else []
        if len(set(notes)) > 1:
            notes = [note.partition(", not")[0] for note in notes]
        if len(set(notes)) != 1:
            return ""
        fact = _sentence(f"{{it}} is {notes[0]}", it)
        if not any(map(self._differ, converted)):
            return f"{fact[:-1]}; apart from that it is right."
        rest = self.explain(converted, it, depth + 1)
        return f"{fact} {rest}" if rest else ""

    def _numbers(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        fact = numbers_explained(triples)
        many = any(np.ndim(e) for e, _, _ in triples)
        return _sentence(f"{'every number in ' if many else ''}{{it}} {fact}", it) if fact else ""

    def _keys(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Dictionaries whose keys, or whose values, are right; other keys in every case."""
        if self.observed or not all(isinstance(x, dict) for one in triples for x in one[:2]):
            return ""
        if all(set(e) == set(a) for e, a, _ in triples):
            inner = [Triple(value, a[key], g) for e, a, g in triples for key, value in e.items()]
            return self.explain(inner, "every value" if depth == 0 else it, depth + 1)
        missing = [key for e, a, _ in triples for key in e if key not in a]
        extra = [key for e, a, _ in triples for key in a if key not in e]
        shared = [Triple(e[key], a[key], g) for e, a, g in triples for key in e if key in a]
        if len(wrong) > 1 and not any(map(self._differ, shared)):
            if not extra:
                return _sentence(f"{{it}} lacks keys, such as {_safe(missing[0])}", it)
            if not missing:
                what = f"{{it}} has keys that should not be there, such as {_safe(extra[0])}"
                return _sentence(what, it)
        if all(list(e.values()) == list(a.values()) for e, a, _ in triples):
            inner = [Triple(*two, g) for e, a, g in triples for two in zip(e, a, strict=True)]
            return self.explain(inner, "every key", depth + 1)
        return ""

    def _selection(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Sequences that have too many of the argument's items, or too few."""
        if len(wrong) < 2 or not all(isinstance(x, list | tuple) for t in triples for x in t[:2]):
            return ""
        for few, many, fact in (
            (0, 1, "what is expected is in {it}, but so are other items, such as"),
            (1, 0, "items are missing from {it}, such as"),
        ):
            if all(_is_part(one[few], one[many]) for one in triples):
                other = _beyond(wrong[0][few], wrong[0][many])
                return _sentence(f"{fact} {_safe(other)}", it)
        return ""

    def _texts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Strings, bytes and paths: what is too much or missing at an end or between."""
        kind = next((k for k in (str, bytes, PurePath) if isinstance(triples[0].expected, k)), None)
        if not kind or len(wrong) < 2 or not _vary(e for e, _, _ in triples):
            return ""
        if not all(isinstance(x, kind) for one in triples for x in one[:2]):
            return ""
        if kind is PurePath:
            return _path_parts(wrong, it)
        for long, words in ((1, "is too much"), (0, "is missing")):
            begins = {one[long].removesuffix(one[1 - long]) for one in wrong}
            ends = {one[long].removeprefix(one[1 - long]) for one in wrong}
            for rests, place in ((begins, "beginning"), (ends, "end")):
                if len(rests) == 1 and all(len(rest) < len(wrong[0][long]) for rest in rests):
                    return _sentence(f"{_safe(rests.pop())} {words} at the {place} of {{it}}", it)
        if all(e.startswith(a) for e, a, _ in wrong):
            return _sentence("{it} is only the beginning of what is expected", it)
        return ""

    def _parts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Results of fixed parts, each looked at by itself."""
        keys = _fixed_keys(triples)
        parts = [[Triple(_at(e, k), _at(a, k), given) for e, a, given in triples] for k in keys]
        names = [self._part_name(key, keys, it) for key in keys]
        differing = [n for n, part in enumerate(parts) if any(map(self._differ, part))]
        order = self._order(parts, names, differing)
        if order:
            return order
        facts: dict[str, list[str]] = {}
        for n in differing:
            fact = self.explain(parts[n], names[n], depth + 1)
            rest = fact.removeprefix(capital(names[n]))
            if fact and self.observed and depth == 0:
                return fact  # what else is seen to differ may follow from this
            if not fact and not (self.observed and depth == 0):
                return ""
            facts.setdefault(rest if rest != fact else f"\0{fact}", []).append(names[n])
        if self.observed and depth == 0:
            return ""
        return " ".join(_of_parts(fact, named) for fact, named in facts.items())

    def _part_name(self, key: object, keys: list, it: str) -> str:
        if len(self.names) == len(keys):
            return f"the {self.names[keys.index(key)]}"
        if isinstance(key, str):
            return "what it returns" if key == "returned" else f"'{key}'"
        if isinstance(key, tuple):
            return f"column {key[1]}" if key[0] == 2 else f"number {key[1]}"
        nth = ("first", "second", "third", "fourth", "fifth")[key]
        return f"the {nth} part" if it == "the result" else f"the {nth} of {it}"

    def _order(self, parts: list[Triples], names: list[str], differing: list[int]) -> str:
        """In words, when all parts are right and stand in another order."""
        came = list(range(len(parts)))
        for n in differing:
            if not _vary(one.expected for one in parts[n]):
                return ""
            fits = (k for k in differing if k != n and self._taken(parts[n], parts[k]))
            came[n] = next(fits, -1)
        if len(differing) < 2 or sorted(came) != list(range(len(parts))):
            return ""
        swaps = [(j, k) for j, k in enumerate(came) if j < k and came[k] == j]
        if 2 * len(swaps) == len(differing):
            short = [name.removeprefix("the ") for name in names]
            pairs = [f"{short[j]} and {short[k]}" for j, k in swaps]
            return _sentence(f"{', '.join(pairs)} have changed places", "")
        now = ", ".join(names[k].removeprefix("the ") for k in came)
        should = ", ".join(name.removeprefix("the ") for name in names)
        return f"The numbers are right, but they stand in the order {now}; expected is {should}."

    def _taken(self, here: Triples, there: Triples) -> bool:
        both = zip(here, there, strict=True)
        return not any(unlike(y.expected, x.actual, self.tolerance) for x, y in both)

    def _items(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Sequences of any length, all of whose items are wrong in the same way."""
        inner = []
        for e, a, given in triples:
            if not all(isinstance(x, list | tuple) for x in (e, a)) or len(e) != len(a):
                return ""
            inner += [Triple(*both, given) for both in zip(e, a, strict=True)]
        return self.explain(inner, "every item", depth + 1) if len(inner) > 1 else ""


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


def _keys_of(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, dict) else type(value)


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


def _safe(value: object) -> str:
    """A value as text in a sentence that is still to be formatted."""
    return show(value, 80).replace("{", "{{").replace("}", "}}")


def article(word: str) -> str:
    """A word with ``a`` or ``an``."""
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def _is_part(few: list, many: list) -> bool:
    """Whether all items of ``few`` are in ``many``, in the same order."""
    rest = iter(many)
    return len(few) <= len(many) and all(any(not differ(a, b) for b in rest) for a in few)


def _beyond(few: list, many: list) -> object:
    """The first item of ``many`` that is one more than in ``few``, which is a part of it."""
    both = enumerate(zip(few, many, strict=False))
    return many[next((n for n, (one, other) in both if differ(one, other)), len(few))]


def _fixed_keys(triples: Triples) -> list:
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


def _at(result: object, key: object) -> object:
    return result[..., key[1]] if isinstance(result, np.ndarray) else result[key]


def _of_parts(fact: str, names: list[str]) -> str:
    """One sentence for several parts of which the same is so."""
    if fact.startswith("\0"):
        return fact[1:]
    if len(names) > 1:
        for one, many in ((" is ", " are "), (" has ", " have ")):
            fact = many + fact[len(one) :] if fact.startswith(one) else fact
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{capital(listed)}{fact}"


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
    if all(str(e).replace("/", "") == str(a).replace("/", "") for e, a, _ in wrong):
        return _sentence("{it} lacks slashes, or has too many", it)
    lacks = {"/".join(part for part in e.parts if part not in a.parts) for e, a, _ in wrong}
    extra = {"/".join(part for part in a.parts if part not in e.parts) for e, a, _ in wrong}
    if len(lacks) > 1 or len(extra) > 1:
        return ""
    lacking, more = lacks.pop(), extra.pop()
    if lacking:
        what = f"{{it}} has {more} where {lacking} should be"
        return _sentence(what if more else f"{lacking} is missing from {{it}}", it)
    return _sentence(f"{more} should not be in {{it}}", it) if more else ""


def _converted(expected: object, actual: object) -> tuple[object, str]:
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
            return a.astype(float), "made of strings, not of numbers"
        alike = a.dtype.kind == e.dtype.kind == "i"
        made = numbers(a)
        made = made if made is None or unlike(made.astype(e.dtype), made, 0) else a.astype(e.dtype)
        return made, "" if alike else f"of dtype {a.dtype}, not {e.dtype}"
    if isinstance(a, np.ndarray) and isinstance(e, list | tuple):
        return type(e)(a.tolist()), kinds
    if isinstance(a, np.ndarray) and a.ndim == 0:
        return a.item(), kinds
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


def capital(text: str) -> str:
    """A text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def _sentence(fact: str, it: str) -> str:
    text = fact.format(it=it)
    return f"{capital(text)}{'' if text.endswith('?') else '.'}"
