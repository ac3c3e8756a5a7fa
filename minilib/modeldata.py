"""Model data: from a table to batches (chapter 09).

Made from solutions/09_modeldata.py by ``workbook build``: change it there.
"""

import copy
from pathlib import Path
from typing import NamedTuple

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from minilib.boxes import bb_hw
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.largest import bb_frame, get_trn_lrg_anno, lrg_frame, write_csv
from minilib.paths import image_path, tmp_folder

__all__ = [
    "IMAGENET_MEAN",
    "IMAGENET_STD",
    "ModelData",
    "PictureData",
    "Squish",
    "class_numbers",
    "denorm",
    "make_loaders",
    "model_data",
    "normalize",
    "picture_size",
    "read_rgb",
    "show_batch",
    "split_rows",
    "squish_bb",
    "text_bb",
    "to_device",
    "write_tables",
]


def write_tables(path, pascal):
    """Write the two tables of chapter 07, ``tmp/lrg.csv`` and ``tmp/bb.csv``.

    Parameters
    ----------
    path : Path
        The data set's folder.
    pascal : Pascal
        The data set, see :func:`minilib.drawing.load_pascal`.

    Returns
    -------
    tuple of Path
        Classes, boxes. Row by row both tell of the same pictures.
    """
    trn_lrg_anno = get_trn_lrg_anno(pascal.trn_anno)
    lrg = write_csv(lrg_frame(pascal, trn_lrg_anno), tmp_folder(path) / "lrg.csv")
    return lrg, write_csv(bb_frame(pascal, trn_lrg_anno), tmp_folder(path) / "bb.csv")


def split_rows(n, valid=0.2, seed=42):
    """Choose the rows of a table that are kept for validation.

    Parameters
    ----------
    n : int
        How many rows the table has.
    valid : float
        The share to keep for validation, between 0 and 1; rounded down to whole rows.
    seed : int
        The same seed gives the same split, today and on every computer.

    Returns
    -------
    tuple of ndarray of int
        Row numbers to train on and row numbers to validate on; each rising, none in both.

    Examples
    --------
    >>> split_rows(5)
    (array([0, 1, 2, 3]), array([4]))
    """
    order = np.random.default_rng(seed).permutation(n)
    n_valid = int(n * valid)
    return np.sort(order[n_valid:]), np.sort(order[:n_valid])


def class_numbers(names, classes):
    """Turn class names into numbers that a network can learn.

    Parameters
    ----------
    names : list of str
        One name a picture.
    classes : list of str
        All names that the model knows; the position in it is the number.

    Returns
    -------
    list of int
        One number a picture, from 0.

    Raises
    ------
    ValueError
        A name is none of the model's; the message says which, and in which row (from 0).

    Examples
    --------
    >>> class_numbers(["dog", "cat", "dog"], ["cat", "dog"])
    [1, 0, 1]
    """
    number = {name: position for position, name in enumerate(classes)}
    for row, name in enumerate(names):
        if name not in number:
            raise ValueError(f"row {row}: the class '{name}' is none of the {len(classes)} known")
    return [number[name] for name in names]


def text_bb(text):
    """Read a box from a table.

    Parameters
    ----------
    text
        Four numbers with spaces between; what pandas gives for an empty field is refused.

    Returns
    -------
    ndarray of float32, shape (4,)
        ``[top, left, bottom, right]`` in pixels.

    Raises
    ------
    ValueError
        It is something else.

    Examples
    --------
    >>> text_bb("96 155 269 350")
    array([ 96., 155., 269., 350.], dtype=float32)
    """
    numbers = np.array(str(text).split(), dtype=np.float32)
    if numbers.shape != (4,):
        raise ValueError(f"a box is four numbers with spaces between, not '{text}'")
    return numbers


def picture_size(file):
    """(height, width) of a picture in pixels, read from the file's first bytes only."""
    with Image.open(file) as picture:
        return picture.height, picture.width


