"""``impostors``: the learner writes the test, and wrong functions try to get past it."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Call, Exercise, find
from minilib.workbook.exercises.showing import show
from minilib.workbook.feedback.check import is_right
from minilib.workbook.feedback.diagnosis import Results, same_outcome, single_slips
from minilib.workbook.feedback.mutants import mutants
from minilib.workbook.feedback.report import call_text
from minilib.workbook.feedback.runner import Outcome, expected, run

#: How long one call of an impostor may take.
_SECONDS = 1.0
#: So many machine-made impostors are enough; they are taken evenly from all that can be made.
_MOST = 30


def impostors(name: str, test: Callable | list) -> None:
    """Try a test of yours on wrong functions: which of them does it expose?

    ``name`` is the exercise's; ``test`` is given a function and asserts what must hold of its
    results::

        def my_test(hw_bb):
            assert list(hw_bb([2, 1, 4, 3])) == [1, 2, 3, 5]

    Or it is the arguments alone, as a list of tuples with one tuple per call:
    ``[([2, 1, 4, 3],)]``. An impostor is exposed when one of its results is not the right one.
    """
    if callable(name) and isinstance(test, str):
        name, test = test, name
    try:
        exercise = find(name)
    except WorkbookError as error:
        print(f"impostors: {error}")
        return
    if callable(test):
        refused = _run_test(test, exercise.answer, exercise)
        exposes = _asserts(test, exercise)
    else:
        if not test:
            print(f"impostors: give {name} at least one case.")
            return
        cases = [Call(one if isinstance(one, tuple) else (one,)) for one in test]
        refused, exposes = None, _compares(cases, exercise)
    if refused is not None:
        said = f"{name}: your test refuses the right function ({_why(refused)}). Fix it first."
        print(_fold(said))
        return
    all_of_them = wrong_functions(exercise)
    through = [one for one in all_of_them if not exposes(one.function)]
    print(_said(name, all_of_them, through, exercise))


@cache
def wrong_functions(exercise: Exercise) -> tuple[Results, ...]:
    """The impostors: the slips, and small changes of the reference that the cases reject."""
    made = [function for _, function in mutants(exercise.answer)]
    step = max(1, -(-len(made) // _MOST))
    told = [Results(one, exercise) for one in made[::step] if not is_right(one, exercise, _SECONDS)]
    return (*single_slips(exercise), *told)


def _run_test(test: Callable, function: Callable, exercise: Exercise) -> Outcome | None:
    """What a test said against a function; None when it passed."""
    plain = replace(exercise, lazy=False, observe=None, may_change_arguments=True)
    outcome = run(test, Call((function,)), plain, _SECONDS)
    return outcome if outcome.error is not None or outcome.stopped else None


def _asserts(test: Callable, exercise: Exercise) -> Callable[[Callable], bool]:
    return lambda function: _run_test(test, function, exercise) is not None


def _compares(cases: list[Call], exercise: Exercise) -> Callable[[Callable], bool]:
    right = [run(exercise.answer, case, exercise, _SECONDS) for case in cases]

    def exposes(function: Callable) -> bool:
        theirs = (run(function, case, exercise, _SECONDS) for case in cases)
        return any(not same_outcome(*two, exercise) for two in zip(right, theirs, strict=True))

    return exposes


def _why(refused: Outcome) -> str:
    if refused.stopped:
        return "it never ends"
    return f"{refused.message}; line: {refused.line}" if refused.line else refused.message


def _said(name: str, all_of_them: tuple, through: list[Results], exercise: Exercise) -> str:
    many = len(all_of_them)
    if not through:
        return f"{name}: your test exposes all {many} impostors, and the right function passes."
    exposed = f"{many - len(through)} of {many} impostors; the right function passes."
    shown = itertools.islice(_described(through, exercise), 1)
    lines = [f"{name}: your test exposes {exposed}"]
    lines += map("  One that slips through: {}".format, shown)
    return "\n".join(map(_fold, lines))


def _described(through: list[Results], exercise: Exercise) -> Iterator[str]:
    """What an impostor does in a case where it can be seen, not how."""
    for results in through:
        for number, case in enumerate(exercise.cases):
            right, actual = expected(exercise, number), results[number]
            if same_outcome(right, actual, exercise):
                continue
            gives, wanted = (
                one.message if one.error is not None else show(one.value, 120)
                for one in (actual, right)
            )
            if actual.changed:
                gives = f"a changed argument ({actual.changed})"
            elif gives == wanted:
                gives = "the right result, but not in the right way"
            yield f"{call_text(exercise, case)} gives {gives}; right is {wanted}."
            break


def _fold(text: str) -> str:
    """Long lines folded; the rows of an array stay below each other."""
    lines = (textwrap.wrap(line, 96, subsequent_indent="  ") for line in text.splitlines())
    return "\n".join(itertools.chain(*lines))
