"""Make everything that is made from ``solutions/NN_topic.py``, and say what is stale.

One source gives four things: the solution's notebook, the learner's script and notebook (answers
replaced by ``...``), and the chapter's modules of minilib. :func:`expected` computes what should
exist; :func:`build` writes it, :func:`stale` compares, without running anything.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from minilib.workbook.authoring.dependencies import digest
from minilib.workbook.authoring.execute import machine_specific, run
from minilib.workbook.authoring.export import module_texts
from minilib.workbook.authoring.lint import check_cells, check_exercises, heading
from minilib.workbook.authoring.notebooks import (
    SUFFIXES,
    halves,
    keep_what_differs,
    learner_cells,
    notebook_of,
    noted,
    percent,
    take_outputs,
    without_version,
)
from minilib.workbook.authoring.reading import Document, Unreadable, read_document
from minilib.workbook.authoring.source import Chapter, chapters_in, named, tags
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import TOPICS, Exercise

_MAP = re.compile(r"<!-- map -->.*?<!-- end map -->", re.DOTALL)
_HEADING = re.compile(r"^### Exercise: `(\w+)`.*$(?:\n\n\[To the exercise\].*$)?", re.MULTILINE)
_NEXT = re.compile(r"^Now go on to \[chapter \d\d\]\(\w+\.ipynb\)\.$", re.MULTILINE)


# -- what should exist --------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """What a chapter's source makes; paths are relative to the project's top.

    ``texts`` are its source, in its final layout, its script and its modules; ``notebooks`` the
    cells of the two notebooks, whose outputs come from running them.
    """

    texts: dict[str, str]
    notebooks: dict[str, list[NotebookNode]]


def expected(chapter: Chapter, chapters: list[Chapter]) -> Expected:
    """What ``chapter``, one of ``chapters``, makes.

    Raises
    ------
    WorkbookError
        Its source, or the data of its exercises, would let a learner down: one line.
    """
    exercises = exercises_of(chapter)
    check_cells(chapter)
    check_exercises(chapter, exercises)
    solved = _with_map_and_headings(chapter, chapters, exercises)
    unsolved = learner_cells(solved)
    modules = {f"minilib/{name}.py": text for name, text in module_texts(chapter).items()}
    return Expected(
        texts=modules
        | {
            f"solutions/{chapter.stem}.py": percent(solved),
            f"chapters/{chapter.stem}.py": percent(unsolved),
        },
        notebooks={
            f"solutions/{chapter.stem}.ipynb": solved,
            f"chapters/{chapter.stem}.ipynb": unsolved,
        },
    )


def chapter_map(chapters: list[Chapter], current: Chapter) -> str:
    """A paragraph for each part with a link to every chapter; the current one in bold."""
    parts = {c.part: [] for c in chapters}
    for c in chapters:
        parts[c.part].append(f"**{c.name}**" if c is current else f"[{c.name}]({c.stem}.ipynb)")
    lines = [f"{part}: {' · '.join(links)}" for part, links in parts.items()]
    return "\n\n".join(["<!-- map -->", *lines, "<!-- end map -->"])


def next_link(chapters: list[Chapter], current: Chapter) -> str:
    """The line that leads on to the next chapter; empty where nothing but an appendix follows."""
    for following in chapters[chapters.index(current) + 1 :]:
        if following.part != "Appendix":
            return f"Now go on to [chapter {following.number}]({following.stem}.ipynb)."
    return ""


def _with_map_and_headings(
    chapter: Chapter, chapters: list[Chapter], exercises: dict[str, Exercise]
) -> list[NotebookNode]:
    """The source's cells with what the builder writes in them: map, headings, and the way on."""
    cells = chapter.laid_out()
    if not _MAP.search(cells[0].source):
        raise WorkbookError(
            f"{chapter.where(chapter.notebook.cells[0])}: it has no map; add the two lines "
            "'<!-- map -->' and '<!-- end map -->'"
        )
    cells[0].source = _MAP.sub(lambda _: chapter_map(chapters, chapter), cells[0].source)
    link = next_link(chapters, chapter)
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _HEADING.sub(
                lambda match: heading(match[1], exercises[match[1]], chapter), cell.source
            )
            cell.source = _NEXT.sub(link, cell.source)
    if link not in cells[-1].source:
        raise WorkbookError(
            f"{chapter.where(chapter.notebook.cells[-1])}: it does not lead on; end it with the "
            f"line '{link}'"
        )
    return cells


def exercises_of(chapter: Chapter) -> dict[str, Exercise]:
    """The exercises of a chapter, by name; an empty dictionary for a chapter that has none."""
    if chapter.topic not in TOPICS:
        return {}
    return import_module(f"minilib.workbook.exercises.{chapter.topic}").EXERCISES


# -- what a learner changed -------------------------------------------------------------------


