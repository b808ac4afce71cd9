"""Money of a year at each of the four places: some of it confirmed, some disputed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budget.models import ClosedYear, Norm, Statement
from budget.services.allocating import Purpose, allocate
from budget.services.arriving import confirm
from budget.services.closing import close_year
from budget.services.disbursing import Payment, prepare, release
from budget.services.disputing import dispute
from budget.services.fees import Decision, Month, enter_fees, record_rule, say_view
from budget.services.files import hand_in
from budget.services.norms import NormTerms, set_norm
from organization.models import Bureau, Role, Station, User
from personnel.models import Import
from personnel.services.import_runs import IMPORTS
from tests.factories import SINCE, Force, appoint, person


def keepers(made: Force, bureau: Bureau) -> tuple[User, User]:
    """Who prepares and who releases; neither is the persona, who may do both."""
    names = [f"{name}_{bureau.code[:6]}" for name in ("cashier", "accountant")]
    found = {one.username: one for one in User.objects.filter(username__in=names)}
    first, second = (
        found.get(name) or appoint(person(name, "财务"), Role.FINANCE, bureau)
        for name in names
    )
    return first, second


def norm(bureau: Bureau, by: User, now: dt.datetime) -> Norm:
    """The same at every place of a bureau."""
    terms = NormTerms("police", Decimal(16000), SINCE, None, "year_start", bureau.name)
    found = Norm.objects.filter(bureau=bureau, basis=bureau.name).first()
    return found or set_norm(by=by, bureau=bureau, terms=terms, now=now)


def closed(station: Station, by: User, year: int, now: dt.datetime) -> dict[str, int]:
    """A year that is over, and what was frozen of the station then."""
    row = ClosedYear.objects.filter(bureau=station.bureau, year=year).first()
    if row is None:
        close_year(by=by, bureau=station.bureau, year=year, now=now)
        row = ClosedYear.objects.get(bureau=station.bureau, year=year)
    frozen = Statement.objects.get(station=station, year=year)
    return {"closed_year": row.pk, "statement": frozen.pk}


def handed_in(by: User, station: Station, now: dt.datetime) -> Import:
    """A file of one row, without the document it should rest on."""
    text = f"station,year,amount,document\n{station.code},2026,5,\n"
    row = hand_in(
        by=by,
        bureau=station.bureau,
        name=f"{station.name}.csv",
        content=text.encode(),
        language="zh-hans",
        now=now,
    )
    assert row.job_id and IMPORTS.run(row.job_id, now=now)
    return row


def funded(
    made: Force, station: Station, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """A payment confirmed in part and disputed, another that waits for its release."""
    cashier, accountant = keepers(made, station.bureau)
    year = timezone.localdate(now).year
    allocation = allocate(
        by=cashier,
        station=station,
        purpose=Purpose(year),
        amount=Decimal(9000),
        document=f"{station.name}指标",
        now=now,
    )
    line = allocation.line
    payment = Payment(Decimal(3000), "quota", f"{station.name}办公用品")
    paid, waiting = (
        prepare(by=cashier, line=line, payment=payment, now=now) for _n in range(2)
    )
    paid = release(by=accountant, disbursement=paid, now=now)
    receipt = confirm(by=chief, disbursement=paid, amount=Decimal(1000), now=now)
    paper = SimpleUploadedFile("清单.txt", station.name.encode())
    row = dispute(by=chief, disbursement=paid, reason="未到", files=[paper], now=now)
    rule = record_rule(
        by=cashier,
        bureau=station.bureau,
        decision=Decision("罚没按比例返还", "局党委会", SINCE),
        now=now,
    )
    view = say_view(
        by=chief, rule=rule, station=station, text=f"{station.name}意见", now=now
    )
    fees = Month(year, 1, "fine", Decimal(500), Decimal(500), f"{station.name}缴款")
    fee = enter_fees(by=cashier, station=station, month=fees, now=now)
    own = made.finance if station.bureau == made.county_a else cashier
    return {
        "money_file": handed_in(own, station, now).pk,
        **closed(station, cashier, year - 1, now),
        "norm": norm(station.bureau, cashier, now).pk,
        "split_rule": rule.pk,
        "rule_view": view.pk,
        "fee": fee.pk,
        "dispute": row.pk,
        "station_rule": [station.code, rule.pk],
        "money_line": line.pk,
        "allocation": allocation.pk,
        "disbursement": paid.pk,
        "payment": waiting.pk,
        "receipt": receipt.pk,
        "dispute_paper": [row.pk, row.files.get().pk],
        "audit_list": [station.bureau.code, "disputed"],
        "station_year": [station.code, year],
    }
