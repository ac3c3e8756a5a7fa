"""Unpack an archive from somewhere else without letting it do harm."""

from __future__ import annotations

import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from tqdm import tqdm

from minilib.workbook.errors import WorkbookError

#: Far above what VOC has (2012: 17125 images, 2 GB), far below what fills a disk.
MOST_BYTES = 4 << 30
MOST_BYTES_A_FILE = 512 << 20
MOST_MEMBERS = 200_000


def unpack(
    archive: Path, folder: Path, *, place: Callable[[str], str | None], progress: bool = True
) -> int:
    """Unpack the wanted files of an archive into ``folder``; all members are looked at.

    Parameters
    ----------
    archive
        A tar file, plain or compressed, or a zip file.
    folder
        An existing folder.
    place
        Says for a member's name (without a leading ``./``) where to put it in ``folder``; None if
        it is not wanted.

    Returns
    -------
    int
        How many files were written.

    Raises
    ------
    WorkbookError
        The archive is not there, is damaged, has a member that could do harm (see
        :func:`tarfile.data_filter`), is too large, or the disk has no room.
    """
    name = archive.name
    try:
        with archive.open("rb") as begin:
            kind = "zip" if begin.read(2) == b"PK" else "tar"
        if kind == "tar" and not tarfile.is_tarfile(archive):
            raise WorkbookError(f"{name}: neither a tar nor a zip archive; take one that is")
        if kind == "zip":
            with zipfile.ZipFile(archive) as opened:
                return _extract(opened, _in_zip(opened, name), folder, name, place, progress)
        with tarfile.open(archive) as opened:
            return _extract(opened, _in_tar(opened, folder, name), folder, name, place, progress)
    except FileNotFoundError as error:
        raise WorkbookError(f"{name}: there is no such file; give the archive's path") from error
    except tarfile.FilterError as error:
        raise WorkbookError(
            f"{name}: {str(error).splitlines()[0]}, so nothing was unpacked; get it elsewhere"
        ) from error
    except NotImplementedError as error:  # zipfile's, for a compression that it does not know
        raise WorkbookError(
            f"{name}: Python can't unpack it ({error}); pack it again as a tar file"
        ) from error
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0].rstrip(":")
        raise WorkbookError(
            f"{name}: not a complete {kind} archive ({said}); download or copy it again"
        ) from error


def _extract(
    opened: tarfile.TarFile | zipfile.ZipFile,
    members: Iterator[tuple[str, int, object]],
    folder: Path,
    name: str,
    place: Callable[[str], str | None],
    progress: bool,
) -> int:
    taken, total = [], 0
    for number, (member, size, entry) in enumerate(members, 1):
        total += size
        if size > MOST_BYTES_A_FILE or number > MOST_MEMBERS or total > MOST_BYTES:
            raise WorkbookError(
                f"{name}: larger than a data set can be ({member[:80]!r} alone has "
                f"{size >> 20} MB), so nothing was unpacked; get it elsewhere"
            )
        target = place(member.removeprefix("./")) if entry else None
        if target:
            taken.append((target, size, entry))
    if isinstance(opened, tarfile.TarFile):
        _check_end(opened, name)
    _check_room(sum(size for _, size, _ in taken), folder, name)
    for target, _, entry in tqdm(taken, desc="Unpacking", unit="file", disable=not progress):
        if isinstance(opened, tarfile.TarFile):
            renamed = entry.replace(name=target, deep=False)
            opened.extract(renamed, folder, set_attrs=False, filter="data")
            continue
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as packed, (folder / target).open("wb") as out:
            shutil.copyfileobj(packed, out)
    return len(taken)


def _in_tar(tar: tarfile.TarFile, folder: Path, name: str) -> Iterator[tuple[str, int, object]]:
    """(name, size, member), without a member where it is no plain file.

    What could do harm stops it: tarfile's own "data" filter.
    """
    for member in tar:
        tarfile.data_filter(member, str(folder))
        yield member.name, member.size, member if member.isfile() else None


def _in_zip(opened: zipfile.ZipFile, name: str) -> Iterator[tuple[str, int, object]]:
    """The same for a zip file, with the same rules."""
    for entry in opened.infolist():
        member = entry.filename.replace("\\", "/")  # some programs on Windows write those
        path = PurePosixPath(member)
        outside = path.is_absolute() or PureWindowsPath(path).drive or ".." in path.parts
        mode = entry.external_attr >> 16
        if outside or (stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))):
            what = "leads outside the destination" if outside else "is a link or a device"
            raise tarfile.FilterError(f"{member[:80]!r} {what}")
        if entry.flag_bits & 1:
            raise WorkbookError(f"{name}: it has a password; unpack it and give the folder")
        yield member, entry.file_size, None if entry.is_dir() else entry


def _check_end(tar: tarfile.TarFile, name: str) -> None:
    """A tar archive ends with empty blocks; tarfile does not mind when they are missing."""
    tar.fileobj.seek(tar.offset)
    if tar.fileobj.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
        raise WorkbookError(
            f"{name}: not a complete tar archive (its end is missing); download or copy it again"
        )


def _check_room(needed: int, folder: Path, name: str) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise WorkbookError(
            f"{name}: needs {needed >> 20} MB, the disk has {free >> 20} MB left; make room, or "
            "set WORKBOOK_HOME to another disk"
        )
