"""What this room hangs into the frame: its entries in the main menu."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerDown

from coordination import (  # noqa: F401 - what may be told
    letters,
    letters_caps,
    letters_late,
    letters_plan,
    letters_twice,
    letters_visits,
)
from coordination.bulk import registered  # noqa: F401 - what is done to many rows
from coordination.difficulties.listing import mine as own_difficulties
from coordination.lists import known  # noqa: F401 - lists people keep views of
from coordination.models import (
    AdmissionCase,
    Conflict,
    Objection,
    Proposal,
)
from coordination.notices.listing import waiting as waiting_notices
from coordination.streams import announce_access
from coordination.views.home import own_station_code
from coordination.views.opinions import mine
from desk.jobs_page import running
from desk.models import InboxItem
from desk.services.mails import mail_waits
from organization.models import Bureau, Role, User
from organization.navigation import register, register_fold, register_quiet
from organization.permissions import POLICY, may_somewhere
from organization.signals import access_changed
from tasking.models import NoticeQuestion

log = logging.getLogger(__name__)

Rows = QuerySet[Any, Any]


def _own_station(user: User) -> tuple[object, ...] | None:
    code = own_station_code(user)
    return (code,) if code else None


def _open_conflicts(user: User) -> Rows:
    return Conflict.objects.visible_to(user).open().values("pk")


def _to_answer(user: User) -> Rows:
    return mine(user, Objection.objects.all()).values("pk")


def _bureau_as(*roles: str) -> Callable[[User], tuple[object, ...] | None]:
    """The bureau in or below which one holds one of the roles; of several the first."""

    def code(user: User) -> tuple[object, ...] | None:
        for row in user.scope.memberships:
            if row.role in roles:
                unit = row.unit
                return ((unit if isinstance(unit, Bureau) else unit.bureau).code,)
        return None

    return code


def _waiting(user: User) -> Rows:
    waiting = AdmissionCase.objects.visible_to(user).filter(state="waiting")
    return waiting.values("pk")


def _unread(user: User) -> Rows:
    return InboxItem.objects.visible_to(user).unread().values("matter").distinct()


def _asked(user: User) -> Rows:
    """Of those who answer for a unit."""
    if not may_somewhere(user, "proposal.answer"):
        return Proposal.objects.none().values("pk")
    return Proposal.objects.waiting_for(user).values("pk")


def _notices(user: User) -> Rows:
    """Of a station's chief, those not opened or owed; of a sender, open questions."""
    today = timezone.localdate()
    found = waiting_notices(user, today).values("pk")
    if user.scope.stations_as(Role.STATION_CHIEF):
        return found
    own = user.scope.departments_as(*POLICY["notice.answer"].roles)
    asked = NoticeQuestion.objects.open().filter(receipt__notice__department__in=own)
    return asked.values("pk")


def _difficulties(user: User) -> Rows:
    """On which the user may take the next step."""
    return own_difficulties(user).values("pk")


@receiver(access_changed)
def _end_streams(users: list[int], **_about: object) -> None:
    """What is open on their screens asks for its rights again."""
    announce_access(users)


@receiver(mail_waits)
def _call_a_worker(**_about: object) -> None:
    """A lost call is made again with the next turn of the clock."""
    from coordination.tasks import send_letters

    try:
        send_letters.apply_async(queue="import", retry=False)
    except (BrokerDown, OSError) as error:
        log.warning("no worker called for the mails: %s", error)


register_quiet("desk:jobs", running)
FOLD = "coordination"
SERVE, BURDEN = "serve", "burden"
register_fold(SERVE, 48, _("For the stations"))
register_fold(BURDEN, 49, _("Plan and burden"))
register_fold(FOLD, 50, _("Coordination"))
register(
    10,
    _("Task ledger"),
    "coordination:workload",
    "workload.view",
    _own_station,
    icon="calendar",
    keys="g w",
)
# The personnel office begins with a list of its own, see its room.
for _action in (
    *("directive.list", "money.view", "system.view", "audit.view", "account.edit"),
):
    register(12, _("Today"), "coordination:today", _action, icon="clock")
