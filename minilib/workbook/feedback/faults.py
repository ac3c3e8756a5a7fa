"""What is wrong with the outcome of one case, if anything: the one place that decides."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import NamedTuple

from minilib.workbook.exercises import Call, Exercise
from minilib.workbook.exercises.showing import show, type_name
from minilib.workbook.exercises.streams import ReadTooMuch
from minilib.workbook.feedback.difference import Difference, difference
from minilib.workbook.feedback.report import both, meaning, seen
from minilib.workbook.feedback.runner import Outcome


class Fault(NamedTuple):
    """What is wrong: its kind, as in ``Verdict``, how it shows, and a line about it."""

    kind: str
    expected: Outcome
    actual: Outcome
    exercise: Exercise
    words: str | Difference = ""

    @property
    def text(self) -> str:
        """What is wrong, in words."""
        return self.words.text if isinstance(self.words, Difference) else self.words


def fault(case: Call, expected: Outcome, actual: Outcome, exercise: Exercise) -> Fault | None:
    """What is wrong with an outcome, compared with the reference's; None when nothing is."""
    kind, words = _fault(case, expected, actual, exercise)
    return Fault(kind, expected, actual, exercise, words) if kind else None


def _fault(case, expected, actual, exercise) -> tuple[str, str | Difference]:
    if actual.stopped:
        return "endless", ""
    if isinstance(actual.error, ReadTooMuch):
        return "greedy", "it goes on reading its input without yielding anything"
    if actual.error is not None:
        if expected.error is None or not isinstance(actual.error, promised(case, expected)):
            return "raises", ""
        lacking = [word for word in case.says if word not in actual.message]
        return ("raises", f"the message has to contain {lacking[0]!r}") if lacking else ("", "")
    if actual.changed:
        return "changed", f"it changes its argument: {actual.changed}"
    if expected.error is not None:
        return "value", ""
    if expected.iterator and not actual.iterator and actual.value is not None:
        what = type_name(actual.value)
        return "type", f"it is {what}, expected a generator: hand out items with yield"
    found = difference(expected.value, actual.value, exercise.tolerance)
    if found:
        return found.kind, found
    greedy = _reads_ahead(expected, actual)
    if greedy:
        return "greedy", greedy
    printed = exercise.printed and expected.printed != actual.printed
    return ("printed", "") if printed else ("", "")


def promised(case: Call, expected: Outcome) -> type[BaseException]:
    """The error that a case asks for: the one it names, else the reference's."""
    return case.raises or type(expected.error)


def _reads_ahead(expected: Outcome, actual: Outcome) -> str:
    """In words, when an iterator reads more of its input than the next item needs.

    One item of looking ahead is fine, as long as results are still to come; what is read after the
    last result is lost for the next reader of the same input.
    """
    if not expected.iterator:
        return ""
    pairs = list(zip(expected.read, actual.read, strict=False))
    results = len(expected.value)
    for number, (needed, read) in enumerate(pairs[:results], 1):
        if read > needed + 1:
            text = f"it takes {read} items of its input to yield {number}; {needed} would do"
            return f"it reads ahead: {text}"
    for needed, read in pairs[results:]:
        if read > needed:
            text = f"by the end it has read {read} items of its input; {needed} would do"
            return f"it reads too much: {text}"
    return ""


def fault_lines(found: Fault, answer: Callable, case: Call, seconds: float) -> tuple:
    """Labelled lines about what is wrong."""
    expected, actual = found.expected, found.actual
    if found.kind == "endless":
        return _endless(actual, seconds)
    if found.kind == "raises":
        return _raised(found, answer, case)
    if found.kind == "printed":
        return (("yours", show(actual.printed)), ("expected", show(expected.printed)))
    if expected.error is not None and not actual.changed:
        return (("yours", show(actual.value)), ("expected", expected.message))
    if actual.value is None and not actual.error and not actual.changed:
        return _none(found)
    if found.kind in {"greedy", "changed"} or actual.iterator != expected.iterator:
        return (("wrong", found.text),)
    return _differing(found)


def _endless(actual: Outcome, seconds: float) -> tuple:
    lines = [
        ("wrong", f"it was still running after {seconds:g} seconds, so it was stopped"),
        ("look at", "a loop that never ends, or something that waits (input, sleep)"),
    ]
    if actual.stopped == "loose":
        lines.append(("note", "it could not be stopped; restart the kernel before you go on"))
    return tuple(lines)


def _raised(found: Fault, answer: Callable, case: Call) -> tuple:
    arguments = _wrong_number(answer, case)
    if arguments:
        return (("wrong", arguments),)
    expected, actual = found.expected, found.actual
    message = actual.message
    if isinstance(actual.error, SystemExit):
        message = "it calls exit(), which would end the notebook; return a result instead"
    right = show(expected.value, 200) if expected.error is None else expected.message
    lines = (
        ("raises", message),
        ("wrong", found.text),
        ("in line", actual.line),
        ("that is", meaning(message)),
        ("expected", right),
    )
    return tuple((label, text) for label, text in lines if text)


def _wrong_number(answer: Callable, case: Call) -> str:
    """In words, when the function can't be called with the case's arguments."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*case.args, **case.kwargs)
    except TypeError as error:
        return f"your function takes {signature}, which does not fit this call: {error}"
    return ""


def _none(found: Fault) -> tuple:
    """The lines for an answer that gives None."""
    printed = found.actual.printed.strip()
    text = "it returns None"
    if printed:
        word = "yield" if found.expected.iterator else "return"
        text = f"it prints {show(printed, 120)} but returns None: use {word}"
    return (("expected", show(found.expected.value, 200)), ("wrong", text))


def _differing(found: Fault) -> tuple:
    expected, actual, exercise = found.expected.value, found.actual.value, found.exercise
    if exercise.observe and isinstance(actual, dict) and isinstance(expected, dict):

        def differs(one: object, other: object) -> str:
            part: Difference | None = difference(one, other, exercise.tolerance)
            return part.text if part else ""

        return seen(actual, expected, differs)
    # Words that ``observe`` gives stand for a result; of their own type nothing is to be said.
    in_words = exercise.observe and isinstance(actual, str) != isinstance(expected, str)
    return both(actual, expected, "" if in_words else found.text)
