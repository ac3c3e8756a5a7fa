"""What an answer does while it is checked, and what an edit of it does, harms nothing outside."""

from __future__ import annotations

import builtins
import math
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch

from minilib.workbook.exercises import Call, Exercise
from minilib.workbook.exercises.slips import put
from minilib.workbook.feedback.repair import repair
from minilib.workbook.feedback.runner import Trials, run


def plain(x):
    return x + 1


PLAIN = Exercise(
    answer=plain,
    minutes=1,
    difficulty=1,
    cases=(Call((1,)), Call((2,))),
    hints=("a", "b", "c"),
    why="why",
    slips={put("+ 1", text): text for text in ("+ 2", "+ 3", "+ 4")},
)

HOME = Path(__file__).parents[1] / ".report"
counter = 0


def writes(x):
    Path(__file__).with_suffix(".harm").write_text("harm")
    return x - 1


def opens_low(x):
    os.close(os.open(str(Path(__file__).with_suffix(".harm")), os.O_CREAT | os.O_WRONLY))
    return x - 1


def removes(x):
    os.remove(VICTIM)  # noqa: PTH107
    return x - 1


def removes_a_folder(x):
    shutil.rmtree(Path(VICTIM).parent)
    return x - 1


def renames(x):
    Path(VICTIM).rename(VICTIM + ".away")
    return x - 1


def closes_the_kernels(x):
    open(0).close()
    return x - 1


def moves(x):
    os.chdir("/")
    return x - 1


def connects(x):
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return x - 1


def starts(x):
    subprocess.run([sys.executable, "-c", "open('harm', 'w')"], check=False)
    return x - 1


def shells(x):
    os.system("touch harm")
    return x - 1


def exits(x):
    sys.exit(3)
    return x - 1


def exits_at_once(x):
    os._exit(3)
    return x - 1


def recurses(x):
    return recurses(x + 1) - 1


def recurses_without_limit(x):
    sys.setrecursionlimit(10**9)
    return recurses_without_limit(x) - 1


def allocates(x):
    return np.ones((10**7, 10**7))[0, 0] + x


def counts(x):
    global counter
    counter += 1
    return x - 1


def patches(x):
    math.floor = np.clip = builtins.len = None
    return x - 1


def asks(x):
    return int(input("a number")) + x


VICTIM = ""
HARMFUL = [
    *(writes, opens_low, removes, removes_a_folder, renames, closes_the_kernels, moves, connects),
    *(starts, shells),
    *(exits, exits_at_once, recurses, recurses_without_limit, allocates, counts, patches, asks),
]


@pytest.mark.parametrize("answer", HARMFUL)
def test_neither_an_answer_nor_its_edits_do_harm(answer, tmp_path_factory, monkeypatch):
    # An answer may write into the system's temporary folder; this clone may lie in there itself.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    outside = HOME / f"victims {os.getpid()}"
    outside.mkdir(parents=True, exist_ok=True)
    victim = outside / "file"
    victim.write_text("kept")
    monkeypatch.setitem(globals(), "VICTIM", str(victim))
    kept = (Path.cwd(), dict(vars(math)), np.clip, len, counter, builtins.input, random.getstate())
    limit = sys.getrecursionlimit()
    try:
        for case in PLAIN.cases:
            outcome = run(answer, case, PLAIN, 3.0)
            assert outcome.error is not None or answer in (counts, patches)
        with Trials(answer, PLAIN) as trials:
            assert trials.run(answer, 0, 0.5) is None or answer not in HARMFUL[:10]
        repair(answer, PLAIN, seconds=0.3)
        assert victim.read_text() == "kept"
        assert not list(outside.glob("*.away"))
    finally:
        shutil.rmtree(outside)
    assert not Path(__file__).with_suffix(".harm").exists()
    assert not Path("harm").exists()
    now = (Path.cwd(), dict(vars(math)), np.clip, len, counter, builtins.input, random.getstate())
    assert now == kept
    assert sys.getrecursionlimit() == limit
    assert run(plain, PLAIN.cases[0], PLAIN, 1.0).value == 2


def test_input_is_refused_in_words():
    assert "it waits for input()" in run(asks, PLAIN.cases[0], PLAIN, 1.0).message


def hoards(x):
    kept = []
    while True:
        kept.append(b"x" * 50_000_000)


def test_memory_has_a_bound(monkeypatch):
    monkeypatch.setattr("minilib.workbook.feedback.runner._MEMORY", 300 << 20)
    outcome = run(hoards, PLAIN.cases[0], PLAIN, 20.0)
    assert isinstance(outcome.error, MemoryError)


def writes_into_its_temporary_folder(x):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a").write_text("b")
        return x + len(list(Path(folder).iterdir()))


def test_temporary_files_are_allowed_in_a_check():
    outcome = run(writes_into_its_temporary_folder, PLAIN.cases[0], PLAIN, 3.0)
    assert (outcome.value, outcome.error) == (2, None)


def contains_itself(x):
    one = [x]
    one += [one, one]
    return one


def test_a_result_that_contains_itself():
    assert run(contains_itself, PLAIN.cases[0], PLAIN, 3.0).value[0] == 1


def off_by_two(x):
    return x + 3 + int(0 * torch.rand(()).item() * random.random())


def test_a_repair_leaves_no_trace():
    state = random.getstate(), torch.get_rng_state().tolist()
    threads, names = threading.active_count(), dict(globals())
    assert repair(off_by_two, PLAIN, seconds=5).expression == "3"
    assert (random.getstate(), torch.get_rng_state().tolist()) == state
    assert threading.active_count() <= threads
    assert dict(globals()) == names


def calls_back_forever(x):
    class Thing:
        pass

    while True:
        thing = Thing()
        kept = weakref.ref(thing, lambda _: sum(range(100_000)))
        del thing
        x += kept() is not None


def test_a_stop_inside_a_callback_is_not_printed(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    assert run(calls_back_forever, PLAIN.cases[0], PLAIN, 0.3).stopped == "limit"
    assert not told
