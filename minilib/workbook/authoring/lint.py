"""What the builder refuses: a chapter whose exercises or cells would let a learner down."""

from __future__ import annotations

import ast
import re
from itertools import zip_longest

from minilib.workbook.authoring.reading import Node
from minilib.workbook.authoring.source import (
    IGNORED,
    Chapter,
    anchor,
    answer_lines,
    defined_name,
    exercise_heading,
    exported_to,
    has_answer,
    stub,
    tags,
)
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Exercise, slips


def check_cells(chapter: Chapter) -> None:
    """Refuse broken markers, stubs that do not compile, and unguarded marked cells.

    Raises
    ------
    WorkbookError
        One line: file, cell, what is wrong, how to fix it.
    """
    cells = chapter.notebook.cells
    for cell in cells:
        if has_answer(cell):
            _check_markers(chapter, cell)
    code = [cell for cell in cells if cell.cell_type == "code"]
    for cell, following in zip_longest(code, code[1:]):
        if IGNORED in tags(cell) and (following is None or IGNORED in tags(following)):
            raise WorkbookError(
                f"{chapter.where(cell)}: its output is not compared; add a cell below it that "
                "states what must hold on every machine"
            )


def _check_markers(chapter: Chapter, cell: Node) -> None:
    where = chapter.where(cell)
    try:
        answer_lines(cell.source)
    except ValueError as error:
        raise WorkbookError(f"{where}: {error}; add the missing marker") from error
    for code, what in ((cell.source, "the answer"), (stub(cell.source), "what is left as a stub")):
        try:
            ast.parse(code)
        except SyntaxError as error:
            raise WorkbookError(
                f"{where}: {what} does not compile ({error.msg}, line {error.lineno}); "
                "keep the signature and the docstring outside the markers"
            ) from error
    if defined_name(cell.source) is None:
        raise WorkbookError(f"{where}: put the markers inside a function, below its docstring")
    if exported_to(cell, chapter) is None:
        raise WorkbookError(f"{where}: tag the exercise 'export': minilib's own is its reference")


def check_exercises(chapter: Chapter, known: dict[str, Exercise]) -> None:
    """Refuse an exercise without data, heading or check, and data without an exercise."""
    cells = chapter.notebook.cells
    asked = {one.name: one.cell for one in chapter.exercises}
    data = f"minilib/workbook/exercises/{chapter.topic}.py"
    for name, n in asked.items():
        where, begin = chapter.where(cells[n]), f"### Exercise: `{name}`"
        above = [cell.source for cell in cells[:n] if cell.cell_type == "markdown"]
        below = [cell.source for cell in cells[n + 1 :] if cell.cell_type == "code"]
        if name not in known:
            raise WorkbookError(f"{where}: {data} has no entry '{name}'; add one")
        if begin not in "".join(above[-1:]):
            raise WorkbookError(
                f"{where}: put the heading '{begin}' above it; the builder adds minutes and "
                "difficulty"
            )
        if not re.search(rf"^{name} = check\({name}\b", "".join(below[:1]), re.MULTILINE):
            raise WorkbookError(f"{where}: follow it with '{name} = check({name})'")
        for slip in known[name].slips:
            try:
                slips.wrong(known[name].answer, slip)
            except WorkbookError as error:
                raise WorkbookError(f"{data}, '{name}': {error}") from error
    for name in known:
        if name not in asked:
            raise WorkbookError(
                f"{data}: '{name}' is not asked in solutions/{chapter.path.name}; "
                "add the exercise there or drop the entry"
            )


def heading(name: str, exercise: Exercise, chapter: Chapter) -> str:
    """The heading of an exercise, and the way to it from the solution: the builder writes both."""
    said = exercise_heading(name, exercise.minutes, exercise.difficulty)
    return f"### {said}\n\n[To the exercise](<../chapters/{chapter.stem}.ipynb#{anchor(said)}>)"
