"""Multi-task: the head, the loss and its gradient, and a box back in its own picture."""

import ast
from types import SimpleNamespace

import cv2
import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torchvision.ops import box_iou

from minilib.classifier import accuracy, body_layers, class_head, layer_groups
from minilib.closer import (
    BoxThenClass,
    average_flipped,
    box_coverage,
    crop_window,
    from_crop_pixels,
    look_closer,
    read_crop,
)
from minilib.data import make_loaders, model_data
from minilib.heads import PlacesVote, TwoHeads, detection_head
from minilib.multitask import (
    HeadLearner,
    balance_factor,
    detect,
    detection_loss,
    detn_metrics,
    flip_boxes,
    loss_terms,
    precompute,
    show_detections,
    split_outputs,
    to_image_pixels,
)
from minilib.regression import ToPixels, deep_box_head, l1, mean_iou
from minilib.transforms import Squish, normalize, squish_box
from minilib.workbook.datasets.files import TOP


@pytest.fixture
def batch():
    """Outputs of five pictures with three classes, and y."""
    generator = torch.Generator().manual_seed(1)
    outputs = 3 * torch.randn(5, 7, generator=generator)
    near = 60 * torch.rand(5, 2, generator=generator)
    boxes = torch.cat([near, near + 5 + 60 * torch.rand(5, 2, generator=generator)], dim=1)
    return outputs, (boxes, torch.tensor([0, 2, 1, 2, 0]))


def by_hand(outputs, y, sz, factor):
    """The loss in numpy, number by number."""
    outputs, boxes, numbers = (np.asarray(one, dtype=float) for one in (outputs, *y))
    off, costs = [], []
    for row, box, number in zip(outputs, boxes, numbers.astype(int), strict=True):
        off += [abs(sz / (1 + np.exp(-row[i])) - box[i]) for i in range(4)]
        chances = np.exp(row[4:]) / np.exp(row[4:]).sum()
        costs.append(-np.log(chances[number]))
    return np.mean(off) + factor * np.mean(costs)


# -- the head -----------------------------------------------------------------------------------


def test_the_lessons_head_has_the_lessons_layers_and_size():
    head = detection_head((512, 7, 7), 20)
    names = ["Flatten", "ReLU", "Dropout", "Linear", "ReLU", "BatchNorm1d", "Dropout", "Linear"]
    assert [type(layer).__name__ for layer in head] == names
    assert head[3].weight.shape == (256, 25088)
    assert head[7].weight.shape == (24, 256)
    assert head[2].p == head[6].p == 0.5


@pytest.mark.parametrize(
    ("features", "n_classes"), [((3, 2, 2), 20), ((5, 1, 4), 1), ((1, 1, 1), 3)]
)
def test_a_head_gives_a_box_and_a_number_for_each_class(features, n_classes):
    head = detection_head(features, n_classes).eval()
    assert head(torch.randn(2, *features)).shape == (2, 4 + n_classes)


def test_two_heads_put_the_box_first_and_the_classes_behind():
    two = TwoHeads(deep_box_head((8, 4, 4)), class_head(8, 20)).eval()
    x = torch.randn(3, 8, 4, 4)
    out = two(x)
    assert out.shape == (3, 24)
    torch.testing.assert_close(out[:, :4], two.box(x))
    torch.testing.assert_close(out[:, 4:], two.cls(x))


def test_the_loss_reaches_both_branches_and_the_body(batch):
    body = [nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)]
    two = TwoHeads(deep_box_head((8, 6, 6)), class_head(8, 3))
    model = layer_groups(body, 1, two)
    loss = detection_loss(model(torch.randn(5, 3, 6, 6)), batch[1], 128, 10)
    loss.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name
    for part in (body[0], body[1], two.box[-1], two.cls[-1]):
        assert part.weight.grad.abs().sum() > 0


@pytest.mark.parametrize(("term", "still"), [(0, "cls"), (1, "box")])
def test_each_term_of_the_loss_trains_its_own_branch_only(batch, term, still):
    two = TwoHeads(deep_box_head((8, 4, 4)), class_head(8, 3))
    loss_terms(two(torch.randn(5, 8, 4, 4)), batch[1], 128)[term].backward()
    assert all(weight.grad is None or not weight.grad.any() for weight in
               getattr(two, still).parameters())  # fmt: skip


# -- the class from inside of the box -----------------------------------------------------------


