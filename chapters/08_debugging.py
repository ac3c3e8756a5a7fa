# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 08 · Debugging: take code apart
#
# **After this chapter you can** take apart code that you did not write, follow it line by line in Python's debugger, find out
# why a breakpoint does not stop, and mend five real mistakes.
#
# About 70 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · **08 debugging** · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# "Beware of sample code", said chapter 00: code from papers, blogs and lessons often has a mistake in it. And the code of the
# chapters to come is denser than what you have seen so far. So you need ways to understand code that somebody else wrote,
# and to find what is wrong with it. There are two, and the lesson shows both:
#
# 1. **take it apart**: one line a cell, and look at each result;
# 2. **the debugger**: stop the program in the middle, and look round.

# %%
import matplotlib.pyplot as plt
import numpy as np

from minilib.annotations import ANNOTATIONS, load_annotations
from minilib.boxes import hw_bb
from minilib.debugging import replay
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: one line a cell
#
# Here is a dense cell, as you meet them everywhere. It works. But what does it do?

# %%
annotations = load_annotations(PATH / "pascal_train2007.json")[ANNOTATIONS]
result = {}
for o in annotations:
    if not o["ignore"]:
        result.setdefault(o["image_id"], []).append((hw_bb(o["bbox"]), o["category_id"]))
len(result) > 100

# %% [markdown]
# Take it apart from the outside to the inside. A loop does the same for every element; so take **one**. Write `i = 0`, and
# set the loop's variable by hand. Then *un-indent* the loop's body: each line becomes a cell of its own.

# %%
i = 0
o = annotations[i]
o

# %% [markdown]
# The condition of the `if`, alone:

# %%
not o["ignore"]

# %% [markdown]
# The long line, from the inside to the outside. First the innermost call:

# %%
hw_bb(o["bbox"])

# %%
pair = (hw_bb(o["bbox"]), o["category_id"])
pair

# %%
result = {}
group = result.setdefault(o["image_id"], [])
group

# %%
group.append(pair)
result

# %% [markdown]
# Now every part has been seen. Change `i` to 1 and run these cells again: what happens when a second object of the same
# picture comes? When all is clear, put the lines together again.
#
# This way needs nothing but patience. It is best for code at the top of a notebook. For code *inside functions* it is
# tedious, because their arguments have to be copied out first. That is what the debugger is for.
#
# ## Step 2: the debugger
#
# Python's debugger is called **pdb**. It runs a function, stops at a line, and waits for commands. In a notebook one usually
# types them into a small field below the cell. But a typed session can't be printed in a book. So this chapter
# has `replay`: it runs the **real** pdb and types the given commands for you. What you see is exactly what you would see.
#
# The function to look at adds up the areas of boxes:


# %%
def area(box):
    x, y, width, height = box
    return width * height


# %%
def total(boxes):
    result = 0
    for box in boxes:
        result = result + area(box)
    return result


# %%
BOXES = [[0, 0, 2, 3], [1, 1, 4, 5]]
total(BOXES)

# %% [markdown]
# The first session. `n` ("next") runs one line; `p` ("print") shows the value of an expression; `q` ("quit") leaves.

# %%
replay(total, BOXES, commands=["n", "n", "p box", "n", "p result", "q"])

# %% [markdown]
# Read it slowly. A line that begins with `>` says where we are: in which file, line, function. (`<total>` stands for the file;
# `replay` calls it so, and counts the lines from the function's first one.) Below, behind `->`, stands the line that will be
# run **next**: it has not been run yet. Behind `(Pdb)` stands the command.
#
# These are the commands that you need. Most have one letter.
#
# | command | long | what it does |
# |---|---|---|
# | `h` | help | lists all commands; `h n` explains one |
# | `n` | next | run this line; step over what it calls |
# | `s` | step | run this line; step *into* the function that it calls |
# | `r` | return | run on until this function returns |
# | `c` | continue | run on until a breakpoint, or the end |
# | `u`, `d` | up, down | go to the caller, and back: only to look |
# | `w` | where | who called whom, down to here |
# | `l` | list | the lines around |
# | `p x`, `pp x` | print | the value of an expression; `pp` prints long ones prettily |
# | `a` | args | the arguments of this function |
# | `b 4` | break | stop at line 4; `b 4, x > 3` stops only if the condition holds |
# | `q` | quit | leave, and end the program |
#
# **Into a function and out again.** With `s` we enter `area`; `w` shows the way, `a` the arguments, `u` goes up to the caller,
# `d` down again, `r` runs on to the `return`. (`also=[area]` tells `replay` into which functions it may step. Otherwise
# it would step through NumPy too.)

