"""The command ``workbook`` and the learner's files.

``cli`` and ``commands`` are the command; ``answers`` and ``bindings`` find an answer in a chapter,
``judging`` and ``worker`` run it in a process of its own. ``workspace`` reads the learner's two
files, ``pairing`` writes them, ``backups`` and ``restoring`` never lose them; ``lab`` and
``contents`` serve them to JupyterLab.
"""
