"""What is typed about a post of a unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import TOO_LONG, DayField
from desk.reasons import ReasonForm
from organization.services.problems import Days
from personnel.models import Post
from personnel.models.posts import Category
from personnel.services import Terms
from personnel.services.posts import terms_of


class TermsForm(ReasonForm):
    """Kind, number, ranks; common to a new post and a changed one."""

    kind = forms.CharField(
        label=_("Post"),
        max_length=40,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"list": "post-kinds", "autocomplete": "off"}),
    )
    approved = forms.IntegerField(
        label=_("Approved"),
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("This must be filled in."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=_("For"), choices=Category.choices)
    rank_from = forms.CharField(
        label=_("Rank from"), max_length=20, required=False, error_messages=TOO_LONG
    )
    rank_to = forms.CharField(
        label=_("Rank to"), max_length=20, required=False, error_messages=TOO_LONG
    )
    leading = forms.BooleanField(label=_("Leading post"), required=False)

    @property
    def kinds(self) -> list[str]:
        return list(settings.POST_KINDS)

    @property
    def terms(self) -> Terms:
        """ValidationError, with the fields marked, when they cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        return Terms(**{name: got[name] for name in Terms.__dataclass_fields__})

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
        terms = vars(terms_of(post))
        super().__init__(data, initial=terms | {"version": post.version})

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
