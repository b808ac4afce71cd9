"""Two years of 望津's money: the last one closed, the present one on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budget.amounts import FEN
from budget.models import Disbursement
from budget.services import arriving, disbursing, disputing
from budget.services.allocating import Purpose, allocate
from budget.services.closing import close_year
from budget.services.norms import NormTerms, set_norm
from budget.year import read
from coordination.demo.force import Force
from coordination.demo.incomes import collect
from coordination.demo.outlay import spend
from coordination.demo.posts import holder
from organization.models import Bureau, Membership, Role, Station, User

DAY = dt.timedelta(days=1)
HOME = "柳堰"
NORMS = (("police", 16000), ("auxiliary", 6000))
BASIS = "局党委会议纪要〔2025〕3号"


@dataclass(frozen=True)
class Quarter:
    """What is disbursed then, in per cent of what is due, in which way, for what; and
    of that how much the station confirms, None where it has not answered."""

    month: int
    share: int
    mode: str
    purpose: str
    confirmed: int | None
    dispute: str = ""


USUAL = (
    Quarter(3, 25, "quota", "一季度公用经费", 100),
    Quarter(6, 25, "quota", "二季度公用经费", 80, "账面额度已调整，实际可用少两成。"),
    Quarter(9, 25, "reimbursement", "三季度车辆油料报销", 60),
    Quarter(11, 17, "in_kind", "办公设备及被装（实物）", None),
)
OTHERS = {
    "津堰": (100, 100, 100, 100),
    "灯市巷": (100, 70, None, None),
    HOME: (100, 80, 60, None),
    "北埠": (100, None, None, None),
}
LATER = "差额列入下次调剂，请以到账通知为准。"


def fund(made: Force, now: dt.datetime) -> None:
    """Norms, allocations, payments of two people, and what the stations say."""
    home = made.station(HOME)
    keepers = _keepers(home.bureau)
    if len(keepers) < 2:
        return
    this = timezone.localdate(now).year
    for staff, amount in NORMS:
        terms = NormTerms(
            staff, Decimal(amount), dt.date(this - 1, 1, 1), None, "year_start", BASIS
        )
        set_norm(by=None, bureau=home.bureau, terms=terms, now=_day(this - 1, 1, 8))
    for year in (this - 1, this):
        for row in read([made.station(name) for name in OTHERS], year):
            due = row.entitled or Decimal(48000)
            _year(row.station, year, due, keepers, now)
    collect([home, made.station("津堰"), made.station("北埠")], keepers[0], now)
    spend([made.station(name) for name in OTHERS], home, keepers, now)
    close_year(by=keepers[0], bureau=home.bureau, year=this - 1, now=_day(this, 1, 6))


def _keepers(bureau: Bureau) -> list[User]:
    rows = Membership.objects.in_force().filter(
        role=Role.FINANCE, department__bureau=bureau
    )
    return [row.user for row in rows.select_related("user").order_by("pk")]


def _year(
    station: Station, year: int, due: Decimal, keepers: list[User], now: dt.datetime
) -> None:
    """The station's allocation, then its quarters as far as they have come."""
    begins = min(_day(year, 1, 15), now)
    first, second = keepers[:2]
    line = allocate(
        by=first,
        station=station,
        purpose=Purpose(year),
        amount=due.quantize(FEN),
        document=f"砚公财〔{year}〕2号",
        now=begins,
    ).line
    chief = holder(Role.STATION_CHIEF, station=station)
    for quarter, part in zip(USUAL, OTHERS[station.short_name], strict=True):
        at = _day(year, quarter.month, 10)
        if at > now:
            continue
        amount = (due * quarter.share / 100).quantize(FEN)
        payment = disbursing.Payment(amount, quarter.mode, quarter.purpose)
        paid = disbursing.prepare(by=first, line=line, payment=payment, now=at)
        if (quarter, station.short_name, year) == (USUAL[-1], HOME, now.year):
            continue  # waits for the second person
        paid = disbursing.release(by=second, disbursement=paid, now=at)
        if part is None or chief is None:
            continue
        sure = (amount * part / 100).quantize(FEN)
        _say(paid, sure, quarter, (chief, first), min(at + DAY * 3, now))


def _say(
    paid: Disbursement,
    sure: Decimal,
    quarter: Quarter,
    people: tuple[User, User],
    at: dt.datetime,
) -> None:
    """The chief confirms so much and disputes the rest; the bureau may answer."""
    chief, office = people
    arriving.confirm(by=chief, disbursement=paid, amount=sure, now=at)
    if sure == paid.amount or not quarter.dispute:
        return
    paper = SimpleUploadedFile("额度核对.txt", "可用额度截图".encode())
    disputing.dispute(
        by=chief, disbursement=paid, reason=quarter.dispute, files=[paper], now=at
    )
    if paid.line.station.short_name != HOME:
        disputing.answer(by=office, disbursement=paid, text=LATER, now=at)


def _day(year: int, month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, month, day, 9))
