"""Other right answers to the exercises of chapter 01, and mutants that are right as well."""

import os
import re
from collections import Counter, defaultdict
from pathlib import Path

from minilib.paths import IMAGE_SUFFIXES, JPEGS


def image_path_joinpath(path, file_name):
    return path.joinpath(JPEGS, file_name)


def image_path_constructor(path, file_name):
    return Path(path, *JPEGS.split("/"), file_name)


def image_path_os(path, file_name):
    return Path(os.path.join(path, JPEGS, file_name))


def image_path_step_by_step(path, file_name):
    for part in ["VOCdevkit", "VOC2007", "JPEGImages", file_name]:
        path = path / part
    return path


def image_path_text(path, file_name):
    return Path(f"{path}/{JPEGS}/{file_name}")


def image_path_helped(path, file_name):
    images = path.joinpath("VOCdevkit") / "VOC2007/JPEGImages"
    return images.joinpath(file_name)


def is_image_or(file):
    ending = file.suffix.lower()
    return ending == ".jpg" or ending == ".jpeg" or ending == ".png"


def is_image_endswith(file):
    return file.name.lower().endswith((".jpg", ".jpeg", ".png"))


def is_image_pattern(file):
    return re.search(r"\.(jpe?g|png)$", str(file), re.IGNORECASE) is not None


def is_image_loop(file):
    for known in IMAGE_SUFFIXES:
        if file.suffix.casefold() == known:
            return True
    return False


def is_image_any(file):
    return any(file.suffix.lower() == known for known in IMAGE_SUFFIXES)


def is_image_parted(file):
    _, dot, ending = file.name.lower().rpartition(".")
    return dot + ending in {".jpg", ".jpeg", ".png"}


def is_image_if(file):
    if file.suffix.upper() in [known.upper() for known in IMAGE_SUFFIXES]:
        return True
    return False


def count_suffixes_counter(folder):
    return Counter(entry.suffix.lower() for entry in folder.iterdir() if entry.is_file())


def count_suffixes_defaultdict(folder):
    counts = defaultdict(int)
    for entry in folder.glob("*"):
        if not entry.is_dir():
            counts[entry.suffix.lower()] += 1
    if not folder.exists():
        raise FileNotFoundError(folder)
    return dict(counts)


def count_suffixes_lists(folder):
    endings = sorted(entry.suffix.lower() for entry in folder.iterdir() if entry.is_file())
    return {ending: endings.count(ending) for ending in endings}


def count_suffixes_if(folder):
    counts = {}
    for name in os.listdir(folder):
        if (folder / name).is_dir():
            continue
        ending = os.path.splitext(name)[1].lower()
        if ending not in counts:
            counts[ending] = 0
        counts[ending] += 1
    return counts


def count_suffixes_scandir(folder):
    counts = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_file():
                continue
            ending = os.path.splitext(entry.name)[1].lower()
            counts[ending] = counts.setdefault(ending, 0) + 1
    return dict(sorted(counts.items()))


def count_suffixes_try(folder):
    counts = {}
    for entry in sorted(folder.iterdir()):
        if not entry.is_file():
            continue
        try:
            counts[entry.suffix.lower()] += 1
        except KeyError:
            counts[entry.suffix.lower()] = 1
    return counts


def tmp_folder_asked_first(path):
    tmp = path / "tmp"
    if not tmp.exists():
        tmp.mkdir()
    return tmp


def tmp_folder_try(path):
    try:
        (path / "tmp").mkdir()
    except FileExistsError:
        pass
    return path / "tmp"


def tmp_folder_os(path):
    made = os.path.join(path, "tmp")
    if not os.path.isdir(made):
        os.mkdir(made)
    return Path(made)


def tmp_folder_joined(path):
    folder = path.joinpath("tmp")
    folder.mkdir(parents=False, exist_ok=True)
    return folder


def tmp_folder_makedirs(path):
    if not path.exists():
        raise FileNotFoundError(f"there is no folder {path}")
    os.makedirs(path / "tmp", exist_ok=True)
    return path / "tmp"


def tmp_folder_listed(path):
    if "tmp" not in [entry.name for entry in path.iterdir()]:
        Path(path, "tmp").mkdir()
    return Path(path, "tmp")


RIGHT_WAYS = {
    "image_path": [
        image_path_joinpath,
        image_path_constructor,
        image_path_os,
        image_path_step_by_step,
        image_path_text,
        image_path_helped,
    ],
    "is_image": [
        is_image_or,
        is_image_endswith,
        is_image_pattern,
        is_image_loop,
        is_image_any,
        is_image_parted,
        is_image_if,
    ],
    "count_suffixes": [
        count_suffixes_counter,
        count_suffixes_defaultdict,
        count_suffixes_lists,
        count_suffixes_if,
        count_suffixes_scandir,
        count_suffixes_try,
    ],
    "tmp_folder": [
        tmp_folder_asked_first,
        tmp_folder_try,
        tmp_folder_os,
        tmp_folder_joined,
        tmp_folder_makedirs,
        tmp_folder_listed,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
