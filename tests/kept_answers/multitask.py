# ruff: noqa
"""Answers for chapter 14: detection_head, split_outputs, balance_factor, detection_loss, to_image_pixels."""

import math
import statistics
from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from minilib.multitask import loss_terms, split_outputs
from minilib.regression import l1
from minilib.transforms import squish_box

# --- detection_head -------------------------------------------------------------------------


def detection_head__wrong__norm_before_relu(features, n_classes):
    """BatchNorm stands before the second ReLU"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__nested(features, n_classes):
    """two chains in a chain, not eight layers in one Sequential"""
    return nn.Sequential(
        nn.Sequential(
            nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256)
        ),
        nn.Sequential(
            nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes)
        ),
    )


# --- split_outputs --------------------------------------------------------------------------


def split_outputs__wrong__off_by_one(outputs, sz):
    """five columns for the box"""
    return torch.sigmoid(outputs[:, :5]) * sz, outputs[:, 5:]


def split_outputs__wrong__column_lost(outputs, sz):
    """the classes begin at column 5, so class 0 is lost"""
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 5:]


def split_outputs__wrong__swapped(outputs, sz):
    """gives the class outputs first"""
    return outputs[:, 4:], torch.sigmoid(outputs[:, :4]) * sz


def split_outputs__wrong__clamp(outputs, sz):
    """cuts off at 0 and sz instead of a sigmoid"""
    return outputs[:, :4].clamp(0, sz), outputs[:, 4:]


def split_outputs__wrong__tanh(outputs, sz):
    """tanh in place of the sigmoid: -sz to sz"""
    return torch.tanh(outputs[:, :4]) * sz, outputs[:, 4:]


def split_outputs__wrong__rounded(outputs, sz):
    """rounds to whole pixels, which has no slope"""
    return (torch.sigmoid(outputs[:, :4]) * sz).round(), outputs[:, 4:]


def split_outputs__right__formula(outputs, sz):
    return sz / (1 + torch.exp(-outputs[..., 0:4])), outputs[..., 4:]


# --- balance_factor --------------------------------------------------------------------------


def balance_factor__wrong__difference(box_losses, class_losses):
    """the difference of the means"""
    return float(np.mean(box_losses) - np.mean(class_losses))


def balance_factor__wrong__last_only(box_losses, class_losses):
    """the last batch only"""
    return box_losses[-1] / class_losses[-1]


def balance_factor__wrong__median(box_losses, class_losses):
    """medians, not means"""
    return statistics.median(box_losses) / statistics.median(class_losses)


def balance_factor__wrong__largest(box_losses, class_losses):
    """the largest losses, not the means"""
    return max(box_losses) / max(class_losses)


def balance_factor__wrong__len_once(box_losses, class_losses):
    """divides only the first sum by the number of batches"""
    return sum(box_losses) / len(box_losses) / sum(class_losses)


def balance_factor__wrong__twenty(box_losses, class_losses):
    """always the lesson's 20"""
    return 20.0


def balance_factor__right__torch(box_losses, class_losses):
    both = torch.tensor([box_losses, class_losses], dtype=torch.float64).mean(dim=1)
    return (both[0] / both[1]).item()


# --- detection_loss -------------------------------------------------------------------------


def detection_loss__wrong__factor_on_both(outputs, y, sz, factor=20.0):
    """the factor multiplies the sum"""
    box, cls = loss_terms(outputs, y, sz)
    return factor * (box + cls)


def detection_loss__wrong__no_factor(outputs, y, sz, factor=20.0):
    """forgets the factor"""
    box, cls = loss_terms(outputs, y, sz)
    return box + cls


def detection_loss__wrong__box_divided(outputs, y, sz, factor=20.0):
    """divides the boxes' loss by the factor instead"""
    box, cls = loss_terms(outputs, y, sz)
    return box / factor + cls


def detection_loss__wrong__swapped(outputs, y, sz, factor=20.0):
    """takes the parts in the wrong order"""
    cls, box = loss_terms(outputs, y, sz)
    return box + factor * cls


