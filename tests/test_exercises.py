"""Every exercise's feedback held to its word."""

import ast
import contextlib
import inspect
import io
import re
import tempfile
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from minilib.workbook.authoring.execute import output_texts
from minilib.workbook.authoring.reading import read_document
from minilib.workbook.datasets.files import TOP
from minilib.workbook.exercises import TOPICS, all_names, find
from minilib.workbook.exercises.slips import wrong
from minilib.workbook.feedback.check import check, is_right, judge
from minilib.workbook.feedback.mutants import mutants

NAMES = all_names()
RIGHT_WAYS, EQUIVALENT = {}, {}
for _topic in TOPICS:
    _module = import_module(f"right_ways.{_topic}")
    RIGHT_WAYS.update(_module.RIGHT_WAYS)
    EQUIVALENT.update(_module.EQUIVALENT)

each_exercise = pytest.mark.parametrize("name", NAMES)


def quietly(function, *args, **kwargs):
    """A result without what was printed on the way."""
    with contextlib.redirect_stdout(io.StringIO()):
        return function(*args, **kwargs)


def compiled_anew(function, *, stub=False):
    """The function as a learner would have written it; or its stub, with ``...`` for a body."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    if stub:
        tree.body[0].body[1:] = [ast.Expr(ast.Constant(...))]
    names = dict(function.__globals__)
    exec(compile(ast.fix_missing_locations(tree), "<answer>", "exec"), names)
    return names[function.__name__]


@cache
def stored_verdicts():
    """What the solutions' notebooks show of each answer."""
    cells = [
        cell
        for path in sorted(
            (TOP / "solutions").glob("*.ipynb")
        )  # 00 shows a wrong hw_bb, 04 its own
        for cell in read_document(path).cells
        if cell.cell_type == "code"
    ]
    checks = [(re.fullmatch(r"(\w+) = check\(\1\)", cell.source), cell) for cell in cells]
    return {found[1]: "".join(output_texts(cell)) for found, cell in checks if found}


def wrong_ways(exercise):
    """The wrong functions that an exercise lists, each with its message."""
    return [(wrong(exercise.answer, slip), told) for slip, told in exercise.slips.items()]


def test_right_ways_and_explanations_are_for_exercises_that_exist():
    assert set(RIGHT_WAYS) == set(EQUIVALENT) == set(NAMES)


@each_exercise
def test_the_data_is_complete(name, record_property):
    exercise = find(name)
    record_property(
        "exercise",
        (name, {"cases": len(exercise.cases), "slips": len(wrong_ways(exercise))}),
    )
    assert len(exercise.cases) >= 5
    assert len(set(exercise.hints)) == 3
    messages = [message for _, message in wrong_ways(exercise)]
    assert len(set(messages)) == len(messages)
    assert inspect.getdoc(exercise.answer)


@each_exercise
def test_the_stub_is_not_written_yet(name, capsys):
    exercise = find(name)
    unwritten = compiled_anew(exercise.answer, stub=True)
    assert judge(unwritten, exercise).kind == "unwritten"
    assert check(unwritten, name=name) is exercise.answer
    assert "not written yet" in capsys.readouterr().out


@each_exercise
def test_the_solution_passes(name, capsys):
    exercise = find(name)
    solution = compiled_anew(exercise.answer)
    assert check(solution) is solution
    shown = capsys.readouterr().out
    assert f"{name}: right, in all {len(exercise.cases)} cases." in shown
    assert exercise.why.split()[0] in shown
    assert stored_verdicts()[name] == shown


@each_exercise
def test_every_slip_gets_its_own_message(name):
    exercise = find(name)
    for function, message in wrong_ways(exercise):
        verdict = quietly(judge, function, exercise)
        assert verdict.kind not in {"right", "unwritten"}, message
        assert (verdict.diagnosis, verdict.source) == (message, "slip")
        # resolve() shows where this clone lies; that may be a temporary folder, or a long path.
        shown = verdict.text.replace(str(Path.cwd()), "clone")
        assert max(map(len, shown.splitlines())) <= 100, shown
        assert " at 0x" not in shown
        assert not re.search(rf"(?<![\w.]){re.escape(tempfile.gettempdir())}", shown), shown


@each_exercise
def test_other_right_ways_pass(name, record_property):
    ways = RIGHT_WAYS[name]
    record_property("exercise", (name, {"right ways": len(ways)}))
    assert len({inspect.getsource(way) for way in ways}) >= 4
    for way in ways:
        verdict = quietly(judge, way, find(name))
        assert verdict.kind == "right", (way.__name__, verdict)


@each_exercise
def test_mutants_are_rejected_or_explained(name, record_property):
    exercise = find(name)
    made, alive = 0, []
    for description, mutant in mutants(exercise.answer):
        made += 1
        if quietly(is_right, mutant, exercise, 1.0):
            alive.append(description)
    counts = {"mutants": made, "rejected": made - len(alive), "explained": len(alive)}
    record_property("exercise", (name, counts))
    assert made > 0
    assert sorted(alive) == sorted(EQUIVALENT[name]), "\n".join(alive)
    assert all(len(reason) > 10 for reason in EQUIVALENT[name].values())
