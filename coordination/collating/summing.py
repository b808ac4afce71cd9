"""What many answers to one field make together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasking.asking.fields import Field, Kind
from tasking.asking.values import number


@dataclass(frozen=True)
class Sum:
    """Of one field: how many answered, their sum where numbers, how often each answer
    was given where there are few. `before` is the sum of the last period, of all that
    answered then."""

    field: Field
    answered: int
    total: Decimal | None = None
    before: Decimal | None = None
    counted: tuple[tuple[str, int], ...] = ()

    @property
    def mean(self) -> Decimal | None:
        """One decimal more than the answers have."""
        if self.total is None or not self.answered:
            return None
        return round(self.total / self.answered, self.field.decimals + 1)

    @property
    def change(self) -> Decimal | None:
        if self.total is None or self.before is None:
            return None
        return self.total - self.before

    @property
    def rises(self) -> bool:
        return self.change is not None and self.change > 0

    @property
    def text(self) -> str:
        """The sum, or the answers that were given with how often."""
        if self.total is not None:
            return str(self.total)
        return "、".join(f"{answer}{n}" for answer, n in self.counted)


Values = Mapping[str, Any]


def sum_up(field: Field, now: Sequence[Values], then: Sequence[Values]) -> Sum:
    given = _given(field, now)
    if field.is_counted:
        total = _added(given)
        before = _added(_given(field, then)) if then else None
        return Sum(field, len(given), total, before)
    return Sum(field, len(given), counted=_counted(field, given))


def _given(field: Field, answers: Iterable[Values]) -> list[Any]:
    found = (values.get(field.key) for values in answers)
    return [value for value in found if value is not None]


def _added(values: Sequence[Any]) -> Decimal | None:
    if not values:
        return None
    return sum((number(value) or Decimal(0) for value in values), Decimal(0))


def _counted(field: Field, given: Sequence[Any]) -> tuple[tuple[str, int], ...]:
    if field.kind == Kind.YESNO:
        yes = sum(value is True for value in given)
        return ((_("Yes"), yes), (_("No"), len(given) - yes)) if given else ()
    if field.kind == Kind.CHOICE:
        often = Counter(given)
        return tuple((one, often[one]) for one in field.options if often[one])
    if field.kind == Kind.TABLE and given:
        return ((_("lines"), sum(map(len, given))),)
    return ()
