# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 01 · Paths: where the files are
#
# **After this chapter you can** write the path of any file in the data set, list what is in a folder, make a folder,
# read a file, and do all of it in a way that works on Linux, macOS and Windows.
#
# About 35 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · **01 paths** · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# The data set is a folder with hundreds or thousands of files. Before we can learn from an image we have to find it,
# and its path has to be put together from parts: the folder of the data, the folder of the images, the file.
#
# You could do that with strings. Here are three:

# %%
folder = "data/pascal"
images = "JPEGImages"
file_name = "000012.jpg"

# %% [markdown]
# `+` joins strings. Look at the result:

# %%
folder + images + file_name

# %% [markdown]
# The slashes between the parts are missing. You can add them by hand, but if `folder` already ends with a slash there
# will be one too many, and on Windows the separator is a backslash. Every program that works with files runs into
# these problems, so Python has a tool for them: **pathlib**.
#
# ## Step 1: a Path
#
# `pathlib` is part of Python. We need one name from it, `Path`.

# %% tags=["export"]
from pathlib import Path

# %% [markdown]
# `Path` turns a string into a path.

# %%
Path("data/pascal")

# %% [markdown]
# Python shows the result not as a `Path` but as a `PosixPath`, or as a `WindowsPath` if your computer runs Windows.
# (POSIX is the standard that systems such as Linux and macOS follow.) It chooses the class that fits the system, and
# both are Paths:

# %%
isinstance(Path("data/pascal"), Path)

# %% [markdown]
# A path is only a name: the file or folder need not exist. `exists()` tells you whether it does.

# %%
Path("data/pascal").exists()

# %% [markdown]
# ## Step 2: the data set's folder
#
# Now to a folder that does exist. `open_data()` prints which data set we use and returns the path of its folder. In the
# lesson, and in every chapter here, this path is called `PATH`.

# %%
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()
PATH

# %%
PATH.exists()

# %% [markdown]
# The two dots `..` mean "one folder up": the chapter is in the folder `chapters`, and the data are in a folder next to it.
#
# This is the part of it that we need for now. It is laid out like the real Pascal VOC 2007:
#
# ```text
# PATH
# ├── pascal_train2007.json       what is in each image, and where
# └── VOCdevkit
#     └── VOC2007
#         └── JPEGImages
#             ├── 000012.jpg      the images
#             └── ...
# ```
#
# ## Step 3: `/` goes one folder down
#
# Between two numbers, `/` divides. Between a path and a string, `/` appends a part to the path. The operator was chosen
# because it looks just like the slash in a path.

# %%
PATH / "VOCdevkit"

# %% [markdown]
# The result is a Path again, so you can append another part to it.

# %%
PATH / "VOCdevkit" / "VOC2007" / "JPEGImages"

# %% [markdown]
# A single string may also hold several parts. The path is the same, as `==` shows.

# %%
PATH / "VOCdevkit/VOC2007/JPEGImages" == PATH / "VOCdevkit" / "VOC2007" / "JPEGImages"

# %% [markdown]
# Write `/` inside such strings on every system. On Windows, `Path` turns it into a backslash for you.
#
# We will need the image folder again and again, so it gets a name. By convention, the name of a value that never
# changes is written in capitals.

# %% tags=["export"]
JPEGS = "VOCdevkit/VOC2007/JPEGImages"

# %%
(PATH / JPEGS).exists()


# %% [markdown]
# The parentheses are needed: without them Python would call `exists()` on the string `JPEGS`, and strings have no such method.
#
# ## A word on type hints
#
# The functions of this workbook say what they take and what they return. `path: Path` means that the argument `path` is
# meant to be a Path, and `-> int` that the result is an int. These notes are called **type hints**. Python does not check them;
# they are there for the reader, and for the editor, which can then complete names and warn about mistakes.


# %%
def number_of_parts(path: Path) -> int:
    return len(path.parts)


number_of_parts(Path("data/pascal"))


# %% [markdown]
# (`parts` are the pieces between the slashes.)
#
# ## Exercise 1
#
# ### Exercise: `image_path` (3 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/01_paths.ipynb#Exercise:-image_path-(3-minutes,-difficulty-1-of-5)>)
#
# Given the folder of a data set and the name of an image file, return the path of that image. Use `JPEGS`.
#
# Write your answer in place of the three dots, run the cell, then run the one below it. Stuck? Make a new cell with
# `hint("image_path")` in it and run it.


