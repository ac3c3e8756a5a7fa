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
# # 20 · Appendix: the plumbing
#
# **After this appendix you know** how images are read fast, what workers are, how to find an image that was saved twice, how
# a file is written completely or not at all, and how a training run that was killed is resumed.
#
# About 40 minutes.
#
# <!-- map -->
#
# Part I, the lesson: [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · [05 images](05_images.ipynb) · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 learner](11_learner.ipynb) · [12 augment](12_augment.ipynb) · [13 regression](13_regression.ipynb) · [14 multitask](14_multitask.ipynb)
#
# Part II, beyond it: [15 closer](15_closer.ipynb) · [16 source](16_source.ipynb) · [17 paper](17_paper.ipynb) · [18 measuring](18_measuring.ipynb) · [19 detecting](19_detecting.ipynb)
#
# Appendix: **20 appendix**
#
# <!-- end map -->

# %% [markdown]
# ## Why
#
# A teaching program can ignore half-written files and processes that wait for each other. A program that trains for hours
# can't. The chapters use the pieces below without taking them apart, because nothing in them is about detection. Read this
# appendix when you want to know how they work; it needs chapters 09 to 11.
#
# The module that it builds, `minilib/saving.py`, lies below all others: it imports nothing from minilib, so every chapter can
# use it.

