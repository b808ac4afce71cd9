"""A whole force from a file, at the machine itself: no page, no waiting."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils.translation import gettext as _

from desk.isolation import one_view
from organization.audit import record
from organization.models import User
from personnel.exchange.judging import Judged, judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file
from personnel.exchange.sheets import FileKind
from personnel.services.entering import enter


def import_at_once(
    *,
    by: User | None,
    name: str,
    content: bytes,
    today: dt.date,
    dry_run: bool,
) -> Judged:
    """Judge the file and, unless something is wrong, put it in force as a whole.

    ValidationError where the file cannot be used; what is wrong with a line stands in
    the verdict, and nothing is written then. Refused is a line that could not be
    written though it was judged sound.
    """
    kind = FileKind.FORCE.value
    tables = read_file(kind, name, content)
    reason = _("Import of “%(name)s”") % {"name": name}
    with one_view():
        judged = judge(tables, Reach.of(by, kind), today)
        if dry_run or judged.bad or not judged.asks:
            return judged
        enter(by=by, judged=judged, reason=reason)
        record(
            "import.apply",
            by=by,
            reason=reason,
            kind=kind,
            digest=hashlib.sha256(content).hexdigest(),
            counts=judged.counts,
        )
    return judged
