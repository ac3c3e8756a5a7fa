"""``workbook`` as a process of its own, for the tests that talk to it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

#: So long may JupyterLab take until it prints its address, on a machine that does other things.
SECONDS = 180


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running_lab(folder: Path, log: Path, **environment: str):
    """Start the command in ``folder``; gives its address, its first page, and its token.

    What it prints goes to ``log``: a pipe that nobody reads would stop it when it is full.
    """
    port = free_port()
    command = [sys.executable, "-m", "minilib.workbook", "--no-browser", "--port", str(port)]
    with log.open("w") as printed, log.open() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=printed, stderr=printed
        )
        try:
            text, found, begun = "", None, time.monotonic()
            while not found:
                assert process.poll() is None, f"it ended without an address:\n{text}"
                assert time.monotonic() - begun < SECONDS, f"no address in time:\n{text}"
                text += said.read()
                found = re.search(rf"http://127\.0\.0\.1:{port}(/lab/tree/\S+)\?token=(\w+)", text)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
            yield f"http://127.0.0.1:{port}", found[1], found[2]
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
