"""The folder of backups is one server's: another one that stands in its place by
mistake lays nothing beside them, until somebody says that it takes its place."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from config.safety import archive, restoring, runs, shelf, streaming, taking, whose
from config.safety.errors import Unsafe
from config.safety.shelf import Manifest
from config.supervisor.account import Account
from organization.models import SafetyRun

LOST = "7316025437812345678"
NOW = dt.datetime(2026, 11, 30, 2, 15, tzinfo=dt.UTC)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    monkeypatch.setenv("YIPAN_BACKUPS", str(tmp_path / "backups"))
    settings.ARCHIVE_CHANGES = True
    return shelf.prepare()


def put(kind: str = "base", number: str = LOST) -> shelf.Backup:
    """A finished backup; of a server's files as much as says whose they are."""
    folder = shelf.root() / f"{NOW:{shelf.STAMP}}-{kind}.part"
    folder.mkdir(parents=True)
    if kind == "base":
        (folder / "base").mkdir()
        listed = {"PostgreSQL-Backup-Manifest-Version": 2, "Files": []}
        told = listed | {"System-Identifier": int(number)}
        (folder / "base" / "backup_manifest").write_text(json.dumps(told))
    shelf.write(folder, Manifest(kind, NOW.isoformat(), NOW.isoformat(), {}))
    return shelf.finished()[-1]


def mark() -> str:
    return (shelf.root() / whose.MARK).read_text()


def changes(name: str = "0000000100000000000000A0") -> None:
    archive.folder().mkdir(exist_ok=True)
    (archive.folder() / (name + archive.ENDING)).write_bytes(b"")


@pytest.mark.django_db
def test_the_first_server_has_the_folder_and_the_next_is_refused(root: Path) -> None:
    assert whose.known() == ""
    whose.claim(connection)
    assert mark() == whose.known() == whose.number(connection)
    whose.claim(connection)
    (root / whose.MARK).write_text(LOST)
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
    with pytest.raises(Unsafe, match="another server"):
        attempt()
    assert sorted(root.rglob("*")) == before


@pytest.mark.django_db
def test_it_is_on_record_each_time_it_begins(root: Path) -> None:
    put()
    for _again in range(2):
        runs.watch_archive(timezone.now())
    (told,) = SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE)
    assert not told.good and LOST in told.problem
    with pytest.raises(Unsafe, match="another server"):
        runs.back_up(print)
    told = SafetyRun.objects.get(kind=SafetyRun.Kind.BACKUP)
    assert not told.good and "另一台" in told.facts["said"]["zh-hans"]


@pytest.mark.django_db
def test_who_takes_its_place_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    changes()
    claimed = []
    for_now = "so far this test looks"

    def written(*_: object) -> None:
        claimed.append(mark())
        raise Unsafe(for_now, for_now)

    monkeypatch.setattr(taking, "WAYS", dict.fromkeys(taking.WAYS, written))
    with pytest.raises(Unsafe, match=for_now):
        runs.back_up(print, another=True)
    assert claimed == [whose.number(connection)]
    assert not archive.kept(archive.folder())
    (aside,) = root.glob("wal.before-*")
    assert archive.kept(aside)
    # From now on it is the one, and nothing has to be said.
    whose.check(connection)


@pytest.mark.parametrize("other", ["dump", "base of another"])
def test_what_is_restored_of_elsewhere_has_the_folder_next(
    root: Path, other: str
) -> None:
    """A dump makes a cluster of a new number; a copy of another server's files has
    that one's. Who restores it has said what he wants."""
    (root / whose.MARK).write_text(LOST)
    changes()
    backup = put("dump") if other == "dump" else put(number="1")
    assert not restoring.continued(backup, root / "restored")
    assert mark() == ""
    assert not archive.kept(archive.folder()) and [*root.glob("wal.before-*")]


def test_what_is_restored_of_its_own_goes_on(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder of a test can be entered by whoever runs it alone.
    oneself = Account("oneself", os.geteuid(), os.getegid())
    monkeypatch.setattr(shelf, "owner", lambda: oneself)
    (root / whose.MARK).write_text(LOST)
    changes()
    history = tmp_path / "restored" / "pg_wal" / "00000002.history"
    history.parent.mkdir(parents=True)
    history.write_text("1\t0/A0000000\tno recovery target specified\n")
    assert restoring.continued(put(), tmp_path / "restored")
    assert mark() == LOST and archive.kept(archive.folder())
