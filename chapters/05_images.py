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
# # 05 · Images: from a file to an array
#
# **After this chapter you can** load a picture from a file or from the web, get it in the same form whatever kind of picture
# it was, say clearly what is wrong when it can't be loaded, and check a claim about speed instead of believing it.
#
# About 60 minutes.
#
# <!-- map -->
# [00 start](00_start.ipynb) · [01 paths](01_paths.ipynb) · [02 generators](02_generators.ipynb) · [03 annotations](03_annotations.ipynb) · [04 boxes](04_boxes.ipynb) · **05 images** · [06 drawing](06_drawing.ipynb) · [07 largest](07_largest.ipynb) · [08 debugging](08_debugging.ipynb) · [09 modeldata](09_modeldata.ipynb) · [10 classifier](10_classifier.ipynb) · [11 augment](11_augment.ipynb) · [12 regression](12_regression.ipynb) · [13 multitask](13_multitask.ipynb)
# <!-- end map -->

# %% [markdown]
# ## Why
#
# A network takes arrays of numbers, all of the same form. Pictures on a disk come in many forms: grey or coloured, with
# 8 or 16 bits, with or without transparency, in good order or cut off half-way. If one picture of ten thousand is odd, a
# training that has run for an hour stops, or, worse, goes on with nonsense.
#
# So there shall be **one** function, `open_image`, through which every picture comes. Whatever goes in, what comes out is
# always the same: rows, columns, and three numbers for each pixel, for red, green and blue, between 0 and 1. If that is not
# possible, it says why, in one line.
#
# The lesson uses OpenCV for this, a large library for pictures. Its Python name is `cv2`.

# %% tags=["export"]
import cv2
import numpy as np

# %%
import matplotlib.pyplot as plt

from minilib.annotations import FILE_NAME, IMAGES, load_annotations
from minilib.paths import image_path
from minilib.workbook import check, hint, open_data

# %%
PATH = open_data()

# %% [markdown]
# ## Step 1: a file is bytes
#
# We take the first picture of the data set.

# %%
first = load_annotations(PATH / "pascal_train2007.json")[IMAGES][0]
file = image_path(PATH, first[FILE_NAME])
first

# %% [markdown]
# `read_bytes` reads the file as it is: a long row of numbers from 0 to 255, called *bytes*. How many are they, and what do
# the first two look like?

# %%
data = file.read_bytes()
list(data[:2])

# %% [markdown]
# 255 and 216, or FF and D8 in hexadecimal. Every JPEG file begins with these two numbers, and the last two are FF and D9:

# %%
data[:2].hex(), data[-2:].hex()

# %% [markdown]
# The bytes are not the pixels. JPEG *packs* a picture, so that it needs less room:

# %%
pixels = first["height"] * first["width"] * 3
len(data) < pixels / 3

# %% [markdown]
# To get the pixels, the bytes must be unpacked, or *decoded*. But first they have to be there. What can go wrong with reading
# a file? It may be missing. It may be a folder. Python has an exception for each, and both are kinds of `OSError`,
# "something with a file or the system". So whoever calls us needs to catch one kind only.

# %%
issubclass(FileNotFoundError, OSError), issubclass(IsADirectoryError, OSError)

# %% [markdown]
# One raises an exception with `raise` and gives it a sentence that helps. Compare these two: which would you rather read?

# %% tags=["raises-exception"]
raise FileNotFoundError("picture 17.jpg: there is no such file")

# %% [markdown]
# `Path(x)` makes a path of a string, and leaves a path as it is. So a function that begins with it takes both.

# %% tags=["export"]
from pathlib import Path

# %%
Path(Path("a.jpg")) == Path("a.jpg")

# %% [markdown]
# ## Exercise 1
#
# ### Exercise: `read_file` (5 minutes, difficulty 2 of 5)
#
# Read a file's bytes; say which of the two things is wrong if it can't be read. The file is given as a `Path` or as a string.


# %% tags=["export"]
def read_file(fn):
    """Read a file as bytes.

    Parameters
    ----------
    fn : Path or str
        The file; its name may hold any letters.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    IsADirectoryError
        It is a folder. (Both are kinds of OSError.)
    """
    ...  # your answer here


