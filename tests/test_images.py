"""``open_image``: the pixels that others read, and an OSError or a picture for whatever comes."""

import contextlib
import io
import socket
import ssl
import struct
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest
import trustme
from PIL import Image, ImageOps
from real_voc import needs_archive, real_voc

from minilib.data import image_size, read_rgb
from minilib.images import decode, fetch, open_image, to_unit
from minilib.paths import JPEGS
from minilib.workbook.datasets.catalog import open_data

#: How far decoders may differ, of 255: each may round the colour conversion its own way.
ROUNDING = 2


def drawn():
    return sorted((open_data("sample", quiet=True) / JPEGS).iterdir())


def largest_difference(file):
    """The largest difference between open_image and Pillow, and torchvision, of 255."""
    import torch
    from torchvision.io import ImageReadMode, decode_image

    data = file.read_bytes()
    ours = open_image(file)
    assert ours.dtype == np.float32
    assert ours.ndim == 3
    assert 0 <= ours.min() <= ours.max() <= 1
    ours = np.rint(ours * 255).astype(int)
    pillow = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    tensor = torch.frombuffer(bytearray(data), dtype=torch.uint8)
    vision = decode_image(tensor, mode=ImageReadMode.RGB).permute(1, 2, 0).numpy().astype(int)
    return max(np.abs(ours - pillow).max(), np.abs(ours - vision).max())


@needs_archive
@pytest.mark.filterwarnings("ignore:The image decoding:DeprecationWarning")
def test_300_photographs_are_read_as_pillow_and_torchvision_read_them():
    files = sorted((real_voc() / "voc2007" / JPEGS).iterdir())[:300]
    assert len(files) == 300
    assert max(map(largest_difference, files)) <= ROUNDING


@pytest.mark.filterwarnings("ignore:The image decoding:DeprecationWarning")
def test_drawn_pictures_are_read_as_pillow_and_torchvision_read_them():
    assert max(map(largest_difference, drawn()[:20])) <= ROUNDING


def damaged(data, rng):
    """A file with one of four kinds of damage."""
    kind = rng.integers(4)
    if kind == 0:
        return data[: rng.integers(len(data))]
    broken = bytearray(data)
    if kind == 1:
        for place in rng.integers(0, len(data), rng.integers(1, 30)):
            broken[place] = rng.integers(256)
    elif kind == 2:
        start = rng.integers(len(data))
        del broken[start : start + rng.integers(1, 200)]
    else:
        start = rng.integers(len(data))
        broken[start : start + 40] = rng.bytes(40)
    return bytes(broken)


def test_600_damaged_files_give_an_oserror_or_a_picture(tmp_path, capfd):
    small = cv2.resize(cv2.imread(str(drawn()[0])), (60, 80))
    whole = [cv2.imencode(kind, small)[1].tobytes() for kind in (".jpg", ".png", ".webp", ".bmp")]
    rng = np.random.default_rng(8)
    outcomes, messages = {"picture": 0, "error": 0}, set()
    for number in range(600):
        file = tmp_path / "damaged.img"
        file.write_bytes(damaged(whole[number % len(whole)], rng))
        try:
            im = open_image(file)
        except OSError as error:
            outcomes["error"] += 1
            messages.add(str(error))
        else:
            outcomes["picture"] += 1
            assert im.dtype == np.float32
            assert im.ndim == 3
            assert im.shape[2] == 3
            assert 0 <= im.min() <= im.max() <= 1
    assert min(outcomes.values()) > 50, outcomes
    assert all("damaged.img" in message and "\n" not in message for message in messages)
    capfd.readouterr()  # what decoders say about the damage


def test_no_cut_jpeg_is_taken(tmp_path):
    data = drawn()[1].read_bytes()
    for part in range(1, 20):
        with pytest.raises(OSError, match="cut off"):
            decode(data[: len(data) * part // 20], "half.jpg")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_picture_is_upright_as_its_cameras_note_says(tmp_path, kind, orientation):
    note, file = Image.Exif(), tmp_path / f"a.{kind}"
    note[0x112] = orientation
    stored = Image.new("RGB", (64, 48), "white")
    stored.paste((250, 0, 0), (0, 0, 32, 16))
    stored.save(file, exif=note, quality=95)
    with Image.open(file) as opened:
        upright = np.asarray(ImageOps.exif_transpose(opened).convert("RGB")) / 255
    seen = open_image(file)
    assert seen.shape == upright.shape
    assert np.abs(seen - upright).max() < 0.2
    assert image_size(file) == upright.shape[:2]
    assert np.abs(read_rgb(file, image_size(file), 48) / 255 - upright).max() < 0.2


@pytest.mark.parametrize("name", ["größe.png", "猫.jpg", "with space.png", "İ.PNG"])
def test_names_with_any_letters(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(drawn()[0].read_bytes())
    assert np.array_equal(open_image(file), open_image(str(file)))


@pytest.mark.parametrize(("mode", "shape"), [("L", 2), ("LA", 3), ("P", 3), ("RGBA", 3), ("1", 2)])
def test_every_kind_of_png(tmp_path, mode, shape):
    colours = Image.open(drawn()[0]).resize((12, 8))
    colours.convert(mode).save(tmp_path / "a.png")
    expected = np.asarray(Image.open(tmp_path / "a.png").convert("RGB"))
    assert np.abs(open_image(tmp_path / "a.png") * 255 - expected).max() <= ROUNDING


def tiff_of_32_bits(numbers):
    """The bytes of a grey TIFF of 2 x 2 pixels, unsigned integers of 32 bits."""
    pixels = np.array(numbers, dtype="<u4").tobytes()
    tags = {256: 2, 257: 2, 258: 32, 259: 1, 262: 1, 273: 8, 277: 1, 278: 2, 279: 16, 339: 1}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    count = struct.pack("<H", len(tags))
    return struct.pack("<4sI", b"II*\0", 24) + pixels + count + entries + bytes(4)


@pytest.mark.skipif(cv2.__version__ < "5", reason="before version 5, OpenCV has no uint32")
def test_an_image_of_32_bits_is_divided_by_the_largest_number_of_32_bits(tmp_path):
    file = tmp_path / "deep.tiff"
    file.write_bytes(tiff_of_32_bits([0, 2**30, 2**31, 2**32 - 1]))
    assert decode(file.read_bytes(), "deep.tiff").dtype == np.uint32
    assert open_image(file)[:, :, 0].ravel().tolist() == pytest.approx([0, 0.25, 0.5, 1])


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.float32])
def test_other_types_are_refused_by_name(dtype):
    data = cv2.imencode(".tiff", np.array([[0, 1], [2, 3]], dtype=dtype))[1].tobytes()
    with pytest.raises(OSError, match=rf"not unsigned integers \({np.dtype(dtype)}\)"):
        decode(data, "odd.tiff")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32])
