"""Saving, a part of Classifier: what is the largest object? (chapter 10).

Made from solutions/10_classifier.py by ``workbook build``: change it there.
"""

import hashlib
import io
import os
from pathlib import Path

import psutil
import torch

__all__ = ["Run", "load_weights", "read_file", "write_file"]


def write_file(content, file):
    """Save tensors, numbers, strings, lists and dicts in ``file`` (Path), whole or not at all."""
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


def _clear_leftovers(file):
    """Remove what killed programs have left beside ``file``; not what is being written now."""
    for left in file.parent.glob(".*.part"):
        number = left.name.removeprefix(f".{file.name}.").removesuffix(".part")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            left.unlink(missing_ok=True)


def read_file(file):
    """Read what :func:`write_file` has saved. Nothing in the file is ever run as code.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is damaged, or holds something else.
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


def load_weights(model, content, name):
    """Put saved weights into a model, all of them or none.

    Parameters
    ----------
    model : Module
        Must have the layers that were saved.
    content : dict
        What :func:`read_file` gives; the weights are under ``'model'``.
    name : str
        What the error message calls the file.

    Raises
    ------
    ValueError
        The weights are of another model; the message names the first that does not fit.
    """
    saved, own = content["model"], model.state_dict()
    shapes = [{key: tuple(value.shape) for key, value in one.items()} for one in (saved, own)]
    for key in [*own, *saved]:
        there, here = (shape.get(key, "nothing") for shape in shapes)
        if there != here:
            raise ValueError(f"{name} is of another model: {key} is {there} there and {here} here")
    model.load_state_dict(saved)


class Run:
    """A training whose state is kept in a file after each epoch, so that it can go on.

    The file holds weights, optimizer, schedule, random numbers and the record. A training that was
    killed and begins again with the same file goes on behind its last whole epoch, and on a CPU it
    ends with the same numbers as if nothing had happened. A finished one is not trained again:
    its result is loaded. Delete the file to train anew.

    Parameters
    ----------
    learn : Learner
        What is trained.
    parts : tuple
        Its optimizer, schedule and gradient scaler: things with a ``state_dict``.
    epochs : int
        How many there will be.
    file : Path or None
        Where the state is kept; None keeps nothing.

    Attributes
    ----------
    done
        How many epochs are done.

    Raises
    ------
    ValueError
        The file is damaged, or of another training.
    """

    def __init__(self, learn, parts, epochs, file):
        self.learn, self.parts, self.epochs, self.done = learn, parts, epochs, 0
        self.file = None if file is None else Path(file)
        rates = [group["initial_lr"] for group in parts[0].param_groups]
        first, longer = (getattr(parts[1], name, None) for name in ("T_0", "T_mult"))
        cycles = f" ({first} batches, x{longer})" if first else ""
        self.settings = f"{epochs} epochs of {len(learn.data.trn_dl)} batches, rates {rates}, "
        self.settings += f"{type(parts[1]).__name__}{cycles}, after {len(learn.history)} epochs"
        if self.file and self.file.exists():
            self._go_on(read_file(self.file))

    def keep(self, done):
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

    def _go_on(self, state):
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