# %% tags=["export:saving"]
"""Weights and states of training runs in files: written completely or not at all, checked, safe."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import psutil
import torch
from safetensors.torch import load_file
from torch import nn

# %%
import copy
import inspect
import pickle
import tempfile
import time

import cloudpickle
import cv2
import imagehash
import numpy as np
from PIL import Image
from torch.nn import functional as F

from minilib import data
from minilib.classifier import accuracy, body_layers, class_head, feature_shape, layer_groups
from minilib.data import ImageDataset, encode_labels, image_size, model_data, read_rgb, read_table
from minilib.data import write_tables
from minilib.drawing import load_pascal
from minilib.learner import Learner
from minilib.paths import image_path
from minilib.transforms import Squish
from minilib.workbook import open_data, recipe

# %%
PATH = open_data()
run = recipe()
pascal = load_pascal(PATH)
classes = list(pascal.cats.values())
CAT_CSV, BB_CSV = write_tables(PATH, pascal)
table = read_table(CAT_CSV, "fn", "cat")
files = [image_path(PATH, name) for name in table["fn"]]
numbers = encode_labels(list(table["cat"]), classes)
len(files)

# %% [markdown]
# ## Step 1: read only what is needed
#
# In an epoch (once through all images) thousands of files are decoded while the network waits. An image with 375 rows and 500
# columns is decoded and then shrunk to 128 by 128, so most of the work is thrown away. JPEG can do better. It stores blocks of
# 8 by 8 pixels, and keeps the coarse part of each block apart from the fine part. Leave out the fine part, and the image comes
# out at a half, a quarter or an eighth of its size. OpenCV has a flag for each.

# %%
jpeg = np.fromfile(files[0], dtype=np.uint8)
whole = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
half = cv2.imdecode(jpeg, cv2.IMREAD_REDUCED_COLOR_2)
whole.shape, half.shape

# %% [markdown]
# Is it faster? Measure it (chapter 05), in milliseconds. The two take turns, so that whatever else the machine does disturbs both
# alike, and the best of a hundred tries counts.


# %% tags=["nbval-ignore-output"]
def seconds(flag):
    begun = time.perf_counter()
    cv2.imdecode(jpeg, flag)
    return time.perf_counter() - begun


flags = (cv2.IMREAD_COLOR, cv2.IMREAD_REDUCED_COLOR_2)
tries = [[seconds(flag) for flag in flags] for _ in range(100)]
whole_ms, half_ms = (1000 * np.min(tries, axis=0)).tolist()
f"whole {whole_ms:.2f} ms, half {half_ms:.2f} ms"

# %%
half_ms < whole_ms

# %% [markdown]
# `read_rgb` (chapter 09) chooses the smallest of these sizes that is still large enough. It may even be a little too small,
# down to seven tenths of the side: the loss of sharpness is hardly visible, and the saving is large. `inspect.getsource` shows
# the code:

# %%
print(inspect.getsource(read_rgb))

# %% [markdown]
# Here is what it returns for four sizes that a network may ask for:

# %%
[read_rgb(files[0], image_size(files[0]), sz).shape for sz in (500, 224, 128, 32)]

# %% [markdown]
# ## Step 2: workers
#
# While the network learns from one batch, other processes, called *workers*, can load the next ones. That pays off when a fast
# GPU would otherwise have to wait. The batches are the same.
#
# A worker is a Python process of its own. One way to start it is a *fork*, a copy of the running process. It is
# fast, but it has none of the original's threads, and a library that waits for one of its threads then waits forever. OpenCV
# and PyTorch have such threads. So `make_loaders` (chapter 09) starts workers in another way, named in `START`: the worker
# starts from nothing and imports what it needs. (On Linux a *fork server* does that once and is then copied for each worker; it
# has no threads yet.)

# %%
data.START in {"forkserver", "spawn"}

# %%
one_process = model_data(PATH, CAT_CSV, classes=classes, **(run.data | {"workers": 0}))
same = model_data(PATH, CAT_CSV, classes=classes, **(run.data | {"workers": 2}))
(x, _), (x_workers, _) = next(iter(one_process.val_dl)), next(iter(same.val_dl))
torch.equal(x, x_workers)

# %% [markdown]
# The data set has to get into the worker, too. It is *pickled*: packed into bytes here and unpacked there. Of a class, `pickle`
# packs only the name, and the worker imports the class by that name. But the worker can't import a class that was written in a
# notebook, as `ImageDataset` was in chapter 09! The package `cloudpickle` packs the class itself, with the functions that it
# calls. `ForkingPickler.register` tells Python to pack a data set in this way when it is sent to a worker.

# %%
len(pickle.loads(cloudpickle.dumps(same.val_ds))) == len(same.val_ds)

# %% [markdown]
# Even so, a data set may hold only what can be packed and still works in another process:
#
# - **File names and arrays**: yes. `ImageDataset` keeps arrays instead of lists of many small objects, because an array is
#   packed in one go and a long list object by object.
# - **Open files**: no. They belong to the process that opened them. Keep the name, and open the file in `__getitem__`.
# - **Tensors on a GPU**: no. A worker should not touch the GPU; the batch goes there when it has arrived.

# %%
with files[0].open("rb") as opened:
    try:
        pickle.dumps(opened)
    except TypeError as error:
        print(type(error).__name__)

# %% [markdown]
# Some work is repeated in each epoch: the same JPEG files are decoded again. Instead of `read_rgb`, `ImageDataset` accepts
# another function as `read`. `Decoded` is such a function: it decodes a file only the first time and keeps the pixels in a
# folder. It compares the file's size and the time of its last change, so a picture that you change is decoded again. The
# price is disk space, since a JPEG is small only because it is compressed. On photographs `recipe()` uses it, with the data
# set's folder `tmp/decoded`; `workbook data --clear-cache` deletes that folder.

# %%
from minilib.workbook.training.cache import Decoded

with tempfile.TemporaryDirectory() as folder:
    kept = ImageDataset(files[:50], Squish(128), classes=numbers[:50], read=Decoded(folder))
    first_epoch, later_epoch = ([x for x, _ in kept] for _ in range(2))
    packed, unpacked = (
        sum(file.stat().st_size for file in some) for some in (files[:50], Path(folder).iterdir())
    )
all(torch.equal(*pair) for pair in zip(first_epoch, later_epoch, strict=True)), unpacked > packed

# %% [markdown]
# And as chapter 08 showed, a `breakpoint()` in `__getitem__` can't stop in a worker. For debugging, use `workers=0`.

# %% [markdown]
# ## Step 3: the same photograph, saved twice
#
# A leak (chapter 09) is hardest to find when a photograph has been saved twice, under different names and at different sizes,
# so that the two files differ from beginning to end.

# %%
with Image.open(files[0]) as picture:
    again = io.BytesIO()
    picture.resize((picture.width // 2, picture.height // 2)).save(again, format="JPEG", quality=50)
again.getvalue() == files[0].read_bytes()

# %% [markdown]
# What the copy *shows* is still the same. A **perceptual hash** describes that in a few bits, here 16 times 16. The image is turned
# grey and made very small, and each bit says whether there is much or little of one coarse pattern in it. Two hashes are
# compared by counting the bits that differ, which is what the minus sign does.


# %%
def content_hash(file):
    """256 bits that describe what an image shows."""
    with Image.open(file) as opened:
        return imagehash.phash(opened, hash_size=16)


first = content_hash(files[0])
from_copy = first - content_hash(again)
from_others = [first - content_hash(file) for file in files[1:101]]
bool(from_copy <= 40 < min(from_others))

# %% [markdown]
# A copy differs in a few bits, another image in about half of them. `workbook data voc2012` and
# `WORKBOOK_DATA=voc2007+voc2012` compare all training images with all that are held out, and leave copies out of the training
# set.

# %% [markdown]
# ## Step 4: a file is complete, or it is not there
#
# Two things can go wrong with files. The computer may stop while a file is being written, which leaves half a file. Or a file
# is damaged later. To guard against the first, we write to a second file beside it and rename that one when it is complete
# (chapter 07). To guard against the second, the file ends with a **checksum**: 32 bytes that are computed from all the
# others. If a single byte changes, the checksum no longer fits.

# %%
[hashlib.sha256(text).hexdigest()[:16] for text in (b"weights", b"weightt")]

# %% [markdown]
# Before the file is renamed, `flush` and `os.fsync` make sure that its bytes are on the disk, and not only in memory.
#
# A program that is killed can't tidy up. So the next program that writes removes what killed ones have left behind; the file's
# name shows which process it belonged to.


# %% tags=["export:saving"]
def write_file(content: dict, file: Path) -> Path:
    """Save tensors, numbers, strings, lists and dicts in ``file``, all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(file)
    written = io.BytesIO()
    torch.save(content, written)
    data = written.getvalue()
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as opened:
            opened.write(data)
            opened.write(hashlib.sha256(data).digest())
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return file


