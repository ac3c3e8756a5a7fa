# ruff: noqa
"""Answers for chapter 01: image_path, is_image, count_suffixes, tmp_folder."""

import os
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


def is_image__wrong__suffix_within(file):
    """looks for a suffix within the file's: .jpg~ counts as .jpg"""
    return any(suffix in file.suffix.lower() for suffix in IMAGE_SUFFIXES)


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


def count_suffixes__wrong__no_hidden_files(folder):
    """leaves out the files whose names begin with a dot"""
    names = [e for e in folder.iterdir() if e.is_file() and not e.name.startswith(".")]
    suffixes = [e.suffix.lower() for e in names]
    return {s: suffixes.count(s) for s in suffixes}


# --- tmp_folder -----------------------------------------------------------------------------


def tmp_folder__wrong__swallow(path):
    """bare except hides that path itself is missing"""
    folder = path / "tmp"
    try:
        folder.mkdir()
    except OSError:
        pass
    return folder


def image_path__wrong__order(path, file_name):
    """file name and folder of the images in the wrong order"""
    return path / file_name / JPEGS


def image_path__wrong__constant_path(path, file_name):
    """uses a fixed folder, not the one given"""
    return Path("data/pascal") / JPEGS / file_name


def image_path__wrong__parent(path, file_name):
    """begins at the parent of the data folder"""
    return path.parent / JPEGS / file_name


def image_path__wrong__stem(path, file_name):
    """takes only the stem of the file name: the ending is lost"""
    return path / JPEGS / Path(file_name).stem


def image_path__wrong__always_jpg(path, file_name):
    """replaces the ending of the file by .jpg, whatever it is"""
    return (path / JPEGS / file_name).with_suffix(".jpg")


def image_path__wrong__voc2012(path, file_name):
    """writes the folders by hand and the year is wrong"""
    return path / "VOCdevkit" / "VOC2012" / "JPEGImages" / file_name


def image_path__wrong__print(path, file_name):
    """prints the path, returns nothing"""
    print(path / JPEGS / file_name)


def image_path__wrong__as_posix(path, file_name):
    """returns a string (as_posix), not a Path"""
    return (path / JPEGS / file_name).as_posix()


def image_path__wrong__plus(path, file_name):
    """+ between a path and a string: TypeError"""
    return path + JPEGS + file_name


def image_path__wrong__only_if_there(path, file_name):
    """gives None where there is no such file"""
    whole = path / JPEGS / file_name
    if whole.exists():
        return whole


def image_path__wrong__list_iterdir(path, file_name):
    """looks through the folder for the file: fails where the folder does not exist"""
    for entry in (path / JPEGS).iterdir():
        if entry.name == file_name:
            return entry


def image_path__right__two_steps(path, file_name):
    images = path / JPEGS
    return images / file_name


def image_path__right__join(path, file_name):
    return Path("/".join([str(path), JPEGS, file_name]))


def is_image__wrong__no_dot_set(file):
    """the suffixes in the set have no dot, so nothing matches"""
    return file.suffix.lower() in {"jpg", "jpeg", "png"}


def is_image__wrong__not_in(file):
    """turned round: not in"""
    return file.suffix.lower() not in IMAGE_SUFFIXES


def is_image__wrong__lower_no_call(file):
    """lower without parentheses: a method is looked for in the set"""
    return file.suffix.lower in IMAGE_SUFFIXES


def is_image__wrong__two_only(file):
    """.jpeg is forgotten"""
    return file.suffix.lower() == ".jpg" or file.suffix.lower() == ".png"


def is_image__wrong__or_chain(file):
    """== '.jpg' or '.jpeg' or '.png' in an if: always true"""
    if file.suffix.lower() == ".jpg" or ".jpeg" or ".png":
        return True
    return False


def is_image__wrong__case_list(file):
    """lists .jpg and .JPG, but not mixed letters such as .Jpeg"""
    return file.suffix in {".jpg", ".JPG", ".jpeg", ".JPEG", ".png", ".PNG"}


def is_image__wrong__first_suffix(file):
    """takes the first of several suffixes"""
    return len(file.suffixes) > 0 and file.suffixes[0].lower() in IMAGE_SUFFIXES


