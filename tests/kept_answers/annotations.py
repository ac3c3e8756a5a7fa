# ruff: noqa
"""Answers for chapter 03: get_cats, get_trn_fns, group_by_image, count_classes."""

from collections import defaultdict
from itertools import groupby

from minilib.annotations import (
    ANNOTATIONS,
    BBOX,
    CAT_ID,
    CATEGORIES,
    FILE_NAME,
    ID,
    IMAGES,
    IMG_ID,
    get_cats,
)

# --- get_cats -------------------------------------------------------------------------------


def get_cats__wrong__swapped(trn_j):
    """name -> id, key and value swapped"""
    return {o["name"]: o[ID] for o in trn_j[CATEGORIES]}


def get_cats__wrong__names_list(trn_j):
    """a list of names, no dictionary"""
    return [o["name"] for o in trn_j[CATEGORIES]]


def get_cats__wrong__whole_dict(trn_j):
    """the value is the whole dictionary"""
    return {o[ID]: o for o in trn_j[CATEGORIES]}


def get_cats__wrong__set_of_pairs(trn_j):
    """a comma in place of a colon: a set of pairs"""
    return {(o[ID], o["name"]) for o in trn_j[CATEGORIES]}


def get_cats__wrong__early_return(trn_j):
    """return in the loop: only the first"""
    cats = {}
    for o in trn_j[CATEGORIES]:
        cats[o[ID]] = o["name"]
        return cats


def get_cats__wrong__cat_id_key(trn_j):
    """uses CAT_ID: a category has no category_id (KeyError)"""
    return {o[CAT_ID]: o["name"] for o in trn_j[CATEGORIES]}


# --- get_trn_fns ----------------------------------------------------------------------------


def get_trn_fns__wrong__img_id(trn_j):
    """IMG_ID: images have no image_id (KeyError)"""
    return {o[IMG_ID]: o[FILE_NAME] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__annotations(trn_j):
    """goes through the annotations, which have no file name"""
    return {o[IMG_ID]: o[FILE_NAME] for o in trn_j[ANNOTATIONS]}


def get_trn_fns__wrong__stem(trn_j):
    """takes the ending away"""
    return {o[ID]: o[FILE_NAME][:-4] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__list(trn_j):
    """a list of names"""
    return [o[FILE_NAME] for o in trn_j[IMAGES]]


def get_trn_fns__wrong__last_only(trn_j):
    """makes a new dictionary in every turn: only the last is left"""
    for o in trn_j[IMAGES]:
        fns = {}
        fns[o[ID]] = o[FILE_NAME]
    return fns


def get_trn_fns__wrong__categories(trn_j):
    """copied from get_cats, unchanged"""
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES]}


def get_trn_fns__right__dict_gen(trn_j):
    return dict((im[ID], im[FILE_NAME]) for im in trn_j[IMAGES])


def get_trn_fns__right__loop_items(trn_j):
    out = {}
    for im in reversed(trn_j[IMAGES]):
        out[im[ID]] = im[FILE_NAME]
    return out


# --- group_by_image -------------------------------------------------------------------------


def group_by_image__wrong__ignore_kept(annotations):
    """ignored ones are not left out"""
    groups = defaultdict(list)
    for o in annotations:
        groups[o[IMG_ID]].append(o)
    return groups


def group_by_image__wrong__by_class(annotations):
    """groups by category_id, wrong key"""
    groups = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            groups[o[CAT_ID]].append(o)
    return groups


def group_by_image__wrong__only_bbox(annotations):
    """appends only the box, not the whole dictionary"""
    groups = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            groups[o[IMG_ID]].append(o.get("bbox"))
    return groups


def group_by_image__wrong__empty_key(annotations):
    """looks up groups[...] before asking for ignore: empty lists for images with ignored ones only"""
    groups = defaultdict(list)
    for o in annotations:
        group = groups[o[IMG_ID]]
        if not o["ignore"]:
            group.append(o)
    return groups


