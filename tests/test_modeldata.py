"""Model data: an honest split, boxes that move along, pixels that come back, errors that help."""

import matplotlib

matplotlib.use("agg")

import multiprocessing
import pickle
import socket
import sqlite3
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import cv2
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from PIL import Image
from torchvision import tv_tensors
from torchvision.transforms import v2

from minilib import data
from minilib.data import (
    ImageDataset,
    encode_labels,
    image_size,
    make_loaders,
    model_data,
    parse_box,
    read_rgb,
    show_batch,
    split_rows,
    write_tables,
)
from minilib.drawing import load_pascal
from minilib.paths import image_path
from minilib.transforms import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    Squish,
    denorm,
    normalize,
    squish_box,
    to_device,
)
from minilib.workbook.datasets.catalog import open_data

sides = st.integers(1, 600)
CLASSES = ["bird", "cat", "dog"]


@st.composite
def boxes_in_pictures(draw):
    """A picture's (height, width) and a box inside of it."""
    height, width = draw(sides), draw(sides)
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
    return (height, width), [top, left, bottom, right]


# -- the split ----------------------------------------------------------------------------------


@given(st.integers(0, 500), st.floats(0, 1), st.integers(0, 100))
def test_a_split_is_disjoint_complete_and_the_same_every_time(n, valid, seed):
    trn, val = split_rows(n, valid, seed)
    assert sorted([*trn, *val]) == list(range(n))
    assert len(val) == int(n * valid)
    assert list(trn) == sorted(trn)
    assert list(val) == sorted(val)
    again = split_rows(n, valid, seed)
    assert [part.tolist() for part in again] == [trn.tolist(), val.tolist()]


def test_the_split_that_all_chapters_share_never_changes():
    _, val = split_rows(480)
    assert len(val) == 96
    assert val[:10].tolist() == [0, 20, 33, 40, 44, 45, 51, 53, 55, 61]


def test_another_seed_is_another_split():
    assert split_rows(100, seed=1)[1].tolist() != split_rows(100, seed=2)[1].tolist()


# -- numbers of names and texts -----------------------------------------------------------------


@given(st.lists(st.sampled_from(CLASSES)))
def test_encoded_labels_are_positions(names):
    assert [CLASSES[number] for number in encode_labels(names, CLASSES)] == names


def test_an_unknown_class_is_named_with_its_row():
    with pytest.raises(ValueError, match=r"row 2: 'unicorn' is not one of the 3 classes"):
        encode_labels(["cat", "dog", "unicorn"], CLASSES)


NO_BOXES = ("", "1,", "1 2 3", "1 2 3 4 5", "1,2,3,4", "a b c d", "0x1 2 3 4", "1 2 3 \u00bd", 7)


@pytest.mark.parametrize("text", [*NO_BOXES, float("nan"), None, [1, 2, 3, 4], b"1 2 3 4"])
def test_a_text_that_is_no_box_is_refused(text):
    with pytest.raises(ValueError, match=r"^a box is four numbers separated by spaces, not '"):
        parse_box(text)


@pytest.mark.parametrize("text", [text for text in NO_BOXES if text != 7])
def test_a_table_without_a_box_is_named_with_its_row(tmp_path, text):
    csv = table(tmp_path, fn=["a.jpg", "b.jpg"], bbox=["0 0 9 9", text])
    with pytest.raises(ValueError, match=rf"^{csv.name}, row 1: a box is four numbers sep"):
        model_data(tmp_path, bb_csv=csv)


# -- the box moves along ------------------------------------------------------------------------


@given(boxes_in_pictures(), sides, sides)
def test_squishing_there_and_back_is_nothing(picture, height, width):
    size, bb = picture
    there = squish_box(bb, size, (height, width))
    assert there.dtype == np.float32
    # float32 has seven digits, and the way back may multiply what they leave by 600.
    back = squish_box(there, (height, width), size)
    np.testing.assert_allclose(back, bb, atol=0.05)


@given(sides, sides, sides, sides)
def test_the_whole_picture_stays_the_whole_picture(height, width, new_height, new_width):
    bb = squish_box([0, 0, height - 1, width - 1], (height, width), (new_height, new_width))
    np.testing.assert_allclose(bb, [0, 0, new_height - 1, new_width - 1], atol=1e-3)


