"""Two who decide on the same thing at the same moment, each on what he has read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from organization.models import AuditEvent, Station
from tests.coordination.racing import Runner, together, until, waiting_for_me
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
    two locks is enough to keep people apart. `chance`: whether it may be left to chance
    who is first; not where the two do different things.
    """

    act: Act
    also: tuple[str, ...] = ()
    chance: bool = True


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


def one_after_the_other(act: Act) -> list[str]:
    """The second comes while the first has done his part and not committed."""
    with transaction.atomic():
        act(0)
        second = Runner(lambda: outcome(act, 1))
        until(lambda: waiting_for_me() or not second.is_alive())
    return [DONE, second.done()]


def at_once(found: Contest) -> list[str]:
    """Both start at the same moment; who is first is chance, where it may be."""
    act = found.act
    if found.chance:
        return sorted(together(lambda: outcome(act, 0), lambda: outcome(act, 1)))
    try:
        return one_after_the_other(act)
    except (ValidationError, ObjectDoesNotExist):
        return [REFUSED, REFUSED]


def without_lock(site: str, found: Contest) -> tuple[list[str], bool]:
    """What becomes of them without the lock, and whether anybody asked for it."""
    with without(site, *found.also) as asked:
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
