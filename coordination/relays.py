"""Which tasks a unit may pass on as part of its own."""

from __future__ import annotations

from organization.models import Bureau
from tasking.models import Directive
from tasking.models.directive import DirectiveQuerySet


def relayable(bureau: Bureau) -> DirectiveQuerySet:
    """Issued tasks of the bureau's departments and of those above; no reserved one."""
    return Directive.objects.filter(
        reserved=False,
        issued_at__isnull=False,
        department__bureau__path__in=ancestors(bureau.path),
    )


def ancestors(path: str) -> list[str]:
    """Paths of the bureau and of every bureau above it."""
    ids = path.strip("/").split("/")
    return ["/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
