"""Two people changed the same thing: what each of them wrote, field by field.

A form that comes too late is shown again as it was typed, with what stands there by
now beside each field that differs, who wrote it and when, and a button for either. It
goes by the version that is shown now, so that keeping one's own is one more press.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organization.models import AuditEvent, User
from organization.templatetags.formats import clock, full_moment
from organization.wall import lifted


@dataclass(frozen=True)
class Change:
    """Who changed a row last, and when; `names` of the fields where the trail says
    which. `whose` is his account."""

    by: str
    at: dt.datetime
    names: frozenset[str] | None = None
    whose: int | None = None

    def told_to(self, reader: User | None) -> Change:
        """The same for one reader: what he did himself was done by you."""
        if reader is None or reader.pk != self.whose:
            return self
        return replace(self, by=pgettext("who changed it", "You"))

    def was_of(self, name: str) -> bool:
        """Did it change this field, or what the field is the day or the hour of?"""
        found = self.names or ()
        return any(name == one or name.startswith(f"{one}_") for one in found)

    @property
    def when(self) -> str:
        """09:41 today, with its day else."""
        today = timezone.localdate(self.at) == timezone.localdate()
        return clock(self.at) if today else full_moment(self.at)


@dataclass(frozen=True)
class Differing:
    """One field as it stands, and as it was typed; `value` is theirs as the field takes
    it, None where it takes several. `known`: the trail says that the last change was
    of this field."""

    theirs: str
    mine: str
    value: str | None
    known: bool = False


@dataclass(frozen=True)
class Collision:
    """Fields that differ, by name, and who was quicker; None where the trail does not
    say."""

    fields: Mapping[str, Differing]
    last: Change | None

    @property
    def text(self) -> str:
        """Above the form."""
        if not self.fields:
            return _("Somebody changed this meanwhile. Look at it again, then decide.")
        if self.last is None:
            return _(
                "Somebody changed this meanwhile. Beside each field stand both values;"
                " save again to keep yours."
            )
        return _(
            "%(by)s changed this at %(at)s. Beside each field stand both values; save"
            " again to keep yours."
        ) % {"by": self.last.by, "at": self.last.when}


def last_change(subject_type: str, subject_id: int | None) -> Change | None:
    """The last act on a row that is in the trail; one query."""
    rows = AuditEvent.objects.filter(subject_type=subject_type, subject_id=subject_id)
    with lifted("whoever changes a row reads who changed it before him"):
        found = rows.exclude(actor=None).order_by("-pk").first()
    if found is None:
        return None
    before, after = found.detail.get("before"), found.detail
    if not isinstance(before, dict):
        return Change(found.actor_name, found.at, whose=found.actor_id)
    names = frozenset(name for name in before if before[name] != after.get(name))
    return Change(found.actor_name, found.at, names, found.actor_id)


def collide(
    typed: forms.BaseForm, about: Model | None, reader: User | None = None
) -> Collision:
    """Compare what was typed with the row as it stands, which a form that changes one
    has for its initial values; it goes by that row's version from now on. `reader` is
    who typed it."""
    last = last_change(about._meta.label_lower, about.pk) if about else None
    last = last.told_to(reader) if last else None
    known = typed.fields.get("version")
    version = typed.get_initial_for_field(known, "version") if known else None
    seen = str(typed.data.get(typed.add_prefix("version"), ""))
    names = list(_differing_names(typed))
    if last and last.names is not None and seen == str((version or 0) - 1):
        # Nobody else was in between: what he left alone is the other's to change.
        names = [name for name in names if last.was_of(name)]
    if version is not None and hasattr(typed.data, "copy"):
        data: Any = typed.data.copy()
        data[typed.add_prefix("version")] = str(version)
        typed.data = data
    return Collision({name: _differing(name, typed, last) for name in names}, last)


def _differing_names(typed: forms.BaseForm) -> Iterator[str]:
    for name, field in typed.fields.items():
        if typed[name].is_hidden or typed.add_prefix(name) not in typed.data:
            continue
        initial = typed.get_initial_for_field(field, name)
        if name in typed.initial and _has_changed(field, initial, typed[name].data):
            yield name


def _has_changed(field: forms.Field, initial: Any, data: Any) -> bool:
    """Is it another value, and not the same in other words? 10 is 10.0, and several
    values in whatever order are the same."""
    if isinstance(initial, list | tuple):
        return {str(one) for one in initial} != {str(one) for one in data or ()}
    stands = field.prepare_value(initial)
    if _plain(field, stands) == _plain(field, data):
        return False
    if isinstance(field, forms.ChoiceField):
        return True
    try:
        return bool(field.to_python(stands) != field.to_python(data))
    except ValidationError:
        return True


def _differing(name: str, typed: forms.BaseForm, last: Change | None) -> Differing:
    field = typed.fields[name]
    value = field.prepare_value(typed.get_initial_for_field(field, name))
    known = last is not None and last.was_of(name)
    if isinstance(value, list | tuple):
        chosen = _chosen(value), _chosen(typed[name].data or ())
        return Differing(*chosen, value=None, known=known)
    shown = _plain(field, value)
    mine = _plain(field, typed[name].data)
    return Differing(_in_words(field, shown), _in_words(field, mine), shown, known)


def _chosen(values: Sized) -> str:
    text = ngettext("%(n)s chosen", "%(n)s chosen", len(values))
    return text % {"n": len(values)}


def _plain(field: forms.Field, value: Any) -> str:
    """As the control holds it."""
    if value is None:
        return ""
    if isinstance(field, forms.ChoiceField):
        return str(value)
    return str(field.widget.format_value(value) or "")


def _in_words(field: forms.Field, value: str) -> str:
    """As a reader knows it: the choice's label, or that there is nothing."""
    if isinstance(field, forms.ChoiceField):
        value = _labels(field).get(value, value)
    return value or _("empty")


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    found: dict[str, str] = {}
    choices: Any = field.choices
    for value, label in choices:
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        found |= {str(one): str(text) for one, text in inner}
    return found
