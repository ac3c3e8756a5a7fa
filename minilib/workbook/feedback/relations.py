"""Relations between all results and all expected results: facts, never guesses.

A relation is a function that makes the learner's results of the expected ones (reversed, without
the first item, ...). It counts only if it does so in every case, and if enough of the cases show
it: what holds of empty results says nothing.
"""

from __future__ import annotations

import inspect
import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import NamedTuple

import numpy as np

from minilib.workbook.exercises import Call, Exercise, Made
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.streams import Counted
from minilib.workbook.feedback.circumstances import circumstances, kinds
from minilib.workbook.feedback.difference import difference
from minilib.workbook.feedback.quantities import (
    column_explained,
    columns,
    numbers,
    parts_explained,
)
from minilib.workbook.feedback.runner import Outcome

_DEPTH = 3
#: From an endless stream that is an argument, so many items are looked at.
_LOOKED_AT = 60


class Pair(NamedTuple):
    """A case with what is expected and what came."""

    case: Call
    expected: Outcome
    actual: Outcome


class Triple(NamedTuple):
    """Two results, and the arguments by their names."""

    expected: object
    actual: object
    given: Mapping[str, object]


Triples = list[Triple]


# -- all cases ------------------------------------------------------------------------------------


def relation(pairs: list[Pair], exercise: Exercise) -> str:
    """What relates the results to the expected ones in every case, in words; or ''."""
    given = arguments(exercise)
    explained: dict[int, str] = {}
    groups = (_changing, _unraised, _eager, _values)
    for group in groups:
        concerned, fact = group(pairs, given, exercise)
        if fact:
            explained |= {n: fact for n in concerned if n not in explained}
    wrong = [n for n, pair in enumerate(pairs) if _is_wrong(pair, exercise)]
    if not wrong or wrong[0] not in explained:
        return ""
    return " ".join(dict.fromkeys(explained[n] for n in wrong if n in explained))


def circumstance(pairs: list[Pair], exercise: Exercise) -> str:
    """What only the cases that are wrong have in common, or the type of all results; or ''."""
    wrong = [_is_wrong(pair, exercise) for pair in pairs]
    valued = [pair for pair in pairs if pair.expected.error is None and pair.actual.error is None]
    if valued and exercise.observe is None:
        fact = kinds([p.expected.value for p in valued], [p.actual.value for p in valued])
        if fact:
            return fact
    return circumstances(list(arguments(exercise)), wrong)


def _is_wrong(pair: Pair, exercise: Exercise) -> bool:
    expected, actual = pair.expected, pair.actual
    if expected.error is not None or actual.error is not None:
        return not isinstance(actual.error, type(expected.error))
    if actual.changed or (expected.iterator and not actual.iterator):
        return True
    if actual.read != expected.read and any(
        there > here + 1 for here, there in zip(expected.read, actual.read, strict=False)
    ):
        return True
    return _differ(expected.value, actual.value, exercise.tolerance)


def _differ(expected: object, actual: object, tolerance: float = 1e-6) -> bool:
    try:
        return difference(expected, actual, tolerance) is not None
    except Exception:
        return True


@cache
def arguments(exercise: Exercise) -> tuple[dict[str, object], ...]:
    """What each case hands over, by the reference's names; of a stream, its first items."""
    signature = inspect.signature(exercise.answer)
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        for number, case in enumerate(exercise.cases):
            try:
                bound = signature.bind(*case.args, **case.kwargs)
            except TypeError:  # a case of a mistaken call: the reference refuses it too
                found.append({})
                continue
            bound.apply_defaults()
            folder = Path(temporary) / str(number)
            folder.mkdir()
            found.append({k: _made(value, folder) for k, value in bound.arguments.items()})
    return tuple(found)


def _made(value: object, folder: Path) -> object:
    if not isinstance(value, Made):
        return value
    try:
        made = value.make(folder)
        return list(itertools.islice(made, _LOOKED_AT)) if isinstance(made, Counted) else made
    except Exception:
        return None


