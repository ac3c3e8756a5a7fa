"""Programs that go wrong because of their data, and the data: the hunts of chapter 08.

Each program is right as far as one can see from its code. Each data set has 300 images, one of
which is the cause; which one depends on the seed. The programs have no comprehensions: before
Python 3.12 these are functions of their own, and a session would differ between versions.
"""

# Their unused variables are what a session looks for.
# ruff: noqa: B007, F841, RUF059

from __future__ import annotations

import random

CLASSES = {6: "bus", 7: "car", 8: "cat", 12: "dog", 15: "person"}


def _names(kind: str, seed: int) -> tuple[random.Random, list[str], int]:
    """A source of random numbers, 300 file names, and the place of the one that is the cause."""
    rng = random.Random(f"{kind} {seed}")
    names = [f"{number:06}.jpg" for number in sorted(rng.sample(range(12, 9963), 300))]
    return rng, names, rng.randrange(100, 200)


# -- a crash, and frames to choose from -----------------------------------------------------------


def class_name(number):
    return CLASSES[number]


def add_object(counts, number):
    label = class_name(number)
    counts[label] = counts.get(label, 0) + 1


def count_image(image, counts):
    name, numbers = image
    for number in numbers:
        add_object(counts, number)


def count_classes(album):
    name = album["name"]
    counts = {}
    for image in album["images"]:
        count_image(image, counts)
    return name, counts


def album(seed: int = 0) -> dict:
    """Images as (file name, class numbers); one class number does not exist."""
    rng, names, cause = _names("album", seed)
    images = [(name, rng.choices(list(CLASSES), k=rng.randint(1, 4))) for name in names]
    images[cause][1].append(rng.choice((0, 21, 99)))
    return {"name": f"album {seed}", "images": images}


# -- a value that is lost when a function returns -------------------------------------------------


def most_objects(images):
    most = 0
    fullest = None
    for name, count in images:
        if count > most:
            most = count
            fullest = name
    return most


def mean_objects(images):
    total = 0
    for _, count in images:
        total += count
    return total / len(images)


def describe(images):
    mean = mean_objects(images)
    most = most_objects(images)
    return f"{len(images)} images, {mean:.1f} objects in each, {most} at most"


def crowd(seed: int = 0) -> list[tuple[str, int]]:
    """Images as (file name, number of objects); one has far too many."""
    rng, names, cause = _names("crowd", seed)
    images = [(name, rng.randint(1, 9)) for name in names]
    images[cause] = (names[cause], rng.randint(300, 400))
    return images


# -- one box among 300 ----------------------------------------------------------------------------


def box_area(box):
    x, y, width, height = box
    return width * height


def mean_share(images):
    total = 0
    for name, pixels, box in images:
        share = box_area(box) / pixels
        total = total + share
    return total / len(images)


def shares(seed: int = 0) -> list[tuple[str, int, list[int]]]:
    """Images as (file name, pixels, box); one box has a negative width or height."""
    rng, names, cause = _names("shares", seed)
    images = [
        (name, 500 * 375, [rng.randint(0, 90) for _ in "xy"] + [rng.randint(20, 200) for _ in "wh"])
        for name in names
    ]
    images[cause][2][2:] = (150, -40_000) if seed % 2 else (-40_000, 150)
    return images


# -- the same name in two loops -------------------------------------------------------------------


def scales(images):
    longest = 0
    for name, width, height in images:
        if width > longest:
            longest = width
            holder = name
    across = 224 / longest
    longest = 0
    for name, width, height in images:
        if height > longest:
            longest = height
            holder = name
    down = 224 / longest
    return round(across, 3), round(down, 3)


def sizes(seed: int = 0) -> list[tuple[str, int, int]]:
    """Images as (file name, width, height); one is far too wide."""
    rng, names, cause = _names("sizes", seed)
    images = [(name, rng.randint(300, 500), rng.randint(300, 500)) for name in names]
    images[cause] = (names[cause], rng.randint(40_000, 60_000), images[cause][2])
    return images


# -- a cause in a call that has long returned -----------------------------------------------------


def camera_scales(images):
    found = {}
    for name, camera, pixels in images:
        if camera not in found:
            scale = round(pixels / 1_000_000)
            found[camera] = scale
    return found


def widths(images, found):
    result = []
    for name, camera, pixels in reversed(images):
        width = 224 / found[camera]
        result.append(round(width))
    return result


def resize(images):
    found = camera_scales(images)
    return widths(images, found)


def cameras(seed: int = 0) -> list[tuple[str, str, int]]:
    """Images as (file name, camera, pixels); the first image of one camera is tiny."""
    rng, names, cause = _names("cameras", seed)
    images = [(name, f"camera {rng.randint(1, 6)}", rng.randint(2, 9) * 10**6) for name in names]
    for place in range(cause, 300, 10):
        images[place] = (names[place], "camera 7", images[place][2])
    images[cause] = (names[cause], "camera 7", rng.randint(100, 400) * 1000)
    return images
