"""Small edits of a function's syntax tree: what a learner may have meant.

An edit puts a node, or a list of statements, in place of another. It knows its size (how much it
changes), its kind in a learner's words, and the change itself. Pieces of the reference are among
what is put in, with the names of its parameters and locals matched to the learner's.
"""

from __future__ import annotations

import ast
import builtins
import copy
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[tuple[str, int | None], ...]
#: What may be put in place of a node, what kind of change that is, and how unlikely it is.
Offer = tuple[ast.AST, str, float]


@dataclass(frozen=True)
class Edit:
    """One change of a tree.

    Attributes
    ----------
    ways
        To what is replaced: a node, equal ones at several places, or a list of statements.
    new
        What takes its place.
    at
        The learner's node that the edit is about.
    kind
        What kind of change it is, in words that don't give it away.
    cost
        The smaller, the sooner it is tried.
    out, put_in
        How many nodes it takes out and puts in.
    words
        The change itself, where it is more than one thing in place of another.
    """

    ways: tuple[Path, ...]
    new: ast.AST | list[ast.stmt]
    at: ast.AST
    kind: str
    cost: float
    out: int = 0
    put_in: int = 0
    words: str = ""

    @property
    def change(self) -> str:
        """The change itself, in words."""
        return self.words or f"write `{text(self.new)}` in place of `{text(self.at)}`"


# -- walking a tree by paths ----------------------------------------------------------------------


