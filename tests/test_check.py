"""``check`` and ``hint``: whatever a learner writes, one clear text and a chapter that goes on."""

import contextlib
import functools
import itertools
import os
import re
import sys
import threading
import time
from collections import defaultdict

import cv2
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from minilib import boxes
from minilib.workbook import exercises as exercises_module
from minilib.workbook.authoring.execute import run
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.exercises import Exercise, call, folder, stream
from minilib.workbook.exercises.showing import show
from minilib.workbook.exercises.slips import put
from minilib.workbook.feedback import hints
from minilib.workbook.feedback.check import check, judge
from minilib.workbook.feedback.difference import difference
from minilib.workbook.feedback.report import Verdict

# A few small exercises, each with an answer of another kind.


def double(x):
    """Double x."""
    return 2 * x


def total(numbers):
    """Add up numbers; there must be one."""
    return numbers[0] + sum(numbers[1:])


def odd(numbers):
    """Yield the odd ones."""
    for number in numbers:
        if number % 2:
            yield number


def entries(path):
    """List names in a folder."""
    return sorted(p.name for p in path.iterdir())


def shout(text):
    """Print text in capitals."""
    print(text.upper())


def exercise(answer, *cases, **options):
    """An exercise around ``answer``; its slips are never met."""
    never = {lambda *_, n=n: ("never", n): f"message {n}" for n in range(3)}
    texts = {"hints": ("one", "two", "three"), "slips": never, "why": "because it is so"}
    return Exercise(answer=answer, minutes=1, difficulty=1, cases=cases, **(texts | options))


DOUBLE = exercise(double, call(2), call(5), call(-1))
TOTAL = exercise(total, call([1, 2, 3]), call([4]), call([]))
ODD = exercise(
    odd,
    call(stream(itertools.count, "count()")),
    call(stream(lambda: [2, 4, 5], "iter([2, 4, 5])")),
    call([1, 2]),
    lazy=True,
)
ENTRIES = exercise(entries, call(folder({"a": "", "b/c": ""})), call(folder({})))
SHOUT = exercise(shout, call("a"), call("bc"), printed=True)
SCRATCH = {"double": DOUBLE, "total": TOTAL, "odd": ODD, "entries": ENTRIES, "shout": SHOUT}


@pytest.fixture(autouse=True)
def scratch(monkeypatch):
    """Let ``check`` find the exercises of this file besides the real ones."""
    find = exercises_module.find

    def find_here(name):
        return SCRATCH[name] if name in SCRATCH else find(name)

    monkeypatch.setattr("minilib.workbook.feedback.check._last", {})
    for module in ("minilib.workbook.feedback.check", "minilib.workbook.feedback.hints"):
        monkeypatch.setattr(f"{module}.find", find_here)


def text_of(answer, capsys, **options):
    returned = check(answer, **options)
    return capsys.readouterr().out, returned


# -- the order of verdicts --------------------------------------------------------------------


def test_right_names_the_cases_and_says_why(capsys):
    def double(x):
        return x + x

    text, returned = text_of(double, capsys)
    assert text == "double: right, in all 3 cases.\n  why       because it is so\n"
    assert returned is double


def no_body(x): ...


def only_pass(x):
    """Say nothing."""
    pass


def returns_none(x):
    return


def refuses(x):
    raise NotImplementedError


def refuses_with_words(x):
    raise NotImplementedError("later")


@pytest.mark.parametrize("stub", [no_body, only_pass, returns_none, refuses, refuses_with_words])
def test_not_written_yet(stub, capsys):
    text, returned = text_of(stub, capsys, name="double")
    assert "double: not written yet" in text
    assert 'hint("double")' in text
    assert returned is double


def test_an_error_is_shown_with_type_message_line_and_call(capsys):
    def double(x):
        y = x.no_such_thing
        return y

    text, returned = text_of(double, capsys)
    assert "call      double(2)" in text
    assert "raises    AttributeError: 'int' object has no attribute 'no_such_thing'" in text
    assert "in line   y = x.no_such_thing" in text
    assert "expected  4" in text
    assert "(0 of 3 cases are)" in text
    assert returned is not double


