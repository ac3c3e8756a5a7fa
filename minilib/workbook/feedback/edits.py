"""Small edits of a function's syntax tree: what a learner may have meant.

An edit puts a node, or a list of statements, in place of another. It knows what it costs (the less
it changes, and the more often people make that mistake, the less), its kind in a learner's words,
and the change itself. A few rules make all of them: a field of a node becomes another of its sort,
found in the learner's code or in the reference; two neighbours change places; an item of a list is
taken out or put in; something is wrapped or unwrapped; a statement moves in or out of a block.
"""

from __future__ import annotations

import ast
import builtins
import copy
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from minilib.workbook.feedback.clock import now

Path = tuple[tuple[str, int | None], ...]
#: What may be put in place of a node, what kind of change that is, and how unlikely it is.
Offer = tuple[ast.AST, str, float]


@dataclass(frozen=True)
class Edit:
    """One change of a tree.

    ``new`` takes the place of what ``ways`` lead to: a node, equal ones at several places, or a
    list of statements; ``more`` is the same mistake at other places. ``at`` is the learner's node
    that it is about, ``kind`` says what it is without giving it away, ``words`` all of it.
    What costs less is tried sooner; ``out`` and ``put_in`` count nodes.
    """

    ways: tuple[Path, ...]
    new: ast.AST | list[ast.stmt]
    at: ast.AST
    kind: str
    cost: float
    out: int
    put_in: int
    words: str = ""
    more: tuple[tuple[tuple[Path, ...], ast.AST], ...] = ()

    @property
    def again(self) -> str:
        """In words, that the same is wrong elsewhere."""
        many = len(self.more)
        return f", and the same at {many} other place{'s' * (many > 1)}" if many else ""

    @property
    def change(self) -> str:
        """The change itself, in words."""
        return self.words or f"write `{text(self.new)}` in place of `{text(self.at)}`{self.again}"

    def make(self, tree: ast.AST) -> list[tuple[Path, object]]:
        """Make it in ``tree``; return what was there, for :func:`undo`."""
        changes = ((self.ways, self.new), *self.more)
        return [(way, put(tree, way, new)) for ways, new in changes for way in ways]


def undo(tree: ast.AST, made: list[tuple[Path, object]]) -> None:
    """Put back what an edit has replaced."""
    for way, old in reversed(made):
        put(tree, way, old)


# -- trees ----------------------------------------------------------------------------------------


