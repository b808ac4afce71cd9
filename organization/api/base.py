"""What every door shares: rows the user may see, a tag on each object, no surprises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from organization import wall
from organization.api.filters import DeclaredFilters, Filter
from organization.api.parsing import ShallowJSONParser
from organization.api.schema import Schema
from organization.models import User

Row = TypeVar("Row", bound=Model)


def entity_tag(row: Model, data: Any) -> str:
    """The object's ETag: its version, or a digest of what is shown of it."""
    version = getattr(row, "version", None)
    if version is None:
        version = hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]
    return f'"{version}"'


class Door(APIView):
    """A view for other systems. Signed-in users only, by session or token."""

    parser_classes = [ShallowJSONParser]
    metadata_class = None
    schema = Schema()

    @property
    def user(self) -> User:
        """The acting user; permission to enter was checked before."""
        return cast(User, self.request.user)


class VisibleRows(Door, ListModelMixin, RetrieveModelMixin, GenericViewSet[Row]):
    """List and detail of what `visible_to` shows the user; the rest is 404."""

    lookup_value_regex = "[0-9]{1,18}"
    filter_backends = [DeclaredFilters]
    filters: ClassVar[Mapping[str, Filter]] = {}

    def get_queryset(self) -> QuerySet[Row]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return cast("QuerySet[Row]", rows.none())
        return cast("QuerySet[Row]", rows.visible_to(self.user))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object())

    def answer(
        self,
        row: Row,
        status: int = 200,
        serializer: type[BaseSerializer[Any]] | None = None,
        **extra: Any,
    ) -> Response:
        """One object with its tag; `extra` joins the body but not the tag. Also after
        an act it is read behind the wall, as a page would be."""
        wall.stand()
        shown = serializer or self.get_serializer_class()
        data = shown(row, context=self.get_serializer_context()).data
        tag = entity_tag(row, data)
        return Response({**data, **extra}, status=status, headers={"ETag": tag})