def test_an_error_of_opencvs_is_shown_without_the_machine_that_compiled_it(capsys):
    def double(x):
        return cv2.imdecode(np.zeros(0, np.uint8), cv2.IMREAD_COLOR)

    text, _ = text_of(double, capsys)
    assert re.search(r"raises    cv2\.error: \(-\d+:Assertion failed\)", text)


def test_the_line_shown_is_the_learners_even_when_a_library_raises(capsys):
    def double(x):
        return np.stack([x, [x, x]])

    text, _ = text_of(double, capsys)
    assert "in line   return np.stack([x, [x, x]])" in text


def test_an_error_that_is_expected_is_right():
    def other(numbers):
        result = numbers[0]
        for number in numbers[1:]:
            result += number
        return result

    assert judge(other, TOTAL).kind == "right"


def test_a_result_where_an_error_is_expected(capsys):
    text, _ = text_of(lambda numbers: sum(numbers), capsys, name="total")
    assert "(2 of 3 cases are)" in text
    assert "yours     0" in text
    assert "expected  IndexError" in text


def forever(x):
    while True:
        pass


def forever_and_deaf(x):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def sleeps(x):
    time.sleep(1000)


def endless(numbers):
    while True:
        yield 1


@pytest.mark.parametrize("answer", [forever, forever_and_deaf, sleeps])
def test_an_answer_that_never_ends_is_stopped(answer, capsys):
    started = time.monotonic()
    text, returned = text_of(answer, capsys, name="double", seconds=0.3)
    assert time.monotonic() - started < 3
    assert "still running after 0.3 seconds" in text
    assert returned is double


def test_the_time_limit_is_five_seconds_unless_told():
    assert check.__kwdefaults__["seconds"] == 5.0


def test_an_answer_without_end_is_told_as_wrong_and_not_waited_for(capsys):
    text, _ = text_of(endless, capsys, name="odd")
    assert "not right yet" in text


def test_changing_the_argument_is_told_even_if_the_result_is_right(capsys):
    def total(numbers):
        first = numbers.pop(0)
        return first + sum(numbers)

    text, _ = text_of(total, capsys)
    assert "it changes its argument: argument 1 was [1, 2, 3] and is now [2, 3]" in text


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ([96, 155, 269, 350], "it is a list, expected a NumPy array"),
        (None, "it returns None"),
        (np.array([[1, 2, 3, 4]]), "its shape is (1, 4), expected (4,)"),
        (np.array([1.0, 2, 3, 4]), "its dtype is float64, expected int64"),
        (np.array([1, 2, 3, 9]), "[3] is 9, expected 5"),
    ],
)
def test_type_then_shape_then_dtype_then_value(result, words, capsys):
    text, _ = text_of(lambda bb: result, capsys, name="hw_bb")
    assert words in " ".join(text.split())


def test_printing_instead_of_returning_is_named(capsys):
    def double(x):
        print(2 * x)

    text, _ = text_of(double, capsys)
    assert "it prints '4' but returns None: use return" in text


def test_what_counts_is_printed(capsys):
    assert judge(lambda text: print(text.upper()), SHOUT).right
    text, _ = text_of(lambda text: print(text), capsys, name="shout")
    assert "yours     'a\\n'" in text
    assert "expected  'A\\n'" in text


def test_the_first_case_that_fails_is_told():
    def total(numbers):
        if len(numbers) == 1:
            raise RuntimeError("second case")
        return 0

    verdict = judge(total, TOTAL)
    assert verdict.kind == "value"
    assert verdict.case == 0


# -- only a learner's own right answer is right ---------------------------------------------------

WRONG = "def hw_bb(bb):\n    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])"
RIGHT = WRONG.replace("bb[3],", "bb[3] - 1,").replace("bb[2]]", "bb[2] - 1]")