# %% tags=["export"]
def image_path(path: Path, file_name: str) -> Path:
    """Return the path of an image in the data set's folder ``path``; the file need not exist.

    Examples
    --------
    >>> image_path(Path("data/pascal"), "000012.jpg").as_posix()
    'data/pascal/VOCdevkit/VOC2007/JPEGImages/000012.jpg'
    """
    ### BEGIN SOLUTION
    return path / JPEGS / file_name
    ### END SOLUTION


# %%
image_path = check(image_path)

# %% [markdown]
# ## Step 4: what is in a folder?
#
# `iterdir()` goes through a folder ("iterate over a directory"). It does not return a list. What it does return is
# the subject of chapter 02; until then we turn it into a list with `list(...)`.

# %%
list((PATH / "VOCdevkit").iterdir())

# %% [markdown]
# Each entry is not just a name but a Path that begins with the folder we listed. The image folder has many more entries. More
# than a hundred?

# %%
files = list((PATH / JPEGS).iterdir())
len(files) > 100

# %% [markdown]
# In which order do they come? In **no** order that you can rely on. It depends on the disk and the system, so the first
# file on your computer may not be the first on mine. When the order matters, sort. `sorted` takes anything that a loop can
# go through, and always returns a list.

# %%
files = sorted((PATH / JPEGS).iterdir())
files[:3]

# %% [markdown]
# Make this a habit. A program that takes "the first 2000 files" without sorting learns from different images on every
# computer, and nobody finds out why the results differ.
#
# ## Step 5: the parts of a path
#
# Take the first image.

# %%
file = files[0]
file

# %% [markdown]
# A path knows its parts. `name` is the last one, as a string:

# %%
file.name

# %% [markdown]
# `suffix` is the end of the name, from the last dot on. It usually tells you what kind of file it is.

# %%
file.suffix

# %% [markdown]
# `stem` is the name without the suffix. In VOC, the stem is the image's id.

# %%
file.stem

# %%
int(file.stem)

# %% [markdown]
# `parent` is the folder that the file is in. `parent.name` is the name of that folder.

# %%
file.parent.name

# %% [markdown]
# A file name without a dot has an empty suffix, and in a name with several dots only the last part counts:

# %%
Path("README").suffix, Path("archive.tar.gz").suffix, Path("photo.jpg.txt").suffix

# %% [markdown]
# Upper case stays as it is. Many cameras write `.JPG`, which for Python is not the same as `.jpg`; `lower()` turns a
# string into lower case.

# %%
Path("HOLIDAY.JPG").suffix == ".jpg", Path("HOLIDAY.JPG").suffix.lower() == ".jpg"

# %% [markdown]
# `in` asks whether something is one of several things. Values in curly brackets, without the colons of a dictionary, make
# a *set*: a collection without an order, made for questions of this kind.

# %% tags=["export"]
IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png"}

# %%
".png" in IMAGE_SUFFIXES, ".txt" in IMAGE_SUFFIXES


# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `is_image` (4 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/01_paths.ipynb#Exercise:-is_image-(4-minutes,-difficulty-1-of-5)>)
#
# Decide by its suffix whether a file is an image. Upper and lower case make no difference.


# %% tags=["export"]
def is_image(file: Path) -> bool:
    """Tell whether a file's suffix, in upper or lower case, is one of ``IMAGE_SUFFIXES``.

    The file need not exist.

    Examples
    --------
    >>> is_image(Path("HOLIDAY.JPG")), is_image(Path("notes.txt"))
    (True, False)
    """
    ### BEGIN SOLUTION
    return file.suffix.lower() in IMAGE_SUFFIXES
    ### END SOLUTION


# %%
is_image = check(is_image)

# %% [markdown]
# Are all files in the image folder really images, going by their names? `all` is True when every single answer is
# True.

# %%
all(is_image(file) for file in files)

# %% [markdown]
# ## Step 6: file or folder?
#
# `iterdir()` lists folders as well as files. `is_file()` and `is_dir()` tell them apart. ("dir" is short for *directory*,
# another word for folder.)

# %%
annotation_file = PATH / "pascal_train2007.json"
annotation_file.is_file(), annotation_file.is_dir()

# %%
PATH.is_file(), PATH.is_dir()

# %% [markdown]
# Now we can say of each entry what it is. `{entry.name:24}` in an f-string writes the name and pads it with spaces to
# a width of 24, so that the output lines up in columns.

# %%
for entry in [PATH / "VOCdevkit", annotation_file, file]:
    kind = "folder" if entry.is_dir() else "file"
    print(f"{entry.name:24} {kind}")

# %% [markdown]
# To count things by name, use a dictionary: the name is the key, the count is the value. For a name that is not in the
# dictionary yet, `get(key, 0)` returns 0 instead of raising an error.

