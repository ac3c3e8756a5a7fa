"""Weights and states of training runs in files: written completely or not at all, checked, safe.

Made from solutions/20_appendix.py (chapter 20) by ``workbook build``: change it there.
"""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import psutil
import torch
from safetensors.torch import load_file
from torch import nn

__all__ = ["OWN_HEAD", "Checkpoint", "load_body_weights", "load_weights", "read_file", "write_file"]


def write_file(content: dict, file: Path) -> Path:
    """Save tensors, numbers, strings, lists and dicts in ``file``, all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(file)
    written = io.BytesIO()
    torch.save(content, written)
    data = written.getvalue()
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as opened:
            opened.write(data)
            opened.write(hashlib.sha256(data).digest())
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return file


def _clear_leftovers(file: Path) -> None:
    """Remove what killed programs have left beside ``file``; not what is being written now."""
    for left in file.parent.glob(".*.part"):
        number = left.name.removeprefix(f".{file.name}.").removesuffix(".part")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            left.unlink(missing_ok=True)


def read_file(file: Path) -> dict:
    """Read what :func:`write_file` has saved. Nothing in the file is ever run as code.

    A missing file raises a FileNotFoundError, one that is damaged or holds something else a
    ValueError.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file.name}: there is no such file in {file.parent.name}/")
    data = file.read_bytes()
    data, mark = data[:-32], data[-32:]
    try:
        sound = hashlib.sha256(data).digest() == mark
        content = torch.load(io.BytesIO(data), "cpu", weights_only=True) if sound else None
    except Exception:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        raise ValueError(
            f"{file.name}: damaged, or not saved by a learner; delete it and save anew"
        )
    return content


def load_weights(model: nn.Module, content: dict, name: str) -> None:
    """Put the weights ``content['model']`` into a model, all of them or none.

    Weights of another model raise a ValueError that names the first that does not fit, and the
    file, which is called ``name``.
    """
    saved, own = content["model"], model.state_dict()
    shapes = [{key: tuple(value.shape) for key, value in one.items()} for one in (saved, own)]
    for key in [*own, *saved]:
        there, here = (shape.get(key, "nothing") for shape in shapes)
        if there != here:
            raise ValueError(f"{name} is of another model: {key} is {there} there and {here} here")
    model.load_state_dict(saved)


#: What the names of the weights of torchvision's own heads begin with.
OWN_HEAD = ("fc.", "classifier.")


def load_body_weights(net: nn.Module, file: Path) -> None:
    """Put weights from a file into a network; those of its own head stay as they are.

    A missing file raises a FileNotFoundError; a damaged one, or weights that do not fit, a
    ValueError that names the first.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no file of weights {file.name}")
    try:
        if file.suffix == ".safetensors":
            saved = load_file(file)
        else:
            saved = torch.load(file, map_location="cpu", weights_only=True)
        saved = {k: v for k, v in saved.items() if not k.startswith(OWN_HEAD) and v.shape}
    except Exception as error:
        raise ValueError(f"{file.name}: damaged, or not a file of weights") from error
    # Older files lack BatchNorm's counters, which have the shape () and are used for nothing.
    own = {k: v for k, v in net.state_dict().items() if k.startswith(OWN_HEAD) or not v.shape}
    load_weights(net, {"model": saved | own}, file.name)


class Checkpoint:
    """The state of a training run, kept in a file after each epoch, so that it can be resumed.

    It holds weights, optimizer, schedule, random numbers and the record. A run that was killed and
    starts again with the same file continues after its last complete epoch, and on a CPU ends with
    the same numbers as without a break. A finished one is loaded, not trained again.

    ``parts`` are the learner's optimizer, schedule and gradient scaler; without a ``file`` nothing
    is kept. ``done`` is the number of epochs done. A file that is damaged, or of another training
    run, raises a ValueError.
    """

    def __init__(self, learn: Any, parts: tuple, epochs: int, file: Path | str | None):
        self.learn, self.parts, self.epochs, self.done = learn, parts, epochs, 0
        self.file = None if file is None else Path(file)
        rates = [group["initial_lr"] for group in parts[0].param_groups]
        first, longer = (getattr(parts[1], name, None) for name in ("T_0", "T_mult"))
        cycles = f" ({first} batches, x{longer})" if first else ""
        self.settings = f"{epochs} epochs of {len(learn.data.trn_dl)} batches, rates {rates}, "
        self.settings += f"{type(parts[1]).__name__}{cycles}, after {len(learn.history)} epochs"
        if self.file and self.file.exists():
            self._resume(read_file(self.file))

    def keep(self, done: int) -> None:
        """Write the state after ``done`` epochs."""
        if self.file is None:
            return
        learn = self.learn
        state = {
            "settings": self.settings,
            "done": done,
            "model": learn.model.state_dict(),
            "parts": [part.state_dict() for part in self.parts],
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            "record": [learn.history, learn.losses, learn.lrs],
        }
        write_file(state, self.file)

    def _resume(self, state: dict) -> None:
        if state.get("settings") != self.settings:
            raise ValueError(
                f"{self.file.name} is of another training ({state.get('settings')}; this one: "
                f"{self.settings}); delete it, or give this one another file"
            )
        load_weights(self.learn.model, state, self.file.name)
        for part, own in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(own)
        torch.set_rng_state(state["rng"])
        if state["cuda_rng"] and torch.cuda.is_available():
            torch.cuda.set_rng_state_all(state["cuda_rng"])
        self.learn.history, self.learn.losses, self.learn.lrs = state["record"]
        self.done = state["done"]
        print(f"{self.done} of {self.epochs} epochs were done already ({self.file.name})")
