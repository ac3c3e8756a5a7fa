# ruff: noqa
"""Answers for chapter 18: iou_matrix, nms, find_hits, precision_recall, average_precision."""

import numpy as np
import torch
import torchvision

from minilib.measuring import areas, intersections, iou_matrix

# --- iou_matrix -----------------------------------------------------------------------------


def iou_matrix__wrong__counted_twice(a, b):
    """the overlap stays in the union twice"""
    return (intersections(a, b) / (areas(a)[:, None] + areas(b))).nan_to_num(0)


def iou_matrix__wrong__no_nan_to_num(a, b):
    """0 / 0 stays nan"""
    both = intersections(a, b)
    return both / (areas(a)[:, None] + areas(b) - both)


def iou_matrix__wrong__no_column(a, b):
    """both areas as rows"""
    both = intersections(a, b)
    return (both / (areas(a) + areas(b) - both)).nan_to_num(0)


def iou_matrix__wrong__column_of_b(a, b):
    """the column is made of b's areas, the row of a's"""
    both = intersections(a, b)
    return (both / (areas(a) + areas(b)[:, None] - both)).nan_to_num(0)


def iou_matrix__wrong__transposed(a, b):
    """rows are b's boxes"""
    both = intersections(b, a)
    return (both / (areas(b)[:, None] + areas(a) - both)).nan_to_num(0)


def iou_matrix__wrong__added(a, b):
    """adds the overlap to the union"""
    both = intersections(a, b)
    return (both / (areas(a)[:, None] + areas(b) + both)).nan_to_num(0)


def iou_matrix__wrong__intersections_only(a, b):
    """the areas in both, not divided"""
    return intersections(a, b)


def iou_matrix__wrong__over_smaller(a, b):
    """divides by the smaller of the two areas"""
    both = intersections(a, b)
    return (both / torch.minimum(areas(a)[:, None], areas(b))).nan_to_num(0)


def iou_matrix__wrong__union_only(a, b):
    """the union, without the intersection above it"""
    return areas(a)[:, None] + areas(b) - intersections(a, b)


def iou_matrix__wrong__nan_inside(a, b):
    """nan_to_num on the denominator only"""
    both = intersections(a, b)
    return both / (areas(a)[:, None] + areas(b) - both).nan_to_num(0)


def iou_matrix__wrong__no_return(a, b):
    """forgets return"""
    both = intersections(a, b)
    (both / (areas(a)[:, None] + areas(b) - both)).nan_to_num(0)


def iou_matrix__right__clamped(a, b):
    both = intersections(a, b)
    union = areas(a).unsqueeze(1) + areas(b).unsqueeze(0) - both
    return both / union.clamp(min=1e-9)


def iou_matrix__right__loops(a, b):
    out = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i in range(len(a)):
        for j in range(len(b)):
            both = intersections(a[i : i + 1], b[j : j + 1])[0, 0]
            union = areas(a)[i] + areas(b)[j] - both
            if union > 0:
                out[i, j] = both / union
    return out


# --- nms ------------------------------------------------------------------------------------


def nms__wrong__lowest_first(boxes, scores, limit=0.5):
    """descending forgotten"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__row_order(boxes, scores, limit=0.5):
    """goes through the boxes as they come"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in range(len(boxes)):
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__all_instead_of_any(boxes, scores, limit=0.5):
    """all: an empty list is always all"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not kept or not (overlap[i, kept] > limit).all():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__at_least(boxes, scores, limit=0.5):
    """>= instead of >"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] >= limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__not_forgotten(boxes, scores, limit=0.5):
    """keeps what overlaps: the not is missing"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__fixed_limit(boxes, scores, limit=0.5):
    """0.5 written into the body"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > 0.5).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__returns_boxes(boxes, scores, limit=0.5):
    """the boxes themselves, not their row numbers"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return boxes[kept]


def nms__wrong__list(boxes, scores, limit=0.5):
    """a list, not a Tensor"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return kept


