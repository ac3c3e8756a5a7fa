"""Small archives in VOC's layout, and a server on loopback whose connection breaks."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

TOP = "VOCdevkit/VOC2007"


def xml(stem: str, objects: list[tuple], *, width: int = 60, height: int = 40) -> str:
    """An annotation file; an object is (class, xmin, ymin, xmax, ymax, difficult)."""
    parts = [
        f"<object><name>{name}</name><difficult>{difficult}</difficult><bndbox><xmin>{x0}</xmin>"
        f"<ymin>{y0}</ymin><xmax>{x1}</xmax><ymax>{y1}</ymax></bndbox></object>"
        for name, x0, y0, x1, y1, difficult in objects
    ]
    size = f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
    name = f"<filename>{stem}.jpg</filename>"
    return f"<annotation>{name}{size}{''.join(parts)}</annotation>"


def jpeg(seed: int, *, width: int = 60, height: int = 40) -> bytes:
    """A picture of noise: it does not compress, so that the archive has some size."""
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return cv2.imencode(".jpg", noise)[1].tobytes()


OBJECTS = {
    "000012": [("car", 11, 6, 40, 30, 0)],
    "000017": [("person", 1, 1, 60, 40, 0), ("horse", 20, 20, 21, 21, 1)],
    "000023": [],
    "000026": [("tvmonitor", 5, 5, 5, 5, 0)],
}


def files(
    split: str = "train", stems: tuple[str, ...] = tuple(OBJECTS), top: str = TOP
) -> dict[str, bytes]:
    """What a good archive of one split holds: name -> content."""
    found = {f"{top}/ImageSets/Main/{split}.txt": "".join(f"{s}\n" for s in stems).encode()}
    for stem in stems:
        objects = OBJECTS.get(stem, [("cat", 2, 3, 30, 20, 0)] if "_" in stem else [])
        found[f"{top}/Annotations/{stem}.xml"] = xml(stem, objects).encode()
        found[f"{top}/JPEGImages/{stem}.jpg"] = jpeg(int(stem))
    return found


def tar_of(content: dict[str, bytes], *members: tarfile.TarInfo, mode: str = "w") -> bytes:
    """A tar archive of these files, then of these members (links, devices) without content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for name, data in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        for member in members:
            tar.addfile(member)
    return out.getvalue()


def md5(data: bytes) -> str:
    """A checksum as :mod:`minilib.workbook.datasets.download` wants it."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@contextmanager
def served(data: bytes, *, ranges: bool = True, breaks: int = 0) -> Iterator[tuple[str, list]]:
    """Serve ``data``; the first ``breaks`` answers end half-way. Gives URL and log of requests.

    A log entry is the first byte that was asked for.
    """
    log: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range", "bytes=0-")
            first = int(asked.removeprefix("bytes=").split("-")[0]) if ranges else 0
            log.append(first)
            if self.path != "/VOC.tar":
                self.send_error(404)
                return
            if first >= len(data):
                self.send_response(416)
                self.end_headers()
                return
            rest = data[first:]
            self.send_response(206 if first else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            broken = len(log) <= breaks
            self.wfile.write(rest[: len(rest) // 2] if broken else rest)
            if broken:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/VOC.tar", log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
