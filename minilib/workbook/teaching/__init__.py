"""For teachers: assignments for nbgrader and Otter-Grader, their grading, and the book."""
