"""``workbook book``: all chapters as one static site, to read without installing anything.

Made by Sphinx with MyST-NB and the Sphinx Book Theme, because their pages work from a folder
(``file://``) without a network: the search index is a script, and fonts and styles lie beside the
pages. Jupyter Book 2, mystmd and MkDocs need a server; nbconvert has no search. Nothing is run
again: the pages show the outputs that are stored in the notebooks.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from minilib.workbook.authoring.source import Chapter, chapters_in, named
from minilib.workbook.datasets.files import TOP, take_name, temporary_beside, write_whole
from minilib.workbook.errors import WorkbookError

#: By this file a folder is known as a book, which may be replaced by a newer one.
MARK = ".made-by-workbook"
TITLE = "Object detection, step by step"

_MAP = re.compile(r"\n*<!-- map -->.*?<!-- end map -->", re.DOTALL)
_LINK = re.compile(r"\n\n\[(?:To the exercise|The solution)\]\(<.*>\)$", re.MULTILINE)
_INDEX = """\
# {title}

A workbook of Python notebooks. It starts with `pathlib` and leads to a network of your own that
predicts what the objects in an image are, and where. This is the edition to read: every step, with
what it prints and draws. To write the exercises yourself and have them checked, get the workbook.

{picture}
```{{toctree}}
:caption: Chapters
:maxdepth: 1

{chapters}
```

The exercises in these chapters are not solved. The same chapters, solved:

```{{toctree}}
:caption: Solutions
:maxdepth: 1

{solutions}
```

```{{toctree}}
:caption: Guide
:maxdepth: 1

{guide}
```
"""
_STYLE = """\
.bd-main .bd-content .bd-article-container { max-width: 62rem; }
.bd-article pre { font-size: 0.8rem; }
/* One search box is enough: the one beside the page. */
.bd-header { display: none; }
/* Wide tables scroll on their own; the page does not. */
.cell_output .text_html { overflow-x: auto; }
code.literal, code.literal .pre { overflow-wrap: anywhere; white-space: normal; }
table.dataframe th, table.dataframe td { padding: 0.15rem 0.6rem; }
/* The questions at the end of a chapter: folded, and recognisable as such. */
details { margin: 0 0 0.6rem; }
details > summary { cursor: pointer; }
"""
_SETTINGS = {
    "project": TITLE,
    "html_title": TITLE,
    "author": "",
    "extensions": ["myst_nb", "minilib.workbook.teaching.book"],
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},
    "nb_merge_streams": True,
    "myst_enable_extensions": ["dollarmath"],
    # A link within a page (#glossary) leads to a heading of it.
    "myst_heading_anchors": 3,
    "html_theme": "sphinx_book_theme",
    "html_theme_options": {
        "use_download_button": False,
        "show_toc_level": 2,
        "home_page_in_toc": True,
    },
    # Without the theme's logo, which lies in no landmark; the title leads home instead.
    "html_sidebars": {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]},
    "html_math_renderer": "mathml",
    # A page opened from a folder may not fetch the pages that were found, to quote them.
    "html_show_search_summary": False,
    "html_context": {"default_mode": "auto"},
    "html_css_files": ["book.css"],
    "html_show_sourcelink": False,
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
}


def make_book(folder: Path, wanted: tuple[str, ...] = (), *, top: Path = TOP) -> list[str]:
    """Make the book in ``folder``, whole or not at all.

    Parameters
    ----------
    folder
        Where the site goes; begin reading at its ``index.html``. An older book there is replaced.
    wanted
        Chapters (``'04'``, ``'boxes'``); none means all.
    top
        The project's top folder.

    Returns
    -------
    list of str
        What Sphinx found to warn of, such as a link that leads nowhere.

    Raises
    ------
    WorkbookError
        Sphinx is not installed, the folder holds something else, or the book can't be made.
    """
    _check_installed()
    folder = folder.absolute()
    if folder.exists() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise WorkbookError(f"{folder}: holds something that is not a book; name another folder")
    chapters = [*named(chapters_in(top / "solutions"), wanted)]
    with temporary_beside(folder) as work, tempfile.TemporaryDirectory() as pages:
        site = work / "site"  # MyST-NB writes a folder of its own beside it
        _write_pages(Path(pages), chapters, top)
        warnings = _run_sphinx(Path(pages), site)
        (site / MARK).write_text("Replaced by the next 'workbook book' as a whole.\n")
        take_name(site, folder)
    return warnings


def _check_installed() -> None:
    try:
        import myst_nb  # noqa: F401
        import sphinx_book_theme  # noqa: F401
    except ImportError as error:
        raise WorkbookError(
            f"the book is made with Sphinx, and {error.name} is not installed; "
            "'uv run --group book workbook book', or first 'pip install --group book'"
        ) from error


# -- pages ------------------------------------------------------------------------------------


def _write_pages(pages: Path, chapters: list[Chapter], top: Path) -> None:
    for chapter in chapters:
        name = f"{chapter.stem}.ipynb"
        solved = f"The same chapter with its exercises solved: [solution](../solutions/{name})."
        asked = f"To try it yourself first, go to [the chapter](../chapters/{name})."
        _write_page(pages, top, f"chapters/{name}", below=solved)
        _write_page(pages, top, f"solutions/{name}", above=asked)
    guide = sorted((top / "chapters").glob("*.md"))
    for page in guide:
        shutil.copy(page, pages / "chapters")
    picture = top / ".readme" / "scene.png"
    if picture.is_file():
        shutil.copy(picture, pages)
    text = _INDEX.format(
        title=TITLE,
        picture="![A street before and after: a box and a name on each object](scene.png)\n"
        if picture.is_file()
        else "",
        chapters="\n".join(f"chapters/{chapter.stem}" for chapter in chapters),
        solutions="\n".join(f"solutions/{chapter.stem}" for chapter in chapters),
        guide="\n".join(f"chapters/{page.stem}" for page in guide),
    )
    write_whole(pages / "index.md", text)
    write_whole(pages / "_static" / "book.css", _STYLE)


def _write_page(pages: Path, top: Path, name: str, *, above: str = "", below: str = "") -> None:
    """A notebook as it is stored; the site's own list of chapters takes the place of its map."""
    notebook = nbformat.read(top / name, as_version=4)
    first = notebook.cells[0]
    first.source = _MAP.sub("", first.source)
    for cell in notebook.cells:  # each page has one link to its other half
        cell.source = _LINK.sub("", cell.source)
    if above:
        heading, _, rest = first.source.partition("\n")
        # A name of its own: in the list of pages, and among what a search finds.
        first.source = f"{heading} (solved)\n\n{above}\n{rest}"
    for cell in notebook.cells:
        if told := alternative(cell):
            cell.metadata["mystnb"] = {"image": {"alt": told}}
    if below:
        notebook.cells.append(new_markdown_cell(below))
    # pandas gives the corner of a table a header that says nothing.
    write_whole(pages / name, nbformat.writes(notebook).replace("<th></th>", "<td></td>"))


