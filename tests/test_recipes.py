"""What a chapter trains with: chosen by data set and environment, refused in one line."""

import json

import numpy as np
import pytest
import torch
import torchvision
from own_pictures import make_folder

from minilib import classifier
from minilib.classifier import BODIES, feature_shape
from minilib.workbook.datasets.own import get_own
from minilib.workbook.datasets.sample import EXAMINATION_SEED, draw_sample
from minilib.workbook.errors import WorkbookError
from minilib.workbook.training import bench, pretrain
from minilib.workbook.training.recipes import SMALL, SMALL_WEIGHTS, recipe


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in ("DATA", "BODY", "WEIGHTS", "DEVICE", "QUICK"):
        monkeypatch.delenv(f"WORKBOOK_{name}", raising=False)


def one_line(error):
    assert "\n" not in str(error.value)
    return str(error.value)


def test_drawn_scenes_take_the_small_network_and_photographs_the_lessons(monkeypatch, capsys):
    small = recipe()
    assert (small.name, small.sz, small.photographs) == (SMALL, 160, False)
    assert small.pick("drawn", "photographs") == "drawn"
    assert small.resume("reg4") is None
    monkeypatch.setenv("WORKBOOK_DATA", "voc2007")
    real = recipe()
    assert (real.name, real.sz, real.photographs, real.limit) == ("resnet34", 224, True, None)
    assert real.pick("drawn", "photographs") == "photographs"
    assert real.resume("reg4").name == "reg4-resnet34.state"
    monkeypatch.setenv("WORKBOOK_QUICK", "1")
    quick = recipe()
    assert (quick.name, quick.sz, quick.photographs) == (SMALL, 160, False)
    assert quick.limit
    assert "Network: resnet34, pictures of 224 x 224" in capsys.readouterr().out


def test_pictures_of_ones_own_make_several_batches_and_need_no_connection(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WORKBOOK_DATA", "own")
    for pictures, bs in ((20, 4), (4, 2)):
        get_own(make_folder(tmp_path / str(pictures), pictures), progress=False)
        monkeypatch.setattr(classifier, "body_layers", lambda *_: ([], 0))
        assert (recipe().bs, recipe().name) == (bs, "resnet34")

    def offline(*_):
        raise OSError("no connection")

    monkeypatch.setattr(classifier, "body_layers", offline)
    assert (recipe().name, recipe().sz) == (SMALL, 224)
    assert "ImageNet's weights can't be fetched" in capsys.readouterr().out
    monkeypatch.setenv("WORKBOOK_DATA", "voc2012")
    assert (recipe().name, recipe().photographs) == ("resnet34", True)


def test_unknown_networks_and_devices_are_refused(monkeypatch):
    monkeypatch.setenv("WORKBOOK_BODY", "alexnet")
    with pytest.raises(WorkbookError) as refused:
        recipe()
    assert "'alexnet'" in one_line(refused)
    assert "resnet34" in one_line(refused)
    monkeypatch.delenv("WORKBOOK_BODY")
    monkeypatch.setenv("WORKBOOK_DEVICE", "cuda:99")
    with pytest.raises(WorkbookError, match="cuda:99") as refused:
        recipe()
    one_line(refused)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no file of weights"),
        (b"not weights at all", "damaged"),
        ({"conv1.weight": torch.zeros(1)}, "is of another model"),
        (torchvision.models.resnet34().state_dict(), "is of another model"),
    ],
)
def test_weights_that_do_not_fit_are_refused(monkeypatch, tmp_path, content, said):
    file = tmp_path / "weights.pth"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        torch.save(content, file)
    monkeypatch.setenv("WORKBOOK_BODY", "resnet18")
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(file))
    with pytest.raises(WorkbookError, match=said) as refused:
        recipe().body()
    assert "WORKBOOK_WEIGHTS" in one_line(refused)


def test_weights_from_a_local_file_are_taken(monkeypatch, tmp_path):
    torch.manual_seed(1)
    net = torchvision.models.resnet18()
    torch.save(net.state_dict(), tmp_path / "own.pth")
    monkeypatch.setenv("WORKBOOK_BODY", "resnet18")
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(tmp_path / "own.pth"))
    layers, cut = recipe().body()
    assert torch.equal(layers[0].weight, net.conv1.weight)
    assert (len(layers), cut) == BODIES["resnet18"]


