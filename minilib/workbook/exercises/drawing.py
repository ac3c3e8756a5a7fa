"""Exercises of chapter 06: drawing. What is compared is what one sees on the axes afterwards."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from minilib import drawing
from minilib.boxes import get_trn_anno
from minilib.drawing import Pascal
from minilib.workbook.exercises import Exercise, Made, axes, call
from minilib.workbook.exercises.slips import drop, put


def picture_shown(result, args):
    """For ``show_img``: the axes, the image on them, and the caller's image."""
    seen = axes.drawn(result, args[2] if args[2:] else None, axes.image)
    return seen and {**seen, "sum of im afterwards": float(args[0].sum())}


def outlined(_, args):
    """For ``draw_outline``: the path effects of the thing."""
    return {"path effects": axes.effects(args[0])}


def box_drawn(result, args):
    """For ``draw_rect``: what is on the axes, and the caller's box."""
    seen = axes.put_on(result, args[0], "patches", axes.box, Rectangle((0, 0), 1, 1))
    return seen and {**seen, "b afterwards": np.asarray(args[1]).tolist()}


def word_drawn(result, args):
    """For ``draw_text``: what is on the axes."""
    return axes.put_on(result, args[0], "texts", axes.name, Text())


def picture_explored(result, args):
    """For ``draw_idx``: the axes, and whether the data set is as it was."""
    seen = axes.drawn(result, args[3] if args[3:] else None, axes.image_and_objects)
    counts = {i: len(objects) for i, objects in args[1].trn_anno.items()}
    return seen and {**seen, "objects in trn_anno": counts}


# -- arguments ----------------------------------------------------------------------------------


def _make_pascal(temporary: Path) -> Pascal:
    sizes = {12: (16, 24), 17: (12, 20), 23: (9, 14)}
    for number, size in sizes.items():
        pixels = np.full((*size, 3), (51, 102, 204), dtype=np.uint8)  # blue, green, red
        data = cv2.imencode(".png", pixels)[1].tobytes()
        (temporary / f"{number:06d}.png").write_bytes(data)
    objects = [(12, [3, 2, 10, 8], 7), (17, [0, 0, 20, 12], 15), (17, [5, 1, 6, 9], 13)]
    annotations = [
        {"image_id": image, "bbox": bbox, "category_id": category, "ignore": 0}
        for image, bbox, category in objects
    ]
    return Pascal(
        img_path=temporary,
        trn_fns={number: f"{number:06d}.png" for number in sizes},
        trn_ids=list(sizes),
        trn_anno=get_trn_anno({"annotations": annotations}),
        cats={7: "car", 13: "horse", 15: "person"},
    )


_PASCAL, _AXES = Made(_make_pascal, "pascal"), axes.AXES
_RECTANGLE = Made(lambda _: Rectangle((1, 2), 3, 4), "rectangle")
_TEXT = Made(lambda _: Text(1, 2, "car"), "text")

_IM = np.linspace(0.2, 1, 72, dtype=np.float32).reshape(4, 6, 3)
_WIDE = np.linspace(1, 0, 54, dtype=np.float32).reshape(2, 9, 3)

# Pieces of the references that slips change.
_SHOWN, _OFF = "ax.imshow(im)", "ax.axis('off')"
_EFFECTS = "[stroke, patheffects.Normal()]"

