"""The exercises that chapters ask, and the learner's answers to them, found without running."""

from __future__ import annotations

import ast
import contextlib
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from minilib.workbook.authoring.reading import Node
from minilib.workbook.authoring.source import (
    Chapter,
    by_name,
    chapters_in,
    defined_name,
    has_answer,
    solved,
    stub,
)
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.bindings import Statement, defining, does_nothing, span, statements

_HEADING = re.compile(r"^### Exercise: `(\w+)` \((\d+) minutes?, difficulty (\d) of 5\)", re.M)
_ASKING = re.compile(r"^# ### Exercise: `(\w+)`", re.M)


@dataclass(frozen=True)
class Asked:
    """An exercise as its chapter asks it; its cases and hints are not loaded for this.

    ``stub`` and ``solution`` are the text of its cell, and ``cell`` is its number in the source.
    """

    chapter: Chapter
    name: str
    minutes: int
    difficulty: int
    stub: str
    solution: str
    cell: int


def asked_in(chapter: Chapter) -> list[Asked]:
    """The exercises of a chapter, in its order."""
    found, heading = [], {}
    for number, cell in enumerate(chapter.notebook.cells):
        heading |= {m[1]: (int(m[2]), int(m[3])) for m in _HEADING.finditer(cell.source)}
        if has_answer(cell):
            name = defined_name(cell.source)
            minutes, difficulty = heading.get(name, (0, 0))
            texts = stub(cell.source), solved(cell.source)
            found.append(Asked(chapter, name, minutes, difficulty, *texts, number))
    return found


def wanted(names: Sequence[str], top: Path = TOP) -> list[tuple[Chapter, list[Asked]]]:
    """The chapters and exercises that ``names`` mean, in the chapters' order; all for none.

    A name is a chapter's (``04``, ``boxes``, ``04_boxes``, the file's name) or an exercise's.

    Raises
    ------
    WorkbookError
        Nothing is called so; the message offers the nearest name.
    """
    chapters = chapters_in(top / "solutions")
    called = by_name(chapters)
    asking = {}  # by the text: taking all chapters apart for one exercise takes a second
    for chapter in chapters if names else ():
        text = chapter.path.read_text(encoding="utf-8")
        asking |= dict.fromkeys(_ASKING.findall(text), chapter)
    picked: dict[str, set[str]] = {}
    for given in names:
        name = re.sub(r"\.(?:py|ipynb)$", "", given.replace("\\", "/").rsplit("/", 1)[-1])
        if name in called:
            chapter = called[name]
            picked[chapter.stem] = {one for one, asks in asking.items() if asks is chapter}
        elif name in asking:
            picked.setdefault(asking[name].stem, set()).add(name)
        else:
            raise WorkbookError(_unknown(given, [*asking, *called], chapters))
    return [
        (c, [one for one in asked_in(c) if not names or one.name in picked[c.stem]])
        for c in chapters
        if not names or c.stem in picked
    ]


def _unknown(name: str, known: list[str], chapters: list[Chapter]) -> str:
    words = [one for one in known if not one.isdigit()]
    near = difflib.get_close_matches(name, words, n=1, cutoff=0.5)
    numbers = ", ".join(chapter.number for chapter in chapters)
    advice = f"did you mean '{near[0]}'?" if near else f"the chapters are {numbers}"
    return f"there is no chapter or exercise '{name}'; {advice}"


@dataclass(frozen=True)
class Answer:
    """What a learner has written for an exercise.

    ``statement`` and ``cell`` are the numbers of the statement that defines it last, among the
    chapter's, and of its cell; None where there is none. ``text`` is the definition's, ``written``
    says whether it is more than the stub, and ``problem`` why its cell can't be read as Python.
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
        written = not does_nothing(one.node) and not _same(
            one.text, definition(asked.stub, asked.name)
        )
        return Answer(asked, bound[-1], one.cell, one.text, written)


def definition(code: str, name: str) -> str:
    """The function or class ``name`` itself, without the rest of its cell."""
    lines = code.splitlines()
    for node in ast.parse(code).body:
        if getattr(node, "name", None) == name:
            return "\n".join(lines[slice(*span(node))])
    return code


def _same(first: str, second: str) -> bool:
    """Whether two texts are the same Python."""
    try:
        return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second))
    except SyntaxError:
        return first.strip() == second.strip()


def comparison(answer: Answer) -> list[str]:
    """An answer beside the solution, a sign before each line: ``-`` yours, ``+`` the solution's."""
    yours = _without_docstring(answer.text)
    theirs = _without_docstring(definition(answer.asked.solution, answer.asked.name))
    if yours == theirs:
        return [f"  {line}" for line in yours]
    lines = list(difflib.unified_diff(yours, theirs, n=len(yours), lineterm=""))
    return [f"{line[0]} {line[1:]}" for line in lines[3:]]  # without the names of files


def _without_docstring(text: str) -> list[str]:
    """The lines of a definition but for the docstring, which the stub gave."""
    lines = text.splitlines()
    with contextlib.suppress(SyntaxError):
        match ast.parse(text).body:
            case [ast.FunctionDef() | ast.ClassDef() as node] if ast.get_docstring(node):
                del lines[slice(*span(node.body[0]))]
    return [line for line in lines if line.strip()]


def line_in(text: str, answer: Answer) -> int:
    """The line, from 1, of a chapter's .py file at which an answer, or its exercise, begins."""
    name = answer.asked.name
    defined = [match.start() for match in defining(name).finditer(text)]
    heading = text.find(f"### Exercise: `{name}`")
    places = (text.rfind(answer.text) if answer.text else -1, *reversed(defined), heading, 0)
    return text.count("\n", 0, next(place for place in places if place >= 0)) + 1


def cell_in(cells: Sequence[Node], answer: Answer) -> int:
    """The number, from 1, of the cell that holds an answer, or its exercise."""
    if answer.cell is not None:
        return answer.cell + 1
    heading = f"### Exercise: `{answer.asked.name}`"
    return next((n for n, cell in enumerate(cells, 1) if heading in cell.source), 1)
