"""How backups, drills and the archive stand: for the system page and the probes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from organization.models import SafetyRun

OLDEST = dt.timedelta(hours=26)
"""Of a nightly run: a day, and time to be made."""


@dataclass(frozen=True)
class Standing:
    """The last run of a kind and the last good one. `late`: none was good lately."""

    kind: str
    last: SafetyRun | None
    good: SafetyRun | None
    late: bool

    @property
    def label(self) -> str:
        return str(SafetyRun.Kind(self.kind).label)

    @property
    def failed(self) -> bool:
        return self.last is not None and not self.last.good

    @property
    def state(self) -> str:
        """One word for probes: ok, late, failed."""
        return "failed" if self.failed else "late" if self.late else "ok"

    @property
    def problem(self) -> str:
        """What went wrong, in the reader's language."""
        return self.last.told if self.last else ""


def standings(now: dt.datetime) -> list[Standing]:
    """Backup and drill always; the archive from when it is first heard of until it is
    left to somebody else. One query."""
    rows = SafetyRun.objects.order_by("kind", "good", "-ended_at")
    newest = list(rows.distinct("kind", "good"))
    found = []
    for kind in SafetyRun.Kind.values:
        own = sorted((r for r in newest if r.kind == kind), key=lambda r: r.ended_at)
        good = next((run for run in own if run.good), None)
        if kind == SafetyRun.Kind.ARCHIVE:
            late = False
            if not own or own[-1].left:
                continue
        else:
            late = good is None or good.ended_at < now - OLDEST
        found.append(Standing(kind, own[-1] if own else None, good, late))
    return found
