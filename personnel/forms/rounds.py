"""What is typed to prepare a round: its terms, places, officers, what binds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk import fields
from desk.fields import DayField, choose_among, one_line, words
from desk.reasons import ReasonForm
from organization.models import User
from personnel.forms.orders import officer_named
from personnel.models import Officer, Post, RoundOfficer, RoundPost, SelectionRound
from personnel.rounds.eligible import Rule
from personnel.rounds.vacancies import Vacancy
from personnel.services.rounds.preparing import Terms
from personnel.targets import Targets
from personnel.terms import end_of_day

SAY_DAY = _("Say until which day.")


def whole(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A whole number, typed; it may be missing."""
    field = fields.whole(label, required=False, **kwargs)
    field.widget.attrs["class"] = "form-control"
    return field


class DatesForm(ReasonForm):
    """The last days on which officers choose and chiefs rank."""

    wishes_until = DayField(label=_("Officers choose until"))
    ranks_until = DayField(label=_("Chiefs rank until"))

    def moments(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The first moments after those days."""
        return self._end_of("wishes_until"), self._end_of("ranks_until")

    def _end_of(self, name: str) -> dt.datetime | None:
        day: dt.date | None = self._got(name)
        return end_of_day(day) if day else None


def last_days(round: SelectionRound) -> dict[str, dt.date]:
    """The days in force, as the form shows them."""
    found = {"wishes_until": round.wishes_until, "ranks_until": round.ranks_until}
    return {
        name: timezone.localdate(at - dt.timedelta(microseconds=1))
        for name, at in found.items()
    }


class RoundForm(DatesForm):
    """What is announced."""

    title = one_line(_("Title"), 80)
    basis = words(_("What it is about"), rows=3)
    most = whole(_("Choices per officer"), initial=5)
    field_order = ("title", "basis", "most", "wishes_until", "ranks_until")

    @property
    def terms(self) -> Terms:
        """ValidationError, with the fields marked, when it cannot be read."""
        if not self.is_valid():
            raise ValidationError({})
        wishes, ranks = self.moments()
        missing = {
            name: [SAY_DAY]
            for name, at in (("wishes_until", wishes), ("ranks_until", ranks))
            if at is None
        }
        if wishes is None or ranks is None:
            raise ValidationError(missing)
        got = self.cleaned_data
        return Terms(got["title"], wishes, ranks, got["basis"], got["most"] or 0)


class PlacesForm(ReasonForm):
    """How many places each post has in the round; a field per post."""

    def __init__(
        self, shown: Sequence[Vacancy], now: dict[int, int], data: Any = None
    ) -> None:
        super().__init__(data, auto_id="p-%s")
        self.shown = list(shown)
        for one in shown:
            name = f"places-{one.post.pk}"
            field = whole(f"{one.post.unit.label} {one.post.kind}")
            field.initial = now.get(one.post.pk)
            self.fields[name] = field

    @property
    def rows(self) -> list[tuple[Vacancy, Any]]:
        return [(one, self[f"places-{one.post.pk}"]) for one in self.shown]

    @property
    def places(self) -> dict[Post, int]:
        return {one.post: self._got(f"places-{one.post.pk}") or 0 for one in self.shown}


class RuleForm(ReasonForm):
    """Who may choose, described."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    kind = one_line(_("In which post"), 40, list="post-kinds")
    years = whole(_("Years in the unit, at least"), initial=0)

    def __init__(self, targets: Targets, data: Any = None) -> None:
        super().__init__(data, auto_id="rule-%s")
        self.targets = targets
        units = [(key, t.unit.label) for key, t in targets.known.items() if not t.post]
        choose_among(self, "unit", [("", _("the whole bureau")), *units])

    def refuse(self, error: ValidationError) -> str:
        if "rule" in getattr(error, "error_dict", {}):
            error = ValidationError({"unit": error.message_dict["rule"]})
        return super().refuse(error)

    @property
    def rule(self) -> Rule:
        target = self.targets.get(self._got("unit") or "")
        years = self._got("years") or 0
        if not 0 <= years <= 60:
            raise ValidationError({"years": [_("From 0 to 60 years.")]})
        kind = (self._got("kind") or "").strip()
        return Rule(target.unit if target else None, kind, years)


class NameForm(ReasonForm):
    """An officer, by number or name."""

    officer = one_line(_("Police number or name"), 60)

    def named(self, user: User) -> Officer:
        found, told = officer_named(user, self._got("officer") or "")
        if found is None:
            raise ValidationError({"officer": [told]})
        return found


def in_round(round: SelectionRound, text: str, field: str) -> RoundOfficer:
    """The officer of a round by number or name; ValidationError beside the field."""
    text = text.strip()
    rows = round.officers.select_related("officer")
    found = list(rows.filter(officer__police_number=text)) or list(
        rows.filter(officer__name=text)[:2]
    )
    if len(found) == 1:
        return found[0]
    several = _("Several have this name: type the police number.")
    none = _("Nobody of this name may choose in this round.")
    raise ValidationError({field: [several if found else none]})


class _PostsForm(ReasonForm):
    """Some posts of the round."""

    posts = forms.MultipleChoiceField(
        label=_("Posts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, round: SelectionRound, posts: Sequence[RoundPost], data: Any, prefix: str
    ) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        self.round, self.known = round, {str(one.pk): one for one in posts}
        choose_among(self, "posts", [(pk, o.label) for pk, o in self.known.items()])

    @property
    def chosen(self) -> list[RoundPost]:
        return [self.known[pk] for pk in self._got("posts") or ()]


class BarForm(_PostsForm):
    """An officer, the posts he must not come to, and why."""

    officer = one_line(_("Police number or name"), 60)
    field_order = ("officer", "posts", "reason")

    @property
    def named(self) -> RoundOfficer:
        return in_round(self.round, self._got("officer") or "", "officer")


class GroupForm(_PostsForm):
    """Posts with a common bound."""

    title = one_line(_("Name"), 40)
    most, least = whole(_("At most"), min_value=0), whole(_("At least"), min_value=0)


class CoupleForm(ReasonForm):
    """Two officers who asked to choose together."""

    one = one_line(_("Police number or name"), 60)
    other = one_line(_("Police number or name"), 60)

    def halves(self, round: SelectionRound) -> tuple[RoundOfficer, RoundOfficer]:
        return (
            in_round(round, self._got("one") or "", "one"),
            in_round(round, self._got("other") or "", "other"),
        )


class TryForm(ReasonForm):
    """What is to be otherwise, on a copy: a post's places, or an officer left out."""

    post = forms.ChoiceField(label=_("Post"), required=False)
    places = whole(_("with so many places"), min_value=0, max_value=999)
    officer = one_line(_("or without this officer"), 60)

    def __init__(
        self, round: SelectionRound, posts: Sequence[RoundPost], data: Any = None
    ) -> None:
        super().__init__(data, auto_id="try-%s")
        self.round, self.known = round, {str(one.pk): one for one in posts}
        options = [(pk, one.label) for pk, one in self.known.items()]
        choose_among(self, "post", [("", "—"), *options])

    @property
    def change(self) -> tuple[tuple[RoundPost, int] | None, str]:
        """ValidationError, with the fields marked, where nothing is asked."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        post = self.known.get(got["post"])
        if post is not None and got["places"] is None:
            raise ValidationError({"places": [_("This must be filled in.")]})
        if post is None and not got["officer"].strip():
            raise ValidationError({"post": [_("Say what is to be otherwise.")]})
        without = ""
        if got["officer"].strip():
            who = in_round(self.round, got["officer"], "officer")
            without = who.officer.police_number
        return ((post, got["places"]) if post else None), without


class FirstDayForm(ReasonForm):
    """From which day on the result is to take effect."""

    first = DayField(label=_("First day in the new posts"))

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("first")
        if found is None:
            raise ValidationError({"first": [_("Say from which day on.")]})
        return found
