"""Put a chapter or an answer back: to the stub that was built, or to what a backup holds."""

from __future__ import annotations

import contextlib
import os
from copy import deepcopy
from pathlib import Path

from minilib.workbook.authoring.notebooks import (
    keep_what_differs,
    learner_cells,
    notebook_of,
    percent,
    plain,
    read_notebook,
)
from minilib.workbook.authoring.reading import Node
from minilib.workbook.authoring.source import Chapter, has_answer
from minilib.workbook.datasets.files import TOP, write_bytes_whole, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Asked, Script, asked_in
from minilib.workbook.student.backups import files_of, keep_changed, kept, picked
from minilib.workbook.student.bindings import as_python, span
from minilib.workbook.student.pairing import Written, make_agree, write_pair
from minilib.workbook.student.workspace import read_work


def reset(chapter: Chapter, asked: list[Asked] | None = None, top: Path = TOP) -> Written:
    """Put a chapter, or only some of its exercises, back to what was built."""
    work = read_work(chapter, top)
    before = f"reset {' '.join(one.name for one in asked) if asked else chapter.number}"
    if asked:
        work.refuse()
        cells = work.cells
        for one in asked:
            cells = with_answer(chapter, cells, one, one.stub)
        if plain(cells) == plain(work.cells):
            return Written()
        if plain(cells) != plain(learner_cells(chapter.notebook.cells)):
            return write_pair(work, cells, top, before=before)
    if not any(half.touched or half.is_faulty for half in work.halves.values()):
        return Written()
    copy = keep_changed(chapter, top, before=before)
    paths = sorted(half.path for half in work.halves.values())
    for path, text in zip(paths, unsolved_texts(chapter, top), strict=True):
        write_whole(path, text)
    return Written(paths, copy)


def restore(chapter: Chapter, when: str | None = None, top: Path = TOP) -> tuple[Path, Written]:
    """Restore a backup; what is there now is kept first. Returns the backup and what was done."""
    copy = picked(chapter, when, top)
    stored, here = files_of(copy, chapter), files_of(top / "chapters", chapter)
    if here == stored:
        return copy, Written()
    replaced = keep_changed(chapter, top, before=f"restore {chapter.number}")
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
        heading = f"### Exercise: `{asked.name}`"
        place = next((n for n, cell in enumerate(cells, 1) if heading in cell.source), len(cells))
        new = Node(cell_type="code", source=text, metadata=Node(tags=["export"]))
        cells.insert(place, new)
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

    cells = learner_cells(chapter.laid_out)
    notebook = notebook_of(cells)
    notebook.metadata["workbook"]["made_with"] = digest(cells, top)
    with contextlib.suppress(WorkbookError):
        _with_outputs(notebook.cells, chapter)
    with contextlib.suppress(WorkbookError):
        keep_what_differs(notebook, read_notebook(top / "chapters" / f"{chapter.stem}.ipynb"))
    return nbformat.writes(notebook) + "\n", percent(cells)


def _with_outputs(cells: list[Node], chapter: Chapter) -> None:
    import nbformat

    from minilib.workbook.feedback.hints import tally
    from minilib.workbook.feedback.report import Verdict, report

    source = chapter.notebook.cells
    solved = read_notebook(chapter.path.with_suffix(".ipynb")).cells
    if plain(solved) != plain(source):
        return
    asking = ""
    names = {one.cell: one.name for one in asked_in(chapter)}
    for number, (cell, ran) in enumerate(zip(cells, solved, strict=True)):
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = nbformat.from_dict(ran.outputs), ran.execution_count
        if has_answer(source[number]):
            asking = names[number]
        elif asking and f"{asking} = check({asking}" in cell.source:
            said = report(asking, Verdict("unwritten"), 0) + "\n"
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said)]
            asking = ""
        elif "how_far(" in cell.source:
            said = tally(chapter.topic, {}) + "\n"
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said)]
        elif "show=True" in cell.source:
            cell.outputs, cell.execution_count = [], None
