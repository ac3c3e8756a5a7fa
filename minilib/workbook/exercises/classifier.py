"""Exercises of chapter 10: what is the largest object."""

from __future__ import annotations

from minilib.workbook.exercises import Exercise

EXERCISES: dict[str, Exercise] = {}
