"""Duplicates: each rule by hand, then all rules against every pair of random cases."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import combinations

import pytest
from rapidfuzz.fuzz import ratio

from coordination.core import duplicates as core
from coordination.core.duplicates import Pair, Request, pairs, part, partners

HOUR = 60_000


def ask(id: str, department: str, title: str, **more: object) -> Request:
    return Request(id, department, more.pop("kind", "report"), title, **more)  # type: ignore[arg-type]


HOTELS = ask(
    "1",
    "治安",
    "6月旅馆业从业人员报表",
    items=("旅馆数", "从业人员数", "客房数", "床位数"),
    start=0,
    end=100,
    effort=8 * HOUR,
)
DRUGS = ask(
    "2",
    "禁毒",
    "旅馆涉毒检查统计",
    items=("旅馆", "从业人员 数量", "涉毒线索数"),
    start=50,
    end=200,
    effort=6 * HOUR,
)


def test_the_same_data_under_other_spellings() -> None:
    (found,) = pairs([HOTELS, DRUGS])
    assert (found.first, found.second, found.basis) == ("1", "2", "items")
    assert found.items == ("旅馆数", "从业人员数")
    assert (found.start, found.end) == (50, 100)
    # Two of four items of 8 h are 4 h, two of three of 6 h are 4 h.
    assert found.saved == 4 * HOUR


@pytest.mark.parametrize(
    "change",
    [
        {"department": "治安"},
        {"start": 100},  # half-open: one ends as the other begins
        {"items": ("吸毒人员数", "涉毒线索数")},
        {"items": ("旅馆", "a", "b", "c")},  # one of four
    ],
)
def test_what_is_no_duplicate(change: dict[str, object]) -> None:
    assert pairs([HOTELS, replace(DRUGS, **change)]) == []


def test_what_some_of_the_items_take_is_their_share_rounded_up() -> None:
    assert [part(10, 3, some) for some in range(4)] == [0, 4, 7, 10]


def test_one_shared_tag_needs_titles_that_are_alike() -> None:
    one = ask("1", "治安", "九小场所消防检查", kind="task", items=("检查场所数",))
    two = ask("2", "禁毒", "易制毒化学品流向核对", kind="task", items=("检查场所数",))
    assert pairs([one, two]) == []
    near = replace(two, title="九小场所消防隐患登记")
    assert [p.basis for p in pairs([one, near])] == ["items"]


def test_an_order_and_its_relay_are_one_request() -> None:
    one, two = replace(HOTELS, family="17"), replace(DRUGS, family="17")
    assert pairs([one, two]) == []
    assert len(pairs([one, replace(two, family="18")])) == 1


def test_unknown_effort_is_not_zero() -> None:
    (found,) = pairs([HOTELS, replace(DRUGS, effort=None)])
    assert found.saved is None


def test_two_inspections_are_one_kind_of_visit() -> None:
    one = ask("1", "治安", "执法场所检查", kind="inspection", start=0, end=9, effort=9)
    two = ask("2", "督察", "内务督导", kind="inspection", start=5, end=12, effort=4)
    (found,) = pairs([one, two])
    assert (found.basis, found.saved, found.score < 50) == ("visit", 4, True)
    assert pairs([one, replace(two, kind="meeting")]) == []


@pytest.mark.parametrize(
    ("title", "basis"),
    [
        ("旅馆业排查", ["visit"]),  # the same people, another word for the call
        ("旅馆业宣传", []),  # no call
        ("矿山企业走访", []),  # other people
    ],
)
def test_calls_on_the_same_people(title: str, basis: list[str]) -> None:
    one = ask("1", "治安", "开展旅馆业走访工作", kind="task")
    two = ask("2", "禁毒", title, kind="task")
    assert [pair.basis for pair in pairs([one, two])] == basis


def test_titles_count_where_tags_are_missing() -> None:
    one = ask("1", "治安", "2026年6月重点人员统计表", items=("重点人员数",))
    two = ask("2", "禁毒", "关于重点人员统计表的通知")
    (found,) = pairs([one, two])
    assert (found.basis, found.items, found.score) == ("title", (), 100)
    tagged = replace(two, items=("社区戒毒人数",))
    assert pairs([one, tagged]) == [], "tags that differ outweigh a title"


# --- every pair -----------------------------------------------------------------------
ITEMS = ["旅馆数", "旅馆", "从业人员数", "从业人员 数量", "床位", "线索"]
WORDS = ["旅馆", "重点人员", "走访", "统计表", "矿山", "入户", "6月", "关于", "X"]
KINDS = ["report", "task", "campaign", "inspection", "meeting"]


def some(rng: random.Random, n: int) -> Request:
    start = rng.choice([None, *range(0, 60, 10)])
    length = rng.choice([None, 10, 20, 40])
    return Request(
        id=str(n),
        department=rng.choice("甲乙丙"),
        kind=rng.choice(KINDS),
        title="".join(rng.choices(WORDS, k=rng.randint(1, 4))),
        items=tuple(rng.sample(ITEMS, rng.choice([0, 0, 1, 2, 3]))),
        start=start,
        end=None if length is None else (start or 0) + length,
        effort=rng.choice([None, HOUR, 3 * HOUR, 7 * HOUR]),
        family=rng.choice(["", "", "f"]),
    )


def expected(a: Request, b: Request) -> Pair | None:
    """The definition, word by word, without an index."""
    if a.department == b.department or (a.family and a.family == b.family):
        return None
    start = max((m for m in (a.start, b.start) if m is not None), default=None)
    end = min((m for m in (a.end, b.end) if m is not None), default=None)
    if start is not None and end is not None and end <= start:
        return None
    mine = {core.item_key(i): i for i in a.items}
    yours = {core.item_key(i) for i in b.items}
    both = [k for k in mine if k in yours]
    fewest = min(len(mine), len(yours))
    score = int(ratio(core.title_key(a.title), core.title_key(b.title)))
    basis = None
    if {a.kind, b.kind} == {"inspection"}:
        basis = "visit"
    elif both and 2 * len(both) >= fewest and (len(both) >= 2 or score >= 50):
        basis = "items"
    elif {a.kind, b.kind} <= {"task", "campaign", "publicity"}:
        calls = [any(w in r.title for w in core.CALLS) for r in (a, b)]
        if all(calls):
            basis = "visit" if ratio(subject(a), subject(b)) >= 75 else None
        elif not any(calls) and not fewest and score >= 85:
            basis = "title"
    elif {a.kind, b.kind} == {"report"} and not fewest and score >= 85:
        basis = "title"
    if basis is None:
        return None
    saved = None
    if a.effort is not None and b.effort is not None:
        saved = min(a.effort, b.effort)
        if basis == "items":
            parts = (a.effort * len(both) // len(mine), b.effort * len(both))
            saved = min(parts[0], parts[1] // len(yours))
    return Pair(
        a.id, b.id, basis, tuple(mine[k] for k in both), score, start, end, saved
    )


def subject(request: Request) -> str:
    bare = title = core.title_key(request.title)
    for word in core.CALLS:
        bare = bare.replace(word, "")
    return bare or title


def test_every_pair_of_random_cases() -> None:
    rng, bases = random.Random(20260601), set()
    for _case in range(400):
        requests = [some(rng, n) for n in range(rng.randint(2, 14))]
        found = pairs(requests)
        wanted = [expected(a, b) for a, b in combinations(requests, 2)]
        key = {r.id: n for n, r in enumerate(requests)}
        assert found == sorted(
            (pair for pair in wanted if pair),
            key=lambda p: (key[p.second], key[p.first]),
        )
        bases |= {pair.basis for pair in found}
        *others, last = requests
        assert partners(last, others) == [p for p in found if p.second == last.id]
    assert bases == {"items", "visit", "title"}, "a rule that never held proves nothing"


def test_alike_titles_always_share_a_place_in_the_index() -> None:
    """Two letters of an alphabet, so that short texts meet often."""
    rng = random.Random(7)
    for _case in range(20_000):
        one, two = ("".join(rng.choices("ab甲乙", k=rng.randint(1, 9))) for _ in "12")
        if ratio(one, two) >= core.SAME_SUBJECT:
            assert core._grams(one) & core._grams(two), (one, two)


def test_two_hundred_requests_are_no_work() -> None:
    """(The figure is judged in bench; this only keeps it from becoming quadratic.)"""
    rng = random.Random(1)
    requests = [replace(some(rng, n), department=str(n)) for n in range(200)]
    begun = time.process_time()
    pairs(requests)
    assert time.process_time() - begun < 5


def test_titles_say_the_same_from_eighty_five_on() -> None:
    """Six of seven letters are 85.7, of seven and eight they are 80."""
    one = ask("1", "治安", "abcdefg", kind="report")
    found = pairs([one, replace(one, id="2", department="禁毒", title="abcdefx")])
    assert [(pair.basis, pair.score) for pair in found] == [("title", 85)]
    other = replace(one, id="2", department="禁毒", title="abcdefxy")
    assert pairs([one, other]) == []


def test_places_of_a_title_are_its_pairs_and_of_a_short_one_its_letters() -> None:
    assert core._grams("abcdefgh") == {"ab", "bc", "cd", "de", "ef", "fg", "gh"}
    assert core._grams("abcdefg") == {"ab", "bc", "cd", "de", "ef", "fg", *"abcdefg"}
    assert core._grams("甲") == {"甲"}


def test_half_of_the_shorter_list_is_enough() -> None:
    one = ask("1", "治安", "甲", items=("a", "b", "c", "d"))
    two = ask("2", "禁毒", "乙", items=("a", "b", "e", "f", "g"))
    assert [pair.basis for pair in pairs([one, two])] == ["items"]
    longer = replace(one, items=("a", "b", "c", "d", "h"))
    assert pairs([longer, two]) == []
