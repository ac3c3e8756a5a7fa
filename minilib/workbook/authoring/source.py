"""Read a chapter's source, ``solutions/NN_topic.py``, and take it apart.

A source is a Jupytext percent script. Two things in it mean something to the builder:

- the tag ``export`` on a code cell: the cell goes into the chapter's module of :mod:`minilib`; with
  ``export:NAME`` it goes into the module ``NAME`` of the same chapter;
- the lines ``### BEGIN SOLUTION`` and ``### END SOLUTION`` (nbgrader's markers) around an answer:
  the learner's chapter gets ``...`` in its place. A cell with markers is an exercise.
"""

from __future__ import annotations

import ast
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from minilib.workbook.authoring.reading import FORMATS, Document, Node, Unreadable, read_document
from minilib.workbook.errors import WorkbookError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = "...  # your answer here"
FORMAT = "py:percent"
#: The tag of cells that show what differs from run to run.
IGNORED = "nbval-ignore-output"
FILE_NAME = re.compile(r"(?P<number>\d\d)_(?P<topic>[a-z][a-z0-9_]*)\.py")
#: The first chapter of each part, and what the part is called.
PARTS = {"00": "Part I, the lesson", "15": "Part II, beyond it", "20": "Appendix"}

#: The pairing that every chapter carries; written out, so that no version number gets into a file.
METADATA = {
    "jupytext": {
        "formats": FORMATS,
        "text_representation": {
            "extension": ".py",
            "format_name": "percent",
            "format_version": "1.3",
        },
    },
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
}


def tags(cell: Node) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def exported_to(cell: Node, chapter: Chapter) -> str | None:
    """The module of minilib that a cell goes into; None for a cell that is not exported."""
    for tag in tags(cell):
        if tag == "export":
            return chapter.topic
        if tag.startswith("export:"):
            return tag.removeprefix("export:")
    return None


def has_answer(cell: Node) -> bool:
    """Whether a cell of a source holds an answer between markers: an exercise."""
    return cell.cell_type == "code" and (BEGIN in cell.source or END in cell.source)


def answer_lines(code: str) -> list[tuple[int, int]]:
    """Line numbers (from 0) of each BEGIN marker in ``code`` and of the END that closes it.

    Raises
    ------
    ValueError
        A marker without its partner; the message says which.
    """
    found: list[tuple[int, int]] = []
    opened = None
    for number, line in enumerate(code.splitlines()):
        mark = line.strip()
        if mark == BEGIN:
            if opened is not None:
                raise ValueError(f"a second '{BEGIN}' comes before '{END}'")
            opened = number
        elif mark == END:
            if opened is None:
                raise ValueError(f"'{END}' has no '{BEGIN}' above it")
            found.append((opened, number))
            opened = None
    if opened is not None:
        raise ValueError(f"'{BEGIN}' has no '{END}' below it")
    return found


def stub(code: str) -> str:
    """``code`` with every answer replaced by ``...``; signature and docstring stay."""
    lines = code.splitlines()
    for begin, end in reversed(answer_lines(code)):
        indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
        lines[begin : end + 1] = [indent + STUB]
    return "\n".join(lines)


def solved(code: str) -> str:
    """``code`` without its marker lines: what goes into minilib."""
    lines = code.splitlines()
    markers = {number for pair in answer_lines(code) for number in pair}
    return "\n".join(line for number, line in enumerate(lines) if number not in markers)


def defined_name(code: str) -> str | None:
    """The name of the function or class whose body holds the first marker; None without one."""
    first = code.splitlines()
    begin = next((n for n, line in enumerate(first, 1) if line.strip() == BEGIN), None)
    if begin is None:
        return None
    for node in ast.parse(code).body:
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if named and node.lineno < begin <= (node.end_lineno or 0) + 1:
            return node.name
    return None


def exercise_heading(name: str, minutes: int, difficulty: int) -> str:
    """What the heading of an exercise says."""
    unit = "minute" if minutes == 1 else "minutes"
    return f"Exercise: `{name}` ({minutes} {unit}, difficulty {difficulty} of 5)"


