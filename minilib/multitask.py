"""Box and class by one network: its loss and metrics, detection in a file, a closer look.

Made from solutions/14_multitask.py (chapter 14) by ``workbook build``: change it there.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from minilib.boxes import bb_hw
from minilib.classifier import accuracy
from minilib.data import image_size, read_rgb, show_batch
from minilib.drawing import draw_rect
from minilib.learner import Learner
from minilib.regression import iou, l1
from minilib.transforms import Squish, squish_box

__all__ = [
    "Pair",
    "average_flipped",
    "balance_factor",
    "crop_window",
    "detect",
    "detection_loss",
    "detn_metrics",
    "flip_boxes",
    "from_crop_pixels",
    "loss_terms",
    "read_crop",
    "show_detections",
    "split_outputs",
    "to_image_pixels",
]


#: Boxes (n, 4) and class numbers or scores, of the same images.
Pair = tuple[Tensor, Tensor]


def split_outputs(outputs: Tensor, sz: int) -> tuple[Tensor, Tensor]:
    """Split outputs (n, 4 + classes) into boxes (n, 4) and class scores (n, classes).

    A sigmoid brings the boxes to pixels, from 0 to ``sz``, the side of the image.
    """
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 4:]


def loss_terms(outputs: Tensor, y: Pair, sz: int) -> Pair:
    """The two terms of the loss: L1 of the boxes in pixels, cross-entropy of the classes."""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]), F.cross_entropy(scores, y[1])


def balance_factor(box_losses: list[float], class_losses: list[float]) -> float:
    """The factor that makes the classes' mean loss as large as the boxes'."""
    return (sum(box_losses) / len(box_losses)) / (sum(class_losses) / len(class_losses))


def detection_loss(outputs: Tensor, y: Pair, sz: int, factor: float = 20.0) -> Tensor:
    """L1 of the boxes in pixels plus ``factor`` times the cross-entropy of the classes.

    ``outputs`` as in :func:`split_outputs`; ``y`` is boxes in pixels (n, 4) and class numbers (n,).
    The lesson's factor is 20.
    """
    box, cls = loss_terms(outputs, y, sz)
    return box + factor * cls


def detn_metrics(sz: int) -> list[Callable]:
    """Metrics that look at one half of the outputs each: accuracy, L1 in pixels, and IoU."""

    def detn_acc(outputs, y):
        return accuracy(split_outputs(outputs, sz)[1], y[1])

    def detn_l1(outputs, y):
        return l1(split_outputs(outputs, sz)[0], y[0])

    def detn_iou(outputs, y):
        return iou(split_outputs(outputs, sz)[0], y[0]).mean()

    return [detn_acc, detn_l1, detn_iou]


def show_detections(
    x: Tensor, y: Pair, outputs: Tensor, classes: list[str], sz: int, rows: int = 3, cols: int = 4,
    figsize: tuple[float, float] = (12, 9.5),
) -> np.ndarray:  # fmt: skip
    """Show images with the true box (green), the predicted one (white), class and confidence.

    ``x`` is uint8 (n, sz, sz, 3). The title is the true class, in red if another is predicted.
    Gives the Axes, shape (rows, cols).
    """
    boxes, scores = split_outputs(outputs, sz)
    confidences, predicted = scores.softmax(dim=1).max(dim=1)
    names = [f"{classes[i]} {c:.2f}" for i, c in zip(predicted, confidences, strict=True)]
    axes = show_batch(x, boxes, names, rows, cols, figsize)
    for ax, box, actual, answer in zip(axes.flat, *y, predicted, strict=False):
        draw_rect(ax, bb_hw(box.tolist()), color="limegreen")
        ax.set_title(classes[actual], color="black" if answer == actual else "red")
    return axes


def flip_boxes(boxes: Tensor, sz: int) -> Tensor:
    """Exchange left and right of boxes (n, 4) in images of side ``sz`` pixels."""
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)


def average_flipped(outputs: Tensor, mirrored: Tensor, sz: int) -> Pair:
    """The mean of a network's outputs (n, 4 + classes) for images and for their mirror images.

    Gives boxes of the images in pixels (n, 4) and probabilities of the classes (n, classes).
    """
    boxes, scores = split_outputs(outputs, sz)
    other_boxes, other_scores = split_outputs(mirrored, sz)
    probs = scores.softmax(dim=1) + other_scores.softmax(dim=1)
    return (boxes + flip_boxes(other_boxes, sz)) / 2, probs / 2


def to_image_pixels(bb: Sequence[float], sz: int, size: Sequence[int]) -> list[int]:
    """Bring a box from a square of side ``sz`` back to its image of (height, width) ``size``.

    ``[top, left, bottom, right]`` as Python's ints, in pixels, rounded and clipped to the image.
    """
    corners = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    last = np.array((*size, *size)) - 1
    return np.clip(corners, 0, last).tolist()


def detect(
    learn: Learner, file: Path | str, classes: list[str], sz: int
) -> tuple[list[int], str, float]:
    """Predict box, class name and confidence (0 to 1) of the largest object in any image file.

    The model gives four numbers for the box, then one for each of ``classes``; ``sz`` is the side
    that it was trained with. The box is ``[top, left, bottom, right]`` in pixels of the image,
    upright. A file that is missing, or not an image, raises an OSError.
    """
    size = image_size(file)
    square, _ = Squish(sz)(read_rgb(file, size, sz), (0, 0, 0, 0))
    learn.model.eval()
    with torch.no_grad():
        outputs = learn.predict_batch(torch.from_numpy(square)[None]).cpu()
    boxes, scores = split_outputs(outputs, sz)
    confidence, number = scores.softmax(dim=1)[0].max(dim=0)
    return to_image_pixels(boxes[0].tolist(), sz, size), classes[int(number)], float(confidence)


def crop_window(boxes: Tensor, sz: int, margin: float = 1.5, least: float = 0.4) -> Tensor:
    """A window around each box (n, 4), centered on it where the image's edge allows that.

    It is ``margin`` times as high and as wide as the box, but at least the share ``least`` of the
    side ``sz``. Boxes and windows are ``[top, left, bottom, right]`` in pixels.
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
    im = read_rgb(file, image_size(file), 3 * sz)  # sharper than the whole need be
    size = im.shape[:2]
    top, left, bottom, right = to_image_pixels(window, sz, size)
    square, _ = Squish(sz)(im[top : bottom + 1, left : right + 1], (0, 0, 0, 0))
    return square, squish_box([top, left, bottom, right], size, (sz, sz))


def from_crop_pixels(boxes: Tensor, windows: Tensor, sz: int) -> Tensor:
    """Bring boxes (n, 4) in pixels of windows of side ``sz`` back to the whole images.

    ``windows`` (n, 4) says where they lie, in pixels of the whole images.
    """
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    first, last = boxes[:, :2], boxes[:, 2:] + 1
    return torch.cat([begin + first * scale, begin + last * scale - 1], dim=1)
