"""The report on security says what is true of the tests it names, and leaves out none
of the requirements."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ("security.md", "security.zh-hans.md")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (\d+(?:\.\d+)+(?: [a-g]\))?) \|", re.M)
LINK = re.compile(r"\]\(([\w./-]+\.\w+)(?:#([\w-]+))?\)")
MLPS = "8.1."
WORDS = {
    "security.md": {
        *("met", "**partly**", "**not met**", "n/a", "**not measured**"),
        "by the house",
    },
    "security.zh-hans.md": {
        *("符合", "**部分符合**", "**不符合**", "不适用", "由使用单位落实"),
    },
}
# Numbers of OWASP ASVS 5.0.0 at levels 1 and 2: section -> how many, from its first on.
ASVS: dict[str, int] = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2},
    **{"2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2},
    **{"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3},
    **{"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2},
    **{"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4},
    **{"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3},
    **{"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1},
    **{"12.1": 3, "12.2": 2, "12.3": 4},
    **{"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5},
    **{"14.1": 2, "14.2": 4, "14.3": 3},
    **{"15.1": 3, "15.2": 3, "15.3": 7},
    **{"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3},
    **{"17.1": 1, "17.2": 4, "17.3": 2},
}
# Of GB/T 22239-2019, level 3: how many letters a control has; 0: it has none.
CONTROLS = {
    **{"8.1.2.1": 5, "8.1.2.2": 2, "8.1.2.3": 0},
    **{"8.1.3.1": 4, "8.1.3.2": 5, "8.1.3.3": 4, "8.1.3.4": 2, "8.1.3.5": 4},
    **{"8.1.3.6": 0, "8.1.4.1": 4, "8.1.4.2": 7, "8.1.4.3": 4, "8.1.4.4": 6},
    **{"8.1.4.5": 0, "8.1.4.6": 0, "8.1.4.7": 2, "8.1.4.8": 2, "8.1.4.9": 3},
    **{"8.1.4.10": 2, "8.1.4.11": 2},
    **{"8.1.5.1": 2, "8.1.5.2": 2, "8.1.5.3": 2, "8.1.5.4": 6},
}


@cache
def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@cache
def source(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def rows(name: str) -> list[list[str]]:
    """Rows that begin with the number of a requirement, cell by cell."""
    lines = [line for line in text(name).splitlines() if ROW.match(line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def is_mlps(number: str) -> bool:
    return number.startswith(MLPS) and number.count(".") == 3


def first_levels() -> set[str]:
    return {f"{part}.{n + 1}" for part, many in ASVS.items() for n in range(many)}


def controls() -> set[str]:
    found = set()
    for control, letters in CONTROLS.items():
        found |= {f"{control} {letter})" for letter in "abcdefg"[:letters]}
        found |= set() if letters else {control}
    return found


@pytest.mark.parametrize("name", DOCS)
def test_every_test_that_is_named_is_there(name: str) -> None:
    named = TEST.findall(text(name))
    assert len(named) > 50
    for path, test in named:
        assert re.search(rf"\b(?:def|class) {test}\(", source(path)), f"{path}::{test}"


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    """And of the third level what is named apart."""
    numbers = [row[0] for row in rows("security.md") if not is_mlps(row[0])]
    twice = [number for number, n in Counter(numbers).items() if n > 1]
    assert not twice
    asked = first_levels()
    assert len(asked) == 253
    assert asked - set(numbers) == set(), "left out"
    body, _, named = text("security.md").partition("### Named items of level 3")
    assert set(ROW.findall(body)) == asked, "in the wrong table"
    assert set(ROW.findall(named)) & asked == set()


@pytest.mark.parametrize("name", DOCS)
def test_every_control_stands_there_once_in_both_languages(name: str) -> None:
    numbers = [row[0] for row in rows(name) if is_mlps(row[0].partition(" ")[0])]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == controls()


@pytest.mark.parametrize("name", DOCS)
def test_states_are_words_of_the_fixed_set(name: str) -> None:
    found = rows(name)
    assert {row[2] for row in found} <= WORDS[name]
    for row in found:
        assert len(row) == 5, row
        claims = row[2] in ("met", "符合")
        assert TEST.search(row[4]) or not claims, f"{row[0]}: shown by nothing"


def test_both_languages_come_to_the_same() -> None:
    same = dict(
        zip(
            ("met", "**partly**", "**not met**", "n/a", "by the house"),
            ("符合", "**部分符合**", "**不符合**", "不适用", "由使用单位落实"),
            strict=True,
        )
    )
    chinese = {row[0]: (row[2], row[4]) for row in rows("security.zh-hans.md")}
    for row in rows("security.md"):
        if is_mlps(row[0].partition(" ")[0]):
            assert chinese[row[0]] == (same[row[2]], row[4]), row[0]


@pytest.mark.parametrize("name", DOCS)
def test_every_link_resolves(name: str) -> None:
    for path, anchor in LINK.findall(text(name)):
        target = ROOT / "docs" / path
        assert target.exists(), path
        heads = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
        slugs = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in heads}
        assert not anchor or anchor in slugs, f"{path}#{anchor}"
