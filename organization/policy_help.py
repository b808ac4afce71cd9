"""The part of the policy about difficulties: raised by stations, answered by HQ."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from organization.models import Role
from organization.rules import Rule, Where

DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
STATION = (Role.STATION_CHIEF, Role.STATION_OFFICER)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)

HELP: dict[str, Rule] = {
    "difficulty.list": Rule(
        _("See difficulties in one's reach, and published answers"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT + STATION,
    ),
    "difficulty.raise": Rule(
        _("Raise a difficulty for the own station"), Where.OWN, STATION
    ),
    "difficulty.close": Rule(
        _("Say how an answer was, close a difficulty or take it back"),
        Where.OWN,
        STATION,
    ),
    "difficulty.answer": Rule(
        _("Answer a difficulty, visit the station, hand it on"), Where.OWN, DEPARTMENT
    ),
    "difficulty.route": Rule(
        _("Say whose a difficulty is, of stations below"), Where.BELOW, OVERSIGHT
    ),
    # How long the bureau's departments have is an order to them: the leader's.
    "difficulty.terms": Rule(
        _("Set the terms in which difficulties are answered"),
        Where.OWN,
        (Role.LEADER,),
    ),
    "knowledge.publish": Rule(
        _("Publish an answer, revise it, mark it as outdated"), Where.OWN, DEPARTMENT
    ),
    "training.topics": Rule(
        _("See what trainings are needed for, and what came of them"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
}
