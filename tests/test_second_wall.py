"""The second wall, asked of the database itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, override_settings

from config import roles
from config import wall as policies
from config.places import BASE_DIR
from config.wall import kept, ways
from organization import wall
from organization.models import ApiToken, Station
from tests import factories
from tests.test_roles import rights, tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stands(settings: Any) -> None:
    settings.SECOND_WALL = True


LIFTED = {
    "budget/below/reading.py": 1,
    "budget/below/terms.py": 1,
    "budget/entitlement.py": 1,
    "budget/reports/station.py": 1,
    "coordination/absence.py": 1,
    "coordination/alarms/figures.py": 1,
    "coordination/collating/reading.py": 1,
    "coordination/costs.py": 2,
    "coordination/feeds/reading.py": 1,
    "coordination/heat/reading.py": 1,
    "coordination/ledger/community.py": 1,
    "coordination/ledger/protection.py": 1,
    "coordination/ledger/reading.py": 1,
    "coordination/ledger/supply.py": 1,
    "coordination/lent.py": 1,
    "coordination/notices/reading.py": 1,
    "coordination/prepared.py": 1,
    "coordination/ratios/reading.py": 1,
    "coordination/services/fixing.py": 2,
    "coordination/services/offering_join.py": 1,
    "coordination/snapshot.py": 1,
    "coordination/spent_tables.py": 1,
    "coordination/staffing.py": 1,
    "coordination/thread/reading.py": 3,
    "coordination/views/bureau.py": 1,
    "coordination/views/difficulties.py": 1,
    "coordination/views/displaced.py": 1,
    "coordination/views/duplicate_rows.py": 1,
    "coordination/views/events.py": 2,
    "coordination/views/paying.py": 1,
    "coordination/views/station_rows.py": 1,
    "coordination/views/system.py": 1,
    "coordination/visits.py": 1,
    "desk/account_letters.py": 2,
    "desk/accounts/forms.py": 1,
    "desk/accounts/page.py": 1,
    "desk/accounts/roles.py": 1,
    "desk/accounts/views.py": 1,
    "desk/collisions.py": 1,
    "desk/jobs_page.py": 1,
    "desk/services/bulk.py": 1,
    "organization/audit.py": 1,
    "organization/personas.py": 1,
    "organization/services/watching.py": 1,
    "organization/signing_in.py": 1,
    "organization/tokens.py": 1,
    "organization/unit_codes.py": 2,
    "organization/wall.py": 1,
    "personnel/api/rounds.py": 2,
    "personnel/establishment.py": 1,
    "personnel/models/absence.py": 1,
    "personnel/opening/present.py": 2,
    "personnel/opening/there.py": 1,
    "personnel/ranking.py": 1,
    "personnel/rounds/own.py": 1,
    "personnel/rounds/service.py": 1,
    "personnel/services/entering_accounts.py": 1,
    "personnel/services/first_passwords.py": 1,
    "personnel/views/fit.py": 1,
    "personnel/views/officers.py": 1,
    "personnel/views/orders.py": 1,
    "personnel/views/requests.py": 1,
    "personnel/views/round_choices.py": 4,
    "personnel/views/today.py": 1,
    "tasking/services/knowledge.py": 1,
}
"""Where the wall is lifted, and how often. Whoever adds one has loaded, behind the
wall, what it is about, and gives nothing on that the reader must not know."""


LIFTS = ("lifted", "unknown", "plans_unknown")
ROOMS = (
    *("config", "organization", "desk", "personnel", "budget"),
    *("tasking", "coordination"),
)


@contextmanager
def as_the_pages_do() -> Iterator[None]:
    """Everything in the role of the pages, from the first statement on."""
    usual, wall.ROLE = wall.ROLE, ""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yipan_web")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")
            wall.ROLE = usual


def lifts(path: Path) -> int:
    """Calls of what lifts it, with a reason that stands there or in a constant."""
    found = 0
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0] if node.args else None
            kept = isinstance(first, ast.Name) and first.id.isupper()
            found += name in LIFTS and (kept or isinstance(first, ast.Constant))
    return found


def seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def told() -> list[str]:
    names = ("open_lifted", *wall.OWN, *wall.OPEN)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('wall.' || name, true) FROM unnest(%s) name",
            [list(names)],
        )
        return [row[0] for row in cursor.fetchall() if row[0]]


def test_every_table_has_a_policy_or_a_reason_to_have_none() -> None:
    known = {*policies.POLICIES, *policies.OPEN}
    assert not {*tables(), "django_session", "django_migrations"} - known
    assert not known - {*tables(), "django_session", "django_migrations"}
    assert not policies.POLICIES.keys() & policies.OPEN.keys()


def test_every_policy_stands_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE relrowsecurity AND polname = 'wall_read'"
        )
        assert {row[0] for row in cursor.fetchall()} == set(policies.POLICIES)
        policies.build(cursor)
        with transaction.atomic():
            cursor.execute("DROP POLICY wall_read ON tasking_directive")
            policies.build(cursor)
        assert policies.stands(cursor)


def test_nothing_told_is_kept_in_a_function() -> None:
    """Within a function a value of one person would stay for the next."""
    made = {**ways.FUNCTIONS, **kept.functions(policies.RULES)}
    planned = re.compile(r"\bwall_(few_\w+|ids|id|texts|has|open|kept)\(")
    assert len(made) > 100
    assert not [head for head, body in made.items() if planned.search(body)]


def test_the_wall_is_lifted_only_where_it_is_known() -> None:
    paths = [path for room in ROOMS for path in (BASE_DIR / room).rglob("*.py")]
    found = {str(path.relative_to(BASE_DIR)): lifts(path) for path in paths}
    assert {path: count for path, count in found.items() if count} == LIFTED


def test_without_a_reason_it_is_not_lifted() -> None:
    with pytest.raises(ValueError, match="reason"), wall.lifted(""):
        pass


def test_nobody_sees_nothing_and_the_worker_everything() -> None:
    factories.force()
    walled = ("organization_station", "personnel_officer", "organization_auditevent")
    with connection.cursor() as cursor:
        for role, found in (("yipan_web", False), ("yipan_worker", True)):
            cursor.execute(f"SET ROLE {role}")
            assert [bool(seen(table)) for table in walled] == [found] * 3
            cursor.execute("RESET ROLE")


def test_a_person_sees_what_is_in_reach_and_the_lifted_wall_everything() -> None:
    force = factories.force()
    wall.put_up(force.chief_a1)
    try:
        assert list(Station.objects.values_list("pk", flat=True)) == [force.a1.pk]
        with wall.lifted("of another"), wall.lifted("within"):
            assert Station.objects.count() == len(force.stations)
        assert Station.objects.count() == 1
    finally:
        wall.take_down()
    assert Station.objects.count() == len(force.stations)


def test_nothing_is_left_on_the_connection_after_a_request() -> None:
    force, client = factories.force(), Client()
    client.force_login(force.leader)
    assert client.get("/today/").status_code == 200
    assert not told()
    assert client.post("/nowhere/").status_code == 404
    assert not told()


def test_it_can_be_put_down() -> None:
    force = factories.force()
    with override_settings(SECOND_WALL=False):
        wall.put_up(force.chief_a1)
        assert not told()
        warned = run_checks(include_deployment_checks=True)
    assert "yipan.W001" in {one.id for one in warned}


def test_the_bare_ids_are_nobodys_to_change() -> None:
    for view in policies.VIEWS:
        for role in roles.APPLICATION_ROLES:
            assert rights(role, view) == {"SELECT"}, (role, view)


def test_a_worker_that_acts_for_somebody_reads_what_he_sees() -> None:
    force = factories.force()
    usual, wall.ROLE = wall.ROLE, "yipan_worker"
    try:
        with wall.behind(force.chief_a1):
            assert Station.objects.count() == 1
        assert Station.objects.count() == len(force.stations)
    finally:
        wall.ROLE = usual


def test_whoever_comes_is_known_before_the_wall_is_up() -> None:
    force, client = factories.force(), Client()
    token = ApiToken.issue(force.chief_a1)
    with as_the_pages_do(), override_settings(DEMO_MODE=True):
        assert client.get("/sign-in/").status_code == 200
        client.force_login(force.chief_a1)
        assert client.get("/people/").status_code == 200
        told_by = {"HTTP_AUTHORIZATION": f"Token {token}"}
        answer = Client().get("/api/v1/stations/", **told_by).json()
        assert [row["code"] for row in answer["results"]] == [force.a1.code]
        assert not told()


def test_a_wall_that_stands_already_stands_for_the_worker_too() -> None:
    force = factories.force()
    wall.put_up(force.chief_a1)
    try:
        with wall.behind(force.chief_a2):
            assert Station.objects.get() == force.a1, "as it stood before"
        assert Station.objects.count() == 1
    finally:
        wall.take_down()


def test_what_is_taken_down_while_it_is_lifted_stays_down() -> None:
    force = factories.force()
    wall.put_up(force.chief_a1)
    with wall.lifted("of another"):
        wall.take_down()
    assert not told() and Station.objects.count() == len(force.stations)


@pytest.mark.parametrize("within", [False, True])
def test_a_connection_that_cannot_be_told_is_answered_on_no_more(
    monkeypatch: pytest.MonkeyPatch, within: bool
) -> None:
    """What cannot be taken down would stand for whoever is answered next; within a
    transaction the connection comes to its end with it."""
    closed: list[str] = []
    here = connections["default"]
    monkeypatch.setattr(here, "close", lambda: closed.append("closed"))
    monkeypatch.setattr(here, "in_atomic_block", within)
    user = factories.force().chief_a1

    def broken(*_args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    wall.put_up(user)
    with monkeypatch.context() as patch:
        patch.setattr(wall, "_run", broken)
        wall.take_down()
    assert closed == ([] if within else ["closed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', false)")
    with monkeypatch.context() as patch, wall.unknown("of the test"):
        patch.setattr(wall, "_run", broken)
    assert closed == ([] if within else ["closed"] * 2)
