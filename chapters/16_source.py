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
# **After this chapter you can** find the lines of a library that your call runs, answer a question from them, and check that you
# have understood by writing them again: the same batches, the same gradients, the same weights, bit for bit.
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
# "We'll be digging deeply into the source code of the fastai and PyTorch libraries", the lesson announces. So far you have
# used PyTorch as it is described: a `DataLoader` gives batches, a `Module` has parameters, `Adam` makes a step. A
# description is short, and sooner or later you have a question that it does not answer. Why do these two runs differ, with the same
# seed? Why is this layer not trained? What *exactly* does Adam do?
#
# The answer is on your own disk, in the file that your program runs. PyTorch is large, but you never read all of it. You read the
# few lines that *your call* comes through, with one question in mind. And reading alone deceives: you believe that you
# have understood. So the model of this chapter is **rewrite it, then meet the original**: write a small version of your
# own, and compare it with the library's until they agree.

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
# A first question: `DataLoader` makes a batch out of single items. With which function? `inspect.signature` lists what a call
# takes, with the defaults:

# %%
inspect.signature(DataLoader).parameters["collate_fn"].default is None

# %% [markdown]
# The default is `None`. That is no function, so somewhere the `None` must be replaced by one. Three ways lead to the place:
#
# - **In a notebook**, two question marks after a name show its source. Try it: make a new cell with `DataLoader.__init__??` in it
#   and run it. (One question mark shows the description only.)
# - **In an editor** such as VS Code, *go to definition* (F12, or Ctrl and a click) jumps from a name to its source. It is the fastest
#   way when one function leads to the next.
# - **In a program**, `inspect.getsource` gives the source as a string, in which you can search.
#
# The function below does the third: it prints the lines in which a word occurs. (They may differ a little between versions of
# PyTorch.) Look for the one that replaces the `None`.


# %% tags=["nbval-ignore-output"]
def lines_with(word, code):
    """The lines of a function's or a class's source in which a word occurs."""
    for line in inspect.getsource(code).splitlines():
        if word in line:
            print(line.strip())


lines_with("collate_fn", DataLoader.__init__)

# %% [markdown]
# So if nobody gives a function and items are put together in batches, it is `default_collate`. What you have read is a claim. Check
# it by running the code:

# %%
DataLoader([1, 2, 3]).collate_fn is default_collate

# %% [markdown]
# (`inspect.getsourcefile` gives the file. It is the one that your program runs, and that matters: what a search engine finds is often
# the source of another version.)
#
# The way ends where Python ends: `torch.stack` is compiled C++, and `getsource` finds nothing. That is the floor on which this
# chapter stands: what is built into PyTorch (`stack`, `sqrt`, `randperm`) we use, and what is above it we read.
#
# ## Step 2: `data[i]`
#
# The first thing that a loader needs is single items. Here is a data set as chapter 09 wrote it; item i is a pair, a Tensor and a
# number. The work is done in a function of its own, so that we can stop there later on.


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
# Square brackets are a method call: Python looks up `__getitem__` in the class. And what does the class `Dataset` contribute, from
# which ours inherits? `vars` lists what stands in a class. Predict: does it have a `__getitem__`? A `__len__`?

# %%
"__getitem__" in vars(Dataset), "__len__" in vars(Dataset)

# %% [markdown]
# No `__len__`, and its `__getitem__` only raises an error. So `Dataset` does nothing. It is a name for an agreement: whatever has a
# length and square brackets is a data set. Then a plain list should be one too:

# %%
list(DataLoader([10, 11, 12, 13, 14], batch_size=2))

# %% [markdown]
# ## Step 3: which class fetches?
#
# Who calls our `__getitem__`? Chapter 08 has the tool: stop in `make_item`, and let `w` show who called whom. `also` names
# the modules in which the debugger may show its position, beside this notebook: the two that the loader's code is in.

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
# Read the answer to `w` from top to bottom: each line called the next one. `u` then went up frame by frame. The session knows the
# variables of each frame (chapter 08), so we can ask for the class of `self` in each:

