"""A plan in words: what it is called, what it changes, whom it asks, what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.core.plans import TIMED, Change, Plan
from coordination.fixes.timed import Timed, price, timed
from coordination.ledger.wording import hours_of, listed
from coordination.moments import instant
from coordination.services.fixing_ground import Fixes
from organization.templatetags.formats import by_when, hours, inner, span
from tasking.models import Assignment

METHODS: dict[str, str | Promise] = {
    "cheapest": gettext_lazy("New dates"),
    "together": gettext_lazy("One new date for all"),
    "uniform": gettext_lazy("Same delay for all"),
    "smallest_maximum": gettext_lazy("No long delay for anybody"),
    "split": gettext_lazy("In two steps"),
    "merge": gettext_lazy("Done together"),
    "reduce": gettext_lazy("Less of it"),
    "waive": gettext_lazy("Not here"),
    "lend": gettext_lazy("Officers lent"),
    "move": gettext_lazy("Another time"),
    "fewer": gettext_lazy("Fewer officers"),
    "name": gettext_lazy("Somebody else attends"),
    "own": gettext_lazy("Own plan"),
}

ALIKE = gettext_lazy("Less of each")


@dataclass(frozen=True)
class Teller:
    """Says what changes, to somebody who may know the titles of `open_to`."""

    fixes: Fixes
    open_to: frozenset[str]

    def title(self, demand: str) -> str:
        """A title, or whose task it is where the title is not for this reader."""
        row = self.fixes.rows.get(demand)
        if row is None:
            return self._kept_title(demand)
        if demand in self.open_to:
            return inner(row.directive.display_title)
        return _("a task of %(department)s") % {"department": row.requester_label}

    def _kept_title(self, name: str) -> str:
        """What protected time is for."""
        for site in self.fixes.sites.values():
            for block in site.facts.blocks:
                if block.id == name:
                    return inner(block.title)
        return f"#{name}"

    def changes(self, plan: Plan) -> list[str]:
        """One line per change; at several stations the stations first."""
        said: dict[str, list[str]] = {}
        for each in plan.stations:
            for change in each.changes:
                if change.kind != "lend":
                    label = self.fixes.stations[each.station].label
                    said.setdefault(self.change(change), []).append(label)
                elif not change.away:
                    said.setdefault(self.change(change), [])
        several = sum(bool(each.changes) for each in plan.stations) > 1
        return [
            _("%(station)s: %(change)s") % {"station": listed(labels), "change": line}
            if several and labels
            else line
            for line, labels in said.items()
        ]

    def change(self, change: Change) -> str:
        """One change as a sentence without a full stop."""
        if change.kind == "lend":
            return self._lent(change)
        row = self.fixes.rows.get(change.demand)
        if change.kind in TIMED or (row is not None and row.is_event):
            held = self._held(change.demand)
            return timed(change, held, self.title(change.demand)) if held else ""
        facts = {"title": self.title(change.demand)}
        if change.kind == "shift" and change.due is not None:
            facts |= {"old": _due(row), "new": by_when(instant(change.due))}
            return _("“%(title)s” from %(old)s to %(new)s") % facts
        if change.kind == "split":
            first, last = change.parts[0], change.parts[-1]
            facts |= {
                "stays": hours(hours_of(first.effort)),
                "moves": hours(hours_of(last.effort)),
                "new": by_when(instant(last.due)),
            }
            return (
                _("“%(title)s”: %(stays)s h as it is, %(moves)s h by %(new)s") % facts
            )
        if change.kind == "merge":
            facts["other"] = self.title(change.into)
            facts["hours"] = hours(hours_of(change.effort or 0))
            return (
                _("“%(title)s” together with “%(other)s”, %(hours)s h in all") % facts
            )
        facts["old"] = hours(hours_of(row.remaining_units or 0)) if row else ""
        facts["new"] = hours(hours_of(change.effort or 0))
        if change.kind == "reduce":
            return _("“%(title)s” from %(old)s h to %(new)s h") % facts
        return _("“%(title)s” is not done here, %(old)s h") % facts

    def _lent(self, change: Change) -> str:
        count = change.officers // 1000
        units = sum(p.officers * (p.end - p.start) for p in change.periods)
        return ngettext(
            "%(station)s lends %(n)s officer %(days)s, %(hours)s h net",
            "%(station)s lends %(n)s officers %(days)s, %(hours)s h net",
            count,
        ) % {
            "station": self.fixes.stations[change.lender].label,
            "n": count,
            "days": span(instant(change.start or 0), instant(change.due or 0)),
            "hours": hours(hours_of(units)),
        }

    def touched(self, plan: Plan) -> str:
        """The departments whose tasks change, and the stations that lend."""
        names: dict[str, None] = {}
        for change in _all(plan):
            if change.kind == "lend":
                names[self.fixes.stations[change.lender].label] = None
                continue
            for demand in (change.demand, change.into):
                row = self.fixes.rows.get(demand)
                if row is not None:
                    names[row.requester_label] = None
        for station in plan.stations:
            own = any(change.kind in TIMED for change in station.changes)
            if own and station.station in self.fixes.summoned:
                names[self.fixes.stations[station.station].label] = None
        return listed(names) or str(_("Own plan"))

    def cost(self, plan: Plan) -> str:
        """Days later, hours lost or lent: what the plan asks of people."""
        every = [change for change in _all(plan) if not change.away]
        once = {self._group(change): change for change in every}
        said = [text for change in once.values() if (text := self._price(change))]
        made = [change for change in every if change.kind not in TIMED]
        days = sum(self._steps(plan, change) for change in made)
        if days:
            said.append(
                ngettext("%(n)s working day later", "%(n)s working days later", days)
                % {"n": days}
            )
        less = sum(self._less(change) for change in made)
        if less:
            said.append(_("%(hours)s h less") % {"hours": hours(hours_of(less))})
        lent = sum(
            p.officers * (p.end - p.start) for change in made for p in change.periods
        )
        if lent:
            said.append(_("%(hours)s h lent") % {"hours": hours(hours_of(lent))})
        return listed(said)

    def _held(self, name: str) -> Timed | None:
        """An event or protected time as it is now."""
        for site in self.fixes.sites.values():
            for event in site.facts.events:
                if event.id == name:
                    return Timed(event.begins, event.ends, event.need, event.attendees)
            for block in site.facts.blocks:
                if block.id == name:
                    return Timed(block.start, block.end, block.officers)
        return None

    def _group(self, change: Change) -> object:
        """Moved at several stations it is one meeting all the same."""
        row = self.fixes.rows.get(change.demand)
        return (row.directive_id, change.kind) if row and row.is_event else change

    def _price(self, change: Change) -> str:
        held = self._held(change.demand) if change.kind in TIMED else None
        return price(change, held) if held else ""

    def _steps(self, plan: Plan, change: Change) -> int:
        due = change.parts[-1].due if change.parts else change.due
        for each in plan.stations:
            site = self.fixes.sites.get(each.station)
            if site is None or change not in each.changes:
                continue
            for terms in site.movables:
                if terms.demand == change.demand and due in terms.dues:
                    return terms.dues.index(due) + 1
        return 0

    def _less(self, change: Change) -> int:
        def left(demand: str) -> int:
            row = self.fixes.rows.get(demand)
            held = self._held(demand) if row and row.is_event else None
            if held is not None:
                return int(held.officers) * (held.due - held.start)
            return (row.remaining_units or 0) if row else 0

        if change.kind == "reduce":
            return left(change.demand) - (change.effort or 0)
        if change.kind == "waive":
            return left(change.demand)
        if change.kind == "merge":
            return left(change.demand) + left(change.into) - (change.effort or 0)
        return 0


def _all(plan: Plan) -> Iterable[Change]:
    return [change for each in plan.stations for change in each.changes]


def _due(row: Assignment | None) -> str:
    return by_when(row.due) if row is not None and row.due else ""
