"""Exercises of chapter 09: from a table to batches."""

from __future__ import annotations

from minilib.workbook.exercises import Exercise

EXERCISES: dict[str, Exercise] = {}
