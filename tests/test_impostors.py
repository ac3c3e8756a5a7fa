"""``impostors``: a learner's test is tried on wrong functions."""

import pytest

from minilib import boxes
from minilib.workbook.exercises import find
from minilib.workbook.feedback.check import judge
from minilib.workbook.feedback.impostors import impostors, wrong_functions

MANY = [([2, 1, 4, 3],), ([155, 96, 196, 174],), ([0, 0, 1, 1],)]


def thorough(hw_bb):
    for case in MANY:
        given = list(case[0])
        result = hw_bb(given)
        assert given == case[0]
        assert type(result) is type(boxes.hw_bb(given))
        assert result.dtype == boxes.hw_bb(given).dtype
        assert list(result) == list(boxes.hw_bb(case[0]))


def careless(hw_bb):
    assert len(hw_bb([2, 1, 4, 3])) == 4


def mistaken(hw_bb):
    assert list(hw_bb([2, 1, 4, 3])) == [1, 2, 4, 6]


def said(capsys, *args):
    impostors(*args)
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("test", [thorough, MANY])
def test_a_good_test_exposes_all(test, capsys):
    many = len(wrong_functions(find("hw_bb")))
    assert many > 10
    assert f"exposes all {many} impostors, and the right function passes" in said(
        capsys, "hw_bb", test
    )


def test_a_careless_test_is_told_what_slips_through(capsys):
    text = said(capsys, "hw_bb", careless)
    many = len(wrong_functions(find("hw_bb")))
    exposed = int(text.split("exposes ")[1].split()[0])
    assert 0 < exposed < many
    assert "One that slips through: hw_bb([" in text
    assert "; right is array([1, 2, 3, 5])" in text


def test_a_test_that_refuses_the_right_function_is_named(capsys):
    text = said(capsys, "hw_bb", mistaken)
    assert "your test refuses the right function (AssertionError" in text
    assert "[1, 2, 4, 6]" in text


def test_the_rows_of_an_array_stay_below_each_other(capsys):
    impostors("hw_bbs", lambda hw_bbs: hw_bbs([[2, 1, 4, 3]]).shape)
    impostors("hw_bbs", lambda hw_bbs: None)
    shown = capsys.readouterr().out
    rows = [line for line in shown.splitlines() if line.strip().startswith("[")]
    assert rows
    assert all(line.startswith("    ") and len(line) <= 96 for line in rows), shown


def test_what_is_no_test_is_told(capsys):
    assert "at least one case" in said(capsys, "hw_bb", [])
    assert "did you mean 'hw_bb'?" in said(capsys, "hw_bp", careless)


def test_name_and_test_may_change_places(capsys):
    assert "exposes all" in said(capsys, thorough, "hw_bb")


def test_every_impostor_is_wrong():
    exercise = find("hw_bb")
    for one in wrong_functions(exercise):
        assert not judge(one.function, exercise, diagnosis=False).right
