"""Train the chapters' networks outside of a notebook: with one process, or with several.

``workbook train both --out FOLDER`` trains what chapter 14 trains, by the same functions and the
same steps; ``what`` is chapter 11's network, ``where`` chapter 13's. For several GPUs or machines,
PyTorch's own launcher starts this module::

    torchrun --nproc-per-node=2 -m minilib.workbook.training.train both --out FOLDER

The batch is then divided among the processes, and the weights are those of one process, within
rounding. For that, chance must not depend on who computes what: each image is augmented with a seed
of its own, and the heads' dropout and BatchNorm work on the batch of all processes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from minilib.workbook.datasets.files import write_bytes_whole, write_whole
from minilib.workbook.errors import WorkbookError

TASKS = ("what", "where", "both")
_AGAIN = "the same command goes on after the last complete epoch"


@dataclass(frozen=True)
class Stage:
    """One training of several: which layer groups, at which rates, for how many epochs."""

    name: str
    first_group: int
    rates: float | list[float]
    epochs: int
    bn_freeze: bool = True
    one_cycle: bool = True


def stages(task: str, run: Any, epochs: int | None) -> list[Stage]:
    """The chapters' stages; ``epochs`` are those of all together, which the middle one takes up."""
    lr = {"what": run.pick(3e-3, 1e-3), "where": run.pick(5e-3, 1e-3), "both": 1e-3}[task]
    rates = [lr / 100, lr / 10, lr]
    if keeps_features(task, run):
        return [Stage("head", -1, 3e-3, epochs or 20, bn_freeze=False)]
    head = Stage("head", -1, 3e-3, 2 if task == "both" else 1, bn_freeze=False)
    late = {"what": run.pick(2, 6), "where": run.pick(4, 8), "both": run.pick(3, 20)}[task]
    last = 0 if task == "where" else run.pick(1, 2)
    if epochs is not None:
        late = epochs - head.epochs - last
    if late < 1:
        raise WorkbookError(
            f"--epochs {epochs}: '{task}' needs {head.epochs + last + 1} or more, of which the "
            f"head alone takes {head.epochs} and all layers the last {last}"
        )
    found = [head, Stage("late", -2, rates, late)]
    if last:
        slower = [rate / 5 for rate in rates]
        found.append(Stage("all", 0, slower, last, one_cycle=task == "both"))
    return found


def keeps_features(task: str, run: Any) -> bool:
    """Whether a head alone is trained, on features that are computed once, as chapter 14 does."""
    return task == "both" and not run.photographs


# -- several processes ----------------------------------------------------------------------------


class Team:
    """The processes that train together; alone, this one is number 0 of 1."""

    def __init__(self) -> None:
        self.rank = int(os.environ.get("RANK", 0))
        self.size = int(os.environ.get("WORLD_SIZE", 1))
        self.local = int(os.environ.get("LOCAL_RANK", 0))
        self.met = False

    def meet(self, device: str) -> str:
        """Wait for the others; the device of this one."""
        if self.size == 1:
            return device
        import torch
        from torch import distributed

        if device.startswith("cuda"):
            device = f"cuda:{self.local}"
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        self.met = True
        return device

    def gather(self, thing: Any) -> list:
        """What each process has, in the order of their numbers."""
        if self.size == 1:
            return [thing]
        from torch import distributed

        things = [None] * self.size
        distributed.all_gather_object(things, thing)
        return things


