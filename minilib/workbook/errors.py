"""The one kind of error that is meant for the person at the keyboard."""

from __future__ import annotations


class WorkbookError(Exception):
    """One line that says what is wrong, where, and how to fix it.

    The command line prints the line and exits with 1; a notebook shows the line without the stack
    trace that belongs to the workbook and not to the learner.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception for this before it draws a traceback of its own.
        return [f"{type(self).__name__}: {self}"]
