"""A chapter's cells in its two kinds of file: written, and compared with what was built."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from minilib.workbook.authoring.reading import Document, Node, Unreadable, read_document
from minilib.workbook.authoring.source import (
    FORMAT,
    IGNORED,
    METADATA,
    Chapter,
    has_answer,
    stub,
    tags,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: How a solution links to the exercise, and the exercise to its solution.
_LINKS = "[To the exercise](<../chapters/", "[The solution](<../solutions/"
#: What a script holds of a cell's metadata: its tags, and how many blank lines follow it.
_KEPT = {"tags", "lines_to_next_cell"}
#: The notebook first: it holds more.
SUFFIXES = (".ipynb", ".py")


def learner_cells(solution: Sequence[Node]) -> list[Node]:
    """A solution's cells with every answer replaced by a stub; links lead the other way."""
    cells = [copy(cell) for cell in solution]
    for cell in cells:
        if has_answer(cell):
            cell.source = stub(cell.source)
        elif cell.cell_type == "markdown":
            cell.source = cell.source.replace(*_LINKS)
    return cells


# -- is it changed? -----------------------------------------------------------------------------


def plain(cells: Iterable[Node]) -> list[tuple[str, str]]:
    """What cells say, without what editors add: empty cells, blank lines around, blanks behind."""
    said = [(cell.cell_type, cell.source.strip("\n").rstrip()) for cell in cells]
    return [(kind, text) for kind, text in said if text]


def fingerprint(cells: Iterable[Node]) -> str:
    """A digest of what cells say (not of their outputs)."""
    said = json.dumps(plain(cells), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def noted(notebook: Document | NotebookNode) -> dict:
    """What the builder noted in a notebook.

    ``built`` is the fingerprint of its cells when the chapter was made last, ``made_with`` the
    digest of what its outputs depend on, ``paired`` the fingerprint of what both halves said last.
    """
    found = notebook.metadata.get("workbook")
    return found if isinstance(found, dict) else {}


def note_paired(notebook: NotebookNode) -> None:
    """Note that the script says the same; nothing where both are as they were built."""
    note = noted(notebook)
    note.pop("paired", None)
    if note and fingerprint(notebook.cells) != note.get("built"):
        note["paired"] = fingerprint(notebook.cells)


@dataclass(frozen=True)
class Half:
    """One of a chapter's two files.

    ``state`` is ``'missing'``, ``'unreadable'``, ``'built'`` or ``'changed'``: it says anything
    else than what was built. Without a document, ``problem`` is a line that says why there is none.
    ``since``: it says anything else than what both said when they were last written together.
    """

    path: Path
    state: str
    document: Document | None = field(default=None, repr=False)
    problem: str = ""
    since: bool = True

    @property
    def name(self) -> str:
        """``'chapters/04_boxes.py'``."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def touched(self) -> bool:
        """Whether there is anything in it that the builder did not write."""
        return self.state in {"changed", "unreadable"}

    def says(self, cells: Iterable[Node]) -> bool:
        """Whether it holds these cells."""
        return self.document is not None and plain(self.document.cells) == plain(cells)

    @property
    def is_faulty(self) -> bool:
        """Whether it is not as the strict writer would leave it."""
        if self.document is None or self.document.faults:
            return True
        whole = {"cells": self.document.cells, "metadata": self.document.metadata}
        version = {"nbformat": 4, "nbformat_minor": 5}
        return self.path.suffix == ".ipynb" and not is_valid(whole | version)


def halves(chapter: Chapter, folder: Path) -> dict[str, Half]:
    """A chapter's two files in a folder, by suffix: read, and compared with what was built."""
    found: dict[str, Half] = {}
    for suffix in SUFFIXES:
        path = folder / f"{chapter.stem}{suffix}"
        try:
            found[suffix] = Half(path, "built", read_document(path))
        except Unreadable as error:
            state = "unreadable" if path.exists() else "missing"
            found[suffix] = Half(path, state, problem=str(error))
    said = {s: fingerprint(one.document.cells) for s, one in found.items() if one.document}
    built = [noted(found[suffix].document).get("built") for suffix in said]
    if any(text not in built for text in said.values()):  # else an older source has made the two
        built.append(fingerprint(learner_cells(chapter.notebook.cells)))
    paired = noted(found[".ipynb"].document or Document([], Node())).get("paired")
    changed = {
        s: replace(found[s], state="changed", since=text != paired)
        for s, text in said.items()
        if text not in built
    }
    return found | changed


# -- writing ------------------------------------------------------------------------------------


def percent(cells: Sequence[Node]) -> str:
    """Cells as a percent script, with what is noted in :data:`_KEPT`, but nothing else."""
    import jupytext

    held = [{k: v for k, v in cell.metadata.items() if k in _KEPT and v != []} for cell in cells]
    kept = [Node(cell, metadata=one) for cell, one in zip(cells, held, strict=True)]
    return without_version(jupytext.writes(_nbformat(kept, METADATA), fmt=FORMAT))


def without_version(script: str) -> str:
    """A percent script without jupytext's version.

    The builder leaves it out, or every upgrade would be a change of every file. JupyterLab writes
    it when it saves, even if all that a person did was look.
    """
    return re.sub(r"^# +jupytext_version:.*\n", "", script, flags=re.MULTILINE)


def notebook_of(cells: Sequence[Node]) -> NotebookNode:
    """A notebook of these cells, not yet run, with ids that depend on the cells alone."""
    built = {"language_info": {"name": "python"}, "workbook": {"built": fingerprint(cells)}}
    notebook = _nbformat(cells, METADATA | built)
    for cell, name in zip(notebook.cells, identities(cells), strict=True):
        cell["id"] = name
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def identities(cells: Iterable[Node]) -> list[str]:
    """A different id for each cell, made from what the cell says."""
    seen: Counter[str] = Counter()
    found = []
    for cell in cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] += 1
        found.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return found


def is_valid(part: dict, ref: str | None = None) -> bool:
    """Whether a notebook is as nbformat wants it, or a part of one, such as ``'code_cell'``."""
    from nbformat.validator import isvalid

    return isvalid(part, ref, version=4, version_minor=5)


def _nbformat(cells: Sequence[Node], metadata: dict) -> NotebookNode:
    import nbformat

    notebook = nbformat.v4.new_notebook(metadata=deepcopy(metadata))
    notebook.cells = nbformat.from_dict(deepcopy(list(cells)))
    return notebook


def keep_what_differs(notebook: NotebookNode, stored: Document) -> None:
    """Leave the outputs that differ from run to run (times) as they were stored before.

    For a notebook that was run again although nothing is new, which would be a change otherwise.
    """
    import nbformat

    before = {cell.get("id"): cell for cell in stored.cells}
    for cell in notebook.cells:
        if IGNORED in tags(cell) and cell.id in before:
            cell.outputs = nbformat.from_dict(before[cell.id].outputs)


def take_outputs(notebook: NotebookNode, stored: Document) -> None:
    """Give the code cells of a notebook the outputs of those stored, which are the same."""
    import nbformat

    new, old = ([c for c in one.cells if c.cell_type == "code"] for one in (notebook, stored))
    for cell, was in zip(new, old, strict=True):
        cell.outputs, cell.execution_count = nbformat.from_dict(was.outputs), was.execution_count
