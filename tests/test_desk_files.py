"""Files as people's editors leave them: read leniently, written strictly, no answer lost."""

import asyncio
import contextlib
import json
import os
import random
import re
import shutil
from functools import partial

import nbformat
import pytest
from click.testing import CliRunner
from desk import HALVES, RIGHT, answer, contents, desk, run_here
from tornado.web import HTTPError

from minilib.workbook.authoring.notebooks import percent
from minilib.workbook.authoring.reading import Node, Unreadable, read_document
from minilib.workbook.datasets import files
from minilib.workbook.student import contents as lab
from minilib.workbook.student import doctor, judging
from minilib.workbook.student.cli import workbook

MINE = RIGHT["hw_bb"] + "  # mine"
OTHER = {".py": ".ipynb", ".ipynb": ".py"}


@pytest.fixture
def top(tmp_path, monkeypatch):
    desk(tmp_path, "04_boxes", cells=36)
    monkeypatch.setattr(files, "TOP", tmp_path)
    monkeypatch.setattr(lab, "TOP", tmp_path)
    monkeypatch.setattr(doctor, "examine", doctor._chapters)  # the rest of it is slow
    return tmp_path


def path_of(top, suffix):
    return top / f"chapters/04_boxes{suffix}"


def invoke(line):
    result = CliRunner().invoke(workbook, line.split())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def opened(top, suffix=".ipynb"):
    """What JupyterLab shows; or the line with which it refuses."""
    manager = lab.ChapterContents(root_dir=str(top))
    try:
        return manager, asyncio.run(manager.get(f"chapters/04_boxes{suffix}", type="notebook"))
    except HTTPError as error:
        return manager, error.reason


def change_json(top, change):
    notebook = json.loads(path_of(top, ".ipynb").read_text("utf-8"))
    change(notebook)
    path_of(top, ".ipynb").write_text(json.dumps(notebook, indent=1), "utf-8")


