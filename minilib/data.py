"""From a table to batches: read it, split it, load its images in batches, show a batch.

Made from solutions/09_modeldata.py (chapter 09) by ``workbook build``: change it there.
"""

import copy
import copyreg
import pickle
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing import set_forkserver_preload
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import NamedTuple

import cloudpickle
import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from PIL import Image
from torch import Tensor
from torch._utils import ExceptionWrapper
from torch.utils.data import DataLoader, Dataset

from minilib.boxes import bb_hw
from minilib.drawing import Pascal, draw_object, draw_text, show_img
from minilib.largest import bb_frame, get_trn_lrg_anno, lrg_frame, write_csv
from minilib.paths import image_path, tmp_folder
from minilib.transforms import Squish, squish_box

__all__ = [
    "START",
    "ImageDataset",
    "ModelData",
    "checked_transform",
    "encode_labels",
    "image_size",
    "make_loaders",
    "model_data",
    "parse_box",
    "parse_boxes",
    "read_item",
    "read_rgb",
    "read_table",
    "receive",
    "send",
    "show_batch",
    "split_rows",
    "write_tables",
]


def write_tables(path: Path, pascal: Pascal) -> tuple[Path, Path]:
    """Write the tables of chapter 07, ``tmp/lrg.csv`` (classes) and ``tmp/bb.csv`` (boxes).

    ``path`` is the data set's folder. Both tables list the same images in the same order.
    """
    trn_lrg_anno = get_trn_lrg_anno(pascal.trn_anno)
    lrg = write_csv(lrg_frame(pascal, trn_lrg_anno), tmp_folder(path) / "lrg.csv")
    return lrg, write_csv(bb_frame(pascal, trn_lrg_anno), tmp_folder(path) / "bb.csv")


def read_table(csv: Path, *columns: str) -> pd.DataFrame:
    """Read a table as text, with commas, semicolons or tabs between its columns.

    Raises ValueError if the file is not UTF-8, is no table, or if one of ``columns`` is missing.
    """
    try:
        head = Path(csv).read_text(encoding="utf-8").partition("\n")[0]
    except UnicodeDecodeError as error:
        raise ValueError(f"{Path(csv).name}: save it from Excel as 'CSV UTF-8'") from error
    sep = max(",;\t", key=head.count)
    try:
        table = pd.read_csv(csv, sep=sep, dtype=str, keep_default_na=False, skipinitialspace=True)
    except ValueError as error:
        raise ValueError(f"{Path(csv).name} is no table: {str(error).strip()}") from error
    if not {*columns} <= {*table}:
        needed, found = " and ".join(columns), ", ".join(table)
        raise ValueError(f"{Path(csv).name}: the columns are {found}; {needed} are needed")
    return table


