"""A learner's work is never lost: what is overwritten is kept first, and can be brought back.

A kept copy is a folder ``.kept/04_boxes/2026-11-24_21-44-54/`` at the project's top, with the
chapter's files byte for byte, and a line that says before what it was made. It lies outside of
``chapters/``, so that somebody who throws that folder away and takes it anew loses nothing. A copy
gets its name when it is complete; only then is anything overwritten, and each file in one step.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from minilib.workbook.authoring.notebooks import (
    cells_of,
    keep_what_differs,
    learner_cells,
    notebook_of,
    percent,
    read_notebook,
    without_version,
)
from minilib.workbook.authoring.source import Chapter, has_answer
from minilib.workbook.datasets.files import TOP, temporary_beside, write_bytes_whole, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.feedback.report import Verdict, report
from minilib.workbook.student.answers import Asked, Script, asked_in
from minilib.workbook.student.bindings import span
from minilib.workbook.student.pairing import agree, plain
from minilib.workbook.student.workspace import (
    KEPT,
    SUFFIXES,
    Work,
    agreed_path,
    other_half,
    read_work,
)

#: The file in a copy that says before what it was made.
BEFORE = "before.txt"
#: Nobody takes so many seconds to write a file.
_LEFT_BEHIND = 60


# -- keep ---------------------------------------------------------------------------------------


def keep(chapter: Chapter, top: Path = TOP, *, before: str = "") -> Path:
    """Keep a chapter's files as they are; the folder of the copy.

    A copy that is the same as the newest one is not made again. ``before`` says in a few words what
    will overwrite them.
    """
    present = _files(top / "chapters", chapter)
    copies = kept(chapter, top)
    if copies and _files(copies[0], chapter) == present:
        return copies[0]
    _sweep(top / "chapters", chapter)
    home = top / KEPT / chapter.stem
    with temporary_beside(home / "copy") as temporary:
        for name, content in (present | {BEFORE: f"{before}\n".encode()}).items():
            with (temporary / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o755)
        return _named(temporary, home)


def _named(temporary: Path, home: Path) -> Path:
    now = f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
    number = 1
    while True:
        # A name that sorts behind the others of the same second.
        path = home / (now if number == 1 else f"{now}_{number:02}")
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                temporary.rename(path)
                return path
        number += 1


def _files(folder: Path, chapter: Chapter) -> dict[str, bytes]:
    paths = [folder / f"{chapter.stem}{suffix}" for suffix in SUFFIXES]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _sweep(folder: Path, chapter: Chapter) -> None:
    """Remove what a killed run left: files that were not complete, so they took no name."""
    for suffix in SUFFIXES:
        for left in folder.glob(f".{chapter.stem}{suffix}.*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                    left.unlink()


def kept(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """The kept copies of a chapter, the newest first."""
    home = top / KEPT / chapter.stem
    return sorted((path for path in home.glob("[0-9]*") if path.is_dir()), reverse=True)


def place(copy: Path) -> str:
    """Where a copy lies: ``'.kept/04_boxes/2026-11-24_09-16-30/'``."""
    return "/".join(copy.parts[-3:]) + "/"


def made_before(copy: Path) -> str:
    """Before what a copy was made: ``'reset hw_bb'``; ``''`` where that is not known."""
    file = copy / BEFORE
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def keep_changed(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """Keep a chapter that holds anything that the builder did not write: the copy, or nothing."""
    touched = read_work(chapter, top).touched
    return [keep(chapter, top, before="build --force")] if touched else []


def note_agreed(chapter: Chapter, top: Path = TOP) -> None:
    """Note what a chapter's halves say when they agree: if they differ later, they came from it."""
    halves = [top / "chapters" / f"{chapter.stem}{suffix}" for suffix in SUFFIXES]
    try:
        script, notebook = (cells_of(path) for path in halves)
        if agree(script, notebook):
            write_whole(agreed_path(chapter, top), percent(script))
    except (OSError, WorkbookError):
        return  # it is a help for the next time, no more


# -- reset --------------------------------------------------------------------------------------


def reset(
    chapter: Chapter, asked: list[Asked] | None = None, top: Path = TOP
) -> tuple[bool, Path | None]:
    """Put a chapter, or only some of its exercises, back to what was built.

    Returns
    -------
    tuple
        Whether anything was put back, and where the learner's version is kept (None when there was
        nothing to keep).
    """
    work = read_work(chapter, top)
    if asked is None:
        missing = any(half.state == "missing" for half in work.halves.values())
        texts = _unsolved(chapter, top) if work.touched or missing else {}
    else:
        texts = _without(work, asked, top)
    what = chapter.number if asked is None else " ".join(one.name for one in asked)
    return bool(texts), _replaced(work, texts, top, before=f"reset {what}")


