"""Programs that go wrong because of their data: the hunts of chapter 08.

Each is right as far as one can see from its code. They have no comprehensions: before Python 3.12
these are functions of their own, and a session would differ between versions.
"""

# Their unused variables are what a session looks for.
# ruff: noqa: B007, F841, RUF059

from __future__ import annotations

from minilib.workbook.exercises import records

CLASSES = records.CLASSES


# -- a value that is lost when a function returns -------------------------------------------------


def count_objects(labels):
    count = 0
    for label in labels:
        if label in CLASSES:
            count = count + 1
    return count


def fewest_objects(series):
    fewest = 1000
    emptiest = None
    for name, labels in records.crowd(series):
        count = count_objects(labels)
        if count < fewest:
            fewest = count
            emptiest = name
    return fewest


def most_objects(series):
    most = 0
    fullest = None
    for name, labels in records.crowd(series):
        count = count_objects(labels)
        if count > most:
            most = count
            fullest = name
    return most


def describe(series):
    fewest = fewest_objects(series)
    most = most_objects(series)
    return f"from {fewest} to {most} objects in an image"


# -- one box among hundreds -----------------------------------------------------------------------


def box_area(box):
    x, y, width, height = box
    return width * height


def covered(boxes):
    area = 0
    for box in boxes:
        area = area + box_area(box)
    return area


def shares(series):
    least = 1
    total = 0
    images = 0
    for name, pixels, boxes in records.boxes(series):
        share = covered(boxes) / pixels
        least = min(least, share)
        total = total + share
        images = images + 1
    return round(least, 2), round(total / images, 2)


# -- the same names in two loops ------------------------------------------------------------------


def scales(series):
    longest = 0
    holder = None
    for name, width, height, turned in records.sizes(series):
        if turned:
            width, height = height, width
        if width > longest:
            longest = width
            holder = name
    across = 224 / longest
    longest = 0
    for name, width, height, turned in records.sizes(series):
        if turned:
            width, height = height, width
        if height > longest:
            longest = height
            holder = name
    down = 224 / longest
    return round(across, 3), round(down, 3)


# -- a crash, and frames to choose from -----------------------------------------------------------


def class_name(number):
    return CLASSES[number]


def label_of(thing):
    number, box = thing
    return class_name(number)


def add_object(counts, thing):
    label = label_of(thing)
    counts[label] = counts.get(label, 0) + 1


def count_image(counts, image):
    name, things = image
    for thing in things:
        add_object(counts, thing)


def count_burst(counts, burst):
    name, images = burst
    for image in images:
        count_image(counts, image)


def count_classes(series):
    counts = {}
    for burst in records.album(series):
        count_burst(counts, burst)
    return counts


# -- a cause in a call that has long returned -----------------------------------------------------


def megapixels(width, height):
    return round(width * height / 1_000_000)


def camera_scales(series):
    found = {}
    for name, camera, width, height in records.trials(series):
        if camera not in found:
            scale = megapixels(width, height)
            found[camera] = scale
    return found


def new_width(width, scale):
    return round(width / scale)


def resize(series):
    found = camera_scales(series)
    result = []
    for name, camera, width in records.photographs(series):
        result.append(new_width(width, found[camera]))
    return result