# %%
read_file = check(read_file)

# %% [markdown]
# ## Step 2: from bytes to pixels
#
# OpenCV decodes bytes that stand in a NumPy array. `np.frombuffer` makes such an array of them; `uint8` is NumPy's name for
# whole numbers from 0 to 255.

# %%
buffer = np.frombuffer(data, dtype=np.uint8)
buffer.dtype, len(buffer) == len(data)

# %% [markdown]
# `cv2.imdecode` unpacks it. `IMREAD_UNCHANGED` asks for the picture just as it is.

# %%
im = cv2.imdecode(buffer, cv2.IMREAD_UNCHANGED)
im.dtype

# %% [markdown]
# The shape is rows, columns, colours. Does it agree with what the annotations say?

# %%
im.shape == (first["height"], first["width"], 3)

# %% [markdown]
# (Why not `cv2.imread`, which reads the file itself? On Windows it can't open a file whose name holds letters such as ä
# or 猫. Reading with Python and decoding with OpenCV works everywhere.)
#
# What does OpenCV say about bytes that are no picture?

# %%
nonsense = np.frombuffer(b"I am not a picture. " * 10, dtype=np.uint8)
print(cv2.imdecode(nonsense, cv2.IMREAD_UNCHANGED))

# %% [markdown]
# `None`, and no error. This is the worst kind of answer: the program goes on, and fails somewhere else, later. We turn it
# into an error at once. To do so we have to ask whether a result is None. The word for this is `is`: "is it the very same
# thing?" The answer is one True or False.

# %%
nothing = cv2.imdecode(nonsense, cv2.IMREAD_UNCHANGED)
nothing is None, im is None

# %% [markdown]
# Why not `==`? With an array it compares every number and gives many answers:

# %%
np.array([10, 20, 30]) == 20

# %% [markdown]
# `if` needs one answer. From many it can't make one, and raises "The truth value of an array ... is ambiguous". `if not im`
# fails in the same way. So it is always `if im is None`.
#
# For no bytes at all, though, OpenCV does raise an error of its own, with a text that helps nobody:

# %%
try:
    cv2.imdecode(np.frombuffer(b"", dtype=np.uint8), cv2.IMREAD_UNCHANGED)
except cv2.error as error:
    print(type(error).__name__, "Assertion failed" in str(error))

# %% [markdown]
# And a file that is cut off, since a download broke? Some versions of OpenCV give `None`, others give a picture whose lower
# part is grey. We do not want to learn from grey halves. But we know how a JPEG ends: with FF D9. A PNG, the other
# frequent kind, ends with the word IEND. So we can look. (A few bytes may follow: some cameras add notes of their own.)


# %% tags=["export"]
def is_complete(data):
    """Say whether a picture's bytes have an end (told for JPEG and PNG; others count as complete).

    Parameters
    ----------
    data : bytes
        The content of a picture file.

    Returns
    -------
    bool
        False for a JPEG without its end mark FF D9, and for a PNG without its last part, IEND.
    """
    tail = data[-1024:]
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in tail
    if data.startswith(b"\x89PNG"):
        return b"IEND" in tail
    return True


