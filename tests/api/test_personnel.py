"""Officers, postings and leave."""

import datetime as dt

import pytest

from personnel import services
from personnel.models import Leave, Officer, Posting
from tests import factories
from tests.api.conftest import day, problems
from tests.factories import appoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(made, as_user):
    return as_user(made.personnel_admin)


def officer(made):
    return made.officers[made.a1.code][0]


def date(ahead):
    return dt.date.fromisoformat(day(ahead))


def leave(made, n=0, start=1, end=3):
    """Sick leave of an officer of the first station."""
    return services.record_leave(
        by=None,
        officer=made.officers[made.a1.code][n],
        kind="sick",
        during=(date(start), date(end)),
    )


def post(person, unit, start, end):
    during = (date(start), None if end is None else date(end))
    return services.post_officer(by=None, officer=person, unit=unit, during=during)


def move(made, person, on, until=None):
    """To the second station, for good or for a while."""
    posting = person.postings.get()
    services.end_posting(by=None, posting=posting, on=date(on))
    return post(person, made.a2, on, until)


def new_officer(made, **changes):
    return {
        "police_number": "990001",
        "name": "何雨婷",
        "rank": "二级警司",
        "station": made.a1.code,
        "start": day(0),
    } | changes


def test_an_officer_enters_with_a_posting(made, admin):
    answer = admin.post("officers/", new_officer(made))
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert (found["station"], found["police_number"]) == (made.a1.code, "990001")
    assert admin.get(f"officers/{found['id']}/")["ETag"] == answer["ETag"]


def test_nothing_of_an_officer_stays_when_the_posting_fails(made, admin):
    answer = admin.post("officers/", new_officer(made, station="1"))
    assert "station" in problems(answer)
    assert not Officer.objects.filter(police_number="990001").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"police_number": "1"}, "police_number"),
        ({"police_number": 990001}, "police_number"),
        ({"police_number": "010001"}, "police_number"),
        ({"name": " "}, "name"),
        ({"name": "x" * 1_000_000}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"category": "robot"}, "category"),
        ({"start": "06/03/2026"}, "start"),
        ({"station": None}, "station"),
        ({"department": "1"}, "station"),
        ({"age": 4}, "age"),
    ],
)
def test_a_bad_officer(made, admin, changes, field):
    answer = admin.post("officers/", new_officer(made, **changes))
    assert answer.status_code == 400 and field in problems(answer)


@pytest.mark.parametrize("name", ["personnel_admin", "leader", "chief_a1"])
def test_people_are_for_those_whose_work_needs_them(made, as_user, name):
    person, away = officer(made), leave(made)
    found = as_user(getattr(made, name))
    assert found.get(f"officers/{person.pk}/").json()["police_number"] == "010001"
    assert found.get(f"leaves/{away.pk}/").json()["kind"] == "sick"
    ids = {row["id"] for row in found.results("officers/")}
    chiefs = {o.pk for o in made.officers[made.a1.code]}
    county = chiefs | {o.pk for o in made.officers[made.a2.code]}
    assert ids == (chiefs if name == "chief_a1" else county)


@pytest.mark.parametrize(
    "name", ["staff", "head", "coordinator", "officer_a1", "finance"]
)
def test_no_colleague_is_seen_without_the_right(made, as_user, name):
    person, away = officer(made), leave(made)
    found = as_user(getattr(made, name))
    for path, row in (
        ("officers/", person),
        ("postings/", person.postings.get()),
        ("leaves/", away),
    ):
        assert found.results(path) == []
        assert found.get(f"{path}{row.pk}/").status_code == 404


def test_everybody_sees_oneself(made, as_user):
    person, away = officer(made), leave(made)
    services.link_account(by=None, officer=person, user=made.officer_a1)
    leave(made, 1)
    found = as_user(made.officer_a1)
    shown = found.results("officers/")
    assert [row["police_number"] for row in shown] == ["010001"]
    assert shown[0]["station"] == made.a1.code
    assert [row["officer"] for row in found.results("postings/")] == [person.pk]
    assert [row["id"] for row in found.results("leaves/")] == [away.pk]
    assert found.delete(f"leaves/{away.pk}/", If_Match='"1"').status_code == 403


