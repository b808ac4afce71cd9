"""Many things in one test, where what is around a test would cost more than it does,
and many random cases of which a run takes some."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def seeds(count: int) -> range:
    """Beginnings of random cases that a database judges: a third of them, all where
    every place is tried (`EVERY_PLACE=1`, `make doors`)."""
    return range(count if os.environ.get("EVERY_PLACE") else -(-count // 3))


def each(
    things: Iterable[T], name: Callable[[T], str] = str
) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """As `pytest.mark.parametrize` with one argument, in one test that tells all that
    is wrong. For checks without fixtures that take next to no time."""

    def around(check: Callable[[T], None]) -> Callable[[], None]:
        def together() -> None:
            wrong = []
            for thing in things:
                try:
                    check(thing)
                except AssertionError as error:
                    wrong.append(f"{name(thing)}: {error}")
            assert not wrong, "\n".join(wrong)

        together.__name__, together.__doc__ = check.__name__, check.__doc__
        together.__module__ = check.__module__
        return together

    return around
