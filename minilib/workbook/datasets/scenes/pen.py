"""A pen that draws filled shapes into a small picture with an alpha channel."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

Color = tuple[float, float, float]
Points = Sequence[tuple[float, float]]

_SHIFT = 4  # OpenCV takes coordinates in sixteenths of a pixel
_FINE = 1 << _SHIFT


def shade(color: Color, factor: float) -> Color:
    """A color made darker (below 1) or lighter (above 1)."""
    return tuple(float(min(max(channel * factor, 0), 255)) for channel in color)


def smooth(points: Points, steps: int = 6) -> np.ndarray:
    """A closed curve through the points (Catmull-Rom), shape (len(points) * steps, 2)."""
    p1 = np.asarray(points, dtype=float)
    p0, p2, p3 = np.roll(p1, 1, axis=0), np.roll(p1, -1, axis=0), np.roll(p1, -2, axis=0)
    t = (np.arange(steps) / steps)[:, None, None]
    curve = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve.transpose(1, 0, 2).reshape(-1, 2)


class Pen:
    """Draws one object. Coordinates go from 0 to 1, from left to right and from top to bottom.

    Parameters
    ----------
    width, height
        Size of the picture in pixels.
    base
        The object's main color (RGB, 0 to 255): what soft edges fade into.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    alpha : ndarray of uint8, shape (height, width)
        255 where something has been drawn.
    """

    def __init__(self, width: int, height: int, base: Color) -> None:
        self.width, self.height = width, height
        self.rgb = np.empty((height, width, 3), np.uint8)
        self.rgb[:] = np.round(base)
        self.alpha = np.zeros((height, width), np.uint8)
        self._scale = np.array([width, height], dtype=float)

    def _fixed(self, points: Points | np.ndarray) -> np.ndarray:
        # A coordinate of 0 is the left edge of pixel 0; OpenCV counts from the pixel's middle.
        pixels = np.asarray(points, dtype=float) * self._scale - 0.5
        return np.round(pixels * _FINE).astype(np.int32).reshape(-1, 1, 2)

    def _weight(self, width: float) -> int:
        return max(1, round(width * self.height))

    def poly(self, points: Points | np.ndarray, color: Color, *, edge: float = 0.7) -> None:
        """A filled polygon with an outline ``edge`` times as bright (0 for none)."""
        fixed = [self._fixed(points)]
        cv2.fillPoly(self.rgb, fixed, color, cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self.alpha, fixed, 255, cv2.LINE_AA, _SHIFT)
        if edge:
            dark, weight = shade(color, edge), self._weight(0.006)
            cv2.polylines(self.rgb, fixed, True, dark, weight, cv2.LINE_AA, _SHIFT)
            cv2.polylines(self.alpha, fixed, True, 255, weight, cv2.LINE_AA, _SHIFT)

    def blob(self, points: Points, color: Color, *, edge: float = 0.7) -> None:
        """A filled smooth shape through the points."""
        self.poly(smooth(points), color, edge=edge)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, color: Color, *, edge: float = 0.7
    ) -> None:
        """A filled rectangle."""
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], color, edge=edge)

    def oval(
        self, x: float, y: float, rx: float, ry: float, color: Color, *, tilt: float = 0, edge=0.7
    ) -> None:
        """A filled ellipse; ``rx`` in widths, ``ry`` in heights, ``tilt`` in degrees."""
        angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        cos, sin = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
        dx, dy = rx * self.width * np.cos(angle), ry * self.height * np.sin(angle)
        xs = x + (dx * cos - dy * sin) / self.width
        ys = y + (dx * sin + dy * cos) / self.height
        self.poly(np.stack([xs, ys], axis=1), color, edge=edge)

    def disc(self, x: float, y: float, r: float, color: Color, *, edge: float = 0.7) -> None:
        """A filled circle; ``r`` in heights."""
        self.oval(x, y, r * self.height / self.width, r, color, edge=edge)

    def line(self, points: Points, width: float, color: Color) -> None:
        """A line through the points, ``width`` in heights."""
        fixed, weight = [self._fixed(points)], self._weight(width)
        cv2.polylines(self.rgb, fixed, False, color, weight, cv2.LINE_AA, _SHIFT)
        cv2.polylines(self.alpha, fixed, False, 255, weight, cv2.LINE_AA, _SHIFT)

    def ring(self, x: float, y: float, r: float, width: float, color: Color) -> None:
        """A circle's outline; ``r`` and ``width`` in heights."""
        angle = np.linspace(0, 2 * np.pi, 48)
        rx = r * self.height / self.width
        self.line(np.stack([x + rx * np.cos(angle), y + r * np.sin(angle)], axis=1), width, color)

    def limb(self, points: Points, widths: Sequence[float], color: Color, *, edge=0.7) -> None:
        """A tapering limb along the points; ``widths`` in heights, one a point."""
        p = np.asarray(points, dtype=float) * self._scale
        along = np.gradient(p, axis=0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        across *= np.asarray(widths)[:, None] * self.height / 2
        outline = np.concatenate([p + across, (p - across)[::-1]]) / self._scale
        self.poly(outline, color, edge=edge)

    def finish(self, rng: np.random.Generator, *, flip: bool) -> tuple[np.ndarray, np.ndarray]:
        """Color and alpha with light from above and a little grain; mirrored if ``flip``."""
        light = np.linspace(1.12, 0.84, self.height, dtype=np.float32)[:, None, None]
        grain = rng.integers(-6, 7, (self.height // 2 + 1, self.width // 2 + 1, 1)).astype(np.int8)
        grain = cv2.resize(grain.astype(np.float32), (self.width, self.height))[..., None]
        rgb = np.clip(self.rgb * light + grain, 0, 255).astype(np.uint8)
        if flip:
            return rgb[:, ::-1].copy(), self.alpha[:, ::-1].copy()
        return rgb, self.alpha
