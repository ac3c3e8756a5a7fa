"""VOC 2007 and 2012 together, and training on val as well; no held-back picture is trained on.

The same photograph may be in two sets under two names. So pictures are compared by what they show:
by a perceptual hash, which stays nearly the same when a picture is saved again, scaled or
brightened. A picture to train on that is also in val or in test is left out.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from minilib.workbook.datasets.layout import JPEGS, annotation_content, annotation_file
from minilib.workbook.datasets.records import SPLITS, write_content
from minilib.workbook.errors import WorkbookError

#: The hash has 16 x 16 bits. Of two photographs at least 72 differ (2500 of VOC 2007's train with
#: 1000 of its val), of one that was saved again, halved or brightened by a quarter at most 22.
_SIDE, _SAME = 16, 40
#: Below this difference of its darkest and brightest pixel a picture shows nothing to compare.
_FLAT = 16


def link(file: Path, target: Path) -> None:
    """Make ``target`` the same file, unless there is one: a hard link, or a copy without those."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)
    except OSError:  # a disk without hard links
        shutil.copyfile(file, target)


def copies(train: Sequence[Path], held_back: Sequence[Path], *, progress: bool) -> dict[int, int]:
    """Which pictures of the first list are in the second, too: position -> position.

    Parameters
    ----------
    train, held_back
        Files of pictures.
    progress
        Show a bar.
    """
    files = [*train, *held_back]
    bar = tqdm(files, desc="Looking for copies", unit="image", disable=not progress)
    hashes = [_hash(file) for file in bar]
    there = [number for number in range(len(train), len(files)) if hashes[number] is not None]
    others = np.array([hashes[number] for number in there], dtype=np.uint64).reshape(-1, 4)
    found = {}
    for position in range(len(train)):
        if there and hashes[position] is not None:
            bits = np.bitwise_count(others ^ hashes[position]).sum(axis=1)
            if bits.min() <= _SAME:
                found[position] = there[int(bits.argmin())] - len(train)
    return found


def _hash(file: Path) -> np.ndarray | None:
    """Its 256 bits as four numbers; None for a picture that shows nothing, or is damaged."""
    import imagehash

    try:
        with Image.open(file) as picture:
            picture.draft("L", (16 * _SIDE, 16 * _SIDE))  # a JPEG can be decoded small: far faster
            grey = picture.convert("L")
    except (OSError, SyntaxError):
        return None
    low, high = grey.getextrema()
    if high - low < _FLAT:
        return None
    bits = imagehash.phash(grey, hash_size=_SIDE).hash
    return np.packbits(bits.ravel()).view(np.uint64)


def leave_copies_out(folder: Path, content: dict[str, dict], *, progress: bool = True) -> list[str]:
    """Take those images out of train that are in val or test as well.

    Parameters
    ----------
    folder
        The data set's, with the pictures in it.
    content
        Split -> what its annotation file holds; ``'train'`` is replaced.

    Returns
    -------
    list of str
        A line that says which, if there were any.
    """
    train = content.get("train", {"images": []})
    held_back = [o for split in SPLITS[1:] if split in content for o in content[split]["images"]]
    if not train["images"] or not held_back:
        return []
    files = [
        [folder / JPEGS / o["file_name"] for o in images] for images in (train["images"], held_back)
    ]
    named = {file.name: position for position, file in enumerate(files[1])}
    twice = {n: named[file.name] for n, file in enumerate(files[0]) if file.name in named}
    found = copies(*files, progress=progress) | twice
    if not found:
        return []
    out = {train["images"][position]["id"] for position in found}
    images = [image for image in train["images"] if image["id"] not in out]
    content["train"] = _content(
        images, [o for o in train["annotations"] if o["image_id"] not in out]
    )
    pairs = [f"{files[0][a].name} is {files[1][b].name}" for a, b in list(found.items())[:3]]
    if len(found) > 3:
        pairs.append("...")
    return [f"left out of train: {len(found)} that val or test shows, too ({', '.join(pairs)})"]


def _content(images: list[dict], annotations: list[dict]) -> dict:
    return annotation_content(images, [o | {"id": n} for n, o in enumerate(annotations, 1)])


def parts_of(name: str) -> list[tuple[str, bool]]:
    """``'voc2007+voc2012-trainval'`` -> ``[('voc2007', False), ('voc2012', True)]``."""
    parts = name.split("+")
    return [(part.removesuffix("-trainval"), part.endswith("-trainval")) for part in parts]


def join(home: Path, name: str, *, progress: bool = True) -> list[str]:
    """Make a data set out of others, which must be there; their pictures are not copied.

    Each split is the union of the parts'. A part named ``-trainval`` gives train and val to train
    on. Nothing of ``tmp/`` is lost when it is made again.

    Returns
    -------
    list of str
        What the reader should know about it, one line each.
    """
    folder, together = home / name, {split: [] for split in SPLITS}
    for part, all_of_it in parts_of(name):
        contents = read_splits(home / part)
        for split in ("train", "val") if all_of_it else ("train",):
            if split not in contents:
                raise WorkbookError(
                    f"{name}: {part} has no {split} images here; get an archive that has them with "
                    f"'workbook data {part} --from ARCHIVE'"
                )
        for split, content in contents.items():
            together["train" if all_of_it and split == "val" else split].append(content)
            for image in content["images"]:
                file = Path(JPEGS) / image["file_name"]
                link(home / part / file, folder / file)
    content = {split: _content(*_lists(several)) for split, several in together.items() if several}
    notes = leave_copies_out(folder, content, progress=progress)
    for split in SPLITS:
        (folder / annotation_file(split)).unlink(missing_ok=True)
    for split in reversed(content):  # train last: with it the data set is there
        write_content(folder, split, content[split])
    return notes


def _lists(contents: list[dict]) -> Iterator[list[dict]]:
    for key in ("images", "annotations"):
        yield list(chain.from_iterable(content[key] for content in contents))


def read_splits(folder: Path) -> dict[str, dict]:
    """Split -> what its annotation file holds, for those that are there."""
    files = {split: folder / annotation_file(split) for split in SPLITS}
    try:
        return {
            split: json.loads(file.read_text(encoding="utf-8"))
            for split, file in files.items()
            if file.is_file()
        }
    except ValueError as error:
        raise WorkbookError(f"{folder.name} is damaged ({error}); get it again") from error
