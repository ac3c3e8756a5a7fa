"""Why an answer is wrong: what its code shows, slips, relations, repair, in that order.

What the slips give on the cases is computed once per process, when it is first needed.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from types import FunctionType

from minilib.workbook.exercises import Exercise
from minilib.workbook.exercises.slips import pairs as two_at_once
from minilib.workbook.exercises.slips import wrong
from minilib.workbook.feedback.clock import now
from minilib.workbook.feedback.difference import difference
from minilib.workbook.feedback.edits import parameters, text
from minilib.workbook.feedback.faults import fault
from minilib.workbook.feedback.relations import Pair, relation
from minilib.workbook.feedback.repair import parsed, repair
from minilib.workbook.feedback.runner import Outcome, expected, run

#: How long a run of a slip may take; and the search for slips, for a repair, and for all of it.
_SECONDS = 5.0
_SLIPS, _REPAIR, _BUDGET = 1.0, 2.0, 2.7


@dataclass(frozen=True)
class Diagnosis:
    """A cause: what found it, in words, and for a repair the change itself."""

    source: str = ""
    text: str = ""
    change: str = ""


@dataclass(eq=False)
class Results:
    """What a function gives on an exercise's cases, each run once and only when asked for."""

    function: Callable
    exercise: Exercise
    message: str = ""
    _outcomes: dict[int, Outcome] = field(default_factory=dict)

    def __getitem__(self, number: int) -> Outcome:
        if number not in self._outcomes:
            case = self.exercise.cases[number]
            self._outcomes[number] = run(self.function, case, self.exercise, _SECONDS)
        return self._outcomes[number]


@cache
def single_slips(exercise: Exercise) -> tuple[Results, ...]:
    """What each slip gives."""
    each = exercise.slips.items()
    return tuple(Results(wrong(exercise.answer, slip), exercise, told) for slip, told in each)


@cache
def _doubles(exercise: Exercise) -> tuple[Results, ...]:
    told = exercise.slips
    return tuple(
        Results(function, exercise, f"Two mistakes. {told[first]} Also: {told[second]}")
        for first, second, function in two_at_once(exercise.answer, told)
    )


def wrong_results(exercise: Exercise) -> Iterator[Results]:
    """What the known mistakes give: each slip, then two at once."""
    yield from single_slips(exercise)
    yield from _doubles(exercise)


def diagnose(answer: Callable, exercise: Exercise, outcomes: list[Outcome]) -> Diagnosis:
    """The cause of an answer's results; an empty diagnosis where none is certain."""
    if outcomes[-1].stopped:
        return Diagnosis()
    until = now() + _BUDGET
    _, tree = parsed(answer)
    evident = _evident(tree, outcomes) if tree else ""
    if evident:
        return Diagnosis("relation", evident)
    slip = _slip(exercise, outcomes, now() + _SLIPS)
    if slip:
        return Diagnosis("slip", slip)
    cases = enumerate(exercise.cases)
    pairs = [Pair(case, expected(exercise, n), outcomes[n]) for n, case in cases]
    names = parameters(tree) if tree else []
    found = tree and _guarded(_remembered, answer, tree, exercise, outcomes)
    found = found or (tree and _guarded(_cut_off, tree, exercise, outcomes))
    found = found or (exercise.relations and _guarded(relation, pairs, exercise, names))
    idle = _unused(tree) if tree else ""
    if found:
        found = _without_idle_questions(found, tree or ast.Pass())
        return Diagnosis("relation", f"{idle} {found}".strip())
    repaired = _guarded(_repaired, answer, exercise, min(_REPAIR, until - now()))
    if repaired:
        return replace(repaired, text=f"{idle} {repaired.text}".strip())
    return Diagnosis("relation", idle) if idle else Diagnosis()


#: Methods of which nobody wants the method itself, and those that change an object and give None.
_CALLED = {"lower", "upper", "strip", "is_file", "is_dir", "exists", "item", "tolist", "backward"}
_IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "update"}
_CUTTING = {"tolist", "item", "detach", "numpy", "tensor", "float", "no_grad"}
_KEPT = (list, dict, set)
_NAN = {"nan", "math.nan", "np.nan", "torch.nan", "float('nan')"}


def _evident(tree: ast.FunctionDef, outcomes: list[Outcome]) -> str:
    """A mistake that is one whatever the function is for: the code alone shows it."""
    nones = _IN_PLACE if any("NoneType" in one.message for one in outcomes) else ()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Attribute() as method):
                return f"`{text(method)}` is not called: its parentheses are missing."
            case ast.Compare(left, [sign, *_], others):
                for one in (left, *others):
                    if isinstance(one, ast.Attribute) and one.attr in _CALLED:
                        return f"`{text(one)}` is not called: its parentheses are missing."
                    if text(one) in _NAN and isinstance(sign, ast.Eq | ast.NotEq):
                        always = isinstance(sign, ast.NotEq)
                        return f"`{text(node)}` is always {always}: nan does not even equal itself."
            case ast.Assign(_, ast.Call(ast.Attribute(_, name)) as call) if name in nones:
                return f"`{text(call)}` works in place and returns None: don't assign that."
    return ""


def _loaded(tree: ast.FunctionDef) -> set[str]:
    """The names that an answer reads."""
    nodes = [node for one in tree.body for node in ast.walk(one)]
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _unused(tree: ast.FunctionDef) -> str:
    """The parameters that the answer never reads, in words."""
    read = _loaded(tree)
    names = [f"`{name}`" for name in parameters(tree) if name not in read]
    listed = " and ".join(names).replace(" and ", ", ", max(0, len(names) - 2))
    return f"Your answer never uses {listed}." if listed else ""


