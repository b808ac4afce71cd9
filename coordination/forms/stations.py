"""The part of a form that says to which stations something goes, and in whose name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import TOO_LONG, IdsField
from coordination.forms.lookups import wanted_stations
from coordination.targets import Pasted, Row, read, replaced
from organization.models import Department, Station, User


def _by_bureau(requesters: Sequence[Department]) -> list[tuple[Any, Any]]:
    """Below the names of their bureaus where there are several: each has an office of
    the same name."""
    pairs = [(one.pk, one.label) for one in requesters]
    if len({one.bureau_id for one in requesters}) == 1:
        return pairs
    found: dict[str, list[tuple[int, str]]] = {}
    for one, pair in zip(requesters, pairs, strict=True):
        found.setdefault(one.bureau.label, []).append(pair)
    return list(found.items())


class StationsForm(forms.Form):
    """Stations ticked one by one, by group and by bureau, or pasted as a list."""

    stations, groups, bureaus = IdsField(), IdsField(), IdsField()
    pasted = forms.CharField(
        label=_("Pasted list"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        error_messages=TOO_LONG,
        max_length=200_000,
        strip=False,
    )

    def __init__(
        self, *args: Any, user: User, requesters: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.requesters = requesters
        self.pasted_list = Pasted()
        self.fields["requester"] = forms.TypedChoiceField(
            label=_("In the name of"),
            choices=_by_bureau(requesters),
            coerce=int,
            required=False,
        )

    @property
    def department(self) -> Department:
        """The department chosen, else the first the user may act for."""
        chosen = self.data.get("requester") or self.initial.get("requester")
        known = {str(one.pk): one for one in self.requesters}
        return known.get(str(chosen), self.requesters[0])

    @property
    def pasted_rows(self) -> list[tuple[Row, str]]:
        """Rows of the pasted list, each with the list as it would be put right."""
        text = str(self["pasted"].value() or "")
        return [
            (row, replaced(text, row) if row.suggestion else "")
            for row in self.pasted_list.rows
        ]

    def ids(self, name: str) -> list[int]:
        """The ids ticked in one of the picker's lists, as far as they are ids."""
        sent = self[name].value() or ()
        texts = [str(one) for one in sent]
        return [int(one) for one in texts if one.isdecimal() and len(one) < 18]

    @property
    def wanted(self) -> QuerySet[Station]:
        """The stations ticked, by themselves, by group or by bureau, each once; those
        the user may see."""
        groups, bureaus = self.ids("groups"), self.ids("bureaus")
        home, ids = self.department.bureau, self.ids("stations")
        rows = wanted_stations(self.user, home, ids, groups=groups, bureaus=bureaus)
        return rows.distinct()

    @property
    def most_chosen(self) -> int:
        """How many stations are chosen at most, before anything of the form is read:
        each line of a pasted list may be one more."""
        return self.wanted.count() + len(str(self["pasted"].value() or "").splitlines())

    def clean_pasted(self) -> str:
        text: str = self.cleaned_data["pasted"] or ""
        if text.strip():
            self.pasted_list = read(text, self.department.bureau)
        for row in self.pasted_list.problems:
            self.add_error("pasted", row.problem)
        return text
