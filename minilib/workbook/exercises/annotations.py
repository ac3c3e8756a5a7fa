"""Exercises of chapter 03: annotations."""

from __future__ import annotations

from collections import defaultdict

from minilib import annotations
from minilib.annotations import ANNOTATIONS, CAT_ID, CATEGORIES, FILE_NAME, ID, IMAGES, IMG_ID
from minilib.workbook.exercises import Exercise, Mistake, call
from minilib.workbook.layout import CLASSES

# -- get_cats: wrong ways ---------------------------------------------------------------------


def name_to_number(trn_j):
    return {o["name"]: o[ID] for o in trn_j[CATEGORIES]}


def list_of_names(trn_j):
    return [o["name"] for o in trn_j[CATEGORIES]]


def counted_from_zero(trn_j):
    return {n: o["name"] for n, o in enumerate(trn_j[CATEGORIES])}


def counted_from_one(trn_j):
    return {n: o["name"] for n, o in enumerate(trn_j[CATEGORIES], 1)}


def whole_categories(trn_j):
    return {o[ID]: o for o in trn_j[CATEGORIES]}


def supercategories(trn_j):
    return {o[ID]: o["supercategory"] for o in trn_j[CATEGORIES]}


def word_id_as_key(trn_j):
    cats = {}
    for o in trn_j[CATEGORIES]:
        cats["id"] = o["name"]
    return cats


# -- get_trn_fns: wrong ways ------------------------------------------------------------------


def file_to_number(trn_j):
    return {o[FILE_NAME]: o[ID] for o in trn_j[IMAGES]}


def list_of_files(trn_j):
    return [o[FILE_NAME] for o in trn_j[IMAGES]]


def number_from_the_name(trn_j):
    return {int(o[FILE_NAME].split(".")[0]): o[FILE_NAME] for o in trn_j[IMAGES]}


def whole_images(trn_j):
    return {o[ID]: o for o in trn_j[IMAGES]}


def position_as_key(trn_j):
    return dict(enumerate(o[FILE_NAME] for o in trn_j[IMAGES]))


def last_one_only(trn_j):
    for o in trn_j[IMAGES]:
        found = {o[ID]: o[FILE_NAME]}
    return found


# -- group_by_image: wrong ways ---------------------------------------------------------------


