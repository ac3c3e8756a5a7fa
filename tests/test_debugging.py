"""``replay``: the real debugger, the same text everywhere; and what a session has to have shown."""

import bdb
import importlib.util
import random
import re
import statistics
import sys
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from right_ways.debugging import RIGHT_WAYS

from minilib.debugging import replay
from minilib.workbook.authoring.execute import run
from minilib.workbook.datasets.files import TOP
from minilib.workbook.exercises import broken, records, sessions
from minilib.workbook.exercises.debugging import EXERCISES
from minilib.workbook.feedback.check import judge

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


def asks(key):
    return looks_up(key)


def catches(key):
    try:
        return looks_up(key)
    except KeyError:
        return "none"


def prints(x):
    print("said", x)
    return object()


def middle(values):
    import statistics
    return statistics.median(values)
"""
BOXES = [[0, 0, 2, 3], [1, 1, 4, 5]]


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """The module that SOURCE makes."""
    file = tmp_path_factory.mktemp("code") / "functions.py"
    file.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("functions", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_next_print_quit(names):
    assert str(replay(names.total, BOXES, commands=["n", "n", "p box", "q"])) == (
        "> <functions>(7)total()\n"
        "-> result = 0\n"
        "(Pdb) n\n"
        "> <functions>(8)total()\n"
        "-> for box in boxes:\n"
        "(Pdb) n\n"
        "> <functions>(9)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) p box\n"
        "[0, 0, 2, 3]\n"
        "(Pdb) q"
    )


def test_step_where_args_up_down_return(names):
    commands = ["n", "n", "s", "w", "a", "u", "p result", "d", "r", "q"]
    assert replay(names.total, BOXES, commands=commands).text.endswith(
        "(Pdb) s\n"
        "--Call--\n"
        "> <functions>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) w\n"
        "  <functions>(9)total()\n"
        "-> result = result + area(box)\n"
        "> <functions>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) a\n"
        "box = [0, 0, 2, 3]\n"
        "(Pdb) u\n"
        "> <functions>(9)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) p result\n"
        "0\n"
        "(Pdb) d\n"
        "> <functions>(1)area()\n"
        "-> def area(box):\n"
        "(Pdb) r\n"
        "--Return--\n"
        "> <functions>(3)area()->6\n"
        "-> return width * height\n"
        "(Pdb) q"
    )


def test_longlist_breakpoint_with_condition_continue(names):
    commands = ["ll", "b 9, box[2] == 4", "c", "pp box", "c"]
    assert replay(names.total, BOXES, commands=commands).text == (
        "> <functions>(7)total()\n"
        "-> result = 0\n"
        "(Pdb) ll\n"
        "  6  \tdef total(boxes):\n"
        "  7  ->\t    result = 0\n"
        "  8  \t    for box in boxes:\n"
        "  9  \t        result = result + area(box)\n"
        " 10  \t    return result\n"
        "(Pdb) b 9, box[2] == 4\n"
        "Breakpoint 1 at <functions>:9\n"
        "(Pdb) c\n"
        "> <functions>(9)total()\n"
        "-> result = result + area(box)\n"
        "(Pdb) pp box\n"
        "[1, 1, 4, 5]\n"
        "(Pdb) c\n"
        "(result: 26)"
    )


@pytest.mark.parametrize("command", ["b", "tbreak"])
def test_a_breakpoint_in_a_function_is_at_its_first_line_of_code(names, command):
    session = replay(names.total, BOXES, commands=[f"{command} area, box[2] > 3", "c", "a"])
    assert session.steps[0].answer == "Breakpoint 1 at <functions>:2\n"
    assert session.steps[2].answer == "box = [1, 1, 4, 5]\n"


def test_a_function_without_a_breakpoint_is_stopped_in_on_the_way_back(names):
    commands = ["b area, box[2] > 3", "c", "r", "n", "p result", "b 10", "c", "p result"]
    steps = replay(names.total, BOXES, commands=commands).steps
    assert [(step.function, step.line) for step in steps[3:6]] == [
        ("area", 3), ("total", 8), ("total", 8)
    ]  # fmt: skip
    assert [steps[4].answer, steps[7].line, steps[7].answer] == ["26\n", 10, "26\n"]


def test_until_and_tbreak_leave_a_loop(names):
    for commands in (["n", "n", "until"], ["until 10"], ["tbreak 10", "c"]):
        last = replay(names.total, BOXES, commands=commands).steps[-1]
        assert (last.command, last.line, last.values["result"]) == ("", 10, 26)


def test_display_shows_what_has_changed(names):
    commands = ["n", "display result", "n", "n", "n", "n", "q"]
    text = replay(names.total, BOXES, commands=commands).text
    assert "display result: 6  [old: 0]\n" in text
    assert text.count("display result") == 4  # typed, answered, and at two changes


def test_a_value_can_be_changed(names):
    commands = ["n", "!result = 1000", "p result", "c"]
    assert replay(names.total, BOXES, commands=commands).text.endswith(
        "1000\n(Pdb) c\n(result: 1026)"
    )


def test_interact_is_typed_to_and_left(names):
    commands = ["interact", "result = 1000", "len(boxes)", "Ctrl+D", "p 'result' in locals()", "c"]
    hook = sys.displayhook
    session = replay(names.total, BOXES, commands=commands)
    assert sys.displayhook is hook
    answer = ">>> result = 1000\n>>> len(boxes)\n2\n>>> Ctrl+D\n"
    assert session.steps[0].answer == answer
    assert session.text.endswith("False\n(Pdb) c\n(result: 26)")


def test_commands_that_run_out_in_python_leave_all(names):
    text = replay(names.total, BOXES, commands=["interact", "len(boxes)"]).text
    assert text.endswith(">>> len(boxes)\n2\n(Pdb) (no more commands)")


def test_it_does_not_step_into_other_modules(names):
    text = replay(names.middle, [3, 1, 2], commands=["s"] * 9).text
    assert "median()" not in text
    assert "(result: 2)\n(not used: s" in text


def test_it_steps_into_a_module_that_it_may(names):
    commands = ["n", "s", "n", "n", "p data"]
    session = replay(names.middle, [3, 1, 2], commands=commands, also=[statistics])
    assert [step.function for step in session.steps][2:] == ["median"] * 4
    assert session.steps[4].answer == "[1, 2, 3]\n"
    assert "<statistics>(" in session.text
    assert ".py" not in session.text


def test_a_breakpoint_in_the_code(names):
    text = replay(names.stops, 3, commands=["c", "p y", "c"]).text
    assert text.endswith("-> return y\n(Pdb) p y\n4\n(Pdb) c\n(result: 4)")
    assert replay(names.stops, 3, commands=[], after_failure=True).text == "(it did not fail)"


def test_a_generator_that_nobody_asks_does_not_stop(names):
    text = replay(names.items, BOXES, commands=["p boxes"]).text
    assert text == "(result: <generator object items>)\n(not used: p boxes)"


def test_after_a_failure(names):
    commands = ["w", "p key", "u", "u"]
    text = replay(names.asks, "x", commands=commands, after_failure=True).text
    assert text == (
        "KeyError: 'x'\n"
        "> <functions>(27)looks_up()\n"
        "-> return names[key]\n"
        "(Pdb) w\n"
        "  <functions>(31)asks()\n"
        "-> return looks_up(key)\n"
        "> <functions>(27)looks_up()\n"
        "-> return names[key]\n"
        "(Pdb) p key\n"
        "'x'\n"
        "(Pdb) u\n"
        "> <functions>(31)asks()\n"
        "-> return looks_up(key)\n"
        "(Pdb) u\n"
        "*** Oldest frame\n"
        "(Pdb) (no more commands)"
    )
    assert replay(names.catches, "x", commands=["q"], after_failure=True).text == (
        "(it did not fail)\n(not used: q)"
    )


def test_a_failure_on_the_way_is_told(names):
    text = replay(names.looks_up, "x", commands=["c"]).text
    assert text.endswith("(Pdb) c\n(failed: KeyError: 'x')")


def test_a_step_knows_its_place_its_variables_and_the_answer(names):
    steps = replay(names.total, BOXES, commands=["n", "p result", "s"]).steps
    assert [(step.command, step.function, step.line) for step in steps] == [
        ("n", "total", 7),
        ("p result", "total", 8),
        ("s", "total", 8),
        ("", "total", 9),
    ]
    assert [step.answer for step in steps[1:3]] == [
        "0\n",
        "> <functions>(9)total()\n-> result = result + area(box)\n",
    ]
    assert steps[3].values == {"boxes": BOXES, "result": 0, "box": BOXES[0]}


def test_nonsense_is_answered_by_pdb(names):
    text = replay(names.total, BOXES, commands=["p nothing", "q"]).text
    assert "*** NameError: name 'nothing' is not defined\n" in text


def test_what_is_printed_comes_where_it_is_printed_and_addresses_do_not(names):
    text = replay(names.prints, 3, commands=["n", "c"]).text
    assert "(Pdb) n\nsaid 3\n>" in text
    assert text.endswith("(result: <object object>)")


def test_nothing_is_left_behind(names):
    bdb.Breakpoint.clearBreakpoints()
    mine = bdb.Breakpoint("mine.py", 3)
    before = sys.stdout, sys.breakpointhook, sys.gettrace(), bdb.Breakpoint.next
    for _ in range(2):
        text = replay(names.total, BOXES, commands=["b 9", "q"]).text
        assert "Breakpoint 1 at <functions>:9" in text
    assert (sys.stdout, sys.breakpointhook, sys.gettrace(), bdb.Breakpoint.next) == before
    assert bdb.Breakpoint.bpbynumber[1] is mine
    bdb.Breakpoint.clearBreakpoints()


def test_a_built_in_is_refused():
    with pytest.raises(TypeError, match="not written in Python"):
        replay(len, [1], commands=[])


def test_one_string_is_no_list_of_commands(names):
    with pytest.raises(TypeError, match="one string: write a list"):
        replay(names.total, BOXES, commands="n")


def test_a_breakpoint_in_another_module_does_not_stop(names):
    session = replay(broken.describe, 0, commands=["b records.crowd", "c"])
    assert session.text.endswith("(result: 'from 0 to 313 objects in an image')")


def test_a_kernel_shows_what_a_module_shows(names):
    # Up to here SOURCE has the same lines in one cell as in the file.
    source = SOURCE.partition("def middle")[0]
    sessions = [
        ("total", BOXES, ["n", "n", "s", "w", "u", "ll", "b area, box[2] == 4", "c", "r", "q"]),
        ("total", BOXES, ["b 9", "b", "c", "interact", "len(boxes)", "Ctrl+D", "until 10"]),
        ("stops", 3, ["c", "p y", "w", "n", "n"]),
        ("asks", "x", ["n", "n", "p key", "q"]),
    ]
    shown = [replay(getattr(names, name), arg, commands=c).text for name, arg, c in sessions]
    cells = [new_code_cell("from minilib.debugging import replay"), new_code_cell(source)]
    cells += [new_code_cell(f"print(replay({n}, {a!r}, commands={c!r}))") for n, a, c in sessions]
    notebook = run(new_notebook(cells=cells), TOP, "sessions")
    outputs = ["".join(o.text for o in cell.outputs) for cell in notebook.cells[2:]]
    assert outputs == [f"{text}\n".replace("<functions>", "<cell>") for text in shown]


# -- what the exercises ask for -------------------------------------------------------------------

each_hunt = pytest.mark.parametrize("name", EXERCISES)

#: Sessions of somebody who has an idea, and what they have to be told: found, of what was shown.
WRONG = {
    "find_crowd": {
        "n; n; p most": "stopped: never in most_objects, only in describe",
        "!print(most_objects(series))": "stopped: never in most_objects, only in describe",
        "b most_objects; c; p fullest": "stopped: in most_objects, but before it has a file name",
        "b most_objects; c; r; p name": "printed: 009926.jpg, in most_objects",
        "b most_objects; c; r; u; p fullest": "printed: no file name, but *** NameError",
        "b most_objects; c; r; p most": "printed: no file name, but 313",
        "b most_objects; c; n; n; n; p name": "stopped: in most_objects, but at 000017.jpg",
        "b fewest_objects; c; r; p emptiest": "only in describe, fewest_objects",
        "s; r; p emptiest": "only in describe, fewest_objects",
        "b 47; c; p locals()": "printed: 006117.jpg, but also 009926.jpg, in most_objects",
        "b 44, count > 1000; c; p name": "only in describe; then the program ran to its end",
        "b 44, count > 330; c; p name": "only in describe; then the program ran to its end",
        "b most_objects, count > 99; c; p name": "in most_objects, but before it has a file name",
        "b count_objects; c; u; p name": "only in describe, count_objects, fewest_objects",
        "b 44, print(name); c": "only in describe; then the program ran to its end",
        "b 44; c; c; c; p name": "stopped: in most_objects, but at 000",
    },
    "find_negative": {
        "p shares(series)": "stopped: in shares, but before it has a file name",
        "r; p name": "stopped: in shares, but at its return",
        "b 77, share < 0; c; r; p name": "printed: 009935.jpg, in shares, after it had run on",
        "b 77, share < 0; c; n; n; n; n; p name": "4733.jpg, in shares, after it had run on",
        "b 77, share < 0; c; c; p name": "printed: no file name; then the program ran to its end",
        "b 77, share < 0; c; p share": "printed: no file name, but -0.17",
        "b 77; c; p name": "stopped: in shares, but at 000013.jpg",
        "b 77 share < 0; c; p name": "pdb's answer to b 77 share < 0: *** The specified",
        "b 76, share < 0; c; p name": "stopped: in shares, but at 000013.jpg",
        "b box_area; c; u 2; p name": "stopped: in shares, but at 000013.jpg",
        "b box_area, box[2] < 0; c; u 2; p name": "then the program ran to its end",
        "b box_area, box[3] < 0; c; p name": "then in box_area; pdb's answer to p name: ***",
        "b box_area, box[3] < 0; c; u; p name": "then in covered; pdb's answer to p name: ***",
        "b 77, share < -1; c; p name": "then the program ran to its end",
        "b 77, print(name); c": "then the program ran to its end",
    },
    "find_widest": {
        "r; p holder": "stopped: in scales, but at its return",
        "r; p name": "stopped: in scales, but at its return",
        "until; until; until; p holder": "stopped: in scales, but at 000035.jpg",
        "n; n; n; n; n; n; n; n; p holder": "stopped: in scales, but at 000126.jpg",
        "until 95; p name": "printed: 009960.jpg, in scales",
        "until 95; p longest": "printed: no file name, but 440",
        "until 95; p holder; r; p holder": "printed: 004014.jpg, but also 005492.jpg, in scales",
        "b 93, width > 430; c; p name": "in another one they stop at another image",
        "b 94, width > 400; c; n; p holder": "in another one they stop at another image",
        "b 93, width > 500; c; p name": "then the program ran to its end",
        "tbreak 103; c; p holder": "stopped: in scales, but at 009960.jpg",
        "b 94; c; p holder": "stopped: in scales, but at 000035.jpg",
        "jump 95; p holder": "session: a command does more than look",
    },
    "find_crash": {
        "p name": "stopped: never in count_image, only in class_name; pdb's answer to p name: ***",
        "p number": "stopped: never in count_image, only in class_name",
        "w": "stopped: never in count_image, only in class_name",
        "u; p thing; u; p thing": "only in class_name, label_of, add_object",
        "u; u; p name": "only in class_name, label_of, add_object; pdb's answer to p name: ***",
        "u 4; p name": "stopped: never in count_image, only in class_name, count_burst",
        "u 5; p name": "only in class_name, count_classes; pdb's answer to p name: ***",
        "u 4; p burst": "stopped: never in count_image, only in class_name, count_burst",
        "u 4; p burst[1][0][0]; p burst[1][1][0]": "only in class_name, count_burst",
        "u 4; p [n for n, t in images if t[-1][0] not in CLASSES]; d": "printed in count_burst",
        "u 3; p things": "printed: no file name, but [(6, [128",
        "u 3; p len(things)": "printed: no file name, but 3",
    },
    "find_cause": {
        "b camera_scales; c; r; p name": "stopped: in camera_scales, but at its return",
        "b camera_scales; c; r; p found": "stopped: in camera_scales, but at its return",
        "b camera_scales; c; n; n; n; p name": "stopped: in camera_scales, but at 000111.jpg",
        "b 153, width * height < 500_000; c; p name": "in camera_scales, but at 004574.jpg",
        "b 155, scale == 0; c; p camera": "printed: no file name, but 'camera 7'",
        "b 155, scale == 0; c; r; p name": "957.jpg, in camera_scales, after it had run on",
        "b 155, scale == 0; c; c; p name": "printed: no file name; then the program failed",
        "b 155 if scale == 0; c; p name": "pdb's answer to b 155 if scale == 0: *** The specified",
        "b 154, scale == 0; c; p name": "stopped: in camera_scales, but at 000111.jpg",
        "b megapixels, height < 700; c; p name": "only in resize, megapixels; pdb's answer to",
        "b new_width, scale == 0; c; u; p name": "only in resize, new_width",
        "b new_width, scale == 0; c; p scale": "only in resize, new_width",
        "b 155, camera == 'camera 8'; c; p name": "only in resize; then the program failed",
        "s; s; r; u; p name": "in camera_scales, but at its return; then in resize; pdb's answer",
    },
}
#: Sessions of somebody who walks about without an aim.
AIMLESS = {
    "nothing": [],
    "next": ["n"] * 12,
    "a thousand": ["n"] * 1000,
    "step": ["s"] * 12,
    "look round": ["ll", "w", "a", "p locals()", "c"],
    "continue": ["c", "q"],
    "everything at once": ["p locals()", "a", "c"],
    "everything at every stop": ["p name", "p holder", "p fullest", "n"] * 3,
    "every frame": ["p name", "u"] * 6,
    "up": ["u", "u", "u", "u", "u", "a"],
    "nonsense": ["help", "find it", "p 000123.jpg"],
    "guessed": ["p '000123.jpg'", "n", "p '000123.jpg'"],
}


def verdict_on(name, commands, *, after_failure=False):
    def answer(program, series):
        return replay(program, series, commands=commands, after_failure=after_failure)

    return judge(answer, EXERCISES[name], diagnosis=False)


@each_hunt
def test_ten_wrong_sessions_fail_and_hear_what_they_have_shown(name):
    exercise = EXERCISES[name]
    case = exercise.cases[0]
    right = exercise.observe(exercise.answer(*case.args), case.args)
    assert len(WRONG[name]) >= 10
    for way, words in WRONG[name].items():
        shown = seen(name, way.split("; "), after_failure=name == "find_crash")
        told = [f"{part}: {words}" for part, words in shown.items() if words != right[part]]
        assert told, way
        assert words in told[0], (way, told[0])


@each_hunt
def test_at_least_three_ways_are_right(name):
    """That they pass, tests/test_exercises.py shows."""
    args = EXERCISES[name].cases[0].args
    assert len({way(*args).commands for way in RIGHT_WAYS[name]}) >= 3


@each_hunt
@pytest.mark.parametrize("way", AIMLESS)
def test_a_session_without_an_aim_does_not_pass(name, way):
    assert verdict_on(name, AIMLESS[way]).kind == "value"


@pytest.mark.parametrize("name", ["find_crash", "find_cause"])
@pytest.mark.parametrize("way", AIMLESS)
def test_nor_does_one_after_the_failure(name, way):
    assert verdict_on(name, AIMLESS[way], after_failure=True).kind == "value"


@each_hunt
def test_nor_do_commands_drawn_at_random(name):
    rng = random.Random(name)
    exercise = EXERCISES[name]
    case = exercise.cases[0]
    wanted = exercise.observe(exercise.answer(*case.args), case.args)
    commands = ["n", "s", "c", "r", "u", "d", "until", "p name", "p holder", "p fullest"]
    for number in range(100):
        typed = rng.choices(commands, k=rng.randint(1, 12))
        late = name in {"find_crash", "find_cause"} and number % 2 == 0
        session = replay(*case.args, commands=typed, after_failure=late)
        assert exercise.observe(session, case.args) != wanted, typed


@each_hunt
def test_the_reference_shows_the_cause_in_every_series(name):
    exercise = EXERCISES[name]
    causes = set()
    for case in exercise.cases:
        seen = exercise.observe(exercise.answer(*case.args), case.args)
        assert seen["session"] == sessions.FAIR
        assert seen["stopped"].endswith(f", at {seen['printed']}")
        causes.add(seen["printed"])
    assert len(causes) == len(exercise.cases)


AT_THE_SHARE = ["b 77, share < 0", "c"]


@pytest.mark.parametrize(
    "commands",
    [
        ["p boxes[0][2], share"],
        ["p f'{name} {len(boxes)}'"],
        ["p [box[2] for box in boxes]"],
        ["p $_frame"],
        ["a", "w", "ll", "b", "h n"],
        ["u", "d"],
        ["p name =="],
        ["p shares(0)"],
        ["p records"],
        ["display share", "n", "undisplay share", "u"],
        ["interact", "for box in boxes:", "    print(box)", "", "share = 3", "Ctrl+D"],
        ["commands 1", "p share", "end"],
    ],
)
def test_a_hunt_takes_commands_that_only_look(commands):
    shown = seen("find_negative", [*AT_THE_SHARE, "p name", *commands])
    assert shown["session"] == sessions.FAIR
    assert shown["printed"] == records.cause("boxes", 0)


@pytest.mark.parametrize(
    "command",
    [
        "!name = 3",
        "share = 0",
        "jump 74",
        "p (name := 3)",
        "import operator",
        "!for name in ['a', 'b']: pass",
        "alias x p name",
    ],
)
def test_a_hunt_takes_no_command_that_changes_a_variable(command):
    shown = seen("find_negative", [*AT_THE_SHARE, "p name", command, "p name"])
    assert shown["session"] == sessions.CHANGES


@pytest.mark.parametrize("command", ["p locals().update(name=3)", "p exec('name = 3')"])
def test_what_a_hunt_minds_is_a_change_and_not_its_wording(command):
    """From Python 3.13 on these two change nothing."""
    commands = [*AT_THE_SHARE, "p name", command, "p name"]
    before, _, after = replay(broken.shares, 0, commands=[*commands, "q"]).steps[2:5]
    wanted = sessions.FAIR if before.answer == after.answer else sessions.CHANGES
    assert (wanted == sessions.FAIR) == (sys.version_info >= (3, 13))
    assert seen("find_negative", commands)["session"] == wanted


#: Ways to get at the records without their name, or with it.
SEARCHES = {
    "name": ["p max(records.{}(0))[0]"],
    "condition": ["b {line}, name == [n for n, *_ in records.{}(0)][107]", "c"],
    "locals": ["interact", "max(locals()['rec' + 'ords'].{}(0))[0]", "Ctrl+D"],
    "globals": ["p max(globals()['rec' 'ords'].{}(0))[0]"],
    "globals of a function": ["p [*new_width.__globals__['rec' + 'ords'].{}(0)][107][0]"],
    "eval": ["p eval('[*rec' + 'ords.{}(0)][107][0]')"],
    "modules": ["p max(__import__('sys').modules[covered.__module__].records.{}(0))[0]"],
    "solution": ["p records.cause('{}', 0)"],
    "unwrapped": ["p __import__('inspect').unwrap(records.{})(0).__next__()[0]"],
    "next": ["p next(records.{}(0))[0]"],
    "filter": ["p next(filter(lambda record: record[0] > '005', records.{}(0)))[0]"],
    "loop": ["interact", "for n, *_ in records.{}(0):", "    print(n)", "", "Ctrl+D"],
    "thread": [
        "p __import__('concurrent.futures').futures.ThreadPoolExecutor()"
        ".submit(max, records.{}(0)).result()[0]"
    ],
}


@each_hunt
@pytest.mark.parametrize("way", SEARCHES)
def test_reading_the_records_at_the_prompt_counts_as_nothing(name, way):
    """Not even after the right commands, which have found the right name already."""
    exercise = EXERCISES[name]
    kind = dict(zip(EXERCISES, ("crowd", "boxes", "sizes", "album", "trials"), strict=True))[name]
    filled = [c.replace("{}", kind).replace("{line}", str(IN_LOOP[name])) for c in SEARCHES[way]]
    early = way == "condition"
    before = [] if early else exercise.answer(*exercise.cases[0].args).commands
    late = {"after_failure": name == "find_crash" and not early}
    assert seen(name, [*before, *filled], **late)["session"] == sessions.ASKS


#: A file name that was found out beforehand, written so that nobody sees it: n is the name.
DISGUISES = {
    "whole": lambda n: f"p {n!r}",
    "two pieces": lambda n: f"p {n[:3]!r} + {n[3:]!r}",
    "side by side": lambda n: f"p {n[:3]!r} {n[3:]!r}",
    "zfill": lambda n: f"p str({int(n[:6])}).zfill(6) + '.jpg'",
    "f-string": lambda n: f"p f'{{{int(n[:6])}:06}}.jpg'",
    "percent": lambda n: f"p '%06d.jpg' % {int(n[:6])}",
    "format": lambda n: f"p '{{:06}}.jpg'.format({int(n[:6])})",
    "hexadecimal": lambda n: f"p '%06d.jpg' % {int(n[:6]):#x}",
    "bytes": lambda n: f"p bytes({list(n.encode())}).decode()",
    "chr": lambda n: f"p {' + '.join(f'chr({ord(c)})' for c in n)}",
    "backwards": lambda n: f"p {n[::-1]!r}[::-1]",
    "escaped": lambda n: rf"p '\x{ord(n[0]):x}{n[1:]}'",
}
#: The same as a condition of a breakpoint in the loop, where ``name`` has a value.
CONDITIONS = {
    "slice": lambda n: f"name[:6] == {n[:6]!r}",
    "number": lambda n: f"int(name[:6]) == {int(n[:6])}",
    "part": lambda n: f"{n[:6]!r} in name",
    "turned round": lambda n: f"name[::-1] == {n[::-1]!r}",
    "zfill": lambda n: f"name == str({int(n[:6])}).zfill(6) + '.jpg'",
    "later": lambda n: f"name > '{int(n[:6]) - 1:06}.k'",
}
#: Where a loop of the hunt's function has a name.
IN_LOOP = {"find_crowd": 44, "find_negative": 77, "find_widest": 93, "find_crash": 126}
IN_LOOP["find_cause"] = 154


@each_hunt
def test_what_was_found_out_beforehand_passes_in_no_disguise(name):
    exercise = EXERCISES[name]
    found = exercise.observe(exercise.answer(*exercise.cases[0].args), exercise.cases[0].args)
    way = exercise.answer(*exercise.cases[0].args).commands[:-1]
    late = {"after_failure": name == "find_crash"}
    for disguise, typed in DISGUISES.items():
        shown = seen(name, [*way, typed(found["printed"])], **late)
        assert shown["session"] == sessions.SAME_NAME, disguise
    for disguise, condition in CONDITIONS.items():
        place = f"b {IN_LOOP[name]}, {condition(found['printed'])}"
        shown = seen(name, [place, "c", "p name"])
        assert shown["session"] in {sessions.NO_IMAGE, sessions.OTHER_IMAGE}, disguise


def test_a_condition_that_holds_in_the_known_series_holds_in_the_unseen_one():
    most, known = broken.most_objects, range(5)
    assert most(sessions.UNSEEN) >= max(map(most, known))
    shares = [broken.shares(series)[0] for series in (*known, sessions.UNSEEN)]
    assert shares[-1] == min(shares)

    def pixels(series):
        name = records.cause("trials", series)
        return next(w * h for n, _, w, h in records.trials(series) if n == name)

    assert pixels(sessions.UNSEEN) <= min(map(pixels, known))


def test_a_session_after_a_failure_that_was_none_is_told():
    assert seen("find_crowd", ["p name"], after_failure=True)["stopped"] == (
        "nowhere: the program did not fail"
    )


def seen(name, commands, **options):
    exercise = EXERCISES[name]
    program, series = exercise.cases[0].args
    session = replay(program, series, commands=commands, **options)
    return exercise.observe(session, [program, series])


def test_what_was_seen_is_told_in_words():
    assert seen("find_crowd", ["p series"]) == {
        "session": sessions.FAIR,
        "stopped": "never in most_objects, only in describe",
        "printed": "no file name, but 0",
    }
    assert seen("find_crowd", ["b most_objects", "c", "q"])["stopped"] == (
        "in most_objects, but before it has a file name"
    )
    assert seen("find_negative", ["b box_area", "c", "p box"])["stopped"] == (
        "in shares, but before it has a file name; then in box_area"
    )
    assert seen("find_crash", ["p image"], after_failure=True)["stopped"] == (
        "never in count_image, only in class_name; pdb's answer to p image: "
        "*** NameError: name 'image' is not defined"
    )
    typo = seen("find_negative", ["b 77 share < 0", "c", "p name"])
    assert "; pdb's answer to b 77 share < 0: *** " in typo["stopped"]
    first = next(records.boxes(0))[0]
    assert seen("find_negative", ["b box_area", "c", "u 2", "p name"]) == {
        "session": sessions.FAIR,
        "stopped": f"in shares, but at {first}",
        "printed": f"{first}, in shares",
    }
    both = seen("find_widest", ["until 95", "p name, holder"])["printed"]
    assert re.fullmatch(r"\d{6}\.jpg, but also \d{6}\.jpg, in scales", both)


def test_what_is_no_session_is_told():
    observe = EXERCISES["find_crowd"].observe
    args = [broken.describe, 0]
    assert observe(None, args)["session"] == "None, not what replay(...) returns"
    assert observe(["n", "q"], args)["session"] == "a list, not what replay(...) returns"
    other = replay(broken.most_objects, 0, commands=["r", "p fullest"])
    assert observe(other, args)["session"] == sessions.OTHER_CALL
    more = replay(broken.describe, 0, commands=["n", "s"], also=[records])
    assert observe(more, args)["session"] == sessions.FAIR  # they made no difference
    deep = replay(broken.describe, 0, commands=["b 23", *["s"] * 9], also=[records])
    assert observe(deep, args)["session"] == sessions.OTHER_CALL
    forged = replace(other, function=broken.describe)
    assert observe(forged, args)["session"] == sessions.OTHER_CALL
