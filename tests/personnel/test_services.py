import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from organization.models import AuditEvent
from personnel import services
from personnel.models import DutyRegime, Leave, Officer, Posting
from tests.factories import ALWAYS, OFFICE_HOURS, force

pytestmark = pytest.mark.django_db
JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def told(act, **given):
    with pytest.raises(ValidationError) as error:
        act(by=None, **given)
    return error.value.message_dict


def newcomer(number="009901"):
    return services.register_officer(by=None, police_number=number, name="何雨婷")


def test_an_officer_is_registered_with_the_zeros_of_the_number():
    officer = newcomer("000123")
    assert officer.police_number == "000123"
    assert officer.pinyin == "he2 yu3 ting2"
    assert AuditEvent.objects.get(action="officer.register").subject_id == officer.pk


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"police_number": "12"}, "police_number"),
        ({"police_number": "010001"}, "police_number"),
        ({"name": ""}, "name"),
        ({"category": "cadet"}, "category"),
    ],
)
def test_bad_officers_are_told_by_field(changed, field):
    force()
    given = {"police_number": "009901", "name": "何雨婷"} | changed
    assert set(told(services.register_officer, **given)) == {field}


def test_many_officers_are_all_good_or_none_is_entered():
    rows = [
        services.NewOfficer("000001", "何雨婷"),
        services.NewOfficer("000002", ""),
        services.NewOfficer("000001", "高志远"),
    ]
    assert set(told(services.register_officers, rows=rows)) == {
        "rows[0].police_number",
        "rows[1].name",
        "rows[2].police_number",
    }
    assert not Officer.objects.exists()


def test_an_account_belongs_to_one_officer():
    made = force()
    officer, other = made.officers[made.a1.code][:2]
    services.link_account(by=None, officer=officer, user=made.chief_a1)
    assert made.chief_a1.officer == officer
    again = told(services.link_account, officer=other, user=made.chief_a1)
    assert set(again) == {"user"}


def test_an_officer_is_posted_loaned_and_posted_again():
    made = force()
    officer = newcomer()
    posting = services.post_officer(
        by=made.personnel_admin,
        officer=officer,
        unit=made.a1,
        during=ALWAYS,
        post="社区民警",
    )
    services.end_posting(by=made.personnel_admin, posting=posting, on=JUNE)
    services.post_officer(
        by=made.personnel_admin,
        officer=officer,
        unit=made.criminal,
        during=(JUNE, JULY),
        kind=Posting.Kind.LOAN,
    )
    assert officer.postings.count() == 2
    trail = AuditEvent.objects.filter(
        action__startswith="posting.", actor__isnull=False
    )
    assert trail.count() == 3
    assert trail.first().unit_code == made.a1.code


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"during": (JUNE, None)}, "during"),
        ({"during": (JULY, JUNE)}, "during"),
        ({"kind": "holiday"}, "kind"),
    ],
)
def test_bad_postings_are_told_by_field(changed, field):
    made = force()
    officer = made.officers[made.a1.code][0]
    given = {"officer": officer, "unit": made.a2, "during": ALWAYS} | changed
    assert field in told(services.post_officer, **given)
    assert officer.postings.count() == 1


def test_many_postings_name_the_row_that_meets_another():
    made = force()
    officer = newcomer()
    rows = [
        services.NewPosting(officer, made.a1, (JUNE, JULY)),
        services.NewPosting(officer, made.a2, (JULY, None)),
        services.NewPosting(officer, made.b1, (dt.date(2026, 6, 30), JULY)),
    ]
    assert set(told(services.post_officers, rows=rows)) == {"rows[2].during"}
    assert len(services.post_officers(by=None, rows=rows[:2])) == 2


def test_the_breach_in_the_database_is_told_like_the_check(monkeypatch):
    made = force()
    officer = made.officers[made.a1.code][0]
    monkeypatch.setattr("personnel.services.periods.Diary.takes", lambda *given: True)
    given = {"officer": officer, "unit": made.a2, "during": ALWAYS}
    assert set(told(services.post_officer, **given)) == {"during"}


