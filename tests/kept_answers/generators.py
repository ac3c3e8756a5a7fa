# ruff: noqa
"""Answers for chapter 02: image_files, take, batches, unbatch."""

from itertools import chain, islice

from minilib.paths import is_image

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


def image_files__wrong__no_hidden_files(folder):
    """leaves out the files whose names begin with a dot"""
    for file in folder.iterdir():
        if file.name.startswith(".") or file.is_dir():
            continue
        if is_image(file):
            yield file


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


def image_files__wrong__list(folder):
    """a list comprehension: everything is read, and no generator"""
    return [entry for entry in folder.iterdir() if is_image(entry) and entry.is_file()]


def image_files__wrong__return(folder):
    """return in place of yield"""
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            return entry


def image_files__wrong__no_is_file(folder):
    """folders named like an image are given too"""
    for entry in folder.iterdir():
        if is_image(entry):
            yield entry


def image_files__wrong__is_file_no_call(folder):
    """is_file without parentheses: always true"""
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file:
            yield entry


def image_files__wrong__break_at_folder(folder):
    """stops at the first folder"""
    for entry in folder.iterdir():
        if entry.is_dir():
            return
        if is_image(entry):
            yield entry


def image_files__wrong__break_at_other(folder):
    """stops at the first file that is no image"""
    for entry in folder.iterdir():
        if not is_image(entry):
            break
        if entry.is_file():
            yield entry


def image_files__wrong__names(folder):
    """gives names in place of paths"""
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield entry.name


def image_files__wrong__folder_again(folder):
    """puts the folder in front a second time: wrong for a relative folder"""
    for entry in folder.iterdir():
        if is_image(entry) and (folder / entry).is_file():
            yield folder / entry


def image_files__wrong__subfolders(folder):
    """looks into the folders inside"""
    for entry in folder.rglob("*"):
        if is_image(entry) and entry.is_file():
            yield entry


def image_files__wrong__jpg_only(folder):
    """only files that end in .jpg"""
    for entry in folder.iterdir():
        if entry.suffix == ".jpg" and entry.is_file():
            yield entry


def image_files__wrong__yield_list(folder):
    """yields one list with all"""
    found = []
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            found.append(entry)
    yield found


def image_files__wrong__len_first(folder):
    """makes a list to ask whether the folder is empty: everything is read"""
    entries = list(folder.iterdir())
    if len(entries) == 0:
        return
    for entry in entries:
        if is_image(entry) and entry.is_file():
            yield entry


def image_files__right__not_dir(folder):
    for entry in folder.iterdir():
        if entry.is_dir() or not is_image(entry):
            continue
        yield entry


def image_files__right__expression(folder):
    files = (entry for entry in folder.iterdir() if entry.is_file())
    return (file for file in files if is_image(file))


def take__wrong__zero_index(iterable, n):
    """enumerate from 0: one item too many"""
    if n == 0:
        return
    for number, item in enumerate(iterable):
        yield item
        if number == n:
            return


def take__wrong__before_yield(iterable, n):
    """asks before the yield: one item too few"""
    if n == 0:
        return
    for number, item in enumerate(iterable, 1):
        if number == n:
            return
        yield item


def take__wrong__break_late(iterable, n):
    """the next item is read to find out that it is enough"""
    count = 0
    for item in iterable:
        if count == n:
            break
        yield item
        count += 1


def take__wrong__list_slice(iterable, n):
    """makes a list first"""
    yield from list(iterable)[:n]


def take__wrong__slice(iterable, n):
    """slices the iterable: a stream can't be sliced"""
    for item in iterable[:n]:
        yield item


def take__wrong__next(iterable, n):
    """next without an iterator, and without an end when there are fewer"""
    for _ in range(n):
        yield next(iterable)


def take__wrong__append(iterable, n):
    """collects in a list and returns it"""
    found = []
    if n == 0:
        return found
    for item in iterable:
        found.append(item)
        if len(found) == n:
            break
    return found


def take__wrong__count_in_loop(iterable, n):
    """the count is set to 0 in every turn: everything is given"""
    if n == 0:
        return
    for item in iterable:
        count = 0
        yield item
        count += 1
        if count == n:
            return


