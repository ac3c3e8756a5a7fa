"""Other right answers to the exercises of chapter 05, and mutants that are right as well."""

import os
from pathlib import Path

import cv2
import numpy as np

from minilib.images import decode, fetch, is_complete, read_file, to_rgb, to_unit

FLAGS = cv2.IMREAD_ANYDEPTH + cv2.IMREAD_ANYCOLOR


def read_file_open(fn):
    if os.path.isdir(fn):
        raise IsADirectoryError(f"{fn} is a folder")
    with open(fn, "rb") as opened:
        return opened.read()


def read_file_match(fn):
    path = Path(fn)
    if path.is_file():
        return path.read_bytes()
    raise (IsADirectoryError if path.is_dir() else FileNotFoundError)(str(fn))


def read_file_numpy(fn):
    if not os.path.exists(fn):
        raise FileNotFoundError(fn)
    if not os.path.isfile(fn):
        raise IsADirectoryError(fn)
    return np.fromfile(fn, dtype=np.uint8).tobytes()


def read_file_first(fn):
    try:
        return Path(fn).read_bytes()
    except PermissionError:
        if Path(fn).is_dir():
            raise IsADirectoryError(f"{fn}: a folder") from None
        raise


def read_file_pieces(fn):
    path = Path(str(fn))
    if path.is_dir():
        raise IsADirectoryError(path)
    content = bytearray()
    with path.open("rb") as opened:
        while piece := opened.read(4096):
            content += piece
    return bytes(content)


def decode_asarray(data, name):
    if len(data) == 0:
        raise OSError(f"{name}: empty")
    if not is_complete(data):
        raise OSError(f"{name}: cut off")
    try:
        im = cv2.imdecode(np.asarray(bytearray(data), dtype="uint8"), 6)
    except cv2.error:
        im = None
    if im is None or im.dtype not in (np.uint8, np.uint16):
        raise OSError(f"{name}: not recognised")
    return im


def decode_assert(data, name):
    try:
        assert is_complete(data)
        im = cv2.imdecode(np.frombuffer(data, np.uint8), FLAGS)
        assert im.dtype.kind == "u"
    except Exception as error:
        raise OSError(name) from error
    return im


def decode_nested(data, name):
    im = None
    if len(data) > 0 and is_complete(data):
        try:
            im = cv2.imdecode(np.frombuffer(data, dtype="uint8"), FLAGS)
        except cv2.error:
            raise OSError(f"{name}: OpenCV can't decode it") from None
    if im is None or im.dtype.kind != "u":
        raise OSError(f"{name}: not an image of whole numbers")
    return im


def decode_early(data, name):
    if data and is_complete(data):
        try:
            im = cv2.imdecode(np.array(list(data), dtype=np.uint8), flags=FLAGS)
            if im.dtype in ("uint8", "uint16"):
                return im
        except (cv2.error, AttributeError):
            pass
    raise OSError(name)


def to_rgb_cvt(im):
    if im.ndim == 2 or im.shape[2] == 1:
        return cv2.cvtColor(im, cv2.COLOR_GRAY2RGB)
    if im.shape[2] == 4:
        return cv2.cvtColor(im, cv2.COLOR_BGRA2RGB)
    return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)


def to_rgb_indices(im):
    if im.ndim == 2:
        im = im[:, :, None]
    return im[:, :, [0, 0, 0]] if im.shape[2] == 1 else im[:, :, [2, 1, 0]]


def to_rgb_channels(im):
    if im.ndim == 3 and im.shape[2] >= 3:
        blue, green, red = (im[:, :, n] for n in range(3))
    else:
        blue = green = red = im.reshape(im.shape[:2])
    return np.dstack([red, green, blue])


def to_rgb_slice(im):
    if len(im.shape) < 3:
        im = np.expand_dims(im, -1)
    if im.shape[-1] == 1:
        return np.repeat(im, 3, axis=-1)
    return im[..., 2::-1]


def to_rgb_stack(im):
    im = np.atleast_3d(im)
    if im.shape[2] < 3:
        return np.dstack([im[..., 0]] * 3)
    blue, green, red = im[..., 0], im[..., 1], im[..., 2]
    return np.stack((red, green, blue), axis=2)


