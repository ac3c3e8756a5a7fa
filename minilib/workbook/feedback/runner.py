"""Run a learner's function on one case: copied arguments, a time limit, and nothing let out."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import io
import itertools
import linecache
import os
import re
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from minilib.workbook.exercises import Call, Exercise, Made
from minilib.workbook.exercises.showing import show
from minilib.workbook.exercises.streams import Counted
from minilib.workbook.feedback.difference import difference

#: From an iterator that may have no end, so many results are looked at.
LOOKED_AT = 40
#: OpenCV begins with its version and a file of the machine on which it was compiled.
_OPENCV_FILE = re.compile(r"^OpenCV\([\w.-]+\) .*?: error: ")


class Stopped(BaseException):
    """Raised inside a learner's function to end it. Not an Exception: ``except`` should pass it.

    A bare ``except:`` in an endless loop swallows even this. So it strikes twice: a trace function
    raises it again at the next line of the learner's code, which is inside the handler and outside
    of its ``try``.
    """

    def __init__(self) -> None:
        super().__init__()
        if threading.current_thread() is threading.main_thread():
            return
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename not in (__file__, threading.__file__):
                frame.f_trace = _strike_again
            frame = frame.f_back
        sys.settrace(_strike_again)


def _strike_again(_frame: object, event: str, _arg: object) -> None:
    if event == "line":
        raise Stopped


class CountedFolder(type(Path())):
    """A folder that counts how many of its entries were read with ``iterdir`` or ``glob``.

    All give them in the same order, which the disk would not.
    """

    def iterdir(self) -> Iterator[Path]:
        self.counter = Counted(sorted(Path(self).iterdir()))
        return self.counter

    def glob(self, *args: object, **kwargs: object) -> Iterator[Path]:
        self.counter = Counted(sorted(Path(self).glob(*args, **kwargs)))
        return self.counter

    def rglob(self, *args: object, **kwargs: object) -> Iterator[Path]:
        self.counter = Counted(sorted(Path(self).rglob(*args, **kwargs)))
        return self.counter

    @property
    def read(self) -> int:
        """How many entries were read; 0 when nobody asked."""
        return getattr(getattr(self, "counter", None), "read", 0)


CountedFolder.__name__ = type(Path()).__name__  # for error messages, too


class LazyResult(NamedTuple):
    """What an iterator gave: its items, and how much of the input was read for each.

    When the iterator came to an end, one more number says how much had been read by then.
    """

    items: list
    read: list[int]


@dataclass
class Outcome:
    """What came of one run.

    Attributes
    ----------
    value
        The result, observed and freed of the temporary folder's name.
    error
        What it raised, if it raised.
    message
        Type and text of the error in one line, freed of the temporary folder's name.
    line
        The learner's own line of code that raised.
    stopped
        ``'limit'``: it was ended by the time limit; ``'loose'``: it could not be ended; or ''.
    changed
        The argument that it changed, in words; or ''.
    read
        For lazy exercises: how much of the input was read before each item, and at the end.
    iterator
        For lazy exercises: whether the result was an iterator.
    printed
        What it printed.
    breakpoints
        How often it came by ``breakpoint()``.
    """

    value: object = None
    error: BaseException | None = None
    message: str = ""
    line: str = ""
    stopped: str = ""
    changed: str = ""
    read: list[int] = field(default_factory=list)
    iterator: bool = False
    printed: str = ""
    breakpoints: int = 0


def run(function: Callable, case: Call, exercise: Exercise, seconds: float) -> Outcome:
    """Run ``function`` on ``case`` for at most ``seconds``; whatever happens is in the outcome."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        temporary = Path(name).resolve()
        args, kwargs = _arguments(case, temporary, lazy=exercise.lazy)
        before = _copy((args, kwargs))
        printed = io.StringIO()

        def job() -> object:
            result = function(*args, **kwargs)
            if exercise.lazy and isinstance(result, Iterator):
                return _consume(result, [*args, *kwargs.values()])
            if exercise.observe is not None:
                result = _observed(exercise.observe, result, args)
            return result

        with _no_breakpoints(outcome), _figures_closed(), contextlib.redirect_stdout(printed):
            _run_limited(job, seconds, outcome, function)
        if isinstance(outcome.value, LazyResult):
            outcome.value, outcome.read = outcome.value
            outcome.iterator = True
        outcome.value = without_folder(outcome.value, temporary)
        if outcome.error is not None:
            outcome.message = without_folder(_message(outcome.error), temporary)
        outcome.printed = without_folder(printed.getvalue(), temporary)
        if not exercise.may_change_arguments and not exercise.lazy:
            outcome.changed = _changed(before, (args, kwargs))
    return outcome


def _arguments(case: Call, temporary: Path, *, lazy: bool) -> tuple[list, dict]:
    def fresh(value: object) -> object:
        if not isinstance(value, Made):
            return _copy(value)
        made = value.make(temporary)
        return CountedFolder(made) if lazy and isinstance(made, Path) else made

    return [fresh(arg) for arg in case.args], {k: fresh(v) for k, v in case.kwargs.items()}


