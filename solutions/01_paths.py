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
# **After this chapter you can** name any file of the data set, look into a folder, make one, read a file, and write all
# that so that it works on Linux, macOS and Windows.
#
# About 35 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · **01 paths** · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# The data set is a folder with hundreds or thousands of files. Before we can learn from a picture we have to find it,
# and its name has to be put together from parts: the folder of the data, the folder of the pictures, the file.
#
# One could do that with strings. Here are three strings:

# %%
folder = "data/pascal"
pictures = "JPEGImages"
file_name = "000012.jpg"

# %% [markdown]
# `+` puts strings together. Look at what comes out:

# %%
folder + pictures + file_name

# %% [markdown]
# The slashes between the parts are missing. You can add them by hand, but then there may be one too many, when `folder`
# ends with a slash already. And on Windows it is a backslash. Every program that works with files has these small
# problems, so Python has a tool for them: **pathlib**.
#
# ## Step 1: a Path
#
# `pathlib` is part of Python. The name that we need from it is `Path`.

# %% tags=["export"]
from pathlib import Path

# %% [markdown]
# `Path` takes a string and makes a path of it.

# %%
Path("data/pascal")

# %% [markdown]
# It does not answer with `Path` but with `PosixPath`, or with `WindowsPath` if your computer runs Windows. (Posix is the
# common name for systems such as Linux and macOS.) Python chooses the class that fits the system. Both are Paths:

# %%
isinstance(Path("data/pascal"), Path)

# %% [markdown]
# A path is only a name. There need not be such a file or folder. `exists()` asks whether there is one.

# %%
Path("data/pascal").exists()

# %% [markdown]
# ## Step 2: the data set's folder
#
# Now to a folder that does exist. `open_data()` says which data set we use, and returns the path of its folder. In the
# lesson, and in every chapter here, this path is called `PATH`.

# %%
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()
PATH

# %%
PATH.exists()

# %% [markdown]
# The two dots `..` mean "one folder up": the chapter lies in the folder `chapters`, and the data lie beside that folder.
#
# This is what the folder holds. It is laid out like the real Pascal VOC 2007:
#
# ```text
# PATH
# ├── pascal_train2007.json       what is in each picture, and where
# └── VOCdevkit
#     └── VOC2007
#         └── JPEGImages
#             ├── 000012.jpg      the pictures
#             └── ...
# ```
#
# ## Step 3: `/` goes one folder down
#
# Between two numbers, `/` divides. Between a path and a string, `/` puts a part at the end. The slash looks just like the
# one in the name of a file, and that is why it was chosen.

# %%
PATH / "VOCdevkit"

# %% [markdown]
# The result is a Path again, so you can go on.

# %%
PATH / "VOCdevkit" / "VOC2007" / "JPEGImages"

# %% [markdown]
# One string may also hold several parts. It is the same path, and `==` says so.

# %%
PATH / "VOCdevkit/VOC2007/JPEGImages" == PATH / "VOCdevkit" / "VOC2007" / "JPEGImages"

# %% [markdown]
# Write `/` inside such strings on every system. On Windows, `Path` turns it into a backslash by itself.
#
# The folder of the pictures will be needed again and again. A name in capitals says: this does not change.

# %% tags=["export"]
JPEGS = "VOCdevkit/VOC2007/JPEGImages"

# %%
(PATH / JPEGS).exists()

# %% [markdown]
# The parentheses are needed: without them Python would ask the string `JPEGS` whether it exists, and a string can't say.
#
# ## Exercise 1
#
# ### Exercise: `image_path` (3 minutes, difficulty 1 of 5)
#
# Given the folder of a data set and the name of a picture, return the path of the picture. Use `JPEGS`.
#
# Write your answer in place of the three dots, run the cell, then run the one below it. Stuck? Make a new cell with
# `hint("image_path")` in it and run it.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    return path / JPEGS / file_name
    ### END SOLUTION


# %%
image_path = check(image_path)

# %% [markdown]
# ## Step 4: what is in a folder?
#
# `iterdir()` goes through a folder ("iterate over a directory"). It does not give a list at once. What it gives is
# the subject of chapter 02; until then we make a list of it with `list(...)`.

# %%
list((PATH / "VOCdevkit").iterdir())

# %% [markdown]
# Each entry is a Path, complete with the way that leads to it. There are many more entries in the folder of the pictures.
# How many?

