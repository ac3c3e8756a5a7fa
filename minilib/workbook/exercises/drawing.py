"""Exercises of chapter 06: drawing. What is compared is what lies on the axes afterwards."""

from __future__ import annotations

from pathlib import Path

import cv2
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from minilib import drawing
from minilib.boxes import get_trn_anno
from minilib.drawing import Pascal
from minilib.images import open_image
from minilib.workbook.exercises import Exercise, Made, Mistake, call

# -- what is on the axes ------------------------------------------------------------------------


def _effects(artist) -> list[str]:
    """Path effects in words: ``['Stroke linewidth=4 foreground=#000000', 'Normal']``."""
    found = []
    for effect in artist.get_path_effects():
        given = getattr(effect, "_gc", {})
        named = [
            f"{key}={to_hex(value) if key == 'foreground' else value}"
            for key, value in sorted(given.items())
        ]
        found.append(" ".join([type(effect).__name__, *named]))
    return found


def _rectangle(patch: Rectangle) -> dict:
    return {
        "corner": [float(value) for value in patch.get_xy()],
        "width": float(patch.get_width()),
        "height": float(patch.get_height()),
        "filled": bool(patch.get_fill()),
        "color": to_hex(patch.get_edgecolor()),
        "line": float(patch.get_linewidth()),
        "effects": _effects(patch),
    }


def _word(text: Text) -> dict:
    return {
        "place": [float(value) for value in text.get_position()],
        "word": text.get_text(),
        "va": text.get_va(),
        "ha": text.get_ha(),
        "color": to_hex(text.get_color()),
        "size": float(text.get_fontsize()),
        "weight": text.get_fontweight(),
        "effects": _effects(text),
    }


def _on(ax: Axes) -> dict:
    return {
        "pictures": [np.asarray(image.get_array()).shape for image in ax.images],
        "ticks": bool(ax.axison),
        "rectangles": [_rectangle(patch) for patch in ax.patches],
        "words": [_word(text) for text in ax.texts],
    }


def _kind(result: object, wanted: type) -> str:
    return wanted.__name__ if isinstance(result, wanted) else type(result).__name__


def picture_shown(result, args):
    """For ``show_img``: the axes that come back."""
    given = args[2] if len(args) > 2 else None
    seen = {"returned": _kind(result, Axes)}
    if not isinstance(result, Axes):
        return None if result is None else seen
    if given is not None:
        return seen | {"on the axes given": result is given, **_on(given)}
    return seen | {"inches": [float(n) for n in result.figure.get_size_inches()], **_on(result)}


def outlined(_, args):
    """For ``draw_outline``: the path effects of the thing."""
    return {"effects": _effects(args[0])}


def box_drawn(result, args):
    """For ``draw_rect``: what came back and what is on the axes."""
    seen = {"returned": _kind(result, Rectangle), "on the axes": _on(args[0])["rectangles"]}
    return None if result is None else seen


def word_drawn(result, args):
    """For ``draw_text``: what came back and what is on the axes."""
    seen = {"returned": _kind(result, Text), "on the axes": _on(args[0])["words"]}
    return None if result is None else seen


def picture_explored(result, args):
    """For ``draw_idx``: the axes, and whether the data set is as it was."""
    seen = {"returned": _kind(result, Axes), "entries of trn_anno": sorted(args[1].trn_anno)}
    if not isinstance(result, Axes):
        return None if result is None else seen
    if len(args) > 3:
        return seen | {"on the axes given": result is args[3], **_on(args[3])}
    return seen | {"inches": [float(n) for n in result.figure.get_size_inches()], **_on(result)}


# -- arguments ----------------------------------------------------------------------------------


def _axes() -> Made:
    # Not by pyplot: it would keep the figure, and a notebook would show it.
    return Made(lambda _: Figure(figsize=(3, 2)).add_subplot(), "ax")


def _rectangle_to_outline() -> Made:
    return Made(lambda _: Rectangle((1, 2), 3, 4), "rectangle")


def _text_to_outline() -> Made:
    return Made(lambda _: Text(1, 2, "car"), "text")


def _object(image: int, bbox: list[int], category: int, ignore: int = 0) -> dict:
    return {"image_id": image, "bbox": bbox, "category_id": category, "ignore": ignore}


_OBJECTS = [
    _object(12, [3, 2, 10, 8], 7),
    _object(17, [0, 0, 20, 12], 15),
    _object(17, [5, 1, 6, 9], 13),
    _object(23, [1, 1, 5, 5], 7, ignore=1),
]


