"""Measuring detectors: IoU of all pairs, non-maximum suppression, average precision.

Made from solutions/18_measuring.py (chapter 18) by ``workbook build``: change it there.
"""

import numpy as np
import torch
from torch import Tensor

__all__ = [
    "Found",
    "Truth",
    "areas",
    "average_precision",
    "class_ap",
    "class_hits",
    "edges",
    "find_hits",
    "intersections",
    "iou_matrix",
    "mean_ap",
    "nms",
    "precision_recall",
]


#: What is found in an image: boxes (n, 4), scores (n,), class ids (n,).
Found = tuple[Tensor, Tensor, Tensor]
#: What is in it: boxes (n, 4), class ids (n,), and whether each is to be ignored, bool (n,).
Truth = tuple[Tensor, Tensor, Tensor]


def edges(boxes: Tensor) -> Tensor:
    """Turn boxes (n, 4) given by their first and last pixels into boxes given by their edges.

    Both are ``[top, left, bottom, right]``; the far edges are those after the last pixel.
    """
    return boxes + torch.tensor([0, 0, 1, 1], dtype=boxes.dtype, device=boxes.device)


def areas(boxes: Tensor) -> Tensor:
    """Areas (n,) of boxes (n, 4) given by their edges."""
    return (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)


def intersections(a: Tensor, b: Tensor) -> Tensor:
    """Area that each of ``a`` (n, 4) shares with each of ``b`` (m, 4): shape (n, m)."""
    near = torch.maximum(a[:, None, :2], b[:, :2])
    far = torch.minimum(a[:, None, 2:], b[:, 2:])
    return (far - near).clamp(min=0).prod(dim=2)


def iou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of each of ``a`` (n, 4) with each of ``b`` (m, 4): shape (n, m).

    Boxes are given by their edges; n and m may be 0. For two boxes without area it is 0. It has the
    dtype of the boxes.
    """
    both = intersections(a, b)
    return (both / (areas(a)[:, None] + areas(b) - both)).nan_to_num(0)


def nms(boxes: Tensor, scores: Tensor, limit: float = 0.5) -> Tensor:
    """Row numbers of the boxes to keep, from the highest score down: int64, shape (k,).

    A box (n, 4) is kept unless its IoU with a kept one of a higher score is above ``limit``. Among
    equal scores the earlier row comes first. ``scores`` may have a dtype of their own.
    """
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def find_hits(overlap: Tensor, limit: float = 0.5) -> list[bool]:
    """Whether each detection, from the highest score down, is a hit.

    ``overlap`` (n, m) is the IoU of n detections with m truths. Of the truths that are still free,
    a detection takes the one that it overlaps most, provided that the IoU is at least ``limit``.
    """
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, truth) for truth, v in enumerate(row) if truth not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
        hits.append(bool(free))
    return hits


def precision_recall(hits: list[bool], n_truths: int) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall, each (n,), of the first 1, 2, ..., n detections.

    ``hits`` are in order of falling score; ``n_truths``, at least 1, is the number of true boxes.
    """
    found = np.cumsum(np.array(hits, dtype=int))
    return found / np.arange(1, len(hits) + 1), found / n_truths


def average_precision(precision: np.ndarray, recall: np.ndarray) -> float:
    """The mean, over the recalls 0, 0.01, ..., 1, of the best precision at that recall or above.

    A recall that is never reached counts as a precision of 0. Both are (n,), ``recall`` never
    falls, and n may be 0. COCO's evaluation program computes the same (Lin et al., Microsoft COCO,
    2014).
    """
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    places = np.searchsorted(recall, np.linspace(0, 1, 101))
    return float(best[places].mean())


def class_hits(found: Found, truth: Truth, number: int, limit: float) -> list[tuple[float, bool]]:
    """Score and hit of each detection of one class in one image; see :func:`mean_ap`."""
    boxes, scores = (one[found[2] == number].double() for one in found[:2])
    own, ignored = (truth[0][(truth[1] == number) & (truth[2] == flag)].double() for flag in (0, 1))
    order = scores.argsort(descending=True, stable=True)
    boxes, scores = boxes[order], scores[order].tolist()
    hits = find_hits(iou_matrix(boxes, own), limit)
    inside = (intersections(boxes, ignored) / areas(boxes)[:, None]).nan_to_num(0)
    beside = (inside < limit).all(dim=1).tolist()
    return [(s, h) for s, h, b in zip(scores, hits, beside, strict=True) if h or b]


def class_ap(founds: list[Found], truths: list[Truth], number: int, limit: float = 0.5) -> float:
    """Average precision of one class over all images; nan if there is nothing of it to find."""
    n_truths = sum(int(((t[1] == number) & ~t[2]).sum()) for t in truths)
    if not n_truths:
        return float("nan")
    scored = []
    for found, truth in zip(founds, truths, strict=True):
        if number in found[2]:
            scored += class_hits(found, truth, number, limit)
    scored.sort(key=lambda pair: -pair[0])
    return average_precision(*precision_recall([hit for _, hit in scored], n_truths))


def mean_ap(
    founds: list[Found], truths: list[Truth], n_classes: int, limits: tuple[float, ...] = (0.5,)
) -> float:
    """Mean of the average precisions of all classes that occur, and of all limits.

    One of ``founds`` and one of ``truths`` for each image. What is marked to be ignored need not be
    found; a detection with at least ``limit`` of its area on it is neither a hit nor a miss.
    """
    aps = [class_ap(founds, truths, number, at) for number in range(n_classes) for at in limits]
    return float(np.nanmean(aps))
