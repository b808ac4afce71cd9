"""Updates only of the version one has read: If-Match against the row's version."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request

Row = TypeVar("Row", bound=Model)
Act = TypeVar("Act", bound=Callable[..., Any])
TAG = re.compile(r'(W/)?"([^"]*)"')


class MatchMissing(APIException):
    status_code = 428
    default_detail = _("Read it first, and send its ETag as If-Match.")
    default_code = "match_missing"


class Outdated(APIException):
    status_code = 412
    default_detail = _("This was changed meanwhile. Read it again, then decide.")
    default_code = "outdated"


def expected(request: Request) -> frozenset[str]:
    """Tags named by If-Match, `*` among them; weak tags never match.

    MatchMissing when the header is not there.
    """
    text = request.headers.get("If-Match")
    if text is None:
        raise MatchMissing
    if text.strip() == "*":
        return frozenset({"*"})
    return frozenset(tag for weak, tag in TAG.findall(text) if not weak)


def seen(request: Request, row: Any) -> int | None:
    """The version a service is to compare under the lock it takes itself; None for any.

    MatchMissing or Outdated unless If-Match names the row's version.
    """
    tags = expected(request)
    if "*" in tags:
        return None
    if str(row.version) not in tags:
        raise Outdated
    version: int = row.version
    return version


def lock(request: Request, row: Row) -> Row:
    """The row as it is now, locked until the transaction ends.

    MatchMissing or Outdated unless If-Match names its version: whoever holds the lock
    is the only one who may go on, so of two updates at once one is told.
    """
    tags = expected(request)
    rows: Any = type(row)._default_manager
    found = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise NotFound
    if "*" not in tags and str(found.version) not in tags:
        raise Outdated
    now: Row = found
    return now


def versionless(act: Act) -> Act:
    """Decorator of what changes nothing in the object itself, or of words of several
    people that are all kept, and so asks for no version of it; the description of the
    interface says so."""
    vars(act)["versionless"] = True
    return act
