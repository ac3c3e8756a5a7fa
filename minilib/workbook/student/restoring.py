"""Put a chapter or an answer back: to the stub that was built, or to what a backup holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from minilib.workbook.authoring.notebooks import (
    keep_what_differs,
    learner_cells,
    notebook_of,
    percent,
    plain,
    take_outputs,
)
from minilib.workbook.authoring.reading import Node, read_document
from minilib.workbook.authoring.source import Asked, Chapter
from minilib.workbook.datasets.files import TOP, write_bytes_whole, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Script, place_in
from minilib.workbook.student.backups import files_of, keep, kept, picked
from minilib.workbook.student.bindings import as_python, span
from minilib.workbook.student.pairing import Written, make_agree, write_pair
from minilib.workbook.student.workspace import read_work

if TYPE_CHECKING:
    from nbformat import NotebookNode


def reset(chapter: Chapter, asked: Sequence[Asked] = (), top: Path = TOP) -> Written:
    """Put a chapter, or only some of its exercises, back to what was built."""
    work = read_work(chapter, top)
    before = f"reset {' '.join(one.name for one in asked) or chapter.number}"
    if asked:
        work.refuse()
        cells = work.cells
        for one in asked:
            cells = with_answer(chapter, cells, one, one.stub)
        if plain(cells) == plain(work.cells):
            return Written(notes=work.notes)
        if plain(cells) != plain(learner_cells(chapter.notebook.cells)):
            return write_pair(work, cells, top, before=before)
    if work.is_as_built:
        return Written()
    copy = keep(chapter, top, before=before)
    paths = [half.path for half in work.halves.values()]
    for path, text in zip(paths, unsolved_texts(chapter, top), strict=True):
        write_whole(path, text)
    return Written(paths, copy)


def restore(chapter: Chapter, when: str | None = None, top: Path = TOP) -> tuple[Path, Written]:
    """Restore a backup; what is there now is kept first. Returns the backup and what was done."""
    copy = picked(chapter, when, top)
    stored, here = files_of(copy, chapter), files_of(top / "chapters", chapter)
    if here == stored:
        return copy, Written()
    replaced = keep(chapter, top, before=f"restore {chapter.number}")
    for name in sorted(here.keys() - stored.keys()):
        (top / "chapters" / name).unlink()  # it would contradict what comes back
    for name, content in stored.items():
        write_bytes_whole(top / "chapters" / name, content)
    paths = [top / "chapters" / name for name in stored]
    for path in sorted(paths, key=lambda path: (copy / path.name).stat().st_mtime_ns):
        os.utime(path)  # the one that counted then counts again: it is the newer
    if len(stored) == 1:
        with contextlib.suppress(WorkbookError):  # it may be one that can't be read
            make_agree(chapter, top)
    return copy, Written(paths, replaced)


def restore_answer(asked: Asked, when: str | None = None, top: Path = TOP) -> tuple[Path, Written]:
    """Restore one answer and leave the rest of its chapter alone.

    ``when`` is as for :func:`restore`; by default the newest backup with an answer that differs
    from the one that is there.
    """
    chapter = asked.chapter
    work = read_work(chapter, top)
    work.refuse()
    now = work.script.answer(asked).text
    copies = kept(chapter, top) if when is None else [picked(chapter, when, top)]
    for copy in copies:
        answer = read_work(chapter, top, folder=copy).script.answer(asked)
        if answer.written and (when or answer.text != now):
            cells = with_answer(chapter, work.cells, asked, answer.text)
            return copy, write_pair(work, cells, top, before=f"restore {asked.name}")
    where = f"in {copies[0].name}" if when else "in the backups"
    raise WorkbookError(f"there is no other answer to {asked.name} {where}; see --list")


def with_answer(chapter: Chapter, cells: list[Node], asked: Asked, text: str) -> list[Node]:
    """Cells with ``text`` in place of the answer to an exercise.

    What else is in the answer's cell stays, unless the cell is not plain Python.
    """
    cells = deepcopy(cells)
    script = Script(chapter, cells)
    answer = script.answer(asked)
    if answer.cell is None:  # deleted: it comes below its heading, or at the end
        place = place_in([cell.source for cell in cells], asked.name) or len(cells)
        cells.insert(place, Node(cell_type="code", source=text, metadata=Node(tags=["export"])))
        return cells
    cell = cells[answer.cell]
    if answer.statement is None or as_python(cell.source) != cell.source:
        cell.source = text
        return cells
    lines = cell.source.splitlines()
    first, last = span(script.parsed[0][answer.statement].node)
    around = lines[:first] + lines[last:]
    if text != asked.stub or any(line.strip()[:1] not in {"", "#"} for line in around):
        text = "\n".join([*lines[:first], text, *lines[last:]])
    cell.source = text
    return cells


def unsolved_texts(chapter: Chapter, top: Path) -> tuple[str, str]:
    """The notebook and the script of a chapter as the builder makes them, without running anything.

    An unsolved chapter goes on with minilib's functions. So its outputs are those of the solved
    one, but for what the first ``check`` of each exercise says. A picture of an answer that is not
    there any more (``show=True``) is left out.
    """
    import nbformat

    from minilib.workbook.authoring.dependencies import digest

    cells = learner_cells(chapter.laid_out())
    notebook = notebook_of(cells)
    notebook.metadata["workbook"]["made_with"] = digest(cells, top)
    with contextlib.suppress(WorkbookError):
        _take_solutions_outputs(notebook, chapter)
    with contextlib.suppress(WorkbookError):
        keep_what_differs(notebook, read_document(top / "chapters" / f"{chapter.stem}.ipynb"))
    return nbformat.writes(notebook) + "\n", percent(cells)


def _take_solutions_outputs(notebook: NotebookNode, chapter: Chapter) -> None:
    from nbformat.v4 import new_output

    from minilib.workbook.feedback.hints import tally
    from minilib.workbook.feedback.report import Verdict, report

    solved = read_document(chapter.path.with_suffix(".ipynb"))
    if plain(solved.cells) != plain(chapter.notebook.cells):
        return
    take_outputs(notebook, solved)
    asking, names = "", {one.cell: one.name for one in chapter.exercises}
    for number, cell in enumerate(notebook.cells):
        asking, said = names.get(number, asking), ""
        if cell.cell_type != "code":
            continue
        if asking and f"{asking} = check({asking}" in cell.source:
            asking, said = "", report(asking, Verdict("unwritten"), 0)
        elif "how_far(" in cell.source:
            said = tally(chapter.topic, {})
        elif "show=True" in cell.source:
            cell.outputs, cell.execution_count = [], None
        if said:
            cell.outputs = [new_output("stream", name="stdout", text=f"{said}\n")]
