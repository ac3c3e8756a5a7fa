"""Annotations: what is in each image.

Made from solutions/03_annotations.py (chapter 03) by ``workbook build``: change it there.
"""

import json
from collections import defaultdict
from pathlib import Path

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


def load_annotations(file: Path) -> dict:
    """Read a JSON file laid out like COCO's: lists of images, annotations and categories.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    json.JSONDecodeError
        The file is incomplete, or not JSON.
    """
    with file.open(encoding="utf-8") as opened:
        return json.load(opened)


IMAGES, ANNOTATIONS, CATEGORIES = "images", "annotations", "categories"
FILE_NAME, ID, IMG_ID, CAT_ID, BBOX = "file_name", "id", "image_id", "category_id", "bbox"


def get_cats(trn_j: dict) -> dict[int, str]:
    """Return a lookup from class id to class name.

    Examples
    --------
    >>> get_cats({"categories": [{"supercategory": "none", "id": 7, "name": "car"}]})
    {7: 'car'}
    """
    return {o[ID]: o["name"] for o in trn_j[CATEGORIES]}


def get_trn_fns(trn_j: dict) -> dict[int, str]:
    """Return a lookup from image id to file name.

    Examples
    --------
    >>> get_trn_fns({"images": [{"file_name": "000012.jpg", "id": 12}]})
    {12: '000012.jpg'}
    """
    return {o[ID]: o[FILE_NAME] for o in trn_j[IMAGES]}


def get_trn_ids(trn_j: dict) -> list[int]:
    """List the image ids in the order of the file."""
    return [o[ID] for o in trn_j[IMAGES]]


def group_by_image(annotations: list[dict]) -> defaultdict[int, list[dict]]:
    """Group annotations, in the order given, by image id; leave out those marked ``ignore``.

    The annotations are dictionaries with at least ``'image_id'`` and ``'ignore'``, and are kept
    as they are. A missing image id gets a new empty list.
    """
    of_image = defaultdict(lambda: [])
    for o in annotations:
        if not o["ignore"]:
            of_image[o[IMG_ID]].append(o)
    return of_image


def count_classes(trn_j: dict) -> dict[str, int]:
    """Count the objects of each class by name, without those marked ``ignore``.

    Every class of the file is in the result, even if its count is 0.
    """
    cats = get_cats(trn_j)
    counts = {name: 0 for name in cats.values()}
    for o in trn_j[ANNOTATIONS]:
        if not o["ignore"]:
            counts[cats[o[CAT_ID]]] += 1
    return counts
