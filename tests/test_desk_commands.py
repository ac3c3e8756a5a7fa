"""The learner's subcommands: what they print is what the guide shows, and all of it fits."""

import errno
import os
import re
import subprocess
import sys
import textwrap
from datetime import datetime

import click
import pytest
from click.testing import CliRunner
from desk import RIGHT, WRONG, add, answer, chapter_of, contents, desk

from minilib.workbook.authoring import source
from minilib.workbook.authoring.reading import read_document
from minilib.workbook.datasets import files
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student import backups as kept
from minilib.workbook.student import commands, doctor, lab
from minilib.workbook.student.cli import workbook

GUIDE = (TOP / "chapters/GUIDE.md").read_text(encoding="utf-8")
STEMS = ("01_paths", "02_generators", "03_annotations", "04_boxes")
SHOWN = ("next", "progress", "check 04", "hint bb_hw", "compare 04")
DATE = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?:_\d\d)?")


def invoke(line, **options):
    return CliRunner().invoke(workbook, line.split(), **options)


def point_to(monkeypatch, top):
    """Let the commands work in another folder than the project's."""
    monkeypatch.setattr(files, "TOP", top)


@pytest.fixture
def top(tmp_path, monkeypatch):
    point_to(monkeypatch, desk(tmp_path, "04_boxes"))
    return tmp_path


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each command says to a learner in chapter 04: command -> (output, exit status)."""
    top = desk(tmp_path_factory.mktemp("desk") / "top", *STEMS)
    for stem in STEMS[:3]:
        for asked in chapter_of(top, stem).exercises:
            answer(top, asked.name, asked.solution, stem=stem)
    answer(top, "hw_bb", RIGHT["hw_bb"])
    answer(top, "bb_hw", WRONG["bb_hw"])
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        point_to(patch, top)
        before = contents(top)
        for line in SHOWN:
            result = invoke(line)
            said[line] = (result.output, result.exit_code)
        assert contents(top) == before  # they only read
        patch.setattr(kept, "datetime", Clock)
        for line in ("reset bb_hw", "restore 04 --list", "restore bb_hw"):
            result = invoke(line)
            said[line] = (result.output, result.exit_code)
    return said


class Clock(datetime):
    """A minute further at each look."""

    minutes = 15

    @classmethod
    def now(cls):
        cls.minutes += 1
        return cls(2026, 11, 24, 9, cls.minutes, 30)


# -- what the guide shows ----------------------------------------------------------------------


@pytest.mark.parametrize("line", [*SHOWN, "reset bb_hw", "restore 04 --list", "restore bb_hw"])
def test_the_guide_shows_what_the_command_says(shown, line):
    output, _ = shown[line]
    block = textwrap.indent(f"$ workbook {line}\n{output}".rstrip(), "    ", lambda _: True)
    assert "\n".join(row.rstrip() for row in block.splitlines()) in GUIDE


def test_it_is_at_most_80_columns_wide_and_plain(shown):
    for output, _ in shown.values():
        assert max(map(len, output.splitlines())) <= 80
        assert "\x1b" not in output


def test_exit_statuses(shown):
    wrong = {line for line, (_, code) in shown.items() if code}
    assert wrong == {"check 04"}  # bb_hw is not right


def test_the_guide_shows_the_doctor(monkeypatch, tmp_path):
    healthy(monkeypatch, tmp_path)
    result = invoke("doctor")
    assert result.exit_code == 0, result.output

    block = GUIDE.split("$ workbook doctor\n")[1]
    assert masked(result.output) in masked(block)


def masked(text):
    """A text of doctor's without versions, numbers and the system's name."""
    text = re.sub(r"(workbook \d\S+, ).*?(?=ok +Python)", r"\1SYSTEM ", text, flags=re.DOTALL)
    return re.sub(r"\d[\w.+-]*", "N", " ".join(text.split()))


# -- on a terminal --------------------------------------------------------------------------------


def test_colours_are_for_terminals_and_can_be_switched_off(top, monkeypatch):
    answer(top, "hw_bb", WRONG["hw_bb"])
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = invoke("compare hw_bb --anyway", color=True).output
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = invoke("compare hw_bb --anyway", color=True).output
    assert click.unstyle(plain) == click.unstyle(coloured)
    assert not re.search(r"\x1b\[3\dm", plain)


def test_every_subcommand_explains_itself_with_an_example():
    listed = invoke("--help").output
    for name, command in workbook.commands.items():
        assert re.search(rf"^  {name} ", listed, re.MULTILINE)
        assert re.search(rf"Example: .*\bworkbook {name}\b", command.help or "")
        shown = invoke(f"{name} --help").output if name != "lab" else ""
        assert max(map(len, shown.splitlines()), default=0) <= 80


# -- what they say --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "compare", "reset", "restore", "hint"])
def test_an_unknown_name_is_one_line(top, command):
    result = invoke(f"{command} hw_b")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "'hw_b'" in result.output
    assert "did you mean 'hw_bb'" in result.output


def test_check_says_what_is_untouched_and_is_content(top):
    result = invoke("check 04")
    assert result.exit_code == 0
    assert "not written yet: hw_bb, bb_hw, hw_bbs, xml_bb" in result.output
    assert "to begin: workbook next" in result.output
    answer(top, "hw_bb", RIGHT["hw_bb"])
    result = invoke("check")
    assert result.exit_code == 0
    assert "to begin" not in result.output


@pytest.mark.parametrize("damage", ["half-written", "missing"])
def test_check_reads_the_script_when_the_notebook_can_not_be_read(top, damage):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    notebook = top / "chapters/04_boxes.ipynb"
    if damage == "missing":
        notebook.unlink()
    else:
        notebook.write_bytes(notebook.read_bytes()[:3000])
    result = invoke("check hw_bb")
    assert result.exit_code == 0
    assert "hw_bb: right" in result.output
    assert "chapters/04_boxes.py counts" in " ".join(result.output.split())
    fixed = invoke("restore 04 --use py")
    assert fixed.exit_code == 0
    assert "04_boxes.ipynb written from 04_boxes.py" in fixed.output
    assert "note:" not in invoke("check hw_bb").output


def test_next_and_progress_take_chapters(top):
    assert "hw_bb, in chapter 04 boxes" in invoke("next 04").output
    assert "xml_bb, in chapter 04 boxes" in invoke("next xml_bb").output
    assert re.search(r"^04 boxes +\[\.\.\.\.\]", invoke("progress 4").output, re.MULTILINE)
    assert "did you mean" in invoke("progress boxs").output


def test_watch_checks_what_is_saved_and_nothing_else(top, monkeypatch):
    path = str(top / "chapters/04_boxes.py")

    def saving(folder, **_):
        assert folder == top / "chapters"
        yield {(1, path)}  # saved as it was
        answer(top, "hw_bb", WRONG["hw_bb"])
        yield {(1, path), (1, str(top / "chapters/notes.txt"))}
        add(top, RIGHT["hw_bb"])
        yield {(1, path)}
        raise KeyboardInterrupt

    monkeypatch.setattr("watchfiles.watch", saving)
    done = invoke("watch 04")
    told = re.findall(r"^(\w+: (?:not right yet|right)).*$", done.output, re.MULTILINE)
    assert told == ["hw_bb: not right yet", "hw_bb: right"]
    assert done.exit_code == 130


def test_a_copied_chapter_is_mentioned(top):
    copied = top / "chapters/04_boxes-Copy1.ipynb"
    copied.write_bytes((top / "chapters/04_boxes.ipynb").read_bytes())
    assert "note: chapters/04_boxes-Copy1.ipynb is not a chapter's name" in invoke("check").output
    (top / "chapters/scratch.py").write_text("mine = 1\n")
    assert "scratch" not in invoke("check").output


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_one_line_for_others(top):
    (top / "chapters").chmod(0o500)
    assert invoke("reset 04").output.count("\n") == 1


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
@pytest.mark.parametrize("line", ["reset 04", "book x", "class nbgrader x 04"])
def test_what_the_disk_refuses_is_one_line(top, monkeypatch, line, number):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number), "some/file")

    monkeypatch.setattr("minilib.workbook.student.restoring.reset", refuse)
    monkeypatch.setattr("minilib.workbook.teaching.book.make_book", refuse)
    monkeypatch.setattr("minilib.workbook.teaching.assignments.write_nbgrader", refuse)
    result = invoke(line)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert result.output.startswith(f"Error: some/file: {os.strerror(number)}; ")


def test_ctrl_c_is_130(top, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("minilib.workbook.student.restoring.reset", stopped)
    assert invoke("reset 04").exit_code == 130


@pytest.mark.parametrize("touched", [False, True])
def test_quick_commands_load_nothing_slow(top, touched):
    """nbformat and its validators alone take longer than all the rest."""
    if touched:
        answer(top, "hw_bb", RIGHT["hw_bb"])
    slow = {"nbformat", "jsonschema", "jupytext", "torch", "IPython", "matplotlib", "pandas"}
    script = (
        "import sys, pathlib\nfrom minilib.workbook.datasets import files\n"
        f"files.TOP = pathlib.Path({str(top)!r})\n"
        "from minilib.workbook.student.cli import workbook\n"
        "for line in ('next', 'progress', 'check hw_bb', 'check', 'hint hw_bb'):\n"
        "    assert 'numpy' not in sys.modules\n"
        "    workbook(line.split(), standalone_mode=False)\n"
        f"print('LOADED', *sorted({slow!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "LOADED", done.stderr


def test_to_look_up_an_exercise_takes_no_other_chapter_apart(top, monkeypatch):
    other = top / "solutions/05_images.py"
    other.write_text("# %% [markdown]\n# ### Exercise: `show_img` (5 minutes, difficulty 1 of 5)\n")
    read = []
    monkeypatch.setattr(source, "read_document", lambda path: read.append(path.name))
    assert invoke("hint hw_b").exit_code == 1
    assert "did you mean 'show_img'" in invoke("hint show_image").output
    assert read == []


def test_a_pipe_that_holds_few_letters_is_no_harm(top):
    answer(top, "hw_bb", "def hw_bb(bb):\n    return '\u2713 \u00e4 \U0001f600'")
    script = (
        "import sys, pathlib\nfrom minilib.workbook.datasets import files\n"
        f"files.TOP = pathlib.Path({str(top)!r})\nsys.argv[1:] = ['check', 'hw_bb']\n"
        "from minilib.workbook.student.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )
    assert done.returncode == 1
    assert b"hw_bb: not right yet" in done.stdout
    assert b"Traceback" not in done.stderr


def test_next_names_line_and_cell(top):
    answer(top, "hw_bb", WRONG["hw_bb"])
    said = invoke("next").output
    line, cell = (int(re.search(rf", {what} (\d+)\n", said)[1]) for what in ("line", "cell"))
    lines = (top / "chapters/04_boxes.py").read_text("utf-8").splitlines()
    assert lines[line - 1] == "def hw_bb(bb):"
    cells = read_document(top / "chapters/04_boxes.ipynb").cells
    assert cells[cell - 1].source == WRONG["hw_bb"]


def test_next_and_progress_say_when_all_is_right(top):
    for name, text in RIGHT.items():
        answer(top, name, text)
    assert invoke("next").output == "Every exercise is right.\n"
    assert "100 % right" in invoke("progress").output


def test_progress_counts_right_tried_and_untouched(shown):
    rows = shown["progress"][0].splitlines()
    (boxes,) = [row.split() for row in rows if row.startswith("04")]
    assert boxes[2:] == ["[#~..]", "1", "1", "2", "19"]
    (everything,) = [row.split() for row in rows if row.startswith("all")]
    assert everything[1:] == ["13", "1", "2", "19"]


def test_hints_one_after_the_other():
    first = invoke("hint hw_bb").output
    assert first.startswith("hint 1 of 3: ")
    assert "workbook hint hw_bb 2" in first
    last = invoke("hint hw_bb 3").output
    assert "the next one" not in last
    every = invoke("hint hw_bb --all").output
    assert [f"hint {n} of 3: " in every for n in (1, 2, 3)] == [True] * 3
    assert invoke("hint hw_bb 4").exit_code == 2


def test_compare_spoils_nothing_unless_told(top):
    answer(top, "bb_hw", WRONG["bb_hw"])
    said = invoke("compare 04").output
    assert "not shown" in said
    assert "return" not in said
    assert "a[3] - a[1] + 1" in invoke("compare bb_hw --anyway").output


def test_reset_and_restore_say_where(top):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    said = invoke("reset 04").output
    folder = re.search(r"is in (\S+)/\n", said)[1]
    assert (top / folder / "04_boxes.py").is_file()
    assert "nothing to reset" in invoke("reset 04").output
    assert "answers: hw_bb" in invoke("restore 04 --list").output
    assert folder in invoke("restore 04").output
    said = invoke("reset hw_bb").output
    assert "to bring it back: workbook restore hw_bb" in said
    answer(top, "bb_hw", RIGHT["bb_hw"])
    assert "hw_bb: restored from" in invoke("restore hw_bb").output
    assert "2 right" in invoke("check 04").output
    assert "before 'restore hw_bb'; answers: bb_hw\n" in invoke("restore 04 --list").output


@pytest.mark.parametrize("command", ["reset", "restore", "compare"])
def test_without_a_name_it_says_that_one_is_needed(top, command):
    result = invoke(command)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert f"workbook {command} 04" in result.output


def test_no_exercises_and_nothing_kept_are_said(tmp_path, monkeypatch):
    point_to(monkeypatch, desk(tmp_path, "00_start", "04_boxes"))
    assert "no exercises" in invoke("check 00").output
    assert "no exercises" in invoke("compare 00").output
    assert "there is no backup" in invoke("restore 04 --list").output


# -- doctor ---------------------------------------------------------------------------------------


def healthy(monkeypatch, tmp_path):
    """Let nothing of this machine but its versions be seen."""
    home = tmp_path / "home"
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    monkeypatch.setenv("TORCH_HOME", str(home))
    monkeypatch.delenv("WORKBOOK_DATA", raising=False)
    monkeypatch.setattr(doctor, "_torch", lambda: doctor.Finding("device: cpu: no GPU found"))
    point_to(monkeypatch, desk(tmp_path / "top", *STEMS))
    return tmp_path / "top"


def fixes(output):
    """The lines that say how to fix something."""
    return re.findall(r"^ *fix   (.*)", output, re.MULTILINE)


def test_doctor_finds_what_needs_fixing(monkeypatch, tmp_path):
    top = healthy(monkeypatch, tmp_path)
    (top / "chapters/01_paths.ipynb").unlink()
    (top / "chapters/02_generators.ipynb").write_text('{"cells": [')
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    answer(top, "hw_bb", WRONG["hw_bb"], halves=(".ipynb",))
    script = top / "chapters/03_annotations.py"
    script.write_text(
        script.read_text("utf-8").replace("#     formats: ipynb,py:percent\n", ""), "utf-8"
    )
    folder = tmp_path / "home/sample"
    folder.mkdir(parents=True)
    (folder / "pascal_train2007.json").write_text("{")
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: ["torch>=99", "no-such-package"])
    monkeypatch.setattr(doctor, "_SPACE", 2**80)
    result = invoke("doctor")
    assert result.exit_code == 1
    found = " ".join(result.output.split())
    for said in (
        "but it must be >=99",
        "no-such-package is missing",
        "chapter 01: chapters/01_paths.ipynb is missing",
        "chapter 02: chapters/02_generators.ipynb can't be read",
        "chapter 03: chapters/03_annotations.py: it is not paired",
        "both written in; the newer counts",
        "data sample: sample/pascal_train2007.json: not complete JSON",
        "WORKBOOK_HOME",
    ):
        assert said in found
    assert len(fixes(result.output)) >= 8
    assert max(map(len, result.output.splitlines())) <= 80


def test_doctor_finds_weights_where_torch_puts_them(monkeypatch, tmp_path):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    assert doctor._weights().what.endswith("not there; it is downloaded when it is needed")
    folder = tmp_path / "hub/checkpoints"
    folder.mkdir(parents=True)
    (folder / "resnet34-b627a593.pth").touch()
    assert doctor._weights().what == "pretrained weights: resnet34-b627a593.pth"
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(tmp_path / "own.pth"))
    assert "there is no such file" in doctor._weights().fix
    (tmp_path / "own.pth").touch()
    assert doctor._weights().what == "pretrained weights: own.pth"
    monkeypatch.setattr(doctor, "SMALL_WEIGHTS", tmp_path / "small.safetensors")
    assert "small.safetensors is missing" in doctor._weights().what


def test_a_report_names_nobody(monkeypatch):
    monkeypatch.setattr(doctor.Path, "home", lambda: doctor.Path("/home/ada"))
    wrong = doctor.Finding("kernel", f"/home/ada/bin/python, {TOP}/chapters, /Users/ada/x")
    assert str(wrong) == "fix   kernel: ~/bin/python, ./chapters, ~/x"


def test_lab_and_the_learners_commands_are_separate():
    assert {command.name for command in commands.COMMANDS}.isdisjoint({"lab", "data", "build"})
    assert lab.lab_arguments()
