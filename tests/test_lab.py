"""``workbook`` without a subcommand: JupyterLab answers, and shows chapters as notebooks."""

import json
import os
import re
import shutil
import time
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner
from lab_server import running_lab

from minilib.workbook.datasets.files import TOP
from minilib.workbook.student.cli import workbook
from minilib.workbook.student.lab import lab_arguments, running, start_lab


def read(url, seconds=60):
    """What a server answers, once it answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.geturl(), answer.read()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("lab") / "log.txt"


@pytest.fixture(scope="module")
def lab(log):
    """The running command; gives the address that it prints, with its token."""
    with running_lab(TOP.parent, log) as running:
        time.sleep(1)  # what else it prints as it starts
        log.with_name("started.txt").write_text(log.read_text("utf-8"), "utf-8")
        yield running


def test_it_answers_on_its_port_with_chapter_00(lab):
    address, page, token = lab
    assert page == "/lab/tree/chapters/00_start.ipynb"
    url, html = read(f"{address}{page}?token={token}")
    assert url.startswith(f"{address}{page}")
    assert b"jupyter-config-data" in html


def test_it_has_the_workbooks_kernel_and_extension(lab):
    address, page, token = lab
    kernels = json.loads(read(f"{address}/api/kernelspecs?token={token}")[1])
    assert "-P" in kernels["kernelspecs"]["python3"]["spec"]["argv"]
    assert b'"object-detection-workbook"' in read(f"{address}{page}?token={token}")[1]


def test_a_running_server_is_asked_for_the_exercise(lab):
    _, _, token = lab
    found = running((), "04_boxes.ipynb#Exercise:-hw_bb")
    assert found.endswith(f"/lab/tree/chapters/04_boxes.ipynb?token={token}#Exercise:-hw_bb")
    assert b"jupyter-config-data" in read(found)[1]


def test_next_opens_jupyterlab_at_the_exercise(monkeypatch):
    shown = []
    monkeypatch.setattr("minilib.workbook.student.lab.start_lab", lambda at: shown.append(at))
    done = CliRunner().invoke(workbook, ["next", "--open"])
    name, number = re.match(r"(\w+), in chapter (\d\d)", done.output).groups()
    minutes, difficulty = re.search(r"(\d+ minutes?), difficulty (\d) of 5", done.output).groups()
    assert re.fullmatch(
        rf"{number}_\w+\.ipynb#Exercise:-{name}-"
        rf"\({minutes.replace(' ', '-')},-difficulty-{difficulty}-of-5\)",
        shown[0],
    )


@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_chapters_open_as_notebooks_whatever_the_times_of_their_files(lab, folder):
    """Jupytext refuses a pair whose .ipynb is older than its .py unless the two agree."""
    address, _, token = lab
    scripts = sorted((TOP / folder).glob("[0-9]*.py"))
    assert scripts
    for number, script in enumerate(scripts):
        pair = [script, script.with_suffix(".ipynb")]
        times = [path.stat().st_mtime for path in pair]
        now = time.time()
        try:
            os.utime(pair[number % 2], (now, now - 10_000))
            os.utime(pair[1 - number % 2], (now, now))
            where = f"{address}/api/contents/{folder}/{pair[1].name}?token={token}"
            model = json.loads(read(where)[1])
        finally:
            for path, then in zip(pair, times, strict=True):
                os.utime(path, (then, then))
        assert model["type"] == "notebook"
        outputs = [cell.get("outputs") for cell in model["content"]["cells"]]
        assert any(outputs)  # with what was stored, not an empty notebook


def test_its_arguments_can_be_overruled():
    arguments = lab_arguments(["--port", "8899", "--ServerApp.root_dir=/elsewhere"])
    assert arguments[-3:] == ["--port", "8899", "--ServerApp.root_dir=/elsewhere"]


def test_a_server_on_the_same_files_is_named_not_doubled(monkeypatch, capsys, tmp_path):
    from jupyter_server import serverapp

    one = {"root_dir": str(TOP), "port": 8888, "url": "http://localhost:8888/", "token": "abc"}
    monkeypatch.setattr(serverapp, "list_running_servers", lambda: iter([one]))
    start_lab(["--no-browser"])
    start_lab(["--port", "8888"])
    assert capsys.readouterr().out.count("http://localhost:8888/lab?token=abc") == 2
    assert running(["--port=8899"]) == ""
    assert running(top=tmp_path) == ""


def test_its_address_is_not_buried(lab, log):
    """It is among the last lines, and what JupyterLab only reports is not printed."""
    text = log.with_name("started.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    assert any("/lab/tree/chapters/" in line for line in lines[-4:]), lines
    assert not [line for line in lines if line.startswith("[I ")]


def test_help_names_the_subcommands():
    shown = CliRunner().invoke(workbook, ["--help"]).output
    listed = re.findall(r"^  (\w+) ", shown, re.MULTILINE)
    learners = {"next", "progress", "check", "hint", "compare", "reset", "restore", "doctor"}
    assert learners | {"build", "data", "lab"} <= set(listed)
    assert shutil.which("workbook") or "installed" not in shown