def group_by_image__wrong__removes_ignore_key(annotations):
    """pops 'ignore' out of the given dictionaries (mutation)"""
    groups = defaultdict(list)
    for o in annotations:
        if not o.pop("ignore"):
            groups[o[IMG_ID]].append(o)
    return groups


def group_by_image__wrong__one_empty_list(annotations):
    """all missing ids get one and the same empty list"""
    empty = []
    groups = defaultdict(lambda: empty)
    for o in annotations:
        if not o["ignore"]:
            if o[IMG_ID] not in groups:
                groups[o[IMG_ID]] = []
            groups[o[IMG_ID]].append(o)
    return groups


def group_by_image__wrong__groupby(annotations):
    """groupby without sorting: a later group replaces an earlier one"""
    kept = [o for o in annotations if not o["ignore"]]
    return defaultdict(list, {i: list(g) for i, g in groupby(kept, key=lambda o: o[IMG_ID])})


def group_by_image__wrong__no_crowds(annotations):
    """leaves out crowds, too"""
    groups = defaultdict(lambda: [])
    for o in annotations:
        if o["ignore"] or o.get("iscrowd"):
            continue
        groups[o[IMG_ID]].append(o)
    return groups


# --- count_classes --------------------------------------------------------------------------


def count_classes__wrong__only_ignored(trn_j):
    """counts only the ignored ones"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__position(trn_j):
    """takes the class id as a position in the list of names, one off"""
    names = [o["name"] for o in trn_j[CATEGORIES]]
    counts = {name: 0 for name in names}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[names[o[CAT_ID] - 1]] += 1
    return counts


def count_classes__wrong__start_at_one(trn_j):
    """begins to count at 1"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = {name: 1 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__lists(trn_j):
    """the value is a list of the annotations, not their number"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    groups = {name: [] for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            groups[cats[o[CAT_ID]]].append(o)
    return groups


def count_classes__wrong__set_one(trn_j):
    """= 1 in place of += 1"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] = 1
    return counts


def count_classes__wrong__uses_img_id(trn_j):
    """looks up the image's number among the classes (KeyError)"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[IMG_ID]]] += 1
    return counts


def count_classes__wrong__pairs(trn_j):
    """a sorted list of pairs, no dictionary"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return sorted(counts.items(), key=lambda p: -p[1])


def get_trn_fns__wrong__first_only(trn_j):
    """return in the loop: only the first"""
    fns = {}
    for o in trn_j[IMAGES]:
        fns[o[ID]] = o[FILE_NAME]
        return fns
    return fns


def group_by_image__wrong__no_factory(annotations):
    """defaultdict without a function: a missing key is an error"""
    plain = {}
    for o in annotations:
        if not o["ignore"]:
            plain.setdefault(o[IMG_ID], []).append(o)
    return defaultdict(None, plain)


def count_classes__wrong__counts_categories(trn_j):
    """counts the categories, each occurs once"""
    counts = {}
    for o in trn_j[CATEGORIES]:
        counts[o["name"]] = counts.get(o["name"], 0) + 1
    return counts


def get_cats__wrong__positions(trn_j):
    """numbers the classes from 0, by position"""
    return {number: o["name"] for number, o in enumerate(trn_j[CATEGORIES])}


def get_cats__wrong__positions_from_one(trn_j):
    """numbers the classes from 1: right for VOC, wrong where ids have gaps"""
    return {number: o["name"] for number, o in enumerate(trn_j[CATEGORIES], 1)}


def get_cats__wrong__supercategory(trn_j):
    """takes the supercategory for the name"""
    return {o[ID]: o["supercategory"] for o in trn_j[CATEGORIES]}


def get_cats__wrong__word_name(trn_j):
    """the word 'name' is the value"""
    return {o[ID]: "name" for o in trn_j[CATEGORIES]}


def get_cats__wrong__word_id(trn_j):
    """the word ID is the key: one entry only"""
    return {ID: o["name"] for o in trn_j[CATEGORIES]}


def get_cats__wrong__string_keys(trn_j):
    """keys are strings"""
    return {str(o[ID]): o["name"] for o in trn_j[CATEGORIES]}


