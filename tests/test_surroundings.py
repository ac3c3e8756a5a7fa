"""A learner's own modules, a pipe that holds few letters, cells without ids: the answer comes."""

import io
import json
import sys
from functools import cache

import nbformat
import pytest
from click.testing import CliRunner
from desk import RIGHT, answer, contents, desk, run_here
from nbclient import NotebookClient

from minilib import namesakes
from minilib.workbook.datasets import files
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student import doctor, judging, lab
from minilib.workbook.student.cli import main, workbook


@pytest.fixture
def top(tmp_path, monkeypatch):
    desk(tmp_path, "04_boxes", cells=36)
    monkeypatch.setattr(files, "TOP", tmp_path)
    monkeypatch.setattr(doctor, "examine", doctor._chapters)  # the rest of it is slow
    return tmp_path


def invoke(line):
    result = CliRunner().invoke(workbook, line.split())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


# -- a learner's own modules -----------------------------------------------------------------------

#: Of Python, of packages, the library itself: whatever is imported first.
NAMES = (
    *("random", "types", "copy", "json", "queue", "token", "inspect", "time"),
    *("numpy", "matplotlib", "torch", "cv2", "pandas", "IPython", "minilib"),
)
#: What people write in a file that they call so.
MINE = "import {0}\nx = {0}.array([1, 2])\n"


@pytest.mark.parametrize("folder", ["chapters", "."])
def test_modules_called_as_others_spoil_no_check_and_are_named(top, folder):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    for name in NAMES:
        (top / folder / f"{name}.py").write_text(MINE.format(name))
    said, found = invoke("check hw_bb").output, " ".join(invoke("doctor").output.split())
    assert "hw_bb: right" in said
    for name in NAMES:
        line = f"{(top / folder).resolve().name}/{name}.py has the name of the module '{name}' and"
        assert f"note: {line}" in said
        assert f"rename it, for example to my_{name}.py" in said
        assert f"fix {line}" in found
    assert "note: " not in found


@pytest.mark.parametrize("command", ["next", "progress", "compare hw_bb", "hint hw_bb", "reset 04"])
def test_every_command_names_it_once(top, command):
    (top / "chapters/torch").mkdir()
    (top / "chapters/torch/__init__.py").touch()
    assert invoke(command).output.count("chapters/torch has the name of the module 'torch'") == 1


def test_what_is_called_as_nothing_else_is_not_named(top):
    for name in ("helpers", "boxes", "my_numpy", "test", "data", "utils", "04_mine", "a.numpy"):
        (top / f"chapters/{name}.py").touch()
    (top / "chapters/numpy").mkdir()  # a folder of files, not a module
    (top / "chapters/numpy.txt").touch()
    assert namesakes(top, top / "chapters") == {}
    assert namesakes(TOP, TOP / "chapters", TOP / "review", TOP / "tests") == {}


def run_in_kernel(folder, *cells):
    """What a kernel in this folder says about each cell: texts and errors."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources=where, allow_errors=True
    ).execute()
    return [
        "".join(o.get("text") or "\n".join(o["traceback"]) for o in cell.outputs)
        for cell in notebook.cells
    ]


FIRST = "import numpy as np\nprint(np.__version__)"
SECOND = "from minilib.boxes import hw_bb\nprint(hw_bb([1, 2, 3, 4]))"
HELPER = "import helpers, {0}\nprint(helpers.x, {0}.__file__)"


@pytest.mark.parametrize("name", ["numpy", "types", "random"])
def test_the_workbooks_kernel_takes_none_of_them(top, name, monkeypatch):
    """It starts, and any cell may come first; a learner's other modules are found."""
    monkeypatch.setenv("JUPYTER_PATH", str(lab.SETTINGS))
    chapters = top / "chapters"
    (chapters / f"{name}.py").write_text(MINE.format(name))
    (chapters / "helpers.py").write_text("x = 'helps'")
    first, second, third = run_in_kernel(chapters, FIRST, SECOND, HELPER.format(name))
    assert first[:2] in {"1.", "2.", "3."}, first
    assert "[2 1 5 3]" in second
    assert second.count(f"chapters/{name}.py has the name of the module '{name}'") == 1
    assert third.startswith("helps ")
    assert str(chapters) not in third


