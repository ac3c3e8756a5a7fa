"""Make a module of minilib out of the cells of a chapter that are tagged ``export``."""

from __future__ import annotations

import ast
import subprocess

from nbformat import NotebookNode
from ruff import find_ruff_bin

from minilib.workbook.errors import WorkbookError
from minilib.workbook.files import TOP
from minilib.workbook.source import Chapter, solved, tags

_IMPORTS = ast.Import | ast.ImportFrom
_MAY_STAND = (
    _IMPORTS | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
)


def module_text(chapter: Chapter) -> str | None:
    """The text of the chapter's module, ruff-clean; None for a chapter that exports nothing."""
    exported = [cell for cell in chapter.notebook.cells if "export" in tags(cell)]
    if exported and not chapter.has_module:
        raise WorkbookError(
            f"{chapter.where(exported[0])}: tagged 'export', but chapter {chapter.number} has no "
            "module; take the tag off or move the cell"
        )
    if not exported:
        return None
    imports, bodies, names = [], [], []
    for cell in exported:
        code = solved(cell.source)
        tree = _parse(chapter, cell, code)
        imports += [
            ast.get_source_segment(code, node) for node in tree if isinstance(node, _IMPORTS)
        ]
        bodies.append(_without(code, [node for node in tree if isinstance(node, _IMPORTS)]))
        names += [name for node in tree for name in _names(node) if not name.startswith("_")]
    head = (
        f'"""{chapter.title} (chapter {chapter.number}).\n\n'
        f"Made from solutions/{chapter.path.name} by ``workbook build``: change it there.\n"
        '"""\n\n'
    )
    all_names = f"__all__ = {sorted(set(names))!r}\n\n"
    return tidy("\n\n".join([head + "\n".join(imports), all_names, *bodies]), chapter.topic)


def _parse(chapter: Chapter, cell: NotebookNode, code: str) -> list[ast.stmt]:
    try:
        tree = ast.parse(code).body
    except SyntaxError as error:
        raise WorkbookError(f"{chapter.where(cell)}: {error.msg} in line {error.lineno}") from error
    for node in tree:
        if not isinstance(node, _MAY_STAND):
            raise WorkbookError(
                f"{chapter.where(cell)}: line {node.lineno} of an 'export' cell runs something; "
                "export imports, functions, classes and constants, and use them in a cell below"
            )
    return tree


def _without(code: str, nodes: list[ast.stmt]) -> str:
    lines = code.splitlines()
    for node in reversed(nodes):
        del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip("\n")


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [leaf.id for target in targets if target for leaf in ast.walk(target) if _is_name(leaf)]


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def tidy(code: str, topic: str) -> str:
    """``code`` with imports sorted, unused ones dropped, and formatted: ruff does all three."""
    name = f"minilib/{topic}.py"
    sorted_imports = ruff("check", "--fix", "--select=I,F401,RUF022", code=code, name=name)
    return ruff("format", code=sorted_imports, name=name)


def ruff(*arguments: str, code: str, name: str) -> str:
    """What ruff, by the project's own settings, makes of ``code`` as if it were file ``name``."""
    done = subprocess.run(
        [find_ruff_bin(), *arguments, "--quiet", "--stdin-filename", name, "-"],
        input=code,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=TOP,
    )
    if not done.stdout:
        raise WorkbookError(f"{name}: ruff can't read it: {done.stderr.strip()[:200]}")
    return done.stdout
