"""What is typed about a difficulty, by the station and by those who answer it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.forms.fields import DayField, choose_among, words
from desk.evidence import evidence
from desk.fields import one_line, whole
from desk.reasons import ReasonForm
from organization.models import Department, Station
from tasking.models import Category, Difficulty, HelpTerms, Urgency
from tasking.services.difficulties import LONGEST_TITLE, Asked, departments_for
from tasking.services.guidance import LONGEST_WHO
from tasking.services.holding_difficulties import LONGEST

OUTCOMES = (
    ("solved", _("Solved")),
    ("partly", _("Partly solved")),
    ("not", _("Not solved, answer again")),
)


if TYPE_CHECKING:
    DepartmentField = forms.ModelChoiceField[Department]
else:
    DepartmentField = forms.ModelChoiceField


class UnitField(DepartmentField):
    """A department, named with its bureau."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.bureau.label} {row.label}"


class RaiseForm(ReasonForm):
    """A difficulty; `seen` are earlier answers that were shown while it was typed."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    station = forms.ModelChoiceField(Station.objects.none(), label=_("Station"))
    title = one_line(_("In one line"), LONGEST_TITLE)
    text = words(_("What is difficult"), most=LONGEST, rows=4)
    category = forms.ChoiceField(
        label=pgettext_lazy("difficulty", "Category"),
        choices=[("", _("Choose")), *Category.choices],
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("How urgent"),
        choices=Urgency.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    department = UnitField(
        Department.objects.none(),
        label=_("Whose matter it is"),
        required=False,
        empty_label=_("I do not know; the coordination office says"),
    )
    evidence = evidence()
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, stations: list[Station], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.stations = stations
        here = Station.objects.filter(pk__in=[one.pk for one in stations])
        choose_among(self, "station", here)
        self.fields["station"].required = len(stations) > 1
        choose_among(self, "department", departments_for(stations[0]))
        self.fields["evidence"].label = _("Attachments")

    @property
    def station_meant(self) -> Station:
        found: Station | None = self._got("station")
        return next((one for one in self.stations if one == found), self.stations[0])

    @property
    def asked(self) -> Asked:
        got = self._got
        return Asked(
            title=got("title") or "",
            text=got("text") or "",
            category=got("category") or "",
            urgency=got("urgency") or "",
            department=got("department"),
        )

    @property
    def seen_before(self) -> set[str]:
        return set((self._got("seen") or "").split())

    @property
    def files_given(self) -> list[Any]:
        return self._got("evidence") or []


def blank() -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "urgency": Urgency.SOON, "category": ""}


class AnswerForm(ReasonForm):
    answer = words(pgettext_lazy("to a question", "Answer"), most=LONGEST, rows=5)
    evidence = evidence()

    @property
    def said(self) -> dict[str, Any]:
        return {
            "text": self._got("answer") or "",
            "files": self._got("evidence") or [],
        }


class NoteForm(ReasonForm):
    text = words(_("Ask back or add something"), most=LONGEST)

    @property
    def said(self) -> dict[str, Any]:
        return {"text": self._got("text") or ""}


class VisitForm(ReasonForm):
    on = DayField(label=_("Day of the visit"))
    who = one_line(_("Who comes"), LONGEST_WHO)
    what = words(_("What is shown"), most=LONGEST)

    @property
    def said(self) -> dict[str, Any]:
        got = self._got
        return {"on": got("on"), "who": got("who") or "", "what": got("what") or ""}


class VisitedForm(ReasonForm):
    on = DayField(label=_("Done on"))
    done = words(_("What was done there"), most=LONGEST, rows=4)

    @property
    def said(self) -> dict[str, Any]:
        return {"on": self._got("on"), "done": self._got("done") or ""}


class HandOnForm(ReasonForm):
    department = UnitField(
        Department.objects.none(),
        label=_("To whom"),
        required=False,
        empty_label=_("Choose"),
    )

    def __init__(self, row: Difficulty, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = departments_for(row.station).exclude(pk=row.department_id)
        choose_among(self, "department", rows)
        field = self.fields["department"]
        if isinstance(field, UnitField) and row.department_id:
            field.empty_label = str(_("The coordination office, to say whose it is"))

    @property
    def said(self) -> dict[str, Any]:
        return {"department": self._got("department"), "reason": self.reason_given}


class SayForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=_("How it was"),
        choices=OUTCOMES,
        required=False,
        widget=forms.RadioSelect,
    )
    words = words(_("In your own words"), most=LONGEST)

    @property
    def said(self) -> dict[str, Any]:
        got = self._got
        return {"outcome": got("outcome") or "", "words": got("words") or ""}


class WhyForm(ReasonForm):
    """A reason alone."""

    @property
    def said(self) -> dict[str, Any]:
        return {"reason": self.reason_given}


class JoinForm(ReasonForm):
    """The version alone; which one it is the same as the page names."""

    lead = forms.CharField(required=False, max_length=18)


class TermsForm(ReasonForm):
    """Working days by urgency."""

    urgent, soon, calm = (whole(label) for _value, label in Urgency.choices)

    @property
    def said(self) -> dict[str, Any]:
        return {name: self._got(name) for name in Urgency.values}


def terms_typed(row: HelpTerms | None) -> dict[str, Any]:
    found = row or HelpTerms(version=0)
    return {name: getattr(found, name) for name in (*Urgency.values, "version")}


def visit_typed(row: Difficulty, now: dt.datetime) -> dict[str, Any]:
    """A visit that has been: on the day it was planned for, if that is over."""
    planned = row.visits.planned().first()
    today = timezone.localdate(now)
    on = min(planned.planned_on, today) if planned else today
    return {"on": on, "version": row.version}