def paths(node: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every node below ``node``, with the way to it."""
    for name, value in ast.iter_fields(node):
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for number, item in items:
            if isinstance(item, ast.AST):
                way = (*path, (name, number))
                yield way, item
                yield from paths(item, way)


def at(tree: ast.AST, path: Path) -> object:
    """The node, or the list of nodes, at the end of a path."""
    for name, number in path:
        tree = getattr(tree, name) if number is None else getattr(tree, name)[number]
    return tree


def put(tree: ast.AST, path: Path, new: object) -> object:
    """Put ``new`` at the end of a path, and return what was there."""
    parent, (name, number), old = at(tree, path[:-1]), path[-1], at(tree, path)
    if number is None:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[number] = new
    return old


def altered(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node with other fields; what is below them is shared."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


_SIGNS = ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop


def size(node: ast.AST | list) -> int:
    """How many nodes there are, without contexts and operators."""
    return len(_ids(node, {}))


def _ids(node: ast.AST | list, known: dict[int, frozenset[int]]) -> frozenset[int]:
    """What is counted of a node and all below it; ``known`` for nodes that stay as they are."""
    if isinstance(node, list):
        return frozenset().union(*(_ids(one, known) for one in node))
    if isinstance(node, _SIGNS):
        return frozenset()
    if id(node) in known:
        return known[id(node)]
    below = [_ids(one, known) for one in ast.iter_child_nodes(node)]
    return frozenset((id(node),)).union(*below)


def text(node: ast.AST | list) -> str:
    """A node's source in one line."""
    if isinstance(node, list):
        return "; ".join(map(text, node))
    lines = [line.strip() for line in ast.unparse(node).splitlines()]
    return "".join(line + (" " if line.endswith(":") else "; ") for line in lines).rstrip("; ")


def _head(node: ast.AST) -> str:
    """A statement's first line."""
    return ast.unparse(node).splitlines()[0]


def _unlike(nodes: Iterable[ast.AST]) -> list:
    return list({text(node): node for node in nodes}.values())


# -- the reference in the learner's names ---------------------------------------------------------

#: Where a name is bound, and to a part of what.
_BINDING = {
    ast.Assign: ("targets", "value"), ast.AugAssign: ("target", "value"),
    ast.NamedExpr: ("target", "value"), ast.AnnAssign: ("target", "value"),
    ast.For: ("target", "iter"), ast.comprehension: ("target", "iter"),
    ast.withitem: ("optional_vars", "context_expr"),
}  # fmt: skip


def _bindings(function: ast.AST) -> list[tuple[str, tuple, ast.AST | None]]:
    """The locals in order: name; what is bound where, and which part of it; the value itself."""
    found = []
    for _, node in paths(function):
        if isinstance(node, ast.Lambda):
            found += [(arg.arg, ("lambda", n, ""), None) for n, arg in enumerate(node.args.args)]
        where, what = _BINDING.get(type(node), ("", ""))
        targets, value = getattr(node, where, []), getattr(node, what, None)
        for target in targets if isinstance(targets, list) else [targets]:
            names = [n for n in ast.walk(target) if isinstance(n, ast.Name)] if target else []
            each = value.elts if isinstance(value, ast.Tuple) and len(names) > 1 else []
            for number, name in enumerate(n for n in names if isinstance(n.ctx, ast.Store)):
                inner = each[number] if number < len(each) else None if names[1:] else value
                source = (what, number if inner is None else 0, text(inner or value or name))
                found.append((name.id, source, inner if what == "value" else None))
    return found


def parameters(function: ast.FunctionDef) -> list[str]:
    """Names of the parameters, in order."""
    args = function.args
    return [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, ast.AST]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        new = self._names.get(node.id, node)
        if isinstance(new, ast.Name):
            return altered(node, id=new.id)
        return copy.deepcopy(new) if isinstance(node.ctx, ast.Load) else node


def matched(reference: ast.FunctionDef, learner: ast.FunctionDef) -> ast.FunctionDef:
    """The reference with the learner's names.

    Parameters are matched by their position; locals by what they are given, and by the order in
    which they come. A local that the learner does not have is replaced with its value.
    """
    both = zip(parameters(reference), parameters(learner), strict=False)
    names: dict[str, ast.AST] = {old: ast.Name(new) for old, new in both}
    theirs = _bindings(learner)

    def renamed(tree: ast.AST) -> ast.AST:
        return _Renamed(names).visit(copy.deepcopy(tree))

    for step in ("source", "order"):
        for number, (name, (what, _, _), value) in enumerate(_bindings(reference)):
            if name in names:
                continue
            _, source, _ = _bindings(renamed(reference))[number]
            alike = [own for own, given, _ in theirs if given == source or own == name]
            taken = {one.id for one in names.values() if isinstance(one, ast.Name)}
            same = [own for own, given, _ in theirs if given[0] == what and own not in taken]
            if alike:
                names[name] = ast.Name(alike[0])
            elif step == "order" and (value is not None or same):
                names[name] = renamed(value) if value is not None else ast.Name(same[0])
    return renamed(reference)


class Material:
    """Everything that may be put into a learner's function: pieces of the reference, and casts.

    ``names`` are the learner's globals.
    """

    def __init__(
        self, reference: ast.FunctionDef, learner: ast.FunctionDef, names: dict[str, object]
    ) -> None:
        tree = matched(reference, learner)
        for node in ast.walk(tree):
            node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
        self.half = max(5, size(tree.body) // 2)
        self.known: dict[int, frozenset[int]] = {}
        own = [node for _, node in paths(learner)]
        nodes = [one for stmt in tree.body for one in (stmt, *(node for _, node in paths(stmt)))]
        self.locals = list(
            dict.fromkeys([*parameters(learner), *(one[0] for one in _bindings(learner))])
        )
        known = {*names, *dir(builtins), *self.locals, "_"}
        self.pieces = [
            one
            for one in _unlike(n for n in nodes if isinstance(n, ast.expr))
            if _is_value(one) and _known(one, known)
        ]
        self.texts = {id(one): text(one) for one in self.pieces}
        self.statements = _unlike(n for n in nodes if isinstance(n, ast.stmt))
        tests = [t for n in nodes for t in getattr(n, "ifs", [getattr(n, "test", None)]) if t]
        parts = [one for test in tests for one in getattr(test, "values", ())]
        self.conditions = [one for one in _unlike([*tests, *parts]) if _known(one, known)]
        self.keywords = [n for n in nodes if isinstance(n, ast.keyword) and _known(n, known)]
        self.written = {text(node) for node in own if isinstance(node, ast.stmt)}
        self.bound = [_bound(node) for node in own if isinstance(node, ast.stmt)]
        self._alike = [n for n in (*self.pieces, *self.keywords, *own) if _known(n, known)]
        casts = [ast.parse(one, mode="eval").body for one in _CASTS]
        self.wrappers = [(one, way) for one in self.pieces for way in _inner(one)]
        for node in reversed(nodes):
            self.known[id(node)] = _ids(node, self.known)
        self.casts = [(one, _inner(one)[0]) for one in casts if _known(one, {*known, "x"})]

    def others(self, node: ast.AST, field: str) -> list:
        """What this field holds in other nodes of the sort, the reference's first."""
        found = {}
        for one in self._alike:
            if type(one) is type(node) and one is not node:
                value = getattr(one, field)
                found[text(value) if isinstance(value, ast.AST) else repr(value)] = value
        return list(found.values())


def _known(node: ast.AST, known: set[str]) -> bool:
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return used <= known | {one[0] for one in _bindings(node)}


def _is_value(node: ast.AST) -> bool:
    loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    return loaded and not isinstance(node, ast.Starred | ast.Yield | ast.YieldFrom | ast.Slice)


_CASTS = (
    *("(x,)", "[x]"),
    *("int(x)", "float(x)", "str(x)", "list(x)", "tuple(x)", "iter(x)", "len(x)", "not x", "-x"),
    *("x + 1", "x - 1", "np.array(x)", "x.copy()", "x.float()", "x.item()"),
)


# -- the rules ------------------------------------------------------------------------------------

OTHER, MISSING, SURPLUS = "another {} is needed", "{} is missing here", "{} is not needed here"

#: Which field of a node becomes another of its sort; in words; how unlikely that is.
_FIELDS = {
    ast.Name: ("id", "name", 1.2), ast.Attribute: ("attr", "method or attribute", 1.2),
    ast.Constant: ("value", "value", 1.0), ast.BinOp: ("op", "operator", 1.0),
    ast.AugAssign: ("op", "operator", 1.0), ast.BoolOp: ("op", "one of `and` and `or`", 0.9),
    ast.Compare: ("ops", "comparison", 0.9), ast.Subscript: ("slice", "index", 1.2),
}  # fmt: skip
_OPPOSITE = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_TWINS = dict(
    pair
    for line in (
        "min max", "any all", "floor ceil round", "append extend", "argmin argmax", "sin cos tan",
        "mean sum max min median prod", "keys values items", "minimum maximum", "name stem suffix",
        "break continue", "startswith endswith", "deg2rad rad2deg", "hstack vstack", "lower upper",
        "extend append", "is_file is_dir exists",
    )
    for pair in ((word, [w for w in line.split() if w != word]) for word in line.split())
)  # fmt: skip
_MEMBERS = {
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot, ast.Eq),
    ast.IsNot: (ast.Is, ast.NotEq),
}  # fmt: skip
#: Lists whose items are taken out and put in, and what an item is.
_ITEMS = (
    (ast.Call, "args", "an argument"), (ast.Call, "keywords", "an argument"),
    (ast.List | ast.Tuple, "elts", "an element"), (ast.BoolOp, "values", "a condition"),
    (ast.comprehension, "ifs", "a condition"),
)  # fmt: skip
_SIDES = (
    (ast.BinOp, "left", "right", "these two have changed places"),
    (ast.DictComp, "key", "value", "key and value have changed places"),
)
_AROUND = (
    (ast.Call, "a call"), (ast.BinOp, "a part of the calculation"), (ast.BoolOp, "a condition"),
    (ast.UnaryOp, "a sign or a `not`"), (ast.Subscript, "an index"),
    (ast.Attribute, "an attribute"),
)  # fmt: skip
_BLOCKS = ast.For | ast.While | ast.If | ast.With | ast.Try


def _nearby(node: ast.AST) -> list:
    """What a field may become that no other holds: the next number, the opposite operator."""
    if isinstance(node, ast.Compare):
        each = (
            (n, one) for n, op in enumerate(node.ops) for one in _MEMBERS.get(type(op), _ORDERS)
        )
        return [[*node.ops[:n], other(), *node.ops[n + 1 :]] for n, other in each]
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool | str | bytes) or not isinstance(value, int | float):
            return [not value] if isinstance(value, bool) else []
        return [value + 1, value - 1, 0, 1, 2, -value, *([2 * value, value / 2] * (value % 1 > 0))]
    if isinstance(node, ast.Name | ast.Attribute):
        return _TWINS.get(getattr(node, "id", "") or getattr(node, "attr", ""), [])
    opposite = _OPPOSITE.get(type(getattr(node, "op", None)))
    return [opposite()] if opposite else []


