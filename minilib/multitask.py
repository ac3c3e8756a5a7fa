"""Both at once: what and where, by one network (chapter 13).

Made from solutions/13_multitask.py by ``workbook build``: change it there.
"""

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.boxes import bb_hw
from minilib.classifier import accuracy
from minilib.drawing import draw_rect, draw_text, show_img
from minilib.modeldata import Squish, picture_size, read_rgb, squish_bb
from minilib.regression import deep_box_head, iou, l1

__all__ = [
    "BoxThenClass",
    "TwoHeads",
    "box_then_class",
    "choose_factor",
    "coverage",
    "cut_out",
    "detect",
    "detection_head",
    "detection_loss",
    "detn_metrics",
    "flip_boxes",
    "loss_parts",
    "mean_answers",
    "out_of_window",
    "own_pixels",
    "show_detections",
    "split_outputs",
    "window_round",
]


def detection_head(features, n_classes):
    """The lesson's head: four numbers for the box, then one for each class.

    Parameters
    ----------
    features : tuple of int
        (channels, rows, columns) of what the body gives.
    n_classes : int
        How many classes there are.

    Returns
    -------
    Sequential
        Flatten, ReLU, Dropout, Linear to 256, ReLU, BatchNorm, Dropout, Linear to
        ``4 + n_classes``.
    """
    channels, rows, columns = features
    return nn.Sequential(
        nn.Flatten(),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(channels * rows * columns, 256),
        nn.ReLU(),
        nn.BatchNorm1d(256),
        nn.Dropout(0.5),
        nn.Linear(256, 4 + n_classes),
    )


def split_outputs(outputs, sz):
    """Take the network's numbers apart.

    Parameters
    ----------
    outputs : Tensor of float, shape (n, 4 + classes)
        Four numbers of any size, then one for each class.
    sz : int
        Side of the picture in pixels.

    Returns
    -------
    tuple of Tensor
        Boxes of shape (n, 4), from 0 to ``sz`` pixels by a sigmoid; class outputs (n, classes).
    """
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 4:]


def loss_parts(outputs, y, sz):
    """The two terms of the loss: L1 of the boxes in pixels, cross-entropy of the classes."""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]), F.cross_entropy(scores, y[1])


def choose_factor(box_losses, class_losses):
    """The factor that makes the classes' loss as large as the boxes'.

    Parameters
    ----------
    box_losses, class_losses : list of float
        Both terms, of the same batches; class losses are above 0.

    Returns
    -------
    float
        Mean of the one over mean of the other.
    """
    return (sum(box_losses) / len(box_losses)) / (sum(class_losses) / len(class_losses))


def detection_loss(outputs, y, sz, factor=20.0):
    """How wrong the outputs are, boxes and classes together.

    Parameters
    ----------
    outputs : Tensor of float, shape (n, 4 + classes)
        As :func:`split_outputs` takes them.
    y : pair of Tensor
        Boxes in pixels (float, shape (n, 4)) and class numbers (int, shape (n,)).
    sz : int
        Side of the picture in pixels.
    factor : float
        Makes both terms weigh about the same; 20 in the lesson.

    Returns
    -------
    Tensor of float, shape ()
        L1 of the boxes plus ``factor`` times the cross-entropy of the classes.
    """
    box, cls = loss_parts(outputs, y, sz)
    return box + factor * cls


def detn_metrics(sz):
    """The metrics that look at one half of the outputs each: accuracy, L1 in pixels, and IoU."""

    def detn_acc(outputs, y):
        return accuracy(split_outputs(outputs, sz)[1], y[1])

    def detn_l1(outputs, y):
        return l1(split_outputs(outputs, sz)[0], y[0])

    def detn_iou(outputs, y):
        return iou(split_outputs(outputs, sz)[0], y[0]).mean()

    return [detn_acc, detn_l1, detn_iou]


class TwoHeads(nn.Module):
    """A head with two branches: one keeps the places, for the box; one pools, for the class.

    Parameters
    ----------
    box, cls : Module
        Each takes the body's features; (n, 4) and (n, classes) come out.
    """

    def __init__(self, box, cls):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x):
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        return torch.cat([self.box(x), self.cls(x)], dim=1)


