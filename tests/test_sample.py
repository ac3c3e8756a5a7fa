"""The drawn data set: boxes that are tight, the same pixels every time, and VOC's proportions."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import cv2
import numpy as np
import pytest
from pycocotools.coco import COCO

from minilib.workbook.datasets import sample as sample_module
from minilib.workbook.datasets.catalog import open_data
from minilib.workbook.datasets.layout import CLASSES, JPEGS, TRAIN, annotation_file
from minilib.workbook.datasets.sample import _every, draw_sample
from minilib.workbook.datasets.scenes import draw_scene
from minilib.workbook.errors import WorkbookError

VAL = annotation_file("val")

#: Facts about VOC 2007's train set (2501 images), measured from its annotations.
VOC_OBJECTS = [0.402, 0.251, 0.137, 0.093, 0.069, 0.049]  # of 1 to 6 in an image
VOC_SQRT_AREA = [0.167, 0.229, 0.157, 0.112, 0.091, 0.076, 0.062, 0.048, 0.031, 0.026]
VOC_WIDTH = [0.256, 0.233, 0.138, 0.094, 0.066, 0.052, 0.042, 0.034, 0.035, 0.049]
VOC_HEIGHT = [0.119, 0.188, 0.150, 0.128, 0.095, 0.080, 0.070, 0.063, 0.045, 0.062]
VOC_IGNORED = 0.197
VOC_LANDSCAPE = 0.807


@pytest.fixture(scope="module")
def drawn():
    """The whole sample, which was drawn before the first test where it was not there."""
    return open_data("sample", quiet=True)


@pytest.fixture(scope="module")
def content(drawn):
    return json.loads((drawn / TRAIN).read_text())


def digest(folder):
    """One number for all files of a folder, names and content."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            total.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return total.hexdigest()


# -- size, time, layout -----------------------------------------------------------------------


def test_it_is_quick_and_small(record_property):
    """Judged by the first scenes; other processes disturb the fastest of six rounds least."""
    rounds = []
    for _ in range(6):
        begun = time.process_time()
        scenes = list(_every(2007, 0, 32, 1))
        rounds.append(time.process_time() - begun)
    whole = (1600 + 400) / len(scenes)
    record_property("seconds of one core", round(whole * min(rounds), 1))
    assert whole * min(rounds) < 60  # of two cores: half as long
    assert whole * sum(len(scene.jpeg) for scene in scenes) < 80e6


def test_it_is_laid_out_like_voc(drawn, content):
    assert {"VOCdevkit", TRAIN, VAL} <= {p.name for p in drawn.iterdir()}
    assert len(content["images"]) == 1600
    assert list(content) == ["images", "type", "annotations", "categories"]
    assert [c["id"] for c in content["categories"]] == list(range(1, 21))
    assert [o["id"] for o in content["annotations"]] == list(
        range(1, len(content["annotations"]) + 1)
    )
    files = {p.name for p in (drawn / JPEGS).iterdir()}
    examination = json.loads((drawn / VAL).read_text())["images"]
    assert len(examination) == 400
    names = [image["file_name"] for image in content["images"] + examination]
    assert len(names) == len(files)
    assert set(names) == files
    for image in content["images"][::40]:
        picture = cv2.imread(str(drawn / JPEGS / image["file_name"]))
        assert picture.shape == (image["height"], image["width"], 3)


def test_pycocotools_agrees(drawn, content, capsys):
    coco = COCO(drawn / TRAIN)
    assert len(coco.getImgIds()) == 1600
    assert len(coco.getAnnIds()) == len(content["annotations"])
    for name in ("person", "car"):
        (number,) = coco.getCatIds(catNms=[name])
        expected = sum(o["category_id"] == number for o in content["annotations"])
        assert len(coco.getAnnIds(catIds=[number])) == expected > 0


# -- what is drawn ------------------------------------------------------------------------------


def test_boxes_are_tight_to_the_drawn_pixels():
    for number in range(40):
        scene = draw_scene(np.random.default_rng([5, number]))
        assert 1 <= len(scene.objects) <= 6
        taken = np.zeros(scene.image.shape[:2], dtype=int)
        for placed in scene.objects:
            rows, columns = np.nonzero(placed.visible)
            x, y = columns.min(), rows.min()
            width, height = columns.max() - x + 1, rows.max() - y + 1
            assert list(placed.box) == [x, y, width, height]
            assert placed.visible.shape == scene.image.shape[:2]
            taken += placed.visible
        assert taken.max() == 1  # a pixel shows one object: the nearest


