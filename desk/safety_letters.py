"""What system administrators are told when data is no longer safe."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from desk.letters import Kind, Said, register, saying


def _telling(text: str | Promise) -> Callable[[Said], str]:
    """The problem comes in both languages: its reader's is shown."""

    def told(said: Said) -> str:
        words = said["problem"] if get_language() == "en" else said["problem_zh"]
        return str(text) % saying(said, problem=words)

    return told


register(
    Kind(
        "system_backup",
        gettext_lazy("A backup has failed"),
        _telling(
            gettext_lazy(
                "The backup failed (%(failed_at)s): %(problem)s What is entered now is"
                " not safe until one succeeds."
            )
        ),
        binding=True,
    ),
    Kind(
        "system_drill",
        gettext_lazy("A restore drill has failed"),
        _telling(gettext_lazy("The restore drill failed (%(failed_at)s): %(problem)s")),
        binding=True,
    ),
    Kind(
        "system_audit",
        gettext_lazy("The audit trail is not as it was sealed"),
        _telling(
            gettext_lazy(
                "Reading the audit trail against its seals failed (%(failed_at)s):"
                " %(problem)s Change nothing; keep the backups and tell those who"
                " answer for security."
            )
        ),
        binding=True,
    ),
    Kind(
        "system_archive",
        gettext_lazy("The archive of changes is stuck"),
        _telling(
            gettext_lazy(
                "Changes no longer reach the archive (%(failed_at)s): %(problem)s"
            )
        ),
        binding=True,
    ),
)
