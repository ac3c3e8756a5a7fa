"""Draw the sample data set: small, offline, and laid out like Pascal VOC 2007."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from minilib.workbook.datasets.files import take_name, temporary_beside
from minilib.workbook.datasets.layout import (
    JPEGS,
    TRAIN,
    annotation_content,
    annotation_entry,
    image_entry,
)
from minilib.workbook.datasets.scenes import Scene, draw_scene
from minilib.workbook.errors import WorkbookError

_QUALITY = 90


def draw_sample(
    folder: Path, *, seed: int = 2007, scenes: int = 480, progress: bool = False
) -> None:
    """Draw a data set into ``folder``: all of it or nothing.

    It is drawn into a temporary folder beside it, which then takes its name. So a reader never
    meets half a data set, and what an interrupted run has left is cleared away by the next.

    Parameters
    ----------
    folder
        Will hold ``pascal_train2007.json`` and ``VOCdevkit/VOC2007/JPEGImages/*.jpg``.
    seed
        The same seed gives the same annotations and the same pixels.
    scenes
        How many images.
    progress
        Show a bar while drawing.

    Raises
    ------
    WorkbookError
        The disk is full or the folder can't be written to.
    """
    folder = Path(folder)
    try:
        with temporary_beside(folder) as temporary:
            _draw_into(temporary, seed, scenes, progress)
            _take_name(temporary, folder)
    except OSError as error:
        full = " (it needs about 30 MB)" if error.errno == errno.ENOSPC else ""
        raise WorkbookError(
            f"the sample can't be drawn into {folder.name}/: {error.strerror or error}{full}; "
            "make room, or set WORKBOOK_HOME to another folder"
        ) from error


def _draw_into(folder: Path, seed: int, scenes: int, progress: bool) -> None:
    pictures = folder / JPEGS
    pictures.mkdir(parents=True)
    images, annotations = [], []
    bar = tqdm(range(scenes), desc="Drawing the sample", disable=not progress, unit="scene")
    for number, name in zip(bar, image_ids(seed, scenes), strict=True):
        scene = draw_scene(np.random.default_rng([seed, number]))
        file_name = f"{name:06d}.jpg"
        (pictures / file_name).write_bytes(_jpeg(scene.image))
        height, width = scene.image.shape[:2]
        images.append(image_entry(name, file_name, height, width))
        annotations += _annotations(scene, name, first=len(annotations) + 1)
    content = annotation_content(images, annotations)
    (folder / TRAIN).write_text(json.dumps(content), encoding="utf-8")


def image_ids(seed: int, scenes: int) -> list[int]:
    """Numbers of images, rising and with gaps, as VOC's are (its train set is part of a whole)."""
    rng = np.random.default_rng([seed, scenes, 12])
    return (11 + np.cumsum(rng.integers(1, 8, scenes))).tolist()


def _annotations(scene: Scene, image: int, first: int) -> list[dict]:
    return [
        annotation_entry(number, image, placed.name, placed.box, ignore=placed.ignore)
        for number, placed in enumerate(scene.objects, first)
    ]


def _jpeg(image: np.ndarray) -> bytes:
    # OpenCV's own imwrite can't take every path on Windows, and says nothing when it fails.
    quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), quality)
    if not done:
        raise WorkbookError("OpenCV can't write JPEGs here; install opencv-python again")
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
