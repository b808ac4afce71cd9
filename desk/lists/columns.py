"""Columns being chosen: which are shown and in which order, before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from desk.lists.known import Known


@dataclass(frozen=True)
class Order:
    """Every column of a list once: `keys` in their order, `ticked` those shown."""

    of: Known
    keys: tuple[str, ...]
    ticked: frozenset[str]

    @classmethod
    def showing(cls, of: Known, shown: Sequence[str]) -> Order:
        """These first, then the others as the list has them."""
        rest = [column.key for column in of.columns() if column.key not in shown]
        return cls(of, (*shown, *rest), frozenset(shown))

    @classmethod
    def read(cls, of: Known, given: QueryDict) -> Order:
        """As the form says: `order` every key, `show` those ticked; `up` and `down`
        name one that moves by a place."""
        order = of.keys(",".join(given.getlist("order")))
        ticked = of.keys(",".join(given.getlist("show")))
        keys = list(cls.showing(of, order).keys)
        for word, step in (("up", -1), ("down", 1)):
            key = given.get(word, "")
            at = keys.index(key) if key in keys else -1
            if at >= 0 and 0 <= at + step < len(keys):
                keys[at], keys[at + step] = keys[at + step], keys[at]
        return cls(of, tuple(keys), frozenset(ticked))

    @property
    def shown(self) -> list[str]:
        return [key for key in self.keys if key in self.ticked]

    @property
    def rows(self) -> list[tuple[str, str, bool]]:
        """(key, heading, ticked)."""
        heads = {column.key: str(column.head) for column in self.of.columns()}
        return [(key, heads[key], key in self.ticked) for key in self.keys]