def detection_loss__wrong__size_128(outputs, y, sz, factor=20.0):
    """writes 128 in place of sz"""
    box, cls = loss_terms(outputs, y, 128)
    return box + factor * cls


def detection_loss__wrong__softmax_twice(outputs, y, sz, factor=20.0):
    """softmax before cross_entropy, which does it itself"""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]) + factor * F.cross_entropy(scores.softmax(dim=1), y[1])


def detection_loss__wrong__square(outputs, y, sz, factor=20.0):
    """squared errors for the boxes"""
    boxes, scores = split_outputs(outputs, sz)
    return F.mse_loss(boxes, y[0]) + factor * F.cross_entropy(scores, y[1])


# --- to_image_pixels -----------------------------------------------------------------------------


def to_image_pixels__wrong__size_swapped(bb, sz, size):
    """takes the size for (width, height) when it cuts off"""
    height, width = size
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, [width - 1, height - 1, width - 1, height - 1]).tolist()


def to_image_pixels__wrong__array(bb, sz, size):
    """an array, not a list"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, np.array([*size, *size]) - 1)


def to_image_pixels__wrong__sz_not_a_pair(bb, sz, size):
    """hands over sz where a size (height, width) is wanted"""
    box = np.round(squish_box(bb, sz, size)).astype(int)
    return np.clip(box, 0, np.array([*size, *size]) - 1).tolist()


def to_image_pixels__wrong__list_of_numpy(bb, sz, size):
    """list() of an array holds NumPy's numbers, not Python's"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return list(np.clip(box, 0, np.array([*size, *size]) - 1))


def detection_head__wrong__twelve(features, n_classes):
    """12 inputs, as in the chapter's small example"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(12, 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__twenty_four(features, n_classes):
    """24 outputs, whatever n_classes is"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 24),
    )  # fmt: skip


def detection_head__wrong__dropout_03(features, n_classes):
    """dropout 0.3, as in chapter 13's deep head"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.3), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.3), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__last_dropout(features, n_classes):
    """the second dropout is missing"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__softmax(features, n_classes):
    """a softmax at the end"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
        nn.Softmax(dim=1),
    )  # fmt: skip


def detection_head__wrong__norm_size(features, n_classes):
    """BatchNorm over the inputs' number of columns instead of 256"""
    n = math.prod(features)
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(n, 256),
        nn.ReLU(), nn.BatchNorm1d(n), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__hidden_512(features, n_classes):
    """512 hidden numbers instead of 256"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 512),
        nn.ReLU(), nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__norm2d(features, n_classes):
    """BatchNorm2d, which is for images"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm2d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__dropout_first(features, n_classes):
    """Dropout stands before BatchNorm"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.Dropout(0.5), nn.BatchNorm1d(256), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__eval(features, n_classes):
    """a ReLU in place on the features, which changes the caller's features"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__three_groups(features, n_classes):
    """three chains in a chain"""
    n = math.prod(features)
    first = nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Dropout(0.5))
    second = nn.Sequential(nn.Linear(n, 256), nn.ReLU(), nn.BatchNorm1d(256))
    return nn.Sequential(
        first, second, nn.Sequential(nn.Dropout(0.5), nn.Linear(256, 4 + n_classes))
    )


def detection_head__right__unpacked(features, n_classes):
    c, r, k = features
    n_out = n_classes + 4
    layers = [nn.Flatten(), nn.ReLU(), nn.Dropout(), nn.Linear(c * r * k, 256)]
    layers += [nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(), nn.Linear(256, n_out)]
    return nn.Sequential(*layers)


def detection_head__right__modules(features, n_classes):
    head = nn.Sequential()
    head.add_module("flatten", nn.Flatten())
    head.add_module("relu", nn.ReLU())
    head.add_module("dropout", nn.Dropout(0.5))
    head.add_module("linear", nn.Linear(features[0] * features[1] * features[2], 256))
    head.add_module("relu2", nn.ReLU())
    head.add_module("norm", nn.BatchNorm1d(256))
    head.add_module("dropout2", nn.Dropout(0.5))
    head.add_module("out", nn.Linear(256, 4 + n_classes))
    return head


