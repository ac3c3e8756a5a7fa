"""Run answers of one chapter, as a request says, and report what came of them, a line for each.

It runs in a process of its own (see :mod:`minilib.workbook.student.judging`), because an answer may
never end, call ``exit()`` or crash Python.
"""

from __future__ import annotations

import ast
import faulthandler
import json
import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from minilib.workbook.feedback.check import judge
from minilib.workbook.feedback.report import Verdict, told
from minilib.workbook.student.bindings import Statement, needed, statements
from minilib.workbook.student.fresh import with_fresh_cases


def main() -> None:
    """Read the request (JSON) from standard input; write a line for each answer when it is judged.

    What an answer itself prints goes nowhere.
    """
    request = json.loads(sys.stdin.buffer.read())
    output = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)

    def write(**line: object) -> None:
        os.write(output, json.dumps(line).encode() + b"\n")
        # Python's own watchdog, which no answer can hold up: from line to line it has so long.
        faulthandler.dump_traceback_later(request["limit"], exit=True)

    faulthandler.dump_traceback_later(request["limit"], exit=True)
    _judge_all(request, write)
    # Threads that an answer left behind must not keep this process.
    os._exit(0)


def _judge_all(request: dict, write: Callable) -> None:
    exercises = import_module(f"minilib.workbook.exercises.{request['topic']}").EXERCISES
    given, _ = statements(request["cells"])
    for number, cell in enumerate(request["cells"], 1):  # tracebacks look for lines there
        where = f"<{request['file']}, cell {number}>"
        linecache.cache[where] = (len(cell), None, cell.splitlines(keepends=True), where)
    # As in the notebook: what is not right is replaced by minilib's own and spoils nothing below.
    known = {name: exercise.answer for name, exercise in exercises.items()}
    for name, position in _used(request, given, set(exercises)):
        write(begun=name)
        function, problem = _make(given, position, name, known, request["file"])
        write(made=name)
        exercise = exercises[name]
        if request["seed"] is not None:
            exercise, _ = with_fresh_cases(name, request["seed"])
        verdict = problem or judge(
            function, exercise, seconds=request["seconds"], diagnosis=request["texts"]
        )
        if verdict.kind == "right":
            known[name] = function
        lines = []
        if request["texts"]:
            # Without advice that is good in a notebook only.
            said = tuple(line for line in verdict.lines if "restart the kernel" not in line[1])
            lines = told(name, replace(verdict, lines=said), len(exercise.cases), 80)
        write(done=name, kind=verdict.kind, text="\n".join(lines))


def _used(request: dict, given: list[Statement], exercises: set[str]) -> list[tuple[str, int]]:
    """The answers to judge: those asked for, and those above that they need."""
    names = set(request["wanted"])
    for name, position in reversed(request["answers"]):
        if name in names:
            for one in needed(given, position, exercises - {name}):
                names |= set().union(*one.reads) & exercises
    return [(name, position) for name, position in request["answers"] if name in names]


def _make(
    given: list[Statement], position: int, name: str, known: dict, file: str
) -> tuple[Callable | None, Verdict | None]:
    """Run what an answer needs; the answer, or a verdict where it can't even be defined."""
    others = {key: value for key, value in known.items() if key != name}
    space = _notebook_names()
    space |= others  # in place: get_ipython keeps it
    for one in needed(given, position, others):
        where = f"<{file}, cell {one.cell + 1}>"
        try:
            code = compile(ast.Module([one.node], []), where, "exec")
            exec(code, space)
        except (Exception, SystemExit) as error:
            # An error further up shows itself when the answer misses what it needs.
            if one is given[position]:
                message = f"{type(error).__name__}: {error}".removesuffix(": ")
                lines = (("raises", message), ("note", "when its cell is run"))
                return None, Verdict("raises", lines)
        space |= others
    answer = space.get(name)
    if not callable(answer):
        return None, Verdict("raises", (("wrong", f"{name} is not a function"),))
    return answer, None


def _notebook_names() -> dict[str, object]:
    """What a name means in a notebook before anything was run."""
    space: dict[str, object] = {"__name__": "__main__", "display": lambda *_, **__: None}

    def get_ipython() -> object:
        from IPython.core.interactiveshell import InteractiveShell  # a second: only when asked
        from traitlets.config import Config

        quiet = Config({"HistoryManager": {"enabled": False}})
        shell = InteractiveShell.instance(config=quiet, user_ns=space)
        shell.user_ns = space
        return shell

    space["get_ipython"] = get_ipython
    return space
