"""What officers hold and may not do is entered; postings are held against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from organization.models import AuditEvent, User
from personnel import services
from personnel.fitting import barred, people
from personnel.models import Ability, Attainment, Contact, Limit, Officer, Post
from personnel.services import ordering
from personnel.services.lines import Wish
from tests.factories import Force, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
YEAR = dt.timedelta(days=365)
SINCE = TODAY - 3 * YEAR
Refused = Callable[..., set[str]]


def told(act: Any, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return error.value.message_dict


def hold(
    made: Force,
    code: str = "law-1",
    n: int = 0,
    first: dt.date = SINCE,
    end: dt.date | None = None,
    **more: Any,
) -> Attainment:
    """The n-th officer of 柳堰 holds it."""
    officer = made.officers[made.a1.code][n]
    row = services.NewAttainment(
        officer, Ability.objects.get(code=code), (first, end), **more
    )
    return services.record_attainment(by=made.personnel_admin, row=row)


def limit(made: Force, effect: str, ground: str = "avoidance", **more: Any) -> Limit:
    officer = made.officers[made.a1.code][0]
    row = services.NewLimit(officer, ground, effect, (SINCE, None), "组织核查", **more)
    return services.record_limit(by=made.personnel_admin, row=row)


def post(made: Force, **more: Any) -> Post:
    """A post of 津堰."""
    return services.add_post(
        by=made.personnel_admin,
        unit=made.a2,
        terms=services.Terms("办案民警", 9, **more),
        during=(SINCE, None),
        reason="编制批复",
    )


def going(made: Force, to: Post | None = None, n: int = 0) -> Any:
    """An order that sends the n-th officer of 柳堰 to 津堰."""
    first = TODAY + dt.timedelta(days=30)
    officer = made.officers[made.a1.code][n]
    wish = Wish(officer, made.a2, "permanent", first, post=to)
    return ordering.draft_order(
        by=made.personnel_admin,
        bureau=made.county_a,
        title="岗位调整",
        wishes=[wish],
        now=NOW,
    )


def conditions(made: Force, to: Post, n: int = 0) -> list[str]:
    officer = made.officers[made.a1.code][n]
    found = barred([officer], [to], TODAY).get((officer.pk, to.pk), ())
    return [check.condition for check in found]


def test_the_catalogue_grows_by_the_personnel_office(made: Force) -> None:
    assert services.enter_catalogue(by=None) == 0
    given = {"home": made.political, "kind": "skill", "name": "潜水"}
    row = services.add_ability(by=made.personnel_admin, code="ＤＩＶＥ-1", **given)
    assert row.code == "dive-1"
    for code, name, field in (
        ("dive-1", "深潜", "code"),
        ("潜", "深潜", "code"),
        ("dive-2", "潜水", "name"),
        ("dive-2", " ", "name"),
    ):
        wrong = given | {"code": code, "name": name}
        by = made.personnel_admin
        assert set(told(services.add_ability, by=by, **wrong)) == {field}
    with pytest.raises(PermissionDenied):
        services.add_ability(by=made.chief_a1, code="x-1", **given)


def test_an_attainment_has_a_first_day_and_an_expiry(made: Force) -> None:
    row = hold(made, end=TODAY, number="ＺＦ ０１２")
    assert row.number == "ZF012"
    assert (row.valid_on(SINCE), row.valid_on(TODAY)) == (True, False)
    assert not Attainment.objects.valid_on(TODAY).exists()
    soon = TODAY + dt.timedelta(days=30)
    assert list(Attainment.objects.expiring(SINCE, soon)) == [row]
    event = AuditEvent.objects.get(action="attainment.record")
    assert event.detail["ability"] == "law-1"
    hold(made, first=TODAY)  # renewed
    assert not Attainment.objects.expiring(SINCE, soon).exists()


def test_bad_attainments_are_told_by_field_and_nothing_is_written(made: Force) -> None:
    hold(made, end=TODAY)
    assert set(told(hold, made=made, first=TODAY, end=SINCE)) == {"during"}
    assert set(told(hold, made=made, first=SINCE + YEAR)) == {"during"}
    assert set(told(hold, made=made, code="drone", number="x" * 41)) == {"number"}
    officer, law = made.officers[made.a1.code][1], Ability.objects.get(code="law-1")
    twice = [services.NewAttainment(officer, law, (SINCE, None))] * 2
    given = {"by": made.personnel_admin, "rows": twice}
    assert set(told(services.record_attainments, **given)) == {"rows[1].during"}
    assert Attainment.objects.count() == 1


def test_an_attainment_is_corrected_and_removed_with_a_reason(made: Force) -> None:
    row, by = hold(made), made.personnel_admin
    given: dict[str, Any] = {"by": by, "attainment": row, "reason": "录入有误"}
    services.correct_attainment(during=(SINCE, TODAY), version=1, **given)
    row.refresh_from_db()
    assert row.during.upper == TODAY
    stale = {**given, "during": (SINCE, None), "version": 1}
    assert set(told(services.correct_attainment, **stale)) == {"state"}
    assert set(told(services.remove_attainment, **given | {"reason": ""})) == {"reason"}
    services.remove_attainment(**given)
    assert not Attainment.objects.exists()
    assert AuditEvent.objects.get(action="attainment.remove").reason == "录入有误"


@pytest.mark.parametrize("who", ["chief_a1", "leader", "stranger", "finance"])
def test_only_the_personnel_office_keeps_what_officers_hold(
    made: Force, who: str
) -> None:
    made.personas["personnel_admin"] = made.personas[who]
    for act in (lambda: hold(made), lambda: limit(made, "nights", "health")):
        with pytest.raises(PermissionDenied):
            act()


def test_an_office_keeps_its_own_people_only(made: Force) -> None:
    law = Ability.objects.get(code="law-1")
    other = made.officers[made.b1.code][0]
    rows = [services.NewAttainment(other, law, (SINCE, None))]
    with pytest.raises(PermissionDenied):
        services.record_attainments(by=made.personnel_admin, rows=rows)


def test_limits_are_read_by_the_office_and_the_officer_alone(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    services.link_account(by=None, officer=officer, user=made.officer_a1)
    row = limit(made, "nights", "health")
    seeing = {
        name
        for name, user in made.personas.items()
        if Limit.objects.visible_to(user).exists()
    }
    assert seeing == {"personnel_admin", "officer_a1"}
    event = AuditEvent.objects.get(action="limit.record")
    assert row.note not in str(vars(event)) and "health" not in str(event.detail)
    posting = officer.postings.get()
    services.end_posting(by=None, posting=posting, on=TODAY)
    during = (TODAY, None)
    services.post_officer(by=None, officer=officer, unit=made.b1, during=during)
    assert not Limit.objects.visible_to(made.personnel_admin).exists()


@pytest.mark.parametrize(
    ("effect", "ground", "field"),
    [
        ("unit", "avoidance", "unit"),
        ("area", "avoidance", "area"),
        ("relative", "avoidance", "relative"),
        ("relative", "family", "effect"),
        ("wish", "avoidance", "effect"),
        ("nothing", "health", "effect"),
        ("nights", "weather", "ground"),
    ],
)
def test_bad_limits_are_told_by_field(
    made: Force, effect: str, ground: str, field: str
) -> None:
    assert field in told(limit, made=made, effect=effect, ground=ground)
    assert not Limit.objects.exists()


def test_a_limit_holds_until_it_is_lifted(made: Force) -> None:
    row, by = limit(made, "nights", "health"), made.personnel_admin
    to = post(made, nights=True)
    assert conditions(made, to) == ["health"]
    given = {"by": by, "limit": row}
    assert set(told(services.lift_limit, on=SINCE, **given)) == {"on"}
    services.lift_limit(on=TODAY, **given)
    assert conditions(made, to) == []
    assert set(told(services.lift_limit, on=TODAY + YEAR, **given)) == {"on"}


def test_relatives_are_kept_apart_both_ways(made: Force) -> None:
    other = made.officers[made.a2.code][0]
    limit(made, "relative", relative=other)
    to, back = (
        post(made),
        services.add_post(
            by=None,
            unit=made.a1,
            terms=services.Terms("内勤", 1),
            during=(SINCE, None),
            reason="批复",
        ),
    )
    assert conditions(made, to) == ["avoidance"]
    assert barred([other], [to, back], TODAY).keys() == {(other.pk, back.pk)}
    services.end_posting(by=None, posting=other.postings.get(), on=TODAY)
    assert conditions(made, to) == []


def test_what_bars_is_read_in_as_many_queries_for_one_as_for_many(
    made: Force, django_assert_num_queries: Any
) -> None:
    limit(made, "relative", relative=made.officers[made.a2.code][0])
    posts = [post(made, required=["law-1"]) for _ in range(3)]
    rows = [row for of in made.officers.values() for row in of]
    for officers, wanted in ((rows[:1], posts[:1]), (rows, posts)):
        with django_assert_num_queries(5):
            barred(officers, wanted, TODAY)


def test_a_required_qualification_has_to_be_valid_on_the_first_day(
    made: Force,
) -> None:
    to = post(made, required=["law-2"])
    assert "law" not in str(told(going, made=made, to=to)["lines[0].officer"])
    ends = TODAY + dt.timedelta(days=7)
    hold(made, "law-3", end=ends)
    (message,) = told(going, made=made, to=to)["lines[0].officer"]
    assert (ends - dt.timedelta(days=1)).isoformat() in message
    hold(made, "law-2", n=1)
    assert going(made, to, n=1).lines.count() == 1


def test_posts_say_what_they_require_and_wish_for(made: Force) -> None:
    row = post(made, required=["law-1"], desired={"drone": 15}, weight=3, nights=True)
    row.refresh_from_db()
    kept = services.posts.terms_of(row)
    assert (kept.required, kept.desired, kept.weight) == (["law-1"], {"drone": 15}, 3)
    for wrong, field in (
        ({"required": ["drone"]}, "required"),
        ({"required": ["x"]}, "required"),
        ({"desired": {"x": 5}}, "desired"),
        ({"desired": {"drone": 101}}, "desired"),
        ({"required": ["law-1"], "desired": {"law-1": 5}}, "desired"),
        ({"weight": 6}, "weight"),
    ):
        assert set(told(post, made=made, **wrong)) == {field}


def test_blanks_and_wide_digits_make_no_new_officer(made: Force) -> None:
    rows = [
        services.NewOfficer("０１２３ ４５", "王　建 军"),
        services.NewOfficer("012346", " 阿依古丽•买买提 "),
        services.NewOfficer("012347", "Anna  Li"),
    ]
    services.register_officers(by=None, rows=rows)
    kept = Officer.objects.filter(police_number__startswith="01234")
    kept = kept.order_by("police_number")
    assert [(row.police_number, row.name) for row in kept] == [
        ("012345", "王建军"),
        ("012346", "阿依古丽·买买提"),
        ("012347", "Anna Li"),
    ]
    for typed in ("王 建　军", "０１２３", "wangjianjun"):
        assert kept[0] in Officer.objects.matching(typed)
    again = {"by": None, "police_number": "012３45", "name": "王建军"}
    assert set(told(services.register_officer, **again)) == {"police_number"}


def test_earlier_service_counts_as_experience(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    given = ("白鹞塬派出所", "办案民警", TODAY - 5 * YEAR, TODAY - 4 * YEAR)
    row = services.NewService(officer, *given)
    kept = services.record_service(by=made.personnel_admin, row=row)
    found = people([officer], TODAY)[officer.pk]
    assert "办案民警" in [stint.post for stint in found.service]
    wrong = services.NewService(officer, " ", "", TODAY, TODAY)
    by = made.personnel_admin
    assert set(told(services.record_service, by=by, row=wrong)) == {"unit", "until"}
    services.remove_service(by=by, service=kept, reason="重复录入")
    assert not officer.service.exists()


def test_contact_data_are_kept_by_the_office_and_the_officer(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    services.link_account(by=None, officer=officer, user=made.officer_a1)
    reach = services.Reach(phone="１３８ 0000 0000", kin_name="李 梅")
    given: dict[str, Any] = {"officer": officer, "reach": reach}
    for by in (made.personnel_admin, made.officer_a1):
        row = services.set_contact(by=by, **given)
    assert (row.phone, row.kin_name, row.version) == ("13800000000", "李梅", 2)
    stale = {**given, "by": made.officer_a1, "version": 1}
    assert set(told(services.set_contact, **stale)) == {"state"}
    wrong = {**given, "reach": services.Reach(phone="电话"), "by": made.officer_a1}
    assert set(told(services.set_contact, **wrong)) == {"phone"}
    for by in (made.chief_a1, made.leader, stranger()):
        with pytest.raises(PermissionDenied):
            services.set_contact(by=by, **given)
    assert Contact.objects.count() == 1


def stranger() -> User:
    return person("another")