def split_outputs__wrong__divided(outputs, sz):
    """divides by sz"""
    return torch.sigmoid(outputs[:, :4]) / sz, outputs[:, 4:]


def split_outputs__wrong__minus_one(outputs, sz):
    """times sz - 1"""
    return torch.sigmoid(outputs[:, :4]) * (sz - 1), outputs[:, 4:]


def split_outputs__wrong__argmax(outputs, sz):
    """gives class numbers, not the class outputs"""
    return torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 4:].argmax(dim=1)


def split_outputs__wrong__three_columns(outputs, sz):
    """three columns for the box: off by one"""
    return torch.sigmoid(outputs[:, :3]) * sz, outputs[:, 3:]


def split_outputs__wrong__joined(outputs, sz):
    """joins the two again"""
    return torch.cat([torch.sigmoid(outputs[:, :4]) * sz, outputs[:, 4:]], dim=1)


def split_outputs__wrong__detached(outputs, sz):
    """detaches the boxes"""
    return torch.sigmoid(outputs[:, :4].detach()) * sz, outputs[:, 4:]


def split_outputs__wrong__fixed_128(outputs, sz):
    """128 instead of sz"""
    return torch.sigmoid(outputs[:, :4]) * 128, outputs[:, 4:]


def split_outputs__wrong__in_place(outputs, sz):
    """writes the boxes into outputs"""
    outputs[:, :4] = torch.sigmoid(outputs[:, :4]) * sz
    return outputs[:, :4], outputs[:, 4:]


def split_outputs__wrong__softmax_box(outputs, sz):
    """softmax for the box in place of a sigmoid"""
    return outputs[:, :4].softmax(dim=1) * sz, outputs[:, 4:]


def split_outputs__wrong__formula_sign(outputs, sz):
    """forgets the minus in the formula"""
    return sz / (1 + torch.exp(outputs[:, :4])), outputs[:, 4:]


def split_outputs__wrong__int(outputs, sz):
    """whole pixels"""
    return (torch.sigmoid(outputs[:, :4]) * sz).int(), outputs[:, 4:]


def split_outputs__wrong__relu_scores(outputs, sz):
    """relu on the class outputs"""
    return torch.sigmoid(outputs[:, :4]) * sz, torch.relu(outputs[:, 4:])


def split_outputs__right__two_steps(outputs, sz):
    box, cls = outputs[:, :4], outputs[:, 4:]
    box = torch.sigmoid(box)
    box = box * sz
    return box, cls


def split_outputs__right__columns(outputs, sz):
    numbers = outputs[:, [0, 1, 2, 3]]
    rest = outputs[:, list(range(4, outputs.shape[1]))]
    return sz * numbers.sigmoid(), rest


def balance_factor__wrong__sums_added(box_losses, class_losses):
    """adds the means"""
    return sum(box_losses) / len(box_losses) + sum(class_losses) / len(class_losses)


def balance_factor__wrong__whole(box_losses, class_losses):
    """// instead of /"""
    return (sum(box_losses) / len(box_losses)) // (sum(class_losses) / len(class_losses))


def balance_factor__wrong__smallest(box_losses, class_losses):
    """the smallest losses"""
    return min(box_losses) / min(class_losses)


def balance_factor__wrong__list(box_losses, class_losses):
    """a ratio for each batch"""
    return [b / c for b, c in zip(box_losses, class_losses)]


def balance_factor__wrong__product(box_losses, class_losses):
    """multiplies the means"""
    return (sum(box_losses) / len(box_losses)) * (sum(class_losses) / len(class_losses))


def balance_factor__wrong__inverted(box_losses, class_losses):
    """classes over boxes"""
    return np.mean(class_losses) / np.mean(box_losses)


def balance_factor__wrong__box_mean(box_losses, class_losses):
    """the mean of the boxes only"""
    return sum(box_losses) / len(box_losses)


