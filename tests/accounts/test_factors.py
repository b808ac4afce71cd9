"""Second factors: added, asked for, used once, lost, taken away by two."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import math
import re
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from pyotp import TOTP

from organization import services
from organization.models import AuditEvent, Factor, FactorReset, RecoveryCode, User
from organization.sealing import opened, sealed
from organization.services.factors import SIGNS, STEP, add_totp, new_secret
from tests.accounts.test_pages import text, url
from tests.accounts.test_sessions import HOME, RIGHT, entered, is_in, staff
from tests.factories import Force, appoint, person
from tests.pages.test_directives import client

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
SECOND = "/sign-in/second/"


def code_of(secret: str, steps: int = 0) -> str:
    return TOTP(secret).at(int(timezone.now().timestamp()) + steps * STEP)


def tokened(user: User) -> tuple[str, list[str]]:
    """(secret, recovery codes) of a token whose code of a while ago was shown."""
    secret, then = new_secret(), timezone.now() - dt.timedelta(minutes=5)
    code = TOTP(secret).at(then)
    return secret, add_totp(by=user, secret=secret, code=code, name="令牌", now=then)


def begun(user: User, to: str = "") -> Client:
    """The password was right."""
    at = Client(REMOTE_ADDR="10.1.2.3", headers={"accept-language": "en"})
    sent = {"username": user.username, "password": RIGHT, "next": to}
    assert at.post("/sign-in/", sent)["Location"] == SECOND
    assert not is_in(at), "nobody is signed in yet"
    return at


def test_with_a_factor_the_password_alone_lets_nobody_in(staff: User) -> None:
    secret, _codes = tokened(staff)
    at = begun(staff, "/sessions/")
    assert at.get(SECOND).status_code == 200
    for wrong in ("000000", "１２３４５６", "", "x" * 500):
        assert at.post(SECOND, {"code": wrong}).status_code == 422
    done = at.post(SECOND, {"code": f" {code_of(secret)} "})
    assert done["Location"] == "/sessions/" and is_in(at)
    used = AuditEvent.objects.filter(action="account.sign_in").latest("pk")
    assert used.detail["way"] == "password+totp"


def test_a_code_is_good_once_and_for_a_minute_and_a_half(staff: User) -> None:
    secret, _codes = tokened(staff)
    code = code_of(secret)
    assert begun(staff).post(SECOND, {"code": code}).status_code == 302
    assert begun(staff).post(SECOND, {"code": code}).status_code == 422
    assert begun(staff).post(SECOND, {"code": code_of(secret, -1)}).status_code == 422
    assert begun(staff).post(SECOND, {"code": code_of(secret, 3)}).status_code == 422
    assert begun(staff).post(SECOND, {"code": code_of(secret, 1)}).status_code == 302


def test_codes_are_not_guessed(staff: User) -> None:
    secret, _codes = tokened(staff)
    at = begun(staff)
    for _n in range(settings.SIGN_IN_TRIES):
        at.post(SECOND, {"code": "123456"})
    answer = begun(staff).post(SECOND, {"code": code_of(secret)})
    assert answer.status_code == 422 and "Too many" in text(answer)


def test_a_recovery_code_lets_in_once(staff: User) -> None:
    _secret, codes = tokened(staff)
    assert len(codes) == len(set(codes)) == 10
    assert begun(staff).post(SECOND, {"code": codes[3].upper()}).status_code == 302
    assert begun(staff).post(SECOND, {"code": codes[3]}).status_code == 422
    assert RecoveryCode.objects.filter(user=staff, used_at=None).count() == 9


def test_who_has_begun_and_waits_begins_again(staff: User) -> None:
    tokened(staff)
    at = begun(staff)
    session = at.session
    begun_at = timezone.now() - dt.timedelta(minutes=6)
    session["pending"] = session["pending"] | {"at": begun_at.isoformat()}
    session.save()
    assert at.get(SECOND)["Location"] == "/sign-in/"
    assert Client().get(SECOND)["Location"] == "/sign-in/"


def test_an_account_blocked_meanwhile_is_not_let_in(staff: User) -> None:
    secret, _codes = tokened(staff)
    at = begun(staff)
    services.set_active(by=None, user=staff, active=False)
    assert at.post(SECOND, {"code": code_of(secret)})["Location"] == "/sign-in/"


def test_it_is_added_with_the_password_and_the_code_it_shows(staff: User) -> None:
    at = entered(staff)
    page = text(at.get(url("add_totp")))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert "<svg" in page and at.get(url("add_totp")).status_code == 200
    sent = {"name": "单位令牌", "code": code_of(secret), "password": RIGHT}
    codes = ({"code": "000000"}, {"code": "六个数"}, {"code": "１２３４５６"})
    for wrong in (*codes, {"password": "no"}, {"name": " "}):
        assert at.post(url("add_totp"), sent | wrong).status_code == 422
    assert not Factor.objects.exists()
    done = at.post(url("add_totp"), sent)
    assert len(re.findall(r"<li><code>[a-z0-9-]{29}</code>", text(done))) == 10
    assert "no-store" in done["Cache-Control"]
    row = Factor.objects.get()
    assert (row.user, row.kind, row.name) == (staff, "totp", "单位令牌")


def test_the_secret_is_sealed_in_the_database(staff: User) -> None:
    secret, codes = tokened(staff)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f::text FROM organization_factor f UNION"
            " SELECT r::text FROM organization_recoverycode r"
        )
        kept = str(cursor.fetchall())
    assert secret not in kept and codes[0].replace("-", "") not in kept
    assert opened(Factor.objects.get().secret) == secret
    assert opened(sealed("a")[:-4] + "AAA=") is None


def test_a_key_of_before_still_opens_it(staff: User, monkeypatch: Any) -> None:
    secret, _codes = tokened(staff)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another-key-of-fifty-signs" * 2)
    assert opened(Factor.objects.get().secret) == secret


def test_the_three_duties_add_one_before_anything_else(force: Force) -> None:
    admin = force.security_admin
    services.set_password(by=None, user=admin, password=RIGHT)
    at = entered(admin)
    for page in (HOME, url("accounts"), url("sessions")):
        assert at.get(page)["Location"] == url("factors")
    page = text(at.get(url("add_totp")))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    sent = {"name": "令牌", "code": code_of(secret), "password": RIGHT}
    assert at.post(url("add_totp"), sent).status_code == 200
    assert at.get(url("accounts")).status_code == 200
    row = Factor.objects.get()
    refused = at.post(url("remove_factor", row.pk), {"password": RIGHT})
    assert refused.status_code == 422 and Factor.objects.exists()


@pytest.mark.parametrize(
    ("setting", "led"), [("off", False), ("optional", False), ("required", True)]
)
def test_whether_others_need_one_is_a_setting(
    staff: User, setting: str, led: bool, monkeypatch: Any
) -> None:
    monkeypatch.setattr(settings, "SECOND_FACTOR", setting)
    assert is_in(entered(staff)) is not led


def test_switched_off_nothing_is_asked_for(staff: User, monkeypatch: Any) -> None:
    tokened(staff)
    monkeypatch.setattr(settings, "SECOND_FACTOR", "off")
    assert is_in(entered(staff))


def test_removed_by_its_owner_with_the_password(staff: User, force: Force) -> None:
    at = entered(staff)
    tokened(staff)
    remove = url("remove_factor", Factor.objects.get().pk)
    assert client(force.head).post(remove, {"password": RIGHT}).status_code == 404
    assert at.post(remove, {"password": "wrong"}).status_code == 422
    assert at.post(remove, {"password": RIGHT}).status_code == 302
    assert not Factor.objects.exists() and not RecoveryCode.objects.exists()


def test_other_recovery_codes_make_the_old_ones_void(staff: User) -> None:
    at = entered(staff)
    _secret, codes = tokened(staff)
    done = at.post(url("renew_codes"), {"password": RIGHT})
    assert done.status_code == 200 and codes[0] not in text(done)
    assert begun(staff).post(SECOND, {"code": codes[0]}).status_code == 422


def test_lost_ones_are_taken_away_by_two(force: Force, staff: User) -> None:
    other = appoint(person("second-admin"), "security_admin", force.city)
    one, two, there = client(force.security_admin), client(other), entered(staff)
    tokened(staff)
    ask = url("ask_reset", staff.pk)
    assert one.post(ask, {"reason": ""}).status_code == 422
    assert one.post(ask, {"reason": "手机丢失"}).status_code == 302
    assert one.post(ask, {"reason": "再来"}).status_code == 422
    answer = url("answer_reset", FactorReset.objects.get().pk)
    assert one.post(answer, {"answer": "yes"}).status_code == 422
    assert Factor.objects.exists() and is_in(there)
    assert "手机丢失" in text(two.get(url("account", staff.pk)))
    assert two.post(answer, {"answer": "yes"}).status_code == 302
    assert not Factor.objects.exists() and not is_in(there)
    assert two.post(answer, {"answer": "no"}).status_code == 422
    acts = AuditEvent.objects.filter(action__startswith="factor.reset").order_by("pk")
    assert [(row.action, row.actor) for row in acts] == [
        ("factor.reset_asked", force.security_admin),
        ("factor.reset", other),
    ]


def test_the_database_itself_wants_two(force: Force, staff: User) -> None:
    from django.db import IntegrityError, transaction

    tokened(staff)
    client(force.security_admin).post(url("ask_reset", staff.pk), {"reason": "丢失"})
    row = FactorReset.objects.get()
    for name in (force.security_admin, staff):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=row.pk).update(
                answered_by=name, answered_at=timezone.now(), done=True
            )


def test_a_recovery_code_is_longer_than_anybody_tries_out(staff: User) -> None:
    """Only then a plain digest is enough to keep of it (OWASP ASVS 5.0, 6.5.2)."""
    _secret, codes = tokened(staff)
    signs = min(len(code.replace("-", "")) for code in codes)
    assert signs * math.log2(len(SIGNS)) >= 112
    assert codes[0].count("-") == 5 and len(set(codes)) == 10


def test_what_was_sealed_before_is_still_opened_and_a_changed_one_is_not() -> None:
    key = hashlib.sha256(b"yipan.second-factor:" + settings.SECRET_KEY.encode())
    old = Fernet(base64.urlsafe_b64encode(key.digest())).encrypt(b"JBSW").decode()
    assert opened(old) == "JBSW"
    new = sealed("JBSW")
    assert new != sealed("JBSW") and opened(new) == "JBSW"
    for at in range(len(new) - 2):  # the last sign is half empty
        other = "A" if new[at] != "A" else "B"
        assert opened(new[:at] + other + new[at + 1 :]) != "JBSW"
