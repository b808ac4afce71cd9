"""What is wrong with the audit trail, in a sentence that says where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from organization.sealed.rows import EVENTS

SHOWN = 10
"""So many row numbers stand in one sentence."""

SENTENCES = {
    "edited": gettext_noop("%(table)s, seal %(seal)s: edited after sealing: %(rows)s."),
    "missing": gettext_noop("%(table)s, seal %(seal)s: deleted: %(rows)s."),
    "added": gettext_noop("%(table)s, seal %(seal)s: inserted afterwards: %(rows)s."),
    "exchanged": gettext_noop(
        "%(table)s, seal %(seal)s: put in another order: %(rows)s."
    ),
    "differs": gettext_noop(
        "%(table)s, seal %(seal)s: the rows are not those that were sealed."
    ),
    "seal_altered": gettext_noop("Seal %(seal)s has been edited."),
    "seal_unlinked": gettext_noop(
        "Seal %(seal)s does not build upon the one before it: one of them was replaced."
    ),
    "seals_missing": gettext_noop("Seals are missing: %(rows)s."),
    "front_cut": gettext_noop(
        "The beginning was cut off: the first seal is %(seal)s, and no retention that"
        " is on record explains it."
    ),
    "retired_early": gettext_noop(
        "Everything up to seal %(seal)s was deleted before its six months were over."
    ),
    "tail_cut": gettext_noop(
        "The end was cut off: seal %(seal)s was written down, and the last one here is"
        " %(rows)s."
    ),
    "replaced": gettext_noop(
        "Seal %(seal)s is not the one that was written down: the trail up to it was"
        " rewritten."
    ),
}


@dataclass(frozen=True)
class Problem:
    """`kind` is a key above; `table` "event", "change" or "" for the seals."""

    kind: str
    seal: int
    table: str = ""
    rows: Sequence[int] = ()

    def __str__(self) -> str:
        """In the language of whoever reads it."""
        return _(SENTENCES[self.kind]) % {
            "table": self._table(),
            "seal": self.seal,
            "rows": self._rows(),
        }

    def _table(self) -> str:
        if self.table == EVENTS.name:
            return pgettext("sealed table", "Acts")
        return pgettext("sealed table", "Row changes")

    def _rows(self) -> str:
        told = _(", ").join(map(str, self.rows[:SHOWN]))
        if len(self.rows) <= SHOWN:
            return told
        return _("%(some)s and %(n)s more") % {
            "some": told,
            "n": len(self.rows) - SHOWN,
        }