def squish_bb(bb, size, new_size):
    """Move a box along when its picture is stretched or shrunk to another size.

    Parameters
    ----------
    bb : sequence of four numbers
        ``[top, left, bottom, right]`` in pixels of the old picture; both corners belong to the box.
    size, new_size : tuple of int
        (height, width) of the old and of the new picture in pixels.

    Returns
    -------
    ndarray of float32, shape (4,)
        The box in pixels of the new picture; both corners belong to it, so that a box that covers
        the whole old picture covers the whole new one.

    Examples
    --------
    >>> squish_bb([0, 0, 399, 499], (400, 500), (128, 128))
    array([  0.,   0., 127., 127.], dtype=float32)
    """
    top, left, bottom, right = bb
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    corners = [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1]
    return np.array(corners, dtype=np.float32)


class Squish:
    """Make any picture a square, and move its box along. Nothing is cut off.

    Parameters
    ----------
    sz : int
        Side of the square in pixels.
    """

    def __init__(self, sz):
        self.sz = sz

    def __call__(self, im, bb):
        """Squish one picture.

        Parameters
        ----------
        im : ndarray of uint8, shape (height, width, 3)
            Not changed.
        bb : sequence of four numbers
            ``[top, left, bottom, right]`` in pixels of ``im``.

        Returns
        -------
        tuple of ndarray
            The picture (uint8, shape (sz, sz, 3)) and its box (float32, shape (4,)).
        """
        square = (self.sz, self.sz)
        squished = cv2.resize(im, square, interpolation=cv2.INTER_AREA)
        return squished, squish_bb(bb, im.shape[:2], square)


#: How OpenCV is asked to decode a JPEG at a part of its size, which is faster.
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}


def read_rgb(file, size, sz):
    """Read a picture that is going to be squished to ``sz`` x ``sz``.

    Parameters
    ----------
    file : Path or str
        A picture.
    size : tuple of int
        Its (height, width) in pixels, see :func:`picture_size`.
    sz : int
        Where the picture is much larger, a half, a quarter or an eighth of its size is decoded.
        Its shorter side keeps at least seven tenths of ``sz``.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        Red, green, blue.

    Raises
    ------
    OSError
        The file can't be read, or is not a picture.
    """
    part = next((part for part in _REDUCED if min(size) / part >= 0.7 * sz), 1)
    # Boxes refer to the pixels as they are stored, so the camera's note on its position is ignored.
    flags = _REDUCED[part] | cv2.IMREAD_IGNORE_ORIENTATION
    data = np.fromfile(file, dtype=np.uint8)
    im = cv2.imdecode(data, flags) if data.size else None
    if im is None:
        raise OSError(f"{Path(file).name}: not a picture that OpenCV can read")
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


