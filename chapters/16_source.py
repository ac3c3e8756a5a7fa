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
# # 16 · Source: read the library that you use
#
# **After this chapter you can** find the lines of a library that your call runs, answer a question by reading them, and check that you
# have understood them by writing them again: the same batches, the same gradients, the same weights, bit for bit.
#
# About 90 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · **16 source** · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: [20 appendix](20_appendix.ipynb)
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# "We'll be digging deeply into the source code of the fastai and PyTorch libraries", the lesson promises. So far you have
# used PyTorch as its documentation describes it: a `DataLoader` gives batches, a `Module` has parameters, `Adam` takes a step. The
# documentation is short, and sooner or later you have a question that it does not answer. Why do these two runs differ, although they
# have the same seed? Why is this layer not trained? What *exactly* does Adam do?
#
# The answer is on your own disk, in the file that your program runs. PyTorch is large, but you never have to read all of it. You read
# the few lines that *your call* goes through, with one question in mind. Reading alone is deceptive, though: it is easy to believe
# that you have understood. So the method of this chapter is **rewrite it, then meet the original**: write a small version of your
# own, and compare it with the library's until the two agree.

# %%
import inspect

import matplotlib.pyplot as plt
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, default_collate

from minilib.debugging import replay
from minilib.workbook import check, hint, open_data

