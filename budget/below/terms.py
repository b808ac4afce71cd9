"""By which norms heads count in each bureau below: few ways, and many bureaus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from budget.entitlement import NormFact, Term, norm_facts, norms_of, terms
from budget.models import Category
from organization.models import Bureau
from organization.together import together
from organization.wall import lifted


@dataclass
class Homes:
    """Bureaus with stations below one of them, as columns.

    `branches` is the id of the bureau right below in which each lies, 0 for the one
    itself; `ways` the number of the terms by which its heads count, None without any.
    """

    bureaus: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    ways: list[int | None] = field(default_factory=list)
    terms: list[tuple[int, Term]] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """As the statements take them."""
        counted = [term for _way, term in self.terms]
        return {
            "bureaus": self.bureaus,
            "branches": self.branches,
            "ways": self.ways,
            "term_ways": [way for way, _term in self.terms],
            "staff": [one.norm.staff for one in counted],
            "begins": [one.first for one in counted],
            "ends": [one.end for one in counted],
            "fen": [int(one.norm.amount * 100) for one in counted],
            "once": [one.once for one in counted],
        }


@lifted("a norm of any bureau above counts")
def homes_of(bureau: Bureau, year: int, category: str) -> Homes:
    """One statement. Norms speak of running costs alone."""
    above = [int(part) for part in bureau.path.split("/") if part]
    where = Q(bureau__in=above) | Q(bureau__path__startswith=bureau.path)
    below = Bureau.objects.under(bureau).order_by().values_list("pk", "path")
    if category != Category.RUNNING:
        return _homes(bureau, below, {}, year)
    rules, places = together(norms_of(where, year), below)
    by_bureau: dict[int, list[NormFact]] = {}
    for (home, _pk), norm in norm_facts(rules).items():
        by_bureau.setdefault(home, []).append(norm)
    return _homes(bureau, places, by_bureau, year)


def _homes(
    bureau: Bureau,
    places: Iterable[tuple[int, str]],
    norms: dict[int, list[NormFact]],
    year: int,
) -> Homes:
    found, known = Homes(), dict[tuple[int, ...], int | None]()
    for pk, path in places:
        line = [int(part) for part in path.split("/") if part]
        under = [int(p) for p in path.removeprefix(bureau.path).split("/") if p]
        over = tuple(one for one in line if one in norms)
        if over not in known:
            here = [norm for one in over for norm in norms[one]]
            known[over] = _way(found, len(known), terms(here, year))
        found.bureaus.append(pk)
        found.branches.append(under[0] if under else 0)
        found.ways.append(known[over])
    return found


def _way(found: Homes, number: int, here: Sequence[Term]) -> int | None:
    found.terms += [(number, one) for one in here]
    return number if here else None
