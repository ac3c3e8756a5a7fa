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
from minilib.workbook.exercises.showing import type_name

# -- what is on the axes ------------------------------------------------------------------------


def _effects(artist) -> list[str]:
    """Path effects in words: ``['Stroke linewidth=4 foreground=#000000', 'Normal']``."""
    found, effects = [], artist.get_path_effects()
    if not isinstance(effects, list | tuple):
        return [f"{type_name(effects)}, which is not in a list"]
    for effect in effects:
        given = getattr(effect, "_gc", {})
        named = [
            f"{key}={to_hex(value) if key == 'foreground' else value}"
            for key, value in sorted(given.items())
        ]
        name = effect.__name__ + " without ()" if isinstance(effect, type) else type_name(effect)
        name = name.removeprefix("a ").removeprefix("an ")
        if name == "withStroke":  # it does both: the stroke, and the thing itself on top
            found += [" ".join(["Stroke", *named]), "Normal"]
        else:
            found.append(" ".join([name, *named]))
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
    return wanted.__name__ if isinstance(result, wanted) else type_name(result)


def _axes_returned(result: object, given: Axes | None) -> dict:
    """What came back, and what is on the axes; the same keys whatever it is."""
    seen = {"returned": _kind(result, Axes)}
    if given is not None:
        return seen | {"on the axes given": result is given, **_on(given)}
    if not isinstance(result, Axes):
        return seen | dict.fromkeys(["inches", *_on(Figure().add_subplot())])
    return seen | {"inches": [float(n) for n in result.figure.get_size_inches()], **_on(result)}


def picture_shown(result, args):
    """For ``show_img``: the axes that come back."""
    return None if result is None else _axes_returned(result, args[2] if args[2:] else None)


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
    entries = {"entries of trn_anno": sorted(args[1].trn_anno)}
    seen = _axes_returned(result, args[3] if args[3:] else None)
    return None if result is None else seen | entries


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


def shown_image_returned(im, figsize=None, ax=None):
    drawing.show_img(im, figsize, ax)
    return im


def tuple_returned(im, figsize=None, ax=None):
    return drawing.show_img(im, figsize, ax).axis("off")


def both_in_one_name(im, figsize=None, ax=None):
    if ax is None:
        ax = plt.subplots(figsize=figsize)
    return drawing.show_img(im, figsize, ax)


def drawn_by_plt(im, figsize=None, ax=None):
    plt.imshow(im)
    plt.axis("off")
    return ax