def take__wrong__no_return(iterable, n):
    """goes on reading to the end, though nothing more is given"""
    for number, item in enumerate(iterable, 1):
        if number <= n:
            yield item


def take__wrong__continue(iterable, n):
    """continue in place of return: reads on to the end"""
    if n == 0:
        return
    for number, item in enumerate(iterable, 1):
        if number > n:
            continue
        yield item


def take__wrong__truthy(iterable, n):
    """stops at an item that counts as false"""
    iterator = iter(iterable)
    for _ in range(n):
        item = next(iterator, None)
        if not item:
            return
        yield item


def take__wrong__zip_order(iterable, n):
    """zip asks the iterable first, so one item too many is read"""
    for item, _ in zip(iterable, range(n)):
        yield item


def take__right__zip(iterable, n):
    for _, item in zip(range(n), iterable):
        yield item


def take__right__count(iterable, n):
    count = 0
    if count == n:
        return
    for item in iterable:
        yield item
        count += 1
        if count >= n:
            break


def batches__wrong__rest_lost(iterable, size):
    """the rest is forgotten"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []


def batches__wrong__clear(iterable, size):
    """empties the list that was handed out"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch.clear()
    if batch:
        yield batch


def batches__wrong__empty_last(iterable, size):
    """an empty list at the end"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def batches__wrong__yield_item_lists(iterable, size):
    """the rest is yielded in every turn of the loop"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
        if batch:
            yield batch


def batches__wrong__tuples(iterable, size):
    """tuples in place of lists"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def batches__wrong__modulo_zero(iterable, size):
    """asks number % size with numbers from 0: the first batch has one item"""
    batch = []
    for number, item in enumerate(iterable):
        batch.append(item)
        if number % size == 0:
            yield batch
            batch = []
    if batch:
        yield batch


def batches__wrong__range_len(iterable, size):
    """needs a length and slices"""
    for start in range(0, len(iterable), size):
        yield list(iterable[start : start + size])


def batches__wrong__all_at_once(iterable, size):
    """returns a list of all batches"""
    result, batch = [], []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            result.append(batch)
            batch = []
    if batch:
        result.append(batch)
    return result


def batches__wrong__too_early(iterable, size):
    """one item too few in each batch"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size - 1:
            yield batch
            batch = []
    if batch:
        yield batch


