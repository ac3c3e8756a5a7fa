# ruff: noqa
"""Answers for chapter 01: image_path, is_image, count_suffixes, tmp_folder."""

import os
import tempfile
from collections import Counter
from pathlib import Path

from minilib.paths import IMAGE_SUFFIXES, JPEGS

# --- image_path -----------------------------------------------------------------------------


def image_path__wrong__plus_strings(path, file_name):
    """adds strings, the slashes between the parts are missing, and gives a str"""
    return str(path) + JPEGS + file_name


def image_path__wrong__quoted_jpegs(path, file_name):
    """writes "JPEGS" in quotes: the word, not the constant"""
    return path / "JPEGS" / file_name


def image_path__wrong__part_folder(path, file_name):
    """only JPEGImages, forgets VOCdevkit/VOC2007"""
    return path / "JPEGImages" / file_name


def image_path__wrong__leading_slash(path, file_name):
    """a slash before JPEGS makes it absolute, so path is thrown away"""
    return path / ("/" + JPEGS) / file_name


def image_path__wrong__resolved(path, file_name):
    """makes the path absolute with resolve()"""
    return (path / JPEGS / file_name).resolve()


# --- is_image -------------------------------------------------------------------------------


def is_image__wrong__upper(file):
    """upper() and not lower(): the set holds small letters, so never True"""
    return file.suffix.upper() in IMAGE_SUFFIXES


def is_image__wrong__stem(file):
    """looks at the stem, not the suffix"""
    return file.stem.lower() in IMAGE_SUFFIXES


def is_image__wrong__name_in(file):
    """asks whether the whole name is in the set"""
    return file.name.lower() in IMAGE_SUFFIXES


def is_image__wrong__early_return(file):
    """returns in the first turn of the loop, so only one suffix is compared"""
    for s in sorted(IMAGE_SUFFIXES):
        if file.suffix.lower() == s:
            return True
        else:
            return False


def is_image__wrong__must_exist(file):
    """asks in addition whether the file exists"""
    return file.is_file() and file.suffix.lower() in IMAGE_SUFFIXES


def is_image__wrong__endswith_no_dot(file):
    """endswith without the dot: a file called 'myjpg' counts"""
    return file.name.lower().endswith(("jpg", "jpeg", "png"))


def is_image__wrong__gives_suffix(file):
    """gives the suffix and not True or False"""
    if file.suffix.lower() in IMAGE_SUFFIXES:
        return file.suffix.lower()
    return False


# --- count_suffixes -------------------------------------------------------------------------


def count_suffixes__wrong__no_lower(folder):
    """forgets lower(): .JPG and .jpg are two keys"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix] = counts.get(entry.suffix, 0) + 1
    return counts


def count_suffixes__wrong__key_error(folder):
    """+= on a key that is not there yet: KeyError"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix.lower()] += 1
    return counts


def count_suffixes__wrong__two_mistakes(folder):
    """folders are counted and letters are not made small"""
    counts = {}
    for entry in folder.iterdir():
        counts[entry.suffix] = counts.get(entry.suffix, 0) + 1
    return counts


def count_suffixes__wrong__catches_missing(folder):
    """a missing folder gives {} instead of FileNotFoundError"""
    counts = {}
    if not folder.exists():
        return counts
    for entry in folder.iterdir():
        if entry.is_file():
            s = entry.suffix.lower()
            counts[s] = counts.get(s, 0) + 1
    return counts


def count_suffixes__right__os_scandir(folder):
    counts = {}
    with os.scandir(folder) as entries:
        for e in entries:
            if not e.is_file():
                continue
            s = os.path.splitext(e.name)[1].lower()
            counts[s] = counts.setdefault(s, 0) + 1
    return dict(sorted(counts.items()))


# --- tmp_folder -----------------------------------------------------------------------------


def tmp_folder__wrong__swallow(path):
    """bare except hides that path itself is missing"""
    folder = path / "tmp"
    try:
        folder.mkdir()
    except OSError:
        pass
    return folder
