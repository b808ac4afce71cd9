"""A notice goes out, is corrected, is withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from organization.models import AuditEvent, Station
from tasking.meetings import Meeting, is_of_the_party
from tasking.models import Notice, NoticeReceipt
from tasking.services.notices import Declared, correct, withdraw
from tests.factories import Force
from tests.notices.world import (
    DUE,
    LAST,
    NOW,
    SAID,
    asking,
    letters,
    message,
    read,
    told,
)

pytestmark = pytest.mark.django_db


def refused(**more: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        told(**more)
    return set(error.value.message_dict)


def test_every_station_has_it_and_its_chief_a_letter(force: Force) -> None:
    paper = SimpleUploadedFile("登记表.txt", "表".encode())
    row = told(force, files=[paper])
    held = row.receipts.values_list("station__code", flat=True)
    assert set(held) == {s.code for s in (force.a1, force.a2, force.unknown)}
    assert row.files.get().name == "登记表.txt"
    assert letters(force.chief_a1) == letters(force.chief_a2) == ["notice_new"]
    assert not letters(force.officer_a1) and not letters(force.staff)
    noted = AuditEvent.objects.get(action="notice.issue", subject_id=row.pk)
    assert (noted.actor, noted.detail["stations"]) == (force.staff, 3)
    assert not letters(force.chief_b1)
    assert letters(force.chief_b1, "") == []


def test_one_statement_delivers_however_many(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    few = told(force, force.a1)
    home = force.county_a
    Station.objects.bulk_create(
        Station(code=f"9909{n:08}", name=f"{n}所", short_name=f"{n}", bureau=home)
        for n in range(1_000)
    )
    every = list(Station.objects.under(home))
    with django_assert_max_num_queries(20):
        row = told(force, *every)
    assert row.receipts.count() == len(every) == 1_003
    assert few.receipts.count() == 1


def test_what_it_must_say(force: Force) -> None:
    assert refused(force=force, said=message(title=" ", body="")) == {"title", "body"}
    late = NOW.date() - dt.timedelta(days=1)
    assert refused(force=force, said=message(due_on=late)) == {"todo", "due_on"}
    assert refused(force=force, said=message(last=None)) == {"last"}
    assert refused(force=force, said=asking(last=DUE - dt.timedelta(1))) == {"last"}
    year = message(last=LAST + dt.timedelta(days=366))
    assert refused(force=force, said=year) == {"last"}
    long = message(title="长" * 121, body="长" * 20_001)
    assert refused(force=force, said=long) == {"title", "body"}
    assert refused(force=force, declared=Declared(nothing=False)) == {"declared"}
    assert not Notice.objects.exists()


def test_only_own_open_stations_below(force: Force) -> None:
    given: dict[str, Any] = {"force": force}
    with pytest.raises(ValidationError, match="stations"):
        told(force, force.a1, force.b1)
    with pytest.raises(ValidationError, match="stations"):
        told(force, Station())
    Station.objects.filter(pk=force.a2.pk).update(closed_on=NOW.date())
    with pytest.raises(ValidationError, match="stations"):
        told(force, force.a2)
    for user in (force.leader, force.coordinator, force.chief_a1, force.staff_b):
        with pytest.raises(PermissionDenied):
            told(by=user, **given)


def test_a_listed_word_is_looked_at_again_or_nothing_goes_out(force: Force) -> None:
    said = message(body="机 密事项见附件，内部审计安排如下。")
    assert refused(force=force, said=said) == {"words"}
    secret = SimpleUploadedFile("技侦名单.txt", b"x")
    one = Declared(True, ["机密"])
    assert refused(force=force, said=said, declared=one, files=[secret]) == {"words"}
    row = told(force, said=said, declared=one)
    assert row.words == ["机密"], "and 内部审计 is harmless"


def test_a_meeting_that_becomes_a_notice_is_counted(force: Force) -> None:
    row = told(force, instead=Meeting(officers=2, minutes=150))
    assert (row.spared_people, row.spared_minutes) == (6, 900)
    party = message(title="六月支部组织生活会")
    assert is_of_the_party(party.title) and not is_of_the_party("六月治安例会")
    gone: dict[str, Any] = {"force": force, "instead": Meeting(2, 150)}
    assert refused(said=party, **gone) == {"title"}
    assert refused(force=force, instead=Meeting(0, 90)) == {"title"}


def test_a_correction_takes_its_place_at_the_same_stations(force: Force) -> None:
    old = told(force, force.a1, force.a2, said=asking())
    read(force.chief_a1, old)
    given = {"by": force.head, "notice": old, "declared": SAID, "now": NOW}
    new = correct(message=asking(title="更正：登记口径"), **given)
    assert new.corrects == old and new.receipts.count() == 2
    assert letters(force.chief_a1) == letters(force.chief_a2) == ["notice_todo"]
    assert set(Notice.objects.live(NOW.date())) == {new}
    assert NoticeReceipt.objects.filter(notice=new).read().count() == 0
    with pytest.raises(ValidationError, match="state"):
        correct(message=asking(), **given)


def test_it_is_withdrawn_with_a_reason_and_readers_hear_of_it(force: Force) -> None:
    row = told(force)
    read(force.officer_a1, row)
    given: dict[str, Any] = {"notice": row, "now": NOW}
    with pytest.raises(ValidationError) as error:
        withdraw(by=force.staff, reason=" ", **given)
    assert set(error.value.message_dict) == {"reason"}
    with pytest.raises(ValidationError, match="state"):
        withdraw(by=force.staff, reason="重复", version=9, **given)
    for user in (force.staff_narcotics, force.chief_a1, force.leader):
        with pytest.raises(PermissionDenied):
            withdraw(by=user, reason="重复", **given)
    done = withdraw(by=force.head, reason="与上级通知重复", version=1, **given)
    assert not done.is_live(NOW.date())
    assert letters(force.chief_a1) == ["notice_withdrawn"]
    assert letters(force.chief_a2) == [], "he had not opened it, and misses nothing"
    with pytest.raises(ValidationError, match="state"):
        withdraw(by=force.staff, reason="重复", **given)
