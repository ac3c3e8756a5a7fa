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
# **After this chapter you can** take apart code that you did not write, find your way in Python's debugger, read a long traceback,
# and find the cause of a mistake that can't be seen in the code.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · **08 debugging** · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# "Be wary of sample code", said chapter 00: code from papers, blogs and lessons often has a mistake in it. And the code of the
# chapters to come is denser than what you have seen so far. So you need ways to understand code that someone else wrote,
# and to find what is wrong with it. There are two, and the lesson shows both:
#
# 1. **take it apart**: one line per cell, and look at each result;
# 2. **the debugger**: stop the program in the middle, and look round.
#
# The second can be learnt only by doing it. So the five exercises of this chapter do not ask for code. They ask for
# **sessions** with the debugger, and `check` judges what your session has shown.

# %%
import matplotlib.pyplot as plt

from minilib.annotations import ANNOTATIONS, load_annotations
from minilib.boxes import hw_bb
from minilib.debugging import replay
from minilib.workbook import check, hint, open_data

PATH = open_data()

# %% [markdown]
# ## Step 1: one line per cell
#
# Here is a dense cell of the kind that you meet everywhere. It works. But what does it do?

# %%
annotations = load_annotations(PATH / "pascal_train2007.json")[ANNOTATIONS]
result = {}
for o in annotations:
    if not o["ignore"]:
        result.setdefault(o["image_id"], []).append((hw_bb(o["bbox"]), o["category_id"]))
len(result) > 100

# %% [markdown]
# Take it apart from the outside in. A loop does the same for every element, so take just **one**. Write `i = 0`, and
# set the loop's variable by hand. Then *un-indent* the loop's body: each line becomes a cell of its own.

# %%
i = 0
o = annotations[i]
o

# %% [markdown]
# The condition of the `if`, on its own:

# %%
not o["ignore"]

# %% [markdown]
# The long line, from the inside out. First the innermost call:

# %%
hw_bb(o["bbox"])

# %%
pair = (hw_bb(o["bbox"]), o["category_id"])
pair

# %%
result = {}

# %%
group = result.setdefault(o["image_id"], [])
group

# %%
group.append(pair)
result


# %% [markdown]
# Now you have seen every part. Set `i` to 1 and run these cells again, all but `result = {}`. (Where the condition is `False`, leave
# out the cells below it, as the loop does.) Go on with 2, 3 and 4: what happens when a second object of the same image comes along?
# When everything is clear, put the lines back together.
#
# This way needs nothing but patience. It is best for code that stands directly in a cell. For code *inside functions* it is
# tedious, because their arguments have to be copied out first. That is what the debugger is for.
#
# ## Step 2: the debugger
#
# Python's debugger is called **pdb**. It runs a function, stops at a line, and waits for commands. In a notebook you type
# them into a small field below the cell. But a typed session can't be printed in a book. So this chapter has `replay`: it
# runs the **real** pdb and types the given commands for you. Live, you type the same commands and get the same answers. They only
# look different: paths are written out, the prompt is `ipdb>`, and Jupyter adds colours and a few more lines of code.
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
# Read it slowly. A line that begins with `>` says where we are: in which file, at which line, in which function. (`<cell>` stands
# for the notebook's cell, whose first line is line 1.) The line below it, after `->`, is the one that will be run **next**: it has
# not been run yet. After `(Pdb)` comes the command.
#
# These are the commands that you need. You will meet most of them below; come back to this table then.
#
# | command | long | what it does |
# |---|---|---|
# | `h` | help | lists all commands; `h n` explains one |
# | `n` | next | run this line; step over what it calls |
# | `s` | step | run this line; step *into* the function that it calls |
# | `r` | return | run on until this function returns |
# | `c` | continue | run on until a breakpoint, or the end |
# | `until` | until | run on until a line further down; `until 9` until line 9 |
# | `u`, `d` | up, down | go to the caller, and back: only to look |
# | `w` | where | who called whom, down to here |
# | `l`, `ll` | list, longlist | the lines around; the complete function |
# | `p x`, `pp x` | print | the value of an expression; `pp` prints long ones prettily |
# | `a` | args | the arguments of this function |
# | `display x` | display | print x again at every stop where it has changed |
# | `b 4`, `b area` | break | stop at line 4; stop in the function `area` |
# | `b 4, x > 3` | break | stop there, but only when the condition holds |
# | `tbreak 4` | tbreak | stop at line 4, once |
# | `cl 1` | clear | delete breakpoint 1 |
# | `interact` | interact | a Python prompt with all variables of this place |
# | `q` | quit | leave, and end the program |
#
# ### Into a function and out again
#
# With `s` we enter `area`. `w` shows how we got there, `a` the arguments; `u` goes up to the caller, `d` down again.

