"""Every alarm there is, with the sentence it says when it is raised.

Each has a page below `docs/runbook` of the same name in both languages: what it means,
who is hurt, where to look, what to do, when it is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.alarms import lag
from coordination.alarms.figures import Figures
from desk.safety_shown import Standing
from organization.models import CalendarYear, SafetyRun

SILENT = 15.0  # seconds; the dispatcher leaves a sign of life every second
SWEEP_LATE = dt.timedelta(hours=26)
JOB_WAITS = 600.0
CROWDED = 0.8  # of the connections the database allows
Said = Callable[[Figures], str]


@dataclass(frozen=True)
class Known:
    """`said` gives the sentence, "" while all is well."""

    title: str | Promise
    said: Said


@dataclass(frozen=True)
class Raised:
    name: str
    title: str
    text: str


def raised(figures: Figures) -> list[Raised]:
    """What is wrong now, the worst first."""
    told = ((name, one, one.said(figures)) for name, one in ALARMS.items())
    return [Raised(name, str(one.title), text) for name, one, text in told if text]


def _silent(figures: Figures) -> str:
    if figures.beat is None:
        return _("It has never run: nothing is checked.")
    if figures.beat <= SILENT:
        return ""
    return _("No sign of life for %(s)d s: nothing is checked.") % {"s": figures.beat}


def _late(figures: Figures) -> str:
    oldest = figures.waiting.oldest
    if oldest is None or oldest < lag.ALARM:
        return ""
    return ngettext(
        "%(n)d station waits for its check, the longest for %(s)d s.",
        "%(n)d stations wait for their check, the longest for %(s)d s.",
        figures.waiting.stations,
    ) % {"n": figures.waiting.stations, "s": oldest}


def _broker(figures: Figures) -> str:
    if figures.broker is not None:
        return ""
    return _("Redis does not answer: no check is handed out, no page hears of news.")


def _crowded(figures: Figures) -> str:
    used, most = figures.counts.connections, figures.counts.most_connections
    if used < CROWDED * most:
        return ""
    return _("%(used)d of %(most)d connections are taken.") % {
        "used": used,
        "most": most,
    }


def _apart(figures: Figures) -> str:
    n = figures.counts.quarantined
    if not n:
        return ""
    text = ngettext(
        "%(n)d station could not be checked", "%(n)d stations could not be checked", n
    )
    return text % {"n": n}


def _differs(figures: Figures) -> str:
    found = (figures.swept.result or {}) if figures.swept else {}
    n = found.get("differing") or len(found.get("differences") or ())
    if not n:
        return ""
    return ngettext(
        "At %(n)d station the stored verdict was not what a recomputation gives.",
        "At %(n)d stations the stored verdict was not what a recomputation gives.",
        n,
    ) % {"n": n}


def _unswept(figures: Figures) -> str:
    swept = figures.swept
    if swept and swept.ended_at and swept.ended_at > figures.at - SWEEP_LATE:
        return ""
    if figures.sweep and figures.sweep.created_at > figures.at - SWEEP_LATE:
        return ""  # a new site, or under way
    return _("No check of every station has been completed for 26 hours.")


def _safety(kind: str, *, failed: bool) -> Said:
    """Of a kind of data safety: failed, or only too long ago."""

    def said(figures: Figures) -> str:
        one = next((each for each in figures.safety if each.kind == kind), None)
        if one is None or one.failed is not failed:
            return ""
        return one.problem if failed else _overdue(one)

    return said


def _overdue(one: Standing) -> str:
    if not one.late:
        return ""
    if one.good is None:
        return _("None yet")
    return _("Overdue: none for more than 26 hours")


def _clockwork(figures: Figures) -> str:
    failed = [named or job.name for named, job in figures.named_jobs if job.last_error]
    return _("Failed: %(jobs)s") % {"jobs": _(", ").join(failed)} if failed else ""


def _stuck(figures: Figures) -> str:
    waits = figures.counts.longest
    if waits is None or waits < JOB_WAITS:
        return ""
    return _("A job has been waiting for %(m)d minutes.") % {"m": waits // 60}


def _mail(figures: Figures) -> str:
    n = figures.counts.mails_failing
    text = ngettext(
        "%(n)d e-mail was refused again and again.",
        "%(n)d e-mails were refused again and again.",
        n,
    )
    return text % {"n": n} if n else ""


def _calendar(figures: Figures) -> str:
    today = timezone.localdate(figures.at)
    needed = [today.year, *([today.year + 1] if today.month == 12 else [])]
    published = CalendarYear.Status.PUBLISHED
    open_years = [y for y in needed if figures.years.get(y) != published]
    if not open_years:
        return ""
    told = ", ".join(map(str, open_years))
    return _("Working days of %(years)s are a guess so far.") % {"years": told}


ALARMS: dict[str, Known] = {
    "dispatcher-silent": Known(gettext_lazy("The dispatcher is silent"), _silent),
    "checks-late": Known(gettext_lazy("Checks come late"), _late),
    "redis-away": Known(gettext_lazy("Redis is away"), _broker),
    "database-crowded": Known(
        gettext_lazy("The database's connections run short"), _crowded
    ),
    "backup-failed": Known(
        gettext_lazy("A backup has failed"),
        _safety(SafetyRun.Kind.BACKUP, failed=True),
    ),
    "backup-overdue": Known(
        gettext_lazy("No recent backup"), _safety(SafetyRun.Kind.BACKUP, failed=False)
    ),
    "drill-failed": Known(
        gettext_lazy("A restore drill has failed"),
        _safety(SafetyRun.Kind.DRILL, failed=True),
    ),
    "drill-overdue": Known(
        gettext_lazy("No recent restore drill"),
        _safety(SafetyRun.Kind.DRILL, failed=False),
    ),
    "archive-stuck": Known(
        gettext_lazy("The archive of changes is stuck"),
        _safety(SafetyRun.Kind.ARCHIVE, failed=True),
    ),
    "stations-apart": Known(gettext_lazy("Stations are set apart"), _apart),
    "verdicts-differ": Known(gettext_lazy("Stored verdicts were wrong"), _differs),
    "sweep-overdue": Known(gettext_lazy("Stations are not swept"), _unswept),
    "clock-job-failed": Known(gettext_lazy("A job by the clock failed"), _clockwork),
    "jobs-waiting": Known(gettext_lazy("Long work is not begun"), _stuck),
    "mail-refused": Known(gettext_lazy("E-mails do not leave"), _mail),
    "calendar-open": Known(gettext_lazy("The calendar is provisional"), _calendar),
}
