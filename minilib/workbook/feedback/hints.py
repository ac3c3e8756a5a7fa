"""``hint``: three hints an exercise, one more at each call."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import find
from minilib.workbook.feedback.report import Verdict

_given: Counter[str] = Counter()
#: The change that would make the last answer of an exercise right, where one was found.
_changes: dict[str, str] = {}


def hint(exercise: str | Callable | None = None) -> None:
    """Print the next hint for an exercise, given by its name or as the function.

    The first call gives a nudge, the second says where to look, the third shows the shape of the
    answer. After that comes the change that your own last answer needs, where ``check`` found one;
    else all three are shown.
    """
    if exercise is None:
        print('hint: for which exercise? Write its name, such as hint("hw_bb").')
        return
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", str(exercise))
    try:
        hints = find(name).hints
    except WorkbookError as error:
        print(f"hint: {error}")
        return
    if _given[name] >= 3 and _changes.get(name):
        print(_fold(f"hint for your own code: {_changes[name]}"))
        return
    _given[name] += 1
    shown = range(3) if _given[name] > 3 else [_given[name] - 1]
    if _given[name] > 3:
        print(f"These were all the hints for {name}. Once more:")
    for number in shown:
        print(_fold(f"hint {number + 1} of 3: {hints[number]}"))


def remember(name: str, verdict: Verdict) -> None:
    """Keep what the last hint gives: the change that the learner's own code needs."""
    _changes[name] = verdict.change


def _fold(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 96, subsequent_indent="             "))