def cells(*codes):
    """Run cells one after the other, as a kernel does; a SyntaxError changes nothing."""
    names = {"check": check, "np": np}
    for code in codes:
        with contextlib.suppress(SyntaxError):
            exec(code, names)
    return names


@pytest.mark.parametrize(
    "again",
    [
        "hw_bb = check(hw_bb)",
        "check(hw_bb, show=True)",
        "def hw_bb(bb:\n    return 1\nhw_bb = check(hw_bb)",
        "from minilib.boxes import hw_bb\nhw_bb = check(hw_bb)",
        "check(hw_bb, name='hw_bb')",
        "import functools\ncheck(functools.partial(hw_bb), name='hw_bb')",
    ],
)
def test_a_wrong_answer_stays_wrong_when_it_is_checked_again(again, capsys, monkeypatch):
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: None)
    first = "hw_bb = check(hw_bb)"
    names = cells(WRONG, first)
    assert names["hw_bb"] is boxes.hw_bb
    told = capsys.readouterr().out
    exec(first, names)
    with contextlib.suppress(SyntaxError):
        exec(again, names)
    for text in capsys.readouterr().out.split("hw_bb: ")[1:]:
        assert text.startswith("not right yet")
        assert "this is about your last answer" in " ".join(text.split())
    assert "not right yet" in told
    assert "last answer" not in told
    assert names["hw_bb"] is boxes.hw_bb


@pytest.mark.parametrize("way", ["check(hw_bb)", "check(hw_bb, show=True)"])
def test_minilibs_own_function_is_no_answer(way, capsys, monkeypatch):
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: pytest.fail("nothing to draw"))
    cells("from minilib.boxes import hw_bb", f"hw_bb = {way}")
    assert capsys.readouterr().out == (
        "hw_bb is minilib's own function here: run the cell with your answer, then this one.\n"
    )
    assert not judge(boxes.hw_bb, "hw_bb").right


def test_a_right_answer_is_found_again_after_minilibs_was_imported(capsys):
    names = cells(RIGHT, "hw_bb = check(hw_bb)")
    own = names["hw_bb"]
    assert own is not boxes.hw_bb
    exec("from minilib.boxes import hw_bb\nhw_bb = check(hw_bb)", names)
    assert names["hw_bb"] is own
    assert capsys.readouterr().out.count("hw_bb: right") == 2


def test_an_unwritten_answer_stays_unwritten(capsys):
    cells("def hw_bb(bb): ...", "hw_bb = check(hw_bb)", "hw_bb = check(hw_bb)")
    assert capsys.readouterr().out.count("hw_bb: not written yet") == 2


def test_a_text_is_nothing_to_judge():
    with pytest.raises(WorkbookError, match=r"judge: you passed .*, not a function"):
        judge("def hw_bb(hw): ...", "hw_bb")


def test_the_verdict_for_tools():
    verdict = judge(cells(WRONG)["hw_bb"], "hw_bb")
    assert (verdict.right, verdict.source) == (False, "slip")
    assert verdict.diagnosis
    assert verdict.diagnosis in " ".join(verdict.text.split())
    verdict = judge(cells(RIGHT)["hw_bb"], "hw_bb")
    assert (verdict.right, verdict.source, verdict.diagnosis) == (True, "", "")
    with pytest.raises(WorkbookError, match="hw_bb"):
        judge(boxes.hw_bb, "hw_bc")


# -- laziness ---------------------------------------------------------------------------------


def test_reading_ahead_is_told_with_numbers(capsys):
    def odd(numbers):
        numbers = iter(numbers)
        while chunk := list(itertools.islice(numbers, 10)):
            yield from (n for n in chunk if n % 2)

    text, _ = text_of(odd, capsys)
    assert "it reads ahead: it takes 10 items of its input to yield 1; 2 would do" in text


def test_reading_everything_from_an_endless_stream_ends(capsys):
    text, _ = text_of(lambda ns: (n for n in list(ns) if n % 2), capsys, name="odd")
    assert "goes on reading its input" in text


def test_a_list_is_no_iterator():
    def odd(numbers):
        return [n for n in itertools.islice(numbers, 100) if n % 2]

    assert judge(odd, ODD).kind == "type"


