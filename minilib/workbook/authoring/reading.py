"""The one tolerant reader of a chapter's files, however somebody's editor has left them.

A script or notebook is read to its cells whatever its encoding, line ends, header or metadata: what
had to be repaired on the way is named, and what can't be read says why. Jupytext and nbformat are
the authority on both formats, but take seconds to load; here a notebook is read as JSON, and a
script by the few rules that hold for what jupytext writes. Only a script with more in it than that
is handed to jupytext.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from minilib.workbook.errors import WorkbookError

FORMATS = "ipynb,py:percent"
#: git's signs of two versions that were not brought together.
CONFLICT = "git's conflict markers are in it (<<<<<<< and >>>>>>>)"
_UNPAIRED = "it is not paired with the other file (no jupytext formats in it)"
#: The line above and below a script's header, and where one begins; its first line may be gone.
_FENCE = re.compile(r"^[ \t]*#[ \t]*---[ \t]*\n", re.MULTILINE)
_HEADER = re.compile(rf"\A\n*{_FENCE.pattern}|({_FENCE.pattern})?^[ \t]*#[ \t]*jupyter:.*\n", re.M)
_CONFLICT = re.compile(r"\n(?:<{7} |>{7} )")
#: What every reader of percent scripts takes for the start of a cell ...
START = re.compile(r"^[ \t]*#[ \t]*(?:%%.*|<codecell>|In\[[0-9 ]*\]:?)[ \t]*$", re.MULTILINE)
#: ... and the starts that the builder and jupytext write.
_PLAIN_START = re.compile(
    r'^# %%(?P<kind> \[(?:markdown|raw)\])?(?: tags=(?P<tags>\["[^\n]*"\]))?$'
)
#: A comment that may be a magic or a shell command, which jupytext hides from Python so.
_HIDDEN = re.compile(
    r"\n[ \t]*(?:# ?)+[ \t]*(?:%{1,3}[a-zA-Z]|[?!][ \t]*[\w.~$\\/{}]|\S*\?[ \t]*$"
    r"|[A-Za-z_][\w$]*\s*=\s*(?:%{1,3}|!)[a-zA-Z]"
    r"|(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:\s|$))",
    re.MULTILINE,
)
_QUOTES = {'"""', "'''", 'r"""', 'r""'}


class Node(dict):
    """A dictionary whose keys are attributes as well, as nbformat's own are."""

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value


class Unreadable(WorkbookError):
    """A file that is missing, or holds something, but not a chapter."""


@dataclass
class Document:
    """What a file holds.

    Each of ``cells`` has a type, a text and metadata; the rest is as the file has it. ``metadata``
    is the notebook's, empty for a script, whose header is not read. ``faults`` is what an editor
    has left that no longer is as it should be; it was repaired in reading.
    """

    cells: list[Node]
    metadata: Node
    faults: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """Read a chapter's .py or .ipynb file.

    Raises
    ------
    Unreadable
        It is not there, or neither of the two; the message names the file and the reason.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text, faults = _decoded(path.read_bytes())
        document = _script(text) if path.suffix == ".py" else _notebook(text)
    except FileNotFoundError as error:
        raise Unreadable(f"{name} is missing") from error
    except (Unreadable, OSError) as error:
        why = getattr(error, "strerror", None) or error
        raise Unreadable(f"{name} can't be read: {why}") from error
    document.faults = (*faults, *document.faults)
    return document


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Text in whatever encoding it was saved, with ``\\n`` at the ends of lines."""
    if data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    else:
        name = "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        if name != "utf-8":
            raise Unreadable(f"it begins as {name} and is not") from error
        name, text = "cp1252", data.decode("cp1252", "replace")
    if "\0" in text:
        raise Unreadable("it holds no text")
    faults = [] if name == "utf-8" else [f"it was saved as {name}, not as plain UTF-8"]
    return text.replace("\r\n", "\n").replace("\r", "\n"), faults


# -- notebooks ----------------------------------------------------------------------------------


def _notebook(text: str) -> Document:
    if _CONFLICT.search(f"\n{text}"):
        raise Unreadable(CONFLICT)
    try:
        whole = json.loads(text, object_hook=Node)
        cells, metadata = whole["cells"], whole.get("metadata")
        assert isinstance(cells, list)
    except Exception as error:  # whatever else it is
        raise Unreadable("it is no complete notebook (half-written?)") from error
    faults, metadata = [], metadata if isinstance(metadata, dict) else Node()
    if re.search(r"\\u[dD][89a-fA-F]", text):
        written = json.dumps(cells, ensure_ascii=False).encode("utf-16", "surrogatepass")
        whole_texts = json.loads(written.decode("utf-16", "replace"), object_hook=Node)
        if whole_texts != cells:
            cells = whole_texts
            faults.append("half a character is in it")
    if whole.get("nbformat") != 4 or not isinstance(whole.get("nbformat_minor"), int):
        faults.append("the version of its format is missing")
    pairing = metadata.get("jupytext")
    if not isinstance(pairing, dict) or pairing.get("formats") != FORMATS:
        faults.append(_UNPAIRED)
    # A file holds a text as a list of lines.
    given = [Node(c, source=_text_of(c.get("source"))) for c in cells if isinstance(c, dict)]
    tidy = [_tidy(cell) for cell in given]
    if tidy != given or len(tidy) < len(cells):
        faults.append("some of its cells lack what a notebook's cells have")
    return Document(tidy, metadata, tuple(faults))


