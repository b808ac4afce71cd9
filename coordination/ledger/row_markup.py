"""The list of a ledger as HTML, written row by row.

Hundreds of rows differ in a few words each; what is the same in all of them, texts and
rights and the token of the forms, is made once for the page. The cells of a column that
somebody chose stand in desk/templatetags/lists.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.ledger.row_acts import Acts
from coordination.ledger.rows import Row
from desk.lists.table import Column
from desk.templatetags.lists import cell
from organization.addresses import address
from organization.templatetags import yp
from organization.templatetags.icons import icon
from tasking.models import Assignment, Kind

State = Assignment.State


@dataclass
class Rows:
    """What the rows of one page share. `costs` and `problems` are by assignment;
    `lit` is the number of the conflict that is looked at."""

    columns: Sequence[Column[Any]]
    acts: Acts | None
    lit: int | None
    ticked: bool
    costs: Mapping[int, Any]
    problems: Mapping[int, str]

    def written(self, rows: Collection[Row]) -> SafeString:
        across = len(self.columns) + 2
        parts = []
        for line in rows:
            if line.heading:
                parts.append(
                    f'<tr class="yp-week"><th colspan="{across}" scope="rowgroup">'
                    f"{escape(line.heading)} {line.count}</th></tr>"
                )
            parts.append(self._row(line))
        return SafeString("".join(parts))

    def _row(self, line: Row) -> str:
        row = line.row
        lit = ' class="lit"' if self.lit in line.numbers else ""
        cells = "".join(self._cell(column, line) for column in self.columns)
        acts = ""
        if self.acts:
            told = "" if "task" in self._keys else self._problem(row)
            acts = f'<td class="yp-acts">{told}{self.acts.written(row)}</td>'
        return (
            f'\n\n<tr id="row-{row.pk}" data-yp-row '
            f'data-yp-in="{" ".join(map(str, line.numbers))}"{lit}>'
            f"{self._tick(row)}\n  {cells}\n  {acts}\n</tr>\n"
        )

    @cached_property
    def _keys(self) -> set[str]:
        return {column.key for column in self.columns}

    def _tick(self, row: Assignment) -> str:
        if not self.ticked:
            return ""
        return (
            '<td class="yp-tick no-print"><label><input type="checkbox" name="row" '
            f'value="{row.pk}" form="bulk"><span class="sr">'
            f"{escape(row.directive.display_title)}</span></label></td>"
        )

    def _cell(self, column: Column[Any], line: Row) -> str:
        row = line.row
        match column.key:
            case "state":
                return f"{self._state(line)}\n  "
            case "task":
                return f"{self._task(line)}\n  "
            case "department":
                return f"{self._department(line)}\n  "
            case "due":
                return f"{self._due(line)}\n  "
            case "time":
                late = " warn" if line.late else ""
                return f'<td class="num left{late}">{escape(line.left)}</td>\n  '
            case "left":
                return f'<td class="num hours">{self._left(column, row)}</td>\n  '
            case "progress":
                return f'<td class="done nw">{self._progress(line.percent)}</td>'
        return cell(column, line)

    # --- cells ------------------------------------------------------------------------
    @cached_property
    def _states(self) -> dict[str, str]:
        return {state.value: escape(state.label) for state in State}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {kind.value: escape(kind.label) for kind in Kind}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Badges beside a title, and what stands in a window."""
        law, above, urgent = _("Statutory"), _("Set above"), _("emergency")
        state, late = _("State"), _("Overdue")
        nobody = _("Nobody has estimated the hours")
        return {
            "statutory": f' <span class="badge law">{law}</span>',
            "superior": f' <span class="badge">{above}</span>',
            "emergency": f' <span class="badge warn">{urgent}</span>',
            "window": _("in a critical window"),
            "state": f'<td class="state" data-label="{state}">',
            "late": f'<span class="badge warn">{icon("clock")}{late}</span>',
            "comma": _(", "),
            "unestimated": _("no estimate"),
            "nobody": f'<span title="{nobody}">',
        }

    def _state(self, line: Row) -> str:
        state, start = line.row.state, self._labels["state"]
        if line.late:
            return f"{start}{self._labels['late']}</td>"
        tone = {State.ISSUED: " acc", State.RETURNED: " warn"}.get(State(state), "")
        return f'{start}<span class="badge{tone}">{self._states[state]}</span></td>'

    def _task(self, line: Row) -> str:
        row, labels = line.row, self._labels
        url = address("coordination:assignment", row.pk)
        urgent = labels["emergency"] if hasattr(row.directive, "emergency") else ""
        fixed = labels.get(row.deadline_class, "")
        inside = ""
        if line.inside:
            core = f"{icon('core')} " if line.core else ""
            inside = (
                f' <span class="bad t1 nw">{core}'
                f'<span class="wide">{labels["window"]}</span></span>'
            )
        return (
            f'<td class="what"><a class="plain" data-yp-open href="{url}">'
            f"{escape(row.directive.display_title)}</a>{urgent}{fixed}{inside}\n    "
            f"{self._cost(row)}\n    {self._problem(row)}</td>"
        )

    def _cost(self, row: Assignment) -> str:
        cost = self.costs.get(row.pk)
        if not cost:
            return ""
        each = _("%(x)s yuan per station") % {"x": yp.yuan(cost.each)}
        comma = self._labels["comma"]
        bad = cost.origin == "open"
        shade, sign = (' class="bad"', f"{icon('bad')} ") if bad else ("", "")
        fund = f"{comma}{escape(cost.fund)}" if cost.fund else ""
        return (
            f'<br><span class="t1 ink2">\n{each}{comma}<span{shade}>{sign}'
            f"{escape(cost.get_origin_display())}</span>{fund}\n</span>"
        )

    def _problem(self, row: Assignment) -> str:
        problem = self.problems.get(row.pk)
        if not problem:
            return "\n"
        said = f"{icon('bad')} {escape(problem)}"
        return f'<p class="yp-error" role="alert">{said}</p>\n'

    def _department(self, line: Row) -> str:
        row, comma = line.row, self._labels["comma"]
        if row.is_event:
            kind = self._kinds[row.directive.kind]
            told = f'<span class="nw">{kind} {yp.clock(row.release)}</span>'
        elif row.remaining_units is None:
            told = self._labels["unestimated"]
        else:
            left = _("%(h)s h left") % {"h": yp.hours(row.remaining_hours)}
            told = f'<span class="nw">{left}</span>'
        share = f"{comma}{line.percent}%" if line.percent else ""
        inside = f"{comma}{self._labels['window']}" if line.inside else ""
        return (
            f'<td class="ink2 who">{escape(row.requester_label)}'
            f'<span class="yp-narrow">{comma}{told}{share}{inside}</span></td>'
        )

    def _due(self, line: Row) -> str:
        row = line.row
        whole = yp.moment(row.release) if row.is_event else yp.due_moment(row.due)
        return (
            '<td class="nw due"><span class="yp-narrow yp-daybox">'
            f"<b>{yp.cell_day(line.day)}</b> <span>{yp.weekday(line.day)}</span></span>"
            f'<span class="wide">{whole}</span></td>'
        )

    def _left(self, column: Column[Any], row: Assignment) -> str:
        hours = yp.hours(row.remaining_hours)
        if row.is_event:
            return f'<span class="ink3">{self._kinds[row.directive.kind]}</span>'
        if self.acts and row.is_live:
            return self.acts.hours(row, column.head, hours)
        if row.remaining_units is None:
            return f"{self._labels['nobody']}{hours}</span>"
        return f"{hours} h"

    @staticmethod
    def _progress(percent: int | None) -> str:
        if percent is None:
            return ""
        return (
            '<svg class="yp-pct" width="40" height="10" aria-hidden="true">'
            '<rect width="100%" height="10"/>'
            f'<rect class="done" width="{percent}%" height="10"/></svg> '
            f'<span class="num">{percent}%</span>'
        )
