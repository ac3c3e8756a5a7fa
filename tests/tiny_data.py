"""A data set of a few drawn scenes, in a home of its own, with an examination."""

import json

from minilib.workbook.datasets.layout import TRAIN, annotation_file
from minilib.workbook.datasets.sample import draw_sample


def tiny_home(folder, scenes=40):
    """A folder for ``WORKBOOK_HOME`` with a sample of so many scenes, the last 9 to examine."""
    sample = folder / "sample"
    draw_sample(sample, scenes=scenes)
    table = json.loads((sample / TRAIN).read_text(encoding="utf-8"))
    table["images"] = table["images"][-9:]
    ids = {image["id"] for image in table["images"]}
    table["annotations"] = [one for one in table["annotations"] if one["image_id"] in ids]
    (sample / annotation_file("val")).write_text(json.dumps(table), encoding="utf-8")
    return folder
