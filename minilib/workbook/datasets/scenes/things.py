"""Bottle, chair, dining table, potted plant, sofa and television."""

from __future__ import annotations

import itertools

import numpy as np

from minilib.workbook.datasets.scenes.pen import Color, Pen, shade

WOOD: Color = (150, 104, 66)


def bottle(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A neck, shoulders, a label and a cap."""
    glass = ((52, 104, 62), (120, 70, 36), (150, 190, 205), (60, 80, 140))[rng.integers(4)]
    pen.blob([(0.36, 0.09), (0.64, 0.09), (0.65, 0.26), (0.74, 0.34), (0.95, 0.44), (0.96, 0.70),
              (0.95, 0.96), (0.50, 0.985), (0.05, 0.96), (0.04, 0.70), (0.05, 0.44), (0.26, 0.34),
              (0.35, 0.26)], glass)  # fmt: skip
    pen.rect(0.31, 0.015, 0.69, 0.10, (200, 160, 60) if rng.random() < 0.5 else color)
    pen.rect(0.05, 0.52, 0.95, 0.82, (244, 238, 220))
    pen.rect(0.05, 0.58, 0.95, 0.65, color, edge=0)
    pen.oval(0.5, 0.73, 0.20, 0.045, color, edge=0)
    pen.line([(0.19, 0.46), (0.19, 0.50)], 0.02, shade(glass, 1.8))
    pen.line([(0.44, 0.13), (0.44, 0.27)], 0.02, shade(glass, 1.8))
    pen.line([(0.19, 0.85), (0.19, 0.93)], 0.02, shade(glass, 1.6))


def chair(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A back, a seat and four legs, seen from the front at an angle."""
    dark = shade(color, 0.65)
    for x0, y0, x1, y1 in ((0.30, 0.52, 0.30, 0.86), (0.90, 0.52, 0.91, 0.86)):
        pen.limb([(x0, y0), (x1, y1)], [0.05, 0.04], dark)
    pen.limb([(0.26, 0.02), (0.30, 0.56)], [0.05, 0.05], color)
    pen.limb([(0.90, 0.02), (0.88, 0.56)], [0.05, 0.05], color)
    if rng.random() < 0.5:
        for y in (0.05, 0.18, 0.31):
            pen.poly([(0.26, y), (0.90, y), (0.90, y + 0.075), (0.27, y + 0.075)], color)
    else:
        pen.poly([(0.26, 0.03), (0.90, 0.03), (0.89, 0.40), (0.28, 0.40)], shade(color, 1.15))
    pen.poly([(0.28, 0.50), (0.90, 0.50), (0.80, 0.62), (0.07, 0.62)], shade(color, 1.2))
    pen.poly([(0.07, 0.62), (0.80, 0.62), (0.80, 0.67), (0.07, 0.67)], color)
    pen.poly([(0.80, 0.62), (0.90, 0.50), (0.90, 0.55), (0.80, 0.67)], dark)
    pen.limb([(0.11, 0.66), (0.09, 0.985)], [0.055, 0.045], color)
    pen.limb([(0.77, 0.66), (0.78, 0.985)], [0.055, 0.045], color)


def diningtable(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A table laid with plates and a vase."""
    wood = shade(WOOD, float(rng.uniform(0.8, 1.25)))
    for x in (0.22, 0.78):
        pen.limb([(x, 0.45), (x, 0.80)], [0.06, 0.05], shade(wood, 0.6))
    cloth = color if rng.random() < 0.5 else wood
    pen.poly([(0.16, 0.30), (0.84, 0.30), (0.99, 0.50), (0.01, 0.50)], cloth)
    pen.poly([(0.01, 0.50), (0.99, 0.50), (0.99, 0.57), (0.01, 0.57)], shade(cloth, 0.7))
    for x in (0.07, 0.93):
        pen.limb([(x, 0.57), (x, 0.985)], [0.075, 0.06], wood)
    for x in (0.22, 0.78):
        pen.oval(x, 0.43, 0.105, 0.045, (250, 250, 248))
        pen.oval(x, 0.43, 0.065, 0.026, (228, 230, 232), edge=0.9)
        pen.line([(x + 0.125, 0.40), (x + 0.14, 0.465)], 0.012, (160, 160, 165))
    pen.blob([(0.46, 0.40), (0.45, 0.30), (0.48, 0.24), (0.53, 0.24), (0.56, 0.30), (0.55, 0.40)],
             (90, 120, 180))  # fmt: skip
    for x, y in ((0.43, 0.10), (0.50, 0.05), (0.57, 0.11)):
        pen.line([(0.505, 0.25), (x, y)], 0.016, (60, 120, 60))
        pen.disc(x, y, 0.045, ((225, 70, 90), (240, 190, 60), (235, 130, 60))[rng.integers(3)])


def pottedplant(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Leaves that stand out of a pot."""
    green = (
        float(rng.integers(50, 90)),
        float(rng.integers(125, 165)),
        float(rng.integers(50, 85)),
    )
    leaves = int(rng.integers(9, 13))
    for number, angle in enumerate(np.linspace(-78, 78, leaves)[::-1]):
        turn = np.radians(angle + rng.uniform(-6, 6))
        long = rng.uniform(0.46, 0.62)
        tip = (0.5 + 0.75 * long * np.sin(turn), 0.66 - long * np.cos(turn))
        side = (0.085 * np.cos(turn), 0.085 * np.sin(turn))
        middle = ((0.5 + tip[0]) / 2, (0.66 + tip[1]) / 2)
        leaf = [(0.5, 0.66), (middle[0] - side[0], middle[1] - side[1]), tip,
                (middle[0] + side[0], middle[1] + side[1])]  # fmt: skip
        pen.blob(leaf, shade(green, 0.8 + 0.4 * (number % 3) / 2))
        pen.line([(0.5, 0.66), tip], 0.008, shade(green, 0.6))
    pot = color if rng.random() < 0.4 else (196, 104, 66)
    pen.poly([(0.24, 0.68), (0.76, 0.68), (0.69, 0.985), (0.31, 0.985)], pot)
    pen.rect(0.19, 0.62, 0.81, 0.71, shade(pot, 1.12))
    pen.line([(0.35, 0.75), (0.38, 0.93)], 0.03, shade(pot, 1.3))


def sofa(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A back, two or three cushions to sit on, arms and feet."""
    for x in (0.08, 0.92):
        pen.rect(x - 0.02, 0.88, x + 0.02, 0.985, shade(WOOD, 0.6))
    pen.blob([(0.08, 0.14), (0.14, 0.04), (0.50, 0.03), (0.86, 0.04), (0.92, 0.14), (0.92, 0.60),
              (0.50, 0.64), (0.08, 0.60)], color)  # fmt: skip
    cushions = int(rng.integers(2, 4))
    xs = np.linspace(0.14, 0.86, cushions + 1)
    for left, right in itertools.pairwise(xs):
        pen.rect(left + 0.004, 0.12, right - 0.004, 0.54, shade(color, 1.1))
        pen.blob([(left + 0.01, 0.52), ((left + right) / 2, 0.50), (right - 0.01, 0.52),
                  (right - 0.005, 0.62), ((left + right) / 2, 0.66), (left + 0.005, 0.62)],
                 shade(color, 1.28))  # fmt: skip
    pen.rect(0.10, 0.66, 0.90, 0.90, shade(color, 0.85))
    for left in (0.01, 0.86):
        pen.blob([(left, 0.40), (left + 0.065, 0.33), (left + 0.13, 0.40), (left + 0.13, 0.90),
                  (left, 0.90)], shade(color, 0.95))  # fmt: skip
    if rng.random() < 0.6:
        x = float(rng.uniform(0.20, 0.66))
        pen.poly([(x, 0.34), (x + 0.13, 0.28), (x + 0.16, 0.50), (x + 0.03, 0.55)], (235, 200, 90))


def tvmonitor(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A frame, a bright picture and a foot."""
    pen.poly([(0.30, 0.985), (0.70, 0.985), (0.62, 0.93), (0.38, 0.93)], (64, 64, 70))
    pen.rect(0.455, 0.82, 0.545, 0.95, (80, 80, 86))
    pen.rect(0.01, 0.02, 0.99, 0.84, (38, 38, 42))
    pen.rect(0.05, 0.07, 0.95, 0.76, (96, 160, 214), edge=0)
    if rng.random() < 0.5:
        pen.blob([(0.05, 0.62), (0.25, 0.44), (0.45, 0.56), (0.66, 0.38), (0.95, 0.60),
                  (0.95, 0.755),
                  (0.50, 0.755), (0.05, 0.755)], (84, 150, 84), edge=0)  # fmt: skip
        pen.disc(0.78, 0.22, 0.09, (252, 226, 120), edge=0)
    else:
        pen.rect(0.05, 0.07, 0.95, 0.17, (226, 230, 236), edge=0)
        pen.rect(0.10, 0.24, 0.44, 0.66, shade(color, 1.2), edge=0)
        for y in (0.28, 0.38, 0.48, 0.58):
            pen.line([(0.52, y), (0.88, y)], 0.03, (240, 244, 248))
    pen.disc(0.93, 0.80, 0.012, (90, 220, 110), edge=0)