def _parts(team: Team, kept: bool) -> tuple:
    """The classes that need PyTorch, which the command's other words do without."""
    import torch
    from torch import distributed, nn
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DistributedSampler

    from minilib.learner import Learner
    from minilib.multitask import HeadLearner

    class Shuffled(DistributedSampler):
        """Row numbers of this process, each with the epoch's seed, which a resumed one repeats."""

        def __iter__(self) -> Iterator[tuple[int, int]]:
            self.set_epoch(int(torch.randint(2**31, ())))
            return iter([(self.epoch, i) for i in super().__iter__()])

    class Mean(torch.autograd.Function):
        """The mean over all processes, of values and on the way back of gradients."""

        @staticmethod
        def forward(context: Any, x: torch.Tensor) -> torch.Tensor:
            x = x.clone()
            distributed.all_reduce(x)
            return x / team.size

        backward = forward

    class SharedDropout(nn.Dropout):
        """Draws for the batch of all processes, and takes the rows of this one."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if not self.training:
                return x
            shape = (len(x) * team.size, *x.shape[1:])
            drawn = torch.empty(shape, device=x.device).bernoulli_(1 - self.p)
            return x * (drawn[team.rank :: team.size] / (1 - self.p)).to(x.dtype)

    class SharedNorm(nn.modules.batchnorm._BatchNorm):
        """Mean and variance over the batch of all processes: PyTorch's own needs a GPU."""

        def _check_input_dim(self, x: torch.Tensor) -> None:
            pass

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if not self.training:
                return super().forward(x)
            axes = [axis for axis in range(x.dim()) if axis != 1]
            shape = [1, -1] + [1] * (x.dim() - 2)
            mean = Mean.apply(x.mean(axes))
            centred = x - mean.view(shape)
            variance = Mean.apply(centred.square().mean(axes))
            with torch.no_grad():
                count = team.size * x.numel() / x.shape[1]
                for kept, new in (
                    (self.running_mean, mean),
                    (self.running_var, variance * count / (count - 1)),
                ):
                    kept.lerp_(new.to(kept.dtype), self.momentum)
                self.num_batches_tracked += 1
            scaled = centred * (variance + self.eps).rsqrt().view(shape)
            return scaled * self.weight.view(shape) + self.bias.view(shape)

    def share(module: nn.Module) -> nn.Module:
        """Let dropout and BatchNorm of a head work on the batch of all processes."""
        last = None
        for name, child in module.named_children():
            new = share(child)
            if isinstance(child, nn.modules.batchnorm._BatchNorm) and hasattr(last, "bias"):
                # BatchNorm takes away what this bias adds: its gradient is 0 but for rounding,
                # of which AdamW would make steps as long as all others, other ones each time.
                last.bias.register_hook(torch.zeros_like)
            last = child
            if isinstance(child, nn.Dropout):
                new = SharedDropout(child.p)
            elif isinstance(child, nn.modules.batchnorm._BatchNorm) and team.size > 1:
                new = SharedNorm(child.num_features, child.eps, child.momentum)
                new.load_state_dict(child.state_dict())
            setattr(module, name, new)
        return module

    class TeamLearner(HeadLearner if kept else Learner):
        """A learner whose batches, and validation, are divided among the processes."""

        def __init__(self, data: Any, model: nn.Sequential, loss: Callable, *args: Any, **kwargs):
            super().__init__(data, model, loss, *args, **kwargs)
            if team.size > 1:
                self.loss_func = partial(_mean_loss, loss)
            self.parallel = self.model

        def _train(self, *args: Any) -> None:
            if team.size > 1:
                ids = [team.local] if self.device.type == "cuda" else None
                self.parallel = DistributedDataParallel(self.model, ids)
            super()._train(*args)

        def predict_batch(self, x: torch.Tensor) -> torch.Tensor:
            if not self.model.training:
                return super().predict_batch(x)
            bare, self.model = self.model, self.parallel
            try:
                return super().predict_batch(x)
            finally:
                self.model = bare

        def predict(self, dl: Any = None) -> tuple:
            outputs, y = super().predict(dl)
            if dl is not None or team.size == 1:
                return outputs, y
            outputs, y = zip(*team.gather((outputs, y)), strict=True)
            several = isinstance(y[0], list)
            y = [torch.cat(one) for one in zip(*y, strict=True)] if several else torch.cat(y)
            return torch.cat(outputs), y

    def _mean_loss(loss: Callable, outputs: torch.Tensor, y: Any) -> torch.Tensor:
        """The gradient of this process's loss, and the value of all processes' mean loss."""
        own = loss(outputs, y)
        if not own.requires_grad:
            return own
        mean = own.detach().clone()
        distributed.all_reduce(mean)
        return own + (mean / team.size - own.detach())

    return Shuffled, share, TeamLearner


