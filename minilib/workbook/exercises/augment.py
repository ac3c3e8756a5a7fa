"""Exercises of chapter 12: images change, and boxes with them."""

from __future__ import annotations

import numpy as np

from minilib import augment
from minilib.workbook.exercises import Exercise, call
from minilib.workbook.exercises.slips import drop, put, swap

# -- what is looked at ----------------------------------------------------------------------------

#: No pixel of the cases of ``rotate`` is near this brightness, whatever version of OpenCV draws it.
WHITE = 190


def _named(result, _args):
    """Show image and box by their names."""
    if not isinstance(result, tuple) or len(result) != 2:
        return {"it is": type(result).__name__.removeprefix("nd")}
    return {"image": result[0], "box": result[1]}


def _white_and_black(result, args):
    """Do the same with 0 and 1 for the image: OpenCV's versions round a little differently."""
    seen = _named(result, args)
    im = seen.get("image")
    if isinstance(im, np.ndarray) and im.ndim == 3:
        seen["image"] = np.where(im[:, :, 0] > WHITE, 1, 0).astype(im.dtype)
    return seen


# -- small data -----------------------------------------------------------------------------------


def _bb(*numbers):
    return np.array(numbers, dtype=np.float32)


def _flip(height, width, bb):
    """Make a case with an image whose numbers all differ, as far as 255 allows."""
    im = (np.arange(height * width * 3) * 7 % 251).astype(np.uint8).reshape(height, width, 3)
    return call(im, bb, text=f"flip_lr(<image {width} wide>, {bb.tolist()})")


def _light(*pixels, **how):
    return call(np.array(pixels, dtype=np.uint8), **how)


def _places(*points):
    """Write places (x, y) as columns (x, y, 1)."""
    return np.array([*zip(*points, strict=True), [1.0] * len(points)], dtype=float)


def _turn(degrees, *bb, sz=12):
    """Make a case with a white rectangle on black."""
    im = np.zeros((sz, sz, 3), dtype=np.uint8)
    im[bb[0] : bb[2] + 1, bb[1] : bb[3] + 1] = 255
    return call(im, _bb(*bb), degrees, text=f"rotate(<{sz} x {sz}>, {[*bb]}, {degrees})")


#: Boxes and the degrees by which they are turned.
_TURNED = (0, 0, 39, 19, 30), (10, 20, 59, 69, 45), (5, 5, 14, 44, 3), (0, 0, 9, 39, -30)
_TURNED += (3, 7, 42, 26, 90), (0, 0, 29, 9, 120), (8, 8, 17, 27, 0)

# Pieces of the references that slips change, and what some of them become.
_FLIPPED, _NEW = "[:, ::-1]", "[top, last - right, bottom, last - left]"
_OWN = "bb[1], bb[3] = last - bb[3], last - bb[1]"
_SHARE = "255 * brightness"
_LIT, _MIDDLE = "cv2.addWeighted(im, contrast, im, 0, added)", "127.5 * (1 - contrast)"
_CUT, _IN_8_BITS = "np.clip(np.round({}), 0, 255).astype(np.uint8)", "astype(int).astype(np.uint8)"
_STRETCHED = _CUT.format(f"im * contrast + {_MIDDLE}")
_LOW, _HIGH = "[ys.min(), xs.min()]", "[ys.max() - 1, xs.max() - 1]"
_NEAR, _FAR = f"np.clip({_LOW}, 0, sz - 1)", f"np.clip({_HIGH}, near, sz - 1)"
_WARPED, _ROUND = "warp(im, matrix, sz)", "enclosing_box(matrix @ box_corners(bb), sz)"
_LONGER, _WIDER = "(height * c + width * s)", "(width * c + height * s)"
_AREA, _PIXELS = "(height * width)", "float((bb[2] - bb[0] + 1) * (bb[3] - bb[1] + 1))"
_RATIO = f"{_LONGER} * {_WIDER} / {_AREA}"
_MEASURED = "enclosing_box(rotation(degrees, 200) @ box_corners(bb), 200)"
_ABS_C, _ABS_S = "abs(np.cos(np.deg2rad(degrees)))", "abs(np.sin(np.deg2rad(degrees)))"

