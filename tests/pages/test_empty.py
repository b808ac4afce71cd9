"""A list with nothing in it says what is so, and why or where to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.factories import Force
from tests.pages.test_directives import client

LISTS = (
    ("staff", "coordination:today"),
    ("chief_a1", "coordination:inbox"),
    ("staff", "coordination:directives"),
    ("staff", "coordination:series"),
    ("staff", "coordination:report_forms"),
    ("staff", "coordination:proposals"),
    ("chief_a1", "coordination:opinions"),
    ("chief_a1", "coordination:remit_reports"),
    ("chief_a1", "coordination:notices"),
    ("staff", "coordination:notices"),
    ("chief_a1", "coordination:difficulties"),
    ("staff", "coordination:difficulties"),
    ("staff", "coordination:knowledge"),
    ("staff", "coordination:trainings"),
    ("staff", "coordination:duplicates"),
    ("coordinator", "coordination:joint_visits"),
    ("head", "coordination:emergencies"),
    ("staff", "coordination:try_table"),
    ("staff", "coordination:task_costs"),
    ("chief_a1", "coordination:owed_time"),
    ("coordinator", "coordination:board"),
    ("coordinator", "coordination:admission"),
    ("chief_a1", "coordination:calendars"),
    ("security_admin", "coordination:all_calendars"),
    ("system_admin", "coordination:system"),
    ("personnel_admin", "personnel:today"),
    ("personnel_admin", "personnel:orders"),
    ("personnel_admin", "personnel:rounds"),
    ("chief_a1", "personnel:leave_requests"),
    ("personnel_admin", "personnel:requests"),
    ("personnel_admin", "personnel:visits"),
    ("personnel_admin", "personnel:commendations"),
    ("leader", "personnel:alerts"),
    ("personnel_admin", "personnel:exchange"),
    ("security_admin", "opening:hand_in"),
)
EMPTY = re.compile(r'<div class="empty[^"]*">(.*?)</div>', re.S)


def empties(text: str) -> Iterator[str]:
    yield from EMPTY.findall(text.split('id="main"')[1])


@pytest.mark.django_db
def test_every_list_without_rows_goes_on(force: Force) -> None:
    wrong = []
    for name, route in LISTS:
        answer = client(getattr(force, name)).get(reverse(route))
        assert answer.status_code == 200, route
        found = list(empties(answer.content.decode()))
        good = [one for one in found if "<a " in one or "<p" in one]
        if not found or len(good) < len(found):
            wrong.append((route, name, found))
    assert not wrong, "\n".join(map(str, wrong))