# %% tags=["export"]
"""Parts of PyTorch, written again in chapter 16 to understand them. Use the originals."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

# %% [markdown]
# ## Step 1: find one default
#
# A first question: `DataLoader` makes a batch out of single items. Which function does that for it? `inspect.signature` lists the
# arguments of a call, with their defaults:

# %%
inspect.signature(DataLoader).parameters["collate_fn"].default is None

# %% [markdown]
# The default is `None`, which is not a function. So somewhere the `None` must be replaced by one. There are three ways to find the place:
#
# - **In a notebook**, two question marks after a name show its source. Try it: make a new cell with `DataLoader.__init__??` in it
#   and run it. (A single question mark shows only the description.)
# - **In an editor** such as VS Code, *go to definition* (F12, or Ctrl and a click) jumps from a name to its source. This is the
#   fastest way when one function leads to the next.
# - **In a program**, `inspect.getsource` returns the source as a string, which you can search.
#
# The function below takes the third way: it prints the lines that contain a word. (They may differ a little from one version of
# PyTorch to the next.) Look for the line that replaces the `None`.


# %% tags=["nbval-ignore-output"]
def lines_with(word, code):
    """Print the lines of a function's or a class's source that contain a word."""
    for line in inspect.getsource(code).splitlines():
        if word in line:
            print(line.strip())


lines_with("collate_fn", DataLoader.__init__)

# %% [markdown]
# Two lines assign a function. The name of the first, `default_collate`, sounds right, but so far this is only a guess. Check
# it by running the code:

# %%
DataLoader([1, 2, 3]).collate_fn is default_collate

# %% [markdown]
# (`inspect.getsourcefile` names the file. It is the one that your program runs, and that matters: what a search engine finds is often
# the source of another version.)
#
# The trail ends where Python ends. `default_collate` calls `torch.stack`, which is compiled C++, and `getsource` finds nothing
# there. That is the floor on which this
# chapter stands. What is compiled into PyTorch (`stack`, `sqrt`, `randperm`) we use; what is built on top of it we read.
#
# ## Step 2: `data[i]`
#
# The first thing that a loader needs is single items. Here is a data set like those of chapter 09. Item i is a pair, a Tensor and a
# number. A separate function makes it, so that we can stop there in the debugger later on.


# %%
def make_item(i):
    return torch.tensor([float(i), 10.0 * i]), i


class Tens(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        return make_item(i)


data = Tens()
data[3]

# %% [markdown]
# Square brackets are a method call: Python looks up `__getitem__` in the class. And what does our class inherit from
# `Dataset`? `vars` lists what a class defines. Predict: does `Dataset` have a `__getitem__`? A `__len__`? And what does its `__getitem__` do?

# %%
print("__getitem__" in vars(Dataset), "__len__" in vars(Dataset))
lines_with("Error", Dataset.__getitem__)

# %% [markdown]
# It has no `__len__`, and its `__getitem__` only raises an error. So `Dataset` itself does nothing. It stands for an agreement: whatever has a length and square brackets is a data set. That is
# why a plain list served as one in chapter 09.
#
# ## Step 3: which class fetches?
#
# Who calls our `__getitem__`? Chapter 08 has the tool: stop in `make_item`, and let `w` show who called whom. The debugger shows its
# position in this notebook only, unless `also` names other modules. We name the two that hold the loader's code.

# %%
from torch.utils.data import dataloader
from torch.utils.data._utils import fetch


def first_batch(loader):
    return next(iter(loader))


loader = DataLoader(data, batch_size=3)
first_batch(loader)

# %% tags=["nbval-ignore-output"]
commands = ["b make_item", "c", "w", "u", "u", "u", "u", "u", "q"]
session = replay(first_batch, loader, commands=commands, also=[dataloader, fetch])
session

# %% [markdown]
# Read what `w` printed from top to bottom: each line called the one below it. Then `u` went up, one frame at a time. The session
# remembers the variables of each frame (chapter 08), so we can ask for the class of `self` in each. (Up to Python 3.11 a list comprehension
# has a frame of its own. We leave it out.)

# %%
{
    step.function: type(step.values["self"]).__name__
    for step in session.steps
    if "self" in step.values and step.function != "<listcomp>"
}

# %% [markdown]
# Read from the bottom up, this is the division of labour:
#
# - `_SingleProcessDataLoaderIter` is the *iterator*: its `__next__` asks for the next batch. The name suggests that there is another one
#   for several processes, and there is: it starts the workers and gives them their tasks.
# - `_MapDatasetFetcher` **fetches**. Its method `fetch` takes a list of positions and evaluates `self.dataset[idx]` for each.
# - our `Tens` returns one item.
#
# What else does `fetch` do? Its source is a few lines long. Read it with one question: what happens to the list of items?

# %% tags=["nbval-ignore-output"]
print(inspect.getsource(fetch._MapDatasetFetcher.fetch))

# %% [markdown]
# The list is passed to `collate_fn`, and what that returns is the batch. Without the special cases, two lines remain. And where do
# the positions come from? The loader has an object, its batch sampler, that gives one list of positions for each batch. Here are all
# of these lists, and then the two lines of `fetch` with the first of them:

# %%
positions = list(loader.batch_sampler)
items = [data[i] for i in positions[0]]
positions, loader.collate_fn(items)

# %% [markdown]
# It is the batch from above. So a loader does three things: it takes the **positions** for a batch, it **fetches** `data[i]` for each
# of them, and it **collates** the items. We begin with the last.
#
# ## Step 4: `default_collate`
#
# It turns a list of items into a batch. Before you run each of the next cells, predict the result: its type, and its shape.
#
# Pairs of a Tensor of shape (3, 4) and a whole number:

# %%
tensors, numbers = default_collate([(torch.zeros(3, 4), 7), (torch.ones(3, 4), 0)])
tensors.shape, numbers

# %% [markdown]
# The first parts of all pairs come first, then all second parts. The Tensors got a new axis in front: they were *stacked*,
# by `torch.stack`. The numbers became one Tensor.
#
# How do pairs turn into parts? `zip(*items)` does it: the star passes the items as separate arguments, and `zip` goes
# through them side by side. (If one item is shorter than another, plain `zip` silently stops at its end; with `strict=True` it raises a
# `ValueError`.)

# %%
list(zip(*[("x0", "y0"), ("x1", "y1"), ("x2", "y2")], strict=True))

# %% [markdown]
# Now pairs within pairs, such as `(image, (box, class))`, the items of chapter 14's data set:

# %%
default_collate([(torch.zeros(2), (torch.ones(4), 7)), (torch.zeros(2), (torch.ones(4), 0))])

# %% [markdown]
# The inner pairs were collated in the same way as the outer ones. The function **calls itself** for each part; this is called
# *recursion*. Here is the smallest example: how many values does an item hold? A tuple holds as many as all its parts together, and each
# part is counted by the same function. Anything else is one value, and here the calls end. (`isinstance(item, tuple)` asks whether the item is
# a tuple.)


# %%
def count_values(item):
    if isinstance(item, tuple):
        return sum(count_values(part) for part in item)
    return 1


count_values(7), count_values((7, 8)), count_values((7, (8, 9)))

# %% [markdown]
# Back to `default_collate`, with two surprises. Someone writes a box as a list of four numbers. What shape will two of them have?
# And what dtype will two numbers with a decimal point have?

# %%
default_collate([[96, 155, 269, 350], [3, 1, 4, 8]]), default_collate([0.5, 1.5]).dtype

# %% [markdown]
# The boxes are not one Tensor of shape (2, 4), but four Tensors of two numbers: a list is treated like a tuple. That is why our data
# sets return a box as a Tensor. And the numbers are `float64`, since a Python float has 64 bits. A network computes in
# `float32`, and some loss functions refuse to mix the two.
#
# Now break it: what if the images have different sizes?

# %%
try:
    default_collate([torch.zeros(3, 4), torch.zeros(3, 5)])
except RuntimeError as error:
    print(str(error)[:42])


# %% [markdown]
# Stacking needs equal shapes. This is why chapter 09 squishes all images to one size.
#
# ## Exercise 1
#
# ### Exercise: `collate` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-collate-(10-minutes,-difficulty-3-of-5)>)
#
# Write it for three kinds of items: Tensors, whole numbers, and tuples of these (or of further tuples). Look at the first item to
# find out which kind it is. Tuples become a **list** with one entry for each part, as you saw above.


# %% tags=["export"]
def collate(items: list) -> object:
    """Make a batch of items, all of one kind, as ``default_collate`` does.

    Tensors are stacked. Whole numbers become one Tensor. Tuples become a list, in which each part
    has been collated by itself; tuples of different lengths raise a ValueError.
    """
    ...  # your answer here


# %%
collate = check(collate)

# %% [markdown]
# Meet the original. Look for the questions that it asks about the first item, which it calls `elem`; then compare the two on nested pairs:

# %% tags=["nbval-ignore-output"]
from torch.utils.data._utils import collate as collate_module

lines_with("isinstance(elem", collate_module.collate)

# %%
items = [(torch.ones(2), (5, torch.zeros(3))), (torch.zeros(2), (6, torch.ones(3)))]
str(collate(items)) == str(default_collate(items))

# %% [markdown]
# The original is far longer than yours, but now you can read it: it looks at the first item, asks which kind it is, and calls
# itself for what is inside. (Tensors, numbers and strings are in a table, `default_collate_fn_map`; the first of the questions
# goes through it.) It is longer because it knows more kinds: dictionaries, named tuples, strings, and any that you register in
# that table.
#
# ## Step 5: why do two epochs differ?
#
# Now the positions. With `shuffle=True` each epoch goes through the data in a different order. The order comes from a *sampler*, an object of
# the class `RandomSampler`.
#
# We give the loader its own random number generator, with a seed, and look at two epochs:


# %%
def seeded():
    return torch.Generator().manual_seed(42)


loader = DataLoader(range(6), batch_size=6, shuffle=True, generator=seeded())
next(iter(loader)), next(iter(loader))

# %% [markdown]
# There is only one seed, and yet the two differ. A generator has a **state**, and each draw changes it. The second epoch
# begins with the state that the first one left behind. A fresh generator with the same seed would give the first epoch again.
#
# How are the positions drawn? Search the sampler's source for `randperm`, PyTorch's function for a random order:

# %% tags=["nbval-ignore-output"]
from torch.utils.data import RandomSampler

lines_with("randperm", RandomSampler.__iter__)

# %% [markdown]
# So the order seems to come from `torch.randperm(n, generator=generator)`, the numbers 0 to n - 1 in random order. Check it. The same seed
# must give the same order as the loader, 4, 5, 0, 1, 2, 3:

# %%
torch.randperm(6, generator=seeded())

# %% [markdown]
# It does not! This is the moment at which reading alone would have misled us. A generator that gives
# other numbers must have been in another *state*: something else has drawn from it before. What? Search for the word
# `generator` in the code that runs between `iter(loader)` and the first batch:

# %% tags=["nbval-ignore-output"]
lines_with("generator", dataloader._BaseDataLoaderIter.__init__)

# %% [markdown]
# (The line with `_share_dist_seed` runs only for another kind of data set.) The line with `random_` is the draw that we are
# looking for: every new iterator draws
# one number, the *base seed*, from which workers get their own seeds. Without workers nothing uses it, but it is drawn all the same.
# It is a whole number of 64 bits. Draw it first, and then the order:

# %%
generator = seeded()
torch.empty((), dtype=torch.int64).random_(generator=generator)
torch.randperm(6, generator=generator)

# %% [markdown]
# **4, 5, 0, 1, 2, 3**: the loader's order. (`torch.empty(())` makes a Tensor of one number that has no particular value yet;
# `random_` sets it.)
#
# Is that all? A second epoch is the test. This time the loader runs through two complete epochs, to the end of each. Beside them
# stand two orders that we draw as we believe the loader does:

# %%
loader = DataLoader(range(6), batch_size=4, shuffle=True, generator=seeded())
theirs = [torch.cat(list(loader)) for epoch in range(2)]

generator, ours = seeded(), []
for epoch in range(2):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    ours.append(torch.randperm(6, generator=generator))
theirs, ours

# %% [markdown]
# The first epochs agree, the second ones do not. So something *more* was drawn in the first epoch, after its order. Look at the lines of the
# sampler again: there are **two** with `randperm`. The second serves a caller who wants more numbers than there are items: it draws one
# more order, and uses only the beginning of it. For us the part that is used is empty, but the draw takes place. (In the first cell of this step we
# took one batch and did not ask again, so the code never got there.) Add this third draw at the end of each epoch:

# %%
generator, ours = seeded(), []
for epoch in range(2):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    ours.append(torch.randperm(6, generator=generator))
    torch.randperm(6, generator=generator)
[torch.equal(a, b) for a, b in zip(theirs, ours, strict=True)]

# %% [markdown]
# So an epoch draws **three** things: a base seed, the order, and at the end an order that nothing uses. Keep this in mind for the last
# exercise. It also answers the question: two epochs differ because every draw changes the state of the same generator.
#
# ## Step 6: why is a layer in a list not trained?
#
# So much for the data. Now for the network. Here are two networks with the same layers. The second keeps them in a plain list:


# %%
class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 2)
        self.last = nn.Linear(2, 1, bias=False)

    def forward(self, x):
        return self.last(self.first(x).relu())


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 2), nn.Linear(2, 1, bias=False)]

    def forward(self, x):
        return self.layers[1](self.layers[0](x).relu())


# %% [markdown]
# An optimizer is given what `parameters()` yields. (A *parameter* is a Tensor that can be trained.) How many are there?

# %%
len(list(Named().parameters())), len(list(Listed().parameters()))

# %% [markdown]
# The second network has none. Something must have happened at `self.first = ...` that did not happen at `self.layers = ...`. Setting
# an attribute is a method call too: `__setattr__`. `nn.Module`'s is long, but it asks few questions. Search for them:

# %% tags=["nbval-ignore-output"]
lines_with("isinstance(value, Parameter)", nn.Module.__setattr__)
lines_with("isinstance(value, Module)", nn.Module.__setattr__)

# %% [markdown]
# It asks for the *type* of the value: is it a Parameter? Is it a Module? A list is neither, so it is stored like any other attribute: in the
# dictionary that every object has, and that `vars` shows. `nn.Module` keeps the others in dictionaries of its own, one for modules
# and one for parameters:

# %%
net = Named()
print("in vars:        ", "first" in vars(net), "layers" in vars(Listed()))
print("its modules:    ", list(net._modules))
print("its parameters: ", list(net._parameters))
print("first's:        ", list(net.first._parameters))
print("last's bias:    ", net.last._parameters["bias"])

# %% [markdown]
# The list is in `vars`, and `first` is not: it is among the modules. `net` itself has no parameters; they are one level deeper. (A layer
# without a bias has an entry for it all the same, with the value None.) So a network is a **tree**: modules contain modules, and each
# can have parameters. (A third dictionary, `_buffers`, holds Tensors that are saved but not trained, such as the averages of a
# BatchNorm.) What is in none of these dictionaries does not exist for `parameters()`, `to(device)`, `train()` or `state_dict()`.
# For lists there is `nn.ModuleList`, a Module that behaves like a list.
#
# ## Exercise 2
#
# ### Exercise: `named_parameters` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-named_parameters-(10-minutes,-difficulty-3-of-5)>)
#
# Walk through the tree and collect all parameters by name, in a dictionary. A name is the path to its parameter, with dots:
# `first.weight`. Recursion does it: the function calls itself for each child, with a longer `prefix`. The prefix ends with its dot, `"first."`, so it is
# simply put in front of a name. As in chapter 09, `a | b` is a dictionary with the entries of both.
#
# Use nothing but `_modules` and `_parameters`.


# %% tags=["export"]
def named_parameters(module: nn.Module, prefix: str = "") -> dict[str, nn.Parameter]:
    """All parameters of a module and of the modules in it, by name, in PyTorch's order.

    The module's own come first, then those of its children. A name is the path to its parameter
    (``body.0.weight``), with ``prefix`` in front. A parameter that is None is left out.
    """
    ...  # your answer here


# %%
named_parameters = check(named_parameters)

# %% [markdown]
# Meet the original, on a real network: torchvision's ResNet18. The names are the same, and so are the parameters. The last number
# counts them.

# %%
from torchvision.models import resnet18

resnet = resnet18()
mine, original = named_parameters(resnet), dict(resnet.named_parameters())
list(mine) == list(original), all(mine[name] is original[name] for name in original), len(mine)

# %% [markdown]
# ## Step 7: `net(x)` against `net.forward(x)`
#
# We define `forward`, but we call `net(x)`. Why not `net.forward(x)`? Parentheses after an object are, once more, a method call:
# `__call__`. It belongs to `nn.Module`. It calls `forward`, and also the **hooks** that are attached to the module (chapter 11 used some for
# `summary`). We attach one to the first layer. PyTorch calls it after `forward`, with the layer, its inputs and its output:


# %%
def announce(layer, inputs, output):
    print(type(layer).__name__, "returns", tuple(output.shape))


x = torch.ones(1, 3)
handle = net.first.register_forward_hook(announce)
y = net.first(x)

# %% [markdown]
# Now call the layer's `forward` directly, and compare the numbers. Predict: will anything be printed?

# %%
same_numbers = torch.equal(net.first.forward(x), y)
handle.remove()
same_numbers

# %% [markdown]
# The numbers are the same, and nothing is printed: `forward` knows nothing of hooks. Whatever relies on them (a summary, weight
# normalisation) is silently left out. So: **define `forward`, call the module**.
#
# ## Step 8: `train()` and `eval()`: which layers care?
#
# Chapter 10 calls `model.train()` before training and `model.eval()` before validation. What do they change? Without its
# docstring, `train` is short. Two lines do the work:

# %% tags=["nbval-ignore-output"]
lines_with("self.training = mode", nn.Module.train)
lines_with("module.train(mode)", nn.Module.train)

# %% [markdown]
# It sets an attribute, in this module and in all its children, and that is all. `eval()` is `train(False)`. So a layer cares only if its code
# *reads* `self.training`. We can search the source of every layer. Here we do it for those of a ResNet18 with the head of chapter 14.
# (`__mro__` lists a class and all classes that it inherits from.)


# %%
from minilib.heads import detection_head


def cares(layer_class):
    """Whether a layer's own code, or that of a class that it inherits from, reads self.training."""
    own = [c for c in layer_class.__mro__ if c not in (nn.Module, object)]
    return any("self.training" in inspect.getsource(c) for c in own)


