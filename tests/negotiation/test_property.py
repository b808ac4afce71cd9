"""Random plans at random stations: what was carried out leaves none of it standing."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError

from coordination.core.detect import detect
from coordination.core.facts import minute_down, minute_up
from coordination.core.plans import Balance, Change, Part, Plan, StationPlan
from coordination.models import Conflict, Proposal
from coordination.services.negotiation import deciding, proposing
from coordination.services.verifying import verify
from coordination.snapshot import snapshot, start_of_day
from tasking.models import Assignment
from tests.coordination.world import NOW, check, send, task
from tests.each import seeds
from tests.factories import Force, at
from tests.negotiation.world import LATER

HOUR = 60_000


def owed(force: Force, dice: random.Random) -> Conflict:
    """Some tasks in two weeks, until they fit nowhere; the worst conflict."""
    some = dice.randint(3, 7)
    for n in range(40):
        first = dice.randint(1, 8)
        last = first + dice.randint(1, 5)
        content = task(
            f"任务{n}",
            dice.randint(10, 120),
            f"2026-06-{last:02}",
            release=f"2026-06-{first:02}",
        )
        send(force, dice.choice(["public_order", "narcotics"]), content, force.a1)
        if n < some:
            continue
        check(force.a1)
        worst = Conflict.objects.open().most_serious_first().first()
        if worst is not None:
            return worst
    raise AssertionError("forty tasks in two weeks and no conflict")


def plan(conflict: Conflict, dice: random.Random) -> Plan:
    """Any change of any kind for some of the members."""
    members = [int(m["assignment"]) for m in conflict.members]
    rows = list(Assignment.objects.filter(pk__in=members).order_by("pk"))
    changes = []
    for row in dice.sample(rows, dice.randint(1, len(rows))):
        later = minute_down(at(f"2026-06-{dice.randint(14, 30)}"))
        left = row.remaining_units or 0
        assert row.due is not None
        first = left * dice.randint(0, 4) // 4
        changes.append(
            dice.choice(
                [
                    Change("shift", str(row.pk), due=later),
                    Change("reduce", str(row.pk), effort=first),
                    Change("waive", str(row.pk)),
                    Change(
                        "split",
                        str(row.pk),
                        parts=(
                            Part(minute_down(row.due), first),
                            Part(later, left - first),
                        ),
                    ),
                ]
            )
        )
    unknown = Balance(None, 0)
    station = StationPlan(conflict.station.code, tuple(changes), unknown, unknown)
    return Plan("own", (station,), 0)


@pytest.mark.parametrize("seed", seeds(24))
def test_after_it_is_carried_out_nothing_of_it_is_left(force: Force, seed: int) -> None:
    dice = random.Random(seed)
    conflict = owed(force, dice)
    before = Assignment.objects.count()
    try:
        proposal = proposing.propose(
            by=force.leader, conflict=conflict, plan=plan(conflict, dice), now=NOW
        )
    except ValidationError:
        assert Assignment.objects.count() == before and not Proposal.objects.exists()
        return
    covered = set(proposal.conflicts.values_list("pk", flat=True))
    done = deciding.decide(
        by=force.leader, proposal=proposal, approve=True, text="按方案办", now=LATER
    )
    assert done.state == "decided"
    check(force.a1, now=LATER)
    still = set(Conflict.objects.open().values_list("pk", flat=True))
    assert not covered & still and list(verify()) == []
    minute = minute_up(start_of_day(LATER))
    facts = snapshot([force.a1.pk], as_of=start_of_day(LATER), fresh=True)
    found = detect(facts[force.a1.pk], as_of=minute, now=minute)
    assert len(found.conflicts) == len(still)
