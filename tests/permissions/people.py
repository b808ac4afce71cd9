"""A post, a posting order and a round of selection at each of the four places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from organization.models import Department, Station, User
from personnel import services as personnel
from personnel.models import (
    Ability,
    AlertLevel,
    Import,
    LeaveRequest,
    Officer,
    Post,
    PostingOrder,
    RosterLine,
)
from personnel.services import (
    alerts,
    asking_leave,
    consulting,
    ordering,
    requesting,
    rosters,
)
from personnel.services.import_runs import IMPORTS
from personnel.services.importing import begin_import
from personnel.services.lines import Wish
from personnel.services.rounds import (
    limits,
    matching,
    preparing,
    publishing,
    ranking,
    running,
    wishing,
)
from tests.factories import Force, appoint, person

DAY = dt.timedelta(days=1)


def post(station: Station) -> Post:
    return personnel.add_post(
        by=None,
        unit=station,
        terms=personnel.Terms("社区民警", 6),
        during=(timezone.localdate(), None),
        reason="编制批复",
    )


def handed_in(by: User, now: dt.datetime) -> Import:
    """A file with a line that cannot stand, judged."""
    row = begin_import(
        by=by,
        kind="officers",
        name="民警.csv",
        content="警号,姓名\n12,王 军\n".encode(),
        language="zh-hans",
        now=now,
    )
    assert row.job_id and IMPORTS.run(row.job_id, now=now)
    return row


def kept(officer: Officer) -> dict[str, Any]:
    """What is kept about an officer of the place."""
    personnel.enter_catalogue(by=None)
    reach = personnel.Reach(f"1380000{officer.pk % 10_000:04}", "警苑小区", "", "")
    personnel.set_contact(by=None, officer=officer, reach=reach)
    today = timezone.localdate()
    ability = Ability.objects.get(code="law-1")
    during = (today, today + dt.timedelta(days=60))
    held = personnel.record_attainment(
        by=None, row=personnel.NewAttainment(officer, ability, during)
    )
    served = personnel.record_service(
        by=None, row=personnel.NewService(officer, "旧所", "内勤", *_LONG_AGO)
    )
    limit = personnel.record_limit(
        by=None,
        row=personnel.NewLimit(officer, "health", "nights", during, "医院证明"),
    )
    return {
        "ability": ability.pk,
        "attainment": held.pk,
        "attained": [officer.pk, held.pk],
        "served": [officer.pk, served.pk],
        "limited": [officer.pk, limit.pk],
    }


def account_file(made: Force, now: dt.datetime) -> int:
    """A file of accounts with a line that cannot stand; the same at every place."""
    by = made.security_admin
    known = Import.objects.filter(created_by=by).first()
    if known is not None:
        return known.pk
    row = begin_import(
        by=by,
        kind="accounts",
        name="账号.csv",
        content="用户名,姓名,角色,机构代码\n339001,王新,所长,1\n".encode(),
        language="zh-hans",
        now=now,
    )
    assert row.job_id and IMPORTS.run(row.job_id, now=now)
    return row.pk


_LONG_AGO = dt.date(2015, 1, 1), dt.date(2016, 1, 1)


def postings(
    made: Force, station: Station, lent_to: Department, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """An officer lent to the department of the place, and the chief objects."""
    at_home = station.bureau == made.county_a
    admin = admin_of(made, station)
    today = timezone.localdate(now)
    line = Wish(
        officer=made.officers[station.code][PostingOrder.objects.count()],
        unit=lent_to,
        kind="loan",
        first=today + dt.timedelta(days=60),
        end=today + dt.timedelta(days=90),
    )
    row = ordering.draft_order(
        by=admin,
        bureau=station.bureau,
        title="借调方案",
        readers=[made.leader] if at_home else [],
        wishes=[line],
        now=now,
    )
    ordering.consult(by=admin, order=row, now=now)
    seat = row.seats.get()
    said = consulting.say(
        by=chief, seat=seat, answer="objection", text="人手不够", now=now
    )
    asked = requesting.ask_for_officers(
        by=chief, station=station, kind="社区民警", number=1, reason="缺编", now=now
    )
    return {
        "alert": _alert(made, station, now),
        "roster_line": _roster_line(made, station, chief, now),
        "leave_asked": _leave_asked(made, station, chief, now),
        "kind_of_file": "force",
        "import": handed_in(admin, now).pk,
        "account_file": account_file(made, now),
        "order_of_posting": row.pk,
        "line": [row.pk, row.lines.get().pk],
        "seat": [row.pk, seat.pk],
        "saying": [row.pk, said.pk],
        "request": asked.pk,
    }


def _leave_asked(made: Force, station: Station, chief: User, now: dt.datetime) -> int:
    """By the chief for an officer without an account; the first not asked for yet."""
    today = timezone.localdate(now)
    n = LeaveRequest.objects.filter(parts__station=station).count()
    row = asking_leave.ask_leave(
        by=chief,
        officer=made.officers[station.code][3 + n],
        kind="annual",
        during=(today + dt.timedelta(days=20), today + dt.timedelta(days=22)),
        reason="探亲",
        now=now,
    )
    return row.pk


def _roster_line(made: Force, station: Station, chief: User, now: dt.datetime) -> int:
    """Of the first officer who has none yet."""
    n = RosterLine.objects.filter(station=station).count()
    (line,) = rosters.set_roster(
        by=chief,
        station=station,
        officers=made.officers[station.code][n : n + 1],
        pattern="thirds",
        during=(timezone.localdate(now), None),
    )
    return line.pk


def _alert(made: Force, station: Station, now: dt.datetime) -> int:
    """One for the whole bureau, far ahead of everything else."""
    home = station.bureau
    known = AlertLevel.objects.filter(bureau=home).first()
    if known is not None:
        return known.pk
    leader = made.leader if home == made.county_a else person("leader_b", "局领导乙")
    if home != made.county_a:
        appoint(leader, "leader", home)
    first = timezone.localdate(now) + dt.timedelta(days=300)
    return alerts.announce_alert(
        by=leader,
        bureau=home,
        level=2,
        during=(first, first + dt.timedelta(days=2)),
        reason="重大安保",
        now=now,
    ).pk


def admin_of(made: Force, station: Station) -> User:
    """Who prepares postings for the station's bureau."""
    if station.bureau == made.county_a:
        return made.personnel_admin
    found = User.objects.filter(username="admin_b").first()
    return found or appoint(
        person("admin_b", "政工乙"), "personnel_admin", station.bureau
    )