def _changing(pairs: list[Pair], given: tuple, exercise: Exercise) -> tuple[list[int], str]:
    names = list(inspect.signature(exercise.answer).parameters)
    concerned = [n for n, pair in enumerate(pairs) if pair.actual.changed]
    if not concerned:
        return [], ""
    text = pairs[concerned[0]].actual.changed
    words = text.split()
    name = words[0]
    if name == "argument" and int(words[1]) <= len(names):
        name = names[int(words[1]) - 1]
    return concerned, f"It changes {name}, which belongs to the caller. Work on a copy."


def _unraised(pairs: list[Pair], given: tuple, exercise: Exercise) -> tuple[list[int], str]:
    """An error that is expected: returned, printed, of another type, or not there at all."""
    wanted = [n for n, pair in enumerate(pairs) if pair.expected.error is not None]
    missing = [
        n for n in wanted if not isinstance(pairs[n].actual.error, type(pairs[n].expected.error))
    ]
    if not missing:
        return [], ""
    outcomes = [pairs[n].actual for n in missing]
    kinds = sorted({type(pairs[n].expected.error).__name__ for n in missing})
    name = " or ".join(kinds)
    if all(outcome.error is not None for outcome in outcomes):
        raised = sorted({type(outcome.error).__name__ for outcome in outcomes})
        if raised == ["AssertionError"]:
            return missing, f"assert raises an AssertionError; a {name} is expected: use raise."
        return missing, f"It raises {' or '.join(raised)}; expected is {name}."
    if any(outcome.error is not None for outcome in outcomes):
        return [], ""
    values = [outcome.value for outcome in outcomes]
    if all(isinstance(value, BaseException) for value in values):
        return missing, f"The {name} is returned. An error has to be raised: raise, not return."
    if all(isinstance(value, type) and issubclass(value, BaseException) for value in values):
        return missing, f"The class {name} is returned. An error has to be raised: raise it."
    if all(value is None and outcome.printed for value, outcome in zip(values, outcomes)):
        return missing, f"It prints a message and goes on. A {name} has to be raised."
    same = all(not _differ(values[0], value) for value in values)
    instead = f"it gives {show(values[0], 80)}" if same else "it gives a result"
    where = "Where" if len(missing) == len(wanted) else "In some of the cases where"
    return missing, f"{where} a {name} is expected, {instead}."


def _eager(pairs: list[Pair], given: tuple, exercise: Exercise) -> tuple[list[int], str]:
    """Iterators that read more than they need, or results that are no iterators."""
    if not exercise.lazy:
        return [], ""
    valued = [n for n, p in enumerate(pairs) if p.expected.error is None and not p.actual.error]
    if valued and all(not pairs[n].actual.iterator for n in valued):
        kinds = {type_name(pairs[n].actual.value) for n in valued}
        if kinds == {"None"}:
            return valued, "It gives nothing: yield hands over one item at a time."
        if len(kinds) == 1:
            return valued, f"It gives {kinds.pop()}. Hand over the items one by one, with yield."
        return [], ""
    same = [n for n in valued if not _differ(pairs[n].expected.value, pairs[n].actual.value)]
    long = [n for n in same if len(pairs[n].expected.read) > 2]
    if len(long) > 1 and all(len(set(pairs[n].actual.read)) == 1 for n in long):
        if any(pairs[n].actual.read[0] > pairs[n].expected.read[0] + 1 for n in long):
            return same, "It reads its whole input before it gives the first item."
    ahead = [
        n
        for n in same
        if pairs[n].actual.read
        and pairs[n].expected.read
        and pairs[n].actual.read[-1] == pairs[n].expected.read[-1] + 1
    ]
    if ahead and len(ahead) == len([n for n in same if _is_wrong_reading(pairs[n])]):
        return ahead, (
            "The items are right, but in the end it has read one more item of its input than it "
            "needs; whoever goes on with the same input misses it."
        )
    return [], ""


