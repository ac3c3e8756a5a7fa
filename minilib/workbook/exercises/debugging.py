"""Exercises of chapter 08: the hunts."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from matplotlib import patheffects

from minilib import debugging
from minilib.workbook.exercises import Exercise, Made, Mistake, boxes, call, drawing, stream

# -- stand-ins for the web and for OpenCV ---------------------------------------------------------


def _opener(content: bytes) -> Made:
    def urlopen(url):
        if not isinstance(url, str):
            raise TypeError(f"an address is a str, not {type(url).__name__}")
        return io.BytesIO(content)

    return Made(lambda _: urlopen, "urlopen")


def _reader(pixels: np.ndarray) -> Made:
    def imread(name):
        if not isinstance(name, str):
            raise TypeError(f"a file name is a str, not {type(name).__name__}")
        return pixels.copy() if name.endswith(".jpg") else None

    return Made(lambda _: imread, "imread")


# -- outlined: wrong ways -------------------------------------------------------------------------


def without_width(o, lw):
    o.set_path_effects([patheffects.Stroke(foreground="black"), patheffects.Normal()])


# -- url_bytes: wrong ways ------------------------------------------------------------------------


def still_resp(url, urlopen):
    urlopen(str(url))
    raise NameError("name 'resp' is not defined")


def bytes_not_array(url, urlopen):
    return urlopen(str(url)).read()


def str_dropped(url, urlopen):
    return np.frombuffer(urlopen(url).read(), dtype=np.uint8)


def wide_numbers(url, urlopen):
    return np.array(list(urlopen(str(url)).read()), dtype=int)


# -- read_pixels: wrong ways ----------------------------------------------------------------------


def still_asked_too_late(fn, imread):
    im = imread(str(fn)).astype(np.float32) / 255
    if im is None:
        raise OSError(fn)
    return im


def none_let_through(fn, imread):
    im = imread(str(fn))
    return None if im is None else im.astype(np.float32) / 255


def other_error(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise ValueError(fn)
    return im.astype(np.float32) / 255


def division_lost(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise OSError(fn)
    return im.astype(np.float32)


def conversion_lost(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise OSError(fn)
    return im / 255


def name_not_made_str(fn, imread):
    im = imread(fn)
    if im is None:
        raise OSError(fn)
    return im.astype(np.float32) / 255


def question_reversed(fn, imread):
    im = imread(str(fn))
    if im is not None:
        raise OSError(fn)
    return im


# -- largest_share: wrong ways --------------------------------------------------------------------


def still_a_generator(sizes):
    areas = (width * height for width, height in sizes)
    largest = max(areas)
    return largest / sum(areas)


def sum_taken_first(sizes):
    areas = (width * height for width, height in sizes)
    total = sum(areas)
    return max(areas) / total


def sizes_used_up(sizes):
    largest = max(width * height for width, height in sizes)
    return largest / sum(width * height for width, height in sizes)


def share_of_the_number(sizes):
    areas = [width * height for width, height in sizes]
    return max(areas) / len(areas)


def smallest_share(sizes):
    areas = [width * height for width, height in sizes]
    return min(areas) / sum(areas)


def upside_down(sizes):
    areas = [width * height for width, height in sizes]
    return sum(areas) / max(areas)


def _sizes():
    return stream(lambda: [(2, 3), (4, 5), (1, 1)], "iter([(2, 3), (4, 5), (1, 1)])")


_PIXELS = np.array([[0, 51], [102, 255]], dtype=np.uint8)

EXERCISES = {
    "outlined": Exercise(
        answer=debugging.outlined,
        minutes=4,
        difficulty=1,
        observe=drawing.outlined,
        may_change_arguments=True,
        cases=drawing.EXERCISES["draw_outline"].cases,
        hints=(
            "Read the word that Matplotlib did not know, letter by letter.",
            "The width of a line is called linewidth.",
            "Copy the function and put the two letters right.",
        ),
        mistakes=(
            Mistake(drawing.typing_mistake, "It is still misspelt: look at '...withd'."),
            Mistake(without_width, "The width is gone: the stroke needs linewidth=lw."),
            Mistake(drawing.only_the_stroke, "Normal() has got lost: only the stroke is drawn."),
            Mistake(drawing.stroke_on_top, "The order has changed: the stroke comes first."),
        ),
        why="A function that takes any name can't complain about a wrong one; the error comes "
        "where the name is used.",
    ),
    "url_bytes": Exercise(
        answer=debugging.url_bytes,
        minutes=5,
        difficulty=2,
        cases=(
            call("http://example.org/a.jpg", _opener(b"\xff\xd8\x00\x07")),
            call("http://example.org/empty", _opener(b"")),
            call(Path("example.org"), _opener(bytes(range(256))[:40])),
            call("https://example.org/b", _opener(b"text")),
            call(12, _opener(b"\x01")),
        ),
        hints=(
            "Two names stand for one thing. Which of them exists?",
            "What urlopen returns is called req, and then resp is read.",
            "Give it one name: resp = urlopen(str(url)), then resp.read().",
        ),
        mistakes=(
            Mistake(still_resp, "resp is still not there: give what urlopen returns this name."),
            Mistake(bytes_not_array, "You return bytes. An array of uint8 is wanted: np.asarray."),
            Mistake(
                str_dropped, "urlopen wants a string; the str(...) round the address is missing."
            ),
            Mistake(wide_numbers, 'The array holds large integers: dtype="uint8".'),
        ),
        why="A name that is wrong in a line that nobody runs is found by nobody. Run every line "
        "once, in a test.",
    ),
    "read_pixels": Exercise(
        answer=debugging.read_pixels,
        minutes=5,
        difficulty=2,
        cases=(
            call("a.jpg", _reader(_PIXELS)),
            call(Path("a.jpg"), _reader(_PIXELS)),
            call("notes.txt", _reader(_PIXELS)),
            call(Path("folder"), _reader(_PIXELS)),
            call("zeros.jpg", _reader(np.zeros((1, 2), dtype=np.uint8))),
        ),
        hints=(
            "What does the first line do with None?",
            "Take the first line apart: read in one line, ask in the next, divide in the last.",
            "im = imread(str(fn)); if im is None: raise OSError(...); return im.astype(...) / 255",
        ),
        mistakes=(
            Mistake(still_asked_too_late, "None is still used before it is asked about."),
            Mistake(none_let_through, "None is returned. Raise the OSError."),
            Mistake(other_error, "It raises another kind of error; OSError is promised."),
            Mistake(division_lost, "The division by 255 has got lost."),
            Mistake(conversion_lost, "The conversion to float32 has got lost."),
            Mistake(name_not_made_str, "str(...) round the file name has got lost."),
            Mistake(question_reversed, "The question is the wrong way round: 'is None'."),
        ),
        why="A check must come before the first use of what it checks.",
    ),
    "corners_to_size": Exercise(
        answer=debugging.corners_to_size,
        minutes=4,
        difficulty=1,
        box="hw",
        cases=boxes.EXERCISES["bb_hw"].cases,
        hints=(
            "Count the columns from 2 to 5 with your fingers.",
            "The last pixel belongs to the box, so it is one more than the difference.",
            "Add 1 to the width and to the height.",
        ),
        mistakes=(
            Mistake(boxes.size_one_too_small, "Width and height are still one too small."),
            Mistake(boxes.row_first, "Rows before columns: the form is x, y, width, height."),
            Mistake(boxes.height_first, "Width and height have changed places."),
            Mistake(boxes.one_taken_off_again, "You take 1 away. It has to be added."),
            Mistake(boxes.corner_kept_as_size, "The far corner is returned as if it were a size."),
        ),
        why="A wrong result without an error is found by a case whose result you know.",
    ),
    "largest_share": Exercise(
        answer=debugging.largest_share,
        minutes=5,
        difficulty=2,
        cases=(
            call([(2, 3), (4, 5)]),
            call([(7, 7)]),
            call([(1, 1), (1, 1), (1, 1), (1, 1)]),
            call(_sizes()),
            call(((30, 2), (5, 5), (100, 1))),
        ),
        hints=(
            "What is left in a generator after max has gone through it?",
            "Make a list of the areas: a list can be gone through twice.",
            "areas = [... for width, height in sizes]; return max(areas) / sum(areas)",
        ),
        mistakes=(
            Mistake(still_a_generator, "areas is used up by max, so the sum is 0."),
            Mistake(sum_taken_first, "Now sum uses it up, and max finds nothing. Make a list."),
            Mistake(
                sizes_used_up,
                "sizes is gone through twice. That works for a list, but it may be a generator.",
            ),
            Mistake(share_of_the_number, "You divide by the number of boxes, not by their area."),
            Mistake(smallest_share, "This is the share of the smallest."),
            Mistake(upside_down, "The fraction stands on its head."),
        ),
        why="A list can be read again and again, a generator once.",
    ),
}
