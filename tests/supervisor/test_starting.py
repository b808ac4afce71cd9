"""The parts of `manage.py up`: what refuses a start, and in which words."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import places
from config.supervisor import account, errors, postgres, services, web

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_a_reserved_port_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(errors.PortTaken, match="reserved for root"):
        web.listener(web.HOST, 80)


def test_a_full_disk_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(errors.DiskFull, match="free some space"):
        postgres.check_space(tmp_path)


def test_a_disk_that_fills_up_while_the_database_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = "initdb: error: could not write: No space left on device"
    done = subprocess.CompletedProcess([], 1, "", says)
    monkeypatch.setattr(account.Account, "run", lambda *_: done)
    data = tmp_path / "postgres"
    data.mkdir()
    me = account.Account("me", os.getuid(), os.getgid())
    with pytest.raises(errors.DiskFull):
        postgres.initialise(Path("initdb"), data, me)
    assert not data.exists(), "nothing half-made may stay"


def test_errors_of_the_system_become_sentences() -> None:
    full = errors.from_os_error(OSError(errno.ENOSPC, "no space"), "/data")
    shut = errors.from_os_error(OSError(errno.EACCES, "denied", "/data/x"), "/data")
    assert isinstance(full, errors.DiskFull)
    assert isinstance(shut, errors.Unusable)
    assert "/data/x" in shut.english
    assert "/data/x" in shut.chinese
    with pytest.raises(OSError, match="odd"):
        errors.from_os_error(OSError(errno.EBADF, "odd"), "/data")


def test_data_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("15\n")
    me = account.Account("me", os.getuid(), os.getgid())
    with pytest.raises(errors.StartError, match="PostgreSQL 15, this is 18"):
        postgres.ensure_cluster(tmp_path, me, tmp_path)


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    me = account.Account("me", os.getuid(), os.getgid())
    with pytest.raises(errors.Unusable, match="holds no database"):
        postgres.ensure_cluster(tmp_path, me, tmp_path)


@pytest.mark.skipif(os.getuid() != 0, reason="only root lends accounts")
def test_a_chosen_folder_that_nobody_can_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("YIPAN_VAR", str(tmp_path / "var"))
    with pytest.raises(errors.Unusable, match="cannot enter"):
        account.data_root()


@pytest.mark.skipif(os.getuid() != 0, reason="only root lends accounts")
def test_the_usual_folder_moves_where_it_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    elsewhere = places.var_dir() / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.delenv("YIPAN_VAR")
    monkeypatch.setattr(places, "BASE_DIR", tmp_path)
    monkeypatch.setattr(account, "ELSEWHERE", (elsewhere,))
    found = account.data_root()
    assert found.parent == elsewhere
    assert (tmp_path / "var" / "data_location").read_text().strip() == str(found)
    assert account.data_root() == found, "later starts find it again"
    nobody = account.service_account(found / "postgres")
    program = postgres.binary("postgres", nobody, found)
    assert nobody.run([str(program), "--version"]).stdout.startswith("postgres")


def test_a_stranger_s_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    me = account.Account("me", os.getuid(), os.getgid())
    with pytest.raises(errors.Unusable, match="somebody else"):
        account.private_folder(tmp_path / "link", me)


def test_running_servers_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second user of the same folder uses the servers and does not stop them."""
    monkeypatch.setattr(services, "start", lambda *_, **__: None)
    monkeypatch.setattr(services, "ready", lambda: True)
    with services.running() as first, services.running() as second:
        assert (first, second) == (True, False)
