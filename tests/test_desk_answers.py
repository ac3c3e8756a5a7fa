"""Answers are found however a learner writes them, and run with what they need and no more."""

import ast
import textwrap
import time

import pytest
from desk import RIGHT, WRONG, add, answer, chapter_of, desk, edit

from minilib.workbook.authoring.notebooks import learner_cells
from minilib.workbook.authoring.source import chapters_in, has_answer
from minilib.workbook.authoring.source import named as named_in
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student import bindings
from minilib.workbook.student import judging as outside
from minilib.workbook.student.answers import Script, place_in, wanted
from minilib.workbook.student.workspace import read_work

CHAPTERS = chapters_in(TOP / "solutions")
NEVER = "while True:\n    pass"


@pytest.fixture
def top(tmp_path):
    return desk(tmp_path, "04_boxes")


def states(top, **options):
    """Name -> status of every exercise of a chapter."""
    results = outside.judged(read_work(chapter_of(top), top), **options)
    return {result.answer.asked.name: result.status for result in results}


def texts(top, **options):
    results = outside.judged(read_work(chapter_of(top), top), **options)
    return {result.answer.asked.name: result.text for result in results}


ALL_RIGHT = dict.fromkeys(RIGHT, "right")


# -- every chapter, without running anything ----------------------------------------------------


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.stem)
def test_stubs_are_untouched_and_solutions_are_answers(chapter):
    stubs = Script(chapter, learner_cells(chapter.notebook.cells))
    solved = Script(chapter, chapter.notebook.cells)
    places = {n for n, cell in enumerate(chapter.notebook.cells) if has_answer(cell)}
    assert {one.cell for one in chapter.exercises} == places
    for asked in chapter.exercises:
        assert asked.minutes
        stub, solution = stubs.answer(asked), solved.answer(asked)
        assert stub.cell == solution.cell == asked.cell
        assert (stub.written, solution.written) == (False, True)
        cells = [cell.source for cell in chapter.notebook.cells]
        assert place_in(cells, asked.name) == asked.cell + 1
        lines = chapter.path.read_text("utf-8").splitlines()
        assert lines[place_in(lines, asked.name) - 1].startswith(f"def {asked.name}(")


def test_an_unwritten_chapter_is_not_run(top, monkeypatch):
    monkeypatch.setattr(outside.subprocess, "Popen", None)
    assert set(states(top).values()) == {"untouched"}


def test_a_value_from_further_down_is_not_there_yet_but_a_helper_is(top):
    answer(top, "hw_bb", "def hw_bb(bb):\n    return turned(bb)")
    answer(top, "bb_hw", RIGHT["bb_hw"].replace("a[1],", "left,"))
    add(top, RIGHT["hw_bb"].replace("hw_bb", "turned"), at=-1)
    add(top, "for left in range(3):\n    pass", at=-1)
    said = texts(top)
    assert said["hw_bb"].startswith("hw_bb: right")
    assert "NameError: name 'left' is not defined" in said["bb_hw"]


@pytest.mark.parametrize("name", ["bb_hw", "xml_bb"])
def test_an_exercise_by_itself_is_judged_though_others_stand_above_it(top, name):
    for one, code in (RIGHT | {"hw_bb": WRONG["hw_bb"]}).items():
        answer(top, one, code)
    asked = [one for one in chapter_of(top).exercises if one.name == name]
    assert states(top, wanted=asked) == {name: "right"}


# -- ways to write an answer --------------------------------------------------------------------


def with_helpers(top):
    add(top, "from operator import itemgetter", at=3)
    add(top, "LAST = 1\n\n\ndef far(start, size):\n    return start + size - LAST", at=3)
    answer(
        top,
        "hw_bb",
        "%matplotlib inline\nfirst = itemgetter(1, 0)\n\n\ndef hw_bb(bb):\n"
        "    return np.array([*first(bb), far(bb[1], bb[3]), far(bb[0], bb[2])])",
    )
    answer(
        top,
        "bb_hw",
        "size = lambda a, n: a[n + 2] - a[n] + 1\n"
        "bb_hw = lambda a: np.array([a[1], a[0], size(a, 1), size(a, 0)])",
    )
    answer(top, "hw_bbs", "def hw_bbs(boxes):\n    return helper(*boxes.T)")
    add(
        top,
        "def helper(x, y, w, h):\n    return np.stack([y, x, y + h - 1, x + w - 1], axis=1)",
    )
    answer(
        top,
        "xml_bb",
        "order = []\norder.append(1)\norder += [0]\nfor n in (3, 2):\n    order.append(n)\n\n\n"
        "def xml_bb(*numbers):\n    return np.array([numbers[n] - 1 for n in order])",
    )


