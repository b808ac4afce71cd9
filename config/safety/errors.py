"""What goes wrong with backups, told in both languages, as the start tells it."""

from __future__ import annotations

from config.supervisor.errors import StartError


class Unsafe(StartError):
    """A backup, a restore or a drill that cannot be trusted; nothing was replaced."""


class AnotherServer(Unsafe):
    """The folder of backups is another server's than the one in use."""


class Damaged(Unsafe):
    """Files of a backup are not what its manifest says."""


class Different(Unsafe):
    """What came back is not what was saved."""
