"""``workbook review``: solved exercises asked again, on cases that no chapter has."""

import contextlib
import io
import os
import time
from dataclasses import replace
from datetime import date, timedelta

import nbformat
import pytest
from click.testing import CliRunner
from desk import RIGHT, answer, contents, desk
from test_exercises import NAMES, RIGHT_WAYS

from minilib.workbook.datasets import files
from minilib.workbook.exercises import find
from minilib.workbook.feedback.check import judge
from minilib.workbook.student.cli import workbook
from minilib.workbook.student.fresh import with_fresh_cases

DAY = 24 * 3600


@pytest.fixture
def top(tmp_path, monkeypatch):
    """Chapter 04 with two right answers, saved three days ago."""
    desk(tmp_path, "04_boxes")
    for name in ("hw_bb", "bb_hw"):
        answer(tmp_path, name, RIGHT[name])
    for path in (tmp_path / "chapters").iterdir():
        os.utime(path, (time.time() - 3 * DAY,) * 2)
    monkeypatch.setattr(files, "TOP", tmp_path)
    return tmp_path


def said(*arguments):
    done = CliRunner().invoke(workbook, ["review", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def write(path, name, text):
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if f"def {name}(" in cell.source]
    cell.source = text
    nbformat.write(notebook, path)


def test_it_asks_again_elsewhere_and_says_what_came_of_it(top):
    before = contents(top)
    asked = said()
    assert "hw_bb, in chapter 04 boxes\nbb_hw, in chapter 04 boxes\n" in asked
    path = top / f"review/{date.today()}.ipynb"
    assert f"review/{path.name}" in asked
    made = path.relative_to(top).as_posix()
    assert {name: text for name, text in contents(top).items() if name != made} == before
    source = path.read_text(encoding="utf-8")
    assert "hw[1] + hw[3]" not in source
    assert "y + h - 1" not in source

    write(path, "hw_bb", RIGHT["hw_bb"])
    result = said()
    assert "hw_bb: right, in all 11 cases." in result  # the chapter's seven, and four
    assert "bb_hw: not written yet." in result


def test_an_answer_that_knows_the_chapters_cases_only_is_not_right(top):
    exercise = find("hw_bb")
    known = {tuple(c.args[0]): exercise.answer(*c.args).tolist() for c in exercise.cases}
    plain = {tuple(map(int, hw)): bb for hw, bb in known.items()}
    said()
    text = f"def hw_bb(hw):\n    return np.array({plain!r}.get(tuple(map(int, hw)), [0] * 4))"
    write(top / f"review/{date.today()}.ipynb", "hw_bb", text)
    assert "hw_bb: not right yet (7 of 11 cases are)." in said()


def test_what_was_saved_today_waits_unless_it_is_named(top):
    for path in (top / "chapters").iterdir():
        os.utime(path)
    assert "Nothing to review yet" in said()
    assert "hw_bb, in chapter 04 boxes" in said("04")


def test_what_was_reviewed_lately_comes_last(top):
    for name in ("hw_bbs", "xml_bb"):
        answer(top, name, RIGHT[name])
    for path in (top / "chapters").iterdir():
        os.utime(path, (time.time() - 3 * DAY,) * 2)
    assert [line.split(",")[0] for line in said().splitlines()[:3]] == ["hw_bb", "bb_hw", "hw_bbs"]
    path = top / f"review/{date.today()}.ipynb"
    for name in ("hw_bb", "bb_hw", "hw_bbs"):
        write(path, name, RIGHT[name])
    path.rename(path.with_stem(str(date.today() - timedelta(days=2))))
    lines = [line.split(",")[0] for line in said().splitlines() if ", in chapter" in line]
    assert lines == ["xml_bb", "hw_bb", "bb_hw"]


def test_the_notebook_judges_by_itself(top, capsys):
    """What its cells do, in its order."""
    said()
    path = top / f"review/{date.today()}.ipynb"
    write(path, "hw_bb", RIGHT["hw_bb"])
    names = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    shown = capsys.readouterr().out
    assert "hw_bb: right, in all 7 cases." in shown
    assert "4 new cases, made for this review" in shown
    assert "bb_hw: not written yet" in shown


def test_the_same_seed_makes_the_same_cases():
    first, again, other = (with_fresh_cases("hw_bb", seed)[0].cases for seed in (1, 1, 2))
    assert repr(first) == repr(again) != repr(other)


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_are_right_on_fresh_cases(name):
    """A case that the exercise did not mean would be a trap."""
    with contextlib.redirect_stdout(io.StringIO()):
        exercise, made = with_fresh_cases(name, 1)
        fresh = replace(exercise, cases=exercise.cases[-max(made, 2) :])
        for way in RIGHT_WAYS[name] if made else ():
            assert judge(way, fresh, diagnosis=False).right, way.__name__


def test_many_exercises_have_fresh_cases():
    with contextlib.redirect_stdout(io.StringIO()):
        assert sum(with_fresh_cases(name, 1)[1] > 0 for name in NAMES) >= len(NAMES) // 3
