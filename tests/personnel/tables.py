"""Tables handed in by tests, and what is said of them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from django.utils import translation
from openpyxl import Workbook, load_workbook

from organization.models import User
from personnel import services
from personnel.exchange.judging import Judged, judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file
from personnel.models import Ability
from personnel.services.entering import enter
from personnel.services.residents import Count, load_residents
from tests.factories import Force

TODAY = dt.date(2026, 6, 1)
Rows = Sequence[Sequence[object]]


def workbook(**sheets: Rows) -> bytes:
    """A workbook of these sheets, the first row of each as its heading."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def judged(kind: str, raw: bytes | str, by: User | None = None) -> Judged:
    name = "a.csv" if isinstance(raw, str) else "a.xlsx"
    content = raw.encode() if isinstance(raw, str) else raw
    with translation.override("zh-hans"):
        reach = Reach.of(by, kind)
        return judge(read_file(kind, name, content), reach, TODAY)


def entered(kind: str, raw: bytes | str, by: User | None = None) -> Judged:
    found = judged(kind, raw, by)
    assert not found.bad, told(found)
    enter(by=by, judged=found, reason="花名册")
    return found


def told(found: Judged) -> dict[int, str]:
    """Words about the wrong lines, by row."""
    return {
        entry.number: "；".join(words for _column, words in entry.wrong)
        for entry in found.every
        if entry.wrong
    }


def cells(raw: bytes) -> dict[str, list[tuple[object, ...]]]:
    sheets = load_workbook(io.BytesIO(raw)).worksheets
    return {sheet.title: list(sheet.values) for sheet in sheets}


def _equip(made: Force) -> None:
    services.enter_catalogue(by=None)
    officer = made.officers[made.a1.code][0]
    known = {one.code: one for one in Ability.objects.all()}
    services.record_attainments(
        by=None,
        rows=[
            services.NewAttainment(officer, known[code], (dt.date(first, 1, 1), end))
            for code, first, end in (
                ("firearm", 2020, dt.date(2023, 1, 1)),
                ("firearm", 2024, dt.date(2027, 1, 1)),
                ("drone", 2025, None),
            )
        ],
    )
    reach = services.Reach("13800000001", "柳堰路1号", "王秀英", "13900000002")
    services.set_contact(by=None, officer=officer, reach=reach)
    counts = [Count(made.a1, year, 40_000 + year) for year in (2024, 2025)]
    load_residents(by=None, counts=counts, today=TODAY)


def establish(made: Force) -> None:
    """Posts, a closed posting, a leave, a lapsed and a renewed qualification, contact
    data, residents: what a real register has."""
    _equip(made)
    for kind, leading in (("所长", True), ("社区民警", False), ("社区民警", False)):
        services.add_post(
            by=None,
            unit=made.a1,
            terms=services.Terms(kind, 2, rank_from="三级警司", leading=leading),
            during=(dt.date(2019, 1, 1), None),
            reason="编制批复",
        )
    officer = made.officers[made.a1.code][0]
    now = officer.postings.get()
    services.end_posting(by=None, posting=now, on=dt.date(2025, 3, 1))
    services.post_officer(
        by=None,
        officer=officer,
        unit=made.public_order,
        during=(dt.date(2025, 3, 1), None),
        kind="acting",
        post="=1+1",
        established=None,
    )
    services.record_leave(
        by=None,
        officer=officer,
        kind="sick",
        during=(dt.date(2026, 5, 1), dt.date(2026, 5, 9)),
    )
