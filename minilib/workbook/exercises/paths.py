"""Exercises of chapter 01: paths."""

from __future__ import annotations

import contextlib
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


def parts_in_the_wrong_order(path, file_name):
    return path / file_name / paths.JPEGS


def folder_of_the_chapter(path, file_name):
    return Path("data/sample") / paths.JPEGS / file_name  # the chapter's PATH


def word_file_name(path, file_name):
    return path / paths.JPEGS / "file_name"


def slash_inside_the_string(path, file_name):
    return path / paths.JPEGS / f"/{file_name}"


def made_a_string(path, file_name):
    return str(path / paths.JPEGS / file_name)


def three_parts(path, file_name):
    return path, paths.JPEGS, file_name


def ending_added(path, file_name):
    return path / paths.JPEGS / f"{file_name}.jpg"


def ending_lost(path, file_name):
    return path / paths.JPEGS / Path(file_name).stem


def looked_for_on_the_disk(path, file_name):
    return next((path / paths.JPEGS).glob(file_name), None)


def whether_it_exists(path, file_name):
    return (path / paths.JPEGS / file_name).exists()


def made_absolute(path, file_name):
    return (path / paths.JPEGS / file_name).absolute()


def join_of_strings(path, file_name):
    return path.join(paths.JPEGS, file_name)


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


def turned_round(file):
    return file.suffix.lower() not in paths.IMAGE_SUFFIXES


def one_or_a_string(file):
    return file.suffix.lower() == ".jpg" or ".jpeg"


def one_or_a_string_in_small_letters(file):
    return file.suffix == ".jpg" or ".jpeg"


def two_endings(file):
    return file.suffix.lower() in {".jpg", ".png"}


def searched_in_one_string(file):
    return file.suffix.lower() in ".jpg.jpeg.png"


def nothing_for_no(file):
    if file.suffix.lower() in paths.IMAGE_SUFFIXES:
        return True
    return None


def words_for_an_answer(file):
    return "yes" if file.suffix.lower() in paths.IMAGE_SUFFIXES else "no"


def suffix_called(file):
    return file.suffix() in paths.IMAGE_SUFFIXES


def path_in_small_letters(file):
    return file.lower().suffix in paths.IMAGE_SUFFIXES


def sides_exchanged(file):
    return paths.IMAGE_SUFFIXES in file.suffix.lower()


def cut_at_the_first_dot(file):
    return file.name.split(".")[1].lower() in {"jpg", "jpeg", "png"}


def no_at_the_first_other(file):
    return file.suffix.lower() == ".png"  # the first of IMAGE_SUFFIXES that the loop meets


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


