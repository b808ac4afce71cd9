"""Pasted lists of stations: names or codes, hours behind them, judged row by row.

«东门所 12» is a station and its hours: behind a blank, a comma or in the next column.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from organization.models import Bureau, Station

_SEPARATORS = re.compile(r"[,，、;；\t]")
# «1. », «2、»: the numbering of a copied list, never part of a name or a code.
_NUMBERING = re.compile(r"^\d{1,3}[.．、)）]\s*")
# Hours are shorter than any code; a longer number is a code that is not known.
_UNIT = r"(?:小时|工时|个小时|h|hours?)"
_HOURS = re.compile(rf"([+-]?\d{{1,5}}(?:\.\d{{1,6}})?)\s*{_UNIT}?", re.I | re.A)
_BOTH = re.compile(
    rf"(.*\S)(?:\s+([+-]?\d{{1,5}}(?:\.\d{{1,6}})?)\s*{_UNIT}?"
    rf"|\s*?(?<![\d.+-])([+-]?\d{{1,5}}(?:\.\d{{1,6}})?)\s*{_UNIT})",
    re.I | re.A,
)
MOST_HOURS = 30_000
LONGEST_NAME = 120
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
    hours: Decimal | None = None


@dataclass(frozen=True)
class Pasted:
    """A list as read; the same station may stand in several rows."""

    rows: tuple[Row, ...] = ()

    @property
    def stations(self) -> list[Station]:
        return list({r.station.pk: r.station for r in self.rows if r.station}.values())

    @property
    def hours(self) -> dict[int, Decimal]:
        """Hours by station, of those that have some."""
        return {
            row.station.pk: row.hours
            for row in self.rows
            if row.station and row.hours is not None
        }

    @property
    def problems(self) -> list[Row]:
        return [row for row in self.rows if row.problem]


@dataclass(frozen=True)
class Piece:
    """What stands between two separators; `behind` another one of the same row."""

    number: int
    text: str
    behind: bool

    @property
    def hours(self) -> Decimal | None:
        """The figure, if the piece is nothing else."""
        found = _HOURS.fullmatch(_narrow(self.text[:LONGEST_NAME]))
        return Decimal(found[1]) if found else None

    @property
    def both(self) -> tuple[str, Decimal] | None:
        """A name and the hours behind it, if the piece may be read so."""
        found = _BOTH.fullmatch(_narrow(self.text[:LONGEST_NAME]))
        if not found:
            return None
        # As typed, so that it can be put right where it stands.
        typed = self.text[: len(found[1])]
        name = typed if _narrow(typed) == found[1] else found[1]
        return name, Decimal(found[2] or found[3])


def read(text: str, bureau: Bureau) -> Pasted:
    """Every entry matched with an open station under `bureau`.

    By name, short name, English name or code; one query, and one more when
    something needs a suggestion.
    """
    pieces = list(_pieces(text))[:MAX_ROWS]
    wanted = {_plain(piece.text) for piece in pieces}
    wanted |= {_plain(piece.both[0]) for piece in pieces if piece.both}
    known = _known(wanted, bureau)
    names: list[str] | None = None
    rows: list[Row] = []
    for piece in pieces:
        # What is a station's name as it stands has no hours in it.
        entry, amount, found = piece.text, None, known.get(_plain(piece.text), [])
        if not found and piece.hours is not None and piece.behind and rows:
            rows[-1] = _with_hours(rows[-1], piece.hours)
            continue
        if not found and piece.both:
            entry, amount = piece.both
            found = known.get(_plain(entry), [])
        if len(found) == 1:
            row = Row(piece.number, entry, found[0])
        else:
            if names is None:
                names = _names(bureau)
            row = _wrong(piece, entry, found, bureau, names)
        rows.append(row if amount is None else _with_hours(row, amount))
    return Pasted(tuple(_agreeing(rows)))


def _pieces(text: str) -> Iterator[Piece]:
    for number, line in enumerate(text.splitlines(), start=1):
        cleaned = _NUMBERING.sub("", line.strip())
        behind = False
        for part in _SEPARATORS.split(cleaned):
            if part.strip():
                yield Piece(number, part.strip(), behind)
                behind = True


def _with_hours(row: Row, amount: Decimal) -> Row:
    """The row with the hours that follow it; what was wrong already stays wrong."""
    values = {"row": row.number, "text": row.text, "most": f"{MOST_HOURS:,}"}
    problem = ""
    if row.hours is not None:
        problem = _("Row %(row)s: more than one figure follows “%(text)s”.")
    elif not 0 < amount <= MOST_HOURS:
        problem = _("Row %(row)s: the hours must be more than 0, at most %(most)s.")
    if row.problem or not problem:
        return replace(row, hours=amount)
    return replace(row, hours=amount, problem=problem % values)


def _agreeing(rows: Iterable[Row]) -> Iterator[Row]:
    """A station that stands there twice must not have two figures."""
    first: dict[int, Row] = {}
    for row in rows:
        if row.station is not None and row.hours is not None and not row.problem:
            before = first.setdefault(row.station.pk, row)
            if before.hours != row.hours:
                problem = _("Row %(row)s: “%(text)s” has other hours in row %(first)s.")
                values = {"row": row.number, "text": row.text, "first": before.number}
                row = replace(row, problem=problem % values)
        yield row


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    """Full-width letters and digits count like the narrow ones, case does not."""
    return _narrow(text).casefold()


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
    piece: Piece, entry: str, found: list[Station], bureau: Bureau, names: Iterable[str]
) -> Row:
    number = piece.number
    if found:
        codes = "、".join(station.code for station in found)
        problem = _("Row %(row)s: several stations are called “%(text)s”: %(codes)s.")
        values = {"row": number, "text": entry, "codes": codes}
        return Row(number, entry, None, problem % values)
    problem = _("Row %(row)s: “%(text)s” is not a station of %(bureau)s.")
    if piece.behind and entry == piece.text:
        problem = _(
            "Row %(row)s: “%(text)s” is neither hours nor a station of %(bureau)s."
        )
    values = {"row": number, "text": entry, "bureau": bureau.label}
    near = difflib.get_close_matches(entry, list(names), n=1, cutoff=0.6)
    return Row(number, entry, None, problem % values, near[0] if near else "")


def replaced(text: str, row: Row) -> str:
    """The pasted text with a row's entry put right."""
    lines = text.splitlines()
    line = lines[row.number - 1]
    lines[row.number - 1] = line.replace(row.text, row.suggestion, 1)
    return "\n".join(lines)
