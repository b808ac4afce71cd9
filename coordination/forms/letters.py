"""How each kind of letter reaches a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.letters import MATTERS, Kind, kinds
from desk.models import LetterSettings, Way
from desk.services.digests import KIND, USUAL_HOUR
from desk.services.inbox import BINDING_WAYS
from organization.models import User


@dataclass(frozen=True)
class Group:
    """The kinds of one sort of matter, each with its field."""

    label: str | Promise
    rows: tuple[tuple[Kind, Any], ...]


class LettersForm(forms.Form):
    """One choice per kind; what is binding can be mailed besides, not switched off."""

    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily summary"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Write an address such as name@example.cn.")},
    )

    def __init__(self, user: User, data: Any = None) -> None:
        row = LetterSettings.objects.filter(user=user).first()
        first: dict[str, Any] = {
            "digest_hour": row.digest_hour if row else USUAL_HOUR,
            "address": row.address if row else "",
        }
        super().__init__(data, initial=first)
        chosen = dict(user.letter_choices.values_list("kind", "way"))
        self.kinds = [kind for kind in kinds() if kind.name != KIND]
        for kind in self.kinds:
            self.fields[kind.name] = forms.ChoiceField(
                label=str(kind.label),
                choices=[(way.value, way.label) for way in ways_for(kind)],
                initial=chosen.get(kind.name, Way.INBOX),
            )
        if not settings.EMAIL_HOST:
            del self.fields["address"]

    def groups(self) -> list[Group]:
        """The kinds as the page shows them."""
        found = []
        for matter, label in MATTERS.items():
            rows = [(k, self[k.name]) for k in self.kinds if k.matter == matter]
            if rows:
                found.append(Group(label, tuple(rows)))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        mailed = any(said.get(kind.name) == Way.MAIL for kind in self.kinds)
        if mailed and not said.get("address") and "address" not in self.errors:
            raise ValidationError({"address": _("Say where the e-mail goes.")})
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "ways": {kind.name: self.cleaned_data[kind.name] for kind in self.kinds},
            "digest_hour": self.cleaned_data["digest_hour"],
            "address": self.cleaned_data.get("address", ""),
        }


def ways_for(kind: Kind) -> list[Way]:
    """What may be chosen for a kind; e-mail only where the site has a server."""
    usual = BINDING_WAYS if kind.binding else tuple(Way)
    return [way for way in usual if way != Way.MAIL or settings.EMAIL_HOST]
