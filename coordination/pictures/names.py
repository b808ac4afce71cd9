"""The left column of the timeline: whose the rows are, hours inside and left, and what
the marks of the curve below mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.pictures import load, say
from coordination.pictures.data import Group
from coordination.pictures.svg import tag, text_width

ROOM = 164  # px for a name and its hours; what needs more stands on two short lines
_T2 = 13 / 12  # names are set in 13 px, widths are reckoned at 12

Named = tuple[Group, bool, int]
"""The group of a row, whether it is its first, and the events in it."""


def labels(
    lines: Sequence[Named],
    head: float,
    scale: load.Scale | None,
    bottom: float,
    height: float,
) -> SafeString:
    title = tag("span", _("Department"), tag("b", _("inside / left")), class_="row-x")
    parts = [tag("div", title, class_=f"gap h{int(head)}"), tag("i", class_="pad4")]
    counts: dict[int, int] = defaultdict(int)
    for group, _first, marks in lines:
        counts[id(group)] += marks
    for index, (group, first, _marks) in enumerate(lines):
        classes = ["g"] if first and index else []
        if group.hot:
            classes.append("hot")
        content = _name(group, counts[id(group)]) if first else []
        parts.append(tag("div", *content, class_=" ".join(classes)))
    if not lines:
        parts.append(tag("div"))
    if scale is not None:
        parts.append(_key(scale, bottom, height))
    return tag("div", *parts, class_="lab")


def _name(group: Group, events: int) -> list[SafeString]:
    total = say.group_hours(group, events)
    content: list[str] = [total]
    whole = total
    if group.hot and group.inside_hours is not None and group.total_hours is not None:
        inside = say.hours(group.inside_hours)
        content, whole = [tag("strong", inside), f"/{total}"], f"{inside}/{total}"
    need = (text_width(group.name) + text_width(whole)) * _T2
    name = tag("span", group.name, class_="nm long" if need > ROOM else "nm")
    return [name, tag("b", *content)]


def _key(scale: load.Scale, bottom: float, height: float) -> SafeString:
    """What the marks of the curve mean, and its y axis."""
    rows_end = bottom - 2  # where the rows above it end
    local = load.Scale(scale.y0 - rows_end, scale.height, scale.limit, scale.step)
    marks: list[list[SafeString]] = [
        [tag("line", class_="cap", x1=12, x2=30, y1=41, y2=41)],
        [
            tag("rect", class_="ld", x=12, y=54, width=18, height=10),
            tag("line", class_="ldtop", x1=12, x2=30, y1=54, y2=54),
        ],
        [
            tag("rect", class_="ovrbg", x=12, y=73, width=18, height=10),
            tag("rect", class_="ovr", x=12, y=73, width=18, height=10),
            tag("line", class_="ovrtop", x1=12, x2=30, y1=73, y2=73),
        ],
    ]
    texts = (_("available"), _("to do"), _("beyond"))
    parts = [
        tag("line", class_="g-row", x1="0", x2="100%", y1=1.5, y2=1.5),
        tag("text", _("Hours"), class_="bt", x=12, y=24),
        *(mark for group in marks for mark in group),
        *(
            tag("text", text, class_="m2", x=36, y=45.0 + 19 * index)
            for index, text in enumerate(texts)
        ),
        tag(
            "svg",
            load.y_labels(local, 0),
            x="100%",
            y=0,
            width=1,
            height=1,
            overflow="visible",
            transform="translate(-10 0)",
        ),
    ]
    return tag(
        "svg", *parts, class_="ylab", height=height - rows_end, aria_hidden="true"
    )  # fmt: skip
