"""Contests of accounts: roles, certificates, factors, locked names."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from pyotp import TOTP

from organization.models import (
    Certificate,
    Factor,
    FactorReset,
    Membership,
    SignInCount,
    User,
)
from organization.services.certifying import revoke_certificate
from organization.services.factors import add_totp, new_secret, remove_factor
from organization.services.granting import withdraw_role
from organization.services.guarding import account_key, begin_try
from organization.services.passwords import change_password
from organization.services.resetting import answer_reset
from organization.services.unlocking import lift_lock
from personnel.models import Officer
from personnel.services.first_passwords import make_slips
from personnel.services.linking import link_account, set_account
from tests.accounts.files import applied, handed_in, line
from tests.factories import person
from tests.locks.contest import Act, Arrange, Contest, Lost, says_before
from tests.locks.things import now, thing, today
from tests.permissions.world import World

DAY = dt.timedelta(days=1)
OWN = "seven-red-kites-over-jin"
LINK = "personnel/services/linking.py::link_account"


def role_withdrawn(world: World) -> Contest:
    """The second withdraws it for a later day: an earlier one he might."""
    row, by = thing(world, Membership, "membership"), world.force.security_admin
    Membership.objects.filter(pk=row.pk).update(during=(today() - DAY, None))

    def act(who: int) -> None:
        on = today() + (1 + who) * DAY
        withdraw_role(by=by, membership=row, on=on, reason="调离")

    return Contest(act, chance=False)


def certificate_revoked(world: World) -> Act:
    row, by = thing(world, Certificate, "certificate"), world.force.security_admin
    Certificate.objects.filter(pk=row.pk).update(revoked_at=None)
    return lambda who: revoke_certificate(by=by, certificate=row, now=now())


def reset_answered(world: World) -> Act:
    row, by = thing(world, FactorReset, "reset"), world.force.security_admin
    return lambda who: answer_reset(by=by, reset=row, confirmed=False, now=now())


def factor_removed(world: World) -> Act:
    """The role wants one: of two who take one each away, the second is refused."""
    admin = world.force.security_admin
    Factor.objects.filter(user=admin).delete()
    for name in ("令牌一", "令牌二"):
        secret = new_secret()
        code = TOTP(secret).at(now())
        add_totp(by=admin, secret=secret, code=code, name=name, now=now())
    rows = list(Factor.objects.filter(user=admin))
    return lambda who: remove_factor(by=admin, factor=rows[who], now=now())


def lock_lifted(world: World) -> Act:
    name, by = world.force.staff.username, world.force.security_admin
    SignInCount.objects.filter(key=account_key(name)).delete()
    for _n in range(settings.SIGN_IN_TRIES):
        begin_try(username=name, address="10.1.2.9", now=now())
    key = account_key(name)
    return lambda who: lift_lock(by=by, key=key, reason="本人来电", now=now())


def slip_beside_an_own_password(world: World) -> Contest:
    """One has just chosen his own while slips are made for all who have not."""
    made = world.force
    name = f"slip{User.objects.count()}"
    row = applied(handed_in(made.security_admin, [line(made, username=name)]))
    user = User.objects.get(username=name)

    def act(who: int) -> None:
        by = made.security_admin
        if not who:
            change_password(by=user, password=OWN, keep=None, now=now())
        elif not make_slips(by=by, row=row, part=1, now=now()):
            raise Lost

    return Contest(act, chance=False)


def of_one_name(world: World, n: int) -> tuple[Officer, list[User]]:
    """An officer, and so many accounts in his name."""
    officer = world.force.officers[world.force.a1.code][4]
    Officer.objects.filter(pk=officer.pk).update(user=None)
    count = User.objects.count()
    names = [f"own{count + k}" for k in range(n)]
    return officer, [person(name, officer.name) for name in names]


def account_linked(world: World) -> Act:
    officer, users = of_one_name(world, 2)
    return lambda who: link_account(by=None, officer=officer, user=users[who])


def account_changed(world: World) -> Contest:
    officer, users = of_one_name(world, 3)
    link_account(by=None, officer=officer, user=users[2])
    act = says_before(
        "officer.unlink",
        ("account",),
        lambda who: set_account(
            by=world.force.personnel_admin,
            officer=officer,
            username=users[who].username,
            reason="换账号",
        ),
    )
    return Contest(act, also=(LINK,))


CONTESTS: dict[str, Arrange] = {
    "organization/services/granting.py::withdraw_role": role_withdrawn,
    "organization/services/certifying.py::revoke_certificate": certificate_revoked,
    "organization/services/resetting.py::answer_reset": reset_answered,
    "organization/services/factors.py::remove_factor": factor_removed,
    "organization/services/unlocking.py::lift_lock": lock_lifted,
    "personnel/services/first_passwords.py::make_slips": slip_beside_an_own_password,
    LINK: account_linked,
    "personnel/services/linking.py::set_account": account_changed,
}
