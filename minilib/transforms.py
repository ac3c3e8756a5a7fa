"""Resize an image together with its box; scale its pixels for the network, and back.

Made from solutions/09_modeldata.py (chapter 09) by ``workbook build``: change it there.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor

__all__ = [
    "IMAGENET_MEAN",
    "IMAGENET_STD",
    "Squish",
    "denorm",
    "normalize",
    "squish_box",
    "to_device",
]


def squish_box(bb: Sequence[float], size: Sequence[int], new_size: Sequence[int]) -> np.ndarray:
    """Move a box along when its image of (height, width) ``size`` is resized to ``new_size``.

    Takes ``[top, left, bottom, right]`` in pixels and returns it as float32. Both corners belong to
    the box, so one that covers the whole old image covers the whole new one.

    >>> squish_box([0, 0, 399, 499], (400, 500), (128, 128))
    array([  0.,   0., 127., 127.], dtype=float32)
    """
    top, left, bottom, right = bb
    ky, kx = new_size[0] / size[0], new_size[1] / size[1]
    corners = [top * ky, left * kx, (bottom + 1) * ky - 1, (right + 1) * kx - 1]
    return np.array(corners, dtype=np.float32)


class Squish:
    """Squash any image to a square of side ``sz``, and move its box along. Nothing is cut off."""

    def __init__(self, sz: int):
        self.sz = sz

    def __call__(self, im: np.ndarray, bb: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Transform an image (uint8, (h, w, 3)) to (sz, sz, 3), and its box to float32."""
        square = (self.sz, self.sz)
        squished = cv2.resize(im, square, interpolation=cv2.INTER_AREA)
        return squished, squish_box(bb, im.shape[:2], square)


#: Mean and spread of the three colours over ImageNet's images, with white as 1.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


def normalize(x: Tensor) -> Tensor:
    """Turn pixels, uint8 (n, height, width, 3), into float32 (n, 3, height, width).

    Subtracts ImageNet's mean and divides by its standard deviation, channel by channel. In memory
    the three channels of a pixel stay together ("channels last"), which is fastest.
    """
    numbers = 255 * torch.tensor([IMAGENET_MEAN, IMAGENET_STD], device=x.device)
    mean, std = numbers.repeat(1, x.shape[2])  # for whole rows of pixels, which is faster
    rows = x.to(torch.float32, copy=True).flatten(2)  # a copy, changed in place: faster than two
    return rows.sub_(mean).div_(std).view(x.shape).permute(0, 3, 1, 2)


def to_device(batch: Tensor | Sequence, device: torch.device | str) -> Tensor | list:
    """Move a batch (a Tensor, or a list of them) to a device; pinned memory without waiting."""
    if isinstance(batch, list | tuple):
        return [to_device(one, device) for one in batch]
    return batch.to(device, non_blocking=True)


def denorm(x: Tensor) -> np.ndarray:
    """Turn a normalised batch, (n, 3, height, width) on any device, back into images to show.

    Returns float32 of shape (n, height, width, 3) from 0 to 1. ``x`` may need gradients and is not
    changed.
    """
    mean, std = torch.tensor(IMAGENET_MEAN), torch.tensor(IMAGENET_STD)
    return (x.detach().cpu().permute(0, 2, 3, 1) * std + mean).clamp(0, 1).numpy()
