"""What each lock is there for: two who meet at it.

`path::function` of the lock -> what both of them do in the world of the permission
tests, where there is one of everything. See `contest.py`.
"""

from __future__ import annotations

from tests.locks import (
    table_accounts,
    table_again,
    table_desk,
    table_inner,
    table_joint,
    table_more,
    table_office,
    table_people,
    table_rest,
    table_tasks,
    table_units,
)
from tests.locks.contest import Arrange

EVERY = (
    table_accounts.CONTESTS,
    table_desk.CONTESTS,
    table_people.CONTESTS,
    table_tasks.CONTESTS,
    table_office.CONTESTS,
    table_more.CONTESTS,
    table_rest.CONTESTS,
    table_units.CONTESTS,
    table_inner.CONTESTS,
    table_joint.CONTESTS,
    table_again.CONTESTS,
)
CONTESTS: dict[str, Arrange] = {site: each[site] for each in EVERY for site in each}
