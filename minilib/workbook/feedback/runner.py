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
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from types import FunctionType
from typing import NamedTuple

import numpy as np
import psutil

from minilib.workbook.exercises import Call, Exercise, Made
from minilib.workbook.exercises.showing import ADDRESS, show
from minilib.workbook.exercises.streams import Counted
from minilib.workbook.feedback import guard
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
    """The outcome of one run.

    ``value`` is the result, observed; ``error`` what it raised, ``message`` the error in one line,
    ``line`` the learner's own line that raised; ``value`` and ``message`` are freed of the
    temporary folder's name. ``stopped``: by the time limit (``'limit'``), or it could not be ended
    (``'loose'``). ``changed``: the argument that it changed, in words. Of lazy exercises: ``read``
    is how much of the input was read before each item and at the end, ``iterator`` whether the
    result was one. ``breakpoints`` counts them; ``refused``: it tried what an answer may not do.
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
    refused: bool = False


def run(function: Callable, case: Call, exercise: Exercise, seconds: float) -> Outcome:
    """Run ``function`` on ``case`` for at most ``seconds``; whatever happens is in the outcome."""
    return next(runs(function, [case], exercise, seconds))


def runs(
    function: Callable, cases: Iterable[Call], exercise: Exercise, seconds: float
) -> Iterator[Outcome]:
    """The outcome of each case, in one thread; names of the notebook are put back after all."""
    around = guard.surroundings(function)
    with contextlib.closing(Worker()) as worker, guard.unchanged(*around[-1]):
        for case in cases:
            yield _run(worker, function, case, exercise, seconds, around)


@cache
def expected(exercise: Exercise, number: int) -> Outcome:
    """What the reference gives for case ``number``; it is run once per process."""
    return run(exercise.answer, exercise.cases[number], exercise, 5.0)


class Trials:
    """The cheap path for many candidates: one thread for all, put back and tidied up once.

    The surroundings of ``function``, the learner's, are put back at the end.
    """

    def __init__(self, function: Callable, exercise: Exercise) -> None:
        self.exercise = exercise
        self._worker = Worker()
        self._around = contextlib.ExitStack()
        self._function = function
        self.lost = False

    def __enter__(self) -> Trials:
        self._around.enter_context(guard.untouched_randomness())
        around = guard.surroundings(self._function)
        self._around.enter_context(guard.unchanged(*around[-1]))
        self._around.enter_context(guard.unharmed(around))
        self._around.enter_context(warnings.catch_warnings())
        self._around.callback(self._worker.close)
        warnings.simplefilter("ignore")
        return self

    def __exit__(self, *_error: object) -> None:
        self._around.close()

    def run(self, candidate: Callable, number: int, seconds: float) -> Outcome | None:
        """What a candidate gives for one case; None when it tried what it may not do."""
        case = self.exercise.cases[number]
        outcome = _run(self._worker, candidate, case, self.exercise, seconds)
        self.lost = self.lost or outcome.stopped == "loose"
        return None if outcome.refused else outcome


def _run(worker, function, case, exercise, seconds, surrounding=None) -> Outcome:
    outcome, candidate = Outcome(), surrounding is None  # what candidates leave, Trials puts back
    with contextlib.ExitStack() as around:
        folder, allowed = None, []
        if any(isinstance(one, Made) for one in (*case.args, *case.kwargs.values())):
            name = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            folder = Path(around.enter_context(name)).resolve()
            allowed = [folder]
        args, kwargs = made_arguments(case, folder, lazy=exercise.lazy)
        watch_changes = not exercise.may_change_arguments and not exercise.lazy
        before = copied((args, kwargs)) if watch_changes else None
        watch = guard.Watch(allowed if candidate else [tempfile.gettempdir()], candidate=candidate)

        def job() -> object:
            with watch:
                result = function(*args, **kwargs)
                if exercise.lazy and isinstance(result, Iterator):
                    return _consume(result, [*args, *kwargs.values()])
                if exercise.observe is not None:
                    result = _observed(exercise.observe, result, args)
                return result

        def passed_over(*_args: object, **_kwargs: object) -> None:
            outcome.breakpoints += 1  # nobody sits at a check to answer the debugger

        around.callback(setattr, sys, "breakpointhook", sys.breakpointhook)
        sys.breakpointhook = passed_over
        around.enter_context(_figures_closed())
        printed = around.enter_context(contextlib.redirect_stdout(io.StringIO()))
        with contextlib.nullcontext() if candidate else guard.unharmed(surrounding):
            worker.call(job, seconds, outcome)
        outcome.refused = watch.refused
        if isinstance(outcome.value, LazyResult):
            outcome.value, outcome.read = outcome.value
            outcome.iterator = True
        outcome.printed = printed.getvalue()
        with contextlib.suppress(RecursionError):  # a later call may put more into it
            outcome.value = outcome.value if candidate else copied(outcome.value, lambda one: one)
        if isinstance(outcome.value, str):
            outcome.value = ADDRESS.sub("", outcome.value)
        if outcome.error is not None:
            outcome.line = own_line(outcome.error, function)
            outcome.message = _message(outcome.error)
        if folder is not None and not outcome.stopped:
            outcome.value = without_folder(outcome.value, folder)
            outcome.message = without_folder(outcome.message, folder)
            outcome.printed = without_folder(outcome.printed, folder)
        if watch_changes and not outcome.stopped:
            outcome.changed = _changed(before, (args, kwargs))
    return outcome


def made_arguments(case: Call, temporary: Path | None, *, lazy: bool = False) -> tuple[list, dict]:
    """A case's arguments as a function gets them: copies, and files in a temporary folder."""

    def fresh(value: object) -> object:
        if not isinstance(value, Made):
            return copied(value)
        made = value.make(temporary)
        return CountedFolder(made) if lazy and isinstance(made, Path) else made

    return [fresh(arg) for arg in case.args], {k: fresh(v) for k, v in case.kwargs.items()}


