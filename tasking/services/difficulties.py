"""What a station says: a difficulty, how the answer was, that it is settled.

The station alone closes what it has raised. What was not solved goes one step up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.attaching import take_files
from organization.audit import record
from organization.models import Bureau, Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.likeness import pairs_of
from tasking.models import Category, Difficulty, HelpTerms, Urgency
from tasking.models.difficulty import OPEN
from tasking.services import holding_difficulties as holding
from tasking.services.acts import Stale
from tasking.services.holding_difficulties import LONGEST, at_hand, at_most, locked

S, L = Difficulty.State, Difficulty.Level
LONGEST_TITLE = 80
OUTCOMES = (*Difficulty.Outcome.values, "not")


@dataclass(frozen=True)
class Asked:
    """What is difficult. Without a department the coordination office says whose it
    is."""

    title: str
    text: str
    category: str
    urgency: str
    department: Department | None = None


@transaction.atomic
def raise_difficulty(
    *,
    by: User,
    station: Station,
    asked: Asked,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> Difficulty:
    """Put it before whoever is to answer. ValidationError beside the fields of `Asked`
    or `evidence` (the files)."""
    authorise(by, "difficulty.raise", station)
    with Problems() as problems:
        _check(problems, asked, station)
    row = Difficulty(
        station=station,
        department=asked.department,
        category=asked.category,
        urgency=asked.urgency,
        title=asked.title.strip(),
        text=asked.text.strip(),
        state=S.ASKED if asked.department else S.ROUTING,
        level=L.DEPARTMENT,
        raised_by=by,
        raised_at=now,
        pairs=pairs_of(asked.title, asked.text),
        version=0,
    )
    if asked.department is None:
        row.level = holding.one_up(row)
    holding.set_clock(row, holding.clock(now, holding.days_for(row)))
    row.save()
    row.files.set(take_files(by=by, files=files, now=now))
    return holding.step(row=row, act="raise", by=by, now=now, facts=_to(row))


@transaction.atomic
def say_how_it_was(
    *,
    by: User,
    difficulty: Difficulty,
    outcome: str,
    words: str,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """The station's own judgement: `solved` and `partly` close it, `not` opens it again
    one step up, with a new term."""
    row = locked(difficulty)
    authorise(by, "difficulty.close", row.station)
    at_hand(row, version, S.ANSWERED)
    with Problems() as problems:
        if outcome not in OUTCOMES:
            problems.add("outcome", _("Choose how it was."))
        words = problems.require("words", words)
        at_most(problems, "words", words, LONGEST)
    facts = {"outcome": outcome}
    if outcome != "not":
        row.state, row.outcome, row.closed_at = S.CLOSED, outcome, now
        holding.stop_clock(row)
        return holding.step(
            row=row, act="close", by=by, now=now, note=words, facts=facts
        )
    row.level = holding.one_up(row)
    row.state, row.same_as = S.ASKED, None
    row.reopened += 1
    holding.set_clock(row, holding.clock(now, holding.days_for(row)))
    facts["level"] = row.level
    return holding.step(row=row, act="reopen", by=by, now=now, note=words, facts=facts)


@transaction.atomic
def take_back(
    *,
    by: User,
    difficulty: Difficulty,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Difficulty:
    """It has settled itself, or was meant otherwise."""
    rows = holding.with_joined(difficulty)
    row = rows.pop(difficulty.pk)
    authorise(by, "difficulty.close", row.station)
    at_hand(row, version, *OPEN)
    reason = holding.said("reason", reason)
    Difficulty.objects.filter(pk__in=rows).update(same_as=None)
    row.visits.planned().update(called_off_at=now)
    row.state, row.closed_at = S.TAKEN_BACK, now
    holding.stop_clock(row)
    return holding.step(row=row, act="take_back", by=by, now=now, note=reason)


@transaction.atomic
def set_terms(
    *,
    by: User,
    bureau: Bureau,
    urgent: int,
    soon: int,
    calm: int,
    version: int | None = None,
) -> HelpTerms:
    """Working days by urgency, for what is raised from now on."""
    authorise(by, "difficulty.terms", bureau)
    Bureau.objects.select_for_update(of=("self",)).get(pk=bureau.pk)
    row = HelpTerms.objects.filter(bureau=bureau).first() or HelpTerms(
        bureau=bureau, version=0
    )
    if version is not None and version != row.version:
        raise Stale
    with Problems() as problems:
        for name, days in (("urgent", urgent), ("soon", soon), ("calm", calm)):
            if not 1 <= days <= 30:
                problems.add(name, _("From 1 to 30 working days."))
        if not problems.found and not urgent <= soon <= calm:
            problems.add("soon", _("What is less urgent has the longer term."))
    row.urgent, row.soon, row.calm = urgent, soon, calm
    row.version += 1
    row.save()
    record(
        "difficulty.terms",
        by=by,
        subject=row,
        unit=bureau.code,
        urgent=urgent,
        soon=soon,
        calm=calm,
    )
    return row


def departments_for(station: Station) -> Any:
    """Who may be asked: departments of the station's bureau and of those above it."""
    above = [int(pk) for pk in station.bureau.path.split("/") if pk]
    rows = Department.objects.open().filter(bureau__in=above, external=False)
    return rows.select_related("bureau").order_by("-bureau__path", "code")


def _check(problems: Problems, asked: Asked, station: Station) -> None:
    if station.closed_on is not None:
        problems.add("station", _("This station is closed."))
    title = problems.require("title", asked.title)
    at_most(problems, "title", title, LONGEST_TITLE)
    text = problems.require("text", asked.text)
    at_most(problems, "text", text, LONGEST)
    if asked.category not in Category.values:
        problems.add("category", _("Choose what it is about."))
    if asked.urgency not in Urgency.values:
        problems.add("urgency", _("Choose how urgent it is."))
    known = asked.department
    if known and not departments_for(station).filter(pk=known.pk).exists():
        problems.add("department", _("This department is not one of your bureaus."))


def _to(row: Difficulty) -> dict[str, str]:
    return {"to": row.department.code if row.department else ""}