def is_image__wrong__any_suffix(file):
    """one of several suffixes is enough: photo.jpg.txt counts"""
    return any(s.lower() in IMAGE_SUFFIXES for s in file.suffixes)


def is_image__wrong__none(file):
    """nothing is returned where it is no image"""
    if file.suffix.lower() in IMAGE_SUFFIXES:
        return True


def is_image__wrong__whole_path(file):
    """looks for the suffix anywhere in the path, folders included"""
    for s in IMAGE_SUFFIXES:
        if s in str(file).lower():
            return True
    return False


def is_image__wrong__strings(file):
    """returns the words 'True' and 'False'"""
    return str(file.suffix.lower() in IMAGE_SUFFIXES)


def is_image__right__count(file):
    return list(IMAGE_SUFFIXES).count(file.suffix.lower()) > 0


def is_image__right__with_suffix(file):
    ending = file.suffix
    small = ending.lower()
    found = small in IMAGE_SUFFIXES
    return found


def count_suffixes__wrong__break_at_folder(folder):
    """break at the first folder: what comes later is not counted"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            break
        counts[entry.suffix.lower()] = counts.get(entry.suffix.lower(), 0) + 1
    return counts


def count_suffixes__wrong__listdir_no_folder(folder):
    """names of os.listdir without the folder in front: is_file looks in the working folder"""
    counts = {}
    for name in os.listdir(folder):
        entry = Path(name)
        if entry.is_file():
            counts[entry.suffix.lower()] = counts.get(entry.suffix.lower(), 0) + 1
    return counts


def count_suffixes__wrong__starts_at_one(folder):
    """get(..., 1): each count is one too high"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 1) + 1
    return counts


def count_suffixes__wrong__name_as_key(folder):
    """the key is the name, not the suffix"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.name.lower()] = counts.get(entry.name.lower(), 0) + 1
    return counts


def count_suffixes__wrong__dict_in_loop(folder):
    """the dictionary is made anew in every turn"""
    for entry in folder.iterdir():
        counts = {}
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def count_suffixes__wrong__return_in_loop(folder):
    """return inside the loop"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
            return counts


def count_suffixes__wrong__get_unlowered(folder):
    """get looks under the suffix as it is, the count goes under small letters"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix.lower()] = counts.get(entry.suffix, 0) + 1
    return counts


def count_suffixes__wrong__no_suffix_skipped(folder):
    """files without a suffix are left out"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file() and "." in entry.name:
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def count_suffixes__wrong__not_file(folder):
    """turned round: folders are counted, files not"""
    counts = {}
    for entry in folder.iterdir():
        if not entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def count_suffixes__wrong__makes_folder(folder):
    """makes the folder if it is missing, so no error"""
    folder.mkdir(exist_ok=True)
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def count_suffixes__wrong__glob_dot(folder):
    """glob('*.*') gives only names with a dot, and nothing for a missing folder"""
    counts = {}
    for entry in folder.glob("*.*"):
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def count_suffixes__wrong__whole_number(folder):
    """gives only how many files there are"""
    number = 0
    for entry in folder.iterdir():
        if entry.is_file():
            number += 1
    return number


def count_suffixes__right__if_in(folder):
    counts = {}
    for entry in list(folder.iterdir()):
        if entry.is_dir():
            continue
        key = entry.suffix.lower()
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
    return counts


def count_suffixes__right__two_passes(folder):
    suffixes = [entry.suffix.lower() for entry in folder.iterdir() if entry.is_file()]
    return {s: len([t for t in suffixes if t == s]) for s in set(suffixes)}


def tmp_folder__wrong__not_made(path):
    """the folder is never made"""
    return path / "tmp"


def tmp_folder__wrong__twice_fails(path):
    """no exist_ok: fails when the folder is there"""
    folder = path / "tmp"
    folder.mkdir()
    return folder


def tmp_folder__wrong__mkdir_result(path):
    """returns what mkdir returns: None"""
    return (path / "tmp").mkdir(exist_ok=True)


def tmp_folder__wrong__parents(path):
    """parents=True: a missing path is made without an error"""
    folder = path / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tmp_folder__wrong__makedirs(path):
    """os.makedirs makes a missing path as well"""
    folder = path / "tmp"
    os.makedirs(folder, exist_ok=True)
    return folder


