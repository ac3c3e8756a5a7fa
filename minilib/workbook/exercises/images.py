"""Exercises of chapter 05: images."""

from __future__ import annotations

import os
import struct
import zlib
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import getproxies

import cv2
import numpy as np

from minilib import images
from minilib.workbook.exercises import Exercise, Made, Mistake, call, folder, missing

# -- small pictures ---------------------------------------------------------------------------


def _packed(suffix: str, pixels: np.ndarray) -> bytes:
    return cv2.imencode(suffix, pixels)[1].tobytes()


_RNG = np.random.default_rng(5)
_COLOUR = _RNG.integers(0, 256, (2, 3, 3), dtype=np.uint8)
_GREY = _RNG.integers(0, 256, (2, 3), dtype=np.uint8)
_ALPHA = _RNG.integers(0, 256, (1, 2, 4), dtype=np.uint8)
_DEEP = _RNG.integers(0, 65536, (2, 3, 3), dtype=np.uint16)
_PNG, _JPEG = _packed(".png", _COLOUR), _packed(".jpg", _COLOUR)
_NO_PICTURE = b"no picture at all"
_FLOATS = _packed(".tiff", np.ones((2, 3), dtype=np.float32) / 3)


def _huge() -> bytes:
    """A PNG that says it is 100,000 pixels wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return _PNG[:12] + head + struct.pack(">I", zlib.crc32(head)) + _PNG[33:]


def _file(name: str, content: bytes | str, *, as_text: bool = False) -> Made:
    """A file in a folder of its own, given as a Path or as a string."""
    made = folder({name: content})

    def make(temporary: Path) -> Path | str:
        path = made.make(temporary) / name
        return str(path) if as_text else path

    shown = f"photos/{name}"
    return Made(make, repr(shown) if as_text else f"Path({shown!r})")


def returned(result, _):
    """The result itself; in words when it is an error, or a method that nobody called."""
    if isinstance(result, Exception):
        return f"{type(result).__name__}, returned and not raised"
    return f"{result.__name__}, which was not called" if callable(result) else result


class _Server(BaseHTTPRequestHandler):
    """Answers every question with a picture."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(_PNG)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@cache
def _port() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    Thread(target=server.serve_forever, daemon=True).start()
    # A proxy, where there is one, does not know this computer's own addresses.
    os.environ["no_proxy"] = f"127.0.0.1,{getproxies().get('no', '')}"
    return server.server_port


def _served() -> Made:
    """An address on this very computer, behind which there is a picture."""
    return Made(lambda _: f"http://127.0.0.1:{_port()}/a.png", "'http://127.0.0.1/a.png'")


# -- read_file: wrong ways --------------------------------------------------------------------


def none_for_missing(fn):
    path = Path(fn)
    return path.read_bytes() if path.is_file() else None


def only_paths(fn):
    if fn.is_dir():
        raise IsADirectoryError(fn)
    return fn.read_bytes()


def as_words(fn):
    path = Path(fn)
    if path.is_dir():
        raise IsADirectoryError(fn)
    if not path.exists():
        raise FileNotFoundError(fn)
    return path.read_text(encoding="latin-1")


def missing_for_all(fn):
    path = Path(fn)
    if not path.is_file():
        raise FileNotFoundError(fn)
    return path.read_bytes()


def empty_for_missing(fn):
    path = Path(fn)
    return path.read_bytes() if path.is_file() else b""


def plain_oserror(fn):
    path = Path(fn)
    if not path.is_file():
        raise OSError(fn)
    return path.read_bytes()


def errors_returned(fn):
    try:
        return images.read_file(fn)
    except OSError as error:
        return error


def folder_refused_only(fn):
    path = Path(fn)
    return images.read_file(fn) if path.exists() else None


def errors_exchanged(fn):
    path = Path(fn)
    if path.is_dir():
        raise FileNotFoundError(fn)
    if not path.exists():
        raise IsADirectoryError(fn)
    return path.read_bytes()


def everything_missing(fn):
    raise FileNotFoundError(fn)


def everything_a_folder(fn):
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(fn)
    raise IsADirectoryError(fn)


def opened_as_text(fn):
    with Path(fn).open(encoding="utf-8") as opened:
        return opened.read()


def name_for_content(fn):
    images.read_file(fn)
    return Path(fn)


def method_not_called(fn):
    return Path(fn).read_bytes


def checked_method_not_called(fn):
    images.read_file(fn)
    return Path(fn).read_bytes


def value_errors(fn):
    path = Path(fn)
    if not path.is_file():
        raise ValueError(fn)
    return path.read_bytes()


def strings_raised(fn):
    path = Path(fn)
    if not path.is_file():
        raise TypeError("exceptions must derive from BaseException")
    return path.read_bytes()


def as_numbers(fn):
    return list(images.read_file(fn))


def as_an_array(fn):
    return _buffer(images.read_file(fn))


# -- decode: wrong ways -----------------------------------------------------------------------


def _buffer(data):
    return np.frombuffer(data, dtype=np.uint8)


def none_passed_on(data, name):
    try:
        return images.decode(data, name)
    except OSError:
        if data == _NO_PICTURE:
            return None
        raise


def tested_too_late(data, name):
    if data == _NO_PICTURE:
        raise AttributeError("'NoneType' object has no attribute 'shape'")
    return images.decode(data, name)


def always_colour(data, name):
    images.decode(data, name)
    return cv2.imdecode(_buffer(data), cv2.IMREAD_COLOR)


def always_grey(data, name):
    images.decode(data, name)
    return cv2.imdecode(_buffer(data), cv2.IMREAD_GRAYSCALE)


def empty_not_thought_of(data, name):
    return images.decode(data, name) if data else cv2.imdecode(_buffer(data), -1)


def value_error(data, name):
    try:
        return images.decode(data, name)
    except OSError:
        raise ValueError(name) from None


def cut_off_taken(data, name):
    if data == _JPEG[:-2]:
        return images.decode(_JPEG, name)
    return images.decode(data, name)


