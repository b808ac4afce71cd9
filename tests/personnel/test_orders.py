"""Posting orders: prepared, put before the chiefs, decided, carried out, undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from desk.models import InboxItem
from organization.models import AuditEvent, User
from personnel import services
from personnel.models import OrderSaying, Posting, PostingOrder
from personnel.services import consulting, deciding, ordering
from personnel.services.lines import Wish
from tests.factories import Force, appoint, force, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
SOON, LATER = TODAY + dt.timedelta(days=30), TODAY + dt.timedelta(days=90)
LATE = NOW + dt.timedelta(days=40)
MEETING = deciding.Decision("局党委会议", TODAY, "望公党〔2026〕3号")


@pytest.fixture
def made() -> Force:
    return force()


def wish(made: Force, n: int = 0, **more: Any) -> Wish:
    """The n-th officer of 柳堰 to 津堰 for good."""
    given: dict[str, Any] = {
        "officer": made.officers[made.a1.code][n],
        "unit": made.a2,
        "kind": Posting.Kind.PERMANENT,
        "first": SOON,
    }
    return Wish(**given | more)


def order(made: Force, *wishes: Wish) -> PostingOrder:
    return ordering.draft_order(
        by=made.personnel_admin,
        bureau=made.county_a,
        title="岗位调整",
        readers=[made.leader],
        wishes=wishes or [wish(made)],
        now=NOW,
    )


def asked(made: Force, *wishes: Wish) -> PostingOrder:
    row = order(made, *wishes)
    return ordering.consult(by=made.personnel_admin, order=row, now=NOW)


def say(made: Force, row: PostingOrder, chief: User, answer: str) -> OrderSaying:
    seat = row.seats.get(station__in=chief.scope.stations)
    return consulting.say(by=chief, seat=seat, answer=answer, text="人手不够", now=NOW)


def agreed(made: Force, *wishes: Wish) -> PostingOrder:
    row = asked(made, *wishes)
    for chief in (made.chief_a1, made.chief_a2):
        say(made, row, chief, "agree")
    return row


def decide(made: Force, row: PostingOrder, now: dt.datetime = NOW) -> PostingOrder:
    return deciding.decide(by=made.leader, order=row, decision=MEETING, now=now)


def told(act: Any, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return error.value.message_dict


def where(officer: Any) -> list[tuple[str, str, str, str]]:
    rows = Posting.objects.filter(officer=officer).order_by("during")
    return [
        (str(r.unit), r.kind, str(r.during.lower), str(r.during.upper or ""))
        for r in rows
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"end": SOON}, "until"),
        ({"kind": "loan"}, "until"),
        ({"first": TODAY - dt.timedelta(days=1)}, "late_reason"),
        ({"first": TODAY - dt.timedelta(days=1), "late_reason": "长" * 201}, "late"),
    ],
)
def test_bad_lines_are_told_by_field(
    made: Force, more: dict[str, Any], field: str
) -> None:
    row = order(made, wish(made, 1))
    by = made.personnel_admin
    given = {"by": by, "order": row, "wish": wish(made, **more), "now": NOW}
    (found,) = told(ordering.add_line, **given)
    assert found.startswith(field) and row.lines.count() == 1


def test_a_line_stays_within_the_bureau_and_names_an_officer_once(made: Force) -> None:
    row = order(made)
    given = {"by": made.personnel_admin, "order": row, "now": NOW}
    stranger = made.officers[made.b1.code][0]
    for line, field in (
        (wish(made), "officer"),
        (wish(made, 1, unit=made.b1), "unit"),
        (wish(made, officer=stranger), "officer"),
        (wish(made, 1, unit=made.a1), "unit"),
    ):
        assert set(told(ordering.add_line, wish=line, **given)) == {field}


def test_a_line_does_not_run_into_a_posting_that_begins_later(made: Force) -> None:
    officer = made.officers[made.a1.code][1]
    services.end_posting(by=None, posting=officer.postings.get(), on=LATER)
    services.post_officer(by=None, officer=officer, unit=made.a2, during=(LATER, None))
    given = {"by": made.personnel_admin, "order": order(made), "now": NOW}
    assert set(told(ordering.add_line, wish=wish(made, 1), **given)) == {"first"}
    until = wish(made, 1, unit=made.criminal, kind="loan", end=LATER)
    ordering.add_line(wish=until, **given)


def test_a_post_must_exist_then(made: Force) -> None:
    post = services.add_post(
        by=None,
        unit=made.a2,
        terms=services.Terms("社区民警", 1),
        during=(SOON + dt.timedelta(days=1), None),
        reason="批复",
    )
    given = {"by": made.personnel_admin, "order": order(made), "now": NOW}
    early = wish(made, 1, post=post)
    assert set(told(ordering.add_line, wish=early, **given)) == {"post"}
    ordering.add_line(wish=wish(made, 1, post=post, first=LATER), **given)


def test_nobody_is_told_before_the_chiefs_are_asked(made: Force) -> None:
    row = order(made)
    seen = PostingOrder.objects.visible_to
    for user in (made.personnel_admin, made.leader):
        assert row in seen(user)
    other = appoint(person("admin2"), "personnel_admin", made.political)
    for user in (made.chief_a1, made.chief_a2, other, made.coordinator):
        assert row not in seen(user)
    assert not InboxItem.objects.filter(kind__startswith="posting").exists()


def test_both_chiefs_are_asked_and_nobody_else_sees_it(made: Force) -> None:
    row = asked(made)
    assert {seat.station for seat in row.seats.all()} == {made.a1, made.a2}
    told_to = InboxItem.objects.filter(kind="posting_consult")
    assert {item.recipient for item in told_to} == {made.chief_a1, made.chief_a2}
    assert row in PostingOrder.objects.visible_to(made.chief_a2)
    assert row not in PostingOrder.objects.full_for(made.chief_a2)
    assert row not in PostingOrder.objects.visible_to(made.chief_b1)


def test_who_may_not_read_all_of_it_neither_changes_nor_decides_it(made: Force) -> None:
    other = person("副局长")
    appoint(other, "leader", made.county_a)
    row = agreed(made)
    with pytest.raises(PermissionDenied):
        deciding.decide(by=other, order=row, decision=MEETING, now=NOW)
    clerk = person("人事二")
    appoint(clerk, "personnel_admin", made.county_a)
    with pytest.raises(PermissionDenied):
        ordering.withdraw_order(by=clerk, order=row, reason="另议", now=NOW)
    ordering.name_readers(by=made.personnel_admin, order=row, readers=[other])
    assert deciding.decide(by=other, order=row, decision=MEETING, now=NOW).decided_at


def test_the_decision_waits_for_the_chiefs_and_the_replies(made: Force) -> None:
    row = asked(made)
    given = {"by": made.leader, "order": row, "decision": MEETING}
    assert len(told(deciding.decide, now=NOW, **given)["state"]) == 2
    said = say(made, row, made.chief_a1, "objection")
    say(made, row, made.chief_a2, "agree")
    assert "柳堰" in told(deciding.decide, now=NOW, **given)["state"][0]
    consulting.reply(by=made.personnel_admin, saying=said, text="九月补员", now=NOW)
    assert decide(made, row).state == "decided"


def test_a_standing_objection_is_the_latest_word(made: Force) -> None:
    row = agreed(made)
    say(made, row, made.chief_a1, "objection")
    given = {"by": made.leader, "order": row, "decision": MEETING, "now": NOW}
    assert "state" in told(deciding.decide, **given)
    say(made, row, made.chief_a1, "agree")
    decide(made, row)
    assert OrderSaying.objects.filter(seat__order=row).count() == 4


def test_words_are_never_changed(made: Force) -> None:
    said = say(made, asked(made), made.chief_a1, "objection")
    for act in (lambda: said.delete(), lambda: said.save()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("answer", "text", "field"),
    [("maybe", "x", "answer"), ("objection", " ", "text"), ("reservation", "", "text")],
)
def test_a_no_has_a_reason(made: Force, answer: str, text: str, field: str) -> None:
    row = asked(made)
    seat = row.seats.get(station=made.a1)
    given = {"by": made.chief_a1, "seat": seat, "answer": answer, "text": text}
    assert set(told(consulting.say, now=NOW, **given)) == {field}


def test_only_the_chief_speaks_and_only_the_leader_decides(made: Force) -> None:
    row = agreed(made)
    seat = row.seats.get(station=made.a1)
    with pytest.raises(PermissionDenied):
        consulting.say(by=made.chief_a2, seat=seat, answer="agree", text="", now=NOW)
    with pytest.raises(PermissionDenied):
        deciding.decide(by=made.personnel_admin, order=row, decision=MEETING, now=NOW)
    with pytest.raises(PermissionDenied):
        ordering.withdraw_order(by=made.chief_a1, order=row, reason="x", now=NOW)


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (deciding.Decision("", TODAY, "1号"), "meeting"),
        (deciding.Decision("会", TODAY, " "), "number"),
        (deciding.Decision("会", None, "1号"), "met_on"),
        (deciding.Decision("会", TODAY + dt.timedelta(days=2), "1号"), "met_on"),
    ],
)
def test_a_decision_names_its_meeting(
    made: Force, decision: deciding.Decision, field: str
) -> None:
    given = {"by": made.leader, "order": agreed(made), "decision": decision}
    assert set(told(deciding.decide, now=NOW, **given)) == {field}


def test_a_transfer_closes_one_posting_and_opens_another(made: Force) -> None:
    row = decide(made, agreed(made))
    day = str(SOON)
    assert where(made.officers[made.a1.code][0]) == [
        ("柳堰派出所", "permanent", "2020-01-01", day),
        ("津堰派出所", "permanent", day, ""),
    ]
    assert (row.meeting, row.number, row.decided_by) == (
        MEETING.meeting,
        MEETING.number,
        made.leader,
    )


def test_who_is_lent_comes_back(made: Force) -> None:
    line = wish(made, unit=made.criminal, kind="loan", end=LATER)
    row = asked(made, line)
    say(made, row, made.chief_a1, "agree")
    decide(made, row)
    assert where(line.officer) == [
        ("柳堰派出所", "permanent", "2020-01-01", str(SOON)),
        ("刑事侦查大队", "loan", str(SOON), str(LATER)),
        ("柳堰派出所", "permanent", str(LATER), ""),
    ]


def test_all_lines_are_carried_out_or_none(made: Force) -> None:
    row = agreed(made, wish(made, 0), wish(made, 1))
    second = made.officers[made.a1.code][1]
    services.end_posting(by=None, posting=second.postings.get(), on=LATER)
    services.post_officer(by=None, officer=second, unit=made.a2, during=(LATER, None))
    given = {"by": made.leader, "order": row, "decision": MEETING, "now": NOW}
    (text,) = told(deciding.decide, **given)["state"]
    assert second.name in text
    assert len(where(made.officers[made.a1.code][0])) == 1


def test_undone_before_its_day_everything_is_as_it_was(made: Force) -> None:
    lent = wish(made, 1, unit=made.criminal, kind="loan", end=LATER)
    before = [where(made.officers[made.a1.code][n]) for n in (0, 1)]
    row = decide(made, agreed(made, wish(made, 0), lent))
    deciding.undo_order(by=made.leader, order=row, reason="编制冻结", now=NOW)
    assert [where(made.officers[made.a1.code][n]) for n in (0, 1)] == before
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("undone", "编制冻结")


def test_what_is_in_effect_is_not_undone(made: Force) -> None:
    row = decide(made, agreed(made))
    given = {"by": made.leader, "order": row, "reason": "x"}
    assert "state" in told(deciding.undo_order, now=LATE, **given)
    assert "reason" in told(
        deciding.undo_order, now=NOW, by=made.leader, order=row, reason=""
    )


def test_a_posting_changed_meanwhile_is_not_overwritten(made: Force) -> None:
    row = decide(made, agreed(made))
    posting = row.lines.get().made
    services.end_posting(by=None, posting=posting, on=LATER)
    given = {"by": made.leader, "order": row, "reason": "x", "now": NOW}
    assert "state" in told(deciding.undo_order, **given)


def test_an_act_on_what_has_changed_is_refused(made: Force) -> None:
    row = agreed(made)
    old = {"by": made.leader, "order": row, "decision": MEETING, "now": NOW}
    assert "state" in told(deciding.decide, version=row.version, **old)
    ordering.withdraw_order(
        by=made.personnel_admin, order=row, reason="另行安排", now=NOW
    )
    assert "state" in told(deciding.decide, **old)
    again = {"by": made.personnel_admin, "order": row, "reason": "x", "now": NOW}
    assert "state" in told(ordering.withdraw_order, **again)


def test_the_clock_reminds_and_then_notes_the_silence(made: Force) -> None:
    row = asked(made)
    assert row.answer_due is not None
    say(made, row, made.chief_a2, "agree")
    eve = row.answer_due - dt.timedelta(hours=5)
    assert [consulting.run_clocks(now=now) for now in (NOW, eve, eve)] == [0, 1, 0]
    letter = InboxItem.objects.get(kind="posting_remind")
    assert letter.recipient == made.chief_a1
    over = row.answer_due
    assert [consulting.run_clocks(now=over) for _n in range(2)] == [1, 0]
    people = InboxItem.objects.filter(kind="posting_silent").values_list("recipient")
    assert {pk for (pk,) in people} == {made.personnel_admin.pk, made.leader.pk}
    assert decide(made, row, over).state == "decided"


def test_every_act_is_on_record(made: Force) -> None:
    decide(made, agreed(made))
    acts = AuditEvent.objects.filter(action__startswith="posting_order")
    found = set(acts.values_list("action", flat=True))
    wanted = {"draft", "add_line", "consult", "say", "decide"}
    assert {f"posting_order.{act}" for act in wanted} <= found
