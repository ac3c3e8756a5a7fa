# ruff: noqa
"""Answers for chapter 02: image_files, take, batches, unbatch."""

import itertools
import os
from itertools import chain, islice
from pathlib import Path

from minilib.paths import IMAGE_SUFFIXES, is_image

# --- image_files ----------------------------------------------------------------------------


def image_files__wrong__sorted(folder):
    """sorted reads the whole folder first and changes the order"""
    for f in sorted(folder.iterdir()):
        if is_image(f) and f.is_file():
            yield f


def image_files__wrong__no_is_image(folder):
    """gives all files, is_image is forgotten"""
    for f in folder.iterdir():
        if f.is_file():
            yield f


def image_files__wrong__or(folder):
    """or where and is needed"""
    for f in folder.iterdir():
        if is_image(f) or f.is_file():
            yield f


def image_files__wrong__yield_is_image(folder):
    """yields True/False instead of the file"""
    for f in folder.iterdir():
        yield is_image(f) and f.is_file()


def image_files__wrong__collect_then_yield(folder):
    """collects all in a list first, then yields them"""
    found = []
    for f in folder.iterdir():
        if is_image(f) and f.is_file():
            found.append(f)
    yield from found


def image_files__right__filter(folder):
    return filter(lambda f: not f.is_dir() and is_image(f), folder.iterdir())


# --- take -----------------------------------------------------------------------------------


def take__wrong__ask_before(iterable, n):
    """asks before the next item: reads one too many"""
    for i, item in enumerate(iterable):
        if i >= n:
            return
        yield item


def take__wrong__no_zero(iterable, n):
    """n = 0 is forgotten: gives everything / one item"""
    for i, item in enumerate(iterable, 1):
        yield item
        if i == n:
            return


def take__wrong__zero_gives_one(iterable, n):
    """n = 0 gives one item, as the question is asked only after the first"""
    for i, item in enumerate(iterable, 1):
        yield item
        if i >= n:
            return


def take__wrong__yields_pairs(iterable, n):
    """yields the pairs of enumerate"""
    if n == 0:
        return
    for pair in enumerate(iterable, 1):
        yield pair
        if pair[0] == n:
            return


def take__wrong__pads_none(iterable, n):
    """fills up with None when there are fewer"""
    it = iter(iterable)
    for _ in range(n):
        yield next(it, None)


# --- batches --------------------------------------------------------------------------------


def batches__right__asks_before(iterable, size):
    # reads one item ahead; the docstring does not forbid that
    batch = []
    for item in iterable:
        if len(batch) == size:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def batches__wrong__return_in_loop(iterable, size):
    """return after the first batch"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            return
    if batch:
        yield batch


def batches__right__iter_sentinel(iterable, size):
    it = iter(iterable)
    return iter(lambda: list(islice(it, size)), [])


# --- unbatch --------------------------------------------------------------------------------


def unbatch__wrong__return_item(groups):
    """return item in place of yield"""
    for group in groups:
        for item in group:
            return item


def unbatch__wrong__indexes(groups):
    """yields the position and not the item"""
    for group in groups:
        for i in range(len(group)):
            yield i


def unbatch__wrong__loop_wrong_variable(groups):
    """inner loop goes through groups again"""
    for group in groups:
        for item in groups:
            yield item


def unbatch__wrong__too_deep(groups):
    """three loops: cuts strings into letters, fails on numbers"""
    for group in groups:
        for item in group:
            for part in item:
                yield part


def unbatch__wrong__pop(groups):
    """pop(0) empties the groups that were given (mutation)"""
    for group in groups:
        while len(group) > 0:
            yield group.pop(0)
