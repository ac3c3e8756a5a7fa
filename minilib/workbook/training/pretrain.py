"""Train the small network that the chapters begin with, and write its weights with their record.

    python -m minilib.workbook.training.pretrain

It learns from drawn scenes of another seed than the sample's, so it has seen none of its pictures,
and another task than the chapters': which of the twenty classes are in the picture? It is not told
where, and not which is the largest. ImageNet's networks are a beginning of the same kind.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from minilib.classifier import BODIES, class_head, layer_groups
from minilib.learner import Learner
from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.layout import CLASSES
from minilib.workbook.datasets.scenes import draw_scene
from minilib.workbook.training.recipes import SMALL, SMALL_WEIGHTS

SEED, SCENES, KEPT, EPOCHS, RATE = 1, 12_000, 1_000, 12, 2e-3
#: Pictures are kept a little larger than the network sees them, to cut at different places.
SIDE, SEEN = 144, 128


def small_scene(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Scene ``number`` as (uint8 picture (144, 144, 3), which classes are in it (20,))."""
    scene = draw_scene(np.random.default_rng([SEED, number]))
    visible = np.zeros(len(CLASSES), dtype=np.float32)
    for placed in scene.objects:
        if not placed.ignore:
            visible[CLASSES.index(placed.name)] = 1
    return cv2.resize(scene.image, (SIDE, SIDE), interpolation=cv2.INTER_AREA), visible


def draw(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """``count`` scenes: pictures (uint8) and classes (float), one a row."""
    with ProcessPoolExecutor() as pool:
        scenes = pool.map(small_scene, range(count), chunksize=50)
        pairs = list(tqdm(scenes, "drawing", total=count, unit="scene"))
    return tuple(torch.from_numpy(np.stack(one)) for one in zip(*pairs, strict=True))


class Scenes(Dataset):
    """Drawn scenes; for training they are cut at random places and half of them are flipped."""

    def __init__(self, pictures: torch.Tensor, visible: torch.Tensor, *, train: bool) -> None:
        self.pictures, self.visible, self.train = pictures, visible, train

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, torch.Tensor]:
        most = SIDE - SEEN
        top, left = torch.randint(0, most + 1, (2,)).tolist() if self.train else [most // 2] * 2
        x = self.pictures[i, top : top + SEEN, left : left + SEEN]
        if self.train and torch.rand(()) < 0.5:
            x = x.flip(1)
        return x.contiguous(), self.visible[i]


def surest(outputs: torch.Tensor, visible: torch.Tensor) -> torch.Tensor:
    """Share of scenes in which the class with the largest output is to be seen."""
    return visible[torch.arange(len(visible)), outputs.argmax(dim=1)].mean()


def all_twenty(outputs: torch.Tensor, visible: torch.Tensor) -> torch.Tensor:
    """Share of scenes for which all twenty answers, yes or no, are right."""
    return ((outputs > 0) == (visible > 0)).all(dim=1).float().mean()


def pretrain(file: Path = SMALL_WEIGHTS) -> dict:
    """Draw, train, and write ``file`` and its record beside it; the record."""
    import torchvision

    begun = time.perf_counter()
    pictures, visible = draw(SCENES)
    torch.manual_seed(SEED)
    net = torchvision.models.get_model(SMALL, weights=None)
    count, cut = BODIES[SMALL]
    head = class_head(net.fc.in_features, len(CLASSES))
    held = Scenes(pictures[:KEPT], visible[:KEPT], train=False)
    seen = Scenes(pictures[KEPT:], visible[KEPT:], train=True)
    data = SimpleNamespace(
        trn_dl=DataLoader(seen, batch_size=64, shuffle=True, drop_last=True),
        val_dl=DataLoader(held, batch_size=100),
        sz=SEEN,
    )
    model = layer_groups(list(net.children())[:count], cut, head)
    metrics = [surest, all_twenty]
    learn = Learner(data, model, nn.BCEWithLogitsLoss(), metrics, device="cpu", progress=True)
    learn.fit_one_cycle(RATE, EPOCHS)
    last = learn.history[-1]
    record = {
        "network": f"torchvision {SMALL} without its last layer",
        "command": "python -m minilib.workbook.training.pretrain",
        "task": "which of the 20 classes are in the picture (binary cross-entropy)",
        "scenes": f"{SCENES}, seed {SEED}, {SIDE} x {SIDE}, {KEPT} of them held back",
        "epochs": EPOCHS,
        "minutes": round((time.perf_counter() - begun) / 60, 1),
        "computer": f"{os.cpu_count()} cores, no GPU, {torch.get_num_threads()} thread(s) used",
        "held back": {
            "surest class is in the picture": round(last["surest"], 3),
            "all twenty answers right": round(last["all_twenty"], 3),
        },
    }
    write(net, record, file)
    return record


def body_weights(net: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """The weights that a body needs, by torchvision's names."""
    for name, weight in net.state_dict().items():
        if not name.startswith("fc.") and not name.endswith("num_batches_tracked"):
            yield name, weight.contiguous()


def write(net: nn.Module, record: dict, file: Path) -> None:
    """Write weights and record into ``file``'s folder, which is exchanged as a whole."""
    with temporary_beside(file.parent) as temporary:
        save_file(dict(body_weights(net)), temporary / file.name)
        text = json.dumps(record, indent=2) + "\n"
        (temporary / file.with_suffix(".json").name).write_text(text, encoding="utf-8")
        take_name(temporary, file.parent)


if __name__ == "__main__":
    print(json.dumps(pretrain(), indent=2))
