"""Signing in by the unit's identity service: a real one, and ones that lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from config.apps import service_is_named_whole
from config.places import BASE_DIR
from config.supervisor.guard import PR_SET_PDEATHSIG, prctl
from organization.models import AuditEvent, User
from tests.accounts.identity.__main__ import WORD
from tests.accounts.test_factors import SECOND, code_of, tokened
from tests.accounts.test_sessions import HOME, is_in, staff
from tests.factories import Force, person

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
BEGIN, BACK = "/sign-in/service/", "/sign-in/service/back/"
HERE = "http://testserver"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address; who may sign in there is `staff`, `outsider` and `blocked`."""
    folder = tmp_path_factory.mktemp("identity")
    run = [sys.executable, "-m", "tests.accounts.identity", HERE + BACK]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*run, "staff", "outsider", "blocked"],
            cwd=BASE_DIR,
            env={**os.environ, "IDENTITY_DATA": str(folder / "identity.sqlite3")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, 9),
        )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address, (folder / "log").read_text()
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture
def named(settings: Any, service: str) -> str:
    name_it(settings, service)
    return service


def name_it(settings: Any, address: str) -> None:
    settings.OIDC_ISSUER = address
    settings.OIDC_CLIENT_ID = "yipan"
    settings.OIDC_CLIENT_SECRET = "between-us"


def browser() -> Client:
    return Client(REMOTE_ADDR="10.1.2.3", headers={"accept-language": "en"})


def to_the_service(at: Client, to: str = "") -> str:
    """Off from our page; the address there."""
    found = at.get(BEGIN, {"next": to} if to else {})
    assert found.status_code == 302
    return str(found["Location"])


def at_the_service(address: str, name: str) -> str:
    """Signed in there as a person would; the address that leads back."""
    with requests.Session() as there:
        form = there.get(address, timeout=10)
        done = there.post(
            form.url,
            {"username": name, "password": WORD},
            allow_redirects=False,
            timeout=10,
        )
        assert done.status_code == 302, done.text
        onward = requests.compat.urljoin(form.url, done.headers["Location"])
        last = there.get(onward, allow_redirects=False, timeout=10)
        return str(last.headers["Location"]).removeprefix(HERE)


def signed_in(name: str, to: str = "") -> tuple[Client, Any]:
    at = browser()
    return at, at.get(at_the_service(to_the_service(at, to), name))


def failures() -> list[str]:
    rows = AuditEvent.objects.filter(action="account.oidc_failed").order_by("pk")
    assert all(row.outcome == AuditEvent.Outcome.FAILED for row in rows)
    return [row.detail["why"] for row in rows]


def test_there_and_back_one_is_signed_in(named: str, staff: User) -> None:
    page = browser().get("/sign-in/").content.decode()
    assert BEGIN in page
    at, answer = signed_in("staff", "/sessions/")
    assert answer["Location"] == "/sessions/" and is_in(at)
    event = AuditEvent.objects.filter(action="account.sign_in").latest("pk")
    assert (event.actor, event.detail["way"]) == (staff, "oidc")
    out = at.post("/sign-out/")
    assert not is_in(at)
    door = at.get(out["Location"]).content.decode()
    assert "/sign-in/service/leave/" in door
    left = at.get("/sign-in/service/leave/")["Location"]
    assert left == f"{named}/logout/"


