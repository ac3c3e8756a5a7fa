"""Exercises of chapter 02: generators."""

from __future__ import annotations

import itertools

from minilib import generators
from minilib.workbook.exercises import Exercise, Made, call, folder, stream
from minilib.workbook.exercises.slips import drop, put
from minilib.workbook.exercises.streams import Counted


class _Once(Counted):
    """A group without a length, which can be gone through once only."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once)

    __hash__ = Counted.__hash__


def _letters(text: str = "abcdefg") -> Made:
    return stream(lambda: text, f"iter({text!r})")


def _numbers() -> Made:
    return stream(itertools.count, "count()")


_FEW = {"a.jpg": "", "b.txt": "", "c.JPG": "", "d.png": "", "e.csv": "", "f.jpeg": "pixels"}
_LATE = {f"{n:03d}.txt": "" for n in range(30)} | {f"1{n:02d}.jpg": "" for n in range(30)}

_ONE = "yield from group"
_ELSE = "        else:\n            batch.append(item)"
_WHOLE_LOOP = "yield item\n        if number == n:\n            return"


EXERCISES = {
    "image_files": Exercise(
        answer=generators.image_files,
        minutes=5,
        difficulty=1,
        lazy=True,
        cases=(
            call(folder(_FEW)),
            call(folder({"a.jpg": "", "old.jpg/": "", "z.jpg": ""})),
            call(folder(_LATE)),
            call(folder({"0/": "", "a.png": "", "b/c.png": "", "d.png": ""})),
            call(folder({"readme": "", "list.csv": ""})),
            call(folder({"more.png/a.jpg": "", "x.png": ""}, "photos/more.png/..")),
            call(folder({"a.jpg": "", "b.txt": "", ".c.png": ""}, relative=True)),
            call(folder({})),
        ),
        hints=(
            "only_even in step 3 has the same form: a loop, a condition, a yield.",
            "Go through folder.iterdir(). An entry must pass two questions: is_image and is_file.",
            "for entry in folder.iterdir():, below it if ... and ...:, and below that yield entry",
        ),
        slips={
            put("folder.iterdir()", "folder.glob('*.jpg')"): "Only names that end in .jpg, in "
            "lower case, come out. is_image knows all kinds.",
            drop(" and entry.is_file()"): "A folder named like an image, such as old.jpg, comes "
            "out too. Leave it out.",
            put("yield entry", "return entry"): "return hands over one path and ends the "
            "function. yield hands over one and goes on when the next is asked for.",
        },
        why="It takes one entry, decides, and passes it on: the first image comes before any "
        "later entry has been looked at.",
    ),
    "take": Exercise(
        answer=generators.take,
        minutes=8,
        difficulty=3,
        lazy=True,
        cases=(
            *(call(_letters(), n) for n in (3, 0, 1, 7, 10)),
            call(_numbers(), 5),
            call([10, 20, 30], 2),
            call([[1, 2], [3], [1, 2], [4]], 3),
            call([0, None, "", 5, 5, 6], 5),
            call([], 2),
        ),
        hints=(
            "Right after yielding an item, how do you know that it was the last one wanted?",
            "enumerate(iterable, 1) counts for you. Ask after the yield, not before it. And think "
            "of n = 0 before the loop.",
            "if n == 0: return; then for number, item in enumerate(iterable, 1): with a yield and "
            "below it if ...: return",
        ),
        slips={
            put("yield item", "yield (number, item)"): "Yield the item without its number.",
            lambda iterable, n: (next(it) for it in [iter(iterable)] for _ in range(n)): (
                "Where there are fewer than n items, next() raises StopIteration. Catch it, and "
                "return; or use a for loop, which ends by itself."
            ),
            lambda iterable, n: (x for _ in range(n) for x in itertools.islice(iterable, 1)): (
                "With a list, each pass starts again at the first item. Make one iterator before "
                "the loop, iter(iterable), and use that."
            ),
            put("enumerate(iterable, 1)", "enumerate(iterable)"): "One item too many comes out. "
            "Is the count 1 or 0 when the first one is yielded?",
            lambda iterable, n: itertools.islice(iterable, n + 1): "One item too many comes out, "
            "with n = 0 as well. Do you count from 0, or ask <= where < is right?",
            lambda iterable, n: iter([*itertools.islice(iterable, n)]): (
                "All are read before the first comes out. Yield each as soon as it is read."
            ),
            lambda iterable, n: itertools.islice(iterable, max(n, 1)): (
                "With n = 0 one item still comes out: the question is asked only after the first "
                "yield."
            ),
            put(_WHOLE_LOOP, "if number == n:\n            return\n        yield item"): (
                "The n-th item is read but never yielded. Yield first, then ask."
            ),
            put("yield item", "if item is None:\n            return\n        yield item"): (
                "None may be an item, too: it can't be the sign that there are no more."
            ),
            lambda iterable, n: (yield from iterable[:n]): "A stream can't be sliced or indexed; "
            "only sequences such as lists can. A loop goes through anything.",
        },
        why="It asks 'enough?' right after the n-th item. So nothing is read that is not yielded, "
        "and another reader can go on with the same stream.",
    ),
    "batches": Exercise(
        answer=generators.batches,
        minutes=10,
        difficulty=3,
        lazy=True,
        cases=(
            call(_letters(), 3),
            call(_letters("abcdef"), 3),
            call(_numbers(), 4),
            call(_letters(), 1),
            call(_letters(), 100),
            call([10, 20, 30], 2),
            call([[1, 2], [3], [], [4, 5], [1, 2]], 2),
            call([0, None, "", "ab", 0], 2),
            call([], 2),
        ),
        hints=(
            "Work through it on paper with 'abcdefg' and 3. When is a list handed out, and what "
            "happens next?",
            "Append each item, then ask whether the list is full. Begin a new list after handing "
            "one out. And what is left after the loop?",
            "batch = []; a for loop with append, and if len(batch) == size: yield batch, "
            "batch = []; after the loop if batch: yield batch",
        ),
        slips={
            lambda iterable, size: iter(lambda: list(itertools.islice(iterable, size)), []): (
                "Each pass starts again at the first item, so the same batch comes forever. Make "
                "one iterator before the loop, iter(iterable), and take from that."
            ),
            put("batch.append", "if item is None:\n            break\n        batch.append"): (
                "None may be an item, too: it can't be the sign that there are no more."
            ),
            (drop("batch.append(item)"), put("= []", f"= []\n{_ELSE}", nth=2)): (
                "The item that finds the list full gets lost: it belongs in the new list."
            ),
            drop("if batch"): "What is left at the end gets lost: seven items in threes leave one "
            "over.",
            put("if batch:\n        yield batch", "yield batch"): "When nothing is left over, an "
            "empty list follows at the end.",
            put("batch = []", "batch.clear()", nth=2): "The list that you have handed out is "
            "emptied afterwards, and anyone who kept it finds nothing in it. Begin a new list "
            "instead.",
            drop("batch = []", nth=2): "The list only grows. After one is handed out, a new one "
            "has to begin.",
            put("yield batch\n            batch = []", "batch = []\n            yield batch"): (
                "The full list is replaced by a new one before it is handed out. Yield it first."
            ),
            put("if batch:\n        yield batch", "while True:\n        yield batch; batch = []"): (
                "After the last item, empty lists come out forever: nothing ends your loop."
            ),
        },
        why="It never holds more than one batch, and each batch is a list of its own: it stays as "
        "it is while the next one fills.",
    ),
    "unbatch": Exercise(
        answer=generators.unbatch,
        minutes=4,
        difficulty=2,
        lazy=True,
        cases=(
            call(stream(lambda: [["a", "b"], ["c"]], "iter([['a', 'b'], ['c']])")),
            call([[1, 2, 3], [], [4]]),
            call(stream(lambda: ([n, -n] for n in itertools.count()), "[[0, 0], [1, -1], ...]")),
            call(Made(lambda _: [[1, 2]] * 2, ""), text="pair = [1, 2]; unbatch([pair, pair])"),
            call([["ab", "cde"], ["f"], [None, 0, ""]]),
            call([[[1, 2], [3]], [[4]]]),
            call(stream(lambda: [[1], (2, 3), {4}, _Once("xy")], "[[1], (2, 3), {4}, iter('xy')]")),
            call([]),
        ),
        hints=(
            "The loop in a loop just above prints each item. What do you want instead of printing?",
            "The outer loop goes through the groups, the inner one through the items of one group.",
            "for group in groups:, below it for item in group:, and below that yield item",
        ),
        slips={
            put(_ONE, "yield group"): "The groups come out whole; an inner loop opens them.",
            lambda groups: itertools.chain(*groups): "All groups, of which there may be endlessly "
            "many, are read before the first item.",
            put(_ONE, f"if not group:\n            return\n        {_ONE}"): (
                "An empty group counts as false, but it need not be the last one."
            ),
            put(_ONE, "yield from groups"): "Your inner loop goes through all the groups.",
            put(_ONE, "for item in group:\n            yield from item"): (
                "The items are taken apart too. They should come out as they are."
            ),
            put(_ONE, "for n in group:\n            yield from n if type(n) is list else [n]"): (
                "Items that are lists are opened, too. Open the groups only, one level."
            ),
            put(_ONE, "for n in range(len(group)):\n            yield group[n]"): (
                "A set has no indices, and a generator has no length either. A for loop goes "
                "through any of them."
            ),
        },
        why="One loop for the groups, one for their items; only one group is open at a time.",
    ),
}
