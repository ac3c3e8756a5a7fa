"""Generators: one thing at a time.

Made from solutions/02_generators.py (chapter 02) by ``workbook build``: change it there.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from minilib.paths import is_image

__all__ = ["batches", "image_files", "take", "unbatch"]


def image_files(folder: Path) -> Iterator[Path]:
    """Yield the image files directly in a folder, in the order in which the system lists them.

    Each is ``folder / name``; :func:`minilib.paths.is_image` decides. Folders are left out.

    Examples
    --------
    >>> first = next(image_files(folder))    # makes no more paths than it needs
    """
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry


def take(iterable: Iterable, n: int) -> Iterator:
    """Yield the first ``n`` items of an iterable, each as soon as it is read, and read no more.

    The iterable may be endless, or have fewer items: then yield those. ``n`` is 0 or more.

    Examples
    --------
    >>> list(take("abcdef", 3))
    ['a', 'b', 'c']
    """
    if n == 0:
        return
    for number, item in enumerate(iterable, 1):
        yield item
        if number == n:
            return


def batches(iterable: Iterable, size: int) -> Iterator[list]:
    """Cut an iterable, which may be endless, into lists of ``size`` items, 1 or more.

    Each is yielded before the next one is begun. The last may be shorter, but is never empty.

    Examples
    --------
    >>> list(batches("abcdefg", 3))
    [['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]
    """
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def unbatch(groups: Iterable[Iterable]) -> Iterator:
    """Yield the items of many lists, one by one: the way back from :func:`batches`.

    There may be endlessly many groups, and a group may be empty.

    Examples
    --------
    >>> list(unbatch([["a", "b"], ["c"]]))
    ['a', 'b', 'c']
    """
    for group in groups:
        yield from group
