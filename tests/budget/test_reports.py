"""Reports: of each yuan how much arrives, how long it takes, where it stops."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.budget.test_pages import norm
from tests.budget.world import confirm, paid
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def test_smoke(made: Force) -> None:
    norm(made)
    confirm(made, paid(made), 400)
    auditor = client(made.internal_auditor)
    for who, name, *args in (
        (made.finance, "report", made.county_a.code),
        (made.finance, "report", made.city.code)
        if False
        else (made.leader, "report", made.county_a.code),
        (made.finance, "report_file", made.county_a.code),
        (made.chief_a1, "station_report", made.a1.code),
        (made.internal_auditor, "audit", made.county_a.code),
        (made.internal_auditor, "audit_file", made.county_a.code),
        (made.internal_auditor, "audit_sample", made.county_a.code),
    ):
        answer = client(who).get(url(name, *args))
        assert answer.status_code == 200, name
    from budget.auditing.findings import BY_NAME

    for name in BY_NAME:
        assert (
            auditor.get(url("audit_list", made.county_a.code, name)).status_code == 200
        ), name
    to = auditor.get(url("audit_sample", made.county_a.code), {"n": 5})
    assert to.status_code == 302
    assert auditor.get(to["Location"]).status_code == 200
    assert auditor.get(to["Location"] + "&file=1").status_code == 200
