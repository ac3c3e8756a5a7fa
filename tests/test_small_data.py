"""Small or unusual data of one's own: the right result, or one line that says what to do."""

import cv2
import numpy as np
import pytest
from torch import nn

from minilib.data import model_data
from minilib.images import decode, is_complete
from minilib.learner import Learner
from minilib.paths import JPEGS

TABLE = "fn,cat\n" + "".join(f"{n}.jpg,{'cat' if n % 2 else 'dog'}\n" for n in range(12))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / JPEGS).mkdir(parents=True)
    pixels = np.random.default_rng(0)
    for n in range(12):
        im = pixels.integers(0, 255, (40, 60, 3), dtype=np.uint8)
        cv2.imwrite(str(folder / JPEGS / f"{n}.jpg"), im)
    return folder


def data(folder, table=TABLE, encoding="utf-8", **settings):
    file = folder / "own.csv"
    file.write_text(table, encoding=encoding)
    return model_data(folder, file, classes=["cat", "dog"], **({"sz": 32, "bs": 2} | settings))


def learner(md, loss=nn.functional.cross_entropy):
    body = nn.Sequential(nn.Flatten(), nn.Linear(3072, 8), nn.BatchNorm1d(8))
    return Learner(md, nn.Sequential(body, nn.Linear(8, 2)), loss, device="cpu")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("between", [",", ";", "\t", ", ", ";  "])
def test_a_table_from_a_spreadsheet_is_read(folder, encoding, between):
    md = data(folder, TABLE.replace(",", between), encoding)
    assert len(md.trn_ds) + len(md.val_ds) == 12
    assert sorted(md.trn_ds.classes.tolist() + md.val_ds.classes.tolist()) == [0] * 6 + [1] * 6


def test_a_table_without_a_column_is_named(folder):
    with pytest.raises(ValueError, match=r"own\.csv: the columns are fn, dog; fn and cat are"):
        data(folder, TABLE.replace("cat", "dog", 1))


@pytest.mark.parametrize("table", ["", "\n", TABLE + "3.jpg,cat,dog,7\n"])
def test_what_is_no_table_is_named(folder, table):
    with pytest.raises(ValueError, match=r"^own\.csv is no table: [^\n]+$"):
        data(folder, table)


def test_names_without_an_ending_are_named(folder):
    with pytest.raises(OSError, match="row 0: there is no image 0"):
        data(folder, TABLE.replace(".jpg", ""))


@pytest.mark.parametrize("count", [1, 4])
def test_too_few_images_to_validate_on(folder, count):
    with pytest.raises(ValueError, match=f"{count} images leave none to validate on"):
        data(folder, limit=count, bs=1)


def test_five_images_are_enough(folder):
    learn = learner(data(folder, limit=5))
    learn.fit(1e-3, 1)
    assert len(learn.history) == 1


def test_a_batch_of_one(folder):
    learn = learner(data(folder, bs=1))
    with pytest.raises(ValueError, match="a batch of one image is too small; use bs=2"):
        learn.fit(1e-3, 1)


@pytest.mark.parametrize("bs", [1, 2])
def test_another_error_is_not_blamed_on_the_batch(folder, bs):
    learn = learner(data(folder, bs=bs))

    def broken(x):
        raise ValueError("my own model is broken")

    learn.model.forward = broken
    with pytest.raises(ValueError, match=r"^my own model is broken$"):
        learn.fit(1e-3, 1)


@pytest.mark.parametrize("train", [Learner.fit, Learner.fit_one_cycle])
@pytest.mark.parametrize("lr", [slice(1e-4, 1e-3), [1e-5, 1e-4, 1e-3], [], "fast", {"head": 1}])
def test_what_is_no_rate_is_one_line(folder, train, lr):
    learn = learner(data(folder))
    with pytest.raises(
        ValueError, match=r"^lr is [^\n]*; give one rate, or 2, one for each group$"
    ):
        train(learn, lr, 1)
    with pytest.raises(ValueError, match=r"^lr is "):
        learn.lr_find(lr)


@pytest.mark.parametrize("steps", [2, 12, 16, 17, 30])
def test_a_search_of_any_length_is_drawn(folder, steps):
    learn = learner(data(folder), lambda outputs, y: 1 + 0 * outputs.mean())
    rates, _ = learn.lr_find(1e-6, 1e-5, steps=steps)
    assert len(rates) == steps
    drawn = learn.plot_lr_find().lines[0].get_xdata()
    assert list(drawn) == (rates[10:-5] if steps > 16 else rates)


@pytest.mark.parametrize("steps", [1, 0, -3])
def test_a_search_without_steps_is_one_line(folder, steps):
    with pytest.raises(ValueError, match=f"^steps={steps} is no search; try 2 or more$"):
        learner(data(folder)).lr_find(steps=steps)


def test_a_negative_loss_is_searched_to_the_end(folder):
    learn = learner(data(folder), lambda outputs, y: -outputs.sigmoid().mean())
    assert len(learn.lr_find(1e-6, 1e-3, steps=20)[0]) == 20
    learn.loss_func = lambda outputs, y: -outputs.mean() / 0
    assert len(learn.lr_find(1e-6, 1e-3, steps=20)[0]) == 1


# -- pictures from phones and other programs ------------------------------------------------------


def packed(suffix):
    rows = np.linspace(0, 255, 64 * 48 * 3).reshape(64, 48, 3).astype(np.uint8)
    return cv2.imencode(suffix, rows)[1].tobytes()


def with_preview(jpeg):
    """A JPEG with another one in the camera's notes, and fill bytes before the next mark."""
    note = b"Exif\0\0" + packed(".jpg")
    return jpeg[:2] + b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note + b"\xff" + jpeg[2:]


@pytest.mark.parametrize("behind", [b"", bytes(5000), b"\0\0\0\x18ftypmp42" + b"film" * 50_000])
@pytest.mark.parametrize("kind", [".jpg", ".png", "preview"])
def test_what_follows_the_end_of_an_image_does_not_matter(kind, behind):
    whole = with_preview(packed(".jpg")) if kind == "preview" else packed(kind)
    assert is_complete(whole + behind)
    assert decode(whole + behind, "a").shape == (64, 48, 3)
    for cut in (len(whole) - 2, len(whole) // 2, 700 if kind == "preview" else 40):
        with pytest.raises(OSError, match="a: the image is cut off"):
            decode(whole[:cut], "a")
