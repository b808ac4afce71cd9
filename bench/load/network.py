"""Two hosts of one machine: a network namespace each, and a cable between them.

Their addresses are in the namespaces alone; nothing of this reaches the machine's own
network, or is reached from it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

FIRST, SECOND = "10.77.0.1", "10.77.0.2"
CABLE = "cable"


class Unable(Exception):
    """This machine does not let us."""


@dataclass(frozen=True)
class Host:
    """A namespace and the address in it."""

    name: str
    address: str

    def argv(self, argv: Sequence[str]) -> list[str]:
        """The command, to be run there."""
        return ["ip", "netns", "exec", self.name, *argv]

    def pids(self) -> list[int]:
        """What runs there."""
        return [int(pid) for pid in ip("netns", "pids", self.name).split()]

    def lose(self) -> None:
        """The power is gone: not one packet more, and nothing runs any longer."""
        ip("-n", self.name, "link", "set", CABLE, "down")
        self.end()

    def end(self) -> None:
        for pid in self.pids():
            if pid != os.getpid():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@contextmanager
def network() -> Iterator[tuple[Host, Host]]:
    """Both hosts; nothing is left of them afterwards."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise Unable("it takes root and the program ip (iproute2)")
    name = f"yipan-{os.getpid()}"
    hosts = Host(f"{name}-1", FIRST), Host(f"{name}-2", SECOND)
    try:
        for host in hosts:
            ip("netns", "add", host.name)
        ends = [("name", CABLE, "netns", host.name) for host in hosts]
        ip("link", "add", *ends[0], "type", "veth", "peer", *ends[1])
        for host in hosts:
            ip("-n", host.name, "addr", "add", f"{host.address}/30", "dev", CABLE)
            for link in ("lo", CABLE):
                ip("-n", host.name, "link", "set", link, "up")
        yield hosts
    finally:
        for host in hosts:
            with suppress(Unable):
                host.end()
                ip("netns", "del", host.name)


def ip(*argv: str) -> str:
    """ip(8); Unable with its own words where it refuses."""
    done = subprocess.run(["ip", *argv], capture_output=True, text=True)
    if done.returncode:
        raise Unable(f"ip {' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout
