"""The establishment: posts are added, changed from a day on, closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from desk.stale import changed
from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Days, Problems, days
from personnel.models import Ability, Post
from personnel.models.posts import Category

MOST = 999
HEAVIEST = 5
CHANGED = changed(_("Somebody changed this meanwhile. Look at it again, then decide."))


@dataclass(frozen=True)
class Terms:
    """What a post is: its kind, for how many, of which ranks, leading or not, with
    what weight among vacancies.

    `required` are codes of qualifications, `desired` points by the code of an ability.
    """

    kind: str
    approved: int
    category: str = Category.POLICE
    rank_from: str = ""
    rank_to: str = ""
    leading: bool = False
    nights: bool = False
    weight: int = 1
    required: list[str] = field(default_factory=list)
    desired: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def add_post(
    *,
    by: User | None,
    unit: Station | Department,
    terms: Terms,
    during: Days,
    reason: str,
) -> Post:
    """Enter a post into a unit's establishment."""
    if by is not None:
        authorise(by, "post.edit", unit)
    with Problems() as problems:
        terms = _checked(terms, problems)
        period = days(during, problems, "until")
        if unit.closed_on and unit.closed_on <= period.lower:
            problems.add("first", _("This unit is closed."))
        reason = problems.require("reason", reason)
    post = Post(
        station=unit if isinstance(unit, Station) else None,
        department=unit if isinstance(unit, Department) else None,
        during=period,
        **vars(terms),
    )
    post.save()
    _note(post, "add", by, reason)
    return post


@transaction.atomic
def change_post(
    *,
    by: User,
    post: Post,
    terms: Terms,
    on: dt.date,
    reason: str,
    version: int | None = None,
) -> Post:
    """Other terms from the day `on`: what the post was before stays on record.

    The row in force from that day on is returned; the same one when it begins there.
    """
    row = _locked(post, by, version)
    with Problems() as problems:
        terms = _checked(terms, problems)
        _check_day(row, on, problems)
        reason = problems.require("reason", reason)
    before = terms_of(row)
    if before == terms:
        raise ValidationError({"approved": [_("Nothing is changed.")]})
    if on > row.during.lower:
        last = row.during.upper
        _end(row, on)
        row = Post(
            station=row.station,
            department=row.department,
            origin_id=row.first_id,
            during=DateRange(on, last),
        )
    for name, value in vars(terms).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _note(row, "change", by, reason, before=vars(before))
    return row


@transaction.atomic
def close_post(
    *, by: User, post: Post, on: dt.date, reason: str, version: int | None = None
) -> Post:
    """`on` is the first day without the post. Who fills it stays in the unit."""
    row = _locked(post, by, version)
    with Problems() as problems:
        _check_day(row, on, problems)
        if on == row.during.lower:
            problems.add("on", _("The post begins on this day."))
        reason = problems.require("reason", reason)
    _end(row, on)
    _note(row, "close", by, reason)
    return row


def terms_of(post: Post) -> Terms:
    """The terms in force."""
    empty = Terms(post.kind, post.approved)
    return replace(empty, **{name: getattr(post, name) for name in vars(empty)})


def _locked(post: Post, by: User, version: int | None) -> Post:
    rows = Post.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau", "department__bureau").get(pk=post.pk)
    authorise(by, "post.edit", row.unit)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


def _end(row: Post, on: dt.date) -> None:
    row.during = DateRange(row.during.lower, on)
    row.version += 1
    row.save(update_fields=["during", "version"])


def _check_day(row: Post, on: dt.date, problems: Problems) -> None:
    if on < row.during.lower:
        problems.add("on", _("The post begins later than this day."))
    elif row.during.upper is not None and on >= row.during.upper:
        problems.add("on", _("The post has ended before this day."))


def check_terms(terms: Terms, problems: Problems) -> None:
    """Tell beside the field what a post cannot be."""
    problems.require("kind", terms.kind)
    for name, text, most in (
        ("kind", terms.kind.strip(), 40),
        ("rank_from", terms.rank_from, 20),
        ("rank_to", terms.rank_to, 20),
    ):
        if len(text) > most:
            problems.add(name, _("At most %(n)s characters.") % {"n": most})
    if not 1 <= terms.approved <= MOST:
        problems.add("approved", _("From 1 to 999 officers."))
    if terms.category not in Category.values:
        problems.add("category", _("There is no such category."))
    if not 1 <= terms.weight <= HEAVIEST:
        problems.add("weight", _("From 1 to 5."))
    _check_abilities(terms, problems)


def _checked(terms: Terms, problems: Problems) -> Terms:
    check_terms(terms, problems)
    desired = dict(sorted(terms.desired.items()))
    required = sorted(set(terms.required))
    kind = terms.kind.strip()
    return replace(terms, kind=kind, required=required, desired=desired)


def _check_abilities(terms: Terms, problems: Problems) -> None:
    codes = {*terms.required, *terms.desired}
    known = dict(
        Ability.objects.filter(code__in=codes).values_list("code", "kind")
        if codes
        else ()
    )
    qualification = Ability.Kind.QUALIFICATION
    if any(known.get(code) != qualification for code in terms.required):
        problems.add("required", _("There is no such qualification."))
    if any(code not in known for code in terms.desired):
        problems.add("desired", _("There is no such qualification or skill."))
    if any(not 1 <= points <= 100 for points in terms.desired.values()):
        problems.add("desired", _("From 1 to 100 points."))
    if set(terms.required) & set(terms.desired):
        problems.add("desired", _("What is required brings no points beside."))


def _note(post: Post, act: str, by: User | None, reason: str, **more: object) -> None:
    record(
        f"post.{act}",
        by=by,
        subject=post,
        unit=post.unit.code,
        reason=reason,
        terms=vars(terms_of(post)),
        start=str(post.during.lower),
        end=str(post.during.upper or ""),
        **more,
    )
