"""The lists of this room people keep views of, see `desk.lists.known`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.lists import board, daily, notices, tasks
from desk.lists.known import Known, register

TASKS = Known(
    "tasks",
    _("Tasks"),
    "coordination:directives",
    ("q", "state", "kind", "department", "reach", "sort"),
    tasks.task_columns,
    (
        *("task", "state", "department", "kind", "issued", "due", "stations"),
        *("signed", "progress", "reported", "overdue", "conflicts"),
    ),
)
PARTS = Known(
    "stations",
    _("Stations of a task"),
    "coordination:directive",
    ("show",),
    tasks.station_columns,
    ("station", "state", "left", "due", "conflicts", "report"),
    placed=True,
)
LEDGER = Known(
    "ledger",
    _("Task ledger"),
    "coordination:workload",
    ("show", "zoom", "by"),
    placed=True,
)
RECEIVED = Known(
    "notices_received",
    pgettext_lazy("list of notices", "Notices received"),
    "coordination:notices",
    ("show", "q"),
    notices.received_columns,
    ("notice", "todo", "department", "sent"),
    fixed={"side": "received"},
)
SENT = Known(
    "notices_sent",
    pgettext_lazy("list of notices", "Notices sent"),
    "coordination:notices",
    ("show", "q"),
    notices.sent_columns,
    ("notice", "stations", "read", "understood", "questions", "department", "sent"),
    fixed={"side": "sent"},
)
DIFFICULTIES = Known(
    "difficulties",
    _("Difficulties"),
    "coordination:difficulties",
    ("side", "show", "q", "category"),
    daily.difficulty_columns,
    ("difficulty", "station", "department", "urgency", "state", "until"),
)
CONFLICTS = Known(
    "conflicts",
    _("Open conflicts"),
    "coordination:board",
    ("kind",),
    board.conflict_columns,
    ("station", "kind", "short", "state", "since"),
    fixed={"kind": ""},
)
INBOX = Known("inbox", _("Inbox"), "coordination:inbox", ("show", "about"))

register(
    *(TASKS, PARTS, LEDGER, RECEIVED, SENT, DIFFICULTIES, CONFLICTS),
    INBOX,
)
