"""What is printed about an answer: the likely cause first, then the smallest case that shows it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from minilib.workbook.exercises import Call, Exercise, Made
from minilib.workbook.exercises.showing import show

_WIDTH = 96
#: A value that takes more characters than this is not shown where the place that differs is.
_GLANCE = 150

#: Messages that beginners meet often and that explain little, and what they mean.
_MEANINGS = (
    (r"truth value of an array|Boolean value of Tensor|bool value of Tensor",
     "if, and, or and not need a single True or False; comparing arrays gives one per element."),
    (r"could not be broadcast together|size of tensor a .* must match",
     "The shapes don't fit: compared from the right, lengths must be equal, or one of them 1."),
    (r"Can't call numpy\(\) on Tensor that requires grad",
     "NumPy knows no gradients: stay with PyTorch, or detach() where no gradient has to flow."),
    (r"does not require grad and does not have a grad_fn",
     "PyTorch can't follow how this number was computed from the parameters."),
    (r"only one element tensors can|can only convert an array of size 1|Tensor with \d+ elements",
     "item(), int() and float() take exactly one element; this has several."),
    (r"'NoneType' object", "Something here is None, as what a function without return returns is."),
    (r"values to unpack", "There are not as many names on the left of = as items on the right."),
    (r"for \+: '\w*Path' and|and '\w*PosixPath'", "Paths are joined with /, not with +."),
    (r"unsupported operand type\(s\) for [-+*/]+: '(list|tuple)' and|and '(list|tuple)'$",
     "Arithmetic on lists and tuples is not element by element; on NumPy arrays it is."),
    (r"array\(\) takes from 1 to 2 positional", "np.array takes one list of numbers."),
    (r"'dict' object has no attribute", "Look up what a dictionary holds with [...]."),
    (r"list index out of range", "The list is shorter. Indices begin at 0: the fourth item has 3."),
    (r"generator raised StopIteration", "next() found no more items."),
    (r"object is not an iterator", "next() needs an iterator; iter() makes one."),
    (r"'generator' has no len", "A generator has no length: nobody knows yet how many items come."),
    (r"mat1 and mat2 shapes", "In a @ b, a needs as many columns as b has rows."),
    (r"'generator' object is not sub", "A generator has no index; use a loop or next()."),
    (r"UnboundLocalError", "The name gets its value only in a line that was not run."),
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What came of an answer.

    ``kind`` is ``'right'``, ``'unwritten'``, ``'minilibs'`` (it is minilib's own function),
    ``'raises'``, ``'endless'``, ``'changed'``, ``'type'``, ``'shape'``, ``'value'``, ``'greedy'``
    or ``'printed'``. ``lines`` are labelled, (label, text): about the first case that is wrong,
    whose number is ``case``, or why the answer is right; ``passed`` of the ``cases`` of ``name``
    are right. ``diagnosis`` is the cause in words, '' where none was found; ``source`` found it:
    ``'slip'``, ``'relation'``, ``'repair'`` or ''; ``change`` is a repair's, for the last hint.
    """

    kind: str
    lines: tuple[tuple[str, str], ...] = ()
    passed: int = 0
    diagnosis: str = ""
    case: int = 0
    source: str = ""
    name: str = ""
    cases: int = 0
    change: str = ""

    @property
    def right(self) -> bool:
        """Whether the answer is the learner's own and right in all cases."""
        return self.kind == "right"

    @property
    def text(self) -> str:
        """What ``check`` prints."""
        return report(self.name, self, self.cases)


def report(name: str, verdict: Verdict, cases: int) -> str:
    """A verdict as plain text, for a notebook."""
    if verdict.kind == "unwritten":
        return (
            f"{name}: not written yet. Write it in the cell above, run that cell, then this one.\n"
            f'  The chapter goes on with minilib\'s {name}. hint("{name}") gives a hint.'
        )
    lines = told(name, verdict, cases)
    if verdict.kind not in {"right", "minilibs"}:
        goes_on = f"The chapter goes on with minilib's {name}; fix yours and run this cell again."
        lines.append(f"  {goes_on}")
    return "\n".join(lines)


def told(name: str, verdict: Verdict, cases: int, width: int = _WIDTH) -> list[str]:
    """A verdict as lines of at most ``width`` characters, for any place."""
    if verdict.kind == "unwritten":
        return [f"{name}: not written yet."]
    if verdict.kind == "minilibs":
        return [
            f"{name} is minilib's own function here: run the cell with your answer, then this one."
        ]
    if verdict.right:
        head = f"{name}: right, in all {cases} cases."
        labelled = verdict.lines
    else:
        head = f"{name}: not right yet ({verdict.passed} of {cases} cases are)."
        likely = (("likely", verdict.diagnosis),) if verdict.diagnosis else ()
        labelled = (*likely, *verdict.lines)
    return [head, *(text for line in labelled for text in _labelled(line, width))]


def call_text(exercise: Exercise, case: Call) -> str:
    """The call as a learner would type it."""
    if case.text:
        return case.text
    args = [arg.text if isinstance(arg, Made) else show(arg, _GLANCE) for arg in case.args]
    named = [
        f"{k}={v.text if isinstance(v, Made) else show(v, _GLANCE)}" for k, v in case.kwargs.items()
    ]
    return f"{exercise.answer.__name__}({', '.join(args + named)})"


def both(actual: object, expected: object, differs: str) -> tuple[tuple[str, str], ...]:
    """The lines for a wrong result: short ones are shown, of long ones the place that differs."""
    yours, wanted = show(actual), show(expected)
    if differs and max(len(yours), len(wanted)) > _GLANCE:
        return (("differs", differs),)
    lines = (("yours", yours), ("expected", wanted))
    plain = f"it is {yours}, expected {wanted}"
    return lines if differs in ("", plain) else (*lines, ("differs", differs))


def seen(actual: dict, expected: dict, differs: Callable) -> tuple[tuple[str, str], ...]:
    """The lines for what was observed of a result (axes, layers, files): the part that differs.

    ``differs`` gives the difference of two parts in words, or ''.
    """
    wrong = [key for key in expected if key in actual and differs(expected[key], actual[key])]
    key = next(iter([*wrong, *(key for key in actual if key not in expected)]), None)
    if key is None:
        key = next(key for key in expected if key not in actual)
        return (("expected", f"{key}: {_part(expected[key])}"), ("wrong", "there is none"))
    lines = [("found", f"{key}: {_part(actual[key])}")]
    if key in expected:
        lines.append(("expected", f"{key}: {_part(expected[key])}"))
        if max(len(show(one[key])) for one in (actual, expected)) > _GLANCE:
            lines.append(("differs", differs(expected[key], actual[key])))
    return tuple(lines)


def _part(value: object) -> str:
    return value if isinstance(value, str) else show(value, _GLANCE)


def meaning(message: str) -> str:
    """A sentence on an error message that is common and explains little; or ''."""
    return next((words for pattern, words in _MEANINGS if re.search(pattern, message)), "")


def _labelled(line: tuple[str, str], width: int) -> list[str]:
    """One labelled line, wrapped; what continues below is indented."""
    label, text = line
    parts = [part for given in text.splitlines() or [""] for part in _wrapped(given, width - 12)]
    return [f"  {label if n == 0 else '':<9} {part}" for n, part in enumerate(parts)]


def _wrapped(text: str, width: int) -> list[str]:
    # Rows of an array keep their place; only what is too long is folded.
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
