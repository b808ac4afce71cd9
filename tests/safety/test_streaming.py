"""A server of one's own: what changes on it is fetched by PostgreSQL's own receiver and
lies by the backups, and a copy of its files is brought up to it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import places
from config.safety import (
    archive,
    figures,
    opening,
    programs,
    runs,
    servers,
    shelf,
    streaming,
    taking,
    whose,
)
from config.safety.errors import Unsafe
from config.safety.restoring import check_reach, refuse_dump, restore
from config.safety.shelf import Manifest
from config.safety.taking import first_log
from config.supervisor import account as accounts
from config.supervisor import postgres
from config.supervisor.account import Account
from desk.safety_shown import standings
from organization.models import SafetyRun

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Path]:
    """Of a server and of the backups; whoever runs the server may enter it."""
    place = Path(tempfile.mkdtemp(prefix="yipan-t", dir=places.temporary()))
    place.chmod(0o755)
    monkeypatch.setenv("YIPAN_BACKUPS", str(place / "backups"))
    settings.ARCHIVE_CHANGES = True
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def account(folder: Path) -> Account:
    return accounts.service_account(folder / "data")


@pytest.fixture
def server(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sql]:
    """A server that somebody else keeps, as the containers start theirs; how to ask it
    as its superuser. Yipan knows its address and its owner's login."""
    (folder / "hba.conf").write_text("local all,replication all trust\n")
    data = folder / "data"
    accounts.private_folder(data, account)
    postgres.initialise(programs.program("initdb", account), data, account)
    with opening.served(data, account, {"hba_file": str(folder / "hba.conf")}) as url:
        connection = servers.connect(url)
        connection.autocommit = True
        owner = url.replace("//postgres@", "//yipan_owner@")
        monkeypatch.setenv("DATABASE_URL", owner)

        def ask(text: str) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []

        ask("CREATE TABLE noted (n int)")
        ask("ALTER TABLE noted OWNER TO yipan_owner")
        ask("ALTER ROLE yipan_owner REPLICATION")
        yield ask
        connection.close()


@contextmanager
def fetching() -> Iterator[subprocess.Popen[bytes]]:
    """The receiver at work, as `manage.py archive_changes` turns into it."""
    argv, env, account = streaming.receiver()
    who = {} if account.is_self else {"user": account.uid, "group": account.gid}
    running = subprocess.Popen(argv, env=env, **who)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(20)