def _replaced(work: Work, texts: dict[str, str], top: Path, before: str) -> Path | None:
    """Write files of a chapter; the copy of what was there, or None for nothing to keep."""
    if not texts:
        return None
    copy = keep(work.chapter, top, before=before) if work.touched else None
    # The script last: Jupytext takes a pair's cells from the newer of the two.
    for name in sorted(texts):
        write_whole(top / "chapters" / name, texts[name])
    note_agreed(work.chapter, top)
    return copy


def _unsolved(chapter: Chapter, top: Path) -> dict[str, str]:
    """Both files of a chapter as the builder makes them, without running anything.

    An unsolved chapter goes on with minilib's functions. So its outputs are those of the solved
    one, but for what the first ``check`` of each exercise says.
    """
    cells = learner_cells(chapter.notebook.cells)
    notebook = notebook_of(cells)
    with contextlib.suppress(WorkbookError, OSError):
        _with_outputs(notebook, chapter, read_notebook(chapter.path.with_suffix(".ipynb")))
    keep_what_differs(notebook, top / "chapters" / f"{chapter.stem}.ipynb")
    return {
        f"{chapter.stem}.ipynb": nbformat.writes(notebook) + "\n",
        f"{chapter.stem}.py": percent(cells),
    }


def _with_outputs(notebook: NotebookNode, chapter: Chapter, solved: NotebookNode) -> None:
    source = chapter.notebook.cells
    if [cell.source for cell in solved.cells] != [cell.source for cell in source]:
        return
    asking = ""
    names = {one.cell: one.name for one in asked_in(chapter)}
    for number, (cell, ran) in enumerate(zip(notebook.cells, solved.cells, strict=True)):
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = deepcopy(ran.outputs), ran.execution_count
        if has_answer(source[number]):
            asking = names[number]
        elif asking and f"{asking} = check({asking}" in cell.source:
            said = report(asking, Verdict("unwritten"), 0) + "\n"
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said)]
            asking = ""


def _without(work: Work, asked: list[Asked], top: Path) -> dict[str, str]:
    """The texts of the files in which some answers were, with stubs in their place."""

    def change(notebook: NotebookNode) -> None:
        for one in asked:
            _stub(notebook, one, work.chapter)

    texts = _edited(work, change)
    unsolved = plain(learner_cells(work.chapter.notebook.cells))
    for name in texts:
        fmt = "py:percent" if name.endswith(".py") else "ipynb"
        if plain(jupytext.reads(texts[name], fmt=fmt).cells) == unsolved:
            # It was the last answer: the outputs are to be those of an unsolved chapter again.
            texts[name] = _unsolved(work.chapter, top)[name]
    return texts


def _edited(work: Work, change: Callable[[NotebookNode], None]) -> dict[str, str]:
    """The texts of the files that ``change`` changes."""
    texts = {}
    for half in work.halves.values():
        if half.cells is None:
            continue
        text = half.path.read_text(encoding="utf-8")
        fmt = "py:percent" if half.path.suffix == ".py" else "ipynb"
        notebook = jupytext.reads(text, fmt=fmt)
        before = deepcopy(notebook.cells)
        change(notebook)
        if notebook.cells != before:
            changed = jupytext.writes(notebook, fmt=fmt)
            if "jupytext_version:" not in text:
                changed = without_version(changed)
            texts[half.path.name] = changed if changed.endswith("\n") else changed + "\n"
    return texts


def _stub(notebook: NotebookNode, asked: Asked, chapter: Chapter) -> None:
    """Put the stub where the answer is, and cut what else defines the same name."""
    script = Script(chapter, notebook.cells)
    answer = script.answer(asked)
    if not answer.written:
        if answer.cell is None:
            _insert(notebook, asked)
        return
    if answer.statement is None:
        _replace(notebook.cells[answer.cell], asked.stub)
    else:
        _cut(notebook.cells[answer.cell], script, answer.statement, asked.stub)
    # An answer given twice: the one before is the last now, unless it is the stub.
    earlier = Script(chapter, notebook.cells).answer(asked)
    if earlier.written:
        _stub(notebook, asked, chapter)


def _cut(cell: NotebookNode, script: Script, statement: int, stub: str) -> None:
    one = script.parsed[0][statement]
    lines = cell.source.splitlines()
    first, last = span(one.node)
    above, below = lines[:first], lines[last:]
    if not any(line.strip() and not line.lstrip().startswith("#") for line in above + below):
        _replace(cell, stub)
    else:
        _replace(cell, "\n".join([*above, *stub.splitlines(), *below]))


def _replace(cell: NotebookNode, text: str) -> None:
    cell.source = text
    cell.outputs, cell.execution_count = [], None


