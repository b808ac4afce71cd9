"""One of everything in a station's day: plan, notices, difficulties, forms, budgets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.factories import Force
from tests.permissions.asking import asked
from tests.permissions.capping import budgeted
from tests.permissions.feeding import addressed
from tests.permissions.helping import helped
from tests.permissions.keyed import keyed
from tests.permissions.leading import kept_page
from tests.permissions.looking import looked
from tests.permissions.noticing import noticed
from tests.permissions.planning import planned
from tests.permissions.undoing import done

if TYPE_CHECKING:
    from tests.permissions.world import Place


def daily(made: Force, place: Place, now: dt.datetime) -> dict[str, Any]:
    """What -> its id or code, see `World.things`."""
    station, department = place.station, place.department
    return {
        **helped(station, department, place.staff, place.chief, now),
        **budgeted(made, department, now),
        **asked(station, department, place.staff),
        **kept_page(station.bureau, now),
        **planned(station, department, place.chief, now),
        **noticed(station, department, place.staff, place.chief, now),
        **keyed(place.chief, made.system_admin, now),
        **addressed(station, place.chief, now),
        **done(place.chief, now),
        **looked(station, department, (place.staff, place.chief), now),
    }
