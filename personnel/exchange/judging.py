"""A file line by line: new, changed, the same, or wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.importing import Table
from personnel.exchange import officer_rules, people_rules, unit_rules
from personnel.exchange.entries import BAD, Entry, entries_of, match
from personnel.exchange.ground import Ground
from personnel.exchange.present import UNITS
from personnel.exchange.reach import Reach
from personnel.exchange.sheets import SHEETS

STEP = 200  # lines between two words about progress
Told = Callable[[int, int], None]
Rule = Callable[[Entry, Ground], None]
RULES: dict[str, Rule] = {
    **dict.fromkeys(UNITS, unit_rules.check_unit),
    "posts": people_rules.check_post,
    "officers": officer_rules.check_officer_line,
    "postings": people_rules.check_posting,
    "leave": people_rules.check_leave,
    "residents": people_rules.check_residents,
}


@dataclass(frozen=True)
class Judged:
    """Every line of a file with its verdict, sheet by sheet."""

    entries: Mapping[str, Sequence[Entry]]

    @property
    def every(self) -> Iterable[Entry]:
        return (entry for rows in self.entries.values() for entry in rows)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Lines by sheet and verdict."""
        return {
            sheet: dict(Counter(entry.act for entry in rows))
            for sheet, rows in self.entries.items()
        }

    @property
    def bad(self) -> int:
        return sum(entry.act == BAD for entry in self.every)

    @property
    def asks(self) -> bool:
        """Is there anything to be done?"""
        return any(entry.asks for entry in self.every)

    @property
    def mark(self) -> str:
        """Digest of all verdicts, to tell whether what there is changed since."""
        said = [
            (
                *(entry.sheet.name, entry.number, entry.act),
                *(sorted(entry.changes.items()), entry.beside),
            )
            for entry in self.every
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def judge(
    tables: Mapping[str, Table],
    reach: Reach,
    today: dt.date,
    told: Told = lambda done, total: None,
) -> Judged:
    """Lay a file beside what there is; nothing is written."""
    entries = {
        name: entries_of(SHEETS[name], tables[name])
        for name in SHEETS
        if name in tables
    }
    total = sum(len(rows) for rows in entries.values())
    told(0, total)
    ground = Ground(entries, reach, today)
    for name, rows in entries.items():
        match(rows, ground.kept[name])
    ground.found()
    done = 0
    for name, rows in entries.items():
        for entry in rows:
            if entry.values:
                _judge(entry, ground, RULES[name])
            done += 1
            if done % STEP == 0:
                told(done, total)
    told(total, total)
    return Judged(entries)


def _judge(entry: Entry, ground: Ground, rule: Rule) -> None:
    """A line that stands twice, or is kept elsewhere, is judged no further."""
    if entry.wrong:
        return
    if entry.kept is not None and not ground.is_mine(entry.sheet.name, entry.kept):
        entry.refuse(entry.sheet.keys[0], _("This is kept by another bureau."))
        return
    rule(entry, ground)
