"""``workbook train``: alone, in two processes of torchrun's, killed, resumed; bad input."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest
from safetensors.torch import load_file
from tiny_data import tiny_home

from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.training.recipes import recipe
from minilib.workbook.training.train import _network, stages, train

SMALL = ("--batch", "8", "--size", "64")
MODULE = "minilib.workbook.training.train"
ALONE = [sys.executable, "-m", "minilib.workbook", "train"]
TWO = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "-m", MODULE]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="torchrun needs libuv on Windows")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tiny_home(tmp_path_factory.mktemp("home"))


def surroundings(home):
    plain = {k: v for k, v in os.environ.items() if not k.startswith("WORKBOOK_")}
    return plain | {"WORKBOOK_HOME": str(home), "OMP_NUM_THREADS": "1", "WORKBOOK_DEVICE": "cpu"}


def run(command, home, *arguments, code=0):
    done = subprocess.run(
        [*command, *map(str, arguments)],
        env=surroundings(home), capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def assert_same_weights(one, other, tolerance):
    one, other = load_file(one), load_file(other)
    assert one.keys() == other.keys()
    for name in one:
        difference = (one[name].double() - other[name].double()).abs().max().item()
        assert difference <= tolerance, (name, difference)


@pytest.fixture(scope="module")
def alone(home, tmp_path_factory):
    """One process trains without a break."""
    out = tmp_path_factory.mktemp("alone")
    done = run(ALONE, home, "both", *SMALL, "--epochs", 12, "--out", out)
    return out, done.stdout


@pytest.fixture
def here(home, monkeypatch):
    """Train in this process."""
    for name in ("DATA", "BODY", "WEIGHTS", "QUICK"):
        monkeypatch.delenv(f"WORKBOOK_{name}", raising=False)
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    monkeypatch.setenv("WORKBOOK_DEVICE", "cpu")
    return monkeypatch


def test_it_writes_weights_settings_history_and_examination(alone):
    out, printed = alone
    written = json.loads((out / "both.json").read_text(encoding="utf-8"))
    assert written["settings"]["task"] == "both"
    assert [stage["epochs"] for stage in written["settings"]["stages"]] == [12]
    assert [row["epoch"] for row in written["history"]] == list(range(12))
    assert written["examination"]["images"] == 9
    assert {"detn_acc", "detn_l1", "detn_iou"} <= written["examination"].keys()
    assert "examination on 9 pictures of val" in printed
    assert (out / "both.safetensors").stat().st_size > 10**6


def test_two_processes_train_the_weights_of_one(alone, home, tmp_path):
    """Killed on the way, the other one ends; resumed, they end with the weights of one."""
    command = [*TWO, "both", *SMALL, "--epochs", "12", "--out", str(tmp_path)]
    with subprocess.Popen(
        command, env=surroundings(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        try:
            deadline = time.monotonic() + 200
            while not (tmp_path / "both-head.state").exists() and time.monotonic() < deadline:
                assert started.poll() is None, started.stdout.read()
                time.sleep(0.02)
            workers = [
                child
                for child in psutil.Process(started.pid).children(recursive=True)
                if MODULE in child.cmdline() and child.environ().get("RANK") == "1"
            ]
            workers[0].send_signal(signal.SIGKILL)
            printed, _ = started.communicate(timeout=90)
        finally:
            started.kill()
    assert started.returncode != 0
    assert re.search(r"process 0: (another process has ended|stopped); the same command", printed)
    assert not (tmp_path / "both.safetensors").exists()

    done = run(TWO, home, "both", *SMALL, "--epochs", 12, "--out", tmp_path)
    assert re.search(r"\d+ of 12 epochs were done already \(both-head.state\)", done.stdout)
    assert done.stdout.count("examination on 9 pictures") == 1
    assert_same_weights(alone[0] / "both.safetensors", tmp_path / "both.safetensors", 1e-4)


@pytest.mark.parametrize("task", ["what", "where"])
def test_the_other_networks(task, here, tmp_path):
    train(task, tmp_path, batch=8, size=32, limit=20, epochs=4)
    written = json.loads((tmp_path / f"{task}.json").read_text(encoding="utf-8"))
    assert len(written["history"]) == 4
    assert written["examination"]["split"] == "val"


@pytest.mark.parametrize(
    ("name", "value", "arguments", "line"),
    [
        ("BODY", "vgg", {}, "WORKBOOK_BODY is 'vgg'; it can be resnet18"),
        ("DATA", "voc2008", {}, "no data set is called 'voc2008'; try"),
        ("BODY", "", {"batch": 64}, "a batch of 64 is larger than the 32 images to train on"),
        ("WEIGHTS", "none.pth", {}, "there is no file of weights none.pth"),
    ],
)
def test_bad_input_is_one_line(name, value, arguments, line, here, tmp_path):
    here.setenv(f"WORKBOOK_{name}", value)
    with pytest.raises(WorkbookError) as raised:
        train("both", tmp_path / "out", **arguments)
    assert line in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.rglob("*.safetensors"))


def test_too_few_epochs_are_one_line(here, tmp_path):
    with pytest.raises(WorkbookError, match="--epochs 1: 'where' needs 2 or more"):
        train("where", tmp_path, epochs=1)


def test_it_trains_as_the_chapter_does(here):
    """Chapter 14's head, its rate, and its epochs; on kept features, with the same batches."""
    (stage,) = stages("both", recipe(full=True), None)
    source = (TOP / "solutions" / "14_multitask.py").read_text(encoding="utf-8")
    assert f"head_learn.fit_one_cycle({stage.rates:.0e}, {stage.epochs})".replace("e-0", "e-") in (
        source
    )
    assert stage.first_group == -1
    assert not stage.bn_freeze
    model, _, _ = _network("both", recipe(full=True), ["a", "b"])
    assert type(model[-1]).__name__ == "PlacesVote"
    assert "run.pick(PlacesVote(features, len(classes)), branches)" in source


def test_a_folder_of_another_training_is_left_alone(alone, here):
    before = (alone[0] / "both.json").read_bytes()
    with pytest.raises(WorkbookError, match="is of another training"):
        train("both", alone[0], batch=8, size=64, epochs=6)
    assert (alone[0] / "both.json").read_bytes() == before
