"""A small library for object detection, built up one module a chapter.

Nothing is imported here: ``import minilib`` stays instant, and a chapter that does not train never
loads PyTorch. Import what you need from its module: ``from minilib.boxes import hw_bb``.
"""
