"""Whether an answer as a whole is sound, and what a field demands, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasking.asking.fields import COUNTED, Field, Kind
from tasking.asking.values import number

Values = Mapping[str, Any]
"""Answers by the keys of their fields, as `values.read` keeps them."""
Problems = dict[str, list[str]]


def judge(
    fields: Sequence[Field], values: Values, notes: Mapping[str, str]
) -> Problems:
    """What keeps the answer from being handed in: messages by key."""
    by_key = {field.key: field for field in fields}
    found: Problems = {}
    for field in fields:
        messages = list(_wrong(field, values, notes, by_key))
        if messages:
            found[field.key] = messages
    return found


def is_beyond(field: Field, value: Any) -> bool:
    """Does the answer lie outside of what is usual?"""
    found = _comparable(field, value)
    least, most = field.bounds
    if found is None:
        return False
    return bool(
        (least is not None and found < least) or (most is not None and found > most)
    )


def demands(field: Field, by_key: Mapping[str, Field]) -> list[str]:
    """What is checked of it, as the station reads it before it answers."""
    said = []
    if field.least and field.most:
        said.append(
            _("From %(least)s to %(most)s.")
            % {"least": field.least, "most": field.most}
        )
    elif field.least:
        said.append(_("Not less than %(least)s.") % {"least": field.least})
    elif field.most:
        said.append(_("Not more than %(most)s.") % {"most": field.most})
    if field.sum_of:
        said.append(_("Equals %(fields)s.") % {"fields": _names(field.sum_of, by_key)})
    if field.not_more_than:
        other = by_key[field.not_more_than].label
        said.append(_("Not more than “%(field)s”.") % {"field": other})
    if field.not_before:
        other = by_key[field.not_before].label
        said.append(_("Not before “%(field)s”.") % {"field": other})
    return said


def _wrong(
    field: Field,
    values: Values,
    notes: Mapping[str, str],
    by_key: Mapping[str, Field],
) -> Iterator[str]:
    value = values.get(field.key)
    if value is None:
        if field.required:
            yield _("This must be filled in.")
        return
    if is_beyond(field, value) and not notes.get(field.key, "").strip():
        bounds = demands(
            Field("", field.kind, "", least=field.least, most=field.most), {}
        )
        yield _("%(bounds)s If it is so all the same, say why.") % {
            "bounds": " ".join(bounds)
        }
    yield from _apart(field, values, by_key)


def _apart(field: Field, values: Values, by_key: Mapping[str, Field]) -> Iterator[str]:
    """The checks between fields; what was left empty counts as nought in a sum, and
    is compared with nothing."""
    own = _comparable(field, values[field.key])
    if field.sum_of:
        total = sum(number(values.get(key)) or Decimal(0) for key in field.sum_of)
        if own != total:
            yield _("%(own)s is not %(fields)s: that makes %(total)s.") % {
                "own": own,
                "fields": _names(field.sum_of, by_key),
                "total": total,
            }
    if field.not_more_than:
        other = by_key[field.not_more_than]
        most = _comparable(other, values.get(other.key))
        if most is not None and own > most:
            yield _("%(own)s is more than “%(field)s”: %(other)s.") % {
                "own": own,
                "field": other.label,
                "other": most,
            }
    if field.not_before:
        other = by_key[field.not_before]
        first = _comparable(other, values.get(other.key))
        if first is not None and own < first:
            yield _("%(own)s is before “%(field)s”: %(other)s.") % {
                "own": own,
                "field": other.label,
                "other": first,
            }


def _comparable(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind in COUNTED:
        return number(value)
    return dt.date.fromisoformat(value) if field.kind == Kind.DATE else None


def _names(keys: Sequence[str], by_key: Mapping[str, Field]) -> str:
    return " + ".join(f"“{by_key[key].label}”" for key in keys)
