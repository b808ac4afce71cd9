"""Rounds of two-way selection for other systems: prepared, chosen in, ranked, read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.idempotency import once
from desk.inputs import Nothing, WhyIn
from desk.problems import fields_named
from organization.api.filters import ByValue
from organization.models import Bureau
from organization.permissions import authorise
from organization.wall import lifted
from personnel.api.reading import demand_any, named_officer
from personnel.api.round_bounds import BoundRounds
from personnel.api.round_shapes import (
    CandidatesOut,
    ChoicesIn,
    RanksIn,
    RoundIn,
    RoundOut,
)
from personnel.api.views import read
from personnel.models import Post, RoundMatch, RoundWish, SelectionRound
from personnel.rounds.life import S
from personnel.rounds.service import service_of
from personnel.services.rounds import (
    preparing,
    publishing,
    ranking,
    running,
    wishing,
)


class SelectionRounds(BoundRounds):
    """Those one prepares, and those one may choose or rank in."""

    filters = {"state": ByValue("state", SelectionRound.State.values)}

    def get_serializer_context(self) -> dict[str, Any]:
        """The reader's own choices and results, by the round; two queries."""
        choices: dict[int, list[int]] = {}
        matches: dict[int, RoundMatch] = {}
        if not getattr(self, "swagger_fake_view", False):
            own = {"officer__officer__user": self.user}
            wishes = RoundWish.objects.filter(**own, joint=False).order_by("place")
            for row, post in wishes.values_list("officer__round", "post"):
                choices.setdefault(row, []).append(post)
            rows = RoundMatch.objects.filter(**own).select_related("result")
            matches = {match.result.round_id: match for match in rows}
        given = {"choices": choices, "matches": matches}
        return {**super().get_serializer_context(), **given}

    @extend_schema(request=RoundIn, responses={201: RoundOut})
    @once
    def create(self, request: Request) -> Response:
        """A draft with its posts and officers."""
        demand_any(self.user, "round.prepare")
        data = read(RoundIn, request)
        bureau = Bureau.objects.visible_to(self.user).filter(code=data.pop("bureau"))
        found = bureau.first()
        if found is None:
            raise ValidationError({"bureau": [_("There is no such unit.")]})
        authorise(self.user, "round.prepare", found)
        places = self._places(data.pop("places"))
        officers = [named_officer(self.user, pk) for pk in data.pop("officers")]
        given: dict[str, Any] = {"by": self.user, "now": timezone.now()}
        terms = preparing.Terms(**data)
        names = {f"places-{post.pk}": "places" for post in places}
        with fields_named(officer="officers", **names), transaction.atomic():
            row = preparing.prepare_round(bureau=found, terms=terms, **given)
            if places:
                preparing.set_places(round=row, places=places, **given)
            if officers:
                preparing.admit(round=row, officers=officers, **given)
        return self.shown(row.pk, status=201)

    def _places(self, rows: list[dict[str, int]]) -> dict[Post, int]:
        wanted = {row["post"]: row["places"] for row in rows}
        seen = Post.objects.visible_to(self.user).filter(pk__in=wanted)
        found = {
            post: wanted[post.pk]
            for post in seen.select_related("station__bureau", "department__bureau")
        }
        if len(found) < len(wanted):
            raise ValidationError({"places": [_("There is no such post on that day.")]})
        return found

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Officers may choose from now on."""
        return self.act(request, Nothing, running.open_round)

    @extend_schema(request=WhyIn, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """It is not pursued."""
        return self.act(request, WhyIn, running.cancel_round)

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Everybody reads what came of his own choices."""
        return self.act(request, Nothing, publishing.publish)

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Nothing more is to be done with it."""
        return self.act(request, Nothing, running.close_round)

    @extend_schema(request=ChoicesIn, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def choose(self, request: Request, pk: str) -> Response:
        """One's own choices; what was handed in before is replaced."""
        row = self.get_object()
        if not row.officers.filter(officer__user=self.user).exists():
            raise PermissionDenied(str(wishing.NOT_OPEN))
        data = read(ChoicesIn, request)
        posts = row.posts.with_units().in_bulk(data["posts"])
        if set(posts) != set(data["posts"]):
            raise ValidationError({"posts": [_("This post is not in the round.")]})
        choices = {n: posts[pk] for n, pk in enumerate(data["posts"], 1)}
        with fields_named(**{f"choice-{n}": "posts" for n in choices}):
            wishing.choose(by=self.user, round=row, choices=choices, now=timezone.now())
        return self.shown(row.pk)

    @extend_schema(responses=CandidatesOut)
    @action(
        detail=True, methods=["get"], url_path=r"posts/(?P<post>[0-9]{1,18})/candidates"
    )
    def candidates(self, request: Request, pk: str, post: str) -> Response:
        """Who chose a post of the own unit, once the officers have chosen."""
        row = self.get_object()
        rows = row.posts.with_units().select_related("round")
        with lifted("of a round one takes part in one hears whose the post is"):
            found = get_object_or_404(rows, pk=post)
        authorise(self.user, "round.rank", found.unit)
        with lifted("who ranks for a post sees who chose it, wherever he is"):
            people = list(ranking.who_chose(found)) if row.state != S.WISHING else []
        service = service_of([one.officer_id for one in people])
        shown = CandidatesOut({"officers": people}, context={"service": service})
        return Response(shown.data)

    @extend_schema(request=RanksIn, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def rank(self, request: Request, pk: str) -> Response:
        """The list of one of one's own posts; the latest counts."""
        row = self.get_object()
        demand_any(self.user, "round.rank")
        data = read(RanksIn, request)
        rows = row.posts.with_units().of(self.user).select_related("round")
        post = rows.filter(pk=data["post"]).first()
        if post is None:
            raise ValidationError({"post": [_("Nothing is known by this value.")]})
        places = {officer: n for n, officer in enumerate(data["officers"], 1)}
        with fields_named(**{f"place-{officer}": "officers" for officer in places}):
            ranking.rank(
                by=self.user,
                post=post,
                places=places,
                nobody=not places,
                now=timezone.now(),
            )
        return self.shown(row.pk)
