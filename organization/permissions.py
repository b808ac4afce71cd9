"""The policy on one page: which role may do what, and where.

Every door (page, API, import, task) asks `authorise` before it writes. What a person
may *see* is decided by `visible_to` on the QuerySets; this page decides what they may
*do*. OWN means the unit in which the role is held; BELOW means any unit of that
bureau or of a bureau under it; ANYWHERE needs the role alone.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Role, Station, User
from organization.policy_burden import BURDEN
from organization.policy_caps import CAPS
from organization.policy_care import CARE
from organization.policy_feeds import FEEDS
from organization.policy_forms import FORMS
from organization.policy_heat import HEAT
from organization.policy_help import HELP
from organization.policy_money import MONEY
from organization.policy_notices import NOTICES
from organization.policy_plan import PLAN
from organization.policy_slots import SLOTS
from organization.policy_views import VIEWS
from organization.rules import Rule, Where

Unit = Bureau | Department | Station


DEPARTMENT = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
STATION = (Role.STATION_CHIEF, Role.STATION_OFFICER)
OVERSIGHT = (Role.COORDINATOR, Role.LEADER)
OFFICES = (
    *(Role.COORDINATOR, Role.PERSONNEL_ADMIN),
    *(Role.FINANCE, Role.INTERNAL_AUDITOR),
)

POLICY: dict[str, Rule] = {
    # --- HQ departments
    "directive.list": Rule(
        _("See the tasks issued"), Where.ANYWHERE, DEPARTMENT + OVERSIGHT + STATION
    ),
    "directive.draft": Rule(_("Draft a task"), Where.OWN, DEPARTMENT),
    "directive.issue": Rule(_("Issue a task"), Where.OWN, DEPARTMENT),
    "directive.withdraw": Rule(_("Withdraw a task"), Where.OWN, DEPARTMENT),
    # Who issued the task recalls it too; this is for those who did not.
    "directive.recall": Rule(
        _("Recall a task just issued by somebody else"),
        Where.OWN,
        (Role.DEPARTMENT_HEAD,),
    ),
    "directive.close": Rule(_("Close a task"), Where.OWN, DEPARTMENT),
    "directive.approve": Rule(
        _("Approve a task before it is issued"), Where.BELOW, (Role.LEADER,)
    ),
    # The three who may issue at once, past the office and the signature.
    "directive.override": Rule(
        _("Issue urgently in the name of the own department"),
        Where.OWN,
        (Role.DEPARTMENT_HEAD,),
    ),
    "directive.override_below": Rule(
        _("Issue urgently in the name of a department of the bureau"),
        Where.BELOW,
        (Role.LEADER,),
    ),
    "directive.override_command": Rule(
        _("Issue urgently from the command centre"), Where.OWN, DEPARTMENT
    ),
    "directive.preview": Rule(_("Trial run before issuing"), Where.OWN, DEPARTMENT),
    "assignment.review": Rule(
        _("Accept what a station reported, or return it"), Where.OWN, DEPARTMENT
    ),
    "assignment.redate": Rule(
        _("Change a date or an estimate for one station"), Where.OWN, DEPARTMENT
    ),
    "assignment.remind": Rule(
        _("Remind a station of a task it has not signed for"), Where.OWN, DEPARTMENT
    ),
    "duplicate.list": Rule(
        _("See which tasks ask twice"), Where.ANYWHERE, DEPARTMENT + OVERSIGHT
    ),
    "duplicate.join": Rule(
        _("Join an own task with another department's"), Where.OWN, DEPARTMENT
    ),
    "duplicate.dismiss": Rule(
        _("Say that two tasks are not the same"), Where.OWN, DEPARTMENT
    ),
    # --- stations
    "workload.view": Rule(_("See a station's task ledger"), Where.OWN, STATION),
    "workload.oversee": Rule(
        _("See the task ledgers of the stations below"), Where.BELOW, OVERSIGHT
    ),
    "assignment.sign": Rule(_("Sign for a task"), Where.OWN, STATION),
    "assignment.progress": Rule(_("Report progress"), Where.OWN, STATION),
    "assignment.report": Rule(_("Report a task done"), Where.OWN, STATION),
    "plan.edit": Rule(
        _("Keep the station's own plan and protected time"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    "objection.file": Rule(
        _("Give an opinion on a task, or report it as out of remit"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    "acting.name": Rule(
        _("Name who acts in one's place"), Where.OWN, (Role.STATION_CHIEF,)
    ),
    "objection.answer": Rule(_("Answer a station's opinion"), Where.OWN, DEPARTMENT),
    # --- settling conflicts
    "proposal.create": Rule(
        _("Propose how a conflict is settled"),
        Where.OWN,
        (*DEPARTMENT, Role.STATION_CHIEF),
    ),
    # A person who is away names somebody of the same unit, see the proposals' rights.
    "proposal.answer": Rule(
        _("Answer a proposal for the own unit"),
        Where.OWN,
        (*DEPARTMENT, Role.STATION_CHIEF),
    ),
    "proposal.broker": Rule(
        _("Broker between units: ask again, change the plan, put before the leader"),
        Where.BELOW,
        (Role.COORDINATOR,),
    ),
    "proposal.decide": Rule(
        _("Decide what could not be agreed, or leave a conflict as it is"),
        Where.BELOW,
        (Role.LEADER,),
    ),
    # --- coordination office and leaders
    "objection.broker": Rule(
        _("Broker over a station's opinion"), Where.BELOW, (Role.COORDINATOR,)
    ),
    "objection.decide": Rule(
        _("Decide over a station's opinion"), Where.BELOW, (Role.LEADER,)
    ),
    "remit.answer": Rule(
        _("Answer an out-of-remit report"),
        Where.BELOW,
        (Role.COORDINATOR, Role.LEADER),
    ),
    "board.view": Rule(_("See all open conflicts"), Where.ANYWHERE, OVERSIGHT),
    "admission.view": Rule(
        _("See what waits for admission"), Where.ANYWHERE, OVERSIGHT
    ),
    "admission.decide": Rule(
        _("Admit a task, return it, set conditions, comment on it"),
        Where.OWN,
        (Role.COORDINATOR,),
    ),
    "admission.answer": Rule(
        _("Answer the office's conditions, or put a task before the leader"),
        Where.OWN,
        DEPARTMENT,
    ),
    "override.list": Rule(
        _("See the urgent tasks and what they displaced"),
        Where.ANYWHERE,
        DEPARTMENT + OVERSIGHT,
    ),
    "override.review": Rule(
        _("Review an urgent task afterwards"), Where.BELOW, OVERSIGHT
    ),
    "bureau.settings": Rule(_("See the bureau's settings"), Where.BELOW, OVERSIGHT),
    # What passes the office and who signs are orders to the bureau's departments:
    # the leader's, not the business of those who keep the machines (ADR 19).
    "bureau.configure": Rule(
        _("Set how the bureau admits, approves and recalls"),
        Where.OWN,
        (Role.LEADER,),
    ),
    "duplicate.oversee": Rule(
        _("Say of departments below that two tasks are not the same"),
        Where.BELOW,
        (Role.COORDINATOR,),
    ),
    **FORMS,
    **NOTICES,
    **SLOTS,
    **HELP,
    **CAPS,
    **BURDEN,
    **FEEDS,
    **PLAN,
    **VIEWS,
    **HEAT,
    # --- personnel
    "personnel.view": Rule(
        _("See officers, postings and leave"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN, Role.LEADER),
    ),
    "personnel.view_own": Rule(
        _("See officers, postings and leave of the own station"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    "structure.view": Rule(
        _("See how officers are spread over HQ and stations"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN, Role.LEADER),
    ),
    "residents.edit": Rule(
        _("Enter how many people live in a station's area"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    "post.edit": Rule(
        _("Keep the establishment"), Where.BELOW, (Role.PERSONNEL_ADMIN,)
    ),
    "posting.edit": Rule(_("Record postings"), Where.BELOW, (Role.PERSONNEL_ADMIN,)),
    # The bureau's leadership (局党委) decides who goes where; admins prepare it.
    "posting.prepare": Rule(
        _("Prepare posting orders, and answer requests for officers"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    "posting.decide": Rule(
        _("Record the leadership's decision on a posting order"),
        Where.BELOW,
        (Role.LEADER,),
    ),
    "posting.say": Rule(
        _("Say what a posting means for the own station"),
        Where.OWN,
        (Role.STATION_CHIEF,),
    ),
    "posting.request": Rule(
        _("Ask for officers for the own station"), Where.OWN, (Role.STATION_CHIEF,)
    ),
    "ability.edit": Rule(
        _("Keep qualifications, skills, earlier service and contact data"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    # Health, family and avoidance: nobody else reads the reasons, not even a chief.
    "limit.edit": Rule(
        _("See and keep limits on postings"), Where.BELOW, (Role.PERSONNEL_ADMIN,)
    ),
    "fit.weigh": Rule(
        _("Set how fit is weighed"), Where.BELOW, (Role.PERSONNEL_ADMIN,)
    ),
    "round.prepare": Rule(
        _("Hold rounds of two-way selection"), Where.BELOW, (Role.PERSONNEL_ADMIN,)
    ),
    # Officers choose by being named in the round; no role is asked.
    "round.rank": Rule(
        _("Rank the officers who chose a post of the own unit"),
        Where.OWN,
        (Role.STATION_CHIEF, Role.DEPARTMENT_HEAD),
    ),
    "leave.edit": Rule(_("Record leave"), Where.BELOW, (Role.PERSONNEL_ADMIN,)),
    "leave.edit_own": Rule(
        _("Record leave of the own station"), Where.OWN, (Role.STATION_CHIEF,)
    ),
    "leave.ask": Rule(
        _("Ask for leave, for oneself"), Where.ANYWHERE, STATION + DEPARTMENT + OFFICES
    ),
    "leave.decide": Rule(
        _("Decide on leave asked for in the own unit"),
        Where.OWN,
        (Role.STATION_CHIEF, Role.DEPARTMENT_HEAD),
    ),
    "leave.decide_below": Rule(
        _("Decide on the leave of those who head a unit or change it meanwhile"),
        Where.BELOW,
        (Role.LEADER,),
    ),
    "roster.view": Rule(_("See the roster of the own station"), Where.OWN, STATION),
    "roster.edit": Rule(
        _("Keep the roster of the own station"), Where.OWN, (Role.STATION_CHIEF,)
    ),
    "alert.announce": Rule(_("Announce an alert level"), Where.BELOW, (Role.LEADER,)),
    **CARE,
    "regime.edit": Rule(
        _("Set duty hours and standing work"), Where.BELOW, (Role.PERSONNEL_ADMIN,)
    ),
    "people.exchange": Rule(
        _("Take officers, posts, postings and leave out as a table, and hand one in"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN,),
    ),
    # Who sets the system up enters the force there is; the establishment is kept by
    # the personnel office (政工), so it may too.
    "force.exchange": Rule(
        _("Take a whole force out as a table, and hand one in"),
        Where.BELOW,
        (Role.PERSONNEL_ADMIN, Role.SYSTEM_ADMIN),
    ),
    # --- money
    **MONEY,
    # --- three separated duties
    "calendar.edit": Rule(
        _("Keep the working-day calendar"), Where.ANYWHERE, (Role.SYSTEM_ADMIN,)
    ),
    "system.view": Rule(
        _("See checks, queues and failures"), Where.ANYWHERE, (Role.SYSTEM_ADMIN,)
    ),
    "account.edit": Rule(
        _("Keep accounts and roles"), Where.ANYWHERE, (Role.SECURITY_ADMIN,)
    ),
    "audit.view": Rule(_("Read the audit trail"), Where.ANYWHERE, (Role.AUDIT_ADMIN,)),
}


def may(user: User, action: str, unit: Unit | None = None) -> bool:
    """Does a role in force today allow the action in this unit?

    Unknown actions raise KeyError: a misspelt rule must not read as «no».
    """
    rule = POLICY[action]
    for grant in user.scope.grants:
        if grant.role not in rule.roles:
            continue
        if rule.where is Where.ANYWHERE:
            return True
        if unit is None:
            continue
        if rule.where is Where.OWN and _is_own(grant, unit):
            return True
        if rule.where is Where.BELOW and _path(unit).startswith(grant.path):
            return True
    return False


def may_somewhere(user: User, action: str) -> bool:
    """Does the user hold a role for the action at all? For menus and list pages."""
    return bool(user.scope.roles() & set(POLICY[action].roles))


def authorise(user: User, action: str, unit: Unit | None = None) -> None:
    """Raise PermissionDenied unless `may`."""
    if not may(user, action, unit):
        raise PermissionDenied(str(POLICY[action].title))


def _is_own(grant: object, unit: Unit) -> bool:
    return bool(getattr(grant, type(unit).__name__.lower()) == unit.pk)


def _path(unit: Unit) -> str:
    return unit.path if isinstance(unit, Bureau) else unit.bureau.path