# %%
replay(total, BOXES, commands=["n", "n", "s", "w", "a", "u", "p result", "d", "q"])

# %% [markdown]
# The lines of `w` are **frames**: one for each call that has not ended. Each frame has variables of its own. `p` looks into one
# frame, and `u` and `d` choose which one: `result` is known in `total`, not in `area`.
#
# `s` stops in the first function that the line calls, and that may be one that you do not care about. If you know the function's
# name, `b area` and `c` take you straight there; and `r` runs on until the function is about to return:

# %%
replay(total, BOXES, commands=["b area", "c", "r", "p width, height", "q"])

# %% [markdown]
# At `--Return--` the result comes after `->`: 6. The variables `width` and `height` are still there, for the last time: when
# `area` has returned, its frame is gone, and all that its caller gets is the 6.
#
# ### A program from someone else
#
# So far you knew the code. Now come programs that you have not seen. They are in a file of their own. Each reads the records
# of 300 images, one at a time, and its argument is the number of the **series** that it reads. Here is what the first
# one says about series 0:

# %%
from minilib.workbook.exercises.broken import describe

describe(0)

# %% [markdown]
# Can that be? More than 300 objects in one image? Which image is it? The answer was known to the program for a moment, and
# nobody printed it. `ll` shows the code of the function in which we are:

# %%
replay(describe, 0, commands=["ll", "q"])

# %% [markdown]
# (These functions are in a module, so `<broken>` is the file, and lines are counted from the top of the file.) Try commands in the
# cell above: change them, run the cell, read its output, and change them again. To see the code of another function, stop in it
# first (`b its_name`, `c`), then type `ll`. You may leave out the `q` at the end.
#
# ### The rules of a hunt
#
# The next exercise and the four after it are hunts. You write a session as a function: the line of the cell above with
# `return` in front, and with `program` and `series` in place of `describe` and `0`. `check` runs it on series 0 to 4. In each of
# them another file is the cause. Your session passes when
#
# - it prints the name of the file that is asked for, and no other file name (so not all of `locals()`, if there are two in it);
# - it prints it where a variable *of the program* has it: in the right function, at the right moment;
# - it takes at most 12 commands. Typing `n` a thousand times is not debugging;
# - its commands only look. They change no variable of the program, and they do not read the records themselves: that is the
#   program's work. A condition such as `b 4, x > 3` is welcome;
# - the same commands find the file in a series that you have not seen. So a file name that you type, in whatever form, is refused.
#
# Any commands that keep to these rules are right.
#
# ### Exercise: `find_crowd` (8 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/08_debugging.ipynb#Exercise:-find_crowd-(8-minutes,-difficulty-2-of-5)>)
#
# Find a session that enters the function that looks for the largest number, and prints there which file that number belongs to.
# (To see your session, put a cell with `find_crowd(describe, 0)` between your cell and the one with `check`. After a `check` that
# failed, `find_crowd` is minilib's: run your own cell again first. `Session` is the type of what `replay` returns; it is defined at
# the end of the chapter, hence the quotation marks.)

# %% tags=["export"]
from collections.abc import Callable, Iterable


def find_crowd(program: Callable, series: int) -> "Session":
    """Replay ``describe(series)``: print the name of the fullest image, where it is known."""
    ...  # your answer here


# %%
find_crowd = check(find_crowd)

# %% [markdown]
# ## Step 3: loops
#
# In a loop over thousands of boxes you do not want to press `n` a thousand times. Three things help.
#
# **A breakpoint with a condition.** `ll` lists the lines with their numbers; `b 4, box[2] == 4` stops at line 4, but only when
# the box is 4 wide; `c` runs until then.

# %%
replay(
    total, BOXES, commands=["ll", "b 4, box[2] == 4", "c", "p box", "pp {'so far': result}", "q"]
)

