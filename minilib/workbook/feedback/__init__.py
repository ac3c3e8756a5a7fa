"""What a learner is told: ``check`` runs an answer on the cases, compares, diagnoses and reports.

``runner`` runs one call safely, ``difference`` compares two results, ``plot`` shows them, ``hints``
gives the hints.
"""
