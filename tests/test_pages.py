"""Every command that a page shows can be given as it stands there, and a test runs it."""

import re
import shlex
import subprocess
import sys
import tomllib

import nbformat
import pytest
from click.testing import CliRunner

from minilib.workbook.datasets import voc
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student.cli import workbook
from minilib.workbook.training import train

PAGES = [
    TOP / "README.md",
    *sorted((TOP / "chapters").glob("*.md")),
    TOP / ".github/CONTRIBUTING.md",
]
#: A command -> the file that runs it or what is behind it, and how that can be told.
RUN_BY = {
    r"pip install uv && uv run workbook": (".ci/run", "pip install --quiet uv"),
    r"uv run pytest|pytest": (".ci/run", "uv run pytest\n"),
    r"uv sync --group .*": (".ci/run", "--group book --group class"),
    r"python -m venv .*|python -m pip .*|\. \.venv.*|!git clone .*|%cd workbook|cd ~.*": None,
    r"!?pip install .*--editable \..*": (".binder/requirements.txt", "--editable ."),
    r"uv run workbook|workbook|WORKBOOK_DATA=own uv run workbook": ("tests/test_lab.py", "lab_arg"),
    r"WORKBOOK_DATA=(voc2007) uv run workbook": ("tests/test_real_voc.py", 'data="voc2007"'),
    r"WORKBOOK_DATA=\S+\+\S+ uv run workbook": ("tests/test_voc2012.py", "-trainval+voc2012-"),
    r"workbook (next|progress|check( 04)?|hint bb_hw( 2)?|compare 04)": (
        "tests/test_desk_commands.py", "SHOWN",
    ),
    r"workbook (reset bb_hw|restore 04 --list|restore bb_hw)": (
        "tests/test_desk_commands.py", "restore 04 --list",
    ),
    r"workbook doctor": ("tests/test_desk_commands.py", 'invoke("doctor")'),
    r"workbook next --open": ("tests/test_lab.py", '["next", "--open"]'),
    r"workbook watch": ("tests/test_desk_commands.py", 'invoke("watch 04")'),
    r"workbook review": ("tests/test_review.py", '["review", *arguments]'),
    r"workbook COMMAND --help": ("tests/test_messages.py", "--help"),
    r"workbook data": ("tests/test_data.py", '["data"]'),
    r"workbook data voc20\d\d( --test)?": ("tests/test_pages.py", "test_what_is_downloaded"),
    r"workbook data voc2007 --from ARCHIVE": ("tests/test_voc.py", '"voc2007", "--from"'),
    r"workbook data own --from \w+": ("tests/test_own.py", '["data", "own", "--from"'),
    r"workbook data --clear-cache": ("tests/test_cache.py", '["data", "--clear-cache"]'),
    r"workbook train .*": ("tests/test_train.py", "ALONE, home"),
    r"torchrun .*": ("tests/test_train.py", "TWO, home"),
    r"python -m minilib.*pretrain": ("tests/test_recipes.py", "pretrain."),
    r"WORKBOOK_\w+=\S+": ("tests/test_recipes.py", "WORKBOOK_"),
    r"WORKBOOK_.* jupyter execute .*": ("tests/test_pages.py", "test_jupyter_executes"),
    r"workbook bench": ("tests/test_recipes.py", "bench."),
    r"workbook book": ("tests/test_book.py", '["book"'),
    r"workbook class nbgrader .*|nbgrader \w+( 04_boxes)?": ("tests/test_class.py", '"autograde"'),
    r"workbook class otter .*|otter (assign|run) .*": ("tests/test_class.py", '"otter", "run"'),
    r"workbook build( 04| --check)?": ("tests/test_build.py", '"build", "--check"'),
    r"uvx --python 3.9 labelImg": None,
    r"DISTURBANCES=600 pytest .*|pytest (-m|tests/).*": (".ci/run", "uv run pytest\n"),
}  # fmt: skip
_COMMAND = re.compile(
    r"(?:[A-Z_]+=\S+ )*(?:uv |uvx |workbook\b|python -m |!?pip |jupyter |nbgrader |otter |pytest\b"
    r"|torchrun |!git |%cd |cd ~|\. \.venv|WORKBOOK_\w+=).*"
)


def shown():
    """(page, command) for each line of code, and each command in backticks in a sentence."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"^    (?:\$ )?(.*)$", text, re.MULTILINE)
        lines = [re.split(r"\s{2,}#? ?| # ", line)[0] for line in lines]
        for line in lines + re.findall(
            r"`((?:uv run |python -m )?workbook (?!class`)[^`]+|uv sync [^`]+)`", text
        ):
            if _COMMAND.fullmatch(line):
                yield page.name, line.strip()


def plain(command):
    """Without what only chooses the environment: `uv run`, a group."""
    return re.sub(r"uv run (--group \w+ )?", "", command, count=1)


@pytest.mark.parametrize(("page", "command"), sorted(set(shown())))
def test_a_command_that_a_page_shows_is_run_by_a_test(page, command):
    fitting = [
        by for pattern, by in RUN_BY.items()
        if re.fullmatch(pattern, command) or re.fullmatch(pattern, plain(command))
    ]  # fmt: skip
    assert fitting, f"{page} shows '{command}': which test runs it?"
    for file, words in filter(None, fitting):
        assert words in (TOP / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted({command for _, command in shown()}))
def test_a_command_that_a_page_shows_can_be_given(command):
    groups = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))[
        "dependency-groups"
    ]
    assert set(re.findall(r"--group (\w+)", command)) <= groups.keys()
    files = re.findall(r"(?<= )(?:solutions|tests|chapters)/\S+", command)
    assert all((TOP / file).exists() for file in files)
    first, *words = shlex.split(re.sub(r"^(?:[A-Z_]+=\S+ )+", "", plain(command))) or [""]
    if first == "workbook" and words and words[0] != "COMMAND":
        parsed = workbook.commands[words[0]].make_context(words[0], words[1:])
        assert parsed.info_name == words[0]
    if first == "torchrun":
        task = words[words.index("minilib.workbook.training.train") + 1 :]
        assert train.command.make_context("train", task).params["task"] == "both"


@pytest.mark.parametrize("line", ["data voc2007", "data voc2007 --test", "data voc2012"])
def test_what_is_downloaded_is_the_official_archive(line, monkeypatch):
    asked = []
    monkeypatch.setattr(voc, "get_voc", lambda *args, **named: asked.append((args, named)) or [])
    done = CliRunner().invoke(workbook, line.split())
    assert done.exit_code == 0, done.output
    test = voc.official("voc2007", test=True) if "--test" in line else None
    assert asked == [((line.split()[1], None), {"source": test})]


def test_jupyter_executes_a_notebook_as_the_guide_has_it(tmp_path):
    """With its words for the output, which lies beside the notebook then."""
    command = next(line for _, line in shown() if "jupyter execute" in line)
    words = shlex.split(command.partition("jupyter ")[2])
    file = tmp_path / words[1].rpartition("/")[2]
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("6 * 7")]), file)
    words[1] = str(file)
    subprocess.run([sys.executable, "-m", "jupyter", *words], check=True, cwd=tmp_path, timeout=100)
    (cell,) = nbformat.read(tmp_path / words[-1], 4).cells
    assert cell.outputs[0].data["text/plain"] == "42"
