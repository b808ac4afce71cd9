"""Geometry of the timeline: what is drawn is what the figures say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from coordination.pictures import Day, EventMark, Group, Window, timeline
from coordination.pictures import example as sample
from coordination.pictures.axis import HEAD, MARKS
from coordination.pictures.example import at, bar, end_of
from coordination.pictures.windows import STRIP

CSS = Path(__file__).parents[2] / "static" / "css" / "pictures.css"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def drawn(groups=None, days=None, windows=None, today=sample.TODAY) -> ET.Element:
    html = timeline(
        sample.groups() if groups is None else groups,
        sample.days() if days is None else days,
        [sample.WINDOW] if windows is None else windows,
        today,
    )
    return ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own output


def marks(root: ET.Element, class_: str) -> list[ET.Element]:
    """Marks of the picture; those of the key beside it do not count."""
    key = {one for svg in root.iter() if svg.get("class") == "ylab" for one in svg}
    return [
        one
        for one in root.iter()
        if one.get("class") == class_ and (one not in key or class_ == "m end")
    ]


def per_cent(text: str | None) -> float:
    assert text is not None and text.endswith("%")
    return float(text[:-1])


def hours_drawn(root: ET.Element, class_: str, days: int) -> float:
    """Area of the marks in officer-hours, measured against the y axis."""
    axis = {one.text: float(one.get("y")) for one in marks(root, "m end")}
    px_per_hour = (axis["0"] - axis["15 h"]) / 15
    return (
        sum(
            per_cent(one.get("width")) / 100 * days * float(one.get("height"))
            for one in marks(root, class_)
        )
        / px_per_hour
    )


def test_red_area_is_the_shortfall():
    assert hours_drawn(drawn(), "ovr", 28) == pytest.approx(25, abs=0.01)


def test_cut_window_names_only_what_is_seen():
    text = "".join(drawn(days=sample.days(7)).itertext())
    # 25 of the 71 available hours lie in the first week: 25 * 25 / 71 = 8.803
    assert "8.9 h beyond" in text
    assert "25 h beyond" not in text


def test_slate_area_is_what_fits():
    within = 71 + (13 * 4 + 12 * 5) * 2 / 3
    assert hours_drawn(drawn(), "ld", 28) == pytest.approx(within, abs=0.05)


def test_weeks_add_up_when_days_are_too_narrow():
    days = sample.days(28) + [
        Day(date.fromordinal(sample.START.toordinal() + n), True, None, 0)
        for n in range(28, 84)
    ]
    root = drawn(days=days)
    assert len(marks(root, "ovr")) == 2  # the two weeks of the window
    heights = [float(one.get("height")) for one in marks(root, "ovr")]
    widths = {per_cent(one.get("width")) for one in marks(root, "ovr")}
    assert list(widths) == pytest.approx([100 / 12], abs=0.001)
    assert heights[1] / heights[0] == pytest.approx(46 / 25, abs=0.01)


def test_bar_stands_between_its_dates():
    item = bar("1", "A", "Visit", at(6, 8), end_of(6, 12), 10)
    root = drawn([Group("A", 0, 10, [item])], windows=[])
    (rect,) = marks(root, "bar")
    assert per_cent(rect.get("x")) == pytest.approx(7 / 28 * 100, abs=0.001)
    assert per_cent(rect.get("width")) == pytest.approx(5 / 28 * 100, abs=0.001)


def test_bar_released_before_the_axis_has_no_left_end():
    item = bar("1", "A", "Visit", at(5, 20), end_of(6, 12), 10)
    (rect,) = marks(drawn([Group("A", 0, 10, [item])], windows=[]), "bar")
    assert per_cent(rect.get("x")) < 0


def test_window_band_and_tag_share_edges():
    root = drawn()
    (band,), (tag,) = marks(root, "g-win"), marks(root, "g-tag")
    for one in (band, tag):
        assert per_cent(one.get("x")) == pytest.approx(2 / 28 * 100, abs=0.001)
        assert per_cent(one.get("width")) == pytest.approx(10 / 28 * 100, abs=0.001)
    assert "96 h to do, 71 h available, 25 h short" in "".join(root.itertext())


def test_windows_that_overlap_have_tags_on_lines_of_their_own():
    other = Window(2, at(6, 8), end_of(6, 17), 90, 80, 10)
    tags = marks(drawn(windows=[sample.WINDOW, other]), "g-tag")
    assert len({tag.get("y") for tag in tags}) == 2


def test_every_bar_has_a_row_of_its_own():
    bars = [bar(str(n), "A", "Same days", at(6, 8), end_of(6, 9), 1) for n in range(6)]
    root = drawn([Group("A", 0, 6, list(bars))], windows=[])
    assert len({one.get("y") for one in marks(root, "bar")}) == 6
    labels = [one for one in root.iter("div") if one.get("class") in (None, "g")]
    assert len(labels) == 1 + 6  # the frame and one label row for each drawn row


def test_every_bar_is_labelled_and_leads_somewhere():
    root = drawn()
    links = list(root.iter("a"))
    assert len(links) == 13
    assert all(link[0].get("role") == "img" for link in links)
    said = links[0][0].get("aria-label")
    assert said == "治安大队: 夏季行动重点户走访, 24 h, due Fri 12 June 2026, " \
        "minimal set, 20% done".replace(" 2026", year_suffix())  # fmt: skip


def year_suffix() -> str:
    from django.utils import timezone

    return "" if timezone.localdate().year == 2026 else " 2026"


def test_timeline_is_one_tab_stop():
    stops = [one.get("tabindex") for one in drawn().iter() if one.get("data-yp-cell")]
    assert stops.count("0") == 1
    assert set(stops) == {"0", "-1"}


def test_titles_are_escaped():
    nasty = '<script>alert("x")</script>'
    item = bar("1", nasty, nasty, at(6, 8), end_of(6, 12), 10)
    html = timeline([Group(nasty, 0, 10, [item])], sample.days(), [], sample.TODAY)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_nothing_the_policy_forbids():
    html = timeline(sample.groups(), sample.days(), [sample.WINDOW], sample.TODAY)
    assert not re.search(r"\sstyle=|\son\w+=|javascript:|data:", html)


def test_overdue_presses_against_today():
    root = drawn()
    (late,), (line,) = marks(root, "bar late"), marks(root, "g-now")
    end = per_cent(late.get("x")) + per_cent(late.get("width"))
    assert end == pytest.approx(per_cent(line.get("x1")), abs=0.001)
    assert "Overdue, due 29 May" in "".join(root.itertext())


def test_deadline_classes_end_in_different_shapes():
    root = drawn()
    assert len(marks(root, "wall")) == 1
    assert len(marks(root, "wall above")) == 1
    assert len(marks(root, "dia core")) == 5


def test_missing_estimate_is_a_question_mark():
    root = drawn()
    assert len(marks(root, "noest")) == 1
    assert "?" in [one.text for one in marks(root, "end bt")]


def test_own_plan_shows_protected_time_and_what_is_owed():
    root = drawn()
    assert len(marks(root, "prot")) == 6
    assert "9 h displaced, still owed" in "".join(root.itertext())


def test_unknown_capacity_hides_the_curve_and_says_so():
    days = [replace(day, capacity_hours=None) for day in sample.days()]
    root = drawn(days=days)
    assert not marks(root, "cap") and not marks(root, "ovr")
    assert marks(root, "bar core")
    assert "Available hours are unknown" in "".join(root.itertext())


def test_zero_capacity_is_not_unknown():
    root = drawn(days=[replace(day, capacity_hours=0) for day in sample.days()])
    assert marks(root, "cap")
    assert "unknown" not in "".join(root.itertext())


def test_nothing_to_show_breaks_nothing():
    assert "No tasks in this period." in "".join(drawn(groups=[]).itertext())
    assert "No days to show." in "".join(drawn(days=[]).itertext())
    assert drawn(groups=[Group("Empty", 0, 0, [])]) is not None


def test_today_off_the_axis_draws_no_line():
    assert not marks(drawn(today=date(2026, 9, 1)), "g-now")


def test_bar_outside_the_axis_still_has_its_title():
    item = bar("1", "A", "Later visit", at(7, 8), end_of(7, 12), 10)
    root = drawn([Group("A", 0, 10, [item])], windows=[])
    assert "Later visit" in "".join(root.itertext())


# --- events ---------------------------------------------------------------------------
def test_events_of_one_clash_are_one_mark():
    root = drawn()
    assert len(marks(root, "ev bad")) == 1
    assert len(marks(root, "ev")) == 3
    assert "视频会, 轮训" in "".join(root.itertext())


def test_events_that_would_touch_stand_on_lines_of_their_own():
    events = [
        EventMark(str(n), "A meeting with a long name", "meeting", at(6, 9, 9 + n),
                  at(6, 9, 10 + n)) for n in range(3)
    ]  # fmt: skip
    root = drawn([Group("Fixed", None, None, [events])], windows=[])
    frames = [
        one for one in root.iter("svg") if one.find("rect[@class='ev']") is not None
    ]
    assert len({one.get("y") for one in frames}) == 3


# --- calendar -------------------------------------------------------------------------
def test_head_of_the_labels_is_as_high_as_the_calendar():
    css = CSS.read_text("utf-8")
    for marks_line in (0, MARKS):
        for lines in range(7):
            assert f".h{HEAD + marks_line + STRIP * lines} " in css


def test_make_up_and_provisional_days_are_marked():
    days = [replace(day, label=None) for day in sample.days()]
    days[5] = replace(days[5], working=True, label="班")
    days[20:28] = [replace(day, label="暂定") for day in days[20:28]]
    root = drawn(days=days)
    assert len(marks(root, "g-work")) == 1
    assert len(marks(root, "g-hol")) == 1


def test_both_languages():
    with translation.override("zh-hans"):
        text = "".join(drawn().itertext())
    assert (
        "6月8日" in text and "勤" in text and "要做96小时，可用71小时，缺25小时" in text
    )