def nms__wrong__sorted_rows(boxes, scores, limit=0.5):
    """kept rows sorted by row, not by score"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(sorted(kept), dtype=torch.int64)


def nms__wrong__compares_with_all_before(boxes, scores, limit=0.5):
    """compares with every box of a higher score, kept or not"""
    overlap = iou_matrix(boxes, boxes).double()
    order = scores.argsort(descending=True, stable=True).tolist()
    kept = []
    for place, i in enumerate(order):
        if not (overlap[i, order[:place]] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__compares_with_last_kept(boxes, scores, limit=0.5):
    """compares with the last kept box only"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not kept or overlap[i, kept[-1]] <= limit:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__compares_with_best(boxes, scores, limit=0.5):
    """compares with the best box only"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    order = scores.argsort(descending=True, stable=True).tolist()
    for i in order:
        if not kept or not overlap[i, order[0]] > limit:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__no_dtype(boxes, scores, limit=0.5):
    """without boxes a float Tensor"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept)


def nms__right__removes_in_turn(boxes, scores, limit=0.5):
    overlap = iou_matrix(boxes, boxes).double()
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best = order[0].item()
        kept.append(best)
        order = order[1:]
        order = order[overlap[best, order] <= limit]
    return torch.tensor(kept, dtype=torch.long)


def nms__right__mask(boxes, scores, limit=0.5):
    overlap = iou_matrix(boxes, boxes).double()
    alive = torch.ones(len(boxes), dtype=torch.bool)
    kept = []
    for i in torch.sort(scores, descending=True, stable=True).indices.tolist():
        if alive[i]:
            kept.append(i)
            alive &= overlap[i] <= limit
    return torch.tensor(kept, dtype=torch.int64)


# --- find_hits ------------------------------------------------------------------------------


def find_hits__wrong__nothing_taken(overlap, limit=0.5):
    """a truth may be hit twice"""
    return [bool(max(row, default=0) >= limit) for row in overlap.tolist()]


def find_hits__wrong__best_or_nothing(overlap, limit=0.5):
    """looks only at the best truth, taken or not"""
    taken, hits = set(), []
    for row in overlap.tolist():
        if not row:
            hits.append(False)
            continue
        value, truth = max((value, truth) for truth, value in enumerate(row))
        hit = value >= limit and truth not in taken
        if hit:
            taken.add(truth)
        hits.append(hit)
    return hits


def find_hits__wrong__more_than(overlap, limit=0.5):
    """> instead of >="""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v > limit]
        if free:
            taken.add(max(free)[1])
        hits.append(bool(free))
    return hits


def find_hits__wrong__first_free(overlap, limit=0.5):
    """takes the first that is enough"""
    taken, hits = set(), []
    for row in overlap.tolist():
        hit = False
        for truth, value in enumerate(row):
            if truth not in taken and value >= limit:
                taken.add(truth)
                hit = True
                break
        hits.append(hit)
    return hits


def find_hits__wrong__takes_all(overlap, limit=0.5):
    """no break: one detection takes every truth that is enough"""
    taken, hits = set(), []
    for row in overlap.tolist():
        hit = False
        for truth, value in enumerate(row):
            if truth not in taken and value >= limit:
                taken.add(truth)
                hit = True
        hits.append(hit)
    return hits


def find_hits__wrong__takes_without_limit(overlap, limit=0.5):
    """takes the best free truth even if it is not enough"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken]
        if not free:
            hits.append(False)
            continue
        value, truth = max(free)
        taken.add(truth)
        hits.append(value >= limit)
    return hits


def find_hits__wrong__taken_value(overlap, limit=0.5):
    """remembers the overlap, not the truth"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= limit]
        if free:
            taken.add(max(free)[0])
        hits.append(bool(free))
    return hits


def find_hits__wrong__returns_truths(overlap, limit=0.5):
    """which truth, not whether"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
            hits.append(max(free)[1])
        else:
            hits.append(-1)
    return hits


def find_hits__wrong__only_hits(overlap, limit=0.5):
    """misses are left out"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
            hits.append(True)
    return hits


