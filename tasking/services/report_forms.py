"""What a task asks by a form: written on the draft, kept for later ones, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organization.audit import record
from organization.models import User
from organization.permissions import POLICY, authorise
from organization.services.problems import Problems
from tasking.asking.fields import (
    LONGEST_HELP,
    LONGEST_ITEM,
    LONGEST_LABEL,
    Field,
    Kind,
    by_label,
    same_words,
    stored,
)
from tasking.asking.reading import APART, Numbered, read_fields
from tasking.models import Directive, ReportForm, TaskForm

LONGEST_TITLE = 80
MOST_DAYS = 10
MOST_ITEMS = 40  # of one task
WRITABLE = (Directive.State.DRAFT, Directive.State.RETURNED)
CHANGED = gettext_lazy(
    "Somebody changed this form meanwhile. Look at it again, then save."
)


@dataclass(frozen=True)
class Reminders:
    """Working days before the due and after it on which who has not reported is
    reminded; 0 is never."""

    before: int = 2
    after: int = 1


def form_of(directive: Directive) -> TaskForm | None:
    """By which form the task is reported. Reserved strength has none: its fields would
    tell whose it is."""
    if directive.reserved:
        return None
    rows = TaskForm.objects.select_related("form")
    return rows.filter(directive=directive).first()


def seen_as(task_form: TaskForm | None) -> str:
    """What a page shows, to be handed back with the next save."""
    return f"{task_form.form_id}.{task_form.form.version}" if task_form else ""


@transaction.atomic
def write_form(
    *,
    by: User,
    directive: Directive,
    title: str,
    lines: Sequence[Numbered],
    now: dt.datetime,
    reminders: Reminders | None = None,
    seen: str | None = None,
) -> TaskForm:
    """The draft's form as it is to be; ValidationError by `rows[number].name`.

    A form that another task asks by is not changed under it: this task gets a new
    version.
    """
    row, held = _held(by, directive, seen)
    old = held.form if held else None
    with Problems() as problems:
        name = problems.require("title", title)
        if len(name) > LONGEST_TITLE:
            told = _("At most %(n)s characters.") % {"n": LONGEST_TITLE}
            problems.add("title", told)
        _judge(reminders, problems)
        known, first = _keys(old)
        try:
            fields = read_fields(lines, known=known, first=first)
        except ValidationError as error:
            for key, messages in error.message_dict.items():
                problems.found[key] = list(messages)
            fields = ()
    form = _stored(by, row, old, name, fields, now)
    return _set(by, row, form, reminders, old.fields if old else ())


@transaction.atomic
def choose_form(
    *,
    by: User,
    directive: Directive,
    form: ReportForm,
    seen: str | None = None,
) -> TaskForm:
    """Ask by a form the department has, in its latest version."""
    row, held = _held(by, directive, seen)
    if form.department_id != row.department_id:
        told = _("Choose a form of this department.")
        raise ValidationError({"form": [told]})
    before = held.form.fields if held else ()
    return _set(by, row, _latest(form), None, before)


@transaction.atomic
def drop_form(*, by: User, directive: Directive, seen: str | None = None) -> None:
    """The task is reported in words alone. The form stays in the department's list."""
    row, held = _held(by, directive, seen)
    if held is not None:
        _name_items(row, held.form.fields, ())
        held.delete()
        record("form.drop", by=by, subject=row, unit=row.requester_code)


def carry_form(*, by: User, source: Directive, to: Directive) -> TaskForm | None:
    """Ask by the same form again, in its latest version; None where there is none."""
    held = form_of(source)
    if held is None or to.reserved:
        return None
    again = Reminders(held.remind_before, held.remind_after)
    return _set(by, to, _latest(held.form), again)


def pass_form_on(*, by: User, source: Directive, to: Directive) -> TaskForm | None:
    """Ask by the form of the task that is passed on, in the very version it asks by, so
    that its department gets the answers it asked for; None where there is none, or the
    draft asks by one of its own."""
    held = form_of(source)
    if held is None or to.reserved or form_of(to) is not None:
        return None
    again = Reminders(held.remind_before, held.remind_after)
    return _set(by, to, held.form, again)


@transaction.atomic
def correct_words(
    *,
    by: User,
    form: ReportForm,
    key: str,
    label: str,
    help_text: str,
    version: int | None = None,
) -> ReportForm:
    """What a field is called and how it is explained, also under answers; logged."""
    row = ReportForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    authorise(by, "form.keep", row.department)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    before = row.words.get(key)
    if before is None:
        raise ValidationError({"state": [_("This form has no such field.")]})
    said = {"label": label.strip(), "help": help_text.strip()}
    _judge_words(row, key, said)
    if said == before:
        return row
    row.words[key] = said
    row.version += 1
    row.save(update_fields=["words", "version"])
    unit = row.department.code
    record("form.words", by=by, subject=row, unit=unit, before=before, after=said)
    return row


