"""How far a learner is: computed from the chapters themselves each time, stored nowhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Asked, Script, cell_in, line_in, wanted
from minilib.workbook.student.judging import Result, judged
from minilib.workbook.student.workspace import Work, read_work

#: Status -> how it is called, and its colour.
STATES = {
    "right": ("right", "green"),
    "tried": ("not right yet", "red"),
    "untouched": ("not written yet", "yellow"),
}
_MARKS = {"right": "#", "tried": "~", "untouched": "."}


@dataclass(frozen=True)
class Standing:
    """A chapter and what came of its exercises."""

    work: Work
    results: list[Result]

    @property
    def name(self) -> str:
        """``'04 boxes'``."""
        return f"{self.work.chapter.number} {self.work.chapter.topic}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a learner should know about the chapter's files."""
        return (self.work.blocked,) if self.work.blocked else self.work.notes

    @property
    def counts(self) -> Counter[str]:
        """How many exercises are right, tried and untouched."""
        return Counter(result.status for result in self.results)


def standings(
    names: Sequence[str] = (), top: Path = TOP, *, texts: bool = False
) -> Iterator[Standing]:
    """The chapters that have exercises among ``names`` (none means all), one after the other.

    With ``texts`` there is feedback on every answer, which takes longer.
    """
    works = [(read_work(chapter, top), asked) for chapter, asked in wanted(names, top) if asked]
    if not works:
        raise WorkbookError(f"no exercises in {' '.join(names) or 'here'}; see 'workbook next'")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        jobs = [pool.submit(judged, work, asked, texts=texts) for work, asked in works]
        try:
            for (work, _), job in zip(works, jobs, strict=True):
                yield Standing(work, job.result())
        finally:
            pool.shutdown(cancel_futures=True)


def overview(chapters: list[Standing]) -> Group:
    """A table with a row for each chapter, and a bar of all."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("chapter", ""):
        table.add_column(title)
    for title in ("right", "tried", "untouched", "minutes left"):
        table.add_column(title, justify="right")
    everything = []
    for one in chapters:
        marks = [(_MARKS[r.status], STATES[r.status][1]) for r in one.results]
        table.add_row(one.name, Text.assemble("[", *marks, "]"), *_numbers(one.results))
        everything += one.results
    table.add_row("all", "", *_numbers(everything))
    right, total = int(_numbers(everything)[0]), len(everything)
    bar = Table.grid(padding=(0, 2, 0, 0))
    bar.add_row(f"{round(100 * right / total)} % right", ProgressBar(total, right, width=60))
    return Group(table, "", bar)


def _numbers(results: list[Result]) -> list[str]:
    counts = Counter(result.status for result in results)
    minutes = sum(r.answer.asked.minutes for r in results if r.status != "right")
    return [str(number) for number in (*(counts[status] for status in STATES), minutes)]


def places(work: Work, asked: Asked) -> list[str]:
    """Where an exercise is, in each of a chapter's files that agrees with the other."""
    halves = [work.used] if work.used else []
    halves += [h for h in work.halves.values() if h is not work.used and h.says(work.cells)]
    found = []
    for half in halves:
        answer = Script(work.chapter, half.document.cells).answer(asked)
        place = f"cell {cell_in(half.document.cells, answer)}"
        if half.path.suffix == ".py":
            text = half.path.read_text(encoding="utf-8", errors="replace")
            place = f"line {line_in(text, answer)}"
        found.append(f"{half.name}, {place}")
    return found