def _remembered(answer: Callable, tree: ast.AST, exercise: Exercise, outcomes: list) -> str:
    """That what is kept between calls spoils some which are right by themselves."""
    own = {name: answer.__globals__.get(name) for name in _loaded(tree)}
    own |= {n: one.default for n, one in inspect.signature(answer).parameters.items()}
    names = [name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names]
    for name in (*names, *(n for n, value in own.items() if type(value) in _KEPT)):
        alone = [
            Results(_emptied(answer, own.get(name)), exercise)[n] for n in range(len(outcomes))
        ]
        if not _wrong(exercise, alone):
            kept = f"`{name}` keeps what an earlier call put into it"
            return f"Each call is right by itself, but not after others: {kept}."
    return ""


def _emptied(answer: Callable, kept: object) -> Callable:
    """The answer with nothing in the list, dictionary or set that it keeps."""

    def new(value: object) -> object:
        return type(kept)() if value is kept and type(kept) in _KEPT else value

    names = {name: new(value) for name, value in answer.__globals__.items()}
    defaults = tuple(map(new, answer.__defaults__ or ()))
    return FunctionType(answer.__code__, names, answer.__name__, defaults, answer.__closure__)


def _cut_off(tree: ast.AST, exercise: Exercise, outcomes: list[Outcome]) -> str:
    """That values are right, but no gradient comes through, and what may be why."""
    both = [(expected(exercise, n).value, outcomes[n].value) for n in _wrong(exercise, outcomes)]
    seen = [two for two in both if all(isinstance(x, dict) and "gradient" in x for x in two)]
    lost = [str(a["gradient"]) == "there is none" != str(e["gradient"]) for e, a in seen]
    right = [not difference(e["value"], a["value"], exercise.tolerance) for e, a in seen]
    if not seen or not all((*lost, *right)):
        return ""
    calls = [text(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    cut = next((f": `{one}` cuts it off" for one in calls if one.split(".")[-1] in _CUTTING), "")
    return f"No gradient flows back through your answer{cut}."


def _wrong(exercise: Exercise, outcomes: list[Outcome]) -> list[int]:
    """The cases whose outcomes are wrong."""
    each = enumerate(zip(exercise.cases, outcomes, strict=False))
    return [n for n, (case, out) in each if fault(case, expected(exercise, n), out, exercise)]


def _without_idle_questions(fact: str, tree: ast.AST) -> str:
    """A relation without the question that the answer's code has answered already."""
    returned = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value
    ]
    if returned:
        whence = isinstance(returned[-1], ast.Call) and f"what `{text(returned[-1])}` returns: "
        fact = fact.replace("None in every case: is return missing?", f"{whence or ''}None.")
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
    inside = {type(node) for loop in loops for one in loop.body for node in ast.walk(one)}
    if not inside & {ast.Return, ast.Yield}:
        fact = re.sub(r": is return [^:.?]*loop\?", ".", fact)
    return fact if ast.Assign in inside else re.sub(r": does every [^:.?]*\?", ".", fact)


def _guarded(look: Callable, *args: object) -> object:
    """What ``look`` finds; None where a learner's objects break it (by their ``==``, say)."""
    try:
        return look(*args)
    except Exception:
        return None


def _repaired(answer: Callable, exercise: Exercise, seconds: float) -> Diagnosis | None:
    found = repair(answer, exercise, seconds) if seconds > 0 else None
    if found is None:
        return None
    where = f"Look at `{found.expression}`"
    if found.source_line and found.source_line != found.expression:
        where += f" in the line `{found.source_line}`"
    return Diagnosis("repair", f"{where}: {found.kind}", found.change)


def _slip(exercise: Exercise, outcomes: list[Outcome], until: float) -> str:
    """The message of the known mistake that gives these results on all cases; or ''.

    Where several fit, the first whose errors have the same text goes before the others. An error
    where a result is expected has to have the same text, unless a wrong result speaks for the slip
    as well: a TypeError alone has many causes.
    """
    wrong = _wrong(exercise, outcomes)
    shown = any(outcomes[number].error is None for number in wrong)
    unforeseen = [n for n in wrong if outcomes[n].error and not expected(exercise, n).error]
    alike = ""
    for results in wrong_results(exercise):
        if now() > until:
            break
        if not all(
            same_outcome(results[n], outcomes[n], exercise) for n in (*wrong, *range(len(outcomes)))
        ):
            continue
        differing = [n for n, one in enumerate(outcomes) if results[n].message != one.message]
        if not differing:
            return results.message
        if shown or not set(differing) & set(unforeseen):
            alike = alike or results.message
    return alike


def same_outcome(first: Outcome, second: Outcome, exercise: Exercise) -> bool:
    """Whether two runs came to the same: result, error, changed argument, reading, printing."""

    def facts(one: Outcome) -> tuple:
        # The missing key is all that a KeyError says.
        error = type(one.error), one.error.args if isinstance(one.error, KeyError) else ()
        printed = one.printed if exercise.printed else ""
        return *error, bool(one.stopped), bool(one.changed), one.iterator, one.read, printed

    same = facts(first) == facts(second)
    return same and difference(first.value, second.value, exercise.tolerance) is None
