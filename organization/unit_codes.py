"""Units by their codes, as the audit trail keeps them, and by their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from organization.models import Bureau, Department, Station
from organization.templatetags.formats import chinese
from organization.wall import lifted

KINDS: tuple[Any, ...] = (Bureau, Department, Station)


@lifted("who reads the trail finds acts by any unit's name")
def codes_called(text: str) -> list[str]:
    """Codes of the units of that code or name; a bureau stands for all below it. What
    is no unit's is taken for a code that was one once. Four queries."""
    text = text.strip()
    called = Q(code=text) | Q(name=text) | Q(short_name=text) | Q(name_en__iexact=text)
    within, below = called, called
    for path in Bureau.objects.filter(called).values_list("path", flat=True):
        within |= Q(path__startswith=path)
        below |= Q(bureau__path__startswith=path)
    found = {text, *Bureau.objects.filter(within).values_list("code", flat=True)}
    for kind in (Department, Station):
        found.update(kind.objects.filter(below).values_list("code", flat=True))
    return sorted(found)


@lifted("who reads the trail finds acts by any unit's name")
def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name in the language of who reads. One query for any number."""
    wanted = set(codes) - {""}
    told = "name" if chinese() else Coalesce(NullIf("name_en", Value("")), "name")
    first, *others = (
        kind.objects.order_by().filter(code__in=wanted).values_list("code", told)
        for kind in KINDS
    )
    return dict(first.union(*others))
