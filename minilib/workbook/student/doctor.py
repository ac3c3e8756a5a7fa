"""Look over an installation: each finding is fine, or says how to fix it."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import psutil
from packaging.requirements import Requirement

from minilib import namesakes
from minilib.workbook.authoring.reading import CONFLICT
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.pairing import script_text
from minilib.workbook.student.workspace import Work, read_work, strays
from minilib.workbook.training.recipes import SMALL_WEIGHTS, bad_weights, cached_weights, damaged

_PROJECT = "object-detection-workbook"
_MAIN = (
    "torch", "torchvision", "numpy", "opencv-python-headless", "matplotlib", "pandas",
    "jupyterlab", "jupytext",
)  # fmt: skip
_AGAIN = "install the project again: uv sync, or pip install --editable . --group test"
#: PyTorch's CUDA libraries, the photographs, and room to work.
_SPACE = 3 * 2**30


class Finding(NamedTuple):
    """One thing that was looked at: what and how it is; how to fix it, empty when it is fine.

    As text, nothing in it says who the learner is, or where: it may go into a bug report.
    """

    what: str
    fix: str = ""

    def __str__(self) -> str:
        said = f"fix   {self.what}: {self.fix}" if self.fix else f"ok    {self.what}"
        return without_private(said)


def examine(top: Path = TOP) -> Iterator[Finding]:
    """Look at everything, one thing after the other."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        torch = pool.submit(_torch)  # slow to import, so it is asked first and answers last
        yield Finding(f"workbook {_version(_PROJECT)}, {platform.platform()}")
        python = f"Python {platform.python_version()}"
        yield Finding(python, "" if sys.version_info >= (3, 11) else "use Python 3.11 or newer")
        yield from _packages()
        yield _kernel()
        yield from _chapters(top)
        yield from _data()
        yield _weights()
        yield from _machine(top)
        yield torch.result()


def without_private(text: str) -> str:
    """``text`` with the project's folder as ``.``, and anybody's home folder as ``~``."""
    home = re.escape(str(Path.home()))
    text = text.replace(str(TOP), ".")
    return re.sub(rf"(?:{home}|/home/[^/]+|[/\\]Users[/\\][^/\\]+)(?=[/\\]|$)", "~", text)


# -- Python and its packages ----------------------------------------------------------------------


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


def _packages() -> Iterator[Finding]:
    try:
        required = [Requirement(line) for line in metadata.requires(_PROJECT) or ()]
    except metadata.PackageNotFoundError:
        yield Finding("the project is not installed", _AGAIN)
        return
    versions = ", ".join(f"{name} {_version(name)}" for name in _MAIN)
    yield Finding(f"packages: {versions}")
    for one in required:
        if not _fits(one):
            needed = f", but it must be {one.specifier}" if one.specifier else ""
            yield Finding(f"{one.name} is {_version(one.name)}{needed}", _AGAIN)


def _fits(required: Requirement) -> bool:
    if required.marker is not None and not required.marker.evaluate():
        return True
    found = _version(required.name)
    return found != "missing" and required.specifier.contains(found, prereleases=True)


def _kernel() -> Finding:
    from jupyter_core.paths import jupyter_path  # jupyter_client itself takes a second to load

    files = (Path(folder) / "python3/kernel.json" for folder in jupyter_path("kernels"))
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        return Finding("Jupyter has no kernel 'python3'", _AGAIN)
    command = json.loads(file.read_text(encoding="utf-8"))["argv"][0]
    here = shutil.which(command) or command
    # A kernel that is called python3 may be another Python's: then it lacks all packages.
    same = command in {"python", "python3"} or Path(here).samefile(sys.executable)
    fix = "" if same else f"{sys.executable} -m ipykernel install --sys-prefix"
    return Finding(f"Jupyter kernel python3, ipykernel {_version('ipykernel')}", fix)


# -- chapters, data, weights ----------------------------------------------------------------------


def _chapters(top: Path) -> Iterator[Finding]:
    works = [read_work(chapter, top) for chapter in chapters_in(top / "solutions")]
    found = {work.chapter: list(_problems(work)) for work in works}
    for problems in found.values():
        yield from problems
    for line in strays(top):
        yield Finding(line, "rename it, or copy your answers into the chapter")
    for line in namesakes(top, top / "chapters").values():
        yield Finding(*line.split(": "))
    fine, answered = sum(not p for p in found.values()), sum(work.touched for work in works)
    yield Finding(f"chapters: {fine} of {len(works)} paired, {answered} written in")


