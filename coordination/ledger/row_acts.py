"""What is done with a task in its row of the list, as HTML."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _

from organization.addresses import address
from organization.templatetags import yp
from tasking.models import Assignment


@dataclass
class Acts:
    """For who may act at the station. `movable` are tasks whose date the reader may
    change; `token` is the field that forms carry."""

    objects: bool
    movable: Collection[int]
    token: str

    def written(self, row: Assignment) -> str:
        """The buttons, and folded away the forms."""
        if not row.is_live:
            return '<div class="row-x"></div>'
        sign = self._sign(row) if row.state == Assignment.State.ISSUED else ""
        progress = "" if row.is_event else self._progress(row)
        return (
            f'<div class="row-x">\n    {sign}\n    '
            f'<details id="act-{row.pk}" class="yp-act">'
            f'<summary class="btn btn-sm btn-quiet">{self._words["open"]}</summary>\n'
            f'      <div class="yp-act-box">\n      {progress}\n      '
            f"{self._report(row)}\n      {self._others(row)}\n"
            "      </div>\n    </details></div>"
        )

    def hours(self, row: Assignment, label: str | Promise, text: str) -> str:
        """The hours left, changed where they stand: as desk/_value.html has it."""
        url = f"{address('coordination:hours_left', row.pk)}?field=remaining_hours"
        if self._change is None or self._change[0] is not label:
            said = _("Change %(label)s:") % {"label": escape(label)}
            self._change = (label, said)
        return (
            f'\n<span class="yp-inline"><a href="{url}" hx-get="{url}" '
            'hx-target="closest .yp-inline" hx-swap="outerHTML">'
            f'<span class="sr">{self._change[1]} </span>{text} h</a></span>\n'
        )

    _change: tuple[str | Promise, str] | None = None

    @cached_property
    def _words(self) -> dict[str, str]:
        return {
            "open": _("Report"),
            "sign": _("Sign"),
            "left": _("Hours left"),
            "save": _("Save"),
            "form": _("Report by the form"),
            "result": _("Result"),
            "took": _("Hours it took"),
            "empty": _("may stay empty"),
            "report": _("Report done"),
            "date": _("Another date"),
            "opinion": _("Give an opinion"),
            "remit": _("Out-of-remit report"),
        }

    def _form(self, row: Assignment, act: str, drafted: bool = True) -> str:
        """The start of a form, with what every form of a row carries."""
        to = address(f"coordination:{act}", row.pk)
        draft = f' data-yp-draft="{act}-{row.pk}"' if drafted else ""
        return (
            f'<form method="post" action="{to}" hx-post="{to}" hx-target="#ledger"'
            f'{draft}>{self.token}<input type="hidden" name="version" '
            f'value="{row.version}">'
        )

    def _sign(self, row: Assignment) -> str:
        form = self._form(row, "acknowledge", drafted=False)
        return (
            f'{form}<button class="btn btn-sm" id="sign-{row.pk}" data-yp-key="E">'
            f"{self._words['sign']}</button></form>"
        )

    def _progress(self, row: Assignment) -> str:
        words, pk = self._words, row.pk
        left = "" if row.remaining_units is None else yp.hours(row.remaining_hours)
        return (
            f"{self._form(row, 'progress')}\n        "
            f'<label class="t2" for="left-{pk}">{words["left"]}</label> '
            f'<input class="form-control" id="left-{pk}" name="remaining_hours" '
            f'inputmode="decimal" size="6" value="{left}"> '
            f'<button class="btn btn-sm">{words["save"]}</button></form>'
        )

    def _report(self, row: Assignment) -> str:
        words, pk = self._words, row.pk
        if hasattr(row.directive, "task_form") and not row.directive.reserved:
            url = address("coordination:answer_form", pk)
            return f'<p><a class="btn btn-sm" href="{url}">{words["form"]}</a></p>'
        return (
            f"{self._form(row, 'report')}\n        "
            f'<label class="t2" for="text-{pk}">{words["result"]}</label> '
            f'<input class="form-control yp-wide" id="text-{pk}" name="text" '
            'maxlength="2000">\n        '
            f'<label class="t2" for="took-{pk}">{words["took"]}</label> '
            f'<input class="form-control" id="took-{pk}" name="hours_taken" '
            f'inputmode="decimal" size="6" placeholder="{words["empty"]}"> '
            f'<button class="btn btn-sm">{words["report"]}</button></form>'
        )

    def _others(self, row: Assignment) -> str:
        """Another date, an opinion, a report that it is not the station's work."""
        words, pk, moves = self._words, row.pk, row.pk in self.movable
        objects = row.department_id and self.objects and not row.directive.reserved
        if not (moves or objects):
            return ""
        parts = []
        if moves:
            parts.append(
                '<a class="btn btn-sm" data-yp-date data-yp-key="D" '
                f'href="{address("coordination:date_of", pk)}">{words["date"]}</a>'
            )
        if objects:
            parts.append(
                '<a data-yp-key="O" '
                f'href="{address("coordination:object_to", pk)}">{words["opinion"]}</a>'
                f' <a href="{address("coordination:report_task", pk)}">'
                f"{words['remit']}</a>"
            )
        return f'<p class="t2 row-x wrap">{"".join(parts)}</p>'