def _is_wrong_reading(pair: Pair) -> bool:
    return pair.actual.read != pair.expected.read


def _values(pairs: list[Pair], given: tuple, exercise: Exercise) -> tuple[list[int], str]:
    concerned = [
        n
        for n, pair in enumerate(pairs)
        if pair.expected.error is None and pair.actual.error is None
    ]
    triples = [Triple(pairs[n].expected.value, pairs[n].actual.value, given[n]) for n in concerned]
    if not triples:
        return [], ""
    # An iterator's items are compared as lists; where a list came, that is told apart from this.
    return concerned, Explainer(exercise).explain(triples, "the result")


# -- words ----------------------------------------------------------------------------------------


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sentence(fact: str, it: str) -> str:
    text = fact.format(it=it)
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"


# -- one kind of result ---------------------------------------------------------------------------

#: What may have been done to the expected result: in words, and as a function.
_DONE: tuple[tuple[str, Callable], ...] = (
    ("{it} runs backwards", lambda e: e[::-1]),
    ("{it} is sorted, and the order should stay as it is", lambda e: _like(e, sorted(e))),
    ("{it} is sorted the other way round", lambda e: _like(e, sorted(e, reverse=True))),
    ("{it} is without the first item", lambda e: e[1:]),
    ("{it} is without the last item", lambda e: e[:-1]),
    ("{it} is only the first item: is return or yield inside the loop?", lambda e: e[:1]),
    ("{it} is only the last item: is it begun anew in every turn of the loop?", lambda e: e[-1:]),
    ("{it} is the first item itself: does return stand inside the loop?", lambda e: e[0]),
    ("{it} is the last item itself", lambda e: e[-1]),
    ("{it} is without the first and the last item", lambda e: e[1:-1]),
    ("equal items are in it only once", lambda e: _like(e, dict.fromkeys(e))),
    ("every item is in it twice", lambda e: e + e if isinstance(e, list | str) else None),
    ("{it} has the positions, not the items", lambda e: _like(e, range(len(e)))),
    ("{it} has the positions from 1, not the items", lambda e: _like(e, range(1, len(e) + 1))),
    ("{it} has pairs of position and item, as enumerate gives them", lambda e: list(enumerate(e))),
    (
        "{it} has pairs of position and item, as enumerate gives them",
        lambda e: list(enumerate(e, 1)),
    ),
    ("the groups are dissolved into one sequence", lambda e: list(itertools.chain(*e))),
    ("{it} is nested once too deep", lambda e: [e]),
    ("{it} is nested once too deep: is there a comma too many?", lambda e: (e,)),
    ("{it} has each item in a list of its own", lambda e: [[one] for one in e]),
    ("{it} is a set, not a sequence", lambda e: set(e) if isinstance(e, list | tuple) else None),
    ("{it} is the number of items, not the items", len),
    ("{it} is the list of keys, without the values", lambda e: list(e.keys())),
    ("{it} is the list of values, without the keys", lambda e: list(e.values())),
    ("{it} is a list of pairs, not a dictionary", lambda e: list(e.items())),
    ("{it} is a set of pairs: a dictionary has a colon between", lambda e: set(e.items())),
    ("keys and values are exchanged", lambda e: {value: key for key, value in e.items()}),
    (
        "only the first entry is there: does return stand inside the loop?",
        lambda e: dict(list(e.items())[:1]),
    ),
    (
        "only the last entry is there: is the dictionary begun anew in every turn of the loop?",
        lambda e: dict(list(e.items())[-1:]),
    ),
    ("True and False are exchanged", lambda e: not e if isinstance(e, bool | np.bool_) else None),
    ("{it} is in capital letters", lambda e: e.upper()),
    ("{it} is in small letters", lambda e: e.lower()),
    ("{it} is only the name, without the folders", lambda e: type(e)(e.name)),
    ("{it} is the folder, without the file's name", lambda e: e.parent),
    ("{it} is without its suffix", lambda e: e.with_suffix("")),
    ("{it} is transposed: rows and columns are exchanged", lambda e: np.swapaxes(e, 0, 1)),
    (
        "{it} is transposed: the last two axes are exchanged",
        lambda e: np.swapaxes(e, -1, -2) if np.ndim(e) > 2 else None,
    ),
    ("{it} is upside down", lambda e: np.flip(e, 0) if np.ndim(e) > 1 else None),
    ("left and right are exchanged in it", lambda e: np.flip(e, 1) if np.ndim(e) > 1 else None),
    ("the last axis runs backwards", lambda e: np.flip(e, -1) if np.ndim(e) > 2 else None),
    (
        "the numbers are right, but mixed up among the rows: reshape does not transpose",
        lambda e: np.asarray(e).T.reshape(np.shape(e)) if np.ndim(e) == 2 else None,
    ),
    (
        "{it} is one row of numbers, without its axes",
        lambda e: np.asarray(e).T.ravel() if np.ndim(e) > 1 else None,
    ),
    (
        "{it} is one row of numbers, without its axes",
        lambda e: np.ravel(e) if np.ndim(e) > 1 else None,
    ),
    ("{it} is without its first column", lambda e: e[..., 1:] if np.ndim(e) > 1 else None),
    ("{it} is without its last column", lambda e: e[..., :-1] if np.ndim(e) > 1 else None),
    ("{it} has only the first row", lambda e: e[:1] if np.ndim(e) > 1 else None),
    ("{it} is the sum of what is expected", lambda e: np.sum(e)),
    ("{it} is the mean of what is expected: one number for all", lambda e: _several(e, np.mean)),
    ("{it} is the largest of what is expected", lambda e: _several(e, np.max)),
)