def _clear_leftovers(file: Path) -> None:
    """Remove what killed programs have left beside ``file``; not what is being written now."""
    for left in file.parent.glob(".*.part"):
        number = left.name.removeprefix(f".{file.name}.").removesuffix(".part")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            left.unlink(missing_ok=True)


# %% [markdown]
# Now for reading. PyTorch's files are *pickles*, Python's own format, and a pickle can hold a program that runs when it is
# read. With `weights_only=True` nothing in a file is ever run as a program.


# %% tags=["export:saving"]
def read_file(file: Path) -> dict:
    """Read what :func:`write_file` has saved. Nothing in the file is ever run as code.

    A missing file raises a FileNotFoundError, one that is damaged or holds something else a
    ValueError.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file.name}: there is no such file in {file.parent.name}/")
    data = file.read_bytes()
    data, mark = data[:-32], data[-32:]
    try:
        sound = hashlib.sha256(data).digest() == mark
        content = torch.load(io.BytesIO(data), "cpu", weights_only=True) if sound else None
    except Exception:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        raise ValueError(
            f"{file.name}: damaged, or not saved by a learner; delete it and save anew"
        )
    return content


# %% [markdown]
# Weights are copied into a model only when all of them fit.


# %% tags=["export:saving"]
def load_weights(model: nn.Module, content: dict, name: str) -> None:
    """Put the weights ``content['model']`` into a model, all of them or none.

    Weights of another model raise a ValueError that names the first that does not fit, and the
    file, which is called ``name``.
    """
    saved, own = content["model"], model.state_dict()
    shapes = [{key: tuple(value.shape) for key, value in one.items()} for one in (saved, own)]
    for key in [*own, *saved]:
        there, here = (shape.get(key, "nothing") for shape in shapes)
        if there != here:
            raise ValueError(f"{name} is of another model: {key} is {there} there and {here} here")
    model.load_state_dict(saved)


# %% [markdown]
# The weights of a pretrained body come in files made by others, either in PyTorch's own format or as safetensors, which hold
# numbers and nothing else. The weights of the network's own head are left as they are.

# %% tags=["export:saving"]
#: What the names of the weights of torchvision's own heads begin with.
OWN_HEAD = ("fc.", "classifier.")


def load_body_weights(net: nn.Module, file: Path) -> None:
    """Put weights from a file into a network; those of its own head stay as they are.

    A missing file raises a FileNotFoundError; a damaged one, or weights that do not fit, a
    ValueError that names the first.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file of weights {file.name}")
    try:
        if file.suffix == ".safetensors":
            saved = load_file(file)
        else:
            saved = torch.load(file, map_location="cpu", weights_only=True)
        saved = {k: v for k, v in saved.items() if not k.startswith(OWN_HEAD) and v.shape}
    except Exception as error:
        raise ValueError(f"{file.name}: damaged, or not a file of weights") from error
    # Older files lack BatchNorm's counters, which have the shape () and are used for nothing.
    own = {k: v for k, v in net.state_dict().items() if k.startswith(OWN_HEAD) or not v.shape}
    load_weights(net, {"model": saved | own}, file.name)


