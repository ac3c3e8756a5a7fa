"""What a session with the debugger has shown, and whether it was found by debugging.

A hunt is judged by what its session shows, not by its wording. Run once more, the commands stop in
the right function while a variable of its frame has the culprit's file name, and print that name
there, and no other. They do so in a series that nobody has seen as well. Meanwhile nobody but the
program reads its records, and its variables are what it made them. How it got there is free.
"""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from minilib import debugging
from minilib.workbook.exercises import broken, records
from minilib.workbook.exercises.showing import type_name

#: A hunt is over after so many commands.
MOST = 12
#: What the session is said to be when there is nothing to object to.
FAIR = f"at most {MOST} commands, which only look"
#: What it is said to be otherwise.
OTHER_CALL = "of another program or series, or with more options"
TOO_MANY = f"more than {MOST} commands"
CHANGES = "a command does more than look"
ASKS = "a command reads the records itself"
ONCE = "its commands are right in this series only; in another one they "
SAME_NAME = f"{ONCE}print the same file name"
OTHER_IMAGE, NO_IMAGE = f"{ONCE}stop at another image", f"{ONCE}stop at no image"

#: Where the commands are tried again. What was found out beforehand, however it is written, can't
#: be right there; a condition that holds for the causes of series 0 to 4 can: this one's cause is
#: more striking than theirs (more objects, fewer pixels, a more negative share).
UNSEEN = 326

_FILE = re.compile(r"\d{6}\.jpg")
#: ``display`` shows what a value was before; that is not what the learner asked for.
_BEFORE = re.compile(r"\[old: .*\]")
#: pdb's commands that go elsewhere ("" repeats the last one); and those that no hunt needs.
_MOVING = {
    "", "c", "cont", "continue", "d", "down", "n", "next", "r", "return", "s", "step", "u", "up",
    "unt", "until",
}  # fmt: skip
_CHANGING = {"j", "jump", "run", "restart", "debug", "alias", "source"}


def shown_in(function: str, culprit: Callable) -> Callable:
    """What to compare of a session: whether it was fair, where it stopped, what it printed.

    ``function`` names the frame in which the file name has to be printed; ``culprit`` takes the
    series and returns that file name.
    """

    def observe(session: object, args: list) -> object:
        program, series = args
        name = culprit(series)
        right = {"session": FAIR, "stopped": f"in {function}, at {name}", "printed": name}
        if wrong := _objection(session, program, series):
            return {**right, "session": wrong}  # the rest is not what this is about
        late = not session.text.startswith(">")  # it begins with the failure, not with a place
        again, foul = _again(program, series, session.commands, late)
        singles = tuple(line for line, _ in _singles(session.commands))
        found, wrong = _again(program, series, singles, late)
        wrong = ASKS if foul == ASKS else wrong
        wrong = wrong if again.text == session.text else OTHER_CALL
        shown = _shown(found, function, name)
        if shown == right and not wrong:
            unseen, _ = _again(program, UNSEEN, singles, late)
            wrong = _in_another(unseen, function, culprit(UNSEEN), name)
        return {**right, "session": wrong} if wrong else shown

    return observe


# -- was it found by debugging? -------------------------------------------------------------------


def _objection(session: object, program: Callable, series: int) -> str:
    """What makes it none that is worth running again, in words; or ``''``."""
    if not isinstance(session, debugging.Session):
        return f"{type_name(session)}, not what replay(...) returns"
    if session.function is not program or session.args != (series,):
        return OTHER_CALL
    singles = list(_singles(session.commands))
    if len(singles) > MOST:
        return TOO_MANY
    changing = any(not python and _verb(line) in _CHANGING for line, python in singles)
    return CHANGES if changing else ""


@lru_cache(maxsize=64)
def _again(program: Callable, series: int, commands: tuple[str, ...], late: bool) -> tuple:
    """A session, and what there is to object to it, or ''. All cases share the unseen series'."""
    records.READERS.clear()
    session = debugging.replay(program, series, commands=commands, after_failure=late)
    own = {part.__code__ for part in vars(broken).values() if inspect.isfunction(part)}
    if records.READERS - own:
        return session, ASKS
    return session, CHANGES if _changed(session.steps) else ""


