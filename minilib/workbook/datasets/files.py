"""Where the project's files are; writing files and folders completely or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

#: The top of the project: the folder that holds ``chapters/``, ``solutions/`` and ``minilib/``.
TOP = Path(__file__).resolve().parents[3]


def write_whole(path: Path, text: str) -> bool:
    """Write ``text`` (UTF-8, ``\\n``) to ``path`` in one step; True if that changed the file.

    A reader sees the old file or the new one, never a half: the text goes to a temporary file
    beside it, which then takes its name.
    """
    return write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, data: bytes) -> bool:
    """Write ``data`` to ``path`` as :func:`write_whole` writes text."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile's, which only their owner may read: who may read a file, the umask decides.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return True


@contextlib.contextmanager
def temporary_beside(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as ``folder``, to be given its name when it is complete.

    It is removed at the end. What killed runs have left is cleared away first, and an exchange that
    was cut short (see :func:`take_name`) is undone.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    restore(folder)
    _clear_leftovers(folder)
    # As above: a folder of tempfile's would be closed to everybody else, under its new name too.
    temporary = folder.parent / f".{folder.name}-{os.getpid()}-{secrets.token_hex(4)}"
    temporary.mkdir()
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def take_name(temporary: Path, folder: Path) -> None:
    """Give a finished temporary folder the name ``folder``; what had it before is removed.

    No system exchanges two folders in one step everywhere. So the old one is put aside first; it
    comes back if the new one can't take its place, or at the next start if this run is killed.
    """
    aside = _aside(folder)
    if folder.exists():
        folder.rename(aside)
    try:
        temporary.rename(folder)
    except OSError:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def restore(folder: Path) -> None:
    """Undo or finish an exchange of folders that was cut short by a kill."""
    aside = _aside(folder)
    if not aside.exists():
        return
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.rename(folder)


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.previous"


def _clear_leftovers(folder: Path) -> None:
    """Remove the temporary folders of runs that were killed; not those of runs still going."""
    for left in folder.parent.glob(f".{folder.name}-*-*"):
        import psutil  # slow, and hardly ever needed: every command loads this module

        number = left.name.removeprefix(f".{folder.name}-").split("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(left, ignore_errors=True)
