"""Damaged weights, or a proxy's page in place of them: one line, from a chapter and from doctor."""

import zipfile

import pytest
import torch

from minilib.workbook.errors import WorkbookError
from minilib.workbook.student import doctor
from minilib.workbook.training.recipes import SMALL_WEIGHTS, damaged, recipe

PAGES = [b"<html>please log in</html>", b"", b"PK\x03\x04" + bytes(3000), b"\x80\x02" + bytes(99)]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("WORKBOOK_BODY", "resnet34")
    monkeypatch.delenv("WORKBOOK_WEIGHTS", raising=False)
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("content", PAGES)
def test_damaged_weights_in_the_cache(content, cache):
    file = cache / "resnet34-b627a593.pth"
    file.write_bytes(content)
    with pytest.raises(WorkbookError) as raised:
        recipe().body()
    line = str(raised.value)
    assert line.startswith("weights of resnet34: ")
    assert str(file) in line
    assert "delete it" in line
    assert "\n" not in line
    finding = doctor._weights()
    assert finding.what == "pretrained weights: resnet34-b627a593.pth"
    assert str(file) in finding.fix


@pytest.mark.parametrize("name", ["own.pth", "own.safetensors"])
@pytest.mark.parametrize("content", PAGES[:3])
def test_a_damaged_file_of_ones_own(content, name, cache, tmp_path, monkeypatch):
    (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(tmp_path / name))
    with pytest.raises(WorkbookError, match=f"weights of resnet34: {name}: damaged") as raised:
        recipe().body()
    assert "\n" not in str(raised.value)
    assert "name another" in doctor._weights().fix


def test_a_folder_in_the_cache_in_place_of_weights(cache):
    (cache / "resnet34-b627a593.pth").mkdir()
    with pytest.raises(WorkbookError, match=r"resnet34-b627a593.pth is damaged, .* delete it"):
        recipe().body()
    assert "delete it" in doctor._weights().fix


def test_a_sound_zip_of_something_else_is_no_file_of_weights(cache, tmp_path, monkeypatch):
    file = tmp_path / "own.pth"
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(file))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("picture.jpg", b"no weights")
    assert "name another" in doctor._weights().fix
    torch.save({"a": torch.zeros(1)}, file)
    assert doctor._weights().fix == ""


def test_sound_weights_are_fine(cache):
    assert not damaged(SMALL_WEIGHTS)
    assert doctor._weights().fix == ""
