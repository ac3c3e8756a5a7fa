"""Other right answers to the exercises of chapter 18, and mutants that are right as well."""

import numpy as np
import torch
import torchvision

from minilib.measuring import areas, intersections, iou_matrix


def iou_matrix_torchvision(a, b):
    return torchvision.ops.box_iou(a, b).nan_to_num(0)


def iou_matrix_where(a, b):
    both = intersections(a, b)
    union = areas(a).unsqueeze(1) + areas(b).unsqueeze(0) - both
    return torch.where(union > 0, both / union, torch.zeros_like(both))


def iou_matrix_loop(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            both = intersections(one[None], other[None]).item()
            union = areas(one[None]).item() + areas(other[None]).item() - both
            table[i, j] = both / union if union else 0
    return table


def iou_matrix_clamped(a, b):
    common = intersections(a, b)
    return common / (areas(a)[:, None] + areas(b)[None, :] - common).clamp(min=1e-9)


def nms_torchvision(boxes, scores, limit=0.5):
    return torchvision.ops.nms(boxes, scores.to(boxes.dtype), limit)


def nms_crossing_out(boxes, scores, limit=0.5):
    order = torch.sort(scores, descending=True, stable=True).indices
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    while len(order):
        best = order[0]
        kept.append(best.item())
        order = order[1:][overlap[best, order[1:]] <= limit]
    return torch.tensor(kept, dtype=torch.long)


def nms_all(boxes, scores, limit=0.5):
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in torch.argsort(-scores, stable=True):
        if all(overlap[i, j] <= limit for j in kept):
            kept.append(int(i))
    return torch.tensor(kept).long()


def nms_sorted(boxes, scores, limit=0.5):
    overlap = iou_matrix(boxes, boxes).tolist()
    kept = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i].item()):
        if max((overlap[i][j] for j in kept), default=0) <= limit:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def find_hits_tensors(overlap, limit=0.5):
    left, hits = overlap.clone(), []
    for row in left:
        hit = len(row) > 0 and row.max().item() >= limit
        if hit:
            left[:, row.argmax()] = -1
        hits.append(hit)
    return hits


def find_hits_best(overlap, limit=0.5):
    free = set(range(overlap.shape[1]))
    hits = []
    for row in overlap.tolist():
        best = max(free, key=lambda truth: row[truth], default=None)
        if best is not None and row[best] >= limit:
            free.remove(best)
            hits.append(True)
        else:
            hits.append(False)
    return hits


def find_hits_flags(overlap, limit=0.5):
    taken = [False] * overlap.shape[1]
    hits = []
    for i in range(overlap.shape[0]):
        best, at = limit, None
        for j in range(overlap.shape[1]):
            if not taken[j] and overlap[i, j] >= best:
                best, at = overlap[i, j], j
        if at is not None:
            taken[at] = True
        hits.append(at is not None)
    return hits


def find_hits_numpy(overlap, limit=0.5):
    left = overlap.numpy().copy()
    hits = [False] * len(left)
    for number in range(len(left)):
        if left.shape[1] and left[number].max() >= limit:
            left[:, np.argmax(left[number])] = -1
            hits[number] = True
    return hits


def precision_recall_loop(hits, n_truths):
    precision, recall, found = [], [], 0
    for number, hit in enumerate(hits, 1):
        found += hit
        precision.append(found / number)
        recall.append(found / n_truths)
    return np.array(precision), np.array(recall)


def precision_recall_ones(hits, n_truths):
    found = np.cumsum(np.array(hits, dtype=float))
    taken = np.cumsum(np.ones(len(hits)))
    return found / taken, found / n_truths


def precision_recall_sums(hits, n_truths):
    counts = range(1, len(hits) + 1)
    precision = np.array([sum(hits[:n]) / n for n in counts])
    return precision, np.array([sum(hits[:n]) / n_truths for n in counts])


def precision_recall_misses(hits, n_truths):
    hits = np.asarray(hits, dtype=bool)
    right, wrong = hits.cumsum(), (~hits).cumsum()
    return right / (right + wrong), right / n_truths


def average_precision_loop(precision, recall):
    total = 0.0
    for point in np.linspace(0, 1, 101):
        reached = precision[recall >= point]
        total += reached.max() if len(reached) else 0
    return float(total / 101)


def average_precision_default(precision, recall):
    points = np.linspace(0, 1, 101)
    return float(np.mean([precision[recall >= p].max(initial=0) for p in points]))


def average_precision_table(precision, recall):
    reached = recall[None, :] >= np.linspace(0, 1, 101)[:, None]
    return float(np.where(reached, precision, 0).max(axis=1, initial=0).mean())


def average_precision_backwards(precision, recall):
    best = [*list(precision), 0.0]
    for i in range(len(precision) - 2, -1, -1):
        best[i] = max(best[i], best[i + 1])
    return float(np.mean([best[i] for i in np.searchsorted(recall, np.linspace(0, 1, 101))]))


RIGHT_WAYS = {
    "iou_matrix": [iou_matrix_torchvision, iou_matrix_where, iou_matrix_loop, iou_matrix_clamped],
    "nms": [nms_torchvision, nms_crossing_out, nms_all, nms_sorted],
    "find_hits": [find_hits_tensors, find_hits_best, find_hits_flags, find_hits_numpy],
    "precision_recall": [
        precision_recall_loop,
        precision_recall_ones,
        precision_recall_sums,
        precision_recall_misses,
    ],
    "average_precision": [
        average_precision_loop,
        average_precision_default,
        average_precision_table,
        average_precision_backwards,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "nms": {
        "scores.argsort(descending=True, stable=True).tolist() -> "
        "scores.argsort(descending=True, stable=True)": "a number in a tensor is an index, too",
        "scores.argsort(descending=True, stable=True) -> scores.argsort(descending=True)": "on a "
        "CPU PyTorch keeps the order of equal scores anyway",
        "True -> False (2)": "on a CPU PyTorch keeps the order of equal scores anyway",
        "(i, kept) -> (kept, i)": "the table is symmetric",
    },
    "find_hits": {"overlap.tolist() -> overlap": "numbers in tensors compare like others"},
    "precision_recall": {
        "np.array(hits, dtype=int) -> np.array(hits)": "np.cumsum counts True as 1 by itself"
    },
    "average_precision": {
        "np.linspace(0, 1, 101) -> np.linspace(1, 0, 101)": "a mean does not depend on the order"
    },
}
