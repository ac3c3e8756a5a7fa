"""nbgrader, told to refuse a submission that it could only give nothing for."""

from __future__ import annotations

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Bool

from minilib.workbook.errors import WorkbookError


class OnlyReleased(Preprocessor):
    """Refuse a notebook that does not come from ``release/``.

    nbgrader knows answers and tests by marks in the cells' metadata. A notebook of ``chapters/``
    has none: nbgrader would find nothing to grade, and record 0 points without a word. The
    course's ``nbgrader_config.py`` puts this in front of what nbgrader does with a submission.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess(self, notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Give the notebook back as it is.

        Raises
        ------
        WorkbookError
            No cell of it has nbgrader's marks; the message says what to do.
        """
        if any("nbgrader" in cell.metadata for cell in notebook.cells):
            return notebook, resources
        name = resources.get("nbgrader", {}).get("notebook") or "the notebook"
        student = resources.get("nbgrader", {}).get("student") or "someone"
        raise WorkbookError(
            f"{name}.ipynb of {student} was made from chapters/, not from release/, so it has no "
            "cells to grade and got no points; copy its answers into release/'s notebook and grade "
            "that, or have it handed in again"
        )
