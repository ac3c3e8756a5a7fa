"""Exercises of chapter 13: both at once."""

from __future__ import annotations

from minilib.workbook.exercises import Exercise

EXERCISES: dict[str, Exercise] = {}
