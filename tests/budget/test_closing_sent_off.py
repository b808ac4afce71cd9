"""A year of very many stations is closed by a worker, whole or not at all."""

from __future__ import annotations

import pytest

from budget.models import ClosedYear, Statement
from budget.views import closing
from desk.models import Job
from tests.budget.test_closing import LAST, url
from tests.budget.world import allocated, confirm, prepared, released
from tests.factories import Force
from tests.pages.sent_off import carried_out, left, page, where
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one station is many."""
    monkeypatch.setattr(closing, "AT_ONCE", 1)


def test_it_is_closed_by_a_worker_and_what_moves_is_frozen_anew(made: Force) -> None:
    row = released(made, allocated(made, year=LAST))
    office = client(made.finance)
    assert office.post(url(made), {}).status_code == 422
    job = left(office.post(url(made), {"sure": "on"}))
    assert not ClosedYear.objects.exists()
    carried_out(job)
    assert (job.state, job.error) == ("done", "")
    frozen = Statement.objects.count()
    assert frozen > 1 and str(frozen) in job.result["said"]
    assert where(job) in page(made.finance, job)
    confirm(made, row, 250)
    job = left(office.post(url(made, "correct_all"), {"reason": "补签"}))
    carried_out(job)
    assert (job.state, Statement.objects.count()) == ("done", frozen + 1)


def test_what_stands_in_the_way_is_said_at_once_or_ends_the_work(made: Force) -> None:
    line = allocated(made, year=LAST)
    office = client(made.finance)
    job = left(office.post(url(made), {"sure": "on"}))
    prepared(made, line, 100)
    carried_out(job)
    assert job.state == "failed" and job.error and not ClosedYear.objects.exists()
    assert url(made).partition("?")[0] in page(made.finance, job)
    assert office.post(url(made), {"sure": "on"}).status_code == 422
    assert Job.objects.count() == 1
