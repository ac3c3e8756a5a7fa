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


def subfolders_too(folder):
    for entry in folder.rglob("*"):
        if is_image(entry) and entry.is_file():
            yield entry


def one_ending_only(folder):
    yield from folder.glob("*.jpg")


def answers_of_the_question(folder):
    for entry in folder.iterdir():
        yield is_image(entry) and entry.is_file()


def folder_yielded(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield folder


def paths_as_strings(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield str(entry)


def asked_about_a_string(folder):
    for entry in folder.iterdir():
        if is_image(entry.name) and entry.is_file():
            yield entry


def through_the_folder_itself(folder):
    for entry in folder:
        if is_image(entry) and entry.is_file():
            yield entry


def printed_not_yielded(folder):
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            print(entry)


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


def slice_returned(iterable, n):
    return iterable[:n]


def list_and_slice_returned(iterable, n):
    return list(iterable)[:n]


def loop_in_a_loop(iterable, n):
    for _ in range(n):
        yield from iterable


def numbers_for_items(iterable, n):
    yield from range(n)


def reads_on_for_nothing(iterable, n):
    for number, item in enumerate(iterable):
        if number < n:
            yield item


def everything_for_none(iterable, n):
    count = 0
    for item in iterable:
        yield item
        count = count + 1
        if count == n:
            return


def count_begun_anew(iterable, n):
    for item in iterable:
        count = 0
        yield item
        count = count + 1
        if count == n:
            return


def one_list_yielded(iterable, n):
    yield list(itertools.islice(iterable, n))


def only_the_nth(iterable, n):
    for number, item in enumerate(iterable, 1):
        if number == n:
            yield item
            return


def pairs_yielded(iterable, n):
    if n == 0:
        return
    for pair in enumerate(iterable, 1):
        yield pair
        if pair[0] == n:
            return


def next_of_a_list(iterable, n):
    for _ in range(n):
        yield next(iterable)


def counted_down_too_early(iterable, n):
    for item in iterable:
        n -= 1
        if n == 0:
            return
        yield item


def more_than_n(iterable, n):
    for number, item in enumerate(iterable):
        if number > n:
            return
        yield item


def printed_items(iterable, n):
    for item in itertools.islice(iterable, n):
        print(item)


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


def empty_ones_without_end(iterable, size):
    while True:
        yield list(itertools.islice(iterable, size))


def empty_ones_without_end_of_an_iterator(iterable, size):
    iterator = iter(iterable)
    while True:
        yield list(itertools.islice(iterator, size))


def list_begun_again(iterable, size):
    while batch := list(itertools.islice(iterable, size)):
        yield batch


def whole_batches_sliced(iterable, size):
    for number in range(len(iterable) // size):
        yield iterable[number * size : (number + 1) * size]


def first_batch_only(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            return


def first_batch_returned(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            return batch
    return batch


def begun_anew_in_each_turn(iterable, size):
    for item in iterable:
        batch = []
        batch.append(item)
        if len(batch) == size:
            yield batch


def rest_inside_the_loop(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
        if batch:
            yield batch


def tuples_for_lists(iterable, size):
    return map(tuple, generators.batches(iterable, size))


def what_append_returns(iterable, size):
    batch = []
    for item in iterable:
        batch = batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []


def pieces_of_items(iterable, size):
    batch = []
    for item in iterable:
        batch += item
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def begun_anew_too_early(iterable, size):
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            batch = []
            yield batch
    if batch:
        yield batch


def by_the_items_number(iterable, size):
    batch = []
    for number, item in enumerate(iterable):
        batch.append(item)
        if number % size == 0:
            yield batch
            batch = []
    if batch:
        yield batch


def empty_list_of_nothing(iterable, size):
    batch = []
    for item in iterable:
        if len(batch) >= size:
            yield batch
            batch = []
        batch.append(item)
    yield batch


def printed_batches(iterable, size):
    for batch in generators.batches(iterable, size):
        print(batch)


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


def group_for_each_item(groups):
    for group in groups:
        for _ in group:
            yield group


def lists_added(groups):
    yield from sum(groups, [])  # noqa: RUF017


def sum_returned(groups):
    return sum(groups, [])  # noqa: RUF017


def item_number_zero(groups):
    for group in groups:
        yield group[0]


def numbered_items(groups):
    for number, group in enumerate(groups):
        for item in group:
            yield number, item


def always_pairs(groups):
    for first, second in groups:
        yield first
        yield second


def by_number(groups):
    for number in range(len(groups)):
        yield from groups[number]


def very_first_item(groups):
    for group in groups:
        for item in group:
            yield item
            return


def first_item_returned(groups):
    for group in groups:
        for item in group:
            return item
    return None


def items_taken_apart(groups):
    for group in groups:
        for item in group:
            yield from item


def loops_exchanged(groups):
    for item in group:  # noqa: F821
        for group in groups:  # noqa: B007
            yield item


def groups_in_a_list(groups):
    return list(groups)


def printed_one_by_one(groups):
    for group in itertools.islice(groups, 100):
        for item in group:
            print(item)


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
                "The whole folder is read before the first picture comes: by sorted(), or to make "
                "a list.",
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
            Mistake(
                subfolders_too,
                "Subfolders are gone through as well: rglob goes down. iterdir() stays in this "
                "folder.",
            ),
            Mistake(
                one_ending_only,
                "Only the files with this one ending come out. Ask is_image, which knows all of "
                "them, large and small.",
            ),
            Mistake(
                answers_of_the_question,
                "True and False come out. Ask with 'if', and yield the entry.",
            ),
            Mistake(
                folder_yielded,
                "The folder comes out, again and again. Yield the entry.",
            ),
            Mistake(
                paths_as_strings,
                "Strings come out. Yield the paths as they are.",
            ),
            Mistake(
                asked_about_a_string,
                "is_image takes a path, not a string: it asks for its suffix itself. Give it the "
                "entry.",
            ),
            Mistake(
                through_the_folder_itself,
                "One can't go through a Path itself. iterdir() gives what lies in the folder.",
            ),
            Mistake(
                printed_not_yielded,
                "With print they are only shown; nobody can go on with them. Yield them.",
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
                "Square brackets and len() work for lists and strings only. A stream has no length "
                "and can't be sliced; go through it.",
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
            Mistake(
                slice_returned,
                "Square brackets work for lists and strings only; a stream can't be sliced. And "
                "what comes back should be given item by item: a loop with yield.",
            ),
            Mistake(
                list_and_slice_returned,
                "list(...) reads everything before the first item is given, and from a stream "
                "without an end it never comes back. Go through it, and yield.",
            ),
            Mistake(
                loop_in_a_loop,
                "The inner loop gives all that there is, whatever n is. One loop is enough: "
                "count what you have given.",
            ),
            Mistake(
                numbers_for_items,
                "The numbers of the items come out, not the items.",
            ),
            Mistake(
                reads_on_for_nothing,
                "The items are right, but your loop goes on reading when it has given enough, to "
                "the end of the stream. End it with return.",
            ),
            Mistake(
                everything_for_none,
                "Almost. With n = 0 the count is never equal to n, so everything comes out. "
                "Think of 0 before the loop.",
            ),
            Mistake(
                count_begun_anew,
                "Nothing ends it: all items come out. If you count: does the count begin anew in "
                "each turn of the loop?",
            ),
            Mistake(
                one_list_yielded,
                "One list comes out, with the items in it. Yield the items, one by one.",
            ),
            Mistake(
                only_the_nth,
                "Only the n-th item comes out. All up to it are wanted: the yield belongs before "
                "the if.",
            ),
            Mistake(
                pairs_yielded,
                "Pairs come out, as enumerate makes them. Yield the item only.",
            ),
            Mistake(
                next_of_a_list,
                "A list has no next item by itself; and where a stream has none left, next() "
                "raises StopIteration. Go through it with for, which ends quietly.",
            ),
            Mistake(
                counted_down_too_early,
                "Two things: one item too few comes out, and with n = 0 all of them. You count "
                "down and ask before you yield.",
            ),
            Mistake(
                more_than_n,
                "Two items too many are read and one too many is given: enumerate begins at 0, "
                "and > asks too late.",
            ),
            Mistake(
                printed_items,
                "With print they are only shown; nobody can go on with them. Yield them.",
            ),
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
            Mistake(
                empty_ones_without_end,
                "Empty lists follow without an end: take of an exhausted stream gives nothing, "
                "again and again. And of a list each take begins at the front. Use a for loop, "
                "or end when a batch is empty.",
            ),
            Mistake(
                empty_ones_without_end_of_an_iterator,
                "Empty lists follow without an end: what is taken of an exhausted stream is "
                "empty, and nothing ends your loop.",
            ),
            Mistake(
                list_begun_again,
                "Fine for a stream; but of a list each take begins at the front again. Make an "
                "iterator first, iter(iterable), or go through it once with for.",
            ),
            Mistake(
                whole_batches_sliced,
                "A stream has no length: len() and slices work for lists only. Go through it "
                "with for. (And what is left over, fewer than size, is wanted too.)",
            ),
            Mistake(
                first_batch_only,
                "Only the first batch comes out. After the yield the function has to go on.",
            ),
            Mistake(
                first_batch_returned,
                "You return the first batch and are done. yield gives it and lets the function "
                "go on.",
            ),
            Mistake(
                begun_anew_in_each_turn,
                "The list begins anew in each turn of the loop, so it never gets full. Begin a "
                "new one only when one is handed out.",
            ),
            Mistake(
                rest_inside_the_loop,
                "What is left over is given after every item. The last 'if batch' belongs behind "
                "the loop: to the left.",
            ),
            Mistake(
                tuples_for_lists,
                "Tuples come out. Lists are wanted.",
            ),
            Mistake(
                what_append_returns,
                "append returns None: it changes the list where it lies. Don't write its result "
                "back with =.",
            ),
            Mistake(
                pieces_of_items,
                "+= adds the pieces of a thing, and a number has none. append adds it whole.",
            ),
            Mistake(
                begun_anew_too_early,
                "You begin a new list before the full one is handed out. Yield first.",
            ),
            Mistake(
                by_the_items_number,
                "The first batch has one item only: number 0 can be divided by everything. Ask "
                "how long the list is.",
            ),
            Mistake(
                empty_list_of_nothing,
                "Where there are no items at all, an empty list comes out. Ask first whether "
                "anything is left.",
            ),
            Mistake(
                printed_batches,
                "With print they are only shown; nobody can go on with them. Yield them.",
            ),
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
            Mistake(
                group_for_each_item,
                "The group comes out for each of its items. Yield the item.",
            ),
            Mistake(
                lists_added,
                "sum adds lists only, to one long list, and never comes back from a stream "
                "without an end. Two loops, and yield.",
            ),
            Mistake(
                sum_returned,
                "As a sum of lists it is one long list, made all at once (and other groups than "
                "lists can't be added). Two loops, and yield.",
            ),
            Mistake(
                item_number_zero,
                "Only the first item of each group comes out, and an empty group has none: that "
                "is the IndexError. Go through the group.",
            ),
            Mistake(
                numbered_items,
                "The number of the group comes out with each item. Yield the item only.",
            ),
            Mistake(
                always_pairs,
                "Groups may have any number of items, not just two. Go through each with a loop "
                "of its own.",
            ),
            Mistake(
                by_number,
                "A stream has no length and no numbers. The loop gives you the group itself: for "
                "group in groups.",
            ),
            Mistake(
                very_first_item,
                "Only the very first item comes out. After the yield the function has to go on; "
                "return ends it for good.",
            ),
            Mistake(
                first_item_returned,
                "You return the very first item. With yield the function goes on.",
            ),
            Mistake(
                items_taken_apart,
                "One loop too many: the items themselves are taken apart. yield item, without "
                "'from'.",
            ),
            Mistake(
                loops_exchanged,
                "The two loops stand the wrong way round: the group has to be there before its "
                "items are gone through.",
            ),
            Mistake(
                groups_in_a_list,
                "This is a list of the groups as they are, made all at once. A second loop opens "
                "them; and use yield.",
            ),
            Mistake(
                printed_one_by_one,
                "With print they are only shown; nobody can go on with them. Yield them.",
            ),
        ),
        why="One loop for the groups, one for the items; only one group is open at a time.",
    ),
}
