"""Which half of a chapter holds the learner's work: the .ipynb, the .py, or both.

The two are one chapter for JupyterLab, which writes both. Another editor writes one of them. What
was built is known; so a half that differs from it has been written in, whatever the files' times
(a fresh clone has any). Where both were written in, what both say is read together; only where they
say different things of the same place, the newer one is read there, and a line says so. Nothing is
ever written here.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from minilib.workbook.authoring.notebooks import (
    built_as,
    cells_of,
    fingerprint,
    learner_cells,
    percent,
    read_notebook,
)
from minilib.workbook.authoring.source import Chapter
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Answer, Script, asked_in
from minilib.workbook.student.bindings import defining
from minilib.workbook.student.pairing import Merged, agree, as_script, merge, plain, with_outputs

SUFFIXES = (".py", ".ipynb")
#: Where a learner's older versions lie, at the project's top.
KEPT = ".kept"
#: What reading a file raises that is no notebook: nbformat tries its old versions first.
_NO_NOTEBOOK = (WorkbookError, AttributeError, KeyError, TypeError)


@dataclass(frozen=True)
class Half:
    """One of a chapter's two files.

    Attributes
    ----------
    path
        The file.
    state
        ``'missing'``, ``'unreadable'``, ``'built'`` or ``'changed'``.
    cells
        Its cells; None when there are none to be read.
    """

    path: Path
    state: str
    cells: list[NotebookNode] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """``'chapters/04_boxes.py'``."""
        return f"chapters/{self.path.name}"


@dataclass(frozen=True)
class Work:
    """A learner's chapter.

    Attributes
    ----------
    chapter
        Its source.
    halves
        Suffix -> half.
    used
        The half that is read; the newer where both are.
    notes
        What a learner should know about the two, one line each.
    together
        What both say, where both were changed and neither says all of it; else None.
    conflict
        Whether both halves were changed, to different things of the same place.
    """

    chapter: Chapter
    halves: dict[str, Half]
    used: Half
    notes: tuple[str, ...] = ()
    together: list[NotebookNode] | None = field(default=None, repr=False)
    conflict: bool = False

    @property
    def cells(self) -> list[NotebookNode]:
        """The cells that are read; those of the unsolved chapter where there are none."""
        if self.together is not None:
            return self.together
        cells = self.used.cells
        return learner_cells(self.chapter.notebook.cells) if cells is None else cells

    @property
    def script(self) -> Script:
        """The same, taken apart."""
        return Script(self.chapter, self.cells)

    def where(self, answer: Answer) -> list[Half]:
        """The halves in which an answer stands, the one that is read first."""
        readable = [half for half in self.halves.values() if half.cells is not None]
        readable.sort(key=lambda half: half is not self.used)
        return [
            half
            for half in readable
            if Script(self.chapter, half.cells).answer(answer.asked).text == answer.text
        ] or readable[:1]

    @property
    def touched(self) -> bool:
        """Whether there is anything in the two that the builder did not write."""
        return any(half.state in {"changed", "unreadable"} for half in self.halves.values())


def read_work(
    chapter: Chapter, top: Path = TOP, *, use: str | None = None, folder: Path | None = None
) -> Work:
    """Read a learner's chapter.

    Parameters
    ----------
    chapter
        Its source.
    top
        The project's top folder.
    use
        ``'py'`` or ``'ipynb'``: read this half, whatever the other says.
    folder
        Where the two files lie; ``chapters/`` by default.

    Raises
    ------
    WorkbookError
        The half that is to be used is not there.
    """
    expected = learner_cells(chapter.notebook.cells)
    # What is agreed on now says nothing of the halves of an old copy.
    base = expected if folder else agreed(chapter, top) or expected
    folder = folder or top / "chapters"
    known = {fingerprint(expected), _built(folder / f"{chapter.stem}.ipynb")}
    paths = {suffix: folder / f"{chapter.stem}{suffix}" for suffix in SUFFIXES}
    halves = {suffix: _half(path, plain(expected), known) for suffix, path in paths.items()}
    if use:
        used = halves[f".{use}"]
        if used.cells is None:
            raise WorkbookError(f"{used.name} is {used.state}; leave out --use, or use the other")
        return Work(chapter, halves, used)
    return _choose(chapter, halves, base)


def agreed_path(chapter: Chapter, top: Path = TOP) -> Path:
    """The file that says what the two halves said when they last were known to agree."""
    return top / KEPT / chapter.stem / "agreed.py"


def agreed(chapter: Chapter, top: Path = TOP) -> list[NotebookNode]:
    """What that file says: the cells; none where it is not known."""
    try:
        return cells_of(agreed_path(chapter, top))
    except (OSError, *_NO_NOTEBOOK):
        return []


def _built(notebook: Path) -> str | None:
    """What the builder noted in the notebook, which may be older than today's source."""
    try:
        return built_as(read_notebook(notebook))
    except _NO_NOTEBOOK:
        return None


