"""Other right answers to the exercises of chapter 06, and mutants that are right as well."""

import matplotlib.pyplot as plt
from matplotlib import patches, patheffects

from minilib.drawing import draw_im, draw_outline, draw_rect, draw_text
from minilib.images import open_image


def show_img_lesson(im, figsize=None, ax=None):
    if not ax:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(im)
    ax.get_xaxis().set_visible(False)
    ax.set_axis_off()
    return ax


def show_img_figure(im, figsize=None, ax=None):
    ax = plt.figure(figsize=figsize).add_subplot() if ax is None else ax
    ax.axis("off")
    ax.imshow(im)
    return ax


def show_img_else(im, figsize=None, ax=None):
    if ax is not None:
        where = ax
    else:
        where = plt.subplots(1, 1, figsize=figsize)[1]
    where.imshow(im, interpolation="nearest")
    where.set(frame_on=True)
    where.set_axis_off()
    return where


def show_img_current(im, figsize=None, ax=None):
    if ax is None:
        plt.figure(figsize=figsize)
        ax = plt.gca()
    ax.imshow(im)
    ax.axis(False)
    return ax


def show_img_no_ticks(im, figsize=None, ax=None):
    if ax is None:
        ax = plt.subplots(figsize=figsize)[1]
    ax.imshow(im)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def show_img_tick_params(im, figsize=None, ax=None):
    ax = ax or plt.subplots(figsize=figsize)[1]
    ax.imshow((im * 255).astype("uint8"))
    ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    return ax


def draw_outline_plt(o, lw):
    o.set_path_effects([patheffects.Stroke(foreground="black", linewidth=lw), patheffects.Normal()])


def draw_outline_short(o, lw):
    o.set(path_effects=[patheffects.Stroke(linewidth=lw, foreground="k"), patheffects.Normal()])


def draw_outline_opaque(o, lw):
    black = patheffects.Stroke(linewidth=lw, foreground="black", alpha=1)
    o.set_path_effects([black, patheffects.Normal()])


def draw_outline_hex(o, lw):
    effects = [patheffects.Stroke(linewidth=lw, foreground="#000000")]
    effects.append(patheffects.Normal())
    o.set_path_effects(effects)


def draw_outline_tuple(o, lw):
    first, second = patheffects.Stroke(linewidth=lw, foreground=(0, 0, 0)), patheffects.Normal()
    o.set_path_effects((first, second))


def draw_outline_with(o, lw):
    o.set_path_effects([patheffects.withStroke(linewidth=lw, foreground="black")])


def draw_rect_named(ax, b, color="white"):
    x, y, width, height = b
    box = patches.Rectangle(
        xy=(x - 0.5, y - 0.5), width=width, height=height, fill=False, ec=color, linewidth=2
    )
    draw_outline(box, 4)
    return ax.add_patch(box)


def draw_rect_no_face(ax, b, color="white"):
    x, y, width, height = (float(number) for number in b)
    box = patches.Rectangle((x - 0.5, y - 0.5), width, height)
    box.set(facecolor="none", edgecolor=color, linewidth=2.0)
    draw_outline(box, 4.0)
    ax.add_patch(box)
    return box


def draw_rect_setters(ax, b, color="white"):
    box = ax.add_patch(patches.Rectangle((0, 0), 1, 1))
    box.set_bounds(b[0] - 0.5, b[1] - 0.5, b[2], b[3])
    box.set_fill(False)
    box.set_edgecolor(color)
    box.set_linewidth(2)
    draw_outline(box, 4)
    return box


def draw_rect_plt(ax, b, color="white"):
    box = plt.Rectangle([b[0] - 1 / 2, b[1] - 1 / 2], *b[2:], fill=False, edgecolor=color, lw=2)
    ax.add_artist(box)
    draw_outline(box, 4)
    return box


def draw_rect_corners(ax, b, color="white"):
    left, top = b[0] - 0.5, b[1] - 0.5
    right, bottom = left + b[2], top + b[3]
    patch = patches.Rectangle((left, top), right - left, bottom - top, lw=2, fill=None, ec=color)
    ax.add_patch(patch)
    draw_outline(patch, 4)
    return patch


