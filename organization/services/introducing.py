"""First steps beside a page: begun again, or put away. One's own mark."""

from __future__ import annotations

import datetime as dt

from organization.models import Introduction, User


def begin(*, by: User, name: str, now: dt.datetime) -> None:
    """Show them from now on, until they are done or put away."""
    Introduction.objects.update_or_create(
        user=by, name=name, defaults={"begun_at": now, "closed_at": None}
    )


def close(*, by: User, name: str, now: dt.datetime) -> None:
    """Put them away; what was put away before stays so."""
    Introduction.objects.update_or_create(
        user=by,
        name=name,
        defaults={"closed_at": now},
        create_defaults={"begun_at": now, "closed_at": now},
    )