def coverage(boxes, rows, columns):
    """How much of each place of a grid lies inside of each box.

    Parameters
    ----------
    boxes : Tensor of float, shape (n, 4)
        ``[top, left, bottom, right]`` as shares of the picture's height and width, 0 to 1.
    rows, columns : int
        Of the grid, which covers the picture.

    Returns
    -------
    Tensor of float, shape (n, rows, columns)
        0 (outside) to 1 (covered). A box whose corners are in the wrong order covers nothing.
    """

    def shares(near, far, count):
        begin = torch.arange(count, device=boxes.device) / count
        common = torch.minimum(far[:, None], begin + 1 / count)
        common = common - torch.maximum(near[:, None], begin)
        return (count * common).clamp(0, 1)

    top, left, bottom, right = boxes.unbind(dim=1)
    return shares(top, bottom, rows)[:, :, None] * shares(left, right, columns)[:, None, :]


class BoxThenClass(nn.Module):
    """A head that says the box first, and then the class from the features inside of that box.

    Parameters
    ----------
    box : Module
        Takes the body's features (n, channels, rows, columns); (n, 4) comes out, and its sigmoid
        is the box as shares of the picture.
    cls : Module
        Takes the mean of each channel inside of the box (n, channels); (n, classes) comes out.
    """

    def __init__(self, box, cls):
        super().__init__()
        self.box, self.cls = box, cls

    def forward(self, x):
        """(n, channels, rows, columns) becomes (n, 4 + classes)."""
        box = self.box(x)
        weights = coverage(box.detach().float().sigmoid(), *x.shape[2:]) + 1e-3
        weights = weights / weights.sum(dim=(1, 2), keepdim=True)
        inside = (x * weights[:, None]).sum(dim=(2, 3))
        return torch.cat([box, self.cls(inside)], dim=1)


def box_then_class(features, n_classes):
    """:class:`BoxThenClass` with a deep branch for the box and a linear one for the class."""
    channels = features[0]
    cls = nn.Sequential(nn.BatchNorm1d(channels), nn.Dropout(0.5), nn.Linear(channels, n_classes))
    return BoxThenClass(deep_box_head(features), cls)


def show_detections(x, y, outputs, classes, sz, rows=3, cols=4, figsize=(12, 9.5)):
    """Show pictures with the true box (green) and the network's (white), its class and certainty.

    Parameters
    ----------
    x : Tensor of uint8, shape (n, sz, sz, 3)
        The pictures, not normalised.
    y : pair of Tensor
        Boxes (n, 4) and class numbers (n,).
    outputs : Tensor, shape (n, 4 + classes)
        What the network says.
    classes : list of str
        Names of the classes.
    sz : int
        Side of the pictures in pixels.
    rows, cols, figsize
        The grid, and its size in inches.

    Returns
    -------
    ndarray of Axes, shape (rows, cols)
        The title is the true class, in red where the network says another.
    """
    boxes, scores = split_outputs(outputs, sz)
    certainties, said = scores.softmax(dim=1).max(dim=1)
    _, axes = plt.subplots(rows, cols, figsize=figsize, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for i, ax in enumerate(axes.flat[: len(x)]):
        show_img(x[i].numpy(), ax=ax)
        draw_rect(ax, bb_hw(y[0][i].tolist()), color="limegreen")
        b = bb_hw(boxes[i].tolist())
        draw_rect(ax, b)
        draw_text(ax, b[:2], f"{classes[said[i]]} {certainties[i]:.2f}", sz=12)
        ax.set_title(classes[y[1][i]], color="black" if said[i] == y[1][i] else "red")
    return axes


def flip_boxes(boxes, sz):
    """Exchange left and right for boxes in pictures of ``sz`` pixels, shape (n, 4)."""
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)


def mean_answers(outputs, mirrored, sz):
    """The mean of what a network says of pictures and of their mirror images.

    Parameters
    ----------
    outputs, mirrored : Tensor of float, shape (n, 4 + classes)
        For the pictures, and for the same pictures mirrored.
    sz : int
        Side of the pictures in pixels.

    Returns
    -------
    tuple of Tensor
        Boxes of the pictures in pixels (n, 4); chances of the classes (n, classes), each row sums
        up to 1.
    """
    boxes, scores = split_outputs(outputs, sz)
    other_boxes, other_scores = split_outputs(mirrored, sz)
    chances = scores.softmax(dim=1) + other_scores.softmax(dim=1)
    return (boxes + flip_boxes(other_boxes, sz)) / 2, chances / 2


