"""A notice as it is written, a question about it, and the answer."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.forms.fields import DayField
from coordination.forms.instead import unpacked
from coordination.forms.lookups import wanted_stations
from coordination.forms.stations import StationsForm
from desk.evidence import evidence
from desk.fields import one_line, words
from desk.reasons import ReasonForm
from organization.models import Station
from tasking.classified import Listed, listed
from tasking.meetings import Meeting
from tasking.models import Notice
from tasking.models.notice import Audience
from tasking.services import notices
from tasking.services.notices import Declared, Message

USUAL_DAYS = 30


def _on_the_list() -> list[tuple[str, str]]:
    return [(one.word, one.word) for one in listed()]


class MessageForm(ReasonForm):
    """What a notice says, and what its sender declares."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = one_line(_("Title"), notices.LONGEST_TITLE)
    body = words(_("What is told"), most=notices.LONGEST, rows=10)
    todo = words(_("What you must do"), most=notices.LONGEST_TODO, rows=3)
    due_on = DayField(label=_("Due"))
    last = DayField(label=_("Holds until"))
    evidence = evidence()
    declared = forms.BooleanField(
        label=_("Nothing classified is in it, the attachments included"), required=False
    )
    words = forms.MultipleChoiceField(required=False, choices=_on_the_list)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = _("Attachments")

    @property
    def words_found(self) -> list[tuple[Listed, bool]]:
        """Words to be looked at again in what was sent, and whether that was done."""
        if not self.is_bound:
            return []
        self.is_valid()
        found = notices.words_to_look_at(self.message(), self.files_given)
        seen = set(self.cleaned_data.get("words") or ())
        return [(one, one.word in seen) for one in found]

    @property
    def files_given(self) -> list[Any]:
        return self._got("evidence") or []

    def message(self) -> Message:
        """As far as it could be read."""
        got = self._got
        return Message(
            title=got("title") or "",
            body=got("body") or "",
            last=got("last"),
            todo=got("todo") or "",
            due_on=got("due_on"),
        )

    def declaration(self) -> Declared:
        seen = frozenset(self._got("words") or ())
        return Declared(bool(self._got("declared")), seen)


class NoticeForm(StationsForm, MessageForm):
    """A new one, with its stations; `officers` and `minutes` of the meeting that it is
    sent instead of, and what was `summoned` of single stations."""

    audience = forms.ChoiceField(
        label=_("Who gets a letter"), choices=Audience.choices, required=False
    )
    officers = forms.IntegerField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(widget=forms.HiddenInput, required=False)
    summoned = forms.CharField(widget=forms.HiddenInput, required=False)

    def message(self) -> Message:
        chosen = self._got("audience") or Audience.CHIEFS
        return replace(super().message(), audience=chosen)

    def clean_pasted(self) -> str:
        text = super().clean_pasted()
        if self.pasted_list.hours:
            self.add_error("pasted", _("A notice has no hours: paste names only."))
        return text

    @property
    def reached(self) -> QuerySet[Station]:
        """The stations chosen, whichever way; those the user may see."""
        ids = [*self.ids("stations"), *(s.pk for s in self.pasted_list.stations)]
        groups, bureaus = self.ids("groups"), self.ids("bureaus")
        return wanted_stations(
            self.user, self.department.bureau, ids, groups=groups, bureaus=bureaus
        ).distinct()

    @property
    def count(self) -> int:
        """How many stations are ticked or pasted."""
        return self.reached.count()

    @property
    def instead(self) -> Meeting | None:
        """Figures nobody can have meant are left aside."""
        officers, minutes = self["officers"].value(), self["minutes"].value()
        text = f"{officers or ''}", f"{minutes or ''}"
        if not all(one.isascii() and one.isdigit() and len(one) < 9 for one in text):
            return None
        heads, ways = unpacked(f"{self['summoned'].value() or ''}")
        found = Meeting(int(text[0]), int(text[1]), heads, ways)
        return found if found.is_likely else None


def blank(now: dt.datetime) -> dict[str, Any]:
    last = timezone.localdate(now) + dt.timedelta(days=USUAL_DAYS)
    return {"key": str(uuid.uuid4()), "last": last}


def initial_of(row: Notice, now: dt.datetime) -> dict[str, Any]:
    """What the correction starts from."""
    last = max(row.last, timezone.localdate(now))
    fields = {name: getattr(row, name) for name in ("title", "body", "todo", "due_on")}
    return {**blank(now), **fields, "last": last}


class QuestionForm(ReasonForm):
    """What the station asks."""

    text = words(_("Question"), most=1_000)


class AnswerForm(ReasonForm):
    """What the department answers, and whether to all."""

    answer = words(pgettext_lazy("to a question", "Answer"), most=1_000)
    to_all = forms.BooleanField(label=_("To all who have it"), required=False)
