"""The folder of backups is one server's: another one that stands in its place by
mistake lays nothing beside them, until somebody says that it takes its place."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from config.safety import (
    archive,
    auditing,
    restoring,
    runs,
    shelf,
    streaming,
    taking,
    whose,
)
from config.safety.errors import Unsafe
from config.safety.shelf import Manifest
from config.supervisor.account import Account
from organization.audit import record
from organization.models import SafetyRun

LOST = "7316025437812345678"
SO_FAR = "so far this test looks"
NOW = dt.datetime(2026, 11, 30, 2, 15, tzinfo=dt.UTC)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    monkeypatch.setenv("YIPAN_BACKUPS", str(tmp_path / "backups"))
    settings.ARCHIVE_CHANGES = True
    return shelf.prepare()


def put(kind: str = "base", number: str = LOST, rows: int = 0) -> shelf.Backup:
    """A finished backup; of a server's files as much as says whose they are."""
    folder = shelf.root() / f"{NOW:{shelf.STAMP}}-{kind}.part"
    folder.mkdir(parents=True)
    if kind == "base":
        (folder / "base").mkdir()
        listed = {"PostgreSQL-Backup-Manifest-Version": 2, "Files": []}
        told = listed | {"System-Identifier": int(number)}
        (folder / "base" / "backup_manifest").write_text(json.dumps(told))
    saved = {"tables": {}, "money": {}, "audit": [rows, rows, ""], "migrations": []}
    shelf.write(folder, Manifest(kind, NOW.isoformat(), NOW.isoformat(), saved))
    return shelf.finished()[-1]


def mark() -> str:
    return (shelf.root() / shelf.mark().name).read_text()


def changes(name: str = "0000000100000000000000A0") -> None:
    archive.folder().mkdir(exist_ok=True)
    (archive.folder() / (name + archive.ENDING)).write_bytes(b"")


