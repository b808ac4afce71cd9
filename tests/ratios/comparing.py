"""Figures beside their recount: a bureau's, its departments', stations', quarters'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from coordination.ratios.figures import Figures
from coordination.ratios.listing import listing
from coordination.ratios.measures import MEASURES
from coordination.ratios.period import Period, containing, own
from coordination.ratios.reach import Reach
from coordination.ratios.reading import Asking, read, read_quarters
from organization.models import Bureau
from tests.factories import Force
from tests.ratios.generated import DAYS, NOW, lay
from tests.ratios.recount import SECRET, Wanted, recount


def differences(
    made: Force, seed: object, directives: int, *bureaus: Bureau
) -> Iterator[str]:
    """For every figure that was compared what differs, "" where nothing does."""
    lay(made, seed, directives)
    draw = Random(f"{seed} days")
    for bureau in bureaus:
        period = draw.choice(periods(draw))
        asking = Asking(Reach(bureau=bureau), period, draw.randint(1, 6), NOW)
        yield from compared(asking, bureau)


def periods(draw: Random) -> list[Period]:
    first = NOW.date() - dt.timedelta(days=draw.randrange(DAYS))
    return [
        containing(NOW.date()),
        containing(NOW.date(), "year"),
        containing(first, "month"),
        own(first, first + dt.timedelta(days=draw.randrange(60))),
    ]


def compared(asking: Asking, bureau: Bureau) -> Iterator[str]:
    """ "" for what is equal."""
    found = read(asking)
    yield from _equal("whole", found.whole, _wanted(asking, bureau))
    yield from _listed(asking, found.whole)
    for line in found.departments:
        pk = line.unit.pk if line.unit else SECRET
        asked = _wanted(asking, bureau, department=pk)
        yield from _equal(f"{line.unit}", line.figures, asked)
    for line in found.stations:
        assert line.unit is not None
        asked = _wanted(asking, bureau, station=line.unit.pk)
        yield from _equal(f"{line.unit}", line.figures, asked)
    for period, figures in read_quarters(asking):
        whole = _wanted(asking, bureau)
        asked = replace(whole, first=period.first, last=period.last)
        yield from _equal(period.key, figures, asked, "asked")


def _listed(asking: Asking, figures: Figures) -> Iterator[str]:
    """A list has as many lines as its figure says; one of hours adds up to it."""
    for name, measure in MEASURES.items():
        rows = listing(asking, name).rows
        count = rows.count()
        if measure.of == "work":
            count = sum(row.work for row in rows)
        same = figures[name] == count
        yield "" if same else f"{name}: {figures[name]}, in its list {count}"


def _wanted(asking: Asking, bureau: Bureau, **more: int) -> Wanted:
    days = asking.period.first, asking.period.last
    return Wanted(bureau.path, *days, asking.short_days, asking.now, **more)


def _equal(
    of: str, figures: Figures, wanted: Wanted, source: str = ""
) -> Iterator[str]:
    for name, number in recount(wanted).items():
        if source and MEASURES[name].source != source:
            continue
        same = figures[name] == number
        yield "" if same else f"{of} {name}: {figures[name]}, by hand {number}"
