"""Train the small network that the chapters begin with, and write its weights with their record.

    python -m minilib.workbook.training.pretrain        # all rounds: an hour or more
    python -m minilib.workbook.training.pretrain 2      # goes on with round 2

It learns from drawn scenes of another seed than the sample's, so it has seen none of its pictures,
and another task than the chapters'. For each place of its features it tells which classes can be
seen there, and the box of the thing that covers most of the place; for the picture, which classes
are in it. It is never told which object is the largest.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import cv2
import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from minilib.augment import adjust_lighting
from minilib.classifier import body_layers, feature_shape, layer_groups
from minilib.learner import Learner
from minilib.regression import iou
from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.layout import CLASSES
from minilib.workbook.datasets.scenes import draw_scene
from minilib.workbook.training.recipes import SMALL, SMALL_WEIGHTS

SEED, KEPT = 1, 500


class Round(NamedTuple):
    """How many scenes of their own, epochs, the highest rate, and the side that the network sees.

    Pictures are kept larger, with the side ``kept``, to cut out parts of different size.
    """

    scenes: int
    epochs: int
    rate: float
    sz: int
    kept: int


#: Small pictures first, which is fast; then at the size of the chapter with both tasks.
ROUNDS = (Round(7_500, 6, 4e-3, 160, 224), Round(10_000, 4, 2e-3, 224, 320))
SMALLEST_PART = 0.7
#: A place of the features is this many pixels wide; its share of each object is counted on 8 x 8.
STRIDE, FINE = 32, 8
N = len(CLASSES)
#: The most objects that a scene has.
MOST = 6


class SmallScene(NamedTuple):
    """A scene to learn from.

    ``picture`` is uint8 (kept, kept, 3); ``owner`` uint8 of half that side, the number of the
    object, from 1, that is seen there; ``objects`` float32 (6, 6), a row for each: class number,
    whether it is easy to see, and top, left, bottom, right as shares of the picture's sides.
    """

    picture: np.ndarray
    owner: np.ndarray
    objects: np.ndarray


def small_scene(number: int, kept: int) -> SmallScene:
    """Scene ``number`` of those to learn from, ``kept`` pixels wide and high."""
    scene = draw_scene(np.random.default_rng([SEED, number]))
    height, width = scene.image.shape[:2]
    owner = np.zeros((height, width), np.uint8)
    objects = np.zeros((MOST, 6), np.float32)
    for row, placed in enumerate(scene.objects):
        owner[placed.visible] = row + 1
        x, y, wide, high = placed.box
        box = y / height, x / width, (y + high) / height, (x + wide) / width
        objects[row] = CLASSES.index(placed.name), not placed.ignore, *box
    picture = cv2.resize(scene.image, (kept, kept), interpolation=cv2.INTER_AREA)
    half = (kept // 2, kept // 2)
    return SmallScene(picture, cv2.resize(owner, half, interpolation=cv2.INTER_NEAREST), objects)


def draw(first: int, count: int, kept: int) -> SmallScene:
    """``count`` scenes from number ``first`` on: the first axis of each part."""
    parts = SmallScene(
        np.empty((count, kept, kept, 3), np.uint8),
        np.empty((count, kept // 2, kept // 2), np.uint8),
        np.empty((count, MOST, 6), np.float32),
    )
    with ProcessPoolExecutor() as pool:
        numbers = range(first, first + count)
        scenes = pool.map(partial(small_scene, kept=kept), numbers, chunksize=50)
        for row, scene in enumerate(tqdm(scenes, "drawing", total=count, unit="scene")):
            for whole, part in zip(parts, scene, strict=True):
                whole[row] = part
    return parts


class Scenes(Dataset):
    """Drawn scenes and what is at each place.

    For training a random part is cut out, half of them are flipped, and the light varies.

    ``data[i]`` is (picture, (covered, boxes, weights, present)): which share of each place each
    class covers (20, g, g), the box of the object that covers most of it (4, g, g) and how much
    that is (g, g), and which classes are in the picture (20,).
    """

    def __init__(self, scenes: SmallScene, sz: int, *, train: bool) -> None:
        self.scenes, self.sz, self.train = scenes, sz, train

    def __len__(self) -> int:
        return len(self.scenes.picture)

    def __getitem__(self, i: int) -> tuple[Tensor, tuple[Tensor, ...]]:
        picture, owner, objects = (part[i] for part in self.scenes)
        half = len(owner)
        size, top, left, light, contrast, coin = torch.rand(6).tolist()
        side = round(half * (1 - (1 - SMALLEST_PART) * size)) if self.train else half
        top, left = round(top * (half - side)), round(left * (half - side))
        picture = picture[2 * top : 2 * (top + side), 2 * left : 2 * (left + side)]
        picture = cv2.resize(picture, (self.sz, self.sz), interpolation=cv2.INTER_AREA)
        fine = self.sz // STRIDE * FINE
        owner = cv2.resize(
            owner[top : top + side, left : left + side],
            (fine, fine),
            interpolation=cv2.INTER_NEAREST,
        )
        begin = np.array([top, left, top, left], np.float32) / half
        boxes = np.clip((objects[:, 2:] - begin) * half / side, 0, 1)
        if self.train:
            picture = adjust_lighting(picture, 0.2 * light - 0.1, 0.8 + 0.4 * contrast)
            if coin < 0.5:
                picture, owner = picture[:, ::-1], owner[:, ::-1]
                boxes = np.stack([boxes[:, 0], 1 - boxes[:, 3], boxes[:, 2], 1 - boxes[:, 1]], 1)
        return torch.from_numpy(picture.copy()), at_each_place(owner, objects, boxes)


def at_each_place(
    owner: np.ndarray, objects: np.ndarray, boxes: np.ndarray
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What :class:`Scenes` tells about the places of one picture."""
    g = len(owner) // FINE
    cells = owner.reshape(g, FINE, g, FINE)
    share = np.stack([(cells == row + 1).mean(axis=(1, 3)) for row in range(MOST)])
    share = share.astype(np.float32)
    numbers = objects[:, 0].astype(int)
    covered = np.zeros((N, g, g), np.float32)
    np.add.at(covered, numbers, share)
    present = np.zeros(N, np.float32)
    seen = (share.sum(axis=(1, 2)) > 0) & (objects[:, 1] > 0)
    present[numbers[seen]] = 1
    most = share.argmax(axis=0)
    box = boxes.astype(np.float32)[most].transpose(2, 0, 1)
    parts = covered, np.ascontiguousarray(box), share.max(axis=0), present
    return tuple(torch.from_numpy(part) for part in parts)


