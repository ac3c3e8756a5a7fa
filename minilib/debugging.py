"""Debugging: take code apart.

Made from solutions/08_debugging.py (chapter 08) by ``workbook build``: change it there.
"""

import bdb
import code
import contextlib
import importlib.util
import inspect
import io
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

__all__ = [
    "Session",
    "Step",
    "find_cause",
    "find_crash",
    "find_crowd",
    "find_negative",
    "find_widest",
    "replay",
]


def find_crowd(program: Callable, series: int) -> "Session":
    """Replay ``describe(series)``: print the name of the fullest image, where it is known."""
    return replay(program, series, commands=["b most_objects", "c", "r", "p fullest"])


def find_negative(program: Callable, series: int) -> "Session":
    """Replay ``shares(series)``: stop at the negative share, print the file name."""
    return replay(program, series, commands=["b 77, share < 0", "c", "p name"])


def find_widest(program: Callable, series: int) -> "Session":
    """Replay ``scales(series)``: print the name of the widest image."""
    return replay(program, series, commands=["tbreak 95", "c", "p holder"])


def find_crash(program: Callable, series: int) -> "Session":
    """Replay ``count_classes(series)`` after it failed: print the file name of the bad image."""
    return replay(program, series, commands=["u 3", "p name"], after_failure=True)


def find_cause(program: Callable, series: int) -> "Session":
    """Replay ``resize(series)``: print the name of the image that the scale 0 was made from."""
    return replay(program, series, commands=["b 155, scale == 0", "c", "p name"])


class Step(NamedTuple):
    """One command: where it was typed, the variables there, and what the debugger answered."""

    command: str
    function: str
    line: int
    values: dict[str, object]
    answer: str


@dataclass(frozen=True, repr=False)
class Session:
    """What a replay has shown. A last step without a command: there the commands ran out."""

    function: Callable
    args: tuple
    commands: tuple[str, ...]
    text: str
    steps: list[Step]

    def __repr__(self) -> str:
        return self.text


def _plain_pdb():
    """Load Python's own pdb, whatever a notebook has put in its place."""
    spec = importlib.util.find_spec("pdb")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_lines = cache(lambda body: {number for *_, number in body.co_lines()})


class _Debugger(_plain_pdb().Pdb):
    """Types its commands itself, stops only in some modules, and notes each step."""

    def __init__(self, commands, modules):
        self.screen = io.StringIO()
        super().__init__(stdin=self, stdout=self.screen, nosigint=True, readrc=False)
        self.use_rawinput = False
        self.waiting, self.modules, self.steps, self.answered = list(commands), modules, [], 0

    def readline(self):
        """Type the next command; an empty string, the end of all input, when none is left."""
        self.note_answer()
        command = f"{self.waiting.pop(0)}\n" if self.waiting else ""
        self.screen.write(command)
        frame, line = self.stack[self.curindex]
        # Up to Python 3.12, asking a frame for its variables undoes changes made at the prompt.
        values = self.curframe_locals if sys.version_info < (3, 13) else frame.f_locals
        self.steps.append(Step(command.rstrip("\n"), frame.f_code.co_name, line, dict(values), ""))
        self.answered = self.screen.tell()
        return command

    def note_answer(self):
        """Add to the last step what has been shown since."""
        if self.steps:
            answer = self.screen.getvalue()[self.answered :].removesuffix(self.prompt)
            self.steps[-1] = self.steps[-1]._replace(answer=self.clean(answer))

    def clean(self, text):
        """Leave out paths and addresses, which differ between machines."""
        for names in self.modules:
            if file := names.get("__file__"):
                text = re.sub(re.escape(file), f"<{Path(file).stem}>", text, flags=re.IGNORECASE)
        text = re.sub(r"\S*ipykernel_\S+?\.py", "<cell>", text)
        return re.sub(r" at 0x[0-9a-fA-F]+", "", text)

    def is_known(self, frame):
        """Whether a frame's code is of one of the modules."""
        return any(frame.f_globals is names for names in self.modules)

    def trace_dispatch(self, frame, event, arg):
        """Stop only in these, and not in what Python happens to clean up before the function."""
        return super().trace_dispatch(frame, event, arg) if self.is_known(frame) else None

    def break_anywhere(self, frame):
        """Trace only functions with a breakpoint in them: the others run at their full speed."""
        lines = self.breaks.get(self.canonic(frame.f_code.co_filename), ())
        return not _lines(frame.f_code).isdisjoint(lines)

    def get_stack(self, f, t):
        """Who called whom, without the debugger's and the notebook's own code."""
        stack = [entry for entry in super().get_stack(f, t)[0] if self.is_known(entry[0])]
        for frame, _ in stack:
            frame.f_trace = self.trace_dispatch  # the next command may go on in any of them
        return stack, len(stack) - 1

    def stop_after(self, frame):
        """Stop at the line after a ``breakpoint()``, as pdb does before Python 3.13."""
        self.set_step()
        self.get_stack(frame, None)
        sys.settrace(self.trace_dispatch)

    def do_break(self, arg, temporary=False):
        """Break at a function's first line of code, as pdb does from Python 3.13 on."""
        name, comma, condition = arg.partition(",")
        function = self.curframe.f_globals.get(name.strip())
        if inspect.isfunction(function):
            body = function.__code__
            first = min(n for n in _lines(body) if n and n > body.co_firstlineno)
            arg = f"{body.co_filename}:{first}{comma}{condition}"
        super().do_break(arg, temporary)

    do_b = do_break

    def lookupmodule(self, filename):
        """Find a file by its name; a notebook's cell is on no disk."""
        return filename if "ipykernel_" in filename else super().lookupmodule(filename)

    def do_interact(self, arg):
        """Start Python here; its lines come from the commands, up to ``Ctrl+D``."""
        console = code.InteractiveConsole(self.curframe.f_globals | self.steps[-1].values)
        console.write = self.screen.write
        prompt, line, hook, sys.displayhook = ">>> ", "", sys.displayhook, self.displayhook
        while self.waiting and line != "Ctrl+D":
            line = self.waiting.pop(0)
            self.screen.write(f"{prompt}{line}\n")
            if line != "Ctrl+D":
                prompt = "... " if console.push(line) else ">>> "
        sys.displayhook = hook

    def do_EOF(self, arg):
        """Leave when there are no more commands."""
        self.screen.write("(no more commands)\n")
        return self.do_quit(arg)


