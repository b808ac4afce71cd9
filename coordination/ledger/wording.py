"""The sentences of a ledger: fact first, then what can be done. Nobody is blamed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.ledger.figures import figures
from coordination.ledger.reading import Reading
from coordination.models import Conflict
from organization.templatetags.formats import (
    by_when,
    chinese,
    full_day,
    full_moment,
    hours,
    last_day,
    short_hours,
    span,
)


def listed(parts: Iterable[str]) -> str:
    """治安、禁毒 / Public Order, Narcotics."""
    return pgettext("between departments", ", ").join(parts)


def hours_of(units: int) -> Decimal:
    return Decimal(units) / 60_000


def kind_label(conflict: Conflict) -> str:
    """What sort of conflict, in the words of the trade."""
    if conflict.kind == Conflict.Kind.DEADLINE:
        return str(Conflict.Scope(conflict.scope).label)
    return str(Conflict.Kind(conflict.kind).label)


def kind_text(conflict: Conflict) -> str:
    """The same in half a sentence."""
    if conflict.kind == Conflict.Kind.CLASH:
        return _("more people are needed at once than are there")
    if conflict.kind == Conflict.Kind.DISPLACEMENT:
        return _("an order falls on protected time")
    if conflict.scope == Conflict.Scope.OVERLOAD:
        return _("one department alone is over")
    return _("no department alone is over, together they are")


def shape(conflict: Conflict) -> str:
    """Which verdict mark stands for the conflict."""
    if conflict.kind == Conflict.Kind.CLASH:
        return "clash"
    if conflict.kind == Conflict.Kind.DISPLACEMENT or conflict.displaces:
        return "displaced"
    return "overload" if conflict.scope == Conflict.Scope.OVERLOAD else "short"


def _clash(conflict: Conflict, reading: Reading) -> str:
    """Who or how many are asked for at once, and by which appointments."""
    rows = [reading.by_id.get(m["assignment"]) for m in conflict.members]
    found = [row for row in rows if row is not None]
    facts = {
        "when": full_moment(conflict.window_start),
        "titles": listed(row.directive.display_title for row in found),
    }
    named = [set(row.attendees) for row in found]
    shared = set.intersection(*named) if named else set()
    if len(found) > 1 and shared:
        facts["who"] = listed(attendee(name) for name in sorted(shared))
        if any(row.travel for row in found):
            text = _("%(when)s: %(who)s must be at %(titles)s at once, ways included.")
            return text % facts
        return _("%(when)s: %(who)s must be at %(titles)s at once.") % facts
    shown = figures(conflict)
    facts["demand"], facts["capacity"] = hours(shown.demand), hours(shown.capacity)
    return (
        _(
            "%(when)s: %(titles)s take %(demand)s officer-hours at once,"
            " %(capacity)s are present."
        )
        % facts
    )


def attendee(token: str) -> str:
    """A named attendee in words; police numbers stay as they are."""
    known = {
        "chief": _("the chief"),
        "instructor": _("the instructor"),
        "deputies": _("the deputy chiefs"),
        "clerks": _("the station clerks"),
        "community": _("the community officers"),
        "investigators": _("the case officers"),
    }
    return known.get(token, token)


def title(conflict: Conflict) -> str:
    if conflict.kind == Conflict.Kind.DEADLINE:
        return _("%(hours)s h short by %(when)s") % {
            "hours": short_hours(conflict.shortfall_hours),
            "when": by_when(conflict.window_end),
        }
    day = full_day(last_day(conflict.window_end))
    if conflict.kind == Conflict.Kind.CLASH:
        return _("Fixed appointments collide on %(day)s") % {"day": day}
    return _("Protected time is taken on %(day)s") % {"day": day}


def departments(conflict: Conflict, names: dict[str, str]) -> list[tuple[str, Decimal]]:
    """(name, hours inside the window), largest first."""
    sums: dict[str, Decimal] = {}
    lines = figures(conflict).members
    for member, line in zip(conflict.members, lines, strict=True):
        code = member["department"]
        sums[code] = sums.get(code, Decimal(0)) + line
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return [(names.get(code, code), amount) for code, amount in ranked]


def reason(conflict: Conflict, reading: Reading) -> str:
    """The conflict as an officer would say it, every figure checkable by hand."""
    if conflict.kind == Conflict.Kind.CLASH:
        return _clash(conflict, reading)
    names = reading.names
    parts = [
        f"{name} {hours(amount)}" if _latin(name) else f"{name}{hours(amount)}"
        for name, amount in departments(conflict, names)
    ]
    shown = figures(conflict)
    facts = {
        "span": span(conflict.window_start, conflict.window_end),
        "station": reading.station.label,
        "demand": hours(shown.demand),
        "capacity": hours(shown.capacity),
        "short": hours(shown.short),
        "departments": listed(parts),
    }
    if conflict.kind == Conflict.Kind.DEADLINE:
        return (
            _(
                "%(span)s: %(station)s owes %(demand)s hours and has %(capacity)s,"
                " %(short)s short. %(departments)s."
            )
            % facts
        )
    return _("%(span)s: %(departments)s.") % facts


def short_reason(conflict: Conflict, reading: Reading) -> str:
    """The same beside the proof, which has the departments: the sum, and why."""
    if conflict.kind != Conflict.Kind.DEADLINE:
        return reason(conflict, reading)
    shown = figures(conflict)
    said = _("%(span)s: %(demand)s h to do, %(capacity)s h available.") % {
        "span": span(conflict.window_start, conflict.window_end),
        "demand": hours(shown.demand),
        "capacity": hours(shown.capacity),
    }
    over = conflict.scope == Conflict.Scope.OVERLOAD
    why = _("One department alone is over.") if over else ""
    return sentences(said, why)


def answer(reading: Reading) -> dict[str, str]:
    """The first sentence: can we make it, and if not, by when and how much."""
    first = next(iter(reading.deadline_conflicts), None)
    if reading.facts.capacity is None:
        return {
            "fine": _("Cannot say whether it fits"),
            "why": _("No staffing data for %(station)s: this is not a yes.")
            % {"station": reading.station.label},
        }
    if first is not None:
        return _short(reading, first)
    if reading.unestimated:
        count = len(reading.unestimated)
        return {
            "fine": _("Cannot say whether it fits"),
            "why": ngettext(
                "%(count)s task has no estimate of hours yet; the rest fits.",
                "%(count)s tasks have no estimate of hours yet; the rest fits.",
                count,
            )
            % {"count": count},
        }
    if not reading.live:
        return {
            "fine": _("Nothing is owed"),
            "why": _("Nothing to sign for: time for your own plan."),
        }
    return {"fine": _("Everything can be done in time"), "why": _also(reading)}


def _short(reading: Reading, first: Conflict) -> dict[str, str]:
    day = last_day(first.window_end)
    week_ends = reading.today.toordinal() + 6 - reading.today.weekday()
    fine = _("This week can be done; ") if day.toordinal() > week_ends else ""
    said = [_meeting(reading, first)]
    more = len(reading.deadline_conflicts) - 1
    if more:
        said.append(
            ngettext(
                "One more conflict follows.", "%(count)s more conflicts follow.", more
            )
            % {"count": more}
        )
    total = reading.state.deficit_units if reading.state else None
    if total and total > first.shortfall_units:
        said.append(
            _("In all, %(hours)s hours find no place.")
            % {"hours": short_hours(hours_of(total))}
        )
    return {
        "fine": fine,
        "trouble": _("%(hours)s hours short by %(when)s")
        % {
            "hours": short_hours(first.shortfall_hours),
            "when": by_when(first.window_end),
        },
        "why": sentences(*said),
    }


def sentences(*parts: str) -> str:
    """Sentences one after the other, spaced as the language does it."""
    return ("" if chinese() else " ").join(part for part in parts if part)


def _meeting(reading: Reading, conflict: Conflict) -> str:
    """Which departments meet in the window, or which one alone is over."""
    names = [name for name, _hours in departments(conflict, reading.names)]
    facts = {
        "departments": listed(names),
        "span": span(conflict.window_start, conflict.window_end),
    }
    if conflict.scope == Conflict.Scope.OVERLOAD:
        over = [reading.names.get(c, c) for c in conflict.overloaded_by]
        facts["departments"] = listed(over)
        return _("%(departments)s alone asks for more than %(span)s holds.") % facts
    return _("No department alone is over; %(departments)s meet in %(span)s.") % facts


def _also(reading: Reading) -> str:
    others = [c for c in reading.conflicts if c.kind != Conflict.Kind.DEADLINE]
    if others:
        return title(others[0])
    return _("Checked against %(count)s tasks of all departments.") % {
        "count": len(reading.live)
    }


def _latin(name: str) -> bool:
    return name[-1:].isascii()