class PictureData(Dataset):
    """Pictures with their labels: ``data[i]`` is a pair (x, y).

    Parameters
    ----------
    files : list of Path
        The pictures.
    tfm : callable
        ``tfm(im, bb)`` gives the square picture and its box, ``tfm.sz`` is the square's side in
        pixels, as with :class:`Squish`.
    classes : list of int, optional
        A class number for each picture.
    boxes : ndarray, shape (n, 4), optional
        ``[top, left, bottom, right]`` for each picture, in its own pixels.

    Raises
    ------
    FileNotFoundError
        A picture is not there; the message names the row (from 0) and the file.
    ValueError
        A box lies outside of its picture, or its corners are in the wrong order.

    Notes
    -----
    x is a uint8 Tensor of shape (sz, sz, 3). y is a float32 Tensor of shape (4,), the box in the
    square's pixels, when there are boxes only; an int64 Tensor, the class, when there are classes
    only; both, as a tuple (box, class), when there are both.
    """

    def __init__(self, files, tfm, classes=None, boxes=None):
        self.tfm = tfm
        for row, file in enumerate(files):
            if not Path(file).is_file():
                raise FileNotFoundError(f"row {row}: there is no picture {Path(file).name}")
        # Arrays rather than lists of objects: worker processes share them and copy nothing.
        self.files = np.array([str(file) for file in files], dtype=str)
        self.sizes = np.array([picture_size(file) for file in files]).reshape(-1, 2)
        self.classes = None if classes is None else np.array(classes, dtype=np.int64)
        self.boxes = None if boxes is None else np.array(boxes, dtype=np.float32).reshape(-1, 4)
        if self.boxes is not None:
            self._check_boxes()

    def _check_boxes(self):
        top, left, bottom, right = self.boxes.T
        height, width = self.sizes.T
        ordered = (top >= 0) & (left >= 0) & (top <= bottom) & (left <= right)
        for row in np.flatnonzero(~(ordered & (bottom < height) & (right < width))):
            box = " ".join(f"{number:g}" for number in self.boxes[row])
            raise ValueError(
                f"row {row}, {Path(self.files[row]).name}: the box {box} (top left bottom right) "
                f"is not inside the picture, {height[row]} rows of {width[row]} pixels"
            )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        size = tuple(self.sizes[i])
        im = read_rgb(self.files[i], size, self.tfm.sz)
        bb = (0, 0, 0, 0) if self.boxes is None else squish_bb(self.boxes[i], size, im.shape[:2])
        im, bb = self.tfm(im, bb)
        x, bb = torch.from_numpy(im), torch.from_numpy(bb)
        if self.classes is None:
            return x, bb
        number = torch.tensor(self.classes[i])
        return (x, number) if self.boxes is None else (x, (bb, number))

    def rows(self, chosen, tfm):
        """The data set of some rows only (an array of row numbers), with a transform of its own."""
        part = copy.copy(self)
        part.tfm, part.files, part.sizes = tfm, self.files[chosen], self.sizes[chosen]
        part.classes = None if self.classes is None else self.classes[chosen]
        part.boxes = None if self.boxes is None else self.boxes[chosen]
        return part


def make_loaders(trn_ds, val_ds, bs, workers=0):
    """Loaders for training (shuffled, full batches only) and for validation (in order, all).

    Parameters
    ----------
    trn_ds, val_ds : Dataset
        What to take the batches from.
    bs : int
        Pictures in a batch.
    workers : int
        Processes that load pictures beside this one; 0 loads them here.

    Returns
    -------
    tuple of DataLoader
        For training, for validation.

    Raises
    ------
    ValueError
        There are fewer pictures to train on than a batch holds.
    """
    if bs > len(trn_ds):
        raise ValueError(
            f"a batch of {bs} is larger than the {len(trn_ds)} pictures to train on; "
            f"take bs={len(trn_ds)} or less"
        )
    # Pinned memory is copied to a GPU faster, while the GPU computes.
    common = {"num_workers": workers, "pin_memory": torch.cuda.is_available()}
    trn_dl = DataLoader(trn_ds, batch_size=bs, shuffle=True, drop_last=True, **common)
    return trn_dl, DataLoader(val_ds, batch_size=bs, **common)


class ModelData(NamedTuple):
    """Everything about the data that a learner needs: the lesson's ``md``.

    Attributes
    ----------
    trn_ds, val_ds
        Data sets (:class:`PictureData`) to train on and to validate on.
    trn_dl, val_dl
        Their loaders, which give batches.
    classes
        Names of the classes; the position is the number. Empty for a table without classes.
    sz
        Side of the square pictures in pixels.
    """

    trn_ds: Dataset
    val_ds: Dataset
    trn_dl: DataLoader
    val_dl: DataLoader
    classes: list
    sz: int