def codes(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def change_text(top, change):
    path = path_of(top, ".py")
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def change_bytes(top, suffix, change):
    path = path_of(top, suffix)
    path.write_bytes(change(path.read_bytes()))


# -- each kind of harm, alone ----------------------------------------------------------------------


def other_tag(notebook):
    for cell in codes(notebook):
        cell["metadata"]["tags"] = ["export", "mine, for later"]


def colab(notebook):
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    for cell in notebook["cells"]:
        cell["metadata"]["id"] = cell.pop("id")


#: Each lacks something of what nbformat's schema wants, or has more.
ODD_OUTPUTS = (
    {"output_type": "display_data", "data": None, "metadata": {}},
    {"output_type": "display_data", "data": {"image/png": [1, 2]}, "metadata": {}},
    {"output_type": "stream", "name": 3, "text": "a"},
    {"output_type": "stream", "name": "stdout", "text": {"a": 1}},
    {"output_type": "stream", "name": "stdout", "text": "a", "more": 1},
    {"output_type": "error", "ename": "E", "evalue": "e", "traceback": [1]},
    {"output_type": "execute_result", "data": {}, "metadata": {}, "execution_count": "1"},
    {"output_type": ["stream"], "text": "a"},
    {"output_type": "pyout", "text": ["1"], "prompt_number": 1, "metadata": {}},
    "printed",
)


def with_output(notebook, one):
    codes(notebook)[1].update(outputs=[one])


NOTEBOOKS = {
    "no execution_count": lambda nb: codes(nb)[3].pop("execution_count"),
    "outputs on markdown": lambda nb: nb["cells"][0].update(outputs=[], execution_count=None),
    "no outputs": lambda nb: codes(nb)[3].pop("outputs"),
    "a tag with a comma": other_tag,
    "no nbformat": lambda nb: [nb.pop("nbformat"), nb.pop("nbformat_minor")],
    "no cell metadata": lambda nb: [cell.pop("metadata") for cell in nb["cells"]],
    "no ids": lambda nb: [cell.pop("id") for cell in nb["cells"]],
    "one id for all": lambda nb: [cell.update(id="same") for cell in nb["cells"]],
    "half a surrogate": lambda nb: codes(nb)[2].update(source="a = '\ud83d'"),
    "no pairing": lambda nb: nb["metadata"].pop("jupytext"),
    "colab": colab,
    "odd output": lambda nb: codes(nb)[1].update(outputs=[{"output_type": "stream"}, 3]),
    "no metadata at all": lambda nb: nb.pop("metadata"),
    "metadata of another kind": lambda nb: nb.update(metadata=["python3"]),
    "a source of null": lambda nb: nb["cells"][0].update(source=None),
    "lines that are no text": lambda nb: codes(nb)[2].update(source=["x = 1\n", 3, None]),
    "ends of lines of old": lambda nb: [
        c.update(source="".join(c["source"]).replace("\n", "\r")) for c in nb["cells"]
    ],
    "odd cell metadata": lambda nb: codes(nb)[2]["metadata"].update(
        name="", jupyter="x", collapsed="yes", format=3, execution=[]
    ),
    "a tool's own metadata": lambda nb: [
        c["metadata"].update({"application/vnd.x.v1+cell": {"a": [1]}}) for c in nb["cells"]
    ],
    **{f"an output: {one}": partial(with_output, one=one) for one in ODD_OUTPUTS},
}
HEADER = "#       format_version: '1.3'\n"
CONFLICT = "<<<<<<< HEAD\n#       jupytext_version: 1.1\n=======\n# x: 1\n>>>>>>> laptop\n"
SCRIPTS = {
    "bad line": lambda t: t.replace("display_name: Python 3 (ipykernel)", "display_name: a: b", 1),
    "conflict in the header": lambda t: t.replace(HEADER, HEADER + CONFLICT, 1),
    "no header": lambda t: t[t.index("# %%") :],
    "not paired": lambda t: t.replace("#     formats: ipynb,py:percent\n", "", 1),
    "windows": lambda t: t.replace("\n", "\r\n"),
    "a shebang above": lambda t: f"#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n{t}",
    "a comment above": lambda t: f"# Ada's homework\n\n{t}",
    "code above": lambda t: f"import os\n{t}",
    "its first line is gone": lambda t: t.removeprefix("# ---\n"),
    "its last line is gone": lambda t: t.replace("\n# ---\n", "\n", 1),
    "no blanks": lambda t: t.replace("# ---\n", "#---\n", 2),
    "a header twice": lambda t: t[: t.index("# %%")] + t,
    "indented": lambda t: "  " + t[: t.index("# %%")].replace("\n", "\n  ") + t[t.index("# %%") :],
    "nothing in it": lambda t: "# ---\n# ---\n" + t[t.index("# %%") :],
}
ENCODINGS = {
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "cp1252": lambda data: data.decode().replace("# mine", "# Größe").encode("cp1252", "replace"),
    "windows": lambda data: data.replace(b"\n", b"\r\n"),
}
HARMS = (
    [(".ipynb", name, change_json, change) for name, change in NOTEBOOKS.items()]
    + [(".py", name, change_text, change) for name, change in SCRIPTS.items()]
    + [
        (s, n, lambda top, c, s=s: change_bytes(top, s, c), c)
        for n, c in ENCODINGS.items()
        for s in HALVES
    ]
)


@pytest.mark.parametrize(
    ("suffix", "name", "how", "change"), HARMS, ids=lambda x: x if isinstance(x, str) else ""
)
def test_an_answer_survives_what_an_editor_did_to_its_file(
    top, monkeypatch, suffix, name, how, change
):
    """Read right, cured by doctor's own advice, opened, and valid after it."""
    monkeypatch.setattr(judging, "_run", run_here)
    answer(top, "hw_bb", MINE, halves=(suffix,))
    how(top, change)
    assert "hw_bb: right" in invoke("check hw_bb").output
    advised = " ".join(invoke("doctor").output.split())
    for line in re.findall(r"workbook (restore 04 --use \w+)", advised):
        assert invoke(line).exit_code == 0
    assert "fix chapter" not in " ".join(invoke("doctor").output.split())
    _, model = opened(top)
    assert any(c.source.startswith(RIGHT["hw_bb"]) for c in model["content"].cells), model
    nbformat.validate(nbformat.read(path_of(top, ".ipynb"), as_version=4))
    for half in HALVES:
        document = read_document(path_of(top, half))
        assert document.faults == ()
        assert any(c.source.startswith(RIGHT["hw_bb"]) for c in document.cells)
        assert not any("jupytext:" in c.source for c in document.cells)  # the header is no cell
    assert "hw_bb: right" in invoke("check hw_bb").output


def test_an_odd_output_costs_no_other_cell_its_own(top):
    said = {"output_type": "stream", "name": "stdout", "text": "kept\n"}

    def change(notebook):
        codes(notebook)[1]["outputs"], codes(notebook)[2]["outputs"] = ["odd"], [said]
        notebook["metadata"]["kernelspec"] = 3

    change_json(top, change)
    opened(top)
    saved = nbformat.read(path_of(top, ".ipynb"), as_version=4)
    assert [cell.outputs for cell in codes(saved)[1:3]] == [[], [said]]
    assert saved.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("suffix", HALVES)
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'{"cells": [', b"\0\0\0\0"])
def test_what_can_not_be_read_is_never_overwritten_by_an_untouched_half(top, suffix, content):
    if suffix == ".py" and content[:1] == b"{":
        content = b"\0" + content
    path_of(top, suffix).write_bytes(content)
    before = contents(top)
    said = invoke("check hw_bb")
    assert said.exit_code == 1
    assert f"chapters/04_boxes{suffix} can't be read" in " ".join(said.output.split())
    _, refused = opened(top)
    assert f"chapters/04_boxes{suffix} can't be read" in refused
    for line in ("next", "progress", "compare hw_bb", "reset hw_bb", "restore hw_bb"):
        invoke(line)
    assert contents(top) == before
    assert invoke("reset 04").exit_code == 0  # asked for, and a backup is made
    assert content in contents(top / ".kept").values()


