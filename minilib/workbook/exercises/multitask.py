"""Exercises of chapter 13: both at once."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib import heads, multitask
from minilib.regression import l1
from minilib.transforms import squish_box
from minilib.workbook.exercises import Exercise, Mistake, call
from minilib.workbook.exercises.showing import type_name

# -- detection_head: what is looked at ----------------------------------------------------------


def _linear_layers(head):
    return [layer for layer in head.modules() if isinstance(layer, nn.Linear)]


def _reaches(layer, head, x):
    """What comes to a layer when ``x`` goes through the head."""
    seen = []
    hook = layer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    with torch.no_grad():
        head(x)
    hook.remove()
    return seen[0]


def observe_head(head, args):
    """What a head does, however it is built: any layers that do the same are as good."""
    if not isinstance(head, nn.Module):
        return {"works": f"no, this is {type_name(head)}, not a module"}
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(0)
            return {"works": "yes"} | _seen(head, torch.randn(400, *args[0]))
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        return {"works": f"no, {type(error).__name__}: {error}"}


def _seen(head, x):
    out = head.eval()(x)
    same = "" if torch.equal(out, head(x)) else ", another one each time"
    first, *_, last = _linear_layers(head)
    before = {"first": ["ReLU"], "last": ["ReLU"]}
    for name, layer in (("first", first), ("last", last)):
        if (_reaches(layer, head, x) < 0).any():
            before[name] = ["numbers below 0"]
    head.train()
    # Numbers that are all above 0 become 0 by dropout only; behind BatchNorm their mean is 0.
    reached = {"first": _reaches(first, head, x.abs() + 1), "last": _reaches(last, head, x)}
    if reached["last"].mean().abs() < 0.1:
        before["last"].append("mean 0")
    for name, numbers in reached.items():
        if 0.4 < (numbers == 0).float().mean() < 0.6:
            before[name].append("half dropped")
    return {
        "output": f"{tuple(out.shape)}{same}",
        "parameters": sum(weight.numel() for weight in head.parameters()),
        "before the first Linear": ", ".join(before["first"]),
        "before the last Linear": ", ".join(before["last"]),
    }


# -- detection_head: wrong ways -----------------------------------------------------------------


def _layers(features, n_out):
    channels, rows, columns = features
    return [
        nn.Flatten(),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(channels * rows * columns, 256),
        nn.ReLU(),
        nn.BatchNorm1d(256),
        nn.Dropout(0.5),
        nn.Linear(256, n_out),
    ]


def classes_only(features, n_classes):
    return nn.Sequential(*_layers(features, n_classes))


def box_only(features, n_classes):
    return nn.Sequential(*_layers(features, 4))


def four_for_each_class(features, n_classes):
    return nn.Sequential(*_layers(features, 4 * n_classes))


def without_flatten(features, n_classes):
    return nn.Sequential(*_layers(features, 4 + n_classes)[1:])


def channels_only(features, n_classes):
    layers = _layers(features, 4 + n_classes)
    layers[3] = nn.Linear(features[0], 256)
    return nn.Sequential(*layers)


def without_batchnorm(features, n_classes):
    layers = _layers(features, 4 + n_classes)
    return nn.Sequential(*layers[:5], *layers[6:])


def without_dropout(features, n_classes):
    layers = _layers(features, 4 + n_classes)
    return nn.Sequential(*(layer for layer in layers if type(layer) is not nn.Dropout))


def without_second_relu(features, n_classes):
    layers = _layers(features, 4 + n_classes)
    return nn.Sequential(*layers[:4], *layers[5:])


def batchnorm_before_relu(features, n_classes):
    layers = _layers(features, 4 + n_classes)
    layers[4], layers[5] = layers[5], layers[4]
    return nn.Sequential(*layers)


def relu_at_the_end(features, n_classes):
    class Ends(nn.Sequential):
        def forward(self, x):
            return super().forward(x).relu()

    return Ends(*_layers(features, 4 + n_classes))


def list_of_layers(features, n_classes):
    return _layers(features, 4 + n_classes)


# -- split_outputs: wrong ways ------------------------------------------------------------------


def no_sigmoid(outputs, sz):
    return outputs[:, :4] * sz, outputs[:, 4:]


def raw_numbers(outputs, sz):
    return outputs[:, :4], outputs[:, 4:]


def share_not_pixels(outputs, sz):
    return torch.sigmoid(outputs[:, :4]), outputs[:, 4:]


def sigmoid_of_pixels(outputs, sz):
    return torch.sigmoid(outputs[:, :4] * sz), outputs[:, 4:]


def rows_for_columns(outputs, sz):
    return torch.sigmoid(outputs[:4]) * sz, outputs[4:]


def classes_first(outputs, sz):
    return outputs[:, 4:], torch.sigmoid(outputs[:, :4]) * sz


def box_is_last(outputs, sz):
    return torch.sigmoid(outputs[:, -4:]) * sz, outputs[:, :-4]


def classes_from_3(outputs, sz):
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 3:]


def classes_from_5(outputs, sz):
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 5:]


def softmax_of_classes(outputs, sz):
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 4:].softmax(dim=1)


def sigmoid_of_all(outputs, sz):
    both = torch.sigmoid(outputs)
    return both[:, :4] * sz, both[:, 4:]


# -- balance_factor: wrong ways ------------------------------------------------------------------


def upside_down(box_losses, class_losses):
    return sum(class_losses) / sum(box_losses)


def difference_of_means(box_losses, class_losses):
    return sum(box_losses) / len(box_losses) - sum(class_losses) / len(class_losses)


def first_batch(box_losses, class_losses):
    return box_losses[0] / class_losses[0]


def mean_of_ratios(box_losses, class_losses):
    ratios = [box / cls for box, cls in zip(box_losses, class_losses, strict=True)]
    return sum(ratios) / len(ratios)


def largest_of_each(box_losses, class_losses):
    return max(box_losses) / max(class_losses)


def rounded_early(box_losses, class_losses):
    return round(sum(box_losses) / sum(class_losses))


def always_twenty(box_losses, class_losses):
    return 20.0


def mean_over_sum(box_losses, class_losses):
    return sum(box_losses) / len(box_losses) / sum(class_losses)


# -- detection_loss: what is looked at ----------------------------------------------------------


def observe_loss(loss, args):
    """The loss, and where it wants to move each output; ``None`` when no way leads back there."""
    outputs = args[0]
    way = isinstance(loss, torch.Tensor) and loss.requires_grad and loss.ndim == 0
    gradient = torch.autograd.grad(loss, outputs)[0] if way else None
    if isinstance(loss, torch.Tensor):
        loss = loss.detach()
    return {"loss": loss, "gradient": gradient}


# -- detection_loss: wrong ways -----------------------------------------------------------------


def _both(outputs, y, sz):
    return multitask.loss_terms(outputs, y, sz)


def factor_forgotten(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return box + cls


def factor_of_the_box(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return factor * box + cls


def factor_of_both(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return factor * (box + cls)


def factor_added(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return box + factor + cls


def always_20(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return box + 20 * cls


def raw_boxes(outputs, y, sz, factor=20.0):
    return l1(outputs[:, :4], y[0]) + factor * F.cross_entropy(outputs[:, 4:], y[1])


def box_term_alone(outputs, y, sz, factor=20.0):
    return _both(outputs, y, sz)[0]


def class_term_alone(outputs, y, sz, factor=20.0):
    return factor * _both(outputs, y, sz)[1]


def squared_boxes(outputs, y, sz, factor=20.0):
    boxes, scores = multitask.split_outputs(outputs, sz)
    return F.mse_loss(boxes, y[0]) + factor * F.cross_entropy(scores, y[1])


def softmax_twice(outputs, y, sz, factor=20.0):
    boxes, scores = multitask.split_outputs(outputs, sz)
    return l1(boxes, y[0]) + factor * F.cross_entropy(scores.softmax(dim=1), y[1])


def summed_boxes(outputs, y, sz, factor=20.0):
    boxes, scores = multitask.split_outputs(outputs, sz)
    return F.l1_loss(boxes, y[0], reduction="sum") + factor * F.cross_entropy(scores, y[1])


def plain_number(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return box.item() + factor * cls.item()


def y_exchanged(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, (y[1], y[0]), sz)
    return box + factor * cls


def two_losses(outputs, y, sz, factor=20.0):
    box, cls = _both(outputs, y, sz)
    return box, factor * cls


# -- to_image_pixels: wrong ways -----------------------------------------------------------------


def _whole(corners, size):
    last = np.array((*size, *size)) - 1
    return np.clip(np.round(corners).astype(int), 0, last).tolist()


def width_first(bb, sz, size):
    return _whole(squish_box(bb, (sz, sz), size[::-1]), size[::-1])


def the_other_way(bb, sz, size):
    return _whole(squish_box(bb, size, (sz, sz)), size)


def not_stretched(bb, sz, size):
    return _whole(bb, size)


def height_for_both(bb, sz, size):
    return _whole(np.array(bb) * size[0] / sz, size)


def corner_without_its_pixel(bb, sz, size):
    return _whole(np.array(bb) * np.array((*size, *size)) / sz, size)


def not_cut_off(bb, sz, size):
    return np.round(squish_box(bb, (sz, sz), size)).astype(int).tolist()


def one_pixel_outside(bb, sz, size):
    corners = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(corners, 0, (*size, *size)).tolist()


def cut_down(bb, sz, size):
    return _whole(np.floor(squish_box(bb, (sz, sz), size)), size)


def fractions_left(bb, sz, size):
    last = np.array((*size, *size)) - 1
    return np.clip(squish_box(bb, (sz, sz), size), 0, last).tolist()


def array_given(bb, sz, size):
    return np.array(_whole(squish_box(bb, (sz, sz), size), size))


# -- small data ---------------------------------------------------------------------------------


def _outputs(*rows):
    return torch.tensor(rows)


_ONE = _outputs([0.0, 0.0, 2.0, -2.0, 1.0, 3.0, -1.0])
_TWO = _outputs([0.5, -1.0, 2.0, 1.0, 2.0, 0.0, 1.0], [-3.0, 0.0, 0.0, 4.0, -1.0, 1.0, 0.5])
_FIVE = torch.linspace(-3, 3, 30).reshape(5, 6)
_THREE_BOXES = (
    torch.tensor([[10.0, 20.0, 90.0, 110.0], [0.0, 0.0, 64.0, 127.0], [5.0, 70.0, 100.0, 80.0]]),
    torch.tensor([2, 0, 1]),
)


def _trained(*rows):
    """Outputs as they come from a network: there is a way back for gradients."""
    return torch.tensor(rows, requires_grad=True)


_GIVEN = _trained([0.0, 0.0, 2.0, -2.0, 1.0, 3.0, -1.0])
_PAIR = _trained([0.5, -1.0, 2.0, 1.0, 2.0, 0.0], [-3.0, 0.1, 0.2, 4.0, -1.0, 1.0])
_ROWS = _trained(
    [0.2, -0.4, 1.0, 2.0, 3.0, -2.0, 0.0],
    [1.2, 0.4, -1.0, 0.3, 0.0, 0.5, 0.1],
    [-2.0, 0.1, 1.5, -0.6, 1.0, 1.0, 4.0],
)


def _y(boxes, numbers):
    return torch.tensor(boxes), torch.tensor(numbers)


_Y_ONE = _y([[60.0, 70.0, 100.0, 30.0]], [1])
_Y_TWO = _y([[80.0, 30.0, 120.0, 90.0], [3.0, 60.0, 70.0, 127.0]], [0, 1])


EXERCISES = {
    "detection_head": Exercise(
        answer=heads.detection_head,
        minutes=8,
        difficulty=2,
        observe=observe_head,
        cases=(
            call((8, 2, 2), 20),
            call((3, 4, 4), 20),
            call((6, 2, 3), 5),
            call((16, 1, 1), 1),
            call((2, 3, 5), 10),
        ),
        hints=(
            "The eight layers of step 3 in their order, with these numbers in place of those.",
            "The first Linear gets channels * rows * columns numbers. The last one gives four for "
            "the box and one for each class.",
            "return nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(..., 256), "
            "nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, ...))",
        ),
        mistakes=(
            Mistake(classes_only, "The classes come out, but no box: four numbers more."),
            Mistake(box_only, "The box comes out, but no classes: 4 + n_classes."),
            Mistake(
                four_for_each_class,
                "You multiply: a box for each class. One box in all is wanted: 4 + n_classes.",
            ),
            Mistake(
                without_flatten, "A Linear layer takes rows of numbers: nn.Flatten() comes first."
            ),
            Mistake(
                channels_only,
                "After Flatten there is a number for each channel *and* place: "
                "channels * rows * columns.",
            ),
            Mistake(without_batchnorm, "nn.BatchNorm1d(256) behind the second ReLU is missing."),
            Mistake(
                without_dropout,
                "Both nn.Dropout(0.5) are missing: in training half of the numbers should be 0.",
            ),
            Mistake(
                without_second_relu,
                "The ReLU behind the first Linear is missing: two Linear layers in a row can do "
                "no more than one.",
            ),
            Mistake(
                batchnorm_before_relu,
                "BatchNorm stands before the second ReLU; in the lesson it comes behind.",
            ),
            Mistake(
                list_of_layers, "This is a list. nn.Sequential(...) makes one module of the layers."
            ),
        ),
        why="Eight layers in a chain; the only things to work out are how many numbers come in and "
        "how many should come out.",
    ),
    "split_outputs": Exercise(
        answer=multitask.split_outputs,
        minutes=6,
        difficulty=2,
        tolerance=1e-5,
        cases=(
            call(_ONE, 100),
            call(_TWO, 128),
            call(_FIVE, 224, text="split_outputs(<5 rows of 6 outputs>, 224)"),
            call(torch.zeros(2, 24), 224, text="split_outputs(torch.zeros(2, 24), 224)"),
            call(_outputs([50.0, -50.0, 3.0, 0.0, 5.0]), 64),
        ),
        hints=(
            "All rows, some columns: two slices. Only the first needs a sigmoid.",
            "outputs[:, :4] are the box's numbers, outputs[:, 4:] the classes'. torch.sigmoid goes "
            "from 0 to 1; times sz makes pixels of it.",
            "return torch.sigmoid(...) * ..., outputs[...]",
        ),
        mistakes=(
            Mistake(
                no_sigmoid,
                "Without the sigmoid a box may lie anywhere, also outside of the picture.",
            ),
            Mistake(raw_numbers, "You split well, but the box's numbers are no pixels yet."),
            Mistake(share_not_pixels, "The box goes from 0 to 1. Times sz it is in pixels."),
            Mistake(
                sigmoid_of_pixels,
                "You multiply before the sigmoid; its result is from 0 to 1 again. Multiply after.",
            ),
            Mistake(
                rows_for_columns,
                "outputs[:4] takes the first four pictures. outputs[:, :4] takes four columns.",
            ),
            Mistake(classes_first, "The parts are exchanged: first the boxes, then the classes."),
            Mistake(box_is_last, "The box stands in the first four columns, not in the last four."),
            Mistake(classes_from_3, "The classes begin at column 4; column 3 is the box's right."),
            Mistake(classes_from_5, "The classes begin at column 4: you lose the first class."),
            Mistake(
                softmax_of_classes,
                "No softmax here: cross_entropy does it itself, and twice would be too much.",
            ),
            Mistake(sigmoid_of_all, "The sigmoid is for the box only; class outputs stay free."),
        ),
        why="The network gives numbers without a meaning. We decide what they mean, and the loss "
        "teaches the network to mean the same.",
    ),
    "balance_factor": Exercise(
        answer=multitask.balance_factor,
        minutes=4,
        difficulty=1,
        cases=(
            call([30.0, 34.0], [3.0, 3.4]),
            call([60.0], [3.0]),
            call([50.0, 40.0, 60.0], [2.0, 4.0, 3.0]),
            call([12.0, 8.0, 13.0, 9.0], [3.1, 2.9, 3.3, 2.7]),
            call([1.0, 2.0], [4.0, 1.0]),
        ),
        hints=(
            "What times the mean of the second list gives the mean of the first?",
            "sum(box_losses) / len(box_losses) is one mean. Divide the one by the other.",
            "return (sum(...) / len(...)) / (sum(...) / len(...))",
        ),
        mistakes=(
            Mistake(upside_down, "Upside down: the factor belongs to the class term."),
            Mistake(
                difference_of_means,
                "The difference tells how far they are apart. To make them alike by a factor, "
                "divide.",
            ),
            Mistake(first_batch, "You use the first batch only; one batch may be unusual."),
            Mistake(
                mean_of_ratios,
                "You take the mean of the ratios, so one batch with a tiny class loss decides. "
                "Means first, then divide.",
            ),
            Mistake(largest_of_each, "You compare the largest losses; one odd batch decides."),
            Mistake(rounded_early, "Give the number as it is; it is rounded where it is used."),
            Mistake(always_twenty, "20 is the lesson's, at 224 pixels. Work it out."),
            Mistake(mean_over_sum, "You divide a mean by a sum. Take both means."),
        ),
        why="A fresh network errs by so much on each of the two; the factor makes it the same.",
    ),
    "detection_loss": Exercise(
        answer=multitask.detection_loss,
        minutes=6,
        difficulty=2,
        observe=observe_loss,
        tolerance=1e-4,
        cases=(
            call(_GIVEN, _Y_ONE, 128, 20.0, text="detection_loss(<1 picture>, y, 128, 20.0)"),
            call(_PAIR, _Y_TWO, 128, 10.0, text="detection_loss(<2 pictures>, y, 128, 10.0)"),
            call(_ROWS, _THREE_BOXES, 128, 1.0, text="detection_loss(<3 pictures>, y, 128, 1.0)"),
            call(_PAIR, _Y_TWO, 224, text="detection_loss(<2 pictures>, y, 224)"),
            call(_ROWS, _THREE_BOXES, 224, 0.0, text="detection_loss(<3 pictures>, y, 224, 0.0)"),
            call(_GIVEN, _Y_ONE, 64, 3.5, text="detection_loss(<1 picture>, y, 64, 3.5)"),
        ),
        hints=(
            "Both terms are there already: loss_terms.",
            "box, cls = loss_terms(outputs, y, sz). The factor makes the class term larger.",
            "return box + ... * ...",
        ),
        mistakes=(
            Mistake(factor_forgotten, "The factor is missing: the box term drowns the classes."),
            Mistake(factor_of_the_box, "The factor stands at the box. The classes need it."),
            Mistake(
                factor_of_both,
                "The factor stands at both, so one is as much larger than the other as before.",
            ),
            Mistake(factor_added, "You add the factor; multiply the class term by it."),
            Mistake(always_20, "You write 20. Use the factor that is given."),
            Mistake(
                raw_boxes,
                "The box's outputs are taken for pixels; they need sigmoid and size: split_outputs "
                "(or loss_terms) does it.",
            ),
            Mistake(box_term_alone, "This is the box's term alone; the classes count as well."),
            Mistake(class_term_alone, "This is the class term alone; the box counts as well."),
            Mistake(squared_boxes, "You square the box's errors. L1 takes them as they are."),
            Mistake(
                softmax_twice,
                "cross_entropy does the softmax itself; done twice, the network can't get sure.",
            ),
            Mistake(
                summed_boxes,
                "The box's errors are summed, so a larger batch has a larger loss: take the mean.",
            ),
            Mistake(
                plain_number,
                "item() gives a plain number, and no way leads from it back to the weights. "
                "Leave it a Tensor.",
            ),
            Mistake(y_exchanged, "y[0] are the boxes, y[1] the class numbers: not the other way."),
            Mistake(two_losses, "These are two numbers. Training needs one: add them."),
        ),
        why="One number, in which both tasks have a say of about the same weight.",
    ),
    "to_image_pixels": Exercise(
        answer=multitask.to_image_pixels,
        minutes=7,
        difficulty=3,
        cases=(
            call([32.0, 32.0, 95.0, 95.0], 128, (256, 512)),
            call([0.0, 0.0, 128.0, 128.0], 128, (333, 500)),
            call([10.3, 20.6, 99.2, 111.1], 128, (375, 501)),
            call([100.0, 3.0, 120.0, 60.0], 224, (500, 281)),
            call([5.2, 5.2, 40.4, 63.9], 64, (33, 97)),
            call([-4.0, 8.0, 130.0, 60.0], 128, (128, 128)),
        ),
        hints=(
            "Three steps: stretch, round, cut off. The first is a function of chapter 09.",
            "squish_box(bb, (sz, sz), size) stretches. np.round(...).astype(int) rounds. np.clip "
            "keeps numbers between a least and a most; the most is a row, a column, a row, a "
            "column.",
            "corners = ...; last = np.array((*size, *size)) - 1; "
            "return np.clip(corners, 0, last).tolist()",
        ),
        mistakes=(
            Mistake(width_first, "size is (height, width): rows first, as everywhere here."),
            Mistake(
                the_other_way,
                "This squishes once more. The old size is (sz, sz), the new one the picture's.",
            ),
            Mistake(not_stretched, "The box is still in the square's pixels: stretch it."),
            Mistake(height_for_both, "Columns stretch by the width, not by the height."),
            Mistake(
                corner_without_its_pixel,
                "The last pixel belongs to the box, so the far corner is not simply multiplied: "
                "squish_box does it right.",
            ),
            Mistake(not_cut_off, "The box may end outside of the picture: cut it off, np.clip."),
            Mistake(
                one_pixel_outside,
                "A picture of 500 columns has its last at 499: cut off at size - 1.",
            ),
            Mistake(cut_down, "You cut the fractions off; the nearest whole number is wanted."),
            Mistake(fractions_left, "Pixels are whole numbers: round them."),
            Mistake(array_given, "A plain list is wanted: tolist()."),
        ),
        why="What was squished on the way in is stretched on the way out; then the box fits the "
        "picture that you have.",
    ),
}
