# ruff: noqa
"""Held-out answers for chapter 05: read_file, decode, to_rgb, to_unit, open_image."""

from pathlib import Path
from urllib.parse import unquote

import cv2
import numpy as np

from minilib.images import decode, fetch, is_complete, read_file, to_rgb, to_unit

# --- read_file ------------------------------------------------------------------------------


def read_file__wrong__first_line(fn):
    """readline reads up to the first end of line only"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    with path.open("rb") as opened:
        return opened.readline()


def read_file__wrong__stripped(fn):
    """strip takes bytes away from the ends"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes().strip()


def read_file__wrong__lines(fn):
    """returns a list of lines"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    with open(path, "rb") as opened:
        return opened.readlines()


def read_file__wrong__suffix(fn):
    """takes everything without a suffix for a folder"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.suffix == "":
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes()


def read_file__wrong__ascii_only(fn):
    """refuses names with other letters"""
    path = Path(str(fn).encode("ascii", "ignore").decode())
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes()


def read_file__wrong__empty_refused(fn):
    """an empty file is refused"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    data = path.read_bytes()
    if not data:
        raise OSError(f"{fn}: empty")
    return data


def read_file__wrong__is_file(fn):
    """is_file is turned round: files are refused"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_file():
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes()


def read_file__wrong__error_returned(fn):
    """returns the error"""
    path = Path(fn)
    if not path.exists():
        return FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        return IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes()


def read_file__wrong__printed(fn):
    """prints in place of raising"""
    path = Path(fn)
    if not path.exists():
        print("there is no such file")
    elif path.is_dir():
        print("a folder")
    else:
        return path.read_bytes()


def read_file__wrong__folder_only(fn):
    """a folder's file names are returned"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        return [one.name for one in path.iterdir()]
    return path.read_bytes()


def read_file__wrong__some_bytes(fn):
    """reads only the first 1024 bytes"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    with path.open("rb") as opened:
        return opened.read(1024)


def read_file__wrong__hex(fn):
    """returns the hexadecimal digits"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_bytes().hex()


def read_file__right__elif(fn):
    path = Path(fn)
    if path.is_dir():
        raise IsADirectoryError(f"{fn} is a folder")
    elif not path.exists():
        raise FileNotFoundError(f"{fn} does not exist")
    else:
        return path.read_bytes()


def read_file__right__opened(fn):
    p = Path(fn)
    if p.exists() is False:
        raise FileNotFoundError("no such file: " + str(fn))
    if p.is_dir() is True:
        raise IsADirectoryError("a folder: " + str(fn))
    with p.open(mode="rb") as f:
        content = f.read()
    return content


def read_file__right__is_file(fn):
    path = Path(fn)
    if not path.is_file():
        if path.exists():
            raise IsADirectoryError(f"{path}: not a file")
        raise FileNotFoundError(f"{path}: missing")
    return path.read_bytes()


def read_file__wrong__unquoted(fn):
    """takes the name for an address, in which %20 is a blank"""
    return Path(unquote(str(fn))).read_bytes()


# --- decode ---------------------------------------------------------------------------------


def decode__wrong__endswith(data, name):
    """asks for FF D9 as the very last bytes: notes after the end are refused"""
    if not data:
        raise OSError(f"{name}: empty")
    if data.startswith(b"\xff\xd8") and not data.endswith(b"\xff\xd9"):
        raise OSError(f"{name}: cut off")
    return decode(data, name)


def decode__wrong__not_im(data, name):
    """not im in place of im is None"""
    if not data:
        raise OSError(f"{name}: empty")
    if not is_complete(data):
        raise OSError(f"{name}: cut off")
    im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), 6)
    if not im:
        raise OSError(f"{name}: no image")
    return im


def decode__wrong__kind_f(data, name):
    """refuses floats only: types with a sign are accepted"""
    if not data or not is_complete(data):
        raise OSError(f"{name}: empty or cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), 6)
    except cv2.error as error:
        raise OSError(name) from error
    if im is None or im.dtype.kind == "f":
        raise OSError(f"{name}: no image of whole numbers")
    return im


def decode__wrong__anycolor(data, name):
    """IMREAD_ANYCOLOR alone drops the upper bits"""
    if not data or not is_complete(data):
        raise OSError(f"{name}: empty or cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_ANYCOLOR)
    except cv2.error as error:
        raise OSError(name) from error
    if im is None or im.dtype.kind != "u":
        raise OSError(f"{name}: no image of whole numbers")
    return im


def decode__wrong__jpeg_only(data, name):
    """only JPEGs are accepted"""
    if not data.startswith(b"\xff\xd8"):
        raise OSError(f"{name}: not a JPEG")
    return decode(data, name)


def decode__wrong__complete_inverted(data, name):
    """is_complete is turned round"""
    if not data:
        raise OSError(f"{name}: empty")
    if is_complete(data):
        raise OSError(f"{name}: cut off")
    return decode(data, name)


def decode__wrong__rgb(data, name):
    """colours are reversed already"""
    im = decode(data, name)
    if im.ndim == 3 and im.shape[2] == 3:
        im = cv2.cvtColor(im, cv2.COLOR_BGR2RGB)
    return im


def decode__wrong__runtime_error(data, name):
    """a RuntimeError for what is no image"""
    if not data or not is_complete(data):
        raise OSError(f"{name}: empty or cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), 6)
    except cv2.error as error:
        raise OSError(name) from error
    if im is None:
        raise RuntimeError(f"{name}: no image")
    if im.dtype.kind != "u":
        raise OSError(name)
    return im


def decode__wrong__float32(data, name):
    """converts to float32 already"""
    return decode(data, name).astype(np.float32)


def decode__wrong__empty_array(data, name):
    """an empty array for what can't be decoded"""
    try:
        return decode(data, name)
    except OSError:
        return np.zeros((0, 0, 3), dtype=np.uint8)


