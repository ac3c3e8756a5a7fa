"""The learner's box and the expected one, as a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from minilib.workbook.exercises import Exercise
from minilib.workbook.feedback.report import Verdict, call_text
from minilib.workbook.feedback.runner import run

#: Up to so many pixels on a side their edges are drawn: then one too many can be counted.
_COUNTABLE = 40


def draw(name: str, exercise: Exercise, answer: Callable, verdict: Verdict, seconds: float) -> None:
    """Show the box that ``answer`` gives for the verdict's case, and the one it should give."""
    if exercise.box is None:
        print(f"{name}: there is no box to draw in this exercise.")
        return
    case = exercise.cases[verdict.case]
    expected = _rectangle(run(exercise.answer, case, exercise, seconds).value, exercise.box)
    yours = _rectangle(run(answer, case, exercise, seconds).value, exercise.box)
    if verdict.kind in {"unwritten", "endless"} or yours is None:
        yours = None
        print(f"{name}: your answer gives no box to draw; only the expected one is shown.")
    _plot(call_text(exercise, case), expected, yours)


def _rectangle(box: object, form: str) -> tuple[float, float, float, float] | None:
    """x, y, width and height of the pixels that a box covers; None if it is no box."""
    try:
        numbers = np.asarray(box, dtype=float)
    except (TypeError, ValueError):
        return None
    if numbers.shape != (4,) or not np.isfinite(numbers).all():
        return None
    if form == "hw":
        return tuple(numbers.tolist())
    top, left, bottom, right = numbers.tolist()
    return left, top, right - left + 1, bottom - top + 1


def _plot(title: str, expected: tuple, yours: tuple | None) -> None:
    import matplotlib.pyplot as plt
    from matplotlib.patches import Rectangle

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
    ax.set(xlabel="column (x)", ylabel="row (y)", title=title, aspect="equal")
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