def _problems(work: Work) -> Iterator[Finding]:
    """What is wrong with a chapter's two files; the advice makes both from the one that counts."""
    number, used = work.chapter.number, work.used
    if work.blocked:
        yield Finding(f"chapter {number}", work.blocked)
        return
    cure = f"workbook restore {number} --use {used.path.suffix[1:]}"
    for half in work.halves.values():
        if half.problem:
            yield Finding(f"chapter {number}: {half.problem}", cure)
        for fault in half.document.faults if half.document else ():
            by_hand = half is used and fault == CONFLICT
            fix = "keep one of the two versions" if by_hand else cure
            yield Finding(f"chapter {number}: {half.name}: {fault}", fix)
    for note in work.notes:
        if "both written in" in note:
            said, _, other = note.partition(". To take the other: ")
            yield Finding(f"chapter {number}: {said}", f"{cure} keeps it, {other} takes the other")
    if not work.halves[".py"].says(work.cells):
        try:
            script_text(work.chapter, work.cells)
        except WorkbookError as error:
            yield Finding(f"chapter {number}", str(error))


def _data() -> Iterator[Finding]:
    from minilib.workbook.datasets.catalog import chosen_name, data_home, states

    for name, state in states():
        if state.startswith("not there"):
            if name == "sample":
                yield Finding("data sample: drawn on first use")
            continue
        what, _, fix = state.removeprefix("damaged: ").partition("; ")
        yield Finding(f"data {name}: {' '.join(what.split())}", fix)
    try:
        wished = chosen_name()
    except WorkbookError as error:
        yield Finding(*str(error).split("; ", 1))
        return
    if wished != "sample" and not (data_home() / wished).is_dir():
        fix = f"workbook data {wished}" + " --from FOLDER" * (wished == "own")
        yield Finding(f"WORKBOOK_DATA is {wished}, which is not there", fix)


def _weights() -> Finding:
    """The small network's weights come with the project; ImageNet's are downloaded, or a file."""
    if not SMALL_WEIGHTS.is_file():
        return Finding(f"pretrained weights: {SMALL_WEIGHTS.name} is missing", _AGAIN)
    named = os.environ.get("WORKBOOK_WEIGHTS", "").strip()
    if named and not Path(named).expanduser().is_file():
        return Finding(f"WORKBOOK_WEIGHTS is '{named}'", "there is no such file; name another")
    found = [Path(named).expanduser()] if named else cached_weights("resnet34")
    bad = next((file for file in (SMALL_WEIGHTS, *found) if damaged(file)), None)
    if bad is not None:
        other = "it is damaged, or not a file of weights; name another"
        fix = _AGAIN if bad == SMALL_WEIGHTS else other if named else bad_weights(bad)
        return Finding(f"pretrained weights: {bad.name}", fix)
    state = found[0].name if found else "resnet34 not there; it is downloaded when it is needed"
    return Finding(f"pretrained weights: {state}")


# -- the machine ----------------------------------------------------------------------------------


def _machine(top: Path) -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    what = f"memory: {memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GiB free"
    few = memory.available < 2**30
    yield Finding(what, "close other programs; training needs about 2 GiB" if few else "")
    free = shutil.disk_usage(top).free
    fix = f"free {_SPACE / 2**30:.0f} GiB, or put the data elsewhere with WORKBOOK_HOME"
    yield Finding(f"disk: {free / 2**30:.0f} GiB free", fix if free < _SPACE else "")


def _torch() -> Finding:
    from minilib.workbook.training.devices import find_device

    try:
        device = find_device()
    except WorkbookError as error:
        return Finding("PyTorch does not start", str(error).rsplit("; ", 1)[-1])
    # torchvision needs the very torch that it was built for; Python's packaging lets another in.
    asked = [Requirement(line) for line in metadata.requires("torchvision") or ()]
    if not all(_fits(one) for one in asked if one.name == "torch"):
        return Finding("torchvision was built for another PyTorch", _AGAIN)
    return Finding(f"device: {device}")
