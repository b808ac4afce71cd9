"""`manage.py up` with real processes: when it starts, and when it refuses to."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import places
from config.supervisor import account, errors, postgres, services, up
from tests.supervisor.site import Site, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


# --- a start, in order; each step finds what the one before it left -----------------


def test_a_first_start_is_ready(site: Site) -> None:
    site.start()
    assert site.said().rstrip().endswith(f"http://127.0.0.1:{site.port}/")
    assert site.get("/healthz") == 200
    names = {path.name for path in (site.var / "log").iterdir()}
    wanted = {"postgres", "redis", "web", "worker", "dispatcher"}
    assert names == {f"{name}.log" for name in wanted}


def test_a_second_start_is_refused_with_the_address(site: Site) -> None:
    status, message = site.try_start(free_port())
    english, chinese = message.strip().splitlines()
    assert status == 1
    assert f"http://127.0.0.1:{site.port}/" in english
    assert "已在运行" in chinese


def test_the_servers_can_be_entered_by_their_account_only(site: Site) -> None:
    argv = site.processes()[site.pid_of("/postgres -D")]
    sockets = Path(argv.split(" -k ")[1].split(" -c ")[0])
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert " listen_addresses= " in argv
    if os.getuid() == 0:
        assert Path(f"/proc/{site.pid_of('/postgres -D')}").stat().st_uid != 0


def test_it_stops_when_it_is_told_to(site: Site) -> None:
    assert site.process is not None
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=10) == 0
    assert not site.processes()


# --- what can be wrong ---------------------------------------------------------------


def test_a_taken_port_is_named(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, message = site.try_start(port, YIPAN_VAR=str(site.var) + " 2")
    assert status == 1
    assert message.startswith(f"Port {port} is taken")
    assert "已被占用" in message
    assert len(message.strip().splitlines()) == 2


def test_a_reserved_port_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(errors.PortTaken, match="reserved for root"):
        up.check_port(80)


def test_a_web_process_that_cannot_start_ends_the_start(site: Site) -> None:
    broken = site.tree / "config" / "asgi.py"
    text = broken.read_text()
    broken.write_text("raise RuntimeError('deliberately broken')\n")
    try:
        status, message = site.try_start()
    finally:
        broken.write_text(text)
    assert status == 1
    assert "web process did not start" in message
    assert "deliberately broken" in message
    assert not site.processes()


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