def balance_factor__wrong__parentheses(box_losses, class_losses):
    """no parentheses: divides and then divides again"""
    return sum(box_losses) / len(box_losses) / sum(class_losses) / len(class_losses)


def balance_factor__wrong__rounded(box_losses, class_losses):
    """rounds, as the next cell does"""
    return round((sum(box_losses) / len(box_losses)) / (sum(class_losses) / len(class_losses)), 1)


def balance_factor__wrong__geometric(box_losses, class_losses):
    """a tensor, not a number"""
    return torch.tensor(box_losses).mean() / torch.tensor(class_losses).mean()


def balance_factor__wrong__of_ratios(box_losses, class_losses):
    """the median of the ratios"""
    ratios = sorted(b / c for b, c in zip(box_losses, class_losses))
    return ratios[len(ratios) // 2]


def balance_factor__right__named(box_losses, class_losses):
    box_mean = sum(box_losses) / len(box_losses)
    class_mean = sum(class_losses) / len(class_losses)
    return box_mean / class_mean


def balance_factor__right__float(box_losses, class_losses):
    return float(np.mean(np.array(box_losses)) / np.mean(np.array(class_losses)))


def detection_loss__wrong__product(outputs, y, sz, factor=20.0):
    """multiplies instead of adding"""
    box, cls = loss_terms(outputs, y, sz)
    return box * factor * cls


def detection_loss__wrong__divided(outputs, y, sz, factor=20.0):
    """divides the classes' loss by the factor"""
    box, cls = loss_terms(outputs, y, sz)
    return box + cls / factor


def detection_loss__wrong__minus(outputs, y, sz, factor=20.0):
    """subtracts"""
    box, cls = loss_terms(outputs, y, sz)
    return box - factor * cls


def detection_loss__wrong__detached(outputs, y, sz, factor=20.0):
    """detaches the boxes' loss"""
    box, cls = loss_terms(outputs, y, sz)
    return box.detach() + factor * cls


def detection_loss__wrong__mean(outputs, y, sz, factor=20.0):
    """the mean of the two"""
    box, cls = loss_terms(outputs, y, sz)
    return (box + factor * cls) / 2


def detection_loss__wrong__share(outputs, y, sz, factor=20.0):
    """boxes in shares of the side"""
    box, cls = loss_terms(outputs, y, sz)
    return box / sz + factor * cls


def detection_loss__wrong__split_for_terms(outputs, y, sz, factor=20.0):
    """takes split_outputs for the losses"""
    box, cls = split_outputs(outputs, sz)
    return box + factor * cls


def detection_loss__wrong__balanced(outputs, y, sz, factor=20.0):
    """computes the factor anew in each batch"""
    box, cls = loss_terms(outputs, y, sz)
    return box + (box / cls) * cls


def detection_loss__wrong__tuple(outputs, y, sz, factor=20.0):
    """two losses"""
    box, cls = loss_terms(outputs, y, sz)
    return box, factor * cls


def detection_loss__wrong__nll(outputs, y, sz, factor=20.0):
    """nll_loss on raw scores"""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]) + factor * F.nll_loss(scores, y[1])


def detection_loss__wrong__sum_reduction(outputs, y, sz, factor=20.0):
    """sums the cross-entropy over the batch"""
    boxes, scores = split_outputs(outputs, sz)
    return l1(boxes, y[0]) + factor * F.cross_entropy(scores, y[1], reduction="sum")


def detection_loss__wrong__tuple_only(outputs, y, sz, factor=20.0):
    """adds the tuples' boxes and classes: y unpacked in the wrong order"""
    classes, boxes = y
    return loss_terms(outputs, (boxes, classes), sz)[0] + factor * loss_terms(outputs, y, sz)[1]


def detection_loss__right__index(outputs, y, sz, factor=20.0):
    terms = loss_terms(outputs, y, sz)
    return terms[1] * factor + terms[0]


