"""Exercises of chapter 03: annotations."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict

from minilib import annotations
from minilib.annotations import ANNOTATIONS, CATEGORIES, IMAGES
from minilib.workbook.datasets.layout import CLASSES
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import put


def cats_of_the_chapter(trn_j):
    """As if the chapter's own ``cats`` were used, in place of those of the argument."""
    return annotations.count_classes(trn_j | {CATEGORIES: _categories(*enumerate(CLASSES, 1))})


def each_run_anew(annotations):
    runs = itertools.groupby((o for o in annotations if not o["ignore"]), lambda o: o["image_id"])
    return defaultdict(list, {image_id: list(run) for image_id, run in runs})


def _read(value: object) -> object:
    """As the chapter's file is read: equal ids are not one and the same object, unless small."""
    return json.loads(json.dumps(value))


def _categories(*pairs: tuple[int, str]) -> list[dict]:
    return [{"supercategory": "none", "id": number, "name": name} for number, name in pairs]


def _images(*pairs: tuple[int, str]) -> list[dict]:
    return [
        {"file_name": name, "height": 333, "width": 500, "id": number} for number, name in pairs
    ]


def _object(number: int, image: int, category: int = 7, ignore: int = 0) -> dict:
    box = [10 * number, 20, 30, 40]
    return {"image_id": image, "category_id": category, "bbox": box, "id": number, "ignore": ignore}


_CROWD = {"iscrowd": 1}  # it counts as any other object
_CATS = _categories((7, "car"), (13, "horse"), (15, "person"))
_NEW = _categories((300, "lamp"), (400, "cup"), (350, "plate"))


def _file(*objects: dict, categories: list[dict] = _CATS, images: list[dict] | None = None) -> dict:
    if images is None:
        ids = sorted({o["image_id"] for o in objects} | {30})
        images = _images(*((number, f"{number:06d}.jpg") for number in ids))
    return _read({IMAGES: images, ANNOTATIONS: list(objects), CATEGORIES: categories})


_ONE_EACH = "{(o.get(IMG_ID), o[CAT_ID], o['ignore']): o for o in trn_j[ANNOTATIONS]}.values()"
_ZEROS = "counts = {name: 0 for name in cats.values()}"