def selection(
    made: Force, at: Post, station: Station, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """A published round with a place in the post. Of the officers of 柳堰 one has the
    account of the station officer; two others are a couple, a third is barred."""
    admin = admin_of(made, station)
    given: dict[str, Any] = {"by": admin, "now": now}
    terms = preparing.Terms("双向选择", now + DAY, now + 2 * DAY)
    row = preparing.prepare_round(bureau=station.bureau, terms=terms, **given)
    preparing.set_places(round=row, places={at: 1}, **given)
    crew = made.officers[station.code]
    if station == made.a1 and crew[5].user is None:
        personnel.link_account(by=None, officer=crew[5], user=made.officer_a1)
    preparing.admit(round=row, officers=crew[2:], **given)
    post, people = row.posts.get(), list(row.officers.select_related("officer"))
    limits.group(round=row, title="全部", posts=[post], most=1, **given)
    limits.pair(one=people[0], other=people[1], **given)
    limits.bar(officer=people[2], posts=[post], reason="回避", **given)
    running.open_round(round=row, **given)
    if station == made.a1:
        wishing.choose(by=made.officer_a1, round=row, choices={1: post}, now=now)
    running.run_clocks(now=now + DAY)
    chosen = {one.pk: 1 for one in ranking.who_chose(post)}
    at_once = {"post": post, "places": chosen, "nobody": not chosen}
    ranking.rank(by=chief, now=now + DAY, **at_once)
    running.run_clocks(now=now + 2 * DAY)
    for job in matching.ROUNDS.waiting(now):
        matching.ROUNDS.run(job, now=now + 2 * DAY)
    publishing.publish(round=row, **given)
    couple, bar = people[0].couple_as_one, people[2].bars.get()
    return {
        "round": row.pk,
        "group": [row.pk, row.groups.get().pk],
        "chooser": [row.pk, people[0].pk],
        "bar": [row.pk, bar.pk],
        "couple": [row.pk, couple.pk],
        "round_post": [row.pk, post.pk],
    }
