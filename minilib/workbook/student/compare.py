"""A learner's answer beside the solution's."""

from __future__ import annotations

import ast
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
    return [line for line in _without_docstring(text).splitlines() if line.strip()]


def _without_docstring(text: str) -> str:
    """The text of a definition without the docstring, which the stub gave."""
    try:
        node = ast.parse(text).body[0]
    except (SyntaxError, IndexError):
        return text
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or ast.get_docstring(node) is None:
        return text
    lines = text.splitlines()
    del lines[slice(*span(node.body[0]))]
    return "\n".join(lines)
