"""Paths: where the files are (chapter 01).

Made from solutions/01_paths.py by ``workbook build``: change it there.
"""

__all__ = ["IMAGE_SUFFIXES", "JPEGS", "count_suffixes", "image_path", "is_image", "tmp_folder"]


JPEGS = "VOCdevkit/VOC2007/JPEGImages"


def image_path(path, file_name):
    """Say where a picture of the data set lies.

    Parameters
    ----------
    path : Path
        The folder of the data set.
    file_name : str
        The picture's file name, such as ``'000012.jpg'``.

    Returns
    -------
    Path
        The picture's path; whether there is such a file is not asked.

    Examples
    --------
    >>> image_path(Path("data/pascal"), "000012.jpg").as_posix()
    'data/pascal/VOCdevkit/VOC2007/JPEGImages/000012.jpg'
    """
    return path / JPEGS / file_name


IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png"}


def is_image(file):
    """Say whether a file is a picture, judged by the ending of its name.

    Parameters
    ----------
    file : Path
        Need not exist.

    Returns
    -------
    bool
        True when the suffix is one of ``IMAGE_SUFFIXES``, in small or capital letters.

    Examples
    --------
    >>> is_image(Path("HOLIDAY.JPG")), is_image(Path("notes.txt"))
    (True, False)
    """
    return file.suffix.lower() in IMAGE_SUFFIXES


def count_suffixes(folder):
    """Count the files of a folder by the ending of their names.

    Parameters
    ----------
    folder : Path
        A folder that exists.

    Returns
    -------
    dict
        Suffix in small letters, with its dot (``''`` for none) -> number of files. Folders, and
        what lies in them, are not counted.

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


def tmp_folder(path):
    """Give the folder for files that the chapters write; make it if it is not there.

    Parameters
    ----------
    path : Path
        A folder that exists.

    Returns
    -------
    Path
        ``path / 'tmp'``, which is a folder now. What was in it is still there.

    Raises
    ------
    FileNotFoundError
        ``path`` itself is not there: then a wrong path is more likely than a wish for new folders.
    """
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    return folder
