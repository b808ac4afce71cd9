"""A trial run over many stations, sent as it is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

from coordination.api.shapes import FindingOut
from coordination.services.previewing import Finding

# More stations than this are answered while they are being tried out.
AT_ONCE = 2000
_ROWS = 100  # written together


class LinesRenderer(JSONRenderer):
    """One JSON object to a line; answers that are no rows are plain JSON."""

    media_type = "application/x-ndjson"
    format = "ndjson"


def stream(findings: Iterable[Finding], *, lines: bool) -> StreamingHttpResponse:
    """Row by row: to a line each, or as the document that few stations get at once.

    What breaks off ends the connection without its end, so nobody takes a part for
    the whole.
    """
    media = LinesRenderer.media_type if lines else JSONRenderer.media_type
    written = _lines(findings) if lines else _document(findings)
    return StreamingHttpResponse(written, content_type=media)


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for rows in _written(findings):
        yield "".join(f"{row}\n" for row in rows)


def _document(findings: Iterable[Finding]) -> Iterator[str]:
    yield '{"stations":['
    comma = ""
    for rows in _written(findings):
        yield comma + ",".join(rows)
        comma = ","
    yield "]}"


def _written(findings: Iterable[Finding]) -> Iterator[list[str]]:
    shape = FindingOut()
    every = iter(findings)
    while some := list(islice(every, _ROWS)):
        yield [_json(shape.to_representation(finding)) for finding in some]


def _json(row: dict[str, Any]) -> str:
    plain = {"ensure_ascii": False, "separators": (",", ":")}
    return json.dumps(row, cls=JSONEncoder, **plain)  # type: ignore[arg-type]