def test_unsigned_integers_become_numbers_from_0_to_1(dtype):
    largest = np.iinfo(dtype).max
    assert to_unit(np.array([0, largest], dtype=dtype)).tolist() == [0, 1]


def test_negative_numbers_stay_negative():
    unit = to_unit(np.array([-127, 0, 127], dtype=np.int8))
    assert unit.dtype == np.float32
    assert unit.tolist() == [-1, 0, 1]


# -- from the web -------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["http", "https"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def authority():
    """Who signs the certificate of the servers here."""
    return trustme.CA()


@pytest.fixture
def serving(kind, authority, tmp_path, monkeypatch):
    """Serve by http and by https, whose certificate is trusted."""
    trusted = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    return partial(served, kind=kind, authority=authority)


@contextlib.contextmanager
def served(handler, kind, authority):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if kind == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        # The handshake is each connection's own: in accept() it would stop all others.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{kind}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Odd(BaseHTTPRequestHandler):
    """A server with bad habits, one for each path."""

    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if self.path == "/headers":
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Odd: ")
                for _ in range(80):  # four seconds
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            return
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/short":
            self.send_header("Content-Length", "1000")
        if self.path == "/damaged":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.path in {"/short", "/damaged"}:
            self.wfile.write(b"abc")
            return
        with contextlib.suppress(OSError):
            while self.path == "/endless":
                self.wfile.write(bytes(100_000))
            while self.path == "/slow":
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, *_):
        """Print nothing."""


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Print nothing."""


def test_a_picture_from_the_web(serving):
    file = drawn()[0]
    with serving(partial(Files, directory=str(file.parent))) as url:
        assert np.array_equal(open_image(f"{url}/{file.name}"), open_image(file))


def test_a_certificate_that_nobody_trusts_is_an_oserror(authority):
    file = drawn()[0]
    server = served(partial(Files, directory=str(file.parent)), "https", authority)
    with server as url, pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        open_image(f"{url}/{file.name}")


def test_http_where_https_is_served_is_an_oserror(authority):
    with (
        served(Odd, "https", authority) as url,
        pytest.raises(OSError, match=r"closed connection|reset|not an address"),
    ):
        open_image(url.replace("https", "http") + "/a.jpg")


def test_a_file_may_be_called_like_an_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("http", "https", "http_server.png", "http:a.png", "https.jpg"):
        (tmp_path / name).write_bytes(drawn()[0].read_bytes())
        assert np.array_equal(open_image(name), open_image(drawn()[0]))


@pytest.mark.parametrize("path", ["/slow", "/headers"])
def test_too_slow_in_all_is_ended(path, serving):
    with serving(Odd) as url:
        started = time.monotonic()
        with pytest.raises(OSError, match=r"slower than 0\.5 seconds"):
            fetch(url + path, seconds=0.5)
        assert time.monotonic() - started < 3


def test_too_large_is_ended(serving):
    with serving(Odd) as url, pytest.raises(OSError, match="larger than 1000000 bytes"):
        fetch(f"{url}/endless", most=1_000_000)


@pytest.mark.parametrize("path", ["/missing", "/elsewhere", "/"])
def test_no_picture_there(path, serving):
    with serving(Odd) as url, pytest.raises(OSError, match=r"404|schema|file|empty"):
        open_image(url + path)


@pytest.mark.parametrize("path", ["/short", "/damaged"])
def test_what_breaks_on_the_way_is_an_oserror(path, serving):
    with serving(Odd) as url, pytest.raises(OSError, match="broken off, or damaged on the way"):
        open_image(url + path)


def test_a_silent_server_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(OSError, match=r"timed out|slower than 0\.3 seconds"):
            fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/a.jpg", seconds=0.3)


@pytest.mark.parametrize("host", ["a..b", ".a", "ä..b", "a" * 70, "user:€@127.0.0.1:1"])
def test_an_address_that_cannot_be_right_is_an_oserror(host):
    with pytest.raises(OSError, match=r"not an address|[Ii]nvalid (URL|label)"):
        open_image(f"http://{host}/a.jpg")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/a.jpg", "data:,a"])
def test_other_addresses_are_taken_for_files_that_are_missing(address):
    with pytest.raises(FileNotFoundError):
        open_image(address)
    with pytest.raises(OSError, match=r"No connection adapters|Invalid URL"):
        fetch(address)
