"""Start JupyterLab where the learner begins: in ``chapters/``, at chapter 00."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import click

from minilib.workbook.datasets.files import TOP

#: JupyterLab's defaults for this workbook (a person's own go before them), and a kernel for which
#: a learner's own numpy.py is not NumPy.
SETTINGS = Path(__file__).parent / "jupyter"


def lab_arguments(extra: Sequence[str] = (), at: str = "") -> list[str]:
    """JupyterLab's arguments: the whole project to browse, ``chapters/`` open, chapter 00 shown.

    ``at`` is another file of ``chapters/`` to show, perhaps with ``#`` and a heading's anchor.
    ``extra`` comes last, so that what a person types wins.
    """
    at = at or min((TOP / "chapters").glob("00_*.ipynb")).name
    arguments = [
        f"--ServerApp.root_dir={TOP}",
        f"--FileContentsManager.preferred_dir={TOP / 'chapters'}",
        "--ServerApp.contents_manager_class=minilib.workbook.student.contents.ChapterContents",
        f"--LabApp.default_url=/lab/tree/chapters/{at}",
        # Its address is printed at any level; what its extensions say would bury it.
        "--Application.log_level=WARN",
    ]
    # In a container one is often root, and JupyterLab would stop with a warning. It still asks for
    # its token and listens on this machine only.
    if getattr(os, "geteuid", lambda: 1)() == 0:
        arguments.append("--allow-root")
    return [*arguments, *extra]


def running(extra: Sequence[str] = (), at: str = "", top: Path = TOP) -> str:
    """The address, of ``at``, at a server that has these files already; ``''`` for none.

    With another port than that server's, a second one is meant.
    """
    from jupyter_server.serverapp import list_running_servers

    asked = re.findall(r"--(?:ServerApp\.)?port[= ](\d+)", " ".join(extra))
    for server in list_running_servers():
        if Path(server["root_dir"]).resolve() == top and {*asked} <= {str(server["port"])}:
            page, _, heading = at.partition("#")
            path = f"/tree/chapters/{page}" if page else ""
            query = f"?token={server['token']}" if server.get("token") else ""
            return f"{server['url']}lab{path}{query}{'#' if heading else ''}{heading}"
    return ""


def start_lab(extra: Sequence[str] = (), at: str = "") -> None:
    """Run JupyterLab until it is stopped; when it runs already, say where it is.

    ``at`` is what it is to show, as for :func:`lab_arguments`.
    """
    if address := running(extra, at):
        click.echo(f"JupyterLab has these files open already: {address}")
        if at:
            click.launch(address)
        else:
            click.echo("A second one: workbook --port 8899")
        return
    from jupyterlab.labapp import main

    click.echo("Starting JupyterLab; Ctrl-C stops it.")
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        others = os.environ.get(name, "")
        os.environ[name] = os.pathsep.join(filter(None, [others, str(SETTINGS)]))
    main(lab_arguments(extra, at))
