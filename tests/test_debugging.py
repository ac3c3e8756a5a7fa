"""``replay``: the real debugger, the same text everywhere, and nothing left behind."""

import bdb
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from minilib.debugging import replay
from minilib.workbook.authoring.execute import run
from minilib.workbook.datasets.files import TOP

SOURCE = """\
def area(box):
    x, y, width, height = box
    return width * height


def total(boxes):
    result = 0
    for box in boxes:
        result = result + area(box)
    return result


def stops(x):
    y = x + 1
    breakpoint()
    return y


def items(boxes):
    breakpoint()
    for box in boxes:
        yield box[2]


def looks_up(key):
    names = {7: "car"}
    return names[key]


def catches(key):
    try:
        return looks_up(key)
    except KeyError:
        return "none"


def prints(x):
    print("said", x)
    return object()
"""
BOXES = [[0, 0, 2, 3], [1, 1, 4, 5]]


@pytest.fixture
def names(tmp_path):
    """The functions of SOURCE, from a file, as a notebook or a script would have them."""
    file = tmp_path / "functions.py"
    file.write_text("# a first line\n\n" + SOURCE)
    found = {}
    exec(compile(file.read_text(), str(file), "exec"), found)
    return found


def session(capsys, *args, **options):
    replay(*args, **options)
    return capsys.readouterr().out


def test_next_print_quit(names, capsys):
    assert session(capsys, names["total"], BOXES, commands=["n", "n", "p box", "q"]) == (
        "> <total>(2)total()\n"
        "-> result = 0\n"
        "(Pdb) n\n"
        "> <total>(3)total()\n"
        "-> for box in boxes:\n"
        "(Pdb) n\n"
        "> <total>(4)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) p box\n"
        "[0, 0, 2, 3]\n"
        "(Pdb) q\n"
    )


def test_step_where_args_up_down_return(names, capsys):
    commands = ["n", "n", "s", "w", "a", "u", "p result", "d", "r", "q"]
    options = {"commands": commands, "also": [names["area"]]}
    text = session(capsys, names["total"], BOXES, **options)
    assert text.endswith(
        "(Pdb) s\n"
        "--Call--\n"
        "> <area>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) w\n"
        "  <total>(4)total()\n"
        "-> result = result + area(box)\n"
        "> <area>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) a\n"
        "box = [0, 0, 2, 3]\n"
        "(Pdb) u\n"
        "> <total>(4)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) p result\n"
        "0\n"
        "(Pdb) d\n"
        "> <area>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) r\n"
        "--Return--\n"
        "> <area>(3)area()->6\n"
        "-> return width * height\n"
        "(Pdb) q\n"
    )


def test_list_breakpoint_with_condition_continue_pp(names, capsys):
    commands = ["l", "b 4, box[2] == 4", "c", "pp box", "c"]
    text = session(capsys, names["total"], BOXES, commands=commands)
    assert text == (
        "> <total>(2)total()\n"
        "-> result = 0\n"
        "(Pdb) l\n"
        "  1  \tdef total(boxes):\n"
        "  2  ->\t    result = 0\n"
        "  3  \t    for box in boxes:\n"
        "  4  \t        result = result + area(box)\n"
        "  5  \t    return result\n"
        "[EOF]\n"
        "(Pdb) b 4, box[2] == 4\n"
        "Breakpoint 1 at <total>:4\n"
        "(Pdb) c\n"
        "> <total>(4)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) pp box\n"
        "[1, 1, 4, 5]\n"
        "(Pdb) c\n"
        "(result: 26)\n"
    )


def test_a_value_can_be_changed(names, capsys):
    text = session(capsys, names["total"], BOXES, commands=["n", "!result = 1000", "c"])
    assert text.endswith("(result: 1026)\n")


def test_it_does_not_step_into_what_is_not_named(names, capsys):
    text = session(capsys, names["total"], BOXES, commands=["s"] * 20)
    assert "<area>" not in text
    assert ".py" not in text
    assert "(result: 26)\n(not used: s" in text


