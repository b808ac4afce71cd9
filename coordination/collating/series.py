"""One field of a recurring report over its periods: a row of months per station."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from coordination.collating.summing import Sum, sum_up
from coordination.services.recurring import period_name
from organization.models import Station
from tasking.asking.fields import Field
from tasking.asking.values import shown
from tasking.models import Directive, FormAnswer, Series, SeriesTurn, TaskForm

MOST_PERIODS = 13


@dataclass(frozen=True)
class Period:
    """One turn, or the task that began it (`day` None)."""

    directive: Directive
    name: str
    day: dt.date | None = None


@dataclass(frozen=True)
class Row:
    station: Station
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Over:
    """A field over the periods: a line of texts per station, a sum per period."""

    series: Series
    fields: tuple[Field, ...]
    field: Field
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]


def over_periods(series: Series, key: str) -> Over | None:
    """None where no period was asked by a form. The fields are those of the form as it
    was asked last."""
    periods = _periods(series)
    asked = [period.directive.pk for period in periods]
    held = TaskForm.objects.filter(directive__in=asked).select_related("form")
    last = held.order_by("-directive__due").first()
    if last is None:
        return None
    fields = last.form.fields
    field = next((one for one in fields if one.key == key), fields[0])
    answers = FormAnswer.objects.standing().filter(
        assignment__directive__in=asked, form__family=last.form.family
    )
    given: dict[tuple[int, int], FormAnswer] = {}
    stations: dict[int, Station] = {}
    rows = answers.select_related("assignment__station__bureau")
    for one in rows.order_by("assignment__station__code"):
        station = one.assignment.station
        stations[station.pk] = station
        given[one.assignment.directive_id, station.pk] = one
    return Over(
        series=series,
        fields=fields,
        field=field,
        periods=periods,
        rows=tuple(_row(each, field, periods, given) for each in stations.values()),
        sums=tuple(_sum(field, period, given) for period in periods),
    )


def _periods(series: Series) -> tuple[Period, ...]:
    """The latest, in their order, as far as they went out."""
    gone = (Directive.State.ISSUED, Directive.State.CLOSED)
    turns = SeriesTurn.objects.filter(series=series, directive__state__in=gone)
    found = [
        Period(turn.directive, period_name(series.unit, turn.period), turn.period)
        for turn in turns.select_related("directive").order_by("-period")[:MOST_PERIODS]
    ]
    if len(found) < MOST_PERIODS:
        found.append(Period(series.template, series.template.title))
    return tuple(reversed(found))


def _row(
    station: Station,
    field: Field,
    periods: Sequence[Period],
    given: dict[tuple[int, int], FormAnswer],
) -> Row:
    found = (given.get((period.directive.pk, station.pk)) for period in periods)
    texts = (shown(field, one.values.get(field.key)) if one else "" for one in found)
    return Row(station, tuple(texts))


def _sum(field: Field, period: Period, given: dict[tuple[int, int], FormAnswer]) -> Sum:
    pk = period.directive.pk
    answers = [one.values for (task, _at), one in given.items() if task == pk]
    return sum_up(field, answers, [])
