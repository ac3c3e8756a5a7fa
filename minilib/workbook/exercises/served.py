"""Arguments that are web addresses, on this very computer: no case needs a network."""

from __future__ import annotations

import os
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import getproxies

from minilib.workbook.exercises import Made


@cache
def _port(content: bytes) -> int:
    """The port of a server that answers every question with these bytes."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    # A proxy, where there is one, does not know this computer's own addresses.
    os.environ["no_proxy"] = f"127.0.0.1,{getproxies().get('no', '')}"
    return server.server_port


def address(kind: str, content: bytes, port: int | None = None) -> Made:
    """An address (``'http'`` or ``'https'``) behind which there is ``content``.

    With a port of its own, it is an address at which nothing listens.
    """

    def make(_: Path) -> str:
        served = _port(content)
        return f"{kind}://127.0.0.1:{port or served}/a.png"

    return Made(make, repr(f"{kind}://127.0.0.1{f':{port}' if port else ''}/a.png"))
