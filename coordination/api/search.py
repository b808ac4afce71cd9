"""Search over everything one may see, for other systems."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.finding.acts import acts, matching
from coordination.finding.search import KINDS, Group, search
from desk.inputs import Enum
from organization.api.base import Door
from organization.sought import LONGEST, NEAR, Sought

NAMES = tuple(kind.name for kind in KINDS)


class HitOut(serializers.Serializer[Any]):
    """`address` is the page of the thing, below the site's own."""

    id = serializers.IntegerField(source="line.pk", read_only=True)
    title = serializers.CharField(source="line.title", read_only=True)
    code = serializers.CharField(source="line.code", read_only=True)
    unit = serializers.CharField(source="line.unit", read_only=True)
    near = Enum("Nearness", NEAR, source="how_near", read_only=True)
    address = serializers.CharField(source="url", read_only=True)


class GroupOut(serializers.Serializer[Group]):
    """The nearest of one kind; `more` says that there are more than `total`."""

    kind = Enum("FoundKind", NAMES, source="kind.name", read_only=True)
    name = serializers.CharField(source="kind.label", read_only=True)
    total = serializers.IntegerField(read_only=True)
    more = serializers.BooleanField(read_only=True)
    results = HitOut(source="hits", many=True, read_only=True)


class ActOut(serializers.Serializer[Any]):
    """A page of the user's menu, or something he may begin."""

    name = serializers.CharField(source="label", read_only=True)
    address = serializers.CharField(source="url", read_only=True)
    begins = serializers.BooleanField(read_only=True)


class SearchOut(serializers.Serializer[Any]):
    groups = GroupOut(many=True, read_only=True)
    acts = ActOut(many=True, read_only=True)


class Search(Door):
    """The same answer as the page's: what the user may see, the nearest first."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "q",
                OpenApiTypes.STR,
                required=True,
                description="Number, words, pinyin or its first letters; 60 characters",
            )
        ],
        responses=SearchOut,
    )
    def get(self, request: Request) -> Response:
        typed = request.query_params.get("q", "")
        sought = Sought.of(typed)
        if len(typed) > LONGEST or not sought:
            text = _("Letters, digits or characters, 60 at most.")
            raise ValidationError({"q": [text]})
        found = {
            "groups": search(self.user, sought),
            "acts": matching(acts(self.user), sought),
        }
        return Response(SearchOut(found, context={"request": request}).data)
