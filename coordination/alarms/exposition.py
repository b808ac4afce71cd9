"""The figures in the text format that Prometheus and its kind collect.

https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4. All are
gauges; what is not known is left out, so that nobody takes it for zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping

from coordination.alarms.figures import Figures
from coordination.alarms.known import ALARMS, raised

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float | None]


def exposition(figures: Figures) -> str:
    """The whole answer."""
    lines: list[str] = []
    for name, meaning, samples in _families(figures):
        known = [(labels, value) for labels, value in samples if value is not None]
        if known:
            lines += [f"# HELP yipan_{name} {meaning}", f"# TYPE yipan_{name} gauge"]
            lines += [f"yipan_{name}{_labels(of)} {_number(v)}" for of, v in known]
    return "\n".join(lines) + "\n"


def _families(figures: Figures) -> Iterator[tuple[str, str, list[Sample]]]:
    """Name, meaning, samples."""
    for name, meaning, value in _single(figures):
        yield name, meaning, [({}, value)]
    yield from _of_broker(figures)
    good = [({"kind": each.kind}, each.good) for each in figures.safety]
    yield (
        "safety_success_age_seconds",
        "Since the last good run of each kind of data safety.",
        [(of, _age(figures, run.ended_at) if run else None) for of, run in good],
    )
    yield (
        "calendar_published",
        "1 where a year's working days are published, 0 where they are a guess.",
        [
            ({"year": str(year)}, float(status == "published"))
            for year, status in figures.years.items()
        ],
    )
    now = {one.name for one in raised(figures)}
    yield (
        "alarm",
        "1 while the alarm of this name is raised; docs/runbook says what to do.",
        [({"name": name}, float(name in now)) for name in ALARMS],
    )


def _single(figures: Figures) -> Iterator[tuple[str, str, float | None]]:
    counts = figures.counts
    oldest = figures.waiting.oldest
    swept = figures.swept.ended_at if figures.swept else None
    yield "dirty_stations", "Stations that wait for a check.", figures.waiting.stations
    yield "dirty_oldest_seconds", "Age of the oldest change.", oldest or 0.0
    yield "dispatcher_age_seconds", "Since its last sign of life.", figures.beat
    yield "quarantined_stations", "Stations set apart.", counts.quarantined
    yield "open_conflicts", "Conflicts not yet settled.", counts.conflicts
    yield "jobs_waiting", "Long work not yet begun.", counts.jobs_waiting
    yield "jobs_running", "Long work under way.", counts.jobs_running
    yield "jobs_longest_wait_seconds", "Age of the oldest of these.", counts.longest
    yield "sessions", "Sessions that have not expired.", counts.sessions
    yield "database_connections", "To this database.", counts.connections
    yield "database_connections_max", "That it allows.", counts.most_connections
    yield "mails_waiting", "E-mails not yet taken by the server.", counts.mails_waiting
    failed = sum(1 for job in figures.shown_jobs if job.last_error)
    yield "clock_jobs_failed", "Jobs by the clock whose last turn failed.", failed
    yield "sweep_age_seconds", "Since the last one ended.", _age(figures, swept)


def _of_broker(figures: Figures) -> Iterator[tuple[str, str, list[Sample]]]:
    broker = figures.broker
    yield "redis_up", "1 while Redis answers.", [({}, float(broker is not None))]
    if broker is None:
        return
    lengths: list[Sample] = [({"queue": q}, n) for q, n in broker.queues.items()]
    yield "queue_messages", "Messages per queue.", lengths
    shares: list[Sample] = []
    for over, spread in (("hour", broker.hour), ("day", broker.day)):
        shares += [
            ({"over": over, "quantile": "0.95"}, spread.p95),
            ({"over": over, "quantile": "0.99"}, spread.p99),
        ]
    yield "dirty_oldest_seconds_quantile", "Of the looks within that time.", shares


def _age(figures: Figures, moment: dt.datetime | None) -> float | None:
    if moment is None:
        return None
    return max(0.0, (figures.at - moment).total_seconds())


def _labels(labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def _number(value: float) -> str:
    return str(int(value)) if math.floor(value) == value else f"{value:.3f}"