# %% [markdown]
# The condition can be any Python expression. It is evaluated in the frame of the breakpoint, before its line is run, so it may use
# whatever has a value there. In `area` there is no `result` and, at the first line, no `width` yet; but there is `box`. (A
# condition that itself fails counts as true: if pdb stops at once, at the wrong place, look for a name that has no value yet.)

# %%
replay(total, BOXES, commands=["b area, box[2] > 3", "c", "a", "u", "p result", "q"])

# %% [markdown]
# **Out of the loop.** `until` behaves like `n`, but never goes back: at the last line of a loop's body it runs all the rest of
# the loop. `tbreak 5` and `c` do the same from any place: a breakpoint for one stop. `until 5` is a third way to write it.

# %%
replay(total, BOXES, commands=["n", "n", "until", "p result", "q"])

# %%
replay(total, BOXES, commands=["tbreak 5", "c", "p result", "q"])

# %% [markdown]
# **Watch a value.** `display result` prints it at every stop at which it has changed, and what it was before:

# %%
replay(total, BOXES, commands=["n", "display result", "n", "n", "n", "n", "q"])

# %% [markdown]
# ### A share that can't be
#
# The next program calculates which share of each image is covered by boxes. It returns the least share and the mean. A share lies
# between 0 and 1 (or a little higher where boxes overlap). The least one does not:

# %%
from minilib.workbook.exercises.broken import shares

shares(0)

# %%
# Try it: change the commands, run the cell, read what it shows.
replay(shares, 0, commands=["ll", "q"])


# %% [markdown]
# ### Exercise: `find_negative` (8 minutes, difficulty 2 of 5)
#
# [The solution](<../solutions/08_debugging.ipynb#Exercise:-find_negative-(8-minutes,-difficulty-2-of-5)>)
#
# One of the 300 images must have a negative share. Make the session stop while `shares` is working on that image, and print its
# file name.


# %% tags=["export"]
def find_negative(program: Callable, series: int) -> "Session":
    """Replay ``shares(series)``: stop at the negative share, print the file name."""
    ...  # your answer here


# %%
find_negative = check(find_negative)

# %% [markdown]
# ### Who decides the scale?
#
# This program calculates the two factors by which the images of a series have to be scaled down so that the widest and the tallest
# just fit into 224 pixels. One image decides each factor, and the program does not say which. Here are two series:

# %%
from minilib.workbook.exercises.broken import scales

scales(0), scales(1)

# %%
# Try it: change the commands, run the cell, read what it shows.
replay(scales, 0, commands=["ll", "q"])


# %% [markdown]
# ### Exercise: `find_widest` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/08_debugging.ipynb#Exercise:-find_widest-(8-minutes,-difficulty-3-of-5)>)
#
# Print the name of the widest image. No condition such as `width > 420` finds it in every series, because the sizes differ from
# series to series: the widest is known only when the loop is over. But there are two loops, one after the other, and the second
# uses the variables of the first again. So `r` comes too late.


# %% tags=["export"]
def find_widest(program: Callable, series: int) -> "Session":
    """Replay ``scales(series)``: print the name of the widest image."""
    ...  # your answer here


# %%
find_widest = check(find_widest)

# %% [markdown]
# ## Step 4: try something in the middle
#
# In a hunt you only look. Elsewhere you can also *change* things. A line that is not a command is run as Python; with `!` in front,
# any line is:

# %%
replay(total, BOXES, commands=["n", "!result = 1000", "c"])

# %% [markdown]
# When you want to try more than one line, `interact` opens a Python prompt that knows all variables of this place. What you assign
# there does not change the program. In a terminal, the keys `Ctrl` and `D` together lead back to the debugger (`replay` takes
# `"Ctrl+D"` for them). A notebook's field does not take these keys. There, `raise SystemExit` leaves the prompt, and the debugger
# with it.

# %%
replay(
    total,
    BOXES,
    commands=["interact", "for box in boxes:", "    area(box)", "", "Ctrl+D", "c"],
)

# %% [markdown]
# ### Type it yourself
#
# Now live. Change `LIVE` to `True` in the next cell and run it; then run the cell below it, and a field appears there. Type `n`,
# press Enter, go on with the commands of the table, and end with `q`. Change `LIVE` back afterwards: as long as the
# debugger waits, no other cell runs.
#
# `ipdb` is pdb with colours; in a terminal, its Tab key also completes names.