def split_places(outputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Scores of the classes at each place, boxes there in shares of the picture, and scores of the
    classes in the picture: a class that is seen at any place is in the picture."""
    rows, columns = outputs.shape[2:]
    middle_y = (torch.arange(rows) + 0.5)[:, None].expand(rows, columns) / rows
    middle_x = (torch.arange(columns) + 0.5).expand(rows, columns) / columns
    middle = torch.stack([middle_y, middle_x, middle_y, middle_x])
    return outputs[:, :N], outputs[:, N : N + 4] + middle, outputs[:, N + 4 :].amax(dim=(2, 3))


def places_loss(outputs: Tensor, y: tuple[Tensor, ...]) -> Tensor:
    """How wrong the classes and the boxes of the places are, and the classes of the picture."""
    covered, boxes, weights, present = y
    scores, found, whole = split_places(outputs)
    what = N * F.binary_cross_entropy_with_logits(scores, covered)
    where = ((found - boxes).abs().mean(dim=1) * weights).sum() / weights.sum().clamp(min=1)
    return what + 20 * where + N * F.binary_cross_entropy_with_logits(whole, present)


def place_iou(outputs: Tensor, y: tuple[Tensor, ...]) -> Tensor:
    """Mean IoU of the boxes at the places that are mostly covered by one object."""
    _, boxes, weights, _ = y
    found = split_places(outputs)[1]
    there = weights > 0.5
    a, b = (one.permute(0, 2, 3, 1)[there] * 1000 for one in (found, boxes))
    return iou(a, b).mean()


def place_accuracy(outputs: Tensor, y: tuple[Tensor, ...]) -> Tensor:
    """Share of those places at which the right class has the largest score."""
    covered, _, weights, _ = y
    there = weights > 0.5
    right = split_places(outputs)[0].argmax(dim=1) == covered.argmax(dim=1)
    return right[there].float().mean()


def all_twenty(outputs: Tensor, y: tuple[Tensor, ...]) -> Tensor:
    """Share of pictures for which all twenty answers, in it or not, are right."""
    return ((split_places(outputs)[2] > 0) == (y[3] > 0)).all(dim=1).float().mean()


def train_round(
    layers: list[nn.Module], cut: int, seen: SmallScene, held: SmallScene, plan: Round
) -> dict[str, float]:
    """Train the body's layers with a new head on ``seen``; losses and metrics on ``held``."""
    channels = feature_shape(layers, plan.sz)[0]
    model = layer_groups(layers, cut, nn.Conv2d(channels, N + 4 + N, kernel_size=1))
    seen, held = Scenes(seen, plan.sz, train=True), Scenes(held, plan.sz, train=False)
    data = SimpleNamespace(
        trn_dl=DataLoader(seen, batch_size=64, shuffle=True, drop_last=True),
        val_dl=DataLoader(held, batch_size=100),
        sz=plan.sz,
    )
    metrics = [place_accuracy, place_iou, all_twenty]
    learn = Learner(data, model, places_loss, metrics, device="cpu", progress=True)
    learn.fit_one_cycle(plan.rate, plan.epochs)
    return learn.history[-1]


def pretrain(file: Path = SMALL_WEIGHTS, begin: int = 1) -> dict:
    """Draw, train, write ``file`` and its record beside it; the record.

    ``begin`` is the round to begin with: after the first, ``file`` holds what the rounds before
    have made of the body.
    """
    layers, cut = body_layers(SMALL, file if begin > 1 else None)
    for number, plan in enumerate(ROUNDS, 1):
        if number < begin:
            continue
        first = KEPT + sum(before.scenes for before in ROUNDS[: number - 1])
        seen, held = draw(first, plan.scenes, plan.kept), draw(0, KEPT, plan.kept)
        started = time.perf_counter()
        torch.manual_seed(SEED if number == 1 else first)  # a round can be repeated by itself
        if number == 1:
            layers, cut = body_layers(SMALL, None)
        last = train_round(layers, cut, seen, held, plan)
        minutes = (time.perf_counter() - started) / 60
        write(layers, make_record(last, minutes, number), file)
    return json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))