def floats_taken(data, name):
    if data == _FLOATS:
        return cv2.imdecode(_buffer(data), cv2.IMREAD_UNCHANGED)
    return images.decode(data, name)


def error_of_opencv(data, name):
    if data == _huge():
        return cv2.imdecode(_buffer(data), cv2.IMREAD_UNCHANGED)
    return images.decode(data, name)


def bytes_as_pixels(data, name):
    images.decode(data, name)
    return _buffer(data)


def _careless(data, name, missing, flag=cv2.IMREAD_UNCHANGED):
    """``decode`` without the steps that are called empty, cut off, caught, None, kind."""
    if "empty" not in missing and not data:
        raise OSError(name)
    if "cut off" not in missing and not images.is_complete(data):
        raise OSError(name)
    try:
        im = cv2.imdecode(_buffer(data), flag)
    except cv2.error as error:
        if "caught" in missing:
            raise
        raise OSError(name) from error
    if "None" not in missing and im is None:
        raise OSError(name)
    if "kind" not in missing and im.dtype.kind != "u":
        raise OSError(name)
    return im


def nothing_checked(data, name):
    return _careless(data, name, {"empty", "cut off", "caught", "None", "kind"})


def nothing_checked_in_colour(data, name):
    return cv2.imdecode(_buffer(data), cv2.IMREAD_COLOR)


def only_none_checked(data, name):
    return _careless(data, name, {"empty", "caught", "kind"})


def none_checked_in_colour(data, name):
    return _careless(data, name, {"empty", "caught", "kind"}, cv2.IMREAD_COLOR)


def nothing_caught(data, name):
    return _careless(data, name, {"empty", "caught"})


def not_caught_and_kind_not_asked(data, name):
    return _careless(data, name, {"caught", "kind"})


def only_checked_before(data, name):
    return _careless(data, name, {"caught", "None", "kind"})


def only_empty_checked(data, name):
    return _careless(data, name, {"cut off", "caught", "None", "kind"})


def only_cut_off_checked(data, name):
    return _careless(data, name, {"empty", "caught", "None", "kind"})


def only_caught(data, name):
    return _careless(data, name, {"cut off", "None", "kind"})


def nothing_asked_after(data, name):
    return _careless(data, name, {"None", "kind"})


def only_kind_asked(data, name):
    return _careless(data, name, {"empty", "cut off", "caught", "None"})


def not_caught_and_asked_too_late(data, name):
    return _careless(data, name, {"caught", "None"})


def cut_off_and_asked_too_late(data, name):
    return _careless(data, name, {"cut off", "None"})


def _asked_with_equals(data, name, missing):
    im = _careless(data, name, missing | {"kind"})
    if im == None:  # noqa: E711
        raise OSError(name)
    return im


def compared_with_none(data, name):
    return _asked_with_equals(data, name, set())


def compared_and_not_caught(data, name):
    return _asked_with_equals(data, name, {"caught"})


def compared_and_empty_forgotten(data, name):
    return _asked_with_equals(data, name, {"caught", "empty"})


def none_for_all_that_is_bad(data, name):
    try:
        return images.decode(data, name)
    except OSError:
        return None


def decode_errors_returned(data, name):
    try:
        return images.decode(data, name)
    except OSError as error:
        return error


def caught_and_passed_over(data, name):
    if data == _huge():
        raise UnboundLocalError("im")
    return images.decode(data, name)


def caught_and_passed_over_when_empty(data, name):
    if data == b"":
        raise UnboundLocalError("im")
    return caught_and_passed_over(data, name)


def none_for_the_large_one(data, name):
    return None if data == _huge() else images.decode(data, name)


def all_refused(data, name):
    raise OSError(name)


def whole_numbers_refused(data, name):
    if data == _FLOATS:
        return cv2.imdecode(_buffer(data), cv2.IMREAD_UNCHANGED)
    raise OSError(name)


def eight_bits_only(data, name):
    im = images.decode(data, name)
    if im.dtype != np.uint8:
        raise OSError(name)
    return im


def turned_already(data, name):
    return images.decode(data, name)[:, :, ::-1]


def bytes_to_opencv(data, name):
    return cv2.imdecode(data, cv2.IMREAD_UNCHANGED)


def buffer_without_a_type(data, name):
    im = cv2.imdecode(np.frombuffer(data), cv2.IMREAD_UNCHANGED)
    if im is None:
        raise OSError(name)
    return im


def buffer_without_a_type_unchecked(data, name):
    return cv2.imdecode(np.frombuffer(data), cv2.IMREAD_UNCHANGED)


def bytes_to_opencv_after_the_checks(data, name):
    if not data or not images.is_complete(data):
        raise OSError(name)
    return cv2.imdecode(data, cv2.IMREAD_UNCHANGED)


