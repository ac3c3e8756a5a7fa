"""Paths: where the files are.

Made from solutions/01_paths.py (chapter 01) by ``workbook build``: change it there.
"""

from pathlib import Path

__all__ = ["IMAGE_SUFFIXES", "JPEGS", "count_suffixes", "image_path", "is_image", "tmp_folder"]


JPEGS = "VOCdevkit/VOC2007/JPEGImages"


def image_path(path: Path, file_name: str) -> Path:
    """Return the path of an image in the data set's folder ``path``; the file need not exist.

    Examples
    --------
    >>> image_path(Path("data/pascal"), "000012.jpg").as_posix()
    'data/pascal/VOCdevkit/VOC2007/JPEGImages/000012.jpg'
    """
    return path / JPEGS / file_name


IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png"}


def is_image(file: Path) -> bool:
    """Tell whether a file's suffix, in upper or lower case, is one of ``IMAGE_SUFFIXES``.

    The file need not exist.

    Examples
    --------
    >>> is_image(Path("HOLIDAY.JPG")), is_image(Path("notes.txt"))
    (True, False)
    """
    return file.suffix.lower() in IMAGE_SUFFIXES


def count_suffixes(folder: Path) -> dict[str, int]:
    """Count the files of a folder by suffix: lower case, with the dot, ``''`` for none.

    Folders inside it, and the files in them, are not counted.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def tmp_folder(path: Path) -> Path:
    """Return ``path / 'tmp'``, a folder for the chapters' own files, made if it is missing.

    Files that are already in it stay.

    Raises
    ------
    FileNotFoundError
        ``path`` itself is missing: more likely a mistake than a wish for new folders.
    """
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    return folder
