"""Exercises of chapter 01: paths."""

from __future__ import annotations

from pathlib import Path

from minilib import paths
from minilib.workbook.exercises import Exercise, Mistake, call, folder, missing

# -- image_path: wrong ways -------------------------------------------------------------------


def joined_as_text(path, file_name):
    return f"{path}/{paths.JPEGS}/{file_name}"


def added_with_plus(path, file_name):
    return path + paths.JPEGS + file_name


def straight_in_the_data_folder(path, file_name):
    return path / file_name


def folder_only(path, file_name):
    return path / paths.JPEGS


def without_the_data_folder(path, file_name):
    return Path(paths.JPEGS) / file_name


def name_glued_to_the_folder(path, file_name):
    return path / (paths.JPEGS + file_name)


def word_jpegs(path, file_name):
    return path / "JPEGS" / file_name


# -- is_image: wrong ways ---------------------------------------------------------------------


def small_letters_only(file):
    return file.suffix in paths.IMAGE_SUFFIXES


def only_jpg(file):
    return file.suffix.lower() == ".jpg"


def ending_of_the_name_without_its_dot(file):
    return file.name.lower().endswith(("jpg", "jpeg", "png"))


def anywhere_in_the_name(file):
    return any(suffix in file.name.lower() for suffix in paths.IMAGE_SUFFIXES)


def compared_without_the_dot(file):
    return file.suffix.lower() in {"jpg", "jpeg", "png"}


def always_yes(file):
    return True  # as if file.suffix.lower() == ".jpg" or ".png"


def suffix_itself(file):
    return file.suffix.lower()


# -- count_suffixes: wrong ways ---------------------------------------------------------------


def folders_counted(folder):
    counts = {}
    for entry in folder.iterdir():
        suffix = entry.suffix.lower()
        counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def capitals_apart(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix] = counts.get(entry.suffix, 0) + 1
    return counts


def always_one(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix.lower()] = 1
    return counts


