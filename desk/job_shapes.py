"""What long work looks like from outside."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from desk.inputs import Enum
from desk.models import Job


class JobOut(serializers.Serializer[Job]):
    """Work that a worker carries out: `done` of `of` in the present `step`.

    `result` is the address of what came of it, null before it is done. `problem` says
    why it came to nothing, as the request itself would have been answered.
    """

    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    name = serializers.SerializerMethodField()
    state = Enum("JobState", Job.State.values, read_only=True)
    step = serializers.SerializerMethodField()
    done = serializers.IntegerField(read_only=True)
    of = serializers.IntegerField(source="total", read_only=True)
    result = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_name(self, job: Job) -> str:
        return str(job.result.get("name", ""))

    def get_step(self, job: Job) -> str:
        return str(job.result.get("step", "")) if job.ended_at is None else ""

    def get_result(self, job: Job) -> str | None:
        found = job.result.get("resource") if job.state == Job.State.DONE else None
        return str(found) if found else None

    def get_problem(self, job: Job) -> dict[str, Any] | None:
        if job.state != Job.State.FAILED:
            return None
        found: dict[str, Any] = job.result.get("problem") or {"detail": job.error}
        return found


def job_address(job: Job) -> str:
    """Where other systems are told how far it is."""
    return reverse("api:job-detail", args=[job.pk])
