"""Officers, postings and leave."""

import pytest

from personnel.models import Leave, Officer, Posting
from tests.api.conftest import day, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(made, as_user):
    return as_user(made.personnel_admin)


def officer(made):
    return made.officers[made.a1.code][0]


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


def test_numbers_are_masked_unless_the_role_needs_them(made, as_user, admin):
    pk = officer(made).pk
    assert admin.get(f"officers/{pk}/").json()["police_number"] == "010001"
    staff = as_user(made.staff)
    assert staff.get(f"officers/{pk}/").json()["police_number"] == "****01"


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
    assert as_user(made.staff).get(path).json()["kind"] is None
    assert as_user(made.staff).delete(path).status_code == 403
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