@given(boxes_in_pictures(), st.integers(1, 300))
def test_a_box_moves_as_torchvision_moves_it(picture, sz):
    size, (top, left, bottom, right) = picture
    # Theirs ends at the far edge, ours at the last pixel.
    theirs = tv_tensors.BoundingBoxes(
        torch.tensor([[left, top, right + 1, bottom + 1]], dtype=torch.float64),
        format="XYXY",
        canvas_size=size,
    )
    x0, y0, x1, y1 = v2.functional.resize(theirs, [sz, sz])[0].tolist()
    ours = squish_box([top, left, bottom, right], size, (sz, sz))
    np.testing.assert_allclose(ours, [y0, x0, y1 - 1, x1 - 1], rtol=1e-5, atol=1e-3)


def test_the_picture_moves_as_its_box_does():
    im = np.zeros((90, 160, 3), dtype=np.uint8)
    im[30:60, 40:120] = 255
    small, bb = Squish(32)(im, [30, 40, 59, 119])
    rows, columns = np.nonzero(small[..., 0] > 127)
    middle = [rows.min(), columns.min(), rows.max(), columns.max()]
    np.testing.assert_allclose(bb, middle, atol=0.7)
    assert small.shape == (32, 32, 3)
    assert im.sum() == 30 * 80 * 3 * 255  # not changed


# -- normalise and back -------------------------------------------------------------------------


def some_pixels(*shape):
    return torch.randint(256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def test_normalize_is_what_torchvision_does():
    x = some_pixels(2, 5, 7, 3)
    theirs = v2.functional.normalize(
        x.permute(0, 3, 1, 2).float() / 255, list(IMAGENET_MEAN), list(IMAGENET_STD)
    )
    torch.testing.assert_close(normalize(x), theirs, rtol=1e-5, atol=1e-5)
    assert normalize(x).is_contiguous(memory_format=torch.channels_last)


@given(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6))
def test_denorm_gives_back_what_was_normalised(n, height, width):
    x = some_pixels(n, height, width, 3)
    back = denorm(normalize(x))
    assert back.dtype == np.float32
    np.testing.assert_allclose(back, x.numpy() / 255, atol=1e-6)


def test_to_device_keeps_the_form_of_a_batch():
    batch = [torch.ones(2), (torch.zeros(3), torch.tensor(4))]
    there = to_device(batch, "meta")
    assert there[0].device.type == there[1][1].device.type == "meta"
    assert [len(batch), len(batch[1])] == [len(there), len(there[1])]


# -- reading ------------------------------------------------------------------------------------


def saved(folder, name, im, **options):
    file = folder / name
    Image.fromarray(im).save(file, **options)
    return file


def shades(height, width, colours=3):
    """A picture that gets lighter from left to right; red, green and blue differ."""
    grey = np.tile(np.linspace(0, 200, width), (height, 1))
    if not colours:
        return grey.astype(np.uint8)
    return np.stack([grey, grey / 2, grey / 4], axis=-1).astype(np.uint8)


