"""Accounts and roles from a file: what it opens, what it leaves, whose it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import AuditEvent, Membership, User
from organization.services.granting import give_role, open_account
from personnel.exchange.reading import read_lines_of, tables_of
from personnel.models import Import
from personnel.opening.judging import judge
from personnel.opening.sheets import SHEETS
from personnel.services.importing import begin_import, cancel_import, confirm_import
from tests.accounts.files import (
    applied,
    book,
    handed_in,
    handed_over,
    line,
    work,
    wrong,
)
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client
from tests.personnel.tables import cells

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def url(name: str, *args: object) -> str:
    return reverse(f"opening:{name}", args=args)


def roles(name: str) -> set[tuple[Any, ...]]:
    rows = Membership.objects.filter(user__username=name)
    return {(r.role, r.unit.code, r.during.lower, r.during.upper) for r in rows}


def test_from_the_file_to_the_account(force: Force) -> None:
    at = client(force.security_admin)
    assert "用户名" in words(at.get(url("hand_in")))
    last = timezone.localdate() + 30 * DAY
    raw = book([line(force, last=last)])
    sent = {"file": SimpleUploadedFile("新警账号.xlsx", raw)}
    answer = at.post(url("hand_in"), sent)
    row = Import.objects.get(created_by=force.security_admin)
    assert answer["Location"] == url("import", row.pk)
    work(row)
    page = words(at.get(url("import", row.pk)))
    assert "新增1条" in page and "新开" in page and "何雨桐" in page
    assert not User.objects.filter(username="330411").exists(), "nothing yet"
    stale = at.post(url("confirm_import", row.pk), {"mark": "x"})
    assert stale.status_code == 409
    confirmed = at.post(url("confirm_import", row.pk), {"mark": row.mark})
    assert confirmed.status_code == 302
    work(row)
    assert (row.state, row.content) == ("applied", None)
    today = timezone.localdate()
    assert roles("330411") == {("station_chief", force.a1.code, today, last + DAY)}
    user = User.objects.get(username="330411")
    assert user.name == "何雨桐" and not user.has_usable_password()
    for action in ("account.create", "role.grant"):
        event = AuditEvent.objects.get(action=action, subject_id=user.pk)
        assert event.actor == force.security_admin
    assert event.reason == "任所长"
    assert url("slips", row.pk) in at.get(url("import", row.pk)).content.decode()


def test_an_account_that_is_there_gets_one_role_more(force: Force) -> None:
    person("330411", "何雨桐")
    row = handed_in(force.security_admin, [line(force)])
    assert row.counts == {"accounts": {"changed": 1}}
    (told,) = row.lines.all()
    assert ["账号", "", "已有账号，加授一个角色"] in told.changes
    applied(row)
    assert {one[:2] for one in roles("330411")} == {("station_chief", force.a1.code)}
    assert not AuditEvent.objects.filter(
        action="account.create", actor=force.security_admin
    ).exists()


def test_a_second_time_it_changes_nothing(force: Force) -> None:
    first = timezone.localdate() - 3 * DAY
    rows = [
        line(force),
        line(force, role="station_officer", first=first, last=first + 9 * DAY),
        line(force, username="330412", name="林 默", unit=force.a2.code),
    ]
    applied(handed_in(force.security_admin, rows))
    before = roles("330411") | roles("330412"), AuditEvent.objects.count()
    again = handed_in(force.security_admin, rows)
    assert again.counts == {"accounts": {"same": 3}}
    assert not again.can_apply
    with pytest.raises(ValidationError):
        confirm_import(by=force.security_admin, row=again, mark=again.mark)
    assert roles("330411") | roles("330412") == before[0]
    assert User.objects.filter(username__startswith="33041").count() == 2


def test_what_there_is_goes_out_and_comes_in_unchanged(force: Force) -> None:
    """What a spreadsheet would run is quoted on its way out and read back as it was."""
    odd = person("+1+1", "=cmd|' /C calc'!A0")
    appoint(odd, "station_officer", force.a1)
    at = client(force.security_admin)
    answer = at.get(url("present_file"))
    assert answer.status_code == 200
    sheets = cells(answer.content)
    lines = next(iter(sheets.values()))[1:]
    assert ("'+1+1", "'=cmd|' /C calc'!A0") in {one[:2] for one in lines}
    for cell in (cell for one in lines for cell in one):
        assert not str(cell or "").startswith(("=", "+", "@", "-"))
    row = handed_over(force.security_admin, answer.content, "a.xlsx")
    assert row.counts == {"accounts": {"same": len(lines)}}, wrong(row)
    assert AuditEvent.objects.filter(action="table.take").count() == 1


def test_the_empty_sheet_names_its_columns_and_offers_the_roles(force: Force) -> None:
    raw = client(force.security_admin).get(url("empty_file")).content
    (name, rows), (_notes, said) = cells(raw).items()
    assert name == "账号"
    assert rows[0][:4] == ("用户名", "姓名", "警号", "角色")
    assert any(
        "派出所所长" in str(cell) or "所长" in str(cell) for cell in sum(said, ())
    )


def test_what_changed_meanwhile_is_told_and_nothing_is_written(force: Force) -> None:
    by = force.security_admin
    row = handed_in(by, [line(force), line(force, username="330412", name="林默")])
    confirm_import(by=by, row=row, mark=row.mark)
    other = appoint(person("other_admin"), "security_admin", force.city)
    now = timezone.now()
    open_account(by=other, username="330412", name="林默", reason="另开", now=now)
    work(row)
    assert (row.state, row.moved) == ("judged", True)
    assert row.lines.get(moved=True).act == "changed"
    assert not User.objects.filter(username="330411").exists()
    applied(row)
    assert roles("330411") and roles("330412")


def test_whoever_may_not_keep_accounts_any_more_writes_nothing(force: Force) -> None:
    by = force.security_admin
    row = handed_in(by, [line(force)])
    confirm_import(by=by, row=row, mark=row.mark)
    Membership.objects.filter(user=by).update(role="leader")
    work(row)
    assert row.state == "judged" and row.total("bad") == 1
    assert not User.objects.filter(username="330411").exists()
    assert client(by).get(url("import", row.pk)).status_code == 403


def test_a_service_that_says_no_stops_all_of_it(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is given the role between the verdict and the write."""
    by = force.security_admin
    row = handed_in(by, [line(force), line(force, username="330412", name="林默")])
    from personnel.services import entering_accounts

    usual = entering_accounts.give_role

    def late(**given: Any) -> Membership:
        if given["user"].username == "330412":
            usual(**given)
        return usual(**given)

    monkeypatch.setattr(entering_accounts, "give_role", late)
    confirm_import(by=by, row=row, mark=row.mark)
    work(row)
    assert row.state == "judged" and list(wrong(row)) == [3]
    assert not User.objects.filter(username__startswith="33041").exists()


