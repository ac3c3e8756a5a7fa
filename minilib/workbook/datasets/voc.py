"""Get the real Pascal VOC 2007, and turn its XML files into the lesson's JSON files."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from tqdm import tqdm

from minilib.workbook.datasets.catalog import data_home
from minilib.workbook.datasets.download import download
from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.layout import (
    CLASSES,
    VOC,
    annotation_content,
    annotation_entry,
    annotation_file,
    image_entry,
)
from minilib.workbook.datasets.unpack import unpack
from minilib.workbook.datasets.validation import validate
from minilib.workbook.errors import WorkbookError

SPLITS = ("train", "val", "test")
_TAKEN = tuple(f"{VOC}/{part}/" for part in ("Annotations", "ImageSets/Main", "JPEGImages"))


@dataclass(frozen=True)
class Source:
    """Where an archive can be had, and its checksum."""

    url: str
    md5: str

    @property
    def file_name(self) -> str:
        """The archive's name."""
        return self.url.rsplit("/", 1)[-1]


def official(*, test: bool) -> Source:
    """The official archive of train and val, or of test, as torchvision knows it."""
    from torchvision.datasets.voc import DATASET_YEAR_DICT

    known = DATASET_YEAR_DICT["2007-test" if test else "2007"]
    return Source(known["url"], known["md5"])


def get_voc2007(
    archive: Path | None = None, *, source: Source | None = None, progress: bool = True
) -> Path:
    """Make the data set ``voc2007`` out of an archive.

    Everything is made in a temporary folder, which takes the data set's name at the end: whatever
    goes wrong before, the data set stays as it was. What an earlier archive has brought is kept
    (first train and val, later test).

    Parameters
    ----------
    archive
        A tar file with VOC's layout; all official ones and parts of them will do. Without it
        ``source`` is downloaded, and deleted again at the end.
    source
        Where from; the official archive of train and val unless given.
    progress
        Show bars.

    Returns
    -------
    Path
        The data set's folder.

    Raises
    ------
    WorkbookError
        One line: what is wrong with the archive, the connection or the disk, and how to fix it.
    """
    folder = data_home() / "voc2007"
    downloaded = None
    try:
        if archive is None:
            source = source or official(test=False)
            target = data_home() / source.file_name
            archive = downloaded = download(source.url, target, md5=source.md5, progress=progress)
        archive = Path(archive).expanduser()
        with temporary_beside(folder) as temporary:
            _fill(temporary, archive, progress=progress)
            _keep_earlier(folder, temporary)
            take_name(temporary, folder)
    except OSError as error:
        full = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise WorkbookError(
            f"voc2007 can't be made: {full}; nothing was changed: make room, or set WORKBOOK_HOME "
            "to another disk"
        ) from error
    if downloaded:
        downloaded.unlink()
    return folder


def _fill(folder: Path, archive: Path, *, progress: bool) -> None:
    if archive.is_dir():
        raise WorkbookError(f"{archive.name}: a folder; give the .tar file itself")
    unpack(archive, folder, wanted=lambda name: name.startswith(_TAKEN), progress=progress)
    top = folder / VOC
    splits = [split for split in SPLITS if (top / f"ImageSets/Main/{split}.txt").is_file()]
    if not splits:
        raise WorkbookError(
            f"{archive.name}: not VOC 2007: it has no {VOC}/ImageSets/Main/train.txt; take "
            "VOCtrainval_06-Nov-2007.tar"
        )
    for split in splits:
        converted = convert(top, split, archive.name, progress=progress)
        text = json.dumps(converted, ensure_ascii=False)
        (folder / annotation_file(split)).write_text(text, encoding="utf-8")


def _keep_earlier(old: Path, new: Path) -> None:
    """Take over what an earlier archive has brought; the files themselves are not copied."""
    for file in sorted(old.rglob("*")):
        twin = new / file.relative_to(old)
        if not file.is_file() or twin.exists():
            continue
        twin.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, twin)
        except OSError:  # a disk without hard links
            shutil.copyfile(file, twin)