def test_conflict_markers_are_named(top):
    answer(top, "hw_bb", f"<<<<<<< HEAD\n{MINE}\n=======\n{MINE}2\n>>>>>>> laptop", halves=(".py",))
    said = " ".join(invoke("check hw_bb").output.split())
    assert "git's conflict markers are in it" in said
    assert "git's conflict markers are in its cell" in said
    path_of(top, ".ipynb").write_text("<<<<<<< HEAD\n{}\n>>>>>>> x\n")
    assert "conflict markers" in " ".join(invoke("doctor").output.split())


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (MINE.replace("    return", "    # %% then rows first\n    return"), "starts a new cell"),
        ("# In[3]:\n" + MINE, "comment '# In[3]:' starts a new cell"),
        ("#%% rows first\n" + MINE, "comment '#%% rows first' starts a new cell"),
        ("name = 'a\u2028b'\n" + MINE, r"write it as '\u2028'"),
        ("name = 'a\x0bb'\n" + MINE, r"write it as '\x0b'"),
        ("name = 'a\x0cb'\n" + MINE, r"write it as '\x0c'"),
    ],
)
def test_what_a_script_can_not_hold_is_said_and_the_notebook_stays(top, code, why, monkeypatch):
    answer(top, "hw_bb", code, halves=(".ipynb",))
    script = path_of(top, ".py").read_bytes()
    for number in range(2):
        manager, model = opened(top)
        assert code in [cell.source for cell in model["content"].cells]
        asyncio.run(manager.save(model, "chapters/04_boxes.ipynb"))
        with monkeypatch.context() as patch:
            if number == 0:  # a process of its own is started for the second
                patch.setattr(judging, "_run", run_here)
            assert "hw_bb: right" in invoke("check hw_bb").output
    assert path_of(top, ".py").read_bytes() == script
    said = " ".join(invoke("doctor").output.split())
    assert why in said
    assert re.search(r"chapters/04_boxes\.ipynb, cell \d+:", said)


def test_a_null_in_a_cell_spoils_no_script(top):
    answer(top, "hw_bb", "name = 'a\0b'\n" + MINE, halves=(".ipynb",))
    script = path_of(top, ".py").read_bytes()
    manager, model = opened(top)
    asyncio.run(manager.save(model, "chapters/04_boxes.ipynb"))
    assert path_of(top, ".py").read_bytes() == script
    said = " ".join(invoke("doctor").output.split())
    assert r"can't hold the character \x00; write it as '\x00'" in said


