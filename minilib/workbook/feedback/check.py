"""``check``: run a learner's answer, and say what is right or what went wrong."""

from __future__ import annotations

import dis
import inspect
import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Call, Exercise, Made, find
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.slips import pairs as two_at_once
from minilib.workbook.exercises.streams import ReadTooMuch
from minilib.workbook.feedback.difference import Difference, difference
from minilib.workbook.feedback.runner import Outcome, run

_WIDTH = 96
#: What may stand in a body that does nothing.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "COPY_FREE_VARS"}


@dataclass(frozen=True)
class Verdict:
    """What to say about an answer.

    Attributes
    ----------
    kind
        ``'right'``, ``'unwritten'``, ``'raises'``, ``'endless'``, ``'changed'``, ``'type'``,
        ``'shape'``, ``'value'``, ``'greedy'`` or ``'printed'``.
    lines
        Labelled lines: (label, text).
    passed
        How many cases are right.
    likely
        The message of the known mistake that gives these very results; or ''.
    case
        The number of the case that the lines tell of.
    """

    kind: str
    lines: tuple[tuple[str, str], ...] = ()
    passed: int = 0
    likely: str = ""
    case: int = 0


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
        For exercises about boxes: draw the learner's box and the expected one.
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
    try:
        verdict = judge(answer, exercise, seconds=seconds)
    except KeyboardInterrupt:
        print(f"{known}: you stopped the check. The chapter goes on with minilib's {known}.")
        return exercise.answer
    print(report(known, verdict, len(exercise.cases)))
    if show and callable(answer):
        from minilib.workbook.feedback.plot import draw

        draw(known, exercise, answer, verdict, seconds)
    return answer if verdict.kind == "right" else exercise.answer


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

#: What is told first, in whatever case it happens; of all else the first case is told.
_SERIOUS = ("raises", "endless", "changed")


def judge(
    answer: Callable, exercise: Exercise, *, seconds: float = 5.0, likely: bool = True
) -> Verdict:
    """Compare an answer with the reference on every case.

    The first that applies is told: not written yet, raises, never ends, changes its argument; else
    what is wrong in the first case that is: type, shape or dtype, reading ahead, value, what it
    prints. (Cases begin with the plain ones, so None for an empty list, say, does not come before
    what is wrong with a full one.) A known mistake that gives the same results on all cases is
    named besides, unless ``likely`` is False.
    """
    if is_unwritten(answer):
        return Verdict("unwritten")
    outcomes, wrong = [], []
    for number, case in enumerate(exercise.cases):
        expected = run(exercise.answer, case, exercise, seconds)
        outcome = run(answer, case, exercise, seconds)
        outcomes.append(outcome)
        if _says_unwritten(outcome) and expected.error is None:
            return Verdict("unwritten")
        found = _compare(answer, case, expected, outcome, exercise, seconds)
        if found:
            rank = _SERIOUS.index(found[0]) if found[0] in _SERIOUS else len(_SERIOUS)
            wrong.append((rank, number, found))
        if outcome.stopped:
            break
    passed = len(outcomes) - len(wrong)
    if not wrong:
        return Verdict("right", _notes(outcomes), passed)
    _, number, (kind, lines) = min(wrong, key=lambda one: one[:2])
    shown = (("call", call_text(exercise, exercise.cases[number])), *lines, *_notes(outcomes))
    message = likely_mistake(exercise, outcomes, seconds) if likely else ""
    return Verdict(kind, shown, passed, message, number)


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
        return found.kind, _differing(found, expected, outcome)
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
    if expected.error is not None:
        lines.append(("expected", expected.message))
    else:
        lines.append(("expected", show(expected.value)))
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


def _differing(found: Difference, expected: Outcome, outcome: Outcome) -> tuple:
    lines = [("yours", show(outcome.value)), ("expected", show(expected.value))]
    if outcome.value is None and expected.value is not None:
        printed = outcome.printed.strip()
        word = "yield" if expected.iterator else "return"
        if printed:
            lines.append(("wrong", f"it prints {show(printed, 120)} but returns None: use {word}"))
        else:
            lines.append(("wrong", f"it returns None: is a {word} missing?"))
    else:
        lines.append(("differs" if found.kind == "value" else "wrong", found.text))
    return tuple(lines)


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


