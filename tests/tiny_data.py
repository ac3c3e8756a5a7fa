"""A data set of a few drawn scenes, in a home of its own, with an examination."""

from minilib.workbook.datasets.sample import draw_sample


def tiny_home(folder, scenes=40):
    """A folder for ``WORKBOOK_HOME`` with a sample of so many scenes, and 9 to examine."""
    draw_sample(folder / "sample", scenes=scenes, examination=9)
    return folder
