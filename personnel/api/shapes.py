"""What officers, postings and leave look like, and what it takes to enter them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from desk.inputs import Day, Enum, Input, Text
from personnel.contacts import Reachable
from personnel.models import Leave, Officer, Posting

UNIT_CODE = 32


class OfficerOut(serializers.ModelSerializer[Officer]):
    """An officer, and where he works today as far as the user may see it."""

    category = Enum("OfficerCategory", Officer.Category.values)
    station = serializers.SerializerMethodField()
    department = serializers.SerializerMethodField()

    class Meta:
        model = Officer
        fields = [
            "id",
            "police_number",
            "name",
            "category",
            "rank",
            "station",
            "department",
        ]
        read_only_fields = fields

    def get_station(self, officer: Officer) -> str | None:
        posting = present(officer)
        return posting.station.code if posting and posting.station else None

    def get_department(self, officer: Officer) -> str | None:
        posting = present(officer)
        return posting.department.code if posting and posting.department else None


def present(officer: Officer) -> Posting | None:
    """Today's posting, as the view has fetched it beforehand."""
    rows: list[Posting] = getattr(officer, "today", [])
    return rows[0] if rows else None


class ContactOut(serializers.Serializer[Reachable]):
    """Contact data as the reader may see them."""

    phone = serializers.CharField(read_only=True)
    address = serializers.CharField(read_only=True)
    kin_name = serializers.CharField(read_only=True)
    kin_phone = serializers.CharField(read_only=True)
    whole = serializers.BooleanField(read_only=True)


class ContactIn(Input):
    """What is to be otherwise; blank where it is not known."""

    phone = Text(20, required=False, allow_blank=True)
    address = Text(120, required=False, allow_blank=True)
    kin_name = Text(60, required=False, allow_blank=True)
    kin_phone = Text(20, required=False, allow_blank=True)


class Period(serializers.Serializer[Any]):
    """Half-open days: `end` is the first day after, null while it is open."""

    start = serializers.DateField(source="during.lower", read_only=True)
    end = serializers.DateField(source="during.upper", read_only=True, allow_null=True)


class PostingOut(Period):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    station = serializers.CharField(
        source="station.code", read_only=True, default=None, allow_null=True
    )
    department = serializers.CharField(
        source="department.code", read_only=True, default=None, allow_null=True
    )
    post = serializers.CharField(read_only=True)
    kind = Enum("PostingKind", Posting.Kind.values, read_only=True)
    version = serializers.IntegerField(read_only=True)


class LeaveOut(Period):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    kind = Enum("LeaveKind", Leave.Kind.values, read_only=True)
    version = serializers.IntegerField(read_only=True)


class PostingIn(Input):
    """Exactly one of station and department; without `end` the posting stays open."""

    officer = serializers.IntegerField(min_value=1, max_value=2**62)
    station = Text(UNIT_CODE, required=False)
    department = Text(UNIT_CODE, required=False)
    post = Text(40, required=False, allow_blank=True, default="")
    kind = Enum(
        "PostingKind", Posting.Kind.values, default=Posting.Kind.PERMANENT.value
    )
    start = Day()
    end = Day(required=False, allow_null=True, default=None)


class PostingEnd(Input):
    """`end` is the first day on which the officer is no longer there."""

    end = Day()
    reason = Text(500, required=False, allow_blank=True, default="")


class OfficerIn(Input):
    """An officer enters the register together with the first posting."""

    police_number = Text(12)
    name = Text(60)
    category = Enum(
        "OfficerCategory",
        Officer.Category.values,
        default=Officer.Category.POLICE.value,
    )
    rank = Text(20, required=False, allow_blank=True, default="")
    station = Text(UNIT_CODE, required=False)
    department = Text(UNIT_CODE, required=False)
    post = Text(40, required=False, allow_blank=True, default="")
    start = Day()


class LeaveIn(Input):
    officer = serializers.IntegerField(min_value=1, max_value=2**62)
    kind = Enum("LeaveKind", Leave.Kind.values)
    start = Day()
    end = Day()


class LeaveEntry(LeaveIn):
    """`instead`: who attends the appointments that name the officer; it may only be
    missing where none does."""

    instead = Text(2000, required=False, allow_blank=True, default="")
