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
_CONFLICT = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)
#: What every reader of percent scripts takes for the start of a cell ...
_START = re.compile(r"^[ \t]*#[ \t]*(?:%%.*|<codecell>|In\[[0-9 ]*\]:?)[ \t]*$", re.MULTILINE)
#: ... and the starts that the builder and jupytext write.
_PLAIN_START = re.compile(
    r'^# %%(?P<kind> \[(?:markdown|raw)\])?(?: tags=(?P<tags>\["[^\n]*"\]))?$'
)
#: A comment that may be a magic or a shell command, which jupytext hides from Python so.
_HIDDEN = re.compile(
    r"^[ \t]*(?:# ?)+[ \t]*(?:%{1,3}[a-zA-Z]|[?!][ \t]*[\w.~$\\/{}]|\S*\?[ \t]*$"
    r"|[A-Za-z_][\w$]*\s*=\s*(?:%{1,3}|!)[a-zA-Z]"
    r"|(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:\s|$))",
    re.MULTILINE,
)
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


_QUOTES = {'"""', "'''", 'r"""', 'r""'}
#: What an output of each kind must have.
_OUTPUTS = {
    "stream": {"name", "text"},
    "display_data": {"data", "metadata"},
    "execute_result": {"data", "metadata", "execution_count"},
    "error": {"ename", "evalue", "traceback"},
}


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
    """A file that holds something, but not a chapter; the message is the reason in a few words."""


@dataclass
class Document:
    """What a file holds.

    Attributes
    ----------
    cells
        Its cells; each has ``cell_type``, ``source`` and ``metadata``, one of code ``outputs`` and
        ``execution_count`` too.
    metadata
        The notebook's metadata; empty for a script, whose header is not read.
    faults
        What an editor has left that no longer is as it should be; it was repaired in reading.
    """

    cells: list[Node]
    metadata: Node
    faults: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """Read a chapter's .py or .ipynb file.

    Raises
    ------
    Unreadable
        It is neither, for a reason that the message names.
    OSError
        The file is not there, or may not be read.
    """
    text, faults = _decoded(path.read_bytes())
    read = _script if path.suffix == ".py" else _notebook
    document = read(text)
    document.faults = (*faults, *document.faults)
    return document


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Text in whatever encoding it was saved, with ``\\n`` at the ends of lines."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text, fault = _text(data[len(mark) :], name), f"it was saved as {name} with a BOM"
            break
    else:
        if data[1:2] == b"\0":
            text, fault = _text(data, "utf-16-le"), "it was saved as utf-16"
        else:
            try:
                text, fault = data.decode("utf-8"), ""
            except UnicodeDecodeError:
                text, fault = data.decode("cp1252", "replace"), "it was saved as cp1252, not UTF-8"
    if "\0" in text:
        raise Unreadable("it holds no text")
    return text.replace("\r\n", "\n").replace("\r", "\n"), [fault] if fault else []


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it begins as {encoding} and is not") from error


# -- notebooks ----------------------------------------------------------------------------------


def _notebook(text: str) -> Document:
    if _CONFLICT.search(text):
        raise Unreadable(CONFLICT)
    try:
        whole = json.loads(text, object_hook=Node)
        if "worksheets" in whole:  # of before 2015
            import nbformat

            whole = nbformat.reads(text, as_version=4)
        cells, metadata = whole["cells"], whole.get("metadata", Node())
        assert isinstance(cells, list)
        assert isinstance(metadata, dict)
    except Exception as error:  # whatever else it is, and nbformat has many errors for it
        raise Unreadable("it is no complete notebook (half-written?)") from error
    faults = []
    if re.search(r"\\u[dD][89a-fA-F]", text) and cells != (whole_texts := _whole_texts(cells)):
        cells = whole_texts
        faults.append("half a character is in it")
    if whole.get("nbformat") != 4 or not isinstance(whole.get("nbformat_minor"), int):
        faults.append("the version of its format is missing")
    pairing = metadata.get("jupytext")
    if not isinstance(pairing, dict) or pairing.get("formats") != FORMATS:
        faults.append("it is not paired with the .py (no jupytext formats in it)")
    given = [_joined(cell) for cell in cells if isinstance(cell, dict)]
    tidy = [_tidy(cell) for cell in given]
    if tidy != given or len(tidy) < len(cells) or len({cell["id"] for cell in tidy}) < len(tidy):
        faults.append("some of its cells lack what a notebook's cells have")
    return Document(tidy, metadata, tuple(faults))


