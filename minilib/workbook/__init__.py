"""What serves the learner: feedback, hints, data, and the builder that makes the chapters.

A chapter needs ``check``, ``hint``, ``impostors``, ``how_far`` and ``open_data`` from here, one
that trains ``recipe`` as well; ``judge`` is ``check`` for tools: it prints nothing and returns the
verdict.
Each is loaded when it is first used, so that a chapter loads no more than it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minilib.workbook.datasets.catalog import open_data
    from minilib.workbook.feedback.check import check, judge
    from minilib.workbook.feedback.hints import hint, how_far
    from minilib.workbook.feedback.impostors import impostors
    from minilib.workbook.training.recipes import recipe

__all__ = ["check", "hint", "how_far", "impostors", "judge", "open_data", "recipe"]

_HOMES = {
    "check": "feedback.check",
    "hint": "feedback.hints",
    "impostors": "feedback.impostors",
    "judge": "feedback.check",
    "open_data": "datasets.catalog",
    "recipe": "training.recipes",
    "how_far": "feedback.hints",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