def batches__wrong__extend(iterable, size):
    """extend takes items apart; numbers can't be"""
    batch = []
    for item in iterable:
        batch.extend(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches__wrong__islice_from_start(iterable, size):
    """islice of the iterable itself: of a list it begins at the front each time"""
    while True:
        batch = list(islice(iterable, size))
        if not batch:
            return
        yield batch


def batches__wrong__skips_false(iterable, size):
    """items that count as false are left out"""
    batch = []
    for item in iterable:
        if item:
            batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches__wrong__new_list_outside(iterable, size):
    """the new list begins in every turn, the last line is one step too far to the left"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
        batch = []
    if batch:
        yield batch


def batches__right__islice(iterable, size):
    stream = iter(iterable)
    batch = list(islice(stream, size))
    while len(batch) > 0:
        yield batch
        batch = list(islice(stream, size))


def batches__right__counted(iterable, size):
    batch, count = [], 0
    for item in iterable:
        batch.append(item)
        count += 1
        if count == size:
            yield batch
            batch, count = [], 0
    if count:
        yield batch


def unbatch__wrong__yield_group(groups):
    """yields the groups"""
    for group in groups:
        yield group


def unbatch__wrong__from_item(groups):
    """yield from item: opens the items too"""
    for group in groups:
        for item in group:
            yield from item


def unbatch__wrong__print(groups):
    """prints, as the cell above does"""
    for group in islice(groups, 50):
        for item in group:
            print(item)


def unbatch__wrong__list_sum(groups):
    """adds the lists: all at once, and only lists"""
    result = []
    for group in groups:
        result = result + group
    return result


def unbatch__wrong__append_then_yield(groups):
    """collects everything first, then yields it"""
    items = []
    for group in groups:
        for item in group:
            items.append(item)
    yield from items


def unbatch__wrong__outdented(groups):
    """the yield stands outside the inner loop: the last item of each group"""
    for group in groups:
        for item in group:
            last = item
        yield last


def unbatch__wrong__return_end(groups):
    """return after the first group"""
    for group in groups:
        for item in group:
            yield item
        return


def unbatch__wrong__index(groups):
    """goes through positions: a set or a generator has none"""
    for group in groups:
        for i in range(len(group)):
            yield group[i]


def unbatch__wrong__stops_at_empty(groups):
    """an empty group ends everything"""
    for group in groups:
        group = list(group)
        if not group:
            return
        for item in group:
            yield item


def unbatch__wrong__pop_reverse(groups):
    """pop() takes from the end and empties the lists"""
    for group in groups:
        while group:
            yield group.pop()


def unbatch__wrong__pairs(groups):
    """takes every group for a pair"""
    for first, second in groups:
        yield first
        yield second


def unbatch__wrong__skips_false(groups):
    """leaves out items that count as false"""
    for group in groups:
        for item in group:
            if item:
                yield item


def unbatch__right__loops(groups):
    for batch in groups:
        for thing in batch:
            yield thing


def unbatch__right__generator(groups):
    return (thing for batch in groups for thing in batch)


# --- more, written from the chapters alone ---------------------------------------------------


def image_files__wrong__negated(folder):
    """gives what is no image"""
    for entry in folder.iterdir():
        if entry.is_file() and not is_image(entry):
            yield entry


def image_files__wrong__strings(folder):
    """gives strings"""
    for entry in folder.iterdir():
        if is_image(entry) and entry.is_file():
            yield str(entry)


def image_files__right__generator_expression(folder):
    return (entry for entry in folder.iterdir() if entry.is_file() and is_image(entry))


def take__wrong__counts_down_late(iterable, n):
    """gives one item too many: asks whether fewer than 0 are left"""
    for item in iterable:
        if n < 0:
            return
        yield item
        n -= 1


def take__wrong__yields_list(iterable, n):
    """gives one list of n items"""
    items = []
    for item in iterable:
        items.append(item)
        if len(items) == n:
            break
    yield items


def batches__wrong__overlapping(iterable, size):
    """keeps the last item of a batch as the first of the next"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = [item]
    if batch:
        yield batch


def batches__wrong__more_than(iterable, size):
    """> for ==: batches have one item too many"""
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) > size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches__right__iterator(iterable, size):
    stream = iter(iterable)
    while batch := list(islice(stream, size)):
        yield batch


def unbatch__wrong__only_lists(groups):
    """opens lists only; other groups come out as they are"""
    for group in groups:
        if isinstance(group, list):
            yield from group
        else:
            yield group


def unbatch__wrong__reversed(groups):
    """each group from its end"""
    for group in groups:
        yield from reversed(list(group))


def take__wrong__counts_from_one(iterable, n):
    """one too many: the counter begins at 0 and is compared with >"""
    count = 0
    for item in iterable:
        yield item
        count += 1
        if count > n:
            return


def unbatch__wrong__empties_lists(groups):
    """takes the items out of the caller's lists, which are empty afterwards"""
    for group in groups:
        if isinstance(group, list):
            while group:
                yield group.pop(0)
        else:
            yield from group


def image_files__wrong__resolved(folder):
    """full paths, which do not begin with the folder as it was given"""
    for file in folder.resolve().iterdir():
        if file.is_file() and is_image(file):
            yield file


def take__wrong__at_most(iterable, n):
    """<= in place of <: one item too many"""
    iterator = iter(iterable)
    count = 0
    while count <= n:
        try:
            item = next(iterator)
        except StopIteration:
            break
        count += 1
        yield item


def batches__wrong__lost_when_full(iterable, size):
    """the item that finds the list full is lost"""
    batch = []
    for item in iterable:
        if len(batch) < size:
            batch.append(item)
        else:
            yield batch
            batch = []
    if batch:
        yield batch


def unbatch__wrong__chain_star(groups):
    """the star reads all groups first"""
    return chain(*groups)
