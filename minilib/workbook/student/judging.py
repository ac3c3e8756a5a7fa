"""Judge a learner's answers outside of Jupyter: in processes that may hang or crash."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from minilib.workbook.authoring.source import Asked
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.answers import Answer
from minilib.workbook.student.bindings import as_python
from minilib.workbook.student.workspace import Work

_WORKER = "minilib.workbook.student.worker"


@dataclass(frozen=True)
class Result:
    """The outcome of an answer: ``'untouched'``, ``'tried'`` or ``'right'``, and the feedback."""

    answer: Answer
    status: str
    text: str


def judged(
    work: Work,
    wanted: Sequence[Asked] | None = None,
    *,
    seconds: float = 5.0,
    limit: float = 40.0,
    texts: bool = True,
    seed: int | None = None,
) -> list[Result]:
    """Judge the answers of a chapter to the exercises ``wanted`` (all by default).

    What a learner has not written is not run. The answers above a wanted one are judged too: as in
    the notebook, a wrong one is replaced by minilib's own for those below. One call may take
    ``seconds``; ``limit`` is for the statements that an answer needs, and then for all its cases
    together. Without ``texts`` no feedback is made and no known mistake looked for. ``seed`` adds
    fresh cases.
    """
    asked = work.chapter.exercises
    names = {one.name for one in (asked if wanted is None else wanted)}
    if not work.touched:  # quicker than to look for them
        untouched = [Answer(one, text=one.stub) for one in asked if one.name in names]
        return [_result(answer, None) for answer in untouched]
    script = work.script
    _, broken = script.parsed
    answers = {one.name: script.answer(one) for one in asked}
    last = max((n for n, one in enumerate(asked) if one.name in names), default=-1)
    to_run = [
        (one.name, answers[one.name].statement)
        for one in asked[: last + 1]
        if answers[one.name].written and answers[one.name].problem is None
    ]
    request = {
        "topic": work.chapter.topic,
        "file": f"chapters/{work.chapter.path.name}" if work.used is None else work.used.name,
        "cells": [c if n in broken else as_python(c) for n, c in enumerate(script.code)],
        "answers": to_run,
        "wanted": sorted(names),
        "seconds": seconds,
        "limit": limit,
        "texts": texts,
        "seed": seed,
    }
    lines = _run(request, work.halves[".py"].path.parent)
    return [_result(answers[one.name], lines.get(one.name)) for one in asked if one.name in names]


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


def _run(request: dict, folder: Path) -> dict[str, dict]:
    """Name -> what the process said of each answer. It is started again after an answer ends it."""
    done: dict[str, dict] = {}
    left = request["answers"]
    # Those judged on another's behalf are skipped where nobody needs them.
    while any(name in request["wanted"] for name, _ in left):
        complaint = _one_process(request | {"answers": left}, folder, done)
        before, left = left, [pair for pair in left if pair[0] not in done]
        if left == before:
            raise WorkbookError(
                f"the answers of {request['file']} can't be run ({complaint}); "
                "see 'workbook doctor'"
            )
    return done


def _one_process(request: dict, folder: Path, done: dict[str, dict]) -> str:
    """Add to ``done`` what one process says; the last line of its errors.

    It reads from a file and writes to files: a pipe would stay open in whatever an answer starts.
    """
    # Last on the path, so that a learner's own random.py does not stand in for Python's.
    begin = f"import sys; sys.path += {[str(TOP), str(folder)]}; import {_WORKER}; {_WORKER}.main()"
    environment = os.environ | {"MPLBACKEND": "Agg"}  # an answer's figures are for nobody
    with contextlib.ExitStack() as stack:
        asking, said, errors = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        asking.write(json.dumps(request).encode())
        asking.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", begin],
            cwd=folder,
            env=environment,
            stdin=asking,
            stdout=said,
            stderr=errors,
            start_new_session=True,
        )
        try:
            process.wait()  # it ends itself when nothing comes of it (see the worker)
        finally:
            _end(process)
        begun = None
        for line in _lines(said):
            with contextlib.suppress(ValueError):  # it was killed as it wrote
                one = json.loads(line)
                begun = one.get("begun", begun)
                if "done" in one:
                    done[one["done"]], begun = one, None
        complaints = _lines(errors)
        if begun is not None:
            late = any(line.startswith("Timeout (") for line in complaints)
            how = None if late else process.returncode
            done[begun] = {"kind": "ended", "text": _ended(begun, how, request["limit"])}
        return (complaints or ["it ended without a message"])[-1]


def _lines(file: BinaryIO) -> list[str]:
    file.seek(0)
    return file.read().decode("utf-8", "replace").strip().splitlines()


def _end(process: subprocess.Popen) -> None:
    """End the process and all that it started."""
    process.kill()
    with contextlib.suppress(OSError, AttributeError):  # nothing is left; on Windows no groups
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ended(name: str, code: int | None, limit: float) -> str:
    if code is None:
        why = f"it was still running after {limit:g} seconds, so it was stopped"
    else:
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        why = f"it ended the Python that ran it ({how}); return a result instead"
    return f"{name}: not right yet.\n  wrong     {why}"
