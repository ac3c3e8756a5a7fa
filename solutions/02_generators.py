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
# # 02 · Generators: one thing at a time
#
# **After this chapter you can** write a function that yields its results one at a time, say why that matters when
# there are very many of them, and explain why there may be nothing left when you look a second time.
#
# About 45 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · **02 generators** · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# In chapter 01 we wrote `list(folder.iterdir())`. Why did `iterdir()` not return a list in the first place?
#
# Think of a folder with ten million files. A list of ten million paths takes minutes to make and gigabytes to keep.
# And perhaps you only wanted to see the first three. So `iterdir()` returns something else: an object that hands out
# **one path each time you ask**. A path that nobody asks for is never made. This is called *lazy*, and it is meant as
# praise. (`iterdir()` could be lazier: before it hands out the first path, it reads the bare names of all entries.)
#
# Networks are trained in the same way: nobody loads all photographs at once. One batch is loaded, learned from and
# forgotten before the next one is loaded.

# %%
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()


# %% [markdown]
# ## Step 1: `yield`
#
# Here is a function as you know it. `return` hands over the result, and the function is done.


# %%
def one_number():
    return 3


one_number()


# %% [markdown]
# Now with `yield` in place of `return`, three times, and with a few prints so that we can watch.


# %%
def countdown():
    print("... begins")
    yield 3
    print("... goes on after the 3")
    yield 2
    print("... goes on after the 2")
    yield 1
    print("... is at its end")


# %% [markdown]
# We call it:

# %%
counting = countdown()

# %% [markdown]
# Nothing was printed! The call did not run the body. It only made an object that *can* run it, a **generator**:

# %%
type(counting)

# %% [markdown]
# `next` asks it for one result. Now the body runs as far as the first `yield`, hands over the 3, and **waits there**.

# %%
next(counting)

# %% [markdown]
# Asked again, it continues from where it was, with all its variables as they were, up to the second `yield`.

# %%
next(counting)

# %%
next(counting)

# %% [markdown]
# What if we ask once more? There is no `yield` left. The body runs to its end, and then the generator signals that it
# has nothing more to give, with an exception called `StopIteration`:

# %% tags=["raises-exception"]
next(counting)

# %% [markdown]
# This looks like an error, but it is only the agreed signal for "that was all". You will rarely see it; the next step
# shows why.
#
# ## Step 2: `for` does the asking
#
# A `for` loop calls `next` again and again, and stops quietly at `StopIteration`.

# %%
for number in countdown():
    print(number)


# %% [markdown]
# `list` does the same and puts the results into a list. Here is a generator without prints, to keep the page short.


# %%
def squares():
    yield 1
    yield 4
    yield 9


list(squares())

# %% [markdown]
# A *list comprehension* goes through it as well. Read it from the middle: for each `number` of `squares()`, take
# `number + 1`; the square brackets make a list of them.

# %%
[number + 1 for number in squares()]


# %% [markdown]
# So whatever you can do with the items of a list, one after the other, you can do with a generator.
#
# ## Step 3: a loop inside
#
# Usually the `yield` is inside a loop. This one has no end at all:


# %%
def count_up():
    number = 1
    while True:
        yield number
        number = number + 1


# %% [markdown]
# A function that collects its results in a list could never return here. A generator only works when asked, so it's fine:

# %%
counting = count_up()
next(counting), next(counting), next(counting)


# %% [markdown]
# But do not write `list(count_up())`: the list would grow until the memory is full. (If it happens: *Kernel > Interrupt Kernel*.)
#
# A generator can go through another one and pass on only some of its items. The `if` decides which.


# %%
def only_even(numbers):
    for number in numbers:
        if number % 2 == 0:
            yield number


# %%
even = only_even(count_up())
next(even), next(even), next(even)


# %% [markdown]
# ## Step 4: see the laziness
#
# How much is really read? This generator announces every item that it passes on, so that we can watch.


# %%
def announced(items):
    for item in items:
        print("reading", item)
        yield item


# %%
even = only_even(announced([1, 2, 3, 4, 5, 6]))

