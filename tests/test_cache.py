"""The cache of decoded pictures: the same pixels, never old ones, never half ones."""

import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from minilib.data import ImageDataset, image_size, read_rgb
from minilib.transforms import Squish
from minilib.workbook.student.cli import workbook
from minilib.workbook.training.cache import Decoded


def write_picture(file, seed=0, height=90, width=120):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    file.write_bytes(cv2.imencode(".jpg", pixels)[1].tobytes())
    return file


@pytest.fixture
def picture(tmp_path):
    return write_picture(tmp_path / "one.jpg")


def decoded(monkeypatch):
    """The files that are decoded from now on."""
    seen = []

    def read(file, *arguments):
        seen.append(file)
        return read_rgb(file, *arguments)

    monkeypatch.setattr("minilib.data.read_rgb", read)
    return seen


def test_the_second_time_it_is_not_decoded(picture, tmp_path, monkeypatch):
    seen, read = decoded(monkeypatch), Decoded(tmp_path / "cache")
    first, second = (read(picture, (90, 120), 32) for _ in range(2))
    assert len(seen) == 1
    for im in (first, second):
        assert np.array_equal(im, read_rgb(picture, (90, 120), 32))
        assert im.dtype == np.uint8
    assert read(picture, (90, 120), 128).shape == (90, 120, 3)  # another size, another entry


@pytest.mark.parametrize("change", ["content", "time"])
def test_a_changed_picture_is_decoded_again(change, picture, tmp_path, monkeypatch):
    seen, read = decoded(monkeypatch), Decoded(tmp_path / "cache")
    read(picture, (90, 120), 32)
    if change == "content":
        write_picture(picture, seed=1)
    about = picture.stat()
    os.utime(picture, ns=(about.st_atime_ns, about.st_mtime_ns + 10**9))
    assert np.array_equal(read(picture, (90, 120), 32), read_rgb(picture, (90, 120), 32))
    assert len(seen) == 2


@pytest.mark.parametrize("left", [0, 10, 40, -1])
def test_a_cut_off_entry_is_decoded_again(left, picture, tmp_path):
    read = Decoded(tmp_path / "cache")
    whole = read(picture, (90, 120), 32)
    (entry,) = (tmp_path / "cache").iterdir()
    entry.write_bytes(entry.read_bytes()[:left])
    assert np.array_equal(read(picture, (90, 120), 32), whole)
    assert np.array_equal(read(picture, (90, 120), 32), whole)


def test_where_nothing_can_be_written_pictures_are_just_decoded(picture, tmp_path):
    (tmp_path / "file").write_text("in the way")
    read = Decoded(tmp_path / "file" / "cache")
    assert np.array_equal(read(picture, (90, 120), 32), read_rgb(picture, (90, 120), 32))


def test_many_at_once_leave_whole_entries_and_nothing_else(tmp_path):
    files = [write_picture(tmp_path / f"{seed}.jpg", seed) for seed in range(4)]
    read = Decoded(tmp_path / "cache")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda i: read(files[i % 4], (90, 120), 32), range(64)))
    for i, im in enumerate(results):
        assert np.array_equal(im, read_rgb(files[i % 4], (90, 120), 32))
    assert len(list((tmp_path / "cache").iterdir())) == 4


def test_a_data_set_gives_the_same_with_it(picture, tmp_path):
    plain = ImageDataset([picture], Squish(32), boxes=[[1, 2, 50, 60]])
    cached = ImageDataset(
        [picture], Squish(32), boxes=[[1, 2, 50, 60]], read=Decoded(tmp_path / "cache")
    )
    for _ in range(2):
        for one, other in zip(plain[0], cached[0], strict=True):
            assert (one == other).all()


def test_a_command_clears_it(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    file = write_picture(tmp_path / "one.jpg", height=1000, width=1200)
    Decoded(tmp_path / "voc2007" / "tmp" / "decoded")(file, image_size(file), 900)
    done = CliRunner().invoke(workbook, ["data", "--clear-cache"])
    assert done.output.startswith("freed 3 MB")
    assert not (tmp_path / "voc2007" / "tmp" / "decoded").exists()