@pytest.mark.parametrize("grid", [(7, 7), (4, 4), (3, 5)])
def test_coverage_is_what_counting_fine_points_finds(grid):
    rows, columns = grid
    generator = torch.Generator().manual_seed(3)
    near = 0.7 * torch.rand(6, 2, generator=generator)
    boxes = torch.cat([near, near + 0.3 * torch.rand(6, 2, generator=generator)], dim=1)
    fine = 420  # a multiple of every count of rows and columns above
    points = (torch.arange(fine) + 0.5) / fine
    for box, found in zip(boxes, box_coverage(boxes, rows, columns), strict=True):
        top, left, bottom, right = box
        inside = (((points > top) & (points < bottom))[:, None]
                  & ((points > left) & (points < right))[None]).float()  # fmt: skip
        counted = inside.reshape(rows, fine // rows, columns, fine // columns).mean(dim=(1, 3))
        assert torch.allclose(found, counted, atol=0.03)


def test_a_box_upside_down_covers_nothing_and_gives_numbers_all_the_same():
    assert box_coverage(torch.tensor([[0.8, 0.8, 0.2, 0.2]]), 7, 7).abs().max() == 0
    head = BoxThenClass((8, 7, 7), 3).eval()
    with torch.no_grad():
        head.box[-1].weight.zero_()
        head.box[-1].bias.copy_(torch.tensor([4.0, 4.0, -4.0, -4.0]))
        x = torch.randn(2, 8, 7, 7)
        outputs = head(x)
        assert torch.allclose(outputs[:, 4:], head.cls(x.mean(dim=(2, 3))), atol=1e-5)


def test_the_class_is_looked_for_inside_of_the_box():
    head = BoxThenClass((8, 4, 4), 3).eval()
    with torch.no_grad():
        head.box[-1].weight.zero_()
        head.box[-1].bias.copy_(torch.tensor([-30.0, -30.0, 0.0, 0.0]))  # the upper left quarter
        x = torch.randn(2, 8, 4, 4)
        outside = x.clone()
        outside[:, :, 2:, 2:] += 1
        inside = x.clone()
        inside[:, :, :2, :2] += 1
        before, same, other = head(x), head(outside), head(inside)
    assert (same - before)[:, 4:].abs().max() < 0.01
    assert (other - before)[:, 4:].abs().max() > 0.1


def test_the_class_loss_does_not_pull_at_the_box():
    head = BoxThenClass((8, 4, 4), 3)
    head(torch.randn(4, 8, 4, 4))[:, 4:].sum().backward()
    assert not any(weight.grad.any() for weight in head.box.parameters())
    assert any(weight.grad.any() for weight in head.cls.parameters())


def test_it_computes_in_16_bits_too():
    head, x = BoxThenClass((8, 7, 7), 3).eval(), torch.randn(2, 8, 7, 7)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        rounded = head(x.bfloat16()).float()
    with torch.no_grad():
        assert torch.allclose(rounded, head(x), atol=0.1)


# -- what the outputs mean ----------------------------------------------------------------------


@pytest.mark.parametrize("sz", [64, 128, 224])
def test_boxes_are_inside_the_picture_whatever_comes_out(sz):
    outputs = torch.cat([torch.tensor([[-1e9, 1e9, -5.0, 5.0]]), torch.randn(1, 9)], dim=1)
    boxes, scores = split_outputs(outputs, sz)
    assert boxes.shape == (1, 4)
    assert scores.shape == (1, 9)
    assert boxes.min() == 0
    assert boxes.max() == sz
    torch.testing.assert_close(scores, outputs[:, 4:])


def test_boxes_are_what_the_regression_of_chapter_12_makes_of_them(batch):
    outputs, _ = batch
    torch.testing.assert_close(split_outputs(outputs, 128)[0], ToPixels(128)(outputs[:, :4]))


def test_zero_is_the_middle():
    boxes, _ = split_outputs(torch.zeros(2, 24), 224)
    assert boxes.tolist() == [[112.0] * 4] * 2


# -- the loss -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sz", "factor"), [(128, 10.0), (224, 20.0), (128, 0.0), (128, 1.0)])
def test_the_loss_is_what_it_is_by_hand(batch, sz, factor):
    outputs, y = batch
    expected = by_hand(outputs, y, sz, factor)
    assert detection_loss(outputs, y, sz, factor).item() == pytest.approx(expected, rel=1e-5)


def test_the_factor_is_the_lessons_when_none_is_given(batch):
    outputs, y = batch
    assert detection_loss(outputs, y, 224) == detection_loss(outputs, y, 224, 20)


def test_a_perfect_answer_costs_nothing():
    boxes, numbers = torch.tensor([[10.0, 20.0, 100.0, 110.0]]), torch.tensor([1])
    outputs = torch.cat([torch.logit(boxes / 128), torch.tensor([[0.0, 100.0]])], dim=1)
    assert detection_loss(outputs, (boxes, numbers), 128).item() == pytest.approx(0, abs=1e-4)


def test_the_gradient_is_the_slope(batch):
    outputs, (boxes, numbers) = batch
    outputs = outputs.double().requires_grad_()

    def loss(outputs):
        return detection_loss(outputs, (boxes.double(), numbers), 128, 10.0)

    assert torch.autograd.gradcheck(loss, (outputs,), eps=1e-6)


def test_the_size_of_the_batch_does_not_matter(batch):
    outputs, y = batch
    twice = torch.cat([outputs, outputs]), tuple(torch.cat([one, one]) for one in y)
    torch.testing.assert_close(detection_loss(*twice, 128, 10), detection_loss(*batch, 128, 10))


def test_y_is_box_then_class(batch):
    outputs, (boxes, numbers) = batch
    with pytest.raises(RuntimeError):
        detection_loss(outputs, (numbers, boxes), 128)


def test_the_factor_makes_both_terms_alike():
    box, cls = [30.0, 50.0, 40.0], [3.0, 2.0, 4.0]
    factor = balance_factor(box, cls)
    assert factor * sum(cls) == pytest.approx(sum(box))
    assert balance_factor([2 * one for one in box], cls) == pytest.approx(2 * factor)
    assert balance_factor(box[::-1], cls) == pytest.approx(factor)


def test_a_fresh_networks_class_loss_is_the_logarithm_of_the_classes(batch):
    _, (boxes, numbers) = batch
    _, cls = loss_terms(torch.zeros(5, 24), (boxes, numbers), 128)
    assert cls.item() == pytest.approx(np.log(20))


# -- the metrics --------------------------------------------------------------------------------


def test_metrics_are_those_of_the_single_tasks(batch):
    outputs, y = batch
    boxes, scores = ToPixels(128)(outputs[:, :4]), outputs[:, 4:]
    found = {metric.__name__: metric(outputs, y).item() for metric in detn_metrics(128)}
    assert found == {
        "detn_acc": pytest.approx(accuracy(scores, y[1]).item()),
        "detn_l1": pytest.approx(l1(boxes, y[0]).item()),
        "detn_iou": pytest.approx(mean_iou(boxes, y[0]).item()),
    }


def test_metrics_keep_the_size_with_which_they_were_made(batch):
    small, large = detn_metrics(64)[1], detn_metrics(224)[1]
    outputs, y = torch.zeros(1, 7), (torch.full((1, 4), 32.0), torch.tensor([0]))
    assert small(outputs, y) == 0
    assert large(outputs, y) == 80


def test_iou_of_corners_in_order_agrees_with_torchvision(batch):
    outputs, (boxes, numbers) = batch
    outputs[:, 2:4] = outputs[:, :2] + 1
    found = split_outputs(outputs, 128)[0]
    # torchvision's far corners are exclusive.
    xy = [torch.stack([b[:, 1], b[:, 0], b[:, 3] + 1, b[:, 2] + 1], dim=1) for b in (found, boxes)]
    witness = box_iou(*xy).diagonal().mean().item()
    assert detn_metrics(128)[2](outputs, (boxes, numbers)).item() == pytest.approx(
        witness, rel=1e-4
    )


# -- asked twice --------------------------------------------------------------------------------


def test_a_flipped_box_marks_the_same_pixels_in_the_mirror_image(batch):
    boxes = batch[1][0].round()
    boxes[:, 2:] = boxes[:, 2:].clamp(max=127)
    for box, other in zip(boxes.int().tolist(), flip_boxes(boxes, 128).int().tolist(), strict=True):
        picture = np.zeros((128, 128, 3), dtype=np.uint8)
        picture[box[0] : box[2] + 1, box[1] : box[3] + 1] = 1
        found = [[places.min(), places.max()] for places in np.nonzero(picture[:, ::-1])[:2]]
        assert other == [found[0][0], found[1][0], found[0][1], found[1][1]]
    assert flip_boxes(flip_boxes(boxes, 128), 128).equal(boxes)


def test_the_mean_of_an_answer_and_its_own_mirror_image_is_the_answer(batch):
    outputs, _ = batch
    shares = flip_boxes(split_outputs(outputs, 128)[0], 128) / 128
    mirrored = torch.cat([torch.logit(shares.clamp(1e-6, 1 - 1e-6)), outputs[:, 4:] + 7], dim=1)
    boxes, chances = average_flipped(outputs, mirrored, 128)
    # A sigmoid reaches the last pixel's far edge, not below 0: one pixel at the left may be lost.
    assert torch.allclose(boxes, split_outputs(outputs, 128)[0], atol=0.51)
    assert torch.allclose(chances, outputs[:, 4:].softmax(dim=1), atol=1e-6)


def test_two_answers_weigh_the_same():
    sure = torch.tensor([[0.0, 0.0, 0.0, 0.0, 9.0, 0.0]])
    unsure = torch.tensor([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    chances = average_flipped(sure, unsure, 128)[1]
    assert chances.sum().item() == pytest.approx(1)
    assert chances[0, 0].item() == pytest.approx((sure[0, 4:].softmax(dim=0)[0] + 0.5) / 2)


# -- a closer look ------------------------------------------------------------------------------


def some_boxes(n, sz):
    """Boxes of all sizes in a picture of ``sz`` pixels."""
    ends = torch.rand(n, 2, 2, generator=torch.Generator().manual_seed(3)).sort(dim=1).values * sz
    return torch.cat([ends[:, 0], (ends[:, 1] - 1).maximum(ends[:, 0])], dim=1)


@pytest.mark.parametrize("margin", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("least", [0.0, 0.4, 1.0])
def test_a_window_holds_its_box_and_stays_inside(margin, least):
    boxes = some_boxes(200, 128)
    windows = crop_window(boxes, 128, margin, least)
    assert (windows[:, :2] <= boxes[:, :2] + 1e-4).all()
    assert (windows[:, 2:] >= boxes[:, 2:] - 1e-4).all()
    assert (windows[:, :2] >= 0).all()
    assert (windows[:, 2:] <= 127 + 1e-4).all()
    sides = windows[:, 2:] - windows[:, :2] + 1
    wanted = (margin * (boxes[:, 2:] - boxes[:, :2] + 1)).clamp(least * 128, 128)
    assert torch.allclose(sides, wanted, atol=1e-3)


def test_a_window_away_from_the_edge_has_its_boxs_middle():
    boxes = torch.tensor([[50.0, 60.0, 69.0, 75.0]])
    windows = crop_window(boxes, 128)
    assert torch.allclose(windows[:, :2] + windows[:, 2:], boxes[:, :2] + boxes[:, 2:])


@pytest.mark.parametrize("size", [(133, 200), (97, 60), (64, 64), (5, 700)])
def test_the_whole_picture_as_a_window_is_the_squished_picture(tmp_path, size):
    im = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), im[:, :, ::-1])
    square, place = read_crop(tmp_path / "a.png", [0.0, 0.0, 63.0, 63.0], 64)
    assert (square == Squish(64)(im, (0, 0, 0, 0))[0]).all()
    assert place.tolist() == [0, 0, 63, 63]


@pytest.mark.parametrize("size", [(400, 600), (90, 60), (200, 128)])
def test_a_box_found_in_the_window_comes_back_to_where_it_is(tmp_path, size):
    sz = 128
    for number, box in enumerate(some_boxes(40, sz)):
        top, left, bottom, right = own = to_image_pixels(box.tolist(), sz, size)
        im = np.zeros((*size, 3), dtype=np.uint8)
        im[top : bottom + 1, left : right + 1] = 255
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), im)
        square, place = read_crop(file, crop_window(box[None], sz)[0].tolist(), sz)
        rows, columns = np.nonzero(square[:, :, 0] > 127)
        if not len(rows):  # thinner than half a pixel of the square
            continue
        found = torch.tensor([[rows.min(), columns.min(), rows.max(), columns.max()]]).float()
        back = from_crop_pixels(found, torch.from_numpy(place)[None], sz)[0]
        # Half a pixel of the square, and half a pixel of the picture, at each edge.
        off = np.abs(back.numpy() - squish_box(own, size, (sz, sz)))
        assert off.max() <= 0.51 + 0.51 * sz / min(size)


