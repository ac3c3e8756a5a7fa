"""Repair a learner's own code: which small edit makes all cases pass, and where it is.

Only what was verified on every case is told. The search goes from the smallest edit to larger ones
and, where an edit makes more of the results right and none of them worse, on from there.
"""

from __future__ import annotations

import ast
import heapq
import inspect
import itertools
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import eq
from types import ModuleType

import numpy as np

from minilib.workbook.exercises import Exercise
from minilib.workbook.exercises.slips import body
from minilib.workbook.feedback.clock import now
from minilib.workbook.feedback.difference import difference
from minilib.workbook.feedback.edits import OTHER, Edit, Material, at, edits, size, text
from minilib.workbook.feedback.faults import fault
from minilib.workbook.feedback.runner import Trials, copied, expected
from minilib.workbook.feedback.values import part, parts, plain

#: A candidate may take so many seconds for one case.
_CASE_SECONDS = 0.4
#: Edits at most, and the share of the time in which a single one must be found.
_DEPTH, _SINGLE = 2, 0.6
#: The order of a box's numbers, in this workbook.
_CORNERS = "top, left, bottom, right"
#: Nobody's mistake is that a file is written or code is made of text: such answers are left alone.
_LEFT_ALONE = {
    *("exec", "eval", "compile", "__import__", "globals", "vars", "setattr", "delattr", "system"),
    *("imwrite", "imwritemulti", "VideoWriter", "FileStorage", "save", "save_file", "unlink"),
    *("__dict__", "__globals__", "sleep", "Thread", "Process", "rmtree", "_exit"),
}


@dataclass(frozen=True)
class Repair:
    """An edit of the learner's code with which all cases pass.

    Of the answer's source: the line counted from 1, that line, and what on it is to be changed;
    what kind of change it is, without giving it away; and the change itself.
    """

    line: int
    source_line: str
    expression: str
    kind: str
    change: str


def repair(answer: Callable, exercise: Exercise, seconds: float = 2.0) -> Repair | None:
    """Find a small edit of ``answer`` with which it passes all cases.

    Its source must be known, and the edit must be less than half of its body; else None. The last
    candidate may take a little longer than ``seconds``.
    """
    deadline = now() + seconds
    source, own = parsed(answer)
    if own is None or _left_alone(own, answer):
        return None
    reference = ast.parse(body(exercise.answer)).body[0]
    names = _names(answer, exercise.answer)
    promise = f"{_CORNERS} {exercise.answer.__doc__}"
    material = Material(reference, own, names, promise)
    with Trials(answer, exercise) as trials:
        found = _Search(own, names, material, trials, deadline).run(seconds)
    return _told(found, source) if found else None


def parsed(answer: Callable) -> tuple[str, ast.FunctionDef | None]:
    """An answer's source, and its tree without docstring; None where that is no function's."""
    try:
        source = textwrap.dedent(inspect.getsource(answer))
        function = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError):
        return "", None
    if not isinstance(function, ast.FunctionDef):
        return source, None
    function.decorator_list = []
    if ast.get_docstring(function) is not None:
        function.body[:1] = []
    return source, function if function.body else None


def _left_alone(tree: ast.AST, answer: Callable) -> bool:
    for node in ast.walk(tree):
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        if name in _LEFT_ALONE or isinstance(node, ast.Global | ast.Nonlocal):
            return True
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            owner = answer.__globals__.get(text(node.value).partition(".")[0])
            if isinstance(owner, ModuleType | type):
                return True
    return False


def _names(answer: Callable, reference: Callable) -> dict[str, object]:
    """A copy of the names that the answer sees, with those besides that the reference needs.

    What the answer's code names and could change is copied.
    """
    others = vars(inspect.getmodule(inspect.unwrap(reference)))
    needed = inspect.unwrap(reference).__code__.co_names
    names = {name: others[name] for name in needed if name in others}
    names |= answer.__globals__
    code = answer.__code__
    cells = zip(code.co_freevars, answer.__closure__ or (), strict=True)
    names |= {name: cell.cell_contents for name, cell in cells}
    for name in (*code.co_names, *code.co_freevars):
        if isinstance(names.get(name), list | dict | set | np.ndarray):
            names[name] = copied(names[name])
    return {name: _NUMPY if value is np else value for name, value in names.items()}


