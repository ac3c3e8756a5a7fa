"""A learner's work is never lost, whatever overwrites it and whenever that is killed."""

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from functools import partial

import nbformat
import pytest
from click.testing import CliRunner
from desk import HALVES, RIGHT, WRONG, add, answer, chapter_of, contents, desk, unsolved

from minilib.workbook.authoring import build as builder
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets import files
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student import backups as kept
from minilib.workbook.student import restoring
from minilib.workbook.student.cli import workbook
from minilib.workbook.student.pairing import make_agree
from minilib.workbook.student.workspace import read_work

STEM = "04_boxes"


@pytest.fixture
def top(tmp_path):
    return desk(tmp_path, STEM)


@pytest.fixture
def quick_build(monkeypatch):
    """Let the builder do all that it does but run notebooks."""
    monkeypatch.setattr(builder, "run", lambda notebook, *_, **__: notebook)
    monkeypatch.setattr(builder, "output_problems", lambda _: ())
    monkeypatch.setattr(builder, "_draw_sample", lambda: None)
    monkeypatch.setattr(builder, "check_exercises", lambda *_: None)  # a short chapter asks few


@pytest.fixture
def short(tmp_path):
    """A chapter that ends after its first exercise, for what is done hundreds of times."""
    return desk(tmp_path, STEM, cells=36)


def forced_build(chapter, top):
    kept.keep(chapter, top, before="build --force")
    builder.build(("04",), force=True, top=top)


def asked(top, *names):
    return [one for one in chapter_of(top).exercises if one.name in names]


def written(top):
    """The names of the answers that are in the chapter."""
    script = read_work(chapter_of(top), top).script
    return [one.name for one in chapter_of(top).exercises if script.answer(one).written]


def chapter_files(top):
    return {name: text for name, text in contents(top).items() if name.startswith("chapters/")}


def kept_in(copy):
    """The chapter's files in a copy, under the names that they had."""
    return {
        f"chapters/{name}": text for name, text in contents(copy).items() if name != kept.BEFORE
    }


def whole_files(top):
    """What is in the chapter and in its kept copies; not what a killed run left half done."""
    return [
        text
        for name, text in contents(top).items()
        if name.startswith(("chapters/0", f".kept/{STEM}/2"))
    ]


# -- reset ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chapter", chapters_in(TOP / "solutions"), ids=lambda c: c.stem)
def test_a_chapter_put_back_is_as_the_builder_made_it(chapter):
    if builder.changed_by_learner(chapter):
        pytest.skip("answers have been written in this chapter")
    for suffix, text in zip((".ipynb", ".py"), restoring.unsolved_texts(chapter, TOP), strict=True):
        path = (TOP / "chapters" / chapter.path.name).with_suffix(suffix)
        assert text == without_drawn_answers(path.read_text(encoding="utf-8"))


def without_drawn_answers(text):
    """A notebook's text without outputs that show the learner's own answer as a picture."""
    if not text.startswith("{"):
        return text
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "show=True" in cell.source:
            cell.outputs, cell.execution_count = [], None
    return nbformat.writes(notebook) + "\n"


@pytest.mark.parametrize("halves", [HALVES, HALVES[:1], HALVES[1:]], ids=str)
def test_reset_puts_back_and_keeps_byte_for_byte(top, halves):
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=halves)
    before = chapter_files(top)
    done = restoring.reset(chapter_of(top), (), top)
    copy = done.copy
    assert done.files
    assert not written(top)
    assert not read_work(chapter_of(top), top).touched
    assert kept_in(copy) == before
    assert kept.made_before(copy) == "reset 04"
    assert restoring.reset(chapter_of(top), (), top).files == []


def test_reset_makes_a_missing_half_anew(top):
    (top / f"chapters/{STEM}.py").unlink()
    assert restoring.reset(chapter_of(top), (), top).copy is None
    assert read_work(chapter_of(top), top).notes == ()


