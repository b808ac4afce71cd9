"""Files of money: handed in, judged once more, and written by a worker."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budget.exchange.sheets import KIND
from budget.models import MoneyFile
from desk.services import queue_job
from organization.audit import record
from organization.models import Bureau, User
from organization.permissions import POLICY, may
from organization.templatetags.formats import full_moment
from personnel.models import Import
from personnel.services.importing import JOB, begin_import

RIGHTS = ("money.keep", "money.norm", "money.fees")
"""Each lets one hand files in; what is in them asks for its own."""
S = Import.State


@transaction.atomic
def hand_in(
    *,
    by: User,
    bureau: Bureau,
    name: str,
    content: bytes,
    language: str,
    now: dt.datetime,
    same: bool = False,
) -> Import:
    """Keep a file for a worker to judge; nothing of it is written yet.

    ValidationError beside `same` where this very file has been put in force for the
    bureau, unless `same` says that it is meant.
    """
    demand_any_right(by, bureau)
    digest = hashlib.sha256(content).hexdigest()
    rows = Import.objects.filter(money__bureau=bureau, digest=digest)
    before = rows.filter(state=S.APPLIED).first()
    if before is not None and before.applied_at is not None and not same:
        text = _("This very file was put in force %(at)s already. Tick if it is meant.")
        raise ValidationError({"same": [text % {"at": full_moment(before.applied_at)}]})
    row = begin_import(
        by=by, kind=KIND, name=name, content=content, language=language, now=now
    )
    MoneyFile.objects.create(file=row, bureau=bureau)
    return row


def demand_any_right(by: User, bureau: Bureau) -> None:
    """PermissionDenied unless there is something the user may enter for the bureau."""
    if not any(may(by, action, bureau) for action in RIGHTS):
        raise PermissionDenied(str(POLICY[RIGHTS[0]].title))


@transaction.atomic
def judge_again(*, by: User, file: MoneyFile) -> Import:
    """Have it judged so that what stands there already is entered once more.

    ValidationError under `state` where it is not judged, or was so before.
    """
    row = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    held = MoneyFile.objects.get(pk=file.pk)
    if row.state != S.JUDGED or held.again:
        raise ValidationError({"state": [_("This is not possible any more.")]})
    held.again = True
    held.save(update_fields=["again"])
    row.state, row.moved = S.JUDGING, False
    row.job = queue_job(by=by, kind=JOB, content=b"", result={"name": row.name})
    row.save(update_fields=["state", "moved", "job"])
    record("import.again", by=by, subject=row, kind=row.kind, digest=row.digest)
    return row
