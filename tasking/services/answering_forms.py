"""What a station answers to a form: kept halfway, handed in with its report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organization.audit import record
from organization.models import User
from organization.permissions import authorise
from organization.templatetags.formats import full_moment
from tasking.asking.fields import Field
from tasking.asking.judging import Problems, judge
from tasking.asking.values import read, storable
from tasking.models import Assignment, FormAnswer, ReportForm
from tasking.services.report_forms import form_of
from tasking.services.telling_forms import forget

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Answers:
    """What somebody typed or a workbook holds, by the keys of the fields; `notes` say
    why an answer lies beyond its bounds. `version`: of the draft one was looking at, 0
    for none, None where any will do."""

    values: Mapping[str, Any]
    notes: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None


@transaction.atomic
def save_answers(
    *, by: User, assignment: Assignment, answers: Answers, now: dt.datetime
) -> FormAnswer:
    """Keep it halfway: what can be read is kept, nothing has to be complete.

    ValidationError by key of the field, or of the state when somebody else of the
    station saved first.
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau", "directive").get(pk=assignment.pk)
    authorise(by, "assignment.report", row.station)
    if not row.is_live:
        told = _("This has been reported, or is owed no more.")
        raise ValidationError({"state": [told]})
    held = form_of(row.directive)
    if held is None:
        raise ValidationError({"state": [_("This task has no form.")]})
    return _kept(by, row, held.form, answers, now)


def hand_in(
    *, by: User, row: Assignment, answers: Answers | None, now: dt.datetime
) -> None:
    """With the report of `row`, which the caller has locked and authorised: sound
    answers to the form the task has, or ValidationError."""
    held = form_of(row.directive)
    if held is None:
        if answers is not None:
            raise ValidationError({"state": [_("This task has no form.")]})
        return
    if answers is None:
        told = _("This task is reported by the form “%(title)s”: fill it in first.")
        raise ValidationError({"form": [told % {"title": held.form.title}]})
    kept = _kept(by, row, held.form, answers, now)
    problems = judge(held.form.fields, kept.values, kept.notes)
    if problems:
        raise ValidationError(dict(problems))
    kept.handed_in_at = now
    kept.save(update_fields=["handed_in_at"])
    forget([row.pk])
    unit = row.station.code
    record("form.hand_in", by=by, subject=row, unit=unit, number=kept.number)


def draft_of(assignment: Assignment) -> FormAnswer | None:
    """What the station has kept halfway."""
    return FormAnswer.objects.filter(assignment=assignment, handed_in_at=None).first()


def typed(
    fields: tuple[Field, ...], values: Mapping[str, Any]
) -> tuple[dict[str, Any], Problems]:
    """What was typed as answers are kept, and what cannot be read."""
    found: dict[str, Any] = {}
    problems: Problems = {}
    for one in fields:
        try:
            value = read(one, values.get(one.key))
        except ValidationError as error:
            problems[one.key] = list(error.messages)
        else:
            if value is not None:
                found[one.key] = value
    return found, problems


def _kept(
    by: User, row: Assignment, form: ReportForm, answers: Answers, now: dt.datetime
) -> FormAnswer:
    draft = draft_of(row)
    version = draft.version if draft else 0
    if answers.version is not None and answers.version != version:
        raise ValidationError({"state": [_stale(draft)]})
    values, problems = typed(form.fields, answers.values)
    notes = _notes(form, answers.notes, problems)
    if problems:
        raise ValidationError(dict(problems))
    if draft is None:
        number = FormAnswer.objects.filter(assignment=row).count() + 1
        draft = FormAnswer(assignment=row, number=number, version=0)
    draft.form, draft.values, draft.notes = form, values, notes
    draft.saved_by, draft.saved_at = by, now
    draft.version += 1
    draft.save()
    record("form.save", by=by, subject=row, unit=row.station.code, number=draft.number)
    return draft


def _stale(draft: FormAnswer | None) -> str:
    if draft is None:
        return _("This was handed in meanwhile. Look at it again.")
    told = _("%(user)s saved this at %(time)s; compare, then save.")
    return told % {"user": draft.saved_by.name, "time": full_moment(draft.saved_at)}


def _notes(
    form: ReportForm, given: Mapping[str, str], problems: Problems
) -> dict[str, str]:
    found = {}
    for one in form.fields:
        note = str(storable(given.get(one.key)) or "").strip()
        if len(note) > LONGEST_NOTE:
            told = _("At most %(n)s characters.") % {"n": LONGEST_NOTE}
            problems.setdefault(one.key, []).append(told)
        elif note:
            found[one.key] = note
    return found
