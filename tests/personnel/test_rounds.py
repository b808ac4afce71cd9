"""A round of two-way selection: prepared, chosen in, ranked, matched, published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from desk.models import InboxItem
from organization.models import AuditEvent
from personnel.models import RoundEvent, RoundMatch, SelectionRound
from personnel.rounds.eligible import Rule
from personnel.rounds.market import digest, market_of, written
from personnel.services.rounds import limits, preparing, publishing, running
from tests.factories import Force, force, person
from tests.personnel.selections import (
    AFTER_RANKS,
    AFTER_WISHES,
    DAY,
    NOW,
    TERMS,
    Selection,
    matched,
    opened,
    prepared,
)

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate(NOW) + 30 * DAY


@pytest.fixture
def made() -> Force:
    return force()


def told(act: Any, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return error.value.message_dict


def letters(kind: str) -> set[str]:
    rows = InboxItem.objects.filter(kind=kind)
    return set(rows.values_list("recipient__username", flat=True))


def test_a_round_to_its_end(made: Force) -> None:
    """Two want 柳堰 most; its chief prefers the second. The first gets his next
    choice, the third has none left."""
    row = matched(made, {0: (0, 1), 1: (0,), 2: (0,)}, [(1, 0, 2), (0,), ()])
    assert row.now().state == "matched"
    result = row.round.result
    assert (result.verdict, result.officer_optimal, result.pairs) == ("stable", True, 4)
    found = {m.officer_id: (m.post_id, m.choice) for m in result.matches.all()}
    posts, people = row.posts, row.officers
    assert found[people[0].pk] == (posts[1].pk, 2)
    assert found[people[1].pk] == (posts[0].pk, 1)
    assert found[people[2].pk] == found[people[4].pk] == (None, None)
    (why,) = result.matches.get(officer=people[2]).why
    assert why[0]["reason"] == "filled" and why[0]["last"] == 1
    row.publish()
    (order,) = publishing.draft_orders(
        by=row.admin, round=row.round, first=FIRST, now=AFTER_RANKS
    )
    lines = {line.officer_id: line.unit for line in order.lines.all()}
    assert lines == {people[0].officer_id: made.a2, people[1].officer_id: made.a1}
    again = {"by": row.admin, "round": row.round, "now": AFTER_RANKS}
    assert set(told(publishing.draft_orders, first=FIRST, **again)) == {"state"}
    running.close_round(**again)
    assert set(told(running.close_round, **again)) == {"state"}


def test_everything_is_on_record_and_stays(made: Force) -> None:
    row = matched(made, {0: (0,)}, [(0,), (), ()])
    acts = list(row.round.events.values_list("act", flat=True))
    assert acts == [
        *("prepare", "set_places", "admit", "open", "choose", "end_wishes"),
        *("rank", "end_ranks", "match"),
    ]
    assert AuditEvent.objects.filter(action__startswith="selection_round.").count() == 9
    for rows in (RoundEvent.objects, RoundMatch.objects):
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
        ):
            rows.all().delete()


def test_what_is_kept_is_what_was_handed_in(made: Force) -> None:
    row = matched(made, {0: (0, 2), 1: (1,)}, [(0,), (1,), ()])
    result = row.round.result
    assert (
        result.digest == digest(result.market) == digest(written(market_of(row.round)))
    )
    number = row.officers[0].officer.police_number
    ranks = {one["id"]: one["ranks"] for one in result.market["officers"]}
    assert ranks[number] == [str(row.posts[0].pk), str(row.posts[2].pk)]


def test_who_reads_it_when(made: Force) -> None:
    row = prepared(made)
    seen = SelectionRound.objects.visible_to
    insiders = [row.admin]
    outsiders = [made.leader, made.chief_a1, row.users[0]]
    strangers = [made.chief_b1, made.staff, person("fremder"), made.officer_a1]
    assert all(seen(user).exists() for user in insiders)
    assert not any(seen(user).exists() for user in outsiders + strangers)
    running.open_round(by=row.admin, round=row.round, now=NOW)
    assert all(seen(user).exists() for user in insiders + outsiders)
    assert not any(seen(user).exists() for user in strangers)
    assert list(SelectionRound.objects.full_for(row.admin)) == [row.round]
    assert not SelectionRound.objects.full_for(made.leader).exists()


def test_letters_go_to_whom_it_concerns(made: Force) -> None:
    row = opened(made)
    mine = {user.username for user in row.users}
    assert letters("round_open") == mine
    row.choose(0, 0)
    running.run_clocks(now=TERMS.wishes_until - dt.timedelta(hours=3))
    running.run_clocks(now=TERMS.wishes_until - dt.timedelta(hours=2))
    assert letters("round_remind") == mine - {row.users[0].username}
    row.ask_chiefs()
    assert letters("round_rank") == {"chief_a1"}
    running.run_clocks(now=TERMS.ranks_until - dt.timedelta(hours=3))
    assert letters("round_rank_remind") == {"chief_a1"}
    row.match()
    assert letters("round_matched") == {"personnel_admin"}
    row.publish()
    assert letters("round_published") >= mine | {"chief_a1", "chief_a2"}
    assert not InboxItem.objects.filter(kind="round_remind", facts__has_key="post")


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"title": "长" * 81}, {"title"}),
        ({"most": 0}, {"most"}),
        ({"wishes_until": NOW}, {"wishes_until"}),
        ({"ranks_until": TERMS.wishes_until}, {"ranks_until"}),
    ],
)
def test_bad_terms_are_told_by_field(
    made: Force, more: dict[str, Any], fields: set[str]
) -> None:
    given = {"by": made.personnel_admin, "bureau": made.county_a, "now": NOW}
    terms = preparing.Terms(**vars(TERMS) | more)
    assert set(told(preparing.prepare_round, terms=terms, **given)) == fields
    assert not SelectionRound.objects.exists()


def test_a_round_lacks_posts_or_officers(made: Force) -> None:
    given = {"by": made.personnel_admin, "now": NOW}
    row = preparing.prepare_round(bureau=made.county_a, terms=TERMS, **given)
    assert len(told(running.open_round, round=row, **given)["state"]) == 2
    with pytest.raises(PermissionDenied):
        running.open_round(by=made.leader, round=row, now=NOW)


def test_officers_are_named_by_a_rule(made: Force) -> None:
    row = prepared(made, officers=0)
    given = {"by": row.admin, "round": row.round, "now": NOW}
    rule = Rule(unit=made.a1, years=3)
    assert preparing.admit_by_rule(rule=rule, **given) == 6
    assert preparing.admit_by_rule(rule=Rule(), **given) == 6
    assert row.round.officers.filter(by_rule=True).count() == 12
    nobody = Rule(years=40)
    assert set(told(preparing.admit_by_rule, rule=nobody, **given)) == {"rule"}
    stranger = made.officers[made.b1.code][0]
    assert set(told(preparing.admit, officers=[stranger], **given)) == {"officer"}
    event = row.round.events.filter(act="admit_by_rule").first()
    assert event.facts["rule"] == {"unit": made.a1.code, "kind": "", "years": 3}


def test_a_choice_is_refused_beside_its_field(made: Force) -> None:
    row = opened(made)
    closed, barred = row.posts[2], row.posts[1]
    running.shut_post(by=row.admin, post=closed, reason="编制收回", now=NOW)
    bar = {"officer": row.officers[0], "posts": [barred], "reason": "亲属回避"}
    limits.bar(by=row.admin, now=NOW, **bar)
    row.posts[2].refresh_from_db()
    found = told(lambda: row.choose(0, 2, 1, 0, 0))
    assert set(found) == {"choice-1", "choice-2", "choice-4", "state"}
    assert "编制收回" in found["choice-1"][0] and "亲属" not in found["choice-2"][0]
    other = opened_elsewhere(made)
    row.posts.append(other)
    assert set(told(lambda: row.choose(0, 3))) == {"choice-1"}
    assert not row.officers[0].wishes.exists()


def opened_elsewhere(made: Force) -> Any:
    given = {"by": made.personnel_admin, "now": NOW}
    row = preparing.prepare_round(bureau=made.county_a, terms=TERMS, **given)
    post = SelectionRound.objects.earliest("pk").posts.first().post
    preparing.set_places(round=row, places={post: 1}, **given)
    return row.posts.with_units().get()


def test_choices_are_changed_until_the_deadline_only(made: Force) -> None:
    row = opened(made)
    own = row.choose(0, 0, 1)
    row.choose(0, 1, version=own.version)
    assert [w.post_id for w in own.wishes.all()] == [row.posts[1].pk]
    stale = told(lambda: row.choose(0, 2, version=own.version - 1))
    late = told(lambda: row.choose(0, 2, now=TERMS.wishes_until))
    assert set(stale) == set(late) == {"state"}
    row.ask_chiefs()
    assert set(told(lambda: row.choose(0, 2))) == {"state"}
    with pytest.raises(PermissionDenied):
        row.choose(0, 0, by=made.officer_a1)


def test_a_list_is_refused_beside_its_field(made: Force) -> None:
    row = opened(made)
    for n in (0, 1):
        row.choose(n, 0)
    assert set(told(lambda: row.rank(0, 0))) == {"state"}
    row.ask_chiefs()
    first, second, third = (officer.pk for officer in row.officers[:3])
    for places, field in (
        ({first: 1, second: 1}, f"place-{second}"),
        ({third: 1}, f"place-{third}"),
        ({first: 0}, f"place-{first}"),
        ({}, "nobody"),
    ):
        given = {"places": places, "nobody": False}
        assert set(told(lambda given=given: _rank(row, **given))) == {field}
    for wrong in (made.chief_a2, row.admin, row.users[0]):
        with pytest.raises(PermissionDenied):
            row.rank(0, 0, by=wrong)
    assert set(told(lambda: row.rank(0, 0, now=TERMS.ranks_until))) == {"state"}
    held = row.rank(0, 1, 0)
    assert set(told(lambda: row.rank(0, 0, version=held.version - 1))) == {"state"}
    _rank(row, places={first: 30, second: 7}, nobody=False)
    assert list(held.ranks.values_list("officer", "place")) == [(second, 1), (first, 2)]


def _rank(row: Selection, **given: Any) -> Any:
    from personnel.services.rounds.ranking import rank

    return rank(by=row.chiefs[0], post=row.posts[0], now=AFTER_WISHES, **given)


def test_a_phase_ends_early_only_when_nobody_is_missing(made: Force) -> None:
    row = opened(made, officers=2)
    given = {"by": row.admin, "round": row.round, "now": NOW}
    row.choose(0, 0)
    assert set(told(running.end_early, **given)) == {"state"}
    row.choose(1)
    running.end_early(**given)
    assert row.now().state == "ranking"
    assert set(told(running.end_early, **given)) == {"state"}
    row.rank(0, 0, now=NOW)
    running.end_early(**given)
    assert row.now().state == "matching"


def test_dates_are_put_off_never_brought_forward(made: Force) -> None:
    row = opened(made)
    given = {"by": row.admin, "round": row.round, "now": NOW}
    earlier = TERMS.wishes_until - DAY
    assert set(told(running.prolong, wishes_until=earlier, **given)) == {"wishes_until"}
    running.prolong(wishes_until=TERMS.wishes_until + DAY, **given)
    running.run_clocks(now=TERMS.wishes_until)
    assert row.now().state == "wishing"
    row.ask_chiefs()
    again = {"wishes_until": TERMS.ranks_until, **given}
    assert set(told(running.prolong, **again)) == {"wishes_until"}


def test_a_cancelled_round_says_why_and_gets_no_result(made: Force) -> None:
    row = opened(made)
    row.choose(0, 0)
    row.ask_chiefs()
    running.run_clocks(now=AFTER_RANKS)
    given = {"by": row.admin, "round": row.round, "now": AFTER_RANKS}
    assert set(told(running.cancel_round, reason=" ", **given)) == {"reason"}
    running.cancel_round(reason="编制冻结", **given)
    assert row.match().state == "cancelled" and not hasattr(row.round, "result")
    assert {"chief_a1", row.users[0].username} <= letters("round_cancelled")
    assert set(told(running.cancel_round, reason="再次", **given)) == {"state"}
