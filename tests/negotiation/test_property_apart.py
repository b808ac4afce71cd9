"""Random stations where people are wanted twice: what was carried out ends it."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from coordination.core.plans import Change, Plan
from coordination.lent import hands, loans
from coordination.models import Conflict
from coordination.services.fixing import fixes
from coordination.services.negotiation import deciding, proposing
from coordination.services.protecting import protect
from coordination.services.verifying import verify
from tests.coordination.world import NOW, check, send, task
from tests.core.appointments import allowed
from tests.each import seeds
from tests.factories import Force, at
from tests.negotiation.appointments import event
from tests.negotiation.world import LATER, state

NAMES = ["chief", "instructor", "010002", "010003"]
KINDS = ["training", "inspection", "meeting", "security_duty"]


def wanted_twice(force: Force, dice: random.Random) -> Conflict:
    """Appointments, protected time and some work in one week; the worst conflict."""
    for n in range(dice.randint(0, 2)):
        begins, ends = time(dice)
        protect(
            by=force.chief_a1,
            station=force.a1,
            title=f"走访{n}",
            start=at(begins),
            end=at(ends),
            officers=Decimal(dice.randint(1, 4)),
            now=NOW,
        )
    work = task("清查", dice.randint(5, 60), "2026-06-06")
    send(force, "public_order", work, force.a1)
    for n in range(30):
        appoint(force, dice, n)
        check(force.a1, force.a2)
        rows = Conflict.objects.open().filter(station=force.a1).exclude(kind="deadline")
        if n > 3 and rows.exists():
            return dice.choice(list(rows.order_by("pk")))
    raise AssertionError("thirty appointments in three days and no conflict")


def appoint(force: Force, dice: random.Random, n: int) -> None:
    names = dice.sample(NAMES, dice.choice([0, 0, 1, 1, 2]))
    kind = dice.choice(KINDS)
    places = [force.a1, *([force.a2] if dice.random() < 0.3 else [])]
    officers = dice.randint(1, 4)
    content = event(f"安排{n}", *time(dice), officers, *names, kind=kind)
    send(force, dice.choice(["public_order", "narcotics"]), content, *places)


def time(dice: random.Random) -> tuple[str, str]:
    day, hour = dice.randint(2, 4), dice.choice([9, 10, 14, 15, 16])
    length = dice.choice([1, 2])
    return f"2026-06-0{day} {hour:02}:00", f"2026-06-0{day} {hour + length:02}:00"


@pytest.mark.parametrize("seed", seeds(16))
def test_what_is_carried_out_ends_it_and_begins_nothing(
    force: Force, seed: int
) -> None:
    dice = random.Random(seed)
    conflict = wanted_twice(force, dice)
    found = fixes([conflict], now=NOW)
    if not found.offers:
        assert all(work.why for each in found.obstacles for work in each.work)
        return
    plan = dice.choice(found.offers).plan
    for station in plan.stations:
        for change in station.changes:
            allowed(change, found.sites[station.station])
    proposal = proposing.propose(by=force.leader, conflict=conflict, plan=plan, now=NOW)
    before = set(Conflict.objects.open().values_list("pk", flat=True))
    spare = [hand.number for hand in hands(force.a2, loans(plan, force.a2))]
    count = max((change.officers // 1000 for change in lent(plan)), default=0)
    wanted = {force.a2.pk: spare[:count]}
    if proposal.is_active:
        deciding.decide(
            by=force.leader,
            proposal=proposal,
            approve=True,
            text="按方案办",
            officers=wanted,
            now=LATER,
        )
    assert state(proposal) in ("decided", "applied")
    covered = set(proposal.conflicts.values_list("pk", flat=True))
    check(force.a1, force.a2, now=LATER)
    after = set(Conflict.objects.open().values_list("pk", flat=True))
    assert conflict.pk in covered and not covered & after and after <= before
    assert list(verify()) == []


def lent(plan: Plan) -> list[Change]:
    return [c for s in plan.stations for c in s.changes if c.kind == "lend"]