def moved_about(top):
    def merge(cells):
        for cell in cells:
            if "check(" in cell.source and cell.cell_type == "code":
                cell.source = "1 + 1"
            if cell.source.startswith("def bb_hw("):
                cell.source = "# mine\n\n" + RIGHT["bb_hw"] + "\n\n\n" + RIGHT["hw_bb"]
            if cell.source.startswith("def hw_bbs("):
                cell.source = "def hw_bbs(boxes:\n    return"
        return cells

    edit(top, merge)
    add(top, RIGHT["hw_bbs"])
    add(
        top,
        "def corners(*given):\n    x, y, x2, y2 = given\n    return np.array([y, x, y2, x2]) - 1",
    )
    add(top, 'check(corners, name="xml_bb")')


def taken_again(top):
    answer(top, "hw_bb", WRONG["hw_bb"])
    add(top, "if True:\n" + textwrap.indent(RIGHT["hw_bb"], "    "))
    answer(
        top,
        "bb_hw",
        "class Sizes:\n    def __call__(self, a):\n        top, left, bottom, right = a\n"
        "        return np.array([left, top, right - left + 1, bottom - top + 1])\n\n\n"
        "bb_hw = Sizes()",
    )
    answer(
        top,
        "hw_bbs",
        "from functools import partial, wraps\n\n\ndef loud(function):\n"
        "    @wraps(function)\n    def inner(*args):\n        print(len(args))\n"
        "        return function(*args)\n    return inner\n\n\n@loud\n" + RIGHT["hw_bbs"],
    )
    answer(
        top,
        "xml_bb",
        "def any_way(shift, a, b, c, d):\n    return np.array([b, a, d, c]) - shift"
        "\n\n\nxml_bb = partial(any_way, 1)",
    )


@pytest.mark.parametrize("way", [with_helpers, moved_about, taken_again])
def test_an_answer_is_found_however_it_is_written(top, way):
    way(top)
    assert states(top) == ALL_RIGHT


def test_only_what_an_answer_needs_is_run(top):
    for name, text in RIGHT.items():
        answer(top, name, text)
    for cell in (NEVER, "raise SystemExit", "import os\n\nos._exit(3)", "def broken(:", "1 / 0"):
        add(top, cell, at=3)
    began = time.monotonic()
    assert states(top, limit=20) == ALL_RIGHT
    assert time.monotonic() - began < 20


def test_names_that_a_statement_needs():
    cells = [
        "import numpy as np\nfrom math import *",
        "a = 1\nb = 2\nc = 3",
        "if b:\n    a = 4",
        "np.random.seed(0)\nd = {}\nd['x'] = c",
        "def f(x, y=a):\n    return g(x) + d['x']",
        "def g(x):\n    g = 2\n    return [b for b in x]",
        "unneeded = f(2)",
    ]
    given, broken = bindings.statements(cells)
    goal = next(n for n, one in enumerate(given) if "f" in one.binds)
    taken = [ast.unparse(one.node) for one in bindings.needed(given, goal)]
    assert not broken
    assert [text.splitlines()[0] for text in taken] == [
        "from math import *",
        "a = 1",
        "b = 2",
        "c = 3",
        "if b:",
        "d = {}",
        "d['x'] = c",
        "def f(x, y=a):",
        "def g(x):",
    ]


def test_a_stub_with_company_is_untouched(top):
    source = chapter_of(top).path
    text = source.read_text("utf-8")
    signature = "def hw_bb(hw: Sequence[int]) -> np.ndarray:\n"
    assert signature in text
    text = text.replace(signature, f"import math\n\n\n{signature}", 1)
    source.write_text(text, "utf-8")
    chapter = chapter_of(top)
    stubs = Script(chapter, learner_cells(chapter.notebook.cells))
    answers = [stubs.answer(asked) for asked in chapter.exercises]
    assert [one.written for one in answers] == [False] * 4


# -- answers that break the process that runs them ------------------------------------------------


def test_whatever_an_answer_does_the_others_are_judged(top, capfd):
    # What happens inside a call is held back in the notebook too; what stands around it is not.
    ending = "os.write(1, b'noise') and os._exit(3)"
    answer(top, "hw_bb", f"import os\n\n\ndef hw_bb(bb, how={ending}):\n    return bb")
    crash = (
        "import ctypes\n\n\ndef bb_hw(a, how=print('noise') or ctypes.string_at(0)):\n    return a"
    )
    answer(top, "bb_hw", crash)
    answer(top, "hw_bbs", RIGHT["hw_bbs"])
    answer(top, "xml_bb", RIGHT["xml_bb"])
    add(top, "import time\n\n\ndef forever():\n    while True:\n        time.sleep(0.01)")
    add(top, "hw_bbs = forever() or hw_bbs")
    said = texts(top, limit=4.0)
    assert "ended the Python that ran it (exit status 3)" in said["hw_bb"]
    assert "ended the Python that ran it (signal 11)" in said["bb_hw"] or "0x" in said["bb_hw"]
    assert "still running after 4 seconds" in said["hw_bbs"]
    assert said["xml_bb"].startswith("xml_bb: right")
    assert capfd.readouterr() == ("", "")


