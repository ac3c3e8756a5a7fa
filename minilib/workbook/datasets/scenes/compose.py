"""Put a scene together: a place, things in it from far to near, light, and the boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from minilib.workbook.datasets.scenes import animals, things, vehicles
from minilib.workbook.datasets.scenes.pen import Color, Pen
from minilib.workbook.datasets.scenes.places import PLACES, draw_place, noise


@dataclass(frozen=True)
class Kind:
    """How a class looks: who draws it, width over height, and its height in a common unit."""

    draw: Callable[[Pen, Color, np.random.Generator], None]
    aspect: float
    tall: float


BRIGHT = (
    (200, 48, 44),
    (44, 92, 176),
    (236, 186, 52),
    (56, 136, 82),
    (236, 236, 232),
    (52, 54, 60),
    (150, 62, 140),
    (232, 122, 44),
    (126, 184, 208),
    (120, 24, 40),
)
COATS = (
    (146, 92, 52),
    (96, 62, 42),
    (62, 54, 52),
    (206, 170, 124),
    (178, 172, 166),
    (196, 120, 62),
)
FEATHERS = (
    (70, 110, 176),
    (176, 66, 52),
    (110, 92, 76),
    (66, 70, 78),
    (206, 176, 60),
    (150, 156, 164),
)

KINDS = {
    "aeroplane": Kind(vehicles.aeroplane, 2.3, 6.0),
    "bicycle": Kind(vehicles.bicycle, 1.5, 1.15),
    "bird": Kind(animals.bird, 1.15, 0.5),
    "boat": Kind(vehicles.boat, 1.2, 3.4),
    "bottle": Kind(things.bottle, 0.36, 0.55),
    "bus": Kind(vehicles.bus, 2.1, 3.0),
    "car": Kind(vehicles.car, 2.0, 1.5),
    "cat": Kind(animals.cat, 0.80, 0.65),
    "chair": Kind(things.chair, 0.66, 1.1),
    "cow": Kind(animals.cow, 1.42, 1.45),
    "diningtable": Kind(things.diningtable, 1.75, 0.95),
    "dog": Kind(animals.dog, 1.2, 0.75),
    "horse": Kind(animals.horse, 1.12, 1.9),
    "motorbike": Kind(vehicles.motorbike, 1.5, 1.15),
    "person": Kind(animals.person, 0.42, 1.75),
    "pottedplant": Kind(things.pottedplant, 0.78, 0.9),
    "sheep": Kind(animals.sheep, 1.3, 0.95),
    "sofa": Kind(things.sofa, 1.9, 1.0),
    "train": Kind(vehicles.train, 2.6, 3.8),
    "tvmonitor": Kind(things.tvmonitor, 1.2, 0.75),
}

#: Shares of VOC 2007's train set (2501 images), measured from its XML files.
#: Sizes are (width, height). The number of objects is VOC's among images with at most six.
SIZES = {(500, 375): 0.52, (500, 333): 0.22, (375, 500): 0.10, (333, 500): 0.06, (500, 334): 0.04,
         (500, 281): 0.02, (480, 360): 0.02, (364, 480): 0.02}  # fmt: skip
COUNTS = {1: 0.402, 2: 0.251, 3: 0.137, 4: 0.093, 5: 0.069, 6: 0.049}
#: Deciles of the share of the image that an object's box covers.
AREA_DECILES = (
    0.0012,
    0.0058,
    0.0127,
    0.0233,
    0.0410,
    0.0690,
    0.1163,
    0.1873,
    0.3066,
    0.5057,
    0.90,
)
#: How often a scene of several objects is planned with one more than it should show.
HIDDEN = 0.3
#: Every picture is about something: its first object is drawn from above this share of all sizes.
FIRST_FROM = 0.2


@dataclass
class Placed:
    """An object in a scene.

    Attributes
    ----------
    name
        Its class.
    box
        ``[x, y, width, height]`` in pixels, tight to what is visible.
    visible : ndarray of bool, shape (height, width)
        The pixels of the image that show it.
    share
        How much of the drawn object is visible, 0 to 1.
    ignore
        Small or mostly hidden: VOC calls such objects difficult.
    """

    name: str
    box: list[int]
    visible: np.ndarray
    share: float
    ignore: bool


@dataclass
class Scene:
    """An image (uint8 RGB, shape (height, width, 3)) and its objects, from far to near."""

    image: np.ndarray
    objects: list[Placed]
    place: str


@dataclass
class _Piece:
    """A drawn object before it is put into the image: where its picture's corner goes."""

    name: str
    rgb: np.ndarray
    alpha: np.ndarray
    x: int
    y: int


def _pick(rng: np.random.Generator, weights: dict) -> object:
    keys = list(weights)
    shares = np.cumsum(np.array([weights[key] for key in keys], dtype=float))
    return keys[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]


