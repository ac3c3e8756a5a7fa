"""Train in two processes, of which one is killed when the first epoch has been saved.

Called by test_train.py with a folder and the command's arguments. PyTorch is imported once, the
two are forks of this process; it ends as the one that is left does.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import torch
import torchvision  # noqa: F401 (the network's, for both)

from minilib.workbook.training.train import main


def begin(rank, port):
    """Start one of the two, as torchrun would."""
    number = os.fork()
    if number == 0:
        names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
        os.environ |= dict(zip(names, (str(rank), str(rank), "2", "127.0.0.1", port), strict=True))
        try:
            main()
        finally:
            sys.stdout.flush()
            os._exit(1)
    return number


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder = Path(sys.argv.pop(1))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    first, second = (begin(rank, port) for rank in (0, 1))
    deadline = time.monotonic() + 200
    while not (folder / "both-head.state").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(second, signal.SIGKILL)
    os.waitpid(second, 0)
    _, status = os.waitpid(first, 0)
    sys.exit(os.waitstatus_to_exitcode(status))
