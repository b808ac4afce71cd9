"""Every write of this room: units, accounts and roles, the calendar.

Keyword-only; `by` is the acting user, None for a loader. Bad input is told field by
field as a ValidationError; what was done leaves one audit row. Who may call a
service is decided at the door (organization.permissions), not here.
"""

from organization.services.accounts import (
    create_user,
    end_role,
    grant_role,
    issue_token,
    set_active,
    set_password,
)
from organization.services.acting import end_acting, name_deputy
from organization.services.bureaus import (
    BureauSettings,
    configure,
    office_of,
    settings_of,
)
from organization.services.calendar import (
    clear_day,
    publish_year,
    seed_calendar,
    set_day,
)
from organization.services.calendar_year import NewDay, replace_year
from organization.services.reorganising import change_unit, close_unit
from organization.services.units import (
    create_bureau,
    create_department,
    create_group,
    create_station,
    set_recall_minutes,
)

__all__ = [
    "BureauSettings",
    "NewDay",
    "change_unit",
    "clear_day",
    "close_unit",
    "configure",
    "create_bureau",
    "create_department",
    "create_group",
    "create_station",
    "create_user",
    "end_acting",
    "end_role",
    "grant_role",
    "issue_token",
    "name_deputy",
    "office_of",
    "publish_year",
    "replace_year",
    "seed_calendar",
    "set_active",
    "set_day",
    "set_password",
    "set_recall_minutes",
    "settings_of",
]