# %%
{
    step.function: type(step.values["self"]).__name__
    for step in session.steps
    if "self" in step.values and step.function != "<listcomp>"
}

# %% [markdown]
# From the bottom to the top, this is the division of labour:
#
# - `_SingleProcessDataLoaderIter` is the *iterator*: `__next__` asks for the next batch. The name says that there is another one,
#   for workers.
# - `_MapDatasetFetcher` **fetches**. Its `fetch` takes a list of positions, and it is the one that writes `self.dataset[idx]`.
# - our `Tens` gives one item.
#
# What does `fetch` do besides? Its source is a few lines long. Read it for one question: what happens to the list of items?

# %% tags=["nbval-ignore-output"]
print(inspect.getsource(fetch._MapDatasetFetcher.fetch))

# %% [markdown]
# It is handed to `collate_fn`, and what comes back is the batch. Leave out the special cases, and two lines remain. Here they are,
# with the loader's own function:

# %%
items = [data[i] for i in [0, 1, 2]]
loader.collate_fn(items)

# %% [markdown]
# That is the batch from above. And the positions `[0, 1, 2]`? The loader has an object that gives one list of positions for each
# batch:

# %%
list(loader.batch_sampler)

# %% [markdown]
# So a loader is three things: **positions** for a batch, `data[i]` for each of them, and **collate**. We take collate first.
#
# ## Step 4: `default_collate`
#
# It turns a list of items into a batch. Before you run each of the next cells, say what will come out: which type, which shape?
#
# Two Tensors of shape (3, 4):

# %%
default_collate([torch.zeros(3, 4), torch.ones(3, 4)]).shape

# %% [markdown]
# A new axis stands in front: they are *stacked*, by `torch.stack`. Now pairs of a Tensor and a whole number:

# %%
default_collate([(torch.zeros(2), 7), (torch.ones(2), 0)])

# %% [markdown]
# First all that stands in the first place, then all that stands in the second. `zip(*items)` does this turning round: the star
# hands over the items as separate arguments, and `zip` goes through them side by side.

# %%
list(zip(*[("x0", "y0"), ("x1", "y1"), ("x2", "y2")], strict=True))

# %% [markdown]
# Then each place is collated by itself. Therefore pairs in pairs work too: the function calls **itself** for each place.
# That is how chapter 14's data set can give `(image, (box, class))`:

# %%
default_collate([(torch.zeros(2), (torch.ones(4), 7)), (torch.zeros(2), (torch.ones(4), 0))])

# %% [markdown]
# Now two surprises. Someone writes a box as a list of four numbers. Predict the shape:

# %%
default_collate([[96, 155, 269, 350], [3, 1, 4, 8]])

# %% [markdown]
# Not a Tensor of shape (2, 4), but four Tensors of two: a list is taken for something like a pair. That is why our data sets give a
# Tensor for a box. And decimal numbers:

# %%
default_collate([0.5, 1.5]).dtype

# %% [markdown]
# `float64`, since a Python float has 64 bits. A network computes in `float32`, and some loss functions refuse to mix the two.
#
# Break it: what if the images have different sizes?

# %%
try:
    default_collate([torch.zeros(3, 4), torch.zeros(3, 5)])
except RuntimeError as error:
    print(str(error)[:43])


# %% [markdown]
# A stack needs equal shapes: that is the reason behind the squish of chapter 09.
#
# ## Exercise 1
#
# ### Exercise: `collate` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-collate-(10-minutes,-difficulty-3-of-5)>)
#
# Write it for three kinds of items: Tensors, whole numbers, and tuples of these (and of tuples). Look at the first item to find out
# which kind it is; `isinstance(first, Tensor)` asks. A tuple becomes a **list**, as you have seen.


# %% tags=["export"]
def collate(items: list) -> object:
    """Make a batch of items, all of one kind, as ``default_collate`` does.

    Tensors are stacked. Whole numbers become one Tensor. Of tuples each place is collated by
    itself, which gives a list; tuples of different lengths raise a ValueError.
    """
    ...  # your answer here


# %%
collate = check(collate)

# %% [markdown]
# Meet the original. Search it for the questions that it asks of the first item, `elem`:

# %% tags=["nbval-ignore-output"]
from torch.utils.data._utils import collate as collate_module

lines_with("isinstance(elem", collate_module.collate)

# %%
items = [(torch.ones(2), (5, torch.zeros(3))), (torch.zeros(2), (6, torch.ones(3)))]
str(collate(items)) == str(default_collate(items))

# %% [markdown]
# It is far longer than yours, and you can read it now: it looks at the first item, asks which kind it is, and calls itself for what
# is inside. What makes it long are more kinds: dictionaries, named tuples, strings, whatever someone adds.
#
# ## Step 5: why do two epochs differ?
#
# Now the positions. With `shuffle=True` each epoch goes through the data in another order. The loader then has a *sampler* of the
# class `RandomSampler`, which gives the positions.
#
# We give the loader a generator of random numbers with a seed of its own, and look at two epochs:


# %%
def seeded():
    return torch.Generator().manual_seed(42)


loader = DataLoader(range(6), batch_size=6, shuffle=True, generator=seeded())
next(iter(loader)), next(iter(loader))

# %% [markdown]
# The seed is the same, and yet they differ. A generator has a **state**, which every number drawn from it moves on. The second epoch
# begins where the first one stopped. With a fresh generator, the first epoch would come again.
#
# And how are the positions drawn? Search the sampler for the generator:

# %% tags=["nbval-ignore-output"]
from torch.utils.data import RandomSampler

lines_with("generator=", RandomSampler.__iter__)

# %% [markdown]
# `torch.randperm(n, generator=generator)`, a random order of 0 to n - 1, seems to be the line. Check it. With the same seed the
# same order must come out:

# %%
torch.randperm(6, generator=seeded())

# %% [markdown]
# It does not! The loader gave 4, 5, 0, 1, 2, 3. Read again, or was something overlooked? This is the moment at which reading
# alone would have deceived us. If the same generator gives something else, then it was in another *state*. So someone has drawn
# from it before. Who? Search for the word in everything that happens between `iter(loader)` and the first batch:

# %% tags=["nbval-ignore-output"]
lines_with("generator", dataloader._BaseDataLoaderIter.__init__)

# %% [markdown]
# There is a second draw. When an iterator is made, it draws one number, the *base seed*: workers get their seeds from it.
# Without workers nobody uses it, but it is drawn all the same. It is a whole number of 64 bits:

# %%
generator = seeded()
torch.empty((), dtype=torch.int64).random_(generator=generator)
torch.randperm(6, generator=generator)

# %% [markdown]
# **4, 5, 0, 1, 2, 3**: the loader's order. (`torch.empty(())` is a Tensor of one number that nobody has set yet; `random_` sets it.)
#
# Is that all? The test is a second epoch. So far we took single batches. Now two complete epochs by the loader, beside two orders
# that are drawn as we believe it to be:

# %%
loader = DataLoader(range(6), batch_size=4, shuffle=True, generator=seeded())
theirs = [torch.cat(list(loader)) for epoch in range(2)]
theirs

# %%
generator, ours = seeded(), []
for epoch in range(2):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    ours.append(torch.randperm(6, generator=generator))
ours

# %% [markdown]
# The first agrees, the second does not. In the first epoch something *more* was drawn, after its order. Look at the lines of the
# sampler again: there are **two** with `randperm`. The second is for those who want more numbers than there are items. It draws one
# more order, and takes the first `num_samples % n` of it. For us that is none; but drawn is drawn. With a third draw at the end of
# each epoch:

# %%
generator, ours = seeded(), []
for epoch in range(2):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    ours.append(torch.randperm(6, generator=generator))
    torch.randperm(6, generator=generator)