def decode__wrong__three_axes(data, name):
    """gives a grey image a third axis"""
    im = decode(data, name)
    return im[:, :, None] if im.ndim == 2 else im


def decode__wrong__exif(data, name):
    """does not follow the camera's note, and keeps transparency"""
    if not data or not is_complete(data):
        raise OSError(f"{name}: empty or cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise OSError(name) from error
    if im is None or im.dtype.kind != "u":
        raise OSError(f"{name}: no image of whole numbers")
    return im


def decode__right__one_if(data, name):
    if len(data) == 0 or is_complete(data) is False:
        raise OSError(f"{name} is empty or cut off")
    try:
        im = cv2.imdecode(np.frombuffer(data, np.uint8), 6)
    except cv2.error:
        raise OSError(f"{name} can't be decoded") from None
    if im is None or im.dtype.kind != "u":
        raise OSError(f"{name} is not an image of whole numbers")
    return im


def decode__right__array(data, name):
    if not is_complete(data):
        raise OSError(f"{name}: cut off")
    try:
        im = cv2.imdecode(np.array(bytearray(data), dtype=np.uint8), 6)
    except cv2.error as error:
        raise OSError(f"{name}: {error.msg}") from error
    if im is not None and im.dtype in (np.uint8, np.uint16):
        return im
    raise OSError(f"{name}: no picture")


def decode__right__wide_try(data, name):
    if data == b"":
        raise OSError(name + ": nothing there")
    if not is_complete(data):
        raise OSError(name + ": cut off")
    buffer = np.frombuffer(data, dtype="uint8")
    im = None
    try:
        im = cv2.imdecode(buffer, 6)
    except cv2.error:
        pass
    if im is None:
        raise OSError(name + ": not a picture")
    if im.dtype.kind in "if":
        raise OSError(name + ": " + str(im.dtype))
    return im


# --- to_rgb ---------------------------------------------------------------------------------


def to_rgb__wrong__rotated_channels(im):
    """rolls the colours by one in place of reversing them"""
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    return np.roll(im[:, :, :3], 1, axis=-1)


def to_rgb__wrong__zeros_float(im):
    """the new array is of float64"""
    if im.ndim == 2:
        im = im[:, :, None]
    out = np.zeros((*im.shape[:2], 3))
    for n in range(3):
        out[:, :, n] = im[:, :, 2 - n] if im.shape[2] > 1 else im[:, :, 0]
    return out


def to_rgb__wrong__zeros_uint8(im):
    """the new array is of uint8, so 16 bits are cut"""
    if im.ndim == 2:
        im = im[:, :, None]
    out = np.zeros((*im.shape[:2], 3), dtype=np.uint8)
    for n in range(3):
        out[:, :, n] = im[:, :, 2 - n] % 256 if im.shape[2] > 1 else im[:, :, 0] % 256
    return out


def to_rgb__wrong__uint16(im):
    """always uint16: an image of 8 bits would be nearly black afterwards"""
    return to_rgb(im).astype(np.uint16)


def to_rgb__wrong__last_three(im):
    """[1:] in place of [:3]: blue is dropped, transparency kept"""
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    return im[:, :, -3:][:, :, ::-1]


def to_rgb__wrong__both_axes(im):
    """reverses rows and colours"""
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    return im[::-1, :, :3][:, :, ::-1]


def to_rgb__wrong__grey_first_only(im):
    """grey goes into red only"""
    if im.ndim == 2:
        return np.stack([im, 0 * im, 0 * im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, 0 * im, 0 * im], axis=-1)
    return im[:, :, :3][:, :, ::-1]


def to_rgb__wrong__transposed(im):
    """colours first: shape (3, h, w)"""
    return to_rgb(im).transpose(2, 0, 1)


def to_rgb__wrong__cvt_only(im):
    """cvtColor for three colours only: grey raises"""
    return cv2.cvtColor(im[:, :, :3], cv2.COLOR_BGR2RGB)


def to_rgb__wrong__shape_three(im):
    """asks for three colours only: transparency stays as it is"""
    if im.ndim == 2:
        return np.stack([im, im, im], axis=-1)
    if im.shape[2] == 1:
        return np.concatenate([im, im, im], axis=-1)
    if im.shape[2] == 3:
        return im[:, :, ::-1]
    return im


def to_rgb__wrong__in_place(im):
    """exchanges red and blue in the caller's array"""
    if im.ndim == 2 or im.shape[2] == 1:
        return to_rgb(im)
    blue = im[:, :, 0].copy()
    im[:, :, 0] = im[:, :, 2]
    im[:, :, 2] = blue
    return im[:, :, :3]


def to_rgb__wrong__listed(im):
    """returns nested lists"""
    return to_rgb(im).tolist()


def to_rgb__right__repeat(im):
    if im.ndim == 2:
        im = im.reshape(*im.shape, 1)
    if im.shape[2] == 1:
        return im.repeat(3, axis=2)
    return np.flip(im[:, :, :3], axis=2)


def to_rgb__right__cvt(im):
    if im.ndim == 3 and im.shape[2] == 4:
        im = im[:, :, :3]
    if im.ndim == 3 and im.shape[2] == 3:
        return im[:, :, [2, 1, 0]]
    if im.ndim == 3:
        im = im[:, :, 0]
    return np.stack((im,) * 3, axis=-1)


def to_rgb__right__channels(im):
    if im.ndim == 2:
        red = green = blue = im
    elif im.shape[2] == 1:
        red = green = blue = im[:, :, 0]
    else:
        blue, green, red = im[:, :, 0], im[:, :, 1], im[:, :, 2]
    return np.stack([red, green, blue], axis=-1)


# --- to_unit --------------------------------------------------------------------------------


def to_unit__wrong__percent(im):
    """percent in place of fractions"""
    return (100 * im / np.iinfo(im.dtype).max).astype(np.float32)


def to_unit__wrong__min_max(im):
    """stretches each image from its smallest to its largest number"""
    most = np.iinfo(im.dtype).max
    return ((im - im.min()) / (max(im.max(), 1) - im.min()) * most / most).astype(np.float32)


def to_unit__wrong__inverted(im):
    """the negative: 1 minus the fraction"""
    return (1 - im / np.iinfo(im.dtype).max).astype(np.float32)


def to_unit__wrong__centred(im):
    """from -1 to 1"""
    return (2 * im / np.iinfo(im.dtype).max - 1).astype(np.float32)


def to_unit__wrong__float_returned(im):
    """an image of floats is returned as it is; it should be refused"""
    if im.dtype.kind == "f":
        return im.astype(np.float32)
    return (im / np.iinfo(im.dtype).max).astype(np.float32)


def to_unit__wrong__float64(im):
    """astype(float) is float64"""
    return (im / np.iinfo(im.dtype).max).astype(float)


def to_unit__wrong__rounded(im):
    """rounded to two digits"""
    return np.round(im / np.iinfo(im.dtype).max, 2).astype(np.float32)


def to_unit__wrong__uint8_max(im):
    """the largest number of uint8, whatever the type"""
    if im.dtype.kind not in "ui":
        raise ValueError(im.dtype)
    return (im / np.iinfo(np.uint8).max).astype(np.float32)


def to_unit__wrong__type_error(im):
    """a TypeError for floats; a ValueError is promised"""
    if im.dtype.kind == "f":
        raise TypeError("floats")
    return (im / np.iinfo(im.dtype).max).astype(np.float32)


def to_unit__wrong__flattened(im):
    """the shape is lost"""
    return (im / np.iinfo(im.dtype).max).astype(np.float32).ravel()


def to_unit__wrong__clipped(im):
    """cuts at 1 in place of dividing"""
    np.iinfo(im.dtype)
    return np.clip(im, 0, 1).astype(np.float32)


def to_unit__wrong__min(im):
    """divides by the smallest number of the type"""
    return (im / np.iinfo(im.dtype).min).astype(np.float32)


def to_unit__right__info(im):
    info = np.iinfo(im.dtype)
    return np.float32(im / info.max)


def to_unit__right__checked(im):
    if im.dtype.kind not in ("u", "i"):
        raise ValueError(f"whole numbers are needed, not {im.dtype}")
    result = im.astype(np.float64) / np.iinfo(im.dtype).max
    return result.astype(np.float32)


def to_unit__right__divide(im):
    return np.divide(im, np.iinfo(im.dtype).max).astype("float32")


# --- open_image -----------------------------------------------------------------------------


def open_image__wrong__decode_twice(fn):
    """reads the address as a file: str(fn) is compared with http:// only by =="""
    data = fetch(str(fn)) if str(fn) == "http://" else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))