def _insert(notebook: NotebookNode, asked: Asked) -> None:
    """Put a stub that was deleted back: above its check, below its heading, or at the end."""
    cells = notebook.cells
    checks = [n for n, cell in enumerate(cells) if f"check({asked.name}" in cell.source]
    heading = f"### Exercise: `{asked.name}`"
    headings = [n + 1 for n, cell in enumerate(cells) if heading in cell.source]
    place = (headings or checks or [len(cells)])[0]
    cell = nbformat.v4.new_code_cell(asked.stub, metadata={"tags": ["export"]})
    cells.insert(place, cell)


# -- restore ------------------------------------------------------------------------------------


def restore(chapter: Chapter, when: str | None = None, top: Path = TOP) -> tuple[Path, Path | None]:
    """Bring a kept copy back; what is there now is kept first.

    Parameters
    ----------
    chapter
        Whose copy.
    when
        The copy's name, or how it begins; the newest by default.
    top
        The project's top folder.

    Returns
    -------
    tuple
        The copy that was brought back, and where the version that was there is kept (None when
        there was nothing to keep).
    """
    copy = _picked(chapter, when, top)
    stored = _files(copy, chapter)
    here = _files(top / "chapters", chapter)
    if here == stored:
        return copy, None
    replaced = None
    if here and read_work(chapter, top).touched:
        replaced = keep(chapter, top, before=f"restore {chapter.number}")
    # The two halves of the copy may differ, and come from something else.
    agreed_path(chapter, top).unlink(missing_ok=True)
    for name, content in sorted((_derived(copy, chapter, top) | stored).items()):
        write_bytes_whole(top / "chapters" / name, content)
    note_agreed(chapter, top)
    return copy, replaced


def restore_answer(
    asked: Asked, when: str | None = None, top: Path = TOP
) -> tuple[Path, Path | None]:
    """Bring back one answer and leave the rest of its chapter alone.

    ``when`` is as for :func:`restore`; the newest copy that holds another answer to this exercise
    than the one that is there now by default. Returns what :func:`restore` returns.
    """
    chapter = asked.chapter
    work = read_work(chapter, top)
    now = work.script.answer(asked).text

    def script_of(copy: Path) -> Script:
        return read_work(chapter, top, folder=copy).script

    def holds(copy: Path) -> bool:
        answer = script_of(copy).answer(asked)
        return answer.written and answer.text != now

    if when is not None:
        copy = _picked(chapter, when, top)
    else:
        copy = next(filter(holds, kept(chapter, top)), None)
    if copy is None:
        raise WorkbookError(
            f"no other answer to {asked.name} has been kept; there is none to restore"
        )
    script = script_of(copy)
    answer = script.answer(asked)
    if not answer.written:
        raise WorkbookError(f"in {copy.name} {asked.name} is not written; see --list")
    whole_cell = script.code[answer.cell]
    texts = _edited(work, lambda notebook: _put(notebook, asked, whole_cell, answer.text))
    return copy, _replaced(work, texts, top, before=f"restore {asked.name}")


def _put(notebook: NotebookNode, asked: Asked, whole_cell: str, text: str) -> None:
    """Put an answer in place of the one that is there; of a stub, with all that its cell held."""
    script = Script(asked.chapter, notebook.cells)
    answer = script.answer(asked)
    if answer.cell is None:
        _insert(notebook, asked)
        _put(notebook, asked, whole_cell, text)
        return
    cell = notebook.cells[answer.cell]
    if answer.statement is None or cell.source.strip() == asked.stub.strip():
        _replace(cell, whole_cell)
    else:
        _cut(cell, script, answer.statement, text)


def _derived(copy: Path, chapter: Chapter, top: Path) -> dict[str, bytes]:
    """A half that the copy lacks, made from the other: what is there now would contradict it."""
    halves = read_work(chapter, top, folder=copy).halves
    lacking = [half for half in halves.values() if half.state == "missing"]
    given = [half for half in halves.values() if half.cells is not None]
    if len(lacking) != 1 or not given:
        return {}
    return {lacking[0].path.name: other_half(given[0].cells, lacking[0]).encode()}


def _picked(chapter: Chapter, when: str | None, top: Path) -> Path:
    copies = kept(chapter, top)
    if not copies:
        raise WorkbookError(f"no version of {chapter.stem} has been kept; there is none to restore")
    if when is None:
        return copies[0]
    names = [path.name for path in copies]
    matching = [path for path in copies if path.name == when]
    matching = matching or [path for path in copies if path.name.startswith(when)]
    if not matching:
        near = difflib.get_close_matches(when, names, n=1, cutoff=0)[0]
        raise WorkbookError(
            f"no kept version of {chapter.stem} is called '{when}'; did you mean '{near}'?"
        )
    return matching[0]