# %%
replay(
    total,
    BOXES,
    commands=["n", "n", "s", "w", "a", "u", "p result", "d", "r", "q"],
    also=[area],
)

# %% [markdown]
# At `--Return--` the result stands behind `->`: 6.
#
# **A breakpoint with a condition.** In a loop over thousands of boxes you do not want to press `n` a thousand times. `l` lists
# the lines with their numbers; `b 4, box[2] == 4` stops at line 4, but only when the box is 4 wide; `c` runs until then.

# %%
replay(total, BOXES, commands=["l", "b 4, box[2] == 4", "c", "p box", "pp {'so far': result}", "q"])

# %% [markdown]
# One can also *change* things. A line that is no command is run as Python; `!` in front says so for sure:

# %%
replay(total, BOXES, commands=["n", "!result = 1000", "c"])

# %% [markdown]
# And `h` explains. What it prints differs a little between versions of Python.

# %% tags=["nbval-ignore-output"]
replay(total, BOXES, commands=["h n", "q"])

# %% [markdown]
# ### Type it yourself
#
# Now live. Change `LIVE` to `True`, run the cell, and a field appears below it. Type `n`, press Enter, go on with the
# commands of the table, and end with `q`. Change `LIVE` back afterwards: as long as the debugger waits, no other cell runs.
#
# `ipdb` is pdb with colours and the Tab key.

# %%
LIVE = False

# %%
if LIVE:
    import ipdb

    ipdb.runcall(total, BOXES)

# %% [markdown]
# ## Step 3: a breakpoint in the code
#
# Often you know *where* you want to look. Write `breakpoint()` at that place: the program runs as usual and stops there.
# (Older code, the lesson's too, writes `from pdb import set_trace` and `set_trace()`. It is the same.)


# %%
def total_with_breakpoint(boxes):
    result = 0
    for box in boxes:
        if box[2] > 3:
            breakpoint()
        result = result + box[2] * box[3]
    return result


# %%
replay(total_with_breakpoint, BOXES, commands=["c", "p box", "c"])

# %% [markdown]
# The first `c` ran to the `breakpoint()`, the second to the end. (`replay` begins at the first line; live, you would be at
# the `breakpoint()` at once.) Take it out when you are done. If you forget one in an exercise, `check` passes over it.
#
# ## Step 4: after the crash
#
# A program has failed. Everything that was in its variables is still there, for a while. In a notebook, type `%debug` into a
# new cell *after* the error, and you are in the debugger at the very place where it happened.


# %%
def class_names(numbers):
    names = {7: "car", 15: "person"}
    found = []
    for number in numbers:
        found.append(names[number])
    return found


# %% tags=["raises-exception"]
class_names([7, 15, 13])

# %%
if LIVE:
    get_ipython().run_line_magic("debug", "")

# %% [markdown]
# `replay` does the same with `after_failure=True`. What was the number, and how far had it come?

# %%
replay(
    class_names, [7, 15, 13], commands=["p number", "p found", "pp names", "q"], after_failure=True
)

# %% [markdown]
# This is called *post mortem*. It is the quickest way to understand an error: no guessing, no print, no second run.
#
# ## The hunts
#
# Five mistakes, four of them from the lesson's own code. For each there is the broken function, and a session that shows
# where it goes wrong. Read the session, find the mistake, and write the function without it.
#
# ## Hunt 1: the misspelt word
#
# The lesson's notes have this function to draw an outline (our chapter 06 has the right one):

