"""Images: from a file to an array.

Made from solutions/05_images.py (chapter 05) by ``workbook build``: change it there.
"""

import time
from concurrent.futures import Future
from pathlib import Path
from threading import Thread

import cv2
import numpy as np
import requests
from urllib3.exceptions import HTTPError

__all__ = ["decode", "fetch", "is_complete", "open_image", "read_file", "to_rgb", "to_unit"]


def read_file(fn: Path | str) -> bytes:
    """Read all bytes of a file, whose name may contain any characters.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    IsADirectoryError
        It is a folder. (Both are kinds of OSError.)
    """
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder, not an image")
    return path.read_bytes()


def is_complete(data: bytes) -> bool:
    """Tell whether a JPEG has its end mark FF D9, or a PNG its last chunk, IEND.

    What follows the end does not matter, and files of other kinds count as complete.
    """
    if data.startswith(b"\x89PNG"):
        return b"IEND\xaeB`\x82" in data
    if not data.startswith(b"\xff\xd8"):
        return True
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] != b"\xda":
        fill = data[at + 1 : at + 2] == b"\xff"
        at += 1 if fill else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return b"\xff\xd9" in data[at:]


def decode(data: bytes, name: str) -> np.ndarray:
    """Decode the bytes of an image file, which error messages call ``name``.

    Returns
    -------
    ndarray of unsigned integers: uint8, uint16, or (some TIFFs) uint32
        Shape (height, width) for grey, (height, width, 3) for blue, green, red; transparency is
        dropped. Upright: turned as the EXIF orientation says, if there is one.

    Raises
    ------
    OSError
        The bytes are empty, cut off or not an image, or its pixels are not unsigned integers.
    """
    if not data:
        raise OSError(f"{name}: an empty file")
    if not is_complete(data):
        raise OSError(f"{name}: the image is cut off")
    try:
        flags = cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    except cv2.error as error:
        raise OSError(f"{name}: damaged, or too large for OpenCV") from error
    if im is None:
        raise OSError(f"{name}: not an image that OpenCV can read")
    if im.dtype.kind != "u":
        raise OSError(f"{name}: its pixels are not unsigned integers ({im.dtype})")
    return im


def to_rgb(im: np.ndarray) -> np.ndarray:
    """Turn an image in OpenCV's form into red, green, blue: shape (h, w, 3), the same dtype.

    Parameters
    ----------
    im
        Of uint8 or uint16; shape (h, w) or (h, w, 1) for grey, which becomes three equal colours;
        (h, w, 3) for blue, green, red; (h, w, 4) with transparency as the last, which is dropped.
    """
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    return im[:, :, :3][:, :, ::-1]


def to_unit(im: np.ndarray) -> np.ndarray:
    """Divide integers, in an array of any shape, by the largest number of their dtype: float32.

    Unsigned integers, which images hold, become numbers from 0 to 1; negative ones stay negative.
    ``im`` itself is not changed.

    Raises
    ------
    ValueError
        The numbers are not integers, so their largest possible value is unknown.
    """
    return (im / np.iinfo(im.dtype).max).astype(np.float32)


def _download(url: str, seconds: float, most: int) -> bytes:
    """Read what is at an address, piece by piece; wait ``seconds`` at most for each."""
    begun, parts, size = time.monotonic(), [], 0
    try:
        with requests.get(url, stream=True, timeout=seconds) as answer:
            answer.raise_for_status()
            while part := answer.raw.read1(65536, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > most:
                    raise OSError(f"{url}: larger than {most} bytes")
                if time.monotonic() - begun > seconds:
                    raise OSError(f"{url}: slower than {seconds:g} seconds")
    except (HTTPError, UnicodeError) as error:
        raise OSError(f"{url}: not an address, broken off, or damaged on the way") from error
    return b"".join(parts)


def fetch(url: str, seconds: float = 10.0, most: int = 50_000_000) -> bytes:
    """Download what is at an address that begins with ``http://`` or ``https://``.

    An address that can't be right, an error status, a redirect to another kind of address, a broken
    connection, content that is larger than ``most`` bytes, or not all of it there after ``seconds``
    raises an OSError.
    """
    result = Future()

    def work() -> None:
        try:
            result.set_result(_download(url, seconds, most))
        except Exception as error:
            result.set_exception(error)

    Thread(target=work, daemon=True).start()
    try:
        return result.result(timeout=seconds)
    except TimeoutError as error:
        raise OSError(f"{url}: slower than {seconds:g} seconds") from error


def open_image(fn: Path | str) -> np.ndarray:
    """Load an image from an address that begins with http:// or https://, else from a file.

    Returns
    -------
    ndarray of float32, shape (height, width, 3)
        Red, green, blue, each from 0 to 1.

    Raises
    ------
    OSError
        The file is missing or a folder, the address can't be fetched, or the image is damaged. No
        other exception is raised, and None is never returned.
    """
    web = str(fn).startswith(("http://", "https://"))
    data = fetch(str(fn)) if web else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))
