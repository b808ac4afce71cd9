"""The whole product on real parts: a database of its own, web, worker, dispatcher."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config import testing_cluster
from config.supervisor import fleet
from config.supervisor.program import Child, Program, stop_all

PATIENCE = 60.0  # seconds until everything answers on a busy machine


@dataclass
class Stack:
    """Running processes and where they answer."""

    port: int
    database: str
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, program: Program) -> None:
        """A process of the product, as `manage.py up` would run it."""
        more = {"YIPAN_DATABASE": self.database, "DEMO_MODE": "1"}
        own = replace(
            program,
            env={**program.env, **more, "DJANGO_ALLOW_ASYNC_UNSAFE": ""},
            log=program.log.with_name(f"{os.getpid()}-{program.log.name}"),
        )
        self.children[program.name] = Child(own)

    def stop(self, *names: str) -> None:
        """End some of the processes, or all of them."""
        chosen = [self.children.pop(name) for name in names or list(self.children)]
        stop_all(chosen, fleet.STOP_SECONDS)

    def start_web(self) -> None:
        self.start(fleet.web(self.port))

    def wait_for(self, path: str) -> None:
        """Until the address answers 200; tells the logs when it never does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + path, timeout=5):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        tails = "\n".join(f"{n}\n{c.tail()}" for n, c in self.children.items())
        raise AssertionError(f"{path} does not answer\n{tails}")


@contextmanager
def running(database: str) -> Iterator[Stack]:
    """Everything started and ready; everything gone at the end."""
    stack = Stack(free_port(), database)
    try:
        stack.start_web()
        stack.start(fleet.worker())
        stack.start(fleet.dispatcher())
        stack.wait_for("/readyz")
        yield stack
    finally:
        stack.stop()


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """A migrated database that other tests do not empty; this process uses it too."""
    usual = connection.settings_dict["NAME"]
    name = f"test_yipan_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    quoted = connection.ops.quote_name(name)

    def drop(cursor: object) -> None:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")  # type: ignore[attr-defined]

    with connection._nodb_cursor() as cursor:
        drop(cursor)
        template = testing_cluster.template() or "template1"
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE {template}")
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            drop(cursor)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
