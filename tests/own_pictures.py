"""Twenty pictures as somebody labels them with labelImg: drawn scenes, names with umlauts."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import cv2
import numpy as np

from minilib.workbook.datasets.scenes import draw_scene

#: What somebody calls them; every other class is "Möbelstück".
GERMAN = {"person": "Mensch", "car": "Straßenkreuzer", "bird": "Vögel", "dog": "Hündin, jung"}


def labelimg(stem: str, size: tuple[int, int], objects: list[tuple], name: str = "") -> str:
    """A file as labelImg writes it; an object is (class, xmin, ymin, xmax, ymax, difficult)."""
    parts = [
        f"\t<object>\n\t\t<name>{escape(o[0])}</name>\n\t\t<pose>Unspecified</pose>\n"
        f"\t\t<truncated>0</truncated>\n\t\t<difficult>{int(o[5])}</difficult>\n\t\t<bndbox>\n"
        + "".join(
            f"\t\t\t<{tag}>{value}</{tag}>\n"
            for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), o[1:5], strict=True)
        )
        + "\t\t</bndbox>\n\t</object>\n"
        for o in objects
    ]
    height, width = size
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<annotation>\n\t<folder>x</folder>\n'
        f"\t<filename>{escape(name or stem + '.jpg')}</filename>\n"
        f"\t<path>C:\\\\Users\\\\x\\\\{escape(stem)}.jpg</path>\n"
        "\t<source>\n\t\t<database>Unknown</database>\n\t</source>\n"
        f"\t<size>\n\t\t<width>{width}</width>\n\t\t<height>{height}</height>\n"
        f"\t\t<depth>3</depth>\n\t</size>\n\t<segmented>0</segmented>\n{''.join(parts)}</annotation>\n"
    )


def jpeg(im: np.ndarray) -> bytes:
    """An RGB image as a JPEG."""
    return cv2.imencode(".jpg", cv2.cvtColor(im, cv2.COLOR_RGB2BGR))[1].tobytes()


def make_folder(folder: Path, pictures: int = 20) -> Path:
    """The pictures, each with its XML beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(pictures):
        scene = draw_scene(np.random.default_rng([41, number]))
        stem = f"Straße {number + 1}"
        objects = [
            (GERMAN.get(o.name, "Möbelstück"), x + 1, y + 1, x + width, y + height, o.ignore)
            for o in scene.objects
            for x, y, width, height in [o.box]
        ]
        (folder / f"{stem}.jpg").write_bytes(jpeg(scene.image))
        text = labelimg(stem, scene.image.shape[:2], objects)
        (folder / f"{stem}.xml").write_text(text, encoding="utf-8")
    return folder