# %% [markdown]
# Nothing has been read yet. Now we ask for one result:

# %%
next(even)


# %% [markdown]
# It read 1, rejected it, read 2, and handed it over. 3 to 6 were never touched. Compare that with a function that looks
# harmless but makes a list first:


# %%
def only_even_greedy(numbers):
    numbers = list(numbers)
    for number in numbers:
        if number % 2 == 0:
            yield number


# %%
even = only_even_greedy(announced([1, 2, 3, 4, 5, 6]))
next(even)

# %% [markdown]
# All six were read to produce one. With ten million images to load this is the difference between an instant and hours, and
# with `count_up()` it would never end. `list`, `sorted`, `sum` and `[... for ...]` all have to read everything.
#
# ## Exercise 1
#
# ### Exercise: `image_files` (5 minutes, difficulty 1 of 5)
#
# [To the exercise](<../chapters/02_generators.ipynb#Exercise:-image_files-(5-minutes,-difficulty-1-of-5)>)
#
# Go through a folder and yield the image files, one at a time. `is_image` from chapter 01 judges the name. A folder may
# also have a name such as `old.jpg`; leave it out.
#
# `check` counts how many entries your answer reads before it yields its first result, so don't read more than you
# must.
#
# Two words for the type hints: an **iterable** is anything that a `for` loop can go through, such as a list; an **iterator** is
# an iterable that hands out one item each time `next` asks. A generator is an iterator; a list is not.

# %% tags=["export"]
from collections.abc import Iterable, Iterator
from pathlib import Path

from minilib.paths import is_image


# %% tags=["export"]
def image_files(folder: Path) -> Iterator[Path]:
    """Yield the image files directly in a folder, in the order in which the system lists them.

    Each is ``folder / name``; :func:`minilib.paths.is_image` decides. Folders are left out.

    Examples
    --------
    >>> first = next(image_files(folder))    # makes no more paths than it needs
    """
    ### BEGIN SOLUTION
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry
    ### END SOLUTION


# %%
image_files = check(image_files)

# %% [markdown]
# How many are there in our data set? For that we do have to read them all.

# %%
from minilib.paths import JPEGS

files = sorted(image_files(PATH / JPEGS))
len(files) > 100

# %% [markdown]
# ## Step 5: stop early
#
# Often only the first three items are wanted. `break` leaves a loop; inside a generator, `return` ends it altogether.
# And `enumerate` counts for us: it yields pairs of a number and an item.

# %%
for number, file in enumerate(files[:3], 1):
    print(number, file.name)


# %% [markdown]
# The `1` is where the counting begins. Without it, `enumerate` begins at 0.
#
# And `return` in a generator? Here it comes after the second `yield`, so nothing below it is ever reached.


# %%
def two_of_three():
    yield "first"
    yield "second"
    return
    yield "third"


list(two_of_three())

# %% [markdown]
# Stopping has a pitfall. To see it, we let two readers, one after the other, take numbers from *one* stream.

# %%
stream = count_up()
for number in stream:
    if number > 3:
        break
    print(number)

# %% [markdown]
# Three numbers, as wanted. Now the second reader continues with the same stream:

# %%
next(stream)


# %% [markdown]
# Where is the 4? The loop had to *read* it to find out that it was not wanted, and then it was gone. A stream that has handed
# out an item no longer has it. So the question "do I have enough?" belongs **after** the third item, not before the fourth.
#
# ## Exercise 2
#
# ### Exercise: `take` (8 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/02_generators.ipynb#Exercise:-take-(8-minutes,-difficulty-3-of-5)>)
#
# Yield the first `n` items of any iterable, without reading a single one more. If there are fewer, yield those. `n`
# may be 0.


# %% tags=["export"]
def take(iterable: Iterable, n: int) -> Iterator:
    """Yield the first ``n`` items of an iterable, each as soon as it is read, and read no more.

    The iterable may be endless, or have fewer items: then yield those. ``n`` is 0 or more.

    Examples
    --------
    >>> list(take("abcdef", 3))
    ['a', 'b', 'c']
    """
    ### BEGIN SOLUTION
    if n == 0:
        return
    for number, item in enumerate(iterable, 1):
        yield item
        if number == n:
            return
    ### END SOLUTION


