"""Another date for one station: from the task's page and from the assignment's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.services.issuing import issue
from tasking.models import Assignment, Directive
from tasking.services import acts
from tests.coordination.world import send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import act, client, day, issued, queries


def owed(force: Force, hours: float = 10, **more: Any) -> Assignment:
    content = task("清查", hours, day(14), **more)
    sent = send(force, "public_order", content, force.a1, now=timezone.now())
    return sent.directive.assignments.get()


def own_plan(force: Force) -> Assignment:
    now, content = timezone.now(), task("走访", 4, day(14))
    sent = issue(
        by=force.chief_a1,
        requester=force.a1,
        content=content,
        stations=[force.a1],
        now=now,
        reason="本所",
    )
    return sent.directive.assignments.get()


def filled(row: Assignment, ahead: int, **changes: Any) -> dict[str, Any]:
    """What the browser sends: every field of the form."""
    hours = row.effort_hours
    values: dict[str, Any] = {
        "version": row.version,
        "due": day(ahead),
        "due_time": "",
        "effort_hours": "" if hours is None else f"{hours.normalize():f}",
        "reason": "",
    }
    return values | changes


def ends_on(row: Assignment) -> str:
    row.refresh_from_db()
    assert row.due is not None
    return (timezone.localtime(row.due) - dt.timedelta(minutes=1)).date().isoformat()


# --- it works -------------------------------------------------------------------------
def test_one_station_gets_another_date(force: Force) -> None:
    row = owed(force)
    answer = act(force.staff, "redate_assignment", row.pk, **filled(row, 20))
    page = reverse("coordination:directive", args=[row.directive_id])
    assert answer["Location"] == f"{page}#row-{row.pk}"
    assert ends_on(row) == day(20)
    assert row.effort_units == row.remaining_units == 600_000
    entry = row.entries.get()
    assert (entry.act, entry.due_after) == ("redate", row.due)


def test_the_answer_says_whether_it_fits(force: Force) -> None:
    row, made = owed(force), client(force.staff, "en")
    url = reverse("coordination:redate_assignment", args=[row.pk])
    assert "It fits." in words(made.post(url, filled(row, 20), follow=True))
    row.refresh_from_db()
    tight = filled(row, 2, effort_hours="4000", reason="省厅部署")
    text = words(made.post(url, tight, follow=True))
    assert "It does not fit, short" in text
    row.refresh_from_db()
    text = words(made.post(url, filled(row, 20, effort_hours=""), follow=True))
    assert "cannot be judged" in text


def test_a_time_and_other_hours(force: Force) -> None:
    row = owed(force)
    data = filled(row, 20, due_time="12:00", effort_hours="3.5")
    assert act(force.staff, "redate_assignment", row.pk, **data).status_code == 302
    row.refresh_from_db()
    assert timezone.localtime(row.due).isoformat()[:16] == f"{day(20)}T12:00"
    assert row.effort_units == 210_000


@pytest.mark.parametrize("effort", [600_001, 7, None])
def test_hours_nobody_touched_stay_exactly(force: Force, effort: int | None) -> None:
    row = owed(force)
    Assignment.objects.update(effort_units=effort, remaining_units=effort)
    page = client(force.staff).get(
        reverse("coordination:directive", args=[row.directive_id])
    )
    form = page.context["rows"][0].dates
    shown: dict[str, Any] = {"effort_hours": form["effort_hours"].value() or ""}
    without: dict[str, Any] = {"due": day(21)}
    for data in (filled(row, 20) | shown, without):
        data["reason"] = "延期"
        row.refresh_from_db()
        data["version"] = row.version
        assert act(force.staff, "redate_assignment", row.pk, **data).status_code == 302
        row.refresh_from_db()
        assert row.effort_units == effort


def test_a_start_is_kept(force: Force) -> None:
    row = owed(force, release=day(3))
    act(force.staff, "redate_assignment", row.pk, **filled(row, 20))
    start = row.release
    row.refresh_from_db()
    assert row.release == start is not None


def test_from_its_own_page_and_back(force: Force) -> None:
    row = owed(force)
    page = reverse("coordination:assignment", args=[row.pk])
    assert f'id="redate-{row.pk}"' in client(force.staff).get(page).content.decode()
    url = reverse("coordination:redate_assignment", args=[row.pk])
    data = filled(row, 20, page="assignment")
    refused = client(force.staff).post(url, data | {"due": "六月"})
    assert refused.status_code == 422 and "六月" in refused.content.decode()
    assert refused.templates[0].name == "coordination/assignment.html"
    assert client(force.staff).post(url, data)["Location"] == page


def test_a_chief_moves_the_own_plan(force: Force) -> None:
    row = own_plan(force)
    page = reverse("coordination:assignment", args=[row.pk])
    assert f'id="redate-{row.pk}"' in client(force.chief_a1).get(page).content.decode()
    data = filled(row, 9)
    assert act(force.chief_a1, "redate_assignment", row.pk, **data).status_code == 302
    assert ends_on(row) == day(9)
    row.refresh_from_db()
    again = act(force.staff, "redate_assignment", row.pk, **filled(row, 8))
    assert again.status_code == 404


# --- it is refused --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due": ""}, "due"),
        ({"due": "六月"}, "due"),
        ({"due": "2020-01-01"}, "due"),
        ({"due": "9999-12-31"}, "due"),
        ({"due_time": "25:00"}, "due_time"),
        ({"effort_hours": "很多"}, "effort_hours"),
        ({"effort_hours": "NaN"}, "effort_hours"),
        ({"effort_hours": "-1"}, "effort_hours"),
        ({"effort_hours": "1e9"}, "effort_hours"),
        ({"reason": "长" * 2001}, "reason"),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, changes: dict[str, str], field: str
) -> None:
    row = owed(force)
    data = filled(row, 20, **changes)
    refused = act(force.staff, "redate_assignment", row.pk, **data)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert f'id="date-{row.pk}-{field}_error"' in text
    assert f'id="redate-{row.pk}" open' in text
    assert data[field] in text
    assert ends_on(row) == ends_on(Assignment.objects.get()) != day(20)


def test_too_early_says_how_much_is_short_and_what_fits(force: Force) -> None:
    row = owed(force, 150)
    url = reverse("coordination:redate_assignment", args=[row.pk])
    refused = client(force.staff, "en").post(url, filled(row, 1))
    assert refused.status_code == 422
    form = refused.context["rows"][0].dates
    assert set(form.errors) == {"reason"}
    said = form.errors["reason"][0]
    assert "Short" in said and "earliest" in said
    assert not row.entries.exists()
    done = client(force.staff).post(url, filled(row, 1, reason="省厅部署"))
    assert done.status_code == 302
    assert row.entries.get().note == "省厅部署"


def test_what_can_never_fit_names_no_date(force: Force) -> None:
    row = owed(force)
    url = reverse("coordination:redate_assignment", args=[row.pk])
    data = filled(row, 20, effort_hours="29000")
    refused = client(force.staff, "en").post(url, data)
    assert "no date in sight" in words(refused)


def test_a_statutory_date_names_the_extension(force: Force) -> None:
    row = owed(force, deadline_class="statutory", basis="刑诉法")
    refused = act(force.staff, "redate_assignment", row.pk, **filled(row, 20))
    assert refused.status_code == 422
    assert refused.context["rows"][0].dates.errors["reason"]
    data = filled(row, 20, reason="延长批准〔2026〕3号")
    assert act(force.staff, "redate_assignment", row.pk, **data).status_code == 302


def test_a_date_set_above_only_becomes_earlier(force: Force) -> None:
    row = owed(force, deadline_class="superior")
    late = filled(row, 20, reason="请求")
    refused = act(force.staff, "redate_assignment", row.pk, **late)
    assert refused.context["rows"][0].dates.errors["due"]
    early = filled(row, 12)
    assert act(force.staff, "redate_assignment", row.pk, **early).status_code == 302


def test_the_same_form_twice_is_told(force: Force) -> None:
    row = owed(force)
    data = filled(row, 20)
    act(force.staff, "redate_assignment", row.pk, **data)
    again = act(force.staff, "redate_assignment", row.pk, **data)
    assert again.status_code == 422 and 'class="yp-error"' in again.content.decode()
    row.refresh_from_db()
    assert f'name="version" value="{row.version}"' in again.content.decode()
    assert row.entries.count() == 1


@pytest.mark.parametrize("page", ["", "assignment"])
def test_what_is_no_longer_owed_has_no_date(force: Force, page: str) -> None:
    row = owed(force)
    acts.report(by=force.chief_a1, assignment=row, text="完", now=timezone.now())
    data = filled(row, 20, version="", page=page)
    refused = act(force.staff, "redate_assignment", row.pk, **data)
    assert refused.status_code == 422
    assert 'id="redate-' not in refused.content.decode()
    assert refused.context["problem"]


def test_appointments_are_not_moved(force: Force) -> None:
    row = owed(force, kind="meeting", release=day(13), attendees=("chief",))
    page = reverse("coordination:directive", args=[row.directive_id])
    assert 'id="redate-' not in client(force.staff).get(page).content.decode()
    refused = act(force.staff, "redate_assignment", row.pk, due=day(20))
    assert refused.status_code == 422 and refused.context["problem"]


# --- who ------------------------------------------------------------------------------
def test_who_may_move_a_date(force: Force) -> None:
    row = issued(force).assignments.get(station=force.a1)
    for outsider in ("stranger", "staff_narcotics", "chief_b1", "staff_b"):
        answer = act(force.personas[outsider], "redate_assignment", row.pk)
        assert answer.status_code == 404, outsider
    for other in ("chief_a1", "leader", "coordinator"):
        user = force.personas[other]
        assert act(user, "redate_assignment", row.pk).status_code == 403, other
        for name, pk in (("directive", row.directive_id), ("assignment", row.pk)):
            page = client(user).get(reverse(f"coordination:{name}", args=[pk]))
            assert 'id="redate-' not in page.content.decode(), (other, name)
    url = reverse("coordination:redate_assignment", args=[row.pk])
    assert client(force.head).get(url).status_code == 405
    assert not Directive.objects.get().assignments.filter(version__gt=1).exists()


def test_the_assignments_page_costs_the_same_with_the_form(force: Force) -> None:
    """A department's own reach takes two: its codes, and the tasks it has joined."""
    url = reverse("coordination:assignment", args=[owed(force).pk])
    assert queries(force.staff, url) <= queries(force.leader, url) + 2