# %%
LIVE = False

# %%
if LIVE:
    import ipdb

    ipdb.runcall(describe, 0)


# %% [markdown]
# ## Step 5: a breakpoint in the code
#
# Often you know *where* you want to look. Write `breakpoint()` at that place: the program runs as usual and stops there.
# (Older code, the lesson's included, has `from pdb import set_trace` and `set_trace()`, which do the same.)


# %%
def total_with_breakpoint(boxes):
    result = 0
    for box in boxes:
        if box[2] > 3:
            breakpoint()
        result = result + box[2] * box[3]
    return result


replay(total_with_breakpoint, BOXES, commands=["c", "p box", "c"])

# %% [markdown]
# The first `c` ran to the `breakpoint()`, the second to the end. (`replay` begins at the first line; live, you would be at
# the `breakpoint()` at once. From Python 3.13 on, the arrow shows the line of the `breakpoint()` itself; in older versions, the
# one after it, as here.) Take the `breakpoint()` out when you are done. If you forget one in an exercise, `check` ignores it.
#
# **Outside of notebooks.** The same debugger serves any script. Here is one with two faults: a `breakpoint()` that someone
# forgot, and a crash.

# %%
script = """\
names = {7: "car", 15: "person"}
breakpoint()
for number in [7, 15, 13]:
    print(names[number])
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run_python(*args, program, typed="", **variables):
    """Run a program in a second Python, without colours; ``typed`` takes the keyboard's place."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "program.py").write_text(program)
        return subprocess.run(
            [sys.executable, *args],
            input=typed,
            cwd=folder,
            env={**os.environ, "PYTHON_COLORS": "0", **variables},
            capture_output=True,
            text=True,
        )


# %% [markdown]
# Run as it stands, with nobody at the keyboard, it ends at the `breakpoint()`, before it has printed a name:

# %%
done = run_python("program.py", program=script)
done.returncode != 0, "car" in done.stdout

# %% [markdown]
# `PYTHONBREAKPOINT=0` in the environment makes Python pass over every `breakpoint()`. In a terminal you would write
# `PYTHONBREAKPOINT=0 python program.py` (in PowerShell, `$env:PYTHONBREAKPOINT = 0` first). Now it comes as far as the crash:

# %%
done = run_python("program.py", program=script, PYTHONBREAKPOINT="0")
print(done.stdout)
print(done.stderr.splitlines()[-1])

# %% [markdown]
# `python -m pdb program.py` starts a script in the debugger, without a change to the script. With `-c continue` it
# runs until something fails and waits there. (`PYTHONBREAKPOINT=0` is set again, or it would stop at the `breakpoint()` first.)
# We type `p number` (what is typed is not shown here, only the answer):

# %%
done = run_python(
    "-m", "pdb", "-c", "continue", "program.py",
    program=script, typed="p number\nq\n", PYTHONBREAKPOINT="0",
)  # fmt: skip
after = done.stdout.partition("Entering post mortem debugging\n")[2]
print("\n".join(after.splitlines()[2:4]))

# %% [markdown]
# ## Step 6: after the crash
#
# A program has failed. Everything that was in its variables is still there, for a while. In a notebook, type `%debug` into a
# new cell *after* the error, and you are in the debugger at the very place where it happened. This is called *post mortem*
# debugging.
#
# Here is the part of the lesson's `open_image` that reads from the web. To try it without a network, the function that opens
# an address is an argument, and ours returns some bytes.

# %%
import io

import numpy as np


def broken_bytes(url, urlopen):
    req = urlopen(str(url))
    return np.asarray(bytearray(resp.read()), dtype="uint8")


def fake_urlopen(url):
    """Behave like urllib.request.urlopen, without a network."""
    return io.BytesIO(b"\xff\xd8 some bytes")


# %% tags=["raises-exception"]
broken_bytes("http://example.org/a.jpg", fake_urlopen)

# %% [markdown]
# In the lesson this line is reached only for an address, never for a file. So the mistake stays hidden until someone opens an
# image from the web. Now `%debug` would look inside; `replay` does the same with `after_failure=True`. Which names are there at this
# moment, and what is behind them?