@contextlib.contextmanager
def _on_screen(debugger):
    """Give the debugger the screen and ``breakpoint()``; put all back at the end."""
    points = bdb.Breakpoint
    before = points.next, dict(points.bplist), list(points.bpbynumber)
    out, hook, trace = sys.stdout, sys.breakpointhook, sys.gettrace()
    points.clearBreakpoints()
    sys.stdout = debugger.screen
    sys.breakpointhook = lambda *_, **__: debugger.stop_after(sys._getframe(1))
    try:
        yield
    finally:
        points.clearBreakpoints()
        points.next, points.bplist, points.bpbynumber = before
        sys.stdout, sys.breakpointhook = out, hook
        sys.settrace(trace)


def _run(debugger, function, args, after_failure):
    """Run a function in the debugger, or the debugger after its failure; how it ended."""
    if after_failure:
        sys.breakpointhook = lambda *_, **__: None
    try:
        result = function(*args) if after_failure else debugger.runcall(function, *args)
    except bdb.BdbQuit:
        return ""
    except Exception as error:
        if not after_failure:
            return f"(failed: {type(error).__name__}: {error})\n"
        debugger.screen.write(f"{type(error).__name__}: {error}\n")
        debugger.reset()
        debugger.interaction(None, error.__traceback__)
        return ""
    if after_failure:
        return "(it did not fail)\n"
    left = debugger.steps and debugger.steps[-1].command in {"q", "quit", "exit", ""}
    return "" if left else f"(result: {result!r})\n"


def replay(
    function: Callable,
    *args: object,
    commands: Iterable[str],
    also: Iterable[ModuleType] = (),
    after_failure: bool = False,
) -> Session:
    """Run ``function(*args)`` under Python's debugger, with given commands typed at its prompts.

    It is the real pdb; only the typing is done for you, and paths are left out: a notebook's cell
    is called ``<cell>``, a module ``<name>``.

    Parameters
    ----------
    function
        The debugger stops in its module (in a notebook: in every cell) and in no other code.
    commands
        What to type, in order; when they are used up the debugger is left.
    also
        Modules in which it may stop as well.
    after_failure
        Run the function until it fails and begin there, as ``%debug`` does.

    Raises
    ------
    TypeError
        The function is not written in Python (a built-in, for example), or the commands are one
        string in place of several.
    """
    if not hasattr(function, "__globals__"):
        raise TypeError(f"{function!r} is not written in Python: wrap it in a function of yours")
    if isinstance(commands, str):
        raise TypeError(f"commands={commands!r} is one string: write a list, one string each")
    commands = tuple(commands)
    debugger = _Debugger(commands, [function.__globals__, *map(vars, also)])
    with _on_screen(debugger):
        ending = _run(debugger, function, args, after_failure)
    if debugger.waiting:
        ending += f"(not used: {', '.join(debugger.waiting)})\n"
    debugger.screen.write(ending)
    debugger.note_answer()
    text = debugger.clean(debugger.screen.getvalue()).rstrip()
    return Session(function, args, commands, text, debugger.steps)
