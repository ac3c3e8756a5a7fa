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

from minilib.workbook.exercises import Call, Exercise, Made
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.streams import Counted
from minilib.workbook.feedback.circumstances import circumstances, kinds
from minilib.workbook.feedback.faults import fault, promised
from minilib.workbook.feedback.likeness import Explainer, Triple, differ, plain
from minilib.workbook.feedback.runner import Outcome

#: From an endless stream that is an argument, so many items are looked at.
_LOOKED_AT = 60


class Pair(NamedTuple):
    """A case with what is expected and what came."""

    case: Call
    expected: Outcome
    actual: Outcome


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
    wrong = [n for n, pair in enumerate(pairs) if fault(*pair, exercise)]
    if not wrong or wrong[0] not in explained:
        return ""
    return " ".join(dict.fromkeys(explained[n] for n in wrong if n in explained))


def circumstance(pairs: list[Pair], exercise: Exercise) -> str:
    """What only the cases that are wrong have in common, or the type of all results; or ''."""
    wrong = [fault(*pair, exercise) is not None for pair in pairs]
    valued = [pair for pair in pairs if pair.expected.error is None and pair.actual.error is None]
    if valued and exercise.observe is None:
        fact = kinds([p.expected.value for p in valued], [p.actual.value for p in valued])
        if fact:
            return fact
    return circumstances(list(arguments(exercise)), wrong)


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
            found.append({k: plain(_made(v, folder)) for k, v in bound.arguments.items()})
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
        n
        for n in wanted
        if not isinstance(pairs[n].actual.error, promised(pairs[n].case, pairs[n].expected))
    ]
    if not missing:
        return [], ""
    outcomes = [pairs[n].actual for n in missing]
    kinds = sorted({promised(pairs[n].case, pairs[n].expected).__name__ for n in missing})
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
    if all(
        value is None and outcome.printed for value, outcome in zip(values, outcomes, strict=True)
    ):
        return missing, f"It prints a message and goes on. A {name} has to be raised."
    same = all(not differ(values[0], value) for value in values)
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
    same = [n for n in valued if not differ(pairs[n].expected.value, pairs[n].actual.value)]
    long = [n for n in same if len(pairs[n].expected.read) > 2]
    at_once = all(len(set(pairs[n].actual.read)) == 1 for n in long)
    if len(long) > 1 and at_once and any(fault(*pairs[n], exercise) for n in long):
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