def _singles(commands: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Each single command (``u;;p name`` are two), and whether Python reads it, not pdb."""
    python = False
    for line in commands:
        for single in [line] if python else line.split(";;"):
            yield single, python and line != "Ctrl+D"
        python = line != "Ctrl+D" if python else line.strip() == "interact"


def _verb(command: str) -> str:
    return command.strip().partition(" ")[0]


def _changed(steps: Sequence[debugging.Step]) -> bool:
    """Whether a command that goes nowhere has left the frame with other values."""
    return any(
        here.values != after.values
        for here, after in itertools.pairwise(steps)
        if _verb(here.command) not in _MOVING
    )


def _in_another(found: debugging.Session, function: str, wanted: str, name: str) -> str:
    """What is wrong with commands that find ``name`` in one series, in the unseen one; or ''."""
    if _shown(found, function, wanted)["printed"] == wanted:
        return ""
    if any(name in step.answer for step in found.steps):
        return SAME_NAME
    return OTHER_IMAGE if any(map(_files, _at(found, function))) else NO_IMAGE


# -- what it has shown ----------------------------------------------------------------------------


def _at(session: debugging.Session, function: str) -> list[debugging.Step]:
    return [step for step in session.steps if step.function == function]


def _files(step: debugging.Step) -> list[str]:
    """The file names among the variables of a step's frame, and in its tuples."""
    items = (v if isinstance(v, tuple) else (v,) for v in step.values.values())
    texts = (item for item in itertools.chain(*items) if isinstance(item, str))
    return [text for text in texts if _FILE.fullmatch(text)]


def _shown(session: debugging.Session, function: str, name: str) -> dict[str, str]:
    """Where a session stopped and what it printed, seen from the name that it looks for."""
    at = _at(session, function)
    there = [step for step in at if name in _files(step)]
    stopped = f"in {function}, at {name}" if there else _elsewhere(session, function)
    return {"session": FAIR, "stopped": stopped, "printed": _printed(session, at, there, name)}


def _elsewhere(session: debugging.Session, function: str) -> str:
    """Where a session stopped that was never in the right function at the right moment."""
    steps = session.steps
    if not steps:
        return "nowhere: the program did not fail"
    # The first command to which pdb objected may be why it went elsewhere.
    refused = [step for step in steps if step.answer[:3] == "***"][:1]
    asked = [_verb(s.command) if _verb(s.command) in _MOVING else s.command for s in refused]
    said = [f"pdb's answer to {_short(asked[0], 30)}: {_short(s.answer, 50)}" for s in refused]
    ending = "".join(f"; {words}" for words in said or _end(session))
    if at := _at(session, function):
        names = _files(at[-1])
        moment = f"at {names[-1]}" if names else "before it has a file name"
        moment = "at its return" if "__return__" in at[-1].values else moment
        then = f"; then in {steps[-1].function}" if steps[-1].function != function else ""
        return f"in {function}, but {moment}{then}{ending}"
    others = ", ".join(dict.fromkeys(step.function for step in steps))
    return f"never in {function}, only in {others}{ending}"


def _end(session: debugging.Session) -> list[str]:
    """That the program ran to its end, or failed, where it did."""
    ended = re.search(r"^\((result|failed): ", session.text, re.MULTILINE)
    ways = {"result": "ran to its end", "failed": "failed"}
    return [f"then the program {ways[ended[1]]}"] if ended else []


def _printed(session: debugging.Session, at: list, there: list, name: str) -> str:
    """The file names that were printed: ``name`` when it was printed there, and no other."""
    steps = session.steps
    printed = [set(_FILE.findall(_BEFORE.sub("", step.answer))) for step in steps]
    # ``display`` prints on arrival: such an answer belongs to the place of the next step.
    seen = [
        names == {name} and (step in there or (_verb(step.command) in _MOVING and after in there))
        for names, step, after in zip(printed, steps, [*steps[1:], None], strict=False)
    ]
    others = [number for number, names in enumerate(printed) if names - {name}]
    if any(seen) and not others:
        return name
    if others and any(name in names for names in printed):
        also = _named(printed[others[0]] - {name})
        return f"{name}, but also {also}, in {steps[others[0]].function}"
    for number, names in reversed([*enumerate(printed)]):
        step = steps[number]
        if names == {name}:
            moment = f"in {step.function}" if step not in at else "while no variable had it"
            return f"the right name, but printed {moment}"
        if names:
            late = any(step.function == one.function for one in there if one in steps[:number])
            return f"{_named(names)}, in {step.function}{', after it had run on' if late else ''}"
    for step in reversed(steps):
        if _verb(step.command) in {"p", "pp"} or step.answer[:3] == "***":
            return f"no file name, but {_short(step.answer, 40)}"
    return "; ".join(["no file name", *_end(session)])


def _named(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else f"{len(names)} file names"


def _short(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 3]}..."
