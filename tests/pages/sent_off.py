"""Sending forms that a worker carries out, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from desk import jobs
from desk.models import Job, SentForm
from organization.models import User
from tests.factories import Force
from tests.pages.composing import form_of, post
from tests.pages.test_directives import client


def left(answer: Any) -> Job:
    """The work that a form was left to."""
    job = Job.objects.latest("pk")
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("desk:sent", args=[job.pk])
    return job


def sent(force: Force, user: User | None = None, **changes: Any) -> Job:
    """The composer's form, left to a worker."""
    return left(post(user or force.staff, form_of(force, **changes)))


def carried_out(job: Job) -> Job:
    assert jobs.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    return job


def page(user: User, job: Job) -> str:
    answer = client(user).get(reverse("desk:sent", args=[job.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def where(job: Job) -> str:
    """The page of what came of it."""
    return SentForm.objects.get(job=job).url