def test_the_whole_picture_as_a_window_changes_no_box(batch):
    boxes = batch[1][0]
    whole = torch.tensor([[0.0, 0.0, 127.0, 127.0]]).expand(len(boxes), 4)
    assert torch.allclose(from_crop_pixels(boxes, whole, 128), boxes, atol=1e-4)


# -- a picture of one's own ---------------------------------------------------------------------


class Answers:
    """Stands for a learner: gives prepared outputs, and notes what it is shown."""

    def __init__(self, box, sz, scores):
        numbers = torch.logit(torch.tensor(box) / sz, eps=1e-6)
        self.outputs = torch.cat([numbers, torch.tensor(scores)])[None]
        self.model = nn.Sequential(nn.Dropout(0.5)).train()

    def predict_batch(self, x):
        self.seen, self.training = x, self.model.training
        return self.outputs


def picture(folder, height, width, name="own.png"):
    im = np.zeros((height, width, 3), dtype=np.uint8)
    im[: height // 2] = (0, 0, 255)  # OpenCV's order: red
    cv2.imwrite(str(folder / name), im)
    return folder / name


@pytest.mark.parametrize(
    ("height", "width"), [(333, 500), (97, 33), (1, 7), (501, 375), (1023, 77)]
)
@pytest.mark.parametrize("name", ["own.png", "my löwe.jpg"])
def test_a_box_comes_back_in_the_pictures_own_pixels(tmp_path, height, width, name):
    file = picture(tmp_path, height, width, "any.png").rename(tmp_path / name)
    own = [height // 5, width // 4, height - 1 - height // 3, width - 1]
    there = squish_box(own, (height, width), (128, 128)).clip(0, 128).tolist()
    learn = Answers(there, 128, [0.0, 2.0, 0.0])
    box, name, certainty = detect(learn, file, ["cat", "dog", "cow"], 128)
    assert box == own
    assert all(type(number) is int for number in box)
    assert name == "dog"
    assert certainty == pytest.approx(np.exp(2) / (np.exp(2) + 2), rel=1e-5)


def test_the_network_gets_the_picture_as_in_training(tmp_path):
    learn = Answers([1.0, 1.0, 2.0, 2.0], 64, [0.0, 1.0])
    detect(learn, picture(tmp_path, 200, 300), ["cat", "dog"], 64)
    assert learn.seen.shape == (1, 64, 64, 3)
    assert learn.seen.dtype == torch.uint8
    assert learn.seen[0, 0, 0].tolist() == [255, 0, 0]
    assert learn.seen[0, -1, 0].tolist() == [0, 0, 0]
    assert not learn.training


@pytest.mark.parametrize("mode", ["L", "RGBA", "1"])
def test_grey_pictures_and_transparent_ones_are_pictures_too(tmp_path, mode):
    Image.new(mode, (50, 40)).save(tmp_path / "other.png")
    box, _, _ = detect(
        Answers([0.0, 0.0, 64.0, 64.0], 64, [1.0]), tmp_path / "other.png", ["a"], 64
    )
    assert box == [0, 0, 39, 49]


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "text.jpg").write_text("no picture")
    learn = Answers([0.0] * 4, 64, [1.0])
    for name, message in {"text.jpg": "cannot identify", "missing.jpg": "No such file"}.items():
        with pytest.raises(OSError, match=message):
            detect(learn, tmp_path / name, ["a"], 64)


@pytest.mark.parametrize("size", [(128, 128), (333, 500), (33, 97), (1, 1)])
def test_own_pixels_undoes_the_squish_and_stays_inside(size):
    rng = np.random.default_rng(0)
    for _ in range(50):
        ends = [np.sort(rng.integers(0, side, 2)) for side in size]
        own = [int(ends[axis][end]) for end in (0, 1) for axis in (0, 1)]
        assert to_image_pixels(squish_box(own, size, (128, 128)), 128, size) == own
    assert to_image_pixels([-9, -9, 300, 300], 128, size) == [0, 0, size[0] - 1, size[1] - 1]


# -- with data and pictures ---------------------------------------------------------------------


@pytest.fixture
def both(tmp_path):
    """A data set of ten pictures with both labels."""
    folder = tmp_path / "VOCdevkit" / "VOC2007" / "JPEGImages"
    folder.mkdir(parents=True)
    names = [f"{number:06}.jpg" for number in range(10)]
    for name in names:
        picture(folder, 40, 60, "any.png").rename(folder / name)
    (tmp_path / "cat.csv").write_text("fn,cat\n" + "".join(f"{name},dog\n" for name in names))
    (tmp_path / "bb.csv").write_text("fn,bbox\n" + "".join(f"{name},0 3 39 29\n" for name in names))
    return model_data(
        tmp_path, tmp_path / "cat.csv", tmp_path / "bb.csv", classes=["cat", "dog"], sz=64, bs=4
    )


def test_a_batch_of_both_labels_is_what_the_loss_takes(both):
    _x, y = next(iter(both.trn_dl))
    assert y[0].shape == (4, 4)
    assert y[0].dtype == torch.float32
    assert y[1].shape == (4,)
    assert y[1].dtype == torch.int64
    assert detection_loss(torch.zeros(4, 6), y, both.sz).item() > 0
    assert set(y[1].tolist()) == {1}


def test_pictures_are_drawn_with_both_boxes_and_the_names(both):
    x, y = next(iter(both.val_dl))
    outputs = torch.zeros(2, 6)
    outputs[0, 5], outputs[1, 4] = 9.0, 9.0
    axes = show_detections(x, y, outputs, ["cat", "dog"], 64, rows=1, cols=3)[0]
    assert [ax.get_title() for ax in axes] == ["dog", "dog", ""]
    assert [ax.title.get_color() for ax in axes][:2] == ["black", "red"]
    assert [ax.texts[0].get_text() for ax in axes[:2]] == ["dog 1.00", "cat 1.00"]
    boxes = [patch.get_bbox().bounds for patch in axes[0].patches]
    assert boxes[1] == pytest.approx((2.7, -0.5, 28.8, 64), abs=0.01)
    plt.close("all")


def test_a_name_on_the_right_ends_at_the_edge_of_its_image(both):
    x, y = next(iter(both.val_dl))
    outputs = torch.zeros(2, 6)
    outputs[1, 1] = -9.0  # begins at the left edge
    axes = show_detections(x, y, outputs, ["cat", "dog"], 64, rows=1, cols=2)[0]
    assert [ax.texts[0].get_ha() for ax in axes] == ["right", "left"]
    assert axes[0].texts[0].get_position()[0] == 63
    assert axes[1].texts[0].get_position()[0] < 1
    plt.close("all")


# -- features that are kept, places that vote ---------------------------------------------------


def test_kept_features_are_what_the_body_gives_for_images_and_mirror_images(both):
    body = nn.Sequential(nn.Conv2d(3, 5, 8, stride=8)).eval()
    kept = precompute(body, both)
    assert len(kept.trn_ds) == 2 * len(both.trn_ds)
    assert len(kept.val_ds) == len(both.val_ds)
    model = nn.Sequential(body, nn.Sequential(nn.Flatten(), nn.Linear(5 * 8 * 8, 6))).eval()
    head_learn = HeadLearner(kept, nn.Sequential(model[1]), None, device="cpu")
    outputs, y = head_learn.predict()
    x = torch.stack([both.val_ds[i][0] for i in range(len(both.val_ds))])
    with torch.no_grad():
        torch.testing.assert_close(outputs, model(normalize(x)), rtol=1e-4, atol=1e-4)
    assert torch.equal(y[0][0], both.val_ds[0][1][0])
    first, mirrored = kept.trn_ds[0], kept.trn_ds[len(both.trn_ds)]
    assert torch.equal(mirrored[1][0], flip_boxes(first[1][0][None], 64)[0])
    flipped = both.trn_ds[0][0].flip(1)[None]
    with torch.no_grad():
        torch.testing.assert_close(mirrored[0], body(normalize(flipped))[0], rtol=1e-4, atol=1e-4)
    assert len(precompute(body, both, mirror=False).trn_ds) == len(both.trn_ds)


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "resnet18"])
def test_kept_features_are_the_body_s_own_with_its_norms(both, name):
    torch.manual_seed(0)
    body = nn.Sequential(*body_layers(name, None)[0])
    with torch.no_grad():
        body(torch.randn(4, 3, 64, 64))  # in train mode: the means are no longer 0
        x = both.val_ds[0][0][None]
        kept = precompute(body, both, mirror=False).val_ds[0][0]
        torch.testing.assert_close(kept, body(normalize(x))[0], rtol=1e-3, atol=1e-3)