def test_endless_exiting_and_undefined_answers_are_told_as_in_the_notebook(top):
    answer(
        top,
        "hw_bb",
        "def hw_bb(bb):\n    while True:\n        try:\n            pass\n"
        "        except:\n            pass",
    )
    answer(top, "bb_hw", "def bb_hw(a):\n    raise SystemExit")
    answer(top, "hw_bbs", "def hw_bbs(boxes, how=nothing):\n    return boxes")
    answer(
        top, "xml_bb", "def xml_bb(a, b, c, d):\n    return np.array([b - 1, a - 1, d - 1, c - 1)"
    )
    said = texts(top, seconds=0.3)
    assert "still running after 0.3 seconds" in said["hw_bb"]
    assert "restart the kernel" not in said["hw_bb"]
    assert "it calls exit()" in said["bb_hw"]
    assert "NameError: name 'nothing' is not defined" in said["hw_bbs"]
    assert "SyntaxError" in said["xml_bb"]
    assert "return np.array([b - 1" in said["xml_bb"]
    assert set(states(top, seconds=0.3, texts=False).values()) == {"tried"}


def test_what_compiling_alone_refuses_is_told(top):
    answer(top, "hw_bb", "def hw_bb(hw):\n    break")
    assert "SyntaxError: 'break' outside loop" in texts(top)["hw_bb"]


def test_feedback_is_the_notebooks_and_80_columns_wide(top):
    answer(top, "hw_bb", WRONG["hw_bb"])
    answer(top, "bb_hw", "def bb_hw(a):\n    return a.nothing\n")
    said = texts(top)
    assert "hw_bb: not right yet (0 of 7 cases are)." in said["hw_bb"]
    assert "Your far corner is one pixel too far" in said["hw_bb"]
    assert "in line   return a.nothing" in said["bb_hw"]
    assert max(len(line) for text in said.values() for line in text.splitlines()) <= 80
    assert "fix yours and run this cell again" not in "".join(said.values())


def test_a_wrong_answer_spoils_none_below_it(top):
    answer(top, "hw_bb", WRONG["hw_bb"])
    each = "np.array([hw_bb(box) for box in boxes], dtype=int)"
    answer(top, "hw_bbs", f"def hw_bbs(boxes):\n    return {each}.reshape(-1, 4)")
    (asked,) = [one for one in chapter_of(top).exercises if one.name == "hw_bbs"]
    assert states(top, wanted=[asked]) == {"hw_bbs": "right"}
    assert states(top, texts=False)["hw_bb"] == "tried"


def test_a_process_that_can_not_start_is_one_line(top, monkeypatch):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    monkeypatch.setenv("PYTHONPATH", str(top))
    (top / "minilib").mkdir()
    (top / "minilib/__init__.py").write_text("raise ImportError('half an installation')")
    with pytest.raises(WorkbookError, match=r"half an installation.*workbook doctor") as refused:
        states(top)
    assert "\n" not in str(refused.value)


# -- names ----------------------------------------------------------------------------------------


def named(*names):
    return {chapter.stem: [one.name for one in asked] for chapter, asked in wanted(names).items()}


@pytest.mark.parametrize(
    "name", ["04", "4", "boxes", "04_boxes", "04_boxes.py", "chapters/04_boxes.ipynb"]
)
def test_a_chapter_is_named_in_many_ways(name):
    assert named(name) == {"04_boxes": ["hw_bb", "bb_hw", "hw_bbs", "xml_bb"]}


def test_names_are_taken_together_in_the_chapters_order():
    assert named("xml_bb", "get_cats", "hw_bb") == {
        "03_annotations": ["get_cats"],
        "04_boxes": ["hw_bb", "xml_bb"],
    }
    assert len(named()) == len(CHAPTERS)


def test_a_chapter_that_is_named_itself_is_meant_as_a_whole():
    (meant,) = named_in(CHAPTERS, ("hw_bb", "04", "bb_hw")).items()
    assert (meant[0].stem, meant[1]) == ("04_boxes", [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hwbb", "did you mean 'hw_bb'"),
        ("boxs", "did you mean 'boxes'"),
        ("04_boxe", "did you mean '04_boxes'"),
        ("77", "the chapters are 00, 01"),
    ],
)
def test_an_unknown_name_is_one_line_with_the_nearest(name, said):
    with pytest.raises(WorkbookError, match=said) as refused:
        wanted((name,))
    assert f"'{name}'" in str(refused.value)
    assert "\n" not in str(refused.value)