[torch.equal(a, b) for a, b in zip(theirs, ours, strict=True)]

# %% [markdown]
# So an epoch draws **three** things: a base seed, the order, and at its end an order that nobody uses. Remember it for the last
# exercise. And this answers the question: two epochs differ because all draws move on one state.
#
# ## Step 6: why is a layer in a list not trained?
#
# Leave the data; now the network. Here are two that compute the same. The second keeps its layers in a plain list:


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
# An optimizer gets what `parameters()` gives. (A *parameter* is a Tensor that is to be trained.) How many are there?

# %%
len(list(Named().parameters())), len(list(Listed().parameters()))

# %% [markdown]
# None in the second one. Something must have happened at `self.first = ...` that did not happen at `self.layers = ...`. An assignment
# to an attribute is a method call too: `__setattr__`. That of `nn.Module` is long, but its questions are few. Search for them:

# %% tags=["nbval-ignore-output"]
lines_with("isinstance(value, Parameter)", nn.Module.__setattr__)
lines_with("isinstance(value, Module)", nn.Module.__setattr__)

# %% [markdown]
# It asks for the *type* of the value: a Parameter? A Module? A list is neither, so it is put away like any other attribute. Where
# do the others go? Every object keeps its attributes in a dictionary, and `vars` shows it:

# %%
net = Named()
"first" in vars(net), "layers" in vars(Listed())

# %% [markdown]
# `first` is not there! `nn.Module` has dictionaries of its own, one for modules, one for parameters:

# %%
list(net._modules), list(net._parameters), list(net.first._parameters), net.last._parameters["bias"]

# %% [markdown]
# `net` itself has modules and no parameters. Those are one level deeper. (A layer without a bias has the name all the same, with
# None for a value.) So a network is a **tree**: modules in modules, and parameters at the leaves. What is not in these dictionaries
# does not exist for `parameters()`, `to(device)`, `train()` or `state_dict()`. The remedy for lists is `nn.ModuleList`, a Module
# that behaves like a list.
#
# ## Exercise 2
#
# ### Exercise: `named_parameters` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-named_parameters-(10-minutes,-difficulty-3-of-5)>)
#
# Walk through the tree and collect all parameters by their names, in a dictionary. The name is the way to a parameter, with dots:
# `first.weight`. A function that calls itself for each child, with a longer `prefix`, does it. `a | b` is the dictionary with the
# entries of both.
#
# Use `_modules` and `_parameters` only.


# %% tags=["export"]
def named_parameters(module: nn.Module, prefix: str = "") -> dict[str, nn.Parameter]:
    """All parameters of a module and of the modules in it, by name, in PyTorch's order.

    The module's own come first, then those of its children. A name is the way to its parameter
    (``body.0.weight``), with ``prefix`` in front. An entry that is None is left out.
    """
    ...  # your answer here


# %%
named_parameters = check(named_parameters)

# %% [markdown]
# Meet the original, on a real network: torchvision's ResNet18.

# %%
from torchvision.models import resnet18

resnet = resnet18()
mine, original = named_parameters(resnet), dict(resnet.named_parameters())
list(mine) == list(original), all(mine[name] is original[name] for name in original), len(mine)

# %% [markdown]
# ## Step 7: `net(x)` against `net.forward(x)`
#
# We define `forward`, but we call `net(x)`. Why not `net.forward(x)`? The numbers are the same:

# %%
x = torch.ones(1, 3)
torch.equal(net(x), net.forward(x))

# %% [markdown]
# Round brackets after an object are, once more, a method call: `__call__`. It belongs to `nn.Module`, calls `forward`, and before
# and after that it calls all **hooks** (chapter 11 used one for `summary`). We add one to the first layer. It gets the layer, its
# inputs and its output:


# %%
def announce(layer, inputs, output):
    print(type(layer).__name__, "gives", tuple(output.shape))


