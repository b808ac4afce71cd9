"""What lies on the shelf is what was put there, or it is said which file is not."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

import pytest

from config.safety import archive, shelf
from config.safety.errors import Damaged, Unsafe
from config.safety.restoring import check_reach, refuse_taken
from config.safety.shelf import Backup, Manifest
from config.safety.taking import DUMPED
from config.supervisor.account import Account

NOW = dt.datetime(2026, 11, 30, 2, 15, tzinfo=dt.UTC)
FIRST = "0000000100000000000000FE"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIPAN_BACKUPS", str(tmp_path / "it's 100% kept"))
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@localhost/none")
    return shelf.prepare()


def put(days_ago: int = 0, kind: str = "base") -> Backup:
    """A finished backup of two small files."""
    at = NOW - dt.timedelta(days=days_ago)
    folder = shelf.root() / f"{at:{shelf.STAMP}}-{kind}.part"
    (folder / "base").mkdir(parents=True)
    (folder / "base" / "1259").write_bytes(b"rows" * 100)
    (folder / "base" / "PG_VERSION").write_text("18\n")
    manifest = Manifest(kind, at.isoformat(), at.isoformat(), {}, wal=FIRST)
    manifest.files = dict(shelf.digests(folder))
    shelf.write(folder, manifest)
    return shelf.finished()[-1]


def test_a_backup_is_found_and_closed_to_others(root: Path) -> None:
    backup = put()
    assert shelf.find("latest") == shelf.find(backup.name) == backup
    assert shelf.check_files(backup).wal == FIRST
    assert root.stat().st_mode & 0o777 == 0o700
    assert (backup.folder / shelf.MANIFEST).stat().st_mode & 0o777 == 0o600
    with pytest.raises(Unsafe, match=backup.name):
        shelf.find("20200101-000000-base")


@pytest.mark.parametrize("harm", ["flipped", "truncated", "gone", "more", "manifest"])
def test_harm_is_told(root: Path, harm: str) -> None:
    backup = put()
    victim = backup.folder / "base" / "1259"
    content = bytearray(victim.read_bytes())
    if harm == "flipped":
        content[200] ^= 1
        victim.write_bytes(content)
    elif harm == "truncated":
        victim.write_bytes(content[:-1])
    elif harm == "gone":
        victim.unlink()
    elif harm == "more":
        victim.with_name("stray").touch()
    else:
        (backup.folder / shelf.MANIFEST).write_text("{")
    with pytest.raises(Damaged, match="damaged") as told:
        shelf.check_files(backup)
    assert "已损坏" in told.value.chinese


def test_old_ones_go_and_the_last_two_stay(root: Path) -> None:
    for days in (40, 30, 20):
        put(days)
    assert len(shelf.retire(14, NOW)) == 1
    assert len(shelf.finished()) == 2
    assert shelf.retire(14, NOW) == []


def test_only_one_works_there_and_sweeps_up_first(root: Path) -> None:
    left = root / "20261130-000000-base.part"
    left.mkdir()
    with shelf.alone():
        assert not left.exists()
        with pytest.raises(Unsafe, match="Another"), shelf.alone():
            pass


def test_too_little_space_is_told_before(root: Path) -> None:
    with pytest.raises(Unsafe, match="Too little space"):
        shelf.check_space(root, 2**60)


def test_a_gap_in_the_archive_is_told(root: Path) -> None:
    archive.folder().mkdir()
    number = archive.number(FIRST)
    names = [f"00000001{n // 256:08X}{n % 256:08X}" for n in range(number, number + 5)]
    for name in names:
        (archive.folder() / f"{name}.gz").touch()
    archive.check_whole(FIRST)
    (archive.folder() / f"{names[2]}.gz").unlink()
    with pytest.raises(Unsafe, match=names[2]):
        archive.check_whole(FIRST)
    assert archive.trim(names[2]) == 2
    assert archive.kept(archive.folder()) == names[3:]


def test_a_restored_server_goes_on_in_the_archive_or_begins_its_own(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder of a test can be entered by whoever runs it alone.
    oneself = Account("oneself", os.geteuid(), os.getegid())
    monkeypatch.setattr(shelf, "owner", lambda: oneself)
    archive.folder().mkdir()
    where = tmp_path / "data" / "pg_wal"
    where.mkdir(parents=True)
    (archive.folder() / f"{FIRST}.gz").touch()
    (where / "00000002.history").write_text("1\t0/9000000\n")
    assert archive.follow(where.parent)
    assert (archive.folder() / "00000002.history.gz").stat().st_mode & 0o777 == 0o600

    (where / "00000002.history").write_text("1\t0/5000000\n")
    assert not archive.follow(where.parent), "another server took that number"
    assert not any(archive.folder().iterdir())
    with pytest.raises(Unsafe, match=FIRST):
        archive.check_whole(FIRST)
    [before] = root.glob("wal.before-*")
    assert (before / f"{FIRST}.gz").exists()


def run(command: str, path: Path, name: str) -> int:
    """As PostgreSQL would: %p is the file, %f its name, %% a per cent sign."""
    words = {"%p": f"'{path}'", "%f": name}
    text = command.replace("%%", "\0")
    for mark, word in words.items():
        text = text.replace(mark, word)
    return subprocess.run(
        ["sh", "-c", text.replace("\0", "%")], capture_output=True
    ).returncode


def test_changes_go_in_and_come_out(root: Path, tmp_path: Path) -> None:
    where = archive.folder()
    assert run(archive.keep(where), tmp_path / "none", FIRST) != 0
    where.mkdir()
    log, back = tmp_path / "log", tmp_path / "back"
    log.write_bytes(b"changes" * 1000)
    assert run(archive.keep(where), log, FIRST) == 0
    assert run(archive.keep(where), log, FIRST) == 0, "the same again is fine"
    assert run(archive.fetch(where), back, FIRST) == 0
    assert back.read_bytes() == log.read_bytes()
    log.write_bytes(b"another history")
    assert run(archive.keep(where), log, FIRST) != 0
    assert run(archive.fetch(where), back, FIRST[:-1] + "F") != 0
    assert [path.name for path in where.iterdir()] == [f"{FIRST}.gz"]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18")
    with pytest.raises(Unsafe, match="--replace"):
        refuse_taken(tmp_path, replace=False)
    refuse_taken(tmp_path, replace=True)
    refuse_taken(tmp_path / "new", replace=False)


def test_moments_out_of_reach_are_refused(root: Path) -> None:
    saved = Manifest("base", NOW.isoformat(), NOW.isoformat(), {}, wal=FIRST)
    with pytest.raises(Unsafe, match="older backup"):
        check_reach(saved, (NOW - dt.timedelta(seconds=1)).isoformat())
    saved.kind = DUMPED
    with pytest.raises(Unsafe, match="one moment"):
        check_reach(saved, "latest")
    check_reach(saved, "")


def test_a_stuck_archive_is_told() -> None:
    archive.check_running(archive.Archiving(on=True, age=301, failing=False))
    archive.check_running(archive.Archiving(on=True, age=10, failing=True))
    with pytest.raises(Unsafe, match="stuck"):
        archive.check_running(archive.Archiving(on=True, age=301, failing=True))
