"""A page the leader kept three weeks ago, to be compared with today."""

from __future__ import annotations

import datetime as dt

from coordination.demo.force import Force
from coordination.demo.posts import holder
from coordination.services.keeping_page import keep_page
from organization.models import Role

AGO = dt.timedelta(days=21)
HOME = "柳堰"


def keep(made: Force, then: dt.datetime) -> None:
    """By the leader of the bureau the story is told of."""
    bureau = made.station(HOME).bureau
    leader = holder(Role.LEADER, bureau=bureau)
    if leader is not None:
        keep_page(by=leader, bureau=bureau, now=then)
