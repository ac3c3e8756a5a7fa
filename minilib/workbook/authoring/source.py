"""Read a chapter's source, ``solutions/NN_topic.py``, and take it apart.

A source is a Jupytext percent script. Two things in it mean something to the builder:

- the tag ``export`` on a code cell: the cell goes into the chapter's module of :mod:`minilib`; with
  ``export:NAME`` it goes into the module ``NAME`` of the same chapter;
- the lines ``### BEGIN SOLUTION`` and ``### END SOLUTION`` (nbgrader's markers) around an answer:
  the learner's chapter gets ``...`` in its place. A cell with markers is an exercise.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import cycle, pairwise
from pathlib import Path

from minilib.workbook.authoring.reading import FORMATS, Document, Node, read_document
from minilib.workbook.errors import WorkbookError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = "...  # your answer here"
FORMAT = "py:percent"
#: The tag of cells that show what differs from run to run.
IGNORED = "nbval-ignore-output"
FILE_NAME = re.compile(r"(?P<number>\d\d)_(?P<topic>[a-z][a-z0-9_]*)\.py")
_HEADING = re.compile(r"^### Exercise: `(\w+)` \((\d+) minutes?, difficulty (\d) of 5\)", re.M)
_ASKING = re.compile(r"^# ### Exercise: `(\w+)`", re.MULTILINE)
#: The first chapter of each part, and what the part is called.
PARTS = {"00": "Part I, the lesson", "15": "Part II, beyond it", "20": "Appendix"}

#: What every chapter carries; written out, so that no version number gets into a file.
METADATA = {
    "jupytext": {"formats": FORMATS},
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
    lines = enumerate(map(str.strip, code.splitlines()))
    marks = [(number, line) for number, line in lines if line in (BEGIN, END)]
    for (_, mark), due in zip(marks, cycle((BEGIN, END)), strict=False):
        if mark != due:
            second = f"a second '{BEGIN}' comes before '{END}'"
            raise ValueError(second if mark == BEGIN else f"'{END}' has no '{BEGIN}' above it")
    if len(marks) % 2:
        raise ValueError(f"'{BEGIN}' has no '{END}' below it")
    return [(begin, end) for (begin, _), (end, _) in zip(marks[::2], marks[1::2], strict=True)]


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
    lines = enumerate(code.splitlines(), 1)
    begin = next((number for number, line in lines if line.strip() == BEGIN), 0)
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
class Asked:
    """An exercise as its chapter asks it; its data are not loaded for this.

    ``stub`` and ``solution`` are the text of its cell, and ``cell`` is its number in the source.
    """

    chapter: Chapter
    name: str
    minutes: int
    difficulty: int
    stub: str
    solution: str
    cell: int


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
    def name(self) -> str:
        """``'04 boxes'``, as people are told."""
        return f"{self.number} {self.topic}"

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
        return read_document(self.path)

    def laid_out(self) -> list[Node]:
        """The source's cells as jupytext reads them: it notes the blank lines below a cell.

        It writes them out again. (To load it takes a while, so reading alone does without.)
        """
        return deepcopy(_read_by_jupytext(self.path.read_text(encoding="utf-8")))

    @property
    def title(self) -> str:
        """The chapter's heading without its number: ``'Boxes: ...'``."""
        for cell in self.notebook.cells:
            match = re.match(r"# \d\d · (.+)", cell.source)
            if cell.cell_type == "markdown" and match:
                return match[1].strip()
        raise WorkbookError(f"{self.path.name}: begin it with a heading '# {self.number} · Title'")

    @cached_property
    def exercises(self) -> list[Asked]:
        """Its exercises, in its order."""
        found, heading = [], {}
        for number, cell in enumerate(self.notebook.cells):
            heading |= {m[1]: (int(m[2]), int(m[3])) for m in _HEADING.finditer(cell.source)}
            if has_answer(cell):
                name = defined_name(cell.source)
                minutes, difficulty = heading.get(name, (0, 0))
                texts = stub(cell.source), solved(cell.source)
                found.append(Asked(self, name, minutes, difficulty, *texts, number))
        return found

    def where(self, cell: Node) -> str:
        """File and cell, as the first words of an error: ``solutions/04_boxes.py, cell 7``."""
        position = next(n for n, other in enumerate(self.notebook.cells, 1) if other is cell)
        return f"solutions/{self.path.name}, cell {position}"


@cache
def _read_by_jupytext(text: str) -> list[Node]:
    import jupytext

    return jupytext.reads(text, fmt=FORMAT).cells


def chapters_in(folder: Path) -> list[Chapter]:
    """The chapters whose sources lie in ``folder``, in order of their numbers."""
    found = [path for path in sorted(folder.glob("*.py")) if FILE_NAME.fullmatch(path.name)]
    for first, second in pairwise(found):
        if first.name[:2] == second.name[:2]:
            raise WorkbookError(f"{second.name}: {first.name} has the same number; give it another")
    if not found:
        raise WorkbookError(f"no chapter (NN_topic.py) in {folder.name}/: is this the whole clone?")
    return [Chapter(path) for path in found]


def named(chapters: list[Chapter], names: Sequence[str]) -> dict[Chapter, list[Asked]]:
    """The chapters that ``names`` mean, in their order; all for none.

    A name is a chapter's (``04``, ``4``, ``boxes``, ``04_boxes``, the file's name) or an
    exercise's. With each chapter come the exercises that were named; none where it was itself.

    Raises
    ------
    WorkbookError
        Nothing is called so; the message offers the nearest name.
    """
    called = {n: c for c in chapters for n in (c.number, str(int(c.number)), c.topic, c.stem)}
    asking = {}  # by the text: taking all chapters apart for one exercise takes a second
    for chapter in chapters if names else ():
        found = _ASKING.findall(chapter.path.read_text(encoding="utf-8"))
        asking |= dict.fromkeys(found, chapter)
    picked = {}
    for given in names:
        name = re.sub(r"\.(?:py|ipynb)$", "", given.replace("\\", "/").rpartition("/")[-1])
        if name not in called | asking:
            raise WorkbookError(_unknown(given, [*asking, *called], chapters))
        picked.setdefault(called.get(name) or asking[name], set()).add(name)
    for chapter, own in picked.items():
        whole = own & called.keys()
        picked[chapter] = [] if whole else [one for one in chapter.exercises if one.name in own]
    return {c: picked.get(c, []) for c in chapters if c in picked or not names}


def _unknown(name: str, known: list[str], chapters: list[Chapter]) -> str:
    words = [one for one in known if not one.isdigit()]
    near = difflib.get_close_matches(name, words, n=1, cutoff=0.5)
    numbers = ", ".join(chapter.number for chapter in chapters)
    advice = f"did you mean '{near[0]}'?" if near else f"the chapters are {numbers}"
    return f"there is no chapter or exercise '{name}'; {advice}"