# -- the reader and jupytext -----------------------------------------------------------------------

LINES = (
    "x = 1", "", "# a comment", "# %timeit x", "%timeit x", "!ls", "# %%", "# %% [markdown]", "y?",
    "# %% title", '"""', "'''", "# ```", "# text", "    # %% in", "# + [x]", "# -", "def f():",
    "    return 1", '# %% tags=["a"]', "# %% [raw]", "#", "# ls", "# cat = 3", "x = !ls", "# !ls",
)  # fmt: skip


def test_scripts_are_read_as_jupytext_reads_them(tmp_path):
    import jupytext

    dice = random.Random(1)
    path = tmp_path / "x.py"
    for _ in range(250):
        text = "\n".join(dice.choice(LINES) for _ in range(dice.randint(1, 25))) + "\n"
        path.write_text("# ---\n# jupyter:\n# ---\n\n" + text)
        expected = [
            (c.cell_type, c.source.strip("\n")) for c in jupytext.reads(text, "py:percent").cells
        ]
        found = [(c.cell_type, c.source.strip("\n")) for c in read_document(path).cells]
        assert [one for one in found if one[1]] == [one for one in expected if one[1]], text


# -- right in the notebook, right in the terminal --------------------------------------------------

HELPERS = "def far(a, n):\n    return a + n - 1\n"
NOTEBOOKISH = {
    "indented": "\n".join("    " + line for line in RIGHT["hw_bb"].splitlines()),
    "prompts": "\n".join(
        ("... " if n else ">>> ") + x for n, x in enumerate(RIGHT["hw_bb"].splitlines())
    ),
    "files = !ls": "files = !ls\n" + RIGHT["hw_bb"],
    "%%time": "\n%%time\n" + RIGHT["hw_bb"],
    "%%capture": "%%capture said\n" + RIGHT["hw_bb"],
    "%timeit -o": RIGHT["hw_bb"] + "\nt = %timeit -n1 -r1 -o hw_bb([1, 2, 3, 4])",
    "two lines": RIGHT["hw_bb"] + "\n!echo a \\\n  b",
    "name*?": RIGHT["hw_bb"] + "\nnp.arr*?",
    "display": RIGHT["hw_bb"].replace("    return", "    display(hw)\n    return"),
    "global": "n = 0\n" + RIGHT["hw_bb"].replace("    x, y", "    global n\n    n += 1\n    x, y"),
    "%run": "%run helpers.py\n" + RIGHT["hw_bb"].replace("y + h - 1", "far(y, h)"),
    "import": "from helpers import far\n" + RIGHT["hw_bb"].replace("y + h - 1", "far(y, h)"),
    "get_ipython": RIGHT["hw_bb"].replace("    return", "    assert get_ipython()\n    return"),
    "needs !": "n = !echo 1\n" + RIGHT["hw_bb"].replace("y + h - 1", "y + h - int(n[0])"),
}


@pytest.mark.parametrize("way", NOTEBOOKISH)
def test_what_is_right_in_the_notebook_is_right_in_the_terminal(top, way):
    (top / "chapters/helpers.py").write_text(HELPERS)
    answer(top, "hw_bb", NOTEBOOKISH[way], halves=(".ipynb",))
    result = invoke("check hw_bb")
    assert "hw_bb: right" in result.output, result.output


def test_a_module_named_as_one_of_pythons_harms_nothing(top):
    (top / "chapters/random.py").write_text("raise SystemExit('mine')")
    answer(top, "hw_bb", MINE)
    assert "hw_bb: right" in invoke("check hw_bb").output


# -- JupyterLab ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", HALVES)
def test_looking_changes_nothing(top, suffix):
    before = contents(top)
    manager, model = opened(top, suffix)
    assert model["name"] == f"04_boxes{suffix}"
    language = model["content"].metadata["language_info"]
    assert language["codemirror_mode"]  # what JupyterLab would add, and mark the chapter as unsaved
    asyncio.run(manager.save(model, f"chapters/04_boxes{suffix}"))
    shutil.rmtree(top / "chapters/.ipynb_checkpoints")
    assert contents(top) == before


