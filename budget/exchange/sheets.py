"""The sheets of a workbook of money and what stands in their columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from budget.amounts import in_fen, written
from budget.models import Category, Disbursement, FeeIncome, Norm, Source
from budget.services.allocating import LONGEST_NOTE
from budget.services.disbursing import LONGEST_PURPOSE
from budget.services.norms import LONGEST_BASIS
from desk.importing import as_text
from personnel.exchange.columns import Field, Kind, Text
from personnel.exchange.sheets import Sheet
from personnel.models.posts import Category as Staff

KIND = "money"
"""What files of this room are called among the kinds of files."""
IN_YUAN = gettext_lazy("in yuan, such as 16000.00")
DAY, NUMBER, CHOICE = Kind.DAY, Kind.NUMBER, Kind.CHOICE


@dataclass(frozen=True)
class Yuan(Field):
    """An amount, as a number or as people write it. A number of a spreadsheet is the
    shortest one that it can be; how many decimals there may be the services say."""

    kind: Kind = NUMBER
    required: bool = True
    hint: Text = IN_YUAN

    def read(self, cell: object) -> Decimal:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return in_fen(Decimal(repr(cell)))
        if isinstance(cell, dt.date):
            text = _("“%(value)s” is a date, not an amount.")
            raise ValidationError(text % {"value": cell})
        found = written(as_text(cell))
        if found is None:
            text = _("“%(value)s” is no amount: write it in yuan, such as 16000.00.")
            raise ValidationError(text % {"value": as_text(cell)[:40]})
        return in_fen(Decimal(found))


_STATION = Field(
    *("station", gettext_lazy("station")),
    required=True,
    key=True,
    width=18,
    hint=gettext_lazy("code or name"),
)
_STATION_NAME = Field(
    *("station_name", gettext_lazy("station name")),
    checked=True,
    width=24,
    hint=gettext_lazy("for reading; it must fit the station"),
)
_YEAR = Field("year", gettext_lazy("year"), NUMBER, required=True, key=True, width=8)
_LINE = (
    _STATION,
    _STATION_NAME,
    _YEAR,
    Field(
        *("category", gettext_lazy("what for"), CHOICE),
        key=True,
        choices=dict(Category.choices),
        default=Category.RUNNING.value,
    ),
    Field(
        *("source", gettext_lazy("from where"), CHOICE),
        key=True,
        choices=dict(Source.choices),
        default=Source.BUREAU.value,
    ),
)
_AMOUNT = Yuan(
    *("amount", gettext_lazy("amount")),
    hint=gettext_lazy("in yuan, such as 16000.00; another amount is another line"),
)
_DOCUMENT = gettext_lazy("document")

NORMS = Sheet(
    "norms",
    gettext_lazy("Norms"),
    (
        Field(
            *("staff", gettext_lazy("for whom"), CHOICE),
            key=True,
            choices=dict(Staff.choices),
            default=Staff.POLICE.value,
        ),
        Field("first", gettext_lazy("first day"), DAY, required=True, key=True),
        Field(
            *("last", gettext_lazy("last day"), DAY),
            key=True,
            hint=gettext_lazy("the last day itself; empty: open"),
        ),
        Yuan("amount", gettext_lazy("yuan per head and year"), width=18),
        Field(
            *("counting", gettext_lazy("heads counted"), CHOICE),
            key=True,
            width=22,
            choices=dict(Norm.Counting.choices),
            default=Norm.Counting.YEAR_START.value,
        ),
        Field(
            *("basis", gettext_lazy("basis")),
            required=True,
            key=True,
            most=LONGEST_BASIS,
            width=32,
        ),
    ),
)
ALLOCATIONS = Sheet(
    "allocations",
    gettext_lazy("Allocations"),
    (
        *_LINE,
        _AMOUNT,
        Field(
            *("document", _DOCUMENT),
            required=True,
            key=True,
            most=LONGEST_NOTE,
            width=28,
        ),
    ),
)
PAYMENTS = Sheet(
    "payments",
    gettext_lazy("Disbursements"),
    (
        *_LINE,
        _AMOUNT,
        Field(
            *("mode", gettext_lazy("how"), CHOICE),
            key=True,
            choices=dict(Disbursement.Mode.choices),
            default=Disbursement.Mode.QUOTA.value,
        ),
        Field(
            *("purpose", gettext_lazy("purpose")),
            required=True,
            key=True,
            most=LONGEST_PURPOSE,
            width=28,
            hint=gettext_lazy("a second person releases it"),
        ),
    ),
)
FEES = Sheet(
    "fees",
    gettext_lazy("Fees and fines"),
    (
        _STATION,
        _STATION_NAME,
        _YEAR,
        Field("month", gettext_lazy("month"), NUMBER, required=True, key=True, width=8),
        Field(
            *("kind", pgettext_lazy("fees", "kind"), CHOICE),
            key=True,
            choices=dict(FeeIncome.Kind.choices),
            default=FeeIncome.Kind.FINE.value,
        ),
        Yuan("collected", gettext_lazy("collected")),
        Yuan("paid_in", gettext_lazy("paid in to the treasury"), width=18),
        Field(*("document", _DOCUMENT), required=True, most=LONGEST_NOTE, width=28),
    ),
)
SHEETS = (NORMS, ALLOCATIONS, PAYMENTS, FEES)
"""In the order in which they are written: what is allocated can be paid."""