def test_the_place_that_counts_most_says_box_and_class():
    head = PlacesVote((8, 4, 4), 3).eval()
    with torch.no_grad():
        head.places[-1].weight.zero_()
        head.places[-1].bias.copy_(torch.tensor([-0.1, -0.1, 0.1, 0.1, 0.0]))
        x = torch.randn(2, 8, 4, 4)
        boxes, _ = split_outputs(head(x), 100)  # all count alike: the middle of the image
        torch.testing.assert_close(boxes[0], torch.tensor([40.0, 40.0, 60.0, 60.0]))
        head.places[1] = nn.Identity()
        head.places[0] = nn.Conv2d(8, 128, 1, bias=False)
        head.places[0].weight.zero_()
        head.places[0].weight[0, 0] = 1
        head.places[-1].weight[4, 0] = 100  # what the first channel is large at
        x[:, 0] = 0
        x[:, 0, 3, 0] = 1
        outputs = head(x)
        boxes, scores = split_outputs(outputs, 100)
        place = torch.tensor([77.5, 2.5, 97.5, 22.5])
        torch.testing.assert_close(boxes[0], place, atol=0.2, rtol=0)
        torch.testing.assert_close(scores, head.cls(x[:, :, 3, 0]), atol=1e-3, rtol=1e-3)


