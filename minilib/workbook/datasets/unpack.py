"""Unpack an archive from somewhere else without letting it do harm."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from tqdm import tqdm

from minilib.workbook.errors import WorkbookError

#: Far above what VOC 2007 has (test: 4952 images, 0.45 GB), far below what fills a disk.
MOST_BYTES = 4 << 30
MOST_BYTES_A_FILE = 32 << 20
MOST_MEMBERS = 200_000


def unpack(
    archive: Path, folder: Path, *, wanted: Callable[[str], bool], progress: bool = True
) -> int:
    """Unpack the wanted files of a tar archive into ``folder``; all members are looked at.

    Parameters
    ----------
    archive
        A tar file, plain or compressed.
    folder
        An existing folder.
    wanted
        Says for a member's name whether to take it.

    Returns
    -------
    int
        How many files were written.

    Raises
    ------
    WorkbookError
        It is no tar archive, is cut off, has a member that reaches out of the folder or is neither
        file nor folder, is too large, or the disk has no room.
    """
    name = archive.name
    try:
        with tarfile.open(archive) as tar:
            members = list(_harmless(tar, name))
            _check_end(tar, name)
            taken = [one for one in members if one.isfile() and wanted(one.name)]
            _check_room(taken, folder, name)
            for member in tqdm(taken, desc="Unpacking", unit="file", disable=not progress):
                tar.extract(member, folder, set_attrs=False, filter="data")
    except FileNotFoundError as error:
        raise WorkbookError(f"{name}: there is no such file; give the archive's path") from error
    except (tarfile.TarError, EOFError) as error:
        raise WorkbookError(
            f"{name}: not a complete tar archive ({_said(error)}); download it again"
        ) from error
    return len(taken)


def _said(error: Exception) -> str:
    text = str(error).splitlines()
    return text[0] if text else type(error).__name__


def _harmless(tar: tarfile.TarFile, name: str) -> Iterator[tarfile.TarInfo]:
    """The members, one by one; refuses the first that is not a plain file or folder inside."""
    total = 0
    for number, member in enumerate(tar, 1):
        problem = _problem(member)
        if problem:
            raise WorkbookError(f"{name}: {problem}, so nothing was unpacked; get it elsewhere")
        total += member.size
        if number > MOST_MEMBERS or total > MOST_BYTES:
            raise WorkbookError(
                f"{name}: larger than VOC 2007 can be, so nothing was unpacked; get it elsewhere"
            )
        yield member


def _problem(member: tarfile.TarInfo) -> str | None:
    shown = repr(member.name[:80])
    if not (member.isfile() or member.isdir()):
        return f"{shown} is a link or a device"
    windows = PureWindowsPath(member.name)
    outside = member.name.startswith("/") or windows.drive or "\\" in member.name
    if outside or ".." in PurePosixPath(member.name).parts:
        return f"{shown} would lie outside the folder"
    if member.size > MOST_BYTES_A_FILE:
        return f"{shown} has {member.size >> 20} MB"
    return None


def _check_end(tar: tarfile.TarFile, name: str) -> None:
    """A tar archive ends with empty blocks; tarfile does not mind when they are missing."""
    tar.fileobj.seek(tar.offset)
    if tar.fileobj.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
        raise WorkbookError(
            f"{name}: not a complete tar archive (its end is missing); download it again"
        )


def _check_room(members: list[tarfile.TarInfo], folder: Path, name: str) -> None:
    needed = sum(member.size for member in members)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise WorkbookError(
            f"{name}: needs {needed >> 20} MB, the disk has {free >> 20} MB left; make room, or "
            "set WORKBOOK_HOME to another disk"
        )
