"""Views of lists for other systems: found, kept, changed, copied, deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import lock, versionless
from desk.idempotency import once
from desk.inputs import Enum, Input, Nothing, Text
from desk.lists.known import known
from desk.lists.look import address
from desk.models import Reach, SavedView
from desk.services import choosing_lists, saving_views
from organization.api.base import VisibleRows


class ViewOut(serializers.Serializer[SavedView]):
    """`query` is the part of the list's address that the view stands for; `url` leads
    there, and is null where the list needs a place of its own. Whoever reads a list by
    it sees of it what he sees anyway."""

    id = serializers.IntegerField(read_only=True)
    list = serializers.CharField(source="list_name", read_only=True)
    name = serializers.CharField(read_only=True)
    query = serializers.CharField(read_only=True)
    url = serializers.SerializerMethodField()
    reach = Enum("ViewReach", Reach.values, read_only=True)
    unit = serializers.SerializerMethodField()
    owner = serializers.CharField(source="owner.name", read_only=True)
    version = serializers.IntegerField(read_only=True)

    def get_url(self, row: SavedView) -> str | None:
        try:
            of = known(row.list_name)
        except KeyError:
            return None
        return None if of.placed else address(of, row)

    def get_unit(self, row: SavedView) -> str | None:
        return row.unit.code if row.unit else None


class ViewIn(Input):
    """Of `query` is kept what the list knows."""

    list = Text(40)
    name = Text(60)
    query = Text(2000, allow_blank=True, default="")
    reach = Enum("ViewReach", Reach.values, default=Reach.PRIVATE.value)


class ViewChangeIn(Input):
    """What is left out stays."""

    name = Text(60, required=False)
    query = Text(2000, allow_blank=True, required=False)
    reach = Enum("ViewReach", Reach.values, required=False)


class ViewCopyIn(Input):
    name = Text(60, allow_blank=True, default="")


class _ByList:
    """The name of a list there is."""

    schema: dict[str, Any] = {"type": "string", "maxLength": 40}

    def condition(self, value: str, user: object) -> Q | None:
        try:
            return Q(list_name=known(value).name)
        except KeyError:
            return None


class Views(VisibleRows[SavedView]):
    """One's own, and those shared with one's units and bureaus."""

    queryset = SavedView.objects.alive().select_related(
        "owner", "department", "station", "bureau"
    )
    serializer_class = ViewOut
    filters = {"list": _ByList()}

    @extend_schema(request=ViewIn, responses={201: ViewOut})
    @once
    def create(self, request: Request) -> Response:
        """Keep one; 403 for who may not share it so far."""
        said = self._read(ViewIn, request)
        list_name = said.pop("list")
        made = saving_views.save_view(by=self.user, list_name=list_name, **said)
        return self.answer(made, status=201)

    @extend_schema(request=ViewChangeIn, responses=ViewOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Its owner changes it; 403 for others, who may copy it."""
        row = self._own()
        said = self._read(ViewChangeIn, request)
        with transaction.atomic():
            lock(request, row)
            made = saving_views.change_view(by=self.user, view=row, **said)
        return self.answer(made)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Nobody finds it any more; on its page its owner can bring it back."""
        row = self._own()
        with transaction.atomic():
            lock(request, row)
            saving_views.delete_view(by=self.user, view=row, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=ViewCopyIn, responses={201: ViewOut})
    @action(detail=True, methods=["post"])
    @once
    def copy(self, request: Request, pk: str) -> Response:
        """One's own view that asks the same, for oneself alone."""
        row = self.get_object()
        name = self._read(ViewCopyIn, request)["name"]
        made = saving_views.copy_view(by=self.user, view=row, name=name)
        return self.answer(made, status=201)

    @extend_schema(request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"], url_path="open-with", url_name="open-with")
    @versionless
    def open_with(self, request: Request, pk: str) -> Response:
        """The list opens with it from now on, for oneself."""
        row = self.get_object()
        self._read(Nothing, request)
        choosing_lists.open_with(by=self.user, list_name=row.list_name, view=row)
        return Response(status=204)

    def _own(self) -> SavedView:
        row: SavedView = self.get_object()
        saving_views.authorise_owner(self.user, row)
        return row

    def _read(self, shape: type[Input], request: Request) -> dict[str, Any]:
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)
