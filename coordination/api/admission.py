"""The office's acts on a task that waits for admission."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import Why, WhyNot, read, shown, telling_findings
from coordination.api.shapes import DirectiveIssued, DirectiveOut
from coordination.models import AdmissionCase
from coordination.services import admitting
from desk.etags import expected, lock
from organization.permissions import authorise
from tasking.models import Directive


class AdmissionActs:
    """Admit and return, by the task; 404 where it never was before an office."""

    @extend_schema(
        request=WhyNot, responses={200: DirectiveIssued, 202: DirectiveIssued}
    )
    @action(detail=True, methods=["post"])
    def admit(self: Any, request: Request, pk: str) -> Response:
        """Let it pass: out to the stations, or on to the leader's signature (202)."""
        row = self.get_object()
        case = _case(row)
        authorise(self.user, "admission.decide", case.office)
        expected(request)
        reason = read(WhyNot, request)["reason"]
        with transaction.atomic(), telling_findings():
            lock(request, row)
            done = admitting.admit(
                by=self.user, case=case, now=timezone.now(), reason=reason
            )
        status = 200 if done.sent else 202
        told = shown(done.findings)
        return cast(Response, self.answer(done.directive, status=status, preview=told))

    @extend_schema(request=Why, responses=DirectiveOut)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self: Any, request: Request, pk: str) -> Response:
        """It cannot pass as it stands; its author is told why."""
        row = self.get_object()
        case = _case(row)
        authorise(self.user, "admission.decide", case.office)
        expected(request)
        reason = read(Why, request)["reason"]
        with transaction.atomic():
            lock(request, row)
            done = admitting.return_(
                by=self.user, case=case, reason=reason, now=timezone.now()
            )
        return cast(Response, self.answer(done.directive))


def _case(row: Directive) -> AdmissionCase:
    """Its latest case."""
    cases = AdmissionCase.objects.select_related("office").order_by("-pk")
    found = cases.filter(directive=row)[:1]
    return get_object_or_404(cases, pk__in=[case.pk for case in found])
