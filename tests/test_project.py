"""Lines drawn through the whole project: who imports whom, how fast, and what is committed."""

import ast
import importlib
import re
import subprocess
import sys
import textwrap
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from minilib.workbook import check
from minilib.workbook.authoring.execute import machine_specific, output_texts
from minilib.workbook.authoring.export import module_texts
from minilib.workbook.authoring.reading import read_document
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP

CHAPTERS = chapters_in(TOP / "solutions")
#: Module -> the chapter that makes it, in the chapters' order.
MODULES = {name: c for c in CHAPTERS for name in module_texts(c)}


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


#: Room -> the rooms that it may import from; everybody may raise a WorkbookError.
ROOMS = {
    "datasets": set(),
    "exercises": {"datasets"},
    "feedback": {"exercises"},
    "training": {"datasets"},
    "authoring": {"exercises", "datasets"},
    "teaching": {"authoring", "feedback", "exercises", "datasets"},
    "student": {"teaching", "authoring", "training", "feedback", "exercises", "datasets"},
}
WORKBOOK = TOP / "minilib/workbook"


def modules_of_the_project():
    """Module's full name -> the project's modules that it imports, wherever in its file."""
    paths = {}
    for path in sorted((TOP / "minilib").rglob("*.py")):
        parts = path.relative_to(TOP).with_suffix("").parts
        paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: (imported(path) & set(paths)) - {name} for name, path in paths.items()}


def test_rooms_import_downwards_only():
    assert {path.parent.name for path in WORKBOOK.glob("*/__init__.py")} == set(ROOMS)
    for name, needed in modules_of_the_project().items():
        parts = name.split(".")
        if parts[:2] != ["minilib", "workbook"] or len(parts) < 3 or parts[2] not in ROOMS:
            continue
        rooms = {
            other.split(".")[2] for other in needed if other.count(".") >= 2 and "workbook" in other
        }
        assert rooms & set(ROOMS) <= ROOMS[parts[2]] | {parts[2]}, name


def test_no_module_imports_itself_by_way_of_others():
    graph = modules_of_the_project()
    # A package's door is run before its modules; that is no circle of its own.
    plain = {
        name: {n for n in needed if not name.startswith(f"{n}.")} for name, needed in graph.items()
    }
    del plain["minilib.workbook"]  # it loads what a chapter asks for when it is asked
    list(TopologicalSorter(plain).static_order())


def test_the_library_never_imports_the_workbook():
    for name, needed in modules_of_the_project().items():
        if not name.startswith("minilib.workbook"):
            assert not [other for other in needed if other.startswith("minilib.workbook")], name


def lines_in(paths):
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


#: Room -> how many lines it may have, without the scenes' drawings. What needs more needs an idea.
LINES = {
    "authoring": 1565,
    "datasets": 1985,
    "exercises": 4725,
    "feedback": 4034,
    "student": 2497,
    "teaching": 500,
    "training": 1596,
}


#: The modules of Part II, the chapters beyond the lesson, are counted apart.
PART_TWO = {f"{name}.py" for name, chapter in MODULES.items() if chapter.number > "14"}
PART_TWO |= {f"{chapter.topic}.py" for chapter in CHAPTERS if chapter.number > "14"}


def test_the_house_stays_small():
    assert len(list(WORKBOOK.glob("*.py"))) <= 3
    library = set((TOP / "minilib").glob("*.py"))
    beyond = {path for path in library if path.name in PART_TWO}
    assert lines_in(library - beyond) <= 2625
    assert lines_in(beyond) <= 800
    for room, most in LINES.items():
        paths = {path for path in (WORKBOOK / room).rglob("*.py") if "scenes" not in path.parts}
        beyond = {path for path in paths if room == "exercises" and path.name in PART_TWO}
        assert lines_in(paths - beyond) <= most, room
        assert lines_in(beyond) <= 243 * len(beyond), room


#: The appendix's modules lie below all chapters: they import nothing of the library.
PLUMBING = {name for name, chapter in MODULES.items() if chapter.topic == "appendix"}


@pytest.mark.parametrize("topic", MODULES)
def test_library_imports_only_earlier_chapters_and_the_plumbing(topic):
    earlier = set(list(MODULES)[: list(MODULES).index(topic)]) | PLUMBING
    earlier = set() if topic in PLUMBING else earlier
    own = {
        name.split(".")[1] for name in imported(TOP / f"minilib/{topic}.py") if "minilib." in name
    }
    assert own <= earlier


def test_every_numbered_chapter_has_a_module():
    assert [c for c in CHAPTERS if c.has_module] == list(dict.fromkeys(MODULES.values()))


def seconds_to_import(what: str) -> float:
    code = f"import time; t = time.perf_counter(); {what}; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_importing_minilib_is_instant():
    assert min(seconds_to_import("import minilib") for _ in range(3)) < 0.1


def test_chapters_that_do_not_train_load_no_torch():
    """Nor does the search for an exercise; in the chapters' order, the first line tells which."""
    code = "import sys; from minilib.workbook import check, hint, open_data\n"
    for topic in [c.topic for c in CHAPTERS if c.has_module and c.number < "09"]:
        code += f"import minilib.{topic}, minilib.workbook.exercises.{topic}\n"
        code += f"print({topic!r}, {{'torch', 'torchvision'}} & set(sys.modules) or '')\n"
    code += "from minilib.workbook.exercises import find; find('bb_area')\n"
    code += "print('find', {'torch', 'torchvision'} & set(sys.modules) or '')\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) > 5
    assert [line for line in lines if len(line.split()) > 1] == []


