"""Pictures of one's own, labelled in any usual program, in the lesson's form.

Tolerant as people's files are, strict where a network would learn nonsense.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import numpy as np
from PIL import Image
from tqdm import tqdm

from minilib.images import open_image
from minilib.workbook.datasets.catalog import data_home
from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.joined import link
from minilib.workbook.datasets.layout import JPEGS
from minilib.workbook.datasets.records import (
    Labelled,
    Picture,
    fitted,
    read_coco,
    read_xml,
    write_split,
)
from minilib.workbook.datasets.unpack import unpack
from minilib.workbook.errors import WorkbookError

#: Kept as they are; the others become PNG.
_KEPT = {".jpg", ".jpeg", ".png"}
_PICTURES = _KEPT | {".bmp", ".gif", ".jfif", ".tif", ".tiff", ".webp"}
#: CVAT writes masks beside the pictures, under the same names.
_MASKS = {"segmentationclass", "segmentationobject", "__macosx"}
#: So far may a box reach over the edge and be clipped: pixels, or this share of the side.
_SLACK, _SLACK_SHARE = 5, 0.01
#: Thinner than this a box holds nothing: a click that did not become a box.
_LEAST = 2
_DRAW = "draw it again in your labelling program, or delete it there"
_GUIDE = "chapters/OWN_DATA.md says how to make them"
_SAVE = "save it again in your labelling program"
#: EXIF's orientation -> is (x, y) swapped, then x turned round, then y, to stand upright.
_TURNS = {
    2: (0, 1, 0), 3: (0, 1, 1), 4: (0, 0, 1),
    5: (1, 0, 0), 6: (1, 1, 0), 7: (1, 1, 1), 8: (1, 0, 1),
}  # fmt: skip


def get_own(source: Path, *, progress: bool = True) -> list[str]:
    """Make the data set ``own``; what was there before is replaced when the new one is complete.

    Parameters
    ----------
    source
        A folder or an archive (zip, tar) with pictures and Pascal VOC's XML files, beside the
        pictures or in a folder of their own, or with COCO's JSON; or the JSON file itself.
    progress
        Show a bar.

    Returns
    -------
    list of str
        What the reader should know about it, one line each.

    Raises
    ------
    WorkbookError
        One line: which file and which object are wrong, and how to fix it.
    """
    source, folder = Path(source).expanduser(), data_home() / "own"
    if not source.exists():
        raise WorkbookError(f"{source}: there is no such file or folder")
    try:
        with temporary_beside(folder) as temporary:
            top = source
            if source.is_file() and source.suffix.lower() == ".json":
                top = source.parent
            elif source.is_file():
                top = temporary / ".raw"
                top.mkdir()
                unpack(source, top, place=lambda member: member, progress=progress)
            files = [file for file in sorted(top.rglob("*")) if _is_somebodys(file, top)]
            notes = _fill(temporary, _Album(files, top), source, progress=progress)
            shutil.rmtree(temporary / ".raw", ignore_errors=True)
            for file in (folder / "tmp").rglob("*.*"):
                if file.is_file() and file.suffix != ".state":  # of a training on the old pictures
                    link(file, temporary / file.relative_to(folder))
            take_name(temporary, folder)
    except OSError as error:
        raise WorkbookError(
            f"own can't be made: {error.strerror or error} ({error.filename or folder}); nothing "
            "was changed"
        ) from error
    return notes


def _is_somebodys(file: Path, top: Path) -> bool:
    parts = file.relative_to(top).parts
    hidden = any(part.startswith(".") or part.lower() in _MASKS for part in parts)
    return file.is_file() and not hidden


def _fill(folder: Path, album: _Album, source: Path, *, progress: bool) -> list[str]:
    labels, classes = _labels(album, source)
    taken: dict[Path, Picture] = {}
    lonely = []
    for picture, beside in labels:
        file = album.find(picture, beside)
        if file is None:
            lonely.append(picture.where)
        elif file in taken:
            raise WorkbookError(
                f"{picture.where}: {album.short(file)} has labels in {taken[file].where}, too; "
                "remove one of the two"
            )
        else:
            taken[file] = picture
    (folder / JPEGS).mkdir(parents=True)
    names = album.names(taken)
    problems, clipped, pictures = [], [], []
    for number, (file, picture) in enumerate(
        tqdm(taken.items(), desc="Taking over", unit="image", disable=not progress), 1
    ):
        picture.number, picture.name = number, names[file]
        _take_over(file, album.short(file), folder / JPEGS / picture.name, picture)
        boxes = []
        for place, found in enumerate(picture.objects, 1):
            slack = max(_SLACK, _SLACK_SHARE * max(picture.size))
            try:
                box, cut = fitted(found, picture.size, slack=slack, least=_LEAST)
                boxes.append(box)
                clipped += [picture.where] * cut
            except ValueError as error:
                problems.append(f"{picture.where}, object {place} ({found.name!r}): {error}")
        pictures.append((picture, boxes))
    if problems:
        more = f" ({len(problems) - 1} more of the kind)" if len(problems) > 1 else ""
        raise WorkbookError(f"{problems[0]}; {_DRAW}{more}")
    if not taken:
        what = "none of its labels has its picture here; give the folder that holds both"
        raise WorkbookError(f"{source.name}: {what}")
    counting = sum(any(not o.ignore for o in picture.objects) for picture, _ in pictures)
    if not counting:
        raise WorkbookError(f"{source.name}: no object counts; are all marked difficult? {_GUIDE}")
    write_split(folder, "train", pictures, classes)
    bare = [album.short(file) for file in album.pictures if file not in taken]
    few = f"pictures with an object: {counting}; some chapters need 20" if counting < 20 else ""
    return [
        *_note("left out, labels without a picture", lonely),
        *_note("left out, pictures without labels", bare),
        *_note("clipped, boxes that began at 0 or reached over the edge of their picture", clipped),
        *filter(None, [few]),
    ]


def _note(what: str, names: list[str]) -> list[str]:
    """A line that counts and names; no line for nothing."""
    few = list(dict.fromkeys(names))
    shown = ", ".join(few[:5]) + (", ..." if len(few) > 5 else "")
    return [f"{what}: {len(names)} ({shown})"] if names else []


def _labels(album: _Album, source: Path) -> tuple[list[tuple[Picture, Path]], list[str]]:
    """Everything that is labelled, each with the file that says so, and the classes."""
    only = source if source.is_file() and source.suffix.lower() == ".json" else None
    found, classes, names = [], [], set()
    for file in album.files:
        suffix, where = file.suffix.lower(), album.short(file)
        if suffix == ".json" and only in (None, file):
            content = _json(file, where, strict=only is not None)
            if content:
                pictures, listed = read_coco(content, where)
                found += [(picture, file) for picture in pictures]
                classes += listed
        if suffix == ".xml" and not only:
            picture = read_xml(file, where, fix=_SAVE)
            if picture:
                found.append((picture, file))
                names |= {o.name for o in picture.objects}
    if not found:
        yolo = any(file.suffix == ".txt" for file in album.files)
        hint = "is it YOLO's .txt? choose PascalVOC in your labelling program" if yolo else _GUIDE
        raise WorkbookError(
            f"{source.name}: no labels in it, neither Pascal VOC's XML nor COCO's JSON; {hint}"
        )
    if classes and names:
        raise WorkbookError(
            f"{source.name}: it has both XML files and COCO's JSON; give the JSON file itself, or "
            "move one of the two elsewhere"
        )
    return found, list(dict.fromkeys(classes)) or sorted(names)


def _json(file: Path, where: str, *, strict: bool) -> dict | None:
    """A parsed COCO file; None for any other JSON, unless the learner named it."""
    try:
        content = json.loads(file.read_bytes())  # UTF-8 or UTF-16, with a BOM or without
    except ValueError as error:
        raise WorkbookError(f"{where}: not usable JSON ({error}); export it again") from error
    if strict or (isinstance(content, dict) and {"images", "annotations"} <= set(content)):
        return content if isinstance(content, dict) else {}
    return None


class _Album:
    """The files under a folder, and which picture is meant by a name."""

    def __init__(self, files: list[Path], top: Path) -> None:
        self.files, self.top = files, top
        self.pictures = [file for file in files if file.suffix.lower() in _PICTURES]
        self._named = defaultdict(list)
        for file in self.pictures:
            for name in {file.name, file.stem}:
                self._named[_key(name)].append(file)

    def short(self, file: Path) -> str:
        """A file's name as the reader knows it."""
        return file.relative_to(self.top).as_posix()

    def find(self, picture: Picture, beside: Path) -> Path | None:
        """The picture that labels are of, by the name that they give or by the name of their file.

        A file with labels for one picture is named like it, and that counts more than what is in
        it. Of several pictures with the name, the nearest one is taken.
        """
        said = re.split(r"[\\/]", picture.name)[-1]
        own = self._named[_key(beside.stem)] if beside.suffix.lower() == ".xml" else []
        by_name = self._named[_key(said)] or self._named[_key(unquote(said))]
        found = own or by_name or self._named[_key(Path(said).stem)]

        def near(file: Path) -> tuple:
            shared = [a == b for a, b in zip(file.parts, beside.parts, strict=False)]
            path = picture.name.replace("\\", "/")
            return (
                _key(file.as_posix()).endswith(_key(path)),
                _key(file.name) == _key(said),
                sum(shared),
            )

        found = sorted(found, key=near, reverse=True)
        if len(found) > 1 and near(found[0]) == near(found[1]):
            raise WorkbookError(
                f"{picture.where}: is it of {self.short(found[0])} or of {self.short(found[1])}? "
                "rename one of them, with its labels"
            )
        return found[0] if found else None

    def names(self, files: dict[Path, Picture]) -> dict[Path, str]:
        """What each picture is called in the data set, where all are in one folder."""
        names, used = {}, set()
        for file in files:
            suffix = file.suffix if file.suffix.lower() in _KEPT else ".png"
            name = f"{file.stem}{suffix}"
            while _key(name) in used:
                name = f"{file.parent.name}_{name}"
            used.add(_key(name))
            names[file] = name
        return names