#: What would make the expected result of the learner's: what is missing.
_UNDONE: tuple[tuple[str, Callable], ...] = (
    ("{it} has an item too many at its beginning", lambda a: _cut(a)[1:]),
    ("{it} has an item too many at its end", lambda a: _cut(a)[:-1]),
    ("{it} has a column too many at its beginning", lambda a: a[..., 1:]),
    ("{it} has a column too many at its end", lambda a: a[..., :-1]),
    ("{it} holds the items themselves, not their number", lambda a: len(_cut(a))),
    ("{it} is made of pairs; a dictionary is expected", lambda a: dict(_cut(a))),
    (
        "{it} has the right items in another order",
        lambda a: sorted(a, key=repr) if isinstance(a, list | tuple) else None,
    ),
    ("upper and lower case differ from what is expected", lambda a: a.lower()),
    ("{it} has blanks at its ends", lambda a: a.strip()),
    (
        "{it} has the right value for each part; their mean is still to be taken",
        lambda a: np.mean(a),
    ),
    ("{it} has the right values; their sum is still to be taken", lambda a: np.sum(a)),
    (
        "{it} compares every row with every row; expected are the pairs, which stand in its diagonal",
        lambda a: np.diagonal(a) if np.ndim(a) == 2 and np.shape(a)[0] == np.shape(a)[1] else None,
    ),
    ("{it} is true or false in the right cases, but not True or False itself", lambda a: bool(a)),
)


def _like(model: object, items: object) -> object:
    """The items in a container of the model's kind."""
    if isinstance(model, np.ndarray):
        return np.array(list(items), dtype=model.dtype)
    return "".join(items) if isinstance(model, str) else type(model)(items)


def _cut(value: object) -> object:
    """A sequence, to be cut; anything else is refused."""
    if not isinstance(value, list | tuple | set) and np.ndim(value) != 1:
        raise TypeError
    return value


def _several(e: object, function: Callable) -> object:
    return function(e) if np.size(e) > 1 else None