# %% [markdown]
# Try it, in a folder that disappears when the kernel ends. A learner's `save` and `load` (chapter 11) use these functions:

# %%
md = model_data(PATH, CAT_CSV, classes=classes, **run.data)


def new_learner():
    layers, cut = run.body()
    head = class_head(feature_shape(layers, md.sz)[0], len(classes))
    model = layer_groups(layers, cut, head)
    return Learner(md, model, F.cross_entropy, [accuracy], **run.learner)


vanishes = tempfile.TemporaryDirectory()
learn = new_learner()
learn.path = Path(vanishes.name)
learn.save("try_out").name

# %% [markdown]
# Now damage the file: change one byte in the middle. (`^= 1` flips its last bit.)

# %%
file = learn.path / "try_out.pth"
damaged = bytearray(file.read_bytes())
damaged[len(damaged) // 2] ^= 1
_ = file.write_bytes(damaged)

# %% tags=["raises-exception"]
learn.load("try_out")

# %% [markdown]
# ## Step 5: resuming a training run that was killed
#
# Weights alone are not enough to resume. The optimizer has its running means, the schedule has its position, and the random
# numbers decide the order of the images. `Checkpoint` writes all of this to a file after each epoch. If the file exists when
# training starts, it is read, and the epochs that are already done are not repeated.


# %% tags=["export:saving"]
class Checkpoint:
    """The state of a training run, kept in a file after each epoch, so that it can be resumed.

    It holds weights, optimizer, schedule, random numbers and the record. A run that was killed and
    starts again with the same file continues after its last complete epoch, and on a CPU ends with
    the same numbers as without a break. A finished one is loaded, not trained again.

    ``parts`` are the learner's optimizer, schedule and gradient scaler; without a ``file`` nothing
    is kept. ``done`` is the number of epochs done. A file that is damaged, or of another training
    run, raises a ValueError.
    """

    def __init__(self, learn: Any, parts: tuple, epochs: int, file: Path | str | None):
        self.learn, self.parts, self.epochs, self.done = learn, parts, epochs, 0
        self.file = None if file is None else Path(file)
        rates = [group["initial_lr"] for group in parts[0].param_groups]
        first, longer = (getattr(parts[1], name, None) for name in ("T_0", "T_mult"))
        cycles = f" ({first} batches, x{longer})" if first else ""
        self.settings = f"{epochs} epochs of {len(learn.data.trn_dl)} batches, rates {rates}, "
        self.settings += f"{type(parts[1]).__name__}{cycles}, after {len(learn.history)} epochs"
        if self.file and self.file.exists():
            self._resume(read_file(self.file))

    def keep(self, done: int) -> None:
        """Write the state after ``done`` epochs."""
        if self.file is None:
            return
        learn = self.learn
        state = {
            "settings": self.settings,
            "done": done,
            "model": learn.model.state_dict(),
            "parts": [part.state_dict() for part in self.parts],
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            "record": [learn.history, learn.losses, learn.lrs],
        }
        write_file(state, self.file)


# %% [markdown]
# Resuming does the opposite: everything that was written goes back to where it came from. (`class Checkpoint(Checkpoint):`
# continues the class, as in chapter 11.)


# %% tags=["export:saving"]
class Checkpoint(Checkpoint):
    def _resume(self, state: dict) -> None:
        if state.get("settings") != self.settings:
            raise ValueError(
                f"{self.file.name} is of another training ({state.get('settings')}; this one: "
                f"{self.settings}); delete it, or give this one another file"
            )
        load_weights(self.learn.model, state, self.file.name)
        for part, own in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(own)
        torch.set_rng_state(state["rng"])
        if state["cuda_rng"] and torch.cuda.is_available():
            torch.cuda.set_rng_state_all(state["cuda_rng"])
        self.learn.history, self.learn.losses, self.learn.lrs = state["record"]
        self.done = state["done"]
        print(f"{self.done} of {self.epochs} epochs were done already ({self.file.name})")


# %% [markdown]
# Try it. One training run of two epochs is not interrupted. Another one, with a file, is stopped in its second epoch. Then a
# new learner starts with the same file and continues. Both train only the head, on a few images.

# %%
few = model_data(PATH, CAT_CSV, classes=classes, sz=64, bs=16, limit=60)


def train(file=None, stop=None):
    """Train a head for two epochs; ``stop`` is the number of the step that is interrupted."""
    torch.manual_seed(0)
    layers, cut = run.body()
    head = class_head(feature_shape(layers, few.sz)[0], len(classes))
    one = Learner(few, layer_groups(layers, cut, head), F.cross_entropy, device="cpu")
    one.freeze_to(-1)
    step = one._step

    def step_or_stop(*batch):
        if len(one.losses) == stop:
            raise KeyboardInterrupt
        return step(*batch)

    one._step = step_or_stop
    one.fit_one_cycle(3e-3, 2, resume=file)
    return one.losses


# %% tags=["nbval-ignore-output"]
through = train()
len(through)

# %%
len(through) == 2 * len(few.trn_dl)

# %% tags=["nbval-ignore-output"]
state = Path(vanishes.name) / "training.state"
try:
    train(state, stop=len(few.trn_dl) + 1)
except KeyboardInterrupt:
    print("stopped")

# %%
state.is_file()

# %% tags=["nbval-ignore-output"]
resumed = train(state)

# %%
resumed == through

# %% [markdown]
# The losses are the same to the last digit, because the optimizer, the schedule and the random numbers were restored along with
# the weights.
#
# A file from another training run is refused, since continuing with other settings would give a result that nobody could
# repeat.
#
# ## What minilib gained
#
# - `minilib/saving.py`: `write_file`, `read_file`, `load_weights`, `load_body_weights`, `Checkpoint`.
#
# ## Ask yourself
#
# <details><summary>1. Why is a file written under another name first?</summary>
#
# Renaming happens completely or not at all. Anyone who reads the file sees the old one or the new one, never half of it.
# </details>
#
# <details><summary>2. Why are workers not simply forked?</summary>
#
# A fork is a copy without the threads of the original. A library that waits for one of its threads then waits forever.
# </details>
#
# <details><summary>3. Why are the weights alone not enough to resume a training run?</summary>
#
# Adam's running means would start from zero, the schedule would start again, and the images would come in a different order.
# </details>
#
# This is the last page of the workbook.