def _whole_texts(value):
    """Texts with halves of characters joined where both are there, else replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_texts(one) for one in value]
    if isinstance(value, dict):
        return Node({key: _whole_texts(one) for key, one in value.items()})
    return value


def _joined(cell: Node) -> Node:
    """A cell with its texts in one piece; a file holds them as lists of lines."""
    cell = Node(cell)
    cell["source"] = _text_of(cell.get("source"))
    if isinstance(cell.get("outputs"), list):
        cell["outputs"] = [_output(one) for one in cell["outputs"] if isinstance(one, dict)]
    return cell


def _text_of(lines: object) -> str:
    if isinstance(lines, list):
        lines = "".join(line for line in lines if isinstance(line, str))
    return lines.replace("\r\n", "\n") if isinstance(lines, str) else ""


def _output(output: Node) -> Node:
    output = Node(output)
    if "text" in output:
        output["text"] = _text_of(output["text"])
    if isinstance(output.get("data"), dict):
        output["data"] = Node(
            {
                kind: "".join(map(str, one))
                if isinstance(one, list) and "json" not in kind
                else one
                for kind, one in output["data"].items()
            }
        )
    return output


def _tidy(cell: Node) -> Node:
    """A cell as nbformat's schema wants it."""
    kind = cell.get("cell_type")
    if kind not in {"code", "markdown", "raw"}:
        kind = "code" if kind is None else "markdown"
    metadata = cell.get("metadata")
    metadata = Node(metadata) if isinstance(metadata, dict) else Node()
    if "tags" in metadata:
        tags = metadata["tags"] if isinstance(metadata["tags"], list) else [metadata["tags"]]
        split = [part.strip() for tag in tags for part in str(tag).split(",")]
        metadata["tags"] = list(dict.fromkeys(tag for tag in split if tag))
    tidy = Node(cell_type=kind, source=cell["source"], metadata=metadata)
    given = cell.get("id")
    tidy["id"] = given if isinstance(given, str) and _ID.fullmatch(given) else ""
    if kind == "code":
        count, outputs = cell.get("execution_count"), cell.get("outputs")
        tidy["execution_count"] = count if type(count) is int else None
        outputs = outputs if isinstance(outputs, list) else []
        tidy["outputs"] = [
            one for one in outputs if _OUTPUTS.get(one.get("output_type"), {""}) <= {*one}
        ]
    elif isinstance(cell.get("attachments"), dict):
        tidy["attachments"] = cell["attachments"]
    return tidy


# -- scripts ------------------------------------------------------------------------------------


def _script(text: str) -> Document:
    body, faults = _without_header(text)
    starts = [match.start() for match in _START.finditer(body)]
    pieces = [body[start:end] for start, end in pairwise([*starts, len(body)])]
    plain = starts and not body[: starts[0]].strip()
    cells = [_cell(piece) for piece in pieces] if plain else [None]
    if None in cells:
        import jupytext

        try:
            cells = [
                _from_jupytext(cell)
                for cell in jupytext.reads(body.lstrip("\n"), fmt="py:percent").cells
            ]
        except Exception as error:  # its errors have no common kind
            raise Unreadable("it is no Jupytext percent script") from error
    if _CONFLICT.search(body):
        faults.append(CONFLICT)
    return Document(cells, Node(), tuple(faults))


def _without_header(text: str) -> tuple[str, list[str]]:
    """What comes below the header, whatever stands in the header: nothing of it is needed."""
    if not text.lstrip("\n").startswith("# ---\n"):
        return text, ["it is not paired with the .ipynb (no jupytext formats in it)"]
    first = _START.search(text)
    end = text.rfind("\n# ---\n", 0, first.start() + 1 if first else len(text))
    if end < 0:
        return text[first.start() :] if first else text, ["its header has no end"]
    header, body = text[:end], text[end + len("\n# ---\n") :]
    faults = []
    if f"formats: {FORMATS}" not in header:
        faults.append("it is not paired with the .ipynb (no jupytext formats in it)")
    lines = header.strip("\n").split("\n")[1:]
    if _CONFLICT.search(header):
        faults.append("git's conflict markers are in its header (<<<<<<< and >>>>>>>)")
    elif not all(re.fullmatch(r"#(?: +[\w.-]+:(?: (?:[^:\n]|:(?! ))*)?)?", line) for line in lines):
        faults.append("a line of its header can't be read")
    return body, faults


def _cell(piece: str) -> Node | None:
    """A cell that jupytext reads by its simplest rules; None where others may apply."""
    marker, _, source = piece.partition("\n")
    start = _PLAIN_START.fullmatch(marker)
    if start is None:
        return None
    kind = (start["kind"] or "code").strip(" []")
    try:
        metadata = Node(tags=json.loads(start["tags"])) if start["tags"] else Node()
    except ValueError:
        return None
    source = source.rstrip("\n")
    if kind == "code":
        if _HIDDEN.search(source) or any(source.count(sign) % 2 for sign in ('"""', "'''")):
            return None
        return Node(
            cell_type=kind, source=source, metadata=metadata, outputs=[], execution_count=None
        )
    if source.count("```") % 2 or source.count("~~~") % 2 or source.lstrip("\n")[:3] in _QUOTES:
        return None
    lines = [
        line.removeprefix("#").removeprefix(" ") if line[:1] == "#" else line
        for line in source.split("\n")
    ]
    return Node(cell_type=kind, source="\n".join(lines), metadata=metadata)


def _from_jupytext(cell: dict) -> Node:
    metadata = {k: v for k, v in cell["metadata"].items() if k != "lines_to_next_cell"}
    return _tidy(_joined(Node(cell | {"metadata": metadata})))