def model_data(
    path,
    cat_csv=None,
    bb_csv=None,
    *,
    classes=(),
    sz=128,
    bs=32,
    tfm=None,
    workers=0,
    limit=None,
):
    """Make model data from one table or from both.

    Parameters
    ----------
    path : Path
        The data set's folder.
    cat_csv, bb_csv : Path, optional
        Tables with the columns ``fn, cat`` and ``fn, bbox``; at least one. With both, y is
        (box, class).
    classes : list of str
        All class names that the model knows; needed for ``cat_csv``.
    sz, bs, workers
        Side of the square in pixels, pictures in a batch, processes that load.
    tfm : callable, optional
        What is done to pictures that are trained on, as :class:`Squish` (the default). Pictures
        that are validated on are always squished and nothing else.
    limit : int, optional
        Use the first rows only.

    Returns
    -------
    ModelData

    Raises
    ------
    ValueError
        The tables do not fit together, or the data set or the loaders refuse them.
    FileNotFoundError
        A row names a picture that is not there.
    """
    tables = [pd.read_csv(csv).head(limit or 10**9) for csv in (cat_csv, bb_csv) if csv]
    if len({tuple(table["fn"]) for table in tables}) != 1:
        raise ValueError("give one table, or two that list the same pictures in the same order")
    files = [image_path(path, name) for name in tables[0]["fn"]]
    classes = list(classes)
    numbers = class_numbers(list(tables[0]["cat"]), classes) if cat_csv else None
    boxes = [text_bb(text) for text in tables[-1]["bbox"]] if bb_csv else None
    data = PictureData(files, Squish(sz), numbers, boxes)

    trn_rows, val_rows = split_rows(len(data))
    trn_ds, val_ds = data.rows(trn_rows, tfm or Squish(sz)), data.rows(val_rows, Squish(sz))
    return ModelData(trn_ds, val_ds, *make_loaders(trn_ds, val_ds, bs, workers), classes, sz)


#: Mean and spread of the three colours over ImageNet's pictures, where white is 1.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


def normalize(x):
    """Turn a batch of pixels into what the network was trained on.

    Parameters
    ----------
    x : Tensor of uint8, shape (n, height, width, 3)
        Red, green, blue, from 0 to 255, on any device.

    Returns
    -------
    Tensor of float32, shape (n, 3, height, width)
        With ImageNet's mean taken away and divided by its spread, colour by colour. In memory the
        three colours of a pixel still stand together ("channels last"), which is fastest.
    """
    mean = 255 * torch.tensor(IMAGENET_MEAN, device=x.device)
    std = 255 * torch.tensor(IMAGENET_STD, device=x.device)
    # A copy, changed in place: twice as fast as two new tensors.
    return x.to(torch.float32, copy=True).sub_(mean).div_(std).permute(0, 3, 1, 2)


def to_device(batch, device):
    """Bring a batch (a Tensor, or a list of them) to a device; pinned memory without waiting."""
    if isinstance(batch, list | tuple):
        return [to_device(one, device) for one in batch]
    return batch.to(device, non_blocking=True)


def denorm(x):
    """Turn a normalised batch back into pictures that can be shown.

    Parameters
    ----------
    x : Tensor of float32, shape (n, 3, height, width)
        As :func:`normalize` gives it; it may need gradients, on any device. Not changed.

    Returns
    -------
    ndarray of float32, shape (n, height, width, 3)
        Red, green, blue, from 0 to 1.
    """
    mean, std = torch.tensor(IMAGENET_MEAN), torch.tensor(IMAGENET_STD)
    pictures = x.detach().cpu().permute(0, 2, 3, 1) * std + mean
    return pictures.clamp(0, 1).numpy()


def show_batch(x, boxes=None, names=None, rows=3, cols=4, figsize=(11, 8)):
    """Show the first pictures of a batch, with boxes and names where there are any.

    Parameters
    ----------
    x : Tensor of uint8, shape (n, sz, sz, 3)
        The pictures, not normalised.
    boxes : Tensor, shape (n, 4), optional
        ``[top, left, bottom, right]`` in pixels of the square.
    names : list of str, optional
        What to write at each box, or in the corner.
    rows, cols, figsize
        The grid, and its size in inches.

    Returns
    -------
    ndarray of Axes, shape (rows, cols)
    """
    _, axes = plt.subplots(rows, cols, figsize=figsize, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for i, ax in enumerate(axes.flat[: len(x)]):
        show_img(x[i].numpy(), ax=ax)
        corner = (0, 0)
        if boxes is not None:
            b = bb_hw(boxes[i].tolist())
            draw_rect(ax, b)
            corner = (max(b[0], 0), max(b[1], 0))
        if names is not None:
            draw_text(ax, corner, names[i])
    return axes
