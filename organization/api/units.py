"""Bureaus, departments and stations, to be read."""

from __future__ import annotations

from django.db.models import Q
from rest_framework import serializers

from organization.api.base import VisibleRows
from organization.api.filters import ByUnit, ByValue
from organization.models import Bureau, Department, Level, Station

CODE = "[0-9A-Za-z_-]{1,32}"
NAMES = ["code", "name", "short_name", "name_en"]


def bureau_code() -> serializers.CharField:
    """The code of the bureau a unit belongs to."""
    return serializers.CharField(source="bureau.code", read_only=True)


def successor_code() -> serializers.CharField:
    """The code of the unit it was merged into; null while it was into none."""
    return serializers.CharField(
        source="merged_into.code", read_only=True, default=None, allow_null=True
    )


class BureauOut(serializers.ModelSerializer[Bureau]):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", read_only=True, default=None, allow_null=True
    )

    merged_into = successor_code()

    class Meta:
        model = Bureau
        fields = [
            *NAMES,
            "level",
            "parent",
            "admission",
            "admission_gate",
            "admission_days",
            "approver_required",
            "recall_minutes",
            "closed_on",
            "merged_into",
        ]
        read_only_fields = fields


class DepartmentOut(serializers.ModelSerializer[Department]):
    bureau = bureau_code()
    merged_into = successor_code()

    class Meta:
        model = Department
        fields = [
            *NAMES,
            "bureau",
            "speciality",
            "is_coordination_office",
            "external",
            "closed_on",
            "merged_into",
        ]
        read_only_fields = fields


class StationOut(serializers.ModelSerializer[Station]):
    bureau = bureau_code()
    merged_into = successor_code()

    class Meta:
        model = Station
        fields = [*NAMES, "bureau", "rural", "closed_on", "merged_into"]
        read_only_fields = fields


def _inside(bureau: Bureau) -> Q:
    return Q(bureau__path__startswith=bureau.path)


class Bureaus(VisibleRows[Bureau]):
    """The bureaus above and below one's own."""

    queryset = Bureau.objects.select_related("parent", "merged_into")
    serializer_class = BureauOut
    lookup_field, lookup_value_regex = "code", CODE
    filters = {"level": ByValue("level", Level.values)}


class Departments(VisibleRows[Department]):
    """The departments of the bureaus above and below one's own."""

    queryset = Department.objects.select_related("bureau", "merged_into")
    serializer_class = DepartmentOut
    lookup_field, lookup_value_regex = "code", CODE
    filters = {"bureau": ByUnit(Bureau, _inside)}


class Stations(VisibleRows[Station]):
    """One's own stations, and those below the bureaus one works for."""

    queryset = Station.objects.select_related("bureau", "merged_into")
    serializer_class = StationOut
    lookup_field, lookup_value_regex = "code", CODE
    filters = {"bureau": ByUnit(Bureau, _inside)}
