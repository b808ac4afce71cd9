"""A kind of thing that is searched: whose rows, where its words stand, its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from organization.models import User
from organization.sought import Ground
from personnel.presence import ZONE

Rows = QuerySet[Any, Any]
COLUMNS = ("f_address", "f_title", "f_code", "f_unit", "f_own")


@dataclass(frozen=True)
class Kind:
    """`rows` gives what the user may see and open, None where that is none of it.

    `title`, `code` and `unit` are what a line shows: its name, a number, whose it is;
    `address` is what the page of `route` is found by, most often the field `key`; `to`
    leads elsewhere. `exact` are fields with an index of their own, in which the whole
    of what is typed may stand. `own` are rows of one's own unit.
    """

    name: str
    label: str | Promise
    icon: str
    rows: Callable[[User], Rows | None]
    ground: Ground
    route: str
    title: Callable[[], Any]
    code: Callable[[], Any] = lambda: Value("")
    unit: Callable[[], Any] = lambda: Value("")
    address: Callable[[], Any] = lambda: F("pk")
    key: str = "pk"
    to: Callable[[User, str], str] | None = None
    exact: tuple[str, ...] = ()
    own: Callable[[User], Q] = lambda user: Q(pk__in=())

    def url(self, user: User, address: str) -> str:
        """Its page, or where `to` leads from there."""
        return (
            self.to(user, address) if self.to else reverse(self.route, args=[address])
        )

    def lines(self, rows: Rows, user: User) -> Rows:
        """With the columns of a line, the same for every kind, and those in which it
        is looked for."""
        own = When(self.own(user), then=Value(True))
        shown: Rows = rows.order_by().annotate(
            f_address=text(self.address()),
            f_title=text(self.title()),
            f_code=text(self.code()),
            f_unit=text(self.unit()),
            f_own=Case(own, default=Value(False)),
            **self.ground.columns(),
        )
        return shown.values_list("pk", *COLUMNS, *self.ground.columns())


def text(expression: Any) -> Coalesce:
    return Coalesce(Cast(expression, TextField()), Value(""), output_field=TextField())


def name_of(*units: str) -> Any:
    """The name of the first unit there is, in the reader's language."""
    english = (get_language() or "").startswith("en")
    names: list[Any] = []
    for unit in units:
        at = f"{unit}__" if unit else ""
        if english:
            names.append(NullIf(F(f"{at}name_en"), Value("")))
        names.append(F(f"{at}name"))
    return Coalesce(*names, Value("")) if len(names) > 1 else names[0]


def day(moment: Any) -> Func:
    """The day of a moment in the bureau's own time, as it stands in a cell."""
    local = Func(Value(str(ZONE)), moment, function="timezone")
    return Func(local, Value("FMMM/FMDD"), function="to_char", output_field=TextField())


def chosen(choices: Any, column: str) -> Case:
    """The words for a column's values."""
    whens = [
        When(**{column: value}, then=Value(str(label)))
        for value, label in choices.choices
    ]
    return Case(*whens, default=Value(""), output_field=TextField())


def called(choices: Any) -> Callable[[str], Sequence[object]]:
    """The values that are called by a word."""

    def found(word: str) -> list[object]:
        return [v for v, label in choices.choices if word in str(label).lower()]

    return found
