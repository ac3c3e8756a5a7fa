"""On what a chapter's stored outputs depend, beside its own cells.

Each test run compares the outputs that are the same on every machine. It can't compare what a
training shows: that has to be made anew when code, pictures or weights behind it change.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

#: What draws the sample; every chapter opens it.
_SAMPLE = ("datasets/sample.py", "datasets/layout.py", "datasets/scenes/*.py")
#: What a chapter trains with, if it asks for a recipe.
_RECIPE = ("training/recipes.py", "training/weights/*.safetensors")


def digest(cells: list[NotebookNode], top: Path) -> str:
    """A digest of every file that the outputs of these cells depend on."""
    found = hashlib.sha256()
    for path in files(cells, top):
        content = path.read_bytes()
        if path.suffix == ".py":
            content = content.replace(b"\r\n", b"\n")
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()[:16]


def files(cells: list[NotebookNode], top: Path) -> list[Path]:
    """The files themselves: modules of minilib, what draws the sample, weights."""
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    library = top / "minilib"
    modules: set[Path] = set()
    waiting = [library / f"{name}.py" for one in code for name in _imported(one)]
    while waiting:
        module = waiting.pop()
        if module.is_file() and module not in modules:
            modules.add(module)
            text = module.read_text(encoding="utf-8")
            waiting += [library / f"{name}.py" for name in _imported(text)]
    trains = any("recipe(" in one for one in code)
    patterns = _SAMPLE + (_RECIPE if trains else ())
    others = [path for one in patterns for path in sorted((library / "workbook").glob(one))]
    return [*sorted(modules), *others]


@cache
def _imported(code: str) -> set[str]:
    """Names of minilib's modules that a piece of code imports."""
    if "minilib" not in code:  # most cells: parsing them all would take seconds
        return set()
    try:
        nodes = [*ast.walk(ast.parse(code))]
    except SyntaxError:  # a cell that shows an error, or a magic
        return set()
    full = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    of = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    full += [f"{node.module}.{alias.name}" for node in of for alias in node.names]
    return {name.split(".")[1] for name in full if name.startswith("minilib.")}
