"""Augmentation: picture and box stay together, as torchvision and the pixels themselves say."""

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.utils.data import Dataset
from torchvision import tv_tensors
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2 import functional as F

from minilib.augment import (
    Augment,
    about_center,
    adjust_lighting,
    box_corners,
    box_growth,
    enclosing_box,
    flip_lr,
    rotate,
    rotation,
    scale,
    shift,
    warp,
)
from minilib.data import make_loaders
from minilib.transforms import Squish, squish_box
from minilib.workbook.exercises.augment import EXERCISES, WHITE

SZ = 64
degrees = st.floats(-180, 180).map(lambda number: round(number, 2))


@st.composite
def boxes(draw, height=SZ, width=SZ):
    """Boxes inside a picture, of at least one pixel."""
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
    return np.array([top, left, bottom, right], dtype=np.float32)


def smooth_picture(sz=SZ, seed=0):
    """Something without hard edges, where a rounded place matters little."""
    noise = np.random.default_rng(seed).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    return cv2.resize(noise, (sz, sz), interpolation=cv2.INTER_CUBIC)


def to_theirs(bb, size=(SZ, SZ)):
    """As torchvision has boxes: x first, and the far corner where the last pixel ends."""
    top, left, bottom, right = np.asarray(bb).tolist()
    places = torch.tensor([[left, top, right + 1, bottom + 1]], dtype=torch.float64)
    return tv_tensors.BoundingBoxes(places, format="XYXY", canvas_size=size)


def to_ours(theirs):
    left, top, right, bottom = theirs[0].tolist()
    return np.array([top, left, bottom - 1, right - 1])


# -- torchvision as the witness -----------------------------------------------------------------


@given(boxes(20, 31), arrays(np.uint8, (20, 31, 3)))
def test_a_flip_is_torchvisions(bb, im):
    picture, box = flip_lr(im, bb)
    theirs = F.horizontal_flip(tv_tensors.Image(torch.from_numpy(im).permute(2, 0, 1)))
    assert np.array_equal(picture, theirs.permute(1, 2, 0).numpy())
    assert np.allclose(box, to_ours(F.horizontal_flip(to_theirs(bb, (20, 31)))))


@given(boxes(), degrees)
def test_a_rotated_box_is_torchvisions(bb, angle):
    box = rotate(np.zeros((SZ, SZ, 3), np.uint8), bb, angle)[1]
    theirs = to_ours(F.rotate(to_theirs(bb), angle))
    size = theirs[2:] - theirs[:2] + 1
    if (size >= 1).all():  # we keep a pixel where they keep nothing
        assert np.abs(box - theirs).max() < 0.01


@given(boxes(), degrees, st.floats(0.7, 1.4), st.integers(-9, 9), st.integers(-9, 9))
def test_a_box_turned_zoomed_and_shifted_is_torchvisions(bb, angle, factor, dx, dy):
    matrix = shift(dx, dy) @ about_center(scale(factor, factor), SZ) @ rotation(angle, SZ)
    # Their angle is with the clock here.
    theirs = F.affine(to_theirs(bb), -angle, [dx, dy], factor, [0.0, 0.0])
    left, top, right, bottom = theirs[0].tolist()
    if right - left >= 1 and bottom - top >= 1:
        assert np.abs(enclosing_box(matrix @ box_corners(bb), SZ) - to_ours(theirs)).max() < 0.01


@pytest.mark.parametrize("angle", [3, -30, 90, 77.7])
def test_a_rotated_picture_is_torchvisions(angle):
    im = smooth_picture()
    ours = warp(im, rotation(angle, SZ), SZ).astype(int)
    theirs = F.rotate(
        torch.from_numpy(im).permute(2, 0, 1).float(), angle, InterpolationMode.BILINEAR
    )
    differ = np.abs(ours - theirs.permute(1, 2, 0).numpy())
    rows, columns = np.mgrid[:SZ, :SZ]
    inside = np.hypot(rows - SZ / 2 + 0.5, columns - SZ / 2 + 0.5) < SZ / 2 - 2
    assert differ[inside].mean() < 0.5
    assert differ[inside].max() < 8


# -- picture and box together -------------------------------------------------------------------


