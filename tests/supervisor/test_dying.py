"""The parts of `manage.py up`: what dies takes its own along and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import errors, lock, postgres, program
from config.supervisor.program import Child, Program, stop_all
from tests.supervisor.site import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def shell(tmp_path: Path, script: str, **options: signal.Signals) -> Child:
    argv = ["/bin/sh", "-c", script]
    return Child(Program("shell", argv, tmp_path, tmp_path / "shell.log", **options))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_stale_note_never_harms_another_process(tmp_path: Path) -> None:
    """After a reboot the number in postmaster.pid may be anybody's."""
    with subprocess.Popen(["sleep", "60"]) as other:
        (tmp_path / "postmaster.pid").write_text(f"{other.pid}\n{tmp_path}\n")
        postgres.clear_stale(tmp_path, tmp_path)
        assert other.poll() is None
        assert not (tmp_path / "postmaster.pid").exists()
        other.kill()


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
    log = tmp_path / "x.log"
    log.write_text("a" * 100)
    program.rotate(log, limit=50)
    assert not log.exists()
    assert (tmp_path / "x.log.1").stat().st_size == 100
    log.write_text("b" * 60)
    program.trim(log, limit=50)
    assert log.stat().st_size == 0
    assert (tmp_path / "x.log.1").read_text() == "b" * 60


def test_a_log_is_for_whoever_started_it(tmp_path: Path) -> None:
    log = tmp_path / "shell.log"
    log.write_text("of an earlier release")
    log.chmod(0o644)
    stop_all([shell(tmp_path, "echo said")], 5.0)
    assert log.stat().st_mode & 0o777 == 0o600
    program.trim(log, limit=1)
    assert (tmp_path / "shell.log.1").stat().st_mode & 0o077 == 0
