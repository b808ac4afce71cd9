"""Answers published for everybody: without the name of a station or a person, with a
day on which somebody looks whether they still hold."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import StrIndex
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.services import take_key
from organization.audit import record
from organization.models import Bureau, Department, Membership, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from organization.wall import lifted
from personnel.models import Officer
from tasking.classified import found_in
from tasking.likeness import pairs_of
from tasking.models import Category, Difficulty, KnowledgeArticle
from tasking.services import holding_difficulties as holding
from tasking.services.acts import Stale
from tasking.services.holding_difficulties import at_most

LONGEST_TITLE, LONGEST = 80, 8_000
USUAL_DAYS, MOST_DAYS = 365, 3 * 366
PERSON = _("The name of somebody at the station that asked.")
STATION = _("The station that asked.")


@dataclass(frozen=True)
class Said:
    """What the page says; `words` are those the writer has looked at again."""

    title: str
    question: str
    answer: str
    category: str
    look_again_on: dt.date | None
    words: Collection[str] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return self.title, self.question, self.answer


@transaction.atomic
def publish(
    *,
    by: User,
    department: Department,
    said: Said,
    now: dt.datetime,
    source: Difficulty | None = None,
) -> KnowledgeArticle:
    """ValidationError beside the fields of `Said`; `words` names those that nobody has
    looked at again."""
    authorise(by, "knowledge.publish", department)
    if source is not None and not (source.answer and source.department == department):
        told = _("Only what the own department has answered becomes a page.")
        raise ValidationError({"state": [told]})
    row = KnowledgeArticle(
        department=department, source=source, published_by=by, published_at=now
    )
    _fill(row, said, now)
    row.save()
    _note(row, "publish", by)
    return row


@transaction.atomic
def revise(
    *,
    by: User,
    article: KnowledgeArticle,
    said: Said,
    now: dt.datetime,
    version: int | None = None,
) -> KnowledgeArticle:
    """Say it anew; what was outdated holds again."""
    row = _held(by, article, version)
    _fill(row, said, now)
    row.revised_at, row.outdated_at, row.outdated_reason = now, None, ""
    row.version += 1
    row.save()
    _note(row, "revise", by)
    return row


@transaction.atomic
def mark_outdated(
    *,
    by: User,
    article: KnowledgeArticle,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> KnowledgeArticle:
    """It holds no more. It stays to be read, marked, and is offered no longer."""
    row = _held(by, article, version)
    if row.outdated_at is not None:
        raise ValidationError({"state": [_("It is marked as outdated already.")]})
    row.outdated_reason = holding.said("reason", reason)
    row.outdated_at = now
    row.version += 1
    row.save()
    _note(row, "outdated", by, reason=row.outdated_reason)
    return row


@transaction.atomic
def count_help(*, by: User, article: KnowledgeArticle, key: str) -> bool:
    """Somebody left his difficulty unraised because of this. Counted once for a form
    (`key`); nothing that is kept says which page helped whom."""
    authorise(by, "difficulty.list")
    mark = hashlib.sha256(f"{article.pk}:{key}".encode()).hexdigest()
    _kept, fresh = take_key(by=by, key=f"helped:{mark}", fingerprint="helped")
    if fresh:
        rows = KnowledgeArticle.objects.filter(pk=article.pk)
        rows.update(helped=F("helped") + 1)
        record("knowledge.helped", by=None, subject=article)
    return fresh


def to_look_at(
    texts: Iterable[str], source: Difficulty | None
) -> list[tuple[str, str | Promise]]:
    """(word, why) of what must be looked at again: words of the list of classified
    words, and names of people of the station that asked."""
    given = tuple(texts)
    found = [(one.word, one.reason) for one in found_in(given)]
    if source is not None:
        whole = "\n".join(given)
        names = sorted(name for name in _people(source) if name in whole)
        found += [(name, PERSON) for name in names]
        # What everybody calls it: 柳堰所. 所 is also a word, so that it is asked for.
        short = source.station.name.replace("派出所", "所")
        found += [(short, STATION)] if short in whole else []
    return found


def _people(source: Difficulty) -> set[str]:
    today = timezone.localdate()
    here = source.station_id
    accounts = Membership.objects.in_force(today).filter(station=here)
    officers = Officer.objects.filter(
        postings__station=here, postings__during__contains=today
    )
    with lifted("whoever publishes an answer is told whose name stands in it"):
        names = {*accounts.values_list("user__name", flat=True)}
        names |= set(officers.values_list("name", flat=True))
    return names - {""}


def _stations_in(texts: Iterable[str], department: Department) -> list[str]:
    """Stations below the top of the department's bureaus that are named."""
    top = Bureau.objects.get(pk=department.bureau.path.split("/")[0])
    place = StrIndex(Value("\n".join(texts)), F("name"))
    rows = Station.objects.under(top).annotate(place=place).filter(place__gt=0)
    return list(rows.order_by("code").values_list("name", flat=True)[:5])


def _fill(row: KnowledgeArticle, said: Said, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    with Problems() as problems:
        row.title = problems.require("title", said.title)
        at_most(problems, "title", row.title, LONGEST_TITLE)
        row.question = problems.require("question", said.question)
        at_most(problems, "question", row.question, LONGEST)
        row.answer = problems.require("answer", said.answer)
        at_most(problems, "answer", row.answer, LONGEST)
        if said.category not in Category.values:
            problems.add("category", _("Choose what it is about."))
        if said.look_again_on is None:
            problems.add("look_again_on", _("This must be filled in."))
        elif not 0 < (said.look_again_on - today).days <= MOST_DAYS:
            problems.add("look_again_on", _("A day within the next three years."))
        row.words = _looked_at(problems, said, row.source)
        _check_stations(problems, said, row.department)
    if said.look_again_on is not None:
        row.look_again_on = said.look_again_on
    row.category = said.category
    row.pairs = pairs_of(row.title, row.question, row.answer)


def _looked_at(problems: Problems, said: Said, source: Difficulty | None) -> list[str]:
    words = [word for word, _why in to_look_at(said.texts, source)]
    unseen = [word for word in words if word not in said.words]
    if unseen:
        told = _("Look at these words again, and confirm: %(words)s.")
        problems.add("words", told % {"words": "、".join(unseen)})
    return words


def _check_stations(problems: Problems, said: Said, department: Department) -> None:
    named = _stations_in(said.texts, department)
    if named:
        told = _("Everybody reads this: leave out %(names)s.")
        problems.add("answer", told % {"names": "、".join(named)})


def _held(by: User, article: KnowledgeArticle, version: int | None) -> KnowledgeArticle:
    rows = KnowledgeArticle.objects.select_for_update(of=("self",))
    beside = ("department__bureau", "source__station")
    row = rows.select_related(*beside).get(pk=article.pk)
    authorise(by, "knowledge.publish", row.department)
    if version is not None and version != row.version:
        raise Stale
    return row


def _note(row: KnowledgeArticle, act: str, by: User, reason: str = "") -> None:
    record(
        f"knowledge.{act}",
        by=by,
        subject=row,
        unit=row.department.code,
        reason=reason,
        title=row.title,
        words=row.words,
    )