def anchor(heading: str) -> str:
    """The name by which a link leads to a heading, in JupyterLab."""
    return heading.replace("`", "").replace(" ", "-")


@dataclass(frozen=True)
class Chapter:
    """One chapter as its source gives it."""

    path: Path

    @property
    def number(self) -> str:
        """Two digits, ``'04'``."""
        return FILE_NAME.fullmatch(self.path.name)["number"]

    @property
    def topic(self) -> str:
        """The word after the number, ``'boxes'``: the name of its module and of its exercises."""
        return FILE_NAME.fullmatch(self.path.name)["topic"]

    @property
    def stem(self) -> str:
        """``'04_boxes'``."""
        return self.path.stem

    @property
    def part(self) -> str:
        """What the part is called that it belongs to, one of ``PARTS``."""
        return PARTS[max(first for first in PARTS if first <= self.number)]

    @property
    def has_module(self) -> bool:
        """Chapter 00 only welcomes; every other chapter adds a module to minilib."""
        return self.number != "00"

    @cached_property
    def notebook(self) -> Document:
        """The source as a notebook, with the markers in it."""
        try:
            return read_document(self.path)
        except Unreadable as error:
            raise WorkbookError(f"solutions/{self.path.name}: {error}") from error

    @property
    def laid_out(self) -> list[Node]:
        """The source's cells, with a note of the blank lines between them wherever that is needed.

        Jupytext writes these notes out again. (Loading it takes a while, so reading alone does
        without.)
        """
        cells = deepcopy(self.notebook.cells)
        noted = _blank_lines(self.path.read_text(encoding="utf-8"))
        for cell, lines in zip(cells, noted, strict=True):
            if lines is not None:
                cell.metadata["lines_to_next_cell"] = lines
        return cells

    @property
    def title(self) -> str:
        """The chapter's heading without its number: ``'Boxes: ...'``."""
        for cell in self.notebook.cells:
            match = re.match(r"# \d\d · (.+)", cell.source)
            if cell.cell_type == "markdown" and match:
                return match[1].strip()
        raise WorkbookError(f"{self.path.name}: begin it with a heading '# {self.number} · Title'")

    def where(self, cell: Node) -> str:
        """File and cell, as the first words of an error: ``solutions/04_boxes.py, cell 7``."""
        position = next(n for n, other in enumerate(self.notebook.cells, 1) if other is cell)
        return f"solutions/{self.path.name}, cell {position}"


@cache
def _blank_lines(text: str) -> list[int | None]:
    """For each cell of a script, jupytext's note of the blank lines below it, if it needs one."""
    import jupytext

    found = jupytext.reads(text, fmt=FORMAT).cells
    return [cell.metadata.get("lines_to_next_cell") for cell in found]


def chapters_in(folder: Path) -> list[Chapter]:
    """The chapters whose sources lie in ``folder``, in order of their numbers."""
    found = [path for path in sorted(folder.glob("*.py")) if FILE_NAME.fullmatch(path.name)]
    for first, second in pairwise(found):
        if first.name[:2] == second.name[:2]:
            raise WorkbookError(f"{second.name}: {first.name} has the same number; give it another")
    if not found:
        raise WorkbookError(f"no chapter (NN_topic.py) in {folder.name}/: is this the whole clone?")
    return [Chapter(path) for path in found]


def by_name(chapters: list[Chapter]) -> dict[str, Chapter]:
    """The chapters under all their names: ``04``, ``4``, ``boxes``, ``04_boxes``."""
    return {n: c for c in chapters for n in (c.number, str(int(c.number)), c.topic, c.stem)}


def chosen(chapters: list[Chapter], wanted: tuple[str, ...]) -> list[Chapter]:
    """The chapters that are named (see :func:`by_name`); all for none."""
    known = by_name(chapters)
    for name in wanted:
        if name not in known:
            stems = ", ".join(chapter.stem for chapter in chapters)
            raise WorkbookError(f"there is no chapter '{name}'; the chapters are {stems}")
    return [known[name] for name in wanted] or chapters