def changed_by_learner(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """The chapter's files that a person has changed since they were built."""
    return [half.path for half in halves(chapter, top / "chapters").values() if half.touched]


# -- build ------------------------------------------------------------------------------------


def build(wanted: tuple[str, ...] = (), *, force: bool = False, top: Path = TOP) -> list[Path]:
    """Make modules, scripts and executed notebooks from the sources; return the files written.

    ``wanted`` are the chapters to run (``'04'``, ``'boxes'``). None means those whose outputs are
    stale: where only text has changed, a notebook keeps its outputs and is not run. Modules of
    minilib are made for all chapters in any case: they cost nothing. With ``force``, chapters that
    a learner has changed are overwritten; back them up before.

    Raises
    ------
    WorkbookError
        A source that can't be built, or a changed chapter that is not to be overwritten.
    """
    chapters = chapters_in(top / "solutions")
    picked = named(chapters, wanted)
    made = {chapter: expected(chapter, chapters) for chapter in chapters}
    changed = [path.name for chapter in picked for path in changed_by_learner(chapter, top)]
    if changed and not force:
        raise WorkbookError(
            f"changed since the last build, so not overwritten: chapters/{', '.join(changed)}; "
            "'workbook build --force' keeps a copy and overwrites"
        )
    texts = {
        top / name: text
        for chapter, one in made.items()
        for name, text in one.texts.items()
        if chapter in picked or not name.startswith("chapters/")
    }
    written = [path for path, text in texts.items() if write_whole(path, text)]
    _draw_sample()
    jobs = [job for chapter in picked for job in made[chapter].notebooks.items()]
    with ThreadPoolExecutor(max_workers=2) as pool:
        ran = pool.map(lambda job: _run(*job, top, anew=bool(wanted)), jobs)
        return written + [path for path, text in ran if write_whole(path, text)]


def _run(name: str, cells: list[NotebookNode], top: Path, anew: bool) -> tuple[Path, str]:
    path, notebook, now = top / name, notebook_of(cells), digest(cells, top)
    stored = _stored(path)
    current = stored is not None and noted(stored).get("made_with") == now
    current = current and _code(stored.cells) == _code(cells)
    if current and not anew:
        take_outputs(notebook, stored)  # only the text around the code is new
    else:
        notebook = run(notebook, path.parent, name)
        if current:
            # Times differ from run to run: without this, every build would be a change.
            keep_what_differs(notebook, stored)
    notebook.metadata["workbook"]["made_with"] = now
    for problem in output_problems(notebook):
        raise WorkbookError(f"{name}, {problem}")
    return path, nbformat.writes(notebook) + "\n"


def _stored(path: Path) -> Document | None:
    """A notebook as it was built last; None where it is missing or can't be read."""
    with contextlib.suppress(Unreadable):
        return read_document(path)


def _code(cells: list[NotebookNode]) -> list[tuple[str, str, list[str]]]:
    return [one for one in _plain(cells) if one[0] == "code"]


def _draw_sample() -> None:
    # Both kernels of a build would otherwise draw it at once.
    from minilib.workbook.datasets.catalog import open_data

    open_data("sample", quiet=True)


# -- check ------------------------------------------------------------------------------------


def stale(*, strict: bool, top: Path = TOP) -> list[str]:
    """What is not as the sources make it: one line a file, nothing for a tree that is current.

    With ``strict``, what a learner has written in counts (it does where a build is published).
    """
    chapters = chapters_in(top / "solutions")
    found: list[str] = []
    made: set[str] = set()
    for chapter in chapters:
        one = expected(chapter, chapters)
        made |= set(one.texts) | set(one.notebooks)
        source = f"solutions/{chapter.path.name}"
        problems = {n: text_problems(top / n, text, source) for n, text in one.texts.items()}
        for name, cells in one.notebooks.items():
            problems[name] = notebook_problems(top / name, cells, top)
        written = [": has been changed since it was built (an answer left in it?)"] * strict
        for path in changed_by_learner(chapter, top):
            problems[f"chapters/{path.name}"] = written
        found += [f"{name}{problem}" for name, said in problems.items() for problem in said]
    return found + _left_over(made, top)


def notebook_problems(path: Path, cells: list[NotebookNode], top: Path) -> Iterator[str]:
    """What is wrong with a notebook that should hold ``cells``, run as all is now."""
    source = f"solutions/{path.stem}.py"
    notebook = _stored(path)
    if notebook is None:
        yield ": missing, or no notebook"
    elif _plain(notebook.cells) != _plain(cells):
        yield f": its cells differ from {source}"
    elif noted(notebook).get("made_with") != digest(cells, top):
        yield ": its outputs were made with other code, pictures or weights"
    else:
        yield from (f", {problem}" for problem in output_problems(notebook))


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


def text_problems(path: Path, text: str, source: str) -> Iterator[str]:
    """What is wrong with a script or module that should hold ``text``, made from ``source``."""
    if not path.is_file():
        yield ": missing"
    # JupyterLab writes jupytext's version into a script when it saves; that changes nothing.
    elif without_version(path.read_text(encoding="utf-8")) != text:
        yield {
            "solutions": ": its map, a heading or its layout is not current",
            "minilib": f": differs from what {source} exports",
        }.get(path.parent.name, f": its cells differ from {source}")


def _left_over(made: set[str], top: Path) -> list[str]:
    """Generated files whose source is gone; ``made`` are those that have one."""
    paths = [*top.glob("minilib/[!_]*.py")]
    for folder, suffix in product(("chapters", "solutions"), SUFFIXES):
        paths += top.glob(f"{folder}/[0-9][0-9]_*{suffix}")
    names = {path.relative_to(top).as_posix() for path in paths}
    return [f"{name}: no source in solutions/ makes it" for name in sorted(names - made)]


def _plain(cells: list[NotebookNode]) -> list[tuple[str, str, list[str]]]:
    return [(cell.cell_type, cell.source, tags(cell)) for cell in cells]
