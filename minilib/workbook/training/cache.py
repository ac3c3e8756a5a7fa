"""Decoded pictures on the disk, so that later epochs need not decode them again."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from threading import get_ident

import numpy as np

FOLDER = Path("tmp") / "decoded"


class Decoded:
    """Reads as :func:`minilib.data.read_rgb` does, the same pixels, and keeps them in a folder.

    An entry counts as long as size and time of its picture are what they were. It is written under
    another name and then renamed, so several workers and processes may share the folder. Where
    nothing can be written, pictures are just decoded.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = os.path.abspath(folder)  # noqa: PTH100 (a text, made once, joined often)

    def __call__(self, file: Path | str, size: Sequence[int], sz: int) -> np.ndarray:
        """Pixels of the picture, uint8 (height, width, 3)."""
        from minilib.data import read_rgb

        path = os.path.abspath(file)  # noqa: PTH100
        name = hashlib.blake2b(path.encode(), digest_size=12).hexdigest()
        entry = f"{self.folder}/{name}-{sz}"
        about = os.stat(path)  # noqa: PTH116
        if (kept := _read(entry, about)) is not None:
            return kept
        im = read_rgb(file, size, sz)
        with contextlib.suppress(OSError):
            _write(entry, about, im)
        return im


def _read(entry: str, about: os.stat_result) -> np.ndarray | None:
    """The pixels of an entry; None where it is missing, cut off, or of another picture."""
    try:
        data = np.fromfile(entry, dtype=np.uint8)
    except OSError:
        return None
    if data.size < 32:
        return None
    length, time, height, width = data[:32].view(np.int64).tolist()
    if (length, time, 32 + height * width * 3) != (about.st_size, about.st_mtime_ns, data.size):
        return None
    return data[32:].reshape(height, width, 3)


def _write(entry: str, about: os.stat_result, im: np.ndarray) -> None:
    beside = Path(f"{entry}.{os.getpid()}.{get_ident()}.part")
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        with beside.open("wb") as opened:
            np.array([about.st_size, about.st_mtime_ns, *im.shape[:2]], dtype=np.int64).tofile(
                opened
            )
            np.ascontiguousarray(im).tofile(opened)
        beside.replace(entry)
    finally:
        beside.unlink(missing_ok=True)


def clear_cache(home: Path) -> int:
    """Delete the decoded pictures of all data sets in a folder; the bytes that are free again."""
    freed = 0
    for folder in home.glob(f"*/{FOLDER.as_posix()}"):
        freed += sum(entry.stat().st_size for entry in folder.iterdir())
        shutil.rmtree(folder)
    return freed