#: What can't be changed is not copied.
_FIXED = (str, bytes, int, float, complex, bool, type(None), PurePath, type, FunctionType)


def copied(value: object, copy_other: Callable = copy.deepcopy) -> object:
    """A deep copy; the thing itself where it can't be copied (an iterator, an Axes)."""
    kind = type(value)
    if isinstance(value, _FIXED):
        return value
    if kind in (list, tuple, set):
        return kind(copied(one, copy_other) for one in value)
    if kind is dict:
        return {key: copied(one, copy_other) for key, one in value.items()}
    if kind is np.ndarray and value.dtype != object:
        return value.copy(order="K")
    try:
        if _is_plain(value):
            return value.detach().clone().requires_grad_(value.requires_grad)
        return copy_other(value)
    except Exception:
        return value


def _is_plain(value: object) -> bool:
    """Whether a value is a tensor and nothing but its numbers, in their usual order."""
    plain = str(type(value)) == "<class 'torch.Tensor'>" and not vars(value)
    return plain and value.is_leaf and value.is_contiguous() and value.grad is None


def _changed(before: tuple[list, dict], after: tuple[list, dict]) -> str:
    each = enumerate(zip(before[0], after[0], strict=True), 1)
    pairs = [(f"argument {position}", *both) for position, both in each]
    for name, old, new in (*pairs, *((k, old, after[1][k]) for k, old in before[1].items())):
        if not isinstance(old, Iterator) and _differ(old, new):
            return f"{name} was {show(old, 120)} and is now {show(new, 120)}"
    return ""


def _differ(old: object, new: object) -> bool:
    sloped = getattr(old, "requires_grad", 0) is not getattr(new, "requires_grad", 0)
    with contextlib.suppress(Exception):
        return sloped or difference(old, new) is not None
    return sloped


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


def without_folder(value: object, temporary: Path, around: tuple = ()) -> object:
    """``value`` with the temporary folder's name taken out of paths and strings.

    A list that contains itself (one of those ``around``) is left as it is.
    """
    if isinstance(value, PurePath):
        if value.is_relative_to(temporary):
            return PurePosixPath(value.relative_to(temporary))
        shorter = without_folder(str(value), temporary)
        return value if shorter == str(value) else PurePosixPath(shorter)
    if isinstance(value, str):
        for name in _names(temporary):
            value = value.replace(f"{name}/", "").replace(f"{name}\\", "")
        return value
    if type(value) not in (list, tuple, set, dict) or id(value) in around or len(around) > 50:
        return value
    around = (*around, id(value))
    if type(value) is dict:
        return {
            without_folder(key, temporary): without_folder(one, temporary, around)
            for key, one in value.items()
        }
    return type(value)(without_folder(one, temporary, around) for one in value)


def _names(temporary: Path) -> list[str]:
    """The temporary folder as seen from the working folder (its end is the other name), and so."""
    with contextlib.suppress(ValueError):  # on Windows: another drive
        return [os.path.relpath(temporary), str(temporary)]
    return [str(temporary)]


#: So much more memory than at its beginning may a run take, in bytes; it is looked at so often.
_MEMORY, _GLANCE = 2 << 30, 0.05


class Worker:
    """A thread for answers: it can be left behind, on every system. One for many calls.

    A thread that had to be stopped is not used again; the next call begins another.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._inside = False

    def call(self, job: Callable, seconds: float, outcome: Outcome) -> None:
        """Run ``job`` for at most ``seconds``, and put what came of it into ``outcome``."""
        if self._thread is None:
            self._go, self._done = threading.Semaphore(0), threading.Lock()
            self._done.acquire()
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._job, self._outcome = job, outcome
        self._go.release()
        try:
            ended = self._wait(seconds)
        except BaseException:
            self._stop()
            raise
        if ended is not True:
            stopped = self._stop()
            outcome.stopped = "limit" if stopped else "loose"
            if ended is None:
                outcome.error = MemoryError("it takes more and more memory")
                outcome.stopped = "" if stopped else "loose"

    def _wait(self, seconds: float) -> bool | None:
        """Whether the job ends in time; None when it takes too much memory."""
        deadline, memory = time.monotonic() + seconds, None
        while not self._done.acquire(timeout=max(0, min(_GLANCE, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                return False
            taken = psutil.Process().memory_info().rss
            memory = memory or taken
            if taken > memory + _MEMORY:
                return None
        return True

    def _work(self) -> None:
        go, done = self._go, self._done
        try:
            while True:
                go.acquire()
                job, outcome = self._job, self._outcome
                if job is None:
                    return
                self._inside = True
                try:
                    outcome.value = job()
                except Stopped:
                    return
                except BaseException as error:  # SystemExit too: an answer must not end the kernel
                    outcome.error = error
                finally:
                    self._inside = False
                done.release()
        except Stopped:
            return

    def close(self) -> None:
        """Let the thread come to its end."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._job = None
            self._go.release()
            thread.join(0 if self._inside else 0.5)

    def _stop(self) -> bool:
        """Raise :class:`Stopped` inside the thread until it has ended; False when it does not end.

        A thread that waits in C code (a sleep, an input) notices only when that returns.
        """
        thread, stopped, told = self._thread, ctypes.py_object(Stopped), sys.unraisablehook
        # It may strike in a callback of Python's own, which drops it: nothing to be told about.
        sys.unraisablehook = lambda one: None if one.exc_type is Stopped else told(one)
        self.close()
        deadline = time.monotonic() + 0.5
        while thread.is_alive() and time.monotonic() < deadline:
            if self._inside:
                number = ctypes.c_ulong(thread.ident or 0)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(number, stopped)
            thread.join(0.02)
        sys.unraisablehook = told
        return not thread.is_alive()


def own_line(error: BaseException, function: Callable) -> str:
    """The last line of the learner's own code that an error went through."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if frame.filename == code.co_filename]
    if not frames:
        return ""
    return linecache.getline(frames[-1].filename, frames[-1].lineno or 0).strip()


@contextlib.contextmanager
def _figures_closed() -> Iterator[None]:
    """Close the figures that a run leaves open, or the notebook would show each of them."""
    plt = sys.modules.get("matplotlib.pyplot")
    before = set(plt.get_fignums()) if plt else set()
    yield
    plt = sys.modules.get("matplotlib.pyplot")
    for number in set(plt.get_fignums()) - before if plt else ():
        plt.close(number)
