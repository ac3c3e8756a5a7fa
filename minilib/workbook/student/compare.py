"""A learner's answer beside the solution's."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from minilib.workbook.student.answers import definition
from minilib.workbook.student.bindings import span
from minilib.workbook.student.judging import Result

#: Sign -> colour on a terminal; the signs alone say it too.
COLOURS = {"-": "cyan", "+": "magenta"}
LEGEND = "- yours   + the solution's   (no sign: in both)"


def comparison(result: Result) -> Iterator[tuple[str, str]]:
    """Lines, each with its sign: ``'-'`` yours, ``'+'`` the solution's, ``' '`` both."""
    asked = result.answer.asked
    yours = _lines(result.answer.text)
    theirs = _lines(definition(asked.solution, asked.name))
    matcher = difflib.SequenceMatcher(a=yours, b=theirs, autojunk=False)
    for kind, first, end, other_first, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield from ((" ", line) for line in yours[first:end])
        else:
            yield from (("-", line) for line in yours[first:end])
            yield from (("+", line) for line in theirs[other_first:other_end])


def _lines(text: str) -> list[str]:
    return [line for line in without_docstring(text).splitlines() if line.strip()]


def is_same(result: Result) -> bool:
    """Whether the two say the same."""
    return all(sign == " " for sign, _ in comparison(result))


def without_docstring(text: str) -> str:
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
