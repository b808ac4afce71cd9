"""The working of a conflict as a workbook whose formulas the reader can follow."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from coordination.core.facts import hours
from coordination.ledger import explained, wording
from coordination.ledger.reading import Reading
from coordination.ledger.supplied import Stretch
from coordination.ledger.working import Line, Working
from desk.sheets.book import DAY, HOURS, MOMENT, SHARE, Formula, head, lay_out, write
from desk.sheets.book import packed as as_file
from organization.models import User
from organization.templatetags.formats import full_moment

FIRST = 2  # row of the first line below the head
SLIP = "1/2880"  # half a minute: dates are fractions and not quite equal


def workbook(reading: Reading, working: Working, *, by: User) -> bytes:
    """Three sheets in the reader's language: what it says, hours by day, tasks."""
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet)  # noqa: S101 - a new workbook has one sheet
    about.title = _("Read me")
    days = book.create_sheet(_("Hours available by day"))
    tasks = book.create_sheet(_("Tasks added up"))
    _about(about, reading, working, by)
    total = _days(days, working)
    _tasks(tasks, working, days.title, total)
    return as_file(book)


def name_of(reading: Reading, working: Working) -> str:
    """File name without ending."""
    day = f"{timezone.localdate(working.conflict.window_end):%Y%m%d}"
    return f"{_('Working')}-{reading.station.label}-{day}"


def _about(sheet: Worksheet, reading: Reading, working: Working, by: User) -> None:
    row = working.conflict
    facts = [
        (_("Station"), reading.station.label),
        (_("Conflict"), f"{row.pk} {wording.kind_label(row)}"),
        (_("State"), row.get_state_display()),
        (_("Critical window"), _window(working)),
        (_("In words"), wording.reason(row, reading)),
        (_("Written"), f"{full_moment(reading.now)} {by.name}"),
    ]
    head(sheet, 1, [_("What"), _("Says")])
    for number, pair in enumerate(facts, FIRST):
        write(sheet, number, pair)
    notes = [explained.held(working), *explained.derivation(working), *_changing()]
    for number, note in enumerate(filter(None, notes), FIRST + len(facts) + 1):
        write(sheet, number, ["", note])
    lay_out(sheet, [18, 90])


def _changing() -> list[str]:
    return [
        _(
            "The figures in this file are exact, so they may differ from the page by"
            " less than a tenth of an hour a line."
        ),
        _(
            "Change officers, leave, shares or hours: the sums and the verdict follow."
            " Nothing changes in the system."
        ),
    ]


def _window(working: Working) -> str:
    row = working.conflict
    return f"{full_moment(row.window_start)} – {full_moment(row.window_end)}"


def _days(sheet: Worksheet, working: Working) -> str:
    """The stretches; returns the column range of what is available."""
    head(
        sheet,
        1,
        [
            _("Day"),
            _("From"),
            _("To"),
            _("Officers posted"),
            _("On leave"),
            _("On duty by roster"),
            _("Hours each"),
            _("Hours present"),
            _("Standing-work share"),
            _("Other hours taken off"),
            _("Available"),
        ],
    )
    formats = [DAY, MOMENT, MOMENT, "0", "0", SHARE, *[HOURS] * 2, SHARE, HOURS, HOURS]
    for number, stretch in enumerate(working.stretches, FIRST):
        write(sheet, number, _day(number, stretch), formats=formats)
    last = FIRST + len(working.stretches) - 1
    column = f"K${FIRST}:K${max(last, FIRST)}"
    _day_totals(sheet, working, max(last, FIRST) + 1, formats)
    lay_out(sheet, [12, 17, 17, 10, 8, 10, 9, 10, 12, 12, 11])
    return column


def _day(number: int, stretch: Stretch) -> list[object]:
    n = number
    there = f"(D{n}-E{n})*F{n}"
    taken: object = None
    if stretch.simple:
        # Officers left for tasks have three decimals, rounded down once.
        left = f"=ROUNDDOWN(ROUND({there}*(1-I{n}),6),3)*G{n}"
    else:
        taken = float(hours(stretch.deducted_units))
        left = f"=MAX(0,H{n}-J{n})"
    return [
        stretch.day,
        _naive(stretch.start),
        _naive(stretch.end),
        stretch.posted,
        stretch.away,
        stretch.roster / 1000,
        stretch.minutes / 60,
        Formula(f"={there}*G{n}"),
        stretch.share / 1000 if stretch.simple else None,
        taken,
        Formula(left),
    ]