def _numbers(*args: object, **kwargs: object) -> np.ndarray:
    made = np.array(*args, **kwargs)
    if made.dtype == object:
        raise TypeError("an array of objects")
    return made


#: NumPy for candidates: ``@`` with an array of objects may end the process (NumPy 2.4 does).
_NUMPY = ModuleType("numpy")
_NUMPY.__dict__.update(vars(np) | {"array": _numbers})


def _kept(first: Edit, last: Edit) -> bool:
    """Whether the second edit's statements, put in place of others, hold what the first made."""
    *above, (field, _) = last.path
    below = [name for name, _ in first.path[len(above) :]]
    within = first.path[: len(above)] == (*above,) and below[:1] == [field]
    return isinstance(last.new, list) and within


def _about_own(own: ast.AST, edit: Edit) -> Edit:
    """An edit of what an earlier one has made, as one of the learner's own expression."""
    if isinstance(edit.new, list) or at(own, edit.path) is edit.at:
        return edit
    return replace(edit, at=at(own, edit.path), kind=OTHER.format("expression"))


def _apart(own: ast.AST, first: Edit, last: Edit) -> tuple[Edit, ...]:
    """Two edits, told by places of the learner's: none is in what the first has made."""
    places = [(first.path, first.new), *first.more]
    made = next((one for one in places if all(map(eq, one[0], last.path))), None)
    if made and not isinstance(last.new, list):
        path = min(made[0], last.path, key=len)
        new = at(last.make(first.make(own)), path)
        last = _about_own(own, replace(last, path=path, new=new, words=""))
        places.remove(made)
        if not places:
            return (last,)
        (path, new), *more = places
        first = replace(first, path=path, new=new, at=at(own, path), more=tuple(more))
        return (first,) if text(last.new) == text(last.at) else (first, last)
    if not getattr(last.at, "lineno", 1):
        return (replace(first, words=f"{first.change}; and {last.change}"),)
    return first, last


def _told(found: tuple[Edit, ...], source: str) -> Repair:
    lines, places, kinds = source.splitlines(), [], []
    for edit in found:
        node = edit.at.iter if isinstance(edit.at, ast.comprehension) else edit.at
        line = getattr(node, "lineno", 0) or 1
        source_line = expression = lines[line - 1].strip()
        if isinstance(node, ast.expr):
            own = ast.get_source_segment(source, node) if node.lineno else None
            expression = own if own and "\n" not in own else text(node)
        places.append((line, source_line, expression))
        other = f", line {line}" if line != places[0][0] else ""
        kinds.append(f"in `{expression}`{other}: {edit.kind}{edit.again}")
    kind = "; and ".join([found[0].kind + found[0].again, *kinds[1:]])
    return Repair(*places[0], kind, "; and ".join(edit.change for edit in found))


Scores = tuple[float, ...]