# %%
is_complete(data), is_complete(data[: len(data) // 2])

# %% [markdown]
# And one more oddity: some scientific pictures hold floats, and nobody can tell what their largest number means. We refuse
# them. `dtype.kind` is `u` for whole numbers without a sign (*unsigned*), which pictures have, and `f` for floats.

# %%
im.dtype.kind, np.array([0.5]).dtype.kind

# %% [markdown]
# ## Exercise 2
#
# ### Exercise: `decode` (8 minutes, difficulty 3 of 5)
#
# Turn bytes into pixels, just as they are, or raise an `OSError`. Four things can be wrong: nothing there, cut off, not a
# picture, not whole numbers. And `cv2.imdecode` may raise `cv2.error` itself, for a picture that is too large, for instance:
# catch it, as above, and raise an `OSError` in its place.


# %% tags=["export"]
def decode(data, name):
    """Turn the bytes of a picture into an array of pixels, unchanged.

    Parameters
    ----------
    data : bytes
        The content of a JPEG, PNG or other picture file.
    name : str
        What the error message calls it.

    Returns
    -------
    ndarray of uint8 or uint16
        Shape (height, width) for grey, (height, width, 3) for colours in the order blue, green,
        red, (height, width, 4) with transparency as the last. Turned as it was stored: a camera's
        note about its position (EXIF) is not followed, since boxes refer to the stored pixels.

    Raises
    ------
    OSError
        The bytes are empty, cut off, or no picture, or its pixels are not whole numbers.
    """
    ...  # your answer here


# %%
decode = check(decode)

# %% [markdown]
# ## Step 3: blue comes first
#
# OpenCV is older than most, and at its time some cameras gave blue first. So it counts the colours **B, G, R**. Everybody
# else says R, G, B. Nothing crashes if you forget it, the picture only looks a bit ill. See for yourself:

# %%
im = decode(data, file.name)
fig, axes = plt.subplots(1, 2, figsize=(10, 4.5))
axes[0].imshow(im)
axes[0].set_title("as OpenCV gives it, taken for RGB")
axes[1].imshow(im[:, :, ::-1])
axes[1].set_title("turned round: really RGB")
for ax in axes:
    ax.axis("off")
plt.show()

# %% [markdown]
# What did `im[:, :, ::-1]` do? All rows, all columns, and the colours backwards: `::-1` counts from the end to the beginning.
# The two colons in front matter. `im[::-1]` alone would turn the *first* axis, the rows, and the picture would stand on its
# head. On one pixel there is only one axis:

# %%
pixel = np.array([10, 20, 30])
pixel[::-1]

# %% [markdown]
# Some pictures have a fourth number for each pixel, the *transparency*. It says how much of the pixel one sees: 255 is
# all of it, 0 is nothing, as if there were a hole. A logo with round corners has such holes. Looking for objects we have
# no use for it. So we leave it out first, `[:3]` takes the first three, and turn round then:

# %%
pixel = np.array([10, 20, 30, 255])
pixel[:3][::-1]

# %% [markdown]
# A grey picture has no third axis at all. The same grey three times gives a picture with three colours that looks
# the same. `np.stack` (chapter 04) puts them behind each other; `axis=-1` means "as the last axis".

# %%
grey = np.array([[0, 100], [200, 255]], dtype=np.uint8)
three = np.stack([grey, grey, grey], axis=-1)
grey.shape, three.shape

# %% [markdown]
# `ndim` tells how many axes an array has.

# %%
grey.ndim, three.ndim

# %% [markdown]
# Some programs give grey pictures a third axis all the same, with only one number in it: the shape (h, w, 1). `reshape`
# gives the same numbers another shape, so we can make such a picture.

# %%
one = grey.reshape(2, 2, 1)
one.shape, one.ndim

# %% [markdown]
# `np.stack` always makes a *new* axis; here it would be the fourth. `np.concatenate` joins along an axis that is there
# already.

# %%
np.stack([one, one, one], axis=-1).shape, np.concatenate([one, one, one], axis=-1).shape

# %% [markdown]
# So there are four shapes, and two questions tell them apart. How many axes, `ndim`? And if there are three, how long is
# the last one, `shape[2]`: 1, 3 or 4?

# %% [markdown]
# ## Exercise 3
#
# ### Exercise: `to_rgb` (8 minutes, difficulty 3 of 5)
#
# Turn what `decode` gives into a picture with three colours in the order red, green, blue. Transparency is left out.


# %% tags=["export"]
def to_rgb(im):
    """Give a picture three colours in the order red, green, blue.

    Parameters
    ----------
    im : ndarray
        As OpenCV gives it: shape (h, w) grey, (h, w, 1) grey, (h, w, 3) blue, green, red, or
        (h, w, 4) with transparency as the last.

    Returns
    -------
    ndarray, shape (h, w, 3), of the same dtype
        Grey becomes three equal colours; transparency is left out.
    """
    ...  # your answer here


# %%
to_rgb = check(to_rgb)

# %% [markdown]
# ## Step 4: numbers between 0 and 1
#
# The pixels are whole numbers from 0 to 255. Networks like small numbers better, so we divide by the largest that is
# possible. That is 255 with 8 bits; but some pictures, X-rays for example, have 16 bits and go up to 65535. NumPy
# knows the largest number of each whole-number type:

# %%
np.iinfo(np.uint8).max, np.iinfo(np.uint16).max

# %% [markdown]
# Not the largest number *in this picture*: then a dark picture would become as bright as a light one. (For a type that is
# not for whole numbers `np.iinfo` raises a `ValueError`. That is what we want: nobody knows the largest number there.)
#
# Division gives `float64`, 8 bytes a number. For pictures 4 bytes are plenty: `float32`, and this is also what networks
# use. `astype` converts.

# %%
half = np.array([0, 51, 255], dtype=np.uint8) / 255
half.dtype, half.astype(np.float32).dtype

# %% [markdown]
# ## Exercise 4
#
# ### Exercise: `to_unit` (5 minutes, difficulty 2 of 5)
#
# Turn whole numbers into `float32` between 0 and 1, for every type of whole number.


# %% tags=["export"]
def to_unit(im):
    """Turn whole numbers into fractions of the largest that their type allows.

    Parameters
    ----------
    im : ndarray of uint8, uint16 or another whole-number type
        Any shape; not changed.

    Returns
    -------
    ndarray of float32, of the same shape
        From 0 to 1.

    Raises
    ------
    ValueError
        The numbers are not whole, so it is not known what the largest is.
    """
    ...  # your answer here


# %%
to_unit = check(to_unit)

# %% [markdown]
# ## Step 5: from the web
#
# A picture may also have an address that begins with `http`. What comes from there is not under our control, so we are
# careful in four ways:
#
# - only `http` and `https`, also after the server has sent us on to another address: with `file:` somebody could make
#   us read our own secrets;
# - not longer than some seconds **in all**: a server may send one byte a minute;
# - not more than some megabytes;
# - an answer such as "404, not found" is an error and not a picture.
#
# The library `requests` does the talking. Its exceptions are OSErrors. We add the two limits: read a piece, look at the clock and at
# the sum, read the next piece. And where the line breaks in the middle of a picture, `urllib3` speaks, on which `requests` is built; of
# its exceptions we make OSErrors.

# %% tags=["export"]
import time

import requests
from urllib3.exceptions import HTTPError


# %% tags=["export"]
def fetch(url, seconds=10.0, most=50_000_000):
    """Get the bytes behind a web address.

    Parameters
    ----------
    url : str
        Begins with ``http://`` or ``https://``.
    seconds : float
        How long it may take in all.
    most : int
        How many bytes it may have.

    Returns
    -------
    bytes
        What the server sends.

    Raises
    ------
    OSError
        No answer, an answer that says no, broken off, too slow, too large, or sent on to another
        kind of address.
    """
    begun, parts, size = time.monotonic(), [], 0
    with requests.get(url, stream=True, timeout=seconds) as answer:
        answer.raise_for_status()
        try:
            while part := answer.raw.read1(65536, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > most:
                    raise OSError(f"{url}: larger than {most} bytes")
                if time.monotonic() - begun > seconds:
                    raise OSError(f"{url}: slower than {seconds:g} seconds")
        except HTTPError as error:
            raise OSError(f"{url}: broken off, or damaged on the way") from error
    return b"".join(parts)


# %% [markdown]
# `while part := ...` reads a piece, gives it the name `part`, and ends when the piece is empty.
#
# To try it without a network, we start a small web server on this very computer. It serves the folder of our pictures.
# (`127.0.0.1` is the address by which every computer calls itself. Port 0 means: any that is free.)

# %%
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Print nothing."""


server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(file.parent)))
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/{file.name}"

# %% [markdown]
# In some firms and schools every question to the web goes through another computer, a *proxy*. It can't know our server. Addresses
# that are to be asked without it stand in an environment variable, `no_proxy`. We add our own. (Where there is no proxy, this does
# nothing.)

# %%
import os
from urllib.request import getproxies

os.environ["no_proxy"] = f"127.0.0.1,{getproxies().get('no', '')}"

# %%
fetch(url) == data

# %% [markdown]
# The very same bytes. And an address at which there is nothing:

# %%
try:
    fetch(url + ".gone")
except OSError as error:
    print(str(error).split(" for ")[0])

# %% [markdown]
# ## Exercise 5
#
# ### Exercise: `open_image` (8 minutes, difficulty 3 of 5)
#
# Put it together: an address is fetched, anything else is read as a file; then decode, three colours, fractions.
#
# How does one see that it is an address? A string has `startswith`, which takes one beginning or several. A `Path` has no
# such method, so make a string of it: `str(fn)`.


# %% tags=["export"]
def open_image(fn):
    """Load a picture, from a file or from the web, always in the same form.

    Parameters
    ----------
    fn : Path or str
        A file, or an address that begins with ``http://`` or ``https://``.

    Returns
    -------
    ndarray of float32, shape (height, width, 3)
        Red, green, blue, each from 0 to 1.

    Raises
    ------
    OSError
        There is no such file, it is a folder, it can't be fetched, or it is not a whole picture.
        Never anything else, and never a result of None.
    """
    ...  # your answer here


# %%
open_image = check(open_image)

# %%
im = open_image(file)
im.dtype, im.shape == (first["height"], first["width"], 3), 0 <= im.min() <= im.max() <= 1

# %% [markdown]
# (`np.True_` is simply True. NumPy writes it so when it was NumPy's own numbers that were compared.)

# %%
np.array_equal(open_image(url), im)

# %%
server.shutdown()
server.server_close()

# %% [markdown]
# ## Use it: pictures of all kinds
#
# Does it keep its word? We make six files of the same picture, each of another kind, in a folder that is thrown away
# at the end. `cv2.imencode` packs an array into the bytes of a file.

# %%
import tempfile

small = cv2.resize(cv2.imread(str(file)), (160, 120))
alpha = np.full((120, 160, 1), 128, dtype=np.uint8)
kinds = {
    "jpeg.jpg": small,
    "png.png": small,
    "grey.png": cv2.cvtColor(small, cv2.COLOR_BGR2GRAY),
    "transparent.png": np.concatenate([small, alpha], axis=-1),
    "16 bits.png": small.astype(np.uint16) * 257,
    "größer 猫.png": small,
}

# %%
with tempfile.TemporaryDirectory() as name:
    for kind, pixels in kinds.items():
        place = Path(name) / kind
        place.write_bytes(cv2.imencode(place.suffix, pixels)[1].tobytes())
    loaded = {kind: open_image(Path(name) / kind) for kind in kinds}
{kind: (im.shape, str(im.dtype)) for kind, im in loaded.items()}

# %%
fig, axes = plt.subplots(2, 3, figsize=(11, 6.2))
for ax, (kind, im) in zip(axes.flat, loaded.items(), strict=True):
    ax.imshow(im)
    ax.set_title(kind.split(".")[0].replace("größer 猫", "a name with other letters"))
    ax.axis("off")
plt.show()

# %% [markdown]
# The same form each time. And what can't be loaded says why:

# %%
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "half.jpg").write_bytes(data[: len(data) // 2])
    (folder / "notes.jpg").write_text("no picture")
    (folder / "nothing.jpg").touch()
    for what in ["half.jpg", "notes.jpg", "nothing.jpg", "missing.jpg", ""]:
        try:
            open_image(folder / what)
        except OSError as error:
            words = str(error).replace(name, "folder")
            print(f"{type(error).__name__:18}", words.split(":", 1)[-1])

# %% [markdown]
# ## A claim to check: "OpenCV is 5 to 10 times faster"
#
# The lesson's notes say that OpenCV was 5 to 10 times faster than torchvision, and that is why it was chosen. That was in
# 2018, on somebody's computer. A claim about speed is true for one version on one machine. So we measure.
#
# The rules of a fair race: everybody gets the same bytes from memory, so that the disk does not matter; everybody gives an
# RGB array; each turn goes through all pictures; and of several turns we take the *median*, the middle one, because
# sometimes another program disturbs. (torchvision runs in a second Python, as in chapter 04.)

# %%
race = """
import io, json, statistics, sys, time
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from torchvision.io import ImageReadMode, decode_image

files = sorted(Path(sys.argv[1]).iterdir())[:60]
everything = [file.read_bytes() for file in files]
cv2.setNumThreads(1)
torch.set_num_threads(1)


def opencv(data):
    im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


def pillow(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def torchvision(data):
    data = torch.frombuffer(bytearray(data), dtype=torch.uint8)
    return decode_image(data, mode=ImageReadMode.RGB).permute(1, 2, 0).numpy()


times = {"OpenCV": [], "Pillow": [], "torchvision": []}
for turn in range(5):
    for name, load in zip(times, [opencv, pillow, torchvision]):
        begun = time.perf_counter()
        for data in everything:
            load(data)
        times[name].append((time.perf_counter() - begun) / len(everything) * 1000)

apart = 0
for data in everything:
    a, b, c = (load(data).astype(int) for load in [opencv, pillow, torchvision])
    apart = max(apart, abs(a - b).max(), abs(a - c).max())
medians = {name: statistics.median(turns) for name, turns in times.items()}
print(json.dumps({"milliseconds": medians, "apart": int(apart)}))
"""

# %% tags=["nbval-ignore-output"]
import json
import subprocess
import sys

command = [sys.executable, "-c", race, str(file.parent)]
said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
result = json.loads(said)
for name, milliseconds in result["milliseconds"].items():
    print(f"{name:12} {milliseconds:.2f} milliseconds a picture")

# %% [markdown]
# The numbers are those of one computer; yours will differ. What holds for all of them: is OpenCV at least five times faster
# than torchvision?

# %%
result["milliseconds"]["torchvision"] / result["milliseconds"]["OpenCV"] >= 5

# %% [markdown]
# No. Not today, and not here: all three use the same kind of JPEG decoder underneath. The claim may have been right when it
# was made, for old versions, or for the whole chain with resizing and augmenting. We still use OpenCV, because the lesson
# does. But do not choose it for its speed without measuring.
#
# Do the three at least agree on the pixels? Decoders may round differently, so a difference of one or two of 255 would be
# fine.

# %%
result["apart"] <= 2

# %% [markdown]
# ## Trap: the picture that is almost right
#
# Somebody forgets to divide by 255. Matplotlib expects fractions from 0 to 1 when it gets floats, and everything above 1 is
# drawn as 1. Here is what 255 times too much looks like, next to the picture with blue and red exchanged, and the right one:

# %%
im = open_image(file)
wrong = {
    "not divided: almost all white": np.clip(im * 255, 0, 1),
    "BGR: colours exchanged": im[:, :, ::-1],
    "right": im,
}
fig, axes = plt.subplots(1, 3, figsize=(13, 4.5))
for ax, (title, picture) in zip(axes, wrong.items(), strict=True):
    ax.imshow(picture)
    ax.set_title(title)
    ax.axis("off")
plt.show()

# %% [markdown]
# A person sees at once that the first two are wrong. A network does not see it. It learns from them, a bit worse than it
# could, and nobody is told. So before you train, look at some pictures in the very form in which the network gets them.
#
# ## What minilib gained
#
# `minilib/images.py`: `read_file`, `is_complete`, `decode`, `to_rgb`, `to_unit`, `fetch`, `open_image`.
#
# The lesson's own `open_image` does all this in one piece, and not all of it is right. Chapter 08 hunts the mistakes.
#
# ## Ask yourself
#
# <details><summary>1. Why is an exception better than a result of <code>None</code>?</summary>
#
# It stops where the mistake is and says what it is. None travels on and fails somewhere else, or nowhere.
# </details>
#
# <details><summary>2. What is the shape of a grey picture, 300 wide and 200 high, from <code>decode</code>, and from
# <code>open_image</code>?</summary>
#
# (200, 300) and (200, 300, 3).
# </details>
#
# <details><summary>3. "Library A is ten times faster than B." What do you ask?</summary>
#
# At what, in which versions, on which machine, measured how? And then you measure it yourself, both in one run.
# </details>
#
# Now go on to [chapter 06](06_drawing.ipynb).
