"""What is typed about abilities, limits, earlier service, contact data and weights."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.fields import DayField, choose_among, one_line, whole
from desk.reasons import ReasonForm
from organization.models import Bureau, User
from organization.services.problems import Days
from personnel.models import (
    Ability,
    Attainment,
    Contact,
    FitWeights,
    Limit,
    Officer,
)
from personnel.naming import plain_number
from personnel.services import NewAttainment, NewLimit, NewService, Reach
from personnel.services.weighing import POINTS, YEARS

DAY = dt.timedelta(days=1)
SAY_FROM = _("Say from which day on.")


class PeriodForm(ReasonForm):
    """First and last day; `until` is the last day on which it counts."""

    first, until = DayField(label=_("First day")), DayField(label=_("Last day"))

    def days(self) -> Days:
        """ValidationError, with the fields marked, when it cannot be read."""
        if not self.is_valid():
            raise ValidationError({})
        first, last = self.cleaned_data["first"], self.cleaned_data["until"]
        if first is None:
            raise ValidationError({"first": [SAY_FROM]})
        return first, last + DAY if last else None

    def refuse(self, error: ValidationError) -> str:
        """What is said of the period stands beside its last day."""
        known = getattr(error, "error_dict", None)
        if known and "during" in known:
            known["until"] = [*known.pop("during"), *known.get("until", [])]
        return super().refuse(error)


class AttainmentForm(PeriodForm):
    """An officer holds a qualification or has a skill."""

    ability = forms.ModelChoiceField(
        label=_("Qualification or skill"),
        queryset=Ability.objects.none(),
        empty_label="—",
        error_messages={"required": _("Choose."), "invalid_choice": _("Choose.")},
    )
    number = one_line(_("Number of the certificate"), 40)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="attainment-%s")
        choose_among(self, "ability", Ability.objects.filter(retired=False))

    def row(self, officer: Officer) -> NewAttainment:
        during = self.days()
        got = self.cleaned_data
        return NewAttainment(officer, got["ability"], during, got["number"])


class CorrectionForm(PeriodForm):
    """Another number or other days of what an officer holds, and why."""

    number = one_line(_("Number of the certificate"), 40)

    def __init__(self, now: Attainment, data: Any = None) -> None:
        kept = {"first": now.during.lower, "until": now.last, "number": now.number}
        super().__init__(data, initial=kept | {"version": now.version})


class AbilityForm(ReasonForm):
    """One more kind for the catalogue."""

    kind = forms.ChoiceField(
        label=_("Kind of ability"), choices=Ability.Kind.choices, initial="skill"
    )
    name = one_line(pgettext_lazy("of an ability", "Name"), 40)
    name_en = one_line(_("English name"), 60)
    code = one_line(_("Code"), 20)


class ServiceForm(PeriodForm):
    """Earlier service; it is over, so that both days are needed."""

    unit, post = one_line(_("Unit"), 80), one_line(_("Post"), 40)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="service-%s")

    def row(self, officer: Officer) -> NewService:
        first, end = self.days()
        if end is None:
            raise ValidationError({"until": [_("Say until when.")]})
        got = self.cleaned_data
        return NewService(officer, got["unit"], got["post"], first, end)


class LimitForm(PeriodForm):
    """Where an officer may not be posted. Units and bureaus by what one types."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Limit.Ground.choices)
    effect = forms.ChoiceField(
        label=_("What it bars"), choices=Limit.Effect.choices, initial="nights"
    )
    unit = forms.ChoiceField(label=_("Which unit"), required=False)
    area = forms.ModelChoiceField(
        label=_("Which bureau"),
        queryset=Bureau.objects.none(),
        required=False,
        empty_label="—",
    )
    relative = one_line(_("Relative, by police number"), 12)
    note = one_line(_("What it rests on"), 200)

    def __init__(
        self, user: User, units: list[tuple[str, Any]], data: Any = None
    ) -> None:
        """`units` are those one may name, by what the field sends."""
        super().__init__(data, auto_id="limit-%s")
        self.user, self.units = user, dict(units)
        labels = [(key, unit.label) for key, unit in units]
        choose_among(self, "unit", [("", "—"), *labels])
        choose_among(self, "area", Bureau.objects.visible_to(user).order_by("code"))

    def row(self, officer: Officer) -> NewLimit:
        during = self.days()
        got = self.cleaned_data
        return NewLimit(
            officer=officer,
            ground=got["ground"],
            effect=got["effect"],
            during=during,
            note=got["note"],
            unit=self.units.get(got["unit"]),
            area=got["area"],
            relative=self._relative(got["relative"]),
        )

    def _relative(self, number: str) -> Officer | None:
        if not plain_number(number):
            return None
        seen = Officer.objects.visible_to(self.user)
        found = seen.filter(police_number=plain_number(number)).first()
        if found is None:
            raise ValidationError({"relative": [_("There is no such officer.")]})
        return found


class LiftForm(ReasonForm):
    """The first day without a limit."""

    on = DayField(label=_("First day without it"))

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [SAY_FROM]})
        return found


class ContactForm(ReasonForm):
    """How an officer is reached."""

    phone, address = one_line(_("Telephone"), 20), one_line(_("Address"), 120)
    kin_name = one_line(_("Whom to call"), 60)
    kin_phone = one_line(_("That person's telephone"), 20)

    def __init__(self, now: Contact | None, data: Any = None) -> None:
        names = Reach.__dataclass_fields__
        initial = {name: getattr(now, name) for name in names} if now else {}
        version = now.version if now else 0
        super().__init__(
            data, initial=initial | {"version": version}, auto_id="contact-%s"
        )
        self.changing = now

    @property
    def reach(self) -> Reach:
        got = self.cleaned_data
        return Reach(**{name: got[name] for name in Reach.__dataclass_fields__})


class SinceForm(ReasonForm):
    """When an officer began to work; empty: it is not known."""

    since = DayField(label=_("Working since"), since=1950)

    def __init__(self, now: Officer, data: Any = None) -> None:
        kept = {"since": now.working_since}
        super().__init__(data, initial=kept, auto_id="since-%s")

    @property
    def day(self) -> dt.date | None:
        found: dt.date | None = self._got("since")
        return found


class AccountForm(ReasonForm):
    """Which account is the officer's own; empty: he has none."""

    user = one_line(_("User name"), 150)

    def __init__(self, now: Officer, data: Any = None) -> None:
        kept = {"user": now.user.username if now.user else ""}
        super().__init__(data, initial=kept, auto_id="account-%s")

    @property
    def username(self) -> str:
        return self._got("user") or ""


class WeightsForm(ReasonForm):
    """Points and years of the conditions."""

    def __init__(self, now: FitWeights, own: bool, data: Any = None) -> None:
        """`own`: the bureau has set some itself, whose version counts."""
        names = (*POINTS, *YEARS)
        initial = {name: getattr(now, name) for name in names}
        version = now.version if own else 0
        super().__init__(data, initial=initial | {"version": version})
        verbose = {f.name: f.verbose_name for f in FitWeights._meta.fields}
        for name in names:
            self.fields[name] = whole(capfirst(verbose[name]))

    @property
    def values(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in (*POINTS, *YEARS)}
