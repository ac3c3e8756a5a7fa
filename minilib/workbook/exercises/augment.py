"""Exercises of chapter 11: pictures change, and boxes with them."""

from __future__ import annotations

import numpy as np

from minilib import augment
from minilib.workbook.exercises import Exercise, Mistake, call

# -- flip_lr: wrong ways ------------------------------------------------------------------------


def _box(bb, top, left, bottom, right):
    return np.array([top, left, bottom, right], dtype=bb.dtype)


def corners_not_swapped(im, bb):
    last = im.shape[1] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], _box(bb, top, last - left, bottom, last - right)


def width_for_last(im, bb):
    width = im.shape[1]
    top, left, bottom, right = bb
    return im[:, ::-1], _box(bb, top, width - right, bottom, width - left)


def height_for_width(im, bb):
    last = im.shape[0] - 1
    top, left, bottom, right = bb
    return im[:, ::-1], _box(bb, top, last - right, bottom, last - left)


def upside_down(im, bb):
    last = im.shape[0] - 1
    top, left, bottom, right = bb
    return im[::-1], _box(bb, last - bottom, left, last - top, right)


def box_stays(im, bb):
    return im[:, ::-1], bb


def picture_stays(im, bb):
    return im, augment.flip_lr(im, bb)[1]


def x_taken_first(im, bb):
    last = im.shape[1] - 1
    return im[:, ::-1], _box(bb, last - bb[2], bb[1], last - bb[0], bb[3])


def colours_exchanged(im, bb):
    return im[:, :, ::-1], augment.flip_lr(im, bb)[1]


def picture_alone(im, bb):
    return im[:, ::-1]


def box_changed_in_place(im, bb):
    last = im.shape[1] - 1
    bb[1], bb[3] = last - bb[3], last - bb[1]
    return im[:, ::-1], bb


# -- light: wrong ways --------------------------------------------------------------------------


def _uint8(numbers):
    return np.clip(np.round(numbers), 0, 255).astype(np.uint8)


def wraps_round(im, brightness=0.0, contrast=1.0):
    numbers = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.round(numbers).astype(np.int64).astype(np.uint8)


def not_rounded(im, brightness=0.0, contrast=1.0):
    numbers = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.clip(numbers, 0, 255).astype(np.uint8)


def left_as_float(im, brightness=0.0, contrast=1.0):
    numbers = (im - 127.5) * contrast + 127.5 + 255 * brightness
    return np.clip(np.round(numbers), 0, 255)


def brightness_first(im, brightness=0.0, contrast=1.0):
    return _uint8((im + 255 * brightness - 127.5) * contrast + 127.5)


def contrast_from_black(im, brightness=0.0, contrast=1.0):
    return _uint8(im * contrast + 255 * brightness)


def brightness_not_a_share(im, brightness=0.0, contrast=1.0):
    return _uint8((im - 127.5) * contrast + 127.5 + brightness)


def middle_not_added_again(im, brightness=0.0, contrast=1.0):
    return _uint8((im - 127.5) * contrast + 255 * brightness)


def contrast_left_out(im, brightness=0.0, contrast=1.0):
    return _uint8(im + 255 * brightness)


def about_its_own_mean(im, brightness=0.0, contrast=1.0):
    return _uint8((im - im.mean()) * contrast + im.mean() + 255 * brightness)


# -- enclosing_box: wrong ways -------------------------------------------------------------------


def ends_for_pixels(points, sz):
    xs, ys = np.clip(points[0], 0, sz), np.clip(points[1], 0, sz)
    return np.array([ys.min(), xs.min(), ys.max(), xs.max()], dtype=np.float32)


def x_first(points, sz):
    top, left, bottom, right = augment.enclosing_box(points, sz)
    return np.array([left, top, right, bottom], dtype=np.float32)


def not_cut_off(points, sz):
    xs, ys = points[0], points[1]
    return np.array([ys.min(), xs.min(), ys.max() - 1, xs.max() - 1], dtype=np.float32)


def no_pixel_left(points, sz):
    xs, ys = np.clip(points[0], 0, sz), np.clip(points[1], 0, sz)
    return np.array([ys.min(), xs.min(), ys.max() - 1, xs.max() - 1], dtype=np.float32)