def _others(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    if type(node) not in _FIELDS:
        return
    field, what, cost = _FIELDS[type(node)]
    given = [] if isinstance(node, ast.Compare | ast.BoolOp) else material.others(node, field)
    for other in (*given, *_nearby(node)):
        if isinstance(node, ast.Constant):
            number = isinstance(other, int | float) and isinstance(node.value, int | float)
            if type(other) is not type(node.value) and not number:
                continue
            what = "text" if isinstance(other, str) else "number" if number else what
        own = field == "id" and other in material.locals
        yield altered(node, **{field: other}), OTHER.format(what), 1.0 if own else cost


def _items(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    for kind, field, what in _ITEMS:
        if not isinstance(node, kind):
            continue
        items = getattr(node, field)
        for number in range(len(items)):
            rest = items[:number] + items[number + 1 :]
            alone = rest[0] if field == "values" and len(rest) == 1 else None
            cost = 0.6 if field in ("values", "ifs") else 0.8
            yield alone or altered(node, **{field: rest}), SURPLUS.format(what), cost
        if field in ("args", "elts") and len(items) < 5:
            for new in itertools.islice(itertools.permutations(items), 1, None):
                moved = sum(one is not other for one, other in zip(items, new, strict=True))
                kind = "a different order is needed"
                yield altered(node, **{field: list(new)}), kind, 0.7 + 0.1 * moved
        more = {"values": material.conditions, "ifs": material.conditions,
                "args": [one for one in material.pieces if size(one) <= 4],
                "keywords": material.keywords}.get(field, [])  # fmt: skip
        for piece in more:
            cost = 1.6 if field == "args" else 1.2
            yield altered(node, **{field: [*items, piece]}), MISSING.format(what), cost


def _inner(node: ast.AST) -> list[Path]:
    """The ways to what a node is wrapped around."""
    fields = ("operand", "left", "right", "value")
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ways = [(("func", None), ("value", None))] if method else []
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == 1:
        ways = [(("elts", 0),)]
    elif isinstance(node, ast.Call):
        ways += [(("args", n),) for n in range(min(2, len(node.args)))]
    elif isinstance(node, ast.BinOp | ast.UnaryOp | ast.Subscript | ast.Attribute):
        ways += [((name, None),) for name in fields if hasattr(node, name)]
    elif isinstance(node, ast.BoolOp):
        ways += [(("values", n),) for n in range(len(node.values))]
    return [way for way in ways if not isinstance(at(node, way), ast.Starred)]


def _around(wrapper: ast.AST, way: Path, inner: ast.AST) -> ast.AST:
    """The wrapper with ``inner`` in its hole: ``.abs()``, ``- 1``, ``int(...)``."""
    (name, number), below = way[0], way[1:]
    if below:
        inner = _around(getattr(wrapper, name), below, inner)
    if number is not None:
        items = list(getattr(wrapper, name))
        items[number] = inner
        return altered(wrapper, **{name: items})
    return altered(wrapper, **{name: inner})


def _what(node: ast.AST) -> str:
    return next((words for kind, words in _AROUND if isinstance(node, kind)), "something")


def _negated(test: ast.expr) -> ast.expr:
    negative = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return test.operand if negative else ast.UnaryOp(ast.Not(), test)


def _expressions(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    """Take off what is around; what is a condition or has two sides, turn round."""
    field = path[-1][0]
    if field in ("test", "ifs"):
        yield _negated(node), "the condition is the wrong way round", 0.5
        for piece in material.conditions:
            for op, test in itertools.product((ast.And(), ast.Or()), (piece, _negated(piece))):
                yield ast.BoolOp(op, [node, test]), MISSING.format("a condition"), 1.0
    for kind, one, two, words in _SIDES:
        if isinstance(node, kind):
            swapped = {one: getattr(node, two), two: getattr(node, one)}
            yield altered(node, **swapped), words, 1.0
    if isinstance(node, ast.BinOp | ast.Call):
        yield from _regrouped(node)
    if _is_whole(node, field):
        # What is left of a condition may always hold: rather is all of it too much.
        rarely = 0.4 if any(name in ("test", "ifs") for name, _ in path) else 0
        for way in _inner(node):
            inner = at(node, way)
            yield inner, SURPLUS.format(_what(node)), 0.9 + rarely
            for deeper in _inner(inner):
                yield at(inner, deeper), SURPLUS.format(_what(node)), 1.1 + rarely


def _regrouped(node: ast.BinOp | ast.Call) -> Iterator[Offer]:
    """The same signs and names with other brackets; two nested calls, swapped."""
    match node:
        case ast.BinOp(left=ast.BinOp(), op=ast.Add() | ast.Sub()):
            spine, inner = [node], node.left
            while isinstance(inner, ast.BinOp) and not isinstance(inner.op, ast.Mult | ast.Div):
                spine.append(inner)
                inner = inner.left
            if isinstance(inner, ast.BinOp):  # x * a - b + 1
                right = inner.right
                for outer in reversed(spine):
                    right = altered(outer, left=right)
                yield altered(inner, right=right), "brackets are missing here", 0.9
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Attribute()) as first)):
            start = altered(node, func=altered(node.func, value=first.func.value))
            swapped = altered(first, func=altered(first.func, value=start))
            yield swapped, "these two calls have changed places", 0.9


