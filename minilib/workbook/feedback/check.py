"""``check``: run a learner's answer, and say what is right or what went wrong."""

from __future__ import annotations

import dis
import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Call, Exercise, find
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.streams import ReadTooMuch
from minilib.workbook.feedback import hints
from minilib.workbook.feedback.diagnosis import Diagnosis, diagnose, reference_results
from minilib.workbook.feedback.difference import Difference, difference
from minilib.workbook.feedback.report import Verdict, both, call_text, meaning, report, seen
from minilib.workbook.feedback.runner import Outcome, run

#: What may stand in a body that does nothing.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "COPY_FREE_VARS"}

#: The learner's last answer to each exercise in this kernel, and how it was judged.
_last: dict[str, Callable] = {}
_OLD = "{} is minilib's function here; this is about your last answer, as it was when it ran"


def check(
    answer: Callable, *, name: str | None = None, show: bool = False, seconds: float = 5.0
) -> Callable:
    """Run an answer on the exercise's cases and print what came of it.

    Parameters
    ----------
    answer
        The learner's function.
    name
        The exercise; usually known from the function's own name.
    show
        Draw the learner's result and the expected one, if they can be seen: a box, an image, axes,
        a curve.
    seconds
        How long one call may take.

    Returns
    -------
    callable
        The learner's function when it is right, else minilib's own.
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


# -- which exercise -----------------------------------------------------------------------------


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
        f"check: it was given {type_name(answer)}, not a function. "
        "Pass the function's name without parentheses: hw_bb = check(hw_bb)."
    )


# -- the verdict --------------------------------------------------------------------------------


def judge(
    answer: Callable, name: str | Exercise, *, seconds: float = 5.0, diagnosis: bool = True
) -> Verdict:
    """Compare an answer with the reference on every case; nothing is printed.

    Parameters
    ----------
    answer
        The function to judge.
    name
        The exercise, by its name, or the exercise itself.
    seconds
        How long one call may take.
    diagnosis
        Whether to look for the cause of what is wrong.

    Returns
    -------
    Verdict
        ``.right``, ``.diagnosis`` ('' where none was found), ``.source`` (``'slip'``,
        ``'relation'``, ``'repair'`` or '') and ``.text``, what ``check`` prints. It is about the
        first case that is wrong.

    Raises
    ------
    WorkbookError
        There is no exercise of this name.
    """
    exercise = find(name) if isinstance(name, str) else name
    made = partial(Verdict, name=exercise.answer.__name__, cases=len(exercise.cases))
    if is_minilibs(answer, exercise):
        return made("minilibs")
    if is_unwritten(answer):
        return made("unwritten")
    outcomes, wrong = [], {}
    for number, case in enumerate(exercise.cases):
        expected = reference_results(exercise)[number]
        outcome = run(answer, case, exercise, seconds)
        outcomes.append(outcome)
        if _says_unwritten(outcome) and expected.error is None:
            return made("unwritten")
        found = _compare(answer, case, expected, outcome, exercise, seconds)
        if found:
            wrong[number] = found
        if outcome.stopped:
            break
    passed = len(outcomes) - len(wrong)
    if not wrong:
        return made("right", (("why", exercise.why), *_notes(outcomes)), passed)
    number, (kind, lines) = next(iter(wrong.items()))
    cause = diagnose(answer, exercise, outcomes) if diagnosis else Diagnosis()
    shown = (("call", call_text(exercise, exercise.cases[number])), *lines, *_notes(outcomes))
    return made(kind, shown, passed, cause.text, number, cause.source, change=cause.change)


def is_minilibs(answer: object, exercise: Exercise) -> bool:
    """Whether a function is minilib's own, and so no answer of a learner's."""
    while isinstance(answer, partial):
        answer = answer.func
    code = getattr(inspect.unwrap(answer), "__code__", None) if callable(answer) else None
    return code is not None and code is getattr(exercise.answer, "__code__", None)


def is_unwritten(answer: Callable) -> bool:
    """Whether a function's body does nothing: only a docstring, ``...``, ``pass`` or ``return``."""
    code = getattr(answer, "__code__", None)
    if code is None or code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE):
        return False
    return all(
        step.opname in _IDLE and (not step.opname.endswith("CONST") or step.argval is None)
        for step in dis.get_instructions(code)
    )


def _says_unwritten(outcome: Outcome) -> bool:
    """Whether the answer itself raised NotImplementedError. (PyTorch does so for a wrong dtype.)"""
    own = not outcome.line or outcome.line.startswith("raise")
    return own and isinstance(outcome.error, NotImplementedError)


