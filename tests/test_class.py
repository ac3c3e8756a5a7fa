"""A class: the real nbgrader and the real Otter-Grader grade a right and a wrong submission."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from minilib import boxes
from minilib.workbook.authoring.source import chapters_in, named, solved
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises.boxes import EXERCISES
from minilib.workbook.teaching import assignments as classroom
from minilib.workbook.teaching.grading import require

BOXES = [*named(chapters_in(TOP / "solutions"), ("04",))]
ANSWERS = {
    name: solved(cell.source)
    for cell in BOXES[0].notebook.cells
    for name in EXERCISES
    if cell.source.startswith(f"def {name}(") and "BEGIN SOLUTION" in cell.source
}
WRONG = "def hw_bb(bb):\n    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])"
POINTS = {name: exercise.difficulty for name, exercise in EXERCISES.items()}


def tool(name, *arguments, cwd, fails=False):
    """Run a grading system's command; what it said."""
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed; it comes with 'uv sync --group class'")
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        [scripts / name, *arguments],
        cwd=cwd,
        env=os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def code(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def hand_in(released, path, answers):
    """Write a released notebook with answers in the place of stubs.

    The cell that asks torchvision in a second Python is left out: it would take most of the time.
    """
    notebook = nbformat.read(released, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "import subprocess" not in cell.source]
    for cell in notebook.cells:
        for name, answer in answers.items():
            if cell.cell_type == "code" and cell.source.startswith(f"def {name}("):
                cell.source = answer
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


# -- what is written ------------------------------------------------------------------------------


def test_every_exercise_is_an_answer_cell_with_a_hidden_test_right_below():
    cells = list(classroom.nbgrader_cells(BOXES[0]))
    marked = [(n, cell) for n, cell in enumerate(cells) if "nbgrader" in cell.metadata]
    answers, tests = marked[::2], marked[1::2]
    assert [cell.metadata.nbgrader.grade_id for _, cell in answers] == list(POINTS)
    assert {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for _, cell in tests
    } == {f"test_{name}": count for name, count in POINTS.items()}
    for (n, answer), (below, test) in zip(answers, tests, strict=True):
        assert below == n + 1
        assert (answer.metadata.nbgrader.solution, answer.metadata.nbgrader.grade) == (True, False)
        assert (test.metadata.nbgrader.locked, test.metadata.nbgrader.grade) == (True, True)
        assert "BEGIN HIDDEN TESTS" in test.source
        assert " = check(" in cells[below + 1].source


def test_links_lead_to_the_other_assignments():
    text = "".join(cell.source for cell in classroom.otter_cells(BOXES[0]))
    assert "](../05_images/05_images.ipynb)" in text
    assert "](05_images.ipynb)" not in text


def test_an_assignment_that_differs_is_not_overwritten(tmp_path):
    (written, _) = classroom.write_nbgrader(tmp_path, BOXES)
    assert classroom.write_nbgrader(tmp_path, BOXES) == []
    committed = written.read_bytes()
    written.write_bytes(committed.replace(b"points", b"pints", 1))
    with pytest.raises(WorkbookError, match="--force"):
        classroom.write_nbgrader(tmp_path, BOXES)
    assert classroom.write_nbgrader(tmp_path, BOXES, force=True) == [written]
    assert written.read_bytes() == committed


def test_a_chapter_without_exercises_is_one_line(tmp_path):
    with pytest.raises(WorkbookError, match="nothing to grade"):
        classroom.write_otter(tmp_path, [*named(chapters_in(TOP / "solutions"), ("00",))])
    assert list(tmp_path.iterdir()) == []


# -- the test in it -----------------------------------------------------------------------------


def test_require_accepts_what_is_right_and_says_what_is_wrong():
    space = {"np": boxes.np, "Sequence": boxes.Sequence}
    exec(ANSWERS["hw_bb"], space)
    require("hw_bb", space["hw_bb"])
    exec(WRONG, space)
    with pytest.raises(AssertionError, match="one pixel too far"):
        require("hw_bb", space["hw_bb"])
    with pytest.raises(AssertionError, match="minilib's own"):
        require("hw_bb", boxes.hw_bb)
    with pytest.raises(AssertionError, match="not a function"):
        require("hw_bb", None)
    with pytest.raises(WorkbookError, match="no exercise"):
        require("hw_b", space["hw_bb"])


# -- the real systems -----------------------------------------------------------------------------

NOTHING = dict.fromkeys(POINTS, 0)
SUBMISSIONS = {
    "right": (ANSWERS, POINTS),
    "mixed": ({"hw_bb": WRONG, "bb_hw": ANSWERS["bb_hw"]}, NOTHING | {"bb_hw": POINTS["bb_hw"]}),
}


def test_nbgrader_releases_stubs_and_grades(tmp_path):
    classroom.write_nbgrader(tmp_path, BOXES)
    tool("nbgrader", "generate_assignment", "04_boxes", cwd=tmp_path)
    released = tmp_path / "release/04_boxes/04_boxes.ipynb"
    handed_out = "\n".join(code(released))
    assert handed_out.count("...  # your answer here") == len(POINTS)
    assert "SOLUTION" not in handed_out
    assert "require" not in handed_out
    assert ANSWERS["hw_bb"].splitlines()[-1] not in handed_out

    for student, (answers, _) in SUBMISSIONS.items():
        hand_in(released, tmp_path / f"submitted/{student}/04_boxes/04_boxes.ipynb", answers)
    tool("nbgrader", "autograde", "04_boxes", cwd=tmp_path)

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for student, (_, expected) in SUBMISSIONS.items():
            graded = gradebook.find_submission_notebook("04_boxes", "04_boxes", student)
            scores = {grade.name.removeprefix("test_"): grade.score for grade in graded.grades}
            assert scores == expected, student

    # Made from chapters/ and not from release/, it has no cells to grade: that is said, by name.
    asked = TOP / "chapters/04_boxes.ipynb"
    hand_in(asked, tmp_path / "submitted/other/04_boxes/04_boxes.ipynb", ANSWERS)
    said = tool("nbgrader", "autograde", "04_boxes", cwd=tmp_path, fails=True)
    assert "04_boxes.ipynb of other was made from chapters/, not from release/" in said
    assert not (tmp_path / "autograded/other").exists()


def test_otter_releases_stubs_and_grades(tmp_path):
    (master,) = classroom.write_otter(tmp_path, BOXES)
    tool("otter", "assign", master.name, "dist", "--no-run-tests", cwd=master.parent)
    dist = master.parent / "dist"
    released = dist / "student/04_boxes.ipynb"
    handed_out = "\n".join(code(released))
    assert "SOLUTION" not in handed_out
    assert ANSWERS["hw_bb"].splitlines()[-1] not in handed_out

    (archive,) = dist.glob("autograder/*.zip")
    answers, expected = SUBMISSIONS["mixed"]
    hand_in(released, tmp_path / "04_boxes.ipynb", answers)
    tool("otter", "run", "04_boxes.ipynb", "-a", archive, "-o", tmp_path, cwd=tmp_path)
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {test["name"]: test["score"] for test in results["tests"] if "score" in test} == expected
