"""What binds a round, for other systems: groups of posts, bars, couples, its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import seen
from desk.inputs import Input, Nothing
from organization.api.base import VisibleRows
from organization.permissions import authorise
from personnel.api.round_shapes import (
    BarIn,
    BoundsOut,
    CoupleIn,
    DatesIn,
    DraftedOut,
    FirstIn,
    GroupIn,
    RoundOut,
)
from personnel.api.views import read
from personnel.models import (
    RoundBar,
    RoundCouple,
    RoundOfficer,
    SelectionRound,
)
from personnel.services.rounds import limits, publishing, running

Row = TypeVar("Row", bound=Model)
PK = "[0-9]{1,18}"
NO_POST = _("This post is not in the round.")
NO_OFFICER = _("Nobody of this name may choose in this round.")


class BoundRounds(VisibleRows[SelectionRound]):
    """Rounds, and what those who prepare them say of their bounds."""

    queryset = SelectionRound.objects.select_related("bureau").prefetch_related(
        "posts__post__station", "posts__post__department"
    )
    serializer_class = RoundOut

    @extend_schema(responses=BoundsOut)
    @action(detail=True, methods=["get"])
    def bounds(self, request: Request, pk: str) -> Response:
        """Who may choose, groups of posts, bars with their reasons, couples."""
        return self._bounds(self._prepared())

    @extend_schema(request=GroupIn, responses={201: BoundsOut})
    @action(detail=True, methods=["post"])
    def groups(self, request: Request, pk: str) -> Response:
        """Posts with a common bound, while the round is a draft."""
        row = self._prepared()
        version, data = seen(request, row), read(GroupIn, request)
        posts = _named(row.posts.with_units(), data.pop("posts"), "posts", NO_POST)
        given = {"round": row, "posts": posts, "version": version, **data}
        return self._begin(limits.group, **given)

    @extend_schema(responses=BoundsOut)
    @action(detail=True, methods=["delete"], url_path=f"groups/(?P<group>{PK})")
    def group(self, request: Request, pk: str, group: str) -> Response:
        """The common bound falls away."""
        row = self._prepared()
        found = get_object_or_404(row.groups.all(), pk=group)
        return self._end(request, row, limits.dissolve, group=found)

    @extend_schema(request=BarIn, responses={201: BoundsOut})
    @action(detail=True, methods=["post"])
    def bars(self, request: Request, pk: str) -> Response:
        """Keep an officer from some posts; a choice of one of them is struck out."""
        row = self._prepared()
        version, data = seen(request, row), read(BarIn, request)
        data["posts"] = _named(row.posts.with_units(), data["posts"], "posts", NO_POST)
        data["officer"] = self._officer(row, data["officer"], "officer")
        return self._begin(limits.bar, version=version, **data)

    @extend_schema(responses=BoundsOut)
    @action(detail=True, methods=["delete"], url_path=f"bars/(?P<bar>{PK})")
    def bar(self, request: Request, pk: str, bar: str) -> Response:
        """The bar falls away."""
        row = self._prepared()
        rows = RoundBar.objects.filter(officer__round=row)
        found = get_object_or_404(rows.select_related("officer__officer"), pk=bar)
        return self._end(request, row, limits.lift, bar=found)

    @extend_schema(request=CoupleIn, responses={201: BoundsOut})
    @action(detail=True, methods=["post"])
    def couples(self, request: Request, pk: str) -> Response:
        """Two who asked for it choose together; what each handed in alone goes."""
        row = self._prepared()
        version, data = seen(request, row), read(CoupleIn, request)
        halves = {name: self._officer(row, data[name], name) for name in data}
        return self._begin(limits.pair, version=version, **halves)

    @extend_schema(responses=BoundsOut)
    @action(detail=True, methods=["delete"], url_path=f"couples/(?P<couple>{PK})")
    def couple(self, request: Request, pk: str, couple: str) -> Response:
        """They choose each for himself again."""
        row = self._prepared()
        rows = RoundCouple.objects.filter(one__round=row)
        named = rows.select_related("one__officer", "other__officer")
        found = get_object_or_404(named, pk=couple)
        return self._end(request, row, limits.part, couple=found)

    @extend_schema(request=DatesIn, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def prolong(self, request: Request, pk: str) -> Response:
        """More time; what was announced is never cut short."""
        return self.act(request, DatesIn, running.prolong)

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"], url_path="end-phase")
    def end_phase(self, request: Request, pk: str) -> Response:
        """Everybody has handed in: the next phase begins."""
        return self.act(request, Nothing, running.end_early)

    @extend_schema(request=FirstIn, responses={201: DraftedOut})
    @action(detail=True, methods=["post"])
    def orders(self, request: Request, pk: str) -> Response:
        """The result as drafts of posting orders, in force from `first` on."""
        row = self._prepared()
        version = seen(request, row)
        first, now = read(FirstIn, request)["first"], timezone.now()
        given: dict[str, Any] = {"by": self.user, "round": row, "version": version}
        made = publishing.draft_orders(first=first, now=now, **given)
        return Response({"orders": [one.pk for one in made]}, status=201)

    def act(
        self,
        request: Request,
        shape: type[Input],
        act: Callable[..., SelectionRound],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        row = self._prepared()
        version = seen(request, row)
        said = read(shape, request)
        act(by=self.user, round=row, version=version, now=timezone.now(), **said)
        return self.shown(row.pk)

    def shown(self, pk: int, status: int = 200) -> Response:
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return self.answer(found, status=status)

    def _prepared(self) -> SelectionRound:
        """One that the user prepares: others learn neither bars nor couples."""
        row = self.get_object()
        authorise(self.user, "round.prepare", row.bureau)
        return row

    def _bounds(self, row: SelectionRound, status: int = 200) -> Response:
        rows = SelectionRound.objects.prefetch_related("officers", "groups__posts")
        return self.answer(rows.get(pk=row.pk), status, serializer=BoundsOut)

    def _begin(self, act: Callable[..., SelectionRound], **what: Any) -> Response:
        return self._bounds(act(by=self.user, now=timezone.now(), **what), 201)

    def _end(
        self,
        request: Request,
        row: SelectionRound,
        end: Callable[..., SelectionRound],
        **what: Any,
    ) -> Response:
        version = seen(request, row)
        done = end(by=self.user, version=version, now=timezone.now(), **what)
        return self._bounds(done)

    def _officer(self, row: SelectionRound, pk: int, field: str) -> RoundOfficer:
        rows = row.officers.select_related("officer", "round")
        (found,) = _named(rows, [pk], field, NO_OFFICER)
        return found


def _named(
    rows: QuerySet[Row], wanted: Iterable[int], field: str, told: Promise
) -> list[Row]:
    """The rows of the round by their ids there; ValidationError under the field."""
    ids = list(wanted)
    found = rows.in_bulk(ids)
    if len(found) < len(set(ids)):
        raise ValidationError({field: [str(told)]})
    return [found[pk] for pk in ids]