@given(
    boxes(),
    degrees,
    st.booleans(),
    st.floats(0.8, 1.25),
    st.floats(-10, 10),
    st.floats(-10, 10),
)
@settings(deadline=None)
def test_the_box_lies_round_the_white_pixels(bb, angle, flipped, factor, dx, dy):
    top, left, bottom, right = bb.astype(int)
    im = np.zeros((SZ, SZ, 3), dtype=np.uint8)
    im[top : bottom + 1, left : right + 1] = 255
    matrix = shift(dx, dy) @ about_center(scale(factor, factor), SZ) @ rotation(angle, SZ)
    if flipped:
        matrix = matrix @ shift(SZ, 0) @ scale(-1, 1)
    points = matrix @ box_corners(bb)
    box = enclosing_box(points, SZ)
    # In a picture that is large enough, so that nothing is cut off and the grey is far away.
    large = cv2.copyMakeBorder(im, SZ, SZ, SZ, SZ, cv2.BORDER_CONSTANT)
    moved = shift(SZ, SZ) @ matrix @ shift(-SZ, -SZ)
    white = np.argwhere(warp(large, moved, 3 * SZ)[:, :, 0] > 150) - SZ
    uncut = enclosing_box(shift(500, 500) @ points, 1000) - 500
    if len(white):
        assert (white.min(axis=0) >= uncut[:2] - 1).all()
        assert (white.max(axis=0) <= uncut[2:] + 1).all()
    right_angle = abs(angle) % 90 == 0
    if right_angle and min(bottom - top, right - left) > 3:
        assert np.abs(white.min(axis=0) - uncut[:2]).max() <= 1
        assert np.abs(white.max(axis=0) - uncut[2:]).max() <= 1
    assert (box[:2] >= uncut[:2] - 1e-3).all() or (uncut[:2] > SZ - 1).any()


@pytest.mark.parametrize("angle", [0, 3, 17, 30, 60, -45])
def test_a_turned_rectangles_pixels_reach_the_box_on_all_sides(angle):
    bb = np.array([24, 20, 40, 45], dtype=np.float32)
    im = np.zeros((SZ, SZ, 3), dtype=np.uint8)
    im[24:41, 20:46] = 255
    picture, box = rotate(im, bb, angle)
    white = np.argwhere(picture[:, :, 0] > 127 + 20)
    reached = np.array([*white.min(axis=0), *white.max(axis=0)])
    assert np.abs(reached - box).max() <= 1.5


@given(boxes(9, 14), arrays(np.uint8, (9, 14, 3)))
def test_flipped_twice_is_as_before_and_nothing_was_changed(bb, im):
    before = im.copy(), bb.copy()
    picture, box = flip_lr(*flip_lr(im, bb))
    assert np.array_equal(picture, im)
    assert np.array_equal(box, bb)
    assert box.dtype == bb.dtype
    assert np.array_equal(im, before[0])
    assert np.array_equal(bb, before[1])


@given(boxes(9, 14), arrays(np.uint8, (9, 14, 3)))
def test_flipping_by_slice_and_by_matrix_is_the_same(bb, im):
    square = cv2.resize(im, (16, 16), interpolation=cv2.INTER_NEAREST)
    bb = np.minimum(bb, 15)
    matrix = shift(16, 0) @ scale(-1, 1)
    picture, box = flip_lr(square, bb)
    assert np.array_equal(warp(square, matrix, 16), picture)
    assert np.allclose(enclosing_box(matrix @ box_corners(bb), 16), box)


def test_the_middle_of_each_pixel_stays_when_nothing_is_done():
    im = smooth_picture()
    assert np.array_equal(warp(im, np.eye(3), SZ), im)
    assert np.array_equal(warp(im, rotation(180, SZ), SZ), im[::-1, ::-1])


# -- the box round points -----------------------------------------------------------------------

places = st.lists(
    st.tuples(st.floats(-200, 200), st.floats(-200, 200)), min_size=1, max_size=6
).map(lambda points: np.array([*zip(*points, strict=True), [1.0] * len(points)], dtype=float))


@given(places)
def test_it_holds_all_points_that_are_inside_and_touches_them(points):
    box = enclosing_box(points, SZ)
    xs, ys = points[0], points[1]
    inside = (xs >= 0) & (xs <= SZ) & (ys >= 0) & (ys <= SZ)
    top, left, bottom, right = box
    margin = 1e-3
    assert (xs[inside] >= left - margin).all()
    assert (xs[inside] <= right + 1 + margin).all()
    assert (ys[inside] >= top - margin).all()
    assert (ys[inside] <= bottom + 1 + margin).all()
    if inside.all() and np.ptp(xs) >= 1 and np.ptp(ys) >= 1:
        wanted = [ys.min(), xs.min(), ys.max() - 1, xs.max() - 1]
        assert np.allclose(box, wanted, atol=1e-3)


