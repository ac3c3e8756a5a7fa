"""Which of a chapter's two files holds the learner's work, and what it says. Only read here.

*The file that you wrote in counts; if you wrote in both, the newer one counts.* Written in is a
file that differs from what was built, whatever its time (a fresh clone has any).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from minilib.workbook.authoring.notebooks import built_as, is_changed, learner_cells, plain
from minilib.workbook.authoring.reading import CONFLICT, Document, Node, Unreadable, read_document
from minilib.workbook.authoring.source import FILE_NAME, Chapter
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Script

SUFFIXES = (".py", ".ipynb")
_MISSING = "is missing"


@dataclass(frozen=True)
class Half:
    """One of a chapter's two files.

    ``state`` is ``'missing'``, ``'unreadable'``, ``'built'`` or ``'changed'``; without a document,
    ``problem`` is ``'is missing'``, or ``"can't be read: "`` and why.
    """

    path: Path
    state: str
    document: Document | None = field(default=None, repr=False)
    problem: str = ""

    @property
    def name(self) -> str:
        """``'chapters/04_boxes.py'``."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def touched(self) -> bool:
        """Whether there is anything in it that the builder did not write."""
        return self.state in {"changed", "unreadable"}

    def says(self, cells: list[Node]) -> bool:
        """Whether it holds these cells."""
        return self.document is not None and plain(self.document.cells) == plain(cells)

    @property
    def is_faulty(self) -> bool:
        """Whether it is not as the strict writer would leave it."""
        return self.document is None or bool(self.document.faults)


@dataclass(frozen=True)
class Work:
    """A learner's chapter: its halves by their suffix, and the one that counts, if one does.

    ``blocked`` says why none counts, and what to do; ``notes`` are lines about the two.
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
    paths = [(folder or top / "chapters") / f"{chapter.stem}{suffix}" for suffix in SUFFIXES]
    read = {path: _read(path) for path in paths}
    built = [built_as(one) for one in read.values() if isinstance(one, Document)]
    halves = {}
    for path, one in read.items():
        if isinstance(one, Document):
            changed = is_changed(one.cells, built, chapter.notebook.cells)
            half = Half(path, "changed" if changed else "built", one)
        else:
            half = Half(path, "missing" if one == _MISSING else "unreadable", problem=one)
        halves[path.suffix] = half
    if use is None:
        return _choose(chapter, halves)
    used = halves[f".{use}"]
    if used.document is None:
        raise WorkbookError(f"{used.name} {used.problem}")
    return Work(chapter, halves, used)


def _read(path: Path) -> Document | str:
    """What a file holds, or why nothing can be read from it."""
    try:
        return read_document(path)
    except FileNotFoundError:
        return _MISSING
    except (Unreadable, OSError) as error:
        return f"can't be read: {getattr(error, 'strerror', None) or error}"


def _choose(chapter: Chapter, halves: dict[str, Half]) -> Work:
    pair = sorted(halves.values(), key=lambda half: half.path)  # the notebook first: it holds more
    changed = [half for half in pair if half.state == "changed"]
    number, (used, blocked) = chapter.number, _used(chapter, pair, changed)
    counts = f"{used.name} counts" if used else "'workbook reset' builds the chapter again"
    notes = [f"{half.name} {half.problem}; {counts}" for half in pair if half.problem]
    older = [half for half in changed if used and not half.says(used.document.cells)]
    notes += [
        f"{used.name} and {half.path.name} were both written in; the newer counts, "
        f"{used.path.name}. To take the other: workbook restore {number} --use "
        f"{half.path.suffix[1:]}"
        for half in older
    ]
    if used and CONFLICT in used.document.faults:
        notes.append(f"{used.name}: {CONFLICT}; keep one of the two versions")
    return Work(chapter, halves, used, blocked, tuple(notes))


def _used(chapter: Chapter, pair: list[Half], changed: list[Half]) -> tuple[Half | None, str]:
    """The half that counts, or why there is none."""
    if changed:
        differ = not changed[0].says(changed[-1].document.cells)
        return max(changed, key=lambda half: differ * half.path.stat().st_mtime_ns), ""
    for half in pair:
        if half.state == "unreadable":
            return None, (
                f"{half.name} {half.problem}. Nothing was done, because the other file has no "
                "answers in it. Fix the file, or restore a backup ('workbook restore "
                f"{chapter.number}'), or start over ('workbook reset {chapter.number}' keeps it as "
                "a backup)"
            )
    built = [half for half in pair if half.document is not None]
    missing = f"both files of {chapter.stem} are missing: workbook reset {chapter.number}"
    return (built[0], "") if built else (None, missing)


def strays(top: Path = TOP) -> list[str]:
    """Copied or renamed chapters, which nothing reads: a line about each."""
    sources = {path.stem for path in (top / "solutions").glob("*.py")}
    found = []
    for path in sorted((top / "chapters").glob("*")):
        known = path.stem in sources and FILE_NAME.fullmatch(f"{path.stem}.py")
        if path.suffix in SUFFIXES and not known and b"### Exercise: `" in path.read_bytes():
            found.append(f"chapters/{path.name} is not a chapter's name, so it is not read")
    return found
