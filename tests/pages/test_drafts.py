"""Drafts: kept, changed, sent, and not overwritten by somebody else's."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tasking.models import Directive
from tests.factories import Force
from tests.pages.composing import form_of, post
from tests.pages.test_directives import client, day


def test_a_draft_is_kept_changed_and_sent(force: Force) -> None:
    half = form_of(force, act="draft", effort_hours="", declared="")
    half[f"due_{force.a1.pk}"] = day(20)
    sent = post(force.staff, half)
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    assert sent["Location"] == url and row.state == "draft"
    page = client(force.staff).get(url)
    assert f'name="due_{force.a1.pk}" value="{day(20)}"' in page.content.decode()
    done = form_of(force, version=str(row.version), title="定稿")
    done[f"due_{force.a1.pk}"] = day(20)
    assert client(force.staff).post(url, done).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.title) == ("issued", "定稿")
    assert row.assignments.get(station=force.a1).due > row.due


def test_a_draft_somebody_else_changed(force: Force) -> None:
    post(force.staff, form_of(force, act="draft"))
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    seen = form_of(force, act="draft", version=str(row.version), title="甲的")
    assert client(force.head).post(url, seen).status_code == 302
    mine = form_of(force, act="draft", version=str(row.version), title="乙的")
    refused = client(force.staff).post(url, mine)
    said = refused.content.decode()
    assert refused.status_code == 422 and "现在是“甲的”，您写的是“乙的”" in said
    assert said.count('class="yp-clash"') == 1, "all else is the same"
    row.refresh_from_db()
    assert row.title == "甲的"
    kept = client(force.staff).post(url, mine | {"version": str(row.version)})
    row.refresh_from_db()
    assert kept.status_code == 302 and row.title == "乙的", "saved again, knowing it"


def test_what_has_been_sent_is_not_edited(force: Force) -> None:
    post(force.staff, form_of(force))
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    assert client(force.staff).get(url)["Location"] == reverse(
        "coordination:directive", args=[row.pk]
    )
    assert client(force.staff).post(url, form_of(force)).status_code == 422


def test_a_draft_needs_what_the_database_needs(force: Force) -> None:
    back = form_of(force, act="draft", release=day(9), due=day(8))
    assert post(force.staff, back).status_code == 422
    assert not Directive.objects.exists()


def test_dates_travel_through_the_form_unchanged(force: Force) -> None:
    data = form_of(
        force, act="draft", release=day(3), due=day(9), due_time="17:30", priority="20"
    )
    post(force.staff, data)
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    shown = client(force.staff).get(url).context["form"]
    assert str(shown["due"].value()) == day(9)
    assert shown["due_time"].value() == dt.time(17, 30)
    assert str(shown["release"].value()) == day(3)
    assert shown["release_time"].value() is None
