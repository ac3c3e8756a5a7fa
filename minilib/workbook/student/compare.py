"""A learner's answer beside the solution's."""

from __future__ import annotations

import ast
import contextlib
import difflib

from minilib.workbook.student.answers import definition
from minilib.workbook.student.bindings import span
from minilib.workbook.student.judging import Result

LEGEND = "- yours   + the solution's   (no sign: in both)"


def comparison(result: Result) -> list[str]:
    """Lines, each behind its sign: ``'- '`` yours, ``'+ '`` the solution's, ``'  '`` both."""
    asked = result.answer.asked
    yours = _lines(result.answer.text)
    theirs = _lines(definition(asked.solution, asked.name))
    if yours == theirs:
        return [f"  {line}" for line in yours]
    lines = list(difflib.unified_diff(yours, theirs, n=len(yours), lineterm=""))
    return [f"{line[0]} {line[1:]}" for line in lines[3:]]  # without the names of files


def _lines(text: str) -> list[str]:
    """The lines of a definition without the docstring, which the stub gave."""
    lines = text.splitlines()
    with contextlib.suppress(SyntaxError):
        match ast.parse(text).body:
            case [ast.FunctionDef() | ast.ClassDef() as node] if ast.get_docstring(node):
                del lines[slice(*span(node.body[0]))]
    return [line for line in lines if line.strip()]
