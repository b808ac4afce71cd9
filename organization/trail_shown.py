"""Acts and changes of rows as auditors read them: in words, units and people named.

What stands in the trail itself stays beside them: a name of the code can be looked for,
and shows what was meant when words have changed since.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from organization import wording
from organization.models import AuditEvent, Bureau, Department, RowChange, Station, User
from organization.trail import ABOUT
from organization.unit_codes import names_of

SHORT = 200
"""Signs of one value that a page shows; a file holds all of it."""
UNITS = 60_000
"""Of one officer-hour, in columns that end so: as the rooms above keep work."""
NAMED: tuple[type[models.Model], ...] = (User, Bureau, Department, Station)
"""Of whom a number alone says nothing, and the name is no secret to auditors."""

Names = dict[type[models.Model], dict[int, str]]


@dataclass(frozen=True)
class ShownAct:
    """An act with its unit's name, where there is such a unit."""

    row: AuditEvent
    unit: str

    @property
    def words(self) -> str:
        return wording.act(self.row.action)

    @property
    def subject(self) -> str:
        """«Task 12»; of a refused request its address."""
        row = self.row
        if row.subject_type:
            kind = wording.table(row.subject_type.replace(".", "_", 1))
            return f"{kind} {row.subject_id or ''}".strip()
        told = (row.detail.get("method"), row.detail.get("path"))
        return " ".join(str(part) for part in told if part)

    @property
    def inner(self) -> str:
        """The subject as the trail keeps it."""
        return f"{self.row.subject_type} {self.row.subject_id or ''}".strip()


def dressed_acts(rows: Iterable[AuditEvent]) -> list[ShownAct]:
    """One query for any number."""
    there = list(rows)
    names = names_of(row.unit_code for row in there)
    return [ShownAct(row, names.get(row.unit_code, row.unit_code)) for row in there]


@dataclass(frozen=True)
class Shown:
    """A change of a row, with the act it belongs to where there is one."""

    row: RowChange
    act: AuditEvent | None
    names: Names

    @property
    def who(self) -> str:
        """The person, or the role of the database under which nobody was named."""
        if self.row.user is not None:
            return self.row.user.name
        if self.act is not None and self.act.actor_name:
            return self.act.actor_name
        return _("nobody named (%(role)s)") % {"role": self.row.role}

    @property
    def act_words(self) -> str:
        return wording.act(self.act.action) if self.act else ""

    @property
    def what(self) -> str:
        """What kind of row it is, in words."""
        return wording.table(self.row.table_name)

    @property
    def inner(self) -> str:
        """The row as the trail names it."""
        return f"{self.row.table_name} {self.row.row_id}"

    @property
    def lines(self) -> list[Line]:
        return list(self._told(SHORT))

    @property
    def text(self) -> str:
        return "\n".join(f"{line.words}: {line.text}" for line in self._told(None))

    def _told(self, most: int | None) -> Iterable[Line]:
        of = self.row.table_name
        for column, value in sorted(self.row.changes.items()):
            if self.row.operation == RowChange.Operation.UPDATE:
                before, after = (self._plain(column, one)[:most] for one in value)
                told = f"{before} → {after}"
            else:
                told = self._plain(column, value)[:most]
            yield Line(column, wording.column(column, of), told)

    def _plain(self, column: str, value: Any) -> str:
        field = wording.fields(self.row.table_name).get(column)
        if value is None:
            return "–"
        if field is None or value == "***":
            return str(value)
        of = field.related_model
        if isinstance(value, int) and isinstance(of, type):
            return self.names.get(of, {}).get(value, str(value))
        return _plain(field, value)


@dataclass(frozen=True)
class Line:
    """A column of a row: its name in the database, in words, what became of it."""

    column: str
    words: str
    text: str


def _plain(field: wording.Column, value: Any) -> str:
    """A value as people read it; what has no other form, as it is kept."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return _(", ").join(str(one) for one in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else str(value)
    if isinstance(value, int) and f"_{field.column}".endswith("_units"):
        return _("%(h)s hours") % {"h": f"{value / UNITS:.2f}".rstrip("0").rstrip(".")}
    return str(value)


def dressed(rows: Iterable[RowChange]) -> list[Shown]:
    """Each with its act; five queries for any number."""
    there = list(rows)
    acts = AuditEvent.objects.filter(tx__in={r.tx for r in there}).order_by("-pk")
    found = {act.tx: act for act in acts}
    names = _names(there)
    shown = []
    for row in there:
        act = found.get(row.tx)
        near = act is not None and abs(act.at - row.at) < ABOUT
        shown.append(Shown(row, act if near else None, names))
    return shown


def _names(rows: Iterable[RowChange]) -> Names:
    """Of those whom the rows point to; one query for each kind that they do."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for row in rows:
        fields = wording.fields(row.table_name)
        for column, value in row.changes.items():
            field = fields.get(column)
            if field is not None and field.related_model in NAMED:
                values = value if isinstance(value, list) else [value]
                wanted[field.related_model].update(
                    one for one in values if isinstance(one, int)
                )
    found: Names = {}
    for kind, keys in wanted.items():
        people: Any = kind._default_manager.filter(pk__in=keys)
        found[kind] = {one.pk: getattr(one, "label", str(one)) for one in people}
    return found
