"""One process of pages and live updates. Several may listen on one socket.

    python -m config.serving (--port N [--host NAME] | --fd N) [--ready N]

`--fd` is a listening socket that the supervisor made and keeps: a process that ends
takes nobody along who still waits to be let in, the next one to be free lets him in.
`--ready` is written a byte to once this process serves.

SIGTERM ends it within a second or so. SIGUSR1 lets pages that have begun come to their
end first, for up to GENTLY seconds.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace

import uvicorn

APPLICATION = "config.asgi:application"
QUICKLY, GENTLY = 1, 20  # seconds for what has begun
WAITING = 2048  # connections that may wait to be let in
AT_A_TIME = 1
"""Connections let in at one turn of the loop. With more of them the process that wakes
first takes everybody who has just come, while its neighbours have nothing to do."""


class Server(uvicorn.Server):
    """Says when it serves, and has two manners of ending."""

    def __init__(self, config: uvicorn.Config, ready: int | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As usual; then the room for waiting is what it was, and whoever asked
        hears of it."""
        await super().startup(sockets)
        for server in self.servers:
            for one in server.sockets:
                _room(one.fileno())
        signal.signal(signal.SIGUSR1, lambda *_: self.end_gently())
        if self._ready is not None:
            os.write(self._ready, b"1")
            os.close(self._ready)

    def end_gently(self) -> None:
        """Let nobody in any more, and end when all have been answered."""
        self.config.timeout_graceful_shutdown = GENTLY
        self.should_exit = True


def _room(number: int) -> None:
    """The queue of the socket itself, which AT_A_TIME has made as short."""
    with socket.socket(fileno=os.dup(number)) as one:
        one.listen(WAITING)


def main(asked: Namespace) -> int:
    """Serve until told to end; the exit status."""
    # No proxy stands in front of it, so forwarded addresses are not believed.
    config = uvicorn.Config(
        APPLICATION,
        host=asked.host,
        port=asked.port,
        lifespan="on",
        backlog=AT_A_TIME,
        timeout_graceful_shutdown=QUICKLY,
        proxy_headers=False,
        server_header=False,
        access_log=False,
    )
    given = None if asked.fd is None else [socket.socket(fileno=asked.fd)]
    server = Server(config, asked.ready)
    server.run(given)
    return 0 if server.started else 1


def options() -> Namespace:
    """What the supervisor asks for."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int)
    parser.add_argument("--ready", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(options()))
