"""Slips: the few mistakes that are about an exercise's idea, as changes of its reference.

A change is written in the reference's own words: ``drop("- 1")``, ``swap("bb[2]", "bb[3]")``,
``put("<", "<=")``. What it is applied to is the reference as :func:`body` gives it: without
docstring, comments and type hints, in :func:`ast.unparse`'s layout (single quotes, one statement
per line). A change that no longer fits its reference is an error, which the build reports.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import linecache
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from minilib.workbook.errors import WorkbookError


@dataclass(frozen=True)
class Put:
    """``old`` becomes ``new`` wherever it stands, or only at its occurrence number ``nth``."""

    old: str
    new: str
    nth: int | None = None

    def __call__(self, code: str) -> str:
        pieces = code.split(self.old)
        if len(pieces) <= (self.nth or 1):
            raise WorkbookError(f"'{self.old}' does not stand in the reference often enough")
        if self.nth is None:
            return self.new.join(pieces)
        before, after = self.old.join(pieces[: self.nth]), self.old.join(pieces[self.nth :])
        return before + self.new + after


@dataclass(frozen=True)
class Drop:
    """``text`` is taken out; a statement that begins so is taken out with all that is in it."""

    text: str
    nth: int | None = None

    def __call__(self, code: str) -> str:
        shorter = Put(self.text, "", self.nth)(code)
        if _compiles(shorter):
            return shorter
        tree = ast.parse(code)
        remover = _Remover(self.text)
        tree = ast.fix_missing_locations(remover.visit(tree))
        if not remover.removed:
            raise WorkbookError(f"what is left without '{self.text}' is no Python")
        return ast.unparse(tree)


@dataclass(frozen=True)
class Swap:
    """``first`` and ``second`` change places, everywhere."""

    first: str
    second: str

    def __call__(self, code: str) -> str:
        for text in (self.first, self.second):
            if text not in code:
                raise WorkbookError(f"'{text}' does not stand in the reference")
        parts = [part.replace(self.second, self.first) for part in code.split(self.first)]
        return self.second.join(parts)


class _Remover(ast.NodeTransformer):
    def __init__(self, text: str) -> None:
        self.text, self.removed = text, False

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.stmt) and ast.unparse(node).startswith(self.text):
            self.removed = True
            return ast.Pass()
        return super().generic_visit(node)


def _compiles(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


#: How the changes are called where exercises are written.
put, drop, swap = Put, Drop, Swap

Change = Put | Drop | Swap
#: A change of the reference, several of them, or a whole function where no change would do.
Slip = Change | tuple[Change, ...] | Callable


def changes(slip: Slip) -> tuple[Change, ...]:
    """A slip's changes, in order; none for a whole function."""
    if isinstance(slip, tuple):
        return slip
    return (slip,) if isinstance(slip, Change) else ()


def wrong(reference: Callable, slip: Slip) -> Callable:
    """The wrong function.

    Raises
    ------
    WorkbookError
        A change does not fit the reference, or what comes out is not Python.
    """
    return changed(reference, changes(slip)) if changes(slip) else slip


def pairs(reference: Callable, slips: Iterable[Slip]) -> Iterator[tuple[Slip, Slip, Callable]]:
    """Every two slips that can be made at once, and the function with both."""
    for first, second in itertools.combinations(slips, 2):
        if not (changes(first) and changes(second)):
            continue
        try:
            yield first, second, changed(reference, changes(first) + changes(second))
        except WorkbookError:
            continue  # the first took away what the second changes


@cache
def body(reference: Callable) -> str:
    """The reference's source that changes are applied to: no docstring, comments or type hints."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        documented = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if documented and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


@cache
def changed(reference: Callable, changes: tuple[Change, ...]) -> Callable:
    """The reference with these changes made one after the other."""
    code = body(reference)
    for change in changes:
        code = change(code)
    name = reference.__name__
    file = f"<{name}, {'; '.join(map(str, changes))}>"
    names = dict(vars(inspect.getmodule(inspect.unwrap(reference))))
    try:
        exec(compile(code, file, "exec"), names)
    except (SyntaxError, ValueError) as error:
        raise WorkbookError(f"a slip of {name} is no Python ({error})") from error
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    return names[name]
