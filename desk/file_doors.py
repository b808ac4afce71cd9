"""Files that come as multipart with what a station says, and go back untouched."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from desk.attaching import MOST_FILES, file_answer
from desk.inputs import Input
from desk.kinds import KINDS
from organization.api.parsing import ShallowJSONParser

WITH_FILES = [ShallowJSONParser, MultiPartParser]


@extend_schema_field({"type": "string", "format": "binary"})
class Upload(serializers.FileField):
    """One file; its kind and size the service judges."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)


class FilesIn(Input):
    """The part of a multipart body that carries files."""

    files = serializers.ListField(
        child=Upload(), required=False, default=list, max_length=MOST_FILES
    )


def is_multipart(request: Request) -> bool:
    return isinstance(request.data, QueryDict)


class FileOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    media_type = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True)


class AnyRenderer(JSONRenderer):
    """Whatever is accepted will do for a file; a refusal is still JSON."""

    media_type = "*/*"


GIVEN_BACK = [(200, kind.media_type.partition(";")[0]) for kind in KINDS]
"""A file goes out as what it came in."""


class FileDoor:
    """Gives back what was handed in with a row, to whoever sees the row."""

    @extend_schema(responses=dict.fromkeys(GIVEN_BACK, OpenApiTypes.BINARY))
    @action(
        detail=True,
        url_path=r"files/(?P<file>[0-9]{1,18})",
        url_name="file",
        renderer_classes=[AnyRenderer],
    )
    def file(self: Any, request: Request, pk: str, file: str) -> HttpResponse:
        """One file as it was handed in, to be kept and never shown by a browser."""
        found = self.get_object().files.select_related("content")
        row = get_object_or_404(found, pk=file)
        answer = file_answer(row)
        answer["ETag"] = f'"{row.content_id}"'
        return answer
