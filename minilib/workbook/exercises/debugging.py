"""Exercises of chapter 08: the hunts."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from matplotlib import patheffects

from minilib import debugging
from minilib.workbook.exercises import Exercise, Made, Mistake, boxes, call, drawing, images, stream
from minilib.workbook.exercises.slips import Slip, drop, put

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


def not_set(o, lw):
    return [patheffects.Stroke(linewidth=lw, foreground="black"), patheffects.Normal()]


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


def read_twice(url, urlopen):
    resp = urlopen(str(url))
    resp.read()
    return np.asarray(bytearray(resp.read()), dtype="uint8")


def read_not_called(url, urlopen):
    resp = urlopen(str(url))
    return np.asarray(bytearray(resp.read), dtype="uint8")


def bytes_in_one_piece(url, urlopen):
    return np.asarray(urlopen(str(url)).read())


def bytearray_without_array(url, urlopen):
    return bytearray(urlopen(str(url)).read())


def list_of_numbers(url, urlopen):
    return list(urlopen(str(url)).read())


def looked_at_first(url, urlopen):
    resp = urlopen(str(url))
    resp.read(2)
    return np.asarray(bytearray(resp.read()), dtype="uint8")


def fake_opened(url, urlopen):
    return debugging.url_bytes(url, lambda _: io.BytesIO(b"\xff\xd8 some bytes"))


def opener_read(url, urlopen):
    return np.asarray(bytearray(urlopen.read()), dtype="uint8")


def bytes_without_bytearray(url, urlopen):
    return np.asarray(urlopen(str(url)).read(), dtype="uint8")


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


def asked_and_division_lost(fn, imread):
    im = imread(str(fn)).astype(np.float32)
    if im is None:
        raise OSError(fn)
    return im


def compared_with_equals(fn, imread):
    im = imread(str(fn))
    if im == None:  # noqa: E711
        raise OSError(fn)
    return im.astype(np.float32) / 255


def picture_returned_as_read(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise OSError(fn)
    return im


def whole_division(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise OSError(fn)
    return (im // 255).astype(np.float32)


def by_its_own_largest(fn, imread):
    im = imread(str(fn))
    if im is None:
        raise OSError(fn)
    return (im / max(im.max(), 1)).astype(np.float32)


def name_not_made_str_and_too_late(fn, imread):
    return imread(fn).astype(np.float32) / 255


def sentence_returned(fn, imread):
    im = imread(str(fn))
    if im is None:
        return f"File not recognized by opencv: {fn}"
    return im.astype(np.float32) / 255


def asked_before_it_is_read(fn, imread):
    if im is None:  # noqa: F821
        raise OSError(fn)
    im = imread(str(fn)).astype(np.float32) / 255
    return im


def pixels_error_returned(fn, imread):
    try:
        return debugging.read_pixels(fn, imread)
    except OSError as error:
        return error


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


def sides_added(sizes):
    areas = [width + height for width, height in sizes]
    return max(areas) / sum(areas)


def whole_share(sizes):
    areas = [width * height for width, height in sizes]
    return max(areas) // sum(areas)


def largest_alone(sizes):
    return max(width * height for width, height in sizes)


def share_of_the_rest(sizes):
    areas = [width * height for width, height in sizes]
    return max(areas) / (sum(areas) - max(areas) or 1)


def first_share(sizes):
    areas = [width * height for width, height in sizes]
    return areas[0] / sum(areas)


def last_share(sizes):
    areas = [width * height for width, height in sizes]
    return areas[-1] / sum(areas)


def in_percent(sizes):
    areas = [width * height for width, height in sizes]
    return 100 * max(areas) / sum(areas)


def largest_pair(sizes):
    sizes = list(sizes)
    width, height = max(sizes)
    return width * height / sum(w * h for w, h in sizes)


def sizes_have_a_length(sizes):
    areas = [sizes[n][0] * sizes[n][1] for n in range(len(sizes))]
    return max(areas) / sum(areas)


def pairs_summed(sizes):
    sizes = list(sizes)
    return max(sizes) / sum(sizes)


def equal_ones_once(sizes):
    areas = {width * height for width, height in sizes}
    return max(areas) / sum(areas)


def rounded(sizes):
    return round(debugging.largest_share(sizes), 2)


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
            Mistake(
                drawing.called_lw,
                "Stroke does not know the name lw, but says so only when the figure is drawn. "
                "The name is linewidth.",
            ),
            Mistake(drawing.white_outline, "The outline has become white. Black is wanted."),
            Mistake(drawing.always_four, "The width is always 4. It is in lw."),
            Mistake(drawing.color_forgotten, 'The black has got lost: foreground="black".'),
            Mistake(
                not_set, "The effects are made, but o does not get them: o.set_path_effects([...])."
            ),
            Mistake(drawing.normal_without_parentheses, "Normal has lost its (): Normal()."),
            Mistake(
                drawing.effects_without_a_list,
                "Look at the brackets: set_path_effects takes one list, [..., ...].",
            ),
            Mistake(
                drawing.stroke_without_a_list,
                "The list and Normal() have got lost: [..., patheffects.Normal()].",
            ),
            Mistake(
                drawing.called_color,
                "Stroke does not know the name color, but says so only when the figure is "
                "drawn. The name is foreground.",
            ),
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
            Mistake(
                read_twice,
                "read() is called twice. The first call reads everything, and nothing is left "
                "for the second.",
            ),
            Mistake(
                looked_at_first,
                "The session's read()[:2] was only for looking. What has been read is gone for "
                "the next read().",
            ),
            Mistake(
                read_not_called,
                "What bytearray gets are no bytes. They come from resp.read(), with () behind it.",
            ),
            Mistake(
                bytes_in_one_piece,
                "NumPy takes bytes as one piece of text. bytearray(...) makes single numbers of "
                "them.",
            ),
            Mistake(
                bytearray_without_array,
                'A bytearray is not an array of NumPy yet: np.asarray(..., dtype="uint8").',
            ),
            Mistake(list_of_numbers, "You return a list. An array of uint8 is wanted: np.asarray."),
            Mistake(
                fake_opened,
                "You call fake_urlopen, whatever opener is given. Call the argument: urlopen.",
            ),
            Mistake(
                opener_read,
                "Only what urlopen(...) gives back has read(), and what read() gives has it no "
                "more.",
            ),
            Mistake(
                bytes_without_bytearray,
                "NumPy takes bytes as one piece of text, and that is no number. bytearray(...) "
                "makes single numbers of them.",
            ),
        ),
        why="A name that is wrong in a line that nobody runs is found by nobody. Run every line "
        "once, in a test.",
    ),
    "read_pixels": Exercise(
        answer=debugging.read_pixels,
        minutes=5,
        difficulty=2,
        observe=images.returned,
        cases=(
            call("a.jpg", _reader(_PIXELS)),
            call(Path("a.jpg"), _reader(_PIXELS)),
            call("notes.txt", _reader(_PIXELS)),
            call(Path("folder"), _reader(_PIXELS)),
            call("dark.jpg", _reader(np.array([[0, 51, 102]], dtype=np.uint8))),
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
            Mistake(
                asked_and_division_lost,
                "Two things: None is still used before it is asked about, and the division by "
                "255 has got lost.",
            ),
            Mistake(
                compared_with_equals,
                "im == None and 'not im' give an answer for each number of an array, and 'if' "
                "can't make one of them. Ask 'im is None'.",
            ),
            Mistake(
                picture_returned_as_read,
                "The check is right. But float32 and the division by 255 have got lost.",
            ),
            Mistake(
                whole_division,
                "// cuts off what is behind the point: only 0 and 1 are left. Divide with /.",
            ),
            Mistake(
                by_its_own_largest,
                "You divide by the largest number in this picture. 255 is the largest that "
                "there can be.",
            ),
            Mistake(
                name_not_made_str_and_too_late,
                "Two things: str(...) round the file name has got lost, and None is used before "
                "it is asked about.",
            ),
            Mistake(sentence_returned, "You return the sentence. Raise it: raise OSError(...)."),
            Mistake(
                asked_before_it_is_read,
                "Now the question comes too early: im has no value yet. Read, then ask, then "
                "calculate.",
            ),
            Mistake(
                pixels_error_returned,
                "You return the error as if it were a result. An error is raised: raise "
                "OSError(...).",
            ),
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
        parts="x y width height",
        slips=(
            Slip(drop(" + 1"), "Width and height are still one too small."),
            Slip(put("+ 1", "- 1"), "1 is subtracted. It has to be added."),
            Slip(put("+ 1", "+ 2"), "Width and height are one too large now: 1 is enough."),
            Slip(
                (put("a[3] - a[1] + 1", "a[3]"), put("a[2] - a[0] + 1", "a[2]")),
                "The far corner is kept as if it were the size.",
            ),
            Slip(
                put("a[1], a[0],", "a[1] + 1, a[0] + 1,"),
                "x and y are one too large: only width and height need the 1.",
            ),
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
            call(((5, 5), (30, 2), (40, 1))),
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
            Mistake(sides_added, "An area is a product, width * height. You add the sides."),
            Mistake(
                whole_share,
                "// cuts off what is behind the point, so a share is 0 or 1. Divide with /.",
            ),
            Mistake(
                largest_alone,
                "This is the largest area. Its share is wanted: divide by the sum of all.",
            ),
            Mistake(
                share_of_the_rest,
                "You divide by the area of the others. The largest one belongs to the total too.",
            ),
            Mistake(first_share, "This is the share of the first box, not of the largest."),
            Mistake(last_share, "This is the share of the last box, not of the largest."),
            Mistake(in_percent, "The share is in percent. Wanted is a number up to 1."),
            Mistake(
                largest_pair,
                "max of the sizes compares widths first. The largest of the areas is wanted.",
            ),
            Mistake(
                sizes_have_a_length,
                "A generator has no length and no places in square brackets. Go through it "
                "once, with for.",
            ),
            Mistake(
                pairs_summed,
                "sum adds numbers, and sizes holds pairs. Make the areas first, and add these up.",
            ),
            Mistake(
                equal_ones_once,
                "Braces make a set, in which equal areas are there only once. Square brackets "
                "make a list.",
            ),
            Mistake(rounded, "The share is rounded. It is wanted as it comes out."),
        ),
        why="A list can be read again and again, a generator once.",
    ),
}
