"""What serves the learner: feedback, hints, data, and the builder that makes the chapters.

A chapter needs ``check``, ``hint`` and ``open_data`` from here, one that trains ``recipe`` as well.
Each is loaded when it is first used, so that a chapter loads no more than it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minilib.workbook.datasets.catalog import open_data
    from minilib.workbook.feedback.check import check
    from minilib.workbook.feedback.hints import hint
    from minilib.workbook.training.recipes import recipe

__all__ = ["check", "hint", "open_data", "recipe"]

_HOMES = {
    "check": "feedback.check",
    "hint": "feedback.hints",
    "open_data": "datasets.catalog",
    "recipe": "training.recipes",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