model = nn.Sequential(resnet, detection_head((512, 7, 7), 20))
kinds = {type(layer) for layer in model.modules()}
for kind in sorted(kinds, key=lambda kind: kind.__name__):
    print(f"{kind.__name__:18}", "cares" if cares(kind) else "does not care")

# %% [markdown]
# Dropout and the two BatchNorms care, each in its own way:
#
# - **Dropout(0.5)**, in train mode, sets a random half of the numbers to 0 and doubles the others, so that the mean stays the same. In eval
#   mode it does nothing.
# - **BatchNorm**, in train mode, uses the mean and the variance of the batch, and keeps a running average of each. In eval mode
#   it uses these averages.
#
# ### Why Dropout comes after BatchNorm
#
# In the lesson's head, a Dropout comes directly after the BatchNorm. What if they changed places? Take numbers with mean 0. If
# half of them become 0 and the others are doubled, the mean stays the same, but the *variance* doubles. A BatchNorm after a Dropout learns this doubled variance. Then comes
# `eval()`: the Dropout does nothing, and the variance is only half of what the BatchNorm has learned. So the standard deviation of its outputs should become
# the square root of one half, 0.71. We measure it for both orders: 100 batches in train mode, and then the standard deviation in each mode.


# %%
def spread(*layers):
    """The standard deviation of the layers' outputs, in train mode and in eval mode."""
    torch.manual_seed(1)
    net = nn.Sequential(*layers)
    for _ in range(100):
        net(torch.randn(1000, 1))
    x = torch.randn(50_000, 1)
    trained = net(x).std().item()
    return round(trained, 1), round(net.eval()(x).std().item(), 1)


