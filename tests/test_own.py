"""Pictures of one's own: tolerant as people's files are, strict where a network learns nonsense."""

import json
import shutil
import zipfile

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from own_pictures import GERMAN, jpeg, labelimg, make_folder
from PIL import Image, ImageOps
from pycocotools.coco import COCO

from minilib.images import open_image
from minilib.paths import image_path
from minilib.workbook.authoring.execute import run
from minilib.workbook.authoring.notebooks import notebook_of
from minilib.workbook.authoring.source import chapters_in
from minilib.workbook.datasets.catalog import data_home, open_data
from minilib.workbook.datasets.files import TOP
from minilib.workbook.datasets.own import get_own
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.cli import workbook


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty place for data sets."""
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "home"))


def train():
    return json.loads((data_home() / "own/pascal_train2007.json").read_text("utf-8"))


def got(source):
    """Take the pictures over; what is said, but for the note that they are few."""
    return [
        note
        for note in get_own(source, progress=False)
        if not note.startswith("pictures with an object")
    ]


def boxes():
    names = {one["id"]: one["name"] for one in train()["categories"]}
    return [(names[o["category_id"]], o["bbox"]) for o in train()["annotations"]]


def pixels(height=40, width=60, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def mine(tmp_path):
    """A folder, and a way to put a labelled picture of 60 x 40 pixels into it."""
    folder = tmp_path / "mine"
    folder.mkdir()

    def put(stem, *objects, size=(40, 60), name=""):
        text = labelimg(stem, size, [(*o, 0) for o in objects], name)
        (folder / f"{stem}.xml").write_text(text, encoding="utf-8")
        (folder / f"{stem}.jpg").write_bytes(jpeg(pixels()))
        return folder

    put("good", ("cat", 11, 6, 40, 30))
    put.folder = folder
    return put


def refused(source, *words):
    """Expect a one-line error with these words in it, and that nothing is changed."""
    before = sorted(data_home().rglob("*")) if data_home().exists() else []
    with pytest.raises(WorkbookError) as caught:
        get_own(source, progress=False)
    message = str(caught.value)
    assert "\n" not in message
    assert "download" not in message
    for word in words:
        assert word in message, message
    assert (sorted(data_home().rglob("*")) if data_home().exists() else []) == before


# -- labelImg's folders -----------------------------------------------------------------------


def test_a_folder_of_labelimg_becomes_the_lessons_file(tmp_path, capsys):
    assert get_own(make_folder(tmp_path / "Fotos"), progress=False) == []
    content = train()
    assert [o["name"] for o in content["categories"]] == sorted({*GERMAN.values(), "Möbelstück"})
    assert len(content["images"]) == 20
    image = content["images"][0]
    assert (image["file_name"], image["id"]) == ("Straße 1.jpg", 1)
    shape = open_image(image_path(data_home() / "own", "Straße 1.jpg")).shape
    assert (image["height"], image["width"], 3) == shape
    coco = COCO(data_home() / "own/pascal_train2007.json")
    assert len(coco.getAnnIds()) == len(content["annotations"]) > 30
    assert open_data("own", quiet=True).name == "own"


def test_boxes_are_pixels_from_0_and_ids_are_made_anew(mine):
    mine("b", ("Ä, ö", 1, 1, 60, 40), ("cat", 3, 4, 5, 6))
    get_own(mine.folder, progress=False)
    assert [o["id"] for o in train()["images"]] == [1, 2]
    assert boxes() == [
        ("Ä, ö", [0, 0, 60, 40]),
        ("cat", [2, 3, 3, 3]),
        ("cat", [10, 5, 30, 25]),
    ]


def test_a_box_a_little_over_the_edge_is_clipped_and_counted(mine):
    mine("edge", ("cat", 0, 0, 20, 20), ("cat", 31, 11, 63, 44), ("cat", -2.4, 5, 20, 30.2))
    (note,) = got(mine.folder)
    assert note.startswith("clipped, boxes that")
    assert note.endswith("over the edge of their picture: 3 (edge.xml)")
    assert boxes()[:3] == [
        ("cat", [0, 0, 20, 20]),
        ("cat", [30, 10, 30, 30]),
        ("cat", [0, 4, 20, 26]),
    ]


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((40, 6, 11, 30), "changed places"),
        ((11, 30, 40, 6), "changed places"),
        ((11, 6, 11, 30), "empty"),
        ((11, 6, 140, 30), "outside its image of 60 x 40"),
        ((70, 6, 90, 30), "outside"),
        ((-30, 6, 20, 30), "outside"),
        ((-3, 6, 0, 30), "outside"),
        (("left", 6, 20, 30), "not a number"),
        (("nan", 6, 20, 30), "not a number"),
    ],
)
def test_a_box_that_teaches_nonsense_names_file_object_and_fix(mine, box, words):
    mine("bad", ("dog", 1, 1, 9, 9), ("Kätzchen", *box))
    refused(
        mine.folder,
        "bad.xml, object 2 ('Kätzchen')",
        words,
        "labelling program" * ("not" not in words),
    )


def test_all_bad_boxes_are_counted_at_once(mine):
    mine("bad", *[("dog", 20, 1, 9, 9)] * 4)
    refused(mine.folder, "bad.xml, object 1", "3 more of the kind")


def test_size_0_is_read_from_the_picture_and_another_size_is_refused(mine):
    mine("zero", ("cat", 1, 1, 60, 40), size=(0, 0))
    get_own(mine.folder, progress=False)
    assert {(o["width"], o["height"]) for o in train()["images"]} == {(60, 40)}
    mine("half", ("cat", 1, 1, 30, 20), size=(20, 30))
    refused(mine.folder, "half.xml", "made for 30 x 20", "half.jpg has 60 x 40")


def test_what_has_no_partner_is_listed_and_left_out(mine):
    (mine("lonely", ("cat", 1, 1, 9, 9)) / "lonely.jpg").unlink()
    (mine("bare", ("cat", 1, 1, 9, 9)) / "bare.xml").unlink()
    notes = got(mine.folder)
    assert notes == [
        "left out, labels without a picture: 1 (lonely.xml)",
        "left out, pictures without labels: 1 (bare.jpg)",
    ]
    assert len(train()["images"]) == 1


def test_labels_in_a_folder_of_their_own_names_of_any_kind(tmp_path):
    (tmp_path / "all/JPEGImages/süd").mkdir(parents=True)
    (tmp_path / "all/Annotations").mkdir()
    (tmp_path / "all/SegmentationClass").mkdir()
    names = ["a b.JPG", "süd/#1, 100%.jpeg", "Ä.png", "猫.bmp", "x.y.jpg"]
    for name in names:
        file = tmp_path / "all/JPEGImages" / name
        file.write_bytes(cv2.imencode(file.suffix.lower(), pixels())[1].tobytes())
        text = labelimg(file.stem, (40, 60), [("3", 1, 1, 9, 9, 0)], name="C:\\x\\" + file.name)
        (tmp_path / f"all/Annotations/{file.stem}.xml").write_text(text, "utf-8")
    (tmp_path / "all/SegmentationClass/Ä.png").write_bytes(b"a mask")
    assert got(tmp_path / "all") == []
    listed = [o["file_name"] for o in train()["images"]]
    assert sorted(listed) == sorted(["a b.JPG", "#1, 100%.jpeg", "Ä.png", "猫.png", "x.y.jpg"])
    for name in listed:
        assert open_image(image_path(data_home() / "own", name)).shape == (40, 60, 3)


def test_the_same_name_in_two_folders(tmp_path):
    for number, part in enumerate(("rot", "blau")):
        folder = tmp_path / "all" / part
        folder.mkdir(parents=True)
        (folder / "1.jpg").write_bytes(jpeg(pixels(seed=number)))
        (folder / "1.xml").write_text(labelimg("1", (40, 60), [(part, 1, 1, 9, 9, 0)]))
    get_own(tmp_path / "all", progress=False)
    assert [o["file_name"] for o in train()["images"]] == ["1.jpg", "rot_1.jpg"]
    assert [name for name, _ in boxes()] == ["blau", "rot"]
    (tmp_path / "all/1.xml").write_text(labelimg("1", (40, 60), [("x", 1, 1, 9, 9, 0)]))
    refused(tmp_path / "all", "blau/1.jpg", "rot/1.jpg", "rename")


def test_an_umlaut_in_two_signs_is_the_same_umlaut(tmp_path, mine):
    shutil.move(mine.folder / "good.jpg", mine.folder / "Vo\u0308gel.jpg")
    shutil.move(mine.folder / "good.xml", mine.folder / "V\u00f6gel.xml")
    assert got(mine.folder) == []


@pytest.mark.parametrize(
    ("orientation", "marked_on"),
    [
        *[(orientation, "upright") for orientation in range(1, 9)],
        # Of the others the size in the labels does not tell which pixels were meant.
        *[(orientation, "stored") for orientation in range(5, 9)],
    ],
)
def test_a_phones_portrait_is_upright_and_so_is_its_box(mine, orientation, marked_on):
    upright = np.full((90, 60, 3), 255, dtype=np.uint8)
    upright[10:40, 5:25] = (255, 0, 0)
    inverse = {6: 8, 8: 6}.get(orientation, orientation)
    note = Image.Exif()
    note[0x0112] = inverse
    stored = Image.fromarray(upright)
    stored.getexif()[0x0112] = inverse
    stored = ImageOps.exif_transpose(stored)
    note[0x0112] = orientation
    stored.save(mine.folder / "p.jpg", exif=note, quality=95)
    size, box = (90, 60), (6, 11, 25, 40)
    if marked_on == "stored":
        red = np.argwhere(np.asarray(stored)[:, :, 1] < 128)
        size = stored.size[::-1]
        box = (red[0][1] + 1, red[0][0] + 1, red[-1][1] + 1, red[-1][0] + 1)
    text = labelimg("p", size, [("red", *box, 0)])
    (mine.folder / "p.xml").write_text(text)
    get_own(mine.folder, progress=False)
    assert ("red", [5, 10, 20, 30]) in boxes()
    seen = open_image(image_path(data_home() / "own", "p.jpg"))
    assert seen.shape == (90, 60, 3)
    assert seen[12:38, 7:23, 1].max() < 0.3 < seen[:8, :, 1].min()


def test_bad_files_are_one_line_each(mine, tmp_path):
    (mine.folder / "good.xml").write_text("<annotation><size>")
    refused(mine.folder, "good.xml: not usable XML", "save it again")
    mine("good", ("", 1, 1, 9, 9))
    refused(mine.folder, "good.xml, object 1: it has no <name>")
    mine("good", ("cat", 1, 1, 9, 9))
    whole = (mine.folder / "good.jpg").read_bytes()
    (mine.folder / "good.jpg").write_bytes(whole[: len(whole) // 2])
    refused(mine.folder, "good.jpg: damaged")
    (mine.folder / "good.xml").unlink()
    refused(mine.folder, "no labels in it", "OWN_DATA.md")
    (mine.folder / "good.txt").write_text("0 .5 .5 .2 .2")
    refused(mine.folder, "PascalVOC")
    refused(tmp_path / "nowhere", "no such file or folder")


def test_a_picture_with_two_label_files_is_refused(mine):
    text = labelimg("other", (40, 60), [("cat", 1, 1, 9, 9, 0)], name="good.jpg")
    (mine.folder / "other.xml").write_text(text)
    refused(mine.folder, "good.jpg has labels in good.xml, too")


def test_few_pictures_are_taken_and_said(mine):
    assert get_own(mine.folder, progress=False) == [
        "pictures with an object: 1; some chapters need 20"
    ]
    text = labelimg("good", (40, 60), [("cat", 1, 1, 9, 9, 1)])
    (mine.folder / "good.xml").write_text(text)
    refused(mine.folder, "difficult")
    (mine.folder / "good.jpg").unlink()
    refused(mine.folder, "the folder that holds both")


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGBA", "P"])
def test_every_picture_is_stored_in_colours(mine, mode):
    suffix = ".jpg" if mode in {"L", "CMYK"} else ".png"
    (mine.folder / "good.jpg").unlink()
    Image.fromarray(pixels()).convert(mode).save(mine.folder / f"good{suffix}")
    get_own(mine.folder, progress=False)
    with Image.open(image_path(data_home() / "own", f"good{suffix}")) as stored:
        assert (stored.mode, stored.size) == ("RGB", (60, 40))


# -- COCO's files -----------------------------------------------------------------------------


def coco(folder, **changes):
    content = {
        "images": [
            {"id": 7, "file_name": "images\\a.jpg", "width": 60, "height": 40},
            {"id": "x-9", "file_name": "b.jpg"},
            {"id": 400, "file_name": "empty.jpg", "width": 60, "height": 40},
        ],
        "categories": [{"id": 0, "name": "Vögel"}, {"id": 90, "name": "tree"}],
        "annotations": [
            {"image_id": 400000, "category_id": 0, "bbox": [1, 1, 5, 5]},
            {"id": 5, "image_id": "x-9", "category_id": 90, "bbox": [0.4, 10.6, 20, 10.2]},
            {"id": 9, "image_id": 7, "category_id": 0, "bbox": [50, 30, 12, 10.0], "iscrowd": 1},
        ][1:],
    } | changes
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(("images/a.jpg", "images/b.jpg", "images/empty.jpg")):
        (folder / name).write_bytes(jpeg(pixels(seed=number)))
    (folder / "instances.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_cocos_json_with_gaps_in_its_ids_and_pictures_without_boxes(tmp_path):
    notes = got(coco(tmp_path / "c"))
    assert notes == [
        "clipped, boxes that began at 0 or reached over the edge of their picture: 1 "
        "(instances.json, images\\a.jpg)"
    ]
    content = train()
    assert [o["file_name"] for o in content["images"]] == ["a.jpg", "b.jpg", "empty.jpg"]
    assert boxes() == [("Vögel", [50, 30, 10, 10]), ("tree", [0, 11, 20, 10])]
    assert [o["ignore"] for o in content["annotations"]] == [1, 0]
    assert [o["id"] for o in content["categories"]] == [1, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"annotations": [{"image_id": 99, "category_id": 0, "bbox": [1, 1, 5, 5]}]}, "image 99"),
        ({"annotations": [{"image_id": 7, "category_id": 8, "bbox": [1, 1, 5, 5]}]}, "class 8"),
        ({"annotations": [{"image_id": 7, "category_id": 0, "bbox": [1, 5, 5]}]}, "bbox is"),
        ({"annotations": [{"image_id": 7, "category_id": 0}]}, "no 'bbox'"),
        ({"annotations": [{"image_id": 7, "category_id": 0, "bbox": [9, 9, 0, 5]}]}, "empty"),
        ({"annotations": [{"image_id": 7, "category_id": 0, "bbox": [9, 9, -4, 5]}]}, "places"),
        ({"annotations": [{"image_id": 7, "category_id": 0, "bbox": [9, 9, 500, 5]}]}, "outside"),
        ({"categories": None}, "no list 'categories'"),
    ],
)
def test_bad_coco_is_one_line(tmp_path, change, words):
    refused(coco(tmp_path / "c", **change), "instances.json", words)


def test_ignore_as_text_and_json_in_utf_16(tmp_path):
    folder = coco(tmp_path / "c")
    content = json.loads((folder / "instances.json").read_text("utf-8"))
    for entry, said in zip(content["annotations"], ["0", "1"], strict=True):
        entry |= {"ignore": said, "iscrowd": None}
    (folder / "instances.json").write_text(json.dumps(content), encoding="utf-16")
    got(folder)
    assert [entry["ignore"] for entry in train()["annotations"]] == [1, 0]


def test_the_json_itself_can_be_named_and_both_kinds_are_not_mixed(tmp_path, mine):
    folder = coco(tmp_path / "c")
    shutil.copy(mine.folder / "good.xml", folder)
    shutil.copy(mine.folder / "good.jpg", folder)
    refused(folder, "both XML files and COCO's JSON")
    (note,) = got(folder / "instances.json")[:1]
    assert "good.jpg" in note
    assert len(train()["images"]) == 3
    (folder / "instances.json").write_text('{"images": [')
    refused(folder / "instances.json", "not usable JSON")


# -- archives and the command -----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "gztar", "tar"])
def test_an_archive_is_taken(tmp_path, mine, kind):
    get_own(mine.folder, progress=False)
    expected = train()
    archive = shutil.make_archive(str(tmp_path / "packed"), kind, tmp_path, "mine")
    shutil.rmtree(mine.folder)
    get_own(archive, progress=False)
    assert train() == expected
    assert sorted(p.name for p in (data_home() / "own").iterdir()) == [
        "VOCdevkit",
        "pascal_train2007.json",
    ]


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "C:/evil.txt"])
def test_a_zip_file_that_leads_outside_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as out:
        out.writestr("good.txt", "x")
        out.writestr(name, "evil")
    refused_archive(tmp_path / "evil.zip", "outside the destination")
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_zip_file_from_windows(tmp_path, mine):
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as out:
        for file in mine.folder.iterdir():
            out.writestr(f"Bilder\\{file.name}", file.read_bytes())
    get_own(tmp_path / "w.zip", progress=False)
    assert [o["file_name"] for o in train()["images"]] == ["good.jpg"]


def test_a_zip_file_with_a_link_or_a_password_is_refused(tmp_path):
    member = zipfile.ZipInfo("link")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as out:
        out.writestr(member, "/etc/passwd")
    refused_archive(tmp_path / "evil.zip", "a link or a device")


def refused_archive(file, words):
    with pytest.raises(WorkbookError, match=words) as caught:
        get_own(file, progress=False)
    assert "\n" not in str(caught.value)


def test_the_command_says_what_came(mine):
    mine("edge", ("cat", 0, 1, 20, 20))
    done = CliRunner().invoke(workbook, ["data", "own", "--from", str(mine.folder)])
    assert done.exit_code == 0, done.output
    assert "note: clipped, boxes that began at 0" in done.output
    assert "own      train 2 pictures of your own, 2 boxes" in done.output


def test_weights_outlive_a_new_set_of_pictures_and_half_a_training_does_not(mine):
    get_own(mine.folder, progress=False)
    models = data_home() / "own/tmp/models"
    models.mkdir(parents=True)
    for name in ("both.pth", "both-1.state"):
        (models / name).write_text("trained")
    get_own(mine.folder, progress=False)
    assert [file.name for file in models.iterdir()] == ["both.pth"]


def test_a_set_that_can_not_be_made_leaves_the_old_one(mine):
    get_own(mine.folder, progress=False)
    before = train()
    mine("bad", ("cat", 30, 1, 20, 20))
    refused(mine.folder, "bad.xml")
    assert train() == before


# -- every chapter ----------------------------------------------------------------------------

#: Those that read the labels, draw, make tables and batches, and train; the others use the same.
TELLING = ("03", "07", "09", "14")


def test_chapters_run_on_twenty_pictures_of_ones_own(tmp_path, monkeypatch):
    """One after the other, in one kernel: to start one and load PyTorch takes seconds."""
    get_own(make_folder(tmp_path / "Fotos"), progress=False)
    monkeypatch.setenv("WORKBOOK_QUICK", "1")
    chapters = [c for c in chapters_in(TOP / "solutions") if c.number in TELLING]
    assert len(chapters) == len(TELLING)
    cells = [cell for chapter in chapters for cell in chapter.notebook.cells]
    run(notebook_of(cells), TOP / "chapters", "-".join(TELLING), data="own")