@pytest.mark.parametrize(
    ("sz", "shape"),
    [(300, (240, 320)), (171, (120, 160)), (172, (240, 320)), (80, (60, 80)), (8, (30, 40))],
)
def test_no_more_is_decoded_than_needed(tmp_path, sz, shape):
    file = saved(tmp_path, "a.jpg", shades(240, 320), quality=95)
    im = read_rgb(file, image_size(file), sz)
    assert im.shape == (*shape, 3)
    whole = cv2.resize(shades(240, 320), shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(im.astype(int) - whole).mean() < 3


def test_the_cameras_note_on_its_position_is_followed(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    plain = saved(tmp_path, "plain.jpg", shades(60, 80))
    turned = saved(tmp_path, "turned.jpg", shades(60, 80), exif=exif)
    assert image_size(turned) == (80, 60)
    for sz in (60, 30):
        lying, upright = (read_rgb(file, image_size(file), sz) for file in (plain, turned))
        np.testing.assert_array_equal(np.rot90(lying, -1), upright)


@pytest.mark.parametrize(
    "name", ["grey.jpg", "grey.png", "colour.png", "alpha.png", "Straße ü.jpg"]
)
def test_every_kind_of_picture_becomes_red_green_blue(tmp_path, name):
    im = shades(40, 60, colours=0 if "grey" in name else 3)
    if "alpha" in name:
        im = np.dstack([im, np.full((40, 60), 255, dtype=np.uint8)])
    file = saved(tmp_path, name, im)
    x, number = ImageDataset([file], Squish(20), classes=[1])[0]
    assert (x.shape, x.dtype) == ((20, 20, 3), torch.uint8)
    assert number.item() == 1
    wanted = cv2.resize(np.dstack([im, im, im]) if im.ndim == 2 else im[..., :3], (20, 20))
    assert np.abs(x.numpy().astype(int) - wanted).mean() < 4


def test_a_picture_of_one_pixel(tmp_path):
    file = saved(tmp_path, "dot.png", np.full((1, 1, 3), 9, dtype=np.uint8))
    x, bb = ImageDataset([file], Squish(4), boxes=[[0, 0, 0, 0]])[0]
    assert (x == 9).all()
    assert bb.tolist() == [0, 0, 3, 3]


@pytest.mark.parametrize("content", [b"", b"no picture at all"])
def test_what_is_no_picture_is_an_oserror(tmp_path, content):
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(OSError, match=r"a\.jpg"):
        read_rgb(tmp_path / "a.jpg", (10, 10), 10)
    with pytest.raises(OSError, match=r"a\.jpg"):
        ImageDataset([tmp_path / "a.jpg"], Squish(4))


# -- the data set -------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    return [saved(tmp_path, f"{n}.png", shades(30 + n, 40)) for n in range(6)]


def test_y_is_what_there_is(files):
    box = [1, 2, 3, 4]
    _, number = ImageDataset(files, Squish(8), classes=[2] * 6)[0]
    _, bb = ImageDataset(files, Squish(8), boxes=[box] * 6)[0]
    _, both = ImageDataset(files, Squish(8), [2] * 6, [box] * 6)[0]
    assert (number.dtype, number.shape) == (torch.int64, ())
    assert (bb.dtype, bb.shape) == (torch.float32, (4,))
    assert both[0].tolist() == bb.tolist()
    np.testing.assert_allclose(bb, squish_box(box, (30, 40), (8, 8)), atol=1e-5)
    assert both[1] == number


def test_a_half_decoded_picture_has_its_box_where_it_was(tmp_path):
    file = saved(tmp_path, "a.jpg", shades(301, 403))
    data = ImageDataset([file], Squish(64), boxes=[[10, 20, 299, 401]])
    assert read_rgb(file, (301, 403), 64).shape != (301, 403, 3)
    expected = squish_box([10, 20, 299, 401], (301, 403), (64, 64))
    np.testing.assert_allclose(data[0][1], expected, atol=1e-4)


def test_a_missing_picture_is_named_with_its_row(files, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^row 1: there is no image gone\.jpg$"):
        ImageDataset([files[0], tmp_path / "gone.jpg"], Squish(8), classes=[0, 0])


@pytest.mark.parametrize(
    "box",
    [
        [-1, 0, 5, 5],
        [0, -1, 5, 5],
        [0, 0, 31, 5],
        [0, 0, 5, 40],
        [6, 0, 5, 5],
        [0, 6, 5, 5],
        [0, 0, float("nan"), 5],
    ],
)
def test_a_box_outside_its_picture_is_refused(files, box):
    with pytest.raises(ValueError, match=r"^row 1, 1\.png: the box .* 31 rows of 40 pixels$"):
        ImageDataset(files[:2], Squish(8), boxes=[[0, 0, 29, 39], box])


def test_a_box_may_fill_its_picture(files):
    data = ImageDataset(files[:1], Squish(8), boxes=[[0, 0, 29, 39]])
    assert data[0][1].tolist() == [0, 0, 7, 7]


def test_a_part_has_its_own_rows_and_transform(files):
    data = ImageDataset(files, Squish(8), [0, 1, 2, 0, 1, 2], [[n, n, 9, 9] for n in range(6)])
    part = data.rows(np.array([4, 1]), Squish(16))
    assert (len(part), len(data)) == (2, 6)
    assert part[0][0].shape == (16, 16, 3)
    assert data[4][0].shape == (8, 8, 3)
    assert [part[i][1][1].item() for i in (0, 1)] == [1, 1]
    assert part.boxes.tolist() == [[4, 4, 9, 9], [1, 1, 9, 9]]
    assert [str(files[4]), str(files[1])] == list(part.files)


def test_a_data_set_can_be_sent_to_a_worker(files):
    data = ImageDataset(files, Squish(8), classes=[0] * 6)
    again = pickle.loads(pickle.dumps(data))
    assert (again[3][0] == data[3][0]).all()


# -- loaders ------------------------------------------------------------------------------------


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match=r"a batch of 7 is larger than the 6 images .*bs=6"):
        make_loaders(list(range(6)), [], 7)
    trn_dl, val_dl = make_loaders(list(range(6)), [], 6)
    assert (len(trn_dl), len(val_dl)) == (1, 0)


def test_training_is_shuffled_in_full_batches_and_validation_is_neither():
    torch.manual_seed(0)
    trn_dl, val_dl = make_loaders(list(range(100)), list(range(10)), 8)
    first, second = (torch.cat(list(trn_dl)).tolist() for _ in range(2))
    assert first != second
    assert len(first) == len(set(first)) == 96
    assert torch.cat(list(val_dl)).tolist() == list(range(10))


@pytest.fixture(scope="module")
def tables():
    path = open_data("sample", quiet=True)
    pascal = load_pascal(path)
    return path, *write_tables(path, pascal), list(pascal.cats.values())


def test_workers_give_the_same_batches(tables):
    path, lrg, bb, classes = tables
    here, there = (
        model_data(path, lrg, bb, classes=classes, sz=32, limit=60, bs=4, workers=n) for n in (0, 2)
    )
    there.val_dl.timeout = 120
    pairs = list(zip(here.val_dl, there.val_dl, strict=True))
    assert len(pairs) == 3
    for (x, (box, number)), (x2, (box2, number2)) in pairs:
        assert (x == x2).all()
        assert (box == box2).all()
        assert (number == number2).all()


NOTEBOOK = """
import torch
from minilib import data
from minilib.transforms import Squish
from minilib.workbook.datasets.catalog import open_data
from minilib.drawing import load_pascal

def darker(im):
    return im // 2

class Night(Squish):
    def __call__(self, im, bb):
        im, bb = super().__call__(im, bb)
        return darker(im), bb

class Counted(data.ImageDataset):
    # Words that a data set of one's own uses, with torch: cloudpickle looks at them.
    words = staticmethod(lambda self: (self.classes, self.ops, torch.stack))

    def __getitem__(self, i):
        return (*super().__getitem__(i), i)

class Mine(Exception):
    pass

class Failing(Counted):
    def __getitem__(self, i):
        raise Mine(f"row {i}")
--
path = open_data(quiet=True)
lrg, bb = data.write_tables(path, load_pascal(path))
md = data.model_data(path, bb_csv=bb, sz=32, limit=30, bs=8, tfm=Night(32))
counted = [Counted(ds.files, ds.tfm, boxes=ds.boxes) for ds in md[:2]]
for data.START in STARTS:
    trn_dl, val_dl = data.make_loaders(*counted, 8, workers=2)
    trn_dl.timeout = 120
    for x, _, rows in trn_dl:
        print(all(torch.equal(one, counted[0][i][0]) for one, i in zip(x, rows.tolist())))
    failing = Failing(counted[0].files, counted[0].tfm)
    _, dl = data.make_loaders(failing, failing, 8, workers=1)
    dl.timeout = 120
    try:
        next(iter(dl))
    except Mine as error:
        print(str(error).endswith("Mine: row 0\\n"))
"""


def test_workers_find_what_a_notebook_defines():
    """Its transform, what this calls, its data set, and its error; in a kernel of Jupyter's."""
    known = multiprocessing.get_all_start_methods()  # Windows has no fork server
    starts = [start for start in ("forkserver", "spawn") if start in known]
    parts = NOTEBOOK.replace("STARTS", repr(starts)).split("--")
    cells = [nbformat.v4.new_code_cell(one) for one in parts]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=180, kernel_name="python3").execute()
    printed = "".join(one.text for one in cells[-1].outputs if one.output_type == "stream")
    assert printed.split() == ["True"] * 4 * len(starts)


def plain_function(im, bb):
    return im, bb


class Sided:
    sz = 32

    def __call__(self, im, bb):
        return Squish(32)(im, bb)


@pytest.mark.parametrize(
    ("tfm", "name"),
    [
        (plain_function, "plain_function"),
        (lambda im, bb: (im, bb), "<lambda>"),
        (Squish, "Squish"),
        (Sided, "Sided"),
        (partial(plain_function, bb=None), "functools.partial"),
        ([Squish(32)], r"\[<minilib"),
        ("squish", "'squish'"),
        (128, "128"),
    ],
)
def test_what_is_no_transform_is_one_line(tables, tfm, name):
    path, lrg, _, classes = tables
    with pytest.raises(TypeError, match=rf"^tfm is {name}.*, but must be an object with a side sz"):
        model_data(path, lrg, classes=classes, sz=32, limit=20, bs=2, tfm=tfm)
    some = model_data(path, lrg, classes=classes, sz=32, limit=20, bs=2, tfm=Sided()).trn_ds
    with pytest.raises(TypeError, match=r"^tfm is "):
        some.rows([0], tfm)


class Holding(Squish):
    """A transform that holds something, which its worker has to be sent."""

    def __init__(self, held):
        super().__init__(32)
        self.held = held


class Undone(Exception):
    """It is sent as its message, from which it can't be made again."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


HELD = {
    "a lock": threading.Lock,
    "an open file": lambda: Path(__file__).open("rb"),  # noqa: SIM115
    "a generator": lambda: (n for n in range(3)),
    "a socket": socket.socket,
    "a connection": lambda: sqlite3.connect(":memory:"),
    "a running process": lambda: subprocess.Popen([sys.executable, "-c", ""]),
    "what packs but does not unpack": lambda: Undone(1, 2),
    "a frame": lambda: sys._getframe(),
}


@pytest.mark.parametrize("held", HELD)
def test_what_can_not_be_sent_to_a_worker_is_one_line(tables, held):
    """Before any is started, in whatever way."""
    path, lrg, _, classes = tables
    thing = HELD[held]()
    settings = {"classes": classes, "sz": 32, "limit": 20, "bs": 2, "tfm": Holding(thing)}
    with pytest.raises(
        TypeError, match=r"^workers can't be sent this data set \(.+; use workers=0"
    ):
        model_data(path, lrg, workers=1, **settings)
    assert len(next(iter(model_data(path, lrg, workers=0, **settings).trn_dl))[0]) == 2
    if hasattr(thing, "close"):
        thing.close()
    if hasattr(thing, "wait"):
        thing.wait()


@pytest.mark.parametrize("start", ["forkserver", "spawn"])
def test_what_pickle_alone_would_not_send_is_sent(tables, start, monkeypatch):
    """A lambda, a class inside a function, a partial, what a closure holds."""
    monkeypatch.setattr(data, "START", start)
    path, lrg, _, classes = tables
    darker = 2

    class Inner(Squish):
        def __call__(self, im, bb):
            im, bb = super().__call__(im, bb)
            return self.held(im), bb

    tfm = Inner(32)
    tfm.held = partial(lambda im, by: im // (by * darker), by=1)
    settings = {"classes": classes, "sz": 32, "limit": 10, "bs": 2, "tfm": tfm}
    here, there = (model_data(path, lrg, workers=n, **settings).trn_ds for n in (0, 1))
    _, dl = make_loaders(there, there, 2, workers=1)
    dl.timeout = 120
    x, _ = next(iter(dl))
    assert torch.equal(x[0], here[0][0])


def test_all_tables_share_one_validation_set(tables):
    path, lrg, bb, classes = tables
    some = [
        model_data(path, lrg, classes=classes),
        model_data(path, bb_csv=bb),
        model_data(path, lrg, bb, classes=classes, tfm=Squish(128)),
    ]
    assert len({tuple(md.val_ds.files) for md in some}) == 1
    assert not set(some[0].trn_ds.files) & set(some[0].val_ds.files)
    n = len(pd.read_csv(lrg))
    assert [len(some[0].trn_ds), len(some[0].val_ds)] == [n - n // 5, n // 5]


def test_only_training_pictures_get_the_transform(tables):
    path, lrg, _, classes = tables
    tfm = Squish(32)
    md = model_data(path, lrg, classes=classes, sz=32, limit=20, bs=2, tfm=tfm)
    assert md.trn_ds.tfm is tfm
    assert md.val_ds.tfm is not tfm


def table(tmp_path, **columns):
    file = tmp_path / f"{'_'.join(columns)}.csv"
    pd.DataFrame(columns).to_csv(file, index=False)
    return file


def test_errors_of_a_table_name_the_tables_row(tables, tmp_path):
    path, lrg, *_ = tables
    names = list(pd.read_csv(lrg)["fn"][:9])
    height, width = image_size(image_path(path, names[7]))
    boxes = ["0 0 5 5"] * 7 + [f"0 0 {height} 5", "0 0 5 5"]
    with pytest.raises(ValueError, match=f"^row 7, {names[7]}: .*{height} rows of {width} pixels"):
        model_data(path, bb_csv=table(tmp_path, fn=names, bbox=boxes), bs=2)
    cats = ["cat"] * 8 + ["caat"]
    with pytest.raises(ValueError, match=r"^row 8: 'caat'"):
        model_data(path, table(tmp_path, fn=names, cat=cats), classes=CLASSES, bs=2)
    gone = [*names[:8], "gone.jpg"]
    with pytest.raises(FileNotFoundError, match=r"^row 8: there is no image gone\.jpg$"):
        model_data(path, table(tmp_path, fn=gone, cat=["cat"] * 9), classes=CLASSES, bs=2)


def test_a_table_is_text_whatever_it_holds_and_excels_is_one(tables, tmp_path):
    path, lrg, bb, _ = tables
    frame = pd.read_csv(lrg)[["fn"]].assign(cat="None")
    frame.loc[::2, "cat"] = "7"
    excel = tmp_path / "excel.csv"
    frame.to_csv(excel, index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")
    data = model_data(path, excel, bb, classes=["7", "None"], bs=2)
    assert data.trn_ds.classes.tolist() == (split_rows(len(frame))[0] % 2).tolist()
    excel.write_bytes("fn;cat\r\na.jpg;Vögel\r\n".encode("cp1252"))
    with pytest.raises(ValueError, match=r"excel\.csv: save it from Excel as 'CSV UTF-8'"):
        model_data(path, excel, classes=["Vögel"])


def test_tables_that_do_not_fit_are_refused(tables, tmp_path):
    path, lrg, bb, classes = tables
    turned = tmp_path / "turned.csv"
    pd.read_csv(bb)[::-1].to_csv(turned, index=False)
    with pytest.raises(ValueError, match="the same images in the same order"):
        model_data(path, lrg, turned, classes=classes)
    with pytest.raises(ValueError, match="give one table"):
        model_data(path)
    empty = table(tmp_path, fn=[], bbox=[])
    with pytest.raises(ValueError, match="0 images leave none to validate on"):
        model_data(path, bb_csv=empty)


# -- looking ------------------------------------------------------------------------------------


def test_a_batch_is_shown_with_boxes_and_names():
    x = some_pixels(3, 16, 16, 3)
    boxes = torch.tensor([[1.0, 2.0, 8.0, 9.0]] * 3)
    axes = show_batch(x, boxes, ["a", "b", "c"], rows=2, cols=2)
    assert axes.shape == (2, 2)
    assert [len(ax.images) for ax in axes.flat] == [1, 1, 1, 0]
    assert [ax.texts[0].get_text() for ax in axes.flat[:3]] == ["a", "b", "c"]
    frame = axes[0, 0].patches[0]
    assert [frame.get_x(), frame.get_y()] == [1.5, 0.5]
    assert [frame.get_width(), frame.get_height()] == [8, 8]
    assert show_batch(x, rows=1, cols=1).shape == (1, 1)
    plt.close("all")