def _area(rng: np.random.Generator, low: float = 0.0) -> float:
    """A box's share of the image, by VOC's deciles (between them on a logarithmic scale)."""
    place = rng.uniform(low, 1.0) * (len(AREA_DECILES) - 1)
    return float(np.exp(np.interp(place, range(len(AREA_DECILES)), np.log(AREA_DECILES))))


def _piece(
    name: str,
    rng: np.random.Generator,
    area: float,
    size: tuple[int, int],
    horizon: float,
    taken: list[_Piece],
    *,
    air: bool,
) -> _Piece:
    kind = KINDS[name]
    width, height = size
    aspect = kind.aspect * rng.uniform(0.88, 1.14)
    high = float(np.clip(np.sqrt(area * width * height / aspect), 9, 1.5 * height))
    wide = max(round(high * aspect), 8)
    tall = max(round(high), 8)
    pen = Pen(wide, tall, color := _color(name, rng))
    kind.draw(pen, color, rng)
    rgb, alpha = pen.finish(rng, flip=bool(rng.random() < 0.5))
    if air:
        y = rng.uniform(0.02 * height, max(0.03 * height, horizon - 0.9 * tall))
    else:
        # What is too tall for the picture loses its feet, not its head.
        y = max(_foot(rng, kind, high, horizon, height) - tall, -0.02 * tall)
    return _Piece(name, rgb, alpha, _beside(rng, wide, width, taken), round(y))


def _beside(rng: np.random.Generator, wide: int, width: int, taken: list[_Piece]) -> int:
    """The left edge for a thing: of three random ones, that with the least behind or before it."""
    if wide >= width:
        return round((width - wide) * rng.random())
    places = np.round(rng.uniform(-0.10 * wide, width - 0.90 * wide, 3)).astype(int)
    spans = [(piece.x, piece.x + piece.alpha.shape[1]) for piece in taken]
    shared = [
        sum(max(0, min(right, x + wide) - max(left, x)) for left, right in spans) for x in places
    ]
    return int(places[int(np.argmin(shared))])


def _foot(rng: np.random.Generator, kind: Kind, high: float, horizon: float, height: int) -> float:
    """The row where a thing of this height stands: what looks large is near, so it stands low."""
    camera = 1.6
    foot = horizon + high / kind.tall * camera * rng.uniform(0.8, 1.2)
    lowest = height * rng.uniform(0.94, 1.06)
    return float(np.clip(foot, horizon + 0.04 * height, max(lowest, horizon + 0.05 * height)))


def _color(name: str, rng: np.random.Generator) -> Color:
    coats = {
        "horse": COATS,
        "cow": COATS,
        "dog": COATS,
        "cat": COATS,
        "sheep": COATS,
        "bird": FEATHERS,
    }
    color = coats.get(name, BRIGHT)
    chosen = np.array(color[rng.integers(len(color))], dtype=float) + rng.uniform(-14, 14, 3)
    return tuple(np.clip(chosen, 0, 255).tolist())


def _window(piece: _Piece, height: int, width: int) -> tuple[slice, slice, slice, slice] | None:
    """The part of the image that a piece covers, and the part of the piece that lies in it."""
    y0, x0 = max(piece.y, 0), max(piece.x, 0)
    y1 = min(piece.y + piece.alpha.shape[0], height)
    x1 = min(piece.x + piece.alpha.shape[1], width)
    if y1 <= y0 or x1 <= x0:
        return None
    inside = slice(y0 - piece.y, y1 - piece.y), slice(x0 - piece.x, x1 - piece.x)
    return slice(y0, y1), slice(x0, x1), *inside


def _owners(pieces: list[_Piece], height: int, width: int) -> np.ndarray:
    """Which piece (from 1) each pixel shows; 0 where it is the background."""
    owner = np.zeros((height, width), np.int16)
    for number, piece in enumerate(pieces, 1):
        window = _window(piece, height, width)
        if window:
            rows, columns, inner_rows, inner_columns = window
            owner[rows, columns][piece.alpha[inner_rows, inner_columns] >= 128] = number
    return owner


def _visible_enough(pieces: list[_Piece], height: int, width: int) -> list[_Piece]:
    owner = _owners(pieces, height, width)
    shown = np.bincount(owner.ravel(), minlength=len(pieces) + 1)[1:]
    kept = []
    for number, (piece, pixels) in enumerate(zip(pieces, shown, strict=True), 1):
        if pixels < max(40, 0.22 * np.count_nonzero(piece.alpha >= 128)):
            continue
        _x, _y, wide, high = cv2.boundingRect((owner == number).view(np.uint8))
        if min(wide, high) >= 7:
            kept.append(piece)
    return kept


