"""VOC 2012, and both years together: right numbers, and no held-back picture is trained on."""

import io
import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from voc_archive import files, jpeg, tar_of, xml

from minilib.workbook.datasets import joined
from minilib.workbook.datasets.catalog import chosen_name, data_home, describe, open_data
from minilib.workbook.datasets.files import TOP as PROJECT
from minilib.workbook.datasets.scenes import draw_scene
from minilib.workbook.datasets.voc import get_voc
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.cli import workbook

TOP = "VOCdevkit/VOC2012"
SHARED = PROJECT.parent / "shared" / "voc2012"
TRAIN, VAL = ("2008_000002", "2008_000008"), ("2009_000003", "2011_000015")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty place for data sets."""
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "home"))


def content(train=TRAIN, val=VAL):
    return files("train", train, TOP) | files("val", val, TOP)


def get(folder, packed, name="voc2012", data=None):
    archive = folder / "VOC.tar"
    archive.write_bytes(tar_of(packed) if data is None else data)
    return get_voc(name, archive, progress=False)


def split(part, name="voc2012"):
    return json.loads((data_home() / name / f"pascal_{part}2007.json").read_text("utf-8"))


def ids(part, name="voc2012"):
    return [image["id"] for image in split(part, name)["images"]]


def refused(folder, packed, *words, name="voc2012"):
    with pytest.raises(WorkbookError) as caught:
        get(folder, packed, name)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)
    assert not (data_home() / name).exists()


def test_its_names_become_numbers_and_it_lies_as_the_chapters_look_for_it(tmp_path):
    other_tasks = {f"{TOP}/JPEGImages/2007_000032.jpg": jpeg(1)}
    lists = {f"{TOP}/ImageSets/Main/car_train.txt": b"2008_000002 1\n"}
    assert get(tmp_path, content() | other_tasks | lists) == []
    assert ids("train") == [2008000002, 2008000008]
    assert ids("val") == [2009000003, 2011000015]
    pictures = data_home() / "voc2012/VOCdevkit/VOC2007/JPEGImages"
    assert sorted(p.stem for p in pictures.iterdir()) == sorted(TRAIN + VAL)
    assert [p.name for p in (data_home() / "voc2012").rglob("*") if p.suffix != ".jpg"].count(
        "pascal_val2007.json"
    ) == 1
    assert describe().splitlines()[2:4] == [
        "voc2012  train 2 photographs, 2 boxes",
        "voc2012  val   2 photographs, 2 boxes",
    ]


PART = (
    "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"
    "</bndbox></part>"
)
BOX = "<bndbox><ymax>30.2</ymax><xmin>10.6</xmin><xmax>39.5</xmax><ymin>0.3</ymin></bndbox>"


@pytest.mark.parametrize("inside", [PART + BOX, BOX + PART, PART + BOX + PART])
@pytest.mark.parametrize("hard", ["", "<difficult>0</difficult>", "<difficult>1</difficult>"])
def test_parts_fractions_any_order_and_a_missing_difficult(tmp_path, inside, hard):
    text = (
        f"<annotation><object>{inside}{hard}<name>person</name></object>"
        "<size><depth>3</depth><height>40</height><width>60</width></size></annotation>"
    )
    get(tmp_path, content() | {f"{TOP}/Annotations/2008_000002.xml": text.encode()})
    first = split("train")["annotations"][0]
    assert (first["bbox"], first["ignore"]) == ([10, 0, 30, 30], int("1" in hard))


def test_a_picture_of_2007_is_refused(tmp_path):
    refused(tmp_path, content(train=(*TRAIN, "2007_000032")), "train.txt names 2007_000032", "Main")
    refused(tmp_path, content(val=("2007_000032",)), "val.txt names 2007_000032")


def saved_again(data, *, quality=60, scale=1.0):
    with Image.open(io.BytesIO(data)) as picture:
        size = [round(side * scale) for side in picture.size]
        out = io.BytesIO()
        picture.resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


def scene(seed):
    im = draw_scene(np.random.default_rng([77, seed])).image
    return cv2.imencode(".jpg", cv2.cvtColor(im, cv2.COLOR_RGB2BGR))[1].tobytes()


def with_pictures(packed, top=TOP):
    """Scenes instead of noise, which no perceptual hash is made for."""
    drawn = {name: scene(seed) for seed, name in enumerate(packed) if name.endswith(".jpg")}
    return packed | drawn


@pytest.mark.parametrize("change", [{}, {"quality": 30}, {"scale": 0.5}])
def test_a_copy_under_another_name_is_not_trained_on(tmp_path, change):
    packed = with_pictures(content())
    held_back = packed[f"{TOP}/JPEGImages/2009_000003.jpg"]
    packed[f"{TOP}/JPEGImages/2008_000008.jpg"] = saved_again(held_back, **change)
    (note,) = get(tmp_path, packed)
    assert note == (
        "left out of train: 1 that val or test shows, too (2008_000008.jpg is 2009_000003.jpg)"
    )
    assert ids("train") == [2008000002]
    assert [o["id"] for o in split("train")["annotations"]] == [1]


def test_scenes_that_differ_are_no_copies(tmp_path):
    pictures = []
    for seed in range(40):
        pictures.append(tmp_path / f"{seed}.jpg")
        pictures[-1].write_bytes(scene(seed))
    assert joined.copies(pictures[:20], pictures[20:], progress=False) == {}
    again = tmp_path / "again.jpg"
    again.write_bytes(saved_again(scene(7)))
    assert joined.copies([again, *pictures[20:]], pictures[:20], progress=False) == {0: 7}


def test_a_name_in_both_lists_and_a_damaged_picture_are_found_out(tmp_path):
    packed = content(train=("2008_000002", "2009_000003"))
    packed[f"{TOP}/JPEGImages/2008_000002.jpg"] = b"\xff\xd8 not a picture"
    packed[f"{TOP}/JPEGImages/2009_000003.jpg"] = b"\xff\xd8 nor this"
    (note,) = get(tmp_path, packed)
    assert "2009_000003.jpg is 2009_000003.jpg" in note
    assert ids("train") == [2008000002]


def test_grey_stand_ins_show_nothing_to_compare(tmp_path):
    for seed in range(2):
        grey = np.full((40 + seed, 60, 3), 128, np.uint8)
        (tmp_path / f"{seed}.jpg").write_bytes(cv2.imencode(".jpg", grey)[1].tobytes())
    assert joined.copies([tmp_path / "0.jpg"], [tmp_path / "1.jpg"], progress=False) == {}


@pytest.fixture
def both(tmp_path):
    """Both years; a picture of 2012's train is one of 2007's val under another name."""
    old = with_pictures(files("train", ("000012",)) | files("val", ("000017",)))
    get(tmp_path, old, "voc2007")
    new = with_pictures(content())
    leak = saved_again(old["VOCdevkit/VOC2007/JPEGImages/000017.jpg"])
    assert get(tmp_path, new | {f"{TOP}/JPEGImages/2008_000002.jpg": leak}) == []


def test_both_years_together_leave_the_leak_out(both, capsys):
    open_data("voc2007+voc2012")
    said = capsys.readouterr().out
    assert "note: left out of train: 1 that val or test" in said
    assert "2008_000002.jpg is 000017.jpg" in said
    assert "Data: voc2007+voc2012, 2 photographs." in said
    assert ids("train", "voc2007+voc2012") == [12, 2008000008]
    assert ids("val", "voc2007+voc2012") == [17, 2009000003, 2011000015]
    assert ids("train") == [2008000002, 2008000008]  # the part is what it was


def test_trainval_trains_on_both_and_is_made_again_when_a_part_changes(both, tmp_path):
    name = "voc2007-trainval+voc2012-trainval"
    open_data(name, quiet=True)
    assert len(ids("train", name)) == 6
    (data_home() / name / "tmp").mkdir()
    (data_home() / name / "tmp/lrg.csv").write_text("mine")
    get(tmp_path, with_pictures(files("test", ("000023",))), "voc2007")
    open_data(name, quiet=True)
    assert ids("test", name) == [23]
    assert (data_home() / name / "tmp/lrg.csv").read_text() == "mine"
    assert name in describe()


def test_what_a_part_lacks_is_said(tmp_path):
    with pytest.raises(WorkbookError, match="the data set voc2007 is not there"):
        open_data("voc2007+voc2012")
    get(tmp_path, files("train", ("000012",)), "voc2007")
    with pytest.raises(WorkbookError, match="voc2007 has no val images here"):
        open_data("voc2007-trainval")


@pytest.mark.parametrize("name", ["voc2012+own", "voc2007+voc2007", "sample-trainval", "voc2007+"])
def test_other_combinations_are_unknown(name):
    with pytest.raises(WorkbookError, match="try sample"):
        chosen_name(name)


# -- archives as people have them -------------------------------------------------------------


def test_names_with_a_dot_capitals_and_a_mark_at_the_beginning(tmp_path):
    packed = {
        "./" + name.replace(".jpg", ".JPG"): b"\xef\xbb\xbf" + data if "Main" in name else data
        for name, data in content().items()
    }
    get(tmp_path, packed)
    assert ids("train") == [2008000002, 2008000008]


def test_an_empty_list_changes_nothing(tmp_path):
    get(tmp_path, content())
    before = split("train")
    with pytest.raises(WorkbookError, match=r"train\.txt lists no pictures"):
        get(tmp_path, content() | {f"{TOP}/ImageSets/Main/train.txt": b"\n"})
    assert split("train") == before


def test_the_other_years_archive_is_said_to_be_that(tmp_path):
    refused(tmp_path, content(), "not VOC 2007", "VOCtrainval_06-Nov-2007.tar", name="voc2007")
    refused(tmp_path, files(), "not VOC 2012", "VOCtrainval_11-May-2012.tar")


def test_a_fault_inside_is_not_blamed_on_the_download(tmp_path):
    text = xml("2008_000002", [("cat", 30, 3, 2, 20, 0)]).encode()
    with pytest.raises(WorkbookError, match=r"2008_000002\.xml, object 1 \(cat\)") as caught:
        get(tmp_path, content() | {f"{TOP}/Annotations/2008_000002.xml": text})
    assert "download it again" not in str(caught.value)


# -- the genuine ones -------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/voc2012 beside the project")
def test_genuine_pictures_give_the_numbers_of_their_xml():
    done = CliRunner().invoke(
        workbook, ["data", "voc2012", "--from", str(SHARED / "VOC2012_small.tar")]
    )
    assert done.exit_code == 0, done.output
    assert "voc2012  train 144 photographs, 548 boxes" in done.output
    assert "voc2012  val   156 photographs, 539 boxes" in done.output
    assert "note" not in done.output
    get_voc("voc2012", SHARED / "VOC2012_float_standin.tar", progress=False)
    assert split("train")["annotations"][0]["bbox"] == [129, 45, 246, 425]
