"""What an internal auditor looks at, and the payments drawn for him."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from budget.auditing.findings import BY_NAME, FINDINGS, counts
from budget.auditing.looked import Looked
from budget.auditing.sampling import draw
from budget.services import disbursing, disputing
from budget.services.closing import close_year, correct_statement
from budget.services.taking_back import take_back
from organization.models import User
from tests.budget.books import Books, at
from tests.budget.test_pages import norm
from tests.budget.world import YEAR, last_day, yuan
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def looked(made: Force, user: User | None = None, **more: Any) -> Looked:
    given = {"bureau": made.county_a, "year": YEAR, "now": at(12, 31) + dt.timedelta(1)}
    return Looked(user or made.internal_auditor, **given | more)


def some_of_each(made: Force) -> Books:
    """A year in which every list has something on it."""
    books, year = Books(made), {"year": YEAR, "by": made.finance}
    norm(made)  # entered while the year runs
    entry = books.allocate(made.a1, 9000, at(1, 10))
    silent, said = (books.pay(entry, 100, at(2, day)) for day in (1, 2))
    disputing.dispute(by=made.chief_a1, disbursement=said, reason="未到", now=at(3, 1))
    heard = books.pay(entry, 100, at(2, 3))
    disputing.dispute(by=made.chief_a1, disbursement=heard, reason="未见", now=at(4, 1))
    disputing.answer(by=made.finance, disbursement=heard, text="月底", now=at(4, 2))
    books.pay(entry, 70, at(12, 30), mode="in_kind", minutes=30)
    wrong = books.allocate(made.a1, 5, at(5, 1))
    take_back(by=made.finance, entry=wrong, reason="重复录入", now=at(5, 2))
    close_year(bureau=made.county_a, now=last_day(YEAR), **year)
    books.confirm(silent, 40, last_day(YEAR) + dt.timedelta(hours=3))
    correct_statement(station=made.a1, reason="补确认", now=last_day(YEAR), **year)
    return books


def test_every_list_has_its_rows_and_no_other(made: Force) -> None:
    some_of_each(made)
    found = counts(looked(made))
    assert found == {
        "unanswered": 1,
        "disputed": 2,
        "unheard": 1,
        "counters": 1,
        "corrected": 1,
        "at-once": 3,
        "one-pair": 0,
        "in-kind": 1,
        "december": 1,
        "after-closing": 2,  # that it has come, and that it meets the need
        "late-norms": 1,
    }
    assert set(counts(looked(made, bureau=made.county_b)).values()) == {0}
    assert counts(looked(made, year=YEAR - 1)) == dict.fromkeys(BY_NAME, 0) | {
        "late-norms": 1
    }
    assert set(counts(looked(made, made.chief_a2)).values()) <= {0, 1}
    assert counts(looked(made, days=400))["unanswered"] == 0


def test_a_list_opens_to_who_when_and_why(made: Force) -> None:
    some_of_each(made)
    auditor = client(made.internal_auditor)
    page = words(auditor.get(url("audit", made.county_a.code), {"year": YEAR}))
    assert f"望津分局{YEAR}年有10类事项需要关注" in page
    for name, told in {
        "counters": ("重复录入", f"{YEAR}-05-02 09:00", "已下达"),
        "corrected": ("补确认", "派出所已确认 0.00 → 40.00"),
        "disputed": ("未到", "月底"),
        "after-closing": ("40.00", "派出所已确认"),
        "in-kind": ("70.00", "实物"),
        "late-norms": ("局党委会议", "16,000.00"),
    }.items():
        to = url("audit_list", made.county_a.code, name)
        shown = words(auditor.get(to, {"year": YEAR}))
        assert not [word for word in told if word not in shown], name
    book = auditor.get(url("audit_file", made.county_a.code), {"year": YEAR})
    sheets = load_workbook(io.BytesIO(book.content)).worksheets
    rows = [sheet.max_row - 1 for sheet in sheets]
    assert len(sheets) == len(FINDINGS) and rows[1:6] == [2, 1, 1, 1, 3]
    assert auditor.get(url("audit_list", made.county_a.code, "x")).status_code == 404
    bad = auditor.get(url("audit", made.county_a.code), {"days": "-1"})
    assert bad.status_code == 422 and 'id="id_days_error"' in bad.content.decode()


def test_two_people_who_pay_nearly_everything(made: Force) -> None:
    books = Books(made)
    entry = books.allocate(made.a1, 9000, at(1, 10))
    for day in range(1, 5):
        books.pay(entry, 10, at(2, day))
    assert counts(looked(made))["one-pair"] == 0  # four are a few
    books.pay(entry, 10, at(2, 5))
    (row,) = BY_NAME["one-pair"].rows(looked(made))
    assert (row["n"], row["of"], row["total"]) == (5, 5, 50)
    other = {"by": books.other, "now": at(3, 1)}
    payment = disbursing.Payment(yuan(10), "quota", "x")
    for _n in range(2):
        paid = disbursing.prepare(line=entry.line, payment=payment, **other)
        disbursing.release(by=made.finance, disbursement=paid, now=at(3, 1))
    assert counts(looked(made))["one-pair"] == 0  # five of seven


def test_a_sample_is_drawn_again_by_its_address(made: Force) -> None:
    books = Books(made)
    entry = books.allocate(made.a1, 9000, at(1, 10))
    for day in range(1, 13):
        books.pay(entry, 10, at(1, 10) + dt.timedelta(days=day))
    auditor, to = client(made.internal_auditor), url("audit_sample", made.county_a.code)
    drawn = auditor.get(to, {"n": 5, "year": YEAR})["Location"]
    first = auditor.get(drawn).context["sample"]
    assert len(first.rows) == 5 and f"抽样种子{first.seed}" in words(auditor.get(drawn))
    books.pay(entry, 10, timezone.now() + dt.timedelta(days=1))
    again = auditor.get(drawn).context["sample"]
    assert (again.rows, again.of) == (first.rows, first.of)
    more = draw(looked(made), 9, first.seed, first.until).rows
    assert more[:5] == first.rows and len({row.pk for row in more}) == 9
    assert draw(looked(made), 9, "another", first.until).rows != more
    book = auditor.get(f"{drawn}&file=1")
    sheet, how = load_workbook(io.BytesIO(book.content)).worksheets
    assert sheet.max_row == 6 and how.cell(2, 3).value == first.seed
    ids = [sheet.cell(n, 3).value for n in range(2, 7)]
    assert ids == [row.pk for row in first.rows], "what the digest is taken of"
    marks = [hashlib.sha256(f"{first.seed}:{pk}".encode()).hexdigest() for pk in ids]
    assert marks == sorted(marks)
    assert how.cell(2, 4).value in parse_qs(urlsplit(drawn).query)["until"]
    wrong = [("n", "0"), ("n", "x"), ("seed", "a b"), ("until", "soon")]
    # A draw up to a moment to come would be another one each time.
    for field, value in [*wrong, ("until", f"{YEAR + 1}-12-31 00:00:00")]:
        bad = auditor.get(to, {"n": 5, field: value})
        assert (
            bad.status_code == 422 and f'id="id_{field}_error"' in bad.content.decode()
        )
