"""Repair: which place in a learner's own code is told, and what kind of change."""

import ast
import inspect
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from minilib.annotations import CAT_ID, CATEGORIES, ID, IMG_ID
from minilib.workbook.exercises import find
from minilib.workbook.feedback import clock
from minilib.workbook.feedback.edits import Edit, Material, edits
from minilib.workbook.feedback.repair import _kept, repair
from minilib.workbook.feedback.runner import Trials, expected


def far_corner_swapped(bb):
    return np.array([bb[1], bb[0], bb[0] + bb[2] - 1, bb[1] + bb[3] - 1])


def both_signs_wrong(a):
    return np.array([a[1], a[0], a[1] - a[3] + 1, a[0] - a[2] + 1])


def axis_forgotten(boxes):
    x, y, w, h = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([y, x, y + h - 1, x + w - 1])


def other_key(trn_j):
    return {o[CAT_ID]: o["name"] for o in trn_j[CATEGORIES]}


def exchanged(trn_j):
    return {o["name"]: o[ID] for o in trn_j[CATEGORIES]}


def early_return(trn_j):
    cats = {}
    for o in trn_j[CATEGORIES]:
        cats[o[ID]] = o["name"]
        return cats


def made_anew(trn_j):
    for o in trn_j[CATEGORIES]:
        cats = {}
        cats[o[ID]] = o["name"]
    return cats


def turned_round(annotations):
    groups = {}
    for o in annotations:
        groups.setdefault(o[IMG_ID], [])
        if o["ignore"]:
            groups[o[IMG_ID]].append(o)
    return groups


def too_early(losses, factor=4):
    import math

    return not math.isfinite(losses[-1]) or losses[-1] >= factor * min(losses)


def upper(file):
    from minilib.paths import IMAGE_SUFFIXES

    return file.suffix.upper() in IMAGE_SUFFIXES


def brackets_missing(bb):
    return int((bb[2] - bb[0] + 1) * bb[3] - bb[1] + 1)


def clipped_too_late(a, b):
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    inter = (far - near + 1).prod(1).clamp(min=0)
    one, other = ((box[:, 2:] - box[:, :2] + 1).clamp(min=0).prod(1) for box in (a, b))
    return inter / (one + other - inter).clamp(min=1)


def sides_mixed(bb):
    top, left, bottom, right = bb
    return int((right - top + 1) * (bottom - left + 1))


def not_clipped(a, b):
    near, far = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (far - near + 1).prod(dim=1)
    one, other = ((box[:, 2:] - box[:, :2] + 1).clamp(min=0).prod(dim=1) for box in (a, b))
    return both / (one + other - both).clamp(min=1e-9)


def with_a_dot(folder):
    counts = {}
    for entry in folder.iterdir():
        if '.' in entry.name:  # fmt: skip
            suffix = entry.suffix.lower()
            counts[suffix] = counts.get(suffix, 0) + 1
    return counts


