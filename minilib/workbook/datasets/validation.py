"""Is an annotation file fit to be learned from? One line if not."""

from __future__ import annotations

from collections.abc import Iterator

from minilib.workbook.errors import WorkbookError

#: What every entry must have, and of which type.
_FIELDS = {
    "images": {"id": int, "file_name": str, "width": int, "height": int},
    "categories": {"id": int, "name": str},
    "annotations": {"id": int, "image_id": int, "category_id": int, "bbox": list, "ignore": int},
}


def validate(annotations: object, name: str, *, fix: str) -> None:
    """Refuse annotations that would lead a learner astray.

    Parameters
    ----------
    annotations
        The parsed file: images, annotations and categories as COCO has them.
    name
        The file's name, for the error.
    fix
        What the reader can do about it.

    Raises
    ------
    WorkbookError
        The first thing that is wrong: a missing part, an annotation of an unknown image or class,
        an empty or negative box, or one that reaches out of its image.
    """
    for problem in problems(annotations):
        raise WorkbookError(f"{name}: {problem}; {fix}")


def problems(annotations: object) -> Iterator[str]:
    """Everything that is wrong with a parsed annotation file, in words."""
    if not isinstance(annotations, dict):
        yield "it holds no dictionary of images, annotations and categories"
        return
    for key in _FIELDS:
        if not isinstance(annotations.get(key), list):
            yield f"it has no list '{key}'"
            return
    for key, fields in _FIELDS.items():
        for entry in annotations[key]:
            lacking = [name for name in fields if not _has(entry, name, fields[name])]
            if lacking:
                yield f"an entry of '{key}' is incomplete: it has no usable '{lacking[0]}'"
                return
    images = {image["id"]: image for image in annotations["images"]}
    classes = {category["id"] for category in annotations["categories"]}
    if len(images) < len(annotations["images"]):
        yield "two images have the same id"
    for annotation in annotations["annotations"]:
        problem = _problem(annotation, images, classes)
        if problem:
            yield problem


def _has(entry: object, name: str, kind: type) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get(name), kind)


def _problem(annotation: dict, images: dict, classes: set) -> str | None:
    number, box = annotation["id"], annotation["bbox"]
    image, category = annotation["image_id"], annotation["category_id"]
    if len(box) != 4 or not all(isinstance(value, int | float) for value in box):
        return f"annotation {number} has no box of four numbers: {str(box)[:60]}"
    x, y, width, height = box
    if image not in images:
        return f"annotation {number} belongs to image {image}, which is not in 'images'"
    if category not in classes:
        return f"annotation {number} has class {category}, which is not in 'categories'"
    if width < 1 or height < 1:
        return f"annotation {number} has an empty or negative box {box} (x, y, width, height)"
    size = images[image]
    if x < 0 or y < 0 or x + width > size["width"] or y + height > size["height"]:
        bounds = f"{size['width']} x {size['height']}"
        return f"annotation {number} has a box {box} outside its image ({bounds})"
    return None
