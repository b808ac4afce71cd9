"""First steps: there for whoever is new, gone once done or put away, there again."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from organization.models import Introduction, User
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client

COMPOSE = "coordination:compose"


def shown(user: User, force: Force, name: str) -> bool:
    args = [force.a1.code] if name == "ledger" else []
    route = "coordination:workload" if args else COMPOSE
    page = client(user).get(reverse(route, args=args))
    assert page.status_code == 200
    return "data-yp-first" in page.content.decode()


def act(user: User, what: str, name: str, **data: str) -> str:
    answer = client(user).post(reverse(f"desk:{what}_introduction", args=[name]), data)
    return str(answer["Location"])


def test_a_new_clerk_is_led_to_a_task_of_his_own(force: Force) -> None:
    assert shown(force.staff, force, "directive")
    kept = post(force.staff, form_of(force, act="draft"))
    assert kept.status_code == 302 and shown(force.staff, force, "directive")
    assert "data-yp-first" in client(force.staff).get(kept["Location"]).content.decode()
    assert post(force.staff, form_of(force)).status_code == 302
    assert not shown(force.staff, force, "directive"), "done: it is not shown again"
    assert act(force.staff, "begin", "directive") == reverse(COMPOSE)
    assert shown(force.staff, force, "directive")
    assert shown(force.staff_narcotics, force, "directive"), "another has his own"


def test_it_is_put_away_for_good(force: Force) -> None:
    here = reverse("coordination:workload", args=[force.a1.code])
    assert shown(force.chief_a1, force, "ledger")
    assert act(force.chief_a1, "close", "ledger", next=here) == here
    assert not shown(force.chief_a1, force, "ledger")
    assert act(force.chief_a1, "close", "ledger", next="//evil.example/") == "/"
    assert Introduction.objects.filter(user=force.chief_a1).count() == 1
    assert act(force.chief_a1, "begin", "ledger") == "/"
    assert shown(force.chief_a1, force, "ledger")
    unknown = reverse("desk:begin_introduction", args=["nothing"])
    assert client(force.chief_a1).post(unknown).status_code == 404


def test_who_is_not_new_or_not_meant_sees_none(force: Force) -> None:
    assert not shown(force.leader, force, "ledger")
    assert not shown(force.officer_a1, force, "ledger")
    long_ago = timezone.now() - dt.timedelta(days=90)
    User.objects.filter(pk=force.staff.pk).update(created_at=long_ago)
    assert not shown(force.staff, force, "directive")
    guide = words(client(force.staff).get(reverse("desk:guide")))
    assert "分步起草第一项任务" in guide and "任务一本账的说明" not in guide