def _text_of(lines: object) -> object:
    """Lines in one piece; what is no text as it is."""
    if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
        lines = "".join(lines)
    return lines.replace("\r\n", "\n") if isinstance(lines, str) else lines


def _tidy(cell: Node) -> Node:
    """A cell with a type, a text, metadata, and of the rest only what belongs to its kind."""
    kind, metadata, source = cell.get("cell_type"), cell.get("metadata"), cell.get("source")
    if kind not in ("code", "markdown", "raw"):  # it may be a list, which no set can look for
        kind = "code" if kind is None else "markdown"
    metadata = Node(metadata if isinstance(metadata, dict) else {})
    if "tags" in metadata:
        tags = metadata["tags"] if isinstance(metadata["tags"], list) else [metadata["tags"]]
        split = [part.strip() for tag in tags for part in str(tag).split(",")]
        metadata["tags"] = list(dict.fromkeys(filter(None, split)))
    lines = source if isinstance(source, list) else [source]
    source = "".join(line for line in lines if isinstance(line, str)).replace("\r", "\n")
    tidy = Node(cell_type=kind, source=source, metadata=metadata)
    if kind == "code":
        tidy["execution_count"] = cell.get("execution_count")
        tidy["outputs"] = cell.get("outputs", [])
    elif isinstance(cell.get("attachments"), dict):
        tidy["attachments"] = cell["attachments"]
    if isinstance(cell.get("id"), str):
        tidy["id"] = cell["id"]
    return tidy


# -- scripts ------------------------------------------------------------------------------------


def _script(text: str) -> Document:
    body, faults = _without_header(text)
    starts = [match.start() for match in START.finditer(body)]
    pieces = [body[start:end] for start, end in pairwise([*starts, len(body)])]
    plain = starts and not body[: starts[0]].strip()
    cells = [_cell(piece) for piece in pieces] if plain else [None]
    if None in cells:
        import jupytext

        try:
            read = jupytext.reads(body.lstrip("\n"), fmt="py:percent").cells
        except Exception as error:  # its errors have no common kind
            raise Unreadable("it is no Jupytext percent script") from error
        cells = [_tidy(cell) for cell in read]
        for cell in cells:
            cell.metadata.pop("lines_to_next_cell", None)
    if _CONFLICT.search(f"\n{body}"):
        faults.append(CONFLICT)
    return Document(cells, Node(), tuple(faults))


def _without_header(text: str) -> tuple[str, list[str]]:
    """What is not the header, whatever stands in the header: nothing of it is needed."""
    first = START.search(text)
    top = text[: first.start()] if first else text
    begin = _HEADER.search(top)
    if begin is None:
        return text, [_UNPAIRED]
    ends = [match.end() for match in _FENCE.finditer(top, begin.end())]
    end = ends[-1] if ends else re.compile(r"(?:[ \t]*#.*\n)*").match(top, begin.end()).end()
    above, header, body = text[: begin.start()], top[begin.start() : end], text[end:]
    faults = [] if ends else ["its header has no end"]
    if f"formats: {FORMATS}" not in header:
        faults.append(_UNPAIRED)
    lines = header.strip("\n").split("\n")[1:-1]
    if _CONFLICT.search(f"\n{header}"):
        faults.append("git's conflict markers are in its header (<<<<<<< and >>>>>>>)")
    elif not all(re.fullmatch(r"#(?: +[\w.-]+:(?: (?:[^:\n]|:(?! ))*)?)?", line) for line in lines):
        faults.append("a line of its header can't be read")
    return above + body, faults


def _cell(piece: str) -> Node | None:
    """A cell that jupytext reads by its simplest rules; None where others may apply."""
    marker, _, source = piece.partition("\n")
    start = _PLAIN_START.fullmatch(marker)
    try:
        kind = (start["kind"] or "code").strip(" []")
        metadata = Node(tags=json.loads(start["tags"])) if start["tags"] else Node()
    except (TypeError, ValueError):  # it is no such start; its tags are no JSON
        return None
    source = source.rstrip("\n")
    if kind == "code":
        if _HIDDEN.search(f"\n{source}") or any(source.count(sign) % 2 for sign in ('"""', "'''")):
            return None
        ran = {"outputs": [], "execution_count": None}
        return Node(cell_type=kind, source=source, metadata=metadata, **ran)
    if source.count("```") % 2 or source.count("~~~") % 2 or source.lstrip("\n")[:3] in _QUOTES:
        return None
    lines = [
        line.removeprefix("#").removeprefix(" ") if line[:1] == "#" else line
        for line in source.split("\n")
    ]
    return Node(cell_type=kind, source="\n".join(lines), metadata=metadata)
