"""Wrong and right answers that others wrote: none accepted, none refused, most explained.

All are judged with slips and relations, and a fixed sample of them with repair too, which takes
time: it may look for two seconds.
"""

import contextlib
import functools
import io
import os
import subprocess
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from minilib.workbook.exercises import find
from minilib.workbook.feedback import diagnosis
from minilib.workbook.feedback.check import judge

HERE = Path(__file__).parent / "kept_answers"
TOPICS = sorted(file.stem for file in HERE.glob("*.py"))
#: What must be said of some wrong answers: where a wrong cause was told, or the words matter.
FRAGMENTS = {
    "image_path__wrong__part_folder": "VOCdevkit/VOC2007 is missing",
    "image_path__wrong__leading_slash": "begins with a slash",
    "image_path__wrong__resolved": "absolute",
    "batches__wrong__return_in_loop": "inside the loop?",
    "get_cats__wrong__set_of_pairs": "set of pairs",
    "group_by_image__wrong__removes_ignore_key": "It changes annotations",
    "count_classes__wrong__pairs": "a dictionary is expected",
    "hw_bbs__wrong__reshape": "reshape does not transpose",
    "hw_bbs__wrong__far_swapped": "changed places",
    "xml_bb__wrong__float": "float64",
    "xml_bb__wrong__no_return": "is return missing?",
    "parse_box__wrong__returns_error": "raise, not return",
    "l1__wrong__per_side": "mean",
    "balance_factor__wrong__last_only": "box_losses[-1] / class_losses[-1]",
    "split_outputs__wrong__rounded": "Rounded to whole pixels",
}
#: At least so many of the wrong answers are explained, apart from errors that explain themselves:
#: by slips and relations, and of the sample by all three.
SHARE, SAMPLE_SHARE = 0.55, 0.75


def answers(topic):
    """All answers of a topic by their names: EXERCISE__wrong__SLUG or EXERCISE__right__SLUG."""
    module = import_module(f"kept_answers.{topic}")
    return {key: value for key, value in vars(module).items() if key.count("__") == 2}


ALL = [(topic, key) for topic in TOPICS for key in answers(topic) if not key.startswith("__")]
WRONG = [key for _, key in ALL if "__wrong__" in key]
SAMPLE = [(topic, key) for topic, key in ALL if key in WRONG][::40]


@functools.cache
def verdict(topic, key, repaired=False):
    """The verdict, and how long it took; with repair only where that is asked for."""
    name = key.split("__")[0]
    find(name)
    started = time.perf_counter()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        if not repaired:
            patch.setattr(diagnosis, "repair", lambda *_: None)
        found = judge(answers(topic)[key], name)
    return found, time.perf_counter() - started


@pytest.mark.parametrize(("topic", "key"), ALL)
def test_wrong_is_rejected_and_right_is_not(topic, key, record_property):
    found, _ = verdict(topic, key)
    name, kind, _ = key.split("__")
    assert found.kind not in {"unwritten", "minilibs"}
    assert found.right == (kind == "right"), found.text
    assert FRAGMENTS.get(key, "") in found.diagnosis
    if kind == "wrong":
        record_property("kept", (name, found.source or ("error" if is_plain(found) else "silent")))


def is_plain(found):
    """Whether it is told an error, which explains itself."""
    return not found.source and found.kind in {"raises", "endless"}


def test_most_of_the_wrong_ones_are_explained(reports):
    everything = [verdict(topic, key) for topic, key in ALL if key in WRONG]
    sample = [verdict(topic, key, repaired=True) for topic, key in SAMPLE]
    lines = []
    for title, judged, share in (("all", everything, SHARE), ("sample", sample, SAMPLE_SHARE)):
        found = [one for one in judged if not one[0].right]
        by_source = Counter(
            one.source or ("error" if is_plain(one) else "silent") for one, _ in found
        )
        lines += [f"{title:8}{source:10}{many:6}" for source, many in sorted(by_source.items())]
        lines.append(f"{title:8}{'longest':10}{max(seconds for _, seconds in found):6.1f} s")
        left = len(found) - by_source["error"]
        assert by_source["silent"] <= (1 - share) * left, "\n".join(lines)
    (reports / "kept_answers.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_must_be_said_is_said_of_answers_that_exist():
    assert set(FRAGMENTS) <= set(WRONG)


SEEDED = """
import contextlib, io, sys
from test_kept_answers import ALL, verdict
for topic, key in ALL:
    if topic in ("annotations", "paths"):
        print(verdict(topic, key)[0].text)
"""


def test_the_verdicts_do_not_depend_on_the_order_of_sets():
    said = set()
    for seed in ("1", "2", "33"):
        done = subprocess.run(
            [sys.executable, "-c", SEEDED],
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert "not right yet" in said.pop()
