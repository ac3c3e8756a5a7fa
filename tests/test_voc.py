"""The real data set: downloaded, unpacked and converted; or nothing is changed."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest
from click.testing import CliRunner
from pycocotools.coco import COCO
from voc_archive import OBJECTS, TOP, files, jpeg, md5, served, tar_of, xml

from minilib.workbook.datasets import download as download_module
from minilib.workbook.datasets import files as files_module
from minilib.workbook.datasets import unpack as unpack_module
from minilib.workbook.datasets import voc
from minilib.workbook.datasets.catalog import data_home, open_data
from minilib.workbook.datasets.voc import Source, get_voc
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.cli import workbook


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty place for data sets."""
    place = tmp_path / "data"
    monkeypatch.setenv("WORKBOOK_HOME", str(place))
    return place


def archive_of(folder, content, *members, name="VOC.tar"):
    path = folder / name
    path.write_bytes(tar_of(content, *members))
    return path


def get(archive):
    get_voc("voc2007", archive, progress=False)
    return data_home() / "voc2007"


def contents(folder):
    """All files under a folder: name -> bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def refused(archive, *words):
    """Expect a one-line error with these words in it."""
    with pytest.raises(WorkbookError) as caught:
        get(archive)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message
    return message


# -- conversion -------------------------------------------------------------------------------


def test_the_json_has_the_lessons_fields_values_and_order(tmp_path, home):
    folder = get(archive_of(tmp_path, files()))
    assert folder == home / "voc2007"
    train = json.loads((folder / "pascal_train2007.json").read_text())
    assert list(train) == ["images", "type", "annotations", "categories"]
    assert train["images"][0] == {
        "file_name": "000012.jpg",
        "height": 40,
        "width": 60,
        "id": 12,
    }
    assert train["annotations"] == [
        {
            "segmentation": [[10, 5, 10, 30, 40, 30, 40, 5]],
            "area": 750,
            "iscrowd": 0,
            "image_id": 12,
            "bbox": [10, 5, 30, 25],
            "category_id": 7,
            "id": 1,
            "ignore": 0,
        },
        {
            "segmentation": [[0, 0, 0, 40, 60, 40, 60, 0]],
            "area": 2400,
            "iscrowd": 0,
            "image_id": 17,
            "bbox": [0, 0, 60, 40],
            "category_id": 15,
            "id": 2,
            "ignore": 0,
        },
        {
            "segmentation": [[19, 19, 19, 21, 21, 21, 21, 19]],
            "area": 4,
            "iscrowd": 0,
            "image_id": 17,
            "bbox": [19, 19, 2, 2],
            "category_id": 13,
            "id": 3,
            "ignore": 1,
        },
        {
            "segmentation": [[4, 4, 4, 5, 5, 5, 5, 4]],
            "area": 1,
            "iscrowd": 0,
            "image_id": 26,
            "bbox": [4, 4, 1, 1],
            "category_id": 20,
            "id": 4,
            "ignore": 0,
        },
    ]
    assert train["categories"][0] == {"supercategory": "none", "id": 1, "name": "aeroplane"}
    assert train["categories"][19] == {"supercategory": "none", "id": 20, "name": "tvmonitor"}


def test_images_come_in_the_order_of_the_list(tmp_path):
    folder = get(archive_of(tmp_path, files(stems=("000026", "000012"))))
    train = json.loads((folder / "pascal_train2007.json").read_text())
    assert [image["id"] for image in train["images"]] == [26, 12]
    assert [o["id"] for o in train["annotations"]] == [1, 2]


def test_one_archive_may_hold_several_splits(tmp_path):
    both = files("train", ("000012", "000017")) | files("val", ("000026",))
    folder = get(archive_of(tmp_path, both))
    assert {p.name for p in folder.glob("*.json")} == {
        "pascal_train2007.json",
        "pascal_val2007.json",
    }


def test_a_second_archive_adds_to_the_first(tmp_path):
    get(archive_of(tmp_path, files("train", ("000012",))))
    folder = get(archive_of(tmp_path, files("test", ("000017",)), name="VOCtest.tar"))
    names = set(contents(folder))
    assert {"pascal_train2007.json", "pascal_test2007.json"} <= names
    assert {f"{TOP}/JPEGImages/000012.jpg", f"{TOP}/JPEGImages/000017.jpg"} <= names


def test_pycocotools_agrees(tmp_path, capsys):
    folder = get(archive_of(tmp_path, files()))
    coco = COCO(folder / "pascal_train2007.json")
    assert len(coco.getImgIds()) == len(OBJECTS)
    assert len(coco.getAnnIds()) == sum(len(objects) for objects in OBJECTS.values())
    assert coco.getCatIds(catNms=["car"]) == [7]
    assert len(coco.getAnnIds(imgIds=[17])) == 2


def test_what_is_not_needed_is_left_in_the_archive(tmp_path):
    extra = {f"{TOP}/SegmentationClass/000012.png": b"x", "elsewhere/readme": b"x"}
    folder = get(archive_of(tmp_path, files() | extra))
    assert not any("Segmentation" in name or "readme" in name for name in contents(folder))


def test_decimal_numbers_and_person_parts_are_taken_as_voc_means_them(tmp_path):
    head = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>"
    part = f"<part><name>head</name>{head}</part>"
    text = xml("000012", [("person", "10.6", 5, 40, 30, 0)]).replace(
        "</object>", part + "</object>"
    )
    folder = get(
        archive_of(
            tmp_path, files(stems=("000012",)) | {f"{TOP}/Annotations/000012.xml": text.encode()}
        )
    )
    train = json.loads((folder / "pascal_train2007.json").read_text())
    assert [o["bbox"] for o in train["annotations"]] == [[10, 4, 30, 26]]


# -- what is refused, and that nothing is lost ------------------------------------------------

BAD_XML = {
    "cut off": ("<annotation><size>", "not usable XML"),
    "entity": (
        '<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>',
        "not usable XML",
    ),
    "no size": ("<annotation></annotation>", "<height>"),
    "negative": (xml("000012", [("car", 30, 5, 10, 30, 0)]), "empty or negative box"),
    "outside": (xml("000012", [("car", 30, 5, 61, 30, 0)]), "outside its image"),
    "before the first pixel": (xml("000012", [("car", 0, 5, 20, 30, 0)]), "outside its image"),
    "no number": (xml("000012", [("car", "left", 5, 20, 30, 0)]), "not a number"),
    "no box": (
        "<annotation><size><width>60</width><height>40</height></size>"
        "<object><name>car</name></object></annotation>",
        "<xmin>",
    ),
    "class": (xml("000012", [("unicorn", 1, 5, 20, 30, 0)]), "unicorn"),
    "infinite": (xml("000012", [("car", "inf", 5, 20, 30, 0)]), "not a number"),
}


@pytest.mark.parametrize("case", BAD_XML)
def test_bad_xml_is_one_line_and_names_the_file(tmp_path, home, case):
    text, words = BAD_XML[case]
    bad = files() | {f"{TOP}/Annotations/000012.xml": text.encode()}
    message = refused(archive_of(tmp_path, bad), words)
    assert "000012" in message or "annotation 1" in message
    assert not (home / "voc2007").exists()


@pytest.mark.parametrize("missing", ["Annotations/000017.xml", "JPEGImages/000017.jpg"])
def test_a_missing_file_is_named(tmp_path, missing):
    content = files()
    del content[f"{TOP}/{missing}"]
    refused(archive_of(tmp_path, content), missing, "missing")


def test_a_picture_that_is_none_is_named(tmp_path):
    content = files() | {f"{TOP}/JPEGImages/000017.jpg": b"<html>404"}
    refused(archive_of(tmp_path, content), "000017.jpg", "no JPEG")


def link(kind, name=f"{TOP}/JPEGImages/000099.jpg", target="../../../../secret"):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


EVIL_MEMBERS = {
    "symlink": link(tarfile.SYMTYPE),
    "hard link": link(tarfile.LNKTYPE),
    "character device": link(tarfile.CHRTYPE, target=""),
    "block device": link(tarfile.BLKTYPE, target=""),
    "fifo": link(tarfile.FIFOTYPE, target=""),
    "link outside what is wanted": link(tarfile.SYMTYPE, name="elsewhere"),
}


@pytest.mark.parametrize("kind", EVIL_MEMBERS)
def test_links_and_devices_are_refused(tmp_path, home, kind):
    refused(archive_of(tmp_path, files(), EVIL_MEMBERS[kind]), "nothing was unpacked")
    assert not (home / "voc2007").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        f"{TOP}/JPEGImages/../../../../evil.txt",
        f"{TOP}/JPEGImages/../../../../evil.jpg",
    ],
)
def test_paths_that_lead_outside_are_refused(tmp_path, name):
    archive = archive_of(tmp_path, files() | {name: b"evil"})
    before = set(contents(tmp_path))
    refused(archive, "outside the destination")
    assert set(contents(tmp_path)) == before


def test_an_archive_that_is_too_large_is_refused(tmp_path, monkeypatch):
    archive = archive_of(tmp_path, files())
    monkeypatch.setattr(unpack_module, "MOST_BYTES", 1000)
    refused(archive, "larger than a data set can be")


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    archive = archive_of(tmp_path, files())
    monkeypatch.setattr(unpack_module, "MOST_MEMBERS", 3)
    refused(archive, "larger than a data set can be")


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    archive = archive_of(tmp_path, files())
    monkeypatch.setattr(unpack_module, "MOST_BYTES_A_FILE", 100)
    refused(archive, "MB")


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_early(tmp_path):
    bomb = tmp_path / "bomb.tar.gz"
    header = tarfile.TarInfo(f"{TOP}/JPEGImages/000012.jpg")
    header.size = 3 << 30
    with gzip.open(bomb, "wb") as out:
        out.write(header.tobuf())
        out.write(bytes(1 << 20))
    started = time.monotonic()
    refused(bomb, "3072 MB")
    assert time.monotonic() - started < 2


def test_a_disk_without_room_is_found_out_before(tmp_path, home, monkeypatch):
    archive = archive_of(tmp_path, files())
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(unpack_module.shutil, "disk_usage", lambda _: usage)
    refused(archive, "make room")
    assert not (home / "voc2007").exists()


def test_a_disk_that_fills_up_on_the_way_changes_nothing(tmp_path, home, monkeypatch):
    get(archive_of(tmp_path, files(stems=("000012",))))
    before = contents(home)

    def full(self, member, *args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "extract", full)
    refused(
        archive_of(tmp_path, files(), name="new.tar"), "the disk is full", "nothing was changed"
    )
    assert contents(home) == before


@pytest.mark.parametrize("tenth", range(10))
def test_a_cut_archive_changes_nothing(tmp_path, home, tenth):
    get(archive_of(tmp_path, files(stems=("000012",))))
    before = contents(home)
    whole = tar_of(files())
    used = whole.rstrip(b"\0")
    cut = tmp_path / "cut.tar"
    cut.write_bytes(used[: len(used) * tenth // 10])
    refused(cut, "cut.tar")
    assert contents(home) == before


def test_an_archive_cut_between_two_files_is_found_out(tmp_path):
    whole = archive_of(tmp_path, files())
    with tarfile.open(whole) as tar:
        offset = tar.getmembers()[-1].offset
    whole.write_bytes(whole.read_bytes()[:offset])
    refused(whole, "not a complete tar archive")


def test_what_is_not_an_archive_is_refused(tmp_path):
    text = tmp_path / "notes.tar"
    text.write_text("no archive at all\n" * 100)
    refused(text, "notes.tar", "neither a tar nor a zip archive; take one that is")
    zipped = tmp_path / "VOC.zip"
    with zipfile.ZipFile(zipped, "w") as out:
        out.writestr("a.txt", "a")
    refused(zipped, "VOC.zip", "not VOC 2007")
    zipped.write_bytes(zipped.read_bytes()[:-9])
    refused(zipped, "VOC.zip", "not a complete zip archive")
    refused(tmp_path / "nowhere.tar", "no such file")
    refused(tmp_path, "a folder")
    refused(archive_of(tmp_path, {"a.txt": b"a"}, name="other.tar"), "not VOC 2007")


def test_a_zip_file_of_an_unknown_compression_is_no_broken_one(tmp_path):
    zipped = tmp_path / "VOC.zip"
    with zipfile.ZipFile(zipped, "w") as out:
        for name, content in files().items():
            out.writestr(name, content)
    stored, other = (number.to_bytes(2, "little") for number in (zipfile.ZIP_STORED, 97))
    data = zipped.read_bytes()
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):  # where the headers say how
        parts = data.split(mark)
        at = place - len(mark)
        assert all(part[at : at + 2] == stored for part in parts[1:])
        data = mark.join([parts[0], *(p[:at] + other + p[at + 2 :] for p in parts[1:])])
    zipped.write_bytes(data)
    refused(zipped, "VOC.zip", "Python can't unpack it", "pack it again as a tar file")


def test_a_compressed_archive_is_taken(tmp_path):
    path = tmp_path / "VOC.tar.gz"
    path.write_bytes(tar_of(files(), mode="w:gz"))
    assert (get(path) / "pascal_train2007.json").is_file()


# -- killed half-way --------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from minilib.workbook.datasets import files, unpack, voc
where, archive = sys.argv[1:]
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "unpacking":
    voc.unpack = lambda archive, folder, **kw: (unpack.unpack(archive, folder, **kw), die())
if where == "converting":
    voc.convert = die
if where == "between the two renames":
    rename = Path.rename
    Path.rename = lambda self, to: rename(self, to) if to.name.startswith(".") else die()
if where == "after":
    take_name = voc.take_name
    def take_name_and_die(*folders):
        files.shutil.rmtree = die
        take_name(*folders)
    voc.take_name = take_name_and_die
voc.get_voc("voc2007", Path(archive), progress=False)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("where", ["unpacking", "converting", "between the two renames", "after"])
def test_killed_at_any_point_the_old_state_or_the_new_one_is_there(tmp_path, home, where):
    old = archive_of(tmp_path, files(stems=("000012",)))
    new = archive_of(tmp_path, files(stems=("000012", "000017")), name="new.tar")
    get(old)
    before = contents(home / "voc2007")
    killed = subprocess.run([sys.executable, "-c", KILLED, where, new], env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    found = json.loads((open_data("voc2007", quiet=True) / "pascal_train2007.json").read_text())
    assert len(found["images"]) == (2 if where == "after" else 1)
    if where != "after":
        assert contents(home / "voc2007") == before
    get(new)
    assert [p.name for p in home.iterdir()] == ["voc2007"]  # nothing is left lying about


def test_an_exchange_that_fails_puts_the_old_folder_back(tmp_path, home, monkeypatch):
    get(archive_of(tmp_path, files(stems=("000012",))))
    before = contents(home)
    rename = files_module.Path.rename

    def busy(self, target):
        if str(os.getpid()) in self.name:
            raise PermissionError(13, "in use by another process")
        return rename(self, target)

    monkeypatch.setattr(files_module.Path, "rename", busy)
    refused(archive_of(tmp_path, files(), name="new.tar"), "in use")
    assert contents(home) == before


# -- download ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(download_module.time, "sleep", lambda seconds: None)


def fetched(data, *, checksum=None, **server):
    with served(data, **server) as (url, log):
        source = Source(url, checksum or md5(data))
        get_voc("voc2007", source=source, progress=False)
    return data_home() / "voc2007", log


def test_a_download_that_breaks_goes_on_where_it_stopped(home):
    data = tar_of(files())
    folder, log = fetched(data, breaks=3)
    assert (folder / "pascal_train2007.json").is_file()
    half = len(data) // 2
    assert log[:2] == [0, half]
    assert log == sorted(log)
    assert len(log) == 4
    assert [p.name for p in home.iterdir()] == ["voc2007"]  # the archive is not kept


def test_a_server_without_ranges_is_asked_for_all_again():
    folder, log = fetched(tar_of(files()), breaks=2, ranges=False)
    assert (folder / "pascal_train2007.json").is_file()
    assert log == [0, 0, 0]


def test_a_connection_that_never_gets_better_is_told_and_what_came_is_kept(home):
    data = tar_of(files())
    with served(data, breaks=10**6) as (url, log):
        with pytest.raises(WorkbookError, match="run the command again to go on"):
            get_voc("voc2007", source=Source(url, md5(data)), progress=False)
        had = (home / "VOC.tar.part").stat().st_size
        assert len(log) > 5
    assert had > 0.9 * len(data)
    with served(data) as (url, log):
        get_voc("voc2007", source=Source(url, md5(data)), progress=False)
    assert log == [had]


def test_a_wrong_checksum_is_told_and_the_file_is_dropped(home):
    with pytest.raises(WorkbookError, match="checksum"):
        fetched(tar_of(files()), checksum="0" * 32)
    assert list(home.iterdir()) == []


def test_part_of_another_file_does_not_spoil_the_download_for_ever(home):
    data = tar_of(files())
    home.mkdir()
    (home / "VOC.tar.part").write_bytes(b"something else" * 100_000)
    with pytest.raises(WorkbookError, match="checksum"):
        fetched(data)
    assert (fetched(data)[0] / "pascal_train2007.json").is_file()


def test_an_archive_that_is_there_already_is_not_fetched_again(home):
    data = tar_of(files())
    home.mkdir()
    (home / "VOC.tar").write_bytes(data)
    _, log = fetched(data)
    assert log == []


def test_nobody_answers(home):
    with served(b"") as (url, _):
        gone = url
    with pytest.raises(WorkbookError, match="connection"):
        get_voc("voc2007", source=Source(gone, "0" * 32), progress=False)


def test_the_server_says_no():
    with served(b"data") as (url, _), pytest.raises(WorkbookError, match="404"):
        get_voc("voc2007", source=Source(f"{url}.gone", "0" * 32), progress=False)


def test_the_official_archives_are_known():
    assert voc.official("voc2007").file_name == "VOCtrainval_06-Nov-2007.tar"
    assert voc.official("voc2007", test=True).file_name == "VOCtest_06-Nov-2007.tar"
    assert len(voc.official("voc2007", test=True).md5) == 32


# -- the command ------------------------------------------------------------------------------


def test_the_command_takes_an_archive_and_lists_what_is_there(tmp_path):
    archive = archive_of(tmp_path, files())
    done = CliRunner().invoke(workbook, ["data", "voc2007", "--from", str(archive)])
    assert done.exit_code == 0, done.output
    assert "voc2007  train 4 photographs, 4 boxes" in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["data", "voc2007", "--from", "nowhere.tar"], "no such file"),
        (["data", "sample", "--from", "nowhere.tar"], "goes with voc2007"),
        (["data", "imagenet"], "try sample"),
        (["data", "voc2012", "--test"], "goes with voc2007"),
        (["data", "own"], "--from FOLDER"),
        (["data", "voc2007", "--test", "--from", "a.tar"], "only one"),
    ],
)
def test_the_command_refuses_in_one_line(arguments, words):
    done = CliRunner().invoke(workbook, arguments)
    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output


def test_pictures_are_what_they_were(tmp_path):
    folder = get(archive_of(tmp_path, files()))
    assert (folder / f"{TOP}/JPEGImages/000012.jpg").read_bytes() == jpeg(12)
