"""A chapter's two halves as one: whether they agree, what both say together, one from the other.

Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import jupytext
from jupytext.combine import combine_inputs_with_outputs
from nbformat import NotebookNode

from minilib.workbook.authoring.notebooks import notebook_of, percent
from minilib.workbook.authoring.source import FORMAT


@dataclass(frozen=True)
class Merged:
    """What two versions of a chapter say together.

    Attributes
    ----------
    cells
        Its cells.
    clashes
        Where both versions changed the same cells, to different things: what the two say there,
        first and second.
    """

    cells: list[NotebookNode]
    clashes: list[tuple[list[NotebookNode], list[NotebookNode]]]


def plain(cells: list[NotebookNode]) -> list[tuple[str, str]]:
    """What cells say, without what an editor adds: empty cells, blanks at the end."""
    return [_said(cell) for cell in cells if cell.source.strip()]


def _said(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, cell.source.rstrip()


def as_script(cells: list[NotebookNode]) -> list[NotebookNode]:
    """A notebook's cells as its script holds them: a script can't hold everything."""
    return jupytext.reads(percent(cells), fmt=FORMAT).cells


def agree(script: list[NotebookNode], notebook: list[NotebookNode]) -> bool:
    """Whether the two say the same, but for what a script can't hold."""
    return plain(script) == plain(notebook) or plain(script) == plain(as_script(notebook))


def merge(
    base: list[NotebookNode], first: list[NotebookNode], second: list[NotebookNode]
) -> Merged:
    """Both versions of a chapter in one, cell by cell, given what both came from.

    What only one version changed is taken from it. Where both put new cells, all are taken, the
    second's last. Where they clash, the second's is taken.

    This is the "diff3" of Khanna, Kunal and Pierce, *A Formal Investigation of Diff3* (2007), on
    cells in place of lines. (Merging lines would make one answer of two.)
    """
    cells, clashes = [], []
    versions = [[cell for cell in one if cell.source.strip()] for one in (base, first, second)]
    for was, one, two in _parts(*versions):
        said, here, there = plain(was), plain(one), plain(two)
        if there in (here, said):
            cells += one
        elif here == said:
            cells += two
        elif not was:
            cells += [cell for cell in one if _said(cell) not in there] + two
        else:
            cells += two
            clashes.append((one, two))
    return Merged(cells, clashes)


def _parts(base: list, first: list, second: list):
    """Cut three versions at the cells that all three have in common, and give the parts."""
    places = [_places(base, other) for other in (first, second)]
    common = [n for n in range(len(base)) if n in places[0] and n in places[1]]
    begin = (0, 0, 0)
    for n in common:
        yield from _aligned(base, first, second, begin, (n, places[0][n], places[1][n]))
        yield [base[n]], [first[places[0][n]]], [second[places[1][n]]]
        begin = (n + 1, places[0][n] + 1, places[1][n] + 1)
    yield from _aligned(base, first, second, begin, (len(base), len(first), len(second)))


def _aligned(base: list, first: list, second: list, begin: Sequence[int], end: Sequence[int]):
    """One part; cell by cell where all three have as many (two neighbours, each changed once)."""
    versions = (base, first, second)
    parts = [one[slice(*edges)] for one, *edges in zip(versions, begin, end, strict=True)]
    if len({len(part) for part in parts}) == 1:
        yield from ([[cell] for cell in cells] for cells in zip(*parts, strict=True))
    else:
        yield parts


def _places(base: list[NotebookNode], other: list[NotebookNode]) -> dict[int, int]:
    """Where the cells of ``base`` that ``other`` has, too, stand in it."""
    keys = [[_said(cell) for cell in one] for one in (base, other)]
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    return {a + k: b + k for a, b, size in blocks for k in range(size)}


def with_outputs(cells: list[NotebookNode], old: NotebookNode | None) -> NotebookNode:
    """A notebook of these cells; outputs, attachments and metadata from an older version of it."""
    new = notebook_of(cells)
    if old is None:
        del new.metadata["workbook"]  # nobody built this
        return new
    combined = combine_inputs_with_outputs(new, old, fmt=FORMAT).cells
    for cell, made in zip(combined, new.cells, strict=True):
        cell.setdefault("id", made["id"])  # a notebook of an older format has none
    new.cells, new.nbformat_minor, new.metadata = combined, 5, old.metadata
    return new
