"""Annotations: what is in each picture (chapter 03).

Made from solutions/03_annotations.py by ``workbook build``: change it there.
"""

import json
from collections import defaultdict

__all__ = [
    "ANNOTATIONS",
    "BBOX",
    "CATEGORIES",
    "CAT_ID",
    "FILE_NAME",
    "ID",
    "IMAGES",
    "IMG_ID",
    "count_classes",
    "get_cats",
    "get_trn_fns",
    "get_trn_ids",
    "group_by_image",
    "load_annotations",
]


def load_annotations(file):
    """Read an annotation file.

    Parameters
    ----------
    file : Path
        A JSON file laid out like COCO's, such as ``PATH / 'pascal_train2007.json'``.

    Returns
    -------
    dict
        With the lists ``'images'``, ``'annotations'`` and ``'categories'``.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    json.JSONDecodeError
        The file is not complete, or not JSON.
    """
    with file.open(encoding="utf-8") as opened:
        return json.load(opened)


IMAGES, ANNOTATIONS, CATEGORIES = "images", "annotations", "categories"
FILE_NAME, ID, IMG_ID, CAT_ID, BBOX = "file_name", "id", "image_id", "category_id", "bbox"


def get_cats(trn_j):
    """Look-up from class id to class name.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Class id (int) -> name (str).

    Examples
    --------
    >>> get_cats({"categories": [{"supercategory": "none", "id": 7, "name": "car"}]})
    {7: 'car'}
    """
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES]}


def get_trn_fns(trn_j):
    """Look-up from image id to file name.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Image id (int) -> file name (str).

    Examples
    --------
    >>> get_trn_fns({"images": [{"file_name": "000012.jpg", "id": 12}]})
    {12: '000012.jpg'}
    """
    return {o[ID]: o[FILE_NAME] for o in trn_j[IMAGES]}


def get_trn_ids(trn_j):
    """List the image ids (int), in the order of the file."""
    return [o[ID] for o in trn_j[IMAGES]]


def group_by_image(annotations):
    """Collect the annotations of each image.

    Parameters
    ----------
    annotations : list of dict
        Each with at least ``'image_id'`` and ``'ignore'``.

    Returns
    -------
    defaultdict
        Image id (int) -> list of its annotations, whole dictionaries, in the order given.
        Those marked ``ignore`` are left out. A missing key gives a new empty list.
    """
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def count_classes(trn_j):
    """Count the objects of each class.

    Parameters
    ----------
    trn_j : dict
        The annotation file, as :func:`load_annotations` gives it.

    Returns
    -------
    dict
        Class name (str) -> number of annotations that are not marked ``ignore`` (int), for every
        class of the file, also where it is 0.
    """
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts
