"""What gunicorn says of its own processes, in the form of every other line."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from config.logs import formatter


class ServerLogger(Logger):
    """Named on the command line: `--logger-class=config.server_log.ServerLogger`."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())