def test_what_the_mask_says_is_what_was_drawn():
    """An object's pixels differ from the same scene's other pixels: it is really there."""
    for number in range(10):
        scene = draw_scene(np.random.default_rng([6, number]))
        for placed in scene.objects:
            _, _, width, height = placed.box
            assert placed.visible.sum() > 0.1 * width * height
            inside = scene.image[placed.visible].astype(int)
            assert inside.std(axis=0).max() > 3  # light and detail, not one flat colour


def test_twelve_classes_or_more_and_each_often_enough(content):
    counts = Counter(CLASSES[o["category_id"] - 1] for o in content["annotations"])
    assert len(counts) >= 12
    assert min(counts.values()) >= 10
    assert counts.most_common(1)[0][0] == "person"  # as in VOC


# -- the same every time --------------------------------------------------------------------------


def test_a_seed_gives_the_same_annotations_and_the_same_pixels(tmp_path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        draw_sample(tmp_path / name, seed=seed, scenes=6)
    assert digest(tmp_path / "one") == digest(tmp_path / "same") != digest(tmp_path / "other")


def test_the_number_of_scenes_does_not_change_what_is_in_them(tmp_path, content):
    """Many are drawn by several processes, few by one; the images' numbers stay as well."""
    draw_sample(tmp_path / "few", scenes=12)
    few = json.loads((tmp_path / "few" / TRAIN).read_text())
    assert few["images"] == content["images"][:12]
    assert few["annotations"] == content["annotations"][: len(few["annotations"])]


def test_few_and_many_have_the_same_pixels(tmp_path, drawn):
    draw_sample(tmp_path / "few", scenes=3, examination=0)
    for file in (tmp_path / "few" / JPEGS).iterdir():
        assert file.read_bytes() == (drawn / JPEGS / file.name).read_bytes()


def test_the_examination_is_of_another_seed(drawn, content):
    examination = json.loads((drawn / VAL).read_text())
    sides = [(image["height"], image["width"]) for image in examination["images"]]
    assert sides != [(image["height"], image["width"]) for image in content["images"][:400]]
    boxes = {tuple(one["bbox"]) for one in content["annotations"]}
    shared = sum(tuple(one["bbox"]) in boxes for one in examination["annotations"])
    assert shared < 0.05 * len(examination["annotations"])


def test_a_process_that_ends_early_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_module.sys, "executable", shutil.which("true") or sys.executable)
    with pytest.raises(WorkbookError, match="has ended; start again"):
        draw_sample(tmp_path / "sample", scenes=200)
    assert list(tmp_path.iterdir()) == []


# -- interrupted, full, twice at once -----------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from minilib.workbook.datasets import sample
draw = sample.draw_scene
drawn = []
def draw_some(rng):
    drawn.append(0)
    if len(drawn) > 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return draw(rng)
sample.draw_scene = draw_some
sample.draw_sample(Path(sys.argv[1]), scenes=8)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_half_way_the_next_start_completes_it(tmp_path):
    folder = tmp_path / "sample"
    killed = subprocess.run([sys.executable, "-c", KILLED, folder])
    assert killed.returncode == -signal.SIGKILL
    assert not folder.exists()
    assert len(list(tmp_path.iterdir())) == 1  # what it had begun
    draw_sample(folder, scenes=8)
    assert [p.name for p in tmp_path.iterdir()] == ["sample"]
    draw_sample(tmp_path / "other", scenes=8)
    assert digest(folder) == digest(tmp_path / "other")


def test_two_at_once_do_not_disturb_each_other(tmp_path):
    code = (
        "import sys; from pathlib import Path; "
        "from minilib.workbook.datasets.sample import draw_sample; "
        "draw_sample(Path(sys.argv[1]), scenes=12)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, tmp_path / "sample"]) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert [p.name for p in tmp_path.iterdir()] == ["sample"]
    assert len(list((tmp_path / "sample" / JPEGS).iterdir())) == 15


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sample_module.Path, "write_bytes", full)
    with pytest.raises(WorkbookError, match="make room") as caught:
        draw_sample(tmp_path / "sample", scenes=2)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_folder_is_drawn_anew(tmp_path):
    (tmp_path / "sample/VOCdevkit").mkdir(parents=True)
    draw_sample(tmp_path / "sample", scenes=2)
    assert (tmp_path / "sample" / TRAIN).is_file()


