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
from rich.table import Column, Table
from rich.text import Text

from minilib.workbook.authoring.source import Asked
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import place_in, wanted
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
    def counts(self) -> Counter[str]:
        """How many exercises are right, tried and untouched."""
        return Counter(result.status for result in self.results)


def standings(
    names: Sequence[str] = (), top: Path = TOP, *, texts: bool = False
) -> Iterator[Standing]:
    """The chapters that have exercises among ``names`` (none means all), one after the other.

    With ``texts`` there is feedback on every answer, which takes longer.
    """
    asked = wanted(names, top).items()
    works = [(read_work(chapter, top), own) for chapter, own in asked if own]
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
    titles = "right", "tried", "untouched", "minutes left"
    numbers = [Column(title, justify="right") for title in titles]
    table = Table("chapter", "", *numbers, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    everything = []
    for one in chapters:
        marks = [(_MARKS[r.status], STATES[r.status][1]) for r in one.results]
        drawn = Text.assemble("[", *marks, "]")
        table.add_row(one.work.chapter.name, drawn, *_numbers(one.results))
        everything += one.results
    table.add_row("all", "", *_numbers(everything))
    right, total = sum(one.status == "right" for one in everything), len(everything)
    bar = Table.grid(padding=(0, 2, 0, 0))
    bar.add_row(f"{round(100 * right / total)} % right", ProgressBar(total, right, width=60))
    return Group(table, "", bar)


def _numbers(results: list[Result]) -> list[str]:
    counts = Counter(result.status for result in results)
    minutes = sum(r.answer.asked.minutes for r in results if r.status != "right")
    return [str(number) for number in (*(counts[status] for status in STATES), minutes)]


def places(work: Work, asked: Asked) -> list[str]:
    """Where an exercise is, in each of a chapter's files that agrees with the other."""
    halves = [half for half in work.halves.values() if half.says(work.cells)]
    found = []
    for half in sorted(halves, key=lambda half: half is not work.used):
        kind, texts = "cell", [cell.source for cell in half.document.cells]
        if half.path.suffix == ".py":
            text = half.path.read_text(encoding="utf-8", errors="replace")
            kind, texts = "line", text.splitlines()
        found.append(f"{half.name}, {kind} {place_in(texts, asked.name) or 1}")
    return found
