"""A small library for object detection, built up one module a chapter.

No module of it is imported here: ``import minilib`` stays instant, and a chapter that does not
train never loads PyTorch. Import from the modules: ``from minilib.boxes import hw_bb``.

Jupyter searches the notebook's folder before the installed packages, so your own ``numpy.py`` there
would take NumPy's place. Such a file is named, and that folder is searched last from here on.
"""

import builtins
import importlib
import sys
from importlib.machinery import PathFinder
from pathlib import Path


def namesakes(*folders: Path) -> dict[Path, str]:
    """Files that are called as a module of Python or of a package, with a line about each."""
    found = {}
    standard = Path(importlib.__file__).parents[1]  # it holds Python's own tests, too
    for folder in folders:
        elsewhere = [one for one in sys.path if Path(one).absolute() not in (folder, standard)]
        for path in sorted(folder.glob("*")):
            if path.suffix != ".py" and not (path / "__init__.py").is_file():
                continue
            spec = path.stem.isidentifier() and PathFinder.find_spec(path.stem, elsewhere)
            if path.stem in sys.stdlib_module_names or (spec and spec.origin):
                found[path] = (
                    f"{folder.name}/{path.name} has the name of the module '{path.stem}' and may "
                    f"be imported in its place: rename it, for example to my_{path.name}, and "
                    "restart the kernel"
                )
    return found


def _look_here_last() -> None:
    try:
        here = Path.cwd()
        own = [one for one in sys.path if one in ("", str(here))]
        found = namesakes(here) if own else {}
    except OSError:  # the folder is gone, or may not be read: nothing is imported from there
        return
    if found:
        sys.path[:] = [one for one in sys.path if one not in own] + own
    for path, line in found.items():
        file = getattr(sys.modules.get(path.stem), "__file__", None)
        if file and Path(file) in (path, path / "__init__.py"):
            error = ImportError(line)
            error._render_traceback_ = lambda line=line: [f"ImportError: {line}"]  # for IPython
            raise error
    if hasattr(builtins, "__IPYTHON__"):  # the command says it by itself, and a worker never
        print(*(f"note: {line}\n" for line in found.values()), sep="", end="", file=sys.stderr)


_look_here_last()
