"""Kinds: what is told, asked and answered, and the money of stations."""

from __future__ import annotations

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.models import Category, Disbursement, Line
from coordination.finding.kind import Kind, Rows, called, chosen, name_of
from organization.models import User
from organization.permissions import may_somewhere
from organization.sought import Ground
from tasking.models import Difficulty, KnowledgeArticle, Notice


def _notices(user: User) -> Rows | None:
    seen = may_somewhere(user, "notice.list")
    return Notice.objects.visible_to(user) if seen else None


def _difficulties(user: User) -> Rows | None:
    seen = may_somewhere(user, "difficulty.list")
    return Difficulty.objects.visible_to(user) if seen else None


def _answers(user: User) -> Rows | None:
    seen = may_somewhere(user, "difficulty.list")
    return KnowledgeArticle.objects.visible_to(user) if seen else None


def _sees_money(user: User) -> bool:
    return may_somewhere(user, "money.view") or may_somewhere(user, "money.view_own")


def _lines(user: User) -> Rows | None:
    return Line.objects.visible_to(user) if _sees_money(user) else None


def _payments(user: User) -> Rows | None:
    return Disbursement.objects.visible_to(user) if _sees_money(user) else None


def _of_line(user: User, address: str) -> str:
    code, year = address.rsplit(" ", 1)
    return f"{reverse('budget:station', args=[code])}?year={year}"


def _of_own_department(user: User) -> Q:
    return Q(department__in=user.scope.departments)


NOTICE = Kind(
    name="notice",
    label=_("Notices"),
    icon="bell",
    rows=_notices,
    ground=Ground(("title",), ("spelt",), beside=("body",)),
    route="coordination:notice",
    title=lambda: F("title"),
    unit=lambda: name_of("department"),
    own=_of_own_department,
)
DIFFICULTY = Kind(
    name="difficulty",
    label=_("Difficulties"),
    icon="chat",
    rows=_difficulties,
    ground=Ground(("title",), ("spelt",), beside=("text",)),
    route="coordination:difficulty",
    title=lambda: F("title"),
    unit=lambda: name_of("station"),
    own=lambda user: (
        Q(station__in=user.scope.stations) | Q(department__in=user.scope.departments)
    ),
)
ANSWER = Kind(
    name="answer",
    label=_("Published answers"),
    icon="info",
    rows=_answers,
    ground=Ground(("title",), ("spelt",), beside=("question", "answer")),
    route="coordination:article",
    title=lambda: F("title"),
    unit=lambda: name_of("department"),
    own=_of_own_department,
)
MONEY = Kind(
    name="money",
    label=_("Money of the year"),
    icon="money",
    rows=_lines,
    ground=Ground(
        (),
        beside=("station__name", "station__name_en", "station__code"),
        beside_spelt=("station__spelt",),
        called=(
            ("category", called(Category)),
            ("year", lambda word: [word] if word.isdecimal() else []),
        ),
    ),
    route="",
    to=_of_line,
    title=lambda: name_of("station"),
    code=lambda: F("year"),
    unit=lambda: chosen(Category, "category"),
    address=lambda: Concat(
        F("station__code"), Value(" "), F("year"), output_field=TextField()
    ),
    own=lambda user: Q(station__in=user.scope.stations),
)
PAYMENT = Kind(
    name="payment",
    label=_("Disbursements"),
    icon="money",
    rows=_payments,
    ground=Ground(
        ("purpose",),
        beside=("line__station__name",),
        beside_spelt=("line__station__spelt",),
    ),
    route="budget:disbursement",
    title=lambda: F("purpose"),
    code=lambda: F("line__year"),
    unit=lambda: name_of("line__station"),
    own=lambda user: Q(line__station__in=user.scope.stations),
)
