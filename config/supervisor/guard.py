"""The process between the supervisor and one child: when the supervisor is gone, in
whatever way, nothing of the child may be left.

Run by path (`python -I -S guard.py …`), so it imports nothing but the standard library
and starts in a few milliseconds. The supervisor holds the other end of a pipe: each
byte that arrives is a signal number for the child, the end of the pipe means that the
supervisor died. As a *subreaper* the guard inherits every orphan below it, so that it
finds processes which started sessions of their own (PostgreSQL's backends, Celery's
pool). If the guard itself is killed, the child gets the last signal from the kernel.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 1.0
NO_CHANGE = -1
CANNOT_RUN = 127


def prctl(option: int, value: int) -> None:
    """prctl(2) where there is one; elsewhere the pipe alone has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def descendants() -> set[int]:
    """Every process below this one."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = entry.read_text(errors="replace")
        except OSError:
            continue
        parent = int(stat[stat.rindex(")") + 2 :].split()[1])
        below.setdefault(parent, []).append(int(entry.parent.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        fresh = below.get(waiting.pop(), [])
        found.update(fresh)
        waiting.extend(fresh)
    return found


def become(uid: int, gid: int) -> None:
    """Give up the privileges of root for good."""
    if uid != NO_CHANGE:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def spawn(argv: list[str], cwd: str, uid: int, gid: int, last: int) -> int:
    """Start the child in a session of its own and return its id."""
    guard = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        become(uid, gid)
        prctl(PR_SET_PDEATHSIG, last)  # after setuid, which clears it
        if os.getppid() != guard:
            os._exit(CANNOT_RUN)
        os.chdir(cwd)
        os.execvp(argv[0], argv)  # noqa: S606 - the command comes from the supervisor
    except OSError as error:
        os.write(2, f"{argv[0]}: {error}\n".encode())
    finally:
        os._exit(CANNOT_RUN)


def send(pid: int, number: int) -> None:
    """Signal a process that may already be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def reap(child: int) -> int | None:
    """Collect the dead; the status of the child when it is among them."""
    status = None
    while True:
        try:
            pid, result = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == child:
            status = os.waitstatus_to_exitcode(result)


def sweep() -> None:
    """Kill whatever is left, until nothing is."""
    while left := descendants():
        for pid in left:
            send(pid, signal.SIGKILL)
        time.sleep(0.01)
        reap(0)


def watch(child: int, pipe: int, wakeup: int, last: int) -> int:
    """Wait for the end of the child or of the supervisor; the child's exit status."""
    deadline = None
    while True:
        status = reap(child)
        if status is not None:
            return status
        if deadline is not None and time.monotonic() >= deadline:
            return -signal.SIGKILL
        sources = [wakeup] if deadline is not None else [wakeup, pipe]
        readable, _, _ = select.select(sources, [], [], 0.1 if deadline else None)
        if wakeup in readable:
            os.read(wakeup, 512)
        if pipe in readable:
            orders = os.read(pipe, 16)
            for number in orders:
                send(child, number)
            if not orders:
                send(child, last)
                deadline = time.monotonic() + GRACE_SECONDS


def main(arguments: list[str]) -> int:
    """PIPE LAST_SIGNAL UID GID COUNT DESCRIPTOR{COUNT} CWD COMMAND [ARGUMENT…]"""
    pipe, last, uid, gid, count = (int(each) for each in arguments[:5])
    kept = [int(each) for each in arguments[5 : 5 + count]]
    cwd, *argv = arguments[5 + count :]
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for handle in (pipe, *kept):
        os.set_inheritable(handle, False)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    child = spawn(argv, cwd, uid, gid, last)
    status = watch(child, pipe, reader, last)
    sweep()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
