"""Keep what an answer does inside its run: files, network, processes, and the kernel's own names.

This protects a learner from accidents, whether the answer causes them or an edit of it does. It is
no prison: anyone who means harm finds a way out of any guard that is written in Python.
"""

from __future__ import annotations

import builtins
import contextlib
import getpass
import os
import random
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

#: Events of these families are refused whatever they are about.
_NEVER = {
    *("socket", "subprocess", "ctypes", "webbrowser", "urllib", "ftplib", "smtplib", "sqlite3"),
    *("os.system", "os.fork", "os.forkpty", "os.exec", "os.spawn", "os.posix_spawn", "os.kill"),
    *("os.killpg", "os.startfile", "os.chdir", "os.putenv", "os.unsetenv", "sys.addaudithook"),
}
#: Events about the files that their arguments name; those of the first row may name them within
#: an open folder, whose descriptor comes last.
_RELATIVE = {
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"),
    *("os.chmod", "os.chown", "os.utime"),
}
_FILES = {*_RELATIVE, "os.truncate", "os.setxattr", "os.removexattr", "os.chflags"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """An answer tried something that is not allowed while it is being checked."""


class Watch:
    """What one thread may do: write into ``folders``; a candidate may not wait or branch off."""

    def __init__(self, folders: Iterable[Path | str], *, candidate: bool = False) -> None:
        self._folders = [os.path.realpath(folder) for folder in folders]
        self._candidate = candidate
        self.refused = False

    def __enter__(self) -> Watch:
        _install()
        _watched[threading.get_ident()] = self
        return self

    def __exit__(self, *_error: object) -> None:
        _watched.pop(threading.get_ident(), None)

    def look_at(self, event: str, args: tuple) -> None:
        """Raise :class:`Refused` where an event is none of an answer's business."""
        family = event.partition(".")[0]
        if event == "open":
            path, mode, flags = args
            writes = set(mode or "r") & set("wax+") if mode else (flags or 0) & _WRITING
            # A number is a file that is open already: closed here, it is closed for the kernel.
            others = isinstance(path, int) and (self._candidate or path <= 2)
            if not others and (not writes or self._inside(path)):
                return
        elif event in _FILES or family == "shutil":
            if all(self._inside(arg) for arg in _paths(event, args)):
                return
        elif self._candidate and event in ("time.sleep", "_thread.start_new_thread"):
            pass
        elif family not in _NEVER and event not in _NEVER:
            return
        self.refused = True
        raise Refused(f"while an answer is being checked, it may not do this: {event}")

    def _inside(self, path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        path = os.fsdecode(path)
        real = os.path.realpath(path)
        inside = any(real == one or real.startswith(one + os.sep) for one in self._folders)
        return inside or path == os.devnull


def _paths(event: str, args: tuple) -> list:
    """The paths among an event's arguments; none where they belong to an open folder."""
    if event in _RELATIVE and args[-1] >= 0:
        return []  # opened by this thread before, as shutil.rmtree does, which has been looked at
    named = args[:1] if event in _FILES - _RELATIVE else args
    return [arg for arg in named if isinstance(arg, str | bytes | os.PathLike)]


_watched: dict[int, Watch] = {}


@cache
def _install() -> None:
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple) -> None:
    watch = _watched.get(threading.get_ident()) if _watched else None
    if watch is not None:
        watch.look_at(event, args)


def _no_input(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("it waits for input(); use its arguments instead")


def _no_exit(*_args: object, **_kwargs: object) -> None:
    raise SystemExit


def _no_limit(*_args: object, **_kwargs: object) -> None:
    raise Refused("while an answer is being checked, it may not change Python's limits")


#: What has no audit event, and what takes its place while an answer runs.
_SWAPPED = (
    (builtins, "input", _no_input),
    (getpass, "getpass", _no_input),
    (os, "_exit", _no_exit),
    (os, "abort", _no_exit),
    (signal, "raise_signal", _no_limit),
    (sys, "setrecursionlimit", _no_limit),
)


def surroundings(function: Callable) -> list[tuple[dict, dict]]:
    """The names in the modules that its code can reach, last its notebook's; each with a copy."""
    names = getattr(function, "__globals__", {})
    return [(one, dict(one)) for one in (*map(vars, _modules(function)), names)]


@contextlib.contextmanager
def unchanged(names: dict, own: dict) -> Iterator[None]:
    """Put back the names of the function's notebook; ``exit`` raises meanwhile."""
    names |= dict.fromkeys({"exit", "quit"} & own.keys(), _no_exit)
    try:
        yield
    finally:
        names.update(own)
        for name in names.keys() - own.keys():
            del names[name]


@contextlib.contextmanager
def unharmed(around: list[tuple[dict, dict]]) -> Iterator[None]:
    """Put back what a run may leave changed; ``input`` raises meanwhile.

    That is the modules ``around`` the function, the current folder, and PyTorch's default dtype.
    """
    folder, torch = Path.cwd(), sys.modules.get("torch")
    dtype = torch.get_default_dtype() if torch else None
    for module, name, instead in _SWAPPED:
        setattr(module, name, instead)
    try:
        yield
    finally:
        for now, before in around[:-1]:
            now.update(before)
        if torch and torch.get_default_dtype() != dtype:
            torch.set_default_dtype(dtype)
        os.chdir(folder)


def _modules(function: Callable) -> list[types.ModuleType]:
    """The modules that a function's code can reach by its names, and those of ``_SWAPPED``."""
    found = {id(module): module for module, _, _ in _SWAPPED}
    names, codes = getattr(function, "__globals__", {}), [getattr(function, "__code__", None)]
    while codes:
        code = codes.pop()
        if code is None:
            continue
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
        for name in code.co_names:
            one = names.get(name, sys.modules.get(name))
            if not isinstance(one, types.ModuleType):
                continue
            for module in (one, *(vars(one).get(inner) for inner in code.co_names)):
                if isinstance(module, types.ModuleType):
                    found[id(module)] = module
    return list(found.values())


@contextlib.contextmanager
def untouched_randomness() -> Iterator[None]:
    """Put the random generators of Python, NumPy and PyTorch back to where they were."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    state = random.getstate()
    of_numpy = numpy.random.get_state() if numpy else None
    of_torch = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(state)
        if numpy:
            numpy.random.set_state(of_numpy)
        if torch:
            torch.set_rng_state(of_torch)