# %%
take = check(take)

# %% [markdown]
# Now no number is lost between two readers.

# %%
stream = count_up()
list(take(stream, 3)), list(take(stream, 2))

# %% [markdown]
# Python has this function ready-made in its module `itertools`. It is called `islice` ("slice of an iterable"):

# %%
from itertools import islice

stream = count_up()
list(islice(stream, 3)), list(islice(stream, 2))

# %% [markdown]
# ## Step 6: batches
#
# A network learns from one *batch* at a time, 64 images for example. So a long stream of items has to be cut into lists of
# equal length. The idea: collect items in a list; when it is full, yield it and begin a **new** list.
#
# Why begin a new list instead of emptying the old one? Watch what happens when we put a list into a bag and then empty it:

# %%
batch = ["a", "b"]
bag = [batch]
batch.clear()
bag

# %% [markdown]
# What is in the bag is not a copy. It is the same list, and now it is empty. With a new list, what is in the bag stays:

# %%
batch = ["a", "b"]
bag = [batch]
batch = []
bag


# %% [markdown]
# One more thing to think of: seven items in batches of three leave one over. It must not get lost.
#
# ## Exercise 3
#
# ### Exercise: `batches` (10 minutes, difficulty 3 of 5)
#
# [To the exercise](<../chapters/02_generators.ipynb#Exercise:-batches-(10-minutes,-difficulty-3-of-5)>)
#
# Cut an iterable into lists of `size` items. The last one may be shorter, but never empty.


# %% tags=["export"]
def batches(iterable: Iterable, size: int) -> Iterator[list]:
    """Cut an iterable, which may be endless, into lists of ``size`` items, 1 or more.

    Each is yielded before the next one is begun. The last may be shorter, but is never empty.

    Examples
    --------
    >>> list(batches("abcdefg", 3))
    [['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]
    """
    ### BEGIN SOLUTION
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
    ### END SOLUTION


# %%
batches = check(batches)

# %%
list(batches("abcdefg", 3))

# %% [markdown]
# It also works on an endless stream. Each batch is made when it is asked for:

# %%
list(take(batches(count_up(), 4), 3))

# %% [markdown]
# ## Step 7: the way back
#
# What was cut can be put together again: go through the batches, and within each batch through its items. A loop
# inside a loop.

# %%
for batch in [["a", "b"], ["c"]]:
    for item in batch:
        print(item)


# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `unbatch` (4 minutes, difficulty 2 of 5)
#
# [To the exercise](<../chapters/02_generators.ipynb#Exercise:-unbatch-(4-minutes,-difficulty-2-of-5)>)
#
# Yield the items of all batches, one by one.


# %% tags=["export"]
def unbatch(groups: Iterable[Iterable]) -> Iterator:
    """Yield the items of many lists, one by one: the way back from :func:`batches`.

    There may be endlessly many groups, and a group may be empty.

    Examples
    --------
    >>> list(unbatch([["a", "b"], ["c"]]))
    ['a', 'b', 'c']
    """
    ### BEGIN SOLUTION
    for group in groups:
        yield from group
    ### END SOLUTION


# %%
unbatch = check(unbatch)

# %% [markdown]
# Two functions that undo each other make a good test. There and back must lead to what we started with, whatever the
# size.

# %%
[list(unbatch(batches(files, size))) == files for size in [1, 2, 7, 64, 100_000]]

# %% [markdown]
# By the way, Python has a short form for a loop that only yields: `yield from group` does the same as `for item in
# group: yield item`.
#
# ## Step 8: generators without `def`
#
# A list comprehension in *round* brackets is a **generator expression**. It computes nothing until it is asked.

# %%
lengths = (len(file.name) for file in files)
type(lengths)

# %%
next(lengths), next(lengths)

# %% [markdown]
# It is handy inside a call, where the brackets of the call are enough. Here is the sum of a million squares, without a list of a
# million numbers in between:

# %%
sum(number * number for number in range(1_000_000))