def test_a_posting_ends_after_it_began():
    made = force()
    posting = made.officers[made.a1.code][0].postings.get()
    day = dt.date(2019, 1, 1)
    assert set(told(services.end_posting, posting=posting, on=day)) == {"on"}
    ended = services.end_posting(by=None, posting=posting, on=JUNE)
    assert (ended.during.upper, ended.version) == (JUNE, 2)
    assert set(told(services.end_posting, posting=posting, on=JULY)) == {"on"}


def test_leave_is_recorded_and_cancelled():
    made = force()
    officer = made.officers[made.a1.code][0]
    leave = services.record_leave(
        by=made.personnel_admin, officer=officer, kind="annual", during=(JUNE, JULY)
    )
    services.cancel_leave(by=made.personnel_admin, leave=leave, reason="紧急任务")
    assert not Leave.objects.exists()
    trail = AuditEvent.objects.get(action="leave.cancel")
    assert trail.detail["officer"] == officer.police_number
    assert trail.reason == "紧急任务"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"during": (JUNE, None)}, "during"),
        ({"during": (JULY, JUNE)}, "during"),
        ({"during": (dt.date(2026, 6, 10), dt.date(2026, 6, 11))}, "during"),
        ({"kind": "nap"}, "kind"),
    ],
)
def test_bad_leave_is_told_by_field(changed, field):
    made = force()
    officer = made.officers[made.a1.code][0]
    services.record_leave(by=None, officer=officer, kind="sick", during=(JUNE, JULY))
    free = (dt.date(2026, 8, 1), dt.date(2026, 8, 8))
    given = {"officer": officer, "kind": "annual", "during": free} | changed
    assert set(told(services.record_leave, **given)) == {field}
    assert Leave.objects.count() == 1


def test_many_leaves_at_once():
    made = force()
    officer = made.officers[made.a1.code][0]
    rows = [
        services.NewLeave(officer, "annual", (JUNE, dt.date(2026, 6, 6))),
        services.NewLeave(officer, "annual", (dt.date(2026, 6, 5), JULY)),
    ]
    assert set(told(services.record_leaves, rows=rows)) == {"rows[1].during"}
    assert len(services.record_leaves(by=None, rows=rows[:1])) == 1


def test_a_new_regime_ends_the_open_one():
    made = force()
    services.set_regime(
        by=made.personnel_admin,
        station=made.a1,
        during=(JUNE, None),
        hours=[(0, 1440)],
        roster_share=Decimal("0.333"),
        standing_share=Decimal("0.5"),
    )
    before, after = DutyRegime.objects.filter(station=made.a1).order_by("during")
    assert (before.during.upper, after.hours) == (JUNE, [0, 1440])
    assert AuditEvent.objects.get(action="regime.set", actor=made.personnel_admin)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours": [(720, 510)]}, "hours"),
        ({"hours": [(510, 720), (700, 900)]}, "hours"),
        ({"hours": [(840, 1080), (510, 720)]}, "hours"),
        ({"hours": [(510, 1500)]}, "hours"),
        ({"hours": [(n, n + 1) for n in range(0, 14, 2)]}, "hours"),
        ({"roster_share": Decimal("1.2")}, "roster_share"),
        ({"standing_share": Decimal("-0.1")}, "standing_share"),
        ({"standing_hours": -1}, "standing_hours"),
        ({"during": (JULY, JUNE)}, "during"),
        ({"during": ALWAYS}, "during"),
    ],
)
def test_bad_regimes_are_told_by_field(changed, field):
    made = force()
    given = {"station": made.a1, "during": (JUNE, None), "hours": OFFICE_HOURS}
    assert set(told(services.set_regime, **given | changed)) == {field}
    assert DutyRegime.objects.get(station=made.a1).during.upper is None
