"""Unpack an archive from somewhere else without letting it do harm."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

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
        It is no tar archive, is cut off, has a member that could do harm (see
        :func:`tarfile.data_filter`), is too large, or the disk has no room.
    """
    name = archive.name
    try:
        with tarfile.open(archive) as tar:
            taken = [one for one in _members(tar, folder, name) if wanted(one.name)]
            _check_end(tar, name)
            _check_room(taken, folder, name)
            for member in tqdm(taken, desc="Unpacking", unit="file", disable=not progress):
                tar.extract(member, folder, set_attrs=False, filter="data")
    except FileNotFoundError as error:
        raise WorkbookError(f"{name}: there is no such file; give the archive's path") from error
    except tarfile.FilterError as error:
        raise WorkbookError(
            f"{name}: {str(error).splitlines()[0]}, so nothing was unpacked; get it elsewhere"
        ) from error
    except (tarfile.TarError, EOFError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise WorkbookError(
            f"{name}: not a complete tar archive ({said}); download it again"
        ) from error
    return len(taken)


def _members(tar: tarfile.TarFile, folder: Path, name: str) -> Iterator[tarfile.TarInfo]:
    """The plain files, one by one; what could do harm stops it (tarfile's own "data" filter)."""
    total = 0
    for number, member in enumerate(tar, 1):
        tarfile.data_filter(member, str(folder))
        total += member.size
        if member.size > MOST_BYTES_A_FILE or number > MOST_MEMBERS or total > MOST_BYTES:
            raise WorkbookError(
                f"{name}: larger than VOC can be ({member.name[:80]!r} alone has "
                f"{member.size >> 20} MB), so nothing was unpacked; get it elsewhere"
            )
        if member.isfile():
            yield member


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