EXERCISES = {
    "flip_lr": Exercise(
        answer=augment.flip_lr,
        minutes=6,
        difficulty=2,
        observe=_named,
        parts="top left bottom right",
        tolerance=1e-5,
        cases=(
            _flip(2, 5, _bb(0, 0, 1, 1)),
            _flip(3, 4, _bb(1, 0, 2, 1)),
            _flip(4, 6, np.array([0, 2, 3, 5])),
            _flip(3, 3, _bb(0, 1, 2, 1)),
            _flip(6, 4, _bb(1.5, 0.25, 4, 2.5)),
            _flip(2, 1, _bb(0, 0, 1, 0)),
        ),
        hints=(
            "Step 2 shows all of it, for an image that is 5 wide.",
            "In the image, list the columns backwards. Each column goes to last - column, and the "
            "new left comes from the old right.",
            "return im[:, ::-1], np.array([top, last - ..., bottom, last - ...], dtype=bb.dtype)",
        ),
        slips={
            swap("last - right", "last - left"): "The box begins where it should end: what was "
            "its left edge is now on the right.",
            put("] - 1", "]"): "One too far: the last column is width - 1.",
            put("im.shape[1] - 1", "4"): "4 is the last column of an image that is 5 wide. Ask "
            "the image: im.shape.",
            put(_FLIPPED, "[::-1]"): "The image is upside down. Columns are the second axis.",
            put(f"im{_FLIPPED}", "im"): "You flip the box, but not the image.",
            put(_NEW, "[top, left, bottom, right]"): "You flip the image, but not the box.",
            put(_NEW, "[last - bottom, left, last - top, right]"): "You mirror top and bottom. A "
            "box lists rows first: top, left, bottom, right.",
            put("last - left", "right"): "You overwrite left, but right needs its old value. "
            "Unpack all four first.",
            put("right = bb", f"right = bb\n    {_OWN}"): "You write into the box that was passed "
            "in, so the next epoch gets it flipped.",
        },
        why="Each column goes to last - column, so the old right edge becomes the new left one.",
    ),
    "adjust_lighting": Exercise(
        answer=augment.adjust_lighting,
        minutes=8,
        difficulty=3,
        # No result is near a half, where it would matter how one rounds; nor is one of the slips.
        cases=(
            _light(0, 1, 100, 127, 128, 254, 255),
            _light(0, 10, 40, 200, brightness=0.8),
            _light(0, 20, 100, 250, brightness=-0.25),
            _light(0, 60, 101, 250, contrast=0.7),
            _light(10, 100, 160, 250, contrast=3.0),
            _light([10, 100], [153, 204], brightness=0.15, contrast=0.9),
            _light([[[20, 90, 150]]], brightness=-0.12, contrast=1.3),
            _light(0, 100, 128, 250, brightness=-0.32, contrast=1.5),
        ),
        hints=(
            "Step 3 shows all the parts, one in each cell. Put them together.",
            "Multiply the distance from the middle, 127.5, by the contrast. Then add the middle "
            "and 255 * brightness.",
            "return np.clip(np.round((im - 127.5) * ... + ... + ...), 0, 255).astype(np.uint8)",
        ),
        slips={
            put(_LIT, f"np.round(im * contrast + added).{_IN_8_BITS}"): (
                "Numbers above 255 start again at 0. Clip before you go back to 8 bits."
            ),
            put(_LIT, "np.clip(im * contrast + added, 0, 255).astype(np.uint8)"): (
                "astype cuts off the fraction, so every image becomes a bit darker. Round first."
            ),
            put(_SHARE, "255 * brightness * contrast"): "You change the brightness first, so the "
            "contrast changes it too. Contrast first.",
            drop(f" + {_MIDDLE}"): "You multiply the distance from black, so more contrast makes "
            "everything brighter. Multiply the distance from 127.5.",
            put("127.5", "im.mean()"): "You use the image's own mean as the middle, not 127.5.",
            put(_MIDDLE, "-127.5 * contrast"): "You subtract the middle, 127.5, but never add it "
            "back.",
            put(_SHARE, "brightness"): "Brightness is a share of white: multiply by 255.",
            put(_LIT, _CUT.format(f"np.clip(im * contrast + {_MIDDLE}, 0, 255) + {_SHARE}")): (
                "You clip before you add the brightness, so what is cut off is lost. Clip last."
            ),
            put(_LIT, _CUT.format(f"(im - 127) * contrast + 127.5 + {_SHARE}")): (
                "You subtract in 8 bits, where numbers below 0 start again at 255."
            ),
            put(_LIT, f"{_STRETCHED} + np.uint8(int({_SHARE}) % 256)"): (
                "You add the brightness in 8 bits, where counting restarts at 0. Convert last."
            ),
            put(_LIT, f"np.minimum(np.round(im * contrast + added), 255).{_IN_8_BITS}"): (
                "You clip only above 255. Numbers below 0 start again at 255."
            ),
            put(_LIT, f"np.maximum(np.round(im * contrast + added), 0).{_IN_8_BITS}"): (
                "You clip only below 0. Numbers above 255 start again at 0."
            ),
            put(_LIT, "cv2.convertScaleAbs(im, alpha=contrast, beta=added)"): (
                "convertScaleAbs drops the sign of numbers below 0. They have to become 0."
            ),
            put(_LIT, "np.clip((im / 255 - 0.5) * contrast + 0.5 + brightness, 0, 1)"): (
                "Your numbers go from 0 to 1, but an image has numbers from 0 to 255, in 8 bits."
            ),
            put(_LIT, _CUT.format("im * contrast * (1 + brightness) + 127.5 * (1 - contrast)")): (
                "You multiply by the brightness. It is added, as a share of 255."
            ),
        },
        why="Calculate in a type that has room, round and clip, and only then go back to 8 bits.",
    ),
    "enclosing_box": Exercise(
        answer=augment.enclosing_box,
        minutes=10,
        difficulty=3,
        parts="top left bottom right",
        box="bb",
        tolerance=1e-5,
        cases=(
            call(_places((1, 3), (9, 3), (9, 6), (1, 6)), 10),
            call(_places((3, 1), (8, 4), (6, 9), (1, 6)), 10),
            call(_places((4.5, 0.25), (9.25, 3.5), (5.5, 8.75), (0.75, 5.5)), 12),
            call(_places((-2, 3), (5, -4), (12, 6), (4, 14)), 10),
            call(_places((-7, 12), (-3, 14), (-2, 16), (-5, 13)), 10),
            call(_places((3, -5), (1, -2), (4, -1), (6, -4)), 10),
            call(_places((12, 3), (15, 1), (16, 14), (13, 16)), 8),
            call(_places((3.25, 1.5), (3.5, 1.5), (3.5, 2), (3.25, 2)), 10),
            call(_places((2, 5), (4, 1), (7, 3)), 20),
            call(_places((6, 6), (5, 2), (9, 3), (3, 7), (4, 9)), 20),
        ),
        hints=(
            "Find the smallest and the largest x and y. Then clip.",
            "The first row of points holds x, the second y. Subtract 1 from the largest ones. Clip "
            "the near corner to 0 .. sz - 1 and the far one to near .. sz - 1.",
            "near = np.clip([ys.min(), xs.min()], 0, ...); far = np.clip([... - 1, ... - 1], near, "
            "...); return np.array([*near, *far], dtype=np.float32)",
        ),
        slips={
            put("max() - 1", "max()"): "A place is where the last pixel ends; the box needs the "
            "pixel itself, 1 less.",
            (put(_NEAR, _LOW), put(_FAR, _HIGH)): "The box goes beyond the image. Clip it.",
            put("near, sz", "0, sz"): "A very thin box ends before it begins. Make it at least "
            "one pixel wide and high.",
            put("points[0], points[1]", "points[:2].clip(0, sz - 1)"): (
                "You clip places like pixels. Places go up to sz, where the last pixel ends."
            ),
            (put("ys.min(), xs.min()", "ys[0], xs[0]"), put("s.max()", "s[2]")): (
                "You look at only two points. In a turned box, any of them may be outermost."
            ),
            put("np.float32", "int"): "You cut off fractions. Edges may be between pixels.",
            put(_FAR, "np.clip([ys.max(), xs.max()], near, sz - 1) - 1"): (
                "You subtract 1 after clipping. Subtract it first, since the limits are pixels."
            ),
            put(_FAR, "np.clip([ys.max(), xs.max()], 0, sz) - 1"): "A box outside the image ends "
            "before it begins. Subtract 1 first, then clip.",
            (put("points[0], points[1]", "points[:2] - 1"), put("max() - 1", "max()")): (
                "You subtract 1 from both corners. Subtract it only from the far one."
            ),
            put("xs, ys = (points[0], points[1])", "xs = ys = points[:2]"): (
                "You take one minimum and one maximum of all numbers. x and y need their own."
            ),
            put("points[0], points[1]", "points[:, 0], points[:, 1]"): (
                "You look along the wrong axis: a column is one point, a row holds every x or y."
            ),
            put(_NEAR, f"np.array({_LOW})"): "You do not clip the near corner.",
            (put(_NEAR, f"np.maximum({_LOW}, 0)"), put(_FAR, f"np.minimum({_HIGH}, sz - 1)")): (
                "An object may have left the image: clip each edge at both ends."
            ),
            put("0, sz - 1", "0, None"): "Clip the near corner at sz - 1 too: an object may have "
            "left the image.",
        },
        why="The smallest and the largest number in each direction make the box, whatever shape "
        "the points form. It is never outside the image, and never empty.",
    ),
    "rotate": Exercise(
        answer=augment.rotate,
        minutes=6,
        difficulty=2,
        observe=_white_and_black,
        parts="top left bottom right",
        tolerance=1e-4,
        cases=(
            _turn(90, 2, 3, 4, 8),
            _turn(180, 1, 2, 3, 6),
            _turn(37, 3, 5, 9, 7),
            _turn(-22, 2, 3, 6, 8),
            _turn(0, 4, 1, 8, 12),
            _turn(90, 1, 1, 7, 4, sz=10),
        ),
        hints=(
            "One matrix, used twice: for the image and for the corners of the box.",
            "rotation(degrees, sz) with im.shape[0] as sz is the matrix. warp draws the image with "
            "it. matrix @ corners gives the turned corners, for enclosing_box.",
            "return warp(im, matrix, sz), enclosing_box(... @ ..., sz)",
        ),
        slips={
            put("(degrees, sz)", "(degrees, 0)"): "You turn about a corner, not the centre.",
            put("(degrees", "(-degrees"): "You turn clockwise, not counterclockwise.",
            put(_WARPED, "im"): "You turn the box, but not the image.",
            put("im.shape[0]", "128"): "Take the side from the image: it is im.shape[0].",
            put("matrix @", "rotation(-degrees, sz) @"): "You turn image and box in opposite "
            "directions. Use one matrix for both.",
            put(_WARPED, "cv2.warpAffine(im, matrix[:2], (sz, sz))"): (
                "OpenCV counts from the first pixel's middle, places from its corner: use warp."
            ),
            put("matrix @ box_corners(bb)", "(matrix @ box_corners(bb))[:, ::2]"): (
                "You turn only two corners. Any of the four may be outermost after the turn."
            ),
            put("box_corners(bb)", "(box_corners(bb) - [[0, 1, 1, 0], [0, 0, 1, 1], [0] * 4])"): (
                "Your corners are pixels, not places: a box ends where its last pixel ends."
            ),
            put(_ROUND, "matrix @ box_corners(bb)"): "You return the four turned corners. Return "
            "the upright box around them.",
        },
        why="Image and box go through the same matrix, so they always fit together.",
    ),
    "box_growth": Exercise(
        answer=augment.box_growth,
        minutes=7,
        difficulty=3,
        tolerance=1e-5,
        cases=(
            *(call(np.array(bb), degrees) for *bb, degrees in _TURNED),
            call(_bb(1.5, 2, 10.5, 21), 15),
        ),
        hints=(
            "The cell above the exercise does it for 40 x 20 and 30 degrees.",
            "Compute the sides in pixels, then c and s: the cosine and sine of the angle in "
            "radians, without their signs.",
            "return float((height * c + width * s) * (... + ...) / (height * width))",
        ),
        slips={
            put("abs", ""): "A sine or cosine may be negative, but no length is: use abs.",
            (put("abs", ""), put("float(", "abs(")): "You make only the product positive. Use abs "
            "for c and for s.",
            put(_ABS_C, _ABS_C[4:-1]): "Beyond 90 degrees the cosine is negative: use abs.",
            put(_ABS_S, _ABS_S[4:-1]): "Turned the other way, the sine is negative: use abs.",
            put(_LONGER, _WIDER): "You use the width's formula for both sides. For the height, "
            "swap c and s.",
            put(_WIDER, _LONGER): "You use the height's formula for both sides. For the width, "
            "swap c and s.",
            put(f" / {_AREA}", ""): "You return the new area. Divide it by the old one.",
            put(_AREA, "((height - 1) * (width - 1))"): "The old box's sides lack the + 1.",
            drop(" + 1"): "You count steps, not pixels: both corners belong to the box.",
            put("np.deg2rad(degrees)", "degrees"): "cos and sin take radians.",
            (put(f"{_LONGER} * ", ""), put(_AREA, "width")): "You count only the growth of the "
            "width. The height grows as well.",
            (put(f" * {_WIDER}", ""), put(_AREA, "height")): "You count only the growth of the "
            "height. The width grows as well.",
            put(_RATIO, "(c + s) ** 2"): "This is right for a square. A flat box grows more.",
            put(_RATIO, f"({_LONGER} + {_WIDER}) / (height + width)"): (
                "You compare the sums of the sides. Compare the areas: multiply the sides."
            ),
            put("c, s =", f"bb = {_MEASURED}\n    return {_PIXELS} / {_AREA}\n    c, s ="): (
                "A turned box may be clipped in an image of 200 pixels. Use the formula."
            ),
        },
        why="Each new side has a part of both old sides. The flatter the box, the more it grows.",
    ),
}
