"""Small mistakes and what was learned of them, between an officer and his chief."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import User
from personnel.models.people import Officer


class NoBlameNoteQuerySet(models.QuerySet["NoBlameNote"]):
    def visible_to(self, user: User) -> NoBlameNoteQuerySet:
        """The officer and the chief it names, whatever anybody else's role."""
        return self.filter(Q(officer__user=user) | Q(chief=user))


class NoBlameNote(models.Model):
    """善意提示: never part of an appraisal, a fit or a file; gone after its term.

    `chief` is the person, not the office: a successor does not read it.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    chief = models.ForeignKey(User, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    written_at = models.DateTimeField()
    happened_on = models.DateField(_("happened on"))
    what = models.TextField(_("what happened"))
    learned = models.TextField(_("what was learned"))
    forget_on = models.DateField()

    objects = NoBlameNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-blame note")
        ordering = ["-id"]
        indexes = [models.Index(fields=["forget_on"], name="note_to_be_forgotten")]
        constraints = [
            models.CheckConstraint(
                name="note_is_forgotten_later",
                condition=Q(forget_on__gt=F("happened_on")),
            ),
            models.CheckConstraint(
                name="note_says_something", condition=~Q(what="") & ~Q(learned="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
