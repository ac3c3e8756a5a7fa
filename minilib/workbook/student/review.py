"""``workbook review``: three exercises that were solved days ago, to write once more.

A review is a notebook of its own in ``review/``. The chapter and the answer in it are not touched.
When an exercise was solved is known only as far as files tell: the day on which its chapter was
saved last, or on which it was reviewed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from minilib.workbook.authoring.reading import read_document
from minilib.workbook.authoring.source import METADATA, Asked, Chapter
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.feedback.check import check, judge
from minilib.workbook.student.answers import wanted
from minilib.workbook.student.bindings import statements
from minilib.workbook.student.fresh import with_fresh_cases
from minilib.workbook.student.judging import Result, judged
from minilib.workbook.student.progress import standings
from minilib.workbook.student.workspace import Half, Work

HOME = "review"
MANY = 3
_BEGIN = """\
# Review of {day}

You have solved these {many} exercises before. Solve them once more, without looking at your old
answers, which stay in their chapters. `check` tries your answers on the cases that you know, and on
new ones where it can make some.
"""
_SETUP = """\
from minilib.workbook import hint
from minilib.workbook.student.review import checking

check = checking({seed})"""


def checking(seed: int) -> Callable:
    """``check`` for a review: what is right is judged once more, on cases made from a seed."""

    def again(answer: Callable, name: str) -> Callable:
        given = check(answer, name=name)
        if given is answer:
            exercise, made = with_fresh_cases(name, seed)
            verdict = judge(answer, exercise)
            if not verdict.right:
                print(f"But not on new cases:\n{verdict.text}")
            elif made:
                print(f"It is also right in {made} new cases, made for this review.")
        return given

    return again


def reviews(top: Path = TOP) -> dict[date, Path]:
    """The reviews that there are: day -> notebook, the newest last."""
    paths = sorted((top / HOME).glob("????-??-??.ipynb"))
    return {date.fromisoformat(path.stem): path for path in paths}


def due(names: tuple[str, ...], today: date, top: Path = TOP) -> list[Asked]:
    """Up to three exercises that are right, the one that was saved longest ago first.

    Without ``names``, what was saved today is left out.
    """
    reviewed = {one: day for day, path in reviews(top).items() for one in reviewed_in(path)}
    found = []
    for standing in standings(names, top):
        if standing.work.used:
            saved = date.fromtimestamp(standing.work.used.path.stat().st_mtime)
            right = [r.answer.asked for r in standing.results if r.status == "right"]
            found += [(max(saved, reviewed.get(one.name, saved)), one) for one in right]
    old = [pair for pair in found if names or pair[0] <= today - timedelta(days=1)]
    return [one for _, one in sorted(old, key=lambda pair: pair[0])[:MANY]]


def reviewed_in(path: Path) -> list[str]:
    """The names of the exercises in a review."""
    code = "\n".join(cell.source for cell in read_document(path).cells)
    return re.findall(r"^(\w+) = check\(\1, ", code, re.MULTILINE)


def write_review(asked: list[Asked], today: date, top: Path = TOP) -> Path:
    """Write the notebook of a review."""
    path = top / HOME / f"{today}.ipynb"
    many = {1: "one", 2: "two"}.get(len(asked), "three")
    cells = [
        new_markdown_cell(_BEGIN.format(day=today, many=many)),
        new_code_cell(_SETUP.format(seed=today.toordinal())),
    ]
    for one in asked:
        where = f"from chapter {one.chapter.name}"
        told = f"## `{one.name}`, {where}\n\n{one.minutes} minutes the first time."
        code = [_imports(one.chapter), one.stub, f'{one.name} = check({one.name}, "{one.name}")']
        cells += [new_markdown_cell(told), *map(new_code_cell, code)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": METADATA["kernelspec"]})
    path.parent.mkdir(exist_ok=True)
    write_whole(path, nbformat.writes(notebook) + "\n")
    return path


def _imports(chapter: Chapter) -> str:
    """What a chapter imports at the top of its cells, and its own functions from minilib."""
    code = [cell.source for cell in chapter.notebook.cells if cell.cell_type == "code"]
    given, _ = statements(code)
    lines = [one.text for one in given if isinstance(one.node, ast.Import | ast.ImportFrom)]
    lines = [one for one in lines if "minilib.workbook" not in one]
    return "\n".join(dict.fromkeys([*lines, f"from minilib.{chapter.topic} import *"]))


def came_of(path: Path, top: Path = TOP) -> list[Result]:
    """What came of a review's exercises, judged outside of Jupyter."""
    half = Half(path, "changed", read_document(path))
    seed, found = date.fromisoformat(path.stem).toordinal(), []
    for chapter, asked in wanted(reviewed_in(path), top).items():
        work = Work(chapter, {".py": half, ".ipynb": half}, half)
        found += judged(work, asked, seed=seed)
    return found