def to_unit_float_first(im):
    return im.astype(np.float32) / np.float32(np.iinfo(im.dtype).max)


def to_unit_true_divide(im):
    return np.true_divide(im, np.iinfo(im.dtype).max, dtype=np.float32)


def to_unit_refusing(im):
    if not np.issubdtype(im.dtype, np.integer):
        raise ValueError(f"{im.dtype} has no whole numbers")
    most = np.iinfo(im.dtype).max
    return np.asarray(im / most, dtype="float32")


def to_unit_times(im):
    info = np.iinfo(im.dtype)
    result = np.empty(im.shape, np.float32)
    result[...] = im * (1 / info.max)
    return result


def to_unit_copied(im):
    most = float(np.iinfo(im.dtype).max)
    result = im.astype("float32")
    result /= most
    return result


def open_image_short(fn):
    web = str(fn).startswith("http://") or str(fn).startswith("https://")
    data = fetch(str(fn)) if web else read_file(fn)
    return to_unit(to_rgb(decode(data, "picture")))


def open_image_named(fn):
    text = str(fn)
    if text.startswith("http://") or text.startswith("https://"):
        packed = fetch(text)
    else:
        packed = read_file(text)
    pixels = decode(packed, text)
    colours = to_rgb(pixels)
    return to_unit(colours)


def open_image_reversed(fn):
    name = str(fn)
    if name.startswith(("https://", "http://")):
        return to_rgb(to_unit(decode(fetch(name), name)))
    return to_rgb(to_unit(decode(read_file(name), name)))


def open_image_cv2(fn):
    data = fetch(fn) if "://" in str(fn) else read_file(fn)
    im = to_unit(decode(data, str(fn)))
    if im.ndim == 2:
        return cv2.cvtColor(im, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(im[:, :, :3].copy(), cv2.COLOR_BGR2RGB)


def open_image_wrapped(fn):
    try:
        data = (
            fetch(str(fn)) if str(fn).split("://")[0] in ("http", "https") else read_file(Path(fn))
        )
        return to_unit(to_rgb(decode(data, str(fn))))
    except Exception as error:
        raise (error if isinstance(error, OSError) else OSError(f"{fn}: {error}")) from error


RIGHT_WAYS = {
    "read_file": [
        read_file_open,
        read_file_match,
        read_file_numpy,
        read_file_pieces,
        read_file_first,
    ],
    "decode": [decode_asarray, decode_assert, decode_nested, decode_early],
    "to_rgb": [to_rgb_cvt, to_rgb_indices, to_rgb_slice, to_rgb_stack, to_rgb_channels],
    "to_unit": [
        to_unit_float_first,
        to_unit_true_divide,
        to_unit_refusing,
        to_unit_times,
        to_unit_copied,
    ],
    "open_image": [
        open_image_short,
        open_image_named,
        open_image_cv2,
        open_image_wrapped,
        open_image_reversed,
    ],
}

_SAME_ERROR = "read_bytes raises this error by itself here; on Windows a folder gives another one"
_NO_BYTES = (
    "OpenCV raises cv2.error for no bytes, which becomes an OSError too; only the words differ"
)

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "read_file": {
        "if not path.exists(): raise FileNo .. or(f'{fn}: there is no such file') -> pass": (
            _SAME_ERROR
        ),
        "path.exists() -> path": "a Path is always true, and read_bytes raises the error",
        "raise FileNotFoundError(f'{fn}: there is no such file') -> pass": _SAME_ERROR,
        "if path.is_dir(): raise IsADirecto .. r(f'{fn}: a folder, not an image') -> pass": (
            _SAME_ERROR
        ),
        "raise IsADirectoryError(f'{fn}: a folder, not an image') -> pass": _SAME_ERROR,
    },
    "decode": {
        "if not data: raise OSError(f'{name}: an empty file') -> pass": _NO_BYTES,
        "raise OSError(f'{name}: an empty file') -> pass": _NO_BYTES,
    },
    "open_image": {
        "('http://', 'https://') -> ('https://', 'http://')": "the order does not matter",
    },
}
