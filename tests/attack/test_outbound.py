"""The product calls nobody: while pages are served, letters written and files made, no
connection leaves this machine (`config.testing` fails every test that opens one)."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from config.testing import BlockedConnection
from desk.models import InboxItem, Way
from desk.services import choose_letters, deliver, fill_outbox, send_mails
from tests.architecture.source import modules, name_of
from tests.factories import person

OUTSIDE = re.compile(
    r"\b(?:import|from)\s+(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client"
    r"|ftplib|telnetlib|xmlrpc)\b"
)
SOCKETS = {"config/supervisor/", "config/testing", "organization/oidc.py"}
"""Who starts the embedded servers asks whether they answer yet; whoever signs in by the
identity service that a site names is led there."""


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_beyond_this_machine_fails_the_test(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line:
        for connect in (line.connect, line.connect_ex):
            with pytest.raises(BlockedConnection):
                connect((address, 443))


def test_nothing_of_the_product_can_speak_to_the_web() -> None:
    for path in modules():
        found = OUTSIDE.search(path.read_text("utf-8"))
        assert not found or name_of(path).startswith(tuple(SOCKETS)), name_of(path)


@pytest.mark.django_db
def test_a_mail_leads_to_the_site_and_nowhere_else(settings: Any) -> None:
    settings.EMAIL_HOST, settings.SITE_URL = "127.0.0.1", "https://yipan.local"
    reader, now = person("reader"), timezone.now()
    kind, ways = "conflict_settled", {"conflict_settled": Way.MAIL}
    choose_letters(by=reader, ways=ways, digest_hour=8, address="reader@local")
    row = InboxItem(
        recipient=reader, matter="conflict:1", kind=kind, url="/board/", revision=1
    )
    deliver([row])
    assert (fill_outbox(now), send_mails(now)) == (1, 1)
    (sent,) = mail.outbox
    assert re.findall(r"\w+://\S+", f"{sent.subject} {sent.body}") == [
        settings.SITE_URL
    ]