def test_reset_keeps_a_notebook_that_can_not_be_read(top):
    (top / f"chapters/{STEM}.ipynb").write_bytes(b'{"cells": [')
    copy = restoring.reset(chapter_of(top), (), top).copy
    assert contents(copy)[f"{STEM}.ipynb"] == b'{"cells": ['
    assert read_work(chapter_of(top), top).notes == ()


def test_reset_of_one_exercise_leaves_all_else(top):
    answer(top, "hw_bb", WRONG["hw_bb"])
    answer(top, "bb_hw", "# mine\nK = 1\n\n\n" + RIGHT["bb_hw"] + "\n\n\ndef more():\n    return K")
    add(top, RIGHT["hw_bb"] + "\n\n\nkept_too = 1")
    assert restoring.reset(chapter_of(top), asked(top, "hw_bb"), top).copy
    assert written(top) == ["bb_hw"]
    for text in chapter_files(top).values():
        assert b"kept_too = 1" in text
        assert b"def more():" in text
    restoring.reset(chapter_of(top), asked(top, "bb_hw"), top)
    assert written(top) == []
    for text in chapter_files(top).values():
        assert b"K = 1" in text
        assert b"def more():" in text


def test_reset_of_the_only_answer_gives_the_chapter_as_built(top):
    restoring.reset(chapter_of(top), (), top)
    (top / f"chapters/{STEM}.py").unlink()
    restoring.reset(chapter_of(top), (), top)  # with the outputs that the fixture leaves out
    before = chapter_files(top)
    answer(top, "hw_bb", RIGHT["hw_bb"])
    restoring.reset(chapter_of(top), asked(top, "hw_bb"), top)
    assert chapter_files(top) == before


@pytest.mark.parametrize("broken", ["def hw_bb(bb:\n    return", "", "hw_bb = None"])
def test_reset_of_one_exercise_mends_a_cell_that_is_broken_or_gone(top, broken):
    answer(top, "hw_bb", broken)
    restoring.reset(chapter_of(top), asked(top, "hw_bb"), top)
    assert not read_work(chapter_of(top), top).touched


# -- restore --------------------------------------------------------------------------------------


def test_restore_brings_the_newest_back_and_keeps_what_is_there(top):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    first = chapter_files(top)
    restoring.reset(chapter_of(top), (), top)
    answer(top, "bb_hw", RIGHT["bb_hw"], halves=(".py",))
    second = chapter_files(top)
    restoring.restore(chapter_of(top), None, top)
    assert chapter_files(top) == first
    restoring.restore(chapter_of(top), None, top)
    assert chapter_files(top) == second
    oldest = kept.kept(chapter_of(top), top)[-1].name
    restoring.restore(chapter_of(top), oldest, top)
    assert chapter_files(top) == first


def test_restore_of_what_is_there_changes_nothing(top):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    copy = kept.keep(chapter_of(top), top)
    before = contents(top)
    brought, done = restoring.restore(chapter_of(top), None, top)
    assert (brought, done.files, done.copy) == (copy, [], None)
    assert contents(top) == before


@pytest.mark.parametrize("missing", HALVES)
def test_restore_of_a_single_half_makes_the_other_agree(top, missing):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    (top / f"chapters/{STEM}{missing}").unlink()
    restoring.reset(chapter_of(top), (), top)
    answer(top, "hw_bb", WRONG["hw_bb"])
    restoring.restore(chapter_of(top), None, top)
    work = read_work(chapter_of(top), top)
    assert {half.state for half in work.halves.values()} == {"changed"}
    assert work.notes == ()
    assert work.script.answer(*asked(top, "hw_bb")).text == RIGHT["hw_bb"]


def test_nothing_kept_and_unknown_names_are_one_line(top):
    with pytest.raises(WorkbookError, match="there is no backup of 04_boxes"):
        restoring.restore(chapter_of(top), None, top)
    answer(top, "hw_bb", RIGHT["hw_bb"])
    name = kept.keep(chapter_of(top), top).name
    with pytest.raises(WorkbookError, match=f"did you mean '{name}'"):
        restoring.restore(chapter_of(top), "1999-01-01", top)