class Seeded:
    """A data set that is asked for (seed, row): the same random numbers in whichever process."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, pair: tuple[int, int]) -> tuple:
        import torch

        seed, row = pair
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed((seed << 31) + row)
            return self.data[row]


# -- the chapters' data and networks --------------------------------------------------------------


def _loaders(data: Any, team: Team, bs: int, sampler: Callable) -> Any:
    """The model data with this process's part of each batch and of the validation set."""
    import numpy as np
    from torch.utils.data import DataLoader, Subset

    from minilib.data import make_loaders

    mine = np.array_split(np.arange(len(data.val_ds)), team.size)[team.rank]
    shard = Subset(data.val_ds, mine.tolist())
    own = Seeded(data.trn_ds)
    workers = data.trn_dl.num_workers
    first, val_dl = make_loaders(own, shard, bs // team.size, workers)
    trn_dl = DataLoader(
        own,
        batch_size=bs // team.size,
        sampler=sampler(own, team.size, team.rank, drop_last=True),
        drop_last=True,
        num_workers=workers,
        pin_memory=first.pin_memory,
        multiprocessing_context=first.multiprocessing_context,
    )
    return data._replace(trn_dl=trn_dl, val_dl=val_dl)


def _network(task: str, run: Any, classes: list[str]) -> tuple:
    """The chapter's network, loss and metrics."""
    from torch.nn import Sequential
    from torch.nn import functional as F

    from minilib.classifier import accuracy, class_head, feature_shape, layer_groups
    from minilib.closer import BoxThenClass
    from minilib.heads import PlacesVote
    from minilib.multitask import detection_loss, detn_metrics
    from minilib.regression import ToPixels, deep_box_head, l1, mean_iou

    layers, cut = run.body()
    features = feature_shape(layers, run.sz)
    if task == "what":
        head, loss, metrics = class_head(features[0], len(classes)), F.cross_entropy, [accuracy]
    elif task == "where":
        head, loss = Sequential(deep_box_head(features), ToPixels(run.sz)), l1
        metrics = [mean_iou]
    else:
        head = run.pick(PlacesVote, BoxThenClass)(features, len(classes))
        # The lesson's factor, for its 224 pixels: the boxes' loss grows with the side.
        loss = partial(detection_loss, sz=run.sz, factor=20 * run.sz / 224)
        metrics = detn_metrics(run.sz)
    return layer_groups(layers, cut, head), loss, metrics


def examination(path: Path, task: str, classes: list[str], sz: int) -> tuple[str, Any] | None:
    """The pictures on which no choice was based: VOC's test set where it is, else val.

    Gives the split's name and a data set; None where there are no such pictures.
    """
    from minilib.annotations import get_cats, get_trn_fns, load_annotations
    from minilib.boxes import get_trn_anno
    from minilib.data import ImageDataset, encode_labels
    from minilib.largest import get_trn_lrg_anno
    from minilib.paths import JPEGS
    from minilib.transforms import Squish
    from minilib.workbook.datasets.layout import annotation_file
    from minilib.workbook.training.recipes import examination_split

    split = examination_split(path)
    if split is None:
        return None
    table = load_annotations(path / annotation_file(split))
    names, cats = get_trn_fns(table), get_cats(table)
    largest = get_trn_lrg_anno(get_trn_anno(table))
    numbers = encode_labels([cats[number] for _, number in largest.values()], classes)
    return split, ImageDataset(
        [path / JPEGS / names[image] for image in largest],
        Squish(sz),
        None if task == "where" else numbers,
        None if task == "what" else [bb for bb, _ in largest.values()],
    )


# -- the command ----------------------------------------------------------------------------------


def train(
    task: str, out: Path, *, epochs: int | None = None, seed: int = 0, batch: int | None = None,
    limit: int | None = None, size: int | None = None, team: Team | None = None,
) -> dict:  # fmt: skip
    """Train one of :data:`TASKS` with the recipe that the environment asks for.

    Gives what is written as JSON beside the weights: settings, history, examination.

    Raises
    ------
    WorkbookError
        The data, the weights or the settings are not as they should be; the loss exploded.
    """
    import torch
    from torch.nn import Sequential

    from minilib.augment import Augment
    from minilib.classifier import FlipSquish
    from minilib.data import model_data, write_tables
    from minilib.drawing import load_pascal
    from minilib.learner import Learner
    from minilib.multitask import precompute
    from minilib.workbook.datasets.catalog import chosen_name, open_data
    from minilib.workbook.training.recipes import recipe

    team = team or Team()
    path, run = open_data(), recipe(full=task == "both", size=size, batch=batch)
    images, sz = run.bs, run.sz  # kept features are twice as many as images
    bs = run.bs * (1 if batch or not keeps_features(task, run) else 2)
    run = type(run)(**{**vars(run), "bs": bs, "limit": limit or run.limit})
    if bs % team.size or bs // team.size < 1:
        raise WorkbookError(
            f"a batch of {bs} can't be divided among {team.size} processes; take --batch "
            f"{max(bs // team.size, 1) * team.size}"
        )
    plan = stages(task, run, epochs)
    settings = {
        "task": task, "data": chosen_name(), "body": run.name, "size": sz, "batch": bs,
        "limit": run.limit, "seed": seed, "mixed": run.mixed,
        "epochs": sum(one.epochs for one in plan), "stages": [vars(one) for one in plan],
    }  # fmt: skip
    _same_training(out / f"{task}.json", settings)
    device = team.meet(run.device)

    pascal = load_pascal(path)
    classes = list(pascal.cats.values())
    if team.rank == 0:
        tables = write_tables(path, pascal)
    team.gather(None)  # the others wait until the first has written them
    tables = tuple(path / "tmp" / name for name in ("lrg.csv", "bb.csv"))
    tfm = {"what": FlipSquish(sz)}.get(task) or Augment(sz, degrees=3, zoom=0.2, move=0.1)
    lrg, bb = (None if task == "where" else tables[0]), (None if task == "what" else tables[1])
    try:
        kept = keeps_features(task, run)
        sampler, share, learner = _parts(team, kept)
        whole = model_data(path, lrg, bb, classes=classes, tfm=tfm, **run.data | {"bs": images})
        if len(whole.val_ds) < team.size:
            raise WorkbookError(f"run {len(whole.val_ds)} processes or fewer: each needs an image")
        torch.manual_seed(seed)
        model, loss, metrics = _network(task, run, classes)
        model[-1] = share(model[-1])
        if kept:
            # The softmax over the places takes away what this adds, as BatchNorm does above.
            model[-1].places[-1].bias.register_hook(
                lambda gradient: gradient * gradient.new_tensor([1, 1, 1, 1, 0])
            )
            whole = precompute(Sequential(*model[:-1]), whole, device)
        data = _loaders(whole, team, bs, sampler)
        trained = Sequential(model[-1]) if kept else model
        learn = learner(data, trained, loss, metrics, device=device, mixed=run.mixed)
        if team.rank == 0:
            write_whole(out / f"{task}.json", json.dumps({"settings": settings}, indent=1))
        _train_all(learn, plan, task, out, team)
        result = {"settings": settings, "history": learn.history}
        if team.rank == 0:
            if kept:  # examined on images, with its body
                learn = Learner(whole, model, loss, metrics, device=device, mixed=run.mixed)
            result["examination"] = _examine(learn, path, task, classes, run)
            _write_weights(model, out / f"{task}.safetensors", classes, settings)
            write_whole(out / f"{task}.json", json.dumps(result, indent=1))
            print(f"wrote {out / task}.safetensors and {task}.json")
    except (ValueError, FloatingPointError) as error:
        raise WorkbookError(str(error)) from error
    team.gather(None)
    return result


def _same_training(file: Path, settings: dict) -> None:
    """Refuse a folder of another training, rather than overwrite or go on with it."""
    if not file.is_file():
        return
    try:
        before = json.loads(file.read_text(encoding="utf-8"))["settings"]
    except (ValueError, KeyError, TypeError) as error:
        raise WorkbookError(f"{file}: damaged; delete the folder, or give another --out") from error
    now = json.loads(json.dumps(settings))
    for key in now:
        if before.get(key, now[key]) != now[key]:
            raise WorkbookError(
                f"{file} is of another training ({key} {before[key]}, now {now[key]}); "
                "give another --out, or delete it"
            )


def _train_all(learn: Any, plan: list[Stage], task: str, out: Path, team: Team) -> None:
    from minilib import saving

    if team.rank:
        saving.write_file = lambda content, file: file  # the first process writes
    for stage in plan:
        file = out / f"{task}-{stage.name}.state"
        seen = team.gather(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else None)
        if len(set(seen)) > 1:
            raise WorkbookError(f"--out {out} must be a folder that all processes see alike")
        print(f"{stage.name}: {stage.epochs} epochs")
        learn.bn_freeze(stage.bn_freeze)
        learn.freeze_to(stage.first_group)
        if stage.one_cycle:
            learn.fit_one_cycle(stage.rates, stage.epochs, resume=file)
        else:
            learn.fit(stage.rates, 1, cycle_len=stage.epochs, resume=file)


def _examine(learn: Any, path: Path, task: str, classes: list[str], run: Any) -> dict | None:
    from torch.utils.data import DataLoader

    found = examination(path, task, classes, run.sz)
    if found is None:
        print("examination: none; 'workbook data voc2007 --test' gets VOC 2007's")
        return None
    split, data = found
    outputs, y = learn.predict(DataLoader(data, batch_size=run.bs))
    values = {one.__name__: round(float(one(outputs, y)), 4) for one in learn.metrics}
    print(f"examination on {len(data)} pictures of {split}: {values}")
    return {"split": split, "images": len(data), **values}


def _write_weights(model: Any, file: Path, classes: list[str], settings: dict) -> None:
    from safetensors.torch import save

    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    told = {"classes": json.dumps(classes), "settings": json.dumps(settings)}
    write_bytes_whole(file, save(weights, told))


@click.command("train")
@click.argument("task", type=click.Choice(TASKS))
@click.option("--data", help="The data set [default: WORKBOOK_DATA, or sample].")
@click.option("--body", help="The network [default: the chapters'].")
@click.option("--weights", type=click.Path(), help="The body's pretrained weights, from a file.")
@click.option("--epochs", type=click.IntRange(min=1), help="Epochs, over all stages.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where to write."
)
@click.option("--seed", default=0, show_default=True)
@click.option("--batch", type=click.IntRange(min=2), help="Images per step, over all processes.")
@click.option("--size", type=click.IntRange(min=32), help="Side of the square images in pixels.")
@click.option("--limit", type=click.IntRange(min=5), help="Use only the first images.")
def command(
    task: str, data: str | None, body: str | None, weights: str | None, **kwargs: Any
) -> None:
    """Train a chapter's network without a notebook.

    It trains what (chapter 11), where (13) or both (14, on photographs 15), and writes its weights
    and a record. Give the same command again to resume a run that was stopped.

    Example: workbook train both --data voc2007 --body resnet34 --epochs 24 --out runs/both
    """
    asked = {"WORKBOOK_DATA": data, "WORKBOOK_BODY": body, "WORKBOOK_WEIGHTS": weights}
    os.environ |= {name: value for name, value in asked.items() if value}
    try:
        train(task, **kwargs)
    except KeyboardInterrupt:
        print(f"\nstopped; {_AGAIN}", file=sys.stderr)
        raise


def main() -> None:
    """What ``torchrun`` starts in each process: one of them prints, and says what went wrong."""
    team = Team()

    def stop(*_: object) -> None:
        print(f"process {team.rank}: stopped; {_AGAIN}", file=sys.stderr, flush=True)
        os._exit(1)

    signal.signal(signal.SIGTERM, stop)
    quiet = io.StringIO() if team.rank else sys.stdout
    try:
        with contextlib.redirect_stdout(quiet):
            command.main(standalone_mode=False)
    except click.ClickException as error:
        if not team.rank:
            error.show()
        sys.exit(error.exit_code)
    except (WorkbookError, OSError) as error:
        if not team.rank:
            print(f"Error: {error}", file=sys.stderr, flush=True)
        sys.exit(1)
    except RuntimeError as error:
        if team.size == 1 or not any(word in str(error).lower() for word in ("gloo", "nccl")):
            raise
        print(
            f"process {team.rank}: another process has ended; {_AGAIN}", file=sys.stderr, flush=True
        )
        os._exit(1)


if __name__ == "__main__":
    # Under its own name, by which worker processes find what they are sent.
    from minilib.workbook.training import train as module

    module.main()