# -- like VOC -------------------------------------------------------------------------------------


def shares(values, edges):
    counts, _ = np.histogram(values, edges)
    return counts / counts.sum()


def distributions(content):
    """What the sample shares with VOC: name -> (sample's shares, VOC's shares, labels)."""
    images = {image["id"]: image for image in content["images"]}
    objects = Counter(o["image_id"] for o in content["annotations"])
    boxes = [
        (o["bbox"], images[o["image_id"]]["width"], images[o["image_id"]]["height"])
        for o in content["annotations"]
    ]
    tenths = np.linspace(0, 1, 11)
    labels = [f"{low:.1f}" for low in tenths[:-1]]
    area = [((b[2] * b[3]) / (w * h)) ** 0.5 for b, w, h in boxes]
    landscape = float(np.mean([i["width"] > i["height"] for i in images.values()]))
    ignored = float(np.mean([o["ignore"] for o in content["annotations"]]))
    voc_objects = np.array(VOC_OBJECTS) / sum(VOC_OBJECTS)
    number = shares(list(objects.values()), np.arange(0.5, 7))
    return {
        "objects in an image": (number, voc_objects, list("123456")),
        "root of the box's share of the image": (shares(area, tenths), VOC_SQRT_AREA, labels),
        "box width / image width": (
            shares([b[2] / w for b, w, _ in boxes], tenths),
            VOC_WIDTH,
            labels,
        ),
        "box height / image height": (
            shares([b[3] / h for b, _, h in boxes], tenths),
            VOC_HEIGHT,
            labels,
        ),
        "ignored, landscape": (
            [ignored, landscape],
            [VOC_IGNORED, VOC_LANDSCAPE],
            ["ignored", "landscape"],
        ),
    }


def test_its_distributions_are_like_vocs(content, reports):
    """Half the sum of differences (total variation) stays small; the report shows both."""
    found = distributions(content)
    lines = []
    for name, (ours, vocs, labels) in found.items():
        lines.append(f"{name}\n{'':>12}{'sample':>10}{'VOC 2007':>10}")
        lines += [
            f"{label:>12}{a:10.3f}{b:10.3f}" for label, a, b in zip(labels, ours, vocs, strict=True)
        ]
    (reports / "sample_like_voc.txt").write_text("\n".join(lines) + "\n")
    draw_report(found, reports / "sample_like_voc.png")
    distance = {
        name: np.abs(np.subtract(ours, vocs)).sum() / 2 for name, (ours, vocs, _) in found.items()
    }
    assert distance["objects in an image"] < 0.09
    assert distance["root of the box's share of the image"] < 0.20
    assert distance["box width / image width"] < 0.20
    assert distance["box height / image height"] < 0.20
    assert distance["ignored, landscape"] < 0.05


def draw_report(found, file):
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, len(found), figsize=(4 * len(found), 3.2), layout="constrained")
    for ax, (name, (ours, vocs, labels)) in zip(axes, found.items(), strict=True):
        place = np.arange(len(labels))
        ax.bar(place - 0.2, ours, 0.4, label="sample")
        ax.bar(place + 0.2, vocs, 0.4, label="VOC 2007")
        ax.set_xticks(place, labels)
        ax.set_title(name)
    axes[0].legend()
    fig.savefig(file)
    plt.close(fig)


def test_an_early_stop_with_ctrl_c_leaves_nothing(tmp_path):
    code = (
        "import signal, sys; from pathlib import Path; "
        # Tests that run in the background are deaf to Ctrl-C, and so is what they start.
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from minilib.workbook.datasets.sample import draw_sample; "
        "draw_sample(Path(sys.argv[1]), scenes=100_000)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "sample"], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 20
    while not any(tmp_path.rglob("*.jpg")) and time.monotonic() < deadline:
        time.sleep(0.05)
    if os.name == "nt":
        run.terminate()
        run.wait()
        shutil.rmtree(tmp_path, ignore_errors=True)
        return
    run.send_signal(signal.SIGINT)
    assert run.wait(10) != 0
    assert list(tmp_path.iterdir()) == []
