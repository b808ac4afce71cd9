"""How contact data that were changed are put back, see `desk.undoing`."""

from __future__ import annotations

import datetime as dt

from desk.models import Undoable
from desk.undoing import register
from organization.models import User
from personnel.services.former_contact import put_contact_back

CONTACT_SET = "contact_set"


def _contact(by: User, row: Undoable, _now: dt.datetime) -> None:
    version = row.facts["version"]
    put_contact_back(by=by, officer=row.subject_id or 0, version=version)


register(CONTACT_SET, _contact)
