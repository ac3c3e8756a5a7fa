"""Where the project's files lie, and writing them whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

#: The top of the project: the folder that holds ``chapters/``, ``solutions/`` and ``minilib/``.
TOP = Path(__file__).resolve().parents[2]


def write_whole(path: Path, text: str) -> bool:
    """Write ``text`` (UTF-8, ``\\n``) to ``path`` in one step; True if that changed the file.

    A reader sees the old file or the new one, never a half: the text goes to a temporary file
    beside it, which then takes its name.
    """
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner reads; a source file is for everybody.
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    return True