def alternative(cell: NotebookNode) -> str:
    """The alternative text of a cell's figures, as the builder stored it with them."""
    kinds = [output.get("metadata", {}).get("image/png", {}) for output in cell.get("outputs", [])]
    return " ".join(kind["alt"] for kind in kinds if "alt" in kind)


# -- Sphinx -----------------------------------------------------------------------------------


def _run_sphinx(pages: Path, site: Path) -> list[str]:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    said = io.StringIO()
    with tempfile.TemporaryDirectory() as doctrees, docutils_namespace(), patch_docutils():
        app = Sphinx(
            srcdir=pages,
            confdir=None,
            outdir=site,
            doctreedir=doctrees,
            buildername="html",
            confoverrides=_SETTINGS | {"html_static_path": [str(pages / "_static")]},
            status=None,
            warning=said,
        )
        app.build()
    lines = said.getvalue().replace(f"{pages}/", "").splitlines()
    warnings = [line for line in lines if line.strip()]
    if app.statuscode:
        raise WorkbookError(f"Sphinx could not make the book: {warnings[-1] if warnings else '?'}")
    return warnings


def setup(app) -> dict:
    """Sphinx calls this: formulas become MathML, which browsers draw without any script."""
    app.add_html_math_renderer("mathml", (_inline_math, None), (_block_math, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline_math(translator, node) -> None:
    _math(translator, node, block=False)


def _block_math(translator, node) -> None:
    _math(translator, node, block=True)


def _math(translator, node, *, block: bool) -> None:
    from docutils import nodes
    from docutils.utils.math.latex2mathml import tex2mathml

    translator.body.append(tex2mathml(node.astext(), as_block=block))
    raise nodes.SkipNode
