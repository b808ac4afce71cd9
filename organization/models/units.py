"""Who exists: a tree of bureaus, departments at any level, stations under them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from organization.models.choices import Admission, Level, SilenceRule
from organization.models.spelling import SpeltField
from organization.pinyin import initials

if TYPE_CHECKING:
    from organization.models.access import User


class CodedUnit(models.Model):
    """A unit with a code that lives on when the unit is reorganised."""

    code = models.CharField(_("unit code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    pinyin = models.CharField(max_length=120, editable=False, db_index=True)
    spelt = SpeltField(of="name")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # What it did goes on there; what was done under its code stays with the code.
    merged_into = models.ForeignKey(
        *("self", models.PROTECT), null=True, blank=True, related_name="merged"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_merged_is_closed",
                condition=Q(merged_into=None) | Q(closed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.short_name = self.short_name or self.name
        self.pinyin = initials(self.name)
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """The name in the reader's language; codes and names stay as registered."""
        from django.utils.translation import get_language

        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.name


class UnitQuerySet(models.QuerySet[Any]):
    """Reads every kind of unit shares."""

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def matching(self, text: str) -> Self:
        """By name, code or pinyin initials."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__icontains=text)
            | Q(code__startswith=text)
            | Q(pinyin__contains=text.lower())
            | Q(name_en__icontains=text)
        )


class BureauQuerySet(UnitQuerySet):
    def under(self, bureau: Bureau) -> BureauQuerySet:
        """The bureau and everything below it."""
        return self.filter(path__startswith=bureau.path)

    def visible_to(self, user: User) -> BureauQuerySet:
        paths = user.scope.paths
        return self.filter(_below("path", paths) | _above("path", paths))


class Bureau(CodedUnit):
    """A bureau; `path` is the list of ids from the root, each followed by a slash."""

    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=120, editable=False, db_index=True)
    admission = models.CharField(
        _("admission"), max_length=6, choices=Admission.choices, default=Admission.OFF
    )
    admission_days = models.PositiveSmallIntegerField(
        _("working days for admission"),
        default=3,
        help_text=_("So long the office has to look at a task; nights do not count."),
    )
    approver_required = models.BooleanField(_("approver required"), default=False)
    recall_minutes = models.PositiveSmallIntegerField(
        _("minutes for a recall"),
        default=60,
        help_text=_("So long after its issue a task may be recalled; 0: not at all."),
    )
    opinion_days = models.PositiveSmallIntegerField(
        _("working days to answer an opinion"),
        default=3,
        help_text=_("At most; never more than a quarter of the time left to the due."),
    )
    remit_days = models.PositiveSmallIntegerField(
        _("working days to answer an out-of-remit report"),
        default=3,
        help_text=_("Unanswered it then takes effect; 0: only when it is confirmed."),
    )
    proposal_days = models.PositiveSmallIntegerField(
        _("working days to answer a proposal"),
        default=2,
        help_text=_("So long a proposal waits for each unit that must agree."),
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("working hours before an emergency order ends"),
        default=4,
        help_text=_("So long before its end people are reminded; 0: not at all."),
    )
    posting_days = models.PositiveSmallIntegerField(
        _("working days to answer about a posting"),
        default=5,
        help_text=_("So long the chiefs of both stations may say what they think."),
    )
    sick_days = models.PositiveSmallIntegerField(
        _("days of sick leave after which a visit is owed"), default=10
    )
    note_days = models.PositiveSmallIntegerField(
        _("days until a no-blame note is deleted"), default=365
    )
    visit_note_days = models.PositiveSmallIntegerField(
        _("days until the notes of a visit are deleted"), default=365
    )
    expiry_days = models.PositiveSmallIntegerField(
        _("days before a required qualification expires"),
        default=60,
        help_text=_("So long before it the officer is reminded; 0: not at all."),
    )
    short_days = models.PositiveSmallIntegerField(
        _("working days under which a task is short notice"),
        default=3,
        db_default=3,
    )
    share_floor = models.PositiveSmallIntegerField(
        _("least share of officers in stations, per cent"), default=40
    )
    share_goal = models.PositiveSmallIntegerField(
        _("share of officers in stations aimed at, per cent"), default=45
    )
    residents_urban = models.PositiveIntegerField(
        _("most residents per community officer in town"), default=3000
    )
    residents_rural = models.PositiveIntegerField(
        _("most residents per community officer in the country"), default=5000
    )
    silence_rule = models.CharField(
        _("no answer in time"),
        max_length=9,
        choices=SilenceRule.choices,
        default=SilenceRule.ESCALATES,
    )
    inspectorate_decides = models.BooleanField(
        _("the inspectorate may stop wrong orders"),
        default=False,
        help_text=_("Only to waive an order, with the approval of a bureau leader."),
    )
    version = models.PositiveIntegerField(default=1)

    objects = BureauQuerySet.as_manager()

    class Meta(CodedUnit.Meta):
        verbose_name = _("bureau")
        indexes = [
            models.Index(
                fields=["path"],
                name="bureau_path_prefix",
                opclasses=["varchar_pattern_ops"],
            )
        ]
        constraints = [
            *CodedUnit.Meta.constraints,
            models.CheckConstraint(
                name="bureau_recall_within_a_day",
                condition=Q(recall_minutes__lte=24 * 60),
            ),
            models.CheckConstraint(
                name="bureau_answers_within_a_month",
                condition=Q(opinion_days__range=(1, 30), remit_days__lte=30),
            ),
            models.CheckConstraint(
                name="bureau_admission_within_a_month",
                condition=Q(admission_days__gte=1, admission_days__lte=30),
            ),
            models.CheckConstraint(
                name="bureau_proposals_within_a_month",
                condition=Q(proposal_days__range=(1, 20)),
            ),
            models.CheckConstraint(
                name="bureau_reminds_within_a_week",
                condition=Q(reminder_hours__lte=40),
            ),
            models.CheckConstraint(
                name="bureau_postings_within_a_month",
                condition=Q(posting_days__range=(1, 20)),
            ),
            models.CheckConstraint(
                name="bureau_forgets_notes",
                condition=Q(note_days__range=(30, 1096), sick_days__lte=365),
            ),
            models.CheckConstraint(
                name="bureau_forgets_visit_notes",
                condition=Q(visit_note_days__range=(30, 1096)),
            ),
            models.CheckConstraint(
                name="bureau_reminds_within_a_year",
                condition=Q(expiry_days__lte=365),
            ),
            models.CheckConstraint(
                name="bureau_short_notice_within_a_month",
                condition=Q(short_days__range=(1, 20)),
            ),
            models.CheckConstraint(
                name="bureau_floors_are_shares",
                condition=Q(share_floor__lte=F("share_goal"), share_goal__lte=100),
            ),
            models.CheckConstraint(
                name="bureau_residents_for_somebody",
                condition=Q(residents_urban__gte=1, residents_rural__gte=1),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else ''}{self.pk}/"
        if path != self.path:
            type(self).objects.filter(pk=self.pk).update(path=path)
            self.path = path

    @property
    def admission_gate(self) -> bool:
        """Do tasks wait for the office before stations get them?"""
        return self.admission == Admission.GATE


class DepartmentQuerySet(UnitQuerySet):
    def visible_to(self, user: User) -> DepartmentQuerySet:
        """Everyone sees which departments exist in and above the own bureaus."""
        paths = user.scope.paths
        return self.filter(
            _below("bureau__path", paths) | _above("bureau__path", paths)
        )


class Department(CodedUnit):
    """A department of a bureau; stations are tasked in its name."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="departments")
    speciality = models.CharField(_("speciality"), max_length=20)
    is_coordination_office = models.BooleanField(default=False)
    external = models.BooleanField(
        _("outside the police"), default=False, help_text=_("A township, for instance.")
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta(CodedUnit.Meta):
        verbose_name = _("department")


class StationQuerySet(UnitQuerySet):
    def under(self, bureau: Bureau) -> StationQuerySet:
        return self.filter(bureau__path__startswith=bureau.path)

    def visible_to(self, user: User) -> StationQuerySet:
        """Own stations, and the stations below the bureaus one works for."""
        scope = user.scope
        return self.filter(
            Q(pk__in=scope.stations) | _below("bureau__path", scope.bureau_paths)
        )

    def with_deputy(self, today: dt.date) -> StationQuerySet:
        """Each with who acts today: `deputy` is his name, `away` his whom he acts for,
        `deputy_until` the first day without; None where nobody does."""
        now = self.model._meta.apps.get_model("organization", "Membership").objects
        acting = now.filter(
            station=OuterRef("pk"), acting_for__isnull=False, during__contains=today
        ).order_by("pk")
        rows: StationQuerySet = self.annotate(
            deputy=Subquery(acting.values("user__name")[:1]),
            away=Subquery(acting.values("acting_for__name")[:1]),
            deputy_until=Subquery(acting.values("during__endswith")[:1]),
        )
        return rows


class Station(CodedUnit):
    """A police station under a county bureau (or directly under a city's)."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="stations")
    rural = models.BooleanField(_("rural"), default=False)

    objects = StationQuerySet.as_manager()

    class Meta(CodedUnit.Meta):
        verbose_name = _("station")


def _below(field: str, paths: frozenset[str]) -> Q:
    """Rows whose path lies in one of the subtrees; no path matches nothing."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _above(field: str, paths: frozenset[str]) -> Q:
    """Rows whose path is an ancestor of one of the paths."""
    chain: set[str] = set()
    for path in paths:
        ids = path.strip("/").split("/")
        chain |= {"/".join(ids[: n + 1]) + "/" for n in range(len(ids))}
    return Q(**{f"{field}__in": chain})