def test_the_vote_passes_a_gradient_to_all_its_weights(batch):
    head = PlacesVote((8, 4, 4), 3)
    detection_loss(head(torch.randn(5, 8, 4, 4)), batch[1], 128).backward()
    assert all(weight.grad.abs().sum() > 0 for weight in head.places.parameters()
               if weight is not head.places[0].bias)  # fmt: skip


def test_a_closer_look_of_a_network_that_always_says_the_same_box(both):
    """Far and near, image and mirror image: the box is in the middle, and stays there."""

    class Middle(nn.Module):
        def forward(self, x):
            middle = torch.logit(torch.tensor([0.25, 0.25, 48 / 64 - 1 / 64, 48 / 64 - 1 / 64]))
            return torch.cat([middle, torch.tensor([0.0, 2.0])]).repeat(len(x), 1)

    learn = HeadLearner(both, nn.Sequential(Middle()), None, device="cpu")
    found, probs = look_closer(learn, both.val_ds.files, both.val_dl, both.sz)
    near = from_crop_pixels(
        torch.tensor([[16.0, 16, 47, 47]]), crop_window(torch.tensor([[16.0, 16, 47, 47]]), 64), 64
    )
    expected = (near + torch.tensor([16.0, 16, 47, 47])) / 2
    assert (found - expected).abs().max() < 1
    assert probs[:, 1].min() > 0.85


