"""What is typed, as words and as pinyin."""

from __future__ import annotations

import re

import pytest

from organization.models.spelling import pieces_of
from organization.pinyin import MOST_READINGS, pattern, readings, spelt
from organization.sought import LONGEST, MOST_WORDS, Sought

STATION = "liu yan pai chu suo"


@pytest.mark.parametrize(
    "typed", ["lypcs", "liuyan", "liuyanpcs", "lyanpai", "pcs", "liuyanpaichusuo", "l"]
)
def test_letters_find_syllables_begun_or_written_out(typed: str) -> None:
    assert re.search(pattern(typed), STATION)


@pytest.mark.parametrize("typed", ["lyp s", "iuyan", "lyc", "liuyang", "yl"])
def test_letters_that_are_not_there_find_nothing(typed: str) -> None:
    assert not re.search(pattern(typed), STATION)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("重庆路派出所", "chong qing lu pai chu suo"),
        ("绿盾（2026年）A4", "lv dun 2026 nian a4"),
        ("", ""),
    ],
)
def test_pinyin_keeps_digits_and_leaves_signs_out(text: str, sound: str) -> None:
    assert spelt(text) == sound


def test_every_way_to_read_letters_is_among_the_readings() -> None:
    """Whatever begins a syllable there must be asked of the index too."""
    for typed, first in (("liuyanpcs", "lypcs"), ("xiangang", "xg"), ("fangan", "fa")):
        assert first in readings(typed), typed
    long = readings("renminjingchadanwei")
    assert len(long) <= MOST_READINGS
    assert any("rmjcdw".startswith(one) for one in long)
    assert readings("iuyan") == [], "no syllable begins so"


def test_letters_of_a_million_readings_are_read_at_once() -> None:
    """Anybody may hold a key down: the ways to read it are not walked one by one."""
    few = readings("a" * LONGEST)
    assert few and len(few) <= MOST_READINGS
    assert readings("an" * 25 + "vvvv") == [], "it ends in no syllable"


def test_words_are_told_apart_and_never_an_error() -> None:
    assert Sought.of("ly派出所 2026").words == ("ly", "派出所", "2026")
    assert Sought.of("ＬＹ　ＰＣＳ").letters == "lypcs"
    assert Sought.of("柳治〔2026〕5号").words == ("柳治", "2026", "5", "号")
    for nothing in ("", "  ", "\0", "〔〕%_\\", "'"):
        assert not Sought.of(nothing)
    assert len(Sought.of("甲 " * 99).words) <= MOST_WORDS
    assert pieces_of("所出所") == ["出", "所"]
