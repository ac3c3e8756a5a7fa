"""Alternative texts: they say what is drawn, and every stored figure has one."""

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from minilib.workbook.authoring.alternatives import describe
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP

CHAPTERS = chapters_in(TOP / "solutions")


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_boxes_are_told_with_their_names_and_places(axes):
    axes.imshow(np.zeros((30, 50)))
    axes.add_patch(Rectangle((3.5, 6.5), 20, 10, fill=False))
    axes.text(4, 7, "dog")
    expected = "an image of 30 by 50 pixels, 'dog' in a box 20 wide and 10 high at row 7, column 4."
    assert describe(axes.figure) == expected


def test_of_many_boxes_a_few_are_told_and_the_others_counted(axes):
    for n in range(6):
        axes.add_patch(Rectangle((n, n), 2, 2))
    axes.text(0, 0, "one name for six boxes")
    told = describe(axes.figure)
    assert told.count("a box") == 4
    assert "and 2 more of 6 boxes, the text 'one name for six boxes'" in told


def test_curves_are_told_by_their_ends(axes):
    axes.plot([0, 1, 2], [0.001, 0.5, 0.01], label="rate")
    axes.set(title="A cycle", xlabel="epoch")
    assert describe(axes.figure) == (
        "'A cycle': a line 'rate' from (0, 0.001) to (2, 0.01), x is epoch."
    )


def test_outlines_are_told_by_their_size_and_straight_lines_by_their_place(axes):
    axes.plot([1, 5, 5, 1, 1], [2, 2, 9, 9, 2], label="box")
    axes.axhline(0.5)
    axes.axvline(3)
    assert describe(axes.figure) == (
        "an outline 'box', 4 wide and 7 high, a horizontal line at y = 0.5, "
        "a vertical line at x = 3."
    )


@pytest.mark.parametrize("kind", ["bar", "barh"])
def test_bars_are_told_by_their_range(axes, kind):
    getattr(axes, kind)(["a", "b", "c"], [3, 14, 7])
    assert describe(axes.figure) == "3 bars from 3 to 14."


def test_parts_are_numbered_and_what_is_hidden_is_not_told():
    figure, parts = plt.subplots(1, 3)
    parts[0].scatter([1, 2], [3, 4])
    parts[2].set_visible(False)
    assert describe(figure) == "2 parts: 1, 2 points; 2, empty axes."
    plt.close(figure)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_every_stored_figure_has_an_alternative(folder, chapter):
    notebook = nbformat.read(TOP / folder / f"{chapter.stem}.ipynb", as_version=4)
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("image/png", {}).get("alt"), f"cell {number}"
