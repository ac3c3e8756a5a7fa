"""Every chapter on the real photographs, and the facts that the lesson prints."""

import json
import re

import pytest
from nbformat.v4 import new_code_cell
from pycocotools.coco import COCO
from real_voc import ARCHIVE, home_is, needs_archive, real_voc

from minilib.workbook.authoring.execute import output_texts, run
from minilib.workbook.authoring.notebooks import learner_cells, notebook_of
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.files import TOP

pytestmark = needs_archive

#: Chapter -> what some cell of it must print, letter for letter.
FACTS = {
    "01": ["['000012.jpg', '000017.jpg', '000023.jpg']"],
    "03": [
        "{'file_name': '000012.jpg', 'height': 333, 'width': 500, 'id': 12}",
        "{'file_name': '000017.jpg', 'height': 364, 'width': 480, 'id': 17}",
        "{'file_name': '000023.jpg', 'height': 500, 'width': 334, 'id': 23}",
        "{'file_name': '000026.jpg', 'height': 333, 'width': 500, 'id': 26}",
        "{'file_name': '000032.jpg', 'height': 281, 'width': 500, 'id': 32}",
        "'segmentation': [[155, 96, 155, 270, 351, 270, 351, 96]]",
        "'bbox': [155, 96, 196, 174]",
        "'area': 34104",
        "'bbox': [184, 61, 95, 138]",
        "'area': 13110",
        "{'supercategory': 'none', 'id': 1, 'name': 'aeroplane'}",
        "('car', 'person')",
        "(7843, 6300)",
    ],
    "05": ["{'file_name': '000012.jpg', 'height': 333, 'width': 500, 'id': 12}"],
    "07": [
        "([1, 2, 461, 242], 15)",
        "{'fn': '008197.jpg', 'bbox': '186 450 226 496'}",
        "{'fn': '008199.jpg', 'bbox': '84 363 374 498'}",
        "{'fn': '008202.jpg', 'bbox': '110 190 371 457'}",
        "{'fn': '008203.jpg', 'bbox': '187 37 359 303'}",
    ],
    "06": ["([12, 17, 23],"],
    "04": ["[(array([ 96, 155, 269, 350]), 7)]", "array([ 96, 155, 269, 350])"],
    "13": ["9408", "100356", "25088"],
}
#: In cells that no photograph comes into: second Pythons, and tests of a learner's with boxes and
#: names of its own. They are left out; each chapter's own run has them.
APART = re.compile(
    r"box_convert\(|\brace\b|result\[\"(milli|apart)|\bin_worker\b|impostors\((?!.count_classes)"
)
#: Four small batches are an epoch: that a network learns is tested on drawn scenes.
SMALLER = """\
from minilib.workbook.training import recipes

recipes.FEW_PHOTOGRAPHS, recipes._batch = 64, lambda *_: 12
"""
#: Where chapter 11 compares two ways to begin: one network each, and one epoch.
ONCE = ("SEEDS, EPOCHS = range(run.pick(2, 3)), 3", "SEEDS, EPOCHS = range(1), 1")


@pytest.fixture(scope="module")
def home():
    return real_voc()


@pytest.fixture(scope="module")
def train(home):
    return json.loads((home / "voc2007" / "pascal_train2007.json").read_text())


def test_it_is_what_the_archive_holds(train):
    kept = [o for o in train["annotations"] if not o["ignore"]]
    assert [len(train["images"]), len(train["annotations"]), len(kept)] == [2500, 7843, 6300]
    assert train["annotations"][0] == {
        "segmentation": [[155, 96, 155, 270, 351, 270, 351, 96]],
        "area": 34104,
        "iscrowd": 0,
        "image_id": 12,
        "bbox": [155, 96, 196, 174],
        "category_id": 7,
        "id": 1,
        "ignore": 0,
    }


def test_pycocotools_agrees(home, train, capsys):
    coco = COCO(home / "voc2007" / "pascal_train2007.json")
    assert len(coco.getImgIds()) == len(train["images"])
    assert len(coco.getAnnIds()) == len(train["annotations"])
    assert {c["name"]: c["id"] for c in coco.loadCats(coco.getCatIds())}["tvmonitor"] == 20


def groups():
    """The chapters that train, and those that do not: each group in one kernel, to start fewer."""
    chapters = chapters_in(TOP / "solutions")
    training = [c for c in chapters if any("recipe(" in cell.source for cell in c.notebook.cells)]
    return [[c for c in chapters if c not in training], training]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("chapters", groups(), ids=lambda group: "-".join(c.number for c in group))
def test_every_chapter_runs_on_the_photographs(chapters, home, monkeypatch):
    # A few pictures and the small network: the whole training takes a GPU, or half an hour.
    monkeypatch.setenv("WORKBOOK_QUICK", "1")
    # As it stands, unsolved: it goes on with minilib's functions, which are the answers.
    cells = [cell for chapter in chapters for cell in learner_cells(chapter.notebook.cells)]
    twice = [cell for cell in cells if ONCE[0] in cell.source]
    assert len(twice) == any(chapter.topic == "learner" for chapter in chapters)
    for cell in twice:
        cell.source = cell.source.replace(*ONCE)
    cells = [new_code_cell(SMALLER), *(c for c in cells if not APART.search(c.source))]
    with home_is(home):
        notebook = run(
            notebook_of(cells),
            TOP / "chapters",
            f"chapters {[c.number for c in chapters]} on {ARCHIVE.name}",
            data="voc2007",
        )
    printed = [
        " ".join(text.split())
        for cell in notebook.cells
        if cell.cell_type == "code"
        for text in output_texts(cell)
    ]
    for chapter in chapters:
        for fact in FACTS.get(chapter.number, []):
            assert any(fact in text for text in printed), fact
