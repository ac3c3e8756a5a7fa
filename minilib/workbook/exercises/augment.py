"""Exercises of chapter 11: pictures change, and boxes with them."""

from __future__ import annotations

from minilib.workbook.exercises import Exercise

EXERCISES: dict[str, Exercise] = {}
