"""pytest's part in testing notebooks: which data they see, and leniency towards a learner.

nbval compares every output of a notebook with the stored one. That is right for notebooks as they
were built. A chapter in which a learner has written answers holds the learner's outputs: there it
is enough that the workbook's own cells still run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

STARTUP = Path(__file__).parent / "startup"


def pytest_configure(config: pytest.Config) -> None:
    """Run notebooks on the drawn data, whatever the person at the keyboard has set."""
    os.environ["WORKBOOK_DATA"] = "sample"
    # Several notebooks run at a time: with all cores for each, PyTorch's threads would fight.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # After each step of a training, glibc would give large blocks back to the system, only to ask
    # for them again: a tenth of the time.
    os.environ |= dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(2**32))
    # Told to keep nothing compiled, each of hundreds of Pythons would compile everything again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # A kernel that inherits a backend shows no figures in its notebook.
    os.environ.pop("MPLBACKEND", None)
    own = Path(tempfile.mkdtemp(prefix="pytest-"))
    config.add_cleanup(lambda: shutil.rmtree(own, ignore_errors=True))
    # The learner's IPython and the other workers' kernels have a history of their own.
    os.environ["IPYTHONDIR"] = str(own / "ipython")
    _connect_by_files(own)
    # What every Python that the tests start begins with, pytest's workers too.
    if not hasattr(config, "workerinput"):
        paths = [str(STARTUP), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)


def _connect_by_files(own: Path) -> None:
    """Let nbval talk to its kernels over sockets in folders below ``own``, not over ports.

    A port is looked for before the kernel that is to listen on it starts: until then another
    worker may take it, and the kernel dies.
    """
    import nbval.kernel
    from jupyter_client.manager import KernelManager

    def manager(**options: object) -> KernelManager:
        socket = Path(tempfile.mkdtemp(dir=own), "socket")
        return KernelManager(transport="ipc", ip=str(socket), **options)

    if os.name != "nt":  # ZeroMQ has no such sockets on Windows
        nbval.kernel.KernelManager = manager


@pytest.hookimpl(tryfirst=True)  # before the one of pytest-xdist
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two more than there are cores: tests that wait for a browser or a kernel leave one idle."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Draw the sample once, before several kernels ask for it at the same time."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    from minilib.workbook.datasets.catalog import open_data

    open_data("sample", quiet=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Compare no outputs in chapters that a learner has changed (unless ``CI`` is set)."""
    # A file is one worker's: what takes minutes and begins last leaves a core idle. And chapter 15
    # loads what 14 has trained, where it is there; else it trains the same once more.
    first = ["test_real_voc.py", "14_multitask.ipynb"]
    items.sort(key=lambda item: first.index(item.path.name) if item.path.name in first else 2)
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        return
    from nbval.plugin import IPyNbCell

    own_sources: dict[Path, set[str] | None] = {}
    for item in items:
        if not isinstance(item, IPyNbCell) or item.path.parent.name != "chapters":
            continue
        if item.path not in own_sources:
            own_sources[item.path] = _workbooks_cells(item.path)
        sources = own_sources[item.path]
        if sources is not None:
            item.cell.execution_count, item.cell.outputs = None, []
            # An answer, or a cell that the learner tried something in, may well raise.
            item.options["check_exception"] |= item.cell.source not in sources


def _workbooks_cells(path: Path) -> set[str] | None:
    """What the cells besides the answers say, in a changed chapter; None for an unchanged one."""
    from minilib.workbook.authoring.notebooks import halves
    from minilib.workbook.authoring.source import Chapter, has_answer

    chapter = Chapter(path.parent.parent / "solutions" / f"{path.stem}.py")
    if not chapter.path.is_file():
        return set()
    if not halves(chapter, path.parent)[path.suffix].touched:
        return None
    return {cell.source for cell in chapter.notebook.cells if not has_answer(cell)}