# %%
files = list((PATH / JPEGS).iterdir())
len(files) > 100

# %% [markdown]
# In which order do they come? In **no** order that you can rely on. It depends on the disk and the system: on your
# computer the first may be another one than on mine. When the order matters, sort. `sorted` takes anything that you can
# go through, and always gives a list.

# %%
files = sorted((PATH / JPEGS).iterdir())
files[:3]

# %% [markdown]
# This is worth a habit. A program that takes "the first 2000 files" without sorting learns from other pictures on every
# computer, and nobody finds out why the results differ.
#
# ## Step 5: the parts of a path
#
# Take the first picture.

# %%
file = files[0]
file

# %% [markdown]
# A path knows its parts. `name` is the last part, a string:

# %%
file.name

# %% [markdown]
# `suffix` is the ending, with its dot. It usually says what kind of file it is.

# %%
file.suffix

# %% [markdown]
# `stem` is the name without the ending. In VOC the stem is the number of the picture.

# %%
file.stem

# %%
int(file.stem)

# %% [markdown]
# `parent` is the folder in which it lies. `parent.name` is the name of that folder.

# %%
file.parent.name

# %% [markdown]
# A file without an ending has an empty suffix, and of two endings only the last counts:

# %%
Path("README").suffix, Path("archive.tar.gz").suffix, Path("photo.jpg.txt").suffix

# %% [markdown]
# Capital letters stay as they are. Many cameras write `.JPG`. For Python that is not the same as `.jpg`; `lower()` makes
# small letters of a string.

# %%
Path("HOLIDAY.JPG").suffix == ".jpg", Path("HOLIDAY.JPG").suffix.lower() == ".jpg"

# %% [markdown]
# To ask whether something is one of several things, there is `in`. Curly brackets make a *set*: a collection without an
# order, for questions of this kind.

# %% tags=["export"]
IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png"}

# %%
".png" in IMAGE_SUFFIXES, ".txt" in IMAGE_SUFFIXES

# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `is_image` (4 minutes, difficulty 1 of 5)
#
# Say whether a file is a picture, judged by the ending of its name. Small and capital letters are alike.


# %% tags=["export"]
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
    ### BEGIN SOLUTION
    return file.suffix.lower() in IMAGE_SUFFIXES
    ### END SOLUTION


# %%
is_image = check(is_image)

# %% [markdown]
# Are all files in the folder of the pictures pictures? `all` is True when every single answer is True.

# %%
all(is_image(file) for file in files)

# %% [markdown]
# ## Step 6: file or folder?
#
# `iterdir()` lists folders as well as files. `is_file()` and `is_dir()` tell them apart. ("dir" is short for directory,
# another word for folder.)

# %%
annotation_file = PATH / "pascal_train2007.json"
annotation_file.is_file(), annotation_file.is_dir()

# %%
PATH.is_file(), PATH.is_dir()

# %% [markdown]
# With this we can walk through a folder and tell what each entry is. `{entry.name:24}` in an f-string writes the name
# and fills it up with spaces to a width of 24, so that a column forms.

# %%
for entry in [PATH / "VOCdevkit", annotation_file, file]:
    kind = "folder" if entry.is_dir() else "file"
    print(f"{entry.name:24} {kind}")

# %% [markdown]
# Counting things by name is done with a dictionary: the name is the key, the count is the value. For a name that is not
# in the dictionary yet, `get(key, 0)` gives 0 instead of an error.

# %%
counts = {}
for word in ["car", "dog", "car"]:
    counts[word] = counts.get(word, 0) + 1
counts

# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `count_suffixes` (8 minutes, difficulty 2 of 5)
#
# A look at a folder that somebody has sent you: which kinds of files are in it, and how many of each? Count the files
# that lie directly in the folder, by suffix, in small letters. Folders do not count.


# %% tags=["export"]
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
# On the folder of the pictures there is only one kind.

# %%
count_suffixes(PATH / JPEGS) == {".jpg": len(files)}

# %% [markdown]
# ## Step 7: read a file
#
# For small text files there is one short way: `read_text()` gives the whole content as one string. Let us look at the
# annotations, the first 70 characters of them.

# %%
annotation_file.read_text()[:70]

# %% [markdown]
# The long way is `open()`. It gives a *file object*, from which you read piece by piece. `with` closes the file at the end
# of the block, whatever happens in it.

