"""A learner's work is never lost: a backup is made before anything overwrites it.

A backup is a folder ``.kept/04_boxes/2026-11-24_21-44-54/`` at the project's top, with the
chapter's files byte for byte, and a line that says what it was made before. It is outside of
``chapters/``, so that anyone who deletes that folder and gets a new one loses nothing. A
backup gets its name when it is complete; only then is anything overwritten, each file in one step.
"""

from __future__ import annotations

import contextlib
import difflib
import shutil
import time
from datetime import datetime
from itertools import count
from pathlib import Path

from minilib.workbook.authoring.notebooks import SUFFIXES
from minilib.workbook.authoring.source import Chapter
from minilib.workbook.datasets.files import TOP, temporary_beside, write_bytes_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.workspace import read_work

KEPT = ".kept"
BEFORE = "before.txt"
#: Nobody takes so many seconds to write a file.
_LEFT_BEHIND = 60


def keep(chapter: Chapter, top: Path = TOP, *, before: str = "") -> Path | None:
    """Back up a chapter's files as they are; return the backup's folder.

    A chapter that nobody has written in needs no backup, and one that is the same as the newest is
    not made again. ``before`` says in a few words what will overwrite the files.
    """
    if not read_work(chapter, top).touched:
        return None
    present = files_of(top / "chapters", chapter)
    copies = kept(chapter, top)
    if copies and files_of(copies[0], chapter) == present:
        return copies[0]
    _sweep(top / "chapters", chapter)
    home = top / KEPT / chapter.stem
    with temporary_beside(home / "copy") as temporary:
        for name, content in (present | {BEFORE: f"{before}\n".encode()}).items():
            write_bytes_whole(temporary / name, content)
            if name in present:  # the newer of the two stays the newer
                shutil.copystat(top / "chapters" / name, temporary / name)
        temporary.chmod(0o755)
        return _named(temporary, home)


def _named(temporary: Path, home: Path) -> Path:
    now = f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
    for number in count(1):  # a name that sorts behind the others of the same second
        path = home / (now if number == 1 else f"{now}_{number:02}")
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                return temporary.rename(path)


def files_of(folder: Path, chapter: Chapter) -> dict[str, bytes]:
    """The chapter's files in a folder: name -> content."""
    paths = [folder / f"{chapter.stem}{suffix}" for suffix in SUFFIXES]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _sweep(folder: Path, chapter: Chapter) -> None:
    """Remove what a killed run left: files that were not complete, so they took no name."""
    for left in folder.glob(f".{chapter.stem}.*.{'[0-9a-f]' * 8}"):  # not an editor's .swp
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                left.unlink()


def kept(chapter: Chapter, top: Path = TOP) -> list[Path]:
    """The backups of a chapter, the newest first."""
    home = top / KEPT / chapter.stem
    return sorted((path for path in home.glob("[0-9]*") if path.is_dir()), reverse=True)


def place(copy: Path) -> str:
    """Where a backup is: ``'.kept/04_boxes/2026-11-24_09-16-30/'``."""
    return "/".join(copy.parts[-3:]) + "/"


def made_before(copy: Path) -> str:
    """What a backup was made before: ``'reset hw_bb'``; ``''`` where that is not known."""
    file = copy / BEFORE
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def picked(chapter: Chapter, when: str | None, top: Path) -> Path:
    """The backup whose name is, or begins with, ``when``; the newest for None."""
    copies = kept(chapter, top)
    if not copies:
        raise WorkbookError(f"there is no backup of {chapter.stem}, so nothing to restore")
    matching = [path for path in copies if path.name.startswith(when or "")]
    if matching:  # a name may be the beginning of another's of the same second
        return min(matching, key=lambda path: path.name != when)
    near = difflib.get_close_matches(when, [path.name for path in copies], n=1, cutoff=0)[0]
    raise WorkbookError(f"no backup of {chapter.stem} is called '{when}'; did you mean '{near}'?")
