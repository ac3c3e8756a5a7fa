"""How far a learner is: computed from the chapters themselves each time, stored nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from minilib.workbook.datasets.files import TOP
from minilib.workbook.student.answers import Asked, Script, cell_in, line_in, wanted
from minilib.workbook.student.judging import Result, judged
from minilib.workbook.student.workspace import Half, Work, read_work

#: How an exercise is drawn in the bar.
MARKS = {"right": "#", "tried": "~", "untouched": "."}


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
    def counts(self) -> Counter[str]:
        """How many exercises are right, tried and untouched."""
        return Counter(result.status for result in self.results)

    @property
    def minutes_left(self) -> int:
        """The minutes of those that are not right."""
        return sum(r.answer.asked.minutes for r in self.results if r.status != "right")


def standings(top: Path = TOP) -> Iterator[Standing]:
    """Every chapter that has exercises, one after the other; two are judged at a time."""
    works = [(read_work(chapter, top), asked) for chapter, asked in wanted((), top) if asked]
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(judged, work, asked, texts=False) for work, asked in works]
        try:
            for (work, _), job in zip(works, jobs, strict=True):
                yield Standing(work, job.result())
        finally:
            for job in jobs:
                job.cancel()


def table(chapters: list[Standing]) -> list[str]:
    """The lines of the overview."""
    widest = max(len(one.results) for one in chapters)
    bars = [f"[{''.join(MARKS[r.status] for r in one.results)}]" for one in chapters]
    columns = f"{'right':>7}{'tried':>7}{'untouched':>11}{'minutes left':>14}"
    lines = [f"{'chapter':<16}{'':<{widest + 4}}{columns}"]
    for one, bar in zip(chapters, bars, strict=True):
        numbers = _numbers(one.counts, one.minutes_left)
        lines.append(f"{one.name:<16}{bar:<{widest + 4}}{numbers}")
    counts = sum((one.counts for one in chapters), Counter())
    minutes = sum(one.minutes_left for one in chapters)
    lines.append(f"{'all':<16}{'':<{widest + 4}}{_numbers(counts, minutes)}")
    total = counts.total()
    share = round(100 * counts["right"] / total) if total else 100
    filled = 60 * counts["right"] // total if total else 60
    lines += ["", f"[{'#' * filled:.<60}] {share} % right"]
    return lines


def _numbers(counts: Counter[str], minutes: int) -> str:
    return f"{counts['right']:>7}{counts['tried']:>7}{counts['untouched']:>11}{minutes:>14}"


def place(work: Work, half: Half, asked: Asked) -> str:
    """Where an exercise stands in a half that can be read: its line, or its cell."""
    answer = Script(work.chapter, half.cells).answer(asked)
    if half.path.suffix == ".py":
        return f"{half.name}, line {line_in(half.path.read_text(encoding='utf-8'), answer)}"
    return f"{half.name}, cell {cell_in(half.cells, answer)}"
