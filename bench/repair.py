"""Ways out of generated conflicts, beside the cheapest known: `-m bench.repair`.

With `--quick` less of each. What is cheapest was searched for a minute per conflict,
once and in advance (`--best`, half an hour), and lies with its seeds in
bench/data/repair_best.json; where the solver proved it, sooner.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from bench.figures import Figure, ms, p95, quick, seconds, spread, tell
from bench.naive import DAY, HOURS, OFFICERS, station
from coordination.core.facts import Period, StationFacts
from coordination.core.repair.case import Case
from coordination.core.repair.dates import cheapest, together
from coordination.core.repair.terms import Movable, Site
from coordination.core.repair.ways import better

BEST = Path(__file__).resolve().parent / "data" / "repair_best.json"
SIZES = (20, 50, 100, 200)
GROUPS = {10: 18, 20: 10, 40: 2}  # stations: how many groups of so many
EACH = 30
MINUTE = 60.0
AT_ONCE, AT_ONCE_OVER, SECOND_OVER = 0.020, 1.20, 1.03
BEHIND = 40  # days of capacity behind the last due


def main() -> None:
    if "--best" in sys.argv:
        search_best()
        return
    tell([*alone(), *groups()])


def alone() -> list[Figure]:
    """One station: at once for every size, after a second where that is asked."""
    best = known()
    figures = []
    for size in SIZES:
        cases = conflicts(size)
        taken, over = [], []
        for seed, site in cases:
            gc.collect()
            taken.append(min(seconds(lambda s=site: at_once(s)) for _ in range(2)))
            over.append(at_once(site) / best[f"{size}/{seed}"]["cost"])
        figures.append(_at_once(size, taken, over))
        chosen = cases[::10] if quick() else cases
        if size == max(SIZES) or not quick():
            figures.append(_after_a_second(size, chosen, best))
    return figures


def at_once(site: Site) -> int:
    """From the facts to a plan with its proof; its cost."""
    plan = cheapest(Case.of([site]))
    assert plan.settles
    return plan.cost


def _at_once(size: int, taken: list[float], over: list[float]) -> Figure:
    middle, mean = statistics.median(taken), statistics.mean(over)
    asked = size == max(SIZES)
    return Figure(
        f"repair, n = {size}, at once: median / p95, above the best known",
        f"{ms(middle)} / {ms(p95(taken))}, {percent(mean)}",
        f"{ms(AT_ONCE)}, {percent(AT_ONCE_OVER)}" if asked else "",
        middle <= AT_ONCE and mean <= AT_ONCE_OVER if asked else None,
        {"seconds": spread(taken), "above": spread(over)},
        value=middle * 1000,
        unit="ms",
        ratio=mean,
        against="best known cost",
    )


def _after_a_second(
    size: int, cases: list[tuple[int, Site]], best: dict[str, dict[str, int]]
) -> Figure:
    over, proven, taken = [], 0, []
    for seed, site in cases:
        begun = time.perf_counter()
        found = better(Case.of([site]), seconds=1)
        taken.append(time.perf_counter() - begun)
        over.append(found.plan.cost / best[f"{size}/{seed}"]["cost"])
        proven += found.proven
    mean = statistics.mean(over)
    asked = size == max(SIZES)
    return Figure(
        f"repair, n = {size}, after a second: above the best known",
        f"{percent(mean)}, {proven} of {len(cases)} proved the cheapest",
        percent(SECOND_OVER) if asked else "",
        mean <= SECOND_OVER if asked else None,
        {"seconds": spread(taken), "above": spread(over)},
        ratio=mean,
        against="best known cost",
    )


def groups() -> list[Figure]:
    """Stations that share directives: each its own dates, and one date for all."""
    best = known()
    figures = []
    for many, each in [(10, 1)] if quick() else GROUPS.items():
        for name, method in (("own", cheapest), ("one", together)):
            taken, over = [], []
            for seed in range(each):
                sites = group(many, seed)
                begun = time.perf_counter()
                plan = method(Case.of(sites))
                taken.append(time.perf_counter() - begun)
                assert plan.settles
                over.append(plan.cost / best[f"group/{many}/{seed}/{name}"]["cost"])
            kind = "one new date per directive" if name == "one" else "dates of its own"
            figures.append(
                Figure(
                    f"repair, {many} stations at once, {kind}: median, above the best",
                    f"{ms(statistics.median(taken))}, {percent(statistics.mean(over))}",
                    detail={"seconds": spread(taken), "above": spread(over)},
                    ratio=statistics.mean(over),
                    against="best known cost",
                )
            )
    return figures


def conflicts(size: int) -> list[tuple[int, Site]]:
    """So many conflicts that dates can settle, with the seeds they come from."""
    best = known() if BEST.exists() else {}
    tried = [int(key.partition("/")[2]) for key in best if key.startswith(f"{size}/")]
    found: list[tuple[int, Site]] = []
    for seed in chain(tried, count(max(tried, default=0) + 1)):
        if len(found) == EACH:
            break
        site = generated(random.Random(f"{size}/{seed}"), size)
        if site is not None:
            found.append((seed, site))
    return found


def generated(rng: random.Random, size: int, code: str = "S") -> Site | None:
    """A quarter of work, crowded by a campaign; four dues of five may move by some
    days. None where there is no conflict, or one that dates do not settle."""
    load, campaign = rng.uniform(0.85, 1.02), rng.choice([0.1, 0.3, 0.5])
    facts = station(rng, size, load=load, campaign=campaign)
    more = tuple(
        Period(day * DAY + start, day * DAY + end, OFFICERS, OFFICERS)
        for day in range(90, 90 + BEHIND)
        if day % 7 < 5
        for start, end in HOURS
    )
    facts = replace(facts, code=code, capacity=(*(facts.capacity or ()), *more))
    site = Site(facts, terms(rng, facts), as_of=0, now=0)
    case = Case.of([site])
    if not case.before[code].deficit or not cheapest(case).settles:
        return None
    return site


def terms(rng: random.Random, facts: StationFacts) -> tuple[Movable, ...]:
    """Working days behind the due; the weight grows with rank and effort."""
    found = []
    for demand in facts.demands:
        steps, rank = rng.choice([3, 5, 10]), rng.choice([1, 1, 1, 2, 3])
        if rng.random() > 0.8:
            continue
        last = (demand.due or 0) // DAY
        days = [d for d in range(last + 1, last + 2 * steps + 7) if (d - 1) % 7 < 5]
        weight = rank * max(1, (demand.effort or 0) // (8 * 60_000))
        dues = tuple(day * DAY for day in days[:steps])
        found.append(Movable(demand.id, dues, weight=weight))
    return tuple(found)


def group(many: int, seed: int) -> list[Site]:
    """Stations with forty tasks each; a quarter of them the same everywhere."""
    rng = random.Random(f"group/{many}/{seed}")
    sites: list[Site] = []
    shared: dict[str, tuple[int | None, int | None]] = {}
    while len(sites) < many:
        site = generated(rng, 40, code=f"S{len(sites)}")
        if site is None:
            continue
        made = _sharing(site, shared)
        case = Case.of([made])
        if case.before[made.code].deficit and cheapest(case).settles:
            sites.append(made)
        elif not sites:
            shared.clear()
    return sites


def _sharing(site: Site, shared: dict[str, tuple[int | None, int | None]]) -> Site:
    """With the dates that the first station gave the shared directives."""
    demands, movables = [], []
    for demand in site.facts.demands:
        if int(demand.id) < 10:
            dates = shared.setdefault(demand.id, (demand.release, demand.due))
            demand = replace(demand, release=dates[0], due=dates[1])
            last = (demand.due or 0) // DAY
            days = [d for d in range(last + 1, last + 30) if (d - 1) % 7 < 5][:10]
            dues = tuple(day * DAY for day in days)
            weight = max(1, (demand.effort or 0) // (8 * 60_000))
            movables.append(
                Movable(demand.id, dues, weight=weight, group=f"g{demand.id}")
            )
        demands.append(demand)
    others = [m for m in site.movables if int(m.demand) >= 10]
    facts = replace(site.facts, demands=tuple(demands))
    return replace(site, facts=facts, movables=(*movables, *others))


def known() -> dict[str, dict[str, int]]:
    """By size and seed the least cost known and a cost below which there is none."""
    found: dict[str, dict[str, int]] = json.loads(BEST.read_text())
    return found


def search_best() -> None:
    """A minute of search for each conflict that is not in the file yet."""
    best = known() if BEST.exists() else {}
    for size in SIZES:
        for seed, site in conflicts(size):
            _search(best, f"{size}/{seed}", Case.of([site]), grouped=False)
    for many, each in GROUPS.items():
        for seed in range(each):
            case = Case.of(group(many, seed))
            for name, grouped in (("own", False), ("one", True)):
                _search(best, f"group/{many}/{seed}/{name}", case, grouped=grouped)


def _search(
    best: dict[str, dict[str, int]], key: str, case: Case, *, grouped: bool
) -> None:
    if key in best:
        return
    found = better(case, seconds=MINUTE, grouped=grouped)
    assert found.plan.settles, key
    best[key] = {"cost": found.plan.cost, "bound": min(found.bound, found.plan.cost)}
    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in best.items()]
    BEST.write_text("{\n " + ",\n ".join(lines) + "\n}\n")
    sys.stderr.write(f"{key} {best[key]}\n")


def percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):.1f} %"


if __name__ == "__main__":
    main()
