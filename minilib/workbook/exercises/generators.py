"""Exercises of chapter 02: generators."""

from __future__ import annotations

import itertools

from minilib import generators
from minilib.paths import is_image
from minilib.workbook.exercises import Exercise, Mistake, call, folder, stream

# -- image_files: wrong ways ------------------------------------------------------------------


def files_in_a_list(folder):
    return [entry for entry in folder.iterdir() if is_image(entry) and entry.is_file()]


def files_sorted_first(folder):
    for entry in sorted(folder.iterdir()):
        if is_image(entry) and entry.is_file():
            yield entry


def every_entry(folder):
    yield from folder.iterdir()


def every_file(folder):
    for entry in folder.iterdir():
        if entry.is_file():
            yield entry


def folders_too(folder):
    for entry in folder.iterdir():
        if is_image(entry):
            yield entry


def only_one(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry
            return


def names_only(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry.name


def returned_not_yielded(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            return entry
    return None


def all_pictures_in_one(folder):
    yield [entry for entry in folder.iterdir() if is_image(entry) and entry.is_file()]


# -- take: wrong ways -------------------------------------------------------------------------


def one_read_too_many(iterable, n):
    for number, item in enumerate(iterable):
        if number == n:
            return
        yield item


def one_given_too_many(iterable, n):
    for number, item in enumerate(iterable):
        yield item
        if number == n:
            return


def never_none(iterable, n):
    for number, item in enumerate(iterable, 1):
        yield item
        if number >= n:
            return


def one_too_few(iterable, n):
    if n == 0:
        return
    for number, item in enumerate(iterable, 1):
        if number == n:
            return
        yield item


def list_and_slice(iterable, n):
    yield from list(iterable)[:n]


def sliced(iterable, n):
    yield from iterable[:n]


def indexed(iterable, n):
    for number in range(n):
        yield iterable[number]


def next_without_end(iterable, n):
    iterator = iter(iterable)
    for _ in range(n):
        yield next(iterator)


def taken_into_a_list(iterable, n):
    return list(itertools.islice(iterable, n))


def skips_instead(iterable, n):
    for item in iterable:
        if n > 0:
            n -= 1
            continue
        yield item


# -- batches: wrong ways ----------------------------------------------------------------------


def rest_dropped(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []


def empty_at_the_end(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def emptied_after_use(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch.clear()
    if batch:
        yield batch


def never_begun_anew(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
    if batch:
        yield batch


def one_more_in_each(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) > size:
            yield batch
            batch = []
    if batch:
        yield batch


def item_lost_when_full(iterable, size):
    batch = []
    for item in iterable:
        if len(batch) == size:
            yield batch
            batch = []
        else:
            batch.append(item)
    if batch:
        yield batch


def read_into_a_list(iterable, size):
    items = list(iterable)
    for start in range(0, len(items), size):
        yield items[start : start + size]


def sliced_in_steps(iterable, size):
    for start in range(0, len(iterable), size):
        yield iterable[start : start + size]


def list_of_batches(iterable, size):
    return list(generators.batches(iterable, size))


# -- unbatch: wrong ways ----------------------------------------------------------------------


def the_groups_themselves(groups):
    yield from groups


def looked_up_by_group(groups):
    for group in groups:
        yield from groups[group]


def first_of_each(groups):
    for group in groups:
        for item in group:
            yield item
            break


def only_the_first_group(groups):
    for group in groups:
        yield from group
        return


def one_long_list(groups):
    return [item for group in groups for item in group]


def one_long_list_yielded(groups):
    yield [item for group in groups for item in group]


def groups_read_first(groups):
    for group in list(groups):
        yield from group


def last_of_each(groups):
    for group in groups:
        found = list(group)
        if found:
            yield found[-1]


_FEW = {"a.jpg": "", "b.txt": "", "c.JPG": "", "d.png": "", "e.csv": "", "f.jpeg": ""}
_LATE = {f"{n:03d}.txt": "" for n in range(30)} | {f"1{n:02d}.jpg": "" for n in range(30)}


def _letters():
    return stream(lambda: "abcdefg", "iter('abcdefg')")


def _numbers():
    return stream(itertools.count, "count()")


def _pairs():
    return stream(lambda: ([n, -n] for n in itertools.count()), "[[0, 0], [1, -1], ...]")


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
            call(folder({"readme": "", "list.csv": ""})),
            call(folder({"more.png/a.jpg": "", "x.png": ""})),
            call(folder({})),
        ),
        hints=(
            "only_even of step 3 is built in the same way: a loop, a question, a yield.",
            "Go through folder.iterdir(). Two questions must both be answered with yes: is_image "
            "and is_file.",
            "for entry in folder.iterdir():, below it: if ... and ...:, below that: yield entry",
        ),
        mistakes=(
            Mistake(
                files_in_a_list,
                "Square brackets make a list, and for that the whole folder is read. Use a loop "
                "with yield, or round brackets.",
            ),
            Mistake(
                files_sorted_first,
                "sorted() must read the whole folder before it can say which entry is the first.",
            ),
            Mistake(every_entry, "Everything in the folder comes out. Only pictures are wanted."),
            Mistake(every_file, "All files come out, of whatever kind. Ask is_image as well."),
            Mistake(
                folders_too,
                "A folder with a name like a picture's comes out too. is_file() tells them apart.",
            ),
            Mistake(
                only_one,
                "Only the first picture comes out. return ends a generator for good; yield lets "
                "it go on.",
            ),
            Mistake(
                names_only, "You give names. Give the paths, or nobody knows where the files lie."
            ),
            Mistake(
                returned_not_yielded,
                "With return you give one path and are done. With yield the function goes on.",
            ),
            Mistake(
                all_pictures_in_one,
                "You yield one list that holds all. Yield the files one by one.",
            ),
        ),
        why="It reads one entry, decides, and gives it on: with ten million files the first "
        "picture comes as fast as with ten.",
    ),
    "take": Exercise(
        answer=generators.take,
        minutes=8,
        difficulty=3,
        lazy=True,
        cases=(
            call(_letters(), 3),
            call(_numbers(), 5),
            call(_letters(), 0),
            call(_letters(), 1),
            call(_letters(), 7),
            call(_letters(), 10),
            call([10, 20, 30], 2),
            call([], 2),
        ),
        hints=(
            "How do you know, right after giving an item, that it was the last one wanted?",
            "enumerate(iterable, 1) counts for you. Ask after the yield, not before it. And think "
            "of n = 0 before the loop.",
            "if n == 0: return; then for number, item in enumerate(iterable, 1): with a yield and "
            "an if ...: return in it.",
        ),
        mistakes=(
            Mistake(
                one_read_too_many,
                "The items are right, but one more has been read and is lost for the next reader. "
                "Ask whether it is enough after the yield, not at the next item.",
            ),
            Mistake(
                one_given_too_many,
                "One item too many: enumerate begins to count at 0 unless you tell it otherwise.",
            ),
            Mistake(
                never_none,
                "Almost. With n = 0 one item is given all the same, since you ask only after the "
                "first yield.",
            ),
            Mistake(one_too_few, "One item too few: the n-th is wanted as well."),
            Mistake(
                list_and_slice,
                "list(...) reads everything before the first item is given, and from a stream "
                "without an end it never comes back.",
            ),
            Mistake(
                sliced,
                "Square brackets with a colon work for lists and strings only. A stream can't be "
                "sliced; go through it.",
            ),
            Mistake(
                indexed,
                "A stream can't be asked for its item number so and so; only lists can. Go through "
                "it with for.",
            ),
            Mistake(
                next_without_end,
                "When there are fewer than n items, next() finds none and raises StopIteration, "
                "which inside a generator becomes a RuntimeError. A for loop ends quietly.",
            ),
            Mistake(
                taken_into_a_list,
                "The items are right, but you return them as a list, made all at once. Yield them.",
            ),
            Mistake(skips_instead, "You leave out the first n and give the rest."),
        ),
        why="It asks 'enough?' right after the n-th item. So nothing is read that is not given, "
        "and another reader can go on with the same stream.",
    ),
    "batches": Exercise(
        answer=generators.batches,
        minutes=10,
        difficulty=3,
        lazy=True,
        cases=(
            call(_letters(), 3),
            call(stream(lambda: "abcdef", "iter('abcdef')"), 3),
            call(_numbers(), 4),
            call(_letters(), 1),
            call(_letters(), 100),
            call([10, 20, 30], 2),
            call([], 2),
        ),
        hints=(
            "Play it on paper with 'abcdefg' and 3: when is a list handed out, and what happens "
            "then?",
            "Append every item; ask after each whether the list is full; begin a new list after "
            "handing one out; and what is left after the loop?",
            "batch = []; a for loop with append, and if len(batch) == size: yield batch, "
            "batch = []; after the loop: if batch: yield batch",
        ),
        mistakes=(
            Mistake(
                rest_dropped,
                "What is left at the end gets lost: seven items in threes leave one over.",
            ),
            Mistake(
                empty_at_the_end,
                "When the items come out even, an empty list follows at the end. Ask first whether "
                "anything is left.",
            ),
            Mistake(
                emptied_after_use,
                "batch.clear() empties the very list that you have just handed out. Begin a new "
                "one: batch = [].",
            ),
            Mistake(
                never_begun_anew,
                "After a batch is handed out, the list has to begin anew; yours only grows.",
            ),
            Mistake(one_more_in_each, "Your batches have one item too many: full is == size."),
            Mistake(
                item_lost_when_full,
                "Each time a batch is full, an item gets lost: the one that was just read belongs "
                "to the next batch.",
            ),
            Mistake(
                read_into_a_list,
                "list(...) reads everything first. A stream without an end never lets you begin.",
            ),
            Mistake(
                sliced_in_steps,
                "A stream has no length and no slices; len() and [a:b] work for lists only. Go "
                "through it with for.",
            ),
            Mistake(list_of_batches, "You return a list of all batches. Yield each when full."),
        ),
        why="At no time it holds more than one batch, and each batch is a list of its own: whoever "
        "keeps one finds it unchanged.",
    ),
    "unbatch": Exercise(
        answer=generators.unbatch,
        minutes=4,
        difficulty=2,
        lazy=True,
        cases=(
            call(stream(lambda: [["a", "b"], ["c"]], "iter([['a', 'b'], ['c']])")),
            call(_pairs()),
            call([[1, 2, 3], [], [4]]),
            call([[1], (2, 3), "xy"]),
            call([]),
        ),
        hints=(
            "The loop in a loop just above prints each item. What do you want instead of printing?",
            "The outer loop goes through the groups, the inner one through one group's items.",
            "for group in groups: / for item in group: / yield item",
        ),
        mistakes=(
            Mistake(
                the_groups_themselves,
                "The groups come out as they are. A second loop, inside the first, opens them.",
            ),
            Mistake(first_of_each, "Only the first item of each group comes out."),
            Mistake(
                looked_up_by_group,
                "The loop gives you the group itself, no number of it. So go through the group: "
                "for item in group.",
            ),
            Mistake(
                only_the_first_group,
                "Only the first group comes out: something ends the function too early.",
            ),
            Mistake(one_long_list, "You return one long list, made all at once. Use yield."),
            Mistake(
                one_long_list_yielded,
                "You yield a single list with everything in it. Yield the items, one by one.",
            ),
            Mistake(
                groups_read_first,
                "list(groups) reads all groups before the first item comes out.",
            ),
            Mistake(
                last_of_each,
                "Your yield stands outside the inner loop, so one item a group comes out. Move it "
                "to the right.",
            ),
        ),
        why="One loop for the groups, one for the items; only one group is open at a time.",
    ),
}
