"""`manage.py up` with real processes, in a tree whose path holds a space."""

from __future__ import annotations

import errno
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import places
from config.supervisor import account, errors, lock, postgres, services, up
from config.supervisor.guard import PR_SET_PDEATHSIG, prctl
from config.supervisor.program import Child, Program, stop_all

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
COPIED = ("config", "organization", "desk", "personnel", "tasking", "coordination")
FOLDERS = (*COPIED, "templates", "static", "locale")
FILES = ("manage.py", "requirements.txt", "pyproject.toml")
DROPPED = ("DATABASE_", "REDIS_URL", "YIPAN_", "PYTEST_", "DEMO_MODE", "SECRET_KEY")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A copy of the tree, and the processes started from it."""

    def __init__(self, base: Path) -> None:
        self.tree = base / "a tree"
        self.var = base / "run time"
        for name in FOLDERS:
            shutil.copytree(places.BASE_DIR / name, self.tree / name)
        for name in FILES:
            shutil.copy(places.BASE_DIR / name, self.tree / name)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
        # Compressing the static files takes five seconds and is not at issue here.
        self.env = {**kept, "YIPAN_VAR": str(self.var), "PLAIN_STATIC": "1"}
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.output = base / "output"

    def command(self, port: int | None = None) -> list[str]:
        return [sys.executable, "manage.py", "up", "--port", str(port or self.port)]

    def start(self, seconds: float = 60.0) -> None:
        self.output.write_text("")
        with self.output.open("a") as stream:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.tree,
                env=self.env,
                stdout=stream,
                stderr=stream,
                preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
            )
        until(lambda: "is ready" in self.said() or self.ended(), seconds)
        assert not self.ended(), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def try_start(self, port: int | None = None, **env: str) -> tuple[int, str]:
        done = subprocess.run(
            self.command(port),
            cwd=self.tree,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

    def processes(self) -> dict[int, str]:
        """Everything that was started from here, by environment or by arguments."""
        marks = (f"YIPAN_VAR={self.var}", str(self.var), str(self.tree))
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                argv = (entry / "cmdline").read_bytes().decode(errors="replace")
                environ = (entry / "environ").read_bytes().decode(errors="replace")
                where = str((entry / "cwd").readlink())
            except OSError:
                continue
            if any(mark in text for mark in marks for text in (argv, environ, where)):
                found[int(entry.name)] = argv.replace("\0", " ")
        found.pop(os.getpid(), None)
        return found

    def pid_of(self, words: str) -> int:
        pids = [p for p, argv in self.processes().items() if words in argv]
        return min(pid for pid in pids if "guard.py" not in self.processes()[pid])

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


def until(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    base = places.var_dir() / "a site"
    base.mkdir()
    made = Site(base)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
    until(lambda: not made.processes(), 10)
    shutil.rmtree(base, ignore_errors=True)


# --- one life of the product, in order ---------------------------------------------


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


def test_a_killed_child_comes_back(site: Site) -> None:
    victims = {name: site.pid_of(name) for name in ("celery", "dispatch")}
    for victim in victims.values():
        os.kill(victim, signal.SIGKILL)
    until(lambda: "worker ended (SIGKILL)" in site.said(), 5)
    until(lambda: "dispatcher ended (SIGKILL)" in site.said(), 5)

    def back() -> bool:
        running = site.processes()
        fresh = [p for p, argv in running.items() if "guard.py" not in argv]
        words = ("celery", "dispatch")
        return not set(victims.values()) & set(running) and all(
            any(word in running[pid] for pid in fresh) for word in words
        )

    until(back, 10)
    assert site.get("/healthz") == 200


def test_kill_9_leaves_nothing_behind(site: Site) -> None:
    assert site.process is not None
    assert len(site.processes()) > 10
    site.process.kill()
    site.process.wait()
    until(lambda: not site.processes(), 5)


def test_it_starts_again_after_kill_9_and_stops_cleanly(site: Site) -> None:
    (site.var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    site.start(seconds=20)
    assert "Bringing the database up to date" not in site.said()
    assert site.process is not None
    begun = time.monotonic()
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=10) == 0
    assert time.monotonic() - begun <= 5
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


def test_a_stale_note_never_harms_another_process(tmp_path: Path) -> None:
    """After a reboot the number in postmaster.pid may be anybody's."""
    with subprocess.Popen(["sleep", "60"]) as other:
        (tmp_path / "postmaster.pid").write_text(f"{other.pid}\n{tmp_path}\n")
        postgres.clear_stale(tmp_path, tmp_path)
        assert other.poll() is None
        assert not (tmp_path / "postmaster.pid").exists()
        other.kill()


