"""``hint``: three hints for each exercise, one at a time; ``how_far``: what is right so far."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable
from importlib import import_module

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import TOPICS, find
from minilib.workbook.feedback.report import Verdict

_given: Counter[str] = Counter()
#: What was last said of each exercise in this notebook.
_verdicts: dict[str, Verdict] = {}


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
    if _given[name] >= 3 and name in _verdicts and _verdicts[name].change:
        print(_fold(f"hint for your own code: {_verdicts[name].change}"))
        return
    _given[name] += 1
    shown = range(3) if _given[name] > 3 else [_given[name] - 1]
    if _given[name] > 3:
        print(f"Those were all the hints for {name}. Here they are again:")
    for number in shown:
        print(_fold(f"hint {number + 1} of 3: {hints[number]}"))


def remember(name: str, verdict: Verdict) -> None:
    """Keep what was said: the last hint gives the change that the learner's own code needs."""
    _verdicts[name] = verdict


def how_far(topic: str) -> None:
    """Print how many exercises of a chapter are right in this notebook, and which are not yet.

    ``topic`` is the chapter's word, ``'boxes'``. It counts what ``check`` has said since the
    notebook was started; ``workbook progress`` counts what is saved, in all chapters.
    """
    print(tally(topic, {name: verdict.kind for name, verdict in _verdicts.items()}))


def tally(topic: str, kinds: dict[str, str]) -> str:
    """What :func:`how_far` prints; ``kinds`` are those of the verdicts so far, by exercise."""
    names = list(import_module(f"minilib.workbook.exercises.{topic}").EXERCISES)
    right = [n for n in names if kinds.get(n) == "right"]
    unwritten = [n for n in names if kinds.get(n, "unwritten") in {"unwritten", "minilibs"}]
    wrong = [n for n in names if n not in {*right, *unwritten}]
    lines = [f"{len(right)} of {len(names)} exercises are right."]
    groups = {"not written yet": unwritten, "not right yet": wrong}
    lines += [_fold(f"{said}: {', '.join(left)}") for said, left in groups.items() if left]
    after = TOPICS[TOPICS.index(topic) + 1 :] if right == names else ()
    lines += [f"next: chapter {TOPICS.index(one) + 1:02}, {one}" for one in after[:1]]
    return "\n".join(lines)


def _fold(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 96, subsequent_indent="             "))