@given(places, st.integers(1, 300))
def test_it_is_always_a_valid_box(points, sz):
    top, left, bottom, right = box = enclosing_box(points, sz)
    assert box.dtype == np.float32
    assert 0 <= top <= bottom <= sz - 1
    assert 0 <= left <= right <= sz - 1


@given(boxes())
def test_a_box_that_is_not_moved_comes_back(bb):
    assert np.array_equal(enclosing_box(box_corners(bb), SZ), bb)


def test_what_has_left_the_picture_is_the_pixel_at_that_edge():
    away = shift(-500, 3) @ box_corners([10, 10, 20, 20])
    assert enclosing_box(away, SZ).tolist() == [13, 0, 23, 0]
    away = shift(500, 500) @ box_corners([10, 10, 20, 20])
    assert enclosing_box(away, SZ).tolist() == [SZ - 1] * 4


# -- growth -------------------------------------------------------------------------------------


@given(boxes(), degrees)
def test_growth_is_what_is_measured(bb, angle):
    points = shift(500, 500) @ rotation(angle, SZ) @ box_corners(bb)
    top, left, bottom, right = enclosing_box(points, 2000).astype(float)
    before = float((bb[2] - bb[0] + 1) * (bb[3] - bb[1] + 1))
    measured = (bottom - top + 1) * (right - left + 1) / before
    assert box_growth(bb, angle) == pytest.approx(measured, rel=1e-2)
    assert box_growth(bb, angle) >= 1 - 1e-6
    assert box_growth(bb, angle) == pytest.approx(box_growth(bb, -angle))


def test_the_growth_that_the_chapter_tells():
    square, flat = np.array([0, 0, 99, 99]), np.array([0, 0, 99, 399])
    told = [round(box_growth(bb, angle), 2) for bb in (square, flat) for angle in (3, 30)]
    assert told == [1.1, 1.87, 1.22, 2.84]


# -- light --------------------------------------------------------------------------------------


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(3))),
    st.floats(-1, 1),
    st.floats(0, 3),
)
def test_light_is_the_formula_rounded_and_cut_off(im, brightness, contrast):
    before = im.copy()
    lit = adjust_lighting(im, brightness, contrast)
    exact = np.clip((im - 127.5) * contrast + 127.5 + 255 * brightness, 0, 255)
    assert lit.dtype == np.uint8
    assert lit.shape == im.shape
    assert np.abs(lit - exact).max() <= 0.501
    assert np.array_equal(im, before)


def test_every_number_stays_what_it_is_without_a_change():
    every = np.arange(256, dtype=np.uint8)
    assert np.array_equal(adjust_lighting(every), every)
    assert np.array_equal(adjust_lighting(every, contrast=-1), every[::-1])


def test_no_case_of_the_exercise_hangs_on_how_a_half_is_rounded():
    for case in EXERCISES["adjust_lighting"].cases:
        values = dict(zip(["im", "brightness", "contrast"], case.args, strict=False)) | case.kwargs
        added = 255 * values.get("brightness", 0.0)
        exact = (values["im"] - 127.5) * values.get("contrast", 1.0) + 127.5 + added
        assert np.abs(exact % 1 - 0.5).min() > 0.1


def test_no_case_of_rotate_hangs_on_how_a_colour_is_rounded():
    for case in EXERCISES["rotate"].cases:
        im, bb, angle = case.args
        red = rotate(im, bb, angle)[0][:, :, 0].astype(int)
        assert np.abs(red - WHITE).min() > 10


# -- Augment ------------------------------------------------------------------------------------

EXTREME = {"flip": 0.5, "degrees": 180, "zoom": 3, "move": 2, "lighting": 1}
STILL = {"flip": 0, "degrees": 0, "zoom": 0, "move": 0, "lighting": 0}


@given(boxes(40, 70), st.integers(0, 10**6), st.sampled_from([EXTREME, {}]), st.integers(8, 100))
@settings(deadline=None)
def test_it_always_gives_a_picture_and_a_valid_box(bb, seed, kwargs, sz):
    im = np.zeros((40, 70, 3), dtype=np.uint8)
    torch.manual_seed(seed)
    picture, box = Augment(sz, **kwargs)(im, bb)
    assert picture.shape == (sz, sz, 3)
    assert picture.dtype == np.uint8
    assert box.dtype == np.float32
    top, left, bottom, right = box
    assert 0 <= top <= bottom <= sz - 1
    assert 0 <= left <= right <= sz - 1
    # ImageDataset makes tensors of them.
    assert torch.from_numpy(picture).shape == (sz, sz, 3)
    assert torch.from_numpy(box).shape == (4,)


