"""What a session with the debugger has shown, and whether it was found by debugging.

A hunt is judged by five things: the session is of the given program, it takes few commands, these
only look, the one file name that it prints is the culprit's, printed in the frame of the right
function while a variable of that frame has it, and the same commands do so in a series that nobody
has seen. How it got there is free.
"""

from __future__ import annotations

import ast
import itertools
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence

from minilib import debugging
from minilib.workbook.exercises.showing import type_name

#: A hunt is over after so many commands.
MOST = 12
#: What the session is said to be when there is nothing to object to.
FAIR = f"at most {MOST} commands, which only look"
#: What it is said to be otherwise.
OTHER_CALL = "of another program or series, or with more options"
TOO_MANY = f"more than {MOST} commands"
CHANGES = "a command does more than look"
ASKS = "a command goes through the data itself"
ONCE = "its commands are right in this series only"

#: Where the commands are tried again. What was found out beforehand, however it is written, can't
#: be right there; a condition that holds for the causes of series 0 to 4 can: this one's cause is
#: more striking than theirs (more objects, fewer pixels, a more negative share).
UNSEEN = 326

_FILE = re.compile(r"\d{6}\.jpg")
#: ``display`` shows what a value was before; that is not what the learner asked for.
_BEFORE = re.compile(r"\[old: .*\]")
#: pdb's commands that are followed by an expression; by a place and an expression; by neither.
_EXPRESSION = {"p", "pp", "whatis", "display"}
_CONDITION = {"b", "break", "tbreak"}
_PLAIN = {
    "a", "args", "c", "cont", "continue", "d", "down", "h", "help", "l", "list", "ll",
    "longlist", "n", "next", "q", "quit", "exit", "r", "return", "s", "step", "u", "up", "unt",
    "until", "w", "where", "bt", "cl", "clear", "disable", "enable", "ignore", "undisplay",
    "interact", "rv", "retval", "commands",
}  # fmt: skip
_CHANGING = {"j", "jump", "run", "restart", "debug", "alias", "source"}
_SETTERS = {
    "exec", "eval", "compile", "setattr", "delattr", "globals", "vars", "getattr", "open",
    "update", "setdefault",
}  # fmt: skip
#: Where the programs get their data from; a command that asks there does not look at the program.
_SOURCE = "records"


def shown_in(function: str, culprit: Callable) -> Callable:
    """What to compare of a session: whether it was fair, where it stopped, what it printed.

    ``function`` names the frame in which the file name has to be printed; ``culprit`` takes the
    series and returns that file name.
    """

    def observe(session: object, args: list) -> object:
        if session is None:
            return None  # said by check: is a return missing?
        program, series = args
        name = culprit(series)
        right = {"session": FAIR, "stopped": f"in {function}, at {name}", "printed": name}
        if wrong := _objection(session, program, series):
            return {**right, "session": wrong}  # the rest is not what this is about
        singles = [line for line, _ in _singles(session.commands)]

        def shown(series: int) -> dict[str, str]:
            return _shown(_again(session, series, singles).steps, function, culprit(series))

        found = shown(series)
        fixed = found == right and shown(UNSEEN)["printed"] != culprit(UNSEEN)
        return {**right, "session": ONCE} if fixed else found

    return observe


# -- was it found by debugging? -------------------------------------------------------------------


def _objection(session: object, program: Callable, series: int) -> str:
    """What makes a session none that counts, in words; ``''`` when it counts."""
    if not isinstance(session, debugging.Session):
        return f"{type_name(session)}, not what replay(...) returns"
    if session.function is not program or session.args != (series,):
        return OTHER_CALL
    singles = list(_singles(session.commands))
    if len(singles) > MOST:
        return TOO_MANY
    for line, python in singles:
        if wrong := refusal(f"!{line}" if python else line):
            return wrong
    genuine = _again(session, series, session.commands).text == session.text
    return "" if genuine else OTHER_CALL


def _again(session: debugging.Session, series: int, commands: Sequence[str]) -> debugging.Session:
    """The session with other commands, or in another series."""
    late = not session.text.startswith(">")  # it begins with the failure, not with a place
    return debugging.replay(session.function, series, commands=commands, after_failure=late)