class _Search:
    """Candidates in the order of their cost, tried on the case that failed last first."""

    def __init__(self, own, names, material, trials, deadline) -> None:
        self._own, self._names, self._material = own, names, material
        self._trials, self._deadline = trials, deadline
        self._order = list(range(len(trials.exercise.cases)))
        self._counter = itertools.count()
        self._most_out = max(5, size(own.body) // 2)

    def run(self, seconds: float) -> tuple[Edit, ...]:
        """The edits of the first repair that was found; none where there is none in time."""
        function = self._compiled(self._own)
        worst = (-1.0,) * len(self._order)
        base = self._scores(function, worst) if function else None
        if base is None or min(base) == 1:
            return ()
        self._order.sort(key=base.__getitem__)
        until = self._deadline - (1 - _SINGLE) * seconds
        better: list = []
        done = self._expand(self._own, (), base, until, better)
        while better and not done and now() < self._deadline:
            done = self._expand(*heapq.heappop(better)[-3:], self._deadline, better)
        if len(done) > 1 and not _kept(*done) and self._is_enough(done[-1]):
            return (_about_own(self._own, done[-1]),)
        return _apart(self._own, *done) if len(done) > 1 else done

    def _is_enough(self, edit: Edit) -> bool:
        """Whether the last of two edits does without the first."""
        try:
            function = self._compiled(edit.make(self._own))
        except (AttributeError, IndexError):  # its place is one that the first has made
            return False
        return function is not None and all(self._score(function, n) == 1 for n in self._order)

    def _expand(self, tree, chosen, base: Scores, until: float, better: list) -> tuple[Edit, ...]:
        """Try all edits of a function; what is better than it goes into ``better``."""
        begun = now()
        out, put_in = sum(one.out for one in chosen), sum(one.put_in for one in chosen)
        for edit in edits(tree, self._material, (begun + self._deadline) / 2):
            moment = now()
            if moment > self._deadline or self._trials.lost or (moment > until and better):
                break
            if out + edit.out > self._most_out or put_in + edit.put_in > self._material.half:
                continue
            changed, both = edit.make(tree), (*chosen, edit)
            candidate = self._compiled(changed)
            scores = self._scores(candidate, base) if candidate else None
            if scores is not None and min(scores) == 1:
                return both
            if scores is not None and len(both) < _DEPTH:
                rank = (-sum(scores), edit.cost, next(self._counter))
                heapq.heappush(better, (*rank, changed, both, scores))
        return ()

    def _compiled(self, tree: ast.FunctionDef) -> Callable | None:
        try:
            if any(map(_ends_the_process, ast.walk(tree))):
                return None
            exec(compile(ast.Module([tree], []), f"<{tree.name}, edited>", "exec"), self._names)
        except (SyntaxError, ValueError, TypeError):
            return None
        return self._names[tree.name]

    def _scores(self, function: Callable, base: Scores) -> Scores | None:
        """How well each case goes; None unless some go better than before, and none worse."""
        scores, gained = list(base), min(base) == -1 == max(base)
        for place, number in enumerate(self._order):
            scores[number] = self._score(function, number)
            # That an error has gone is no gain: something has to come out right.
            gained = gained or scores[number] > max(base[number], 0)
            if now() > self._deadline:
                return None
            if scores[number] < base[number] or (scores[number] < 1 and not gained):
                self._order.insert(0, self._order.pop(place))
                return None
        return tuple(scores)

    def _score(self, function: Callable, number: int) -> float:
        """1 where a case passes, else the share of its result that is right; -1 for an error."""
        exercise = self._trials.exercise
        wanted = expected(exercise, number)
        got = self._trials.run(function, number, _CASE_SECONDS)
        if got is None or got.stopped or (got.error is not None and wanted.error is None):
            return -1.0
        try:
            if not fault(exercise.cases[number], wanted, got, exercise):
                return 1.0
            return 0.0 if wanted.error else 0.9 * _share(wanted.value, got.value, exercise)
        except Exception:  # a candidate's result may be anything
            return -1.0


def _ends_the_process(node: ast.AST) -> bool:
    """``kept.append((1, kept))``, which PyTorch follows without end; ``@`` with a plain list."""
    match node:
        case ast.BinOp(left, ast.MatMult(), right):
            return ast.List in (type(left), type(right))
        case ast.Call(ast.Attribute(ast.Name(owner), "append" | "insert" | "extend"), args):
            bare = [one for arg in args for one in (arg, *getattr(arg, "elts", ()))]
            return any(isinstance(one, ast.Name) and one.id == owner for one in bare)
    return False


def _share(wanted: object, got: object, exercise: Exercise) -> float:
    """Which share of a result's parts is right: of elements, columns, values of a dictionary."""
    wanted, got = plain(wanted), plain(got)
    keys = parts(wanted, most=64)
    if type(wanted) is not type(got) or not keys or keys != parts(got, most=64):
        return 0.0
    pairs = [(part(wanted, key), part(got, key)) for key in keys]
    right = [
        0.5 * _share(*both, exercise) if difference(*both, exercise.tolerance) else 1.0
        for both in pairs
    ]
    return sum(right) / len(right)
