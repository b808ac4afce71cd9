"""What notices look like from outside, and what may be sent about them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.api.fields import At
from coordination.notices import reading
from desk.file_doors import FileOut, FilesIn
from desk.inputs import Day, Enum, Input, Text
from organization.models import User
from tasking.models import Notice
from tasking.models.notice import Audience
from tasking.services import answering_notices as answering
from tasking.services import notices

BLANK: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}
STATES = ("live", "over", "corrected", "withdrawn")


class NoticeIn(Input):
    """A notice. `corrects` names the one whose place it takes, at the same stations:
    then no stations are named, and who got the old one gets a letter. `words` are those
    of the list of classified words that the sender has looked at again; without them
    400 names them."""

    department = Text(32)
    title = Text(notices.LONGEST_TITLE)
    body = Text(notices.LONGEST)
    todo = Text(notices.LONGEST_TODO, **BLANK)
    due_on = Day(required=False, allow_null=True, default=None)
    last = Day()
    stations = serializers.ListField(
        child=Text(32), max_length=50_000, required=False, default=list
    )
    groups = serializers.ListField(
        child=Text(32), max_length=1000, required=False, default=list
    )
    audience = Enum("NoticeAudience", Audience.values, default=Audience.CHIEFS.value)
    corrects = serializers.IntegerField(
        min_value=1, max_value=2**62, required=False, allow_null=True, default=None
    )
    declared = serializers.BooleanField(
        help_text="Nothing classified is in it, the files included."
    )
    words = serializers.ListField(
        child=Text(20), max_length=100, required=False, default=list
    )


class NoticeFilesIn(NoticeIn, FilesIn):
    """The same as multipart, with attachments."""


class AtStationIn(Input):
    """Of several own stations that have it, the one that is meant."""

    station = Text(32, **BLANK)


class QuestionIn(AtStationIn):
    text = Text(answering.LONGEST)


class QuestionAnswerIn(Input):
    """`to_all`: every station that has the notice reads question and answer."""

    question = serializers.IntegerField(min_value=1, max_value=2**62)
    answer = Text(answering.LONGEST)
    to_all = serializers.BooleanField(required=False, default=False)


class NoticeRow(serializers.Serializer[Notice]):
    """A notice as a list shows it."""

    id = serializers.IntegerField(read_only=True)
    department = serializers.CharField(source="department.code", read_only=True)
    title = serializers.CharField(read_only=True)
    body = serializers.CharField(read_only=True)
    todo = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)
    last = serializers.DateField(read_only=True)
    audience = Enum("NoticeAudience", Audience.values, read_only=True)
    state = serializers.SerializerMethodField()
    corrects = serializers.IntegerField(
        source="corrects_id", read_only=True, allow_null=True
    )
    corrected_by = serializers.IntegerField(
        source="corrected_by.pk", read_only=True, allow_null=True, default=None
    )
    issued_at = At()
    withdrawn_at = At(allow_null=True)
    withdraw_reason = serializers.CharField(read_only=True)
    files = FileOut(many=True, read_only=True)
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(Enum("NoticeState", STATES))
    def get_state(self, row: Notice) -> str:
        """`live`, `withdrawn`, `corrected` or `over`."""
        if row.is_withdrawn:
            return "withdrawn"
        if row.corrected_by:
            return "corrected"
        return "live" if row.is_live(timezone.localdate()) else "over"


class TallyOut(serializers.Serializer[Any]):
    """Stations in one's reach; who read it at a station the station itself sees."""

    stations = serializers.IntegerField()
    read = serializers.IntegerField()
    understood = serializers.IntegerField()


class ReadingOut(serializers.Serializer[Any]):
    reader = serializers.CharField(source="reader.name", read_only=True)
    at = At()


class ReceivedOut(serializers.Serializer[Any]):
    """The notice at one of the own stations."""

    station = serializers.CharField(source="row.station.code", read_only=True)
    understood_by = serializers.CharField(
        source="row.understood_by.name", default=None, read_only=True, allow_null=True
    )
    understood_at = At(source="row.understood_at", allow_null=True)
    readings = ReadingOut(many=True, read_only=True)


class QuestionOut(serializers.Serializer[Any]):
    """`answered_at` is null until the department has answered."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="receipt.station.code", read_only=True)
    text = serializers.CharField(read_only=True)
    asked_by = serializers.CharField(source="asked_by.name", read_only=True)
    asked_at = At()
    answer = serializers.CharField(read_only=True)
    to_all = serializers.BooleanField(read_only=True)
    answered_at = At(allow_null=True)


class NoticeOut(NoticeRow):
    """A notice with its receipts, as far as one may see them. `counts` is null for who
    only belongs to a station; `owing` are codes of stations, only where something must
    be done."""

    receipts = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    owing = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    @property
    def user(self) -> User:
        found: User = self.context["request"].user
        return found

    @extend_schema_field(ReceivedOut(many=True))
    def get_receipts(self, row: Notice) -> Any:
        return ReceivedOut(reading.receipts(self.user, row), many=True).data

    @extend_schema_field(TallyOut(allow_null=True))
    def get_counts(self, row: Notice) -> Any:
        if not reading.may_count(self.user):
            return None
        return TallyOut(reading.counts(self.user, row)).data

    def get_owing(self, row: Notice) -> list[str]:
        if not reading.may_count(self.user):
            return []
        owing = reading.owing(self.user, row)
        return list(owing.values_list("station__code", flat=True))

    @extend_schema_field(QuestionOut(many=True))
    def get_questions(self, row: Notice) -> Any:
        return QuestionOut(reading.questions(self.user, row), many=True).data