def open_image__wrong__http_in(fn):
    """everything with http in its name is fetched"""
    data = fetch(str(fn)) if "http" in str(fn) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))


def open_image__wrong__https_only(fn):
    """only https is fetched"""
    data = fetch(str(fn)) if str(fn).startswith("https://") else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))


def open_image__wrong__whole_numbers_after(fn):
    """multiplies by 255 again"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn)))) * 255


def open_image__wrong__no_rgb(fn):
    """to_rgb is left out"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    return to_unit(decode(data, str(fn)))


def open_image__wrong__none(fn):
    """None for everything that fails"""
    try:
        data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
        return to_unit(to_rgb(decode(data, str(fn))))
    except OSError:
        return None


def open_image__wrong__list(fn):
    """startswith takes a tuple, not a list"""
    data = fetch(str(fn)) if str(fn).startswith(["http://", "https://"]) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))


def open_image__wrong__pair(fn):
    """returns image and name"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn)))), str(fn)


def open_image__wrong__grey(fn):
    """averages the colours"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn)))).mean(axis=-1)


def open_image__wrong__imread(fn):
    """cv2.imread gives None for what it can't read, and knows no addresses"""
    im = cv2.imread(str(fn))
    return to_unit(im[:, :, ::-1])


def open_image__wrong__suffix(fn):
    """everything without a suffix is taken for an address"""
    web = Path(str(fn)).suffix == "" or str(fn).startswith(("http://", "https://"))
    data = fetch(str(fn)) if web else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn))))


