"""Rows of the bench: a module each, with `run(scene) -> list[Figure]`.

To add one, write the function and name its module here.
"""

ROWS = ("engine", "peers", "sql", "django_rows", "growth")
