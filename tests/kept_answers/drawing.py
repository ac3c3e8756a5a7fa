# ruff: noqa
"""Held-out answers for chapter 06: show_img, draw_outline, draw_rect, draw_text, draw_idx."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patches, patheffects

from minilib.drawing import draw_im, draw_outline, draw_rect, draw_text, show_img
from minilib.images import open_image

# --- show_img -------------------------------------------------------------------------------


def show_img__wrong__only_x(im, figsize=None, ax=None):
    """removes the ticks of one axis only"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.set_xticks([])
    return ax


def show_img__wrong__upside_down(im, figsize=None, ax=None):
    """origin="lower" puts the first row at the bottom"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im, origin="lower")
    ax.axis("off")
    return ax


def show_img__wrong__bgr(im, figsize=None, ax=None):
    """reverses the colours, although they are red, green, blue already"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im[:, :, ::-1])
    ax.axis("off")
    return ax


def show_img__wrong__grey(im, figsize=None, ax=None):
    """shows one colour only"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im[:, :, 0], cmap="gray")
    ax.axis("off")
    return ax


def show_img__wrong__size_exchanged(im, figsize=None, ax=None):
    """figsize with height first"""
    if ax is None:
        if figsize is not None:
            figsize = (figsize[1], figsize[0])
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax


def show_img__wrong__new_if_size(im, figsize=None, ax=None):
    """makes a new figure whenever a figsize is given"""
    if ax is None or figsize is not None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax


def show_img__wrong__times_255(im, figsize=None, ax=None):
    """multiplies by 255, so everything is white"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im * 255)
    ax.axis("off")
    return ax


def show_img__wrong__gca(im, figsize=None, ax=None):
    """figsize is not used: plt.gca() makes axes of the default size"""
    if ax is None:
        ax = plt.gca()
    ax.imshow(im)
    ax.axis("off")
    return ax


def show_img__wrong__tuple(im, figsize=None, ax=None):
    """returns figure and axes"""
    fig = None
    if ax is None:
        fig, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return fig, ax


def show_img__wrong__show_first(im, figsize=None, ax=None):
    """returns what axis("off") returns"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    return ax.axis("off")


def show_img__wrong__labels_only(im, figsize=None, ax=None):
    """removes the numbers, not the ticks"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.set_xticklabels([])
    ax.set_yticklabels([])
    return ax


def show_img__wrong__nothing_for_given(im, figsize=None, ax=None):
    """the drawing is inside the if: given axes stay empty"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
        ax.imshow(im)
        ax.axis("off")
    return ax


def show_img__right__add_axes(im, figsize=None, ax=None):
    if ax is None:
        figure = plt.figure(figsize=figsize)
        ax = figure.add_subplot(1, 1, 1)
    ax.imshow(im)
    ax.set_axis_off()
    return ax


def show_img__right__ticks(im, figsize=None, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.set(xticks=[], yticks=[])
    ax.imshow(im)
    ax.set(xticks=[], yticks=[])
    return ax


def show_img__right__invisible(im, figsize=None, ax=None):
    if ax is None:
        ax = plt.subplots(figsize=figsize)[1]
    ax.imshow(im)
    ax.xaxis.set_visible(False)
    ax.yaxis.set_visible(False)
    return ax


# --- draw_outline ---------------------------------------------------------------------------


def draw_outline__wrong__swapped_values(o, lw):
    """width and colour are exchanged"""
    effects = [patheffects.Stroke(linewidth="black", foreground=lw), patheffects.Normal()]
    o.set_path_effects(effects)


def draw_outline__wrong__doubled(o, lw):
    """twice the width"""
    o.set_path_effects(
        [patheffects.Stroke(linewidth=2 * lw, foreground="black"), patheffects.Normal()]
    )


def draw_outline__wrong__grey(o, lw):
    """a grey outline"""
    o.set_path_effects([patheffects.Stroke(linewidth=lw, foreground="gray"), patheffects.Normal()])


def draw_outline__wrong__two_calls(o, lw):
    """the second call replaces the first: only Normal is left"""
    o.set_path_effects([patheffects.Stroke(linewidth=lw, foreground="black")])
    o.set_path_effects([patheffects.Normal()])


def draw_outline__wrong__edge(o, lw):
    """changes the edge in place of adding path effects"""
    if hasattr(o, "set_edgecolor"):
        o.set_edgecolor("black")
        o.set_linewidth(lw)


def draw_outline__wrong__only_normal(o, lw):
    """the stroke is made but left out of the list"""
    stroke = patheffects.Stroke(linewidth=lw, foreground="black")
    effects = [patheffects.Normal()]
    o.set_path_effects(effects)
    return stroke


def draw_outline__wrong__plus_one(o, lw):
    """one point too wide"""
    o.set_path_effects(
        [patheffects.Stroke(linewidth=lw + 1, foreground="black"), patheffects.Normal()]
    )


def draw_outline__wrong__width_left_out(o, lw):
    """the width is left out"""
    o.set_path_effects([patheffects.Stroke(foreground="black"), patheffects.Normal()])


def draw_outline__wrong__positional(o, lw):
    """Stroke's first arguments are an offset, not width and colour"""
    o.set_path_effects([patheffects.Stroke(lw, "black"), patheffects.Normal()])