def open_image__wrong__float16(fn):
    """float16"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    return to_unit(to_rgb(decode(data, str(fn)))).astype(np.float16)


def open_image__right__or(fn):
    name = str(fn)
    if name.startswith("http://") or name.startswith("https://"):
        data = fetch(name)
    else:
        data = read_file(fn)
    im = decode(data, name)
    im = to_rgb(im)
    return to_unit(im)


def open_image__right__unit_first(fn):
    web = str(fn).startswith(("https://", "http://"))
    return to_rgb(to_unit(decode(fetch(str(fn)) if web else read_file(str(fn)), fn)))


def open_image__right__any(fn):
    web = any(str(fn).startswith(kind + "://") for kind in ["http", "https"])
    reader = fetch if web else read_file
    return to_unit(to_rgb(decode(reader(str(fn)), name=str(fn))))


# --- more, written from the chapters alone ---------------------------------------------------


def read_file__wrong__text(fn):
    """reads text, not bytes"""
    path = Path(fn)
    if not path.exists():
        raise FileNotFoundError(f"{fn}: there is no such file")
    if path.is_dir():
        raise IsADirectoryError(f"{fn}: a folder")
    return path.read_text(errors="replace")


def to_rgb__wrong__no_copy_of_grey(im):
    """grey images stay grey"""
    if im.ndim == 2:
        return im
    return im[:, :, :3][:, :, ::-1]


def to_rgb__right__repeat(im):
    if im.ndim == 2:
        im = im[:, :, None]
    if im.shape[2] == 1:
        return im.repeat(3, axis=2)
    return im[:, :, 2::-1]


def to_unit__wrong__256(im):
    """divides by one more than the largest number"""
    return (im / (np.iinfo(im.dtype).max + 1)).astype(np.float32)


def open_image__wrong__unit_first(fn):
    """the colours are not exchanged, since to_rgb comes too early on the bytes' copy"""
    data = fetch(str(fn)) if str(fn).startswith(("http://", "https://")) else read_file(fn)
    im = decode(data, str(fn))
    to_rgb(im)
    return to_unit(im)