def _half(path: Path, expected: list, known: set[str | None]) -> Half:
    if not path.is_file():
        return Half(path, "missing")
    try:
        cells = cells_of(path)
        same = plain(cells) == expected or fingerprint(cells) in known
    except _NO_NOTEBOOK:
        return Half(path, "unreadable")
    return Half(path, "built" if same else "changed", cells)


def _choose(chapter: Chapter, halves: dict[str, Half], base: list[NotebookNode]) -> Work:
    script, notebook = (halves[suffix] for suffix in SUFFIXES)
    readable = [half for half in (script, notebook) if half.cells is not None]
    if len(readable) < 2:
        return _with_one(chapter, halves, readable)
    # A half that was built from an older source differs from today's, but nobody wrote in it.
    changed = [half for half in readable if half.state == "changed"]
    if len(changed) < 2:
        return Work(chapter, halves, changed[0] if changed else notebook)
    if agree(script.cells, notebook.cells):
        return Work(chapter, halves, notebook)
    older, newer = sorted(changed, key=lambda half: half.path.stat().st_mtime_ns)
    versions = [as_script(half.cells) for half in (older, newer)]
    merged = merge(_where_stubs_yield(chapter, base, versions), *versions)
    for half, said in zip((newer, older), reversed(versions), strict=True):
        if plain(merged.cells) == plain(said) and not merged.clashes:
            return Work(chapter, halves, half)  # the other says nothing of its own
    note = _clash(chapter, newer, older, merged) if merged.clashes else _both(chapter)
    return Work(chapter, halves, newer, (note,), merged.cells, bool(merged.clashes))


def _where_stubs_yield(
    chapter: Chapter, base: list[NotebookNode], versions: list[list[NotebookNode]]
) -> list[NotebookNode]:
    """The common base of two versions, with a stub where one of them has the stub.

    So the stub counts as not changed, and an answer in the other version as written.
    """
    base = deepcopy(base)
    stubs = {cell.source for version in versions for cell in version}
    for asked in asked_in(chapter):
        answer = Script(chapter, base).answer(asked)
        if asked.stub in stubs and answer.cell is not None:
            base[answer.cell].source = asked.stub
    return base


def _both(chapter: Chapter) -> str:
    names = " and ".join(f"{chapter.stem}{suffix}" for suffix in SUFFIXES)
    return (
        f"{names} were both changed, in different places; what both say is read. To write it "
        f"into both: workbook restore {chapter.number} --use both (opening the chapter with "
        "'workbook' does so, too)"
    )


def _clash(chapter: Chapter, newer: Half, older: Half, merged: Merged) -> str:
    said = "\n".join(cell.source for sides in merged.clashes for one in sides for cell in one)
    names = [one.name for one in asked_in(chapter) if defining(one.name).search(said)]
    of = f" of {', '.join(names)}" if names else " of the same place"
    return (
        f"{newer.name} and {older.name} were both changed and say different things{of}; there "
        f"the newer is read, {newer.path.name}. To read the other: --use {older.path.suffix[1:]}. "
        f"To make both say what one says: workbook restore {chapter.number} --use "
        f"{older.path.suffix[1:]} (or {newer.path.suffix[1:]})"
    )


def _with_one(chapter: Chapter, halves: dict[str, Half], readable: list[Half]) -> Work:
    lost = [half for half in halves.values() if half.cells is None]
    if not readable:
        gone = " and ".join(f"{half.name} is {half.state}" for half in lost)
        mend = f"'workbook restore {chapter.number}' brings back a kept copy, 'workbook reset "
        mend += f"{chapter.number}' makes the chapter anew"
        return Work(chapter, halves, lost[0], (f"{gone}; {mend}",))
    used, other = readable[0], lost[0]
    what = "is missing" if other.state == "missing" else "can't be read (half-written?)"
    mend = f"workbook restore {chapter.number} --use {used.path.suffix[1:]}"
    note = f"{other.name} {what}; read {used.path.name}. To make it anew from that: {mend}"
    return Work(chapter, halves, used, (note,))


def other_half(cells: list[NotebookNode], other: Half) -> str:
    """The text of a chapter's half ``other`` when it says this, with the outputs it has now."""
    if other.path.suffix == ".py":
        return percent(cells)
    old = read_notebook(other.path) if other.cells is not None else None
    return nbformat.writes(with_outputs(cells, old)) + "\n"
