"""What relates results to expected ones, of whatever kind they are; the same in every case."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from operator import itemgetter
from pathlib import PurePath

import numpy as np

from minilib.workbook.exercises import Exercise
from minilib.workbook.exercises.showing import show
from minilib.workbook.feedback.quantities import numbers_explained
from minilib.workbook.feedback.transforms import RELATED, itself
from minilib.workbook.feedback.values import (
    Triple,
    Triples,
    agreeing,
    bare,
    capital,
    differ,
    fixed_keys,
    part,
    path_parts,
    plain,
    safe,
    sentence,
    size,
    unlike,
    vary,
    wrong_kind,
)

#: So deep results are taken apart.
_DEPTH = 3


class Explainer:
    """Finds what relates results to expected ones; ``explain`` is the way in."""

    def __init__(self, exercise: Exercise) -> None:
        self.tolerance = exercise.tolerance
        self.names = [one.replace("_", " ") for one in exercise.parts.split()]
        self.observed = exercise.observe is not None
        self._known: dict[tuple[int, int], tuple[Triple, bool]] = {}

    def explain(self, triples: Triples, it: str = "the result", depth: int = 0) -> str:
        """A sentence or several that hold in every case; '' where there is none."""
        tensors = any(hasattr(e, "detach") for e, _, _ in triples)
        triples = [Triple(plain(e), plain(a), given) for e, a, given in triples]
        wrong = [one for one in triples if self._differ(one)]
        if not wrong or depth > _DEPTH:
            return ""
        if self.observed:  # a loss here, its gradient there: one kind at a time
            kind = _kind(wrong[0].expected)
            triples, wrong = (
                [one for one in some if _kind(one.expected) == kind] for some in (triples, wrong)
            )
        plainly = (self._shape, self._kinds, self._numbers)
        if depth:  # of a part, what its numbers are says more
            plainly = (self._numbers, self._shape, self._kinds)
        ways = (self._constant, self._places, self._transformed, *plainly, self._keys)
        ways += (self._texts, self._parts, self._items)
        fact = next(filter(None, (way(triples, wrong, it, depth) for way in ways)), "")
        return fact.replace("not a NumPy array", "not a Tensor") if tensors else fact

    def _differ(self, one: Triple) -> bool:
        # Asked again for every relation that is tried. The triple is kept, so that its ids are.
        key = id(one.expected), id(one.actual)
        if key not in self._known:
            self._known[key] = one, differ(one.expected, one.actual, self.tolerance)
        return self._known[key][1]

    def _holds(self, triples: Triples, of_expected: Callable, of_actual: Callable) -> bool:
        """Whether what two functions make of expected results and actual ones is always the same.

        At least two cases must show it, or one whose result is large.
        """
        weight = cases = 0
        for one in triples:
            differs = self._differ(one)
            try:
                first, second = of_expected(one.expected), of_actual(one.actual)
            except Exception:
                first = second = None
            if not differs and (first is None or second is None):
                continue
            if first is None or second is None or unlike(first, second, self.tolerance):
                return False
            if differs and unlike(one.expected, one.actual, self.tolerance):
                cases += 1
                weight += size(one.expected) + size(one.actual)
        return cases >= 2 or (cases == 1 and (weight >= 6 or len(triples) <= 2))

    # -- ways, in their order ---------------------------------------------------------------------

    def _constant(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        e, a, _ = triples[0]
        if a is None and depth == 0 and not vary(a for _, a, _ in triples):
            return "It returns None in every case: is return missing?"
        if len(wrong) < 2 or vary(a for _, a, _ in triples):
            return ""
        if depth == 0 and self.observed and isinstance(a, dict):
            return ""  # its parts are more to the point
        shown = safe(a)
        if vary(e for e, _, _ in triples):
            return "" if "\n" in shown else sentence(f"{{it}} is {shown} in every case", it)
        if depth == 0 or max(len(show(e)), len(show(a))) > 90:
            return ""
        return sentence(f"{{it}} is always {shown}, and should be {safe(e)}", it)

    def _transformed(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        named = self.names if depth == 0 and isinstance(wrong[0].expected, tuple) else ()
        parts = (
            (f"{{it}} is only the {name}", itemgetter(n), itself) for n, name in enumerate(named)
        )
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            fact = next((f for f, *both in (*parts, *RELATED) if self._holds(triples, *both)), "")
        return fact and sentence(fact, it)

    def _kinds(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """The right content of another type, alone or with what is wrong besides."""
        kinds = {wrong_kind(e, a) for e, a, _ in wrong} - {""}
        if len(kinds) > 1:
            kinds = {kind.partition(", not")[0] for kind in kinds}
        alike = [Triple(bare(e), bare(a), given) for e, a, given in triples]
        if len(kinds) != 1 or any(wrong_kind(e, a) for e, a, _ in alike):
            return ""
        fact = sentence(f"{{it}} is {kinds.pop()}", it)
        if not any(map(self._differ, alike)):
            return f"{fact[:-1]}; apart from that it is right."
        rest = self.explain(alike, it, depth + 1)
        return f"{fact} {rest}" if rest else ""

    def _shape(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Other axes; where there is only one of length 1 too many, ``_kinds`` says more."""
        arrays = all(isinstance(x, np.ndarray) for one in wrong for x in one[:2])
        if not arrays or all(np.squeeze(e).shape == np.squeeze(a).shape for e, a, _ in wrong):
            return ""
        fact = self._holds(triples, np.ravel, np.ravel)
        return sentence("{it} has the right numbers in a different shape", it) if fact else ""

    def _numbers(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        fact = numbers_explained(triples)
        many = any(np.ndim(e) for e, _, _ in triples)
        return sentence(f"{'every number in ' if many else ''}{{it}} {fact}", it) if fact else ""

    def _keys(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Dictionaries with the right keys or values; keys that are wrong in every case."""
        if self.observed or not all(isinstance(x, dict) for one in triples for x in one[:2]):
            return ""
        if depth == 0 and fixed_keys(triples):
            return ""  # the keys name parts, which are looked at one by one
        if all(set(e) == set(a) for e, a, _ in triples):
            inner = [Triple(value, a[key], g) for e, a, g in triples for key, value in e.items()]
            return self.explain(inner, "every value" if depth == 0 else it, depth + 1)
        if all(list(e.values()) == list(a.values()) for e, a, _ in triples):
            inner = [Triple(*two, g) for e, a, g in triples for two in zip(e, a, strict=True)]
            other = next(one for one in inner if self._differ(one))
            instead = f"such as {safe(other.actual)} for {safe(other.expected)}"
            words = f"the values of {{it}} are right, but their keys are not, {instead}"
            return self.explain(inner, "every key", depth + 1) or sentence(words, it)
        return ""

    def _texts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Strings, bytes and paths: what is in excess or missing, at an end or in between."""
        kind = next((k for k in (str, bytes, PurePath) if isinstance(triples[0].expected, k)), None)
        if not kind or len(wrong) < 2 or not vary(e for e, _, _ in triples):
            return ""
        if not all(isinstance(x, kind) for one in triples for x in one[:2]):
            return ""
        if kind is PurePath:
            return path_parts(wrong, it)
        for long, words in ((1, "should not be"), (0, "is missing")):
            for place, cut in (("beginning", kind.removesuffix), ("end", kind.removeprefix)):
                rests = [cut(one[long], one[1 - long]) for one in wrong]
                if all(len(rest) < len(one[long]) for rest, one in zip(rests, wrong, strict=True)):
                    rest = safe(rests[0]) if len({*rests}) == 1 else "something"
                    return sentence(f"{rest} {words} at the {place} of {{it}}", it)
        return ""

    def _taken_apart(self, triples: Triples, it: str) -> tuple[list[Triples], list[str], list[int]]:
        """The fixed parts of results, their names, and which of them differ."""
        keys = fixed_keys(triples)
        names = [self._part_name(key, keys, it) for key in keys]
        parts = []
        for key in keys:
            parts.append([])
            for e, a, given in triples:
                others = {
                    f"the expected {_short(name)}": part(e, other)
                    for name, other in zip(names, keys, strict=True)
                    if other != key and self.names and np.ndim(part(e, other)) == 0
                }
                parts[-1].append(Triple(part(e, key), part(a, key), given | others))
        return parts, names, [n for n, some in enumerate(parts) if any(map(self._differ, some))]

    def _places(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Fixed parts that are all right, but have changed places."""
        parts, names, differing = self._taken_apart(triples, it)
        named = it == "the result" or self.names or not isinstance(wrong[0].expected, list | tuple)
        if not named or not all(vary(one.expected for one in parts[n]) for n in differing):
            return ""
        swaps = []
        for j, k in itertools.combinations(differing, 2):
            each = [
                both for x, y in zip(parts[j], parts[k], strict=True) for both in ((x, y), (y, x))
            ]
            if not any(unlike(x.expected, y.actual, self.tolerance) for x, y in each):
                swaps.append((j, k))
        if not swaps or sorted(itertools.chain(*swaps)) != differing:
            return ""
        short = [name if " of " in name else _short(name) for name in names]
        pairs = (f"{short[j]} and {short[k]}" for j, k in swaps)
        return sentence(f"{', '.join(pairs)} have changed places", "")

    def _parts(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Results of fixed parts, each looked at by itself."""
        parts, names, differing = self._taken_apart(triples, it)
        facts: dict[str, list[str]] = {}
        for n in differing:
            fact = self.explain(parts[n], names[n], depth + 1)
            if not fact and not (self.observed and depth == 0):
                return ""
            general = f"{fact[:1].lower()}{fact[1:]}".replace(names[n], "\0")
            facts.setdefault(general, []).append(names[n])
        facts.pop("", None)
        told = [capital(_of_parts(fact, named)) for fact, named in facts.items()]
        # Of what is seen, the rest may follow from the first.
        return " ".join(told[:1] if self.observed and depth == 0 else told)

    def _part_name(self, key: object, keys: list, it: str) -> str:
        if len(self.names) == len(keys):
            name = self.names[keys.index(key)]
            edge = " edge" if name in ("top", "left", "bottom", "right") else ""
            return f"the {name}{edge}"
        if isinstance(key, str):
            return "what it returns" if key == "returned" else f"'{key}'"
        if isinstance(key, tuple):
            return f"column {key[1]}" if key[0] == 2 else f"number {key[1]}"
        nth = ("first", "second", "third", "fourth", "fifth")[key]
        return f"the {nth} part" if it == "the result" else f"the {nth} of {it}"

    def _items(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        """Sequences of any length, all of whose items are wrong in the same way."""
        inner, places = [], set()
        for e, a, given in triples:
            if not all(isinstance(x, list | tuple) for x in (e, a)) or len(e) != len(a):
                return ""
            now = [Triple(*both, given) for both in zip(e, a, strict=True)]
            inner += now
            places.add(tuple(n for n, one in enumerate(now) if self._differ(one)))
        each = f"every item of {it}" if depth else "every item"
        fact = self.explain(inner, each, depth + 1) if len(inner) > 1 else ""
        place = next(iter(places - {()}), ())
        if fact or len(places - {()}) > 1 or not 0 < 2 * len(place) <= len(wrong[0].expected):
            return fact
        if not all(isinstance(one.expected, str) for one in inner):
            return ""
        e, a, _ = wrong[0]
        differing = (f"{safe(a[n])} where {safe(e[n])} is expected" for n in place)
        return sentence(f"{{it}} has {', '.join(dict.fromkeys(differing))}", it)


def _kind(value: object) -> object:
    named = isinstance(value, dict) and all(isinstance(key, str) for key in value)
    return tuple(value) if named else type(value)


def _of_parts(fact: str, names: list[str]) -> str:
    """One sentence for several parts of which the same is so."""
    return agreeing(fact.replace("\0", _listed(names)), _listed(names))


def _listed(names: list[str]) -> str:
    """``the top and left edges``; ``the boxes and the scores``."""
    if len(names) > 1 and all(name.endswith(" edge") for name in names):
        return f"the {_listed([_short(name) for name in names])} edges"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _short(name: str) -> str:
    return name.removeprefix("the ").removesuffix(" edge")