# %%
replay(
    broken_bytes,
    "http://example.org/a.jpg",
    fake_urlopen,
    commands=["p sorted(locals())", "p type(req).__name__", "p req.read()[:2]", "q"],
    after_failure=True,
)

# %% [markdown]
# What came back from the web is stored as `req`, but the next line calls it `resp`. That took no guess and no `print`; with
# `%debug`, not even a second run. (`replay` has to run the function once more to make it fail.)
#
# ### A long traceback, and the frame to look into
#
# When functions call functions, a traceback gets long. This program counts the classes of all objects in a series:

# %% tags=["raises-exception"]
from minilib.workbook.exercises.broken import count_classes

count_classes(0)

# %% [markdown]
# Read a traceback **from the bottom**. The last line says *what* went wrong. The entries above it are the frames, the failed
# line last: *where* it was noticed. Then go up, entry by entry, and ask of each: is this line wrong, or was it
# given something wrong? `CLASSES[number]` is a good line that was given a bad number. The frames above only pass it on. You are
# looking for the first frame, from below, that knows *where the bad value comes from*. (In real life most frames in the middle are a
# library's. Skip them: the ones to look into are yours.)
#
# In the debugger these entries are the frames of `w`, and `u` goes up by one:

# %%
# Try it: change the commands, run the cell, read what it shows.
replay(count_classes, 0, commands=["w", "p number", "q"], after_failure=True)


# %% [markdown]
# ### Exercise: `find_crash` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/08_debugging.ipynb#Exercise:-find_crash-(8-minutes,-difficulty-3-of-5)>)
#
# Which image has the class that does not exist? Print the name of its file, in the frame that was given this one image. Careful:
# one name can stand for different things in different frames.


# %% tags=["export"]
def find_crash(program: Callable, series: int) -> "Session":
    """Replay ``count_classes(series)`` after it failed: print the file name of the bad image."""
    ...  # your answer here


# %%
find_crash = check(find_crash)

# %% [markdown]
# ## Step 7: the place of the error is not the place of the mistake
#
# The lesson's notes have this function to draw an outline (our chapter 06 has the right one):

# %%
from matplotlib import patheffects


def broken_outline(o, lw):
    o.set_path_effects([patheffects.Stroke(linewithd=lw, foreground="black"), patheffects.Normal()])


# %% [markdown]
# It runs without a word. The error comes only when the figure is *drawn*, much later and far away:

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
# When Matplotlib fails, `broken_outline` has long since returned. Its frame is in no traceback, and no `u` leads to it. What to do:
#
# 1. after the crash, find out **which value** is bad (here: something called `linewithd`);
# 2. search the code for the place that **made** it;
# 3. run the program **again**, with a breakpoint at that place, and a condition that holds for the bad value only.
#
# Matplotlib's message names the bad value, and a search for that word leads to the function. Here is the session for point 3.
# (There is only one call, so it needs no breakpoint. `_gc` is where Matplotlib keeps what `Stroke` was given.)

# %%
replay(broken_outline, text, 4, commands=["n", "p o.get_path_effects()[0]._gc", "q"])

# %% [markdown]
# ### A crash far from its cause
#
# The last program makes images smaller. Each camera has a scale of its own, which was found from trial images. The program fails:

# %% tags=["raises-exception"]
from minilib.workbook.exercises.broken import resize

resize(0)

# %%
# Try it: change the commands, run the cell, read what it shows.
replay(resize, 0, commands=["ll", "p scale", "u", "p found", "ll", "q"], after_failure=True)


# %% [markdown]
# ### Exercise: `find_cause` (12 minutes, difficulty 4 of 5)
#
# [The solution](<../solutions/08_debugging.ipynb#Exercise:-find_cause-(12-minutes,-difficulty-4-of-5)>)
#
# A scale is zero. But the image in the frame of `resize` is only the first that *used* it. The scale was *made* from another image,
# in a call that has already returned. Find the function that made it, and make a session print the file name of that other image
# in that function's frame. Without `after_failure=True` the session begins at the first line of `resize`.


# %% tags=["export"]
def find_cause(program: Callable, series: int) -> "Session":
    """Replay ``resize(series)``: print the name of the image that the scale 0 was made from."""
    ...  # your answer here


