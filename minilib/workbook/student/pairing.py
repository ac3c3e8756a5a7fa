"""The one strict writer of a chapter's two files, and the rule by which they come to agree.

What is written is valid and paired, whatever was read. What a percent script can't hold is noticed
before it is written: then the notebook alone is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from minilib.workbook.authoring.notebooks import (
    fingerprint,
    is_valid,
    learner_cells,
    note_paired,
    notebook_of,
    noted,
    percent,
    plain,
)
from minilib.workbook.authoring.reading import START, Document, Node
from minilib.workbook.authoring.source import FORMAT, Chapter, tags
from minilib.workbook.datasets.files import TOP, write_whole
from minilib.workbook.errors import WorkbookError
from minilib.workbook.student.backups import keep, place
from minilib.workbook.student.workspace import Work, read_work

#: What other readers of a script take for the end of a line, or of all text.
_LOST = re.compile("[\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True)
class Written:
    """What was done to a chapter's files: those that were written.

    ``copy`` is the backup of what was there, None where nothing of the learner's was overwritten;
    ``notes`` say what could not be done, one line each.
    """

    files: list[Path] = field(default_factory=list)
    copy: Path | None = None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for the learner; nothing when there is nothing to know."""
        said = list(self.notes)
        if self.copy:
            said.append(
                f"both files now say the same; a backup of what was there is in {place(self.copy)}"
            )
        return "; ".join(said)


def make_agree(chapter: Chapter, top: Path = TOP, *, use: str | None = None) -> Written:
    """Write the file that counts into the other, and both so that JupyterLab opens them.

    With ``use`` (``'py'`` or ``'ipynb'``) a learner has said which one counts.

    Raises
    ------
    WorkbookError
        A file that was written in can't be read, so nothing is written.
    """
    work = read_work(chapter, top, use=use)
    work.refuse()
    if work.is_as_built and not use:
        return Written()  # nobody wrote in either; if they differ, one is from a newer release
    before = f"restore {chapter.number} --use {use}" if use else "opening"
    return write_pair(work, work.cells, top, before=before)


def write_pair(work: Work, cells: list[Node], top: Path = TOP, *, before: str) -> Written:
    """Write both files of a chapter, after a backup where that overwrites anything of a learner's.

    A file that already holds the cells, and is as it should be, is left alone; but the notebook
    notes it when the script was made to say the same.
    """
    texts: dict[Path, str] = {}
    notes: tuple[str, ...] = ()
    notebook, script = work.halves[".ipynb"], work.halves[".py"]
    stale = [half for half in (script, notebook) if not half.says(cells) or half.is_faulty]
    # The script first: what is not yet what the notebook notes about the two, counts as written in.
    if script in stale:
        try:
            texts[script.path] = script_text(work.chapter, cells)
        except WorkbookError as error:
            notes = (str(error),)
    if texts or notebook in stale:
        texts[notebook.path] = notebook_text(work, cells, paired=not notes)
    overwritten = any(half.path in texts and half.touched for half in stale)
    copy = keep(work.chapter, top, before=before) if overwritten else None
    for path, text in texts.items():
        write_whole(path, text)
    return Written([*texts], copy, notes)


# -- texts --------------------------------------------------------------------------------------


def script_text(chapter: Chapter, cells: list[Node]) -> str:
    """Cells as a percent script that says the same when it is read again.

    If it would not, a WorkbookError names the chapter's cell.
    """
    import jupytext

    text = percent(cells)
    said, again = plain(cells), plain(jupytext.reads(text, fmt=FORMAT).cells)
    pairs = zip(said, [*again, *said], strict=False)
    odd = [one for one, other in pairs if one != other or "\0" in one[1]]
    if not odd:
        return text
    position = next(n for n, cell in enumerate(cells, 1) if plain([cell]) == odd[:1])
    if found := START.search(odd[0][1]):
        why = f"the comment '{found[0].strip()}' starts a new cell in the .py; write it differently"
    elif found := _LOST.search(odd[0][1]):
        code = ascii(found[0]).strip("'")
        why = f"the .py can't hold the character {code}; write it as '{code}'"
    else:
        why = "the .py can't hold this cell"
    where = f"chapters/{chapter.stem}.ipynb, cell {position}"
    raise WorkbookError(f"{where}: {why}. Until then only the .ipynb is written")


def notebook_text(work: Work, cells: list[Node], *, paired: bool) -> str:
    """A valid notebook of these cells, with what the chapter's notebook has besides.

    A cell that is as it was keeps its id, outputs, metadata and attachments. ``paired``: the script
    says the same.
    """
    import nbformat

    old = work.halves[".ipynb"].document or Document([], Node())
    notebook = notebook_of(cells)
    built = noted(old).get("built") or fingerprint(learner_cells(work.chapter.notebook.cells))
    bare = {**notebook.metadata, "workbook": {**noted(old), "built": built}}
    own = {key: bare[key] for key in ("jupytext", "workbook")}
    notebook.metadata = nbformat.from_dict({**bare, **old.metadata, **own})
    _take_over(notebook.cells, old.cells)
    if not is_valid(notebook):  # odd outputs or metadata: the texts are what counts
        notebook.cells = [_sound(cell) for cell in notebook.cells]
    if not is_valid(notebook):
        notebook.metadata = nbformat.from_dict(bare)
    if paired:
        note_paired(notebook)
    return nbformat.writes(notebook) + "\n"


def _sound(cell: Node) -> Node:
    """A cell; only its text, tags and id if the rest is not as nbformat wants it."""
    if is_valid(cell, f"{cell.cell_type}_cell"):
        return cell
    bare = Node(cell_type=cell.cell_type, source=cell.source, metadata=Node(tags=tags(cell)))
    (sound,) = notebook_of([bare]).cells
    sound["id"] = cell["id"]
    return sound


def _take_over(cells: list[Node], old: list[Node]) -> None:
    waiting, pictures = defaultdict(list), {}
    for cell in reversed(old):
        waiting[cell.cell_type, cell.source].append(cell)
        pictures |= cell.get("attachments", {})
    used: set[str] = set()
    for cell in cells:
        same = waiting[cell.cell_type, cell.source]
        before = same.pop() if same else Node()
        for key in {"outputs", "execution_count", "metadata", "attachments"} & before.keys():
            cell[key] = before[key]
        shown = {name: one for name, one in pictures.items() if f"attachment:{name}" in cell.source}
        if shown and cell.cell_type == "markdown":
            cell.attachments = shown | cell.get("attachments", {})
        if _ID.fullmatch(before.get("id", "")) and before["id"] not in used:
            cell["id"] = before["id"]
        while cell["id"] in used:
            cell["id"] = f"{cell['id'][:56]}-again"
        used.add(cell["id"])
