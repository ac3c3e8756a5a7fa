"""Box regression: losses and measures agree with PyTorch's, heads know where, rates restart."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torchvision.ops import box_iou

from minilib.classifier import ConcatPool, body_layers, layer_groups
from minilib.regression import (
    ToPixels,
    box_head,
    choose_device,
    cosine_rates,
    deep_box_head,
    iou,
    l1,
    mean_iou,
)
from minilib.summary import summary

coordinates = st.floats(0, 300, width=32)
sides = st.floats(1, 200, width=32)


@st.composite
def batches(draw):
    """Boxes (n, 4) of at least one pixel a side."""
    boxes = draw(
        st.lists(st.tuples(coordinates, coordinates, sides, sides), min_size=1, max_size=5)
    )
    return torch.tensor([[y, x, y + h - 1, x + w - 1] for y, x, h, w in boxes])


pairs = st.tuples(batches(), batches()).map(lambda two: [one[: min(map(len, two))] for one in two])
four = st.lists(st.floats(-1e3, 1e3, width=32), min_size=4, max_size=4)
any_boxes = st.lists(four, min_size=1, max_size=5).map(torch.tensor)


# -- iou ----------------------------------------------------------------------------------------


@given(pairs)
def test_iou_is_torchvisions_when_the_far_corner_belongs_to_the_box(pair):
    a, b = pair
    edges = torch.tensor([0.0, 0, 1, 1])
    witness = box_iou(a.double() + edges, b.double() + edges).diagonal()
    torch.testing.assert_close(iou(a, b).double(), witness, rtol=1e-3, atol=1e-4)


@given(pairs)
def test_iou_does_not_care_which_comes_first_and_stays_within_0_and_1(pair):
    a, b = pair
    overlap = iou(a, b)
    torch.testing.assert_close(overlap, iou(b, a))
    assert overlap.shape == (len(a),)
    assert ((overlap >= 0) & (overlap <= 1 + 1e-6)).all()


@given(batches())
def test_iou_of_a_box_with_itself_is_1(a):
    torch.testing.assert_close(iou(a, a), torch.ones(len(a)), rtol=0, atol=1e-4)


@given(batches(), st.integers(-50, 50), st.integers(-50, 50))
def test_iou_stays_when_both_boxes_are_shifted(a, dy, dx):
    b = a + torch.tensor([3.0, -2, 5, 1])
    by = torch.tensor([dy, dx, dy, dx], dtype=torch.float32)
    torch.testing.assert_close(iou(a + by, b + by), iou(a, b), rtol=1e-3, atol=1e-3)


@given(any_boxes)
def test_iou_of_any_numbers_is_a_number_from_0_to_1(a):
    b = a.flip(0)
    overlap = iou(a, b)
    assert ((overlap >= 0) & (overlap <= 1 + 1e-5)).all()


@pytest.mark.parametrize(
    "degenerate", [[30.0, 40, 10, 20], [30.0, 20, 10, 40], [20.0, 10, 19, 40], [5.0, 5, 4, 4]]
)
def test_a_box_without_pixels_overlaps_with_nothing_and_spoils_no_gradient(degenerate):
    for other in ([0.0, 0, 50, 50], degenerate):
        a = torch.tensor([degenerate], requires_grad=True)
        overlap = iou(a, torch.tensor([other]))
        overlap.sum().backward()
        assert overlap.tolist() == [0]
        assert a.grad.isfinite().all()


def test_iou_counts_pixels():
    a, b = torch.tensor([[0.0, 0, 9, 9]]), torch.tensor([[0.0, 5, 9, 14]])
    assert iou(a, b).item() == pytest.approx(50 / 150)
    assert iou(torch.tensor([[5.0, 5, 5, 5]]), torch.tensor([[5.0, 5, 5, 6]])).item() == 0.5


def test_iou_of_no_boxes_is_empty():
    assert iou(torch.zeros(0, 4), torch.zeros(0, 4)).shape == (0,)


def test_mean_iou_is_the_mean():
    a = torch.tensor([[0.0, 0, 9, 9], [0, 0, 9, 9]])
    b = torch.tensor([[0.0, 0, 9, 9], [50, 50, 59, 59]])
    assert mean_iou(a, b).item() == 0.5


def test_a_better_box_follows_from_the_gradient_of_iou():
    box = torch.tensor([[10.0, 10, 40, 40]], requires_grad=True)
    y = torch.tensor([[20.0, 20, 60, 60]])
    before = iou(box, y)
    before.sum().backward()
    with torch.no_grad():
        assert iou(box + 10 * box.grad, y) > before


# -- l1 -----------------------------------------------------------------------------------------


@given(pairs)
def test_l1_is_pytorchs(pair):
    torch.testing.assert_close(l1(*pair), nn.L1Loss()(*pair))


def test_l1_pulls_every_number_with_the_same_force():
    outputs = torch.tensor([[1.0, 2, 3, 100]], requires_grad=True)
    l1(outputs, torch.zeros(1, 4)).backward()
    assert outputs.grad.tolist() == [[0.25] * 4]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30), st.integers(0, 500))
def test_no_constant_beats_the_median_under_l1(values, guess):
    y = torch.tensor(values, dtype=torch.float32)
    assert l1(y.median(), y) <= l1(torch.tensor(float(guess)), y) + 1e-4


# -- heads --------------------------------------------------------------------------------------


@pytest.mark.parametrize("features", [(512, 7, 7), (1024, 4, 4), (3, 2, 5), (1, 1, 1)])
@pytest.mark.parametrize("n_out", [4, 24])
def test_box_head_has_a_weight_for_every_feature_of_every_place(features, n_out):
    head = box_head(features, n_out)
    assert head(torch.zeros(2, *features)).shape == (2, n_out)
    count = sum(weight.numel() for weight in head.parameters())
    assert count == math.prod(features) * n_out + n_out


def test_box_head_tells_left_from_right_and_pooling_does_not():
    left, right = torch.zeros(2, 1, 3, 4, 4)
    left[0, 1, 2, 0] = right[0, 1, 2, 3] = 1
    assert torch.equal(ConcatPool()(left), ConcatPool()(right))
    torch.manual_seed(0)
    head = box_head((3, 4, 4))
    assert not torch.allclose(head(left), head(right))


def test_box_head_gives_numbers_of_any_size():
    torch.manual_seed(0)
    outputs = box_head((8, 4, 4))(1e4 * torch.randn(50, 8, 4, 4))
    assert outputs.min() < -100
    assert outputs.max() > 100


@pytest.mark.parametrize("features", [(512, 7, 7), (1024, 4, 4), (16, 3, 5)])
def test_deep_box_head_gives_four_numbers_and_keeps_places(features):
    torch.manual_seed(0)
    head = deep_box_head(features).eval()
    x = torch.randn(2, *features)
    assert head(x).shape == (2, 4)
    assert not torch.allclose(head(x), head(x.flip(-1)), atol=1e-4)


def test_deep_box_head_has_fewer_weights_than_a_layer_of_256_without_it():
    count = sum(weight.numel() for weight in deep_box_head((512, 7, 7)).parameters())
    assert count < 512 * 7 * 7 * 256 / 3


@given(any_boxes, st.integers(1, 500))
def test_to_pixels_stays_inside_and_keeps_the_order(numbers, sz):
    boxes = ToPixels(sz)(numbers)
    assert boxes.shape == numbers.shape
    assert ((boxes >= 0) & (boxes <= sz)).all()
    for row, box in zip(numbers, boxes, strict=True):
        assert (box[row.argsort()].diff() >= 0).all()


def test_to_pixels_begins_in_the_middle():
    assert ToPixels(128)(torch.zeros(1, 4)).tolist() == [[64.0] * 4]


def test_the_lessons_network_has_the_lessons_numbers():
    layers, cut = body_layers("resnet18", None)
    model = layer_groups(layers, cut, box_head((512, 7, 7)))
    for group in list(model.children())[:-1]:
        group.requires_grad_(False)
    table = summary(model, (3, 224, 224))
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["nb_params"], first["trainable"]) == (9408, False)
    assert first["output_shape"] == (-1, 64, 112, 112)
    assert table.iloc[-2]["output_shape"] == (-1, 25088)
    assert (last["nb_params"], last["trainable"]) == (100356, True)
    assert last["output_shape"] == (-1, 4)
    assert table["trainable"].eq(True).sum() == 1


# -- rates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cycle_len", "cycle_mult", "cycles"), [(1, 2, 3), (2, 1, 3), (1, 3, 2)])
@pytest.mark.parametrize("steps", [1, 7])
def test_cosine_rates_are_those_of_pytorchs_warm_restarts(cycle_len, cycle_mult, cycles, steps):
    opt = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(
        opt, cycle_len * steps, cycle_mult
    )
    lengths = [cycle_len * cycle_mult**cycle for cycle in range(cycles)]
    witness = []
    for _ in range(sum(lengths) * steps):
        witness.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step()
    assert cosine_rates(0.3, lengths, steps) == pytest.approx(witness, abs=1e-7)


@given(st.floats(1e-5, 10), st.lists(st.integers(1, 4), max_size=4), st.integers(1, 9))
@settings(deadline=None)
def test_each_cycle_begins_at_the_rate_and_falls(lr, lengths, steps):
    rates = cosine_rates(lr, lengths, steps)
    assert len(rates) == sum(lengths) * steps
    for length in lengths:
        cycle, rates = rates[: length * steps], rates[length * steps :]
        assert cycle[0] == pytest.approx(lr)
        assert all(later < sooner for sooner, later in pairwise(cycle))
        assert cycle[-1] > 0


# -- device -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "gpus", "device"),
    [
        (None, 0, "cpu"),
        (None, 2, "cuda:0"),
        ("cpu", 2, "cpu"),
        ("cuda", 1, "cuda:0"),
        ("cuda:1", 2, "cuda:1"),
        ("cuda:11", 12, "cuda:11"),
    ],
)
def test_choose_device(wanted, gpus, device):
    assert choose_device(wanted, gpus) == device
    assert str(torch.device(device)) == device


@pytest.mark.parametrize(("wanted", "gpus"), [("cuda", 0), ("cuda:3", 1), ("cuda:1", 1)])
def test_a_gpu_that_is_not_there_is_refused_and_the_message_says_how_many_there_are(wanted, gpus):
    with pytest.raises(ValueError, match=f"no {wanted}: this computer has {gpus}"):
        choose_device(wanted, gpus)