# %%
find_cause = check(find_cause)


# %% [markdown]
# None of the five answers could be read off the code. They were in the data, and the program had them in its hands for a moment.
# A debugger is a way to stop at that moment.
#
# ## Where a breakpoint does not stop
#
# **In a generator that nobody asks.** This function has a `breakpoint()` in its first line. We call it, and one would expect `c`
# to stop there. It does not:


# %%
def sizes_of(boxes):
    breakpoint()
    for box in boxes:
        yield box[2], box[3]


# %%
def forgotten(boxes):
    sizes = sizes_of(boxes)
    return "done"


replay(forgotten, BOXES, commands=["c", "p boxes"])


# %% [markdown]
# The second command was not used, because the program had ended. Calling a generator function does not run its body (chapter 02).
# It runs when someone asks for an item:


# %%
def asked(boxes):
    sizes = sizes_of(boxes)
    return next(sizes)


replay(asked, BOXES, commands=["c", "p boxes", "c"])


# %% [markdown]
# **Looking can change what you look at.** A generator can be read only once, and so can what `map` returns; reading it in the
# debugger counts. Here `p list(areas)` shows the areas, and when the program goes on it finds none left:


# %%
def sum_of_areas(boxes):
    areas = map(area, boxes)
    return sum(areas)


sum_of_areas(BOXES)

# %%
replay(sum_of_areas, BOXES, commands=["n", "p list(areas)", "c"])

# %% [markdown]
# The result is 0, not 26. Look at what the areas are made from instead (`p boxes`), or give the program a new `map` before it
# goes on (`!areas = map(area, boxes)`).
#
# **In another process.** Chapter 09 loads images with PyTorch's `DataLoader`. With `num_workers=1` or more, *other
# processes* do the loading. The field in which you type belongs to the notebook's process; a breakpoint in a worker has
# nobody to ask. This small program shows it. (It runs as a second Python, and it takes some seconds.)

