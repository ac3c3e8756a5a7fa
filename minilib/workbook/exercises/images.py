"""Exercises of chapter 05: images."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import requests

from minilib import images
from minilib.workbook.exercises import Exercise, Made, call, folder, missing
from minilib.workbook.exercises.served import address
from minilib.workbook.exercises.slips import drop, put, swap

# -- small images -----------------------------------------------------------------------------


def _packed(suffix: str, pixels: np.ndarray) -> bytes:
    return cv2.imencode(suffix, pixels)[1].tobytes()


_RNG = np.random.default_rng(5)
_COLOUR = _RNG.integers(0, 256, (2, 3, 3), dtype=np.uint8)
_GREY = _RNG.integers(0, 256, (2, 3), dtype=np.uint8)
_ALPHA = _RNG.integers(0, 256, (1, 2, 4), dtype=np.uint8)
_DEEP = _RNG.integers(0, 65536, (2, 3, 3), dtype=np.uint16)
_PNG, _JPEG = _packed(".png", _COLOUR), _packed(".jpg", _COLOUR)
_FLOATS = _packed(".tiff", np.ones((2, 3), dtype=np.float32) / 3)
_SIGNED = _packed(".tiff", np.array([[-5, 0, 7]], dtype=np.int16))
#: A name may have any characters, and end with a space; %20 is none, as it would be in an address.
_NAME = "größe 猫 [1] %20 "
#: A file may hold any bytes, the ends of lines of all systems among them.
_BYTES = b"\xff\xd8\r\n\n\r\x1a\x00 \n" * 900


def _lying() -> bytes:
    """A JPEG with a camera's note (EXIF): to be turned by a quarter; it ends as a preview would."""
    note = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0) + b"\xff\xd9"
    return _JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + _JPEG[2:]


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


def _decoded(data: bytes, name: str, what: str):
    return call(data, name, text=f"decode(<{what}>, {name!r})", says=name)


_FLAGS = "cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH"
# Pieces of the references that more than one slip changes.
_LARGEST = "np.iinfo(im.dtype).max"
_CALCULATED = f"return (im / {_LARGEST}).astype(np.float32)"
_ALL = "to_unit(to_rgb(decode(data, str(fn))))"
_GOT = "fetch(str(fn)) if web else read_file(fn)"