def note(server: Sql, n: int) -> str:
    """Write a row and end the file it went to; the file's name."""
    server(f"INSERT INTO noted VALUES ({n})")
    ((name,),) = server("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    server("SELECT pg_switch_wal()")
    return str(name)


def wait_for(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def copied(folder: Path, account: Account) -> Manifest:
    """All files of the server, as a backup takes them."""
    target = shelf.prepare() / "20261130-021500-base" / "base"
    accounts.private_folder(target.parent, account)
    argv = [f"--pgdata={target}", "--wal-method=stream", "--checkpoint=fast"]
    programs.run("pg_basebackup", argv, account, programs.login(servers.live()))
    at = "2026-11-30T02:15:00+00:00"
    return Manifest("base", at, at, {}, wal=first_log(target))


def rows_of(url: str) -> list[int]:
    connection = servers.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT n FROM noted ORDER BY n")
            return [n for (n,) in cursor.fetchall()]
    finally:
        connection.close()


def test_what_changes_after_a_copy_comes_back_with_it(
    folder: Path, account: Account, server: Sql
) -> None:
    connection = servers.connect(servers.live())
    connection.autocommit = True
    with fetching():
        manifest = copied(folder, account)
        place = shelf.root() / "20261130-021500-base"
        for n in (1, 2):
            name = note(server, n)
        wait_for(lambda: name in archive.kept(archive.folder()))
        told = streaming.state(connection)
        assert told.on and not told.failing and told.age < 20
        archive.check_running(told)
        check_reach(manifest, opening.LATEST)
        with opening.opened(place, to=opening.LATEST) as url:
            assert rows_of(url) == [1, 2]
        with opening.opened(place) as url:
            assert rows_of(url) == []
    wait_for(lambda: streaming.state(connection).failing)
    # Nobody fetches for a while: the server keeps it, and it is there afterwards.
    name = note(server, 3)
    with fetching():
        wait_for(lambda: name in archive.kept(archive.folder()))
        check_reach(manifest, opening.LATEST)
        with opening.opened(place, to=opening.LATEST) as url:
            assert rows_of(url) == [1, 2, 3]
    # Without its slot nothing says that what comes continues what is there.
    wait_for(lambda: not server("SELECT 1 FROM pg_replication_slots WHERE active"))
    server(f"SELECT pg_drop_replication_slot('{streaming.SLOT}')")
    server("CHECKPOINT")
    with fetching():
        assert [*shelf.root().glob("wal.before-*")]
        name = note(server, 4)
        wait_for(lambda: name in archive.kept(archive.folder()))
        with pytest.raises(Unsafe, match="take a new backup"):
            check_reach(manifest, opening.LATEST)
    connection.close()


def test_a_login_that_may_not_is_told_what_it_lacks(
    server: Sql, capsys: pytest.CaptureFixture[str]
) -> None:
    server("ALTER ROLE yipan_owner NOREPLICATION")
    with pytest.raises(SystemExit) as ended:
        call_command("archive_changes")
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "ALTER ROLE" in said and "pg_hba.conf 中" in said


def test_the_folder_is_the_first_servers_that_writes_there(
    account: Account, server: Sql
) -> None:
    with fetching():
        ((number,),) = server("SELECT system_identifier FROM pg_control_system()")
        assert whose.known() == str(number)
    shelf.mark().write_text("1")
    with pytest.raises(Unsafe, match="another database server"), fetching():
        pass
    # One that does not tell its logins its number is taken at its word.
    server("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
    with fetching():
        assert whose.known() == "1"


def test_what_another_server_wrote_is_no_continuation() -> None:
    """An empty server that took the place of the lost one begins with low numbers."""
    base = "0000000100000000000000A0"
    low = ["000000010000000000000005", "000000010000000000000006"]
    assert list(archive.gaps(low, base)) == [base]
    assert not list(archive.gaps([base], base))


def test_a_dump_is_not_laid_out_for_another_server() -> None:
    at = "2026-11-30T02:15:00+00:00"
    with pytest.raises(Unsafe, match="pg_restore"):
        refuse_dump(Manifest("dump", at, at, {}))
    refuse_dump(Manifest("base", at, at, {}))


@pytest.mark.django_db
def test_an_archive_that_nobody_fills_is_noted_once(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@localhost/none")
    monkeypatch.setattr(archive, "STUCK_SECONDS", 10**6)
    runs.watch_archive(timezone.now())
    (told,) = SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE)
    assert told.good, "so soon after the server's start no file need have ended"
    told.delete()
    monkeypatch.setattr(archive, "STUCK_SECONDS", 0)
    for _again in range(2):
        runs.watch_archive(timezone.now())
    (told,) = SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE)
    assert not told.good and "stuck" in told.problem
    # Whoever keeps it himself from now on is told no more of it, until it is ours.
    settings.ARCHIVE_CHANGES = False
    for _again in range(2):
        runs.watch_archive(timezone.now())
    assert SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE).count() == 2
    kinds = [each.kind for each in standings(timezone.now())]
    assert kinds and SafetyRun.Kind.ARCHIVE not in kinds
    settings.ARCHIVE_CHANGES = True
    monkeypatch.setattr(archive, "STUCK_SECONDS", 10**6)
    runs.watch_archive(timezone.now())
    assert SafetyRun.Kind.ARCHIVE in [each.kind for each in standings(timezone.now())]


def test_a_backup_comes_back_with_what_changed_since_and_says_whose_it_is(
    folder: Path, account: Account, server: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the backup to the folder that the containers' database is started from."""
    monkeypatch.setattr(accounts, "data_root", lambda: folder / "apart")
    (folder / "apart").mkdir(mode=0o755)
    # One table is no database of ours, which is refused (test_figures.py).
    monkeypatch.setattr(figures, "unsound", lambda _: ())
    with fetching():
        backup = taking.take(print, timezone.now())
        name = note(server, 1)
        wait_for(lambda: name in archive.kept(archive.folder()))
    assert shelf.finished() == [backup] and backup.manifest().kind == taking.BASE
    own = whose.known()
    assert own == whose.of(backup) != ""
    # Another server has taken the folder over by mistake.
    shelf.mark().write_text("1")
    wanted: dict[str, Any] = {"into": "", "replace": False, "apart": True}
    with pytest.raises(Unsafe, match="leave out --to"):
        restore(backup, print, to=opening.LATEST, **wanted)
    assert not (folder / "apart" / "postgres").exists()
    restore(backup, print, to="", **wanted)
    assert whose.known() == own
    with opening.served(folder / "apart" / "postgres", account) as url:
        assert rows_of(url) == []
    target = restore(backup, print, to=opening.LATEST, **wanted | {"replace": True})
    with opening.served(target, account) as url:
        assert rows_of(url) == [1]
