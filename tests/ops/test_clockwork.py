"""Jobs by the clock are told by what they do, not by the names that logs know."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from config.safety import nightly
from coordination.alarms import figures
from coordination.alarms.job_names import NAMES
from coordination.alarms.known import raised
from coordination.services import due_jobs
from desk.models import DueJob
from tests.ops.test_alarms import all_well, the_admin


def test_every_job_by_the_clock_says_what_it_does() -> None:
    assert set(NAMES) == {*due_jobs.JOBS, *nightly.JOBS}
    with override("zh-hans"):
        assert not [name for name, said in NAMES.items() if str(said).isascii()]


@pytest.mark.django_db
def test_a_job_that_failed_is_told_by_what_it_does() -> None:
    now = timezone.now()
    all_well(now)
    DueJob.objects.create(name="outbox", due_at=now, last_error="OSError")
    with override("zh-hans"):
        (alarm,) = raised(figures.read(now))
    assert "发送邮件" in alarm.text
    client, _ = the_admin()
    page = client.get(reverse("coordination:system")).content.decode()
    assert "发送邮件 <small" in page and ">outbox</small>" in page
