"""With which network, and at which size, the chapters train: small on a laptop, real on a GPU.

The chapters' cells are the same for drawn scenes and for photographs. What differs stands here:

====================  ==========================================================================
``WORKBOOK_BODY``     the network: ``mobilenet_v3_small`` (drawn scenes), ``resnet34``
                      (photographs), ``resnet18``
``WORKBOOK_WEIGHTS``  a file of pretrained weights for it, instead of torchvision's download
``WORKBOOK_DEVICE``   ``cpu``, ``cuda``, ``cuda:1``, ``mps``, instead of the best there is
``WORKBOOK_QUICK``    ``1``: on photographs too the small network, a few pictures, a few epochs
====================  ==========================================================================
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from safetensors import SafetensorError, safe_open

from minilib.workbook.datasets.catalog import chosen_name, image_count, is_drawn, working_folder
from minilib.workbook.datasets.layout import annotation_file
from minilib.workbook.errors import WorkbookError
from minilib.workbook.training.cache import FOLDER, Decoded

SMALL = "mobilenet_v3_small"
#: The side of the pictures that it is trained with, in pixels; the lesson's where all are taken.
SMALL_SIDE, FULL_SIDE = 160, 224
#: So many drawn scenes are enough to see how a thing works, and so many photographs to try it.
FEW_SCENES, FEW_PHOTOGRAPHS = 480, 160
#: The small network's weights: trained by pretrain.py on scenes that are in no data set.
SMALL_WEIGHTS = Path(__file__).parent / "weights" / f"{SMALL}.safetensors"


@dataclass(frozen=True)
class Recipe:
    """What a chapter trains with.

    Attributes
    ----------
    name
        The body, one of :data:`minilib.classifier.BODIES`.
    weights
        What :func:`minilib.classifier.body_layers` takes.
    sz, bs, workers, limit
        What :func:`minilib.data.model_data` takes.
    device, mixed
        What :class:`minilib.learner.Learner` takes.
    photographs
        Whether this is the real thing: photographs, and enough epochs for them.
    """

    name: str
    weights: str | Path
    sz: int
    bs: int
    workers: int
    limit: int | None
    device: str
    mixed: bool
    photographs: bool

    def pick(self, drawn: object, photographs: object) -> object:
        """The first on drawn scenes, the second on photographs."""
        return photographs if self.photographs else drawn

    @property
    def data(self) -> dict:
        """Arguments for ``model_data``; photographs are decoded once, and then kept decoded."""
        asked = {"sz": self.sz, "bs": self.bs, "workers": self.workers, "limit": self.limit}
        if self.photographs:
            asked["read"] = Decoded(working_folder(chosen_name()) / FOLDER)
        return asked

    @property
    def learner(self) -> dict:
        """Arguments for ``Learner``."""
        path = working_folder(chosen_name()) / "tmp" / "models"
        bar = self.photographs
        return {"device": self.device, "mixed": self.mixed, "path": path, "progress": bar}

    def body(self, pretrained: bool = True) -> tuple[list, int]:
        """Layers of the body and how many are early ones, see ``body_layers``.

        Raises
        ------
        WorkbookError
            The weights can't be had or do not fit.
        """
        from minilib.classifier import body_layers

        try:
            return body_layers(self.name, self.weights if pretrained else None)
        # What PyTorch raises for a file that is none of its own is of any kind.
        except Exception as error:
            cached = [file for file in cached_weights(self.name) if damaged(file)]
            if self.weights == "DEFAULT" and cached:
                raise WorkbookError(f"weights of {self.name}: {bad_weights(cached[0])}") from error
            fix = "connect once, or name a file in WORKBOOK_WEIGHTS"
            if self.weights != "DEFAULT":
                fix = "WORKBOOK_WEIGHTS names the file, WORKBOOK_BODY the network"
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise WorkbookError(f"weights of {self.name}: {reason}; {fix}") from error

    def resume(self, name: str) -> Path | None:
        """Where a long training keeps its state; None on drawn scenes, where all are short."""
        return self.learner["path"] / f"{name}-{self.name}.state" if self.photographs else None


def cached_weights(name: str) -> list[Path]:
    """ImageNet's weights where PyTorch keeps what it downloads (torch.hub.get_dir)."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    hub = Path(os.environ.get("TORCH_HOME") or Path(cache) / "torch").expanduser() / "hub"
    return sorted((hub / "checkpoints").glob(f"{name}-*.pth"))