def two_corners_only(points, sz):
    xs, ys = points[0, [0, 2]], points[1, [0, 2]]
    near = np.clip([ys.min(), xs.min()], 0, sz - 1)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz - 1)
    return np.array([*near, *far], dtype=np.float32)


def points_as_rows(points, sz):
    return augment.enclosing_box(points.T, sz)


def clipped_to_size(points, sz):
    xs, ys = points[0], points[1]
    near = np.clip([ys.min(), xs.min()], 0, sz)
    far = np.clip([ys.max() - 1, xs.max() - 1], near, sz)
    return np.array([*near, *far], dtype=np.float32)


def size_for_far_corner(points, sz):
    top, left, bottom, right = augment.enclosing_box(points, sz)
    return np.array([top, left, bottom - top + 1, right - left + 1], dtype=np.float32)


def whole_numbers(points, sz):
    return augment.enclosing_box(points, sz).astype(int)


def in_64_bits(points, sz):
    return augment.enclosing_box(points, sz).astype(float)


# -- rotate: wrong ways -------------------------------------------------------------------------


def about_the_corner(im, bb, degrees):
    sz = im.shape[0]
    angle = np.deg2rad(degrees)
    c, s = np.cos(angle), np.sin(angle)
    matrix = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return augment.warp(im, matrix, sz), augment.enclosing_box(matrix @ augment.box_corners(bb), sz)


def with_the_clock(im, bb, degrees):
    return augment.rotate(im, bb, -degrees)


def box_left_behind(im, bb, degrees):
    return augment.rotate(im, bb, degrees)[0], bb.astype(np.float32)


def picture_left_behind(im, bb, degrees):
    return im, augment.rotate(im, bb, degrees)[1]


def box_the_other_way(im, bb, degrees):
    return augment.rotate(im, bb, degrees)[0], augment.rotate(im, bb, -degrees)[1]


def points_on_the_left(im, bb, degrees):
    sz = im.shape[0]
    matrix = augment.rotation(degrees, sz)
    points = (augment.box_corners(bb).T @ matrix).T
    return augment.warp(im, matrix, sz), augment.enclosing_box(points, sz)


def degrees_for_radians(im, bb, degrees):
    return augment.rotate(im, bb, np.rad2deg(degrees))


def opencv_without_the_half(im, bb, degrees):
    import cv2

    sz = im.shape[0]
    matrix = augment.rotation(degrees, sz)
    picture = cv2.warpAffine(im, matrix[:2], (sz, sz), borderValue=(124, 116, 104))
    return picture, augment.enclosing_box(matrix @ augment.box_corners(bb), sz)


def box_before_picture(im, bb, degrees):
    picture, box = augment.rotate(im, bb, degrees)
    return box, picture


# -- growth: wrong ways -------------------------------------------------------------------------


def _sides(bb, extra=1):
    top, left, bottom, right = bb
    return bottom - top + extra, right - left + extra


def _cos_sin(degrees):
    return np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))


def _grown(height, width, c, s):
    return float((height * c + width * s) * (width * c + height * s) / (height * width))


def signs_kept(bb, degrees):
    return _grown(*_sides(bb), *_cos_sin(degrees))


def steps_for_pixels(bb, degrees):
    return _grown(*_sides(bb, 0), *np.abs(_cos_sin(degrees)))


def not_in_radians(bb, degrees):
    return _grown(*_sides(bb), abs(np.cos(degrees)), abs(np.sin(degrees)))


def pixels_not_times(bb, degrees):
    height, width = _sides(bb)
    return augment.box_growth(bb, degrees) * float(height * width)


def pixels_more(bb, degrees):
    return augment.box_growth(bb, degrees) - 1


def width_only(bb, degrees):
    height, width = _sides(bb)
    c, s = np.abs(_cos_sin(degrees))
    return float((width * c + height * s) / width)


def always_a_square(bb, degrees):
    c, s = np.abs(_cos_sin(degrees))
    return float((c + s) ** 2)


def upside_down_fraction(bb, degrees):
    return 1 / augment.box_growth(bb, degrees)


# -- small data ---------------------------------------------------------------------------------


def _bb(*numbers):
    return np.array(numbers, dtype=np.float32)


def _picture(height, width):
    """A picture in which every number is another, as far as 255 allows."""
    return (np.arange(height * width * 3) * 7 % 251).astype(np.uint8).reshape(height, width, 3)


