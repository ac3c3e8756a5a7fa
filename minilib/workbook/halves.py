"""Which half of a chapter holds the learner's work: the .ipynb, the .py, or both.

The two are one chapter for JupyterLab, which writes both. Another editor writes one of them. What
was built is known; so a half that differs from it has been written in, whatever the files' times
(a fresh clone has any). Only where both were written in, and say different things, the newer one is
read, and a line says so. Nothing is ever written here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from minilib.workbook.answers import Script
from minilib.workbook.build import built_fingerprint, cells_of, fingerprint, learner_cells, percent
from minilib.workbook.errors import WorkbookError
from minilib.workbook.files import TOP
from minilib.workbook.source import FORMAT, Chapter

SUFFIXES = (".py", ".ipynb")
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
        The half that is read.
    notes
        What a learner should know about the two, one line each.
    conflict
        Whether both halves were changed, to different things.
    """

    chapter: Chapter
    halves: dict[str, Half]
    used: Half
    notes: tuple[str, ...] = ()
    conflict: bool = False

    @property
    def script(self) -> Script:
        """The cells that are read; those of the unsolved chapter where there are none."""
        cells = self.used.cells
        return Script(
            self.chapter, learner_cells(self.chapter.notebook.cells) if cells is None else cells
        )

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
    folder = folder or top / "chapters"
    expected = learner_cells(chapter.notebook.cells)
    known = {fingerprint(expected), _built(folder / f"{chapter.stem}.ipynb")}
    paths = {suffix: folder / f"{chapter.stem}{suffix}" for suffix in SUFFIXES}
    halves = {suffix: _half(path, plain(expected), known) for suffix, path in paths.items()}
    if use:
        used = halves[f".{use}"]
        if used.cells is None:
            raise WorkbookError(f"{used.name} is {used.state}; leave out --use, or use the other")
        return Work(chapter, halves, used)
    return _choose(chapter, halves)


def _built(notebook: Path) -> str | None:
    """What the builder noted in the notebook, which may be older than today's source."""
    try:
        return built_fingerprint(notebook)
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


def plain(cells: list[NotebookNode]) -> list[tuple[str, str]]:
    """What cells say, without what an editor adds: empty cells, blanks at the end."""
    return [(cell.cell_type, cell.source.rstrip()) for cell in cells if cell.source.strip()]


def _choose(chapter: Chapter, halves: dict[str, Half]) -> Work:
    script, notebook = (halves[suffix] for suffix in SUFFIXES)
    readable = [half for half in (script, notebook) if half.cells is not None]
    if len(readable) < 2:
        return _with_one(chapter, halves, readable)
    # A half that was built from an older source differs from today's, but nobody wrote in it.
    changed = [half for half in readable if half.state == "changed"]
    if len(changed) < 2:
        return Work(chapter, halves, changed[0] if changed else notebook)
    if _agree(script, notebook):
        return Work(chapter, halves, notebook)
    newer, older = sorted(changed, key=lambda half: half.path.stat().st_mtime_ns, reverse=True)
    other = older.path.suffix[1:]
    note = (
        f"{newer.name} and {older.name} were both changed, to different things; read the newer, "
        f"{newer.path.name}. To read the other: --use {other}. To make both say what one says: "
        f"workbook restore {chapter.number} --use {other} (or {newer.path.suffix[1:]})"
    )
    return Work(chapter, halves, newer, (note,), True)


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


def _agree(script: Half, notebook: Half) -> bool:
    """Whether the two say the same, but for what a script can't hold."""
    if plain(script.cells) == plain(notebook.cells):
        return True
    written = jupytext.reads(percent(notebook.cells), fmt=FORMAT)
    return plain(script.cells) == plain(written.cells)