def test_it_asks_as_the_standard_wants_it(named: str) -> None:
    asked = parse_qs(urlsplit(to_the_service(browser())).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["code_challenge"]
    assert asked["response_type"] == ["code"] and asked["nonce"] and asked["state"]
    assert asked["redirect_uri"] == [HERE + BACK]


def test_a_second_factor_is_still_asked_for(
    named: str, staff: User, settings: Any
) -> None:
    secret, _codes = tokened(staff)
    at, answer = signed_in("staff", "/sessions/")
    assert answer["Location"] == SECOND and not is_in(at)
    done = at.post(SECOND, {"code": code_of(secret)})
    assert done["Location"] == "/sessions/" and is_in(at)
    event = AuditEvent.objects.filter(action="account.sign_in").latest("pk")
    assert event.detail["way"] == "oidc+totp"
    settings.OIDC_SECOND_FACTOR = "service"
    other, answer = signed_in("staff")
    assert is_in(other)


def test_a_password_of_ours_is_not_asked_for(named: str, staff: User) -> None:
    User.objects.filter(pk=staff.pk).update(password_once=True)
    at, _answer = signed_in("staff")
    assert at.get(HOME).status_code == 200


def test_whom_nobody_knows_here_is_not_let_in(named: str, force: Force) -> None:
    blocked = person("blocked")
    User.objects.filter(pk=blocked.pk).update(is_active=False)
    for name in ("outsider", "blocked"):
        at, answer = signed_in(name)
        assert answer["Location"] == "/sign-in/" and not is_in(at)
        assert "opened an account" in at.get("/sign-in/").content.decode()
    assert failures() == ["unknown", "unknown"]
    assert not User.objects.filter(username="outsider").exists()


def test_another_browser_cannot_come_back_in_ones_place(
    named: str, staff: User
) -> None:
    """Somebody sends a link that would sign others in as himself."""
    one = browser()
    link = at_the_service(to_the_service(one), "staff")
    other = browser()
    assert other.get(link)["Location"] == "/sign-in/" and not is_in(other)
    assert one.get(link).status_code == 302 and is_in(one)
    again = browser()
    again.cookies = one.cookies
    assert again.get(link)["Location"] == "/sign-in/", "good once"


def test_it_leads_to_pages_of_ours_alone(named: str, staff: User) -> None:
    _at, answer = signed_in("staff", "https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_without_a_service_there_is_no_such_door(staff: User) -> None:
    for path in (BEGIN, BACK, "/sign-in/service/leave/"):
        assert browser().get(path).status_code == 404
    assert BEGIN not in browser().get("/sign-in/").content.decode()


def test_a_service_that_is_away_is_told(staff: User, settings: Any) -> None:
    name_it(settings, "http://127.0.0.1:9")
    at = browser()
    for path in (BEGIN, BACK):
        assert at.get(path)["Location"] == "/sign-in/"
    assert "cannot be reached" in at.get("/sign-in/").content.decode()
    assert at.get("/sign-in/service/leave/")["Location"] == "/sign-in/"


def test_a_site_is_warned(settings: Any) -> None:
    assert service_is_named_whole() == []
    settings.OIDC_ISSUER = "http://10.0.0.1/o"
    assert [one.id for one in service_is_named_whole()] == ["yipan.W002", "yipan.E001"]


class Liar(ThreadingHTTPServer):
    """Says whatever `claims`, `key` and `header` make of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.own = RSAKey.generate_key(2048, {"kid": "own"})
        self.signing: Any = self.own
        self.header: dict[str, str] = {"alg": "RS256", "kid": "own"}
        self.claims: dict[str, Any] = {}
        self.issuer = self.address
        self.without = False

    def document(self, path: str) -> Any:
        if path.endswith("configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        if path.endswith("keys"):
            return {"keys": [self.own.as_dict(private=False)]}
        token = {"access_token": "any", "token_type": "Bearer"}
        if not self.without:
            token["id_token"] = self.token()
        return token

    def token(self) -> str:
        if self.header["alg"] == "none":
            parts = [json.dumps(part).encode() for part in (self.header, self.claims)]
            return b".".join([*map(_b64, parts), b""]).decode()
        allowed = [self.header["alg"]]
        return jwt.encode(self.header, self.claims, self.signing, algorithms=allowed)


def _b64(raw: bytes) -> bytes:
    import base64

    return base64.urlsafe_b64encode(raw).rstrip(b"=")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = json.dumps(self.server.document(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(found)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def liar() -> Iterator[Liar]:
    server = Liar()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def right(liar: Liar, asked: dict[str, list[str]]) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": liar.address,
        "aud": "yipan",
        "sub": "7",
        "exp": now + 300,
        "iat": now,
        "nonce": asked["nonce"][0],
        "preferred_username": "staff",
    }


def back_from(liar: Liar, how: Any) -> Client:
    at = browser()
    asked = parse_qs(urlsplit(to_the_service(at)).query)
    liar.claims = right(liar, asked)
    how(liar)
    at.get(BACK, {"code": "any", "state": asked["state"][0]})
    return at


def other_key(liar: Liar) -> None:
    liar.signing = RSAKey.generate_key(2048, {"kid": "own"})


def both_know_it(liar: Liar) -> None:
    liar.signing = OctKey.import_key("between-us-and-long-enough-for-it")
    liar.header = {"alg": "HS256", "kid": "own"}


LIES = {
    "the key of somebody else": other_key,
    "a secret instead of a key": both_know_it,
    "no signature": lambda liar: setattr(liar, "header", {"alg": "none"}),
    "no token": lambda liar: setattr(liar, "without", True),
    "for another site": lambda liar: liar.claims.update(aud="other"),
    "of another service": lambda liar: liar.claims.update(iss="http://10.0.0.1"),
    "of another visit": lambda liar: liar.claims.update(nonce="old"),
    "without a visit": lambda liar: liar.claims.pop("nonce"),
    "of yesterday": lambda liar: liar.claims.update(exp=int(time.time()) - 86400),
    "for nobody": lambda liar: liar.claims.pop("preferred_username"),
    "for a list": lambda liar: liar.claims.update(preferred_username=["staff"]),
}


def test_of_the_liar_the_truth_is_believed(
    liar: Liar, staff: User, settings: Any
) -> None:
    name_it(settings, liar.address)
    assert is_in(back_from(liar, lambda liar: None))


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_lets_nobody_in(liar: Liar, staff: User, settings: Any, lie: str) -> None:
    name_it(settings, liar.address)
    assert not is_in(back_from(liar, LIES[lie]))
    assert len(failures()) == 1


def test_who_calls_itself_otherwise_is_not_asked(
    liar: Liar, staff: User, settings: Any
) -> None:
    name_it(settings, liar.address)
    liar.issuer = "http://127.0.0.1:1"
    at = back_from(liar, lambda liar: None)
    assert not is_in(at) and "cannot be reached" in at.get("/sign-in/").content.decode()
