"""Draw the sample data set: small, offline, and laid out like Pascal VOC 2007."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from tqdm import tqdm

from minilib.workbook.datasets.files import TOP, take_name, temporary_beside
from minilib.workbook.datasets.layout import (
    JPEGS,
    TRAIN,
    annotation_content,
    annotation_entry,
    annotation_file,
    image_entry,
)
from minilib.workbook.datasets.scenes import draw_scene
from minilib.workbook.errors import WorkbookError

_QUALITY = 90
#: The examination's scenes are of a seed of their own: no choice was ever made by them.
EXAMINATION_SEED = 2009
#: With fewer scenes than this, starting processes would take longer than drawing.
_FEW = 100


class Drawn(NamedTuple):
    """A scene on its way to the disk: a JPEG, its sides, (class, box, ignore) of each object."""

    jpeg: bytes
    height: int
    width: int
    objects: list[tuple[str, list[int], bool]]


def draw_sample(
    folder: Path, *, seed: int = 2007, scenes: int = 1600, examination: int | None = None,
    progress: bool = False,
) -> None:  # fmt: skip
    """Draw a data set into ``folder``: all of it or nothing.

    It is drawn into a temporary folder beside it, which then takes its name. So a reader never
    meets half a data set, and what an interrupted run has left is cleared away by the next.

    Parameters
    ----------
    folder
        Will hold ``pascal_train2007.json``, ``pascal_val2007.json`` (the examination) and
        ``VOCdevkit/VOC2007/JPEGImages/*.jpg``.
    seed
        The same seed gives the same annotations and the same pixels.
    scenes
        How many images to train and to validate on.
    examination
        How many images, of another seed, to examine a finished network on; by default a quarter
        of the others.
    progress
        Show a bar while drawing.

    Raises
    ------
    WorkbookError
        The disk is full or the folder can't be written to.
    """
    folder = Path(folder)
    examined = scenes // 4 if examination is None else examination
    bar = tqdm(
        desc="Drawing the sample", total=scenes + examined, disable=not progress, unit="scene"
    )
    names = iter(image_ids(seed, scenes + examined))
    try:
        with bar, temporary_beside(folder) as temporary:
            (temporary / JPEGS).mkdir(parents=True)
            for split, own, count in (("train", seed, scenes), ("val", EXAMINATION_SEED, examined)):
                file = temporary / annotation_file(split)
                _write_split(file, zip(islice(names, count), _draw(own, count), strict=True), bar)
            _take_name(temporary, folder)
    except OSError as error:
        full = " (it needs about 80 MB)" if error.errno == errno.ENOSPC else ""
        raise WorkbookError(
            f"the sample can't be drawn into {folder.name}/: {error.strerror or error}{full}; "
            "make room, or set WORKBOOK_HOME to another folder"
        ) from error


def _write_split(file: Path, scenes: Iterator[tuple[int, Drawn]], bar: tqdm) -> None:
    """Write the images beside an annotation file, and then the file."""
    images, annotations = [], []
    for name, scene in scenes:
        file_name = f"{name:06d}.jpg"
        (file.parent / JPEGS / file_name).write_bytes(scene.jpeg)
        images.append(image_entry(name, file_name, scene.height, scene.width))
        for number, (kind, box, ignore) in enumerate(scene.objects, len(annotations) + 1):
            annotations.append(annotation_entry(number, name, kind, box, ignore=ignore))
        bar.update()
    content = annotation_content(images, annotations)
    file.write_text(json.dumps(content), encoding="utf-8")


def image_ids(seed: int, scenes: int) -> list[int]:
    """Numbers of images, rising and with gaps, as VOC's are (its train set is part of a whole).

    The first of many are those of few.
    """
    return (11 + np.cumsum(np.random.default_rng([seed, 480, 12]).integers(1, 8, scenes))).tolist()


# -- drawing, in several processes -----------------------------------------------------------------


def _draw(seed: int, count: int) -> Iterator[Drawn]:
    """Scenes 0, 1, ... of a seed, in their order."""
    processes = os.cpu_count() or 1
    if count < _FEW or processes == 1:
        yield from _every(seed, 0, count, 1)
        return
    # Not multiprocessing: it would run the program that asks for the data once more in each.
    code = "from minilib.workbook.datasets.sample import _send; _send(*{})"
    asked = [(seed, first, count, processes) for first in range(processes)]
    environment = os.environ | {"PYTHONPATH": str(TOP)}
    with contextlib.ExitStack() as stack:
        children = []
        for one in asked:
            command = [sys.executable, "-P", "-c", code.format(one)]  # -P: no random.py lying here
            child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
            stack.callback(_end, child)
            children.append(child)
        for number in range(count):
            try:
                yield pickle.load(children[number % processes].stdout)
            except (EOFError, pickle.UnpicklingError) as error:
                raise WorkbookError("a process that draws scenes has ended; start again") from error


def _end(child: subprocess.Popen) -> None:
    child.kill()
    child.wait()
    child.stdout.close()


def _send(seed: int, first: int, count: int, step: int) -> None:
    """Send every ``step``-th scene to the process that has started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends this one
    cv2.setNumThreads(1)
    for scene in _every(seed, first, count, step):
        pickle.dump(scene, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _every(seed: int, first: int, count: int, step: int) -> Iterator[Drawn]:
    for number in range(first, count, step):
        scene = draw_scene(np.random.default_rng([seed, number]))
        objects = [(placed.name, placed.box, placed.ignore) for placed in scene.objects]
        yield Drawn(_jpeg(scene.image), *scene.image.shape[:2], objects)


def _jpeg(image: np.ndarray) -> bytes:
    # OpenCV's own imwrite can't take every path on Windows, and says nothing when it fails.
    quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), quality)
    if not done:
        raise WorkbookError("OpenCV can't write JPEGs here; install opencv-python-headless again")
    return data.tobytes()


def _take_name(temporary: Path, folder: Path) -> None:
    """Give the finished folder its name, unless another process was faster: theirs is the same."""
    if (folder / TRAIN).is_file():
        return
    try:
        take_name(temporary, folder)
    except OSError:
        if not (folder / TRAIN).is_file():
            raise