def paths(node: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every node below ``node``, with the way to it."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield (*path, (name, None)), value
            yield from paths(value, (*path, (name, None)))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield (*path, (name, number)), item
                    yield from paths(item, (*path, (name, number)))


def at(tree: ast.AST, path: Path) -> object:
    """The node, or the list of nodes, at the end of a path."""
    for name, number in path:
        tree = getattr(tree, name) if number is None else getattr(tree, name)[number]
    return tree


def put(tree: ast.AST, path: Path, new: object) -> object:
    """Put ``new`` at the end of a path; what stood there is returned."""
    parent, (name, number) = at(tree, path[:-1]), path[-1]
    if number is None:
        old = getattr(parent, name)
        setattr(parent, name, new)
    else:
        old = getattr(parent, name)[number]
        getattr(parent, name)[number] = new
    return old


def altered(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node with other fields; what lies below is shared."""
    changed = copy.copy(node)
    changed.__dict__.pop("_size", None)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def size(node: ast.AST | list) -> int:
    """How many nodes there are, without contexts and operators."""
    if isinstance(node, list):
        return sum(map(size, node))
    known = node.__dict__.get("_size")
    if known is None:
        children = (one for one in ast.iter_child_nodes(node) if not isinstance(one, _SIGNS))
        known = 1 + sum(map(size, children))
    return known


_SIGNS = ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop


def measure(tree: ast.AST) -> None:
    """Write down the sizes of all nodes of a tree that stays as it is for a while."""
    for child in ast.iter_child_nodes(tree):
        measure(child)
    tree._size = None
    tree._size = size(tree)


def text(node: ast.AST | list) -> str:
    """A node's source in one line."""
    if isinstance(node, list):
        return "; ".join(map(text, node))
    lines = [line.strip() for line in ast.unparse(node).splitlines()]
    return "".join(line + (" " if line.endswith(":") else "; ") for line in lines).rstrip("; ")


def _head(node: ast.AST) -> str:
    """A statement's first line."""
    return ast.unparse(node).splitlines()[0]


# -- names ----------------------------------------------------------------------------------------


def _bindings(function: ast.AST) -> list[tuple[str, str, str, ast.AST | None]]:
    """Where locals get their values: (name, kind of place, source, value), in order."""
    found = []
    for _, node in paths(function):
        if isinstance(node, ast.Assign):
            sources = [(target, "=", node.value) for target in node.targets]
        elif isinstance(node, ast.For | ast.comprehension):
            sources = [(node.target, "for", node.iter)]
        elif isinstance(node, ast.AugAssign | ast.NamedExpr | ast.AnnAssign):
            sources = [(node.target, "=", node.value)]
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            sources = [(node.optional_vars, "with", node.context_expr)]
        else:
            continue
        for target, kind, value in sources:
            if isinstance(target, ast.Name):
                found.append((target.id, kind, text(value) if value else "", value))
                continue
            pairs = isinstance(value, ast.Tuple) and isinstance(target, ast.Tuple)
            for number, one in enumerate(getattr(target, "elts", ())):
                inner = value.elts[number] if pairs and number < len(value.elts) else None
                name = one.value if isinstance(one, ast.Starred) else one
                if isinstance(name, ast.Name):
                    source = text(inner) if inner else f"{text(value)}, part {number}"
                    found.append((name.id, kind, source, inner))
    return found


def parameters(function: ast.FunctionDef) -> list[str]:
    """Names of the parameters, in order."""
    args = function.args
    return [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, str | ast.AST]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        new = self._names.get(node.id)
        if isinstance(new, str):
            return altered(node, id=new)
        if new is None or not isinstance(node.ctx, ast.Load):
            return node
        return copy.deepcopy(new)


def matched(reference: ast.FunctionDef, learner: ast.FunctionDef) -> ast.FunctionDef:
    """The reference with the learner's names.

    Parameters are matched by their position; locals by what they are given, by their names, and by
    the order in which they come. A local that the learner has not is replaced by its value.
    """
    both = zip(parameters(reference), parameters(learner), strict=False)
    names: dict[str, str | ast.AST] = {old: new for old, new in both if old != new}
    tree = _Renamed(dict(names)).visit(copy.deepcopy(reference))
    theirs, free = _bindings(learner), [one[0] for one in _bindings(learner)]
    rest: dict[str, tuple[str, ast.AST | None]] = {}
    for name, kind, _, _ in _bindings(tree):
        if name in free:
            continue
        now = _Renamed(names).visit(copy.deepcopy(tree))
        own = [one for one in _bindings(now) if one[0] == name]
        alike = [one[0] for one in theirs if own and one[1:3] == own[0][1:3]]
        if alike:
            names[name] = alike[0]
        elif name not in rest and own:
            rest[name] = (kind, own[0][3] if len(own) == 1 and kind == "=" else None)
    for name, (kind, value) in rest.items():
        if name in names:
            continue
        taken = set(map(str, names.values()))
        same_kind = [one[0] for one in theirs if one[1] == kind and one[0] not in taken]
        if value is not None:
            names[name] = _Renamed(names).visit(copy.deepcopy(value))
        elif same_kind and name not in free:
            names[name] = same_kind[0]
    return _Renamed(names).visit(tree)


# -- what the reference offers --------------------------------------------------------------------

_NO_VALUE = ast.Starred | ast.Yield | ast.YieldFrom
_WRAPPING = (ast.Call, ast.BinOp, ast.UnaryOp, ast.Subscript, ast.BoolOp, ast.Attribute)


class Material:
    """Everything that may be put into a learner's function: pieces of the reference, and casts.

    Parameters
    ----------
    reference, learner
        Both functions' trees.
    names
        The learner's globals.
    """

    def __init__(
        self, reference: ast.FunctionDef, learner: ast.FunctionDef, names: dict[str, object]
    ) -> None:
        tree = matched(reference, learner)
        for node in ast.walk(tree):
            node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
        measure(tree)
        self.size = size(tree.body)
        self.params = parameters(learner)
        self.locals = list(dict.fromkeys([*self.params, *(one[0] for one in _bindings(learner))]))
        known = {*names, *dir(builtins), *self.locals}
        nodes = [node for stmt in tree.body for node in (stmt, *(n for _, n in paths(stmt)))]
        expressions = [n for n in nodes if isinstance(n, ast.expr) and _known(n, known)]
        load = [n for n in expressions if isinstance(getattr(n, "ctx", ast.Load()), ast.Load)]
        self.pieces = _unlike(
            [n for n in load if not isinstance(n, ast.Starred | ast.Yield | ast.YieldFrom)]
        )
        self.texts = {id(node): text(node) for node in self.pieces}
        self.statements = _unlike([n for n in nodes if isinstance(n, ast.stmt)])
        self.written = {text(node) for _, node in paths(learner) if isinstance(node, ast.stmt)}
        self.conditions = _unlike([c for n in nodes for c in getattr(n, "ifs", ())])
        self.conditions += [n.test for n in nodes if isinstance(n, ast.If)]
        for one in list(self.conditions):
            self.conditions += one.values if isinstance(one, ast.BoolOp) else []
        own = {n.id for n in nodes if isinstance(n, ast.Name)} - set(dir(builtins))
        self.globals = sorted(own & set(names))
        self.keywords = [(text(n.func), k) for n in load if isinstance(n, ast.Call)
                         for k in n.keywords if k.arg]  # fmt: skip
        self.constants = [n.value for n in load if isinstance(n, ast.Constant)]
        self.functions = sorted({text(n.func) for n in load if isinstance(n, ast.Call)
                                 and isinstance(n.func, ast.Name)})  # fmt: skip
        self.methods = sorted({n.attr for n in load if isinstance(n, ast.Attribute)})
        self.wrappers = [w for n in self.pieces if isinstance(n, _WRAPPING) for w in _holes(n)]
        self.casts = [w for one in _CASTS if _known(ast.parse(one, mode="eval").body, known)
                      for w in _cast(one)]  # fmt: skip


def _known(node: ast.AST, known: set[str]) -> bool:
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return used <= known | {"_"} | {n[0] for n in _bindings(ast.Expression(node))}


def _unlike(nodes: list) -> list:
    return list({text(node): node for node in nodes}.values())


@dataclass(frozen=True)
class Wrapper:
    """A piece with a hole in it: ``.abs()``, ``- 1``, ``int(...)``."""

    node: ast.AST
    hole: Path
    size: int
    cast: bool = False

    def around(self, inner: ast.AST) -> ast.AST:
        """The piece with ``inner`` in its hole."""
        (name, number), below = self.hole[0], self.hole[1:]
        if below:
            inner = Wrapper(getattr(self.node, name), below, 0).around(inner)
        if number is None:
            return altered(self.node, **{name: inner})
        items = list(getattr(self.node, name))
        items[number] = inner
        return altered(self.node, **{name: items})


def _inner(node: ast.AST) -> list[Path]:
    """The ways to what a node is wrapped around."""
    if isinstance(node, ast.Call):
        method = isinstance(node.func, ast.Attribute)
        ways = [(("func", None), ("value", None))] if method else []
        return ways + [(("args", n),) for n in range(min(2, len(node.args)))]
    if isinstance(node, ast.BinOp):
        return [(("left", None),), (("right", None),)]
    if isinstance(node, ast.UnaryOp):
        return [(("operand", None),)]
    if isinstance(node, ast.BoolOp):
        return [(("values", n),) for n in range(len(node.values))]
    if isinstance(node, ast.Subscript | ast.Attribute):
        return [(("value", None),)]
    return []


def _holes(node: ast.AST) -> list[Wrapper]:
    ways = [way for way in _inner(node) if not isinstance(at(node, way), ast.Starred)]
    return [Wrapper(node, way, size(node) - size(at(node, way))) for way in ways]


_CASTS = (
    *("int(x)", "float(x)", "str(x)", "list(x)", "tuple(x)", "dict(x)", "bool(x)", "iter(x)"),
    *("len(x)", "abs(x)", "sorted(x)", "sum(x)", "reversed(x)", "round(x)", "not x", "-x"),
    *("x + 1", "x - 1", "np.array(x)", "x.copy()", "x.float()", "x.item()", "x.tolist()"),
    *("x.clone()", "x.lower()", "x.mean()", "x.long()", "x.T", "x.astype(np.float32)", "x()"),
    *(
        "x.astype(int)",
        "x.astype(float)",
        "x[::-1]",
        "x[0]",
        "x[1]",
        "x[-1]",
        "x.items()",
        "x.values()",
    ),
)


def _cast(source: str) -> list[Wrapper]:
    node = ast.parse(source, mode="eval").body
    holes = [way for way in _inner(node) if text(at(node, way)) == "x"]
    if isinstance(node, ast.Call) and text(node.func) == "x":
        holes = [(("func", None),)]
    return [Wrapper(node, holes[0], size(node) - 1, cast=True)]


# -- single edits ---------------------------------------------------------------------------------

_SIBLINGS = (
    ("min", "max"), ("any", "all"), ("append", "extend"), ("stem", "name", "suffix"),
    ("sum", "mean"),
    ("maximum", "minimum"), ("amax", "amin"), ("lower", "upper"), ("argmax", "max", "argmin"),
    ("keys", "values", "items"), ("zeros", "ones"), ("sin", "cos"), ("floor", "ceil", "round"),
    ("iterdir", "glob", "rglob"), ("is_file", "is_dir", "exists"), ("prod", "sum"),
    ("hstack", "vstack", "stack", "concatenate"), ("stack", "cat"), ("read_text", "read_bytes"),
    ("median", "mean"), ("isfinite", "isnan", "isinf"), ("linspace", "geomspace", "logspace"),
)  # fmt: skip
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_MEMBER = (ast.In, ast.NotIn, ast.Is, ast.IsNot)
_BLOCKS = ast.For | ast.While | ast.If | ast.With | ast.Try

NAME = "another name belongs here"
NUMBER = "another number is needed"
OPERATOR = "another operator is needed"
TURNED = "these two have changed places"
MISSING, SURPLUS = "{} is missing here", "{} is too much here"
OTHER = "another expression is needed"
STEP = "a step is missing {} this line"


def edits(tree: ast.FunctionDef, material: Material, until: float = math.inf) -> Iterator[Edit]:
    """All single edits of a function, those first that change least and are made most often.

    Of a function so large that they are not all made by the time ``until`` (of
    :func:`time.monotonic`) those of its first part are given.
    """
    measure(tree)
    found = []
    most_out, most_in = max(3, size(tree.body) // 2), max(3, material.size // 2)
    equal: dict[str, list[Path]] = {}
    for path, node in paths(tree):
        if path[0][0] != "body" or time.monotonic() > until:
            continue
        if isinstance(node, ast.expr):
            offers = _expressions(node, material, path)
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                equal.setdefault(text(node), []).append(path)
        elif isinstance(node, ast.stmt):
            offers = _statements(node, material)
        elif isinstance(node, ast.comprehension):
            offers = _filters(node, material)
        else:
            continue
        found += _edits_of(node, (path,), offers, material)
    for ways in equal.values():
        node = at(tree, ways[0])
        if len(ways) > 1 and not isinstance(node, ast.Constant) and time.monotonic() < until:
            offers = _expressions(node, material, ways[0])
            found += _edits_of(node, tuple(ways), offers, material)
    for way, block in _lists(tree):
        found += _moves(tree, way, block, material)
    seen: set[tuple] = set()
    for one in sorted(found, key=lambda one: one.cost):
        if one.out > most_out or one.put_in > most_in:
            continue
        key = (one.ways, text(_placed(one.new)))
        if key not in seen and (isinstance(one.new, list) or key[1] != text(one.at)):
            seen.add(key)
            yield one


def _edits_of(
    node: ast.AST, ways: tuple[Path, ...], offers: Iterator[Offer], material: Material
) -> Iterator[Edit]:
    ids, own = {id(one) for one in ast.walk(node)}, text(node)
    for new, kind, cost in offers:
        kept = sum(map(size, _tops(new, ids)))
        if not kept and own in material.texts.get(id(new), ""):
            kept = size(node)
        out, put_in = size(node) - kept, size(new) - kept
        cost += 0.05 * out + 0.1 * put_in + 0.5 * (len(ways) > 1)
        yield Edit(ways, new, node, kind, cost, out, put_in)


def _placed(new: ast.AST | list) -> ast.AST | list:
    """The same, with line 0 for nodes without a line."""
    for top in new if isinstance(new, list) else [new]:
        for node in ast.walk(top):
            if isinstance(node, ast.expr | ast.stmt | ast.keyword) and not hasattr(node, "lineno"):
                node.lineno = node.end_lineno = node.col_offset = node.end_col_offset = 0
    return new


def _tops(node: ast.AST, ids: set[int]) -> Iterator[ast.AST]:
    if id(node) in ids:
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _tops(child, ids)


def _expressions(node: ast.expr, material: Material, path: Path) -> Iterator[Offer]:
    loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    if path[-1] == ("test", None):
        yield _negated(node), "the condition is the wrong way round", 0.8
        for piece in material.conditions:
            for op, test in itertools.product((ast.And(), ast.Or()), (piece, _negated(piece))):
                yield ast.BoolOp(op, [node, test]), "a condition is missing here", 1.0
    for kind, offers in _OFFERS:
        if isinstance(node, kind):
            yield from offers(node, material)
    if (
        not loaded
        or isinstance(node, ast.Starred | ast.Yield | ast.YieldFrom)
        or path[-1][0] in ("slice", "format_spec")
    ):
        return
    called = path[-1] == ("func", None)
    for way in _inner(node):
        inner = at(node, way)
        if not isinstance(inner, ast.Starred):
            yield inner, SURPLUS.format(_what(node)), 0.9
            for wrapper in material.wrappers:
                yield wrapper.around(inner), OTHER, 1.8 + 0.1 * wrapper.size
    if called:
        return
    for wrapper in material.wrappers:
        yield wrapper.around(node), MISSING.format(_what(wrapper.node)), 1.6 + 0.1 * wrapper.size
    for wrapper in material.casts if _result(path) else ():
        yield wrapper.around(node), MISSING.format(_what(wrapper.node)), 2.0
    for piece in material.pieces:
        alike = type(piece) is type(node)
        yield piece, OTHER, 2.2 + 0.1 * size(piece) + (0 if alike else 0.6)


def _what(node: ast.AST) -> str:
    """What a node puts around another, in words."""
    return next((words for kind, words in _WORDS if isinstance(node, kind)), "something")


_WORDS = (
    (ast.Call, "a call"),
    (ast.BinOp, "a part of the calculation"),
    (ast.BoolOp, "a condition"),
    (ast.UnaryOp, "a sign or a `not`"),
    (ast.Subscript, "an index"),
    (ast.Attribute, "an attribute"),
)


def _result(path: Path) -> bool:
    """Whether a value stands where one is given a name, handed on or given back."""
    name = path[-1][0]
    return name in ("value", "iter", "args", "elts", "elt", "test", "left", "right")


def _names(node: ast.Name, material: Material) -> Iterator[Offer]:
    for name in material.locals:
        yield altered(node, id=name), NAME, 1.0
    if isinstance(node.ctx, ast.Load):
        for name in material.globals:
            yield altered(node, id=name), NAME, 1.3
    for name in (*material.functions, *_siblings(node.id)):
        yield altered(node, id=name), "another function is needed", 1.2


def _siblings(name: str) -> list[str]:
    return [one for group in _SIBLINGS if name in group for one in group if one != name]


def _attributes(node: ast.Attribute, material: Material) -> Iterator[Offer]:
    for name in _siblings(node.attr):
        yield altered(node, attr=name), "another method is needed", 1.1
    for name in material.methods:
        yield altered(node, attr=name), "another method is needed", 1.3


def _constants(node: ast.Constant, material: Material) -> Iterator[Offer]:
    value = node.value
    if isinstance(value, bool):
        yield altered(node, value=not value), "True and False have changed places", 1.0
    elif isinstance(value, int | float):
        whole = [value + 1, value - 1, 0, 1, 2, 3] if isinstance(value, int) else []
        given = [one for one in material.constants if type(one) in (int, float)]
        scaled = [2 * value, value / 2] if isinstance(value, float) else []
        for other in (*whole, *scaled, -value, *given):
            yield altered(node, value=other), NUMBER, 1.0
    elif isinstance(value, str):
        for other in material.constants:
            if isinstance(other, str):
                yield altered(node, value=other), "another text is needed", 1.1
        for other in (f".{value}", value.removeprefix("."), value.lower(), value.strip("/")):
            yield altered(node, value=other), "another text is needed", 1.4
    for name in material.globals:
        yield ast.Name(name, ast.Load()), NAME, 1.3


def _binary(node: ast.BinOp, _material: Material) -> Iterator[Offer]:
    for other in _OPERATORS:
        yield altered(node, op=other()), OPERATOR, 1.0
    yield altered(node, left=node.right, right=node.left), TURNED, 1.1


def _compared(node: ast.Compare, _material: Material) -> Iterator[Offer]:
    for number, op in enumerate(node.ops):
        for other in _ORDER if isinstance(op, _ORDER) else _MEMBER:
            ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
            yield altered(node, ops=ops), "another comparison is needed", 0.9
    if len(node.ops) == 1:
        yield altered(node, left=node.comparators[0], comparators=[node.left]), TURNED, 1.3


def _booleans(node: ast.BoolOp, material: Material) -> Iterator[Offer]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield altered(node, op=other), "`and` and `or` mean different things here", 0.9
    for number in range(len(node.values)):
        rest = node.values[:number] + node.values[number + 1 :]
        yield (
            (rest[0] if len(rest) == 1 else altered(node, values=rest)),
            SURPLUS.format("a condition"),
            0.7,
        )
    for piece in material.conditions:
        yield altered(node, values=[*node.values, piece]), "a condition is missing here", 1.6


def _called(node: ast.Call, material: Material) -> Iterator[Offer]:
    for args in _exchanges(node.args):
        yield altered(node, args=args), "these arguments have changed places", 1.0
    for number in range(len(node.args)):
        rest = node.args[:number] + node.args[number + 1 :]
        yield altered(node, args=rest), "an argument is too much here", 0.8
    for number, keyword in enumerate(node.keywords):
        rest = node.keywords[:number] + node.keywords[number + 1 :]
        yield altered(node, keywords=rest), "an argument is too much here", 1.2
        for _, other in material.keywords:
            if other.arg == keyword.arg:
                yield (
                    altered(node, keywords=[*rest, other]),
                    f"another value of {keyword.arg} is needed",
                    1.0,
                )
    given = {keyword.arg for keyword in node.keywords}
    name = text(node.func).rpartition(".")[2]
    for function, keyword in material.keywords:
        if keyword.arg not in given:
            same = function.rpartition(".")[2] == name
            new = altered(node, keywords=[*node.keywords, keyword])
            yield new, "an argument is missing here", 1.0 if same else 1.7
    for piece in material.pieces:
        if size(piece) <= 4:
            new = altered(node, args=[*node.args, piece])
            yield new, "an argument is missing here", 1.7


def _exchanges(items: list, most: int = 5) -> Iterator[list]:
    for first, second in itertools.combinations(range(min(most, len(items))), 2):
        new = list(items)
        new[first], new[second] = new[second], new[first]
        yield new


def _elements(node: ast.List | ast.Tuple, material: Material) -> Iterator[Offer]:
    for elts in _exchanges(node.elts):
        yield altered(node, elts=elts), "a different order is needed", 0.9
    if len(node.elts) == 4:
        one, two, three, four = node.elts
        yield altered(node, elts=[two, one, four, three]), "a different order is needed", 0.9
        yield altered(node, elts=[three, four, one, two]), "a different order is needed", 1.1
    if isinstance(node.ctx, ast.Load):
        for number in range(len(node.elts)):
            rest = node.elts[:number] + node.elts[number + 1 :]
            yield altered(node, elts=rest), SURPLUS.format("an element"), 1.4
        kind = ast.Tuple if isinstance(node, ast.List) else ast.List
        yield kind(node.elts, node.ctx), "round or square brackets make a difference here", 1.5


def _subscripts(node: ast.Subscript, material: Material) -> Iterator[Offer]:
    given = [one.slice for one in material.pieces if isinstance(one, ast.Subscript)]
    for index in given:
        yield altered(node, slice=index), "another index is needed", 1.2
    bounds = node.slice
    if isinstance(bounds, ast.Slice):
        for name in ("lower", "upper", "step"):
            bound = getattr(bounds, name)
            if bound is None:
                continue
            kind = f"the slice {'begins' if name == 'lower' else 'ends'} elsewhere"
            yield altered(node, slice=altered(bounds, **{name: None})), kind, 1.2
            for op in (ast.Add(), ast.Sub()):
                moved = ast.BinOp(bound, op, ast.Constant(1))
                yield altered(node, slice=altered(bounds, **{name: moved})), kind, 1.2
        for name in ("lower", "upper"):
            if getattr(bounds, name) is None:
                for end in (1, -1):
                    cut = altered(bounds, **{name: ast.Constant(end)})
                    yield altered(node, slice=cut), "the slice takes too much", 1.3


def _conditional(node: ast.IfExp, _material: Material) -> Iterator[Offer]:
    yield altered(node, body=node.orelse, orelse=node.body), "the two values are exchanged", 1.0


def _exchanged(node: ast.DictComp, _material: Material) -> Iterator[Offer]:
    yield altered(node, key=node.value, value=node.key), "key and value have changed places", 0.9


def _collected(node: ast.ListComp | ast.SetComp, _material: Material) -> Iterator[Offer]:
    elt, loops = node.elt, node.generators
    if isinstance(elt, ast.Tuple) and len(elt.elts) == 2:
        key, value = elt.elts
        yield ast.DictComp(key, value, loops), "this does not make a dictionary", 1.0
    for kind in (ast.ListComp, ast.SetComp, ast.GeneratorExp):
        yield kind(elt, loops), "other brackets are needed", 1.2


def _filters(node: ast.comprehension, material: Material) -> Iterator[Offer]:
    if node.ifs:
        yield altered(node, ifs=[]), "this condition is too much", 1.0
    for piece in material.conditions:
        for one in (piece, ast.UnaryOp(ast.Not(), piece)):
            yield altered(node, ifs=[*node.ifs, one]), "a condition is missing here", 1.3
    for test in node.ifs:
        yield altered(node, ifs=[_negated(test)]), "the condition is the wrong way round", 0.9


def _negated(test: ast.expr) -> ast.expr:
    negative = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return test.operand if negative else ast.UnaryOp(ast.Not(), test)


_OFFERS = (
    (ast.Name, _names),
    (ast.Attribute, _attributes),
    (ast.Constant, _constants),
    (ast.BinOp, _binary),
    (ast.Compare, _compared),
    (ast.BoolOp, _booleans),
    (ast.Call, _called),
    (ast.List | ast.Tuple, _elements),
    (ast.Subscript, _subscripts),
    (ast.IfExp, _conditional),
    (ast.DictComp, _exchanged),
    (ast.ListComp | ast.SetComp | ast.GeneratorExp, _collected),
)


def _statements(node: ast.stmt, material: Material) -> Iterator[Offer]:
    if isinstance(node, ast.If) and node.orelse:
        new = altered(node, body=node.orelse, orelse=node.body)
        yield new, "the two branches have changed places", 1.2
    elif isinstance(node, ast.AugAssign):
        for other in _OPERATORS:
            yield altered(node, op=other()), OPERATOR, 1.0
        yield ast.Assign([node.target], node.value), "= and += mean different things here", 1.2
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Subscript):
        for op in (ast.Add(), ast.Mult()):
            new = ast.AugAssign(node.targets[0], op, node.value)
            yield new, "= and += mean different things here", 1.1
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Expr(ast.Yield(node.value)), "return ends the function here", 1.0
        yield ast.Expr(ast.YieldFrom(node.value)), "return ends the function here", 1.3
        yield ast.Return(None), SURPLUS.format("this value"), 1.5
        for name in material.locals:
            yield ast.Return(ast.Name(name, ast.Load())), "something else is to be returned", 1.2
    elif isinstance(node, ast.Expr):
        value = node.value
        if isinstance(value, ast.Yield) and value.value is not None:
            yield ast.Expr(ast.YieldFrom(value.value)), "yield gives one item at a time", 1.0
            yield ast.Return(value.value), "this makes the function a generator", 1.3
        elif isinstance(value, ast.YieldFrom):
            yield ast.Expr(ast.Yield(value.value)), "yield from takes the items apart", 1.0
        elif isinstance(value, ast.Call):
            yield ast.Return(value), "return is missing here", 1.0
            for arg in value.args:
                yield ast.Return(arg), "a result is returned, not printed or collected", 1.1
                yield ast.Expr(ast.Yield(arg)), "items are to be given one by one", 1.2
        else:
            yield ast.Return(value), "return is missing here", 1.0
    elif isinstance(node, ast.Break | ast.Continue | ast.Pass):
        for other in (ast.Continue(), ast.Break(), ast.Pass(), ast.Return(None)):
            yield other, "the loop is to go on otherwise here", 1.1
    if not isinstance(node, ast.FunctionDef):
        for test in material.conditions:
            yield ast.If(test, [node], []), "this line is for some cases only", 1.2
    for piece in material.statements:
        if type(piece) is type(node):
            yield piece, "this line does something else than it should", 2.4 + 0.1 * size(piece)


def _lists(tree: ast.AST) -> Iterator[tuple[Path, list[ast.stmt]]]:
    """The lists of statements, and the ways to them."""
    for path, node in [((), tree), *paths(tree)]:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield (*path, (name, None)), block


def _moves(tree: ast.AST, way: Path, block: list, material: Material) -> Iterator[Edit]:
    """Statements moved out of a block, into one, exchanged, dropped, and put in."""

    def edit(new: list, node: ast.AST, kind: str, change: str, cost: float, *sizes: int) -> Edit:
        return Edit((way,), new or [ast.Pass()], node, kind, cost, *(sizes or (0, 0)), change)

    for number, node in enumerate(block):
        before, after, line = block[:number], block[number + 1 :], _head(node)
        if isinstance(node, _BLOCKS):
            where = "loop" if isinstance(node, ast.For | ast.While) else "block"
            for taken, shorter, first in _taken_out(node):
                for place in ("above", "below") if first else ("below",):
                    new = [taken, shorter] if place == "above" else [shorter, taken]
                    yield edit(
                        [*before, *new, *after], taken, f"this line belongs outside of the {where}",
                        f"write `{_head(taken)}` {place} the {where}, outside of it", 0.8,
                    )  # fmt: skip
            if after:
                longer = altered(node, body=[*node.body, after[0]])
                yield edit(
                    [*before, longer, *after[1:]], after[0],
                    f"this line belongs inside of the {where} above it",
                    f"indent `{_head(after[0])}`", 0.9,
                )  # fmt: skip
            if before:
                longer = altered(node, body=[before[-1], *node.body])
                yield edit(
                    [*before[:-1], longer, *after], before[-1],
                    f"this line belongs inside of the {where} below it",
                    f"write `{_head(before[-1])}` as the first line of the {where}", 1.0,
                )  # fmt: skip
            yield edit([*before, *node.body, *after], node,
                       f"this {where} is too much", f"leave out `{line}`, not what is in it",
                       1.4)  # fmt: skip
        for later, other in enumerate(after):
            if type(other) is type(node) or later == 0:
                new = list(block)
                new[number], new[number + 1 + later] = other, node
                yield edit(new, node, "these lines are needed in a different order",
                           f"exchange the lines `{line}` and `{_head(other)}`",
                           1.0 + 0.1 * later)  # fmt: skip
        yield edit([*before, *after], node, "this line is too much", f"leave out `{line}`",
                   0.6 + 0.04 * size(node), size(node), 0)  # fmt: skip
    for piece in material.statements:
        if isinstance(piece, ast.Return) and piece.value is not None:
            continue  # would stand in place of all that comes after it
        cost = 1.6 if text(piece) in material.written else 0.9
        for number in range(len(block) + 1):
            near = block[min(number, len(block) - 1)]
            place = "above" if number < len(block) else "below"
            change = f"write `{text(piece)}` {place} `{_head(near)}`"
            yield edit([*block[:number], piece, *block[number:]], near, STEP.format(place), change,
                       cost + 0.05 * size(piece), 0, size(piece))  # fmt: skip
    if way == (("body", None),):
        for name in material.locals:
            new = ast.Return(ast.Name(name, ast.Load()))
            yield edit([*block, new], block[-1], "a return is missing below this line",
                       f"write `return {name}` as the last line", 1.2)  # fmt: skip


def _taken_out(block: ast.stmt) -> Iterator[tuple[ast.stmt, ast.stmt, bool]]:
    """A statement in a block, at any depth; the block without it; whether it stands first in it."""
    for name in ("body", "orelse"):
        inner = getattr(block, name, None)
        for number, taken in enumerate(inner or ()):
            rest = inner[:number] + inner[number + 1 :]
            if number in (0, len(inner) - 1) and (rest or name == "orelse"):
                yield taken, altered(block, **{name: rest}), number == 0 and name == "body"
            for deeper, shorter, _ in _taken_out(taken) if isinstance(taken, _BLOCKS) else ():
                new = [*inner[:number], shorter, *inner[number + 1 :]]
                yield deeper, altered(block, **{name: new}), False
