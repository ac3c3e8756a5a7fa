"""One form for every source of labels, pictures with objects; and the lesson's file from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from minilib.workbook.datasets.files import write_whole
from minilib.workbook.datasets.layout import (
    annotation_content,
    annotation_entry,
    annotation_file,
    image_entry,
)
from minilib.workbook.errors import WorkbookError

#: The parts of a data set, in this order: those that are held back come later.
SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Labelled:
    """An object as someone has marked it.

    Attributes
    ----------
    name
        Its class.
    edges
        Left, top, right and bottom edge of its box in pixels, counted from 0: a box of the first
        pixel alone is (0, 0, 1, 1).
    said
        The box as its file gives it, for errors.
    ignore
        Too hard to recognise to count.
    """

    name: str
    edges: tuple[float, float, float, float]
    said: str
    ignore: bool = False


@dataclass
class Picture:
    """A picture and what is in it.

    Attributes
    ----------
    where
        What an error calls the file of its labels.
    name
        Its file name: in the labels, and later in the data set.
    size
        Height and width in pixels; None where the labels do not say.
    objects
        In the order of their file.
    number
        Its ``id`` in the data set.
    """

    where: str
    name: str
    size: tuple[int, int] | None
    objects: list[Labelled] = field(default_factory=list)
    number: int = 0


def fitted(
    found: Labelled, size: tuple[int, int], *, slack: float, least: float = 1
) -> tuple[tuple[int, int, int, int], bool]:
    """A box in whole pixels inside its picture, and whether it had to be clipped for that.

    Parameters
    ----------
    size
        The picture's height and width.
    slack
        How many pixels the box may reach over the edge.
    least
        How many pixels high and wide it must be.

    Returns
    -------
    tuple
        (x, y, width, height) counted from 0, and True if a whole pixel or more was cut off.

    Raises
    ------
    ValueError
        It is empty, its corners have changed places, or it reaches too far out.
    """
    left, top, right, bottom = found.edges
    height, width = size
    if right < left or bottom < top:
        raise ValueError(
            f"an empty or negative box, its corners have changed places ({found.said})"
        )
    if right - left < least or bottom - top < least:
        raise ValueError(f"an empty or negative box ({found.said})")
    over = max(-left, -top, right - width, bottom - height)
    if over > slack or left >= width or top >= height or right <= 0 or bottom <= 0:
        raise ValueError(f"a box outside its image of {width} x {height} pixels ({found.said})")
    ends = [int(edge + 0.5) for edge in (max(left, 0), max(top, 0), right, bottom)]
    x, y = min(ends[0], width - 1), min(ends[1], height - 1)
    x_end, y_end = min(max(ends[2], x + 1), width), min(max(ends[3], y + 1), height)
    return (x, y, x_end - x, y_end - y), over >= 1


def write_split(
    folder: Path,
    split: str,
    pictures: Iterable[tuple[Picture, list[tuple[int, int, int, int]]]],
    classes: Sequence[str],
) -> None:
    """Write the annotation file of a split: annotations in the pictures' order, numbered from 1.

    Parameters
    ----------
    folder
        The data set's.
    pictures
        Each with the boxes of its objects, as :func:`fitted` gives them.
    classes
        All class names; the first has number 1.
    """
    images, annotations = [], []
    for picture, boxes in pictures:
        images.append(image_entry(picture.number, picture.name, *picture.size))
        for found, box in zip(picture.objects, boxes, strict=True):
            entry = annotation_entry(
                len(annotations) + 1,
                picture.number,
                found.name,
                box,
                ignore=found.ignore,
                classes=classes,
            )
            annotations.append(entry)
    write_content(folder, split, annotation_content(images, annotations, classes))


def write_content(folder: Path, split: str, content: dict) -> None:
    """Write the annotation file of a split; another data set may share the one that is there."""
    write_whole(folder / annotation_file(split), json.dumps(content, ensure_ascii=False))


# -- Pascal VOC's XML --------------------------------------------------------------------------


def read_xml(file: Path, where: str, *, fix: str) -> Picture | None:
    """Read a picture's labels; the tags may be in any order, and ``<difficult>`` may be missing.

    Parameters
    ----------
    where
        What errors call the file.
    fix
        What the reader can do about a file that can't be used.

    Returns
    -------
    Picture or None
        None if the file is good XML, but something else than an annotation.

    Raises
    ------
    WorkbookError
        It is not XML, or an object is without name or box.
    """
    try:
        root = fromstring(file.read_bytes(), forbid_dtd=True)
    except FileNotFoundError as error:
        raise WorkbookError(f"{where} is missing; {fix}") from error
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise WorkbookError(f"{where}: not usable XML ({reason}); {fix}") from error
    if root.tag != "annotation":
        return None
    width, height = (root.findtext(f"size/{side}") or "0" for side in ("width", "height"))
    size = round(_number(height, where, "height")), round(_number(width, where, "width"))
    name = (root.findtext("filename") or "").strip()
    picture = Picture(where, name, size if min(size) > 0 else None)
    for found in root.iterfind("object"):
        place = f"{where}, object {len(picture.objects) + 1}"
        picture.objects.append(_labelled(found, place, fix))
    return picture


def _labelled(found: Element, where: str, fix: str) -> Labelled:
    name = (found.findtext("name") or "").strip()
    if not name:
        raise WorkbookError(f"{where}: it has no <name>; {fix}")
    where += f" ({name[:40]!r})"
    box, sides = found.find("bndbox"), {}
    for side in ("xmin", "ymin", "xmax", "ymax"):
        text = None if box is None else box.findtext(side)
        if text is None or not text.strip():
            raise WorkbookError(f"{where}: it has no <{side}>; {fix}")
        sides[side] = _number(text, where, side)
    # XML counts from 1, and its last pixel belongs to the box.
    xmin, ymin, xmax, ymax = sides.values()
    said = ", ".join(f"{side} {value:g}" for side, value in sides.items())
    hard = (found.findtext("difficult") or "").strip().lower() in {"1", "true"}
    return Labelled(name, (xmin - 1, ymin - 1, xmax, ymax), said, hard)


def _number(text: str, where: str, what: str) -> float:
    try:
        number = float(text)
        round(number)
    except (ValueError, OverflowError) as error:  # no number, nan or infinite
        raise WorkbookError(f"{where}: <{what}> is {text.strip()[:20]!r}, not a number") from error
    return number


# -- COCO's JSON -------------------------------------------------------------------------------


def read_coco(content: dict, where: str) -> tuple[list[Picture], list[str]]:
    """The pictures of a COCO file, in its order, and its class names; ids may be anything.

    Parameters
    ----------
    content
        The parsed file.
    where
        What errors call it.

    Raises
    ------
    WorkbookError
        An entry is not complete, or refers to one that is not there.
    """
    names = {}
    for entry in _entries(content, "categories", where, "id", "name"):
        names[str(entry["id"])] = str(entry["name"]).strip()
    pictures = {}
    for entry in _entries(content, "images", where, "id", "file_name"):
        size = tuple(entry.get(side) or 0 for side in ("height", "width"))
        known = all(isinstance(side, int | float) and side > 0 for side in size)
        place = f"{where}, {entry['file_name']}"
        if str(entry["id"]) in pictures:
            raise WorkbookError(f"{place}: another image has id {entry['id']}; export it again")
        pictures[str(entry["id"])] = Picture(
            place, str(entry["file_name"]), tuple(map(round, size)) if known else None
        )
    for entry in _entries(content, "annotations", where, "image_id", "category_id", "bbox"):
        picture = pictures.get(str(entry["image_id"]))
        if picture is None:
            missing = f"an object is of image {entry['image_id']!r}, which 'images' does not list"
            raise WorkbookError(f"{where}: {missing}; export it again")
        place = f"{picture.where}, object {len(picture.objects) + 1}"
        name, box = names.get(str(entry["category_id"])), entry["bbox"]
        if not name:
            missing = f"class {entry['category_id']!r} is not in 'categories'"
            raise WorkbookError(f"{place}: its {missing}; export it again")
        numbers = isinstance(box, list) and all(_finite(value) for value in box)
        if not numbers or len(box) != 4:
            missing = f"its bbox is {str(box)[:40]}, not x, y, width, height"
            raise WorkbookError(f"{place} ({name[:40]!r}): {missing}; export it again")
        x, y, width, height = box
        said = f"x {x:g}, y {y:g}, width {width:g}, height {height:g}"
        ignore = {str(entry.get(key)) for key in ("ignore", "iscrowd")} & {"1", "True", "true"}
        picture.objects.append(Labelled(name, (x, y, x + width, y + height), said, bool(ignore)))
    return list(pictures.values()), list(dict.fromkeys(names.values()))


def _entries(content: dict, key: str, where: str, *fields: str) -> list[dict]:
    entries = content.get(key)
    if not isinstance(entries, list):
        raise WorkbookError(
            f"{where}: it has no list '{key}', as COCO's files have; export it again"
        )
    for number, entry in enumerate(entries, 1):
        lacking = [f for f in fields if not isinstance(entry, dict) or entry.get(f) is None]
        if lacking:
            raise WorkbookError(
                f"{where}: number {number} of '{key}' has no '{lacking[0]}'; export it again"
            )
    return entries


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 1e9
