"""On the demo's force a trial run says the same from profiles and from the rows."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

from coordination.models import StationProfile
from coordination.services.checking import check_station
from coordination.services.previewing import try_out, verdicts
from organization.models import Station
from tasking.content import Content, Targets
from tests.demo.conftest import NOW

DAY = dt.timedelta(days=1)


def test_both_ways_on_the_demo(demo: str) -> None:
    rng = random.Random(7)
    now = NOW.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    ids = tuple(Station.objects.open().values_list("pk", flat=True))
    for pk in ids:
        check_station(pk, now=now)
    kept = list(StationProfile.objects.filter(pk__in=ids))
    assert len(kept) == len(ids)
    asked = [order(rng, now) for _ in range(12)]
    looked_up = [answers(content, ids, now) for content in asked]
    StationProfile.objects.all().delete()
    assert looked_up == [answers(content, ids, now) for content in asked]
    StationProfile.objects.bulk_create(kept)
    said = {f.verdict for _, findings in looked_up for f in findings}
    assert {"fits", "conflict"} <= said


def order(rng: random.Random, now: dt.datetime) -> Content:
    due = now + rng.randint(1, 50) * DAY
    return Content(
        title="走访",
        kind="task",
        due=due,
        release=rng.choice([None, due - rng.randint(0, 9) * DAY]),
        effort_units=rng.choice([2, 30, 120, 600]) * 60_000,
    )


def answers(content: Content, ids: tuple[int, ...], now: dt.datetime):
    how = {"department": "x", "now": now}
    short = {v.station: v.verdict for v in verdicts(content, Targets(ids), **how)}
    return short, try_out(content, Targets(ids), **how)
