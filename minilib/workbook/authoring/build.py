"""Make everything that is made from ``solutions/NN_topic.py``, and say what is stale.

One source gives four things: the solution's notebook, the learner's script and notebook (answers
replaced by ``...``), and the chapter's module of minilib. :func:`build` writes them,
:func:`stale` compares them without running anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from minilib.workbook.authoring.execute import machine_specific, run
from minilib.workbook.authoring.export import module_texts
from minilib.workbook.authoring.lint import check_cells, check_exercises
from minilib.workbook.authoring.notebooks import (
    built_fingerprint,
    cells_of,
    fingerprint,
    keep_what_differs,
    learner_cells,
    notebook_of,
    percent,
    read_notebook,
    without_version,
)
from minilib.workbook.authoring.source import (
    Chapter,
    chapters_in,
    chosen,
    has_answer,
    tags,
)
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import TOPICS
from minilib.workbook.student.backups import keep_changed

_MAP = re.compile(r"<!-- map -->.*?<!-- end map -->", re.DOTALL)
_NOT_GENERATED = {"__init__"}


# -- from a source to what is made of it ------------------------------------------------------


def chapter_map(chapters: list[Chapter], current: Chapter) -> str:
    """One line with a link to every chapter; the current one in bold."""
    names = [f"{c.number} {c.topic}" for c in chapters]
    links = [
        f"**{name}**" if c is current else f"[{name}]({c.stem}.ipynb)"
        for c, name in zip(chapters, names, strict=True)
    ]
    return f"<!-- map -->\n{' · '.join(links)}\n<!-- end map -->"


def source_text(chapter: Chapter, chapters: list[Chapter]) -> str:
    """The source as it should stand: in jupytext's own layout, its map up to date."""
    cells = deepcopy(chapter.notebook.cells)
    if not _MAP.search(cells[0].source):
        raise WorkbookError(
            f"{chapter.where(chapter.notebook.cells[0])}: it has no map; add the two lines "
            "'<!-- map -->' and '<!-- end map -->'"
        )
    cells[0].source = _MAP.sub(lambda _: chapter_map(chapters, chapter), cells[0].source)
    return percent(cells)


# -- what a learner changed -------------------------------------------------------------------