def own_pixels(bb, sz, size):
    """Bring a box from the square back to the picture's own pixels.

    Parameters
    ----------
    bb : sequence of four numbers
        ``[top, left, bottom, right]`` in pixels of the square; may be fractions.
    sz : int
        Side of the square in pixels.
    size : tuple of int
        (height, width) of the picture in pixels.

    Returns
    -------
    list of int
        ``[top, left, bottom, right]``, rounded; what would lie outside of the picture is cut off.
    """
    corners = np.round(squish_bb(bb, (sz, sz), size)).astype(int)
    last = np.array((*size, *size)) - 1
    return np.clip(corners, 0, last).tolist()


def detect(learn, file, classes, sz):
    """Say what the largest object of any picture is, and where.

    Parameters
    ----------
    learn : Learner
        Its model gives four numbers for the box, then one for each class.
    file : Path or str
        A picture of any size, JPEG, PNG or what else OpenCV reads.
    classes : list of str
        Names of the classes, in the order in which they were trained.
    sz : int
        Side of the square that the model was trained with, in pixels.

    Returns
    -------
    tuple
        The box (list of four int, ``[top, left, bottom, right]`` in the picture's own pixels, as
        they are stored), the class's name, and how certain the model is (float, 0 to 1).

    Raises
    ------
    OSError
        There is no such file, or it is not a picture.
    """
    size = picture_size(file)
    square, _ = Squish(sz)(read_rgb(file, size, sz), (0, 0, 0, 0))
    learn.model.eval()
    with torch.no_grad():
        outputs = learn.predict_batch(torch.from_numpy(square)[None]).cpu()
    boxes, scores = split_outputs(outputs, sz)
    certainty, number = scores.softmax(dim=1)[0].max(dim=0)
    return own_pixels(boxes[0].tolist(), sz, size), classes[int(number)], float(certainty)


def window_round(boxes, sz, margin=1.5, least=0.4):
    """A window round each box, with the same middle where the picture's edge allows it.

    Parameters
    ----------
    boxes : Tensor of float, shape (n, 4)
        ``[top, left, bottom, right]`` in pixels of pictures with sides of ``sz``.
    sz : int
        Side of the pictures in pixels.
    margin : float
        How many times as high and as wide as the box.
    least : float
        The smallest height and width, as a share of the picture's side.

    Returns
    -------
    Tensor of float, shape (n, 4)
        ``[top, left, bottom, right]``, inside of the picture.
    """
    begin, end = boxes[:, :2], boxes[:, 2:] + 1
    side = (margin * (end - begin)).clamp(least * sz, sz)
    begin = ((begin + end - side) / 2).clamp(min=0).minimum(sz - side)
    return torch.cat([begin, begin + side - 1], dim=1)


def cut_out(file, window, sz):
    """Cut a window out of a picture as it is stored, and squish it.

    Parameters
    ----------
    file : Path or str
        A picture.
    window : sequence of four numbers
        ``[top, left, bottom, right]`` in pixels of the picture squished to a side of ``sz``.
    sz : int
        Side of the square in pixels.

    Returns
    -------
    tuple of ndarray
        The window (uint8, shape (sz, sz, 3)), and where it lies after rounding to whole pixels of
        the file (float32, shape (4,), in the same pixels as ``window``).

    Raises
    ------
    OSError
        There is no such file, or it is not a picture.
    """
    im = read_rgb(file, picture_size(file), 3 * sz)  # sharper than the whole need be
    size = im.shape[:2]
    top, left, bottom, right = own_pixels(window, sz, size)
    square, _ = Squish(sz)(im[top : bottom + 1, left : right + 1], (0, 0, 0, 0))
    return square, squish_bb([top, left, bottom, right], size, (sz, sz))


def out_of_window(boxes, windows, sz):
    """Bring boxes in windows back to the whole pictures.

    Parameters
    ----------
    boxes : Tensor of float, shape (n, 4)
        ``[top, left, bottom, right]`` in pixels of the windows, squished to a side of ``sz``.
    windows : Tensor of float, shape (n, 4)
        Where the windows lie, in pixels of the whole pictures.
    sz : int
        Side of the squished windows in pixels.

    Returns
    -------
    Tensor of float, shape (n, 4)
        The boxes in pixels of the whole pictures.
    """
    begin, end = windows[:, :2], windows[:, 2:] + 1
    scale = (end - begin) / sz
    first, last = boxes[:, :2], boxes[:, 2:] + 1
    return torch.cat([begin + first * scale, begin + last * scale - 1], dim=1)