def test_officers_of_a_department_belong_to_its_personnel_office(made, as_user, admin):
    person = services.register_officer(by=None, police_number="990001", name="何雨婷")
    post(person, made.criminal, 0, None)
    path = f"postings/{person.postings.get().pk}/"
    done = admin.patch(path, {"end": day(5)}, If_Match=admin.tag(path))
    assert done.status_code == 200, done.content
    assert admin.get(f"officers/{person.pk}/").json()["department"]
    assert as_user(made.staff).get(path).status_code == 404


def test_a_former_chief_does_not_see_later_leave(made, as_user, admin):
    person = officer(made)
    before, across, after = (leave(made, 0, n, n + 2) for n in (1, 4, 8))
    move(made, person, 5)
    old, new = as_user(made.chief_a1), as_user(made.chief_a2)
    seen = [{row["id"] for row in who.results("leaves/")} for who in (old, new)]
    assert seen == [{before.pk, across.pk}, {across.pk, after.pk}]
    assert old.get(f"officers/{person.pk}/").json()["station"] == made.a1.code
    assert old.get(f"leaves/{after.pk}/").status_code == 404
    for caller in (old, new):
        answer = caller.delete(f"leaves/{across.pk}/", If_Match='"1"')
        assert answer.status_code == 403
    assert admin.delete(f"leaves/{across.pk}/", If_Match='"1"').status_code == 204


@pytest.mark.parametrize(
    ("name", "start", "end", "status"),
    [
        ("chief_a1", 1, 5, 201),
        ("chief_a1", 1, 6, 403),
        ("chief_a1", 6, 8, 403),
        ("chief_a2", 1, 5, 403),
        ("chief_a2", 4, 8, 403),
        ("chief_a2", 5, 10, 201),
        ("chief_a2", 9, 11, 403),
        ("chief_a2", 20, 21, 403),
        ("personnel_admin", 4, 8, 201),
        ("personnel_admin", 20, 21, 201),
    ],
)
def test_leave_belongs_to_who_has_the_officer_then(
    made, as_user, name, start, end, status
):
    person = officer(made)
    move(made, person, 5, 10)
    body = {"officer": person.pk, "kind": "annual"}
    body |= {"start": day(start), "end": day(end)}
    answer = as_user(getattr(made, name)).post("leaves/", body)
    assert answer.status_code == status, answer.content


def test_leave_that_reaches_into_another_county_is_for_the_city(made, as_user, admin):
    person = officer(made)
    posting = person.postings.get()
    services.end_posting(by=None, posting=posting, on=date(5))
    post(person, made.b1, 5, None)
    body = {"officer": person.pk, "kind": "annual"}
    body |= {"start": day(4), "end": day(8)}
    assert admin.post("leaves/", body).status_code == 403
    city = appoint(factories.person("city"), "personnel_admin", made.city)
    assert as_user(city).post("leaves/", body).status_code == 201


def test_officers_of_a_station(made, admin):
    rows = admin.results(f"officers/?station={made.a1.code}")
    assert {row["id"] for row in rows} == {o.pk for o in made.officers[made.a1.code]}


@pytest.mark.parametrize("path", ["officers/", "postings/", "leaves/"])
@pytest.mark.parametrize("name", ["stranger", "staff", "finance", "system_admin"])
def test_without_the_right_nothing_is_read(made, as_user, path, name):
    assert as_user(getattr(made, name)).post(path, {}).status_code == 403


def test_other_bureaus_people_are_not_there(made, admin):
    other = made.officers[made.b1.code][0]
    assert admin.get(f"officers/{other.pk}/").status_code == 404
    posting = Posting.objects.get(officer=other)
    path = f"postings/{posting.pk}/"
    assert admin.patch(path, {"end": day(1)}, If_Match='"1"').status_code == 404
    body = {"officer": other.pk, "station": made.a1.code, "start": day(0)}
    assert "officer" in problems(admin.post("postings/", body))