# %% tags=["export"]
from matplotlib import patheffects


# %%
def broken_outline(o, lw):
    o.set_path_effects([patheffects.Stroke(linewithd=lw, foreground="black"), patheffects.Normal()])


# %% [markdown]
# It runs without a word. The error comes only when the figure is *drawn*, far away from the mistake. That makes such
# mistakes hard to find: the place of the error is not the place of the mistake.

# %%
fig, ax = plt.subplots(figsize=(2, 1))
text = ax.text(0.3, 0.4, "person")
broken_outline(text, 4)
try:
    fig.canvas.draw()
except AttributeError as error:
    print(error)
plt.close(fig)

# %% [markdown]
# Matplotlib's words name what it did not know. And a session shows what the stroke was given:

# %%
replay(broken_outline, text, 4, commands=["n", "p lw", "p o.get_path_effects()[0]._gc", "q"])

# %% [markdown]
# ### Exercise: `outlined` (4 minutes, difficulty 1 of 5)
#
# Write it without the mistake.


# %% tags=["export"]
def outlined(o, lw):
    """Give a drawn thing a black outline.

    Parameters
    ----------
    o : Artist
        A text or a rectangle.
    lw : float
        Width of the stroke in points.
    """
    ...  # your answer here


# %%
outlined = check(outlined)

# %% [markdown]
# ## Hunt 2: the name that nobody made
#
# The part of the lesson's `open_image` that reads from the web. To try it without a network, the function that opens an
# address is an argument, and ours returns some bytes.

# %% tags=["export"]
import numpy as np


# %%
def broken_bytes(url, urlopen):
    req = urlopen(str(url))
    return np.asarray(bytearray(resp.read()), dtype="uint8")


# %%
import io


def fake_urlopen(url):
    """Behave like urllib.request.urlopen, without a network."""
    return io.BytesIO(b"\xff\xd8 some bytes")


# %% tags=["raises-exception"]
broken_bytes("http://example.org/a.jpg", fake_urlopen)

# %% [markdown]
# In the lesson this line is reached only for addresses, and nobody had tried one. So nobody noticed. Which names are there at
# this moment?

# %%
replay(
    broken_bytes,
    "http://example.org/a.jpg",
    fake_urlopen,
    commands=["p sorted(locals())", "p type(req).__name__", "p req.read()[:2]", "q"],
    after_failure=True,
)

# %% [markdown]
# ### Exercise: `url_bytes` (5 minutes, difficulty 2 of 5)
#
# Write it without the mistake. `url` may be a string or anything that `str` makes one of.


# %% tags=["export"]
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
    ...  # your answer here


# %%
url_bytes = check(url_bytes)

# %% [markdown]
# ## Hunt 3: asked too late
#
# From the same function. `imread` is OpenCV's, and you know from chapter 05 what it gives for a file that is no picture.


# %%
def broken_pixels(fn, imread):
    im = imread(str(fn)).astype(np.float32) / 255
    if im is None:
        raise OSError(f"File not recognized by opencv: {fn}")
    return im


# %%
def fake_imread(name):
    """Behave like cv2.imread: an array for a picture, None for anything else."""
    return np.array([[0, 51, 255]], dtype=np.uint8) if name.endswith(".jpg") else None


# %%
broken_pixels("a.jpg", fake_imread)

# %% tags=["raises-exception"]
broken_pixels("notes.txt", fake_imread)

# %% [markdown]
# There is a check with a helpful sentence. Why do we never see it?

# %%
replay(broken_pixels, "notes.txt", fake_imread, commands=["p imread(str(fn))", "n", "l", "q"])

# %% [markdown]
# ### Exercise: `read_pixels` (5 minutes, difficulty 2 of 5)
#
# Write it so that the sentence is seen.


# %% tags=["export"]
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
    ...  # your answer here