def _judge_words(row: ReportForm, key: str, said: dict[str, str]) -> None:
    with Problems() as problems:
        problems.require("label", said["label"])
        for name, most in (("label", LONGEST_LABEL), ("help", LONGEST_HELP)):
            if len(said[name]) > most:
                problems.add(name, _("At most %(n)s characters.") % {"n": most})
        if APART.search(said["label"]):
            problems.add("label", _("Without “；”: it keeps fields apart in a sum."))
        other = by_label(row.fields).get(same_words(said["label"]))
        if other is not None and other.key != key:
            problems.add("label", _("Another field is called the same."))


def _held(
    by: User, directive: Directive, seen: str | None
) -> tuple[Directive, TaskForm | None]:
    """The draft under a lock, with its form."""
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau").get(pk=directive.pk)
    if row.department is None:
        raise PermissionDenied(str(POLICY["form.keep"].title))
    authorise(by, "form.keep", row.department)
    if row.reserved:
        told = _("Reserved strength asks nothing: it would tell whose it is.")
        raise ValidationError({"state": [told]})
    if row.state not in WRITABLE:
        told = _("This has been sent on: its form stays as it is.")
        raise ValidationError({"state": [told]})
    held = form_of(row)
    if seen is not None and seen != seen_as(held):
        raise ValidationError({"state": [CHANGED]})
    return row, held


def _keys(old: ReportForm | None) -> tuple[Sequence[Field], int]:
    """Fields of the last version, and the first number that no version has used."""
    if old is None:
        return (), 1
    # Two who change one form at once wait here, or both would call a field the same.
    list(ReportForm.objects.select_for_update().filter(pk__in=[old.family]))
    every = ReportForm.objects.filter(family=old.family)
    used = {
        int(key[1:]) for words in every.values_list("words", flat=True) for key in words
    }
    return old.fields, max(used, default=0) + 1


def _stored(
    by: User,
    directive: Directive,
    old: ReportForm | None,
    title: str,
    fields: Sequence[Field],
    now: dt.datetime,
) -> ReportForm:
    """The old row changed where nobody else asks by it, else a new version."""
    if directive.department is None:
        raise ValueError("A station's own plan asks nothing by a form")
    demands, words = stored(fields)
    if old is not None:
        old = ReportForm.objects.select_for_update().get(pk=old.pk)
        same = (old.title, old.demands, old.words) == (title, demands, words)
        if same:
            return old
        if not _is_asked_by_others(old, directive):
            old.title, old.demands, old.words = title, demands, words
            old.version += 1
            old.save()
            return ReportForm.objects.get(pk=old.pk)
    # A form that was passed on from above stays above: what is changed of it is this
    # department's own, and no later version of the other's.
    own = old if old and old.department_id == directive.department_id else None
    made = ReportForm.objects.create(
        department=directive.department,
        family=own.family if own else None,
        number=_next_number(own),
        title=title,
        demands=demands,
        words=words,
        created_by=by,
        created_at=now,
    )
    if own is None:
        made.family = made.pk
        made.save(update_fields=["family"])
    return made


def _is_asked_by_others(form: ReportForm, directive: Directive) -> bool:
    if form.department_id != directive.department_id:
        return True
    return form.tasks.exclude(directive=directive).exists()


def _next_number(old: ReportForm | None) -> int:
    if old is None:
        return 1
    every = ReportForm.objects.filter(family=old.family)
    return int(every.aggregate(last=Max("number"))["last"]) + 1


def _latest(form: ReportForm) -> ReportForm:
    return ReportForm.objects.filter(family=form.family).latest("number")


def _set(
    by: User,
    row: Directive,
    form: ReportForm,
    reminders: Reminders | None,
    before: Iterable[Field] = (),
) -> TaskForm:
    values: dict[str, object] = {"form": form, "set_by": by}
    if reminders is not None:
        values |= {
            "remind_before": reminders.before,
            "remind_after": reminders.after,
        }
    made, _fresh = TaskForm.objects.update_or_create(directive=row, defaults=values)
    _name_items(row, before, form.fields)
    record(
        "form.set",
        by=by,
        subject=row,
        unit=row.requester_code,
        form=form.pk,
        fields=len(form.demands),
    )
    return made


def _name_items(row: Directive, before: Iterable[Field], now: Iterable[Field]) -> None:
    """What is counted is among the data the task asks for, by which requests of other
    departments are compared with it and joined."""
    gone = {field.asks_for for field in before}
    asked = [one.asks_for for one in now if one.is_counted or one.kind == Kind.TABLE]
    kept = [item for item in row.data_items if item not in gone and item not in asked]
    # The composer keeps them apart by these signs.
    plain = (item for item in asked if not set(item) & set("、，,；;"))
    short = [item for item in plain if len(item) <= LONGEST_ITEM]
    items = [*kept, *dict.fromkeys(short)][:MOST_ITEMS]
    if items != row.data_items:
        row.data_items = items
        row.version += 1
        row.save(update_fields=["data_items", "version"])


def _judge(reminders: Reminders | None, problems: Problems) -> None:
    for name in ("before", "after"):
        days = getattr(reminders, name) if reminders else 0
        if not 0 <= days <= MOST_DAYS:
            told = _("From 0 to %(n)s working days.") % {"n": MOST_DAYS}
            problems.add(name, told)
