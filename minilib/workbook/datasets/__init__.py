"""The pictures: drawn scenes, Pascal VOC and one's own, all in the lesson's form.

``catalog`` knows which data sets there are and opens one; ``sample`` draws the scenes with the pens
in ``scenes``. Photographs come from ``voc`` (by way of ``download`` and ``unpack``), from
``joined`` (several sets as one, without leaks) or are your ``own``; ``records`` is one form for
whatever labels they have. ``layout`` and ``validation`` know the annotation file. ``files``
writes files and folders atomically.
"""
