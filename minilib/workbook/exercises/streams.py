"""Iterators that count what is read from them: arguments of exercises about laziness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: No lazy answer reads this many items of a stream in an exercise.
TOO_MANY = 20_000


class ReadTooMuch(Exception):
    """A stream was read far beyond what the results needed."""


class Counted(Iterator):
    """An iterator that counts what is read from it."""

    def __init__(self, items: Iterable) -> None:
        self._items = iter(items)
        self.read = 0

    def __next__(self) -> object:
        item = next(self._items)
        self.read += 1
        if self.read > TOO_MANY:
            raise ReadTooMuch
        return item


Counted.__name__ = "generator"  # as an error message calls it, and as a learner knows it
