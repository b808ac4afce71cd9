"""Reserved strength names neither title nor sponsor to anybody but the sponsor."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from coordination.services.issuing import issue
from tasking.content import Content
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at


def reserve(force: Force) -> None:
    issue(
        by=force.staff_narcotics,
        requester=force.narcotics,
        content=Content(
            title="",
            kind="task",
            due=at("2026-06-03"),
            effort_units=60 * 60_000,
            reserved=True,
        ),
        stations=[force.a1],
        now=NOW,
        reason="预留",
    )


def test_a_conflict_with_reserved_strength_names_no_sponsor(force: Force) -> None:
    reserve(force)
    send(force, "public_order", task("清查", 60, "2026-06-03"), force.a1)
    check(force.a1)
    found = Conflict.objects.get(station=force.a1)
    assert set(found.departments) == {"reserved", force.public_order.code}
    for user in (force.chief_a1, force.staff):
        client = Client()
        client.force_login(user)
        url = reverse("coordination:conflict", args=[found.pk])
        text = client.get(url).content.decode()
        assert "预留警力" in text
        assert "禁毒" not in text


def test_the_ledger_names_no_sponsor(force: Force) -> None:
    reserve(force)
    check(force.a1, now=timezone.now())
    client = Client()
    client.force_login(force.chief_a1)
    url = reverse("coordination:workload", args=[force.a1.code])
    text = client.get(url).content.decode()
    assert "预留警力" in text
    assert "禁毒" not in text
