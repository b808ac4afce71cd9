"""A visit, an occasion, a note and a nomination at each of the four places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organization.models import Station, User
from personnel import services as personnel
from personnel.models import Occasion, Officer
from personnel.services import care, commending, notes, occasions
from tests.factories import person


def caring(
    station: Station, chief: User, staff: User, now: dt.datetime
) -> dict[str, Any]:
    """The visit is a leader's to pay; the note is the chief's; somebody of HQ has
    nominated an officer."""
    if not Occasion.objects.filter(bureau=station.bureau).exists():
        occasions.adopt_usual(by=None, bureau=station.bureau)
    listed = Occasion.objects.filter(bureau=station.bureau)
    here = Officer.objects.filter(postings__station=station, user=None)
    officer = here.order_by("-pk")[0]
    account = person(f"noted-{officer.pk}", "潘玉兰")
    personnel.link_account(by=None, officer=officer, user=account)
    today = timezone.localdate(now)
    visit = care.raise_visit(
        by=chief,
        event=care.Event(officer, listed.get(name="立功受奖"), today, "详情"),
        now=now,
    )
    note = notes.write_note(
        by=chief,
        officer=officer,
        happened_on=today,
        what="漏登",
        learned="当日当清",
        now=now,
    )
    row = commending.nominate(
        by=staff,
        officer=officer,
        title="救人",
        deed="跳河救人",
        files=[SimpleUploadedFile("经过.txt", "证言".encode())],
        now=now,
    )
    return {
        "visit": visit.pk,
        "occasion": listed.first().pk,
        "note": note.pk,
        "commendation": row.pk,
        "commendation_paper": [row.pk, row.files.get().pk],
    }