def one_axis(points, sz):
    left, top = points.min(axis=0)[:2]
    right, bottom = points.max(axis=0)[:2]
    near = np.clip([top, left], 0, sz - 1)
    far = np.clip([bottom - 1, right - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


@pytest.mark.parametrize(
    ("name", "answer", "line", "expression", "kind"),
    [
        ("bb_area", sides_mixed, 3, "right", "`right` and `bottom` have changed places"),
        ("iou", not_clipped, 3, "far - near + 1", "a call is missing"),
        ("count_suffixes", with_a_dot, 4, "'.' in entry.name", "another expression"),
        ("enclosing_box", one_axis, 2, "0", "another number is needed, and the same at 1 other"),
        ("hw_bb", far_corner_swapped, 2, "[bb[1], bb[0], bb[0] + bb[2] - 1", "order"),
        ("bb_hw", both_signs_wrong, 2, "a[", "changed places"),
        ("hw_bbs", axis_forgotten, 3, "np.stack(", "argument is missing"),
        ("get_cats", other_key, 2, "CAT_ID", "another name"),
        ("get_cats", exchanged, 2, '{o["name"]: o[ID]', "key and value"),
        ("get_cats", early_return, 5, "return cats", "outside the loop"),
        ("get_cats", made_anew, 3, "cats = {}", "outside the loop"),
        ("has_diverged", too_early, 4, "losses[-1] >= factor", "another comparison"),
        (
            "bb_area",
            brackets_missing,
            2,
            "(bb[2] - bb[0] + 1) * bb[3]",
            "order of calculation",
        ),
        ("iou", clipped_too_late, 3, "prod(1).clamp(min=0)", "another order of steps"),
        ("is_image", upper, 4, "file.suffix.upper", "another method"),
    ],
)
def test_place_and_kind(name, answer, line, expression, kind):
    found = repair(answer, find(name), seconds=10)
    assert found is not None
    assert (found.line, kind in found.kind) == (line, True), found
    assert expression in found.expression
    assert found.expression in inspect.getsource(answer)
    assert found.expression.split("(")[0] in found.source_line
    assert found.change not in found.kind


def test_the_change_is_told_apart():
    found = repair(too_early, find("has_diverged"), seconds=10)
    assert found.change.startswith("write `losses[-1] > factor * min(losses)` in place of")
    assert ">" not in found.kind


def annotated_only(trn_j):
    wanted = {a[IMG_ID] for a in trn_j["annotations"]}
    return {o[ID]: o["file_name"] for o in trn_j["images"] if o[ID] in wanted}


def test_an_error_that_only_disappears_is_no_step_towards_a_repair():
    assert repair(annotated_only, find("get_trn_fns"), seconds=3) is None


def not_the_idea_at_all(bb):
    return "box"


def test_the_reference_is_no_repair():
    assert repair(not_the_idea_at_all, find("hw_bb"), seconds=2) is None


@pytest.mark.parametrize("answer", [lambda bb: bb, find, print, find("hw_bb").answer])
def test_nothing_to_repair(answer):
    assert repair(answer, find("hw_bb")) is None


def loops(groups):
    while True:
        for group in groups:
            list(group)


def sleeps(groups):
    time.sleep(100)
    yield from groups


@pytest.mark.parametrize("answer", [loops, sleeps])
def test_the_budget_is_kept_where_candidates_never_end(answer):
    started = time.monotonic()
    repair(answer, find("unbatch"), seconds=1.0)
    # Where other programs have the core, a third of the real seconds count.
    assert time.monotonic() - started < 3 * 1.0 + 1


def test_seconds_without_a_core_count_a_third(monkeypatch):
    real, used = iter([0.0, 2.0, 5.0, 6.0]), iter([0.0, 2.0, 2.0, 9.0])
    monkeypatch.setattr(clock, "_last", {"real": 0.0, "used": 0.0, "seconds": 0.0})
    monkeypatch.setattr(clock.time, "monotonic", lambda: next(real))
    monkeypatch.setattr(clock.time, "process_time", lambda: next(used))
    # Busy; waiting for a core; busy with several threads.
    assert [clock.now() for _ in range(4)] == [0, 2, 3, 4]


def test_candidates_are_cheap():
    exercise = find("hw_bb")
    wanted = expected(exercise, 0)
    with Trials(far_corner_swapped, exercise) as trials:
        started, runs = time.process_time(), 300
        for _ in range(runs):
            assert trials.run(exercise.answer, 0, 1.0).value.tolist() == wanted.value.tolist()
        assert (time.process_time() - started) / runs < 0.005


#: Answers whose candidates would end the process, and with it the notebook's kernel.
FATAL = {
    # A list put into itself: PyTorch would follow it.
    "nms": ("measuring", "return torch", "return boxes[torch", "]"),
    # Functions in an array, and @: NumPy releases one of its numbers twice.
    "rotate": (
        "augment",
        "box_corners(bb)",
        "np.array([[bb[1], bb[3]], [bb[0], bb[2]], [1, 1]])",
        "",
    ),
}


def test_no_candidate_ends_the_process():
    code = "import inspect, linecache\nfrom minilib.workbook import judge\n"
    for name, (module, old, new, end) in FATAL.items():
        code += (
            f"from minilib import {module} as module\n"
            f"text = inspect.getsource(module.{name}).replace({old!r}, {new!r}).rstrip()\n"
            f"text += {end!r}\n"
            f"linecache.cache[{name!r}] = (len(text), None, text.splitlines(True), {name!r})\n"
            "names = dict(vars(module))\n"
            f"exec(compile(text, {name!r}, 'exec'), names)\n"
            f"print({name!r}, judge(names[{name!r}], {name!r}).right, flush=True)\n"
        )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "nms False\nrotate False\n"), done.stderr


def test_what_is_left_out_is_named_with_all_that_goes_with_it():
    tree = ast.parse("def f(x):\n    return (3 * x).max(dim=1).values").body[0]
    found = {one.change: one.kind for one in edits(tree, Material(tree, tree, {}))}
    change = "write `3 * x` in place of `(3 * x).max(dim=1).values`"
    assert found[change] == "an attribute and a call are not needed here"


def test_a_line_that_would_only_overwrite_a_name_is_no_missing_step():
    tree = ast.parse("def f(x):\n    y = x + 1\n    return y").body[0]
    reference = ast.parse("def f(x):\n    y, z = divmod(x, 2)\n    return y + 0 * (x + y)").body[0]
    found = [one for one in edits(tree, Material(reference, tree, {})) if "y, z" in one.words]
    assert {one.kind for one in found if "`return y`" in one.words and "above" in one.words} == {
        "`y` is not yet what is needed when this line begins"
    }


def one_list_for_all(iterable, size):
    batch = []
    for i, item in enumerate(iterable):
        batch.append(item)
        if (i + 1) % size == 0:
            yield batch
    if len(batch) % size != 0:
        yield batch


def test_what_has_to_begin_anew_is_named():
    found = repair(one_list_for_all, find("batches"))
    assert (found.expression, found.kind) == (
        "yield batch",
        "`batch` has to begin anew below this line",
    )


def opened_at_any_depth(groups):
    for thing in groups:
        if isinstance(thing, (list, tuple)):
            yield from opened_at_any_depth(thing)
        else:
            yield thing


def test_a_change_of_statements_that_holds_another_one_is_told_with_it():
    found = repair(opened_at_any_depth, find("unbatch"))
    assert found.kind.startswith("a call is not needed here; and in `if isinstance(")
    assert found.change.startswith("write `thing` in place of `opened_at_any_depth(thing)`; and")


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        ((("body", 0), ("body", 0)), (("body", 0), ("body", None)), True),
        ((("body", 0),), (("body", 0), ("body", None)), False),  # it has made the block itself
        ((("body", 1), ("body", 0)), (("body", 0), ("body", None)), False),
    ],
)
def test_what_statements_hold(first, last, held):
    made = Edit(first, ast.Pass(), ast.Pass(), "", 1.0, (), ())
    assert _kept(made, replace(made, path=last, new=[ast.Pass()])) is held
