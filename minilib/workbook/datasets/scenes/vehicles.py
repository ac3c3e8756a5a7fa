"""Aeroplane, bicycle, boat, bus, car, motorbike and train, seen from the side."""

from __future__ import annotations

import itertools

import numpy as np

from minilib.workbook.datasets.scenes.pen import Color, Pen, shade

GLASS: Color = (150, 190, 215)
RUBBER: Color = (38, 38, 42)
METAL: Color = (175, 178, 185)


def wheel(pen: Pen, x: float, y: float, r: float) -> None:
    """A tyre with a rim."""
    pen.disc(x, y, r, RUBBER)
    pen.disc(x, y, r * 0.58, METAL)
    pen.disc(x, y, r * 0.2, shade(METAL, 0.5), edge=0)


def car(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A saloon, a hatchback or a van."""
    kind = rng.integers(3)
    roof = [(0.30, 0.06), (0.36, 0.04), (0.18, 0.03)][kind]
    rear = [(0.16, 0.40), (0.06, 0.38), (0.03, 0.36)][kind]
    nose = [(0.70, 0.40), (0.72, 0.42), (0.78, 0.40)][kind]
    front = (0.58 if kind < 2 else 0.66, roof[1])
    body = [(0.02, 0.80), (0.02, 0.52), rear, roof, front, nose]
    body += [(0.93, 0.47), (0.985, 0.60), (0.985, 0.80)]
    pen.poly(body, color)
    inset = 0.06
    middle = (roof[0] + front[0]) / 2 + 0.03
    top, sill = roof[1] + inset, 0.39
    pen.poly([(rear[0] + 0.06, sill), (roof[0] + 0.02, top), (middle - 0.015, top),
              (middle - 0.015, sill)], GLASS)  # fmt: skip
    pen.poly([(middle + 0.015, sill), (middle + 0.015, top), (front[0] - 0.01, top),
              (nose[0] - 0.04, sill)], GLASS)  # fmt: skip
    pen.line([(middle, 0.40), (middle, 0.76)], 0.012, shade(color, 0.6))
    pen.line([(0.03, 0.60), (0.97, 0.60)], 0.012, shade(color, 0.75))
    pen.rect(middle + 0.05, 0.485, middle + 0.10, 0.51, shade(color, 0.5), edge=0)
    pen.oval(0.955, 0.57, 0.022, 0.045, (255, 240, 180))
    pen.rect(0.02, 0.53, 0.045, 0.62, (200, 30, 30))
    pen.rect(0.01, 0.76, 0.99, 0.83, shade(color, 0.45))
    for x in (0.21, 0.78):
        pen.disc(x, 0.81, 0.185, shade(color, 0.35), edge=0)
        wheel(pen, x, 0.83, 0.165)


def bus(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A city bus: a long box with a row of high windows."""
    pen.blob([(0.015, 0.10), (0.04, 0.03), (0.5, 0.02), (0.95, 0.03), (0.985, 0.12),
              (0.99, 0.5), (0.985, 0.88), (0.5, 0.885), (0.015, 0.88),
              (0.01, 0.5)], color)  # fmt: skip
    pen.rect(0.05, 0.055, 0.92, 0.09, shade(color, 1.25), edge=0)
    windows = int(rng.integers(5, 8))
    xs = np.linspace(0.035, 0.78, windows + 1)
    for left, right in itertools.pairwise(xs):
        pen.rect(left + 0.006, 0.15, right - 0.006, 0.45, GLASS)
    pen.rect(0.80, 0.15, 0.885, 0.86, shade(GLASS, 0.85))
    pen.line([(0.843, 0.16), (0.843, 0.85)], 0.014, shade(color, 0.5))
    pen.poly([(0.905, 0.15), (0.985, 0.15), (0.99, 0.52), (0.905, 0.52)], GLASS)
    pen.rect(0.02, 0.56, 0.79, 0.64, shade(color, 0.55 if sum(color) > 380 else 1.9), edge=0)
    pen.oval(0.968, 0.74, 0.012, 0.045, (255, 240, 180))
    pen.rect(0.01, 0.70, 0.022, 0.78, (210, 40, 30), edge=0)
    for x in (0.20, 0.70):
        pen.disc(x, 0.87, 0.135, shade(color, 0.3), edge=0)
        wheel(pen, x, 0.875, 0.115)


def train(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A coach and an engine with a slanted nose, on rails."""
    light = (235, 235, 230)
    pen.rect(0.0, 0.955, 1.0, 0.99, (110, 90, 75))
    for x in np.linspace(0.06, 0.94, 12):
        pen.disc(x, 0.905, 0.06, (60, 60, 66))
    pen.rect(0.0, 0.80, 0.97, 0.87, (70, 70, 78))
    pen.poly([(0.0, 0.10), (0.44, 0.10), (0.44, 0.82), (0.0, 0.82)], light)
    pen.poly([(0.46, 0.10), (0.84, 0.10), (0.93, 0.30), (0.99, 0.60), (0.99, 0.82), (0.46, 0.82)],
             light)  # fmt: skip
    pen.rect(0.0, 0.54, 0.44, 0.78, color, edge=0)
    pen.poly([(0.46, 0.54), (0.975, 0.54), (0.99, 0.62), (0.99, 0.78), (0.46, 0.78)], color, edge=0)
    pen.rect(0.435, 0.16, 0.465, 0.80, (50, 50, 55))
    for x in np.arange(0.03, 0.38, 0.085):
        pen.rect(x, 0.22, x + 0.06, 0.44, shade(GLASS, 0.7))
    for x in np.arange(0.50, 0.70, 0.085):
        pen.rect(x, 0.22, x + 0.06, 0.44, shade(GLASS, 0.7))
    pen.rect(0.74, 0.20, 0.79, 0.78, shade(light, 0.85))
    pen.poly([(0.84, 0.17), (0.865, 0.17), (0.945, 0.46), (0.84, 0.46)], shade(GLASS, 0.6))
    pen.oval(0.972, 0.68, 0.01, 0.045, (255, 240, 170))
    if rng.random() < 0.6:
        pen.line([(0.58, 0.10), (0.63, 0.03), (0.56, 0.01)], 0.015, (60, 60, 60))
        pen.line([(0.52, 0.012), (0.62, 0.012)], 0.015, (60, 60, 60))


def aeroplane(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """An airliner."""
    hull = (238, 240, 243)
    pen.poly([(0.42, 0.50), (0.52, 0.47), (0.40, 0.12), (0.33, 0.12)], shade(hull, 0.72))
    pen.poly([(0.06, 0.44), (0.14, 0.44), (0.09, 0.28), (0.04, 0.28)], shade(hull, 0.75))
    pen.poly([(0.03, 0.02), (0.10, 0.02), (0.22, 0.42), (0.07, 0.46)], color)
    pen.blob([(0.02, 0.42), (0.20, 0.40), (0.55, 0.38), (0.84, 0.40), (0.95, 0.47), (0.985, 0.55),
              (0.93, 0.62), (0.80, 0.64), (0.50, 0.65), (0.22, 0.60)], hull)  # fmt: skip
    pen.line([(0.10, 0.535), (0.96, 0.56)], 0.03, color)
    for x in np.arange(0.26, 0.82, 0.04):
        pen.rect(x, 0.455, x + 0.018, 0.50, (70, 95, 120), edge=0)
    pen.poly([(0.895, 0.43), (0.925, 0.435), (0.955, 0.485), (0.90, 0.49)], (60, 85, 110))
    pen.poly([(0.40, 0.57), (0.56, 0.57), (0.34, 0.96), (0.25, 0.97)], shade(hull, 0.82))
    pen.poly([(0.05, 0.50), (0.15, 0.52), (0.07, 0.66), (0.02, 0.66)], shade(hull, 0.80))
    pen.blob([(0.42, 0.70), (0.47, 0.67), (0.55, 0.70), (0.56, 0.77), (0.50, 0.80), (0.43, 0.78)],
             color)  # fmt: skip
    if rng.random() < 0.4:
        for x in (0.46, 0.85):
            pen.line([(x, 0.64), (x, 0.84)], 0.02, (90, 90, 95))
            pen.disc(x, 0.88, 0.05, RUBBER)


def boat(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """A sailing boat, or a motor boat with a cabin."""
    if rng.random() < 0.6:
        sail = (245, 244, 238)
        pen.line([(0.47, 0.02), (0.47, 0.80)], 0.016, (110, 80, 55))
        pen.poly([(0.49, 0.04), (0.93, 0.70), (0.49, 0.72)], sail, edge=0.6)
        pen.poly([(0.45, 0.12), (0.45, 0.71), (0.08, 0.71)], shade(sail, 0.9), edge=0.6)
        pen.line([(0.56, 0.42), (0.74, 0.42)], 0.03, color)
        pen.poly([(0.02, 0.78), (0.99, 0.76), (0.86, 0.98), (0.16, 0.98)], color)
        pen.line([(0.05, 0.82), (0.95, 0.805)], 0.014, shade(color, 1.6))
        return
    pen.poly([(0.18, 0.56), (0.24, 0.22), (0.56, 0.22), (0.68, 0.56)], (244, 244, 240))
    for x in (0.27, 0.37, 0.47):
        pen.rect(x, 0.30, x + 0.075, 0.44, GLASS)
    pen.line([(0.36, 0.22), (0.36, 0.03)], 0.018, (90, 90, 95))
    pen.poly([(0.37, 0.03), (0.50, 0.075), (0.37, 0.12)], (210, 50, 45))
    pen.poly([(0.01, 0.54), (0.99, 0.48), (0.84, 0.97), (0.10, 0.97)], color)
    pen.poly([(0.05, 0.80), (0.90, 0.80), (0.84, 0.97), (0.10, 0.97)], shade(color, 0.6))
    pen.line([(0.02, 0.58), (0.96, 0.53)], 0.025, (250, 250, 250))


def bicycle(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Two thin wheels and a frame of tubes."""
    left, right, y, r = 0.235, 0.765, 0.64, 0.33
    for x in (left, right):
        for angle in np.arange(0, np.pi, np.pi / 6):
            dx = r * pen.height / pen.width * np.cos(angle)
            pen.line([(x - dx, y - r * np.sin(angle)), (x + dx, y + r * np.sin(angle))], 0.004,
                     (170, 170, 175))  # fmt: skip
        pen.ring(x, y, r, 0.05, RUBBER)
        pen.disc(x, y, 0.03, (90, 90, 95))
    crank, seat, head = (0.46, 0.66), (0.39, 0.26), (0.67, 0.24)
    for tube in ([crank, seat], [crank, head], [seat, head], [(left, y), crank], [(left, y), seat],
                 [(right, y), head]):  # fmt: skip
        pen.line(tube, 0.042, color)
    pen.line([head, (0.655, 0.12), (0.74, 0.10), (0.78, 0.16)], 0.035, (50, 50, 55))
    pen.line([seat, (0.375, 0.16)], 0.035, (60, 60, 65))
    pen.blob([(0.30, 0.13), (0.38, 0.11), (0.46, 0.14), (0.37, 0.18)], (45, 40, 40))
    pen.disc(*crank, 0.06, (80, 80, 85))
    turn = rng.uniform(0, np.pi)
    step = (0.09 * np.cos(turn), 0.13 * np.sin(turn))
    ends = [(crank[0] - step[0], crank[1] - step[1]), (crank[0] + step[0], crank[1] + step[1])]
    pen.line(ends, 0.025, (60, 60, 65))
    for x, pedal in ends:
        pen.line([(x - 0.03, pedal), (x + 0.03, pedal)], 0.03, (40, 40, 42))


def motorbike(pen: Pen, color: Color, rng: np.random.Generator) -> None:
    """Fat wheels, an engine, a tank and a long seat."""
    wide = rng.uniform(0.20, 0.235)
    left, right, y = 0.20, 0.80, 0.97 - wide
    pen.limb([(0.42, 0.80), (0.10, 0.76), (0.03, 0.73)], [0.07, 0.09, 0.07], METAL)
    for x in (left, right):
        pen.disc(x, y, wide, RUBBER)
        pen.disc(x, y, wide * 0.62, shade(METAL, 0.85))
        pen.disc(x, y, wide * 0.22, (70, 70, 75))
    pen.line([(left, y), (0.46, 0.62)], 0.06, (80, 80, 86))
    pen.line([(right, y), (0.66, 0.24)], 0.055, METAL)
    pen.blob([(0.36, 0.56), (0.48, 0.50), (0.64, 0.54), (0.66, 0.76), (0.52, 0.86), (0.38, 0.78)],
             (105, 106, 112))  # fmt: skip
    for line in np.linspace(0.58, 0.72, 4):
        pen.line([(0.42, line), (0.61, line)], 0.012, (60, 60, 64))
    pen.blob([(0.42, 0.40), (0.50, 0.30), (0.63, 0.28), (0.70, 0.36), (0.66, 0.50), (0.46, 0.52)],
             color)  # fmt: skip
    pen.blob([(0.06, 0.40), (0.16, 0.33), (0.30, 0.38), (0.44, 0.40), (0.42, 0.50), (0.20, 0.49)],
             (42, 38, 38))  # fmt: skip
    pen.blob([(0.03, 0.50), (0.10, 0.44), (0.26, 0.50), (0.20, 0.57)], color)
    pen.blob([(0.66, 0.56), (0.80, 0.48), (0.95, 0.60), (0.90, 0.62), (0.80, 0.56)], color)
    pen.line([(0.66, 0.24), (0.58, 0.12), (0.50, 0.14)], 0.04, (50, 50, 54))
    pen.disc(0.72, 0.24, 0.085, METAL)
    pen.disc(0.745, 0.24, 0.055, (255, 244, 200))
