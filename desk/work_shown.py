"""How each kind of long work is shown, wherever it is listed or told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from desk.models import Job
from organization.models import User


def _nobody_else(_user: User, _jobs: Sequence[Job]) -> set[int]:
    """Its page is for who asked for it."""
    return set()


@dataclass(frozen=True)
class Shown:
    """What a kind of work is called, where its results stand, by the job's id, and why
    it cannot be stopped here, where it cannot.

    `others` are those of the jobs whose results somebody may open who did not ask for
    them. `tells_itself`: where it succeeds a letter of its own is written.
    """

    title: str | Promise
    pages: Callable[[Sequence[Job]], dict[int, str]]
    unstoppable: str | Promise = ""
    others: Callable[[User, Sequence[Job]], set[int]] = _nobody_else
    tells_itself: bool = False


_shown: dict[str, Shown] = {}


def show(kind: str, shown: Shown) -> None:
    """Called as the rooms' tasks load."""
    _shown[kind] = shown


def shown_as() -> dict[str, Shown]:
    """How each kind of work is shown, by its name."""
    return dict(_shown)