def to_rgb__wrong__reversed_four(im):
    """with four channels the transparency comes first and a colour is dropped"""
    if im.ndim == 2:
        im = im[..., None]
    if im.shape[2] == 1:
        return np.repeat(im, 3, axis=2)
    return im[..., ::-1][..., :3]


def to_rgb__wrong__blend(im):
    """multiplies the transparency in"""
    if im.ndim == 2 or im.shape[2] == 1:
        return np.dstack([im, im, im])
    if im.shape[2] == 4:
        return (im[..., 2::-1] * (im[..., 3:] / 255)).astype(im.dtype)
    return im[..., ::-1]


def to_unit__wrong__by_own_max(im):
    """divides by the largest number in the image"""
    if im.dtype.kind not in "ui":
        raise ValueError("not integers")
    return (im / im.max()).astype(np.float32)


def decode__wrong__not_asked_whether_complete(data, name):
    """is_complete is never asked"""
    if not data:
        raise OSError(f"{name}: empty")
    try:
        im = cv2.imdecode(
            np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH
        )
    except cv2.error as error:
        raise OSError(f"{name}: OpenCV could not decode it") from error
    if im is None:
        raise OSError(f"{name}: not an image")
    if im.dtype.kind != "u":
        raise OSError(f"{name}: not unsigned integers")
    return im


def decode__wrong__complete_asked_too_late(data, name):
    """is_complete is asked after good images have been returned"""
    if not data:
        raise OSError(f"{name}: empty")
    try:
        im = cv2.imdecode(
            np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH
        )
    except cv2.error as error:
        raise OSError(f"{name}: not to be decoded") from error
    if im is not None and im.dtype.kind == "u":
        return im
    if not is_complete(data):
        raise OSError(f"{name}: cut off")
    raise OSError(f"{name}: not an image of unsigned integers")


def read_file__wrong__glob(fn):
    """the name is taken for a pattern"""
    path = Path(fn)
    found = list(path.parent.glob(path.name))
    if not found:
        raise FileNotFoundError(f"{path}: there is no such file")
    if found[0].is_dir():
        raise IsADirectoryError(f"{path}: it is a folder")
    return found[0].read_bytes()


def to_rgb__wrong__four_not_reversed(im):
    """with transparency, the colours keep OpenCV's order"""
    if len(im.shape) == 2:
        im = im[:, :, None]
    channels = im.shape[2]
    if channels == 1:
        return np.repeat(im, 3, axis=2)
    elif channels == 3:
        return cv2.cvtColor(im, cv2.COLOR_BGR2RGB)
    elif channels == 4:
        return im[:, :, :3]


def decode__wrong__end_mark_anywhere(data, name):
    """an end mark anywhere counts, though a preview has one of its own"""
    if not data or (data[:2] == b"\xff\xd8" and b"\xff\xd9" not in data):
        raise OSError(f"{name}: empty or cut off")
    try:
        im = cv2.imdecode(
            np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH
        )
    except cv2.error as error:
        raise OSError(f"{name}: OpenCV refuses it") from error
    if im is None or im.dtype.kind != "u":
        raise OSError(f"{name}: no image of unsigned integers")
    return im


def to_unit__wrong__three_types(im):
    """it knows three types of integers"""
    largest = {"uint8": 255, "uint16": 65535, "int16": 32767}
    if im.dtype.name not in largest:
        raise ValueError(f"{im.dtype}: not integers")
    return (im / largest[im.dtype.name]).astype(np.float32)


def to_rgb__wrong__width_taken_for_channels(im):
    """the last axis of a grey image of 4 columns is its width"""
    if im.shape[-1] == 4:
        im = im[..., :3]
    if im.ndim == 2 or im.shape[2] == 1:
        return np.dstack([im] * 3)
    return im[:, :, ::-1]