def all_by_plt_but_the_axes(im, figsize=None, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    plt.imshow(im)
    plt.axis("off")
    return ax


def current_axes_returned(im, figsize=None, ax=None):
    plt.figure(figsize=figsize)
    return drawing.show_img(im, ax=plt.gca())


def ticks_left_and_size_forgotten(im, figsize=None, ax=None):
    return ticks_left(im, None, ax)


def new_figure_and_size_forgotten(im, figsize=None, ax=None):
    return drawing.show_img(im)


def new_figure_and_ticks_left(im, figsize=None, ax=None):
    return ticks_left(im, figsize)


def all_inside_the_if(im, figsize=None, ax=None):
    return drawing.show_img(im, figsize) if ax is None else None


def asked_the_wrong_way(im, figsize=None, ax=None):
    if ax is not None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    return drawing.show_img(im, figsize, ax)


def never_shown(im, figsize=None, ax=None):
    ax = plt.subplots(figsize=figsize)[1] if ax is None else ax
    ax.axis("off")
    return ax


def size_taken_for_a_grid(im, figsize=None, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize)
    return drawing.show_img(im, None, ax)


def always_five_by_four(im, figsize=None, ax=None):
    return drawing.show_img(im, (5, 4), ax)


def number_returned(im, figsize=None, ax=None):
    return 1


def drawn_but_number_returned(im, figsize=None, ax=None):
    drawing.show_img(im, figsize, ax)
    return 1


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


def normal_without_parentheses(o, lw):
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    o.set_path_effects([stroke, patheffects.Normal])


def effects_without_a_list(o, lw):
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    o.set_path_effects(stroke, patheffects.Normal())


def stroke_without_a_list(o, lw):
    o.set_path_effects(patheffects.Stroke(linewidth=lw, foreground="black"))


def color_forgotten(o, lw):
    o.set_path_effects([patheffects.Stroke(linewidth=lw), patheffects.Normal()])


def called_lw(o, lw):
    o.set_path_effects([patheffects.Stroke(lw=lw, foreground="black"), patheffects.Normal()])


def called_color(o, lw):
    o.set_path_effects([patheffects.Stroke(linewidth=lw, color="black"), patheffects.Normal()])


def only_normal(o, lw):
    o.set_path_effects([patheffects.Normal()])


def halved(o, lw):
    drawing.draw_outline(o, lw / 2)


def always_four(o, lw):
    drawing.draw_outline(o, 4)


def only_the_stroke_always_four(o, lw):
    only_the_stroke(o, 4)


def stroke_on_top_always_four(o, lw):
    stroke_on_top(o, 4)


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


def half_pixel_and_outline_forgotten(ax, b, color="white"):
    return _rect(ax, b, color, by=0, outline=0)


def half_pixel_forgotten_and_filled(ax, b, color="white"):
    return _rect(ax, b, color, by=0, fill=True)


def half_pixel_forgotten_and_always_white(ax, b, color="white"):
    return _rect(ax, b, by=0)


def half_pixel_in_x_only(ax, b, color="white"):
    return _rect(ax, [b[0], b[1] + 0.5, b[2], b[3]], color)


def whole_pixel(ax, b, color="white"):
    return _rect(ax, b, color, by=-1)


def thin_line(ax, b, color="white"):
    return _rect(ax, b, color, width=1)


def widths_exchanged(ax, b, color="white"):
    return _rect(ax, b, color, width=4, outline=2)


def outline_as_wide_as_the_line(ax, b, color="white"):
    return _rect(ax, b, color, outline=2)


def steps_for_size(ax, b, color="white"):
    return _rect(ax, [b[0], b[1], b[2] - 1, b[3] - 1], color)


def size_one_too_large(ax, b, color="white"):
    return _rect(ax, [b[0], b[1], b[2] + 1, b[3] + 1], color)


def corner_without_parentheses(ax, b, color="white"):
    return ax.add_patch(Rectangle(b[0] - 0.5, b[1] - 0.5, b[2], b[3], fill=False))


def axes_in_place_of_rectangle(ax, b, color="white"):
    drawing.draw_rect(ax, b, color)
    return ax


def box_changed(ax, b, color="white"):
    b[0] -= 0.5
    b[1] -= 0.5
    return _rect(ax, b, color, by=0)


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


def place_not_taken_apart(ax, xy, txt, sz=14):
    return ax.text(xy, txt, va="top")


def below_the_place(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, va="bottom")


def centred(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, va="center", ha="center")


def centred_up_and_down(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, va="center")


def always_here(ax, xy, txt, sz=14):
    return _text(ax, xy, "here", sz)


def always_at_40(ax, xy, txt, sz=14):
    return _text(ax, (40, 40), txt, sz)


def cell_copied(ax, xy, txt, sz=14):
    return _text(ax, (40, 40), "here")


def outline_of_four(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, outline=4)


def axes_in_place_of_text(ax, xy, txt, sz=14):
    drawing.draw_text(ax, xy, txt, sz)
    return ax


def looks_forgotten(ax, xy, txt, sz=14):
    text = ax.text(*xy, txt)
    drawing.draw_outline(text, 2)
    return text


def size_not_used(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, 10)


def above_and_always_14(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, va="baseline")


def above_and_without_outline(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, va="baseline", outline=0)


def thin_and_without_outline(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, sz, weight="normal", outline=0)


def written_where_we_are(ax, xy, txt, sz=14):
    return _text(plt.gca(), xy, txt, sz)


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


def folder_forgotten(i, pascal, figsize=(8, 6), ax=None):
    return drawing.show_img(open_image(pascal.trn_fns[i]), figsize, ax)


def neither_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return drawing.draw_idx(i, pascal)


def adds_and_neither_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return lookup_adds_an_entry(i, pascal)


def adds_and_axes_not_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return lookup_adds_an_entry(i, pascal, figsize)


def adds_and_size_not_passed_on(i, pascal, figsize=(8, 6), ax=None):
    return lookup_adds_an_entry(i, pascal, ax=ax)


def none_for_no_objects(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return drawing.draw_im(im, pascal.trn_anno.get(i), pascal.cats, figsize, ax)


def argument_returned(i, pascal, figsize=(8, 6), ax=None):
    drawing.draw_idx(i, pascal, figsize, ax)
    return ax


def names_forgotten(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return drawing.draw_im(im, pascal.trn_anno.get(i, []), figsize, ax)


def size_and_axes_exchanged(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return drawing.draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, ax, figsize)


def path_for_picture(i, pascal, figsize=(8, 6), ax=None):
    path = pascal.img_path / pascal.trn_fns[i]
    return drawing.draw_im(path, pascal.trn_anno.get(i, []), pascal.cats, figsize, ax)


def file_got_instead_of_looked_up(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal.img_path / pascal.trn_fns.get(i))
    return drawing.draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize, ax)


def none_without_objects(i, pascal, figsize=(8, 6), ax=None):
    return drawing.draw_idx(i, pascal, figsize, ax) if i in pascal.trn_anno else None


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
            Mistake(
                shown_image_returned,
                "You return the picture itself. Return the axes on which it is shown now: ax.",
            ),
            Mistake(
                tuple_returned,
                "You return a tuple: what ax.axis gives back, or the figure together with the "
                "axes. Return ax alone.",
            ),
            Mistake(
                both_in_one_name,
                "When no axes are given, your ax is something that has no imshow. plt.subplots "
                "gives two things, the figure first: take them apart with two names.",
            ),
            Mistake(
                drawn_by_plt,
                "plt draws where it is just now, and ax is never made. Make it if it is None, "
                "then say ax.imshow and ax.axis.",
            ),
            Mistake(
                all_by_plt_but_the_axes,
                "On axes that are given nothing is drawn. Does plt draw where it is just now "
                "(say ax.imshow and ax.axis), or does the drawing stand inside the if?",
            ),
            Mistake(
                ticks_left_and_size_forgotten,
                "Two things: the ticks are still there, and figsize is not handed on to "
                "plt.subplots.",
            ),
            Mistake(
                new_figure_and_size_forgotten,
                "Two things: a new figure is made even when axes are given, and figsize is not "
                "handed on.",
            ),
            Mistake(
                new_figure_and_ticks_left,
                "Two things: a new figure is made even when axes are given, and the ticks are "
                "still there.",
            ),
            Mistake(
                all_inside_the_if,
                "When axes are given nothing happens: drawing and return stand inside the if. "
                "Only making the figure belongs there.",
            ),
            Mistake(
                asked_the_wrong_way,
                "The question is the wrong way round: new axes are needed when ax is None.",
            ),
            Mistake(never_shown, "The axes are empty: ax.imshow(im) is missing."),
            Mistake(
                size_taken_for_a_grid,
                "The first number that plt.subplots takes is one of rows. Give the size by its "
                "name: figsize=figsize.",
            ),
            Mistake(
                always_five_by_four,
                "Your figures are always 5 by 4 inches. The size that is asked for is in figsize.",
            ),
            Mistake(
                number_returned,
                "You return a number, and nothing is drawn. Show the picture on the axes, and "
                "return these: ax.",
            ),
            Mistake(
                drawn_but_number_returned,
                "The picture is there, but you return a number. Return the axes on which it is: "
                "ax.",
            ),
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
            Mistake(
                normal_without_parentheses,
                "Normal is a kind of effect. With () behind it you get one: Normal().",
            ),
            Mistake(
                effects_without_a_list,
                "Look at the brackets: set_path_effects takes one list, [..., ...], and Stroke "
                "takes its values by name: linewidth=, foreground=.",
            ),
            Mistake(
                stroke_without_a_list,
                "The stroke is there alone. A list is wanted, [..., ...], with Normal() as the "
                "second.",
            ),
            Mistake(color_forgotten, 'The stroke has no color of its own yet: foreground="black".'),
            Mistake(
                called_lw,
                "Stroke does not know the name lw, but says so only when the figure is drawn. "
                "The name is linewidth=lw.",
            ),
            Mistake(
                called_color,
                "Stroke does not know the name color, but says so only when the figure is "
                "drawn. The name is foreground.",
            ),
            Mistake(
                only_normal, "Only the thing itself is drawn. The stroke has to come before it."
            ),
            Mistake(
                halved,
                "Give the width as it is: lw. That only half of it shows on each side is meant so.",
            ),
            Mistake(always_four, "The width is always 4, as in the cell above. It is in lw."),
            Mistake(
                only_the_stroke_always_four,
                "Two things: only the stroke is there (add Normal()), and its width is always 4.",
            ),
            Mistake(
                stroke_on_top_always_four,
                "Two things: the stroke comes first, and its width is always 4.",
            ),
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
                "The rectangle is made, but it is not on the axes that were given: "
                "ax.add_patch(...), not plt.",
            ),
            Mistake(rectangle_not_returned, "It is drawn, but nothing is returned."),
            Mistake(row_taken_for_x, "x and y have changed places: b[0] is x."),
            Mistake(height_taken_for_width, "Width and height have changed places: b[2] is width."),
            Mistake(always_white, "The color that is asked for is not used: edgecolor=color."),
            Mistake(
                size_taken_for_corner,
                "b[2] and b[3] are a width and a height already; nothing is to be taken away.",
            ),
            Mistake(
                half_pixel_and_outline_forgotten,
                "Two things: the pixel begins half a pixel before its middle, and the outline "
                "is missing.",
            ),
            Mistake(
                half_pixel_forgotten_and_filled,
                "Two things: the pixel begins half a pixel before its middle, and the rectangle "
                "hides the object (fill=False).",
            ),
            Mistake(
                half_pixel_forgotten_and_always_white,
                "Two things: the pixel begins half a pixel before its middle, and the color "
                "that is asked for is not used.",
            ),
            Mistake(
                half_pixel_in_x_only,
                "x is right, but y needs its half pixel too: rows are squares as columns are.",
            ),
            Mistake(
                whole_pixel,
                "You go back a whole pixel. The first pixel begins half a one before its middle.",
            ),
            Mistake(thin_line, "The line is 1 wide, as Matplotlib makes it. Wanted is lw=2."),
            Mistake(widths_exchanged, "The widths have changed places: the line 2, the outline 4."),
            Mistake(
                outline_as_wide_as_the_line,
                "The outline is 2 wide, like the line, so the line covers it. Wanted is 4.",
            ),
            Mistake(
                steps_for_size,
                "Width and height are one too small. They are numbers of pixels already; only "
                "the corner is moved.",
            ),
            Mistake(
                size_one_too_large,
                "Width and height are one too large. They are numbers of pixels already; only "
                "the corner is moved.",
            ),
            Mistake(
                corner_without_parentheses,
                "The corner is one thing, two numbers in parentheses: Rectangle((x, y), width, "
                "height).",
            ),
            Mistake(
                axes_in_place_of_rectangle,
                "You return the axes. The caller wants the rectangle, to change it.",
            ),
            Mistake(
                box_changed,
                "You write into the caller's b, and it may be of a kind that can't be written "
                "to, or holds whole numbers only. Calculate the corner without changing b.",
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
            Mistake(
                place_not_taken_apart,
                "ax.text takes x and y one by one. xy is both: *xy takes it apart, or xy[0], "
                "xy[1].",
            ),
            Mistake(
                below_the_place,
                'va says which edge of the word lies at the place. "bottom" puts the word above '
                "it.",
            ),
            Mistake(
                centred,
                'The word\'s centre lies at the place. Its top left corner is wanted: va="top", '
                "and ha as it is anyway.",
            ),
            Mistake(
                centred_up_and_down,
                'The word\'s middle lies at the place. Its top edge is wanted: va="top".',
            ),
            Mistake(always_here, "The word is always 'here', as in the cell above. It is in txt."),
            Mistake(
                always_at_40, "The place is always (40, 40), as in the cell above. It is in xy."
            ),
            Mistake(
                cell_copied,
                "This is the cell above as it was. Put the arguments in: xy, txt and sz.",
            ),
            Mistake(
                outline_of_four,
                "The outline is 4 wide, as that of a rectangle. For letters it is 2.",
            ),
            Mistake(
                axes_in_place_of_text,
                "You return the axes. The caller wants the text, to change it.",
            ),
            Mistake(
                looks_forgotten,
                "The word is there, but as Matplotlib writes it. Place, colour, size and weight "
                "are wanted: va, color, fontsize, weight.",
            ),
            Mistake(
                size_not_used,
                "The size is that of Matplotlib. The one that is wanted is in sz: fontsize=sz.",
            ),
            Mistake(
                above_and_always_14,
                'Two things: the word stands above the place (va="top"), and its size is always '
                "14.",
            ),
            Mistake(
                above_and_without_outline,
                'Two things: the word stands above the place (va="top"), and the outline is '
                "missing.",
            ),
            Mistake(
                thin_and_without_outline,
                'Two things: the letters are thin (weight="bold"), and the outline is missing.',
            ),
            Mistake(
                written_where_we_are,
                "The word is on the axes where pyplot is just now. Say ax.text.",
            ),
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
            Mistake(
                folder_forgotten,
                "The file's name alone is looked for in the wrong folder. The pictures lie in "
                "pascal.img_path.",
            ),
            Mistake(neither_passed_on, "Neither figsize nor ax is handed on to draw_im."),
            Mistake(
                adds_and_neither_passed_on,
                "Two things: neither figsize nor ax is handed on, and trn_anno[i] adds an entry "
                "for a picture that has none.",
            ),
            Mistake(
                adds_and_axes_not_passed_on,
                "Two things: ax is not handed on, and trn_anno[i] adds an entry for a picture "
                "that has none.",
            ),
            Mistake(
                adds_and_size_not_passed_on,
                "Two things: figsize is not handed on, and trn_anno[i] adds an entry for a "
                "picture that has none.",
            ),
            Mistake(
                none_for_no_objects,
                "get(i) gives None for a picture without an entry, and None is no list. get "
                "takes a second thing, for just that case.",
            ),
            Mistake(
                argument_returned,
                "You return the ax that was given, and that may be None. Return what draw_im "
                "returns. (And look up objects with get(i, []), which adds no entry.)",
            ),
            Mistake(
                names_forgotten,
                "draw_im wants the names of the classes third: pascal.cats. Then figsize= and ax=.",
            ),
            Mistake(
                size_and_axes_exchanged,
                "figsize and ax have changed places. Give them by name: figsize=figsize, ax=ax.",
            ),
            Mistake(
                path_for_picture,
                "Look at what each thing is. A folder and a file's name are joined with /, "
                "open_image makes a picture of that path, and draw_im takes the picture and a "
                "list of objects.",
            ),
            Mistake(
                file_got_instead_of_looked_up,
                "get makes None of a number that does not exist. For the file, trn_fns[i] "
                "raises the KeyError that is wanted.",
            ),
            Mistake(
                none_without_objects,
                "A picture without objects is not shown at all. It should be shown, only "
                "without boxes.",
            ),
        ),
        why="One number, and you see the picture with all that is known about it.",
    ),
}