# -- from XML to the lesson's JSON ------------------------------------------------------------


def convert(top: Path, split: str, archive: str, *, progress: bool = False) -> dict:
    """One split as the lesson's JSON file has it.

    Parameters
    ----------
    top
        The folder ``VOCdevkit/VOC2007``.
    split
        ``'train'``, ``'val'`` or ``'test'``.
    archive
        The archive's name, for errors.

    Returns
    -------
    dict
        ``images``, ``type``, ``annotations`` and ``categories``, in COCO's form: images in the
        order of the split's list, annotations in the order of the XML files, numbered from 1.

    Raises
    ------
    WorkbookError
        A picture or an XML file is missing or can't be used.
    """
    lines = (top / f"ImageSets/Main/{split}.txt").read_text(encoding="utf-8").split("\n")
    images, annotations = [], []
    bar = tqdm(
        [line.split()[0] for line in lines if line.strip()],
        desc=f"Reading {split}",
        unit="image",
        disable=not progress,
    )
    for stem in bar:
        where = f"{archive}: Annotations/{stem}.xml"
        root = _read_xml(top / "Annotations" / f"{stem}.xml", where)
        _check_picture(top / "JPEGImages" / f"{stem}.jpg", archive)
        size = root.find("size")
        height, width = (_number(size, part, where) for part in ("height", "width"))
        image = image_entry(_image_id(stem, where), f"{stem}.jpg", height, width)
        images.append(image)
        for found in root.iterfind("object"):
            number = len(annotations) + 1
            annotations.append(_annotation(found, image["id"], number, where))
    content = annotation_content(images, annotations)
    validate(content, f"{archive}, {split}", fix="download it again")
    return content


def _read_xml(file: Path, where: str) -> Element:
    try:
        root = fromstring(file.read_bytes(), forbid_dtd=True)
    except FileNotFoundError as error:
        raise WorkbookError(f"{where} is missing; download the archive again") from error
    except (ParseError, DefusedXmlException, ValueError) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise WorkbookError(f"{where}: not usable XML ({reason}); download it again") from error
    return root


def _check_picture(file: Path, archive: str) -> None:
    where = f"{archive}: JPEGImages/{file.name}"
    if not file.is_file():
        raise WorkbookError(f"{where} is missing; download the archive again")
    with file.open("rb") as opened:
        if opened.read(2) != b"\xff\xd8":
            raise WorkbookError(f"{where} is no JPEG; download the archive again")


def _image_id(stem: str, where: str) -> int:
    if not stem.isdigit():
        raise WorkbookError(f"{where}: VOC 2007 names its pictures by numbers; is it another set?")
    return int(stem)


def _text(parent: Element | None, name: str, where: str) -> str:
    text = None if parent is None else parent.findtext(name)
    if text is None or not text.strip():
        raise WorkbookError(f"{where}: it has no <{name}>; download the archive again")
    return text.strip()


def _number(parent: Element | None, name: str, where: str) -> int:
    text = _text(parent, name, where)
    try:
        return round(float(text))
    except (ValueError, OverflowError) as error:
        raise WorkbookError(f"{where}: <{name}> is {text[:20]!r}, not a number") from error


def _annotation(found: Element, image: int, number: int, where: str) -> dict:
    name = _text(found, "name", where)
    if name not in CLASSES:
        raise WorkbookError(f"{where}: {name[:40]!r} is none of VOC's twenty classes")
    box = found.find("bndbox")
    xmin, ymin, xmax, ymax = (
        _number(box, part, where) for part in ("xmin", "ymin", "xmax", "ymax")
    )
    # XML counts from 1 and its last pixel belongs to the box; COCO counts from 0.
    x, y, width, height = xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1
    if width < 1 or height < 1:
        raise WorkbookError(f"{where}: an empty or negative box ({xmin}, {ymin}, {xmax}, {ymax})")
    ignore = (found.findtext("difficult") or "0").strip() == "1"
    return annotation_entry(number, image, name, (x, y, width, height), ignore=ignore)