# %%
read_pixels = check(read_pixels)

# %% [markdown]
# ## Hunt 4: one too small
#
# You know this one from chapter 04: the lesson's first `bb_hw`. It raises nothing, it is only wrong. Then the way is: take
# a case whose result you know, and compare at each line.


# %%
def broken_bb_hw(a):
    width = a[3] - a[1]
    height = a[2] - a[0]
    return np.array([a[1], a[0], width, height])


# %% [markdown]
# The object covers the rows 1 to 3 and the columns 2 to 5. You can count: 4 columns, 3 rows.

# %%
replay(
    broken_bb_hw,
    [1, 2, 3, 5],
    commands=["n", "p width", "n", "p height", "p list(range(2, 5 + 1))", "q"],
)

# %% [markdown]
# ### Exercise: `corners_to_size` (4 minutes, difficulty 1 of 5)
#
# Write it without the mistake.


# %% tags=["export"]
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
    ...  # your answer here


# %%
corners_to_size = check(corners_to_size)

# %% [markdown]
# ## Where a breakpoint does not stop
#
# **In a generator that nobody asks.** This function has a `breakpoint()` in its first line. We call it, and `c` should stop
# there. It does not:


# %%
def sizes_of(boxes):
    breakpoint()
    for box in boxes:
        yield box[2], box[3]


# %%
def forgotten(boxes):
    sizes = sizes_of(boxes)
    return "done"


# %%
replay(forgotten, BOXES, commands=["c", "p boxes"], also=[sizes_of])

# %% [markdown]
# The second command was not used: the program was at its end. A generator's body does not run when it is called (chapter 02).
# It runs when somebody asks for an item:


# %%
def asked(boxes):
    sizes = sizes_of(boxes)
    return next(sizes)


# %%
replay(asked, BOXES, commands=["c", "p boxes", "c"], also=[sizes_of])

# %% [markdown]
# **In another process.** Chapter 09 loads pictures with PyTorch's `DataLoader`. With `num_workers=1` or more, *other
# processes* do the loading. The field in which you type belongs to the notebook's process; a breakpoint in a worker has
# nobody to ask. This small program shows it. (It runs as a second Python, and it takes some seconds.)

# %%
program = """
import sys
from torch.utils.data import DataLoader, Dataset


class Numbers(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        breakpoint()
        return i


if __name__ == "__main__":
    for batch in DataLoader(Numbers(), batch_size=2, num_workers=int(sys.argv[1])):
        print("a batch of", len(batch))
"""

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "loader.py"
    file.write_text(program)
    in_worker = subprocess.run(
        [sys.executable, file, "1"], input="c\n" * 4, capture_output=True, text=True
    )
    in_main = subprocess.run(
        [sys.executable, file, "0"], input="c\n" * 4, capture_output=True, text=True
    )

# %% [markdown]
# Both were given `c` to type, four times. With a worker it failed, and the error says that it came from another process:

# %%
(
    in_worker.returncode != 0,
    "BdbQuit" in in_worker.stderr,
    "in DataLoader worker process 0" in in_worker.stderr,
)

# %% [markdown]
# Without workers the debugger stopped four times, and the batches came:

# %%
in_main.returncode, in_main.stdout.count("(Pdb)"), in_main.stdout.count("a batch of 2")

# %% [markdown]
# So: **to debug a data set, set `num_workers=0`**.
#
# ## Hunt 5: used up
#
# This function shall tell which share of the total area the largest box has. It fails with an error that seems to have nothing
# to do with it. How can a sum of areas be zero?


# %%
def broken_share(sizes):
    areas = (width * height for width, height in sizes)
    largest = max(areas)
    return largest / sum(areas)


# %% tags=["raises-exception"]
broken_share([(2, 3), (4, 5)])

# %%
replay(
    broken_share,
    [(2, 3), (4, 5)],
    commands=["n", "n", "p largest", "p type(areas).__name__", "p list(areas)", "q"],
)

