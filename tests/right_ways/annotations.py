"""Other right answers to the exercises of chapter 03, and mutants that are right as well."""

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter


def get_cats_loop(trn_j):
    cats = {}
    for category in trn_j["categories"]:
        cats[category["id"]] = category["name"]
    return cats


def get_cats_pairs(trn_j):
    return dict((o["id"], o["name"]) for o in trn_j["categories"])


def get_cats_getter(trn_j):
    return dict(map(itemgetter("id", "name"), trn_j["categories"]))


def get_cats_zip(trn_j):
    numbers = [o["id"] for o in trn_j["categories"]]
    names = [o["name"] for o in trn_j["categories"]]
    return dict(zip(numbers, names, strict=True))


def get_cats_unpacked(trn_j):
    cats = {}
    for _, number, name in [category.values() for category in trn_j["categories"]]:
        cats[number] = name
    return cats


def get_cats_setdefault(trn_j):
    cats = {}
    for o in trn_j["categories"]:
        cats.setdefault(o["id"], o["name"])
    return cats


def get_trn_fns_loop(trn_j):
    files = {}
    for image in trn_j["images"]:
        files.update({image["id"]: image["file_name"]})
    return files


def get_trn_fns_pairs(trn_j):
    return dict([(o["id"], o["file_name"]) for o in trn_j["images"]])


def get_trn_fns_getter(trn_j):
    return dict(map(itemgetter("id", "file_name"), trn_j["images"]))


def get_trn_fns_positions(trn_j):
    images = trn_j["images"]
    return {images[n]["id"]: images[n]["file_name"] for n in range(len(images))}


def get_trn_fns_reversed(trn_j):
    files = {}
    for image in reversed(trn_j["images"]):
        files[image["id"]] = image["file_name"]
    return files


def get_trn_fns_merged(trn_j):
    files = {}
    for image in trn_j["images"]:
        files = {**files, image["id"]: image["file_name"]}
    return files


def group_by_image_list(annotations):
    groups = defaultdict(list)
    for annotation in annotations:
        if annotation["ignore"]:
            continue
        groups[annotation["image_id"]].append(annotation)
    return groups


def group_by_image_setdefault(annotations):
    groups = {}
    for annotation in annotations:
        if annotation["ignore"] == 0:
            groups.setdefault(annotation["image_id"], []).append(annotation)
    return defaultdict(list, groups)


def group_by_image_added(annotations):
    groups = defaultdict(lambda: [])
    for annotation in filter(lambda one: not one["ignore"], annotations):
        groups[annotation["image_id"]] += [annotation]
    return groups


def group_by_image_comprehension(annotations):
    kept = [one for one in annotations if not one["ignore"]]
    numbers = {one["image_id"] for one in kept}
    return defaultdict(
        list, {number: [one for one in kept if one["image_id"] == number] for number in numbers}
    )


def group_by_image_sorted(annotations):
    kept = sorted((o for o in annotations if not o["ignore"]), key=itemgetter("image_id"))
    groups = defaultdict(list)
    for number, group in groupby(kept, key=itemgetter("image_id")):
        groups[number].extend(group)
    return groups


def group_by_image_asked(annotations):
    groups = defaultdict(list)
    for o in annotations:
        if o["ignore"] == 1:
            continue
        if o["image_id"] not in groups:
            groups[o["image_id"]] = []
        groups[o["image_id"]] = [*groups[o["image_id"]], dict(o)]
    return groups


def count_classes_sum(trn_j):
    return {
        c["name"]: sum(
            o["category_id"] == c["id"] and not o["ignore"] for o in trn_j["annotations"]
        )
        for c in trn_j["categories"]
    }


def count_classes_counter(trn_j):
    seen = Counter(o["category_id"] for o in trn_j["annotations"] if not o["ignore"])
    return {c["name"]: seen[c["id"]] for c in trn_j["categories"]}


def count_classes_default(trn_j):
    names = {c["id"]: c["name"] for c in trn_j["categories"]}
    counts = defaultdict(int)
    for o in trn_j["annotations"]:
        counts[names[o["category_id"]]] += 1 - o["ignore"]
    for name in names.values():
        counts[name] += 0
    return counts


def count_classes_lists(trn_j):
    found = [o["category_id"] for o in trn_j["annotations"] if o["ignore"] != 1]
    return dict((c["name"], found.count(c["id"])) for c in trn_j["categories"])


def count_classes_names(trn_j):
    names = {c["id"]: c["name"] for c in trn_j["categories"]}
    found = [names[o["category_id"]] for o in trn_j["annotations"] if not o["ignore"]]
    return {name: found.count(name) for name in names.values()}


def count_classes_through_images(trn_j):
    counts = dict.fromkeys([c["name"] for c in trn_j["categories"]], 0)
    for image in trn_j["images"]:
        for o in trn_j["annotations"]:
            if o["image_id"] == image["id"] and not o["ignore"]:
                for c in trn_j["categories"]:
                    counts[c["name"]] += c["id"] == o["category_id"]
    return counts


RIGHT_WAYS = {
    "get_cats": [
        get_cats_loop,
        get_cats_pairs,
        get_cats_getter,
        get_cats_zip,
        get_cats_unpacked,
        get_cats_setdefault,
    ],
    "get_trn_fns": [
        get_trn_fns_loop,
        get_trn_fns_pairs,
        get_trn_fns_getter,
        get_trn_fns_positions,
        get_trn_fns_reversed,
        get_trn_fns_merged,
    ],
    "group_by_image": [
        group_by_image_list,
        group_by_image_setdefault,
        group_by_image_added,
        group_by_image_comprehension,
        group_by_image_sorted,
        group_by_image_asked,
    ],
    "count_classes": [
        count_classes_sum,
        count_classes_counter,
        count_classes_default,
        count_classes_lists,
        count_classes_names,
        count_classes_through_images,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
