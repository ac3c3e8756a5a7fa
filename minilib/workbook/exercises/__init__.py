"""Exercises as data: what is called, what people get wrong, and what helps them on.

One module for each chapter, with a dictionary ``EXERCISES`` from the function's name to its
:class:`Exercise`. The reference is minilib's own function.
"""

from __future__ import annotations

import contextlib
import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises.slips import Slip
from minilib.workbook.exercises.streams import Counted

#: Topics in the chapters' order: an early chapter's name never loads what a late one needs.
TOPICS = (
    "paths", "generators", "annotations", "boxes", "images", "drawing", "largest", "debugging",
    "modeldata", "classifier", "learner", "augment", "regression", "multitask", "closer",
    "source", "paper", "measuring", "detecting",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """An argument that is made afresh for every run.

    Attributes
    ----------
    make
        Takes an empty temporary folder (Path) and returns the argument.
    text
        How the argument is shown in feedback.
    """

    make: Callable[[Path], object]
    text: str


@dataclass(frozen=True)
class Call:
    """One call of the learner's function.

    Attributes
    ----------
    args, kwargs
        The arguments.
    text
        Replaces the call that is shown.
    raises
        The error that is promised, where the reference raises a special kind of it.
    says
        What the error's message has to contain.
    """

    args: tuple
    kwargs: dict = field(default_factory=dict)
    text: str | None = None
    raises: type[Exception] | None = None
    says: tuple[str, ...] = ()


def call(
    *args: object,
    text: str | None = None,
    raises: type[Exception] | None = None,
    says: str | tuple[str, ...] = (),
    **kwargs: object,
) -> Call:
    """A case: the function is called with these arguments; see :class:`Call` for the rest."""
    return Call(args, kwargs, text, raises, (says,) if isinstance(says, str) else says)


def folder(
    files: dict[str, bytes | str],
    name: str = "photos",
    text: str | None = None,
    *,
    relative: bool = False,
) -> Made:
    """An argument that is a folder with these files in it (names may have ``/``; ``''`` is empty).

    A name that ends in ``/`` makes an empty folder. A ``relative`` one is given as seen from the
    working folder, as the chapters' ``PATH`` is (on Windows only where both lie on one drive).
    """

    def make(temporary: Path) -> Path:
        top = temporary / name
        top.mkdir(parents=True, exist_ok=True)  # it may end in ..
        for file, content in files.items():
            path = top / file
            if file.endswith("/"):
                path.mkdir(parents=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if relative:
            with contextlib.suppress(ValueError):  # another drive
                return Path(os.path.relpath(top))
        return top

    return Made(make, text or f"Path({name!r})")


def missing(name: str = "no such folder") -> Made:
    """An argument that is a path to something that does not exist."""
    return Made(lambda temporary: temporary / name, f"Path({name!r})")


def stream(make: Callable[[], object], text: str) -> Made:
    """An argument that is an iterator over ``make()``; ``text`` is how it is shown.

    It counts what is read from it, and it may be infinite: an answer that reads it to its end
    before it yields is found out.
    """
    return Made(lambda _: Counted(make()), text)


@dataclass(frozen=True, eq=False)
class Exercise:
    """A function to write.

    Attributes
    ----------
    answer
        minilib's own function, the reference.
    minutes, difficulty
        What a learner should expect; difficulty from 1 to 5.
    cases
        Calls on which the learner's function and the reference are compared; at least two.
    hints
        Three: a nudge, where to look, the shape of the answer.
    why
        One or two sentences, shown after success.
    slips
        The mistakes that are about this idea, and what to tell whoever gets their results, in one
        or two sentences: at least three.
    parts
        Names for the parts of the result, separated by blanks: ``"top left bottom right"``.
    lazy
        The answer is an iterator and must not read ahead.
    printed
        What the function prints counts as well.
    may_change_arguments
        The function is there to change what it is given (an Axes, a folder).
    observe
        ``observe(result, args)`` gives what is compared instead of the result itself: for results
        that can't be compared, such as Axes, or that lie in a file.
    relations
        Whether the results can be explained by what relates them to the expected ones.
    tolerance
        How far floats may differ, relatively and absolutely.
    box
        ``'bb'`` or ``'hw'``: the result is a box of that form, ``check(..., show=True)`` draws it.
    """

    answer: Callable
    minutes: int
    difficulty: int
    cases: tuple[Call, ...]
    hints: tuple[str, str, str]
    why: str
    slips: Mapping[Slip, str]
    parts: str = ""
    lazy: bool = False
    printed: bool = False
    may_change_arguments: bool = False
    observe: Callable | None = None
    relations: bool = True
    tolerance: float = 1e-6
    box: str | None = None

    def __post_init__(self) -> None:
        name = getattr(self.answer, "__name__", "exercise")
        missing = {
            "answer must be a function": not callable(self.answer),
            "minutes must be at least 1": self.minutes < 1,
            "difficulty must be from 1 to 5": not 1 <= self.difficulty <= 5,
            "hints must be three": len(self.hints) != 3 or not all(self.hints),
            "cases must be two or more": len(self.cases) < 2,
            "slips must be three or more": len(self.slips) < 3,
            "why must say something": not self.why.strip(),
            "box must be 'bb', 'hw' or None": self.box not in {"bb", "hw", None},
        }
        for complaint, wrong in missing.items():
            if wrong:
                raise WorkbookError(f"exercise '{name}': {complaint}")


def find(name: str) -> Exercise:
    """The exercise of this name.

    Raises
    ------
    WorkbookError
        There is none; the message offers the nearest name.
    """
    for topic in TOPICS:
        known = import_module(f"minilib.workbook.exercises.{topic}").EXERCISES
        if name in known:
            return known[name]
    names = all_names()
    near = difflib.get_close_matches(name, names, n=1)
    advice = (
        f"did you mean '{near[0]}'?"
        if near
        else "every exercise's name stands in its heading in the chapter"
    )
    raise WorkbookError(f"there is no exercise '{name}'; {advice}")


def all_names() -> list[str]:
    """The names of all exercises, in the chapters' order."""
    modules = [import_module(f"minilib.workbook.exercises.{topic}") for topic in TOPICS]
    return [name for module in modules for name in module.EXERCISES]
