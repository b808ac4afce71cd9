"""How officers fit posts, for other systems: every condition with its points."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from personnel.fit.bars import Check
from personnel.fit.scoring import Factor
from personnel.ranking import Candidate


class CheckOut(serializers.Serializer[Check]):
    """A hard condition. `limit` stands for every private ground."""

    condition = serializers.SerializerMethodField()
    ability = serializers.CharField(
        source="wanted.code", default=None, read_only=True, allow_null=True
    )
    met = serializers.BooleanField(read_only=True)

    def get_condition(self, check: Check) -> str:
        return "limit" if check.private else check.condition


class FactorOut(serializers.Serializer[Factor]):
    """`days` of `full` days for what is measured in time, else 0."""

    condition = serializers.CharField(read_only=True)
    ability = serializers.CharField(
        source="wanted.code", default=None, read_only=True, allow_null=True
    )
    points = serializers.IntegerField(read_only=True)
    weight = serializers.IntegerField(read_only=True)
    days = serializers.IntegerField(read_only=True)
    full = serializers.IntegerField(read_only=True)


class FitOut(serializers.Serializer[Candidate]):
    """`score` is the sum of the points, `most` that of the weights."""

    officer = serializers.IntegerField(source="officer.pk", read_only=True)
    unit = serializers.CharField(source="posting.unit.code", read_only=True)
    excluded = serializers.BooleanField(source="fit.excluded", read_only=True)
    score = serializers.IntegerField(source="fit.score", read_only=True)
    most = serializers.IntegerField(source="fit.most", read_only=True)
    checks = serializers.SerializerMethodField()
    factors = serializers.SerializerMethodField()

    @extend_schema_field(CheckOut(many=True))
    def get_checks(self, one: Candidate) -> Any:
        return [CheckOut(check).data for check in one.fit.checks]

    @extend_schema_field(FactorOut(many=True))
    def get_factors(self, one: Candidate) -> Any:
        return [FactorOut(factor).data for factor in one.fit.factors]


class FitsOut(serializers.Serializer[Any]):
    """Who fits a post, as things stand on `day`."""

    day = serializers.DateField(read_only=True)
    results = FitOut(source="candidates", many=True, read_only=True)
