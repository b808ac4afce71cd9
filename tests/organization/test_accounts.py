import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organization import services
from organization.models import AuditEvent, Membership, Role, User
from organization.scope import Scope
from organization.signing_in import SignInBackend
from tests.factories import ALWAYS, force, person

pytestmark = pytest.mark.django_db
ADMINS = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]


def told(act, **given):
    with pytest.raises(ValidationError) as error:
        act(by=None, **given)
    return error.value.message_dict


def test_an_account_without_password_cannot_sign_in():
    user = services.create_user(by=None, username="wangjj", name="王建军")
    assert not user.has_usable_password()
    assert AuditEvent.objects.get(action="account.create").subject_id == user.pk


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"username": "a b", "name": "王"}, {"username"}),
        ({"username": "", "name": ""}, {"username", "name"}),
        ({"username": "wang", "name": "王", "password": "123456"}, {"password"}),
    ],
)
def test_bad_accounts_are_told_by_field(given, fields):
    assert set(told(services.create_user, **given)) == fields
    assert not User.objects.exists()


def test_a_user_name_is_taken_once():
    person("wang")
    assert set(told(services.create_user, username="wang", name="王")) == {"username"}


def test_a_password_passes_the_validators_and_stays_out_of_the_trail():
    user = person("wang")
    assert set(told(services.set_password, user=user, password="short")) == {"password"}
    services.set_password(by=user, user=user, password="three-blue-herons-7")
    assert user.check_password("three-blue-herons-7")
    assert "herons" not in str(list(AuditEvent.objects.values()))


def test_a_role_is_granted_and_ended():
    made = force()
    user = person("wang")
    membership = services.grant_role(
        by=made.security_admin,
        user=user,
        role=Role.STATION_CHIEF,
        unit=made.a1,
        during=ALWAYS,
        acting=True,
    )
    assert user.scope.stations == {made.a1.pk}
    services.end_role(by=made.security_admin, membership=membership, on=dt.date.today())
    assert user.scope.stations == set()
    assert AuditEvent.objects.filter(
        action__startswith="role.", subject_id=user.pk, actor=made.security_admin
    ).values_list("action", flat=True).order_by("id")[::1] == ["role.grant", "role.end"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"role": Role.DEPARTMENT_STAFF}, "unit"),
        ({"during": (dt.date(2026, 6, 1), dt.date(2026, 6, 1))}, "during"),
        ({"during": (dt.date(2026, 6, 1), dt.date(2026, 5, 1))}, "during"),
    ],
)
def test_bad_grants_are_told_by_field(changed, field):
    made = force()
    given = {
        "user": made.stranger,
        "role": Role.STATION_CHIEF,
        "unit": made.a1,
        "during": ALWAYS,
    } | changed
    assert field in told(services.grant_role, **given)
    assert not made.stranger.memberships.exists()


def test_the_same_role_is_not_granted_twice():
    made = force()
    given = {"user": made.chief_a1, "role": Role.STATION_CHIEF, "during": ALWAYS}
    assert set(told(services.grant_role, unit=made.a1, **given)) == {"role"}
    services.grant_role(by=None, unit=made.a2, **given)


def test_a_role_does_not_end_before_it_begins():
    made = force()
    membership = made.chief_a1.memberships.get()
    day = dt.date(2019, 1, 1)
    assert set(told(services.end_role, membership=membership, on=day)) == {"on"}


@pytest.mark.parametrize("role", ADMINS)
@pytest.mark.parametrize("other", ADMINS)
def test_nobody_holds_two_of_the_separated_duties(role, other):
    made = force()
    unit = made.city if role == other else made.county_a
    user = made.personas[role]
    given = {"user": user, "role": other, "unit": unit, "during": ALWAYS}
    assert set(told(services.grant_role, **given)) == {"role"}


def test_the_database_itself_separates_the_duties():
    made = force()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=made.system_admin,
            role=Role.AUDIT_ADMIN,
            bureau=made.county_a,
            during=DateRange(dt.date(2026, 1, 1), None),
        )


def test_raw_sql_gives_nobody_two_of_the_separated_duties():
    made = force()
    insert = (
        "INSERT INTO organization_membership (user_id, role, bureau_id, acting, during)"
        " VALUES (%s, %s, %s, false, daterange(%s, NULL))"
    )
    user, unit = made.security_admin.pk, made.county_a.pk
    with connection.cursor() as cursor:
        for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN):
            with pytest.raises(IntegrityError, match="separated"), transaction.atomic():
                cursor.execute(insert, [user, role.value, unit, "2026-01-01"])
        cursor.execute(insert, [user, Role.LEADER.value, unit, "2026-01-01"])
        move = "UPDATE organization_membership SET user_id = %s WHERE user_id = %s"
        with pytest.raises(IntegrityError, match="separated"), transaction.atomic():
            cursor.execute(move, [user, made.audit_admin.pk])


def test_the_breach_in_the_database_is_told_like_the_check(monkeypatch):
    made = force()
    monkeypatch.setattr(
        "organization.services.accounts._check_other_roles", lambda *given: None
    )
    message = told(
        services.grant_role,
        user=made.system_admin,
        role=Role.AUDIT_ADMIN,
        unit=made.city,
        during=ALWAYS,
    )
    assert set(message) == {"role"}


def test_duties_may_follow_one_another():
    made = force()
    membership = made.system_admin.memberships.get()
    handover = dt.date(2026, 1, 1)
    services.end_role(by=None, membership=membership, on=handover)
    services.grant_role(
        by=None,
        user=made.system_admin,
        role=Role.AUDIT_ADMIN,
        unit=made.city,
        during=(handover, None),
    )
    assert made.system_admin.scope.roles() == {Role.AUDIT_ADMIN}


def test_a_blocked_account_reaches_nothing_and_gets_no_token():
    made = force()
    services.set_active(by=made.security_admin, user=made.chief_a1, active=False)
    assert User.objects.get(pk=made.chief_a1.pk).scope.grants == ()
    assert set(told(services.issue_token, user=made.chief_a1)) == {"user"}


def test_who_is_signed_in_is_read_with_his_scope_in_one_statement(
    django_assert_num_queries,
):
    made, backend = force(), SignInBackend()
    with django_assert_num_queries(1):
        found = backend.get_user(made.chief_a1.pk)
        assert (found, found.scope.stations) == (made.chief_a1, {made.a1.pk})
    assert found.scope == Scope.of(made.chief_a1)
    stranger = backend.get_user(made.stranger.pk)
    assert stranger == made.stranger and not stranger.scope.grants
    User.objects.filter(pk__in=(made.chief_a1.pk, made.stranger.pk)).update(
        is_active=False
    )
    assert backend.get_user(made.chief_a1.pk) is None
    assert backend.get_user(made.stranger.pk) is None