def added_to_what_is_not_there(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts[entry.suffix.lower()] += 1
    return counts


def get_without_zero(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix) + 1
    return counts


def one_too_many(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 1) + 1
    return counts


def word_suffix(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            counts["suffix"] = counts.get("suffix", 0) + 1
    return counts


def through_the_path_itself(folder):
    return {entry.suffix: 1 for entry in folder}


def number_of_entries(folder):
    return len(list(folder.iterdir()))


def list_of_suffixes(folder):
    return [entry.suffix.lower() for entry in folder.iterdir() if entry.is_file()]


def set_of_suffixes(folder):
    return {entry.suffix.lower() for entry in folder.iterdir() if entry.is_file()}


def dictionary_inside_the_loop(folder):
    for entry in folder.iterdir():
        counts = {}
        if entry.is_file():
            counts[entry.suffix.lower()] = 1
    return counts


def only_pictures(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file() and paths.is_image(entry):
            counts[entry.suffix.lower()] = counts.get(entry.suffix.lower(), 0) + 1
    return counts


def no_suffix_left_out(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file() and entry.suffix:
            counts[entry.suffix.lower()] = counts.get(entry.suffix.lower(), 0) + 1
    return counts


def all_suffixes_joined(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = "".join(entry.suffixes).lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def folders_counted_and_capitals_apart(folder):
    counts = {}
    for entry in folder.iterdir():
        counts[entry.suffix] = counts.get(entry.suffix, 0) + 1
    return counts


def dots_cut_off(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()[1:]
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def missing_folder_is_empty(folder):
    return paths.count_suffixes(folder) if folder.exists() else {}


def only_what_is_there_already(folder):
    list(folder.iterdir())
    return {}


def only_folders(folder):
    counts = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def only_names_with_a_dot(folder):
    counts = {}
    for entry in folder.glob("*.*"):
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
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


def returned_as_a_string(path):
    tmp = path / "tmp"
    tmp.mkdir(exist_ok=True)
    return str(tmp)


def called_temp(path):
    tmp = path / "temp"
    tmp.mkdir(exist_ok=True)
    return tmp


def whether_it_is_there(path):
    tmp = path / "tmp"
    tmp.mkdir(exist_ok=True)
    return tmp.exists()


def emptied_first(path):
    tmp = path / "tmp"
    if tmp.exists():
        for entry in tmp.iterdir():
            entry.unlink()
        tmp.rmdir()
    tmp.mkdir()
    return tmp


def made_a_file(path):
    tmp = path / "tmp"
    if not tmp.exists():
        tmp.touch()
    return tmp


def every_error_passed_over(path):
    tmp = path / "tmp"
    with contextlib.suppress(OSError):
        tmp.mkdir()
    return tmp


def mkdir_of_a_string(path):
    return path / "tmp".mkdir(exist_ok=True)


def argument_misspelt(path):
    tmp = path / "tmp"
    tmp.mkdir(exists_ok=True)
    return tmp


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
                added_with_plus,
                "The operator for paths is /, not +, and one of the two things beside it must be a "
                "Path. Begin with path: path / ... / ...",
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
            Mistake(
                parts_in_the_wrong_order,
                "JPEGS comes before the name of the file: folder, folder in it, file.",
            ),
            Mistake(
                folder_of_the_chapter,
                "You use the chapter's own PATH. The function is to work for any folder: use its "
                "argument, path.",
            ),
            Mistake(
                word_file_name,
                'You wrote "file_name" in quotes: that is a file of this name. Without quotes it '
                "is the argument.",
            ),
            Mistake(
                slash_inside_the_string,
                "A string that begins with / starts again at the disk's root, and all before it "
                "is dropped. Leave the slash out; the operator / puts it there.",
            ),
            Mistake(
                made_a_string,
                "You return a string. Path has no need of str(): leave the path as it is.",
            ),
            Mistake(
                three_parts,
                "Commas make a tuple of three things. One path is wanted: put the parts together "
                "with /.",
            ),
            Mistake(
                ending_added,
                "The file's name has its ending already; you add a second one.",
            ),
            Mistake(
                ending_lost,
                "The ending of the file's name has got lost. Take the name as it is.",
            ),
            Mistake(
                looked_for_on_the_disk,
                "You look on the disk for the file. Only its path is wanted, whether there is "
                "such a file or not.",
            ),
            Mistake(
                whether_it_exists,
                "You say whether the file is there. Its path is wanted, whether there is such a "
                "file or not.",
            ),
            Mistake(
                made_absolute,
                "resolve() and absolute() begin at the disk's root. The path should begin with "
                "the folder that is given.",
            ),
            Mistake(
                join_of_strings,
                "A Path has no join (that is a method of strings). The operator / joins.",
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
                "No file is ever a picture for you. Ask about file.suffix, made small with lower() "
                "and its (). IMAGE_SUFFIXES holds the endings in small letters, with the dot. And "
                "nothing is asked of the disk: the name alone decides.",
            ),
            Mistake(
                always_yes,
                "Every file is a picture for you. x == '.jpg' or '.png' asks 'is x .jpg?' and then "
                "only '.png', which is always yes. Ask: x in {...}.",
            ),
            Mistake(suffix_itself, "You return the suffix. The question wants True or False."),
            Mistake(
                turned_round,
                "The answer is turned round: pictures are no pictures for you. Is there a 'not' "
                "too many?",
            ),
            Mistake(
                one_or_a_string,
                'x == ".jpg" or ".png" asks \'is x .jpg?\', and if it is not, the answer is the '
                "string behind the 'or'. Ask: x in {...}.",
            ),
            Mistake(
                one_or_a_string_in_small_letters,
                'As above, and capitals are not thought of: x == ".jpg" or ".png" gives the '
                "string behind the 'or' where x is not .jpg. Ask: x in {...}, and make x small "
                "first.",
            ),
            Mistake(
                two_endings,
                "One ending is missing: IMAGE_SUFFIXES holds three.",
            ),
            Mistake(
                searched_in_one_string,
                "Without an ending the suffix is the empty string, and that is found in every "
                "string. Ask with a set of strings, IMAGE_SUFFIXES.",
            ),
            Mistake(
                nothing_for_no,
                "Where nothing fits, nothing is returned, which is None. False is wanted there: "
                "return the answer of the question itself.",
            ),
            Mistake(
                words_for_an_answer,
                "True and False are wanted. You return words.",
            ),
            Mistake(
                suffix_called,
                "suffix has no brackets: it is a value of the path, not a method. lower() has "
                "them.",
            ),
            Mistake(
                path_in_small_letters,
                "A Path has no lower(); its suffix, a string, has.",
            ),
            Mistake(
                sides_exchanged,
                "The question is turned round: is the suffix in IMAGE_SUFFIXES?",
            ),
            Mistake(
                cut_at_the_first_dot,
                "A name may have no dot at all, or several. suffix takes the part from the last "
                "dot on, and the empty string where there is none.",
            ),
            Mistake(
                no_at_the_first_other,
                "The loop ends at the first ending that does not fit: a return stands in its "
                "else. 'in' asks about all of them at once.",
            ),
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
            Mistake(
                folders_counted,
                "You count folders as well. is_file() tells them apart, with its ().",
            ),
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
            Mistake(
                added_to_what_is_not_there,
                "At the first file of a kind there is nothing yet to which 1 could be added: "
                "that is the KeyError. counts.get(suffix, 0) answers 0 then.",
            ),
            Mistake(
                get_without_zero,
                "get(suffix) answers None where there is nothing, and None + 1 is an error. Say "
                "what it should answer: get(suffix, 0).",
            ),
            Mistake(
                one_too_many,
                "Each count is one too high: the first file of a kind counts as 1, so begin with "
                "0.",
            ),
            Mistake(
                word_suffix,
                "Your key is the word 'suffix' in quotes, the same for all. Without quotes it is "
                "the variable.",
            ),
            Mistake(
                through_the_path_itself,
                "One can't go through a Path itself. iterdir() gives what lies in the folder.",
            ),
            Mistake(
                number_of_entries,
                "This is the number of entries. A dictionary is wanted: from each suffix to its "
                "count.",
            ),
            Mistake(
                list_of_suffixes,
                "This is a list of the suffixes. A dictionary is wanted: from each suffix to its "
                "count.",
            ),
            Mistake(
                set_of_suffixes,
                "This is the set of the suffixes. A dictionary is wanted: from each suffix to "
                "its count.",
            ),
            Mistake(
                dictionary_inside_the_loop,
                "The dictionary is made inside the loop, anew for each entry. Make it once, "
                "before the loop.",
            ),
            Mistake(
                only_pictures,
                "Only pictures are counted. All files are wanted, whatever their suffix.",
            ),
            Mistake(
                no_suffix_left_out,
                "Files without a suffix are missing. They are counted, too, under the empty "
                "string.",
            ),
            Mistake(
                all_suffixes_joined,
                "archive.tar.gz has the suffix .gz: only the part from the last dot on counts.",
            ),
            Mistake(
                folders_counted_and_capitals_apart,
                "Folders are counted, and .JPG and .jpg are counted apart. Ask is_file(), with "
                "its (), and make small letters with lower().",
            ),
            Mistake(
                dots_cut_off,
                "Your suffixes have lost their dot. It belongs to the suffix: '.jpg'.",
            ),
            Mistake(
                missing_folder_is_empty,
                "A folder that is not there gives an empty dictionary, as if it were an empty "
                "folder. Let iterdir() raise its error: then a typing mistake is seen.",
            ),
            Mistake(
                only_what_is_there_already,
                "Nothing is ever counted: a new suffix is not in the dictionary yet, and what is "
                "not in it is passed over.",
            ),
            Mistake(
                only_folders,
                "You count the folders and pass over the files. is_file() asks for files.",
            ),
            Mistake(
                only_names_with_a_dot,
                'glob("*.*") gives only names with a dot in them, and for a folder that is not '
                "there nothing, without an error. iterdir() gives everything.",
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
                "None comes back: it is what mkdir returns, and what comes of a function without "
                "return. Return the path.",
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
            Mistake(
                returned_as_a_string,
                "You return a string. Return the path.",
            ),
            Mistake(
                called_temp,
                "The folder should be called tmp.",
            ),
            Mistake(
                whether_it_is_there,
                "You say whether the folder is there. Return its path.",
            ),
            Mistake(
                emptied_first,
                "What was in the folder is gone! Take an existing folder as it is: exist_ok=True.",
            ),
            Mistake(
                made_a_file,
                "touch makes a file. A folder is made with mkdir.",
            ),
            Mistake(
                every_error_passed_over,
                "An error is passed over: where the outer folder is missing, none is made, and "
                "you say nothing of it. exist_ok=True allows only the one thing that is "
                "harmless.",
            ),
            Mistake(
                mkdir_of_a_string,
                'A string has no mkdir. Make the path first, path / "tmp", and call mkdir of that.',
            ),
            Mistake(
                argument_misspelt,
                "mkdir does not know this argument. It is written exist_ok=True, without quotes.",
            ),
        ),
        why="exist_ok=True makes the cell safe to run again, and returning the path lets the next "
        "line write into it.",
    ),
}
