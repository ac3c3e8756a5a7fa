"""Which statement of a chapter gives a name its value, and what that statement needs to run.

A learner's answer is to be run outside of Jupyter, without running the chapter: a chapter may train
a network. So only those statements are run that the answer needs, directly or by way of others.
Nothing but the standard library is imported at once: the process that runs answers loads this.
"""

from __future__ import annotations

import ast
import dis
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from inspect import CO_NEWLOCALS
from types import CodeType

from minilib.workbook.feedback.idle import is_idle

#: Magics for a cell that is run as it stands: what it defines is there afterwards.
_AROUND = re.compile(r"\A(\s*)%%(?=(?:time|capture|prun)\b)")
_COMPREHENSIONS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
_READING = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME")
_BINDING = ("STORE_NAME", "STORE_GLOBAL")
#: Statements that give their names a new value in any case.
_SURE = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.Import | ast.ImportFrom
)


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell, and its lines, with its decorators.

    Which names it uses is found when it is asked: it takes far longer than to read the statement.
    """

    cell: int
    node: ast.stmt
    text: str

    @cached_property
    def _names(self) -> tuple[set[str], set[str], set[str]]:
        try:
            return _used(_compiled(ast.Module([self.node], [])))
        except RecursionError:  # a sum of a thousand terms: it is run as it stands, or not at all
            return set(), set(), set()

    @property
    def binds(self) -> set[str]:
        """Names that it gives a value."""
        return self._names[0]

    @cached_property
    def reads(self) -> tuple[set[str], set[str]]:
        """Names that it reads when it is run, and when a function in it is called."""
        bound, now, later = self._names
        # What may not give the name a value, or changes the one it has, needs what stands above.
        return now if isinstance(self.node, _SURE) else now | bound, later

    @cached_property
    def changes(self) -> set[str]:
        """Names whose value it changes in place: ``names.append(1)``."""
        found = set()
        for inner in ast.walk(self.node):
            match inner:
                case ast.Subscript(value, _, ast.Store()) | ast.Attribute(value, _, ast.Store()):
                    pass
                case ast.Expr(ast.Call(ast.Subscript(value) | ast.Attribute(value))):
                    pass
                case _:
                    continue
            while isinstance(value, ast.Subscript | ast.Attribute):
                value = value.value
            if isinstance(value, ast.Name):
                found.add(value.id)
        return found


def statements(cells: Sequence[str]) -> tuple[list[Statement], dict[int, SyntaxError]]:
    """The statements of all cells in order, and the cells that are not Python, with the reason."""
    found, broken = [], {}
    for number, cell in enumerate(cells):
        try:
            found += [replace(one, cell=number) for one in _of_cell(cell)]
        except SyntaxError as error:
            broken[number] = error
    return found, broken


@lru_cache(maxsize=1024)  # the cells of a chapter's two files are the same
def as_python(code: str) -> str:
    """A cell's code as Python: IPython knows magics, shell commands, and what is pasted.

    A SyntaxError means that not even IPython can read it.
    """
    try:
        ast.parse(code)
        return code
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # half a second: only here

        changed = TransformerManager().transform_cell(_AROUND.sub(r"\1# %%", code))
        ast.parse(changed)
        return changed
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; a thousand brackets
        raise SyntaxError(str(error)) from error


@lru_cache(maxsize=1024)
def _of_cell(code: str) -> tuple[Statement, ...]:
    code = as_python(code)
    _compiled(code)  # it refuses what parsing lets pass
    lines = code.splitlines()
    return tuple(
        Statement(0, _checked(node), "\n".join(lines[slice(*span(node))]))
        for node in ast.parse(code).body
    )


def span(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement with its decorators, as the two numbers of a slice."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return first - 1, node.end_lineno or node.lineno


def _checked(node: ast.stmt) -> ast.stmt:
    """``name = check(answer)`` as ``name = answer``, whatever is on the left; else ``node``."""
    match getattr(node, "value", None):
        case ast.Call(ast.Name("check"), [answer, *_], keywords):
            left = [one.id for one in getattr(node, "targets", ()) if isinstance(one, ast.Name)]
        case _:
            return node
    given = {one.arg: one.value.value for one in keywords if isinstance(one.value, ast.Constant)}
    target = given.get("name", left[0] if left else None)
    if not isinstance(target, str) or (isinstance(answer, ast.Name) and answer.id == target):
        return ast.copy_location(ast.Pass(), node)
    assigned = ast.Assign([ast.Name(target, ast.Store())], answer)
    return ast.fix_missing_locations(ast.copy_location(assigned, node))


def _compiled(code: str | ast.Module) -> CodeType:
    return compile(code, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def _used(code: CodeType) -> tuple[set[str], set[str], set[str]]:
    """Global names that code binds, reads as it runs, and reads when a function in it is called."""
    steps = [*dis.get_instructions(code)]
    bound = {step.argval for step in steps if step.opname in _BINDING}
    now = {step.argval for step in steps if step.opname in _READING}
    later: set[str] = set()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            _, inner_now, inner_later = _used(inner)
            later |= inner_later
            is_class = not inner.co_flags & CO_NEWLOCALS
            if is_class or inner.co_name in _COMPREHENSIONS:
                now |= inner_now
            else:
                later |= inner_now
    return bound, now, later


_DEFINITIONS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef


def needed(
    given: Sequence[Statement], goal: int, elsewhere: Collection[str] = ()
) -> list[Statement]:
    """What must be run for statement number ``goal``, itself included, in the chapter's order.

    Names in ``elsewhere`` get their value from somewhere else and are not looked for.
    """
    picked: set[int] = set()
    waiting = [goal]
    while waiting:
        number = waiting.pop()
        if number in picked:
            continue
        picked.add(number)
        one = given[number]
        now, later = one.reads
        for name in now - set(elsewhere):
            waiting += _first(given, name, range(number - 1, -1, -1))
        for name in later - set(elsewhere):
            above = _first(given, name, range(goal, -1, -1))
            # A helper may stand below its answer. That a loop further down has a variable of the
            # same name is an accident, and would hide that the name is not there in the notebook.
            below = (n for n in range(goal, len(given)) if isinstance(given[n].node, _DEFINITIONS))
            waiting += above or _first(given, name, below)
        waiting += _changing(given, one, number, goal)
    stars = {n for n, one in enumerate(given[:goal]) if _is_star(one.node)}
    return [given[number] for number in sorted(picked | stars)]


def _first(given: Sequence[Statement], name: str, numbers: Iterable[int]) -> list[int]:
    return next(([number] for number in numbers if name in given[number].binds), [])


def _changing(given: Sequence[Statement], one: Statement, start: int, goal: int) -> list[int]:
    # What an import gives is a module: plt.show() changes nothing that an answer could need.
    if isinstance(one.node, _DEFINITIONS):
        return []
    return [n for n in range(start + 1, goal) if given[n].changes & one.binds]


def _is_star(node: ast.stmt) -> bool:
    """Whether a statement gives names that it does not tell: a star import, ``%run own.py``."""
    if isinstance(node, ast.ImportFrom):
        return node.names[0].name == "*"
    return ast.unparse(node).startswith("get_ipython().run_line_magic('run'")


def does_nothing(node: ast.stmt) -> bool:
    """Whether a statement defines a function that is not written yet."""
    if not isinstance(node, ast.FunctionDef):
        return False
    codes = _compiled(ast.Module([node], [])).co_consts
    return any(isinstance(c, CodeType) and c.co_name == node.name and is_idle(c) for c in codes)


def defining(name: str) -> re.Pattern[str]:
    """Finds the lines that define ``name``, in text that need not be Python."""
    lines = rf"^(?:async +)?(?:def|class) +{name}\b|^{name} *(?::[^=\n]*)?=(?!=| *check\()"
    return re.compile(lines, re.MULTILINE)
