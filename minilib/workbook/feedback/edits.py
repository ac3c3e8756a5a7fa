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
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import eq

from minilib.workbook.feedback.clock import now

Path = tuple[tuple[str, int | None], ...]
#: What may be put in place of something, what kind of change that is, and how unlikely it is;
#: for a list of statements also the one that it is about, and the change in words.
Offer = tuple[ast.AST, str, float] | tuple[list, str, float, ast.AST, str]


@dataclass(frozen=True)
class Edit:
    """One change of a tree.

    ``new`` takes the place of what ``path`` leads to, a node or a list of statements; ``more`` is
    the same mistake at other places. ``at`` is the learner's node that it is about, ``kind`` says
    what it is without giving it away, ``words`` all of it. What costs less is tried sooner;
    ``removed`` and ``added`` are words of code.
    """

    path: Path
    new: ast.AST | list[ast.stmt]
    at: ast.AST
    kind: str
    cost: float
    removed: tuple[str, ...]
    added: tuple[str, ...]
    words: str = ""
    more: tuple[tuple[Path, ast.AST], ...] = ()

    @property
    def out(self) -> int:
        """How much is taken out. What is only left out is no work of ours."""
        return len(self.removed) if self.added else len(self.removed) // 2

    @property
    def put_in(self) -> int:
        """How much is put in, wherever it is."""
        return len(self.added) * (1 + len(self.more))

    @property
    def again(self) -> str:
        """In words, that the same is wrong elsewhere."""
        many = 0 if self.words else len(self.more)
        return f", and the same at {many} other place{'s' * (many > 1)}" if many else ""

    @property
    def change(self) -> str:
        """The change itself, in words."""
        return self.words or f"write `{text(self.new)}` in place of `{text(self.at)}`{self.again}"

    def make(self, tree: ast.AST) -> ast.AST:
        """The tree with this change."""
        for path, new in ((self.path, self.new), *self.more):
            tree = put(tree, path, new)
        return tree


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
    """The tree with ``new`` at the end of a path; what does not lie on it is shared."""
    if not path:
        return new
    (name, number), *below = path
    inner = getattr(tree, name)
    if number is None:
        return altered(tree, **{name: put(inner, below, new)})
    changed = put(inner[number], below, new)
    return altered(tree, **{name: [*inner[:number], changed, *inner[number + 1 :]]})