# %%
loader = """
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

in_worker = run_python("program.py", "1", program=loader, typed="c\n" * 4)
in_main = run_python("program.py", "0", program=loader, typed="c\n" * 4)

# %% [markdown]
# Both were given `c` to type, four times. With a worker the program failed, the error came from the worker, and there was no
# batch. Without workers the debugger stopped four times, and two batches came:

# %%
print(in_worker.returncode != 0, "DataLoader worker" in in_worker.stderr)
print(in_worker.stdout.count("a batch of"), "batches with a worker")
in_main.returncode, in_main.stdout.count("(Pdb)"), in_main.stdout.count("batch")

# %% [markdown]
# So: **to debug a data set, set `num_workers=0`**.
#
# ## Into a library
#
# `replay` stops only in your own code, and runs library code without stopping; otherwise `s` would lead you through NumPy. Live, `s`
# enters anything that is written in Python, and that is a good way to read a library: not the complete file, only the lines that
# your call runs. `also=[statistics]` lets `replay` stop in that module too. (Its line numbers differ between versions of Python.)

# %%
import statistics


def middle(numbers):
    return statistics.median(numbers)


# %% tags=["nbval-ignore-output"]
commands = ["s", "n", "n", "p data", "r", "q"]
session = replay(middle, [12, 3, 7], commands=commands, also=[statistics])
session

# %% [markdown]
# The session that `replay` returns also holds its steps: each command, the function in which it was typed, the variables there,
# and the answer. `check` types the commands once more, and reads these.

# %%
[(step.command, step.function) for step in session.steps]


# %% [markdown]
# Chapter 09's `DataLoader` opens up in the same way. `next(iter(loader))` asks your own `__getitem__` for each item, and then a
# function of PyTorch, `default_collate`, makes a batch of them. Both take a breakpoint:


# %% tags=["nbval-ignore-output"]
from torch.utils.data import DataLoader
from torch.utils.data._utils import collate


class Doubles:
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return 2 * i


def first_batch(loader):
    return next(iter(loader))


commands = ["b Doubles.__getitem__", "c", "p i", "c", "p i", "b collate.default_collate", "c", "a"]
loader = DataLoader(Doubles(), batch_size=2)
session = replay(first_batch, loader, commands=commands, also=[collate])
session

# %%
[(step.command, step.function) for step in session.steps[2:] if step.command in ("p i", "a")]


# %% [markdown]
# ## Use it: what is a strange box?
#
# Now to the data set: the debugger stops at the first annotation whose box is at least five times as wide as it is high, or the
# other way round (or, if no box is that stretched, at the most stretched one). Is it a mistake in the data, or is the object
# really that shape?


# %%
def most_stretched(boxes):
    most = 0
    for number, (x, y, width, height) in enumerate(boxes):
        ratio = max(width / height, height / width)
        most = max(most, ratio)
    return most


# %%
boxes = [o["bbox"] for o in annotations]
limit = min(5, most_stretched(boxes))
commands = [f"b 5, ratio >= {limit}", "c", "p width, height", "p number", "q"]
session = replay(most_stretched, boxes, commands=commands)
session

# %% [markdown]
# We draw the very box at which it stopped: its number is the answer of the last step but one.

# %%
from minilib.drawing import draw_rect, load_pascal, show_img
from minilib.images import open_image

o = annotations[int(session.steps[-2].answer)]
pascal = load_pascal(PATH)
ax = show_img(open_image(pascal.img_path / pascal.trn_fns[o["image_id"]]), figsize=(6, 4.5))
draw_rect(ax, o["bbox"])
ax.set_title(f"{pascal.cats[o['category_id']]}, {o['bbox'][2]} wide, {o['bbox'][3]} high")
plt.show()


# %% [markdown]
# Mostly such a box belongs to something that is nearly hidden or cut off by the edge.
#
# ## Trap: the debugger that waits
#
# A cell with a forgotten `breakpoint()` does not end: it waits for you, and every other cell waits for it. The sign is the star
# `[*]` beside the cell. Scroll down to its field and type `q`. If the field has gone, use *Kernel > Interrupt Kernel*.
#
# A second trap: a variable with the same name as a command. In this function `n` is a number. At the prompt `n` is the command,
# and `p n` shows the number:


# %%
def double(n):
    result = 2 * n
    return result


replay(double, 21, commands=["p n", "n", "n", "c"])

# %% [markdown]
# ## How `replay` works
#
# You need not read this part to go on. A session is what is seen on the screen, and the steps that led to it:

# %% tags=["export"]
import bdb
import code
import contextlib
import importlib.util
import inspect
import io
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple


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


# %% [markdown]
# `replay` makes pdb read its commands from a list instead of the keyboard, and write to a string instead of the screen. Three
# things make its output the same everywhere: the debugger never stops in code of another module; paths and addresses are left
# out; and where versions of Python differ (the line at which `b area` stops, and the one at which `breakpoint()` does), one way
# is chosen. Jupyter puts a debugger of its own in pdb's place, with colours. So Python's is loaded once more:


# %% tags=["export"]
def _plain_pdb():
    """Load Python's own pdb, whatever a notebook has put in its place."""
    spec = importlib.util.find_spec("pdb")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# %% [markdown]
# The debugger itself. `readline` is where pdb asks for a command: there the next one is typed, and noted together with
# the place and the variables that it was typed at.


# %% tags=["export"]
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


# %% [markdown]
# For the time of the session everything printed goes to the debugger's screen, and at the end all is put back.


# %% tags=["export"]
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


# %%
from minilib.workbook import how_far

how_far("debugging")

# %% [markdown]
# ## What minilib gained
#
# `minilib/debugging.py`: `replay`, with `Session` and `Step`, and your five sessions.
#
# ## Ask yourself
#
# <details><summary>1. What is the difference between <code>n</code> and <code>s</code>?</summary>
#
# Both run one line. If the line calls a function, n runs the call without a stop, and s stops at the function's first line.
# </details>
#
# <details><summary>2. The debugger shows <code>-> x = f(y)</code> and you type <code>p x</code>. Which x do you see?</summary>
#
# The old one, or a NameError: the line behind the arrow has not been run yet.
# </details>
#
# <details><summary>3. A breakpoint in a data set's <code>__getitem__</code> ends the program instead of stopping it. Why, and
# what now?</summary>
#
# It ran in a worker process, which has no keyboard. Set num_workers=0 while you debug.
# </details>
#
# Chapter 09 makes batches for a network. When a batch looks strange, you now know how to get inside.
#
# Now go on to [chapter 09](09_modeldata.ipynb).
