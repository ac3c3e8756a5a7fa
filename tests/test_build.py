"""The builder: what it makes, what it refuses, and what it never overwrites."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell

from minilib.workbook.authoring import build as builder
from minilib.workbook.authoring import export as module
from minilib.workbook.authoring import lint, source
from minilib.workbook.authoring.dependencies import files
from minilib.workbook.authoring.notebooks import keep_what_differs, notebook_of
from minilib.workbook.authoring.source import IGNORED, PARTS, Chapter
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put
from minilib.workbook.student.cli import workbook as command

HEADER = "# %% [markdown]\n# # 04 · Boxes: a trial\n#\n# <!-- map -->\n# <!-- end map -->\n\n"

EXERCISE = '''\
# %% [markdown]
# ### Exercise: `half` (5 minutes, difficulty 1 of 5)

# %% tags=["export"]
def half(x):
    """Halve x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION

# %%
half = check(half)
'''


def half(x):
    """Halve x."""
    return x / 2


HALF = Exercise(
    answer=half,
    minutes=5,
    difficulty=1,
    cases=(call(4), call(5)),
    hints=("a", "b", "c"),
    slips={put("/", "//"): "whole numbers", put("/", "*"): "doubled", drop("/ 2"): "unchanged"},
    why="because",
)
OLD_SLIP = replace(HALF, slips={**HALF.slips, put("x / 3", "x"): "of an older reference"})


@pytest.fixture
def chapter(tmp_path):
    """Make a chapter from the text of its source."""

    def make(text: str, name: str = "04_boxes.py") -> Chapter:
        path = tmp_path / "solutions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + text, encoding="utf-8")
        return Chapter(path)

    return make


#: So many chapters show what a change makes stale: the first four that need one another alone.
FEW = ("01", "03", "04", "05")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The project with a few chapters, built anew: only their maps and ways on are others."""
    top = tmp_path_factory.mktemp("few")
    chapters = [*source.named(source.chapters_in(TOP / "solutions"), FEW)]
    for chapter in chapters:
        if builder.changed_by_learner(chapter, TOP):
            pytest.skip(f"answers have been written in {chapter.stem}: these tests begin without")
    ignored = shutil.ignore_patterns("__pycache__", "weights")
    shutil.copytree(TOP / "minilib/workbook", top / "minilib/workbook", ignore=ignored)
    modules = [name for chapter in chapters for name in module.module_texts(chapter)]
    files_ = ["pyproject.toml", *(f"minilib/{name}.py" for name in ("__init__", *modules))]
    for folder in ("chapters", "solutions"):
        (top / folder).mkdir()
        files_ += [f"{folder}/{c.stem}{ending}" for c in chapters for ending in (".py", ".ipynb")]
    for name in files_:
        shutil.copy(TOP / name, top / name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(builder, "run", lambda *_: pytest.fail("a notebook was run"))
        assert len(builder.build(top=top)) == 4 * len(FEW)
    return top


@pytest.fixture
def clone(few, tmp_path):
    """A copy of these few chapters, to change."""
    shutil.copytree(few, tmp_path, dirs_exist_ok=True)
    return tmp_path


def answer(path: Path, change) -> None:
    """Change every code cell of a chapter's notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = change(cell.source)
    nbformat.write(notebook, path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# -- markers and stubs ------------------------------------------------------------------------


def test_stub_keeps_signature_and_docstring_and_compiles():
    code = EXERCISE.split('tags=["export"]\n')[1].split("\n# %%")[0]
    stub = source.stub(code)
    assert stub.splitlines()[:2] == ["def half(x):", '    """Halve x."""']
    assert "return x / 2" not in stub
    space = {}
    exec(stub, space)
    assert space["half"](4) is None
    assert space["half"].__doc__ == "Halve x."


def test_stub_replaces_each_of_several_answers():
    code = "def f(x):\n    ### BEGIN SOLUTION\n    y = 1\n    ### END SOLUTION\n    z = 2\n"
    code += "    ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION\n"
    assert source.stub(code).count(source.STUB) == 2
    assert "z = 2" in source.stub(code)
    assert "###" not in source.solved(code)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    ### END SOLUTION\n", "", "no '### END SOLUTION' below it"),
        ("    ### BEGIN SOLUTION\n", "", "no '### BEGIN SOLUTION' above it"),
        ("    return", "    ### BEGIN SOLUTION\n    return", "a second '### BEGIN SOLUTION'"),
        ("x / 2", "x / / 2", "the answer does not compile"),
        ('    """Halve x."""\n    ###', "###", "left as a stub does not compile"),
        (' tags=["export"]', "", "tag the exercise 'export'"),
    ],
)
def test_broken_exercise_cells_are_refused_in_one_line(chapter, old, new, said):
    assert old in EXERCISE
    with pytest.raises(WorkbookError) as refused:
        lint.check_cells(chapter(EXERCISE.replace(old, new, 1)))
    assert "solutions/04_boxes.py, cell 3" in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_marker_outside_a_function_is_refused(chapter):
    broken = chapter(
        '# %% tags=["export"]\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n\n# %%\nx\n'
    )
    with pytest.raises(WorkbookError, match="inside a function"):
        lint.check_cells(broken)


def test_a_marked_cell_needs_a_strict_one_below(chapter):
    alone = chapter('# %% tags=["nbval-ignore-output"]\nprint(1)\n')
    with pytest.raises(WorkbookError, match="states what must hold"):
        lint.check_cells(alone)
    lint.check_cells(chapter('# %% tags=["nbval-ignore-output"]\nprint(1)\n\n# %%\nTrue\n'))


# -- exercises ---------------------------------------------------------------------------------


def test_a_complete_exercise_is_accepted(chapter):
    lint.check_exercises(chapter(EXERCISE), {"half": HALF})


@pytest.mark.parametrize(
    ("old", "new", "known", "said"),
    [
        ("", "", {}, "no entry 'half'"),
        ("", "", {"half": HALF, "third": HALF}, "'third' is not asked"),
        ("### Exercise: `half`", "### Halves", {"half": HALF}, "### Exercise: `half`"),
        ("", "", {"half": OLD_SLIP}, "'half': 'x / 3' does not stand"),
        ("half = check(half)", "check(half)", {"half": HALF}, "half = check(half)"),
    ],
)
def test_incomplete_exercises_are_refused_in_one_line(chapter, old, new, known, said):
    with pytest.raises(WorkbookError) as refused:
        lint.check_exercises(chapter(EXERCISE.replace(old, new) if old else EXERCISE), known)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "missing",
    [
        {"minutes": 0},
        {"difficulty": 0},
        {"hints": ("a", "b")},
        {"cases": (call(1),)},
        {"slips": {put("/", "*"): "doubled", drop("/ 2"): "unchanged"}},
        {"why": ""},
    ],
    ids=lambda missing: next(iter(missing)),
)
def test_exercise_data_that_lack_something_are_refused(missing):
    fields = {name: getattr(HALF, name) for name in HALF.__dataclass_fields__}
    with pytest.raises((WorkbookError, ValueError)) as refused:
        Exercise(**(fields | missing))
    assert "\n" not in str(refused.value)
    assert next(iter(missing)) in str(refused.value)


# -- modules -----------------------------------------------------------------------------------


def test_module_reads_as_if_written_by_hand(chapter):
    text = (
        '# %% tags=["export"]\nimport os\nimport numpy as np\n\n'
        + EXERCISE
        + '\n# %% tags=["export"]\nfrom math import pi\n\n\nSIZE = 224\n\n\ndef area(r):\n'
        '    """Area."""\n    # A comment stays.\n    return np.float64(pi) * r**2\n'
    )
    made = module.module_texts(chapter(text))["boxes"]
    assert made.startswith('"""Boxes: a trial.\n')
    assert "Made from solutions/04_boxes.py (chapter 04)" in made.split('"""')[1]
    assert '__all__ = ["SIZE", "area", "half"]' in made
    assert made.index("from math import pi") < made.index("import numpy as np") < made.index("def ")
    assert "import os" not in made
    assert "###" not in made
    assert "# A comment stays." in made
    assert made == module.tidy(made, "boxes")


def test_export_outside_a_chapter_with_a_module_is_refused(chapter):
    with pytest.raises(WorkbookError, match=r"chapter 00 has no module"):
        module.module_texts(chapter('# %% tags=["export"]\nx = 1\n', name="00_start.py"))


def test_a_chapter_can_make_a_second_module(chapter):
    text = '# %% tags=["export"]\nx = 1\n\n# %% tags=["export:corners"]\ny = 2\n'
    made = module.module_texts(chapter(text))
    assert list(made) == ["boxes", "corners"]
    assert "x = 1" in made["boxes"]
    assert "x = 1" not in made["corners"]
    assert '__all__ = ["y"]' in made["corners"]


def test_a_docstring_in_a_modules_first_cell_says_what_the_module_holds(chapter):
    corners = '# %% tags=["export:corners"]\n"""The corners of a box."""\n\nimport os\n\ny = 2\n'
    made = module.module_texts(chapter('# %% tags=["export"]\nx = 1\n\n' + corners))
    assert made["corners"].startswith('"""The corners of a box.\n\nMade from')
    assert made["corners"].count("The corners of a box.") == 1
    assert made["boxes"].startswith('"""Boxes: a trial.\n')
    late = chapter('# %% tags=["export"]\nx = 1\n\n# %% tags=["export"]\n"""Late."""\ny = 2\n')
    with pytest.raises(WorkbookError, match="runs something"):
        module.module_texts(late)


def test_a_class_that_goes_on_in_another_cell_stands_in_one_piece(chapter):
    text = '''
