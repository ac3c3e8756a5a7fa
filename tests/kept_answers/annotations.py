# ruff: noqa
"""Answers for chapter 03: get_cats, get_trn_fns, group_by_image, count_classes."""

from collections import Counter, defaultdict
from operator import itemgetter

from minilib.annotations import ANNOTATIONS, CAT_ID, CATEGORIES, FILE_NAME, ID, IMAGES, IMG_ID

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
