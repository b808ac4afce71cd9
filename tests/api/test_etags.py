"""Two updates at once: one counts, the other is told."""

import os
from threading import Barrier

import pytest

from tasking.models import Assignment, AssignmentEntry
from tests.api.conftest import task
from tests.api.test_idempotency import together
from tests.faults.telling import tell

# Of eight updates each; `make faults` asks for 1,000 of them.
ROUNDS = max(5, int(os.environ.get("FAULTS_ROUNDS", "0")) // 8)


@pytest.fixture
def row(made, as_user):
    answer = as_user(made.staff).post("directives/", task(made))
    return Assignment.objects.get(pk=answer.json()["assignments"][0])


@pytest.mark.django_db(transaction=True)
def test_of_many_updates_of_one_version_exactly_one_counts(made, as_user, row):
    chief = as_user(made.chief_a1)
    path, bad = f"assignments/{row.pk}/", 0
    for _ in range(ROUNDS):
        tag, before = chief.tag(path), row.version

        def call(hours, tag=tag):
            return chief.patch(path, {"remaining_hours": hours}, If_Match=tag)

        answers = together(*[lambda n=n: call(n) for n in range(1, 9)])
        codes = sorted(answer.status_code for answer in answers)
        row.refresh_from_db()
        bad += codes != [200] + [412] * 7 or row.version != before + 1
    kept = AssignmentEntry.objects.filter(act="progress").count()
    tell(rounds=8 * ROUNDS, bad=bad, kept=kept)
    assert (bad, kept) == (0, ROUNDS)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_several_would_count(made, as_user, row, monkeypatch):
    """The negative control: the version read first, the row locked later."""
    everybody = Barrier(4)

    def look(request, found):
        found = Assignment.objects.get(pk=found.pk)
        assert f'"{found.version}"' == request.headers["If-Match"]
        everybody.wait(10)
        return found

    monkeypatch.setattr("coordination.api.assignments.lock", look)
    chief = as_user(made.chief_a1)
    path = f"assignments/{row.pk}/"
    tag = chief.tag(path)

    def call(hours):
        return chief.patch(path, {"remaining_hours": hours}, If_Match=tag)

    answers = together(*[lambda n=n: call(n) for n in range(1, 5)])
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_issued_once(made, as_user):
    staff = as_user(made.staff)
    answer = staff.post("directives/", task(made, draft=True))
    path, tag = f"directives/{answer.json()['id']}/issue/", answer["ETag"]

    def call():
        return staff.post(path, If_Match=tag)

    codes = sorted(a.status_code for a in together(*[call] * 6))
    assert codes == [200] + [412] * 5
    assert Assignment.objects.count() == 1
