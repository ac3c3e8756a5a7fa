"""Fetch a large file over a connection that may break, and be sure of what has come."""

from __future__ import annotations

import time
from pathlib import Path

import requests
from tqdm import tqdm

from minilib.workbook.errors import WorkbookError

_CHUNK = 1 << 16
_TIMEOUT = 30  # seconds without a byte


def download(
    url: str, file: Path, *, md5: str, attempts: int = 6, pause: float = 2.0, progress: bool = True
) -> Path:
    """Download ``url`` to ``file``, going on where an earlier try has stopped.

    What has come so far is beside it in ``<file>.part``. It is kept when the connection breaks,
    so that the next call asks for the rest only. It takes the name ``file`` when it is complete
    and its checksum is right.

    Parameters
    ----------
    url
        http or https.
    file
        Where to; when it is there already with the right checksum nothing is fetched.
    md5
        The checksum that the file must have, in hexadecimal.
    attempts
        How often in a row the connection may break without a byte having come.
    pause
        Seconds to wait before the second try; doubled for each further one.
    progress
        Show a bar.

    Raises
    ------
    WorkbookError
        The server does not answer, says no, or sends something else; the disk is full.
    """
    from torchvision.datasets.utils import check_integrity

    if check_integrity(file, md5):
        return file
    part = file.with_name(f"{file.name}.part")
    file.parent.mkdir(parents=True, exist_ok=True)
    failed = 0
    while True:
        before = _size(part)
        try:
            _fetch(url, part, progress=progress)
            break
        except requests.HTTPError as error:
            raise WorkbookError(f"{url}: the server says {error}; try again later") from error
        except requests.RequestException as error:
            failed = 1 if _size(part) > before else failed + 1
            if failed >= attempts:
                raise WorkbookError(
                    f"{url}: the connection breaks again and again ({type(error).__name__}); "
                    "what has come is kept: run the command again to go on"
                ) from error
            time.sleep(pause * 2 ** (failed - 1))
        except OSError as error:
            raise WorkbookError(
                f"{part.name}: can't be written ({error.strerror}); make room and run the command "
                "again: it goes on where it stopped"
            ) from error
    if not check_integrity(part, md5):
        part.unlink()
        raise WorkbookError(
            f"{url}: what came is not the file that was expected (its checksum differs); it was "
            "deleted: run the command again"
        )
    part.replace(file)
    return file


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _fetch(url: str, part: Path, *, progress: bool) -> None:
    """Ask for what is missing and append it; all of it where the server knows no ranges."""
    have = _size(part)
    wanted = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {}
    with requests.get(url, headers=wanted, stream=True, timeout=_TIMEOUT) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            # Nothing is left to send: it is complete, or of another file. The checksum will tell.
            return
        answer.raise_for_status()
        # Or what came of the last chunk before the connection broke would be thrown away.
        answer.raw.enforce_content_length = False
        resumed = answer.status_code == requests.codes.partial_content
        have = have if resumed else 0
        rest = int(answer.headers.get("Content-Length", 0))
        bar = tqdm(
            total=have + rest or None,
            initial=have,
            desc="Downloading",
            unit="B",
            unit_scale=True,
            disable=not progress,
        )
        got = 0
        with part.open("ab" if resumed else "wb") as out, bar:
            for chunk in answer.iter_content(_CHUNK):
                out.write(chunk)
                got += len(chunk)
                bar.update(len(chunk))
        if got < rest:
            raise requests.ConnectionError("the connection was closed too early")