EXERCISES = {
    "read_file": Exercise(
        answer=images.read_file,
        minutes=5,
        difficulty=2,
        cases=(
            call(_file("a.jpg", b"\xff\xd8\x00\x01")),
            call(_file("a.jpg", b"\xff\xd8\x00\x01", as_text=True)),
            call(_file(_NAME, _BYTES)),
            call(_file("empty.jpg", b"")),
            call(missing("no such picture.jpg")),
            call("no such picture.jpg"),
            call(folder({"a.jpg": ""})),
        ),
        hints=(
            "Turn what you get into a Path, then ask two questions about it before you read.",
            "exists() and is_dir() ask them. Answer with raise FileNotFoundError(...) and raise "
            "IsADirectoryError(...), each with a message that helps.",
            "path = Path(fn); if not path.exists(): raise ...; if path.is_dir(): raise ...; return "
            "path.read_bytes()",
        ),
        slips={
            put("path.read_bytes()", "path.read_text(encoding='utf-8')"): (
                "You read text, but the bytes of an image are not characters."
            ),
            swap("FileNotFoundError", "IsADirectoryError"): "The two errors are swapped.",
            put("Path(fn)", "fn"): "A string has none of a path's methods. Turn whatever you are "
            "given into a Path.",
        },
        why="Both errors are OSErrors, so callers need to know only one kind, and each message "
        "explains what happened. (A plain read_bytes() is right too: it raises both by itself, "
        "but on Windows a folder raises a PermissionError.)",
    ),
    "decode": Exercise(
        answer=images.decode,
        minutes=8,
        difficulty=3,
        cases=(
            _decoded(_PNG, "a.png", "a PNG in colours"),
            _decoded(_JPEG, "a.jpg", "a JPEG in colours"),
            call(b"no image at all", "notes.jpg", says="notes.jpg"),
            call(b"", "nothing.jpg", says="nothing.jpg"),
            _decoded(_packed(".png", _GREY), "grey.png", "a grey PNG"),
            _decoded(_packed(".png", _ALPHA), "t.png", "a PNG with transparency"),
            _decoded(_packed(".png", _DEEP), "x.png", "a 16-bit PNG"),
            _decoded(_JPEG[: len(_JPEG) // 2], "b.jpg", "half a JPEG"),
            _decoded(_lying()[:-2] + bytes(99), "c.jpg", "a JPEG with zeros for its end"),
            _decoded(_PNG[:-12], "b.png", "a PNG without its end"),
            _decoded(_JPEG + b"a note" * 999, "n.jpg", "a JPEG with a video after its end"),
            _decoded(_PNG + bytes(2000), "n.png", "a PNG with zeros after its end"),
            _decoded(_lying(), "lying.jpg", "a JPEG with the note that it should be rotated"),
            _decoded(_FLOATS, "f.tiff", "a TIFF of floats"),
            _decoded(_SIGNED, "s.tiff", "a TIFF of int16"),
            _decoded(_huge(), "huge.png", "a PNG of 100,000 x 100,000"),
        ),
        hints=(
            "Two checks come before decoding and two after. And decoding may raise cv2.error.",
            "Before: 'not data' and is_complete. Then cv2.imdecode with both flags, in a try. "
            "After: is it None, and is its dtype.kind 'u'?",
            f"try: im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), {_FLAGS}), "
            "except cv2.error as error: raise OSError(...) from error",
        ),
        slips={
            drop("if im is None"): "OpenCV returns None for what it can't read, and None is no "
            "image.",
            drop("if not is_complete"): "A file that is cut off can pass: ask is_complete.",
            drop("if im.dtype.kind"): "Nobody knows which number is white in floats: refuse them.",
            put("!= 'u'", "== 'f'"): "You refuse floats only. int16 is not unsigned, either.",
            put(".kind != 'u'", " != np.uint8"): "16-bit pixels are unsigned integers, too.",
            put("cv2.error", "KeyError"): "If an image is too large, OpenCV raises cv2.error.",
            put(_FLAGS, "cv2.IMREAD_COLOR"): "IMREAD_COLOR turns everything, even grey, into 8 "
            "bits and three colours.",
            put(_FLAGS, "cv2.IMREAD_UNCHANGED"): "IMREAD_UNCHANGED ignores the camera's note on "
            "rotation, and keeps transparency.",
        },
        why="Every bad input becomes the same kind of error, at the place where it is found.",
    ),
    "to_rgb": Exercise(
        answer=images.to_rgb,
        minutes=8,
        difficulty=3,
        cases=(
            *map(call, (_COLOUR[:1, :2], _COLOUR, _ALPHA, _GREY, _GREY[:, :, None])),
            *map(call, (_DEEP[:1], _DEEP.reshape(3, 6)[:, :4])),
        ),
        hints=(
            "How many axes does it have? Two mean grey; if there are three, how long is the last?",
            "Grey: np.stack with axis=-1. Colours: first [:, :, :3], which drops the transparency, "
            "then reverse the last axis.",
            "if im.ndim == 2: return np.stack(...); if im.shape[2] == 1: the same grey three "
            "times; return im[:, :, :3][:, :, ::-1]",
        ),
        slips={
            drop("[:, :, ::-1]"): "Blue still comes first: reverse the order of the colours.",
            put("[:, :, :3][:, :, ::-1]", "[:, :, [2, 1, 0, *range(3, im.shape[2])]]"): (
                "The transparency is still there, a fourth number for each pixel."
            ),
            drop("[:, :, :3]"): "The transparency is reversed, too, and comes first now.",
            put("np.stack([im, im, im], axis=-1)", "im"): "Grey needs three equal colours.",
            put("[:, :, :3][:, :, ::-1]", "[:, :, :3] if im.shape[2] > 3 else im[:, :, ::-1]"): (
                "With transparency, blue still comes first: reverse the colours there, too."
            ),
            drop("if im.shape[2] == 1"): "Grey of shape (h, w, 1) needs two more equal colours.",
            put("if im.ndim == 2", "im = im.squeeze()\n    if im.ndim == 2"): (
                "squeeze removes every axis of length 1, a height or width of 1 pixel as well."
            ),
            drop("if im.ndim == 2"): "An image of shape (h, w) is grey: it has no colours.",
        },
        why="Whatever the file held, from here on an image has three colours, red first.",
    ),
    "to_unit": Exercise(
        answer=images.to_unit,
        minutes=5,
        difficulty=2,
        cases=(
            call(np.array([[0, 51, 102]], dtype=np.uint8)),
            call(np.array([[0, 51, 255]], dtype=np.uint8)),
            call(_COLOUR[:1, :2]),
            call(np.array([[0, 13107, 65535]], dtype=np.uint16)),
            call(np.array([[0, 8191], [32767, 1]], dtype=np.int16)),
            call(np.array([[-128, -31, 0]], dtype=np.int8)),
            call(np.array([3, 2, 1], dtype=np.uint8)),
            call(np.array([0.5, 1.0])),
            call(np.array([[0.5, 1.0]], dtype=np.float32)),
        ),
        hints=(
            "Divide by the largest number that the type allows. Which function knows it?",
            "np.iinfo(im.dtype).max is the divisor. Then convert the result to float32.",
            "return (im / ...).astype(np.float32)",
        ),
        slips={
            put(_LARGEST, "255"): "255 is the largest number in 8 bits. Other types have their "
            "own, floats none.",
            put(_LARGEST, f"(0 * {_LARGEST} + 255)"): "255 is white in 8 bits only.",
            put(_LARGEST, "im.max()"): "You divide by this image's largest number: dark images "
            "become bright.",
            put(_LARGEST, f"(0 * {_LARGEST} + im.max())"): "Not every image has white in it.",
            put(
                f"im / {_LARGEST}",
                "(im - 1.0 * np.iinfo(im.dtype).min) / (2 ** np.iinfo(im.dtype).bits - 1)",
            ): "Zero has to stay zero: divide by the largest number, and subtract nothing.",
            put(_LARGEST, "(2 ** np.iinfo(im.dtype).bits - 1)"): "In types with a sign, one of "
            "the bits is the sign, so they reach half as far.",
            drop(".astype(np.float32)"): "The values are right, but each takes 8 bytes.",
            put("np.float32", "im.dtype"): "Integers have no room for the fractions.",
            put(_CALCULATED, f"im = im.astype(np.float32)\n    return im / {_LARGEST}"): (
                "You convert first, and then ask float32, not the integers, for its maximum."
            ),
            put(_CALCULATED, f"im /= {_LARGEST}\n    return im"): "/= writes fractions back into "
            "im, which has room for integers only.",
        },
        why="The type decides what counts as white, so dark images stay dark.",
    ),
    "open_image": Exercise(
        answer=images.open_image,
        minutes=8,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            call(_file("a.png", _PNG)),
            call(_file(_NAME, _PNG, as_text=True)),
            call(_file("grey.png", _packed(".png", _GREY))),
            call(_file("x.png", _packed(".png", _DEEP))),
            call(_file("transparent.png", _packed(".png", _ALPHA))),
            call(address("http", _PNG)),
            call(_file("notes.jpg", "no image")),
            call(_file("floats.tiff", _FLOATS)),
            call(_file("half.jpg", _JPEG[: len(_JPEG) // 2])),
            call(missing("no such picture.jpg"), raises=OSError),
            call(folder({"a.png": _PNG}), raises=OSError),
            call("http_server.png"),
            call(address("http", _PNG, 9), raises=OSError),
            call(address("https", _PNG, 9), raises=requests.RequestException),
        ),
        hints=(
            "Four functions of this chapter, each returning what the next needs.",
            "If str(fn) starts with http:// or https://: fetch, else read_file. Then decode, "
            "to_rgb, to_unit.",
            "data = fetch(str(fn)) if ... else read_file(fn); return "
            "to_unit(to_rgb(decode(data, str(fn))))",
        ),
        slips={
            put(_ALL, "to_unit(decode(data, str(fn)))"): "The colours are as OpenCV gives them: "
            "blue first, and only one number for grey.",
            put(_ALL, "to_rgb(decode(data, str(fn)))"): "These are still integers. The docstring "
            "promises fractions from 0 to 1.",
            put("str(fn).s", "fn.s"): "A Path has no startswith. str(fn) makes it a string.",
            put(_ALL, "to_unit(to_rgb(np.frombuffer(data, np.uint8)))"): (
                "These are still the bytes of the file: decode them first."
            ),
            (
                put(_GOT, "web and fetch(str(fn))"),
                put("decode(data, str(fn))", "decode(data, '') if web else cv2.imread(str(fn))"),
            ): "cv2.imread turns 16 bits into 8, a bad file into None: use read_file and decode.",
            put(_ALL, "(to_rgb(decode(data, str(fn))) / 255).astype(np.float32)"): (
                "You divide by 255, so 16-bit images come out far too bright."
            ),
            put(_GOT, "read_file(fn)"): "An address is not a file: fetch what is there.",
            put("web =", "fn = Path(fn)\n    web ="): "Path turns the // in http:// into one /. "
            "Look for an address before that.",
            put("('http://', 'https://')", "'http'"): "A file's name may begin with http, too. "
            "Test for http:// and https://.",
            put("('http://', 'https://')", "'http://'"): "You look for an https address among the "
            "files. There are two kinds of address.",
        },
        why="Every image comes through this one function, so the rest of the workbook can rely on "
        "its form.",
    ),
}
