"""The seals are made by the clock, copied away, and read again every night."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from config import env
from config.safety import auditing, drilling, figures, nightly, runs, shelf
from config.safety.errors import Different, Unsafe
from config.safety.shelf import Manifest
from desk.letters import letter
from desk.models import DueJob, InboxItem
from organization.models import AuditEvent, AuditSeal, SafetyRun
from organization.sealed.chain import code
from organization.services import sealing
from tests.factories import founded
from tests.organization.sealing import act, tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    sealing._marks.clear()
    monkeypatch.setattr(shelf, "prepare", lambda: tmp_path)
    return tmp_path


def sealed(at: dt.datetime | None = None) -> AuditSeal:
    act(2, reason=str(AuditSeal.objects.count()))
    return auditing.seal(at or timezone.now())[-1]


def lines(folder: Path) -> list[str]:
    return (folder / auditing.HEADS).read_text().splitlines()


def test_one_code_of_each_day_is_copied_away(folder: Path) -> None:
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    first, _second = sealed(noon), sealed(noon + dt.timedelta(minutes=1))
    third = sealed(noon + dt.timedelta(days=1))
    assert len(lines(folder)) == 2
    assert auditing.copied()[-1] == code(third.number, third.digest)
    assert code(first.number, first.digest) not in auditing.copied()
    assert len(auditing.copied(until=noon + dt.timedelta(hours=1))) == 1
    assert auditing.check(timezone.now())["seals"] == 3


def test_a_cut_tail_is_found_by_the_copy_until_that_is_set_aside(folder: Path) -> None:
    one, two = sealed(), sealed(timezone.now() + dt.timedelta(days=1))
    tamper(
        "DELETE FROM organization_auditseal WHERE number > 1",
        f"DELETE FROM organization_auditevent WHERE id > {one.event_last}",
        f"DELETE FROM organization_rowchange WHERE id > {one.change_last}",
    )
    with pytest.raises(Different, match=f"seal {two.number} was written down") as told:
        auditing.check(timezone.now())
    assert "截去" in told.value.chinese
    aside = auditing.begin_anew(timezone.now())
    assert aside is not None and aside.exists()
    assert auditing.begin_anew(timezone.now()) is None
    assert auditing.check(timezone.now())["seals"] == 1


def test_who_looks_after_it_is_told_and_nothing_is_let_go() -> None:
    made = founded()
    sealed(timezone.now() - dt.timedelta(days=500))
    tamper("UPDATE organization_auditevent SET reason = 'x' WHERE reason = '0'")
    with pytest.raises(Unsafe, match="edited after sealing"):
        runs.check_audit(timezone.now())
    run = SafetyRun.objects.get(kind=SafetyRun.Kind.AUDIT)
    assert not run.good and "篡改" in run.facts["said"]["zh-hans"]
    items = InboxItem.objects.filter(kind="system_audit")
    assert {item.recipient for item in items} >= {made.audit_admin, made.system_admin}
    assert "篡改" in letter(items[0], {}).text
    assert not AuditEvent.objects.filter(action="audit.retire").exists()


def test_what_is_older_than_the_setting_goes_after_a_good_reading() -> None:
    sealed(timezone.now() - dt.timedelta(days=220))
    sealed(timezone.now() - dt.timedelta(days=200))
    with override_settings(AUDIT_MONTHS=12):
        assert runs.check_audit(timezone.now())["retired"] == 0
    with override_settings(AUDIT_MONTHS=6):
        assert runs.check_audit(timezone.now())["retired"] > 5
        sealed()
        assert runs.check_audit(timezone.now())["retired"] == 0
    run = SafetyRun.objects.order_by("pk").last()
    assert run.good and run.facts["seals"] == 2


def test_fewer_than_six_months_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_MONTHS", "5")
    with pytest.raises(ImproperlyConfigured, match="6 at least"):
        env.number("AUDIT_MONTHS", default=12, least=6)


def test_the_clock_seals_and_reads() -> None:
    act(2)
    now = timezone.now()
    for name in (nightly.SEAL, nightly.CHECK):
        DueJob.objects.create(name=name, due_at=now)
    later = now + dt.timedelta(seconds=30)
    for name in (nightly.BACKUP, nightly.DRILL, nightly.ARCHIVE):
        DueJob.objects.create(name=name, due_at=later)
    assert nightly.run_due(now) == [nightly.SEAL, nightly.CHECK]
    assert SafetyRun.objects.get(kind=SafetyRun.Kind.AUDIT).facts["seals"] == 1
    row = DueJob.objects.get(name=nightly.SEAL)
    assert row.last_error == "" and row.due_at > now


def test_a_code_that_cannot_be_copied_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "prepare", lambda: folder / "gone")
    act()
    with pytest.raises(Unsafe, match="could not be copied"):
        auditing.seal(timezone.now())
    assert AuditSeal.objects.count() == 1


def test_a_restored_copy_is_read_like_the_live_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed()
    monkeypatch.setattr(drilling.servers, "connect", lambda url: fresh())
    found = figures.read(connection)
    assert drilling.sealed("", found, []) == 1
    tamper(
        "DELETE FROM organization_auditevent WHERE id = (SELECT max(id) "
        "FROM organization_auditevent)"
    )
    with pytest.raises(Different, match="deleted"):
        drilling.sealed("", found, [])


def test_a_backup_must_hold_the_seals_that_were_known_when_it_began() -> None:
    """And none of a sealing that went on while it was made: that one tells when it
    began, which may be before the backup did."""
    now = timezone.now()
    first = sealed(now - dt.timedelta(days=2))
    begun = Manifest("base", now.isoformat(), now.isoformat(), {})
    begun.heads = auditing.copied()
    second = sealed(now - dt.timedelta(seconds=5))
    known = auditing.copied_before(begun)
    assert code(first.number, first.digest) in known
    assert code(second.number, second.digest) not in known
    later = dt.timedelta(hours=2)
    begun.begun = (now + later).isoformat()
    assert code(second.number, second.digest) in auditing.copied_before(begun)


def fresh():
    """A plain connection to the test's database, as a drill has one to its copy."""
    return connection.get_new_connection(connection.get_connection_params())


@pytest.fixture
def _served(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of the tests are not those that a command would start."""
    from contextlib import nullcontext

    from config.management.commands import audit_head, verify_audit

    for command in (audit_head, verify_audit):
        monkeypatch.setattr(command.services, "running", nullcontext)


def run(*argv: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command(*argv, stdout=out, stderr=err)
    except SystemExit as stop:
        assert stop.code == 1
        return out.getvalue(), err.getvalue()
    return out.getvalue(), ""


@pytest.mark.usefixtures("_served")
def test_the_code_is_printed_and_verified_by_hand() -> None:
    assert "No seal yet" in run("audit_head")[0]
    act()
    out, _none = run("audit_head")
    told = out.split()[-1]
    last = AuditSeal.objects.get()
    assert told == code(last.number, last.digest)
    out, problem = run("verify_audit", "--head", told)
    assert "seals: 1" in out and not problem
    tamper("DELETE FROM organization_rowchange")
    out, problem = run("verify_audit", "--head", told)
    assert "deleted" in problem and "被删除的记录" in problem
    with pytest.raises(CommandError, match="No code"):
        run("verify_audit", "--head", "nothing")
    assert "set aside" in run("audit_head", "--begin-anew")[0]


def test_reading_changes_nothing_and_waits_for_nobody() -> None:
    """It looks once, however long it takes."""
    sealed()
    with auditing.one_look() as plain, plain.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
    with transaction.atomic():
        assert auditing.read_all([]).good
