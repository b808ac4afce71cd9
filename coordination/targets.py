"""Pasted lists of stations: names or codes, judged row by row."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from organization.models import Bureau, Station

_SEPARATORS = re.compile(r"[,，、;；\t]")
# «1. », «2、»: the numbering of a copied list, never part of a name or a code.
_NUMBERING = re.compile(r"^\d{1,3}[.．、)）]\s*")
MAX_ROWS = 5000
MAX_NAMES = 5000  # how many names a suggestion is looked for among


@dataclass(frozen=True)
class Row:
    """One entry, with the station it names or what is wrong with it."""

    number: int
    text: str
    station: Station | None
    problem: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Pasted:
    """A list as read; the same station may stand in several rows."""

    rows: tuple[Row, ...] = ()

    @property
    def stations(self) -> list[Station]:
        return list({r.station.pk: r.station for r in self.rows if r.station}.values())

    @property
    def problems(self) -> list[Row]:
        return [row for row in self.rows if row.problem]


def read(text: str, bureau: Bureau) -> Pasted:
    """Every entry matched with an open station under `bureau`.

    By name, short name, English name or code; one query, and one more when
    something needs a suggestion.
    """
    entries = list(_entries(text))
    known = _known({_plain(entry) for _n, entry in entries}, bureau)
    names: list[str] | None = None
    rows = []
    for number, entry in entries[:MAX_ROWS]:
        found = known.get(_plain(entry), [])
        if len(found) == 1:
            rows.append(Row(number, entry, found[0]))
            continue
        if names is None:
            names = _names(bureau)
        rows.append(_wrong(number, entry, found, bureau, names))
    return Pasted(tuple(rows))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        cleaned = _NUMBERING.sub("", line.strip())
        for entry in _SEPARATORS.split(cleaned):
            if entry.strip():
                yield number, entry.strip()


def _plain(text: str) -> str:
    """Full-width letters and digits count like the narrow ones, case does not."""
    return unicodedata.normalize("NFKC", text).casefold()


def _known(wanted: set[str], bureau: Bureau) -> dict[str, list[Station]]:
    found: dict[str, list[Station]] = defaultdict(list)
    if not wanted:
        return found
    rows = Station.objects.open().under(bureau).select_related("bureau")
    exact = Q(name__in=wanted) | Q(short_name__in=wanted) | Q(code__in=wanted)
    english = Q(pk__in=())
    for one in wanted:
        if one.isascii():
            english |= Q(name_en__iexact=one) | Q(code__iexact=one)
    for station in rows.filter(exact | english).order_by("code"):
        keys = (station.name, station.short_name, station.name_en, station.code)
        for key in {_plain(key) for key in keys if key}:
            found[key].append(station)
    return found


def _names(bureau: Bureau) -> list[str]:
    rows = Station.objects.open().under(bureau).order_by("code")
    return list(rows.values_list("name", flat=True)[:MAX_NAMES])


def _wrong(
    number: int, entry: str, found: list[Station], bureau: Bureau, names: Iterable[str]
) -> Row:
    if found:
        codes = "、".join(station.code for station in found)
        problem = _("Row %(row)s: several stations are called “%(text)s”: %(codes)s.")
        values = {"row": number, "text": entry, "codes": codes}
        return Row(number, entry, None, problem % values)
    problem = _("Row %(row)s: “%(text)s” is not a station of %(bureau)s.")
    values = {"row": number, "text": entry, "bureau": bureau.label}
    near = difflib.get_close_matches(entry, list(names), n=1, cutoff=0.6)
    return Row(number, entry, None, problem % values, near[0] if near else "")


def replaced(text: str, row: Row) -> str:
    """The pasted text with a row's entry put right."""
    lines = text.splitlines()
    line = lines[row.number - 1]
    lines[row.number - 1] = line.replace(row.text, row.suggestion, 1)
    return "\n".join(lines)