def one_too_few(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts[suffix] + 1 if suffix in counts else 0
    return counts


def subfolders_counted(folder):
    counts = {}
    for entry in folder.rglob("*"):
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def names_counted(folder):
    return {entry.name: 1 for entry in folder.iterdir() if entry.is_file()}


def returned_inside_the_loop(folder):
    counts = {}
    for entry in sorted(folder.iterdir()):
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
        return counts
    return counts


# -- tmp_folder: wrong ways -------------------------------------------------------------------


def fails_the_second_time(path):
    tmp = path / "tmp"
    tmp.mkdir()
    return tmp


def what_mkdir_returns(path):
    return (path / "tmp").mkdir(exist_ok=True)


def never_made(path):
    return path / "tmp"


def the_outer_folder_returned(path):
    (path / "tmp").mkdir(exist_ok=True)
    return path


def makes_what_is_missing(path):
    tmp = path / "tmp"
    tmp.mkdir(parents=True, exist_ok=True)
    return tmp


def only_when_new(path):
    tmp = path / "tmp"
    if not tmp.exists():
        tmp.mkdir()
        return tmp
    return None


def returned_and_lying_there(result, args):
    """What comes back, and what lies in the folder afterwards."""
    path = args[0]
    found = sorted(path.rglob("*")) if path.exists() else []
    return {"returned": result, "in the folder": found, "folders": [one.is_dir() for one in found]}


EXERCISES = {
    "image_path": Exercise(
        answer=paths.image_path,
        minutes=3,
        difficulty=1,
        cases=(
            call(Path("data/pascal"), "000012.jpg"),
            call(Path("data/sample"), "009961.jpg"),
            call(Path(), "000017.jpg"),
            call(Path("../somewhere/else"), "1.jpg"),
            call(folder({"readme.txt": "nothing here"}), "no such picture.jpg"),
        ),
        hints=(
            "Which three parts does the path consist of, and in which order?",
            "Step 3 shows how / puts a part at the end of a path. JPEGS is the part in the middle.",
            "return path / ... / ...",
        ),
        mistakes=(
            Mistake(
                joined_as_text,
                "You return a string. It looks right, but exists() or read_bytes() can't be asked "
                "of it. Put the parts together with /, between a Path and strings.",
            ),
            Mistake(
                added_with_plus, "A Path can't be added to with +. The operator for paths is /."
            ),
            Mistake(
                straight_in_the_data_folder,
                "The folders between the data set and the picture are missing: use JPEGS.",
            ),
            Mistake(folder_only, "This is the folder of all pictures; the file's name is missing."),
            Mistake(
                without_the_data_folder,
                "The path has to begin with the folder that is given, or the picture is looked for "
                "in the working folder.",
            ),
            Mistake(
                name_glued_to_the_folder,
                "Between the folder and the file the slash is missing: + glues two strings "
                "together, / puts a slash between them.",
            ),
            Mistake(
                word_jpegs,
                "You wrote 'JPEGS' in quotes: that is a folder of this name. Without quotes it is "
                "the constant.",
            ),
        ),
        why="/ joins the parts the way the system wants it, and path / name works for whatever "
        "folder the data lie in.",
    ),
    "is_image": Exercise(
        answer=paths.is_image,
        minutes=4,
        difficulty=1,
        cases=(
            call(Path("000012.jpg")),
            call(Path("HOLIDAY.JPG")),
            call(Path("drawing.png")),
            call(Path("scan.Jpeg")),
            call(Path("notes.txt")),
            call(Path("photo.jpg.txt")),
            call(Path("jpg")),
            call(Path("pictures.png/list.csv")),
            call(Path("pictures/000012")),
        ),
        hints=(
            "A path knows its ending. Which word was it in step 5?",
            "Make small letters of the suffix first, then ask whether it is in IMAGE_SUFFIXES.",
            "return file.suffix.(...) in IMAGE_SUFFIXES",
        ),
        mistakes=(
            Mistake(
                small_letters_only,
                "HOLIDAY.JPG is a picture too: .JPG and .jpg are different strings for Python.",
            ),
            Mistake(only_jpg, "Only .jpg is taken. IMAGE_SUFFIXES holds two more endings."),
            Mistake(
                ending_of_the_name_without_its_dot,
                "A file that is called just 'jpg' has no ending at all. The dot belongs to the "
                "suffix.",
            ),
            Mistake(
                anywhere_in_the_name,
                "photo.jpg.txt is a text file: the ending must stand at the end, not just anywhere "
                "in the name.",
            ),
            Mistake(
                compared_without_the_dot,
                "No file is ever a picture for you. A suffix begins with a dot, '.jpg', and "
                "IMAGE_SUFFIXES holds small letters.",
            ),
            Mistake(
                always_yes,
                "Every file is a picture for you. x == '.jpg' or '.png' asks 'is x .jpg?' and then "
                "only '.png', which is always yes. Ask: x in {...}.",
            ),
            Mistake(suffix_itself, "You return the suffix. The question wants True or False."),
        ),
        why="The suffix is the part from the last dot on; lower() makes .JPG and .jpg the same.",
    ),
    "count_suffixes": Exercise(
        answer=paths.count_suffixes,
        minutes=8,
        difficulty=2,
        cases=(
            call(folder({"a.jpg": "", "b.jpg": "", "notes.txt": ""})),
            call(folder({"a.jpg": "", "B.JPG": "", "c.JPEG": "", "list.csv": ""})),
            call(folder({"README": "", "a.png": "", "archive.tar.gz": "", "LICENSE": ""})),
            call(folder({"a.jpg": "", "old.v1/": "", "more/b.jpg": "", "more/c.txt": ""})),
            call(folder({})),
            call(missing()),
        ),
        hints=(
            "Take the little program that counted 'car' and 'dog' as a model.",
            "Go through folder.iterdir(). Skip what is not a file. The key is the suffix in small "
            "letters.",
            "counts = {}, then a for loop with an if in it, counts[suffix] = counts.get(...) + 1, "
            "and after the loop: return counts.",
        ),
        mistakes=(
            Mistake(folders_counted, "You count folders as well. is_file() tells them apart."),
            Mistake(
                capitals_apart,
                ".JPG and .jpg are counted apart. Make small letters of the suffix first.",
            ),
            Mistake(
                always_one,
                "Each suffix is counted once only: the second file writes 1 over the first one's "
                "1. Add 1 to what is there.",
            ),
            Mistake(
                one_too_few,
                "Each count is one too low: the first file of a kind counts as 1, not as 0.",
            ),
            Mistake(
                subfolders_counted,
                "You count what lies in the folders inside, too. iterdir() stays in this folder, "
                "rglob() goes down.",
            ),
            Mistake(names_counted, "The keys are whole names. The key should be the suffix."),
            Mistake(
                returned_inside_the_loop,
                "Your return stands inside the loop, so only the first entry is looked at. Move it "
                "to the left.",
            ),
        ),
        why="get(suffix, 0) answers 0 for what was not met before, so the first file of a kind "
        "needs no special treatment. Chapter 03 shows a dictionary that does this by itself.",
    ),
    "tmp_folder": Exercise(
        answer=paths.tmp_folder,
        minutes=4,
        difficulty=2,
        observe=returned_and_lying_there,
        cases=(
            call(folder({})),
            call(folder({"pascal_train2007.json": "{}"})),
            call(folder({"tmp/": ""})),
            call(folder({"tmp/lrg.csv": "fn,cat", "a.jpg": ""})),
            call(missing()),
        ),
        hints=(
            "Three things in a row: name the folder, make it, return its name.",
            "Step 9 shows the argument with which mkdir takes an existing folder as it is. And "
            "look at what mkdir itself returns.",
            "folder = path / 'tmp', then folder.mkdir(...), then return folder.",
        ),
        mistakes=(
            Mistake(
                fails_the_second_time,
                "It works once. The second time the folder is there, and mkdir() stops.",
            ),
            Mistake(
                what_mkdir_returns,
                "You return what mkdir returns, and that is None. Return the path.",
            ),
            Mistake(never_made, "You only name the folder: a path is a name. Make it as well."),
            Mistake(
                the_outer_folder_returned, "The folder is made, but you return the one around it."
            ),
            Mistake(
                makes_what_is_missing,
                "parents=True makes missing folders on the way as well. Then a typing mistake in "
                "the path goes unnoticed and the files land in a new folder somewhere.",
            ),
            Mistake(
                only_when_new,
                "When the folder is there already, nothing is returned: the return belongs after "
                "the if, not into it.",
            ),
        ),
        why="exist_ok=True makes the cell safe to run again, and returning the path lets the next "
        "line write into it.",
    ),
}
