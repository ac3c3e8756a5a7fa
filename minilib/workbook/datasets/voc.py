"""Pascal VOC, of 2007 and of 2012: out of an official archive, in the lesson's form."""

from __future__ import annotations

import errno
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from minilib.workbook.datasets.catalog import data_home
from minilib.workbook.datasets.download import download
from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.joined import leave_copies_out, link, read_splits
from minilib.workbook.datasets.layout import CLASSES, JPEGS
from minilib.workbook.datasets.records import (
    SPLITS,
    Picture,
    fitted,
    read_xml,
    write_content,
    write_split,
)
from minilib.workbook.datasets.unpack import unpack
from minilib.workbook.errors import WorkbookError

_RAW = ".raw"
#: A value in XML counts pixels; a fraction of one may lie beyond the edge.
_SLACK = 0.99


@dataclass(frozen=True)
class Source:
    """Where an archive can be had, and its checksum."""

    url: str
    md5: str

    @property
    def file_name(self) -> str:
        """The archive's name."""
        return self.url.rsplit("/", 1)[-1]


def official(name: str, *, test: bool = False) -> Source:
    """The official archive of train and val, or of test, as torchvision knows it."""
    from torchvision.datasets.voc import DATASET_YEAR_DICT

    known = DATASET_YEAR_DICT[name.removeprefix("voc") + ("-test" if test else "")]
    return Source(known["url"], known["md5"])


def get_voc(
    name: str, archive: Path | None = None, *, source: Source | None = None, progress: bool = True
) -> list[str]:
    """Make the data set ``voc2007`` or ``voc2012`` out of an archive.

    Everything is made in a temporary folder, which takes the data set's name at the end: whatever
    goes wrong before, the data set stays as it was. What an earlier archive has brought is kept
    (first train and val, later test).

    Parameters
    ----------
    name
        ``'voc2007'`` or ``'voc2012'``.
    archive
        A tar or zip file with VOC's layout; all official ones and parts of them will do. Without
        it ``source`` is downloaded, and deleted again at the end.
    source
        Where from; the official archive of train and val unless given.
    progress
        Show bars.

    Returns
    -------
    list of str
        What the reader should know about it, one line each.

    Raises
    ------
    WorkbookError
        One line: what is wrong with the archive, the connection or the disk, and how to fix it.
    """
    folder = data_home() / name
    downloaded = None
    try:
        if archive is None:
            source = source or official(name)
            target = data_home() / source.file_name
            archive = downloaded = download(source.url, target, md5=source.md5, progress=progress)
        archive = Path(archive).expanduser()
        with temporary_beside(folder) as temporary:
            _fill(temporary, archive, name, progress=progress)
            _keep_earlier(folder, temporary)
            notes = []
            if name != "voc2007":  # whose splits are the lesson's, to the last box
                content = read_splits(temporary)
                notes = leave_copies_out(temporary, content, progress=progress)
                if notes:
                    write_content(temporary, "train", content["train"])
            take_name(temporary, folder)
    except OSError as error:
        full = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise WorkbookError(
            f"{name} can't be made: {full}; nothing was changed: make room, or set WORKBOOK_HOME "
            "to another disk"
        ) from error
    if downloaded:
        downloaded.unlink()
    return notes


def _fill(folder: Path, archive: Path, name: str, *, progress: bool) -> None:
    if archive.is_dir():
        raise WorkbookError(f"{archive.name}: a folder; give the .tar file itself")
    year = name.removeprefix("voc")
    inside = re.compile(
        rf"(?:.*/)?VOC{year}[^/]*/(?:(Annotations)|(JPEGImages)|ImageSets/Main)/([^/]+)\.(\w+)"
    )

    def place(member: str) -> str | None:
        found = inside.fullmatch(member)
        if not found:
            return None
        xml, jpeg, stem, suffix = found.groups()
        if jpeg:
            return f"{JPEGS}/{stem}.jpg" if suffix.lower() in {"jpg", "jpeg"} else None
        if xml:
            return f"{_RAW}/{stem}.xml"
        return f"{_RAW}/{stem}.txt" if stem in SPLITS else None

    unpack(archive, folder, place=place, progress=progress)
    splits = [split for split in SPLITS if (folder / _RAW / f"{split}.txt").is_file()]
    if not splits:
        raise WorkbookError(
            f"{archive.name}: not VOC {year}: it has no "
            f"VOCdevkit/VOC{year}/ImageSets/Main/train.txt; take {official(name).file_name}"
        )
    listed = set()
    for split in splits:
        listed |= convert(folder, split, archive.name, name, progress=progress)
    for picture in (folder / JPEGS).iterdir():
        if picture.name not in listed:  # for VOC's other tasks, as segmentation
            picture.unlink()
    shutil.rmtree(folder / _RAW)


