"""Exercises of chapter 05: images."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np

from minilib import images
from minilib.workbook.exercises import Exercise, Made, Mistake, call, folder, missing

# -- small pictures ---------------------------------------------------------------------------


def _packed(suffix: str, pixels: np.ndarray) -> bytes:
    return cv2.imencode(suffix, pixels)[1].tobytes()


_RNG = np.random.default_rng(5)
_COLOUR = _RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8)
_GREY = _RNG.integers(0, 256, (3, 5), dtype=np.uint8)
_ALPHA = _RNG.integers(0, 256, (2, 3, 4), dtype=np.uint8)
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


# -- open_image: wrong ways -------------------------------------------------------------------


def blue_first(fn):
    return images.to_unit(images.decode(images.read_file(fn), str(fn)))


def bgr_after_all(fn):
    im = images.open_image(fn)
    return im[:, :, ::-1]


def whole_numbers(fn):
    return images.to_rgb(images.decode(images.read_file(fn), str(fn)))


def none_when_it_fails(fn):
    try:
        return images.open_image(fn)
    except OSError:
        return None


def always_eight_bits(fn):
    im = images.to_rgb(images.decode(images.read_file(fn), str(fn)))
    return (im / 255).astype(np.float32)


def existence_asked_first(fn):
    if not Path(fn).exists():
        return None
    return images.open_image(fn)


def strings_not_taken(fn):
    return images.open_image(fn.resolve())


EXERCISES = {
    "read_file": Exercise(
        answer=images.read_file,
        minutes=5,
        difficulty=2,
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
        ),
        why="Both errors are OSErrors, so a caller needs to know one kind only, and each says what "
        "to do.",
    ),
    "decode": Exercise(
        answer=images.decode,
        minutes=8,
        difficulty=3,
        cases=(
            call(_PNG, "a.png", text="decode(<a PNG in colours>, 'a.png')"),
            call(_JPEG, "a.jpg", text="decode(<a JPEG in colours>, 'a.jpg')"),
            call(_packed(".png", _GREY), "grey.png", text="decode(<a grey PNG>, 'grey.png')"),
            call(_packed(".png", _ALPHA), "t.png", text="decode(<a transparent PNG>, 't.png')"),
            call(_packed(".png", _DEEP), "x.png", text="decode(<a PNG of 16 bits>, 'x.png')"),
            call(_JPEG[: len(_JPEG) // 2], "b.jpg", text="decode(<half a JPEG>, 'b.jpg')"),
            call(_JPEG[:-2], "c.jpg", text="decode(<a JPEG without its last 2 bytes>, 'c.jpg')"),
            call(_huge(), "huge.png", text="decode(<a PNG of 100,000 x 100,000>, 'huge.png')"),
            call(_FLOATS, "f.tiff", text="decode(<a TIFF that holds floats>, 'f.tiff')"),
            call(_PNG[:-12], "b.png", text="decode(<a PNG without its end>, 'b.png')"),
            call(_NO_PICTURE, "notes.jpg"),
            call(b"", "nothing.jpg"),
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
        ),
        why="Whatever came from the file, from here on a picture has three colours, red first.",
    ),
    "to_unit": Exercise(
        answer=images.to_unit,
        minutes=5,
        difficulty=2,
        cases=(
            call(np.array([[0, 51, 255]], dtype=np.uint8)),
            call(np.array([[0, 13107, 65535]], dtype=np.uint16)),
            call(np.array([[3, 2], [1, 0]], dtype=np.uint8)),
            call(_COLOUR[:1, :2]),
            call(np.zeros((0, 4, 3), dtype=np.uint8)),
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
        ),
        why="One function through which every picture comes: the rest of the workbook can rely on "
        "its form.",
    ),
}
