"""Two who decide on the same thing at the same moment, each on what he has read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Model

from organization.models import AuditEvent, Station
from tests.coordination.racing import PATIENCE, waiting_for_me
from tests.locks.taking_away import without
from tests.permissions.world import World

TOLD = ("Stale", "Overtaken", "Outdated", "BeingAnswered")
DONE, REFUSED, BROKEN = "done", "refused", "broken"


class Lost(Exception):
    """What this one has read is not what is there: somebody was quicker."""


Act = Callable[[int], object]


@dataclass(frozen=True)
class Contest:
    """What the first (0) and the second (1) do; exactly one of them may succeed.

    `also`: other locks on the way, which go too when this one is taken away, for one of
    two locks is enough to keep people apart; `beside` takes away what else does.
    `chance`: whether it may be left to chance who is first; not where the two do
    different things.
    """

    act: Act
    also: tuple[str, ...] = ()
    chance: bool = True
    beside: Callable[[], AbstractContextManager[object]] = nullcontext


Arrange = Callable[[World], Contest | Act]


def contest(found: Contest | Act) -> Contest:
    return found if isinstance(found, Contest) else Contest(found)


def outcome(act: Act, who: int) -> str:
    """Done, refused with words, or stopped by nothing but a constraint."""
    try:
        with transaction.atomic():
            act(who)
    except (ValidationError, PermissionDenied, ObjectDoesNotExist, Lost):
        return REFUSED
    except IntegrityError:
        return BROKEN
    except Exception as error:
        if type(error).__name__ in TOLD:
            return REFUSED
        raise
    return DONE


class Two:
    """Two threads, each with a connection that lasts for all the rounds they run."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2)
        self._gate = threading.Barrier(2)

    def __enter__(self) -> Two:
        return self

    def __exit__(self, *error: object) -> None:
        for each in [self._pool.submit(self._gone) for _ in range(2)]:
            each.result(PATIENCE)
        self._pool.shutdown()

    def _gone(self) -> None:
        connections.close_all()
        self._gate.wait(PATIENCE)  # the other thread takes the other turn

    def aside(self, act: Act, who: int) -> Future[str]:
        return self._pool.submit(outcome, act, who)

    def together(self, act: Act) -> list[str]:
        """What becomes of both, who start at the same moment."""

        def run(who: int) -> str:
            connection.ensure_connection()
            self._gate.wait(PATIENCE)
            return outcome(act, who)

        both = [self._pool.submit(run, who) for who in range(2)]
        return [each.result(PATIENCE) for each in both]


def one_after_the_other(act: Act, two: Two | None = None) -> list[str]:
    """The second comes while the first has done his part and not committed."""
    if two is None:
        with Two() as two:
            return one_after_the_other(act, two)
    with transaction.atomic():
        act(0)
        second = two.aside(act, 1)
        _until_it_waits(second)
    return [DONE, second.result(PATIENCE)]


def _until_it_waits(other: Future[str]) -> None:
    """For a lock that this thread's transaction holds, or is done without."""
    deadline = time.monotonic() + PATIENCE
    while not (other.done() or waiting_for_me()):
        assert time.monotonic() < deadline, "the second neither waits nor ends"
        time.sleep(0.002)


def at_once(found: Contest, two: Two) -> list[str]:
    """Both start at the same moment; who is first is chance, where it may be."""
    if found.chance:
        return sorted(two.together(found.act))
    return one_after_the_other(found.act, two)


def without_lock(site: str, found: Contest) -> tuple[list[str], bool]:
    """What becomes of them without the lock, and whether anybody asked for it."""
    with without(site, *found.also) as asked, found.beside():
        said = one_after_the_other(found.act)
    return said, site in asked


def decides(
    take: Callable[[], Model | None], row: Model, field: str = "version"
) -> Act:
    """Take the row as the product takes it, and change what one has looked at before.

    For locks whose holders compare the row with what somebody saw, or count on.
    """
    seen = getattr(type(row)._default_manager.get(pk=row.pk), field)

    def act(who: int) -> None:
        held: Any = take()
        if held is None or getattr(held, field) != seen:
            raise Lost
        now = seen + 1 if isinstance(seen, int) else f"{seen}{who + 1}"
        type(row)._default_manager.filter(pk=row.pk).update(**{field: now})

    return act


def won(work: Callable[[], object]) -> Act:
    """A work that says with a false answer that somebody was quicker."""

    def act(who: int) -> None:
        if not work():
            raise Lost

    return act


def counts_up(row: Model, work: Callable[[int], object], field: str = "version") -> Act:
    """For acts that only count on: whoever starts from what he saw adds one to it."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    seen = rows.values_list(field, flat=True).get()

    def act(who: int) -> None:
        work(who)
        if rows.values_list(field, flat=True).get() != seen + 1:
            raise Lost

    return act


def says_before(
    action: str, keys: tuple[Any, ...], work: Callable[[int], object]
) -> Act:
    """For acts whose trail says what was there before: two may not say the same."""
    said: list[object] = []

    def act(who: int) -> None:
        work(who)
        found = AuditEvent.objects.filter(action=action).latest("pk").detail
        for key in keys:
            found = found[key]
        if said and found != said[0]:
            raise Lost
        said.append(found)

    return act


def guards(world: World, lock: Callable[[], object]) -> Act:
    """For locks whose holders count or look at other rows: what was counted changes."""
    row = Station.objects.get(pk=world.force.b1.pk)

    def take() -> Station:
        lock()
        return Station.objects.get(pk=row.pk)

    return decides(take, row, "name_en")