def _rectangle(top, left, bottom, right, sz=12):
    """White on black."""
    im = np.zeros((sz, sz, 3), dtype=np.uint8)
    im[top : bottom + 1, left : right + 1] = 255
    return im


def _places(*points):
    """Places (x, y) as columns (x, y, 1)."""
    return np.array([*zip(*points, strict=True), [1.0] * len(points)], dtype=float)


#: No pixel of the cases below is near this brightness, whatever version of OpenCV turns them.
WHITE = 190


def _white_and_black(result, _args):
    """A turned picture as 0 and 1: OpenCV's versions round a little differently."""
    im, bb = result
    return np.where(im[:, :, 0] > WHITE, 1, 0).astype(im.dtype), bb


EXERCISES = {
    "flip_lr": Exercise(
        answer=augment.flip_lr,
        minutes=6,
        difficulty=2,
        cases=(
            call(_picture(2, 5), _bb(0, 0, 1, 1), text="flip_lr(<picture 5 wide>, [0, 0, 1, 1])"),
            call(_picture(3, 4), _bb(1, 0, 2, 1), text="flip_lr(<picture 4 wide>, [1, 0, 2, 1])"),
            call(
                _picture(4, 6), np.array([0, 2, 3, 5]), text="flip_lr(<6 wide>, [0, 2, 3, 5] whole)"
            ),
            call(_picture(3, 3), _bb(0, 1, 2, 1), text="flip_lr(<picture 3 wide>, [0, 1, 2, 1])"),
            call(
                _picture(6, 4), _bb(1.5, 0.25, 4, 2.5), text="flip_lr(<4 wide>, [1.5, .25, 4, 2.5])"
            ),
            call(_picture(2, 1), _bb(0, 0, 1, 0), text="flip_lr(<picture 1 wide>, [0, 0, 1, 0])"),
        ),
        hints=(
            "All of it stands in step 2, on the picture that is 5 wide.",
            "The picture: im[:, ::-1]. Each column goes to last - column, and the new left comes "
            "from the old right.",
            "return im[:, ::-1], np.array([top, last - ..., bottom, last - ...], dtype=bb.dtype)",
        ),
        mistakes=(
            Mistake(
                corners_not_swapped,
                "Left has gone to the right: your left is larger than your right. The new left is "
                "last - right.",
            ),
            Mistake(
                width_for_last,
                "One too far: the columns are numbered from 0, so the last is width - 1.",
            ),
            Mistake(height_for_width, "shape[0] is the height; left and right need the width."),
            Mistake(upside_down, "This turns it upside down. Columns are the second axis."),
            Mistake(box_stays, "The picture is flipped, the box is where it was."),
            Mistake(picture_stays, "The box is flipped, the picture is as it was: im[:, ::-1]."),
            Mistake(
                x_taken_first,
                "You have flipped top and bottom of the box. It is rows first: top, left, "
                "bottom, right.",
            ),
            Mistake(
                colours_exchanged,
                "This exchanges the colours, the third axis: im[:, ::-1] is the second.",
            ),
            Mistake(picture_alone, "The box is missing: return both, picture and box."),
            Mistake(
                box_changed_in_place,
                "You write into the box you were given, and the next epoch gets it flipped. Make "
                "a new one.",
            ),
        ),
        why="A column goes to last - column. So the edges change places: what was on the right is "
        "on the left.",
        tolerance=1e-5,
    ),
    "adjust_lighting": Exercise(
        answer=augment.adjust_lighting,
        minutes=8,
        difficulty=3,
        # No result is near a half: then it would matter how one rounds.
        cases=(
            call(np.array([0, 1, 100, 127, 128, 254, 255], dtype=np.uint8)),
            call(np.array([0, 10, 40, 200], dtype=np.uint8), brightness=0.8),
            call(np.array([0, 20, 100, 250], dtype=np.uint8), brightness=-0.25),
            call(np.array([0, 60, 101, 250], dtype=np.uint8), contrast=0.7),
            call(np.array([10, 100, 160, 250], dtype=np.uint8), contrast=1.8),
            call(np.array([[10, 100], [153, 204]], dtype=np.uint8), 0.15, 0.9),
            call(np.array([[20, 90, 152]], dtype=np.uint8), -0.1, 1.3),
        ),
        hints=(
            "All parts stand in step 3, in single cells. Put them one after the other.",
            "im - 127.5 is the distance from the middle. Times contrast, plus 127.5, plus "
            "255 * brightness.",
            "return np.clip(np.round((im - 127.5) * ... + ... + ...), 0, 255).astype(np.uint8)",
        ),
        mistakes=(
            Mistake(
                wraps_round,
                "What is above 255 begins again at 0. Cut it off with np.clip before uint8.",
            ),
            Mistake(
                not_rounded,
                "astype cuts off what is behind the point. np.round goes to the nearest.",
            ),
            Mistake(left_as_float, "These are floats. Pictures are uint8: astype at the end."),
            Mistake(
                brightness_first,
                "You add the brightness first, and the contrast stretches it too. Contrast first.",
            ),
            Mistake(
                contrast_from_black,
                "Your contrast goes out from black: more of it makes all brighter. Go out from "
                "127.5.",
            ),
            Mistake(
                brightness_not_a_share,
                "Brightness is a share of white: 0.1 adds 25.5, not 0.1. Times 255.",
            ),
            Mistake(
                middle_not_added_again,
                "The middle is taken away and not added again: everything gets dark.",
            ),
            Mistake(contrast_left_out, "The contrast is left out."),
            Mistake(
                about_its_own_mean,
                "You go out from the picture's own mean. The middle 127.5 is wanted.",
            ),
        ),
        why="Compute with room, cut off, and only then go back to 8 bits.",
    ),
    "enclosing_box": Exercise(
        answer=augment.enclosing_box,
        minutes=10,
        difficulty=3,
        cases=(
            call(_places((1, 3), (9, 3), (9, 6), (1, 6)), 10),
            call(_places((3, 1), (8, 4), (6, 9), (1, 6)), 10),
            call(_places((4.5, 0.25), (9.25, 3.5), (5.5, 8.75), (0.75, 5.5)), 12),
            call(_places((-2, 3), (5, -4), (12, 6), (4, 14)), 10),
            call(_places((7, 8), (13, 6), (15, 11), (9, 13)), 10),
            call(_places((-5, 3), (-2, 1), (-1, 4), (-4, 6)), 10),
            call(_places((12, 3), (15, 1), (16, 14), (13, 16)), 8),
            call(_places((2, 5), (4, 1), (7, 3)), 20),
        ),
        hints=(
            "Smallest and largest x, smallest and largest y. Then cut off.",
            "points[0] are the x, points[1] the y. Take 1 away from the largest. Clip the near "
            "corner to 0 .. sz - 1, the far one to near .. sz - 1.",
            "near = np.clip([ys.min(), xs.min()], 0, ...); far = np.clip([... - 1, ... - 1], near, "
            "...); return np.array([*near, *far], dtype=np.float32)",
        ),
        mistakes=(
            Mistake(
                ends_for_pixels,
                "Places end behind the last pixel; our boxes end with it. Take 1 away from the "
                "far corner.",
            ),
            Mistake(x_first, "x comes first in your box. It is top, left, bottom, right."),
            Mistake(not_cut_off, "The box goes beyond the picture. Cut it off: np.clip."),
            Mistake(
                no_pixel_left,
                "An object that has left the picture gets a box that ends before it begins. Keep "
                "the pixel at the edge.",
            ),
            Mistake(
                two_corners_only,
                "You look at the first and the third point only. A turned box needs all of them.",
            ),
            Mistake(
                points_as_rows,
                "You take a point for a row. Each point is a column: the x are points[0].",
            ),
            Mistake(
                clipped_to_size,
                "The last pixel is sz - 1, since they are numbered from 0. You cut off at sz.",
            ),
            Mistake(
                size_for_far_corner, "These are height and width. Bottom and right are wanted."
            ),
            Mistake(whole_numbers, "You make whole numbers of it. Keep the fractions: float32."),
            Mistake(in_64_bits, "These are 64 bits a number. Networks take float32: dtype=..."),
        ),
        why="Smallest and largest of each direction, whatever shape the points have; and never "
        "outside, never empty.",
        tolerance=1e-5,
    ),
    "rotate": Exercise(
        answer=augment.rotate,
        minutes=6,
        difficulty=2,
        cases=(
            call(
                _rectangle(2, 3, 4, 8),
                _bb(2, 3, 4, 8),
                90,
                text="rotate(<12 x 12>, [2, 3, 4, 8], 90)",
            ),
            call(
                _rectangle(1, 2, 3, 6),
                _bb(1, 2, 3, 6),
                180,
                text="rotate(<12 x 12>, [1, 2, 3, 6], 180)",
            ),
            call(
                _rectangle(3, 5, 9, 7),
                _bb(3, 5, 9, 7),
                37,
                text="rotate(<12 x 12>, [3, 5, 9, 7], 37)",
            ),
            call(
                _rectangle(2, 3, 6, 8),
                _bb(2, 3, 6, 8),
                -22,
                text="rotate(<12 x 12>, [2, 3, 6, 8], -22)",
            ),
            call(
                _rectangle(4, 1, 8, 4),
                _bb(4, 1, 8, 4),
                0,
                text="rotate(<12 x 12>, [4, 1, 8, 4], 0)",
            ),
            call(
                _rectangle(1, 1, 7, 4, sz=10),
                _bb(1, 1, 7, 4),
                43,
                text="rotate(<10 x 10>, [1, 1, 7, 4], 43)",
            ),
        ),
        hints=(
            "One matrix, used twice: for the picture and for the corners of the box.",
            "matrix = rotation(degrees, sz), where sz is im.shape[0]. warp draws the picture; "
            "matrix @ box_corners(bb) are the new corners, and enclosing_box takes them.",
            "return warp(im, matrix, sz), enclosing_box(... @ ..., sz)",
        ),
        mistakes=(
            Mistake(
                about_the_corner,
                "You turn about the top left corner; rotation turns about the middle.",
            ),
            Mistake(with_the_clock, "You turn with the clock. Degrees count against it."),
            Mistake(box_left_behind, "The picture is turned, the box is where it was."),
            Mistake(picture_left_behind, "The box is turned, the picture is as it was: warp it."),
            Mistake(
                box_the_other_way,
                "Picture and box are turned to different sides. Put both through one matrix.",
            ),
            Mistake(
                points_on_the_left,
                "The points stand on the wrong side. matrix @ points: a point is a column.",
            ),
            Mistake(
                degrees_for_radians,
                "You take degrees for radians. rotation wants degrees and converts by itself.",
            ),
            Mistake(
                opencv_without_the_half,
                "The picture is off by a part of a pixel: warp goes to OpenCV's counting and back.",
            ),
            Mistake(box_before_picture, "The order: first the picture, then the box."),
        ),
        why="Picture and box go through the same matrix, so they can't come apart.",
        observe=_white_and_black,
        tolerance=1e-4,
    ),
    "box_growth": Exercise(
        answer=augment.box_growth,
        minutes=7,
        difficulty=3,
        cases=(
            call(np.array([0, 0, 39, 19]), 30),
            call(np.array([10, 20, 59, 69]), 45),
            call(np.array([5, 5, 14, 44]), 3),
            call(np.array([0, 0, 9, 39]), -30),
            call(np.array([3, 7, 42, 26]), 90),
            call(np.array([0, 0, 29, 9]), 120),
            call(np.array([8, 8, 17, 27]), 0),
            call(_bb(1.5, 2, 10.5, 21), 15),
        ),
        hints=(
            "The cells above the exercise do it for 40 x 20 and 30 degrees.",
            "height = bottom - top + 1, width likewise. c and s are abs(cos) and abs(sin) of "
            "np.deg2rad(degrees).",
            "return float((height * c + width * s) * (... + ...) / (height * width))",
        ),
        mistakes=(
            Mistake(
                signs_kept,
                "With the clock, or beyond 90 degrees, sine or cosine is below 0, and lengths are "
                "not. Take abs.",
            ),
            Mistake(steps_for_pixels, "The sides are one too short: pixels, not steps. Add 1."),
            Mistake(
                not_in_radians, "np.cos does not take degrees. Convert them first: np.deg2rad."
            ),
            Mistake(
                pixels_not_times,
                "This is how many pixels it has afterwards. How many times as many as before?",
            ),
            Mistake(pixels_more, "For a box that stays as it is you say 0. It is 1 time as large."),
            Mistake(width_only, "Only the width is counted. The height grows as well."),
            Mistake(
                always_a_square,
                "This is right for a square. A flat box grows more: use height and width.",
            ),
            Mistake(upside_down_fraction, "Upside down: new size divided by old size."),
        ),
        why="To each side comes a part of the other one, and the more so the flatter the box.",
        tolerance=1e-5,
    ),
}
