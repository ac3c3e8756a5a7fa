"""Which device PyTorch would train on, asked without loading PyTorch into this process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from minilib.workbook.errors import WorkbookError

_QUESTION = """
import json, torch
from minilib.training import best_device
name, label, memory = best_device(), "", 0
if name == "cuda":
    label, memory = torch.cuda.get_device_name(0), torch.cuda.get_device_properties(0).total_memory
count = torch.cuda.device_count()
print(json.dumps(dict(name=name, label=label, memory=memory, count=count, torch=torch.__version__)))
"""


@dataclass(frozen=True)
class Device:
    """A device as PyTorch sees it.

    Attributes
    ----------
    name
        What :func:`minilib.training.best_device` gives: ``'cuda'``, ``'mps'``, ``'cpu'``.
    label
        The GPU's own name; empty without a CUDA GPU.
    memory
        The GPU's memory in bytes; 0 without a CUDA GPU.
    count
        How many CUDA GPUs there are.
    torch
        PyTorch's version.
    """

    name: str
    label: str
    memory: int
    count: int
    torch: str

    def __str__(self) -> str:
        if self.name == "cuda":
            return f"cuda: {self.label}, {self.memory / 2**30:.0f} GiB ({self.count} in all)"
        return {"mps": "mps: this Mac's own GPU", "cpu": "cpu: no GPU found"}.get(
            self.name, self.name
        )


def find_device() -> Device:
    """Ask PyTorch, in a process of its own: importing it costs some hundred megabytes.

    Raises
    ------
    WorkbookError
        PyTorch can't be imported; the message holds its last line.
    """
    done = subprocess.run([sys.executable, "-c", _QUESTION], capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise WorkbookError(f"PyTorch does not start ({reason}); install the project again")
    return Device(**json.loads(done.stdout.splitlines()[-1]))