def split_rows(n: int, valid: float = 0.2, seed: int = 42) -> tuple[np.ndarray, np.ndarray]:
    """Draw the row numbers to train on and those to validate on, each in rising order.

    ``valid`` is the share to validate on, rounded down to whole rows. The same ``seed`` gives the
    same split on every computer.

    >>> split_rows(5)
    (array([0, 1, 2, 3]), array([4]))
    """
    order = np.random.default_rng(seed).permutation(n)
    n_valid = int(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def encode_labels(names: list[str], classes: list[str]) -> list[int]:
    """Turn class names into numbers: the position of each in ``classes``, from 0.

    A name that is not in ``classes`` raises a ValueError with the name and its row (from 0).

    >>> encode_labels(["dog", "cat", "dog"], ["cat", "dog"])
    [1, 0, 1]
    """
    number = {name: position for position, name in enumerate(classes)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: '{name}' is not one of the {len(classes)} classes")
    return [number[name] for name in names]


def parse_box(text: str | float) -> np.ndarray:
    """Read ``[top, left, bottom, right]`` (float32, in pixels) from a field of a table.

    Anything but four numbers separated by spaces raises a ValueError; so does the nan that pandas
    makes of an empty field.

    >>> parse_box("96 155 269 350")
    array([ 96., 155., 269., 350.], dtype=float32)
    """
    try:
        numbers = np.array(str(text).split(), dtype=np.float32)
    except ValueError:
        numbers = np.array([])
    if numbers.shape != (4,):
        raise ValueError(f"a box is four numbers separated by spaces, not '{text}'")
    return numbers


def image_size(file: Path | str) -> tuple[int, int]:
    """Return (height, width) of an image, upright, reading only the file's first bytes."""
    with Image.open(file) as picture:
        on_its_side = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        return picture.size if on_its_side else picture.size[::-1]


#: OpenCV's flags for decoding a JPEG at a fraction of its size, which is faster.
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


def read_rgb(file: Path | str, size: Sequence[int], sz: int) -> np.ndarray:
    """Read an image of (height, width) ``size`` that will be resized to ``sz`` x ``sz``.

    A much larger one is decoded at a half, a quarter or an eighth of its size; its shorter side
    keeps at least seven tenths of ``sz``. Returns uint8 of shape (height, width, 3). A file that
    can't be read, or is not an image, raises an OSError.
    """
    part = next((part for part in _REDUCED if min(size) / part >= 0.7 * sz), 1)
    data = np.fromfile(file, dtype=np.uint8)
    im = cv2.imdecode(data, _REDUCED[part]) if data.size else None
    if im is None:
        raise OSError(f"{Path(file).name}: not an image that OpenCV can read")
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


def checked_transform(tfm: Callable) -> Callable:
    """Return ``tfm`` if it is an object such as ``Squish(128)``; anything else is a TypeError."""
    if isinstance(tfm, type) or not callable(tfm) or not hasattr(tfm, "sz"):
        name = getattr(tfm, "__name__", repr(tfm))
        raise TypeError(f"tfm is {name}, but must be an object with a side sz, as Squish(128) is")
    return tfm


class ImageDataset(Dataset):
    """Images with their labels: ``data[i]`` is a pair (x, y).

    x is a uint8 Tensor of shape (sz, sz, 3). y is the box (float32, shape (4,), in pixels of the
    square) if there are only boxes, the class (int64) if there are only classes, else the tuple
    (box, class).

    ``tfm(im, bb)`` makes an image square and moves its box along, and ``tfm.sz`` is the side, as
    in :class:`minilib.transforms.Squish`. ``boxes`` has shape (n, 4), each in pixels of its image.

    A missing file raises a FileNotFoundError; a box that is not inside its image, or whose corners
    are in the wrong order, raises a ValueError. Both errors name the row (from 0) and the file. A
    ``tfm`` of another kind, such as a plain function, raises a TypeError.
    """

    def __init__(
        self, files: Sequence[Path], tfm: Callable,
        classes: Sequence[int] | None = None, boxes: Sequence | None = None,
        read: Callable = read_rgb,
    ):  # fmt: skip
        self.tfm, self.read = checked_transform(tfm), read
        for row, file in enumerate(files):
            if not Path(file).is_file():
                raise FileNotFoundError(f"row {row}: there is no image {Path(file).name}")
        # Arrays rather than lists of objects: they are sent to a worker in one piece.
        self.files = np.array([str(file) for file in files], dtype=str)
        self.sizes = np.array([image_size(file) for file in files]).reshape(-1, 2)
        self.classes = None if classes is None else np.array(classes, dtype=np.int64)
        self.boxes = None if boxes is None else np.array(boxes, dtype=np.float32).reshape(-1, 4)
        if self.boxes is not None:
            self._check_boxes()

    def _check_boxes(self) -> None:
        top, left, bottom, right = self.boxes.T
        height, width = self.sizes.T
        ordered = (top >= 0) & (left >= 0) & (top <= bottom) & (left <= right)
        for row in np.flatnonzero(~(ordered & (bottom < height) & (right < width))):
            box = " ".join(f"{number:g}" for number in self.boxes[row])
            raise ValueError(
                f"row {row}, {Path(self.files[row]).name}: the box {box} (top left bottom right) "
                f"is not inside the image, {height[row]} rows of {width[row]} pixels"
            )

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, i: int) -> tuple:
        return read_item(self, i)

    def rows(self, chosen: Sequence[int], tfm: Callable) -> "ImageDataset":
        """Return a data set of the ``chosen`` rows only, with a transform of its own."""
        part = copy.copy(self)
        part.tfm = checked_transform(tfm)
        part.files, part.sizes = self.files[chosen], self.sizes[chosen]
        part.classes = None if self.classes is None else self.classes[chosen]
        part.boxes = None if self.boxes is None else self.boxes[chosen]
        return part


def read_item(data: "ImageDataset", i: int) -> tuple:
    """Return item number ``i`` of a data set, a pair (x, y) as in :class:`ImageDataset`.

    ``data.read(file, size, sz)`` returns an image that may be smaller than ``size``, which is
    (height, width).
    """
    size = tuple(data.sizes[i])
    im = data.read(data.files[i], size, data.tfm.sz)
    bb = (0, 0, 0, 0) if data.boxes is None else squish_box(data.boxes[i], size, im.shape[:2])
    im, bb = data.tfm(im, bb)
    x, bb = torch.from_numpy(im), torch.from_numpy(bb)
    if data.classes is None:
        return x, bb
    number = torch.tensor(data.classes[i])
    return (x, number) if data.boxes is None else (x, (bb, number))


#: How workers start. A fork would lack the threads that OpenCV and PyTorch wait for.
START = "forkserver" if sys.platform == "linux" else "spawn"


def receive(sent: bytes) -> Dataset:
    """Unpack a data set in a worker; an error there comes back with its class, likewise."""
    ForkingPickler.register(ExceptionWrapper, lambda one: (pickle.loads, (cloudpickle.dumps(one),)))
    return pickle.loads(sent)


def send(ds: Dataset) -> tuple[Callable, tuple[bytes]]:
    """Pack a data set for a worker, with the classes that it uses from a notebook.

    One that holds what stays in its process, such as an open file, raises a TypeError.
    """
    try:
        sent = cloudpickle.dumps(ds)
        pickle.loads(sent)  # here an error is one line; a worker would end without a word
    except Exception as error:
        raise TypeError(f"workers can't be sent this data set ({error}); use workers=0") from None
    return receive, (sent,)


def make_loaders(
    trn_ds: Dataset, val_ds: Dataset, bs: int, workers: int = 0
) -> tuple[DataLoader, DataLoader]:
    """Make loaders for training (shuffled, full batches only) and validation (in order, all).

    ``bs`` is the number of images in a batch; fewer images to train on raise a ValueError.
    ``workers`` is the number of processes that load images; 0 loads them in this one. Data sets
    that can't be sent to them raise a TypeError.
    """
    if bs > len(trn_ds):
        raise ValueError(
            f"a batch of {bs} is larger than the {len(trn_ds)} images to train on; "
            f"use bs={len(trn_ds)} or less"
        )
    # Pinned memory is copied to a GPU faster, while the GPU computes.
    common = {"num_workers": workers, "pin_memory": torch.cuda.is_available()}
    if workers:
        common["multiprocessing_context"] = START
        set_forkserver_preload(["minilib.data"])  # PyTorch is imported once, not by each worker
        for module in (torch.classes, torch.ops):
            # The attribute `classes` makes these look like a part of it: send only their names.
            copyreg.pickle(type(module), lambda one: (import_module, (one.__name__,)))
        for ds in (trn_ds, val_ds):
            send(ds)  # so that what can't be sent is said here
            ForkingPickler.register(type(ds), send)
    trn_dl = DataLoader(trn_ds, batch_size=bs, shuffle=True, drop_last=True, **common)
    return trn_dl, DataLoader(val_ds, batch_size=bs, **common)


class ModelData(NamedTuple):
    """Data sets and loaders for training and validation: the lesson's ``md``.

    ``classes`` are the class names in the order of their ids (empty if there are only boxes);
    ``sz`` is the side of the square images in pixels.
    """

    trn_ds: Dataset
    val_ds: Dataset
    trn_dl: DataLoader
    val_dl: DataLoader
    classes: list[str]
    sz: int


def parse_boxes(texts: Sequence[str], table: str) -> list[np.ndarray]:
    """Read the boxes of a table; a ValueError names the table and the row (from 0)."""
    boxes = []
    for row, text in enumerate(texts):
        try:
            boxes.append(parse_box(text))
        except ValueError as error:
            raise ValueError(f"{table}, row {row}: {error}") from None
    return boxes


def model_data(
    path: Path, cat_csv: Path | None = None, bb_csv: Path | None = None, *,
    classes: Sequence[str] = (), sz: int = 128, bs: int = 32, tfm: Callable | None = None,
    workers: int = 0, limit: int | None = None, read: Callable = read_rgb,
) -> ModelData:  # fmt: skip
    """Make model data from the data set's folder and one or two tables.

    The tables have the columns ``fn, cat`` and ``fn, bbox``; with both, y is (box, class).
    ``classes`` are all class names that the model knows. ``tfm`` transforms the images to train on
    (default: ``Squish(sz)``); those to validate on are only squashed. With ``limit``, only that
    many rows are used, the first ones; ``read`` replaces :func:`read_rgb`. Tables that do not fit
    together raise a ValueError.
    """
    wanted = [(csv, column) for csv, column in ((cat_csv, "cat"), (bb_csv, "bbox")) if csv]
    tables = [read_table(csv, "fn", column).head(limit or 10**9) for csv, column in wanted]
    if len({tuple(table["fn"]) for table in tables}) != 1:
        raise ValueError("give one table, or two that list the same images in the same order")
    files = [image_path(path, name) for name in tables[0]["fn"]]
    classes = list(classes)
    numbers = encode_labels(list(tables[0]["cat"]), classes) if cat_csv else None
    boxes = parse_boxes(tables[-1]["bbox"], Path(bb_csv).name) if bb_csv else None
    data = ImageDataset(files, Squish(sz), numbers, boxes, read)

    trn_rows, val_rows = split_rows(len(data))
    if not len(val_rows):
        raise ValueError(f"{len(data)} images leave none to validate on; use 5 or more")
    trn_ds, val_ds = data.rows(trn_rows, tfm or Squish(sz)), data.rows(val_rows, Squish(sz))
    return ModelData(trn_ds, val_ds, *make_loaders(trn_ds, val_ds, bs, workers), classes, sz)


def show_batch(
    x: Tensor, boxes: Tensor | None = None, names: list[str] | None = None,
    rows: int = 3, cols: int = 4, figsize: tuple[float, float] = (11, 8),
) -> np.ndarray:  # fmt: skip
    """Show the first images of a batch, uint8 (n, sz, sz, 3), on a grid of ``rows`` x ``cols``.

    ``boxes``, (n, 4) in pixels of the square, are drawn, and ``names`` written beside them.
    Returns the Axes, shape (rows, cols).
    """
    _, axes = plt.subplots(rows, cols, figsize=figsize, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for i, ax in enumerate(axes.flat[: len(x)]):
        show_img(x[i].numpy(), ax=ax)
        if boxes is not None:
            draw_object(ax, bb_hw(boxes[i].tolist()), "" if names is None else names[i])
        elif names is not None:
            draw_text(ax, (0, 0), names[i])
    return axes