def draw_text_xy(ax, xy, txt, sz=14):
    x, y = xy
    words = ax.text(x, y, txt, verticalalignment="top", color="w", size=sz, weight="bold", zorder=3)
    draw_outline(words, 2)
    return words


def draw_text_setters(ax, xy, txt, sz=14):
    words = ax.text(xy[0], xy[1], txt)
    words.set(va="top", color="white", fontsize=sz, fontweight="bold", zorder=5)
    draw_outline(words, 2)
    return words


def draw_text_700(ax, xy, txt, sz=14):
    words = ax.text(*xy, txt, va="top", ha="left", color=(1, 1, 1), size=sz, fontweight=700)
    words.set_path_effects([patheffects.withStroke(linewidth=2, foreground="black")])
    return words


def draw_text_fontdict(ax, xy, txt, sz=14):
    look = {"color": "white", "size": sz, "weight": "bold"}
    words = ax.text(*xy, txt, fontdict=look, va="top", zorder=2)
    draw_outline(words, 2)
    return words


def draw_text_effects(ax, xy, txt, sz=14):
    effects = [patheffects.Stroke(linewidth=2, foreground="black"), patheffects.Normal()]
    return ax.text(
        *xy, s=txt, va="top", c="#ffffff", fontsize=sz, fontweight="bold", zorder=4,
        path_effects=effects,
    )  # fmt: skip


def draw_idx_if(i, pascal, figsize=(8, 6), ax=None):
    anno = pascal.trn_anno[i] if i in pascal.trn_anno else []
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    return draw_im(im, anno, pascal.cats, figsize, ax)


def draw_idx_unpacked(i, pascal, figsize=(8, 6), ax=None):
    folder, files, _, objects, names = pascal
    return draw_im(open_image(folder / files[i]), objects.get(i) or [], names, figsize, ax)


def draw_idx_checked(i, pascal, figsize=(8, 6), ax=None):
    if i not in pascal.trn_fns:
        raise KeyError(i)
    im = open_image(pascal.img_path / pascal.trn_fns[i])
    objects = []
    if i in pascal.trn_anno.keys():
        objects = list(pascal.trn_anno[i])
    return draw_im(im=im, anno=objects, cats=pascal.cats, figsize=figsize, ax=ax)


def draw_idx_dict(i, pascal, figsize=(8, 6), ax=None):
    path = pascal.img_path.joinpath(pascal.trn_fns[i])
    objects = dict(pascal.trn_anno)
    return draw_im(
        open_image(str(path)), objects.get(i, ()), cats=pascal.cats, figsize=figsize, ax=ax
    )


def draw_idx_by_hand(i, pascal, figsize=(8, 6), ax=None):
    file = pascal.img_path / pascal.trn_fns[i]
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.imshow(open_image(file))
    ax.axis("off")
    for (top, left, bottom, right), number in pascal.trn_anno.get(i, []):
        draw_rect(ax, [left, top, right - left + 1, bottom - top + 1])
        draw_text(ax, [left, top], pascal.cats[number])
    return ax


RIGHT_WAYS = {
    "show_img": [
        show_img_lesson,
        show_img_figure,
        show_img_else,
        show_img_current,
        show_img_no_ticks,
        show_img_tick_params,
    ],
    "draw_outline": [
        draw_outline_plt,
        draw_outline_short,
        draw_outline_hex,
        draw_outline_opaque,
        draw_outline_tuple,
        draw_outline_with,
    ],
    "draw_rect": [
        draw_rect_named,
        draw_rect_setters,
        draw_rect_plt,
        draw_rect_corners,
        draw_rect_no_face,
    ],
    "draw_text": [
        draw_text_xy,
        draw_text_setters,
        draw_text_fontdict,
        draw_text_effects,
        draw_text_700,
    ],
    "draw_idx": [draw_idx_if, draw_idx_unpacked, draw_idx_dict, draw_idx_by_hand, draw_idx_checked],
}

EQUIVALENT: dict[str, dict[str, str]] = {name: {} for name in RIGHT_WAYS}