handle = net.first.register_forward_hook(announce)
y = net(x)

# %% [markdown]
# Now call the layer's `forward` directly. Predict: is anything printed?

# %%
y = net.first.forward(x)
handle.remove()

# %% [markdown]
# Nothing: `forward` knows no hooks. Whatever relies on one (a summary, mixed precision, weight normalisation) is silently left out.
# So: **define `forward`, call the module**.
#
# ## Step 8: `train()` and `eval()`: who cares?
#
# Chapter 10 calls `model.train()` before it trains and `model.eval()` before it validates. What do they change? Without its
# description, `train` is short. These two lines do the work:

# %% tags=["nbval-ignore-output"]
lines_with("self.training = mode", nn.Module.train)
lines_with("module.train(mode)", nn.Module.train)

# %% [markdown]
# It sets an attribute, here and in all children, and that is all. `eval()` is `train(False)`. So a layer cares if its code *reads*
# `self.training`. We can ask the source of every layer that PyTorch has:


# %%
def cares(layer_class):
    """Whether a layer's own code, or that of a class that it inherits from, reads self.training."""
    own = [c for c in layer_class.__mro__ if c not in (nn.Module, object)]
    return any("self.training" in inspect.getsource(c) for c in own)


for layer_class in [nn.Linear, nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.Dropout, nn.BatchNorm2d]:
    print(f"{layer_class.__name__:12}", cares(layer_class))

# %% [markdown]
# (`__mro__` lists a class and all that it inherits from.) And in the network of chapter 14, with its head?

# %%
from minilib.heads import detection_head

model = nn.Sequential(resnet, detection_head((512, 7, 7), 20))
sorted({type(layer).__name__ for layer in model.modules() if cares(type(layer))})

# %% [markdown]
# Two kinds of layers, and each does something different:
#
# - **Dropout**, in train mode, sets a random half of the numbers to 0 and doubles the others, so that the mean stays. In eval mode
#   it does nothing.
# - **BatchNorm**, in train mode, takes mean and variance from the batch, and keeps a running average of both. In eval mode it uses
#   that average.
#
# ### Why Dropout comes after BatchNorm
#
# The lesson's head has them in this order. What if they changed places? Half zeros and half doubled: the mean stays, but the
# *variance* of such numbers (with mean 0) doubles. A BatchNorm after a Dropout gets used to the doubled variance. Then comes
# `eval()`, the Dropout does nothing, and the variance is half of what BatchNorm expects. Predict the spread of the outputs: the
# root of one half, 0.71. We measure it in both orders: 100 batches in train mode, and then the spread in either mode.


# %%
def spread(*layers):
    """The standard deviation of what the layers give, in train mode and in eval mode."""
    torch.manual_seed(1)
    net = nn.Sequential(*layers)
    for _ in range(100):
        net(torch.randn(1000, 1))
    x = torch.randn(50_000, 1)
    trained = net(x).std().item()
    return round(trained, 1), round(net.eval()(x).std().item(), 1)


spread(nn.Dropout(0.5), nn.BatchNorm1d(1)), spread(nn.BatchNorm1d(1), nn.Dropout(0.5))

# %% [markdown]
# The first pair is the wrong order: 1 in training and 0.7 afterwards, so all that follows gets numbers of another size than it was
# trained with. The second pair is the lesson's order: 1.4 and 1. That is Dropout's own change, which comes with every Dropout; what
# BatchNorm gives has a spread of 1 in both modes. A layer that *averages* should not come after one that behaves differently later
# on. (A Linear layer between the two, as in the lesson's head, makes the effect milder, since sums of many numbers vary less.)
#
# ## Step 9: `grad_fn`, the way back
#
# `loss.backward()` finds all gradients. How does it know the way? Each Tensor that was computed remembers by what, in `grad_fn`:

