"""Bird, cat, cow, dog, horse, sheep; and people."""

from __future__ import annotations

import numpy as np

from minilib.workbook.datasets.scenes.pen import Color, Pen, shade

DARK: Color = (32, 28, 28)


def eye(pen: Pen, x: float, y: float, r: float) -> None:
    """A dark eye with a light in it."""
    pen.disc(x, y, r, DARK, edge=0)
    pen.disc(x + r * 0.25, y - r * 0.3, r * 0.35, (250, 250, 250), edge=0)


def legs(pen: Pen, xs, top: float, bottom: float, width: float, color: Color, stride, hoof) -> None:
    """Four legs: the far pair darker; ``stride`` moves the feet."""
    for number, x in enumerate(xs):
        far = number % 2 == 1
        foot = x + (stride if number in (0, 3) else -stride)
        tint = shade(color, 0.72) if far else color
        middle = ((x + foot) / 2 + 0.008, (top + bottom) / 2)
        pen.limb([(x, top), middle, (foot, bottom - 0.03)], [width * 1.5, width, width * 0.8], tint)
        pen.limb(
            [(foot, bottom - 0.06), (foot + 0.008, bottom)], [width * 0.95, width * 1.25], hoof
        )


def horse(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Long legs, a long neck, a mane and a tail of hair."""
    hair = shade(color, 0.45) if rng.random() < 0.7 else (225, 210, 180)
    pen.limb([(0.17, 0.36), (0.09, 0.48), (0.08, 0.72)], [0.05, 0.09, 0.03], hair)
    legs(pen, (0.24, 0.30, 0.60, 0.66), 0.52, 0.985, 0.055, color, rng.uniform(-0.04, 0.04), DARK)
    pen.blob([(0.15, 0.40), (0.22, 0.315), (0.42, 0.345), (0.60, 0.315), (0.71, 0.38), (0.70, 0.52),
              (0.56, 0.60), (0.38, 0.60), (0.22, 0.58)], color)  # fmt: skip
    pen.blob([(0.57, 0.36), (0.66, 0.22), (0.75, 0.085), (0.84, 0.12), (0.82, 0.23), (0.755, 0.36),
              (0.72, 0.49), (0.62, 0.49)], color, edge=0)  # fmt: skip
    pen.blob([(0.74, 0.085), (0.81, 0.06), (0.875, 0.12), (0.97, 0.235), (0.965, 0.285),
              (0.915, 0.30),
              (0.84, 0.235), (0.77, 0.20)], color)  # fmt: skip
    pen.limb(
        [(0.77, 0.06), (0.69, 0.14), (0.61, 0.28), (0.57, 0.36)], [0.06, 0.08, 0.075, 0.02], hair
    )
    pen.poly([(0.765, 0.09), (0.775, 0.005), (0.815, 0.075)], color)
    eye(pen, 0.835, 0.135, 0.017)
    pen.disc(0.952, 0.255, 0.009, DARK, edge=0)


def cow(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A boxy body with patches, horns and an udder."""
    coat = (240, 236, 228) if rng.random() < 0.65 else color
    patch = (52, 44, 42) if coat != color else shade(color, 0.7)
    pen.line([(0.065, 0.26), (0.035, 0.45), (0.04, 0.62)], 0.022, shade(coat, 0.8))
    pen.oval(0.042, 0.66, 0.016, 0.06, patch)
    legs(pen, (0.13, 0.20, 0.60, 0.67), 0.60, 0.985, 0.085, coat, rng.uniform(-0.02, 0.02), DARK)
    pen.blob(
        [(0.30, 0.68), (0.36, 0.64), (0.42, 0.68), (0.40, 0.77), (0.32, 0.77)], (238, 170, 165)
    )
    pen.blob([(0.06, 0.28), (0.14, 0.20), (0.40, 0.225), (0.62, 0.19), (0.74, 0.26), (0.75, 0.50),
              (0.68, 0.68), (0.40, 0.71), (0.12, 0.68), (0.06, 0.50)], coat)  # fmt: skip
    for x, y, rx, ry in (
        (0.22, 0.37, 0.085, 0.12),
        (0.47, 0.33, 0.075, 0.10),
        (0.60, 0.54, 0.06, 0.09),
    ):
        tilt = float(rng.uniform(-40, 40))
        dx, dy = rng.uniform(-0.02, 0.02, 2)
        pen.oval(x + dx, y + dy, rx, ry, patch, tilt=tilt, edge=0)
    pen.blob([(0.66, 0.24), (0.78, 0.15), (0.84, 0.30), (0.78, 0.50), (0.68, 0.52)], coat, edge=0)
    pen.blob([(0.76, 0.13), (0.87, 0.11), (0.92, 0.22), (0.955, 0.40), (0.93, 0.48), (0.86, 0.475),
              (0.79, 0.32)], coat)  # fmt: skip
    pen.blob(
        [(0.87, 0.38), (0.94, 0.36), (0.975, 0.43), (0.945, 0.51), (0.87, 0.49)], (232, 172, 162)
    )
    pen.disc(0.945, 0.42, 0.014, DARK, edge=0)
    pen.blob([(0.74, 0.16), (0.665, 0.17), (0.675, 0.24), (0.755, 0.22)], patch)
    for x in (0.775, 0.855):
        pen.limb(
            [(x, 0.12), (x + 0.012, 0.055), (x + 0.045, 0.015)],
            [0.045, 0.032, 0.01],
            (225, 214, 190),
        )
    eye(pen, 0.865, 0.225, 0.024)


def sheep(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A cloud of wool on thin legs."""
    wool = (236, 231, 218)
    face = (58, 50, 48) if rng.random() < 0.6 else (226, 205, 182)
    legs(pen, (0.26, 0.32, 0.60, 0.66), 0.62, 0.985, 0.065, face, rng.uniform(-0.02, 0.02), DARK)
    for angle in np.linspace(0, 2 * np.pi, 15, endpoint=False):
        x, y = 0.44 + 0.29 * np.cos(angle), 0.42 + 0.22 * np.sin(angle)
        pen.disc(x, y, 0.145 + 0.02 * rng.random(), wool, edge=0.8)
    pen.oval(0.44, 0.42, 0.33, 0.27, wool, edge=0)
    for _ in range(16):
        angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.85)
        x, y = 0.44 + 0.28 * far * np.cos(angle), 0.42 + 0.22 * far * np.sin(angle)
        curl = np.linspace(0, np.pi, 8)
        arc = np.stack([x + 0.035 * np.cos(curl), y - 0.045 * np.sin(curl)], axis=1)
        pen.line(arc, 0.014, shade(wool, 0.82))
    pen.blob([(0.74, 0.20), (0.85, 0.17), (0.92, 0.27), (0.96, 0.44), (0.91, 0.53), (0.84, 0.50),
              (0.76, 0.36)], face)  # fmt: skip
    pen.oval(0.745, 0.27, 0.055, 0.04, shade(face, 0.85), tilt=-20)
    for x, y in ((0.75, 0.16), (0.80, 0.13), (0.85, 0.15)):
        pen.disc(x, y, 0.07, wool, edge=0.85)
    pen.disc(0.865, 0.30, 0.026, (250, 250, 245), edge=0)
    pen.disc(0.87, 0.30, 0.015, DARK, edge=0)


def dog(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A deep chest, a snout, a hanging ear, a raised tail, a collar."""
    pen.limb([(0.17, 0.42), (0.08, 0.30), (0.05, 0.12)], [0.085, 0.065, 0.02], color)
    pale = shade(color, 1.35)
    legs(pen, (0.21, 0.28, 0.58, 0.65), 0.60, 0.985, 0.075, color, rng.uniform(-0.04, 0.04), pale)
    pen.blob([(0.13, 0.46), (0.20, 0.36), (0.42, 0.38), (0.60, 0.32), (0.72, 0.38), (0.72, 0.60),
              (0.60, 0.71), (0.44, 0.64), (0.26, 0.63), (0.15, 0.60)], color)  # fmt: skip
    pen.blob([(0.58, 0.36), (0.64, 0.18), (0.78, 0.20), (0.80, 0.38), (0.73, 0.52), (0.62, 0.52)],
             color, edge=0)  # fmt: skip
    pen.blob([(0.63, 0.12), (0.72, 0.04), (0.81, 0.08), (0.86, 0.17), (0.965, 0.20), (0.98, 0.28),
              (0.90, 0.35), (0.78, 0.37), (0.67, 0.31)], color)  # fmt: skip
    pen.blob([(0.84, 0.23), (0.95, 0.21), (0.97, 0.29), (0.89, 0.345), (0.82, 0.33)], pale, edge=0)
    pen.oval(0.965, 0.215, 0.024, 0.028, DARK)
    pen.line([(0.95, 0.295), (0.87, 0.325)], 0.012, DARK)
    pen.blob([(0.65, 0.08), (0.71, 0.10), (0.72, 0.28), (0.66, 0.38), (0.60, 0.30), (0.60, 0.16)],
             shade(color, 0.6))  # fmt: skip
    eye(pen, 0.80, 0.15, 0.024)
    pen.line([(0.61, 0.43), (0.70, 0.47), (0.77, 0.42)], 0.05, (200, 40, 45))
    pen.disc(0.735, 0.49, 0.027, (240, 200, 70))


def cat(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Sitting and looking at you: pointed ears, whiskers, a tail round its side."""
    pale = shade(color, 1.4)
    pen.limb(
        [(0.72, 0.90), (0.93, 0.84), (0.95, 0.64), (0.86, 0.55)], [0.08, 0.08, 0.07, 0.05], color
    )
    pen.blob([(0.38, 0.42), (0.62, 0.42), (0.74, 0.62), (0.80, 0.86), (0.72, 0.975), (0.28, 0.975),
              (0.20, 0.86), (0.26, 0.62)], color)  # fmt: skip
    pen.blob([(0.41, 0.48), (0.59, 0.48), (0.60, 0.70), (0.50, 0.76), (0.40, 0.70)], pale, edge=0)
    for x in (0.40, 0.60):
        pen.limb([(x, 0.60), (x, 0.93)], [0.10, 0.08], color)
        pen.oval(x, 0.945, 0.085, 0.04, pale)
    if rng.random() < 0.6:
        for y in (0.58, 0.66, 0.74):
            for side in (-1, 1):
                pen.line(
                    [(0.50 + side * 0.24, y), (0.50 + side * 0.14, y + 0.015)],
                    0.018,
                    shade(color, 0.55),
                )
    for side in (-1, 1):
        x = 0.50 + side * 0.19
        pen.poly([(x - 0.12, 0.16), (x + side * 0.07, 0.005), (x + 0.12, 0.16)], color)
        pen.poly(
            [(x - 0.06, 0.14), (x + side * 0.05, 0.05), (x + 0.06, 0.14)], (235, 160, 160), edge=0
        )
    pen.oval(0.50, 0.26, 0.33, 0.185, color)
    for x in (0.44, 0.50, 0.56):
        pen.line([(x, 0.09), (x, 0.15)], 0.015, shade(color, 0.55))
    pen.oval(0.43, 0.345, 0.10, 0.06, pale, edge=0)
    pen.oval(0.57, 0.345, 0.10, 0.06, pale, edge=0)
    iris = (170, 200, 70) if rng.random() < 0.6 else (240, 180, 50)
    for x in (0.36, 0.64):
        pen.oval(x, 0.245, 0.075, 0.042, iris)
        pen.oval(x, 0.245, 0.022, 0.040, DARK, edge=0)
    pen.poly([(0.46, 0.31), (0.54, 0.31), (0.50, 0.345)], (225, 120, 125))
    for side in (-1, 1):
        for y in (0.325, 0.345, 0.365):
            start = (0.50 + side * 0.12, 0.345)
            pen.line([start, (0.50 + side * 0.44, y + (y - 0.345) * 2)], 0.006, (70, 65, 65))


def bird(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Standing on two thin legs, or in flight with its wings up."""
    belly = shade(color, 1.5)
    if rng.random() < 0.5:
        for x in (0.47, 0.56):
            pen.line([(x, 0.74), (x + 0.01, 0.965)], 0.022, (215, 140, 50))
            pen.line([(x - 0.04, 0.975), (x + 0.08, 0.975)], 0.022, (215, 140, 50))
        pen.poly([(0.26, 0.56), (0.02, 0.72), (0.05, 0.80), (0.32, 0.70)], shade(color, 0.6))
        pen.blob([(0.20, 0.58), (0.36, 0.40), (0.58, 0.34), (0.74, 0.46), (0.72, 0.66),
                  (0.56, 0.80),
                  (0.36, 0.78)], color)  # fmt: skip
        pen.blob(
            [(0.52, 0.52), (0.70, 0.50), (0.70, 0.66), (0.54, 0.78), (0.44, 0.74)], belly, edge=0
        )
        pen.blob(
            [(0.22, 0.60), (0.40, 0.46), (0.56, 0.52), (0.50, 0.66), (0.34, 0.72)],
            shade(color, 0.7),
        )
    else:
        pen.poly([(0.50, 0.55), (0.40, 0.02), (0.22, 0.10), (0.30, 0.60)], shade(color, 0.7))
        pen.poly([(0.28, 0.58), (0.03, 0.66), (0.02, 0.78), (0.32, 0.70)], shade(color, 0.6))
        pen.blob([(0.20, 0.64), (0.40, 0.52), (0.62, 0.44), (0.74, 0.50), (0.68, 0.66),
                  (0.48, 0.74)],
                 color)  # fmt: skip
        pen.blob([(0.48, 0.64), (0.68, 0.55), (0.64, 0.66), (0.48, 0.73)], belly, edge=0)
        pen.poly(
            [(0.58, 0.56), (0.66, 0.06), (0.50, 0.01), (0.34, 0.60), (0.46, 0.66)],
            shade(color, 0.85),
        )
        for x in (0.50, 0.56):
            pen.line([(x, 0.60), (x + 0.04, 0.14)], 0.012, shade(color, 0.55))
    pen.poly([(0.86, 0.36), (0.985, 0.42), (0.86, 0.46)], (240, 165, 40))
    pen.disc(0.76, 0.40, 0.155, color)
    eye(pen, 0.80, 0.37, 0.03)


SKINS: tuple[Color, ...] = ((244, 208, 178), (224, 178, 140), (186, 132, 96), (126, 84, 58))
HAIRS: tuple[Color, ...] = (
    (40, 30, 26),
    (96, 62, 36),
    (200, 160, 90),
    (150, 150, 150),
    (150, 70, 35),
)
TROUSERS: tuple[Color, ...] = ((52, 66, 104), (60, 60, 64), (110, 92, 70), (36, 40, 60))


def person(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Standing, walking, or with an arm up."""
    skin = SKINS[rng.integers(len(SKINS))]
    hair = HAIRS[rng.integers(len(HAIRS))]
    cloth = TROUSERS[rng.integers(len(TROUSERS))]
    stride = float(rng.uniform(0.0, 0.16))
    swing = float(rng.uniform(0.02, 0.20))
    up = rng.random() < 0.25
    skirt = rng.random() < 0.3
    long_hair = rng.random() < 0.45
    for side in (-1, 1):
        tint = shade(cloth, 0.85) if side < 0 else cloth
        hip, foot = 0.50 + side * 0.085, 0.50 + side * (0.10 + stride)
        knee = (hip + foot) / 2
        lower = skin if skirt else tint
        pen.limb([(hip, 0.52), (knee, 0.73), (foot, 0.95)], [0.085, 0.066, 0.048], lower)
        pen.blob([(foot - 0.075, 0.985), (foot - 0.06, 0.945), (foot + 0.04, 0.945),
                  (foot + 0.13, 0.985)],
                 (46, 40, 40))  # fmt: skip
    if skirt:
        pen.poly([(0.33, 0.49), (0.67, 0.49), (0.78, 0.70), (0.22, 0.70)], cloth)
    if long_hair:
        pen.blob(
            [(0.30, 0.05), (0.70, 0.05), (0.74, 0.20), (0.66, 0.25), (0.34, 0.25), (0.26, 0.20)],
            hair,
        )
    pen.rect(0.44, 0.14, 0.56, 0.21, shade(skin, 0.85), edge=0)
    for side in (-1, 1):
        shoulder = (0.50 + side * 0.22, 0.225)
        if up and side > 0:
            elbow, hand = (0.86, 0.20), (0.88, 0.05)
        else:
            elbow, hand = (
                (0.50 + side * (0.30 + swing * 0.5), 0.37),
                (0.50 + side * (0.30 + swing), 0.50),
            )
        pen.limb([shoulder, elbow], [0.062, 0.052], shade(color, 0.88))
        pen.limb([elbow, hand], [0.046, 0.036], skin)
        pen.disc(*hand, 0.024, skin)
    pen.blob([(0.28, 0.21), (0.42, 0.178), (0.58, 0.178), (0.72, 0.21), (0.69, 0.38), (0.68, 0.54),
              (0.50, 0.555), (0.32, 0.54), (0.31, 0.38)], color)  # fmt: skip
    pen.line([(0.50, 0.20), (0.50, 0.53)], 0.006, shade(color, 0.65))
    pen.oval(0.50, 0.095, 0.155, 0.083, skin)
    pen.blob([(0.335, 0.11), (0.33, 0.05), (0.42, 0.008), (0.58, 0.008), (0.67, 0.05),
              (0.665, 0.11),
              (0.60, 0.06), (0.40, 0.06)], hair)  # fmt: skip
    for x in (0.44, 0.56):
        pen.disc(x, 0.098, 0.008, DARK, edge=0)
    pen.line([(0.455, 0.138), (0.545, 0.138)], 0.008, (170, 80, 80))
