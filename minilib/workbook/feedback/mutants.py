"""Small damages to a function, made by machine: each should be told from the real one."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator

_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARISONS = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


def mutants(function: Callable) -> Iterator[tuple[str, Callable]]:
    """All mutants of a function: what was changed (``'a + b -> a - b'``), and the mutant.

    Operators, comparisons and conditions are swapped, numbers shifted by one, strings changed,
    neighbours in lists and calls exchanged, method calls, keyword arguments and whole statements
    dropped. A description that comes a second time gets a number.
    """
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for path in _paths(tree):
        node = _at(tree, path)
        for replacement in _changed(node):
            if ast.unparse(replacement) == ast.unparse(node):
                continue  # two neighbours that are the same
            changed = copy.deepcopy(tree)
            _put(changed, path, replacement)
            text = f"{_line(node)} -> {_line(replacement)}"
            seen[text] += 1
            description = text if seen[text] == 1 else f"{text} ({seen[text]})"
            yield description, _compiled(changed, function)


def _line(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else f"{text[:34]} .. {text[-34:]}"


def _compiled(tree: ast.Module, function: Callable) -> Callable:
    names = dict(function.__globals__)
    code = compile(ast.fix_missing_locations(tree), f"<mutant of {function.__name__}>", "exec")
    exec(code, names)
    return names[function.__name__]


# -- walking a tree by paths, so that one node of a copy can be replaced ------------------------

Path = tuple[tuple[str, int | None], ...]


def _paths(tree: ast.Module) -> Iterator[Path]:
    """The way to every node of the function's body but its docstring."""
    body = tree.body[0].body
    start = 1 if ast.get_docstring(tree.body[0]) is not None else 0
    for number in range(start, len(body)):
        yield from _below(body[number], (("body", 0), ("body", number)))


def _below(node: ast.AST, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(node, ast.Raise):
        return  # which error matters and is seen when it is dropped; its words are free
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield from _below(value, (*path, (name, None)))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _below(item, (*path, (name, number)))


def _at(tree: ast.AST, path: Path) -> ast.AST:
    for name, number in path:
        tree = getattr(tree, name) if number is None else getattr(tree, name)[number]
    return tree


def _put(tree: ast.AST, path: Path, node: ast.AST) -> None:
    parent = _at(tree, path[:-1])
    name, number = path[-1]
    if number is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[number] = node


# -- what can be done to a node -----------------------------------------------------------------


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass | ast.FunctionDef):
        yield ast.Pass()
    for kind, change in _CHANGES:
        if isinstance(node, kind):
            yield from change(node)


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _OPERATORS:
        yield _with(node, op=_OPERATORS[type(node.op)]())


def _augmented(node: ast.AugAssign) -> Iterator[ast.AST]:
    if type(node.op) in _OPERATORS:
        yield _with(node, op=_OPERATORS[type(node.op)]())


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for other in _COMPARISONS.get(type(node.ops[0]), ()):
        yield _with(node, ops=[other(), *node.ops[1:]])


def _boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for number in range(len(node.values)):
        rest = node.values[:number] + node.values[number + 1 :]
        yield rest[0] if len(rest) == 1 else _with(node, values=rest)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node.value, float):
        yield ast.Constant(node.value * 2)
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str):
        yield ast.Constant(f"{node.value}x")


def _condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _loop(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield _with(node, ifs=[])


def _neighbours(node: ast.List | ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Store) and any(isinstance(e, ast.Starred) for e in node.elts):
        return
    for number in range(len(node.elts) - 1):
        elements = list(node.elts)
        elements[number : number + 2] = elements[number + 1], elements[number]
        yield _with(node, elts=elements)


def _called(node: ast.Call) -> Iterator[ast.AST]:
    if len(node.args) >= 2:
        yield _with(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for number in range(len(node.keywords)):
        yield _with(node, keywords=node.keywords[:number] + node.keywords[number + 1 :])
    if isinstance(node.func, ast.Attribute) and not node.args:
        yield node.func.value


def _exchanged(node: ast.DictComp) -> Iterator[ast.AST]:
    yield _with(node, key=node.value, value=node.key)


_CHANGES = (
    (ast.BinOp, _binary),
    (ast.AugAssign, _augmented),
    (ast.Compare, _compare),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _unary),
    (ast.Constant, _constant),
    (ast.If | ast.IfExp | ast.While, _condition),
    (ast.comprehension, _loop),
    (ast.List | ast.Tuple, _neighbours),
    (ast.Call, _called),
    (ast.DictComp, _exchanged),
)
