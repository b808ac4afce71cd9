"""What was answered the last time the same form was asked."""

from __future__ import annotations

from collections.abc import Iterable

from tasking.models import Directive, FormAnswer, TaskForm

ASKED = (Directive.State.ISSUED, Directive.State.CLOSED)


def task_before(task_form: TaskForm) -> Directive | None:
    """The department's last task with this form, in any version, due earlier."""
    row = task_form.directive
    if row.due is None:
        return None
    rows = TaskForm.objects.filter(
        form__family=task_form.form.family,
        directive__department=row.department_id,
        directive__state__in=ASKED,
        directive__due__lt=row.due,
        directive__reserved=False,
    ).exclude(directive=row)
    found = rows.select_related("directive").order_by("-directive__due").first()
    return found.directive if found else None


def answers_to(
    directive: Directive | None, stations: Iterable[int] | None = None
) -> dict[int, FormAnswer]:
    """The answers that stand, by station."""
    if directive is None:
        return {}
    rows = FormAnswer.objects.standing().filter(assignment__directive=directive)
    if stations is not None:
        rows = rows.filter(assignment__station__in=stations)
    return {row.assignment.station_id: row for row in rows.select_related("assignment")}
