"""What rounds of selection look like to other systems, and what is sent for them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from desk.inputs import Day, Enum, Input, Text
from personnel.api.order_shapes import MOST
from personnel.api.shapes import UNIT_CODE
from personnel.models import (
    RoundBar,
    RoundCouple,
    RoundGroup,
    RoundMatch,
    RoundOfficer,
    RoundPost,
    SelectionRound,
)
from personnel.rounds.life import SHOWN


def ids(**options: Any) -> serializers.ListField:
    child = serializers.IntegerField(min_value=1, max_value=MOST)
    return serializers.ListField(child=child, max_length=5000, **options)


class PlacesIn(Input):
    """A post of the establishment with its places; 0 takes it out again."""

    post = serializers.IntegerField(min_value=1, max_value=MOST)
    places = serializers.IntegerField(min_value=0, max_value=999)


class RoundIn(Input):
    """`wishes_until` and `ranks_until` are the first moments that are too late."""

    bureau = Text(UNIT_CODE)
    title = Text(80)
    basis = Text(2000, required=False, allow_blank=True, default="")
    most = serializers.IntegerField(min_value=1, max_value=20, default=5)
    wishes_until = serializers.DateTimeField()
    ranks_until = serializers.DateTimeField()
    places = PlacesIn(many=True, required=False, default=list)
    officers = ids(required=False, default=list)


class ChoicesIn(Input):
    """Posts of the round by their id there, the dearest first; empty: one stays."""

    posts = ids()


class RanksIn(Input):
    """A post of the round, and officers by their id there, the dearest first; who is
    missing cannot come. Empty: nobody is taken."""

    post = serializers.IntegerField(min_value=1, max_value=MOST)
    officers = ids()


class DatesIn(Input):
    """The first moments that are too late; what is missing stays."""

    wishes_until = serializers.DateTimeField(required=False)
    ranks_until = serializers.DateTimeField(required=False)


class FirstIn(Input):
    """The first day in the new posts."""

    first = Day()


class BarIn(Input):
    """An officer and the posts he must not come to, by their ids in the round."""

    officer = serializers.IntegerField(min_value=1, max_value=MOST)
    posts = ids()
    reason = Text(200)


class GroupIn(Input):
    """Posts of the round with a common bound: at most, at least, or both."""

    title = Text(40)
    posts = ids()
    most = serializers.IntegerField(
        min_value=0, max_value=999, required=False, allow_null=True, default=None
    )
    least = serializers.IntegerField(min_value=0, max_value=999, default=0)


class CoupleIn(Input):
    """Two officers who asked to choose together, by their ids in the round."""

    one = serializers.IntegerField(min_value=1, max_value=MOST)
    other = serializers.IntegerField(min_value=1, max_value=MOST)


class RoundOfficerOut(serializers.Serializer[RoundOfficer]):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    by_rule = serializers.BooleanField(read_only=True)
    chose_at = serializers.DateTimeField(
        source="wished_at", read_only=True, allow_null=True
    )


class CandidateOut(serializers.Serializer[RoundOfficer]):
    """What a chief reads of who chose his post: not what else he chose, nor in which
    place. `id` is what he is ranked by; `unit` null where he is posted nowhere."""

    id = serializers.IntegerField(read_only=True)
    police_number = serializers.CharField(
        source="officer.police_number", read_only=True
    )
    name = serializers.CharField(source="officer.name", read_only=True)
    rank = serializers.CharField(source="officer.rank", read_only=True)
    unit = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_unit(self, row: RoundOfficer) -> str | None:
        served = self.context["service"].get(row.officer_id)
        return served.unit.code if served and served.unit else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_since(self, row: RoundOfficer) -> str | None:
        served = self.context["service"].get(row.officer_id)
        return served.since.isoformat() if served else None


class CandidatesOut(serializers.Serializer[Any]):
    officers = CandidateOut(many=True, read_only=True)


class RoundGroupOut(serializers.Serializer[RoundGroup]):
    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    posts = serializers.PrimaryKeyRelatedField[RoundPost](
        many=True, read_only=True, pk_field=serializers.IntegerField()
    )
    most = serializers.IntegerField(read_only=True, allow_null=True)
    least = serializers.IntegerField(read_only=True)


class RoundBarOut(serializers.Serializer[RoundBar]):
    id = serializers.IntegerField(read_only=True)
    officer = serializers.IntegerField(source="officer_id", read_only=True)
    post = serializers.IntegerField(source="post_id", read_only=True)
    reason = serializers.CharField(read_only=True)


class RoundCoupleOut(serializers.Serializer[RoundCouple]):
    id = serializers.IntegerField(read_only=True)
    one = serializers.IntegerField(source="one_id", read_only=True)
    other = serializers.IntegerField(source="other_id", read_only=True)


class BoundsOut(serializers.Serializer[SelectionRound]):
    """Who may choose and what binds the round; for those who prepare it."""

    id = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    officers = RoundOfficerOut(many=True, read_only=True)
    groups = RoundGroupOut(many=True, read_only=True)
    bars = serializers.SerializerMethodField()
    couples = serializers.SerializerMethodField()

    @extend_schema_field(RoundBarOut(many=True))
    def get_bars(self, row: SelectionRound) -> Any:
        rows = RoundBar.objects.filter(officer__round=row)
        return [RoundBarOut(one).data for one in rows]

    @extend_schema_field(RoundCoupleOut(many=True))
    def get_couples(self, row: SelectionRound) -> Any:
        rows = RoundCouple.objects.filter(one__round=row)
        return [RoundCoupleOut(one).data for one in rows]


class DraftedOut(serializers.Serializer[Any]):
    """The drafts of posting orders that were made."""

    orders = serializers.ListField(child=serializers.IntegerField(), read_only=True)


class RoundPostOut(serializers.Serializer[RoundPost]):
    id = serializers.IntegerField(read_only=True)
    post = serializers.IntegerField(source="post_id", read_only=True)
    station = serializers.CharField(
        source="post.station.code", default=None, read_only=True, allow_null=True
    )
    department = serializers.CharField(
        source="post.department.code", default=None, read_only=True, allow_null=True
    )
    kind = serializers.CharField(source="post.kind", read_only=True)
    places = serializers.IntegerField(read_only=True)
    closed_reason = serializers.CharField(read_only=True)


class OwnMatchOut(serializers.Serializer[RoundMatch]):
    """`post` is its id in the round, null: one stays where one is."""

    post = serializers.IntegerField(source="post_id", read_only=True, allow_null=True)
    choice = serializers.IntegerField(read_only=True, allow_null=True)


class RoundOut(serializers.Serializer[SelectionRound]):
    """`choices` and `match` are the reader's own; the latter once it is published."""

    id = serializers.IntegerField(read_only=True)
    bureau = serializers.CharField(source="bureau.code", read_only=True)
    title = serializers.CharField(read_only=True)
    basis = serializers.CharField(read_only=True)
    state = Enum("SelectionRoundState", SelectionRound.State.values, read_only=True)
    most = serializers.IntegerField(read_only=True)
    wishes_until = serializers.DateTimeField(read_only=True)
    ranks_until = serializers.DateTimeField(read_only=True)
    end_reason = serializers.CharField(read_only=True)
    posts = RoundPostOut(many=True, read_only=True)
    choices = serializers.SerializerMethodField()
    match = serializers.SerializerMethodField()
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_choices(self, row: SelectionRound) -> list[int]:
        found: list[int] = self.context["choices"].get(row.pk, [])
        return found

    @extend_schema_field(OwnMatchOut(allow_null=True))
    def get_match(self, row: SelectionRound) -> Any:
        found = self.context["matches"].get(row.pk) if row.state in SHOWN else None
        return OwnMatchOut(found).data if found else None
