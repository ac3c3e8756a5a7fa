"""Multi-task: what and where, by one network (chapter 13)."""

import torch
from torch import nn
from torch.nn import functional as F

from minilib.classifier import accuracy
from minilib.regression import iou, l1


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


def detn_metrics(sz):
    """The metrics that look at one half of the outputs each: accuracy, L1 in pixels, and IoU."""

    def detn_acc(outputs, y):
        return accuracy(split_outputs(outputs, sz)[1], y[1])

    def detn_l1(outputs, y):
        return l1(split_outputs(outputs, sz)[0], y[0])

    def detn_iou(outputs, y):
        return iou(split_outputs(outputs, sz)[0], y[0]).mean()

    return [detn_acc, detn_l1, detn_iou]
