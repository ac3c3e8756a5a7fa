"""A chapter's cells, and the two kinds of file that hold them: percent scripts and notebooks."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from minilib.workbook.authoring.lint import IGNORED
from minilib.workbook.authoring.source import FORMAT, METADATA, has_answer, read_percent, stub, tags
from minilib.workbook.errors import WorkbookError


def percent(cells: list[NotebookNode]) -> str:
    """Cells as a percent script."""
    notebook = new_notebook(cells=deepcopy(cells), metadata=deepcopy(METADATA))
    return without_version(jupytext.writes(notebook, fmt=FORMAT))


def without_version(script: str) -> str:
    """A percent script without jupytext's version.

    The builder leaves it out, or every upgrade would be a change of every file. JupyterLab writes
    it when it saves, even if all that a person did was look.
    """
    return re.sub(r"^# +jupytext_version:.*\n", "", script, flags=re.MULTILINE)


def learner_cells(solution: list[NotebookNode]) -> list[NotebookNode]:
    """A solution's cells with every answer replaced by a stub."""
    cells = deepcopy(solution)
    for cell in cells:
        if has_answer(cell):
            cell.source = stub(cell.source)
    return cells


def fingerprint(cells: list[NotebookNode]) -> str:
    """A digest of what cells say (not of their outputs): equal only for equal cells."""
    said = json.dumps([[cell.cell_type, cell.source] for cell in cells], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def notebook_of(cells: list[NotebookNode]) -> NotebookNode:
    """A notebook of these cells, not yet run, with ids that depend on the cells alone."""
    notebook = new_notebook(cells=deepcopy(cells))
    notebook.metadata = NotebookNode(
        jupytext={"formats": METADATA["jupytext"]["formats"]},
        kernelspec=METADATA["kernelspec"],
        language_info={"name": "python"},
        workbook={"built": fingerprint(cells)},
    )
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def read_notebook(path: Path) -> NotebookNode:
    """Read an .ipynb file, or say in one line why it can't be read."""
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise WorkbookError(
            f"{path.parent.name}/{path.name}: not a notebook ({type(error).__name__}); "
            "restore it, or delete it and run 'workbook build'"
        ) from error


def cells_of(path: Path) -> list[NotebookNode]:
    """The cells of a chapter's .py or .ipynb file."""
    if path.suffix == ".py":
        return read_percent(path).cells
    return read_notebook(path).cells


def built_fingerprint(notebook: Path) -> str | None:
    """What the builder noted in the chapter's notebook when it last made the chapter."""
    if not notebook.is_file():
        return None
    return read_notebook(notebook).metadata.get("workbook", {}).get("built")


def keep_what_differs(notebook: NotebookNode, path: Path) -> None:
    """Leave the outputs that differ from run to run (times) as they were stored before.

    Otherwise every build would be a change. A cell that has been rewritten has a new id, so its new
    output is taken.
    """
    try:
        stored = {cell.id: cell for cell in read_notebook(path).cells} if path.is_file() else {}
    except WorkbookError:
        return
    for cell in notebook.cells:
        if IGNORED in tags(cell) and cell.id in stored:
            cell.outputs = stored[cell.id].outputs
