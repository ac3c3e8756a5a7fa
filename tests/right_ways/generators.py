"""Other right answers to the exercises of chapter 02, and mutants that are right as well."""

import itertools
import os
from pathlib import Path

from minilib.paths import is_image


def image_files_expression(folder):
    return (entry for entry in folder.iterdir() if is_image(entry) and entry.is_file())


def image_files_filter(folder):
    return filter(lambda entry: entry.is_file() and is_image(entry), folder.iterdir())


def image_files_glob(folder):
    for entry in folder.glob("*"):
        if entry.is_dir():
            continue
        if entry.suffix.lower() in (".jpg", ".jpeg", ".png"):
            yield entry


def image_files_nested(folder):
    for entry in folder.iterdir():
        if is_image(entry):
            if entry.is_file():
                yield folder / entry.name


def image_files_continue(folder):
    for entry in folder.iterdir():
        if not entry.is_file():
            continue
        if not is_image(entry):
            continue
        yield entry


def image_files_chain(folder):
    entries = (entry for entry in folder.iterdir() if not entry.is_dir())
    yield from filter(is_image, entries)


def image_files_scandir(folder):
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file() and is_image(Path(entry.name)):
                yield folder / entry.name


def take_islice(iterable, n):
    return itertools.islice(iterable, n)


def take_zip(iterable, n):
    for _, item in zip(range(n), iterable, strict=False):
        yield item


def take_try(iterable, n):
    iterator = iter(iterable)
    for _ in range(n):
        try:
            yield next(iterator)
        except StopIteration:
            return


def take_counting_down(iterable, n):
    if n > 0:
        for item in iterable:
            yield item
            n -= 1
            if not n:
                break


def take_while(iterable, n):
    iterator = iter(iterable)
    given = 0
    while given < n:
        for item in iterator:
            yield item
            given += 1
            break
        else:
            return


def take_down(iterable, n):
    if not n:
        return
    for item in iterable:
        n = n - 1
        yield item
        if n == 0:
            break


def batches_islice(iterable, size):
    iterator = iter(iterable)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def batches_try(iterable, size):
    iterator = iter(iterable)
    while True:
        batch = []
        try:
            while len(batch) < size:
                batch.append(next(iterator))
        except StopIteration:
            if batch:
                yield batch
            return
        yield batch


def batches_copy(iterable, size):
    batch = []
    for item in iterable:
        batch = [*batch, item]
        if len(batch) >= size:
            yield batch
            batch = []
    if len(batch) > 0:
        yield batch


def batches_late(iterable, size):
    batch = []
    for item in iterable:
        if len(batch) == size:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def batches_sentinel(iterable, size):
    iterator = iter(iterable)
    return iter(lambda: list(itertools.islice(iterator, size)), [])


def batches_counted(iterable, size):
    batch = []
    for number, item in enumerate(iterable, 1):
        batch = batch + [item]  # noqa: RUF005
        if number % size == 0:
            yield batch[:]
            batch = []
    if len(batch) != 0:
        yield batch


def unbatch_loops(groups):
    for group in groups:
        for item in group:
            yield item


def unbatch_chain(groups):
    return itertools.chain.from_iterable(groups)


def unbatch_expression(groups):
    return (item for group in groups for item in group)


def unbatch_iterators(groups):
    for group in map(iter, groups):
        while True:
            try:
                yield next(group)
            except StopIteration:
                break


def unbatch_copied(groups):
    for group in groups:
        for item in list(group):
            yield item


def unbatch_nested(groups):
    def opened(group):
        yield from group

    for group in groups:
        yield from opened(group)


RIGHT_WAYS = {
    "image_files": [
        image_files_expression,
        image_files_filter,
        image_files_glob,
        image_files_nested,
        image_files_continue,
        image_files_chain,
        image_files_scandir,
    ],
    "take": [
        take_islice,
        take_zip,
        take_try,
        take_counting_down,
        take_while,
        take_down,
    ],
    "batches": [
        batches_islice,
        batches_try,
        batches_copy,
        batches_late,
        batches_sentinel,
        batches_counted,
    ],
    "unbatch": [
        unbatch_loops,
        unbatch_chain,
        unbatch_expression,
        unbatch_iterators,
        unbatch_copied,
        unbatch_nested,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