def _key(name: str) -> str:
    """Names that look the same are the same: macOS writes an umlaut as two signs."""
    return unicodedata.normalize("NFC", name).casefold()


def _take_over(file: Path, short: str, target: Path, picture: Picture) -> None:
    """Put the picture into the data set, upright, and turn its boxes if they lay on their side.

    A JPEG or PNG in colours that is upright stays what it is, byte for byte.
    """
    try:
        with Image.open(file) as opened:
            opened.load()
            turn, plain = opened.getexif().get(0x0112, 1), opened.mode == "RGB"
            stored = opened.height, opened.width
        if plain and turn not in _TURNS and target.suffix == file.suffix:
            shutil.copyfile(file, target)
        else:
            upright = np.uint8(np.round(255 * open_image(file)))
            Image.fromarray(upright).save(target, quality=95)
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk, not the picture
            raise
        raise WorkbookError(f"{short}: damaged, or not a picture; copy it again") from error
    upright = stored[::-1] if turn in _TURNS and _TURNS[turn][0] else stored
    if picture.size == stored != upright:
        picture.objects = [_turned(found, stored, turn) for found in picture.objects]
    elif picture.size not in (None, upright):
        made, now = (f"{size[1]} x {size[0]}" for size in (picture.size, upright))
        raise WorkbookError(
            f"{picture.where}: made for {made} pixels, but {short} has {now}; put back the picture "
            "that was labelled, or label this one"
        )
    picture.size = upright


def _turned(found: Labelled, size: tuple[int, int], turn: int) -> Labelled:
    """Move an object from the picture as it is stored to the upright picture."""
    left, top, right, bottom = found.edges
    height, width = size
    swap, flip_x, flip_y = _TURNS[turn]
    if swap:
        left, top, right, bottom, height, width = top, left, bottom, right, width, height
    if flip_x:
        left, right = width - right, width - left
    if flip_y:
        top, bottom = height - bottom, height - top
    return replace(found, edges=(left, top, right, bottom))