# %%
w = torch.tensor([2.0, -1.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
x = torch.tensor([3.0, 4.0])

out = (w * x + b).sum()
type(out.grad_fn).__name__

# %% [markdown]
# The last thing that was done is the sum. What it was given was computed too. `next_functions` leads there (the second number says
# which output of that function it was; ours have only one):

# %%
step, _ = out.grad_fn.next_functions[0]
type(step).__name__, [type(before).__name__ for before, _ in step.next_functions]

# %% [markdown]
# An addition has two inputs: one is a product, the other one is `b`. Where something to be trained is reached, the way ends with
# `AccumulateGrad`, which adds the gradient to `b.grad`.
#
# So the calculation is kept as a **graph**, and backward walks through it from the end to the beginning. A function that calls
# itself prints all of it, each step further inside:


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
# Each of these nodes can do one thing. It is given the gradient of the loss with respect to its **output**, and it returns the
# gradient with respect to each **input**. We work that out for the Linear layer, the most important one. It computes `y = x @
# weight.T + bias`. Five rows x of three numbers give five rows y of two:

# %%
torch.manual_seed(0)
x, weight, bias = torch.randn(5, 3), torch.randn(2, 3), torch.randn(2)
y = x @ weight.T + bias
grad = torch.randn(5, 2)
x.shape, weight.shape, y.shape

# %% [markdown]
# Given is `grad`, of the shape of y. `grad[i, o]` says how much the loss grows when `y[i, o]` grows by a little.
#
# Question 1: how much does the loss grow with `x[i, k]`? This number acts on the loss in as many ways as row i of y has numbers. To
# `y[i, o]` it goes with the factor `weight[o, k]`. **All ways are added**: the sum over o of `grad[i, o] * weight[o, k]`. For i =
# 0, k = 1:

# %%
grad[0, 0] * weight[0, 1] + grad[0, 1] * weight[1, 1]

# %% [markdown]
# A sum over the index in the middle is what `@` computes, for all i and k at once:

# %%
grad_x = grad @ weight
grad_x[0, 1], grad_x.shape

# %% [markdown]
# The shape is that of x, as it must be: there is one slope for each number of x. (Shapes are a good guide. Of all ways to multiply a
# (5, 2) and a (2, 3), only one gives (5, 3).)
#
# ## Exercise 3
#
# ### Exercise: `linear_backward` (8 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-linear_backward-(8-minutes,-difficulty-3-of-5)>)
#
# Return all three gradients. For `weight[o, k]` and `bias[o]` ask the same question: to which numbers of y does it go, and with which
# factors? A weight serves **every row**, and so does a bias.


# %% tags=["export"]
def linear_backward(grad: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of ``y = x @ weight.T + bias`` with respect to x, weight and bias.

    ``grad`` is the gradient with respect to y, (rows, outputs); ``x`` is (rows, inputs), ``weight``
    is (outputs, inputs). Each gradient has the shape of what it belongs to.
    """
    ...  # your answer here


# %%
linear_backward = check(linear_backward)

# %% [markdown]
# PyTorch lets us put our own node into its graph. A `Function` has a `forward`, which notes what `backward` will need, and a
# `backward`:


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
# Is the backward right? **`gradcheck`** asks no formula. It changes each input by a little, looks how the outputs change, and
# compares these slopes with ours. (It needs `float64`, hence `double()`: a small difference of `float32` numbers is mostly
# rounding.)

# %%
torch.autograd.gradcheck(Linear.apply, inputs)


# %% [markdown]
# It also finds a mistake. Here someone took the mean over the rows for the bias, where the sum belongs:


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
# Input 2 is the bias (they count from 0).
#
# ## Step 10: what exactly does Adam do?
#
# The paper (Kingma and Ba, 2014) has four formulas for step t. Greek letters are spoken as they are called: α "alpha", β "beta",
# θ "theta", ε "epsilon"; and m̂ is "m hat":
#
#     m = β₁ · m + (1 - β₁) · g          m̂ = m / (1 - β₁ᵗ)
#     v = β₂ · v + (1 - β₂) · g²         v̂ = v / (1 - β₂ᵗ)
#
#     θ = θ - α · m̂ / (√v̂ + ε)
#
# g is the gradient and θ are the weights; m is the running average of g, and v that of g². Both begin at 0 and so are too small at first;
# dividing by 1 - βᵗ makes up for that. Then the weights take a step. It is as large as α, the learning rate, where the gradients
# agree, and smaller where they go to and fro.
#
# Literally, as code:


# %%
def adam_by_the_paper(p, grad, m, v, step, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**step)
    v_hat = v / (1 - beta2**step)
    return p - lr * m_hat / (v_hat.sqrt() + eps), m, v


# %% [markdown]
# Compare it with PyTorch's, on 1000 weights and 20 steps with random gradients. This function makes the steps with both:


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
# Nearly the same, but not equal. Have we understood it, then? The formula yes, the program no. A float has about seven digits, and
# each operation rounds. So `(a * b) / c` and `a * (b / c)` are the same formula and can differ in the last bit. Equal bits mean the
# same operations **in the same order**.
#
# (Why care? Because "nearly" hides mistakes: nobody can say whether 0.0000003 is rounding or a small term that was forgotten.)
#
# So read the source. `Adam.step` hands over to a function that does the work, for one weight Tensor after the other. These are the
# lines that matter:

# %% tags=["nbval-ignore-output"]
from torch.optim import adam

for word in ("exp_avg.lerp_", "addcmul_(grad", "step_size =", "** 0.5", "**0.5", "addcdiv_"):
    lines_with(word, adam._single_tensor_adam)

# %% [markdown]
# `exp_avg` is our m, `exp_avg_sq` is v. And there are three operations that you may not know. Each does several things at once,
# with fewer roundings in between (the sign `_` at the end of a name means "changes the Tensor itself"; here are the versions that
# give a new one):
#
# | operation | what it computes |
# |---|---|
# | `torch.lerp(a, b, s)` | from a to b by the share s: `a + s * (b - a)`, "linear interpolation" |
# | `a.addcmul(b, c, value=s)` | `a + s * b * c` |
# | `a.addcdiv(b, c, value=s)` | `a + s * b / c` |
#
# So the new m is `torch.lerp(m, grad, 1 - beta1)`. The rest of the function, in words:
#
# - the new v is the old one times `beta2`, and then `addcmul` with `grad`, `grad` and the value `1 - beta2`;
# - the hats are not computed. The root of v is divided by the **root** of `1 - beta2**step` (a Python number, `** 0.5`), and then
#   `eps` is added: this is the denominator;
# - `1 - beta1**step` goes into the rate: `step_size = lr / (1 - beta1**step)`;
# - the weights: `addcdiv` with m, the denominator, and the value `-step_size`.
#
# ## Exercise 4
#
# ### Exercise: `adam_step` (12 minutes, difficulty 4 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-adam_step-(12-minutes,-difficulty-4-of-5)>)
#
# One step, bit for bit as PyTorch makes it. Return new Tensors: what you are given must not change, so use the operations without
# `_`. `check` compares the numbers, and for each of the three parts it says whether the last bits are PyTorch's.


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
# Meet the original, in the same race. PyTorch has a second way to make the step, `foreach`, for many Tensors in one go, which it
# takes on a GPU. So there are two races:

# %%
torch.equal(*race(adam_step)), torch.equal(*race(adam_step, foreach=True))

# %% [markdown]
# ## Step 11: a loader of a dozen lines
#
# Back to the loader; you have all its parts now. Which positions make the batches of an epoch?
#
# 1. the base seed is drawn from the generator (step 5), and nobody uses it;
# 2. `torch.randperm` draws the order; `.tolist()` makes whole numbers of it;
# 3. the order is cut into pieces of `batch_size`; the last one may be shorter. `range(0, n, size)` gives the beginnings:

# %%
order = [4, 5, 0, 1, 2, 3, 6]
[order[start : start + 3] for start in range(0, len(order), 3)]


# %% [markdown]
# 4. for each piece: fetch the items (step 3), collate them (step 4);
# 5. at the end of the epoch one more order is drawn, and nobody uses it (step 5).
#
# ## Exercise 5
#
# ### Exercise: `load_batches` (10 minutes, difficulty 3 of 5)
#
# [The solution](<../solutions/16_source.ipynb#Exercise:-load_batches-(10-minutes,-difficulty-3-of-5)>)
#
# A generator, in the sense of chapter 02 (`yield`), that yields the batches of one epoch. (The *argument* `generator` is one of
# random numbers; the word has two meanings.)


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
# ## Use it: the very batches of the real one
#
# The images of our data set, with boxes and classes, as chapter 14 loads them:

# %%
from minilib.data import model_data, write_tables
from minilib.drawing import load_pascal

PATH = open_data()
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())
md = model_data(PATH, *write_tables(PATH, pascal), classes=classes, sz=128, limit=80)
len(md.trn_ds)

# %% [markdown]
# Two epochs with PyTorch's loader, and two with ours. Each has one generator for both epochs:

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
# All pixels of all images in all batches. And this is what they look like: the first four of the first batch, theirs above, ours
# below.

# %%
fig, axes = plt.subplots(2, 4, figsize=(10, 5.4))
for row, (x, y) in zip(axes, (theirs[0], ours[0]), strict=True):
    for ax, image, number in zip(row, x, y[1], strict=False):
        ax.imshow(image)
        ax.set_title(classes[number])
        ax.axis("off")
plt.show()

# %% [markdown]
# What does the real one have that ours lacks? Workers, pinned memory, samplers that you can exchange, data sets without a length. Now
# you know where in its code each of them would be.
#
# ## Trap: it learns, and a part of it does not
#
# `Listed` had no parameters at all, and an optimizer refuses an empty list. In real life only *some* layers are in a list: here the
# body; the head is as it should be.


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


# %% [markdown]
# It is to learn the product of two numbers:


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
# The loss falls to less than half. No error, no warning, a curve that looks like learning. But:

# %%
torch.equal(halved.body[0].weight, body_before)

# %% [markdown]
# The body is as it was made, at random. Only the head has learned, from random features. It is easy to see once you ask: the names
# say what will be trained.

# %%
list(named_parameters(halved))


# %% [markdown]
# One word puts it right:


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
# Before a long training, list the names, or count the parameters as `summary` does (chapter 11).
#
# ## The lesson's calls, and what stands for them here
#
# The lesson was written with fastai 0.7. That version does not run with today's PyTorch, and later versions of fastai have other
# names. If you hold the lesson beside the workbook, this is what its calls have become:
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
# `minilib/source.py`: `collate`, `named_parameters`, `linear_backward`, `adam_step`, `load_batches`. They are there to be read:
# PyTorch has the originals, which do more.
#
# ## Ask yourself
#
# <details><summary>1. A layer is kept in a dictionary, <code>self.heads = {"box": nn.Linear(8, 4)}</code>. What happens?</summary>
#
# The same as with a list: a dict is neither a Module nor a Parameter, so the layer is not registered and not trained. The remedy is
# nn.ModuleDict.
# </details>
#
# <details><summary>2. Two runs use the same seed. In one of them someone adds a line that looks at one batch before the training. Why do
# the trainings differ?</summary>
#
# Making an iterator draws a base seed, and its first batch draws an order. The generator's state has moved on, also if it is the
# global one.
# </details>
#
# <details><summary>3. Your version of a function differs from the library's by 0.0000001. Is it right?</summary>
#
# Perhaps: another order of operations rounds differently. You know it when you have found the order that gives equal bits. In
# float64 a difference that is only rounding becomes a billion times smaller; a forgotten term stays as large as it was.
# </details>
#
# Now go on to [chapter 17](17_paper.ipynb).
