"""A small library for object detection, built up one module a chapter.

No module of it is imported here: ``import minilib`` stays instant, and a chapter that does not
train never loads PyTorch. Import from the modules: ``from minilib.boxes import hw_bb``.

Jupyter searches the notebook's folder before the installed packages, so your own ``numpy.py`` there
would take NumPy's place. Such a file is named, and that folder is searched last from here on.
"""

import builtins
import importlib
import os
import sys
from importlib.machinery import PathFinder


def namesakes(*folders: str | os.PathLike) -> dict[str, str]:
    """Files that are called as a module of Python or of a package: path -> a line about it."""
    found = {}
    standard = os.path.dirname(os.path.dirname(importlib.__file__))  # it holds Python's tests, too
    for folder in map(os.path.abspath, folders):
        elsewhere = [one for one in sys.path if os.path.abspath(one) not in (folder, standard)]
        for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            name, ending = os.path.splitext(file)
            path = os.path.join(folder, file)
            is_module = ending == ".py" or os.path.isfile(os.path.join(path, "__init__.py"))
            if not is_module or not name.isidentifier() or path == os.path.dirname(__file__):
                continue
            spec = PathFinder.find_spec(name, elsewhere)
            if name in sys.stdlib_module_names or (spec and spec.origin):
                found[path] = (
                    f"{os.path.basename(folder)}/{file} has the name of the module '{name}' and "
                    f"may be imported in its place: rename it, for example to my_{file}, and "
                    "restart the kernel"
                )
    return found


def _look_here_last() -> None:
    try:
        here = os.getcwd()
        own = [one for one in sys.path if one in ("", here)]
        found = namesakes(here) if own else {}
    except OSError:  # the folder is gone, or may not be read: nothing is imported from there
        return
    if found:
        sys.path[:] = [one for one in sys.path if one not in own] + own
    for path, line in found.items():
        name = os.path.splitext(os.path.basename(path))[0]
        file = getattr(sys.modules.get(name), "__file__", None)
        if file in (path, os.path.join(path, "__init__.py")):
            error = ImportError(line)
            error._render_traceback_ = lambda line=line: [f"ImportError: {line}"]  # for IPython
            raise error
    if found and hasattr(builtins, "__IPYTHON__"):  # the command says it by itself, a worker never
        print(*(f"note: {line}" for line in found.values()), sep="\n", file=sys.stderr)


_look_here_last()
