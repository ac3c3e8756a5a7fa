"""Exercises of chapter 12: where the largest object is."""

from __future__ import annotations

from minilib.workbook.exercises import Exercise

EXERCISES: dict[str, Exercise] = {}
