"""Judge a learner's answers outside of Jupyter: in processes that may hang or crash."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Answer, Asked, asked_in
from minilib.workbook.student.bindings import as_python
from minilib.workbook.student.workspace import Work

#: How long the statements may take that an answer needs, and then all its cases together.
LIMIT = 40.0
_POLL = 0.01
_WORKER = "minilib.workbook.student.worker"


@dataclass(frozen=True)
class Result:
    """What came of an answer.

    Attributes
    ----------
    answer
        The learner's answer.
    status
        ``'untouched'``, ``'tried'`` or ``'right'``.
    text
        The feedback; empty for an answer that was judged on another's behalf only.
    """

    answer: Answer
    status: str
    text: str


def judged(
    work: Work,
    wanted: Sequence[Asked] | None = None,
    *,
    seconds: float = 5.0,
    limit: float = LIMIT,
    texts: bool = True,
) -> list[Result]:
    """Judge the answers of a chapter to the exercises ``wanted`` (all by default).

    What a learner has not written is not run. The answers above a wanted one are judged too: as in
    the notebook, a wrong one is replaced by minilib's own for those below.

    Parameters
    ----------
    work
        The learner's chapter.
    seconds
        How long one call may take.
    limit
        How long the statements may take that an answer needs, and then all its cases together.
    texts
        Give the feedback too, and look for known mistakes.
    """
    asked = asked_in(work.chapter)
    names = {one.name for one in (asked if wanted is None else wanted)}
    answers = {one.name: work.script.answer(one) for one in asked}
    last = max((n for n, one in enumerate(asked) if one.name in names), default=-1)
    to_run = [
        (one.name, answers[one.name].statement)
        for one in asked[: last + 1]
        if answers[one.name].written and answers[one.name].problem is None
    ]
    if not {name for name, _ in to_run} & names:
        to_run = []
    request = {
        "topic": work.chapter.topic,
        "file": f"chapters/{work.chapter.path.name}" if work.used is None else work.used.name,
        "cells": [_runnable(cell) for cell in work.script.code],
        "answers": to_run,
        "quiet": [name for name, _ in to_run if name not in names],
        "seconds": seconds,
        "texts": texts,
    }
    lines = _run(request, work.halves[".py"].path.parent, limit)
    return [_result(answers[one.name], lines.get(one.name)) for one in asked if one.name in names]


def _runnable(code: str) -> str:
    try:
        return as_python(code)
    except SyntaxError:
        return code


def _result(answer: Answer, line: dict | None) -> Result:
    name = answer.asked.name
    if answer.problem is not None:
        return Result(answer, "tried", _broken(name, answer.problem))
    if line is None or line["kind"] == "unwritten":
        return Result(answer, "untouched", f"{name}: not written yet.")
    return Result(answer, "right" if line["kind"] == "right" else "tried", line["text"])


def _broken(name: str, error: SyntaxError) -> str:
    lines = [f"{name}: not right yet.", f"  raises    SyntaxError: {error.msg}"]
    if error.text and error.text.strip():
        lines.append(f"  in line   {error.text.strip()}"[:80])
    if (error.text or "").startswith(("<<<<<<<", "=======", ">>>>>>>")):
        lines.append("  note      git's conflict markers are in its cell; keep one version")
    else:
        lines.append(f"  note      Python can't read its cell (line {error.lineno or 1} of it)")
    return "\n".join(lines)


# -- the process --------------------------------------------------------------------------------


def _run(request: dict, folder: Path, limit: float) -> dict[str, dict]:
    """Name -> what the process said of each answer. It is started again after an answer ends it."""
    done: dict[str, dict] = {}
    left, quiet = request["answers"], set(request["quiet"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        temporary = Path(name)
        # Those judged on another's behalf are skipped where nobody needs them.
        while any(name not in quiet for name, _ in left):
            begun, ended = _one_process(request | {"answers": left}, temporary, folder, limit, done)
            if begun is not None:
                done[begun] = {"kind": "ended", "text": _ended(begun, ended, limit)}
            before, left = left, [pair for pair in left if pair[0] not in done]
            if left == before:
                raise WorkbookError(
                    f"the answers of {request['file']} can't be run ({_last_line(temporary)}); "
                    "see 'workbook doctor'"
                )
    return done


def _one_process(
    request: dict, temporary: Path, folder: Path, limit: float, done: dict[str, dict]
) -> tuple[str | None, int | None]:
    """The answer that the process ended with, and its exit status; None when it was stopped."""
    asking, results = temporary / "request.json", temporary / "results"
    asking.write_text(json.dumps(request), encoding="utf-8")
    results.write_text("", encoding="utf-8")
    # Last on the path, so that a learner's own random.py does not stand in for Python's.
    begin = f"import sys; sys.path += {[str(TOP), str(folder)]}; import {_WORKER}; {_WORKER}.main()"
    command = [sys.executable, "-P", "-c", begin, str(asking), str(results)]
    # An answer's figures are for nobody, and what it prints must not come between the lines.
    environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8"}
    with (
        (temporary / "errors").open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            ended = _watch(process, results, limit)
        finally:
            _end(process)
    begun = None
    for line in results.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(ValueError):  # it was killed as it wrote
            said = json.loads(line)
            begun = said.get("begun", begun)
            if "done" in said:
                done[said["done"]] = said
                begun = None
    return begun, ended


def _watch(process: subprocess.Popen, results: Path, limit: float) -> int | None:
    """Wait for the process; None when nothing came from it for ``limit`` seconds."""
    size, since = 0, time.monotonic()
    while process.poll() is None:
        time.sleep(_POLL)
        now = results.stat().st_size
        if now != size:
            size, since = now, time.monotonic()
        elif time.monotonic() - since > limit:
            return None
    return process.returncode


def _end(process: subprocess.Popen) -> None:
    """End the process and all that it started."""
    if process.poll() is not None:
        return
    import psutil

    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()


def _ended(name: str, code: int | None, limit: float) -> str:
    if code is None:
        why = f"it had not ended after {limit:g} seconds, so it was stopped"
    else:
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        why = f"it ended the Python that ran it ({how}); return a result instead"
    return f"{name}: not right yet.\n  wrong     {why}"


def _last_line(temporary: Path) -> str:
    text = (temporary / "errors").read_text(encoding="utf-8", errors="replace")
    return (text.strip().splitlines() or ["it ended without a word"])[-1]
