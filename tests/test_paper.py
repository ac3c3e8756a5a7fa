"""Chapter 17: losses for boxes, held against torchvision on random and degenerate boxes."""

import math

import pytest
import sympy
import torch
from torchvision import ops

from minilib.losses import (
    aspect_term,
    ciou_loss,
    distance_term,
    enclosing,
    giou_loss,
    iou_union,
    sizes,
)
from minilib.workbook.authoring.source import Chapter
from minilib.workbook.datasets.files import TOP


def diou_loss(a, b):
    return 1 - iou_union(a, b)[0] + distance_term(a, b)


LOSSES = {
    "giou": (giou_loss, ops.generalized_box_iou_loss),
    "diou": (diou_loss, ops.distance_box_iou_loss),
    "ciou": (ciou_loss, ops.complete_box_iou_loss),
}


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def proper_boxes(rng, n):
    near = torch.rand(n, 2, generator=rng) * 60
    return torch.cat([near, near + 1 + torch.rand(n, 2, generator=rng) * 40], dim=1)


def coarse_boxes(rng, n, side=8):
    """Boxes on a coarse grid: many coincide, touch, or have no height, no width, no area at all."""
    near = torch.randint(0, side, (n, 2), generator=rng)
    size = torch.randint(0, 4, (n, 2), generator=rng)
    return torch.cat([near, near + size], dim=1).float()


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_values_and_gradients_are_torchvisions(name, dtype):
    mine, theirs = LOSSES[name]
    rng = seeded(0)
    a, b = (proper_boxes(rng, 1000).to(dtype) for _ in range(2))
    a, b = torch.cat([a, b + torch.rand(1000, 4, generator=rng)]), torch.cat([b, b])
    a.requires_grad_()
    found, expected = mine(a, b), theirs(a, b)
    assert found.dtype == dtype
    assert (iou_union(a, b)[0] == 0).sum() > 100
    assert torch.allclose(found, expected, atol=1e-5)
    gradients = [torch.autograd.grad(one.sum(), a)[0] for one in (found, expected)]
    assert torch.allclose(*gradients, atol=1e-5)


@pytest.mark.parametrize("name", LOSSES)
def test_degenerate_boxes_agree_where_torchvision_is_a_number_and_are_finite_elsewhere(name):
    mine, theirs = LOSSES[name]
    rng = seeded(1)
    a, b = coarse_boxes(rng, 1000), coarse_boxes(rng, 1000)
    b[::10] = a[::10]
    flat = (sizes(a) == 0).any(dim=1) | (sizes(b) == 0).any(dim=1)
    assert flat.sum() > 200
    a.requires_grad_()
    found, expected = mine(a, b), theirs(a, b)
    number = ~expected.isnan()
    assert number.sum() > 600
    assert (name == "ciou") == bool((~number).any())  # a point: 0 / 0 in its aspect ratio
    assert torch.allclose(found[number], expected[number], atol=1e-5)
    assert found.isfinite().all()
    assert torch.autograd.grad(found.sum(), a)[0].isfinite().all()


def test_torchvisions_gradient_is_nan_where_the_chapter_says_so():
    pole = torch.tensor([[10.0, 50, 90, 50]])
    rope = pole[:, [1, 0, 3, 2]]
    for box, is_nan in ((pole, True), (rope, False)):
        box = box.clone().requires_grad_()
        loss = ops.complete_box_iou_loss(box, box.detach())
        assert loss.item() == pytest.approx(1)
        assert torch.autograd.grad(loss.sum(), box)[0].isnan().any() == is_nan
        assert torch.autograd.grad(ciou_loss(box, box.detach()).sum(), box)[0].isfinite().all()


@pytest.mark.parametrize("name", LOSSES)
def test_no_pair_at_all_gives_no_loss(name):
    assert LOSSES[name][0](torch.zeros(0, 4), torch.zeros(0, 4)).shape == (0,)


@pytest.mark.parametrize("name", LOSSES)
def test_neither_the_order_of_the_axes_nor_that_of_a_pair_nor_the_scale_matters(name):
    loss = LOSSES[name][0]
    rng = seeded(2)
    a, b = proper_boxes(rng, 1000).double(), proper_boxes(rng, 1000).double()
    turned = [box[:, [1, 0, 3, 2]] for box in (a, b)]
    for other in (turned, (b, a), (3 * a, 3 * b)):
        assert torch.allclose(loss(a, b), loss(*other), atol=1e-6)


def test_limits():
    rng = seeded(3)
    a, b = proper_boxes(rng, 1000).double(), proper_boxes(rng, 1000).double()
    hull = enclosing(a, b)
    for box in (a, b):
        assert torch.equal(enclosing(hull, box), hull)
    for loss, _ in LOSSES.values():
        assert loss(a, a).abs().max() < 1e-6
    assert giou_loss(a, a + 1e6).min() > 1.99
    assert (giou_loss(a, b) >= 0).all()
    assert (giou_loss(a, b) <= 2).all()
    assert (distance_term(a, b) >= 0).all()
    assert (distance_term(a, b) < 1).all()
    assert distance_term(a, a + 1e6).min() > 0.99
    inside = torch.cat([a[:, :2] * 0.75 + a[:, 2:] * 0.25, a[:, :2] * 0.25 + a[:, 2:] * 0.75], 1)
    assert distance_term(a, inside).max() < 1e-9
    assert aspect_term(a, inside).max() < 1e-9
    flat, steep = torch.tensor([[0.0, 0, 0, 9]]), torch.tensor([[0.0, 0, 9, 0]])
    assert aspect_term(flat, steep).item() == pytest.approx(1)


def test_the_gradient_of_v_is_equation_12_with_the_other_sign():
    rng = seeded(4)
    a, b = proper_boxes(rng, 1000).double().requires_grad_(), proper_boxes(rng, 1000).double()
    (h, w), (h_gt, w_gt) = sizes(a.detach()).T, sizes(b).T
    factor = 8 / math.pi**2 * (torch.atan(w_gt / h_gt) - torch.atan(w / h)) / (w**2 + h**2)
    gradient = torch.autograd.grad(aspect_term(a, b).sum(), a)[0]
    assert torch.allclose(gradient[:, 3], -factor * h)
    assert torch.allclose(gradient[:, 2], factor * w)


@pytest.fixture(scope="module")
def formula():
    """The formula as the chapter itself writes it out."""
    cells = Chapter(TOP / "solutions/17_paper.py").notebook.cells
    (cell,) = [cell.source for cell in cells if "def written_out" in cell.source]
    names = {"sympy": sympy}
    exec(cell, names)
    return names["symbols"], names["formula"]


def test_the_overlap_occurs_eight_times_and_twice_after_cse(formula):
    assert str(formula[1]).count("Max(0") == 8
    names, (short,) = sympy.cse(formula[1])
    rest = [str(expression) for _, expression in names] + [str(short)]
    assert sum(text.count("Max(0") for text in rest) == 2


def test_the_formula_that_is_written_out_is_the_loss(formula):
    symbols, expression = formula
    rng = seeded(5)
    a, b = proper_boxes(rng, 20).double(), proper_boxes(rng, 20).double()
    for one, other, loss in zip(a.tolist(), b.tolist(), ciou_loss(a, b).tolist(), strict=True):
        values = dict(zip(symbols, one + other, strict=True))
        assert float(expression.subs(values)) == pytest.approx(loss, abs=1e-6)
