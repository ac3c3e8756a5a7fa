"""Measure what the workbook promises about speed and memory: each row is a ratio from one run.

Both sides of a row take turns, several times; the median of the ratios counts. So a computer that
is slow today, or busy, is equally so for both.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Turns of both sides.
TURNS = 5


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes
    ----------
    what, against
        The two sides.
    ratio
        Ours over theirs: how many times faster, or how many times the time or the memory.
    goal
        ``('at least', 2.5)`` or ``('at most', 1.02)``.
    note
        Why there is no ratio, or the figures behind it.
    """

    what: str
    against: str
    ratio: float | None
    goal: tuple[str, float]
    note: str = ""

    def __str__(self) -> str:
        ratio = "not run" if self.ratio is None else f"{self.ratio:.2f}"
        goal = f"{self.goal[0]} {self.goal[1]:g}"
        return f"{self.what:<34} {self.against:<26} {ratio:>8}  {goal:<13} {self.note}"

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where nothing was measured."""
        if self.ratio is None:
            return None
        least = self.goal[0] == "at least"
        return self.ratio >= self.goal[1] if least else self.ratio <= self.goal[1]


def ratio_of_times(ours: Callable[[], None], theirs: Callable[[], None], turns: int = TURNS):
    """Median of (time of ours / time of theirs), and both medians in seconds.

    Each side is run once before, without a clock.
    """
    ours()
    theirs()
    times = []
    for turn in range(turns):
        pair = [0.0, 0.0]
        for side in ((0, 1), (1, 0))[turn % 2]:
            begun = time.perf_counter()
            (ours, theirs)[side]()
            pair[side] = time.perf_counter() - begun
        times.append(pair)
    ratio = statistics.median(a / b for a, b in times)
    return ratio, *(statistics.median(one) for one in zip(*times, strict=True))


# -- the two sides of the first rows: training pictures, ready for the net -----------------------


def _files(count: int = 200) -> tuple[list[Path], list]:
    """Pictures of the data set in use and their largest boxes."""
    from minilib.drawing import load_pascal
    from minilib.largest import get_trn_lrg_anno
    from minilib.workbook.datasets.catalog import open_data

    pascal = load_pascal(open_data(quiet=True))
    chosen = list(get_trn_lrg_anno(pascal.trn_anno).items())[:count]
    files = [pascal.img_path / pascal.trn_fns[number] for number, _ in chosen]
    return files, [bb for _, (bb, _) in chosen]


def _our_pictures(files: list[Path], boxes: list, sz: int) -> Callable[[], None]:
    import torch

    from minilib.augment import Augment
    from minilib.data import ImageDataset
    from minilib.transforms import normalize
    from minilib.workbook.training.cache import Decoded

    folder = tempfile.TemporaryDirectory()
    tfm, cache = Augment(sz, degrees=3, lighting=0.1), Decoded(folder.name)
    data = ImageDataset(files, tfm, boxes=boxes, read=cache)

    def turn(kept=folder) -> None:
        for first in range(0, len(data), 50):
            items = [data[i] for i in range(first, min(first + 50, len(data)))]
            normalize(torch.stack([x for x, _ in items]))

    return turn


def _torchvision_pictures(files: list[Path], boxes: list, sz: int) -> Callable[[], None]:
    import torch
    from torchvision import tv_tensors
    from torchvision.io import decode_image
    from torchvision.transforms import v2

    from minilib.transforms import normalize

    transforms = v2.Compose(
        [
            v2.Resize((sz, sz), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.RandomRotation(3, interpolation=v2.InterpolationMode.BILINEAR),
            v2.ColorJitter(brightness=0.1, contrast=0.1),
        ]
    )

    def one(file: Path, bb: list) -> tuple:
        picture = tv_tensors.Image(decode_image(str(file)))
        top, left, bottom, right = bb
        box = tv_tensors.BoundingBoxes(
            [[left, top, right + 1, bottom + 1]], format="XYXY", canvas_size=picture.shape[1:]
        )
        return transforms(picture, box)

    def turn() -> None:
        for first in range(0, len(files), 50):
            pairs = zip(files[first : first + 50], boxes[first : first + 50], strict=True)
            items = [one(*pair) for pair in pairs]
            normalize(torch.stack([x for x, _ in items]).permute(0, 2, 3, 1))

    return turn


def _fastai_pictures(files: list[Path], boxes: list, sz: int) -> Callable[[], None]:
    warnings.simplefilter("ignore")  # of fastai's own use of PyTorch
    from fastai.vision import all as fastai

    known = {file: [[b[1], b[0], b[3] + 1, b[2] + 1]] for file, b in zip(files, boxes, strict=True)}
    block = fastai.DataBlock(
        blocks=(fastai.ImageBlock, fastai.BBoxBlock, fastai.BBoxLblBlock),
        get_items=lambda _: files,
        get_y=[lambda file: known[file], lambda file: ["largest"]],
        splitter=lambda items: (list(range(len(items))), []),
        item_tfms=fastai.Resize(sz, method=fastai.ResizeMethod.Squish),
        batch_tfms=[
            *fastai.aug_transforms(
                max_rotate=3, max_lighting=0.1, max_zoom=1, max_warp=0, p_affine=1, p_lighting=1
            ),
            fastai.Normalize.from_stats(*fastai.imagenet_stats),
        ],
        n_inp=1,
    )
    loaders = block.dataloaders(None, bs=50, num_workers=0, device="cpu")

    def turn() -> None:
        for _ in loaders.train:
            pass

    return turn


def pictures(against: str, sz: int = 224) -> Row:
    """Training pictures a second on one core: how many times as many as another library's.

    In a later epoch: the first, which is not measured, has decoded ours.
    """
    what = "training pictures a second"
    goal = ("at least", 4)
    if against == "fastai 2.8" and importlib.util.find_spec("fastai") is None:
        return Row(what, against, None, goal, "uv run --group bench workbook bench")
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    files, boxes = _files()
    make = {"torchvision v2": _torchvision_pictures, "fastai 2.8": _fastai_pictures}[against]
    ours, theirs = _our_pictures(files, boxes, sz), make(files, boxes, sz)
    ratio, mine, other = ratio_of_times(ours, theirs)
    rates = f"{len(files) / mine:.0f} and {len(files) / other:.0f} a second"
    return Row(what, against, 1 / ratio, goal, rates)


# -- the loop ---------------------------------------------------------------------------------


def _learner(device: str = "cpu", workers: int = 0, sz: int = 128):
    from torch import nn

    from minilib.classifier import body_layers, class_head, feature_shape, layer_groups
    from minilib.data import model_data, write_tables
    from minilib.drawing import load_pascal
    from minilib.learner import Learner
    from minilib.workbook.datasets.catalog import open_data

    path = open_data(quiet=True)
    pascal = load_pascal(path)
    csv, _ = write_tables(path, pascal)
    classes = list(pascal.cats.values())
    data = model_data(path, csv, classes=classes, sz=sz, bs=32, workers=workers, limit=480)
    layers, cut = body_layers("mobilenet_v3_small", None)
    head = class_head(feature_shape(layers, sz)[0], len(classes))
    return Learner(data, layer_groups(layers, cut, head), nn.CrossEntropyLoss(), device=device)


def _bare(learn, batches, *, rate: float = 1e-4) -> None:
    """The same batches through the same model in the plainest loop; then validation."""
    import torch

    from minilib.transforms import normalize, to_device

    opt = torch.optim.AdamW(learn.model.parameters(), lr=rate)
    learn.model.train()
    for x, y in batches:
        loss = learn.loss_func(learn.model(normalize(to_device(x, learn.device))),
                               to_device(y, learn.device))  # fmt: skip
        opt.zero_grad()
        loss.backward()
        opt.step()
        loss.item()


def _bare_validation(learn) -> None:
    import torch

    from minilib.transforms import normalize

    learn.model.eval()
    with torch.no_grad():
        outputs = [(learn.model(normalize(x)), y) for x, y in learn.data.val_dl]
        learn.loss_func(*(torch.cat(one) for one in zip(*outputs, strict=True))).item()


def epoch() -> Row:
    """An epoch of ``Learner.fit`` on the CPU, as a multiple of the bare loop."""
    learn = _learner()

    def bare() -> None:
        _bare(learn, learn.data.trn_dl)
        _bare_validation(learn)

    # Single turns scatter by some hundredths, more than the goal leaves: many are needed.
    ratio, mine, other = ratio_of_times(_quiet(lambda: learn.fit(1e-4, 1)), bare, turns=25)
    figures = f"{mine:.2f} s and {other:.2f} s"
    return Row("an epoch of Learner.fit, CPU", "a bare loop", ratio, ("at most", 1.02), figures)


def lr_find() -> Row:
    """A search for a learning rate, as a multiple of as many bare steps."""
    from itertools import chain, islice, repeat

    learn, steps = _learner(), 24

    def bare() -> None:
        _bare(learn, islice(chain.from_iterable(repeat(learn.data.trn_dl)), steps))

    ratio, mine, other = ratio_of_times(lambda: learn.lr_find(1e-7, 1e-5, steps), bare)
    figures = f"{mine:.2f} s and {other:.2f} s"
    return Row("lr_find, 24 steps", "as many bare steps", ratio, ("at most", 1.1), figures)


def gpu_epoch() -> Row:
    """An epoch at 224 with workers on a GPU, against one with all data on the GPU already."""
    import torch

    what, goal = "an epoch at 224, workers, GPU", ("at most", 1.15)
    if not torch.cuda.is_available():
        return Row(what, "all data on the GPU", None, goal, "no GPU here")
    learn = _learner("cuda", workers=min(8, os.cpu_count() or 1), sz=224)
    learn.mixed = True
    held = [(x.cuda(), y.cuda()) for x, y in learn.data.trn_dl]
    loaders = learn.data, learn.data._replace(trn_dl=held)

    def turn(data) -> Callable[[], None]:
        def run() -> None:
            learn.data = data
            learn.fit(1e-4, 1)
            torch.cuda.synchronize()

        return _quiet(run)

    ratio, mine, other = ratio_of_times(turn(loaders[0]), turn(loaders[1]))
    return Row(what, "all data on the GPU", ratio, goal, f"{mine:.2f} s and {other:.2f} s")


def memory() -> Row:
    """Peak memory of a process that trains with the learner, against one with the bare loop."""
    peaks = {side: _peak(side) for side in ("learner", "bare")}
    ratio = peaks["learner"] / peaks["bare"]
    figures = f"{peaks['learner'] / 2**20:.0f} MB and {peaks['bare'] / 2**20:.0f} MB"
    return Row("peak memory of training", "a bare loop", ratio, ("at most", 1.1), figures)


def _peak(side: str) -> int:
    """The largest memory (bytes) that a process of its own held while it trained two epochs."""
    code = f"from minilib.workbook.training.bench import trained; trained({side!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def trained(side: str) -> None:
    """Train two epochs and print the peak memory of this process in bytes."""
    learn = _learner()
    if side == "learner":
        learn.fit(1e-4, 2)
    else:
        for _ in range(2):
            _bare(learn, learn.data.trn_dl)
            _bare_validation(learn)
    try:
        import resource

        factor = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * factor
    except ImportError:  # Windows
        peak = psutil.Process().memory_info().peak_wset
    print(json.dumps(peak))


def _quiet(function: Callable[[], None]) -> Callable[[], None]:
    """The function, printing nothing."""

    def run() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            function()

    return run


MEASURED = {
    "torchvision": lambda: pictures("torchvision v2"),
    "fastai": lambda: pictures("fastai 2.8"),
    "epoch": epoch,
    "gpu": gpu_epoch,
    "memory": memory,
    "lr_find": lr_find,
}
HEAD = f"{'what':<34} {'against':<26} {'ratio':>8}  {'goal':<13} figures"
