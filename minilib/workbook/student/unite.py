"""Make a chapter's two halves say the same, so that JupyterLab opens them as one chapter.

Jupytext's rule for a pair is that the newer file wins; a pair whose ``.ipynb`` is the newer it
refuses to open. Both lose what an editor wrote into the other half. So what both say is put
together before.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from minilib.workbook.authoring.source import Chapter
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.backups import keep, note_agreed, place
from minilib.workbook.student.pairing import agree, plain
from minilib.workbook.student.workspace import Half, Work, agreed, other_half, read_work


@dataclass(frozen=True)
class United:
    """What was done to a chapter's halves.

    Attributes
    ----------
    work
        The chapter as it was.
    written
        The files that were written.
    copy
        Where what was there is kept; None for nothing to keep.
    """

    work: Work
    written: list[Path]
    copy: Path | None

    @property
    def what(self) -> str:
        """What the two say now."""
        used = self.work.used.path.name
        if self.work.together is None:
            return f"{self.written[0].name} now says what {used} says"
        what = "both files now say what both said"
        if self.work.conflict:
            what += f"; where they clashed, what the newer said, {used}"
        return what

    def __str__(self) -> str:
        """One line for the learner."""
        chapter = self.work.chapter
        kept = f". What was there is kept in {place(self.copy)}" if self.copy else ""
        return f"chapter {chapter.number}: {self.what}{kept}"


def unite(
    chapter: Chapter, top: Path = TOP, *, use: str | None = None, before: str = "opening"
) -> United | None:
    """Write what a chapter's halves say together into both; None where they agree already.

    Where they clash, the newer is taken. What is overwritten is kept first, unless it is what the
    builder wrote or what both said the last time they agreed. A half that is missing or can't be
    read is made from the other.

    Parameters
    ----------
    chapter, top
        Whose halves, and the project's top folder.
    use
        ``'py'`` or ``'ipynb'``: write what this half says, whatever the other says.
    before
        What a kept copy is made before, in a few words.

    Raises
    ------
    WorkbookError
        The half that is to be used can't be read, or neither can.
    """
    work = read_work(chapter, top, use=use)
    if work.used.cells is None:
        raise WorkbookError(work.notes[0])
    stale = [half for half in work.halves.values() if not _says(half, work)]
    if not stale:
        note_agreed(chapter, top)
        return None
    texts = {half.path: other_half(work.cells, half) for half in stale}
    copy = keep(chapter, top, before=before) if _precious(stale, chapter, top) else None
    # The script last: Jupytext takes a pair's cells from the newer of the two.
    for path in sorted(texts):
        write_whole(path, texts[path])
    note_agreed(chapter, top)
    return United(work, sorted(texts), copy)


def united(chapter: Chapter, top: Path = TOP) -> str:
    """Unite a chapter before it is opened; what its learner should know, or nothing."""
    try:
        done = unite(chapter, top)
    except (OSError, WorkbookError) as error:
        return f"chapter {chapter.number}: {error}"
    return str(done) if done and done.copy else ""


def keep_differing(chapter: Chapter, top: Path = TOP) -> Path | None:
    """Keep a chapter whose halves differ, before something writes both; the copy, or None."""
    halves = read_work(chapter, top).halves.values()
    cells = [half.cells for half in halves]
    if None not in cells and not agree(*cells) and _precious(halves, chapter, top):
        return keep(chapter, top, before="saving in JupyterLab")
    return None


def _says(half: Half, work: Work) -> bool:
    if half is work.used and work.together is None:
        return True
    if half.cells is None:
        return False
    if half.path.suffix == ".py":
        return agree(half.cells, work.cells)
    return agree(work.cells, half.cells)


def _precious(halves: list[Half], chapter: Chapter, top: Path) -> bool:
    """Whether any of these holds what is not to be had elsewhere."""
    known = plain(agreed(chapter, top))
    return any(
        half.state == "unreadable" or (half.state == "changed" and plain(half.cells) != known)
        for half in halves
    )