# --- the parts -----------------------------------------------------------------------


def shell(tmp_path: Path, script: str, **options: signal.Signals) -> Child:
    argv = ["/bin/sh", "-c", script]
    return Child(Program("shell", argv, tmp_path, tmp_path / "shell.log", **options))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_guard_ends_grandchildren_in_sessions_of_their_own(tmp_path: Path) -> None:
    script = "trap '' TERM; setsid sleep 60 & echo $! > pid; wait; sleep 60"
    child = shell(tmp_path, script)
    note = tmp_path / "pid"
    until(lambda: note.exists() and note.read_text().strip(), 5)
    grandchild = int(note.read_text())
    assert alive(grandchild)
    child.close()  # what the kernel does when the supervisor is killed
    until(lambda: not alive(grandchild), 5)
    assert child.wait(5)


def test_a_child_that_will_not_listen_is_killed(tmp_path: Path) -> None:
    child = shell(tmp_path, "trap '' TERM; echo on; while :; do sleep 0.1; done")
    until(lambda: "on" in child.tail(), 5)
    begun = time.monotonic()
    stop_all([child], 0.3)
    assert child.status() == 128 + signal.SIGKILL
    assert time.monotonic() - begun < 3


def test_a_killed_guard_takes_its_child_along(tmp_path: Path) -> None:
    child = shell(tmp_path, "echo $$ > pid; exec sleep 60")
    note = tmp_path / "pid"
    until(lambda: note.exists() and note.read_text().strip(), 5)
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: not alive(int(note.read_text())), 5)
    child.wait(1)
    child.close()


def test_an_exit_status_is_passed_on(tmp_path: Path) -> None:
    child = shell(tmp_path, "echo last words; exit 7")
    assert child.wait(5)
    assert child.status() == 7
    assert child.tail().strip() == "last words"
    child.close()


def test_the_next_owner_waits_for_the_last_process_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LEFTOVER_SECONDS", 0.2)
    first = lock.Lock(tmp_path / "up.lock")
    assert first.take("one")
    child = shell(tmp_path, "sleep 60")
    first.release()  # the owner is gone, its child is not
    second = lock.Lock(tmp_path / "up.lock")
    with pytest.raises(errors.AlreadyRunning, match="earlier run"):
        second.take("two")
    child.close()
    child.wait(5)
    assert second.take("two")
    third = lock.Lock(tmp_path / "up.lock")
    assert not third.take("three")
    assert third.holder() == f"two (pid {os.getpid()})"
    second.release()


def test_log_files_stay_small(tmp_path: Path) -> None:
    from config.supervisor import program

    log = tmp_path / "x.log"
    log.write_text("a" * 100)
    program.rotate(log, limit=50)
    assert not log.exists()
    assert (tmp_path / "x.log.1").stat().st_size == 100
    log.write_text("b" * 60)
    program.trim(log, limit=50)
    assert log.stat().st_size == 0
    assert (tmp_path / "x.log.1").read_text() == "b" * 60


def test_running_servers_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second user of the same folder uses the servers and does not stop them."""
    monkeypatch.setattr(services, "start", lambda *_, **__: None)
    monkeypatch.setattr(services, "ready", lambda: True)
    with services.running() as first, services.running() as second:
        assert (first, second) == (True, False)
