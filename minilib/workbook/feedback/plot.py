"""The learner's result and the expected one as a picture, wherever there is something to see.

What is drawn depends on the result alone: a box, an image, axes that were drawn on, or a curve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle

from minilib.workbook.exercises import Exercise
from minilib.workbook.feedback.quantities import numbers
from minilib.workbook.feedback.report import Verdict, call_text
from minilib.workbook.feedback.runner import Outcome, run

#: Up to so many pixels on a side their edges are drawn: then one too many can be counted.
_COUNTABLE = 40
#: A sequence of fewer numbers is no curve.
_CURVE = 3


def draw(name: str, exercise: Exercise, answer: Callable, verdict: Verdict, seconds: float) -> None:
    """Show what ``answer`` gives in the verdict's case, and what it should give."""
    case = exercise.cases[verdict.case]
    looked_at = replace(exercise, observe=_seen)
    expected = run(exercise.answer, case, looked_at, seconds)
    idle = verdict.kind in {"unwritten", "endless"}
    yours = None if idle else run(answer, case, looked_at, seconds)
    for look, show in ((_box, _show_boxes), (_image, _show_images), (_curve, _show_curves)):
        wanted, given = look(expected, exercise), look(yours, exercise)
        if wanted is None:
            continue
        if given is None:
            print(f"{name}: your answer gives nothing to draw; only the expected result is shown.")
        show(call_text(exercise, case), wanted, given)
        return
    print(f"{name}: there is nothing to draw in this exercise.")


def _seen(result: object, args: list) -> object:
    """The axes that were drawn on, as an image; else the result itself."""
    axes = next((one for one in (result, *args) if isinstance(one, Axes)), None)
    if axes is None and isinstance(result, Artist):
        axes = result.axes
    if axes is None:
        return result
    if not axes.images:
        axes.autoscale_view()  # patches alone don't move the limits
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def _box(outcome: Outcome | None, exercise: Exercise) -> tuple[float, float, float, float] | None:
    """x, y, width and height of the pixels that a box covers; None if it is no box."""
    box = None if outcome is None or exercise.box is None else numbers(outcome.value)
    if box is None or box.shape != (4,) or not np.isfinite(box).all():
        return None
    if exercise.box == "hw":
        return tuple(box.tolist())
    top, left, bottom, right = box.tolist()
    return left, top, right - left + 1, bottom - top + 1


def _image(outcome: Outcome | None, exercise: Exercise) -> np.ndarray | None:
    """The first image in a result: rows, columns and 1, 3 or 4 colors, or the first of a batch."""
    if outcome is None:
        return None
    value = outcome.value
    for one in value if isinstance(value, tuple | list) else [value]:
        array = None if isinstance(one, list | tuple) else numbers(one)
        if array is not None and array.ndim == 4 and len(array):
            array = array[0]
        if array is None or array.ndim != 3 or min(array.shape) < 1 or not np.isfinite(array).all():
            continue
        if array.shape[-1] not in (1, 3, 4):
            array = array.transpose(1, 2, 0)
        if array.shape[-1] in (1, 3, 4):
            return array / 255 if array.max() > 1 else array
    return None


def _curve(outcome: Outcome | None, exercise: Exercise) -> np.ndarray | None:
    """A sequence of numbers."""
    array = None if outcome is None else numbers(outcome.value)
    if array is None or array.ndim != 1 or len(array) < _CURVE:
        return None
    return array


def _show_curves(title: str, expected: np.ndarray, yours: np.ndarray | None) -> None:
    _, ax = plt.subplots(figsize=(5.5, 3))
    ax.plot(expected, label="expected", color="tab:green", linewidth=4, marker="o", markersize=7)
    if yours is not None:
        ax.plot(yours, label="yours", color="tab:red", linestyle="--", marker="o", markersize=4)
    ax.set(title=_short(title), xlabel="position", ylabel="value")
    ax.legend()
    plt.show()


def _show_images(title: str, expected: np.ndarray, yours: np.ndarray | None) -> None:
    shown = {"expected": expected} if yours is None else {"yours": yours, "expected": expected}
    figure, axes = plt.subplots(1, len(shown), figsize=(3.6 * len(shown), 3.2), squeeze=False)
    for ax, (label, image) in zip(axes[0], shown.items(), strict=True):
        ax.imshow(np.clip(image, 0, 1), cmap="gray", vmin=0, vmax=1)
        ax.set_title(label)
        ax.set_axis_off()
    figure.suptitle(_short(title))
    plt.show()


def _show_boxes(title: str, expected: tuple, yours: tuple | None) -> None:
    _, ax = plt.subplots(figsize=(5.5, 4))
    boxes = [(expected, "expected", "tab:green", "-", 5)]
    if yours is not None:
        boxes.append((yours, "yours", "tab:red", "--", 2.5))
    for (x, y, width, height), label, color, style, weight in boxes:
        # A pixel is a square round its number: the box begins half a pixel before the first.
        frame = Rectangle((x - 0.5, y - 0.5), width, height, fill=False, label=label)
        frame.set(edgecolor=color, linestyle=style, linewidth=weight)
        ax.add_patch(frame)
    edges = np.array([[x, y, x + w, y + h] for (x, y, w, h), *_ in boxes]) - 0.5
    edges = np.sort(edges.reshape(-1, 2), axis=0)
    margin = max(1, round(0.15 * np.ptp(edges, axis=0).max()))
    ax.set_xlim(edges[0, 0] - margin, edges[-1, 0] + margin)
    ax.set_ylim(edges[-1, 1] + margin, edges[0, 1] - margin)
    ax.set(xlabel="column (x)", ylabel="row (y)", title=_short(title), aspect="equal")
    _show_pixels(ax)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    plt.show()


def _show_pixels(ax: object) -> None:
    """Draw the edges of the pixels where there are few enough to count them."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    if max(right - left, bottom - top) > _COUNTABLE:
        return
    for axis, start, stop in ((ax.xaxis, left, right), (ax.yaxis, top, bottom)):
        axis.set_ticks(np.arange(np.ceil(start - 0.5) + 0.5, stop), minor=True)
        axis.get_major_locator().set_params(integer=True)
    ax.grid(which="minor", color="lightgray", linewidth=0.8)
    ax.tick_params(which="minor", length=0)
    ax.set_axisbelow(True)


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= 60 else f"{title[:57]}..."
