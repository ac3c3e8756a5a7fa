"""Other right answers to the hunts of chapter 08, and mutants that are right as well."""

import numpy as np
from right_ways import boxes, drawing


def url_bytes_req(url, urlopen):
    req = urlopen(str(url))
    return np.asarray(bytearray(req.read()), dtype="uint8")


def url_bytes_buffer(url, urlopen):
    return np.frombuffer(urlopen(f"{url}").read(), dtype=np.uint8)


def url_bytes_with(url, urlopen):
    with urlopen(str(url)) as opened:
        content = opened.read()
    return np.array(list(content), dtype=np.uint8)


def url_bytes_pieces(url, urlopen):
    opened, parts = urlopen(str(url)), bytearray()
    while part := opened.read(3):
        parts.extend(part)
    return np.asarray(parts, dtype=np.uint8)


def read_pixels_else(fn, imread):
    im = imread(str(fn))
    if im is not None:
        return im.astype("float32") / 255
    raise OSError(fn)


def read_pixels_try(fn, imread):
    try:
        return imread(str(fn)).astype(np.float32) / 255
    except AttributeError as error:
        raise OSError(f"not a picture: {fn}") from error


def read_pixels_walrus(fn, imread):
    if (im := imread(f"{fn}")) is None:
        raise FileNotFoundError(fn)
    return np.divide(im, 255, dtype=np.float32)


def read_pixels_type(fn, imread):
    im = imread(str(fn))
    if not isinstance(im, np.ndarray):
        raise OSError(f"File not recognized by opencv: {fn}")
    return (im / 255.0).astype(np.float32)


def largest_share_list(sizes):
    areas = list(width * height for width, height in sizes)
    return max(areas) / sum(areas)


def largest_share_sorted(sizes):
    *rest, largest = sorted(width * height for width, height in sizes)
    return largest / (sum(rest) + largest)


def largest_share_numpy(sizes):
    areas = np.prod(np.array(list(sizes)), axis=1)
    return float(areas.max() / areas.sum())


def largest_share_loop(sizes):
    largest = total = 0
    for width, height in sizes:
        total += width * height
        largest = max(largest, width * height)
    return largest / total


RIGHT_WAYS = {
    "outlined": drawing.RIGHT_WAYS["draw_outline"],
    "url_bytes": [url_bytes_req, url_bytes_buffer, url_bytes_with, url_bytes_pieces],
    "read_pixels": [read_pixels_else, read_pixels_try, read_pixels_walrus, read_pixels_type],
    "corners_to_size": boxes.RIGHT_WAYS["bb_hw"],
    "largest_share": [
        largest_share_list,
        largest_share_sorted,
        largest_share_numpy,
        largest_share_loop,
    ],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS} | {
    "url_bytes": {
        "np.asarray(bytearray(resp.read()), dtype='uint8') -> np.asarray(bytearray(resp.read()))": (
            "a bytearray becomes an array of uint8 without being told"
        ),
    },
    "largest_share": {
        "(width, height) -> (height, width)": "a product does not mind the order",
    },
}
