"""Visits that are owed and paid, a note between two, commendations of two quarters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from coordination.demo.force import Force
from coordination.demo.posts import holder
from organization.models import Role, Station, User
from personnel.models import DueVisit, Occasion, Officer
from personnel.services import care, commending, notes, occasions

DAY = dt.timedelta(days=1)
HOME = "柳堰"


@dataclass(frozen=True)
class Happened:
    """At 柳堰: to the officer in which place, what, how many days ago."""

    place: int
    occasion: str
    ago: int
    about: str = ""


OWED = (
    Happened(6, "家庭突发困难", 2, "母亲突发脑梗住院，家在外地，近期需人照料。"),
    Happened(8, "生育", 6),
    Happened(9, "立功受奖", 16, "在专项行动中获个人嘉奖。"),
)
PAID = Happened(5, "结婚", 20)
SAID = "已到家中看望，送上所里同志的祝福，婚假安排妥当。"
# Station, place in it, how many days ago, title, deed. The last two still wait, one for
# the bureau and one for the chief.
DEEDS = (
    (HOME, 4, 75, "社区反诈连续三月零发案", "入户宣传三百余户，劝阻电信诈骗六起。"),
    ("津堰", 5, 40, "跳河救起落水老人", "巡逻途中跳河救起一名落水老人并送医。"),
    ("灯市巷", 3, 21, "台账合并一表通", "七本台账并为一张表，全所每周少填报六小时。"),
    ("津堰", 7, 3, "化解积怨二十年的邻里纠纷", "先后上门十一次，促成双方签下和解书。"),
    (HOME, 7, 1, "暴雨夜转移群众四十二人", "值班时带队逐户敲门，提前两小时转移完毕。"),
)


def look_after(made: Force, now: dt.datetime) -> None:
    """The city's list of occasions, and what has happened of late."""
    occasions.adopt_usual(by=None, bureau=made.city)
    station = made.station(HOME)
    chief = holder(Role.STATION_CHIEF, station=station)
    if chief is None:
        return
    for one in OWED:
        _owed(station, chief, one, now)
    care.pay_visit(
        by=chief,
        visit=_owed(station, chief, PAID, now),
        visited_on=timezone.localdate(now) - (PAID.ago - 2) * DAY,
        note=SAID,
        now=now - (PAID.ago - 2) * DAY,
    )
    _note(station, chief, now)
    for n, (name, place, ago, title, deed) in enumerate(DEEDS, start=1):
        officer = _in_place(made.station(name), place)
        _commend(
            made.station(name), officer, title, deed, len(DEEDS) - n, now - ago * DAY
        )


def _owed(station: Station, chief: User, one: Happened, now: dt.datetime) -> DueVisit:
    listed = Occasion.objects.in_force_for(station.bureau)
    event = care.Event(
        _in_place(station, one.place),
        listed.get(name=one.occasion),
        timezone.localdate(now) - one.ago * DAY,
        one.about,
    )
    return care.raise_visit(by=chief, event=event, now=now - (one.ago - 1) * DAY)


def _note(station: Station, chief: User, now: dt.datetime) -> None:
    """Between the officer who has an account and his chief."""
    rows = Officer.objects.filter(postings__station=station, user__isnull=False)
    officer = rows.exclude(user=chief).order_by("pk").first()
    if officer is not None:
        notes.write_note(
            by=chief,
            officer=officer,
            happened_on=timezone.localdate(now) - 4 * DAY,
            what="周报漏统计一个小区，次日补报。",
            learned="报前先对小区名单，再汇总数字。",
            now=now - 3 * DAY,
        )


def _commend(
    station: Station,
    officer: Officer,
    title: str,
    deed: str,
    behind: int,
    now: dt.datetime,
) -> None:
    """`behind` is how many come after it."""
    clerk = holder(Role.DEPARTMENT_STAFF, department__bureau=station.bureau)
    chief = holder(Role.STATION_CHIEF, station=station)
    leader = holder(Role.LEADER, bureau=station.bureau)
    if clerk is None or chief is None or leader is None:
        return
    row = commending.nominate(
        by=clerk, officer=officer, title=title, deed=deed, now=now
    )
    if behind > 0:
        words = "情况属实，同意推荐。"
        commending.endorse(by=chief, commendation=row, words=words, now=now)
    if behind > 1:
        commending.publish(by=leader, commendation=row, number="", now=now)


def _in_place(station: Station, place: int) -> Officer:
    """By the order of police numbers, as they were enlisted."""
    rows = Officer.objects.filter(
        postings__station=station,
        postings__during__contains=timezone.localdate(),
        category=Officer.Category.POLICE,
    )
    return rows.order_by("police_number")[place - 1]