def test_a_breakpoint_in_the_code(names, capsys):
    text = session(capsys, names["stops"], 3, commands=["c", "p y", "c"])
    assert text.endswith("-> return y\n(Pdb) p y\n4\n(Pdb) c\n(result: 4)\n")


def test_a_generator_that_nobody_asks_does_not_stop(names, capsys):
    text = session(capsys, names["items"], BOXES, commands=["p boxes"])
    assert text == "(result: <generator object items>)\n(not used: p boxes)\n"


def test_after_a_failure(names, capsys):
    options = {"commands": ["w", "p key", "u", "p key"], "also": [names["looks_up"]]}
    text = session(capsys, names["looks_up"], "x", **options, after_failure=True)
    assert text.startswith("KeyError: 'x'\n> <looks_up>(3)looks_up()\n-> return names[key]\n")
    assert "(Pdb) u\n*** Oldest frame\n" in text
    assert session(capsys, names["catches"], "x", commands=["q"], after_failure=True) == (
        "(it did not fail)\n(not used: q)\n"
    )


def test_a_failure_on_the_way_is_told(names, capsys):
    text = session(capsys, names["looks_up"], "x", commands=["c"])
    assert text.endswith("(Pdb) c\n(failed: KeyError: 'x')\n")


def test_commands_that_run_out_leave_it(names, capsys):
    text = session(capsys, names["total"], BOXES, commands=["n"])
    assert text.endswith("-> for box in boxes:\n(Pdb) (no more commands)\n")


def test_nonsense_is_answered_by_pdb(names, capsys):
    text = session(capsys, names["total"], BOXES, commands=["p nothing", "q"])
    assert "*** NameError: name 'nothing' is not defined\n" in text


def test_what_is_printed_comes_where_it_is_printed_and_addresses_do_not(names, capsys):
    text = session(capsys, names["prints"], 3, commands=["n", "c"])
    assert "(Pdb) n\nsaid 3\n>" in text
    assert text.endswith("(result: <object object>)\n")


def test_nothing_is_left_behind(names, capsys):
    bdb.Breakpoint.clearBreakpoints()
    mine = bdb.Breakpoint("mine.py", 3)
    before = sys.stdout, sys.breakpointhook, sys.gettrace(), bdb.Breakpoint.next
    for _ in range(2):
        text = session(capsys, names["total"], BOXES, commands=["b 4", "q"])
        assert "Breakpoint 1 at <total>:4" in text
    assert (sys.stdout, sys.breakpointhook, sys.gettrace(), bdb.Breakpoint.next) == before
    assert bdb.Breakpoint.bpbynumber[1] is mine
    bdb.Breakpoint.clearBreakpoints()


def test_a_built_in_has_no_source():
    with pytest.raises(TypeError, match="its source is not known"):
        replay(len, [1], commands=[])


def test_what_can_not_stand_alone_is_refused():
    outer = 3

    def inner(x):
        return x + outer

    for function in (inner, lambda x: x):
        with pytest.raises(TypeError, match="write it with def"):
            replay(function, 1, commands=[])


def test_a_kernel_shows_what_a_script_shows(names, capsys):
    sessions = [
        ("total", BOXES, ["n", "n", "s", "w", "u", "l", "b 4, box[2] == 4", "c", "r", "q"]),
        ("stops", 3, ["c", "p y", "n", "n"]),
        ("looks_up", "x", ["n", "n", "p names", "q"]),
    ]
    shown = [
        session(capsys, names[name], arg, commands=commands, also=[names["area"]])
        for name, arg, commands in sessions
    ]
    cells = [new_code_cell("from minilib.debugging import replay")]
    # One function a cell, at other line numbers than in the file.
    cells += [new_code_cell(f"# a cell\n{code}") for code in SOURCE.split("\n\n\n")]
    cells += [
        new_code_cell(f"replay({name}, {arg!r}, commands={commands!r}, also=[area])")
        for name, arg, commands in sessions
    ]
    notebook = run(new_notebook(cells=cells), TOP, "sessions")
    outputs = ["".join(o.text for o in cell.outputs) for cell in notebook.cells[-len(sessions) :]]
    assert outputs == shown
