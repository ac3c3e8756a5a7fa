"""Run a notebook, and keep of its outputs only what is the same on every machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from minilib.workbook.errors import WorkbookError

#: What tells a figure in words.
ALTERNATIVES = "minilib.workbook.authoring.alternatives"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ADDRESS = re.compile(r"\b(?:at )?0x[0-9a-fA-F]{6,}")
# An absolute path with at least two folders; a URL or a relative path is not one.
_PATH = re.compile(
    r"(?<![\w.:/~-])(?:/(?:home|root|Users|tmp|work|usr|opt|var|private)/|[A-Z]:\\)\S+"
)
_FRAME = re.compile(r"^File .*?([^/\\]+\.py)", re.MULTILINE)


def run(notebook: NotebookNode, folder: Path, name: str, *, data: str = "sample") -> NotebookNode:
    """Execute ``notebook`` in place, as if it lay in ``folder``, and clean its outputs.

    A fresh kernel runs the cells, with ``data`` as WORKBOOK_DATA. ``name`` is for errors.

    Raises
    ------
    WorkbookError
        A cell that is not tagged ``raises-exception`` raised, took too long, or killed the kernel.
    """
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        # Its warning that it talks to this computer unencrypted would be repeated for each kernel.
        extra_arguments=["--log-level=40", f"--ext={ALTERNATIVES}"],
        record_timing=False,
        # How printed text is cut into pieces differs from run to run.
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        # Without a backend of its own a kernel draws its figures into the notebook.
        env = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
        # Two notebooks run at a time: with all cores for each, PyTorch's threads would fight.
        env.setdefault("OMP_NUM_THREADS", "1")
        client.execute(env=env | {"WORKBOOK_DATA": data})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        position, line = _failed(notebook), _COLOURS.sub("", str(error)).strip().splitlines()[-1]
        raise WorkbookError(f"{name}, cell {position}: {line}") from error
    for cell in notebook.cells:
        clean(cell)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _failed(notebook: NotebookNode) -> int:
    """The number (from 1, all cells counted) of the last cell that was run."""
    ran = [n for n, cell in enumerate(notebook.cells, 1) if cell.get("execution_count")]
    return ran[-1] if ran else 1


def clean(cell: NotebookNode) -> None:
    """Drop times from a cell, and paths from its tracebacks (nbval does not compare those)."""
    cell.metadata.pop("execution", None)
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            plain = _COLOURS.sub("", "\n".join(output.traceback))
            output.traceback = _FRAME.sub(r"File \1", plain).splitlines()


def machine_specific(cell: NotebookNode) -> str | None:
    """What in a cell's outputs is of one machine only (an address, a path); None if nothing is."""
    for text in output_texts(cell):
        match = _ADDRESS.search(text) or _PATH.search(text)
        if match:
            return match[0][:60]
    return None


def output_texts(cell: NotebookNode) -> list[str]:
    """All text of a cell's outputs: streams, plain results, HTML, error messages and tracebacks."""
    texts = []
    for output in cell.get("outputs", []):
        texts += [output.get("text", ""), output.get("evalue", "")]
        texts += output.get("traceback", [])
        texts += [text for kind, text in output.get("data", {}).items() if kind.startswith("text/")]
    return ["".join(lines) for lines in texts]  # a file may hold a text as a list of lines