def detection_loss__right__torch(outputs, y, sz, factor=20.0):
    boxes, scores = split_outputs(outputs, sz)
    return (boxes - y[0]).abs().mean() + F.cross_entropy(scores, y[1]).mul(factor)


def to_image_pixels__wrong__no_round(bb, sz, size):
    """astype(int) alone cuts the fractions off"""
    box = squish_box(bb, (sz, sz), size).astype(int)
    last = np.array((*size, *size)) - 1
    return np.clip(box, 0, last).tolist()


def to_image_pixels__wrong__clip_first(bb, sz, size):
    """clips in the square, before it stretches"""
    box = np.clip(np.array(bb), 0, sz - 1)
    return np.round(squish_box(box, (sz, sz), size)).astype(int).tolist()


def to_image_pixels__wrong__clip_height(bb, sz, size):
    """clips everything by the height"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, size[0] - 1).tolist()


def to_image_pixels__wrong__only_upper(bb, sz, size):
    """clips at the far edge only"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.minimum(box, np.array((*size, *size)) - 1).tolist()


def to_image_pixels__wrong__only_lower(bb, sz, size):
    """clips at 0 only"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.maximum(box, 0).tolist()


def to_image_pixels__wrong__size_not_repeated(bb, sz, size):
    """last is (height, width, width, height)"""
    h, w = size
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, np.array((h, w, w, h)) - 1).tolist()


def to_image_pixels__wrong__x_first(bb, sz, size):
    """gives left, top, right, bottom"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    top, left, bottom, right = np.clip(box, 0, np.array((*size, *size)) - 1).tolist()
    return [left, top, right, bottom]


def to_image_pixels__wrong__floats(bb, sz, size):
    """whole numbers as floats"""
    box = np.round(squish_box(bb, (sz, sz), size))
    return np.clip(box, 0, np.array((*size, *size)) - 1).tolist()


def to_image_pixels__wrong__tuple(bb, sz, size):
    """a tuple"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return tuple(np.clip(box, 0, np.array((*size, *size)) - 1).tolist())


def to_image_pixels__wrong__128(bb, sz, size):
    """128 for sz"""
    box = np.round(squish_box(bb, (128, 128), size)).astype(int)
    return np.clip(box, 0, np.array((*size, *size)) - 1).tolist()


def to_image_pixels__wrong__hw(bb, sz, size):
    """gives top, left, height, width"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    t, le, b, r = np.clip(box, 0, np.array((*size, *size)) - 1).tolist()
    return [t, le, b - t + 1, r - le + 1]


def to_image_pixels__wrong__ceil(bb, sz, size):
    """rounds up"""
    box = np.ceil(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, np.array((*size, *size)) - 1).tolist()


def to_image_pixels__right__minmax(bb, sz, size):
    last = [size[0] - 1, size[1] - 1] * 2
    stretched = squish_box(bb, (sz, sz), size)
    return [int(min(max(np.round(v), 0), m)) for v, m in zip(stretched, last)]


def to_image_pixels__right__maximum(bb, sz, size):
    height, width = size
    box = np.round(squish_box(bb, [sz, sz], [height, width])).astype(int)
    last = np.array([height - 1, width - 1, height - 1, width - 1])
    return np.minimum(np.maximum(box, 0), last).tolist()


# --- more, written from the chapters alone ---------------------------------------------------


