"""A closer look: the class inside the box, mirror images, and windows cut out of the file.

Made from solutions/15_closer.py (chapter 15) by ``workbook build``: change it there.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from minilib.data import image_size, read_rgb
from minilib.learner import Learner
from minilib.multitask import Pair, flip_boxes, split_outputs, to_image_pixels
from minilib.regression import deep_box_head
from minilib.transforms import Squish, squish_box

__all__ = [
    "BoxThenClass",
    "average_flipped",
    "box_coverage",
    "crop_window",
    "from_crop_pixels",
    "look_closer",
    "read_crop",
]


def box_coverage(boxes: Tensor, rows: int, columns: int) -> Tensor:
    """The share of each cell of a grid that lies inside each box: (n, rows, columns), 0 to 1.

    ``boxes`` are (n, 4), ``[top, left, bottom, right]`` as shares of the image's height and width;
    the grid covers the image. A box whose corners are in the wrong order covers nothing.
    """

    def shares(near, far, count):
        begin = torch.arange(count, device=boxes.device) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        common = common - torch.maximum(near[:, None], begin)
        return (count * common).clamp(0, 1)

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]


class BoxThenClass(nn.Module):
    """A head that predicts the box first, then the class from the features inside that box.

    ``features`` is (channels, rows, columns), the body's output for one image. A deep branch gives
    the box (its sigmoid is in shares of the image), a linear one the class, from the mean of each
    channel inside the box.
    """

    def __init__(self, features: tuple[int, int, int], n_classes: int):
        super().__init__()
        c = features[0]
        self.box = deep_box_head(features)
        self.cls = nn.Sequential(nn.BatchNorm1d(c), nn.Dropout(0.5), nn.Linear(c, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        box = self.box(x)
        weights = box_coverage(box.detach().float().sigmoid(), *x.shape[2:]) + 1e-3
        weights = weights / weights.sum(dim=(1, 2), keepdim=True)
        inside = (x * weights[:, None]).sum(dim=(2, 3))
        return torch.cat([box, self.cls(inside)], dim=1)


def average_flipped(outputs: Tensor, mirrored: Tensor, sz: int) -> Pair:
    """The mean of a network's outputs (n, 4 + classes) for images and for their mirror images.

    Returns boxes of the images in pixels (n, 4) and probabilities of the classes (n, classes).
    """
    boxes, scores = split_outputs(outputs, sz)
    other_boxes, other_scores = split_outputs(mirrored, sz)
    probs = scores.softmax(dim=1) + other_scores.softmax(dim=1)
    return (boxes + flip_boxes(other_boxes, sz)) / 2, probs / 2


def crop_window(boxes: Tensor, sz: int, margin: float = 1.5, least: float = 0.4) -> Tensor:
    """A window around each box (n, 4), centred on it where the image's edge allows that.

    It is ``margin`` times as high and as wide as the box, but at least the share ``least`` of the
    image's side ``sz``, and at most ``sz``. Boxes and windows are ``[top, left, bottom, right]``
    in pixels.
    """
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    begin = ((begin + end - side) / 2).clamp(min=0).minimum(sz - side)
    return torch.cat([begin, begin + side - 1], dim=1)


def read_crop(file: Path | str, window: Sequence[float], sz: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut a window out of an image file and resize it to ``sz`` x ``sz`` (uint8).

    ``window`` is in pixels of the image squished to a side of ``sz``; the second result is where it
    lies after rounding to whole pixels of the file (float32). A file that is missing, or not an
    image, raises an OSError.
    """
    im = read_rgb(file, image_size(file), 3 * sz)  # larger than sz: only a part of it is used
    size = im.shape[:2]
    top, left, bottom, right = to_image_pixels(window, sz, size)
    square, _ = Squish(sz)(im[top : bottom + 1, left : right + 1], (0, 0, 0, 0))
    return square, squish_box([top, left, bottom, right], size, (sz, sz))


def from_crop_pixels(boxes: Tensor, windows: Tensor, sz: int) -> Tensor:
    """Bring boxes (n, 4) in pixels of windows of side ``sz`` back to the whole images.

    ``windows`` (n, 4) is where the windows lie, in pixels of the whole images.
    """
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    first, last = boxes[:, :2], boxes[:, 2:] + 1
    return torch.cat([begin + first * scale, begin + last * scale - 1], dim=1)


def look_closer(learn: Learner, files: Sequence[Path | str], dl: DataLoader, sz: int) -> Pair:
    """Boxes in pixels (n, 4) and probabilities (n, classes): means of a far and a near look.

    Each look is at the image and its mirror image. ``dl`` gives the images of ``files``, of side
    ``sz``, in their order; the near look is at windows cut out of the files.
    """
    batches = list(dl)
    outputs, _ = learn.predict(batches)
    mirrored, _ = learn.predict((x.flip(2), y) for x, y in batches)
    far, far_probs = average_flipped(outputs, mirrored, sz)
    windows = crop_window(far, sz).tolist()
    cut = [read_crop(*one, sz) for one in zip(files, windows, strict=True)]
    squares, places = (torch.from_numpy(np.stack(part)) for part in zip(*cut, strict=True))
    near_dl = [(x, x) for x in squares.split(64)]
    outputs, mirrored = (
        learn.predict([(x.flip(2) if flip else x, y) for x, y in near_dl])[0] for flip in (0, 1)
    )
    near, near_probs = average_flipped(outputs, mirrored, sz)
    return (far + from_crop_pixels(near, places, sz)) / 2, (far_probs + near_probs) / 2
