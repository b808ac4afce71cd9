"""What difficulties look like from outside, and what may be sent about them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coordination.api.fields import At
from desk.file_doors import FileOut, FilesIn
from desk.inputs import Day, Enum, Input, Text
from tasking.models import Category, Difficulty, Urgency
from tasking.models.difficulty import ACTS
from tasking.services import difficulties as raising
from tasking.services.guidance import LONGEST_WHO
from tasking.services.holding_difficulties import LONGEST

BLANK: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class DifficultyIn(Input):
    """A difficulty; an empty `department` leaves it to the office whose it is."""

    station = Text(32)
    department = Text(32, **BLANK)
    category = Enum("DifficultyCategory", Category.values)
    urgency = Enum("DifficultyUrgency", Urgency.values)
    title = Text(raising.LONGEST_TITLE)
    text = Text(LONGEST)


class DifficultyFilesIn(DifficultyIn, FilesIn):
    """The same as multipart, with attachments."""


class DifficultyAnswerIn(Input):
    answer = Text(LONGEST, source="text")


class DifficultyNoteIn(Input):
    text = Text(LONGEST)


class GuidanceIn(Input):
    """`on` is the day, `who` comes, `what` is shown."""

    on = Day()
    who = Text(LONGEST_WHO)
    what = Text(LONGEST)


class GuidanceDoneIn(Input):
    on = Day()
    done = Text(LONGEST)


class DifficultyHandOnIn(Input):
    """An empty `department` gives it to the coordination office."""

    department = Text(32, **BLANK)
    reason = Text(LONGEST)


class DifficultyJoinIn(Input):
    """`lead` is the one whose answer serves this one too."""

    lead = serializers.IntegerField(min_value=1, max_value=2**62)


class DifficultySayIn(Input):
    """`not` opens it again one step up; the others close it."""

    outcome = Enum("DifficultyOutcome", raising.OUTCOMES)
    words = Text(LONGEST)


class DifficultyStepOut(serializers.Serializer[Any]):
    """One step; without `by` it was the clock."""

    at = At()
    act = Enum("DifficultyStep", ACTS, read_only=True)
    by = serializers.CharField(
        source="by.name", default=None, read_only=True, allow_null=True
    )
    note = serializers.CharField(read_only=True)


class GuidanceOut(serializers.Serializer[Any]):
    """A guidance visit; `done_on` is null until it has been."""

    planned_on = serializers.DateField(read_only=True)
    who = serializers.CharField(read_only=True)
    what = serializers.CharField(read_only=True)
    done_on = serializers.DateField(read_only=True, allow_null=True)
    done = serializers.CharField(read_only=True)
    called_off_at = At(allow_null=True)


class DifficultyOut(serializers.Serializer[Any]):
    """`answer_due` is the clock of whoever at headquarters acts next, null when that is
    the station or nobody; `level` is who looks after it; `department` is null until
    somebody has said whose it is."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    department = serializers.CharField(
        source="department.code", default=None, read_only=True, allow_null=True
    )
    category = Enum("DifficultyCategory", Category.values, read_only=True)
    urgency = Enum("DifficultyUrgency", Urgency.values, read_only=True)
    title = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    state = Enum("DifficultyState", Difficulty.State.values, read_only=True)
    level = Enum("DifficultyLevel", Difficulty.Level.values, read_only=True)
    raised_at = At()
    answer_due = At(allow_null=True)
    answer = serializers.CharField(read_only=True)
    answered_at = At(allow_null=True)
    outcome = serializers.CharField(read_only=True)
    closed_at = At(allow_null=True)
    files = FileOut(many=True, read_only=True)
    visits = GuidanceOut(many=True, read_only=True)
    steps = DifficultyStepOut(source="entries", many=True, read_only=True)
    version = serializers.IntegerField(read_only=True)