EXERCISES = {
    "get_cats": Exercise(
        answer=annotations.get_cats,
        minutes=4,
        difficulty=1,
        cases=(
            call({"categories": _categories((1, "aeroplane"), (2, "bicycle"), (3, "bird"))}),
            call({"categories": _categories((7, "car"), (15, "person"))}),
            call({"categories": _categories((20, "tvmonitor"), (3, "bird"), (900, "chair"))}),
            call(_file(_object(1, 12), categories=_categories((5, "bottle"), (6, "bus")))),
            call({"categories": _categories((5, "TV monitor"))}),
            call({"categories": []}),
        ),
        hints=(
            "Each o of trn_j[CATEGORIES] is one dictionary. Which of its values is the key here?",
            "{word: len(word) for word in ...} has the form you need, with o[...] in both places.",
            "return {o[ID]: o[...] for o in trn_j[...]}",
        ),
        slips={
            put("'name'", "'supercategory'"): "A supercategory is not the name of the class.",
            put("o[ID]", "trn_j[CATEGORIES].index(o) + 1"): "Your keys are positions in the list. "
            "In VOC they happen to equal the ids; where ids have gaps they don't.",
            put("o[ID]", "'id'"): "Your key is the word 'id' itself, so each name replaces the "
            "one before. The key should be the value that o stores under it.",
            put("trn_j[CATEGORIES]", "trn_j"): "A loop over a dictionary yields its keys, which "
            "are strings here. The categories are a list inside it.",
        },
        why="A dictionary finds the name for an id at once, however many there are.",
    ),
    "get_trn_fns": Exercise(
        answer=annotations.get_trn_fns,
        minutes=3,
        difficulty=1,
        cases=(
            call({"images": _images((12, "000012.jpg"), (17, "000017.jpg"), (23, "000023.jpg"))}),
            call({"images": _images((3, "dog.jpg"), (1, "cat.jpg"), (8, "a.png"))}),
            call(_file(_object(1, 32, 7), images=_images((26, "000032.jpg"), (32, "000026.jpg")))),
            call({"images": _images((5, "x.jpg"), (6, "x.jpg"))}),
            call({"images": _images((9961, "009961.jpg"))}),
            call({"images": []}),
        ),
        hints=(
            "It is get_cats once more, with another list and another value.",
            "The list is trn_j[IMAGES], and an image has the fields FILE_NAME and ID.",
            "return {o[...]: o[...] for o in trn_j[IMAGES]}",
        ),
        slips={
            put("o[ID]", "int(o[FILE_NAME][:-4])"): "Naming a file after its id is only VOC's "
            "convention. The annotations refer to the field id.",
            put("o[ID]", "trn_j[IMAGES].index(o)"): "Your keys are positions in the list. A "
            "position changes when the list does; the id of an image stays.",
            (put("[ID]", "[IMG_ID]"), put("IMAGES", "ANNOTATIONS")): "An annotation knows the id "
            "of its image, but not the file name. The list of images has both.",
        },
        why="With it and image_path, an id is all you need to find an image.",
    ),
    "group_by_image": Exercise(
        answer=annotations.group_by_image,
        minutes=8,
        difficulty=2,
        cases=(
            call([_object(1, 12), _object(2, 17, 15), _object(3, 17, 13)]),
            call([_object(1, 12, ignore=1), _object(2, 12), _object(3, 17, 15)]),
            call([_object(1, 17), _object(2, 12), _object(3, 17), _object(4, 12, ignore=1)]),
            call([_object(5, 23, ignore=1)]),
            call(_read([_object(8, 9961), _object(9, 3000, 15), _object(10, 9961, 15)])),
            call([_object(6, 7), _object(6, 7)]),
            call([{"image_id": 12, "ignore": 0}, {"image_id": 9, "ignore": 0} | _CROWD]),
            call([]),
        ),
        hints=(
            "The loop over the three pairs is almost the answer. What is the image id here, and "
            "what is appended?",
            "The key is o[IMG_ID], and o itself is appended, but only if o is not marked ignore.",
            "of_image = defaultdict(...), a for loop with an if and an append, return of_image",
        ),
        slips={
            put("not o['ignore']", "True"): "Annotations marked ignore are kept as well.",
            put(".append(o)", " += o"): "+= adds the keys of o to the list; append adds o itself.",
            put("return of_image", "return dict(of_image)"): "The lists are right, but a missing "
            "image id gets no new empty list. For that, return a defaultdict whose function makes "
            "one at each call.",
            put("defaultdict(lambda: [])", "{}"): "There is no list yet to append to: give "
            "defaultdict a function that makes one.",
            put("lambda: []", "[]"): "A defaultdict takes a function that makes a list.",
            each_run_anew: "Where an image id comes back later, a new list replaces the one "
            "before. groupby, for one, begins a new group whenever the id changes.",
            put("lambda: []", "lambda one=[]: one"): "All images share one and the same list.",
            put("if not", "of_image[o[IMG_ID]]\n        if not"): "An image with nothing but "
            "ignored objects gets an empty list: looking up a key in a defaultdict makes it. Ask "
            "about ignore first.",
        },
        why="The defaultdict puts an empty list where there is none, so append always has a list "
        "to work on.",
    ),
    "count_classes": Exercise(
        answer=annotations.count_classes,
        minutes=8,
        difficulty=3,
        cases=(
            call(_file(_object(1, 12), _object(2, 12), _object(3, 17, 15), _object(4, 17, 13))),
            call(
                _file(_object(1, 12), _object(2, 12, ignore=1), _object(3, 12), _object(4, 17, 15))
            ),
            call(_file(_object(1, 12, 15), _object(2, 12, 15), _object(3, 13, 15))),
            call(_file(_object(1, 12, 13, ignore=1))),
            call(_file(_object(1, 5, 2) | _CROWD, categories=_categories((2, "cat"), (1, "cow")))),
            call(_file(*map(_object, (1, 2, 3), (9, 8, 9), (300, 400, 300)), categories=_NEW)),
            call(_file()),
        ),
        hints=(
            "Which names must be there even if nothing is counted? Begin with those.",
            "get_cats(trn_j) gives the names. Begin each with 0, then go through the annotations "
            "and add 1 to the right one.",
            "counts = {name: 0 for name in cats.values()}, a for loop with an if and counts[...] "
            "+= 1, return counts",
        ),
        slips={
            put("not o['ignore']", "True"): "Objects marked ignore are counted as well.",
            put("trn_j[ANNOTATIONS]", _ONE_EACH): "An image with two cars adds 2, not 1.",
            put("return counts", "return {name: n for name, n in counts.items() if n}"): (
                "A class without objects is missing. It has to be there, with 0."
            ),
            put("cats[o[CAT_ID]]", "o['name']"): "Annotations hold no name: use cats.",
            put(_ZEROS, "counts = {}"): "+= 1 needs a number that is already there.",
            put("cats[o[CAT_ID]]", "o[CAT_ID]"): "The keys with the zeros are names, but you "
            "count by id. cats turns an id into a name.",
            cats_of_the_chapter: "These are the classes of the chapter's own file. Take them from "
            "the argument.",
            put("cats[o[CAT_ID]]", "list(cats.values())[o[CAT_ID] - 1]"): (
                "An id is not a position in the list of names: ids may have gaps and come in any "
                "order."
            ),
            put("+= 1", "= 1"): "No count gets beyond 1. Add to what is there.",
        },
        why="Every count begins at 0, so a class that never occurs is shown with 0, not hidden.",
    ),
}
