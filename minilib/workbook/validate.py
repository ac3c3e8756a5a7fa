"""Is an annotation file fit to be learned from? One line if not."""

from __future__ import annotations

from collections.abc import Iterator

from minilib.workbook.errors import WorkbookError

_KEYS = ("images", "annotations", "categories")


def validate(annotations: object, name: str, *, mend: str) -> None:
    """Refuse annotations that would lead a learner astray.

    Parameters
    ----------
    annotations
        The parsed file: images, annotations and categories as COCO has them.
    name
        The file's name, for the error.
    mend
        What the reader can do about it.

    Raises
    ------
    WorkbookError
        The first thing that is wrong: a missing part, an annotation of an unknown image or class,
        an empty or negative box, or one that reaches out of its image.
    """
    for problem in problems(annotations):
        raise WorkbookError(f"{name}: {problem}; {mend}")


def problems(annotations: object) -> Iterator[str]:
    """Everything that is wrong with a parsed annotation file, in words."""
    if not isinstance(annotations, dict):
        yield "it holds no dictionary of images, annotations and categories"
        return
    for key in _KEYS:
        if not isinstance(annotations.get(key), list):
            yield f"it has no list '{key}'"
            return
    try:
        images = {image["id"]: image for image in annotations["images"]}
        classes = {category["id"] for category in annotations["categories"]}
    except (KeyError, TypeError) as error:
        yield f"an image or a category has no {error}"
        return
    for annotation in annotations["annotations"]:
        problem = _problem(annotation, images, classes)
        if problem:
            yield problem


def _problem(annotation: dict, images: dict, classes: set) -> str | None:
    try:
        number, box = annotation["id"], annotation["bbox"]
        image, category = annotation["image_id"], annotation["category_id"]
        x, y, width, height = box
    except (KeyError, TypeError, ValueError) as error:
        return f"an annotation is not complete ({type(error).__name__}: {error})"
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