def damaged(file: Path) -> bool:
    """Whether a file of weights holds something else, asked of its content without PyTorch."""
    try:
        if file.suffix == ".safetensors":
            with safe_open(file, "numpy"):
                return False
        with file.open("rb") as opened:
            # Torchvision's names hold the beginning of the content's SHA-256.
            if told := re.search(r"-([0-9a-f]{8})\.pth$", file.name):
                return not hashlib.file_digest(opened, "sha256").hexdigest().startswith(told[1])
            old = opened.read(1) == b"\x80"
            return not (old or "data.pkl" in map(os.path.basename, ZipFile(opened).namelist()))
    except (OSError, SafetensorError, BadZipFile):
        return True


def bad_weights(file: Path) -> str:
    """One line about a damaged file in PyTorch's cache."""
    return f"{file} is damaged, or not a file of weights; delete it, and it is downloaded again"


def recipe(*, full: bool = False, size: int | None = None, batch: int | None = None) -> Recipe:
    """What the chapter trains with: by the data set in use and the environment; prints it.

    ``full`` takes all drawn scenes, at the lesson's size; otherwise the first of them have to do.
    ``size`` and ``batch`` take the place of its own ``sz`` and ``bs``.

    Raises
    ------
    WorkbookError
        A network or a device that is not there.
    """
    drawn = is_drawn(chosen_name())
    real = not drawn and os.environ.get("WORKBOOK_QUICK") not in {"1", "true"}
    from minilib.classifier import BODIES

    name = os.environ.get("WORKBOOK_BODY", "").strip() or (_for_photographs() if real else SMALL)
    if name not in BODIES:
        raise WorkbookError(f"WORKBOOK_BODY is '{name}'; it can be {', '.join(BODIES)}")
    weights = os.environ.get("WORKBOOK_WEIGHTS", "").strip()
    device = chosen_device()
    found = Recipe(
        name=name,
        weights=Path(weights).expanduser() if weights else _own_or_imagenet(name),
        sz=size or (FULL_SIDE if real or (drawn and full) else SMALL_SIDE),
        bs=batch or _batch(real, device),
        workers=min(8, os.cpu_count() or 1) if real and device.startswith("cuda") else 0,
        limit=None if real or (drawn and full) else FEW_SCENES if drawn else FEW_PHOTOGRAPHS,
        device=device,
        mixed=real and computes_in_16_bits(device),
        photographs=real,
    )
    print(f"Network: {name}, pictures of {found.sz} x {found.sz}, batches of {found.bs}.")
    return found


def _for_photographs() -> str:
    """The lesson's network; the small one for pictures of your own where no weights can be had."""
    if chosen_name() == "own" and not os.environ.get("WORKBOOK_WEIGHTS", "").strip():
        from minilib.classifier import body_layers

        try:
            body_layers("resnet34", "DEFAULT")
        except OSError:
            print(
                "ImageNet's weights can't be fetched: a network that knows drawn scenes stands in."
            )
            return SMALL
    return "resnet34"


def _own_or_imagenet(name: str) -> str | Path:
    return SMALL_WEIGHTS if name == SMALL else "DEFAULT"


def _batch(real: bool, device: str) -> int:
    most = 64 if real and device.startswith("cuda") else 32
    if chosen_name() != "own":
        return most
    return max(2, min(most, image_count("own") // 5))  # a few batches of few pictures


def chosen_device() -> str:
    """``$WORKBOOK_DEVICE`` if it is there, else the best there is.

    Raises
    ------
    WorkbookError
        There is no such device.
    """
    import torch

    from minilib.training import best_device

    best, wanted = best_device(), os.environ.get("WORKBOOK_DEVICE", "").strip()
    if not wanted:
        return best
    try:
        torch.zeros(1, device=wanted)
    except (RuntimeError, AssertionError) as error:
        there = "only cpu" if best == "cpu" else f"cpu and {best}"
        raise WorkbookError(f"WORKBOOK_DEVICE is '{wanted}'; here there is {there}") from error
    return wanted


def computes_in_16_bits(device: str) -> bool:
    """Whether mixed precision makes this device faster."""
    import torch

    if device != "cpu":
        return device.startswith("cuda")
    can = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(can.get("avx512_bf16") or can.get("amx_bf16"))


def examination_split(folder: Path) -> str | None:
    """The pictures that no choice was made by: ``'test'`` where they are, else ``'val'``."""
    there = (split for split in ("test", "val") if (folder / annotation_file(split)).is_file())
    return next(there, None)