# %% [markdown]
# How much memory does that save? `sys.getsizeof` returns the size of an object in bytes. The list is more than ten thousand
# times as large, and that is only the list itself: the million numbers in it come on top.

# %%
import sys

as_list = [number * number for number in range(1_000_000)]
as_generator = (number * number for number in range(1_000_000))
sys.getsizeof(as_list) / sys.getsizeof(as_generator) > 10_000

# %% [markdown]
# ## Use it: the first images of the data set
#
# Everything together, as a chain: go through the images in order, load each, cut them into rows of four, and take two
# rows. Loading is a generator expression, so each image is loaded only when it is asked for. The list `loaded` records which
# ones really were.

# %%
import matplotlib.pyplot as plt

loaded = []


def load(file):
    loaded.append(file.name)
    return plt.imread(file)


images = (load(file) for file in files)
rows = list(take(batches(images, 4), 2))
len(loaded)

# %% [markdown]
# Eight, although `files` lists all of them. (Nine, if your `batches` looks at the next image before it hands over a full row.)
# And here they are.

# %%
fig, axes = plt.subplots(2, 4, figsize=(12, 6))
for ax, image, name in zip(axes.flat, unbatch(rows), loaded[:8], strict=True):
    ax.imshow(image)
    ax.set_title(name)
    ax.axis("off")
plt.show()

# %% [markdown]
# (`axes.flat` gives the eight drawing areas one by one, and `zip` goes through several things side by side: the first area
# with the first image and the first name, and so on. `strict=True` makes it an error if one of them has fewer items than the
# others.)
#
# In chapter 09 the same chain comes back under the name *DataLoader*: images, loaded when needed, in batches.
#
# ## Trap: empty the second time
#
# You can go through a generator only **once**. Suppose you want to know how many images there are, and then use them:

# %%
found = image_files(PATH / JPEGS)
count = len(list(found))
count > 100

# %% [markdown]
# Now the images. Which are the first three?

# %%
list(take(found, 3))

# %% [markdown]
# An empty list! Counting has used them all up. There is no error message, only an empty result, and that is what
# makes this trap dangerous: an average over nothing, a training run without images.
#
# Can we ask for the length without using up the generator? No: a generator does not know its length, and says so.

# %% tags=["raises-exception"]
len(image_files(PATH / JPEGS))

# %% [markdown]
# The cure: when you need the items more than once, make a list **once**, and keep the list. When there are too many for a
# list, make a new generator each time.

# %%
found = sorted(image_files(PATH / JPEGS))
len(found) == count, [file.name for file in take(found, 3)]

# %% [markdown]
# ## Catch the impostors
#
# Time to change sides again and test the tests. Here are two cases for `batches`, but a few wrong versions pass both.
# The cell prints an example of what one of them gets wrong. Ask yourself *which kind* of input your cases leave out,
# and add one case of that kind. Then the next impostor comes forward. When none is left, your cases cover every kind
# of mistake that the impostors make.

# %%
from minilib.workbook import impostors

impostors("batches", [("abcdef", 2), ("abc", 1)])

# %%
from minilib.workbook import how_far

how_far("generators")

# %% [markdown]
# ## What minilib gained
#
# `minilib/generators.py`: `image_files`, `take`, `batches`, `unbatch`.
#
# ## Ask yourself
#
# <details><summary>1. What happens when you call a function that has a <code>yield</code> in its body?</summary>
#
# The body does not run yet. You get a generator, and the body runs, from yield to yield, each time you ask for the next item.
# </details>
#
# <details><summary>2. Why is <code>sorted(folder.iterdir())[0]</code> not lazy, although you want only one item?</summary>
#
# To find out which item comes first, <code>sorted</code> has to read them all.
# </details>
#
# <details><summary>3. <code>total = sum(g)</code>, then <code>largest = max(g)</code>, where g is a generator. What happens?</summary>
#
# <code>sum</code> uses it up. <code>max</code> then finds nothing and raises a ValueError: this time you are lucky and get
# an error.
# </details>
#
# Now go on to [chapter 03](03_annotations.ipynb).
