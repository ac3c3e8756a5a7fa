"""The real Pascal VOC 2007, where it lies beside the project: converted once, for all tests."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from minilib.workbook.datasets.files import TOP
from minilib.workbook.datasets.voc import get_voc

ARCHIVE = TOP.parent / "shared" / "voc2007" / "VOCtrain_06-Nov-2007.tar"
#: Kept between runs, and never committed.
HOME = TOP / ".report" / "voc2007-home"

needs_archive = pytest.mark.skipif(
    not ARCHIVE.is_file(),
    reason=f"needs the photographs: {ARCHIVE.name} in ../shared/voc2007 beside the project",
)


@contextlib.contextmanager
def home_is(place: Path):
    """Set ``WORKBOOK_HOME`` for a while."""
    before = os.environ.get("WORKBOOK_HOME")
    os.environ["WORKBOOK_HOME"] = str(place)
    try:
        yield
    finally:
        if before is None:
            del os.environ["WORKBOOK_HOME"]
        else:
            os.environ["WORKBOOK_HOME"] = before


def real_voc() -> Path:
    """The home that holds the converted data set."""
    with home_is(HOME):
        if not (HOME / "voc2007" / "pascal_train2007.json").is_file():
            get_voc("voc2007", ARCHIVE, progress=False)
    return HOME
