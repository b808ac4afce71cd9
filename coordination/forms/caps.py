"""What is typed about burden budgets: caps, exceptions, and reasons for more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.models import BurdenCap, CapNote
from coordination.services.capping import Caps
from coordination.services.excepting import say_reason
from desk.fields import number, words
from desk.reasons import ReasonForm
from organization.models import User
from tasking.models import Directive


class CapFields(forms.Form):
    """The part of a form about a task that says why it goes above the budget."""

    cap_reason = words(_("Why it asks for more than was agreed"))

    @property
    def cap_reason_given(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("cap_reason") or ""

    def keep_cap_reason(self, by: User, directive: Directive, now: dt.datetime) -> None:
        """Say it of the task that was just kept."""
        reason = self.cap_reason_given
        say_reason(by=by, directive=directive, reason=reason, now=now)


class CapsForm(ReasonForm):
    """Both caps; an empty one is none."""

    soft = number(_("Soft cap"), max_digits=12, decimal_places=2)
    hard = number(_("Hard cap"), max_digits=12, decimal_places=2)

    @staticmethod
    def of(cap: BurdenCap | None) -> CapsForm:
        """With what the office proposes, or else what holds."""
        if cap is None:
            return CapsForm()
        caps = (cap.soft, cap.hard)
        if cap.proposed_by_id is not None:
            caps = (cap.proposed_soft, cap.proposed_hard)
        soft, hard = (None if one is None else f"{one.normalize():f}" for one in caps)
        return CapsForm(initial={"soft": soft, "hard": hard, "version": cap.version})

    @property
    def caps(self) -> Caps:
        return Caps(self._got("soft"), self._got("hard"))


class ExceptionForm(ReasonForm):
    """How many officer-hours the one task may take, and why."""

    hours = number(_("Hours this task may take"), max_digits=12, decimal_places=2)

    @property
    def hours_given(self) -> Decimal | None:
        found: Decimal | None = self._got("hours")
        return found


def said_of(directive: Directive) -> QuerySet[CapNote]:
    """Reasons that the department gave for this task, the last first."""
    return directive.cap_notes.filter(act=CapNote.Act.SAY).order_by("-pk")