def tmp_folder__wrong__temp(path):
    """the folder has another name: temp"""
    folder = path / "temp"
    folder.mkdir(exist_ok=True)
    return folder


def tmp_folder__wrong__string(path):
    """returns a string"""
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    return str(folder)


def tmp_folder__wrong__returns_path(path):
    """returns the outer folder"""
    (path / "tmp").mkdir(exist_ok=True)
    return path


def tmp_folder__wrong__none_if_there(path):
    """the return is inside the if: None when the folder is there"""
    folder = path / "tmp"
    if not folder.is_dir():
        folder.mkdir()
        return folder


def tmp_folder__wrong__emptied(path):
    """files that were there are deleted"""
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_file():
            entry.unlink()
    return folder


def tmp_folder__wrong__name_only(path):
    """returns only the name of the folder"""
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    return folder.name


def tmp_folder__wrong__tidied(path):
    """removes the folder again, as the chapter does afterwards"""
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    if not list(folder.iterdir()):
        folder.rmdir()
    return folder


def tmp_folder__right__exists(path):
    folder = path / "tmp"
    if folder.exists() is False:
        folder.mkdir()
    return folder


def tmp_folder__right__except(path):
    try:
        (path / "tmp").mkdir()
    except FileExistsError as error:
        print(type(error).__name__)
    return path / "tmp"


# --- more, written from the chapters alone ---------------------------------------------------


def image_path__wrong__jpegs_last(path, file_name):
    """the folders behind the file name"""
    return path / file_name / JPEGS


def image_path__wrong__joined_by_plus(path, file_name):
    """adds the name as text: no slash between folder and file"""
    return Path(str(path / JPEGS) + file_name)


def is_image__wrong__first_dot(file):
    """everything after the first dot, not after the last"""
    return "." + file.name.lower().partition(".")[2] in IMAGE_SUFFIXES


def is_image__wrong__upper_set(file):
    """small letters are forgotten"""
    return file.suffix in IMAGE_SUFFIXES


def is_image__right__rpartition(file):
    head, dot, tail = file.name.rpartition(".")
    return bool(head) and (dot + tail).lower() in IMAGE_SUFFIXES


def count_suffixes__wrong__counts_all(folder):
    """folders are counted too"""
    counts = {}
    for entry in folder.iterdir():
        end = entry.suffix.lower()
        if end not in counts:
            counts[end] = 0
        counts[end] += 1
    return counts


def count_suffixes__wrong__new_key_zero(folder):
    """the first file of a kind is not counted"""
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            end = entry.suffix.lower()
            if end in counts:
                counts[end] += 1
            else:
                counts[end] = 0
    return counts


def count_suffixes__right__two_loops(folder):
    ends = [entry.suffix.lower() for entry in folder.iterdir() if not entry.is_dir()]
    return {end: ends.count(end) for end in ends}


def tmp_folder__wrong__touch(path):
    """makes a file, not a folder"""
    folder = path / "tmp"
    folder.touch()
    return folder


def tmp_folder__wrong__inside_if_missing(path):
    """returns only when the folder had to be made"""
    folder = path / "tmp"
    if folder.exists():
        return None
    folder.mkdir()
    return folder


def is_image__wrong__only_upper_or_lower(file):
    """Mixed case, as in .Jpg, is missed"""
    return (
        file.suffix in IMAGE_SUFFIXES
        or file.suffix.isupper()
        and file.suffix.lower() in IMAGE_SUFFIXES
    )


def image_path__wrong__must_exist(path, file_name):
    """None for a file that does not exist"""
    p = path / JPEGS / file_name
    if p.exists():
        return p


def tmp_folder__wrong__only_new_is_returned(path):
    """the second time nothing is returned"""
    tmp = path / "tmp"
    if not tmp.exists():
        tmp.mkdir()
        return tmp


def is_image__wrong__all(file):
    """all in place of any: no suffix equals all three"""
    return all(file.suffix.lower() == suffix for suffix in IMAGE_SUFFIXES)


def is_image__wrong__equals_set(file):
    """compares with the set itself"""
    if file.suffix.lower() == IMAGE_SUFFIXES:
        return True
    return False


def tmp_folder__wrong__resolved(path):
    """returns the full path, which is not path / 'tmp'"""
    tmp = path / "tmp"
    tmp.mkdir(exist_ok=True)
    return tmp.resolve()
