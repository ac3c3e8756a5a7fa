"""A learner's work is never lost: what is overwritten is kept first, and can be brought back.

A kept copy is a folder ``.kept/04_boxes/2026-11-24_21-44-54/`` at the project's top, with the
chapter's files byte for byte. It lies outside of ``chapters/``, so that somebody who throws that
folder away and takes it anew loses nothing. A copy gets its name when it is complete; only then is
anything overwritten, and each file in one step.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import time
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from minilib.workbook.answers import Asked, Script, asked_in
from minilib.workbook.bindings import span
from minilib.workbook.build import (
    keep_what_differs,
    learner_cells,
    notebook_of,
    percent,
    read_notebook,
    without_version,
)
from minilib.workbook.errors import WorkbookError
from minilib.workbook.feedback import Verdict, report
from minilib.workbook.files import TOP, temporary_beside, write_bytes_whole, write_whole
from minilib.workbook.halves import SUFFIXES, Half, Work, plain, read_work
from minilib.workbook.source import Chapter, has_answer

FOLDER = ".kept"
#: Nobody takes so many seconds to write a file.
_LEFT_BEHIND = 60


# -- keep ---------------------------------------------------------------------------------------


def keep(chapter: Chapter, top: Path = TOP) -> Path:
    """Keep a chapter's files as they are; the folder of the copy.

    A copy that is the same as the newest one is not made again.
    """
    present = _files(top / "chapters", chapter)
    copies = kept(chapter, top)
    if copies and _files(copies[0], chapter) == present:
        return copies[0]
    _sweep(top / "chapters", chapter)
    home = top / FOLDER / chapter.stem
    with temporary_beside(home / "copy") as temporary:
        for name, content in present.items():
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
    home = top / FOLDER / chapter.stem
    return sorted((path for path in home.glob("[0-9]*") if path.is_dir()), reverse=True)


def keep_changed(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """Keep a chapter that holds anything that the builder did not write: the copy, or nothing."""
    return [keep(chapter, top)] if read_work(chapter, top).touched else []


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
    if not texts:
        return False, None
    copy = keep(chapter, top) if work.touched else None
    # The script last: Jupytext takes a pair's cells from the newer of the two.
    for name in sorted(texts):
        write_whole(top / "chapters" / name, texts[name])
    return True, copy


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
    texts = {}
    unsolved = plain(learner_cells(work.chapter.notebook.cells))
    for half in work.halves.values():
        if half.cells is None:
            continue
        text = half.path.read_text(encoding="utf-8")
        fmt = "py:percent" if half.path.suffix == ".py" else "ipynb"
        notebook = jupytext.reads(text, fmt=fmt)
        before = deepcopy(notebook.cells)
        for one in asked:
            _stub(notebook, one, work.chapter)
        if plain(notebook.cells) == unsolved and notebook.cells != before:
            # It was the last answer: the outputs are to be those of an unsolved chapter again.
            texts[half.path.name] = _unsolved(work.chapter, top)[half.path.name]
        elif notebook.cells != before:
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
    replaced = keep(chapter, top) if here and read_work(chapter, top).touched else None
    for name, content in sorted((_derived(copy, chapter, top) | stored).items()):
        write_bytes_whole(top / "chapters" / name, content)
    return copy, replaced


def _derived(copy: Path, chapter: Chapter, top: Path) -> dict[str, bytes]:
    """A half that the copy lacks, made from the other: what is there now would contradict it."""
    halves = read_work(chapter, top, folder=copy).halves
    lacking = [half for half in halves.values() if half.state == "missing"]
    given = [half for half in halves.values() if half.cells is not None]
    if len(lacking) != 1 or not given:
        return {}
    return {lacking[0].path.name: _other_half(given[0], lacking[0]).encode()}


def agree(chapter: Chapter, use: str, top: Path = TOP) -> tuple[Path, Path | None]:
    """Make a chapter's other half say what the half ``use`` (``'py'`` or ``'ipynb'``) says.

    Returns
    -------
    tuple
        The file that was written, and where what was there is kept (None for nothing to keep).
    """
    work = read_work(chapter, top, use=use)
    (other,) = [half for half in work.halves.values() if half is not work.used]
    text = _other_half(work.used, other)
    copy = keep(chapter, top) if work.touched else None
    write_whole(other.path, text)
    return other.path, copy


def _other_half(half: Half, other: Half) -> str:
    """The text of a chapter's other half, with the outputs that it has now."""
    if other.path.suffix == ".py":
        return percent(half.cells)
    new = notebook_of(half.cells)
    del new.metadata["workbook"]  # nobody built this
    old = read_notebook(other.path) if other.cells is not None else None
    if old is not None and "workbook" in old.metadata:
        new.metadata["workbook"] = old.metadata["workbook"]
    ran = {cell.source: cell for cell in other.cells or () if cell.cell_type == "code"}
    for cell in new.cells:
        if cell.cell_type == "code" and cell.source in ran:
            cell.outputs = ran[cell.source].outputs
            cell.execution_count = ran[cell.source].execution_count
    return nbformat.writes(new) + "\n"


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
