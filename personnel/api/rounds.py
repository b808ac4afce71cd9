"""Rounds of two-way selection for other systems: prepared, chosen in, ranked, read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import Outdated, expected
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByValue
from organization.models import Bureau
from organization.permissions import authorise
from personnel.api.order_shapes import MOST, Nothing, WhyIn
from personnel.api.reading import demand_any, named_officer
from personnel.api.shapes import UNIT_CODE
from personnel.api.views import read
from personnel.models import Post, RoundMatch, RoundPost, RoundWish, SelectionRound
from personnel.rounds.life import SHOWN
from personnel.services.rounds import (
    preparing,
    publishing,
    ranking,
    running,
    wishing,
)


def _ids(**options: Any) -> serializers.ListField:
    child = serializers.IntegerField(min_value=1, max_value=MOST)
    return serializers.ListField(child=child, max_length=5000, **options)


class PlacesIn(Input):
    """A post of the establishment with its places; 0 takes it out again."""

    post = serializers.IntegerField(min_value=1, max_value=MOST)
    places = serializers.IntegerField(min_value=0, max_value=999)


class RoundIn(Input):
    """`wishes_until` and `ranks_until` are the first moments that are too late."""

    bureau = Text(UNIT_CODE)
    title = Text(80)
    basis = Text(2000, required=False, allow_blank=True, default="")
    most = serializers.IntegerField(min_value=1, max_value=20, default=5)
    wishes_until = serializers.DateTimeField()
    ranks_until = serializers.DateTimeField()
    places = PlacesIn(many=True, required=False, default=list)
    officers = _ids(required=False, default=list)


class ChoicesIn(Input):
    """Posts of the round by their id there, the dearest first; empty: one stays."""

    posts = _ids()


class RanksIn(Input):
    """A post of the round, and officers by their id there, the dearest first; who is
    missing cannot come. Empty: nobody is taken."""

    post = serializers.IntegerField(min_value=1, max_value=MOST)
    officers = _ids()


class RoundPostOut(serializers.Serializer[RoundPost]):
    id = serializers.IntegerField(read_only=True)
    post = serializers.IntegerField(source="post_id", read_only=True)
    station = serializers.CharField(
        source="post.station.code", default=None, read_only=True
    )
    department = serializers.CharField(
        source="post.department.code", default=None, read_only=True
    )
    kind = serializers.CharField(source="post.kind", read_only=True)
    places = serializers.IntegerField(read_only=True)
    closed_reason = serializers.CharField(read_only=True)


class OwnMatchOut(serializers.Serializer[RoundMatch]):
    """`post` is its id in the round, null: one stays where one is."""

    post = serializers.IntegerField(source="post_id", read_only=True, allow_null=True)
    choice = serializers.IntegerField(read_only=True, allow_null=True)


class RoundOut(serializers.Serializer[SelectionRound]):
    """`choices` and `match` are the reader's own; the latter once it is published."""

    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    title = serializers.CharField(read_only=True)
    basis = serializers.CharField(read_only=True)
    state = Enum("SelectionRoundState", SelectionRound.State.values, read_only=True)
    most = serializers.IntegerField(read_only=True)
    wishes_until = serializers.DateTimeField(read_only=True)
    ranks_until = serializers.DateTimeField(read_only=True)
    end_reason = serializers.CharField(read_only=True)
    posts = RoundPostOut(many=True, read_only=True)
    choices = serializers.SerializerMethodField()
    match = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_choices(self, row: SelectionRound) -> list[int]:
        found: list[int] = self.context["choices"].get(row.pk, [])
        return found

    @extend_schema_field(OwnMatchOut(allow_null=True))
    def get_match(self, row: SelectionRound) -> Any:
        found = self.context["matches"].get(row.pk) if row.state in SHOWN else None
        return OwnMatchOut(found).data if found else None


class SelectionRounds(VisibleRows[SelectionRound]):
    """Those one prepares, and those one may choose or rank in."""

    queryset = SelectionRound.objects.select_related("bureau").prefetch_related(
        "posts__post__station", "posts__post__department"
    )
    serializer_class = RoundOut
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
        return self._shown(row.pk, status=201)

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
        return self._act(request, Nothing, running.open_round)

    @extend_schema(request=WhyIn, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """It is not pursued."""
        return self._act(request, WhyIn, running.cancel_round)

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Everybody reads what came of his own choices."""
        return self._act(request, Nothing, publishing.publish)

    @extend_schema(request=Nothing, responses=RoundOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Nothing more is to be done with it."""
        return self._act(request, Nothing, running.close_round)

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
        return self._shown(row.pk)

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
        return self._shown(row.pk)

    def _act(
        self,
        request: Request,
        shape: type[Input],
        act: Callable[..., SelectionRound],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        row = self.get_object()
        authorise(self.user, "round.prepare", row.bureau)
        tags = expected(request)
        if "*" not in tags and str(row.version) not in tags:
            raise Outdated
        said = read(shape, request)
        version = None if "*" in tags else row.version
        act(by=self.user, round=row, version=version, now=timezone.now(), **said)
        return self._shown(row.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return self.answer(found, status=status)
