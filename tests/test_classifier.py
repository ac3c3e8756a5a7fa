"""Classifier (chapter 10): bodies and their weights, heads, what is counted."""

import numpy as np
import pytest
import torch
import torchvision
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import nn

from minilib.classifier import (
    BODIES,
    ConcatPool,
    FlipSquish,
    accuracy,
    body_layers,
    class_head,
    confusion_matrix,
    feature_shape,
    layer_groups,
)
from minilib.transforms import Squish
from minilib.workbook.errors import WorkbookError
from minilib.workbook.training import recipes

SMALL = "mobilenet_v3_small"
OWN_HEAD = ("fc.", "classifier.")


# -- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BODIES)
def test_body_and_own_head_are_the_whole_network(name):
    torch.manual_seed(0)
    layers, cut = body_layers(name, None)
    torch.manual_seed(0)
    net = torchvision.models.get_model(name, norm_layer=nn.BatchNorm2d).eval()
    own_head = net.classifier if name == SMALL else net.fc
    body = nn.Sequential(*layers).eval()
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(own_head(body(x).mean(dim=(2, 3))), net(x), atol=1e-5)
    assert 0 < cut < len(layers)


@pytest.mark.parametrize(("name", "sz", "features"), [("resnet34", 224, 512), (SMALL, 160, 576)])
def test_features_are_a_32nd_of_the_picture(name, sz, features):
    assert feature_shape(body_layers(name, None)[0], sz) == (features, sz // 32, sz // 32)


def test_the_body_of_resnet34_is_the_lessons():
    layers, cut = body_layers("resnet34", None)
    assert sum(weights.numel() for weights in layers[0].parameters()) == 9408
    assert [type(layer).__name__ for layer in layers[:cut]][:3] == ["Conv2d", "BatchNorm2d", "ReLU"]


def test_there_is_no_body_of_another_name():
    with pytest.raises(ValueError, match=r"^there is no body 'vgg'; there are resnet18, .*$"):
        body_layers("vgg")


@pytest.fixture(scope="module")
def weights():
    torch.manual_seed(1)
    return {k: v.contiguous() for k, v in torchvision.models.get_model(SMALL).state_dict().items()}


@pytest.mark.parametrize("ending", ["safetensors", "pth"])
@pytest.mark.parametrize("with_head", [True, False])
def test_weights_are_read_with_or_without_a_head(tmp_path, weights, ending, with_head):
    file = tmp_path / f"weights.{ending}"
    saved = {k: v for k, v in weights.items() if with_head or not k.startswith(OWN_HEAD)}
    save_file(saved, file) if ending == "safetensors" else torch.save(saved, file)
    own = nn.Sequential(*body_layers(SMALL, file)[0]).state_dict()
    expected = [v for k, v in weights.items() if not k.startswith(OWN_HEAD)]
    assert all(torch.equal(a, b) for a, b in zip(own.values(), expected, strict=True))


def one_line(error):
    return len(str(error.value).splitlines()) == 1


def test_weights_that_do_not_fit_are_refused_in_one_line(tmp_path, weights):
    file = tmp_path / "other.safetensors"
    save_file(weights | {"features.0.0.weight": torch.zeros(8, 3, 3, 3)}, file)
    with pytest.raises(ValueError, match=r"features.0.0.weight is \(8, 3, 3, 3\) there") as error:
        body_layers(SMALL, file)
    assert one_line(error)
    save_file({k: v for k, v in weights.items() if "features.12.1.bias" not in k}, file)
    with pytest.raises(ValueError, match=r"features.12.1.bias is nothing there") as error:
        body_layers(SMALL, file)
    assert one_line(error)


def test_weights_that_do_not_fit_leave_the_network_as_it_was(tmp_path, weights):
    from minilib.saving import load_body_weights

    net = torchvision.models.get_model(SMALL)
    before = {key: value.clone() for key, value in net.state_dict().items()}
    file = tmp_path / "other.safetensors"
    save_file(weights | {"features.12.0.weight": torch.zeros(1)}, file)
    with pytest.raises(ValueError, match=r"features\.12\.0\.weight"):
        load_body_weights(net, file)
    assert all(torch.equal(before[key], value) for key, value in net.state_dict().items())


class Bomb:
    """A pickle with a program in it."""

    ran = False

    def __reduce__(self):
        return (exec, ("from test_classifier import Bomb; Bomb.ran = True",))


def test_damaged_weights_and_programs_are_refused(tmp_path, weights):
    file = tmp_path / "w.pth"
    torch.save(weights, file)
    whole = file.read_bytes()
    for content in (b"", whole[:1000], whole[: len(whole) // 2], b"no weights at all"):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r"^w.pth: damaged, or not a file of weights$"):
            body_layers(SMALL, file)
    torch.save({"features.0.0.weight": Bomb()}, file)
    with pytest.raises(ValueError, match=r"^w.pth: damaged, or not a file of weights$"):
        body_layers(SMALL, file)
    assert not Bomb.ran
    with pytest.raises(FileNotFoundError, match=r"^there is no file of weights none.pth$"):
        body_layers(SMALL, tmp_path / "none.pth")


@pytest.fixture
def quiet(monkeypatch):
    for name in ("BODY", "WEIGHTS", "DEVICE", "QUICK"):
        monkeypatch.delenv(f"WORKBOOK_{name}", raising=False)
    return monkeypatch


def test_a_device_that_is_not_there_is_one_line(quiet):
    quiet.setenv("WORKBOOK_DEVICE", "cuda:99")
    with pytest.raises(WorkbookError, match=r"^WORKBOOK_DEVICE is 'cuda:99'; here there is ") as e:
        recipes.recipe()
    assert one_line(e)
    quiet.setenv("WORKBOOK_DEVICE", "toaster")
    with pytest.raises(WorkbookError, match=r"^WORKBOOK_DEVICE is 'toaster'; here there is ") as e:
        recipes.chosen_device()
    assert one_line(e)
    quiet.setenv("WORKBOOK_DEVICE", "cpu")
    assert recipes.chosen_device() == "cpu"


def test_a_recipe_tells_in_one_line_that_weights_do_not_fit(quiet, tmp_path, weights):
    file = tmp_path / "mine.safetensors"
    save_file({"conv1.0.weight": torch.zeros(2)}, file)
    quiet.setenv("WORKBOOK_WEIGHTS", str(file))
    quiet.setenv("WORKBOOK_DEVICE", "cpu")
    run = recipes.recipe()
    with pytest.raises(
        WorkbookError, match=r"mine.safetensors is of another model.*WORKBOOK_BODY"
    ) as e:
        run.body()
    assert one_line(e)
    layers, cut = run.body(pretrained=False)
    assert (len(layers), cut) == BODIES[SMALL]


# -- heads and groups ---------------------------------------------------------------------------


def test_concat_pool_is_both_of_pytorchs_poolings():
    x = torch.randn(3, 5, 4, 7)
    pools = nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(1)
    expected = torch.cat([pool(x).flatten(1) for pool in pools], dim=1)
    assert torch.allclose(ConcatPool()(x), expected, atol=1e-6)


@pytest.mark.parametrize("places", [(1, 1), (4, 4), (7, 5)])
def test_the_head_takes_any_size(places):
    assert class_head(6, 20)(torch.randn(2, 6, *places)).shape == (2, 20)


def test_groups_share_the_layers_and_compute_the_same():
    layers = [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5), nn.Tanh()]
    head = nn.Linear(5, 2)
    model = layer_groups(layers, 1, head)
    assert [len(list(group.children())) for group in model] == [1, 3, 0]
    assert model[2] is head
    assert model[1][1] is layers[2]
    x = torch.randn(2, 3)
    assert torch.equal(model(x), nn.Sequential(*layers, head)(x))


# -- the flip -----------------------------------------------------------------------------------


def test_a_flip_moves_the_box_with_the_picture():
    im = np.zeros((20, 40, 3), np.uint8)
    bb = np.array([4, 6, 11, 13], np.float32)
    im[4:12, 6:14] = 255
    tfm, seen = FlipSquish(20), set()
    torch.manual_seed(0)
    for _ in range(20):
        picture, box = tfm(im, bb)
        assert picture.shape == (20, 20, 3)
        assert picture.dtype == np.uint8
        assert box.dtype == np.float32
        top, left, bottom, right = box.round().astype(int)
        white = np.argwhere(picture[..., 0] == 255)
        assert white.min(axis=0).tolist() == [top, left]
        assert white.max(axis=0).tolist() == [bottom, right]
        seen.add(int(left))
        torch.from_numpy(picture)
    assert seen == {3, 13}
    assert im[4, 6, 0] == 255
    plain = Squish(20)(im, bb)[1]
    assert plain.tolist() == [4, 3, 11, 6]


# -- counting -----------------------------------------------------------------------------------

pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@given(pairs)
def test_confusion_counts_each_picture_once_and_agrees_with_accuracy(pairs):
    actual, predicted = torch.tensor(pairs).T
    table = confusion_matrix(actual, predicted, 5)
    assert table.sum() == len(pairs)
    assert table.sum(dim=1).tolist() == torch.bincount(actual, minlength=5).tolist()
    assert table.sum(dim=0).tolist() == torch.bincount(predicted, minlength=5).tolist()
    outputs = nn.functional.one_hot(predicted, 5).float()
    assert accuracy(outputs, actual) == pytest.approx(table.diagonal().sum() / len(pairs))


def test_accuracy_needs_no_softmax():
    torch.manual_seed(0)
    outputs, y = torch.randn(50, 20) * 10, torch.randint(0, 20, (50,))
    assert accuracy(outputs, y) == accuracy(outputs.softmax(dim=1), y)
    assert 0 <= accuracy(outputs, y) <= 1
    assert accuracy(outputs, outputs.argmax(dim=1)) == 1