@given(boxes(40, 70), st.integers(0, 1000))
@settings(deadline=None)
def test_without_any_change_it_is_squish(bb, seed):
    torch.manual_seed(seed)
    im = cv2.resize(smooth_picture(), (70, 40))
    picture, box = Augment(SZ, **STILL)(im, bb)
    squished, squished_bb = Squish(SZ)(im, bb)
    top, left, bottom, right = squished_bb
    # A box of less than a pixel is made a whole one.
    assert np.allclose(box[:2], np.minimum(squished_bb[:2], SZ - 1), atol=1e-3)
    if bottom >= top and right >= left:
        assert np.allclose(box, squished_bb, atol=1e-3)
    assert np.abs(picture.astype(int) - squished).mean() < 3


def test_box_false_leaves_the_box_and_draws_the_same_pictures():
    im, bb = smooth_picture(), np.array([5, 6, 30, 20], dtype=np.float32)
    torch.manual_seed(3)
    moved = [Augment(SZ, degrees=30)(im, bb) for _ in range(4)]
    torch.manual_seed(3)
    left = [Augment(SZ, degrees=30, box=False)(im, bb) for _ in range(4)]
    for (one, one_bb), (two, two_bb) in zip(moved, left, strict=True):
        assert np.array_equal(one, two)
        assert np.array_equal(two_bb, squish_box(bb, im.shape[:2], (SZ, SZ)))
        assert not np.allclose(one_bb, two_bb, atol=0.5)


def test_chance_is_pytorchs_alone():
    im, bb = smooth_picture(), np.array([5, 6, 30, 20], dtype=np.float32)
    augment = Augment(SZ, **EXTREME)
    results = []
    for numpy_seed in (1, 2):
        np.random.seed(numpy_seed)  # noqa: NPY002
        torch.manual_seed(0)
        results.append([augment(im, bb) for _ in range(3)])
    for (one, one_bb), (two, two_bb) in zip(*results, strict=True):
        assert np.array_equal(one, two)
        assert np.array_equal(one_bb, two_bb)
    assert not np.array_equal(results[0][0][1], results[0][1][1])


def test_settings_are_limits():
    im, bb = smooth_picture(), np.array([24, 24, 39, 39], dtype=np.float32)
    torch.manual_seed(0)
    small = [Augment(SZ, **STILL | {"move": 0.1})(im, bb)[1] for _ in range(300)]
    moved = np.abs(np.array(small) - bb)
    assert 5 < moved.max() <= 0.1 * SZ + 1e-3
    zoomed = [Augment(SZ, **STILL | {"zoom": 0.5})(im, bb)[1] for _ in range(300)]
    sides = [box[2] - box[0] + 1 for box in zoomed]
    assert 16 / 1.5 - 1e-3 < min(sides) < 11.5
    assert 22.5 < max(sides) < 24 + 1e-3
    turned = [Augment(SZ, **STILL | {"degrees": 10})(im, bb)[1] for _ in range(300)]
    largest = max((box[2] - box[0] + 1) * (box[3] - box[1] + 1) for box in turned) / 16**2
    assert 0.97 * box_growth(bb, 10) < largest <= box_growth(bb, 10) + 1e-3


def test_how_often_it_flips():
    im, bb = np.zeros((SZ, SZ, 3), np.uint8), np.array([0, 0, 9, 9], dtype=np.float32)
    torch.manual_seed(0)
    for often in (0, 0.25, 1):
        augment = Augment(SZ, **STILL | {"flip": often})
        share = np.mean([augment(im, bb)[1][1] > 9 for _ in range(400)])
        assert share == pytest.approx(often, abs=0.06)


class _Boxes(Dataset):
    """The same example again and again; each worker takes some."""

    def __len__(self):
        return 8

    def __getitem__(self, i):
        bb = np.array([24, 20, 40, 45], dtype=np.float32)
        return torch.from_numpy(Augment(SZ, degrees=30)(np.zeros((SZ, SZ, 3), np.uint8), bb)[1])


def test_workers_get_different_chance():
    torch.manual_seed(0)
    loader, _ = make_loaders(_Boxes(), _Boxes(), 4, workers=2)
    loader.timeout = 120
    boxes = torch.cat(list(loader))
    assert len(torch.unique(boxes, dim=0)) == 8