def test_generators_filters_and_expressions_are_all_right():
    for answer in (
        lambda ns: (n for n in ns if n % 2 == 1),
        lambda ns: (n for n in ns if n % 2),
        lambda ns: filter(lambda n: n % 2, ns),
    ):
        assert judge(answer, ODD).kind == "right"


# -- strange things that people pass ------------------------------------------------------------


def test_a_lambda_and_a_partial_are_known_by_the_name_they_are_bound_to(capsys):
    for answer in ("lambda x: x + x", "functools.partial(lambda a, b: a * b, 2)"):
        names = {"check": check, "functools": functools}
        exec(f"double = {answer}\ndouble = check(double)", names)
        assert "double: right" in capsys.readouterr().out


def test_something_that_is_no_function(capsys):
    text, returned = text_of(np.array([1, 2]), capsys)
    assert "you passed a NumPy array, not a function" in text
    assert isinstance(returned, np.ndarray)


def test_an_unknown_name_is_met_with_the_nearest(capsys):
    text, _ = text_of(double, capsys, name="hw_bp")
    assert "there is no exercise 'hw_bp'; did you mean 'hw_bb'?" in text


def test_a_function_of_another_name(capsys):
    def unheard_of(x):
        return x

    text, returned = text_of(unheard_of, capsys)
    assert "there is no exercise 'unheard_of'" in text
    assert returned is unheard_of


def test_the_wrong_number_of_parameters_is_said_so(capsys):
    def double():
        return 4

    text, _ = text_of(double, capsys)
    assert "your function takes (), which does not" in text
    assert "not right yet" in text


def test_exit_recursion_and_breakpoints_do_no_harm(capsys):
    def quits(x):
        sys.exit(3)

    def recursive(x):
        return recursive(x)

    def stops(x):
        breakpoint()
        return 2 * x

    text, _ = text_of(quits, capsys, name="double")
    assert "calls exit()" in text
    text, _ = text_of(recursive, capsys, name="double")
    assert "RecursionError" in text
    text, returned = text_of(stops, capsys, name="double")
    assert "breakpoint(); check skips it" in text
    assert returned is stops