def draw_outline__wrong__string_effects(o, lw):
    """an effect's name is no effect"""
    o.set_path_effects(["Stroke", "Normal"])


def draw_outline__wrong__assigned(o, lw):
    """assigns to a new attribute: nothing is set"""
    o.path_effects = [patheffects.Stroke(linewidth=lw, foreground="black"), patheffects.Normal()]


def draw_outline__wrong__black_thing(o, lw):
    """makes the thing itself black and has no stroke"""
    o.set_color("black")


def draw_outline__right__star(o, lw):
    look = {"foreground": "black", "linewidth": lw}
    o.set_path_effects([patheffects.Stroke(**look), patheffects.Normal()])


def draw_outline__right__with_stroke(o, lw):
    o.set_path_effects([patheffects.withStroke(foreground="k", linewidth=float(lw))])


def draw_outline__right__append(o, lw):
    effects = []
    effects.append(patheffects.Stroke(linewidth=lw, foreground="#000"))
    effects.append(patheffects.Normal())
    o.set(path_effects=effects)


# --- draw_rect ------------------------------------------------------------------------------


def draw_rect__wrong__size_grown(ax, b, color="white"):
    """adds the half pixel to the size as well"""
    rectangle = patches.Rectangle(
        (b[0] - 0.5, b[1] - 0.5), b[2] + 0.5, b[3] + 0.5, fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__corner_size(ax, b, color="white"):
    """width and height are exchanged"""
    x, y, h, w = b
    rectangle = patches.Rectangle((x - 0.5, y - 0.5), w, h, fill=False, edgecolor=color, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__bb(ax, b, color="white"):
    """takes b for top, left, bottom, right"""
    top, left, bottom, right = b
    rectangle = patches.Rectangle(
        (left - 0.5, top - 0.5),
        right - left + 1,
        bottom - top + 1,
        fill=False,
        edgecolor=color,
        lw=2,
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__facecolor(ax, b, color="white"):
    """facecolor in place of edgecolor"""
    rectangle = patches.Rectangle((b[0] - 0.5, b[1] - 0.5), b[2], b[3], facecolor=color, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__default_width(ax, b, color="white"):
    """the line has Matplotlib's own width"""
    rectangle = patches.Rectangle((b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__returned_outline(ax, b, color="white"):
    """returns what draw_outline returns: None"""
    rectangle = patches.Rectangle(
        (b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    return draw_outline(rectangle, 4)


def draw_rect__wrong__in_place(ax, b, color="white"):
    """changes the caller's box"""
    b = np.asarray(b) if isinstance(b, tuple) else b
    rectangle = patches.Rectangle(
        (b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    b[0] = b[0] - 1
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__edge_not_asked(ax, b, color="white"):
    """the line is black: no edgecolor"""
    rectangle = patches.Rectangle((b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, lw=2)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__half_x_wrong(ax, b, color="white"):
    """plus in x, minus in y"""
    rectangle = patches.Rectangle(
        (b[0] + 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__other_rectangle(ax, b, color="white"):
    """the outline is given to a second rectangle, which is returned and not drawn"""
    corner = (b[0] - 0.5, b[1] - 0.5)
    ax.add_patch(patches.Rectangle(corner, b[2], b[3], fill=False, edgecolor=color, lw=2))
    rectangle = patches.Rectangle(corner, b[2], b[3], fill=False, edgecolor=color, lw=2)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__outline_two(ax, b, color="white"):
    """the outline is as wide as the line"""
    rectangle = patches.Rectangle(
        (b[0] - 0.5, b[1] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 2)
    return rectangle


def draw_rect__wrong__rounded(ax, b, color="white"):
    """int cuts the half pixel off again"""
    rectangle = patches.Rectangle(
        (int(b[0] - 0.5), int(b[1] - 0.5)), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__right__none(ax, b, color="white"):
    x, y, width, height = b
    rectangle = patches.Rectangle(
        (x - 0.5, y - 0.5), width, height, linewidth=2, edgecolor=color, facecolor="none"
    )
    draw_outline(rectangle, 4)
    ax.add_patch(rectangle)
    return rectangle


def draw_rect__right__list_corner(ax, b, color="white"):
    corner = [b[0] - 1 / 2, b[1] - 1 / 2]
    r = ax.add_patch(patches.Rectangle(corner, *b[2:], fill=False, ec=color, lw=2.0))
    draw_outline(r, 4)
    return r


def draw_rect__right__numpy(ax, b, color="white"):
    place = np.array(b, dtype=float) - [0.5, 0.5, 0, 0]
    r = patches.Rectangle(place[:2], place[2], place[3])
    r.set(fill=False, edgecolor=color, linewidth=2)
    ax.add_patch(r)
    draw_outline(r, 4)
    return r


# --- draw_text ------------------------------------------------------------------------------


def draw_text__wrong__bottom(ax, xy, txt, sz=14):
    """va="bottom": the word stands above the place"""
    text = ax.text(*xy, txt, va="bottom", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_text__wrong__ha_center(ax, xy, txt, sz=14):
    """centred horizontally"""
    text = ax.text(*xy, txt, va="top", ha="center", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_text__wrong__half_pixel(ax, xy, txt, sz=14):
    """moves the place by half a pixel"""
    text = ax.text(
        xy[0] - 0.5, xy[1] - 0.5, txt, va="top", color="white", fontsize=sz, weight="bold"
    )
    draw_outline(text, 2)
    return text


def draw_text__wrong__upper(ax, xy, txt, sz=14):
    """changes the word"""
    text = ax.text(*xy, txt.upper(), va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_text__wrong__italic(ax, xy, txt, sz=14):
    """italic in place of bold"""
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, style="italic")
    draw_outline(text, 2)
    return text


def draw_text__wrong__title(ax, xy, txt, sz=14):
    """writes a title above the image"""
    text = ax.set_title(txt, color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_text__wrong__yellow(ax, xy, txt, sz=14):
    """yellow letters"""
    text = ax.text(*xy, txt, va="top", color="yellow", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return text


def draw_text__wrong__size_plus(ax, xy, txt, sz=14):
    """the size is set before and overwritten"""
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    text.set_fontsize(14)
    draw_outline(text, 2)
    return text


def draw_text__wrong__string(ax, xy, txt, sz=14):
    """returns the word, not the text on the axes"""
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, 2)
    return txt


def draw_text__wrong__behind(ax, xy, txt, sz=14):
    """zorder=0: boxes lie over the word"""
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold", zorder=0)
    draw_outline(text, 2)
    return text


def draw_text__wrong__outline_is_size(ax, xy, txt, sz=14):
    """the size is used for the outline's width"""
    text = ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")
    draw_outline(text, sz)
    return text


def draw_text__wrong__outline_before(ax, xy, txt, sz=14):
    """the outlined text is another one than that which is returned"""
    draw_outline(ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold"), 2)
    return ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")


def draw_text__right__keywords(ax, xy, txt, sz=14):
    text = ax.text(
        x=xy[0],
        y=xy[1],
        s=txt,
        verticalalignment="top",
        horizontalalignment="left",
        color="#fff",
        size=sz,
        fontweight="bold",
    )
    draw_outline(text, 2)
    return text


def draw_text__right__setters(ax, xy, txt, sz=14):
    x, y = xy
    text = ax.text(x, y, txt)
    text.set_va("top")
    text.set_color("white")
    text.set_size(sz)
    text.set_weight(700)
    draw_outline(text, 2.0)
    return text


def draw_text__right__float(ax, xy, txt, sz=14):
    text = ax.text(float(xy[0]), float(xy[1]), txt, fontsize=float(sz), va="top", c="w", weight=800)
    draw_outline(text, lw=2)
    return text


# --- draw_idx -------------------------------------------------------------------------------


def draw_idx__wrong__id_to_name(i, pascal, figsize=(8, 6), ax=None):
    """every image gets the objects of the first image"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    first = pascal.trn_ids[0]
    return draw_im(im, pascal.trn_anno.get(first, []), pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__setdefault(i, pascal, figsize=(8, 6), ax=None):
    """setdefault adds an entry to trn_anno"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    anno = pascal.trn_anno.setdefault(i, [])
    return draw_im(im, anno, pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__str_plus(i, pascal, figsize=(8, 6), ax=None):
    """+ joins folder and name without a /"""
    im = open_image(str(pascal.img_path) + pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__default_size(i, pascal, figsize=(8, 6), ax=None):
    """always (8, 6)"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize=(8, 6), ax=ax)


def draw_idx__wrong__boxes_only(i, pascal, figsize=(8, 6), ax=None):
    """boxes without names"""
    ax = show_img(open_image(pascal.img_path / pascal.trn_fns[i]), figsize, ax)
    for (top, left, bottom, right), _ in pascal.trn_anno.get(i, []):
        draw_rect(ax, [left, top, right - left + 1, bottom - top + 1])
    return ax


def draw_idx__wrong__bb_not_converted(i, pascal, figsize=(8, 6), ax=None):
    """draws top, left, bottom, right as if it were x, y, width, height"""
    ax = show_img(open_image(pascal.img_path / pascal.trn_fns[i]), figsize, ax)
    for bb, class_id in pascal.trn_anno.get(i, []):
        draw_rect(ax, bb)
        draw_text(ax, bb[:2], pascal.cats[class_id])
    return ax


def draw_idx__wrong__numbers(i, pascal, figsize=(8, 6), ax=None):
    """class numbers in place of names"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    numbers = {number: str(number) for number in pascal.cats}
    return draw_im(im, pascal.trn_anno.get(i, []), numbers, figsize=figsize, ax=ax)


def draw_idx__wrong__early_none(i, pascal, figsize=(8, 6), ax=None):
    """an image without objects is not shown"""
    if i not in pascal.trn_anno:
        return None
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno[i], pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__missing_none(i, pascal, figsize=(8, 6), ax=None):
    """returns None for an unknown id; a KeyError is promised"""
    if i not in pascal.trn_fns:
        return None
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__value_error(i, pascal, figsize=(8, 6), ax=None):
    """a ValueError for an unknown id; a KeyError is promised"""
    if i not in pascal.trn_fns:
        raise ValueError(f"no image {i}")
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__last_object(i, pascal, figsize=(8, 6), ax=None):
    """only the last object is drawn"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, [])[-1:], pascal.cats, figsize=figsize, ax=ax)


def draw_idx__wrong__figure(i, pascal, figsize=(8, 6), ax=None):
    """returns the figure"""
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, pascal.trn_anno.get(i, []), pascal.cats, figsize=figsize, ax=ax).figure


def draw_idx__right__steps(i, pascal, figsize=(8, 6), ax=None):
    file = pascal.trn_fns[i]
    im = open_image(pascal.img_path / file)
    if i in pascal.trn_anno:
        anno = pascal.trn_anno[i]
    else:
        anno = []
    return draw_im(im, anno, pascal.cats, figsize=figsize, ax=ax)


def draw_idx__right__positional(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(str(pascal.img_path / pascal.trn_fns[i]))
    return draw_im(im, pascal.trn_anno.get(i, ()), pascal.cats, figsize, ax)


def draw_idx__right__by_number(i, pascal, figsize=(8, 6), ax=None):
    im = open_image(pascal[0] / pascal[1][i])
    return draw_im(im, dict(pascal[3]).get(i, []), pascal[4], figsize=figsize, ax=ax)


# --- more, written from the chapters alone ---------------------------------------------------


def show_img__wrong__grid(im, figsize=None, ax=None):
    """the axes are not switched off"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    return ax


def draw_rect__wrong__filled_text(ax, b, color="white"):
    """x and y exchanged"""
    rectangle = patches.Rectangle(
        (b[1] - 0.5, b[0] - 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2
    )
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_text__wrong__no_outline(ax, xy, txt, sz=14):
    """the outline is missing"""
    return ax.text(*xy, txt, va="top", color="white", fontsize=sz, weight="bold")


def draw_outline__right__keywords(o, lw):
    o.set_path_effects([patheffects.Stroke(foreground="black", linewidth=lw), patheffects.Normal()])


# --- what looks otherwise than it should ------------------------------------------------------


def show_img__wrong__stretched(im, figsize=None, ax=None):
    """pixels are no squares any more"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im, aspect="auto")
    ax.axis("off")
    return ax


def show_img__wrong__pale(im, figsize=None, ax=None):
    """the image is transparent"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im, alpha=0.5)
    ax.axis("off")
    return ax


def show_img__wrong__other_numbers(im, figsize=None, ax=None):
    """from 0 to 1: whatever is drawn on it in pixels is elsewhere"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im, extent=(0, 1, 1, 0))
    ax.axis("off")
    return ax


def show_img__wrong__cut(im, figsize=None, ax=None):
    """the right part is out of sight"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.set_xlim(-0.5, 2)
    ax.axis("off")
    return ax


def _rectangle(ax, b, **how):
    rectangle = patches.Rectangle((b[0] - 0.5, b[1] - 0.5), b[2], b[3], lw=2, **how)
    ax.add_patch(rectangle)
    draw_outline(rectangle, 4)
    return rectangle


def draw_rect__wrong__hatched(ax, b, color="white"):
    """lines across the object"""
    return _rectangle(ax, b, fill=False, edgecolor=color, hatch="/")


def draw_rect__wrong__under_the_image(ax, b, color="white"):
    """a negative zorder"""
    return _rectangle(ax, b, fill=False, edgecolor=color, zorder=-1)


def draw_rect__wrong__dashed(ax, b, color="white"):
    """a dashed line"""
    return _rectangle(ax, b, fill=False, edgecolor=color, ls="--")


def draw_rect__wrong__hidden(ax, b, color="white"):
    """nothing is to be seen"""
    return _rectangle(ax, b, fill=False, edgecolor=color, visible=False)


def draw_rect__wrong__turned(ax, b, color="white"):
    """turned by a quarter round its corner"""
    return _rectangle(ax, b, fill=False, edgecolor=color, angle=90)


def draw_rect__right__transparent_face(ax, b, color="white"):
    return _rectangle(ax, b, facecolor=(0, 0, 0, 0), edgecolor=color, ls="-")


def _text(ax, xy, txt, sz, **how):
    how = {"va": "top", "color": "white", "fontsize": sz, "weight": "bold"} | how
    text = ax.text(*xy, txt, **how)
    draw_outline(text, 2)
    return text


def draw_text__wrong__frame(ax, xy, txt, sz=14):
    """a box behind the letters hides the image"""
    return _text(ax, xy, txt, sz, bbox={"facecolor": "red"})


def draw_text__wrong__pale(ax, xy, txt, sz=14):
    """letters that one sees through"""
    return _text(ax, xy, txt, sz, alpha=0.2)


def draw_text__wrong__upright(ax, xy, txt, sz=14):
    """from top to bottom"""
    return _text(ax, xy, txt, sz, rotation=90)


def draw_text__wrong__share_of_axes(ax, xy, txt, sz=14):
    """the place is no longer counted in pixels"""
    return _text(ax, xy, txt, sz, transform=ax.transAxes)


def draw_text__wrong__hidden(ax, xy, txt, sz=14):
    """nothing is to be seen"""
    return _text(ax, xy, txt, sz, visible=False)


def draw_text__right__weight_as_number(ax, xy, txt, sz=14):
    return _text(ax, xy, txt, float(sz), weight=700, color=(1, 1, 1))


def show_img__wrong__plt_imshow(im, figsize=None, ax=None):
    """draws on the current axes, not on the given ones"""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    plt.imshow(im)
    plt.axis("off")
    return ax


def draw_rect__wrong__plus_half(ax, b, color="white"):
    """half a pixel in the wrong direction"""
    p = ax.add_patch(
        patches.Rectangle((b[0] + 0.5, b[1] + 0.5), b[2], b[3], fill=False, edgecolor=color, lw=2)
    )
    draw_outline(p, 4)
    return p


def draw_outline__wrong__fixed(o, lw):
    """always 2 wide"""
    o.set_path_effects([patheffects.Stroke(linewidth=2, foreground="black"), patheffects.Normal()])


def show_img__wrong__cleared(im, figsize=None, ax=None):
    """wipes what the caller's axes had on them (title)"""
    if ax is None:
        fig, ax = plt.subplots(figsize=figsize)
    ax.clear()
    ax.imshow(im)
    ax.axis("off")
    return ax


def draw_rect__wrong__float_box_moved(ax, b, color="white"):
    """np.asarray(float) makes no copy of a float array: the argument is changed"""
    b = np.asarray(b, dtype=float)
    b[:2] -= 0.5
    rect = patches.Rectangle(b[:2], b[2], b[3], fill=False, edgecolor=color, lw=2)
    draw_outline(rect, 4)
    return ax.add_patch(rect)


def draw_rect__wrong__whole_numbers(ax, b, color="white"):
    """whole numbers only: fractions of a box are cut off"""
    x, y, width, height = map(int, b)
    rect = patches.Rectangle((x - 0.5, y - 0.5), width, height, fill=False, edgecolor=color, lw=2)
    ax.add_patch(rect)
    draw_outline(rect, 4)
    return rect


def draw_rect__wrong__four_lines(ax, b, color="white"):
    """four lines with ax.plot; returns lines, not a rectangle"""
    x, y, width, height = b
    left, top, right, bottom = x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5
    lines = ax.plot(
        [left, right, right, left, left], [top, top, bottom, bottom, top], color=color, lw=2
    )
    draw_outline(lines[0], 4)
    return lines[0]


def show_img__wrong__ticks_of_new_axes_only(im, figsize=None, ax=None):
    """ticks removed only from a new figure"""
    if ax is None:
        fig, ax = plt.subplots(figsize=figsize)
        ax.axis("off")
    ax.imshow(im)
    return ax


def show_img__wrong__image_clipped(im, figsize=None, ax=None):
    """np.clip in place: changes the caller's image"""
    np.clip(im, 0, 0.999, out=im)
    if ax is None:
        fig, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.axis("off")
    return ax


def draw_idx__wrong__boxes_as_they_are(i, pascal, figsize=(8, 6), ax=None):
    """the boxes are drawn without bb_hw"""
    ax = show_img(open_image(pascal.img_path / pascal.trn_fns[i]), figsize=figsize, ax=ax)
    for bb, class_id in pascal.trn_anno.get(i, []):
        draw_object(ax, bb, pascal.cats[class_id])
    return ax