EXERCISES = {
    "show_img": Exercise(
        answer=drawing.show_img,
        minutes=6,
        difficulty=2,
        observe=picture_shown,
        may_change_arguments=True,
        cases=(
            call(_IM, text="show_img(im)"),
            call(_IM, (7, 2), text="show_img(im, figsize=(7, 2))"),
            call(_IM, None, _AXES, text="show_img(im, ax=ax)"),
            call(_WIDE, (4, 4), _AXES, text="show_img(wide_im, figsize=(4, 4), ax=ax)"),
            call(_WIDE, (3, 1), text="show_img(wide_im, figsize=(3, 1))"),
        ),
        hints=(
            "There are two situations: axes are given, or not. Only one of them needs a figure.",
            "If ax is None, plt.subplots(figsize=figsize) makes a figure and axes. The rest is the "
            "same for both: show the image on ax, remove the ticks, return ax.",
            "if ax is None: _, ax = plt.subplots(...); ax.imshow(...); ax.axis(...); return ax",
        ),
        slips={
            put("ax.imshow", "plt.imshow"): "pyplot shows the image on its own current axes, "
            "which need not be those that the caller passed.",
            (put("ax.imshow", "plt.imshow"), put("ax.axis", "plt.axis")): (
                "pyplot draws on its own current axes, not on those that the caller passed."
            ),
            put(f"    {_SHOWN}\n    {_OFF}", f"        {_OFF}\n    {_SHOWN}"): (
                "You take the ticks off new axes only. Those that are given keep theirs."
            ),
            put("if ax is None:", "if True:"): "Given axes stay empty: you draw on new ones.",
            put(
                "ax.imshow(im)", "figsize and ax.figure.set_size_inches(figsize)\n    ax.imshow(im)"
            ): "You resize a figure that is not yours. figsize is meant for a new figure only.",
        },
        why="With the axes in a variable, you decide where to draw: on one image or in a grid.",
    ),
    "draw_outline": Exercise(
        answer=drawing.draw_outline,
        minutes=4,
        difficulty=2,
        observe=outlined,
        may_change_arguments=True,
        cases=(
            call(_TEXT, 4),
            call(_TEXT, 1),
            call(_RECTANGLE, 4),
            call(_RECTANGLE, 2.5),
            call(_TEXT, 0),
        ),
        hints=(
            "You have seen the list of two effects; here the width is lw.",
            "Everything that is drawn has a method for it: o.set_path_effects([...]).",
            "o.set_path_effects([patheffects.Stroke(linewidth=..., foreground=...), "
            "patheffects.Normal()])",
        ),
        slips={
            put(_EFFECTS, "[stroke]"): "Normal() must follow, or only the stroke is drawn.",
            put(_EFFECTS, "[patheffects.Normal(), stroke]"): "Your stroke covers the artist.",
            put(_EFFECTS, _EFFECTS[1:-1]): "It takes one list: put both in [...].",
            put(_EFFECTS, "[patheffects.Normal()]"): "Without the stroke nothing changes. (A "
            "second call replaces the first: give both at once.)",
            put("o.set_path_effects", "o.path_effects = "): "o has no effects: only its method "
            "set_path_effects gives it some.",
            drop(", foreground='black'"): "Without a colour, the stroke takes the artist's.",
        },
        why="Half the stroke lies outside the letters, so a black edge is visible round them.",
    ),
    "draw_rect": Exercise(
        answer=drawing.draw_rect,
        minutes=6,
        difficulty=2,
        observe=box_drawn,
        may_change_arguments=True,
        cases=(
            call(_AXES, [2, 1, 4, 3]),
            call(_AXES, np.array([0, 1.4, 4.7, 3.9])),
            call(_AXES, np.array([155, 96, 196, 174])),
            call(_AXES, [10, 20, 30, 5], "yellow"),
            call(_AXES, (7, 9, 2, 8), (0.2, 0.4, 0.6)),
        ),
        hints=(
            "A corner, a width and a height: which of them are in b, and which has to move?",
            "patches.Rectangle takes the corner as one pair, then width, height, fill=, edgecolor= "
            "and lw=. Then ax.add_patch, then draw_outline.",
            "rectangle = patches.Rectangle(...); ax.add_patch(rectangle); "
            "draw_outline(rectangle, 4); return rectangle",
        ),
        slips={
            put(" - 0.5", ""): "Your corner is in a pixel's middle. Where is its edge?",
            drop("fill=False, "): "The rectangle is filled and hides the object inside it.",
            drop("ax.add_patch"): "Your rectangle is not on the axes that were passed.",
            put(
                "corner = (b[0] - 0.5, b[1] - 0.5)",
                "b[0] -= 0.5\n    b[1] -= 0.5\n    corner = b[:2]",
            ): "You change b, which belongs to the caller.",
            (
                put("b[0] - 0.5, b[1] - 0.5", "b[1] - 0.5, b[0] - 0.5"),
                put("b[2], b[3]", "b[3] - b[1] + 1, b[2] - b[0] + 1"),
            ): "b is x, y, width, height here, not top, left, bottom, right.",
        },
        why="The rectangle's lines run where the box's outermost pixels end.",
    ),
    "draw_text": Exercise(
        answer=drawing.draw_text,
        minutes=5,
        difficulty=2,
        observe=word_drawn,
        may_change_arguments=True,
        cases=(
            call(_AXES, (40, 30), "car"),
            call(_AXES, [155, 96], "aeroplane", 16),
            call(_AXES, np.array([3, 2]), "person"),
            call(_AXES, (7.5, 1), "tvmonitor", 20),
            call(_AXES, (0, 0), "", 8),
        ),
        hints=(
            "The cell above does nearly everything. Which of its values are arguments here?",
            "ax.text(x, y, word, va=..., color=..., fontsize=..., weight=...), then draw_outline.",
            'text = ax.text(*xy, txt, va="top", ...); draw_outline(text, 2); return text',
        ),
        slips={
            drop("va='top', "): "The text's top edge should be at xy, not its baseline.",
            drop("draw_outline"): "Without an outline the word disappears on a white image.",
            put("ax.text", "plt.text"): "There is no text at xy on the axes given.",
            put("*xy", "xy"): "x and y are two arguments: *xy unpacks the pair.",
        },
        why="White letters with a black edge are readable on any background.",
    ),
    "draw_idx": Exercise(
        answer=drawing.draw_idx,
        minutes=6,
        difficulty=2,
        observe=picture_explored,
        may_change_arguments=True,
        cases=(
            call(12, _PASCAL),
            call(17, _PASCAL),
            call(17, _PASCAL, (5, 4)),
            call(12, _PASCAL, None, _AXES),
            call(12, _PASCAL, (5, 4), _AXES),
            call(23, _PASCAL),
            call(99, _PASCAL),
        ),
        hints=(
            "draw_im does the drawing. It needs an image, its objects and the names.",
            "The file is pascal.img_path / pascal.trn_fns[i]. And which method of a dictionary "
            "looks something up without adding it?",
            "return draw_im(open_image(...), pascal.trn_anno.get(i, []), pascal.cats, "
            "figsize=..., ax=...)",
        ),
        slips={
            put("pascal.trn_anno.get(i, [])", "pascal.trn_anno[i]"): "Looking up an image without "
            "objects adds an entry to trn_anno, a defaultdict.",
            put("(i, [])", "(i)"): "get returns None here; give it [] to return instead.",
            put("fns[i]", "fns[pascal.trn_ids[i]]"): "i is an image id, not a position.",
            put("pascal.trn_anno.get(i, [])", "dict(pascal.trn_anno)[i]"): (
                "An image may have no objects; that is no error. Draw it without boxes."
            ),
            put("fns[i]", "fns.get(i)"): "get returns None where [i] raises the KeyError.",
            (put("return draw_im", "draw_im"), put("ax=ax)", "ax=ax)\n    return ax")): (
                "You return the ax that was passed, which may be None. draw_im returns the axes."
            ),
            put("pascal.cats", "{c: str(c) for c in pascal.cats}"): "You write the class's id; "
            "pascal.cats has its name.",
            put("anno, p", "[((y, x, y + h - 1, x + w - 1), c) for (x, y, w, h), c in anno],p"): (
                "Boxes are drawn as x, y, width, height: draw_im converts each with bb_hw."
            ),
        },
        why="One id, and you see the image with everything that is known about it.",
    ),
}
