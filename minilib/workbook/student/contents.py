"""JupyterLab's files: a chapter's two files open and are saved as one notebook.

Jupytext refuses a pair whose timestamps do not suit it, and takes the cells from the script alone.
Here the two are made to agree first, and then the notebook is read, which holds everything.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from ipykernel.ipkernel import IPythonKernel
from jupytext import AsyncTextFileContentsManager
from tornado.web import HTTPError

from minilib.workbook.authoring.notebooks import note_paired
from minilib.workbook.authoring.reading import FORMATS
from minilib.workbook.authoring.source import FILE_NAME, Chapter
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.backups import files_of, keep, place
from minilib.workbook.student.pairing import make_agree, script_text
from minilib.workbook.student.workspace import read_work

#: What JupyterLab notes in a notebook when its kernel, of this Python, has started.
LANGUAGE = dict(IPythonKernel.language_info)


class ChapterContents(AsyncTextFileContentsManager):
    """Jupytext's contents manager; only a chapter is opened and saved by the workbook's own rule.

    JupyterLab is given the kernel's description with each notebook, which is taken out in saving:
    so looking at a chapter neither marks it as unsaved nor changes its file.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._seen = {}  # chapter -> its files, as JupyterLab knows them

    def should_list(self, name):
        """As in Jupyter's own, but for scripts: a chapter is listed once, as a notebook."""
        return super().should_list(name) and not FILE_NAME.fullmatch(name)

    async def get(self, path, content=True, type=None, format=None, **more):
        """As in Jupyter's own: the model of a file or folder."""
        chapter = self._chapter(path) if type in {None, "notebook"} else None
        if chapter is None:
            return await super().get(path, content=content, type=type, format=format, **more)
        notebook = f"{path.strip('/').rpartition('.')[0]}.ipynb"
        if content:
            try:
                if said := str(make_agree(chapter, TOP)):
                    self.log.warning("chapter %s: %s", chapter.number, said)
            except (OSError, WorkbookError) as error:
                # The reason travels in a header, which holds one line of Latin letters.
                reason = " ".join(str(error).split()).encode("latin-1", "replace")
                raise HTTPError(400, str(error), reason=reason.decode("latin-1")) from error
        model = await self.super.get(notebook, content=content, type="notebook", **more)
        if content:
            self.update_paired_notebooks(notebook, FORMATS)
            self._seen[chapter.stem] = files_of(TOP / "chapters", chapter)
            model["content"].metadata["language_info"] = LANGUAGE
        return _named(model, path)

    async def save(self, model, path=""):
        """As in Jupyter's own: write a model, and return it without content."""
        chapter = self._chapter(path) if model.get("type") == "notebook" else None
        if chapter is None:
            return await super().save(model, path)
        elsewhere = self._seen.get(chapter.stem) != files_of(TOP / "chapters", chapter)
        if elsewhere and (copy := keep(chapter, TOP, before="saving in JupyterLab")):
            said = "chapter %s: what another editor wrote is backed up in %s"
            self.log.warning(said, chapter.number, place(copy))
        notebook = nbformat.from_dict(model["content"])
        if notebook.metadata.get("language_info") == LANGUAGE:
            old = read_work(chapter, TOP).halves[".ipynb"].document
            stored = old.metadata.get("language_info") if old else None
            notebook.metadata["language_info"] = stored or {"name": "python"}
        try:
            write_whole(TOP / "chapters" / chapter.path.name, script_text(chapter, notebook.cells))
            note_paired(notebook)
        except WorkbookError as error:
            self.log.warning("%s", error)
        where = f"{path.strip('/').rpartition('.')[0]}.ipynb"
        saved = await self.super.save({**model, "content": notebook}, where)
        self._seen[chapter.stem] = files_of(TOP / "chapters", chapter)
        return _named(saved, path)

    def _chapter(self, path: str) -> Chapter | None:
        """The chapter to which a path belongs, if any."""
        script = (Path(self.root_dir) / path.strip("/")).with_suffix(".py")
        source = TOP / "solutions" / script.name
        known = path.endswith((".py", ".ipynb")) and FILE_NAME.fullmatch(script.name)
        if known and source.is_file() and script.parent.resolve() == (TOP / "chapters").resolve():
            return Chapter(source)
        return None


def _named(model: dict, path: str) -> dict:
    path = path.strip("/")
    return {**model, "path": path, "name": path.rsplit("/", 1)[-1]}
