"""What is wrong with a file, said by place and code; the words come later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a file cannot be used.

    ``sheet`` is the list or sheet, ``row`` counts as its reader shows it (list
    entries from 1, sheet rows with the heading as 1); both are empty where a
    problem concerns the file. ``code`` names a message, ``params`` fill it.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class UnusableError(Exception):
    """The input cannot be used; ``problems`` says why, all of it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class Report:
    """Collects problems so that a person can mend them all at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self, code: str, sheet: str, row: int | None, column: str = "", **params: object
    ) -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(code, sheet, row, column, params))

    def close(self) -> None:
        """Raise UnusableError if anything was noted."""
        if self.problems:
            raise UnusableError(*self.problems)
