"""One test of many things, where what is around a test would cost more than it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


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
