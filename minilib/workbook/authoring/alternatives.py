"""An alternative text for each figure: what a screen reader says in its place.

It is made from what is drawn (titles, images, boxes and the names beside them, the ends of curves),
so that it can't fall behind the picture. The builder loads this module into its kernels as an
IPython extension; the text goes into the output's metadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

#: How many boxes, names or curves are described in one part of a figure.
MOST = 4


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Describe every figure that this kernel shows."""
    from matplotlib.figure import Figure

    # Set up now: the first figure would otherwise put the plain formatter over ours.
    shell.enable_matplotlib("inline")
    png = shell.display_formatter.formatters["image/png"]
    plain = png.lookup_by_type(Figure)
    png.for_type(Figure, lambda figure: (plain(figure), {"alt": describe(figure)}))


def describe(figure: Figure) -> str:
    """What is in a figure, one sentence for each of its parts, or a few if they are alike."""
    parts = [text for axes in figure.axes if axes.get_visible() and (text := _axes(axes))]
    above = figure.get_suptitle()
    begin = f"{above}: " if above else ""
    if not parts:
        return f"{begin}an empty figure."
    if len(parts) == 1:
        return f"{begin}{parts[0]}."
    shown = [f"{number}, {part}" for number, part in enumerate(parts[: 3 * MOST], 1)]
    more = [f"and {len(parts) - 3 * MOST} more parts"] if len(parts) > 3 * MOST else []
    return f"{begin}{len(parts)} parts: {'; '.join([*shown, *more])}."


def _axes(axes: Axes) -> str:
    title = " ".join(axes.get_title().split())
    bars, boxes = _rectangles(axes)
    texts = [" ".join(text.get_text().split()) for text in axes.texts]
    texts = [text for text in texts if text]
    # As many names as boxes: one beside each.
    sizes = [image.get_array().shape[:2] for image in axes.get_images()]
    images = [f"an image of {height} by {width} pixels" for height, width in sizes]
    names = texts if len(texts) == len(boxes) else []
    # In an image, a box begins half a pixel before the middle of its first pixel.
    drawn = [*images, *bars, *_boxes(boxes, names, 0.5 if images else 0)]
    clouds = [one for one in axes.collections if type(one).__name__ == "PathCollection"]
    drawn += [*_curves(axes), *(f"{len(cloud.get_offsets())} points" for cloud in clouds)]
    drawn += _texts(texts) if len(texts) != len(boxes) else []
    named = [
        f"{name} is {label}" for name in "xy" if (label := getattr(axes, f"get_{name}label")())
    ]
    said = ", ".join(drawn + named)
    return f"{title!r}: {said or 'empty axes'}" if title else said or "empty axes"


def _rectangles(axes: Axes) -> tuple[list[str], list[Rectangle]]:
    """What is said of the bars, and the rectangles that are no bars."""
    from matplotlib.container import BarContainer
    from matplotlib.patches import Rectangle

    groups = [one for one in axes.containers if isinstance(one, BarContainer)]
    bars = [bar for one in groups for bar in one]
    said = []
    for one in groups:
        flat = one.orientation == "horizontal"
        sizes = [bar.get_width() if flat else bar.get_height() for bar in one] or [0]
        said.append(f"{len(one)} bars from {_number(min(sizes))} to {_number(max(sizes))}")
    return said, [p for p in axes.patches if isinstance(p, Rectangle) and p not in bars]


def _boxes(boxes: list[Rectangle], names: list[str], half: float) -> list[str]:
    """Size and place of each, with its name if there are names."""
    found = []
    for number, box in enumerate(boxes[:MOST]):
        left, top = (_number(corner + half) for corner in box.get_xy())
        width, height = _number(box.get_width()), _number(box.get_height())
        name = f"{names[number]!r} in " if names else ""
        found.append(f"{name}a box {width} wide and {height} high at row {top}, column {left}")
    return [*found, *_rest(boxes, "boxes")]


def _curves(axes: Axes) -> list[str]:
    found, lines = [], [line for line in axes.get_lines() if len(line.get_xdata())]
    for line in lines[:MOST]:
        x, y = np.ravel(line.get_xdata()), np.ravel(line.get_ydata())
        name = "" if line.get_label().startswith("_") else f" {line.get_label()!r}"
        begin, end = (f"({_number(x[n])}, {_number(y[n])})" for n in (0, -1))
        kind = "points" if line.get_linestyle() in {"None", ""} else "a line"
        # What axhline and axvline draw has one coordinate only; the other is the axes' width.
        has_x, has_y = line.get_transform().contains_branch_seperately(axes.transData)
        if has_x != has_y:
            at = f"at y = {_number(y[0])}" if has_y else f"at x = {_number(x[0])}"
            found.append(f"a {'horizontal' if has_y else 'vertical'} line{name} {at}")
        elif len(x) > 2 and begin == end:
            found.append(
                f"an outline{name}, {_number(np.ptp(x))} wide and {_number(np.ptp(y))} high"
            )
        else:
            found.append(
                f"{kind}{name} from {begin} to {end}" if len(x) > 1 else f"a point at {begin}"
            )
    return [*found, *_rest(lines, "lines")]


def _texts(texts: list[str]) -> list[str]:
    shown = f"the text {', '.join(map(repr, texts[: 2 * MOST]))}"
    more = f" and {len(texts) - 2 * MOST} more" if len(texts) > 2 * MOST else ""
    return [shown + more] if texts else []


def _rest(things: list, name: str) -> list[str]:
    return [f"and {len(things) - MOST} more of {len(things)} {name}"] if len(things) > MOST else []


def _number(value: object) -> str:
    """Three digits are enough to hear; a value that is no number (a name, a date) as it is."""
    try:
        return f"{float(value):.3g}"
    except (TypeError, ValueError):
        return str(value)
