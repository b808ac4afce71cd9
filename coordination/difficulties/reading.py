"""One difficulty: where it stands, in words, and who may do what about it."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from organization.models import User
from organization.permissions import may
from organization.templatetags.formats import by_when
from tasking.models import Difficulty

S, L = Difficulty.State, Difficulty.Level


def acts(user: User, row: Difficulty) -> frozenset[str]:
    """Names of what this person may do now."""
    found: set[str] = set()
    if not row.is_open:
        return frozenset()
    if may(user, "difficulty.close", row.station):
        found |= {"take_back", "note"}
        if row.state == S.ANSWERED:
            found.add("say")
    if row.department is not None and may(user, "difficulty.answer", row.department):
        found.add("note")
        if row.state in (S.ASKED, S.VISITING):
            found |= {"answer", "visit", "hand_on", "join"}
        if row.state == S.VISITING:
            found |= {"visited", "call_off"}
    if may(user, "difficulty.route", row.station):
        found.add("note")
        if row.is_waiting:
            found.add("hand_on")
    return frozenset(found)


def headline(row: Difficulty) -> str:
    """Where it stands, in half a sentence."""
    said = {"department": row.department.label if row.department else ""}
    told = {
        S.ROUTING: _("the coordination office says whose it is"),
        S.ASKED: _("%(department)s is to answer"),
        S.VISITING: _("%(department)s comes to the station"),
        S.ANSWERED: _("answered, the station says how it was"),
        S.CLOSED: _("closed by the station"),
        S.TAKEN_BACK: _("taken back by the station"),
    }
    if row.state == S.ROUTING and row.level == L.LEADER:
        return _("the bureau leader says whose it is")
    return told[S(row.state)] % said


def consequence(row: Difficulty, now: dt.datetime) -> str:
    """By when, and what happens otherwise."""
    if row.answer_due is None:
        if row.state == S.ANSWERED:
            return _("Only the station closes it; “not solved” opens it again.")
        return ""
    when = {"date": by_when(row.answer_due)}
    if row.state == S.VISITING and not row.is_late(now):
        return _("What was done there is recorded by %(date)s.") % when
    if row.level == L.LEADER:
        if row.is_late(now):
            return _("Due since %(date)s; the bureau leader looks after it.") % when
        return _("Due %(date)s; the bureau leader looks after it.") % when
    if row.level == L.OFFICE:
        return _("No answer by %(date)s goes to the bureau leader.") % when
    return _("No answer by %(date)s goes to the coordination office.") % when


def raised(row: Difficulty) -> str:
    """What is said to the station at once."""
    if row.answer_due is None:
        raise ValueError("A difficulty just raised waits for an answer")
    when = {"date": by_when(row.answer_due)}
    if row.department is None:
        return _("Sent. By %(date)s somebody says whose it is.") % when
    said = when | {"dept": row.department.label}
    return _("Sent. %(dept)s answers by %(date)s.") % said
