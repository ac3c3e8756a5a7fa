"""Small damages to a function, made by machine: each should be told from the real one."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator

from minilib.workbook.feedback.edits import altered, paths, put

#: What becomes of an operator or a comparison.
_SIGNS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,), ast.Pow: (ast.Mult,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip


def mutants(function: Callable) -> Iterator[tuple[str, Callable]]:
    """All mutants of a function: what was changed (``'a + b -> a - b'``), and the mutant.

    Operators, comparisons and conditions are swapped, numbers shifted by one, strings changed,
    neighbours in lists and calls exchanged, method calls, keyword arguments and whole statements
    dropped. A description that comes a second time gets a number.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body = [ast.fix_missing_locations(_without_docstring(tree.body[0]))]
    raised = [path for path, node in paths(tree) if isinstance(node, ast.Raise)]
    seen: Counter[str] = Counter()
    for path, node in list(paths(tree)):
        # Which error matters, and is seen when it is dropped; its words are free.
        words = any(path != way and path[: len(way)] == way for way in raised)
        if len(path) == 1 or path[1][0] != "body" or words:
            continue
        for replacement in _changed(node):
            if ast.unparse(replacement) == ast.unparse(node):
                continue  # two neighbours that are the same
            text = f"{_line(node)} -> {_line(replacement)}"
            seen[text] += 1
            changed = put(tree, path, replacement)
            description = text if seen[text] == 1 else f"{text} ({seen[text]})"
            yield description, _compiled(changed, function)


def _without_docstring(function: ast.FunctionDef) -> ast.FunctionDef:
    start = 1 if ast.get_docstring(function) is not None else 0
    return altered(function, body=function.body[start:])


def _line(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:34]} .. {text[-34:]}"


def _compiled(tree: ast.Module, function: Callable) -> Callable:
    names = dict(function.__globals__)
    tree = ast.fix_missing_locations(tree)
    exec(compile(tree, f"<mutant of {function.__name__}>", "exec"), names)
    return names[function.__name__]


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """What can be done to a node."""
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass | ast.FunctionDef):
        yield ast.Pass()
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        yield from (altered(node, op=other()) for other in _SIGNS.get(type(node.op), ()))
    match node:
        case ast.Compare(ops=[op, *more]):
            yield from (altered(node, ops=[other(), *more]) for other in _SIGNS[type(op)])
        case ast.BoolOp(values=values):
            for number in range(len(values)):
                rest = values[:number] + values[number + 1 :]
                yield altered(node, values=rest) if rest[1:] else rest[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=value):
            yield from map(ast.Constant, _shifted(value))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield altered(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[_, *_]):
            yield altered(node, ifs=[])
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            starred = any(isinstance(one, ast.Starred) for one in elts)
            for n in range(0 if starred and isinstance(node.ctx, ast.Store) else len(elts) - 1):
                yield altered(node, elts=[*elts[:n], elts[n + 1], elts[n], *elts[n + 2 :]])
        case ast.Call(func=func, args=args, keywords=keywords):
            if len(args) >= 2:
                yield altered(node, args=[args[1], args[0], *args[2:]])
            for n in range(len(keywords)):
                yield altered(node, keywords=keywords[:n] + keywords[n + 1 :])
            if isinstance(func, ast.Attribute) and not args:
                yield func.value
        case ast.DictComp(key=key, value=value):
            yield altered(node, key=value, value=key)


def _shifted(value: object) -> list:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 2, value + 1]
    return [f"{value}x"] if isinstance(value, str) else []