def _compare(answer, case, expected, outcome, exercise, seconds) -> tuple | None:
    """What is wrong with one outcome: its kind and the lines to show; None when nothing is."""
    if outcome.stopped:
        return "endless", _endless(outcome, seconds)
    if isinstance(outcome.error, ReadTooMuch):
        return "greedy", (("wrong", "it goes on reading its input without giving a result"),)
    if outcome.error is not None:
        if expected.error is not None and isinstance(outcome.error, type(expected.error)):
            return None
        return "raises", _raised(answer, case, expected, outcome)
    if outcome.changed:
        return "changed", (("wrong", f"it changes its argument: {outcome.changed}"),)
    if expected.error is not None:
        return "value", (("yours", show(outcome.value)), ("expected", expected.message))
    if expected.iterator and not outcome.iterator and outcome.value is not None:
        what = type_name(outcome.value)
        return "type", (("wrong", f"it is {what}, expected a generator: give items with yield"),)
    found = difference(expected.value, outcome.value, exercise.tolerance)
    if found:
        return found.kind, _differing(found, expected, outcome, exercise)
    greedy = _reads_ahead(expected, outcome)
    if greedy:
        return "greedy", greedy
    if exercise.printed and expected.printed != outcome.printed:
        return "printed", (("yours", show(outcome.printed)), ("expected", show(expected.printed)))
    return None


def _endless(outcome: Outcome, seconds: float) -> tuple:
    lines = [
        ("wrong", f"it had not ended after {seconds:g} seconds, so it was stopped"),
        ("look at", "a loop that never comes to its end, or something that waits (input, sleep)"),
    ]
    if outcome.stopped == "loose":
        lines.append(("note", "it could not be stopped; restart the kernel before you go on"))
    return tuple(lines)


def _raised(answer: Callable, case: Call, expected: Outcome, outcome: Outcome) -> tuple:
    arguments = _wrong_number(answer, case)
    if arguments:
        return (("wrong", arguments),)
    error = outcome.error
    message = outcome.message
    if isinstance(error, SystemExit):
        message = "it calls exit(), which would end the notebook; return a result instead"
    lines = [("raises", message)]
    if outcome.line:
        lines.append(("in line", outcome.line))
    if meaning(message):
        lines.append(("that is", meaning(message)))
    if expected.error is not None:
        lines.append(("expected", expected.message))
    else:
        lines.append(("expected", show(expected.value, 200)))
    return tuple(lines)


def _wrong_number(answer: Callable, case: Call) -> str:
    """In words, when the function can't be called with the case's arguments."""
    try:
        signature = inspect.signature(answer)
        signature.bind(*case.args, **case.kwargs)
    except (TypeError, ValueError) as error:
        if "signature" in locals():
            return f"your function is written {signature}, and can't be called so: {error}"
    return ""


def _differing(found: Difference, expected: Outcome, outcome: Outcome, exercise: Exercise) -> tuple:
    if outcome.value is None and expected.value is not None:
        printed = outcome.printed.strip()
        word = "yield" if expected.iterator else "return"
        text = f"it returns None: is a {word} missing?"
        if printed:
            text = f"it prints {show(printed, 120)} but returns None: use {word}"
        return (("expected", show(expected.value, 200)), ("wrong", text))
    if exercise.observe and isinstance(outcome.value, dict) and isinstance(expected.value, dict):

        def differs(one: object, other: object) -> str:
            part = difference(one, other, exercise.tolerance)
            return part.text if part else ""

        return seen(outcome.value, expected.value, differs)
    return both(outcome.value, expected.value, found.text)


def _reads_ahead(expected: Outcome, outcome: Outcome) -> tuple:
    """Lines for an iterator that reads more of its input than the next item needs.

    One item of looking ahead is fine, as long as results are still to come; what is read after the
    last result is lost for whoever goes on with the same input.
    """
    if not expected.iterator:
        return ()
    pairs = list(zip(expected.read, outcome.read, strict=False))
    results = len(expected.value)
    for number, (needed, read) in enumerate(pairs[:results], 1):
        if read > needed + 1:
            text = f"for result {number} it reads {read} items of its input; {needed} are needed"
            return (("wrong", f"it reads ahead: {text}"),)
    for needed, read in pairs[results:]:
        if read > needed:
            text = f"in the end it has read {read} items of its input; {needed} are needed"
            return (("wrong", f"it reads too much: {text}"),)
    return ()


def _notes(outcomes: list[Outcome]) -> tuple:
    if any(outcome.breakpoints for outcome in outcomes):
        return (("note", "it came by a breakpoint(); check passes over them"),)
    return ()