@pytest.mark.parametrize("use", ["py", "ipynb"])
@pytest.mark.parametrize("state", ["conflict", "missing", "unreadable"])
def test_one_half_is_made_to_say_what_the_other_says(top, use, state):
    other = {"py": ".ipynb", "ipynb": ".py"}[use]
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(f".{use}",))
    answer(top, "hw_bb", WRONG["hw_bb"], halves=(other,))
    path = top / f"chapters/{STEM}{other}"
    if state == "missing":
        path.unlink()
    elif state == "unreadable":
        path.write_bytes(b"\xff\xfe{")
    before = chapter_files(top)
    done = make_agree(chapter_of(top), top, use=use)
    assert {*done.files} == {path, path.with_suffix(".ipynb")}  # which notes that they agree
    if state == "missing":
        assert done.copy is None  # it has overwritten nothing
    else:
        assert kept_in(done.copy) == before
        assert kept.made_before(done.copy) == f"restore 04 --use {use}"
    work = read_work(chapter_of(top), top)
    assert work.notes == ()
    assert {half.state for half in work.halves.values()} == {"changed"}
    assert work.script.answer(*asked(top, "hw_bb")).text == RIGHT["hw_bb"]


# -- build --force --------------------------------------------------------------------------------


def test_build_force_keeps_what_it_overwrites(top, quick_build, monkeypatch):
    monkeypatch.setattr(files, "TOP", top)
    monkeypatch.setattr(builder, "build", partial(builder.build, top=top))
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    before = chapter_files(top)
    said = CliRunner().invoke(workbook, ["build", "04", "--force"])
    assert said.output.startswith("kept .kept/04_boxes/"), said.output
    (copy,) = kept.kept(chapter_of(top), top)
    assert kept_in(copy) == before
    assert not read_work(chapter_of(top), top).touched


def oldest(top):
    """The name of the first kept copy; None for none."""
    return next((copy.name for copy in reversed(kept.kept(chapter_of(top), top))), None)


# -- any order ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_lost_in_any_order(short, quick_build, seed):
    """Each edit adds a mark to some halves; all marks are there after every command."""
    dice = random.Random(seed)
    chapter, top = chapter_of(short), short
    commands = {
        "reset": lambda: restoring.reset(chapter, (), top),
        "reset one": lambda: restoring.reset(chapter, asked(top, "hw_bb"), top),
        "restore": lambda: restoring.restore(chapter, None, top),
        "restore the first": lambda: restoring.restore(chapter, oldest(top), top),
        "restore one": lambda: restoring.restore_answer(*asked(top, "hw_bb"), None, top),
        "open": lambda: make_agree(chapter, top),
        "use py": lambda: make_agree(chapter, top, use="py"),
        "use ipynb": lambda: make_agree(chapter, top, use="ipynb"),
        "build": lambda: forced_build(chapter, top),
    }
    marks, done = [], []
    for number in range(25):
        halves = dice.choice([HALVES, HALVES[:1], HALVES[1:], ()])
        there = [half for half in halves if (top / f"chapters/{STEM}{half}").is_file()]
        add(top, f"mark_{number}_ = 1", halves=there)
        marks += [f"mark_{number}_"] if there else []
        if number % 8 == 7:
            # One half is taken away by hand, when there is a copy of it.
            kept.keep(chapter, top)
            (top / f"chapters/{STEM}{dice.choice(HALVES)}").unlink(missing_ok=True)
        name = dice.choice(sorted(commands))
        done.append(name)
        with contextlib.suppress(WorkbookError):  # the half to be used is gone; nothing is kept
            commands[name]()
        everything = b"".join(whole_files(top)).decode()
        lost = [mark for mark in marks if mark not in everything]
        assert not lost, (lost, done)