def test_input_is_an_error_and_not_a_wait(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123
    text, _ = text_of(lambda x: int(input()), capsys, name="double")
    assert "not right yet" in text


def test_figures_of_an_answer_are_closed():
    import matplotlib.pyplot as plt

    def double(x):
        plt.figure()
        return 2 * x

    before = plt.get_fignums()
    assert judge(double, DOUBLE).kind == "right"
    assert plt.get_fignums() == before


def test_no_thread_is_left_behind():
    before = threading.active_count()
    judge(double, DOUBLE)
    for answer in (forever, forever_and_deaf):
        assert judge(answer, DOUBLE, seconds=0.2).kind == "endless"
    assert threading.active_count() == before


def test_huge_results_are_shortened(capsys):
    text, _ = text_of(lambda x: list(range(100_000)), capsys, name="double")
    assert len(text) < 2000


def test_every_case_gets_its_own_folder_and_no_path_is_shown(capsys):
    def entries(path):
        (path / "made by the answer").touch()
        return str(path)

    text, _ = text_of(entries, capsys)
    assert "photos" in text
    assert not re.search(r"/tmp|\\Temp", text)


def test_stopping_the_check_leaves_the_chapter_intact(capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("minilib.workbook.feedback.check.judge", interrupted)
    text, returned = text_of(double, capsys)
    assert "you stopped the check" in text
    assert returned is double


def test_the_text_is_the_same_each_time(capsys):
    class Thing:
        pass

    texts = {text_of(lambda x: Thing(), capsys, name="double")[0] for _ in range(3)}
    assert len(texts) == 1
    assert "0x" not in texts.pop()


# -- hints and pictures -------------------------------------------------------------------------


def test_how_far_names_what_is_left_and_then_the_next_chapter():
    some = {"hw_bb": "right", "bb_hw": "value", "xml_bb": "minilibs"}
    assert hints.tally("boxes", some) == (
        "1 of 4 exercises are right.\nnot written yet: hw_bbs, xml_bb\nnot right yet: bb_hw"
    )
    everything = dict.fromkeys(("hw_bb", "bb_hw", "hw_bbs", "xml_bb"), "right")
    assert hints.tally("boxes", everything) == (
        "4 of 4 exercises are right.\nnext: chapter 05, images"
    )
    assert [f"{n:02}_{topic}" for n, topic in enumerate(exercises_module.TOPICS, 1)] == [
        path.stem for path in sorted((TOP / "solutions").glob("*.py")) if "01" <= path.name < "20"
    ]


def test_hints_come_one_by_one_then_all(capsys):
    hints._given.clear()
    said = []
    for _ in range(4):
        hints.hint("double")
        said.append(capsys.readouterr().out)
    assert said[:3] == ["hint 1 of 3: one\n", "hint 2 of 3: two\n", "hint 3 of 3: three\n"]
    assert all(word in said[3] for word in ("one", "two", "three"))
    hints.hint("doubel-trouble")
    assert "there is no exercise" in capsys.readouterr().out


def test_the_last_hint_is_the_change_that_your_own_code_needs(capsys):
    hints._given.clear()
    hints.remember("double", Verdict("value", change="3 becomes 2"))
    for _ in range(3):
        hints.hint("double")
    assert "3 becomes 2" not in capsys.readouterr().out
    hints.hint("double")
    assert capsys.readouterr().out == "hint for your own code: 3 becomes 2\n"
    hints.remember("double", Verdict("right"))
    hints.hint("double")
    assert "Those were all the hints" in capsys.readouterr().out


def drawn(answer, monkeypatch, **options):
    """The axes of the picture that ``check(..., show=True)`` draws."""
    import matplotlib.pyplot as plt

    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.gca()))
    check(answer, show=True, **options)
    return shown


def test_the_picture_has_your_box_and_the_expected_one(monkeypatch):
    wrong = drawn(lambda bb: np.add(boxes.hw_bb(bb), [0, 0, 1, 1]), monkeypatch, name="hw_bb")
    (ax,) = wrong
    found = {p.get_label(): (p.get_xy(), p.get_width(), p.get_height()) for p in ax.patches}
    assert found == {"expected": ((1.5, 0.5), 4.0, 3.0), "yours": ((1.5, 0.5), 5.0, 4.0)}
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    assert left < 1.5
    assert right > 6.5
    assert top < 0.5 < 4.5 < bottom  # rows are counted downwards


def test_nothing_to_draw(monkeypatch, capsys):
    (ax,) = drawn(lambda bb: "nothing", monkeypatch, name="hw_bb")
    assert len(ax.patches) == 1
    assert "gives nothing to draw" in capsys.readouterr().out
    assert drawn(lambda x: x + x, monkeypatch, name="double") == []
    assert "nothing to draw in this exercise" in capsys.readouterr().out


def seen(name, change, monkeypatch):
    """All axes of the picture for the reference with its result changed."""
    import matplotlib.pyplot as plt

    reference = exercises_module.find(name).answer
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.extend(plt.gcf().axes))
    check(lambda *args, **kwargs: change(reference(*args, **kwargs)), name=name, show=True)
    return shown


def test_the_picture_of_a_curve(monkeypatch):
    (ax,) = seen("cosine_rates", lambda rates: [2 * rate for rate in rates], monkeypatch)
    lines = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert set(lines) == {"expected", "yours"}
    assert np.allclose(lines["yours"], 2 * lines["expected"])


@pytest.mark.parametrize("name", ["flip_lr", "denorm"])
def test_the_picture_of_images(name, monkeypatch):
    def upside_down(result):
        return (result[0][::-1], *result[1:]) if isinstance(result, tuple) else result * 0

    yours, expected = seen(name, upside_down, monkeypatch)
    assert (yours.get_title(), expected.get_title()) == ("yours", "expected")
    images = [ax.images[0].get_array() for ax in (yours, expected)]
    assert images[0].shape == images[1].shape
    assert not np.array_equal(*images)


