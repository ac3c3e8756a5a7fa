"""A copy of the project to work in as a learner does, and hands that write answers into it."""

from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from minilib.workbook.authoring.notebooks import learner_cells, notebook_of, percent
from minilib.workbook.authoring.reading import read_document
from minilib.workbook.authoring.source import STUB, Chapter
from minilib.workbook.datasets.files import TOP
from minilib.workbook.student import worker

HALVES = (".py", ".ipynb")

RIGHT = {
    "hw_bb": "def hw_bb(hw):\n    x, y, w, h = hw\n"
    "    return np.array([y, x, y + h - 1, x + w - 1])",
    "bb_hw": "def bb_hw(a):\n    return np.array([a[1], a[0], a[3] - a[1] + 1, a[2] - a[0] + 1])",
    "hw_bbs": "def hw_bbs(boxes):\n    x, y, w, h = boxes.T\n"
    "    return np.stack([y, x, y + h - 1, x + w - 1], axis=1)",
    "xml_bb": "def xml_bb(*corners):\n    x, y, x2, y2 = corners\n"
    "    return np.array([y, x, y2, x2]) - 1",
}
WRONG = {
    "hw_bb": "def hw_bb(bb):\n    return np.array([bb[1], bb[0], bb[1] + bb[3], bb[0] + bb[2]])",
    "bb_hw": "def bb_hw(a):\n    return np.array([a[1], a[0], a[3] - a[1], a[2] - a[0]])",
}


def desk(folder: Path, *stems: str, cells: int | None = None) -> Path:
    """A folder with these chapters and their sources, as they were built.

    ``cells`` takes only so many cells of each: a short chapter is read faster.
    """
    for name in ("chapters", "solutions"):
        (folder / name).mkdir(parents=True)
    for stem in stems:
        source, notebook = _sources(stem, cells)
        (folder / f"solutions/{stem}.py").write_text(source, encoding="utf-8")
        (folder / f"solutions/{stem}.ipynb").write_text(notebook, encoding="utf-8")
        unsolved(folder, stem, cells)
    return folder


@lru_cache
def _sources(stem: str, cells: int | None) -> tuple[str, str]:
    notebook = nbformat.read(TOP / f"solutions/{stem}.ipynb", as_version=4)
    notebook.cells = notebook.cells[:cells]
    return percent(_solved(stem, cells)), nbformat.writes(notebook)


@lru_cache
def _solved(stem: str, cells: int | None) -> list[NotebookNode]:
    return chapter_of(TOP, stem).notebook.cells[:cells]


def unsolved(top: Path, stem: str, cells: int | None = None) -> None:
    """Make a chapter as the builder does, but for the outputs (answers may be in the project's)."""
    script, notebook = _unsolved(stem, cells)
    (top / f"chapters/{stem}.py").write_text(script, encoding="utf-8")
    (top / f"chapters/{stem}.ipynb").write_text(notebook, encoding="utf-8")


@lru_cache
def _unsolved(stem: str, cells: int | None) -> tuple[str, str]:
    stubs = learner_cells(_solved(stem, cells))
    return percent(stubs), nbformat.writes(notebook_of(stubs)) + "\n"


def chapter_of(top: Path, stem: str = "04_boxes") -> Chapter:
    return Chapter(top / "solutions" / f"{stem}.py")


def answer(top: Path, name: str, text: str, *, halves=HALVES, stem: str = "04_boxes") -> None:
    """Write ``text`` in place of the stub of an exercise."""

    def change(cells):
        for cell in cells:
            if cell.cell_type == "code" and f"def {name}(" in cell.source and STUB in cell.source:
                cell.source = text
                return cells
        raise AssertionError(f"no stub of {name}")

    edit(top, change, halves=halves, stem=stem)


def add(top: Path, text: str, *, at: int | None = None, halves=HALVES, stem="04_boxes") -> None:
    """Put a new cell in, at the end by default."""

    def change(cells):
        cell = nbformat.v4.new_code_cell(text)
        cells.insert(len(cells) if at is None else at, cell)
        return cells

    edit(top, change, halves=halves, stem=stem)


def edit(top: Path, change, *, halves=HALVES, stem: str = "04_boxes") -> None:
    """Change the cells of some halves of a chapter, as an editor of that kind does."""
    for suffix in halves:
        path = top / "chapters" / f"{stem}{suffix}"
        if suffix == ".py":
            path.write_text(percent(change(read_document(path).cells)), encoding="utf-8")
        else:
            notebook = nbformat.read(path, as_version=4)
            notebook.cells = change(notebook.cells)
            nbformat.write(notebook, path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: its path and what is in it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def run_here(request: dict, *_) -> dict[str, dict]:
    """Judge in this process, which is quicker; what ends a process is not asked with this."""
    done = {}
    worker._judge_all(request, lambda **line: done.update({line.get("done"): line}))
    return done