def find_hits__wrong__fixed_limit(overlap, limit=0.5):
    """0.5 written into the body"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= 0.5]
        if free:
            taken.add(max(free)[1])
        hits.append(bool(free))
    return hits


def find_hits__wrong__taken_reset(overlap, limit=0.5):
    """the set is made anew in each row"""
    hits = []
    for row in overlap.tolist():
        taken = set()
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
        hits.append(bool(free))
    return hits


def find_hits__wrong__by_truth(overlap, limit=0.5):
    """one answer for each truth: whether it was found"""
    taken = set()
    for row in overlap.tolist():
        free = [(v, t) for t, v in enumerate(row) if t not in taken and v >= limit]
        if free:
            taken.add(max(free)[1])
    return [t in taken for t in range(overlap.shape[1])]


def find_hits__right__crossed_out(overlap, limit=0.5):
    left = overlap.clone()
    hits = []
    for i in range(len(left)):
        hit = left.shape[1] > 0 and left[i].max().item() >= limit
        if hit:
            left[:, left[i].argmax()] = -1
        hits.append(bool(hit))
    return hits


def find_hits__right__list_of_free(overlap, limit=0.5):
    free, hits = list(range(overlap.shape[1])), []
    for row in overlap:
        best = max(free, key=lambda truth: row[truth].item(), default=None)
        if best is not None and row[best] >= limit:
            free.remove(best)
            hits.append(True)
        else:
            hits.append(False)
    return hits


# --- precision_recall -----------------------------------------------------------------------


def precision_recall__wrong__by_all(hits, n_truths):
    """divides by the number of all detections"""
    found = np.cumsum(hits)
    return found / len(hits), found / n_truths


def precision_recall__wrong__from_zero(hits, n_truths):
    """arange from 0"""
    found = np.cumsum(hits)
    with np.errstate(all="ignore"):
        return found / np.arange(len(hits)), found / n_truths


def precision_recall__wrong__by_found(hits, n_truths):
    """recall over the hits, so it ends at 1"""
    found = np.cumsum(np.array(hits, dtype=int))
    with np.errstate(all="ignore"):
        return found / np.arange(1, len(hits) + 1), found / found[-1:]


def precision_recall__wrong__swapped(hits, n_truths):
    """recall first"""
    found = np.cumsum(np.array(hits, dtype=int))
    return found / n_truths, found / np.arange(1, len(hits) + 1)


def precision_recall__wrong__rounded(hits, n_truths):
    """rounded as in the table"""
    found = np.cumsum(np.array(hits, dtype=int))
    return (found / np.arange(1, len(hits) + 1)).round(2), found / n_truths


def precision_recall__wrong__two_numbers(hits, n_truths):
    """one precision and one recall, of all detections"""
    return sum(hits) / max(len(hits), 1), sum(hits) / n_truths


def precision_recall__wrong__not_cumulative(hits, n_truths):
    """hits not added up"""
    hits = np.array(hits, dtype=int)
    return hits / np.arange(1, len(hits) + 1), hits / n_truths


def precision_recall__wrong__both_by_truths(hits, n_truths):
    """precision over the truths, too"""
    found = np.cumsum(np.array(hits, dtype=int))
    return found / n_truths, found / n_truths


def precision_recall__wrong__misses(hits, n_truths):
    """the share of misses"""
    found = np.cumsum(np.array(hits, dtype=int))
    taken = np.arange(1, len(hits) + 1)
    return (taken - found) / taken, found / n_truths


def precision_recall__wrong__whole_division(hits, n_truths):
    """// instead of /"""
    found = np.cumsum(np.array(hits, dtype=int))
    return found // np.arange(1, len(hits) + 1), found // n_truths


def precision_recall__wrong__short_arange(hits, n_truths):
    """arange(1, n): one too short"""
    found = np.cumsum(np.array(hits, dtype=int))
    return found / np.arange(1, len(hits)), found / n_truths


def precision_recall__right__loop(hits, n_truths):
    precision, recall, found = [], [], 0
    for taken, hit in enumerate(hits, 1):
        found += hit
        precision.append(found / taken)
        recall.append(found / n_truths)
    return np.array(precision), np.array(recall)


