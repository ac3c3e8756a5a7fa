"""Start JupyterLab where the learner begins: in ``chapters/``, at chapter 00."""

from __future__ import annotations

import os
from collections.abc import Sequence

from minilib.workbook.files import TOP


def lab_arguments(extra: Sequence[str] = ()) -> list[str]:
    """JupyterLab's arguments: the whole project to browse, ``chapters/`` open, chapter 00 shown.

    ``extra`` comes last, so that what a person types wins.
    """
    first = min((TOP / "chapters").glob("00_*.ipynb")).name
    arguments = [
        f"--ServerApp.root_dir={TOP}",
        f"--ServerApp.preferred_dir={TOP / 'chapters'}",
        f"--LabApp.default_url=/lab/tree/chapters/{first}",
    ]
    # In a container one is often root, and JupyterLab would stop with a warning. It still asks for
    # its token and listens on this machine only.
    if getattr(os, "geteuid", lambda: 1)() == 0:
        arguments.append("--allow-root")
    return [*arguments, *extra]


def start_lab(extra: Sequence[str] = ()) -> None:
    """Run JupyterLab until it is stopped."""
    from jupyterlab.labapp import main

    main(lab_arguments(extra))
