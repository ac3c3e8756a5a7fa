"""``check``: run a learner's answer, and say what is right or what went wrong."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Exercise, find
from minilib.workbook.exercises.showing import type_name
from minilib.workbook.feedback import hints
from minilib.workbook.feedback.diagnosis import Diagnosis, diagnose
from minilib.workbook.feedback.faults import fault, fault_lines
from minilib.workbook.feedback.idle import is_idle
from minilib.workbook.feedback.report import Verdict, call_text, report
from minilib.workbook.feedback.runner import Outcome, expected, runs

#: The learner's last answer to each exercise in this kernel, and how it was judged.
_last: dict[str, Callable] = {}
_OLD = "{} is minilib's function here; this is about your last answer, as it was when it ran"


def check(
    answer: Callable, *, name: str | None = None, show: bool = False, seconds: float = 5.0
) -> Callable:
    """Run an answer on the exercise's cases and print what came of it.

    ``answer`` is the learner's function, ``name`` the exercise's, usually known from the function's
    own. ``show`` draws the result and the expected one, if they can be seen: a box, an image, axes,
    a curve. One call may take ``seconds`` at most. Returns the learner's function when it is right,
    else minilib's own.
    """
    known = name or _name_of(answer, sys._getframe(1).f_globals)
    try:
        exercise = find(known) if known else None
    except WorkbookError as error:
        print(f"check: {error}")
        return answer
    if exercise is None:
        print(_not_a_function(answer))
        return answer
    again = is_minilibs(answer, exercise) and known in _last
    answer = _last[known] if again else answer
    try:
        verdict = judge(answer, exercise, seconds=seconds)
    except KeyboardInterrupt:
        print(f"{known}: you stopped the check. The chapter goes on with minilib's {known}.")
        return exercise.answer
    if verdict.kind != "minilibs":
        _last[known] = answer
    if again and verdict.kind != "unwritten":
        verdict = replace(verdict, lines=(*verdict.lines, ("note", _OLD.format(known))))
    print(report(known, verdict, len(exercise.cases)))
    hints.remember(known, verdict)
    if show and callable(answer) and verdict.kind != "minilibs":
        from minilib.workbook.feedback.plot import draw

        draw(known, exercise, answer, verdict, seconds)
    return answer if verdict.right else exercise.answer


def _name_of(answer: object, names: dict) -> str | None:
    """The exercise that an answer belongs to: by its own name, else by a name it is bound to.

    (A lambda's own name is ``<lambda>``, a partial has none.)
    """
    if not callable(answer):
        return None
    own = getattr(answer, "__name__", "")
    bound = [key for key, value in names.items() if value is answer and not key.startswith("_")]
    return next((name for name in [own, *bound] if _is_exercise(name)), own or "this")


def _is_exercise(name: str) -> bool:
    try:
        find(name)
    except WorkbookError:
        return False
    return True


def _not_a_function(answer: object) -> str:
    return (
        f"check: you passed {type_name(answer)}, not a function. "
        "Pass the function's name without parentheses: hw_bb = check(hw_bb)."
    )


def judge(
    answer: Callable, name: str | Exercise, *, seconds: float = 5.0, diagnosis: bool = True
) -> Verdict:
    """Compare an answer with the reference on every case; nothing is printed.

    ``name`` is the exercise's, or the exercise itself. One call may take ``seconds`` at most;
    ``diagnosis`` is whether to look for the cause of what is wrong. The verdict, about the first
    case that is wrong, has ``.right``, ``.diagnosis`` ('' where none was found), ``.source``
    (``'slip'``, ``'relation'``, ``'repair'`` or '') and ``.text``, what ``check`` prints. Where
    there is no such exercise, or the answer is not a function, it raises a WorkbookError.
    """
    if not callable(answer):
        raise WorkbookError(f"judge: you passed {type_name(answer)}, not a function")
    exercise = find(name) if isinstance(name, str) else name
    made = partial(Verdict, name=exercise.answer.__name__, cases=len(exercise.cases))
    if is_minilibs(answer, exercise):
        return made("minilibs")
    if is_idle(getattr(answer, "__code__", None)):
        return made("unwritten")
    outcomes, wrong = [], {}
    found_out = runs(answer, exercise.cases, exercise, seconds)
    for number, (case, outcome) in enumerate(zip(exercise.cases, found_out, strict=True)):
        wanted = expected(exercise, number)
        outcomes.append(outcome)
        if _says_unwritten(outcome) and wanted.error is None:
            return made("unwritten")
        found = fault(case, wanted, outcome, exercise)
        if found:
            wrong[number] = found
        if outcome.stopped:
            break
    passed = len(outcomes) - len(wrong)
    if not wrong:
        return made("right", (("why", exercise.why), *_notes(outcomes)), passed)
    number, found = next(iter(wrong.items()))
    lines = fault_lines(found, answer, exercise.cases[number], seconds)
    cause = diagnose(answer, exercise, outcomes) if diagnosis else Diagnosis()
    shown = (("call", call_text(exercise, exercise.cases[number])), *lines, *_notes(outcomes))
    return made(found.kind, shown, passed, cause.text, number, cause.source, change=cause.change)


def is_right(answer: Callable, exercise: Exercise, seconds: float) -> bool:
    """Whether an answer passes every case; the first that it does not pass ends it."""
    outcomes = enumerate(runs(answer, exercise.cases, exercise, seconds))
    found = (fault(exercise.cases[n], expected(exercise, n), out, exercise) for n, out in outcomes)
    return not any(found)


def is_minilibs(answer: object, exercise: Exercise) -> bool:
    """Whether a function is minilib's own, and so not an answer of the learner's."""
    while isinstance(answer, partial):
        answer = answer.func
    code = getattr(inspect.unwrap(answer), "__code__", None) if callable(answer) else None
    return code is not None and code is getattr(exercise.answer, "__code__", None)


def _says_unwritten(outcome: Outcome) -> bool:
    """Whether the answer itself raised NotImplementedError. (PyTorch does so for a wrong dtype.)"""
    own = not outcome.line or outcome.line.startswith("raise")
    return own and isinstance(outcome.error, NotImplementedError)


def _notes(outcomes: list[Outcome]) -> tuple:
    if any(outcome.breakpoints for outcome in outcomes):
        return (("note", "your answer contains a breakpoint(); check skips it"),)
    return ()