register(
    15,
    _("At a glance"),
    "coordination:leaders",
    "leaders.view",
    icon="eye",
    fold=FOLD,
    front="leaders.keep",
    keys="g l",
)
register(
    20,
    _("Board"),
    "coordination:board",
    "board.view",
    count=_open_conflicts,
    icon="board",
    keys="g b",
)
register(
    22,
    _("Admission"),
    "coordination:admission",
    "admission.view",
    count=_waiting,
    icon="gate",
    keys="g a",
)
register(
    25,
    _("Consultation"),
    "coordination:proposals",
    "directive.list",
    count=_asked,
    icon="chat",
    keys="g c",
)
register(
    30, _("Tasks"), "coordination:directives", "directive.list", icon="list", keys="g t"
)
register(
    40, _("New task"), "coordination:compose", "directive.draft", icon="plus", keys="n"
)
register(
    42,
    _("Notices"),
    "coordination:notices",
    "notice.list",
    count=_notices,
    fold=SERVE,
    front="notice.understand",
    keys="g n",
)
register(
    43,
    _("Difficulties"),
    "coordination:difficulties",
    "difficulty.list",
    count=_difficulties,
    fold=SERVE,
    keys="g d",
)
register(
    44, _("Published answers"), "coordination:knowledge", "difficulty.list", fold=SERVE
)
register(
    44,
    _("Training from practice"),
    "coordination:trainings",
    "training.topics",
    fold=SERVE,
)
register(
    45,
    _("Opinions"),
    "coordination:opinions",
    "directive.list",
    count=_to_answer,
    fold=FOLD,
)
register(46, _("Emergencies"), "coordination:emergencies", "override.list", fold=FOLD)
register(47, _("Duplicates"), "coordination:duplicates", "duplicate.list", fold=FOLD)
register(47, _("Joint visits"), "coordination:joint_visits", "joint.list", fold=SERVE)
register(
    47,
    _("Ways to headquarters"),
    "coordination:travel",
    "joint.list",
    _bureau_as(*POLICY["joint.list"].roles),
    fold=SERVE,
)
register(
    76,
    _("Ways to headquarters"),
    "coordination:travel",
    "travel.keep",
    _bureau_as(Role.PERSONNEL_ADMIN),
    fold="people",
)
register(
    48,
    _("Protected time"),
    "coordination:protected",
    "workload.view",
    _own_station,
    fold=BURDEN,
)
register(48, _("Burden budgets"), "coordination:burden_caps", "cap.view", fold=BURDEN)
register(48, _("Heat map"), "coordination:heat", "heat.view", fold=BURDEN)
register(48, _("Burden"), "coordination:burden", "burden.list", fold=BURDEN)
register(
    48,
    _("Plan of the year"),
    "coordination:station_plan",
    "workload.view",
    _own_station,
    fold=BURDEN,
)
register(49, _("Owed time"), "coordination:owed_time", "owed.list", fold=BURDEN)
register(49, _("Try a table"), "coordination:try_table", "directive.list", fold=FOLD)
register(49, _("Costs of tasks"), "coordination:task_costs", "cost.view_own", fold=FOLD)
register(
    50,
    _("Bureau settings"),
    "coordination:bureau_settings",
    "bureau.settings",
    _bureau_as(*POLICY["bureau.settings"].roles),
    fold=FOLD,
)
# Whoever sees the money of the stations below has it among the money.
register(76, _("Costs of tasks"), "coordination:task_costs", "cost.view", fold="money")
register(80, _("System"), "coordination:system", "system.view")
register(81, _("Working-day calendar"), "desk:calendar", "calendar.edit")
register(82, _("Audit trail"), "organization:audit", "audit.view")
register(84, _("Calendar addresses"), "coordination:all_calendars", "feed.oversee")
register(82, _("Accounts"), "desk:accounts", "account.edit")
register(83, _("Who may do what"), "organization:policy", "account.edit")
# Everybody may be told something, and the last of the bar is always at hand.
register(
    90,
    _("Inbox"),
    "coordination:inbox",
    "commendation.nominate",
    count=_unread,
    icon="bell",
    keys="g i",
)
