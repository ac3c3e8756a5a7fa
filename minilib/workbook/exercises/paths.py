"""Exercises of chapter 01: paths."""

from __future__ import annotations

from pathlib import Path

from minilib import paths
from minilib.workbook.exercises import Exercise, Made, call, folder, missing
from minilib.workbook.exercises.slips import drop, put


def _returned_and_found(result: object, args: list) -> dict:
    """What is returned, and what is in the folder afterwards; an error where there is none."""
    found = sorted([*args[0].iterdir(), *args[0].rglob("*/*")])
    return {
        "returned": result,
        "folders there": [entry for entry in found if entry.is_dir()],
        "files there": {entry: entry.read_text() for entry in found if entry.is_file()},
    }


#: Images and others. A backup's name ends in ~.
_NAMES = (
    "000012.jpg", "HOLIDAY.JPG", "drawing.png", "scan.Jpeg", "beach.Jpg", "backup.jpg~", "README",
    "photo.jpg.txt", "my.holiday.PNG", "myjpeg", "jpg", "film.jp", "pictures.png/list.csv",
    "pictures.2007/000012",
)  # fmt: skip

EXERCISES = {
    "image_path": Exercise(
        answer=paths.image_path,
        minutes=3,
        difficulty=1,
        cases=(
            call(Path("data/pascal"), "000012.jpg"),
            call(Path("data/sample"), "009961.jpg"),
            call(Path("data/my images"), "My cat.PNG"),
            call(Path("/somewhere/else"), "1.jpg"),
            call(Path(), "000017.jpg"),
            call(folder({f"{paths.JPEGS}/000023.jpg": ""}), "000023.jpg"),
            call(folder({"readme.txt": "nothing here"}), "no such image.jpg"),
        ),
        hints=(
            "Which three parts does the path consist of, and in which order?",
            "Step 3 appends a part to a path with /. The part in the middle already has a name.",
            "return path / ... / ..., with the constant in the middle and the file's name at the "
            "end.",
        ),
        slips={
            put("JPEGS", "'JPEGS'"): "In quotes it is a folder called JPEGS. Without quotes it is "
            "the constant, which stands for three folders.",
            put("JPEGS / file_name", "(JPEGS + file_name)"): "Adding two strings puts no slash "
            "between them, so the folder and the file have become one name.",
            put("/ JPEGS", "/ ('/' + JPEGS)"): "A part that begins with a slash starts again at "
            "the root of the disk, and everything before it is dropped.",
        },
        why="/ joins the parts the way your system wants it, and path / name works wherever the "
        "data set is.",
    ),
    "is_image": Exercise(
        answer=paths.is_image,
        minutes=4,
        difficulty=1,
        cases=(
            *(call(Path(name)) for name in _NAMES),
            call(Made(lambda empty: folder({"a.jpg": ""}).make(empty) / "a.jpg", "Path('a.jpg')")),
        ),
        hints=(
            "A path knows its parts. Which one in step 5 tells you the kind of file?",
            "Convert the suffix to lower case first. Then ask whether it is one of the three.",
            "return file.suffix.(...) in IMAGE_SUFFIXES",
        ),
        slips={
            drop(".lower()"): "To Python, .JPG and .jpg are different strings.",
            put("file.suffix.lower()", "file.name.lower()[-4:]"): "You miss .jpeg, a suffix of "
            "five characters, counting the dot.",
            put("lower", "upper"): "Nothing ever matches. IMAGE_SUFFIXES holds strings such as "
            "'.jpg', with the dot and in lower case, and a suffix needs to equal only one of them.",
            put(
                "suffix.lower() in IMAGE_SUFFIXES", "name.lower().endswith(('jpg', 'jpeg', 'png'))"
            ): "The dot belongs to the suffix: a file called myjpeg has no suffix at all.",
            put("file.suffix.lower()", "'.jpg'"): "Everything counts as an image. (In x == a or "
            "b, the string b is true, whatever x is. Use `in`.)",
            put("in IMAGE_SUFFIXES", "== '.jpg' or '.jpeg'"): "x == a or b asks whether x equals "
            "a; if not, the result is b itself. Whether x is one of several things is a question "
            "for the operator in.",
            put("IMAGE_SUFFIXES", "'.jpg.jpeg.png'"): "With a string, in looks for a substring, "
            "and .jp or an empty suffix is one too. Use a set of suffixes.",
        },
        why="The suffix is the part from the last dot on; lower() makes .JPG and .jpg the same.",
    ),
    "count_suffixes": Exercise(
        answer=paths.count_suffixes,
        minutes=8,
        difficulty=2,
        cases=(
            call(folder({"a.jpg": "", "b.jpg": "", "notes.txt": ""})),
            call(folder({"a.jpg": "", "B.JPG": "", "C.JPG": "", "d.JPEG": "", "list.csv": ""})),
            call(folder({"README": "", ".a.png": "", "archive.tar.gz": "", ".gitignore": ""})),
            # Folders come first and last, whichever way the system lists them.
            call(folder({"1/": "", "2.v/": "", "a.jpg": "", "b.jpg": "", "x/": "", "z/c.jpg": ""})),
            call(folder({"0/a": "", "1.jpg/": "", "b.jpg": "", "c.csv": "", "y/": "", "z.d/": ""})),
            # So deep that the relative way to it, gone a second time, leads nowhere.
            call(folder({"a.jpg": "", "b/c.txt": ""}, "on/" * 30, "Path('on')", relative=True)),
            call(folder({})),
            call(missing()),
        ),
        hints=(
            "The few lines that count 'car' and 'dog' are the model.",
            "Go through folder.iterdir() and skip whatever is not a file. The key is the suffix "
            "in lower case.",
            "counts = {}, a for loop with an if in it, counts[suffix] = counts.get(...) + 1, and "
            "after the loop return counts.",
        ),
        slips={
            drop(".lower()"): "To Python, .JPG and .jpg are different strings.",
            put("entry.is_file()", "True"): "You count folders as well. is_file(), called with "
            "its parentheses, tells files from folders.",
            put("counts.get(suffix, 0)", "counts[suffix]"): "For the first file of a kind there "
            "is no count yet to add 1 to: that is the KeyError.",
            put("iterdir()", "rglob('*')"): "You also count the files in folders further down. "
            "Only what is directly in the folder counts.",
        },
        why="get(suffix, 0) returns 0 for a suffix that has not occurred yet, so the first file of "
        "a kind needs no special treatment. Chapter 03 has a dictionary that does this by itself.",
    ),
    "tmp_folder": Exercise(
        answer=paths.tmp_folder,
        minutes=4,
        difficulty=2,
        observe=_returned_and_found,
        cases=(
            call(folder({})),
            call(folder({"pascal_train2007.json": "{}"}, "data/pascal")),
            call(folder({"tmp/": ""}, "photos/old/..")),
            call(folder({"tmp/lrg.csv": "fn,cat", "tmp/b.txt": "7", "a.jpg": ""})),
            call(folder({"a.jpg": ""}, relative=True)),
            call(missing()),
        ),
        hints=(
            "Three things in a row: put the path together, make the folder, return the path.",
            "In step 9, one argument makes mkdir accept a folder that is already there. And look "
            "at what mkdir itself returns.",
            "folder = path / 'tmp', then folder.mkdir(...), then return folder.",
        ),
        slips={
            drop("exist_ok=True"): "It works once. The second time the folder is already there, "
            "and mkdir() stops with an error.",
            drop("folder.mkdir(exist_ok=True)"): "A path is only a name: there is no such folder "
            "yet. mkdir(), called with its parentheses, makes it.",
            put("exist_ok=True", "parents=True, exist_ok=True"): "A missing outer folder is made "
            "as well. A typo in its path then goes unnoticed, and the files end up in a new "
            "folder somewhere.",
            put(
                "folder.mkdir(exist_ok=True)",
                "__import__('shutil').rmtree(folder, ignore_errors=True)\n    folder.mkdir()",
            ): (
                "What was in the folder is gone! A folder that is already there should be left as "
                "it is."
            ),
        },
        why="exist_ok=True makes the cell safe to run again, and returning the path lets the next "
        "line write into it.",
    ),
}