# -- windows to train on: functions of chapter 15 that stand in its cells only -------------------


@pytest.fixture(scope="module")
def cells():
    """What chapter 15's cells import and define, without running anything else."""
    source = TOP / "solutions" / "15_closer.py"
    wanted = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    tree = ast.parse(source.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if isinstance(node, wanted)]
    names = {"__name__": "cells"}
    exec(compile(tree, source, "exec"), names)
    return SimpleNamespace(**names)


def test_a_box_is_moved_into_a_window_and_cut_off_at_its_edges(cells):
    boxes = np.array([[0.25, 0.25, 0.75, 0.75], [0.0, 0.0, 0.5, 0.5], [0.8, 0.8, 0.9, 0.9]])
    inside, left = cells.boxes_in_window(boxes, [0.25, 0.0, 0.75, 0.5])
    assert np.allclose(inside[:2], [[0, 0.5, 1, 1], [0, 0, 0.5, 1]])
    assert np.allclose(left, [0.5, 0.5, 0])


def test_a_random_window_has_the_largest_object_in_it(cells):
    rng = np.random.default_rng(1)
    whole = 0
    for _ in range(200):
        near = rng.uniform(0, 0.7, (3, 2))
        boxes = np.concatenate([near, near + rng.uniform(0.05, 0.3, (3, 2))], axis=1)
        window = cells.random_window(boxes, rng)
        whole += window == [0, 0, 1, 1]
        inside, left = cells.boxes_in_window(boxes, window)
        areas = np.prod(inside[:, 2:] - inside[:, :2], axis=1)
        shown, rows = cells.objects_in_window(boxes, window)
        assert np.allclose(inside[rows], shown)
        assert areas.argmax() == rows[0]
        assert (np.diff(areas[rows]) <= 0).all()
        assert window == [0, 0, 1, 1] or left[rows[0]] >= 0.6
        assert {*rows[1:]} == {*np.flatnonzero((left >= 0.25) & (areas >= 0.01))} - {rows[0]}
    assert whole < 20


