"""What is typed about a post of a unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import TOO_LONG, DayField, whole
from desk.reasons import ReasonForm
from organization.services.problems import Days
from personnel.models import Ability, Post
from personnel.models.posts import Category
from personnel.services import Terms
from personnel.services.posts import HEAVIEST, terms_of

REQUIRED = "required"
POINTS = (5, 10, 15, 20, 30)
_ABILITY = "ability-"


def _wish(ability: Ability, now: str | None) -> forms.ChoiceField:
    """Not asked, required, or wished for with so many points; `now` may be others."""
    points = {*POINTS, int(now)} if now and now != REQUIRED else POINTS
    choices: list[tuple[str, Any]] = [("", "—")]
    if ability.kind == Ability.Kind.QUALIFICATION:
        choices.append((REQUIRED, _("required")))
    choices += [(str(n), _("+%(n)s points") % {"n": n}) for n in sorted(points)]
    return forms.ChoiceField(label=ability.label, choices=choices, required=False)


class TermsForm(ReasonForm):
    """Kind, number, ranks; common to a new post and a changed one."""

    kind = forms.CharField(
        label=_("Post"),
        max_length=40,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"list": "post-kinds", "autocomplete": "off"}),
    )
    approved = whole(_("Approved"))
    category = forms.ChoiceField(label=_("For"), choices=Category.choices)
    rank_from = forms.CharField(
        label=_("Rank from"), max_length=20, required=False, error_messages=TOO_LONG
    )
    rank_to = forms.CharField(
        label=_("Rank to"), max_length=20, required=False, error_messages=TOO_LONG
    )
    leading = forms.BooleanField(label=_("Leading post"), required=False)
    nights = forms.BooleanField(label=_("With night duty"), required=False)
    weight = forms.TypedChoiceField(
        label=_("How much a vacancy weighs"),
        choices=[(n, str(n)) for n in range(1, HEAVIEST + 1)],
        coerce=int,
        initial=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ability in Ability.objects.filter(retired=False):
            name = f"{_ABILITY}{ability.code}"
            self.fields[name] = _wish(ability, self.initial.get(name))

    @property
    def abilities(self) -> list[forms.BoundField]:
        """A choice for each qualification and skill: what the post asks of it."""
        return [field for field in self if field.name.startswith(_ABILITY)]

    @property
    def _asked(self) -> dict[str, str]:
        got = self.cleaned_data
        asked = {n.removeprefix(_ABILITY): v for n, v in got.items() if _ABILITY in n}
        return {code: value for code, value in asked.items() if value}

    @property
    def kinds(self) -> list[str]:
        return list(settings.POST_KINDS)

    @property
    def terms(self) -> Terms:
        """ValidationError, with the fields marked, when they cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got, asked = self.cleaned_data, self._asked
        typed = {n: got[n] for n in Terms.__dataclass_fields__ if n in got}
        return Terms(
            **typed,
            required=[code for code, value in asked.items() if value == REQUIRED],
            desired={c: int(v) for c, v in asked.items() if v != REQUIRED},
        )

    def _day(self, name: str, missing: Any) -> dt.date:
        found: dt.date | None = self._got(name)
        if found is None:
            raise ValidationError({name: [missing]})
        return found


class PostForm(TermsForm):
    """A post to be added; `until` is its last day."""

    first, until = DayField(label=_("In force from")), DayField(label=_("Last day"))

    @property
    def during(self) -> Days:
        last: dt.date | None = self._got("until")
        first = self._day("first", _("Say from which day on."))
        return first, last + dt.timedelta(days=1) if last else None


class ChangePostForm(TermsForm):
    """Other terms from a day on."""

    on = DayField(label=_("First day of the change"))

    def __init__(self, post: Post, data: Any = None) -> None:
        terms = terms_of(post)
        asked = {f"{_ABILITY}{code}": REQUIRED for code in terms.required}
        asked |= {f"{_ABILITY}{code}": str(n) for code, n in terms.desired.items()}
        initial = vars(terms) | asked | {"version": post.version}
        super().__init__(data, initial=initial)

    @property
    def day(self) -> dt.date:
        return self._day("on", _("Say from which day on."))


class ClosePostForm(ReasonForm):
    """The first day without the post."""

    on = DayField(label=_("First day without it"))

    def __init__(self, post: Post, data: Any = None) -> None:
        super().__init__(data, initial={"version": post.version}, auto_id="close-%s")

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [_("Say from which day on.")]})
        return found
