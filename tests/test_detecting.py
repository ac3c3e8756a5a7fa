"""Detecting: held against torchvision and against slow definitions on random boxes."""

import pytest
import torch
import torchvision

from minilib.detecting import (
    Detector,
    GridHead,
    cell_answers,
    cell_centres,
    decode_boxes,
    distances,
    find_objects,
    focal_loss,
    grid_loss,
    match_cells,
    shrink,
)


def random_boxes(rng, n, side=64):
    """Boxes on a coarse grid: many coincide, touch a centre, or have no area at all."""
    near = torch.randint(0, side // 4, (n, 2), generator=rng)
    size = torch.randint(0, side // 8, (n, 2), generator=rng)
    return 4 * torch.cat([near, near + size], dim=1).float()


@pytest.mark.parametrize(("alpha", "gamma"), [(0.25, 2.0), (0.5, 0.0), (0.9, 3.0)])
def test_focal_loss_is_torchvisions_with_its_gradient(alpha, gamma):
    rng = torch.Generator().manual_seed(0)
    for _ in range(1000):
        scores = 10 * torch.randn(7, 3, generator=rng)
        y = (torch.rand(7, 3, generator=rng) < 0.2).float()
        ours, theirs = (scores.clone().requires_grad_() for _ in range(2))
        mine = focal_loss(ours, y, alpha, gamma)
        other = torchvision.ops.sigmoid_focal_loss(theirs, y, alpha, gamma, reduction="sum")
        assert torch.allclose(mine, other, rtol=1e-5)
        mine.backward()
        other.backward()
        assert torch.allclose(ours.grad, theirs.grad, rtol=1e-4, atol=1e-6)


def test_decoding_undoes_distances():
    rng = torch.Generator().manual_seed(0)
    centres = cell_centres(64, 8)
    for _ in range(1000):
        boxes = random_boxes(rng, len(centres))
        assert torch.equal(decode_boxes(centres, distances(centres, boxes)), boxes)


def slow_match(centre, boxes):
    """The definition, for one centre, in words."""
    row, column = centre.tolist()
    inside = [
        ((bottom - top) * (right - left), number)
        for number, (top, left, bottom, right) in enumerate(boxes.tolist())
        if top < row < bottom and left < column < right
    ]
    return min(inside)[1] if inside else -1


def test_the_smallest_box_around_a_centre_gets_its_cell():
    rng = torch.Generator().manual_seed(0)
    centres, seen = cell_centres(64, 8), set()
    for number in range(300):
        boxes = random_boxes(rng, number % 9)
        owners = match_cells(centres, boxes).tolist()
        assert owners == [slow_match(centre, boxes) for centre in centres]
        seen |= set(owners)
    assert seen == set(range(-1, 8))


def test_what_cells_answer_is_the_box_around_their_middle():
    centres = cell_centres(64, 8)
    boxes = torch.tensor([[0.0, 0.0, 64.0, 64.0], [16.0, 16.0, 48.0, 48.0]])
    numbers, answers = cell_answers(centres, boxes, torch.tensor([7, 3]))
    assert numbers.tolist().count(3) == 4
    assert numbers.tolist().count(7) == 12
    assert torch.equal(answers[numbers == 3][0], boxes[1])
    assert (cell_answers(centres, boxes[:0], torch.zeros(0).long())[0] == -1).all()


def test_shrinking_keeps_the_middle():
    boxes = random_boxes(torch.Generator().manual_seed(0), 50)
    assert torch.allclose(shrink(boxes, 1.0), boxes)
    small = shrink(boxes, 0.25)
    assert torch.allclose(small[:, :2] + small[:, 2:], boxes[:, :2] + boxes[:, 2:])
    assert torch.allclose(4 * (small[:, 2:] - small[:, :2]), boxes[:, 2:] - boxes[:, :2])


@pytest.mark.parametrize("limit", [0.2, 0.5])
def test_objects_are_those_of_torchvisions_suppression_by_class(limit):
    rng = torch.Generator().manual_seed(0)
    removed = 0
    for _ in range(200):
        boxes, probs = random_boxes(rng, 30, side=32), torch.rand(30, 4, generator=rng)
        found = find_objects(probs, boxes, least=0.3, top=60, limit=limit)
        values, places = probs.flatten().sort(descending=True)
        places = places[:60][values[:60] >= 0.3]
        kept = torchvision.ops.batched_nms(
            boxes[places // 4], probs.flatten()[places], places % 4, limit
        )
        removed += len(places) - len(kept)
        assert torch.equal(found[0], boxes[places // 4][kept])
        assert torch.equal(found[1], probs.flatten()[places][kept])
        assert torch.equal(found[2], places[kept] % 4)
    assert removed > 100


def small_detector():
    layers = [torch.nn.Conv2d(3, 4, 3, stride=2, padding=1), torch.nn.Conv2d(4, 5, 3, padding=1)]
    layers += [torch.nn.Conv2d(5, 6, 3, stride=2, padding=1)]
    return Detector(layers, 1, GridHead((5, 6), 3, width=8))


def test_features_are_the_last_of_each_stride():
    maps = small_detector().features(torch.zeros(2, 3, 16, 16))
    assert [tuple(one.shape) for one in maps] == [(2, 5, 8, 8), (2, 6, 4, 4)]


def test_a_detector_learns_one_image_by_heart():
    torch.manual_seed(0)
    net, centres = small_detector(), cell_centres(32, 2)
    boxes = torch.tensor([[2.0, 2.0, 18.0, 14.0], [16.0, 18.0, 30.0, 30.0]])
    image = torch.zeros(1, 3, 32, 32)
    image[0, 0, 2:18, 2:14], image[0, 1, 16:30, 18:30] = 1, 1
    y = [one[None] for one in cell_answers(centres, boxes, torch.tensor([2, 0]))]
    opt = torch.optim.Adam(net.parameters(), 1e-2)
    losses = []
    for _ in range(80):
        loss = grid_loss(net(image), y, centres, 2)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 3


def test_the_loss_of_images_without_objects_is_a_number():
    net, centres = small_detector(), cell_centres(32, 2)
    answers = cell_answers(centres, torch.zeros(0, 4), torch.zeros(0).long())
    loss = grid_loss(net(torch.zeros(2, 3, 32, 32)), [torch.stack([a, a]) for a in answers],
                     centres, 2)  # fmt: skip
    loss.backward()
    assert loss.isfinite()
    assert all(w.grad is None or w.grad.isfinite().all() for w in net.parameters())
