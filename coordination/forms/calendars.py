"""A calendar address: its name, and whose calendar it opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.feeds.station import may_read
from coordination.services.feeding import LONGEST_NAME
from desk.fields import choose_among, one_line
from desk.reasons import ReasonForm
from organization.models import Station, User


class NameForm(ReasonForm):
    """What its owner calls it."""

    name = one_line(pgettext_lazy("of a calendar", "Name"), LONGEST_NAME)

    @property
    def name_given(self) -> str:
        return self._got("name") or ""


class FeedForm(NameForm):
    """A new one. `asked` is the code of a station that was looked at before."""

    station = forms.ChoiceField(label=_("What it shows"), required=False)

    def __init__(self, user: User, asked: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stations = {one.code: one for one in _offered(user, asked)}
        shown = [(code, one.label) for code, one in self.stations.items()]
        choose_among(self, "station", [("", _("My own dates")), *shown])

    @property
    def station_given(self) -> Station | None:
        """None: the person's own."""
        return self.stations.get(self._got("station") or "")


def _offered(user: User, asked: str) -> list[Station]:
    """Those one belongs to, and the one asked for if its ledger is open to one."""
    rows = Station.objects.visible_to(user).select_related("bureau")
    found = list(rows.filter(pk__in=user.scope.stations).order_by("code"))
    if asked and all(one.code != asked for one in found):
        other = rows.filter(code=asked[:32].replace("\0", "")).first()
        if other is not None and may_read(user, other):
            found.append(other)
    return found
