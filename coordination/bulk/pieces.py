"""The office admits several pieces at once: those that ask for no reason of their own.

What does not fit, and nobody has said why it must go out, is left to its own page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.bulk.asking import attempted
from coordination.ledger.wording import listed
from coordination.models import AdmissionCase
from coordination.services import admitting
from coordination.services.issuing import ReasonNeeded
from coordination.undoing import ADMITTED
from coordination.views import queue_rows
from desk.bulk.acts import Act, Given, Item, Refused, register
from organization.models import User
from organization.permissions import may
from tasking.models import DirectiveTarget

SOURCES = admitting.ACTS["admit"].sources


def _to_admit(
    user: User, ids: Sequence[int], _given: Given, now: dt.datetime
) -> Iterator[Item]:
    """Each with its trial run, alone with what is issued by now."""
    seen = AdmissionCase.objects.visible_to(user).filter(pk__in=list(ids))
    cases = seen.select_related(*queue_rows.SHOWN)
    found = {case.pk: case for case in cases.prefetch_related("directive__targets")}
    ordered = [found[pk] for pk in ids if pk in found]
    for row in queue_rows.rows(ordered, now):
        barred = _barred(user, row)
        will, note = (False, barred) if barred else (True, _foreseen(row))
        title = row.case.directive.display_title
        yield Item(row.case.pk, title, will, note, row.case.version)


def _barred(user: User, row: queue_rows.Row) -> str:
    """Why it is not admitted with others, or ""."""
    case = row.case
    if not may(user, "admission.decide", case.office):
        return _("You may not do this here.")
    if case.state not in SOURCES:
        return _("State: %(state)s") % {"state": case.get_state_display()}
    if case.submitted_by_id == user.pk:
        return _("Somebody else decides on what one submitted oneself.")
    if row.tally is None:
        return _("Its trial run is too long for a list: see its own page.")
    asked = row.tally.short and not case.directive.conflict_reason
    if asked and not case.office.bureau.approver_required:
        text = _("%(trial)s: admit it on its own page, with a reason.")
        return text % {"trial": queue_rows.trial(row)}
    return ""


def _foreseen(row: queue_rows.Row) -> str:
    signed = row.case.office.bureau.approver_required
    step = _("then to the leader for signature") if signed else _("goes out at once")
    return listed([queue_rows.trial(row), step])


def _reached(ids: Sequence[int]) -> int:
    """Stations that the pieces would be given to."""
    cases = AdmissionCase.objects.filter(pk__in=list(ids))
    return DirectiveTarget.objects.filter(
        directive__in=cases.values("directive")
    ).count()


def _admit(
    user: User, pk: int, version: int | None, _given: Given, now: dt.datetime
) -> str:
    """What was admitted before it counts: together they may not fit."""
    case = AdmissionCase.objects.visible_to(user).get(pk=pk)
    try:
        done = attempted(
            lambda: admitting.admit(by=user, case=case, now=now, version=version)
        )
    except ReasonNeeded as error:
        text = ngettext(
            "By now it does not fit at %(n)s station: admit it on its own page.",
            "By now it does not fit at %(n)s stations: admit it on its own page.",
            len(error.findings),
        )
        raise Refused(text % {"n": len(error.findings)}) from None
    if not done.sent:
        return _("Admitted; it goes out when the leader has signed.")
    return _("Admitted and issued as %(number)s.") % {"number": done.directive.number}


register(
    Act(
        name="pieces_admit",
        list_name="admission",
        right="admission.decide",
        button=gettext_lazy("Admit"),
        asks=lambda n: (
            ngettext("Admit %(n)s task?", "Admit %(n)s tasks?", n) % {"n": n}
        ),
        judge=_to_admit,
        do=_admit,
        most=200,
        at_once=5,
        back=ADMITTED,
        reach=_reached,
    ),
)