def _singles(commands: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Each single command (``u;;p name`` are two), and whether Python reads it, not pdb."""
    python = False
    for line in commands:
        for single in [line] if python else line.split(";;"):
            yield single, python and line != "Ctrl+D"
        python = line != "Ctrl+D" if python else line.strip() == "interact"


def refusal(command: str) -> str:
    """Why a command is none that only looks; ``''`` when it is."""
    verb, _, rest = command.strip().partition(" ")
    if verb in _CHANGING or re.match(r"=(?!=)", rest.lstrip()):
        return CHANGES
    if verb in _PLAIN:
        return ""
    if verb in _CONDITION:
        code = rest.partition(",")[2]
    elif verb == "condition":
        code = rest.strip().partition(" ")[2]
    else:
        code = rest if verb in _EXPRESSION else command.strip().removeprefix("!")
    return _refused(code.strip().replace("$", "_"))


def _refused(code: str) -> str:
    """Why a piece of Python is none that only looks."""
    for tried in (code, f"{textwrap.dedent(code)} pass"):
        try:
            tree = ast.parse(tried)
            break
        except (SyntaxError, ValueError):
            continue
    else:
        return ""  # no Python; pdb says so
    nodes = list(ast.walk(tree))
    named = {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}
    if _SOURCE in named:
        return ASKS
    looking = ast.Expr | ast.Pass
    statements = (node for node in nodes if isinstance(node, ast.stmt | ast.NamedExpr))
    changing = any(not isinstance(node, looking) for node in statements)
    hidden = (name.endswith("__") or name.startswith("f_") for name in named)
    return CHANGES if named & _SETTERS or any(hidden) or changing else ""


# -- what it has shown ----------------------------------------------------------------------------


def _shown(steps: list, function: str, name: str) -> dict[str, str]:
    """Where a session stopped and what it printed, seen from the name that it looks for."""
    at = [step for step in steps if step.function == function]
    there = [step for step in at if name in _texts(step)]
    return {
        "session": FAIR,
        "stopped": _stopped(steps, at, there, function, name),
        "printed": _printed(steps, there, name),
    }


def _texts(step: debugging.Step) -> list[str]:
    """The strings among the variables of a step's frame, and those in its tuples."""
    items = (v if isinstance(v, tuple) else (v,) for v in step.values.values())
    return [item for item in itertools.chain(*items) if isinstance(item, str)]


def _stopped(steps: list, at: list, there: list, function: str, name: str) -> str:
    if there:
        return f"in {function}, at {name}"
    if not steps:
        return "nowhere: the program did not fail"
    # The first command to which pdb objected may be why it went elsewhere.
    refused = [(s.command, " ".join(s.answer.split())) for s in steps if s.answer[:3] == "***"]
    ending = "".join(f"; pdb's answer to {line}: {said[:60]}" for line, said in refused[:1])
    if at:
        names = [text for text in _texts(at[-1]) if _FILE.fullmatch(text)]
        moment = f"at {names[0]}" if names else "before it has a file name"
        then = f"; then in {steps[-1].function}" if steps[-1].function != function else ""
        return f"in {function}, but {moment}{then}{ending}"
    others = ", ".join(dict.fromkeys(step.function for step in steps))
    return f"never in {function}" + (f", only in {others}" if others else "") + ending


def _printed(steps: list, there: list, name: str) -> str:
    """The file names that were printed: ``name`` when it was printed there, and no other."""
    printed = [set(_FILE.findall(_BEFORE.sub("", step.answer))) for step in steps]
    # ``display`` prints on arrival: such an answer belongs to the place of the next step.
    seen = [
        names == {name}
        and (step in there or (step.command.strip().split(" ")[0] in _PLAIN and following in there))
        for names, step, following in zip(printed, steps, [*steps[1:], None], strict=False)
    ]
    others = [
        (step.function, names - {name})
        for step, names in zip(steps, printed, strict=True)
        if names - {name}
    ]
    if any(seen) and not others:
        return name
    if others and any(name in names for names in printed):
        function, names = others[0]
        return f"{name}, but also {_named(names)}, in {function}"
    for names, step in zip(reversed(printed), reversed(steps), strict=True):
        if names == {name}:
            return f"the right name, in {step.function}, where no variable has it"
        if names:
            return f"{_named(names)}, in {step.function}"
    return _last_print(steps)


def _named(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else f"{len(names)} file names"


def _last_print(steps: list) -> str:
    """What the last command that prints has shown, when there was no file name in it."""
    for step in reversed(steps):
        if step.command.split(" ")[0] in {"p", "pp"}:
            return f"no file name, but {' '.join(step.answer.split())[:40]}"
    return "no file name"
