"""The sheet of people who are to have accounts, and what stands in its columns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import Role
from personnel.exchange.columns import Field, Kind
from personnel.exchange.sheets import TWELVE, Sheet

KIND = "accounts"
"""What files of accounts are called among the kinds of files."""
LONGEST_REASON = 200

SHEET = Sheet(
    KIND,
    _("Accounts"),
    (
        Field(
            *("username", _("user name"), Kind.CODE),
            required=True,
            key=True,
            width=18,
            hint=_("as the person types it; digits as text: noughts in front count"),
        ),
        Field("name", _("full name"), required=True, checked=True, most=60),
        Field(
            *("number", _("police number"), Kind.CODE),
            hint=_("whose file is the account’s own; empty: stays as it is"),
        ),
        Field(
            *("role", pgettext_lazy("a column", "role"), Kind.CHOICE),
            required=True,
            key=True,
            width=18,
            choices=dict(Role.choices),
            hint=_("several roles are several rows"),
        ),
        Field(
            *("unit", _("unit code"), Kind.CODE),
            required=True,
            key=True,
            width=16,
            hint=TWELVE,
        ),
        Field(
            *("unit_name", _("unit name")),
            checked=True,
            width=24,
            hint=_("for reading; it must fit the code"),
        ),
        Field(
            *("first", _("first day"), Kind.DAY),
            hint=_("empty: the day on which it is put in force"),
        ),
        Field(
            *("last", _("last day"), Kind.DAY),
            hint=_("the last day itself; empty: open"),
        ),
        Field(
            *("reason", _("reason")),
            most=LONGEST_REASON,
            width=28,
            hint=_("needed for whatever is new"),
        ),
    ),
)
SHEETS = (SHEET,)