def _keep_earlier(old: Path, new: Path) -> None:
    """Take over what an earlier archive has brought; the files themselves are not copied."""
    for file in sorted(old.rglob("*")):
        if file.is_file():
            link(file, new / file.relative_to(old))


# -- from XML to the lesson's JSON ------------------------------------------------------------


def convert(
    folder: Path, split: str, archive: str, name: str, *, progress: bool = False
) -> set[str]:
    """Write one split as the lesson's JSON file has it, and give the names of its pictures.

    Parameters
    ----------
    folder
        The data set's, with what the archive holds in it.
    split
        ``'train'``, ``'val'`` or ``'test'``: images come in the order of its list.
    archive
        The archive's name, for errors.
    name
        ``'voc2007'`` or ``'voc2012'``.

    Raises
    ------
    WorkbookError
        A picture or an XML file is missing or can't be used.
    """
    listing = f"{archive}: ImageSets/Main/{split}.txt"
    text = (folder / _RAW / f"{split}.txt").read_text(encoding="utf-8-sig", errors="replace")
    stems = [line.split()[0] for line in text.splitlines() if line.strip()]
    if not stems:
        raise WorkbookError(
            f"{listing} lists no pictures; nothing was changed: take another archive"
        )
    if len(set(stems)) < len(stems):
        raise WorkbookError(f"{listing} lists a picture twice; take another archive")
    numbers = {stem: _number(stem, name, listing) for stem in stems}
    fix = f"it does not belong to {official(name).file_name} as published: take that"
    pictures = []
    for stem in tqdm(stems, desc=f"Reading {split}", unit="image", disable=not progress):
        where = f"{archive}: Annotations/{stem}.xml"
        picture = read_xml(folder / _RAW / f"{stem}.xml", where, fix=fix)
        if picture is None or picture.size is None:
            raise WorkbookError(f"{where}: it has no <height> and <width>; {fix}")
        picture.name, picture.number = f"{stem}.jpg", numbers[stem]
        _check_jpeg(folder / JPEGS / picture.name, archive, fix)
        pictures.append((picture, _boxes(picture, fix)))
    write_split(folder, split, pictures, CLASSES)
    return {picture.name for picture, _ in pictures}


def _number(stem: str, name: str, where: str) -> int:
    """The image's id: the number that is its name."""
    if name == "voc2012" and stem.startswith("2007_"):
        raise WorkbookError(
            f"{where} names {stem}: a picture of VOC 2007, perhaps of its test set, which the Main "
            "lists of VOC 2012 never name; take the official archive"
        )
    if not re.fullmatch(r"\d+" if name == "voc2007" else r"\d{4}_\d+", stem):
        shape = "000012" if name == "voc2007" else "2008_000112"
        raise WorkbookError(
            f"{where} names {stem[:40]!r}; pictures of {name} are numbers like {shape}: is it "
            "another set?"
        )
    return int(stem.replace("_", ""))


def _check_jpeg(file: Path, archive: str, fix: str) -> None:
    where = f"{archive}: JPEGImages/{file.name}"
    if not file.is_file():
        raise WorkbookError(f"{where} is missing; {fix}")
    with file.open("rb") as opened:
        if opened.read(2) != b"\xff\xd8":
            raise WorkbookError(f"{where} is no JPEG; {fix}")


def _boxes(picture: Picture, fix: str) -> list[tuple[int, int, int, int]]:
    boxes = []
    for number, found in enumerate(picture.objects, 1):
        where = f"{picture.where}, object {number}"
        if found.name not in CLASSES:
            raise WorkbookError(f"{where}: {found.name[:40]!r} is not one of VOC's twenty classes")
        try:
            boxes.append(fitted(found, picture.size, slack=_SLACK)[0])
        except ValueError as error:
            raise WorkbookError(f"{where} ({found.name}): {error}; {fix}") from error
    return boxes
