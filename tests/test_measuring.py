"""Measuring detectors: held against torchvision and pycocotools on random and degenerate boxes."""

import contextlib
import io

import numpy as np
import pytest
import torch
import torchvision
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from minilib.measuring import average_precision, edges, find_hits, iou_matrix, mean_ap, nms
from minilib.regression import iou

LIMITS = tuple(np.linspace(0.5, 0.95, 10))
N_CLASSES = 3


def random_boxes(rng, n, side=40):
    """Boxes on a coarse grid, so that many coincide, touch, or have no area at all."""
    near = torch.randint(0, side, (n, 2), generator=rng)
    size = torch.randint(0, side // 2, (n, 2), generator=rng)
    return torch.cat([near, near + size], dim=1).float() / 2


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_matrix_is_torchvisions(dtype):
    rng = torch.Generator().manual_seed(0)
    without_area = 0
    for number in range(1000):
        a, b = (random_boxes(rng, (number * k) % 9).to(dtype) for k in (5, 7))
        theirs = torchvision.ops.box_iou(a, b)
        without_area += int(theirs.isnan().sum())
        assert torch.equal(iou_matrix(a, b), theirs.nan_to_num(0))
    assert without_area > 100


def test_edges_make_the_matrix_agree_with_the_boxes_of_pixels():
    rng = torch.Generator().manual_seed(0)
    a, b = random_boxes(rng, 50).floor(), random_boxes(rng, 50).floor()
    assert torch.allclose(iou_matrix(edges(a), edges(b)).diagonal(), iou(a, b))


@pytest.mark.parametrize("limit", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_suppression_is_torchvisions(limit):
    rng = torch.Generator().manual_seed(0)
    removed = 0
    for number in range(1000):
        boxes = random_boxes(rng, number % 25, side=12)
        moved = torch.randint(0, 2, (len(boxes), 2), generator=rng).repeat(1, 2) / 2
        boxes = torch.cat([boxes, boxes + moved])  # each one twice, or beside itself
        scores = torch.randint(0, 10, (len(boxes),), generator=rng) / 10  # with equal ones
        kept = nms(boxes, scores, limit)
        removed += len(boxes) - len(kept)
        assert torch.equal(kept, torchvision.ops.nms(boxes, scores, limit))
    assert removed > 100 or limit == 1


def random_scene(rng):
    truth = random_boxes(rng, int(torch.randint(0, 6, (), generator=rng)))
    n = len(truth)
    truth_numbers = torch.randint(0, N_CLASSES, (n,), generator=rng)
    ignored = torch.rand(n, generator=rng) < 0.25
    near = truth.repeat(2, 1) + torch.randint(-4, 5, (2 * n, 4), generator=rng) / 2
    near = torch.cat([torch.minimum(near[:, :2], near[:, 2:]), near.view(-1, 2, 2).amax(dim=1)], 1)
    boxes = torch.cat([near, random_boxes(rng, 3)])
    numbers = torch.cat([truth_numbers.repeat(2), torch.randint(0, 3, (3,), generator=rng)])
    scores = torch.randint(0, 20, (len(boxes),), generator=rng) / 20
    return (boxes, scores, numbers), (truth, truth_numbers, ignored)


def by_pycocotools(founds, truths):
    def hw(box):
        return [box[1], box[0], box[3] - box[1], box[2] - box[0]]

    gts, dts = [], []
    for i, ((boxes, scores, numbers), (truth, classes, ignored)) in enumerate(
        zip(founds, truths, strict=True)
    ):
        for box, number, flag in zip(
            truth.tolist(), classes.tolist(), ignored.tolist(), strict=True
        ):
            gts.append({"bbox": hw(box), "area": 1, "iscrowd": int(flag), "id": len(gts) + 1})
            gts[-1] |= {"image_id": i, "category_id": number}
        for box, score, number in zip(
            boxes.tolist(), scores.tolist(), numbers.tolist(), strict=True
        ):
            dts.append({"bbox": hw(box), "score": score, "image_id": i, "category_id": number})
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": i} for i in range(len(truths))],
            "annotations": gts,
            "categories": [{"id": number} for number in range(N_CLASSES)],
        }
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(dts), "bbox")
        # What its first two figures need: objects of all sizes, and the 100 likeliest boxes.
        evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
        evaluation.params.maxDets = [100]
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"]  # by limit; -1 where a class has no objects
    return [part[part > -1].mean() for part in (precision, precision[0])]


def test_average_precision_is_pycocotools():
    rng = torch.Generator().manual_seed(0)
    scenes = [random_scene(rng) for _ in range(1000)]
    for size in (2, 8, 40):
        for first in range(0, 1000 if size > 2 else 80, size):
            founds, truths = zip(*scenes[first : first + size], strict=True)
            if not any((~ignored).any() for _, _, ignored in truths):
                continue
            ap, ap50 = by_pycocotools(founds, truths)
            assert mean_ap(founds, truths, N_CLASSES) == pytest.approx(ap50, abs=1e-9)
            if size == 40:
                assert mean_ap(founds, truths, N_CLASSES, LIMITS) == pytest.approx(ap, abs=1e-9)


def test_a_perfect_detector_and_one_that_finds_nothing():
    box, one = torch.tensor([[0.0, 0, 4, 4]]), torch.tensor([0])
    truth = [(box, one, torch.tensor([False]))]
    none = (torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, dtype=torch.int64))
    assert mean_ap([(box, torch.ones(1), one)], truth, 2, LIMITS) == 1
    assert mean_ap([none], truth, 2) == 0
    assert average_precision(np.zeros(0), np.zeros(0)) == 0


def test_what_is_found_twice_is_wrong_once_and_what_is_ignored_costs_nothing():
    assert find_hits(torch.tensor([[0.9], [0.9]])) == [True, False]
    boxes = torch.tensor([[0.0, 0, 4, 4], [10, 10, 14, 14]])
    numbers, ignored = torch.tensor([0, 0]), torch.tensor([False, True])
    truth = [(boxes, numbers, ignored)]
    for found in (boxes, boxes[:1], torch.cat([boxes, boxes[1:]])):
        kind = torch.zeros(len(found), dtype=torch.int64)
        assert mean_ap([(found, torch.ones(len(found)), kind)], truth, 1) == 1
