"""How far an act has come that takes long: its services say so, whoever listens hears.

A service says where it is (`tell_step`) and need not know whether somebody waits for it
on a page or a worker shows it to who asked. Where nobody listens nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.functional import Promise

Heard = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

_listening: ContextVar[Heard | None] = ContextVar("listening", default=None)


def tell_step(words: str | Promise, done: int = 0, total: int = 0) -> None:
    """Say what comes now. Whoever listens may raise: then the act ends here, and what
    it did in its transaction is undone."""
    heard = _listening.get()
    if heard is not None:
        heard(str(words), done, total)


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Hear the steps of what is done inside."""
    token = _listening.set(heard)
    try:
        yield
    finally:
        _listening.reset(token)
