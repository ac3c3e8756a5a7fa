"""Start JupyterLab where the learner begins: in ``chapters/``, at chapter 00."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from minilib.workbook.datasets.files import TOP

#: JupyterLab's defaults for this workbook. What a person sets in JupyterLab goes before them.
SETTINGS = Path(__file__).parent / "jupyter"


def lab_arguments(extra: Sequence[str] = ()) -> list[str]:
    """JupyterLab's arguments: the whole project to browse, ``chapters/`` open, chapter 00 shown.

    ``extra`` comes last, so that what a person types wins.
    """
    first = min((TOP / "chapters").glob("00_*.ipynb")).name
    arguments = [
        f"--ServerApp.root_dir={TOP}",
        f"--FileContentsManager.preferred_dir={TOP / 'chapters'}",
        "--ServerApp.contents_manager_class=minilib.workbook.student.contents.ChapterContents",
        f"--LabApp.default_url=/lab/tree/chapters/{first}",
        f"--LabApp.extra_labextensions_path={SETTINGS / 'labextensions'}",
    ]
    # In a container one is often root, and JupyterLab would stop with a warning. It still asks for
    # its token and listens on this machine only.
    if getattr(os, "geteuid", lambda: 1)() == 0:
        arguments.append("--allow-root")
    return [*arguments, *extra]


def start_lab(extra: Sequence[str] = ()) -> None:
    """Run JupyterLab until it is stopped."""
    from jupyterlab.labapp import main

    others = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [others, str(SETTINGS)]))
    main(lab_arguments(extra))