def _is_whole(node: ast.AST, field: str) -> bool:
    """Whether it is a value that something may be put around."""
    return isinstance(node, ast.expr) and _is_value(node) and field not in ("slice", "format_spec")


def _pieces(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    """Put something around, something else around, or something else in its place."""
    if isinstance(node, ast.stmt):
        for piece in material.statements:
            if type(piece) is type(node):
                same = _bound(piece) and _bound(piece) == _bound(node)
                yield piece, "this line does something other than it should", 1.6 if same else 2.9
    field = path[-1][0]
    if not _is_whole(node, field):
        return
    for way in _inner(node):
        for wrapper, hole in material.wrappers:
            yield _around(wrapper, hole, at(node, way)), OTHER.format("expression"), 1.9
    if field == "func":
        return
    rarely = 1.0 if isinstance(node, ast.Constant) else 0
    for wrapper, hole in material.wrappers:
        yield _around(wrapper, hole, node), MISSING.format(_what(wrapper)), 1.6 + rarely
    for cast, hole in material.casts:
        yield _around(cast, hole, node), MISSING.format(_what(cast)), 1.9 + rarely
    own = text(node)
    for piece in material.pieces:
        alike = 0 if type(piece) is type(node) else 0.6
        more = isinstance(node, ast.Name) and own in material.texts[id(piece)]
        yield piece, OTHER.format("expression"), 1.6 if more else 2.2 + alike


def _statements(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    if not isinstance(node, ast.stmt):
        return
    value = getattr(node, "value", None)
    if isinstance(node, ast.Return) and value is not None:
        yield ast.Expr(ast.Yield(value)), "return ends the function here", 1.0
    elif isinstance(node, ast.Expr) and isinstance(value, ast.Yield) and value.value is not None:
        yield ast.Expr(ast.YieldFrom(value.value)), "yield gives one item at a time", 1.0
    elif isinstance(node, ast.Expr) and isinstance(value, ast.Call):
        yield ast.Return(value), "return is missing here", 1.0
        for arg in value.args:
            yield ast.Return(arg), "a result is returned, not printed or collected", 1.1
    elif isinstance(node, ast.Break | ast.Continue | ast.Pass):
        for other in (ast.Continue(), ast.Break(), ast.Return(None)):
            yield other, "the loop should continue differently here", 1.1


def _bound(node: ast.stmt) -> list[str]:
    """The names that an assignment binds; a condition; of a call on its own, what is called."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return [text(node.value.func)]
    if isinstance(node, ast.If):
        return [text(node.test)]
    bindings = _bindings(ast.Module([node], [])) if isinstance(node, ast.Assign) else ()
    return sorted(one[0] for one in bindings)


def _taken_out(block: ast.stmt) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """The first or last statement in a block, at any depth; the block without it."""
    for name in ("body", "orelse"):
        inner = getattr(block, name, [])
        for number, taken in enumerate(inner):
            rest = inner[:number] + inner[number + 1 :]
            if number in (0, len(inner) - 1) and (rest or name == "orelse"):
                yield taken, altered(block, **{name: rest})
            for deeper, shorter in _taken_out(taken) if isinstance(taken, _BLOCKS) else ():
                yield deeper, altered(block, **{name: [*inner[:number], shorter, *rest[number:]]})


def _moves(block: list, material: Material) -> Iterator[tuple[list, ast.stmt, str, str, float]]:
    """Statements moved out of a block and into one, left out, and put in."""
    for number, node in enumerate(block):
        before, after, line = block[:number], block[number + 1 :], _head(node)
        what = "block" if isinstance(node, _BLOCKS) else "line"
        if isinstance(node, _BLOCKS):
            where = "loop" if isinstance(node, ast.For | ast.While) else "block"
            for taken, shorter in _taken_out(node):
                for new, place in (([taken, shorter], "above"), ([shorter, taken], "below")):
                    words = f"write `{_head(taken)}` {place} the {where}, outside it"
                    kind = f"this line belongs outside the {where}"
                    yield [*before, *new, *after], taken, kind, words, 0.8
            words = f"leave out `{line}`, but keep what is inside it"
            around = "condition" if isinstance(node, ast.If) else where
            yield [*before, *node.body, *after], node, f"this {around} is not needed", words, 0.6
        yield [*before, *after], node, f"this {what} is not needed", f"leave out `{line}`", 0.5
    for piece in material.statements:
        bound = _bound(piece)
        if (isinstance(piece, ast.Return) and piece.value) or (bound and bound in material.bound):
            continue  # would end the function; is written already, and perhaps not as it should be
        cost = 1.5 if text(piece) in material.written else 0.7
        for number in range(len(block) + 1):
            near, place = (*block, block[-1])[number], "below" if number == len(block) else "above"
            words = f"write `{text(piece)}` {place} `{_head(near)}`"
            new = [*block[:number], piece, *block[number:]]
            yield new, near, f"a step is missing {place} this line", words, cost


#: Rules that put little in.
_SMALL = (_items, _others, _expressions, _statements)
#: What costs less may be the same mistake at several places.
_CHEAP = 1.6


# -- all edits of a function ----------------------------------------------------------------------


def edits(tree: ast.FunctionDef, material: Material, until: float = math.inf) -> Iterator[Edit]:
    """All single edits of a function, those first that change least and are made most often.

    Of a function that takes longer than ``until`` (of :func:`now`), those of its first part.
    """
    nodes = [(path, node) for path, node in paths(tree) if path[0][0] == "body"]
    equal: dict[str, list[Path]] = {}
    for path, node in nodes:
        if isinstance(node, ast.expr) and _is_value(node) and not isinstance(node, ast.Constant):
            equal.setdefault(text(node), []).append(path)
    places = [((path,), node) for path, node in nodes]
    places += [(tuple(ways), at(tree, ways[0])) for ways in equal.values() if len(ways) > 1]
    known = dict(material.known)
    for _, node in reversed(nodes):
        known[id(node)] = _ids(node, known)
    make = partial(_edit, known=known)
    half = max(5, size(tree.body) // 2)
    seen: set[tuple] = set()
    for rules in (_SMALL, (_pieces,)):  # the others, far more, are only made when they are needed
        found: list[Edit] = []
        for ways, node in places:
            if now() < until:
                found += _edits(ways, node, rules, material, make)
        if rules is _SMALL:
            found += _moved([((), tree), *nodes], material, make)
            found += _alike(found, until)
        for one in sorted(found, key=lambda one: one.cost):
            key = (one.ways, text(_placed(one.new)), one.more != ())
            if one.out <= half and one.put_in <= material.half and key not in seen:
                seen.add(key)
                yield one


def _moved(nodes: list, material: Material, make: Callable) -> Iterator[Edit]:
    for path, node in nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, [])
            for new, *rest in _moves(block, material) if isinstance(block, list) and block else ():
                yield make(((*path, (name, None)),), block, new or [ast.Pass()], *rest)


def _alike(found: list[Edit], until: float) -> Iterator[Edit]:
    """The same mistake at several places, such as `+` for `-` twice, as one edit."""
    groups: dict[tuple, list[Edit]] = {}
    for one in found:
        if one.cost < _CHEAP and len(one.ways) == 1 and not isinstance(one.new, list):
            if now() > until:
                return
            key = (one.kind, _difference(text(one.at), text(one.new)))
            way = one.ways[0]
            end = max(n for n, (name, _) in enumerate(way, 1) if name in ("body", "orelse"))
            for where in (way[:end], ()):  # in one statement; in the function
                groups.setdefault((*key, where), []).append(one)
    for first, *others in groups.values():
        apart = [first]
        for one in others:
            if not any(_within(one.ways[0], other.ways[0]) for other in apart):
                apart.append(one)
        if len(apart) > 1:
            more = tuple((one.ways, one.new) for one in apart[1:])
            put_in = sum(one.put_in for one in apart)
            cost = first.cost + 0.35
            yield replace(first, more=more, cost=cost, put_in=put_in)


def _difference(old: str, new: str) -> tuple[str, str]:
    """What is in the one text and not in the other, with a dash for all that is in both."""
    if old in new:
        return "_", new.replace(old, "_", 1)
    if new in old:
        return old.replace(new, "_", 1), "_"
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    return old[start : len(old) - end], new[start : len(new) - end]


def _shared(first: str, second: str) -> int:
    """How many letters two texts have in common at their beginning."""
    same = itertools.takewhile(lambda both: both[0] == both[1], zip(first, second, strict=False))
    return sum(1 for _ in same)


def _within(first: Path, second: Path) -> bool:
    few = min(len(first), len(second))
    return first[:few] == second[:few]


def _edits(ways, node, rules, material: Material, make: Callable) -> Iterator[Edit]:
    own, more = text(node), 0.5 * (len(ways) > 1)
    many = len(_ids(node, make.keywords["known"]))
    for rule in rules:
        for new, kind, cost in rule(node, ways[0], material):
            again = many if own in material.texts.get(id(new), "") else 0
            yield make(ways, node, new, node, kind, "", cost + more, again)


def _edit(ways, old, new, about, kind, words, cost, again=0, *, known) -> Edit:
    """An edit with its sizes; the more it takes out and puts in, the more it costs.

    What is in both does not count: the same nodes, and ``again`` others.
    """
    before, after = _ids(old, known), _ids(new, known)
    out, put_in = len(before - after) - again, len(after - before) - again
    if not put_in:  # what is only left out is no work of ours
        return Edit(ways, new, about, kind, cost + min(0.02 * out, 0.25), out // 2, 0, words)
    return Edit(ways, new, about, kind, cost + 0.05 * out + 0.15 * put_in, out, put_in, words)


def _placed(new: ast.AST | list) -> ast.AST | list:
    """The same, with line 0 for nodes without a line."""
    for node in (n for one in (new if isinstance(new, list) else [new]) for n in ast.walk(one)):
        if isinstance(node, ast.expr | ast.stmt | ast.keyword) and not hasattr(node, "lineno"):
            node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
    return new