def _day_totals(
    sheet: Worksheet, working: Working, row: int, formats: list[str]
) -> None:
    """The sum of the stretches, and what else decides how much counts."""
    last = row - 1
    blank: list[object] = [None] * 6
    present, available = (f"=SUM({c}{FIRST}:{c}{last})" for c in "HK")
    sums: list[list[object]] = [
        [_("Sum"), *blank, Formula(present), None, None, Formula(available)]
    ]
    extras = _extras(working)
    sums += [[label, *blank, None, None, None, value] for label, value in extras]
    if extras:
        total = Formula(f"=SUM(K{row}:K{row + len(extras)})")
        sums.append([_("Available in all"), *blank, None, None, None, total])
    for n, values in enumerate(sums):
        bold = n in (0, len(sums) - 1)
        write(sheet, row + n, values, formats=["", *formats[1:]], bold=bold)


def _extras(working: Working) -> list[tuple[str, float]]:
    """Hours that do not come from the stretches, or do not count."""
    found = []
    if working.unusable_units:
        idle = -float(hours(working.unusable_units))
        found.append((explained.unusable(), idle))
    if working.how in ("people", "later"):
        given = float(hours(working.conflict.capacity_units))
        found.append((explained.given(working), given))
    return found


def _tasks(sheet: Worksheet, working: Working, days: str, column: str) -> None:
    head(
        sheet,
        1,
        [
            _("No."),
            _("Task"),
            _("Department"),
            _("Start"),
            _("Due"),
            _("Hours"),
            _("Added up"),
            _("Available until then"),
            _("Left"),
            _("Verdict"),
            _("Minimal set"),
        ],
    )
    formats = ["0", "", "", MOMENT, MOMENT, *[HOURS] * 4]
    for number, line in enumerate(working.lines, FIRST):
        until = _until(working, number, line, days, column)
        write(sheet, number, _task(number, line, until), formats=formats)
    _task_totals(sheet, FIRST + len(working.lines), _whole(working, days), formats)
    lay_out(sheet, [6, 40, 22, 17, 17, 10, 10, 12, 10, 10, 10])


def _until(
    working: Working, number: int, line: Line, days: str, column: str
) -> Formula | None:
    if line.available is None:
        return None
    if working.how in ("hours", "heads") and not working.unusable_units:
        ends = column.replace("K", "C")
        return Formula(
            f"=SUMPRODUCT(('{days}'!{ends}<=E{number}+{SLIP})*'{days}'!{column})"
        )
    return Formula(f"={_whole(working, days)}")


def _whole(working: Working, days: str) -> str:
    """The cell with all that is available."""
    extras = len(_extras(working))
    row = FIRST + max(len(working.stretches), 1) + (extras + 1 if extras else 0)
    return f"'{days}'!K{row}"


def _task(number: int, line: Line, until: Formula | None) -> list[object]:
    n, over, within = number, _("short"), _("fits")
    return [
        n - FIRST + 1,
        line.title,
        line.name,
        _naive(line.release),
        _naive(line.due),
        float(hours(line.units)),
        Formula(f"=SUM(F${FIRST}:F{n})"),
        until,
        Formula(f"=H{n}-G{n}") if until else None,
        Formula(f'=IF(ROUND(I{n},6)<0,"{over}","{within}")') if until else None,
        _("yes") if line.minimal else None,
    ]


def _task_totals(sheet: Worksheet, row: int, whole: str, formats: list[str]) -> None:
    last = row - 1
    sums: list[list[object]] = [
        [_("To do"), None, None, None, None, Formula(f"=SUM(F{FIRST}:F{last})")],
        [_("Available"), None, None, None, None, Formula(f"={whole}")],
        [_("Short"), None, None, None, None, None],
    ]
    sums[2][5] = Formula(f"=MAX(0,ROUND(F{row}-F{row + 1},6))")
    for n, values in enumerate(sums):
        write(sheet, row + n, values, formats=["", *formats[1:]], bold=True)


def _naive(moment: dt.datetime | None) -> dt.datetime | None:
    """Wall time; spreadsheets know no zones."""
    if moment is None:
        return None
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)
