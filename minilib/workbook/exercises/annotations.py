"""Exercises of chapter 03: annotations."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from minilib import annotations
from minilib.annotations import ANNOTATIONS, CAT_ID, CATEGORIES, FILE_NAME, ID, IMAGES, IMG_ID
from minilib.workbook.datasets.layout import CLASSES
from minilib.workbook.exercises import Exercise, Mistake, call

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


def key_of_the_annotation(trn_j):
    return {o[CAT_ID]: o["name"] for o in trn_j[CATEGORIES]}


def images_instead(trn_j):
    return {o[ID]: o["name"] for o in trn_j[IMAGES]}


def through_the_file_itself(trn_j):
    return {o[ID]: o["name"] for o in trn_j}


def set_of_names(trn_j):
    return {o["name"] for o in trn_j[CATEGORIES]}


def list_of_pairs_of_cats(trn_j):
    return [(o[ID], o["name"]) for o in trn_j[CATEGORIES]]


def list_of_small_dictionaries(trn_j):
    return [{o[ID]: o["name"]} for o in trn_j[CATEGORIES]]


def numbers_as_strings(trn_j):
    return {str(o[ID]): o["name"] for o in trn_j[CATEGORIES]}


def words_for_values(trn_j):
    return {"id": "name" for o in trn_j[CATEGORIES]}  # noqa: B035


def dots_for_brackets(trn_j):
    return {o.id: o.name for o in trn_j[CATEGORIES]}


def cats_returned_too_early(trn_j):
    cats = {}
    for o in trn_j[CATEGORIES]:
        cats[o[ID]] = o["name"]
        return cats
    return None


def new_dictionary_each_turn(trn_j):
    for o in trn_j[CATEGORIES]:
        cats = {o[ID]: o["name"]}
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


def key_of_the_annotation_again(trn_j):
    return {o[IMG_ID]: o[FILE_NAME] for o in trn_j[IMAGES]}


def categories_instead(trn_j):
    return {o[ID]: o[FILE_NAME] for o in trn_j[CATEGORIES]}


def annotations_instead(trn_j):
    return {o[ID]: o[FILE_NAME] for o in trn_j[ANNOTATIONS]}


def name_for_file_name(trn_j):
    return {o[ID]: o["name"] for o in trn_j[IMAGES]}


def through_the_whole_file(trn_j):
    return {o[ID]: o[FILE_NAME] for o in trn_j}


def set_of_files(trn_j):
    return {o[FILE_NAME] for o in trn_j[IMAGES]}


def list_of_pairs_of_files(trn_j):
    return [(o[ID], o[FILE_NAME]) for o in trn_j[IMAGES]]


def list_of_small_dictionaries_of_files(trn_j):
    return [{o[ID]: o[FILE_NAME]} for o in trn_j[IMAGES]]


def image_numbers_as_strings(trn_j):
    return {str(o[ID]): o[FILE_NAME] for o in trn_j[IMAGES]}


def word_id_for_images(trn_j):
    return {"id": o[FILE_NAME] for o in trn_j[IMAGES]}  # noqa: B035


def endings_cut_off(trn_j):
    return {o[ID]: o[FILE_NAME].split(".")[0] for o in trn_j[IMAGES]}


def paths_made(trn_j):
    return {o[ID]: Path(o[FILE_NAME]) for o in trn_j[IMAGES]}


def fns_returned_too_early(trn_j):
    files = {}
    for o in trn_j[IMAGES]:
        files[o[ID]] = o[FILE_NAME]
        return files
    return None


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


def empty_dictionary(annotations):
    of_image = {}
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def list_for_a_function(annotations):
    of_image = defaultdict([])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def nothing_passes(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if o["ignore"] is None:
            of_image[o[IMG_ID]].append(o)
    return of_image


def get_keeps_nothing(annotations):
    of_image = {}
    for o in annotations:
        if not o["ignore"]:
            of_image.get(o[IMG_ID], []).append(o)
    return of_image


def what_append_returns(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] = of_image[o[IMG_ID]].append(o)
    return of_image


def pieces_added(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] += o
    return of_image


def word_image_id_as_key(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image["image_id"].append(o)
    return of_image


def ids_only(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o[ID])
    return of_image


def classes_only(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o[CAT_ID])
    return of_image


def file_expected(annotations):
    of_image = defaultdict(list)
    for o in annotations[ANNOTATIONS]:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def made_inside_the_loop(annotations):
    for o in annotations:
        of_image = defaultdict(list)
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def ignored_removed(annotations):
    of_image = defaultdict(list)
    for o in annotations:
        if o["ignore"]:
            annotations.remove(o)
        else:
            of_image[o[IMG_ID]].append(o)
    return of_image


def object_in_place_of_a_list(annotations):
    of_image = {}
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] = o
    return of_image


def list_of_one_in_a_dictionary(annotations):
    return {o[IMG_ID]: [o] for o in annotations if not o["ignore"]}


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


def begun_with_numbers(trn_j):
    cats = annotations.get_cats(trn_j)
    counts = {name: 0 for name in cats}
    for o in _that_count(trn_j):
        counts[cats[o[CAT_ID]]] += 1
    return counts


def own_id_for_the_class(trn_j):
    cats = annotations.get_cats(trn_j)
    counts = dict.fromkeys(cats.values(), 0)
    for o in _that_count(trn_j):
        counts[cats[o[ID]]] += 1
    return counts


def added_to_nothing(trn_j):
    cats, counts = annotations.get_cats(trn_j), {}
    for o in _that_count(trn_j):
        counts[cats[o[CAT_ID]]] += 1
    return counts


def counted_under_numbers(trn_j):
    counts = dict.fromkeys(annotations.get_cats(trn_j).values(), 0)
    for o in _that_count(trn_j):
        counts[o[CAT_ID]] += 1
    return counts


def categories_counted(trn_j):
    return {o["name"]: 1 for o in trn_j[CATEGORIES]}


def counts_returned_too_early(trn_j):
    counts = dict.fromkeys(annotations.get_cats(trn_j).values(), 0)
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[annotations.get_cats(trn_j)[o[CAT_ID]]] += 1
        return counts
    return None


def all_together(trn_j):
    return len(_that_count(trn_j))


def begun_anew_each_turn(trn_j):
    cats = annotations.get_cats(trn_j)
    for o in trn_j[ANNOTATIONS]:
        counts = dict.fromkeys(cats.values(), 0)
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def counted_by_image(trn_j):
    return {i: len(group) for i, group in _grouped(trn_j[ANNOTATIONS]).items()}


def ignored_counted_and_none_left_out(trn_j):
    return _counts(trn_j, trn_j[ANNOTATIONS], keys=())


def numbers_added_to_nothing(trn_j):
    counts = {}
    for o in _that_count(trn_j):
        counts[o[CAT_ID]] += 1
    return counts


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
            Mistake(
                key_of_the_annotation,
                "CAT_ID is the key under which an annotation has its class's number. In a "
                "category the number stands under ID.",
            ),
            Mistake(
                images_instead,
                "You go through the images. The classes are listed under CATEGORIES.",
            ),
            Mistake(
                through_the_file_itself,
                "Going through trn_j itself gives its keys, which are strings. The list is "
                "trn_j[CATEGORIES].",
            ),
            Mistake(
                set_of_names,
                "Curly brackets round single things make a set. A dictionary needs 'key: value'.",
            ),
            Mistake(
                list_of_pairs_of_cats,
                "You return a list of pairs. Curly brackets and a colon make a dictionary: {key: "
                "value for ...}.",
            ),
            Mistake(
                list_of_small_dictionaries,
                "You return a list of small dictionaries. One dictionary is wanted: write it "
                "with curly brackets only.",
            ),
            Mistake(
                numbers_as_strings,
                "Your keys are strings. The file has whole numbers; leave them as they are.",
            ),
            Mistake(
                words_for_values,
                "The words 'id' and 'name' themselves have got into the dictionary. What stands "
                'under them is wanted: o[ID] and o["name"].',
            ),
            Mistake(
                dots_for_brackets,
                'What stands in a dictionary is asked for with square brackets: o["name"], not '
                "o.name.",
            ),
            Mistake(
                cats_returned_too_early,
                "Your return stands inside the loop, so only the first category is looked at, "
                "and without categories None comes back.",
            ),
            Mistake(
                new_dictionary_each_turn,
                "Each turn of the loop makes a new dictionary, so only the last category is "
                "left. Begin with an empty one before the loop.",
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
            Mistake(
                key_of_the_annotation_again,
                "IMG_ID is the key under which an annotation has its image's number. In an image "
                "the number stands under ID.",
            ),
            Mistake(
                categories_instead,
                "You go through the categories. The files are listed under IMAGES.",
            ),
            Mistake(
                annotations_instead,
                "You go through the annotations. The files are listed under IMAGES.",
            ),
            Mistake(
                name_for_file_name,
                "An image has no 'name'; that is a category's. Its file stands under FILE_NAME.",
            ),
            Mistake(
                through_the_whole_file,
                "Going through trn_j itself gives its keys, which are strings. The list is "
                "trn_j[IMAGES].",
            ),
            Mistake(
                set_of_files,
                "Curly brackets round single things make a set. A dictionary needs 'key: value'.",
            ),
            Mistake(
                list_of_pairs_of_files,
                "You return a list of pairs. Curly brackets and a colon make a dictionary: {key: "
                "value for ...}.",
            ),
            Mistake(
                list_of_small_dictionaries_of_files,
                "You return a list of small dictionaries. One dictionary is wanted: write it "
                "with curly brackets only.",
            ),
            Mistake(
                image_numbers_as_strings,
                "Your keys are strings. The file has whole numbers; leave them as they are.",
            ),
            Mistake(
                word_id_for_images,
                "Your key is the word 'id' itself, the same each time, so only the last file is "
                "left. The key is what stands under it: o[ID].",
            ),
            Mistake(
                endings_cut_off,
                "You cut the ending off. The whole file name is wanted, as it stands in the file.",
            ),
            Mistake(
                paths_made,
                "You make Paths. Plain strings are wanted, the file names as they are; "
                "image_path makes a path of one.",
            ),
            Mistake(
                fns_returned_too_early,
                "Your return stands inside the loop, so only the first image is looked at.",
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
            Mistake(
                ignored_kept,
                "Those marked ignore are in it. Ask before you append: ignore is a number, 0 or 1.",
            ),
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
            Mistake(
                empty_dictionary,
                "A plain dictionary has nothing under a new key (and so has a defaultdict that "
                "was given no function): that is the KeyError. defaultdict(list), or "
                "defaultdict(lambda: []), puts an empty list there.",
            ),
            Mistake(
                list_for_a_function,
                "A defaultdict wants a function that makes what is missing, not a list that is "
                "made already: defaultdict(list), without brackets, or defaultdict(lambda: []).",
            ),
            Mistake(
                nothing_passes,
                "Nothing ever passes your question. ignore is 0 or 1 and stands under "
                'o["ignore"]: ask if not o["ignore"].',
            ),
            Mistake(
                get_keeps_nothing,
                "Nothing is kept: get(key, []) makes a list and does not put it into the "
                "dictionary. A defaultdict does.",
            ),
            Mistake(
                what_append_returns,
                "You write what append returns into the dictionary, and that is None. append "
                "changes the list where it lies: no = is needed.",
            ),
            Mistake(
                pieces_added,
                "The keys of the annotations have got into the lists: += and extend take a thing "
                "apart and add its pieces. append adds it whole.",
            ),
            Mistake(
                word_image_id_as_key,
                "Your key is the word 'image_id' itself, so all land in one list. The key is "
                "what stands under it: o[IMG_ID].",
            ),
            Mistake(
                ids_only,
                "You append the annotations' ids. Append the whole annotation, o.",
            ),
            Mistake(
                classes_only,
                "You append the classes' numbers. Append the whole annotation, o.",
            ),
            Mistake(
                file_expected,
                "The argument is the list of annotations itself, not the whole file: go through "
                "it directly.",
            ),
            Mistake(
                made_inside_the_loop,
                "The defaultdict is made inside the loop, anew for every annotation, so only the "
                "last one is left. Make it once, before the loop.",
            ),
            Mistake(
                ignored_removed,
                "You take those marked ignore out of the list that you were given. It is not "
                "yours; and a loop that removes from its own list jumps over the next. Pass over "
                "them with an if.",
            ),
            Mistake(
                object_in_place_of_a_list,
                "Each new object replaces the one before, and what lies there is no list. Append "
                "to the list of a defaultdict.",
            ),
            Mistake(
                list_of_one_in_a_dictionary,
                "Each new object replaces the one before: a list of one is written there each "
                "time. Append to the list of a defaultdict.",
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
            Mistake(
                begun_with_numbers,
                "You begin with the class numbers (going through a dictionary gives its keys) "
                "and then look for a name. Begin with the names: cats.values().",
            ),
            Mistake(
                own_id_for_the_class,
                "The class of an annotation is under CAT_ID. ID is the annotation's own number.",
            ),
            Mistake(
                added_to_nothing,
                "+= 1 needs a number that is there already, and your dictionary begins empty. "
                "Begin with every name and 0. (A class without an object is wanted, too.)",
            ),
            Mistake(
                counted_under_numbers,
                "Your keys are names, but you count under the class's number. Look the name up: "
                "cats[o[CAT_ID]].",
            ),
            Mistake(
                categories_counted,
                "You count the categories, each of which is listed once. Count the annotations.",
            ),
            Mistake(
                counts_returned_too_early,
                "Your return stands inside the loop, so only the first annotation is looked at, "
                "and without annotations None comes back.",
            ),
            Mistake(
                all_together,
                "You count all objects together. A dictionary is wanted, with a count for each "
                "class.",
            ),
            Mistake(
                begun_anew_each_turn,
                "The counts are set to 0 inside the loop, before each annotation, so only the "
                "last one is left. Do it once, before the loop.",
            ),
            Mistake(
                counted_by_image,
                "You count the objects of each image. The key should be the class's name.",
            ),
            Mistake(
                ignored_counted_and_none_left_out,
                "Two things: those marked ignore are counted, and classes without an object are "
                "missing. Begin with every name and 0.",
            ),
            Mistake(
                numbers_added_to_nothing,
                "Your dictionary begins empty, and its keys would be class numbers. Begin with "
                "every name and 0, and look the name up: cats[o[CAT_ID]].",
            ),
        ),
        why="Every class begins with 0, so one that never occurs is shown as 0 instead of hidden.",
    ),
}