def precision_recall__right__counts(hits, n_truths):
    found = np.array(hits, dtype=float).cumsum()
    taken = np.ones(len(hits)).cumsum()
    return found / taken, found / n_truths


# --- average_precision ----------------------------------------------------------------------


def average_precision__wrong__teeth(precision, recall):
    """the teeth stay"""
    best = np.append(precision, 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].mean())


def average_precision__wrong__from_front(precision, recall):
    """the largest so far, from the front"""
    best = np.append(np.maximum.accumulate(precision), 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].mean())


def average_precision__wrong__turned_once(precision, recall):
    """turned round once only"""
    best = np.append(np.maximum.accumulate(precision[::-1]), 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].mean())


def average_precision__wrong__no_zero(precision, recall):
    """no 0 behind the precisions: the last one for what is never reached"""
    best = np.maximum.accumulate(precision[::-1])[::-1]
    if not len(best):
        return 0.0
    places = np.searchsorted(recall, np.linspace(0, 1, 101)).clip(max=len(best) - 1)
    return float(best[places].mean())


def average_precision__wrong__hundred_points(precision, recall):
    """arange(0, 1, 0.01): 100 points"""
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(best[np.searchsorted(recall, np.arange(0, 1, 0.01))].mean())


def average_precision__wrong__eleven_points(precision, recall):
    """11 points"""
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 11))].mean())


def average_precision__wrong__mean_of_precisions(precision, recall):
    """the mean of the precisions"""
    return float(precision.mean()) if len(precision) else 0.0


def average_precision__wrong__zero_before(precision, recall):
    """the 0 stands before the precisions"""
    best = np.append(0.0, np.maximum.accumulate(precision[::-1])[::-1])
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].mean())


def average_precision__wrong__array(precision, recall):
    """101 numbers, no mean"""
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return best[np.searchsorted(recall, np.linspace(0, 1, 101))]


def average_precision__wrong__rectangles(precision, recall):
    """the exact area under the curve, not the 101 points"""
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * np.diff(recall, prepend=0.0)).sum())


def average_precision__wrong__sum(precision, recall):
    """the sum of the 101 precisions"""
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].sum())


def average_precision__wrong__searched_in_precision(precision, recall):
    """searches in the precisions"""
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(best[np.searchsorted(precision, np.linspace(0, 1, 101))].mean())


def average_precision__wrong__numpy_minimum(precision, recall):
    """minimum instead of maximum"""
    best = np.append(np.minimum.accumulate(precision[::-1])[::-1], 0.0)
    return float(best[np.searchsorted(recall, np.linspace(0, 1, 101))].mean())


def average_precision__right__by_definition(precision, recall):
    points = [i / 100 for i in range(101)]
    best = [max([p for p, r in zip(precision, recall) if r >= at], default=0.0) for at in points]
    return float(sum(best) / len(best))


def average_precision__right__flip(precision, recall):
    best = np.flip(np.maximum.accumulate(np.flip(np.append(precision, 0.0))))
    return np.mean(best[np.searchsorted(recall, np.linspace(0, 1, 101), side="left")]).item()


def nms__wrong__places_in_the_order(boxes, scores, limit=0.5):
    """places in the sorted order, not row numbers"""
    order = scores.argsort(descending=True, stable=True)
    boxes = boxes[order]
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in range(len(boxes)):
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__with_itself(boxes, scores, limit=0.5):
    """compares with all boxes, itself too"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not (overlap[i] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__wrong__turned_round(boxes, scores, limit=0.5):
    """equal scores come from behind"""
    overlap = iou_matrix(boxes, boxes).double()
    kept = []
    for i in scores.argsort(stable=True).flip(0).tolist():
        if not (overlap[i, kept] > limit).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def find_hits__wrong__place_among_free(overlap, limit=0.5):
    """a place among the free truths"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [value for truth, value in enumerate(row) if truth not in taken]
        best = max(free, default=0)
        hit = best >= limit
        if hit:
            taken.add(free.index(best))
        hits.append(hit)
    return hits


