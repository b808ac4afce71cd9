"""Report forms: what a task asks station by station, and what was answered."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organization.models import Department, User
from organization.models.spelling import SpeltField
from tasking.asking.fields import Field, loaded
from tasking.models.assignment import Assignment
from tasking.models.directive import Directive

ADD_ONLY = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


class ReportFormQuerySet(models.QuerySet["ReportForm"]):
    def visible_to(self, user: User) -> ReportFormQuerySet:
        """Own departments', and those below an overseen bureau."""
        scope = user.scope
        found = Q(department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            found |= Q(department__bureau__path__startswith=path)
        return self.filter(found)

    def current(self) -> ReportFormQuerySet:
        """The last version of each form."""
        later = ReportForm.objects.filter(
            family=OuterRef("family"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))


class ReportForm(models.Model):
    """One version of a department's form. All versions of a form share its `family`,
    the id of the first.

    `demands` are what its fields ask, `words` by key what they are called, see
    `asking.fields`. Demands stand still once a task that was issued asks by them.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="forms")
    family = models.BigIntegerField(null=True, db_index=True)
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=80)
    spelt = SpeltField()
    demands = models.JSONField()
    words = models.JSONField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ReportFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("report form")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="form_version_once", fields=["family", "number"]
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="asked_for_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.demands = OLD.demands
                        AND (OLD.family IS NULL OR NEW.family = OLD.family)
                        AND NEW.number = OLD.number THEN
                        RETURN NEW;
                    END IF;
                    IF EXISTS (
                        SELECT FROM tasking_taskform f JOIN tasking_assignment a
                        ON a.directive_id = f.directive_id WHERE f.form_id = OLD.id)
                    THEN
                        RAISE EXCEPTION 'what stations were asked stays as it was';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def fields(self) -> tuple[Field, ...]:
        return loaded(self.demands, self.words)


class TaskForm(models.Model):
    """That a task is reported by a form, and when stations are reminded of it: working
    days before the due and after it; 0 is never."""

    directive = models.OneToOneField(
        Directive, models.PROTECT, primary_key=True, related_name="task_form"
    )
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="tasks")
    remind_before = models.PositiveSmallIntegerField(default=2)
    remind_after = models.PositiveSmallIntegerField(default=1)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("form of a task")
        triggers = [
            pgtrigger.Trigger(
                name="issued_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT FROM tasking_assignment
                        WHERE directive_id = OLD.directive_id) THEN
                        RAISE EXCEPTION 'the form of an issued task stays';
                    END IF;
                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.form_id}"


class FormAnswerQuerySet(models.QuerySet["FormAnswer"]):
    def handed_in(self) -> FormAnswerQuerySet:
        return self.filter(handed_in_at__isnull=False)

    def standing(self) -> FormAnswerQuerySet:
        """Of each assignment the one handed in last."""
        later = FormAnswer.objects.filter(
            assignment=OuterRef("assignment"),
            number__gt=OuterRef("number"),
            handed_in_at__isnull=False,
        )
        return self.handed_in().filter(~Exists(later))


class FormAnswer(models.Model):
    """What one station answers: a draft of the station alone until it is handed in with
    the report. Returned work gets a new one, the old ones stay."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="form_answers"
    )
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FormAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a report form")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="form_answer_once", fields=["assignment", "number"]
            ),
            models.UniqueConstraint(
                name="form_answer_one_draft",
                fields=["assignment"],
                condition=Q(handed_in_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="handed_in_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__handed_in_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.number}"


class FormReminder(models.Model):
    """That a station was reminded of a report: once before it is due, once after."""

    class When(models.TextChoices):
        BEFORE = "before", _("before it was due")
        AFTER = "after", _("after it was due")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="form_reminders"
    )
    when = models.CharField(max_length=6, choices=When.choices)
    due = models.DateTimeField()
    on = models.DateField()

    class Meta:
        verbose_name = _("reminder of a report")
        constraints = [
            models.UniqueConstraint(
                name="form_reminded_once", fields=["assignment", "when", "due"]
            )
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.when}"


class FormLook(models.Model):
    """When somebody last looked at the answers to a task, to see what is new since."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at the answers to a task")
        constraints = [
            models.UniqueConstraint(
                name="form_look_once_by_each", fields=["directive", "user"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.user_id}"


class FormReuseQuerySet(models.QuerySet["FormReuse"]):
    def visible_to(self, user: User) -> FormReuseQuerySet:
        """Own departments', and those below an overseen bureau."""
        scope = user.scope
        found = Q(department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            found |= Q(department__bureau__path__startswith=path)
        return self.filter(found)


class FormReuse(models.Model):
    """A department reads what stations answered already instead of asking again.
    Rows are only added."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="form_reuses"
    )
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="form_reuses")
    # The draft that does not ask for it.
    instead_in = models.ForeignKey(Directive, models.PROTECT, related_name="reads")
    keys = ArrayField(models.CharField(max_length=12))
    stations = ArrayField(models.BigIntegerField())
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    objects = FormReuseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers read instead of asked for")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="form_reuse_of_some_stations", condition=Q(stations__len__gt=0)
            )
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.department_id} {self.directive_id}"
