"""A bureau's settings: admission, approval, recall, and what its office is called."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Admission, Bureau, Department, SilenceRule, User
from organization.services.problems import Problems
from organization.services.units import check_recall

LONGEST_NAME = 80
MONTH = _("From 1 to 30 working days."), 1, 30
ANSWER = _("From 1 to 20 working days."), 1, 20
SHARE = _("From 0 to 100 per cent."), 0, 100
RESIDENTS = _("From 1 to 100,000 residents."), 1, 100_000
TERM = _("From 30 days to three years."), 30, 1096
RANGES = {
    "admission_days": MONTH,
    "opinion_days": MONTH,
    "remit_days": (_("From 0 to 30 working days."), 0, 30),
    "proposal_days": ANSWER,
    "reminder_hours": (_("From 0 to 40 working hours."), 0, 40),
    "posting_days": ANSWER,
    "share_floor": SHARE,
    "share_goal": SHARE,
    "residents_urban": RESIDENTS,
    "residents_rural": RESIDENTS,
    "sick_days": (_("From 0 to 365 days."), 0, 365),
    "note_days": TERM,
    "visit_note_days": TERM,
    "expiry_days": (_("From 0 to 365 days."), 0, 365),
    "short_days": ANSWER,
}
"""What is told of a number that is out of bounds, and the bounds."""


@dataclass(frozen=True)
class BureauSettings:
    """What a bureau decides for itself.

    The terms are working days: for the office to admit, for a department to answer an
    opinion, an out-of-remit report (0: only when it is confirmed) or a proposal, whose
    silence means what `silence_rule` says, and for chiefs to answer about a posting.
    `recall_minutes` count from the issue, `reminder_hours` are working hours before an
    emergency order ends (0: none). `share_floor` and `share_goal` are per cent of the
    officers that ought to be in stations, the `residents_…` how many a community
    officer looks after at most. A visit is owed after `sick_days` of sick leave (0: not
    by itself), a no-blame note deleted after `note_days`, what was noted of a visit
    after `visit_note_days`. So many `expiry_days` before a required qualification ends
    its holder is told (0: not at all). A task issued less than `short_days` before its
    date is short notice. `office` is the coordination office's name, ""
    where the bureau has none.
    """

    admission: str
    admission_days: int
    approver_required: bool
    recall_minutes: int
    opinion_days: int
    remit_days: int
    proposal_days: int
    reminder_hours: int
    posting_days: int
    share_floor: int
    share_goal: int
    residents_urban: int
    residents_rural: int
    sick_days: int
    note_days: int
    visit_note_days: int
    expiry_days: int
    short_days: int
    silence_rule: str
    inspectorate_decides: bool
    office: str = ""


STORED = tuple(one.name for one in fields(BureauSettings) if one.name != "office")
"""Settings that are columns of the bureau, of the same names."""


def office_of(bureau: Bureau) -> Department | None:
    """The bureau's coordination office."""
    offices = Department.objects.open().filter(is_coordination_office=True)
    return offices.filter(bureau=bureau).order_by("pk").first()


def settings_of(bureau: Bureau) -> BureauSettings:
    """As they are in force now."""
    office = office_of(bureau)
    kept = {name: getattr(bureau, name) for name in STORED}
    return BureauSettings(**kept, office=office.name if office else "")


@transaction.atomic
def configure(
    *,
    by: User | None,
    bureau: Bureau,
    settings: BureauSettings,
    reason: str,
    version: int | None = None,
) -> Bureau:
    """Put other settings in force; what waits already is dealt with as it came in.

    ValidationError by field; under `state` when somebody else was quicker. Nothing
    is recorded where nothing differs.
    """
    row: Bureau = Bureau.objects.select_for_update().get(pk=bureau.pk)
    if version is not None and version != row.version:
        message = _("Somebody changed the settings meanwhile. Compare, then save.")
        raise ValidationError({"state": [message]})
    office, before = office_of(row), settings_of(row)
    changed = _changed(before, settings)
    _check(settings, office, reason, changed)
    if not changed:
        return row
    for name in STORED:
        setattr(row, name, getattr(settings, name))
    row.version += 1
    row.save()
    if office is not None and "office" in changed:
        _rename(office, settings.office.strip())
    record(
        "bureau.configure",
        by=by,
        subject=row,
        unit=row.code,
        reason=reason.strip(),
        changed=changed,
    )
    return row


def _changed(
    before: BureauSettings, after: BureauSettings
) -> dict[str, tuple[object, object]]:
    """By field (as it was, as it is to be)."""
    old, new = asdict(before), asdict(after)
    new["office"] = new["office"].strip()
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


def _check(
    settings: BureauSettings, office: Department | None, reason: str, changed: object
) -> None:
    with Problems() as problems:
        if settings.admission not in Admission.values:
            problems.add("admission", _("Choose one of the ways."))
        elif settings.admission != Admission.OFF and office is None:
            problems.add("admission", _("This bureau has no coordination office."))
        for name, (told, least, most) in RANGES.items():
            if not least <= getattr(settings, name) <= most:
                problems.add(name, told)
        if settings.share_goal < settings.share_floor:
            problems.add("share_goal", _("This is less than the floor."))
        if settings.silence_rule not in SilenceRule.values:
            problems.add("silence_rule", _("Choose one of the ways."))
        check_recall(settings.recall_minutes, problems)
        if office is not None:
            name = problems.require("office", settings.office)
            if len(name) > LONGEST_NAME:
                problems.add("office", _("At most 80 characters."))
        if changed and not reason.strip():
            problems.add("reason", _("Say why it is changed."))


def _rename(office: Department, name: str) -> None:
    """Numbers of tasks go on under the short name, unless it was the name itself."""
    if office.short_name == office.name:
        office.short_name = name[:40]
    office.name = name
    office.save(update_fields=["name", "short_name", "pinyin", "spelt"])