def make_record(last: dict[str, float], minutes: float, number: int) -> dict:
    """What was done, and what came of it."""
    rounds = [
        f"{one.scenes} scenes, {one.epochs} epochs, rate {one.rate}, {one.sz} x {one.sz} pixels"
        for one in ROUNDS[:number]
    ]
    return {
        "network": f"torchvision {SMALL} without its last layers",
        "command": "python -m minilib.workbook.training.pretrain",
        "task": "at each place: which classes, and the box of the object there; "
        "which of the 20 classes are in the picture",
        "scenes": f"seed {SEED}; the first {KEPT} held back, then those of each round",
        "rounds": rounds,
        "minutes of training, last round": round(minutes, 1),
        "computer": f"{os.cpu_count()} cores, no GPU, {torch.get_num_threads()} thread(s) used",
        f"of {KEPT} scenes held back": {
            "right class at a place": round(last["place_accuracy"], 3),
            "IoU of the box at a place": round(last["place_iou"], 3),
            "all twenty answers right": round(last["all_twenty"], 3),
        },
    }


def body_weights(layers: list[nn.Module]) -> Iterator[tuple[str, Tensor]]:
    """The weights that a body needs, by torchvision's names."""
    for name, weight in nn.Sequential(*layers).state_dict().items():
        if not name.endswith("num_batches_tracked"):
            yield f"features.{name}", weight.contiguous()


def write(layers: list[nn.Module], record: dict, file: Path) -> None:
    """Write weights and record into ``file``'s folder, which is exchanged as a whole."""
    with temporary_beside(file.parent) as temporary:
        save_file(dict(body_weights(layers)), temporary / file.name)
        text = json.dumps(record, indent=2) + "\n"
        (temporary / file.with_suffix(".json").name).write_text(text, encoding="utf-8")
        take_name(temporary, file.parent)


if __name__ == "__main__":
    print(json.dumps(pretrain(begin=int((sys.argv[1:] or ["1"])[0])), indent=2))
