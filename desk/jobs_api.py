"""Long work for other systems: how far it is, what came of it; stopped on request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from desk.idempotency import once
from desk.inputs import Nothing
from desk.job_shapes import JobOut
from desk.models import Job
from desk.services import cancel_job, watch_jobs
from organization.api.base import VisibleRows
from organization.api.filters import ByValue


class Jobs(VisibleRows[Job]):
    """What one has asked for oneself; it is forgotten some days after its end."""

    queryset = Job.objects.order_by("pk")
    serializer_class = JobOut
    filters = {"state": ByValue("state", Job.State.values)}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How far it is. Who asks for it while it goes on is written no letter."""
        row = self.get_object()
        watch_jobs(by=self.user, jobs=[row], now=timezone.now())
        return self.answer(row)

    @extend_schema(request=Nothing, responses=JobOut)
    @action(detail=True, methods=["post"])
    @once
    def stop(self, request: Request, pk: str) -> Response:
        """Ask that it be stopped at its next step. What is done whole or not at all is
        then not done; what has ended stays as it is."""
        row = self.get_object()
        body = Nothing(data=request.data)
        body.is_valid(raise_exception=True)
        cancel_job(by=self.user, job=row)
        row.refresh_from_db()
        return self.answer(row)
