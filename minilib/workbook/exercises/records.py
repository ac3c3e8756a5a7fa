"""What the programs of chapter 08 read: 300 records, one at a time, so that no frame has them all.

One record is the cause of what goes wrong; which one depends on the series. The generators stand in
a module of their own: a session stops in the programs, not in here.
"""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Callable, Iterator
from functools import cache, wraps
from types import CodeType, MappingProxyType

#: A session may change what its program has; not this, which all later sessions need.
CLASSES = MappingProxyType({6: "bus", 7: "car", 8: "cat", 12: "dog", 15: "person"})
#: The code that has asked for records: a function's, or that of a command in a session.
READERS: set[CodeType] = set()
_MANY = 300


def _note_reader() -> None:
    """Note the code that asks, the first outside of this module."""
    reader = sys._getframe(1)
    while reader.f_globals is globals():
        reader = reader.f_back
    READERS.add(reader.f_code)


def _kept(draw: Callable[[int], Iterator]) -> Callable[[int], Iterator]:
    """Draw a series once (in a debugger that takes long), and give copies of its records."""
    kept = cache(lambda series: [pickle.dumps(record) for record in draw(series)])
    return wraps(draw)(lambda series: _note_reader() or map(pickle.loads, kept(series)))


def _names(kind: str, series: int) -> tuple[random.Random, list[str], int]:
    """A source of random numbers, 300 file names, and the place of the one that is the cause."""
    _note_reader()
    rng = random.Random(f"{kind} {series}")
    names = [f"{number:06}.jpg" for number in sorted(rng.sample(range(12, 9963), _MANY))]
    place = rng.randrange(100, 190)
    return rng, names, place + (place % 3 == 0)  # not the first of three: see album


def cause(kind: str, series: int) -> str:
    """The file name of the record that is the cause in a series."""
    _, names, place = _names(kind, series)
    return names[place]


@_kept
def crowd(series: int) -> Iterator[tuple[str, list[int]]]:
    """A file name and the classes of its objects; one image has far too many."""
    rng, names, place = _names("crowd", series)
    for number, name in enumerate(names):
        many = rng.randint(300, 400) if number == place else rng.randint(1, 9)
        yield name, rng.choices([*CLASSES, 0], k=many)


@_kept
def boxes(series: int) -> Iterator[tuple[str, int, list[list[int]]]]:
    """A file name, pixels, and boxes; one box has a negative width or height."""
    rng, names, place = _names("boxes", series)
    for number, name in enumerate(names):
        found = [
            [rng.randint(0, 90), rng.randint(0, 90), rng.randint(20, 200), rng.randint(20, 200)]
            for _ in range(rng.randint(1, 3))
        ]
        if number == place:
            found = [[310, 250, -150, 120] if series % 2 else [200, 300, 170, -190]]
        yield name, 500 * 375, found


@_kept
def sizes(series: int) -> Iterator[tuple[str, int, int, bool]]:
    """A file name, width, height, and whether it lies on its side.

    How wide an image may be is different in each series; so no fixed number tells the widest.
    """
    rng, names, place = _names("sizes", series)
    most = 400 * (1 + series)
    for number, name in enumerate(names):
        width, height = rng.randint(300, most), rng.randint(300, most)
        turned = number > 0 and rng.random() < 0.2
        if number == place:
            width = most + 40
            width, height = (height, width) if turned else (width, height)
        yield name, width, height, turned


@_kept
def album(series: int) -> Iterator[tuple[str, list[tuple[str, list[tuple]]]]]:
    """Bursts of three images: the name of the first, and all of them with their objects.

    An object is a class number and a box; one class number does not exist.
    """
    rng, names, place = _names("album", series)
    images = []
    for number, name in enumerate(names):
        things = [
            (rng.choice(list(CLASSES)), [rng.randint(0, 200) for _ in range(4)])
            for _ in range(rng.randint(1, 4))
        ]
        if number == place:
            things.append((rng.choice((0, 21, 99)), [rng.randint(0, 200) for _ in range(4)]))
        images.append((name, things))
        if len(images) == 3:
            yield images[0][0], images
            images = []


def _cameras(series: int) -> list[str]:
    """Seven cameras; the last is the one with a tiny image, another one in each series."""
    return [f"camera {(number - series) % 7 + 1}" for number in range(7)]


@_kept
def trials(series: int) -> Iterator[tuple[str, str, int, int]]:
    """A file name, camera, width and height; the bad camera's first is tiny, like some others."""
    rng, names, place = _names("trials", series)
    *others, bad = _cameras(series)
    for number, name in enumerate(names):
        camera = rng.choice(others)
        width, height = rng.randint(16, 40) * 100, rng.randint(12, 30) * 100
        if number in (place - 40, place - 3, place):
            width, height = rng.randint(4, 6) * 100, rng.randint(4, 6) * 100
        if number == place or (number > place and number % 10 == 0):
            camera = bad
        yield name, camera, width, height


@_kept
def photographs(series: int) -> Iterator[tuple[str, str, int]]:
    """A file name, the camera and the width of what is to be made smaller."""
    rng, names, place = _names("photographs", series)
    *others, bad = _cameras(series)
    for number, name in enumerate(names):
        camera = bad if number == place else rng.choice(others)
        yield name, camera, rng.randint(16, 40) * 100
