"""Every word a picture says."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.pictures.data import Bar, EventMark, Group, Hours, Window
from organization.templatetags import formats

hours = formats.hours


def quantity(value: Hours | None) -> str:
    """24 h; a question mark when there is no estimate."""
    return hours(None) if value is None else _("%(hours)s h") % {"hours": hours(value)}


def listed(*parts: str) -> str:
    return _(", ").join(part for part in parts if part)


def week_heading(monday: date) -> str:
    return _("%(day)s, week %(number)s") % {
        "day": formats.cell_day(monday)
        if not formats.chinese()
        else formats.month_day(monday, year=False),
        "number": monday.isocalendar().week,
    }


def day_label(label: str) -> str:
    known = {
        "休": pgettext("calendar", "off"),
        "班": pgettext("calendar", "work"),
        "暂定": pgettext("calendar", "provisional"),
    }
    return known.get(label, label)


def window_tag(window: Window) -> str:
    return _("%(demand)s h to do, %(capacity)s h available, %(short)s h short") % {
        "demand": hours(window.demand_hours),
        "capacity": hours(window.capacity_hours),
        "short": formats.short_hours(window.shortfall_hours),
    }


def window_title(window: Window) -> str:
    return _("Conflict %(number)s, %(span)s") % {
        "number": window.number,
        "span": formats.span(window.start, window.end),
    }


def beyond(total: Hours, window: Window | None) -> str:
    text = _("%(hours)s h beyond") % {"hours": formats.short_hours(total)}
    if window is None or not window.capacity_hours:
        return text
    share = float(window.demand_hours) / float(window.capacity_hours)
    return listed(text, load(share))


def load(share: float) -> str:
    return _("load %(percent)s%%") % {"percent": round(share * 100)}


def short(value: Hours) -> str:
    return _("short %(hours)s h") % {"hours": formats.short_hours(value)}


def left(value: Hours) -> str:
    return _("%(hours)s h left") % {"hours": hours(value)}


def overdue(bar: Bar) -> str:
    if bar.due is None:
        return _("Overdue")
    due = formats.cell_day(formats.last_day(bar.due))
    return _("Overdue, due %(due)s") % {"due": due}


def owed(bar: Bar) -> str:
    return _("%(hours)s h displaced, still owed") % {"hours": hours(bar.owed_hours)}


def bar_label(bar: Bar) -> str:
    """The bar in one sentence, for those who do not see it."""
    due = formats.full_day(formats.last_day(bar.due)) if bar.due else ""
    classes = {"statutory": _("statutory"), "superior": _("set above")}
    text = _("%(department)s: %(title)s") % {
        "department": bar.department,
        "title": bar.title,
    }
    return listed(
        text,
        quantity(bar.hours) if bar.hours is not None else _("no estimate"),
        _("due %(due)s") % {"due": due} if due else _("no due date"),
        classes.get(bar.deadline_class, ""),
        _("overdue") if bar.overdue else "",
        _("minimal set") if bar.core else "",
        _("inside the critical window") if bar.inside and not bar.core else "",
        _("own plan") if bar.own else "",
        owed(bar) if bar.owed_hours else "",
        _("%(percent)s%% done") % {"percent": round(bar.done * 100)}
        if bar.done
        else "",
    )


def glyph(event: EventMark) -> str:
    """One character in a square."""
    return {
        "security_duty": pgettext("event glyph", "D"),
        "meeting": pgettext("event glyph", "M"),
        "training": pgettext("event glyph", "T"),
        "inspection": pgettext("event glyph", "I"),
    }[event.kind]


def clash_glyph() -> str:
    return pgettext("event glyph", "X")


def event_kind(event: EventMark) -> str:
    return {
        "security_duty": _("security duty"),
        "meeting": _("meeting"),
        "training": _("training"),
        "inspection": _("inspection"),
    }[event.kind]


def event_label(events: list[EventMark]) -> str:
    first = events[0]
    titles = listed(*(event.title for event in events))
    kind = _("clash") if first.clash else event_kind(first)
    return listed(f"{kind} {titles}", when(first.start, first.end))


def when(start: datetime, end: datetime) -> str:
    return f"{formats.full_moment(start)}–{formats.clock(end)}"


def group_hours(group: Group, events: int) -> str:
    if group.total_hours is None:
        if not events:
            return ""
        return ngettext("%(n)s event", "%(n)s events", events) % {"n": events}
    return quantity(group.total_hours)


def timeline_label(first: date, last: date, bars: int, windows: list[Window]) -> str:
    text = ngettext(
        "Timeline and hours, %(span)s, %(n)s task",
        "Timeline and hours, %(span)s, %(n)s tasks",
        bars,
    ) % {"span": formats.span(first, last), "n": bars}
    return listed(text, *_windows_said(windows))


def curve_label(windows: list[Window]) -> str:
    return listed(_("Hours available and to do, day by day"), *_windows_said(windows))


def _windows_said(windows: list[Window]) -> list[str]:
    if not windows:
        return [_("nothing short")]
    return [
        f"{formats.span(window.start, window.end)} {short(window.shortfall_hours)}"
        for window in windows
    ]