def test_another_kernel_says_in_one_line_what_it_has_taken(top):
    """An editor starts a kernel of its own: there the first import of minilib says so."""
    (top / "chapters/numpy.py").write_text("x = 1")
    taken, second = run_in_kernel(top / "chapters", "import numpy", SECOND)
    assert taken == ""
    assert second.startswith("ImportError: chapters/numpy.py has the name of the module 'numpy'")
    assert "\n" not in second.strip()
    (said,) = run_in_kernel(top / "chapters", SECOND)
    assert "note: chapters/numpy.py has the name of the module 'numpy'" in said
    assert "[2 1 5 3]" in said  # the kernel sends the two by different ways


# -- a pipe that holds few letters -----------------------------------------------------------------

LETTERS = {
    "signs": "'\u2713 \u2192 \u2265 \u03b1'",
    "latin": "'\u00e4\u00f6\u00fc \u0142 \u0103'",
    "chinese": "'\u4e2d\u6587'",
    "arabic": "'\u0627\u0644\u0639'",
    "emoji": "'\U0001f600'",
    "a lone surrogate": r"'\ud83d'",
    "a null": r"'a\0b'",
    "an error's words": "int('\u4e2d')",
    "a comment": "1  # \u4e2d\u6587 \u2713 \U0001f600",
}


@cache
def judged_once(request):
    """What is judged does not depend on the pipe."""
    return run_here(json.loads(request))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_any_letters_of_an_answer_pass_a_pipe(top, encoding, monkeypatch):
    """What is printed has the letters that the pipe holds, and "?" for the others."""
    clean = contents(top)
    text = RIGHT["hw_bb"].replace("    return", "    {0}\n    return")
    for number, letters in enumerate(LETTERS.values()):
        wrong = f"def hw_bb(bb):\n    return {letters}"
        for name, data in clean.items():
            (top / name).write_bytes(data)
        answer(top, "hw_bb", text.format(letters) if number % 2 else wrong)
        monkeypatch.setattr(judging, "_run", lambda asked, *_: judged_once(json.dumps(asked)))
        for line in ("check", "compare hw_bb --anyway", "next", "progress", "reset hw_bb"):
            said = io.TextIOWrapper(io.BytesIO(), encoding)
            monkeypatch.setattr(sys, "stdout", said)
            monkeypatch.setattr(sys, "argv", ["workbook", *line.split()])
            with pytest.raises(SystemExit) as ended:
                main()
            said.flush()
            text_of = said.buffer.getvalue().decode(encoding)
            assert ended.value.code in {0, 1}
            assert any(one in text_of for one in ("hw_bb", "04 boxes", "is right.")), text_of


# -- ids -------------------------------------------------------------------------------------------

IDS = {
    "missing": lambda cells: [cell.pop("id") for cell in cells],
    "one missing": lambda cells: cells[3].pop("id"),
    "all the same": lambda cells: [cell.update(id="same") for cell in cells],
    "two the same": lambda cells: cells[4].update(id=cells[3]["id"]),
    "too long": lambda cells: cells[4].update(id="x" * 65),
    "empty": lambda cells: cells[4].update(id=""),
    "with a blank": lambda cells: cells[4].update(id="a b"),
    "a number": lambda cells: cells[4].update(id=7),
}


@pytest.mark.parametrize("how", IDS)
def test_nothing_is_said_of_ids_before_the_answer(top, how, monkeypatch, recwarn):
    monkeypatch.setattr(judging, "_run", run_here)
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".ipynb",))
    path = top / "chapters/04_boxes.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    IDS[how](notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")
    begins = {"check hw_bb": "04 boxes\nhw_bb: right", "compare hw_bb": "- yours   + the"}
    begins |= {"progress": "chapter  ", "next": "Every exercise", "reset hw_bb": "hw_bb: reset"}
    for line, first in begins.items():
        said = invoke(line)
        assert said.output.startswith(first), said.output
        assert said.stderr == ""
    assert [str(one.message) for one in recwarn] == []
    ids = [cell["id"] for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert len({*ids}) == len(ids)
