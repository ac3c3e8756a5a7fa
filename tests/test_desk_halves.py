"""A chapter is two files. Whichever a learner wrote in is read."""

import os

import pytest
from desk import HALVES, RIGHT, WRONG, add, answer, chapter_of, contents, desk

from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.pairing import make_agree
from minilib.workbook.student.workspace import read_work

OTHER = {".py": ".ipynb", ".ipynb": ".py"}


@pytest.fixture
def top(tmp_path):
    return desk(tmp_path, "04_boxes")


def path_of(top, suffix):
    return top / "chapters" / f"04_boxes{suffix}"


def newest(top, suffix):
    """Give a half a later time than the other."""
    for half, seconds in ((suffix, 2_000_000), (OTHER[suffix], 1_000_000)):
        os.utime(path_of(top, half), (seconds, seconds))


def read(top, **options):
    return read_work(chapter_of(top), top, **options)


def found(top, name="hw_bb", **options):
    """What is read as the answer to an exercise."""
    (asked,) = [one for one in chapter_of(top).exercises if one.name == name]
    return read(top, **options).script.answer(asked)


def test_a_built_chapter_is_untouched(top):
    work = read(top)
    assert not work.touched
    assert work.notes == ()
    assert not found(top).written


@pytest.mark.parametrize("newer", HALVES)
@pytest.mark.parametrize("written", HALVES)
def test_the_half_that_was_written_in_is_read_whatever_the_times(top, written, newer):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(written,))
    newest(top, newer)
    work = read(top)
    assert work.used.path.suffix == written
    assert work.notes == ()
    assert found(top).text == RIGHT["hw_bb"]


@pytest.mark.parametrize("newer", HALVES)
def test_two_halves_that_agree_are_one_chapter(top, newer):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    add(top, "%timeit hw_bb([1, 2, 3, 4])\n!ls")  # a script holds this as a comment
    add(top, "")  # JupyterLab adds an empty cell below the last
    newest(top, newer)
    work = read(top)
    assert work.notes == ()
    assert found(top).text == RIGHT["hw_bb"]


@pytest.mark.parametrize("first", HALVES)
@pytest.mark.parametrize("newer", HALVES)
@pytest.mark.parametrize("later", HALVES)
def test_what_was_written_in_since_both_said_the_same_is_read(top, later, newer, first):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(first,))
    make_agree(chapter_of(top), top)
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(later,))
    newest(top, newer)
    work = read(top)
    assert work.used.path.suffix == later
    assert work.notes == ()
    assert found(top).text == RIGHT["hw_bb"]
    assert found(top, "bb_hw").text == RIGHT["bb_hw"]


@pytest.mark.parametrize("newer", HALVES)
def test_where_both_were_written_in_the_newer_counts_and_a_line_says_so(top, newer):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(newer,))
    answer(top, "hw_bb", WRONG["hw_bb"], halves=(OTHER[newer],))
    newest(top, newer)
    before = contents(top)
    work = read(top)
    assert work.used.path.suffix == newer
    assert found(top).text == RIGHT["hw_bb"]
    (note,) = work.notes
    assert f"both written in; the newer counts, 04_boxes{newer}" in note
    assert note.endswith(f"workbook restore 04 --use {OTHER[newer][1:]}")
    assert found(top, use=OTHER[newer][1:]).text == WRONG["hw_bb"]
    assert contents(top) == before


@pytest.mark.parametrize("missing", HALVES)
@pytest.mark.parametrize("written", [True, False])
def test_one_half_is_enough(top, missing, written):
    if written:
        answer(top, "hw_bb", RIGHT["hw_bb"])
    path_of(top, missing).unlink()
    work = read(top)
    assert work.used.path.suffix == OTHER[missing]
    assert found(top).written == written
    (note,) = work.notes
    name = f"chapters/04_boxes{missing}"
    assert note == f"{name} is missing; chapters/04_boxes{OTHER[missing]} counts"
    with pytest.raises(WorkbookError, match="is missing"):
        read(top, use=missing[1:])


@pytest.mark.parametrize("kept", [0, 1, 50, 5000])
def test_a_half_written_notebook_is_said_and_the_script_read(top, kept):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    notebook = path_of(top, ".ipynb")
    notebook.write_bytes(notebook.read_bytes()[:kept])
    work = read(top)
    assert work.touched
    assert found(top).text == RIGHT["hw_bb"]
    (note,) = work.notes
    assert "chapters/04_boxes.ipynb can't be read: it is no complete notebook" in note
    assert note.endswith("chapters/04_boxes.py counts")


@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"cells": 3}', b"\xff\xfe\x00", b"null"])
def test_a_notebook_that_is_none_is_unreadable(top, content):
    path_of(top, ".ipynb").write_bytes(content)
    work = read(top)
    assert work.halves[".ipynb"].state == "unreadable"
    assert "chapters/04_boxes.ipynb can't be read" in work.blocked
    with pytest.raises(WorkbookError, match="workbook restore 04"):
        work.refuse()


def test_without_either_half_a_line_says_what_to_do(top):
    for suffix in HALVES:
        path_of(top, suffix).unlink()
    work = read(top)
    assert not found(top).written
    assert work.notes == ("both files of 04_boxes are missing: workbook reset 04",)


def test_a_chapter_built_from_an_older_source_is_untouched(top):
    source = chapter_of(top).path
    text = source.read_text("utf-8")
    source.write_text(text.replace("np.zeros((6, 8)", "np.zeros((6, 9)"), "utf-8")
    assert not read(top).touched
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    assert read(top).used.path.suffix == ".py"