def test_the_picture_of_drawn_axes(monkeypatch):
    def moved(rectangle):
        rectangle.set_alpha(0.2)
        return rectangle

    yours, expected = seen("draw_rect", moved, monkeypatch)
    images = [ax.images[0].get_array() for ax in (yours, expected)]
    assert images[0].shape == images[1].shape
    assert not np.array_equal(*images)


# -- comparing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        ({"a": 1}, {"a": 2}, "['a'] is 2, expected 1"),
        ({"a": 1}, {}, "the key 'a' is missing"),
        ({}, {"a": 1}, "the key 'a' should not be there"),
        ([1, [2, 3]], [1, [2, 4]], "[1][1] is 4, expected 3"),
        ([1, 2], [1], "its length is 1, expected 2"),
        ({1, 2}, {1}, "2 is missing"),
        (1, True, "True or False"),
        (1.5, "1.5", "it is a str, expected a float"),
        ("a", b"a", "it is bytes, expected a str"),
    ],
)
def test_differences_in_words(expected, actual, words):
    assert words in difference(expected, actual).text


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (0.1 + 0.2, 0.3),
        (float("nan"), float("nan")),
        (np.int64(3), 3),
        (np.array([1, 2]), np.array([1, 2], dtype=np.int32)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_what_counts_as_equal(expected, actual):
    assert difference(expected, actual) is None


def test_show_gives_sets_in_order_and_floats_without_noise():
    assert show({"b": {3, 1, 2}}) == "{'b': {1, 2, 3}}"
    assert show((frozenset("ba"),)) == "(frozenset({'a', 'b'}),)"
    assert show([0.1 + 0.2, 1e-300, np.float32(0.3).item()]) == "[0.3, 1e-300, 0.3]"
    loop = [1]
    loop.append(loop)
    assert show(loop) == "[1, [...]]"


def test_show_hides_addresses_and_the_systems_path_class():
    assert "0x" not in show(object())
    assert show([TOP.relative_to(TOP)]) == "[Path('.')]"
    assert show([TOP.is_file]) == "[<method Path.is_file>]"


@pytest.mark.parametrize("where", [lambda x: x, lambda x: [x]], ids=["itself", "in a list"])
def test_a_function_in_place_of_its_result_is_named(where):
    for value in (TOP.is_file, "a".lower, len):
        found = difference(where(True), where(value))
        assert "it is a function that was not called (are its () missing?)" in found.text
    assert "a key is a function that was not" in difference({"a": 1}, {"A".lower: 1}).text


# -- data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 0}, "minutes"),
        ({"difficulty": 6}, "difficulty"),
        ({"hints": ("one", "two")}, "hints"),
        ({"cases": (call(1),)}, "cases"),
        ({"slips": ()}, "slips"),
        ({"why": " "}, "why"),
        ({"box": "xy"}, "box"),
    ],
)
def test_incomplete_exercises_are_refused(change, words):
    fields = {name: getattr(DOUBLE, name) for name in Exercise.__dataclass_fields__}
    with pytest.raises(WorkbookError, match=words):
        Exercise(**(fields | change))


# -- in a real kernel -----------------------------------------------------------------------------

CELLS = [
    "from minilib.workbook import check, hint, open_data\nimport numpy as np",
    "def hw_bb(bb):\n    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])",
    "hw_bb = check(hw_bb)",
    "hw_bb([155, 96, 196, 174])",
    "def bb_hw(a):\n    while True:\n        pass",
    "bb_hw = check(bb_hw, seconds=0.5)",
    "bb_hw([96, 155, 269, 350])",
    "def hw_bbs(boxes):\n    return boxes.nothing",
    "hw_bbs = check(hw_bbs)",
    "import os; os.environ['WORKBOOK_DATA'] = 'imagenet'\nopen_data()",
]


