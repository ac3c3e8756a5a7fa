"""Debugging: take code apart (chapter 08).

Made from solutions/08_debugging.py by ``workbook build``: change it there.
"""

import bdb
import contextlib
import importlib.util
import inspect
import io
import linecache
import re
import sys
import textwrap

import numpy as np
from matplotlib import patheffects

__all__ = ["corners_to_size", "largest_share", "outlined", "read_pixels", "replay", "url_bytes"]


def outlined(o, lw):
    """Give a drawn thing a black outline.

    Parameters
    ----------
    o : Artist
        A text or a rectangle.
    lw : float
        Width of the stroke in points.
    """
    o.set_path_effects([patheffects.Stroke(linewidth=lw, foreground="black"), patheffects.Normal()])


def url_bytes(url, urlopen):
    """Read what is behind an address.

    Parameters
    ----------
    url
        The address: a string, or something that ``str`` turns into one.
    urlopen : callable
        Takes a string and returns an open file with ``read()``, like ``urllib.request.urlopen``.

    Returns
    -------
    ndarray of uint8, shape (number of bytes,)
    """
    resp = urlopen(str(url))
    return np.asarray(bytearray(resp.read()), dtype="uint8")


def read_pixels(fn, imread):
    """Read a picture as fractions; an OSError for what is none.

    Parameters
    ----------
    fn : Path or str
        The file.
    imread : callable
        Takes a string; returns an array of uint8, or None when it can't read the file.

    Returns
    -------
    ndarray of float32
        From 0 to 1, of the shape that ``imread`` gave.

    Raises
    ------
    OSError
        ``imread`` could not read the file.
    """
    im = imread(str(fn))
    if im is None:
        raise OSError(f"File not recognized by opencv: {fn}")
    return im.astype(np.float32) / 255


def corners_to_size(a):
    """Turn top, left, bottom, right into x, y, width, height.

    Parameters
    ----------
    a : sequence of four int
        Both corners belong to the box, in pixels.

    Returns
    -------
    ndarray of int, shape (4,)
    """
    width = a[3] - a[1] + 1
    height = a[2] - a[0] + 1
    return np.array([a[1], a[0], width, height])


def largest_share(sizes):
    """Tell which share of the total area the largest box has.

    Parameters
    ----------
    sizes : iterable of (width, height)
        At least one box; may be a generator.

    Returns
    -------
    float
        More than 0, at most 1.
    """
    areas = [width * height for width, height in sizes]
    return max(areas) / sum(areas)


def _plain_pdb():
    """Load Python's own pdb, whatever a notebook has put in its place."""
    spec = importlib.util.find_spec("pdb")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def _own_breakpoints():
    """Begin without breakpoints, numbered from 1, and put back those that were there."""
    kept = bdb.Breakpoint
    before = kept.next, dict(kept.bplist), list(kept.bpbynumber)
    kept.clearBreakpoints()
    try:
        yield
    finally:
        kept.clearBreakpoints()
        kept.next, kept.bplist, kept.bpbynumber = before


class _Typist:
    """Types commands at the prompts; what it types is seen, as on a screen."""

    def __init__(self, commands, screen):
        self.waiting, self.screen = list(commands), screen

    def readline(self):
        """The next command; an empty string, the end of all input, when there is none left."""
        if not self.waiting:
            return ""
        command = self.waiting.pop(0)
        self.screen.write(f"{command}\n")
        return f"{command}\n"


class _Session(_plain_pdb().Pdb):
    """A debugger that is typed to from a list, and that knows only some functions."""

    def __init__(self, commands, files):
        self.screen = io.StringIO()
        self.typist = _Typist(commands, self.screen)
        super().__init__(stdin=self.typist, stdout=self.screen, nosigint=True, readrc=False)
        self.use_rawinput = False
        self.files = files
        self.left = False

    def stop_here(self, frame):
        """Stop only in code that is known."""
        return frame.f_code.co_filename in self.files and super().stop_here(frame)

    def get_stack(self, f, t):
        """Who called whom, without the debugger's and the notebook's own code."""
        stack, _ = super().get_stack(f, t)
        known = [entry for entry in stack if entry[0].f_code.co_filename in self.files]
        return known, len(known) - 1

    def do_quit(self, arg):
        """Leave."""
        self.left = True
        return super().do_quit(arg)

    do_q = do_exit = do_quit

    def do_EOF(self, arg):
        """Leave when there are no more commands."""
        self.screen.write("(no more commands)\n")
        return self.do_quit(arg)


def _on_its_own(functions):
    """Compile functions once more, each as a file ``<name>`` whose first line is its own."""
    names = {}
    for function in functions:
        names.update(getattr(function, "__globals__", {}))
    for function in functions:
        file = f"<{function.__name__}>"
        try:
            code = textwrap.dedent(inspect.getsource(function))
        except (OSError, TypeError) as error:
            raise TypeError(f"{file}: its source is not known, so nothing can be shown") from error
        if function.__name__ == "<lambda>" or function.__code__.co_freevars:
            raise TypeError(f"{file}: write it with def, on the top level, to step through it")
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
        exec(compile(code, file, "exec"), names)
    return names


def replay(function, *args, commands, also=(), after_failure=False):
    """Run a function under Python's debugger with given commands, and print the whole session.

    It is the real pdb; only the typing is done for you. The function is taken as a text of its
    own: its first line is line 1, its file is called ``<name>``. The debugger stops in this
    function and in those of ``also``, and steps over everything else.

    Parameters
    ----------
    function : callable
        Written with ``def`` and without variables of an outer function.
    *args
        Its arguments.
    commands : list of str
        What to type at the prompts, in order; when they are used up the debugger is left.
    also : sequence of callable
        Other functions into which the debugger may step.
    after_failure : bool
        Run the function until it fails and begin there, as ``%debug`` does.

    Raises
    ------
    TypeError
        The function's source is not known (a built-in, for example), or it is a lambda or stands
        inside another function.
    """
    functions = [function, *also]
    names = _on_its_own(functions)
    with _own_breakpoints():
        text = _session_text(functions, names, args, commands, after_failure)
    print(re.sub(r" at 0x[0-9a-fA-F]+", "", text), end="")


def _session_text(functions, names, args, commands, after_failure):
    """Hold one session; its text."""
    function = functions[0]
    session = _Session(commands, {f"<{one.__name__}>" for one in functions})
    out, hook, trace = sys.stdout, sys.breakpointhook, sys.gettrace()
    names["set_trace"] = sys.breakpointhook = lambda *_, **__: session.set_trace(sys._getframe(1))
    sys.stdout = session.screen
    ending = ""
    try:
        if after_failure:
            names[function.__name__](*args)
            ending = "(it did not fail)\n"
        else:
            result = session.runcall(names[function.__name__], *args)
            ending = "" if session.left else f"(result: {result!r})\n"
    except bdb.BdbQuit:
        pass
    except Exception as error:
        ending = f"(failed: {type(error).__name__}: {error})\n"
        if after_failure:
            session.screen.write(f"{type(error).__name__}: {error}\n")
            session.reset()
            session.interaction(None, error.__traceback__)
            ending = ""
    finally:
        sys.stdout, sys.breakpointhook = out, hook
        sys.settrace(trace)
    if session.typist.waiting:
        ending += f"(not used: {', '.join(session.typist.waiting)})\n"
    return session.screen.getvalue() + ending