@pytest.mark.django_db
def test_the_first_server_has_the_folder_and_the_next_is_refused(root: Path) -> None:
    assert whose.known() == ""
    whose.claim(connection)
    assert mark() == whose.known() == whose.number(connection)
    whose.claim(connection)
    shelf.mark().write_text(LOST)
    with pytest.raises(Unsafe, match="--another-server") as told:
        whose.claim(connection)
    assert LOST in told.value.english and LOST in told.value.chinese
    assert mark() == LOST


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt", [lambda: taking.take(print, NOW), streaming.receiver], ids=["kept", "it"]
)
def test_an_empty_server_in_its_place_writes_nothing(
    root: Path, attempt: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of before there was a mark: its newest copy says whose it is."""
    put()
    changes()
    monkeypatch.setattr(streaming, "_refuse_login", lambda _: None)
    before = sorted(root.rglob("*"))
    with pytest.raises(Unsafe, match="another database server"):
        attempt()
    assert sorted(root.rglob("*")) == before


@pytest.mark.django_db
def test_it_is_on_record_by_its_cause(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "check_running", stuck)
    for _again in range(2):
        runs.watch_archive(timezone.now())
    put()
    for _again in range(2):
        runs.watch_archive(timezone.now())
    first, second = archived()
    assert not first.good and "stuck" in first.problem
    assert not second.good and LOST in second.problem
    with pytest.raises(Unsafe, match="another database server"):
        runs.back_up(print)
    told = SafetyRun.objects.get(kind=SafetyRun.Kind.BACKUP)
    assert not told.good and "另一个数据库实例" in told.facts["said"]["zh-hans"]


def stuck(_: object) -> None:
    raise Unsafe("stuck", "停滞")


def archived() -> list[SafetyRun]:
    return [*SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE).order_by("pk")]


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["mark", "manifest"])
def test_a_folder_that_cannot_be_read_is_told_and_the_watch_goes_on(
    root: Path, harm: str
) -> None:
    if harm == "mark":
        shelf.mark().mkdir()
    else:
        (put().folder / "base" / "backup_manifest").write_text("{")
    runs.watch_archive(timezone.now())
    (told,) = archived()
    assert not told.good and "cannot be read" in told.problem


@pytest.mark.django_db
def test_codes_of_the_real_trail_are_left_alone(root: Path) -> None:
    shelf.mark().write_text(LOST)
    kept = root / auditing.HEADS
    now = timezone.now()
    kept.write_text(line := f"{now.isoformat()} 7-K7QF-M2XD-9TRA-5BNC\n")
    record(action="account.sign_in_failed", by=None)
    later = now + dt.timedelta(minutes=2)
    assert auditing.seal(later)
    assert kept.read_text() == line
    whose.write(whose.number(connection))
    record(action="account.sign_in_failed", by=None)
    assert auditing.seal(later + dt.timedelta(minutes=2))
    assert kept.read_text() != line


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the mark says when a backup is about to be written; it ends there."""
    marks: list[str] = []

    def look(*_: object) -> None:
        marks.append(mark())
        raise Unsafe(SO_FAR, SO_FAR)

    monkeypatch.setattr(taking, "WAYS", dict.fromkeys(taking.WAYS, look))
    return marks


@pytest.mark.django_db
def test_who_continues_it_says_so(root: Path, written: list[str]) -> None:
    put()
    changes()
    for _again in range(2):
        with pytest.raises(Unsafe, match=SO_FAR):
            runs.back_up(print, another=True)
        changes("0000000100000000000000A1")
    assert written == [whose.number(connection)] * 2
    # Only what the other one left is set aside, and nothing more has to be said.
    (aside,) = root.glob("wal.before-*")
    assert archive.kept(aside) and archive.kept(archive.folder())
    whose.check(connection)


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["shorter", "no space"])
def test_who_does_not_continue_it_changes_nothing(
    root: Path, written: list[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(rows=10**9 if why == "shorter" else 0)
    changes()
    if why == "no space":
        monkeypatch.setattr(taking, "needed", lambda: 2**60)
    before = sorted(root.rglob("*"))
    with pytest.raises(Unsafe, match=r"does not continue|Too little space"):
        runs.back_up(print, another=True)
    assert not written and whose.known() == LOST
    assert {*before, root / ".lock"} == {*root.rglob("*")} | {root / ".lock"}


@pytest.mark.parametrize("other", ["dump", "base of another"])
def test_what_is_restored_of_elsewhere_has_the_folder_next(
    root: Path, other: str
) -> None:
    """A dump makes a cluster of a new number; a copy of another server's files has
    that one's. Who restores it has said what he wants."""
    shelf.mark().write_text(LOST)
    changes()
    backup = put("dump") if other == "dump" else put(number="1")
    assert not restoring.continued(backup, root / "restored")
    assert mark() == ("" if other == "dump" else "1")
    assert not archive.kept(archive.folder()) and [*root.glob("wal.before-*")]


def test_what_is_restored_of_its_own_goes_on(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder of a test can be entered by whoever runs it alone.
    oneself = Account("oneself", os.geteuid(), os.getegid())
    monkeypatch.setattr(shelf, "owner", lambda: oneself)
    shelf.mark().write_text(LOST)
    changes()
    history = tmp_path / "restored" / "pg_wal" / "00000002.history"
    history.parent.mkdir(parents=True)
    history.write_text("1\t0/A0000000\tno recovery target specified\n")
    assert restoring.continued(put(), tmp_path / "restored")
    assert mark() == LOST and archive.kept(archive.folder())


def test_changes_of_another_server_are_not_laid_over_a_backup(root: Path) -> None:
    shelf.mark().write_text(LOST)
    backup = put()
    restoring.refuse_foreign(backup, "latest")
    shelf.mark().write_text("1")
    restoring.refuse_foreign(backup, "")
    with pytest.raises(Unsafe, match="leave out --to"):
        restoring.refuse_foreign(backup, "latest")


def test_the_embedded_server_hands_nothing_to_anothers_folder(
    root: Path, tmp_path: Path
) -> None:
    control = tmp_path / "data" / "global" / "pg_control"
    control.parent.mkdir(parents=True)
    control.write_bytes(int(LOST).to_bytes(8, sys.byteorder) + bytes(8))
    (tmp_path / "file").write_text("changes")
    command = archive.settings(tmp_path / "data")["archive_command"]
    for said, taken in (("1", False), (LOST, True), ("", True)):
        shelf.mark().write_text(said)
        assert (archived_by(command, tmp_path / "file") == 0) is taken, said
        assert bool(archive.kept(archive.folder())) is taken
    shelf.mark().unlink()
    assert archived_by(command, tmp_path / "file") == 0


def archived_by(command: str, file: Path) -> int:
    told = command.replace("%p", shlex.quote(str(file))).replace("%f", "0" * 24)
    return subprocess.run(["sh", "-c", told.replace("%%", "%")]).returncode