def altered(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node with other fields; what is below them is shared."""
    changed = copy.copy(node)
    vars(changed).update(fields)
    return changed


#: A word of code. What only closes, separates or leads to an attribute is none.
_WORD = re.compile(r"'[^']*'|\w+|[^\w\s,:.)\]}]+")


@lru_cache(10_000)
def _words(code: str) -> Counter[str]:
    return Counter(_WORD.findall(code))


def size(node: ast.AST | list) -> int:
    """How many words of code a node is."""
    return _words(text(node)).total()


@lru_cache(10_000)
def _unparsed(node: ast.AST) -> str:
    if isinstance(node, ast.Tuple) and any(isinstance(one, ast.Slice) for one in node.elts):
        return ast.unparse(ast.Subscript(ast.Name("x"), node))[2:-1]
    lines = [line.strip() for line in ast.unparse(node).splitlines()]
    return "".join(line + (" " if line.endswith(":") else "; ") for line in lines).rstrip("; ")


def text(node: ast.AST | list) -> str:
    """A node's source in one line."""
    return "; ".join(map(text, node)) if isinstance(node, list) else _unparsed(node)


def _head(node: ast.AST) -> str:
    """A statement's first line."""
    return ast.unparse(node).splitlines()[0]


def _shown(value: object) -> str:
    return text(value) if isinstance(value, ast.AST) else repr(value)


def _unlike(nodes: Iterable[ast.AST]) -> list:
    return list({text(node): node for node in nodes}.values())


def _bound(tree: ast.AST) -> list[str]:
    """The names that are bound below a node, in order."""
    found: dict[str, None] = {}
    for _, node in paths(tree):
        if isinstance(node, ast.arg):
            found[node.arg] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = None
    return list(found)


def _assigned(function: ast.AST) -> dict[str, ast.AST]:
    """What its locals are given first, where an assignment says so."""
    found: dict[str, ast.AST] = {}
    for _, node in paths(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            each = zip(target.elts, value.elts, strict=False) if several else [(target, value)]
            for one, given in each:
                found.setdefault(text(one), given)
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

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return altered(node, arg=text(self._names.get(node.arg, ast.Name(node.arg))))


def matched(reference: ast.FunctionDef, learner: ast.FunctionDef) -> ast.FunctionDef:
    """The reference with the learner's names.

    Parameters are matched by their position, locals by their names. What a local is given takes the
    place of one that the learner does not have; a loop's becomes the learner's next.
    """
    both = zip(parameters(reference), parameters(learner), strict=False)
    names: dict[str, ast.AST] = {old: ast.Name(new) for old, new in both}
    theirs, values = _bound(learner), _assigned(reference)
    loops = [one for one in theirs if one not in {*parameters(learner), *_assigned(learner)}]
    for name in _bound(reference):
        if name in names:
            continue
        taken = {one.id for one in names.values() if isinstance(one, ast.Name)}
        if name in theirs or name not in values:
            left = [name] * (name in theirs) + [own for own in loops if own not in taken]
            names[name] = ast.Name(next(iter(left), name))
        else:
            names[name] = _Renamed(names).visit(copy.deepcopy(values[name]))
    return _Renamed(names).visit(copy.deepcopy(reference))


class Material:
    """Everything that may be put into a learner's function: pieces of the reference.

    ``names`` are the learner's globals. What stands in ``promise``, the docstring, is in the right
    order there.
    """

    def __init__(
        self, reference: ast.FunctionDef, learner: ast.FunctionDef, names: dict[str, object],
        promise: str = "",
    ) -> None:  # fmt: skip
        tree = matched(reference, learner)
        for node in ast.walk(tree):
            node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
        self.half, self.promise = max(5, size(tree.body) // 2), promise
        own = [node for _, node in paths(learner)]
        nodes = [one for stmt in tree.body for one in (stmt, *(node for _, node in paths(stmt)))]
        self.locals, self.made = {*_bound(learner)}, {*_assigned(learner)}
        known = {*names, *dir(builtins), *self.locals, "_"}
        usable = [one for one in nodes if _free(one) <= known]
        self.pieces = _unlike(one for one in usable if _is_value(one))
        self.statements = _unlike(one for one in nodes if isinstance(one, ast.stmt))
        tests = [t for n in nodes for t in getattr(n, "ifs", [getattr(n, "test", None)]) if t]
        parts = [one for test in tests for one in getattr(test, "values", ())]
        self.conditions = [one for one in _unlike([*tests, *parts]) if one in usable]
        self.keywords = [one for one in usable if isinstance(one, ast.keyword)]
        stmts = [node for node in own if isinstance(node, ast.stmt)]
        self.written = {_about(node) for node in stmts}
        self.begun = [one for one in stmts if _targets(one) and _is_start(one.value)]
        self.fields: dict[type, dict[str, object]] = {}
        for one in (*self.pieces, *self.keywords, *own):
            if type(one) in _FIELDS and not hasattr(one, "ops"):
                value = getattr(one, _FIELDS[type(one)][0])
                self.fields.setdefault(type(one), {})[_shown(value)] = value
        around = [*self.pieces, ast.parse("list(_)", mode="eval").body]
        self.wrappers = [(one, way) for one in around for way in _inner(one)]


def _is_start(value: ast.AST) -> bool:
    """Whether it is what a count or a list begins with: a constant, or an empty display."""
    return not any(isinstance(node, ast.expr) for _, node in paths(value)) and not _free(value)


def _free(node: ast.AST) -> set[str]:
    """The names that a node needs from around it."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {*_bound(node)}


def _is_value(node: ast.AST) -> bool:
    """Whether it is an expression that can stand anywhere."""
    loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    no_value = ast.Starred | ast.Yield | ast.YieldFrom | ast.Slice
    return isinstance(node, ast.expr) and loaded and not isinstance(node, no_value)


OTHER, MISSING, SURPLUS = "another {} is needed", "{} is missing here", "{} is not needed here"

#: Which field of a node becomes another of its sort; in words; how unlikely that is.
_FIELDS = {
    ast.Name: ("id", "name", 1.2), ast.Attribute: ("attr", "method or attribute", 1.2),
    ast.Constant: ("value", "value", 1.0), ast.BinOp: ("op", "operator", 1.0),
    ast.AugAssign: ("op", "operator", 1.0), ast.BoolOp: ("op", "one of `and` and `or`", 0.9),
    ast.Compare: ("ops", "comparison", 0.9), ast.Subscript: ("slice", "index", 1.2),
}  # fmt: skip
#: Operators, methods and keywords of which one is taken for another.
_FAMILIES = (
    "Break Continue Return, Add Sub, Mult Div FloorDiv, And Or, Lt LtE Gt GtE Eq NotEq, In NotIn, "
    "Is IsNot, Is Eq, IsNot NotEq, min max, any all, floor ceil round, append extend, sin cos tan, "
    "argmin argmax, minimum maximum, mean sum max min median prod, keys values items, lower upper, "
    "name stem suffix, startswith endswith, is_file is_dir exists, deg2rad rad2deg, hstack vstack"
)


def _siblings(word: str) -> list[str]:
    families = (family.split() for family in _FAMILIES.split(", "))
    return [one for family in families if word in family for one in family if one != word]


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
#: What may be around something: in words, and where the something is.
_AROUND = {
    ast.Call: ("a call", "args"), ast.BinOp: ("a part of the calculation", "left right"),
    ast.BoolOp: ("a condition", "values"), ast.UnaryOp: ("a sign or a `not`", "operand"),
    ast.Subscript: ("an index", "value"), ast.Attribute: ("an attribute", "value"),
    ast.List: ("a list", "elts"), ast.Tuple: ("a tuple", "elts"),
}  # fmt: skip
_BLOCKS = ast.For | ast.While | ast.If | ast.With | ast.Try


def _nearby(node: ast.AST) -> list:
    """What a field may become that no other holds: the next number, the opposite operator."""
    if isinstance(node, ast.Compare):
        each = ((n, other) for n, op in enumerate(node.ops) for other in _signs(op))
        return [[*node.ops[:n], other, *node.ops[n + 1 :]] for n, other in each]
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool | str | bytes) or not isinstance(value, int | float):
            return [not value] if isinstance(value, bool) else []
        return [value + 1, value - 1, 0, 1, 2, -value, *([2 * value, value / 2] * (value % 1 > 0))]
    if isinstance(node, ast.Name | ast.Attribute):
        return _siblings(getattr(node, "id", "") or getattr(node, "attr", ""))
    return _signs(node.op) if hasattr(node, "op") else []


def _signs(sign: ast.AST) -> list[ast.AST]:
    return [getattr(ast, one)() for one in _siblings(type(sign).__name__)]


def _others(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    if isinstance(node, ast.Break | ast.Continue):
        for other in _signs(node):
            yield other, "the loop should continue differently here", 1.1
    if type(node) not in _FIELDS:
        return
    field, what, cost = _FIELDS[type(node)]
    own = _shown(getattr(node, field))
    given = [one for shown, one in material.fields.get(type(node), {}).items() if shown != own]
    for other in (*given, *_nearby(node)):
        if isinstance(node, ast.Constant):
            number = isinstance(other, int | float) and isinstance(node.value, int | float)
            if type(other) is not type(node.value) and not number:
                continue
            what = "text" if isinstance(other, str) else "number" if number else what
        local = field == "id" and other in material.locals
        stored = 0.2 * isinstance(getattr(node, "ctx", None), ast.Store)  # rather where it is read
        yield altered(node, **{field: other}), OTHER.format(what), stored + (1.0 if local else cost)


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
        names = re.findall(r"\w+", text(node)) if field == "elts" else ()
        promised = names and re.search(r"\W+".join(names), material.promise)
        if field in ("args", "elts") and len(items) < 5 and not promised:
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
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ways = [(("func", None), ("value", None))] if method else []
    for name in _AROUND.get(type(node), ("", ""))[1].split():
        inner = getattr(node, name)
        if not isinstance(inner, list):
            ways.append(((name, None),))
        elif name != "elts" or len(inner) == 1:
            ways += [((name, n),) for n in range(len(inner))]
    return [way for way in ways if not isinstance(at(node, way), ast.Starred)]


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
    if _is_whole(node, field):
        # What is left of a condition may always hold: rather is all of it too much.
        rarely = 0.4 if any(name in ("test", "ifs") for name, _ in path) else 0
        for deep, way, kind in _deeper(node):
            inner = at(node, way)
            yield inner, kind, 0.9 + 0.2 * deep + rarely
            both = isinstance(node, _STEPS) and isinstance(inner, _STEPS)
            for hole in _inner(inner) if both else ():
                signs = isinstance(node, ast.BinOp) and isinstance(inner, ast.BinOp)
                kind = OTHER.format("order of calculation" if signs else "order of steps")
                yield put(inner, hole, put(node, way, at(inner, hole))), kind, 1.1 - 0.1 * signs


def _deeper(node: ast.AST) -> Iterator[tuple[int, Path, str]]:
    """The ways to what is wrapped up in a node, once and twice; and what is around it, in words."""
    what = _AROUND[type(node)][0] if type(node) in _AROUND else ""
    for way in _inner(node):
        yield 0, way, SURPLUS.format(what)
        for below in _inner(at(node, way)):
            second = _AROUND[type(at(node, way))][0]
            both = f"{what} and {second if second != what else 'another one'} are not needed here"
            yield 1, (*way, *below), both


#: What may have been done in another order.
_STEPS = ast.BinOp | ast.UnaryOp | ast.Call


def _is_whole(node: ast.AST, field: str) -> bool:
    """Whether it is a value that something may be put around."""
    return _is_value(node) and field not in ("slice", "format_spec")


def _pieces(node: ast.AST, path: Path, material: Material) -> Iterator[Offer]:
    """Put something around, something else around, or something else in its place."""
    field = path[-1][0]
    if not _is_whole(node, field):
        return
    own, large = text(node), 0.08 * size(node)
    made = material.made & {*_words(own)} if size(node) > 1 else set()
    for way in _inner(node):
        lost = made - {*_words(text(at(node, way)))}
        for wrapper, hole in material.wrappers:
            new = put(wrapper, hole, at(node, way))
            yield new, OTHER.format("expression"), 1.9 + _lost(lost, wrapper)
    if field == "func":
        return
    rarely = 1.0 if isinstance(node, ast.Constant) else 0
    for wrapper, hole in material.wrappers:
        yield put(wrapper, hole, node), MISSING.format(_AROUND[type(wrapper)][0]), 1.6 + rarely
    kind = OTHER.format("expression") + ", or another value for it above" * (own in material.made)
    for piece in material.pieces:
        alike = 0 if type(piece) is type(node) else 0.6
        more = isinstance(node, ast.Name) and own in text(piece)
        yield piece, kind, large + _lost(made, piece) + (1.6 if more else 2.2 + alike)


def _lost(made: set[str], new: ast.AST) -> int:
    """1 where something that is made above is no longer used: rather is it made wrong."""
    return int(not made <= {*_words(text(new))})


def _about(node: ast.stmt) -> str:
    """What a statement is about: what is assigned to or called, or a condition's beginning."""
    return re.split("[=(]", _head(node))[0]


def _targets(node: ast.stmt) -> list[str]:
    """The names that an assignment gives a value."""
    found = [one for target in getattr(node, "targets", ()) for one in ast.walk(target)]
    return [n.id for n in found if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _taken_out(block: ast.stmt) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """The first or last statement in a block, at any depth; the block without it."""
    for (*way, (name, _)), taken in paths(block):
        if isinstance(taken, ast.stmt):
            where = (*way, (name, None))
            inner = at(block, where)
            if taken in (inner[0], inner[-1]) and (inner[1:] or name == "orelse"):
                yield taken, put(block, where, [one for one in inner if one is not taken])


def _moves(block: list, path: Path, material: Material) -> Iterator[Offer]:
    """Statements moved out of a block, left out, and put in."""
    if not isinstance(block, list):
        return
    for number, node in enumerate(block):
        before, after, line = block[:number], block[number + 1 :], _head(node)
        what = "block" if isinstance(node, _BLOCKS) else "line"
        if isinstance(node, _BLOCKS):
            where = "loop" if isinstance(node, ast.For | ast.While) else "block"
            for taken, shorter in _taken_out(node):
                for new, place in (([taken, shorter], "above"), ([shorter, taken], "below")):
                    words = f"write `{_head(taken)}` {place} the {where}, outside it"
                    kind = f"this line belongs outside the {where}"
                    yield [*before, *new, *after], kind, 0.8, taken, words
            words = f"leave out `{line}`, but keep what is inside it"
            around = "condition" if isinstance(node, ast.If) else where
            yield [*before, *node.body, *after], f"this {around} is not needed", 0.6, node, words
        rest = [*before, *after] or [ast.Pass()]
        yield rest, f"this {what} is not needed", 0.5, node, f"leave out `{line}`"
    for number, (one, two) in enumerate(itertools.pairwise(block)):
        swapped = [*block[:number], two, one, *block[number + 2 :]]
        words = f"write `{_head(one)}` below `{_head(two)}`"
        yield swapped, "this line belongs below the next one", 0.8, one, words
    begun = [one for one in material.begun if one not in block]
    for piece in (*material.statements, *begun):
        if (isinstance(piece, ast.Return) and piece.value) or (
            _about(piece) in material.written and piece not in begun
        ):
            continue  # would end the function; is written already, and perhaps not as it should be
        known = [f"`{name}`" for name in _targets(piece) if name in material.locals]
        state = f"not all of {', '.join(known)} are" if known[1:] else f"{''.join(known)} is not"
        for number in range(len(block) + 1):
            near, place = (*block, block[-1])[number], "below" if number == len(block) else "above"
            words = f"write `{text(piece)}` {place} `{_head(near)}`"
            new = [*block[:number], piece, *block[number:]]
            kind = f"a step is missing {place} this line"
            if piece in begun:
                kind = f"{known[0]} has to begin anew {place} this line"
            elif known:  # nothing is missing then
                moment = "begins" if place == "above" else "ends"
                kind = f"{state} yet what is needed when this line {moment}"
            yield new, kind, 0.7, near, words


#: Rules that put little in.
_SMALL = (_items, _others, _expressions, _moves)
#: What costs less may be the same mistake at several places.
_CHEAP = 1.6


def edits(tree: ast.FunctionDef, material: Material, until: float = math.inf) -> Iterator[Edit]:
    """All single edits of a function, those first that change least and are made most often.

    Of a function that takes longer than ``until`` (of :func:`now`), those of its first part.
    """
    places = [(path, node) for path, node in paths(tree) if path[0][0] == "body"]
    for path, node in [((), tree), *places]:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if block and isinstance(block, list):
                places.append(((*path, (name, None)), block))
    half = max(5, size(tree.body) // 2)
    seen: set[tuple] = set()
    for rules in (_SMALL, (_pieces,)):  # the others, far more, are only made when they are needed
        found = [
            _edit(path, old, *offer)
            for path, old in places
            if now() < until
            for rule in rules
            for offer in rule(old, path, material)
        ]
        if rules is _SMALL:
            found += [*_alike(found), *_exchanged(tree, material)]
        for one in sorted(found, key=lambda one: one.cost):
            key = (one.path, text(_placed(one.new)), one.more != ())
            if one.out <= half and one.put_in <= material.half and key not in seen:
                seen.add(key)
                yield one


def _alike(found: list[Edit]) -> Iterator[Edit]:
    """The same mistake at several places, such as `+` for `-` twice, as one edit."""
    groups: dict[tuple, list[Edit]] = {}
    for one in found:
        if one.cost < _CHEAP and not isinstance(one.new, list):
            end = max(n for n, (name, _) in enumerate(one.path, 1) if name in ("body", "orelse"))
            for where in (one.path[:end], ()):  # in one statement; in the function
                groups.setdefault((one.kind, one.removed, one.added, where), []).append(one)
    for first, *others in groups.values():
        more: dict[Path, ast.AST] = {}
        for one in others:  # none of them inside another
            if not any(all(map(eq, one.path, path)) for path in (first.path, *more)):
                more[one.path] = one.new
        if more:
            yield replace(first, more=tuple(more.items()), cost=first.cost + 0.35)


def _exchanged(tree: ast.FunctionDef, material: Material) -> Iterator[Edit]:
    """Two of the learner's names, of which each stands where the other belongs."""
    loads = [(path, node) for path, node in paths(tree) if path[0][0] == "body" and _read(node)]
    read = dict.fromkeys(node.id for _, node in loads if node.id in material.locals)
    for two in itertools.combinations(read, 2):
        places = [(path, node) for path, node in loads if node.id in two]
        (way, first), *more = [(path, altered(n, id=two[two[0] == n.id])) for path, n in places]
        names, cost = f"`{two[0]}` and `{two[1]}`", 1 + 0.1 * len(places)
        kind, words = f"{names} have changed places", f"exchange {names}"
        yield Edit(way, first, places[0][1], kind, cost, (), two, words, tuple(more))


def _read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _edit(path, old, new, kind, cost, about=None, words="") -> Edit:
    """An edit with its words; the more it takes out and puts in, the more it costs.

    So does a larger expression, in which the place is told less exactly.
    """
    before, after = (_words(text(one).replace("(", " ( ")) for one in (old, new))
    removed, added = tuple((before - after).elements()), tuple((after - before).elements())
    out = len(removed)
    if added:
        cost += 0.05 * out + 0.15 * len(added)
        cost += 0.02 * size(old) if isinstance(old, ast.expr) else 0
    return Edit(path, new, about or old, kind, cost + min(0.02 * out, 0.25), removed, added, words)


def _placed(new: ast.AST | list) -> ast.AST | list:
    """The same, with line 0 for nodes without a line."""
    for node in (n for one in (new if isinstance(new, list) else [new]) for n in ast.walk(one)):
        if isinstance(node, ast.expr | ast.stmt | ast.keyword) and not hasattr(node, "lineno"):
            node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
    return new
