"""What officers hold, for other systems: entered, corrected, struck out."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Day, Enum, Input, Text
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByValue
from personnel import services
from personnel.api.reading import demand_any, named_officer
from personnel.api.shapes import Period
from personnel.api.views import read
from personnel.models import Ability, Attainment
from personnel.services.scope import authorise_about

CODE = 20


class AttainmentIn(Input):
    """`ability` is a code; without `end`, the first day after, it stays open."""

    officer = serializers.IntegerField(min_value=1, max_value=2**62)
    ability = Text(CODE)
    start = Day()
    end = Day(required=False, allow_null=True, default=None)
    number = Text(40, required=False, allow_blank=True, default="")


class AttainmentChange(Input):
    """The whole period and number, as they are from now on."""

    start = Day()
    end = Day(required=False, allow_null=True, default=None)
    number = Text(40, required=False, allow_blank=True, default="")
    reason = Text(2000)


class AttainmentOut(Period):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    ability = serializers.CharField(source="ability.code", read_only=True)
    kind = Enum(
        "AbilityKind", Ability.Kind.values, source="ability.kind", read_only=True
    )
    number = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class Attainments(VisibleRows[Attainment]):
    """Qualifications and skills of the officers one sees."""

    queryset = Attainment.objects.select_related("ability", "officer")
    serializer_class = AttainmentOut
    filters = {
        "officer": ByNumber("officer"),
        "kind": ByValue("ability__kind", Ability.Kind.values),
    }

    @extend_schema(request=AttainmentIn, responses={201: AttainmentOut})
    @once
    def create(self, request: Request) -> Response:
        demand_any(self.user, "ability.edit")
        data = read(AttainmentIn, request)
        officer = named_officer(self.user, data["officer"])
        ability = Ability.objects.filter(code=data["ability"], retired=False).first()
        if ability is None:
            raise ValidationError({"ability": [_("There is no such kind.")]})
        during = (data["start"], data["end"])
        row = services.NewAttainment(officer, ability, during, data["number"])
        with fields_named(during="end"):
            made = services.record_attainment(by=self.user, row=row)
        return self.answer(made, status=201)

    @extend_schema(request=AttainmentChange, responses=AttainmentOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        authorise_about(self.user, "ability.edit", [row.officer])
        expected(request)
        data = read(AttainmentChange, request)
        with transaction.atomic(), fields_named(during="end"):
            changed = services.correct_attainment(
                by=self.user,
                attainment=lock(request, row),
                during=(data["start"], data["end"]),
                number=data["number"],
                reason=data["reason"],
            )
        return self.answer(changed)


class AbilityOut(serializers.ModelSerializer[Ability]):
    """A kind of qualification or skill; of one `series` the higher `level` includes
    the lower."""

    kind = Enum("AbilityKind", Ability.Kind.values)

    class Meta:
        model = Ability
        fields = ["id", "code", "kind", "name", "name_en", "series", "level", "retired"]
        read_only_fields = fields


class Abilities(VisibleRows[Ability]):
    """The catalogue."""

    queryset = Ability.objects.all()
    serializer_class = AbilityOut
    filters = {"kind": ByValue("kind", Ability.Kind.values)}
