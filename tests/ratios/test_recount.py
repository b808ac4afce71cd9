"""Figures are what a count in plain SQL gives; the long run is `make ratios`."""

from __future__ import annotations

from coordination.ratios.measures import MEASURES
from tests.factories import Force
from tests.ratios.comparing import differences
from tests.ratios.recount import RECOUNTS


def test_every_figure_is_recounted() -> None:
    assert RECOUNTS.keys() == MEASURES.keys()


def test_figures_equal_a_count_by_hand(force: Force) -> None:
    lines = list(differences(force, "2026/1", 40, force.county_a))
    assert len(lines) > 200 and not list(filter(None, lines))
