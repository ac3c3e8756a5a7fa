"""The pictures: drawn scenes, and Pascal VOC in the lesson's form.

``catalog`` knows which data sets there are and opens one; ``sample`` draws the scenes with the pens
in ``scenes``; ``voc``, ``download`` and ``unpack`` fetch the photographs; ``layout`` and
``validation`` know the annotation file. ``files`` writes files and folders atomically.
"""