def test_a_chapter_is_listed_once(top):
    (top / "chapters/mine.py").write_text("mine = 1\n")
    manager = lab.ChapterContents(root_dir=str(top))
    listed = asyncio.run(manager.get("chapters"))["content"]
    assert {one["name"] for one in listed} == {"04_boxes.ipynb", "mine.py"}


@pytest.mark.parametrize("elsewhere", HALVES)
def test_what_is_saved_over_is_kept(top, elsewhere):
    """The chapter is open in JupyterLab while another editor writes in one of its files."""
    manager, model = opened(top)
    answer(top, "hw_bb", MINE, halves=(elsewhere,))
    for _ in range(3):
        asyncio.run(manager.save(model, "chapters/04_boxes.ipynb"))
    (copy,) = (top / ".kept/04_boxes").iterdir()  # its own saves need no backup
    assert MINE in [c.source for c in read_document(copy / f"04_boxes{elsewhere}").cells]


def test_what_is_no_chapter_is_jupyters(top):
    answer(top, "hw_bb", MINE, halves=(".py",))
    before = contents(top)
    manager = lab.ChapterContents(root_dir=str(top))
    get = lambda path, **how: asyncio.run(manager.get(path, **how))  # noqa: E731
    assert get("chapters/04_boxes.py", type="file")["content"].startswith("#")
    assert "04_boxes.ipynb" in [one["name"] for one in get("chapters")["content"]]
    assert get("chapters/04_boxes.ipynb", content=False)["type"] == "notebook"
    (top / "chapters/04_mine.py").write_text("mine = 1\n")
    assert get("chapters/04_mine.py", type="file")["content"] == "mine = 1\n"
    (top / "chapters/04_mine.py").unlink()
    assert contents(top) == before


# -- disturbances at random ------------------------------------------------------------------------

#: How many are tried: few in the suite, more before a change of the reader or the writer.
TRIALS = int(os.environ.get("DISTURBANCES", "60"))
#: What may stand around an answer; not all of it fits into a script.
ODD = (
    MINE,
    MINE,
    MINE.replace("    return", "    # %% then rows first\n    return"),
    "name = 'a\u2028b\x0bc'\n" + MINE,
    "files = !ls\n" + MINE,
    "\n".join("    " + line for line in MINE.splitlines()),
    ">>> " + MINE.replace("\n", "\n... "),
    '"""a\n# %% [markdown]\n"""\n' + MINE,
    "# größe 😀 \ud83d\n".encode("utf-8", "replace").decode() + MINE,
    MINE + "\n\n\n# ---\n# ---\n",
)