def _paste(image: np.ndarray, piece: _Piece, *, shadow: bool) -> None:
    height, width = image.shape[:2]
    window = _window(piece, height, width)
    if window is None:
        return
    rows, columns, inner_rows, inner_columns = window
    if shadow:
        wide = piece.alpha.shape[1]
        middle = (piece.x + wide // 2, piece.y + int(piece.alpha.shape[0] * 0.985))
        dark = np.zeros((height, width), np.uint8)
        cv2.ellipse(
            dark, middle, (int(wide * 0.46), max(2, wide // 16)), 0, 0, 360, 90, -1, cv2.LINE_AA
        )
        y0, y1 = max(middle[1] - wide // 12 - 3, 0), min(middle[1] + wide // 12 + 4, height)
        if y1 > y0:
            image[y0:y1] *= 1 - dark[y0:y1, :, None].astype(np.float32) / 255
    alpha = piece.alpha[inner_rows, inner_columns].astype(np.float32) / 255
    part = image[rows, columns]
    part += (piece.rgb[inner_rows, inner_columns] - part) * cv2.merge([alpha] * 3)


def _lit(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light that differs from scene to scene, a darker rim, and a camera's noise."""
    height, width = image.shape[:2]
    warm = np.float32(1 + rng.uniform(-0.05, 0.05, 3)) * np.float32(rng.uniform(0.86, 1.10))
    ys, xs = (
        np.linspace(-1, 1, height, dtype=np.float32),
        np.linspace(-1, 1, width, dtype=np.float32),
    )
    rim = 1 - np.float32(rng.uniform(0.0, 0.16)) * (ys[:, None] ** 2 + xs[None] ** 2) / 2
    grain = noise(rng, height, width, 2, rng.uniform(1.0, 3.0))[..., 0]
    image *= cv2.merge([rim * share for share in warm])
    image += cv2.merge([grain] * 3)
    image = np.clip(image, 0, 255, out=image).astype(np.uint8)
    return cv2.GaussianBlur(image, (3, 3), 0) if rng.random() < 0.3 else image


def draw_scene(rng: np.random.Generator) -> Scene:
    """Draw one scene.

    Parameters
    ----------
    rng
        Decides everything: the same state gives the same pixels and boxes.

    Returns
    -------
    Scene
        One to six objects, at least one of them not to be ignored.
    """
    while True:
        scene = _try_scene(rng)
        if any(not placed.ignore for placed in scene.objects):
            return scene


def _try_scene(rng: np.random.Generator) -> Scene:
    width, height = _pick(rng, SIZES)
    place = _pick(rng, {name: one.weight for name, one in PLACES.items()})
    image, horizon = draw_place(place, rng, height, width)
    wanted = _pick(rng, COUNTS)
    wanted += wanted > 1 and rng.random() < HIDDEN  # for one that may end up out of sight
    pieces = []
    favourite = None
    for number in range(wanted):
        air = _in_the_air(rng, place)
        weights = PLACES[place].sky if air else PLACES[place].ground
        # Things of a kind come together: sheep in a flock, chairs round a table.
        name = favourite if favourite in weights and rng.random() < 0.45 else _pick(rng, weights)
        favourite = name
        area = _area(rng, FIRST_FROM if number == 0 else 0.0)
        taken = [piece for _, piece in pieces]
        pieces.append((air, _piece(name, rng, area, (width, height), horizon, taken, air=air)))
    pieces.sort(key=lambda one: one[1].y + one[1].alpha.shape[0])
    flying = {id(piece) for air, piece in pieces if air}
    # Should the one too many be in sight after all, the farthest goes.
    kept = _visible_enough([piece for _, piece in pieces], height, width)[-max(COUNTS) :]
    for piece in kept:
        _paste(image, piece, shadow=id(piece) not in flying and piece.name != "boat")
    return Scene(_lit(image, rng), _labelled(kept, height, width), place)


def _in_the_air(rng: np.random.Generator, place: str) -> bool:
    ground, sky = sum(PLACES[place].ground.values()), sum(PLACES[place].sky.values())
    return bool(rng.random() < sky / (ground + sky))


def _labelled(pieces: list[_Piece], height: int, width: int) -> list[Placed]:
    owner = _owners(pieces, height, width)
    placed = []
    for number, piece in enumerate(pieces, 1):
        visible = owner == number
        box = [int(value) for value in cv2.boundingRect(visible.view(np.uint8))]
        share = float(np.count_nonzero(visible) / np.count_nonzero(piece.alpha >= 128))
        covered = box[2] * box[3] / (width * height)
        ignore = covered < IGNORE_BELOW or (share < 0.45 and covered < 0.25)
        placed.append(Placed(piece.name, box, visible, share, ignore))
    return placed


#: Below this share of the image an object is marked to be ignored; set so that, with the hidden
#: ones, a fifth of all annotations are, as in VOC (0.197).
IGNORE_BELOW = 0.0165