def get_cats__wrong__new_dict(trn_j):
    """a new dictionary in every turn: the last one is left"""
    cats = {}
    for o in trn_j[CATEGORIES]:
        cats = {o[ID]: o["name"]}
    return cats


def get_cats__wrong__whole_file(trn_j):
    """goes through the file itself, whose keys are strings"""
    return {o[ID]: o["name"] for o in trn_j}


def get_cats__wrong__list_of_dicts(trn_j):
    """a list of small dictionaries"""
    return [{o[ID]: o["name"]} for o in trn_j[CATEGORIES]]


def get_cats__wrong__lists_as_values(trn_j):
    """the values are lists with a name in them"""
    cats = defaultdict(lambda: [])
    for o in trn_j[CATEGORIES]:
        cats[o[ID]].append(o["name"])
    return cats


def get_cats__wrong__only_y(trn_j):
    """the if of the example with the letter y is still there"""
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES] if "y" in o["name"]}


def get_cats__right__append_pairs(trn_j):
    pairs = []
    for o in trn_j[CATEGORIES]:
        pairs.append((o[ID], o["name"]))
    return dict(pairs)


def get_cats__right__words(trn_j):
    return {category["id"]: category["name"] for category in trn_j["categories"]}


def get_trn_fns__wrong__swapped(trn_j):
    """file name -> id"""
    return {o[FILE_NAME]: o[ID] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__stem_as_key(trn_j):
    """takes the id from the file name"""
    return {int(o[FILE_NAME].split(".")[0]): o[FILE_NAME] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__name_from_id(trn_j):
    """makes the file name from the id"""
    return {o[ID]: f"{o[ID]:06d}.jpg" for o in trn_j[IMAGES]}


def get_trn_fns__wrong__position(trn_j):
    """position as key"""
    return {n: o[FILE_NAME] for n, o in enumerate(trn_j[IMAGES])}


def get_trn_fns__wrong__whole_image(trn_j):
    """the whole dictionary as value"""
    return {o[ID]: o for o in trn_j[IMAGES]}


def get_trn_fns__wrong__name(trn_j):
    """'name' in place of 'file_name': KeyError"""
    return {o[ID]: o["name"] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__set(trn_j):
    """comma in place of colon: a set of pairs"""
    return {(o[ID], o[FILE_NAME]) for o in trn_j[IMAGES]}


def get_trn_fns__wrong__dots(trn_j):
    """a dot in place of brackets"""
    return {o.id: o.file_name for o in trn_j[IMAGES]}


def get_trn_fns__wrong__height(trn_j):
    """takes another number: the height"""
    return {o["height"]: o[FILE_NAME] for o in trn_j[IMAGES]}


def get_trn_fns__wrong__with_width(trn_j):
    """the value is a pair with the width"""
    return {o[ID]: (o[FILE_NAME], o["width"]) for o in trn_j[IMAGES]}


def get_trn_fns__wrong__unique_names(trn_j):
    """a file name that was met before is left out"""
    fns = {}
    for o in trn_j[IMAGES]:
        if o[FILE_NAME] not in fns.values():
            fns[o[ID]] = o[FILE_NAME]
    return fns


def get_trn_fns__right__loop(trn_j):
    fns = {}
    for o in trn_j[IMAGES]:
        fns[o[ID]] = o[FILE_NAME]
    return fns


def get_trn_fns__right__zip(trn_j):
    ids = [o[ID] for o in trn_j[IMAGES]]
    names = [o[FILE_NAME] for o in trn_j[IMAGES]]
    return dict(zip(ids, names))


def group_by_image__wrong__plain_setdefault(annotations):
    """a plain dictionary with setdefault: a missing key is an error"""
    of_image = {}
    for o in annotations:
        if not o["ignore"]:
            of_image.setdefault(o[IMG_ID], []).append(o)
    return of_image


def group_by_image__wrong__plain_key_error(annotations):
    """a plain dictionary: KeyError at the first append"""
    of_image = {}
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__assign(annotations):
    """= in place of append: only the last one, not in a list"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] = o
    return of_image


def group_by_image__wrong__only_ignored(annotations):
    """the not is missing"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__is_ids(annotations):
    """compares ids with is: works for small numbers only"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if o["ignore"]:
            continue
        for number in of_image:
            if number is o[IMG_ID]:
                of_image[number].append(o)
                break
        else:
            of_image[o[IMG_ID]] = [o]
    return of_image


def group_by_image__wrong__break(annotations):
    """break in place of continue"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if o["ignore"]:
            break
        of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__class_numbers(annotations):
    """appends the class ids"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o.get(CAT_ID))
    return of_image


def group_by_image__wrong__shared_list(annotations):
    """one list for all images"""
    empty = []
    of_image = defaultdict(lambda: empty)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__append_result(annotations):
    """writes back what append returns"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] = of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__plus_equals(annotations):
    """+= with a dictionary: its keys get into the list"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]] += o
    return of_image


def group_by_image__wrong__removed(annotations):
    """removes the ignored ones from the list that was given, while it goes through it"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if o["ignore"]:
            annotations.remove(o)
        else:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__no_doubles(annotations):
    """leaves out an annotation that equals one before"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"] and o not in of_image[o[IMG_ID]]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__factory_int(annotations):
    """defaultdict(int): 0 has no append"""
    of_image = defaultdict(int)
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__wrong__front(annotations):
    """insert(0): the order is reversed"""
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].insert(0, o)
    return of_image


def group_by_image__wrong__trn_j(annotations):
    """expects the whole file"""
    of_image = defaultdict(lambda: [])
    for o in annotations[ANNOTATIONS]:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def group_by_image__right__list(annotations):
    groups = defaultdict(list)
    for o in [o for o in annotations if not o["ignore"]]:
        groups[o["image_id"]].append(o)
    return groups


def group_by_image__right__named(annotations):
    def new_list():
        return []

    groups = defaultdict(new_list)
    for o in annotations:
        if o["ignore"] == 0:
            group = groups[o[IMG_ID]]
            group.append(o)
    return groups


def count_classes__wrong__no_zero(trn_j):
    """defaultdict(int): classes without an object are missing"""
    cats = get_cats(trn_j)
    counts = defaultdict(int)
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__ids(trn_j):
    """keys are ids"""
    counts = {number: 0 for number in get_cats(trn_j)}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[o[CAT_ID]] += 1
    return counts


def count_classes__wrong__ignored_too(trn_j):
    """ignored ones are counted"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__zero_keys(trn_j):
    """begins with the ids, counts under names: KeyError"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__begun_in_loop(trn_j):
    """set to 0 in every turn"""
    cats = get_cats(trn_j)
    counts = {}
    for o in trn_j[ANNOTATIONS]:
        counts = {name: 0 for name in cats.values()}
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__images(trn_j):
    """counts the images of a class, not the objects"""
    cats = get_cats(trn_j)
    seen = {name: set() for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            seen[cats[o[CAT_ID]]].add(o[IMG_ID])
    return {name: len(ids) for name, ids in seen.items()}


def count_classes__wrong__is_compare(trn_j):
    """compares ids with is: works for small numbers only"""
    counts = {}
    for c in trn_j[CATEGORIES]:
        counts[c["name"]] = 0
        for o in trn_j[ANNOTATIONS]:
            if o[CAT_ID] is c[ID] and not o["ignore"]:
                counts[c["name"]] += 1
    return counts


def count_classes__wrong__total(trn_j):
    """one number for all"""
    return len([o for o in trn_j[ANNOTATIONS] if not o["ignore"]])


def count_classes__wrong__deletes_zero(trn_j):
    """classes with 0 are taken out at the end"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return {name: count for name, count in counts.items() if count}


def count_classes__wrong__sum_ignore(trn_j):
    """adds o['ignore'] in place of 1 - o['ignore']"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        counts[cats[o[CAT_ID]]] += o["ignore"]
    return counts


def count_classes__wrong__box_counted(trn_j):
    """adds the number of the box's numbers, 4 for each"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += len(o[BBOX])
    return counts


def count_classes__wrong__return_early(trn_j):
    """return inside the loop"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
        return counts


def count_classes__right__default(trn_j):
    cats = get_cats(trn_j)
    counts = defaultdict(int)
    for name in cats.values():
        counts[name] = 0
    for o in trn_j[ANNOTATIONS]:
        if o["ignore"]:
            continue
        counts[cats[o[CAT_ID]]] = counts[cats[o[CAT_ID]]] + 1
    return counts


def count_classes__right__comprehension(trn_j):
    good = [o[CAT_ID] for o in trn_j[ANNOTATIONS] if not o["ignore"]]
    return {name: sum(c == number for c in good) for number, name in get_cats(trn_j).items()}


# --- more, written from the chapters alone ---------------------------------------------------


def get_cats__wrong__upper_names(trn_j):
    """names in capital letters"""
    return {o[ID]: o["name"].upper() for o in trn_j[CATEGORIES]}


def get_cats__wrong__missing_first(trn_j):
    """begins at the second class"""
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES][1:]}


def get_cats__right__loop(trn_j):
    names = {}
    for category in trn_j[CATEGORIES]:
        names.update({category[ID]: category["name"]})
    return names


def get_trn_fns__wrong__path_parts(trn_j):
    """only the digits of the name as a number"""
    return {o[ID]: int(o[FILE_NAME][:-4]) for o in trn_j[IMAGES]}


def group_by_image__wrong__sorted_groups(annotations):
    """each group sorted by class"""
    groups = defaultdict(list)
    for o in annotations:
        if not o["ignore"]:
            groups[o[IMG_ID]].append(o)
    for group in groups.values():
        group.sort(key=lambda o: o[CAT_ID])
    return groups


def group_by_image__wrong__one_each(annotations):
    """only the first annotation of an image"""
    groups = defaultdict(list)
    for o in annotations:
        if not o["ignore"] and o[IMG_ID] not in groups:
            groups[o[IMG_ID]].append(o)
    return groups


def group_by_image__right__extend(annotations):
    found = defaultdict(list)
    for one in annotations:
        if one["ignore"]:
            continue
        found[one[IMG_ID]] += [one]
    return found


def count_classes__wrong__all_annotations(trn_j):
    """every class gets the number of all annotations"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    return {name: len(trn_j[ANNOTATIONS]) for name in cats.values()}


def count_classes__wrong__minus(trn_j):
    """counts downwards"""
    cats = {o[ID]: o["name"] for o in trn_j[CATEGORIES]}
    counts = dict.fromkeys(cats.values(), 0)
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] -= 1
    return counts


def get_trn_fns__wrong__annotated_only(trn_j):
    """only images that have an annotation"""
    wanted = {a[IMG_ID] for a in trn_j[ANNOTATIONS]}
    return {o[ID]: o[FILE_NAME] for o in trn_j[IMAGES] if o[ID] in wanted}


def count_classes__wrong__starts_at_one(trn_j):
    """counts begin at 1"""
    names = get_cats(trn_j)
    counts = {n: 1 for n in names.values()}
    for a in trn_j[ANNOTATIONS]:
        if not a["ignore"]:
            counts[names[a[CAT_ID]]] += 1
    return counts


def count_classes__wrong__set_back(trn_j):
    """an ignored object sets the count of its class back to 0"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        name = cats[o[CAT_ID]]
        if o["ignore"]:
            counts[name] = 0
        else:
            counts[name] += 1
    return counts


def count_classes__wrong__image_dropped(trn_j):
    """one ignored object drops all objects of its image"""
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    dropped = {o[IMG_ID] for o in trn_j[ANNOTATIONS] if o["ignore"]}
    for o in trn_j[ANNOTATIONS]:
        if o[IMG_ID] not in dropped:
            counts[cats[o[CAT_ID]]] += 1
    return counts


def count_classes__wrong__name_of_annotation(trn_j):
    """looks for a name in the annotation, which has none"""
    counts = {c["name"]: 0 for c in trn_j[CATEGORIES]}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[o["name"]] += 1
    return counts