def cells_changed(top, suffix, dice):
    """Cut, double, merge or move cells."""
    cells = read_document(path_of(top, suffix)).cells
    for _ in range(dice.randint(1, 4)):
        n = dice.randrange(1, len(cells))
        kind = dice.choice(["cut", "double", "merge", "move", "half"])
        if MINE in cells[n].source and kind != "double":
            continue
        if kind == "cut":
            del cells[n]
        elif kind == "double":
            cells.insert(n, Node(cells[n]))
        elif kind == "merge" and MINE not in cells[n - 1].source:
            cells[n - 1].source += "\n" + cells.pop(n).source
        elif kind == "half":
            cells[n].source = cells[n].source[: len(cells[n].source) // 2]
        else:
            cells.insert(dice.randrange(len(cells)), cells.pop(n))
    if suffix == ".py":
        path_of(top, suffix).write_text(percent(cells), "utf-8")
    else:
        change_json(top, lambda notebook: notebook.update(cells=cells))


def cut_off(top, suffix, dice):
    change_bytes(top, suffix, lambda data: data[: dice.randrange(len(data))])


def some_bytes(top, suffix, dice):
    def change(data):
        data = bytearray(data)
        for _ in range(dice.randint(1, 5)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        return bytes(data)

    change_bytes(top, suffix, change)


def markers(top, suffix, dice):
    lines = path_of(top, suffix).read_bytes().split(b"\n")
    n = dice.randrange(len(lines))
    lines[n:n] = [b"<<<<<<< HEAD"]
    lines[n + 2 : n + 2] = [b"=======", b">>>>>>> x"]
    path_of(top, suffix).write_bytes(b"\n".join(lines))


def one_harm(top, suffix, dice):
    own = [harm for harm in HARMS if harm[0] == suffix]
    _, _, how, change = dice.choice(own)
    try:
        how(top, change)
    except (ValueError, KeyError, AttributeError, IndexError, TypeError):
        return  # what it would change is gone already


JUNK = (None, 0, 1.5, "", "x", "\ud83d", "a\nb", [], ["a", 1, None], {}, {"a": []}, [{}], "\0")


def places(value):
    """Each container in a notebook, with each of its keys."""
    items = {dict: dict.items, list: enumerate}.get(type(value), lambda _: ())(value)
    for key, inner in items:
        yield value, key
        yield from places(inner)


def other_values(top, suffix, dice):
    """Anything may stand in place of any value of a notebook, but for the answer."""

    def change(notebook):
        for _ in range(dice.randint(1, 6)):
            around, key = dice.choice([*places(notebook)])
            if "# mine" in json.dumps(around[key]):
                continue
            if dice.random() < 0.3:
                del around[key]
            else:
                around[key] = dice.choice(JUNK)

    change_json(top, change)


def missing(top, suffix, dice):
    path_of(top, suffix).unlink(missing_ok=True)


DISTURBANCES = (
    one_harm,
    one_harm,
    one_harm,
    cells_changed,
    cells_changed,
    other_values,
    other_values,
    cut_off,
    some_bytes,
    markers,
    missing,
)
COMMANDS = (
    "check", "next", "progress", "compare 04", "doctor", "reset hw_bb", "reset 04", "restore 04",
    "restore hw_bb", "restore 04 --list", "restore 04 --use py", "restore 04 --use ipynb", "lab",
    "lab", "hint hw_bb",
)  # fmt: skip


def learners_text(top):
    """Each cell with the answer, in the chapter and in its backups; all of a file without cells."""
    found = set()
    for path in [*top.glob("chapters/04*"), *top.glob(".kept/*/*/04*")]:
        try:
            texts = {cell.source.strip() for cell in read_document(path).cells}
        except Unreadable:
            texts = {path.read_bytes()}
        found |= {t for t in texts if ("# mine" if isinstance(t, str) else b"# mine") in t}
    return found


@pytest.mark.parametrize("seed", range(0, TRIALS, 30))
def test_disturbed_files_raise_nothing_and_lose_nothing(top, seed, monkeypatch):
    """In each of 30 trials: answers in some halves, one or two harms to them, then commands."""
    monkeypatch.setattr(judging, "_run", lambda *_: {})  # what an answer does is not asked here
    dice = random.Random(seed)
    clean = contents(top)
    for trial in range(30):
        for path in (*top.glob("chapters/04*"), *top.glob(".kept/*/*/*")):
            path.unlink()
        for name, data in clean.items():
            (top / name).write_bytes(data)
        halves = dice.choice([HALVES, HALVES[:1], HALVES[1:]])
        text = dice.choice(ODD)
        answer(top, "hw_bb", text, halves=halves)
        story = [halves, text]
        # The half that holds the answer may be harmed, as long as its text is in it afterwards.
        for _ in range(dice.randint(1, 2)):
            harm, suffix = dice.choice(DISTURBANCES), dice.choice(HALVES)
            if path_of(top, suffix).is_file():
                # Some harms need cells, and a notebook that is there and that json can read.
                with contextlib.suppress(Unreadable, ValueError, FileNotFoundError):
                    harm(top, suffix, dice)
                story.append((harm.__name__, suffix))
        for suffix in HALVES:
            if path_of(top, suffix).is_file():
                os.utime(path_of(top, suffix), (dice.randint(1, 9), 10))
        precious = learners_text(top)
        for _ in range(3):
            line = dice.choice(COMMANDS)
            story.append(line)
            if line == "lab":
                manager, model = opened(top, dice.choice(HALVES))
                if isinstance(model, dict):
                    asyncio.run(manager.save(model, model["path"]))
            else:
                invoke(line)
            assert precious <= learners_text(top), (trial, story)