def test_views_show_the_object_where_their_box_says(cells, tmp_path):
    """A red and a larger green rectangle on black: each view's box is where its colour is."""
    im = np.zeros((200, 300, 3), np.uint8)
    im[20:100, 20:120], im[110:190, 150:290] = (255, 0, 0), (0, 255, 0)
    Image.fromarray(im).save(tmp_path / "two.png")
    objects = [(np.array([20, 20, 99, 119]), 0), (np.array([110, 150, 189, 289]), 1)]
    views = cells.draw_views(tmp_path / "two.png", objects, 100, 40, np.random.default_rng(3))
    assert [numbers.tolist() for *_, numbers in views[:2]] == [[1, 0], [1, 0]]
    assert {int(numbers[0]) for *_, numbers in views} == {0, 1}
    for square, boxes, numbers in views:
        pixels = square.astype(int)
        for box, number in zip(boxes, numbers, strict=True):
            rows, columns = np.nonzero(pixels[..., number] - pixels[..., 1 - number] > 128)
            seen = [rows.min(), columns.min(), rows.max(), columns.max()]
            assert np.abs(seen - box).max() < 2
    assert np.array_equal(views[0][0][:, ::-1], views[1][0])


def test_features_of_views_are_kept_and_a_network_learns_from_them(cells, both):
    objects = [
        [(box, int(n)), (box // 2, 0)][: 1 + i % 2]
        for i, (box, n) in enumerate(zip(both.trn_ds.boxes, both.trn_ds.classes, strict=True))
    ]
    torch.manual_seed(0)
    early = nn.Sequential(nn.Conv2d(3, 6, 4, stride=4), nn.BatchNorm2d(6), nn.ReLU())
    kept = cells.keep_views(early, both.trn_ds.files, objects, both.sz, views=4)
    features, boxes, numbers = kept
    assert features.shape == (len(objects), 4, 16, 16, 6)
    assert boxes.shape == (len(objects), 4, 2, 4)
    assert (numbers[::2, :, 1] == -1).all()  # there is no second object
    assert (numbers[1::2, :2, 1] == 0).all()
    whole = cells.Views(*kept, whole=True)
    plain = both.trn_ds.rows(range(len(objects)), Squish(both.sz))
    for (x, (box, number)), (seen, (same_box, same_number, *_)) in zip(plain, whole, strict=True):
        with torch.no_grad():
            assert torch.allclose(seen, early(normalize(x[None]))[0], atol=2e-2)
        assert torch.allclose(same_box, box, atol=1e-4)
        assert same_number == number
    torch.manual_seed(0)
    views, of_first = cells.Views(*kept), features[0].permute(0, 3, 1, 2).float()
    seen = [views[0][0] for _ in range(200)]
    drawn = [next(n for n in range(4) if torch.equal(of_first[n], one)) for one in seen]
    assert {0, 2, 3} <= set(drawn)  # the images look the same in a mirror
    assert 30 < sum(view < 2 for view in drawn) < 100  # three in ten

    late = cells.Finer(nn.Conv2d(6, 8, 3, stride=2, padding=1))
    head = cells.SidesVote((14, 16, 16), len(both.classes), late=8, width=16)
    loss = cells.sides_loss(head, both.sz)
    trn_dl, val_dl = make_loaders(cells.Views(*kept), whole, 2)
    data = both._replace(trn_dl=trn_dl, val_dl=val_dl)
    learn = HeadLearner(data, nn.Sequential(late, head), loss, device="cpu")
    before = learn.validate()["val_loss"]
    learn.fit_one_cycle([1e-2, 1e-2], 12)
    assert learn.validate()["val_loss"] < before
    assert all(weight.grad.any() for weight in learn.model.parameters() if weight.grad is not None)


def test_each_side_is_voted_for_by_places_of_its_own(cells):
    head = cells.SidesVote((6, 4, 4), 3, late=4, width=5).eval()
    with torch.no_grad():
        head.places.weight.zero_()
        head.places.bias.copy_(torch.tensor([-0.25, -0.25, 0.25, 0.25, 0, 0, 0, 0]))
        outputs = head(torch.randn(2, 6, 4, 4))
    expected = torch.tensor([0.25, 0.25, 0.75, 0.75]).expand(2, 4)
    assert torch.allclose(outputs[:, :4].sigmoid(), expected, atol=1e-5)
