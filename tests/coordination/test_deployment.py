"""Deployment by calculation: what it proposes, keeps to, and becomes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from coordination.core.facts import UNITS_PER_HOUR
from coordination.deployment.curves import curves
from coordination.deployment.terms import Terms
from coordination.dispatching import Dispatcher
from coordination.models import Conflict
from coordination.services.deploying import begin_deployment, draft_deployment
from coordination.services.deployment_runs import DEPLOYMENTS
from coordination.services.issuing import issue
from desk.models import Job
from organization.models import AuditEvent
from personnel import services
from personnel.models import PostingOrder
from tests.coordination.world import check, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
FIRST, DUE = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=30)
SINCE = TODAY - dt.timedelta(days=900)
HOURS = 60.0 * 48  # three times what six officers have until then


def short_of_people(force: Force) -> None:
    """柳堰 has too much work and two vacancies; 津堰 has time and one officer more
    than approved."""
    content = task("清查", HOURS, DUE.isoformat())
    issue(
        by=force.staff,
        requester=force.public_order,
        content=content,
        stations=[force.a1],
        now=NOW,
        reason="上级要求",
    )
    check(force.a1, now=NOW)
    for station, approved in ((force.a1, 8), (force.a2, 5)):
        services.add_post(
            by=None,
            unit=station,
            terms=services.Terms("社区民警", approved),
            during=(SINCE, None),
            reason="批复",
        )
    services.set_weights(
        by=force.personnel_admin,
        bureau=force.county_a,
        values={
            **{"rank": 20, "experience": 0, "experience_years": 3},
            **{"settled": 10, "settled_years": 2, "threshold": 40},
        },
        reason="党委会研究",
    )


def reckoned(force: Force, **terms: Any) -> Job:
    job = begin_deployment(
        by=force.personnel_admin,
        bureau=force.county_a,
        terms=Terms(FIRST, **{"share": 60, "weeks": 4} | terms),
        today=TODAY,
    )
    assert DEPLOYMENTS.run(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def test_officers_go_where_most_is_missing_and_it_adds_up(force: Force) -> None:
    short_of_people(force)
    plan = reckoned(force).result["plan"]
    homes = {officer.pk for officer in force.officers[force.a2.code]}
    assert len(plan["moves"]) == 2
    assert {move["officer"] for move in plan["moves"]} <= homes
    net = sum(move["saves"] - move["costs"] for move in plan["moves"])
    assert plan["saved"][-1] == net > 0
    change = {row["station"]: row["more"] for row in plan["stations"]}
    assert change == {force.a1.pk: 2, force.a2.pk: -2}
    told = sum(
        row["behind"] + row["ahead"] - row["behind_then"] - row["ahead_then"]
        for row in plan["stations"]
    )
    assert told == net and plan["unknown"] == 1


@pytest.mark.parametrize(
    ("terms", "moves"),
    [({"most": 1}, 1), ({"least": 5}, 1), ({"least": 6}, 0), ({"share": 100}, 1)],
)
def test_the_limits_are_kept(force: Force, terms: dict[str, int], moves: int) -> None:
    short_of_people(force)
    assert len(reckoned(force, **terms).result["plan"]["moves"]) == moves


def test_who_is_barred_or_just_came_or_leads_stays(force: Force) -> None:
    short_of_people(force)
    here = force.officers[force.a2.code]
    for officer in here[:4]:
        limit = services.NewLimit(
            officer, "avoidance", "unit", (SINCE, None), "核查", unit=force.a1
        )
        services.record_limit(by=None, row=limit)
    services.end_posting(by=None, posting=here[4].postings.get(), on=TODAY)
    services.post_officer(
        by=None, officer=here[4], unit=force.a2, during=(TODAY, None), post="内勤"
    )
    plan = reckoned(force).result["plan"]
    assert [move["officer"] for move in plan["moves"]] == [here[5].pk]
    assert plan["saved"] and plan["moves"][0]["costs"] == 0


def test_a_shortfall_of_past_weeks_counts_until_it_is_too_old(force: Force) -> None:
    start = NOW - dt.timedelta(days=20)
    Conflict.objects.create(
        station=force.a1,
        kind="deadline",
        state="settled",
        window_start=start,
        window_end=start + dt.timedelta(days=7),
        release=start,
        due=start + dt.timedelta(days=7),
        demand_units=300 * UNITS_PER_HOUR,
        capacity_units=240 * UNITS_PER_HOUR,
        shortfall_units=60 * UNITS_PER_HOUR,
        scope="overload",
        first_seen_at=start,
        changed_at=start,
        settled_at=start,
    )
    found = {
        weeks: curves(
            [force.a1], first=FIRST, weeks=weeks, now=NOW, told=lambda n, m: None
        )[force.a1.pk]
        for weeks in (4, 1)
    }
    hours = [each // UNITS_PER_HOUR for each in found[4].gains()]
    assert hours == [40, 20, 0]  # six officers had 240 hours, 40 each
    assert found[1].gains() == [0, 0, 0]


def test_the_draft_is_an_order_like_any_other(force: Force) -> None:
    short_of_people(force)
    job, by = reckoned(force), force.personnel_admin
    order = draft_deployment(by=by, job=job, title="警力调整", now=NOW)
    assert (order.state, order.lines.count()) == ("draft", 2)
    assert list(order.readers.all()) == [force.leader]
    assert "人·时" in order.basis or "officer-hours" in order.basis
    again = reckoned(force)
    assert again.result["plan"]["moves"] == []  # they are in an open order
    with pytest.raises(ValidationError):
        draft_deployment(by=by, job=again, title="警力调整", now=NOW)
    with pytest.raises(PermissionDenied):
        draft_deployment(by=force.chief_a1, job=job, title="警力调整", now=NOW)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"first": TODAY}, "first"),
        ({"first": TODAY + dt.timedelta(days=400)}, "first"),
        ({"most": 0}, "most"),
        ({"most": 21}, "most"),
        ({"share": 101}, "share"),
        ({"weeks": 53}, "weeks"),
        ({"least": 0}, "least"),
    ],
)
def test_bad_limits_are_told_by_field(
    force: Force, terms: dict[str, Any], field: str
) -> None:
    given = {"by": force.personnel_admin, "bureau": force.county_a, "today": TODAY}
    with pytest.raises(ValidationError) as told:
        begin_deployment(**given, terms=Terms(**{"first": FIRST} | terms))
    assert set(told.value.message_dict) == {field} and not Job.objects.exists()


def test_only_the_personnel_office_of_the_bureau_asks(force: Force) -> None:
    for by, bureau in (
        (force.leader, force.county_a),
        (force.chief_a1, force.county_a),
        (force.personnel_admin, force.county_b),
    ):
        with pytest.raises(PermissionDenied):
            begin_deployment(by=by, bureau=bureau, terms=Terms(FIRST), today=TODAY)


def test_it_is_asked_for_waited_for_read_and_drafted(force: Force) -> None:
    short_of_people(force)
    at, url = client(force.personnel_admin), reverse("coordination:deployment")
    data = {
        **{"first": FIRST.isoformat(), "most": "2", "least": "3", "share": "60"},
        **{"months": "12", "weeks": "4", "departments": "on"},
    }
    bad = at.post(url, data | {"most": "many", "first": ""})
    assert bad.status_code == 422 and not Job.objects.exists()
    page = at.post(url, data, follow=True)
    assert page.context["open"]
    job = Job.objects.get()
    handed: list[int] = []
    Dispatcher(send=lambda ids, queue: None, work=handed.append).tick()
    assert handed == [job.pk]
    assert DEPLOYMENTS.run(job.pk, now=NOW) and not DEPLOYMENTS.run(job.pk, now=NOW)
    address = reverse("coordination:deployment_plan", args=[job.pk])
    assert "调配2人" in words(at.get(address))
    assert client(force.leader).get(address).status_code == 404
    draft = reverse("coordination:draft_plan", args=[job.pk])
    refused = at.post(draft, {"title": " "})
    assert refused.status_code == 422 and not PostingOrder.objects.exists()
    done = at.post(draft, {"title": "警力调整"})
    order = PostingOrder.objects.get()
    assert done["Location"] == reverse("personnel:order", args=[order.pk])
    assert AuditEvent.objects.filter(action="posting_order.draft").exists()
    assert at.post(draft, {"title": "再来一次"}).status_code == 302
    DEPLOYMENTS.forget(NOW + dt.timedelta(days=31))
    assert not Job.objects.filter(pk=job.pk).exists()
