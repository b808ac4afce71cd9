"""Pieces before the office of 望津分局, for the tests of admission."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from coordination.models import AdmissionCase
from coordination.services import admitting
from coordination.services.issuing import Issued
from coordination.services.offers import Offer
from desk.models import InboxItem
from organization.models import Bureau, Station
from tasking.content import Content
from tasking.models import Directive
from tests.coordination.world import NOW, send, task
from tests.factories import Force

WHOLE = replace(task("清查", 10, "2026-06-12"), basis="砚公治〔2026〕41号")
BIG = replace(WHOLE, effort_units=500 * 60_000)
LATER = NOW + dt.timedelta(days=10)


def admission(force: Force, mode: str, **more: object) -> None:
    Bureau.objects.filter(pk=force.county_a.pk).update(admission=mode, **more)
    for unit in (force.public_order, force.narcotics, force.coordination_office):
        unit.refresh_from_db()


def sent(force: Force, content: Content = WHOLE, *stations: Station) -> Issued:
    return send(
        force, "public_order", content, *(stations or (force.a1, force.a2)), reason=""
    )


def waiting(
    force: Force, content: Content = WHOLE, *stations: Station
) -> AdmissionCase:
    admission(force, "gate")
    return AdmissionCase.objects.get(
        directive=sent(force, content, *stations).directive
    )


def conditioned(force: Force) -> AdmissionCase:
    case = waiting(force, BIG)
    conditions = Offer(effort_units=40 * 60_000)
    return admitting.offer(
        by=force.coordinator, case=case, conditions=conditions, reason="减半", now=NOW
    )


def state(case: AdmissionCase) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, Directive.objects.get(pk=case.directive_id).state


def letters(user: object) -> set[str]:
    return set(
        InboxItem.objects.filter(
            recipient=user, kind__startswith="admission_"
        ).values_list("kind", flat=True)
    )
