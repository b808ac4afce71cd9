"""What falls due by the clock runs beside the loop that hands stations out.

An hour's look over all leave of a country takes longer than a changed station may
wait for its check.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

log = logging.getLogger(__name__)


class Beside:
    """Does a work in a thread of its own each time it is called, one at a time: a call
    while it is under way is none. The thread ends with its process; what it had not
    committed then is undone, and done by whoever leads next."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._run, name="clocks", daemon=True
            )
            self._thread.start()
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            try:
                self._work()
            except (DatabaseError, InterfaceError) as error:
                log.warning("clocks stopped, trying again: %s", error)
                connection.close()
            except Exception:
                log.exception("clocks stopped")
            self._wanted.clear()