# %% [markdown]
# ### Exercise: `largest_share` (5 minutes, difficulty 2 of 5)
#
# Write it without the mistake. `sizes` itself may be a generator too.


# %% tags=["export"]
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
    ...  # your answer here


# %%
largest_share = check(largest_share)

# %% [markdown]
# ## Use it: what is a strange box?
#
# On the data set: the debugger stops at the first annotation whose box is more than five times as wide as high, or the other
# way round. Is it a mistake in the data, or is it really so? `b` with a condition finds it; then we draw it.


# %%
def stretched(boxes):
    most, which = 0, None
    for number, (x, y, width, height) in enumerate(boxes):
        ratio = max(width / height, height / width)
        if ratio > most:
            most, which = ratio, number
    return which


# %%
boxes = [o["bbox"] for o in annotations]
replay(stretched, boxes, commands=["b 5, ratio > 5", "c", "p number, width, height", "q"])

# %%
from minilib.drawing import draw_rect, load_pascal, show_img
from minilib.images import open_image

o = annotations[stretched(boxes)]
pascal = load_pascal(PATH)
ax = show_img(open_image(pascal.img_path / pascal.trn_fns[o["image_id"]]), figsize=(6, 4.5))
draw_rect(ax, o["bbox"])
ax.set_title(f"{pascal.cats[o['category_id']]}, {o['bbox'][2]} wide, {o['bbox'][3]} high")
plt.show()

# %% [markdown]
# The most stretched of all. Mostly such a box belongs to something that is nearly hidden or cut off by the edge.
#
# ## How `replay` works
#
# You need not read this part to go on. `replay` makes pdb read its commands from a list in place of the keyboard, and
# write to a string in place of the screen. Two more things make its output the same everywhere: each function is compiled once
# more as a text of its own, so that lines count from 1 and no path of your computer appears; and the debugger never stops
# in code that is not in the list. (Jupyter puts a debugger of its own in pdb's place, with colours. `_plain_pdb` loads
# Python's.)

# %% tags=["export"]
import bdb
import contextlib
import importlib.util
import inspect
import io
import linecache
import re
import sys
import textwrap


# %% tags=["export"]
def _plain_pdb():
    """Load Python's own pdb, whatever a notebook has put in its place."""
    spec = importlib.util.find_spec("pdb")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# %% tags=["export"]
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


# %% tags=["export"]
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


# %% tags=["export"]
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


# %% tags=["export"]
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


# %% tags=["export"]
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


# %% [markdown]
# And the session itself: the debugger is made, everything printed goes to its screen, and at the end all is put back.


# %% tags=["export"]
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


# %% [markdown]
# ## Trap: the debugger that waits
#
# A cell with a forgotten `breakpoint()` does not end: it waits for you, and every other cell waits for it. The sign is the star
# `[*]` beside the cell. Scroll down to its field and type `q`. If the field has gone, use *Kernel > Interrupt Kernel*.
#
# A second trap: a variable that is called like a command. In this function `n` is a number. At the prompt `n` is a command,
# and `p n` shows the number:


# %%
def double(n):
    result = 2 * n
    return result


# %%
replay(double, 21, commands=["p n", "n", "n", "c"])

# %% [markdown]
# ## What minilib gained
#
# `minilib/debugging.py`: `replay`, and the five mended functions.
#
# ## Ask yourself
#
# <details><summary>1. What is the difference between <code>n</code> and <code>s</code>?</summary>
#
# Both run one line. If the line calls a function, n runs it as a whole and s stops at its first line.
# </details>
#
# <details><summary>2. The debugger shows <code>-> x = f(y)</code> and you type <code>p x</code>. Which x do you see?</summary>
#
# The old one, or a NameError: the line behind the arrow has not been run yet.
# </details>
#
# <details><summary>3. Your breakpoint in a data set's <code>__getitem__</code> ends in BdbQuit. Why, and what now?</summary>
#
# It ran in a worker process, which has no keyboard. Set num_workers=0 while you debug.
# </details>