# -- killed ---------------------------------------------------------------------------------------

WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}


def killed(work, top, *, step=None, seconds=None):
    """Run ``work`` in a child and kill it (-9), before its n-th step or after some seconds.

    A step is whatever touches a file of ``top``, and each ``fsync``. True if it was killed.
    """
    child = os.fork()
    if child == 0:
        try:
            if step is not None:
                _die_at(step, str(top))
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _die_at(step, top):
    count = 0

    def one_more():
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event, args):
        if event in WATCHED and any(
            isinstance(a, str | os.PathLike) and top in str(a) for a in args
        ):
            writes = event != "open" or args[1] is None or set(str(args[1])) & set("wax+")
            if writes:
                one_more()

    fsync = os.fsync

    def slow_fsync(handle):
        one_more()
        fsync(handle)

    os.fsync = slow_fsync
    sys.addaudithook(watch)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("reset", 40),
        ("reset one", 40),
        ("restore", 40),
        ("restore one", 20),
        ("restore --use", 20),
        ("open", 20),
        ("build", 40),
    ],
)
def test_killed_at_any_moment_it_has_lost_nothing(short, quick_build, name, least):
    chapter, top = chapter_of(short), short
    chapter.notebook  # noqa: B018  read once, not in every child
    answer(top, "hw_bb", WRONG["hw_bb"])
    add(top, "older = 1")
    restoring.reset(chapter, (), top)
    answer(top, "hw_bb", RIGHT["hw_bb"], halves=(".py",))
    add(top, "newer = 1", halves=(".ipynb",))
    begin = contents(top)
    precious = whole_files(top)
    (one,) = asked(top, "hw_bb")
    work = {
        "reset": lambda: restoring.reset(chapter, (), top),
        "reset one": lambda: restoring.reset(chapter, [one], top),
        "restore": lambda: restoring.restore(chapter, None, top),
        "restore one": lambda: restoring.restore_answer(one, None, top),
        "restore --use": lambda: make_agree(chapter, top, use="py"),
        "open": lambda: make_agree(chapter, top),
        "build": lambda: forced_build(chapter, top),
    }[name]

    def again():
        for folder in ("chapters", ".kept"):
            shutil.rmtree(top / folder)
        for path, text in begin.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(text)

    def nothing_lost():
        json.loads((top / f"chapters/{STEM}.ipynb").read_text("utf-8"))  # whole, whichever it is
        found = whole_files(top)
        return all(text in found for text in precious)

    kills = step = 0
    while True:
        step += 1
        if not killed(work, top, step=step):
            break
        kills += 1
        assert nothing_lost(), f"killed before step {step}"
        again()
    again()
    began = time.monotonic()
    assert not killed(work, top)
    lasts = time.monotonic() - began
    assert contents(top) != begin
    assert nothing_lost()
    dice = random.Random(name)
    while kills < least:
        again()
        kills += killed(work, top, seconds=dice.uniform(0, lasts))
        assert nothing_lost()
    work()
    assert nothing_lost()


def test_what_a_killed_run_leaves_is_cleared_away(top):
    answer(top, "hw_bb", RIGHT["hw_bb"])
    left = top / f"chapters/.{STEM}.py.0123abcd"
    fresh = top / f"chapters/.{STEM}.ipynb.0123abcd"
    editors = top / f"chapters/.{STEM}.py.swp"
    for path in (left, fresh, editors):
        path.write_text("half")
    for path in (left, editors):
        os.utime(path, (1, 1))
    restoring.reset(chapter_of(top), (), top)
    assert not left.exists()
    assert fresh.exists()
    assert editors.exists()


def test_unsolved_is_what_the_tests_begin_with(top):
    before = chapter_files(top)
    answer(top, "hw_bb", RIGHT["hw_bb"])
    unsolved(top, STEM)
    assert chapter_files(top) == before