def printed_and_went_on(data, name):
    try:
        im = cv2.imdecode(_buffer(data), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        print(f"{name}: damaged")
    if im.dtype.kind != "u":
        print(f"{name}: no whole numbers")
    return im


# -- to_rgb: wrong ways -----------------------------------------------------------------------


def _grey_to_three(im):
    return images.to_rgb(im) if im.ndim == 2 or im.shape[2] == 1 else None


def left_as_bgr(im):
    done = _grey_to_three(im)
    return im[:, :, :3] if done is None else done


def transparency_kept(im):
    done = _grey_to_three(im)
    if done is not None:
        return done
    return im[:, :, [2, 1, 0, *range(3, im.shape[2])]]


def turned_with_transparency(im):
    done = _grey_to_three(im)
    return im[:, :, ::-1] if done is None else done


def turned_then_cut(im):
    done = _grey_to_three(im)
    return im[:, :, ::-1][:, :, :3] if done is None else done


def rows_turned(im):
    done = _grey_to_three(im)
    return im[::-1, :, :3] if done is None else done


def columns_turned(im):
    done = _grey_to_three(im)
    return im[:, ::-1, :3] if done is None else done


def grey_left(im):
    return im if im.ndim == 2 else images.to_rgb(im)


def grey_in_front(im):
    return np.stack([im, im, im]) if im.ndim == 2 else images.to_rgb(im)


def three_axes_only(im):
    return im[:, :, :3][:, :, ::-1]


def _rgb(im, colours, two=images.to_rgb, one=images.to_rgb):
    """``to_rgb`` with other ways for colours, for (h, w) and for (h, w, 1)."""
    if im.ndim == 2:
        return two(im)
    return one(im) if im.shape[2] == 1 else colours(im)


def _as_it_is(im):
    return im


def _colours_turned(im):
    return im[:, :, ::-1]


def _cut_and_turned(im):
    return im[:, :, :3][:, :, ::-1]


def only_turned(im):
    return im[:, :, ::-1]


def only_turned_with_dots(im):
    return im[..., ::-1]


def only_rows_turned(im):
    return im[::-1]


def rows_turned_transparency_kept(im):
    return _rgb(im, lambda im: im[::-1])


def rows_turned_one_grey_left(im):
    return _rgb(im, lambda im: im[::-1], one=lambda im: im[::-1])


def cut_and_rows_turned_one_grey_left(im):
    return _rgb(im, lambda im: im[:, :, :3][::-1], one=lambda im: im[::-1])


def colours_never_turned(im):
    return _rgb(im, _as_it_is)


def bgr_and_one_grey_left(im):
    return _rgb(im, lambda im: im[:, :, :3], one=_as_it_is)


def one_grey_left(im):
    return _rgb(im, _cut_and_turned, one=_as_it_is)


def both_greys_left(im):
    return _rgb(im, _cut_and_turned, two=_as_it_is, one=_as_it_is)


def one_grey_left_and_transparency_turned(im):
    return _rgb(im, _colours_turned, one=_as_it_is)


def one_grey_left_and_turned_then_cut(im):
    return _rgb(im, lambda im: im[:, :, ::-1][:, :, :3], one=_as_it_is)


def one_grey_left_and_transparency_kept(im):
    return _rgb(im, transparency_kept, one=_as_it_is)


def both_greys_left_and_transparency_turned(im):
    return _rgb(im, _colours_turned, two=_as_it_is, one=_as_it_is)


def four_axes(im):
    return _rgb(im, _cut_and_turned, one=lambda im: np.stack([im, im, im], axis=-1))


def four_axes_and_transparency_turned(im):
    return _rgb(im, _colours_turned, one=lambda im: np.stack([im, im, im], axis=-1))


def greys_joined_in_one_row(im):
    return _rgb(im, _cut_and_turned, two=lambda im: np.concatenate([im, im, im], axis=-1))


def grey_in_front_one_grey_left(im):
    return _rgb(im, _cut_and_turned, two=lambda im: np.stack([im, im, im]), one=_as_it_is)


def one_grey_not_thought_of(im):
    return _rgb(im, _cut_and_turned, one=lambda im: im[:, :, 3])


def divided_already(im):
    return images.to_rgb(im) / 255


def nothing_done(im):
    return im


def only_cut_and_rows_turned(im):
    return im[:, :, :3][::-1]


def grey_stacked_then_rows_turned(im):
    return (np.stack([im, im, im], axis=-1) if im.ndim == 2 else im)[::-1]


def four_axes_and_rows_turned(im):
    return _rgb(im, lambda im: im[::-1], one=lambda im: np.stack([im, im, im], axis=-1))


def shape_asked_before_ndim(im):
    return images.to_rgb(im) if im.shape[2] == 1 else _cut_and_turned(im)


# -- to_unit: wrong ways ----------------------------------------------------------------------


def always_255(im):
    np.iinfo(im.dtype)
    return (im / 255).astype(np.float32)


def left_double(im):
    return im / np.iinfo(im.dtype).max


def whole_division(im):
    return (im // np.iinfo(im.dtype).max).astype(np.float32)


def by_256(im):
    return (im / (np.iinfo(im.dtype).max + 1)).astype(np.float32)


def by_its_own_largest(im):
    np.iinfo(im.dtype)
    return (im / im.max(initial=1)).astype(np.float32)


def not_divided(im):
    np.iinfo(im.dtype)
    return im.astype(np.float32)


def astype_first(im):
    return im.astype(np.float32) / 255


def by_its_own_largest_straight(im):
    return (im / im.max()).astype(np.float32)


def by_its_own_largest_left_double(im):
    return im / im.max()


def always_255_left_double(im):
    return im / 255


def converted_before_asked(im):
    return images.to_unit(im.astype(np.float32))


def divided_in_place(im):
    im /= np.iinfo(im.dtype).max
    return im


def by_the_bits(im):
    return (im / np.iinfo(im.dtype).bits).astype(np.float32)


def only_converted(im):
    return im.astype(np.float32)


def whole_division_by_255(im):
    return (im // 255).astype(np.float32)


def converted_to_whole_numbers(im):
    return (im / np.iinfo(im.dtype).max).astype(im.dtype)


def half_precision(im):
    return images.to_unit(im).astype(np.float16)


def iinfo_without_max(im):
    return (im / np.iinfo(im.dtype)).astype(np.float32)


def divided_by_255_in_place(im):
    im /= 255
    return im


def by_its_own_largest_converted_first(im):
    return im.astype(np.float32) / im.max()


def two_types_only(im):
    return (im / (255 if im.dtype == np.uint8 else 65535)).astype(np.float32)


def original_returned(im):
    images.to_unit(im)
    return im


# -- open_image: wrong ways -------------------------------------------------------------------


def _decoded(fn):
    web = str(fn).startswith("http")
    data = images.fetch(str(fn)) if web else images.read_file(fn)
    return images.decode(data, str(fn))


def blue_first(fn):
    return images.to_unit(_decoded(fn))


def bgr_after_all(fn):
    im = images.open_image(fn)
    return im[:, :, ::-1]


def whole_numbers(fn):
    return images.to_rgb(_decoded(fn))


def none_when_it_fails(fn):
    try:
        return images.open_image(fn)
    except OSError:
        return None


def always_eight_bits(fn):
    im = images.to_rgb(_decoded(fn))
    return (im / 255).astype(np.float32)


def existence_asked_first(fn):
    if not Path(fn).exists():
        return None
    return images.open_image(fn)


def strings_not_taken(fn):
    return images.open_image(fn.resolve())


def startswith_of_a_path(fn):
    if fn.startswith(("http://", "https://")):
        return images.open_image(fn)
    return images.open_image(fn)


def never_fetched(fn):
    return images.to_unit(images.to_rgb(images.decode(images.read_file(fn), str(fn))))


def always_fetched(fn):
    data = images.fetch(str(fn))
    return images.to_unit(images.to_rgb(images.decode(data, str(fn))))


def only_decoded(fn):
    return images.decode(images.read_file(fn), str(fn))


def only_decoded_or_fetched(fn):
    return _decoded(fn)


def name_forgotten(fn):
    return images.to_unit(images.to_rgb(images.decode(images.read_file(fn))))


def decoded_unread(fn):
    return images.to_unit(images.to_rgb(images.decode(fn, str(fn))))


def turned_by_hand(fn):
    im = images.decode(images.read_file(fn), str(fn))
    return images.to_unit(im[:, :, ::-1])


def opened_with_imread(fn):
    return images.to_unit(images.to_rgb(cv2.imread(str(fn))))


def blue_first_never_fetched(fn):
    return images.to_unit(images.decode(images.read_file(fn), str(fn)))


def whole_numbers_never_fetched(fn):
    return images.to_rgb(images.decode(images.read_file(fn), str(fn)))


def looked_for_in_a_path(fn):
    if "http" in fn:
        return images.open_image(fn)
    return images.open_image(fn)


def only_read(fn):
    return images.fetch(fn) if str(fn).startswith("http") else images.read_file(fn)


def not_decoded(fn):
    return images.to_unit(images.to_rgb(only_read(fn)))


def fetched_then_read(fn):
    if str(fn).startswith("http"):
        images.fetch(fn)
    return never_fetched(fn)


EXERCISES = {
    "read_file": Exercise(
        answer=images.read_file,
        minutes=5,
        difficulty=2,
        observe=returned,
        cases=(
            call(_file("a.jpg", b"\xff\xd8\x00\x01")),
            call(_file("a.jpg", b"\xff\xd8\x00\x01", as_text=True)),
            call(_file("größe.png", b"abc")),
            call(_file("empty.jpg", b"")),
            call(folder({"a.jpg": ""})),
            call(missing("no such picture.jpg")),
            call("no such picture.jpg"),
        ),
        hints=(
            "Make a Path of what you get, then ask two questions before you read.",
            "exists() and is_dir() are the questions; raise FileNotFoundError(...) and raise "
            "IsADirectoryError(...) are the answers, each with a sentence.",
            "path = Path(fn); if not path.exists(): raise ...; if path.is_dir(): raise ...; return "
            "path.read_bytes()",
        ),
        mistakes=(
            Mistake(none_for_missing, "For a missing file you return None. Raise an error."),
            Mistake(only_paths, "A string has no read_bytes. Make a Path of it first: Path(fn)."),
            Mistake(as_words, "You read it as text. A picture is bytes: read_bytes()."),
            Mistake(
                missing_for_all,
                "A folder is there, so 'not found' leads the reader astray. Raise "
                "IsADirectoryError for it.",
            ),
            Mistake(
                empty_for_missing,
                "For a missing file you return no bytes. That looks like an empty file; raise an "
                "error.",
            ),
            Mistake(
                plain_oserror,
                "A plain OSError does not tell 'missing' from 'folder': FileNotFoundError and "
                "IsADirectoryError do, and they are OSErrors too.",
            ),
            Mistake(
                errors_returned,
                "You return the error as if it were a result. An error is raised: raise "
                "FileNotFoundError(...).",
            ),
            Mistake(
                folder_refused_only,
                "A folder is refused, but for a missing file you still return None. Raise an "
                "error there too.",
            ),
            Mistake(
                errors_exchanged,
                "The two errors have changed places: FileNotFoundError is for what is not "
                "there, IsADirectoryError for a folder.",
            ),
            Mistake(
                everything_missing,
                "Even a file that is there is 'not found'. Is the question the wrong way round, "
                "or are its () missing? A method without () counts as true.",
            ),
            Mistake(
                everything_a_folder,
                "Even a file counts as a folder. Is the question the wrong way round, or are "
                "its () missing? A method without () counts as true.",
            ),
            Mistake(
                opened_as_text,
                "open(fn) reads text, and a picture is none. Read bytes: Path(fn).read_bytes().",
            ),
            Mistake(
                name_for_content,
                "You return the path. What stands in the file is wanted: read_bytes().",
            ),
            Mistake(method_not_called, "A method needs its (), or it is not called: read_bytes()."),
            Mistake(
                checked_method_not_called,
                "What you check is right, but the method at the end needs its (), or it is not "
                "called: read_bytes().",
            ),
            Mistake(
                value_errors,
                "A ValueError says that a value makes no sense. Here it is about files: "
                "FileNotFoundError and IsADirectoryError.",
            ),
            Mistake(
                strings_raised,
                "raise wants an error, not a string. Put the sentence into one: raise "
                "FileNotFoundError(...).",
            ),
            Mistake(
                as_numbers,
                "You return a list of numbers. The bytes themselves are wanted, as read_bytes() "
                "gives them.",
            ),
            Mistake(
                as_an_array,
                "You return an array. That is the next step; here the bytes are wanted, as "
                "read_bytes() gives them.",
            ),
        ),
        why="Both errors are OSErrors, so a caller needs to know one kind only, and each says what "
        "to do. (A plain read_bytes() is right too: it raises both by itself, except on Windows, "
        "which calls a folder a PermissionError. Your own sentence is the clearer one.)",
    ),
    "decode": Exercise(
        answer=images.decode,
        minutes=8,
        difficulty=3,
        observe=returned,
        cases=(
            call(_PNG, "a.png", text="decode(<a PNG in colours>, 'a.png')"),
            call(_JPEG, "a.jpg", text="decode(<a JPEG in colours>, 'a.jpg')"),
            call(_NO_PICTURE, "notes.jpg"),
            call(b"", "nothing.jpg"),
            call(_packed(".png", _GREY), "grey.png", text="decode(<a grey PNG>, 'grey.png')"),
            call(_packed(".png", _ALPHA), "t.png", text="decode(<a transparent PNG>, 't.png')"),
            call(_packed(".png", _DEEP), "x.png", text="decode(<a PNG of 16 bits>, 'x.png')"),
            call(_JPEG[: len(_JPEG) // 2], "b.jpg", text="decode(<half a JPEG>, 'b.jpg')"),
            call(_JPEG[:-2], "c.jpg", text="decode(<a JPEG without its last 2 bytes>, 'c.jpg')"),
            call(_PNG[:-12], "b.png", text="decode(<a PNG without its end>, 'b.png')"),
            call(_FLOATS, "f.tiff", text="decode(<a TIFF that holds floats>, 'f.tiff')"),
            call(_huge(), "huge.png", text="decode(<a PNG of 100,000 x 100,000>, 'huge.png')"),
        ),
        hints=(
            "Two checks before decoding, two after, each with an OSError of its own. And decoding "
            "itself may raise cv2.error.",
            "Before: 'not data' and is_complete. Then np.frombuffer and cv2.imdecode with "
            "IMREAD_UNCHANGED, in a try. After: is it None, and is its dtype.kind 'u'?",
            "try: im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED), "
            "except cv2.error as error: raise OSError(...) from error",
        ),
        mistakes=(
            Mistake(
                none_passed_on,
                "For bytes that are no picture you return OpenCV's None. Ask 'if im is None' and "
                "raise an OSError.",
            ),
            Mistake(
                tested_too_late,
                "You use the picture before you ask whether it is None, so the question comes too "
                "late. (The lesson's own code does this.)",
            ),
            Mistake(
                always_colour,
                "IMREAD_COLOR makes everything 8 bits and three colours. IMREAD_UNCHANGED leaves "
                "it as it is.",
            ),
            Mistake(always_grey, "You decode to grey. Ask for IMREAD_UNCHANGED."),
            Mistake(
                empty_not_thought_of,
                "No bytes at all: OpenCV raises an error of its own kind. Check that first.",
            ),
            Mistake(
                cut_off_taken,
                "A JPEG without its end is taken. OpenCV does not mind; is_complete does.",
            ),
            Mistake(
                floats_taken,
                "A picture of floats is taken: nobody knows what its largest number means. Look at "
                "dtype.kind.",
            ),
            Mistake(
                error_of_opencv,
                "OpenCV raises an error of its own kind, for a picture that is too large. Catch "
                "cv2.error and raise an OSError.",
            ),
            Mistake(value_error, "The error should be an OSError, as for a file that is missing."),
            Mistake(
                bytes_as_pixels,
                "You return the packed bytes. cv2.imdecode unpacks them into pixels.",
            ),
            Mistake(
                nothing_checked,
                "You decode, but nothing is checked yet. Begin with the result: if im is None, "
                "raise an OSError. Then go through the list above, one check after the other.",
            ),
            Mistake(
                nothing_checked_in_colour,
                "You decode, but as IMREAD_COLOR (8 bits, three colours) and without a check. "
                "Ask for IMREAD_UNCHANGED; then begin with 'if im is None'.",
            ),
            Mistake(
                only_none_checked,
                "Three things are still open: no bytes at all are not thought of; cv2.error is "
                "not caught (it comes for a picture that is too large); a picture of floats is "
                "taken (look at dtype.kind).",
            ),
            Mistake(
                none_checked_in_colour,
                "IMREAD_COLOR makes everything 8 bits and three colours: ask for "
                "IMREAD_UNCHANGED. And cv2.error is not caught.",
            ),
            Mistake(
                nothing_caught,
                "OpenCV raises an error of its own kind, twice: for no bytes at all, and for a "
                "picture that is too large. Catch cv2.error and raise an OSError.",
            ),
            Mistake(
                not_caught_and_kind_not_asked,
                "Two things are still open: cv2.error is not caught (it comes for a picture "
                "that is too large); a picture of floats is taken (look at dtype.kind).",
            ),
            Mistake(
                only_checked_before,
                "What you check before decoding is right. After it three things are still open: "
                "what is no picture comes out as None (ask 'if im is None'); a picture of "
                "floats is taken (look at dtype.kind); cv2.error is not caught (it comes for a "
                "picture that is too large).",
            ),
            Mistake(
                only_empty_checked,
                "Four things are still open: what is no picture comes out as None (ask 'if im "
                "is None'); what is cut off is not asked about (is_complete); a picture of "
                "floats is taken (look at dtype.kind); cv2.error is not caught (it comes for a "
                "picture that is too large).",
            ),
            Mistake(
                only_cut_off_checked,
                "Four things are still open: what is no picture comes out as None (ask 'if im "
                "is None'); no bytes at all are not thought of; a picture of floats is taken "
                "(look at dtype.kind); cv2.error is not caught (it comes for a picture that is "
                "too large).",
            ),
            Mistake(
                only_caught,
                "Three things are still open: what is no picture comes out as None (ask 'if im "
                "is None'); what is cut off is not asked about (is_complete); a picture of "
                "floats is taken (look at dtype.kind).",
            ),
            Mistake(
                nothing_asked_after,
                "Two things are still open: what is no picture comes out as None (ask 'if im is "
                "None'); a picture of floats is taken (look at dtype.kind).",
            ),
            Mistake(
                only_kind_asked,
                "Four things are still open: you ask for dtype.kind before you ask 'if im is "
                "None'; what is cut off is not asked about (is_complete); no bytes at all are "
                "not thought of; cv2.error is not caught (it comes for a picture that is too "
                "large).",
            ),
            Mistake(
                not_caught_and_asked_too_late,
                "Two things are still open: you ask for dtype.kind before you ask 'if im is "
                "None'; cv2.error is not caught (it comes for a picture that is too large).",
            ),
            Mistake(
                cut_off_and_asked_too_late,
                "Two things are still open: you ask for dtype.kind before you ask 'if im is "
                "None'; what is cut off is not asked about (is_complete).",
            ),
            Mistake(
                compared_with_none,
                "With an array, im == None and 'not im' give an answer for each number, and "
                "Python can't make one of them. Ask 'if im is None'.",
            ),
            Mistake(
                compared_and_not_caught,
                "With an array, im == None and 'not im' give an answer for each number, and "
                "Python can't make one of them. Ask 'if im is None'. Besides, cv2.error is not "
                "caught (it comes for a picture that is too large).",
            ),
            Mistake(
                compared_and_empty_forgotten,
                "With an array, im == None and 'not im' give an answer for each number, and "
                "Python can't make one of them. Ask 'if im is None'. Besides, cv2.error is not "
                "caught (it comes for no bytes at all, and for a picture that is too large).",
            ),
            Mistake(
                none_for_all_that_is_bad,
                "For everything that is wrong you return None. Raise an OSError in its place; "
                "print helps nobody who calls your function.",
            ),
            Mistake(
                decode_errors_returned,
                "You return the error as if it were a result. An error is raised: raise "
                "OSError(...).",
            ),
            Mistake(
                caught_and_passed_over,
                "You catch cv2.error and go on, but then im has never got a value. Raise an "
                "OSError in the except.",
            ),
            Mistake(
                caught_and_passed_over_when_empty,
                "You catch cv2.error and go on, for no bytes as well, but then im has never got "
                "a value. Raise an OSError in the except.",
            ),
            Mistake(
                none_for_the_large_one,
                "You catch cv2.error, but then None is returned. Raise an OSError in the except.",
            ),
            Mistake(
                all_refused,
                "Even a good picture is refused. Is a question the wrong way round (a 'not' too "
                "few or too many)? Or does cv2.imdecode get the bytes, not the array of "
                "np.frombuffer?",
            ),
            Mistake(
                whole_numbers_refused,
                "You refuse whole numbers and take floats: the question about dtype.kind is the "
                "wrong way round.",
            ),
            Mistake(
                eight_bits_only,
                "A picture of 16 bits is refused. They are whole numbers too: its dtype.kind is "
                "'u' like that of 8 bits.",
            ),
            Mistake(
                turned_already,
                "The colours are turned here already, and a grey picture has no third axis. "
                "decode leaves everything as it is.",
            ),
            Mistake(
                bytes_to_opencv,
                "cv2.imdecode can't take bytes as they are. Make an array of them first: "
                "np.frombuffer(data, dtype=np.uint8).",
            ),
            Mistake(
                buffer_without_a_type,
                "Without dtype=np.uint8, np.frombuffer takes 8 bytes together for one float.",
            ),
            Mistake(
                buffer_without_a_type_unchecked,
                "Two things: without dtype=np.uint8, np.frombuffer takes 8 bytes together for "
                "one float. And nothing is checked yet.",
            ),
            Mistake(
                bytes_to_opencv_after_the_checks,
                "What you check before decoding is right. But cv2.imdecode can't take bytes: it "
                "wants the array of np.frombuffer.",
            ),
            Mistake(
                printed_and_went_on,
                "After print your function goes on with what is bad. raise OSError(...) stops "
                "it at the right place.",
            ),
        ),
        why="Every bad input becomes the same kind of error, at the place where it is found.",
    ),
    "to_rgb": Exercise(
        answer=images.to_rgb,
        minutes=8,
        difficulty=3,
        cases=(
            call(_COLOUR[:1, :2]),
            call(_ALPHA),
            call(_GREY),
            call(_GREY[:, :, None]),
            call(_DEEP),
            call(np.zeros((2, 2), dtype=np.uint16)),
        ),
        hints=(
            "How many axes has it? Two mean grey; otherwise the third tells.",
            "Grey: np.stack with axis=-1. Colours: first [:, :, :3], which drops the transparency, "
            "then [:, :, ::-1].",
            "if im.ndim == 2: return np.stack(...); if im.shape[2] == 1: the same grey three "
            "times; return im[:, :, :3][:, :, ::-1]",
        ),
        mistakes=(
            Mistake(left_as_bgr, "Blue still comes first: turn the last axis round."),
            Mistake(transparency_kept, "There are four numbers a pixel left: drop the last one."),
            Mistake(
                turned_with_transparency,
                "The transparency was turned round too, and stands in front now. Drop it first.",
            ),
            Mistake(
                turned_then_cut,
                "You turn first and cut then. So the transparency stays, and blue is lost. The "
                "other way round.",
            ),
            Mistake(
                rows_turned,
                "You turn the rows: the picture stands on its head. The colours are the last axis.",
            ),
            Mistake(
                columns_turned,
                "You turn the columns: the picture is a mirror image. The colours are the last "
                "axis.",
            ),
            Mistake(grey_left, "A grey picture with two axes stays as it is: give it three."),
            Mistake(
                grey_in_front,
                "np.stack puts the three greys in front, as axis 0. axis=-1 puts them last.",
            ),
            Mistake(
                three_axes_only,
                "Grey pictures have no third axis, or only one entry in it. Ask for ndim and "
                "shape first.",
            ),
            Mistake(
                only_turned,
                "Turning the colours is right, but only for three of them: transparency comes "
                "to the front, and grey pictures have nothing to turn. Ask for ndim and shape "
                "first.",
            ),
            Mistake(
                only_turned_with_dots,
                "The dots stand for all axes in front, so the last one is turned. For a picture "
                "(h, w) that is its columns: a mirror image. Ask for ndim first.",
            ),
            Mistake(
                only_rows_turned,
                "[::-1] alone turns the first axis, the rows: the picture stands on its head. "
                "The colours are the third: [:, :, ::-1].",
            ),
            Mistake(
                rows_turned_transparency_kept,
                "Two things: [::-1] alone turns the rows, and the colours are the third axis; "
                "and the transparency is still there.",
            ),
            Mistake(
                rows_turned_one_grey_left,
                "Three things: [::-1] alone turns the rows, and the colours are the third axis. "
                "The transparency is still there. And (h, w, 1) needs three greys.",
            ),
            Mistake(
                cut_and_rows_turned_one_grey_left,
                "Two things: [::-1] alone turns the rows, and the colours are the third axis. "
                "And (h, w, 1) needs three greys.",
            ),
            Mistake(
                colours_never_turned,
                "Two things: blue still comes first, and the transparency is still there.",
            ),
            Mistake(
                bgr_and_one_grey_left,
                "Two things: blue still comes first. And (h, w, 1) stays as it is: one grey "
                "number a pixel, three are wanted.",
            ),
            Mistake(
                one_grey_left,
                "Grey comes in two shapes. (h, w, 1) stays as it is: one grey number a pixel, "
                "three are wanted.",
            ),
            Mistake(
                both_greys_left,
                "Colours are right. Grey pictures, (h, w) and (h, w, 1), stay as they are: "
                "three equal numbers a pixel are wanted.",
            ),
            Mistake(
                one_grey_left_and_transparency_turned,
                "Two things: the transparency is turned round too and stands in front. And (h, "
                "w, 1) stays as it is: one grey number a pixel, three are wanted.",
            ),
            Mistake(
                one_grey_left_and_turned_then_cut,
                "Two things: you turn first and cut then, so the transparency stays and blue is "
                "lost. And (h, w, 1) stays as it is: one grey number a pixel, three are "
                "wanted.",
            ),
            Mistake(
                one_grey_left_and_transparency_kept,
                "Two things: the transparency is still there. And (h, w, 1) stays as it is: one "
                "grey number a pixel, three are wanted.",
            ),
            Mistake(
                both_greys_left_and_transparency_turned,
                "Two things: the transparency is turned round too and stands in front. And grey "
                "pictures stay as they are.",
            ),
            Mistake(
                four_axes,
                "np.stack makes a new axis. (h, w, 1) has a third one already, so there are "
                "four then: np.concatenate joins without a new one.",
            ),
            Mistake(
                four_axes_and_transparency_turned,
                "Two things: np.stack makes a fourth axis of (h, w, 1), np.concatenate joins "
                "without a new one. And the transparency stands in front.",
            ),
            Mistake(
                greys_joined_in_one_row,
                "np.concatenate makes no new axis, so (h, w) becomes three times as wide. "
                "np.stack makes one.",
            ),
            Mistake(
                grey_in_front_one_grey_left,
                "Two things: np.stack needs axis=-1 to put the greys last. And (h, w, 1) stays "
                "as it is: one grey number a pixel, three are wanted.",
            ),
            Mistake(
                one_grey_not_thought_of,
                "(h, w, 1) has three axes, but only one number in the last. Ask for im.shape[2] "
                "as well.",
            ),
            Mistake(
                divided_already,
                "The colours are right, but divided by 255 already. That is the next exercise; "
                "here the dtype stays.",
            ),
            Mistake(nothing_done, "The picture comes out as it came in."),
            Mistake(
                only_cut_and_rows_turned,
                "Two things: [::-1] alone turns the rows, and the colours are the third axis. "
                "And grey pictures have no colours: ask for ndim and shape first.",
            ),
            Mistake(
                grey_stacked_then_rows_turned,
                "Grey with two axes is right before it is turned. But [::-1] alone turns the "
                "rows, the transparency is still there, and (h, w, 1) needs three greys.",
            ),
            Mistake(
                four_axes_and_rows_turned,
                "Three things: [::-1] alone turns the rows. The transparency is still there. "
                "And np.stack makes a fourth axis of (h, w, 1).",
            ),
            Mistake(
                shape_asked_before_ndim,
                "A picture (h, w) has no im.shape[2]. Ask for im.ndim first.",
            ),
        ),
        why="Whatever came from the file, from here on a picture has three colours, red first.",
    ),
    "to_unit": Exercise(
        answer=images.to_unit,
        minutes=5,
        difficulty=2,
        cases=(
            call(np.array([[0, 51, 102]], dtype=np.uint8)),
            call(np.array([[0, 51, 255]], dtype=np.uint8)),
            call(np.array([[0, 13107, 65535]], dtype=np.uint16)),
            call(np.array([[3, 2], [1, 0]], dtype=np.uint8)),
            call(_COLOUR[:1, :2]),
            call(np.array([0.5, 1.0])),
        ),
        hints=(
            "Divide by the largest number that the type allows. Which function tells it?",
            "np.iinfo(im.dtype).max is the divisor. Then make float32 of the result.",
            "return (im / ...).astype(np.float32)",
        ),
        mistakes=(
            Mistake(
                always_255,
                "With 16 bits the largest number is 65535. You divide by 255, whatever the type.",
            ),
            Mistake(left_double, "The values are right; the type is float64. Convert to float32."),
            Mistake(whole_division, "// cuts off what is behind the point: only 0 and 1 are left."),
            Mistake(by_256, "White comes out as a bit less than 1: divide by 255, not by 256."),
            Mistake(
                by_its_own_largest,
                "You divide by the largest number in this picture. Then a dark picture becomes "
                "bright, and pictures can't be compared.",
            ),
            Mistake(not_divided, "The type is right, but nothing was divided."),
            Mistake(
                astype_first,
                "You divide by 255, whatever comes in. So 16 bits come out too large, and what is "
                "no whole number is divided too. Ask for the dtype first.",
            ),
            Mistake(
                by_its_own_largest_straight,
                "You divide by the largest number in this picture. So a dark picture becomes "
                "bright. The largest that the type allows is wanted.",
            ),
            Mistake(
                by_its_own_largest_left_double,
                "Two things: you divide by the largest number in this picture, so a dark one "
                "becomes bright. And the type is not float32 yet.",
            ),
            Mistake(
                always_255_left_double,
                "Two things: you divide by 255, whatever the type (16 bits go up to 65535). And "
                "the result is not float32 yet.",
            ),
            Mistake(
                converted_before_asked,
                "You convert first and ask the type then: by then it is float32, of which "
                "np.iinfo knows nothing. Ask first.",
            ),
            Mistake(
                divided_in_place,
                "/= writes back into im, which holds whole numbers, so fractions do not fit. "
                "Make a new array: im / ...",
            ),
            Mistake(
                by_the_bits,
                "bits is how many bits a number has, 8 or 16. The largest number is max.",
            ),
            Mistake(
                only_converted,
                "The type is right, but nothing is divided. And what is no whole number should "
                "be refused: np.iinfo does that by itself.",
            ),
            Mistake(
                whole_division_by_255,
                "// cuts off what is behind the point, and 255 is the largest number of 8 bits "
                "only. Divide with / by np.iinfo(im.dtype).max.",
            ),
            Mistake(
                converted_to_whole_numbers,
                "You convert back to the picture's own type, so only 0 and 1 are left. Convert "
                "to np.float32.",
            ),
            Mistake(half_precision, "float16 keeps about three digits. float32 is wanted."),
            Mistake(
                iinfo_without_max,
                "np.iinfo(...) describes a type. The largest number is its max, written .max "
                "without ().",
            ),
            Mistake(
                divided_by_255_in_place,
                "Two things: /= writes back into im, which holds whole numbers, so fractions do "
                "not fit. And 255 is the largest of 8 bits only.",
            ),
            Mistake(
                by_its_own_largest_converted_first,
                "float32 is right. But you divide by the largest number in this picture, so a "
                "dark one becomes bright.",
            ),
            Mistake(
                two_types_only,
                "What holds no whole numbers is divided too. Nobody knows the largest of them: "
                "raise a ValueError, or let np.iinfo do it.",
            ),
            Mistake(
                original_returned,
                "You return im as it came. What you have calculated needs a name, or a return.",
            ),
        ),
        why="The type tells the largest possible number, so dark pictures stay dark.",
    ),
    "open_image": Exercise(
        answer=images.open_image,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            call(_file("a.png", _PNG)),
            call(_file("a.png", _PNG, as_text=True)),
            call(_file("grey.png", _packed(".png", _GREY))),
            call(_file("x.png", _packed(".png", _DEEP))),
            call(_file("transparent.png", _packed(".png", _ALPHA))),
            call(_file("notes.jpg", "no picture")),
            call(_file("floats.tiff", _FLOATS)),
            call(_file("half.jpg", _JPEG[: len(_JPEG) // 2])),
            call(missing("no such picture.jpg")),
            call(folder({"a.png": _PNG})),
            call("http://127.0.0.1:9/nobody/listens.jpg"),
            call(_served()),
        ),
        hints=(
            "Four functions of this chapter, one after the other. Which gives what the next needs?",
            "If str(fn) starts with http:// or https://: fetch, else read_file. Then decode, "
            "to_rgb, to_unit.",
            "data = fetch(str(fn)) if ... else read_file(fn); return "
            "to_unit(to_rgb(decode(data, str(fn))))",
        ),
        mistakes=(
            Mistake(blue_first, "to_rgb is missing: blue comes first, and grey has two axes."),
            Mistake(bgr_after_all, "Red and blue are exchanged: turned round once too often?"),
            Mistake(whole_numbers, "to_unit is missing: the numbers go up to 255, not to 1."),
            Mistake(none_when_it_fails, "When it fails you return None. Let the error through."),
            Mistake(
                always_eight_bits,
                "You divide by 255; pictures with 16 bits come out too bright. to_unit knows.",
            ),
            Mistake(
                existence_asked_first,
                "What is no file gives None. read_file raises the right error by itself.",
            ),
            Mistake(strings_not_taken, "A string has no such method: hand fn to read_file as is."),
            Mistake(startswith_of_a_path, "A Path has no startswith; a string has. Ask str(fn)."),
            Mistake(
                never_fetched,
                "An address is looked for among the files. If str(fn) starts with http:// or "
                "https://, fetch it.",
            ),
            Mistake(
                always_fetched,
                "A file is looked for on the web. Fetch only what starts with http:// or "
                "https://, and read_file the rest.",
            ),
            Mistake(
                only_decoded, "Three things are missing: to_rgb, to_unit, and fetch for addresses."
            ),
            Mistake(
                only_decoded_or_fetched,
                "Reading and decoding are right. Missing yet: three colours with red first "
                "(to_rgb), and fractions (to_unit).",
            ),
            Mistake(
                name_forgotten,
                "Look at what your functions are given: decode takes two things, the bytes and "
                "the name; the others take one.",
            ),
            Mistake(
                decoded_unread,
                "decode gets the file's name, not what stands in the file: read_file first.",
            ),
            Mistake(
                turned_by_hand,
                "You turn the colours by hand, and grey pictures have none. to_rgb knows all "
                "kinds.",
            ),
            Mistake(
                opened_with_imread,
                "cv2.imread gives None for what it can't read, and makes 8 bits of 16. Use your "
                "own read_file and decode.",
            ),
            Mistake(
                blue_first_never_fetched,
                "Two things: to_rgb is missing, and an address is looked for among the files.",
            ),
            Mistake(
                whole_numbers_never_fetched,
                "Two things: to_unit is missing, and an address is looked for among the files.",
            ),
            Mistake(
                looked_for_in_a_path,
                "'in' can look into a string, not into a Path. Ask str(fn).startswith(...).",
            ),
            Mistake(only_read, "You return bytes. Missing yet: decode, to_rgb, to_unit."),
            Mistake(not_decoded, "to_rgb gets bytes. Between reading and colours stands decode."),
            Mistake(
                fetched_then_read,
                "What you have fetched is read as a file after all. Only one of the two: if, else.",
            ),
        ),
        why="One function through which every picture comes: the rest of the workbook can rely on "
        "its form.",
    ),
}