class Explainer:
    """Finds what relates results to expected ones; ``explain`` is the way in."""

    def __init__(self, exercise: Exercise) -> None:
        self.tolerance = exercise.tolerance
        self.names = exercise.parts.split()
        self.observed = exercise.observe is not None

    def explain(self, triples: Triples, it: str, depth: int = 0) -> str:
        """A sentence or several that hold in every case; '' where there is none."""
        triples = [Triple(_plain(e), _plain(a), given) for e, a, given in triples]
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
        return _differ(expected, actual, self.tolerance)

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
            if turned and isinstance(made, list) and isinstance(target, list | tuple):
                target = sorted(target, key=repr)
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
        for fact, function in _DONE:
            if self._holds(triples, function):
                return _sentence(fact, it)
        return ""

    def _undone(self, triples: Triples, wrong: Triples, it: str, depth: int) -> str:
        for fact, function in _UNDONE:
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
            for words, look in _LOOKS:
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
                f"what is expected is in {{it}}, but items too many besides, such as {_safe(extra)}",
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


_IS = {"is": "is", "has": "has"}

#: What a learner may have returned of an argument.
_LOOKS: tuple[tuple[str, Callable], ...] = (
    ("{it} is {name}, as it was given", lambda x: x),
    ("{it} is {name} upside down", lambda x: x[::-1] if np.ndim(x) > 1 else None),
    ("{it} is {name} with left and right exchanged", lambda x: x[:, ::-1]),
    ("{it} is {name}.name", lambda x: x.name),
    ("{it} is {name}.stem", lambda x: x.stem),
    ("{it} is {name}.suffix", lambda x: x.suffix),
    ("{it} is the first item of {name}", lambda x: x[0]),
    ("{it} is the last item of {name}", lambda x: x[-1]),
    ("{it} has all items of {name}: nothing is left out", lambda x: list(x)),
    ("{it} is the length of {name}", lambda x: len(x)),
    ("{it} is the largest of {name}", lambda x: max(x)),
    ("{it} is the smallest of {name}", lambda x: min(x)),
)


def _matches(look: Callable, given: object, actual: object, tolerance: float) -> bool:
    try:
        return not _unlike(look(given), actual, tolerance)
    except Exception:
        return False


def _kind(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, dict) and "gradient" in value else dict


def _plain(value: object) -> object:
    """Tensors as arrays, NumPy's numbers as Python's."""
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().cpu().numpy()
    return value


def _unlike(made: object, actual: object, tolerance: float) -> bool:
    """Whether two values differ, whatever their containers and widths are, if they are numbers."""
    first, second = numbers(made), numbers(actual)
    if first is not None and second is not None and not isinstance(actual, bool):
        if isinstance(actual, np.ndarray) != isinstance(made, np.ndarray | np.generic):
            return True
        return first.shape != second.shape or not np.allclose(
            first, second, rtol=max(tolerance, 1e-6), atol=max(tolerance, 1e-6), equal_nan=True
        )
    return type(made) is not type(actual) or _differ(made, actual, tolerance)


def _size(value: object) -> int:
    """Roughly how much a value says."""
    if isinstance(value, dict):
        return sum(1 + _size(one) for one in value.values())
    if isinstance(value, list | tuple | set):
        return sum(_size(one) for one in value)
    return int(value.size) if isinstance(value, np.ndarray) else 1


def _vary(values: Iterator) -> bool:
    first, *rest = values
    return any(_differ(first, one) for one in rest)


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
        place = next((n for n, other in enumerate(left) if not _differ(other, one)), None)
        if place is None:
            extra.append(one)
        else:
            del left[place]
    return extra


def _is_part(few: list, many: list) -> bool:
    """Whether all items of ``few`` are in ``many``, in the same order."""
    rest = iter(many)
    return len(few) <= len(many) and all(any(not _differ(a, b) for b in rest) for a in few)


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
                "{it} begins with a slash and has lost what should stand before it: joined to a path, "
                "a part with a slash in front throws the path away",
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
