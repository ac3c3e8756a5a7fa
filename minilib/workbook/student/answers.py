"""The exercises that chapters ask, and the learner's answers to them, found without running."""

from __future__ import annotations

import ast
import contextlib
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from minilib.workbook.authoring.reading import Node
from minilib.workbook.authoring.source import Asked, Chapter, chapters_in, has_answer, named
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student.bindings import Statement, defining, does_nothing, span, statements


def wanted(names: Sequence[str], top: Path = TOP) -> dict[Chapter, list[Asked]]:
    """The chapters that ``names`` mean, and of each the exercises (see :func:`named`)."""
    meant = named(chapters_in(top / "solutions"), names)
    return {chapter: asked or chapter.exercises for chapter, asked in meant.items()}


@dataclass(frozen=True)
class Answer:
    """What a learner has written for an exercise.

    ``statement`` and ``cell`` are the numbers of the statement that defines it last, among the
    chapter's, and of its cell; None where there is none. ``text`` is the definition's, ``written``
    says whether it does anything, and ``problem`` why its cell can't be read as Python.
    """

    asked: Asked
    statement: int | None = None
    cell: int | None = None
    text: str = ""
    written: bool = False
    problem: SyntaxError | None = None


@dataclass(frozen=True)
class Script:
    """A chapter's cells, as text and taken apart into statements."""

    chapter: Chapter
    cells: list[Node] = field(repr=False)

    @cached_property
    def code(self) -> list[str]:
        """The text of each cell; empty for one that holds no code."""
        return [cell.source if cell.cell_type == "code" else "" for cell in self.cells]

    @cached_property
    def parsed(self) -> tuple[list[Statement], dict[int, SyntaxError]]:
        """Its statements, and the cells that are not Python."""
        return statements(self.code)

    @cached_property
    def _learners(self) -> set[int]:
        """The cells that are not the workbook's own: what those define is not an answer."""
        own = {c.source.strip() for c in self.chapter.notebook.cells if not has_answer(c)}
        return {number for number, code in enumerate(self.code) if code.strip() not in own}

    def answer(self, asked: Asked) -> Answer:
        """The learner's last definition of an exercise's function."""
        given, broken = self.parsed
        said = [n for n, one in enumerate(given) if asked.name in one.text]
        bound = [
            n for n in said if given[n].cell in self._learners and asked.name in given[n].binds
        ]
        meant = [n for n in broken if defining(asked.name).search(self.code[n])]
        if meant and (not bound or max(meant) > given[bound[-1]].cell):
            cell = max(meant)
            return Answer(asked, None, cell, self.code[cell], True, broken[cell])
        if not bound:
            return Answer(asked)
        one = given[bound[-1]]
        return Answer(asked, bound[-1], one.cell, one.text, not does_nothing(one.node))


def comparison(answer: Answer) -> list[str]:
    """An answer beside the solution, a sign before each line: ``-`` yours, ``+`` the solution's."""
    texts = answer.text, answer.asked.solution
    yours, theirs = (_definition(text, answer.asked.name) for text in texts)
    if yours == theirs:
        return [f"  {line}" for line in yours]
    lines = list(difflib.unified_diff(yours, theirs, n=len(yours), lineterm=""))
    return [f"{line[0]} {line[1:]}" for line in lines[3:]]  # without the names of files


def _definition(text: str, name: str) -> list[str]:
    """The lines that define ``name`` in a text, but for the docstring, which the stub gave."""
    lines = text.splitlines()
    with contextlib.suppress(SyntaxError):
        for node in ast.parse(text).body:
            if getattr(node, "name", None) == name:
                first, last = span(node)
                begin, end = span(node.body[0]) if ast.get_docstring(node) else (last, last)
                lines = lines[first:begin] + lines[end:last]
    return [line for line in lines if line.strip()]


def place_in(texts: Sequence[str], name: str) -> int | None:
    """The number, from 1, of the last line or cell that defines ``name``; else of its heading."""
    heading = f"### Exercise: `{name}`"
    for is_there in (defining(name).search, lambda text: heading in text):
        if found := [number for number, text in enumerate(texts, 1) if is_there(text)]:
            return found[-1]
    return None
