"""What one sees on Matplotlib's axes, in words: what looks the same has the same words."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from numbers import Real
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import CSS4_COLORS, to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import weight_dict
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

from minilib.workbook.exercises import Made
from minilib.workbook.exercises.showing import show, type_name

_COLOURS = {value.lower(): name for name, value in CSS4_COLORS.items()}
_OF_BOXES, _OF_NAMES = Rectangle((0, 0), 1, 1).get_zorder(), Text().get_zorder()


#: Not by pyplot, whose figures a notebook shows; and loaded four times as fast as made.
_BLANK = pickle.dumps(Figure(figsize=(3, 2)).add_subplot(title="Photo"))


def _make_axes(_: Path) -> Axes:
    ax = pickle.loads(_BLANK)
    ax.figure.others = len(plt.get_fignums())
    return ax


#: An argument: empty axes, on a figure that knows how many others pyplot had then.
AXES = Made(_make_axes, "ax")


def _colour(value: object, alpha: float | None = None) -> str:
    try:
        digits = to_hex(to_rgba(value, alpha), keep_alpha=True).removesuffix("ff")
    except ValueError:
        return f"{show(value)}, which is not a colour"
    return "none" if digits.endswith("00", 7) else _COLOURS.get(digits, digits)


def _effect(effect: object) -> list[str]:
    if isinstance(effect, type):
        return [f"{effect.__name__} without ()"]
    given = []
    for key, value in sorted(getattr(effect, "_gc", {}).items(), reverse=True):
        number = f"{value:g}" if isinstance(value, Real) else show(value)
        said = f"{key} {_colour(value) if key == 'foreground' else number}"
        given += [said] if (key, value) != ("alpha", 1) else []
    text = " with ".join(filter(None, [type(effect).__name__, " and ".join(given)]))
    # withStroke is both at once: the stroke, and the thing itself on top.
    both = isinstance(effect, patheffects.withStroke)
    return [text.removeprefix("with"), "Normal"] if both else [text]


def effects(artist: Artist) -> list[str]:
    """Path effects: ``['Stroke with linewidth 4 and foreground black', 'Normal']``."""
    found = artist.get_path_effects()
    if not isinstance(found, list | tuple):
        return [f"{type_name(found)}, which is not in a list"]
    return [text for effect in found for text in _effect(effect)]


def _odd(artist: Artist, **found: bool) -> str:
    """What nobody asked for, or why nothing can be seen; usually ``'nothing'``."""
    moved = artist.axes and not artist.get_transform().contains_branch(artist.axes.transData)
    found |= {"hidden": not artist.get_visible(), "not in pixels": moved}
    return ", ".join(what for what, there in found.items() if there) or "nothing"


def box(patch: Patch) -> dict:
    """A rectangle: its place and size first, from all four corners, since it may be rotated."""
    dashed = patch.get_linestyle() not in ("solid", "-")
    corners = patch.get_path().transformed(patch.get_patch_transform()).vertices
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return {
        "left": left,
        "top": top,
        "width": right - left,
        "height": bottom - top,
        "filled": bool(patch.get_facecolor()[3] > 0),
        "edge colour": _colour(patch.get_edgecolor()),
        "line width": float(patch.get_linewidth()),
        "outline": effects(patch),
        "over the image": patch.get_zorder() > 0,
        "under names": patch.get_zorder() < _OF_NAMES,
        "odd about it": _odd(patch, dashed=dashed, hatched=bool(patch.get_hatch())),
    }


def name(text: Text) -> dict:
    """A text: what it says and where, first."""
    (x, y), weight = text.get_position(), text.get_fontweight()
    turned, slanted = text.get_rotation() != 0, text.get_fontstyle() != "normal"
    framed = text.get_bbox_patch() is not None
    return {
        "text": text.get_text(),
        "x": float(x),
        "y": float(y),
        "va": text.get_va(),
        "ha": text.get_ha(),
        "colour": _colour(text.get_color(), text.get_alpha()),
        "size": float(text.get_fontsize()),
        "bold": weight_dict.get(weight, weight) >= weight_dict["semibold"],
        "outline": effects(text),
        "over boxes": text.get_zorder() > _OF_BOXES,
        "odd about it": _odd(text, turned=turned, framed=framed, slanted=slanted),
    }


def _ticks(ax: Axes) -> str:
    found = []
    for letter, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        ticks = axis.get_major_ticks() if ax.axison and axis.get_visible() else []
        parts = [part for tick in ticks for part in (tick.tick1line, tick.tick2line, tick.label1)]
        found += [letter] if any(part.get_visible() for part in parts) else []
    return " and ".join(found) or "none"


def image(ax: Axes) -> dict:
    """The image on top, and how large its figure is."""
    seen = dict.fromkeys(("size", "top left pixel", "odd about it"), "no image")
    if ax.images and ax.get_visible():
        top = ax.images[-1]
        pixels, extent = np.asarray(top.get_array()), top.get_extent()
        height, width = pixels.shape[:2]
        shifted = {*extent[:2]} != {-0.5, width - 0.5} or {*extent[2:]} != {-0.5, height - 0.5}
        cut = {*ax.get_xlim()} != {*extent[:2]} or {*ax.get_ylim()} != {*extent[2:]}
        alpha, stretched = top.get_alpha(), ax.get_aspect() not in ("equal", 1)
        pale = alpha is not None and bool(np.min(alpha) < 1)
        most = 255 if pixels.dtype.kind in "ui" else 1
        first = [round(float(one) / most, 2) for one in np.atleast_1d(pixels[0, 0])]
        odd = _odd(top, cut=cut, shifted=shifted, stretched=stretched, transparent=pale)
        seen = {"size": list(pixels.shape), "top left pixel": first, "odd about it": odd}
    seen |= {"first row on top": bool(ax.yaxis_inverted()), "ticks": _ticks(ax)}
    seen["title"] = ax.get_title()
    return {**seen, "figure inches": [float(n) for n in ax.figure.get_size_inches()]}


def image_and_objects(ax: Axes) -> dict:
    """The image, and of boxes and names only what they are and where."""
    boxes = [list(box(patch).values())[:4] for patch in ax.patches]
    names = [list(name(one).values())[:3] for one in ax.texts]
    return {**image(ax), "boxes": boxes, "names": names}


def drawn(result: object, given: Axes | None, look: Callable[[Axes], dict]) -> dict | None:
    """What came back, and what ``look`` sees on the axes; the same keys whatever it is."""
    if result is None:
        return None
    if given is not None:
        other = "other axes" if isinstance(result, Axes) else type_name(result)
        new = len(plt.get_fignums()) - given.figure.others
        returned = "the axes given" if result is given else other
        return {"returned": returned, **look(given), "new figures": new}
    if isinstance(result, Axes):
        shown = plt.fignum_exists(getattr(result.figure, "number", -1))
        return {"returned": f"Axes{'' if shown else ' on a closed figure'}", **look(result)}
    return {"returned": type_name(result), **dict.fromkeys(look(Figure().add_subplot()))}


def put_on(result: object, ax: Axes, kind: str, look: Callable, blank: Artist) -> dict | None:
    """What came back, and what ``look`` sees of the last of ``ax.patches``, say; or of a blank."""
    if result is None:
        return None
    returned, there = type_name(result), getattr(ax, kind)
    if isinstance(result, Artist) and not isinstance(result, Axes):
        on_ax = any(result is one for one in ax.get_children())
        returned += " on ax" if on_ax else ", which is not on ax"
    seen = look(there[-1]) if there else dict.fromkeys(look(blank))
    return {"returned": returned, "things on ax": len(there), **seen}
