"""A chapter's cells in its two kinds of file: written, and compared with what was built."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy, deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from minilib.workbook.authoring.reading import Document, Node, Unreadable, read_document
from minilib.workbook.authoring.source import FORMAT, IGNORED, METADATA, has_answer, stub, tags
from minilib.workbook.errors import WorkbookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: How a solution links to the exercise, and the exercise to its solution.
_LINKS = "[To the exercise](<../chapters/", "[The solution](<../solutions/"


# -- reading ------------------------------------------------------------------------------------


def read_notebook(path: Path) -> Document:
    """Read an .ipynb file, or say in one line why it can't be read."""
    try:
        return read_document(path)
    except (OSError, Unreadable) as error:
        raise WorkbookError(
            f"{path.parent.name}/{path.name}: {error}; "
            "restore it, or delete it and run 'workbook build'"
        ) from error


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


def built_as(notebook: Document | NotebookNode) -> str | None:
    """The fingerprint that the builder noted in a notebook when it last made the chapter."""
    noted = notebook.metadata.get("workbook")
    return noted.get("built") if isinstance(noted, dict) else None


def is_changed(
    cells: Iterable[Node], built: Iterable[str | None], source: Sequence[Node] = ()
) -> bool:
    """Whether a chapter's file says anything else than what was built: somebody wrote in it.

    ``cells`` is what the file holds, ``built`` what the builder noted (see :func:`built_as`): the
    source may have been older than today's, whose cells are ``source``.
    """
    said = fingerprint(cells)
    return said not in {*built} and (not source or said != fingerprint(learner_cells(source)))


# -- writing ------------------------------------------------------------------------------------


def percent(cells: Sequence[Node]) -> str:
    """Cells as a percent script, which holds their tags, and nothing else that notebooks note."""
    import jupytext

    known = {"tags", "lines_to_next_cell"}
    tagged = [Node(c, metadata={k: c.metadata[k] for k in known & {*c.metadata}}) for c in cells]
    return without_version(jupytext.writes(_nbformat(tagged, METADATA), fmt=FORMAT))


def without_version(script: str) -> str:
    """A percent script without jupytext's version.

    The builder leaves it out, or every upgrade would be a change of every file. JupyterLab writes
    it when it saves, even if all that a person did was look.
    """
    return re.sub(r"^# +jupytext_version:.*\n", "", script, flags=re.MULTILINE)


def notebook_of(cells: Sequence[Node]) -> NotebookNode:
    """A notebook of these cells, not yet run, with ids that depend on the cells alone."""
    metadata = {
        "jupytext": {"formats": METADATA["jupytext"]["formats"]},
        "kernelspec": METADATA["kernelspec"],
        "language_info": {"name": "python"},
        "workbook": {"built": fingerprint(cells)},
    }
    notebook = _nbformat(cells, metadata)
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


def _nbformat(cells: Sequence[Node], metadata: dict) -> NotebookNode:
    import nbformat

    notebook = nbformat.v4.new_notebook(metadata=deepcopy(metadata))
    notebook.cells = nbformat.from_dict(deepcopy(list(cells)))
    return notebook


def keep_what_differs(notebook: NotebookNode, stored: Document) -> None:
    """Leave the outputs that differ from run to run (times) as they were stored before.

    Otherwise every build would be a change. A cell that has been rewritten has a new id, so its new
    output is taken.
    """
    import nbformat

    before = {cell.id: cell for cell in stored.cells}
    for cell in notebook.cells:
        if IGNORED in tags(cell) and cell.id in before:
            cell.outputs = nbformat.from_dict(before[cell.id].outputs)


def take_outputs(notebook: NotebookNode, stored: Document) -> None:
    """Give the code cells of a notebook the outputs of those stored, which are the same."""
    import nbformat

    new, old = ([c for c in one.cells if c.cell_type == "code"] for one in (notebook, stored))
    for cell, was in zip(new, old, strict=True):
        cell.outputs, cell.execution_count = nbformat.from_dict(was.outputs), was.execution_count
