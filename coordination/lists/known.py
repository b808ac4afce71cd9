"""The lists of this room people keep views of, see `desk.lists.known`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.lists import board, daily, inbox, ledger, notices, office, tasks
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
    rights=("directive.list",),
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
    ledger.owed_columns,
    ("state", "task", "department", "due", "time", "left", "progress"),
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
    rights=("notice.list",),
)
SENT = Known(
    "notices_sent",
    pgettext_lazy("list of notices", "Notices sent"),
    "coordination:notices",
    ("show", "q"),
    notices.sent_columns,
    ("notice", "stations", "read", "understood", "questions", "department", "sent"),
    fixed={"side": "sent"},
    rights=("notice.list",),
)
DIFFICULTIES = Known(
    "difficulties",
    _("Difficulties"),
    "coordination:difficulties",
    ("side", "show", "q", "category"),
    daily.difficulty_columns,
    ("difficulty", "station", "department", "urgency", "state", "until"),
    rights=("difficulty.list",),
)
CONFLICTS = Known(
    "conflicts",
    _("Open conflicts"),
    "coordination:board",
    ("kind",),
    board.conflict_columns,
    ("station", "kind", "short", "state", "since"),
    fixed={"kind": ""},
    rights=("board.view",),
)
ADMISSION = Known(
    "admission",
    _("Admission"),
    "coordination:admission",
    ("state",),
    office.admission_columns,
    ("task", "term", "due", "trial", "burden", "quarter"),
    rights=("admission.view",),
)
INBOX = Known(
    "inbox",
    _("Inbox"),
    "coordination:inbox",
    ("show", "about"),
    inbox.letter_columns,
    ("time", "matter", "state"),
)

register(
    *(TASKS, PARTS, LEDGER, RECEIVED, SENT, DIFFICULTIES, CONFLICTS),
    *(ADMISSION, INBOX),
)