def _make_pascal(temporary: Path) -> Pascal:
    sizes = {12: (16, 24), 17: (12, 20), 23: (9, 14)}
    for number, (height, width) in sizes.items():
        data = cv2.imencode(".png", np.full((height, width, 3), number, dtype=np.uint8))[1]
        (temporary / f"{number:06d}.png").write_bytes(data.tobytes())
    return Pascal(
        img_path=temporary,
        trn_fns={number: f"{number:06d}.png" for number in sizes},
        trn_ids=list(sizes),
        trn_anno=get_trn_anno({"annotations": _OBJECTS}),
        cats={7: "car", 13: "horse", 15: "person"},
    )


_PASCAL = Made(_make_pascal, "pascal")

# -- show_img: wrong ways -----------------------------------------------------------------------


def drawn_where_we_are(im, figsize=None, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    plt.imshow(im)
    ax.axis("off")
    return ax


def axes_not_returned(im, figsize=None, ax=None):
    drawing.show_img(im, figsize, ax)


def picture_returned(im, figsize=None, ax=None):
    return drawing.show_img(im, figsize, ax).images[-1]


def ticks_left(im, figsize=None, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    return ax


def always_a_new_figure(im, figsize=None, ax=None):
    return drawing.show_img(im, figsize)


def size_forgotten(im, figsize=None, ax=None):
    return drawing.show_img(im, None, ax)


def figure_returned(im, figsize=None, ax=None):
    return drawing.show_img(im, figsize, ax).figure


# -- draw_outline: wrong ways -------------------------------------------------------------------


def only_the_stroke(o, lw):
    o.set_path_effects([patheffects.Stroke(linewidth=lw, foreground="black")])


def stroke_on_top(o, lw):
    o.set_path_effects([patheffects.Normal(), patheffects.Stroke(linewidth=lw, foreground="black")])


def always_the_same_width(o, lw):
    drawing.draw_outline(o, 2)


def white_outline(o, lw):
    o.set_path_effects([patheffects.Stroke(linewidth=lw, foreground="white"), patheffects.Normal()])


def typing_mistake(o, lw):
    o.set_path_effects([patheffects.Stroke(linewithd=lw, foreground="black"), patheffects.Normal()])


def made_but_not_set(o, lw):
    return [patheffects.Stroke(linewidth=lw, foreground="black"), patheffects.Normal()]


# -- draw_rect: wrong ways ----------------------------------------------------------------------


def _rect(ax, b, color="white", *, by=-0.5, swap=False, fill=False, outline=4, width=2):
    x, y, w, h = b
    if swap:
        x, y = y, x
    patch = Rectangle((x + by, y + by), w, h, fill=fill, edgecolor=color, lw=width)
    ax.add_patch(patch)
    if outline:
        drawing.draw_outline(patch, outline)
    return patch


def half_pixel_forgotten(ax, b, color="white"):
    return _rect(ax, b, color, by=0)


def half_pixel_the_wrong_way(ax, b, color="white"):
    return _rect(ax, b, color, by=0.5)


def filled(ax, b, color="white"):
    return _rect(ax, b, color, fill=True)


def without_outline(ax, b, color="white"):
    return _rect(ax, b, color, outline=0)


def never_put_on_the_axes(ax, b, color="white"):
    patch = Rectangle((b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2)
    drawing.draw_outline(patch, 4)
    return patch


def rectangle_not_returned(ax, b, color="white"):
    drawing.draw_rect(ax, b, color)


def row_taken_for_x(ax, b, color="white"):
    return _rect(ax, b, color, swap=True)


def height_taken_for_width(ax, b, color="white"):
    return _rect(ax, [b[0], b[1], b[3], b[2]], color)


def always_white(ax, b, color="white"):
    return _rect(ax, b)


def size_taken_for_corner(ax, b, color="white"):
    return _rect(ax, [b[0], b[1], b[2] - b[0], b[3] - b[1]], color)


# -- draw_text: wrong ways ----------------------------------------------------------------------


def _text(ax, xy, txt, sz=14, *, outline=2, **changes):
    look = {"va": "top", "color": "white", "fontsize": sz, "weight": "bold"}
    text = ax.text(xy[0], xy[1], txt, **(look | changes))
    if outline:
        drawing.draw_outline(text, outline)
    return text


def above_the_corner(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, va="baseline")


def text_without_outline(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, outline=0)


def always_size_14(ax, xy, txt, sz=14):
    return _text(ax, xy, txt)


def text_row_first(ax, xy, txt, sz=14):
    return _text(ax, [xy[1], xy[0]], txt, sz)


def text_not_returned(ax, xy, txt, sz=14):
    drawing.draw_text(ax, xy, txt, sz)


def black_text(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, color="black")


def thin_text(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, weight="normal")


# -- draw_idx: wrong ways -----------------------------------------------------------------------


def lookup_adds_an_entry(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return drawing.draw_im(im, pascal.trn_anno[i], pascal.cats, figsize, ax)


def number_taken_for_position(i, pascal, figsize=(8, 6), ax=None):
    return drawing.draw_idx(pascal.trn_ids[i], pascal, figsize, ax)


def explored_not_returned(i, pascal, figsize=(8, 6), ax=None):
    drawing.draw_idx(i, pascal, figsize, ax)


def axes_not_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return drawing.draw_idx(i, pascal, figsize)


def size_not_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return drawing.draw_idx(i, pascal, ax=ax)


def picture_without_boxes(i, pascal, figsize=(8, 6), ax=None):
    return drawing.show_img(open_image(pascal.img_path / pascal.trn_fns[i]), figsize, ax)


def first_object_only(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return drawing.draw_im(im, pascal.trn_anno.get(i, [])[:1], pascal.cats, figsize, ax)


_GREY = np.full((4, 6, 3), 0.5, dtype=np.float32)
_WIDE = np.zeros((2, 9, 3), dtype=np.float32)

EXERCISES = {
    "show_img": Exercise(
        answer=drawing.show_img,
        minutes=6,
        difficulty=2,
        observe=picture_shown,
        may_change_arguments=True,
        cases=(
            call(_GREY, text="show_img(im)"),
            call(_GREY, (7, 2), text="show_img(im, figsize=(7, 2))"),
            call(_GREY, None, _axes(), text="show_img(im, ax=ax)"),
            call(_WIDE, (4, 4), _axes(), text="show_img(wide_im, figsize=(4, 4), ax=ax)"),
            call(_WIDE, (3, 1), text="show_img(wide_im, figsize=(3, 1))"),
        ),
        hints=(
            "Two situations: axes are given, or they are not. Only in the second a figure is made.",
            "if ax is None: make a figure and axes with plt.subplots(figsize=figsize). Then show "
            "the picture on ax, take the ticks away, return ax.",
            "if ax is None: _, ax = plt.subplots(...); ax.imshow(...); ax.axis(...); return ax",
        ),
        mistakes=(
            Mistake(
                drawn_where_we_are,
                "plt.imshow draws on the axes where pyplot is just now, not on those that were "
                "given. Say ax.imshow.",
            ),
            Mistake(axes_not_returned, "Nothing is returned: the caller can't draw on it."),
            Mistake(picture_returned, "You return what imshow returns. Return the axes."),
            Mistake(ticks_left, 'The ticks are still there: ax.axis("off").'),
            Mistake(
                always_a_new_figure,
                "A new figure is made even when axes are given. Make one only if ax is None.",
            ),
            Mistake(size_forgotten, "figsize is not handed on to plt.subplots."),
            Mistake(figure_returned, "You return the figure. Return the axes: one can draw there."),
        ),
        why="With axes in your hand you say where to draw, in one picture or in a grid of them.",
    ),
    "draw_outline": Exercise(
        answer=drawing.draw_outline,
        minutes=4,
        difficulty=2,
        observe=outlined,
        may_change_arguments=True,
        cases=(
            call(_text_to_outline(), 4),
            call(_text_to_outline(), 1),
            call(_rectangle_to_outline(), 4),
            call(_rectangle_to_outline(), 2.5),
            call(_text_to_outline(), 0),
        ),
        hints=(
            "It is the list of two effects from above, with lw in place of the 4.",
            "The thing o has a method that takes the list: o.set_path_effects([...]).",
            "o.set_path_effects([patheffects.Stroke(linewidth=..., foreground=...), "
            "patheffects.Normal()])",
        ),
        mistakes=(
            Mistake(only_the_stroke, "Only the stroke: the thing itself is hidden. Add Normal()."),
            Mistake(
                stroke_on_top, "The stroke is drawn last and covers the thing. The stroke first."
            ),
            Mistake(always_the_same_width, "The width is always the same: use lw."),
            Mistake(white_outline, "The outline is white: so is the text. Black is wanted."),
            Mistake(
                typing_mistake,
                "A typing mistake: linewithd. Nothing complains until the figure is drawn, since "
                "any name is taken. (This one stands in the lesson's notes.)",
            ),
            Mistake(made_but_not_set, "You make the effects, but nobody gets them: set them on o."),
        ),
        why="The stroke is wider than the letters, so a black edge stays visible round them.",
    ),
    "draw_rect": Exercise(
        answer=drawing.draw_rect,
        minutes=6,
        difficulty=2,
        observe=box_drawn,
        may_change_arguments=True,
        cases=(
            call(_axes(), [2, 1, 4, 3]),
            call(_axes(), [0, 0, 1, 1]),
            call(_axes(), np.array([155, 96, 196, 174])),
            call(_axes(), [10, 20, 30, 5], "yellow"),
            call(_axes(), (7, 9, 2, 8), "red"),
        ),
        hints=(
            "Corner, width, height: what are they in b, and what happens to the corner?",
            "patches.Rectangle((x - 0.5, y - 0.5), width, height, fill=False, edgecolor=..., "
            "lw=2), then ax.add_patch, then draw_outline.",
            "rectangle = patches.Rectangle(...); ax.add_patch(rectangle); "
            "draw_outline(rectangle, 4); return rectangle",
        ),
        mistakes=(
            Mistake(
                half_pixel_forgotten,
                "The corner lies in the middle of the first pixel. The pixel begins half a pixel "
                "before.",
            ),
            Mistake(
                half_pixel_the_wrong_way,
                "The half pixel goes the wrong way: the first pixel begins at x - 0.5.",
            ),
            Mistake(filled, "The rectangle is filled and hides the object: fill=False."),
            Mistake(without_outline, "The outline is missing: draw_outline(rectangle, 4)."),
            Mistake(
                never_put_on_the_axes,
                "The rectangle is made, but it is not on the axes: ax.add_patch(...).",
            ),
            Mistake(rectangle_not_returned, "It is drawn, but nothing is returned."),
            Mistake(row_taken_for_x, "x and y have changed places: b[0] is x."),
            Mistake(height_taken_for_width, "Width and height have changed places: b[2] is width."),
            Mistake(always_white, "The color that is asked for is not used: edgecolor=color."),
            Mistake(
                size_taken_for_corner,
                "b[2] and b[3] are a width and a height already; nothing is to be taken away.",
            ),
        ),
        why="The rectangle's lines run where the box's outermost pixels end.",
    ),
    "draw_text": Exercise(
        answer=drawing.draw_text,
        minutes=5,
        difficulty=2,
        observe=word_drawn,
        may_change_arguments=True,
        cases=(
            call(_axes(), (40, 30), "car"),
            call(_axes(), [155, 96], "aeroplane", 16),
            call(_axes(), np.array([3, 2]), "person"),
            call(_axes(), (0, 0), "", 8),
            call(_axes(), (7, 1), "tvmonitor", 20),
        ),
        hints=(
            "The cell above does nearly everything; put the arguments in.",
            "ax.text(x, y, word, va=..., color=..., fontsize=..., weight=...), then draw_outline.",
            'text = ax.text(*xy, txt, va="top", ...); draw_outline(text, 2); return text',
        ),
        mistakes=(
            Mistake(
                above_the_corner,
                'The word stands above the place: va="top" puts its top edge there.',
            ),
            Mistake(text_without_outline, "The outline is missing: draw_outline(text, 2)."),
            Mistake(always_size_14, "The size is always 14: use sz."),
            Mistake(text_row_first, "x and y have changed places: xy[0] is x."),
            Mistake(text_not_returned, "It is written, but nothing is returned."),
            Mistake(black_text, "Black letters with a black outline: make them white."),
            Mistake(thin_text, 'The letters are thin: weight="bold".'),
        ),
        why="White letters with a black edge: readable wherever it stands.",
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
            call(12, _PASCAL, None, _axes()),
            call(23, _PASCAL),
            call(99, _PASCAL),
        ),
        hints=(
            "Three things: the picture, its objects, and draw_im.",
            "open_image takes pascal.img_path / pascal.trn_fns[i]. Which method of a dictionary "
            "looks something up without adding it?",
            "return draw_im(open_image(...), pascal.trn_anno.get(i, []), pascal.cats, "
            "figsize=..., ax=...)",
        ),
        mistakes=(
            Mistake(
                lookup_adds_an_entry,
                "trn_anno[i] adds an entry for a picture that has none: get(i, []) does not.",
            ),
            Mistake(
                number_taken_for_position,
                "i is the image's id, not its position in the list. trn_fns is looked up by id.",
            ),
            Mistake(explored_not_returned, "It is drawn, but the axes are not returned."),
            Mistake(axes_not_passed_on, "ax is not handed on, so a new figure is made each time."),
            Mistake(size_not_passed_on, "figsize is not handed on."),
            Mistake(picture_without_boxes, "The picture is there, its objects are not: draw_im."),
            Mistake(first_object_only, "Only the first object is drawn; all are wanted."),
        ),
        why="One number, and you see the picture with all that is known about it.",
    ),
}
