"""Answers that help more than one station, and trainings drawn from what was asked."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from organization.models import Department, User
from organization.models.spelling import SpeltField
from tasking.models.difficulty import Category, Difficulty
from tasking.models.directive import Directive, Kind


class KnowledgeQuerySet(models.QuerySet["KnowledgeArticle"]):
    def visible_to(self, user: User) -> KnowledgeQuerySet:
        """What departments of the own bureaus, those above and those below them have
        published."""
        found = Q(pk__in=())
        rows = self.alias(path=models.F("department__bureau__path"))
        for number, path in enumerate(sorted(user.scope.paths)):
            name = f"above_{number}"
            rows = rows.alias(**{name: StrIndex(models.Value(path), models.F("path"))})
            found |= Q(**{name: 1}) | Q(path__startswith=path)
        return rows.filter(found)

    def current(self) -> KnowledgeQuerySet:
        return self.filter(outdated_at=None)

    def to_look_at(self, today: dt.date) -> KnowledgeQuerySet:
        """Its department wanted to look at it again by now."""
        return self.current().filter(look_again_on__lte=today)

    def matching(self, text: str) -> KnowledgeQuerySet:
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(title__icontains=text)
            | Q(question__icontains=text)
            | Q(answer__icontains=text)
        )


class KnowledgeArticle(models.Model):
    """What a department says once for all, without the name of a station or a person.

    `helped` counts how often somebody left a difficulty unraised because of it; nobody
    is named there. `words` are those of the list of classified words, and the names,
    that its writer looked at again. `pairs` as in `tasking.likeness`.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="knowledge_articles"
    )
    category = models.CharField(
        _("category"), max_length=10, choices=Category.choices, db_index=True
    )
    title = models.CharField(_("title"), max_length=80)
    spelt = SpeltField()
    question = models.TextField(_("what is asked"))
    answer = models.TextField(_("what helps"))
    source = models.ForeignKey(
        Difficulty, models.PROTECT, null=True, blank=True, related_name="articles"
    )
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    look_again_on = models.DateField(_("look at it again on"))
    helped = models.PositiveIntegerField(default=0)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_index=True)
    revised_at = models.DateTimeField(null=True, blank=True)
    outdated_at = models.DateTimeField(null=True, blank=True)
    outdated_reason = models.TextField(blank=True)
    pairs = ArrayField(models.IntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("published answer")
        ordering = ["-id"]
        indexes = [GinIndex(fields=["pairs"], name="knowledge_pairs")]
        constraints = [
            models.CheckConstraint(
                name="knowledge_outdated_has_a_reason",
                condition=Q(outdated_at=None, outdated_reason="")
                | (Q(outdated_at__isnull=False) & ~Q(outdated_reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class TrainingPurposeQuerySet(models.QuerySet["TrainingPurpose"]):
    def visible_to(self, user: User) -> TrainingPurposeQuerySet:
        return self.filter(directive__in=Directive.objects.visible_to(user))


class TrainingPurpose(models.Model):
    """Why a training is held: the category or kind it answers, the difficulties it
    names, and the occasions that were counted when it was drafted."""

    directive = models.OneToOneField(Directive, models.CASCADE, related_name="purpose")
    category = models.CharField(max_length=10, choices=Category.choices, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True)
    difficulties = models.ManyToManyField(Difficulty, related_name="trainings")
    counted = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    objects = TrainingPurposeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purpose of a training")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="training_answers_one_topic",
                condition=(Q(kind="") & ~Q(category=""))
                | (Q(category="") & ~Q(kind="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.category}{self.kind}"