# %%
counts = {}
for word in ["car", "dog", "car"]:
    counts[word] = counts.get(word, 0) + 1
counts

# %% [markdown]
# What about a folder that does not exist? `iterdir()` raises an error. The `try` below catches it and prints its
# name.

# %%
try:
    list((PATH / "no such folder").iterdir())
except FileNotFoundError as error:
    print(type(error).__name__)


# %% [markdown]
# A function that calls `iterdir()` raises the same error; you don't have to write anything for that. The section
# *Raises* of a **docstring**, the text in triple quotes at the top of a function, tells callers to expect it. (Chapter 05 shows
# how to raise an error of your own, with `raise`.)
#
# ## Exercise 3
#
# ### Exercise: `count_suffixes` (8 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/01_paths.ipynb#Exercise:-count_suffixes-(8-minutes,-difficulty-2-of-5)>)
#
# Someone has sent you a folder. Which kinds of files are in it, and how many of each? Count the files directly in the
# folder by suffix, in lower case. Folders inside it do not count.


# %% tags=["export"]
def count_suffixes(folder: Path) -> dict[str, int]:
    """Count the files of a folder by suffix: lower case, with the dot, ``''`` for none.

    Folders inside it, and the files in them, are not counted.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    ### BEGIN SOLUTION
    counts = {}
    for entry in folder.iterdir():
        if entry.is_file():
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts
    ### END SOLUTION


# %%
count_suffixes = check(count_suffixes)

# %% [markdown]
# The image folder holds only one kind of file.

# %%
count_suffixes(PATH / JPEGS) == {".jpg": len(files)}

# %% [markdown]
# ## Step 7: read a file
#
# For small text files there is a short way: `read_text()` returns the whole content as one string. Here are the first 70
# characters of the annotations.

# %%
annotation_file.read_text()[:70]

# %% [markdown]
# The long way is `open()`. It returns a *file object*, from which you can read piece by piece. `with` closes the file at the
# end of the block, whatever happens in it.

# %%
with annotation_file.open() as opened:
    first = opened.read(12)
    second = opened.read(12)
first, second

# %% [markdown]
# The second `read` went on where the first had stopped. Chapter 03 passes such a file object to a function that reads JSON.
#
# ## Step 8: a path as a string
#
# Most libraries accept a Path. Some want a string; for many years OpenCV, the library that we will decode images with, was
# one of them. `str()` turns a path into a string.

# %%
type(str(file))

# %% [markdown]
# When a path has to look the same on all systems, `as_posix()` writes it with `/`, even on Windows.

# %%
file.relative_to(PATH).as_posix()

# %% [markdown]
# `relative_to(PATH)` removed the beginning, which differs from computer to computer.
#
# ## Step 9: make a folder
#
# Later chapters write files of their own, tables for example. They should not be mixed with the data, so the lesson makes a
# folder `tmp` for them ("temporary": you may delete it). `mkdir` ("make directory") makes a folder. We try it out in a
# playground, a new empty folder that `tempfile.mkdtemp()` makes where the system keeps temporary files. At the end we remove it.

# %%
import tempfile

playground = Path(tempfile.mkdtemp())
(playground / "tmp").mkdir()
[entry.name for entry in playground.iterdir()]

# %% [markdown]
# What if the folder already exists? `mkdir` raises an error.

# %%
try:
    (playground / "tmp").mkdir()
except FileExistsError as error:
    print(type(error).__name__)

# %% [markdown]
# In a notebook that is a nuisance: the cell works the first time and fails the second. `exist_ok=True` means that it is fine
# if the folder already exists.

# %%
(playground / "tmp").mkdir(exist_ok=True)
[entry.name for entry in playground.iterdir()]

# %% [markdown]
# `mkdir` itself returns nothing, which is `None` in Python:

# %%
print((playground / "tmp").mkdir(exist_ok=True))


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `tmp_folder` (4 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/01_paths.ipynb#Exercise:-tmp_folder-(4-minutes,-difficulty-2-of-5)>)
#
# Make the folder `tmp` inside `path`, unless it already exists, and return its path. Calling it twice in a row must work, too. If
# `path` itself is missing, `mkdir` raises an error, which is just what we want.


# %% tags=["export"]
def tmp_folder(path: Path) -> Path:
    """Return ``path / 'tmp'``, a folder for the chapters' own files, made if it is missing.

    Files that are already in it stay.

    Raises
    ------
    FileNotFoundError
        ``path`` itself is missing: more likely a mistake than a wish for new folders.
    """
    ### BEGIN SOLUTION
    folder = path / "tmp"
    folder.mkdir(exist_ok=True)
    return folder
    ### END SOLUTION


# %%
tmp_folder = check(tmp_folder)

# %%
tmp_folder(playground) == playground / "tmp"

# %% [markdown]
# Now we tidy up. `rmdir` ("remove directory") removes an empty folder. It refuses if there is something in it.

# %%
(playground / "tmp").rmdir()
playground.rmdir()
playground.exists()

# %% [markdown]
# ## Use it: are all the images there?
#
# A data set that has been copied may be incomplete. A training run would find out after an hour, at the first missing
# image. We can find out now. The annotation file lists the images of the training set; `json.loads` turns its text into
# Python's lists and dictionaries. (Chapter 03 explains it. Take it on trust for one cell.)

# %%
import json

file_names = [image["file_name"] for image in json.loads(annotation_file.read_text())["images"]]
file_names[:3]

# %% [markdown]
# For each name: where should the image be, and is it there? We collect the names of those that are missing.

# %%
missing = [name for name in file_names if not image_path(PATH, name).is_file()]
missing

# %% [markdown]
# An empty list: nothing is missing. These few lines are worth running on every data set you are given.
#
# ## Trap: the path that was right yesterday
#
# The annotation file is in `PATH`. Here someone has left `PATH` out:

# %% tags=["raises-exception"]
Path("pascal_train2007.json").read_text()

# %% [markdown]
# "No such file", though you can see it in the folder! A path that does not begin at the root of the disk is *relative*:
# Python looks for it in the **working directory** of the running program. For a notebook that is the folder the notebook is
# in; for a script it is the folder you were in when you started it. So the same line works in one place and fails in another.

# %%
Path.cwd().name in {"chapters", "solutions"}

# %% [markdown]
# (`cwd` is short for "current working directory".) When a file is not found, do not guess. Ask two questions: where am I,
# and what is the full path? `resolve()` returns the full path. Here its last part is right, so the mistake must be further
# to the left: the folder is the working directory, not `PATH`.

# %%
full = Path("pascal_train2007.json").resolve()
full.name, full.exists(), full.parent == Path.cwd()

# %% [markdown]
# The cure is to begin every path with `PATH /`, and to define `PATH` in one place. (Our `PATH` is usually relative, too: it
# begins with `..`. But `open_data()` works it out from the working directory, so it is right wherever the program was started.)

# %%
(PATH / "pascal_train2007.json").exists()

# %% [markdown]
# ## Catch the impostors
#
# So far `check` has tested what you wrote. Now turn the tables: you write the test, and wrong functions try to pass
# it. When you program without a workbook, nobody has written the cases for you. Finding a few cases that no mistake
# gets past is most of the art of testing.
#
# `impostors` takes the name of an exercise and a list of cases. A case is a tuple of arguments; a tuple of one needs a comma,
# `(Path("a.jpg"),)`. Each case is tried on the right function and on a crowd of wrong ones, the impostors. An impostor is exposed
# when one of its results differs from the right one. The cell prints how many were exposed, and an example of what one of the
# others gets wrong.
#
# The two cases below look sensible, yet half of the impostors slip through. Add cases and run the cell again until all
# of them are exposed. How few cases do you need?

# %%
from minilib.workbook import impostors

impostors("is_image", [(Path("a.jpg"),), (Path("notes.txt"),)])

# %%
from minilib.workbook import how_far

how_far("paths")

# %% [markdown]
# ## What minilib gained
#
# `minilib/paths.py`: `JPEGS`, `IMAGE_SUFFIXES`, `image_path`, `is_image`, `count_suffixes`, `tmp_folder`. Open it: it
# holds the two constants, the workbook's versions of the four functions that you have just written, and nothing else.
#
# ## Ask yourself
#
# <details><summary>1. What does <code>Path("a") / "b.jpg"</code> read from the disk?</summary>
#
# Nothing. A path is a name. Only questions such as `exists()` and actions such as `read_text()` go to the disk.
# </details>
#
# <details><summary>2. Why <code>sorted(folder.iterdir())</code> and not <code>list(folder.iterdir())</code>?</summary>
#
# The order of `iterdir` differs from computer to computer. `sorted` makes it the same everywhere.
# </details>
#
# <details><summary>3. A cell with <code>mkdir()</code> worked yesterday and fails today. Why?</summary>
#
# The folder has existed since yesterday. `mkdir(exist_ok=True)` accepts that.
# </details>
#
# Now go on to [chapter 02](02_generators.ipynb).
