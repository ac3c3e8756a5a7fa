"""Generators: one thing at a time (chapter 02).

Made from solutions/02_generators.py by ``workbook build``: change it there.
"""

from minilib.paths import is_image

__all__ = ["batches", "image_files", "take", "unbatch"]


def image_files(folder):
    """Give the picture files of a folder, one at a time.

    Parameters
    ----------
    folder : Path
        A folder that exists. Folders inside it are not looked into.

    Yields
    ------
    Path
        Each file whose ending is that of a picture (see :func:`minilib.paths.is_image`), in the
        order in which the system lists the folder.

    Examples
    --------
    >>> first = next(image_files(folder))    # reads no more of the folder than it needs
    """
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry


def take(iterable, n):
    """Give the first items of an iterable, and read no more of it.

    Parameters
    ----------
    iterable
        Anything that a ``for`` loop can go through, also without an end.
    n : int
        How many items are wanted, 0 or more.

    Yields
    ------
    object
        The first ``n`` items; all of them when there are fewer.

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


def batches(iterable, size):
    """Cut an iterable into lists of equal length.

    Parameters
    ----------
    iterable
        Anything that a ``for`` loop can go through, also without an end.
    size : int
        How many items a batch has, 1 or more.

    Yields
    ------
    list
        ``size`` items, in the order of the iterable; what is left in the end is a shorter list.

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


def unbatch(groups):
    """Give the items of many lists, one by one: the way back from :func:`batches`.

    Parameters
    ----------
    groups
        An iterable of iterables (lists, tuples, ...); it may have no end, and groups may be empty.

    Yields
    ------
    object
        The items of the first group, then those of the second, and so on.

    Examples
    --------
    >>> list(unbatch([["a", "b"], ["c"]]))
    ['a', 'b', 'c']
    """
    for group in groups:
        yield from group
