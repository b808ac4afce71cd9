"""Bullets, proof curve, share columns, the strip and the icons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from coordination.pictures import (
    bullet,
    curve,
    icon,
    proof_curve,
    share_columns,
)
from coordination.pictures import example as sample
from organization.templatetags.icons import ICONS


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def parsed(html: str) -> ET.Element:
    return ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own output


def marks(root: ET.Element, class_: str) -> list[ET.Element]:
    return [one for one in root.iter() if one.get("class") == class_]


def widths(html: str) -> dict[str, float]:
    return {
        one.get("class"): float(one.get("width")[:-1])
        for one in parsed(html).iter("rect")
    }


# --- bullets --------------------------------------------------------------------------
def test_bullet_parts_in_per_cent_of_its_own_capacity():
    got = widths(bullet(96, 71, 10, reach=1.6))
    assert got["bb"] == pytest.approx(100 / 1.6, abs=0.001)
    assert got["bb-over"] == pytest.approx(25 / 71 / 1.6 * 100, abs=0.001)
    assert got["bb-addo"] == pytest.approx(10 / 71 / 1.6 * 100, abs=0.001)


def test_bullet_that_fits_has_no_red():
    assert set(widths(bullet(60, 71, 8))) == {"bb", "bb-add"}


def test_bullet_whose_addition_crosses_the_capacity():
    got = widths(bullet(66, 71, 10, reach=1.6))
    assert got["bb-add"] == pytest.approx(5 / 71 / 1.6 * 100, abs=0.001)
    assert got["bb-addo"] == pytest.approx(5 / 71 / 1.6 * 100, abs=0.001)


def test_ticks_of_all_rows_line_up():
    ticks = {
        one.get("x1")
        for pair in ((96, 71), (5, 300), (0, 1))
        for one in parsed(bullet(*pair)).iter("line")
    }
    assert ticks == {"62.5%"}


def test_unknown_is_neither_empty_nor_full():
    assert set(widths(bullet(None, None))) == {"bb-unk"}
    assert set(widths(bullet(12, None))) == {"bb-unk"}


def test_bullet_without_capacity_is_all_beyond():
    assert "bb-over" in widths(bullet(5, 0))
    assert bullet(0, 0)


# --- proof ----------------------------------------------------------------------------
def test_steps_stand_under_the_due_dates():
    root = parsed(proof_curve(sample.proof()))
    rises = [
        float(one.get("x1")[:-1])
        for one in marks(root, "c-before")
        if one.get("x1") == one.get("x2")
    ]
    ends = [(due - 2) / 17 * 100 for due in (5, 10, 12, 17, 18)]
    assert rises == pytest.approx(ends, abs=0.001)


def test_proof_names_the_worst_and_the_tightest():
    text = "".join(parsed(proof_curve(sample.proof(), note="moved")).itertext())
    assert "short 25 h" in text
    assert "moved, 1 h left" in text


def test_proof_that_fits_has_no_red():
    points = [replace(point, before=0, after=None) for point in sample.proof()]
    root = parsed(proof_curve(points))
    assert not marks(root, "ovrbg") and not marks(root, "bad bt end")


def test_proof_of_nothing():
    assert proof_curve([]) == ""


# --- share ----------------------------------------------------------------------------
def test_each_column_is_a_button_with_its_date():
    html = share_columns(
        sample.shares(), 11, current=date(2026, 6, 12), earliest=date(2026, 6, 18)
    )
    buttons = list(parsed(html).iter("button"))
    assert [one.get("value") for one in buttons][:2] == ["2026-06-08", "2026-06-09"]
    assert {one.get("name") for one in buttons} == {"due"}
    assert "7 of 11 stations fit" in buttons[4].get("aria-label")
    assert buttons[4].get("aria-pressed") == "true"
    assert "best" in buttons[8].get("class")
    assert [one.get("tabindex") for one in buttons].count("0") == 1


def test_height_of_a_column_is_its_share():
    root = parsed(share_columns(sample.shares(), 11))
    fits = [float(one.get("height")) for one in marks(root, "bb")]
    assert fits[0] == pytest.approx(90 * 3 / 11, abs=0.001)
    assert fits[-1] == 90


def test_no_stations_no_columns():
    assert "button" not in share_columns(sample.shares(), 0)
    assert "button" not in share_columns([], 11)


# --- strip and icons ------------------------------------------------------------------
def test_strip_says_the_verdict():
    root = parsed(curve(sample.days(21), [sample.WINDOW], sample.TODAY))
    assert "short 25 h" in root[0].get("aria-label")
    assert marks(root, "ovr")


def test_strip_without_data():
    assert "unknown" in curve([replace(sample.days()[2], capacity_hours=None)])


def test_icons_are_decoration_unless_named():
    for name in ICONS:
        assert 'aria-hidden="true"' in icon(name)
    named = icon("bad", 'does "not" fit')
    assert 'aria-label="does &quot;not&quot; fit"' in named
    parsed(named)
