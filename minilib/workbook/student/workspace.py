"""Which of a chapter's two files holds the learner's work, and what it says. Only read here.

*The file that you wrote in counts; if you wrote in both, the newer one counts.* Written in is a
file that differs from what was built, whatever its time (a fresh clone has any), and from what both
said when they were last written together.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from minilib.workbook.authoring.notebooks import SUFFIXES, Half, halves, learner_cells
from minilib.workbook.authoring.reading import CONFLICT, Node
from minilib.workbook.authoring.source import Chapter, chapters_in
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Script


@dataclass(frozen=True)
class Work:
    """A learner's chapter: its halves by their suffix, and the one that counts, if one does.

    ``notes`` are lines about the two; ``blocked``, then the only one, says why none counts and what
    to do.
    """

    chapter: Chapter
    halves: dict[str, Half]
    used: Half | None
    blocked: str = ""
    notes: tuple[str, ...] = ()

    @property
    def cells(self) -> list[Node]:
        """The cells that count; those of the unsolved chapter where there are none."""
        if self.used is None:
            return learner_cells(self.chapter.notebook.cells)
        return self.used.document.cells

    @property
    def script(self) -> Script:
        """The same, taken apart."""
        return Script(self.chapter, self.cells)

    @property
    def touched(self) -> bool:
        """Whether there is anything in the two that the builder did not write."""
        return any(half.touched for half in self.halves.values())

    @property
    def is_as_built(self) -> bool:
        """Whether both files are there as the builder left them."""
        return not any(half.touched or half.is_faulty for half in self.halves.values())

    def refuse(self) -> None:
        """Raise a WorkbookError when no half counts, so that nothing may be done."""
        if self.blocked:
            raise WorkbookError(self.blocked)


def read_work(
    chapter: Chapter, top: Path = TOP, *, use: str | None = None, folder: Path | None = None
) -> Work:
    """Read a learner's chapter, whose two files are in ``folder`` (``chapters/`` by default).

    With ``use`` (``'py'`` or ``'ipynb'``) this half counts, whatever the other says.

    Raises
    ------
    WorkbookError
        The half that counts can't be read.
    """
    pair = halves(chapter, folder or top / "chapters")
    both = pair.values()
    changed = [half for half in both if half.state == "changed"]
    lost = [half for half in both if half.state == "unreadable"]
    built = [half for half in both if half.state == "built"]
    if use:
        used = pair[f".{use}"]
        if used.document is None:
            raise WorkbookError(used.problem)
    elif changed:
        changed = [half for half in changed if half.since] or changed
        differ = not changed[0].says(changed[-1].document.cells)
        used = max(changed, key=lambda half: differ * half.path.stat().st_mtime_ns)
    elif lost or not built:
        number = chapter.number
        blocked = f"both files of {chapter.stem} are missing: workbook reset {number}"
        if lost:
            blocked = (
                f"{lost[0].problem}. Nothing was done, because the other file has no answers in "
                f"it. Fix the file, or restore a backup ('workbook restore {number}'), or start "
                f"over ('workbook reset {number}' keeps it as a backup)"
            )
        return Work(chapter, pair, None, blocked, (blocked,))
    else:
        used = built[0]
    notes = [f"{half.problem}; {used.name} counts" for half in both if half.problem]
    notes += [
        f"{used.name} and {half.path.name} were both written in; the newer counts, "
        f"{used.path.name}. To take the other: workbook restore {chapter.number} --use "
        f"{half.path.suffix[1:]}"
        for half in changed
        if not half.says(used.document.cells)
    ]
    if CONFLICT in used.document.faults:
        notes.append(f"{used.name}: {CONFLICT}; keep one of the two versions")
    return Work(chapter, pair, used, notes=tuple(notes))


def strays(top: Path = TOP) -> list[str]:
    """Copied or renamed chapters, which nothing reads: a line about each."""
    known = {chapter.stem for chapter in chapters_in(top / "solutions")}
    return [
        f"chapters/{path.name} is not a chapter's name, so it is not read"
        for path in sorted((top / "chapters").glob("*"))
        if path.suffix in SUFFIXES and path.stem not in known
        if b"### Exercise: `" in path.read_bytes()
    ]