def test_no_code_in_a_file_of_weights_is_run(monkeypatch, tmp_path):
    class Bad:
        def __reduce__(self):
            return (tmp_path.joinpath("ran").touch, ())

    torch.save({"conv1.weight": Bad()}, tmp_path / "bad.pth")
    monkeypatch.setenv("WORKBOOK_BODY", "resnet18")
    monkeypatch.setenv("WORKBOOK_WEIGHTS", str(tmp_path / "bad.pth"))
    with pytest.raises(WorkbookError, match="damaged"):
        recipe().body()
    assert not (tmp_path / "ran").exists()


# -- the small network ----------------------------------------------------------------------------


def test_its_weights_are_small_and_tell_how_they_were_made():
    assert SMALL_WEIGHTS.stat().st_size <= 6_000_000
    record = json.loads(SMALL_WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["command"] == "python -m minilib.workbook.training.pretrain"
    assert f"seed {pretrain.SEED}" in record["scenes"]
    assert record["minutes of training, last round"] > 0
    held = record[f"of {pretrain.KEPT} scenes held back"]
    assert all(0.6 < share <= 1 for share in held.values())
    assert [text.split()[0] for text in record["rounds"]] == [
        str(one.scenes) for one in pretrain.ROUNDS
    ]
    layers, _ = recipe().body()
    assert feature_shape(layers, 160) == (576, 5, 5)


def test_it_has_not_seen_the_samples_scenes():
    seeds = draw_sample.__kwdefaults__["seed"], EXAMINATION_SEED
    assert len({*seeds, pretrain.SEED}) == 3


def test_pretraining_draws_the_same_scenes_again():
    first, again = pretrain.small_scene(7, 224), pretrain.small_scene(7, 224)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert first.picture.shape == (224, 224, 3)
    assert first.owner.max() >= 1


def test_pretraining_knows_what_and_where_at_each_place():
    """A red square of class 3 on the left, half cut off by the picture's lower edge."""
    owner = np.zeros((40, 40), np.uint8)
    owner[16:, 8:16] = 1
    objects, boxes = np.zeros((2, 6, 6), np.float32)
    objects[0, :2], boxes[0, :4] = (3, 1), (0.4, 0.2, 1, 0.4)
    covered, box, weight, present = pretrain.at_each_place(owner, objects, boxes[:, :4])
    assert covered[3, 2:, 1].tolist() == [1, 1, 1]
    assert covered.sum() == weight.sum() == 3
    assert box[:, 4, 1].tolist() == pytest.approx([0.4, 0.2, 1, 0.4])
    assert present.nonzero().flatten().tolist() == [3]


def test_pretraining_cuts_and_flips_boxes_with_their_pictures():
    """Where an object is seen, there its box is too."""
    scenes = [pretrain.small_scene(number, 224) for number in range(6)]
    parts = pretrain.SmallScene(*(np.stack(part) for part in zip(*scenes, strict=True)))
    data = pretrain.Scenes(parts, 160, train=True)
    torch.manual_seed(0)
    middle = (torch.arange(5) + 0.5) / 5
    for number in [*range(6)] * 3:
        _, (_, box, weight, _) = data[number]
        rows, columns = (weight == 1).nonzero(as_tuple=True)
        top, left, bottom, right = box[:, rows, columns]
        assert ((top <= middle[rows] + 0.02) & (middle[rows] <= bottom + 0.02)).all()
        assert ((left <= middle[columns] + 0.02) & (middle[columns] <= right + 0.02)).all()


# -- the benchmarks: that they measure, not what ---------------------------------------------------


def test_a_ratio_is_the_median_of_pairs_and_one_disturbed_turn_does_not_count(monkeypatch):
    now = 0.0
    ours, theirs = iter([9, 3, 3, 80, 3, 3]), iter([9, 1.5, 1.5, 1.5, 1.5, 1.5])

    def run(seconds):
        nonlocal now
        now += next(seconds)

    monkeypatch.setattr(bench.time, "perf_counter", lambda: now)
    found = bench.ratio_of_times(lambda: run(ours), lambda: run(theirs), turns=5)
    assert found == (2, 3, 1.5)


def test_rows_say_what_was_not_run_and_what_was_missed():
    at_most = bench.Row("a", "b", 1.5, ("at most", 1.1))
    at_least = bench.Row("a", "b", 1.5, ("at least", 1.1))
    assert [at_most.reached, at_least.reached] == [False, True]
    missing = bench.Row("a", "b", None, ("at most", 1.1), "no GPU here")
    assert missing.reached is None
    assert "not run" in str(missing)