def test_it_is_stopped_before_it_is_written(force: Force) -> None:
    by = force.security_admin
    row = handed_in(by, [line(force)])
    confirm_import(by=by, row=row, mark=row.mark)
    row.refresh_from_db()
    cancel_import(by=by, row=row)
    work(row)
    assert row.state == "judged"
    at = client(by)
    assert at.post(url("cancel_import", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled" and row.content is None
    assert not User.objects.filter(username="330411").exists()


def test_a_file_is_its_owners_alone(force: Force) -> None:
    row = handed_in(force.security_admin, [line(force, unit="1")])
    other = appoint(person("other_admin"), "security_admin", force.city)
    for page in ("import", "marked_file", "slips"):
        assert client(other).get(url(page, row.pk)).status_code == 404
        assert client(force.system_admin).get(url(page, row.pk)).status_code == 404
        assert client(force.security_admin).get(url(page, row.pk)).status_code == 200
    people = reverse("personnel:import", args=[row.pk])
    assert client(force.security_admin).get(people).status_code == 404
    for who in (force.system_admin, force.audit_admin, force.leader):
        assert client(who).get(url("hand_in")).status_code == 403


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.pdf", b"x"), ("a.csv", b""), ("a.xlsx", b"x" * (5 * 2**20 + 1))],
)
def test_what_is_no_table_is_refused_at_the_door(
    force: Force, name: str, raw: bytes
) -> None:
    at = client(force.security_admin)
    sent = {"file": SimpleUploadedFile(name, raw)}
    assert at.post(url("hand_in"), sent).status_code == 422
    assert at.post(url("hand_in")).status_code == 422
    assert not Import.objects.exists()


def many(made: Force, n: int, mark: str) -> list[list[Any]]:
    return [
        line(made, username=f"{mark}{k:05}", name="新警", role="station_officer")
        for k in range(n)
    ]


def statements(made: Force, n: int, mark: str) -> tuple[int, int]:
    """How many it takes to judge and to write so many lines."""
    by = made.security_admin
    row = begin_import(
        by=by,
        kind="accounts",
        name="a.xlsx",
        content=book(many(made, n, mark)),
        language="zh-hans",
        now=timezone.now(),
    )
    with CaptureQueriesContext(connection) as judging:
        work(row)
    confirm_import(by=by, row=row, mark=row.mark)
    with CaptureQueriesContext(connection) as writing:
        work(row)
    assert row.state == "applied" and row.total("new") == n
    return len(judging), len(writing)


@pytest.mark.parametrize("n", [10, 1000])
def test_a_verdict_takes_eight_statements(force: Force, n: int) -> None:
    tables = tables_of(
        SHEETS, read_lines_of(SHEETS, "a.xlsx", book(many(force, n, "a")))
    )
    row = Import(created_by=User.objects.get(pk=force.security_admin.pk))
    with CaptureQueriesContext(connection) as done:
        found = judge(row, tables, timezone.localdate(), lambda done, total: None)
    assert found.counts == {"accounts": {"new": n}}
    assert len(done) == 8


def test_a_line_takes_no_more_to_be_written_the_more_there_are(force: Force) -> None:
    """Nor does judging them, but for notes of progress."""
    (few, wrote), (judged, wrote_many) = (
        statements(force, n, mark) for n, mark in ((10, "a"), (310, "b"))
    )
    assert few <= 40 and judged - few <= 5
    per_line = (wrote_many - wrote) / 300
    assert per_line <= 14, per_line
    assert User.objects.filter(username__startswith="b0").count() == 310


def test_the_page_asks_as_often_for_a_thousand_lines_as_for_ten(force: Force) -> None:
    asked = []
    for n in (10, 1000):
        row = handed_in(force.security_admin, many(force, n, f"n{n}"))
        at = client(force.security_admin)
        with CaptureQueriesContext(connection) as done:
            assert at.get(url("import", row.pk)).status_code == 200
        asked.append(len(done))
    assert asked[0] == asked[1] <= 15


def test_english(force: Force) -> None:
    at = client(force.security_admin, "en")
    assert "Accounts from a file" in words(at.get(url("hand_in")))
    row = handed_in(force.security_admin, [line(force, unit="1")], "en")
    assert wrong(row) == {2: [["unit code", "There is no unit with this code."]]}
    page = words(at.get(url("import", row.pk)))
    assert "1 row needs mending" in page and "no unit with this code" in page


def test_a_role_that_a_single_page_gives_is_met_by_the_file(force: Force) -> None:
    user, today = person("330411", "何雨桐"), timezone.localdate()
    give_role(
        by=force.security_admin,
        user=user,
        role="station_chief",
        unit=force.a1,
        during=(today, None),
        reason="任所长",
    )
    row = handed_in(force.security_admin, [line(force, first=today)])
    assert row.counts == {"accounts": {"same": 1}}
