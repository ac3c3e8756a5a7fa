"""Drawn scenes: everyday things in places where they make sense, with exact boxes.

``pen`` draws shapes, ``vehicles``, ``animals`` and ``things`` draw the twenty classes with it,
``places`` draws backgrounds, ``compose`` puts a scene together.
"""

from minilib.workbook.datasets.scenes.compose import Placed, Scene, draw_scene

__all__ = ["Placed", "Scene", "draw_scene"]