# %% tags=["export"]
class Pair:
    """Two numbers."""

    def __init__(self, a, b):
        self.a, self.b = a, b


# %% tags=["export"]
def double(x):
    return 2 * x


# %% tags=["export"]
class Pair(Pair):
    """Goes on."""

    @property
    def total(self):
        return self.a + self.b


# %% tags=["export"]
class Pair(Pair):
    def twice(self):
        return double(self.total)
'''
    made = module.module_texts(chapter(text))["boxes"]
    assert made.count("class Pair") == 1
    assert "Goes on." not in made
    space = {}
    exec(made, space)
    assert space["Pair"](1, 2).twice() == 6
    assert made.index("def twice") < made.index("def double")


def test_export_of_a_cell_that_runs_something_is_refused(chapter):
    with pytest.raises(WorkbookError, match=r"cell 2: line 2 .* runs something"):
        module.module_texts(chapter('# %% tags=["export"]\nx = 1\nprint(x)\n'))


# -- names of chapters ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["04", "4", "boxes", "04_boxes"])
def test_a_chapter_may_be_named_in_four_ways(name):
    picked = source.named(source.chapters_in(TOP / "solutions"), (name,))
    assert {c.stem: own for c, own in picked.items()} == {"04_boxes": []}


def test_unknown_chapter_is_one_line_with_the_known_ones():
    with pytest.raises(WorkbookError, match=r"no chapter .* '77'; the chapters are 00, 01, "):
        source.named(source.chapters_in(TOP / "solutions"), ("77",))


def test_two_chapters_with_one_number_are_refused(chapter):
    chapter("", name="04_boxes.py")
    folder = chapter("", name="04_other.py").path.parent
    with pytest.raises(WorkbookError, match="same number"):
        source.chapters_in(folder)


# -- the committed tree ------------------------------------------------------------------------


def test_everything_is_as_the_sources_make_it():
    assert builder.stale(strict=os.environ.get("CI", "").lower() in {"1", "true"}) == []


def test_a_changed_number_in_a_solution_names_every_file_that_is_stale(clone):
    edit(clone / "solutions/04_boxes.py", "hw[0] + hw[2] - 1])", "hw[0] + hw[2] - 2])")
    named = " ".join(builder.stale(strict=False, top=clone))
    assert "minilib/boxes.py" in named
    assert "solutions/04_boxes.ipynb" in named
    edit(clone / "solutions/04_boxes.py", "np.zeros((6, 8)", "np.zeros((6, 9)")
    named = " ".join(builder.stale(strict=False, top=clone))
    assert "chapters/04_boxes.py" in named
    assert "chapters/04_boxes.ipynb" in named


def test_missing_and_left_over_files_are_named(clone):
    gone = ["minilib/boxes.py", "solutions/04_boxes.ipynb"]
    gone += ["chapters/04_boxes.py", "chapters/05_images.ipynb"]
    for path in gone:
        (clone / path).unlink()
    for path in ("minilib/gone.py", "chapters/55_gone.py"):
        (clone / path).write_text("")
    named = builder.stale(strict=False, top=clone)
    for path in gone:
        assert any(line.startswith(f"{path}: missing") for line in named), path
    for path in ("minilib/gone.py", "chapters/55_gone.py"):
        assert any(line.startswith(f"{path}: no source") for line in named), path


def test_an_unrun_cell_is_named(clone):
    path = clone / "solutions/04_boxes.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    cell["execution_count"], cell["outputs"] = None, []
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert any("not run" in line for line in builder.stale(strict=False, top=clone))


def test_outputs_of_other_code_pictures_or_weights_are_named(clone):
    def stale_notebooks():
        lines = builder.stale(strict=False, top=clone)
        return {line.split(":")[0] for line in lines if "made with other" in line}

    pen = clone / "minilib/workbook/datasets/scenes/pen.py"
    edit(pen, '"""', '"""Other colours. ')
    every = {path.relative_to(clone).as_posix() for path in clone.glob("*/[0-9]*.ipynb")}
    assert stale_notebooks() == every


def test_what_outputs_depend_on_reaches_the_library_the_sample_and_the_weights():
    def named(code):
        found = files([new_code_cell(code)], TOP)
        return {path.relative_to(TOP / "minilib").as_posix() for path in found}

    weights = "workbook/training/weights/mobilenet_v3_small.safetensors"
    plain = named("from minilib.largest import get_lrg")
    assert {"largest.py", "boxes.py", "workbook/datasets/scenes/compose.py"} <= plain
    assert weights not in plain
    assert weights in named("run = recipe()")


# -- a learner's answers ------------------------------------------------------------------------

RIGHT = "return np.array([bb[1], bb[0], bb[1] + bb[3] - 1, bb[0] + bb[2] - 1])  # mine"


@pytest.mark.parametrize("halves", [(".py",), (".ipynb",), (".py", ".ipynb")], ids=" ".join)
def test_answers_are_not_staleness_unless_published(clone, halves):
    for half_ in halves:
        path = clone / f"chapters/04_boxes{half_}"
        if half_ == ".py":
            edit(path, source.STUB, RIGHT)
        else:
            answer(path, lambda code: code.replace(source.STUB, RIGHT))
    assert builder.stale(strict=False, top=clone) == []
    published = builder.stale(strict=True, top=clone)
    assert {line.split(":")[0] for line in published} == {f"chapters/04_boxes{h}" for h in halves}


def test_a_learners_own_cells_are_not_staleness(clone):
    path = clone / "chapters/04_boxes.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(5, new_code_cell("1 + 1"))
    notebook.cells.insert(9, new_markdown_cell("my notes"))
    nbformat.write(notebook, path)
    assert builder.stale(strict=False, top=clone) == []


def test_the_command_names_what_it_does_not_check(clone, monkeypatch):
    edit(clone / "chapters/04_boxes.py", "np.zeros((6, 8)", "np.zeros((7, 8)")
    monkeypatch.setenv("CI", "")
    monkeypatch.setattr("minilib.workbook.datasets.files.TOP", clone)
    monkeypatch.setattr(builder, "stale", lambda **_: [])
    done = CliRunner().invoke(command, ["build", "--check"])
    assert done.exit_code == 0
    assert "note: chapters/04_boxes.py has been written in, so it isn't checked\n" in done.output
    assert done.output.count("has been written in") == 1


def test_a_changed_chapter_is_never_overwritten(clone):
    mine = clone / "chapters/04_boxes.py"
    edit(mine, source.STUB, RIGHT)
    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    with pytest.raises(WorkbookError, match=r"not overwritten: chapters/04_boxes\.py; .*--force"):
        builder.build(("04",), top=clone)
    after = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    assert before == after


def test_force_overwrites_and_building_again_changes_nothing(clone):
    mine = clone / "chapters/01_paths.py"
    committed = mine.read_bytes()
    edit(mine, source.STUB, "return path / name")
    builder.build(("01",), force=True, top=clone)
    assert mine.read_bytes() == committed
    before = {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}
    assert builder.build(top=clone) == []
    assert before == {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}


def test_a_solution_that_jupyterlab_has_saved_is_not_stale(clone):
    line = "#       format_version: '1.3'\n"
    edit(clone / "solutions/04_boxes.py", line, f"{line}#       jupytext_version: 1.19.6\n")
    assert builder.stale(strict=True, top=clone) == []


def test_a_broken_notebook_is_named_and_a_learners_is_not_overwritten(clone):
    for folder in ("chapters", "solutions"):
        (clone / folder / "04_boxes.ipynb").write_text("{ not json")
    assert builder.stale(strict=True, top=clone) == [
        "solutions/04_boxes.ipynb: missing, or no notebook",
        "chapters/04_boxes.ipynb: has been changed since it was built (an answer left in it?)",
    ]
    with pytest.raises(
        WorkbookError, match=r"not overwritten: chapters/04_boxes\.ipynb; .*--force"
    ):
        builder.build(("04",), top=clone)


# -- files --------------------------------------------------------------------------------------


def test_files_are_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "file.txt"
    write_whole(path, "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("minilib.workbook.datasets.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# -- the command --------------------------------------------------------------------------------


def workbook(*arguments, cwd=TOP, **environment):
    return subprocess.run(
        [sys.executable, "-m", "minilib.workbook", *arguments],
        cwd=cwd,
        env=os.environ | {"CI": ""} | environment,
        capture_output=True,
        text=True,
    )


def test_the_command_names_stale_files_and_fails(clone):
    edit(clone / "solutions/04_boxes.py", "np.zeros((6, 8)", "np.zeros((6, 9)")
    done = workbook("build", "--check", cwd=clone)
    assert done.returncode == 1
    assert "chapters/04_boxes.py" in done.stdout
    assert "run 'workbook build'" in done.stderr


@pytest.mark.parametrize(("ci", "strict"), [("true", True), ("1", True), ("", False)])
def test_answers_count_for_the_command_only_where_ci_is_set(monkeypatch, ci, strict):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(builder, "stale", lambda *, strict: [f"strict: {strict}"])
    done = CliRunner().invoke(command, ["build", "--check"])
    assert done.exit_code == 1
    assert f"strict: {strict}" in done.output


def test_unknown_chapter_on_the_command_line_is_one_line():
    done = workbook("build", "77")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no chapter or exercise '77'" in done.stderr


def test_where_only_text_has_changed_nothing_is_run(clone, monkeypatch):
    before = nbformat.read(clone / "solutions/04_boxes.ipynb", as_version=4)
    edit(clone / "solutions/04_boxes.py", "# ## Why", "# ## Why, once more")
    monkeypatch.setattr(builder, "run", lambda *_: pytest.fail("a notebook was run"))
    assert len(builder.build(top=clone)) == 3  # both notebooks, and the chapter's script
    after = nbformat.read(clone / "solutions/04_boxes.ipynb", as_version=4)
    assert "Why, once more" in str(after.cells)
    codes = [[c for c in one.cells if c.cell_type == "code"] for one in (before, after)]
    assert codes[0] == codes[1]
    assert builder.stale(strict=True, top=clone) == []


def test_where_code_has_changed_no_output_is_kept(clone, monkeypatch):
    def run(notebook, *_):
        for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="new")]
        return notebook

    monkeypatch.setattr(builder, "run", run)
    edit(clone / "solutions/05_images.py", "# %%\n", "# %%\n1 + 1\n\n# %%\n")
    builder.build(("05",), top=clone)
    cells = nbformat.read(clone / "solutions/05_images.ipynb", as_version=4).cells
    marked = [cell for cell in cells if IGNORED in cell.metadata.get("tags", [])]
    assert marked
    assert all(cell.outputs[0].text == "new" for cell in marked)


def test_outputs_that_differ_from_run_to_run_stay_as_they_were():
    def notebook(source, said):
        cell = new_code_cell(source, metadata={"tags": ["nbval-ignore-output"]})
        made = notebook_of([cell])
        made.cells[0].outputs = [nbformat.v4.new_output("stream", text=said)]
        return made

    stored = notebook("time.time()", "1 second")
    again, rewritten = notebook("time.time()", "2 seconds"), notebook("time.now()", "3 seconds")
    keep_what_differs(again, stored)
    keep_what_differs(rewritten, stored)
    assert again.cells[0].outputs[0].text == "1 second"
    assert rewritten.cells[0].outputs[0].text == "3 seconds"


# -- the way on -----------------------------------------------------------------------------------


def three(chapter, ending):
    first = chapter(f"# %%\n1\n\n# %% [markdown]\n# The end.{ending}\n", "14_one.py")
    second = chapter("# %%\n1\n", "15_two.py")
    return first, [first, second, chapter("# %%\n1\n", "20_three.py")]


def test_the_line_that_leads_on_is_kept_current(chapter):
    first, chapters = three(chapter, "\n#\n# Now go on to [chapter 99](99_gone.ipynb).")
    made = builder.expected(first, chapters)
    assert "# Now go on to [chapter 15](15_two.ipynb).\n" in made.texts["chapters/14_one.py"]


def test_a_chapter_that_does_not_lead_on_is_refused(chapter):
    first, chapters = three(chapter, "")
    with pytest.raises(WorkbookError, match=r"end it with the line 'Now go on to \[chapter 15\]"):
        builder.expected(first, chapters)


def test_the_map_has_a_line_for_each_part_and_nothing_leads_to_an_appendix(chapter):
    first, chapters = three(chapter, "")
    lines = builder.chapter_map(chapters, first).split("\n\n")
    assert [line.partition(":")[0] for line in lines[1:-1]] == [*PARTS.values()]
    assert builder.next_link(chapters, chapters[1]) == ""


def test_an_exercise_and_its_solution_link_to_each_other(chapter, monkeypatch):
    monkeypatch.setattr(builder, "exercises_of", lambda _: {"half": HALF})
    one = chapter(EXERCISE)
    for _ in range(2):  # built again, the link is not doubled
        made = builder.expected(one, [one])
        place = "04_boxes.ipynb#Exercise:-half-(5-minutes,-difficulty-1-of-5)"
        unsolved = f"# [The solution](<../solutions/{place}>)\n"
        assert made.texts["chapters/04_boxes.py"].count(unsolved) == 1
        solved = made.texts["solutions/04_boxes.py"]
        assert solved.count(f"# [To the exercise](<../chapters/{place}>)\n") == 1
        one.path.write_text(solved, encoding="utf-8")
        one = Chapter(one.path)
