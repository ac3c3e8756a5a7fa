"""From ``solutions/NN_topic.py`` to all that is made from it. For maintainers.

``source`` takes a chapter's source apart, ``lint`` refuses what would let a learner down,
``export`` makes the chapter's module of minilib, ``notebooks`` makes and reads percent scripts and
notebooks, ``execute`` runs them, and ``build`` writes everything or says what is stale.
"""
