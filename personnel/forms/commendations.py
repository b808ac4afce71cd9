"""A nomination as it is typed, and what is said of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.evidence import evidence
from desk.fields import one_line, words
from desk.reasons import ReasonForm
from personnel.models import Officer


class NominationForm(ReasonForm):
    """Who, known by number and name together: nobody can look people up here."""

    number = one_line(_("Police number"), 12)
    name = one_line(_("Name"), 60)
    title = one_line(_("For what"), 80)
    deed = words(pgettext_lazy("a deed", "What was done"), most=4000, rows=6)
    evidence = evidence()

    @property
    def values(self) -> dict[str, Any]:
        """ValidationError, with the fields marked, when they cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        return {
            "officer": _officer(got["number"].strip(), got["name"].strip()),
            "title": got["title"],
            "deed": got["deed"],
            "files": got["evidence"],
        }

    def refuse(self, error: ValidationError) -> str:
        known = getattr(error, "error_dict", None)
        if known and "officer" in known:
            known["name"] = known.pop("officer")
        return super().refuse(error)


def _officer(number: str, name: str) -> Officer:
    found = Officer.objects.filter(police_number=number, name=name).first()
    if found is None or not number or not name:
        told = _("Nobody has this number and this name.")
        raise ValidationError({"name" if number else "number": [told]})
    return found


class EndorsementForm(ReasonForm):
    """What the chief says."""

    words = words(_("Why you endorse it"), rows=3)


class PublicationForm(ReasonForm):
    """Under which number the bureau makes it known."""

    number = one_line(_("Number of the document"), 60)
