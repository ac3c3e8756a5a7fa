"""Make the modules of minilib out of the cells of a chapter that are tagged ``export``."""

from __future__ import annotations

import ast
import subprocess
from symtable import symtable

from nbformat import NotebookNode
from ruff import find_ruff_bin

from minilib.workbook.authoring.source import Chapter, exported_to, solved
from minilib.workbook.datasets.files import TOP
from minilib.workbook.errors import WorkbookError

_IMPORTS = ast.Import | ast.ImportFrom
_MAY_STAND = (
    _IMPORTS | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
)


def module_texts(chapter: Chapter) -> dict[str, str]:
    """The chapter's modules: name -> text, ruff-clean; none for a chapter that exports nothing.

    Cells tagged ``export`` make the module that is called as the chapter is; ``export:learner``
    puts a cell into a module of another name, for a chapter that builds more than one thing.
    The first cell of a module may begin with a docstring, which becomes the module's first lines.
    """
    cells: dict[str, list[NotebookNode]] = {}
    for cell in chapter.notebook.cells:
        name = exported_to(cell, chapter)
        if name is None:
            continue
        if not chapter.has_module:
            raise WorkbookError(
                f"{chapter.where(cell)}: tagged 'export', but chapter {chapter.number} has no "
                "module; take the tag off or move the cell"
            )
        cells.setdefault(name, []).append(cell)
    return {name: _module_text(chapter, name, exported) for name, exported in cells.items()}


def _module_text(chapter: Chapter, module: str, exported: list[NotebookNode]) -> str:
    doc, imports, bodies = f"{chapter.title}.", [], []
    for cell in exported:
        code = solved(cell.source)
        tree = _parse(chapter, cell, code, begins=cell is exported[0])
        if _is_docstring(tree[0]):
            doc = tree[0].value.value.strip()
        lifted = [node for node in tree if isinstance(node, ast.Expr | _IMPORTS)]
        imports += [ast.get_source_segment(code, n) for n in lifted if isinstance(n, _IMPORTS)]
        bodies.append(_without(code, lifted))
    head = (
        f'"""{doc}\n\nMade from solutions/{chapter.path.name} (chapter {chapter.number}) '
        'by ``workbook build``: change it there.\n"""\n\n'
    )
    code = _joined_classes("\n\n".join(bodies))
    symbols = symtable(code, module, "exec").get_symbols()
    names = [one.get_name() for one in symbols if one.is_assigned()]
    all_names = f"__all__ = {sorted(n for n in names if not n.startswith('_'))!r}\n\n"
    return tidy("\n\n".join([head + "\n".join(imports), all_names, code]), module)


def _joined_classes(code: str) -> str:
    """Move methods of ``class Learner(Learner)`` into the class that such a cell goes on with.

    A notebook builds a large class in several cells, one idea a cell; in the module it stands in
    one piece.
    """
    while True:
        classes: dict[str, ast.ClassDef] = {}
        for node in ast.parse(code).body:
            if not isinstance(node, ast.ClassDef):
                continue
            if node.name in classes and [ast.unparse(base) for base in node.bases] == [node.name]:
                code = _moved(code, node, to=classes[node.name])
                break
            classes[node.name] = node
        else:
            return code


def _moved(code: str, more: ast.ClassDef, to: ast.ClassDef) -> str:
    lines = code.splitlines()
    body = more.body[1:] if ast.get_docstring(more) is not None else more.body
    first = min([body[0].lineno, *(d.lineno for d in getattr(body[0], "decorator_list", ()))])
    methods = lines[first - 1 : more.end_lineno]
    del lines[more.lineno - 1 : more.end_lineno]
    lines[to.end_lineno : to.end_lineno] = ["", *methods]
    return "\n".join(lines)


def _parse(chapter: Chapter, cell: NotebookNode, code: str, begins: bool) -> list[ast.stmt]:
    """The statements of a cell; one that ``begins`` its module may have a docstring first."""
    try:
        tree = ast.parse(code).body
    except SyntaxError as error:
        raise WorkbookError(f"{chapter.where(cell)}: {error.msg} in line {error.lineno}") from error
    for node in tree[begins and _is_docstring(tree[0]) :]:
        if not isinstance(node, _MAY_STAND):
            raise WorkbookError(
                f"{chapter.where(cell)}: line {node.lineno} of an 'export' cell runs something; "
                "export imports, functions, classes and constants, and use them in a cell below"
            )
    return tree


def _is_docstring(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _without(code: str, nodes: list[ast.stmt]) -> str:
    lines = code.splitlines()
    for node in reversed(nodes):
        del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip("\n")


def tidy(code: str, module: str) -> str:
    """``code`` with imports sorted, unused ones dropped, and formatted: ruff does all three."""
    name = f"minilib/{module}.py"
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
