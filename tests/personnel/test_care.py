"""Visits that are owed: raised, paid, private, overdue; notices by the clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from desk.models import InboxItem
from organization.models import AuditEvent, Bureau, User
from personnel import services
from personnel.models import DueVisit, Occasion, Officer
from personnel.services import care, care_clock, occasions
from personnel.services.occasions import USUAL, OccasionTerms
from tests.factories import Force, appoint, force, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)


@pytest.fixture
def made() -> Force:
    found = force()
    occasions.adopt_usual(by=None, bureau=found.city)
    return found


def occasion(name: str) -> Occasion:
    return Occasion.objects.get(name=name)


def officer(made: Force, n: int = 1) -> Officer:
    return made.officers[made.a1.code][n]


def owed(made: Force, name: str = "结婚", by: User | None = None) -> DueVisit:
    event = care.Event(officer(made), occasion(name), TODAY - DAY, "家中情况")
    return care.raise_visit(by=by or made.chief_a1, event=event, now=NOW)


def told(act: Any, **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return set(error.value.message_dict)


def readers(row: DueVisit, made: Force) -> set[str]:
    """The personas who read all of it."""
    rows = DueVisit.objects
    return {
        name
        for name, user in made.personas.items()
        if rows.full_for(user).filter(pk=row.pk).exists()
    }


def test_a_visit_is_owed_paid_and_private(made: Force) -> None:
    own = person("own", "李志刚")
    services.link_account(by=None, officer=officer(made), user=own)
    row = owed(made)
    assert (row.visitor, row.state, row.due > NOW) == ("chief", "due", True)
    # The chief entered it himself; nobody else's turn, and the officer hears nothing.
    assert not InboxItem.objects.filter(matter=f"visit:{row.pk}").exists()
    assert readers(row, made) == {"chief_a1", "personnel_admin"}
    assert not DueVisit.objects.visible_to(own).exists()
    given = {"by": made.chief_a1, "visit": row, "now": NOW}
    late = {"visited_on": TODAY + DAY, "note": "x"}
    assert told(care.pay_visit, **late, **given) == {"visited_on"}
    early = {"visited_on": TODAY - 2 * DAY, "note": "x"}
    assert told(care.pay_visit, **early, **given) == {"visited_on"}
    care.pay_visit(visited_on=TODAY, note="全家安好", version=1, **given)
    assert DueVisit.objects.visible_to(own).get() == row
    assert not DueVisit.objects.full_for(own).exists()
    assert InboxItem.objects.get(recipient=own).kind == "visit_paid"
    again = {"visited_on": TODAY, "note": ""}
    assert told(care.pay_visit, **again, **given) == {"state"}
    trail = AuditEvent.objects.filter(action__startswith="visit.")
    kept = "".join(f"{one.reason}{one.detail}" for one in trail)
    assert len(trail) == 2 and "安好" not in kept and "家中" not in kept


def test_whose_turn_it_is_is_told_and_others_are_refused(made: Force) -> None:
    row = owed(made, "立功受奖", by=made.personnel_admin)
    letter = InboxItem.objects.get(kind="visit_due")
    assert letter.recipient == made.leader and letter.facts["occasion"] == "立功受奖"
    assert readers(row, made) == {"chief_a1", "personnel_admin", "leader"}
    given = {"visit": row, "visited_on": TODAY, "note": "", "now": NOW}
    for name in ("chief_a1", "chief_a2", "staff", "stranger"):
        with pytest.raises(PermissionDenied):
            care.pay_visit(by=getattr(made, name), **given)
    above = appoint(person("市局领导"), "leader", made.city)
    assert row in DueVisit.objects.to_pay_by(made.leader)
    assert row in DueVisit.objects.full_for(above)
    assert not DueVisit.objects.to_pay_by(above).exists(), "he may and is not asked"
    care.pay_visit(by=made.leader, **given)
    assert not InboxItem.objects.filter(kind="visit_due").exists()


def test_nobody_visits_himself(made: Force) -> None:
    services.link_account(by=None, officer=officer(made), user=made.chief_a1)
    row = owed(made, "结婚", by=made.personnel_admin)
    assert row.visitor == "leader"
    assert "chief_a1" not in readers(row, made)
    with pytest.raises(PermissionDenied):
        care.pay_visit(by=made.chief_a1, visit=row, visited_on=TODAY, note="", now=NOW)


def test_where_nobody_heads_the_unit_it_is_a_leaders_turn(made: Force) -> None:
    who = officer(made)
    services.end_posting(by=None, posting=who.postings.get(), on=TODAY)
    given = {"by": None, "officer": who, "during": (TODAY, None)}
    services.post_officer(unit=made.criminal, **given)
    assert owed(made, by=made.personnel_admin).visitor == "leader"
    assert InboxItem.objects.get(kind="visit_due").recipient == made.leader


def test_the_clock_forgets_what_was_noted_after_its_term(made: Force) -> None:
    """Paid or not needed: the visit stays, what it was about and what was said go."""
    Bureau.objects.filter(pk=made.county_a.pk).update(visit_note_days=30)
    waits, dropped, row = (owed(made) for _n in range(3))
    paid = {"visited_on": TODAY, "note": "全家安好", "now": NOW}
    care.pay_visit(by=made.chief_a1, visit=row, **paid)
    why = {"reason": "误录", "now": NOW}
    care.drop_visit(by=made.chief_a1, visit=dropped, **why)
    care_clock.run_clocks(now=NOW + 29 * DAY)
    row.refresh_from_db()
    assert (row.note, row.forget_on) == ("全家安好", TODAY + 30 * DAY)
    care_clock.run_clocks(now=NOW + 30 * DAY)
    kept = DueVisit.objects.order_by("pk").values_list("about", "note", "state")
    assert list(kept) == [
        ("家中情况", "", "due"),
        ("", "", "dropped"),
        ("", "", "done"),
    ]
    assert AuditEvent.objects.get(action="visit.forget").detail == {"rows": 2}
    assert waits.forget_on is None and care_clock.forget_visit_notes(now=NOW) == 0


def test_it_is_dropped_with_a_reason_as_private_as_a_note(made: Force) -> None:
    row = owed(made)
    given = {"visit": row, "now": NOW}
    by = {"by": made.chief_a1}
    assert told(care.drop_visit, reason=" ", **by, **given) == {"reason"}
    with pytest.raises(PermissionDenied):
        care.drop_visit(by=made.leader, reason="x", **given)
    stale = {"reason": "x", "version": 9}
    assert told(care.drop_visit, **stale, **by, **given) == {"state"}
    care.drop_visit(reason="误录", **by, **given)
    assert not AuditEvent.objects.filter(reason__contains="误录").exists()


def test_what_is_entered_wrongly(made: Force) -> None:
    event = care.Event(officer(made), occasion("结婚"), TODAY)
    given = {"by": made.chief_a1, "now": NOW}
    tomorrow = replace(event, happened_on=TODAY + DAY)
    assert told(care.raise_visit, event=tomorrow, **given) == {"happened_on"}
    Occasion.objects.filter(name="生育").update(active=False)
    gone = replace(event, occasion=occasion("生育"))
    assert told(care.raise_visit, event=gone, **given) == {"occasion"}
    with pytest.raises(PermissionDenied):
        care.raise_visit(by=made.chief_a2, event=event, now=NOW)
    services.end_posting(by=None, posting=officer(made).postings.get(), on=TODAY)
    assert told(care.raise_visit, event=event, **given) == {"officer"}


def test_the_system_notices_long_sick_leave_once(made: Force) -> None:
    for n, days in ((1, 10), (2, 9)):
        during = (TODAY - 2 * DAY, TODAY + (days - 2) * DAY)
        services.record_leave(
            by=None, officer=officer(made, n), kind="sick", during=during
        )
    Bureau.objects.filter(pk=made.county_a.pk).update(sick_days=10)
    assert care_clock.run_clocks(now=NOW) == 1
    assert care_clock.run_clocks(now=NOW) == 0
    row = DueVisit.objects.get()
    assert (row.officer, row.occasion.trigger) == (officer(made), "sick")
    assert row.raised_by is None
    assert InboxItem.objects.get(kind="visit_due").recipient == made.chief_a1


def test_the_system_notices_who_comes_from_another_bureau(made: Force) -> None:
    for n, unit in ((1, made.b1), (2, made.a2)):
        posting = officer(made, n).postings.get()
        services.end_posting(by=None, posting=posting, on=TODAY - 3 * DAY)
        services.post_officer(
            by=None,
            officer=officer(made, n),
            unit=unit,
            during=(TODAY - 3 * DAY, None),
        )
    assert care_clock.run_clocks(now=NOW) == 1
    row = DueVisit.objects.get()
    assert (row.station, row.visitor) == (made.b1, "personnel")


def test_without_a_list_or_a_number_of_days_nothing_is_noticed(made: Force) -> None:
    during = (TODAY, TODAY + 30 * DAY)
    services.record_leave(by=None, officer=officer(made), kind="sick", during=during)
    Bureau.objects.filter(pk=made.county_a.pk).update(sick_days=0)
    assert care_clock.run_clocks(now=NOW) == 0
    Bureau.objects.filter(pk=made.county_a.pk).update(sick_days=5)
    Occasion.objects.filter(trigger="sick").update(active=False)
    assert care_clock.run_clocks(now=NOW) == 0


def test_what_is_overdue_is_told_once(made: Force) -> None:
    row = owed(made)
    later = row.due + DAY
    care_clock.run_clocks(now=later)
    care_clock.run_clocks(now=later)
    told_to = InboxItem.objects.filter(kind="visit_overdue")
    assert {one.recipient for one in told_to} == {made.chief_a1, made.personnel_admin}
    row.refresh_from_db()
    assert row.overdue_at == later and row.late(later) and not row.late(NOW)
    assert DueVisit.objects.to_pay_by(made.chief_a1).get() == row


def test_a_bureau_keeps_its_own_list_or_takes_that_above(made: Force) -> None:
    above = Occasion.objects.in_force_for(made.county_a)
    assert {one.name for one in above} == {terms.name for terms in USUAL}
    by = made.personnel_admin
    given = {"by": by, "bureau": made.county_a}
    row = occasions.add_occasion(terms=OccasionTerms("子女升学", 20), **given)
    assert list(Occasion.objects.in_force_for(made.county_a)) == [row]
    assert Occasion.objects.in_force_for(made.county_b).count() == len(USUAL)
    assert told(occasions.adopt_usual, **given) == {"state"}
    for terms, field in (
        (OccasionTerms("子女升学", 2), "name"),
        (OccasionTerms(" ", 2), "name"),
        (OccasionTerms("长" * 41, 2), "name"),
        (OccasionTerms("生日", 0), "days"),
        (OccasionTerms("生日", 31), "days"),
        (OccasionTerms("生日", 2, "nobody"), "visitor"),
        (OccasionTerms("生日", 2, trigger="moon"), "trigger"),
    ):
        assert told(occasions.add_occasion, terms=terms, **given) == {field}
    sick = OccasionTerms("患病", 2, trigger="sick")
    other = occasions.add_occasion(terms=sick, **given)
    twice = replace(sick, name="住院")
    assert told(occasions.add_occasion, terms=twice, **given) == {"trigger"}
    change = {"by": by, "occasion": other}
    occasions.change_occasion(terms=replace(sick, active=False), version=1, **change)
    stale = {"terms": sick, "version": 1}
    assert told(occasions.change_occasion, **stale, **change) == {"state"}
    admin = appoint(person("admin_b"), "personnel_admin", made.county_b)
    with pytest.raises(PermissionDenied):
        occasions.add_occasion(by=admin, bureau=made.county_a, terms=sick)


@pytest.mark.parametrize("count", [2, 30])
def test_however_many_are_ill_it_is_noticed_with_as_many_statements(
    made: Force, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        who = services.register_officer(
            by=None, police_number=f"77{n:04}", name=f"民警{n}"
        )
        services.post_officer(
            by=None, officer=who, unit=made.a1, during=(TODAY - 90 * DAY, None)
        )
        during = (TODAY - 2 * DAY, TODAY + 20 * DAY)
        services.record_leave(by=None, officer=who, kind="sick", during=during)
    Bureau.objects.filter(pk=made.county_a.pk).update(sick_days=10)
    with django_assert_num_queries(6):
        assert len(list(care_clock.noticed(TODAY))) == count