def test_in_a_kernel_wrong_answers_are_told_and_the_chapter_goes_on():
    cells = [new_code_cell(cell) for cell in CELLS]
    cells[-1].metadata.tags = ["raises-exception"]
    notebook = run(new_notebook(cells=cells), TOP, "answers")
    outputs = [nbformat.from_dict(cell.outputs) for cell in notebook.cells]
    texts = ["".join(str(o.get("text", o.get("data", ""))) for o in output) for output in outputs]
    assert "far corner is one pixel too far" in texts[2]
    assert "96, 155, 269, 350" in texts[3]
    assert "still running after 0.5 seconds" in texts[5]
    assert "155,  96, 196, 174" in texts[6]
    assert "in line   return boxes.nothing" in texts[8]
    (error,) = outputs[9]
    assert error.output_type == "error"
    assert error.traceback == [f"WorkbookError: {error.evalue}"]  # one line, no stack trace
    assert "sample, own, voc2007" in error.evalue
    assert all(o.get("name") != "stderr" for output in outputs for o in output)


def test_report_is_narrow_enough_to_read():
    def double(x):
        return "a rather long answer with many words in it " * 20

    text = judge(double, DOUBLE).text
    assert max(map(len, text.splitlines())) <= 100


# -- faults are told apart, and what looks for them changes nothing --------------------------------


def named(name, ok=True):
    """Refuse in words."""
    if not ok:
        raise FileNotFoundError(f"{name}: there is no such file")
    return name


NAMED = exercise(
    named, call("a.jpg"), call("b.jpg", ok=False, raises=OSError, says="b.jpg"), call("c")
)


def raising(error):
    def named(name, ok=True):
        if not ok:
            raise error(name) if callable(error) else error
        return name

    return named


def test_an_error_has_to_contain_what_is_promised():
    assert judge(raising(lambda name: FileNotFoundError(f"where is {name}?")), NAMED).right
    assert "the message has to contain 'b.jpg'" in judge(raising(FileNotFoundError()), NAMED).text


@pytest.mark.parametrize(
    ("error", "right"), [(OSError, True), (IsADirectoryError, True), (KeyError, False)]
)
def test_the_promised_error_is_enough(error, right):
    verdict = judge(raising(error), NAMED)
    assert verdict.right == right
    assert right or "OSError is expected" in verdict.diagnosis


def grouped(pairs):
    """Group numbers by letters."""
    groups = defaultdict(list)
    for letter, number in pairs:
        groups[letter].append(number)
    return groups


GROUPED = exercise(grouped, call([("a", 1), ("b", 2), ("a", 3)]), call([]), call([("c", 4)]))


@pytest.mark.parametrize("wrong", [lambda _: [[1, 3], [2]], lambda _: {}, lambda p: [*p], len])
def test_no_look_for_a_cause_changes_the_expected_result(wrong):
    assert not judge(wrong, GROUPED).right
    assert judge(lambda pairs: grouped(pairs), GROUPED).right


def test_a_default_is_made_anew_for_every_key():
    def shared(pairs):
        one = []
        groups = grouped(pairs)
        groups.default_factory = lambda: one
        return groups

    assert "one and the same list" in judge(shared, GROUPED).text


def test_another_error_of_the_same_type_is_no_slip():
    listed = {put("2 * x", "x['2']"): "A number has no keys."}
    slips = listed | {put("2", "3"): "three", put("2", "4"): "four"}
    asked = exercise(double, call(2), call(5), slips=slips)
    assert judge(lambda x: x["2"], asked).diagnosis == "A number has no keys."
    assert judge(lambda x: x + "a", asked).source != "slip"


def test_words_for_a_result_are_not_compared_by_type():
    asked = exercise(
        double, call(2), call(5), observe=lambda result, _: result if result < 9 else "large"
    )
    text = judge(lambda x: 90, asked).text
    assert "'large'" in text
    assert "it is a str" not in text


def test_a_diagnosis_takes_no_longer_than_promised():
    started = time.monotonic()
    judge(lambda a, b: 0.123 * a[0] + b[1], "iou")
    assert time.monotonic() - started < 4
