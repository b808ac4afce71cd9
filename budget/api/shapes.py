"""What is sent and what is shown about money. Amounts are text: «12800.00»."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from budget.models import Category, Disbursement, Entry, Source
from desk.file_doors import FilesIn
from desk.inputs import Enum, Input, Text, WhyIn

UNIT_CODE = 32
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
MOST_ID = 2**62


class Amount(serializers.DecimalField):
    """Yuan as text with at most two decimals; JSON numbers may be floats."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("coerce_to_string", True)
        super().__init__(max_digits=14, decimal_places=2, **options)

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not PLAIN.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class PurposeIn(Input):
    """Which line of which station."""

    station = Text(UNIT_CODE)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    category = Enum("MoneyCategory", Category.values, default="running")
    fund = Enum("MoneySource", Source.values, default="bureau")
    amount = Amount()


class AllocationIn(PurposeIn):
    document = Text(200)


class DisbursementIn(PurposeIn):
    mode = Enum("MoneyMode", Disbursement.Mode.values, default="quota")
    purpose = Text(80)


class ReceiptIn(Input):
    """`receive`: it came. `confirm`: it came and meets the need."""

    disbursement = serializers.IntegerField(min_value=1, max_value=MOST_ID)
    kind = Enum("ReceiptKind", ("receive", "confirm"), default="confirm")
    amount = Amount()


class DisputeFilesIn(WhyIn, FilesIn):
    """The same as multipart, with what shows that it has not come."""


class DisputeAnswerIn(Input):
    text = Text(2000)


class MoneyReturnIn(Input):
    amount = Amount()
    reason = Text(200)


class OfLine(serializers.Serializer[Any]):
    """Which line an entry or a payment is of, and how much."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="line.station.code", read_only=True)
    year = serializers.IntegerField(source="line.year", read_only=True)
    category = Enum(
        "MoneyCategory", Category.values, source="line.category", read_only=True
    )
    fund = Enum("MoneySource", Source.values, source="line.source", read_only=True)
    amount = Amount(read_only=True)


class EntryOut(OfLine):
    """A step of the ledger; `taken_back` says whether a counter-entry names it."""

    taken_back = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.name", read_only=True)
    at = serializers.DateTimeField(read_only=True)

    def get_taken_back(self, row: Entry) -> bool:
        return hasattr(row, "counter")


class AllocationOut(EntryOut):
    document = serializers.CharField(source="note", read_only=True)


class ReceiptOut(EntryOut):
    disbursement = serializers.IntegerField(source="disbursement_id", read_only=True)
    kind = Enum("ReceiptKind", ("receive", "confirm"), read_only=True)


class DisbursementOut(OfLine):
    """`disbursed` is nought before the release, and less what was returned."""

    mode = Enum("MoneyMode", Disbursement.Mode.values, read_only=True)
    purpose = serializers.CharField(read_only=True)
    state = Enum(
        "DisbursementState", ("prepared", "released", "cancelled"), read_only=True
    )
    disbursed = Amount(source="delivery.disbursed", read_only=True)
    received = Amount(source="delivery.received", read_only=True)
    confirmed = Amount(source="delivery.confirmed", read_only=True)
    disputed = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)

    def get_disputed(self, row: Disbursement) -> bool:
        return any(one.closed_at is None for one in row.disputes.all())