def likely_mistake(exercise: Exercise, outcomes: list[Outcome], seconds: float) -> str:
    """The message of the slip, or of the two, that give the learner's results on all cases; or ''.

    Where several raise the same errors, the first whose errors say the same goes before the others.
    """
    if outcomes[-1].stopped:
        return ""
    alike = ""
    for function, message in _known(exercise):
        theirs = (run(function, case, exercise, seconds) for case in exercise.cases)
        both = zip(theirs, outcomes, strict=True)
        pairs = list(itertools.takewhile(lambda pair: same_outcome(*pair, exercise), both))
        if len(pairs) == len(outcomes):
            if all(one.message == other.message for one, other in pairs):
                return message
            alike = alike or message
    return alike


def _known(exercise: Exercise) -> Iterator[tuple[Callable, str]]:
    """Wrong functions and their messages: single slips first, then two at once."""
    for slip in exercise.slips:
        yield slip.function(exercise.answer), slip.message
    for mistake in exercise.mistakes:
        yield mistake.function, mistake.message
    for first, second, function in two_at_once(exercise.answer, exercise.slips):
        yield function, f"Two things. {first.message} And: {second.message}"


def same_outcome(first: Outcome, second: Outcome, exercise: Exercise) -> bool:
    """Whether two runs came to the same: result, error, changed argument, reading, printing."""
    if type(first.error) is not type(second.error) or bool(first.stopped) != bool(second.stopped):
        return False
    if isinstance(first.error, KeyError) and first.error.args != second.error.args:
        return False  # the missing key is all that such an error says
    if bool(first.changed) != bool(second.changed) or first.iterator != second.iterator:
        return False
    if first.read != second.read:
        return False
    if exercise.printed and first.printed != second.printed:
        return False
    return difference(first.value, second.value, exercise.tolerance) is None


# -- words --------------------------------------------------------------------------------------


def call_text(exercise: Exercise, case: Call) -> str:
    """The call as a learner would type it."""
    if case.text:
        return case.text
    args = [arg.text if isinstance(arg, Made) else show(arg) for arg in case.args]
    named = [f"{k}={v.text if isinstance(v, Made) else show(v)}" for k, v in case.kwargs.items()]
    return f"{exercise.answer.__name__}({', '.join(args + named)})"


def report(name: str, verdict: Verdict, cases: int) -> str:
    """A verdict as plain text, for a notebook."""
    if verdict.kind == "unwritten":
        return (
            f"{name}: not written yet. Write it in the cell above, run that cell, then this one.\n"
            f'  The chapter goes on with minilib\'s {name}. hint("{name}") gives a hint.'
        )
    lines = told(name, verdict, cases)
    if verdict.kind != "right":
        goes_on = f"The chapter goes on with minilib's {name}; mend yours and run this cell again."
        lines.append(f"  {goes_on}")
    return "\n".join(lines)


def told(name: str, verdict: Verdict, cases: int, width: int = _WIDTH) -> list[str]:
    """A verdict as lines of at most ``width`` characters, for any place."""
    if verdict.kind == "unwritten":
        return [f"{name}: not written yet."]
    if verdict.kind == "right":
        head = f"{name}: right, in all {cases} cases."
        labelled = (("why", find(name).why), *verdict.lines)
    else:
        head = f"{name}: not right yet ({verdict.passed} of {cases} cases are)."
        likely = (("likely", verdict.likely),) if verdict.likely else ()
        labelled = (*verdict.lines, *likely)
    return [head, *(text for line in labelled for text in _labelled(line, width))]


def _labelled(line: tuple[str, str], width: int) -> list[str]:
    """One labelled line, wrapped, what goes on below indented."""
    label, text = line
    parts = [part for given in text.splitlines() or [""] for part in _wrapped(given, width - 12)]
    return [f"  {label if n == 0 else '':<9} {part}" for n, part in enumerate(parts)]


def _wrapped(text: str, width: int) -> list[str]:
    # Rows of an array keep their place; only what is too long is folded.
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