# %%
with annotation_file.open() as opened:
    first = opened.read(12)
    second = opened.read(12)
first, second

# %% [markdown]
# The second `read` went on where the first had stopped. Chapter 03 hands such a file object to a function that reads JSON.
#
# ## Step 8: a path as a string
#
# Most libraries take a Path. Some want a string; OpenCV, with which we shall load pictures, was one of them for many
# years. `str()` makes a string of a path.

# %%
type(str(file))

# %% [markdown]
# And where a path has to be shown the same way on all systems, `as_posix()` writes it with `/`, even on Windows.

# %%
file.relative_to(PATH).as_posix()

# %% [markdown]
# `relative_to(PATH)` took away the beginning, which differs from computer to computer.
#
# ## Step 9: make a folder
#
# Later chapters write files of their own, tables for example. These should not lie among the data, so the lesson makes a
# folder `tmp` for them ("temporary": you may delete it). `mkdir` makes a folder. We try it in a place of our own, which
# we shall remove again:

# %%
import tempfile

playground = Path(tempfile.mkdtemp())
(playground / "tmp").mkdir()
[entry.name for entry in playground.iterdir()]

# %% [markdown]
# What if the folder is there already? `mkdir` stops with an error. The `try` below catches it and shows its name.

# %%
try:
    (playground / "tmp").mkdir()
except FileExistsError as error:
    print(type(error).__name__)

# %% [markdown]
# For a notebook that is bad: the cell works the first time and fails the second. `exist_ok=True` means: it is fine if the
# folder is there.

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
# Make the folder `tmp` inside `path`, unless it is there already, and return its path. It must work twice in a row.


# %% tags=["export"]
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
# Now we tidy up. `rmdir` removes an empty folder ("remove directory"). It refuses when there is something in it.

# %%
(playground / "tmp").rmdir()
playground.rmdir()
playground.exists()

# %% [markdown]
# ## Use it: does every picture that is named exist?
#
# A data set that somebody has copied may be incomplete. A training would find out after an hour, at the first picture that is
# missing. We can find out now. The file with the annotations names all pictures; `json.loads` turns its text into
# Python's lists and dictionaries. (Chapter 03 is about that. Take it as given for one cell.)

# %%
import json

file_names = [image["file_name"] for image in json.loads(annotation_file.read_text())["images"]]
file_names[:3]

# %% [markdown]
# For each name: where should the picture be, and is it there? We collect those that are missing.

# %%
missing = [name for name in file_names if not image_path(PATH, name).is_file()]
missing

# %% [markdown]
# An empty list: nothing is missing. These few lines are worth running on any data set that you get.
#
# ## Trap: the path that was right yesterday
#
# The annotations lie in `PATH`. Here somebody has left `PATH` out:

# %% tags=["raises-exception"]
Path("pascal_train2007.json").read_text()

# %% [markdown]
# "No such file", though you can see it in the folder! A path that does not begin at the very top is *relative*: it is
# looked for in the **working folder** of the running program. For a notebook that is the folder in which the notebook lies;
# for a script it is the folder in which you were when you started it. So the same line works here and fails there.

# %%
Path.cwd().name in {"chapters", "solutions"}

# %% [markdown]
# (`cwd` is short for "current working directory".) When a file is not found, do not guess. Ask two questions: where am I,
# and what is the full path? `resolve()` tells the full one; its last part looks fine, so the mistake must be before it.

# %%
full = Path("pascal_train2007.json").resolve()
full.name, full.exists(), full.parent == Path.cwd()

# %% [markdown]
# The cure is to write every path with `PATH /` in front, and to say in one place what `PATH` is.

# %%
(PATH / "pascal_train2007.json").exists()

# %% [markdown]
# ## What minilib gained
#
# `minilib/paths.py`: `JPEGS`, `IMAGE_SUFFIXES`, `image_path`, `is_image`, `count_suffixes`, `tmp_folder`. Open it: it
# holds the workbook's answers to what you have written here, and nothing else.
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
# The order of `iterdir` differs from computer to computer; after `sorted` it is the same everywhere.
# </details>
#
# <details><summary>3. A cell with <code>mkdir()</code> worked yesterday and fails today. Why?</summary>
#
# The folder is there since yesterday. `mkdir(exist_ok=True)` takes that as it is.
# </details>
#
# Now go on to [chapter 02](02_generators.ipynb).
