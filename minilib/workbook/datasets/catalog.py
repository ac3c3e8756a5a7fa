"""Which data set the chapters use, and where it is."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from minilib.workbook.datasets.files import TOP, restore
from minilib.workbook.datasets.layout import TRAIN, annotation_file
from minilib.workbook.datasets.records import SPLITS
from minilib.workbook.datasets.validation import validate
from minilib.workbook.errors import WorkbookError

#: Name -> what its pictures are.
_KINDS = {
    "sample": "drawn scenes",
    "voc2007": "photographs",
    "voc2012": "photographs",
    "own": "pictures of your own",
}
#: How it is got, where it is not simply drawn or made of others.
_GETS = {
    "voc2007": "'workbook data voc2007'",
    "voc2012": "'workbook data voc2012'",
    "own": "'workbook data own --from FOLDER'",
}
_DRAWN = "'workbook data sample'"
#: Sets that are made of others: both years together, val to train on as well.
_JOINED = re.compile(r"voc20(07|12)(-trainval)?(\+voc20(?!\1)(07|12)(-trainval)?)?")


def _fix(name: str) -> str:
    """What to do about a data set that is damaged."""
    if name == "sample":
        return "delete the folder and start again: it will be drawn again"
    if name not in _KINDS:
        return "delete the file and start again: it will be made again"
    return f"get it again with {_GETS[name]}"


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
    if name not in _KINDS and not _JOINED.fullmatch(name):
        raise WorkbookError(
            f"no data set is called '{name}'; try sample, own, voc2007, voc2012, voc2007+voc2012"
        )
    return name


def is_drawn(name: str) -> bool:
    """Whether the pictures of a data set are drawn scenes, and no photographs."""
    return name == "sample"


def open_data(name: str | None = None, *, quiet: bool = False) -> Path:
    """The folder of the data set in use; prints which one that is. The sample is drawn if needed.

    Parameters
    ----------
    name
        ``'sample'``, ``'own'``, ``'voc2007'``, ``'voc2012'``, both with a ``+``, each with
        ``-trainval`` behind it; by default what ``$WORKBOOK_DATA`` says, else the sample.
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
        there = _is_whole(name, folder)
    except PermissionError as error:
        raise WorkbookError(
            f"{folder} can't be read by you; its owner can make it readable (chmod -R a+rX), "
            "or set WORKBOOK_HOME to a folder of your own"
        ) from error
    if not there or _older_than_its_parts(name):
        _provide(name, folder)
    annotations = read_annotations(folder / TRAIN, fix=_fix(name))
    if not quiet:
        images = len(annotations["images"])
        switch = " (WORKBOOK_DATA=voc2007 switches to photographs)" if name == "sample" else ""
        print(f"Data: {name}, {images} {_KINDS.get(name, 'photographs')}{switch}.")
    return _relative(working_folder(name))


def _is_whole(name: str, folder: Path) -> bool:
    """Whether a data set is there. Earlier versions drew the sample without an examination."""
    splits = ("train", "val") if is_drawn(name) else ("train",)
    return all((folder / annotation_file(split)).is_file() for split in splits)


def working_folder(name: str) -> Path:
    """The folder of a data set that this user may write into, as the chapters do (``tmp/``).

    That is the data set's own, unless it is someone else's: several people can share one
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


def _older_than_its_parts(name: str) -> bool:
    """Whether a set that is made of others has to be made again, and this user may do it."""
    if name in _KINDS or not os.access(data_home() / name, os.W_OK):
        return False
    from minilib.workbook.datasets.joined import parts_of

    made = (data_home() / name / TRAIN).stat().st_mtime
    parts = [data_home() / part for part, _ in parts_of(name)]
    return any(file.stat().st_mtime > made for part in parts for file in part.glob("*.json"))


def _provide(name: str, folder: Path) -> None:
    restore(folder)
    if name in _KINDS and _is_whole(name, folder):
        return
    if name in _GETS:
        state = "is not complete" if folder.exists() else "is not there"
        archive = f", or from an archive that you have with 'workbook data {name} --from ARCHIVE'"
        archive *= name.startswith("voc")
        raise WorkbookError(f"the data set {name} {state}; get it with {_GETS[name]}{archive}")
    if name in _KINDS:
        from minilib.workbook.datasets.sample import draw_sample

        with contextlib.suppress(OSError):
            (folder / TRAIN).unlink()  # of an older sample: or it would count as drawn already
        draw_sample(folder, progress=True)
        return
    from minilib.workbook.datasets.joined import join, parts_of

    for part, _ in parts_of(name):
        open_data(part, quiet=True)
    try:
        notes = join(data_home(), name)
    except OSError as error:
        raise WorkbookError(
            f"{name} can't be made ({error.strerror or error}); make room, or set WORKBOOK_HOME to "
            "a folder of your own"
        ) from error
    for note in notes:
        print(f"note: {note}")


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


def image_count(name: str) -> int:
    """How many images of a data set there are to train and to validate on."""
    file = data_home() / chosen_name(name) / TRAIN
    return len(read_annotations(file, fix=_fix(name))["images"])


def _relative(folder: Path) -> Path:
    """``folder`` seen from the working folder; as it is where no relative way leads there."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:  # on Windows: another drive
        return folder


def states() -> Iterator[tuple[str, str]]:
    """(name, state) of each data set, once per split: what it holds, or why not.

    Those that are made of others are listed when they are there.
    """
    made = sorted(p.name for p in data_home().glob("voc*") if _JOINED.fullmatch(p.name))
    for name in dict.fromkeys([*_KINDS, *made]):
        files = {split: data_home() / name / annotation_file(split) for split in SPLITS}
        there = {split: file for split, file in files.items() if file.is_file()}
        for split, file in there.items():
            try:
                annotations = read_annotations(file, fix=_fix(name))
                images, boxes = len(annotations["images"]), len(annotations["annotations"])
                yield name, f"{split:<5} {images} {_KINDS.get(name, 'photographs')}, {boxes} boxes"
            except WorkbookError as error:
                yield name, f"damaged: {error}"
        if not there:
            yield name, f"not there; get it with {_GETS.get(name, _DRAWN)}"


def describe() -> str:
    """A line for each split of each data set: what it holds, or how to get it."""
    return "\n".join(f"{name:<8} {state}" for name, state in states())
