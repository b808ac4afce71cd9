"""What binds a round: bars, limits of officers, groups of posts, couples."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from personnel import services
from personnel.models import RoundBar, RoundPost
from personnel.rounds.proof import checked
from personnel.rounds.trying import market_in, tried
from personnel.services.limits import NewLimit, record_limit
from personnel.services.rounds import limits, preparing, ranking, running, wishing
from tests.factories import ALWAYS, Force, force
from tests.personnel.selections import (
    AFTER_WISHES,
    NOW,
    Selection,
    matched,
    opened,
    prepared,
)
from tests.personnel.test_rounds import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Force:
    return force()


def by(row: Selection) -> dict[str, Any]:
    return {"by": row.admin, "now": NOW}


def keeps_out(row: Selection, n: int, made: Force, station: Any) -> None:
    """An officer's own limit: not to that unit."""
    officer = row.officers[n].officer
    limit = NewLimit(officer, "health", "unit", ALWAYS, "体检结论", unit=station)
    record_limit(by=made.personnel_admin, row=limit)


def test_a_bar_strikes_out_what_was_chosen_and_hides_its_reason(made: Force) -> None:
    row = opened(made)
    row.choose(0, 0, 1)
    bar = {"officer": row.officers[0], "posts": [row.posts[0]], "reason": "亲属回避"}
    limits.bar(**bar, **by(row))
    assert [w.post for w in row.officers[0].wishes.all()] == [row.posts[1]]
    assert set(told(limits.bar, **bar | {"reason": ""}, **by(row))) == {"reason"}
    assert set(told(limits.bar, **bar | {"posts": []}, **by(row))) == {"posts"}
    event = row.round.events.filter(act="bar").latest("pk")
    assert "亲属" not in str(event.facts)
    limits.lift(bar=RoundBar.objects.get(), **by(row))
    row.choose(0, 0)


def test_a_limit_of_the_officer_bars_whenever_it_is_entered(made: Force) -> None:
    """Before: the choice is refused. After: the chief does not see him."""
    row = opened(made)
    keeps_out(row, 0, made, made.a1)
    assert set(told(lambda: row.choose(0, 0))) == {"choice-1"}
    row.choose(1, 0, 1)
    row.choose(2, 0)
    keeps_out(row, 1, made, made.a1)
    row.ask_chiefs()
    assert list(ranking.who_chose(row.posts[0])) == [row.officers[2]]
    assert list(ranking.who_chose(row.posts[1])) == [row.officers[1]]
    assert set(told(lambda: row.rank(0, 1))) == {f"place-{row.officers[1].pk}"}
    row.rank(0, 2)
    why = row.match().result.matches.get(officer=row.officers[1]).why
    assert [choice[0]["reason"] for choice in why] == ["barred", "not_ranked"]


def test_groups_are_laminar_and_bind(made: Force) -> None:
    row = prepared(made)
    both = {"posts": row.posts[:2], "title": "城区", "most": 1}
    limits.group(round=row.round, **both, **by(row))
    across = {"posts": row.posts[1:], "title": "城郊", "most": 1}
    assert set(told(limits.group, round=row.round, **across, **by(row))) == {"posts"}
    for more, field in (
        ({"title": "城区"}, "title"),
        ({"title": "空", "posts": []}, "posts"),
        ({"title": "无", "most": None}, "most"),
        ({"title": "反", "least": 2}, "least"),
    ):
        found = told(limits.group, round=row.round, **both | more, **by(row))
        assert set(found) == {field}
    running.open_round(round=row.round, **by(row))
    row.choose(0, 0)
    row.choose(1, 1)
    row.ask_chiefs()
    row.rank(0, 0)
    row.rank(1, 1)
    result = row.match().result
    assert result.matches.get(officer=row.officers[0]).post == row.posts[0]
    (why,) = result.matches.get(officer=row.officers[1]).why
    assert why[0]["reason"] == "group_full"


def together(row: Selection, n: int, *pairs: tuple[int | None, int | None]) -> Any:
    """The n-th officer hands in pairs, his own post first."""

    def post(k: int | None) -> RoundPost | None:
        return None if k is None else row.posts[k]

    choices = {k: (post(a), post(b)) for k, (a, b) in enumerate(pairs, 1)}
    return wishing.choose_together(
        by=row.users[n], round=row.round, choices=choices, now=NOW
    )


