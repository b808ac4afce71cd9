"""What is typed about a posting order: the order, its lines, words, the decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import DayField, choose_among, one_line, whole, words
from desk.reasons import ReasonForm
from organization.models import Bureau, User
from personnel.models import Officer, OrderSaying, PostingLine
from personnel.naming import plain_name, plain_number
from personnel.services.deciding import Decision
from personnel.services.lines import Wish
from personnel.targets import Target, Targets


class OrderForm(ReasonForm):
    """Its title, why, and who may read it before it is decided."""

    title = one_line(_("Title"), 80)
    basis = words(_("Why"), rows=3)
    readers = forms.MultipleChoiceField(
        label=_("Who may read it before it is decided"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        people: list[tuple[User, bool]],
        data: Any = None,
        **initial: Any,
    ) -> None:
        """`people` may be named; True for those who are unless one says otherwise."""
        self.people = {str(user.pk): user for user, _usual in people}
        usual = [str(user.pk) for user, usual in people if usual]
        super().__init__(data, initial={"readers": usual} | initial)
        choose_among(self, "readers", [(pk, u.name) for pk, u in self.people.items()])

    @property
    def named(self) -> list[User]:
        return [self.people[pk] for pk in self._got("readers") or ()]


class LineForm(ReasonForm):
    """One officer to one post or unit. `until` is the last day there."""

    officer = one_line(_("Police number or name"), 60)
    to = forms.ChoiceField(
        label=_("To where"),
        required=False,
        error_messages={"invalid_choice": _("Choose.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind of posting"),
        choices=PostingLine.Kind.choices,
        initial=PostingLine.Kind.PERMANENT,
    )
    first, until = DayField(label=_("First day")), DayField(label=_("Last day"))
    late_reason = one_line(_("Why it lies in the past"), 200)

    _NAMES = {"unit": "to", "post": "to"}

    def __init__(self, user: User, targets: Targets, data: Any = None) -> None:
        super().__init__(data, auto_id="line-%s")
        self.user, self.targets = user, targets
        choose_among(self, "to", [("", "—"), *targets.choices])

    @property
    def wish(self) -> Wish:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        problems: dict[str, list[Any]] = {}
        got, last = self.cleaned_data, self.cleaned_data["until"]
        officer, told = self._officer()
        if officer is None:
            problems["officer"] = [told]
        target: Target | None = self.targets.get(got["to"])
        if target is None:
            problems["to"] = [_("Choose a unit or one of its posts.")]
        if got["first"] is None:
            problems["first"] = [_("Say from which day on.")]
        if problems or officer is None or target is None:
            raise ValidationError(problems)
        return Wish(
            officer=officer,
            unit=target.unit,
            post=target.post,
            kind=got["kind"],
            first=got["first"],
            end=last + dt.timedelta(days=1) if last else None,
            late_reason=got["late_reason"],
        )

    def _officer(self) -> tuple[Officer | None, Any]:
        """The one officer who is meant, or why there is none."""
        return officer_named(self.user, self.cleaned_data["officer"])

    def refuse(self, error: ValidationError) -> str:
        known = getattr(error, "error_dict", None)
        if known is not None:
            renamed: dict[str, list[Any]] = {}
            for name, messages in known.items():
                renamed.setdefault(self._NAMES.get(name, name), []).extend(messages)
            error = ValidationError(renamed)
        return super().refuse(error)


class ChangedLineForm(LineForm):
    """The same for an officer who is in the order already: he stays the same."""

    def __init__(
        self, user: User, targets: Targets, line: PostingLine, data: Any = None
    ) -> None:
        super().__init__(user, targets, data)
        self.line = line
        del self.fields["officer"]
        place = "s" if line.station_id else "d"
        unit = line.station_id or line.department_id
        self.initial = {
            "to": f"p{line.post_id}" if line.post_id else f"{place}{unit}",
            "kind": line.kind,
            "first": line.first,
            "until": line.last,
            "late_reason": line.late_reason,
            "version": line.order.version,
        }

    def _officer(self) -> tuple[Officer | None, Any]:
        return self.line.officer, ""


def officer_named(user: User, text: str) -> tuple[Officer | None, Any]:
    """The one officer of that number or name, or why there is none."""
    number, name = plain_number(text), plain_name(text)
    if not name:
        return None, _("This must be filled in.")
    seen = Officer.objects.visible_to(user)
    found = list(seen.filter(police_number=number)) or list(seen.filter(name=name)[:2])
    if not found:
        return None, _("There is no such officer.")
    if len(found) > 1:
        return None, _("Several have this name: type the police number.")
    return found[0], ""


class SayingForm(ReasonForm):
    """A chief's word for his station."""

    answer = forms.ChoiceField(
        label=_("Your word"),
        choices=OrderSaying.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    text = words(_("Why"), rows=3)


class ReplyForm(ReasonForm):
    """A written reply to an objection or a reservation."""

    text = words(_("Reply"), rows=3)


class DecisionForm(ReasonForm):
    """Which meeting decided."""

    meeting = one_line(_("Meeting of the leadership"), 80)
    met_on = DayField(label=_("Held on"))
    number = one_line(_("Number of the decision"), 60)

    @property
    def decision(self) -> Decision:
        """ValidationError, with the fields marked, when it cannot be read."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        return Decision(got["meeting"], got["met_on"], got["number"])


class RequestForm(ReasonForm):
    """An officer by name, or so many of a kind of post."""

    kind = one_line(_("Post"), 40, list="post-kinds")
    number = whole(_("How many"), initial=1)
    officer = one_line(_("Officer wished for, by police number"), 12)

    def wished(self, bureau: Bureau) -> Officer | None:
        """Of the own bureau and by number alone: a chief cannot look people up."""
        number = plain_number(self._got("officer") or "")
        if not number:
            return None
        rows = Officer.objects.posted_under(bureau)
        found = rows.filter(police_number=number).first()
        if found is None:
            raise ValidationError({"officer": [_("There is no such officer.")]})
        return found


class RequestAnswerForm(ReasonForm):
    """Taken up or not, and why."""

    taken = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[("yes", _("Taken up")), ("no", _("Not taken up"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    answer = words(_("What the chief reads"), rows=3)
