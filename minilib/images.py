"""Images: from a file to an array (chapter 05).

Made from solutions/05_images.py by ``workbook build``: change it there.
"""

import time
from pathlib import Path

import cv2
import numpy as np
import requests
from urllib3.exceptions import HTTPError

__all__ = ["decode", "fetch", "is_complete", "open_image", "read_file", "to_rgb", "to_unit"]


def read_file(fn):
    """Read a file as bytes.

    Parameters
    ----------
    fn : Path or str
        The file; its name may hold any letters.

    Returns
    -------
    bytes
        All of it.

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
        raise IsADirectoryError(f"{fn}: a folder, not a picture")
    return path.read_bytes()


def is_complete(data):
    """Say whether a picture's bytes have an end (told for JPEG and PNG; others count as complete).

    Parameters
    ----------
    data : bytes
        The content of a picture file.

    Returns
    -------
    bool
        False for a JPEG without its end mark FF D9, and for a PNG without its last part, IEND.
    """
    tail = data[-1024:]
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in tail
    if data.startswith(b"\x89PNG"):
        return b"IEND" in tail
    return True


def decode(data, name):
    """Turn the bytes of a picture into an array of pixels, unchanged.

    Parameters
    ----------
    data : bytes
        The content of a JPEG, PNG or other picture file.
    name : str
        What the error message calls it.

    Returns
    -------
    ndarray of uint8 or uint16
        Shape (height, width) for grey, (height, width, 3) for colours in the order blue, green,
        red, (height, width, 4) with transparency as the last. Turned as it was stored: a camera's
        note about its position (EXIF) is not followed, since boxes refer to the stored pixels.

    Raises
    ------
    OSError
        The bytes are empty, cut off, or no picture, or its pixels are not whole numbers.
    """
    if not data:
        raise OSError(f"{name}: an empty file")
    if not is_complete(data):
        raise OSError(f"{name}: the picture is cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise OSError(f"{name}: damaged, or too large for OpenCV") from error
    if im is None:
        raise OSError(f"{name}: not a picture that OpenCV can read")
    if im.dtype.kind != "u":
        raise OSError(f"{name}: its pixels are not whole numbers ({im.dtype})")
    return im


def to_rgb(im):
    """Give a picture three colours in the order red, green, blue.

    Parameters
    ----------
    im : ndarray
        As OpenCV gives it: shape (h, w) grey, (h, w, 1) grey, (h, w, 3) blue, green, red, or
        (h, w, 4) with transparency as the last.

    Returns
    -------
    ndarray, shape (h, w, 3), of the same dtype
        Grey becomes three equal colours; transparency is left out.
    """
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    return im[:, :, :3][:, :, ::-1]


def to_unit(im):
    """Turn whole numbers into fractions of the largest that their type allows.

    Parameters
    ----------
    im : ndarray of uint8, uint16 or another whole-number type
        Any shape; not changed.

    Returns
    -------
    ndarray of float32, of the same shape
        From 0 to 1.

    Raises
    ------
    ValueError
        The numbers are not whole, so it is not known what the largest is.
    """
    return (im / np.iinfo(im.dtype).max).astype(np.float32)


def fetch(url, seconds=10.0, most=50_000_000):
    """Get the bytes behind a web address.

    Parameters
    ----------
    url : str
        Begins with ``http://`` or ``https://``.
    seconds : float
        How long it may take in all.
    most : int
        How many bytes it may have.

    Returns
    -------
    bytes
        What the server sends.

    Raises
    ------
    OSError
        No answer, an answer that says no, broken off, too slow, too large, or sent on to another
        kind of address.
    """
    begun, parts, size = time.monotonic(), [], 0
    with requests.get(url, stream=True, timeout=seconds) as answer:
        answer.raise_for_status()
        try:
            while part := answer.raw.read1(65536, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > most:
                    raise OSError(f"{url}: larger than {most} bytes")
                if time.monotonic() - begun > seconds:
                    raise OSError(f"{url}: slower than {seconds:g} seconds")
        except HTTPError as error:
            raise OSError(f"{url}: broken off, or damaged on the way") from error
    return b"".join(parts)


def open_image(fn):
    """Load a picture, from a file or from the web, always in the same form.

    Parameters
    ----------
    fn : Path or str
        A file, or an address that begins with ``http://`` or ``https://``.

    Returns
    -------
    ndarray of float32, shape (height, width, 3)
        Red, green, blue, each from 0 to 1.

    Raises
    ------
    OSError
        There is no such file, it is a folder, it can't be fetched, or it is not a whole picture.
        Never anything else, and never a result of None.
    """
    web = str(fn).startswith(("http://", "https://"))
    data = fetch(str(fn)) if web else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))
