"""Box and class by one network: its loss and metrics, precomputed features, detection in a file.

Made from solutions/14_multitask.py (chapter 14) by ``workbook build``: change it there.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.fx.experimental.optimization import fuse
from torch.nn import functional as F
from torch.utils.data import DataLoader, StackDataset

from minilib.boxes import bb_hw
from minilib.classifier import accuracy
from minilib.data import ImageDataset, ModelData, image_size, make_loaders, read_rgb, show_batch
from minilib.drawing import draw_rect
from minilib.learner import Learner
from minilib.regression import iou, l1
from minilib.transforms import Squish, normalize, squish_box, to_device

__all__ = [
    "HeadLearner",
    "Pair",
    "balance_factor",
    "detect",
    "detection_loss",
    "detn_metrics",
    "flip_boxes",
    "loss_terms",
    "precompute",
    "show_detections",
    "split_outputs",
    "to_image_pixels",
]


#: Boxes (n, 4) and class ids or scores, of the same images.
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
    """The factor that makes the classes' mean loss as large as the boxes', in the same batches."""
    return (sum(box_losses) / len(box_losses)) / (sum(class_losses) / len(class_losses))


def detection_loss(outputs: Tensor, y: Pair, sz: int, factor: float = 20.0) -> Tensor:
    """L1 of the boxes in pixels plus ``factor`` times the cross-entropy of the classes.

    ``outputs`` as in :func:`split_outputs`; ``y`` is boxes in pixels (n, 4) and class ids (n,).
    The lesson's factor is 20.
    """
    box, cls = loss_terms(outputs, y, sz)
    return box + factor * cls


def detn_metrics(sz: int) -> list[Callable]:
    """Metrics, each for one half of the outputs: accuracy, L1 in pixels, and IoU."""

    def detn_acc(outputs, y):
        return accuracy(split_outputs(outputs, sz)[1], y[1])

    def detn_l1(outputs, y):
        return l1(split_outputs(outputs, sz)[0], y[0])

    def detn_iou(outputs, y):
        return iou(split_outputs(outputs, sz)[0], y[0]).mean()

    return [detn_acc, detn_l1, detn_iou]


def flip_boxes(boxes: Tensor, sz: int) -> Tensor:
    """Exchange left and right of boxes (n, 4) in images of side ``sz`` pixels."""
    top, left, bottom, right = boxes.unbind(dim=1)
    return torch.stack([top, sz - 1 - right, bottom, sz - 1 - left], dim=1)


def precompute(
    body: nn.Module, data: ModelData, device: torch.device | str = "cpu", *, mirror: bool = True
) -> ModelData:
    """Model data of the features of a frozen body, for images with boxes and classes.

    The images to train on are not augmented; with ``mirror`` their mirror images are added. Batches
    are (x, y) as before, of 64, where x is float32 (n, channels, rows, columns).
    """
    body = fuse(body.eval()).to(device, memory_format=torch.channels_last)

    def keep(ds: ImageDataset, mirrors: list[bool]) -> StackDataset:
        parts = []
        with torch.no_grad():
            for x, (boxes, numbers) in DataLoader(ds, batch_size=64):
                for mirror in mirrors:
                    seen = body(normalize((x.flip(2) if mirror else x).to(device)))
                    own = flip_boxes(boxes, data.sz) if mirror else boxes
                    parts.append((seen.float().cpu(), own, numbers))
        features, boxes, numbers = (torch.cat(part) for part in zip(*parts, strict=True))
        return StackDataset(features, StackDataset(boxes, numbers))

    plain = data.trn_ds.rows(range(len(data.trn_ds)), Squish(data.sz))
    trn_ds, val_ds = keep(plain, [False, True] if mirror else [False]), keep(data.val_ds, [False])
    loaders = make_loaders(trn_ds, val_ds, min(64, len(trn_ds)))
    return data._replace(trn_ds=trn_ds, val_ds=val_ds, trn_dl=loaders[0], val_dl=loaders[1])


class HeadLearner(Learner):
    """A learner of a head alone, on the features that :func:`precompute` has kept."""

    def predict_batch(self, x: Tensor) -> Tensor:
        with torch.autocast(self.device.type, self._bits(), enabled=self.mixed):
            return self.model(to_device(x, self.device)).float()


def show_detections(
    x: Tensor, y: Pair, outputs: Tensor, classes: list[str], sz: int, rows: int = 3, cols: int = 4,
    figsize: tuple[float, float] = (12, 9.5),
) -> np.ndarray:  # fmt: skip
    """Show images with the true box (green), the predicted one (white), class and confidence.

    ``x`` is uint8 (n, sz, sz, 3). The title is the true class, in red if another is predicted.
    Returns the Axes, shape (rows, cols).
    """
    boxes, scores = split_outputs(outputs, sz)
    confidences, predicted = scores.softmax(dim=1).max(dim=1)
    names = [f"{classes[i]} {c:.2f}" for i, c in zip(predicted, confidences, strict=True)]
    axes = show_batch(x, boxes, names, rows, cols, figsize)
    for ax, box, actual, answer in zip(axes.flat, *y, predicted, strict=False):
        draw_rect(ax, bb_hw(box.tolist()), color="limegreen")
        for text in ax.texts:
            if text.get_position()[0] > 0.4 * sz:  # it would run into the next image
                text.set(x=sz - 1, ha="right")
        ax.set_title(classes[actual], color="black" if answer == actual else "red")
    return axes


def to_image_pixels(bb: Sequence[float], sz: int, size: Sequence[int]) -> list[int]:
    """Bring a box from a square of side ``sz`` back to its image of (height, width) ``size``.

    Returns ``[top, left, bottom, right]`` as ints, in pixels, rounded and clipped to the image.
    """
    corners = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    last = np.array((*size, *size)) - 1
    return np.clip(corners, 0, last).tolist()


def detect(
    learn: Learner, file: Path | str, classes: list[str], sz: int
) -> tuple[list[int], str, float]:
    """Predict box, class name and confidence (0 to 1) of the largest object in any image file.

    The model returns four numbers for the box, then one for each of ``classes``; ``sz`` is the side
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
