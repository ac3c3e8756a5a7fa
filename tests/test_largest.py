"""The largest object: always the largest, the first of equal ones; and tables that come back."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask

from minilib.boxes import bb_hw, hw_bb
from minilib.drawing import load_pascal
from minilib.largest import (
    bb_area,
    bb_frame,
    bbox_text,
    draw_largest_bbox,
    get_lrg,
    get_trn_lrg_anno,
    lrg_frame,
    write_csv,
)
from minilib.workbook.datasets.catalog import open_data

sizes = st.integers(1, 500)
places = st.integers(0, 500)
boxes = st.tuples(places, places, sizes, sizes).map(hw_bb)
objects = st.lists(st.tuples(boxes, st.integers(1, 20)), min_size=1, max_size=8)


@given(objects)
def test_no_other_is_larger_and_the_first_of_equal_ones_wins(b):
    bb, class_id = get_lrg(b)
    areas = [bb_area(one) for one, _ in b]
    position = areas.index(max(areas))
    assert bb is b[position][0]
    assert class_id == b[position][1]


@given(boxes)
def test_the_area_is_what_pycocotools_counts(bb):
    x, y, width, height = bb_hw(bb).tolist()
    outline = [[x, y, x, y + height, x + width, y + height, x + width, y]]
    rle = mask.frPyObjects(outline, 1000, 1000)
    assert bb_area(bb) == width * height == int(mask.area(rle)[0])


def test_the_list_stays_as_it_was():
    b = [(hw_bb([0, 0, 2, 2]), 1), (hw_bb([0, 0, 3, 3]), 2)]
    get_lrg(b)
    assert [class_id for _, class_id in b] == [1, 2]


def test_nothing_is_not_the_largest():
    with pytest.raises(ValueError, match="no objects"):
        get_lrg([])


@given(boxes)
def test_a_box_comes_back_from_its_text(bb):
    assert [int(number) for number in bbox_text(bb).split()] == bb.tolist()


@pytest.fixture(scope="module")
def pascal():
    return load_pascal(open_data("sample", quiet=True))


def test_the_tables_come_back_from_their_files(pascal, tmp_path):
    chosen = get_trn_lrg_anno(pascal.trn_anno)
    for frame in (lrg_frame(pascal, chosen), bb_frame(pascal, chosen)):
        file = write_csv(frame, tmp_path / "table.csv")
        assert pd.read_csv(file).equals(frame)
        assert list(tmp_path.iterdir()) == [file]
    assert list(lrg_frame(pascal, chosen).columns) == ["fn", "cat"]
    assert list(bb_frame(pascal, chosen).columns) == ["fn", "bbox"]
    assert list(bb_frame(pascal, chosen)["fn"]) == [pascal.trn_fns[i] for i in chosen]


def test_the_largest_objects_box_is_drawn(pascal):
    chosen = get_trn_lrg_anno(pascal.trn_anno)
    for number in pascal.trn_ids[:10]:
        ax = draw_largest_bbox(number, pascal, chosen)
        (patch,), (text,) = ax.patches, ax.texts
        x, y, width, height = bb_hw(chosen[number][0])
        assert patch.get_xy() == (x - 0.5, y - 0.5)
        assert (patch.get_width(), patch.get_height()) == (width, height)
        assert text.get_text() == pascal.cats[chosen[number][1]]
        plt.close(ax.figure)


def test_the_boxes_of_hw_bb_hold_any_area():
    bb = hw_bb([0, 0, 100_000, 100_000])
    assert bb.dtype == np.int64
    assert bb_area(bb) == 10**10


def test_areas_do_not_overflow():
    assert bb_area(np.array([0, 0, 199, 149], dtype=np.int64)) == 30000
    assert bb_area(np.array([0, 0, 46340, 46340])) == 46341**2
