"""Thirty learners on one machine: what a chapter that trains nothing needs of its memory."""

import contextlib

import psutil
import pytest
from jupyter_client.manager import start_new_kernel

from minilib.workbook.authoring.reading import read_document
from minilib.workbook.datasets.files import TOP

MEGABYTE = 1_000_000


@contextlib.contextmanager
def kernel(folder):
    """A running kernel: its process, and a function that runs code in it."""
    options = {"kernel_name": "python3", "cwd": str(folder), "extra_arguments": ["--log-level=40"]}
    manager, client = start_new_kernel(**options)
    try:
        process = psutil.Process(manager.provisioner.process.pid)

        def run(code):
            client.execute_interactive(code, output_hook=lambda _: None, timeout=120)

        yield process, run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def needed(process):
    """Bytes that a process needs of its own; what it shares with others counts in part only."""
    memory = process.memory_full_info()
    return getattr(memory, "pss", memory.uss)


@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_a_kernel_of_chapter_04_needs_less_than_150_megabytes(folder, record_property):
    with kernel(TOP / folder) as (process, run):
        for cell in read_document(TOP / folder / "04_boxes.ipynb").cells:
            if cell.cell_type == "code" and "subprocess" not in cell.source:
                run(cell.source)
        megabytes = needed(process) / MEGABYTE
    record_property("megabytes", round(megabytes))
    assert 50 < megabytes < 150
