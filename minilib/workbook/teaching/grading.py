"""``require``: the check as a test that fails, for systems that grade whole classes.

``check`` never raises, so that a chapter goes on. A grading system needs the opposite.
"""

from __future__ import annotations

from collections.abc import Callable

from minilib.workbook.exercises import find
from minilib.workbook.feedback.check import is_minilibs, judge


def require(name: str, answer: Callable, *, seconds: float = 5.0) -> None:
    """Raise unless an answer is right.

    Parameters
    ----------
    name
        The exercise.
    answer
        The function that is handed in.
    seconds
        How long one call may take.

    Raises
    ------
    AssertionError
        It is not right; the message is what ``check`` would print. minilib's own function counts as
        no answer: it is what ``check`` puts in the place of a wrong one.
    WorkbookError
        There is no exercise of this name.
    """
    exercise = find(name)
    if is_minilibs(answer, exercise):
        raise AssertionError(f"{name}: this is minilib's own function, not an answer of yours.")
    if not callable(answer):
        raise AssertionError(f"{name}: it is {type(answer).__name__}, not a function.")
    verdict = judge(answer, exercise, seconds=seconds)
    if not verdict.right:
        raise AssertionError(verdict.text)
