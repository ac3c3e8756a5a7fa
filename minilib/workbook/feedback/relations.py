"""Relations between all results and all expected results: facts, never guesses.

A relation is a function that makes the learner's results of the expected ones (reversed, without
the first item, ...). It counts only if it does so in every case, and if enough of the cases show
it: what holds of empty results says nothing.
"""

from __future__ import annotations

import inspect
import itertools
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from minilib.workbook.exercises import Call, Exercise
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.streams import Counted
from minilib.workbook.feedback.faults import fault, promised
from minilib.workbook.feedback.likeness import Explainer
from minilib.workbook.feedback.runner import Outcome, made_arguments
from minilib.workbook.feedback.values import (
    Triple,
    article,
    capital,
    differ,
    plain,
)

#: From an endless stream that is an argument, so many items are looked at.
_LOOKED_AT = 60


class Pair(NamedTuple):
    """A case with what is expected and what came."""

    case: Call
    expected: Outcome
    actual: Outcome


def relation(pairs: list[Pair], exercise: Exercise, names: list[str]) -> str:
    """What relates the results to the expected ones in every case, in words; or ''.

    ``names`` are those of the learner's parameters.
    """
    own = inspect.signature(exercise.answer).parameters
    called = dict(zip(own, names, strict=True)) if len(own) == len(names) else {}
    given = [{called.get(k, k): v for k, v in one.items()} for one in arguments(exercise)]
    explained: dict[int, str] = {}
    for group in (_changing, _unraised, _eager, _values):
        concerned, fact = group(pairs, given, exercise)
        if fact:
            explained |= {n: fact for n in concerned if n not in explained}
    wrong = [n for n, pair in enumerate(pairs) if fault(*pair, exercise)]
    if not wrong or wrong[0] not in explained:
        return ""
    return " ".join(dict.fromkeys(explained[n] for n in wrong if n in explained))


@cache
def arguments(exercise: Exercise) -> tuple[dict[str, object], ...]:
    """What each case hands over, by the reference's names; of a stream, its first items."""
    own = inspect.signature(exercise.answer).parameters
    defaults = {name: one.default for name, one in own.items() if one.default is not one.empty}
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        for case in exercise.cases:
            args, kwargs = made_arguments(case, Path(tempfile.mkdtemp(dir=temporary)))
            given = {**defaults, **dict(zip(own, args, strict=False)), **kwargs}
            for name, value in given.items():
                stream = isinstance(value, Counted)
                given[name] = list(itertools.islice(value, _LOOKED_AT)) if stream else plain(value)
            found.append({name: given[name] for name in own if name in given})
    return tuple(found)


def _changing(pairs: list[Pair], given: list, exercise: Exercise) -> tuple[list[int], str]:
    concerned = [n for n, pair in enumerate(pairs) if pair.actual.changed]
    if not concerned:
        return [], ""
    name, number, *_ = pairs[concerned[0]].actual.changed.split()
    names = list(given[concerned[0]])
    if name == "argument" and int(number) <= len(names):
        name = names[int(number) - 1]
    return concerned, f"It changes {name}, which belongs to the caller. Work on a copy."


def _unraised(pairs: list[Pair], given: list, exercise: Exercise) -> tuple[list[int], str]:
    """An error that is expected: returned, printed, of another type, or not there at all."""
    wanted = [n for n, pair in enumerate(pairs) if pair.expected.error is not None]
    asked = {n: promised(pairs[n].case, pairs[n].expected) for n in wanted}
    missing = [n for n in wanted if fault(*pairs[n], exercise)]
    outcomes = [pairs[n].actual for n in missing]
    if not missing or any(one.error for one in outcomes) != all(one.error for one in outcomes):
        return [], ""
    names = sorted({asked[n].__name__ for n in missing})
    name = " or ".join(names) if len(names) < 3 else "error"
    if outcomes[0].error:
        raised = sorted({type(one.error).__name__ for one in outcomes})
        if raised == ["AssertionError"]:
            return missing, f"assert raises an AssertionError; use raise for {article(name)}."
        if all(isinstance(pairs[n].actual.error, asked[n]) for n in missing):
            lacking = fault(*pairs[missing[0]], exercise).text
            return missing, f"The error is the right one, but {lacking}."
        return missing, f"It raises {article(' or '.join(raised))}; {name} is expected."
    values = [one.value for one in outcomes]
    if all(issubclass(v if isinstance(v, type) else type(v), BaseException) for v in values):
        return missing, f"The {name} is returned. An error has to be raised: raise, not return."
    if all(one.value is None and one.printed for one in outcomes):
        fact = f"It prints a message and goes on. {capital(article(name))} should be raised."
        return missing, fact
    same = all(not differ(values[0], value) for value in values)
    instead = f"it returns {show(values[0], 80)}" if same else "it returns a result"
    if len(missing) < len(wanted):
        return [], ""
    return missing, f"Where {article(name)} is expected, {instead}."


def _eager(pairs: list[Pair], given: list, exercise: Exercise) -> tuple[list[int], str]:
    """Iterators that read more than they need, or results that are no iterators."""
    valued = [n for n, p in enumerate(pairs) if p.expected.iterator and not p.actual.error]
    if not valued:
        return [], ""
    if all(not pairs[n].actual.iterator for n in valued):
        kinds = {type_name(pairs[n].actual.value) for n in valued}
        fact = f"It gives {kinds.pop()}. Hand over the items one by one, with yield."
        return (valued, fact) if not kinds else ([], "")
    right = [n for n in valued if not differ(pairs[n].expected.value, pairs[n].actual.value)]
    wrong = [n for n in right if fault(*pairs[n], exercise)]
    long = [n for n in right if len(pairs[n].expected.read) > 2]
    if wrong and len(long) > 1 and all(len(set(pairs[n].actual.read)) == 1 for n in long):
        return right, "It does all its reading before it gives the first item."
    if wrong and all(pairs[n].actual.read[-1] == pairs[n].expected.read[-1] + 1 for n in wrong):
        return wrong, (
            "By the end it has read one more item of its input than it needs, which is lost for "
            "the next reader of the same input."
        )
    return [], ""


def _values(pairs: list[Pair], given: list, exercise: Exercise) -> tuple[list[int], str]:
    valued = [n for n, pair in enumerate(pairs) if not (pair.expected.error or pair.actual.error)]
    # None in some of the cases only is a way through the function by itself.
    concerned = [n for n in valued if pairs[n].actual.value is not None] or valued
    triples = [Triple(pairs[n].expected.value, pairs[n].actual.value, given[n]) for n in concerned]
    return concerned, Explainer(exercise).explain(triples) if triples else ""