spread(nn.Dropout(0.5), nn.BatchNorm1d(1)), spread(nn.BatchNorm1d(1), nn.Dropout(0.5))

# %% [markdown]
# The first pair is the wrong order: 1 in training and 0.7 afterwards, so all later layers receive numbers on a different scale from those they were
# trained with. The second pair is the lesson's order: 1.4 and 1. That change comes with every Dropout layer; the
# BatchNorm itself returns numbers with a standard deviation of 1 in both modes. So a layer that *keeps averages* should not follow one that
# behaves differently in eval mode. (In the lesson's head another Dropout comes before the BatchNorm, with a Linear layer and a
# ReLU between them. That does not remove the effect: a sum of independent numbers, each with twice the variance, has twice the
# variance, too.)
#
# ## Step 9: `grad_fn`, the way back
#
# `loss.backward()` computes all gradients. How does it know the way? Each computed Tensor remembers, in `grad_fn`, the operation that made it:

# %%
w = torch.tensor([2.0, -1.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
x = torch.tensor([3.0, 4.0])

out = (w * x + b).sum()
type(out.grad_fn).__name__

# %% [markdown]
# The last operation was the sum. Its input was computed as well, and `next_functions` leads to the operation that computed it (the second
# number says which output of that operation it was; ours have only one):

# %%
step, _ = out.grad_fn.next_functions[0]
type(step).__name__, [type(before).__name__ for before, _ in step.next_functions]

# %% [markdown]
# An addition has two inputs: here one is a product, the other is `b`. Where the path reaches a Tensor that is to be trained, it ends with
# `AccumulateGrad`, which adds the gradient to that Tensor's `grad`: here to `b.grad`.
#
# So PyTorch keeps the calculation as a **graph**, and `backward` walks through it from the end to the beginning. A recursive function
# prints all of it, with each step indented further:


# %%
def print_graph(node, depth=0):
    print("   " * depth + type(node).__name__)
    for before, _ in node.next_functions:
        if before is not None:
            print_graph(before, depth + 1)


print_graph(out.grad_fn)

# %% [markdown]
# (`None` stands for an input that needs no gradient, such as `x`.)
#
# ### One backward by hand
#
# Each node of the graph has one task. It is given the gradient of the loss with respect to its **output**, and it returns the
# gradient with respect to each **input**. We work this out for the most important layer, the Linear layer. It computes `y = x @
# weight.T + bias`. Five rows x of three numbers give five rows y of two:

# %%
torch.manual_seed(0)
x, weight, bias = torch.randn(5, 3), torch.randn(2, 3), torch.randn(2)
y = x @ weight.T + bias
grad = torch.randn(5, 2)
x.shape, weight.shape, y.shape

# %% [markdown]
# We are given `grad`, which has the shape of y: `grad[i, o]` says how fast the loss grows with `y[i, o]`.
#
# How fast does the loss grow with `x[i, k]`? This number contributes to every number in row i of y: `y[i, o]` contains it with
# the factor `weight[o, k]`. **The contributions add up**: the answer is the sum over o of `grad[i, o] * weight[o, k]`. A sum
# over the index in the middle is what `@` computes, for all i and k at once. By hand for i = 0 and k = 1, and then with `@`:

# %%
by_hand = grad[0, 0] * weight[0, 1] + grad[0, 1] * weight[1, 1]
grad_x = grad @ weight
by_hand, grad_x[0, 1], grad_x.shape

# %% [markdown]
# The shape is that of x, as it must be: there is one slope for each number of x. (Shapes are a good guide. Of all ways to multiply a
# (5, 2) and a (2, 3), transposed or not, only one gives (5, 3).)
#
# ## Exercise 3
#
# ### Exercise: `linear_backward` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-linear_backward-(8-minutes,-difficulty-3-of-5)>)
#
# Return all three gradients. For `weight[o, k]` and `bias[o]` ask the same question: which numbers of y do they enter, and with which
# factors? A weight serves **every row**, and so does a bias.


# %% tags=["export"]
def linear_backward(grad: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of ``y = x @ weight.T + bias`` with respect to x, weight and bias.

    ``grad`` is the gradient with respect to y, (rows, outputs); ``x`` is (rows, inputs), ``weight``
    is (outputs, inputs). Each gradient has the shape and dtype of what it belongs to.
    """
    ...  # your answer here


# %%
linear_backward = check(linear_backward)

# %% [markdown]
# PyTorch accepts a node of our own in its graph. A `Function` has a `forward`, which saves what `backward` will need, and a
# `backward`. Both are given an object, `ctx` ("context"), which carries what is saved from one to the other. `apply` runs
# `forward` and adds the node to the graph:


# %%
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return x @ weight.T + bias

    @staticmethod
    def backward(ctx, grad):
        return linear_backward(grad, *ctx.saved_tensors)


inputs = [one.double().requires_grad_() for one in (x, weight, bias)]
type(Linear.apply(*inputs).grad_fn).__name__

# %% [markdown]
# Is this `backward` right? **`gradcheck`** needs no formula to find out. It changes each input by a little, measures how the outputs change,
# and compares these slopes with ours. (It needs `float64`, hence `double()`: a small difference of `float32` numbers is mostly
# rounding error.)

# %%
torch.autograd.gradcheck(Linear.apply, inputs)


# %% [markdown]
# Would it notice a mistake? Here the gradient of the bias is a mean over the rows where it should be a sum:


# %%
class Wrong(Linear):
    @staticmethod
    def backward(ctx, grad):
        grad_x, grad_weight, _ = linear_backward(grad, *ctx.saved_tensors)
        return grad_x, grad_weight, grad.mean(dim=0)


try:
    torch.autograd.gradcheck(Wrong.apply, inputs)
except RuntimeError as error:
    print(str(error).splitlines()[0])

# %% [markdown]
# It does, and it says where: input 2, counted from 0, is the bias. (The *Jacobian* is the table of all these slopes.)
#
# ## Step 10: what exactly does Adam do?
#
# The paper (Kingma and Ba, 2014) gives these formulas for step t. Greek letters are read by their names: α "alpha", β "beta",
# θ "theta", ε "epsilon"; and m̂ is "m hat":
#
#     m = β₁ · m + (1 - β₁) · g          m̂ = m / (1 - β₁ᵗ)
#     v = β₂ · v + (1 - β₂) · g²         v̂ = v / (1 - β₂ᵗ)
#
#     θ = θ - α · m̂ / (√v̂ + ε)
#
# g is the gradient and θ stands for the weights; m is the running average of g, and v that of g². Both start at 0, so they are too small at
# first; dividing by 1 - βᵗ makes up for that. Then the weights take a step. Where the gradients agree from step to step, it is about as long as α, the
# learning rate; where they change sign again and again, it is shorter.
#
# Translated literally into code:


# %%
def adam_by_the_paper(p, grad, m, v, step, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**step)
    v_hat = v / (1 - beta2**step)
    return p - lr * m_hat / (v_hat.sqrt() + eps), m, v


# %% [markdown]
# Compare it with PyTorch's Adam, on 1000 weights and over 20 steps with random gradients. This function takes the steps with both:


# %%
def race(step_function, **settings):
    """The weights after 20 steps by a function of ours, and by torch.optim.Adam."""
    torch.manual_seed(3)
    weights = nn.Parameter(torch.randn(1000))
    opt = torch.optim.Adam([weights], lr=0.01, **settings)
    p, m, v = weights.detach().clone(), torch.zeros(1000), torch.zeros(1000)
    for step in range(1, 21):
        weights.grad = torch.randn(1000)
        opt.step()
        p, m, v = step_function(p, weights.grad, m, v, step, 0.01, 0.9, 0.999, 1e-8)
    return p, weights.detach()


p, original = race(adam_by_the_paper)
torch.allclose(p, original, atol=1e-5), torch.equal(p, original)

# %% [markdown]
# Nearly the same, but not equal. So have we understood it? The formula yes, the program no. A `float32` has about seven digits, and
# each operation rounds. `(a * b) / c` and `a * (b / c)` are the same formula, yet they can differ in the last bit. Equal bits require the
# same operations **in the same order**.
#
# (Why care? Because "nearly" hides mistakes: you cannot tell whether 0.0000003 is rounding or a small term that you forgot.)
#
# So read the source. `Adam.step` calls a function that does the work, for one Tensor of weights after another. These are the
# lines that matter:

# %% tags=["nbval-ignore-output"]
from torch.optim import adam

for word in ("exp_avg.lerp_", "addcmul_(grad", "step_size =", "** 0.5", "**0.5", "addcdiv_"):
    lines_with(word, adam._single_tensor_adam)

# %% [markdown]
# `exp_avg` is our m, and `exp_avg_sq` is our v. Three operations may be new to you. Each of them does several things at once,
# with fewer roundings in between. (A `_` at the end of a name means that the operation changes the Tensor itself. Here are the versions
# that return a new one.)
#
# | operation | what it computes |
# |---|---|
# | `torch.lerp(a, b, s)` | from a towards b by the fraction s: `a + s * (b - a)`, "linear interpolation" |
# | `a.addcmul(b, c, value=s)` | `a + s * b * c` |
# | `a.addcdiv(b, c, value=s)` | `a + s * b / c` |
#
# So the new m is `torch.lerp(m, grad, 1 - beta1)`. The rest of the function, in words:
#
# - The new v is the old one times `beta2`, followed by `addcmul` with `grad`, `grad` and the value `1 - beta2`.
# - The hats are never computed. Instead, the square root of v is divided by the **square root** of `1 - beta2**step` (a Python number, hence `** 0.5`),
#   and then `eps` is added. This is the denominator.
# - `1 - beta1**step` goes into the learning rate: `step_size = lr / (1 - beta1**step)`.
# - The weights change by `addcdiv` with m, the denominator, and the value `-step_size`.
#
# ## Exercise 4
#
# ### Exercise: `adam_step` (12 minutes, difficulty 4 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-adam_step-(12-minutes,-difficulty-4-of-5)>)
#
# Write one step that equals PyTorch's, bit for bit. Return new Tensors: your arguments must not change, so use the operations without
# `_`. `check` compares the numbers, and it also tells you for each of the three results whether the last bits are PyTorch's.


# %% tags=["export"]
def adam_step(
    p: Tensor, grad: Tensor, m: Tensor, v: Tensor, step: int,
    lr: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Weights, m and v after step number ``step`` (from 1), bit for bit as ``torch.optim.Adam``.

    ``m`` and ``v`` are the running averages of the gradient and of its square before the step.
    """
    ...  # your answer here


# %%
adam_step = check(adam_step)

# %% [markdown]
# Meet the original, in the same race. PyTorch has a second implementation, `foreach`, which updates many Tensors in one go and is
# the default on a GPU. So there are two races:

# %%
torch.equal(*race(adam_step)), torch.equal(*race(adam_step, foreach=True))

# %% [markdown]
# ## Step 11: a loader of a dozen lines
#
# Back to the loader: you now have all its parts. To make the batches of one epoch,
#
# 1. draw the base seed from the generator (step 5); nothing uses it;
# 2. draw the order with `torch.randperm`; `.tolist()` turns it into whole numbers;
# 3. cut the order into pieces of `batch_size`; the last one may be shorter. `range(0, n, size)` gives the starts of the pieces:

# %%
order = [4, 5, 0, 1, 2, 3, 6]
[order[start : start + 3] for start in range(0, len(order), 3)]


# %% [markdown]
# 4. for each piece, fetch the items (step 3) and collate them (step 4);
# 5. at the end of the epoch, draw one more order (step 5); nothing uses it.
#
# ## Exercise 5
#
# ### Exercise: `load_batches` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-load_batches-(10-minutes,-difficulty-3-of-5)>)
#
# Write a generator, in the sense of chapter 02 (`yield`), that yields the batches of one epoch. (The *argument* `generator` is a random
# number generator; the word has two meanings.)


# %% tags=["export"]
def load_batches(data: Dataset, batch_size: int, generator: torch.Generator) -> Iterator:
    """Yield the batches of ``DataLoader(data, batch_size, shuffle=True, generator=generator)``.

    The very same ones, epoch after epoch: as PyTorch does, it draws from ``generator`` a base seed,
    the order, and after the last batch another order that is not used.
    """
    ...  # your answer here


# %%
load_batches = check(load_batches)

# %% [markdown]
# ## Use it: the same batches as the real loader's
#
# Here are the first images of our data set with boxes and classes, loaded as in chapter 14 (`len` counts those for training):

# %%
from minilib.data import model_data, write_tables
from minilib.drawing import load_pascal

PATH = open_data()
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())
md = model_data(PATH, *write_tables(PATH, pascal), classes=classes, sz=128, limit=80)
len(md.trn_ds)

# %% [markdown]
# Now two epochs with PyTorch's loader, and two with ours. Each loader has one generator for both epochs:

# %%
real = DataLoader(md.trn_ds, batch_size=12, shuffle=True, generator=seeded())
theirs = [batch for epoch in range(2) for batch in real]
generator = seeded()
ours = [batch for epoch in range(2) for batch in load_batches(md.trn_ds, 12, generator)]


def same(a, b):
    """Whether two batches are equal, in all their parts."""
    if isinstance(a, Tensor):
        return torch.equal(a, b)
    return type(a) is type(b) and all(same(one, other) for one, other in zip(a, b, strict=True))


len(theirs), len(ours), all(same(a, b) for a, b in zip(theirs, ours, strict=True))

# %% [markdown]
# They agree in every pixel of every image, and in every box and class. Here is the last batch of the second epoch, which has only four images: theirs
# above, ours below.

# %%
fig, axes = plt.subplots(2, 4, figsize=(10, 5.4))
batches = {"theirs": theirs[-1], "ours": ours[-1]}
for row, (whose, (x, y)) in zip(axes, batches.items(), strict=True):
    for ax, image, number in zip(row, x, y[1], strict=True):
        ax.imshow(image)
        ax.set_title(f"{whose}: {classes[number]}")
        ax.axis("off")
plt.show()

# %% [markdown]
# What does the real loader have that ours lacks? Workers, pinned memory, samplers of your choice, data sets without a length. Now
# you know where in its code to look for each of them.
#
# ## Trap: it learns, but a part of it does not
#
# `Listed` has no parameters at all, and an optimizer refuses an empty list. In practice only *some* layers are in a list: here those of the
# body, while the head is as it should be. What the network has to learn is the product of two numbers:


# %%
class Halved(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = [nn.Linear(2, 16), nn.Linear(16, 16)]
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        for layer in self.body:
            x = layer(x).relu()
        return self.head(x)


# %%
def train(net):
    """The loss before and after 300 steps."""
    x = torch.rand(500, 2, generator=seeded()) * 2 - 1
    y = x[:, :1] * x[:, 1:]
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    losses = []
    for _ in range(300):
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses[0], losses[-1]


torch.manual_seed(5)
halved = Halved()
body_before = halved.body[0].weight.clone()
before, after = train(halved)
after < before / 2

# %% [markdown]
# The loss falls to less than half. There is no error and no warning, and judging by the loss, the network learns. But compare the body with what it
# was before, and list what has been trained:

# %%
torch.equal(halved.body[0].weight, body_before), list(named_parameters(halved))


# %% [markdown]
# The body still has the random weights that it was made with. Only the head has learned, from random features. The names give the mistake away: none
# begins with `body`. One word fixes it:


# %%
class Whole(Halved):
    def __init__(self):
        super().__init__()
        self.body = nn.ModuleList(self.body)


torch.manual_seed(5)
whole = Whole()
before, after_whole = train(whole)
list(named_parameters(whole))[:3], after_whole < after / 2

# %% [markdown]
# With the whole network trained, the loss is less than half of what the head alone reached. So before a long training, list the names, or count the
# parameters as `summary` does (chapter 11).
#
# ## The lesson's calls, and what replaces them here
#
# The lesson was written with fastai 0.7. That version does not run with today's PyTorch, and later versions of fastai use other
# names. If you hold the lesson beside the workbook, this table shows what its calls have become:
#
# | fastai 0.7 | here | chapter |
# |---|---|---|
# | `from fastai.conv_learner import *` | one import for each name | all |
# | `open_image`, `show_img`, `draw_rect`, `draw_text`, `draw_im`, `draw_idx` | the same names | 05, 06 |
# | `ImageClassifierData.from_csv(PATH, JPEGS, CSV, tfms, bs)` | `model_data(PATH, cat_csv, bb_csv, classes=..., sz=..., bs=...)` | 09 |
# | `continuous=True` (the labels are numbers) | give `bb_csv` and no `cat_csv` | 09, 13 |
# | `tfms_from_model(f_model, sz, crop_type=CropType.NO)` | `Squish(sz)`; `normalize` when the batch is used | 09 |
# | `aug_tfms=transforms_side_on` | `FlipSquish(sz)` | 10 |
# | `RandomFlip`, `RandomRotate`, `RandomLighting` | `Augment(sz, flip=..., degrees=..., lighting=...)` | 12 |
# | `tfm_y=TfmType.COORD` | nothing: the transforms get image *and* box | 09, 12 |
# | `md.trn_dl`, `md.val_dl`, `md.val_ds`, `md.classes` | the same names | 09 |
# | `md.val_ds.denorm(x)` | `denorm(x)` | 09 |
# | `ConcatLblDataset` (two labels) | `model_data` with both tables | 09, 14 |
# | `ConvLearner.pretrained(f_model, md, custom_head=head)` | `Learner(md, layer_groups(*body_layers(name), head), loss)` | 10, 11 |
# | `learn.opt_fn`, `learn.crit`, `learn.metrics` | `learn.opt_fn`, `learn.loss_func`, `learn.metrics` | 11 |
# | `learn.set_data(md)` | `learn.data = md` | 11 |
# | `learn.lr_find(1e-5, 100)`, `learn.sched.plot()` | `learn.lr_find(1e-5, 100)`, `learn.plot_lr_find()` | 11 |
# | `learn.fit(lr, n, cycle_len=1, cycle_mult=2)` | the same call | 11, 13 |
# | `learn.fit(lr, 1, cycle_len=3, use_clr=(32, 5))` | `learn.fit_one_cycle(lr, 3)` | 11 |
# | `learn.freeze_to(-2)`, `learn.unfreeze()`, `learn.bn_freeze(True)` | the same calls | 11 |
# | `learn.save(name)`, `learn.load(name)`, `learn.summary()` | the same calls | 11, 20 |
# | `predict_batch(learn.model, x)`, `learn.predict()` | `learn.predict_batch(x)`, `learn.predict()` | 11 |
# | `V(x)`, `VV(x)`, `to_np(x)`, `T(a)` | a Tensor; `.detach().cpu().numpy()`; `torch.from_numpy` | 09 |
# | `torch.cuda.set_device(3)` | `Learner(..., device="cuda:3")` | 13 |

# %%
from minilib.workbook import how_far

how_far("source")

# %% [markdown]
# ## What minilib gained
#
# `minilib/source.py`: `collate`, `named_parameters`, `linear_backward`, `adam_step`, `load_batches`. They are there to be read. PyTorch
# has the originals, which do more.
#
# ## Ask yourself
#
# <details><summary>1. A layer is kept in a dictionary, <code>self.heads = {"box": nn.Linear(8, 4)}</code>. What happens?</summary>
#
# The same as with a list: a dict is neither a Module nor a Parameter, so the layer is not registered and not trained. Use
# nn.ModuleDict.
# </details>
#
# <details><summary>2. Two runs use the same seed. In one of them someone adds a line that looks at one batch before training. Why do
# the two training runs differ?</summary>
#
# A new iterator draws a base seed, and its first batch draws an order. So training starts from another state of the generator.
# This is also true of PyTorch's global generator.
# </details>
#
# <details><summary>3. Your version of a function differs from the library's by 0.0000001. Is it right?</summary>
#
# Perhaps: another order of operations rounds differently. You can be sure once you have found the order that gives equal bits. Or compute both
# in float64: a difference that is only rounding becomes hundreds of millions of times smaller, while a forgotten term stays as large as it was.
# </details>
#
# Now go on to [chapter 17](17_paper.ipynb).
