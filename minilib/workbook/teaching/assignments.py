"""Hand chapters to a class: as a course of nbgrader's, or as assignments for Otter-Grader.

Both take a notebook with the answers in it and mark its cells: which hold an answer, and which test
it. The markers of the sources are nbgrader's already. What is added here is a test for each
exercise: the workbook's own check (:func:`minilib.workbook.teaching.grading.require`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_raw_cell

from minilib.workbook.authoring.build import exercises_of
from minilib.workbook.authoring.notebooks import notebook_of
from minilib.workbook.authoring.source import BEGIN, END, STUB, Chapter, defined_name, has_answer
from minilib.workbook.datasets.files import write_whole
from minilib.workbook.errors import WorkbookError

_NBGRADER_CONFIG = f"""\
# The course in this folder. Say here what else nbgrader needs to know; it is not written again.
from minilib.workbook.teaching.submissions import OnlyReleased

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "object-detection"
# What a learner finds in the place of an answer: the same as in the workbook's chapters.
c.ClearSolutions.code_stub = {{"python": "{STUB}"}}
# A check that waits for an answer without end stops by itself; a whole chapter takes longer.
c.ExecutePreprocessor.timeout = 600
# A submission that was not made from release/ is named and refused: it would get 0 points.
c.Autograde.sanitize_preprocessors.insert(0, OnlyReleased)
"""


def write_nbgrader(folder: Path, chapters: list[Chapter], *, force: bool = False) -> list[Path]:
    """Write nbgrader's ``source/`` folder: one assignment per chapter.

    Parameters
    ----------
    folder
        The course's folder; it is made when it is not there.
    chapters
        Chapters without an exercise are left out.
    force
        Overwrite assignments that differ.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    WorkbookError
        An assignment is there and differs, or no chapter has an exercise.
    """
    written = _write(folder / "source", chapters, nbgrader_cells, force=force)
    config = folder / "nbgrader_config.py"
    if not config.exists() and write_whole(config, _NBGRADER_CONFIG):
        written.append(config)
    return written


def write_otter(folder: Path, chapters: list[Chapter], *, force: bool = False) -> list[Path]:
    """Write one notebook per chapter for ``otter assign``; as :func:`write_nbgrader` does."""
    return _write(folder, chapters, otter_cells, force=force)


def _write(folder: Path, chapters: list[Chapter], cells_of: Callable, *, force: bool) -> list[Path]:
    texts = {}
    for chapter in chapters:
        if exercises_of(chapter):
            path = folder / chapter.stem / f"{chapter.stem}.ipynb"
            texts[path] = nbformat.writes(_notebook(list(cells_of(chapter)))) + "\n"
    if not texts:
        raise WorkbookError("nothing to grade: no exercise in the chapters named; name others")
    for path, text in texts.items():
        if path.exists() and not force and path.read_text(encoding="utf-8") != text:
            raise WorkbookError(
                f"{path}: is there already and differs; keep a copy, then say --force"
            )
    return [path for path, text in texts.items() if write_whole(path, text)]


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    """A notebook without a paired script: a grading system knows notebooks only."""
    notebook = notebook_of(cells)
    del notebook.metadata["jupytext"], notebook.metadata["workbook"]
    return notebook


def _cells(chapter: Chapter) -> Iterator[NotebookNode]:
    """The solution's cells; links lead to the other assignments, a folder each."""
    for cell in nbformat.from_dict(chapter.notebook.cells):
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\]\((\d\d_\w+)\.ipynb\)", r"](../\1/\1.ipynb)", cell.source)
        yield cell


def points(chapter: Chapter, name: str) -> int:
    """What an exercise counts: its difficulty, from 1 to 5."""
    return exercises_of(chapter)[name].difficulty


def _test(name: str) -> str:
    return f'from minilib.workbook.teaching.grading import require\n\nrequire("{name}", {name})'


# -- nbgrader ---------------------------------------------------------------------------------


def nbgrader_cells(chapter: Chapter) -> Iterator[NotebookNode]:
    """A chapter's cells for nbgrader, a test below every answer.

    The test stands above ``name = check(name)``, which would put minilib's own function in the
    place of a wrong answer. It is hidden: a learner sees what ``check`` says, and the chapter goes
    on, as without a class.
    """
    for cell in _cells(chapter):
        if not has_answer(cell):
            yield cell
            continue
        name = defined_name(cell.source)
        cell.metadata["nbgrader"] = _nbgrader(name, solution=True)
        yield cell
        count = points(chapter, name)
        test = f"### BEGIN HIDDEN TESTS\n{_test(name)}\n### END HIDDEN TESTS"
        plural = "s" if count > 1 else ""
        test = f"# {name} counts {count} point{plural}. Leave this cell as it is.\n{test}"
        graded = _nbgrader(f"test_{name}", grade=True, locked=True, points=count)
        yield new_code_cell(test, metadata={"nbgrader": graded})


def _nbgrader(name: str, **given: object) -> dict:
    """nbgrader's metadata of a cell, in the third version of its scheme."""
    roles = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"grade_id": name, "schema_version": 3} | roles | given


# -- Otter-Grader -----------------------------------------------------------------------------


def otter_cells(chapter: Chapter) -> Iterator[NotebookNode]:
    """A chapter's cells for ``otter assign``, every exercise a question with a test."""
    yield new_raw_cell(f"# ASSIGNMENT CONFIG\nname: {chapter.stem}\ncheck_all_cell: false")
    for cell in _cells(chapter):
        if not has_answer(cell):
            yield cell
            continue
        name = defined_name(cell.source)
        yield new_raw_cell(f"# BEGIN QUESTION\nname: {name}\npoints: {points(chapter, name)}")
        yield new_raw_cell("# BEGIN SOLUTION")
        otters = {BEGIN: "# BEGIN SOLUTION", END: "# END SOLUTION"}
        cell.source = re.sub(
            f"{BEGIN}|{END}", lambda found, otters=otters: otters[found[0]], cell.source
        )
        yield cell
        yield new_raw_cell("# END SOLUTION")
        yield new_raw_cell("# BEGIN TESTS")
        yield new_code_cell(_test(name))
        yield new_raw_cell("# END TESTS")
        yield new_raw_cell("# END QUESTION")