def changed_by_learner(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """The chapter's files that a person has changed since they were built."""
    pair = [top / "chapters" / f"{chapter.stem}{suffix}" for suffix in (".py", ".ipynb")]
    known = {built_fingerprint(pair[1]), fingerprint(learner_cells(chapter.notebook.cells))}
    return [path for path in pair if path.is_file() and fingerprint(cells_of(path)) not in known]


def same_but_answers(expected: list[NotebookNode], actual: list[NotebookNode], asked: set[int]):
    """Whether ``actual`` has every cell of ``expected``, in order, but those numbered in ``asked``.

    Cells in between are the learner's own: answers, and trials of every kind.
    """
    remaining = iter((cell.cell_type, cell.source) for cell in actual)
    needed = [cell for n, cell in enumerate(expected) if n not in asked]
    return all((cell.cell_type, cell.source) in remaining for cell in needed)


# -- build ------------------------------------------------------------------------------------


def build(wanted: tuple[str, ...] = (), *, force: bool = False, top: Path = TOP) -> list[Path]:
    """Make modules, scripts and executed notebooks from the sources.

    Parameters
    ----------
    wanted
        Chapters to run again (``'04'``, ``'boxes'``); none means all. Modules of minilib and
        scripts are made for all of them in any case: they cost nothing.
    force
        Overwrite chapters that a learner has changed, and take new outputs of cells whose outputs
        differ from run to run.
    top
        The project's top folder.

    Returns
    -------
    list of Path
        The files that were written; before them the folders in which changed chapters are kept.

    Raises
    ------
    WorkbookError
        A source that can't be built, or a changed chapter that is not to be overwritten.
    """
    chapters = chapters_in(top / "solutions")
    picked = chosen(chapters, wanted)
    modules = {chapter: _checked_modules(chapter) for chapter in chapters}
    if not force:
        _protect_learner([c for c in chapters if c in picked], top)
    written = _kept([c for c in chapters if c in picked], top) if force else []
    for chapter in chapters:
        written += _write(chapter.path, source_text(chapter, chapters))
        for name, text in modules[chapter].items():
            written += _write(top / "minilib" / f"{name}.py", text)
    chapters = chapters_in(top / "solutions")  # once more: the maps may have changed
    for chapter in chapters:
        check_exercises(chapter, exercises_of(chapter))
    picked = chosen(chapters, wanted)
    for chapter in picked:
        script = percent(learner_cells(chapter.notebook.cells))
        written += _write(top / "chapters" / f"{chapter.stem}.py", script)
    _draw_sample()
    with ThreadPoolExecutor(max_workers=2) as pool:
        made = pool.map(lambda job: _run(*job, top, force=force), list(_notebooks(picked)))
    for path, text in made:
        written += _write(path, text)
    return written


def _checked_modules(chapter: Chapter) -> dict[str, str]:
    check_cells(chapter)
    return module_texts(chapter)


def _protect_learner(chapters: list[Chapter], top: Path) -> None:
    changed = [path for chapter in chapters for path in changed_by_learner(chapter, top)]
    if changed:
        names = ", ".join(f"chapters/{path.name}" for path in changed)
        raise WorkbookError(
            f"changed since the last build, so not overwritten: {names}; "
            "'workbook build --force' keeps a copy and overwrites"
        )


def _kept(chapters: list[Chapter], top: Path) -> list[Path]:
    return [path for chapter in chapters for path in keep_changed(chapter, top)]


def _write(path: Path, text: str) -> list[Path]:
    return [path] if write_whole(path, text) else []


def _notebooks(chapters: list[Chapter]) -> Iterator[tuple[Path, list[NotebookNode]]]:
    for chapter in chapters:
        name = f"{chapter.stem}.ipynb"
        yield Path("solutions") / name, chapter.notebook.cells
        yield Path("chapters") / name, learner_cells(chapter.notebook.cells)


def _run(path: Path, cells: list[NotebookNode], top: Path, *, force: bool) -> tuple[Path, str]:
    notebook = run(notebook_of(cells), top / path.parent, path.as_posix())
    if not force:
        keep_what_differs(notebook, top / path)
    for problem in output_problems(notebook):
        raise WorkbookError(f"{path.as_posix()}, {problem}")
    return top / path, nbformat.writes(notebook) + "\n"


def _draw_sample() -> None:
    # Both kernels of a build would otherwise draw it at once.
    from minilib.workbook.datasets.catalog import open_data

    open_data("sample", quiet=True)


def exercises_of(chapter: Chapter) -> dict:
    """The exercises of a chapter, by name; an empty dictionary for a chapter that has none."""
    if chapter.topic not in TOPICS:
        return {}
    return import_module(f"minilib.workbook.exercises.{chapter.topic}").EXERCISES


def output_problems(notebook: NotebookNode) -> Iterator[str]:
    """What must not be in a notebook that is committed, cell by cell."""
    for position, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None and cell.source.strip():
            yield f"cell {position}: not run; run 'workbook build'"
        found = machine_specific(cell)
        if found:
            yield f"cell {position}: its output shows '{found}', which is of one machine only"


# -- check ------------------------------------------------------------------------------------


def stale(*, strict: bool, top: Path = TOP) -> list[str]:
    """What is not as the sources make it: one line a file, nothing for a tree that is current.

    Parameters
    ----------
    strict
        Whether a learner's answers in ``chapters/`` count (they do where a build is published).
    top
        The project's top folder.
    """
    chapters = chapters_in(top / "solutions")
    found: list[str] = []
    made: set[str] = set()
    for chapter in chapters:
        modules = _checked_modules(chapter)
        made |= set(modules)
        check_exercises(chapter, exercises_of(chapter))
        script = without_version(chapter.path.read_text(encoding="utf-8"))
        if script != source_text(chapter, chapters):
            found.append(f"solutions/{chapter.path.name}: its map or its layout is not current")
        found += _stale_modules(chapter, modules, top)
        found += _stale_solution(chapter, top)
        found += _stale_chapter(chapter, top, strict=strict)
    return found + _left_over(chapters, made, top)


def _stale_modules(chapter: Chapter, expected: dict[str, str], top: Path) -> list[str]:
    found = []
    for name, text in expected.items():
        path = top / "minilib" / f"{name}.py"
        if not path.is_file():
            found.append(f"minilib/{path.name}: missing")
        elif path.read_text(encoding="utf-8") != text:
            source = chapter.path.name
            found.append(f"minilib/{path.name}: differs from what solutions/{source} exports")
    return found


def _stale_solution(chapter: Chapter, top: Path) -> list[str]:
    path = top / "solutions" / f"{chapter.stem}.ipynb"
    return _stale_notebook(path, chapter.notebook.cells, chapter)


def _stale_notebook(path: Path, expected: list[NotebookNode], chapter: Chapter) -> list[str]:
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return [f"{name}: missing"]
    notebook = read_notebook(path)
    if _plain(notebook.cells) != _plain(expected):
        return [f"{name}: its cells differ from solutions/{chapter.path.name}"]
    return [f"{name}, {problem}" for problem in output_problems(notebook)]


def _plain(cells: list[NotebookNode]) -> list[tuple[str, str, list[str]]]:
    return [(cell.cell_type, cell.source, tags(cell)) for cell in cells]


def _stale_chapter(chapter: Chapter, top: Path, *, strict: bool) -> list[str]:
    expected = learner_cells(chapter.notebook.cells)
    asked = {n for n, cell in enumerate(chapter.notebook.cells) if has_answer(cell)}
    changed = changed_by_learner(chapter, top)
    notebook, script = (top / "chapters" / f"{chapter.stem}{s}" for s in (".ipynb", ".py"))
    found = []
    for path in (notebook, script):
        name = f"chapters/{path.name}"
        if not path.is_file():
            found.append(f"{name}: missing")
        elif path in changed and strict:
            found.append(f"{name}: has been changed since it was built (an answer left in it?)")
        elif path in changed:
            if not same_but_answers(expected, cells_of(path), asked):
                found.append(f"{name}: more than its answers differ from solutions/{script.name}")
        elif path is notebook:
            found += _stale_notebook(path, expected, chapter)
        elif _plain(cells_of(path)) != _plain(expected):
            found.append(f"{name}: its cells differ from solutions/{script.name}")
    return found


def _left_over(chapters: list[Chapter], made: set[str], top: Path) -> list[str]:
    """Generated files whose source is gone; ``made`` are the names of the modules that have one."""
    modules = {path.stem for path in (top / "minilib").glob("*.py")} - made - _NOT_GENERATED
    stems = {chapter.stem for chapter in chapters}
    numbered = [
        path
        for folder in ("chapters", "solutions")
        for path in sorted((top / folder).glob("[0-9][0-9]_*"))
        if path.suffix in {".py", ".ipynb"} and path.stem not in stems
    ]
    return [f"minilib/{name}.py: no chapter makes it" for name in sorted(modules)] + [
        f"{path.parent.name}/{path.name}: its source in solutions/ is gone" for path in numbered
    ]
