"""What a learner is told: ``check`` runs an answer on the cases, compares, diagnoses and reports.

``runner`` runs one call safely, ``difference`` compares two results, ``report`` puts it into words,
``plot`` draws it. ``diagnosis`` looks for the cause: in the exercise's slips, in ``relations``
between all results and the expected ones (``likeness``, ``quantities``, ``transforms``), in
``repair`` of the answer's own code (``edits``). ``hints`` gives the hints; ``impostors`` turns the
tables, with wrong functions made by ``mutants``.
"""