def _copy(value: object) -> object:
    """A deep copy; the thing itself where it can't be copied (an iterator, an Axes)."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _changed(before: tuple[list, dict], after: tuple[list, dict]) -> str:
    for position, (old, new) in enumerate(zip(before[0], after[0], strict=True)):
        if not isinstance(old, Iterator) and _differ(old, new):
            return f"argument {position + 1} was {show(old, 120)} and is now {show(new, 120)}"
    for name, old in before[1].items():
        if not isinstance(old, Iterator) and _differ(old, after[1][name]):
            return f"{name} was {show(old, 120)} and is now {show(after[1][name], 120)}"
    return ""


def _differ(old: object, new: object) -> bool:
    try:
        return difference(old, new) is not None
    except Exception:
        return False


def _observed(observe: Callable, result: object, args: list) -> object:
    """What is to be compared; the bare result when it is not of a kind that can be observed."""
    try:
        return observe(result, args)
    except Exception:
        return result


def _message(error: BaseException) -> str:
    name, text = type(error).__name__, " ".join(str(error).split())
    if name == "error":  # zlib's, struct's and OpenCV's are all called so
        name = f"{type(error).__module__}.error"
    if isinstance(error, KeyError) and error.args:
        text = show(error.args[0], 200)
    text = _OPENCV_FILE.sub("", text)[:300]
    return f"{name}: {text}" if text else name


def _consume(result: Iterator, arguments: list) -> LazyResult:
    sources = [one for one in arguments if isinstance(one, Counted | CountedFolder)]
    items, read = [], []
    for item in itertools.islice(result, LOOKED_AT):
        items.append(item)
        read.append(sum(source.read for source in sources))
    if len(items) < LOOKED_AT:
        read.append(sum(source.read for source in sources))
    folders = [source for source in sources if isinstance(source, CountedFolder)]
    if folders and not read[-1] and all(isinstance(item, PurePath) for item in items):
        items.sort()  # listed past the counter (os.scandir), in the disk's own order
    return LazyResult(items, read)


def without_folder(value: object, temporary: Path) -> object:
    """``value`` with the temporary folder's name taken out of paths and strings."""
    if isinstance(value, PurePath):
        if value.is_relative_to(temporary):
            return PurePosixPath(value.relative_to(temporary))
        shorter = without_folder(str(value), temporary)
        return value if shorter == str(value) else PurePosixPath(shorter)
    if isinstance(value, str):
        for name in _names(temporary):
            value = value.replace(f"{name}/", "").replace(f"{name}\\", "")
        return value
    if type(value) in (list, tuple, set):
        return type(value)(without_folder(one, temporary) for one in value)
    if type(value) is dict:
        return {
            without_folder(key, temporary): without_folder(one, temporary)
            for key, one in value.items()
        }
    return value


def _names(temporary: Path) -> list[str]:
    """The temporary folder as seen from the working folder (its end is the other name), and so."""
    with contextlib.suppress(ValueError):  # on Windows: another drive
        return [os.path.relpath(temporary), str(temporary)]
    return [str(temporary)]


# -- the time limit -----------------------------------------------------------------------------


def _run_limited(job: Callable, seconds: float, outcome: Outcome, function: Callable) -> None:
    """Run ``job`` in a thread of its own: a thread can be left behind, on every system."""

    def work() -> None:
        try:
            outcome.value = job()
        except Stopped:
            sys.settrace(None)
            outcome.stopped = "limit"
        except BaseException as error:  # SystemExit too: an answer must not end the kernel
            outcome.error = error
            outcome.line = own_line(error, function)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    except BaseException:
        _stop(thread)
        raise
    if thread.is_alive():
        outcome.stopped = "limit" if _stop(thread) else "loose"


def _stop(thread: threading.Thread) -> bool:
    """Raise :class:`Stopped` inside a thread until it has ended; False when it does not end.

    A thread that waits in C code (a sleep, an input) notices only when that returns.
    """
    stopped = ctypes.py_object(Stopped)
    deadline = time.monotonic() + 0.5
    while thread.is_alive() and time.monotonic() < deadline:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), stopped)
        thread.join(0.02)
    return not thread.is_alive()


def own_line(error: BaseException, function: Callable) -> str:
    """The last line of the learner's own code that an error went through."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if f.filename == code.co_filename
    ]
    if not frames:
        return ""
    return linecache.getline(frames[-1].filename, frames[-1].lineno or 0).strip()


@contextlib.contextmanager
def _no_breakpoints(outcome: Outcome) -> Iterator[None]:
    """Pass over ``breakpoint()``: nobody sits at a check to answer the debugger."""
    old = sys.breakpointhook

    def count(*_args: object, **_kwargs: object) -> None:
        outcome.breakpoints += 1

    sys.breakpointhook = count
    try:
        yield
    finally:
        sys.breakpointhook = old


@contextlib.contextmanager
def _figures_closed() -> Iterator[None]:
    """Close the figures that a run leaves open, or the notebook would show each of them."""
    plt = sys.modules.get("matplotlib.pyplot")
    before = set(plt.get_fignums()) if plt else set()
    yield
    plt = sys.modules.get("matplotlib.pyplot")
    for number in set(plt.get_fignums()) - before if plt else ():
        plt.close(number)
