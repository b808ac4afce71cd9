"""One key, one object: sent twice, sent at once, sent after a crash."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections

from coordination.api import directives as door
from coordination.services import issuing
from desk.models import IdempotencyKey
from organization.models import AuditEvent
from tasking.models import Assignment, Directive
from tests.api.conftest import problems, task


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


def together(*calls):
    """Run the calls at once, each on a connection of its own."""
    start = Barrier(len(calls))

    def run(call):
        start.wait(10)
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_second_time_gets_the_first_answer(self, made, staff):
        body = task(made)
        first = staff.post("directives/", body, Idempotency_Key="k1")
        reordered = dict(reversed(body.items()))
        again = staff.post("directives/", reordered, Idempotency_Key="k1")
        assert first.status_code == again.status_code == 201
        assert first.content == again.content
        assert first["ETag"] == again["ETag"]
        assert again["Idempotency-Replayed"] == "true"
        assert not first.has_header("Idempotency-Replayed")
        assert Directive.objects.count() == Assignment.objects.count() == 1

    def test_another_body_is_refused(self, made, staff):
        staff.post("directives/", task(made), Idempotency_Key="k1")
        other = staff.post("directives/", task(made, title="x"), Idempotency_Key="k1")
        assert other.status_code == 422
        problems(other)

    def test_the_key_belongs_to_one_user(self, made, staff, as_user):
        staff.post("directives/", task(made), Idempotency_Key="k1")
        body = task(made, department=made.narcotics.code)
        other = as_user(made.staff_narcotics).post(
            "directives/", body, Idempotency_Key="k1"
        )
        assert other.status_code == 201 and Directive.objects.count() == 2

    def test_a_failed_request_does_not_use_the_key_up(self, made, staff):
        bad = staff.post("directives/", task(made, title=""), Idempotency_Key="k1")
        assert bad.status_code == 400 and not IdempotencyKey.objects.exists()
        refused = task(made, department=made.narcotics.code)
        forbidden = staff.post("directives/", refused, Idempotency_Key="k1")
        assert forbidden.status_code == 403 and not IdempotencyKey.objects.exists()
        good = staff.post("directives/", task(made), Idempotency_Key="k1")
        assert good.status_code == 201

    @pytest.mark.parametrize("key", ["", " ", "k" * 201])
    def test_an_unusable_key(self, made, staff, key):
        answer = staff.post("directives/", task(made), Idempotency_Key=key)
        assert answer.status_code == 400
        assert "Idempotency-Key" in problems(answer)

    def test_a_key_left_by_a_process_that_died_is_taken_over(self, made, staff):
        IdempotencyKey.objects.create(user=made.staff, key="k1", fingerprint="gone")
        answer = staff.post("directives/", task(made), Idempotency_Key="k1")
        assert answer.status_code == 201
        again = staff.post("directives/", task(made), Idempotency_Key="k1")
        assert again["Idempotency-Replayed"] == "true"

    def test_without_a_key_every_request_counts(self, made, staff):
        for _n in range(2):
            assert staff.post("directives/", task(made)).status_code == 201
        assert Directive.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_fifty_posts_with_one_key_make_one_directive(self, made, staff):
        body = task(made)

        def call():
            return staff.post("directives/", body, Idempotency_Key="k")

        answers = together(*[call] * 50)
        codes = {answer.status_code for answer in answers}
        assert 201 in codes and codes <= {201, 409}
        assert Directive.objects.count() == Assignment.objects.count() == 1
        issued = AuditEvent.objects.filter(action="directive.issue")
        assert issued.count() == 1
        ids = {a.json()["id"] for a in answers if a.status_code == 201}
        assert len(ids) == 1

    def test_without_the_decorator_both_would_be_written(
        self, made, staff, monkeypatch
    ):
        bare = door.Directives.create.__wrapped__
        monkeypatch.setattr(door.Directives, "create", bare)
        body = task(made)

        def call():
            return staff.post("directives/", body, Idempotency_Key="k")

        together(call, call)
        assert Directive.objects.count() == 2

    def test_the_second_is_told_to_wait_while_the_first_works(
        self, made, staff, monkeypatch
    ):
        inside, go_on = Event(), Event()
        real = issuing.issue

        def slow(**arguments):
            inside.set()
            assert go_on.wait(10)
            return real(**arguments)

        monkeypatch.setattr(issuing, "issue", slow)

        def first():
            return staff.post("directives/", task(made), Idempotency_Key="k")

        def second():
            assert inside.wait(10)
            same = staff.post("directives/", task(made), Idempotency_Key="k")
            body = task(made, title="x")
            other = staff.post("directives/", body, Idempotency_Key="k")
            go_on.set()
            return same, other

        done, (same, other) = together(first, second)
        assert done.status_code == 201
        assert same.status_code == 409
        assert other.status_code == 422
        assert Directive.objects.count() == 1

    def test_what_fails_at_the_last_moment_leaves_nothing(
        self, made, staff, monkeypatch
    ):
        def broken(*_arguments):
            raise RuntimeError("power cut")

        monkeypatch.setattr("desk.idempotency._keep", broken)
        with pytest.raises(RuntimeError):
            staff.post("directives/", task(made), Idempotency_Key="k")
        assert not Directive.objects.exists()
        assert not IdempotencyKey.objects.exists()
