"""What the command says, in each situation that a test can bring about; kept to be read."""

import pytest
from click.testing import CliRunner
from desk import RIGHT, WRONG, answer, desk

from minilib.workbook.datasets import files
from minilib.workbook.student.cli import workbook

#: As a person would type them, some of them wrongly.
ERRORS = (
    "chek", "check 99", "check hwbb", "check --fast", "hint", "hint 04", "hint nothing",
    "hint hw_bb 4", "compare", "reset", "reset hwbb", "restore", "restore 04",
    "restore 04 2020", "restore 04 --use txt", "data nothing", "data own",
    "data own --from nowhere", "data voc2007 --from nowhere.tar", "data voc2012 --test",
    "data --from x", "build 99",
    "bench nothing", "train", "train nothing", "train both --epochs few", "class", "class moodle x",
    "class otter x 99", "book chapters", "next 99", "progress 99", "watch 99", "review 99",
    "doctor now",
)  # fmt: skip
SAID = (
    "check", "check 04", "progress", "next", "hint hw_bb", "hint hw_bb 3", "hint hw_bb --all",
    "compare 04", "compare bb_hw --anyway", "review", "restore 04 --list", "reset bb_hw",
    "reset bb_hw", "restore 04 --list", "restore bb_hw", "restore 04 --use py", "next bb_hw",
    "check xml_bb", "check hw_bb",
)  # fmt: skip


@pytest.fixture(scope="module")
def invoke(tmp_path_factory, reports):
    """Run a command in a workbook of one chapter; everything that was said is kept."""
    top = desk(tmp_path_factory.mktemp("top"), "04_boxes")
    answer(top, "hw_bb", RIGHT["hw_bb"])
    answer(top, "bb_hw", WRONG["bb_hw"])
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "TOP", top)
        patch.setenv("WORKBOOK_HOME", str(top / "data"))
        patch.chdir(top)
        (top / "x").mkdir()

        def run(text):
            done = CliRunner().invoke(workbook, text.split(), prog_name="workbook")
            said.append(f"$ workbook {text}\n{done.output}")
            return done

        yield run
    (reports / "messages.txt").write_text("\n".join(said), encoding="utf-8")


@pytest.mark.parametrize("name", ["", *workbook.commands])
def test_help_fits_the_terminal_and_has_an_example(name, invoke):
    done = invoke(f"{name} --help".strip())
    assert done.exit_code == 0
    assert max(map(len, done.output.splitlines())) <= 80
    assert not name or f"workbook {name}" in done.output.split("Example: ")[1]
    assert "..." not in done.output.partition("Commands:")[2]  # each is told in one line


@pytest.mark.parametrize("text", ERRORS)
def test_an_error_is_told_in_a_line_that_says_what_to_do(text, invoke):
    done = invoke(text)
    assert done.exit_code in {1, 2}
    assert isinstance(done.exception, SystemExit), done.exception
    assert [line[:7] for line in done.output.splitlines()].count("Error: ") == 1


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_fits_the_terminal(text, invoke):
    done = invoke(text)
    assert done.exit_code == (text in {"check", "check 04"})
    assert max(map(len, done.output.splitlines())) <= 80