def test_a_couple_chooses_pairs_whoever_hands_them_in(made: Force) -> None:
    row = opened(made)
    row.choose(0, 2)
    limits.pair(one=row.officers[0], other=row.officers[1], **by(row))
    assert not row.officers[0].wishes.exists()
    again = {"one": row.officers[1], "other": row.officers[2]}
    assert set(told(limits.pair, **again, **by(row))) == {"one"}
    assert set(told(lambda: row.choose(0, 1))) == {"state"}
    assert set(told(lambda: together(row, 2, (0, 1)))) == {"state"}
    twice = told(lambda: together(row, 0, (0, 1), (0, 1)))
    assert set(twice) == {"choice-2"}
    together(row, 1, (1, 0), (2, None))
    wishes = row.officers[0].wishes.values_list("post", "other")
    assert list(wishes) == [
        (row.posts[0].pk, row.posts[1].pk),
        (None, row.posts[2].pk),
    ]
    row.ask_chiefs()
    row.rank(0, 0)
    row.rank(1, 1)
    row.rank(2, 1)
    result = row.match().result
    found = {m.officer: m.post for m in result.matches.filter(post__isnull=False)}
    assert found == {row.officers[0]: row.posts[0], row.officers[1]: row.posts[1]}
    assert result.officer_optimal is None and result.verdict == "stable"
    (first, second) = checked(result)
    assert first.choice == 1 and " + " in first.post and second.ranked.endswith("1")


def test_where_nothing_is_stable_that_is_said(made: Force) -> None:
    """A couple wants both places together; each place is wanted and preferred in turn
    by somebody alone: every result is blocked."""
    row = opened(made)
    limits.pair(one=row.officers[0], other=row.officers[1], **by(row))
    together(row, 0, (0, 1))
    row.choose(2, 0, 1)
    row.ask_chiefs()
    row.rank(0, 0, 2)
    row.rank(1, 2, 1)
    result = row.match().result
    assert result.verdict == "none_exists" and result.blocking


def test_the_proof_and_a_change_tried_out(made: Force) -> None:
    row = matched(made, {0: (0, 1), 1: (0,), 2: (0,)}, [(1, 0, 2), (0,), ()])
    lines = list(checked(row.round.result))
    assert [(line.choice, line.ranked) for line in lines] == [
        *((1, "2"), (2, "1"), (1, "1"), (1, "3"))
    ]
    assert all(line.standing for line in lines)
    result, market = row.round.result, market_in(row.round.result)
    more = tried(result, market, places=(row.posts[0], 2))
    number = row.officers[0].officer.police_number
    assert [(m.number, m.better) for m in more.moves] == [(number, True)]
    gone = row.officers[1].officer.police_number
    fewer = tried(result, market, without=gone)
    assert {m.number: m.better for m in fewer.moves} == {gone: False, number: True}
    assert row.now().result.market == result.market


def test_posts_with_vacancies_are_offered(made: Force) -> None:
    from personnel.rounds.vacancies import vacancies

    row = prepared(made)
    day = timezone.localdate(NOW)
    assert {v.post.pk: v.free for v in vacancies(made.county_a, day)} == {
        one.post_id: 9 for one in row.posts
    }
    held = made.officers[made.a2.code][0].postings.get()
    services.end_posting(by=None, posting=held, on=day)
    services.post_officer(
        by=None,
        officer=held.officer,
        unit=made.a2,
        during=(day, None),
        established=row.posts[1].post,
    )
    found = {v.post.pk: v.free for v in vacancies(made.county_a, day)}
    assert found[row.posts[1].post_id] == 8
    given = {"by": row.admin, "round": row.round, "now": NOW}
    wrong = {row.posts[0].post: 1000}
    assert set(told(preparing.set_places, places=wrong, **given)) == {
        f"places-{row.posts[0].post_id}"
    }
    preparing.set_places(places={row.posts[0].post: 0}, **given)
    assert row.round.posts.count() == 2


def test_dismissed_officers_take_their_choices_along(made: Force) -> None:
    row = opened(made)
    row.choose(0, 0)
    first = row.officers[0]
    limits.pair(one=row.officers[1], other=row.officers[2], **by(row))
    given = {"reason": "调离", **by(row)}
    assert set(told(preparing.dismiss, officer=row.officers[1], **given)) == {"state"}
    preparing.dismiss(officer=first, **given)
    assert not row.round.officers.filter(pk=first.pk).exists()
    row.ask_chiefs()
    late = {"officer": row.officers[3], "reason": "调离", "by": row.admin}
    assert set(told(preparing.dismiss, now=AFTER_WISHES, **late)) == {"state"}