def detection_head__wrong__tanh(features, n_classes):
    """Tanh for the second ReLU"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.Tanh(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, 4 + n_classes),
    )  # fmt: skip


def detection_head__wrong__only_classes(features, n_classes):
    """no outputs for the box"""
    return nn.Sequential(
        nn.Flatten(), nn.ReLU(), nn.Dropout(0.5), nn.Linear(math.prod(features), 256),
        nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.5), nn.Linear(256, n_classes),
    )  # fmt: skip


def split_outputs__wrong__rows(outputs, sz):
    """splits the rows, not the columns"""
    return torch.sigmoid(outputs[:4]) * sz, outputs[4:]


def split_outputs__wrong__sigmoid_after(outputs, sz):
    """the sigmoid of the product"""
    return torch.sigmoid(outputs[:, :4] * sz), outputs[:, 4:]


def split_outputs__right__split(outputs, sz):
    boxes, scores = outputs.split([4, outputs.shape[1] - 4], dim=1)
    return boxes.sigmoid() * sz, scores


def balance_factor__right__sums(box_losses, class_losses):
    return sum(box_losses) / sum(class_losses)


def detection_loss__wrong__factor_added(outputs, y, sz, factor=20.0):
    """adds the factor"""
    box, cls = loss_terms(outputs, y, sz)
    return box + factor + cls


def detection_loss__right__order(outputs, y, sz, factor=20.0):
    terms = loss_terms(outputs, y, sz)
    return terms[1] * factor + terms[0]


def to_image_pixels__wrong__not_stretched(bb, sz, size):
    """only rounded and cut off"""
    last = np.array((*size, *size)) - 1
    return np.clip(np.round(np.array(bb)).astype(int), 0, last).tolist()


def to_image_pixels__wrong__clip_to_size(bb, sz, size):
    """the last pixel is one too many"""
    box = np.round(squish_box(bb, (sz, sz), size)).astype(int)
    return np.clip(box, 0, np.array((*size, *size))).tolist()


def split_outputs__wrong__sigmoid_all(outputs, sz):
    """sigmoid on the scores too"""
    outputs = torch.sigmoid(outputs)
    return outputs[:, :4] * sz, outputs[:, 4:]


def detection_loss__wrong__fixed(outputs, y, sz, factor=20.0):
    """always 20"""
    b, c = loss_terms(outputs, y, sz)
    return b + 20 * c


def detection_head__wrong__in_place(features, n_classes):
    """the first ReLU writes into the features"""
    channels, rows, columns = features
    return nn.Sequential(
        nn.Flatten(),
        nn.ReLU(inplace=True),
        nn.Dropout(0.5),
        nn.Linear(channels * rows * columns, 256),
        nn.ReLU(inplace=True),
        nn.BatchNorm1d(256),
        nn.Dropout(0.5),
        nn.Linear(256, 4 + n_classes),
    )


def balance_factor__wrong__mean_of_list(box_losses, class_losses):
    """takes a list for an array"""
    return box_losses.mean() / class_losses.mean()


def detection_loss__wrong__split_twice(outputs, y, sz, factor=20.0):
    """splits the outputs for loss_terms, which splits them itself"""
    boxes, _ = split_outputs(outputs, sz)
    box, cls = loss_terms(boxes, y, sz)
    return box + factor * cls


@cache
def detection_head__wrong__cached(features, n_classes):
    """one head for all: two calls share their weights"""
    n = math.prod(features)
    return nn.Sequential(
        nn.Flatten(),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(n, 256),
        nn.ReLU(),
        nn.BatchNorm1d(256),
        nn.Dropout(0.5),
        nn.Linear(256, 4 + n_classes),
    )


def balance_factor__wrong__no_brackets(box_losses, class_losses):
    """no brackets around the second mean"""
    return sum(box_losses) / len(box_losses) / sum(class_losses) / len(class_losses)


def detection_loss__wrong__new_tensor(outputs, y, sz, factor=20.0):
    """torch.tensor makes a new Tensor, without a gradient"""
    box, cls = loss_terms(outputs, y, sz)
    return torch.tensor((box + factor * cls).item())


def to_image_pixels__wrong__rounded_first(bb, sz, size):
    """rounds before it stretches"""
    whole = np.round(bb).astype(int)
    box = squish_box(whole, (sz, sz), size).astype(int)
    return np.clip(box, 0, np.array((*size, *size)) - 1).tolist()


def to_image_pixels__wrong__width_first(bb, sz, size):
    """takes size for (width, height)"""
    width, height = size
    box = np.round(squish_box(bb, (sz, sz), (height, width))).astype(int)
    return np.clip(box, 0, [height - 1, width - 1, height - 1, width - 1]).tolist()
