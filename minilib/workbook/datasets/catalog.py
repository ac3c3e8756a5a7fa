"""Which data set the chapters use, and where it lies."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from minilib.workbook.datasets.files import TOP, restore
from minilib.workbook.datasets.layout import TRAIN
from minilib.workbook.datasets.validation import validate
from minilib.workbook.errors import WorkbookError

_KINDS = {"sample": "drawn scenes", "voc2007": "photographs"}
_FIXES = {
    "sample": "delete the folder and start again: it is drawn anew",
    "voc2007": "get it again with 'workbook data voc2007'",
}


def data_home() -> Path:
    """The folder of all data sets: ``$WORKBOOK_HOME``, or ``data/`` at the project's top."""
    home = os.environ.get("WORKBOOK_HOME", "").strip()
    return Path(home).expanduser().resolve() if home else TOP / "data"


def chosen_name(name: str | None = None) -> str:
    """The data set's name: the one given, else ``$WORKBOOK_DATA``, else ``'sample'``.

    Raises
    ------
    WorkbookError
        There is no data set of that name.
    """
    name = name or os.environ.get("WORKBOOK_DATA", "").strip() or "sample"
    if name not in _KINDS:
        raise WorkbookError(f"WORKBOOK_DATA is '{name}'; it can be 'sample' or 'voc2007'")
    return name


def open_data(name: str | None = None, *, quiet: bool = False) -> Path:
    """The folder of the data set in use; prints which one that is. The sample is drawn if needed.

    Parameters
    ----------
    name
        ``'sample'`` or ``'voc2007'``; by default what ``$WORKBOOK_DATA`` says, else the sample.
    quiet
        Print nothing.

    Returns
    -------
    Path
        The folder with ``pascal_train2007.json`` and ``VOCdevkit/VOC2007/JPEGImages``, relative to
        the working folder where there is a way.

    Raises
    ------
    WorkbookError
        The data set is not there, or its annotations are damaged: one line that says how to
        fix it.
    """
    name = chosen_name(name)
    folder = data_home() / name
    try:
        there = (folder / TRAIN).is_file()
    except PermissionError as error:
        raise WorkbookError(
            f"{folder} can't be read by you; whoever made it can open it (chmod -R a+rX), "
            "or set WORKBOOK_HOME to a folder of your own"
        ) from error
    if not there:
        _provide(name, folder)
    annotations = read_annotations(folder / TRAIN, fix=_FIXES[name])
    if not quiet:
        images = len(annotations["images"])
        switch = " (WORKBOOK_DATA=voc2007 switches to photographs)" if name == "sample" else ""
        print(f"Data: {name}, {images} {_KINDS[name]}{switch}.")
    return _relative(working_folder(name))


def working_folder(name: str) -> Path:
    """The folder of a data set that this user may write into, as the chapters do (``tmp/``).

    That is the data set's own, unless it is somebody else's: several people can share one
    ``$WORKBOOK_HOME``. Then it is a folder of this user's project, with links to what is shared.
    """
    shared = data_home() / name
    own = TOP / "data" / f"{name}-shared"
    if not shared.is_dir() or os.access(shared, os.W_OK):
        return shared
    try:
        own.mkdir(parents=True, exist_ok=True)
        for entry in shared.iterdir():
            link = own / entry.name
            if entry.name == "tmp" or (link.is_symlink() and link.readlink() == entry):
                continue
            link.unlink(missing_ok=True)
            with contextlib.suppress(FileExistsError):  # another notebook was faster
                link.symlink_to(entry, target_is_directory=entry.is_dir())
    except OSError as error:
        raise WorkbookError(
            f"{shared} can't be written to, and data/{own.name}/ can't stand in for it "
            f"({error.strerror or error}); unset WORKBOOK_HOME, or set it to a folder of your own"
        ) from error
    return own


def _provide(name: str, folder: Path) -> None:
    restore(folder)
    if (folder / TRAIN).is_file():
        return
    if name == "voc2007":
        state = "is not complete" if folder.exists() else "is not there"
        raise WorkbookError(
            f"the data set voc2007 {state}; get it with 'workbook data voc2007', or from an "
            "archive that you have with 'workbook data voc2007 --from ARCHIVE'"
        )
    from minilib.workbook.datasets.sample import draw_sample

    draw_sample(folder, progress=True)


def read_annotations(file: Path, *, fix: str) -> dict:
    """Read and validate an annotation file; ``fix`` says what to do when it is damaged."""
    name = f"{file.parent.name}/{file.name}"
    try:
        annotations = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorkbookError(f"{name}: can't be read ({error.strerror}); {fix}") from error
    except ValueError as error:
        raise WorkbookError(f"{name}: not complete JSON ({error}); {fix}") from error
    validate(annotations, name, fix=fix)
    return annotations


def _relative(folder: Path) -> Path:
    """``folder`` seen from the working folder; as it is where no relative way leads there."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # on Windows: another drive
        return folder


def describe() -> str:
    """A line a data set: its name, what it holds, or how to get it."""
    lines = []
    for name, kind in _KINDS.items():
        try:
            file = data_home() / name / TRAIN
            if not file.is_file():
                lines.append(f"{name:<8} not there; get it with 'workbook data {name}'")
                continue
            annotations = read_annotations(file, fix=_FIXES[name])
            images, boxes = len(annotations["images"]), len(annotations["annotations"])
            lines.append(f"{name:<8} {images} {kind}, {boxes} boxes")
        except WorkbookError as error:
            lines.append(f"{name:<8} damaged: {error}")
    return "\n".join(lines)