@pytest.mark.parametrize(
    "path",
    sorted((TOP / "solutions").glob("*.ipynb")) + sorted((TOP / "chapters").glob("*.ipynb")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_nbval_compares_every_code_cell(path, built_notebook):
    notebook = built_notebook(path)
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            assert cell.execution_count, f"cell {number} was not run, so nbval compares nothing"
            assert "nbval-skip" not in cell.metadata.get("tags", []), f"cell {number}"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.stem)
def test_a_cell_that_is_not_compared_is_followed_by_one_that_is(chapter):
    code = [cell for cell in chapter.notebook.cells if cell.cell_type == "code"]
    marks = ["nbval-ignore-output" in cell.metadata.get("tags", []) for cell in code]
    assert not marks[-1]
    assert not any(a and b for a, b in pairwise(marks))


JUDGED = re.compile(r"^\w+ = check\(|^how_far\(", re.MULTILINE)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.stem)
def test_a_solution_shows_what_its_chapter_shows(chapter, built_notebook):
    """So the chapters that nbval runs speak for the solutions, which `pytest solutions` runs."""
    asked, solved = (
        built_notebook(TOP / folder / f"{chapter.stem}.ipynb").cells
        for folder in ("chapters", "solutions")
    )
    for cell, other in zip(asked, solved, strict=True):
        shown = [output_texts(one) for one in (cell, other)]
        if JUDGED.search(cell.source) and shown[0] != shown[1]:  # chapter 00 shows a wrong answer
            assert re.search(r"right, in all|^(\d) of \1 exercises", "".join(shown[1])), cell.source
        elif "nbval-ignore-output" not in cell.metadata.get("tags", []):
            assert shown[0] == shown[1], cell.source


@pytest.fixture
def built_notebook():
    def read(path):
        from minilib.workbook.authoring.build import changed_by_learner
        from minilib.workbook.authoring.source import Chapter

        source = Chapter(TOP / "solutions" / f"{path.stem}.py")
        if path.parent.name == "chapters" and path in changed_by_learner(source):
            pytest.skip("answers have been written in this chapter: its outputs are the learner's")
        return read_document(path)

    return read


def test_machine_specific_outputs_are_recognised():
    from nbformat import NotebookNode

    def shows(text):
        output = NotebookNode(output_type="stream", name="stdout", text=text)
        return machine_specific(NotebookNode(cell_type="code", outputs=[output]))

    assert shows("<function f at 0x7f3a2c1b>")
    assert shows("saved to /home/somebody/data/x.jpg")
    assert shows(r"C:\Users\somebody\x.jpg")
    assert not shows("../data/sample/VOCdevkit and https://example.org/a/b, 3/4 and/or")


def test_the_whole_package_compiles_for_the_oldest_python():
    for path in (TOP / "minilib").rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 11))


# -- the README -----------------------------------------------------------------------------------

README = (TOP / "README.md").read_text(encoding="utf-8")


def test_the_readme_maps_every_chapter():
    rows = [line for line in README.splitlines() if line[:4].removeprefix("| ").isdigit()]
    assert [row.split("|")[1].strip() for row in rows] == [
        f"{c.number} {c.topic}" for c in CHAPTERS
    ]
    for row, chapter in zip(rows, CHAPTERS, strict=True):
        named = set(re.findall(r"`(\w+)`", row.split("|")[3]))
        modules = [
            importlib.import_module(f"minilib.{name}")
            for name, maker in MODULES.items()
            if maker is chapter
        ]
        assert named <= {name for module in modules for name in module.__all__}


def test_the_readme_shows_what_check_says(capsys):
    def hw_bb(hw):
        return np.array([hw[1], hw[0], hw[1] + hw[3], hw[0] + hw[2]])

    check(hw_bb)
    said = capsys.readouterr().out
    assert textwrap.indent(said, "    ") in README


def test_the_readmes_first_code_is_the_two_commands():
    code = [line.split("#")[0].strip() for line in README.splitlines() if line.startswith("    ")]
    assert code[:2] == ["pip install uv && uv run workbook", "uv run pytest"]


def test_what_the_readme_names_is_there():
    for name in re.findall(r"`((?:\.|\w)[\w./]*/[\w./]*)`|\]\(([\w./]+)\)", README):
        path = next(filter(None, name)).replace("NN_topic", CHAPTERS[1].stem)
        if not path.startswith("data/"):
            assert (TOP / path).exists(), path


# -- the maintainers' page ------------------------------------------------------------------------


def test_the_worked_exercise_is_one_that_the_tests_would_accept():
    from minilib import largest
    from minilib.workbook import judge
    from minilib.workbook.exercises import Exercise, call
    from minilib.workbook.exercises.slips import drop, put, wrong

    page = (TOP / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names = {"largest": largest, "np": np, "call": call, "drop": drop, "put": put}
    exercise = eval(block, names | {"Exercise": Exercise})
    for slip, told in exercise.slips.items():
        assert judge(wrong(exercise.answer, slip), exercise).diagnosis == told
    assert f"{len(exercise.cases):>11}{len(exercise.slips):>11}" in page
    rooms = re.findall(r"^      (\w+)/ ", page, re.MULTILINE)
    assert sorted(rooms) == sorted(ROOMS)
