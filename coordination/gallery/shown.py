"""What the gallery shows: one made-up station whose figures add up."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.gallery import forms, tokens
from coordination.pictures import (
    bullet,
    curve,
    example,
    proof_curve,
    share_columns,
    timeline,
)
from coordination.pictures.cap_bar import cap_bar
from organization.templatetags import formats

VERDICTS = ("fits", "tight", "short", "unknown", "clash", "overload", "displaced")
STEPS = ("t1", "t2", "t3", "t4", "t5", "t6")
SPACES = (4, 8, 12, 16, 24, 32)


def shown() -> dict[str, Any]:
    """The context of the page."""
    return {
        "swatches": tokens.swatches(),
        "steps": STEPS,
        "spaces": [(1 + 22 * n, px) for n, px in enumerate(SPACES)],
        "verdicts": VERDICTS,
        "form": forms.sample(),
        "ways": [("2026-06-18", _("18 June")), ("2026-06-22", _("22 June"))],
        "weeks": weeks(),
        "badges": badges(),
        "chips": [("all", _("All"), 13), ("new", _("to be signed for"), 2)],
        "chain": chain(),
        "phases": [
            (_("Proposed"), "done"),
            (_("Answers"), "cur"),
            (_("Settled"), ""),
        ],
        "job": SimpleNamespace(total=12, done=7, started_at=None),
        **conflict(),
        **pictures(),
    }


def weeks() -> list[dict[str, Any]]:
    states = (("6/1", "fits", 9), ("6/8", "short", 25), ("6/15", "tight", 5))
    found = [{"label": n, "state": state, "hours": h} for n, state, h in states]
    return [*found, {"label": "6/22", "state": "unknown", "hours": None}]


def badges() -> list[tuple[str, str]]:
    """(tone, text): every tone with the state it is for."""
    return [
        ("", _("under way")),
        ("acc", _("to be signed for")),
        ("warn", _("overdue")),
        ("bad", _("does not fit")),
        ("good", _("settled")),
        ("law", _("statutory")),
        ("unk", _("cannot say")),
    ]


def chain() -> list[dict[str, Any]]:
    """The parts of a yuan, in hundredths."""
    names = ("confirmed", "received", "disbursed", "allocated", "missing")
    widths = (46, 12, 14, 18, 10)
    starts = (sum(widths[:n]) for n in range(len(widths)))
    return [
        {"name": name, "x": x, "width": width}
        for name, x, width in zip(names, starts, widths, strict=True)
    ]


def conflict() -> dict[str, Any]:
    """A conflict with its cheapest way out and the working."""
    window = example.WINDOW
    of = {
        "number": window.number,
        "kind_label": _("several departments"),
        "title": _("25 hours short by 12 June"),
        "reason": _("Three departments ask 96 hours, 71 are available."),
    }
    fix = {
        "title": _("Move one task to 16 June"),
        "cost": _("one date changes"),
        "before": bullet(window.demand_hours, window.capacity_hours),
        "before_text": _("25 short"),
        "after": bullet(71, window.capacity_hours),
        "after_text": pgettext("hours", "0 left"),
        "consequence": _("The department is asked; nothing changes before it agrees."),
    }
    return {"conflict": of, "fix": fix, "proof": proof()}


def proof() -> dict[str, Any]:
    groups = [group for group in example.groups() if group.hot]
    departments = [
        {
            "name": group.name,
            "hours": group.inside_hours,
            "items": [item(row) for row in group.rows],
        }
        for group in groups
    ]
    window = example.WINDOW
    return {
        "caption": _("Working of the conflict"),
        "departments": departments,
        "demand": window.demand_hours,
        "capacity": window.capacity_hours,
        "shortfall": window.shortfall_hours,
    }


def item(row: Any) -> dict[str, Any]:
    inside = row.hours if row.inside else None
    due = formats.last_day(row.due)
    return {"title": row.title, "due": due, "hours": inside, "core": row.core}


def pictures() -> dict[str, Any]:
    days, shares = example.days(), example.shares()
    return {
        "timeline": timeline(example.groups(), days, [example.WINDOW], example.TODAY),
        "strip": curve(example.days(21), [example.WINDOW], example.TODAY),
        "proof_curve": proof_curve(example.proof()),
        "share": share_columns(shares, 11, current=shares[4].date),
        "bullets": [
            (bullet(64, 71, 0), _("before")),
            (bullet(58, 71, 10), _("with this task")),
            (bullet(71, 71, 25), _("beyond")),
            (bullet(None, None), _("cannot say")),
        ],
        "cells": cells(),
        "cap": cap_bar(*map(Decimal, (60, 15, 70, 90))),
    }


def cells() -> list[dict[str, Any]]:
    """One station's weeks: every step of load, short, unknown, and the one chosen."""
    texts = ("41", "64", "83", "95", _("short 25"), "?", "80")
    names = (*(f"heat-{n}" for n in range(4)), "bad", "unk", "heat-2 has-cl sel")
    weeks_ = ("6/1", "6/8", "6/15", "6/22", "6/29", "7/6", "7/13")
    return [
        {"text": text, "name": name, "week": week, "clash": "has-cl" in name}
        for text, name, week in zip(texts, names, weeks_, strict=True)
    ]
