"""Backgrounds: where a scene is. Each is drawn from a few random choices of light and color."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from minilib.workbook.datasets.scenes.pen import Color, shade


@dataclass(frozen=True)
class Place:
    """A kind of background and what is found there.

    Attributes
    ----------
    ground
        Weights of the classes that stand on the ground.
    sky
        Weights of the classes in the air.
    weight
        How often the place is chosen.
    """

    ground: dict[str, float]
    sky: dict[str, float]
    weight: float


PLACES = {
    "street": Place(
        {"person": 6, "car": 5.2, "bus": 1.3, "bicycle": 1.8, "motorbike": 1.8, "dog": 0.5},
        {},
        0.25,
    ),
    "meadow": Place(
        {"person": 2.4, "horse": 1.9, "cow": 1.7, "sheep": 1.8, "dog": 0.9, "bird": 0.7},
        {"bird": 0.5},
        0.18,
    ),
    "sea": Place({"boat": 2.4}, {"bird": 0.7, "aeroplane": 0.1}, 0.08),
    "airfield": Place({"aeroplane": 1.7, "person": 0.7}, {"aeroplane": 1.0, "bird": 0.6}, 0.06),
    "railway": Place({"train": 1.4, "person": 1.3}, {"bird": 0.2}, 0.07),
    "room": Place(
        {
            "person": 6.3,
            "chair": 4.0,
            "sofa": 1.4,
            "tvmonitor": 1.3,
            "pottedplant": 1.9,
            "diningtable": 1.0,
            "bottle": 2.2,
            "cat": 1.4,
            "dog": 0.9,
        },
        {},
        0.38,
    ),
}


def noise(
    rng: np.random.Generator, height: int, width: int, cell: int, strength: float
) -> np.ndarray:
    """Soft random texture, float32, shape (height, width, 1); ``cell`` is its grain in pixels."""
    small = rng.standard_normal((height // cell + 2, width // cell + 2)).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)[..., None] * strength


def _gradient(height: int, top: Color, bottom: Color) -> np.ndarray:
    share = np.linspace(0, 1, max(height, 1), dtype=np.float32)[:, None, None]
    return np.float32(top) * (1 - share) + np.float32(bottom) * share


def _polygon(image: np.ndarray, points: list, color: Color) -> None:
    cv2.fillPoly(image, [np.round(points).astype(np.int32)], color, cv2.LINE_AA)


def draw_place(
    name: str, rng: np.random.Generator, height: int, width: int
) -> tuple[np.ndarray, float]:
    """Draw a background.

    Returns
    -------
    image : ndarray of float32, shape (height, width, 3)
        RGB, 0 to 255.
    horizon : float
        The row of the horizon, or where wall and floor meet: what is nearer stands lower.
    """
    if name == "room":
        return _room(rng, height, width)
    horizon = int(height * rng.uniform(0.34, 0.52))
    image = np.empty((height, width, 3), np.float32)
    _sky(image, rng, horizon)
    if name != "sea":
        _hills(image, rng, horizon)
    paint = {
        "street": _street,
        "meadow": _meadow,
        "sea": _sea,
        "airfield": _airfield,
        "railway": _railway,
    }
    paint[name](image, rng, horizon)
    return image, float(horizon)


_SKIES = (
    ((104, 158, 220), (206, 226, 242)),
    ((150, 176, 204), (222, 226, 228)),
    ((96, 132, 190), (250, 210, 170)),
    ((172, 178, 186), (214, 216, 218)),
)


def _sky(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    _height, width = image.shape[:2]
    top, bottom = _SKIES[rng.integers(len(_SKIES))]
    image[:horizon] = _gradient(horizon, top, bottom)
    cloud = noise(rng, horizon, width, 60, 1.0) + noise(rng, horizon, width, 24, 0.5)
    cover = np.clip(cloud - rng.uniform(0.2, 1.0), 0, 1) * 0.8
    image[:horizon] += (248 - image[:horizon]) * cover


def _hills(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    width = image.shape[1]
    for layer in range(2):
        xs = np.linspace(0, width, 40)
        waves = sum(
            np.sin(xs / width * np.pi * rng.uniform(1, 5) + rng.uniform(0, 6)) for _ in range(3)
        )
        ys = horizon - (14 - 5 * layer) - waves * (9 - 3 * layer)
        color = ((128, 150, 160), (96, 128, 96))[layer]
        _polygon(image, [*zip(xs, ys, strict=True), (width, horizon + 2), (0, horizon + 2)], color)


def _ground(
    image: np.ndarray, rng: np.random.Generator, horizon: int, far: Color, near: Color
) -> None:
    height, width = image.shape[:2]
    rows = height - horizon
    image[horizon:] = _gradient(rows, far, near)
    image[horizon:] += noise(rng, rows, width, 4, 7) + noise(rng, rows, width, 40, 6)


def _meadow(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    green = ((148, 170, 92), (126, 164, 80), (176, 172, 104))[rng.integers(3)]
    _ground(image, rng, horizon, green, shade(green, 0.62))
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(2, 6))):
        x, size = rng.uniform(0, width), rng.uniform(14, 34)
        trunk = (int(x), int(horizon - size * 0.5)), (int(x), horizon + 3)
        cv2.line(image, *trunk, (92, 74, 56), 3, cv2.LINE_AA)
        for dx, dy in ((-0.4, -0.6), (0.4, -0.6), (0, -1.0)):
            middle = (int(x + dx * size), int(horizon + dy * size))
            cv2.circle(image, middle, int(size * 0.5), (70, 108, 62), -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        y = horizon + int((height - horizon) * 0.12)
        for x in range(0, width, 38):
            cv2.line(image, (x, y - 14), (x, y + 6), (138, 116, 92), 3, cv2.LINE_AA)
        for dy in (-9, -1):
            cv2.line(image, (0, y + dy), (width, y + dy), (150, 128, 102), 2, cv2.LINE_AA)


def _street(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    height, width = image.shape[:2]
    walls = ((186, 160, 138), (168, 146, 140), (200, 190, 172), (150, 132, 122), (176, 176, 180))
    x = -int(rng.integers(0, 40))
    while x < width:
        wide, high = int(rng.integers(60, 130)), int(horizon * rng.uniform(0.35, 0.95))
        wall = walls[rng.integers(len(walls))]
        cv2.rectangle(image, (x, horizon - high), (x + wide, horizon + 4), wall, -1)
        pane = (110, 126, 142) if rng.random() < 0.7 else (226, 206, 140)
        for column in range(x + 9, x + wide - 14, 22):
            for row in range(horizon - high + 9, horizon - 16, 25):
                cv2.rectangle(image, (column, row), (column + 10, row + 14), pane, -1)
        x += wide
    _ground(image, rng, horizon, (150, 150, 152), (98, 98, 102))
    side = (186, 182, 174)
    edge = horizon + int((height - horizon) * 0.10)
    cv2.rectangle(image, (0, horizon), (width, edge), side, -1)
    cv2.line(image, (0, edge), (width, edge), (126, 124, 120), 2)
    y = horizon + int((height - horizon) * 0.45)
    long = int(width * 0.12)
    for start in range(-int(rng.integers(0, long)), width, 2 * long):
        _polygon(image, [(start, y), (start + long, y), (start + long - 8, y + 7),
                         (start - 8, y + 7)],
                 (226, 226, 218))  # fmt: skip


def _sea(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    blue = ((92, 140, 170), (78, 120, 158), (112, 152, 160))[rng.integers(3)]
    _ground(image, rng, horizon, shade(blue, 1.2), shade(blue, 0.75))
    height, width = image.shape[:2]
    for _ in range(90):
        depth = rng.uniform(0, 1) ** 1.5
        y = int(horizon + 3 + depth * (height - horizon))
        x, long = int(rng.uniform(0, width)), int(6 + 34 * depth)
        color = shade(blue, float(rng.uniform(1.15, 1.4)))
        cv2.line(image, (x, y), (x + long, y), color, 1 + int(depth * 2), cv2.LINE_AA)


def _airfield(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    height, width = image.shape[:2]
    _ground(image, rng, horizon, (140, 158, 104), (112, 136, 84))
    top = horizon + int((height - horizon) * 0.14)
    image[top:] = _gradient(height - top, (164, 164, 166), (120, 120, 124))
    image[top:] += noise(rng, height - top, width, 5, 6)
    middle = width * rng.uniform(0.3, 0.7)
    _polygon(image, [(middle - 4, top), (middle + 4, top), (middle + 28, height),
                     (middle - 28, height)],
             (232, 220, 140))  # fmt: skip


def _railway(image: np.ndarray, rng: np.random.Generator, horizon: int) -> None:
    height, width = image.shape[:2]
    _ground(image, rng, horizon, (164, 154, 142), (118, 108, 98))
    for share in (0.14, 0.55):
        y = horizon + int((height - horizon) * share)
        for x in range(0, width, 22):
            cv2.line(image, (x, y - 4), (x - 6, y + 9), (100, 80, 62), 5, cv2.LINE_AA)
        for dy in (-2, 6):
            cv2.line(image, (0, y + dy), (width, y + dy), (158, 160, 166), 2, cv2.LINE_AA)
    for x in range(int(rng.integers(0, 120)), width, 170):
        cv2.line(image, (x, horizon - 90), (x, horizon + 6), (96, 98, 102), 3, cv2.LINE_AA)


_WALLS = (
    (206, 198, 180),
    (180, 196, 204),
    (200, 206, 188),
    (214, 190, 176),
    (190, 184, 196),
    (224, 220, 212),
)


def _room(rng: np.random.Generator, height: int, width: int) -> tuple[np.ndarray, float]:
    floor = int(height * rng.uniform(0.52, 0.64))
    wall = _WALLS[rng.integers(len(_WALLS))]
    image = np.empty((height, width, 3), np.float32)
    image[:floor] = _gradient(floor, shade(wall, 1.06), shade(wall, 0.92))
    if rng.random() < 0.35:
        image[:floor, :: int(rng.integers(18, 34))] *= 0.93
    wood = ((168, 128, 90), (132, 96, 66), (188, 160, 124), (150, 144, 138))[rng.integers(4)]
    image[floor:] = _gradient(height - floor, shade(wood, 0.92), wood)
    image[floor:] += noise(rng, height - floor, width, 6, 5)
    middle = width * rng.uniform(0.3, 0.7)
    for x in np.arange(-width, 2 * width, 46):
        ends = (int(middle + (x - middle) * 0.55), floor), (int(x * 1.5 - middle * 0.5), height)
        cv2.line(image, *ends, shade(wood, 0.8), 1, cv2.LINE_AA)
    cv2.rectangle(image, (0, floor - 8), (width, floor), shade(wall, 1.18), -1)
    cv2.line(image, (0, floor), (width, floor), shade(wood, 0.6), 2)
    _on_the_wall(image, rng, floor, width)
    if rng.random() < 0.4:
        y = floor + (height - floor) * 0.6
        size = (int(width * 0.34), int((height - floor) * 0.27))
        rug = ((160, 70, 66), (80, 104, 140), (120, 128, 90))[rng.integers(3)]
        cv2.ellipse(image, (int(middle), int(y)), size, 0, 0, 360, rug, -1, cv2.LINE_AA)
        size = (int(size[0] * 0.85), int(size[1] * 0.8))
        cv2.ellipse(image, (int(middle), int(y)), size, 0, 0, 360, shade(rug, 1.25), 3, cv2.LINE_AA)
    return image, float(floor)


def _on_the_wall(image: np.ndarray, rng: np.random.Generator, floor: int, width: int) -> None:
    """A window with its light, or a framed picture."""
    x, wide = int(rng.uniform(0.05, 0.6) * width), int(rng.uniform(0.18, 0.30) * width)
    top, bottom = int(floor * 0.12), int(floor * rng.uniform(0.55, 0.72))
    if rng.random() < 0.55:
        cv2.rectangle(image, (x - 6, top - 6), (x + wide + 6, bottom + 6), (240, 240, 236), -1)
        pane = _gradient(bottom - top, (160, 200, 236), (222, 236, 244))
        image[top:bottom, x : x + wide] = np.broadcast_to(
            pane, (bottom - top, min(wide, width - x), 3)
        )
        cv2.line(image, (x + wide // 2, top), (x + wide // 2, bottom), (240, 240, 236), 5)
        cv2.line(
            image, (x, (top + bottom) // 2), (x + wide, (top + bottom) // 2), (240, 240, 236), 5
        )
        return
    bottom = top + int(wide * 0.7)
    cv2.rectangle(image, (x - 5, top - 5), (x + wide + 5, bottom + 5), (110, 84, 60), -1)
    colors = rng.integers(90, 220, (3, 3))
    cv2.rectangle(image, (x, top), (x + wide, bottom), colors[0].tolist(), -1)
    third = (bottom - top) // 3
    cv2.rectangle(image, (x, top + third), (x + wide, top + 2 * third), colors[1].tolist(), -1)
    cv2.rectangle(image, (x, top + 2 * third), (x + wide, bottom), colors[2].tolist(), -1)
