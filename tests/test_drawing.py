"""Figures, told by what is on their axes, and by their pixels where it must be readable."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from real_voc import home_is, needs_archive, real_voc

from minilib.boxes import bb_hw
from minilib.drawing import (
    draw_idx,
    draw_im,
    draw_object,
    draw_rect,
    draw_text,
    load_pascal,
    show_img,
)
from minilib.workbook.datasets.catalog import open_data


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    plt.close("all")


def rendered(fig):
    """A figure's pixels, uint8 of shape (h, w, 3)."""
    fig.canvas.draw()
    return np.asarray(fig.canvas.buffer_rgba())[..., :3]


def check_every_object(pascal, number):
    """A rectangle where each box is, its class's name in its corner, and the whole image."""
    ax = draw_idx(number, pascal)
    anno = pascal.trn_anno.get(number, [])
    assert len(ax.patches) == len(ax.texts) == len(anno)
    for patch, text, (bb, class_id) in zip(ax.patches, ax.texts, anno, strict=True):
        x, y, width, height = bb_hw(bb)
        assert patch.get_xy() == (x - 0.5, y - 0.5)
        assert (patch.get_width(), patch.get_height()) == (width, height)
        assert not patch.get_fill()
        assert text.get_position() == (x, y)
        assert text.get_text() == pascal.cats[class_id]
        assert [type(e).__name__ for e in patch.get_path_effects()] == ["Stroke", "Normal"]
        assert [type(e).__name__ for e in text.get_path_effects()] == ["Stroke", "Normal"]
    height, width = ax.images[0].get_array().shape[:2]
    assert ax.get_xlim() == (-0.5, width - 0.5)
    assert ax.get_ylim() == (height - 0.5, -0.5)
    assert not ax.axison
    plt.close(ax.figure)


def test_every_object_is_where_its_box_is():
    pascal = load_pascal(open_data("sample", quiet=True))
    for number in pascal.trn_ids[:25]:
        check_every_object(pascal, number)


@needs_archive
def test_every_object_of_photographs_is_where_its_box_is():
    with home_is(real_voc()):
        pascal = load_pascal(open_data("voc2007", quiet=True))
    for number in pascal.trn_ids[:25]:
        check_every_object(pascal, number)


def test_a_box_runs_round_its_pixels_exactly():
    """Enlarged tenfold, the line lies on the border between the object's pixels and the others."""
    im = np.zeros((10, 12, 3))
    im[3:7, 4:9] = 1
    fig = plt.figure(figsize=(12, 10), dpi=10)
    ax = fig.add_axes((0, 0, 1, 1))
    show_img(im, ax=ax)
    patch = draw_rect(ax, [4, 3, 5, 4], color="red")
    patch.set_path_effects([])
    patch.set_linewidth(14.4)  # two pixels at 10 dots an inch
    red = np.argwhere((rendered(fig) == [255, 0, 0]).all(axis=-1))
    assert np.abs(red.min(axis=0) - [30, 40]).max() <= 1
    assert np.abs(red.max(axis=0) - [70, 90]).max() <= 1


@pytest.mark.parametrize("background", ["black", "white", "noise"])
def test_names_are_readable_on_every_background(background):
    rng = np.random.default_rng(0)
    im = {
        "black": np.zeros((60, 160, 3)),
        "white": np.ones((60, 160, 3)),
        "noise": rng.random((60, 160, 3)),
    }[background]
    fig = plt.figure(figsize=(4, 1.5), dpi=100)
    ax = fig.add_axes((0, 0, 1, 1))
    show_img(im, ax=ax)
    before = rendered(fig).copy()
    text = draw_text(ax, (10, 10), "person", sz=24)
    box = text.get_window_extent().expanded(1.02, 1.05)
    pixels = rendered(fig)
    height = pixels.shape[0]
    part = (slice(int(height - box.y1), int(height - box.y0)), slice(int(box.x0), int(box.x1)))
    white = (pixels[part] > 240).all(axis=-1) & ~(before[part] > 240).all(axis=-1)
    black = (pixels[part] < 60).all(axis=-1) & ~(before[part] < 60).all(axis=-1)
    if background != "white":
        assert white.mean() > 0.08  # the letters
    if background != "black":
        assert black.mean() > 0.02  # their edge


@pytest.mark.parametrize(
    ("box", "covered"),
    [
        ([30, 40, 20, 10], False),  # low, with room above
        ([30, 2, 20, 10], True),  # at the top edge: above it the name would leave the image
        ([30, 40, 20, 50], False),  # high: inside, the name would cover a face
    ],
)
def test_a_name_is_above_its_box_where_there_is_room(box, covered):
    fig = plt.figure(figsize=(6, 6), dpi=100)
    ax = fig.add_axes((0, 0, 1, 1))
    show_img(np.zeros((100, 100, 3)), ax=ax)
    draw_object(ax, box, "boat")
    fig.canvas.draw()
    (patch,), (text,) = ax.patches, ax.texts
    name, around = text.get_window_extent(), patch.get_window_extent()
    overlap = min(name.y1, around.y1) - max(name.y0, around.y0)
    assert (overlap > name.height / 2) == covered
    assert name.y1 <= fig.bbox.y1


def test_a_grid_takes_pictures_of_its_own():
    pascal = load_pascal(open_data("sample", quiet=True))
    _, axes = plt.subplots(1, 3)
    for ax, number in zip(axes, pascal.trn_ids[:3], strict=True):
        assert draw_idx(number, pascal, ax=ax) is ax
    assert [len(ax.images) for ax in axes] == [1, 1, 1]


def test_a_box_in_a_color_and_an_empty_list():
    ax = draw_im(np.zeros((4, 4, 3)), [], {})
    assert len(ax.patches) == 0
    patch = draw_rect(ax, [0, 0, 2, 2], color="yellow")
    assert matplotlib.colors.to_hex(patch.get_edgecolor()) == "#ffff00"


def test_an_unknown_image_is_an_error():
    pascal = load_pascal(open_data("sample", quiet=True))
    before = len(pascal.trn_anno)
    with pytest.raises(KeyError):
        draw_idx(-1, pascal)
    assert len(pascal.trn_anno) == before
