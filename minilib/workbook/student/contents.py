"""JupyterLab's files, with what other editors wrote into a chapter's two halves."""

from __future__ import annotations

from pathlib import Path

from jupytext import AsyncTextFileContentsManager

from minilib.workbook.authoring.source import FILE_NAME, Chapter
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student.backups import note_agreed, place
from minilib.workbook.student.unite import keep_differing, united


class ChapterContents(AsyncTextFileContentsManager):
    """Jupytext's contents manager; a chapter's halves are united before it opens them.

    And before it saves over a half that somebody else has changed since, that is kept.
    """

    async def get(self, path, content=True, type=None, format=None, **more):
        """As in Jupyter's own: the model of a file or folder."""
        if content and type in {None, "notebook"}:
            for chapter in self._chapter(path):
                if said := united(chapter, TOP):
                    self.log.warning("%s", said)
        return await super().get(path, content=content, type=type, format=format, **more)

    async def save(self, model, path=""):
        """As in Jupyter's own: write a model, and return it without content."""
        chapters = self._chapter(path) if model.get("type") == "notebook" else []
        for chapter in chapters:
            copy = keep_differing(chapter, TOP)
            if copy:
                said = "chapter %s: what another editor wrote is kept in %s"
                self.log.warning(said, chapter.number, place(copy))
        saved = await super().save(model, path)
        for chapter in chapters:
            note_agreed(chapter, TOP)
        return saved

    def _chapter(self, path: str) -> list[Chapter]:
        """The chapter to which a path belongs, if any."""
        script = (Path(self.root_dir) / path.strip("/")).with_suffix(".py")
        source = TOP / "solutions" / script.name
        if FILE_NAME.fullmatch(script.name) and script.parent.resolve() == TOP / "chapters":
            return [Chapter(source)] if source.is_file() else []
        return []