def find_hits__wrong__place_of_an_equal(overlap, limit=0.5):
    """the place of an equal IoU that is taken"""
    taken, hits = set(), []
    for row in overlap.tolist():
        free = [value for truth, value in enumerate(row) if truth not in taken]
        best = max(free, default=0)
        hit = best >= limit
        if hit:
            taken.add(row.index(best))
        hits.append(hit)
    return hits


def find_hits__wrong__columns(overlap, limit=0.5):
    """goes through the columns"""
    taken, hits = set(), []
    for row in overlap.T.tolist():
        free = [(value, truth) for truth, value in enumerate(row) if truth not in taken]
        best, truth = max(free, default=(0, None))
        hit = best >= limit
        if hit:
            taken.add(truth)
        hits.append(hit)
    return hits


def precision_recall__wrong__stacked(hits, n_truths):
    """one array with two rows"""
    found = np.cumsum(hits)
    return np.stack([found / np.arange(1, len(hits) + 1), found / n_truths])


def find_hits__wrong__takes_the_detection(overlap, limit=0.5):
    """remembers the detection's number, not the truth's"""
    taken, hits = set(), []
    for n, row in enumerate(overlap.tolist()):
        free = [(value, truth) for truth, value in enumerate(row) if truth not in taken]
        hit = bool(free) and max(free)[0] >= limit
        if hit:
            taken.add(n)
        hits.append(hit)
    return hits


def iou_matrix__wrong__over_larger(a, b):
    """divides by the larger of the two areas"""
    both = intersections(a, b)
    return (both / torch.maximum(areas(a)[:, None], areas(b))).nan_to_num(0)


def iou_matrix__wrong__union_at_least_1(a, b):
    """clamp(min=1) against 0 / 0: wrong for boxes smaller than one pixel"""
    shared = intersections(a, b)
    union = areas(a)[:, None] + areas(b) - shared
    return shared / union.clamp(min=1)


def iou_matrix__wrong__table_of_float32(a, b):
    """a table of float32 zeros, though the boxes are float64"""
    table = torch.zeros(len(a), len(b))
    for i, one in enumerate(a):
        shared = intersections(one[None], b)[0]
        table[i] = (shared / (areas(one[None]) + areas(b) - shared)).nan_to_num(0)
    return table


def nms__wrong__torchvision(boxes, scores, limit=0.5):
    """torchvision's: raises if boxes and scores have different dtypes, as in the chapter's next cell"""
    return torchvision.ops.nms(boxes, scores, limit)


def nms__wrong__over_the_larger(boxes, scores, limit=0.5):
    """shared area over the larger of the two areas, which is not IoU: the repair proposed for the answer with torch.minimum"""
    kept = []
    shared, own = intersections(boxes, boxes), areas(boxes)
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(shared[i, j] / torch.maximum(own[i], own[j]) <= limit for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def average_precision__wrong__straight_lines(precision, recall):
    """straight lines at the recalls 0, 1/101, ..., 100/101: the repair proposed for the answer with np.interp"""
    if len(precision) == 0:
        return 0.0
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.interp(np.linspace(0, 1, 101, 0), recall, best, right=0.0).mean())


def nms__wrong__in_32_bits(boxes, scores, limit=0.5):
    """compares with the limit in the boxes' 32 bits"""
    overlap = iou_matrix(boxes, boxes)
    kept = []
    for row in torch.argsort(scores, descending=True, stable=True).tolist():
        if not (overlap[row, kept] > limit).any():
            kept.append(row)
    return torch.tensor(kept, dtype=torch.long)


def find_hits__wrong__max_of_nothing(overlap, limit=0.5):
    """max of an empty list where no truth is free"""
    taken, hits = set(), []
    for row in overlap.tolist():
        value, truth = max((v, t) for t, v in enumerate(row) if t not in taken)
        if value >= limit:
            taken.add(truth)
            hits.append(True)
        else:
            hits.append(False)
    return hits


def average_precision__wrong__reached_only(precision, recall):
    """recalls that are not reached are left out of the mean"""
    values = []
    for point in np.linspace(0, 1, 101):
        reached = precision[recall >= point]
        if len(reached):
            values.append(reached.max())
    return float(np.mean(values)) if values else 0.0