def ignored_kept(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        of_image[o[IMG_ID]].append(o)
    return of_image


def only_ignored(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def plain_dictionary(annotations):
    return dict(_grouped(annotations))


def last_one_kept(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] = [o]
    return of_image


def grouped_by_annotation(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[ID]].append(o)
    return of_image


def grouped_by_class(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[CAT_ID]].append(o)
    return of_image


def one_list_for_all(annotations):
    shared = []
    of_image = defaultdict(lambda: shared)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def boxes_only(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o["bbox"])
    return of_image


def images_of_ignored_kept(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        group = of_image[o[IMG_ID]]
        if not o["ignore"]:
            group.append(o)
    return of_image


def stops_at_the_first_ignored(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if o["ignore"]:
            break
        of_image[o[IMG_ID]].append(o)
    return of_image


def returned_too_early(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
        return of_image
    return of_image


def _grouped(chosen):
    return annotations.group_by_image(chosen)


# -- count_classes: wrong ways ----------------------------------------------------------------


def _counts(trn_j, chosen, keys=None):
    cats = annotations.get_cats(trn_j)
    counts = dict.fromkeys(cats.values() if keys is None else keys, 0)
    for o in chosen:
        counts[cats[o[CAT_ID]]] = counts.get(cats[o[CAT_ID]], 0) + 1
    return counts


def _that_count(trn_j):
    return [o for o in trn_j[ANNOTATIONS] if not o["ignore"]]


def ignored_counted(trn_j):
    return _counts(trn_j, trn_j[ANNOTATIONS])


def none_left_out_of_sight(trn_j):
    return _counts(trn_j, _that_count(trn_j), keys=())


def numbers_for_names(trn_j):
    counts = dict.fromkeys(annotations.get_cats(trn_j), 0)
    for o in _that_count(trn_j):
        counts[o[CAT_ID]] += 1
    return counts


def names_of_the_chapter(trn_j):
    names = dict(enumerate(CLASSES, 1))  # the chapter's own cats
    counts = dict.fromkeys(names.values(), 0)
    for o in _that_count(trn_j):
        counts[names[o[CAT_ID]]] += 1
    return counts


def numbers_as_they_come(trn_j):
    counts = {}
    for o in _that_count(trn_j):
        counts[o[CAT_ID]] = counts.get(o[CAT_ID], 0) + 1
    return counts


def pictures_counted(trn_j):
    chosen = {(o[IMG_ID], o[CAT_ID]): o for o in _that_count(trn_j)}
    return _counts(trn_j, chosen.values())


def begun_at_one(trn_j):
    return {name: count + 1 for name, count in annotations.count_classes(trn_j).items()}


def ever_one(trn_j):
    return {name: min(count, 1) for name, count in annotations.count_classes(trn_j).items()}


def only_the_ignored_counted(trn_j):
    return _counts(trn_j, [o for o in trn_j[ANNOTATIONS] if o["ignore"]])


def list_of_pairs(trn_j):
    return list(annotations.count_classes(trn_j).items())


# -- small files ------------------------------------------------------------------------------


def _categories(*pairs):
    return [{"supercategory": "none", "id": number, "name": name} for number, name in pairs]


def _image(number, file_name):
    return {"file_name": file_name, "height": 333, "width": 500, "id": number}


def _object(number, image, category=7, ignore=0):
    box = [10 * number, 20, 30, 40]
    return {"image_id": image, "category_id": category, "bbox": box, "id": number, "ignore": ignore}


_CATS = _categories((7, "car"), (13, "horse"), (15, "person"))


def _file(*objects, categories=_CATS):
    return {ANNOTATIONS: list(objects), CATEGORIES: categories}


EXERCISES = {
    "get_cats": Exercise(
        answer=annotations.get_cats,
        minutes=4,
        difficulty=1,
        cases=(
            call({"categories": _categories((1, "aeroplane"), (2, "bicycle"), (3, "bird"))}),
            call({"categories": _categories((7, "car"), (15, "person"))}),
            call({"categories": _categories((20, "tvmonitor"), (3, "bird"), (9, "chair"))}),
            call({"categories": _categories((5, "bottle")), "images": [], "annotations": []}),
            call({"categories": []}),
        ),
        hints=(
            "Each o of trn_j[CATEGORIES] is one dictionary. Which of its values is to be the key?",
            "{word: len(word) for word in ...} has the form you need. Put o[...] in both places.",
            "return {o[ID]: o[...] for o in trn_j[...]}",
        ),
        mistakes=(
            Mistake(
                name_to_number,
                "Key and value have changed places: the number comes before the colon.",
            ),
            Mistake(list_of_names, "This is a list of names. A dictionary needs 'key: value'."),
            Mistake(
                counted_from_zero,
                "You number the classes by their position, from 0. Each has a number of its own, "
                "its id.",
            ),
            Mistake(
                counted_from_one,
                "You number the classes by their position. In VOC it happens to fit; where ids "
                "have gaps it is wrong. Each has a number of its own, its id.",
            ),
            Mistake(whole_categories, "The value is the whole category. Only its name is wanted."),
            Mistake(supercategories, "You took the supercategory. The field is 'name'."),
            Mistake(
                word_id_as_key,
                "Your key is the word 'id' itself, the same each time, so only the last name is "
                "left. The key is what stands under it: o[ID].",
            ),
        ),
        why="A dictionary finds the name by the number at once, however many there are.",
    ),
    "get_trn_fns": Exercise(
        answer=annotations.get_trn_fns,
        minutes=3,
        difficulty=1,
        cases=(
            call({"images": [_image(12, "000012.jpg"), _image(17, "000017.jpg")]}),
            call({"images": [_image(3, "dog.jpg"), _image(1, "cat.jpg"), _image(8, "a.png")]}),
            call({"images": [_image(26, "000032.jpg")], "annotations": [], "categories": []}),
            call({"images": [_image(5, "x.jpg"), _image(6, "x.jpg")]}),
            call({"images": [_image(9961, "009961.jpg")]}),
        ),
        hints=(
            "It is get_cats once more, with another list and another value.",
            "The list is trn_j[IMAGES]; one image has the keys FILE_NAME and ID.",
            "return {o[...]: o[...] for o in trn_j[IMAGES]}",
        ),
        mistakes=(
            Mistake(
                file_to_number,
                "Key and value have changed places: from the number to the file name is wanted.",
            ),
            Mistake(list_of_files, "This is a list. A dictionary needs 'key: value'."),
            Mistake(
                number_from_the_name,
                "You take the number out of the file's name. That they agree is VOC's habit and "
                "no law; the id is the number that counts.",
            ),
            Mistake(whole_images, "The value is the whole image. Only its file name is wanted."),
            Mistake(
                position_as_key, "Your keys are positions in the list. The key is the image's id."
            ),
            Mistake(
                last_one_only,
                "Each turn of the loop makes a new dictionary, so only the last image is left.",
            ),
        ),
        why="With it and image_path, a number is all you need to find a picture.",
    ),
    "group_by_image": Exercise(
        answer=annotations.group_by_image,
        minutes=8,
        difficulty=2,
        cases=(
            call([_object(1, 12), _object(2, 17, 15), _object(3, 17, 13)]),
            call([_object(1, 12, ignore=1), _object(2, 12), _object(3, 17, 15)]),
            call([_object(1, 12), _object(2, 17), _object(3, 12), _object(4, 17, ignore=1)]),
            call([_object(5, 23, ignore=1)]),
            call([_object(8, 7), _object(9, 7, 15), _object(10, 7, 7)]),
            call([]),
        ),
        hints=(
            "The loop with the three pairs is almost it: what is the number here, and what is "
            "appended?",
            "The key is o[IMG_ID], what is appended is o. Ask 'if not o[\"ignore\"]' first.",
            "of_image = defaultdict(...), a for loop with an if and an append, return of_image.",
        ),
        mistakes=(
            Mistake(ignored_kept, "Those marked ignore are in it. Ask before you append."),
            Mistake(only_ignored, "You keep those marked ignore and drop the others: a 'not'."),
            Mistake(
                plain_dictionary,
                "The lists are right, but it is a plain dictionary: asking for an image without "
                "objects is an error then. Use a defaultdict.",
            ),
            Mistake(
                last_one_kept,
                "Each new object replaces the one before: = puts a new list there, append adds to "
                "the list that is there.",
            ),
            Mistake(
                grouped_by_annotation,
                "Your key is the annotation's own id. The image's is under IMG_ID.",
            ),
            Mistake(grouped_by_class, "You group by class. The key should be the image: IMG_ID."),
            Mistake(
                one_list_for_all,
                "All images share one and the same list. The function given to defaultdict must "
                "make a new one at every call: lambda: [].",
            ),
            Mistake(boxes_only, "You keep only the boxes. Append the whole annotation, o."),
            Mistake(
                images_of_ignored_kept,
                "You look up the list before you ask about ignore. Looking makes an entry: images "
                "with only ignored objects get an empty one.",
            ),
            Mistake(
                stops_at_the_first_ignored,
                "At the first one marked ignore everything ends: break leaves the loop. Only this "
                "one should be passed over.",
            ),
            Mistake(
                returned_too_early,
                "Your return stands inside the loop, so only the first annotation is looked at.",
            ),
        ),
        why="The defaultdict puts an empty list where there is none, so append always has "
        "something to append to.",
    ),
    "count_classes": Exercise(
        answer=annotations.count_classes,
        minutes=8,
        difficulty=3,
        cases=(
            call(_file(_object(1, 12), _object(2, 12), _object(3, 17, 15), _object(4, 17, 13))),
            call(_file(_object(1, 12, ignore=1), _object(2, 17), _object(3, 17, 15))),
            call(_file(_object(1, 12, 15), _object(2, 12, 15), _object(3, 13, 15))),
            call(_file()),
            call(_file(_object(1, 5, 2), categories=_categories((2, "sheep"), (1, "cow")))),
        ),
        hints=(
            "Which names must be there even if nothing is counted? Begin with those.",
            "cats = get_cats(trn_j) gives the names. Begin every one with 0, then go through the "
            "annotations and add 1 to the right one.",
            "counts = {name: 0 for name in cats.values()}, a for loop with an if and counts[...] "
            "+= 1, return counts.",
        ),
        mistakes=(
            Mistake(ignored_counted, "You count those marked ignore as well."),
            Mistake(
                none_left_out_of_sight,
                "Classes without an object are missing. They should be there, with 0.",
            ),
            Mistake(numbers_for_names, "Your keys are class numbers. Names are wanted: cats[...]."),
            Mistake(
                numbers_as_they_come,
                "Your keys are class numbers, and classes without an object are missing. Begin "
                "with every name from get_cats(trn_j), and 0.",
            ),
            Mistake(
                names_of_the_chapter,
                "You use the names that the chapter has read, its own cats. Make them of the "
                "argument: get_cats(trn_j).",
            ),
            Mistake(
                pictures_counted,
                "Two cars in one picture are two objects; you count the pictures with a car.",
            ),
            Mistake(begun_at_one, "Every count is one too high: begin with 0."),
            Mistake(ever_one, "A class is counted once only. Add 1 to what is there: += 1."),
            Mistake(only_the_ignored_counted, "You count those marked ignore: a 'not' is missing."),
            Mistake(list_of_pairs, "You return a list of pairs. A dictionary is wanted."),
        ),
        why="Every class begins with 0, so one that never occurs is shown as 0 instead of hidden.",
    ),
}