def test_a_posting_ends_and_another_begins(made, admin):
    row = Posting.objects.get(officer=officer(made))
    path = f"postings/{row.pk}/"
    tag = admin.tag(path)
    assert admin.patch(path, {"end": day(5)}).status_code == 428
    done = admin.patch(path, {"end": day(5)}, If_Match=tag)
    assert done.status_code == 200 and done.json()["end"] == day(5)
    assert admin.patch(path, {"end": day(4)}, If_Match=tag).status_code == 412
    body = {"officer": row.officer_id, "station": made.a2.code, "start": day(4)}
    assert admin.post("postings/", body).status_code == 400
    answer = admin.post("postings/", body | {"start": day(5), "kind": "secondment"})
    assert answer.status_code == 201, answer.content
    assert answer.json()["station"] == made.a2.code and answer.json()["end"] is None


def test_a_posting_that_is_barred_is_refused_and_nothing_is_written(made, admin):
    who, before = officer(made), Posting.objects.count()
    row = services.NewLimit(
        who, "health", "unit", (date(0), None), "医院证明", unit=made.a2
    )
    services.record_limit(by=None, row=row)
    services.end_posting(by=None, posting=who.postings.get(), on=date(5))
    body = {"officer": who.pk, "start": day(5), "post": "社区民警"}
    refused = admin.post("postings/", body | {"station": made.a2.code})
    assert refused.status_code == 400 and set(problems(refused)) == {"officer"}
    assert "医院" not in refused.content.decode()
    assert Posting.objects.count() == before
    free = admin.post("postings/", body | {"station": made.a1.code})
    assert free.status_code == 201


def test_a_posting_that_ends_before_it_begins(made, admin):
    row = Posting.objects.get(officer=officer(made))
    path = f"postings/{row.pk}/"
    body = {"end": "2019-01-01"}
    answer = admin.patch(path, body, If_Match=admin.tag(path))
    assert "end" in problems(answer)
    new = {"officer": row.officer_id, "station": made.a2.code, "start": day(5)}
    assert "end" in problems(admin.post("postings/", new | {"end": day(4)}))


def test_a_chief_records_leave_of_the_own_station(made, as_user):
    chief = as_user(made.chief_a1)
    body = {
        "officer": officer(made).pk,
        "kind": "sick",
        "start": day(1),
        "end": day(3),
    }
    answer = chief.post("leaves/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["kind"] == "sick"
    assert "end" in problems(chief.post("leaves/", body))
    path = f"leaves/{answer.json()['id']}/"
    assert as_user(made.staff).get(path).status_code == 404
    assert as_user(made.staff).delete(path).status_code == 404
    assert as_user(made.chief_a2).delete(path).status_code == 404
    assert chief.delete(path).status_code == 428
    assert chief.delete(path, If_Match='"9"').status_code == 412
    assert chief.delete(path, If_Match=answer["ETag"]).status_code == 204
    assert chief.delete(path, If_Match=answer["ETag"]).status_code == 404
    assert not Leave.objects.exists()


def test_a_chief_records_nobody_elses_leave(made, as_user, admin):
    body = {
        "officer": made.officers[made.a2.code][0].pk,
        "kind": "annual",
        "start": day(1),
        "end": day(3),
    }
    assert "officer" in problems(as_user(made.chief_a1).post("leaves/", body))
    assert admin.post("leaves/", body).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"officer": "x"}, "officer"),
        ({"officer": 10**30}, "officer"),
        ({"kind": "bored"}, "kind"),
        ({"kind": {}}, "kind"),
        ({"end": day(1)}, "end"),
        ({"end": None}, "end"),
        ({"start": "9999-12-31"}, "start"),
    ],
)
def test_bad_leave(made, admin, changes, field):
    body = {
        "officer": officer(made).pk,
        "kind": "sick",
        "start": day(1),
        "end": day(3),
    }
    answer = admin.post("leaves/", body | changes)
    assert answer.status_code == 400 and field in problems(answer)
