"""How a data set lies on the disk, and what the lesson's annotation files hold: both sets alike."""

from __future__ import annotations

from collections.abc import Sequence

#: In the lesson's order, which is the alphabet's: number 1 is aeroplane.
CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
)  # fmt: skip

#: VOC's own folders, seen from the data set's.
VOC = "VOCdevkit/VOC2007"
JPEGS = f"{VOC}/JPEGImages"


def annotation_file(split: str) -> str:
    """The name of the annotation file of a split: ``'train'``, ``'val'`` or ``'test'``."""
    return f"pascal_{split}2007.json"


TRAIN = annotation_file("train")


def image_entry(number: int, file_name: str, height: int, width: int) -> dict:
    """One image (sizes in pixels)."""
    return {"file_name": file_name, "height": height, "width": width, "id": number}


def annotation_entry(
    number: int,
    image: int,
    name: str,
    box: tuple[int, int, int, int],
    *,
    ignore: bool,
    classes: Sequence[str] = CLASSES,
) -> dict:
    """One object; ``box`` is x, y, width, height in pixels counted from 0."""
    x, y, width, height = box
    right, bottom = x + width, y + height
    return {
        "segmentation": [[x, y, x, bottom, right, bottom, right, y]],
        "area": width * height,
        "iscrowd": 0,
        "image_id": image,
        "bbox": [x, y, width, height],
        "category_id": classes.index(name) + 1,
        "id": number,
        "ignore": int(ignore),
    }


def annotation_content(
    images: list[dict], annotations: list[dict], classes: Sequence[str] = CLASSES
) -> dict:
    """A whole annotation file, in COCO's form, with the keys in the lesson's order."""
    return {
        "images": images,
        "type": "instances",
        "annotations": annotations,
        "categories": [
            {"supercategory": "none", "id": number, "name": name}
            for number, name in enumerate(classes, 1)
        ],
    }
